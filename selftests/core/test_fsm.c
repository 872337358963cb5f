// SPDX-License-Identifier: GPL-2.0-only
/*
 * The transaction state machines: every event in every state, against the
 * figures of RFC 3261 and RFC 6026.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "core/fsm.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Settings that no two timers have in common, so none is taken for another */
static const struct sipfp_timers settings[] = {
	SIPFP_TIMERS_DEFAULT,
	{ 300, 2000, 1234, 7777, 8888, 200000 },
	{ 2000, 5500, 60000, 90001, 90002, 185000 },
	{ 10, 10, 0, 10, 10, 10 },
	{ 10000, 60000, 17, SIPFP_TIMER_MAX, SIPFP_TIMER_MAX, SIPFP_TIMER_MAX },
};

/*
 * What is expected: for each state, a cell for every event, in five groups.
 * "EVENT=." is ignored and changes nothing, else "EVENT=STATE,RETRY,LIFE,ACTS".
 *   EVENT  early, retry, expire, both: SIPFP_EV_TIMER, by what is due
 *   RETRY  = as it is, - stopped, 1 after T1, 2 after T2, d doubled,
 *	    c doubled but at most T2
 *   LIFE   = as it is, - stopped, else the RFC's letter
 *   ACTS   Send Resend sTore Ack tU tImeout Error Forget eNded
 * A letter for each state: init Calling Trying Proceeding cOmpleted conFirmed
 * Accepted; X for terminated.
 */
/* clang-format off */
#define NONE_OF_REQUEST	"request=. ack=."
#define NONE_OF_RX	"rx1=. rx2=. rxf=."
#define NONE_OF_TX	"tx1=. tx2=. txf=."
#define NONE_OF_TIMER	"early=. retry=. expire=. both=."
#define NOTHING		{ "start=. transport=.", NONE_OF_REQUEST, NONE_OF_RX, \
			  NONE_OF_TX, NONE_OF_TIMER }
#define GROUPS		5

static const char *const figures[SIPFP_FSM_KINDS][SIPFP_FSM_STATES][GROUPS] = {
	[SIPFP_FSM_NONE] = { NOTHING, NOTHING, NOTHING, NOTHING, NOTHING,
			     NOTHING, NOTHING, NOTHING },
	[SIPFP_FSM_ICT] = {
		[SIPFP_ST_INIT] = {
			"start=C,1,B,S transport=.",
			NONE_OF_REQUEST, NONE_OF_RX, NONE_OF_TX,
			NONE_OF_TIMER,
		},
		[SIPFP_ST_CALLING] = {
			"start=. transport=X,-,-,EN",
			NONE_OF_REQUEST,
			"rx1=P,-,-,U rx2=A,-,M,UF rxf=O,-,D,UA", NONE_OF_TX,
			"early=. retry=C,d,=,R expire=X,-,-,IN both=X,-,-,IN",
		},
		[SIPFP_ST_TRYING] = NOTHING,
		[SIPFP_ST_PROCEEDING] = {
			"start=. transport=X,-,-,EN",
			NONE_OF_REQUEST,
			"rx1=P,=,=,U rx2=A,-,M,UF rxf=O,-,D,UA", NONE_OF_TX,
			NONE_OF_TIMER,
		},
		[SIPFP_ST_COMPLETED] = {
			"start=. transport=X,-,-,EN",
			NONE_OF_REQUEST, "rx1=. rx2=. rxf=O,=,=,A",
			NONE_OF_TX,
			"early=. retry=. expire=X,-,-,N both=X,-,-,N",
		},
		[SIPFP_ST_CONFIRMED] = NOTHING,
		[SIPFP_ST_ACCEPTED] = {
			"start=. transport=.",
			NONE_OF_REQUEST, "rx1=. rx2=A,=,=,U rxf=.",
			NONE_OF_TX,
			"early=. retry=. expire=X,-,-,N both=X,-,-,N",
		},
		[SIPFP_ST_TERMINATED] = NOTHING,
	},
	[SIPFP_FSM_NICT] = {
		[SIPFP_ST_INIT] = {
			"start=T,1,F,S transport=.",
			NONE_OF_REQUEST, NONE_OF_RX, NONE_OF_TX,
			NONE_OF_TIMER,
		},
		[SIPFP_ST_CALLING] = NOTHING,
		[SIPFP_ST_TRYING] = {
			"start=. transport=X,-,-,EN",
			NONE_OF_REQUEST,
			"rx1=P,=,=,U rx2=O,-,K,UF rxf=O,-,K,UF", NONE_OF_TX,
			"early=. retry=T,c,=,R expire=X,-,-,IN both=X,-,-,IN",
		},
		[SIPFP_ST_PROCEEDING] = {
			"start=. transport=X,-,-,EN",
			NONE_OF_REQUEST,
			"rx1=P,=,=,U rx2=O,-,K,UF rxf=O,-,K,UF", NONE_OF_TX,
			"early=. retry=P,2,=,R expire=X,-,-,IN both=X,-,-,IN",
		},
		[SIPFP_ST_COMPLETED] = {
			"start=. transport=.",
			NONE_OF_REQUEST, NONE_OF_RX, NONE_OF_TX,
			"early=. retry=. expire=X,-,-,N both=X,-,-,N",
		},
		[SIPFP_ST_CONFIRMED] = NOTHING,
		[SIPFP_ST_ACCEPTED] = NOTHING,
		[SIPFP_ST_TERMINATED] = NOTHING,
	},
	[SIPFP_FSM_IST] = {
		[SIPFP_ST_INIT] = {
			"start=P,-,-,U transport=.",
			NONE_OF_REQUEST, NONE_OF_RX, NONE_OF_TX,
			NONE_OF_TIMER,
		},
		[SIPFP_ST_CALLING] = NOTHING,
		[SIPFP_ST_TRYING] = NOTHING,
		[SIPFP_ST_PROCEEDING] = {
			"start=. transport=P,=,=,E",
			"request=P,=,=,R ack=.", NONE_OF_RX,
			"tx1=P,=,=,ST tx2=A,-,L,SF txf=O,1,H,ST",
			NONE_OF_TIMER,
		},
		[SIPFP_ST_COMPLETED] = {
			"start=. transport=O,=,=,E",
			"request=O,=,=,R ack=F,-,I,F", NONE_OF_RX, NONE_OF_TX,
			"early=. retry=O,c,=,R expire=X,-,-,IN both=X,-,-,IN",
		},
		[SIPFP_ST_CONFIRMED] = {
			"start=. transport=.",
			NONE_OF_REQUEST, NONE_OF_RX, NONE_OF_TX,
			"early=. retry=. expire=X,-,-,N both=X,-,-,N",
		},
		[SIPFP_ST_ACCEPTED] = {
			"start=. transport=A,=,=,E",
			"request=. ack=A,=,=,U", NONE_OF_RX,
			"tx1=. tx2=A,=,=,S txf=.",
			"early=. retry=. expire=X,-,-,N both=X,-,-,N",
		},
		[SIPFP_ST_TERMINATED] = NOTHING,
	},
	[SIPFP_FSM_NIST] = {
		[SIPFP_ST_INIT] = {
			"start=T,-,-,U transport=.",
			NONE_OF_REQUEST, NONE_OF_RX, NONE_OF_TX,
			NONE_OF_TIMER,
		},
		[SIPFP_ST_CALLING] = NOTHING,
		[SIPFP_ST_TRYING] = {
			"start=. transport=.",
			NONE_OF_REQUEST, NONE_OF_RX,
			"tx1=P,=,=,ST tx2=O,-,J,ST txf=O,-,J,ST",
			NONE_OF_TIMER,
		},
		[SIPFP_ST_PROCEEDING] = {
			"start=. transport=X,-,-,EN",
			"request=P,=,=,R ack=.", NONE_OF_RX,
			"tx1=P,=,=,ST tx2=O,-,J,ST txf=O,-,J,ST",
			NONE_OF_TIMER,
		},
		[SIPFP_ST_COMPLETED] = {
			"start=. transport=X,-,-,EN",
			"request=O,=,=,R ack=.", NONE_OF_RX, NONE_OF_TX,
			"early=. retry=. expire=X,-,-,N both=X,-,-,N",
		},
		[SIPFP_ST_CONFIRMED] = NOTHING,
		[SIPFP_ST_ACCEPTED] = NOTHING,
		[SIPFP_ST_TERMINATED] = NOTHING,
	},
};

/* clang-format on */

#define NOW 1000000000000ull

/* An event by its name above, and what of the two deadlines is due with it */
static const struct event {
	const char *name;
	u8 ev;
	bool retry_due;
	bool expire_due;
} events[] = {
	{ "start", SIPFP_EV_START, false, false },
	{ "request", SIPFP_EV_REQUEST, false, false },
	{ "ack", SIPFP_EV_ACK, false, false },
	{ "rx1", SIPFP_EV_RX_1XX, false, false },
	{ "rx2", SIPFP_EV_RX_2XX, false, false },
	{ "rxf", SIPFP_EV_RX_FAIL, false, false },
	{ "tx1", SIPFP_EV_TX_1XX, false, false },
	{ "tx2", SIPFP_EV_TX_2XX, false, false },
	{ "txf", SIPFP_EV_TX_FAIL, false, false },
	{ "transport", SIPFP_EV_TRANSPORT, false, false },
	{ "early", SIPFP_EV_TIMER, false, false },
	{ "retry", SIPFP_EV_TIMER, true, false },
	{ "expire", SIPFP_EV_TIMER, false, true },
	{ "both", SIPFP_EV_TIMER, true, true },
};

static u32 acts_of(const char *letters)
{
	static const char names[] = "SRTAUIEFN";
	static const u32 acts[] = {
		SIPFP_ACT_SEND,	    SIPFP_ACT_RESEND, SIPFP_ACT_STORE,
		SIPFP_ACT_ACK,	    SIPFP_ACT_TU,     SIPFP_ACT_TU_TIMEOUT,
		SIPFP_ACT_TU_ERROR, SIPFP_ACT_FORGET, SIPFP_ACT_TERMINATED,
	};
	u32 mask = 0;

	for (; *letters; letters++) {
		const char *at = strchr(names, *letters);

		assert_non_null(at);
		mask |= acts[at - names];
	}
	return mask;
}

static u64 life_of(char letter, const struct sipfp_timers *t)
{
	u64 t1x64 = 64ull * t->t1;

	switch (letter) {
	case 'B':
		return t->b;
	case 'F':
		return t->f;
	case 'D':
		return t1x64 > 32000 ? t1x64 : 32000;
	case 'I':
	case 'K':
		return t->t4 ? t->t4 : 1;
	case 'H':
	case 'J':
	case 'L':
	case 'M':
		return t1x64;
	default:
		fail_msg("no timer %c", letter);
		return 0;
	}
}

static u32 interval_of(char letter, u32 last, const struct sipfp_timers *t)
{
	switch (letter) {
	case '1':
		return t->t1;
	case '2':
		return t->t2;
	case 'd':
		return last * 2;
	case 'c':
		return last * 2 < t->t2 ? last * 2 : t->t2;
	default:
		fail_msg("no interval %c", letter);
		return 0;
	}
}

/* What @cell makes of @f */
static u32 expect(struct sipfp_fsm *f, const char *cell,
		  const struct sipfp_timers *t)
{
	static const char states[] = "?CTPOFAX";
	char state, retry, life, acts[8];
	int n;
	const char *at;

	if (!strcmp(cell, "."))
		return SIPFP_ACT_IGNORE;
	n = sscanf(cell, "%c,%c,%c,%7s", &state, &retry, &life, acts);
	assert_int_equal(n, 4);
	at = strchr(states, state);
	assert_non_null(at);
	f->state = (u8)(at - states);
	if (retry == '-') {
		f->interval = 0;
		f->resend_at = 0;
	} else if (retry != '=') {
		f->interval = interval_of(retry, f->interval, t);
		f->resend_at = NOW + f->interval;
	}
	if (life == '-')
		f->expire_at = 0;
	else if (life != '=')
		f->expire_at = NOW + life_of(life, t);
	return acts_of(acts);
}

static bool same(const struct sipfp_fsm *a, const struct sipfp_fsm *b)
{
	return a->kind == b->kind && a->state == b->state &&
	       a->interval == b->interval && a->resend_at == b->resend_at &&
	       a->expire_at == b->expire_at;
}

static void check_cell(u8 kind, u8 state, const struct event *e,
		       const char *cell)
{
	static const u32 intervals[] = { 7, 300, 900, 3000, 40000 };
	size_t i, j;

	for (i = 0; i < COUNT(settings); i++) {
		for (j = 0; j < COUNT(intervals); j++) {
			struct sipfp_fsm got = {
				.kind = kind,
				.state = state,
				.interval = intervals[j],
				.resend_at = NOW + (e->retry_due ? 0 : 5),
				.expire_at = NOW + (e->expire_due ? 0 : 9),
			};
			struct sipfp_fsm want = got;
			u32 acts = expect(&want, cell, &settings[i]);

			if (sipfp_fsm_step(&got, &settings[i], e->ev, NOW) !=
				    acts ||
			    !same(&got, &want))
				fail_msg("%s, %s: %s=%s, settings %zu, last %u",
					 sipfp_fsm_kind_name(kind),
					 sipfp_fsm_state_name(state), e->name,
					 cell, i, intervals[j]);
		}
	}
}

/* Checks the cells of @group; returns a bit for each event that it names */
static unsigned int check_group(u8 kind, u8 state, const char *group)
{
	char line[128], *word, *save = NULL;
	unsigned int seen = 0;
	size_t i;

	assert_non_null(group);
	assert_in_range(strlen(group), 1, sizeof(line) - 1);
	strcpy(line, group);
	for (word = strtok_r(line, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		char *cell = strchr(word, '=');

		assert_non_null(cell);
		*cell++ = '\0';
		for (i = 0; i < COUNT(events); i++)
			if (!strcmp(word, events[i].name))
				break;
		assert_in_range(i, 0, COUNT(events) - 1);
		assert_false(seen & 1u << i);
		seen |= 1u << i;
		check_cell(kind, state, &events[i], cell);
	}
	return seen;
}

static void check_state(u8 kind, u8 state)
{
	unsigned int seen = 0, group;
	size_t i;

	for (i = 0; i < GROUPS; i++) {
		group = check_group(kind, state, figures[kind][state][i]);
		assert_int_equal(seen & group, 0);
		seen |= group;
	}
	assert_int_equal(seen, (1u << COUNT(events)) - 1);
}

static void test_figures(void **unused)
{
	u8 kind, state;

	(void)unused;
	for (kind = 0; kind < SIPFP_FSM_KINDS; kind++)
		for (state = 0; state < SIPFP_FSM_STATES; state++)
			check_state(kind, state);
}

static void check_ignored(u8 kind, u8 state, u8 event)
{
	struct sipfp_fsm f = {
		.kind = kind, .state = state, .resend_at = 1, .expire_at = 1
	};
	struct sipfp_fsm was = f;

	if (sipfp_fsm_step(&f, &settings[0], event, NOW) != SIPFP_ACT_IGNORE ||
	    !same(&f, &was))
		fail_msg("kind %u state %u event %u", kind, state, event);
}

/* Nothing that is out of range finds a rule, and nothing is changed */
static void test_range(void **unused)
{
	unsigned int kind, state, event;

	(void)unused;
	for (kind = 0; kind < 256; kind++)
		for (state = 0; state < 256; state++)
			for (event = 0; event < 256; event++)
				if (kind >= SIPFP_FSM_KINDS ||
				    state >= SIPFP_FSM_STATES ||
				    event >= SIPFP_FSM_EVENTS)
					check_ignored((u8)kind, (u8)state,
						      (u8)event);
}

static void test_init_end(void **unused)
{
	struct sipfp_fsm f;

	(void)unused;
	memset(&f, 0xa5, sizeof(f));
	sipfp_fsm_init(&f, SIPFP_FSM_NICT);
	assert_int_equal(f.kind, SIPFP_FSM_NICT);
	assert_int_equal(f.state, SIPFP_ST_INIT);
	assert_true(f.interval == 0 && sipfp_fsm_deadline(&f) == 0);
	sipfp_fsm_step(&f, &settings[0], SIPFP_EV_START, NOW);
	assert_true(sipfp_fsm_deadline(&f) != 0);
	sipfp_fsm_end(&f);
	assert_int_equal(f.kind, SIPFP_FSM_NICT);
	assert_int_equal(f.state, SIPFP_ST_TERMINATED);
	assert_true(f.interval == 0 && sipfp_fsm_deadline(&f) == 0);
}

static void test_names(void **unused)
{
	unsigned int i;

	(void)unused;
	for (i = 0; i < SIPFP_FSM_STATES; i++)
		assert_string_not_equal(sipfp_fsm_state_name((u8)i), "unknown");
	for (i = 0; i < SIPFP_FSM_KINDS; i++)
		assert_string_not_equal(sipfp_fsm_kind_name((u8)i), "unknown");
	assert_string_equal(sipfp_fsm_state_name(SIPFP_ST_CALLING), "calling");
	assert_string_equal(sipfp_fsm_kind_name(SIPFP_FSM_IST),
			    "invite-server");
	assert_string_equal(sipfp_fsm_state_name(SIPFP_FSM_STATES), "unknown");
	assert_string_equal(sipfp_fsm_state_name(255), "unknown");
	assert_string_equal(sipfp_fsm_kind_name(SIPFP_FSM_KINDS), "unknown");
	assert_string_equal(sipfp_fsm_kind_name(255), "unknown");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_init_end),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
