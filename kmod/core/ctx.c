// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/*
 * Response context: joins a server machine and a client machine the way a
 * stateful proxy does (RFC 3261 section 16, RFC 4320, RFC 6026).
 *
 * Each machine decides what its own side may still do; this file only passes
 * the one's doings on to the other. Three rules stand above the machines: a 2xx
 * for an INVITE goes upstream whatever was sent before (16.7 step 5), a 503 does
 * not (step 6), and of a non-INVITE request that takes long the other side hears
 * a 100 at most, that its time is up never (RFC 4320 4).
 */
#include "ctx.h"

/* A machine that has been started and has not ended. */
//@ requires \valid_read(f); assigns \nothing;
static bool live(const struct sipfp_fsm *f)
{
	return f->kind != SIPFP_FSM_NONE && f->state != SIPFP_ST_INIT &&
	       f->state != SIPFP_ST_TERMINATED;
}

//@ requires \valid_read(c); assigns \nothing;
static bool ctx_live(const struct sipfp_ctx *c)
{
	return live(&c->server) || live(&c->client) || live(&c->cancel);
}

/* A client machine that has no final response yet. */
//@ requires \valid_read(f); assigns \nothing;
static bool asking(const struct sipfp_fsm *f)
{
	return f->state == SIPFP_ST_CALLING || f->state == SIPFP_ST_TRYING ||
	       f->state == SIPFP_ST_PROCEEDING;
}

/* Did the client machine end without an answer, so that we gave one? */
//@ requires \valid_read(c); assigns \nothing;
static bool gave_up(const struct sipfp_ctx *c)
{
	return c->local != 0 && c->client.state == SIPFP_ST_TERMINATED;
}

/*
 * The request as sent is needed to repeat it, to make a CANCEL and to ACK a
 * failure; once we gave up, for a failure that comes late all the same.
 */
//@ requires \valid_read(c); assigns \nothing;
static bool needs_request(const struct sipfp_ctx *c)
{
	if (asking(&c->client) || asking(&c->cancel))
		return true;
	if (!c->invite)
		return false;
	if (gave_up(c))
		return ctx_live(c);
	return c->client.state == SIPFP_ST_COMPLETED;
}

//@ requires \valid_read(c); assigns \nothing;
static bool needs_response(const struct sipfp_ctx *c)
{
	return c->last != 0 && (c->server.state == SIPFP_ST_PROCEEDING ||
				c->server.state == SIPFP_ST_COMPLETED);
}

/* The mask cuts nothing off: it tells the provers so. */
//@ requires \valid(c); assigns *c;
static void flag_set(struct sipfp_ctx *c, u32 flag)
{
	u32 flags = c->flags;

	c->flags = (flags | flag) & 0xff;
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 cancel_send(struct sipfp_ctx *c, const struct sipfp_timers *t,
		       u64 now)
{
	sipfp_fsm_init(&c->cancel, SIPFP_FSM_NICT);
	sipfp_fsm_step(&c->cancel, t, SIPFP_EV_START, now);
	flag_set(c, SIPFP_CTX_CANCEL_SENT);
	/* 9.1: without a final response by then there won't be one. */
	c->timer_c = sipfp_fsm_after(now, sipfp_timers_64t1(t));
	return SIPFP_DO_SEND_CANCEL;
}

/* A final response goes upstream, by the server machine's leave. */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static bool final_send(struct sipfp_ctx *c, const struct sipfp_timers *t,
		       u8 event, u16 status, u64 now)
{
	u32 act = sipfp_fsm_step(&c->server, t, event, now);

	if (!(act & SIPFP_ACT_SEND))
		return false;
	flag_set(c, SIPFP_CTX_FINAL);
	c->last = status;
	return true;
}

/* The client machine has ended, and not by a final response. */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 client_failed(struct sipfp_ctx *c, const struct sipfp_timers *t,
			 u16 status, u64 now)
{
	c->timer_c = 0;
	if (!final_send(c, t, SIPFP_EV_TX_FAIL, status, now))
		return 0;
	c->local = status;
	return SIPFP_DO_LOCAL | SIPFP_DO_STORE;
}

/* ... but because time was up: B, F, or C with the wait after our CANCEL. */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 client_timeout(struct sipfp_ctx *c, const struct sipfp_timers *t,
			  u64 now)
{
	if (!c->invite) {
		/*
		 * RFC 4320 4.2: a 408 would come too late to be of use, and
		 * only hurt. The caller's own Timer F tells it.
		 */
		c->timer_c = 0;
		sipfp_fsm_end(&c->server);
		return 0;
	}
	if (c->flags & SIPFP_CTX_CANCELLED)
		return client_failed(c, t, 487, now);
	return client_failed(c, t, 408, now);
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_start(struct sipfp_ctx *c, const struct sipfp_timers *t, u64 now)
{
	u32 act = sipfp_fsm_step(&c->client, t, SIPFP_EV_START, now);

	if (!(act & SIPFP_ACT_SEND))
		return 0;
	sipfp_fsm_step(&c->server, t, SIPFP_EV_START, now);
	if (!c->invite) {
		/* RFC 4320 4.1: no 100 before this */
		c->timer_c = sipfp_fsm_after(now, sipfp_timers_e_at_t2(t));
		return SIPFP_DO_SEND_REQUEST;
	}
	c->timer_c = sipfp_fsm_after(now, t->c);
	return SIPFP_DO_SEND_REQUEST | SIPFP_DO_SEND_100;
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_request(struct sipfp_ctx *c, const struct sipfp_timers *t,
		      u64 now)
{
	u32 act = sipfp_fsm_step(&c->server, t, SIPFP_EV_REQUEST, now);

	if (!(act & SIPFP_ACT_RESEND))
		return 0;
	if (c->last != 0)
		return SIPFP_DO_RESEND_RESPONSE;
	/* The 100 is not kept: it is made again of the request. */
	return c->invite || asking(&c->client) ? SIPFP_DO_SEND_100 : 0;
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_ack(struct sipfp_ctx *c, const struct sipfp_timers *t, u64 now)
{
	u32 act = sipfp_fsm_step(&c->server, t, SIPFP_EV_ACK, now);

	return act & SIPFP_ACT_TU ? SIPFP_DO_PASS_ACK : 0;
}

/* 9.2: the answer is 200 whatever the CANCEL can still do, or ever could. */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_cancel(struct sipfp_ctx *c, const struct sipfp_timers *t, u64 now)
{
	if (!c->invite || (c->flags & SIPFP_CTX_FINAL))
		return SIPFP_DO_REPLY_CANCEL;
	flag_set(c, SIPFP_CTX_CANCELLED);
	/* 9.1: before a provisional response ours has to wait. */
	if (c->client.state != SIPFP_ST_PROCEEDING ||
	    (c->flags & SIPFP_CTX_CANCEL_SENT))
		return SIPFP_DO_REPLY_CANCEL;
	return SIPFP_DO_REPLY_CANCEL | cancel_send(c, t, now);
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_provisional(struct sipfp_ctx *c, const struct sipfp_timers *t,
			  u16 status, u64 now)
{
	u32 act = sipfp_fsm_step(&c->client, t, SIPFP_EV_RX_1XX, now);
	u32 todo = 0;

	if (!(act & SIPFP_ACT_TU))
		return 0;
	flag_set(c, SIPFP_CTX_PROVISIONAL);
	/*
	 * 100 is hop by hop: it neither travels on nor restarts Timer C. To a
	 * non-INVITE request there must be no other (RFC 4320 4.1).
	 */
	if (status != 100 && c->invite) {
		if (!(c->flags & SIPFP_CTX_CANCEL_SENT))
			c->timer_c = sipfp_fsm_after(now, t->c);
		act = sipfp_fsm_step(&c->server, t, SIPFP_EV_TX_1XX, now);
		if (act & SIPFP_ACT_SEND) {
			c->last = status;
			todo = SIPFP_DO_FORWARD | SIPFP_DO_STORE;
		}
	}
	if ((c->flags & SIPFP_CTX_CANCELLED) &&
	    !(c->flags & SIPFP_CTX_CANCEL_SENT))
		todo |= cancel_send(c, t, now);
	return todo;
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_success(struct sipfp_ctx *c, const struct sipfp_timers *t,
		      u16 status, u64 now)
{
	u32 act = sipfp_fsm_step(&c->client, t, SIPFP_EV_RX_2XX, now);

	if (!c->invite) {
		if (!(act & SIPFP_ACT_TU))
			return 0;
		c->timer_c = 0;
		return final_send(c, t, SIPFP_EV_TX_2XX, status, now) ?
		       SIPFP_DO_FORWARD | SIPFP_DO_STORE : 0;
	}
	/*
	 * Somebody has picked up, and only the caller can ACK that or hang up.
	 * So this one goes upstream even when a failure has gone before it:
	 * the server machine has no such arrow, and is left alone then.
	 */
	c->timer_c = 0;
	if (!final_send(c, t, SIPFP_EV_TX_2XX, status, now))
		c->last = status;
	return SIPFP_DO_FORWARD;
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_failure(struct sipfp_ctx *c, const struct sipfp_timers *t,
		      u16 status, u64 now)
{
	u32 act = sipfp_fsm_step(&c->client, t, SIPFP_EV_RX_FAIL, now);
	u32 todo = 0;

	/* Late, but without an ACK it would be repeated for 64*T1. */
	if ((act & SIPFP_ACT_ACK) || (c->invite && gave_up(c)))
		todo = SIPFP_DO_ACK;
	if (!(act & SIPFP_ACT_TU))
		return todo;
	/* 16.7 step 6: upstream it would seem that we are what can't serve. */
	if (status == 503)
		return todo | client_failed(c, t, 500, now);
	if (status == 408 && !c->invite) {
		/*
		 * RFC 4320 4.2: not to be sent, and so not to be passed on.
		 * Copies of the request must still find us, as long as they
		 * may come.
		 */
		c->timer_c = sipfp_fsm_after(now, t->f);
		return todo;
	}
	c->timer_c = 0;
	if (final_send(c, t, SIPFP_EV_TX_FAIL, status, now))
		todo |= SIPFP_DO_FORWARD | SIPFP_DO_STORE;
	return todo;
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_response(struct sipfp_ctx *c, const struct sipfp_timers *t,
		       u16 status, u64 now)
{
	if (status < 100 || status > 699)
		return 0;
	if (status < 200)
		return on_provisional(c, t, status, now);
	if (status < 300)
		return on_success(c, t, status, now);
	return on_failure(c, t, status, now);
}

/* All that an answer to our CANCEL can do, whatever it says, is to stop it. */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_cancel_response(struct sipfp_ctx *c,
			      const struct sipfp_timers *t, u16 status, u64 now)
{
	if (status < 100 || status > 699)
		return 0;
	if (status < 200)
		sipfp_fsm_step(&c->cancel, t, SIPFP_EV_RX_1XX, now);
	else
		sipfp_fsm_step(&c->cancel, t, SIPFP_EV_RX_FAIL, now);
	return 0;
}

/* A non-INVITE request has taken long: see ctx.h for what it is that is due */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_patience(struct sipfp_ctx *c, const struct sipfp_timers *t,
		       u64 now)
{
	u32 act;

	c->timer_c = 0;
	if (!asking(&c->client)) {
		sipfp_fsm_end(&c->server);
		return 0;
	}
	act = sipfp_fsm_step(&c->server, t, SIPFP_EV_TX_1XX, now);
	return act & SIPFP_ACT_SEND ? SIPFP_DO_SEND_100 : 0;
}

/* 16.8 */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_timer_c(struct sipfp_ctx *c, const struct sipfp_timers *t,
		      u64 now)
{
	if (c->timer_c == 0 || c->timer_c > now)
		return 0;
	if (!c->invite)
		return on_patience(c, t, now);
	if (c->client.state == SIPFP_ST_PROCEEDING &&
	    !(c->flags & SIPFP_CTX_CANCEL_SENT))
		return cancel_send(c, t, now);
	sipfp_fsm_end(&c->client);
	return client_timeout(c, t, now);
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_timer(struct sipfp_ctx *c, const struct sipfp_timers *t, u64 now)
{
	u32 todo = 0;
	u32 act;

	act = sipfp_fsm_step(&c->client, t, SIPFP_EV_TIMER, now);
	if (act & SIPFP_ACT_RESEND)
		todo |= SIPFP_DO_RESEND_REQUEST;
	if (act & SIPFP_ACT_TU_TIMEOUT)
		todo |= client_timeout(c, t, now);

	act = sipfp_fsm_step(&c->cancel, t, SIPFP_EV_TIMER, now);
	if (act & SIPFP_ACT_RESEND)
		todo |= SIPFP_DO_SEND_CANCEL;

	act = sipfp_fsm_step(&c->server, t, SIPFP_EV_TIMER, now);
	if (act & SIPFP_ACT_RESEND)
		todo |= SIPFP_DO_RESEND_RESPONSE;

	return todo | on_timer_c(c, t, now);
}

/* 16.9 takes it for a 503, and 16.7 step 6 makes a 500 of a lone 503. */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_send_failed(struct sipfp_ctx *c, const struct sipfp_timers *t,
			  u64 now)
{
	u32 act = sipfp_fsm_step(&c->client, t, SIPFP_EV_TRANSPORT, now);

	return act & SIPFP_ACT_TU_ERROR ? client_failed(c, t, 500, now) : 0;
}

/*
 * 18.4: a failure to send, if it is news: once somebody has answered an INVITE,
 * what is unreachable is a copy of it.
 */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 on_unreachable(struct sipfp_ctx *c, const struct sipfp_timers *t,
			  u64 now)
{
	u8 state = c->client.state;

	if (state != SIPFP_ST_CALLING && state != SIPFP_ST_TRYING &&
	    (c->invite || state != SIPFP_ST_PROCEEDING))
		return 0;
	return on_send_failed(c, t, now);
}

//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
static u32 dispatch(struct sipfp_ctx *c, const struct sipfp_timers *t, u8 event,
		    u16 arg, u64 now)
{
	switch (event) {
	case SIPFP_CTX_START:
		return on_start(c, t, now);
	case SIPFP_CTX_REQUEST:
		return on_request(c, t, now);
	case SIPFP_CTX_ACK:
		return on_ack(c, t, now);
	case SIPFP_CTX_CANCEL:
		return on_cancel(c, t, now);
	case SIPFP_CTX_RESPONSE:
		return on_response(c, t, arg, now);
	case SIPFP_CTX_CANCEL_RESPONSE:
		return on_cancel_response(c, t, arg, now);
	case SIPFP_CTX_TIMER:
		return on_timer(c, t, now);
	case SIPFP_CTX_SEND_FAILED:
		return on_send_failed(c, t, now);
	case SIPFP_CTX_UNREACHABLE:
		return on_unreachable(c, t, now);
	default:
		return 0;
	}
}

//@ assigns \nothing;
static bool is_message(u8 event)
{
	return event != SIPFP_CTX_START && event != SIPFP_CTX_TIMER &&
	       event != SIPFP_CTX_SEND_FAILED && event != SIPFP_CTX_UNREACHABLE;
}

void sipfp_ctx_init(struct sipfp_ctx *c, bool invite)
{
	sipfp_fsm_init(&c->server, invite ? SIPFP_FSM_IST : SIPFP_FSM_NIST);
	sipfp_fsm_init(&c->client, invite ? SIPFP_FSM_ICT : SIPFP_FSM_NICT);
	sipfp_fsm_init(&c->cancel, SIPFP_FSM_NONE);
	c->flags = 0;
	c->invite = invite;
	c->local = 0;
	c->last = 0;
	c->timer_c = 0;
}

u32 sipfp_ctx_step(struct sipfp_ctx *c, const struct sipfp_timers *t, u8 event,
		   u16 arg, u64 now)
{
	bool was_live = ctx_live(c);
	bool had_request = needs_request(c);
	bool had_response = needs_response(c);
	u32 todo = 0;

	if (was_live || event == SIPFP_CTX_START)
		todo = dispatch(c, t, event, arg, now);
	if (todo == 0 && is_message(event))
		todo = SIPFP_DO_ABSORB;
	if (had_request && !needs_request(c))
		todo |= SIPFP_DO_FORGET_REQUEST;
	if (had_response && !needs_response(c))
		todo |= SIPFP_DO_FORGET_RESPONSE;
	if (was_live && !ctx_live(c))
		todo |= SIPFP_DO_FREE;
	return todo;
}

u64 sipfp_ctx_deadline(const struct sipfp_ctx *c)
{
	u64 at = c->timer_c;

	at = sipfp_fsm_first(at, sipfp_fsm_deadline(&c->server));
	at = sipfp_fsm_first(at, sipfp_fsm_deadline(&c->client));
	return sipfp_fsm_first(at, sipfp_fsm_deadline(&c->cancel));
}
