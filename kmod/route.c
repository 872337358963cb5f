// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes: from the prefix of a number, or a domain, to a set of gateways.
 *
 * One table has both kinds. The longest prefix is found by trying the lengths
 * that occur, longest first; sn->prefix_lens says which do. That is at most
 * SIPFP_PREFIX_MAX + 1 lookups, however many routes there are.
 */
#include <linux/bitops.h>
#include <linux/jhash.h>
#include <linux/slab.h>
#include "gateway.h"
#include "host.h"
#include "netlink.h"
#include "route.h"
#include "table.h"

static u32 route_hash_key(const void *data, u32 len, u32 seed)
{
	const struct sipfp_route_name *name = data;

	return jhash(name->text, name->len, seed ^ name->domain);
}

static u32 route_hash(const void *data, u32 len, u32 seed)
{
	const struct sipfp_route *route = data;

	return route_hash_key(&route->name, 0, seed);
}

static int route_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct sipfp_route_name *key = arg->key;
	const struct sipfp_route *route = obj;

	return route->name.domain != key->domain ||
	       route->name.len != key->len ||
	       memcmp(route->name.text, key->text, key->len);
}

static const struct rhashtable_params route_params = {
	.head_offset = offsetof(struct sipfp_route, node),
	.key_len = sizeof(struct sipfp_route_name),
	.hashfn = route_hash_key,
	.obj_hashfn = route_hash,
	.obj_cmpfn = route_cmp,
	.automatic_shrinking = true,
};

/* --- reading: RCU ---------------------------------------------------------- */

struct sipfp_route *sipfp_route_find(struct sipfp_net *sn,
				     const struct sipfp_route_name *name)
{
	return rhashtable_lookup(&sn->routes, name, route_params);
}

/* Bytes of '+' and digits that @text begins with; 0 without a digit */
static u32 number_len(const u8 *text, u32 len)
{
	u32 plus = len && text[0] == '+';
	u32 n = plus;

	while (n < len && text[n] >= '0' && text[n] <= '9')
		n++;
	return n > plus ? n : 0;
}

bool sipfp_route_is_prefix(const u8 *text, u32 len)
{
	if (len > SIPFP_PREFIX_MAX)
		return false;
	return !len || (len == 1 && text[0] == '+') ||
	       number_len(text, len) == len;
}

int sipfp_route_number(struct sipfp_net *sn, const u8 *user, u32 len,
		       u8 family, u64 hash, struct sipfp_addr *target)
{
	struct sipfp_route_name name = { .text = user };
	const struct sipfp_route *route;
	u32 n = number_len(user, len);
	u64 lens;

	/* "+4420;phone-context=..." is a number too, "4420.bob" is none. */
	if (!n || (n < len && user[n] != ';'))
		return -ENOENT;
	lens = READ_ONCE(sn->prefix_lens) &
	       GENMASK_ULL(min_t(u32, n, SIPFP_PREFIX_MAX), 0);
	while (lens) {
		name.len = fls64(lens) - 1;
		lens &= ~BIT_ULL(name.len);
		route = sipfp_route_find(sn, &name);
		if (route)
			return sipfp_gateway_pick(rcu_dereference(route->set),
						  family, hash, target);
	}
	return -ENOENT;
}

int sipfp_route_domain(struct sipfp_net *sn, const u8 *host, u32 len,
		       u8 family, u64 hash, struct sipfp_addr *target)
{
	struct sipfp_span all = { 0, min_t(u32, len, U16_MAX) };
	struct sipfp_route_name name = { .domain = true };
	const struct sipfp_route *route;
	u8 canon[SIPFP_DOMAIN_MAX];

	name.text = canon;
	name.len = sipfp_host_canon(host, len, all, canon);
	if (!name.len)
		return -ENOENT;
	route = sipfp_route_find(sn, &name);
	if (!route)
		return -ENOENT;
	return sipfp_gateway_pick(rcu_dereference(route->set), family, hash,
				  target);
}

/* --- changing: sn->lock ----------------------------------------------------- */

static struct sipfp_gateway_set *set_of(struct sipfp_net *sn,
					struct sipfp_route *route)
{
	return rcu_dereference_protected(route->set,
					 lockdep_is_held(&sn->lock));
}

static void prefix_count(struct sipfp_net *sn,
			 const struct sipfp_route_name *name, int by)
{
	u64 lens = sn->prefix_lens;

	if (name->domain)
		return;
	sn->prefix_count[name->len] += by;
	if (sn->prefix_count[name->len])
		lens |= BIT_ULL(name->len);
	else
		lens &= ~BIT_ULL(name->len);
	WRITE_ONCE(sn->prefix_lens, lens);
}

static int route_add(struct sipfp_net *sn, const struct sipfp_route_name *name,
		     struct sipfp_gateway_set *set)
{
	struct sipfp_route *route;
	int err = -ENOMEM;

	if (!sipfp_limit_charge(sn, SIPFP_LIMIT_ROUTES, 1))
		return -ENOSPC;
	route = kmalloc(struct_size(route, text, name->len),
			GFP_KERNEL_ACCOUNT);
	if (!route)
		goto err_charge;
	memcpy(route->text, name->text, name->len);
	route->name = *name;
	route->name.text = route->text;
	RCU_INIT_POINTER(route->set, set);
	err = rhashtable_insert_fast(&sn->routes, &route->node, route_params);
	if (err) {
		err = err == -ENOMEM ? err : -EBUSY;
		goto err_free;
	}
	set->n_routes++;
	prefix_count(sn, name, 1);
	atomic_inc(&sn->seq_config);
	sipfp_netlink_notify_route(sn, route, SIPFP_EVENT_NEW);
	return 0;

err_free:
	kfree(route);
err_charge:
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_ROUTES, 1);
	return err;
}

int sipfp_route_set(struct sipfp_net *sn, const struct sipfp_route_name *name,
		    struct sipfp_gateway_set *set)
{
	struct sipfp_route *route;

	lockdep_assert_held(&sn->lock);

	rcu_read_lock();
	route = sipfp_route_find(sn, name);
	rcu_read_unlock();
	if (!route)
		return route_add(sn, name, set);

	set_of(sn, route)->n_routes--;
	set->n_routes++;
	rcu_assign_pointer(route->set, set);
	atomic_inc(&sn->seq_config);
	sipfp_netlink_notify_route(sn, route, SIPFP_EVENT_CHANGE);
	return 0;
}

/* Out of the table; silent. */
static void route_drop(void *obj, void *arg)
{
	struct sipfp_route *route = obj;
	struct sipfp_net *sn = arg;

	rcu_dereference_protected(route->set, true)->n_routes--;
	prefix_count(sn, &route->name, -1);
	rhashtable_remove_fast(&sn->routes, &route->node, route_params);
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_ROUTES, 1);
	atomic_inc(&sn->seq_config);
	kfree_rcu(route, rcu);
}

int sipfp_route_del(struct sipfp_net *sn, const struct sipfp_route_name *name)
{
	struct sipfp_route *route;

	lockdep_assert_held(&sn->lock);

	rcu_read_lock();
	route = sipfp_route_find(sn, name);
	rcu_read_unlock();
	if (!route)
		return -ENOENT;
	sipfp_netlink_notify_route(sn, route, SIPFP_EVENT_DEL);
	route_drop(route, sn);
	return 0;
}

void sipfp_route_flush(struct sipfp_net *sn)
{
	lockdep_assert_held(&sn->lock);

	sipfp_table_flush(&sn->routes, route_drop, sn);
}

int sipfp_route_net_init(struct sipfp_net *sn)
{
	int err = sipfp_gateway_net_init(sn);

	if (err)
		return err;
	err = rhashtable_init(&sn->routes, &route_params);
	if (err)
		sipfp_gateway_net_exit(sn);
	return err;
}

void sipfp_route_net_exit(struct sipfp_net *sn)
{
	sipfp_table_flush(&sn->routes, route_drop, sn);
	rhashtable_destroy(&sn->routes);
	sipfp_gateway_net_exit(sn);
}
