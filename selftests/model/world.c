// SPDX-License-Identifier: GPL-2.0-only
/* The world of the model checker: what can happen, and what must not */
#include "world.h"

const struct move world_start = { "the request", SIPFP_CTX_START, 0, 0 };

const struct move world_moves[] = {
	{ "the request again", SIPFP_CTX_REQUEST, 0, 0 },
	{ "CANCEL", SIPFP_CTX_CANCEL, 0, 0 },
	{ "ACK", SIPFP_CTX_ACK, 0, SEEN_UP_FINAL },
	{ "100", SIPFP_CTX_RESPONSE, 100, 0 },
	{ "180", SIPFP_CTX_RESPONSE, 180, 0 },
	{ "200", SIPFP_CTX_RESPONSE, 200, 0 },
	{ "408", SIPFP_CTX_RESPONSE, 408, 0 },
	{ "503", SIPFP_CTX_RESPONSE, 503, 0 },
	{ "603", SIPFP_CTX_RESPONSE, 603, 0 },
	{ "487", SIPFP_CTX_RESPONSE, 487, SEEN_DOWN_CANCEL },
	{ "100 of the CANCEL", SIPFP_CTX_CANCEL_RESPONSE, 100,
	  SEEN_DOWN_CANCEL },
	{ "200 of the CANCEL", SIPFP_CTX_CANCEL_RESPONSE, 200,
	  SEEN_DOWN_CANCEL },
	{ "481 of the CANCEL", SIPFP_CTX_CANCEL_RESPONSE, 481,
	  SEEN_DOWN_CANCEL },
	{ "sending failed", SIPFP_CTX_SEND_FAILED, 0, 0 },
	{ "time passes", WORLD_WAIT, 0, 0 },
	{ "timer", SIPFP_CTX_TIMER, 0, 0 },
};

const unsigned int world_move_count =
	sizeof(world_moves) / sizeof(world_moves[0]);

/* A step, for the laws to look at */
struct look {
	const struct world *was;
	const struct world *is;
	const struct move *m;
	u32 todo;
};

static bool is_response(const struct move *m, u16 min, u16 max)
{
	return m->event == SIPFP_CTX_RESPONSE && m->arg >= min && m->arg <= max;
}

/* A final response goes upstream for the first time, and is no 2xx */
static bool sends_failure(const struct look *l)
{
	return l->todo & SIPFP_DO_LOCAL ||
	       (l->todo & SIPFP_DO_FORWARD && is_response(l->m, 300, 699));
}

static bool law_one_final(const struct look *l)
{
	bool forward = l->todo & SIPFP_DO_FORWARD;

	if (forward && l->todo & SIPFP_DO_LOCAL)
		return false;
	if (sends_failure(l))
		return !(l->was->seen & SEEN_UP_FINAL);
	if (forward && !l->is->c.invite && is_response(l->m, 200, 299))
		return !(l->was->seen & SEEN_UP_FINAL);
	return true;
}

/*
 * What comes while there is no final response yet goes upstream, and is kept;
 * of a 503, its meaning; to other requests, neither 408 nor what is provisional.
 */
static bool law_passed_on(const struct look *l)
{
	const u32 both = SIPFP_DO_FORWARD | SIPFP_DO_STORE;

	if (l->was->seen & SEEN_FINAL)
		return true;
	if (is_response(l->m, 503, 503))
		return !(l->todo & SIPFP_DO_FORWARD) &&
		       l->todo & SIPFP_DO_LOCAL;
	if (!l->is->c.invite &&
	    (is_response(l->m, 100, 199) || is_response(l->m, 408, 408)))
		return !(l->todo & both);
	if (is_response(l->m, 101, 199) || is_response(l->m, 300, 699))
		return (l->todo & both) == both;
	return true;
}

static bool law_every_2xx(const struct look *l)
{
	if (!is_response(l->m, 200, 299))
		return true;
	if (!l->is->c.invite)
		return l->was->seen & SEEN_FINAL || l->todo & SIPFP_DO_FORWARD;
	return l->todo & SIPFP_DO_FORWARD && !(l->todo & SIPFP_DO_STORE);
}

static bool law_ack(const struct look *l)
{
	const struct world *was = l->was;

	if (!l->is->c.invite || !is_response(l->m, 300, 699))
		return !(l->todo & SIPFP_DO_ACK);
	if (was->seen & SEEN_2XX && !(was->seen & (SEEN_FAIL | SEEN_LOCAL)))
		return true; /* strays: their sender is at odds with itself */
	if (was->seen & SEEN_LOCAL || !(was->seen & SEEN_FAIL))
		return l->todo & SIPFP_DO_ACK;
	if (was->seen & SEEN_UNSENT || was->ack_until <= WORLD_NOW)
		return true;
	return l->todo & SIPFP_DO_ACK;
}

static bool law_cancel_waits(const struct look *l)
{
	if (!(l->todo & SIPFP_DO_SEND_CANCEL))
		return true;
	if (!l->is->c.invite || !(l->is->seen & SEEN_1XX))
		return false;
	if (l->was->seen & SEEN_DOWN_CANCEL)
		return l->m->event == SIPFP_CTX_TIMER;
	return !(l->was->seen & SEEN_FINAL);
}

static bool law_cancel_goes(const struct look *l)
{
	const u32 why = SEEN_CANCEL | SEEN_1XX;

	return (l->is->seen & why) != why || l->is->seen & SEEN_FINAL ||
	       l->is->seen & SEEN_DOWN_CANCEL || !l->is->c.invite;
}

static bool law_cancel_answered(const struct look *l)
{
	bool reply = l->todo & SIPFP_DO_REPLY_CANCEL;

	return reply == (l->m->event == SIPFP_CTX_CANCEL);
}

/* No INVITE is left without a final response */
static bool law_final(const struct look *l)
{
	return !(l->todo & SIPFP_DO_FREE) || !l->is->c.invite ||
	       l->is->seen & SEEN_UP_FINAL;
}

static bool law_deadline(const struct look *l)
{
	bool none = sipfp_ctx_deadline(&l->is->c) == 0;

	return none == !!(l->is->seen & SEEN_FREE);
}

static bool law_provisional(const struct look *l)
{
	if (l->todo & SIPFP_DO_SEND_100 && !l->is->c.invite)
		return !(l->was->seen & SEEN_FINAL) &&
		       l->m->event == (l->was->seen & SEEN_UP_100 ?
					       SIPFP_CTX_REQUEST :
					       SIPFP_CTX_TIMER);
	if (l->todo & SIPFP_DO_SEND_100)
		return (l->m->event == SIPFP_CTX_START ||
			l->m->event == SIPFP_CTX_REQUEST) &&
		       !(l->was->seen & (SEEN_UP_1XX | SEEN_UP_FINAL));
	if (l->todo & SIPFP_DO_FORWARD && is_response(l->m, 100, 199))
		return l->m->arg != 100 && !(l->was->seen & SEEN_UP_FINAL);
	return true;
}

/* While no final response is there, a repeated request gets what there is */
static bool law_replay(const struct look *l)
{
	u32 want = SIPFP_DO_ABSORB;

	if (l->todo & SIPFP_DO_RESEND_RESPONSE &&
	    l->m->event == SIPFP_CTX_TIMER && l->was->seen & SEEN_ACK)
		return false;
	if (l->m->event != SIPFP_CTX_REQUEST || l->was->seen & SEEN_UP_FINAL)
		return true;
	if (l->was->seen & SEEN_UP_1XX)
		want = SIPFP_DO_RESEND_RESPONSE;
	else if (l->is->c.invite ||
		 (l->was->seen & SEEN_UP_100 && !(l->was->seen & SEEN_FINAL)))
		want = SIPFP_DO_SEND_100;
	return l->todo == want;
}

/* Nothing is made of a message that is not kept, and nothing dropped twice */
static bool law_kept(const struct look *l)
{
	const u32 of_request = SIPFP_DO_RESEND_REQUEST | SIPFP_DO_SEND_CANCEL |
			       SIPFP_DO_ACK | SIPFP_DO_FORGET_REQUEST;
	const u32 of_response = SIPFP_DO_RESEND_RESPONSE |
				SIPFP_DO_FORGET_RESPONSE;

	if (l->todo & of_request && !(l->was->seen & HAVE_REQUEST))
		return false;
	if (l->todo & of_response && !(l->was->seen & HAVE_RESPONSE))
		return false;
	if (l->todo & SIPFP_DO_STORE)
		return !(l->todo & SIPFP_DO_FORGET_RESPONSE) &&
		       l->todo & (SIPFP_DO_FORWARD | SIPFP_DO_LOCAL);
	return true;
}

static bool law_request_repeated(const struct look *l)
{
	if (!(l->todo & SIPFP_DO_RESEND_REQUEST))
		return true;
	if (l->was->seen & SEEN_FINAL)
		return false;
	return !l->is->c.invite || !(l->was->seen & SEEN_1XX);
}

static bool law_local(const struct look *l)
{
	bool timer = l->m->event == SIPFP_CTX_TIMER;
	bool cancelled = l->is->seen & SEEN_CANCEL;

	if (!(l->todo & SIPFP_DO_LOCAL))
		return true;
	if (!(l->todo & SIPFP_DO_STORE))
		return false;
	switch (l->is->c.local) {
	case 408:
		return timer && l->is->c.invite && !cancelled;
	case 487:
		return timer && l->is->c.invite && cancelled;
	default:
		return l->is->c.local == 500 &&
		       (l->m->event == SIPFP_CTX_SEND_FAILED ||
			is_response(l->m, 503, 503));
	}
}

static bool law_pass_ack(const struct look *l)
{
	if (!(l->todo & SIPFP_DO_PASS_ACK))
		return true;
	return l->m->event == SIPFP_CTX_ACK && l->was->seen & SEEN_UP_2XX;
}

static bool law_absorb(const struct look *l)
{
	const u32 with = SIPFP_DO_ABSORB | SIPFP_DO_FORGET_REQUEST |
			 SIPFP_DO_FORGET_RESPONSE;

	if (l->todo & SIPFP_DO_ABSORB)
		return !(l->todo & ~with);
	return l->todo || l->m->event == SIPFP_CTX_TIMER ||
	       l->m->event == SIPFP_CTX_SEND_FAILED;
}

static const struct {
	const char *name;
	bool (*holds)(const struct look *l);
} laws[] = {
	{ "one final response other than 2xx", law_one_final },
	{ "responses are passed on", law_passed_on },
	{ "every 2xx is passed on", law_every_2xx },
	{ "every failure is ACKed", law_ack },
	{ "no CANCEL before a provisional response", law_cancel_waits },
	{ "a CANCEL is not held for ever", law_cancel_goes },
	{ "every CANCEL is answered", law_cancel_answered },
	{ "every INVITE gets a final response", law_final },
	{ "alive means a deadline", law_deadline },
	{ "no provisional response after a final one", law_provisional },
	{ "a repeated request gets what there is", law_replay },
	{ "only what is kept is used", law_kept },
	{ "only what is unanswered is repeated", law_request_repeated },
	{ "408, 487 and 500 have their reasons", law_local },
	{ "only the ACK of a 2xx is routed", law_pass_ack },
	{ "absorbed means nothing to do", law_absorb },
};

/* The end of a context: whatever comes now, it does nothing any more */
static bool silent(const struct world *w, const struct sipfp_timers *t,
		   enum mutant which)
{
	unsigned int i;

	for (i = 0; i < world_move_count; i++) {
		struct sipfp_ctx c = w->c;

		if (world_moves[i].event == WORLD_WAIT)
			continue;
		if (mutant_step(which, &c, t, &world_moves[i], WORLD_NOW) &
		    ~(u32)SIPFP_DO_ABSORB)
			return false;
	}
	return true;
}

static void note_sent(struct world *w, const struct move *m, u32 todo)
{
	if (todo & SIPFP_DO_FORWARD && m->arg < 200)
		w->seen |= SEEN_UP_1XX;
	else if (todo & SIPFP_DO_FORWARD && m->arg < 300)
		w->seen |= SEEN_UP_2XX;
	else if (todo & SIPFP_DO_FORWARD)
		w->seen |= SEEN_UP_FAIL;
	if (todo & SIPFP_DO_LOCAL)
		w->seen |= SEEN_LOCAL | SEEN_UP_FAIL;
	if (todo & SIPFP_DO_SEND_100 && !w->c.invite)
		w->seen |= SEEN_UP_100;
	if (todo & SIPFP_DO_SEND_CANCEL)
		w->seen |= SEEN_DOWN_CANCEL;
	if (todo & SIPFP_DO_SEND_REQUEST)
		w->seen |= HAVE_REQUEST;
	if (todo & SIPFP_DO_STORE)
		w->seen |= HAVE_RESPONSE;
	if (todo & SIPFP_DO_FORGET_REQUEST)
		w->seen &= ~(u32)HAVE_REQUEST;
	if (todo & SIPFP_DO_FORGET_RESPONSE)
		w->seen &= ~(u32)HAVE_RESPONSE;
	if (todo & SIPFP_DO_FREE)
		w->seen |= SEEN_FREE;
}

static void note_received(struct world *w, const struct sipfp_timers *t,
			  const struct move *m, u64 now)
{
	u64 d = 64ull * t->t1 > 32000 ? 64ull * t->t1 : 32000;

	if (m->event == SIPFP_CTX_CANCEL && !(w->seen & SEEN_UP_FINAL))
		w->seen |= SEEN_CANCEL;
	if (m->event == SIPFP_CTX_ACK && w->seen & SEEN_UP_FAIL)
		w->seen |= SEEN_ACK;
	if (m->event == SIPFP_CTX_SEND_FAILED && w->seen & SEEN_FAIL)
		w->seen |= SEEN_UNSENT;
	if (is_response(m, 100, 199) && !(w->seen & SEEN_FINAL))
		w->seen |= SEEN_1XX;
	if (is_response(m, 200, 299))
		w->seen |= SEEN_2XX;
	if (is_response(m, 300, 699)) {
		if (!(w->seen & SEEN_FINAL))
			w->ack_until = now + d;
		w->seen |= SEEN_FAIL;
	}
}

/* A deadline that has passed is due, and it does not matter for how long */
static u64 shift(u64 at, u64 by)
{
	if (at == 0)
		return 0;
	return at > WORLD_NOW + by ? at - by : WORLD_NOW;
}

static void shift_fsm(struct sipfp_fsm *f, u64 by)
{
	f->resend_at = shift(f->resend_at, by);
	f->expire_at = shift(f->expire_at, by);
}

/* Turns the clock back to WORLD_NOW, by @by ms, and all deadlines with it */
static void turn_back(struct world *w, u64 by)
{
	shift_fsm(&w->c.server, by);
	shift_fsm(&w->c.client, by);
	shift_fsm(&w->c.cancel, by);
	w->c.timer_c = shift(w->c.timer_c, by);
	w->ack_until = w->ack_until > WORLD_NOW + by ? w->ack_until - by : 0;
}

static u64 later(u64 first, u64 at)
{
	return at > WORLD_NOW && (first == 0 || at < first) ? at : first;
}

/* The first deadline that is yet to come, or now */
static u64 next_deadline(const struct sipfp_ctx *c)
{
	u64 at = later(0, c->timer_c);

	at = later(at, c->server.resend_at);
	at = later(at, c->server.expire_at);
	at = later(at, c->client.resend_at);
	at = later(at, c->client.expire_at);
	at = later(at, c->cancel.resend_at);
	at = later(at, c->cancel.expire_at);
	return at ? at : WORLD_NOW;
}

void world_init(struct world *w, bool invite)
{
	__builtin_memset(w, 0, sizeof(*w));
	sipfp_ctx_init(&w->c, invite);
}

const char *world_step(struct world *w, const struct sipfp_timers *t,
		       const struct move *m, enum mutant which, u32 *todo)
{
	const struct world was = *w;
	struct look l = { &was, w, m, 0 };
	u64 now = WORLD_NOW;
	unsigned int i;

	if (m->event == WORLD_WAIT) {
		turn_back(w, next_deadline(&w->c) - WORLD_NOW);
		return NULL;
	}
	if (m->event == SIPFP_CTX_TIMER && sipfp_ctx_deadline(&w->c) > now)
		now = sipfp_ctx_deadline(&w->c);
	l.todo = mutant_step(which, &w->c, t, m, now);
	*todo |= l.todo;
	note_received(w, t, m, now);
	note_sent(w, m, l.todo);
	turn_back(w, now - WORLD_NOW);
	for (i = 0; i < sizeof(laws) / sizeof(laws[0]); i++)
		if (!laws[i].holds(&l))
			return laws[i].name;
	if (w->seen & SEEN_FREE && !silent(w, t, which))
		return "silence after the end";
	return NULL;
}
