// SPDX-License-Identifier: GPL-2.0-only
/* sipfp route: which gateway set a number prefix or a domain goes to */
#include <string.h>

#include "cli.h"

static const char usage[] =
	"Usage: sipfp route { add | replace } WHAT gateway NAME\n"
	"       sipfp route del WHAT\n"
	"       sipfp route show [ WHAT ] [ gateway NAME ]\n"
	"       sipfp route flush\n"
	"where  WHAT := prefix { [+]DIGITS | default } | domain NAME\n"
	"       NAME of a gateway: a set of sipfp gateway\n"
	"The longest prefix wins.\n";

#define KEYWORD(label, num, kinds, member, ...) \
	{ \
		.name = (label), .attr = SIPFP_A_ROUTE_##num, \
		.kind = SIPFP_KEYWORD_##kinds, \
		.offset = offsetof(struct sipfp_route, member), ##__VA_ARGS__ \
	}

static const struct sipfp_keyword keywords[] = {
	KEYWORD("prefix", PREFIX, TEXT, prefix, .max = SIPFP_PREFIX_MAX),
	KEYWORD("domain", DOMAIN, TEXT, domain, .max = SIPFP_DOMAIN_MAX),
	KEYWORD("gateway", GATEWAY, TEXT, gateway, .max = SIPFP_NAME_MAX),
};

#define HAS_PREFIX  SIPFP_HAS(SIPFP_A_ROUTE_PREFIX)
#define HAS_DOMAIN  SIPFP_HAS(SIPFP_A_ROUTE_DOMAIN)
#define HAS_GATEWAY SIPFP_HAS(SIPFP_A_ROUTE_GATEWAY)

static const char default_prefix[] = "default";

static int read_route(struct sipfp_args *args, struct sipfp_route *route)
{
	if (sipfp_keyword_read(args, keywords, ARRAY_SIZE(keywords), route))
		return SIPFP_USAGE;
	if (route->has & HAS_PREFIX && route->has & HAS_DOMAIN)
		return sipfp_error_usage("both prefix and domain are given");
	if (route->has & HAS_PREFIX &&
	    !strcmp(route->prefix.data, default_prefix))
		route->prefix.len = 0;
	return SIPFP_OK;
}

static int need(const struct sipfp_route *route, u32 has)
{
	if (!(route->has & (HAS_PREFIX | HAS_DOMAIN)))
		return sipfp_error_usage("prefix or domain is missing");
	if (has & HAS_GATEWAY && !(route->has & HAS_GATEWAY))
		return sipfp_error_usage("gateway is missing");
	return SIPFP_OK;
}

static int change(struct sipfp_args *args, u16 flags)
{
	struct sipfp_route route = { 0 };

	if (read_route(args, &route) || need(&route, HAS_GATEWAY))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_ROUTE_NEW, flags,
				   &sipfp_route_desc, &route);
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
	struct sipfp_route route = { 0 };

	if (read_route(args, &route) || need(&route, 0))
		return SIPFP_USAGE;
	/* a line of show does; but prefix or domain is all its name */
	route.has &= ~HAS_GATEWAY;
	return sipfp_kernel_change(SIPFP_CMD_ROUTE_DEL, 0, &sipfp_route_desc,
				   &route);
}

static int run_flush(struct sipfp_args *args)
{
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_ROUTE_FLUSH, 0, NULL, NULL);
}

static void print(const void *object)
{
	struct sipfp_route route = *(const struct sipfp_route *)object;

	/* JSON has it as it is: "" */
	if (route.has & HAS_PREFIX && !route.prefix.len &&
	    !sipfp_output_is_json())
		route.prefix = sipfp_value_text(default_prefix);
	sipfp_keyword_print(keywords, ARRAY_SIZE(keywords), &route);
}

static bool wanted(u32 has, const struct sipfp_text *want,
		   const struct sipfp_text *text)
{
	return !has || (text->data && sipfp_value_equal(want, text));
}

static int show_one(const struct sipfp_desc *desc, const void *object,
		    void *data)
{
	const struct sipfp_route *route = object;
	const struct sipfp_route *want = data;

	if (!wanted(want->has & HAS_PREFIX, &want->prefix, &route->prefix) ||
	    !wanted(want->has & HAS_DOMAIN, &want->domain, &route->domain) ||
	    !wanted(want->has & HAS_GATEWAY, &want->gateway, &route->gateway))
		return 0;
	sipfp_output_item();
	print(route);
	sipfp_output_item_end();
	return 0;
}

static int run_show(struct sipfp_args *args)
{
	struct sipfp_route want = { 0 };

	if (read_route(args, &want))
		return SIPFP_USAGE;
	return sipfp_kernel_show(&sipfp_route_desc, NULL, show_one, &want);
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

const struct sipfp_command sipfp_command_route = {
	.name = "route",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_route_desc,
	.print = print,
};
