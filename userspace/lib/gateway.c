// SPDX-License-Identifier: LGPL-2.1-or-later
/* A member of a gateway set */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_GATEWAY_##num, kind, struct sipfp_gateway, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("name", NAME, TEXT, name),
	MEMBER("address", ADDRESS, ADDRESS, addr),
	MEMBER("port", PORT, U16, addr.port),
	MEMBER("weight", WEIGHT, U16, weight),
	MEMBER("priority", PRIORITY, U16, priority),
};

const struct sipfp_desc sipfp_gateway_desc = {
	.name = "gateway",
	.nest = SIPFP_A_GATEWAY,
	.cmd_new = SIPFP_CMD_GATEWAY_NEW,
	.cmd_del = SIPFP_CMD_GATEWAY_DEL,
	.cmd_get = SIPFP_CMD_GATEWAY_GET,
	.cmd_flush = SIPFP_CMD_GATEWAY_FLUSH,
	.size = sizeof(struct sipfp_gateway),
	.count = ARRAY_SIZE(members),
	.members = members,
};
