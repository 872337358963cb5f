// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Comparisons and numbers on spans */
#include "span.h"
#include "scan.h"

bool sipfp_span_eq(const u8 *buf, u32 len, struct sipfp_span s,
		   const char *lit, u32 n)
{
	u32 i = 0;

	if (!sipfp_span_ok(s, len) || sipfp_span_len(s) != n)
		return false;
	while (i < n && buf[s.beg + i] == (u8)lit[i])
		i++;
	return i == n;
}

bool sipfp_span_eq_nocase(const u8 *buf, u32 len, struct sipfp_span s,
			  const char *lit, u32 n)
{
	u32 i = 0;

	if (!sipfp_span_ok(s, len) || sipfp_span_len(s) != n)
		return false;
	while (i < n && sipfp_scan_lower(buf[s.beg + i]) ==
			sipfp_scan_lower((u8)lit[i]))
		i++;
	return i == n;
}

bool sipfp_span_same(const u8 *abuf, u32 alen, struct sipfp_span a,
		     const u8 *bbuf, u32 blen, struct sipfp_span b)
{
	u32 n = sipfp_span_len(a);
	u32 i = 0;

	if (!sipfp_span_ok(a, alen) || !sipfp_span_ok(b, blen) ||
	    n != sipfp_span_len(b))
		return false;
	while (i < n && abuf[a.beg + i] == bbuf[b.beg + i])
		i++;
	return i == n;
}

bool sipfp_span_u32(const u8 *buf, u32 len, struct sipfp_span s, u32 max,
		    u32 *val)
{
	u32 i = s.beg;
	u32 v = 0;
	u32 d;

	if (!sipfp_span_ok(s, len) || i >= s.end)
		return false;
	while (i < s.end) {
		if (buf[i] < '0' || buf[i] > '9')
			return false;
		d = (u32)(buf[i] - '0');
		if (v > max / 10)
			return false;
		v *= 10;
		if (d > max - v)
			return false;
		v += d;
		i++;
	}
	*val = v;
	return true;
}
