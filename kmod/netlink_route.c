// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: routes */
#include "gateway.h"
#include "host.h"
#include "netlink.h"
#include "notify.h"
#include "route.h"
#include "table.h"

/* SIPFP_A_ROUTE_*, generously */
#define ROUTE_SIZE (SIPFP_DOMAIN_MAX + SIPFP_NAME_MAX + 64)

#define ROUTE_NAME							\
	[SIPFP_A_ROUTE_PREFIX] =					\
		SIPFP_POLICY_TEXT_OR_NONE(SIPFP_PREFIX_MAX),		\
	[SIPFP_A_ROUTE_DOMAIN] = SIPFP_POLICY_TEXT(SIPFP_DOMAIN_MAX)

static const struct nla_policy name_nest[SIPFP_A_ROUTE_MAX + 1] = {
	ROUTE_NAME,
};

static const struct nla_policy new_nest[SIPFP_A_ROUTE_MAX + 1] = {
	ROUTE_NAME,
	[SIPFP_A_ROUTE_GATEWAY] = SIPFP_POLICY_TEXT(SIPFP_NAME_MAX),
};

const struct nla_policy sipfp_netlink_route_new_policy[] = {
	[SIPFP_A_ROUTE] = NLA_POLICY_NESTED(new_nest),
};

const struct nla_policy sipfp_netlink_route_name_policy[] = {
	[SIPFP_A_ROUTE] = NLA_POLICY_NESTED(name_nest),
};

/* RCU held */
static int fill_route(struct sk_buff *skb, const void *obj)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_ROUTE);
	const struct sipfp_route *route = obj;
	const struct sipfp_gateway_set *set = rcu_dereference(route->set);

	if (!nest ||
	    sipfp_netlink_put_text(skb,
				   route->name.domain ? SIPFP_A_ROUTE_DOMAIN :
							SIPFP_A_ROUTE_PREFIX,
				   route->text, route->name.len) ||
	    sipfp_netlink_put_text(skb, SIPFP_A_ROUTE_GATEWAY, set->name,
				   set->len))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

void sipfp_netlink_notify_route(struct sipfp_net *sn,
				struct sipfp_route *route, u8 event)
{
	rcu_read_lock();
	sipfp_notify_config(sn,
			    event == SIPFP_EVENT_DEL ? SIPFP_CMD_ROUTE_DEL :
						       SIPFP_CMD_ROUTE_NEW,
			    event, fill_route, route, ROUTE_SIZE, GFP_ATOMIC);
	rcu_read_unlock();
}

/* --- parsing ----------------------------------------------------------------- */

struct name {
	struct sipfp_route_name key;
	u8 text[SIPFP_DOMAIN_MAX];
};

static int parse_prefix(const struct nlattr *attr, struct name *name,
			struct netlink_ext_ack *extack)
{
	u32 len = sipfp_netlink_text_len(attr);

	if (!sipfp_route_is_prefix(nla_data(attr), len))
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "prefix must be an optional + and digits, at most 32 characters");
	name->key.domain = false;
	name->key.len = len;
	memcpy(name->text, nla_data(attr), len);
	return 0;
}

static int parse_domain(const struct nlattr *attr, struct name *name,
			struct netlink_ext_ack *extack)
{
	u32 len = sipfp_host_parse(nla_data(attr), sipfp_netlink_text_len(attr),
				   name->text);

	if (!len)
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "domain must be a host name or a literal address, without a port");
	name->key.domain = true;
	name->key.len = len;
	return 0;
}

static int parse_name(const struct nlattr *nest, struct nlattr **tb,
		      const struct nla_policy *policy, struct name *name,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *prefix, *domain;
	int err;

	if (!nest)
		return sipfp_netlink_missing(extack, NULL, SIPFP_A_ROUTE,
					     "a route must be given");
	err = nla_parse_nested(tb, SIPFP_A_ROUTE_MAX, nest, policy, extack);
	if (err)
		return err;
	prefix = tb[SIPFP_A_ROUTE_PREFIX];
	domain = tb[SIPFP_A_ROUTE_DOMAIN];
	if (!prefix && !domain)
		return sipfp_netlink_missing(extack, nest, SIPFP_A_ROUTE_PREFIX,
					     "a route needs a prefix or a domain");
	if (prefix && domain)
		return sipfp_netlink_bad(extack, domain, -EINVAL,
					 "a route has either a prefix or a domain");
	name->key.text = name->text;
	return prefix ? parse_prefix(prefix, name, extack) :
			parse_domain(domain, name, extack);
}

/* --- commands ---------------------------------------------------------------- */

static int route_set(struct genl_info *info, struct nlattr **tb,
		     const struct name *name)
{
	const struct nlattr *gateway = tb[SIPFP_A_ROUTE_GATEWAY];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_gateway_set *set = NULL;
	bool known;
	int err;

	rcu_read_lock();
	known = sipfp_route_find(sn, &name->key);
	if (gateway)
		set = sipfp_gateway_find(sn, nla_data(gateway),
					 sipfp_netlink_text_len(gateway));
	rcu_read_unlock();
	err = sipfp_netlink_check_new(info, known);
	if (err)
		return err;
	if (gateway && !set)
		return sipfp_netlink_bad(info->extack, gateway, -ENOENT,
					 "no gateway set of this name");
	if (set)
		return sipfp_route_set(sn, &name->key, set);
	if (known)
		return 0; /* what is not given keeps its value */
	return sipfp_netlink_missing(info->extack, info->attrs[SIPFP_A_ROUTE],
				     SIPFP_A_ROUTE_GATEWAY,
				     "a route needs a gateway set");
}

int sipfp_netlink_route_new(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_ROUTE_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct name name;
	int err;

	err = parse_name(info->attrs[SIPFP_A_ROUTE], tb, new_nest, &name,
			 info->extack);
	if (err)
		return err;

	mutex_lock(&sn->lock);
	err = route_set(info, tb, &name);
	mutex_unlock(&sn->lock);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(info->extack, "the limit of routes is reached");
	else if (err == -EBUSY)
		NL_SET_ERR_MSG(info->extack, "the table is growing, try again");
	return err;
}

int sipfp_netlink_route_del(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_ROUTE_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct name name;
	int err;

	err = parse_name(info->attrs[SIPFP_A_ROUTE], tb, name_nest, &name,
			 info->extack);
	if (err)
		return err;

	mutex_lock(&sn->lock);
	err = sipfp_route_del(sn, &name.key);
	mutex_unlock(&sn->lock);
	if (err)
		NL_SET_ERR_MSG(info->extack, "no such route");
	return err;
}

int sipfp_netlink_route_get(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_ROUTE_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	const struct sipfp_route *route;
	struct sk_buff *reply;
	struct name name;
	int err;

	err = parse_name(info->attrs[SIPFP_A_ROUTE], tb, name_nest, &name,
			 info->extack);
	if (err)
		return err;
	reply = sipfp_netlink_reply_begin(info, ROUTE_SIZE);
	if (!reply)
		return -ENOMEM;
	rcu_read_lock();
	route = sipfp_route_find(sn, &name.key);
	if (route) {
		err = fill_route(reply, route);
	} else {
		NL_SET_ERR_MSG(info->extack, "no such route");
		err = -ENOENT;
	}
	rcu_read_unlock();
	return sipfp_netlink_reply_end(info, reply, err);
}

int sipfp_netlink_route_flush(struct sk_buff *skb, struct genl_info *info)
{
	struct sipfp_net *sn = sipfp_netlink_sn(info);

	mutex_lock(&sn->lock);
	sipfp_route_flush(sn);
	sipfp_notify_config(sn, SIPFP_CMD_ROUTE_FLUSH, SIPFP_EVENT_DEL, NULL,
			    NULL, 0, GFP_KERNEL_ACCOUNT);
	mutex_unlock(&sn->lock);
	return 0;
}

/* --- dump -------------------------------------------------------------------- */

int sipfp_netlink_route_start(struct netlink_callback *cb)
{
	return sipfp_table_dump_start(cb, &sipfp_netlink_dump_sn(cb)->routes);
}

static int dump_route(struct sk_buff *skb, struct netlink_callback *cb,
		      void *obj, u32 *part)
{
	return sipfp_netlink_dump_one(skb, cb, fill_route, obj);
}

int sipfp_netlink_route_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *nest = genl_info_dump(cb)->attrs[SIPFP_A_ROUTE];
	struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);

	if (nest)
		return sipfp_netlink_bad(cb->extack, nest, -EINVAL,
					 "a dump shows all routes");
	return sipfp_table_dump(skb, cb, atomic_read(&sn->seq_config),
				dump_route);
}
