// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* The one output writer, see put.h */
#include "put.h"

/*
 * Copies [beg, end) of @in to @out at @o; the caller has seen to it that it
 * fits. The loop is what memcpy() means here, and within bounds just when
 * memcpy() is: that is what the provers are given.
 */
//@ assigns out[0 .. cap - 1];
static void copy(u8 *out, u32 cap, u32 o, const u8 *in, u32 beg, u32 end)
{
#ifdef __FRAMAC__
	//@ loop assigns beg, o, out[0 .. cap - 1]; loop variant end - beg;
	while (beg < end && o < cap) {
		out[o] = in[beg];
		o++;
		beg++;
	}
#else
	(void)cap;
	memcpy(out + o, in + beg, end - beg);
#endif
}

//@ assigns out[0 .. cap - 1];
static u32 put(u8 *out, u32 cap, u32 o, const u8 *in, u32 beg, u32 end)
{
	int n;

	if (o > cap || beg > SIPFP_PUT_MAX || end > SIPFP_PUT_MAX)
		return cap + 1;
	n = (int)end - (int)beg;
	if (n < 0 || o + (u32)n > cap)
		return cap + 1;
	if (n > 0)
		copy(out, cap, o, in, beg, end);
	return o + (u32)n;
}

u32 sipfp_put_bytes(u8 *out, u32 cap, u32 o, const u8 *p, u32 n)
{
	return put(out, cap, o, p, 0, n);
}

u32 sipfp_put_span(u8 *out, u32 cap, u32 o, const u8 *buf, u32 len,
		   struct sipfp_span s)
{
	/* not sipfp_span_ok(): Eva does not look back from its result */
	if (s.beg > s.end || s.end > len)
		return cap + 1;
	return put(out, cap, o, buf, s.beg, s.end);
}

u32 sipfp_put_chars(u8 *out, u32 cap, u32 o, const char *s, u32 max)
{
	u32 i = 0;

	if (o > cap)
		return cap + 1;
	//@ loop assigns i, o, out[0 .. cap - 1]; loop variant max - i;
	while (i < max && s[i] != '\0') {
		if (o >= cap)
			return cap + 1;
		out[o] = (u8)s[i];
		o++;
		i++;
	}
	return o;
}

u32 sipfp_put_text(u8 *out, u32 cap, u32 o, const char *s)
{
	return sipfp_put_chars(out, cap, o, s, SIPFP_PUT_TEXT_MAX);
}

u32 sipfp_put_dec(u8 *out, u32 cap, u32 o, u32 v)
{
	u8 digit[10];
	u32 i = 10;

	//@ loop invariant 1 <= i <= 10; loop assigns i, v, digit[0 .. 9]; loop variant i;
	do {
		i--;
		digit[i] = (u8)('0' + v % 10);
		v /= 10;
	} while (v > 0 && i > 0);
	return put(out, cap, o, digit, i, 10);
}
