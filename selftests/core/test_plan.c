// SPDX-License-Identifier: GPL-2.0-only
/* Rewriting: whole messages, byte for byte */
#include "rig.h"

#define OUR_VIA "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=" RIG_BRANCH "\r\n"
#define OUR_VIA6 \
	"Via: SIP/2.0/UDP [2001:db8::10]:5060;branch=" RIG_BRANCH "\r\n"

/* The service, where it came from and goes to, what it is to be called then */
struct setup {
	const char *self;
	const char *src;
	const char *target;
	const char *ruri;
	bool record_route;
};

static const struct setup plain = { RIG_SELF, RIG_CLIENT, RIG_TARGET, NULL,
				    false };

static const struct setup recording = { RIG_SELF, RIG_CLIENT, RIG_TARGET,
					"sip:bob@203.0.113.5:5070", true };

static const struct setup plain6 = { RIG_SELF6, RIG_CLIENT6, RIG_TARGET6, NULL,
				     false };

/* Decides and plans @t as @s says. */
static bool plan(const struct setup *s, const struct rig_text *t,
		 struct sipfp_edit *e)
{
	struct sipfp_self self = rig_self(s->self);
	struct sipfp_decision d;
	struct sipfp_forward f;

	self.record_route = s->record_route;
	f.src = rig_addr(s->src);
	f.target = rig_addr(s->target);
	f.ruri = (const u8 *)s->ruri;
	f.ruri_len = s->ruri ? (u32)strlen(s->ruri) : 0;
	f.branch = (const u8 *)RIG_BRANCH;
	sipfp_proxy_decide(&t->m, &self, &rig_ring, &f.src, &d);
	return sipfp_proxy_plan_request(&t->m, &t->via, &self, &rig_ring, &d,
					&f, e);
}

static void request(const struct setup *s, const char *in, const char *want)
{
	struct sipfp_edit e;
	struct rig_text t;

	rig_index(&t, in, strlen(in));
	assert_true(plan(s, &t, &e));
	rig_expect(&e, &t.m, want);
	rig_free(&t);
}

static void refused(const struct setup *s, const char *in)
{
	struct sipfp_edit e;
	struct rig_text t;

	rig_index(&t, in, strlen(in));
	assert_false(plan(s, &t, &e));
	rig_free(&t);
}

static void test_invite(void **state)
{
	static const char format[] =
		"INVITE sip:bob@203.0.113.5:5070 SIP/2.0\r\n" OUR_VIA
		"Record-Route: <sip:192.0.2.10:5060;lr;sfp=%s>\r\n"
		"Via: SIP/2.0/UDP pc.example.net:5062;rport=5062;branch=z9hG4bK776;received=198.51.100.7\r\n"
		"Max-Forwards: 69\r\n"
		"To: Bob <sip:bob@example.com>\r\n"
		"From: Alice <sip:alice@example.net>;tag=1928301774\r\n"
		"Call-ID: a84b4c76e66710@pc\r\n"
		"CSeq: 314159 INVITE\r\n"
		"Contact: <sip:alice@198.51.100.7:5062>\r\n"
		"Content-Type: application/sdp\r\n"
		"Content-Length: 5\r\n\r\nv=0\r\n";
	char *token = rig_token(RIG_SELF, RIG_CLIENT, RIG_TARGET,
				"a84b4c76e66710@pc", "1928301774");
	char *want;

	(void)state;
	want = rig_format(format, token);
	request(&recording,
		"INVITE sip:bob@example.com SIP/2.0\r\n"
		"Via: SIP/2.0/UDP pc.example.net:5062;rport;branch=z9hG4bK776\r\n"
		"Max-Forwards: 70\r\n"
		"To: Bob <sip:bob@example.com>\r\n"
		"From: Alice <sip:alice@example.net>;tag=1928301774\r\n"
		"Call-ID: a84b4c76e66710@pc\r\n"
		"CSeq: 314159 INVITE\r\n"
		"Contact: <sip:alice@198.51.100.7:5062>\r\n"
		"Content-Type: application/sdp\r\n"
		"Content-Length: 5\r\n\r\nv=0\r\nbeyond the body",
		want);
	free(want);
	free(token);
}

/* Compact names, folds, odd spacing, bare LF: all else stays as it is. */
static void test_odd_but_valid(void **state)
{
	static const char format[] =
		"INVITE sip:bob@203.0.113.5:5070 SIP/2.0\r\n"
		"f: \"a, \\\"b\" <sip:a@a.example> ;\r\n tag = ft\n" OUR_VIA
		"Max-Forwards: 70\r\n"
		"v:  SIP / 2.0 / UDP\r\n"
		"\tpc.example.net : 5062 ; rport=5062 ;\r\n"
		" branch = z9hG4bK1;received=198.51.100.7 , \r\n"
		" SIP/2.0/TCP first.example.org;branch=z9hG4bK0\r\n"
		"X-Other: untouched,  \r\n\t as  it is\r\n"
		"v: SIP/2.0/UDP older.example.org;branch=z9hG4bKz\r\n"
		"t: <sip:b@b.example>\r\n"
		"i:c@x\r\n"
		"CSeq: 7   INVITE\r\n"
		"Record-Route: <sip:192.0.2.10:5060;lr;sfp=%s>\r\n"
		"Record-route: <sip:p1.example.org;lr>\r\n"
		"Record-Route: <sip:p0.example.org;lr>\r\n"
		"l: 0\r\n\r\n";
	char *token = rig_token(RIG_SELF, RIG_CLIENT, RIG_TARGET, "c@x", "ft");
	char *want;

	(void)state;
	want = rig_format(format, token);
	request(&recording,
		"INVITE sip:b@b.example SIP/2.0\r\n"
		"f: \"a, \\\"b\" <sip:a@a.example> ;\r\n tag = ft\n"
		"v:  SIP / 2.0 / UDP\r\n"
		"\tpc.example.net : 5062 ; rport ;\r\n"
		" branch = z9hG4bK1 , \r\n"
		" SIP/2.0/TCP first.example.org;branch=z9hG4bK0\r\n"
		"X-Other: untouched,  \r\n\t as  it is\r\n"
		"v: SIP/2.0/UDP older.example.org;branch=z9hG4bKz\r\n"
		"t: <sip:b@b.example>\r\n"
		"i:c@x\r\n"
		"CSeq: 7   INVITE\r\n"
		"Record-route: <sip:p1.example.org;lr>\r\n"
		"Record-Route: <sip:p0.example.org;lr>\r\n"
		"l: 0\r\n\r\n",
		want);
	free(want);
	free(token);
}

#define HEAD "OPTIONS sip:b@b.example SIP/2.0\r\n"
#define TAIL \
	"From: <sip:a@a.example>;tag=ft\r\nTo: <sip:b@b.example>\r\n" \
	"Call-ID: cid\r\nCSeq: 7 OPTIONS\r\n\r\n"
#define MF_IN  "Max-Forwards: 10\r\n"
#define MF_OUT "Max-Forwards: 9\r\n"

/* Only the topmost Via; from @src */
static void via(const char *src, const char *in, const char *want)
{
	struct setup s = src[0] == '[' ? plain6 : plain;
	char *a = rig_format(HEAD "Via: SIP/2.0/UDP %s\r\n" MF_IN TAIL, in);
	char *b = rig_format(HEAD "%sVia: SIP/2.0/UDP %s\r\n" MF_OUT TAIL,
			     src[0] == '[' ? OUR_VIA6 : OUR_VIA, want);

	s.src = src;
	request(&s, a, b);
	free(a);
	free(b);
}

static void test_received(void **state)
{
	(void)state;
	/* the literal that it came from needs nothing, whatever the port */
	via(RIG_CLIENT, "198.51.100.7:5062;branch=z9hG4bK1",
	    "198.51.100.7:5062;branch=z9hG4bK1");
	via(RIG_CLIENT, "198.51.100.7;branch=z9hG4bK1",
	    "198.51.100.7;branch=z9hG4bK1");
	via(RIG_CLIENT, "10.0.0.1;branch=z9hG4bK1",
	    "10.0.0.1;branch=z9hG4bK1;received=198.51.100.7");
	via(RIG_CLIENT, "pc.example.net;branch=z9hG4bK1;x",
	    "pc.example.net;branch=z9hG4bK1;x;received=198.51.100.7");
	/* nobody else may say what was received */
	via(RIG_CLIENT, "198.51.100.7;received=203.0.113.66;branch=z9hG4bK1",
	    "198.51.100.7;received=198.51.100.7;branch=z9hG4bK1");
	via(RIG_CLIENT, "pc.example.net;branch=z9hG4bK1;received=\"no, no\"",
	    "pc.example.net;branch=z9hG4bK1;received=198.51.100.7");
}

static void test_rport(void **state)
{
	(void)state;
	via(RIG_CLIENT, "198.51.100.7;rport;branch=z9hG4bK1",
	    "198.51.100.7;rport=5062;branch=z9hG4bK1;received=198.51.100.7");
	via(RIG_CLIENT, "198.51.100.7;branch=z9hG4bK1;rport",
	    "198.51.100.7;branch=z9hG4bK1;rport=5062;received=198.51.100.7");
	via(RIG_CLIENT, "198.51.100.7;branch=z9hG4bK1;rport=1",
	    "198.51.100.7;branch=z9hG4bK1;rport=5062;received=198.51.100.7");
	via(RIG_CLIENT, "10.0.0.1;RPORT=65535;Received=1.2.3.4;branch=z9hG4bK1",
	    "10.0.0.1;RPORT=5062;Received=198.51.100.7;branch=z9hG4bK1");
	via(RIG_CLIENT, "10.0.0.1;received=1.2.3.4;branch=z9hG4bK1;rport",
	    "10.0.0.1;received=198.51.100.7;branch=z9hG4bK1;rport=5062");
	via(RIG_CLIENT, "10.0.0.1;received=1.2.3.4;rport=7;branch=z9hG4bK1",
	    "10.0.0.1;received=198.51.100.7;rport=5062;branch=z9hG4bK1");
}

static void test_ipv6(void **state)
{
	(void)state;
	via(RIG_CLIENT6, "[2001:DB8:0::7]:5062;branch=z9hG4bK1",
	    "[2001:DB8:0::7]:5062;branch=z9hG4bK1");
	via(RIG_CLIENT6, "[2001:db8::8]:5062;branch=z9hG4bK1",
	    "[2001:db8::8]:5062;branch=z9hG4bK1;received=2001:db8::7");
	via(RIG_CLIENT6,
	    "[2001:db8::7];branch=z9hG4bK1;rport;received=[2001:db8::bad]",
	    "[2001:db8::7];branch=z9hG4bK1;rport=5062;received=2001:db8::7");
}

static void test_ipv6_record_route(void **state)
{
	static const char format[] =
		"SUBSCRIBE sip:b@b.example SIP/2.0\r\n" OUR_VIA6
		"Max-Forwards: 70\r\n"
		"Record-Route: <sip:[2001:db8::10]:5060;lr;sfp=%s>\r\n"
		"Via: SIP/2.0/UDP [2001:db8::7];branch=z9hG4bK1\r\n"
		"From: <sip:a@a.example>;tag=ft\r\n"
		"To: <sip:b@b.example>\r\n"
		"Call-ID: cid\r\nCSeq: 7 SUBSCRIBE\r\n\r\n";
	struct setup s = plain6;
	char *token =
		rig_token(RIG_SELF6, RIG_CLIENT6, RIG_TARGET6, "cid", "ft");
	char *want;

	(void)state;
	s.record_route = true;
	want = rig_format(format, token);
	request(&s,
		"SUBSCRIBE sip:b@b.example SIP/2.0\r\n"
		"Via: SIP/2.0/UDP [2001:db8::7];branch=z9hG4bK1\r\n"
		"From: <sip:a@a.example>;tag=ft\r\n"
		"To: <sip:b@b.example>\r\n"
		"Call-ID: cid\r\nCSeq: 7 SUBSCRIBE\r\n\r\n",
		want);
	free(want);
	free(token);
}

/* No Record-Route in a dialog, and none for what creates no dialog. */
static void test_no_record_route(void **state)
{
	struct setup s = recording;

	(void)state;
	s.ruri = NULL;
	request(&s,
		HEAD
		"Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n" MF_IN TAIL,
		HEAD OUR_VIA
		"Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n" MF_OUT TAIL);
	request(&s,
		"INVITE sip:b@b.example SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n" MF_IN
		"From: <sip:a@a.example>;tag=ft\r\n"
		"To: <sip:b@b.example>;tag=tt\r\n"
		"Call-ID: cid\r\nCSeq: 8 INVITE\r\n\r\n",
		"INVITE sip:b@b.example SIP/2.0\r\n" OUR_VIA
		"Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n" MF_OUT
		"From: <sip:a@a.example>;tag=ft\r\n"
		"To: <sip:b@b.example>;tag=tt\r\n"
		"Call-ID: cid\r\nCSeq: 8 INVITE\r\n\r\n");
}

/* Route lines in, Route lines out; %s in @in is our token. */
static void routes(const char *in, const char *want)
{
	char *token = rig_token(RIG_SELF, RIG_CLIENT, RIG_TARGET, "cid", "ft");
	char *value = rig_format(in, token);
	char *a;
	char *b;

#define BYE	"BYE sip:b@203.0.113.5 SIP/2.0\r\n"
#define BYE_VIA "Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n"
#define BYE_TAIL \
	"From: <sip:a@a.example>;tag=ft\r\nTo: <sip:b@b.example>;tag=tt\r\n" \
	"Call-ID: cid\r\nCSeq: 7 BYE\r\n\r\n"
	a = rig_format(BYE BYE_VIA MF_IN "%s" BYE_TAIL, value);
	b = rig_format(BYE OUR_VIA BYE_VIA MF_OUT "%s" BYE_TAIL, want);
	request(&plain, a, b);
	/* and where Route comes before all else */
	free(a);
	free(b);
	a = rig_format(BYE "%s" BYE_VIA MF_IN BYE_TAIL, value);
	b = rig_format(BYE "%s" OUR_VIA BYE_VIA MF_OUT BYE_TAIL, want);
	request(&plain, a, b);
	free(a);
	free(b);
	free(value);
	free(token);
}

static void test_routes(void **state)
{
	(void)state;
	routes("Route: <sip:192.0.2.10:5060;lr;sfp=%s>\r\n", "");
	routes("Route: <sip:192.0.2.10;lr;sfp=%s>\r\n"
	       "Route: <sip:203.0.113.77;lr>\r\n",
	       "Route: <sip:203.0.113.77;lr>\r\n");
	routes("Route: <sip:192.0.2.10;lr;sfp=%s>, <sip:203.0.113.77;lr>\r\n",
	       "Route: <sip:203.0.113.77;lr>\r\n");
	routes("route:<sip:192.0.2.10;lr;sfp=%s>\r\n"
	       " ,\r\n\t<sip:203.0.113.7;lr>;p=\"q,\" , <sip:192.0.2.10;lr>\r\n"
	       "Route: <sip:c>\r\n",
	       "route:<sip:203.0.113.7;lr>;p=\"q,\" , <sip:192.0.2.10;lr>\r\n"
	       "Route: <sip:c>\r\n");
	routes("Route: <sip:203.0.113.77;lr>, <sip:192.0.2.10;lr>\r\n",
	       "Route: <sip:203.0.113.77;lr>, <sip:192.0.2.10;lr>\r\n");
}

static void test_max_forwards(void **state)
{
	(void)state;
#define V "Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n"
	request(&plain, HEAD V "Max-Forwards:\r\n 255 \r\n" TAIL,
		HEAD OUR_VIA V "Max-Forwards:\r\n 254 \r\n" TAIL);
	request(&plain, HEAD V "max-forwards:070\r\n" TAIL,
		HEAD OUR_VIA V "max-forwards:69\r\n" TAIL);
	request(&plain, HEAD V "Max-Forwards: 1\r\n" TAIL,
		HEAD OUR_VIA V "Max-Forwards: 0\r\n" TAIL);
	request(&plain, HEAD V TAIL,
		HEAD OUR_VIA "Max-Forwards: 70\r\n" V TAIL);
}

/* A table's URI that would break the start line, or is too long for the list */
static void test_refused(void **state)
{
	static const char *const bad[] = {
		"", "sip:a b", "sip:a\r\nX: y", "sip:\t", "sip:a<b",
	};
	struct setup s = plain;
	char huge[SIPFP_EDIT_LITERALS + 2];
	u32 i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		s.ruri = bad[i];
		refused(&s, HEAD V TAIL);
	}
	memset(huge, 'a', sizeof(huge));
	huge[SIPFP_EDIT_LITERALS + 1] = '\0';
	s.ruri = huge;
	refused(&s, HEAD V TAIL);
	huge[SIPFP_EDIT_LITERALS - 90] = '\0';
	refused(&s, HEAD V TAIL);
	huge[SIPFP_EDIT_LITERALS - 300] = '\0';
	s.target = RIG_TARGET6; /* flows of two families can't be sealed */
	s.record_route = true;
	refused(&s, "INVITE sip:b SIP/2.0\r\n" V
		    "From: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 1\r\n"
		    "CSeq: 1 INVITE\r\n\r\n");
	s = plain;
	refused(&s, "SIP/2.0 200 OK\r\n" V TAIL);
}

/* @want: NULL when it can't be */
static void gateway(const char *uri, const char *target, const char *want)
{
	char *text = rig_format("OPTIONS %s SIP/2.0\r\n" V TAIL, uri);
	struct sipfp_addr to = rig_addr(target);
	struct sipfp_uri u;
	struct rig_text t;
	u32 n = want ? (u32)strlen(want) : 100;
	u32 cap;
	u8 *out;

	rig_index(&t, text, strlen(text));
	assert_true(sipfp_uri_parse(t.m.buf, t.m.len, t.m.ruri, &u));
	for (cap = 0; cap <= n; cap++) {
		out = malloc(cap + 1);
		assert_non_null(out);
		assert_int_equal(sipfp_proxy_gateway_uri(&t.m, &u, &to, out,
							 cap),
				 want && cap == n ? n : cap + 1);
		if (want && cap == n)
			rig_same(out, n, want);
		free(out);
	}
	rig_free(&t);
	free(text);
}

static void test_gateway(void **state)
{
	(void)state;
	gateway("sip:+4420@h", RIG_TARGET, "sip:+4420@203.0.113.5:5070");
	gateway("SIP:+4420:pw@h:5080;user=phone?x=y", RIG_TARGET6,
		"SIP:+4420:pw@[2001:db8::5]:5070;user=phone");
	gateway("sip:1@h;transport=udp", RIG_TARGET,
		"sip:1@203.0.113.5:5070;transport=udp");
	/* it does not go by TCP */
	gateway("sip:1@h;transport=tcp", RIG_TARGET, "sip:1@203.0.113.5:5070");
	gateway("sip:1@h;a;Transport=tls;user=phone;transporter=x", RIG_TARGET,
		"sip:1@203.0.113.5:5070;a;user=phone;transporter=x");
	gateway("sip:1@h;%74ransport=tcp", RIG_TARGET, NULL);
}

static void response(const char *in, const char *want)
{
	struct sipfp_edit e;
	struct rig_text t;

	rig_index(&t, in, strlen(in));
	assert_int_equal(sipfp_proxy_plan_response(&t.m, &t.via, &e), !!want);
	if (want)
		rig_expect(&e, &t.m, want);
	rig_free(&t);
}

static void test_response(void **state)
{
#define OK     "SIP/2.0 200 OK\r\n"
#define THEIRS "SIP/2.0/UDP pc.example.net;branch=z9hG4bK1;rport=5062"
	(void)state;
	response(OK OUR_VIA "Via: " THEIRS "\r\n" TAIL "body",
		 OK "Via: " THEIRS "\r\n" TAIL "body");
	response(OK "X: y\r\nv: SIP/2.0/UDP 192.0.2.10:5060;branch=" RIG_BRANCH
		    "\r\n , " THEIRS "\r\nl: 0\r\n" TAIL "body",
		 OK "X: y\r\nv: " THEIRS "\r\nl: 0\r\n" TAIL);
	response(OK "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=" RIG_BRANCH
		    ",\r\n\t" THEIRS "\r\nVia: " THEIRS "\r\n" TAIL,
		 OK "Via: " THEIRS "\r\nVia: " THEIRS "\r\n" TAIL);
	/* nobody left to send it to */
	response(OK OUR_VIA TAIL, NULL);
	/* a request is none */
	response(HEAD OUR_VIA "Via: " THEIRS "\r\n" TAIL, NULL);
}

static void reply_addr(const char *sent_by, const char *src, const char *want)
{
	char *in = rig_format(HEAD "Via: %s\r\n" TAIL, sent_by);
	struct sipfp_addr from = rig_addr(src);
	struct sipfp_addr to;
	struct sipfp_addr a;
	struct rig_text t;

	rig_index(&t, in, strlen(in));
	assert_int_equal(sipfp_proxy_reply_addr(&t.via, &from, &to), !!want);
	if (want) {
		a = rig_addr(want);
		assert_true(sipfp_addr_equal(&a, &to));
	}
	rig_free(&t);
	free(in);
}

static void test_reply_addr(void **state)
{
	(void)state;
	reply_addr("SIP/2.0/UDP pc.example.net;branch=z9hG4bK1", RIG_CLIENT,
		   "198.51.100.7:5060");
	reply_addr("SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bK1", RIG_CLIENT,
		   "198.51.100.7:5999");
	reply_addr("SIP/2.0/UDP 10.0.0.1:5999;branch=z9hG4bK1;rport",
		   RIG_CLIENT, RIG_CLIENT);
	reply_addr("SIP/2.0/UDP [::1]:5999;branch=z9hG4bK1;rport=1",
		   RIG_CLIENT6, RIG_CLIENT6);
	reply_addr("SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1;received=1.2.3.4",
		   RIG_CLIENT, "198.51.100.7:5060");
	reply_addr("SIP/2.0/UDP h;branch=z9hG4bK1;maddr=224.0.1.75", RIG_CLIENT,
		   NULL);
	reply_addr("SIP/2.0/TCP h;branch=z9hG4bK1", RIG_CLIENT, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_invite),
		cmocka_unit_test(test_odd_but_valid),
		cmocka_unit_test(test_received),
		cmocka_unit_test(test_rport),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_ipv6_record_route),
		cmocka_unit_test(test_no_record_route),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_max_forwards),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_gateway),
		cmocka_unit_test(test_response),
		cmocka_unit_test(test_reply_addr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
