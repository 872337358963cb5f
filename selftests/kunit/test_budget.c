// SPDX-License-Identifier: GPL-2.0-only
/* What we answer without a transaction, per destination */
#include "fixture.h"

#define RATE 1000 /* of module parameter reply_rate, as it is by default */
#define BURST (2 * RATE)

static bool take_of(struct sipfp_fixture *f, const struct sipfp_addr *to,
		    enum sipfp_budget what)
{
	bool ok;

	sipfp_fixture_enter();
	ok = sipfp_budget_take(f->sn, to, what);
	sipfp_fixture_leave();
	return ok;
}

static bool take(struct sipfp_fixture *f, const struct sipfp_addr *to)
{
	return take_of(f, to, SIPFP_BUDGET_REPLY);
}

/* All that there is for @to; a limit, in case that it never ends. */
static unsigned int drain(struct sipfp_fixture *f, const struct sipfp_addr *to)
{
	unsigned int n = 0;

	while (n < 100 * BURST && take(f, to))
		n++;
	return n;
}

/* Cells are shared by chance, but not by all: how many of 64 others are hit? */
static unsigned int others_refused(struct sipfp_fixture *f)
{
	struct sipfp_addr other = { .family = 4, .ip = { 203, 0, 113 } };
	unsigned int i, n = 0;

	for (i = 0; i < 64; i++) {
		other.ip[3] = i;
		n += !take(f, &other);
	}
	return n;
}

static void budget_burst(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr to = { .family = 4, .ip = { 192, 0, 2, 1 } };
	u64 began = sipfp_now();
	unsigned int n;
	u64 ms;

	n = drain(f, &to);
	ms = sipfp_now() - began + 1;
	KUNIT_EXPECT_GE(test, n, BURST);
	KUNIT_EXPECT_LE(test, n, BURST + 2 + ms * RATE / 1000);
	KUNIT_EXPECT_LE(test, others_refused(f), 3);
}

/* One more for each millisecond, not another burst */
static void budget_refill(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr to = { .family = 4, .ip = { 192, 0, 2, 2 } };
	unsigned int n;
	u64 began, ms;

	drain(f, &to);
	began = sipfp_now();
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(sipfp_now() >= began + 20,
						   1000));
	n = drain(f, &to);
	ms = sipfp_now() - began + 1;
	KUNIT_EXPECT_GE(test, n, 20 * RATE / 1000 - 1);
	KUNIT_EXPECT_LE(test, n, ms * RATE / 1000 + 2);
}

/* A port is no other destination, nor is another host of the same /64. */
static void budget_prefix(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip6(1, 5060);
	struct sipfp_addr b = sipfp_fixture_ip6(2, 5061);
	unsigned int n, i, refused = 0;
	u64 began = sipfp_now();

	drain(f, &a);
	began = sipfp_now();
	n = drain(f, &b);
	KUNIT_EXPECT_LE(test, n, (sipfp_now() - began + 1) * RATE / 1000 + 2);

	for (i = 1; i <= 64; i++) {
		b.ip[7] = i;
		refused += !take(f, &b);
	}
	KUNIT_EXPECT_LE(test, refused, 3);
}

struct budget_race {
	struct sipfp_fixture *f;
	struct sipfp_addr to;
	unsigned int taken[2];
};

static void race_round(void *arg, int who, unsigned int round)
{
	struct budget_race *r = arg;
	int i;

	for (i = 0; i < 10; i++)
		r->taken[who] += take(r->f, &r->to);
}

static void budget_race(struct kunit *test)
{
	struct budget_race r = { .f = test->priv };
	u64 began = sipfp_now();
	unsigned int n;
	u64 ms;

	r.to = (struct sipfp_addr){ .family = 4, .ip = { 192, 0, 2, 3 } };
	sipfp_fixture_race(test, BURST / 10, race_round, &r);
	ms = sipfp_now() - began + 1;
	n = r.taken[0] + r.taken[1];
	KUNIT_EXPECT_GE(test, n, BURST);
	KUNIT_EXPECT_LE(test, n, BURST + 2 + ms * RATE / 1000);
}

/* All that there is to send again to the caller */
static unsigned int drain_resend(struct sipfp_fixture *f)
{
	unsigned int n = 0;

	while (n < 100 * BURST && take_of(f, &f->caller_addr,
					  SIPFP_BUDGET_RESEND))
		n++;
	return n;
}

/* A request from a spoofed source: its response is sent, not again and again. */
static void budget_resend(struct kunit *test)
{
	static const struct sipfp_timers timers = {
		.t1 = 50, .t2 = 200, .t4 = 50, .b = 60, .f = 60, .c = 10000
	};
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;
	u64 before;

	sipfp_fixture_set_timers(test, &timers);
	sipfp_fixture_bind(test);
	m = sipfp_fixture_request(test, "INVITE", 1);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_handle(m), SIPFP_VERDICT_STOLEN);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 100 "));
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_expect(test, f->caller,
						     "SIP/2.0 408 "));
	/* Refilled faster than it is used here, so it is spent all the time. */
	KUNIT_EXPECT_TRUE(test,
			  sipfp_fixture_wait(drain_resend(f) &&
					     sipfp_fixture_counted(f, TX_BUDGET),
					     SIPFP_FIXTURE_PATIENCE));
	/* Whoever asks for it gets it. */
	m = sipfp_fixture_request(test, "INVITE", 1);
	drain_resend(f);
	KUNIT_EXPECT_TRUE(test, take(f, &f->caller_addr));
	before = sipfp_fixture_counted(f, TX_RESPONSE_AGAIN);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(m), SIPFP_VERDICT_STOLEN);
	KUNIT_EXPECT_GT(test, sipfp_fixture_counted(f, TX_RESPONSE_AGAIN),
			before);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(budget_burst),
	KUNIT_CASE(budget_refill),
	KUNIT_CASE(budget_prefix),
	KUNIT_CASE(budget_race),
	KUNIT_CASE(budget_resend),
	{}
};

struct kunit_suite sipfp_kunit_budget = {
	.name = "sipfp_budget",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
