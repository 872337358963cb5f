/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* SipHash-2-4 (Aumasson, Bernstein), streaming: the core's only keyed hash */
#ifndef SIPFP_CORE_MAC_H
#define SIPFP_CORE_MAC_H

#include "span.h"

struct sipfp_mac_key {
	u64 k0;
	u64 k1;
};

struct sipfp_mac {
	u64 v0, v1, v2, v3;
	u64 tail;
	u32 total;
};

void sipfp_mac_init(struct sipfp_mac *m, const struct sipfp_mac_key *k);
/* @n: at most SIPFP_MSG_MAX */
void sipfp_mac_bytes(struct sipfp_mac *m, const u8 *p, u32 n);
/* As sipfp_mac_bytes, ASCII letters folded to lower case. */
void sipfp_mac_nocase(struct sipfp_mac *m, const u8 *p, u32 n);
void sipfp_mac_u64(struct sipfp_mac *m, u64 v);
/* As many calls of sipfp_mac_u64() */
void sipfp_mac_words(struct sipfp_mac *m, const u64 *w, u32 n);

/*
 * A span's length, its bytes, and zeros to the next multiple of eight: so
 * framed, none of them can be taken for its neighbour's. A span beyond @len
 * counts as empty.
 */
void sipfp_mac_span(struct sipfp_mac *m, const u8 *buf, u32 len,
		    struct sipfp_span s);
void sipfp_mac_span_nocase(struct sipfp_mac *m, const u8 *buf, u32 len,
			   struct sipfp_span s);

u64 sipfp_mac_final(struct sipfp_mac *m);

/*
 * SipHash-2-4 of 128 bits, as its authors have it: begun and ended with these,
 * two halves for little more than the price of one.
 */
void sipfp_mac_init_wide(struct sipfp_mac *m, const struct sipfp_mac_key *k);
void sipfp_mac_final_wide(struct sipfp_mac *m, u64 *lo, u64 *hi);

#endif /* SIPFP_CORE_MAC_H */
