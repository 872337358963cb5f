// SPDX-License-Identifier: GPL-2.0-only
/* A JSON writer (RFC 8259) */
#include <inttypes.h>
#include <string.h>

#include "json.h"

void sipfp_json_init(struct sipfp_json *json, FILE *out, bool pretty)
{
	memset(json, 0, sizeof(*json));
	json->out = out;
	json->pretty = pretty;
}

static void new_line(const struct sipfp_json *json)
{
	unsigned int i;

	if (!json->pretty)
		return;
	putc('\n', json->out);
	for (i = 0; i < json->depth; i++)
		fputs("    ", json->out);
}

/* Whatever has to come before a value or a key */
static void before(struct sipfp_json *json)
{
	const uint32_t bit = UINT32_C(1) << json->depth;

	if (json->keyed) {
		json->keyed = false;
		return;
	}
	if (json->filled & bit)
		putc(',', json->out);
	json->filled |= bit;
	if (json->depth)
		new_line(json);
}

void sipfp_json_open(struct sipfp_json *json, char bracket)
{
	before(json);
	putc(bracket, json->out);
	json->depth++;
	json->filled &= ~(UINT32_C(1) << json->depth);
}

void sipfp_json_close(struct sipfp_json *json, char bracket)
{
	const bool filled = json->filled & UINT32_C(1) << json->depth;

	json->depth--;
	if (filled)
		new_line(json);
	putc(bracket, json->out);
	if (!json->depth) {
		/* a text of its own; the next one does not continue it */
		putc('\n', json->out);
		json->filled = 0;
	}
}

unsigned int sipfp_json_utf8(const unsigned char *data, size_t len)
{
	/* Unicode 15, table 3-7: the second byte tells the odd cases */
	static const struct {
		unsigned char first, last, low, high, len;
	} forms[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	unsigned int i, n;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!len || data[0] < forms[i].first || data[0] > forms[i].last)
			continue;
		if (forms[i].len == 1)
			return 1;
		if (len < forms[i].len || data[1] < forms[i].low ||
		    data[1] > forms[i].high)
			return 0;
		for (n = 2; n < forms[i].len; n++)
			if (data[n] < 0x80 || data[n] > 0xbf)
				return 0;
		return forms[i].len;
	}
	return 0;
}

static void put_byte(FILE *out, unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		putc('\\', out);
		putc(c, out);
		return;
	case '\n':
		fputs("\\n", out);
		return;
	case '\r':
		fputs("\\r", out);
		return;
	case '\t':
		fputs("\\t", out);
		return;
	}
	/*
	 * DEL and what is no UTF-8 may not be needed by JSON, but terminals
	 * and parsers are better off without. The latter reads as Latin-1.
	 */
	if (c < 0x20 || c >= 0x7f)
		fprintf(out, "\\u%04x", c);
	else
		putc(c, out);
}

static void put_string(FILE *out, const char *data, size_t len)
{
	const unsigned char *p = (const unsigned char *)data;
	unsigned int n;

	putc('"', out);
	while (len) {
		n = sipfp_json_utf8(p, len);
		if (n == 2 && p[0] == 0xc2 && p[1] < 0xa0)
			/* a C1 control character: terminals obey them */
			fprintf(out, "\\u%04x", p[1]);
		else if (n > 1)
			fwrite(p, 1, n, out);
		else
			put_byte(out, *p);
		n = n ? n : 1;
		p += n;
		len -= n;
	}
	putc('"', out);
}

void sipfp_json_key(struct sipfp_json *json, const char *key)
{
	before(json);
	put_string(json->out, key, strlen(key));
	fputs(json->pretty ? ": " : ":", json->out);
	json->keyed = true;
}

void sipfp_json_string(struct sipfp_json *json, const char *data, size_t len)
{
	before(json);
	put_string(json->out, data, len);
}

void sipfp_json_number(struct sipfp_json *json, uint64_t value)
{
	before(json);
	fprintf(json->out, "%" PRIu64, value);
}

void sipfp_json_bool(struct sipfp_json *json, bool value)
{
	before(json);
	fputs(value ? "true" : "false", json->out);
}

void sipfp_json_null(struct sipfp_json *json)
{
	before(json);
	fputs("null", json->out);
}
