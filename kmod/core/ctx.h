/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Response context (RFC 3261 section 16): the server transaction that a
 * request came on, the client transaction that it was forwarded on, the
 * CANCEL that may chase it, and Timer C. One target for now; forking adds
 * client machines, not a second kind of context.
 *
 * Pure, like the state machines that it steps: the runtime says what
 * happened, and is told what to do, as a mask, in the order of the bits.
 */
#ifndef SIPFP_CORE_CTX_H
#define SIPFP_CORE_CTX_H

#include "fsm.h"

enum sipfp_ctx_event {
	SIPFP_CTX_START,	/* request accepted and forwarded */
	SIPFP_CTX_REQUEST,	/* the request came again */
	SIPFP_CTX_ACK,		/* an ACK with this branch came */
	SIPFP_CTX_CANCEL,	/* a CANCEL for it came */
	SIPFP_CTX_RESPONSE,	/* response to the request; arg: status */
	SIPFP_CTX_CANCEL_RESPONSE, /* response to our CANCEL; arg: status */
	SIPFP_CTX_TIMER,	/* sipfp_ctx_deadline() has passed */
	SIPFP_CTX_SEND_FAILED,	/* the request could not be sent */
	SIPFP_CTX_UNREACHABLE,	/* an ICMP error says that it did not arrive */
};

#define SIPFP_DO_SEND_REQUEST	0x0001 /* the planned request */
#define SIPFP_DO_RESEND_REQUEST	0x0002
#define SIPFP_DO_SEND_100	0x0004 /* (again) 100 Trying upstream */
#define SIPFP_DO_FORWARD	0x0008 /* this response goes upstream */
#define SIPFP_DO_STORE		0x0010 /* ... and is kept for a replay */
#define SIPFP_DO_RESEND_RESPONSE 0x0020 /* the kept one goes upstream again */
#define SIPFP_DO_LOCAL		0x0040 /* local final response: ctx->local */
#define SIPFP_DO_ACK		0x0080 /* ACK this failure downstream */
#define SIPFP_DO_REPLY_CANCEL	0x0100 /* 200 to the CANCEL that came */
#define SIPFP_DO_SEND_CANCEL	0x0200 /* send (or resend) our CANCEL */
#define SIPFP_DO_FORGET_REQUEST	0x0400 /* kept request not needed again */
#define SIPFP_DO_FORGET_RESPONSE 0x0800 /* nor the kept response */
#define SIPFP_DO_PASS_ACK	0x1000 /* ACK of a 2xx: route it as a request */
#define SIPFP_DO_FREE		0x2000 /* every machine has ended; said once */
#define SIPFP_DO_ABSORB		0x4000 /* message ends here; with FORGET only */

#define SIPFP_CTX_PROVISIONAL	0x01 /* a 1xx came from downstream */
#define SIPFP_CTX_CANCELLED	0x02 /* upstream has cancelled, in time */
#define SIPFP_CTX_CANCEL_SENT	0x04 /* without CANCELLED: Timer C fired */
#define SIPFP_CTX_FINAL		0x08 /* a final response went upstream */

/**
 * struct sipfp_ctx - state; owned and locked by the runtime
 * @server:	 IST for an INVITE, NIST for the rest
 * @client:	 ICT for an INVITE, NICT for the rest
 * @cancel:	 NICT of our CANCEL, kind NONE until sent
 * @flags:	 SIPFP_CTX_*
 * @invite:	 it is an INVITE
 * @local:	 status of the local response that SIPFP_DO_LOCAL wants
 * @last:	 status of the latest response sent upstream, 0 before any;
 *		 our own 100 is not counted, and not kept
 * @timer_c:	 deadline of Timer C; after a CANCEL, of 64*T1 (RFC 3261 9.1).
 *		 Of a non-INVITE request, when a 100 is due (RFC 4320 4.1), or,
 *		 once there was an answer that can't be passed on, when nobody
 *		 asks any more
 */
struct sipfp_ctx {
	struct sipfp_fsm server;
	struct sipfp_fsm client;
	struct sipfp_fsm cancel;
	u8 flags;
	bool invite;
	u16 local;
	u16 last;
	u64 timer_c;
};

//@ requires \valid(c); assigns *c;
void sipfp_ctx_init(struct sipfp_ctx *c, bool invite);

/**
 * sipfp_ctx_step() - something has happened: what is to be done?
 * @c: the context
 * @t: the service's settings, the same for the whole life of @c
 * @event: enum sipfp_ctx_event
 * @arg: the status for the two response events, else 0
 * @now: the caller's clock, ms
 *
 * Any context; the caller serialises the steps of one context.
 *
 * After SIPFP_DO_LOCAL the runtime builds and sends that response, and stores
 * it when SIPFP_DO_STORE is set as well; no second call is needed. It is made,
 * like a 100, of the kept request, before SIPFP_DO_FORGET_REQUEST.
 *
 * SIPFP_DO_FORWARD without SIPFP_DO_STORE is a 2xx for an INVITE. It may come
 * after a failure, which then stays the stored response.
 *
 * The request as sent has to be kept until SIPFP_DO_FORGET_REQUEST: CANCEL and
 * ACK are made of it. SIPFP_DO_FREE implies both FORGETs. A step after it does
 * nothing: what comes late finds no transaction.
 *
 * As long as the context lives, sipfp_ctx_deadline() is not 0: with its timers
 * served it ends without any message.
 *
 * Return: mask of SIPFP_DO_*. For a message never 0: at least ABSORB.
 */
//@ requires \valid(c) && \valid_read(t) && \separated(c, t); assigns *c;
u32 sipfp_ctx_step(struct sipfp_ctx *c, const struct sipfp_timers *t, u8 event,
		   u16 arg, u64 now);

/* Earliest deadline of all machines and Timer C, 0 when none runs. */
//@ requires \valid_read(c); assigns \nothing;
u64 sipfp_ctx_deadline(const struct sipfp_ctx *c);

#endif /* SIPFP_CORE_CTX_H */
