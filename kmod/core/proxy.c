// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Where a request goes: RFC 3261 sections 16.3 to 16.5, see proxy.h */
#include "hdr.h"
#include "proxy.h"

/**
 * struct hops - Route values that matter
 * @next:    what remains to be visited first, empty when nothing does
 * @rr:	     what our own Route value seals
 * @trusted: that seal is good, and the request is in a dialog
 */
struct hops {
	struct sipfp_span next;
	struct sipfp_rr rr;
	bool trusted;
};

/*
 * What a stateless response says where there is no socket to leave it to:
 *
 *   400 Bad Request		  Request-URI or Route malformed, 16.3 step 1
 *   416 Unsupported URI Scheme	  16.3 step 2
 *   483 Too Many Hops		  16.3 step 3, 200 to OPTIONS
 *   420 Bad Extension		  16.3 step 5
 *   403 Forbidden		  no relaying without a valid token
 *   481 ... Does Not Exist	  12.2.2: a dialog with us, who have none
 *   404 Not Found		  16.5: nobody is meant but ourselves
 *   503 Service Unavailable	  what the daemon could have done
 */
static u16 reason_status(u8 reason, const struct sipfp_msg *m)
{
	bool in_dialog = !sipfp_span_empty(m->to_tag);

	switch (reason) {
	case SIPFP_REASON_BAD_URI:
	case SIPFP_REASON_BAD_ADDRESS:
		return 400;
	case SIPFP_REASON_SCHEME:
		return 416;
	case SIPFP_REASON_HOPS:
		return m->method == SIPFP_METHOD_OPTIONS ? 200 : 483;
	case SIPFP_REASON_PROXY_REQUIRE:
		return 420;
	case SIPFP_REASON_NOT_TRUSTED:
		return 403;
	case SIPFP_REASON_TO_US:
		return in_dialog ? 481 : 404;
	default:
		return 503;
	}
}

/* Does the hop that this URI means arrive here? */
static bool names_us(const struct sipfp_self *self, const struct sipfp_uri *u)
{
	return u->scheme == SIPFP_URI_SIP &&
	       sipfp_addr_equal(&u->addr, &self->addr);
}

/*
 * 16.3 steps 1 and 2. A Request-URI may have no header fields (19.1.1), and
 * whoever believed them would send what the caller did not (RFC 4475 3.1.2.11).
 */
static u8 check_ruri(const struct sipfp_msg *m, struct sipfp_uri *u)
{
	bool ok = sipfp_uri_parse(m->buf, m->len, m->ruri, u);

	if (u->scheme == SIPFP_URI_SIP)
		return ok && !(u->flags & SIPFP_URI_HEADERS) ?
		       SIPFP_REASON_NONE : SIPFP_REASON_BAD_URI;
	return ok ? SIPFP_REASON_SCHEME : SIPFP_REASON_BAD_URI;
}

/* 16.3, and 16.4 as far as the Request-URI goes */
static u8 validate(const struct sipfp_msg *m, const struct sipfp_self *self,
		   struct sipfp_decision *d)
{
	u8 reason = check_ruri(m, &d->ruri);

	if (reason != SIPFP_REASON_NONE)
		return reason;
	d->own_host = sipfp_addr_ip_equal(&d->ruri.addr, &self->addr) &&
		      (d->ruri.port == 0 || d->ruri.port == self->addr.port);
	if (m->max_forwards == 0)
		return SIPFP_REASON_HOPS;
	if (m->count[SIPFP_HID_PROXY_REQUIRE] > 0)
		return SIPFP_REASON_PROXY_REQUIRE;
	/* Our Record-Route has no user, but lr and a token. */
	if (d->own_host && sipfp_span_empty(d->ruri.user) &&
	    ((d->ruri.flags & SIPFP_URI_LR) ||
	     !sipfp_span_empty(d->ruri.sfp)))
		return SIPFP_REASON_STRICT_ROUTE;
	return SIPFP_REASON_NONE;
}

static bool parse_route(const struct sipfp_msg *m, struct sipfp_span value,
			struct sipfp_uri *u)
{
	static const struct sipfp_uri none;
	struct sipfp_nameaddr na;

	*u = none;
	return sipfp_nameaddr_parse(m->buf, m->len, value, &na) &&
	       sipfp_uri_parse(m->buf, m->len, na.uri, u);
}

/* The line when the first value is alone on it, else the value and its comma */
static struct sipfp_span first_route_cut(const struct sipfp_msg *m)
{
	struct sipfp_span cut = m->hdr[SIPFP_HID_ROUTE].line;

	if (!sipfp_span_empty(m->route2[1]) &&
	    m->route2_line.beg == cut.beg) {
		cut.beg = m->route2[0].beg;
		cut.end = m->route2[1].beg;
	}
	return cut;
}

/* Is our Route's seal good? Only within a dialog does that mean anything. */
static u8 check_token(const struct sipfp_msg *m, const struct sipfp_self *self,
		      const struct sipfp_keyring *kr, struct sipfp_span tok,
		      struct hops *h)
{
	switch (sipfp_rr_parse(kr, &self->addr, m->buf, m->len, tok,
			       m->hdr[SIPFP_HID_CALL_ID].value, m->from_tag,
			       m->to_tag, &h->rr)) {
	case SIPFP_TOKEN_GOOD:
		h->trusted = !sipfp_span_empty(m->to_tag);
		return SIPFP_REASON_NONE;
	case SIPFP_TOKEN_FORGED:
		return SIPFP_REASON_NOT_TRUSTED;
	default: /* none, or of another release: an outbound proxy's Route */
		return SIPFP_REASON_NONE;
	}
}

/* 16.4: our own topmost Route value goes, and shows what it seals. */
static u8 take_route(const struct sipfp_msg *m, const struct sipfp_self *self,
		     const struct sipfp_keyring *kr, struct hops *h,
		     struct sipfp_decision *d)
{
	struct sipfp_uri u;

	if (m->count[SIPFP_HID_ROUTE] == 0)
		return SIPFP_REASON_NONE;
	h->next = m->route2[0];
	d->has_route = true;
	if (!parse_route(m, m->route2[0], &u))
		return SIPFP_REASON_BAD_ADDRESS;
	if (!names_us(self, &u))
		return SIPFP_REASON_NONE;
	/* Ours by address, but by another way: the daemon's doing */
	if (u.flags & (SIPFP_URI_TRANSPORT | SIPFP_URI_MADDR))
		return SIPFP_REASON_TRANSPORT;
	d->route_cut = first_route_cut(m);
	h->next = m->route2[1];
	d->has_route = !sipfp_span_empty(h->next);
	return check_token(m, self, kr, u.sfp, h);
}

static bool is_loopback(const struct sipfp_addr *a)
{
	static const struct sipfp_addr one = { 6, 0, { [15] = 1 } };

	return a->family == 4 ? a->ip[0] == 127 :
				sipfp_addr_ip_equal(a, &one);
}

/* Multicast, broadcast, unspecified, and IPv4 in the clothes of IPv6 */
static bool is_no_host(const struct sipfp_addr *a)
{
	static const struct sipfp_addr mapped = { 6, 0, { [10] = 0xff, 0xff } };
	static const struct sipfp_addr any = { 6, 0, { 0 } };
	struct sipfp_addr head = *a;

	if (a->family == 4)
		return a->ip[0] == 0 || a->ip[0] >= 224;
	head.ip[12] = 0;
	head.ip[13] = 0;
	head.ip[14] = 0;
	head.ip[15] = 0;
	return a->ip[0] == 0xff || sipfp_addr_ip_equal(a, &any) ||
	       sipfp_addr_ip_equal(&head, &mapped);
}

/*
 * May we send there? What a peer names must not make us talk to this very
 * host's other services, or to many at once.
 */
static u8 check_target(const struct sipfp_self *self,
		       const struct sipfp_addr *to)
{
	if (to->family != self->addr.family)
		return SIPFP_REASON_FAMILY;
	if (sipfp_addr_equal(to, &self->addr))
		return SIPFP_REASON_TO_US;
	if (to->port == 0 || is_no_host(to) ||
	    (is_loopback(to) && !is_loopback(&self->addr)))
		return SIPFP_REASON_UNREACHABLE;
	return SIPFP_REASON_NONE;
}

/* The address that a URI means, if it is one that needs no looking up */
static u8 literal_target(const struct sipfp_uri *u, struct sipfp_addr *to)
{
	if (u->scheme != SIPFP_URI_SIP ||
	    (u->flags & (SIPFP_URI_TRANSPORT | SIPFP_URI_MADDR)))
		return SIPFP_REASON_TRANSPORT;
	if (u->addr.family == 0)
		return SIPFP_REASON_NEEDS_DNS;
	*to = u->addr;
	return SIPFP_REASON_NONE;
}

/* The flow opposite to the one that the request came on, or NULL */
static const struct sipfp_addr *opposite(const struct sipfp_rr *rr,
					 const struct sipfp_addr *src)
{
	if (sipfp_addr_equal(src, &rr->flow[0]))
		return &rr->flow[1];
	if (sipfp_addr_equal(src, &rr->flow[1]))
		return &rr->flow[0];
	return NULL;
}

static u8 sealed_target(const struct sipfp_rr *rr,
			const struct sipfp_addr *src, struct sipfp_addr *to)
{
	const struct sipfp_addr *flow = opposite(rr, src);

	if (!flow)
		return SIPFP_REASON_NOT_TRUSTED;
	*to = *flow;
	return SIPFP_REASON_NONE;
}

/* Loopback, link-local and what RFC 1918, RFC 6598 and RFC 4193 set aside */
static bool is_private(const struct sipfp_addr *a)
{
	u8 b = a->ip[1];

	if (is_loopback(a))
		return true;
	if (a->family == 6)
		return (a->ip[0] & 0xfe) == 0xfc ||
		       (a->ip[0] == 0xfe && (b & 0xc0) == 0x80);
	switch (a->ip[0]) {
	case 10:
		return true;
	case 100:
		return (b & 0xc0) == 64;
	case 169:
		return b == 254;
	case 172:
		return (b & 0xf0) == 16;
	case 192:
		return b == 168;
	}
	return false;
}

/*
 * 16.5 within a dialog, no Route left: the remote target, which is the other
 * user agent. One whose packets come from a public address while its Contact
 * is a private one is behind NAT: then only the sealed flow reaches it.
 */
static u8 dialog_target(const struct hops *h, const struct sipfp_addr *src,
			const struct sipfp_uri *ruri, struct sipfp_addr *to)
{
	const struct sipfp_addr *flow = opposite(&h->rr, src);
	u8 reason = literal_target(ruri, to);

	if (reason == SIPFP_REASON_NONE && flow &&
	    to->family == flow->family && is_private(to) && !is_private(flow))
		*to = *flow;
	return reason;
}

/* A Route other than ours says where to. */
static u8 route_target(const struct sipfp_msg *m,
		       const struct sipfp_self *self, const struct hops *h,
		       const struct sipfp_addr *src, struct sipfp_addr *to)
{
	struct sipfp_uri u;

	if (!parse_route(m, h->next, &u))
		return SIPFP_REASON_BAD_ADDRESS;
	if (names_us(self, &u))
		return SIPFP_REASON_TO_US;
	if (!h->trusted)
		return SIPFP_REASON_NOT_TRUSTED;
	if (!(u.flags & SIPFP_URI_LR))
		return SIPFP_REASON_STRICT_ROUTE;
	if (self->sealed_only)
		return sealed_target(&h->rr, src, to);
	return literal_target(&u, to);
}

/* 16.5; @d->want says LITERAL or USER when there is no reason against it. */
static u8 find_target(const struct sipfp_msg *m, const struct sipfp_self *self,
		      const struct hops *h, const struct sipfp_addr *src,
		      struct sipfp_decision *d)
{
	d->want = SIPFP_WANT_LITERAL;
	/* Never the kernel's, whatever its Route says: it has no record. */
	if (m->method == SIPFP_METHOD_REGISTER)
		return SIPFP_REASON_REGISTER;
	/*
	 * 16.4: one that means us has to be stripped, even where a Route says
	 * where to. 16.5: any other is the only target, whoever the user is.
	 */
	if (d->ruri.flags & SIPFP_URI_MADDR)
		return SIPFP_REASON_TRANSPORT;
	if (d->has_route)
		return route_target(m, self, h, src, &d->target);
	if (h->trusted && names_us(self, &d->ruri))
		return SIPFP_REASON_TO_US;
	if (h->trusted && self->sealed_only)
		return sealed_target(&h->rr, src, &d->target);
	if (h->trusted)
		return dialog_target(h, src, &d->ruri, &d->target);
	d->want = SIPFP_WANT_USER;
	return SIPFP_REASON_NONE;
}

void sipfp_proxy_decide(const struct sipfp_msg *m, const struct sipfp_self *self,
			const struct sipfp_keyring *kr,
			const struct sipfp_addr *src,
			struct sipfp_decision *d)
{
	static const struct sipfp_decision empty;
	static const struct hops none;
	static const struct sipfp_addr nowhere;
	struct hops h = none;
	u8 reason;

	*d = empty;
	reason = validate(m, self, d);
	if (reason == SIPFP_REASON_NONE)
		reason = take_route(m, self, kr, &h, d);
	if (reason == SIPFP_REASON_NONE)
		reason = find_target(m, self, &h, src, d);
	if (reason == SIPFP_REASON_NONE && d->want == SIPFP_WANT_LITERAL)
		reason = check_target(self, &d->target);
	d->trusted = h.trusted;
	if (reason == SIPFP_REASON_NONE)
		return;
	d->want = SIPFP_WANT_SLOW;
	d->reason = reason;
	d->target = nowhere;
	if (m->method != SIPFP_METHOD_ACK)
		d->status = reason_status(reason, m);
}
