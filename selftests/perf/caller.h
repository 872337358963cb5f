/* SPDX-License-Identifier: GPL-2.0-only */
/* The caller's two halves: caller.c drives, request.c writes what it sends. */
#ifndef PERF_CALLER_H
#define PERF_CALLER_H

#include "load.h"

/* What a transaction of the measurement is */
enum kind {
	KIND_CALL,    /* INVITE, 200, ACK, BYE, 200 */
	KIND_OPTIONS, /* OPTIONS to a user, 200 */
	KIND_PING,    /* OPTIONS to the proxy itself, 200 */
	KIND_MESSAGE, /* MESSAGE to a user, 200 */
	KIND_REPEAT,  /* an INVITE that rings, once more, 180 */
};

enum state {
	IDLE,
	CALLING, /* the INVITE is sent */
	RINGING, /* and has got 180: of KIND_REPEAT */
	CLOSING, /* the BYE is sent */
	ASKING,	 /* a request that is no INVITE is sent */
};

struct slot {
	enum state state;
	uint32_t serial;
	uint32_t user;
	uint64_t began;
	uint64_t sent; /* the request that is pending, for the last time */
	struct text request; /* that one */
};

struct caller {
	enum kind kind;
	struct batch *batch;
	struct sockaddr_in to;
	const char *proxy; /* ADDRESS:PORT of @to */
	const char *bound; /* ADDRESS:PORT of ours */
	char host[32];	   /* and ADDRESS */
	uint32_t run;	   /* makes tags and branches unique */
	uint32_t users;
	const char *prefix;
	const char *suffix;
	unsigned int digits;
	unsigned int window;
	unsigned int rate; /* a second; 0: closed loop */
	struct slot *slots;
	struct meter meter;

	uint32_t serial;
	uint32_t user;
	unsigned int busy;
	size_t size; /* of the first request of a transaction */
	bool measuring;
	bool draining;
	uint64_t done;	   /* transactions */
	uint64_t received; /* datagrams */
	uint64_t repeated; /* by us, for want of an answer */
	uint64_t refused;  /* got another final response than 200 */
	uint64_t late;	   /* at a rate: there was no slot */
};

void request_first(struct caller *caller, struct slot *slot);
/* ACK or BYE within the dialog that @ok sets up */
void request_within(struct caller *caller, struct text *text, struct slot *slot,
		    enum method method, const struct sip *ok);

#endif
