// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: services */
#include <linux/netdevice.h>
#include <linux/slab.h>
#include "config.h"
#include "device.h"
#include "host.h"
#include "netlink.h"
#include "notify.h"

/* SIPFP_A_SERVICE_* without the domains, generously */
#define SERVICE_SIZE 512

/* not const: 6.1 takes none that is */
static struct netlink_range_validation grace_range = {
	.max = 24 * 3600 * 1000,
};

#define SERVICE_NAME							\
	[SIPFP_A_SERVICE_ADDRESS] = SIPFP_POLICY_ADDRESS,		\
	[SIPFP_A_SERVICE_PORT] = SIPFP_POLICY_PORT,			\
	[SIPFP_A_SERVICE_IFNAME] = SIPFP_POLICY_TEXT(IFNAMSIZ - 1)

static const struct nla_policy name_nest[SIPFP_A_SERVICE_MAX + 1] = {
	SERVICE_NAME,
};

static const struct nla_policy del_nest[SIPFP_A_SERVICE_MAX + 1] = {
	SERVICE_NAME,
	[SIPFP_A_SERVICE_FORCE] = { .type = NLA_FLAG },
};

static const struct nla_policy new_nest[SIPFP_A_SERVICE_MAX + 1] = {
	SERVICE_NAME,
	[SIPFP_A_SERVICE_MODE] = NLA_POLICY_MAX(NLA_U8, SIPFP_MODE_PROXY),
	[SIPFP_A_SERVICE_DOMAIN] = SIPFP_POLICY_TEXT_OR_NONE(SIPFP_DOMAIN_MAX),
	[SIPFP_A_SERVICE_RECORD_ROUTE] = NLA_POLICY_MAX(NLA_U8, 1),
	[SIPFP_A_SERVICE_AUTH] = NLA_POLICY_MAX(NLA_U8, SIPFP_AUTH_NONE),
	[SIPFP_A_SERVICE_OVERSIZE] =
		NLA_POLICY_MAX(NLA_U8, SIPFP_OVERSIZE_SLOW),
	[SIPFP_A_SERVICE_WITHOUT_SOCKET] =
		NLA_POLICY_MAX(NLA_U8, SIPFP_WITHOUT_SOCKET_ICMP),
	[SIPFP_A_SERVICE_RELAY] = NLA_POLICY_MAX(NLA_U8, SIPFP_RELAY_SEALED),
	[SIPFP_A_SERVICE_T1] = { .type = NLA_U32 },
	[SIPFP_A_SERVICE_T2] = { .type = NLA_U32 },
	[SIPFP_A_SERVICE_T4] = { .type = NLA_U32 },
	[SIPFP_A_SERVICE_TIMER_B] = { .type = NLA_U32 },
	[SIPFP_A_SERVICE_TIMER_F] = { .type = NLA_U32 },
	[SIPFP_A_SERVICE_TIMER_C] = { .type = NLA_U32 },
	[SIPFP_A_SERVICE_GRACE] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &grace_range),
};

const struct nla_policy sipfp_netlink_service_new_policy[] = {
	[SIPFP_A_SERVICE] = NLA_POLICY_NESTED(new_nest),
};

const struct nla_policy sipfp_netlink_service_del_policy[] = {
	[SIPFP_A_SERVICE] = NLA_POLICY_NESTED(del_nest),
};

const struct nla_policy sipfp_netlink_service_name_policy[] = {
	[SIPFP_A_SERVICE] = NLA_POLICY_NESTED(name_nest),
};

/* --- showing ----------------------------------------------------------------- */

static size_t service_size(const struct sipfp_policy *p)
{
	u32 bytes = p->n_domains ? p->domain_end[p->n_domains - 1] : 0;

	return SERVICE_SIZE + bytes + p->n_domains * nla_total_size(4);
}

static const struct sipfp_policy *policy_of(const struct sipfp_service *svc)
{
	return rcu_dereference_protected(svc->policy,
					 lockdep_is_held(&svc->sn->lock));
}

static int fill_domains(struct sk_buff *skb, const struct sipfp_policy *p)
{
	u32 i, beg = 0;
	int err;

	for (i = 0; i < p->n_domains; beg = p->domain_end[i++]) {
		err = sipfp_netlink_put_text(skb, SIPFP_A_SERVICE_DOMAIN,
					     p->domains + beg,
					     p->domain_end[i] - beg);
		if (err)
			return err;
	}
	return 0;
}

static int fill_policy(struct sk_buff *skb, const struct sipfp_policy *p)
{
	const struct sipfp_timers *t = &p->timers;

	return nla_put_u8(skb, SIPFP_A_SERVICE_MODE, p->mode) ?:
	       nla_put_u8(skb, SIPFP_A_SERVICE_RECORD_ROUTE,
			  p->self.record_route) ?:
	       nla_put_u8(skb, SIPFP_A_SERVICE_AUTH, p->auth) ?:
	       nla_put_u8(skb, SIPFP_A_SERVICE_OVERSIZE, p->oversize) ?:
	       nla_put_u8(skb, SIPFP_A_SERVICE_WITHOUT_SOCKET,
			  p->without_socket) ?:
	       nla_put_u8(skb, SIPFP_A_SERVICE_RELAY,
			  p->self.sealed_only ? SIPFP_RELAY_SEALED :
						SIPFP_RELAY_DIALOG) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_T1, t->t1) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_T2, t->t2) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_T4, t->t4) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_TIMER_B, t->b) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_TIMER_F, t->f) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_TIMER_C, t->c) ?:
	       nla_put_u32(skb, SIPFP_A_SERVICE_GRACE, p->grace) ?:
	       fill_domains(skb, p);
}

static int fill_service(struct sk_buff *skb, const void *obj)
{
	const struct sipfp_service *svc = obj;
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_SERVICE);
	u32 settling = sipfp_service_settling(svc, policy_of(svc), sipfp_now());

	if (!nest ||
	    sipfp_netlink_put_address(skb, SIPFP_A_SERVICE_ADDRESS,
				      SIPFP_A_SERVICE_PORT, &svc->addr) ||
	    (svc->ifname[0] &&
	     nla_put_string(skb, SIPFP_A_SERVICE_IFNAME, svc->ifname)) ||
	    fill_policy(skb, policy_of(svc)) ||
	    nla_put_u32(skb, SIPFP_A_SERVICE_TRANSACTIONS,
			atomic_read(&svc->live)) ||
	    (settling &&
	     nla_put_u32(skb, SIPFP_A_SERVICE_SETTLING, settling)) ||
	    (svc->draining && nla_put_flag(skb, SIPFP_A_SERVICE_DRAIN)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

void sipfp_netlink_notify_service(struct sipfp_service *svc, u8 event)
{
	sipfp_notify_config(svc->sn,
			    event == SIPFP_EVENT_DEL ? SIPFP_CMD_SERVICE_DEL :
						       SIPFP_CMD_SERVICE_NEW,
			    event, fill_service, svc,
			    service_size(policy_of(svc)), GFP_KERNEL_ACCOUNT);
}

/* --- naming ------------------------------------------------------------------ */

struct name {
	struct sipfp_addr addr;
	char ifname[IFNAMSIZ];
};

static int parse_name(struct genl_info *info, struct nlattr **tb,
		      const struct nla_policy *policy, struct name *name)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_SERVICE];
	struct netlink_ext_ack *extack = info->extack;
	int err;

	if (!nest)
		return sipfp_netlink_missing(extack, NULL, SIPFP_A_SERVICE,
					     "a service must be given");
	err = nla_parse_nested(tb, SIPFP_A_SERVICE_MAX, nest, policy, extack);
	if (err)
		return err;
	if (!tb[SIPFP_A_SERVICE_ADDRESS])
		return sipfp_netlink_missing(extack, nest,
					     SIPFP_A_SERVICE_ADDRESS,
					     "a service needs an address");
	if (!tb[SIPFP_A_SERVICE_PORT])
		return sipfp_netlink_missing(extack, nest,
					     SIPFP_A_SERVICE_PORT,
					     "a service needs a port");
	err = sipfp_netlink_address(tb[SIPFP_A_SERVICE_ADDRESS],
				    tb[SIPFP_A_SERVICE_PORT], &name->addr,
				    extack);
	name->ifname[0] = '\0';
	if (tb[SIPFP_A_SERVICE_IFNAME])
		nla_strscpy(name->ifname, tb[SIPFP_A_SERVICE_IFNAME],
			    sizeof(name->ifname));
	return err;
}

/* --- settings ---------------------------------------------------------------- */

static void parse_switches(struct nlattr **tb, struct sipfp_policy *p)
{
	const struct nlattr *a;

	a = tb[SIPFP_A_SERVICE_MODE];
	if (a)
		p->mode = nla_get_u8(a);
	a = tb[SIPFP_A_SERVICE_RECORD_ROUTE];
	if (a)
		p->self.record_route = nla_get_u8(a);
	a = tb[SIPFP_A_SERVICE_AUTH];
	if (a)
		p->auth = nla_get_u8(a);
	a = tb[SIPFP_A_SERVICE_OVERSIZE];
	if (a)
		p->oversize = nla_get_u8(a);
	a = tb[SIPFP_A_SERVICE_WITHOUT_SOCKET];
	if (a)
		p->without_socket = nla_get_u8(a);
	a = tb[SIPFP_A_SERVICE_RELAY];
	if (a)
		p->self.sealed_only = nla_get_u8(a) == SIPFP_RELAY_SEALED;
	a = tb[SIPFP_A_SERVICE_GRACE];
	if (a)
		p->grace = nla_get_u32(a);
}

static int parse_timers(struct nlattr **tb, struct sipfp_timers *t,
			struct netlink_ext_ack *extack)
{
	const struct {
		int attr;
		u32 *value;
	} timers[] = {
		{ SIPFP_A_SERVICE_T1, &t->t1 },
		{ SIPFP_A_SERVICE_T2, &t->t2 },
		{ SIPFP_A_SERVICE_T4, &t->t4 },
		{ SIPFP_A_SERVICE_TIMER_B, &t->b },
		{ SIPFP_A_SERVICE_TIMER_F, &t->f },
		{ SIPFP_A_SERVICE_TIMER_C, &t->c },
	};
	const struct nlattr *last = NULL;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(timers); i++) {
		if (!tb[timers[i].attr])
			continue;
		last = tb[timers[i].attr];
		*timers[i].value = nla_get_u32(last);
	}
	if (last && !sipfp_timers_valid(t))
		return sipfp_netlink_bad(extack, last, -EINVAL,
					 "timers do not fit together: T1 10 to 10000 ms, T1 <= T2 <= 60000, T4 <= 60000, B and F >= T1, C >= B, none above a day");
	return 0;
}

/* Bytes that the domains of a request can take at most */
static size_t domain_bytes(const struct nlattr *nest)
{
	const struct nlattr *a;
	size_t bytes = 0;
	int rem;

	nla_for_each_nested(a, nest, rem)
		if (nla_type(a) == SIPFP_A_SERVICE_DOMAIN)
			bytes += max_t(size_t, nla_len(a), SIPFP_ADDR_TEXT_MAX);
	return bytes;
}

static int parse_domains(const struct nlattr *nest, struct sipfp_policy *p,
			 struct netlink_ext_ack *extack)
{
	u8 name[SIPFP_DOMAIN_MAX];
	const struct nlattr *a;
	u32 n, end = 0;
	int rem;

	nla_for_each_nested(a, nest, rem) {
		if (nla_type(a) != SIPFP_A_SERVICE_DOMAIN)
			continue;
		n = sipfp_netlink_text_len(a);
		if (!n)
			continue; /* alone it makes an empty list */
		n = sipfp_host_parse(nla_data(a), n, name);
		if (!n)
			return sipfp_netlink_bad(extack, a, -EINVAL,
						 "domain must be a host name or a literal address, without a port");
		if (sipfp_policy_serves(p, name, n, (struct sipfp_span){ 0, n }))
			continue;
		if (p->n_domains == SIPFP_DOMAINS_MAX)
			return sipfp_netlink_bad(extack, a, -E2BIG,
						 "a service has at most 64 domains");
		memcpy(p->domains + end, name, n);
		end += n;
		p->domain_end[p->n_domains++] = end;
	}
	return 0;
}

static void copy_domains(struct sipfp_policy *p, const struct sipfp_policy *old)
{
	p->n_domains = old->n_domains;
	memcpy(p->domain_end, old->domain_end, sizeof(p->domain_end));
	if (old->n_domains)
		memcpy(p->domains, old->domains,
		       old->domain_end[old->n_domains - 1]);
}

/* @old: what is not given keeps its value. NULL: defaults. */
static struct sipfp_policy *policy_build(struct nlattr **tb,
					 const struct nlattr *nest,
					 const struct sipfp_addr *addr,
					 const struct sipfp_policy *old,
					 struct netlink_ext_ack *extack)
{
	bool domains = tb[SIPFP_A_SERVICE_DOMAIN];
	struct sipfp_policy *p;
	size_t bytes = 0;
	int err = 0;

	if (domains)
		bytes = domain_bytes(nest);
	else if (old && old->n_domains)
		bytes = old->domain_end[old->n_domains - 1];
	p = sipfp_policy_alloc(bytes);
	if (!p)
		return ERR_PTR(-ENOMEM);
	p->self.addr = *addr;
	if (old) {
		p->self = old->self;
		p->timers = old->timers;
		p->mode = old->mode;
		p->auth = old->auth;
		p->oversize = old->oversize;
		p->without_socket = old->without_socket;
		p->grace = old->grace;
	} else {
		p->self.record_route = true;
		p->timers = (struct sipfp_timers)SIPFP_TIMERS_DEFAULT;
	}
	parse_switches(tb, p);
	if (domains)
		err = parse_domains(nest, p, extack);
	else if (old)
		copy_domains(p, old);
	err = err ?: parse_timers(tb, &p->timers, extack);
	/* As long as a request may come again: 64 * T1, and its way here */
	if (!old && !tb[SIPFP_A_SERVICE_GRACE])
		p->grace = 64 * p->timers.t1 + p->timers.t4;
	if (err) {
		kfree(p);
		return ERR_PTR(err);
	}
	return p;
}

/* --- commands ---------------------------------------------------------------- */

/* A service outlives its device, but it does not come before it. */
static int check_device(const struct sipfp_net *sn, const struct nlattr *attr,
			const struct name *name, struct netlink_ext_ack *extack)
{
	bool found;

	if (!attr)
		return 0;
	rcu_read_lock();
	found = dev_get_by_name_rcu(sn->net, name->ifname);
	rcu_read_unlock();
	if (!found)
		return sipfp_netlink_bad(extack, attr, -ENODEV,
					 "no such device in this network namespace");
	return 0;
}

/* Bound to its device only when the news of devices reach it. */
static int service_add(struct sipfp_net *sn, const struct name *name,
		       struct sipfp_policy *policy,
		       struct netlink_ext_ack *extack)
{
	int err = sipfp_service_add(sn, &name->addr, name->ifname[0] ? -1 : 0,
				    name->ifname, policy);

	if (!err)
		sipfp_device_bind(sipfp_service_find(sn, &name->addr,
						     name->ifname));
	else if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack, "the limit of services is reached");
	else if (err && err != -ENOMEM)
		NL_SET_ERR_MSG(extack, "could not register the netfilter hooks");
	return err;
}

int sipfp_netlink_service_new(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_SERVICE_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_policy *policy;
	struct sipfp_service *svc;
	struct name name;
	bool known;
	int err;

	err = parse_name(info, tb, new_nest, &name);
	if (err)
		return err;

	mutex_lock(&sn->lock);
	svc = sipfp_service_find(sn, &name.addr, name.ifname);
	/* One that is being removed is as good as gone, but may come back. */
	known = svc && !svc->draining;
	err = sipfp_netlink_check_new(info, known);
	if (!err && !known)
		err = check_device(sn, tb[SIPFP_A_SERVICE_IFNAME], &name,
				   info->extack);
	if (err)
		goto out;
	policy = policy_build(tb, info->attrs[SIPFP_A_SERVICE], &name.addr,
			      known ? policy_of(svc) : NULL, info->extack);
	if (IS_ERR(policy)) {
		err = PTR_ERR(policy);
		goto out;
	}
	if (svc)
		sipfp_service_change(svc, policy);
	else
		err = service_add(sn, &name, policy, info->extack);
	if (err)
		kfree(policy);
out:
	mutex_unlock(&sn->lock);
	return err;
}

int sipfp_netlink_service_del(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_SERVICE_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_service *svc;
	struct name name;
	int err;

	err = parse_name(info, tb, del_nest, &name);
	if (err)
		return err;

	mutex_lock(&sn->lock);
	svc = sipfp_service_find(sn, &name.addr, name.ifname);
	if (svc)
		sipfp_service_remove(svc, tb[SIPFP_A_SERVICE_FORCE]);
	mutex_unlock(&sn->lock);
	if (!svc) {
		NL_SET_ERR_MSG(info->extack, "no such service");
		return -ENOENT;
	}
	return 0;
}

int sipfp_netlink_service_get(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_SERVICE_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct sipfp_service *svc;
	struct sk_buff *reply;
	struct name name;
	int err;

	err = parse_name(info, tb, name_nest, &name);
	if (err)
		return err;

	mutex_lock(&sn->lock);
	svc = sipfp_service_find(sn, &name.addr, name.ifname);
	if (!svc) {
		NL_SET_ERR_MSG(info->extack, "no such service");
		err = -ENOENT;
		goto out;
	}
	reply = sipfp_netlink_reply_begin(info, service_size(policy_of(svc)));
	if (reply)
		err = sipfp_netlink_reply_end(info, reply,
					      fill_service(reply, svc));
	else
		err = -ENOMEM;
out:
	mutex_unlock(&sn->lock);
	return err;
}

/* --- dump -------------------------------------------------------------------- */

struct dump {
	u32 bucket;
	u32 skip;
};

/*
 * A service with many domains is larger than the usual buffer. Readers have
 * to expect messages of 32 KiB then, as netlink's own do.
 */
int sipfp_netlink_service_start(struct netlink_callback *cb)
{
	struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);
	size_t size = 0;
	struct sipfp_service *svc;
	u32 i;

	mutex_lock(&sn->lock);
	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		hlist_for_each_entry(svc, &sn->services[i], node)
			size = max(size, service_size(policy_of(svc)));
	mutex_unlock(&sn->lock);
	if (size > NLMSG_GOODSIZE)
		cb->min_dump_alloc = size;
	return 0;
}

static int dump_bucket(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct hlist_head *head, struct dump *d)
{
	const struct sipfp_service *svc;
	u32 i = 0;

	hlist_for_each_entry(svc, head, node) {
		if (i++ < d->skip)
			continue;
		if (sipfp_netlink_dump_one(skb, cb, fill_service, svc))
			return -EMSGSIZE;
		d->skip++;
	}
	return 0;
}

int sipfp_netlink_service_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *nest = genl_info_dump(cb)->attrs[SIPFP_A_SERVICE];
	struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);
	struct dump *d = (struct dump *)cb->ctx;
	int err = 0;

	if (nest)
		return sipfp_netlink_bad(cb->extack, nest, -EINVAL,
					 "a dump shows all services");
	mutex_lock(&sn->lock);
	cb->seq = atomic_read(&sn->seq_config);
	for (; d->bucket < SIPFP_SERVICE_BUCKETS; d->bucket++) {
		err = dump_bucket(skb, cb, &sn->services[d->bucket], d);
		if (err)
			break;
		d->skip = 0;
	}
	mutex_unlock(&sn->lock);
	return skb->len ?: err;
}
