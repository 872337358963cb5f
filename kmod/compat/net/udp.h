/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIPFP_COMPAT_NET_UDP_H
#define SIPFP_COMPAT_NET_UDP_H

#include <linux/version.h>
#include_next <net/udp.h>

/* 6.2 gave each namespace a UDP table that may be its own. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define sipfp_udp_table(net) (&udp_table)
#else
#define sipfp_udp_table(net) ((net)->ipv4.udp_table)
#endif

#endif /* SIPFP_COMPAT_NET_UDP_H */
