// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Scanning primitives: see scan.h */
#include "scan.h"

/* One row a dozen characters; selftests/core/test_span.c holds the rules. */
const u8 sipfp_scan_class[256] = {
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00,
	0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x3d, 0x00, 0x08,
	0x3c, 0x0d, 0x3c, 0x3d, 0x38, 0x38, 0x3d, 0x3d, 0x18, 0xbd, 0xbd, 0x3c,
	0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0x2c, 0x18,
	0x00, 0x1c, 0x00, 0x1c, 0x0c, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xbd,
	0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd,
	0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0x2c, 0x08, 0x2c, 0x08, 0xbd,
	0x0d, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xfd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd,
	0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd, 0xbd,
	0xbd, 0xbd, 0xbd, 0x08, 0x08, 0x08, 0x3d, 0x00, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c,
	0x0c, 0x0c, 0x0c, 0x0c,
};

#define SUB_0E SIPFP_WORD_EACH(0x80 - 0x0e)

/*
 * High bit set in each of eight bytes that is 0x0e to 0x7f; not in one that is
 * less, and what comes of others does not matter: so far as it is not set they
 * are looked at one by one, and found to be no line end.
 */
//@ assigns \nothing;
static __always_inline u64 from_0e(const u8 *buf, u32 i)
{
	return (sipfp_word_load(buf, i) & SIPFP_WORD_LOW7) + SUB_0E;
}

/*
 * Sixteen bytes at a time, for this is what every header line goes through. A
 * mark is a line end nearly always; HTAB and stray controls are stepped over.
 */
u32 sipfp_scan_line(const u8 *buf, u32 i, u32 end)
{
	u64 a, b;

	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i, a, b; loop variant end - i;
	while (i < end) {
		if (i + 16 <= end) {
			a = from_0e(buf, i);
			b = from_0e(buf + 8, i);
			if ((a & b & SIPFP_WORD_HIGH) == SIPFP_WORD_HIGH) {
				i += 16;
				continue;
			}
			a = ~a & SIPFP_WORD_HIGH;
			if (a)
				i += sipfp_word_first(a);
			else
				i += 8 + sipfp_word_first(~b & SIPFP_WORD_HIGH);
		}
		if (!buf[i] || buf[i] == '\r' || buf[i] == '\n')
			break;
		i++;
	}
	return i;
}

/* High bit set in each byte of @w that is no blank and no control */
//@ assigns \nothing;
static inline u64 graphic(u64 w)
{
	u64 low7 = w & SIPFP_WORD_LOW7;
	u64 from_21 = low7 + SIPFP_WORD_EACH(0x80 - 0x21);
	u64 is_7f = low7 + SIPFP_WORD_EACH(1);

	return (from_21 & ~is_7f) | w;
}

bool sipfp_scan_word(const u8 *buf, u32 i, u32 end)
{
	//@ loop invariant cur(i, end); loop assigns i; loop variant end - i;
	while (i + 8 <= end) {
		if (~graphic(sipfp_word_load(buf, i)) & SIPFP_WORD_HIGH)
			return false;
		i += 8;
	}
	//@ loop assigns i; loop variant end - i;
	while (i < end && buf[i] > ' ' && buf[i] != 0x7f)
		i++;
	return i >= end;
}

/* Marks the bytes that are not of SIPFP_CC_URIC: up to SP, DEL and "<>. */
//@ assigns \nothing;
static inline u64 not_uric(u64 w)
{
	u64 low7 = w & SIPFP_WORD_LOW7;
	u64 from_21 = low7 + SIPFP_WORD_EACH(0x80 - 0x21);
	u64 is_7f = low7 + SIPFP_WORD_EACH(1);
	u64 not_22 = (low7 ^ SIPFP_WORD_EACH(0x22)) + SIPFP_WORD_LOW7;
	/* '<' and '>' differ in one bit */
	u64 not_3c = ((low7 & SIPFP_WORD_EACH(0x7d)) ^ SIPFP_WORD_EACH(0x3c)) +
		     SIPFP_WORD_LOW7;

	return ~((from_21 & ~is_7f & not_22 & not_3c) | w) & SIPFP_WORD_HIGH;
}

u32 sipfp_scan_uric(const u8 *buf, u32 i, u32 end)
{
	u64 mark;

	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i, mark; loop variant end - i;
	while (i + 8 <= end) {
		mark = not_uric(sipfp_word_load(buf, i));
		if (mark)
			return i + sipfp_word_first(mark);
		i += 8;
	}
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && sipfp_scan_is(buf[i], SIPFP_CC_URIC))
		i++;
	return i;
}

u32 sipfp_scan_find(const u8 *buf, u32 i, u32 end, u8 c)
{
	u64 mark;

	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i, mark; loop variant end - i;
	while (i + 8 <= end) {
		mark = sipfp_word_is(sipfp_word_load(buf, i), c);
		if (mark)
			return i + sipfp_word_first(mark);
		i += 8;
	}
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && buf[i] != c)
		i++;
	return i;
}

//@ ensures i < \result <= end + 1;
u32 sipfp_scan_quoted(const u8 *buf, u32 i, u32 end)
{
	i++;
	//@ loop invariant \at(i, Pre) < i <= end + 1; loop assigns i; loop variant end - i;
	while (i < end && buf[i] != '"') {
		if (buf[i] == '\\')
			i++;
		i++;
	}
	return i < end ? i + 1 : end + 1;
}

u32 sipfp_scan_escaped(const u8 *buf, u32 i, u32 end, u8 class)
{
	i = sipfp_scan_run(buf, i, end, class);
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i + 2 < end && buf[i] == '%' &&
	       sipfp_scan_is(buf[i + 1], SIPFP_CC_HEX) &&
	       sipfp_scan_is(buf[i + 2], SIPFP_CC_HEX))
		i = sipfp_scan_run(buf, i + 3, end, class);
	return i;
}

//@ ensures cur(*i, end) && (\result > 0 ==> \old(*i) < *i);
int sipfp_scan_param(const u8 *buf, u32 *i, u32 end, struct sipfp_param *p)
{
	u32 c = sipfp_scan_lws(buf, *i, end);
	u32 beg, stop;

	p->name = sipfp_scan_span(0, 0);
	p->value = sipfp_scan_span(0, 0);
	*i = c;
	if (c >= end || buf[c] == ',')
		return 0;
	if (buf[c] != ';')
		return -1;
	beg = sipfp_scan_lws(buf, c + 1, end);
	stop = sipfp_scan_run(buf, beg, end, SIPFP_CC_TOKEN);
	if (beg >= stop)
		return -1;
	p->name = sipfp_scan_span(beg, stop);
	*i = stop;
	c = sipfp_scan_lws(buf, stop, end);
	if (c >= end || buf[c] != '=')
		return 2;
	beg = sipfp_scan_lws(buf, c + 1, end);
	if (beg < end && buf[beg] == '"')
		stop = sipfp_scan_quoted(buf, beg, end);
	else
		stop = sipfp_scan_run(buf, beg, end, SIPFP_CC_PVAL);
	if (beg >= stop || stop > end)
		return -1;
	p->value = sipfp_scan_span(beg, stop);
	*i = stop;
	return 1;
}
