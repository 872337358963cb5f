// SPDX-License-Identifier: GPL-2.0-only
/* Literal addresses: what is one, how it is written, what is a host */
#include <arpa/inet.h>
#include <stdio.h>
#include "messages.h"
#include "core/addr.h"

static bool parse(const char *s, bool bare, struct sipfp_addr *a)
{
	struct text t = text_of(s);
	bool ok = sipfp_addr_parse(t.p, t.len, text_span(t), bare, a);

	free(t.p);
	return ok;
}

static void test_v4(void **state)
{
	static const char *const good[] = {
		"0.0.0.0", "255.255.255.255", "192.0.2.1",
		"1.2.3.4", "10.0.0.100",
	};
	static const char *const bad[] = {
		"",	     "1",	   "1.2.3",    "1.2.3.",
		"1.2.3.4.",  "1.2.3.4.5",  ".1.2.3",   "1..2.3",
		"256.1.1.1", "1.1.1.256",  "01.2.3.4", "1.2.3.00",
		"1.2.3.4 ",  " 1.2.3.4",   "1.2.3.4a", "1.2.3.-4",
		"0x1.2.3.4", "1.2.3.1000", "a.b.c.d",  "1,2,3,4",
	};
	struct sipfp_addr a;
	u8 want[16];
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		memset(&a, 0xee, sizeof(a));
		assert_true(parse(good[i], false, &a));
		assert_int_equal(a.family, 4);
		assert_int_equal(a.port, 0xeeee);
		memset(want, 0, sizeof(want));
		assert_int_equal(inet_pton(AF_INET, good[i], want), 1);
		assert_memory_equal(a.ip, want, 16);
	}
	memset(&a, 0xee, sizeof(a));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_false(parse(bad[i], false, &a));
		assert_false(parse(bad[i], true, &a));
	}
	assert_int_equal(a.family, 0xee);
}

static const char *const good_v6[] = {
	"::",
	"::1",
	"1::",
	"2001:db8::1",
	"2001:DB8::AbCd",
	"fe80::1:2",
	"1:2:3:4:5:6:7:8",
	"1:2:3:4:5:6:7::",
	"::2:3:4:5:6:7:8",
	"1::3:4:5:6:7:8",
	"::ffff:192.0.2.1",
	"::192.0.2.1",
	"1:2:3:4:5:6:192.0.2.1",
	"1:2:3:4:5::192.0.2.1",
	"2001:db8::192.0.2.1",
	"0001:0002::0008",
	"2001:db8::9:255",
	"2001:db8::10:5070",
	"::1.2.3.4",
	"64:ff9b::1.2.3.4",
	"0:0:1:0:0:0:1:0",
};

static const char *const bad_v6[] = {
	"",
	":",
	":::",
	"1",
	"1:2",
	"1:2:3:4:5:6:7",
	"1:2:3:4:5:6:7:8:9",
	"1:2:3:4:5:6:7:8:",
	":1:2:3:4:5:6:7:8",
	"1::2::3",
	"::1::",
	"12345::",
	"1:2:3:4:5:6:7:8::",
	"::1:2:3:4:5:6:7:8",
	"g::",
	"2001:db8:::192.0.2.1",
	"::192.0.2.1:1",
	"::192.0.2",
	"::192.0.2.01",
	"1:2:3:4:5:6:7:192.0.2.1",
	"::256.0.0.1",
	"fe80::1%eth0",
	"::1 ",
	" ::1",
	"1:",
	"1::2:",
	"::1/64",
	":1::",
	"192.0.2.1::",
	"::.1.2.3",
};

static void test_v6(void **state)
{
	struct sipfp_addr a, b;
	char text[64];
	u8 want[16];
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good_v6); i++) {
		snprintf(text, sizeof(text), "[%s]", good_v6[i]);
		memset(&a, 0xee, sizeof(a));
		memset(&b, 0xee, sizeof(b));
		assert_true(parse(text, false, &a));
		assert_true(parse(text, true, &b));
		assert_int_equal(inet_pton(AF_INET6, good_v6[i], want), 1);
		assert_int_equal(a.family, 6);
		assert_int_equal(a.port, 0xeeee);
		assert_memory_equal(a.ip, want, 16);
		assert_memory_equal(b.ip, want, 16);
		assert_true(parse(good_v6[i], true, &b));
		assert_memory_equal(b.ip, want, 16);
		assert_false(parse(good_v6[i], false, &b));
	}
	for (i = 0; i < ARRAY_SIZE(bad_v6); i++) {
		snprintf(text, sizeof(text), "[%s]", bad_v6[i]);
		assert_int_equal(inet_pton(AF_INET6, bad_v6[i], want), 0);
		assert_false(parse(text, false, &a));
		assert_false(parse(bad_v6[i], true, &a));
	}
	assert_false(parse("[", true, &a));
	assert_false(parse("[]", true, &a));
	assert_false(parse("[::1", true, &a));
	assert_false(parse("::1]", true, &a));
	assert_false(parse("[[::1]]", true, &a));
	assert_false(parse("[192.0.2.1]", true, &a));
}

static void test_span(void **state)
{
	struct sipfp_span beyond = { 0, 8 };
	struct sipfp_span turned = { 7, 0 };
	struct text t = text_of("1.2.3.4");
	struct sipfp_addr a;

	(void)state;
	assert_false(sipfp_addr_parse(t.p, t.len, beyond, true, &a));
	assert_false(sipfp_addr_parse(t.p, t.len, turned, true, &a));
	free(t.p);
}

/* Prints into every capacity: what fits is @want, what does not says so. */
static void prints(const struct sipfp_addr *a, bool port, bool brackets,
		   const char *want)
{
	u32 n = (u32)strlen(want);
	u8 out[SIPFP_ADDR_TEXT_MAX + 2];
	u32 cap;

	assert_true(n <= SIPFP_ADDR_TEXT_MAX);
	for (cap = 0; cap <= SIPFP_ADDR_TEXT_MAX; cap++) {
		memset(out, 0x5a, sizeof(out));
		assert_int_equal(sipfp_addr_print(a, port, brackets, out, cap),
				 n <= cap ? n : cap + 1);
		assert_int_equal(out[cap], 0x5a);
		if (n <= cap)
			assert_memory_equal(out, want, n);
	}
}

static void test_print(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} v6[] = {
		/* RFC 5952 sections 4 and 5 */
		{ "2001:0DB8::0001", "2001:db8::1" },
		{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "0:0:0:0:0:0:0:0", "::" },
		{ "0:0:0:0:0:0:0:1", "::1" },
		{ "1:0:0:0:0:0:0:0", "1::" },
		{ "0:0:1:1:1:1:0:0", "::1:1:1:1:0:0" },
		{ "0:1:1:1:1:0:0:0", "0:1:1:1:1::" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:0:1", "::ffff:0.0.0.1" },
		{ "a:b0:c00:d000:e:f:a10:10b", "a:b0:c00:d000:e:f:a10:10b" },
	};
	struct sipfp_addr a = { 4, 5060, { 192, 0, 2, 105 } };
	char text[64];
	u32 i;

	(void)state;
	prints(&a, false, true, "192.0.2.105");
	prints(&a, true, true, "192.0.2.105:5060");
	a.port = 65535;
	memset(a.ip, 255, 4);
	prints(&a, true, false, "255.255.255.255:65535");
	memset(a.ip, 0, 4);
	a.port = 0;
	prints(&a, true, false, "0.0.0.0:0");
	for (i = 0; i < ARRAY_SIZE(v6); i++) {
		assert_true(parse(v6[i].in, true, &a));
		prints(&a, false, false, v6[i].out);
		snprintf(text, sizeof(text), "[%s]", v6[i].out);
		prints(&a, false, true, text);
	}
	a.port = 65535;
	memset(a.ip, 0xff, 16);
	prints(&a, true, true,
	       "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
	a.family = 0;
	assert_int_equal(sipfp_addr_print(&a, true, true, (u8 *)text, 64), 65);
	a.family = 5;
	assert_int_equal(sipfp_addr_print(&a, true, true, (u8 *)text, 64), 65);
}

/* What is printed is read back as the same address. */
static void test_round(void **state)
{
	struct sipfp_addr a, b;
	char text[64];
	u32 i, n;

	(void)state;
	for (i = 0; i < 0x10000; i++) { /* every pattern of groups 0, 1 */
		u32 k;

		memset(&a, 0, sizeof(a));
		a.family = 6;
		for (k = 0; k < 16; k++)
			a.ip[k] = i >> k & 1;
		n = sipfp_addr_print(&a, false, false, (u8 *)text, 63);
		assert_true(n < 63);
		text[n] = 0;
		memset(&b, 0, sizeof(b));
		assert_true(parse(text, true, &b));
		assert_true(sipfp_addr_equal(&a, &b));
	}
}

static void test_equal(void **state)
{
	struct sipfp_addr a = { 4, 5060, { 192, 0, 2, 1 } };
	struct sipfp_addr b = a;

	(void)state;
	assert_true(sipfp_addr_equal(&a, &b));
	b.port = 5061;
	assert_false(sipfp_addr_equal(&a, &b));
	assert_true(sipfp_addr_ip_equal(&a, &b));
	b.ip[3] = 2;
	assert_false(sipfp_addr_ip_equal(&a, &b));
	b = a;
	b.family = 6;
	assert_false(sipfp_addr_ip_equal(&a, &b));
	a.family = 6;
	assert_true(sipfp_addr_equal(&a, &b));
	b.ip[15] = 1;
	assert_false(sipfp_addr_ip_equal(&a, &b));
	/* what is not set equals nothing */
	a.family = 0;
	b = a;
	assert_false(sipfp_addr_equal(&a, &b));
}

/* Takes a host off @s. */
static bool host(const char *s, const char *want, u8 family)
{
	struct text t = text_of(s);
	struct sipfp_addr a = { 9, 99, { 0 } };
	struct sipfp_span h;
	bool ok = sipfp_addr_host(t.p, t.len, text_span(t), &h, &a);

	if (ok) {
		assert_span(t.p, h, want);
		assert_int_equal(a.family, family);
		assert_int_equal(a.port, 99);
	}
	free(t.p);
	return ok;
}

static void test_host(void **state)
{
	static const char *const bad[] = {
		"",	     ":5060",	   ".",
		".a",	     "a..b",	   "-a",
		"1.2.3",     "1",	   "2001:db8",
		"256.1.1.1", "192.0.2.01", "a.1",
		"1.2.3.4.5", "192.0.2.1.", "[::1",
		"[]",	     "[1.2.3.4]",  "[2001:db8:::1]",
		"[::1%1]",   "@",	   "*"
	};
	u32 i;

	(void)state;
	assert_true(host("192.0.2.1:5060;a", "192.0.2.1", 4));
	assert_true(host("192.0.2.1", "192.0.2.1", 4));
	assert_true(host("[2001:db8::1]:5060", "[2001:db8::1]", 6));
	assert_true(host("[::ffff:192.0.2.1];x", "[::ffff:192.0.2.1]", 6));
	assert_true(host("example.com", "example.com", 0));
	assert_true(host("example.com.:1", "example.com.", 0));
	assert_true(host("pc_33-x ;a", "pc_33-x", 0));
	assert_true(host("8f3a2b1c", "8f3a2b1c", 0)); /* a container's name */
	assert_true(host("1.2.3.4a", "1.2.3.4a", 0));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(host(bad[i], "", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_v4),    cmocka_unit_test(test_v6),
		cmocka_unit_test(test_span),  cmocka_unit_test(test_print),
		cmocka_unit_test(test_round), cmocka_unit_test(test_equal),
		cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
