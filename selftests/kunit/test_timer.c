// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers: when the one of a transaction is armed, and what comes of it. Times
 * are checked from below only as far as the RFC asks for them, and from above
 * with room for a busy machine.
 */
#include "fixture.h"

#define LATE 2000 /* ms that a busy machine may add */

/* --- arming ----------------------------------------------------------------------- */

static struct sipfp_txn *alloc(struct kunit *test)
{
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "INVITE", 1);
	struct sipfp_txn *txn;

	sipfp_fixture_enter();
	txn = sipfp_txn_alloc(&m->pkt, &m->pkt.reason);
	sipfp_fixture_leave();
	KUNIT_ASSERT_NOT_NULL(test, txn);
	return txn;
}

/* The core wants to be called at @due. */
static void arm(struct sipfp_txn *txn, u64 due, u64 now)
{
	spin_lock_bh(&txn->lock);
	txn->ctx.timer_c = due;
	sipfp_timer_arm(txn, now);
	spin_unlock_bh(&txn->lock);
}

static void stop(struct sipfp_txn *txn)
{
	spin_lock_bh(&txn->lock);
	txn->ctx.timer_c = 0;
	sipfp_timer_stop(txn);
	spin_unlock_bh(&txn->lock);
	del_timer_sync(&txn->timer);
	sipfp_txn_discard(txn);
}

static void timer_lazy(struct kunit *test)
{
	struct sipfp_txn *txn = alloc(test);
	u64 now = sipfp_now();
	unsigned long first;

	arm(txn, 0, now);
	KUNIT_EXPECT_FALSE(test, timer_pending(&txn->timer));
	KUNIT_EXPECT_EQ(test, txn->armed, 0);

	arm(txn, now + 60000, now);
	KUNIT_EXPECT_TRUE(test, timer_pending(&txn->timer));
	KUNIT_EXPECT_EQ(test, txn->armed, now + 60000);
	first = txn->timer.expires;
	KUNIT_EXPECT_GE(test, first, jiffies + msecs_to_jiffies(50000));

	/* Later, or as before: it stays. */
	arm(txn, now + 90000, now);
	KUNIT_EXPECT_EQ(test, txn->armed, now + 60000);
	KUNIT_EXPECT_EQ(test, txn->timer.expires, first);
	arm(txn, now + 60000, now);
	KUNIT_EXPECT_EQ(test, txn->timer.expires, first);

	/* Earlier: it moves. */
	arm(txn, now + 30000, now);
	KUNIT_EXPECT_EQ(test, txn->armed, now + 30000);
	KUNIT_EXPECT_LT(test, txn->timer.expires, first);
	stop(txn);
}

/* No deadline any more: it may fire, once, and does nothing. */
static void timer_early(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_txn *txn = alloc(test);
	u64 now = sipfp_now();

	/* Called before its time it is armed again, for the later deadline. */
	arm(txn, now + 30, now);
	arm(txn, now + 60000, now);
	KUNIT_EXPECT_EQ(test, txn->armed, now + 30);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(READ_ONCE(txn->armed) ==
						   now + 60000,
						   SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_GE(test, sipfp_now(), now + 30);
	KUNIT_EXPECT_TRUE(test, timer_pending(&txn->timer));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_TIMER), 0);

	arm(txn, now + 31, now);
	arm(txn, 0, now);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(!READ_ONCE(txn->armed),
						   SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_FALSE(test, timer_pending(&txn->timer));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_TIMER), 0);
	stop(txn);
}

/* Dead is dead. */
static void timer_dead(struct kunit *test)
{
	struct sipfp_txn *txn = alloc(test);
	u64 now = sipfp_now();

	txn->dead = true;
	arm(txn, now + 1000, now);
	KUNIT_EXPECT_FALSE(test, timer_pending(&txn->timer));
	stop(txn);
}

/* --- what comes of it ---------------------------------------------------------------- */

struct arrival {
	const char *start;
	u64 at;	/* ms after the beginning, not before */
};

/* These datagrams come to @sock, in this order, none of them early. */
static void expect_schedule(struct kunit *test, struct socket *sock, u64 began,
			    const struct arrival *a)
{
	u64 now;

	for (; a->start; a++) {
		KUNIT_ASSERT_TRUE_MSG(test,
				      sipfp_fixture_expect(test, sock,
							   a->start),
				      "%s at %llu", a->start, a->at);
		now = sipfp_now();
		KUNIT_EXPECT_GE_MSG(test, now, began + a->at, "%s", a->start);
		KUNIT_EXPECT_LE_MSG(test, now, began + a->at + LATE, "%s",
				    a->start);
	}
}

/* The transaction ends by itself, not before @at, and leaves nothing. */
static void expect_end(struct kunit *test, const struct sipfp_skey *key, u64 at)
{
	struct sipfp_fixture *f = test->priv;
	bool gone;

	gone = sipfp_fixture_wait(!sipfp_fixture_owner(f->sn, key),
				  SIPFP_FIXTURE_PATIENCE);
	KUNIT_EXPECT_TRUE(test, gone);
	KUNIT_EXPECT_GE(test, sipfp_now(), at);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(!atomic_read(&f->svc->live),
						   SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn,
						SIPFP_LIMIT_TRANSACTIONS), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_ENDED), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_KILLED), 0);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 1);
}

static struct sipfp_fixture_msg *begin(struct kunit *test, const char *method,
				       const struct sipfp_timers *timers)
{
	struct sipfp_fixture_msg *m;

	sipfp_fixture_set_timers(test, timers);
	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, method, 1);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_handle(m), SIPFP_VERDICT_STOLEN);
	return m;
}

/* Nobody answers: A until B, then G until the caller's ACK, then I. */
static void timer_invite(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 50, .t2 = 200, .t4 = 100, .b = 1200, .f = 1200, .c = 10000
	};
	static const struct arrival requests[] = {
		{ "INVITE sip:bob@127.0.0.1", 0 }, { "INVITE ", 50 },
		{ "INVITE ", 150 }, { "INVITE ", 350 }, { "INVITE ", 750 }, {}
	};
	static const struct arrival answers[] = {
		{ "SIP/2.0 100 ", 0 }, { "SIP/2.0 408 ", 1200 },
		{ "SIP/2.0 408 ", 1250 }, { "SIP/2.0 408 ", 1350 }, {}
	};
	struct sipfp_fixture_msg *m = begin(test, "INVITE", &timers);
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *ack;
	u64 acked;

	expect_schedule(test, f->callee, m->pkt.now, requests);
	expect_schedule(test, f->caller, m->pkt.now, answers);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_silent(f->callee));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_REQUEST_AGAIN), 4);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_TIMEOUT), 1);

	ack = sipfp_fixture_request(test, "ACK", 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(ack), SIPFP_VERDICT_STOLEN);
	acked = ack->pkt.now;
	expect_end(test, &m->pkt.key, acked + timers.t4);
}

/* Nor is the 408 acknowledged: H. */
static void timer_no_ack(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 10, .t2 = 40, .t4 = 10, .b = 20, .f = 20, .c = 10000
	};
	struct sipfp_fixture_msg *m = begin(test, "INVITE", &timers);
	struct sipfp_fixture *f = test->priv;

	expect_end(test, &m->pkt.key, m->pkt.now + 20 + 640);
	KUNIT_EXPECT_GE(test, sipfp_fixture_counted(f, TX_RESPONSE_AGAIN), 3);
	/* 10, 20, 40, 40, ...: 17 in 640 ms, if none was late */
	KUNIT_EXPECT_LE(test, sipfp_fixture_counted(f, TX_RESPONSE_AGAIN), 18);
}

/* E, which grows no longer than T2, and F, which nobody is told of (RFC 4320) */
static void timer_non_invite(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 50, .t2 = 100, .t4 = 100, .b = 500, .f = 500, .c = 10000
	};
	static const struct arrival requests[] = {
		{ "MESSAGE sip:bob@127.0.0.1", 0 }, { "MESSAGE ", 50 },
		{ "MESSAGE ", 150 }, { "MESSAGE ", 250 }, { "MESSAGE ", 350 },
		{}
	};
	/* RFC 4320 4.1: when E of the caller's, too, has come to T2 */
	static const struct arrival trying[] = { { "SIP/2.0 100 ", 50 }, {} };
	struct sipfp_fixture_msg *m = begin(test, "MESSAGE", &timers);
	struct sipfp_fixture *f = test->priv;

	expect_schedule(test, f->callee, m->pkt.now, requests);
	expect_schedule(test, f->caller, m->pkt.now, trying);
	expect_end(test, &m->pkt.key, m->pkt.now + timers.f);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_silent(f->caller));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_TIMEOUT), 1);
}

/* The callee answers its first request with @status. */
static char *answer(struct kunit *test, unsigned int status)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *r;
	char *request = kunit_kzalloc(test, 2048, GFP_KERNEL);
	int n;

	KUNIT_ASSERT_NOT_NULL(test, request);
	n = sipfp_fixture_receive(f->callee, request, 2048,
				  SIPFP_FIXTURE_PATIENCE);
	KUNIT_ASSERT_GT(test, n, 0);
	r = sipfp_fixture_response(test, request, status);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(r), SIPFP_VERDICT_STOLEN);
	return request;
}

/* An answer ends the retransmissions; J and K end the transaction. */
static void timer_answered(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 20, .t2 = 5000, .t4 = 50,
		.b = 10000, .f = 10000, .c = 10000
	};
	struct sipfp_fixture_msg *m = begin(test, "OPTIONS", &timers);
	struct sipfp_fixture *f = test->priv;
	u64 again;

	answer(test, 200);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 200 "));
	again = sipfp_fixture_counted(f, TX_REQUEST_AGAIN);
	/* The caller has not got it. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(m), SIPFP_VERDICT_STOLEN);
	KUNIT_EXPECT_EQ(test, m->pkt.reason, SIPFP_REASON_RETRANSMISSION);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 200 "));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_RESPONSE_AGAIN), 1);
	expect_end(test, &m->pkt.key, m->pkt.now + 64 * 20 - LATE);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_REQUEST_AGAIN),
			again);
}

/* It rings for too long: C, our CANCEL with E of its own, and no answer to it */
static void timer_c(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 20, .t2 = 80, .t4 = 50, .b = 100, .f = 5000, .c = 400
	};
	struct sipfp_fixture_msg *m = begin(test, "INVITE", &timers);
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *ack;
	char buf[8];
	u64 rang;
	int n;

	answer(test, 180);
	rang = sipfp_now();
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 180 "));
	/* Copies of the INVITE that came before the answer may still lie there. */
	do {
		n = sipfp_fixture_receive(f->callee, buf, sizeof(buf),
					  SIPFP_FIXTURE_PATIENCE);
	} while (n > 0 && !strncmp(buf, "INVITE", 6));
	KUNIT_EXPECT_EQ(test, strncmp(buf, "CANCEL", 6), 0);
	KUNIT_EXPECT_GE(test, sipfp_now(), m->pkt.now + timers.c);
	KUNIT_EXPECT_LE(test, sipfp_now(), rang + timers.c + LATE);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->callee,
						     "CANCEL "));
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 408 "));
	KUNIT_EXPECT_GE(test, sipfp_now(), m->pkt.now + timers.c + 64 * 20);
	ack = sipfp_fixture_request(test, "ACK", 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(ack), SIPFP_VERDICT_STOLEN);
	/* The CANCEL's own machine ends with F. */
	expect_end(test, &m->pkt.key, ack->pkt.now + timers.t4);
	KUNIT_EXPECT_GE(test, sipfp_fixture_counted(f, TX_CANCEL), 2);
}

/* Somebody picks up: Accepted for 64 * T1 (RFC 6026), L and M. */
static void timer_accepted(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 20, .t2 = 80, .t4 = 50, .b = 1000, .f = 1000, .c = 10000
	};
	struct sipfp_fixture_msg *m = begin(test, "INVITE", &timers);
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *r;
	char *request;
	u64 taken;

	request = answer(test, 200);
	taken = sipfp_now();
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 200 "));
	/* Nothing is kept: the callee repeats its 200 until the ACK is there. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT), 0);
	r = sipfp_fixture_response(test, request, 200);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(r), SIPFP_VERDICT_STOLEN);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 200 "));
	/* L began with the first 200; a millisecond passed since, at most. */
	expect_end(test, &m->pkt.key, taken + 64 * 20 - 100);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_RESPONSE_AGAIN), 0);
}

/* A failure is acknowledged to the callee, and repeated to the caller. */
static void timer_failure(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 50, .t2 = 100, .t4 = 50, .b = 1000, .f = 1000, .c = 10000
	};
	static const struct arrival answers[] = {
		{ "SIP/2.0 100 ", 0 }, { "SIP/2.0 486 ", 0 },
		{ "SIP/2.0 486 ", 50 }, { "SIP/2.0 486 ", 150 }, {}
	};
	struct sipfp_fixture_msg *m = begin(test, "INVITE", &timers);
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *ack;
	char buf[8] = "";

	answer(test, 486);
	expect_schedule(test, f->caller, m->pkt.now, answers);
	do {
		sipfp_fixture_receive(f->callee, buf, sizeof(buf),
				      SIPFP_FIXTURE_PATIENCE);
	} while (!strncmp(buf, "INVITE", 6));
	KUNIT_EXPECT_EQ(test, strncmp(buf, "ACK ", 4), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_ACK), 1);

	ack = sipfp_fixture_request(test, "ACK", 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(ack), SIPFP_VERDICT_STOLEN);
	KUNIT_EXPECT_EQ(test, ack->pkt.reason, SIPFP_REASON_ACK_ABSORBED);
	/* Client Completed lasts for 32 s (Timer D): it is still there. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &m->pkt.key),
			SIPFP_FIXTURE_KERNEL);
	KUNIT_EXPECT_EQ(test, sipfp_txn_flush(f->sn, NULL), 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(timer_lazy),
	KUNIT_CASE(timer_early),
	KUNIT_CASE(timer_dead),
	KUNIT_CASE(timer_invite),
	KUNIT_CASE(timer_no_ack),
	KUNIT_CASE(timer_non_invite),
	KUNIT_CASE(timer_answered),
	KUNIT_CASE(timer_c),
	KUNIT_CASE(timer_accepted),
	KUNIT_CASE(timer_failure),
	{}
};

struct kunit_suite sipfp_kunit_timer = {
	.name = "sipfp_timer",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
