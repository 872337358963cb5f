// SPDX-License-Identifier: GPL-2.0-only
/* Records of transactions that went to the socket */
#include "fixture.h"

/* Lives 64 * 10 = 640 ms, an INVITE 200 ms longer */
static const struct sipfp_timers quick = {
	.t1 = 10, .t2 = 40, .t4 = 50, .b = 100, .f = 100, .c = 200
};

#define LIFE 640

static struct sipfp_punt *lookup(struct sipfp_net *sn,
				 const struct sipfp_skey *key)
{
	struct sipfp_entry *o = sipfp_entry_lookup(sn, key);

	return o && o->punted ? container_of(o, struct sipfp_punt, owner) :
				NULL;
}

/* When it ends, 0: there is none */
static u64 expires(struct sipfp_net *sn, const struct sipfp_skey *key)
{
	struct sipfp_punt *p;
	u64 at = 0;

	sipfp_fixture_enter();
	p = lookup(sn, key);
	if (p) {
		spin_lock(&p->lock);
		at = p->expires;
		spin_unlock(&p->lock);
	}
	sipfp_fixture_leave();
	return at;
}

static void answered(struct sipfp_fixture *f, const struct sipfp_skey *key)
{
	sipfp_fixture_enter();
	sipfp_punt_answered(f->sn, key,
			    &rcu_dereference(f->svc->policy)->timers);
	sipfp_fixture_leave();
}

/* Does it go by itself, and not before @at? */
static void expect_end(struct kunit *test, const struct sipfp_skey *key, u64 at)
{
	struct sipfp_fixture *f = test->priv;
	bool gone;

	gone = sipfp_fixture_wait(!sipfp_fixture_owner(f->sn, key),
				  SIPFP_FIXTURE_PATIENCE);
	KUNIT_EXPECT_TRUE(test, gone);
	KUNIT_EXPECT_GE(test, sipfp_now(), at);
}

static void punt_add(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_fixture_msg *b = sipfp_fixture_request(test, "OPTIONS", 2);

	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(m), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &m->pkt.key),
			SIPFP_FIXTURE_SOCKET);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &b->pkt.key),
			SIPFP_FIXTURE_NOBODY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 2);
	/* Not a transaction of ours: the service may go. */
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 0);
	/* An unanswered one lives for 64 * T1. */
	KUNIT_EXPECT_EQ(test, expires(f->sn, &m->pkt.key),
			m->pkt.now + 64 * sipfp_fixture_timers.t1);
}

static void punt_ends_once(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_punt *p;

	KUNIT_ASSERT_EQ(test, sipfp_fixture_punt(m), 0);
	sipfp_fixture_enter();
	p = lookup(f->sn, &m->pkt.key);
	if (p) {
		sipfp_punt_end(f->sn, p);
		sipfp_punt_end(f->sn, p);
		KUNIT_EXPECT_FALSE(test, timer_pending(&p->timer));
	}
	sipfp_fixture_leave();
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, PUNT_ENDED), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(m), 0);
}

static void punt_expires(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;

	sipfp_fixture_set_timers(test, &quick);
	m = sipfp_fixture_request(test, "MESSAGE", 1);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_punt(m), 0);
	expect_end(test, &m->pkt.key, m->pkt.now + LIFE);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, PUNT_ENDED), 1);
}

/* An INVITE may ring for as long as Timer C lets it. */
static void punt_invite(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;

	sipfp_fixture_set_timers(test, &quick);
	m = sipfp_fixture_request(test, "INVITE", 1);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_punt(m), 0);
	KUNIT_EXPECT_EQ(test, expires(f->sn, &m->pkt.key),
			m->pkt.now + LIFE + quick.c);
	expect_end(test, &m->pkt.key, m->pkt.now + LIFE + quick.c);
}

static void punt_answered(struct kunit *test)
{
	struct sipfp_timers slow = quick;
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;
	u64 before, after, end;

	slow.c = 3600 * 1000;
	sipfp_fixture_set_timers(test, &slow);
	m = sipfp_fixture_request(test, "INVITE", 1);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_punt(m), 0);

	before = sipfp_now();
	answered(f, &m->pkt.key);
	after = sipfp_now();
	end = expires(f->sn, &m->pkt.key);
	KUNIT_EXPECT_GE(test, end, before + LIFE);
	KUNIT_EXPECT_LE(test, end, after + LIFE);

	/* Copies of the answer do not keep it alive. */
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(sipfp_now() > after + 20,
						   1000));
	answered(f, &m->pkt.key);
	KUNIT_EXPECT_EQ(test, expires(f->sn, &m->pkt.key), end);
	expect_end(test, &m->pkt.key, end);
}

static void punt_answered_other(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS", 1);
	struct sipfp_fixture_msg *t = sipfp_fixture_request(test, "INVITE", 2);
	u64 end;

	/* Nothing but an INVITE is shortened, nobody's is no fault. */
	answered(f, &m->pkt.key);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_punt(m), 0);
	end = expires(f->sn, &m->pkt.key);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(sipfp_now() > m->pkt.now + 5,
						   1000));
	answered(f, &m->pkt.key);
	KUNIT_EXPECT_EQ(test, expires(f->sn, &m->pkt.key), end);

	/* A transaction of ours is none of its business. */
	KUNIT_ASSERT_EQ(test, sipfp_fixture_commit(t, NULL), 0);
	answered(f, &t->pkt.key);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &t->pkt.key),
			SIPFP_FIXTURE_KERNEL);
}

static void punt_twice(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "INVITE", 1);

	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(m), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(m), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, PUNT_CREATED), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 2);
}

/* One owner for its whole life, whoever was first */
static void punt_or_txn(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *a = sipfp_fixture_request(test, "INVITE", 1);
	struct sipfp_fixture_msg *b = sipfp_fixture_request(test, "INVITE", 2);

	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(a), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(a, NULL), -EEXIST);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &a->pkt.key),
			SIPFP_FIXTURE_SOCKET);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), 0);

	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(b, NULL), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(b), -EEXIST);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &b->pkt.key),
			SIPFP_FIXTURE_KERNEL);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 2);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 1);
}

#define RACE_ROUNDS 500

struct punt_race {
	struct sipfp_net *sn;
	struct sipfp_fixture_msg *msg[2];
	atomic_t bad;
};

/* Two copies of a request: one CPU sends it to the socket, one keeps it. */
static void race_round(void *arg, int who, unsigned int round)
{
	struct punt_race *r = arg;
	struct sipfp_fixture_msg *m = r->msg[who];
	enum sipfp_fixture_owner owner, mine;
	int err;

	mine = who ? SIPFP_FIXTURE_SOCKET : SIPFP_FIXTURE_KERNEL;
	m->pkt.key.lo = round;
	if (who)
		err = sipfp_fixture_punt(m);
	else
		err = sipfp_fixture_commit(m, NULL);
	owner = sipfp_fixture_owner(r->sn, &m->pkt.key);
	/* Who thinks that he has it, has it. */
	if (owner == SIPFP_FIXTURE_NOBODY ||
	    err != (owner == mine ? 0 : -EEXIST))
		atomic_inc(&r->bad);
}

static void punt_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct punt_race r = { .sn = f->sn };

	r.msg[0] = sipfp_fixture_request(test, "OPTIONS", 1);
	r.msg[1] = sipfp_fixture_request(test, "OPTIONS", 1);
	sipfp_fixture_race(test, RACE_ROUNDS, race_round, &r);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.bad), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), RACE_ROUNDS);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED) +
			sipfp_fixture_use(f->sn, SIPFP_LIMIT_TRANSACTIONS),
			RACE_ROUNDS);
}

/* At the limit there is no record, and nothing is held. */
static void punt_cap(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *a, *b;

	a = sipfp_fixture_request(test, "OPTIONS", 1);
	b = sipfp_fixture_request(test, "INVITE", 2);
	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_PUNTED, 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(a), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(b), -ENOSPC);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &b->pkt.key),
			SIPFP_FIXTURE_NOBODY);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 2);

	/* The fast path goes on. */
	sipfp_fixture_bind(test);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(b), SIPFP_VERDICT_STOLEN);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &b->pkt.key),
			SIPFP_FIXTURE_KERNEL);
	/* The one that has its record still goes where it belongs. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(a), SIPFP_VERDICT_SLOW);
	KUNIT_EXPECT_EQ(test, a->pkt.reason, SIPFP_REASON_PUNTED);
}

/* A service that is gone has no more requests for the kernel. */
static void punt_service_gone(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_service *svc = sipfp_fixture_service(test, 5070);
	struct sipfp_fixture_msg *m;

	m = sipfp_fixture_request(test, "INVITE", 1);
	m->pkt.svc = svc;
	/* As a softirq sees it that looked it up just before */
	sipfp_fixture_enter();
	m->pkt.policy = rcu_dereference(svc->policy);
	sipfp_service_put(svc);
	KUNIT_EXPECT_EQ(test, sipfp_punt_add(&m->pkt), 0);
	sipfp_fixture_leave();
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_PUNTED), 0);
}

/* Retransmission, ACK and CANCEL follow their request to the socket. */
static void punt_followers(struct kunit *test)
{
	struct sipfp_fixture_msg *invite, *ack, *cancel;

	invite = sipfp_fixture_request(test, "INVITE", 1);
	ack = sipfp_fixture_request(test, "ACK", 1);
	cancel = sipfp_fixture_request(test, "CANCEL", 1);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_punt(invite), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(invite), SIPFP_VERDICT_SLOW);
	KUNIT_EXPECT_EQ(test, invite->pkt.reason, SIPFP_REASON_PUNTED);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(ack), SIPFP_VERDICT_SLOW);
	KUNIT_EXPECT_EQ(test, ack->pkt.reason, SIPFP_REASON_PUNTED);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(cancel), SIPFP_VERDICT_SLOW);
	KUNIT_EXPECT_EQ(test, cancel->pkt.reason, SIPFP_REASON_PUNTED);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(punt_add),
	KUNIT_CASE(punt_ends_once),
	KUNIT_CASE(punt_expires),
	KUNIT_CASE(punt_invite),
	KUNIT_CASE(punt_answered),
	KUNIT_CASE(punt_answered_other),
	KUNIT_CASE(punt_twice),
	KUNIT_CASE(punt_or_txn),
	KUNIT_CASE(punt_race),
	KUNIT_CASE(punt_cap),
	KUNIT_CASE(punt_service_gone),
	KUNIT_CASE(punt_followers),
	{}
};

struct kunit_suite sipfp_kunit_punt = {
	.name = "sipfp_punt",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
