// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: counters */
#include "netlink.h"
#include "stats.h"

static int fill_counter(struct sk_buff *skb, const void *obj)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_STATS);
	const struct sipfp_counter *c = obj;

	if (!nest || nla_put_string(skb, SIPFP_A_STATS_GROUP, c->group) ||
	    nla_put_string(skb, SIPFP_A_STATS_NAME, c->name) ||
	    nla_put_string(skb, SIPFP_A_STATS_TEXT, c->text) ||
	    nla_put_u64_64bit(skb, SIPFP_A_STATS_VALUE, c->value,
			      SIPFP_A_STATS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

struct dump {
	u32 index;
};

int sipfp_netlink_stats_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);
	struct dump *d = (struct dump *)cb->ctx;
	struct sipfp_counter c;

	cb->seq = 1; /* the list is always the same */
	for (; sipfp_stats_read(sn, d->index, &c); d->index++)
		if (sipfp_netlink_dump_one(skb, cb, fill_counter, &c))
			return skb->len ?: -EMSGSIZE;
	return skb->len;
}
