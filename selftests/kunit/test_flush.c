// SPDX-License-Identifier: GPL-2.0-only
/* Ending all transactions, or those of one service */
#include "fixture.h"

/* Enough of them that the table grows, and shrinks while it is walked */
#define MANY 600

/* @n transactions and @n records, alternating, of @svc */
static void fill(struct kunit *test, struct sipfp_service *svc, u64 first,
		 unsigned int n)
{
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	unsigned int i, bad = 0;

	m->pkt.svc = svc;
	for (i = 0; i < n; i++) {
		m->pkt.key.lo = first + 2 * i;
		bad += sipfp_fixture_commit(m, NULL) != 0;
		m->pkt.key.lo++;
		bad += sipfp_fixture_punt(m) != 0;
	}
	KUNIT_ASSERT_EQ(test, bad, 0);
}

static void flush_all(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	fill(test, f->svc, 0, MANY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 2 * MANY);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, NULL), MANY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_KILLED), MANY);
	/* The records stay: the socket still owns what they stand for. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), MANY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, PUNT_ENDED), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 1 + MANY);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, NULL), 0);
}

static void flush_service(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_service *other = sipfp_fixture_service(test, 5070);

	fill(test, f->svc, 0, MANY);
	fill(test, other, 1000000, 10);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, f->svc), MANY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), MANY + 20);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 10);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&other->live), 10);
	KUNIT_EXPECT_EQ(test, refcount_read(&other->refs), 21);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, f->svc), 0);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, other), 10);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&other->refs), 11);
	sipfp_fixture_end_punts(f->sn);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&other->refs), 1);
	sipfp_service_put(other);
}

struct flush_race {
	struct sipfp_net *sn;
	struct sipfp_fixture_msg *msg;
	unsigned int killed;
	unsigned int committed;
};

/* One makes transactions, the other takes them away. */
static void race_round(void *arg, int who, unsigned int round)
{
	struct flush_race *r = arg;
	int i;

	if (who) {
		r->killed += sipfp_txn_flush(r->sn, NULL);
		return;
	}
	for (i = 0; i < 20; i++) {
		r->msg->pkt.key.lo++;
		r->committed += !sipfp_fixture_commit(r->msg, NULL);
	}
}

static void flush_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct flush_race r = { .sn = f->sn };

	r.msg = sipfp_fixture_request(test, "OPTIONS", 1);
	sipfp_fixture_race(test, 100, race_round, &r);
	r.killed += sipfp_txn_flush(f->sn, NULL);
	KUNIT_EXPECT_EQ(test, r.committed, 2000);
	KUNIT_EXPECT_EQ(test, r.killed, r.committed);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(flush_all),
	KUNIT_CASE(flush_service),
	KUNIT_CASE(flush_race),
	{}
};

struct kunit_suite sipfp_kunit_flush = {
	.name = "sipfp_flush",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
