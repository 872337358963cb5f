/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* One Via value: RFC 3261 section 20.42, rport of RFC 3581 */
#ifndef SIPFP_CORE_VIA_H
#define SIPFP_CORE_VIA_H

#include "addr.h"
#include "span.h"

#define SIPFP_VIA_COOKIE "z9hG4bK"
#define SIPFP_VIA_COOKIE_LEN 7

/* flags */
#define SIPFP_VIA_UDP		0x01 /* transport is UDP */
#define SIPFP_VIA_COOKIED	0x02 /* branch is the magic cookie and more */
#define SIPFP_VIA_RPORT		0x04 /* rport parameter present */
#define SIPFP_VIA_RPORT_VALUE	0x08 /* ... with a value */
#define SIPFP_VIA_RECEIVED	0x10
#define SIPFP_VIA_MADDR		0x20

/**
 * struct sipfp_via - a parsed Via value
 * @value:	the value: from the protocol to its last parameter, LWS trimmed
 * @cut:	what to delete to remove this value from the message: the whole
 *		header line, or the value and its comma when others share it
 * @sent_by:	host[:port] as written
 * @host:	host alone (with brackets)
 * @port:	0 when absent
 * @params:	from the first ';', or empty
 * @branch, @received, @rport: parameter values, empty when absent
 * @rport_at:	offset just after the name "rport" (or its value): where a
 *		value goes
 * @addr:	literal sent-by address, family 0 for a name, port 5060 when
 *		absent
 */
struct sipfp_via {
	u8 flags;
	u16 port;
	u16 rport_at;
	struct sipfp_span value;
	struct sipfp_span cut;
	struct sipfp_span sent_by;
	struct sipfp_span host;
	struct sipfp_span params;
	struct sipfp_span branch;
	struct sipfp_span received;
	struct sipfp_span rport;
	struct sipfp_addr addr;
};

struct sipfp_msg;

/*
 * Parses the topmost Via value. Return: false when malformed (two branch,
 * rport, received or maddr parameters are malformed too); @v is always
 * initialised.
 */
bool sipfp_via_top(const struct sipfp_msg *m, struct sipfp_via *v);

/* Parses the value in @s alone; @cut is left empty. */
//@ assigns *v;
bool sipfp_via_parse(const u8 *buf, u32 len, struct sipfp_span s,
		     struct sipfp_via *v);

#endif /* SIPFP_CORE_VIA_H */
