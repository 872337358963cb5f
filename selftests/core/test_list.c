// SPDX-License-Identifier: GPL-2.0-only
/* Lists of values: the Route headers and sipfp_msg_next_value() */
#include <stdio.h>
#include "messages.h"
#include "core/msg.h"

static struct text now; /* the message indexed last */
static struct sipfp_msg m;

#define START "OPTIONS sip:a SIP/2.0\r\nFrom: <sip:a>\r\nTo: <sip:b>\r\n"
#define REST  "CSeq: 1 OPTIONS\r\nVia: SIP/2.0/UDP a\r\nCall-ID: 1\r\n\r\n"

static int with(const char *lines)
{
	char text[512];

	snprintf(text, sizeof(text), START "%s" REST, lines);
	free(now.p);
	now = text_of(text);
	return sipfp_msg_index(now.p, now.len, &m);
}

static void test_route(void **state)
{
	(void)state;
	assert_int_equal(with("Route: <a;lr>\r\n"), 0);
	assert_span(now.p, m.route2[0], "<a;lr>");
	assert_true(sipfp_span_empty(m.route2[1]));
	assert_true(sipfp_span_empty(m.route2_line));
	assert_int_equal(with("Route: <a;lr>\r\nX: y\r\nRoute:<b>,<c>\r\n"
			      "Route:<d>\r\n"),
			 0);
	assert_span(now.p, m.route2[0], "<a;lr>");
	assert_span(now.p, m.route2[1], "<b>");
	assert_span(now.p, m.route2_line, "Route:<b>,<c>\r\n");
	assert_span(now.p, m.hdr[SIPFP_HID_ROUTE].line, "Route: <a;lr>\r\n");
	assert_int_equal(m.count[SIPFP_HID_ROUTE], 3);
	assert_int_equal(with("Route: <a,b>\r\n ,\r\n \"x,\" <c>\r\n"), 0);
	assert_span(now.p, m.route2[0], "<a,b>");
	assert_span(now.p, m.route2[1], "\"x,\" <c>");
	assert_int_equal(with("Route: <a>,\r\n"), 0);
	assert_true(sipfp_span_empty(m.route2[1]));
	assert_int_equal(with("Route: \r\n"), SIPFP_REASON_BAD_ADDRESS);
	assert_int_equal(with("Route: ,<a>\r\n"), SIPFP_REASON_BAD_ADDRESS);
	assert_int_equal(with("Route: <a>,,<b>\r\n"), SIPFP_REASON_BAD_ADDRESS);
	assert_int_equal(with("Route: <a>\r\nRoute:\r\n"),
			 SIPFP_REASON_BAD_ADDRESS);
	assert_int_equal(with("Route: <a\r\n"), SIPFP_REASON_BAD_ADDRESS);
	assert_int_equal(with("Route: <a>, \"b\r\n"), SIPFP_REASON_BAD_ADDRESS);
}

/* All values of a list, with bars between them; '!' when one is left open */
static void list(const char *s, const char *want)
{
	struct text t = text_of(s);
	struct sipfp_span rest = text_span(t);
	struct sipfp_span v;
	char out[128] = "";
	bool more = true;
	u32 o = 0;

	while (!sipfp_span_empty(rest) && more) {
		more = sipfp_msg_next_value(t.p, t.len, &rest, &v);
		assert_true(sipfp_span_ok(rest, t.len));
		assert_true(sipfp_span_ok(v, t.len));
		if (more)
			o += (u32)snprintf(out + o, sizeof(out) - o, "%.*s|",
					   (int)sipfp_span_len(v),
					   (const char *)t.p + v.beg);
	}
	assert_string_equal(out, want);
	assert_true(sipfp_span_empty(rest));
	assert_false(sipfp_msg_next_value(t.p, t.len, &rest, &v));
	free(t.p);
}

static void test_next_value(void **state)
{
	struct sipfp_span rest = { 0, 4 };
	struct sipfp_span v;

	(void)state;
	list("a", "a|");
	list(" a , b\r\n ,\r\n\tc ", "a|b|c|");
	list("\"a,b\" <c,d>;e=\"f,\\\",\",g", "\"a,b\" <c,d>;e=\"f,\\\",\"|g|");
	list("", "");
	list("  ", "");
	list(", ,a", "||a|");
	list("a,", "a|");
	list("a,\"b", "a|");
	list("a,<b", "a|");
	list("\"a\\", "");
	list("<\">,b", "<\">|b|");
	list("a>,b", "a>|b|");
	assert_false(sipfp_msg_next_value((const u8 *)"abc", 3, &rest, &v));
}

static int done(void **state)
{
	(void)state;
	free(now.p);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_route),
		cmocka_unit_test(test_next_value),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
