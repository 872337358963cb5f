// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/*
 * SipHash-2-4, streaming.
 *
 * Sums and rotations wrap on purpose here, and nowhere else in the core: this
 * file alone is analysed without the flags that report unsigned wrap.
 */
#include "mac.h"

static u64 rotl(u64 v, unsigned int n)
{
	return (v << n) | (v >> (64 - n));
}

static void rounds(struct sipfp_mac *m, unsigned int n)
{
	u64 v0 = m->v0;
	u64 v1 = m->v1;
	u64 v2 = m->v2;
	u64 v3 = m->v3;
	unsigned int i = 0;

	//@ loop invariant i <= n;
	//@ loop assigns i, v0, v1, v2, v3;
	//@ loop variant n - i;
	while (i < n) {
		v0 += v1;
		v1 = rotl(v1, 13) ^ v0;
		v0 = rotl(v0, 32);
		v2 += v3;
		v3 = rotl(v3, 16) ^ v2;
		v0 += v3;
		v3 = rotl(v3, 21) ^ v0;
		v2 += v1;
		v1 = rotl(v1, 17) ^ v2;
		v2 = rotl(v2, 32);
		i++;
	}
	m->v0 = v0;
	m->v1 = v1;
	m->v2 = v2;
	m->v3 = v3;
}

static void block(struct sipfp_mac *m, u64 w)
{
	m->v3 ^= w;
	rounds(m, 2);
	m->v0 ^= w;
}

/* @total counts modulo 256: all that SipHash wants to know of the length. */
static void byte(struct sipfp_mac *m, u8 c)
{
	m->tail |= (u64)c << (8 * (m->total & 7));
	m->total = (m->total + 1) & 0xff;
	if ((m->total & 7) == 0) {
		block(m, m->tail);
		m->tail = 0;
	}
}

void sipfp_mac_init(struct sipfp_mac *m, const struct sipfp_mac_key *k)
{
	u64 k0 = k->k0;
	u64 k1 = k->k1;

	m->v0 = k0 ^ 0x736f6d6570736575ull;
	m->v1 = k1 ^ 0x646f72616e646f6dull;
	m->v2 = k0 ^ 0x6c7967656e657261ull;
	m->v3 = k1 ^ 0x7465646279746573ull;
	m->tail = 0;
	m->total = 0;
}

void sipfp_mac_bytes(struct sipfp_mac *m, const u8 *p, u32 n)
{
	u32 i = 0;

	//@ loop invariant i <= n;
	//@ loop assigns i, *m;
	//@ loop variant n - i;
	while (i < n) {
		byte(m, p[i]);
		i++;
	}
}

void sipfp_mac_nocase(struct sipfp_mac *m, const u8 *p, u32 n)
{
	u32 i = 0;

	//@ loop invariant i <= n;
	//@ loop assigns i, *m;
	//@ loop variant n - i;
	while (i < n) {
		u8 c = p[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		byte(m, c);
		i++;
	}
}

void sipfp_mac_u64(struct sipfp_mac *m, u64 v)
{
	u32 i = 0;

	if ((m->total & 7) == 0) {
		block(m, v);
		m->total = (m->total + 8) & 0xff;
		return;
	}
	//@ loop invariant i <= 8;
	//@ loop assigns i, *m, v;
	//@ loop variant 8 - i;
	while (i < 8) {
		byte(m, v & 0xff);
		v >>= 8;
		i++;
	}
}

u64 sipfp_mac_final(struct sipfp_mac *m)
{
	block(m, m->tail | (u64)(m->total & 0xff) << 56);
	m->v2 ^= 0xff;
	rounds(m, 4);
	return m->v0 ^ m->v1 ^ m->v2 ^ m->v3;
}
