// SPDX-License-Identifier: GPL-2.0-only
/* Over netlink: what is set is shown, in answers, dumps and events */
#include "binding.h"
#include "limit.h"
#include "talk.h"

#define CREATE (NLM_F_CREATE | NLM_F_EXCL)

static const struct sipfp_talk_attr service[] = {
	TALK_IP4(SIPFP_A_SERVICE_ADDRESS, 127, 0, 0, 1),
	TALK_U16(SIPFP_A_SERVICE_PORT, 5060),
	{}
};

static const struct sipfp_talk_attr service_full[] = {
	TALK_IP4(SIPFP_A_SERVICE_ADDRESS, 127, 0, 0, 1),
	TALK_U16(SIPFP_A_SERVICE_PORT, 5060),
	TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "Example.ORG."),
	TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "example.org\0"),
	TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, "[2001:DB8::0:1]"),
	TALK_U8(SIPFP_A_SERVICE_RECORD_ROUTE, 0),
	TALK_U8(SIPFP_A_SERVICE_RELAY, SIPFP_RELAY_SEALED),
	TALK_U32(SIPFP_A_SERVICE_T1, 100),
	{}
};

/* Domains come more than once, so they are read from the message. */
static int domains(struct sipfp_talk *t, const char *const *want)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)t->buf;
	struct nlattr *top, *a;
	int rem, n = 0;

	top = nlmsg_find_attr(nlh, GENL_HDRLEN, SIPFP_A_SERVICE);
	if (!top)
		return -1;
	nla_for_each_nested(a, top, rem)
		if (nla_type(a) == SIPFP_A_SERVICE_DOMAIN) {
			if (!want[n] || !sipfp_talk_is(a, want[n]))
				return -1;
			n++;
		}
	return n;
}

static void show_service(struct kunit *test)
{
	static const char * const want[] = { "example.org", "[2001:db8::1]",
					     NULL };
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct nlattr *tb[SIPFP_A_SERVICE_MAX + 1];

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW, CREATE,
					 SIPFP_A_SERVICE, service_full), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW, CREATE,
					 SIPFP_A_SERVICE, service_full),
			-EEXIST);
	KUNIT_ASSERT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_SERVICE_GET,
					     SIPFP_A_SERVICE, service, tb,
					     SIPFP_A_SERVICE_MAX), 0);
	KUNIT_EXPECT_EQ(test, domains(t, want), 2);
	KUNIT_EXPECT_EQ(test, nla_get_u16(tb[SIPFP_A_SERVICE_PORT]), 5060);
	KUNIT_EXPECT_EQ(test, nla_len(tb[SIPFP_A_SERVICE_ADDRESS]), 4);
	KUNIT_EXPECT_EQ(test, nla_get_u8(tb[SIPFP_A_SERVICE_RECORD_ROUTE]), 0);
	KUNIT_EXPECT_EQ(test, nla_get_u8(tb[SIPFP_A_SERVICE_RELAY]),
			SIPFP_RELAY_SEALED);
	KUNIT_EXPECT_EQ(test, nla_get_u32(tb[SIPFP_A_SERVICE_T1]), 100);
	KUNIT_EXPECT_EQ(test, nla_get_u32(tb[SIPFP_A_SERVICE_TIMER_C]), 185000);
	KUNIT_EXPECT_EQ(test, nla_get_u32(tb[SIPFP_A_SERVICE_GRACE]), 11400);
	KUNIT_ASSERT_NOT_NULL(test, tb[SIPFP_A_SERVICE_SETTLING]);
	KUNIT_EXPECT_LE(test, nla_get_u32(tb[SIPFP_A_SERVICE_SETTLING]), 11400);
	KUNIT_EXPECT_EQ(test, nla_get_u32(tb[SIPFP_A_SERVICE_TRANSACTIONS]), 0);
	KUNIT_EXPECT_NULL(test, tb[SIPFP_A_SERVICE_DRAIN]);
	KUNIT_EXPECT_NULL(test, tb[SIPFP_A_SERVICE_IFNAME]);
	sipfp_talk_end(t);
}

/* In a change, what is not given stays. */
static void show_change(struct kunit *test)
{
	const struct sipfp_talk_attr change[] = {
		service[0], service[1], TALK_U32(SIPFP_A_SERVICE_T1, 200), {}
	};
	const struct sipfp_talk_attr no_domain[] = {
		service[0], service[1], TALK_TEXT(SIPFP_A_SERVICE_DOMAIN, ""),
		{}
	};
	static const char * const want[] = { "example.org", "[2001:db8::1]",
					     NULL };
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct nlattr *tb[SIPFP_A_SERVICE_MAX + 1];

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW, CREATE,
					 SIPFP_A_SERVICE, service_full), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW,
					 NLM_F_REPLACE, SIPFP_A_SERVICE,
					 change), 0);
	KUNIT_ASSERT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_SERVICE_GET,
					     SIPFP_A_SERVICE, service, tb,
					     SIPFP_A_SERVICE_MAX), 0);
	KUNIT_EXPECT_EQ(test, domains(t, want), 2);
	KUNIT_EXPECT_EQ(test, nla_get_u32(tb[SIPFP_A_SERVICE_T1]), 200);
	KUNIT_EXPECT_EQ(test, nla_get_u8(tb[SIPFP_A_SERVICE_RECORD_ROUTE]), 0);

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW,
					 NLM_F_CREATE, SIPFP_A_SERVICE,
					 no_domain), 0);
	KUNIT_ASSERT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_SERVICE_GET,
					     SIPFP_A_SERVICE, service, tb,
					     SIPFP_A_SERVICE_MAX), 0);
	KUNIT_EXPECT_NULL(test, tb[SIPFP_A_SERVICE_DOMAIN]);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_DEL, 0,
					 SIPFP_A_SERVICE, service), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_SERVICE_GET,
					     SIPFP_A_SERVICE, service, tb,
					     SIPFP_A_SERVICE_MAX), -ENOENT);
	sipfp_talk_end(t);
}

/* As many domains as a service may have, all of them long: one large message */
static void show_large(struct kunit *test)
{
	struct sipfp_talk_attr *attrs;
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct nlattr *tb[SIPFP_A_SERVICE_MAX + 1];
	u32 n = SIPFP_DOMAINS_MAX, i;
	char (*name)[SIPFP_DOMAIN_MAX + 1];

	attrs = kunit_kcalloc(test, n + 4, sizeof(*attrs), GFP_KERNEL);
	name = kunit_kcalloc(test, n + 1, sizeof(*name), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, attrs && name);
	attrs[0] = service[0];
	attrs[1] = service[1];
	for (i = 0; i <= n; i++) {
		memset(name[i], 'a', SIPFP_DOMAIN_MAX);
		for (u32 dot = 50; dot < SIPFP_DOMAIN_MAX; dot += 50)
			name[i][dot] = '.';
		name[i][0] += i % 26;
		name[i][1] += i / 26;
		attrs[2 + i] = (struct sipfp_talk_attr){
			SIPFP_A_SERVICE_DOMAIN, SIPFP_DOMAIN_MAX, name[i]
		};
	}
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW, CREATE,
					 SIPFP_A_SERVICE, attrs), -E2BIG);
	attrs[2 + n].data = NULL;
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_SERVICE_NEW, CREATE,
					 SIPFP_A_SERVICE, attrs), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_SERVICE_GET,
					     SIPFP_A_SERVICE, service, tb,
					     SIPFP_A_SERVICE_MAX), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_SERVICE_GET,
					      SIPFP_A_SERVICE, NULL,
					      SIPFP_A_SERVICE_MAX, NULL, NULL),
			1);
	sipfp_talk_end(t);
}

#define MANY 1500

struct seen {
	u8 times[MANY];
	int strange;
};

static void seen_binding(struct nlattr **tb, void *arg)
{
	const struct nlattr *aor = tb[SIPFP_A_BINDING_AOR];
	struct seen *s = arg;
	int i;

	/* Text comes with its NUL. */
	if (!aor || !tb[SIPFP_A_BINDING_CONTACT] ||
	    sscanf(nla_data(aor), "u%d@example.com", &i) != 1 || i >= MANY)
		s->strange++;
	else
		s->times[i]++;
}

/* Many: over several buffers each is seen once, if nothing is changed. */
static void show_bindings(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct seen *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct sipfp_talk *t = sipfp_talk_begin(test);
	unsigned int i, wrong = 0;
	char aor[32];
	struct sipfp_talk_attr attrs[] = {
		TALK_BYTES(SIPFP_A_BINDING_AOR, 0, aor),
		TALK_TEXT(SIPFP_A_BINDING_CONTACT, "sip:x@127.0.0.1:5062"),
		TALK_U32(SIPFP_A_BINDING_EXPIRES, 3600),
		{}
	};

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < MANY; i++) {
		attrs[0].len = snprintf(aor, sizeof(aor), "u%u@example.com", i);
		wrong += sipfp_talk(t, SIPFP_CMD_BINDING_NEW, CREATE,
				    SIPFP_A_BINDING, attrs) != 0;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	/* Let the table have grown. */
	flush_work(&f->sn->aors.run_work);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_BINDING_GET,
					      SIPFP_A_BINDING, NULL,
					      SIPFP_A_BINDING_MAX,
					      seen_binding, s), MANY);
	KUNIT_EXPECT_EQ(test, s->strange, 0);
	for (i = 0; i < MANY; i++)
		wrong += s->times[i] != 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);

	/* Only those of one */
	memset(s, 0, sizeof(*s));
	attrs[0].len = snprintf(aor, sizeof(aor), "u7@EXAMPLE.com");
	attrs[1].data = NULL;
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_BINDING_GET,
					      SIPFP_A_BINDING, attrs,
					      SIPFP_A_BINDING_MAX,
					      seen_binding, s), 1);
	KUNIT_EXPECT_EQ(test, s->times[7], 1);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_BINDING_FLUSH, 0, 0,
					 NULL), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_BINDING_GET,
					      SIPFP_A_BINDING, NULL,
					      SIPFP_A_BINDING_MAX, NULL, NULL),
			0);
	sipfp_talk_end(t);
}

static const struct sipfp_talk_attr gateway[] = {
	TALK_TEXT(SIPFP_A_GATEWAY_NAME, "carriers"),
	TALK_IP4(SIPFP_A_GATEWAY_ADDRESS, 127, 0, 0, 9),
	TALK_U16(SIPFP_A_GATEWAY_PORT, 5060),
	{}
};

static const struct sipfp_talk_attr weighty[] = {
	TALK_TEXT(SIPFP_A_GATEWAY_NAME, "carriers"),
	TALK_IP4(SIPFP_A_GATEWAY_ADDRESS, 127, 0, 0, 9),
	TALK_U16(SIPFP_A_GATEWAY_PORT, 5060),
	TALK_U16(SIPFP_A_GATEWAY_WEIGHT, 1000),
	{}
};

static const struct sipfp_talk_attr default_route[] = {
	TALK_TEXT(SIPFP_A_ROUTE_PREFIX, ""),
	TALK_TEXT(SIPFP_A_ROUTE_GATEWAY, "carriers"),
	{}
};

static const struct sipfp_talk_attr domain_route[] = {
	TALK_TEXT(SIPFP_A_ROUTE_DOMAIN, "Example.NET"),
	TALK_TEXT(SIPFP_A_ROUTE_GATEWAY, "carriers"),
	{}
};

static void show_gateways(struct kunit *test)
{
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct nlattr *tb[SIPFP_A_GATEWAY_MAX + 1];

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_NEW, CREATE,
					 SIPFP_A_GATEWAY, gateway), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_NEW, CREATE,
					 SIPFP_A_GATEWAY, gateway), -EEXIST);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_NEW,
					 NLM_F_REPLACE, SIPFP_A_GATEWAY,
					 weighty), 0);
	KUNIT_ASSERT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_GATEWAY_GET,
					     SIPFP_A_GATEWAY, gateway, tb,
					     SIPFP_A_GATEWAY_MAX), 0);
	KUNIT_EXPECT_TRUE(test, sipfp_talk_is(tb[SIPFP_A_GATEWAY_NAME],
					      "carriers"));
	KUNIT_EXPECT_EQ(test, nla_get_u16(tb[SIPFP_A_GATEWAY_WEIGHT]), 1000);
	KUNIT_EXPECT_EQ(test, nla_get_u16(tb[SIPFP_A_GATEWAY_PRIORITY]), 1);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_GATEWAY_GET,
					      SIPFP_A_GATEWAY, NULL,
					      SIPFP_A_GATEWAY_MAX, NULL, NULL),
			1);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_FLUSH, 0, 0,
					 NULL), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_GATEWAY_GET,
					     SIPFP_A_GATEWAY, gateway, tb,
					     SIPFP_A_GATEWAY_MAX), -ENOENT);
	sipfp_talk_end(t);
}

static void show_routes(struct kunit *test)
{
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct nlattr *tb[SIPFP_A_ROUTE_MAX + 1];
	struct sipfp_talk_attr name[] = { default_route[0], {} };

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_ROUTE_NEW, CREATE,
					 SIPFP_A_ROUTE, default_route),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_NEW, CREATE,
					 SIPFP_A_GATEWAY, gateway), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_ROUTE_NEW, CREATE,
					 SIPFP_A_ROUTE, default_route), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_ROUTE_NEW, CREATE,
					 SIPFP_A_ROUTE, default_route),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_ROUTE_NEW, CREATE,
					 SIPFP_A_ROUTE, domain_route), 0);
	KUNIT_ASSERT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_ROUTE_GET,
					     SIPFP_A_ROUTE, name, tb,
					     SIPFP_A_ROUTE_MAX), 0);
	KUNIT_EXPECT_TRUE(test, sipfp_talk_is(tb[SIPFP_A_ROUTE_PREFIX], ""));
	KUNIT_EXPECT_TRUE(test, sipfp_talk_is(tb[SIPFP_A_ROUTE_GATEWAY],
					      "carriers"));
	name[0] = domain_route[0];
	KUNIT_ASSERT_EQ(test, sipfp_talk_get(t, SIPFP_CMD_ROUTE_GET,
					     SIPFP_A_ROUTE, name, tb,
					     SIPFP_A_ROUTE_MAX), 0);
	KUNIT_EXPECT_TRUE(test, sipfp_talk_is(tb[SIPFP_A_ROUTE_DOMAIN],
					      "example.net"));
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_ROUTE_GET,
					      SIPFP_A_ROUTE, NULL,
					      SIPFP_A_ROUTE_MAX, NULL, NULL),
			2);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_FLUSH, 0, 0,
					 NULL), -EBUSY);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_ROUTE_FLUSH, 0, 0, NULL),
			0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_FLUSH, 0, 0,
					 NULL), 0);
	sipfp_talk_end(t);
}

struct keys {
	int n;
	int current_id;
	int leaked;
};

static void seen_key(struct nlattr **tb, void *arg)
{
	struct keys *k = arg;

	k->n++;
	k->leaked += !!tb[SIPFP_A_KEY_SECRET];
	if (tb[SIPFP_A_KEY_CURRENT] && tb[SIPFP_A_KEY_ID])
		k->current_id = nla_get_u8(tb[SIPFP_A_KEY_ID]);
}

static void show_keys(struct kunit *test)
{
	static const u8 secret[] = "this is a secret";
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct keys k = {};
	struct sipfp_talk_attr attrs[] = {
		TALK_BYTES(SIPFP_A_KEY_SECRET, SIPFP_SECRET_LEN, secret),
		TALK_U8(SIPFP_A_KEY_ID, 29),
		{}
	};
	int i, at = 0;

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_KEY_NEW, 0, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_KEY_NEW, 0, SIPFP_A_KEY,
					 attrs), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_KEY_GET, SIPFP_A_KEY,
					      NULL, SIPFP_A_KEY_MAX, seen_key,
					      &k), 2);
	KUNIT_EXPECT_EQ(test, k.n, 2);
	KUNIT_EXPECT_EQ(test, k.current_id, 29);
	KUNIT_EXPECT_EQ(test, k.leaked, 0);
	/* Nor do its bytes occur anywhere else in the answer. */
	for (i = 0; i + SIPFP_SECRET_LEN < 4096; i++)
		at += !memcmp(t->buf + i, secret, SIPFP_SECRET_LEN);
	KUNIT_EXPECT_EQ(test, at, 0);
	/* Another secret for an id in use: refused, and it says which. */
	attrs[0].data = "another secret!!";
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_KEY_NEW, 0, SIPFP_A_KEY,
					 attrs), -EEXIST);
	KUNIT_EXPECT_EQ(test, t->offset, t->at[2]);
	sipfp_talk_end(t);
}

struct counters {
	struct sipfp_net *sn;
	int strange;
	u64 created;
};

static void seen_counter(struct nlattr **tb, void *arg)
{
	struct counters *c = arg;

	if (!tb[SIPFP_A_STATS_GROUP] || !tb[SIPFP_A_STATS_NAME] ||
	    !tb[SIPFP_A_STATS_TEXT] || !tb[SIPFP_A_STATS_VALUE])
		c->strange++;
	else if (sipfp_talk_is(tb[SIPFP_A_STATS_GROUP], "transaction") &&
		 sipfp_talk_is(tb[SIPFP_A_STATS_NAME], "created"))
		c->created = nla_get_u64(tb[SIPFP_A_STATS_VALUE]);
}

static void seen_limit(struct nlattr **tb, void *arg)
{
	struct counters *c = arg;
	enum sipfp_limit_id id;

	if (!tb[SIPFP_A_LIMIT_NAME] || !tb[SIPFP_A_LIMIT_MAX_VALUE] ||
	    !tb[SIPFP_A_LIMIT_USE] || !tb[SIPFP_A_LIMIT_CEILING]) {
		c->strange++;
		return;
	}
	id = sipfp_limit_find(nla_data(tb[SIPFP_A_LIMIT_NAME]),
			      sipfp_netlink_text_len(tb[SIPFP_A_LIMIT_NAME]));
	if (id == SIPFP_LIMIT_MAX ||
	    nla_get_u64(tb[SIPFP_A_LIMIT_MAX_VALUE]) != c->sn->limit[id].max ||
	    nla_get_u64(tb[SIPFP_A_LIMIT_USE]) !=
	    sipfp_fixture_use(c->sn, id))
		c->strange++;
}

static void show_stats(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct counters c = { .sn = f->sn };
	struct sipfp_counter counter;
	u64 before;
	int n = 0;

	while (sipfp_stats_read(f->sn, n, &counter))
		n++;
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_STATS_GET,
					      SIPFP_A_STATS, NULL,
					      SIPFP_A_STATS_MAX, seen_counter,
					      &c), n);
	before = c.created;
	sipfp_fixture_commit(sipfp_fixture_request(test, "OPTIONS", 1), NULL);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_STATS_GET,
					      SIPFP_A_STATS, NULL,
					      SIPFP_A_STATS_MAX, seen_counter,
					      &c), n);
	KUNIT_EXPECT_EQ(test, c.created, before + 1);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_LIMIT_GET,
					      SIPFP_A_LIMIT, NULL,
					      SIPFP_A_LIMIT_MAX, seen_limit,
					      &c), SIPFP_LIMIT_MAX);
	KUNIT_EXPECT_EQ(test, c.strange, 0);
	sipfp_talk_end(t);
}

struct txns {
	u64 token;
	int n;
	int found;
	int strange;
};

static void seen_txn(struct nlattr **tb, void *arg)
{
	struct txns *x = arg;

	x->n++;
	if (!tb[SIPFP_A_TXN_TOKEN] || !tb[SIPFP_A_TXN_SERVICE] ||
	    !sipfp_talk_is(tb[SIPFP_A_TXN_METHOD_NAME], "INVITE")) {
		x->strange++;
		return;
	}
	if (nla_get_u64(tb[SIPFP_A_TXN_TOKEN]) != x->token)
		return;
	x->found++;
	if (!sipfp_talk_is(tb[SIPFP_A_TXN_CALL_ID], "0@kunit") ||
	    !sipfp_talk_is(tb[SIPFP_A_TXN_SERVER_STATE], "proceeding") ||
	    !sipfp_talk_is(tb[SIPFP_A_TXN_CLIENT_STATE], "calling"))
		x->strange++;
}

/* The token of the transaction that @m began */
static u64 token_of(struct sipfp_net *sn, const struct sipfp_fixture_msg *m)
{
	struct sipfp_entry *o;
	u64 token = 0;

	rcu_read_lock();
	o = sipfp_entry_lookup(sn, &m->pkt.key);
	if (o && !o->punted)
		token = container_of(o, struct sipfp_txn, owner)->token;
	rcu_read_unlock();
	return token;
}

static void show_transactions(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct sipfp_fixture_msg *m;
	struct txns x = {};
	int i;

	sipfp_fixture_bind(test);
	for (i = 0; i < 100; i++) {
		m = sipfp_fixture_request(test, "INVITE", i);
		KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(m),
				SIPFP_VERDICT_STOLEN);
		if (!i)
			x.token = token_of(f->sn, m);
	}
	flush_work(&f->sn->tokens.run_work);
	KUNIT_EXPECT_EQ(test, sipfp_talk_dump(t, SIPFP_CMD_TXN_GET,
					      SIPFP_A_TXN, NULL,
					      SIPFP_A_TXN_MAX, seen_txn, &x),
			100);
	KUNIT_EXPECT_EQ(test, x.found, 1);
	KUNIT_EXPECT_EQ(test, x.strange, 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_TXN_FLUSH, 0, 0, NULL),
			0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	sipfp_talk_end(t);
}

/* Who listens is told; of the alarm once, however often it is met. */
static void show_events(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_talk *t = sipfp_talk_begin(test);
	struct sipfp_talk *ear = sipfp_talk_begin(test);
	u64 token;
	u8 event;

	KUNIT_EXPECT_EQ(test, sipfp_talk_join(ear, SIPFP_NETLINK_CONFIG), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_join(ear, SIPFP_NETLINK_TXN), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_join(ear, SIPFP_NETLINK_ALARM), 0);

	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_NEW, CREATE,
					 SIPFP_A_GATEWAY, gateway), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_GATEWAY_NEW);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_NEW);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_NEW,
					 NLM_F_REPLACE, SIPFP_A_GATEWAY,
					 weighty), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_GATEWAY_NEW);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_CHANGE);
	KUNIT_EXPECT_EQ(test, sipfp_talk(t, SIPFP_CMD_GATEWAY_DEL, 0,
					 SIPFP_A_GATEWAY, gateway), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_GATEWAY_DEL);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_DEL);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TRANSACTIONS, 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, &token), 0);
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_TXN_EVENT);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_NEW);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_ALARM_EVENT);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_ALARM_RAISED);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_kill(f->sn, token));
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_TXN_EVENT);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_DEL);
	KUNIT_EXPECT_EQ(test, sipfp_talk_event(ear, &event),
			SIPFP_CMD_ALARM_EVENT);
	KUNIT_EXPECT_EQ(test, event, SIPFP_EVENT_ALARM_CLEARED);
	sipfp_talk_end(ear);
	sipfp_talk_end(t);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(show_service),
	KUNIT_CASE(show_change),
	KUNIT_CASE(show_large),
	KUNIT_CASE(show_bindings),
	KUNIT_CASE(show_gateways),
	KUNIT_CASE(show_routes),
	KUNIT_CASE(show_keys),
	KUNIT_CASE(show_stats),
	KUNIT_CASE(show_transactions),
	KUNIT_CASE(show_events),
	{}
};

struct kunit_suite sipfp_kunit_show = {
	.name = "sipfp_show",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
