// SPDX-License-Identifier: GPL-2.0-only
/* sipfp service: the addresses that the kernel proxies at */
#include "cli.h"

static const char usage[] =
	"Usage: sipfp service { add | change | replace } ADDRESS [ dev NAME ]\n"
	"               [ mode proxy ] [ domain NAME ]... [ record-route { on | off } ]\n"
	"               [ auth none ] [ oversize { fragment | slow } ]\n"
	"               [ without-socket { answer | icmp } ]\n"
	"               [ relay { dialog | sealed } ]\n"
	"               [ t1 TIME ] [ t2 TIME ] [ t4 TIME ]\n"
	"               [ timer-b TIME ] [ timer-f TIME ] [ timer-c TIME ]\n"
	"               [ grace TIME ]\n"
	"       sipfp service del ADDRESS [ dev NAME ] [ force ]\n"
	"       sipfp [ -stats ] service show [ ADDRESS ] [ dev NAME ]\n"
	"where  ADDRESS := IPV4[:PORT] | [IPV6]:PORT | IPV6; the default PORT is 5060\n"
	"       TIME := a number and its unit, ms, s, min or h, as 500ms; or 0\n"
	"A change keeps what is not given; a domain given replaces all domains, and\n"
	"domain \"\" leaves none.\n"
	"A service that is deleted takes no new transactions and goes when the\n"
	"last one has ended; with force it goes at once.\n"
	"During the grace of a new service (37s) new requests stay with the socket that\n"
	"is bound to its address, which may have them in hand; 0 if it has none.\n";

static const char *const modes[] = { "proxy", NULL };
static const char *const auths[] = { "none", NULL };
static const char *const oversizes[] = { "fragment", "slow", NULL };
static const char *const without_sockets[] = { "answer", "icmp", NULL };
static const char *const relays[] = { "dialog", "sealed", NULL };

#define KEYWORD(label, num, kinds, member, ...) \
	{ \
		.name = (label), .attr = SIPFP_A_SERVICE_##num, \
		.kind = SIPFP_KEYWORD_##kinds, \
		.offset = offsetof(struct sipfp_service, member), \
		##__VA_ARGS__ \
	}

static const struct sipfp_keyword keywords[] = {
	KEYWORD("dev", IFNAME, TEXT, ifname, .max = IFNAMSIZ - 1),
	KEYWORD("mode", MODE, CHOICE, mode, .choices = modes),
	KEYWORD("domain", DOMAIN, LIST, domains, .max = SIPFP_DOMAIN_MAX,
		.json = "domains"),
	KEYWORD("record-route", RECORD_ROUTE, SWITCH, record_route,
		.json = "record_route"),
	KEYWORD("auth", AUTH, CHOICE, auth, .choices = auths),
	KEYWORD("oversize", OVERSIZE, CHOICE, oversize, .choices = oversizes),
	KEYWORD("without-socket", WITHOUT_SOCKET, CHOICE, without_socket,
		.choices = without_sockets, .json = "without_socket"),
	KEYWORD("relay", RELAY, CHOICE, relay, .choices = relays),
	KEYWORD("t1", T1, TIME, t1),
	KEYWORD("t2", T2, TIME, t2),
	KEYWORD("t4", T4, TIME, t4),
	KEYWORD("timer-b", TIMER_B, TIME, timer_b, .json = "timer_b"),
	KEYWORD("timer-f", TIMER_F, TIME, timer_f, .json = "timer_f"),
	KEYWORD("timer-c", TIMER_C, TIME, timer_c, .json = "timer_c"),
	KEYWORD("grace", GRACE, TIME, grace),
};

static const struct sipfp_keyword del_keywords[] = {
	KEYWORD("dev", IFNAME, TEXT, ifname, .max = IFNAMSIZ - 1),
	KEYWORD("force", FORCE, FLAG, has),
};

/* without "force": what tells one service from another */
#define NAME_KEYWORDS 1

static int read_address(struct sipfp_args *args, struct sipfp_service *service)
{
	if (sipfp_args_address(args, "ADDRESS", &service->addr))
		return SIPFP_USAGE;
	service->has |= SIPFP_HAS(SIPFP_A_SERVICE_ADDRESS) |
			SIPFP_HAS(SIPFP_A_SERVICE_PORT);
	return SIPFP_OK;
}

static int change(struct sipfp_args *args, u16 flags)
{
	struct sipfp_service service = { 0 };

	if (read_address(args, &service) ||
	    sipfp_keyword_read(args, keywords, ARRAY_SIZE(keywords), &service))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_SERVICE_NEW, flags,
				   &sipfp_service_desc, &service);
}

static int run_add(struct sipfp_args *args)
{
	return change(args, NLM_F_CREATE | NLM_F_EXCL);
}

static int run_change(struct sipfp_args *args)
{
	return change(args, NLM_F_REPLACE);
}

static int run_replace(struct sipfp_args *args)
{
	return change(args, NLM_F_CREATE | NLM_F_REPLACE);
}

static int run_del(struct sipfp_args *args)
{
	struct sipfp_service service = { 0 };

	if (read_address(args, &service) ||
	    sipfp_keyword_read(args, del_keywords, ARRAY_SIZE(del_keywords),
			       &service))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_SERVICE_DEL, 0,
				   &sipfp_service_desc, &service);
}

static void print(const void *object)
{
	const struct sipfp_service *service = object;
	const bool more = sipfp_options.stats || sipfp_options.details;

	sipfp_output_address("address", "port", NULL, &service->addr);
	sipfp_keyword_print(keywords, ARRAY_SIZE(keywords), service);
	sipfp_output_flag("draining", "draining",
			  service->has & SIPFP_HAS(SIPFP_A_SERVICE_DRAIN));
	if (!(service->has & SIPFP_HAS(SIPFP_A_SERVICE_TRANSACTIONS)))
		return;
	if (more)
		sipfp_output_line();
	if (!more && !sipfp_output_is_json())
		return;
	sipfp_output_number("transactions", "transactions",
			    service->transactions);
	if (service->has & SIPFP_HAS(SIPFP_A_SERVICE_SETTLING))
		sipfp_output_time("settling", "settling", service->settling);
}

struct search {
	struct sipfp_service want;
	bool found;
};

static int show_one(const struct sipfp_desc *desc, const void *object,
		    void *data)
{
	const struct sipfp_service *service = object;
	struct search *search = data;
	const struct sipfp_service *want = &search->want;

	if (want->has & SIPFP_HAS(SIPFP_A_SERVICE_ADDRESS) &&
	    !sipfp_addr_equal(&want->addr, &service->addr))
		return 0;
	if (want->has & SIPFP_HAS(SIPFP_A_SERVICE_IFNAME) &&
	    !sipfp_value_equal(&want->ifname, &service->ifname))
		return 0;
	search->found = true;
	sipfp_output_item();
	print(service);
	sipfp_output_item_end();
	return 0;
}

static int run_show(struct sipfp_args *args)
{
	struct search search = { 0 };
	const char *word = sipfp_args_peek(args);
	int status;

	/* no address starts with a letter but IPv6, and none with "dev" */
	if (word &&
	    sipfp_words_find(word, del_keywords, NAME_KEYWORDS,
			     sizeof(*del_keywords)) < 0 &&
	    read_address(args, &search.want))
		return SIPFP_USAGE;
	if (sipfp_keyword_read(args, del_keywords, NAME_KEYWORDS, &search.want))
		return SIPFP_USAGE;
	status =
		sipfp_kernel_show(&sipfp_service_desc, NULL, show_one, &search);
	if (!status && search.want.has && !search.found)
		return sipfp_error_system("there is no such service");
	return status;
}

static const struct sipfp_verb verbs[] = {
	{ "show|list", run_show },
	{ "add", run_add },
	{ "change", run_change },
	{ "replace", run_replace },
	{ "del|delete", run_del },
	{ "help", NULL },
	{ NULL },
};

const struct sipfp_command sipfp_command_service = {
	.name = "service",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_service_desc,
	.print = print,
};
