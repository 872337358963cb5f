// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eva driver: tokens made of and read from any bytes, with any keyring, in
 * buffers of just the length that they have and of any length.
 */
#include "core/branch.h"
#include "core/msg.h"
#include "core/via.h"
#include "prove.h"

static u8 out[SIPFP_RR_TOKEN_MAX];
static volatile u64 sink;
static volatile u64 any_u64;

static void any_keyring(struct sipfp_keyring *kr)
{
	u32 i;

	kr->n = (u8)prove_u32(0, 255);
	for (i = 0; i < 2; i++) {
		kr->id[i] = (u8)prove_u32(0, 255);
		kr->key[i].k0 = any_u64;
		kr->key[i].k1 = any_u64;
	}
}

static void any_addr(struct sipfp_addr *a)
{
	a->family = (u8)prove_u32(0, 255);
	a->port = (u16)prove_u32(0, 0xffff);
	prove_unknown(a->ip, 16);
}

static void check_skey(const u8 *buf, u32 len)
{
	struct sipfp_mac_key key = { any_u64, any_u64 };
	struct sipfp_skey skey;
	static struct sipfp_msg m;
	static struct sipfp_via v;

	m.buf = buf;
	m.len = len;
	m.method = (u8)prove_u32(0, 255);
	m.method_tok = prove_span();
	v.branch = prove_span();
	v.host = prove_span();
	v.port = (u16)prove_u32(0, 0xffff);
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
	sipfp_branch_print(&kr, (u8)prove_u32(0, 255), any_u64, out);
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
