// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core by itself, on this very processor.
 *
 *	core			names of the messages, and their bytes
 *	core MESSAGE STAGE N	does it N times, in hundreds; prints nanoseconds for
 *				one, in the quickest hundred
 *
 * STAGE is index, decide (index and decide) or edit (index, decide, plan, and the
 * rewritten message in a buffer). A message is what a device sends that was not made
 * for us; with -long it has a dozen headers more that no proxy looks at.
 * Route and Via of ours, where a message has them, are taken from what the core
 * itself has made of the INVITE.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "core/proxy.h"

enum { CHUNK = 100 };

enum work { INDEX, DECIDE, EDIT };

struct message {
	const char *name;
	u32 len;
	u8 data[SIPFP_MSG_MAX];
};

static const struct sipfp_keyring ring = { 2,
					   { 3, 31 },
					   { { 1, 2 }, { 3, 4 } } };
static const struct sipfp_self self = { { 4, 5060, { 192, 0, 2, 1 } },
					true,
					false };
static const struct sipfp_addr caller = { 4, 5060, { 192, 0, 2, 2 } };
static const struct sipfp_addr callee = { 4, 5060, { 198, 51, 100, 2 } };

#define CONTACT "sip:bob@198.51.100.2:5060"

static const char long_headers[] =
	"P-Charging-Vector: icid-value=1234bc9876e; orig-ioi=home1.example.net;"
	" term-ioi=home2.example.net; icid-generated-at=192.0.2.2\r\n"
	"Supported: timer, replaces, path, gruu, outbound, 100rel\r\n"
	"Allow-Events: talk, hold, conference, refer, check-sync, dialog\r\n"
	"Accept: application/sdp, application/dtmf-relay, multipart/mixed\r\n"
	"Accept-Language: en, de;q=0.7, fr;q=0.3\r\n"
	"Session-Expires: 1800;refresher=uac\r\n"
	"Min-SE: 90\r\n"
	"P-Asserted-Identity: \"Alice Liddell\" <sip:+442071838750@example.com>\r\n"
	"P-Access-Network-Info: IEEE-802.11a; i-wlan-node-id=ffffffffffff\r\n"
	"P-Early-Media: supported\r\n"
	"Privacy: none\r\n"
	"X-Correlation: 7b1c9a62-5a41-4d0c-9a0e-4be1d6f3d3b1\r\n"
	"Date: Thu, 21 Feb 2002 13:02:03 GMT\r\n";

static const char sdp[] = "v=0\r\n"
			  "o=alice 2890844526 2890844526 IN IP4 192.0.2.2\r\n"
			  "s=-\r\n"
			  "c=IN IP4 192.0.2.2\r\n"
			  "t=0 0\r\n"
			  "m=audio 6000 RTP/AVP 8 101\r\n"
			  "a=rtpmap:8 PCMA/8000\r\n"
			  "a=rtpmap:101 telephone-event/8000\r\n";

/* All messages have these. */
static const char short_headers[] =
	"User-Agent: Example-Telephone/4.7\r\n"
	"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n";

static void fail(const char *what)
{
	fprintf(stderr, "core: %s\n", what);
	exit(1);
}

static void put(struct message *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct message *m, const char *fmt, ...)
{
	size_t room = sizeof(m->data) - m->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf((char *)m->data + m->len, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		fail("a message of ours has no room");
	m->len += (u32)n;
}

/* Index, decide, plan, write. Return: length of what was written */
static u32 once(const struct message *in, enum work what, u8 *out, u32 cap)
{
	struct sipfp_forward f = { caller, callee, (const u8 *)CONTACT,
				   sizeof(CONTACT) - 1, NULL };
	u8 branch[SIPFP_BRANCH_LEN];
	struct sipfp_decision d;
	struct sipfp_edit e;
	struct sipfp_via via;
	struct sipfp_msg m;
	u32 len;

	if (sipfp_msg_index(in->data, in->len, &m) || !sipfp_via_top(&m, &via))
		fail("a message of ours is not accepted");
	if (what == INDEX)
		return 0;
	sipfp_edit_init(&e);
	if (m.kind == SIPFP_MSG_RESPONSE) {
		if (!sipfp_proxy_plan_response(&m, &via, &e))
			fail("no response to what was forwarded");
	} else {
		sipfp_proxy_decide(&m, &self, &ring, &caller, &d);
		if (what == DECIDE || d.want == SIPFP_WANT_SLOW)
			return 0;
		if (d.want == SIPFP_WANT_LITERAL)
			f.ruri = NULL;
		sipfp_branch_print(&ring, 0, 0x123456789abcdef0, branch);
		f.branch = branch;
		if (!sipfp_proxy_plan_request(&m, &via, &self, &ring, &d, &f,
					      &e))
			fail("no plan for a message of ours");
	}
	len = sipfp_edit_len(&e, m.len);
	if (len > cap || sipfp_edit_apply(&e, m.buf, m.len, out, len) != len)
		fail("a plan that was not carried out");
	return len;
}

/* Value of the first header line of that name */
static const char *header(const struct message *m, const char *name)
{
	static char value[512];
	char *at = strstr((const char *)m->data, name);

	if (!at)
		fail("the core has not written what it should");
	at += strlen(name);
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\r"), at);
	return value;
}

static void finish(struct message *m, bool is_long, const char *body)
{
	put(m, "%s%s", short_headers, is_long ? long_headers : "");
	if (body)
		put(m, "Content-Type: application/sdp\r\n");
	put(m, "Content-Length: %zu\r\n\r\n%s", body ? strlen(body) : 0,
	    body ? body : "");
}

static void put_request(struct message *m, const char *method, const char *uri,
			int cseq, const char *route, const char *to_tag)
{
	m->len = 0;
	put(m, "%s %s SIP/2.0\r\n", method, uri);
	put(m,
	    "Via: SIP/2.0/UDP 192.0.2.2:5060;rport;branch=z9hG4bKnashds8%s\r\n",
	    method);
	if (route)
		put(m, "Route: %s\r\n", route);
	put(m, "Max-Forwards: 70\r\n"
	       "From: \"Alice\" <sip:alice@example.com>;tag=9fxced76sl\r\n");
	put(m, "To: <sip:bob@example.com>%s\r\n", to_tag);
	put(m, "Call-ID: 3848276298220188511@192.0.2.2\r\n");
	put(m, "CSeq: %d %s\r\nContact: <sip:alice@192.0.2.2:5060>\r\n", cseq,
	    method);
}

static void put_ok(struct message *m, const struct message *forwarded)
{
	m->len = 0;
	put(m, "SIP/2.0 200 OK\r\nVia: %s\r\n", header(forwarded, "Via: "));
	put(m, "Via: SIP/2.0/UDP 192.0.2.2:5060;rport=5060;"
	       "received=192.0.2.2;branch=z9hG4bKnashds8INVITE\r\n");
	put(m, "Record-Route: %s\r\n", header(forwarded, "Record-Route: "));
	put(m, "From: \"Alice\" <sip:alice@example.com>;tag=9fxced76sl\r\n"
	       "To: <sip:bob@example.com>;tag=8321234356\r\n"
	       "Call-ID: 3848276298220188511@192.0.2.2\r\n"
	       "CSeq: 1 INVITE\r\nContact: <" CONTACT ">\r\n");
}

enum { INVITE, OK, ACK, BYE, REGISTER, OPTIONS, KINDS };

static void make(struct message *list, bool is_long)
{
	static const char *const names[2][KINDS] = {
		{ "INVITE", "200", "ACK", "BYE", "REGISTER", "OPTIONS" },
		{ "INVITE-long", "200-long", "ACK-long", "BYE-long",
		  "REGISTER-long", "OPTIONS-long" },
	};
	static struct message forwarded;
	const char *route, *bob = "sip:bob@example.com";
	const char *tag = ";tag=8321234356";
	int i;

	for (i = 0; i < KINDS; i++)
		list[i].name = names[is_long][i];
	put_request(&list[INVITE], "INVITE", bob, 1, NULL, "");
	finish(&list[INVITE], is_long, sdp);
	memset(&forwarded, 0, sizeof(forwarded));
	forwarded.len = once(&list[INVITE], EDIT, forwarded.data,
			     sizeof(forwarded.data) - 1);
	put_ok(&list[OK], &forwarded);
	finish(&list[OK], is_long, sdp);
	route = header(&forwarded, "Record-Route: ");
	put_request(&list[ACK], "ACK", CONTACT, 1, route, tag);
	finish(&list[ACK], is_long, NULL);
	put_request(&list[BYE], "BYE", CONTACT, 2, route, tag);
	finish(&list[BYE], is_long, NULL);
	put_request(&list[REGISTER], "REGISTER", "sip:example.com", 1, NULL,
		    "");
	finish(&list[REGISTER], is_long, NULL);
	put_request(&list[OPTIONS], "OPTIONS", bob, 1, NULL, "");
	finish(&list[OPTIONS], is_long, NULL);
}

static double nanoseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

int main(int argc, char **argv)
{
	static struct message list[2 * KINDS];
	static u8 out[SIPFP_MSG_MAX];
	const struct message *m = list;
	enum work work = INDEX;
	double began, took, best = 0;
	long n;
	int i;

	make(list, false);
	make(list + KINDS, true);
	if (argc != 4) {
		for (; m < list + 2 * KINDS; m++)
			printf("%s %u\n", m->name, m->len);
		return 0;
	}
	while (m < list + 2 * KINDS && strcmp(m->name, argv[1]))
		m++;
	if (m == list + 2 * KINDS)
		fail("no such message");
	if (!strcmp(argv[2], "decide"))
		work = DECIDE;
	else if (!strcmp(argv[2], "edit"))
		work = EDIT;
	for (n = atol(argv[3]); n > 0; n -= CHUNK) {
		began = nanoseconds();
		for (i = 0; i < CHUNK; i++)
			once(m, work, out, sizeof(out));
		took = (nanoseconds() - began) / CHUNK;
		if (!best || took < best)
			best = took;
	}
	printf("%.0f\n", best);
	return 0;
}
