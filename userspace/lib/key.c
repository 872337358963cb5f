// SPDX-License-Identifier: LGPL-2.1-or-later
/* A token key; its secret goes in and never comes out */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_KEY_##num, kind, struct sipfp_key, member)

static const struct sipfp_member members[] = {
	MEMBER("id", ID, U8, id),
	MEMBER("secret", SECRET, SECRET, secret),
	MEMBER("current", CURRENT, FLAG, has),
	MEMBER("age", AGE, U32, age),
};

const struct sipfp_desc sipfp_key_desc = {
	.name = "key",
	.nest = SIPFP_A_KEY,
	.cmd_new = SIPFP_CMD_KEY_NEW,
	.cmd_get = SIPFP_CMD_KEY_GET,
	.size = sizeof(struct sipfp_key),
	.count = ARRAY_SIZE(members),
	.members = members,
};
