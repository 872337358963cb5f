// SPDX-License-Identifier: GPL-2.0-only
/* sipfp gateway: sets of next hops, for routes to name */
#include "cli.h"

static const char usage[] =
	"Usage: sipfp gateway { add | replace } NAME ADDRESS [ weight N ]\n"
	"               [ priority N ]\n"
	"       sipfp gateway del NAME [ ADDRESS ]\n"
	"       sipfp gateway show [ NAME ]\n"
	"       sipfp gateway flush\n"
	"where  ADDRESS := IPV4[:PORT] | [IPV6]:PORT | IPV6; the default PORT is 5060\n"
	"       weight: 1 to 1000, the share of it among those of its priority\n"
	"       priority: the lowest is tried first\n"
	"Without an address, del deletes the whole set.\n";

#define KEYWORD(label, num, kinds, member, ...) \
	{ \
		.name = (label), .attr = SIPFP_A_GATEWAY_##num, \
		.kind = SIPFP_KEYWORD_##kinds, \
		.offset = offsetof(struct sipfp_gateway, member), \
		##__VA_ARGS__ \
	}

static const struct sipfp_keyword keywords[] = {
	KEYWORD("weight", WEIGHT, U16, weight, .min = 1, .max = 1000),
	KEYWORD("priority", PRIORITY, U16, priority, .max = UINT16_MAX),
};

static int read_name(struct sipfp_args *args, struct sipfp_gateway *gateway)
{
	if (sipfp_args_text(args, "NAME", SIPFP_NAME_MAX, &gateway->name))
		return SIPFP_USAGE;
	gateway->has |= SIPFP_HAS(SIPFP_A_GATEWAY_NAME);
	return SIPFP_OK;
}

static int read_address(struct sipfp_args *args, struct sipfp_gateway *gateway)
{
	if (sipfp_args_address(args, "ADDRESS", &gateway->addr))
		return SIPFP_USAGE;
	gateway->has |= SIPFP_HAS(SIPFP_A_GATEWAY_ADDRESS) |
			SIPFP_HAS(SIPFP_A_GATEWAY_PORT);
	return SIPFP_OK;
}

static int change(struct sipfp_args *args, u16 flags)
{
	struct sipfp_gateway gateway = { 0 };

	if (read_name(args, &gateway) || read_address(args, &gateway) ||
	    sipfp_keyword_read(args, keywords, ARRAY_SIZE(keywords), &gateway))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_GATEWAY_NEW, flags,
				   &sipfp_gateway_desc, &gateway);
}

static int run_add(struct sipfp_args *args)
{
	return change(args, NLM_F_CREATE | NLM_F_EXCL);
}

static int run_replace(struct sipfp_args *args)
{
	return change(args, NLM_F_CREATE | NLM_F_REPLACE);
}

static int run_del(struct sipfp_args *args)
{
	struct sipfp_gateway gateway = { 0 };

	if (read_name(args, &gateway) ||
	    (sipfp_args_more(args) && read_address(args, &gateway)) ||
	    sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_GATEWAY_DEL, 0,
				   &sipfp_gateway_desc, &gateway);
}

static int run_flush(struct sipfp_args *args)
{
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_GATEWAY_FLUSH, 0, NULL, NULL);
}

static void print(const void *object)
{
	const struct sipfp_gateway *gateway = object;

	sipfp_output_text("name", NULL, &gateway->name);
	sipfp_output_address("address", "port", NULL, &gateway->addr);
	sipfp_keyword_print(keywords, ARRAY_SIZE(keywords), gateway);
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
	struct sipfp_gateway want = { 0 };

	if (sipfp_args_more(args) && read_name(args, &want))
		return SIPFP_USAGE;
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_show(&sipfp_gateway_desc, want.has ? &want : NULL,
				 show_one, NULL);
}

static const struct sipfp_verb verbs[] = {
	{ "show|list", run_show },
	{ "add", run_add },
	{ "replace", run_replace },
	{ "del|delete", run_del },
	{ "flush", run_flush },
	{ "help", NULL },
	{ NULL },
};

const struct sipfp_command sipfp_command_gateway = {
	.name = "gateway",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_gateway_desc,
	.print = print,
};
