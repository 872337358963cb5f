// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* The beginning of a request: see quote.h */
#include "quote.h"
#include "scan.h"

#define VIA "Via: "
#define VIA_LEN 5

/* After the line end at @i; 0 when there is none: then the quote ends here. */
//@ requires cur(i, len); assigns \nothing; ensures \result == 0 || i < \result <= len;
static u32 next_line(const u8 *buf, u32 i, u32 len)
{
	if (i < len && buf[i] == '\r')
		i++;
	return i < len && buf[i] == '\n' ? i + 1 : 0;
}

bool sipfp_quote_parse(const u8 *buf, u32 len, u8 *method,
		       struct sipfp_via *via)
{
	static const struct sipfp_msg empty;
	u32 left = SIPFP_HDR_LINES_MAX;
	struct sipfp_msg m = empty;
	u32 i, beg, end;

	*method = 0;
	if (sipfp_start_parse(buf, len, &m) || m.kind != SIPFP_MSG_REQUEST)
		return false;
	i = m.headers;
	//@ loop assigns i, beg, end, left, *via; loop variant left;
	while (i < len && left) {
		left--;
		end = sipfp_scan_line(buf, i, len);
		if (end >= len)
			return false;
		beg = i + VIA_LEN;
		if (beg < end &&
		    sipfp_span_eq(buf, len, sipfp_scan_span(i, beg), VIA,
				  VIA_LEN)) {
			*method = m.method;
			return sipfp_via_parse(buf, len,
					       sipfp_scan_span(beg, end), via);
		}
		i = end == i ? 0 : next_line(buf, end, len);
		if (!i)
			return false;
	}
	return false;
}
