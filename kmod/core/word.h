/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Eight bytes at a time, in a u64 whose low bits are the first byte, on every
 * machine. Internal to the core.
 *
 * A mark is a word with the high bit of some bytes set, and nothing else. The
 * sums here stay within their bytes, so that a mark is exact: no byte is marked
 * for its neighbour's sake.
 */
#ifndef SIPFP_CORE_WORD_H
#define SIPFP_CORE_WORD_H

#include "port.h"

#define SIPFP_WORD_EACH(c) (0x0101010101010101ull * (c))
#define SIPFP_WORD_LOW7	   SIPFP_WORD_EACH(0x7f)
#define SIPFP_WORD_HIGH	   SIPFP_WORD_EACH(0x80)

/* The word of these characters */
#define SIPFP_WORD(a, b, c, d, e, f, g, h) \
	((u64)(a) | (u64)(b) << 8 | (u64)(c) << 16 | (u64)(d) << 24 | \
	 (u64)(e) << 32 | (u64)(f) << 40 | (u64)(g) << 48 | (u64)(h) << 56)

/*
 * Bytes @i to @i + 7: compilers make it one load, though only from a pointer:
 * of @i + 1 they don't know that it doesn't wrap.
 */
//@ assigns \nothing;
static __always_inline u64 sipfp_word_load(const u8 *buf, u32 i)
{
	const u8 *p = buf + i;

	return SIPFP_WORD(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);
}

/* The first @n bytes of @w, at most 7; zeros after them */
//@ assigns \nothing;
static __always_inline u64 sipfp_word_head(u64 w, u32 n)
{
	return w & ((1ull << (8 * (n & 7))) - 1);
}

/*
 * The first bytes of [i, end), at most eight; zeros after them. @len: how far
 * the buffer may be read, @end at least.
 */
//@ assigns \nothing;
static inline u64 sipfp_word_of(const u8 *p, u32 len, u32 i, u32 end)
{
	int left = (int)end - (int)i;
	u64 w = 0;
	u32 n = 0;

	if (i + 8 <= len) {
		if (left <= 0)
			return 0;
		w = sipfp_word_load(p, i);
		return left < 8 ? sipfp_word_head(w, (u32)left) : w;
	}
	//@ loop invariant n <= 8; loop assigns i, n, w; loop variant 8 - n;
	while (n < 8 && i < end) {
		w |= (u64)p[i] << (8 * n);
		i++;
		n++;
	}
	return w;
}

/* ASCII letters to lower case */
//@ assigns \nothing;
static inline u64 sipfp_word_lower(u64 w)
{
	u64 low7 = w & SIPFP_WORD_LOW7;
	u64 from_a = low7 + SIPFP_WORD_EACH(0x80 - 'A');
	u64 after_z = low7 + SIPFP_WORD_EACH(0x7f - 'Z');
	u64 upper = (from_a ^ after_z) & ~w & SIPFP_WORD_HIGH;

	return w | upper >> 2;
}

/* Marks the bytes that are @c, below 0x80. */
//@ assigns \nothing;
static inline u64 sipfp_word_is(u64 w, u8 c)
{
	u64 x = w ^ SIPFP_WORD_EACH((u64)c);

	return ~(((x & SIPFP_WORD_LOW7) + SIPFP_WORD_LOW7) | x) &
	       SIPFP_WORD_HIGH;
}

/*
 * Bytes before the first one that is marked; @mark is not 0. The provers get
 * the count that the builtin stands for.
 */
//@ assigns \nothing; ensures \result <= 7;
static inline u32 sipfp_word_first(u64 mark)
{
#ifdef __FRAMAC__
	u32 n = 0;

	//@ loop invariant n <= 7; loop assigns n, mark; loop variant 7 - n;
	while (n < 7 && !(mark & 0xff)) {
		mark >>= 8;
		n++;
	}
	return n;
#else
	return ((u32)__builtin_ctzll(mark) >> 3) & 7;
#endif
}

#endif /* SIPFP_CORE_WORD_H */
