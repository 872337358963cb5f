// SPDX-License-Identifier: LGPL-2.1-or-later
/* A limit, with its use */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_LIMIT_##num, kind, struct sipfp_limit, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("name", NAME, TEXT, name),
	MEMBER("max", MAX_VALUE, U64, max),
	MEMBER("use", USE, U64, use),
	MEMBER("ceiling", CEILING, U64, ceiling),
};

const struct sipfp_desc sipfp_limit_desc = {
	.name = "limit",
	.nest = SIPFP_A_LIMIT,
	.cmd_new = SIPFP_CMD_LIMIT_SET,
	.cmd_get = SIPFP_CMD_LIMIT_GET,
	.size = sizeof(struct sipfp_limit),
	.count = ARRAY_SIZE(members),
	.members = members,
};
