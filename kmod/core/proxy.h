/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Proxy decision and request/response rewriting: RFC 3261 sections 16.3 to
 * 16.7 for one target.
 *
 * The core has no tables. sipfp_proxy_decide() says what has to be looked up;
 * the runtime looks it up, and comes back with the target for
 * sipfp_proxy_plan_request(). No callback crosses the line.
 */
#ifndef SIPFP_CORE_PROXY_H
#define SIPFP_CORE_PROXY_H

#include "branch.h"
#include "edit.h"
#include "msg.h"
#include "uri.h"
#include "via.h"

/**
 * struct sipfp_self - the service, as the core has to know it
 * @addr:	  address and port that it is reached at and sends from
 * @record_route: insert Record-Route into dialog-creating requests
 * @sealed_only:  `relay sealed`: in-dialog requests go to sealed flows only
 */
struct sipfp_self {
	struct sipfp_addr addr;
	bool record_route;
	bool sealed_only;
};

enum sipfp_want {
	SIPFP_WANT_SLOW,	/* not for the fast path: @reason */
	SIPFP_WANT_LITERAL,	/* @target is where it goes */
	SIPFP_WANT_USER,	/* @ruri names us or a domain: look it up */
};

/**
 * struct sipfp_decision - what sipfp_proxy_decide() found
 * @want:	enum sipfp_want
 * @reason:	enum sipfp_reason for SLOW
 * @status:	for SLOW: what a stateless reply should say when no socket
 *		is there to take it; 0: nothing (an ACK)
 * @trusted:	in-dialog with a valid Record-Route token
 * @own_host:	@ruri's host is our own address (and port, when it has one)
 * @has_route:	a Route other than ours remains, so the target comes from it
 * @ruri:	the parsed Request-URI
 * @route_cut:	what to delete: our own topmost Route value, or empty
 * @target:	for LITERAL
 */
struct sipfp_decision {
	u8 want;
	u8 reason;
	u16 status;
	bool trusted;
	bool own_host;
	bool has_route;
	struct sipfp_uri ruri;
	struct sipfp_span route_cut;
	struct sipfp_addr target;
};

/**
 * sipfp_proxy_decide() - RFC 3261 16.3 (validate), 16.4 (route), 16.5 (target)
 *
 * @m is an indexed request other than CANCEL. What is SLOW here, each with its
 * own reason: a Request-URI that is malformed or has header fields (400), one
 * that is no sip: URI (416), Max-Forwards 0 (483, or 200 to OPTIONS),
 * Proxy-Require (420), a Request-URI that is our own Record-Route URI (strict
 * router upstream), a next Route without lr (strict downstream), a next hop that
 * is no literal UDP address or has maddr or another transport, the other address
 * family, and a target out of dialog that is neither ours nor a served domain's
 * (that is the runtime's to find: WANT_USER covers every Request-URI without
 * further Route whose request is not @trusted).
 * A trusted request with a literal Request-URI, or with a further literal
 * Route, is LITERAL. An untrusted one with a further Route is SLOW (403): no
 * open relay. With self->sealed_only a trusted one goes to the flow opposite
 * to @src, SLOW (403) when @src is neither flow; else it does so only where
 * the other side is behind NAT: no Route is left, the Request-URI is a private
 * address and the flow a public one. A target that is no host (multicast,
 * unspecified, loopback unless we are) is SLOW. So is a REGISTER, and maddr in
 * the Request-URI.
 */
void sipfp_proxy_decide(const struct sipfp_msg *m, const struct sipfp_self *self,
			const struct sipfp_keyring *kr,
			const struct sipfp_addr *src,
			struct sipfp_decision *d);

/**
 * struct sipfp_forward - what sipfp_proxy_plan_request() needs besides
 * @src:	source of the datagram
 * @target:	where it goes
 * @ruri:	new Request-URI, or NULL: kept; @ruri_len its bytes
 * @branch:	the branch for our Via, SIPFP_BRANCH_LEN bytes
 */
struct sipfp_forward {
	struct sipfp_addr src;
	struct sipfp_addr target;
	const u8 *ruri;
	u32 ruri_len;
	const u8 *branch;
};

/**
 * sipfp_proxy_plan_request() - RFC 3261 16.6 and 18.2.1 as an edit list
 *
 * Request-URI, received and rport (RFC 3581) on the topmost Via, our Via in
 * front of it on a line of its own, Max-Forwards less one (70 inserted when
 * absent), our Route value cut, Record-Route (with token) in front of the
 * first one there is, else after our Via, when self->record_route and the
 * request may create a dialog and has no To tag. Nothing else is touched; bytes
 * after the body by Content-Length are dropped.
 * Return: false when it does not fit (SLOW).
 */
bool sipfp_proxy_plan_request(const struct sipfp_msg *m,
			      const struct sipfp_via *via,
			      const struct sipfp_self *self,
			      const struct sipfp_keyring *kr,
			      const struct sipfp_decision *d,
			      const struct sipfp_forward *f,
			      struct sipfp_edit *e);

/*
 * 16.6 step 2: the Request-URI @u of @m as it is at @target, a gateway that takes
 * all users: the same user and parameters, but for a transport that is not the
 * one it is sent by. @cap is at most SIPFP_PUT_MAX.
 * Return: bytes written, or cap + 1 when it does not fit.
 */
u32 sipfp_proxy_gateway_uri(const struct sipfp_msg *m,
			    const struct sipfp_uri *u,
			    const struct sipfp_addr *target, u8 *out, u32 cap);

/*
 * 16.7 step 3: our Via goes. Return: false when no other Via is left, which
 * means that the response was not for a forwarded request.
 */
bool sipfp_proxy_plan_response(const struct sipfp_msg *m,
			       const struct sipfp_via *via,
			       struct sipfp_edit *e);

/*
 * Where responses to this request go (18.2.2, RFC 3581): source address, and
 * the source port with rport, else the sent-by port or 5060. Return: false
 * with maddr or a transport other than UDP (SLOW).
 */
bool sipfp_proxy_reply_addr(const struct sipfp_via *via,
			    const struct sipfp_addr *src,
			    struct sipfp_addr *to);

#endif /* SIPFP_CORE_PROXY_H */
