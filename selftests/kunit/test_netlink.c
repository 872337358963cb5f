// SPDX-License-Identifier: GPL-2.0-only
/* Requests over netlink that are refused, and why they say so */
#include "limit.h"
#include "talk.h"

#define LONG_16 "0123456789abcdef"
#define LONG_32 LONG_16 LONG_16
#define LONG_64 LONG_32 LONG_32
#define LONG_256 LONG_64 LONG_64 LONG_64 LONG_64

#define ANY_ERROR 1

/**
 * struct refusal - a request that is refused
 * @name:    for the report
 * @cmd:     command
 * @flags:   flags of NEW
 * @nest:    its nest, 0: none
 * @attrs:   what is in it
 * @err:     the error, or ANY_ERROR, which one is netlink's affair
 * @bad:     index of the bad attribute, from 1; 0: none is named
 * @missing: type of what is missing; 0: nothing
 * @text:    part of the message, NULL: any
 */
struct refusal {
	const char *name;
	u8 cmd;
	u16 flags;
	u16 nest;
	struct sipfp_talk_attr attrs[6];
	int err;
	int bad;
	u16 missing;
	const char *text;
};

#define SERVICE SIPFP_CMD_SERVICE_NEW, NLM_F_CREATE, SIPFP_A_SERVICE
#define SERVICE_IP TALK_IP4(SIPFP_A_SERVICE_ADDRESS, 127, 0, 0, 1)
#define SERVICE_PORT TALK_U16(SIPFP_A_SERVICE_PORT, 5060)
#define SERVICE_NAME SERVICE_IP, SERVICE_PORT

static const struct refusal services[] = {
	{ "nothing at all", SIPFP_CMD_SERVICE_NEW, NLM_F_CREATE, 0, {},
	  -EINVAL, 0, SIPFP_A_SERVICE, "must be given" },
	{ "empty nest", SERVICE, {},
	  -EINVAL, 0, SIPFP_A_SERVICE_ADDRESS, "needs an address" },
	{ "no port", SERVICE, { SERVICE_IP },
	  -EINVAL, 0, SIPFP_A_SERVICE_PORT, "needs a port" },
	{ "address of 5 bytes", SERVICE,
	  { SERVICE_PORT, TALK_BYTES(SIPFP_A_SERVICE_ADDRESS, 5, "\x7f\0\0\1") },
	  -EINVAL, 2, 0, "4 bytes (IPv4) or 16" },
	{ "address of no bytes", SERVICE,
	  { SERVICE_PORT, TALK_BYTES(SIPFP_A_SERVICE_ADDRESS, 0, "") },
	  ANY_ERROR, 2 },
	{ "address too long", SERVICE,
	  { SERVICE_PORT, TALK_BYTES(SIPFP_A_SERVICE_ADDRESS, 17, LONG_32) },
	  ANY_ERROR, 2 },
	{ "wildcard", SERVICE,
	  { SERVICE_PORT, TALK_IP4(SIPFP_A_SERVICE_ADDRESS, 0, 0, 0, 0) },
	  -EINVAL, 2, 0, "unicast" },
	{ "multicast", SERVICE,
	  { SERVICE_PORT, TALK_IP4(SIPFP_A_SERVICE_ADDRESS, 224, 0, 1, 75) },
	  -EINVAL, 2, 0, "unicast" },
	{ "IPv4 in IPv6", SERVICE,
	  { SERVICE_PORT, TALK_BYTES(SIPFP_A_SERVICE_ADDRESS, 16,
				     "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\1") },
	  -EINVAL, 2, 0, "IPv4 in IPv6" },
	{ "port 0", SERVICE,
	  { SERVICE_IP, TALK_U16(SIPFP_A_SERVICE_PORT, 0) }, -ERANGE, 2 },
	{ "port of 4 bytes", SERVICE,
	  { SERVICE_IP, TALK_U32(SIPFP_A_SERVICE_PORT, 5060) }, -EINVAL, 2 },
	{ "port of 1 byte", SERVICE,
	  { SERVICE_IP, TALK_U8(SIPFP_A_SERVICE_PORT, 50) }, ANY_ERROR, 2 },
	{ "unknown mode", SERVICE,
	  { SERVICE_NAME, TALK_U8(SIPFP_A_SERVICE_MODE, 99) }, -ERANGE, 3 },
	{ "record-route 2", SERVICE,
	  { SERVICE_NAME, TALK_U8(SIPFP_A_SERVICE_RECORD_ROUTE, 2) },
	  -ERANGE, 3 },
	{ "mode of 2 bytes", SERVICE,
	  { SERVICE_NAME, TALK_U16(SIPFP_A_SERVICE_MODE, 0) }, -EINVAL, 3 },
	{ "NUL in a domain", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "a\0b") },
	  -EINVAL, 3, 0, "NUL" },
	{ "two NULs after a domain", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "a\0\0") },
	  -EINVAL, 3, 0, "NUL" },
	{ "domain too long", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, LONG_256 "x") },
	  -ERANGE, 3 },
	{ "domain with a port", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "a.org:5060") },
	  -EINVAL, 3, 0, "host name" },
	{ "domain with a blank", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "a b") },
	  -EINVAL, 3, 0, "host name" },
	{ "unknown device", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_IFNAME, "nosuch0") },
	  -ENODEV, 3, 0, "no such device" },
	{ "device name too long", SERVICE,
	  { SERVICE_NAME, TALK_TEXT(SIPFP_A_SERVICE_IFNAME, LONG_16) },
	  -ERANGE, 3 },
	{ "T1 too small", SERVICE,
	  { SERVICE_NAME, TALK_U32(SIPFP_A_SERVICE_T1, 5) },
	  -EINVAL, 3, 0, "timers" },
	{ "C before B", SERVICE,
	  { SERVICE_NAME, TALK_U32(SIPFP_A_SERVICE_TIMER_C, 1000) },
	  -EINVAL, 3, 0, "timers" },
	{ "a grace above a day", SERVICE,
	  { SERVICE_NAME, TALK_U32(SIPFP_A_SERVICE_GRACE, 86400001) },
	  -ERANGE, 3 },
	{ "T1 of 2 bytes", SERVICE,
	  { SERVICE_NAME, TALK_U16(SIPFP_A_SERVICE_T1, 500) }, ANY_ERROR, 3 },
	{ "what only GET has", SERVICE,
	  { SERVICE_NAME, TALK_U32(SIPFP_A_SERVICE_TRANSACTIONS, 1) },
	  -EINVAL, 3 },
	{ "what only DEL has", SERVICE,
	  { SERVICE_NAME, TALK_FLAG(SIPFP_A_SERVICE_FORCE) }, -EINVAL, 3 },
	{ "unknown attribute", SERVICE,
	  { SERVICE_NAME, TALK_U8(SIPFP_A_SERVICE_MAX + 7, 1) }, -EINVAL, 3 },
	{ "nothing to change", SIPFP_CMD_SERVICE_NEW, NLM_F_REPLACE,
	  SIPFP_A_SERVICE, { SERVICE_NAME }, -ENOENT, 0, 0, "none to change" },
	{ "a flag that means nothing here", SIPFP_CMD_SERVICE_NEW,
	  NLM_F_CREATE | NLM_F_APPEND, SIPFP_A_SERVICE, { SERVICE_NAME },
	  -EINVAL, 0, 0, "flags" },
	{ "CREATE with DEL", SIPFP_CMD_SERVICE_DEL, NLM_F_CREATE,
	  SIPFP_A_SERVICE, { SERVICE_NAME }, -EINVAL, 0, 0, "flags" },
	{ "nothing to delete", SIPFP_CMD_SERVICE_DEL, 0, SIPFP_A_SERVICE,
	  { SERVICE_NAME }, -ENOENT, 0, 0, "no such service" },
	{ "flag with a value", SIPFP_CMD_SERVICE_DEL, 0, SIPFP_A_SERVICE,
	  { SERVICE_NAME, TALK_U8(SIPFP_A_SERVICE_FORCE, 1) }, ANY_ERROR, 3 },
	{ "another object's nest", SIPFP_CMD_SERVICE_NEW, NLM_F_CREATE,
	  SIPFP_A_BINDING, { TALK_TEXT(SIPFP_A_BINDING_AOR, "a@b") },
	  -EINVAL },
	{}
};

#define BINDING SIPFP_CMD_BINDING_NEW, NLM_F_CREATE, SIPFP_A_BINDING
#define AOR TALK_TEXT(SIPFP_A_BINDING_AOR, "sip:alice@example.com")
#define CONTACT TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:a@127.0.0.1")

static const struct refusal bindings[] = {
	{ "no nest", SIPFP_CMD_BINDING_NEW, NLM_F_CREATE, 0, {},
	  -EINVAL, 0, SIPFP_A_BINDING },
	{ "no AoR", BINDING, { CONTACT }, -EINVAL, 0, SIPFP_A_BINDING_AOR },
	{ "no contact", BINDING, { AOR },
	  -EINVAL, 0, SIPFP_A_BINDING_CONTACT },
	{ "empty AoR", BINDING,
	  { CONTACT, TALK_TEXT(SIPFP_A_BINDING_AOR, "") }, ANY_ERROR, 2 },
	{ "AoR of another scheme", BINDING,
	  { CONTACT, TALK_TEXT(SIPFP_A_BINDING_AOR, "tel:+4420") },
	  -EINVAL, 2, 0, "address of record" },
	{ "AoR that is no URI", BINDING,
	  { CONTACT, TALK_TEXT(SIPFP_A_BINDING_AOR, "alice bob@x") },
	  -EINVAL, 2, 0, "address of record" },
	{ "AoR with a NUL", BINDING,
	  { CONTACT, TALK_TEXT(SIPFP_A_BINDING_AOR, "sip:a\0b@x") },
	  -EINVAL, 2, 0, "NUL" },
	{ "AoR too long for the attribute", BINDING,
	  { CONTACT, TALK_TEXT(SIPFP_A_BINDING_AOR, LONG_256 "@example.com") },
	  -ERANGE, 2 },
	{ "contact is a name", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:a@example.com") },
	  -EINVAL, 2, 0, "literal" },
	{ "contact of another transport", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT,
			   "sip:a@127.0.0.1;transport=tcp") },
	  -EINVAL, 2, 0, "transport" },
	{ "contact with maddr", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT,
			   "sip:a@127.0.0.1;maddr=127.0.0.2") },
	  -EINVAL, 2, 0, "maddr" },
	{ "contact with headers", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT,
			   "sip:a@127.0.0.1?Subject=x") },
	  -EINVAL, 2, 0, "headers" },
	{ "sips contact", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sips:a@127.0.0.1") },
	  -EINVAL, 2, 0, "contact must" },
	{ "multicast contact", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:a@224.0.1.75") },
	  -EINVAL, 2, 0, "unicast" },
	{ "contact in angle brackets", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "<sip:a@127.0.0.1>") },
	  -EINVAL, 2, 0, "contact must" },
	{ "contact with line end", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:a@127.0.0.1\r\nX: y") },
	  -EINVAL, 2, 0, "contact must" },
	{ "contact with a NUL", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:a\0@127.0.0.1") },
	  -EINVAL, 2, 0, "NUL" },
	{ "contact too long", BINDING,
	  { AOR, TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:" LONG_256 "@::1") },
	  -ERANGE, 2 },
	{ "expires of 1 byte", BINDING,
	  { AOR, CONTACT, TALK_U8(SIPFP_A_BINDING_EXPIRES, 60) },
	  ANY_ERROR, 3 },
	{ "nothing to change", SIPFP_CMD_BINDING_NEW, 0, SIPFP_A_BINDING,
	  { AOR, CONTACT }, -ENOENT },
	{ "nothing to delete", SIPFP_CMD_BINDING_DEL, 0, SIPFP_A_BINDING,
	  { AOR }, -ENOENT, 0, 0, "no such binding" },
	{ "expires with DEL", SIPFP_CMD_BINDING_DEL, 0, SIPFP_A_BINDING,
	  { AOR, TALK_U32(SIPFP_A_BINDING_EXPIRES, 60) }, -EINVAL, 2 },
	{ "flush takes nothing", SIPFP_CMD_BINDING_FLUSH, 0, SIPFP_A_BINDING,
	  { AOR }, -EINVAL },
	{}
};

#define GATEWAY SIPFP_CMD_GATEWAY_NEW, NLM_F_CREATE, SIPFP_A_GATEWAY
#define GW_MEMBER TALK_IP4(SIPFP_A_GATEWAY_ADDRESS, 127, 0, 0, 9), \
	TALK_U16(SIPFP_A_GATEWAY_PORT, 5060)
#define GW_NAME(s) TALK_TEXT(SIPFP_A_GATEWAY_NAME, s)

static const struct refusal gateways[] = {
	{ "no name", GATEWAY, { GW_MEMBER },
	  -EINVAL, 0, SIPFP_A_GATEWAY_NAME },
	{ "no address", GATEWAY, { GW_NAME("g") },
	  -EINVAL, 0, SIPFP_A_GATEWAY_ADDRESS },
	{ "empty name", GATEWAY, { GW_MEMBER, GW_NAME("") }, ANY_ERROR, 3 },
	{ "name of a NUL", GATEWAY, { GW_MEMBER, GW_NAME("\0") },
	  ANY_ERROR, 3 },
	{ "name with a blank", GATEWAY, { GW_MEMBER, GW_NAME("a b") },
	  -EINVAL, 3, 0, "visible" },
	{ "name that is not ASCII", GATEWAY, { GW_MEMBER, GW_NAME("a\xc3\xa4") },
	  -EINVAL, 3, 0, "visible" },
	{ "name too long", GATEWAY, { GW_MEMBER, GW_NAME(LONG_32) },
	  -ERANGE, 3 },
	{ "weight 0", GATEWAY,
	  { GW_MEMBER, GW_NAME("g"), TALK_U16(SIPFP_A_GATEWAY_WEIGHT, 0) },
	  -ERANGE, 4 },
	{ "weight 1001", GATEWAY,
	  { GW_MEMBER, GW_NAME("g"), TALK_U16(SIPFP_A_GATEWAY_WEIGHT, 1001) },
	  -ERANGE, 4 },
	{ "nothing to delete", SIPFP_CMD_GATEWAY_DEL, 0, SIPFP_A_GATEWAY,
	  { GW_NAME("g") }, -ENOENT },
	{ "address without port", SIPFP_CMD_GATEWAY_DEL, 0, SIPFP_A_GATEWAY,
	  { GW_NAME("g"), TALK_IP4(SIPFP_A_GATEWAY_ADDRESS, 127, 0, 0, 9) },
	  -EINVAL, 0, SIPFP_A_GATEWAY_PORT },
	{}
};

#define ROUTE SIPFP_CMD_ROUTE_NEW, NLM_F_CREATE, SIPFP_A_ROUTE
#define VIA TALK_TEXT(SIPFP_A_ROUTE_GATEWAY, "nobody")
#define PREFIX(s) TALK_TEXT(SIPFP_A_ROUTE_PREFIX, s)
#define DOMAIN(s) TALK_TEXT(SIPFP_A_ROUTE_DOMAIN, s)

static const struct refusal routes[] = {
	{ "neither prefix nor domain", ROUTE, { VIA },
	  -EINVAL, 0, SIPFP_A_ROUTE_PREFIX },
	{ "both", ROUTE, { VIA, PREFIX("1"), DOMAIN("a.org") },
	  -EINVAL, 3, 0, "either" },
	{ "prefix of letters", ROUTE, { VIA, PREFIX("12a") },
	  -EINVAL, 2, 0, "prefix" },
	{ "prefix too long", ROUTE,
	  { VIA, PREFIX("123456789012345678901234567890123") }, ANY_ERROR, 2 },
	{ "prefix far too long", ROUTE, { VIA, PREFIX(LONG_64) },
	  -ERANGE, 2 },
	{ "prefix with a NUL", ROUTE, { VIA, PREFIX("1\0002") },
	  -EINVAL, 2, 0, "NUL" },
	{ "bad domain", ROUTE, { VIA, DOMAIN("a..b c") },
	  -EINVAL, 2, 0, "host name" },
	{ "unknown set", ROUTE, { PREFIX("1"), VIA },
	  -ENOENT, 2, 0, "no gateway set" },
	{ "no set", ROUTE, { PREFIX("1") },
	  -EINVAL, 0, SIPFP_A_ROUTE_GATEWAY },
	{ "nothing to delete", SIPFP_CMD_ROUTE_DEL, 0, SIPFP_A_ROUTE,
	  { PREFIX("1") }, -ENOENT },
	{}
};

#define KEY SIPFP_CMD_KEY_NEW, 0, SIPFP_A_KEY
#define LIMIT SIPFP_CMD_LIMIT_SET, 0, SIPFP_A_LIMIT
#define LIMIT_NAME(s) TALK_TEXT(SIPFP_A_LIMIT_NAME, s)

static const struct refusal others[] = {
	{ "key id 32", KEY, { TALK_U8(SIPFP_A_KEY_ID, 32) }, -ERANGE, 1 },
	{ "secret too short", KEY,
	  { TALK_BYTES(SIPFP_A_KEY_SECRET, 15, LONG_16) }, ANY_ERROR, 1 },
	{ "secret too long", KEY,
	  { TALK_BYTES(SIPFP_A_KEY_SECRET, 17, LONG_32) }, ANY_ERROR, 1 },
	{ "what only GET has", KEY, { TALK_U32(SIPFP_A_KEY_AGE, 1) },
	  -EINVAL, 1 },
	{ "no limit", SIPFP_CMD_LIMIT_SET, 0, 0, {},
	  -EINVAL, 0, SIPFP_A_LIMIT },
	{ "limit without name", LIMIT,
	  { TALK_U64(SIPFP_A_LIMIT_MAX_VALUE, 1) },
	  -EINVAL, 0, SIPFP_A_LIMIT_NAME },
	{ "limit without value", LIMIT, { LIMIT_NAME("routes") },
	  -EINVAL, 0, SIPFP_A_LIMIT_MAX_VALUE },
	{ "limit of 4 bytes", LIMIT,
	  { LIMIT_NAME("routes"), TALK_U32(SIPFP_A_LIMIT_MAX_VALUE, 1) },
	  ANY_ERROR, 2 },
	{ "limit that there is not", LIMIT,
	  { LIMIT_NAME("route"), TALK_U64(SIPFP_A_LIMIT_MAX_VALUE, 1) },
	  -ENOENT, 1, 0, "no limit of this name" },
	{ "limit above the ceiling", LIMIT,
	  { LIMIT_NAME("routes"), TALK_U64(SIPFP_A_LIMIT_MAX_VALUE, U64_MAX) },
	  -ERANGE, 2, 0, "max_routes" },
	{ "flush takes nothing", SIPFP_CMD_TXN_FLUSH, 0, SIPFP_A_TXN,
	  { TALK_U64(SIPFP_A_TXN_TOKEN, 1) }, -EINVAL },
	{ "no such command", SIPFP_CMD_MAX + 1, 0, 0, {}, -EOPNOTSUPP },
	{ "what only the kernel sends", SIPFP_CMD_TXN_EVENT, 0, 0, {},
	  -EOPNOTSUPP },
	{ "a dump is asked for with a flag", SIPFP_CMD_STATS_GET, 0, 0, {},
	  -EOPNOTSUPP },
	{}
};

static void check_refusal(struct kunit *test, struct sipfp_talk *t,
			  const struct refusal *r)
{
	int err = sipfp_talk(t, r->cmd, r->flags, r->nest, r->attrs);

	if (r->err == ANY_ERROR)
		KUNIT_EXPECT_TRUE_MSG(test, err < 0, "%s: accepted", r->name);
	else
		KUNIT_EXPECT_EQ_MSG(test, err, r->err, "%s: \"%s\"", r->name,
				    t->text);
	if (r->bad)
		KUNIT_EXPECT_EQ_MSG(test, t->offset, t->at[r->bad],
				    "%s: \"%s\"", r->name, t->text);
	KUNIT_EXPECT_EQ_MSG(test, t->missing, r->missing, "%s: \"%s\"",
			    r->name, t->text);
	if (r->missing && r->nest)
		KUNIT_EXPECT_EQ_MSG(test, t->nest, t->at[0], "%s", r->name);
	if (r->text)
		KUNIT_EXPECT_TRUE_MSG(test, strstr(t->text, r->text),
				      "%s: \"%s\"", r->name, t->text);
	/* Nothing is refused without a word. */
	if (r->err != -EOPNOTSUPP)
		KUNIT_EXPECT_NE_MSG(test, t->text[0], '\0', "%s", r->name);
}

static void check_refusals(struct kunit *test, const struct refusal *r)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_talk *t = sipfp_talk_begin(test);
	int id;

	for (; r->name; r++)
		check_refusal(test, t, r);
	sipfp_talk_end(t);
	/* None of them has done a thing. */
	KUNIT_EXPECT_EQ(test, f->sn->n_services, 0);
	for (id = 0; id < SIPFP_LIMIT_MAX; id++) {
		KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, id), 0);
		KUNIT_EXPECT_EQ(test, f->sn->limit[id].max, f->max[id]);
	}
}

static void netlink_services(struct kunit *test)
{
	check_refusals(test, services);
}

static void netlink_bindings(struct kunit *test)
{
	check_refusals(test, bindings);
}

static void netlink_gateways(struct kunit *test)
{
	check_refusals(test, gateways);
}

static void netlink_routes(struct kunit *test)
{
	check_refusals(test, routes);
}

static void netlink_others(struct kunit *test)
{
	check_refusals(test, others);
}

/* What is no well-formed attribute at all */
static void netlink_malformed(struct kunit *test)
{
	static const struct {
		const char *name;
		u16 bytes[8];
		u32 len;
	} t[] = {
		{ "nest without the nested flag",
		  { 12, SIPFP_A_SERVICE, 6, SIPFP_A_SERVICE_PORT, 5060 }, 12 },
		{ "nest longer than the message",
		  { 64, SIPFP_A_SERVICE | NLA_F_NESTED, 6,
		    SIPFP_A_SERVICE_PORT, 5060 }, 12 },
		{ "attribute longer than its nest",
		  { 12, SIPFP_A_SERVICE | NLA_F_NESTED, 16,
		    SIPFP_A_SERVICE_PORT, 5060 }, 12 },
		{ "attribute shorter than a header",
		  { 12, SIPFP_A_SERVICE | NLA_F_NESTED, 2,
		    SIPFP_A_SERVICE_PORT, 5060 }, 12 },
		{ "bytes left in the nest",
		  { 7, SIPFP_A_SERVICE | NLA_F_NESTED, 6, 0 }, 8 },
		{ "bytes left in the message", { 1, 1 }, 3 },
		{ "unknown at the top", { 4, SIPFP_A_MAX + 3 }, 4 },
		{ "no nest", { 3, SIPFP_A_SERVICE }, 4 },
	};
	struct sipfp_talk *talk = sipfp_talk_begin(test);
	int i;

	for (i = 0; i < ARRAY_SIZE(t); i++)
		KUNIT_EXPECT_TRUE_MSG(test,
				      sipfp_talk_raw(talk,
						     SIPFP_CMD_SERVICE_NEW,
						     NLM_F_CREATE, t[i].bytes,
						     t[i].len) < 0,
				      "%s: accepted", t[i].name);
	sipfp_talk_end(talk);
}

/* Several limits in one request: all of them or none */
static void netlink_limits(struct kunit *test)
{
	u8 good[] = { 24, 0, SIPFP_A_LIMIT, 0x80,
		      11, 0, SIPFP_A_LIMIT_NAME, 0,
		      'r', 'o', 'u', 't', 'e', 's', 0, 0,
		      12, 0, SIPFP_A_LIMIT_MAX_VALUE, 0,
		      7, 0, 0, 0, 0, 0, 0, 0 };
	u8 both[2 * 28];
	struct sipfp_fixture *f = test->priv;
	struct sipfp_talk *t = sipfp_talk_begin(test);

	good[0] = sizeof(good);
	memcpy(both, good, sizeof(good));
	memcpy(both + sizeof(good), good, sizeof(good));
	memcpy(both + sizeof(good) + 8, "routed", 6);
	KUNIT_EXPECT_EQ(test, sipfp_talk_raw(t, SIPFP_CMD_LIMIT_SET, 0, both,
					     sizeof(both)), -ENOENT);
	KUNIT_EXPECT_EQ(test, f->sn->limit[SIPFP_LIMIT_ROUTES].max,
			f->max[SIPFP_LIMIT_ROUTES]);
	KUNIT_EXPECT_EQ(test, sipfp_talk_raw(t, SIPFP_CMD_LIMIT_SET, 0, good,
					     sizeof(good)), 0);
	KUNIT_EXPECT_EQ(test, f->sn->limit[SIPFP_LIMIT_ROUTES].max, 7);
	sipfp_talk_end(t);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(netlink_services),
	KUNIT_CASE(netlink_bindings),
	KUNIT_CASE(netlink_gateways),
	KUNIT_CASE(netlink_routes),
	KUNIT_CASE(netlink_others),
	KUNIT_CASE(netlink_malformed),
	KUNIT_CASE(netlink_limits),
	{}
};

struct kunit_suite sipfp_kunit_netlink = {
	.name = "sipfp_netlink",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
