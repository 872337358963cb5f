// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* The one output writer, see put.h */
#include "put.h"

u32 sipfp_put_bytes(u8 *out, u32 cap, u32 o, const u8 *p, u32 n)
{
	if (o > cap || n > cap - o)
		return cap + 1;
	if (n)
		memcpy(out + o, p, n);
	return o + n;
}

u32 sipfp_put_span(u8 *out, u32 cap, u32 o, const u8 *buf, u32 len,
		   struct sipfp_span s)
{
	if (!sipfp_span_ok(s, len))
		return cap + 1;
	return sipfp_put_bytes(out, cap, o, buf + s.beg, sipfp_span_len(s));
}

u32 sipfp_put_text(u8 *out, u32 cap, u32 o, const char *s)
{
	u32 i = 0;

	if (o > cap)
		return cap + 1;
	//@ loop variant SIPFP_PUT_TEXT_MAX - i;
	while (i < SIPFP_PUT_TEXT_MAX && s[i] != '\0') {
		if (o >= cap)
			return cap + 1;
		out[o] = (u8)s[i];
		o++;
		i++;
	}
	return o;
}

u32 sipfp_put_dec(u8 *out, u32 cap, u32 o, u32 v)
{
	u8 digit[10];
	u32 i = 10;

	do {
		i--;
		digit[i] = (u8)('0' + v % 10);
		v /= 10;
	} while (v > 0 && i > 0);
	return sipfp_put_bytes(out, cap, o, digit + i, 10 - i);
}
