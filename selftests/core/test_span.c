// SPDX-License-Identifier: GPL-2.0-only
/* Spans and the scanning primitives */
#include "messages.h"
#include "core/scan.h"

static struct sipfp_span span(u16 beg, u16 end)
{
	struct sipfp_span s = { beg, end };

	return s;
}

static void test_ok(void **state)
{
	(void)state;
	assert_true(sipfp_span_ok(span(0, 0), 0));
	assert_true(sipfp_span_ok(span(2, 5), 5));
	assert_true(sipfp_span_ok(span(5, 5), 5));
	assert_false(sipfp_span_ok(span(2, 6), 5));
	assert_false(sipfp_span_ok(span(3, 2), 5));
	assert_int_equal(sipfp_span_len(span(2, 5)), 3);
	assert_int_equal(sipfp_span_len(span(5, 2)), 0);
	assert_true(sipfp_span_empty(span(5, 5)));
	assert_true(sipfp_span_empty(span(5, 2)));
	assert_false(sipfp_span_empty(span(4, 5)));
}

static void test_eq(void **state)
{
	struct text t = text_of("xAbC-zy");

	(void)state;
	assert_true(sipfp_span_eq(t.p, t.len, span(1, 4), "AbC", 3));
	assert_false(sipfp_span_eq(t.p, t.len, span(1, 4), "Abc", 3));
	assert_false(sipfp_span_eq(t.p, t.len, span(1, 4), "AbC-", 4));
	assert_false(sipfp_span_eq(t.p, t.len, span(1, 4), "Ab", 2));
	assert_true(sipfp_span_eq(t.p, t.len, span(4, 7), "-zy", 3));
	assert_true(sipfp_span_eq(t.p, t.len, span(7, 7), "", 0));
	assert_false(sipfp_span_eq(t.p, t.len, span(4, 8), "-zyx", 4));
	assert_false(sipfp_span_eq(t.p, t.len, span(4, 1), "", 0));
	assert_true(sipfp_span_eq_nocase(t.p, t.len, span(1, 5), "aBc-", 4));
	assert_true(sipfp_span_eq_nocase(t.p, t.len, span(1, 5), "ABC-", 4));
	/* '-' is not '\r' and '@' is not '`': only letters have a case */
	assert_false(sipfp_span_eq_nocase(t.p, t.len, span(1, 5), "abc\r", 4));
	assert_false(sipfp_span_eq_nocase(t.p, t.len, span(1, 5), "abc", 3));
	assert_false(sipfp_span_eq_nocase(t.p, t.len, span(4, 8), "-zyx", 4));
	free(t.p);
}

static void test_same(void **state)
{
	struct text a = text_of("..tag..");
	struct text b = text_of("tagTag");

	(void)state;
	assert_true(sipfp_span_same(a.p, a.len, span(2, 5), b.p, b.len,
				    span(0, 3)));
	assert_false(sipfp_span_same(a.p, a.len, span(2, 5), b.p, b.len,
				     span(3, 6)));
	assert_false(sipfp_span_same(a.p, a.len, span(2, 4), b.p, b.len,
				     span(0, 3)));
	assert_false(sipfp_span_same(a.p, a.len, span(6, 9), b.p, b.len,
				     span(4, 7)));
	assert_true(sipfp_span_same(a.p, a.len, span(1, 1), b.p, b.len,
				    span(6, 6)));
	free(a.p);
	free(b.p);
}

static bool u32_of(const char *s, u32 max, u32 *v)
{
	struct text t = text_of(s);
	bool ok = sipfp_span_u32(t.p, t.len, text_span(t), max, v);

	free(t.p);
	return ok;
}

static void test_u32(void **state)
{
	static const char *const bad[] = { "",	  " 1", "1 ", "+1", "-1",
					   "0x1", "1a", "/",  ":" };
	u32 v = 77;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(u32_of(bad[i], UINT32_MAX, &v));
	assert_false(u32_of("256", 255, &v));
	assert_false(u32_of("2550", 255, &v));
	assert_false(u32_of("4294967296", UINT32_MAX, &v));
	assert_false(u32_of("36893488147419103232", UINT32_MAX, &v));
	assert_false(u32_of("1", 0, &v));
	assert_int_equal(v, 77);
	assert_true(u32_of("255", 255, &v));
	assert_int_equal(v, 255);
	assert_true(u32_of("0", 0, &v));
	assert_int_equal(v, 0);
	assert_true(u32_of("000000000000000000068", 255, &v));
	assert_int_equal(v, 68);
	assert_true(u32_of("4294967295", UINT32_MAX, &v));
	assert_true(v == UINT32_MAX);
	assert_false(sipfp_span_u32((const u8 *)"12", 2, span(1, 3), 99, &v));
	assert_false(sipfp_span_u32((const u8 *)"12", 2, span(2, 1), 99, &v));
}

#define ALNUM	   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define UNRESERVED ALNUM "-_.!~*'()"

#define PVAL ALNUM "-.!%*_+`'~[]:/?@&=+$"

/* The table against RFC 3261 section 25.1, spelled as there */
static void test_class(void **state)
{
	static const struct {
		u8 class;
		const char *chars;
	} rule[] = {
		{ SIPFP_CC_TOKEN, ALNUM "-.!%*_+`'~" },
		{ SIPFP_CC_LWS, " \t\r\n" },
		{ SIPFP_CC_USER, UNRESERVED "&=+$,;?/" },
		{ SIPFP_CC_PARAM, UNRESERVED "[]/:&+$" },
		{ SIPFP_CC_HEX, "0123456789abcdefABCDEF" },
		{ SIPFP_CC_HOST, ALNUM "-._" },
	};
	u32 c, i;

	(void)state;
	for (c = 0; c < 256; c++) {
		bool graph = c > 0x20 && c < 0x7f;

		for (i = 0; i < ARRAY_SIZE(rule); i++)
			assert_int_equal(sipfp_scan_is((u8)c, rule[i].class),
					 c && strchr(rule[i].chars, (int)c));
		assert_int_equal(sipfp_scan_is((u8)c, SIPFP_CC_URIC),
				 c >= 0x80 ||
					 (graph && !strchr("<>\"", (int)c)));
		assert_int_equal(sipfp_scan_is((u8)c, SIPFP_CC_PVAL),
				 c >= 0x80 || (graph && strchr(PVAL, (int)c)));
	}
}

/* The eight-at-a-time search against its specification, one byte at a time */
static u32 line_by_bytes(const u8 *buf, u32 i, u32 end)
{
	while (i < end && buf[i] && buf[i] != '\r' && buf[i] != '\n')
		i++;
	return i;
}

static void test_line(void **state)
{
	u8 buf[40];
	u32 c, at, i, end;

	(void)state;
	for (c = 0; c < 256; c++) {
		for (at = 0; at < 24; at++) {
			memset(buf, at % 2 ? 0xff : '\t', sizeof(buf));
			buf[at] = (u8)c;
			for (i = 0; i < 24; i++)
				assert_int_equal(sipfp_scan_line(buf, i, 24),
						 line_by_bytes(buf, i, 24));
		}
	}
	/* never beyond the end, whatever stands there */
	memset(buf, '\n', sizeof(buf));
	for (end = 0; end < 24; end++) {
		memset(buf, 'x', end);
		for (i = 0; i <= end; i++)
			assert_int_equal(sipfp_scan_line(buf, i, end), end);
	}
}

static u32 quoted(const char *s)
{
	struct text t = text_of(s);
	u32 end = sipfp_scan_quoted(t.p, 0, t.len);

	free(t.p);
	return end;
}

static void test_quoted(void **state)
{
	(void)state;
	assert_int_equal(quoted("\"\""), 2);
	assert_int_equal(quoted("\"abc\"d"), 5);
	assert_int_equal(quoted("\"a\\\"b\"c"), 6);
	assert_int_equal(quoted("\"a\\\\\"c"), 5);
	assert_int_equal(quoted("\""), 2);
	assert_int_equal(quoted("\"abc"), 5);
	assert_int_equal(quoted("\"abc\\\""), 7);
	assert_int_equal(quoted("\"abc\\"), 6);
}

static u32 escaped(const char *s)
{
	struct text t = text_of(s);
	u32 end = sipfp_scan_escaped(t.p, 0, t.len, SIPFP_CC_USER);

	free(t.p);
	return end;
}

static void test_escaped(void **state)
{
	(void)state;
	assert_int_equal(escaped(""), 0);
	assert_int_equal(escaped("a%40b@"), 5);
	assert_int_equal(escaped("%aF"), 3);
	assert_int_equal(escaped("a%4"), 1);
	assert_int_equal(escaped("a%"), 1);
	assert_int_equal(escaped("a%4g"), 1);
	assert_int_equal(escaped("a%g4"), 1);
}

static void test_trim(void **state)
{
	struct text t = text_of(" \t\r\n a b\r\n\t ");
	struct sipfp_span s = sipfp_scan_trim(t.p, 0, t.len);

	(void)state;
	assert_span(t.p, s, "a b");
	assert_true(sipfp_span_empty(sipfp_scan_trim(t.p, 0, 5)));
	assert_true(sipfp_span_empty(sipfp_scan_trim(t.p, 3, 3)));
	free(t.p);
}

/* Takes one parameter; checks what is taken and where the cursor stops. */
static int param(const char *s, const char *name, const char *value,
		 const char *rest)
{
	struct text t = text_of(s);
	struct sipfp_param p;
	struct sipfp_span left;
	u32 i = 0;
	int ret = sipfp_scan_param(t.p, &i, t.len, &p);

	assert_true(i <= t.len);
	left.beg = (u16)i;
	left.end = (u16)t.len;
	assert_span(t.p, p.name, name);
	assert_span(t.p, p.value, value);
	if (ret >= 0)
		assert_span(t.p, left, rest);
	free(t.p);
	return ret;
}

static void test_param(void **state)
{
	(void)state;
	assert_int_equal(param(";a=b", "a", "b", ""), 1);
	assert_int_equal(param(";a", "a", "", ""), 2);
	assert_int_equal(param(";a ;b", "a", "", " ;b"), 2);
	assert_int_equal(param(" ; a = b ;c", "a", "b", " ;c"), 1);
	assert_int_equal(param("\n ;\n\ta\r\n =\n b\r\n", "a", "b", "\r\n"), 1);
	assert_int_equal(param(";a=\"x;,=\\\"\",n", "a", "\"x;,=\\\"\"", ",n"),
			 1);
	assert_int_equal(param(";a=[::1]:5060;b", "a", "[::1]:5060", ";b"), 1);
	assert_int_equal(param("", "", "", ""), 0);
	assert_int_equal(param(" \r\n ", "", "", ""), 0);
	assert_int_equal(param(" ,b", "", "", ",b"), 0);
	assert_int_equal(param("a=b", "", "", ""), -1);
	assert_int_equal(param(";", "", "", ""), -1);
	assert_int_equal(param(";;a", "", "", ""), -1);
	assert_int_equal(param("; =a", "", "", ""), -1);
	assert_int_equal(param(";a=", "a", "", ""), -1);
	assert_int_equal(param(";a= ;b", "a", "", ""), -1);
	assert_int_equal(param(";a=\"b", "a", "", ""), -1);
	assert_int_equal(param(";a=(b)", "a", "", ""), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ok),     cmocka_unit_test(test_eq),
		cmocka_unit_test(test_same),   cmocka_unit_test(test_u32),
		cmocka_unit_test(test_class),  cmocka_unit_test(test_line),
		cmocka_unit_test(test_quoted), cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_trim),   cmocka_unit_test(test_param),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
