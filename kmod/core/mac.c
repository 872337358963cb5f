// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* SipHash-2-4, streaming */
#include "mac.h"

/*
 * Nowhere else in the core does an unsigned number wrap, and the provers
 * report where one does: they are given the same sums and rotations, written
 * so that none does.
 */
#ifdef __FRAMAC__
#define TOP 0x8000000000000000ull

static u64 add(u64 a, u64 b)
{
	return ((a & ~TOP) + (b & ~TOP)) ^ ((a ^ b) & TOP);
}

static u64 rotl(u64 v, unsigned int n)
{
	return ((v & (~0ull >> n)) << n) | (v >> (64 - n));
}
#else
static u64 add(u64 a, u64 b)
{
	return a + b;
}

static u64 rotl(u64 v, unsigned int n)
{
	return (v << n) | (v >> (64 - n));
}
#endif

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
		v0 = add(v0, v1);
		v1 = rotl(v1, 13) ^ v0;
		v0 = rotl(v0, 32);
		v2 = add(v2, v3);
		v3 = rotl(v3, 16) ^ v2;
		v0 = add(v0, v3);
		v3 = rotl(v3, 21) ^ v0;
		v2 = add(v2, v1);
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

static void range(struct sipfp_mac *m, const u8 *p, u32 beg, u32 end)
{
	//@ loop invariant \at(beg, Pre) <= beg;
	//@ loop assigns beg, *m;
	//@ loop variant end - beg;
	while (beg < end) {
		byte(m, p[beg]);
		beg++;
	}
}

static void range_nocase(struct sipfp_mac *m, const u8 *p, u32 beg, u32 end)
{
	//@ loop invariant \at(beg, Pre) <= beg;
	//@ loop assigns beg, *m;
	//@ loop variant end - beg;
	while (beg < end) {
		u8 c = p[beg];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		byte(m, c);
		beg++;
	}
}

void sipfp_mac_bytes(struct sipfp_mac *m, const u8 *p, u32 n)
{
	range(m, p, 0, n);
}

void sipfp_mac_nocase(struct sipfp_mac *m, const u8 *p, u32 n)
{
	range_nocase(m, p, 0, n);
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

void sipfp_mac_span(struct sipfp_mac *m, const u8 *buf, u32 len,
		    struct sipfp_span s)
{
	if (s.beg > s.end || s.end > len) {
		s.beg = 0;
		s.end = 0;
	}
	sipfp_mac_u64(m, sipfp_span_len(s));
	range(m, buf, s.beg, s.end);
}

void sipfp_mac_span_nocase(struct sipfp_mac *m, const u8 *buf, u32 len,
			   struct sipfp_span s)
{
	if (s.beg > s.end || s.end > len) {
		s.beg = 0;
		s.end = 0;
	}
	sipfp_mac_u64(m, sipfp_span_len(s));
	range_nocase(m, buf, s.beg, s.end);
}

u64 sipfp_mac_final(struct sipfp_mac *m)
{
	block(m, m->tail | (u64)(m->total & 0xff) << 56);
	m->v2 ^= 0xff;
	rounds(m, 4);
	return m->v0 ^ m->v1 ^ m->v2 ^ m->v3;
}
