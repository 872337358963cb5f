// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Messages that we make ourselves, see reply.h */
#include "put.h"
#include "received.h"
#include "reply.h"
#include "walk.h"

#define METHOD_MAX 6 /* of those that follow an INVITE: "CANCEL" */

/* A message is never longer than SIPFP_MSG_MAX, whatever the buffer is. */
static u32 finish(u32 cap, u32 o)
{
	return o <= SIPFP_MSG_MAX ? o : cap + 1;
}

/* The line of the first header field of this kind; nothing where none is. */
static u32 put_line(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m, u8 hid)
{
	if (hid >= SIPFP_HID_MAX || m->count[hid] == 0)
		return o;
	return sipfp_put_span(out, cap, o, m->buf, m->len, m->hdr[hid].line);
}

/* Every line of this kind, in order */
static u32 put_lines(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m,
		     u8 hid)
{
	struct sipfp_field f;
	u32 pos = m->headers;

	//@ loop assigns o, pos, f, out[0 .. cap - 1];
	//@ loop variant m->len - pos;
	while (sipfp_walk_next(m, &pos, &f)) {
		if (f.hid == hid)
			o = sipfp_put_span(out, cap, o, m->buf, m->len,
					   f.line);
	}
	return o;
}

/* @line without @cut, which lies in it */
static u32 put_without(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m,
		       struct sipfp_span line, struct sipfp_span cut)
{
	struct sipfp_span head = { line.beg, cut.beg };
	struct sipfp_span tail = { cut.end, line.end };

	o = sipfp_put_span(out, cap, o, m->buf, m->len, head);
	return sipfp_put_span(out, cap, o, m->buf, m->len, tail);
}

/* The line of the topmost Via, with received and rport put in */
static u32 put_received(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m,
			struct sipfp_span line, const struct sipfp_received *r)
{
	struct sipfp_span part = line;
	u32 i = 0;

	//@ loop assigns o, i, part, out[0 .. cap - 1];
	//@ loop variant 2 - i;
	while (i < r->n && i < 2) {
		part.end = r->at[i].beg;
		o = sipfp_put_span(out, cap, o, m->buf, m->len, part);
		o = sipfp_put_bytes(out, cap, o, r->text[i], r->len[i]);
		part.beg = r->at[i].end;
		i++;
	}
	part.end = line.end;
	return sipfp_put_span(out, cap, o, m->buf, m->len, part);
}

/* The line of the topmost Via, as the flags say */
static u32 put_top_via(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m,
		       struct sipfp_span line, const struct sipfp_reply *r)
{
	struct sipfp_received rec;
	struct sipfp_via via;
	bool skip = r->flags & SIPFP_REPLY_SKIP_VIA;

	if (!skip && !r->src)
		return sipfp_put_span(out, cap, o, m->buf, m->len, line);
	if (!sipfp_via_top(m, &via))
		return cap + 1;
	if (skip && !sipfp_walk_more_vias(m, &via))
		return cap + 1;
	if (skip)
		return put_without(out, cap, o, m, line, via.cut);
	if (!sipfp_received_make(&via, r->src, &rec))
		return cap + 1;
	return put_received(out, cap, o, m, line, &rec);
}

/* 8.2.6.2: every Via, in order */
static u32 put_vias(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m,
		    const struct sipfp_reply *r)
{
	struct sipfp_field f;
	bool top = true;
	u32 pos = m->headers;

	//@ loop assigns o, pos, f, top, out[0 .. cap - 1];
	//@ loop variant m->len - pos;
	while (sipfp_walk_next(m, &pos, &f)) {
		if (f.hid != SIPFP_HID_VIA)
			continue;
		if (top)
			o = put_top_via(out, cap, o, m, f.line, r);
		else
			o = sipfp_put_span(out, cap, o, m->buf, m->len,
					   f.line);
		top = false;
	}
	return o;
}

/* To, with our tag when there is none and one was given */
static u32 put_to(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m,
		  const u8 *tag)
{
	struct sipfp_span head = m->hdr[SIPFP_HID_TO].line;
	struct sipfp_span tail = head;

	if (!tag || !sipfp_span_empty(m->to_tag))
		return put_line(out, cap, o, m, SIPFP_HID_TO);
	head.end = m->hdr[SIPFP_HID_TO].value.end;
	tail.beg = head.end;
	o = sipfp_put_span(out, cap, o, m->buf, m->len, head);
	o = sipfp_put_text(out, cap, o, ";tag=");
	o = sipfp_put_bytes(out, cap, o, tag, SIPFP_TAG_LEN);
	return sipfp_put_span(out, cap, o, m->buf, m->len, tail);
}

/* 8.2.2.3 for a proxy: none of what Proxy-Require asks for is supported. */
static u32 put_unsupported(u8 *out, u32 cap, u32 o, const struct sipfp_msg *m)
{
	struct sipfp_field f;
	u32 pos = m->headers;

	//@ loop assigns o, pos, f, out[0 .. cap - 1];
	//@ loop variant m->len - pos;
	while (sipfp_walk_next(m, &pos, &f)) {
		if (f.hid != SIPFP_HID_PROXY_REQUIRE ||
		    sipfp_span_empty(f.value))
			continue;
		o = sipfp_put_text(out, cap, o, "Unsupported: ");
		o = sipfp_put_span(out, cap, o, m->buf, m->len, f.value);
		o = sipfp_put_text(out, cap, o, "\r\n");
	}
	return o;
}

/*
 * Section 11.2, as a proxy: no Allow, which would be for the user that was meant;
 * bodies are none of its business, and there is no extension that it needs.
 */
static u32 put_options(u8 *out, u32 cap, u32 o)
{
	o = sipfp_put_text(out, cap, o, "Accept:\r\n"
			   "Accept-Encoding: identity\r\n");
	return sipfp_put_text(out, cap, o, "Accept-Language: en\r\n"
			      "Supported:\r\n");
}

u32 sipfp_reply_build(const struct sipfp_msg *m, const struct sipfp_reply *r,
		      u8 *out, u32 cap)
{
	u16 status = r->status;
	u32 o = 0;

	if (m->kind != SIPFP_MSG_REQUEST || status < 100 || status > 699)
		return cap + 1;
	o = sipfp_put_text(out, cap, o, "SIP/2.0 ");
	o = sipfp_put_dec(out, cap, o, status);
	o = sipfp_put_text(out, cap, o, " ");
	o = sipfp_put_chars(out, cap, o, sipfp_reply_phrase(status),
			    SIPFP_PHRASE_MAX);
	o = sipfp_put_text(out, cap, o, "\r\n");
	o = put_vias(out, cap, o, m, r);
	if (status == 100)
		o = put_line(out, cap, o, m, SIPFP_HID_TIMESTAMP);
	o = put_line(out, cap, o, m, SIPFP_HID_FROM);
	o = put_to(out, cap, o, m, status > 100 ? r->tag : NULL);
	o = put_line(out, cap, o, m, SIPFP_HID_CALL_ID);
	o = put_line(out, cap, o, m, SIPFP_HID_CSEQ);
	if (status == 200 && m->method == SIPFP_METHOD_OPTIONS)
		o = put_options(out, cap, o);
	if (status == 420)
		o = put_unsupported(out, cap, o, m);
	if (r->retry_after > 0) {
		o = sipfp_put_text(out, cap, o, "Retry-After: ");
		o = sipfp_put_dec(out, cap, o, r->retry_after);
		o = sipfp_put_text(out, cap, o, "\r\n");
	}
	o = sipfp_put_text(out, cap, o, "Content-Length: 0\r\n\r\n");
	return finish(cap, o);
}

/*
 * What ACK and CANCEL have in common: all of it from the INVITE that we sent,
 * but for @method, and To from @to.
 */
static u32 put_follower(const struct sipfp_msg *req,
			const struct sipfp_msg *to, const char *method,
			u8 *out, u32 cap)
{
	struct sipfp_via via;
	u32 o = 0;

	if (req->kind != SIPFP_MSG_REQUEST || !sipfp_via_top(req, &via))
		return cap + 1;
	o = sipfp_put_chars(out, cap, o, method, METHOD_MAX);
	o = sipfp_put_text(out, cap, o, " ");
	o = sipfp_put_span(out, cap, o, req->buf, req->len, req->ruri);
	o = sipfp_put_text(out, cap, o, " SIP/2.0\r\nVia: ");
	o = sipfp_put_span(out, cap, o, req->buf, req->len, via.value);
	o = sipfp_put_text(out, cap, o, "\r\nMax-Forwards: 70\r\n");
	o = put_lines(out, cap, o, req, SIPFP_HID_ROUTE);
	o = put_line(out, cap, o, req, SIPFP_HID_FROM);
	o = put_line(out, cap, o, to, SIPFP_HID_TO);
	o = put_line(out, cap, o, req, SIPFP_HID_CALL_ID);
	o = sipfp_put_text(out, cap, o, "CSeq: ");
	o = sipfp_put_dec(out, cap, o, req->cseq);
	o = sipfp_put_text(out, cap, o, " ");
	o = sipfp_put_chars(out, cap, o, method, METHOD_MAX);
	o = sipfp_put_text(out, cap, o, "\r\nContent-Length: 0\r\n\r\n");
	return finish(cap, o);
}

u32 sipfp_reply_ack(const struct sipfp_msg *req, const struct sipfp_msg *resp,
		    u8 *out, u32 cap)
{
	if (resp->kind != SIPFP_MSG_RESPONSE)
		return cap + 1;
	return put_follower(req, resp, "ACK", out, cap);
}

u32 sipfp_reply_cancel(const struct sipfp_msg *req, u8 *out, u32 cap)
{
	return put_follower(req, req, "CANCEL", out, cap);
}
