// SPDX-License-Identifier: GPL-2.0-only
/* "keyword value" pairs: one table for reading and printing */
#include <string.h>

#include "cli.h"

static const char *const on_off[] = { "off", "on", NULL };

static unsigned int count_of(const char *const *choices)
{
	unsigned int n = 0;

	while (choices[n])
		n++;
	return n;
}

static int read_choice(const char *word, const char *name,
		       const char *const *choices, u8 *value)
{
	int i = sipfp_words_need(word, choices, count_of(choices),
				 sizeof(*choices), name);

	if (i < 0)
		return SIPFP_USAGE;
	*value = i;
	return SIPFP_OK;
}

static int read_time(const char *word, const struct sipfp_keyword *k, u32 *to)
{
	const bool seconds = k->kind == SIPFP_KEYWORD_SECONDS;
	const char *like = seconds ? "3600, 1h or never" : "500ms, 32s or 3min";

	if (seconds ? sipfp_value_seconds(word, to) :
		      sipfp_value_milliseconds(word, to))
		return SIPFP_OK;
	return sipfp_error_usage("%s \"%s\" is no time, such as %s", k->name,
				 word, like);
}

static int read_list(struct sipfp_args *args, const struct sipfp_keyword *k,
		     struct sipfp_text_list *list)
{
	if (list->count == SIPFP_DOMAINS_MAX)
		return sipfp_error_usage("%s is given more than %u times",
					 k->name, SIPFP_DOMAINS_MAX);
	return sipfp_args_text(args, k->name, k->max,
			       &list->item[list->count++]);
}

static int read_u16(struct sipfp_args *args, const struct sipfp_keyword *k,
		    u16 *to)
{
	u64 value;

	if (sipfp_args_number(args, k->name, k->min, k->max, &value))
		return SIPFP_USAGE;
	*to = value;
	return SIPFP_OK;
}

static int read_value(struct sipfp_args *args, const struct sipfp_keyword *k,
		      void *to)
{
	const char *word;

	/* those that take their word themselves */
	switch (k->kind) {
	case SIPFP_KEYWORD_FLAG:
		return SIPFP_OK;
	case SIPFP_KEYWORD_U16:
		return read_u16(args, k, to);
	case SIPFP_KEYWORD_TEXT:
		return sipfp_args_text(args, k->name, k->max, to);
	case SIPFP_KEYWORD_LIST:
		return read_list(args, k, to);
	}
	word = sipfp_args_next(args, k->name);
	if (!word)
		return SIPFP_USAGE;
	if (k->kind == SIPFP_KEYWORD_CHOICE)
		return read_choice(word, k->name, k->choices, to);
	if (k->kind == SIPFP_KEYWORD_SWITCH)
		return read_choice(word, k->name, on_off, to);
	return read_time(word, k, to);
}

int sipfp_keyword_read(struct sipfp_args *args,
		       const struct sipfp_keyword *table, unsigned int count,
		       void *object)
{
	const struct sipfp_keyword *k;
	u32 *has = object;
	const char *word;
	int i;

	while (sipfp_args_more(args)) {
		word = sipfp_args_next(args, "keyword");
		i = sipfp_words_need(word, table, count, sizeof(*table),
				     "keyword");
		if (i < 0)
			return SIPFP_USAGE;
		k = &table[i];
		if (k->kind != SIPFP_KEYWORD_LIST && *has & SIPFP_HAS(k->attr))
			return sipfp_error_usage("%s is given twice", k->name);
		if (read_value(args, k, (char *)object + k->offset))
			return SIPFP_USAGE;
		*has |= SIPFP_HAS(k->attr);
	}
	return SIPFP_OK;
}

static void print_choice(const char *key, const struct sipfp_keyword *k, u8 v)
{
	if (v < count_of(k->choices))
		sipfp_output_string(key, k->name, k->choices[v]);
	else
		/* of a newer kernel */
		sipfp_output_number(key, k->name, v);
}

static void print_value(const struct sipfp_keyword *k, const void *at)
{
	const char *key = k->json ? k->json : k->name;

	switch (k->kind) {
	case SIPFP_KEYWORD_TIME:
		sipfp_output_time(key, k->name, *(const u32 *)at);
		break;
	case SIPFP_KEYWORD_SECONDS:
		sipfp_output_seconds(key, k->name, *(const u32 *)at);
		break;
	case SIPFP_KEYWORD_U16:
		sipfp_output_number(key, k->name, *(const u16 *)at);
		break;
	case SIPFP_KEYWORD_TEXT:
		sipfp_output_text(key, k->name, at);
		break;
	case SIPFP_KEYWORD_LIST:
		sipfp_output_list(key, k->name, at);
		break;
	case SIPFP_KEYWORD_CHOICE:
		print_choice(key, k, *(const u8 *)at);
		break;
	case SIPFP_KEYWORD_SWITCH:
		sipfp_output_switch(key, k->name, *(const u8 *)at);
		break;
	}
}

void sipfp_keyword_print(const struct sipfp_keyword *table, unsigned int count,
			 const void *object)
{
	const u32 has = *(const u32 *)object;
	unsigned int i;

	/* JSON has a list even if there is nothing in it */
	for (i = 0; i < count; i++)
		if (has & SIPFP_HAS(table[i].attr) ||
		    (table[i].kind == SIPFP_KEYWORD_LIST &&
		     sipfp_output_is_json()))
			print_value(&table[i],
				    (const char *)object + table[i].offset);
}
