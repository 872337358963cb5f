// SPDX-License-Identifier: GPL-2.0-only
/* Gateway sets: named lists of next hops that routes lead to */
#include <linux/jhash.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include "gateway.h"
#include "netlink.h"
#include "table.h"

struct set_key {
	const u8 *name;
	u32 len;
};

static u32 set_hash_key(const void *data, u32 len, u32 seed)
{
	const struct set_key *key = data;

	return jhash(key->name, key->len, seed);
}

static u32 set_hash(const void *data, u32 len, u32 seed)
{
	const struct sipfp_gateway_set *set = data;

	return jhash(set->name, set->len, seed);
}

static int set_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct sipfp_gateway_set *set = obj;
	const struct set_key *key = arg->key;

	return set->len != key->len || memcmp(set->name, key->name, key->len);
}

static const struct rhashtable_params set_params = {
	.head_offset = offsetof(struct sipfp_gateway_set, node),
	.key_len = sizeof(struct set_key),
	.hashfn = set_hash_key,
	.obj_hashfn = set_hash,
	.obj_cmpfn = set_cmp,
	.automatic_shrinking = true,
};

/* --- reading: RCU ---------------------------------------------------------- */

struct sipfp_gateway_set *sipfp_gateway_find(struct sipfp_net *sn,
					     const u8 *name, u32 len)
{
	struct set_key key = { .name = name, .len = len };

	return rhashtable_lookup(&sn->gateways, &key, set_params);
}

const struct sipfp_gateway *
sipfp_gateway_member(const struct sipfp_gateways *members,
		     const struct sipfp_addr *addr)
{
	u32 i;

	for (i = 0; i < members->n; i++)
		if (sipfp_addr_equal(&members->gw[i].addr, addr))
			return &members->gw[i];
	return NULL;
}

struct sipfp_gateways *sipfp_gateway_members(struct sipfp_net *sn,
					     struct sipfp_gateway_set *set)
{
	return rcu_dereference_check(set->members, lockdep_is_held(&sn->lock));
}

int sipfp_gateway_pick(const struct sipfp_gateway_set *set, u8 family, u64 hash,
		       struct sipfp_addr *target)
{
	const struct sipfp_gateways *members = rcu_dereference(set->members);
	const struct sipfp_gateway *gw, *end = members->gw + members->n;
	u32 priority = U32_MAX;
	u32 total = 0;
	u32 point;

	for (gw = members->gw; gw < end; gw++) {
		if (gw->addr.family != family || gw->priority > priority)
			continue;
		if (gw->priority < priority) {
			priority = gw->priority;
			total = 0;
		}
		total += gw->weight;
	}
	if (!total)
		return -EAFNOSUPPORT;

	div_u64_rem(hash, total, &point);
	for (gw = members->gw; gw < end; gw++) {
		if (gw->addr.family != family || gw->priority != priority)
			continue;
		if (point < gw->weight) {
			*target = gw->addr;
			return 0;
		}
		point -= gw->weight;
	}
	return -EAFNOSUPPORT;
}

/* --- changing: sn->lock ----------------------------------------------------- */

static struct sipfp_gateways *members_alloc(u32 n)
{
	struct sipfp_gateways *m;

	m = kmalloc(struct_size(m, gw, n), GFP_KERNEL_ACCOUNT);
	if (m)
		m->n = n;
	return m;
}

/* As @old, with @gw in the place of the member of its address, or added. */
static struct sipfp_gateways *members_with(const struct sipfp_gateways *old,
					   const struct sipfp_gateway *gw)
{
	const struct sipfp_gateway *known = sipfp_gateway_member(old, &gw->addr);
	struct sipfp_gateways *m = members_alloc(old->n + !known);

	if (!m)
		return NULL;
	memcpy(m->gw, old->gw, old->n * sizeof(*old->gw));
	m->gw[known ? known - old->gw : old->n] = *gw;
	return m;
}

static struct sipfp_gateways *members_without(const struct sipfp_gateways *old,
					      const struct sipfp_gateway *gw)
{
	struct sipfp_gateways *m = members_alloc(old->n - 1);
	u32 i = gw - old->gw;

	if (!m)
		return NULL;
	memcpy(m->gw, old->gw, i * sizeof(*gw));
	memcpy(m->gw + i, gw + 1, (old->n - 1 - i) * sizeof(*gw));
	return m;
}

static void members_swap(struct sipfp_net *sn, struct sipfp_gateway_set *set,
			 struct sipfp_gateways *m)
{
	struct sipfp_gateways *old;

	old = rcu_replace_pointer(set->members, m, lockdep_is_held(&sn->lock));
	kfree_rcu(old, rcu);
	atomic_inc(&sn->seq_config);
}

static int set_create(struct sipfp_net *sn, const u8 *name, u32 len,
		      const struct sipfp_gateway *gw)
{
	struct sipfp_gateway_set *set = kzalloc(sizeof(*set),
						GFP_KERNEL_ACCOUNT);
	struct sipfp_gateways *m = members_alloc(1);
	int err = -ENOMEM;

	if (!set || !m)
		goto err_free;
	m->gw[0] = *gw;
	set->len = len;
	memcpy(set->name, name, len);
	RCU_INIT_POINTER(set->members, m);
	err = rhashtable_insert_fast(&sn->gateways, &set->node, set_params);
	if (err) {
		err = err == -ENOMEM ? err : -EBUSY;
		goto err_free;
	}
	atomic_inc(&sn->seq_config);
	sipfp_netlink_notify_gateway(sn, set, gw, SIPFP_EVENT_NEW);
	return 0;

err_free:
	kfree(m);
	kfree(set);
	return err;
}

int sipfp_gateway_set(struct sipfp_net *sn, const u8 *name, u32 len,
		      const struct sipfp_gateway *gw)
{
	struct sipfp_gateways *old, *m;
	struct sipfp_gateway_set *set;
	bool known = false;
	int err;

	lockdep_assert_held(&sn->lock);

	rcu_read_lock();
	set = sipfp_gateway_find(sn, name, len);
	rcu_read_unlock();
	if (set) {
		old = sipfp_gateway_members(sn, set);
		known = sipfp_gateway_member(old, &gw->addr);
		if (!known && old->n >= SIPFP_GATEWAY_MEMBERS_MAX)
			return -EMLINK;
	}
	if (!known && !sipfp_limit_charge(sn, SIPFP_LIMIT_GATEWAYS, 1))
		return -ENOSPC;

	if (set) {
		m = members_with(old, gw);
		err = m ? 0 : -ENOMEM;
		if (m) {
			members_swap(sn, set, m);
			sipfp_netlink_notify_gateway(sn, set, gw,
						     known ? SIPFP_EVENT_CHANGE :
							     SIPFP_EVENT_NEW);
		}
	} else {
		err = set_create(sn, name, len, gw);
	}
	if (err && !known)
		sipfp_limit_uncharge(sn, SIPFP_LIMIT_GATEWAYS, 1);
	return err;
}

/* Out of the table, with all its members; silent. */
static void set_drop(void *obj, void *arg)
{
	struct sipfp_gateway_set *set = obj;
	struct sipfp_net *sn = arg;
	struct sipfp_gateways *m = rcu_dereference_protected(set->members, true);

	rhashtable_remove_fast(&sn->gateways, &set->node, set_params);
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_GATEWAYS, m->n);
	atomic_inc(&sn->seq_config);
	kfree_rcu(m, rcu);
	kfree_rcu(set, rcu);
}

static void set_remove(struct sipfp_net *sn, struct sipfp_gateway_set *set)
{
	const struct sipfp_gateways *m = sipfp_gateway_members(sn, set);
	u32 i;

	for (i = 0; i < m->n; i++)
		sipfp_netlink_notify_gateway(sn, set, &m->gw[i],
					     SIPFP_EVENT_DEL);
	set_drop(set, sn);
}

int sipfp_gateway_del(struct sipfp_net *sn, const u8 *name, u32 len,
		      const struct sipfp_addr *addr)
{
	const struct sipfp_gateway *gw = NULL;
	struct sipfp_gateway_set *set;
	struct sipfp_gateways *old, *m;

	lockdep_assert_held(&sn->lock);

	rcu_read_lock();
	set = sipfp_gateway_find(sn, name, len);
	rcu_read_unlock();
	if (!set)
		return -ENOENT;
	old = sipfp_gateway_members(sn, set);
	if (addr) {
		gw = sipfp_gateway_member(old, addr);
		if (!gw)
			return -ENOENT;
	}
	if (!gw || old->n == 1) {
		if (set->n_routes)
			return -EBUSY;
		set_remove(sn, set);
		return 0;
	}

	m = members_without(old, gw);
	if (!m)
		return -ENOMEM;
	sipfp_netlink_notify_gateway(sn, set, gw, SIPFP_EVENT_DEL);
	members_swap(sn, set, m);
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_GATEWAYS, 1);
	return 0;
}

int sipfp_gateway_flush(struct sipfp_net *sn)
{
	lockdep_assert_held(&sn->lock);

	if (atomic_read(&sn->routes.nelems))
		return -EBUSY;
	sipfp_table_flush(&sn->gateways, set_drop, sn);
	return 0;
}

int sipfp_gateway_net_init(struct sipfp_net *sn)
{
	return rhashtable_init(&sn->gateways, &set_params);
}

/* Routes are gone already. */
void sipfp_gateway_net_exit(struct sipfp_net *sn)
{
	sipfp_table_flush(&sn->gateways, set_drop, sn);
	rhashtable_destroy(&sn->gateways);
}
