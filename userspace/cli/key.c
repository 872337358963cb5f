// SPDX-License-Identifier: GPL-2.0-only
/* sipfp key: what the tokens in Via and Record-Route are sealed with */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char usage[] =
	"Usage: sipfp key add [ id N ] [ secret HEX | secret-file { FILE | - } ]\n"
	"       sipfp key show\n"
	"where  N := 0 to 31; without it the kernel takes the next one\n"
	"       HEX := 32 hexadecimal digits; without a secret it is random\n"
	"add makes a key current; the one that was current is still accepted.\n"
	"Prefer secret-file: everyone on this host can see the arguments of a\n"
	"command while it runs.\n";

#define SECRET_DIGITS (2 * SIPFP_SECRET_LEN)

enum keyword {
	KEYWORD_ID,
	KEYWORD_SECRET,
	KEYWORD_FILE,
};

static const char *const keywords[] = {
	[KEYWORD_ID] = "id",
	[KEYWORD_SECRET] = "secret",
	[KEYWORD_FILE] = "secret-file",
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The message must not quote it: errors go to logs. */
static int read_hex(const char *hex, size_t len, struct sipfp_key *key)
{
	unsigned int i;
	int high, low;

	if (key->has & SIPFP_HAS(SIPFP_A_KEY_SECRET))
		return sipfp_error_usage("the secret is given twice");
	if (len != SECRET_DIGITS)
		return sipfp_error_usage("secret: not %u digits",
					 SECRET_DIGITS);
	for (i = 0; i < SIPFP_SECRET_LEN; i++) {
		high = digit(hex[2 * i]);
		low = digit(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return sipfp_error_usage("secret: not hexadecimal");
		key->secret[i] = high << 4 | low;
	}
	key->has |= SIPFP_HAS(SIPFP_A_KEY_SECRET);
	return SIPFP_OK;
}

static int read_file(const char *name, struct sipfp_key *key)
{
	char text[SECRET_DIGITS + 8];
	int status, err = 0;
	FILE *in = stdin;
	size_t len;

	if (strcmp(name, "-"))
		in = fopen(name, "re");
	if (!in)
		return sipfp_error_usage("%s: %s", name, strerror(errno));
	/* no buffer of stdio's, which would keep it */
	setvbuf(in, NULL, _IONBF, 0);
	len = fread(text, 1, sizeof(text), in);
	if (ferror(in))
		err = errno;
	if (in != stdin)
		fclose(in);
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	status = err ? sipfp_error_usage("%s: %s", name, strerror(err)) :
		       read_hex(text, len, key);
	explicit_bzero(text, sizeof(text));
	return status;
}

static int read_id(struct sipfp_args *args, struct sipfp_key *key)
{
	u64 id;

	if (sipfp_args_number(args, "id", 0, SIPFP_KEY_IDS - 1, &id))
		return SIPFP_USAGE;
	if (key->has & SIPFP_HAS(SIPFP_A_KEY_ID))
		return sipfp_error_usage("id is given twice");
	key->id = id;
	key->has |= SIPFP_HAS(SIPFP_A_KEY_ID);
	return SIPFP_OK;
}

static int read_secret(struct sipfp_args *args, struct sipfp_key *key)
{
	char *word = sipfp_args_next(args, "secret");
	int status;

	if (!word)
		return SIPFP_USAGE;
	status = read_hex(word, strlen(word), key);
	/* gone from ps, though too late for who was quick */
	explicit_bzero(word, strlen(word));
	return status;
}

static int read_key(struct sipfp_args *args, struct sipfp_key *key)
{
	const char *word;
	int status = SIPFP_OK;

	while (!status && sipfp_args_more(args)) {
		word = sipfp_args_next(args, "keyword");
		switch (sipfp_words_need_in(word, keywords, "keyword")) {
		case KEYWORD_ID:
			status = read_id(args, key);
			break;
		case KEYWORD_SECRET:
			status = read_secret(args, key);
			break;
		case KEYWORD_FILE:
			word = sipfp_args_next(args, "secret-file");
			status = word ? read_file(word, key) : SIPFP_USAGE;
			break;
		default:
			status = SIPFP_USAGE;
		}
	}
	return status;
}

static int run_add(struct sipfp_args *args)
{
	struct sipfp_key key = { 0 };
	int status = read_key(args, &key);

	if (!status)
		status = sipfp_kernel_change(SIPFP_CMD_KEY_NEW, NLM_F_CREATE,
					     &sipfp_key_desc, &key);
	explicit_bzero(&key, sizeof(key));
	return status;
}

static void print(const void *object)
{
	const struct sipfp_key *key = object;
	char age[SIPFP_VALUE_MAX];
	const bool current = key->has & SIPFP_HAS(SIPFP_A_KEY_CURRENT);

	sipfp_output_number("id", "id", key->id);
	if (sipfp_output_is_json())
		sipfp_output_flag("current", NULL, current);
	else
		sipfp_output_word(current ? "current" : "previous");
	if (!(key->has & SIPFP_HAS(SIPFP_A_KEY_AGE)))
		return;
	snprintf(age, sizeof(age), "%us", key->age);
	if (sipfp_output_is_json())
		sipfp_output_number("age", NULL, key->age);
	else
		sipfp_output_string(NULL, "age", age);
}

static int show_one(const struct sipfp_desc *desc, const void *object,
		    void *data)
{
	sipfp_output_item();
	print(object);
	sipfp_output_item_end();
	return 0;
}

static int run_show(struct sipfp_args *args)
{
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_show(&sipfp_key_desc, NULL, show_one, NULL);
}

static const struct sipfp_verb verbs[] = {
	{ "show|list", run_show },
	{ "add", run_add },
	{ "help", NULL },
	{ NULL },
};

const struct sipfp_command sipfp_command_key = {
	.name = "key",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_key_desc,
	.print = print,
};
