// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eva driver: tokens made of and read from any bytes, with any keyring, in
 * buffers of just the length that they have and of any length.
 */
#include "any.h"

static u8 out[SIPFP_RR_TOKEN_MAX];
static volatile u64 sink;

static void check_skey(const u8 *buf, u32 len)
{
	struct sipfp_mac_key key = { prove_any64, prove_any64 };
	struct sipfp_skey skey;
	struct sipfp_msg m;
	struct sipfp_via v;

	any_msg(&m, buf, len);
	any_via(&v);
	sipfp_skey_make(&key, &m, &v, prove_u32(0, 1), &skey);
	sink = skey.lo ^ skey.hi;
}

static void check(const u8 *buf, u32 len)
{
	struct sipfp_keyring kr;
	struct sipfp_branch b;
	struct sipfp_addr self;
	struct sipfp_rr rr;

	any_keyring(&kr);
	any_addr(&self);
	sink = sipfp_branch_parse(&kr, buf, len, prove_span(), &b);
	sink = b.owner + b.key_id + b.token % 2;
	sipfp_branch_print(&kr, (u8)prove_u32(0, 255), prove_any64, out);
	sink = sipfp_rr_parse(&kr, &self, buf, len, prove_span(), prove_span(),
			      prove_span(), prove_span(), &rr);
	sink = rr.flow[0].port + rr.flow[1].ip[15];
	any_addr(&rr.flow[0]);
	any_addr(&rr.flow[1]);
	sink = sipfp_rr_print(&kr, &rr, &self, buf, len, prove_span(),
			      prove_span(), out,
			      prove_u32(0, SIPFP_RR_TOKEN_MAX));
	check_skey(buf, len);
}

#define EXACT(n) \
	do { \
		static u8 buf[n]; \
		prove_unknown(buf, n); \
		check(buf, n); \
	} while (0)

int main(void)
{
	static u8 buf[SIPFP_MSG_MAX];

	EXACT(1);
	EXACT(SIPFP_BRANCH_LEN);
	EXACT(80);
	prove_unknown(buf, SIPFP_MSG_MAX);
	check(buf, prove_u32(0, SIPFP_MSG_MAX));
	return 0;
}
