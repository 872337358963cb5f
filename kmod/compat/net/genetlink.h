/* SPDX-License-Identifier: GPL-2.0-only */
/* Generic netlink of newer kernels, on older ones */
#ifndef SIPFP_COMPAT_NET_GENETLINK_H
#define SIPFP_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>
#include <linux/version.h>

/* 6.2 split the operations; the hooks before and after kept their meaning. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define genl_split_ops genl_ops
#endif

/* 6.6 gave dumps the struct genl_info of requests; both have @attrs. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define genl_info_dump(cb) genl_dumpit_info(cb)
#endif

/* 6.7, and stable kernels since; before, groups had the flags of operations. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN GENL_UNS_ADMIN_PERM
#endif

#endif /* SIPFP_COMPAT_NET_GENETLINK_H */
