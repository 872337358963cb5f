// SPDX-License-Identifier: GPL-2.0-only
/* Text for people, JSON for programs */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "json.h"

struct sipfp_options sipfp_options;

static struct sipfp_json json;
static bool json_ready;
static bool line_begun;

static struct sipfp_json *writer(void)
{
	if (!json_ready) {
		sipfp_json_init(&json, stdout, sipfp_options.pretty);
		json_ready = true;
	}
	return &json;
}

bool sipfp_output_is_json(void)
{
	return sipfp_options.json;
}

static void space(void)
{
	if (line_begun)
		putchar(' ');
	line_begun = true;
}

/*
 * Text may be from the wire, and the terminal must not obey it: all but ASCII
 * is escaped. So is the space, since words are what scripts split lines into.
 */
static void put_escaped(const char *data, size_t len)
{
	unsigned char c;

	for (; len; data++, len--) {
		c = *data;
		if (c == '\\')
			fputs("\\\\", stdout);
		else if (c <= 0x20 || c >= 0x7f)
			printf("\\x%02x", c);
		else
			putchar(c);
	}
}

static void put_label(const char *label)
{
	space();
	if (label)
		printf("%s ", label);
}

void sipfp_output_begin(void)
{
	if (sipfp_options.json)
		sipfp_json_open(writer(), '[');
}

void sipfp_output_end(void)
{
	if (sipfp_options.json)
		sipfp_json_close(writer(), ']');
}

void sipfp_output_item(void)
{
	if (sipfp_options.json)
		sipfp_json_open(writer(), '{');
}

void sipfp_output_item_end(void)
{
	if (sipfp_options.json)
		sipfp_json_close(writer(), '}');
	else
		putchar('\n');
	line_begun = false;
}

void sipfp_output_line(void)
{
	if (sipfp_options.json)
		return;
	fputs("\n    ", stdout);
	line_begun = false;
}

void sipfp_output_word(const char *word)
{
	if (sipfp_options.json)
		return;
	space();
	fputs(word, stdout);
}

void sipfp_output_nest(const char *key)
{
	if (!sipfp_options.json)
		return;
	sipfp_json_key(writer(), key);
	sipfp_json_open(writer(), '{');
}

void sipfp_output_nest_end(void)
{
	if (sipfp_options.json)
		sipfp_json_close(writer(), '}');
}

void sipfp_output_text(const char *key, const char *label,
		       const struct sipfp_text *value)
{
	if (sipfp_options.json) {
		sipfp_json_key(writer(), key);
		sipfp_json_string(writer(), value->data, value->len);
		return;
	}
	put_label(label);
	/* an empty word would not be seen, nor be one when it is read back */
	if (value->len)
		put_escaped(value->data, value->len);
	else
		fputs("\"\"", stdout);
}

void sipfp_output_string(const char *key, const char *label, const char *value)
{
	struct sipfp_text text = sipfp_value_text(value);

	sipfp_output_text(key, label, &text);
}

void sipfp_output_list(const char *key, const char *label,
		       const struct sipfp_text_list *list)
{
	u32 i;

	if (sipfp_options.json) {
		sipfp_json_key(writer(), key);
		sipfp_json_open(writer(), '[');
	}
	for (i = 0; i < list->count; i++) {
		if (sipfp_options.json)
			sipfp_json_string(writer(), list->item[i].data,
					  list->item[i].len);
		else
			sipfp_output_text(NULL, label, &list->item[i]);
	}
	if (sipfp_options.json)
		sipfp_json_close(writer(), ']');
}

void sipfp_output_number(const char *key, const char *label, u64 value)
{
	if (sipfp_options.json) {
		sipfp_json_key(writer(), key);
		sipfp_json_number(writer(), value);
		return;
	}
	put_label(label);
	printf("%llu", (unsigned long long)value);
}

void sipfp_output_time(const char *key, const char *label, u32 ms)
{
	char text[SIPFP_VALUE_MAX];

	if (sipfp_options.json)
		sipfp_output_number(key, label, ms);
	else
		sipfp_output_string(key, label,
				    sipfp_value_print_time(ms, text));
}

void sipfp_output_seconds(const char *key, const char *label, u32 seconds)
{
	if (sipfp_options.json && seconds) {
		sipfp_output_number(key, label, seconds);
	} else if (sipfp_options.json) {
		sipfp_json_key(writer(), key);
		sipfp_json_null(writer());
	} else {
		put_label(label);
		if (seconds)
			printf("%us", seconds);
		else
			fputs("never", stdout);
	}
}

void sipfp_output_switch(const char *key, const char *label, bool on)
{
	if (sipfp_options.json)
		sipfp_output_flag(key, label, on);
	else
		sipfp_output_string(key, label, on ? "on" : "off");
}

void sipfp_output_flag(const char *key, const char *label, bool on)
{
	if (sipfp_options.json) {
		sipfp_json_key(writer(), key);
		sipfp_json_bool(writer(), on);
	} else if (on) {
		sipfp_output_word(label);
	}
}

void sipfp_output_address(const char *key, const char *port_key,
			  const char *label, const struct sipfp_addr *addr)
{
	char text[SIPFP_VALUE_MAX];

	if (sipfp_options.json) {
		sipfp_output_string(key, NULL,
				    sipfp_value_print_ip(addr, text));
		sipfp_output_number(port_key, NULL, addr->port);
	} else {
		sipfp_output_string(NULL, label,
				    sipfp_value_print_address(addr, text));
	}
}

bool sipfp_output_flush(void)
{
	return !fflush(stdout) && !ferror(stdout);
}
