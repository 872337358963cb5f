/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way out: IP routes of a service to its next hops, remembered.
 *
 * A call sends six datagrams to two places. Each CPU keeps the routes that it
 * has used last, in a table without chains: a next hop has one slot, and takes
 * it from whoever has it. The slots of a CPU are touched by that CPU alone with
 * BH off, so there is no lock. That a route still holds is asked of the stack
 * at each use (dst_check), as sockets do: new routes, addresses, policies and
 * path MTUs take effect at once.
 *
 * Where a namespace has IPsec policies for what leaves, nothing is remembered:
 * what a policy makes of a flow changes with the keys, which dst_check() is not
 * told of, and a route that stands for "no keys yet" would keep the namespace's
 * loopback device from going.
 *
 * A slot owns a reference, and so does the packet that a route was got for: its
 * slot may be taken before it is sent.
 */
#ifndef SIPFP_DST_H
#define SIPFP_DST_H

#include <net/dst.h>
#include "sipfp.h"

/*
 * BH off, RCU held. The route from @svc to @to, of its family, with a reference
 * for the caller; NULL when there is none, or none for a proxy (broadcast,
 * multicast).
 */
struct dst_entry *sipfp_dst_get(const struct sipfp_service *svc,
				const struct sipfp_addr *to);

/* Process context; may sleep. Return: 0 or -ENOMEM. */
int sipfp_dst_init(struct sipfp_service *svc);
/* Any context, when nobody sends for @svc any more. */
void sipfp_dst_exit(struct sipfp_service *svc);

#endif /* SIPFP_DST_H */
