/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * The one output writer.
 *
 * Every function takes the offset @o reached so far in @out of @cap bytes and
 * returns the new one, or @cap + 1 as soon as something does not fit; an
 * offset beyond @cap stays there, so that only the last one needs a test.
 * @cap is at most SIPFP_PUT_MAX.
 */
#ifndef SIPFP_CORE_PUT_H
#define SIPFP_CORE_PUT_H

#include "span.h"

#define SIPFP_PUT_MAX 0x7fffffffu

//@ assigns out[0 .. cap - 1];
u32 sipfp_put_bytes(u8 *out, u32 cap, u32 o, const u8 *p, u32 n);

/* Bytes of a message; a span beyond @len does not fit. */
//@ assigns out[0 .. cap - 1];
u32 sipfp_put_span(u8 *out, u32 cap, u32 o, const u8 *buf, u32 len,
		   struct sipfp_span s);

/* A literal of ours, NUL-ended, at most SIPFP_PUT_TEXT_MAX bytes. */
#define SIPFP_PUT_TEXT_MAX 128u
//@ assigns out[0 .. cap - 1];
u32 sipfp_put_text(u8 *out, u32 cap, u32 o, const char *s);

/* As sipfp_put_text(); @max bytes when no NUL comes before. */
//@ assigns out[0 .. cap - 1];
u32 sipfp_put_chars(u8 *out, u32 cap, u32 o, const char *s, u32 max);

//@ assigns out[0 .. cap - 1];
u32 sipfp_put_dec(u8 *out, u32 cap, u32 o, u32 v);

#endif /* SIPFP_CORE_PUT_H */
