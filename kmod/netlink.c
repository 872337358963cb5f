// SPDX-License-Identifier: GPL-2.0-only
/* The generic netlink family: operations, permissions, and what they share */
#include <linux/user_namespace.h>
#include "device.h"
#include "host.h"
#include "netlink.h"
#include "table.h"

/* internal_flags: takes the flags of rtnetlink's NEW */
#define OP_NEW 0x01

/* --- attributes -------------------------------------------------------------- */

u32 sipfp_netlink_text_len(const struct nlattr *attr)
{
	const u8 *text = nla_data(attr);
	u32 len = nla_len(attr);

	return len && !text[len - 1] ? len - 1 : len;
}

int sipfp_netlink_check_text(const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	if (memchr(nla_data(attr), '\0', sipfp_netlink_text_len(attr)))
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "text must not hold a NUL");
	return 0;
}

int sipfp_netlink_check_address(const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	if (nla_len(attr) != 4 && nla_len(attr) != 16)
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "an address has 4 bytes (IPv4) or 16 (IPv6)");
	return 0;
}

int sipfp_netlink_address(const struct nlattr *ip, const struct nlattr *port,
			  struct sipfp_addr *addr,
			  struct netlink_ext_ack *extack)
{
	memset(addr, 0, sizeof(*addr));
	addr->family = nla_len(ip) == 4 ? 4 : 6;
	addr->port = nla_get_u16(port);
	memcpy(addr->ip, nla_data(ip), nla_len(ip));
	if (!sipfp_host_unicast(addr))
		return sipfp_netlink_bad(extack, ip, -EINVAL,
					 "address must be unicast, and not IPv4 in IPv6");
	return 0;
}

int sipfp_netlink_put_text(struct sk_buff *skb, int type, const void *text,
			   u32 len)
{
	struct nlattr *attr = nla_reserve(skb, type, len + 1);

	if (!attr)
		return -EMSGSIZE;
	memcpy(nla_data(attr), text, len);
	*((u8 *)nla_data(attr) + len) = '\0';
	return 0;
}

int sipfp_netlink_put_address(struct sk_buff *skb, int type, int port_type,
			      const struct sipfp_addr *addr)
{
	int err = nla_put(skb, type, addr->family == 4 ? 4 : 16, addr->ip);

	return err ?: nla_put_u16(skb, port_type, addr->port);
}

/* --- handlers ---------------------------------------------------------------- */

int sipfp_netlink_check_new(const struct genl_info *info, bool exists)
{
	u16 flags = info->nlhdr->nlmsg_flags;

	if (exists && flags & NLM_F_EXCL) {
		NL_SET_ERR_MSG(info->extack, "it exists already");
		return -EEXIST;
	}
	if (!exists && !(flags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG(info->extack, "there is none to change");
		return -ENOENT;
	}
	return 0;
}

struct sk_buff *sipfp_netlink_reply_begin(struct genl_info *info, size_t size)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL_ACCOUNT);

	if (skb && !genlmsg_put(skb, info->snd_portid, info->snd_seq,
				&sipfp_netlink_family, 0, info->genlhdr->cmd)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

int sipfp_netlink_reply_end(struct genl_info *info, struct sk_buff *skb,
			    int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	nlmsg_end(skb, nlmsg_hdr(skb));
	return genlmsg_reply(skb, info);
}

int sipfp_netlink_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			   int (*fill)(struct sk_buff *skb, const void *obj),
			   const void *obj)
{
	const struct genlmsghdr *request = nlmsg_data(cb->nlh);
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &sipfp_netlink_family, NLM_F_MULTI, request->cmd);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	if (fill(skb, obj)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* --- permissions ------------------------------------------------------------- */

/*
 * CAP_NET_ADMIN over the namespace has been seen to by then. Whoever may make
 * user namespaces has that too, in one of his own, so such a namespace needs
 * the administrator's word.
 */
static int check_userns(const struct net *net, struct netlink_ext_ack *extack)
{
	if (net->user_ns == &init_user_ns || sipfp_unprivileged_userns)
		return 0;
	NL_SET_ERR_MSG(extack,
		       "network namespace of an unprivileged user namespace: needs module parameter unprivileged_userns=1");
	return -EPERM;
}

/*
 * The rest of what netlink checks for commands after resv_start_op, where it
 * would refuse NLM_F_CREATE, NLM_F_EXCL and NLM_F_REPLACE too.
 */
static int check_header(const struct genl_split_ops *op,
			const struct genl_info *info)
{
	u16 known = NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO;

	if (info->genlhdr->reserved) {
		NL_SET_ERR_MSG(info->extack,
			       "reserved field of the header is not 0");
		return -EINVAL;
	}
	if (op->internal_flags & OP_NEW)
		known |= NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE;
	if (info->nlhdr->nlmsg_flags & ~known) {
		NL_SET_ERR_MSG(info->extack,
			       "flags of the message that this command does not know");
		return -EINVAL;
	}
	return 0;
}

static int pre_doit(const struct genl_split_ops *op, struct sk_buff *skb,
		    struct genl_info *info)
{
	int err = check_userns(genl_info_net(info), info->extack);

	return err ?: check_header(op, info);
}

/* Not when a dump starts: 6.1 has no extended ack at hand there. */
#define DUMP(name)							\
static int name##_dump(struct sk_buff *skb, struct netlink_callback *cb) \
{									\
	return check_userns(sock_net(cb->skb->sk), cb->extack) ?:	\
	       sipfp_netlink_##name##_dump(skb, cb);			\
}

DUMP(service)
DUMP(binding)
DUMP(gateway)
DUMP(route)
DUMP(txn)
DUMP(stats)
DUMP(key)
DUMP(limit)

/* --- operations -------------------------------------------------------------- */

/* For commands that take no attributes: whatever comes is refused. */
static const struct nla_policy no_policy[SIPFP_A_MAX + 1] = {};

#define POLICY(name, nest) \
	.policy = sipfp_netlink_##name##_policy, .maxattr = SIPFP_A_##nest
#define NO_POLICY .policy = no_policy, .maxattr = SIPFP_A_MAX
#define OP(id, fn) \
	.cmd = SIPFP_CMD_##id, .flags = GENL_UNS_ADMIN_PERM, \
	.doit = sipfp_netlink_##fn
#define OP_DUMP(id, fn) \
	.cmd = SIPFP_CMD_##id, .flags = GENL_UNS_ADMIN_PERM, \
	.dumpit = fn##_dump
#define TABLE(fn) \
	.start = sipfp_netlink_##fn##_start, .done = sipfp_table_dump_done

static const struct genl_ops ops[] = {
	{ OP(SERVICE_NEW, service_new), POLICY(service_new, SERVICE),
	  .internal_flags = OP_NEW },
	{ OP(SERVICE_DEL, service_del), POLICY(service_del, SERVICE) },
	{ OP(SERVICE_GET, service_get), POLICY(service_name, SERVICE),
	  .start = sipfp_netlink_service_start, .dumpit = service_dump },
	{ OP(BINDING_NEW, binding_new), POLICY(binding_new, BINDING),
	  .internal_flags = OP_NEW },
	{ OP(BINDING_DEL, binding_del), POLICY(binding_name, BINDING) },
	{ OP(BINDING_GET, binding_get), POLICY(binding_name, BINDING),
	  TABLE(binding), .dumpit = binding_dump },
	{ OP(BINDING_FLUSH, binding_flush), NO_POLICY },
	{ OP(GATEWAY_NEW, gateway_new), POLICY(gateway_new, GATEWAY),
	  .internal_flags = OP_NEW },
	{ OP(GATEWAY_DEL, gateway_del), POLICY(gateway_name, GATEWAY) },
	{ OP(GATEWAY_GET, gateway_get), POLICY(gateway_name, GATEWAY),
	  TABLE(gateway), .dumpit = gateway_dump },
	{ OP(GATEWAY_FLUSH, gateway_flush), NO_POLICY },
	{ OP(ROUTE_NEW, route_new), POLICY(route_new, ROUTE),
	  .internal_flags = OP_NEW },
	{ OP(ROUTE_DEL, route_del), POLICY(route_name, ROUTE) },
	{ OP(ROUTE_GET, route_get), POLICY(route_name, ROUTE),
	  TABLE(route), .dumpit = route_dump },
	{ OP(ROUTE_FLUSH, route_flush), NO_POLICY },
	{ OP_DUMP(TXN_GET, txn), TABLE(txn), NO_POLICY },
	{ OP(TXN_FLUSH, txn_flush), NO_POLICY },
	{ OP_DUMP(STATS_GET, stats), NO_POLICY },
	{ OP(KEY_NEW, key_new), POLICY(key, KEY), .internal_flags = OP_NEW },
	{ OP_DUMP(KEY_GET, key), NO_POLICY },
	{ OP(LIMIT_SET, limit_set), POLICY(limit, LIMIT),
	  .internal_flags = OP_NEW },
	{ OP_DUMP(LIMIT_GET, limit), NO_POLICY },
};

static const struct genl_multicast_group groups[] = {
	[SIPFP_NETLINK_TXN] = { .name = SIPFP_MCGRP_TXN,
				.flags = GENL_MCAST_CAP_NET_ADMIN },
	[SIPFP_NETLINK_CONFIG] = { .name = SIPFP_MCGRP_CONFIG,
				   .flags = GENL_MCAST_CAP_NET_ADMIN },
	[SIPFP_NETLINK_ALARM] = { .name = SIPFP_MCGRP_ALARM,
				  .flags = GENL_MCAST_CAP_NET_ADMIN },
};

bool sipfp_netlink_up;

struct genl_family sipfp_netlink_family __ro_after_init = {
	.name = SIPFP_GENL_NAME,
	.version = SIPFP_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.resv_start_op = SIPFP_CMD_MAX + 1, /* see check_header() */
	.pre_doit = pre_doit,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	.module = THIS_MODULE,
};

int __init sipfp_netlink_init(void)
{
	int err = sipfp_device_init();

	if (err)
		return err;
	err = genl_register_family(&sipfp_netlink_family);
	if (err)
		sipfp_device_exit();
	sipfp_netlink_up = !err;
	return err;
}

void sipfp_netlink_exit(void)
{
	/* The groups' numbers are somebody else's from here on: no events. */
	WRITE_ONCE(sipfp_netlink_up, false);
	synchronize_rcu();
	genl_unregister_family(&sipfp_netlink_family);
	sipfp_device_exit();
}
