// SPDX-License-Identifier: LGPL-2.1-or-later
/* A binding: where an address of record is reached */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_BINDING_##num, kind, struct sipfp_binding, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("address of record", AOR, TEXT, aor),
	MEMBER("contact", CONTACT, TEXT, contact),
	MEMBER("expires", EXPIRES, U32, expires),
};

const struct sipfp_desc sipfp_binding_desc = {
	.name = "binding",
	.nest = SIPFP_A_BINDING,
	.cmd_new = SIPFP_CMD_BINDING_NEW,
	.cmd_del = SIPFP_CMD_BINDING_DEL,
	.cmd_get = SIPFP_CMD_BINDING_GET,
	.cmd_flush = SIPFP_CMD_BINDING_FLUSH,
	.size = sizeof(struct sipfp_binding),
	.count = ARRAY_SIZE(members),
	.members = members,
};
