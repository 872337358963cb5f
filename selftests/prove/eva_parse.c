// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eva driver: every entry point of the parsers that takes bytes from the wire,
 * with any bytes. With a buffer of exactly the message's length, no access
 * beyond it goes unseen; with a free length, all lengths are covered, but only
 * as far as "within the buffer".
 */
#include "core/hdr.h"
#include "core/msg.h"
#include "core/quote.h"
#include "core/uri.h"
#include "core/via.h"
#include "prove.h"

static u8 out[64];
static volatile u8 sink;

static void check_spans(const u8 *buf, u32 len, struct sipfp_span s)
{
	struct sipfp_nameaddr na;
	struct sipfp_span v;
	struct sipfp_addr a = { 0, 0, { 0 } };
	struct sipfp_uri u;
	struct sipfp_via via;
	u32 n = 0;

	if (sipfp_uri_parse(buf, len, s, &u))
		sink = u.flags;
	sink = sipfp_uri_aor(buf, len, &u, out, prove_u32(0, 64)) > 64;
	if (sipfp_nameaddr_parse(buf, len, s, &na))
		sink = sipfp_hdr_param(buf, len, na.params, "tag", 3, &v) > 0;
	if (sipfp_via_parse(buf, len, s, &via))
		sink = via.flags;
	if (sipfp_addr_parse(buf, len, s, prove_u32(0, 1), &a))
		sink = sipfp_addr_print(&a, prove_u32(0, 1), prove_u32(0, 1),
					out, prove_u32(0, 64)) > 64;
	sink = sipfp_hdr_lookup(buf, len, s);
	sink = sipfp_method_lookup(buf, len, s);
	if (sipfp_span_u32(buf, len, s, 255, &n) ||
	    sipfp_span_u32(buf, len, s, SIPFP_MSG_MAX, &n) ||
	    sipfp_span_u32(buf, len, s, 0x7fffffff, &n) ||
	    sipfp_span_u32(buf, len, s, 0xffffffff, &n))
		sink = (u8)(n & 0xff);
	sink = sipfp_span_same(buf, len, s, buf, len, prove_span());
}

static void check(const u8 *buf, u32 len)
{
	struct sipfp_span rest = prove_span();
	struct sipfp_span value;
	struct sipfp_msg m;
	struct sipfp_via via;
	u8 method;

	sink = sipfp_msg_index(buf, len, &m) == 0;
	sink = sipfp_via_top(&m, &via);
	/* any span: those of the message, and those that nobody has checked */
	check_spans(buf, len, prove_span());
	sink = sipfp_msg_next_value(buf, len, &rest, &value);
	if (sipfp_quote_parse(buf, len, &method, &via))
		sink = method;
}

#define EXACT(n) \
	do { \
		static u8 buf[n]; \
\
		prove_unknown(buf, n); \
		check(buf, n); \
	} while (0)

int main(void)
{
	static u8 buf[SIPFP_MSG_MAX];

	EXACT(1);
	EXACT(9);
	EXACT(600);
	EXACT(SIPFP_MSG_MAX);
	prove_unknown(buf, SIPFP_MSG_MAX);
	check(buf, prove_u32(0, SIPFP_MSG_MAX));
	return 0;
}
