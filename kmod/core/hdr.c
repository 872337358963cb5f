// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Header field names and parameters */
#include "hdr.h"
#include "scan.h"

/* Compact forms, RFC 3261 section 20 */
static u8 lookup_compact(u8 c)
{
	switch (sipfp_scan_lower(c)) {
	case 'v':
		return SIPFP_HID_VIA;
	case 'f':
		return SIPFP_HID_FROM;
	case 't':
		return SIPFP_HID_TO;
	case 'i':
		return SIPFP_HID_CALL_ID;
	case 'm':
		return SIPFP_HID_CONTACT;
	case 'l':
		return SIPFP_HID_CONTENT_LENGTH;
	}
	return SIPFP_HID_OTHER;
}

/* The one full name that this length and first letter leave */
static const char *lookup_full(u32 n, u8 c, u8 *hid)
{
	switch (n << 8 | sipfp_scan_lower(c)) {
	case 2 << 8 | 't':
		*hid = SIPFP_HID_TO;
		return "To";
	case 3 << 8 | 'v':
		*hid = SIPFP_HID_VIA;
		return "Via";
	case 4 << 8 | 'f':
		*hid = SIPFP_HID_FROM;
		return "From";
	case 4 << 8 | 'c':
		*hid = SIPFP_HID_CSEQ;
		return "CSeq";
	case 5 << 8 | 'r':
		*hid = SIPFP_HID_ROUTE;
		return "Route";
	case 7 << 8 | 'r':
		*hid = SIPFP_HID_REQUIRE;
		return "Require";
	case 9 << 8 | 't':
		*hid = SIPFP_HID_TIMESTAMP;
		return "Timestamp";
	case 12 << 8 | 'm':
		*hid = SIPFP_HID_MAX_FORWARDS;
		return "Max-Forwards";
	case 12 << 8 | 'r':
		*hid = SIPFP_HID_RECORD_ROUTE;
		return "Record-Route";
	case 13 << 8 | 'p':
		*hid = SIPFP_HID_PROXY_REQUIRE;
		return "Proxy-Require";
	case 14 << 8 | 'c':
		*hid = SIPFP_HID_CONTENT_LENGTH;
		return "Content-Length";
	}
	return NULL;
}

u8 sipfp_hdr_lookup(const u8 *buf, u32 len, struct sipfp_span name)
{
	u32 n = sipfp_span_len(name);
	u8 hid = SIPFP_HID_OTHER;
	const char *full;

	if (!sipfp_span_ok(name, len) || !n)
		return SIPFP_HID_OTHER;
	if (n == 1)
		return lookup_compact(buf[name.beg]);
	full = lookup_full(n, buf[name.beg], &hid);
	if (n == 7 && !full) { /* two of the same length and letter */
		hid = SIPFP_HID_CALL_ID;
		full = "Call-ID";
		if (sipfp_span_eq_nocase(buf, len, name, "Contact", n))
			return SIPFP_HID_CONTACT;
	}
	if (full && sipfp_span_eq_nocase(buf, len, name, full, n))
		return hid;
	return SIPFP_HID_OTHER;
}

int sipfp_hdr_param(const u8 *buf, u32 len, struct sipfp_span params,
		    const char *name, u32 namelen, struct sipfp_span *value)
{
	u32 i = params.beg;
	u32 end = params.end;
	struct sipfp_param p;
	int found = 0;
	int ret = 0;

	*value = sipfp_scan_span(0, 0);
	if (!sipfp_span_ok(params, len))
		return -1;
	while (i < end) {
		ret = sipfp_scan_param(buf, &i, end, &p);
		if (ret <= 0)
			break;
		if (found || !sipfp_span_eq_nocase(buf, len, p.name, name,
						   namelen))
			continue;
		found = ret;
		*value = p.value;
	}
	if (ret < 0 || i < end) {
		*value = sipfp_scan_span(0, 0);
		return -1;
	}
	return found;
}
