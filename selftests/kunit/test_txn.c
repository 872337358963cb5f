// SPDX-License-Identifier: GPL-2.0-only
/* Transactions: the tables, the commit point, the end */
#include "fixture.h"

static void txn_insert(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *a = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_fixture_msg *b = sipfp_fixture_request(test, "OPTIONS", 2);
	struct sipfp_entry *o;
	struct sipfp_txn *txn;
	u64 token;

	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &a->pkt.key),
			SIPFP_FIXTURE_NOBODY);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_commit(a, &token), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_CREATED), 1);

	rcu_read_lock();
	txn = sipfp_txn_lookup(f->sn, token);
	o = sipfp_entry_lookup(f->sn, &a->pkt.key);
	KUNIT_EXPECT_NOT_NULL(test, txn);
	if (txn) {
		KUNIT_EXPECT_PTR_EQ(test, o, &txn->owner);
		KUNIT_EXPECT_FALSE(test, txn->owner.punted);
		KUNIT_EXPECT_PTR_EQ(test, txn->svc, f->svc);
		KUNIT_EXPECT_FALSE(test, txn->dead);
		KUNIT_EXPECT_EQ(test, txn->method, SIPFP_METHOD_OPTIONS);
	}
	KUNIT_EXPECT_NULL(test, sipfp_txn_lookup(f->sn, token + 1));
	KUNIT_EXPECT_NULL(test, sipfp_txn_lookup(f->sn, 0));
	KUNIT_EXPECT_NULL(test, sipfp_entry_lookup(f->sn, &b->pkt.key));
	rcu_read_unlock();
}

/* The upper half of a key counts, although the hash is of the lower one. */
static void txn_same_bucket(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *a = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_fixture_msg *b = sipfp_fixture_request(test, "OPTIONS", 2);
	u64 ta, tb;

	b->pkt.key = a->pkt.key;
	b->pkt.key.hi++;
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(a, &ta), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(b, &tb), 0);
	KUNIT_EXPECT_NE(test, ta, tb);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_kill(f->sn, ta));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &a->pkt.key),
			SIPFP_FIXTURE_NOBODY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &b->pkt.key),
			SIPFP_FIXTURE_KERNEL);
}

static void txn_end(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_run run = { .sn = f->sn };
	u64 token;

	KUNIT_ASSERT_EQ(test, sipfp_fixture_commit(m, &token), 0);

	/* A reader on another CPU may still hold it, and has to be told. */
	sipfp_fixture_enter();
	run.txn = sipfp_txn_lookup(f->sn, token);
	__skb_queue_head_init(&run.queue);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_kill(f->sn, token));
	if (run.txn) {
		KUNIT_EXPECT_TRUE(test, run.txn->dead);
		KUNIT_EXPECT_FALSE(test, timer_pending(&run.txn->timer));
		KUNIT_EXPECT_FALSE(test, sipfp_txn_step(&run, SIPFP_CTX_REQUEST,
							0));
		/* Ended once is ended. */
		spin_lock(&run.txn->lock);
		sipfp_timer_arm(run.txn, sipfp_now());
		sipfp_txn_end(run.txn, false);
		spin_unlock(&run.txn->lock);
		KUNIT_EXPECT_FALSE(test, timer_pending(&run.txn->timer));
	}
	sipfp_fixture_leave();

	KUNIT_EXPECT_FALSE(test, sipfp_fixture_has_token(f->sn, token));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &m->pkt.key),
			SIPFP_FIXTURE_NOBODY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_ENDED), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_KILLED), 1);
	/* Its key is free again. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), 0);
}

static void txn_same_key(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "INVITE", 1);
	u64 first, second;

	KUNIT_ASSERT_EQ(test, sipfp_fixture_commit(m, &first), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, &second), -EEXIST);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 1);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_has_token(f->sn, first));
	KUNIT_EXPECT_FALSE(test, sipfp_fixture_has_token(f->sn, second));
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 2);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_CREATED), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_ENDED), 0);
}

#define RACE_ROUNDS 500

struct txn_race {
	struct sipfp_fixture_msg *msg[2];
	int err[2][RACE_ROUNDS];
};

/* Two copies of the same request, on two CPUs */
static void race_round(void *arg, int who, unsigned int round)
{
	struct txn_race *r = arg;

	r->msg[who]->pkt.key.lo = round;
	r->err[who][round] = sipfp_fixture_commit(r->msg[who], NULL);
}

static void txn_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct txn_race *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	unsigned int i, wrong = 0, won[2] = {};

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->msg[0] = sipfp_fixture_request(test, "OPTIONS", 1);
	r->msg[1] = sipfp_fixture_request(test, "OPTIONS", 1);
	sipfp_fixture_race(test, RACE_ROUNDS, race_round, r);
	for (i = 0; i < RACE_ROUNDS; i++) {
		won[0] += !r->err[0][i];
		won[1] += !r->err[1][i];
		if ((r->err[0][i] != 0 || r->err[1][i] != -EEXIST) &&
		    (r->err[1][i] != 0 || r->err[0][i] != -EEXIST))
			wrong++;
	}
	KUNIT_EXPECT_EQ_MSG(test, wrong, 0, "won %u to %u", won[0], won[1]);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), RACE_ROUNDS);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), RACE_ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), RACE_ROUNDS);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, NULL), RACE_ROUNDS);
}

struct end_race {
	struct sipfp_net *sn;
	u64 token[RACE_ROUNDS];
};

/* One ends it while the other steps it. */
static void end_race_round(void *arg, int who, unsigned int round)
{
	struct end_race *r = arg;
	struct sipfp_run run = { .sn = r->sn };

	if (who) {
		sipfp_fixture_kill(r->sn, r->token[round]);
		return;
	}
	sipfp_fixture_enter();
	__skb_queue_head_init(&run.queue);
	run.txn = sipfp_txn_lookup(r->sn, r->token[round]);
	if (run.txn && sipfp_txn_step(&run, SIPFP_CTX_REQUEST, 0))
		sipfp_txn_finish(&run);
	sipfp_fixture_leave();
}

static void txn_end_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct end_race *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->sn = f->sn;
	for (i = 0; i < RACE_ROUNDS; i++) {
		m->pkt.key.lo = i;
		KUNIT_ASSERT_EQ(test, sipfp_fixture_commit(m, &r->token[i]), 0);
	}
	sipfp_fixture_race(test, RACE_ROUNDS, end_race_round, r);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_ENDED), RACE_ROUNDS);
}

static void txn_discard(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "INVITE", 1);
	struct sipfp_txn *txn;

	sipfp_fixture_enter();
	txn = sipfp_txn_alloc(&m->pkt, &m->pkt.reason);
	sipfp_fixture_leave();
	KUNIT_ASSERT_NOT_NULL(test, txn);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 1);
	sipfp_txn_discard(txn);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_CREATED), 0);
}

static void txn_limit(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_TRANSACTIONS, 2);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), 0);
	m->pkt.key.lo++;
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), 0);
	m->pkt.key.lo++;
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, m->pkt.reason, SIPFP_REASON_TXN_LIMIT);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 2);
	sipfp_txn_flush(f->sn, NULL);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), 0);
}

static void txn_draining(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);

	WRITE_ONCE(f->svc->draining, true);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, m->pkt.reason, SIPFP_REASON_DRAINING);
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 0);
	WRITE_ONCE(f->svc->draining, false);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), 0);
}

static void txn_tag(struct kunit *test)
{
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "INVITE", 1);
	struct sipfp_txn *a, *b;
	int i;

	sipfp_fixture_enter();
	a = sipfp_txn_alloc(&m->pkt, &m->pkt.reason);
	b = sipfp_txn_alloc(&m->pkt, &m->pkt.reason);
	sipfp_fixture_leave();
	KUNIT_EXPECT_TRUE(test, a && b);
	if (a && b) {
		KUNIT_EXPECT_NE(test, a->token, b->token);
		KUNIT_EXPECT_NE(test, memcmp(a->tag, b->tag, SIPFP_TAG_LEN), 0);
		for (i = 0; i < SIPFP_TAG_LEN; i++)
			KUNIT_EXPECT_TRUE(test, isxdigit(a->tag[i]));
	}
	if (a)
		sipfp_txn_discard(a);
	if (b)
		sipfp_txn_discard(b);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(txn_insert),
	KUNIT_CASE(txn_same_bucket),
	KUNIT_CASE(txn_end),
	KUNIT_CASE(txn_same_key),
	KUNIT_CASE(txn_race),
	KUNIT_CASE(txn_end_race),
	KUNIT_CASE(txn_discard),
	KUNIT_CASE(txn_limit),
	KUNIT_CASE(txn_draining),
	KUNIT_CASE(txn_tag),
	{}
};

struct kunit_suite sipfp_kunit_txn = {
	.name = "sipfp_txn",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
