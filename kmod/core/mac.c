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

/* Eight bytes, at once where they are a block of their own */
static void word(struct sipfp_mac *m, u64 w)
{
	u32 i = 0;

	if ((m->total & 7) == 0) {
		block(m, w);
		m->total = (m->total + 8) & 0xff;
		return;
	}
	//@ loop invariant i <= 8;
	//@ loop assigns i, *m, w;
	//@ loop variant 8 - i;
	while (i < 8) {
		byte(m, (u8)(w & 0xff));
		w >>= 8;
		i++;
	}
}

/* Little-endian, as SipHash has it; compilers make it one load. */
static u64 load64(const u8 *p, u32 i)
{
	return (u64)p[i] | (u64)p[i + 1] << 8 | (u64)p[i + 2] << 16 |
	       (u64)p[i + 3] << 24 | (u64)p[i + 4] << 32 |
	       (u64)p[i + 5] << 40 | (u64)p[i + 6] << 48 |
	       (u64)p[i + 7] << 56;
}

#define EACH(c) (0x0101010101010101ull * (c))

/* Eight ASCII characters to lower case: no sum goes beyond its byte. */
static u64 lower64(u64 w)
{
	u64 low7 = w & EACH(0x7f);
	u64 from_a = low7 + EACH(0x80 - 'A');
	u64 after_z = low7 + EACH(0x7f - 'Z');
	u64 upper = (from_a ^ after_z) & ~w & EACH(0x80);

	return w | upper >> 2;
}

static void range(struct sipfp_mac *m, const u8 *p, u32 beg, u32 end)
{
	//@ loop invariant \at(beg, Pre) <= beg;
	//@ loop assigns beg, *m;
	//@ loop variant end - beg;
	while (beg + 8 <= end) {
		word(m, load64(p, beg));
		beg += 8;
	}
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
	while (beg + 8 <= end) {
		word(m, lower64(load64(p, beg)));
		beg += 8;
	}
	//@ loop assigns beg, *m;
	//@ loop variant end - beg;
	while (beg < end) {
		byte(m, (u8)(lower64(p[beg]) & 0xff));
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
	word(m, v);
}

/* Zeros to the end of the block, so that what follows comes in whole words */
static void pad(struct sipfp_mac *m)
{
	u32 i = 0;

	//@ loop assigns i, *m;
	//@ loop variant 8 - i;
	while (i < 8 && (m->total & 7) != 0) {
		byte(m, 0);
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
	pad(m);
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
	pad(m);
}

u64 sipfp_mac_final(struct sipfp_mac *m)
{
	block(m, m->tail | (u64)(m->total & 0xff) << 56);
	m->v2 ^= 0xff;
	rounds(m, 4);
	return m->v0 ^ m->v1 ^ m->v2 ^ m->v3;
}
