/* SPDX-License-Identifier: GPL-2.0-only */
/* Services, as the netlink interface changes them; sn->lock held for all */
#ifndef SIPFP_CONFIG_H
#define SIPFP_CONFIG_H

#include "sipfp.h"

struct sipfp_policy *sipfp_policy_alloc(size_t domain_bytes);

/* By its whole name, @ifname "" for any device. NULL when there is none. */
struct sipfp_service *sipfp_service_find(struct sipfp_net *sn,
					 const struct sipfp_addr *addr,
					 const char *ifname);

/*
 * A new one, with @policy, which it takes over; registers the hooks. @ifindex
 * is kept up by device.c, if there is an @ifname. Return:
 * 0, -ENOSPC at the limit, -ENOMEM, or why the hooks could not be had; the
 * policy is the caller's then.
 */
int sipfp_service_add(struct sipfp_net *sn, const struct sipfp_addr *addr,
		      int ifindex, const char *ifname,
		      struct sipfp_policy *policy);

/* Takes over @policy. A service that was being removed is not, after this. */
void sipfp_service_change(struct sipfp_service *svc,
			  struct sipfp_policy *policy);

/*
 * Takes no more transactions, and goes when it has none: at once, or when the
 * last one has ended, or, with @force, at once with all it has. May sleep.
 */
void sipfp_service_remove(struct sipfp_service *svc, bool force);

#endif /* SIPFP_CONFIG_H */
