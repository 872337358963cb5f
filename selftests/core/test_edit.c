// SPDX-License-Identifier: GPL-2.0-only
/* Edit lists: what comes out, and every way not to fit */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "core/edit.h"

static const u8 text[] = "0123456789";
#define LEN 10u

static struct sipfp_span span(u16 beg, u16 end)
{
	struct sipfp_span s = { beg, end };

	return s;
}

/* Result is @want, in a buffer that is just large enough, and in no smaller. */
static void expect(const struct sipfp_edit *e, const char *want)
{
	u32 n = (u32)strlen(want);
	u8 *out = malloc(n + 1);
	u32 cap;

	assert_non_null(out);
	assert_int_equal(sipfp_edit_len(e, LEN), n);
	assert_int_equal(sipfp_edit_apply(e, text, LEN, out, n), n);
	assert_memory_equal(out, want, n);
	for (cap = 0; cap < n; cap++) {
		out[cap] = 0x5a;
		assert_int_equal(sipfp_edit_apply(e, text, LEN, out, cap),
				 cap + 1);
		assert_int_equal(out[cap], 0x5a);
	}
	free(out);
}

static void expect_failure(const struct sipfp_edit *e)
{
	u8 out[64];

	assert_int_equal(sipfp_edit_len(e, LEN), SIPFP_MSG_MAX + 1);
	assert_int_equal(sipfp_edit_apply(e, text, LEN, out, sizeof(out)),
			 sizeof(out) + 1);
}

static void test_empty(void **state)
{
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&e);
	expect(&e, "0123456789");
}

static void test_replace(void **state)
{
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&e);
	sipfp_edit_replace(&e, span(8, 10));
	sipfp_edit_text(&e, "end");
	sipfp_edit_replace(&e, span(0, 2));
	sipfp_edit_bytes(&e, text + 9, 1);
	sipfp_edit_replace(&e, span(4, 5));
	expect(&e, "923567end");
}

/* Order of addition at one offset; what replaces it comes after. */
static void test_insert_order(void **state)
{
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&e);
	sipfp_edit_replace(&e, span(3, 5));
	sipfp_edit_text(&e, "R");
	sipfp_edit_insert(&e, 3);
	sipfp_edit_text(&e, "a");
	sipfp_edit_insert(&e, 10);
	sipfp_edit_text(&e, "z");
	sipfp_edit_insert(&e, 3);
	sipfp_edit_text(&e, "b");
	sipfp_edit_text(&e, "c");
	sipfp_edit_insert(&e, 5);
	sipfp_edit_text(&e, "d");
	sipfp_edit_insert(&e, 0);
	sipfp_edit_text(&e, "s");
	expect(&e, "s012abcRd56789z");
}

static void test_numbers(void **state)
{
	static const u32 value[] = { 0, 9, 10, 69, 65535, 4294967295u };
	struct sipfp_edit e;
	u32 i;

	(void)state;
	sipfp_edit_init(&e);
	sipfp_edit_replace(&e, span(1, 9));
	for (i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
		sipfp_edit_dec(&e, value[i]);
		sipfp_edit_text(&e, " ");
	}
	expect(&e, "00 9 10 69 65535 4294967295 9");
}

static void test_addr(void **state)
{
	struct sipfp_addr v4 = { 4, 5060, { 192, 0, 2, 1 } };
	struct sipfp_addr v6 = { 6, 5062, { 0x20, 1, 0xd, 0xb8, [15] = 7 } };
	struct sipfp_addr none = { 0 };
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&e);
	sipfp_edit_replace(&e, span(0, 10));
	sipfp_edit_addr(&e, &v4, true, true);
	sipfp_edit_text(&e, " ");
	sipfp_edit_addr(&e, &v4, false, true);
	sipfp_edit_text(&e, " ");
	sipfp_edit_addr(&e, &v6, true, true);
	sipfp_edit_text(&e, " ");
	sipfp_edit_addr(&e, &v6, false, false);
	expect(&e, "192.0.2.1:5060 192.0.2.1 [2001:db8::7]:5062 2001:db8::7");
	sipfp_edit_addr(&e, &none, true, true);
	expect_failure(&e);
}

/* Each of these fails, and stays failed whatever is added later. */
static void test_overlap(void **state)
{
	static const u16 bad[][4] = {
		{ 2, 6, 4, 8 }, { 4, 8, 2, 6 }, { 2, 6, 2, 6 },
		{ 2, 6, 2, 4 }, { 2, 4, 2, 6 }, { 2, 6, 3, 3 },
		{ 3, 3, 2, 6 }, { 2, 8, 4, 5 }, { 4, 5, 2, 8 },
	};
	struct sipfp_edit e;
	u32 i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		sipfp_edit_init(&e);
		sipfp_edit_replace(&e, span(bad[i][0], bad[i][1]));
		assert_false(e.failed);
		sipfp_edit_replace(&e, span(bad[i][2], bad[i][3]));
		assert_true(e.failed);
		sipfp_edit_insert(&e, 9);
		sipfp_edit_text(&e, "x");
		expect_failure(&e);
	}
}

static void test_bad_spans(void **state)
{
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&e);
	sipfp_edit_replace(&e, span(6, 5));
	expect_failure(&e);
	sipfp_edit_init(&e);
	sipfp_edit_replace(&e, span(9, 11));
	expect_failure(&e);
	sipfp_edit_init(&e);
	sipfp_edit_insert(&e, 11);
	expect_failure(&e);
	/* Literals belong to a change. */
	sipfp_edit_init(&e);
	sipfp_edit_text(&e, "x");
	expect_failure(&e);
}

/* Lists that no call makes */
static void test_corrupt(void **state)
{
	struct sipfp_edit good;
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&good);
	sipfp_edit_replace(&good, span(2, 3));
	sipfp_edit_text(&good, "x");
	sipfp_edit_replace(&good, span(5, 6));
	expect(&good, "01x346789");
	e = good;
	e.change[1].beg = 2;
	expect_failure(&e);
	e = good;
	e.change[0].end = 1;
	expect_failure(&e);
	e = good;
	e.change[0].lit_end = 2;
	expect_failure(&e);
	e = good;
	e.change[0].lit_beg = 2;
	expect_failure(&e);
	e = good;
	e.lit_used = SIPFP_EDIT_LITERALS + 2;
	e.change[0].lit_end = SIPFP_EDIT_LITERALS + 1;
	expect_failure(&e);
	e = good;
	e.n = SIPFP_EDIT_CHANGES + 1;
	expect_failure(&e);
	e = good;
	e.open = SIPFP_EDIT_CHANGES + 1;
	sipfp_edit_text(&e, "x");
	expect_failure(&e);
}

static void test_too_many(void **state)
{
	struct sipfp_edit e;
	u32 i;

	(void)state;
	sipfp_edit_init(&e);
	for (i = 0; i < SIPFP_EDIT_CHANGES; i++) {
		sipfp_edit_insert(&e, 5);
		sipfp_edit_dec(&e, i);
	}
	expect(&e, "012340123456789101156789");
	sipfp_edit_insert(&e, 5);
	expect_failure(&e);
}

static void test_literals_full(void **state)
{
	static u8 fill[SIPFP_EDIT_LITERALS + 1];
	struct sipfp_addr v4 = { 4, 5060, { 192, 0, 2, 1 } };
	struct sipfp_edit e;
	u32 i;

	(void)state;
	memset(fill, 'x', sizeof(fill));
	for (i = 0; i < 4; i++) {
		sipfp_edit_init(&e);
		sipfp_edit_insert(&e, 0);
		sipfp_edit_bytes(&e, fill, SIPFP_EDIT_LITERALS);
		assert_false(e.failed);
		assert_int_equal(sipfp_edit_len(&e, LEN),
				 SIPFP_EDIT_LITERALS + LEN);
		sipfp_edit_insert(&e, 0);
		assert_false(e.failed);
		if (i == 0)
			sipfp_edit_bytes(&e, fill, 1);
		else if (i == 1)
			sipfp_edit_text(&e, "x");
		else if (i == 2)
			sipfp_edit_dec(&e, 1);
		else
			sipfp_edit_addr(&e, &v4, true, true);
		expect_failure(&e);
	}
	sipfp_edit_init(&e);
	sipfp_edit_insert(&e, 0);
	sipfp_edit_bytes(&e, fill, SIPFP_EDIT_LITERALS + 1);
	expect_failure(&e);
}

/* A datagram is never longer than SIPFP_MSG_MAX. */
static void test_result_too_long(void **state)
{
	static u8 big[SIPFP_MSG_MAX + 1];
	static u8 out[SIPFP_MSG_MAX + 64];
	struct sipfp_edit e;

	(void)state;
	sipfp_edit_init(&e);
	sipfp_edit_insert(&e, 0);
	sipfp_edit_text(&e, "x");
	assert_int_equal(sipfp_edit_len(&e, SIPFP_MSG_MAX - 1), SIPFP_MSG_MAX);
	assert_int_equal(sipfp_edit_apply(&e, big, SIPFP_MSG_MAX - 1, out,
					  sizeof(out)),
			 SIPFP_MSG_MAX);
	assert_int_equal(sipfp_edit_len(&e, SIPFP_MSG_MAX), SIPFP_MSG_MAX + 1);
	assert_int_equal(sipfp_edit_apply(&e, big, SIPFP_MSG_MAX, out,
					  sizeof(out)),
			 sizeof(out) + 1);
	sipfp_edit_init(&e);
	assert_int_equal(sipfp_edit_len(&e, SIPFP_MSG_MAX + 1),
			 SIPFP_MSG_MAX + 1);
	assert_int_equal(sipfp_edit_apply(&e, big, SIPFP_MSG_MAX + 1, out,
					  sizeof(out)),
			 sizeof(out) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_insert_order),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_addr),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_bad_spans),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_literals_full),
		cmocka_unit_test(test_result_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
