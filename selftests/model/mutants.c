// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts that do one thing wrong, each in a way that an implementation
 * might. A checker that lets one of them pass proves nothing.
 */
#include "world.h"

#define LOCAL  (SIPFP_DO_LOCAL | SIPFP_DO_STORE)
#define REPLAY (SIPFP_DO_RESEND_RESPONSE | SIPFP_DO_FORGET_RESPONSE)

/* clang-format off */
const struct mutant_info world_mutants[MUTANTS] = {
	[MUTANT_EVERY_FAILURE] = {
		"passes every failure on", true,
		"one final response other than 2xx",
		.adds = SIPFP_DO_FORWARD },
	[MUTANT_ONE_ACK] = {
		"ACKs the first failure only", true,
		"every failure is ACKed",
		.drops = SIPFP_DO_ACK },
	[MUTANT_EAGER_CANCEL] = {
		"sends the CANCEL at once", true,
		"no CANCEL before a provisional response",
		.adds = SIPFP_DO_SEND_CANCEL },
	[MUTANT_HELD_CANCEL] = {
		"forgets the CANCEL that has to wait", true,
		"a CANCEL is not held for ever",
		.drops = SIPFP_DO_SEND_CANCEL },
	[MUTANT_NO_LATE_2XX] = {
		"drops a 2xx after a failure", true,
		"every 2xx is passed on",
		.drops = SIPFP_DO_FORWARD },
	[MUTANT_SILENT_B] = {
		"says nothing when B fires", true,
		"every INVITE gets a final response",
		.drops = LOCAL | REPLAY },
	[MUTANT_NO_TIMER_H] = {
		"never starts H", true,
		"every run ends" },
	[MUTANT_NO_TIMER_C] = {
		"stops C at the first provisional response", true,
		"alive means a deadline" },
	[MUTANT_EARLY_FREE] = {
		"is freed with the server machine", true,
		"alive means a deadline",
		.adds = SIPFP_DO_FREE },
	[MUTANT_LATE_1XX] = {
		"passes every provisional response on", true,
		"no provisional response after a final one",
		.adds = SIPFP_DO_FORWARD },
	[MUTANT_SAYS_408] = {
		"says 408 for a request that is no INVITE", false,
		"408, 487 and 500 have their reasons",
		.adds = LOCAL },
	[MUTANT_FORGETS] = {
		"forgets the request at the first failure", true,
		"only what is kept is used",
		.adds = SIPFP_DO_FORGET_REQUEST },
	[MUTANT_RUDE] = {
		"does not answer a second CANCEL", true,
		"every CANCEL is answered",
		.drops = SIPFP_DO_REPLY_CANCEL },
	[MUTANT_NO_REPLAY] = {
		"does not repeat a response", true,
		"a repeated request gets what there is",
		.drops = SIPFP_DO_RESEND_RESPONSE },
	[MUTANT_PASSES_503] = {
		"passes a 503 on", true,
		"responses are passed on",
		.adds = SIPFP_DO_FORWARD, .drops = SIPFP_DO_LOCAL },
	[MUTANT_PASSES_408] = {
		"passes a 408 on to what is no INVITE", false,
		"responses are passed on",
		.adds = SIPFP_DO_FORWARD | SIPFP_DO_STORE },
	[MUTANT_PASSES_1XX] = {
		"passes a 180 on to what is no INVITE", false,
		"responses are passed on",
		.adds = SIPFP_DO_FORWARD | SIPFP_DO_STORE },
};

/* clang-format on */

static bool is_status(const struct move *m, u16 min, u16 max)
{
	return m->event == SIPFP_CTX_RESPONSE && m->arg >= min && m->arg <= max;
}

/* Does this step of the context, from @was to @is, go wrong? */
static bool goes_wrong(enum mutant which, const struct sipfp_ctx *was,
		       const struct sipfp_ctx *is, const struct move *m,
		       u32 todo)
{
	switch (which) {
	case MUTANT_EVERY_FAILURE:
		return todo & SIPFP_DO_ACK;
	case MUTANT_ONE_ACK:
		return !(todo & SIPFP_DO_FORWARD);
	case MUTANT_EAGER_CANCEL:
		return m->event == SIPFP_CTX_CANCEL &&
		       was->client.state == SIPFP_ST_CALLING;
	case MUTANT_HELD_CANCEL:
		return m->event == SIPFP_CTX_RESPONSE;
	case MUTANT_NO_LATE_2XX:
		return is_status(m, 200, 299) &&
		       was->server.state == SIPFP_ST_COMPLETED;
	case MUTANT_SILENT_B:
		return m->event == SIPFP_CTX_TIMER;
	case MUTANT_NO_TIMER_H:
		return is->server.state == SIPFP_ST_COMPLETED;
	case MUTANT_NO_TIMER_C:
		return is_status(m, 100, 199);
	case MUTANT_EARLY_FREE:
		return is->server.state == SIPFP_ST_TERMINATED &&
		       was->server.state != SIPFP_ST_TERMINATED;
	case MUTANT_LATE_1XX:
		return is_status(m, 101, 199) && sipfp_ctx_deadline(is);
	case MUTANT_SAYS_408:
		return todo & SIPFP_DO_FREE && m->event == SIPFP_CTX_TIMER &&
		       was->server.state == SIPFP_ST_TRYING;
	case MUTANT_FORGETS:
		return is_status(m, 300, 699) && todo & SIPFP_DO_FORWARD;
	case MUTANT_RUDE:
		return was->flags & SIPFP_CTX_CANCELLED;
	case MUTANT_NO_REPLAY:
		return m->event == SIPFP_CTX_REQUEST;
	case MUTANT_PASSES_503:
		return is_status(m, 503, 503);
	case MUTANT_PASSES_408:
		return is_status(m, 408, 408);
	case MUTANT_PASSES_1XX:
		return is_status(m, 180, 180);
	default:
		return false;
	}
}

u32 mutant_step(enum mutant which, struct sipfp_ctx *c,
		const struct sipfp_timers *t, const struct move *m, u64 now)
{
	const struct sipfp_ctx was = *c;
	u32 todo = sipfp_ctx_step(c, t, m->event, m->arg, now);

	if (!goes_wrong(which, &was, c, m, todo))
		return todo;
	if (which == MUTANT_NO_TIMER_H)
		c->server.expire_at = 0;
	if (which == MUTANT_NO_TIMER_C)
		c->timer_c = 0;
	if (which == MUTANT_SAYS_408)
		c->local = 408;
	return (todo | world_mutants[which].adds) & ~world_mutants[which].drops;
}
