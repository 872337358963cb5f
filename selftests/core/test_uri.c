// SPDX-License-Identifier: GPL-2.0-only
/* SIP URIs, name-addr and address of record */
#include "messages.h"
#include "core/uri.h"

static struct text now; /* the URI parsed last */
static struct sipfp_uri u;

static bool parse(const char *s)
{
	bool ok;

	free(now.p);
	now = text_of(s);
	memset(&u, 0xee, sizeof(u));
	ok = sipfp_uri_parse(now.p, now.len, text_span(now), &u);
	/* initialised whatever comes out, and within the text */
	assert_true(u.scheme <= SIPFP_URI_SIPS);
	assert_true(u.host_kind <= SIPFP_HOST_V6);
	assert_true(sipfp_span_ok(u.all, now.len));
	assert_true(sipfp_span_ok(u.scheme_tok, now.len));
	assert_true(sipfp_span_ok(u.user, now.len));
	assert_true(sipfp_span_ok(u.host, now.len));
	assert_true(sipfp_span_ok(u.params, now.len));
	assert_true(sipfp_span_ok(u.sfp, now.len));
	return ok;
}

static void test_parts(void **state)
{
	(void)state;
	assert_true(parse("sip:alice:pass@192.0.2.4:5070;lr;sfp=abc?a=b&c=d"));
	assert_int_equal(u.scheme, SIPFP_URI_SIP);
	assert_span(now.p, u.all,
		    "sip:alice:pass@192.0.2.4:5070;lr;sfp=abc?a=b&c=d");
	assert_span(now.p, u.scheme_tok, "sip");
	assert_span(now.p, u.user, "alice");
	assert_span(now.p, u.host, "192.0.2.4");
	assert_span(now.p, u.params, ";lr;sfp=abc");
	assert_span(now.p, u.sfp, "abc");
	assert_int_equal(u.flags, SIPFP_URI_LR | SIPFP_URI_HEADERS);
	assert_int_equal(u.port, 5070);
	assert_int_equal(u.host_kind, SIPFP_HOST_V4);
	assert_int_equal(u.addr.family, 4);
	assert_int_equal(u.addr.port, 5070);
	assert_int_equal(u.addr.ip[3], 4);

	assert_true(parse("SIPS:[2001:db8::1]"));
	assert_int_equal(u.scheme, SIPFP_URI_SIPS);
	assert_span(now.p, u.user, "");
	assert_span(now.p, u.host, "[2001:db8::1]");
	assert_int_equal(u.host_kind, SIPFP_HOST_V6);
	assert_int_equal(u.port, 0);
	assert_int_equal(u.addr.family, 6);
	assert_int_equal(u.addr.port, 5060);

	assert_true(parse("sip:bob@Example.com:5060"));
	assert_int_equal(u.host_kind, SIPFP_HOST_NAME);
	assert_int_equal(u.addr.family, 0);
	assert_int_equal(u.port, 5060);
	assert_span(now.p, u.params, "");
}

static void test_params(void **state)
{
	(void)state;
	assert_true(parse("sip:a;transport=udp"));
	assert_int_equal(u.flags, SIPFP_URI_UDP);
	assert_true(parse("sip:a;Transport=UDP"));
	assert_int_equal(u.flags, SIPFP_URI_UDP);
	assert_true(parse("sip:a;transport=tcp;LR"));
	assert_int_equal(u.flags, SIPFP_URI_TRANSPORT | SIPFP_URI_LR);
	assert_true(parse("sip:a;transport=udpx"));
	assert_int_equal(u.flags, SIPFP_URI_TRANSPORT);
	assert_true(parse("sip:a;maddr=192.0.2.1;lr=on"));
	assert_int_equal(u.flags, SIPFP_URI_MADDR | SIPFP_URI_LR);
	/* an escape is the character (19.1.4): none may hide a parameter */
	assert_true(parse("sip:a;%6daddr=192.0.2.1;%4cR"));
	assert_int_equal(u.flags, SIPFP_URI_MADDR | SIPFP_URI_LR);
	assert_true(parse("sip:a;lrx;xlr;transportx=tcp;l%72%00"));
	assert_int_equal(u.flags, 0);
	assert_true(parse("sip:a;x=[::1]:/$&+;y=%20;lr"));
	assert_int_equal(u.flags, SIPFP_URI_LR);
	assert_true(parse("sip:a;sfp"));
	assert_true(sipfp_span_empty(u.sfp));

	assert_false(parse("sip:a;"));
	assert_false(parse("sip:a;;lr"));
	assert_false(parse("sip:a;=b"));
	assert_false(parse("sip:a;b="));
	assert_false(parse("sip:a;b=c=d"));
	assert_false(parse("sip:a;b=%4"));
	assert_false(parse("sip:a;b=\"c\""));
	assert_false(parse("sip:a; lr"));
	assert_false(parse("sip:a;lr "));
	assert_false(parse("sip:a;b,c"));
	assert_false(parse("sip:a;lr;lr"));
	assert_false(parse("sip:a;lr;%6cr"));
	assert_false(parse("sip:a;transport=udp;transport=tcp"));
	assert_false(parse("sip:a;transport"));
	assert_false(parse("sip:a;maddr"));
	assert_false(parse("sip:a;maddr=b;maddr=c"));
	assert_false(parse("sip:a;sfp=b;sfp=c"));
	assert_false(parse("sip:a;sfp;sfp=c"));
}

/* RFC 4475 section 3.1.1.2 */
#define USER	 "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"
#define PASSWORD "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"

static void test_user(void **state)
{
	(void)state;
	assert_true(parse("sip:user;par=u%40example.net@example.com"));
	assert_span(now.p, u.user, "user;par=u%40example.net");
	assert_span(now.p, u.params, "");
	assert_true(parse("sip:" USER ":" PASSWORD "@example.com"));
	assert_span(now.p, u.user, USER);
	assert_true(parse("sip:sips%3Auser%40example.com@example.net"));
	assert_span(now.p, u.user, "sips%3Auser%40example.com");
	assert_true(parse("sip:null-%00-null@a"));
	assert_true(parse("sip:a:@b"));
	assert_span(now.p, u.user, "a");

	assert_false(parse("sip:@b"));
	assert_false(parse("sip::pass@b"));
	assert_false(parse("sip:a@b@c"));
	assert_false(parse("sip:a b@c"));
	assert_false(parse("sip:a%4@c"));
	assert_false(parse("sip:a%zz@c"));
	assert_false(parse("sip:a:b:c@d"));
	assert_false(parse("sip:a\"@c"));
	assert_false(parse("sip:a[b]@c"));
	assert_false(parse("sip:\xc3\xa4@c"));
}

static void test_host(void **state)
{
	(void)state;
	assert_true(parse("sip:a@b:65535"));
	assert_int_equal(u.port, 65535);
	assert_true(parse("sip:a@b:05060"));
	assert_int_equal(u.port, 5060);
	assert_false(parse("sip:a@b:65536"));
	assert_false(parse("sip:a@b:0"));
	assert_false(parse("sip:a@b:"));
	assert_false(parse("sip:a@b:x"));
	assert_false(parse("sip:a@b:5060x"));
	assert_false(parse("sip:a@b :5060"));
	assert_false(parse("sip:a@"));
	assert_false(parse("sip:a@:5060"));
	assert_false(parse("sip:2001:db8::10"));
	assert_false(parse("sip:user@[2001:db8:::192.0.2.1]"));
	assert_true(parse("sip:user@[2001:db8::192.0.2.1]"));
	assert_true(parse("sip:[2001:db8::10:5070]"));
	assert_int_equal(u.port, 0);
	assert_true(parse("sip:[2001:db8::10]:5070"));
	assert_int_equal(u.port, 5070);
	assert_false(parse("sip:192.0.2.256"));
	assert_false(parse("sip:[::1]x"));
}

static void test_rest(void **state)
{
	(void)state;
	assert_true(parse("sip:a?Route=%3Csip:example.com%3E"));
	assert_int_equal(u.flags, SIPFP_URI_HEADERS);
	assert_false(parse("sip:a?"));
	assert_false(parse("sip:a?b=c d"));
	assert_false(parse("sip:a?b=<c>"));
	assert_false(parse("sip:a?b=c;d"));

	assert_true(parse("tel:+1-201-555-0123"));
	assert_int_equal(u.scheme, SIPFP_URI_OTHER);
	assert_span(now.p, u.scheme_tok, "tel");
	assert_span(now.p, u.host, "");
	assert_true(parse("soap.beep://192.0.2.103:3002"));
	assert_span(now.p, u.scheme_tok, "soap.beep");
	assert_true(parse("a+1-.:b"));
	assert_true(parse("sipx:a"));
	assert_int_equal(u.scheme, SIPFP_URI_OTHER);

	assert_false(parse(""));
	assert_false(parse("sip"));
	assert_false(parse("sip:"));
	assert_false(parse("tel:"));
	assert_false(parse(":a"));
	assert_false(parse("1a:b"));
	assert_false(parse("<sip:a>"));
	assert_false(parse("tel:a b"));
	assert_false(parse("tel:<b>"));
	assert_false(parse(" sip:a"));
	assert_false(parse("*"));
}

static void test_span(void **state)
{
	struct sipfp_span beyond = { 0, 6 };
	struct sipfp_span turned = { 5, 0 };
	struct sipfp_nameaddr na;
	struct text t = text_of("sip:a");

	(void)state;
	assert_false(sipfp_uri_parse(t.p, t.len, beyond, &u));
	assert_false(sipfp_uri_parse(t.p, t.len, turned, &u));
	assert_false(sipfp_nameaddr_parse(t.p, t.len, beyond, &na));
	assert_false(sipfp_nameaddr_parse(t.p, t.len, turned, &na));
	free(t.p);
}

static bool nameaddr(const char *s, const char *uri, const char *params)
{
	struct text t = text_of(s);
	struct sipfp_nameaddr na;
	bool ok;

	memset(&na, 0xee, sizeof(na));
	ok = sipfp_nameaddr_parse(t.p, t.len, text_span(t), &na);
	assert_true(sipfp_span_ok(na.uri, t.len));
	assert_true(sipfp_span_ok(na.params, t.len));
	if (ok) {
		assert_span(t.p, na.uri, uri);
		assert_span(t.p, na.params, params);
	}
	free(t.p);
	return ok;
}

static void test_nameaddr(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"<>",
		"<sip:a",
		"sip:a>",
		"\"A <sip:a>",
		"\"A\"",
		"\"A\" sip:a",
		"< sip:a>",
		"<sip:a >",
		"<sip:a b>",
		"A, B <b>",
		"<sip:a> x",
		"<sip:a>, <sip:b>",
		"<sip:a><sip:b>",
		"A:B <b>",
		"A \"B\" <b>",
		"\"A\" B <b>",
		"<<sip:a>>",
		"<sip:\"a>",
		"sip:a <sip:b>",
		"sip:a,b",
		"sip:a?b=c",
		"sip:a b",
		";tag=x",
		"\"",
		"\"\\\"",
		"<",
	};
	u32 i;

	(void)state;
	assert_true(nameaddr("<sip:a>", "sip:a", ""));
	assert_true(nameaddr("<sip:a;lr>;tag=x", "sip:a;lr", ";tag=x"));
	assert_true(nameaddr("sip:a;tag=x", "sip:a", ";tag=x"));
	assert_true(nameaddr(" sip:a \r\n ;\r\n q=x ", "sip:a", ";\r\n q=x"));
	assert_true(nameaddr("\"A, B; <c>\" <sip:a>;q", "sip:a", ";q"));
	assert_true(nameaddr("\"\\\"<\\\\\"<sip:a,b;c?d>", "sip:a,b;c?d", ""));
	assert_true(nameaddr("A. B. <sip:a>\t;x", "sip:a", ";x"));
	assert_true(nameaddr("caller<sip:a>", "sip:a", ""));
	assert_true(nameaddr("J\xc3\xb6rg <sip:a>", "sip:a", ""));
	assert_true(nameaddr("A\r\n B\r\n <sip:a>", "sip:a", ""));
	assert_true(nameaddr("<sip:a>\r\n ", "sip:a", ""));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(nameaddr(bad[i], "", ""));
}

/* The result, or "no" when there is none, in every capacity */
static void aor(const char *s, const char *want)
{
	u32 n = (u32)strlen(want);
	u8 out[64];
	u32 cap;

	assert_true(parse(s));
	for (cap = 0; cap < 60; cap++) {
		memset(out, 0x5a, sizeof(out));
		assert_int_equal(sipfp_uri_aor(now.p, now.len, &u, out, cap),
				 n && n <= cap ? n : cap + 1);
		assert_int_equal(out[cap], 0x5a);
		if (n <= cap)
			assert_memory_equal(out, want, n);
	}
}

static void test_aor(void **state)
{
	u8 out[64];

	(void)state;
	aor("sip:Alice@EXAMPLE.com", "Alice@example.com");
	aor("sips:Alice:secret@Example.Com:5061;lr?x=y", "Alice@example.com");
	aor("sip:%61lice@example.com", "alice@example.com");
	aor("sip:a%3bb%2C@c", "a;b,@c");
	aor("sip:a%40b%3a%e4%00@c", "a%40b%3A%E4%00@c");
	aor("sip:EXAMPLE.com;transport=udp", "example.com");
	aor("sip:bob@192.0.2.1:5060", "bob@192.0.2.1");
	aor("sip:bob@[2001:DB8:0:0:0:0:0:1]", "bob@[2001:db8::1]");
	aor("tel:+441632960000", "");
	/* a structure that does not belong to the text */
	assert_true(parse("sip:alice@example.com"));
	assert_int_equal(sipfp_uri_aor(now.p, 5, &u, out, 64), 65);
	u.user.end = u.user.beg;
	u.host.end = u.host.beg;
	assert_int_equal(sipfp_uri_aor(now.p, now.len, &u, out, 64), 65);
	assert_true(parse("sip:a%41@b"));
	u.user.end -= 2; /* cuts the escape */
	assert_int_equal(sipfp_uri_aor(now.p, now.len, &u, out, 64), 65);
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
		cmocka_unit_test(test_parts),	 cmocka_unit_test(test_params),
		cmocka_unit_test(test_user),	 cmocka_unit_test(test_host),
		cmocka_unit_test(test_rest),	 cmocka_unit_test(test_span),
		cmocka_unit_test(test_nameaddr), cmocka_unit_test(test_aor),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
