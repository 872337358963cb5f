// SPDX-License-Identifier: GPL-2.0-only
/* sipfp - the command line tool of the SIP fast path */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

enum option {
	OPTION_JSON,
	OPTION_PRETTY,
	OPTION_STATS,
	OPTION_DETAILS,
	OPTION_NETNS,
	OPTION_BATCH,
	OPTION_FORCE,
	OPTION_VERSION,
	OPTION_HELP,
};

static const char *const options[] = {
	[OPTION_JSON] = "json",
	[OPTION_PRETTY] = "pretty",
	[OPTION_STATS] = "stats|statistics",
	[OPTION_DETAILS] = "details",
	[OPTION_NETNS] = "netns",
	[OPTION_BATCH] = "batch",
	[OPTION_FORCE] = "force",
	[OPTION_VERSION] = "Version|version",
	[OPTION_HELP] = "help",
};

/* What the options ask for besides setting sipfp_options */
struct wish {
	const char *netns;
	const char *batch;
	bool done; /* help or version: nothing else */
};

static int take_option(struct sipfp_args *args, int option, struct wish *wish)
{
	switch (option) {
	case OPTION_JSON:
		sipfp_options.json = true;
		break;
	case OPTION_PRETTY:
		sipfp_options.pretty = true;
		break;
	case OPTION_STATS:
		sipfp_options.stats = true;
		break;
	case OPTION_DETAILS:
		sipfp_options.details = true;
		break;
	case OPTION_FORCE:
		sipfp_options.force = true;
		break;
	case OPTION_NETNS:
		wish->netns = sipfp_args_next(args, "namespace of -netns");
		return wish->netns ? SIPFP_OK : SIPFP_USAGE;
	case OPTION_BATCH:
		wish->batch = sipfp_args_next(args, "file of -batch");
		return wish->batch ? SIPFP_OK : SIPFP_USAGE;
	case OPTION_VERSION:
		puts("sipfp utility, sipfp-" SIPFP_VERSION);
		wish->done = true;
		break;
	case OPTION_HELP:
		sipfp_command_help(stdout);
		wish->done = true;
		break;
	}
	return SIPFP_OK;
}

static int take_options(struct sipfp_args *args, struct wish *wish)
{
	const char *word;
	int option;

	while (sipfp_args_more(args) && !wish->done) {
		word = sipfp_args_peek(args);
		if (word[0] != '-')
			break;
		args->at++;
		word += word[1] == '-' ? 2 : 1;
		option = sipfp_words_need_in(word, options, "option");
		if (option < 0 || take_option(args, option, wish))
			return SIPFP_USAGE;
	}
	return SIPFP_OK;
}

static int run(struct sipfp_args *args)
{
	struct wish wish = { 0 };
	int status;

	if (take_options(args, &wish)) {
		fputs("Try \"sipfp help\".\n", stderr);
		return SIPFP_USAGE;
	}
	if (wish.done)
		return SIPFP_OK;
	if (wish.netns) {
		status = sipfp_netns_enter(wish.netns);
		if (status)
			return status;
	}
	if (wish.batch) {
		if (sipfp_args_end(args))
			return SIPFP_USAGE;
		return sipfp_batch_run(wish.batch);
	}
	if (!sipfp_args_more(args)) {
		sipfp_command_help(stderr);
		return SIPFP_USAGE;
	}
	return sipfp_command_run(args);
}

int main(int argc, char **argv)
{
	struct sipfp_args args = { .argv = argv, .argc = argc, .at = 1 };
	int status = run(&args);

	sipfp_kernel_close();
	/* a full disk must not look like an empty table */
	if (!sipfp_output_flush() && !status)
		status = sipfp_error_system("writing: %s", strerror(errno));
	return status;
}
