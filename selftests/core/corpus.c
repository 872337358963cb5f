// SPDX-License-Identifier: GPL-2.0-only
/* Reads the torture messages, see corpus.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "corpus.h"

const char *const corpus_files[CORPUS_FILES] = {
	"rfc4475-valid",
	"rfc4475-invalid",
	"rfc4475-layers",
	"rfc5118",
};

FILE *corpus_open(const char *name)
{
	const char *dir = getenv("SIPFP_TORTURE");
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.txt",
		 dir ? dir : "selftests/core/torture", name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s: run this from the tree's root", path);
	return f;
}

static void add(struct corpus_msg *m, u8 byte)
{
	assert_true(m->len < sizeof(m->bytes));
	m->bytes[m->len] = byte;
	m->len++;
}

/* A line of the message, without the bar and the newline */
static void add_line(struct corpus_msg *m, const char *s)
{
	char hex[3] = "";

	while (*s) {
		if (*s != '\\') {
			add(m, (u8)*s++);
			continue;
		}
		switch (s[1]) {
		case '\0': /* it goes on, or ends here */
			return;
		case '\\':
			add(m, '\\');
			s += 2;
			break;
		default:
			assert_true(s[1] == 'x' && s[2] && s[3]);
			memcpy(hex, s + 2, 2);
			add(m, (u8)strtoul(hex, NULL, 16));
			s += 4;
		}
	}
	add(m, '\r');
	add(m, '\n');
}

/* "WORD rest" into @out; false when the line begins with another word */
static bool take(const char *line, const char *word, char *out, size_t size)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) || line[n] != ' ')
		return false;
	assert_true(strlen(line + n + 1) < size);
	snprintf(out, size, "%s", line + n + 1);
	return true;
}

static void begin(struct corpus_msg *m, const char *line)
{
	if (sscanf(line, "= %39s %11s", m->name, m->section) != 2)
		fail_msg("no name and section: %s", line);
}

bool corpus_next(FILE *f, struct corpus_msg *m)
{
	char line[256];
	int c;

	memset(m, 0, sizeof(*m));
	while (fgets(line, sizeof(line), f)) {
		assert_non_null(strchr(line, '\n'));
		*strchr(line, '\n') = '\0';
		if (line[0] == '|')
			add_line(m, line + 1);
		else if (line[0] == '=')
			begin(m, line);
		else if (!strcmp(line, "stream"))
			m->stream = true;
		else if (line[0] && line[0] != '#' &&
			 !take(line, "rfc", m->rfc, sizeof(m->rfc)) &&
			 !take(line, "self", m->self, sizeof(m->self)) &&
			 !take(line, "core", m->core, sizeof(m->core)))
			fail_msg("what is this: %s", line);
		c = getc(f);
		ungetc(c, f);
		if (m->len && (c == '=' || c == '\n' || c == EOF))
			return true;
	}
	return false;
}

void corpus_find(const char *name, struct corpus_msg *m)
{
	bool found = false;
	FILE *f;
	u32 i;

	for (i = 0; i < CORPUS_FILES && !found; i++) {
		f = corpus_open(corpus_files[i]);
		while (!found && corpus_next(f, m))
			found = !strcmp(m->name, name);
		fclose(f);
	}
	assert_true(found);
}
