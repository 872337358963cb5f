// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC 3261 16.5: the target of a request that names us or a domain, from our
 * tables. A number route makes a new Request-URI at the gateway; a domain
 * route keeps it, since the domain is the gateway's own.
 */
#include "pkt.h"

/* One Call-ID always meets the same gateway of a set. */
static u64 call_hash(const struct sipfp_pkt *pkt)
{
	struct sipfp_span s = pkt->msg.hdr[SIPFP_HID_CALL_ID].value;
	struct sipfp_mac m;

	sipfp_mac_init(&m, &pkt->sn->tag_key);
	if (sipfp_span_ok(s, pkt->msg.len))
		sipfp_mac_bytes(&m, pkt->data + s.beg, sipfp_span_len(s));
	return sipfp_mac_final(&m);
}

static bool no(struct sipfp_pkt *pkt, u8 reason, u16 status)
{
	pkt->reason = reason;
	/* Nobody answers an ACK. */
	pkt->status = pkt->msg.method == SIPFP_METHOD_ACK ? 0 : status;
	return false;
}

/* The Request-URI with its hostport replaced by the target's. */
static bool gateway_uri(struct sipfp_pkt *pkt, const struct sipfp_uri *u,
			struct sipfp_forward *f, u8 *uri)
{
	u32 n = sipfp_proxy_gateway_uri(&pkt->msg, u, &f->target, uri,
					SIPFP_URI_MAX);

	if (n > SIPFP_URI_MAX)
		return no(pkt, SIPFP_REASON_EDIT, 503);
	f->ruri = uri;
	f->ruri_len = n;
	return true;
}

static bool find_contact(struct sipfp_pkt *pkt, const struct sipfp_uri *u,
			 struct sipfp_forward *f, u8 *uri)
{
	const struct sipfp_binding *b;
	u8 aor[SIPFP_AOR_MAX];
	u32 count, len;
	int err;

	len = sipfp_uri_aor(pkt->data, pkt->msg.len, u, aor, sizeof(aor));
	if (len > sizeof(aor))
		return no(pkt, SIPFP_REASON_BAD_URI, 404);
	b = sipfp_binding_lookup(pkt->sn, aor, len, &count);
	if (count > 1)
		return no(pkt, SIPFP_REASON_FORK, 503);
	if (b) {
		f->target = b->target;
		f->ruri = b->uri;
		f->ruri_len = b->uri_len;
		return true;
	}

	err = sipfp_route_number(pkt->sn, pkt->data + u->user.beg,
				 sipfp_span_len(u->user),
				 pkt->svc->addr.family, call_hash(pkt),
				 &f->target);
	if (err == -ENOENT)
		return no(pkt, SIPFP_REASON_NO_BINDING, 404);
	if (err)
		return no(pkt, SIPFP_REASON_FAMILY, 503);
	return gateway_uri(pkt, u, f, uri);
}

bool sipfp_target_find(struct sipfp_pkt *pkt, const struct sipfp_decision *d,
		       struct sipfp_forward *f, u8 *uri)
{
	const struct sipfp_uri *u = &d->ruri;
	int err;

	if (!sipfp_span_ok(u->user, pkt->msg.len) ||
	    !sipfp_span_ok(u->host, pkt->msg.len))
		return no(pkt, SIPFP_REASON_BAD_URI, 0);

	if (d->own_host ||
	    sipfp_policy_serves(pkt->policy, pkt->data, pkt->msg.len,
				u->host)) {
		if (sipfp_span_empty(u->user))
			return no(pkt, SIPFP_REASON_TO_US,
				  pkt->msg.method == SIPFP_METHOD_OPTIONS ?
				  200 : 503);
		return find_contact(pkt, u, f, uri);
	}

	err = sipfp_route_domain(pkt->sn, pkt->data + u->host.beg,
				 sipfp_span_len(u->host),
				 pkt->svc->addr.family, call_hash(pkt),
				 &f->target);
	/* Neither ours nor routed: an open relay we are not. */
	if (err == -ENOENT)
		return no(pkt, SIPFP_REASON_NO_ROUTE, 403);
	if (err)
		return no(pkt, SIPFP_REASON_FAMILY, 503);
	return true;
}
