// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Walking the header fields of an indexed message, see walk.h */
#include "hdr.h"
#include "scan.h"
#include "walk.h"

static bool is_blank(u8 c)
{
	return c == ' ' || c == '\t';
}

/*
 * From @i over the rest of a field with its folded lines. *@stop is where the
 * last line end begins. Return: the offset after it, 0 when there is none.
 */
static u32 field_end(const u8 *buf, u32 i, u32 end, u32 *stop)
{
	//@ loop assigns i, *stop;
	//@ loop variant end - i;
	while (i < end) {
		i = sipfp_scan_line(buf, i, end);
		*stop = i;
		if (i < end && buf[i] == '\r')
			i++;
		if (i >= end || buf[i] != '\n')
			return 0;
		i++;
		if (i >= end || !is_blank(buf[i]))
			return i;
	}
	return 0;
}

bool sipfp_walk_next(const struct sipfp_msg *m, u32 *pos,
		     struct sipfp_field *f)
{
	const u8 *buf = m->buf;
	u32 len = m->len;
	u32 end = m->body;
	u32 beg = *pos;
	u32 stop = 0;
	u32 i;

	f->hid = SIPFP_HID_OTHER;
	f->line = sipfp_scan_span(0, 0);
	f->value = sipfp_scan_span(0, 0);
	if (len > SIPFP_MSG_MAX || end > len || beg >= end ||
	    buf[beg] == '\r' || buf[beg] == '\n')
		return false;
	i = sipfp_scan_run(buf, beg, end, SIPFP_CC_TOKEN);
	f->hid = sipfp_hdr_lookup(buf, len, sipfp_scan_span(beg, i));
	//@ loop assigns i;
	//@ loop variant end - i;
	while (i < end && is_blank(buf[i]))
		i++;
	if (i >= end || buf[i] != ':')
		return false;
	i++;
	*pos = field_end(buf, i, end, &stop);
	if (*pos <= i)
		return false;
	f->line = sipfp_scan_span(beg, *pos);
	f->value = sipfp_scan_trim(buf, i, stop);
	return true;
}

bool sipfp_walk_more_vias(const struct sipfp_msg *m, const struct sipfp_via *v)
{
	struct sipfp_span line = m->hdr[SIPFP_HID_VIA].line;

	return m->count[SIPFP_HID_VIA] > 1 || v->cut.beg != line.beg ||
	       v->cut.end != line.end;
}
