// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* How a message is rewritten: RFC 3261 sections 16.6, 16.7 and 18.2.1 */
#include "proxy.h"
#include "put.h"
#include "received.h"
#include "scan.h"
#include "walk.h"

#define DEFAULT_PORT 5060

/* What the sender gets to know, and our Via on a line of its own before it */
static bool plan_via(const struct sipfp_msg *m, const struct sipfp_via *via,
		     const struct sipfp_self *self,
		     const struct sipfp_forward *f, struct sipfp_edit *e)
{
	struct sipfp_received r;
	u32 i = 0;

	if (!sipfp_received_make(via, &f->src, &r))
		return false;
	//@ loop assigns i, *e;
	//@ loop variant 2 - i;
	while (i < r.n && i < 2) {
		sipfp_edit_replace(e, r.at[i]);
		sipfp_edit_bytes(e, r.text[i], r.len[i]);
		i++;
	}
	sipfp_edit_insert(e, m->hdr[SIPFP_HID_VIA].line.beg);
	sipfp_edit_text(e, "Via: SIP/2.0/UDP ");
	sipfp_edit_addr(e, &self->addr, true, true);
	sipfp_edit_text(e, ";branch=");
	sipfp_edit_bytes(e, f->branch, SIPFP_BRANCH_LEN);
	sipfp_edit_text(e, "\r\n");
	return true;
}

static void plan_max_forwards(const struct sipfp_msg *m, struct sipfp_edit *e)
{
	if (m->max_forwards == SIPFP_MF_ABSENT) {
		sipfp_edit_insert(e, m->hdr[SIPFP_HID_VIA].line.beg);
		sipfp_edit_text(e, "Max-Forwards: 70\r\n");
		return;
	}
	sipfp_edit_replace(e, m->hdr[SIPFP_HID_MAX_FORWARDS].value);
	sipfp_edit_dec(e, m->max_forwards > 0 ? m->max_forwards - 1u : 0);
}

static bool plan_record_route(const struct sipfp_msg *m,
			      const struct sipfp_self *self,
			      const struct sipfp_keyring *kr,
			      const struct sipfp_forward *f,
			      struct sipfp_edit *e)
{
	struct sipfp_rr rr = { { f->src, f->target } };
	u8 token[SIPFP_RR_TOKEN_MAX] = { 0 };
	u32 n;

	n = sipfp_rr_print(kr, &rr, &self->addr, m->buf, m->len,
			   m->hdr[SIPFP_HID_CALL_ID].value, m->from_tag,
			   token, SIPFP_RR_TOKEN_MAX);
	if (n > SIPFP_RR_TOKEN_MAX)
		return false;
	sipfp_edit_insert(e, m->count[SIPFP_HID_RECORD_ROUTE] > 0 ?
			  m->hdr[SIPFP_HID_RECORD_ROUTE].line.beg :
			  m->hdr[SIPFP_HID_VIA].line.beg);
	sipfp_edit_text(e, "Record-Route: <sip:");
	sipfp_edit_addr(e, &self->addr, true, true);
	sipfp_edit_text(e, ";lr;sfp=");
	sipfp_edit_bytes(e, token, n);
	sipfp_edit_text(e, ">\r\n");
	return true;
}

/* A Request-URI that comes from a table must still be one word. */
static bool plan_ruri(const struct sipfp_msg *m, const struct sipfp_forward *f,
		      struct sipfp_edit *e)
{
	u32 n = f->ruri_len;

	if (n == 0 || n > SIPFP_EDIT_LITERALS ||
	    sipfp_scan_uric(f->ruri, 0, n) != n)
		return false;
	sipfp_edit_replace(e, m->ruri);
	sipfp_edit_bytes(e, f->ruri, n);
	return true;
}

bool sipfp_proxy_plan_request(const struct sipfp_msg *m,
			      const struct sipfp_via *via,
			      const struct sipfp_self *self,
			      const struct sipfp_keyring *kr,
			      const struct sipfp_decision *d,
			      const struct sipfp_forward *f,
			      struct sipfp_edit *e)
{
	bool record = self->record_route && sipfp_span_empty(m->to_tag) &&
		      sipfp_method_makes_dialog(m->method);

	sipfp_edit_init(e);
	if (m->kind != SIPFP_MSG_REQUEST)
		return false;
	if (f->ruri && !plan_ruri(m, f, e))
		return false;
	if (!plan_via(m, via, self, f, e))
		return false;
	plan_max_forwards(m, e);
	if (!sipfp_span_empty(d->route_cut))
		sipfp_edit_replace(e, d->route_cut);
	if (record && !plan_record_route(m, self, kr, f, e))
		return false;
	return sipfp_edit_len(e, m->len) <= SIPFP_MSG_MAX;
}

/* Does ";name[=value]" from @beg to @end say how to send it? */
static bool is_transport(const u8 *buf, u32 len, u32 beg, u32 end)
{
	u32 i = beg + 1;

	//@ loop assigns i;
	//@ loop variant end - i;
	while (i < end && buf[i] != '=')
		i++;
	return i <= end &&
	       sipfp_span_eq_nocase(buf, len, sipfp_scan_span(beg + 1, i),
				    "transport", 9);
}

/*
 * The parameters, without transport when it is none of ours. Written with
 * escapes it is not found, and then the whole does not fit.
 */
static u32 put_params(const struct sipfp_msg *m, const struct sipfp_uri *u,
		      u8 *out, u32 cap, u32 o)
{
	bool cut = u->flags & SIPFP_URI_TRANSPORT;
	u32 beg, next, end;

	if (!sipfp_scan_open(u->params, m->len, &beg, &end))
		return cap + 1;
	//@ loop assigns beg, next, cut, o, out[0 .. cap - 1];
	//@ loop variant end - beg;
	while (beg < end) {
		next = beg + 1;
		//@ loop assigns next;
		//@ loop variant end - next;
		while (next < end && m->buf[next] != ';')
			next++;
		if (cut && is_transport(m->buf, m->len, beg, next))
			cut = false;
		else
			o = sipfp_put_span(out, cap, o, m->buf, m->len,
					   sipfp_scan_span(beg, next));
		beg = next;
	}
	return cut ? cap + 1 : o;
}

u32 sipfp_proxy_gateway_uri(const struct sipfp_msg *m,
			    const struct sipfp_uri *u,
			    const struct sipfp_addr *target, u8 *out, u32 cap)
{
	struct sipfp_span head = { u->all.beg, u->host.beg };
	u8 text[SIPFP_ADDR_TEXT_MAX] = { 0 };
	u32 o, n;

	n = sipfp_addr_print(target, true, true, text, SIPFP_ADDR_TEXT_MAX);
	if (n > SIPFP_ADDR_TEXT_MAX)
		return cap + 1;
	o = sipfp_put_span(out, cap, 0, m->buf, m->len, head);
	o = sipfp_put_bytes(out, cap, o, text, n);
	return put_params(m, u, out, cap, o);
}

bool sipfp_proxy_plan_response(const struct sipfp_msg *m,
			       const struct sipfp_via *via,
			       struct sipfp_edit *e)
{
	sipfp_edit_init(e);
	if (m->kind != SIPFP_MSG_RESPONSE || sipfp_span_empty(via->cut) ||
	    !sipfp_walk_more_vias(m, via))
		return false;
	sipfp_edit_replace(e, via->cut);
	return sipfp_edit_len(e, m->len) <= SIPFP_MSG_MAX;
}

bool sipfp_proxy_reply_addr(const struct sipfp_via *via,
			    const struct sipfp_addr *src,
			    struct sipfp_addr *to)
{
	u16 port = via->port ? via->port : DEFAULT_PORT;
	struct sipfp_addr a = *src;

	if (!(via->flags & SIPFP_VIA_RPORT))
		a.port = port;
	*to = a;
	return (via->flags & SIPFP_VIA_UDP) && !(via->flags & SIPFP_VIA_MADDR);
}
