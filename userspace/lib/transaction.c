// SPDX-License-Identifier: LGPL-2.1-or-later
/* A transaction of the kernel's, to look at */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_TXN_##num, kind, struct sipfp_transaction, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("token", TOKEN, U64, token),
	MEMBER("method", METHOD, U8, method),
	MEMBER("method name", METHOD_NAME, TEXT, method_name),
	MEMBER("call-id", CALL_ID, TEXT, call_id),
	MEMBER("source", SOURCE, ADDRESS, source),
	MEMBER("source port", SOURCE_PORT, U16, source.port),
	MEMBER("target", TARGET, ADDRESS, target),
	MEMBER("target port", TARGET_PORT, U16, target.port),
	MEMBER("service", SERVICE, ADDRESS, service),
	MEMBER("service port", SERVICE_PORT, U16, service.port),
	MEMBER("server state", SERVER_STATE, TEXT, server_state),
	MEMBER("client state", CLIENT_STATE, TEXT, client_state),
	MEMBER("status", STATUS, U16, status),
	MEMBER("age", AGE, U32, age),
	MEMBER("expires", EXPIRES, U32, expires),
};

const struct sipfp_desc sipfp_transaction_desc = {
	.name = "transaction",
	.nest = SIPFP_A_TXN,
	.cmd_get = SIPFP_CMD_TXN_GET,
	.cmd_flush = SIPFP_CMD_TXN_FLUSH,
	.size = sizeof(struct sipfp_transaction),
	.count = ARRAY_SIZE(members),
	.members = members,
};
