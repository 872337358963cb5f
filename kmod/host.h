/* SPDX-License-Identifier: GPL-2.0-only */
/* Host names as the tables have them */
#ifndef SIPFP_HOST_H
#define SIPFP_HOST_H

#include <linux/sipfp.h>
#include "core/span.h"

struct sipfp_addr;

/*
 * Writes a host in its one form: a name in lower case without the dot that may
 * end it, a literal address as RFC 5952 has it, IPv6 in brackets. Any context.
 * Return: bytes written, 0 when it is empty or too long.
 */
u32 sipfp_host_canon(const u8 *buf, u32 len, struct sipfp_span host,
		     u8 out[SIPFP_DOMAIN_MAX]);

/*
 * As sipfp_host_canon(), for text of an operator that shall be a host and
 * nothing else: 0 when it is not one. Process context.
 */
u32 sipfp_host_parse(const u8 *text, u32 len, u8 out[SIPFP_DOMAIN_MAX]);

/* Can it be the address of one host: not wildcard, multicast or mapped? */
bool sipfp_host_unicast(const struct sipfp_addr *a);

#endif /* SIPFP_HOST_H */
