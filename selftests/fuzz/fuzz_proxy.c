// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer: a datagram through the proxy and back.
 *
 * What was accepted once is decided, rewritten, answered, acknowledged and
 * cancelled; every message that comes of it must be accepted as well, and say
 * the same where it should. The first bytes choose the service, the rest is
 * the datagram.
 */
#include <stdio.h>
#include <stdlib.h>
#include "core/loop.h"
#include "core/proxy.h"
#include "core/reply.h"

#define REQUIRE(c) \
	do { \
		if (!(c)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#c); \
			abort(); \
		} \
	} while (0)

#define TAG	"0123456789abcdef"
#define CHOICES 4u

/* Choices, byte 0 */
#define USE_V6	     0x01
#define RECORD_ROUTE 0x02
#define SEALED_ONLY  0x04
#define NEW_RURI     0x08
#define OUR_ROUTE    0x10 /* a Route of ours with a good token is put in front */
#define SRC_IS_FLOW  0x20

static const struct sipfp_keyring ring = { 2,
					   { 3, 31 },
					   { { 1, 2 }, { 3, 4 } } };

/* A message in a buffer of just its length, and its index */
struct text {
	u8 *buf;
	u32 len;
	struct sipfp_msg m;
	struct sipfp_via via;
};

static void text_free(struct text *t)
{
	free(t->buf);
	t->buf = NULL;
}

static u8 *text_alloc(struct text *t, u32 len)
{
	t->len = len;
	t->buf = malloc(len ? len : 1);
	REQUIRE(t->buf);
	return t->buf;
}

static bool text_index(struct text *t)
{
	int reason = sipfp_msg_index(t->buf, t->len, &t->m);

	return reason == 0 && sipfp_via_top(&t->m, &t->via);
}

static u32 header_lines(const struct sipfp_msg *m)
{
	u32 lines = 0;
	u32 i;

	for (i = m->headers; i < m->body; i++)
		lines += m->buf[i] == '\n';
	return lines;
}

/* Is this one accepted, unless it was at the limit of header lines before? */
static bool text_again(struct text *t, const struct text *from)
{
	int reason = sipfp_msg_index(t->buf, t->len, &t->m);

	if (reason == SIPFP_REASON_TOO_MANY &&
	    header_lines(&from->m) + 3 > SIPFP_HDR_LINES_MAX)
		return false;
	if (reason)
		fprintf(stderr, "%s:\n%.*s\n",
			sipfp_reason_name((unsigned int)reason), (int)t->len,
			(const char *)t->buf);
	REQUIRE(reason == 0);
	REQUIRE(t->m.len == t->len);
	return true;
}

static bool same(const struct text *a, struct sipfp_span x,
		 const struct text *b, struct sipfp_span y)
{
	return sipfp_span_same(a->buf, a->len, x, b->buf, b->len, y);
}

/* What no message may change on its way */
static void require_same_dialog(const struct text *a, const struct text *b)
{
	REQUIRE(same(a, a->m.hdr[SIPFP_HID_CALL_ID].value, b,
		     b->m.hdr[SIPFP_HID_CALL_ID].value));
	REQUIRE(same(a, a->m.hdr[SIPFP_HID_FROM].value, b,
		     b->m.hdr[SIPFP_HID_FROM].value));
	REQUIRE(same(a, a->m.from_tag, b, b->m.from_tag));
	REQUIRE(a->m.cseq == b->m.cseq);
}

static void require_same(const struct text *a, const struct text *b)
{
	struct sipfp_span x = { a->m.body, (u16)a->m.len };
	struct sipfp_span y = { b->m.body, (u16)b->m.len };

	require_same_dialog(a, b);
	REQUIRE(a->m.kind == b->m.kind);
	REQUIRE(a->m.method == b->m.method);
	REQUIRE(a->m.status == b->m.status);
	REQUIRE(same(a, a->m.method_tok, b, b->m.method_tok));
	REQUIRE(same(a, a->m.to_tag, b, b->m.to_tag));
	REQUIRE(same(a, x, b, y));
}

static struct sipfp_addr address(bool v6, u8 last, u16 port)
{
	static const u8 net4[16] = { 192, 0, 2, 0 };
	static const u8 net6[16] = { 0x20, 1, 0xd, 0xb8 };
	struct sipfp_addr a = { v6 ? 6 : 4, port, { 0 } };

	memcpy(a.ip, v6 ? net6 : net4, 16);
	a.ip[v6 ? 15 : 3] = last;
	return a;
}

static bool apply(const struct sipfp_edit *e, const struct text *in,
		  struct text *out)
{
	u32 len = sipfp_edit_len(e, in->m.len);

	REQUIRE(len <= SIPFP_MSG_MAX);
	text_alloc(out, len);
	REQUIRE(sipfp_edit_apply(e, in->m.buf, in->m.len, out->buf, len) ==
		len);
	if (text_again(out, in))
		return true;
	text_free(out);
	return false;
}

/* Writes a reply, ACK or CANCEL twice: to learn its length, and exactly. */
enum what { REPLY, ACK, CANCEL };

static u32 write_one(enum what what, const struct text *req,
		     const struct text *resp, const struct sipfp_reply *r,
		     u8 *out, u32 cap)
{
	switch (what) {
	case REPLY:
		return sipfp_reply_build(&req->m, r, out, cap);
	case ACK:
		return sipfp_reply_ack(&req->m, &resp->m, out, cap);
	default:
		return sipfp_reply_cancel(&req->m, out, cap);
	}
}

static bool make(enum what what, const struct text *req,
		 const struct text *resp, const struct sipfp_reply *r,
		 struct text *out)
{
	static u8 buf[SIPFP_MSG_MAX];
	u32 n = write_one(what, req, resp, r, buf, SIPFP_MSG_MAX);

	if (n > SIPFP_MSG_MAX)
		return false;
	text_alloc(out, n);
	REQUIRE(write_one(what, req, resp, r, out->buf, n) == n);
	REQUIRE(n == 0 || write_one(what, req, resp, r, buf, n - 1) == n);
	if (text_again(out, req)) {
		require_same_dialog(req, out);
		return true;
	}
	text_free(out);
	return false;
}

/* The client's Via says what was seen of it, and nothing else. */
static void require_received(const struct text *in, const struct text *home,
			     const struct sipfp_addr *src)
{
	struct sipfp_addr ip = { 0 };
	u32 port = 0;

	if (home->via.flags & SIPFP_VIA_RECEIVED) {
		REQUIRE(sipfp_addr_parse(home->buf, home->len,
					 home->via.received, true, &ip));
		REQUIRE(sipfp_addr_ip_equal(&ip, src));
	} else {
		REQUIRE(sipfp_addr_ip_equal(&in->via.addr, src));
	}
	if (in->via.flags & SIPFP_VIA_RPORT) {
		REQUIRE(home->via.flags & SIPFP_VIA_RECEIVED);
		REQUIRE(sipfp_span_u32(home->buf, home->len, home->via.rport,
				       65535, &port));
		REQUIRE(port == src->port);
	}
}

/* A failure from the next hop: acknowledged there, and sent home from here */
static void check_response(const struct text *in, const struct text *sent,
			   const struct text *resp,
			   const struct sipfp_addr *src)
{
	struct sipfp_edit e;
	struct text ack;
	struct text home;

	if (make(ACK, sent, resp, NULL, &ack)) {
		REQUIRE(ack.m.method == SIPFP_METHOD_ACK);
		REQUIRE(sipfp_via_top(&ack.m, &ack.via));
		REQUIRE(same(&ack, ack.via.value, sent, sent->via.value));
		REQUIRE(same(&ack, ack.m.to_tag, resp, resp->m.to_tag));
		REQUIRE(ack.m.count[SIPFP_HID_ROUTE] ==
			sent->m.count[SIPFP_HID_ROUTE]);
		text_free(&ack);
	}
	REQUIRE(sipfp_proxy_plan_response(&resp->m, &resp->via, &e));
	if (!apply(&e, resp, &home))
		return;
	require_same(resp, &home);
	REQUIRE(sipfp_via_top(&home.m, &home.via));
	REQUIRE(same(&home, home.via.branch, in, in->via.branch));
	REQUIRE(same(&home, home.via.sent_by, in, in->via.sent_by));
	require_received(in, &home, src);
	text_free(&home);
}

static void check_reply(const struct text *in, const struct text *sent,
			const struct sipfp_addr *src)
{
	struct sipfp_reply r = { 486, 0, (const u8 *)TAG, 5, NULL };
	struct text resp;

	if (make(REPLY, sent, NULL, &r, &resp)) {
		REQUIRE(resp.m.status == 486);
		REQUIRE(!sipfp_span_empty(resp.m.to_tag));
		REQUIRE(sipfp_via_top(&resp.m, &resp.via));
		REQUIRE(same(&resp, resp.via.value, sent, sent->via.value));
		check_response(in, sent, &resp, src);
		text_free(&resp);
	}
	r.flags = SIPFP_REPLY_SKIP_VIA;
	r.status = 420;
	if (make(REPLY, sent, NULL, &r, &resp)) {
		REQUIRE(sipfp_via_top(&resp.m, &resp.via));
		REQUIRE(same(&resp, resp.via.branch, in, in->via.branch));
		text_free(&resp);
	}
	r.flags = 0;
	r.status = 100;
	r.src = src;
	if (make(REPLY, in, NULL, &r, &resp)) {
		REQUIRE(resp.m.status == 100);
		REQUIRE(same(&resp, resp.m.to_tag, in, in->m.to_tag));
		REQUIRE(sipfp_via_top(&resp.m, &resp.via));
		REQUIRE(same(&resp, resp.via.branch, in, in->via.branch));
		text_free(&resp);
	}
}

static void check_sent(const struct text *in, struct text *sent,
		       const struct sipfp_decision *d,
		       const struct sipfp_forward *f)
{
	struct text cancel;
	u32 mf = in->m.max_forwards;

	require_same(in, sent);
	REQUIRE(sipfp_via_top(&sent->m, &sent->via));
	REQUIRE(sipfp_span_eq(sent->buf, sent->len, sent->via.branch,
			      (const char *)f->branch, SIPFP_BRANCH_LEN));
	/* were it to come back as @in was, it would be known again */
	REQUIRE(sipfp_loop_found(&ring, &sent->m, &sent->via, &sent->via.addr,
				 sipfp_loop_hash(&ring, &in->m)));
	REQUIRE(sent->m.count[SIPFP_HID_VIA] > in->m.count[SIPFP_HID_VIA] ||
		sent->m.count[SIPFP_HID_VIA] == 255);
	REQUIRE(sent->m.max_forwards == (mf == SIPFP_MF_ABSENT ? 70 :
					 mf		       ? mf - 1 :
								 0));
	if (!sipfp_span_empty(d->route_cut))
		REQUIRE(same(in, in->m.route2[1], sent, sent->m.route2[0]));
	else
		REQUIRE(same(in, in->m.route2[0], sent, sent->m.route2[0]));
	check_reply(in, sent, &f->src);
	if (make(CANCEL, sent, NULL, NULL, &cancel)) {
		REQUIRE(cancel.m.method == SIPFP_METHOD_CANCEL);
		REQUIRE(same(&cancel, cancel.m.ruri, sent, sent->m.ruri));
		REQUIRE(same(&cancel, cancel.m.to_tag, sent, sent->m.to_tag));
		text_free(&cancel);
	}
}

static void require_decision(const struct sipfp_decision *d,
			     const struct text *in,
			     const struct sipfp_self *self)
{
	REQUIRE(d->reason < SIPFP_REASON_MAX);
	REQUIRE((d->want == SIPFP_WANT_SLOW) ==
		(d->reason != SIPFP_REASON_NONE));
	REQUIRE((d->target.family != 0) == (d->want == SIPFP_WANT_LITERAL));
	REQUIRE(d->want != SIPFP_WANT_USER || (!d->trusted && !d->has_route));
	if (d->want != SIPFP_WANT_SLOW)
		REQUIRE(d->status == 0);
	else if (in->m.method == SIPFP_METHOD_ACK)
		REQUIRE(d->status == 0);
	else
		REQUIRE((d->status >= 400 && d->status <= 503) ||
			(d->status == 200 && d->reason == SIPFP_REASON_HOPS));
	if (d->want == SIPFP_WANT_LITERAL) {
		REQUIRE(d->trusted);
		REQUIRE(!sipfp_span_empty(in->m.to_tag));
		REQUIRE(d->target.family == self->addr.family);
		REQUIRE(!sipfp_addr_equal(&d->target, &self->addr));
	}
}

static void check_request(const struct text *in, const u8 *choice)
{
	bool v6 = choice[0] & USE_V6;
	u8 branch[SIPFP_BRANCH_LEN];
	struct sipfp_self self = { address(v6, 10, 5060),
				   choice[0] & RECORD_ROUTE,
				   choice[0] & SEALED_ONLY };
	struct sipfp_forward f = { address(v6, choice[1], choice[2]),
				   address(v6, 99, 5070), NULL, 0, branch };
	struct sipfp_decision d;
	struct sipfp_addr to;
	struct sipfp_edit e;
	struct text sent;

	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL,
			   sipfp_loop_token(sipfp_loop_hash(&ring, &in->m), 1),
			   branch);
	if (choice[2] == 0) /* no datagram comes from there */
		f.src.port = 5060;
	if (choice[0] & SRC_IS_FLOW)
		f.src = address(v6, 7, 5062);
	if (choice[0] & NEW_RURI) {
		f.ruri = (const u8 *)"sip:bob@203.0.113.5;x=y";
		f.ruri_len = 23;
	}
	if (sipfp_proxy_reply_addr(&in->via, &f.src, &to))
		REQUIRE(sipfp_addr_ip_equal(&to, &f.src) && to.port);
	sipfp_proxy_decide(&in->m, &self, &ring, &f.src, &d);
	require_decision(&d, in, &self);
	if (d.want == SIPFP_WANT_LITERAL)
		f.target = d.target;
	/* also where it says SLOW: planning depends on no decision */
	if (!sipfp_proxy_plan_request(&in->m, &in->via, &self, &ring, &d, &f,
				      &e))
		return;
	if (apply(&e, in, &sent)) {
		check_sent(in, &sent, &d, &f);
		text_free(&sent);
	}
}

/* Puts our Route, with a token for this very message, before all headers. */
static bool with_route(const struct text *in, bool v6, struct text *out)
{
	struct sipfp_rr rr = { { address(v6, 7, 5062), address(v6, 8, 5070) } };
	struct sipfp_addr self = address(v6, 10, 5060);
	u8 token[SIPFP_RR_TOKEN_MAX];
	struct sipfp_edit e;
	u32 n;

	n = sipfp_rr_print(&ring, &rr, &self, in->buf, in->len,
			   in->m.hdr[SIPFP_HID_CALL_ID].value, in->m.from_tag,
			   token, sizeof(token));
	REQUIRE(n <= sizeof(token));
	sipfp_edit_init(&e);
	sipfp_edit_insert(&e, in->m.headers);
	sipfp_edit_text(&e, "Route: <sip:");
	sipfp_edit_addr(&e, &self, true, true);
	sipfp_edit_text(&e, ";lr;sfp=");
	sipfp_edit_bytes(&e, token, n);
	sipfp_edit_text(&e, ">\r\n");
	if (sipfp_edit_len(&e, in->m.len) > SIPFP_MSG_MAX)
		return false;
	return apply(&e, in, out);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct sipfp_edit e;
	struct text routed;
	struct text out;
	struct text in;

	if (size < CHOICES || size - CHOICES > SIPFP_MSG_MAX)
		return 0;
	text_alloc(&in, (u32)(size - CHOICES));
	memcpy(in.buf, data + CHOICES, in.len);
	if (!text_index(&in)) {
		text_free(&in);
		return 0;
	}
	if (in.m.kind == SIPFP_MSG_REQUEST) {
		check_request(&in, data);
		if ((data[0] & OUR_ROUTE) &&
		    with_route(&in, data[0] & USE_V6, &routed)) {
			REQUIRE(sipfp_via_top(&routed.m, &routed.via));
			check_request(&routed, data);
			text_free(&routed);
		}
	} else if (sipfp_proxy_plan_response(&in.m, &in.via, &e) &&
		   apply(&e, &in, &out)) {
		require_same(&in, &out);
		text_free(&out);
	}
	text_free(&in);
	return 0;
}
