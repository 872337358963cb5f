// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Header field names and parameters */
#include "hdr.h"
#include "scan.h"

/* Compact forms, RFC 3261 section 20 */
//@ assigns \nothing; ensures \result < SIPFP_HID_MAX;
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

#define NAME_MAX_LEN 14

static const struct {
	u8 len;
	char name[NAME_MAX_LEN + 1];
} names[SIPFP_HID_MAX] = {
	[SIPFP_HID_VIA] = { 3, "Via" },
	[SIPFP_HID_FROM] = { 4, "From" },
	[SIPFP_HID_TO] = { 2, "To" },
	[SIPFP_HID_CALL_ID] = { 7, "Call-ID" },
	[SIPFP_HID_CSEQ] = { 4, "CSeq" },
	[SIPFP_HID_MAX_FORWARDS] = { 12, "Max-Forwards" },
	[SIPFP_HID_ROUTE] = { 5, "Route" },
	[SIPFP_HID_RECORD_ROUTE] = { 12, "Record-Route" },
	[SIPFP_HID_CONTACT] = { 7, "Contact" },
	[SIPFP_HID_CONTENT_LENGTH] = { 14, "Content-Length" },
	[SIPFP_HID_PROXY_REQUIRE] = { 13, "Proxy-Require" },
	[SIPFP_HID_REQUIRE] = { 7, "Require" },
	[SIPFP_HID_TIMESTAMP] = { 9, "Timestamp" },
};

/* The only header that a name of this length and first letter may be */
//@ assigns \nothing; ensures \result < SIPFP_HID_MAX;
static u8 candidate(u32 n, u8 c, u8 second)
{
	switch (n << 8 | sipfp_scan_lower(c)) {
	case 2 << 8 | 't':
		return SIPFP_HID_TO;
	case 3 << 8 | 'v':
		return SIPFP_HID_VIA;
	case 4 << 8 | 'f':
		return SIPFP_HID_FROM;
	case 4 << 8 | 'c':
		return SIPFP_HID_CSEQ;
	case 5 << 8 | 'r':
		return SIPFP_HID_ROUTE;
	case 7 << 8 | 'c':
		return sipfp_scan_lower(second) == 'a' ? SIPFP_HID_CALL_ID :
							 SIPFP_HID_CONTACT;
	case 7 << 8 | 'r':
		return SIPFP_HID_REQUIRE;
	case 9 << 8 | 't':
		return SIPFP_HID_TIMESTAMP;
	case 12 << 8 | 'm':
		return SIPFP_HID_MAX_FORWARDS;
	case 12 << 8 | 'r':
		return SIPFP_HID_RECORD_ROUTE;
	case 13 << 8 | 'p':
		return SIPFP_HID_PROXY_REQUIRE;
	case 14 << 8 | 'c':
		return SIPFP_HID_CONTENT_LENGTH;
	}
	return SIPFP_HID_OTHER;
}

u8 sipfp_hdr_lookup(const u8 *buf, u32 len, struct sipfp_span name)
{
	u32 i, end;
	u8 hid;

	if (!sipfp_scan_open(name, len, &i, &end) || i >= end)
		return SIPFP_HID_OTHER;
	if (i + 1 >= end)
		return lookup_compact(buf[i]);
	hid = candidate(sipfp_span_len(name), buf[i], buf[i + 1]);
	if (hid == SIPFP_HID_OTHER ||
	    !sipfp_span_eq_nocase(buf, len, name, names[hid].name,
				  names[hid].len))
		return SIPFP_HID_OTHER;
	return hid;
}

int sipfp_hdr_param(const u8 *buf, u32 len, struct sipfp_span params,
		    const char *name, u32 namelen, struct sipfp_span *value)
{
	int found = 0;
	int ret = 0;
	u32 i, end;

	*value = sipfp_scan_span(0, 0);
	if (!sipfp_scan_open(params, len, &i, &end))
		return -1;
	//@ loop invariant cur(i, end); loop assigns i, ret, found, *value; loop variant end - i;
	while (i < end) {
		struct sipfp_param p;

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
