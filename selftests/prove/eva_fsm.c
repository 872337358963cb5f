// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frama-C Eva: one step of a machine and of a response context, for every
 * event, clock and setting, from states that no sequence of steps leads to
 * as well as from those that some does.
 */
#include "core/ctx.h"
#include "prove.h"

static u8 any_u8(void)
{
	return (u8)prove_u32(0, 0xff);
}

static u16 any_u16(void)
{
	return (u16)prove_u32(0, 0xffff);
}

static u64 any_u64(void)
{
	u64 high = prove_any;

	return high << 32 | prove_any;
}

static bool any_bool(void)
{
	return prove_any != 0;
}

static void any_timers(struct sipfp_timers *t)
{
	t->t1 = prove_any;
	t->t2 = prove_any;
	t->t4 = prove_any;
	t->b = prove_any;
	t->f = prove_any;
	t->c = prove_any;
}

static void any_fsm(struct sipfp_fsm *f)
{
	f->kind = any_u8();
	f->state = any_u8();
	f->interval = prove_any;
	f->resend_at = any_u64();
	f->expire_at = any_u64();
}

static void any_ctx(struct sipfp_ctx *c)
{
	any_fsm(&c->server);
	any_fsm(&c->client);
	any_fsm(&c->cancel);
	c->flags = any_u8();
	c->invite = any_bool();
	c->local = any_u16();
	c->last = any_u16();
	c->timer_c = any_u64();
}

/* For every pair of kind and state that has a row in the tables */
static void machines(const struct sipfp_timers *t)
{
	struct sipfp_fsm f;
	u8 kind, state, event;

	for (kind = 0; kind <= SIPFP_FSM_KINDS; kind++)
		for (state = 0; state <= SIPFP_FSM_STATES; state++)
			for (event = 0; event <= SIPFP_FSM_EVENTS; event++) {
				any_fsm(&f);
				f.kind = kind;
				f.state = state;
				sipfp_fsm_step(&f, t, event, any_u64());
				sipfp_fsm_deadline(&f);
			}
}

static void machine(const struct sipfp_timers *t)
{
	struct sipfp_fsm f;

	any_fsm(&f);
	sipfp_fsm_step(&f, t, any_u8(), any_u64());
	sipfp_fsm_deadline(&f);
	sipfp_fsm_end(&f);
	sipfp_fsm_init(&f, any_u8());
	sipfp_fsm_step(&f, t, any_u8(), any_u64());
	sipfp_fsm_kind_name(any_u8());
	sipfp_fsm_state_name(any_u8());
}

static void built(const struct sipfp_timers *t)
{
	struct sipfp_ctx c;

	sipfp_ctx_init(&c, any_bool());
	sipfp_ctx_step(&c, t, SIPFP_CTX_START, 0, any_u64());
	while (any_bool()) {
		sipfp_ctx_step(&c, t, any_u8(), any_u16(), any_u64());
		sipfp_ctx_deadline(&c);
	}
}

static void not_built(const struct sipfp_timers *t)
{
	struct sipfp_ctx c;
	u8 event;

	for (event = 0; event <= SIPFP_CTX_UNREACHABLE + 1; event++) {
		any_ctx(&c);
		sipfp_ctx_step(&c, t, event, any_u16(), any_u64());
		sipfp_ctx_deadline(&c);
	}
}

int main(void)
{
	struct sipfp_timers t;

	any_timers(&t);
	sipfp_timers_valid(&t);
	sipfp_timers_64t1(&t);
	machines(&t);
	machine(&t);
	built(&t);
	not_built(&t);
	return 0;
}
