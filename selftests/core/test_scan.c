// SPDX-License-Identifier: GPL-2.0-only
/*
 * What looks at more than one byte at a time, against the loop over bytes that
 * is its specification: every byte at every place, from every start, at every
 * alignment and length, and at random. The text is in a heap block that ends
 * where it ends, so that a byte read too far is seen.
 */
#include <stdio.h>
#include <strings.h>
#include "messages.h"
#include "core/hdr.h"
#include "core/put.h"
#include "core/scan.h"

#define LEN	40
#define ALIGNED 8

static u32 seed = 1;

static u32 any(u32 n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* --- the specifications ---------------------------------------------------- */

static u32 line(const u8 *buf, u32 i, u32 end)
{
	while (i < end && buf[i] && buf[i] != '\r' && buf[i] != '\n')
		i++;
	return i;
}

static u32 run(const u8 *buf, u32 i, u32 end, u8 class)
{
	while (i < end && sipfp_scan_is(buf[i], class))
		i++;
	return i;
}

static bool word(const u8 *buf, u32 i, u32 end)
{
	while (i < end && buf[i] > ' ' && buf[i] != 0x7f)
		i++;
	return i >= end;
}

static u32 find(const u8 *buf, u32 i, u32 end, u8 c)
{
	while (i < end && buf[i] != c)
		i++;
	return i;
}

static u32 escaped(const u8 *buf, u32 i, u32 end, u8 class)
{
	while (i < end) {
		if (sipfp_scan_is(buf[i], class))
			i++;
		else if (buf[i] == '%' && i + 2 < end &&
			 sipfp_scan_is(buf[i + 1], SIPFP_CC_HEX) &&
			 sipfp_scan_is(buf[i + 2], SIPFP_CC_HEX))
			i += 3;
		else
			break;
	}
	return i;
}

static u64 word_of(const u8 *buf, u32 i, u32 end)
{
	u64 w = 0;
	u32 n;

	for (n = 0; n < 8 && i + n < end; n++)
		w |= (u64)buf[i + n] << (8 * n);
	return w;
}

static u64 lower(u64 w)
{
	u64 out = 0;
	u32 n;

	for (n = 0; n < 8; n++)
		out |= (u64)sipfp_scan_lower((u8)(w >> (8 * n))) << (8 * n);
	return out;
}

/* --- the comparisons ------------------------------------------------------- */

static void check(const u8 *buf, u32 len, u32 i, u32 end)
{
	static const u8 chars[] = "@>]%:a";
	u64 w = word_of(buf, i, end);
	u32 k;

	assert_int_equal(sipfp_scan_line(buf, i, end), line(buf, i, end));
	assert_int_equal(sipfp_scan_word(buf, i, end), word(buf, i, end));
	assert_int_equal(sipfp_scan_uric(buf, i, end),
			 run(buf, i, end, SIPFP_CC_URIC));
	assert_int_equal(sipfp_scan_lws(buf, i, end),
			 run(buf, i, end, SIPFP_CC_LWS));
	for (k = 0; k < 8; k++)
		assert_int_equal(sipfp_scan_run(buf, i, end, (u8)(1 << k)),
				 run(buf, i, end, (u8)(1 << k)));
	assert_int_equal(sipfp_scan_escaped(buf, i, end, SIPFP_CC_USER),
			 escaped(buf, i, end, SIPFP_CC_USER));
	for (k = 0; k < sizeof(chars) - 1; k++)
		assert_int_equal(sipfp_scan_find(buf, i, end, chars[k]),
				 find(buf, i, end, chars[k]));
	assert_true(sipfp_word_of(buf, len, i, end) == w);
	assert_true(sipfp_word_lower(w) == lower(w));
}

/* @len bytes that begin at offset @at of a block and end with it */
static u8 *block(u32 at, u32 len)
{
	u8 *p = malloc(at + len ? at + len : 1);

	assert_non_null(p);
	return p;
}

static void test_every_byte(void **state)
{
	u8 *p = block(0, 24);
	u32 c, at, i;

	(void)state;
	for (c = 0; c < 256; c++) {
		for (at = 0; at < 24; at++) {
			memset(p, "a\t\xff%"[(c + at) % 4], 24);
			p[at] = (u8)c;
			for (i = 0; i <= 24; i++)
				check(p, 24, i, 24);
		}
	}
	free(p);
}

/* At each alignment and length, with all starts and ends */
static void test_bounds(void **state)
{
	u32 at, len, i, end;

	(void)state;
	for (at = 0; at < ALIGNED; at++) {
		for (len = 0; len < LEN; len++) {
			u8 *p = block(at, len);

			memset(p, 'a', at + len);
			for (end = 0; end <= len; end++)
				for (i = 0; i <= end; i++)
					check(p + at, len, i, end);
			free(p);
		}
	}
}

/* Text with a few odd bytes, those that are the edges of some range above all */
static u8 odd_byte(void)
{
	static const u8 edge[] = { 0,	 9,    10,   13,   14,	 31,  32,
				   33,	 '"',  '%',  '-',  '/',	 '0', '9',
				   ':',	 '<',  '>',  '@',  'A',	 'Z', '[',
				   '`',	 'a',  'z',  '{',  0x7e, 127, 0x80,
				   0x8a, 0x8d, 0xa0, 0xbc, 0xc0, 0xfe };

	return any(4) ? edge[any(sizeof(edge))] : (u8)any(256);
}

static void test_random(void **state)
{
	u32 trial, k;

	(void)state;
	for (trial = 0; trial < 60000; trial++) {
		u32 at = any(ALIGNED);
		u32 len = any(3 * LEN);
		u32 end = any(len + 1);
		u8 *p = block(at, len);

		for (k = 0; k < at + len; k++)
			p[k] = any(12) ? (u8)('a' + any(26)) : odd_byte();
		check(p + at, len, any(end + 1), end);
		free(p);
	}
}

/* --- names of header fields ------------------------------------------------ */

static const struct {
	u8 hid;
	const char *name;
} names[] = {
	{ SIPFP_HID_VIA, "Via" },
	{ SIPFP_HID_FROM, "From" },
	{ SIPFP_HID_TO, "To" },
	{ SIPFP_HID_CALL_ID, "Call-ID" },
	{ SIPFP_HID_CSEQ, "CSeq" },
	{ SIPFP_HID_MAX_FORWARDS, "Max-Forwards" },
	{ SIPFP_HID_ROUTE, "Route" },
	{ SIPFP_HID_RECORD_ROUTE, "Record-Route" },
	{ SIPFP_HID_CONTACT, "Contact" },
	{ SIPFP_HID_CONTENT_LENGTH, "Content-Length" },
	{ SIPFP_HID_PROXY_REQUIRE, "Proxy-Require" },
	{ SIPFP_HID_REQUIRE, "Require" },
	{ SIPFP_HID_TIMESTAMP, "Timestamp" },
	{ SIPFP_HID_VIA, "v" },
	{ SIPFP_HID_FROM, "f" },
	{ SIPFP_HID_TO, "t" },
	{ SIPFP_HID_CALL_ID, "i" },
	{ SIPFP_HID_CONTACT, "m" },
	{ SIPFP_HID_CONTENT_LENGTH, "l" },
	{ SIPFP_HID_OTHER, "Content-Type" },
	{ SIPFP_HID_OTHER, "User-Agent" },
	{ SIPFP_HID_OTHER, "s" },
};

static u8 name_by_bytes(const u8 *p, u32 n)
{
	u32 k;

	for (k = 0; k < ARRAY_SIZE(names); k++)
		if (strlen(names[k].name) == n &&
		    !strncasecmp(names[k].name, (const char *)p, n) &&
		    !memchr(p, 0, n))
			return names[k].hid;
	return SIPFP_HID_OTHER;
}

static void check_name(const u8 *p, u32 len)
{
	u32 n = find(p, 0, len, ':');
	struct sipfp_span s = { 0, (u16)n };
	u8 want = n < len ? name_by_bytes(p, n) : SIPFP_HID_OTHER;
	u8 hid = 0xff;
	u32 got = sipfp_hdr_known(p, len, 0, &hid);

	if (len < SIPFP_HDR_KNOWN)
		want = SIPFP_HID_OTHER;
	assert_int_equal(hid, want);
	assert_int_equal(got, want == SIPFP_HID_OTHER ? 0 : n);
	assert_int_equal(sipfp_hdr_lookup(p, len, s), name_by_bytes(p, n));
}

/* In either case, with a byte changed, added or missing, cut off anywhere */
static void test_names(void **state)
{
	u32 trial, k;

	(void)state;
	for (trial = 0; trial < 200000; trial++) {
		char text[40];
		u32 len;
		u8 *p;

		snprintf(text, sizeof(text), "%s: 0123456789abcdef",
			 names[any(ARRAY_SIZE(names))].name);
		for (k = 0; text[k] != ':'; k++)
			if (any(3) == 0)
				text[k] ^= text[k] >= 'A' ? 0x20 : 0;
		if (any(3) == 0)
			text[any(18)] = (char)odd_byte();
		if (any(8) == 0)
			text[any(18)] ^= 0x20;
		len = any(3) ? 20 : any(21);
		p = block(0, len);
		memcpy(p, text, len);
		check_name(p, len);
		free(p);
	}
}

/* --- numbers --------------------------------------------------------------- */

static void check_dec(u32 v)
{
	char want[16];
	u32 n = (u32)snprintf(want, sizeof(want), "%u", v);
	u32 cap;

	for (cap = 0; cap < 13; cap++) {
		u8 *p = block(0, cap);
		u32 ret = sipfp_put_dec(p, cap, 1, v);

		if (cap < n + 1) {
			assert_int_equal(ret, cap + 1);
		} else {
			assert_int_equal(ret, n + 1);
			assert_memory_equal(p + 1, want, n);
		}
		free(p);
	}
}

static void test_dec(void **state)
{
	u32 v;

	(void)state;
	for (v = 0; v < 12000; v++)
		check_dec(v);
	for (v = 12000; v < 120000; v += 7)
		check_dec(v);
	for (v = 1; v < 1000000000; v *= 10) {
		check_dec(v * 10 - 1);
		check_dec(v * 10);
	}
	check_dec(UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_dec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
