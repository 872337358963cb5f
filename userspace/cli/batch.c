// SPDX-License-Identifier: GPL-2.0-only
/* Commands from a file, one a line, over one connection */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void add_word(struct sipfp_words *words, char *word)
{
	if (words->count == words->space) {
		words->space = words->space ? 2 * words->space : 64;
		words->word = realloc(words->word,
				      words->space * sizeof(*words->word));
		if (!words->word) {
			perror("sipfp");
			exit(SIPFP_REFUSED);
		}
	}
	words->word[words->count++] = word;
}

bool sipfp_batch_split(char *line, struct sipfp_words *words)
{
	char *from = line, *to;
	char quote;

	words->count = 0;
	for (;;) {
		while (is_space(*from))
			from++;
		if (!*from || *from == '#')
			return true;
		to = from;
		add_word(words, to);
		/* quotes may stand anywhere in a word, as in a shell */
		for (quote = 0; *from && (quote || !is_space(*from)); from++) {
			if (*from == quote)
				quote = 0;
			else if (!quote && (*from == '"' || *from == '\''))
				quote = *from;
			else
				*to++ = *from;
		}
		if (quote)
			return false;
		if (*from)
			from++;
		*to = '\0';
	}
}

struct reader {
	FILE *in;
	char *line; /* a command, with its continuations */
	size_t len, space;
	char *raw; /* of getline() */
	size_t raw_space;
	u32 number; /* of the line that was read last */
};

static void append(struct reader *r, const char *data, size_t len)
{
	if (r->len + len + 1 > r->space) {
		r->space = 2 * (r->len + len + 1);
		r->line = realloc(r->line, r->space);
		if (!r->line) {
			perror("sipfp");
			exit(SIPFP_REFUSED);
		}
	}
	memcpy(r->line + r->len, data, len);
	r->len += len;
	r->line[r->len] = '\0';
}

/* A command and the number of its first line, 0 at the end of the file */
static u32 read_command(struct reader *r)
{
	u32 first = 0;
	ssize_t len;

	r->len = 0;
	while ((len = getline(&r->raw, &r->raw_space, r->in)) >= 0) {
		r->number++;
		if (!first)
			first = r->number;
		if (len && r->raw[len - 1] == '\n')
			len--;
		if (len && r->raw[len - 1] == '\r')
			len--;
		if (!len || r->raw[len - 1] != '\\') {
			append(r, r->raw, len);
			return first;
		}
		append(r, r->raw, len - 1);
	}
	return first;
}

static int run_line(struct reader *r, struct sipfp_words *words)
{
	struct sipfp_args args = { 0 };

	if (strlen(r->line) != r->len)
		return sipfp_error_usage("NUL byte in the line");
	if (!sipfp_batch_split(r->line, words))
		return sipfp_error_usage("a quote does not end");
	if (!words->count)
		return SIPFP_OK;
	args.argv = words->word;
	args.argc = words->count;
	return sipfp_command_run(&args);
}

static int run_lines(struct reader *r, const char *file)
{
	struct sipfp_words words = { 0 };
	int first = SIPFP_OK;
	int status, earlier;
	u32 line;

	while ((line = read_command(r))) {
		sipfp_kernel_line(line);
		status = run_line(r, &words);
		if (!status)
			continue;
		fprintf(stderr, "Command failed %s:%u\n", file, line);
		/* lines before it may yet fail, and would be the first */
		earlier = sipfp_kernel_finish();
		if (!first)
			first = earlier ? earlier : status;
		if (!sipfp_options.force || sipfp_kernel_failed())
			break;
	}
	free(words.word);
	status = sipfp_kernel_finish();
	return first ? first : status;
}

int sipfp_batch_run(const char *file)
{
	struct reader r = { .in = stdin };
	int status;

	if (strcmp(file, "-")) {
		r.in = fopen(file, "re");
		if (!r.in)
			return sipfp_error_usage("%s: %s", file,
						 strerror(errno));
	}
	sipfp_kernel_batch(file, sipfp_options.force);
	status = run_lines(&r, file);
	if (ferror(r.in) && !status)
		status = sipfp_error_system("%s: read error", file);
	if (r.in != stdin)
		fclose(r.in);
	free(r.line);
	free(r.raw);
	return status;
}
