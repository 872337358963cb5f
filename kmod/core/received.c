// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* received and rport of the topmost Via, see received.h */
#include "put.h"
#include "received.h"

#define TEXT_MAX ((u32)SIPFP_RECEIVED_TEXT)

static bool add(struct sipfp_received *r, struct sipfp_span at, u32 len)
{
	u32 n = r->n;

	if (n >= 2 || len > TEXT_MAX || at.beg > at.end)
		return false;
	r->at[n] = at;
	r->len[n] = (u8)len;
	r->n = (u8)(n + 1);
	return true;
}

static bool add_rport(struct sipfp_received *r, const struct sipfp_via *v,
		      u16 port)
{
	struct sipfp_span at = { v->rport_at, v->rport_at };
	u8 *text = r->text[r->n & 1];
	u32 o = 0;

	if (v->flags & SIPFP_VIA_RPORT_VALUE)
		at = v->rport;
	else
		o = sipfp_put_text(text, TEXT_MAX, o, "=");
	o = sipfp_put_dec(text, TEXT_MAX, o, port);
	return at.end > 0 && add(r, at, o);
}

static bool add_received(struct sipfp_received *r, const struct sipfp_via *v,
			 const struct sipfp_addr *src)
{
	struct sipfp_span at = { v->value.end, v->value.end };
	u8 *text = r->text[r->n & 1];
	u32 o = 0;

	if (v->flags & SIPFP_VIA_RECEIVED)
		at = v->received;
	else
		o = sipfp_put_text(text, TEXT_MAX, o, ";received=");
	o = sipfp_addr_put(src, false, false, text, TEXT_MAX, o);
	return at.end > 0 && add(r, at, o);
}

bool sipfp_received_make(const struct sipfp_via *v,
			 const struct sipfp_addr *src,
			 struct sipfp_received *r)
{
	static const struct sipfp_received none;
	bool rport = v->flags & SIPFP_VIA_RPORT;
	bool received = rport || (v->flags & SIPFP_VIA_RECEIVED) ||
			!sipfp_addr_ip_equal(&v->addr, src);
	bool received_first = rport && (v->flags & SIPFP_VIA_RECEIVED) &&
			      v->received.beg < v->rport_at;

	*r = none;
	if (received_first && !add_received(r, v, src))
		return false;
	if (rport && !add_rport(r, v, src->port))
		return false;
	if (received && !received_first && !add_received(r, v, src))
		return false;
	return true;
}
