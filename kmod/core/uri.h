/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* SIP URIs (RFC 3261 section 19.1) and name-addr (section 20.10, 25) */
#ifndef SIPFP_CORE_URI_H
#define SIPFP_CORE_URI_H

#include "addr.h"
#include "span.h"

enum sipfp_uri_scheme {
	SIPFP_URI_OTHER, /* tel, urn, http ...: only @scheme_tok is set */
	SIPFP_URI_SIP,
	SIPFP_URI_SIPS,
};

enum sipfp_host_kind {
	SIPFP_HOST_NAME,
	SIPFP_HOST_V4,
	SIPFP_HOST_V6,
};

/* Parameters that change where a request goes; each a bit in @flags. */
#define SIPFP_URI_LR		0x01
#define SIPFP_URI_TRANSPORT	0x02 /* present, and not "udp" */
#define SIPFP_URI_MADDR		0x04
#define SIPFP_URI_UDP		0x08 /* transport=udp was said */
#define SIPFP_URI_HEADERS	0x10 /* "?..." present */

/**
 * struct sipfp_uri - a parsed URI
 * @scheme:	enum sipfp_uri_scheme
 * @host_kind:	enum sipfp_host_kind
 * @flags:	SIPFP_URI_*
 * @port:	0 when absent
 * @all:	the whole URI
 * @scheme_tok, @user, @host: user without its password; host with the
 *		brackets of an IPv6 reference
 * @params:	from the first ';' after hostport, or empty
 * @sfp:	value of our Record-Route token parameter "sfp"
 * @addr:	the literal address, family 0 for a name; its port is @port, or
 *		5060 when absent
 */
struct sipfp_uri {
	u8 scheme;
	u8 host_kind;
	u8 flags;
	u16 port;
	struct sipfp_span all;
	struct sipfp_span scheme_tok;
	struct sipfp_span user;
	struct sipfp_span host;
	struct sipfp_span params;
	struct sipfp_span sfp;
	struct sipfp_addr addr;
};

/* Return: true when well-formed (any scheme). @u is always initialised. */
//@ requires \valid(u); assigns *u;
bool sipfp_uri_parse(const u8 *buf, u32 len, struct sipfp_span s,
		     struct sipfp_uri *u);

/**
 * struct sipfp_nameaddr - [display-name] <uri> ;params, or addr-spec ;params
 * @uri:	the addr-spec, without brackets
 * @params:	header parameters, from the first ';', or empty. In the
 *		addr-spec form parameters belong to the header, not the URI
 *		(RFC 3261 section 20).
 */
struct sipfp_nameaddr {
	struct sipfp_span uri;
	struct sipfp_span params;
};

//@ requires \valid(na); assigns *na;
bool sipfp_nameaddr_parse(const u8 *buf, u32 len, struct sipfp_span s,
			  struct sipfp_nameaddr *na);

/*
 * Canonical address of record "user@host" (RFC 3261 section 10.3 step 5):
 * escapes of characters that need none are undone, the rest of the escapes
 * get upper-case digits; host in lower case, without port, password,
 * parameters and headers. A URI without a user gives "host" alone.
 * Return: bytes written, or cap + 1 when it does not fit, is malformed or no
 * sip: or sips: URI. @cap is at most SIPFP_PUT_MAX.
 */
u32 sipfp_uri_aor(const u8 *buf, u32 len, const struct sipfp_uri *u, u8 *out,
		  u32 cap);

#endif /* SIPFP_CORE_URI_H */
