// SPDX-License-Identifier: GPL-2.0-only
/* Header field names, parameters, methods, reasons */
#include "messages.h"
#include "core/hdr.h"

static u8 lookup(const char *s)
{
	struct text t = text_of(s);
	u8 hid = sipfp_hdr_lookup(t.p, t.len, text_span(t));

	free(t.p);
	return hid;
}

static void test_lookup(void **state)
{
	static const struct {
		u8 hid;
		const char *full;
		char compact;
	} hdr[] = {
		{ SIPFP_HID_VIA, "Via", 'v' },
		{ SIPFP_HID_FROM, "From", 'f' },
		{ SIPFP_HID_TO, "To", 't' },
		{ SIPFP_HID_CALL_ID, "Call-ID", 'i' },
		{ SIPFP_HID_CSEQ, "CSeq", 0 },
		{ SIPFP_HID_MAX_FORWARDS, "Max-Forwards", 0 },
		{ SIPFP_HID_ROUTE, "Route", 0 },
		{ SIPFP_HID_RECORD_ROUTE, "Record-Route", 0 },
		{ SIPFP_HID_CONTACT, "Contact", 'm' },
		{ SIPFP_HID_CONTENT_LENGTH, "Content-Length", 'l' },
		{ SIPFP_HID_PROXY_REQUIRE, "Proxy-Require", 0 },
		{ SIPFP_HID_REQUIRE, "Require", 0 },
		{ SIPFP_HID_TIMESTAMP, "Timestamp", 0 },
	};
	char name[32];
	u32 compact = 0;
	u32 i, k;

	(void)state;
	/* all of the enum is in the table */
	assert_int_equal(ARRAY_SIZE(hdr), SIPFP_HID_MAX - 1);
	for (i = 0; i < SIPFP_HID_MAX - 1; i++) {
		u32 n = (u32)strlen(hdr[i].full);

		assert_in_range(n, 1, sizeof(name) - 2);
		assert_int_equal(lookup(hdr[i].full), hdr[i].hid);
		for (k = 0; k < n; k++) { /* each letter in the other case */
			memcpy(name, hdr[i].full, n + 1);
			if (name[k] != '-')
				name[k] ^= 0x20;
			assert_int_equal(lookup(name), hdr[i].hid);
			name[k] = '_'; /* and another one in its place */
			assert_int_equal(lookup(name), SIPFP_HID_OTHER);
		}
		memcpy(name, hdr[i].full, n);
		memcpy(name + n - 1, "", 1); /* one letter less */
		assert_int_equal(lookup(name),
				 n == 2 ? SIPFP_HID_TO : SIPFP_HID_OTHER);
		memcpy(name, hdr[i].full, n);
		memcpy(name + n, "x", 2);
		assert_int_equal(lookup(name), SIPFP_HID_OTHER);
	}
	for (k = 1; k < 256; k++) {
		u8 hid = SIPFP_HID_OTHER;

		for (i = 0; i < SIPFP_HID_MAX - 1; i++)
			if (hdr[i].compact && (k == (u8)hdr[i].compact ||
					       k == (u8)hdr[i].compact - 32u))
				hid = hdr[i].hid;
		name[0] = (char)k;
		name[1] = 0;
		assert_int_equal(lookup(name), hid);
		compact += hid != SIPFP_HID_OTHER;
	}
	assert_int_equal(compact, 12);
}

static void test_lookup_other(void **state)
{
	static const char *const other[] = {
		"",
		"Subject",
		"Expires",
		"User-Agent",
		"Allow",
		"Supported",
		"Content-Type",
		"Content-Encoding",
		"Contacts",
		"Call-IDs",
		"CSequence",
		"Via ",
		"k",
		"s",
		"c",
		"e",
		"o",
		"u",
		"r",
	};
	struct text t = text_of("Via");
	struct sipfp_span s = { 0, 4 };
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(other); i++)
		assert_int_equal(lookup(other[i]), SIPFP_HID_OTHER);
	assert_int_equal(sipfp_hdr_lookup(t.p, t.len, s), SIPFP_HID_OTHER);
	s.beg = 3;
	s.end = 0;
	assert_int_equal(sipfp_hdr_lookup(t.p, t.len, s), SIPFP_HID_OTHER);
	free(t.p);
}

static int param(const char *s, const char *name, const char *want)
{
	struct text t = text_of(s);
	struct sipfp_span value = { 1, 2 };
	int ret = sipfp_hdr_param(t.p, t.len, text_span(t), name,
				  (u32)strlen(name), &value);

	assert_true(sipfp_span_ok(value, t.len));
	assert_span(t.p, value, want);
	free(t.p);
	return ret;
}

static void test_param(void **state)
{
	(void)state;
	assert_int_equal(param(";a=1;tag=x;b=2", "tag", "x"), 1);
	assert_int_equal(param(";a=1;TAG=x;b=2", "tag", "x"), 1);
	assert_int_equal(param(";a=1;tag=x", "TaG", "x"), 1);
	assert_int_equal(param(";a=\";tag=y\" ; tag = x", "tag", "x"), 1);
	assert_int_equal(param(";a;\r\n tag\r\n =\r\n x\r\n ", "tag", "x"), 1);
	assert_int_equal(param(";tag=\"x\\\"y\"", "tag", "\"x\\\"y\""), 1);
	assert_int_equal(param(";rport;a", "rport", ""), 2);
	assert_int_equal(param(";a ; rport ", "rport", ""), 2);
	assert_int_equal(param(";a=tag;tagx=1;xtag=2", "tag", ""), 0);
	assert_int_equal(param("", "tag", ""), 0);
	assert_int_equal(param(" ", "tag", ""), 0);
	/* malformed anywhere is malformed, before it or after it */
	assert_int_equal(param(";tag=x;a=\"", "tag", ""), -1);
	assert_int_equal(param(";;tag=x", "tag", ""), -1);
	assert_int_equal(param(";tag=x;", "tag", ""), -1);
	assert_int_equal(param(";tag=x;=y", "tag", ""), -1);
	assert_int_equal(param("tag=x", "tag", ""), -1);
	assert_int_equal(param(";tag=x,;a", "tag", ""), -1);
	assert_int_equal(param(";tag=x y", "tag", ""), -1);
	assert_int_equal(param(";tag=", "tag", ""), -1);
}

static void test_param_span(void **state)
{
	struct text t = text_of(";tag=x");
	struct sipfp_span s = { 0, 7 };
	struct sipfp_span v;

	(void)state;
	assert_int_equal(sipfp_hdr_param(t.p, t.len, s, "tag", 3, &v), -1);
	s.beg = 6;
	s.end = 0;
	assert_int_equal(sipfp_hdr_param(t.p, t.len, s, "tag", 3, &v), -1);
	free(t.p);
}

static u8 method(const char *s)
{
	struct text t = text_of(s);
	u8 ret = sipfp_method_lookup(t.p, t.len, text_span(t));

	free(t.p);
	return ret;
}

static void test_method(void **state)
{
	u8 i;

	(void)state;
	for (i = SIPFP_METHOD_OTHER + 1; i < SIPFP_METHOD_MAX; i++)
		assert_int_equal(method(sipfp_method_name(i)), i);
	assert_string_equal(sipfp_method_name(SIPFP_METHOD_INVITE), "INVITE");
	assert_string_equal(sipfp_method_name(SIPFP_METHOD_UPDATE), "UPDATE");
	assert_string_equal(sipfp_method_name(SIPFP_METHOD_OTHER), "OTHER");
	assert_string_equal(sipfp_method_name(SIPFP_METHOD_MAX), "OTHER");
	assert_string_equal(sipfp_method_name(255), "OTHER");
	assert_int_equal(method(""), SIPFP_METHOD_OTHER);
	assert_int_equal(method("invite"), SIPFP_METHOD_OTHER);
	assert_int_equal(method("INVITEE"), SIPFP_METHOD_OTHER);
	assert_int_equal(method("INVIT"), SIPFP_METHOD_OTHER);
	assert_int_equal(method("OTHER"), SIPFP_METHOD_OTHER);
	assert_int_equal(method("ACK"), SIPFP_METHOD_ACK);
	assert_int_equal(method("BYE"), SIPFP_METHOD_BYE);
}

static void test_dialog(void **state)
{
	u8 i;

	(void)state;
	for (i = 0; i < SIPFP_METHOD_MAX; i++)
		assert_int_equal(sipfp_method_makes_dialog(i),
				 i == SIPFP_METHOD_INVITE ||
					 i == SIPFP_METHOD_SUBSCRIBE ||
					 i == SIPFP_METHOD_NOTIFY ||
					 i == SIPFP_METHOD_REFER);
}

static void test_reason(void **state)
{
	u32 i;

	(void)state;
	assert_string_equal(sipfp_reason_name(SIPFP_REASON_NONE), "none");
	assert_string_equal(sipfp_reason_name(SIPFP_REASON_HOPS),
			    "too-many-hops");
	assert_string_equal(sipfp_reason_text(SIPFP_REASON_HOPS),
			    "Max-Forwards is 0");
	for (i = 0; i < SIPFP_REASON_MAX; i++) {
		assert_true(strlen(sipfp_reason_name(i)) > 1);
		assert_true(strlen(sipfp_reason_text(i)) > 1);
	}
	assert_string_equal(sipfp_reason_name(SIPFP_REASON_MAX), "?");
	assert_string_equal(sipfp_reason_text(0xffffffff), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_lookup_other),
		cmocka_unit_test(test_param),
		cmocka_unit_test(test_param_span),
		cmocka_unit_test(test_method),
		cmocka_unit_test(test_dialog),
		cmocka_unit_test(test_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
