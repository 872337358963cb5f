// SPDX-License-Identifier: GPL-2.0-only
/* The transaction state machines and time: schedules, lateness, limits */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "core/fsm.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOW	 1000000000000ull

static const struct sipfp_timers settings[] = {
	SIPFP_TIMERS_DEFAULT,
	{ 300, 2000, 1234, 7777, 8888, 200000 },
	{ 2000, 5500, 60000, 90001, 90002, 185000 },
};

/*
 * Serves @f at its deadlines until it ends; when it repeats goes to @at.
 * Returns the time of the end, all in ms from the start.
 */
static u64 run(struct sipfp_fsm *f, const struct sipfp_timers *t, u64 *at,
	       size_t *n, size_t cap)
{
	u64 now;

	*n = 0;
	for (;;) {
		u32 acts;

		now = sipfp_fsm_deadline(f);
		assert_true(now != 0);
		acts = sipfp_fsm_step(f, t, SIPFP_EV_TIMER, now);
		if (acts & SIPFP_ACT_TERMINATED)
			break;
		assert_int_equal(acts, SIPFP_ACT_RESEND);
		assert_in_range(*n, 0, cap - 1);
		at[(*n)++] = now - NOW;
	}
	assert_true(sipfp_fsm_deadline(f) == 0);
	return now - NOW;
}

#define SCHEDULE_MAX 64

static void check_schedule(struct sipfp_fsm *f, const struct sipfp_timers *t,
			   const u64 *want, size_t count, u64 end)
{
	u64 at[SCHEDULE_MAX];
	size_t n, i;

	assert_true(run(f, t, at, &n, SCHEDULE_MAX) == end);
	assert_int_equal(n, count);
	for (i = 0; i < n; i++)
		assert_int_equal(at[i], want[i]);
}

static void test_schedule_a(void **unused)
{
	static const u64 a[] = { 500, 1500, 3500, 7500, 15500, 31500 };
	static const u64 slow[] = { 2000, 6000, 14000, 30000, 62000 };
	struct sipfp_fsm f;

	(void)unused;
	sipfp_fsm_init(&f, SIPFP_FSM_ICT);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_START, NOW);
	check_schedule(&f, &settings[0], a, COUNT(a), 32000);

	sipfp_fsm_init(&f, SIPFP_FSM_ICT);
	sipfp_fsm_step(&f, &settings[2], SIPFP_EV_START, NOW);
	check_schedule(&f, &settings[2], slow, COUNT(slow), 90001);
}

/* E before any provisional response, and G, which has the same schedule */
static const u64 eg[] = { 500,	 1500,	3500,  7500,  11500,
			  15500, 19500, 23500, 27500, 31500 };

static void test_schedule_e(void **unused)
{
	static const u64 other[] = { 300, 900, 2100, 4100, 6100, 8100 };
	/* a provisional response at 1 s: E is due at 1.5 s, then every T2 */
	static const u64 proceeding[] = { 500,	 1500,	5500,  9500, 13500,
					  17500, 21500, 25500, 29500 };
	u64 at[SCHEDULE_MAX];
	struct sipfp_fsm f;
	size_t n, i;

	(void)unused;
	sipfp_fsm_init(&f, SIPFP_FSM_NICT);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_START, NOW);
	check_schedule(&f, &settings[0], eg, COUNT(eg), 32000);

	sipfp_fsm_init(&f, SIPFP_FSM_NICT);
	sipfp_fsm_step(&f, &settings[1], SIPFP_EV_START, NOW);
	check_schedule(&f, &settings[1], other, COUNT(other), 8888);

	sipfp_fsm_init(&f, SIPFP_FSM_NICT);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_START, NOW);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_TIMER, NOW + 500);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_RX_1XX, NOW + 1000);
	assert_true(run(&f, &settings[0], at, &n, SCHEDULE_MAX) == 32000);
	assert_int_equal(n, COUNT(proceeding) - 1);
	for (i = 0; i < n; i++)
		assert_int_equal(at[i], proceeding[i + 1]);
}

static void test_schedule_g(void **unused)
{
	static const u64 other[] = { 300,   900,   2100,  4100,	 6100, 8100,
				     10100, 12100, 14100, 16100, 18100 };
	struct sipfp_fsm f;

	(void)unused;
	sipfp_fsm_init(&f, SIPFP_FSM_IST);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_START, NOW);
	assert_true(sipfp_fsm_deadline(&f) == 0);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_TX_FAIL, NOW);
	check_schedule(&f, &settings[0], eg, COUNT(eg), 32000);

	sipfp_fsm_init(&f, SIPFP_FSM_IST);
	sipfp_fsm_step(&f, &settings[1], SIPFP_EV_START, NOW);
	sipfp_fsm_step(&f, &settings[1], SIPFP_EV_TX_FAIL, NOW);
	check_schedule(&f, &settings[1], other, COUNT(other), 64 * 300);
}

/* A late timer is served once, and the next interval counts from then */
static void test_late(void **unused)
{
	const struct sipfp_timers *t = &settings[0];
	struct sipfp_fsm f;

	(void)unused;
	sipfp_fsm_init(&f, SIPFP_FSM_ICT);
	sipfp_fsm_step(&f, t, SIPFP_EV_START, NOW);
	assert_int_equal(sipfp_fsm_step(&f, t, SIPFP_EV_TIMER, NOW + 20000),
			 SIPFP_ACT_RESEND);
	assert_true(f.resend_at == NOW + 21000);
	assert_true(f.expire_at == NOW + 32000);
	assert_int_equal(sipfp_fsm_step(&f, t, SIPFP_EV_TIMER, NOW + 20999),
			 SIPFP_ACT_IGNORE);
	/* both have passed: the end counts */
	assert_int_equal(sipfp_fsm_step(&f, t, SIPFP_EV_TIMER, NOW + 99999),
			 SIPFP_ACT_TU_TIMEOUT | SIPFP_ACT_TERMINATED);
	assert_int_equal(sipfp_fsm_step(&f, t, SIPFP_EV_TIMER, NOW + 99999),
			 SIPFP_ACT_IGNORE);
}

/* Deadlines never wrap, are never in the past and never "not running" */
static void test_saturation(void **unused)
{
	static const struct sipfp_timers huge = { UINT32_MAX, UINT32_MAX,
						  UINT32_MAX, UINT32_MAX,
						  UINT32_MAX, UINT32_MAX };
	struct sipfp_fsm f;
	u64 last;

	(void)unused;
	assert_true(sipfp_fsm_after(0, 0) == 1);
	assert_true(sipfp_fsm_after(5, 0) == 6);
	assert_true(sipfp_fsm_after(5, 7) == 12);
	/* the last moment from which the longest delay can be counted */
	last = UINT64_MAX - 64ull * UINT32_MAX;
	assert_true(sipfp_fsm_after(last, 7) == last + 7);
	assert_true(sipfp_fsm_after(last, 64ull * UINT32_MAX) == UINT64_MAX);
	assert_true(sipfp_fsm_after(last, UINT64_MAX) == UINT64_MAX);
	assert_true(sipfp_fsm_after(last + 1, 7) == UINT64_MAX);
	assert_true(sipfp_fsm_after(UINT64_MAX - 7, 7) == UINT64_MAX);
	assert_true(sipfp_fsm_after(UINT64_MAX - 6, 7) == UINT64_MAX);
	assert_true(sipfp_fsm_after(UINT64_MAX, 0) == UINT64_MAX);
	assert_true(sipfp_fsm_after(UINT64_MAX, UINT64_MAX) == UINT64_MAX);
	assert_true(sipfp_timers_64t1(&huge) == 64ull * UINT32_MAX);
	assert_true(sipfp_timers_64t1(&settings[0]) == 32000);

	sipfp_fsm_init(&f, SIPFP_FSM_ICT);
	sipfp_fsm_step(&f, &huge, SIPFP_EV_START, UINT64_MAX - 3);
	assert_true(f.resend_at == UINT64_MAX && f.expire_at == UINT64_MAX);

	sipfp_fsm_init(&f, SIPFP_FSM_ICT);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_START, NOW);
	f.interval = SIPFP_TIMER_MAX / 2;
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_TIMER, f.resend_at);
	assert_int_equal(f.interval, SIPFP_TIMER_MAX);
	f.resend_at = NOW;
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_TIMER, NOW);
	assert_int_equal(f.interval, SIPFP_TIMER_MAX);
}

static void test_first(void **unused)
{
	struct sipfp_fsm f = { .resend_at = 0 };

	(void)unused;
	assert_true(sipfp_fsm_first(0, 0) == 0);
	assert_true(sipfp_fsm_first(3, 0) == 3);
	assert_true(sipfp_fsm_first(0, 3) == 3);
	assert_true(sipfp_fsm_first(2, 3) == 2);
	assert_true(sipfp_fsm_first(3, 2) == 2);
	assert_true(sipfp_fsm_deadline(&f) == 0);
	f.expire_at = 9;
	assert_true(sipfp_fsm_deadline(&f) == 9);
	f.resend_at = 8;
	assert_true(sipfp_fsm_deadline(&f) == 8);
}

/* RFC 4320 4.1: T1 * 7 with the defaults, and never without end */
static void test_e_at_t2(void **unused)
{
	static const struct {
		u32 t1, t2;
		u64 at;
	} cases[] = {
		{ 500, 4000, 3500 }, { 500, 4001, 7500 },  { 500, 500, 500 },
		{ 500, 1000, 500 },  { 10, 60000, 81910 }, { 500, 10, 500 },
		{ 0, 4000, 0 },
	};
	const struct sipfp_timers most = { ~0u, ~0u, 0, 0, 0, 0 };
	struct sipfp_timers t = SIPFP_TIMERS_DEFAULT;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t.t1 = cases[i].t1;
		t.t2 = cases[i].t2;
		assert_true(sipfp_timers_e_at_t2(&t) == cases[i].at);
	}
	assert_true(sipfp_timers_e_at_t2(&most) >= ~0u);
}

static void test_valid(void **unused)
{
	/* the limits, and one beyond each */
	static const struct {
		struct sipfp_timers t;
		bool ok;
	} cases[] = {
		{ SIPFP_TIMERS_DEFAULT, true },
		{ { 10, 10, 0, 10, 10, 10 }, true },
		{ { 9, 10, 0, 10, 10, 10 }, false },
		{ { 10000, 60000, 60000, SIPFP_TIMER_MAX, SIPFP_TIMER_MAX,
		    SIPFP_TIMER_MAX },
		  true },
		{ { 10001, 60000, 5000, 32000, 32000, 185000 }, false },
		{ { 500, 499, 5000, 32000, 32000, 185000 }, false },
		{ { 500, 500, 5000, 32000, 32000, 185000 }, true },
		{ { 500, 60001, 5000, 32000, 32000, 185000 }, false },
		{ { 500, 4000, 60001, 32000, 32000, 185000 }, false },
		{ { 500, 4000, 5000, 499, 32000, 185000 }, false },
		{ { 500, 4000, 5000, 500, 32000, 185000 }, true },
		{ { 500, 4000, 5000, 32000, 499, 185000 }, false },
		{ { 500, 4000, 5000, 32000, 500, 185000 }, true },
		{ { 500, 4000, 5000, 32000, SIPFP_TIMER_MAX + 1, 185000 },
		  false },
		{ { 500, 4000, 5000, 32000, 32000, 31999 }, false },
		{ { 500, 4000, 5000, 32000, 32000, 32000 }, true },
		{ { 500, 4000, 5000, 32000, 32000, SIPFP_TIMER_MAX + 1 },
		  false },
		{ { 500, 4000, 5000, SIPFP_TIMER_MAX + 1, 32000,
		    SIPFP_TIMER_MAX + 1 },
		  false },
	};
	size_t i;

	(void)unused;
	for (i = 0; i < COUNT(cases); i++)
		if (sipfp_timers_valid(&cases[i].t) != cases[i].ok)
			fail_msg("case %zu", i);
	for (i = 0; i < COUNT(settings); i++)
		assert_true(sipfp_timers_valid(&settings[i]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schedule_a),
		cmocka_unit_test(test_schedule_e),
		cmocka_unit_test(test_schedule_g),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_saturation),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_e_at_t2),
		cmocka_unit_test(test_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
