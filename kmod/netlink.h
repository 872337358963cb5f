/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generic netlink family, and what its handlers share.
 *
 * netlink.c has the family and the table of operations; netlink_<object>.c
 * the handlers of one object. They parse, take sn->lock, call the file that
 * owns the object, and say in an extended ack what was wrong.
 */
#ifndef SIPFP_NETLINK_H
#define SIPFP_NETLINK_H

#include <net/genetlink.h>
#include <net/sock.h>
#include "sipfp.h"

struct sipfp_binding;
struct sipfp_counter;
struct sipfp_gateway;
struct sipfp_gateway_set;
struct sipfp_route;
struct sipfp_txn;

/* False before and after: then there is nobody to tell anything */
extern bool sipfp_netlink_up;
extern struct genl_family sipfp_netlink_family;

enum sipfp_netlink_group {
	SIPFP_NETLINK_TXN,
	SIPFP_NETLINK_CONFIG,
	SIPFP_NETLINK_ALARM,
};

/* Says what is wrong with an attribute; the value is the error. */
#define sipfp_netlink_bad(extack, attr, err, msg)			\
({									\
	NL_SET_ERR_MSG_ATTR(extack, attr, msg);				\
	(err);								\
})

/* Says that attribute @type is missing in @nest, NULL: at the top level. */
#define sipfp_netlink_missing(extack, nest, type, msg)			\
({									\
	NL_SET_ERR_ATTR_MISS(extack, nest, type);			\
	NL_SET_ERR_MSG(extack, msg);					\
	-EINVAL;							\
})

/* --- attributes -------------------------------------------------------------- */

/* Policies: text, without NUL but for one at its end; and 4 or 16 bytes */
int sipfp_netlink_check_text(const struct nlattr *attr,
			     struct netlink_ext_ack *extack);
int sipfp_netlink_check_address(const struct nlattr *attr,
				struct netlink_ext_ack *extack);

#define SIPFP_POLICY_TEXT(max) \
	NLA_POLICY_VALIDATE_FN(NLA_STRING, sipfp_netlink_check_text, max)
/* Netlink's strings are not empty; these may be. */
#define SIPFP_POLICY_TEXT_OR_NONE(max) \
	NLA_POLICY_VALIDATE_FN(NLA_BINARY, sipfp_netlink_check_text, (max) + 1)
#define SIPFP_POLICY_ADDRESS \
	NLA_POLICY_VALIDATE_FN(NLA_BINARY, sipfp_netlink_check_address, 16)

#define SIPFP_POLICY_PORT NLA_POLICY_MIN(NLA_U16, 1)

/* Room that nests take at most */
#define SIPFP_NETLINK_TXN_SIZE 1024
#define SIPFP_NETLINK_LIMIT_SIZE 256

/* Bytes of text, without the NUL that may end it */
u32 sipfp_netlink_text_len(const struct nlattr *attr);

/* Address and port into one; an error, said, unless it is unicast. */
int sipfp_netlink_address(const struct nlattr *ip, const struct nlattr *port,
			  struct sipfp_addr *addr,
			  struct netlink_ext_ack *extack);

/* Text as sent to userspace: ended with a NUL */
int sipfp_netlink_put_text(struct sk_buff *skb, int type, const void *text,
			   u32 len);
int sipfp_netlink_put_address(struct sk_buff *skb, int type, int port_type,
			      const struct sipfp_addr *addr);

/* --- handlers ---------------------------------------------------------------- */

static inline struct sipfp_net *sipfp_netlink_sn(const struct genl_info *info)
{
	return sipfp_net(genl_info_net((struct genl_info *)info));
}

static inline struct sipfp_net *
sipfp_netlink_dump_sn(const struct netlink_callback *cb)
{
	return sipfp_net(sock_net(cb->skb->sk));
}

/* May a NEW do this to an object that is, or is not, there? 0 or an error */
int sipfp_netlink_check_new(const struct genl_info *info, bool exists);

/*
 * The answer to a request for one object, with room for a nest of @size; it is
 * sent, unless there is an @err: then that is passed on. Both may sleep.
 */
struct sk_buff *sipfp_netlink_reply_begin(struct genl_info *info, size_t size);
int sipfp_netlink_reply_end(struct genl_info *info, struct sk_buff *skb,
			    int err);
/*
 * One message of a dump, as above. Return: 0, or -EMSGSIZE and nothing put.
 * cb->seq must have been set.
 */
int sipfp_netlink_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			   int (*fill)(struct sk_buff *skb, const void *obj),
			   const void *obj);

#define SIPFP_NETLINK_DO(name) \
	int sipfp_netlink_##name(struct sk_buff *skb, struct genl_info *info)
#define SIPFP_NETLINK_START(name) \
	int sipfp_netlink_##name##_start(struct netlink_callback *cb)
#define SIPFP_NETLINK_DUMP(name) \
	int sipfp_netlink_##name##_dump(struct sk_buff *skb, \
					struct netlink_callback *cb)

SIPFP_NETLINK_DO(service_new);
SIPFP_NETLINK_DO(service_del);
SIPFP_NETLINK_DO(service_get);
SIPFP_NETLINK_START(service);
SIPFP_NETLINK_DUMP(service);
SIPFP_NETLINK_DO(binding_new);
SIPFP_NETLINK_DO(binding_del);
SIPFP_NETLINK_DO(binding_get);
SIPFP_NETLINK_DO(binding_flush);
SIPFP_NETLINK_START(binding);
SIPFP_NETLINK_DUMP(binding);
SIPFP_NETLINK_DO(gateway_new);
SIPFP_NETLINK_DO(gateway_del);
SIPFP_NETLINK_DO(gateway_get);
SIPFP_NETLINK_DO(gateway_flush);
SIPFP_NETLINK_START(gateway);
SIPFP_NETLINK_DUMP(gateway);
SIPFP_NETLINK_DO(route_new);
SIPFP_NETLINK_DO(route_del);
SIPFP_NETLINK_DO(route_get);
SIPFP_NETLINK_DO(route_flush);
SIPFP_NETLINK_START(route);
SIPFP_NETLINK_DUMP(route);
SIPFP_NETLINK_DO(txn_flush);
SIPFP_NETLINK_START(txn);
SIPFP_NETLINK_DUMP(txn);
SIPFP_NETLINK_DUMP(stats);
SIPFP_NETLINK_DO(key_new);
SIPFP_NETLINK_DUMP(key);
SIPFP_NETLINK_DO(limit_set);
SIPFP_NETLINK_DUMP(limit);

/* Top level of a request: one nest. NEW has all that can be set, NAME the key */
extern const struct nla_policy sipfp_netlink_service_new_policy[];
extern const struct nla_policy sipfp_netlink_service_del_policy[];
extern const struct nla_policy sipfp_netlink_service_name_policy[];
extern const struct nla_policy sipfp_netlink_binding_new_policy[];
extern const struct nla_policy sipfp_netlink_binding_name_policy[];
extern const struct nla_policy sipfp_netlink_gateway_new_policy[];
extern const struct nla_policy sipfp_netlink_gateway_name_policy[];
extern const struct nla_policy sipfp_netlink_route_new_policy[];
extern const struct nla_policy sipfp_netlink_route_name_policy[];
extern const struct nla_policy sipfp_netlink_key_policy[];
extern const struct nla_policy sipfp_netlink_limit_policy[];

/* --- events: called where the change is made ----------------------------------- */

/* sn->lock held */
void sipfp_netlink_notify_service(struct sipfp_service *svc, u8 event);
/* sn->binding_lock held */
void sipfp_netlink_notify_binding(struct sipfp_net *sn,
				  const struct sipfp_binding *b, u8 event);
/* sn->lock held */
void sipfp_netlink_notify_gateway(struct sipfp_net *sn,
				  const struct sipfp_gateway_set *set,
				  const struct sipfp_gateway *gw, u8 event);
void sipfp_netlink_notify_route(struct sipfp_net *sn,
				struct sipfp_route *route, u8 event);
void sipfp_netlink_notify_key(struct sipfp_net *sn,
			      const struct sipfp_keys *keys);

/* Nests of events that notify.c sends */
int sipfp_netlink_fill_txn(struct sk_buff *skb, const struct sipfp_txn *txn);
int sipfp_netlink_fill_limit(struct sk_buff *skb, const struct sipfp_net *sn,
			     enum sipfp_limit_id id);

#endif /* SIPFP_NETLINK_H */
