/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Edit list: what the outgoing message differs in from the one that came.
 *
 * A change replaces [beg, end) of the message by a literal; changes may be
 * added in any order, must not overlap, and keep the order of addition where
 * they insert at the same offset; what is inserted where a replaced range
 * begins comes before it. Nothing is copied until sipfp_edit_apply()
 * gathers the result, once, into the caller's buffer.
 */
#ifndef SIPFP_CORE_EDIT_H
#define SIPFP_CORE_EDIT_H

#include "addr.h"
#include "span.h"

#define SIPFP_EDIT_CHANGES 12
#define SIPFP_EDIT_LITERALS 1024

struct sipfp_change {
	u16 beg;
	u16 end;
	u16 lit_beg;
	u16 lit_end;
};

/**
 * struct sipfp_edit - the list; on the caller's stack
 * @n:	      changes in use, sorted by beg
 * @failed:   sticky: something did not fit, or overlapped. Everything added
 *	      after it is ignored and sipfp_edit_len() says "does not fit".
 * @open:     index of the change that literals are appended to, + 1
 * @lit_used: bytes of @lit in use
 */
struct sipfp_edit {
	u8 n;
	bool failed;
	u8 open;
	u16 lit_used;
	struct sipfp_change change[SIPFP_EDIT_CHANGES];
	u8 lit[SIPFP_EDIT_LITERALS];
};

void sipfp_edit_init(struct sipfp_edit *e);

/* Opens a change of [beg, end); what it becomes is then appended. */
void sipfp_edit_replace(struct sipfp_edit *e, struct sipfp_span s);
void sipfp_edit_insert(struct sipfp_edit *e, u16 at);

/* Appends to the change opened last. */
void sipfp_edit_bytes(struct sipfp_edit *e, const u8 *p, u32 n);
void sipfp_edit_chars(struct sipfp_edit *e, const char *s, u32 n);
void sipfp_edit_dec(struct sipfp_edit *e, u32 v);
void sipfp_edit_addr(struct sipfp_edit *e, const struct sipfp_addr *a,
		     bool with_port, bool brackets);

/* A string literal, of some 100 bytes at most */
#define sipfp_edit_text(e, s) sipfp_edit_chars(e, "" s, sizeof(s) - 1)

/* Length of the result for a message of @len bytes; SIPFP_MSG_MAX + 1 when
 * the list failed, reaches beyond @len, or the result would be too long.
 */
u32 sipfp_edit_len(const struct sipfp_edit *e, u32 len);

/* Gathers. Return: bytes written, or cap + 1 when it does not fit. */
u32 sipfp_edit_apply(const struct sipfp_edit *e, const u8 *buf, u32 len,
		     u8 *out, u32 cap);

#endif /* SIPFP_CORE_EDIT_H */
