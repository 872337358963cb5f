// SPDX-License-Identifier: GPL-2.0-only
/* sipfp binding: where addresses of record are reached */
#include "cli.h"

static const char usage[] =
	"Usage: sipfp binding { add | replace } AOR contact URI [ expires TIME ]\n"
	"       sipfp binding del AOR [ contact URI ]\n"
	"       sipfp binding show [ AOR ]\n"
	"       sipfp binding flush\n"
	"where  AOR := sip:USER@DOMAIN | USER@DOMAIN\n"
	"       URI := a sip: URI with a literal address, as sip:bob@192.0.2.1:5060\n"
	"       TIME := seconds, or a number with s, min or h, or never (default)\n"
	"Without a contact, del deletes all bindings of the address of record.\n";

/* with "sip:" before it */
#define AOR_TEXT_MAX (SIPFP_AOR_MAX + 4)

#define KEYWORD(label, num, kinds, member, ...) \
	{ \
		.name = (label), .attr = SIPFP_A_BINDING_##num, \
		.kind = SIPFP_KEYWORD_##kinds, \
		.offset = offsetof(struct sipfp_binding, member), \
		##__VA_ARGS__ \
	}

static const struct sipfp_keyword keywords[] = {
	KEYWORD("contact", CONTACT, TEXT, contact, .max = SIPFP_URI_MAX),
	KEYWORD("expires", EXPIRES, SECONDS, expires),
};

/* the keywords of del: the contact alone */
#define DEL_KEYWORDS 1

static int read_aor(struct sipfp_args *args, struct sipfp_binding *binding)
{
	if (sipfp_args_text(args, "AOR", AOR_TEXT_MAX, &binding->aor))
		return SIPFP_USAGE;
	binding->has |= SIPFP_HAS(SIPFP_A_BINDING_AOR);
	return SIPFP_OK;
}

static int change(struct sipfp_args *args, u16 flags)
{
	struct sipfp_binding binding = { 0 };

	if (read_aor(args, &binding) ||
	    sipfp_keyword_read(args, keywords, ARRAY_SIZE(keywords), &binding))
		return SIPFP_USAGE;
	if (!(binding.has & SIPFP_HAS(SIPFP_A_BINDING_CONTACT)))
		return sipfp_error_usage("contact is missing");
	return sipfp_kernel_change(SIPFP_CMD_BINDING_NEW, flags,
				   &sipfp_binding_desc, &binding);
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
	struct sipfp_binding binding = { 0 };

	if (read_aor(args, &binding) ||
	    sipfp_keyword_read(args, keywords, DEL_KEYWORDS, &binding))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_BINDING_DEL, 0,
				   &sipfp_binding_desc, &binding);
}

static int run_flush(struct sipfp_args *args)
{
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_BINDING_FLUSH, 0, NULL, NULL);
}

static void print(const void *object)
{
	const struct sipfp_binding *binding = object;

	sipfp_output_text("aor", NULL, &binding->aor);
	sipfp_output_text("contact", "contact", &binding->contact);
	/* absent means never */
	sipfp_output_seconds("expires", "expires", binding->expires);
}

static int show_one(const struct sipfp_desc *desc, const void *object,
		    void *data)
{
	sipfp_output_item();
	print(object);
	sipfp_output_item_end();
	return 0;
}

/*
 * The kernel looks for the address of record: there may be many of them, and
 * there is more than one way to write it.
 */
static int run_show(struct sipfp_args *args)
{
	struct sipfp_binding want = { 0 };

	if (sipfp_args_more(args) && read_aor(args, &want))
		return SIPFP_USAGE;
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_show(&sipfp_binding_desc, want.has ? &want : NULL,
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

const struct sipfp_command sipfp_command_binding = {
	.name = "binding",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_binding_desc,
	.print = print,
};
