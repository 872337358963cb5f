/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* Literal transport addresses, as SIP writes them */
#ifndef SIPFP_CORE_ADDR_H
#define SIPFP_CORE_ADDR_H

#include "span.h"

/**
 * struct sipfp_addr - UDP transport address
 * @family: 0 unset, 4 or 6
 * @port:   host byte order
 * @ip:	    network byte order; the first 4 bytes for family 4, rest zero
 */
struct sipfp_addr {
	u8 family;
	u16 port;
	u8 ip[16];
};

#define SIPFP_ADDR_TEXT_MAX 48 /* "[" 39 "]:65535" */

/*
 * "192.0.2.1", "[2001:db8::1]" or (bare_v6) "2001:db8::1" in the span -> ip
 * and family; port is left alone. Strict: no leading zeros beyond "0", no
 * scope id, exactly four octets; IPv6 by RFC 4291 with embedded IPv4.
 */
//@ assigns *a;
bool sipfp_addr_parse(const u8 *buf, u32 len, struct sipfp_span host,
		      bool bare_v6, struct sipfp_addr *a);

/*
 * Takes a host off the front of @s: an IPv4 address, an IPv6 reference or a
 * name (then a->family is 0). False when there is none, or when what is there
 * can be neither address nor name, like 256.1.1.1. The port is left alone.
 */
//@ requires \separated(host, a); assigns *host, *a;
bool sipfp_addr_host(const u8 *buf, u32 len, struct sipfp_span s,
		     struct sipfp_span *host, struct sipfp_addr *a);

/*
 * Writes the address as a SIP host (IPv6 in brackets, lower case, RFC 5952),
 * with ":port" when @with_port. Not NUL-ended.
 * Return: bytes written, or cap + 1 when it does not fit or @a is unset. @cap
 * is at most SIPFP_PUT_MAX.
 */
//@ assigns out[0 .. cap - 1];
u32 sipfp_addr_print(const struct sipfp_addr *a, bool with_port, bool brackets,
		     u8 *out, u32 cap);

/* The same at offset @o, as the functions of put.h have it */
//@ assigns out[0 .. cap - 1];
u32 sipfp_addr_put(const struct sipfp_addr *a, bool with_port, bool brackets,
		   u8 *out, u32 cap, u32 o);

bool sipfp_addr_ip_equal(const struct sipfp_addr *a,
			 const struct sipfp_addr *b);
bool sipfp_addr_equal(const struct sipfp_addr *a, const struct sipfp_addr *b);

#endif /* SIPFP_CORE_ADDR_H */
