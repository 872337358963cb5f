// SPDX-License-Identifier: GPL-2.0-only
/* The response context: what an INVITE and its CANCEL make the proxy do */
#include "ctx_rig.h"

static void test_call(void **unused)
{
	struct run r = start(true);

	assert_int_equal(REQUEST(&r, 400), SIPFP_DO_SEND_100);
	assert_int_equal(timer_at(&r, 500), SIPFP_DO_RESEND_REQUEST);
	assert_int_equal(RESPONSE(&r, 600, 100), ABSORB);
	assert_int_equal(next(&r), 185000); /* C, and by the 100 no other */
	assert_int_equal(REQUEST(&r, 700), SIPFP_DO_SEND_100);
	assert_int_equal(RESPONSE(&r, 800, 180), KEPT);
	assert_int_equal(next(&r), 185800);
	assert_int_equal(REQUEST(&r, 900), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(r.c.last, 180);
	assert_int_equal(ACK(&r, 901), ABSORB);
	assert_int_equal(RESPONSE(&r, 1000, 200), FORWARD | NOREQ | NORESP);
	assert_int_equal(r.c.last, 200);
	assert_int_equal(r.c.flags, SIPFP_CTX_PROVISIONAL | SIPFP_CTX_FINAL);
	assert_int_equal(RESPONSE(&r, 1500, 200), FORWARD);
	assert_int_equal(REQUEST(&r, 1600), ABSORB);
	assert_int_equal(RESPONSE(&r, 1700, 180), ABSORB);
	assert_int_equal(RESPONSE(&r, 1700, 486), ABSORB);
	assert_int_equal(ACK(&r, 1800), SIPFP_DO_PASS_ACK);
	assert_int_equal(CANCEL(&r, 1900), REPLY);
	assert_int_equal(CANCEL_RESPONSE(&r, 1900, 200), ABSORB);
	assert_int_equal(SEND_FAILED(&r, 2000), 0);
	assert_int_equal(timer_at(&r, 33000), FREE);
	assert_int_equal(RESPONSE(&r, 33001, 200), ABSORB);
}

/* A 2xx at once: nothing has been stored, so no response to forget */
static void test_call_at_once(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 10, 202), FORWARD | NOREQ);
	assert_int_equal(timer_at(&r, 32010), FREE);
}

static void test_busy(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 100, 183), KEPT);
	assert_int_equal(RESPONSE(&r, 1000, 486), KEPT | SIPFP_DO_ACK);
	assert_int_equal(r.c.last, 486);
	assert_int_equal(r.c.local, 0);
	assert_int_equal(RESPONSE(&r, 1100, 486), SIPFP_DO_ACK);
	assert_int_equal(RESPONSE(&r, 1100, 603), SIPFP_DO_ACK);
	assert_int_equal(RESPONSE(&r, 1100, 180), ABSORB);
	assert_int_equal(REQUEST(&r, 1200), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(timer_at(&r, 1500), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(timer_at(&r, 2500), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(ACK(&r, 3000), NORESP | ABSORB);
	assert_int_equal(ACK(&r, 3100), ABSORB);
	assert_int_equal(REQUEST(&r, 3200), ABSORB);
	assert_int_equal(timer_at(&r, 8000), 0);
	assert_int_equal(RESPONSE(&r, 9000, 486), SIPFP_DO_ACK);
	assert_int_equal(CANCEL(&r, 9001), REPLY);
	assert_int_equal(timer_at(&r, 33000), NOREQ | FREE);
}

/* No ACK: the failure goes up eleven times in all, until H */
static void test_no_ack(void **unused)
{
	struct run r = start(true);
	unsigned int sent = 1;

	assert_int_equal(RESPONSE(&r, 0, 404), KEPT | SIPFP_DO_ACK);
	while (next(&r) < 32000) {
		assert_int_equal(timer_at(&r, next(&r)),
				 SIPFP_DO_RESEND_RESPONSE);
		sent++;
	}
	assert_int_equal(sent, 11);
	assert_int_equal(timer_at(&r, 32000), NOREQ | NORESP | FREE);
}

/* 16.7 step 5: a 2xx goes upstream even after a failure */
static void test_success_after_failure(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 0, 486), KEPT | SIPFP_DO_ACK);
	assert_int_equal(RESPONSE(&r, 100, 200), FORWARD);
	assert_int_equal(RESPONSE(&r, 200, 200), FORWARD);
	assert_int_equal(r.c.last, 200);
	assert_int_equal(r.c.server.state, SIPFP_ST_COMPLETED);
	/* which stays the stored one, until its ACK */
	assert_int_equal(REQUEST(&r, 300), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(timer_at(&r, 500), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(ACK(&r, 600), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 5600), 0);
	assert_int_equal(RESPONSE(&r, 6000, 200), FORWARD);
	assert_int_equal(timer_at(&r, 32000), NOREQ | FREE);
}

static void test_no_answer(void **unused)
{
	static const u64 a[] = { 500, 1500, 3500, 7500, 15500, 31500 };
	struct run r = start(true);
	size_t i;

	for (i = 0; i < sizeof(a) / sizeof(a[0]); i++)
		assert_int_equal(timer_at(&r, a[i]), SIPFP_DO_RESEND_REQUEST);
	assert_int_equal(timer_at(&r, 32000), LOCAL);
	assert_int_equal(r.c.local, 408);
	assert_int_equal(r.c.last, 408);
	assert_int_equal(r.c.flags, SIPFP_CTX_FINAL);
	/* late answers: a failure is ACKed, a success goes up */
	assert_int_equal(RESPONSE(&r, 32100, 180), ABSORB);
	assert_int_equal(RESPONSE(&r, 32200, 486), SIPFP_DO_ACK);
	assert_int_equal(RESPONSE(&r, 32300, 200), FORWARD);
	assert_int_equal(SEND_FAILED(&r, 32400), 0);
	assert_int_equal(timer_at(&r, 32500), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(ACK(&r, 32600), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 37600), NOREQ | FREE);
	assert_int_equal(RESPONSE(&r, 37700, 486), ABSORB);
}

static void test_cancel_ringing(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 100, 180), KEPT);
	assert_int_equal(CANCEL(&r, 2000), REPLY | SENDCANCEL);
	assert_int_equal(r.c.flags, SIPFP_CTX_PROVISIONAL |
					    SIPFP_CTX_CANCELLED |
					    SIPFP_CTX_CANCEL_SENT);
	assert_int_equal(CANCEL(&r, 2100), REPLY);
	assert_int_equal(timer_at(&r, 2500), SENDCANCEL);
	assert_int_equal(timer_at(&r, 3500), SENDCANCEL);
	assert_int_equal(CANCEL_RESPONSE(&r, 3600, 200), ABSORB);
	assert_int_equal(CANCEL_RESPONSE(&r, 3700, 200), ABSORB);
	assert_int_equal(RESPONSE(&r, 3800, 487), KEPT | SIPFP_DO_ACK);
	assert_int_equal(ACK(&r, 3900), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 8600), 0); /* K of the CANCEL */
	assert_int_equal(timer_at(&r, 8900), 0); /* I */
	assert_int_equal(timer_at(&r, 35800), NOREQ | FREE);
}

/* 9.1: no CANCEL before a provisional response, a 100 will do */
static void test_cancel_early(void **unused)
{
	struct run r = start(true);

	assert_int_equal(CANCEL(&r, 100), REPLY);
	assert_int_equal(r.c.flags, SIPFP_CTX_CANCELLED);
	assert_int_equal(CANCEL(&r, 200), REPLY);
	assert_int_equal(timer_at(&r, 500), SIPFP_DO_RESEND_REQUEST);
	assert_int_equal(RESPONSE(&r, 600, 100), SENDCANCEL);
	/* after the CANCEL a provisional response gives no more time */
	assert_int_equal(RESPONSE(&r, 700, 180), KEPT);
	assert_true(r.c.timer_c == T0 + 32600);
	assert_int_equal(CANCEL_RESPONSE(&r, 800, 200), ABSORB);
	assert_int_equal(RESPONSE(&r, 900, 487), KEPT | SIPFP_DO_ACK);

	r = start(true);
	assert_int_equal(CANCEL(&r, 100), REPLY);
	assert_int_equal(RESPONSE(&r, 700, 180), KEPT | SENDCANCEL);
}

/* The CANCEL crosses the 200: both go their way */
static void test_cancel_too_late(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 100, 180), KEPT);
	assert_int_equal(CANCEL(&r, 200), REPLY | SENDCANCEL);
	assert_int_equal(RESPONSE(&r, 300, 200), FORWARD | NORESP);
	/* the CANCEL is a transaction of its own, and wants its answer */
	assert_int_equal(timer_at(&r, 700), SENDCANCEL);
	assert_int_equal(CANCEL_RESPONSE(&r, 800, 481), NOREQ | ABSORB);
	assert_int_equal(timer_at(&r, 5800), 0);
	assert_int_equal(timer_at(&r, 32300), FREE);
}

static void test_cancel_no_answer(void **unused)
{
	struct run r = start(true);
	u32 todo;

	/* none at all: B, and 487 since that is what upstream asked for */
	assert_int_equal(CANCEL(&r, 100), REPLY);
	while (next(&r) < 32000)
		timer_at(&r, next(&r));
	assert_int_equal(timer_at(&r, 32000), LOCAL);
	assert_int_equal(r.c.local, 487);
	assert_int_equal(CANCEL(&r, 32100), REPLY);

	/* it rang, and then nothing but silence: 64*T1 after the CANCEL */
	r = start(true);
	assert_int_equal(RESPONSE(&r, 100, 180), KEPT);
	assert_int_equal(CANCEL(&r, 1000), REPLY | SENDCANCEL);
	while (next(&r) < 33000)
		assert_int_equal(timer_at(&r, next(&r)), SENDCANCEL);
	todo = timer_at(&r, 33000);
	assert_int_equal(todo, LOCAL);
	assert_int_equal(r.c.local, 487);
	assert_int_equal(RESPONSE(&r, 33100, 487), SIPFP_DO_ACK);
	assert_int_equal(ACK(&r, 33200), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 38200), NOREQ | FREE);
}

static void test_timer_c(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 100, 180), KEPT);
	assert_int_equal(timer_at(&r, 185100), SENDCANCEL);
	assert_int_equal(r.c.flags,
			 SIPFP_CTX_PROVISIONAL | SIPFP_CTX_CANCEL_SENT);
	assert_int_equal(CANCEL_RESPONSE(&r, 185200, 200), ABSORB);
	assert_int_equal(timer_at(&r, 190200), 0); /* K of the CANCEL */
	assert_int_equal(timer_at(&r, 217100), LOCAL);
	assert_int_equal(r.c.local, 408);

	/* upstream cancels while ours is on its way: one is enough */
	r = start(true);
	assert_int_equal(RESPONSE(&r, 0, 100), ABSORB);
	assert_int_equal(timer_at(&r, 185000), SENDCANCEL);
	assert_int_equal(CANCEL(&r, 185100), REPLY);
	assert_int_equal(CANCEL_RESPONSE(&r, 185100, 200), ABSORB);
	assert_int_equal(timer_at(&r, 190100), 0);
	assert_int_equal(timer_at(&r, 217000), LOCAL);
	assert_int_equal(r.c.local, 487);

	/* the callee obeys */
	r = start(true);
	assert_int_equal(RESPONSE(&r, 0, 180), KEPT);
	assert_int_equal(timer_at(&r, 185000), SENDCANCEL);
	assert_int_equal(RESPONSE(&r, 185100, 487), KEPT | SIPFP_DO_ACK);
	assert_int_equal(r.c.local, 0);
}

/* C before B is no valid setting; it ends the client all the same */
static void test_timer_c_calling(void **unused)
{
	static const struct sipfp_timers same = { 500,	 4000,	5000,
						  32000, 32000, 32000 };
	static const struct sipfp_timers less = { 500,	 4000,	5000,
						  32000, 32000, 400 };
	struct run r = start(true);

	r.c.timer_c = T0 + 400;
	assert_int_equal(timer_at(&r, 400), LOCAL);
	assert_int_equal(r.c.local, 408);

	r = (struct run){ .t = &less, .now = T0 };
	sipfp_ctx_init(&r.c, true);
	step_at(&r, 0, SIPFP_CTX_START, 0);
	assert_int_equal(timer_at(&r, 400), LOCAL);

	/* C and B at once give one answer */
	r = (struct run){ .t = &same, .now = T0 };
	sipfp_ctx_init(&r.c, true);
	step_at(&r, 0, SIPFP_CTX_START, 0);
	while (next(&r) < 32000)
		timer_at(&r, next(&r));
	assert_int_equal(timer_at(&r, 32000), LOCAL);
	assert_int_equal(timer_at(&r, 32500), SIPFP_DO_RESEND_RESPONSE);
}

/* Everything due at once, long ago: one step does what is still of use */
static void test_late(void **unused)
{
	struct run r = start(true);

	assert_int_equal(step_at(&r, 400000, SIPFP_CTX_TIMER, 0), LOCAL);
	assert_int_equal(next(&r), 400500);

	r = start(true);
	assert_int_equal(RESPONSE(&r, 0, 180), KEPT);
	assert_int_equal(CANCEL(&r, 0), REPLY | SENDCANCEL);
	/* CANCEL's F and the 64*T1 after it */
	assert_int_equal(step_at(&r, 50000, SIPFP_CTX_TIMER, 0), LOCAL);
	assert_int_equal(step_at(&r, 999999, SIPFP_CTX_TIMER, 0),
			 NOREQ | NORESP | FREE);
	assert_int_equal(step_at(&r, 999999, SIPFP_CTX_TIMER, 0), 0);
}

/* The last status of each class, and the first of the next */
static void test_classes(void **state)
{
	static const struct {
		u16 code;
		u32 todo;
		u8 cancel; /* state of our CANCEL, were it the answer to that */
	} cases[] = {
		{ 99, ABSORB, SIPFP_ST_TRYING },
		{ 100, ABSORB, SIPFP_ST_PROCEEDING },
		{ 101, KEPT, SIPFP_ST_PROCEEDING },
		{ 199, KEPT, SIPFP_ST_PROCEEDING },
		{ 200, FORWARD | NOREQ, SIPFP_ST_COMPLETED },
		{ 299, FORWARD | NOREQ, SIPFP_ST_COMPLETED },
		{ 300, KEPT | SIPFP_DO_ACK, SIPFP_ST_COMPLETED },
		{ 699, KEPT | SIPFP_DO_ACK, SIPFP_ST_COMPLETED },
		{ 700, ABSORB, SIPFP_ST_TRYING },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run r = start(true);

		assert_int_equal(RESPONSE(&r, 1, cases[i].code), cases[i].todo);

		r = start(true);
		assert_int_equal(RESPONSE(&r, 1, 100), ABSORB);
		assert_int_equal(CANCEL(&r, 2), REPLY | SENDCANCEL);
		assert_int_equal(CANCEL_RESPONSE(&r, 3, cases[i].code), ABSORB);
		assert_int_equal(r.c.cancel.state, cases[i].cancel);
	}
}

static void test_init(void **state)
{
	struct sipfp_ctx c;
	int invite;

	for (invite = 0; invite < 2; invite++) {
		memset(&c, 0xa5, sizeof(c));
		sipfp_ctx_init(&c, invite);
		assert_int_equal(c.server.kind,
				 invite ? SIPFP_FSM_IST : SIPFP_FSM_NIST);
		assert_int_equal(c.client.kind,
				 invite ? SIPFP_FSM_ICT : SIPFP_FSM_NICT);
		assert_int_equal(c.cancel.kind, SIPFP_FSM_NONE);
		assert_int_equal(c.cancel.state, SIPFP_ST_INIT);
		assert_int_equal(c.invite, invite);
		assert_int_equal(c.flags, 0);
		assert_int_equal(c.local, 0);
		assert_int_equal(c.last, 0);
		assert_true(sipfp_ctx_deadline(&c) == 0);
	}
}

/* Statuses that no parser lets through, events that are none, strange order */
static void test_nonsense(void **unused)
{
	static const u16 codes[] = { 0, 1, 99, 700, 999, 65535 };
	struct run r = start(true);
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		assert_int_equal(RESPONSE(&r, 0, codes[i]), ABSORB);
		assert_int_equal(CANCEL_RESPONSE(&r, 0, codes[i]), ABSORB);
	}
	assert_int_equal(step_at(&r, 0, SIPFP_CTX_UNREACHABLE + 1, 0), ABSORB);
	assert_int_equal(step_at(&r, 0, 255, 0), ABSORB);
	assert_int_equal(r.c.client.state, SIPFP_ST_CALLING);
	assert_int_equal(r.c.flags, 0);
	assert_int_equal(sipfp_ctx_step(&r.c, &timers, SIPFP_CTX_START, 0, T0),
			 0);
	assert_int_equal(step_at(&r, 1, SIPFP_CTX_TIMER, 0), 0);

	/* before START there is nothing */
	sipfp_ctx_init(&r.c, true);
	for (i = SIPFP_CTX_REQUEST; i <= SIPFP_CTX_UNREACHABLE; i++)
		assert_int_equal(sipfp_ctx_step(&r.c, &timers, (u8)i, 200, T0) &
					 ~(u32)ABSORB,
				 0);
	assert_int_equal(r.c.client.state, SIPFP_ST_INIT);
	assert_int_equal(r.c.server.state, SIPFP_ST_INIT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call),
		cmocka_unit_test(test_call_at_once),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_no_ack),
		cmocka_unit_test(test_success_after_failure),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_cancel_ringing),
		cmocka_unit_test(test_cancel_early),
		cmocka_unit_test(test_cancel_too_late),
		cmocka_unit_test(test_cancel_no_answer),
		cmocka_unit_test(test_timer_c),
		cmocka_unit_test(test_timer_c_calling),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
