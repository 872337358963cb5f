// SPDX-License-Identifier: LGPL-2.1-or-later
/* A counter, with its group and what it means */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_STATS_##num, kind, struct sipfp_counter, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("group", GROUP, TEXT, group),
	MEMBER("name", NAME, TEXT, name),
	MEMBER("text", TEXT, TEXT, text),
	MEMBER("value", VALUE, U64, value),
};

const struct sipfp_desc sipfp_stats_desc = {
	.name = "stats",
	.nest = SIPFP_A_STATS,
	.cmd_get = SIPFP_CMD_STATS_GET,
	.size = sizeof(struct sipfp_counter),
	.count = ARRAY_SIZE(members),
	.members = members,
};
