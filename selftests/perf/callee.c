// SPDX-License-Identifier: GPL-2.0-only
/*
 * load callee --bind ADDRESS:PORT [--ring]
 *
 * Answers every request with 200, at once. With --ring an INVITE gets 180, until
 * the line "answer" on stdin: then all that ring are answered, and those to come.
 * Its 200 to an INVITE is repeated until the ACK is there; an INVITE repeated is
 * answered as it was. Ends when stdin does, and prints how many requests came more
 * than once since the line "measure": a proxy that is given too little time repeats
 * them.
 *
 * Calls are kept by the slot in their Call-ID, so that the callee has as many as
 * the caller, and no table to search.
 */
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "load.h"

enum { CALLS = 1 << 14 };
#define REPEAT_NS (500 * MS)

struct call {
	uint32_t serial;
	uint32_t asked; /* serial of the last request that was no INVITE */
	bool busy;	/* the INVITE has been seen, its ACK has not */
	bool answered;
	uint64_t sent; /* the last response */
	struct sockaddr_in source;
	struct text response; /* to the INVITE */
	struct text answer;   /* the 200 that will follow a 180 */
};

struct callee {
	struct batch *batch;
	struct call *calls;
	char contact[64];
	char host[32];
	bool ring;
	unsigned long repeated; /* requests that came again */
};

static const char *sdp_of(const char *host)
{
	static char sdp[256];

	if (!*sdp)
		snprintf(sdp, sizeof(sdp),
			 "v=0\r\no=bob 2890844527 2890844527 IN IP4 %s\r\n"
			 "s=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
			 "m=audio 7000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n",
			 host, host);
	return sdp;
}

static void respond(struct callee *callee, struct call *call, uint64_t now)
{
	call->sent = now;
	batch_send(callee->batch, &call->source, &call->response);
}

static void answer(struct callee *callee, struct call *call, uint64_t now)
{
	call->answered = true;
	call->response = call->answer;
	respond(callee, call, now);
}

static void invited(struct callee *callee, const struct sip *sip,
		    const struct sockaddr_in *source, uint64_t now)
{
	struct call *call = &callee->calls[sip->slot % CALLS];
	char tag[32];

	if (call->serial == sip->serial) {
		callee->repeated++;
		respond(callee, call, now);
		return;
	}
	call->serial = sip->serial;
	call->busy = true;
	call->answered = false;
	call->source = *source;
	snprintf(tag, sizeof(tag), "b%05x%08x", sip->slot, sip->serial);
	sip_respond(&call->answer, sip, "200 OK", tag, callee->contact,
		    sdp_of(callee->host));
	if (!callee->ring) {
		answer(callee, call, now);
		return;
	}
	sip_respond(&call->response, sip, "180 Ringing", tag, callee->contact,
		    NULL);
	respond(callee, call, now);
}

static void received(struct callee *callee, const struct sip *sip,
		     const struct sockaddr_in *source, uint64_t now)
{
	struct call *call = &callee->calls[sip->slot % CALLS];
	static struct text response;

	if (sip->status)
		return;
	if (sip->method == INVITE) {
		invited(callee, sip, source, now);
	} else if (sip->method == ACK) {
		if (call->serial == sip->serial)
			call->busy = false;
	} else {
		callee->repeated += call->asked == sip->serial;
		call->asked = sip->serial;
		sip_respond(&response, sip, "200 OK", "b", NULL, NULL);
		batch_send(callee->batch, source, &response);
	}
}

/* Those that ring and shall be answered, those whose ACK does not come */
static void look_around(struct callee *callee, uint64_t now)
{
	struct call *call;

	for (call = callee->calls; call < callee->calls + CALLS; call++) {
		if (!call->busy)
			continue;
		if (!call->answered && !callee->ring)
			answer(callee, call, now);
		else if (call->answered && now - call->sent > REPEAT_NS)
			respond(callee, call, now);
	}
}

static void serve(struct callee *callee)
{
	struct pollfd pfd[] = {
		{ .fd = batch_fd(callee->batch), .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	uint64_t now, looked = 0;
	unsigned int i, n;
	struct sip sip;
	char line[64];

	for (;;) {
		poll(pfd, 2, 100);
		now = now_ns();
		if (pfd[1].revents) {
			if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
				return;
			if (*line == 'm')
				callee->repeated = 0;
			else
				callee->ring = false;
			looked = 0;
		}
		while ((n = batch_receive(callee->batch))) {
			for (i = 0; i < n; i++) {
				size_t len;
				const char *data =
					batch_data(callee->batch, i, &len);

				if (sip_read(&sip, data, len))
					received(callee, &sip,
						 batch_source(callee->batch, i),
						 now);
			}
			batch_flush(callee->batch);
		}
		if (now - looked > 100 * MS) {
			look_around(callee, now);
			batch_flush(callee->batch);
			looked = now;
		}
	}
}

int callee_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "bind", required_argument, NULL, 'b' },
		{ "ring", no_argument, NULL, 'r' },
		{ 0 },
	};
	struct callee callee = { 0 };
	const char *bound = NULL;
	struct sockaddr_in sin;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'b')
			bound = optarg;
		else if (c == 'r')
			callee.ring = true;
		else
			return 1;
	}
	if (!bound)
		die("callee: --bind ADDRESS:PORT is needed");
	sin = parse_address(bound);
	callee.batch = batch_open(&sin);
	callee.calls = calloc(CALLS, sizeof(*callee.calls));
	if (!callee.calls)
		die("no memory");
	snprintf(callee.contact, sizeof(callee.contact), "sip:bob@%s", bound);
	snprintf(callee.host, sizeof(callee.host), "%.*s",
		 (int)strcspn(bound, ":"), bound);
	puts("ready");
	fflush(stdout);
	serve(&callee);
	printf("%lu\n", callee.repeated);
	return 0;
}
