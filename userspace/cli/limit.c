// SPDX-License-Identifier: GPL-2.0-only
/* sipfp limit: how much of everything a network namespace may have */
#include "cli.h"

static const char usage[] =
	"Usage: sipfp limit show [ NAME ]\n"
	"       sipfp limit set NAME VALUE [ NAME VALUE ]...\n"
	"show: each limit with its maximum, its use and the ceiling, which is what\n"
	"      this network namespace may set its maximum to.\n";

/* as a limit is named in the table of the kernel */
#define LIMIT_NAME_MAX 63

/* Reads all pairs, and puts them into the request of @sock unless it is NULL */
static int read_pairs(struct sipfp_args args, struct sipfp_sock *sock)
{
	struct sipfp_limit limit = {
		.has = SIPFP_HAS(SIPFP_A_LIMIT_NAME) |
		       SIPFP_HAS(SIPFP_A_LIMIT_MAX_VALUE),
	};

	do {
		if (sipfp_args_text(&args, "NAME", LIMIT_NAME_MAX,
				    &limit.name) ||
		    sipfp_args_number(&args, "VALUE", 0, UINT64_MAX,
				      &limit.max))
			return SIPFP_USAGE;
		if (sock)
			sipfp_object_put(sock, &sipfp_limit_desc, &limit);
	} while (sipfp_args_more(&args));
	return SIPFP_OK;
}

/* One request for all pairs: the kernel takes all of them, or none. */
static int run_set(struct sipfp_args *args)
{
	struct sipfp_sock *sock;

	/* a mistake is found before there is a request */
	if (read_pairs(*args, NULL))
		return SIPFP_USAGE;
	sock = sipfp_kernel_sock();
	if (!sock)
		return SIPFP_REFUSED;
	sipfp_request_begin(sock, SIPFP_CMD_LIMIT_SET, 0);
	read_pairs(*args, sock);
	return sipfp_kernel_submit(SIPFP_CMD_LIMIT_SET);
}

static void print(const void *object)
{
	const struct sipfp_limit *limit = object;

	sipfp_output_text("name", NULL, &limit->name);
	if (limit->has & SIPFP_HAS(SIPFP_A_LIMIT_MAX_VALUE))
		sipfp_output_number("max", "max", limit->max);
	if (limit->has & SIPFP_HAS(SIPFP_A_LIMIT_USE))
		sipfp_output_number("use", "use", limit->use);
	if (limit->has & SIPFP_HAS(SIPFP_A_LIMIT_CEILING))
		sipfp_output_number("ceiling", "ceiling", limit->ceiling);
}

struct search {
	struct sipfp_text want;
	bool found;
};

static int show_one(const struct sipfp_desc *desc, const void *object,
		    void *data)
{
	const struct sipfp_limit *limit = object;
	struct search *search = data;

	if (search->want.data &&
	    !sipfp_value_equal(&search->want, &limit->name))
		return 0;
	search->found = true;
	sipfp_output_item();
	print(limit);
	sipfp_output_item_end();
	return 0;
}

static int run_show(struct sipfp_args *args)
{
	struct search search = { 0 };
	int status;

	if (sipfp_args_more(args) &&
	    sipfp_args_text(args, "NAME", LIMIT_NAME_MAX, &search.want))
		return SIPFP_USAGE;
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	status = sipfp_kernel_show(&sipfp_limit_desc, NULL, show_one, &search);
	if (!status && search.want.data && !search.found)
		return sipfp_error_system("there is no limit \"%s\"",
					  search.want.data);
	return status;
}

static const struct sipfp_verb verbs[] = {
	{ "show|list", run_show },
	{ "set", run_set },
	{ "help", NULL },
	{ NULL },
};

const struct sipfp_command sipfp_command_limit = {
	.name = "limit",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_limit_desc,
	.print = print,
};
