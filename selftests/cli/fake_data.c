// SPDX-License-Identifier: GPL-2.0-only
/* What the fake family shows without having been told */
#include <string.h>

#include "fake.h"

#define BUF_SIZE 4096

static void put_address(struct nlmsghdr *nlh, uint16_t attr, uint16_t port_attr,
			const void *ip, size_t len, uint16_t port)
{
	mnl_attr_put(nlh, attr, len, ip);
	mnl_attr_put_u16(nlh, port_attr, port);
}

/* --- counters ---------------------------------------------------------------*/

static void put_counter(const struct fake_request *r, const char *group,
			const char *name, uint64_t value)
{
	char buf[BUF_SIZE] __attribute__((aligned(4)));
	struct nlmsghdr *nlh = fake_reply(buf, r, r->cmd);
	struct nlattr *nest = mnl_attr_nest_start(nlh, SIPFP_A_STATS);

	mnl_attr_put_strz(nlh, SIPFP_A_STATS_GROUP, group);
	mnl_attr_put_strz(nlh, SIPFP_A_STATS_NAME, name);
	mnl_attr_put_strz(nlh, SIPFP_A_STATS_TEXT, "what it means");
	mnl_attr_put_u64(nlh, SIPFP_A_STATS_VALUE, value);
	mnl_attr_nest_end(nlh, nest);
	fake_send(r->fd, nlh, nlh->nlmsg_len);
}

void fake_dump_stats(const struct fake_request *r)
{
	put_counter(r, "rx", "stolen", 7);
	put_counter(r, "rx", "slow", 0);
	put_counter(r, "drop", "none", 0);
	put_counter(r, "tx", "request", UINT64_MAX);
	/* a group that goes on later must not come twice */
	put_counter(r, "rx", "drop", 1);
}

/* --- transactions -----------------------------------------------------------*/

static void put_txn(struct nlmsghdr *nlh, const char *call_id, size_t len)
{
	static const uint8_t v4[] = { 198, 51, 100, 7 };
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
	struct nlattr *nest = mnl_attr_nest_start(nlh, SIPFP_A_TXN);

	mnl_attr_put_u64(nlh, SIPFP_A_TXN_TOKEN, 0xfedcba9876543210);
	mnl_attr_put_u8(nlh, SIPFP_A_TXN_METHOD, 1);
	mnl_attr_put_str(nlh, SIPFP_A_TXN_METHOD_NAME, "INVITE");
	mnl_attr_put(nlh, SIPFP_A_TXN_CALL_ID, len, call_id);
	put_address(nlh, SIPFP_A_TXN_SOURCE, SIPFP_A_TXN_SOURCE_PORT, v4,
		    sizeof(v4), 5080);
	put_address(nlh, SIPFP_A_TXN_TARGET, SIPFP_A_TXN_TARGET_PORT, v6,
		    sizeof(v6), 5060);
	put_address(nlh, SIPFP_A_TXN_SERVICE, SIPFP_A_TXN_SERVICE_PORT, v4,
		    sizeof(v4), 5060);
	mnl_attr_put_str(nlh, SIPFP_A_TXN_SERVER_STATE, "proceeding");
	mnl_attr_put_str(nlh, SIPFP_A_TXN_CLIENT_STATE, "calling");
	mnl_attr_put_u16(nlh, SIPFP_A_TXN_STATUS, 100);
	mnl_attr_put_u32(nlh, SIPFP_A_TXN_AGE, 1500);
	mnl_attr_put_u32(nlh, SIPFP_A_TXN_EXPIRES, 30000);
	/* of a newer kernel */
	mnl_attr_put_u32(nlh, 31, 1);
	mnl_attr_nest_end(nlh, nest);
}

void fake_dump_txns(const struct fake_request *r)
{
	/* an escape sequence, quotes, a line of its own, and no UTF-8 */
	static const char evil[] =
		"a\033[2J\"\\\nINVITE b\xff\xc3\xa9\xc2\x9b@h";
	char buf[BUF_SIZE] __attribute__((aligned(4)));
	struct nlmsghdr *nlh = fake_reply(buf, r, r->cmd);

	put_txn(nlh, evil, sizeof(evil) - 1);
	fake_send(r->fd, nlh, nlh->nlmsg_len);
}

/* --- keys and limits --------------------------------------------------------*/

void fake_dump_keys(const struct fake_request *r)
{
	char buf[BUF_SIZE] __attribute__((aligned(4)));
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	int i;

	for (i = 0; i < 2; i++) {
		nlh = fake_reply(buf, r, r->cmd);
		nest = mnl_attr_nest_start(nlh, SIPFP_A_KEY);
		mnl_attr_put_u8(nlh, SIPFP_A_KEY_ID, 4 - i);
		mnl_attr_put_u32(nlh, SIPFP_A_KEY_AGE, 60 * i);
		if (!i)
			mnl_attr_put(nlh, SIPFP_A_KEY_CURRENT, 0, NULL);
		mnl_attr_nest_end(nlh, nest);
		fake_send(r->fd, nlh, nlh->nlmsg_len);
	}
}

static void put_limit(struct nlmsghdr *nlh, const char *name, uint64_t max)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SIPFP_A_LIMIT);

	mnl_attr_put_strz(nlh, SIPFP_A_LIMIT_NAME, name);
	mnl_attr_put_u64(nlh, SIPFP_A_LIMIT_MAX_VALUE, max);
	mnl_attr_put_u64(nlh, SIPFP_A_LIMIT_USE, 3);
	mnl_attr_put_u64(nlh, SIPFP_A_LIMIT_CEILING, 4000000000);
	mnl_attr_nest_end(nlh, nest);
}

void fake_dump_limits(const struct fake_request *r)
{
	char buf[BUF_SIZE] __attribute__((aligned(4)));
	struct nlmsghdr *nlh = fake_reply(buf, r, r->cmd);

	/* the attribute is multi: two in a message are two items */
	put_limit(nlh, "transactions", 65536);
	put_limit(nlh, "bindings", 100000);
	fake_send(r->fd, nlh, nlh->nlmsg_len);
}

/* --- events -----------------------------------------------------------------*/

static void put_event(struct nlmsghdr *nlh, uint8_t event)
{
	mnl_attr_put_u8(nlh, SIPFP_A_EVENT, event);
}

void fake_events(int fd)
{
	char buf[BUF_SIZE] __attribute__((aligned(4)));
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	nlh = fake_reply(buf, NULL, SIPFP_CMD_TXN_EVENT);
	put_event(nlh, SIPFP_EVENT_NEW);
	put_txn(nlh, "c@h", 3);
	fake_send(fd, nlh, nlh->nlmsg_len);

	nlh = fake_reply(buf, NULL, SIPFP_CMD_ALARM_EVENT);
	put_event(nlh, SIPFP_EVENT_ALARM_CLEARED);
	put_limit(nlh, "transactions", 2);
	fake_send(fd, nlh, nlh->nlmsg_len);

	/* it does not say what happens: the command does */
	nlh = fake_reply(buf, NULL, SIPFP_CMD_BINDING_DEL);
	nest = mnl_attr_nest_start(nlh, SIPFP_A_BINDING);
	mnl_attr_put_str(nlh, SIPFP_A_BINDING_AOR, "a@b");
	mnl_attr_put_str(nlh, SIPFP_A_BINDING_CONTACT, "sip:a@192.0.2.1");
	mnl_attr_nest_end(nlh, nest);
	fake_send(fd, nlh, nlh->nlmsg_len);

	nlh = fake_reply(buf, NULL, SIPFP_CMD_ROUTE_FLUSH);
	put_event(nlh, SIPFP_EVENT_DEL);
	fake_send(fd, nlh, nlh->nlmsg_len);
}
