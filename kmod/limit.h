/* SPDX-License-Identifier: GPL-2.0-only */
/* Caps of all tables, as the netlink interface needs them; see sipfp.h */
#ifndef SIPFP_LIMIT_H
#define SIPFP_LIMIT_H

#include <linux/netlink.h>
#include "sipfp.h"

/* SIPFP_LIMIT_MAX when no limit has this name */
enum sipfp_limit_id sipfp_limit_find(const u8 *name, u32 len);
/* What the namespaces may use together, and one may set at most */
u64 sipfp_limit_ceiling(enum sipfp_limit_id id);
/* Says that the value in @attr is above the ceiling, and where that is set. */
void sipfp_limit_over_ceiling(enum sipfp_limit_id id,
			      const struct nlattr *attr,
			      struct netlink_ext_ack *extack);
/* sn->lock held. What is in use already stays, even if it is more. */
void sipfp_limit_set(struct sipfp_net *sn, enum sipfp_limit_id id, u64 max);

#endif /* SIPFP_LIMIT_H */
