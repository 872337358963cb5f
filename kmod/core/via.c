// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Via values */
#include "msg.h"
#include "scan.h"
#include "via.h"

#define DEFAULT_PORT 5060

/* SIPFP_VIA_COOKIE in lower case */
#define COOKIE SIPFP_WORD('z', '9', 'h', 'g', '4', 'b', 'k', 0)

/* Steps over SWS c SWS. Return: false when there is no @c. */
//@ requires cur(*i, end); assigns *i; ensures cur(*i, end);
static bool take(const u8 *buf, u32 *i, u32 end, u8 c)
{
	u32 at = sipfp_scan_lws(buf, *i, end);

	if (at >= end || buf[at] != c)
		return false;
	*i = sipfp_scan_lws(buf, at + 1, end);
	return true;
}

//@ requires cur(*i, end) && \separated(i, tok); assigns *i, *tok; ensures cur(*i, end);
static bool take_token(const u8 *buf, u32 *i, u32 end, struct sipfp_span *tok)
{
	u32 beg = *i;

	*i = sipfp_scan_run(buf, beg, end, SIPFP_CC_TOKEN);
	*tok = sipfp_scan_span(beg, *i);
	return *i > beg;
}

#define SIP_2_0 SIPFP_WORD('s', 'i', 'p', '/', '2', '.', '0', '/')
#define UDP_SP	SIPFP_WORD('u', 'd', 'p', ' ', 0, 0, 0, 0)

/* "SIP" SLASH "2.0" SLASH transport */
//@ requires cur(*i, end) && \separated(i, v); assigns *i, *v; ensures cur(*i, end);
static bool parse_slashes(const u8 *buf, u32 len, u32 *i, u32 end,
			  struct sipfp_via *v)
{
	struct sipfp_span tok;

	if (!take_token(buf, i, end, &tok) ||
	    !sipfp_span_eq_nocase(buf, len, tok, "SIP", 3) ||
	    !take(buf, i, end, '/') ||
	    !take_token(buf, i, end, &tok) ||
	    !sipfp_span_eq(buf, len, tok, "2.0", 3) ||
	    !take(buf, i, end, '/') ||
	    !take_token(buf, i, end, &tok))
		return false;
	if (sipfp_span_eq_nocase(buf, len, tok, "UDP", 3))
		v->flags |= SIPFP_VIA_UDP;
	return true;
}

/* ... and the LWS behind it, "SIP/2.0/UDP " nearly always */
//@ requires cur(*i, end) && \separated(i, v); assigns *i, *v; ensures cur(*i, end);
static bool parse_protocol(const u8 *buf, u32 len, u32 *i, u32 end,
			   struct sipfp_via *v)
{
	u32 beg = *i;
	u32 c;

	if (beg + 12 <= end &&
	    sipfp_word_lower(sipfp_word_load(buf, beg)) == SIP_2_0 &&
	    sipfp_word_lower(sipfp_word_of(buf, len, beg + 8, beg + 12)) ==
	    UDP_SP) {
		v->flags |= SIPFP_VIA_UDP;
		*i = beg + 11;
	} else if (!parse_slashes(buf, len, i, end, v)) {
		return false;
	}
	c = sipfp_scan_lws(buf, *i, end);
	if (c == *i)
		return false;
	*i = c;
	return true;
}

/* host [COLON port] */
//@ requires cur(*i, end) && \separated(i, v); assigns *i, *v; ensures cur(*i, end);
static bool parse_sent_by(const u8 *buf, u32 len, u32 *i, u32 end,
			  struct sipfp_via *v)
{
	u32 beg = *i;
	u32 port = 0;
	u32 c;

	if (!sipfp_addr_host(buf, len, sipfp_scan_span(beg, end), &v->host,
			     &v->addr))
		return false;
	c = v->host.end;
	if (c > end)
		return false;
	*i = c;
	if (take(buf, &c, end, ':')) {
		if (!sipfp_scan_u32(buf, &c, end, 65535, &port) || !port)
			return false;
		v->port = (u16)port;
		*i = c;
	}
	v->sent_by = sipfp_scan_span(beg, *i);
	if (v->addr.family)
		v->addr.port = v->port ? v->port : DEFAULT_PORT;
	return true;
}

/* More than the cookie alone, which would identify nothing (RFC 4475 3.2.1) */
//@ assigns *v;
static bool note_branch(const u8 *buf, u32 len, struct sipfp_span value,
			struct sipfp_via *v)
{
	u32 beg, end, cookie;

	if (!sipfp_span_empty(v->branch) ||
	    !sipfp_scan_open(value, len, &beg, &end) || beg >= end ||
	    buf[beg] == '"')
		return false;
	v->branch = value;
	cookie = beg + SIPFP_VIA_COOKIE_LEN;
	if (cookie < end &&
	    sipfp_word_lower(sipfp_word_of(buf, len, beg, cookie)) == COOKIE)
		v->flags |= SIPFP_VIA_COOKIED;
	return true;
}

//@ assigns *v;
static bool note_rport(const u8 *buf, u32 len, const struct sipfp_param *p,
		       struct sipfp_via *v)
{
	u32 port = 0;

	if (v->flags & SIPFP_VIA_RPORT)
		return false;
	v->flags |= SIPFP_VIA_RPORT;
	v->rport_at = p->name.end;
	if (sipfp_span_empty(p->value))
		return true;
	if (!sipfp_span_u32(buf, len, p->value, 65535, &port))
		return false;
	v->flags |= SIPFP_VIA_RPORT_VALUE;
	v->rport = p->value;
	v->rport_at = p->value.end;
	return true;
}

/* A parameter that we know: twice is malformed. Others are stepped over. */
//@ assigns *v;
static bool note_param(const u8 *buf, u32 len, const struct sipfp_param *p,
		       struct sipfp_via *v)
{
	switch (sipfp_scan_name(buf, len, p->name)) {
	case SIPFP_WORD('b', 'r', 'a', 'n', 'c', 'h', 0, 0):
		return note_branch(buf, len, p->value, v);
	case SIPFP_WORD('r', 'p', 'o', 'r', 't', 0, 0, 0):
		return note_rport(buf, len, p, v);
	case SIPFP_WORD('r', 'e', 'c', 'e', 'i', 'v', 'e', 'd'):
		if (v->flags & SIPFP_VIA_RECEIVED ||
		    sipfp_span_empty(p->value))
			return false;
		v->flags |= SIPFP_VIA_RECEIVED;
		v->received = p->value;
		break;
	case SIPFP_WORD('m', 'a', 'd', 'd', 'r', 0, 0, 0):
		if (v->flags & SIPFP_VIA_MADDR || sipfp_span_empty(p->value))
			return false;
		v->flags |= SIPFP_VIA_MADDR;
		break;
	default:
		break;
	}
	return true;
}

/*
 * One value from @i, up to a comma or @end. Return: where that is, or end + 1
 * when it is malformed.
 */
//@ requires cur(i, end); assigns *v; ensures \result <= end + 1;
static u32 parse_value(const u8 *buf, u32 len, u32 i, u32 end,
		       struct sipfp_via *v)
{
	u32 beg = sipfp_scan_lws(buf, i, end);
	struct sipfp_param p;
	u32 stop, params;
	int ret;

	i = beg;
	if (!parse_protocol(buf, len, &i, end, v) ||
	    !parse_sent_by(buf, len, &i, end, v))
		return end + 1;
	stop = i;
	params = sipfp_scan_lws(buf, i, end);
	i = params;
	//@ loop invariant cur(i, end); loop assigns i, p, ret, stop, *v; loop variant end - i;
	while (i < end && buf[i] != ',') {
		ret = sipfp_scan_param(buf, &i, end, &p);
		if (ret < 0 || (ret > 0 && !note_param(buf, len, &p, v)))
			return end + 1;
		if (!ret)
			break;
		stop = i;
	}
	v->value = sipfp_scan_span(beg, stop);
	if (params < stop)
		v->params = sipfp_scan_span(params, stop);
	return sipfp_scan_lws(buf, i, end);
}

bool sipfp_via_parse(const u8 *buf, u32 len, struct sipfp_span s,
		     struct sipfp_via *v)
{
	static const struct sipfp_via empty;
	u32 i, end;

	*v = empty;
	return sipfp_scan_open(s, len, &i, &end) &&
	       parse_value(buf, len, i, end, v) == end;
}

bool sipfp_via_top(const struct sipfp_msg *m, struct sipfp_via *v)
{
	static const struct sipfp_via empty;
	const u8 *buf = m->buf;
	u32 len = m->len;
	u32 i, end;

	*v = empty;
	if (!sipfp_scan_open(m->hdr[SIPFP_HID_VIA].value, len, &i, &end))
		return false;
	i = parse_value(buf, len, i, end, v);
	if (i > end)
		return false;
	if (i < end) /* at a comma */
		i = sipfp_scan_lws(buf, i + 1, end);
	if (i >= end) {
		v->cut = m->hdr[SIPFP_HID_VIA].line;
		return true;
	}
	v->cut = sipfp_scan_span(v->value.beg, i);
	return buf[i] != ',';
}
