// SPDX-License-Identifier: GPL-2.0-only
/* Abbreviations: the shortest prefix that fits one word only */
#include <stdio.h>
#include <string.h>

#include "cli.h"

enum fit {
	FIT_NOT,
	FIT_PREFIX,
	FIT_WHOLE,
};

/* @names is "del|delete" */
static enum fit fits(const char *word, const char *names)
{
	size_t len = strlen(word), n;
	enum fit best = FIT_NOT;

	for (; *names; names += n + (names[n] == '|')) {
		n = strcspn(names, "|");
		if (len == n && !memcmp(word, names, n))
			return FIT_WHOLE;
		if (len && len < n && !memcmp(word, names, len))
			best = FIT_PREFIX;
	}
	return best;
}

static const char *name_at(const void *table, unsigned int i, size_t stride)
{
	const char *name;

	memcpy(&name, (const char *)table + i * stride, sizeof(name));
	return name;
}

int sipfp_words_find(const char *word, const void *table, unsigned int count,
		     size_t stride)
{
	int found = SIPFP_WORD_NONE;
	unsigned int i;

	for (i = 0; i < count; i++) {
		switch (fits(word, name_at(table, i, stride))) {
		case FIT_WHOLE:
			return i;
		case FIT_PREFIX:
			found = found == SIPFP_WORD_NONE ? (int)i :
							   SIPFP_WORD_AMBIGUOUS;
			break;
		case FIT_NOT:
			break;
		}
	}
	return found;
}

/* Names are shown by their first form. */
static void candidates(char *out, size_t size, const char *word,
		       const void *table, unsigned int count, size_t stride)
{
	unsigned int i, len = 0;
	const char *name;

	out[0] = '\0';
	for (i = 0; i < count && len < size; i++) {
		name = name_at(table, i, stride);
		if (word && fits(word, name) == FIT_NOT)
			continue;
		len += snprintf(out + len, size - len, "%s%.*s",
				len ? ", " : "", (int)strcspn(name, "|"), name);
	}
}

int sipfp_words_need(const char *word, const void *table, unsigned int count,
		     size_t stride, const char *what)
{
	int found = sipfp_words_find(word, table, count, stride);
	char list[512];

	if (found >= 0)
		return found;
	if (found == SIPFP_WORD_AMBIGUOUS) {
		candidates(list, sizeof(list), word, table, count, stride);
		sipfp_error_usage("%s \"%s\" is ambiguous: %s", what, word,
				  list);
	} else {
		candidates(list, sizeof(list), NULL, table, count, stride);
		sipfp_error_usage("%s \"%s\" is unknown, it is one of: %s",
				  what, word, list);
	}
	return found;
}
