// SPDX-License-Identifier: LGPL-2.1-or-later
/* A route: the gateway set for a number prefix or a domain */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_ROUTE_##num, kind, struct sipfp_route, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("prefix", PREFIX, TEXT, prefix),
	MEMBER("domain", DOMAIN, TEXT, domain),
	MEMBER("gateway", GATEWAY, TEXT, gateway),
};

const struct sipfp_desc sipfp_route_desc = {
	.name = "route",
	.nest = SIPFP_A_ROUTE,
	.cmd_new = SIPFP_CMD_ROUTE_NEW,
	.cmd_del = SIPFP_CMD_ROUTE_DEL,
	.cmd_get = SIPFP_CMD_ROUTE_GET,
	.cmd_flush = SIPFP_CMD_ROUTE_FLUSH,
	.size = sizeof(struct sipfp_route),
	.count = ARRAY_SIZE(members),
	.members = members,
};
