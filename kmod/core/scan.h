/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Scanning primitives of the parsers. Internal to the core.
 *
 * All take the message's base pointer, a cursor and the offset where to stop,
 * and return a cursor. The caller has checked that @end is within the message
 * and at most SIPFP_MSG_MAX.
 *
 * The contracts say as much as it takes to prove that every loop of the parsers
 * comes to an end, see selftests/prove/run. That no byte out of bounds is read
 * is Eva's to prove, without them.
 */
#ifndef SIPFP_CORE_SCAN_H
#define SIPFP_CORE_SCAN_H

#include "msg.h"
#include "word.h"

//@ predicate cur(integer i, integer end) = i <= end <= SIPFP_MSG_MAX;

/*
 * Character classes. TOKEN, USER (without escapes), PARAM (of a URI, without
 * escapes) and HEX are those of RFC 3261 section 25.1; the others are:
 * LWS:  SP, HTAB, CR, LF. In an indexed message CR and LF within a value are
 *	 always part of a fold.
 * PVAL: unquoted value of a header parameter: tokens, what a host or a URI
 *	 may need, and anything above ASCII
 * URIC: whatever may stand between angle brackets: no LWS, controls, quotes
 * HOST: letters, digits, hyphen, dot, and the underscore that some use
 */
#define SIPFP_CC_TOKEN	0x01
#define SIPFP_CC_LWS	0x02
#define SIPFP_CC_PVAL	0x04
#define SIPFP_CC_URIC	0x08
#define SIPFP_CC_USER	0x10
#define SIPFP_CC_PARAM	0x20
#define SIPFP_CC_HEX	0x40
#define SIPFP_CC_HOST	0x80

extern const u8 sipfp_scan_class[256];

//@ assigns \nothing;
static inline bool sipfp_scan_is(u8 c, u8 class)
{
	return sipfp_scan_class[c] & class;
}

//@ assigns \nothing;
static inline u8 sipfp_scan_lower(u8 c)
{
	return c >= 'A' && c <= 'Z' ? (u8)(c + ('a' - 'A')) : c;
}

//@ assigns \nothing;
static inline bool sipfp_scan_is_alpha(u8 c)
{
	return sipfp_scan_lower(c) >= 'a' && sipfp_scan_lower(c) <= 'z';
}

/* Value of a hex digit, 0 for anything else */
//@ assigns \nothing;
static inline u8 sipfp_scan_hex(u8 c)
{
	u8 l = sipfp_scan_lower(c);

	if (c >= '0' && c <= '9')
		return (u8)(c - '0');
	return l >= 'a' && l <= 'f' ? (u8)(l - 'a' + 10) : 0;
}

//@ assigns \nothing;
static inline struct sipfp_span sipfp_scan_span(u32 beg, u32 end)
{
	struct sipfp_span s = { (u16)beg, (u16)end };

	return s;
}

/*
 * Opens a span: its ends as cursors, if it lies within a message of @len
 * bytes; else both are 0. Whoever dereferences a span comes through here, so
 * that the bounds are of the cursors and not of a copy of the span.
 */
//@ requires \separated(i, end); assigns *i, *end; ensures cur(*i, *end) && *end <= len;
static inline bool sipfp_scan_open(struct sipfp_span s, u32 len, u32 *i,
				   u32 *end)
{
	u32 b = s.beg;
	u32 e = s.end;

	*i = 0;
	*end = 0;
	if (e > len || b > e)
		return false;
	*i = b;
	*end = e;
	return true;
}

/*
 * A name of at most eight characters as a word, in lower case; 0, which is the
 * word of no name, for one that is longer, empty, or out of range.
 */
//@ assigns \nothing;
static inline u64 sipfp_scan_name(const u8 *buf, u32 len, struct sipfp_span s)
{
	u32 i, end;

	if (!sipfp_scan_open(s, len, &i, &end) || i + 8 < end)
		return 0;
	return sipfp_word_lower(sipfp_word_of(buf, len, i, end));
}

/* Are all of the four bytes at @p of @class? */
//@ assigns \nothing;
static __always_inline bool sipfp_scan_four(const u8 *p, u8 class)
{
	const u8 *of = sipfp_scan_class;

	return of[p[0]] & of[p[1]] & of[p[2]] & of[p[3]] & class;
}

/* Steps over bytes of @class, of which there are some: four at a time. */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
static inline u32 sipfp_scan_run(const u8 *buf, u32 i, u32 end, u8 class)
{
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i + 4 <= end && sipfp_scan_four(buf + i, class))
		i += 4;
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && sipfp_scan_is(buf[i], class))
		i++;
	return i;
}

/* As sipfp_scan_run() of SIPFP_CC_URIC, which are long ones */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
u32 sipfp_scan_uric(const u8 *buf, u32 i, u32 end);

/* Steps over LWS, of which there is none, or a single space, nearly always. */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
static inline u32 sipfp_scan_lws(const u8 *buf, u32 i, u32 end)
{
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && sipfp_scan_is(buf[i], SIPFP_CC_LWS))
		i++;
	return i;
}

//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
static inline u32 sipfp_scan_digits(const u8 *buf, u32 i, u32 end)
{
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && buf[i] >= '0' && buf[i] <= '9')
		i++;
	return i;
}

/*
 * The decimal number at *@i, at least one digit, at most @max; the cursor goes
 * behind it. Return: false, and nothing is changed, for anything else.
 */
//@ requires \separated(i, val) && cur(*i, end); assigns *i, *val; ensures cur(*i, end);
static inline bool sipfp_scan_u32(const u8 *buf, u32 *i, u32 end, u32 max,
				  u32 *val)
{
	u32 beg = *i;
	u32 c = beg;
	u64 v = 0; /* where ten times a u32 and a digit can't overflow */

	//@ loop invariant beg <= c <= end; loop assigns c, v; loop variant end - c;
	while (c < end && buf[c] >= '0' && buf[c] <= '9') {
		v = v * 10 + (u64)(buf[c] - '0');
		if (v > max)
			return false;
		c++;
	}
	if (c == beg)
		return false;
	*i = c;
	*val = (u32)v;
	return true;
}

/* Is [i, end) free of blanks and controls? */
//@ requires cur(i, end); assigns \nothing;
bool sipfp_scan_word(const u8 *buf, u32 i, u32 end);

/* [beg, end) without leading and trailing LWS */
//@ requires cur(beg, end); assigns \nothing;
static inline struct sipfp_span sipfp_scan_trim(const u8 *buf, u32 beg, u32 end)
{
	beg = sipfp_scan_lws(buf, beg, end);
	//@ loop assigns end; loop variant end;
	while (beg < end && sipfp_scan_is(buf[end - 1], SIPFP_CC_LWS))
		end--;
	return sipfp_scan_span(beg, end);
}

/* First @c in [i, end), or @end. @c is below 0x80. */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
u32 sipfp_scan_find(const u8 *buf, u32 i, u32 end, u8 c);

/* First NUL, CR or LF in [i, end), or @end. */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
u32 sipfp_scan_line(const u8 *buf, u32 i, u32 end);

/*
 * @i is at an opening quote. Return: the offset after the closing one, or
 * end + 1 when there is none.
 */
//@ requires cur(i, end) && i < end; assigns \nothing;
u32 sipfp_scan_quoted(const u8 *buf, u32 i, u32 end);

/*
 * @i is at a percent sign or at any byte of @class. Steps over all of them.
 * Return: where it stopped: at a byte of another kind or at a broken escape.
 */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
u32 sipfp_scan_escaped(const u8 *buf, u32 i, u32 end, u8 class);

/**
 * struct sipfp_param - one parameter of a header field
 * @name:  never empty
 * @value: with its quotes; empty without '='
 */
struct sipfp_param {
	struct sipfp_span name;
	struct sipfp_span value;
};

/*
 * Takes ";name[=value]" at the cursor *@i, LWS allowed around each part.
 * Return: 1 with a value, 2 without, 0 (nothing taken, the cursor at @end or
 * at a comma), -1 malformed.
 */
//@ requires \separated(i, p) && cur(*i, end); assigns *i, *p;
int sipfp_scan_param(const u8 *buf, u32 *i, u32 end, struct sipfp_param *p);

/*
 * Start line of a message: everything up to and including m->headers.
 * Return: 0 or enum sipfp_reason.
 */
//@ requires len <= SIPFP_MSG_MAX; assigns *m;
int sipfp_start_parse(const u8 *buf, u32 len, struct sipfp_msg *m);

#endif /* SIPFP_CORE_SCAN_H */
