// SPDX-License-Identifier: GPL-2.0-only
/* Gateway sets: whom a call goes to */
#include <linux/random.h>
#include "gateway.h"
#include "route.h"
#include "fixture.h"

#define NAME ((const u8 *)"carriers")
#define NAME_LEN 8

static int set(struct sipfp_net *sn, struct sipfp_addr addr, u16 weight,
	       u16 priority)
{
	struct sipfp_gateway gw = { addr, weight, priority };
	int err;

	mutex_lock(&sn->lock);
	err = sipfp_gateway_set(sn, NAME, NAME_LEN, &gw);
	mutex_unlock(&sn->lock);
	return err;
}

static int del(struct sipfp_net *sn, const struct sipfp_addr *addr)
{
	int err;

	mutex_lock(&sn->lock);
	err = sipfp_gateway_del(sn, NAME, NAME_LEN, addr);
	mutex_unlock(&sn->lock);
	return err;
}

/* Last byte of the address that @hash leads to, or a negative error */
static int pick(struct sipfp_net *sn, u8 family, u64 hash)
{
	struct sipfp_gateway_set *gs;
	struct sipfp_addr target = {};
	int err = -ENOENT;

	rcu_read_lock();
	gs = sipfp_gateway_find(sn, NAME, NAME_LEN);
	if (gs)
		err = sipfp_gateway_pick(gs, family, hash, &target);
	rcu_read_unlock();
	return err ?: target.ip[family == 4 ? 3 : 15];
}

/* Each of them gets its share, and always the same calls. */
static void gateway_weights(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	unsigned int i, n[4] = {}, unstable = 0, other = 0;
	int first;

	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(1, 5060), 1, 1), 0);
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(2, 5060), 2, 1), 0);
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(3, 5060), 7, 1), 0);
	for (i = 0; i < 10000; i++) {
		u64 hash = get_random_u64();

		first = pick(f->sn, 4, hash);
		if (first < 1 || first > 3) {
			other++;
			continue;
		}
		n[first]++;
		unstable += pick(f->sn, 4, hash) != first;
	}
	KUNIT_EXPECT_EQ(test, other, 0);
	KUNIT_EXPECT_EQ(test, unstable, 0);
	/* six standard deviations: 30, 40 and 46 */
	KUNIT_EXPECT_LE(test, abs((int)n[1] - 1000), 180);
	KUNIT_EXPECT_LE(test, abs((int)n[2] - 2000), 240);
	KUNIT_EXPECT_LE(test, abs((int)n[3] - 7000), 276);
}

static void gateway_priority(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	unsigned int i, bad = 0;

	KUNIT_ASSERT_EQ(test, set(f->sn, a, 1, 3), 0);
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(2, 5060), 1000, 5),
			0);
	for (i = 0; i < 100; i++)
		bad += pick(f->sn, 4, get_random_u64()) != 1;
	KUNIT_EXPECT_EQ(test, bad, 0);
	/* One that comes later may be first, 0 is the lowest. */
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(3, 5060), 1, 0), 0);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), 3);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, U64_MAX), 3);
	/* The same address again is a change, no other gateway. */
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(3, 5060), 1, 9), 0);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_GATEWAYS),
			3);
	KUNIT_EXPECT_EQ(test, del(f->sn, &a), 0);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), 2);
}

static void gateway_family(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), -ENOENT);
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip6(6, 5060), 1, 1), 0);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), -EAFNOSUPPORT);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 6, 0), 6);
	/* A worse one of the right family beats a better one of the other. */
	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(4, 5060), 1, 9), 0);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), 4);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 6, 0), 6);
}

static void gateway_limits(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	int i;

	for (i = 1; i <= SIPFP_GATEWAY_MEMBERS_MAX; i++)
		KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(i, 5060),
					  SIPFP_GATEWAY_WEIGHT_MAX, 1), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, sipfp_fixture_ip4(99, 5060), 1, 1),
			-EMLINK);
	KUNIT_EXPECT_EQ(test, set(f->sn, sipfp_fixture_ip4(1, 5060), 1, 1), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_GATEWAYS),
			SIPFP_GATEWAY_MEMBERS_MAX);
	KUNIT_EXPECT_EQ(test, del(f->sn, NULL), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_GATEWAYS),
			0);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_GATEWAYS, 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, sipfp_fixture_ip4(1, 5060), 1, 1),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), -ENOENT);
}

static void gateway_del(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_addr b = sipfp_fixture_ip4(2, 5060);
	struct sipfp_route_name route = { .len = 1, .text = "+" };
	struct sipfp_gateway_set *gs;
	int err;

	KUNIT_EXPECT_EQ(test, del(f->sn, NULL), -ENOENT);
	KUNIT_ASSERT_EQ(test, set(f->sn, a, 1, 1), 0);
	KUNIT_EXPECT_EQ(test, del(f->sn, &b), -ENOENT);
	KUNIT_ASSERT_EQ(test, set(f->sn, b, 1, 1), 0);

	mutex_lock(&f->sn->lock);
	rcu_read_lock();
	gs = sipfp_gateway_find(f->sn, NAME, NAME_LEN);
	rcu_read_unlock();
	err = sipfp_route_set(f->sn, &route, gs);
	mutex_unlock(&f->sn->lock);
	KUNIT_ASSERT_EQ(test, err, 0);

	/* A route leads here: the last one may not go. */
	KUNIT_EXPECT_EQ(test, del(f->sn, &a), 0);
	KUNIT_EXPECT_EQ(test, del(f->sn, &b), -EBUSY);
	KUNIT_EXPECT_EQ(test, del(f->sn, NULL), -EBUSY);
	mutex_lock(&f->sn->lock);
	KUNIT_EXPECT_EQ(test, sipfp_gateway_flush(f->sn), -EBUSY);
	KUNIT_EXPECT_EQ(test, sipfp_route_del(f->sn, &route), 0);
	mutex_unlock(&f->sn->lock);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), 2);
	KUNIT_EXPECT_EQ(test, del(f->sn, &b), 0);
	KUNIT_EXPECT_EQ(test, pick(f->sn, 4, 0), -ENOENT);
}

struct gateway_race {
	struct sipfp_net *sn;
	unsigned int bad;
};

/* One changes the set while the other one picks: old or new, never neither. */
static void race_round(void *arg, int who, unsigned int round)
{
	struct gateway_race *r = arg;
	struct sipfp_addr second = sipfp_fixture_ip4(2, 5060);
	int got;

	if (who) {
		if (round % 3 == 2)
			del(r->sn, &second);
		else
			set(r->sn, second, 1 + round % 5, round % 2);
		return;
	}
	got = pick(r->sn, 4, round);
	r->bad += got != 1 && got != 2;
}

static void gateway_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct gateway_race r = { .sn = f->sn };

	KUNIT_ASSERT_EQ(test, set(f->sn, sipfp_fixture_ip4(1, 5060), 1, 1), 0);
	sipfp_fixture_race(test, 2000, race_round, &r);
	KUNIT_EXPECT_EQ(test, r.bad, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(gateway_weights),
	KUNIT_CASE(gateway_priority),
	KUNIT_CASE(gateway_family),
	KUNIT_CASE(gateway_limits),
	KUNIT_CASE(gateway_del),
	KUNIT_CASE(gateway_race),
	{}
};

struct kunit_suite sipfp_kunit_gateway = {
	.name = "sipfp_gateway",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
