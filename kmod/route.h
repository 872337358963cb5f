/* SPDX-License-Identifier: GPL-2.0-only */
/* Routes, as the netlink interface changes and shows them */
#ifndef SIPFP_ROUTE_H
#define SIPFP_ROUTE_H

#include "sipfp.h"

struct sipfp_gateway_set;

/**
 * struct sipfp_route_name - what a route is found by
 * @domain: @text is a domain, lower case; else a prefix
 * @len:    bytes of @text; a prefix may have none
 * @text:   not NUL-ended
 */
struct sipfp_route_name {
	bool domain;
	u8 len;
	const u8 *text;
};

/**
 * struct sipfp_route - a route
 * @node: in sn->routes
 * @rcu:  freed by kfree_rcu()
 * @set:  where it leads, RCU; changed under sn->lock
 * @name: @name.text is @text
 * @text: its prefix or domain
 */
struct sipfp_route {
	struct rhash_head node;
	struct rcu_head rcu;
	struct sipfp_gateway_set __rcu *set;
	struct sipfp_route_name name;
	u8 text[];
};

/* RCU held */
struct sipfp_route *sipfp_route_find(struct sipfp_net *sn,
				     const struct sipfp_route_name *name);

/* Optional '+' and digits, at most SIPFP_PREFIX_MAX characters; or nothing */
bool sipfp_route_is_prefix(const u8 *text, u32 len);

/*
 * sn->lock held for all below. A new route, or a new set for a known one.
 * Return: 0, -ENOSPC (limit), -ENOMEM or -EBUSY (table can't grow just now).
 */
int sipfp_route_set(struct sipfp_net *sn, const struct sipfp_route_name *name,
		    struct sipfp_gateway_set *set);
/* Return: 0 or -ENOENT */
int sipfp_route_del(struct sipfp_net *sn, const struct sipfp_route_name *name);
void sipfp_route_flush(struct sipfp_net *sn);

#endif /* SIPFP_ROUTE_H */
