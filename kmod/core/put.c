// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* The one output writer, see put.h */
#include "put.h"

u32 sipfp_put_bytes(u8 *out, u32 cap, u32 o, const u8 *p, u32 n)
{
	return sipfp_put_range(out, cap, o, p, 0, n);
}

u32 sipfp_put_span(u8 *out, u32 cap, u32 o, const u8 *buf, u32 len,
		   struct sipfp_span s)
{
	/* not sipfp_span_ok(): Eva does not look back from its result */
	if (s.beg > s.end || s.end > len)
		return cap + 1;
	return sipfp_put_range(out, cap, o, buf, s.beg, s.end);
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

/* Decimal digits of @v */
//@ assigns \nothing; ensures 1 <= \result <= 10;
static u32 digits(u32 v)
{
	u32 n = 1;

	//@ loop invariant 1 <= n <= 10; loop assigns n, v; loop variant 10 - n;
	while (v >= 10 && n < 10) {
		v /= 10;
		n++;
	}
	return n;
}

u32 sipfp_put_dec(u8 *out, u32 cap, u32 o, u32 v)
{
	u32 end, i;

	if (o > cap || cap > SIPFP_PUT_MAX)
		return cap + 1;
	if (v < 100000 && o + 5 <= cap)
		return sipfp_put_dec5(out, o, v);
	end = o + digits(v);
	if (end > cap)
		return cap + 1;
	i = end;
	//@ loop invariant o <= i <= end; loop assigns i, v, out[0 .. cap - 1]; loop variant i;
	while (i > o) {
		i--;
		out[i] = (u8)('0' + v % 10);
		v /= 10;
	}
	return end;
}
