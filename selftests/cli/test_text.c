// SPDX-License-Identifier: GPL-2.0-only
/* What people write and read: abbreviations, values, lines, JSON */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../userspace/cli/cli.h"
#include "../../userspace/cli/json.h"

/* --- abbreviations ----------------------------------------------------------*/

static const struct word {
	const char *name;
	int rest;
} words[] = {
	{ "show|list|lst", 0 }, { "t1", 0 },	     { "t12", 0 },
	{ "timer-b", 0 },	{ "del|delete", 0 },
};

static int find(const char *word)
{
	return sipfp_words_find(word, words, ARRAY_SIZE(words),
				sizeof(words[0]));
}

static void test_words(void **state)
{
	(void)state;
	assert_int_equal(find("show"), 0);
	assert_int_equal(find("sh"), 0);
	assert_int_equal(find("li"), 0);
	/* two names of one meaning */
	assert_int_equal(find("l"), 0);
	assert_int_equal(find("d"), 4);
	assert_int_equal(find("dele"), 4);
	/* a whole name, though another one starts with it */
	assert_int_equal(find("t1"), 1);
	assert_int_equal(find("t12"), 2);
	assert_int_equal(find("ti"), 3);
	assert_int_equal(find("t"), SIPFP_WORD_AMBIGUOUS);
	assert_int_equal(find(""), SIPFP_WORD_NONE);
	assert_int_equal(find("show|list"), SIPFP_WORD_NONE);
	assert_int_equal(find("shows"), SIPFP_WORD_NONE);
	assert_int_equal(find("T1"), SIPFP_WORD_NONE);
}

/* --- values -----------------------------------------------------------------*/

static void test_milliseconds(void **state)
{
	static const struct {
		const char *text;
		u32 ms;
	} good[] = {
		{ "0", 0 },
		{ "0s", 0 },
		{ "500ms", 500 },
		{ "4s", 4000 },
		{ "3min", 180000 },
		{ "1h", 3600000 },
		{ "4294967295ms", 4294967295 },
		{ "4294967s", 4294967000 },
	};
	static const char *const bad[] = {
		"",
		"500",
		"ms",
		"5 s",
		"-1s",
		"1m",
		"4294967296ms",
		"4294968s",
		"5sec",
		"0x5s",
		"+5s",
		"1.5s",
		"99999999999999999999s",
		"5124095576030431h", /* 2^64 and a little, in ms */
	};
	u32 ms, i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		assert_true(sipfp_value_milliseconds(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(sipfp_value_milliseconds(bad[i], &ms));
}

static void test_seconds(void **state)
{
	static const struct {
		const char *text;
		u32 seconds;
	} good[] = {
		{ "never", 0 },
		{ "3600", 3600 },
		{ "3600s", 3600 },
		{ "1h", 3600 },
		{ "2000ms", 2 },
		{ "1min", 60 },
		{ "4294967295", 4294967295 },
		{ "4294967295s", 4294967295 },
	};
	static const char *const bad[] = {
		"",    "0",	      "0s", "500ms", "4294967296",
		"nev", "4294967296s", "-1", "1d",
	};
	u32 seconds, i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		assert_true(sipfp_value_seconds(good[i].text, &seconds));
		assert_int_equal(seconds, good[i].seconds);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(sipfp_value_seconds(bad[i], &seconds));
}

static void test_print_time(void **state)
{
	char out[SIPFP_VALUE_MAX];

	(void)state;
	assert_string_equal(sipfp_value_print_time(0, out), "0ms");
	assert_string_equal(sipfp_value_print_time(500, out), "500ms");
	assert_string_equal(sipfp_value_print_time(185000, out), "185s");
	assert_string_equal(sipfp_value_print_time(1500, out), "1500ms");
	assert_string_equal(sipfp_value_print_time(UINT32_MAX, out),
			    "4294967295ms");
}

static void test_address(void **state)
{
	static const struct {
		const char *text, *printed;
	} good[] = {
		{ "192.0.2.10:5070", "192.0.2.10:5070" },
		{ "192.0.2.10", "192.0.2.10:5060" },
		{ "0.0.0.0:1", "0.0.0.0:1" },
		{ "[2001:DB8::1]:65535", "[2001:db8::1]:65535" },
		{ "[::]", "[::]:5060" },
		{ "2001:db8::1", "[2001:db8::1]:5060" },
		{ "::1", "[::1]:5060" },
		{ "[::ffff:192.0.2.1]:5060", "[::ffff:192.0.2.1]:5060" },
	};
	static const char *const bad[] = {
		"",
		":5060",
		"192.0.2.10:",
		"192.0.2.10:0",
		"192.0.2.10:65536",
		"192.0.2.10:5060x",
		"192.0.2:5060",
		"192.0.2.256",
		"192.0.02.1",
		"[192.0.2.1]:5060",
		"[::1]5060",
		"[::1",
		"[::1]:",
		"fe80::1%eth0",
		"example.com:5060",
		"192.0.2.1:5060 ",
		"2001:db8::1:5060:0:0:0:0:0",
	};
	char out[SIPFP_VALUE_MAX], huge[70000];
	struct sipfp_addr addr;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		assert_true(sipfp_value_address(good[i].text, &addr));
		assert_string_equal(sipfp_value_print_address(&addr, out),
				    good[i].printed);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (sipfp_value_address(bad[i], &addr))
			fail_msg("\"%s\" was taken", bad[i]);
	/* its length modulo 2^16 would do */
	memset(huge, '1', sizeof(huge));
	memcpy(huge, "1.1.1.1:5060", 12);
	huge[65536 + 12] = '\0';
	assert_false(sipfp_value_address(huge, &addr));
}

/* --- lines of a batch -------------------------------------------------------*/

static void test_split(void **state)
{
	static const struct {
		const char *line;
		int count; /* -1: a quote does not end */
		const char *word[4];
	} cases[] = {
		{ "", 0, { NULL } },
		{ " \t\r", 0, { NULL } },
		{ "# all of it", 0, { NULL } },
		{ "a b", 2, { "a", "b" } },
		{ "  a\tb # c", 2, { "a", "b" } },
		{ "a#b", 1, { "a#b" } },
		{ "'a b' \"c 'd\" ''", 3, { "a b", "c 'd", "" } },
		{ "x\"y z\"'#'w", 1, { "xy z#w" } },
		{ "\"\"", 1, { "" } },
		{ "a 'b", -1, { NULL } },
		{ "\"", -1, { NULL } },
	};
	struct sipfp_words split = { 0 };
	char line[64];
	int i, n;
	bool ok;

	(void)state;
	for (i = 0; i < (int)ARRAY_SIZE(cases); i++) {
		strcpy(line, cases[i].line);
		ok = sipfp_batch_split(line, &split);
		assert_int_equal(ok, cases[i].count >= 0);
		if (!ok)
			continue;
		assert_int_equal(split.count, cases[i].count);
		for (n = 0; n < split.count; n++)
			assert_string_equal(split.word[n], cases[i].word[n]);
	}
	free(split.word);
}

/* --- JSON -------------------------------------------------------------------*/

struct out {
	struct sipfp_json json;
	FILE *file;
	char *data;
	size_t len;
};

static void out_begin(struct out *o, bool pretty)
{
	o->data = NULL;
	o->file = open_memstream(&o->data, &o->len);
	assert_non_null(o->file);
	sipfp_json_init(&o->json, o->file, pretty);
}

static void out_is(struct out *o, const char *want)
{
	fclose(o->file);
	assert_string_equal(o->data, want);
	free(o->data);
}

static void write_some(struct sipfp_json *j)
{
	sipfp_json_open(j, '[');
	sipfp_json_open(j, '{');
	sipfp_json_key(j, "a");
	sipfp_json_number(j, UINT64_MAX);
	sipfp_json_key(j, "b");
	sipfp_json_open(j, '[');
	sipfp_json_bool(j, true);
	sipfp_json_null(j);
	sipfp_json_close(j, ']');
	sipfp_json_close(j, '}');
	sipfp_json_open(j, '{');
	sipfp_json_close(j, '}');
	sipfp_json_close(j, ']');
}

static void test_json(void **state)
{
	struct out o;

	(void)state;
	out_begin(&o, false);
	write_some(&o.json);
	write_some(&o.json); /* a text of its own */
	out_is(&o, "[{\"a\":18446744073709551615,\"b\":[true,null]},{}]\n"
		   "[{\"a\":18446744073709551615,\"b\":[true,null]},{}]\n");
	out_begin(&o, true);
	write_some(&o.json);
	out_is(&o, "[\n"
		   "    {\n"
		   "        \"a\": 18446744073709551615,\n"
		   "        \"b\": [\n"
		   "            true,\n"
		   "            null\n"
		   "        ]\n"
		   "    },\n"
		   "    {}\n"
		   "]\n");
}

static void test_json_string(void **state)
{
	static const struct {
		const char *in;
		size_t len;
		const char *out;
	} cases[] = {
		{ "", 0, "\"\"" },
		{ "a\"b\\c/", 6, "\"a\\\"b\\\\c/\"" },
		{ "\0\001\n\r\t\033\177", 7,
		  "\"\\u0000\\u0001\\n\\r\\t\\u001b\\u007f\"" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\x9e", 9,
		  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\x9e\"" },
		{ "\xff-\xc3", 3, "\"\\u00ff-\\u00c3\"" },
		{ "\xc2\x9b", 2,
		  "\"\\u009b\"" }, /* CSI, as terminals know it */
		{ "\xed\xa0\x80", 3, "\"\\u00ed\\u00a0\\u0080\"" },
		{ "\xc0\xaf", 2, "\"\\u00c0\\u00af\"" },
		{ "\xe2\x82", 2, "\"\\u00e2\\u0082\"" },
	};
	struct out o;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		out_begin(&o, false);
		sipfp_json_string(&o.json, cases[i].in, cases[i].len);
		out_is(&o, cases[i].out);
	}
}

/* What a code point's UTF-8 is, by RFC 3629; 0: it has none */
static unsigned int encode(u32 c, u8 *to)
{
	if (c < 0x80) {
		to[0] = c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = 0xc0 | c >> 6;
		to[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c < 0x10000) {
		to[0] = 0xe0 | c >> 12;
		to[1] = 0x80 | (c >> 6 & 0x3f);
		to[2] = 0x80 | (c & 0x3f);
		return c >= 0xd800 && c < 0xe000 ? 0 : 3;
	}
	to[0] = 0xf0 | c >> 18;
	to[1] = 0x80 | (c >> 12 & 0x3f);
	to[2] = 0x80 | (c >> 6 & 0x3f);
	to[3] = 0x80 | (c & 0x3f);
	return c < 0x110000 ? 4 : 0;
}

/*
 * Every code point is taken, and among all sequences of two or three bytes
 * as many as there are code points, and so nothing but them.
 */
static void test_utf8(void **state)
{
	u32 c, n, count[5] = { 0 };
	u8 to[4];

	(void)state;
	for (c = 0; c < 0x110400; c++) {
		n = encode(c, to);
		assert_int_equal(sipfp_json_utf8(to, n ? n : 4), n);
		if (n > 1)
			assert_int_equal(sipfp_json_utf8(to, n - 1), 0);
	}
	for (c = 0; c < 0x1000000; c++) {
		to[0] = c >> 16;
		to[1] = c >> 8;
		to[2] = c;
		count[sipfp_json_utf8(to, 3)]++;
	}
	assert_int_equal(count[1], 0x80 << 16);
	assert_int_equal(count[2], 0x780 << 8);
	assert_int_equal(count[3], 0xf800 - 0x800);
	assert_int_equal(count[4], 0);
	assert_int_equal(sipfp_json_utf8(to, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_milliseconds),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_print_time),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_string),
		cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
