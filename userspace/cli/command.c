// SPDX-License-Identifier: GPL-2.0-only
/* OBJECT COMMAND: who does it */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct object {
	const char *name;
	const struct sipfp_command *command;
} objects[] = {
	{ "service", &sipfp_command_service },
	{ "binding", &sipfp_command_binding },
	{ "gateway", &sipfp_command_gateway },
	{ "route", &sipfp_command_route },
	{ "transaction", &sipfp_command_transaction },
	{ "stats|statistics", &sipfp_command_stats },
	{ "key", &sipfp_command_key },
	{ "limit", &sipfp_command_limit },
	{ "monitor", &sipfp_command_monitor },
	{ "help", NULL },
};

void sipfp_command_help(FILE *out)
{
	fputs("Usage: sipfp [ OPTIONS ] OBJECT { COMMAND | help }\n"
	      "       sipfp [ -force ] -batch FILE\n"
	      "where  OBJECT := { service | binding | gateway | route |\n"
	      "                   transaction | stats | key | limit | monitor }\n"
	      "       OPTIONS := { -j[son] | -p[retty] | -s[tatistics] |\n"
	      "                    -d[etails] | -n[etns] NAME | -f[orce] |\n"
	      "                    -b[atch] { FILE | - } | -V[ersion] | -h[elp] }\n",
	      out);
}

const struct sipfp_command *sipfp_command_of(const struct sipfp_desc *desc)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(objects); i++)
		if (objects[i].command && objects[i].command->desc == desc)
			return objects[i].command;
	return NULL;
}

static unsigned int count_verbs(const struct sipfp_verb *verbs)
{
	unsigned int n = 0;

	while (verbs[n].name)
		n++;
	return n;
}

/* "help" by itself, at any place where a command may go on */
static bool wants_help(const struct sipfp_args *args)
{
	return args->at == args->argc - 1 &&
	       !strcmp(sipfp_args_peek(args), "help");
}

static int run_verb(const struct sipfp_command *command,
		    struct sipfp_args *args)
{
	const struct sipfp_verb *verbs = command->verbs;
	int i = 0;

	if (command->run && !wants_help(args))
		return command->run(args);
	if (verbs && sipfp_args_more(args))
		i = sipfp_words_need(sipfp_args_next(args, "command"), verbs,
				     count_verbs(verbs), sizeof(*verbs),
				     "command");
	if (i < 0)
		return SIPFP_USAGE;
	if (!verbs || !verbs[i].run || wants_help(args)) {
		fputs(command->usage, stdout);
		return SIPFP_OK;
	}
	return verbs[i].run(args);
}

int sipfp_command_run(struct sipfp_args *args)
{
	const struct sipfp_command *command;
	int i, status;

	i = sipfp_words_need_in(sipfp_args_next(args, "object"), objects,
				"object");
	if (i < 0) {
		fputs("Try \"sipfp help\".\n", stderr);
		return SIPFP_USAGE;
	}
	command = objects[i].command;
	if (!command) {
		sipfp_command_help(stdout);
		return SIPFP_OK;
	}
	status = run_verb(command, args);
	if (status == SIPFP_USAGE)
		fprintf(stderr, "Try \"sipfp %s help\".\n", command->name);
	return status;
}
