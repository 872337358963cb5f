// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* SipHash-2-4, streaming */
#include "mac.h"
#include "word.h"

/*
 * Nowhere else in the core does an unsigned number wrap, and the provers
 * report where one does: they are given the same sums and rotations, written
 * so that none does.
 */
#ifdef __FRAMAC__
#define TOP 0x8000000000000000ull

static inline u64 add(u64 a, u64 b)
{
	return ((a & ~TOP) + (b & ~TOP)) ^ ((a ^ b) & TOP);
}

static inline u64 rotl(u64 v, unsigned int n)
{
	return ((v & (~0ull >> n)) << n) | (v >> (64 - n));
}
#else
static inline u64 add(u64 a, u64 b)
{
	return a + b;
}

static inline u64 rotl(u64 v, unsigned int n)
{
	return (v << n) | (v >> (64 - n));
}
#endif

/* In locals while it works: what compilers keep in registers */
struct state {
	u64 v0, v1, v2, v3;
};

static __always_inline struct state sipround(struct state s)
{
	s.v0 = add(s.v0, s.v1);
	s.v1 = rotl(s.v1, 13) ^ s.v0;
	s.v0 = rotl(s.v0, 32);
	s.v2 = add(s.v2, s.v3);
	s.v3 = rotl(s.v3, 16) ^ s.v2;
	s.v0 = add(s.v0, s.v3);
	s.v3 = rotl(s.v3, 21) ^ s.v0;
	s.v2 = add(s.v2, s.v1);
	s.v1 = rotl(s.v1, 17) ^ s.v2;
	s.v2 = rotl(s.v2, 32);
	return s;
}

static __always_inline struct state block(struct state s, u64 w)
{
	s.v3 ^= w;
	s = sipround(sipround(s));
	s.v0 ^= w;
	return s;
}

static __always_inline struct state state_of(const struct sipfp_mac *m)
{
	struct state s = { m->v0, m->v1, m->v2, m->v3 };

	return s;
}

static __always_inline void keep(struct sipfp_mac *m, struct state s)
{
	m->v0 = s.v0;
	m->v1 = s.v1;
	m->v2 = s.v2;
	m->v3 = s.v3;
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

void sipfp_mac_init_wide(struct sipfp_mac *m, const struct sipfp_mac_key *k)
{
	sipfp_mac_init(m, k);
	m->v1 ^= 0xee;
}

/*
 * The first @n bytes of @w, 1 to 8; the others are zeros. @total counts modulo
 * 256: all that SipHash wants to know of the length.
 */
static void append(struct sipfp_mac *m, u64 w, u32 n)
{
	u32 used = m->total & 7;
	u32 room = 8 - used;

	m->total = (m->total + n) & 0xff;
	if (used == 0)
		m->tail = w;
	else
		m->tail |= (w & (~0ull >> (8 * used))) << (8 * used);
	if (n < room)
		return;
	keep(m, block(state_of(m), m->tail));
	m->tail = used == 0 ? 0 : w >> (8 * room);
}

/* The bytes of [beg, end), less than eight of them */
static u64 rest(const u8 *p, u32 beg, u32 end)
{
	u64 w = 0;
	u32 n = 0;

	//@ loop invariant n <= 7;
	//@ loop assigns beg, n, w;
	//@ loop variant 7 - n;
	while (n < 7 && beg < end) {
		w |= (u64)p[beg] << (8 * n);
		beg++;
		n++;
	}
	return w;
}

/* Whole words, where the ones before were whole too. Return: what is left. */
static __always_inline u32 whole(struct sipfp_mac *m, const u8 *p, u32 beg,
				 u32 end, bool nocase)
{
	struct state s = state_of(m);
	u32 total = m->total;
	u64 w;

	//@ loop invariant \at(beg, Pre) <= beg;
	//@ loop assigns beg, s, total, w;
	//@ loop variant end - beg;
	while (beg + 8 <= end) {
		w = sipfp_word_load(p, beg);
		s = block(s, nocase ? sipfp_word_lower(w) : w);
		total = (total + 8) & 0xff;
		beg += 8;
	}
	keep(m, s);
	m->total = total;
	return beg;
}

static __always_inline void range(struct sipfp_mac *m, const u8 *p, u32 beg,
				  u32 end, bool nocase)
{
	int left;
	u64 w;

	if ((m->total & 7) == 0)
		beg = whole(m, p, beg, end, nocase);
	//@ loop assigns beg, w, *m;
	//@ loop variant end - beg;
	while (beg + 8 <= end) {
		w = sipfp_word_load(p, beg);
		append(m, nocase ? sipfp_word_lower(w) : w, 8);
		beg += 8;
	}
	left = (int)end - (int)beg;
	if (left <= 0)
		return;
	w = rest(p, beg, end);
	append(m, nocase ? sipfp_word_lower(w) : w, (u32)left & 7);
}

void sipfp_mac_bytes(struct sipfp_mac *m, const u8 *p, u32 n)
{
	range(m, p, 0, n, false);
}

void sipfp_mac_nocase(struct sipfp_mac *m, const u8 *p, u32 n)
{
	range(m, p, 0, n, true);
}

void sipfp_mac_u64(struct sipfp_mac *m, u64 v)
{
	sipfp_mac_words(m, &v, 1);
}

void sipfp_mac_words(struct sipfp_mac *m, const u64 *w, u32 n)
{
	struct state s = state_of(m);
	u32 total = m->total;
	u32 i = 0;

	if ((total & 7) == 0) {
		//@ loop invariant i <= n;
		//@ loop assigns i, s, total;
		//@ loop variant n - i;
		while (i < n) {
			s = block(s, w[i]);
			total = (total + 8) & 0xff;
			i++;
		}
		keep(m, s);
		m->total = total;
		return;
	}
	//@ loop invariant i <= n;
	//@ loop assigns i, *m;
	//@ loop variant n - i;
	while (i < n) {
		append(m, w[i], 8);
		i++;
	}
}

/* Zeros to the end of the block, so that what follows comes in whole words */
static void pad(struct sipfp_mac *m)
{
	u32 used = m->total & 7;

	if (used > 0)
		append(m, 0, 8 - used);
}

static __always_inline void framed(struct sipfp_mac *m, const u8 *buf, u32 len,
				   struct sipfp_span s, bool nocase)
{
	u32 beg = s.beg;
	u32 end = s.end;
	struct state st;
	u32 n;
	u64 w;

	if (beg > end || end > len) {
		beg = 0;
		end = 0;
	}
	s.beg = (u16)beg;
	s.end = (u16)end;
	n = sipfp_span_len(s);
	if ((m->total & 7) != 0) { /* nobody does that */
		sipfp_mac_u64(m, n);
		range(m, buf, beg, end, nocase);
		pad(m);
		return;
	}
	st = block(state_of(m), n);
	//@ loop assigns beg, st, w;
	//@ loop variant end - beg;
	while (beg < end) {
		w = sipfp_word_of(buf, len, beg, end);
		st = block(st, nocase ? sipfp_word_lower(w) : w);
		beg += 8;
	}
	keep(m, st);
	m->total = (m->total + 8 + ((n + 7) & ~7u)) & 0xff;
}

void sipfp_mac_span(struct sipfp_mac *m, const u8 *buf, u32 len,
		    struct sipfp_span s)
{
	framed(m, buf, len, s, false);
}

void sipfp_mac_span_nocase(struct sipfp_mac *m, const u8 *buf, u32 len,
			   struct sipfp_span s)
{
	framed(m, buf, len, s, true);
}

u64 sipfp_mac_final(struct sipfp_mac *m)
{
	struct state s = state_of(m);

	s = block(s, m->tail | (u64)(m->total & 0xff) << 56);
	s.v2 ^= 0xff;
	s = sipround(sipround(sipround(sipround(s))));
	keep(m, s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

void sipfp_mac_final_wide(struct sipfp_mac *m, u64 *lo, u64 *hi)
{
	struct state s = state_of(m);

	s = block(s, m->tail | (u64)(m->total & 0xff) << 56);
	s.v2 ^= 0xee;
	s = sipround(sipround(sipround(sipround(s))));
	*lo = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
	s.v1 ^= 0xdd;
	s = sipround(sipround(sipround(sipround(s))));
	*hi = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
