/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * What a server adds to the topmost Via of a request: received (RFC 3261
 * section 18.2.1) and the value of rport (RFC 3581 section 4). Internal to
 * the core.
 */
#ifndef SIPFP_CORE_RECEIVED_H
#define SIPFP_CORE_RECEIVED_H

#include "via.h"

#define SIPFP_RECEIVED_TEXT 64 /* ";received=" and an address */

/**
 * struct sipfp_received - at most two changes, in the order of their offsets
 * @n:	  how many
 * @at:	  what is replaced, or where text is inserted
 * @len:  bytes of @text
 */
struct sipfp_received {
	u8 n;
	struct sipfp_span at[2];
	u8 len[2];
	u8 text[2][SIPFP_RECEIVED_TEXT];
};

/*
 * rport gets the source port; received the source address, when the sent-by
 * host is not the same literal, when rport was asked for, or when the sender
 * has put one there, which must be none but ours.
 * Return: false when the Via is not fit for it.
 */
bool sipfp_received_make(const struct sipfp_via *v,
			 const struct sipfp_addr *src,
			 struct sipfp_received *r);

#endif /* SIPFP_CORE_RECEIVED_H */
