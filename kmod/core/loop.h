/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Loop detection: RFC 3261 16.3 step 4 and 16.6 step 8, as RFC 5393 section
 * 4.2 has mended them.
 *
 * A keyed hash of all that a request's way depends on is one half of the token
 * in our branch, where nobody else can write it or read anything out of it. A
 * request that still has the hash of a Via of ours would go the way that it
 * went then: a loop. One that came back with something changed is a spiral.
 */
#ifndef SIPFP_CORE_LOOP_H
#define SIPFP_CORE_LOOP_H

#include "branch.h"
#include "msg.h"
#include "via.h"

/*
 * Of the request @m as it came: Request-URI, every Route, Call-ID, both tags
 * and the CSeq number. What changes by itself from hop to hop is not in it, nor
 * is the method, which 16.6 forbids.
 */
u32 sipfp_loop_hash(const struct sipfp_keyring *kr, const struct sipfp_msg *m);

/* The token of a branch: the hash, and what makes it unique */
//@ assigns \nothing;
static inline u64 sipfp_loop_token(u32 hash, u64 unique)
{
	return (u64)hash << 32 | (unique & 0xffffffff);
}

/*
 * Was a request with this hash forwarded from @self before? @top is the topmost
 * Via of @m. After a change of the key a loop is found one round later.
 */
bool sipfp_loop_found(const struct sipfp_keyring *kr, const struct sipfp_msg *m,
		      const struct sipfp_via *top,
		      const struct sipfp_addr *self, u32 hash);

#endif /* SIPFP_CORE_LOOP_H */
