// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Message index: see msg.h for what holds of an accepted message */
#include "hdr.h"
#include "msg.h"
#include "scan.h"
#include "uri.h"

#define CSEQ_MAX 0x7fffffffu

/* Refused, or from @i to @to, which is within @len */
//@ predicate step(integer r, integer i, integer to, integer len) = r != 0 || i < to <= len;

/**
 * struct field - one header field as found
 * @hid:   enum sipfp_hid
 * @beg:   offset of its name
 * @value: what follows the colon, LWS trimmed
 * @next:  offset after its last line end
 */
struct field {
	u8 hid;
	u32 beg;
	struct sipfp_span value;
	u32 next;
};

//@ assigns \nothing;
static bool is_blank(u8 c)
{
	return c == ' ' || c == '\t';
}

/*
 * Does a line end at @i? Return: 0 with the offset after it in *@next, or the
 * reason why not. A CR that no LF follows would be a line end to some who
 * read this message after us: not for us to pass on.
 */
//@ assigns *next; ensures step(\result, i, *next, len);
static int take_eol(const u8 *buf, u32 len, u32 i, u32 *next)
{
	if (i < len && buf[i] == '\r')
		i++;
	else if (i < len && !buf[i])
		return SIPFP_REASON_NUL_BYTE;
	if (i >= len)
		return SIPFP_REASON_NO_END;
	if (buf[i] != '\n')
		return SIPFP_REASON_BAD_HEADER;
	*next = i + 1;
	return 0;
}

/* Over blanks to the colon, which is at *@colon */
//@ requires cur(i, len); assigns *colon; ensures step(\result, i, *colon + 1, len);
static int find_colon(const u8 *buf, u32 len, u32 i, u32 *colon)
{
	//@ loop invariant \at(i, Pre) <= i <= len; loop assigns i; loop variant len - i;
	while (i < len && is_blank(buf[i]))
		i++;
	if (i >= len)
		return SIPFP_REASON_NO_END;
	if (buf[i] != ':')
		return buf[i] ? SIPFP_REASON_BAD_HEADER : SIPFP_REASON_NUL_BYTE;
	*colon = i;
	return 0;
}

/* Any name at @i, whether it is known or not */
//@ requires cur(i, len); assigns *hid, *colon; ensures step(\result, i, *colon + 1, len);
static int take_name(const u8 *buf, u32 len, u32 i, u8 *hid, u32 *colon)
{
	u32 end = sipfp_scan_run(buf, i, len, SIPFP_CC_TOKEN);
	u32 c = end;
	int ret = find_colon(buf, len, end, &c);

	if (ret)
		return ret;
	if (i == end)
		return SIPFP_REASON_BAD_HEADER;
	/* else sipfp_hdr_known() would have known it */
	if (c > end || i + SIPFP_HDR_KNOWN > len)
		*hid = sipfp_hdr_lookup(buf, len, sipfp_scan_span(i, end));
	*colon = c;
	return 0;
}

/*
 * The line end at @beg, then all lines that are folds of this one. *@stop is
 * where the last line end begins, *@next the offset after it.
 */
//@ requires cur(beg, len); assigns *stop, *next; ensures step(\result, beg, *stop + 1, len + 1);
static int take_folds(const u8 *buf, u32 len, u32 beg, u32 *stop, u32 *next)
{
	u32 to = beg;
	u32 i;
	int ret;

	//@ loop invariant beg <= to <= len; loop assigns i, to, ret; loop variant len - to;
	do {
		i = sipfp_scan_line(buf, to, len);
		ret = take_eol(buf, len, i, &to);
		if (ret)
			return ret;
	} while (to < len && is_blank(buf[to]));
	*next = to;
	*stop = i;
	return 0;
}

/* The field that starts at @i, with all of its folded lines */
//@ requires cur(i, len) && i < len; assigns *f; ensures f->hid < SIPFP_HID_MAX;
static int take_field(const u8 *buf, u32 len, u32 i, struct field *f)
{
	u32 colon, next;
	int ret;
	u8 hid;

	f->beg = i;
	colon = i + sipfp_hdr_known(buf, len, i, &hid);
	f->hid = hid;
	if (colon == i) {
		ret = take_name(buf, len, i, &hid, &colon);
		if (ret)
			return ret;
		if (hid < SIPFP_HID_MAX)
			f->hid = hid;
	}
	if (colon >= len) /* never; checked again where it is used */
		return SIPFP_REASON_NO_END;
	i = sipfp_scan_line(buf, colon + 1, len);
	next = i + 2;
	/* nearly always CRLF, and no fold after it */
	if (next >= len || buf[i] != '\r' || buf[next - 1] != '\n' ||
	    is_blank(buf[next])) {
		next = i;
		ret = take_folds(buf, len, i, &i, &next);
		if (ret)
			return ret;
	}
	/* a single space, before all others */
	colon++;
	if (colon < i && buf[colon] == ' ')
		colon++;
	f->value = sipfp_scan_trim(buf, colon, i);
	f->next = next;
	return 0;
}

/* One of these and no more */
#define ONCE \
	(1u << SIPFP_HID_FROM | 1u << SIPFP_HID_TO | 1u << SIPFP_HID_CALL_ID | \
	 1u << SIPFP_HID_CSEQ | 1u << SIPFP_HID_MAX_FORWARDS | \
	 1u << SIPFP_HID_CONTENT_LENGTH)

/* Counts and keeps what was found; the second Route goes to @route. */
//@ requires \separated(m, f, route) && f->hid < SIPFP_HID_MAX; assigns *m, *route;
static int note_field(struct sipfp_msg *m, const struct field *f,
		      struct sipfp_hdr *route)
{
	u32 hid = f->hid;
	u32 n = m->count[hid];
	struct sipfp_hdr h;

	h.line = sipfp_scan_span(f->beg, f->next);
	h.value = f->value;
	if (!n)
		m->hdr[hid] = h;
	else if (ONCE >> hid & 1)
		return SIPFP_REASON_DUPLICATE;
	else if (hid == SIPFP_HID_ROUTE && n == 1)
		*route = h;
	if (hid == SIPFP_HID_VIA)
		m->via_last = h.line;
	if (n < 255)
		m->count[hid] = (u8)(n + 1);
	return 0;
}

/* All header fields, to the empty line */
//@ requires len <= SIPFP_MSG_MAX && \separated(m, route); assigns *m, *route;
static int index_fields(const u8 *buf, u32 len, struct sipfp_msg *m,
			struct sipfp_hdr *route)
{
	u32 i = m->headers;
	u32 left = SIPFP_HDR_LINES_MAX;
	u32 body = 0;
	struct field f = { 0, 0, { 0, 0 }, 0 };
	int ret;

	//@ loop assigns i, left, f, ret, *m, *route; loop variant left;
	while (i < len && buf[i] != '\r' && buf[i] != '\n') {
		if (!left)
			return SIPFP_REASON_TOO_MANY;
		left--;
		ret = take_field(buf, len, i, &f);
		if (ret)
			return ret;
		i = f.next;
		ret = note_field(m, &f, route);
		if (ret)
			return ret;
	}
	ret = take_eol(buf, len, i, &body);
	if (ret)
		return ret;
	m->body = (u16)body;
	if (!m->count[SIPFP_HID_VIA] || !m->count[SIPFP_HID_FROM] ||
	    !m->count[SIPFP_HID_TO] || !m->count[SIPFP_HID_CALL_ID] ||
	    !m->count[SIPFP_HID_CSEQ])
		return SIPFP_REASON_MISSING;
	return 0;
}

/* 1*DIGIT LWS Method */
static int parse_cseq(const u8 *buf, u32 len, struct sipfp_msg *m)
{
	struct sipfp_span method;
	u32 beg, i, end;

	if (!sipfp_scan_open(m->hdr[SIPFP_HID_CSEQ].value, len, &beg, &end))
		return SIPFP_REASON_BAD_CSEQ;
	i = beg;
	if (!sipfp_scan_u32(buf, &i, end, CSEQ_MAX, &m->cseq))
		return SIPFP_REASON_BAD_CSEQ;
	beg = sipfp_scan_lws(buf, i, end);
	if (beg == i || beg >= end ||
	    sipfp_scan_run(buf, beg, end, SIPFP_CC_TOKEN) < end)
		return SIPFP_REASON_BAD_CSEQ;
	method = sipfp_scan_span(beg, end);
	if (m->kind == SIPFP_MSG_RESPONSE) {
		m->method_tok = method;
		m->method = sipfp_method_lookup(buf, len, method);
	} else if (!sipfp_span_same(buf, len, m->method_tok,
				    buf, len, method)) {
		return SIPFP_REASON_BAD_CSEQ;
	}
	return 0;
}

/* Max-Forwards; Call-ID, which is one word; Content-Length and the body */
static int parse_simple(const u8 *buf, u32 len, struct sipfp_msg *m)
{
	struct sipfp_span s = m->hdr[SIPFP_HID_CALL_ID].value;
	u32 v = 0;
	u32 i, end;

	if (!sipfp_scan_open(s, len, &i, &end) || i >= end ||
	    !sipfp_scan_word(buf, i, end))
		return SIPFP_REASON_BAD_HEADER;
	if (m->count[SIPFP_HID_MAX_FORWARDS]) {
		s = m->hdr[SIPFP_HID_MAX_FORWARDS].value;
		if (!sipfp_span_u32(buf, len, s, 255, &v))
			return SIPFP_REASON_BAD_MAX_FORWARDS;
		m->max_forwards = (u16)v;
	}
	if (m->count[SIPFP_HID_CONTENT_LENGTH]) {
		s = m->hdr[SIPFP_HID_CONTENT_LENGTH].value;
		if (!sipfp_span_u32(buf, len, s, SIPFP_MSG_MAX, &v) ||
		    m->body + v > len)
			return SIPFP_REASON_BAD_LENGTH;
		m->len = m->body + v;
	}
	return 0;
}

//@ assigns \nothing;
static bool is_token(const u8 *buf, u32 len, struct sipfp_span s)
{
	u32 i, end;

	return sipfp_scan_open(s, len, &i, &end) && i < end &&
	       sipfp_scan_run(buf, i, end, SIPFP_CC_TOKEN) >= end;
}

#define TAG SIPFP_WORD(';', 't', 'a', 'g', '=', 0, 0, 0)

/* The tag parameter of From or To: at most one, a token */
//@ assigns *tag;
static int parse_tag(const u8 *buf, u32 len, struct sipfp_span value,
		     struct sipfp_span *tag)
{
	struct sipfp_nameaddr na;
	bool found = false;
	u32 i, end;
	int ret;

	if (!sipfp_nameaddr_parse(buf, len, value, &na) ||
	    !sipfp_scan_open(na.params, len, &i, &end))
		return SIPFP_REASON_BAD_ADDRESS;
	if (i >= end)
		return 0;
	/* nearly always ";tag=TOKEN" and no more */
	if (i + 5 < end &&
	    sipfp_word_lower(sipfp_word_of(buf, len, i, i + 5)) == TAG &&
	    sipfp_scan_run(buf, i + 5, end, SIPFP_CC_TOKEN) >= end) {
		*tag = sipfp_scan_span(i + 5, end);
		return 0;
	}
	//@ loop invariant cur(i, end); loop assigns i, ret, found, *tag; loop variant end - i;
	while (i < end) {
		struct sipfp_param p;

		ret = sipfp_scan_param(buf, &i, end, &p);
		if (ret <= 0)
			return SIPFP_REASON_BAD_ADDRESS;
		if (!sipfp_span_eq_nocase(buf, len, p.name, "tag", 3))
			continue;
		if (ret != 1 || found || !is_token(buf, len, p.value))
			return SIPFP_REASON_BAD_ADDRESS;
		found = true;
		*tag = p.value;
	}
	return 0;
}

/* The first two Route values; @second is the second header field, if any */
static int parse_route(const u8 *buf, u32 len, struct sipfp_msg *m,
		       const struct sipfp_hdr *second)
{
	struct sipfp_span rest = m->hdr[SIPFP_HID_ROUTE].value;
	struct sipfp_span line = m->hdr[SIPFP_HID_ROUTE].line;
	struct sipfp_span value;

	if (!sipfp_msg_next_value(buf, len, &rest, &value) ||
	    sipfp_span_empty(value))
		return SIPFP_REASON_BAD_ADDRESS;
	m->route2[0] = value;
	if (sipfp_span_empty(rest)) {
		if (m->count[SIPFP_HID_ROUTE] < 2)
			return 0;
		rest = second->value;
		line = second->line;
	}
	if (!sipfp_msg_next_value(buf, len, &rest, &value) ||
	    sipfp_span_empty(value))
		return SIPFP_REASON_BAD_ADDRESS;
	m->route2[1] = value;
	m->route2_line = line;
	return 0;
}

/* Nothing but CR, LF and NUL: what keeps a NAT binding open */
static bool is_keepalive(const u8 *buf, u32 len)
{
	u32 i = 0;

	//@ loop assigns i; loop variant len - i;
	while (i < len && (buf[i] == '\r' || buf[i] == '\n' || !buf[i]))
		i++;
	return i >= len;
}

int sipfp_msg_index(const u8 *buf, u32 len, struct sipfp_msg *m)
{
	static const struct sipfp_msg empty;
	struct sipfp_hdr route = { { 0, 0 }, { 0, 0 } };
	int ret;

	*m = empty;
	m->buf = buf;
	m->max_forwards = SIPFP_MF_ABSENT;
	if (len > SIPFP_MSG_MAX)
		return SIPFP_REASON_BAD_LENGTH;
	m->len = len;
	if (is_keepalive(buf, len))
		return SIPFP_REASON_TOO_SHORT;
	ret = sipfp_start_parse(buf, len, m);
	if (!ret)
		ret = index_fields(buf, len, m, &route);
	if (!ret)
		ret = parse_cseq(buf, len, m);
	if (!ret)
		ret = parse_simple(buf, len, m);
	if (!ret)
		ret = parse_tag(buf, len, m->hdr[SIPFP_HID_FROM].value,
				&m->from_tag);
	if (!ret)
		ret = parse_tag(buf, len, m->hdr[SIPFP_HID_TO].value,
				&m->to_tag);
	if (!ret && m->count[SIPFP_HID_ROUTE])
		ret = parse_route(buf, len, m, &route);
	return ret;
}

/* @i is at '<'. Return: the offset after '>', or end + 1 without one. */
//@ requires cur(i, end); assigns \nothing; ensures i < \result <= end + 1;
static u32 skip_brackets(const u8 *buf, u32 i, u32 end)
{
	return sipfp_scan_find(buf, i, end, '>') + 1;
}

/*
 * First comma that is neither in a quoted string nor between angle brackets,
 * else @end; more than @end when a quote or bracket is left open.
 */
//@ requires cur(i, end); assigns \nothing; ensures i <= \result <= end + 1;
static u32 find_comma(const u8 *buf, u32 i, u32 end)
{
	//@ loop invariant \at(i, Pre) <= i <= end + 1; loop assigns i; loop variant end - i;
	while (i < end && buf[i] != ',') {
		if (buf[i] == '"')
			i = sipfp_scan_quoted(buf, i, end);
		else if (buf[i] == '<')
			i = skip_brackets(buf, i, end);
		else
			i++;
	}
	return i;
}

bool sipfp_msg_next_value(const u8 *buf, u32 len, struct sipfp_span *rest,
			  struct sipfp_span *value)
{
	u32 i, end, comma;
	bool ok = sipfp_scan_open(*rest, len, &i, &end);

	*rest = sipfp_scan_span(0, 0);
	*value = sipfp_scan_span(0, 0);
	i = sipfp_scan_lws(buf, i, end);
	if (!ok || i >= end)
		return false;
	comma = find_comma(buf, i, end);
	if (comma > end)
		return false;
	*value = sipfp_scan_trim(buf, i, comma);
	if (comma < end)
		*rest = sipfp_scan_trim(buf, comma + 1, end);
	return true;
}
