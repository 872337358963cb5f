// SPDX-License-Identifier: GPL-2.0-only
/* Routes: from a number or a domain to gateways */
#include "gateway.h"
#include "route.h"
#include "fixture.h"

/* Set "a" has gateway 127.0.0.10, "b" 127.0.0.11 and so on. */
static struct sipfp_gateway_set *gateway_set(struct kunit *test, char name)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_gateway gw = {
		.addr = sipfp_fixture_ip4(10 + name - 'a', 5060),
		.weight = 1,
	};
	struct sipfp_gateway_set *gs;
	int err;

	mutex_lock(&f->sn->lock);
	err = sipfp_gateway_set(f->sn, (u8 *)&name, 1, &gw);
	rcu_read_lock();
	gs = sipfp_gateway_find(f->sn, (u8 *)&name, 1);
	rcu_read_unlock();
	mutex_unlock(&f->sn->lock);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_ASSERT_NOT_NULL(test, gs);
	return gs;
}

static struct sipfp_route_name name_of(const char *text, bool domain)
{
	return (struct sipfp_route_name){ .domain = domain,
					  .len = strlen(text),
					  .text = (const u8 *)text };
}

static int add(struct kunit *test, const char *text, bool domain, char set)
{
	struct sipfp_route_name name = name_of(text, domain);
	struct sipfp_gateway_set *gs = gateway_set(test, set);
	struct sipfp_fixture *f = test->priv;
	int err;

	mutex_lock(&f->sn->lock);
	err = sipfp_route_set(f->sn, &name, gs);
	mutex_unlock(&f->sn->lock);
	return err;
}

static int del(struct sipfp_net *sn, const char *text, bool domain)
{
	struct sipfp_route_name name = name_of(text, domain);
	int err;

	mutex_lock(&sn->lock);
	err = sipfp_route_del(sn, &name);
	mutex_unlock(&sn->lock);
	return err;
}

/* The letter of the set that it leads to, '-' for none, '6' for the family */
static char leads(int err, const struct sipfp_addr *target)
{
	if (err)
		return err == -ENOENT ? '-' : err == -EAFNOSUPPORT ? '6' : '?';
	return target->ip[3] - 10 + 'a';
}

static char number(struct sipfp_net *sn, const char *user)
{
	struct sipfp_addr target = {};
	int err;

	rcu_read_lock();
	err = sipfp_route_number(sn, user, strlen(user), 4, 1, &target);
	rcu_read_unlock();
	return leads(err, &target);
}

static char domain(struct sipfp_net *sn, const char *host)
{
	struct sipfp_addr target = {};
	int err;

	rcu_read_lock();
	err = sipfp_route_domain(sn, host, strlen(host), 4, 1, &target);
	rcu_read_unlock();
	return leads(err, &target);
}

static void route_longest(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, number(f->sn, "+44201"), '-');
	KUNIT_ASSERT_EQ(test, add(test, "+44", false, 'a'), 0);
	KUNIT_ASSERT_EQ(test, add(test, "+4420", false, 'b'), 0);
	KUNIT_ASSERT_EQ(test, add(test, "+442079460001", false, 'c'), 0);
	KUNIT_ASSERT_EQ(test, add(test, "0", false, 'd'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "+4412345"), 'a');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+44"), 'a');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+44201"), 'b');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+442079460001"), 'c');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+4420794600019"), 'c');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+44207946000"), 'b');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+4"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+1"), '-');
	/* A plus is a character as any other. */
	KUNIT_EXPECT_EQ(test, number(f->sn, "4420"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "0207"), 'd');

	/* The middle one goes: the next shorter one takes over. */
	KUNIT_EXPECT_EQ(test, del(f->sn, "+4420", false), 0);
	KUNIT_EXPECT_EQ(test, del(f->sn, "+4420", false), -ENOENT);
	KUNIT_EXPECT_EQ(test, number(f->sn, "+44201"), 'a');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+442079460001"), 'c');
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_ROUTES), 3);
}

static void route_default(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, add(test, "", false, 'a'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "1"), 'a');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+1"), 'a');
	KUNIT_ASSERT_EQ(test, add(test, "+", false, 'b'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "1"), 'a');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+1"), 'b');
	/* Names are no numbers, not even for the default. */
	KUNIT_EXPECT_EQ(test, number(f->sn, "alice"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "4420.bob"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "++1"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "1+"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, ""), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+1;phone-context=x"), 'b');
	KUNIT_EXPECT_EQ(test, number(f->sn, ";1"), '-');
	KUNIT_EXPECT_EQ(test, del(f->sn, "", false), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "1"), '-');
	KUNIT_EXPECT_EQ(test, number(f->sn, "+1"), 'b');
}

/* As long as a prefix may be, and numbers that are longer */
static void route_long(struct kunit *test)
{
	static const char digits[] = "1234567890123456789012345678901234567890";
	struct sipfp_fixture *f = test->priv;
	char prefix[SIPFP_PREFIX_MAX + 1];
	int i;

	for (i = 1; i <= SIPFP_PREFIX_MAX; i++) {
		strscpy(prefix, digits, i + 1);
		KUNIT_ASSERT_EQ(test, add(test, prefix, false, 'a' + i % 2), 0);
		KUNIT_EXPECT_EQ(test, number(f->sn, digits), 'a' + i % 2);
		KUNIT_EXPECT_EQ(test, number(f->sn, prefix), 'a' + i % 2);
	}
	for (i = SIPFP_PREFIX_MAX; i > 1; i--) {
		strscpy(prefix, digits, i + 1);
		KUNIT_EXPECT_EQ(test, del(f->sn, prefix, false), 0);
		KUNIT_EXPECT_EQ(test, number(f->sn, digits), 'a' + (i - 1) % 2);
	}
	KUNIT_EXPECT_EQ(test, f->sn->prefix_lens, BIT_ULL(1));
}

static void route_change(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, add(test, "+1", false, 'a'), 0);
	KUNIT_ASSERT_EQ(test, add(test, "+1", false, 'b'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "+1"), 'b');
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_ROUTES), 1);
	/* Nothing leads to the old set any more. */
	mutex_lock(&f->sn->lock);
	KUNIT_EXPECT_EQ(test, sipfp_gateway_del(f->sn, "a", 1, NULL), 0);
	KUNIT_EXPECT_EQ(test, sipfp_gateway_del(f->sn, "b", 1, NULL), -EBUSY);
	sipfp_route_flush(f->sn);
	KUNIT_EXPECT_EQ(test, sipfp_gateway_del(f->sn, "b", 1, NULL), 0);
	mutex_unlock(&f->sn->lock);
	KUNIT_EXPECT_EQ(test, f->sn->prefix_lens, 0);
}

static void route_domain(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, add(test, "example.net", true, 'a'), 0);
	KUNIT_ASSERT_EQ(test, add(test, "192.0.2.7", true, 'b'), 0);
	KUNIT_ASSERT_EQ(test, add(test, "[2001:db8::1]", true, 'c'), 0);
	KUNIT_EXPECT_EQ(test, domain(f->sn, "example.net"), 'a');
	KUNIT_EXPECT_EQ(test, domain(f->sn, "Example.NET."), 'a');
	KUNIT_EXPECT_EQ(test, domain(f->sn, "192.0.2.7"), 'b');
	KUNIT_EXPECT_EQ(test, domain(f->sn, "[2001:DB8:0::1]"), 'c');
	KUNIT_EXPECT_EQ(test, domain(f->sn, "www.example.net"), '-');
	KUNIT_EXPECT_EQ(test, domain(f->sn, "net"), '-');
	KUNIT_EXPECT_EQ(test, domain(f->sn, ""), '-');
}

/* A domain of digits is no number, and a number no domain. */
static void route_kinds(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_ASSERT_EQ(test, add(test, "123", true, 'a'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "123"), '-');
	KUNIT_ASSERT_EQ(test, add(test, "123", false, 'b'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "123"), 'b');
	KUNIT_EXPECT_EQ(test, del(f->sn, "123", true), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "123"), 'b');
}

static void route_family(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr target;
	int err;

	KUNIT_ASSERT_EQ(test, add(test, "1", false, 'a'), 0);
	rcu_read_lock();
	err = sipfp_route_number(f->sn, "1", 1, 6, 1, &target);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, err, -EAFNOSUPPORT);
}

static void route_limit(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_ROUTES, 1);
	KUNIT_EXPECT_EQ(test, add(test, "1", false, 'a'), 0);
	KUNIT_EXPECT_EQ(test, add(test, "2", false, 'a'), -ENOSPC);
	KUNIT_EXPECT_EQ(test, number(f->sn, "2"), '-');
	KUNIT_EXPECT_EQ(test, add(test, "1", false, 'b'), 0);
	KUNIT_EXPECT_EQ(test, number(f->sn, "1"), 'b');
}

static void route_is_prefix(struct kunit *test)
{
	static const struct {
		const char *text;
		bool yes;
	} t[] = {
		{ "", true }, { "+", true }, { "1", true }, { "+1", true },
		{ "12345678901234567890123456789012", true },
		{ "123456789012345678901234567890123", false },
		{ "++", false }, { "1+", false }, { "a", false },
		{ "1a", false }, { " 1", false }, { "-1", false },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(t); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    sipfp_route_is_prefix(t[i].text,
							  strlen(t[i].text)),
				    t[i].yes, "\"%s\"", t[i].text);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(route_longest),
	KUNIT_CASE(route_default),
	KUNIT_CASE(route_long),
	KUNIT_CASE(route_change),
	KUNIT_CASE(route_domain),
	KUNIT_CASE(route_kinds),
	KUNIT_CASE(route_family),
	KUNIT_CASE(route_limit),
	KUNIT_CASE(route_is_prefix),
	{}
};

struct kunit_suite sipfp_kunit_route = {
	.name = "sipfp_route",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
