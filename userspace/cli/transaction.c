// SPDX-License-Identifier: GPL-2.0-only
/* sipfp transaction: what the kernel is at */
#include <stdio.h>

#include "cli.h"

static const char usage[] =
	"Usage: sipfp [ -details ] transaction show\n"
	"       sipfp transaction flush\n"
	"show: METHOD SOURCE -> TARGET, the states of the server and the client\n"
	"      transaction, the status that was sent upstream last, and Call-ID.\n"
	"flush ends all transactions at once; what they were for may fail.\n";

static bool has(const struct sipfp_transaction *txn, unsigned int attr)
{
	return txn->has & SIPFP_HAS(attr);
}

static void print_details(const struct sipfp_transaction *txn)
{
	char token[SIPFP_VALUE_MAX];

	sipfp_output_line();
	/* as text in JSON too: most of its readers have 53 bits for a number */
	snprintf(token, sizeof(token), "%016llx",
		 (unsigned long long)txn->token);
	if (has(txn, SIPFP_A_TXN_TOKEN))
		sipfp_output_string("token", "token", token);
	if (has(txn, SIPFP_A_TXN_SERVICE))
		sipfp_output_address("service", "service_port", "service",
				     &txn->service);
	if (has(txn, SIPFP_A_TXN_EXPIRES))
		sipfp_output_time("expires", "expires", txn->expires);
}

static void print(const void *object)
{
	const struct sipfp_transaction *txn = object;

	if (has(txn, SIPFP_A_TXN_METHOD_NAME))
		sipfp_output_text("method", NULL, &txn->method_name);
	if (has(txn, SIPFP_A_TXN_SOURCE))
		sipfp_output_address("source", "source_port", NULL,
				     &txn->source);
	sipfp_output_word("->");
	if (has(txn, SIPFP_A_TXN_TARGET))
		sipfp_output_address("target", "target_port", NULL,
				     &txn->target);
	if (has(txn, SIPFP_A_TXN_SERVER_STATE))
		sipfp_output_text("server", "server", &txn->server_state);
	if (has(txn, SIPFP_A_TXN_CLIENT_STATE))
		sipfp_output_text("client", "client", &txn->client_state);
	if (has(txn, SIPFP_A_TXN_STATUS))
		sipfp_output_number("status", "status", txn->status);
	if (has(txn, SIPFP_A_TXN_AGE))
		sipfp_output_time("age", "age", txn->age);
	if (has(txn, SIPFP_A_TXN_CALL_ID))
		sipfp_output_text("call_id", "call-id", &txn->call_id);
	if (sipfp_options.details || sipfp_output_is_json())
		print_details(txn);
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
	return sipfp_kernel_show(&sipfp_transaction_desc, NULL, show_one, NULL);
}

static int run_flush(struct sipfp_args *args)
{
	if (sipfp_args_end(args))
		return SIPFP_USAGE;
	return sipfp_kernel_change(SIPFP_CMD_TXN_FLUSH, 0, NULL, NULL);
}

static const struct sipfp_verb verbs[] = {
	{ "show|list", run_show },
	{ "flush", run_flush },
	{ "help", NULL },
	{ NULL },
};

const struct sipfp_command sipfp_command_transaction = {
	.name = "transaction",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_transaction_desc,
	.print = print,
};
