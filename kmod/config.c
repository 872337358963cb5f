// SPDX-License-Identifier: GPL-2.0-only
/* Services and their settings */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/ip.h>
#include "config.h"
#include "host.h"
#include "netlink.h"
#include "dst.h"
#include "txn.h"

/* --- reading: RCU ---------------------------------------------------------- */

static u32 bucket_of(const struct sipfp_addr *a)
{
	return jhash(a->ip, a->family == 6 ? 16 : 4, a->port) %
	       SIPFP_SERVICE_BUCKETS;
}

/* Came in by this device, or by the VRF that it is in? */
static bool via_device(const struct sk_buff *skb, u8 family, int ifindex)
{
	if (!skb)
		return false;
	if (skb->skb_iif == ifindex ||
	    (skb->dev && skb->dev->ifindex == ifindex))
		return true;
	return family == 6 ? inet6_sdif(skb) == ifindex :
			     inet_sdif(skb) == ifindex;
}

struct sipfp_service *sipfp_service_lookup(const struct sipfp_net *sn,
					   const struct sipfp_addr *dst,
					   const struct sk_buff *skb)
{
	const struct hlist_head *head = &sn->services[bucket_of(dst)];
	struct sipfp_service *svc, *any = NULL;

	hlist_for_each_entry_rcu(svc, head, node) {
		/* with it comes @since: device.c */
		int ifindex = smp_load_acquire(&svc->ifindex);

		if (!sipfp_addr_equal(&svc->addr, dst))
			continue;
		if (!ifindex)
			any = svc;
		else if (via_device(skb, dst->family, ifindex))
			return svc;
	}
	return any;
}

struct sipfp_service *sipfp_service_lookup_out(const struct sipfp_net *sn,
					       const struct sipfp_addr *src)
{
	const struct hlist_head *head = &sn->services[bucket_of(src)];
	struct sipfp_service *svc;

	hlist_for_each_entry_rcu(svc, head, node)
		if (sipfp_addr_equal(&svc->addr, src))
			return svc;
	return NULL;
}

bool sipfp_policy_serves(const struct sipfp_policy *p, const u8 *buf, u32 len,
			 struct sipfp_span host)
{
	u8 name[SIPFP_DOMAIN_MAX];
	u32 n, i, beg = 0;

	if (!p->n_domains)
		return false;
	n = sipfp_host_canon(buf, len, host, name);
	if (!n)
		return false;
	for (i = 0; i < p->n_domains; beg = p->domain_end[i++])
		if (p->domain_end[i] - beg == n &&
		    !memcmp(p->domains + beg, name, n))
			return true;
	return false;
}

/* --- lifetime --------------------------------------------------------------- */

static void service_free_rcu(struct rcu_head *head)
{
	struct sipfp_service *svc = container_of(head, struct sipfp_service,
						 rcu);

	kfree(rcu_dereference_protected(svc->policy, true));
	sipfp_dst_exit(svc);
	kfree(svc);
}

void sipfp_service_get(struct sipfp_service *svc)
{
	refcount_inc(&svc->refs);
}

bool sipfp_service_tryget(struct sipfp_service *svc)
{
	return refcount_inc_not_zero(&svc->refs);
}

void sipfp_service_put(struct sipfp_service *svc)
{
	if (refcount_dec_and_test(&svc->refs))
		call_rcu(&svc->rcu, service_free_rcu);
}

/*
 * Pairs with sipfp_service_remove(): it sets draining and then looks at live,
 * here it is the other way round, so one of the two sees the other.
 */
bool sipfp_service_live_inc(struct sipfp_service *svc)
{
	atomic_inc(&svc->live);
	smp_mb__after_atomic(); /* pairs with sipfp_service_remove() */
	if (likely(!READ_ONCE(svc->draining)))
		return true;
	sipfp_service_live_dec(svc);
	return false;
}

void sipfp_service_live_dec(struct sipfp_service *svc)
{
	if (atomic_dec_and_test(&svc->live) && READ_ONCE(svc->draining))
		schedule_work(&svc->sn->drain_work);
}

u32 sipfp_service_settling(const struct sipfp_service *svc,
			   const struct sipfp_policy *p, u64 now)
{
	u64 end = atomic64_read(&svc->since) + p->grace;

	return end > now ? end - now : 0;
}

/* --- changing: sn->lock ----------------------------------------------------- */

struct sipfp_policy *sipfp_policy_alloc(size_t domain_bytes)
{
	struct sipfp_policy *p;

	return kzalloc(struct_size(p, domains, domain_bytes),
		       GFP_KERNEL_ACCOUNT);
}

struct sipfp_service *sipfp_service_find(struct sipfp_net *sn,
					 const struct sipfp_addr *addr,
					 const char *ifname)
{
	struct sipfp_service *svc;

	hlist_for_each_entry_rcu(svc, &sn->services[bucket_of(addr)], node,
				 lockdep_is_held(&sn->lock))
		if (sipfp_addr_equal(&svc->addr, addr) &&
		    !strcmp(svc->ifname, ifname))
			return svc;
	return NULL;
}

int sipfp_service_add(struct sipfp_net *sn, const struct sipfp_addr *addr,
		      int ifindex, const char *ifname,
		      struct sipfp_policy *policy)
{
	struct sipfp_service *svc;
	int err = -ENOMEM;

	lockdep_assert_held(&sn->lock);

	if (!sipfp_limit_charge(sn, SIPFP_LIMIT_SERVICES, 1))
		return -ENOSPC;
	svc = kzalloc(sizeof(*svc), GFP_KERNEL_ACCOUNT);
	if (!svc)
		goto err_charge;
	svc->sn = sn;
	svc->addr = *addr;
	svc->ifindex = ifindex;
	strscpy(svc->ifname, ifname, sizeof(svc->ifname));
	refcount_set(&svc->refs, 1);
	RCU_INIT_POINTER(svc->policy, policy);

	err = sipfp_dst_init(svc);
	if (err)
		goto err_free;
	err = sipfp_hook_register(sn, addr->family);
	if (err)
		goto err_hook;
	atomic64_set(&svc->since, sipfp_now());
	hlist_add_head_rcu(&svc->node, &sn->services[bucket_of(addr)]);
	sn->n_services++;
	atomic_inc(&sn->seq_config);
	sipfp_netlink_notify_service(svc, SIPFP_EVENT_NEW);
	return 0;

err_hook:
	if (!sn->n_services)
		sipfp_hook_unregister(sn);
	sipfp_dst_exit(svc);
err_free:
	kfree(svc);
err_charge:
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_SERVICES, 1);
	return err;
}

void sipfp_service_change(struct sipfp_service *svc,
			  struct sipfp_policy *policy)
{
	struct sipfp_net *sn = svc->sn;
	struct sipfp_policy *old;
	bool revived = svc->draining;

	old = rcu_replace_pointer(svc->policy, policy,
				  lockdep_is_held(&sn->lock));
	WRITE_ONCE(svc->draining, false);
	kfree_rcu(old, rcu);
	atomic_inc(&sn->seq_config);
	sipfp_netlink_notify_service(svc, revived ? SIPFP_EVENT_NEW :
						    SIPFP_EVENT_CHANGE);
}

/* Out of the table. The caller puts the table's reference. */
static void service_unlink(struct sipfp_service *svc)
{
	struct sipfp_net *sn = svc->sn;

	hlist_del_rcu(&svc->node);
	sn->n_services--;
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_SERVICES, 1);
	atomic_inc(&sn->seq_config);
}

static void service_gone(struct sipfp_service *svc)
{
	struct sipfp_net *sn = svc->sn;

	if (!sn->n_services)
		sipfp_hook_unregister(sn);
	sipfp_netlink_notify_service(svc, SIPFP_EVENT_DEL);
	sipfp_service_put(svc);
}

void sipfp_service_remove(struct sipfp_service *svc, bool force)
{
	bool was_draining = svc->draining;

	lockdep_assert_held(&svc->sn->lock);

	WRITE_ONCE(svc->draining, true);
	smp_mb(); /* pairs with sipfp_service_live_inc() */
	if (force) {
		service_unlink(svc);
		/* Nobody is left who could begin a transaction on it. */
		synchronize_rcu();
		sipfp_txn_flush(svc->sn, svc);
		service_gone(svc);
	} else if (!atomic_read(&svc->live)) {
		service_unlink(svc);
		service_gone(svc);
	} else if (!was_draining) {
		atomic_inc(&svc->sn->seq_config);
		sipfp_netlink_notify_service(svc, SIPFP_EVENT_CHANGE);
	}
}

static void drain(struct work_struct *work)
{
	struct sipfp_net *sn = container_of(work, struct sipfp_net, drain_work);
	struct sipfp_service *svc;
	struct hlist_node *next;
	u32 i;

	mutex_lock(&sn->lock);
	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		hlist_for_each_entry_safe(svc, next, &sn->services[i], node)
			if (svc->draining)
				sipfp_service_remove(svc, false);
	mutex_unlock(&sn->lock);
}

int sipfp_config_net_init(struct sipfp_net *sn)
{
	u32 i;

	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		INIT_HLIST_HEAD(&sn->services[i]);
	INIT_WORK(&sn->drain_work, drain);
	atomic_set(&sn->seq_config, 1);
	return 0;
}

/* No transaction, hook or request is left. */
void sipfp_config_net_exit(struct sipfp_net *sn)
{
	struct sipfp_service *svc;
	struct hlist_node *next;
	u32 i;

	cancel_work_sync(&sn->drain_work);
	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		hlist_for_each_entry_safe(svc, next, &sn->services[i], node) {
			service_unlink(svc);
			sipfp_service_put(svc);
		}
}
