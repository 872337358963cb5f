// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: gateways */
#include <linux/ctype.h>
#include "gateway.h"
#include "netlink.h"
#include "notify.h"
#include "table.h"

/* SIPFP_A_GATEWAY_*, generously */
#define GATEWAY_SIZE 128

#define GATEWAY_NAME							\
	[SIPFP_A_GATEWAY_NAME] = SIPFP_POLICY_TEXT(SIPFP_NAME_MAX),	\
	[SIPFP_A_GATEWAY_ADDRESS] = SIPFP_POLICY_ADDRESS,		\
	[SIPFP_A_GATEWAY_PORT] = SIPFP_POLICY_PORT

static const struct nla_policy name_nest[SIPFP_A_GATEWAY_MAX + 1] = {
	GATEWAY_NAME,
};

static const struct nla_policy new_nest[SIPFP_A_GATEWAY_MAX + 1] = {
	GATEWAY_NAME,
	[SIPFP_A_GATEWAY_WEIGHT] =
		NLA_POLICY_RANGE(NLA_U16, 1, SIPFP_GATEWAY_WEIGHT_MAX),
	[SIPFP_A_GATEWAY_PRIORITY] = { .type = NLA_U16 },
};

const struct nla_policy sipfp_netlink_gateway_new_policy[] = {
	[SIPFP_A_GATEWAY] = NLA_POLICY_NESTED(new_nest),
};

const struct nla_policy sipfp_netlink_gateway_name_policy[] = {
	[SIPFP_A_GATEWAY] = NLA_POLICY_NESTED(name_nest),
};

struct member {
	const struct sipfp_gateway_set *set;
	const struct sipfp_gateway *gw;
};

static int fill_gateway(struct sk_buff *skb, const void *obj)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_GATEWAY);
	const struct member *m = obj;

	if (!nest ||
	    sipfp_netlink_put_text(skb, SIPFP_A_GATEWAY_NAME, m->set->name,
				   m->set->len) ||
	    sipfp_netlink_put_address(skb, SIPFP_A_GATEWAY_ADDRESS,
				      SIPFP_A_GATEWAY_PORT, &m->gw->addr) ||
	    nla_put_u16(skb, SIPFP_A_GATEWAY_WEIGHT, m->gw->weight) ||
	    nla_put_u16(skb, SIPFP_A_GATEWAY_PRIORITY, m->gw->priority))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

void sipfp_netlink_notify_gateway(struct sipfp_net *sn,
				  const struct sipfp_gateway_set *set,
				  const struct sipfp_gateway *gw, u8 event)
{
	struct member m = { .set = set, .gw = gw };

	sipfp_notify_config(sn,
			    event == SIPFP_EVENT_DEL ? SIPFP_CMD_GATEWAY_DEL :
						       SIPFP_CMD_GATEWAY_NEW,
			    event, fill_gateway, &m, GATEWAY_SIZE,
			    GFP_KERNEL_ACCOUNT);
}

/* --- parsing ----------------------------------------------------------------- */

static int parse_set(const struct nlattr *nest, struct nlattr **tb,
		     const struct nla_policy *policy,
		     struct netlink_ext_ack *extack)
{
	const struct nlattr *name;
	const u8 *text;
	u32 len, i;
	int err;

	if (!nest)
		return sipfp_netlink_missing(extack, NULL, SIPFP_A_GATEWAY,
					     "a gateway must be given");
	err = nla_parse_nested(tb, SIPFP_A_GATEWAY_MAX, nest, policy, extack);
	if (err)
		return err;
	name = tb[SIPFP_A_GATEWAY_NAME];
	if (!name)
		return sipfp_netlink_missing(extack, nest, SIPFP_A_GATEWAY_NAME,
					     "a gateway needs the name of its set");
	text = nla_data(name);
	len = sipfp_netlink_text_len(name);
	for (i = 0; i < len; i++)
		if (!isascii(text[i]) || !isgraph(text[i]))
			break;
	if (!len || i < len)
		return sipfp_netlink_bad(extack, name, -EINVAL,
					 "name must be of visible ASCII characters");
	return 0;
}

static int parse_member(const struct nlattr *nest, struct nlattr **tb,
			struct sipfp_addr *addr, struct netlink_ext_ack *extack)
{
	if (!tb[SIPFP_A_GATEWAY_ADDRESS])
		return sipfp_netlink_missing(extack, nest,
					     SIPFP_A_GATEWAY_ADDRESS,
					     "a gateway needs an address");
	if (!tb[SIPFP_A_GATEWAY_PORT])
		return sipfp_netlink_missing(extack, nest, SIPFP_A_GATEWAY_PORT,
					     "a gateway needs a port");
	return sipfp_netlink_address(tb[SIPFP_A_GATEWAY_ADDRESS],
				     tb[SIPFP_A_GATEWAY_PORT], addr, extack);
}

/* sn->lock held. The set of this name, and its member of this address */
static bool find(struct sipfp_net *sn, struct nlattr **tb,
		 const struct sipfp_addr *addr, struct member *m)
{
	const struct nlattr *name = tb[SIPFP_A_GATEWAY_NAME];
	struct sipfp_gateway_set *set;

	rcu_read_lock();
	set = sipfp_gateway_find(sn, nla_data(name),
				 sipfp_netlink_text_len(name));
	rcu_read_unlock();
	m->set = set;
	m->gw = set ? sipfp_gateway_member(sipfp_gateway_members(sn, set),
					   addr) : NULL;
	return m->gw;
}

/* --- commands ---------------------------------------------------------------- */

static int gateway_set(struct genl_info *info, struct nlattr **tb,
		       struct sipfp_gateway *gw)
{
	const struct nlattr *name = tb[SIPFP_A_GATEWAY_NAME];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct member m;
	bool known;
	int err;

	known = find(sn, tb, &gw->addr, &m);
	err = sipfp_netlink_check_new(info, known);
	if (err)
		return err;
	gw->weight = known ? m.gw->weight : 1;
	gw->priority = known ? m.gw->priority : 1;
	if (tb[SIPFP_A_GATEWAY_WEIGHT])
		gw->weight = nla_get_u16(tb[SIPFP_A_GATEWAY_WEIGHT]);
	if (tb[SIPFP_A_GATEWAY_PRIORITY])
		gw->priority = nla_get_u16(tb[SIPFP_A_GATEWAY_PRIORITY]);
	return sipfp_gateway_set(sn, nla_data(name),
				 sipfp_netlink_text_len(name), gw);
}

int sipfp_netlink_gateway_new(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_GATEWAY];
	struct nlattr *tb[SIPFP_A_GATEWAY_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_gateway gw;
	int err;

	err = parse_set(nest, tb, new_nest, info->extack) ?:
	      parse_member(nest, tb, &gw.addr, info->extack);
	if (err)
		return err;

	mutex_lock(&sn->lock);
	err = gateway_set(info, tb, &gw);
	mutex_unlock(&sn->lock);
	switch (err) {
	case -EMLINK:
		NL_SET_ERR_MSG(info->extack, "a set has at most 64 gateways");
		break;
	case -ENOSPC:
		NL_SET_ERR_MSG(info->extack, "the limit of gateways is reached");
		break;
	case -EBUSY:
		NL_SET_ERR_MSG(info->extack, "the table is growing, try again");
		break;
	}
	return err;
}

int sipfp_netlink_gateway_del(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_GATEWAY];
	struct nlattr *tb[SIPFP_A_GATEWAY_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_addr addr, *member = NULL;
	const struct nlattr *name;
	int err;

	err = parse_set(nest, tb, name_nest, info->extack);
	if (err)
		return err;
	if (tb[SIPFP_A_GATEWAY_ADDRESS] || tb[SIPFP_A_GATEWAY_PORT]) {
		err = parse_member(nest, tb, &addr, info->extack);
		if (err)
			return err;
		member = &addr;
	}

	name = tb[SIPFP_A_GATEWAY_NAME];
	mutex_lock(&sn->lock);
	err = sipfp_gateway_del(sn, nla_data(name),
				sipfp_netlink_text_len(name), member);
	mutex_unlock(&sn->lock);
	if (err == -ENOENT)
		NL_SET_ERR_MSG(info->extack, "no such gateway");
	else if (err == -EBUSY)
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "a route leads to this set, and it would have no gateway left");
	return err;
}

int sipfp_netlink_gateway_get(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_GATEWAY];
	struct nlattr *tb[SIPFP_A_GATEWAY_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_addr addr;
	struct sk_buff *reply;
	struct member m;
	int err;

	err = parse_set(nest, tb, name_nest, info->extack) ?:
	      parse_member(nest, tb, &addr, info->extack);
	if (err)
		return err;
	reply = sipfp_netlink_reply_begin(info, GATEWAY_SIZE);
	if (!reply)
		return -ENOMEM;
	mutex_lock(&sn->lock);
	if (find(sn, tb, &addr, &m)) {
		err = fill_gateway(reply, &m);
	} else {
		NL_SET_ERR_MSG(info->extack, "no such gateway");
		err = -ENOENT;
	}
	mutex_unlock(&sn->lock);
	return sipfp_netlink_reply_end(info, reply, err);
}

int sipfp_netlink_gateway_flush(struct sk_buff *skb, struct genl_info *info)
{
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	int err;

	mutex_lock(&sn->lock);
	err = sipfp_gateway_flush(sn);
	if (!err)
		sipfp_notify_config(sn, SIPFP_CMD_GATEWAY_FLUSH,
				    SIPFP_EVENT_DEL, NULL, NULL, 0,
				    GFP_KERNEL_ACCOUNT);
	mutex_unlock(&sn->lock);
	if (err)
		NL_SET_ERR_MSG(info->extack,
			       "routes lead to gateways: flush the routes first");
	return err;
}

/* --- dump: all, or those of one set ---------------------------------------------- */

int sipfp_netlink_gateway_start(struct netlink_callback *cb)
{
	return sipfp_table_dump_start(cb, &sipfp_netlink_dump_sn(cb)->gateways);
}

static int dump_set(struct sk_buff *skb, struct netlink_callback *cb,
		    void *obj, u32 *part)
{
	struct sipfp_gateway_set *set = obj;
	const struct sipfp_gateways *all = rcu_dereference(set->members);
	struct member m = { .set = set };

	for (; *part < all->n; ++*part) {
		m.gw = &all->gw[*part];
		if (sipfp_netlink_dump_one(skb, cb, fill_gateway, &m))
			return -EMSGSIZE;
	}
	return 0;
}

int sipfp_netlink_gateway_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *nest = genl_info_dump(cb)->attrs[SIPFP_A_GATEWAY];
	struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);
	struct nlattr *tb[SIPFP_A_GATEWAY_MAX + 1];
	u32 seq = atomic_read(&sn->seq_config);
	const struct nlattr *name;
	int err;

	if (!nest)
		return sipfp_table_dump(skb, cb, seq, dump_set);

	err = parse_set(nest, tb, name_nest, cb->extack);
	if (err)
		return err;
	if (tb[SIPFP_A_GATEWAY_ADDRESS] || tb[SIPFP_A_GATEWAY_PORT])
		return sipfp_netlink_bad(cb->extack, nest, -EINVAL,
					 "a dump shows all gateways of a set");
	name = tb[SIPFP_A_GATEWAY_NAME];
	rcu_read_lock();
	err = sipfp_table_dump_one(skb, cb, seq,
				   sipfp_gateway_find(sn, nla_data(name),
						      sipfp_netlink_text_len(name)),
				   dump_set);
	rcu_read_unlock();
	return err;
}
