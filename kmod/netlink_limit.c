// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: limits */
#include "limit.h"
#include "netlink.h"
#include "notify.h"

#define NAME_MAX_LEN 15

static const struct nla_policy nest_policy[SIPFP_A_LIMIT_MAX + 1] = {
	[SIPFP_A_LIMIT_NAME] = SIPFP_POLICY_TEXT(NAME_MAX_LEN),
	[SIPFP_A_LIMIT_MAX_VALUE] = { .type = NLA_U64 },
};

const struct nla_policy sipfp_netlink_limit_policy[] = {
	[SIPFP_A_LIMIT] = NLA_POLICY_NESTED(nest_policy),
};

int sipfp_netlink_fill_limit(struct sk_buff *skb, const struct sipfp_net *sn,
			     enum sipfp_limit_id id)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_LIMIT);
	const struct sipfp_limit *l = &sn->limit[id];

	if (!nest ||
	    nla_put_string(skb, SIPFP_A_LIMIT_NAME, sipfp_limit_name(id)) ||
	    nla_put_u64_64bit(skb, SIPFP_A_LIMIT_MAX_VALUE, READ_ONCE(l->max),
			      SIPFP_A_LIMIT_PAD) ||
	    nla_put_u64_64bit(skb, SIPFP_A_LIMIT_USE, atomic64_read(&l->use),
			      SIPFP_A_LIMIT_PAD) ||
	    nla_put_u64_64bit(skb, SIPFP_A_LIMIT_CEILING,
			      sipfp_limit_ceiling(id), SIPFP_A_LIMIT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

struct limit {
	const struct sipfp_net *sn;
	enum sipfp_limit_id id;
};

static int fill_limit(struct sk_buff *skb, const void *obj)
{
	const struct limit *limit = obj;

	return sipfp_netlink_fill_limit(skb, limit->sn, limit->id);
}

static int parse_limit(const struct nlattr *nest, enum sipfp_limit_id *id,
		       u64 *max, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SIPFP_A_LIMIT_MAX + 1];
	const struct nlattr *name, *value;
	int err;

	err = nla_parse_nested(tb, SIPFP_A_LIMIT_MAX, nest, nest_policy,
			       extack);
	if (err)
		return err;
	name = tb[SIPFP_A_LIMIT_NAME];
	value = tb[SIPFP_A_LIMIT_MAX_VALUE];
	if (!name)
		return sipfp_netlink_missing(extack, nest, SIPFP_A_LIMIT_NAME,
					     "a limit needs a name");
	if (!value)
		return sipfp_netlink_missing(extack, nest,
					     SIPFP_A_LIMIT_MAX_VALUE,
					     "a limit needs a value");
	*id = sipfp_limit_find(nla_data(name), sipfp_netlink_text_len(name));
	if (*id == SIPFP_LIMIT_MAX)
		return sipfp_netlink_bad(extack, name, -ENOENT,
					 "no limit of this name");
	*max = nla_get_u64(value);
	if (*max > sipfp_limit_ceiling(*id)) {
		sipfp_limit_over_ceiling(*id, value, extack);
		return -ERANGE;
	}
	return 0;
}

/* One request may set several; all of them, or none. */
int sipfp_netlink_limit_set(struct sk_buff *skb, struct genl_info *info)
{
	struct limit limit = { .sn = sipfp_netlink_sn(info) };
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	const struct nlattr *nest;
	bool set[SIPFP_LIMIT_MAX] = {};
	u64 max[SIPFP_LIMIT_MAX];
	enum sipfp_limit_id id;
	u64 value;
	int rem, err;

	if (!info->attrs[SIPFP_A_LIMIT])
		return sipfp_netlink_missing(info->extack, NULL, SIPFP_A_LIMIT,
					     "a limit must be given");
	nlmsg_for_each_attr(nest, info->nlhdr, GENL_HDRLEN, rem) {
		err = parse_limit(nest, &id, &value, info->extack);
		if (err)
			return err;
		set[id] = true;
		max[id] = value;
	}

	mutex_lock(&sn->lock);
	for (id = 0; id < SIPFP_LIMIT_MAX; id++) {
		if (!set[id])
			continue;
		sipfp_limit_set(sn, id, max[id]);
		limit.id = id;
		sipfp_notify_config(sn, SIPFP_CMD_LIMIT_SET,
				    SIPFP_EVENT_CHANGE, fill_limit, &limit,
				    SIPFP_NETLINK_LIMIT_SIZE,
				    GFP_KERNEL_ACCOUNT);
	}
	mutex_unlock(&sn->lock);
	return 0;
}

struct dump {
	u32 id;
};

int sipfp_netlink_limit_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct limit limit = { .sn = sipfp_netlink_dump_sn(cb) };
	struct dump *d = (struct dump *)cb->ctx;

	cb->seq = 1; /* the list is always the same */
	for (; d->id < SIPFP_LIMIT_MAX; d->id++) {
		limit.id = d->id;
		if (sipfp_netlink_dump_one(skb, cb, fill_limit, &limit))
			return skb->len ?: -EMSGSIZE;
	}
	return skb->len;
}
