// SPDX-License-Identifier: GPL-2.0-only
/* Caps: exact, never overrun, back to zero */
#include "limit.h"
#include "fixture.h"

#define ID SIPFP_LIMIT_SERVICES /* nothing in these cases has one */

static void limit_exact(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	sipfp_fixture_set_limit(f->sn, ID, 10);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 9));
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 2));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), 9);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 1));
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 1));
	sipfp_limit_uncharge(f->sn, ID, 10);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), 0);
}

/* Sums that pass 2^64 are no way round it. */
static void limit_overflow(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	sipfp_fixture_set_limit(f->sn, ID, 10);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 5));
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, U64_MAX));
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, U64_MAX - 4));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), 5);
	sipfp_limit_uncharge(f->sn, ID, 5);
}

static void limit_of_zero(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	sipfp_fixture_set_limit(f->sn, ID, 0);
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 1));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), 0);
}

/* What is in use stays, even if it is more than the new limit. */
static void limit_lowered(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	sipfp_fixture_set_limit(f->sn, ID, 10);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 8));
	sipfp_fixture_set_limit(f->sn, ID, 4);
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 1));
	sipfp_limit_uncharge(f->sn, ID, 5);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), 3);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 1));
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 1));
	sipfp_limit_uncharge(f->sn, ID, 4);
}

/* The module's ceiling holds, whatever the namespace allows itself. */
static void limit_ceiling(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	u64 ceiling = sipfp_limit_ceiling(ID);

	sipfp_fixture_set_limit(f->sn, ID, U64_MAX);
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, ceiling + 1));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), 0);
	KUNIT_ASSERT_TRUE(test, sipfp_limit_charge(f->sn, ID, ceiling));
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 1));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID), ceiling);
	sipfp_limit_uncharge(f->sn, ID, ceiling);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 1));
	sipfp_limit_uncharge(f->sn, ID, 1);
}

/* Raised once, cleared when there is a tenth of air again */
static void limit_alarm(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_limit *l = &f->sn->limit[ID];

	sipfp_fixture_set_limit(f->sn, ID, 100);
	KUNIT_EXPECT_TRUE(test, sipfp_limit_charge(f->sn, ID, 100));
	KUNIT_EXPECT_EQ(test, l->alarm, 0);
	KUNIT_EXPECT_FALSE(test, sipfp_limit_charge(f->sn, ID, 1));
	KUNIT_EXPECT_EQ(test, l->alarm, 1);
	sipfp_limit_uncharge(f->sn, ID, 10);
	KUNIT_EXPECT_EQ(test, l->alarm, 1);
	sipfp_limit_uncharge(f->sn, ID, 1);
	KUNIT_EXPECT_EQ(test, l->alarm, 0);
	sipfp_limit_uncharge(f->sn, ID, 89);
}

static void limit_names(struct kunit *test)
{
	enum sipfp_limit_id id;

	for (id = 0; id < SIPFP_LIMIT_MAX; id++) {
		const char *name = sipfp_limit_name(id);
		u32 len = strlen(name);

		KUNIT_EXPECT_EQ(test, sipfp_limit_find((u8 *)name, len), id);
		KUNIT_EXPECT_EQ(test, sipfp_limit_find((u8 *)name, len - 1),
				SIPFP_LIMIT_MAX);
		KUNIT_EXPECT_EQ(test, sipfp_limit_find((u8 *)name, len + 1),
				SIPFP_LIMIT_MAX);
	}
	KUNIT_EXPECT_EQ(test, sipfp_limit_find((u8 *)"", 0), SIPFP_LIMIT_MAX);
}

#define RACE_MAX 100

struct limit_race {
	struct sipfp_net *sn;
	atomic_t won;
	atomic_t overrun;
};

static void race_round(void *arg, int who, unsigned int round)
{
	struct limit_race *r = arg;

	if (sipfp_limit_charge(r->sn, ID, 1))
		atomic_inc(&r->won);
	if (sipfp_fixture_use(r->sn, ID) > RACE_MAX)
		atomic_inc(&r->overrun);
	/* So that both ends of the range are met, more than once */
	if (round % 3 == who && atomic_dec_if_positive(&r->won) >= 0)
		sipfp_limit_uncharge(r->sn, ID, 1);
}

static void limit_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct limit_race r = { .sn = f->sn };

	sipfp_fixture_set_limit(f->sn, ID, RACE_MAX);
	sipfp_fixture_race(test, 2000, race_round, &r);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.overrun), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, ID),
			atomic_read(&r.won));
	sipfp_limit_uncharge(f->sn, ID, atomic_read(&r.won));
}

/* Bytes of stored messages */
static void limit_text(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_text *a, *b, *c;

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TEXT, 1000);
	a = sipfp_text_alloc(f->sn, 600);
	b = sipfp_text_alloc(f->sn, 401);
	c = sipfp_text_alloc(f->sn, 400);
	KUNIT_EXPECT_NOT_NULL(test, a);
	KUNIT_EXPECT_NULL(test, b);
	KUNIT_EXPECT_NOT_NULL(test, c);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT),
			1000);
	if (a)
		KUNIT_EXPECT_EQ(test, a->len, 600);
	sipfp_text_free(f->sn, a);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT), 400);
	sipfp_text_free(f->sn, c);
	sipfp_text_free(f->sn, NULL);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(limit_exact),
	KUNIT_CASE(limit_overflow),
	KUNIT_CASE(limit_of_zero),
	KUNIT_CASE(limit_lowered),
	KUNIT_CASE(limit_ceiling),
	KUNIT_CASE(limit_alarm),
	KUNIT_CASE(limit_names),
	KUNIT_CASE(limit_race),
	KUNIT_CASE(limit_text),
	{}
};

struct kunit_suite sipfp_kunit_limit = {
	.name = "sipfp_limit",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
