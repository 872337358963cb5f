/* SPDX-License-Identifier: GPL-2.0-only */
/* Gateway sets: named lists of next hops that routes lead to */
#ifndef SIPFP_GATEWAY_H
#define SIPFP_GATEWAY_H

#include "sipfp.h"

#define SIPFP_GATEWAY_MEMBERS_MAX 64
#define SIPFP_GATEWAY_WEIGHT_MAX 1000

/**
 * struct sipfp_gateway - a member of a set
 * @addr:     where it listens
 * @weight:   its share among those of the same priority
 * @priority: lowest first
 */
struct sipfp_gateway {
	struct sipfp_addr addr;
	u16 weight;
	u16 priority;
};

/* The members of a set: an immutable snapshot, never empty */
struct sipfp_gateways {
	struct rcu_head rcu;
	u32 n;
	struct sipfp_gateway gw[];
};

/**
 * struct sipfp_gateway_set - a set
 * @node:     in sn->gateways
 * @rcu:      freed by kfree_rcu() with its last member
 * @members:  RCU; changed under sn->lock
 * @n_routes: routes that lead here; sn->lock
 * @len:      bytes of @name
 * @name:     its name
 */
struct sipfp_gateway_set {
	struct rhash_head node;
	struct rcu_head rcu;
	struct sipfp_gateways __rcu *members;
	u32 n_routes;
	u8 len;
	u8 name[SIPFP_NAME_MAX];
};

/* RCU held. NULL when there is none of this name. */
struct sipfp_gateway_set *sipfp_gateway_find(struct sipfp_net *sn,
					     const u8 *name, u32 len);
/* RCU held. See sipfp_route_number(). */
int sipfp_gateway_pick(const struct sipfp_gateway_set *set, u8 family, u64 hash,
		       struct sipfp_addr *target);

/* RCU or sn->lock held. NULL when @addr is no member. */
const struct sipfp_gateway *
sipfp_gateway_member(const struct sipfp_gateways *members,
		     const struct sipfp_addr *addr);
struct sipfp_gateways *sipfp_gateway_members(struct sipfp_net *sn,
					     struct sipfp_gateway_set *set);

/*
 * sn->lock held for all below. Adds a member, or replaces the one with its
 * address; the set is made if need be. Return: 0, -ENOSPC (limit), -EMLINK
 * (members of the set), -ENOMEM or -EBUSY (table can't grow just now).
 */
int sipfp_gateway_set(struct sipfp_net *sn, const u8 *name, u32 len,
		      const struct sipfp_gateway *gw);
/*
 * Removes the member @addr, or all when NULL; the set goes with the last one.
 * Return: 0, -ENOENT, -EBUSY when a route leads to the set that would go, or
 * -ENOMEM.
 */
int sipfp_gateway_del(struct sipfp_net *sn, const u8 *name, u32 len,
		      const struct sipfp_addr *addr);
/* Return: 0, or -EBUSY when there are routes. */
int sipfp_gateway_flush(struct sipfp_net *sn);

int sipfp_gateway_net_init(struct sipfp_net *sn);
void sipfp_gateway_net_exit(struct sipfp_net *sn);

#endif /* SIPFP_GATEWAY_H */
