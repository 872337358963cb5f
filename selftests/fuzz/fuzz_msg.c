// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer: a datagram through the parsers.
 *
 * The sanitizers see what is read; the rest is that the answers agree with each
 * other: spans within the message and within what they are part of, the same
 * index when the message is indexed again, one Via value less when the top one
 * is cut out, addresses and AoRs that stay the same when read back.
 */
#include <stdio.h>
#include <stdlib.h>
#include "core/hdr.h"
#include "core/quote.h"
#include "core/uri.h"
#include "core/via.h"

#define REQUIRE(c) \
	do { \
		if (!(c)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#c); \
			abort(); \
		} \
	} while (0)

static bool within(struct sipfp_span in, struct sipfp_span out)
{
	return sipfp_span_empty(in) ||
	       (out.beg <= in.beg && in.beg <= in.end && in.end <= out.end);
}

/* Holds whatever the index says of the message. */
static void check_spans(const struct sipfp_msg *m)
{
	u32 len = m->len;
	u32 i;

	REQUIRE(sipfp_span_ok(m->method_tok, len));
	REQUIRE(sipfp_span_ok(m->ruri, len));
	REQUIRE(sipfp_span_ok(m->version, len));
	REQUIRE(sipfp_span_ok(m->start, len));
	REQUIRE(sipfp_span_ok(m->from_tag, len));
	REQUIRE(sipfp_span_ok(m->to_tag, len));
	REQUIRE(sipfp_span_ok(m->via_last, len));
	REQUIRE(sipfp_span_ok(m->route2[0], len));
	REQUIRE(sipfp_span_ok(m->route2[1], len));
	REQUIRE(sipfp_span_ok(m->route2_line, len));
	REQUIRE(m->headers <= len && m->body <= len);
	for (i = 0; i < SIPFP_HID_MAX; i++) {
		REQUIRE(sipfp_span_ok(m->hdr[i].line, len));
		REQUIRE(sipfp_span_ok(m->hdr[i].value, len));
		REQUIRE(within(m->hdr[i].value, m->hdr[i].line));
		REQUIRE(!m->count[i] == sipfp_span_empty(m->hdr[i].line));
	}
}

/* What msg.h promises of an accepted message, found without the index's help */
static void check_accepted(const struct sipfp_msg *m)
{
	struct sipfp_span all = { m->headers, m->body };
	const struct sipfp_hdr *h = m->hdr;
	u32 counted = 0;
	u32 fields = 0;
	u32 i;

	REQUIRE(m->headers < m->body && m->body <= m->len);
	for (i = 0; i < m->body; i++)
		REQUIRE(m->buf[i]);
	for (i = m->headers; i < m->body; i++)
		fields += m->buf[i - 1] == '\n' && m->buf[i] != ' ' &&
			  m->buf[i] != '\t';
	for (i = 0; i < SIPFP_HID_MAX; i++) {
		counted += m->count[i];
		REQUIRE(within(h[i].line, all));
		if (m->count[i])
			REQUIRE(m->buf[h[i].line.end - 1] == '\n');
	}
	/* the empty line is one, too; a count saturates one below the most */
	REQUIRE(counted + 1 == fields || counted == 255);
	REQUIRE(m->count[SIPFP_HID_FROM] == 1 && m->count[SIPFP_HID_TO] == 1);
	REQUIRE(m->count[SIPFP_HID_CSEQ] == 1);
	REQUIRE(m->count[SIPFP_HID_CALL_ID] == 1);
	REQUIRE(m->count[SIPFP_HID_VIA] >= 1);
	REQUIRE(m->count[SIPFP_HID_MAX_FORWARDS] <= 1);
	REQUIRE(m->count[SIPFP_HID_CONTENT_LENGTH] <= 1);
	REQUIRE(!sipfp_span_empty(h[SIPFP_HID_CALL_ID].value));
	REQUIRE(within(m->from_tag, h[SIPFP_HID_FROM].value));
	REQUIRE(within(m->to_tag, h[SIPFP_HID_TO].value));
	REQUIRE(within(m->route2[0], h[SIPFP_HID_ROUTE].value));
	REQUIRE(within(m->route2[1], m->route2_line));
	REQUIRE(within(m->via_last, all));
	REQUIRE(m->cseq <= 0x7fffffff);
	REQUIRE(m->max_forwards <= 255 || m->max_forwards == SIPFP_MF_ABSENT);
	REQUIRE(m->method ==
		sipfp_method_lookup(m->buf, m->len, m->method_tok));
	if (m->kind == SIPFP_MSG_REQUEST)
		REQUIRE(!m->status && !sipfp_span_empty(m->ruri));
	else
		REQUIRE(m->status >= 100 && m->status <= 699);
}

/* Once more, in a block of just this length */
static int index_copy(const u8 *buf, u32 len, struct sipfp_msg *m, u8 **copy)
{
	*copy = malloc(len ? len : 1);
	REQUIRE(*copy);
	if (len)
		memcpy(*copy, buf, len);
	return sipfp_msg_index(*copy, len, m);
}

static void check_again(const struct sipfp_msg *m)
{
	struct sipfp_msg again;
	u8 *copy;

	REQUIRE(index_copy(m->buf, m->len, &again, &copy) == 0);
	again.buf = m->buf;
	REQUIRE(!memcmp(&again, m, sizeof(again)));
	free(copy);
}

/* Values of a header line; the rest, when it is left open, is one. */
static u32 count_values(const struct sipfp_msg *m, u8 hid)
{
	struct sipfp_span rest = m->hdr[hid].value;
	struct sipfp_span v;
	bool more = true;
	u32 n = 0;

	while (more && !sipfp_span_empty(rest)) {
		more = sipfp_msg_next_value(m->buf, m->len, &rest, &v);
		n++;
	}
	return n;
}

static void check_cut(const struct sipfp_msg *m, const struct sipfp_via *v)
{
	u32 values = count_values(m, SIPFP_HID_VIA);
	struct sipfp_msg less;
	u32 len = m->len - sipfp_span_len(v->cut);
	u8 *copy = malloc(m->len);
	u8 *text;
	int ret;

	REQUIRE(copy);
	memcpy(copy, m->buf, v->cut.beg);
	memcpy(copy + v->cut.beg, m->buf + v->cut.end, m->len - v->cut.end);
	ret = index_copy(copy, len, &less, &text);
	if (values <= 1 && m->count[SIPFP_HID_VIA] == 1) {
		REQUIRE(ret == SIPFP_REASON_MISSING);
	} else if (values <= 1) {
		REQUIRE(!ret);
		REQUIRE(less.count[SIPFP_HID_VIA] + 1 ==
				m->count[SIPFP_HID_VIA] ||
			m->count[SIPFP_HID_VIA] == 255);
	} else {
		REQUIRE(!ret);
		REQUIRE(less.count[SIPFP_HID_VIA] == m->count[SIPFP_HID_VIA]);
		REQUIRE(count_values(&less, SIPFP_HID_VIA) + 1 == values);
	}
	free(text);
	free(copy);
}

/* What is printed must be read back as the same. */
static void check_addr(const struct sipfp_addr *a)
{
	struct sipfp_addr b = { 0, a->port, { 0 } };
	u8 text[SIPFP_ADDR_TEXT_MAX];
	struct sipfp_span s = { 0, 0 };
	u32 n;

	if (!a->family)
		return;
	n = sipfp_addr_print(a, false, true, text, sizeof(text));
	REQUIRE(n <= sizeof(text));
	s.end = (u16)n;
	REQUIRE(sipfp_addr_parse(text, n, s, false, &b));
	REQUIRE(sipfp_addr_equal(a, &b));
}

static void check_via(const struct sipfp_msg *m)
{
	struct sipfp_span rest = m->hdr[SIPFP_HID_VIA].value;
	struct sipfp_span first;
	struct sipfp_via v;

	memset(&v, 0xa5, sizeof(v));
	if (!sipfp_via_top(m, &v)) {
		REQUIRE(v.rport_at <= m->len && sipfp_span_ok(v.cut, m->len));
		return;
	}
	REQUIRE(sipfp_msg_next_value(m->buf, m->len, &rest, &first));
	REQUIRE(first.beg == v.value.beg && first.end == v.value.end);
	REQUIRE(within(v.sent_by, v.value) && within(v.host, v.sent_by));
	REQUIRE(within(v.params, v.value) && within(v.branch, v.params));
	REQUIRE(within(v.received, v.params) && within(v.rport, v.params));
	REQUIRE(!sipfp_span_empty(v.host) && !sipfp_span_empty(v.cut));
	if (v.flags & SIPFP_VIA_RPORT)
		REQUIRE(v.rport_at > v.params.beg &&
			v.rport_at <= v.params.end);
	check_addr(&v.addr);
	check_cut(m, &v);
}

/* An AoR is one with itself: what it names has the same AoR. */
static void check_aor(const struct sipfp_msg *m, const struct sipfp_uri *u)
{
	static u8 one[SIPFP_MSG_MAX];
	static u8 two[SIPFP_MSG_MAX];
	struct sipfp_span s = { 0, 0 };
	struct sipfp_uri again;
	u32 n = sipfp_uri_aor(m->buf, m->len, u, one + 4, sizeof(one) - 4);

	if (u->scheme == SIPFP_URI_OTHER) {
		REQUIRE(n > sizeof(one) - 4);
		return;
	}
	if (n > sizeof(one) - 4)
		return;
	memcpy(one, "sip:", 4);
	s.end = (u16)(n + 4);
	REQUIRE(sipfp_uri_parse(one, n + 4, s, &again));
	REQUIRE(sipfp_uri_aor(one, n + 4, &again, two, sizeof(two)) == n);
	REQUIRE(!memcmp(one + 4, two, n));
	REQUIRE(sipfp_uri_aor(one, n + 4, &again, two, n - 1) == n);
}

static void check_uri(const struct sipfp_msg *m, struct sipfp_span s)
{
	struct sipfp_uri u;
	bool ok;

	memset(&u, 0xa5, sizeof(u));
	ok = sipfp_uri_parse(m->buf, m->len, s, &u);
	REQUIRE(within(u.all, s) && within(u.scheme_tok, s));
	REQUIRE(within(u.user, s) && within(u.host, s));
	REQUIRE(within(u.params, s) && within(u.sfp, s));
	if (!ok)
		return;
	REQUIRE(u.all.beg == s.beg && u.all.end == s.end);
	REQUIRE(sipfp_span_empty(u.host) == (u.scheme == SIPFP_URI_OTHER));
	check_addr(&u.addr);
	check_aor(m, &u);
}

static void check_values(const struct sipfp_msg *m, u8 hid)
{
	struct sipfp_span rest = m->hdr[hid].value;
	struct sipfp_nameaddr na;
	struct sipfp_span v, q;
	struct sipfp_via via;
	int ret;

	while (sipfp_msg_next_value(m->buf, m->len, &rest, &v)) {
		REQUIRE(within(v, m->hdr[hid].value));
		REQUIRE(within(rest, m->hdr[hid].value));
		sipfp_via_parse(m->buf, m->len, v, &via);
		if (!sipfp_nameaddr_parse(m->buf, m->len, v, &na))
			continue;
		REQUIRE(within(na.uri, v) && within(na.params, v));
		REQUIRE(!sipfp_span_empty(na.uri));
		check_uri(m, na.uri);
		ret = sipfp_hdr_param(m->buf, m->len, na.params, "q", 1, &q);
		REQUIRE(ret >= -1 && ret <= 2 && within(q, na.params));
		REQUIRE((ret == 1) == !sipfp_span_empty(q));
	}
}

/* What an ICMP error quotes: the beginning of anything */
static void check_quote(const u8 *data, u32 size)
{
	struct sipfp_via via;
	u8 method;

	if (size > SIPFP_MSG_MAX ||
	    !sipfp_quote_parse(data, size, &method, &via))
		return;
	REQUIRE(sipfp_span_ok(via.branch, size));
	REQUIRE(sipfp_span_ok(via.value, size));
	REQUIRE(via.value.end < size);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct sipfp_msg m;
	int ret;
	u8 i;

	memset(&m, 0xa5, sizeof(m));
	ret = sipfp_msg_index(data, (u32)size, &m);
	REQUIRE(ret >= 0 && ret < SIPFP_REASON_MAX);
	REQUIRE(m.buf == data && m.len <= size);
	check_spans(&m);
	if (!ret) {
		check_accepted(&m);
		check_again(&m);
		check_via(&m);
	}
	check_quote(data, (u32)size);
	check_uri(&m, m.ruri);
	for (i = 0; i < SIPFP_HID_MAX; i++)
		check_values(&m, i);
	return 0;
}
