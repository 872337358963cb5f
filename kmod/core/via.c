// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Via values */
#include "msg.h"
#include "scan.h"
#include "via.h"

#define DEFAULT_PORT 5060

/* Steps over SWS c SWS. Return: false when there is no @c. */
//@ requires cur(*i, end); assigns *i; ensures cur(*i, end);
static bool take(const u8 *buf, u32 *i, u32 end, u8 c)
{
	u32 at = sipfp_scan_run(buf, *i, end, SIPFP_CC_LWS);

	if (at >= end || buf[at] != c)
		return false;
	*i = sipfp_scan_run(buf, at + 1, end, SIPFP_CC_LWS);
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

/* "SIP" SLASH "2.0" SLASH transport LWS */
//@ requires cur(*i, end) && \separated(i, v); assigns *i, *v; ensures cur(*i, end);
static bool parse_protocol(const u8 *buf, u32 len, u32 *i, u32 end,
			   struct sipfp_via *v)
{
	struct sipfp_span tok;
	u32 c;

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
	c = sipfp_scan_run(buf, *i, end, SIPFP_CC_LWS);
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
	u32 c, digits;

	if (!sipfp_addr_host(buf, len, sipfp_scan_span(beg, end), &v->host,
			     &v->addr))
		return false;
	c = v->host.end;
	if (c > end)
		return false;
	*i = c;
	if (take(buf, &c, end, ':')) {
		digits = c;
		c = sipfp_scan_digits(buf, c, end);
		if (!sipfp_span_u32(buf, len, sipfp_scan_span(digits, c),
				    65535, &port) || !port)
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
	    sipfp_span_eq_nocase(buf, len, sipfp_scan_span(beg, cookie),
				 SIPFP_VIA_COOKIE, SIPFP_VIA_COOKIE_LEN))
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
	struct sipfp_span name = p->name;

	if (sipfp_span_eq_nocase(buf, len, name, "branch", 6))
		return note_branch(buf, len, p->value, v);
	if (sipfp_span_eq_nocase(buf, len, name, "rport", 5))
		return note_rport(buf, len, p, v);
	if (sipfp_span_eq_nocase(buf, len, name, "received", 8)) {
		if (v->flags & SIPFP_VIA_RECEIVED ||
		    sipfp_span_empty(p->value))
			return false;
		v->flags |= SIPFP_VIA_RECEIVED;
		v->received = p->value;
	} else if (sipfp_span_eq_nocase(buf, len, name, "maddr", 5)) {
		if (v->flags & SIPFP_VIA_MADDR || sipfp_span_empty(p->value))
			return false;
		v->flags |= SIPFP_VIA_MADDR;
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
	u32 beg = sipfp_scan_run(buf, i, end, SIPFP_CC_LWS);
	struct sipfp_param p;
	u32 stop, params;
	int ret;

	i = beg;
	if (!parse_protocol(buf, len, &i, end, v) ||
	    !parse_sent_by(buf, len, &i, end, v))
		return end + 1;
	stop = i;
	params = sipfp_scan_run(buf, i, end, SIPFP_CC_LWS);
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
	return sipfp_scan_run(buf, i, end, SIPFP_CC_LWS);
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
		i = sipfp_scan_run(buf, i + 1, end, SIPFP_CC_LWS);
	if (i >= end) {
		v->cut = m->hdr[SIPFP_HID_VIA].line;
		return true;
	}
	v->cut = sipfp_scan_span(v->value.beg, i);
	return buf[i] != ',';
}
