/* SPDX-License-Identifier: GPL-2.0-only */
/* What the Eva drivers share: values that can be anything */
#ifndef SELFTESTS_PROVE_H
#define SELFTESTS_PROVE_H

#include "core/span.h"

/* Any value, each time it is read */
extern volatile u32 prove_any;

static inline u32 prove_u32(u32 min, u32 max)
{
	u32 v = prove_any;

	return v < min || v > max ? min : v;
}

/* Any span at all, turned round and out of range too */
static inline struct sipfp_span prove_span(void)
{
	struct sipfp_span s;

	s.beg = (u16)prove_u32(0, 0xffff);
	s.end = (u16)prove_u32(0, 0xffff);
	return s;
}

static inline void prove_unknown(u8 *buf, u32 n)
{
	u32 i = 0;

	while (i < n) {
		buf[i] = (u8)prove_u32(0, 0xff);
		i++;
	}
}

#endif /* SELFTESTS_PROVE_H */
