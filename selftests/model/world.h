/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A response context between a caller and a callee, as a model checker sees it.
 *
 * The network loses, repeats and reorders. So what has been sent once can
 * arrive at any time, any number of times or never, and a channel's content is
 * the set of all that was ever sent into it. What caller and callee can have
 * sent follows from what the proxy has sent to them (struct move, @needs):
 * the caller repeats its INVITE and cancels as it likes, and ACKs a final
 * response once there was one; the callee answers as it likes, more than once
 * and in contradiction to itself, as a forking proxy downstream would; it says
 * 487, and answers our CANCEL, only after there was one.
 *
 * Time passes from one deadline to the next. The timer may be served then, or
 * other things may happen first. Deadlines are kept relative to the clock, and
 * one that has passed is just that, so that the states are finitely many.
 */
#ifndef SELFTESTS_MODEL_WORLD_H
#define SELFTESTS_MODEL_WORLD_H

#include "core/ctx.h"

/* What has happened so far, taken down without asking the context */
#define SEEN_UP_1XX	 0x0001 /* went upstream: a provisional but 100 */
#define SEEN_UP_2XX	 0x0002
#define SEEN_UP_FAIL	 0x0004
#define SEEN_DOWN_CANCEL 0x0008 /* went downstream */
#define SEEN_1XX	 0x0010 /* came from downstream */
#define SEEN_2XX	 0x0020
#define SEEN_FAIL	 0x0040
#define SEEN_CANCEL	 0x0080 /* came from upstream before any final went */
#define SEEN_ACK	 0x0100
#define SEEN_LOCAL	 0x0200 /* the final response was our own */
#define SEEN_UNSENT	 0x0400 /* sending failed after a final response */
#define SEEN_FREE	 0x0800
#define HAVE_REQUEST	 0x1000 /* the runtime keeps the request */
#define HAVE_RESPONSE	 0x2000 /* ... and a response */
#define SEEN_UP_100	 0x4000 /* went upstream: a 100, not to an INVITE */

#define SEEN_UP_FINAL (SEEN_UP_2XX | SEEN_UP_FAIL)
#define SEEN_FINAL    (SEEN_2XX | SEEN_FAIL | SEEN_LOCAL)

/**
 * struct world - one state; compared byte by byte, so start from zeroes
 * @c:	       the context; its clock stands at WORLD_NOW
 * @ack_until: until then a repeated failure has to be ACKed (Timer D)
 * @seen:      SEEN_*, HAVE_*
 */
struct world {
	struct sipfp_ctx c;
	u64 ack_until;
	u32 seen;
};

#define WORLD_NOW 0x100000ull
/* A move that is no event: the clock goes to the next deadline */
#define WORLD_WAIT 0xff

/**
 * struct move - something that can happen next
 * @name:  for people
 * @event: enum sipfp_ctx_event
 * @arg:   its status
 * @needs: some of these SEEN_* have to be there; 0: always possible
 */
struct move {
	const char *name;
	u8 event;
	u16 arg;
	u32 needs;
};

extern const struct move world_start;
extern const struct move world_moves[];
extern const unsigned int world_move_count;

/* Wrong behaviours, to see that the laws notice: names in world_mutants[] */
enum mutant {
	MUTANT_NONE,
	MUTANT_EVERY_FAILURE,
	MUTANT_ONE_ACK,
	MUTANT_EAGER_CANCEL,
	MUTANT_HELD_CANCEL,
	MUTANT_NO_LATE_2XX,
	MUTANT_SILENT_B,
	MUTANT_NO_TIMER_H,
	MUTANT_NO_TIMER_C,
	MUTANT_EARLY_FREE,
	MUTANT_LATE_1XX,
	MUTANT_SAYS_408,
	MUTANT_FORGETS,
	MUTANT_RUDE,
	MUTANT_NO_REPLAY,
	MUTANT_PASSES_503,
	MUTANT_PASSES_408,
	MUTANT_PASSES_1XX,
	MUTANTS
};

/**
 * struct mutant_info - a wrong behaviour and the law that it breaks first
 * @name:   what it does
 * @invite: it shows with an INVITE; else with another request
 * @law:    the name of the law
 * @adds:   SIPFP_DO_* that it does without reason
 * @drops:  SIPFP_DO_* that it does not do
 */
struct mutant_info {
	const char *name;
	bool invite;
	const char *law;
	u32 adds;
	u32 drops;
};

extern const struct mutant_info world_mutants[MUTANTS];

/* As sipfp_ctx_step(), but for what @which does to it */
u32 mutant_step(enum mutant which, struct sipfp_ctx *c,
		const struct sipfp_timers *t, const struct move *m, u64 now);

void world_init(struct world *w, bool invite);

/*
 * Makes @m happen in @w. Bits of the mask that the context returned go to
 * @todo. Returns the name of the law that was broken, or NULL.
 */
const char *world_step(struct world *w, const struct sipfp_timers *t,
		       const struct move *m, enum mutant which, u32 *todo);

#endif /* SELFTESTS_MODEL_WORLD_H */
