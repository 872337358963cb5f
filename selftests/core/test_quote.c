// SPDX-License-Identifier: GPL-2.0-only
/* What an ICMP error quotes of a request */
#include "core/quote.h"
#include "rig.h"

#define VIA   "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKsfpabc\r\n"
#define START "INVITE sip:bob@198.51.100.2 SIP/2.0\r\n"

static bool parse(const char *text, size_t len, u8 *method,
		  struct sipfp_via *via)
{
	/* of just its length, for ASan */
	u8 *buf = malloc(len ? len : 1);
	bool ok;

	assert_non_null(buf);
	memcpy(buf, text, len);
	ok = sipfp_quote_parse(buf, (u32)len, method, via);
	free(buf);
	return ok;
}

static void expect_branch(const char *text)
{
	struct sipfp_via via;
	u8 method;

	assert_true(parse(text, strlen(text), &method, &via));
	assert_int_equal(method, SIPFP_METHOD_INVITE);
	assert_int_equal(via.branch.end - via.branch.beg, 13);
	assert_memory_equal(text + via.branch.beg, "z9hG4bKsfpabc", 13);
}

static void refuse(const char *text)
{
	struct sipfp_via via;
	u8 method;

	assert_false(parse(text, strlen(text), &method, &via));
}

static void test_found(void **unused)
{
	expect_branch(START VIA);
	expect_branch(START VIA "Via: SIP/2.0/UDP 192.0.2.2;bra");
	expect_branch(START "Max-Forwards: 69\r\nX: a\r\n b\r\n" VIA "\r\n");
	expect_branch(START "Subject: Via: SIP/2.0/UDP x;branch=y\r\n" VIA);
	expect_branch(START "X: a\r\n Via: SIP/2.0/UDP x;branch=y\r\n" VIA);
}

static void test_not_found(void **unused)
{
	refuse("");
	refuse("INVITE");
	refuse(START);
	refuse(START "\r\n");
	refuse(START "\r\n" VIA);
	refuse(START "X: a\r\n\r\n" VIA);
	refuse(START "Via: \r\n");
	refuse(START "Via: SIP/2.0/UDP\r\n");
	refuse("SIP/2.0 200 OK\r\n" VIA);
	refuse("hello\r\n" VIA);
}

/* However short it is cut: found when the line is whole, and not before. */
static void test_cut(void **unused)
{
	static const char text[] = START "To: <sip:bob@example.com>\r\n" VIA
					 "From: <sip:alice@example.com>\r\n";
	const size_t whole = strlen(START "To: <sip:bob@example.com>\r\n" VIA);
	struct sipfp_via via;
	u8 method;
	size_t len;

	for (len = 0; len < sizeof(text); len++)
		assert_int_equal(parse(text, len, &method, &via),
				 len + 1 >= whole);
}

/* The work is bounded, whatever is quoted. */
static void test_bounded(void **unused)
{
	static char text[SIPFP_MSG_MAX];
	size_t len = strlen(START);
	struct sipfp_via via;
	u8 method;

	memcpy(text, START, len);
	while (len + 5 + strlen(VIA) < sizeof(text)) {
		memcpy(text + len, "a:b\r\n", 5);
		len += 5;
	}
	memcpy(text + len, VIA, strlen(VIA));
	len += strlen(VIA);
	assert_false(parse(text, len, &method, &via));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
