// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core's stages on messages of real-world shape. Prints a line "MESSAGE
 * BYTES STAGE NANOSECONDS" for each; with --once runs each only once, for
 * callgrind to count what measured() takes. See run. With --once NAME, only the
 * messages of that name: for a profile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "core/proxy.h"
#include "messages.h"

#define BATCH	2000
#define BATCHES 20

static const struct sipfp_keyring ring = { 1, { 3, 0 }, { { 1, 2 } } };
static const struct sipfp_self self = { { 4, 5060, { 192, 0, 2, 10 } },
					true,
					false };
static const struct sipfp_addr caller = { 4, 5062, { 198, 51, 100, 7 } };
static const struct sipfp_addr callee = { 4, 5070, { 203, 0, 113, 5 } };

enum stage {
	INDEX,	/* sipfp_msg_index() */
	DECIDE, /* top Via, where replies go, where the request goes */
	EDIT,	/* plan, length, apply */
	ROUTE,	/* the part of the two before that is Record-Route tokens */
	KEYS,	/* transaction key and the branch for our Via, or its check */
	STAGES
};

static const char *const stage_name[STAGES] = { "index", "decide", "edit",
						"route", "keys" };

/**
 * struct item - a message and what the stages before have made of it
 */
struct item {
	const char *name;
	u8 text[4096];
	u32 len;
	struct sipfp_span token; /* of our Route */
	struct sipfp_msg m;
	struct sipfp_via via;
	struct sipfp_decision d;
	struct sipfp_edit e;
	u8 branch[SIPFP_BRANCH_LEN];
	u8 out[8192];
	u32 out_len;
};

static volatile u32 sink;

static void die(const char *why, const struct item *it)
{
	fprintf(stderr, "bench: %s: %s\n", it->name, why);
	exit(1);
}

static void run_decide(struct item *it)
{
	struct sipfp_addr to;

	sink = sipfp_via_top(&it->m, &it->via);
	if (it->m.kind == SIPFP_MSG_RESPONSE)
		return;
	sink = sipfp_proxy_reply_addr(&it->via, &caller, &to);
	sipfp_proxy_decide(&it->m, &self, &ring, &caller, &it->d);
}

static void run_edit(struct item *it)
{
	struct sipfp_forward f = { caller, callee, NULL, 0, it->branch };

	if (it->m.kind == SIPFP_MSG_REQUEST && it->d.want == SIPFP_WANT_SLOW)
		return; /* it goes to the socket as it is */
	if (it->m.kind == SIPFP_MSG_RESPONSE) {
		sink = sipfp_proxy_plan_response(&it->m, &it->via, &it->e);
	} else {
		if (it->d.want == SIPFP_WANT_USER) {
			f.ruri = (const u8 *)"sip:bob@203.0.113.5:5070";
			f.ruri_len = 24;
		}
		sink = sipfp_proxy_plan_request(&it->m, &it->via, &self, &ring,
						&it->d, &f, &it->e);
	}
	it->out_len = sipfp_edit_len(&it->e, it->m.len);
	if (it->out_len <= sizeof(it->out))
		sink = sipfp_edit_apply(&it->e, it->m.buf, it->m.len, it->out,
					it->out_len);
}

static void run_route(struct item *it)
{
	struct sipfp_rr rr = { { caller, callee } };
	struct sipfp_span callid = it->m.hdr[SIPFP_HID_CALL_ID].value;
	u8 token[SIPFP_RR_TOKEN_MAX];

	if (it->m.kind == SIPFP_MSG_RESPONSE)
		return;
	if (!sipfp_span_empty(it->d.route_cut))
		sink = sipfp_rr_parse(&ring, &self.addr, it->m.buf, it->m.len,
				      it->token, callid, it->m.from_tag,
				      it->m.to_tag, &rr);
	else if (it->m.method == SIPFP_METHOD_INVITE)
		sink = sipfp_rr_print(&ring, &rr, &self.addr, it->m.buf,
				      it->m.len, callid, it->m.from_tag, token,
				      sizeof(token));
}

static void run_keys(struct item *it)
{
	struct sipfp_branch b;
	struct sipfp_skey key;

	if (it->m.kind == SIPFP_MSG_RESPONSE) {
		sink = sipfp_branch_parse(&ring, it->m.buf, it->m.len,
					  it->via.branch, &b);
		return;
	}
	sipfp_skey_make(&ring.key[0], &it->m, &it->via,
			it->m.method == SIPFP_METHOD_ACK, &key);
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, key.lo, it->branch);
}

/* callgrind counts what happens in here, and starts anew when it is left */
__attribute__((noinline)) void measured(struct item *it, enum stage stage);

void measured(struct item *it, enum stage stage)
{
	switch (stage) {
	case INDEX:
		sink = (u32)sipfp_msg_index(it->text, it->len, &it->m);
		break;
	case DECIDE:
		run_decide(it);
		break;
	case EDIT:
		run_edit(it);
		break;
	case ROUTE:
		run_route(it);
		break;
	default:
		run_keys(it);
	}
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* The best of some batches: what else the machine does only adds to it */
static double nanoseconds(struct item *it, enum stage stage)
{
	double best = 1e9;
	u32 i, k;

	for (k = 0; k < BATCHES; k++) {
		double t = now();

		for (i = 0; i < BATCH; i++)
			measured(it, stage);
		t = (now() - t) / BATCH;
		if (t < best)
			best = t;
	}
	return best;
}

static void append(struct item *it, const char *s, size_t n)
{
	if (it->len + n > sizeof(it->text))
		die("too long", it);
	memcpy(it->text + it->len, s, n);
	it->len += (u32)n;
}

/* The token that our Record-Route had in the INVITE of these messages */
static void append_token(struct item *it)
{
	static const char text[] = "3c26700857a87f84@198.51.100.7" FROM_TAG;
	struct sipfp_rr rr = { { caller, callee } };
	struct sipfp_span callid = { 0, 29 };
	struct sipfp_span tag = { 29, sizeof(text) - 1 };
	u8 token[SIPFP_RR_TOKEN_MAX];
	u32 n = sipfp_rr_print(&ring, &rr, &self.addr, (const u8 *)text,
			       sizeof(text) - 1, callid, tag, token,
			       sizeof(token));

	it->token.beg = (u16)it->len;
	append(it, (const char *)token, n);
	it->token.end = (u16)it->len;
}

static void expand(struct item *it, const char *text, bool longer)
{
	u8 branch[SIPFP_BRANCH_LEN];

	for (; *text; text++) {
		if (*text == *BRANCH) {
			sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 77,
					   branch);
			append(it, (const char *)branch, sizeof(branch));
		} else if (*text == *TOKEN) {
			append_token(it);
		} else if (*text != *UNKNOWN) {
			append(it, text, 1);
		} else if (longer) {
			append(it, unknown, sizeof(unknown) - 1);
		}
	}
}

/* Is this what the bench says that it measures? */
static void check(const struct item *it, u8 want)
{
	struct sipfp_msg again;

	if (!it->m.kind || it->m.len != it->len)
		die("not accepted, or its Content-Length is wrong", it);
	if (it->m.kind == SIPFP_MSG_REQUEST && it->d.want != want)
		die("not decided as it should be", it);
	if (want != SIPFP_WANT_SLOW &&
	    sipfp_msg_index(it->out, it->out_len, &again))
		die("what it becomes is no message", it);
}

static void bench(const char *name, const char *text, bool longer, u8 want,
		  bool once)
{
	static struct item it;
	u32 stage;

	memset(&it, 0, sizeof(it));
	it.name = name;
	expand(&it, text, longer);
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 78, it.branch);
	for (stage = 0; stage < STAGES; stage++) {
		measured(&it, stage);
		printf("%s%s %u %s %.0f\n", name, longer ? "-long" : "", it.len,
		       stage_name[stage], once ? 0 : nanoseconds(&it, stage));
	}
	check(&it, want);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		const char *text;
		u8 want;
	} message[] = {
		{ "INVITE", invite, SIPFP_WANT_USER },
		{ "200", ok, SIPFP_WANT_LITERAL },
		{ "ACK", ack, SIPFP_WANT_LITERAL },
		{ "BYE", bye, SIPFP_WANT_LITERAL },
		{ "REGISTER", register_, SIPFP_WANT_SLOW },
		{ "OPTIONS", options, SIPFP_WANT_USER },
	};
	bool once = argc > 1 && !strcmp(argv[1], "--once");
	u32 i;

	for (i = 0; i < sizeof(message) / sizeof(message[0]); i++) {
		if (argc > 2 && strcmp(argv[2], message[i].name) != 0)
			continue;
		bench(message[i].name, message[i].text, false, message[i].want,
		      once);
		bench(message[i].name, message[i].text, true, message[i].want,
		      once);
	}
	return 0;
}
