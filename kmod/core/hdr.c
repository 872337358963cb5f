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

/* Of a character of a name: what of a byte is not to be compared, then the rest */
#define FOLD(c) ((c) >= 'a' && (c) <= 'z' ? 0x20 : (c) ? 0 : 0xff)
#define WANT(c) ((c) ? (c) : 0xff)

#define EIGHT(of, a, b, c, d, e, f, g, h) \
	SIPFP_WORD(of(a), of(b), of(c), of(d), of(e), of(f), of(g), of(h))

#define NAME(n, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, q) { \
	n, \
	{ EIGHT(FOLD, a, b, c, d, e, f, g, h), \
	  EIGHT(FOLD, i, j, k, l, m, o, p, q) }, \
	{ EIGHT(WANT, a, b, c, d, e, f, g, h), \
	  EIGHT(WANT, i, j, k, l, m, o, p, q) }, \
}

/*
 * Names with their colon as two words, and how long they are without it. A
 * word is compared as (word | fold) == want: case, and what comes after the
 * colon, are folded away, and nothing else is.
 */
static const struct {
	u32 len;
	u64 fold[2];
	u64 want[2];
} names[SIPFP_HID_MAX] = {
	[SIPFP_HID_VIA] = NAME(3, 'v', 'i', 'a', ':', 0, 0, 0, 0,
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_FROM] = NAME(4, 'f', 'r', 'o', 'm', ':', 0, 0, 0,
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_TO] = NAME(2, 't', 'o', ':', 0, 0, 0, 0, 0,
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_CALL_ID] = NAME(7, 'c', 'a', 'l', 'l', '-', 'i', 'd', ':',
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_CSEQ] = NAME(4, 'c', 's', 'e', 'q', ':', 0, 0, 0,
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_MAX_FORWARDS] = NAME(12, 'm', 'a', 'x', '-', 'f', 'o', 'r', 'w',
		 'a', 'r', 'd', 's', ':', 0, 0, 0),
	[SIPFP_HID_ROUTE] = NAME(5, 'r', 'o', 'u', 't', 'e', ':', 0, 0,
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_RECORD_ROUTE] = NAME(12, 'r', 'e', 'c', 'o', 'r', 'd', '-', 'r',
		 'o', 'u', 't', 'e', ':', 0, 0, 0),
	[SIPFP_HID_CONTACT] = NAME(7, 'c', 'o', 'n', 't', 'a', 'c', 't', ':',
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_CONTENT_LENGTH] = NAME(14, 'c', 'o', 'n', 't', 'e', 'n', 't', '-',
		 'l', 'e', 'n', 'g', 't', 'h', ':', 0),
	[SIPFP_HID_PROXY_REQUIRE] = NAME(13, 'p', 'r', 'o', 'x', 'y', '-', 'r', 'e',
		 'q', 'u', 'i', 'r', 'e', ':', 0, 0),
	[SIPFP_HID_REQUIRE] = NAME(7, 'r', 'e', 'q', 'u', 'i', 'r', 'e', ':',
		 0, 0, 0, 0, 0, 0, 0, 0),
	[SIPFP_HID_TIMESTAMP] = NAME(9, 't', 'i', 'm', 'e', 's', 't', 'a', 'm',
		 'p', ':', 0, 0, 0, 0, 0, 0),
};

/*
 * The only header that a name with this first and third letter may be; Contact
 * and Content-Length share them.
 */
#define SLOT(a, b) (((a) + 12 * (b)) & 31)

static const u8 guess[32] = {
	[SLOT('v', 'a')] = SIPFP_HID_VIA,
	[SLOT('f', 'o')] = SIPFP_HID_FROM,
	[SLOT('t', ':')] = SIPFP_HID_TO,
	[SLOT('c', 'l')] = SIPFP_HID_CALL_ID,
	[SLOT('c', 'e')] = SIPFP_HID_CSEQ,
	[SLOT('m', 'x')] = SIPFP_HID_MAX_FORWARDS,
	[SLOT('r', 'u')] = SIPFP_HID_ROUTE,
	[SLOT('r', 'c')] = SIPFP_HID_RECORD_ROUTE,
	[SLOT('c', 'n')] = SIPFP_HID_CONTACT,
	[SLOT('p', 'o')] = SIPFP_HID_PROXY_REQUIRE,
	[SLOT('r', 'q')] = SIPFP_HID_REQUIRE,
	[SLOT('t', 'm')] = SIPFP_HID_TIMESTAMP,
};

/* Which full name, with its colon, do these sixteen bytes begin with? */
//@ assigns \nothing; ensures \result < SIPFP_HID_MAX;
static inline u8 match(u64 a, u64 b)
{
	u8 hid = guess[SLOT((u32)(a & 0xff), (u32)(a >> 16 & 0xff))];

	if (hid == SIPFP_HID_CONTACT && (a >> 32 & 0xdf) == 'E')
		hid = SIPFP_HID_CONTENT_LENGTH;
	if (hid >= SIPFP_HID_MAX ||
	    (a | names[hid].fold[0]) != names[hid].want[0] ||
	    (b | names[hid].fold[1]) != names[hid].want[1])
		return SIPFP_HID_OTHER;
	return hid;
}

//@ ensures \result > 0 ==> i + \result < len;
u32 sipfp_hdr_known(const u8 *buf, u32 len, u32 i, u8 *hid)
{
	u32 n;
	u64 a;

	*hid = SIPFP_HID_OTHER;
	if (i + SIPFP_HDR_KNOWN > len)
		return 0;
	a = sipfp_word_load(buf, i);
	if ((a >> 8 & 0xff) == ':') {
		*hid = lookup_compact((u8)(a & 0xff));
		return *hid == SIPFP_HID_OTHER ? 0 : 1;
	}
	*hid = match(a, sipfp_word_load(buf, i + 8));
	n = names[*hid].len;
	return n < SIPFP_HDR_KNOWN ? n : 0;
}

u8 sipfp_hdr_lookup(const u8 *buf, u32 len, struct sipfp_span name)
{
	u32 i, end, n;
	u64 a, b;
	u8 hid;

	if (!sipfp_scan_open(name, len, &i, &end))
		return SIPFP_HID_OTHER;
	if (i >= end)
		return SIPFP_HID_OTHER;
	if (i + 1 >= end)
		return lookup_compact(buf[i]);
	n = sipfp_span_len(name);
	if (n > 15)
		return SIPFP_HID_OTHER;
	a = sipfp_word_of(buf, len, i, end);
	b = 0;
	if (n < 8) {
		a |= (u64)':' << (8 * n);
	} else {
		b = sipfp_word_of(buf, len, i + 8, end);
		b |= (u64)':' << (8 * (n - 8));
	}
	hid = match(a, b);
	return names[hid].len == n ? hid : SIPFP_HID_OTHER;
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
