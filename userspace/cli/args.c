// SPDX-License-Identifier: GPL-2.0-only
/* The words of a command, one after the other */
#include <string.h>

#include "cli.h"

bool sipfp_args_more(const struct sipfp_args *args)
{
	return args->at < args->argc;
}

const char *sipfp_args_peek(const struct sipfp_args *args)
{
	return sipfp_args_more(args) ? args->argv[args->at] : NULL;
}

char *sipfp_args_next(struct sipfp_args *args, const char *what)
{
	if (sipfp_args_more(args))
		return args->argv[args->at++];
	sipfp_error_usage("%s is missing", what);
	return NULL;
}

int sipfp_args_end(const struct sipfp_args *args)
{
	if (!sipfp_args_more(args))
		return SIPFP_OK;
	return sipfp_error_usage("\"%s\" is too much", sipfp_args_peek(args));
}

int sipfp_args_address(struct sipfp_args *args, const char *what,
		       struct sipfp_addr *addr)
{
	const char *word = sipfp_args_next(args, what);

	if (!word)
		return SIPFP_USAGE;
	if (sipfp_value_address(word, addr))
		return SIPFP_OK;
	return sipfp_error_usage("%s \"%s\" is no literal IP address [:port]",
				 what, word);
}

int sipfp_args_text(struct sipfp_args *args, const char *what, u32 max,
		    struct sipfp_text *text)
{
	const char *word = sipfp_args_next(args, what);

	if (!word)
		return SIPFP_USAGE;
	if (strlen(word) > max)
		return sipfp_error_usage("%s is longer than %u bytes", what,
					 max);
	*text = sipfp_value_text(word);
	return SIPFP_OK;
}

int sipfp_args_number(struct sipfp_args *args, const char *what, u64 min,
		      u64 max, u64 *value)
{
	const char *word = sipfp_args_next(args, what);

	if (!word)
		return SIPFP_USAGE;
	if (sipfp_value_decimal(word, max, value) && *value >= min)
		return SIPFP_OK;
	return sipfp_error_usage("%s \"%s\" is no number from %llu to %llu",
				 what, word, (unsigned long long)min,
				 (unsigned long long)max);
}
