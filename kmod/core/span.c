// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Comparisons and numbers on spans */
#include "span.h"
#include "scan.h"

bool sipfp_span_eq(const u8 *buf, u32 len, struct sipfp_span s,
		   const char *lit, u32 n)
{
	u32 k = 0;
	u32 i, end;

	if (!sipfp_scan_open(s, len, &i, &end) || i + n != end)
		return false;
	//@ loop assigns i, k; loop variant end - i;
	while (i < end && k < n && buf[i] == (u8)lit[k]) {
		i++;
		k++;
	}
	return i == end;
}

bool sipfp_span_eq_nocase(const u8 *buf, u32 len, struct sipfp_span s,
			  const char *lit, u32 n)
{
	u32 k = 0;
	u32 i, end;

	if (!sipfp_scan_open(s, len, &i, &end) || i + n != end)
		return false;
	/* most senders write names as the RFCs do: that is the short way */
	//@ loop assigns i, k; loop variant end - i;
	while (i < end && k < n &&
	       (buf[i] == (u8)lit[k] ||
		sipfp_scan_lower(buf[i]) == sipfp_scan_lower((u8)lit[k]))) {
		i++;
		k++;
	}
	return i == end;
}

bool sipfp_span_same(const u8 *abuf, u32 alen, struct sipfp_span a,
		     const u8 *bbuf, u32 blen, struct sipfp_span b)
{
	u32 i, iend, k, kend;

	if (!sipfp_scan_open(a, alen, &i, &iend) ||
	    !sipfp_scan_open(b, blen, &k, &kend) || i + kend != k + iend)
		return false;
	//@ loop assigns i, k; loop variant iend - i;
	while (i < iend && k < kend && abuf[i] == bbuf[k]) {
		i++;
		k++;
	}
	return i == iend;
}

bool sipfp_span_u32(const u8 *buf, u32 len, struct sipfp_span s, u32 max,
		    u32 *val)
{
	u32 v = 0;
	u32 i, end;

	if (!sipfp_scan_open(s, len, &i, &end) ||
	    !sipfp_scan_u32(buf, &i, end, max, &v) || i < end)
		return false;
	*val = v;
	return true;
}
