// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model checker of the response context: goes through every state that can be
 * reached in the world of selftests/model/world.h, holds every step against
 * its laws, and sees that from each state the timers alone lead to the end.
 * Breadth first, so what it prints of a broken law is a shortest way to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../model/world.c"
#include "../model/mutants.c"

/*
 * Few firings of each timer, since each makes a state: A and E twice, G six
 * times. Everything else is as with the defaults: B is before C, 64*T1 after it.
 */
static const struct sipfp_timers few = { 1000, 60000, 1000, 4000, 4000, 5000 };
static const struct sipfp_timers defaults = SIPFP_TIMERS_DEFAULT;
/* B, C and F as short as they may be: they coincide with A and E */
static const struct sipfp_timers least = {
	10000, 60000, 0, 10000, 10000, 10000
};

#define STATES_FEW  0x20000u
#define STATES_FULL 0x200000u
#define NOWHERE	    UINT32_MAX
#define END_STEPS   200

/**
 * struct explorer - the states found so far
 * @t:      the settings
 * @world:  each of them, in the order of their finding
 * @parent: which state it was reached from
 * @move:   by which of world_moves[]
 * @slot:   hash table of indices into @world
 * @max:    for how many there is room
 * @count:  how many there are
 * @steps:  how many steps were tried
 * @todo:   all bits that any step returned
 * @kinds:  for server, client and cancel: a bit for each state it was in
 */
struct explorer {
	const struct sipfp_timers *t;
	struct world *world;
	u32 *parent;
	u8 *move;
	u32 *slot;
	u32 max;
	u32 count;
	u64 steps;
	u32 todo;
	u8 kinds[3];
};

static struct explorer *explorer_new(const struct sipfp_timers *t, u32 max)
{
	struct explorer *e = calloc(1, sizeof(*e));

	assert_non_null(e);
	e->t = t;
	e->max = max;
	e->world = malloc(max * sizeof(*e->world));
	e->parent = malloc(max * sizeof(*e->parent));
	e->move = malloc(max * sizeof(*e->move));
	e->slot = malloc(2 * max * sizeof(*e->slot));
	assert_true(e->world && e->parent && e->move && e->slot);
	memset(e->slot, 0xff, 2 * max * sizeof(*e->slot));
	return e;
}

static void explorer_free(struct explorer *e)
{
	free(e->world);
	free(e->parent);
	free(e->move);
	free(e->slot);
	free(e);
}

static u32 hash(const struct world *w)
{
	const u8 *p = (const u8 *)w;
	u64 h = 0xcbf29ce484222325ull;
	size_t i;

	for (i = 0; i < sizeof(*w); i++)
		h = (h ^ p[i]) * 0x100000001b3ull;
	return (u32)(h ^ h >> 32);
}

/* Adds @w unless it is known */
static void explorer_add(struct explorer *e, const struct world *w, u32 parent,
			 u8 move)
{
	u32 at = hash(w) % (2 * e->max);

	while (e->slot[at] != NOWHERE) {
		if (!memcmp(&e->world[e->slot[at]], w, sizeof(*w)))
			return;
		at = (at + 1) % (2 * e->max);
	}
	if (e->count == e->max)
		fail_msg("more than %u states", e->max);
	e->slot[at] = e->count;
	e->world[e->count] = *w;
	e->parent[e->count] = parent;
	e->move[e->count] = move;
	e->count++;
	e->kinds[0] |= (u8)(1u << w->c.server.state);
	e->kinds[1] |= (u8)(1u << w->c.client.state);
	e->kinds[2] |= (u8)(1u << w->c.cancel.state);
}

static void print_way(const struct explorer *e, u32 at)
{
	if (e->parent[at] == NOWHERE) {
		print_message("#   %s\n", world_start.name);
		return;
	}
	print_way(e, e->parent[at]);
	print_message("#   %s\n", world_moves[e->move[at]].name);
}

/* Only timers from here on: where does that end? */
static const char *check_end(const struct sipfp_timers *t,
			     const struct world *from, enum mutant which)
{
	struct world w = *from;
	unsigned int i;
	u32 todo = 0;

	for (i = 0; i < END_STEPS; i++) {
		const char *law;

		if (w.seen & SEEN_FREE)
			return NULL;
		law = world_step(&w, t, &world_moves[world_move_count - 1],
				 which, &todo);
		if (law)
			return law;
	}
	return "every run ends";
}

static const char *explore_from(struct explorer *e, u32 at, enum mutant which)
{
	const char *law = NULL;
	u8 i;

	if (e->world[at].seen & SEEN_FREE)
		return NULL;
	for (i = 0; i < world_move_count && !law; i++) {
		const struct move *m = &world_moves[i];
		struct world w = e->world[at];

		if (m->needs && !(w.seen & m->needs))
			continue;
		e->steps++;
		law = world_step(&w, e->t, m, which, &e->todo);
		if (!law)
			explorer_add(e, &w, at, i);
	}
	if (law) {
		print_message("# broken: %s\n", law);
		print_way(e, at);
		print_message("#   %s\n", world_moves[i - 1].name);
		return law;
	}
	law = check_end(e->t, &e->world[at], which);
	if (law) {
		print_message("# broken: %s\n", law);
		print_way(e, at);
		print_message("#   and only timers from there on\n");
	}
	return law;
}

/* Returns the first law that is broken, or NULL */
static const char *explore(struct explorer *e, bool invite, enum mutant which)
{
	const char *law;
	struct world w;
	u32 at;

	world_init(&w, invite);
	law = world_step(&w, e->t, &world_start, which, &e->todo);
	if (law)
		return law;
	explorer_add(e, &w, NOWHERE, 0);
	for (at = 0; at < e->count && !law; at++)
		law = explore_from(e, at, which);
	print_message("# %u states, %llu steps\n", e->count,
		      (unsigned long long)e->steps);
	return law;
}

#define IN(state) (1u << SIPFP_ST_##state)

static void test_invite(void **state)
{
	struct explorer *e = explorer_new(&few, STATES_FEW);

	assert_null(explore(e, true, MUTANT_NONE));
	/* It has to have been everywhere, and to have done everything. */
	assert_int_equal(e->todo, (SIPFP_DO_ABSORB << 1) - 1);
	assert_int_equal(e->kinds[0], IN(PROCEEDING) | IN(COMPLETED) |
					      IN(CONFIRMED) | IN(ACCEPTED) |
					      IN(TERMINATED));
	assert_int_equal(e->kinds[1], IN(CALLING) | IN(PROCEEDING) |
					      IN(COMPLETED) | IN(ACCEPTED) |
					      IN(TERMINATED));
	assert_int_equal(e->kinds[2], IN(INIT) | IN(TRYING) | IN(PROCEEDING) |
					      IN(COMPLETED) | IN(TERMINATED));
	explorer_free(e);
}

static void test_other(void **state)
{
	/* a 100 is due after T1, once E has fired */
	static const struct sipfp_timers soon = { 1000, 2000, 1000,
						  4000, 4000, 5000 };
	struct explorer *e = explorer_new(&soon, STATES_FEW);

	assert_null(explore(e, false, MUTANT_NONE));
	assert_int_equal(e->todo,
			 SIPFP_DO_SEND_REQUEST | SIPFP_DO_RESEND_REQUEST |
				 SIPFP_DO_SEND_100 | SIPFP_DO_FORWARD |
				 SIPFP_DO_STORE | SIPFP_DO_RESEND_RESPONSE |
				 SIPFP_DO_LOCAL | SIPFP_DO_REPLY_CANCEL |
				 SIPFP_DO_FORGET_REQUEST |
				 SIPFP_DO_FORGET_RESPONSE | SIPFP_DO_FREE |
				 SIPFP_DO_ABSORB);
	assert_int_equal(e->kinds[0], IN(TRYING) | IN(PROCEEDING) |
					      IN(COMPLETED) | IN(TERMINATED));
	assert_int_equal(e->kinds[1], IN(TRYING) | IN(PROCEEDING) |
					      IN(COMPLETED) | IN(TERMINATED));
	assert_int_equal(e->kinds[2], IN(INIT));
	explorer_free(e);
}

/* Other settings make other orders of events */
static void test_settings(void **state)
{
	static const struct sipfp_timers *const settings[] = { &defaults,
							       &least };
	struct explorer *e;
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		e = explorer_new(settings[i], STATES_FEW);
		assert_null(explore(e, false, MUTANT_NONE));
		explorer_free(e);
	}
	e = explorer_new(&least, STATES_FEW);
	assert_null(explore(e, true, MUTANT_NONE));
	explorer_free(e);
}

/* The default settings make two million states, which take 20 s: on demand */
static void test_full(void **state)
{
	struct explorer *e = explorer_new(&defaults, STATES_FULL);

	assert_null(explore(e, true, MUTANT_NONE));
	explorer_free(e);
}

static void test_mutants(void **state)
{
	enum mutant which;

	for (which = MUTANT_NONE + 1; which < MUTANTS; which++) {
		const struct mutant_info *info = &world_mutants[which];
		struct explorer *e = explorer_new(&few, STATES_FEW);
		const char *law;

		assert_non_null(info->name);
		print_message("# a proxy that %s\n", info->name);
		law = explore(e, info->invite, which);
		assert_non_null(law);
		assert_string_equal(law, info->law);
		explorer_free(e);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_invite),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_mutants),
	};
	static const struct CMUnitTest full[] = {
		cmocka_unit_test(test_full),
	};

	if (getenv("SIPFP_MODEL_FULL"))
		return cmocka_run_group_tests(full, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
