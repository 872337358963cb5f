// SPDX-License-Identifier: GPL-2.0-only
/* Via values: their parts, and what to delete to remove the first one */
#include <stdio.h>
#include "messages.h"
#include "core/msg.h"
#include "core/via.h"

static struct text now; /* the value parsed last */
static struct sipfp_via v;

static void check_spans(u32 len)
{
	assert_true(sipfp_span_ok(v.value, len));
	assert_true(sipfp_span_ok(v.cut, len));
	assert_true(sipfp_span_ok(v.sent_by, len));
	assert_true(sipfp_span_ok(v.host, len));
	assert_true(sipfp_span_ok(v.params, len));
	assert_true(sipfp_span_ok(v.branch, len));
	assert_true(sipfp_span_ok(v.received, len));
	assert_true(sipfp_span_ok(v.rport, len));
	assert_true(v.rport_at <= len);
}

static bool parse(const char *s)
{
	bool ok;

	free(now.p);
	now = text_of(s);
	memset(&v, 0xee, sizeof(v));
	ok = sipfp_via_parse(now.p, now.len, text_span(now), &v);
	check_spans(now.len);
	assert_true(sipfp_span_empty(v.cut));
	return ok;
}

#define FULL	  "SIP/2.0/UDP 192.0.2.1:5061;rport=15" FULL_REST
#define FULL_REST ";received=1.2.3.4;branch=z9hG4bKabc;x=\"y\""

static void test_parts(void **state)
{
	(void)state;
	assert_true(parse(FULL));
	assert_int_equal(v.flags,
			 SIPFP_VIA_UDP | SIPFP_VIA_COOKIED | SIPFP_VIA_RPORT |
				 SIPFP_VIA_RPORT_VALUE | SIPFP_VIA_RECEIVED);
	assert_int_equal(v.value.beg, 0);
	assert_int_equal(v.value.end, now.len);
	assert_span(now.p, v.sent_by, "192.0.2.1:5061");
	assert_span(now.p, v.host, "192.0.2.1");
	assert_int_equal(v.port, 5061);
	assert_span(now.p, v.branch, "z9hG4bKabc");
	assert_span(now.p, v.received, "1.2.3.4");
	assert_span(now.p, v.rport, "15");
	assert_int_equal(v.rport_at, v.rport.end);
	assert_int_equal(v.params.beg, v.sent_by.end);
	assert_int_equal(v.params.end, now.len);
	assert_int_equal(v.addr.family, 4);
	assert_int_equal(v.addr.port, 5061);

	assert_true(parse("SIP/2.0/TCP example.com"));
	assert_int_equal(v.flags, 0);
	assert_int_equal(v.port, 0);
	assert_int_equal(v.addr.family, 0);
	assert_span(now.p, v.sent_by, "example.com");
	assert_true(sipfp_span_empty(v.params));
	assert_true(sipfp_span_empty(v.branch));

	assert_true(parse("SIP/2.0/udp [2001:db8::1];maddr=[::1];rport"));
	assert_int_equal(v.flags,
			 SIPFP_VIA_UDP | SIPFP_VIA_MADDR | SIPFP_VIA_RPORT);
	assert_span(now.p, v.host, "[2001:db8::1]");
	assert_int_equal(v.addr.family, 6);
	assert_int_equal(v.addr.port, 5060);
	assert_int_equal(v.rport_at, now.len);
	assert_true(sipfp_span_empty(v.rport));
}

#define SPACED	    "\r\n SIP  / 2.0\r\n /\tUDP \r\n\t host : 5 \r\n ; rport ; "
#define SPACED_REST "branch\r\n = z9hG4bKx ;ttl=1\r\n "

static void test_space(void **state)
{
	(void)state;
	assert_true(parse(SPACED SPACED_REST));
	assert_int_equal(v.flags,
			 SIPFP_VIA_UDP | SIPFP_VIA_COOKIED | SIPFP_VIA_RPORT);
	assert_span(now.p, v.sent_by, "host : 5");
	assert_span(now.p, v.host, "host");
	assert_int_equal(v.port, 5);
	assert_span(now.p, v.branch, "z9hG4bKx");
	assert_int_equal(now.p[v.rport_at - 1], 't');
	assert_int_equal(now.p[v.rport_at], ' ');
	assert_int_equal(v.value.beg, 3);
	assert_int_equal(now.p[v.value.end - 1], '1');
	assert_int_equal(v.params.end, v.value.end);
	assert_int_equal(now.p[v.params.beg], ';');
}

static void test_branch(void **state)
{
	(void)state;
	assert_true(parse("SIP/2.0/UDP a;branch=Z9HG4BKx"));
	assert_true(v.flags & SIPFP_VIA_COOKIED);
	/* the cookie alone identifies nothing, RFC 4475 section 3.2.1 */
	assert_true(parse("SIP/2.0/UDP a;branch=z9hG4bK"));
	assert_false(v.flags & SIPFP_VIA_COOKIED);
	assert_span(now.p, v.branch, "z9hG4bK");
	assert_true(parse("SIP/2.0/UDP a;branch=390skdjuw"));
	assert_false(v.flags & SIPFP_VIA_COOKIED);
	assert_true(parse("SIP/2.0/UDP a;branch=z9"));
	assert_true(parse("SIP/2.0/UDP a;xbranch=1;branchx=2"));
	assert_true(sipfp_span_empty(v.branch));
}

static void test_bad(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"SIP",
		"SIP/2.0",
		"SIP/2.0/UDP",
		"SIP/2.0/UDP ",
		"SIP/2.0/UDPhost",
		"SIP/2.0/UDP:host",
		"SIP/2.0 UDP host",
		"SIP/7.0/UDP a",
		"SIP/2.00/UDP a",
		"HTTP/2.0/UDP a",
		"/2.0/UDP a",
		"SIP//UDP a",
		"SIP/2.0/ a",
		"SIP/2.0/UDP 256.1.1.1",
		"SIP/2.0/UDP [::1",
		"SIP/2.0/UDP a:",
		"SIP/2.0/UDP a:0",
		"SIP/2.0/UDP a:65536",
		"SIP/2.0/UDP a:x",
		"SIP/2.0/UDP a b",
		"SIP/2.0/UDP a;",
		"SIP/2.0/UDP a;;b",
		"SIP/2.0/UDP 192.0.2.15;;,;,,",
		"SIP/2.0/UDP a,",
		"SIP/2.0/UDP a, SIP/2.0/UDP b",
		"SIP/2.0/UDP a;x=",
		"SIP/2.0/UDP a;x=\"",
		"SIP/2.0/UDP a (comment)",
		"SIP/2.0/UDP a;branch",
		"SIP/2.0/UDP a;branch=\"x\"",
		"SIP/2.0/UDP a;branch=x;branch=x",
		"SIP/2.0/UDP a;branch=x;BRANCH=y",
		"SIP/2.0/UDP a;rport;rport",
		"SIP/2.0/UDP a;rport=1;rport",
		"SIP/2.0/UDP a;rport=65536",
		"SIP/2.0/UDP a;rport=x",
		"SIP/2.0/UDP a;rport=\"1\"",
		"SIP/2.0/UDP a;maddr",
		"SIP/2.0/UDP a;maddr=b;maddr=c",
		"SIP/2.0/UDP a;received",
		"SIP/2.0/UDP a;received=b;received=b",
		"SIP/2.0/UDP a;x y",
		"SIP/2.0/UDP a;x=y z",
		"SIP/2.0/UDP <a>",
	};
	struct sipfp_span beyond = { 0, 15 };
	struct sipfp_span turned = { 14, 0 };
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(parse(bad[i]));
	assert_true(parse("SIP/2.0/UDP ab"));
	assert_false(sipfp_via_parse(now.p, now.len, beyond, &v));
	assert_false(sipfp_via_parse(now.p, now.len, turned, &v));
}

#define HEAD "OPTIONS sip:a SIP/2.0\r\nTo: <sip:a>\r\n"
#define TAIL "From: <sip:b>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n"
#define ONE  "SIP/2.0/UDP a;branch=z9hG4bK1"
#define TWO  "SIP/2.0/TCP b;branch=z9hG4bK2"

/*
 * Indexes a message with these Via lines and parses the top value. What is
 * left when v.cut is deleted has to be the same message with @left.
 */
static bool top(const char *lines, const char *left)
{
	struct sipfp_msg m;
	char text[512];
	char want[512];
	bool ok;

	snprintf(text, sizeof(text), HEAD "%s" TAIL, lines);
	snprintf(want, sizeof(want), HEAD "%s" TAIL, left);
	free(now.p);
	now = text_of(text);
	assert_int_equal(sipfp_msg_index(now.p, now.len, &m), 0);
	memset(&v, 0xee, sizeof(v));
	ok = sipfp_via_top(&m, &v);
	check_spans(m.len);
	if (ok) {
		memmove(text + v.cut.beg, text + v.cut.end,
			strlen(text + v.cut.end) + 1);
		assert_string_equal(text, want);
	}
	return ok;
}

static void test_cut(void **state)
{
	(void)state;
	assert_true(top("Via: " ONE "\r\n", ""));
	assert_span(now.p, v.value, ONE);
	assert_span(now.p, v.branch, "z9hG4bK1");
	assert_true(top("v:" ONE "\n", ""));
	assert_true(top("Via: " ONE "\r\nv: " TWO "\r\n", "v: " TWO "\r\n"));
	assert_true(top("Via: " ONE "\r\nX: y\r\nv: " TWO "\r\n",
			"X: y\r\nv: " TWO "\r\n"));
	assert_true(top("Via :\r\n " ONE " \r\n ;x\r\n \r\nVia: " TWO "\r\n",
			"Via: " TWO "\r\n"));
	assert_true(top("Via: " ONE ", " TWO "\r\n", "Via: " TWO "\r\n"));
	assert_span(now.p, v.value, ONE);
	assert_span(now.p, v.branch, "z9hG4bK1");
	assert_true(top("Via: " ONE "," TWO "," ONE "\r\nv: " TWO "\r\n",
			"Via: " TWO "," ONE "\r\nv: " TWO "\r\n"));
	assert_true(top("Via:\t" ONE ";x=\",\"\r\n ,\r\n\t" TWO "\r\n",
			"Via:\t" TWO "\r\n"));
	assert_span(now.p, v.value, ONE ";x=\",\"");
	/* a comma with nothing after it separates nothing */
	assert_true(top("Via: " ONE " , \r\n", ""));
	assert_true(top("Via: " ONE ",\r\nv: " TWO "\r\n", "v: " TWO "\r\n"));
}

static void test_top_bad(void **state)
{
	struct sipfp_msg m = { 0 };

	(void)state;
	assert_false(top("Via:\r\n", ""));
	assert_false(top("Via: ," ONE "\r\n", ""));
	assert_false(top("Via: " ONE ",," TWO "\r\n", ""));
	assert_false(top("Via: " ONE " " TWO "\r\n", ""));
	assert_false(top("Via: " ONE ";branch=z9hG4bK1\r\n", ""));
	/* not the top one's concern */
	assert_true(top("Via: " ONE ",x;;\r\n", "Via: x;;\r\n"));
	/* an index that does not belong to the text */
	m.buf = now.p;
	m.len = 8;
	m.hdr[SIPFP_HID_VIA].value.end = 9;
	assert_false(sipfp_via_top(&m, &v));
	check_spans(0);
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
		cmocka_unit_test(test_parts),  cmocka_unit_test(test_space),
		cmocka_unit_test(test_branch), cmocka_unit_test(test_bad),
		cmocka_unit_test(test_cut),    cmocka_unit_test(test_top_bad),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
