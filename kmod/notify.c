// SPDX-License-Identifier: GPL-2.0-only
/* Multicast events */
#include "netlink.h"
#include "notify.h"
#include "txn.h"

static struct sk_buff *event_begin(u8 cmd, u8 event, size_t size, gfp_t gfp,
				   void **hdr)
{
	struct sk_buff *skb;

	skb = genlmsg_new(nla_total_size(sizeof(u8)) + size, gfp);
	if (!skb)
		return NULL;
	*hdr = genlmsg_put(skb, 0, 0, &sipfp_netlink_family, 0, cmd);
	if (!*hdr || nla_put_u8(skb, SIPFP_A_EVENT, event)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

static void event_end(const struct sipfp_net *sn, struct sk_buff *skb,
		      void *hdr, enum sipfp_netlink_group group, gfp_t gfp)
{
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&sipfp_netlink_family, sn->net, skb, 0, group,
				gfp);
}

static bool listened(const struct sipfp_net *sn, enum sipfp_netlink_group group)
{
	return READ_ONCE(sipfp_netlink_up) &&
	       genl_has_listeners(&sipfp_netlink_family, sn->net, group);
}

void sipfp_notify_config(struct sipfp_net *sn, u8 cmd, u8 event,
			 int (*fill)(struct sk_buff *skb, const void *obj),
			 const void *obj, size_t size, gfp_t gfp)
{
	struct sk_buff *skb;
	void *hdr;

	if (!listened(sn, SIPFP_NETLINK_CONFIG))
		return;
	skb = event_begin(cmd, event, size, gfp, &hdr);
	if (!skb)
		return;
	if (fill && fill(skb, obj))
		nlmsg_free(skb);
	else
		event_end(sn, skb, hdr, SIPFP_NETLINK_CONFIG, gfp);
}

void sipfp_notify_txn(const struct sipfp_txn *txn, u8 event)
{
	const struct sipfp_net *sn = txn->svc->sn;
	struct sk_buff *skb;
	void *hdr;

	if (likely(!listened(sn, SIPFP_NETLINK_TXN)))
		return;
	skb = event_begin(SIPFP_CMD_TXN_EVENT, event, SIPFP_NETLINK_TXN_SIZE,
			  GFP_ATOMIC, &hdr);
	if (!skb)
		return;
	if (sipfp_netlink_fill_txn(skb, txn))
		nlmsg_free(skb);
	else
		event_end(sn, skb, hdr, SIPFP_NETLINK_TXN, GFP_ATOMIC);
}

void sipfp_notify_alarm(struct sipfp_net *sn, enum sipfp_limit_id id,
			u8 event)
{
	struct sk_buff *skb;
	void *hdr;

	if (!listened(sn, SIPFP_NETLINK_ALARM))
		return;
	skb = event_begin(SIPFP_CMD_ALARM_EVENT, event,
			  SIPFP_NETLINK_LIMIT_SIZE, GFP_ATOMIC, &hdr);
	if (!skb)
		return;
	if (sipfp_netlink_fill_limit(skb, sn, id))
		nlmsg_free(skb);
	else
		event_end(sn, skb, hdr, SIPFP_NETLINK_ALARM, GFP_ATOMIC);
}
