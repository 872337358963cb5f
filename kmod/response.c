// SPDX-License-Identifier: GPL-2.0-only
/*
 * Responses: the branch says whose they are, without a search.
 *
 * What may fail for lack of memory or route is made ready before the
 * transaction is stepped. If it does fail, the response counts as lost on the
 * wire: whoever sent it will send it again.
 */
#include "pkt.h"

static bool make_ready(struct sipfp_pkt *pkt, struct sipfp_run *run)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_edit *e = sipfp_tx_edit();
	u32 len;

	if (!sipfp_proxy_plan_response(&pkt->msg, &pkt->via, e)) {
		pkt->reason = SIPFP_REASON_BAD_VIA;
		return false;
	}
	run->forward = sipfp_tx_gather(pkt->sn, txn->svc, &txn->reply_to, e,
				       pkt->data, pkt->msg.len, false,
				       &pkt->reason);
	if (!run->forward)
		return false;
	/* A 2xx to INVITE is the callee's to repeat (RFC 6026). */
	if (txn->method == SIPFP_METHOD_INVITE && pkt->msg.status >= 200 &&
	    pkt->msg.status < 300)
		return true;
	len = skb_tail_pointer(run->forward) - sipfp_tx_payload(run->forward);
	run->text = sipfp_text_alloc(pkt->sn, len);
	if (!run->text) {
		pkt->reason = SIPFP_REASON_NO_MEMORY;
		return false;
	}
	memcpy(run->text->data, sipfp_tx_payload(run->forward), len);
	return true;
}

static enum sipfp_verdict step(struct sipfp_pkt *pkt, struct sipfp_txn *txn)
{
	bool to_cancel = pkt->msg.method == SIPFP_METHOD_CANCEL;
	struct sipfp_run run = {
		.sn = pkt->sn,
		.txn = txn,
		.in = pkt->skb,
		.msg = &pkt->msg,
	};

	__skb_queue_head_init(&run.queue);
	if (to_cancel && txn->method != SIPFP_METHOD_INVITE)
		return sipfp_pkt_drop(pkt, SIPFP_REASON_METHOD_MISMATCH);
	if (!to_cancel && pkt->msg.method != txn->method)
		return sipfp_pkt_drop(pkt, SIPFP_REASON_METHOD_MISMATCH);

	/* 100 Trying goes no further than one hop. */
	if (!to_cancel && pkt->msg.status != 100 && !make_ready(pkt, &run)) {
		run.in = NULL;
		sipfp_txn_finish(&run);
		return SIPFP_VERDICT_DROP;
	}
	if (!sipfp_txn_step(&run, to_cancel ? SIPFP_CTX_CANCEL_RESPONSE :
			    SIPFP_CTX_RESPONSE, pkt->msg.status)) {
		run.in = NULL;
		sipfp_txn_finish(&run);
		return sipfp_pkt_drop(pkt, SIPFP_REASON_NO_TRANSACTION);
	}
	sipfp_txn_finish(&run);
	return sipfp_pkt_stolen(pkt, run.absorbed ? SIPFP_REASON_ABSORBED :
				SIPFP_REASON_NONE);
}

enum sipfp_verdict sipfp_response_handle(struct sipfp_pkt *pkt)
{
	struct sipfp_branch b;
	struct sipfp_txn *txn;

	if (!sipfp_via_top(&pkt->msg, &pkt->via))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_BAD_VIA, 0);
	switch (sipfp_branch_parse(&pkt->keys->ring, pkt->data, pkt->msg.len,
				   pkt->via.branch, &b)) {
	case SIPFP_TOKEN_FOREIGN:
		return sipfp_pkt_slow(pkt, SIPFP_REASON_FOREIGN_BRANCH, 0);
	case SIPFP_TOKEN_FORGED:
		return sipfp_pkt_drop(pkt, SIPFP_REASON_FORGED_BRANCH);
	}
	if (b.owner == SIPFP_OWNER_DAEMON)
		return sipfp_pkt_slow(pkt, SIPFP_REASON_FOREIGN_BRANCH, 0);
	/* RFC 3261 18.1.2: sent-by has to be what we put there. */
	if (!sipfp_addr_equal(&pkt->via.addr, &pkt->svc->addr))
		return sipfp_pkt_drop(pkt, SIPFP_REASON_BAD_VIA);
	/* RFC 6026: without a transaction nobody may get it. */
	txn = sipfp_txn_lookup(pkt->sn, b.token);
	if (b.owner != SIPFP_OWNER_KERNEL || !txn || txn->svc != pkt->svc)
		return sipfp_pkt_drop(pkt, SIPFP_REASON_NO_TRANSACTION);
	return step(pkt, txn);
}
