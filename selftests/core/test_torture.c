// SPDX-License-Identifier: GPL-2.0-only
/*
 * The torture tests of RFC 4475 and RFC 5118, and a valid message cut off at
 * every length and with every byte replaced by every other one.
 *
 * The RFCs' messages are read from $SIPFP_TESTDATA, or ../shared/testdata;
 * where neither is there, that test is skipped.
 */
#include <stdio.h>
#include "messages.h"
#include "core/hdr.h"
#include "core/uri.h"
#include "core/via.h"

#define R(reason) SIPFP_REASON_##reason

/*
 * What the fast path says to each message. URI and VIA: the index accepts it,
 * but its Request-URI, or its topmost Via, is malformed.
 */
static const struct torture {
	const char *file;
	u8 reason;
	bool bad_uri;
	bool bad_via;
} torture[] = {
	{ "rfc4475/badaspec.dat", R(BAD_ADDRESS), false, false },
	{ "rfc4475/badbranch.dat", 0, false, false },
	{ "rfc4475/baddate.dat", 0, false, false },
	{ "rfc4475/baddn.dat", R(BAD_ADDRESS), false, false },
	{ "rfc4475/badinv01.dat", 0, false, true },
	{ "rfc4475/badvers.dat", R(BAD_VERSION), false, false },
	{ "rfc4475/bcast.dat", 0, false, false },
	{ "rfc4475/bext01.dat", 0, false, false },
	{ "rfc4475/bigcode.dat", R(BAD_START), false, false },
	{ "rfc4475/clerr.dat", R(BAD_LENGTH), false, false },
	{ "rfc4475/cparam01.dat", 0, false, false },
	{ "rfc4475/cparam02.dat", 0, false, false },
	{ "rfc4475/dblreq.dat", 0, false, false },
	{ "rfc4475/esc01.dat", 0, false, false },
	{ "rfc4475/esc02.dat", 0, false, false },
	{ "rfc4475/escnull.dat", 0, false, false },
	{ "rfc4475/escruri.dat", 0, false, false },
	{ "rfc4475/insuf.dat", R(MISSING), false, false },
	{ "rfc4475/intmeth.dat", R(NUL_BYTE), false, false },
	{ "rfc4475/inv2543.dat", 0, false, false },
	{ "rfc4475/invut.dat", 0, false, false },
	{ "rfc4475/longreq.dat", 0, false, false },
	{ "rfc4475/ltgtruri.dat", R(BAD_START), false, false },
	{ "rfc4475/lwsdisp.dat", 0, false, false },
	{ "rfc4475/lwsruri.dat", R(BAD_START), false, false },
	{ "rfc4475/lwsstart.dat", R(BAD_START), false, false },
	{ "rfc4475/mcl01.dat", R(DUPLICATE), false, false },
	{ "rfc4475/mismatch01.dat", R(BAD_CSEQ), false, false },
	{ "rfc4475/mismatch02.dat", R(BAD_CSEQ), false, false },
	{ "rfc4475/mpart01.dat", 0, false, false },
	{ "rfc4475/multi01.dat", R(DUPLICATE), false, false },
	{ "rfc4475/ncl.dat", R(BAD_LENGTH), false, false },
	{ "rfc4475/noreason.dat", 0, false, false },
	{ "rfc4475/novelsc.dat", 0, false, false },
	{ "rfc4475/quotbal.dat", R(BAD_ADDRESS), false, false },
	{ "rfc4475/regaut01.dat", 0, false, false },
	{ "rfc4475/regbadct.dat", 0, false, false },
	{ "rfc4475/regescrt.dat", 0, false, false },
	{ "rfc4475/scalar02.dat", R(BAD_CSEQ), false, false },
	{ "rfc4475/scalarlg.dat", R(BAD_CSEQ), false, false },
	{ "rfc4475/sdp01.dat", 0, false, false },
	{ "rfc4475/semiuri.dat", 0, false, false },
	{ "rfc4475/transports.dat", 0, false, false },
	{ "rfc4475/trws.dat", R(BAD_START), false, false },
	{ "rfc4475/unkscm.dat", 0, false, false },
	{ "rfc4475/unksm2.dat", 0, false, false },
	{ "rfc4475/unreason.dat", 0, false, false },
	{ "rfc4475/wsinv.dat", 0, false, false },
	{ "rfc4475/zeromf.dat", 0, false, false },
	{ "rfc5118/ipv4-mapped-ipv6", 0, false, false },
	{ "rfc5118/ipv6-bad", 0, true, false },
	{ "rfc5118/ipv6-bug-abnf-3-colons", 0, true, false },
	{ "rfc5118/ipv6-correct-abnf-2-colons", 0, false, false },
	{ "rfc5118/ipv6-good", 0, false, false },
	{ "rfc5118/ipv6-in-sdp", 0, false, false },
	{ "rfc5118/mult-ip-in-header", 0, false, false },
	{ "rfc5118/mult-ip-in-sdp", 0, false, false },
	{ "rfc5118/port-ambiguous", 0, false, false },
	{ "rfc5118/port-unambiguous", 0, false, false },
	{ "rfc5118/via-received-param-no-delim", 0, false, false },
	{ "rfc5118/via-received-param-with-delim", 0, false, false },
};

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

static bool load(const char *name, struct text *t)
{
	const char *dir = getenv("SIPFP_TESTDATA");
	char path[512];
	u8 buf[8192];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir ? dir : "../shared/testdata",
		 name);
	f = fopen(path, "rb");
	if (!f)
		return false;
	n = fread(buf, 1, sizeof(buf), f);
	assert_true(n > 0 && n < sizeof(buf) && !ferror(f));
	fclose(f);
	*t = text_copy(buf, (u32)n);
	return true;
}

static void test_rfc(void **state)
{
	bool uri_ok, via_ok;
	struct sipfp_msg m;
	struct text t;
	u32 i;
	int ret;

	(void)state;
	assert_int_equal(ARRAY_SIZE(torture), 49 + 12);
	if (!load(torture[0].file, &t)) {
		print_message("# no RFC test messages: see SIPFP_TESTDATA\n");
		skip();
	}
	free(t.p);
	for (i = 0; i < ARRAY_SIZE(torture); i++) {
		assert_true(load(torture[i].file, &t));
		ret = sipfp_msg_index(t.p, t.len, &m);
		use(&m, &uri_ok, &via_ok);
		if (ret != torture[i].reason ||
		    (!ret && uri_ok == torture[i].bad_uri) ||
		    (!ret && via_ok == torture[i].bad_via))
			fail_msg("%s: %s, URI %d, Via %d", torture[i].file,
				 sipfp_reason_name((u32)ret), uri_ok, via_ok);
		free(t.p);
	}
}

/* RFC 4475 section 3.1.1.1: all of the odd spacing, read as it is meant */
static void test_wsinv(void **state)
{
	struct sipfp_msg m;
	struct sipfp_via v;
	struct text t;

	(void)state;
	if (!load("rfc4475/wsinv.dat", &t))
		skip();
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

	return cmocka_run_group_tests(tests, NULL, NULL);
}
