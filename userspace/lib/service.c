// SPDX-License-Identifier: LGPL-2.1-or-later
/* A service: an address that the kernel proxies at */
#include "internal.h"

#define MEMBER(label, num, kind, member) \
	SIPFP_MEMBER(label, SIPFP_A_SERVICE_##num, kind, struct sipfp_service, \
		     member)

static const struct sipfp_member members[] = {
	MEMBER("address", ADDRESS, ADDRESS, addr),
	MEMBER("port", PORT, U16, addr.port),
	MEMBER("dev", IFNAME, TEXT, ifname),
	MEMBER("mode", MODE, U8, mode),
	MEMBER("domain", DOMAIN, TEXT_LIST, domains),
	MEMBER("record-route", RECORD_ROUTE, U8, record_route),
	MEMBER("auth", AUTH, U8, auth),
	MEMBER("oversize", OVERSIZE, U8, oversize),
	MEMBER("without-socket", WITHOUT_SOCKET, U8, without_socket),
	MEMBER("relay", RELAY, U8, relay),
	MEMBER("t1", T1, U32, t1),
	MEMBER("t2", T2, U32, t2),
	MEMBER("t4", T4, U32, t4),
	MEMBER("timer-b", TIMER_B, U32, timer_b),
	MEMBER("timer-f", TIMER_F, U32, timer_f),
	MEMBER("timer-c", TIMER_C, U32, timer_c),
	MEMBER("drain", DRAIN, FLAG, has),
	MEMBER("force", FORCE, FLAG, has),
	MEMBER("transactions", TRANSACTIONS, U32, transactions),
	MEMBER("grace", GRACE, U32, grace),
	MEMBER("settling", SETTLING, U32, settling),
};

const struct sipfp_desc sipfp_service_desc = {
	.name = "service",
	.nest = SIPFP_A_SERVICE,
	.cmd_new = SIPFP_CMD_SERVICE_NEW,
	.cmd_del = SIPFP_CMD_SERVICE_DEL,
	.cmd_get = SIPFP_CMD_SERVICE_GET,
	.size = sizeof(struct sipfp_service),
	.count = ARRAY_SIZE(members),
	.members = members,
};
