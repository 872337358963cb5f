// SPDX-License-Identifier: GPL-2.0-only
/* Messages of our own, byte for byte, and the way of a response home */
#include "core/reply.h"
#include "rig.h"

#define TAG  "0123456789abcdef"
#define VIA1 "Via: SIP/2.0/UDP pc.example.net:5062;rport;branch=z9hG4bK1\r\n"
#define VIA1_SEEN \
	"Via: SIP/2.0/UDP pc.example.net:5062;rport=5062;branch=z9hG4bK1" \
	";received=198.51.100.7\r\n"
#define FROM "From: \"A\" <sip:a@a.example>;tag=ft\r\n"
#define CALL "Call-ID: cid@a\r\nCSeq: 7 INVITE\r\n"
#define END  "Content-Length: 0\r\n\r\n"

/* Builds into buffers of every size: fits just the right one. */
static void reply(const char *in, const struct sipfp_reply *r, const char *want)
{
	struct rig_text again;
	struct rig_text t;
	u32 n = (u32)strlen(want);
	u32 cap;
	u8 *out;

	rig_index(&t, in, strlen(in));
	for (cap = 0; cap <= n; cap++) {
		out = malloc(cap + 1);
		assert_non_null(out);
		out[cap] = '!';
		assert_int_equal(sipfp_reply_build(&t.m, r, out, cap),
				 cap < n ? cap + 1 : n);
		assert_int_equal(out[cap], '!');
		if (cap == n) {
			rig_same(out, n, want);
			rig_index(&again, out, n);
			assert_int_equal(again.m.status, r->status);
			assert_int_equal(again.m.method, t.m.method);
			rig_free(&again);
		}
		free(out);
	}
	rig_free(&t);
}

static void refused(const char *in, const struct sipfp_reply *r)
{
	struct rig_text t;
	u8 out[1000];

	rig_index(&t, in, strlen(in));
	assert_int_equal(sipfp_reply_build(&t.m, r, out, sizeof(out)),
			 sizeof(out) + 1);
	rig_free(&t);
}

static void test_plain(void **state)
{
	struct sipfp_addr src = rig_addr(RIG_CLIENT);
	struct sipfp_reply r = { 404, 0, (const u8 *)TAG, 0, &src };

	(void)state;
	reply("INVITE sip:b SIP/2.0\r\n" VIA1 "Max-Forwards: 70\r\n"
	      "To: <sip:b>\r\n" FROM CALL "Timestamp: 54\r\n"
	      "Content-Length: 4\r\n\r\nbody",
	      &r,
	      "SIP/2.0 404 Not Found\r\n" VIA1_SEEN FROM "To: <sip:b>;tag=" TAG
	      "\r\n" CALL END);
	/* a tag is there already, as the addr-spec form has it */
	reply("INVITE sip:b SIP/2.0\r\n" VIA1 FROM "To: sip:b;tag=tt\r\n" CALL
	      "\r\n",
	      &r,
	      "SIP/2.0 404 Not Found\r\n" VIA1_SEEN FROM
	      "To: sip:b;tag=tt\r\n" CALL END);
	reply("INVITE sip:b SIP/2.0\r\n" VIA1 FROM
	      "t:  sip:b \r\n  ;x=\"y\"  \r\n \r\n" CALL "\r\n",
	      &r,
	      "SIP/2.0 404 Not Found\r\n" VIA1_SEEN FROM
	      "t:  sip:b \r\n  ;x=\"y\";tag=" TAG "  \r\n \r\n" CALL END);
	r.tag = NULL;
	r.src = NULL;
	reply("INVITE sip:b SIP/2.0\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL
	      "\r\n",
	      &r,
	      "SIP/2.0 404 Not Found\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL END);
}

/* Every Via in order and as it came, but for the topmost value */
static void test_vias(void **state)
{
	struct sipfp_addr src = rig_addr(RIG_CLIENT6);
	struct sipfp_reply r = { 486, 0, (const u8 *)TAG, 0, &src };

	(void)state;
	reply("INVITE sip:b SIP/2.0\r\n" FROM
	      "v:SIP/2.0/UDP h;branch=z9hG4bK1;received=1.2.3.4;rport=1 ,\r\n"
	      "\tSIP/2.0/TCP i;branch=z9hG4bK2\r\n"
	      "To: <sip:b>\r\n" CALL "X: y\r\n"
	      "VIA : SIP/2.0/UDP j\r\n ;rport\r\n"
	      "via: SIP/2.0/UDP k\r\n\r\n",
	      &r,
	      "SIP/2.0 486 Busy Here\r\n"
	      "v:SIP/2.0/UDP h;branch=z9hG4bK1;received=2001:db8::7;rport=5062 ,\r\n"
	      "\tSIP/2.0/TCP i;branch=z9hG4bK2\r\n"
	      "VIA : SIP/2.0/UDP j\r\n ;rport\r\n"
	      "via: SIP/2.0/UDP k\r\n" FROM "To: <sip:b>;tag=" TAG
	      "\r\n" CALL END);
}

static void test_trying(void **state)
{
	struct sipfp_addr src = rig_addr(RIG_CLIENT);
	struct sipfp_reply r = { 100, 0, NULL, 0, &src };
	const char *in = "INVITE sip:b SIP/2.0\r\n" VIA1
			 "Timestamp: 5 0\r\n" FROM "To: <sip:b>\r\n" CALL
			 "\r\n";
	const char *want = "SIP/2.0 100 Trying\r\n" VIA1_SEEN
			   "Timestamp: 5 0\r\n" FROM "To: <sip:b>\r\n" CALL END;

	(void)state;
	reply(in, &r, want);
	/* 8.2.6.2: a 100 makes no tag */
	r.tag = (const u8 *)TAG;
	reply(in, &r, want);
}

static void test_extras(void **state)
{
	struct sipfp_reply r = { 420, 0, (const u8 *)TAG, 0, NULL };

	(void)state;
	reply("INVITE sip:b SIP/2.0\r\nProxy-Require: foo,\r\n bar\r\n" VIA1 FROM
	      "To: <sip:b>\r\nproxy-require: baz\r\nProxy-Require:\r\n" CALL
	      "\r\n",
	      &r,
	      "SIP/2.0 420 Bad Extension\r\n" VIA1 FROM "To: <sip:b>;tag=" TAG
	      "\r\n" CALL
	      "Unsupported: foo,\r\n bar\r\nUnsupported: baz\r\n" END);
	r.status = 503;
	r.retry_after = 65535;
	reply("INVITE sip:b SIP/2.0\r\nProxy-Require: foo\r\n" VIA1 FROM
	      "To: <sip:b>\r\n" CALL "\r\n",
	      &r,
	      "SIP/2.0 503 Service Unavailable\r\n" VIA1 FROM
	      "To: <sip:b>;tag=" TAG "\r\n" CALL "Retry-After: 65535\r\n" END);
	r.status = 299;
	r.retry_after = 0;
	reply("INVITE sip:b SIP/2.0\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL
	      "\r\n",
	      &r,
	      "SIP/2.0 299 Unknown\r\n" VIA1 FROM "To: <sip:b>;tag=" TAG
	      "\r\n" CALL END);
}

/* Section 11.2: all but Allow, since a proxy takes every method */
static void test_options(void **state)
{
	struct sipfp_reply r = { 200, 0, (const u8 *)TAG, 0, NULL };

	(void)state;
	reply("OPTIONS sip:b SIP/2.0\r\n" VIA1 FROM "To: <sip:b>\r\n"
	      "Call-ID: 1\r\nCSeq: 7 OPTIONS\r\n\r\n",
	      &r,
	      "SIP/2.0 200 OK\r\n" VIA1 FROM "To: <sip:b>;tag=" TAG
	      "\r\nCall-ID: 1\r\nCSeq: 7 OPTIONS\r\n"
	      "Accept:\r\nAccept-Encoding: identity\r\nAccept-Language: en\r\n"
	      "Supported:\r\n" END);
	reply("CANCEL sip:b SIP/2.0\r\n" VIA1 FROM "To: <sip:b>\r\n"
	      "Call-ID: 1\r\nCSeq: 7 CANCEL\r\n\r\n",
	      &r,
	      "SIP/2.0 200 OK\r\n" VIA1 FROM "To: <sip:b>;tag=" TAG
	      "\r\nCall-ID: 1\r\nCSeq: 7 CANCEL\r\n" END);
}

#define SENT_VIA "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=" RIG_BRANCH "\r\n"

static void test_skip_via(void **state)
{
	struct sipfp_addr src = rig_addr(RIG_TARGET);
	struct sipfp_reply r = { 408, SIPFP_REPLY_SKIP_VIA, (const u8 *)TAG, 0,
				 &src };

	(void)state;
	reply("INVITE sip:b SIP/2.0\r\n" SENT_VIA VIA1_SEEN FROM
	      "To: <sip:b>\r\n" CALL "\r\n",
	      &r,
	      "SIP/2.0 408 Request Timeout\r\n" VIA1_SEEN FROM
	      "To: <sip:b>;tag=" TAG "\r\n" CALL END);
	reply("INVITE sip:b SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.10;branch=x ,\r\n"
	      " SIP/2.0/UDP h;branch=y\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL
	      "\r\n",
	      &r,
	      "SIP/2.0 408 Request Timeout\r\nv: SIP/2.0/UDP h;branch=y\r\n" VIA1
		      FROM "To: <sip:b>;tag=" TAG "\r\n" CALL END);
	/* ours is the only one: nobody to answer */
	refused("INVITE sip:b SIP/2.0\r\n" SENT_VIA FROM "To: <sip:b>\r\n" CALL
		"\r\n",
		&r);
}

static void test_refused(void **state)
{
	struct sipfp_reply r = { 99, 0, NULL, 0, NULL };

	(void)state;
	refused("INVITE sip:b SIP/2.0\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL
		"\r\n",
		&r);
	r.status = 700;
	refused("INVITE sip:b SIP/2.0\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL
		"\r\n",
		&r);
	r.status = 400;
	refused("SIP/2.0 200 OK\r\n" VIA1 FROM "To: <sip:b>\r\n" CALL "\r\n",
		&r);
}

#define SENT \
	"INVITE sip:bob@203.0.113.5:5070 SIP/2.0\r\n" \
	"Route: <sip:203.0.113.77;lr>,\r\n\t<sip:c>\r\n" SENT_VIA VIA1_SEEN \
	"Max-Forwards: 3\r\nProxy-Require: foo\r\n" FROM "t: <sip:b>\r\n" \
	"route: <sip:d>\r\n" CALL "Contact: <sip:a@198.51.100.7>\r\n" \
	"Content-Type: x/y\r\nContent-Length: 2\r\n\r\nok"
#define FOLLOWER(method, to) \
	method " sip:bob@203.0.113.5:5070 SIP/2.0\r\n" SENT_VIA \
	       "Max-Forwards: 70\r\n" \
	       "Route: <sip:203.0.113.77;lr>,\r\n\t<sip:c>\r\nroute: <sip:d>\r\n" FROM \
		       to "Call-ID: cid@a\r\nCSeq: 7 " method "\r\n" END

/* @resp: 0 for a CANCEL */
static u32 follower(const struct rig_text *req, const struct rig_text *resp,
		    u8 *out, u32 cap)
{
	if (resp)
		return sipfp_reply_ack(&req->m, &resp->m, out, cap);
	return sipfp_reply_cancel(&req->m, out, cap);
}

static void check_follower(const char *resp, const char *want)
{
	struct rig_text again;
	struct rig_text req;
	struct rig_text ans;
	u32 n = (u32)strlen(want);
	u32 cap;
	u8 *out;

	rig_index(&req, SENT, strlen(SENT));
	if (resp)
		rig_index(&ans, resp, strlen(resp));
	for (cap = 0; cap <= n; cap++) {
		out = malloc(cap + 1);
		assert_non_null(out);
		out[cap] = '!';
		assert_int_equal(follower(&req, resp ? &ans : NULL, out, cap),
				 cap < n ? cap + 1 : n);
		assert_int_equal(out[cap], '!');
		if (cap == n) {
			rig_same(out, n, want);
			rig_index(&again, out, n);
			assert_int_equal(again.m.cseq, 7);
			assert_int_equal(again.m.max_forwards, 70);
			rig_free(&again);
		}
		free(out);
	}
	rig_free(&req);
	if (resp)
		rig_free(&ans);
}

static void test_ack(void **state)
{
	(void)state;
	check_follower("SIP/2.0 486 Busy Here\r\n" SENT_VIA VIA1_SEEN
		       "From: <sip:other>;tag=ft\r\n"
		       "To: <sip:b>\r\n ;tag=remote\r\n" CALL END,
		       FOLLOWER("ACK", "To: <sip:b>\r\n ;tag=remote\r\n"));
}

static void test_cancel(void **state)
{
	(void)state;
	check_follower(NULL, FOLLOWER("CANCEL", "t: <sip:b>\r\n"));
}

/* A request is no response and the other way round. */
static void test_follower_refused(void **state)
{
	static const char resp[] =
		"SIP/2.0 486 Busy Here\r\n" SENT_VIA VIA1 FROM
		"To: <sip:b>;tag=x\r\n" CALL END;
	struct rig_text req;
	struct rig_text ans;
	u8 out[2000];

	(void)state;
	rig_index(&req, SENT, strlen(SENT));
	rig_index(&ans, resp, strlen(resp));
	assert_int_equal(sipfp_reply_ack(&req.m, &req.m, out, sizeof(out)),
			 sizeof(out) + 1);
	assert_int_equal(sipfp_reply_ack(&ans.m, &ans.m, out, sizeof(out)),
			 sizeof(out) + 1);
	assert_int_equal(sipfp_reply_cancel(&ans.m, out, sizeof(out)),
			 sizeof(out) + 1);
	rig_free(&req);
	rig_free(&ans);
}

/*
 * A request is forwarded, the next hop answers what it got, the answer goes
 * back: the client sees its own Via, with what we saw of it.
 */
static void test_round_trip(void **state)
{
	static const char in[] = "INVITE sip:bob@example.com SIP/2.0\r\n" VIA1
				 "Via: SIP/2.0/UDP 10.1.1.1;branch=z9hG4bK0\r\n"
				 "Max-Forwards: 70\r\n" FROM
				 "To: <sip:b>\r\n" CALL
				 "Content-Length: 4\r\n\r\nbody";
	struct sipfp_self self = rig_self(RIG_SELF);
	struct sipfp_reply r = { 486, 0, (const u8 *)TAG, 0, NULL };
	struct sipfp_forward f;
	struct sipfp_decision d;
	struct sipfp_edit e;
	struct rig_text req;
	struct rig_text fwd;
	struct rig_text ans;
	u8 out[1000];
	u8 *sent;
	u32 n;

	(void)state;
	f.src = rig_addr(RIG_CLIENT);
	f.target = rig_addr(RIG_TARGET);
	f.ruri = (const u8 *)"sip:bob@203.0.113.5";
	f.ruri_len = 19;
	f.branch = (const u8 *)RIG_BRANCH;
	rig_index(&req, in, strlen(in));
	sipfp_proxy_decide(&req.m, &self, &rig_ring, &f.src, &d);
	assert_int_equal(d.want, SIPFP_WANT_USER);
	assert_true(sipfp_proxy_plan_request(&req.m, &req.via, &self, &rig_ring,
					     &d, &f, &e));
	sent = rig_apply(&e, &req.m, &n);
	rig_index(&fwd, sent, n);
	assert_true(sipfp_addr_equal(&fwd.via.addr, &self.addr));
	assert_true(sipfp_span_eq(fwd.m.buf, fwd.m.len, fwd.via.branch,
				  RIG_BRANCH, SIPFP_BRANCH_LEN));
	n = sipfp_reply_build(&fwd.m, &r, out, sizeof(out));
	assert_true(n <= sizeof(out));
	rig_index(&ans, out, n);
	assert_true(sipfp_proxy_plan_response(&ans.m, &ans.via, &e));
	rig_expect(&e, &ans.m,
		   "SIP/2.0 486 Busy Here\r\n" VIA1_SEEN
		   "Via: SIP/2.0/UDP 10.1.1.1;branch=z9hG4bK0\r\n" FROM
		   "To: <sip:b>;tag=" TAG "\r\n" CALL END);
	/* what we would have said ourselves, from what we sent, is the same */
	r.flags = SIPFP_REPLY_SKIP_VIA;
	n = sipfp_reply_build(&fwd.m, &r, out, sizeof(out));
	rig_same(out, n,
		 "SIP/2.0 486 Busy Here\r\n" VIA1_SEEN
		 "Via: SIP/2.0/UDP 10.1.1.1;branch=z9hG4bK0\r\n" FROM
		 "To: <sip:b>;tag=" TAG "\r\n" CALL END);
	rig_free(&req);
	rig_free(&fwd);
	rig_free(&ans);
	free(sent);
}

static void test_phrases(void **state)
{
	(void)state;
	assert_string_equal(sipfp_reply_phrase(100), "Trying");
	assert_string_equal(sipfp_reply_phrase(200), "OK");
	assert_string_equal(sipfp_reply_phrase(487), "Request Terminated");
	assert_string_equal(sipfp_reply_phrase(608), "Rejected");
	assert_string_equal(sipfp_reply_phrase(0), "Unknown");
	assert_string_equal(sipfp_reply_phrase(65535), "Unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_vias),
		cmocka_unit_test(test_trying),
		cmocka_unit_test(test_extras),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_skip_via),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_ack),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_follower_refused),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_phrases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
