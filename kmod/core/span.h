/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Spans: offsets into the one buffer of a message, never pointers.
 *
 * A datagram is at most 65535 bytes, so u16 offsets suffice and sums of
 * offsets in u32 can't wrap. A stored span is checked again wherever it is
 * dereferenced (sipfp_span_ok), which keeps every proof local.
 */
#ifndef SIPFP_CORE_SPAN_H
#define SIPFP_CORE_SPAN_H

#include "port.h"

#define SIPFP_MSG_MAX 65535u

/**
 * struct sipfp_span - half-open range [beg, end) of a message
 * @beg: offset of the first byte
 * @end: offset after the last byte; beg == end means empty or absent
 */
struct sipfp_span {
	u16 beg;
	u16 end;
};

/** sipfp_span_ok() - does the span lie within a message of @len bytes? */
//@ assigns \nothing;
static inline bool sipfp_span_ok(struct sipfp_span s, u32 len)
{
	return s.beg <= s.end && s.end <= len;
}

/** sipfp_span_len() - bytes in the span; 0 for an inverted one */
//@ assigns \nothing;
static inline u32 sipfp_span_len(struct sipfp_span s)
{
	int n = s.end - s.beg;

	return n > 0 ? (u32)n : 0;
}

//@ assigns \nothing;
static inline bool sipfp_span_empty(struct sipfp_span s)
{
	return s.beg >= s.end;
}

/* Byte-exact comparison with @n bytes at @lit. False for a span out of range */
//@ assigns \nothing;
bool sipfp_span_eq(const u8 *buf, u32 len, struct sipfp_span s,
		   const char *lit, u32 n);

/* As sipfp_span_eq(), ASCII letters compared without case */
//@ assigns \nothing;
bool sipfp_span_eq_nocase(const u8 *buf, u32 len, struct sipfp_span s,
			  const char *lit, u32 n);

/* Compares spans of two messages, byte for byte */
//@ assigns \nothing;
bool sipfp_span_same(const u8 *abuf, u32 alen, struct sipfp_span a,
		     const u8 *bbuf, u32 blen, struct sipfp_span b);

/*
 * The one number parser: decimal digits only, at least one, value <= max.
 * Returns false, and leaves *val alone, for anything else.
 */
//@ assigns *val;
bool sipfp_span_u32(const u8 *buf, u32 len, struct sipfp_span s, u32 max,
		    u32 *val);

#endif /* SIPFP_CORE_SPAN_H */
