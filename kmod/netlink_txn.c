// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: transactions */
#include "netlink.h"
#include "notify.h"
#include "table.h"
#include "txn.h"

#define CALL_ID_MAX 127

/* Call-ID is in what is kept for retransmission, as long as that is kept. */
static int fill_call_id(struct sk_buff *skb, const struct sipfp_txn *txn)
{
	const struct sipfp_text *text = txn->request ?: txn->response;
	struct sipfp_span id;
	struct sipfp_msg msg;

	if (!text || sipfp_msg_index(text->data, text->len, &msg))
		return 0;
	id = msg.hdr[SIPFP_HID_CALL_ID].value;
	return sipfp_netlink_put_text(skb, SIPFP_A_TXN_CALL_ID,
				      text->data + id.beg,
				      min_t(u32, sipfp_span_len(id),
					    CALL_ID_MAX));
}

static int fill_state(struct sk_buff *skb, const struct sipfp_txn *txn)
{
	u64 deadline = sipfp_ctx_deadline(&txn->ctx);
	u64 now = sipfp_now();
	int err;

	err = nla_put_string(skb, SIPFP_A_TXN_SERVER_STATE,
			     sipfp_fsm_state_name(txn->ctx.server.state)) ?:
	      nla_put_string(skb, SIPFP_A_TXN_CLIENT_STATE,
			     sipfp_fsm_state_name(txn->ctx.client.state)) ?:
	      nla_put_u16(skb, SIPFP_A_TXN_STATUS, txn->ctx.last) ?:
	      nla_put_u32(skb, SIPFP_A_TXN_AGE,
			  min_t(u64, now - txn->born, U32_MAX));
	if (err || !deadline)
		return err;
	return nla_put_u32(skb, SIPFP_A_TXN_EXPIRES,
			   deadline > now ?
			   min_t(u64, deadline - now, U32_MAX) : 0);
}

int sipfp_netlink_fill_txn(struct sk_buff *skb, const struct sipfp_txn *txn)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_TXN);

	if (!nest ||
	    nla_put_u64_64bit(skb, SIPFP_A_TXN_TOKEN, txn->token,
			      SIPFP_A_TXN_PAD) ||
	    nla_put_u8(skb, SIPFP_A_TXN_METHOD, txn->method) ||
	    nla_put_string(skb, SIPFP_A_TXN_METHOD_NAME,
			   sipfp_method_name(txn->method)) ||
	    fill_call_id(skb, txn) ||
	    sipfp_netlink_put_address(skb, SIPFP_A_TXN_SOURCE,
				      SIPFP_A_TXN_SOURCE_PORT,
				      &txn->reply_to) ||
	    sipfp_netlink_put_address(skb, SIPFP_A_TXN_TARGET,
				      SIPFP_A_TXN_TARGET_PORT, &txn->target) ||
	    sipfp_netlink_put_address(skb, SIPFP_A_TXN_SERVICE,
				      SIPFP_A_TXN_SERVICE_PORT,
				      &txn->svc->addr) ||
	    fill_state(skb, txn))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_txn(struct sk_buff *skb, const void *obj)
{
	return sipfp_netlink_fill_txn(skb, obj);
}

int sipfp_netlink_txn_start(struct netlink_callback *cb)
{
	return sipfp_table_dump_start(cb, &sipfp_netlink_dump_sn(cb)->tokens);
}

static int dump_txn(struct sk_buff *skb, struct netlink_callback *cb,
		    void *obj, u32 *part)
{
	struct sipfp_txn *txn = obj;
	int err = 0;

	spin_lock_bh(&txn->lock);
	if (!txn->dead)
		err = sipfp_netlink_dump_one(skb, cb, fill_txn, txn);
	spin_unlock_bh(&txn->lock);
	return err;
}

/*
 * They come and go all the time, so only a restart of the walk counts as an
 * interruption: who was there all the time is shown.
 */
int sipfp_netlink_txn_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return sipfp_table_dump(skb, cb, 1, dump_txn);
}

int sipfp_netlink_txn_flush(struct sk_buff *skb, struct genl_info *info)
{
	struct sipfp_net *sn = sipfp_netlink_sn(info);

	mutex_lock(&sn->lock);
	sipfp_txn_flush(sn, NULL);
	sipfp_notify_config(sn, SIPFP_CMD_TXN_FLUSH, SIPFP_EVENT_DEL, NULL,
			    NULL, 0, GFP_KERNEL_ACCOUNT);
	mutex_unlock(&sn->lock);
	return 0;
}
