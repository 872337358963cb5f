// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests: to the transaction that they belong to, or a new one. Up to
 * sipfp_txn_commit() everything may still end as SLOW.
 */
#include <linux/slab.h>
#include "pkt.h"
#include "core/loop.h"

static void run_init(struct sipfp_run *run, struct sipfp_pkt *pkt,
		     struct sipfp_txn *txn)
{
	memset(run, 0, sizeof(*run));
	__skb_queue_head_init(&run->queue);
	run->sn = pkt->sn;
	run->txn = txn;
	run->in = pkt->skb;
	run->msg = &pkt->msg;
	run->src = &pkt->src;
}

/* RFC 3261 16.3 step 4. *@hash is for the branch of what is sent on. */
static bool loops(const struct sipfp_pkt *pkt, u32 *hash)
{
	*hash = sipfp_loop_hash(&pkt->keys->ring, &pkt->msg);
	return sipfp_loop_found(&pkt->keys->ring, &pkt->msg, &pkt->via,
				&pkt->svc->addr, *hash);
}

/* The stateless forwarding of an ACK to a 2xx (RFC 3261 16.6, 17.1). */

/*
 * A branch that is the same for every copy of this ACK and for no other
 * request (16.11): hash of the key that its own branch gives.
 */
static void stateless_branch(struct sipfp_pkt *pkt, u32 loop,
			     u8 branch[SIPFP_BRANCH_LEN])
{
	struct sipfp_mac m;

	sipfp_mac_init(&m, &pkt->sn->tag_key);
	sipfp_mac_u64(&m, pkt->key.lo);
	sipfp_mac_u64(&m, pkt->key.hi);
	sipfp_branch_print(&pkt->keys->ring, SIPFP_OWNER_STATELESS,
			   sipfp_loop_token(loop, sipfp_mac_final(&m)), branch);
}

static struct sk_buff *gather(struct sipfp_pkt *pkt,
			      const struct sipfp_decision *d,
			      const struct sipfp_forward *f)
{
	struct sipfp_edit *e = sipfp_tx_edit();

	if (!sipfp_proxy_plan_request(&pkt->msg, &pkt->via, &pkt->policy->self,
				      &pkt->keys->ring, d, f, e)) {
		pkt->reason = SIPFP_REASON_EDIT;
		return NULL;
	}
	return sipfp_tx_gather(pkt->sn, pkt->svc, &f->target, e, pkt->data,
			       pkt->msg.len, pkt->policy->oversize ==
			       SIPFP_OVERSIZE_SLOW, &pkt->reason);
}

/* May a socket have in hand what this belongs to? See sipfp_service_settling() */
static bool may_be_known(const struct sipfp_pkt *pkt)
{
	return unlikely(sipfp_service_settling(pkt->svc, pkt->policy,
					       pkt->now)) &&
	       sipfp_local_has_socket(pkt);
}

static enum sipfp_verdict forward_ack(struct sipfp_pkt *pkt)
{
	struct sipfp_forward f = { .src = pkt->src };
	u8 branch[SIPFP_BRANCH_LEN];
	struct sipfp_decision d;
	struct sk_buff *skb;
	u32 loop;

	sipfp_proxy_decide(&pkt->msg, &pkt->policy->self, &pkt->keys->ring,
			   &pkt->src, &d);
	if (d.want == SIPFP_WANT_SLOW)
		return sipfp_pkt_slow(pkt, d.reason, 0);
	/* Only a token says that the dialog is ours to carry. */
	if (d.want != SIPFP_WANT_LITERAL || !d.trusted)
		return sipfp_pkt_slow(pkt, SIPFP_REASON_NOT_TRUSTED, 0);
	/* It may be of a failure that the socket waits for the ACK of. */
	if (may_be_known(pkt))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_SETTLING, 0);

	if (loops(pkt, &loop))
		return sipfp_pkt_drop(pkt, SIPFP_REASON_LOOP);
	stateless_branch(pkt, loop, branch);
	f.target = d.target;
	f.branch = branch;
	skb = gather(pkt, &d, &f);
	if (!skb)
		return sipfp_pkt_slow(pkt, pkt->reason, 0);
	sipfp_hook_confirm(pkt->skb);
	sipfp_stat_inc(pkt->sn, TX_STATELESS);
	sipfp_tx_send(pkt->sn, skb);
	return sipfp_pkt_stolen(pkt, SIPFP_REASON_NONE);
}

/* --- a transaction that there is ------------------------------------------- */

static enum sipfp_verdict again(struct sipfp_pkt *pkt, struct sipfp_txn *txn)
{
	bool ack = pkt->msg.method == SIPFP_METHOD_ACK;
	struct sipfp_run run;

	run_init(&run, pkt, txn);
	/* Replays are of what is stored, not of this copy. */
	run.msg = NULL;
	run.src = NULL;
	if (!sipfp_txn_step(&run, ack ? SIPFP_CTX_ACK : SIPFP_CTX_REQUEST, 0)) {
		/*
		 * It died while we looked. A copy that late is the last echo
		 * of what has been dealt with, not a new request.
		 */
		return sipfp_pkt_drop(pkt, SIPFP_REASON_NO_TRANSACTION);
	}
	sipfp_txn_finish(&run);
	if (run.pass) {
		/* Of a 2xx, with the INVITE's branch: routed, or lost. */
		if (forward_ack(pkt) == SIPFP_VERDICT_STOLEN)
			return SIPFP_VERDICT_STOLEN;
		return SIPFP_VERDICT_DROP;
	}
	return sipfp_pkt_stolen(pkt, ack ? SIPFP_REASON_ACK_ABSORBED :
				SIPFP_REASON_RETRANSMISSION);
}

static enum sipfp_verdict cancel(struct sipfp_pkt *pkt)
{
	struct sipfp_entry *o;
	struct sipfp_txn *txn;
	struct sipfp_skey key;
	struct sipfp_run run;

	sipfp_skey_make(&pkt->sn->skey_key, &pkt->msg, &pkt->via, true, &key);
	o = sipfp_entry_lookup(pkt->sn, &key);
	if (!o)
		return sipfp_pkt_slow(pkt, SIPFP_REASON_CANCEL_UNMATCHED, 481);
	if (o->punted)
		return sipfp_pkt_slow(pkt, SIPFP_REASON_PUNTED, 0);

	txn = container_of(o, struct sipfp_txn, owner);
	run_init(&run, pkt, txn);
	if (!sipfp_txn_step(&run, SIPFP_CTX_CANCEL, 0))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_CANCEL_UNMATCHED, 481);
	sipfp_txn_finish(&run);
	return sipfp_pkt_stolen(pkt, SIPFP_REASON_NONE);
}

/* --- a new one ---------------------------------------------------------------- */

/*
 * The request could not be sent (an output rule, say): as a transport error of
 * the client transaction, RFC 3261 16.9.
 */
static void send_failed(struct sipfp_pkt *pkt, struct sipfp_txn *txn)
{
	struct sipfp_run run;

	run_init(&run, pkt, txn);
	run.msg = NULL;
	run.src = NULL;
	if (sipfp_txn_step(&run, SIPFP_CTX_SEND_FAILED, 0))
		sipfp_txn_finish(&run);
}

/* Everything that may fail has not failed: from here on it is ours. */
static enum sipfp_verdict commit(struct sipfp_pkt *pkt, struct sipfp_run *run)
{
	struct sipfp_txn *txn = run->txn;
	int err;

	err = sipfp_txn_commit(run, &pkt->key);
	if (err) {
		run->in = NULL;
		sipfp_txn_finish(run);
		if (err == -EEXIST)	/* another CPU has the other copy */
			return sipfp_pkt_drop(pkt, SIPFP_REASON_RETRANSMISSION);
		return sipfp_pkt_slow(pkt, SIPFP_REASON_NO_MEMORY, 503);
	}
	if (sipfp_txn_finish(run))
		send_failed(pkt, txn);
	return sipfp_pkt_stolen(pkt, SIPFP_REASON_NONE);
}

static enum sipfp_verdict forward_new(struct sipfp_pkt *pkt,
				      const struct sipfp_decision *d,
				      struct sipfp_forward *f,
				      const struct sipfp_addr *reply_to,
				      u32 loop)
{
	u8 branch[SIPFP_BRANCH_LEN];
	struct sipfp_txn *txn;
	struct sipfp_run run;
	u32 len;

	txn = sipfp_txn_alloc(pkt, &pkt->reason);
	if (!txn)
		return sipfp_pkt_slow(pkt, pkt->reason, 503);
	txn->target = f->target;
	txn->reply_to = *reply_to;
	txn->token = sipfp_loop_token(loop, txn->token);
	sipfp_branch_print(&pkt->keys->ring, SIPFP_OWNER_KERNEL, txn->token,
			   branch);
	f->branch = branch;

	run_init(&run, pkt, txn);
	run.forward = gather(pkt, d, f);
	if (!run.forward) {
		sipfp_txn_discard(txn);
		return sipfp_pkt_slow(pkt, pkt->reason, 503);
	}
	len = skb_tail_pointer(run.forward) - sipfp_tx_payload(run.forward);
	run.text = sipfp_text_alloc(pkt->sn, len);
	if (!run.text) {
		kfree_skb(run.forward);
		sipfp_txn_discard(txn);
		return sipfp_pkt_slow(pkt, SIPFP_REASON_NO_MEMORY, 503);
	}
	memcpy(run.text->data, sipfp_tx_payload(run.forward), len);
	return commit(pkt, &run);
}

/*
 * The target is this service. With the Request-URI that came it would come back
 * for ever; with another one the socket may know what to do.
 */
static enum sipfp_verdict to_us(struct sipfp_pkt *pkt,
				const struct sipfp_forward *f)
{
	struct sipfp_span s = pkt->msg.ruri;
	bool loop = !f->ruri ||
		    (sipfp_span_ok(s, pkt->msg.len) &&
		     f->ruri_len == sipfp_span_len(s) &&
		     !memcmp(f->ruri, pkt->data + s.beg, f->ruri_len));

	return sipfp_pkt_slow(pkt, SIPFP_REASON_TO_US, loop ? 482 : 503);
}

static enum sipfp_verdict new_request(struct sipfp_pkt *pkt,
				      const struct sipfp_addr *reply_to)
{
	struct sipfp_forward f = { .src = pkt->src };
	u8 uri[SIPFP_URI_MAX];
	struct sipfp_decision d;
	u32 loop;

	if (READ_ONCE(pkt->svc->draining))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_DRAINING, 503);
	if (may_be_known(pkt))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_SETTLING, 503);

	sipfp_proxy_decide(&pkt->msg, &pkt->policy->self, &pkt->keys->ring,
			   &pkt->src, &d);
	if (d.want == SIPFP_WANT_SLOW)
		return sipfp_pkt_slow(pkt, d.reason, d.status);
	if (d.want == SIPFP_WANT_LITERAL)
		f.target = d.target;
	else if (!sipfp_target_find(pkt, &d, &f, uri))
		return SIPFP_VERDICT_SLOW;
	if (f.target.family != pkt->svc->addr.family)
		return sipfp_pkt_slow(pkt, SIPFP_REASON_FAMILY, 503);
	if (sipfp_addr_equal(&f.target, &pkt->svc->addr))
		return to_us(pkt, &f);
	if (loops(pkt, &loop))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_LOOP, 482);
	return forward_new(pkt, &d, &f, reply_to, loop);
}

enum sipfp_verdict sipfp_request_handle(struct sipfp_pkt *pkt)
{
	struct sipfp_addr reply_to;
	struct sipfp_entry *o;

	if (!sipfp_via_top(&pkt->msg, &pkt->via) ||
	    !(pkt->via.flags & SIPFP_VIA_UDP))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_BAD_VIA, 0);
	if (!(pkt->via.flags & SIPFP_VIA_COOKIED))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_NO_COOKIE, 503);
	if (!sipfp_proxy_reply_addr(&pkt->via, &pkt->src, &reply_to))
		return sipfp_pkt_slow(pkt, SIPFP_REASON_TRANSPORT, 0);

	pkt->cookied = true;
	sipfp_skey_make(&pkt->sn->skey_key, &pkt->msg, &pkt->via,
			pkt->msg.method == SIPFP_METHOD_ACK, &pkt->key);
	if (pkt->msg.method == SIPFP_METHOD_CANCEL)
		return cancel(pkt);

	o = sipfp_entry_lookup(pkt->sn, &pkt->key);
	if (o && o->punted)
		return sipfp_pkt_slow(pkt, SIPFP_REASON_PUNTED, 0);
	if (o)
		return again(pkt, container_of(o, struct sipfp_txn, owner));
	if (pkt->msg.method == SIPFP_METHOD_ACK)
		return forward_ack(pkt);
	return new_request(pkt, &reply_to);
}
