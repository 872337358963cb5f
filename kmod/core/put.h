/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * The one output writer.
 *
 * Every function takes the offset @o reached so far in @out of @cap bytes and
 * returns the new one, or @cap + 1 as soon as something does not fit; an
 * offset beyond @cap stays there, so that only the last one needs a test.
 * @cap is at most SIPFP_PUT_MAX.
 */
#ifndef SIPFP_CORE_PUT_H
#define SIPFP_CORE_PUT_H

#include "span.h"

#define SIPFP_PUT_MAX 0x7fffffffu

/*
 * [beg, end) of @in. What is copied is copied by memcpy(), and within bounds
 * just when the loop is that the provers get.
 */
//@ assigns out[0 .. cap - 1];
static inline u32 sipfp_put_range(u8 *out, u32 cap, u32 o, const u8 *in,
				  u32 beg, u32 end)
{
	int n;

	if (o > cap || beg > SIPFP_PUT_MAX || end > SIPFP_PUT_MAX)
		return cap + 1;
	n = (int)end - (int)beg;
	if (n < 0 || o + (u32)n > cap)
		return cap + 1;
#ifdef __FRAMAC__
	//@ loop assigns beg, o, out[0 .. cap - 1]; loop variant end - beg;
	while (beg < end && o < cap) {
		out[o] = in[beg];
		o++;
		beg++;
	}
	return o;
#else
	if (n > 0)
		memcpy(out + o, in + beg, (u32)n);
	return o + (u32)n;
#endif
}

//@ assigns out[0 .. cap - 1];
u32 sipfp_put_bytes(u8 *out, u32 cap, u32 o, const u8 *p, u32 n);

/* Bytes of a message; a span beyond @len does not fit. */
//@ assigns out[0 .. cap - 1];
u32 sipfp_put_span(u8 *out, u32 cap, u32 o, const u8 *buf, u32 len,
		   struct sipfp_span s);

/*
 * @n characters; @o + @n does not wrap. In line, since what is known of the
 * length then makes a few stores of the copy. The loop is what the provers get.
 */
//@ assigns out[0 .. cap - 1];
static inline u32 sipfp_put_literal(u8 *out, u32 cap, u32 o, const char *s,
				    u32 n)
{
#ifdef __FRAMAC__
	u32 i = 0;
#endif

	if (o > cap || o + n > cap)
		return cap + 1;
#ifdef __FRAMAC__
	//@ loop assigns i, out[0 .. cap - 1]; loop variant n - i;
	while (i < n && o + i < cap) {
		out[o + i] = (u8)s[i];
		i++;
	}
#else
	memcpy(out + o, s, n);
#endif
	return o + n;
}

/* A string literal, of some 100 bytes at most */
#define sipfp_put_text(out, cap, o, s) \
	sipfp_put_literal(out, cap, o, "" s, sizeof(s) - 1)

/* A string up to its NUL; @max bytes when no NUL comes before. */
//@ assigns out[0 .. cap - 1];
u32 sipfp_put_chars(u8 *out, u32 cap, u32 o, const char *s, u32 max);

/* The last digit of @v, of which @tenth is the rest. */
//@ assigns \nothing;
static inline u8 sipfp_put_digit(int v, int tenth)
{
	return (u8)('0' + ((v - 10 * tenth) & 15));
}

/* One to three digits where there is room for three; @v is below 1000. */
//@ requires o <= SIPFP_PUT_MAX; assigns out[o .. o + 2]; ensures o < \result <= o + 3;
static inline u32 sipfp_put_dec3(u8 *out, u32 o, u32 v)
{
	int t = (int)(v / 10);
	int h = t / 10;

	if (v >= 100) {
		out[o] = sipfp_put_digit(h, 0);
		o++;
	}
	if (v >= 10) {
		out[o] = sipfp_put_digit(t, h);
		o++;
	}
	out[o] = sipfp_put_digit((int)v, t);
	return o + 1;
}

/* One to five where there is room for five; @v is below 100000. */
//@ requires o <= SIPFP_PUT_MAX; assigns out[o .. o + 4]; ensures o < \result <= o + 5;
static inline u32 sipfp_put_dec5(u8 *out, u32 o, u32 v)
{
	u32 high = v / 100;
	int t;

	if (v < 1000)
		return sipfp_put_dec3(out, o, v);
	o = sipfp_put_dec3(out, o, high);
	v = v % 100;
	t = (int)(v / 10);
	out[o] = sipfp_put_digit(t, 0);
	out[o + 1] = sipfp_put_digit((int)v, t);
	return o + 2;
}

//@ assigns out[0 .. cap - 1];
u32 sipfp_put_dec(u8 *out, u32 cap, u32 o, u32 v);

#endif /* SIPFP_CORE_PUT_H */
