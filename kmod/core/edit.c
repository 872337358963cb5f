// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Edit list, see edit.h */
#include "edit.h"
#include "put.h"

void sipfp_edit_init(struct sipfp_edit *e)
{
	static const struct sipfp_change none;
	u32 i = 0;

	e->n = 0;
	e->failed = false;
	e->open = 0;
	e->lit_used = 0;
	//@ loop variant SIPFP_EDIT_CHANGES - i;
	while (i < SIPFP_EDIT_CHANGES) {
		e->change[i] = none;
		i++;
	}
}

/* Sort key is (beg, end): what is inserted at x precedes what replaces [x, y) */
static bool sorts_after(struct sipfp_change a, struct sipfp_change b)
{
	return a.beg > b.beg || (a.beg == b.beg && a.end > b.end);
}

void sipfp_edit_replace(struct sipfp_edit *e, struct sipfp_span s)
{
	struct sipfp_change c = { s.beg, s.end, e->lit_used, e->lit_used };
	u32 n = e->n;
	u32 i = n;

	e->open = 0;
	if (e->failed || s.beg > s.end || n >= SIPFP_EDIT_CHANGES) {
		e->failed = true;
		return;
	}
	//@ loop invariant 0 <= i <= n < SIPFP_EDIT_CHANGES;
	//@ loop assigns i, e->change[0 .. n];
	//@ loop variant i;
	while (i > 0 && sorts_after(e->change[i - 1], c)) {
		e->change[i] = e->change[i - 1];
		i--;
	}
	e->change[i] = c;
	e->n = (u8)(n + 1);
	e->open = (u8)(i + 1);
	if ((i > 0 && e->change[i - 1].end > c.beg) ||
	    (i < n && c.end > e->change[i + 1].beg))
		e->failed = true;
}

void sipfp_edit_insert(struct sipfp_edit *e, u16 at)
{
	struct sipfp_span s = { at, at };

	sipfp_edit_replace(e, s);
}

/*
 * Takes note that the literals now reach to @used, or that they have become
 * too long.
 */
static void extend(struct sipfp_edit *e, u32 used)
{
	u32 open = e->open;

	if (used > SIPFP_EDIT_LITERALS || open < 1 ||
	    open > SIPFP_EDIT_CHANGES) {
		e->failed = true;
		return;
	}
	e->lit_used = (u16)used;
	e->change[open - 1].lit_end = (u16)used;
}

void sipfp_edit_bytes(struct sipfp_edit *e, const u8 *p, u32 n)
{
	if (!e->failed)
		extend(e, sipfp_put_bytes(e->lit, SIPFP_EDIT_LITERALS,
					  e->lit_used, p, n));
}

void sipfp_edit_chars(struct sipfp_edit *e, const char *s, u32 n)
{
	if (!e->failed)
		extend(e, sipfp_put_literal(e->lit, SIPFP_EDIT_LITERALS,
					    e->lit_used, s, n));
}

void sipfp_edit_dec(struct sipfp_edit *e, u32 v)
{
	if (!e->failed)
		extend(e, sipfp_put_dec(e->lit, SIPFP_EDIT_LITERALS,
					e->lit_used, v));
}

void sipfp_edit_addr(struct sipfp_edit *e, const struct sipfp_addr *a,
		     bool with_port, bool brackets)
{
	if (!e->failed)
		extend(e, sipfp_addr_put(a, with_port, brackets, e->lit,
					 SIPFP_EDIT_LITERALS, e->lit_used));
}

/* Is change @i within the message and the literals, and not before @pos? */
static bool change_ok(const struct sipfp_edit *e, u32 i, u32 pos, u32 len)
{
	struct sipfp_change c = e->change[i];

	return pos <= c.beg && c.beg <= c.end && c.end <= len &&
	       c.lit_beg <= c.lit_end && c.lit_end <= e->lit_used &&
	       c.lit_end <= SIPFP_EDIT_LITERALS;
}

u32 sipfp_edit_len(const struct sipfp_edit *e, u32 len)
{
	struct sipfp_span keep = { 0, 0 };
	u32 n = e->n;
	u32 sum = 0;
	u32 i = 0;

	if (e->failed || n > SIPFP_EDIT_CHANGES || len > SIPFP_MSG_MAX)
		return SIPFP_MSG_MAX + 1;
	//@ loop invariant sum <= i * (SIPFP_MSG_MAX + SIPFP_EDIT_LITERALS);
	//@ loop assigns i, keep, sum;
	//@ loop variant n - i;
	while (i < n && i < SIPFP_EDIT_CHANGES) {
		struct sipfp_change c = e->change[i];
		struct sipfp_span lit = { c.lit_beg, c.lit_end };

		if (!change_ok(e, i, keep.beg, len))
			return SIPFP_MSG_MAX + 1;
		keep.end = c.beg;
		sum += sipfp_span_len(keep) + sipfp_span_len(lit);
		keep.beg = c.end;
		i++;
	}
	keep.end = (u16)len;
	sum += sipfp_span_len(keep);
	return sum <= SIPFP_MSG_MAX ? sum : SIPFP_MSG_MAX + 1;
}

u32 sipfp_edit_apply(const struct sipfp_edit *e, const u8 *buf, u32 len,
		     u8 *out, u32 cap)
{
	u32 keep = 0;
	u32 n = e->n;
	u32 o = 0;
	u32 i = 0;

	if (e->failed || n > SIPFP_EDIT_CHANGES || len > SIPFP_MSG_MAX)
		return cap + 1;
	//@ loop invariant i <= n && o <= cap + 1;
	//@ loop assigns i, o, keep, out[0 .. cap - 1];
	//@ loop variant n - i;
	while (i < n && i < SIPFP_EDIT_CHANGES) {
		struct sipfp_change c = e->change[i];

		if (keep > c.beg || c.beg > c.end || c.end > len ||
		    c.lit_beg > c.lit_end || c.lit_end > SIPFP_EDIT_LITERALS ||
		    c.lit_end > e->lit_used)
			return cap + 1;
		o = sipfp_put_range(out, cap, o, buf, keep, c.beg);
		o = sipfp_put_range(out, cap, o, e->lit, c.lit_beg, c.lit_end);
		keep = c.end;
		i++;
	}
	o = sipfp_put_range(out, cap, o, buf, keep, len);
	return o <= SIPFP_MSG_MAX ? o : cap + 1;
}
