// SPDX-License-Identifier: GPL-2.0-only
/*
 * load caller --bind A:P --to A:P [--kind KIND] [OPTION...]
 *
 * Runs transactions of one kind, --window of them at a time (closed loop), or
 * --rate of them a second. After --warm-up seconds it measures for --seconds, lets
 * what is under way come to an end, and prints one line of JSON. Lines before that
 * are for the callee's stdin.
 *
 * A request without an answer is repeated after 500 ms, 1 s and so on: what
 * was lost shows as "repeated", and does not stop the loop.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "caller.h"

enum { WINDOW_AT_RATE = 4096 };
#define REPEAT_NS (500 * MS)
#define DRAIN_NS  (10000 * MS)

/* Users in an order that no cache likes: a step that is prime to most counts. */
static uint32_t next_user(struct caller *caller)
{
	caller->user = ((uint64_t)caller->user + 611953) % caller->users;
	return caller->user;
}

static void send_request(struct caller *caller, struct slot *slot, uint64_t now)
{
	slot->sent = now;
	batch_send(caller->batch, &caller->to, &slot->request);
}

static void begin(struct caller *caller, struct slot *slot, uint64_t began,
		  uint64_t now)
{
	slot->serial = ++caller->serial % 100000000;
	slot->user = next_user(caller);
	slot->began = began;
	slot->state = ASKING;
	if (caller->kind == KIND_CALL || caller->kind == KIND_REPEAT)
		slot->state = CALLING;
	caller->busy++;
	request_first(caller, slot);
	caller->size = slot->request.len;
	send_request(caller, slot, now);
}

static void finish(struct caller *caller, struct slot *slot, uint64_t now)
{
	slot->state = IDLE;
	caller->busy--;
	caller->done++;
	if (!caller->rate && !caller->draining)
		begin(caller, slot, now, now);
}

static void latency(struct caller *caller, const struct slot *slot,
		    uint64_t now)
{
	if (caller->measuring)
		meter_latency(&caller->meter, now - slot->began);
}

static void answered(struct caller *caller, struct slot *slot,
		     const struct sip *sip, uint64_t now)
{
	static struct text ack;

	if (slot->state == CALLING)
		latency(caller, slot, now);
	request_within(caller, &ack, slot, ACK, sip);
	batch_send(caller->batch, &caller->to, &ack);
	slot->state = CLOSING;
	request_within(caller, &slot->request, slot, BYE, sip);
	send_request(caller, slot, now);
}

/* An INVITE rings: it is sent once more, and that is the transaction. */
static void rings(struct caller *caller, struct slot *slot, uint64_t now)
{
	if (caller->kind != KIND_REPEAT)
		return;
	if (slot->state == RINGING) {
		latency(caller, slot, now);
		caller->done++;
	}
	slot->state = RINGING;
	if (caller->draining)
		return;
	slot->began = now;
	send_request(caller, slot, now);
}

static void received(struct caller *caller, const struct sip *sip, uint64_t now)
{
	struct slot *slot = &caller->slots[sip->slot];

	if (sip->slot >= caller->window || slot->serial != sip->serial)
		return;
	if (sip->status == 180 && sip->method == INVITE) {
		if (slot->state == CALLING || slot->state == RINGING)
			rings(caller, slot, now);
	} else if (sip->status < 200) {
		return;
	} else if (sip->status != 200) {
		/* its ACK is missing: a measurement with these in it is void */
		caller->refused++;
		if (slot->state != IDLE)
			finish(caller, slot, now);
	} else if (sip->method == INVITE) {
		if (slot->state == CALLING || slot->state == RINGING)
			answered(caller, slot, sip, now);
	} else if (slot->state == CLOSING && sip->method == BYE) {
		finish(caller, slot, now);
	} else if (slot->state == ASKING) {
		latency(caller, slot, now);
		finish(caller, slot, now);
	}
}

static void receive_all(struct caller *caller)
{
	struct sip sip;
	unsigned int i, n;
	uint64_t now;

	while ((n = batch_receive(caller->batch))) {
		now = now_ns();
		for (i = 0; i < n; i++) {
			size_t len;
			const char *data = batch_data(caller->batch, i, &len);

			caller->received++;
			if (sip_read(&sip, data, len) && sip.status)
				received(caller, &sip, now);
		}
		batch_flush(caller->batch);
	}
}

static void repeat(struct caller *caller, uint64_t now)
{
	unsigned int i;

	for (i = 0; i < caller->window; i++) {
		struct slot *slot = &caller->slots[i];

		if (slot->state == IDLE || now - slot->sent < REPEAT_NS ||
		    (slot->state == RINGING && caller->draining))
			continue;
		caller->repeated++;
		send_request(caller, slot, now);
	}
	batch_flush(caller->batch);
}

/* At a rate: what is due by now. Return: when the next one is */
static uint64_t begin_due(struct caller *caller, uint64_t due, uint64_t now)
{
	static unsigned int hand;
	unsigned int tries;

	for (; due <= now; due += 1000000000ULL / caller->rate) {
		for (tries = caller->window; tries; tries--) {
			hand = (hand + 1) % caller->window;
			if (caller->slots[hand].state == IDLE)
				break;
		}
		if (tries)
			begin(caller, &caller->slots[hand], due, now);
		else
			caller->late++;
	}
	batch_flush(caller->batch);
	return due;
}

static void wait_until(struct caller *caller, uint64_t until, uint64_t now)
{
	struct pollfd pfd = { .fd = batch_fd(caller->batch), .events = POLLIN };
	uint64_t ns = until > now ? until - now : 0;
	struct timespec ts = { .tv_nsec = ns < 50 * MS ? ns : 50 * MS };

	if (ppoll(&pfd, 1, &ts, NULL) < 0 && errno != EINTR)
		die("poll: %s", strerror(errno));
}

/* Until a time, or, when draining, until nothing is under way. */
static void run(struct caller *caller, uint64_t end)
{
	static uint64_t due, looked;
	uint64_t now = now_ns();

	if (!due)
		due = now;
	while (now < end && (caller->busy || !caller->draining)) {
		uint64_t wake = end;

		if (caller->rate && !caller->draining) {
			due = begin_due(caller, due, now);
			wake = due < end ? due : end;
		}
		wait_until(caller, wake, now);
		receive_all(caller);
		now = now_ns();
		if (now - looked > 100 * MS) {
			repeat(caller, now);
			looked = now;
		}
	}
}

static void report(struct caller *caller, const struct sample *a,
		   const struct sample *b, uint64_t done, uint64_t received)
{
	struct meter *meter = &caller->meter;
	double seconds = (b->time - a->time) / 1e9;

	printf("{\"transactions\": %llu, \"seconds\": %.3f, \"user\": %llu, ",
	       (unsigned long long)done, seconds,
	       (unsigned long long)(b->user - a->user));
	printf("\"kernel\": %llu, \"vcpu_ns\": %llu, \"received\": %llu, ",
	       (unsigned long long)(b->kernel - a->kernel),
	       (unsigned long long)(b->vcpu_ns - a->vcpu_ns),
	       (unsigned long long)received);
	printf("\"repeated\": %llu, \"refused\": %llu, \"late\": %llu, ",
	       (unsigned long long)caller->repeated,
	       (unsigned long long)caller->refused,
	       (unsigned long long)caller->late);
	printf("\"unfinished\": %u, \"size\": %zu, ", caller->busy,
	       caller->size);
	printf("\"p50_us\": %u, \"p99_us\": %u}\n", meter_quantile(meter, 0.5),
	       meter_quantile(meter, 0.99));
	fflush(stdout);
}

/* To the callee, by way of whoever started us both */
static void tell(const char *what)
{
	puts(what);
	fflush(stdout);
}

static void measure(struct caller *caller, double warm_up, double seconds,
		    const char *profile)
{
	struct sample before, after;
	uint64_t done, received, now = now_ns();
	unsigned int i;

	for (i = 0; !caller->rate && i < caller->window; i++)
		begin(caller, &caller->slots[i], now, now);
	batch_flush(caller->batch);
	run(caller, now + warm_up * 1e9);
	tell("measure");
	if (profile)
		meter_profile_begin(&caller->meter);
	caller->measuring = true;
	done = caller->done;
	received = caller->received;
	caller->repeated = 0;
	caller->refused = 0;
	meter_sample(&caller->meter, &before);
	run(caller, before.time + seconds * 1e9);
	meter_sample(&caller->meter, &after);
	done = caller->done - done;
	received = caller->received - received;
	if (profile)
		meter_profile_write(&caller->meter, profile);
	caller->measuring = false;
	caller->draining = true;
	if (caller->kind == KIND_REPEAT)
		tell("answer");
	run(caller, now_ns() + DRAIN_NS);
	report(caller, &before, &after, done, received);
}

static enum kind parse_kind(const char *name)
{
	static const char *const names[] = {
		[KIND_CALL] = "call",	  [KIND_OPTIONS] = "options",
		[KIND_PING] = "ping",	  [KIND_MESSAGE] = "message",
		[KIND_REPEAT] = "repeat",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return i;
	die("no kind of transaction: %s", name);
}

int caller_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "bind", required_argument, NULL, 'b' },
		{ "to", required_argument, NULL, 't' },
		{ "kind", required_argument, NULL, 'k' },
		{ "window", required_argument, NULL, 'w' },
		{ "rate", required_argument, NULL, 'r' },
		{ "warm-up", required_argument, NULL, 'u' },
		{ "seconds", required_argument, NULL, 's' },
		{ "prefix", required_argument, NULL, 'p' },
		{ "digits", required_argument, NULL, 'd' },
		{ "suffix", required_argument, NULL, 'x' },
		{ "users", required_argument, NULL, 'n' },
		{ "counters", required_argument, NULL, 'c' },
		{ "schedstat", required_argument, NULL, 'S' },
		{ "profile", required_argument, NULL, 'P' },
		{ 0 },
	};
	struct caller caller = { .window = 32,
				 .users = 1,
				 .digits = 7,
				 .prefix = "u",
				 .suffix = "" };
	const char *counters = NULL, *schedstat = NULL, *profile = NULL;
	double warm_up = 1, seconds = 3;
	struct sockaddr_in sin;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'b':
			caller.bound = optarg;
			break;
		case 't':
			caller.proxy = optarg;
			break;
		case 'k':
			caller.kind = parse_kind(optarg);
			break;
		case 'w':
			caller.window = atoi(optarg);
			break;
		case 'r':
			caller.rate = atoi(optarg);
			break;
		case 'u':
			warm_up = atof(optarg);
			break;
		case 's':
			seconds = atof(optarg);
			break;
		case 'p':
			caller.prefix = optarg;
			break;
		case 'd':
			caller.digits = atoi(optarg);
			break;
		case 'x':
			caller.suffix = optarg;
			break;
		case 'n':
			caller.users = atoi(optarg);
			break;
		case 'c':
			counters = optarg;
			break;
		case 'S':
			schedstat = optarg;
			break;
		case 'P':
			profile = optarg;
			break;
		default:
			return 1;
		}
	}
	if (!caller.bound || !caller.proxy || !caller.window || !caller.users)
		die("caller: --bind and --to ADDRESS:PORT are needed");
	if (caller.rate)
		caller.window = WINDOW_AT_RATE;
	sin = parse_address(caller.bound);
	caller.to = parse_address(caller.proxy);
	snprintf(caller.host, sizeof(caller.host), "%.*s",
		 (int)strcspn(caller.bound, ":"), caller.bound);
	caller.run = now_ns() / 1000;
	caller.batch = batch_open(&sin);
	caller.slots = calloc(caller.window, sizeof(*caller.slots));
	if (!caller.slots)
		die("no memory");
	meter_open(&caller.meter, counters, schedstat);
	measure(&caller, warm_up, seconds, profile);
	return 0;
}
