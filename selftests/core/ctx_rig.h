/* SPDX-License-Identifier: GPL-2.0-only */
/* A response context on a clock of its own, for the tests of it */
#ifndef SIPFP_SELFTESTS_CTX_RIG_H
#define SIPFP_SELFTESTS_CTX_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "core/ctx.h"

#define T0 1000000ull

static const struct sipfp_timers timers = SIPFP_TIMERS_DEFAULT;

/* One context on a clock of its own, which counts from the start */
struct run {
	struct sipfp_ctx c;
	const struct sipfp_timers *t;
	u64 now;
	bool freed;
};

/* What must hold after whatever step */
static inline void check_sane(struct run *r, u8 event, u32 todo)
{
	const u32 quiet = SIPFP_DO_FORGET_REQUEST | SIPFP_DO_FORGET_RESPONSE;

	assert_false(r->freed && (todo & ~(u32)SIPFP_DO_ABSORB));
	if (todo & SIPFP_DO_FREE)
		r->freed = true;
	if (r->freed)
		assert_true(sipfp_ctx_deadline(&r->c) == 0);
	else
		assert_true(sipfp_ctx_deadline(&r->c) != 0);
	if (todo & SIPFP_DO_ABSORB)
		assert_int_equal(todo & ~(quiet | SIPFP_DO_ABSORB), 0);
	if (todo & SIPFP_DO_STORE) {
		assert_true(todo & (SIPFP_DO_FORWARD | SIPFP_DO_LOCAL));
		assert_false(todo & SIPFP_DO_FORGET_RESPONSE);
	}
	assert_false((todo & SIPFP_DO_FORWARD) && (todo & SIPFP_DO_LOCAL));
	if (event != SIPFP_CTX_TIMER && event != SIPFP_CTX_SEND_FAILED &&
	    event != SIPFP_CTX_UNREACHABLE)
		assert_int_not_equal(todo, 0);
}

static inline u32 step_at(struct run *r, u64 ms, u8 event, u16 arg)
{
	u32 todo;

	assert_true(T0 + ms >= r->now);
	r->now = T0 + ms;
	todo = sipfp_ctx_step(&r->c, r->t, event, arg, r->now);
	check_sane(r, event, todo);
	return todo;
}

static inline struct run start(bool invite)
{
	struct run r = { .t = &timers, .now = T0 };
	u32 want = SIPFP_DO_SEND_REQUEST;

	sipfp_ctx_init(&r.c, invite);
	assert_true(sipfp_ctx_deadline(&r.c) == 0);
	if (invite)
		want |= SIPFP_DO_SEND_100;
	assert_int_equal(step_at(&r, 0, SIPFP_CTX_START, 0), want);
	return r;
}

/* Its next deadline, in ms from the start */
static inline u64 next(const struct run *r)
{
	return sipfp_ctx_deadline(&r->c) - T0;
}

/* The timer is stepped when it is due: that has to be at @ms */
static inline u32 timer_at(struct run *r, u64 ms)
{
	assert_int_equal(next(r), ms);
	return step_at(r, ms, SIPFP_CTX_TIMER, 0);
}

#define REQUEST(r, ms)	      step_at(r, ms, SIPFP_CTX_REQUEST, 0)
#define ACK(r, ms)	      step_at(r, ms, SIPFP_CTX_ACK, 0)
#define CANCEL(r, ms)	      step_at(r, ms, SIPFP_CTX_CANCEL, 0)
#define RESPONSE(r, ms, code) step_at(r, ms, SIPFP_CTX_RESPONSE, code)
#define CANCEL_RESPONSE(r, ms, code) \
	step_at(r, ms, SIPFP_CTX_CANCEL_RESPONSE, code)
#define SEND_FAILED(r, ms) step_at(r, ms, SIPFP_CTX_SEND_FAILED, 0)
#define UNREACHABLE(r, ms) step_at(r, ms, SIPFP_CTX_UNREACHABLE, 0)

#define ABSORB	   SIPFP_DO_ABSORB
#define FORWARD	   SIPFP_DO_FORWARD
#define KEPT	   (SIPFP_DO_FORWARD | SIPFP_DO_STORE)
#define LOCAL	   (SIPFP_DO_LOCAL | SIPFP_DO_STORE)
#define REPLY	   SIPFP_DO_REPLY_CANCEL
#define SENDCANCEL SIPFP_DO_SEND_CANCEL
#define NOREQ	   SIPFP_DO_FORGET_REQUEST
#define NORESP	   SIPFP_DO_FORGET_RESPONSE
#define FREE	   SIPFP_DO_FREE

#endif /* SIPFP_SELFTESTS_CTX_RIG_H */
