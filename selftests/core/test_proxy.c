// SPDX-License-Identifier: GPL-2.0-only
/* Decisions: every reason, and every way to be trusted or not */
#include "rig.h"

#define VIA  "Via: SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK1\r\n"
#define CALL "Call-ID: cid\r\n"

/* A request out of a dialog, one in a dialog from the caller, its way back */
#define NEW(method, ruri, more) \
	method " " ruri " SIP/2.0\r\n" VIA more \
	       "From: <sip:a@a.example>;tag=ft\r\nTo: <sip:b@b.example>\r\n" CALL \
	       "CSeq: 7 " method "\r\n\r\n"
#define DIALOG(method, ruri, more) \
	method " " ruri " SIP/2.0\r\n" VIA more \
	       "From: <sip:a@a.example>;tag=ft\r\nTo: <sip:b@b.example>;tag=tt\r\n" CALL \
	       "CSeq: 7 " method "\r\n\r\n"
#define BACK(method, ruri, more) \
	method " " ruri " SIP/2.0\r\n" VIA more \
	       "From: <sip:b@b.example>;tag=tt\r\nTo: <sip:a@a.example>;tag=ft\r\n" CALL \
	       "CSeq: 7 " method "\r\n\r\n"

/* Our Route value as others write it back: %s is the token */
#define OURS  "<sip:192.0.2.10:5060;lr;sfp=%s>"
#define OURS6 "<sip:[2001:DB8:0::10]:5060;lr;sfp=%s>"
#define BYE_TO(host, token) \
	DIALOG("BYE", "sip:bob@" host, \
	       "Route: <sip:192.0.2.10;lr;sfp=" token ">\r\n")

/* What a decision is taken from, besides the message */
struct setup {
	struct sipfp_self self;
	const char *src;
	char *token;
};

static int setup(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->self = rig_self(RIG_SELF);
	s->src = RIG_CLIENT;
	s->token = rig_token(RIG_SELF, RIG_CLIENT, RIG_TARGET, "cid", "ft");
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct setup *s = *state;

	free(s->token);
	free(s);
	return 0;
}

/* @text may hold one %s, for the token. */
static struct sipfp_decision decide(const struct setup *s, const char *text)
{
	char *full = rig_format(text, s->token);
	struct sipfp_addr src = rig_addr(s->src);
	struct sipfp_decision d;
	struct rig_text t;

	memset(&d, 0xa5, sizeof(d));
	rig_index(&t, full, strlen(full));
	sipfp_proxy_decide(&t.m, &s->self, &rig_ring, &src, &d);
	rig_free(&t);
	free(full);
	if (d.want != SIPFP_WANT_LITERAL)
		assert_int_equal(d.target.family, 0);
	if (d.want != SIPFP_WANT_SLOW) {
		assert_int_equal(d.reason, SIPFP_REASON_NONE);
		assert_int_equal(d.status, 0);
	}
	return d;
}

static void slow(const struct setup *s, const char *text, int reason,
		 int status)
{
	struct sipfp_decision d = decide(s, text);

	assert_string_equal(sipfp_reason_name(d.reason),
			    sipfp_reason_name((unsigned int)reason));
	assert_int_equal(d.want, SIPFP_WANT_SLOW);
	assert_int_equal(d.status, status);
}

static void literal(const struct setup *s, const char *text, const char *to)
{
	struct sipfp_addr want = rig_addr(to);
	struct sipfp_decision d = decide(s, text);

	assert_string_equal(sipfp_reason_name(d.reason), "none");
	assert_int_equal(d.want, SIPFP_WANT_LITERAL);
	assert_true(d.trusted);
	assert_true(sipfp_addr_equal(&d.target, &want));
}

static void user(const struct setup *s, const char *text, bool own_host)
{
	struct sipfp_decision d = decide(s, text);

	assert_string_equal(sipfp_reason_name(d.reason), "none");
	assert_int_equal(d.want, SIPFP_WANT_USER);
	assert_false(d.trusted);
	assert_false(d.has_route);
	assert_int_equal(d.own_host, own_host);
}

#define SLOW(text, reason, status) slow(s, text, SIPFP_REASON_##reason, status)

static void test_new_requests(void **state)
{
	struct setup *s = *state;

	user(s, NEW("INVITE", "sip:bob@example.com", ""), false);
	user(s, NEW("INVITE", "sip:bob@192.0.2.10", ""), true);
	user(s, NEW("INVITE", "sip:bob@192.0.2.10:5060", ""), true);
	user(s, NEW("INVITE", "sip:bob@192.0.2.10:5061", ""), false);
	user(s, NEW("INVITE", "sip:bob@192.0.2.11", ""), false);
	user(s, NEW("OPTIONS", "sip:192.0.2.10", ""), true);
	user(s, NEW("ACK", "sip:bob@203.0.113.5", ""), false);
	user(s, NEW("NEWONE", "sip:bob@example.com;transport=tcp", ""), false);
	user(s,
	     NEW("MESSAGE", "sip:+4420@example.com;user=phone",
		 "Max-Forwards: 1\r\n"),
	     false);
	/* In a dialog, so it says; nothing of ours confirms it. */
	user(s, DIALOG("BYE", "sip:bob@203.0.113.5", ""), false);
	s->self.addr.port = 5080;
	user(s, NEW("INVITE", "sip:bob@192.0.2.10", ""), true);
	user(s, NEW("INVITE", "sip:bob@192.0.2.10:5060", ""), false);
}

static void test_request_uri(void **state)
{
	struct setup *s = *state;

	SLOW(NEW("INVITE", "tel:+4420", ""), SCHEME, 416);
	SLOW(NEW("INVITE", "sips:bob@example.com", ""), SCHEME, 416);
	SLOW(NEW("INVITE", "sips:bob@", ""), BAD_URI, 400);
	SLOW(NEW("INVITE", "sip:bob@", ""), BAD_URI, 400);
	SLOW(NEW("INVITE", "sip:bob@example.com:0", ""), BAD_URI, 400);
	SLOW(NEW("INVITE", "bob", ""), BAD_URI, 400);
	/* RFC 4475 3.1.2.11: nobody downstream may believe these */
	SLOW(NEW("INVITE", "sip:bob@example.com?Route=%%3Csip:h%%3E", ""),
	     BAD_URI, 400);
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.9?Subject=x",
		    "Route: " OURS "\r\n"),
	     BAD_URI, 400);
	SLOW(NEW("INVITE", "sip:bob@example.com;maddr=203.0.113.9", ""),
	     TRANSPORT, 503);
	SLOW(NEW("ACK", "tel:+4420", ""), SCHEME, 0);
}

static void test_validation(void **state)
{
	struct setup *s = *state;

	SLOW(NEW("INVITE", "sip:b@b.example", "Max-Forwards: 0\r\n"), HOPS,
	     483);
	/* answered as if it were for us, which is what traces the way */
	SLOW(NEW("OPTIONS", "sip:b@b.example", "Max-Forwards: 00\r\n"), HOPS,
	     200);
	SLOW(NEW("ACK", "sip:b@b.example", "Max-Forwards: 0\r\n"), HOPS, 0);
	SLOW(NEW("INVITE", "sip:b@b.example", "Proxy-Require: foo\r\n"),
	     PROXY_REQUIRE, 420);
	user(s, NEW("INVITE", "sip:b@b.example", "Require: foo\r\n"), false);
}

static void test_register(void **state)
{
	struct setup *s = *state;

	SLOW(NEW("REGISTER", "sip:example.com", ""), REGISTER, 503);
	SLOW(NEW("REGISTER", "sip:192.0.2.10", ""), REGISTER, 503);
	SLOW(NEW("REGISTER", "sip:192.0.2.10", "Route: " OURS "\r\n"), REGISTER,
	     503);
	SLOW(DIALOG("REGISTER", "sip:192.0.2.10", "Route: " OURS "\r\n"),
	     REGISTER, 503);
	/* Even with a token and somewhere to go: it leaves no record. */
	SLOW(DIALOG("REGISTER", "sip:192.0.2.10",
		    "Route: " OURS ", <sip:203.0.113.5;lr>\r\n"),
	     REGISTER, 503);
}

static void test_strict_upstream(void **state)
{
	struct setup *s = *state;

	SLOW(DIALOG("BYE", "sip:192.0.2.10:5060;lr;sfp=%s",
		    "Route: <sip:bob@203.0.113.5:5070>\r\n"),
	     STRICT_ROUTE, 503);
	SLOW(DIALOG("BYE", "sip:192.0.2.10;lr", ""), STRICT_ROUTE, 503);
	SLOW(DIALOG("BYE", "sip:192.0.2.10;sfp=%s", ""), STRICT_ROUTE, 503);
	/* nobody's Record-Route: it has a user, or another address */
	user(s, DIALOG("BYE", "sip:bob@192.0.2.10;lr", ""), true);
	user(s, DIALOG("BYE", "sip:192.0.2.11;lr", ""), false);
}

static void test_in_dialog(void **state)
{
	struct setup *s = *state;
	struct sipfp_decision d;

	literal(s,
		DIALOG("BYE", "sip:bob@203.0.113.99:5090",
		       "Route: " OURS "\r\n"),
		"203.0.113.99:5090");
	literal(s, DIALOG("ACK", "sip:203.0.113.99", "Route: " OURS "\r\n"),
		"203.0.113.99:5060");
	literal(s,
		DIALOG("BYE", "sip:bob@203.0.113.99;transport=UDP",
		       "Route: \"Us\" " OURS ";x=y\r\n"),
		"203.0.113.99:5060");
	s->src = RIG_TARGET;
	literal(s, BACK("BYE", "sip:alice@203.0.113.99", "Route: " OURS "\r\n"),
		"203.0.113.99:5060");
	/* `relay dialog`: the source is no matter */
	s->src = "203.0.113.200:1024";
	literal(s,
		DIALOG("INVITE", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
		"203.0.113.99:5060");
	d = decide(s, DIALOG("BYE", "sip:bob@203.0.113.99",
			     "Route: " OURS "\r\n"));
	assert_false(d.has_route);
	assert_false(d.own_host);
}

/* In a dialog by its token, and yet not for us to send on */
static void test_in_dialog_slow(void **state)
{
	struct setup *s = *state;

	SLOW(DIALOG("BYE", "sip:bob@pc.example.com", "Route: " OURS "\r\n"),
	     NEEDS_DNS, 503);
	SLOW(DIALOG("ACK", "sip:bob@pc.example.com", "Route: " OURS "\r\n"),
	     NEEDS_DNS, 0);
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.9;transport=tcp",
		    "Route: " OURS "\r\n"),
	     TRANSPORT, 503);
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.9;maddr=203.0.113.8",
		    "Route: " OURS "\r\n"),
	     TRANSPORT, 503);
	SLOW(DIALOG("BYE", "sip:bob@[2001:db8::1]", "Route: " OURS "\r\n"),
	     FAMILY, 503);
	SLOW(DIALOG("BYE", "sip:bob@192.0.2.10", "Route: " OURS "\r\n"), TO_US,
	     481);
	SLOW(DIALOG("BYE", "sip:bob@192.0.2.10:5060", "Route: " OURS "\r\n"),
	     TO_US, 481);
}

/* A valid token is no key to this host's other services, nor to the many. */
static void test_no_host(void **state)
{
	static const char *const bad4[] = {
		"127.0.0.1",  "0.0.0.0",   "0.1.2.3",
		"224.0.1.75", "239.1.2.3", "255.255.255.255",
	};
	static const char *const bad6[] = {
		"[::]",
		"[::1]",
		"[ff02::1]",
		"[::ffff:203.0.113.9]",
	};
	struct setup *s = *state;
	char *text;
	u32 i;

	s->src = "203.0.113.200:1024";
	for (i = 0; i < sizeof(bad4) / sizeof(bad4[0]); i++) {
		text = rig_format(BYE_TO("%s", "%s"), bad4[i], s->token);
		SLOW(text, UNREACHABLE, 503);
		free(text);
	}
	literal(s,
		DIALOG("BYE", "sip:b@223.255.255.255", "Route: " OURS "\r\n"),
		"223.255.255.255:5060");
	s->self = rig_self("127.0.0.2:5060");
	free(s->token);
	s->token = rig_token("127.0.0.2:5060", "127.0.0.3:5060",
			     "127.0.0.4:5060", "cid", "ft");
	literal(s,
		DIALOG("BYE", "sip:b@127.0.0.9",
		       "Route: <sip:127.0.0.2;lr;sfp=%s>\r\n"),
		"127.0.0.9:5060");
	s->self = rig_self(RIG_SELF6);
	free(s->token);
	s->token = rig_token(RIG_SELF6, RIG_CLIENT6, RIG_TARGET6, "cid", "ft");
	for (i = 0; i < sizeof(bad6) / sizeof(bad6[0]); i++) {
		text = rig_format(DIALOG("BYE", "sip:b@%s",
					 "Route: " OURS6 "\r\n"),
				  bad6[i], s->token);
		SLOW(text, UNREACHABLE, 503);
		free(text);
	}
	/* the flow behind NAT may be reached, whatever the Contact */
	s->src = RIG_CLIENT6;
	literal(s, DIALOG("BYE", "sip:b@[::1]", "Route: " OURS6 "\r\n"),
		RIG_TARGET6);
}

/* What the token covers, and what a request without a good one gets */
static void test_token(void **state)
{
	struct setup *s = *state;

	/* out of a dialog a seal means nothing */
	user(s, NEW("INVITE", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
	     false);
	/* an outbound proxy's Route, of whatever form */
	user(s,
	     NEW("INVITE", "sip:bob@example.com",
		 "Route: <sip:192.0.2.10;lr>\r\n"),
	     false);
	user(s,
	     NEW("INVITE", "sip:bob@example.com",
		 "Route: <sip:x@192.0.2.10>\r\n"),
	     false);
	user(s,
	     DIALOG("BYE", "sip:bob@203.0.113.99",
		    "Route: <sip:192.0.2.10;lr;sfp=zz>\r\n"),
	     false);
	/* our form, and not ours; or of another dialog */
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.99",
		    "Route: <sip:192.0.2.10;lr;sfp=ad4>\r\n"),
	     NOT_TRUSTED, 403);
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.99",
		    "Route: <sip:192.0.2.10;lr;sfp=%.35sa>\r\n"),
	     NOT_TRUSTED, 403);
	free(s->token);
	s->token = rig_token(RIG_SELF, RIG_CLIENT, RIG_TARGET, "cid", "xx");
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
	     NOT_TRUSTED, 403);
	SLOW(NEW("ACK", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
	     NOT_TRUSTED, 0);
	free(s->token);
	s->token = rig_token(RIG_SELF, RIG_CLIENT, RIG_TARGET, "cix", "ft");
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
	     NOT_TRUSTED, 403);
	free(s->token);
	s->token = rig_token("192.0.2.11:5060", RIG_CLIENT, RIG_TARGET, "cid",
			     "ft");
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
	     NOT_TRUSTED, 403);
}

static void test_further_route(void **state)
{
	struct setup *s = *state;
	struct sipfp_decision d;

	literal(s,
		DIALOG("BYE", "sip:bob@pc.example.com",
		       "Route: " OURS ", <sip:203.0.113.77:5061;lr>\r\n"),
		"203.0.113.77:5061");
	literal(s,
		DIALOG("BYE", "sip:bob@192.0.2.10",
		       "Route: " OURS
		       "\r\nRoute: <sip:203.0.113.77;lr>,<sip:192.0.2.10;lr>\r\n"),
		"203.0.113.77:5060");
	d = decide(s, DIALOG("BYE", "sip:bob@pc.example.com",
			     "Route: " OURS ", <sip:203.0.113.77;lr>\r\n"));
	assert_true(d.has_route);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: " OURS ", <sip:203.0.113.77>\r\n"),
	     STRICT_ROUTE, 503);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: " OURS ", <sip:p.example.com;lr>\r\n"),
	     NEEDS_DNS, 503);
	/* 16.4: were it ours, it would have to go */
	SLOW(DIALOG("BYE", "sip:b@b.example;maddr=192.0.2.10",
		    "Route: " OURS ", <sip:203.0.113.77;lr>\r\n"),
	     TRANSPORT, 503);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: " OURS ", <sip:203.0.113.7;lr;transport=tls>\r\n"),
	     TRANSPORT, 503);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: " OURS ", <sips:203.0.113.7;lr>\r\n"),
	     TRANSPORT, 503);
}

static void test_further_route_slow(void **state)
{
	struct setup *s = *state;

	/* no open relay */
	SLOW(NEW("INVITE", "sip:b@b.example",
		 "Route: <sip:203.0.113.77;lr>\r\n"),
	     NOT_TRUSTED, 403);
	SLOW(DIALOG("BYE", "sip:b@b.example",
		    "Route: <sip:192.0.2.10;lr>, <sip:203.0.113.77;lr>\r\n"),
	     NOT_TRUSTED, 403);
	SLOW(NEW("INVITE", "sip:b@b.example",
		 "Route: " OURS "\r\nRoute: <sip:203.0.113.77;lr>\r\n"),
	     NOT_TRUSTED, 403);
	/* twice ourselves: what the daemon does with two interfaces */
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: " OURS ", <sip:192.0.2.10;lr>\r\n"),
	     TO_US, 481);
	SLOW(NEW("INVITE", "sip:b@203.0.113.9",
		 "Route: " OURS ", <sip:192.0.2.10:5060;lr>\r\n"),
	     TO_US, 404);
	/* our address, another transport */
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: <sip:192.0.2.10;transport=tcp;lr>\r\n"),
	     TRANSPORT, 503);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9", "Route: <tel:+1>\r\n"),
	     NOT_TRUSTED, 403);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9", "Route: <sip:b@>\r\n"),
	     BAD_ADDRESS, 400);
	SLOW(DIALOG("BYE", "sip:b@203.0.113.9",
		    "Route: " OURS ", <sip:b@>\r\n"),
	     BAD_ADDRESS, 400);
}

static void test_sealed_only(void **state)
{
	struct setup *s = *state;

	s->self.sealed_only = true;
	literal(s, DIALOG("BYE", "sip:bob@203.0.113.99", "Route: " OURS "\r\n"),
		RIG_TARGET);
	literal(s,
		DIALOG("BYE", "sip:bob@pc.example.com", "Route: " OURS "\r\n"),
		RIG_TARGET);
	literal(s,
		DIALOG("BYE", "sip:bob@203.0.113.99",
		       "Route: " OURS ", <sip:p.example.com;lr>\r\n"),
		RIG_TARGET);
	s->src = RIG_TARGET;
	literal(s, BACK("BYE", "sip:alice@10.0.0.1", "Route: " OURS "\r\n"),
		RIG_CLIENT);
	SLOW(BACK("BYE", "sip:alice@192.0.2.10", "Route: " OURS "\r\n"), TO_US,
	     481);
	SLOW(BACK("BYE", "sip:alice@203.0.113.99",
		  "Route: " OURS ", <sip:203.0.113.77>\r\n"),
	     STRICT_ROUTE, 503);
	s->src = "203.0.113.5:5071";
	SLOW(BACK("BYE", "sip:alice@203.0.113.99", "Route: " OURS "\r\n"),
	     NOT_TRUSTED, 403);
	user(s, NEW("INVITE", "sip:bob@203.0.113.99", ""), false);
}

/* A private Contact behind a public flow is reached through the flow only. */
static void test_nat(void **state)
{
	static const char format[] = BYE_TO("%s", "%s");
	static const char *const inner[] = {
		"10.1.2.3",   "172.16.0.1",  "172.31.255.255", "192.168.1.1",
		"100.64.0.1", "169.254.1.1", "127.0.0.1",
	};
	static const char *const outer[] = {
		"11.1.2.3",   "172.15.0.1",  "172.32.0.1", "192.167.1.1",
		"100.63.0.1", "169.253.1.1", "126.0.0.1",  "100.128.0.1",
	};
	struct setup *s = *state;
	char *text;
	char *to;
	u32 i;

	for (i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		text = rig_format(format, inner[i], s->token);
		literal(s, text, RIG_TARGET);
		free(text);
	}
	for (i = 0; i < sizeof(outer) / sizeof(outer[0]); i++) {
		text = rig_format(format, outer[i], s->token);
		to = rig_format("%s:5060", outer[i]);
		literal(s, text, to);
		free(text);
		free(to);
	}
	/* a Route says where to, or the flow is not this one's */
	literal(s,
		DIALOG("BYE", "sip:bob@10.1.2.3",
		       "Route: " OURS ", <sip:10.0.0.9;lr>\r\n"),
		"10.0.0.9:5060");
	s->src = "203.0.113.200:1024";
	literal(s, DIALOG("BYE", "sip:bob@10.1.2.3", "Route: " OURS "\r\n"),
		"10.1.2.3:5060");
	/* all of it private: no NAT in between */
	free(s->token);
	s->token = rig_token(RIG_SELF, "10.9.9.1:5060", "10.9.9.2:5060", "cid",
			     "ft");
	s->src = "10.9.9.1:5060";
	literal(s, DIALOG("BYE", "sip:bob@10.1.2.3", "Route: " OURS "\r\n"),
		"10.1.2.3:5060");
}

static void test_ipv6(void **state)
{
	struct setup *s = *state;

	free(s->token);
	s->token = rig_token(RIG_SELF6, RIG_CLIENT6, RIG_TARGET6, "cid", "ft");
	s->self = rig_self(RIG_SELF6);
	s->src = RIG_CLIENT6;
	user(s, NEW("INVITE", "sip:bob@[2001:db8::10]", ""), true);
	literal(s,
		DIALOG("BYE", "sip:bob@[2001:db8::99]", "Route: " OURS6 "\r\n"),
		"[2001:db8::99]:5060");
	SLOW(DIALOG("BYE", "sip:bob@203.0.113.99", "Route: " OURS6 "\r\n"),
	     FAMILY, 503);
	literal(s, DIALOG("BYE", "sip:bob@[fd00::1]", "Route: " OURS6 "\r\n"),
		RIG_TARGET6);
	literal(s, DIALOG("BYE", "sip:bob@[fe80::1]", "Route: " OURS6 "\r\n"),
		RIG_TARGET6);
	s->self.sealed_only = true;
	literal(s,
		DIALOG("BYE", "sip:bob@[2001:db8::99]", "Route: " OURS6 "\r\n"),
		RIG_TARGET6);
}

static void route_cut(const struct setup *s, const char *text, const char *want)
{
	char *full = rig_format(text, s->token);
	struct sipfp_decision d = decide(s, text);

	rig_same((const u8 *)full + d.route_cut.beg,
		 sipfp_span_len(d.route_cut), want);
	free(full);
}

static void test_route_cut(void **state)
{
	struct setup *s = *state;

	route_cut(s, NEW("INVITE", "sip:b@b.example", ""), "");
	route_cut(s,
		  NEW("INVITE", "sip:b@b.example",
		      "Route: <sip:192.0.2.11;lr>\r\n"),
		  "");
	route_cut(s,
		  NEW("INVITE", "sip:b@b.example",
		      "Route: <sip:192.0.2.10;lr>\r\n"),
		  "Route: <sip:192.0.2.10;lr>\r\n");
	route_cut(s,
		  NEW("INVITE", "sip:b@b.example",
		      "rOUTE :\r\n <sip:192.0.2.10;lr>\r\n ;p\r\n"),
		  "rOUTE :\r\n <sip:192.0.2.10;lr>\r\n ;p\r\n");
	route_cut(s,
		  DIALOG("INVITE", "sip:b@b.example",
			 "Route: <sip:192.0.2.10;lr>\r\n"
			 "Route: <sip:1.2.3.4;lr>, <sip:c.example>\r\n"),
		  "Route: <sip:192.0.2.10;lr>\r\n");
	route_cut(s,
		  DIALOG("INVITE", "sip:b@b.example",
			 "Route:  \"a,b\" <sip:192.0.2.10;lr>;x=\",\" ,\r\n"
			 "\t<sip:1.2.3.4;lr>,<sip:c>\r\n"),
		  "\"a,b\" <sip:192.0.2.10;lr>;x=\",\" ,\r\n\t");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_new_requests),
		CASE(test_request_uri),
		CASE(test_validation),
		CASE(test_register),
		CASE(test_strict_upstream),
		CASE(test_in_dialog),
		CASE(test_in_dialog_slow),
		CASE(test_no_host),
		CASE(test_token),
		CASE(test_further_route),
		CASE(test_further_route_slow),
		CASE(test_sealed_only),
		CASE(test_nat),
		CASE(test_ipv6),
		CASE(test_route_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
