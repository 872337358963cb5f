// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* SIP URIs and name-addr */
#include "put.h"
#include "scan.h"
#include "uri.h"

#define DEFAULT_PORT 5060

/*
 * Are the bytes of @s those of @lit, without case, once escapes are undone
 * (RFC 3261 section 19.1.4: an escape equals the character)?
 */
//@ assigns \nothing;
static bool equals_escaped(const u8 *buf, u32 len, struct sipfp_span s,
			   const char *lit, u32 n)
{
	u32 k = 0;
	u32 i, end, c;

	if (!sipfp_scan_open(s, len, &i, &end))
		return false;
	//@ loop invariant i <= end + 2; loop assigns i, k, c; loop variant end - i;
	while (i < end && k < n) {
		c = buf[i];
		i++;
		if (c == '%' && i + 1 < end) {
			c = (u32)sipfp_scan_hex(buf[i]) * 16 +
			    sipfp_scan_hex(buf[i + 1]);
			i += 2;
		}
		if (sipfp_scan_lower((u8)c) != (u8)lit[k])
			return false;
		k++;
	}
	return i == end && k == n;
}

enum param {
	PARAM_OTHER,
	PARAM_LR,
	PARAM_TRANSPORT,
	PARAM_MADDR,
	PARAM_SFP,
};

/* Which of the parameters that we know has this name, escapes and all? */
//@ assigns \nothing;
static enum param param_of(const u8 *buf, u32 len, struct sipfp_span name)
{
	u64 w = sipfp_scan_name(buf, len, name);

	if (w == SIPFP_WORD('l', 'r', 0, 0, 0, 0, 0, 0))
		return PARAM_LR;
	if (w == SIPFP_WORD('s', 'f', 'p', 0, 0, 0, 0, 0))
		return PARAM_SFP;
	if (w == SIPFP_WORD('m', 'a', 'd', 'd', 'r', 0, 0, 0))
		return PARAM_MADDR;
	if (w && !sipfp_word_is(w, '%'))
		return PARAM_OTHER;
	if (equals_escaped(buf, len, name, "transport", 9))
		return PARAM_TRANSPORT;
	if (equals_escaped(buf, len, name, "lr", 2))
		return PARAM_LR;
	if (equals_escaped(buf, len, name, "maddr", 5))
		return PARAM_MADDR;
	if (equals_escaped(buf, len, name, "sfp", 3))
		return PARAM_SFP;
	return PARAM_OTHER;
}

/* A parameter that we know; twice is malformed (section 19.1.1). */
//@ requires \separated(u, have_sfp); assigns *u, *have_sfp;
static bool note_param(const u8 *buf, u32 len, struct sipfp_span name,
		       struct sipfp_span value, struct sipfp_uri *u,
		       bool *have_sfp)
{
	u8 transport = SIPFP_URI_TRANSPORT | SIPFP_URI_UDP;

	switch (param_of(buf, len, name)) {
	case PARAM_LR:
		if (u->flags & SIPFP_URI_LR)
			return false;
		u->flags |= SIPFP_URI_LR;
		break;
	case PARAM_TRANSPORT:
		if (u->flags & transport || sipfp_span_empty(value))
			return false;
		if (sipfp_span_eq_nocase(buf, len, value, "udp", 3))
			u->flags |= SIPFP_URI_UDP;
		else
			u->flags |= SIPFP_URI_TRANSPORT;
		break;
	case PARAM_MADDR:
		if (u->flags & SIPFP_URI_MADDR || sipfp_span_empty(value))
			return false;
		u->flags |= SIPFP_URI_MADDR;
		break;
	case PARAM_SFP:
		if (*have_sfp)
			return false;
		*have_sfp = true;
		u->sfp = value;
		break;
	default:
		break;
	}
	return true;
}

/* *(";" pname ["=" pvalue]) from *@i; the cursor stops where they end. */
//@ requires cur(*i, end) && \separated(i, u); assigns *i, *u; ensures cur(*i, end);
static bool parse_params(const u8 *buf, u32 len, u32 *i, u32 end,
			 struct sipfp_uri *u)
{
	bool have_sfp = false;
	u32 c = *i;

	//@ loop invariant cur(c, end); loop assigns c, have_sfp, *u; loop variant end - c;
	while (c < end && buf[c] == ';') {
		struct sipfp_span name, value;
		u32 beg = c + 1;

		c = sipfp_scan_escaped(buf, beg, end, SIPFP_CC_PARAM);
		if (c == beg)
			return false;
		name = sipfp_scan_span(beg, c);
		value = sipfp_scan_span(0, 0);
		if (c < end && buf[c] == '=') {
			beg = c + 1;
			c = sipfp_scan_escaped(buf, beg, end, SIPFP_CC_PARAM);
			if (c == beg)
				return false;
			value = sipfp_scan_span(beg, c);
		}
		if (!note_param(buf, len, name, value, u, &have_sfp))
			return false;
	}
	*i = c;
	return true;
}

/* user [":" password] "@", when there is an at sign; *@i goes behind it. */
//@ requires cur(*i, end) && \separated(i, u); assigns *i, *u; ensures cur(*i, end);
static bool parse_userinfo(const u8 *buf, u32 *i, u32 end, struct sipfp_uri *u)
{
	u32 beg = *i;
	u32 at = sipfp_scan_find(buf, beg, end, '@');
	u32 c;

	if (at >= end)
		return true;
	c = sipfp_scan_escaped(buf, beg, at, SIPFP_CC_USER);
	if (c == beg)
		return false;
	u->user = sipfp_scan_span(beg, c);
	if (c < at && buf[c] == ':') /* password: not ours to look at */
		c = sipfp_scan_escaped(buf, c + 1, at, SIPFP_CC_USER);
	*i = at + 1;
	return c == at;
}

/* host [":" port] from *@i */
//@ requires cur(*i, end) && \separated(i, u); assigns *i, *u; ensures cur(*i, end);
static bool parse_hostport(const u8 *buf, u32 len, u32 *i, u32 end,
			   struct sipfp_uri *u)
{
	u32 port = 0;
	u32 c;

	if (!sipfp_addr_host(buf, len, sipfp_scan_span(*i, end), &u->host,
			     &u->addr))
		return false;
	if (u->addr.family)
		u->host_kind = u->addr.family == 4 ? SIPFP_HOST_V4 :
						     SIPFP_HOST_V6;
	c = u->host.end;
	if (c > end)
		return false;
	if (c < end && buf[c] == ':') {
		c++;
		if (!sipfp_scan_u32(buf, &c, end, 65535, &port) || !port)
			return false;
		u->port = (u16)port;
	}
	if (u->addr.family)
		u->addr.port = u->port ? u->port : DEFAULT_PORT;
	*i = c;
	return true;
}

/* "?" hname "=" hvalue *("&" ...): characters only, nobody here uses them */
//@ requires cur(i, end) && i < end; assigns u->flags;
static bool parse_headers(const u8 *buf, u32 i, u32 end, struct sipfp_uri *u)
{
	u32 beg = i + 1;

	i = beg;
	//@ loop assigns i; loop variant end - i;
	while (i < end && buf[i] != '@' && buf[i] != ';' &&
	       (sipfp_scan_is(buf[i], SIPFP_CC_PARAM | SIPFP_CC_USER) ||
		buf[i] == '%'))
		i++;
	u->flags |= SIPFP_URI_HEADERS;
	return i > beg && i == end;
}

/* ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) ":" from @i */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
static u32 scan_scheme(const u8 *buf, u32 i, u32 end)
{
	u32 beg = i;

	//@ loop invariant beg <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && (sipfp_scan_is_alpha(buf[i]) ||
			   (i > beg && ((buf[i] >= '0' && buf[i] <= '9') ||
					buf[i] == '+' || buf[i] == '-' ||
					buf[i] == '.'))))
		i++;
	return i;
}

/* "sip:" or "sips:" and more, as @beg; *@i goes behind it. */
//@ requires cur(beg, end) && \separated(i, u); assigns *i, *u; ensures cur(*i, end);
static bool parse_scheme(const u8 *buf, u32 len, u32 beg, u32 *i, u32 end,
			 struct sipfp_uri *u)
{
	u32 c;

	*i = beg;
	if (beg + 4 < end &&
	    sipfp_word_lower(sipfp_word_of(buf, len, beg, beg + 4)) ==
	    SIPFP_WORD('s', 'i', 'p', ':', 0, 0, 0, 0)) {
		u->scheme_tok = sipfp_scan_span(beg, beg + 3);
		u->scheme = SIPFP_URI_SIP;
		*i = beg + 4;
		return true;
	}
	c = scan_scheme(buf, beg, end);
	if (c == beg || c + 1 >= end || buf[c] != ':')
		return false;
	u->scheme_tok = sipfp_scan_span(beg, c);
	if (sipfp_span_eq_nocase(buf, len, u->scheme_tok, "sips", 4))
		u->scheme = SIPFP_URI_SIPS;
	*i = c + 1;
	return true;
}

bool sipfp_uri_parse(const u8 *buf, u32 len, struct sipfp_span s,
		     struct sipfp_uri *u)
{
	static const struct sipfp_uri empty;
	u32 beg, i, end;

	*u = empty;
	if (!sipfp_scan_open(s, len, &beg, &end))
		return false;
	u->all = s;
	if (!parse_scheme(buf, len, beg, &i, end, u))
		return false;
	if (u->scheme == SIPFP_URI_OTHER)
		return sipfp_scan_uric(buf, i, end) == end;
	if (!parse_userinfo(buf, &i, end, u) ||
	    !parse_hostport(buf, len, &i, end, u))
		return false;
	beg = i;
	if (!parse_params(buf, len, &i, end, u))
		return false;
	u->params = sipfp_scan_span(beg, i);
	if (i < end && buf[i] == '?')
		return parse_headers(buf, i, end, u);
	return i == end;
}

/* Display name from @i: quoted, or words; return: where '<' has to be */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
static u32 scan_display(const u8 *buf, u32 i, u32 end)
{
	if (i < end && buf[i] == '"') {
		i = sipfp_scan_quoted(buf, i, end);
		if (i > end)
			return end;
		return sipfp_scan_lws(buf, i, end);
	}
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && (buf[i] >= 0x80 ||
			   sipfp_scan_is(buf[i],
					 SIPFP_CC_TOKEN | SIPFP_CC_LWS)))
		i++;
	return i;
}

/*
 * A URI without brackets: what may be mistaken for the header's has to be in
 * brackets (RFC 3261 section 20), so it ends at the first of it.
 */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end;
static u32 scan_addr_spec(const u8 *buf, u32 i, u32 end)
{
	//@ loop invariant \at(i, Pre) <= i <= end; loop assigns i; loop variant end - i;
	while (i < end && buf[i] != ';' && buf[i] != ',' && buf[i] != '?' &&
	       sipfp_scan_is(buf[i], SIPFP_CC_URIC))
		i++;
	return i;
}

bool sipfp_nameaddr_parse(const u8 *buf, u32 len, struct sipfp_span s,
			  struct sipfp_nameaddr *na)
{
	u32 beg, i, end;

	na->uri = sipfp_scan_span(0, 0);
	na->params = sipfp_scan_span(0, 0);
	if (!sipfp_scan_open(s, len, &i, &end))
		return false;
	s = sipfp_scan_trim(buf, i, end);
	if (!sipfp_scan_open(s, len, &beg, &end))
		return false;
	i = scan_display(buf, beg, end);
	if (i < end && buf[i] == '<') {
		beg = i + 1;
		i = sipfp_scan_uric(buf, beg, end);
		if (i == beg || i >= end || buf[i] != '>')
			return false;
		na->uri = sipfp_scan_span(beg, i);
		i++;
	} else {
		i = scan_addr_spec(buf, beg, end);
		if (i == beg)
			return false;
		na->uri = sipfp_scan_span(beg, i);
	}
	i = sipfp_scan_lws(buf, i, end);
	if (i < end) {
		if (buf[i] != ';')
			return false;
		na->params = sipfp_scan_span(i, end);
	}
	return true;
}

/* One byte of a user part, escaped when it may not stand for itself */
//@ assigns out[0 .. cap - 1];
static u32 put_user(u8 *out, u32 cap, u32 o, u8 c)
{
	static const char digit[] = "0123456789ABCDEF";
	u8 text[3] = { '%', (u8)digit[c >> 4], (u8)digit[c & 15] };

	if (sipfp_scan_is(c, SIPFP_CC_USER))
		return sipfp_put_bytes(out, cap, o, &c, 1);
	return sipfp_put_bytes(out, cap, o, text, 3);
}

//@ assigns out[0 .. cap - 1];
static u32 put_v6(const struct sipfp_addr *a, u8 *out, u32 cap, u32 o)
{
	u8 text[SIPFP_ADDR_TEXT_MAX] = { 0 };
	u32 n = sipfp_addr_print(a, false, true, text, sizeof(text));

	return n > sizeof(text) ? cap + 1 :
				  sipfp_put_bytes(out, cap, o, text, n);
}

/* In lower case; an IPv6 address in its one canonical form */
//@ assigns out[0 .. cap - 1];
static u32 put_host(const u8 *buf, u32 len, const struct sipfp_uri *u, u8 *out,
		    u32 cap, u32 o)
{
	u32 i, end;
	u8 c;

	if (u->addr.family == 6)
		return put_v6(&u->addr, out, cap, o);
	if (!sipfp_scan_open(u->host, len, &i, &end) || i >= end)
		return cap + 1;
	//@ loop assigns i, c, o, out[0 .. cap - 1]; loop variant end - i;
	while (i < end) {
		c = sipfp_scan_lower(buf[i]);
		o = sipfp_put_bytes(out, cap, o, &c, 1);
		i++;
	}
	return o;
}

u32 sipfp_uri_aor(const u8 *buf, u32 len, const struct sipfp_uri *u, u8 *out,
		  u32 cap)
{
	u32 i, end;
	u32 o = 0;
	u8 c;

	if (u->scheme == SIPFP_URI_OTHER ||
	    !sipfp_scan_open(u->user, len, &i, &end))
		return cap + 1;
	//@ loop invariant cur(i, end); loop assigns i, c, o, out[0..cap - 1]; loop variant end - i;
	while (i < end) {
		c = buf[i];
		i++;
		if (c == '%') {
			if (i + 1 >= end)
				return cap + 1;
			c = (u8)(sipfp_scan_hex(buf[i]) * 16 +
				 sipfp_scan_hex(buf[i + 1]));
			i += 2;
		}
		o = put_user(out, cap, o, c);
	}
	if (!sipfp_span_empty(u->user))
		o = sipfp_put_text(out, cap, o, "@");
	return put_host(buf, len, u, out, cap, o);
}
