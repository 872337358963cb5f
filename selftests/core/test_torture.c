// SPDX-License-Identifier: GPL-2.0-only
/*
 * The torture tests of RFC 4475 and RFC 5118, each with the verdict that its
 * RFC gives, and a valid message cut off at every length and with every byte
 * replaced by every other one.
 */
#define _GNU_SOURCE /* memmem */
#include <stdio.h>
#include "messages.h"
#include "corpus.h"
#include "rig.h"
#include "core/hdr.h"
#include "core/walk.h"

#define R(reason) SIPFP_REASON_##reason

/* Everything that a stage after the index would look at */
static void use(const struct sipfp_msg *m, bool *uri_ok, bool *via_ok)
{
	struct sipfp_span rest, value, param;
	struct sipfp_nameaddr na;
	struct sipfp_via via;
	struct sipfp_uri uri;
	u8 aor[128];
	u8 i;

	*via_ok = sipfp_via_top(m, &via);
	assert_true(sipfp_span_ok(via.cut, m->len));
	*uri_ok = m->kind == SIPFP_MSG_RESPONSE ||
		  sipfp_uri_parse(m->buf, m->len, m->ruri, &uri);
	if (m->kind == SIPFP_MSG_REQUEST && *uri_ok)
		sipfp_uri_aor(m->buf, m->len, &uri, aor, sizeof(aor));
	for (i = 0; i < SIPFP_HID_MAX; i++) {
		rest = m->hdr[i].value;
		assert_true(sipfp_span_ok(rest, m->len));
		assert_true(sipfp_span_ok(m->hdr[i].line, m->len));
		while (sipfp_msg_next_value(m->buf, m->len, &rest, &value)) {
			if (!sipfp_nameaddr_parse(m->buf, m->len, value, &na))
				continue;
			sipfp_uri_parse(m->buf, m->len, na.uri, &uri);
			sipfp_hdr_param(m->buf, m->len, na.params, "q", 1,
					&param);
		}
	}
}

/* As sipfp_request_handle() goes about it, up to the lookups */
static u8 decide_request(const struct sipfp_msg *m, struct sipfp_via *via,
			 const struct sipfp_self *self, bool stream,
			 struct sipfp_decision *d)
{
	struct sipfp_addr src =
		rig_addr(self->addr.family == 6 ? RIG_CLIENT6 : RIG_CLIENT);
	struct sipfp_addr to;

	if (!sipfp_via_top(m, via))
		return R(BAD_VIA);
	if (stream)
		via->flags |= SIPFP_VIA_UDP;
	if (!(via->flags & SIPFP_VIA_UDP))
		return R(BAD_VIA);
	if (!(via->flags & SIPFP_VIA_COOKIED))
		return R(NO_COOKIE);
	if (!sipfp_proxy_reply_addr(via, &src, &to))
		return R(TRANSPORT);
	sipfp_proxy_decide(m, self, &rig_ring, &src, d);
	return d->reason;
}

static u8 decide_response(const struct sipfp_msg *m)
{
	struct sipfp_branch b;
	struct sipfp_via via;

	if (!sipfp_via_top(m, &via))
		return R(BAD_VIA);
	/* sent to nobody here, so none of them has a branch of ours */
	assert_int_equal(sipfp_branch_parse(&rig_ring, m->buf, m->len,
					    via.branch, &b),
			 SIPFP_TOKEN_FOREIGN);
	return R(FOREIGN_BRANCH);
}

static bool is_edited(const struct sipfp_msg *m, const struct sipfp_field *f)
{
	return f->hid == SIPFP_HID_MAX_FORWARDS || f->hid == SIPFP_HID_ROUTE ||
	       f->line.beg == m->hdr[SIPFP_HID_VIA].line.beg;
}

/* Every line that a proxy has no business with is there, in order; the body */
static void check_forwarded(const struct sipfp_msg *m, const u8 *out, u32 n)
{
	u32 body = m->len - m->body;
	struct sipfp_field f;
	u32 pos = m->headers;
	const u8 *at = out;

	while (sipfp_walk_next(m, &pos, &f)) {
		if (is_edited(m, &f))
			continue;
		at = memmem(at, n - (u32)(at - out), m->buf + f.line.beg,
			    sipfp_span_len(f.line));
		assert_non_null(at);
		at += sipfp_span_len(f.line);
	}
	assert_true(n > body);
	assert_memory_equal(out + n - body, m->buf + m->body, body);
}

static void forward(const struct sipfp_msg *m, const struct sipfp_via *via,
		    const struct sipfp_self *self,
		    const struct sipfp_decision *d)
{
	bool v6 = self->addr.family == 6;
	struct sipfp_forward f = { .branch = (const u8 *)RIG_BRANCH };
	struct rig_text again;
	struct sipfp_edit e;
	u32 n;
	u8 *out;

	f.src = rig_addr(v6 ? RIG_CLIENT6 : RIG_CLIENT);
	f.target = rig_addr(v6 ? RIG_TARGET6 : RIG_TARGET);
	if (!sipfp_proxy_plan_request(m, via, self, &rig_ring, d, &f, &e))
		fail_msg("can't be rewritten");
	out = rig_apply(&e, m, &n);
	rig_index(&again, out, n);
	assert_true(sipfp_addr_equal(&again.via.addr, &self->addr));
	assert_int_equal(again.m.count[SIPFP_HID_VIA],
			 m->count[SIPFP_HID_VIA] + 1);
	check_forwarded(m, out, n);
	rig_free(&again);
	free(out);
}

/* What becomes of it, in the words of corpus.h; its status in *@status */
static void judge(const struct corpus_msg *c, const char *addr, char *said,
		  size_t size, u16 *status)
{
	struct sipfp_self self = rig_self(addr);
	struct text t = text_copy(c->bytes, c->len);
	struct sipfp_decision d = { .status = 0 };
	struct sipfp_via via;
	struct sipfp_msg m;
	bool uri_ok, via_ok;
	u8 reason;

	reason = (u8)sipfp_msg_index(t.p, t.len, &m);
	use(&m, &uri_ok, &via_ok);
	if (!reason && m.kind == SIPFP_MSG_RESPONSE)
		reason = decide_response(&m);
	else if (!reason)
		reason = decide_request(&m, &via, &self, c->stream, &d);
	*status = reason ? d.status : 0;
	if (!reason) {
		snprintf(said, size, "forward");
		forward(&m, &via, &self, &d);
	} else if (d.status) {
		snprintf(said, size, "slow %s %u", sipfp_reason_name(reason),
			 d.status);
	} else {
		snprintf(said, size, "slow %s", sipfp_reason_name(reason));
	}
	free(t.p);
}

/*
 * Is that what the RFC wants? What is left to the socket can't be wrong, and
 * 503 only says that there is none.
 */
static bool allowed(const struct corpus_msg *c, const char *said, u16 status)
{
	char number[8];

	if (!strcmp(said, "forward"))
		return !strcmp(c->rfc, "forward") ||
		       !strncmp(c->rfc, "either ", 7);
	if (status == 0 || status == 503)
		return true;
	snprintf(number, sizeof(number), " %u", status);
	return strstr(c->rfc, number);
}

static void test_rfc(void **state)
{
	struct corpus_msg c;
	const char *self;
	u32 count = 0;
	char said[60];
	u16 status;
	FILE *f;
	u32 i;

	(void)state;
	for (i = 0; i < CORPUS_FILES; i++) {
		self = strcmp(corpus_files[i], "rfc5118") ? RIG_SELF :
							    RIG_SELF6;
		f = corpus_open(corpus_files[i]);
		while (corpus_next(f, &c)) {
			judge(&c, c.self[0] ? c.self : self, said, sizeof(said),
			      &status);
			if (strcmp(said, c.core))
				fail_msg("%s: %s, not %s", c.name, said,
					 c.core);
			if (!allowed(&c, said, status))
				fail_msg("%s: %s, but RFC: %s", c.name, said,
					 c.rfc);
			count++;
		}
		fclose(f);
	}
	assert_int_equal(count, 49 + 12);
}

/* With the RFCs' own files in $SIPFP_TESTDATA: ours say the same. */
static void test_transcribed(void **state)
{
	const char *dir = getenv("SIPFP_TESTDATA");
	struct corpus_msg c;
	char path[512];
	u8 buf[8192];
	bool v6;
	FILE *f, *orig;
	size_t n;
	u32 i;

	(void)state;
	for (i = 0; i < CORPUS_FILES; i++) {
		v6 = !strcmp(corpus_files[i], "rfc5118");
		f = corpus_open(corpus_files[i]);
		while (corpus_next(f, &c)) {
			snprintf(path, sizeof(path), "%s/%s/%s%s", dir,
				 v6 ? "rfc5118" : "rfc4475", c.name,
				 v6 ? "" : ".dat");
			orig = fopen(path, "rb");
			assert_non_null(orig);
			n = fread(buf, 1, sizeof(buf), orig);
			fclose(orig);
			assert_int_equal(n, c.len);
			assert_memory_equal(buf, c.bytes, n);
		}
		fclose(f);
	}
}

/* RFC 4475 section 3.1.1.1: all of the odd spacing, read as it is meant */
static void test_wsinv(void **state)
{
	struct corpus_msg c;
	struct sipfp_msg m;
	struct sipfp_via v;
	struct text t;

	(void)state;
	corpus_find("wsinv", &c);
	t = text_copy(c.bytes, c.len);
	assert_int_equal(sipfp_msg_index(t.p, t.len, &m), 0);
	assert_int_equal(m.cseq, 9);
	assert_int_equal(m.max_forwards, 68);
	assert_span(t.p, m.to_tag, "1918181833n");
	assert_span(t.p, m.from_tag, "98asjd8");
	assert_int_equal(m.count[SIPFP_HID_VIA], 2);
	assert_int_equal(t.p[m.route2[0].beg], '<');
	assert_int_equal(t.p[m.route2[0].end - 1], '>');
	assert_int_equal(sipfp_span_len(m.route2[0]), 64);
	assert_int_equal(m.len, m.body + 150);
	assert_true(sipfp_via_top(&m, &v));
	assert_span(t.p, v.sent_by, "192.0.2.2");
	assert_span(t.p, v.branch, "390skdjuw");
	assert_int_equal(v.flags, SIPFP_VIA_UDP);
	free(t.p);
}

static void test_truncated(void **state)
{
	u32 body = (u32)strlen(INVITE) - 5;
	bool uri_ok, via_ok;
	struct sipfp_msg m;
	struct text t;
	u32 n;
	int ret;

	(void)state;
	for (n = 0; n < body + 5; n++) {
		t = text_copy(INVITE, n);
		ret = sipfp_msg_index(t.p, t.len, &m);
		assert_int_not_equal(ret, 0);
		if (n >= strlen(INVITE_START))
			assert_int_equal(ret,
					 n < body ? R(NO_END) : R(BAD_LENGTH));
		use(&m, &uri_ok, &via_ok);
		free(t.p);
	}
}

static void test_mutated(void **state)
{
	struct text t = text_of(INVITE);
	bool uri_ok, via_ok;
	struct sipfp_msg m;
	u32 accepted = 0;
	u32 i, c;
	u8 was;

	(void)state;
	for (i = 0; i < t.len; i++) {
		was = t.p[i];
		for (c = 0; c < 256; c++) {
			t.p[i] = (u8)c;
			accepted += !sipfp_msg_index(t.p, t.len, &m);
			use(&m, &uri_ok, &via_ok);
		}
		t.p[i] = was;
	}
	/* the loop has seen both ends: the original itself, and refusals */
	assert_true(accepted > t.len && accepted < 256 * t.len);
	free(t.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc),
		cmocka_unit_test(test_wsinv),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_mutated),
	};
	const struct CMUnitTest originals[] = {
		cmocka_unit_test(test_transcribed),
	};

	if (getenv("SIPFP_TESTDATA"))
		return cmocka_run_group_tests(originals, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
