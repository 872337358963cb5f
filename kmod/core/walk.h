/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Walking the header fields of an indexed message, for those who want more
 * than the first of a kind. Internal to the core.
 */
#ifndef SIPFP_CORE_WALK_H
#define SIPFP_CORE_WALK_H

#include "msg.h"
#include "via.h"

/**
 * struct sipfp_field - one header field
 * @hid:   enum sipfp_hid
 * @line:  from its name to just after its last line end
 * @value: LWS trimmed, still folded
 */
struct sipfp_field {
	u8 hid;
	struct sipfp_span line;
	struct sipfp_span value;
};

/*
 * The field at offset *@pos, which starts at m->headers; *@pos moves on.
 * Return: false at the empty line, or where the index does not fit the bytes.
 */
bool sipfp_walk_next(const struct sipfp_msg *m, u32 *pos,
		     struct sipfp_field *f);

/* Is there a Via besides the topmost one, @v? */
bool sipfp_walk_more_vias(const struct sipfp_msg *m,
			  const struct sipfp_via *v);

#endif /* SIPFP_CORE_WALK_H */
