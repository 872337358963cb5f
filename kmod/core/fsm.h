/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * The four transaction state machines of RFC 3261 section 17 as amended by
 * RFC 6026 (Accepted states, timers L and M) and RFC 4320, for UDP.
 *
 * Pure: (machine, event, now) -> (machine, actions). Times are milliseconds
 * on the caller's monotonic clock. A machine has at most one retransmission
 * timer (A, E, G) and one lifetime timer (B, D, F, H, I, J, K, L, M) at a
 * time: two deadlines, 0 when not running. The caller steps SIPFP_EV_TIMER
 * when `now` has reached either; a timer that is late is no error, and one
 * step handles both.
 */
#ifndef SIPFP_CORE_FSM_H
#define SIPFP_CORE_FSM_H

#include "port.h"

enum sipfp_fsm_kind {
	SIPFP_FSM_NONE,
	SIPFP_FSM_ICT,	/* INVITE client, 17.1.1 */
	SIPFP_FSM_NICT,	/* non-INVITE client, 17.1.2 */
	SIPFP_FSM_IST,	/* INVITE server, 17.2.1 */
	SIPFP_FSM_NIST,	/* non-INVITE server, 17.2.2 */
	SIPFP_FSM_KINDS
};

enum sipfp_fsm_state {
	SIPFP_ST_INIT,
	SIPFP_ST_CALLING,	/* ICT */
	SIPFP_ST_TRYING,	/* NICT, NIST */
	SIPFP_ST_PROCEEDING,
	SIPFP_ST_COMPLETED,
	SIPFP_ST_CONFIRMED,	/* IST */
	SIPFP_ST_ACCEPTED,	/* ICT, IST; RFC 6026 */
	SIPFP_ST_TERMINATED,
	SIPFP_FSM_STATES
};

enum sipfp_fsm_event {
	SIPFP_EV_START,		/* client: send it; server: a new request */
	SIPFP_EV_REQUEST,	/* server: the request came again */
	SIPFP_EV_ACK,		/* IST: an ACK of this transaction came */
	SIPFP_EV_RX_1XX,	/* client: response received */
	SIPFP_EV_RX_2XX,
	SIPFP_EV_RX_FAIL,	/* 300..699 */
	SIPFP_EV_TX_1XX,	/* server: the TU sends a response */
	SIPFP_EV_TX_2XX,
	SIPFP_EV_TX_FAIL,
	SIPFP_EV_TIMER,		/* a deadline has passed */
	SIPFP_EV_TRANSPORT,	/* sending failed */
	SIPFP_FSM_EVENTS
};

/* What the caller has to do, in this order where several are set. */
#define SIPFP_ACT_SEND		0x0001 /* send the request, or this response */
#define SIPFP_ACT_RESEND	0x0002 /* send the stored message once more */
#define SIPFP_ACT_STORE		0x0004 /* keep this response for ACT_RESEND */
#define SIPFP_ACT_ACK		0x0008 /* ICT: (re)send the ACK for a failure */
#define SIPFP_ACT_TU		0x0010 /* hand the message to the TU */
#define SIPFP_ACT_TU_TIMEOUT	0x0020 /* tell the TU: B, F or H has fired */
#define SIPFP_ACT_TU_ERROR	0x0040 /* tell the TU: transport error */
#define SIPFP_ACT_FORGET	0x0080 /* stored message is not needed again */
#define SIPFP_ACT_TERMINATED	0x0100 /* machine has ended */
#define SIPFP_ACT_IGNORE	0x0200 /* absorbed, or not for this state */

/**
 * struct sipfp_timers - timer settings of a service, milliseconds
 * @t1: round-trip estimate, 500
 * @t2: longest retransmission interval of E and G, 4000
 * @t4: how long a message may live in the network, 5000
 * @b: INVITE client timeout, 64 * T1
 * @f: non-INVITE client timeout, 64 * T1
 * @c: proxy INVITE timeout, more than 180000
 *
 * D is 32000 or more, H, J, L and M are 64 * T1, I and K are T4.
 */
struct sipfp_timers {
	u32 t1;
	u32 t2;
	u32 t4;
	u32 b;
	u32 f;
	u32 c;
};

#define SIPFP_TIMERS_DEFAULT { 500, 4000, 5000, 32000, 32000, 185000 }
#define SIPFP_TIMER_MAX 86400000u /* a day: no setting may be longer */
#define SIPFP_TIMER_D 32000u

/* T1 10..10000, T1 <= T2 <= 60000, T4 <= 60000; B, F >= T1; C >= B; all
 * <= SIPFP_TIMER_MAX.
 */
//@ requires \valid_read(t); assigns \nothing;
bool sipfp_timers_valid(const struct sipfp_timers *t);

/* 64 * T1, the lifetime that the RFC gives to nearly everything */
//@ requires \valid_read(t); assigns \nothing; ensures \result == 64 * t->t1;
u64 sipfp_timers_64t1(const struct sipfp_timers *t);

/* How long it takes until E, which begins with T1, is set to T2: 3.5 s */
//@ requires \valid_read(t); assigns \nothing;
u64 sipfp_timers_e_at_t2(const struct sipfp_timers *t);

/**
 * struct sipfp_fsm - one state machine
 * @kind:	 enum sipfp_fsm_kind
 * @state:	 enum sipfp_fsm_state
 * @interval:	 current retransmission interval, ms
 * @resend_at:	 deadline of A, E or G, 0 when not running
 * @expire_at:	 deadline of the lifetime timer, 0 when not running
 */
struct sipfp_fsm {
	u8 kind;
	u8 state;
	u32 interval;
	u64 resend_at;
	u64 expire_at;
};

//@ requires \valid(f); assigns *f; ensures f->kind == kind;
void sipfp_fsm_init(struct sipfp_fsm *f, u8 kind);

/* The TU ends the machine, whatever its state; nothing more comes from it. */
//@ requires \valid(f); assigns *f; ensures f->kind == \old(f->kind);
void sipfp_fsm_end(struct sipfp_fsm *f);

/**
 * sipfp_fsm_step() - one transition
 * @f: the machine
 * @t: the service's settings, the same for the whole life of @f
 * @event: enum sipfp_fsm_event
 * @now: the caller's clock, ms
 *
 * Any context; the caller serialises steps of one machine. Timers are in the
 * machine afterwards. An event that means nothing in the state (a TX event on
 * a client machine, say) is SIPFP_ACT_IGNORE and changes nothing. So is
 * SIPFP_EV_TIMER before its time.
 *
 * A late timer is served once, and the next interval counts from @now; when
 * the lifetime has passed as well, only that counts. Any settings and any
 * clock are safe: deadlines saturate. SIPFP_ACT_TERMINATED implies
 * SIPFP_ACT_FORGET.
 * Return: mask of SIPFP_ACT_*.
 */
//@ requires \valid(f) && \valid_read(t) && \separated(f, t); assigns *f;
u32 sipfp_fsm_step(struct sipfp_fsm *f, const struct sipfp_timers *t, u8 event,
		   u64 now);

/* Earliest deadline, 0 when none runs. */
//@ requires \valid_read(f); assigns \nothing;
u64 sipfp_fsm_deadline(const struct sipfp_fsm *f);

/* Deadline @delay ms from @now. Never 0, never in the past: saturates. */
//@ assigns \nothing; ensures \result > 0 && \result >= now;
u64 sipfp_fsm_after(u64 now, u64 delay);

/* The earlier of two deadlines, of which 0 is none. */
//@ assigns \nothing; ensures \result == a || \result == b;
u64 sipfp_fsm_first(u64 a, u64 b);

const char *sipfp_fsm_kind_name(u8 kind);
const char *sipfp_fsm_state_name(u8 state);

#endif /* SIPFP_CORE_FSM_H */
