// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/*
 * The transaction state machines as tables: one rule for each arrow of the
 * figures (RFC 3261 figures 5 to 8, with RFC 6026 figures 4 and 5 in place of
 * those for INVITE). Where there is no rule the event is ignored.
 */
#include "fsm.h"

/* SIPFP_EV_TIMER is one event outside and two in the tables. */
#define EV_RETRY	SIPFP_EV_TIMER
#define EV_EXPIRE	SIPFP_FSM_EVENTS
#define EV_COUNT	(SIPFP_FSM_EVENTS + 1)

/* What happens to the retransmission timer. */
enum retry_op {
	R_KEEP,
	R_STOP,
	R_T1,		/* first time: after T1 */
	R_DOUBLE,	/* A: twice the last interval */
	R_CAPPED,	/* E, G: the same, but at most T2 */
	R_T2,		/* E in Proceeding */
};

/* What happens to the lifetime timer: the letters of the RFC. */
enum expire_op {
	X_KEEP,
	X_STOP,
	X_B,
	X_D,
	X_F,
	X_H,
	X_I,
	X_J,
	X_K,
	X_L,
	X_M,
};

/**
 * struct rule - one arrow of a figure
 * @next:   state afterwards; SIPFP_ST_INIT, which no arrow leads to: no rule
 * @retry:  enum retry_op
 * @expire: enum expire_op
 * @act:    SIPFP_ACT_*; TERMINATED comes from @next
 */
struct rule {
	u8 next;
	u8 retry;
	u8 expire;
	u32 act;
};

#define TO(state, retry, expire, act) \
	{ SIPFP_ST_##state, R_##retry, X_##expire, act }
/* To TERMINATED no timer survives, so none is named. */
#define END(act) { SIPFP_ST_TERMINATED, R_STOP, X_STOP, act }

#define A_SEND		SIPFP_ACT_SEND
#define A_RESEND	SIPFP_ACT_RESEND
#define A_SAVE		(SIPFP_ACT_SEND | SIPFP_ACT_STORE)
#define A_ACK		SIPFP_ACT_ACK
#define A_TU		SIPFP_ACT_TU
#define A_TIMEOUT	SIPFP_ACT_TU_TIMEOUT
#define A_ERROR		SIPFP_ACT_TU_ERROR
#define A_FORGET	SIPFP_ACT_FORGET

static const struct rule rules[SIPFP_FSM_KINDS][SIPFP_FSM_STATES][EV_COUNT] = {
[SIPFP_FSM_ICT] = {
	[SIPFP_ST_INIT] = {
		[SIPFP_EV_START]     = TO(CALLING, T1, B, A_SEND),
	},
	[SIPFP_ST_CALLING] = {
		[EV_RETRY]	     = TO(CALLING, DOUBLE, KEEP, A_RESEND),
		[EV_EXPIRE]	     = END(A_TIMEOUT),
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
		[SIPFP_EV_RX_1XX]    = TO(PROCEEDING, STOP, STOP, A_TU),
		[SIPFP_EV_RX_2XX]    = TO(ACCEPTED, STOP, M, A_TU | A_FORGET),
		[SIPFP_EV_RX_FAIL]   = TO(COMPLETED, STOP, D, A_TU | A_ACK),
	},
	[SIPFP_ST_PROCEEDING] = {
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
		[SIPFP_EV_RX_1XX]    = TO(PROCEEDING, KEEP, KEEP, A_TU),
		[SIPFP_EV_RX_2XX]    = TO(ACCEPTED, STOP, M, A_TU | A_FORGET),
		[SIPFP_EV_RX_FAIL]   = TO(COMPLETED, STOP, D, A_TU | A_ACK),
	},
	[SIPFP_ST_COMPLETED] = {
		[EV_EXPIRE]	     = END(0),
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
		[SIPFP_EV_RX_FAIL]   = TO(COMPLETED, KEEP, KEEP, A_ACK),
	},
	[SIPFP_ST_ACCEPTED] = {
		[EV_EXPIRE]	     = END(0),
		[SIPFP_EV_RX_2XX]    = TO(ACCEPTED, KEEP, KEEP, A_TU),
	},
},
[SIPFP_FSM_NICT] = {
	[SIPFP_ST_INIT] = {
		[SIPFP_EV_START]     = TO(TRYING, T1, F, A_SEND),
	},
	[SIPFP_ST_TRYING] = {
		[EV_RETRY]	     = TO(TRYING, CAPPED, KEEP, A_RESEND),
		[EV_EXPIRE]	     = END(A_TIMEOUT),
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
		/* E runs on as it is, and is T2 from its next firing */
		[SIPFP_EV_RX_1XX]    = TO(PROCEEDING, KEEP, KEEP, A_TU),
		[SIPFP_EV_RX_2XX]    = TO(COMPLETED, STOP, K, A_TU | A_FORGET),
		[SIPFP_EV_RX_FAIL]   = TO(COMPLETED, STOP, K, A_TU | A_FORGET),
	},
	[SIPFP_ST_PROCEEDING] = {
		[EV_RETRY]	     = TO(PROCEEDING, T2, KEEP, A_RESEND),
		[EV_EXPIRE]	     = END(A_TIMEOUT),
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
		[SIPFP_EV_RX_1XX]    = TO(PROCEEDING, KEEP, KEEP, A_TU),
		[SIPFP_EV_RX_2XX]    = TO(COMPLETED, STOP, K, A_TU | A_FORGET),
		[SIPFP_EV_RX_FAIL]   = TO(COMPLETED, STOP, K, A_TU | A_FORGET),
	},
	[SIPFP_ST_COMPLETED] = {
		[EV_EXPIRE]	     = END(0),
	},
},
[SIPFP_FSM_IST] = {
	[SIPFP_ST_INIT] = {
		[SIPFP_EV_START]     = TO(PROCEEDING, STOP, STOP, A_TU),
	},
	/* RFC 6026: a transport error ends no INVITE server transaction */
	[SIPFP_ST_PROCEEDING] = {
		[SIPFP_EV_REQUEST]   = TO(PROCEEDING, KEEP, KEEP, A_RESEND),
		[SIPFP_EV_TX_1XX]    = TO(PROCEEDING, KEEP, KEEP, A_SAVE),
		[SIPFP_EV_TX_2XX]    = TO(ACCEPTED, STOP, L, A_SEND | A_FORGET),
		[SIPFP_EV_TX_FAIL]   = TO(COMPLETED, T1, H, A_SAVE),
		[SIPFP_EV_TRANSPORT] = TO(PROCEEDING, KEEP, KEEP, A_ERROR),
	},
	[SIPFP_ST_COMPLETED] = {
		[EV_RETRY]	     = TO(COMPLETED, CAPPED, KEEP, A_RESEND),
		[EV_EXPIRE]	     = END(A_TIMEOUT),
		[SIPFP_EV_REQUEST]   = TO(COMPLETED, KEEP, KEEP, A_RESEND),
		[SIPFP_EV_ACK]	     = TO(CONFIRMED, STOP, I, A_FORGET),
		[SIPFP_EV_TRANSPORT] = TO(COMPLETED, KEEP, KEEP, A_ERROR),
	},
	[SIPFP_ST_CONFIRMED] = {
		[EV_EXPIRE]	     = END(0),
	},
	[SIPFP_ST_ACCEPTED] = {
		[EV_EXPIRE]	     = END(0),
		[SIPFP_EV_ACK]	     = TO(ACCEPTED, KEEP, KEEP, A_TU),
		[SIPFP_EV_TX_2XX]    = TO(ACCEPTED, KEEP, KEEP, A_SEND),
		[SIPFP_EV_TRANSPORT] = TO(ACCEPTED, KEEP, KEEP, A_ERROR),
	},
},
[SIPFP_FSM_NIST] = {
	[SIPFP_ST_INIT] = {
		[SIPFP_EV_START]     = TO(TRYING, STOP, STOP, A_TU),
	},
	[SIPFP_ST_TRYING] = {
		[SIPFP_EV_TX_1XX]    = TO(PROCEEDING, KEEP, KEEP, A_SAVE),
		[SIPFP_EV_TX_2XX]    = TO(COMPLETED, STOP, J, A_SAVE),
		[SIPFP_EV_TX_FAIL]   = TO(COMPLETED, STOP, J, A_SAVE),
	},
	[SIPFP_ST_PROCEEDING] = {
		[SIPFP_EV_REQUEST]   = TO(PROCEEDING, KEEP, KEEP, A_RESEND),
		[SIPFP_EV_TX_1XX]    = TO(PROCEEDING, KEEP, KEEP, A_SAVE),
		[SIPFP_EV_TX_2XX]    = TO(COMPLETED, STOP, J, A_SAVE),
		[SIPFP_EV_TX_FAIL]   = TO(COMPLETED, STOP, J, A_SAVE),
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
	},
	[SIPFP_ST_COMPLETED] = {
		[EV_EXPIRE]	     = END(0),
		[SIPFP_EV_REQUEST]   = TO(COMPLETED, KEEP, KEEP, A_RESEND),
		[SIPFP_EV_TRANSPORT] = END(A_ERROR),
	},
},
};

/*
 * The ends of arithmetic. No clock gets to the first, and the second is 64 * T1
 * for the largest T1 that its type can hold; both are constants so that the sum
 * can be seen not to wrap without comparing two unknowns.
 */
#define TIME_MAX 0xffffffffffffffffull
#define DELAY_MAX (64 * 0xffffffffull)

u64 sipfp_fsm_after(u64 now, u64 delay)
{
	if (delay == 0)
		delay = 1;
	if (delay > DELAY_MAX)
		delay = DELAY_MAX;
	if (now > TIME_MAX - DELAY_MAX)
		return TIME_MAX;
	return now + delay;
}

u64 sipfp_timers_64t1(const struct sipfp_timers *t)
{
	return (u64)t->t1 * 64;
}

//@ assigns \nothing; ensures \result <= SIPFP_TIMER_MAX;
static u32 interval_double(u32 interval)
{
	if (interval > SIPFP_TIMER_MAX / 2)
		return SIPFP_TIMER_MAX;
	return interval * 2;
}

//@ requires \valid_read(t); assigns \nothing;
static u32 retry_interval(u8 op, u32 last, const struct sipfp_timers *t)
{
	u32 next = interval_double(last);

	if (op == R_T1)
		return t->t1;
	if (op == R_T2 || (op == R_CAPPED && next > t->t2))
		return t->t2;
	return next;
}

u64 sipfp_timers_e_at_t2(const struct sipfp_timers *t)
{
	u32 interval = t->t1;
	u64 sum = interval;
	u32 i = 0;

	/* 32 doublings are beyond every T2 */
	//@ loop invariant i <= 32 && sum <= (i + 1) * 0xffffffff;
	//@ loop assigns i, interval, sum;
	//@ loop variant 32 - i;
	while (i < 32) {
		interval = retry_interval(R_CAPPED, interval, t);
		if (interval >= t->t2)
			break;
		sum += interval;
		i++;
	}
	return sum;
}

//@ requires \valid_read(t); assigns \nothing;
static u64 expire_delay(u8 op, const struct sipfp_timers *t)
{
	u64 t1x64 = sipfp_timers_64t1(t);

	switch (op) {
	case X_B:
		return t->b;
	case X_F:
		return t->f;
	case X_D:
		return t1x64 > SIPFP_TIMER_D ? t1x64 : SIPFP_TIMER_D;
	case X_I:
	case X_K:
		return t->t4;
	default: /* H, J, L and M */
		return t1x64;
	}
}

//@ requires \valid(f) && \valid_read(t) && \separated(f, t); assigns *f;
static void retry_set(struct sipfp_fsm *f, const struct sipfp_timers *t,
		      u8 op, u64 now)
{
	u32 interval;

	if (op == R_KEEP)
		return;
	if (op == R_STOP) {
		f->interval = 0;
		f->resend_at = 0;
		return;
	}
	interval = retry_interval(op, f->interval, t);
	f->interval = interval;
	/* From now and not from the last deadline: a late timer makes no
	 * burst.
	 */
	f->resend_at = sipfp_fsm_after(now, interval);
}

//@ requires \valid(f) && \valid_read(t) && \separated(f, t); assigns *f;
static void expire_set(struct sipfp_fsm *f, const struct sipfp_timers *t,
		       u8 op, u64 now)
{
	if (op == X_KEEP)
		return;
	if (op == X_STOP)
		f->expire_at = 0;
	else
		f->expire_at = sipfp_fsm_after(now, expire_delay(op, t));
}

//@ assigns \nothing; ensures \result ==> at != 0 && at <= now;
static bool due(u64 at, u64 now)
{
	return at != 0 && at <= now;
}

bool sipfp_timers_valid(const struct sipfp_timers *t)
{
	if (t->t1 < 10 || t->t1 > 10000)
		return false;
	if (t->t2 < t->t1 || t->t2 > 60000 || t->t4 > 60000)
		return false;
	if (t->b < t->t1 || t->b > SIPFP_TIMER_MAX)
		return false;
	if (t->f < t->t1 || t->f > SIPFP_TIMER_MAX)
		return false;
	return t->c >= t->b && t->c <= SIPFP_TIMER_MAX;
}

void sipfp_fsm_init(struct sipfp_fsm *f, u8 kind)
{
	f->kind = kind;
	f->state = SIPFP_ST_INIT;
	f->interval = 0;
	f->resend_at = 0;
	f->expire_at = 0;
}

void sipfp_fsm_end(struct sipfp_fsm *f)
{
	f->state = SIPFP_ST_TERMINATED;
	f->interval = 0;
	f->resend_at = 0;
	f->expire_at = 0;
}

//@ assigns \nothing;
static struct rule rule_find(u8 kind, u8 state, u8 row)
{
	static const struct rule none;

	if (kind >= SIPFP_FSM_KINDS || state >= SIPFP_FSM_STATES ||
	    row >= EV_COUNT)
		return none;
	return rules[kind][state][row];
}

u32 sipfp_fsm_step(struct sipfp_fsm *f, const struct sipfp_timers *t, u8 event,
		   u64 now)
{
	struct rule r;
	u8 row = event;

	if (event >= SIPFP_FSM_EVENTS)
		return SIPFP_ACT_IGNORE;
	if (event == SIPFP_EV_TIMER) {
		/* The end first: what has timed out is not sent again. */
		if (due(f->expire_at, now))
			row = EV_EXPIRE;
		else if (!due(f->resend_at, now))
			return SIPFP_ACT_IGNORE;
	}

	r = rule_find(f->kind, f->state, row);
	if (r.next == SIPFP_ST_INIT)
		return SIPFP_ACT_IGNORE;
	if (r.next == SIPFP_ST_TERMINATED) {
		sipfp_fsm_end(f);
		return r.act | SIPFP_ACT_TERMINATED;
	}
	f->state = r.next;
	retry_set(f, t, r.retry, now);
	expire_set(f, t, r.expire, now);
	return r.act;
}

u64 sipfp_fsm_deadline(const struct sipfp_fsm *f)
{
	return sipfp_fsm_first(f->resend_at, f->expire_at);
}

u64 sipfp_fsm_first(u64 a, u64 b)
{
	if (a == 0)
		return b;
	return b != 0 && b < a ? b : a;
}

const char *sipfp_fsm_kind_name(u8 kind)
{
	static const char * const names[SIPFP_FSM_KINDS] = {
		[SIPFP_FSM_NONE] = "none",
		[SIPFP_FSM_ICT] = "invite-client",
		[SIPFP_FSM_NICT] = "client",
		[SIPFP_FSM_IST] = "invite-server",
		[SIPFP_FSM_NIST] = "server",
	};

	return kind < SIPFP_FSM_KINDS ? names[kind] : "unknown";
}

const char *sipfp_fsm_state_name(u8 state)
{
	static const char * const names[SIPFP_FSM_STATES] = {
		[SIPFP_ST_INIT] = "init",
		[SIPFP_ST_CALLING] = "calling",
		[SIPFP_ST_TRYING] = "trying",
		[SIPFP_ST_PROCEEDING] = "proceeding",
		[SIPFP_ST_COMPLETED] = "completed",
		[SIPFP_ST_CONFIRMED] = "confirmed",
		[SIPFP_ST_ACCEPTED] = "accepted",
		[SIPFP_ST_TERMINATED] = "terminated",
	};

	return state < SIPFP_FSM_STATES ? names[state] : "unknown";
}
