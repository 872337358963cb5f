// SPDX-License-Identifier: GPL-2.0-only
/* The response context: requests other than INVITE, and what can't be delivered */
#include "ctx_rig.h"

static void test_send_failed(void **unused)
{
	struct run r = start(true);

	assert_int_equal(SEND_FAILED(&r, 1), LOCAL);
	assert_int_equal(r.c.local, 500);
	assert_int_equal(SEND_FAILED(&r, 2), 0);
	assert_int_equal(ACK(&r, 100), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 5100), NOREQ | FREE);

	/* the ACK that can't be sent: upstream has its answer already */
	r = start(true);
	assert_int_equal(RESPONSE(&r, 0, 486), KEPT | SIPFP_DO_ACK);
	assert_int_equal(SEND_FAILED(&r, 1), NOREQ);
	assert_int_equal(r.c.local, 0);
	assert_int_equal(RESPONSE(&r, 2, 486), ABSORB);
	assert_int_equal(ACK(&r, 3), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 5003), FREE);

	r = start(false);
	assert_int_equal(SEND_FAILED(&r, 1), LOCAL | NOREQ);
	assert_int_equal(r.c.local, 500);
	assert_int_equal(RESPONSE(&r, 2, 200), ABSORB);
	assert_int_equal(REQUEST(&r, 3), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(timer_at(&r, 32001), NORESP | FREE);
}

/* RFC 3261 18.4: a failure to send, as long as nobody has answered */
static void test_unreachable(void **unused)
{
	struct run r = start(true);

	assert_int_equal(UNREACHABLE(&r, 1), LOCAL);
	assert_int_equal(r.c.local, 500);
	assert_int_equal(UNREACHABLE(&r, 2), 0);

	r = start(true);
	RESPONSE(&r, 0, 180);
	assert_int_equal(UNREACHABLE(&r, 1), 0);
	assert_int_equal(r.c.client.state, SIPFP_ST_PROCEEDING);
	RESPONSE(&r, 2, 486);
	assert_int_equal(UNREACHABLE(&r, 3), 0);
	assert_int_equal(RESPONSE(&r, 4, 486), SIPFP_DO_ACK);

	r = start(true);
	RESPONSE(&r, 0, 200);
	assert_int_equal(UNREACHABLE(&r, 1), 0);
	assert_int_equal(r.c.client.state, SIPFP_ST_ACCEPTED);

	/* E still repeats it: the callee may have gone since its 100 */
	r = start(false);
	RESPONSE(&r, 0, 100);
	assert_int_equal(UNREACHABLE(&r, 1), LOCAL | NOREQ);
	assert_int_equal(r.c.local, 500);
	assert_int_equal(UNREACHABLE(&r, 2), 0);
}

static void test_request(void **unused)
{
	struct run r = start(false);

	assert_int_equal(next(&r), 500);
	assert_int_equal(REQUEST(&r, 400), ABSORB);
	assert_int_equal(timer_at(&r, 500), SIPFP_DO_RESEND_REQUEST);
	assert_int_equal(RESPONSE(&r, 600, 100), ABSORB);
	assert_int_equal(REQUEST(&r, 700), ABSORB);
	/* RFC 4320 4.1: nobody is sent that one */
	assert_int_equal(RESPONSE(&r, 800, 183), ABSORB);
	assert_int_equal(REQUEST(&r, 900), ABSORB);
	assert_int_equal(CANCEL(&r, 950), REPLY);
	assert_int_equal(r.c.flags, SIPFP_CTX_PROVISIONAL);
	assert_int_equal(timer_at(&r, 1500), SIPFP_DO_RESEND_REQUEST);
	/* ... but when its E has come to T2 it must know that we are here */
	assert_int_equal(timer_at(&r, 3500), SIPFP_DO_SEND_100);
	assert_int_equal(REQUEST(&r, 3600), SIPFP_DO_SEND_100);
	assert_int_equal(timer_at(&r, 5500), SIPFP_DO_RESEND_REQUEST);
	assert_int_equal(RESPONSE(&r, 6000, 200), KEPT | NOREQ);
	assert_int_equal(RESPONSE(&r, 6100, 200), ABSORB);
	assert_int_equal(RESPONSE(&r, 6100, 404), ABSORB);
	assert_int_equal(REQUEST(&r, 6200), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(ACK(&r, 6300), ABSORB);
	assert_int_equal(timer_at(&r, 11000), 0);
	assert_int_equal(RESPONSE(&r, 12000, 200), ABSORB);
	assert_int_equal(timer_at(&r, 38000), NORESP | FREE);

	r = start(false);
	assert_int_equal(RESPONSE(&r, 0, 404), KEPT | NOREQ);
	assert_int_equal(r.c.last, 404);
}

/* RFC 4320: no 408 for anything but an INVITE */
static void test_request_no_answer(void **unused)
{
	struct run r = start(false);
	unsigned int sent = 1;
	u32 todo;

	while (next(&r) < 32000) {
		todo = timer_at(&r, next(&r));
		if (todo & SIPFP_DO_SEND_100)
			assert_int_equal(r.now, T0 + 3500);
		assert_int_equal(todo & ~(u32)SIPFP_DO_SEND_100,
				 SIPFP_DO_RESEND_REQUEST);
		sent++;
	}
	assert_int_equal(sent, 11);
	assert_int_equal(timer_at(&r, 32000), NOREQ | FREE);
	assert_int_equal(r.c.local, 0);

	r = start(false);
	assert_int_equal(RESPONSE(&r, 0, 183), ABSORB);
	while (next(&r) < 32000)
		timer_at(&r, next(&r));
	assert_int_equal(timer_at(&r, 32000), NOREQ | FREE);
}

/*
 * RFC 4320 4.2: a 408 from downstream is not passed on either. What is left of
 * the transaction keeps copies of the request from being new ones.
 */
static void test_request_timeout_below(void **unused)
{
	struct run r = start(false);

	assert_int_equal(RESPONSE(&r, 1000, 408), NOREQ | ABSORB);
	assert_int_equal(r.c.last, 0);
	assert_int_equal(REQUEST(&r, 1500), ABSORB);
	assert_int_equal(RESPONSE(&r, 2000, 408), ABSORB);
	assert_int_equal(RESPONSE(&r, 2000, 200), ABSORB);
	assert_int_equal(timer_at(&r, 6000), 0); /* K */
	assert_int_equal(REQUEST(&r, 31000), ABSORB);
	assert_int_equal(timer_at(&r, 33000), FREE);

	/* after our 100, too */
	r = start(false);
	while (next(&r) < 3500)
		timer_at(&r, next(&r));
	assert_int_equal(timer_at(&r, 3500),
			 SIPFP_DO_SEND_100 | SIPFP_DO_RESEND_REQUEST);
	assert_int_equal(RESPONSE(&r, 4000, 408), NOREQ | ABSORB);
	assert_int_equal(REQUEST(&r, 4500), ABSORB);

	/* for an INVITE it is a response like any other */
	r = start(true);
	assert_int_equal(RESPONSE(&r, 1000, 408), KEPT | SIPFP_DO_ACK);
}

/* 16.7 step 6: 503 is about the next hop, and no use to those before us. */
static void test_unavailable(void **unused)
{
	struct run r = start(true);

	assert_int_equal(RESPONSE(&r, 100, 503), LOCAL | SIPFP_DO_ACK);
	assert_int_equal(r.c.local, 500);
	assert_int_equal(r.c.last, 500);
	assert_int_equal(RESPONSE(&r, 200, 503), SIPFP_DO_ACK);
	assert_int_equal(REQUEST(&r, 300), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(timer_at(&r, 600), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(ACK(&r, 700), NORESP | ABSORB);
	assert_int_equal(timer_at(&r, 5700), 0);
	assert_int_equal(RESPONSE(&r, 6000, 503), SIPFP_DO_ACK);
	assert_int_equal(timer_at(&r, 32100), NOREQ | FREE);

	r = start(false);
	assert_int_equal(RESPONSE(&r, 100, 503), LOCAL | NOREQ);
	assert_int_equal(r.c.local, 500);
	assert_int_equal(REQUEST(&r, 200), SIPFP_DO_RESEND_RESPONSE);
	assert_int_equal(RESPONSE(&r, 300, 503), ABSORB);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_send_failed),
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_request_no_answer),
		cmocka_unit_test(test_request_timeout_below),
		cmocka_unit_test(test_unavailable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
