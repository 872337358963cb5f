/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The load: a caller and a callee that speak as much SIP as it takes, as fast
 * as they can, over one UDP socket each.
 *	main.c    command line
 *	caller.c  transactions in a closed loop, or at a rate; measures
 *	callee.c  answers
 *	sip.c     messages: read, write
 *	batch.c   datagrams in and out, many a system call
 *	sample.c  the counters of the plugin, the vCPU's time, latencies
 *	taps.c    a command with tap devices that are in namespaces
 */
#ifndef PERF_LOAD_H
#define PERF_LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* --- main.c */

void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* --- sip.c */

enum method { INVITE, ACK, BYE, OPTIONS, MESSAGE, OTHER };

struct span {
	const char *at;
	size_t len;
};

enum { SIP_VALUES = 8 };

/* A message that was received; spans lead into its bytes. */
struct sip {
	int status;	    /* 0: a request */
	enum method method; /* of the start line, or of CSeq */
	struct span via[SIP_VALUES];
	struct span route[SIP_VALUES]; /* values of Record-Route */
	unsigned int vias;
	unsigned int routes;
	struct span from;
	struct span to;
	struct span call_id;
	struct span cseq;
	struct span contact; /* the URI */
	uint32_t slot;	     /* of our Call-IDs */
	uint32_t serial;
};

/* A message to be sent */
enum { TEXT_SIZE = 2048 };

struct text {
	size_t len;
	char data[TEXT_SIZE];
};

/* Return: whether it is one that we can use */
bool sip_read(struct sip *sip, const char *data, size_t len);
void text_put(struct text *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Response to @request; @tag NULL for none, @body may be NULL */
void sip_respond(struct text *text, const struct sip *request,
		 const char *status, const char *tag, const char *contact,
		 const char *body);
const char *method_name(enum method method);

/* --- batch.c */

enum { BATCH = 64 };

struct batch;

struct batch *batch_open(const struct sockaddr_in *bound);
int batch_fd(const struct batch *batch);
/* Return: how many datagrams came, 0 if none is there */
unsigned int batch_receive(struct batch *batch);
const char *batch_data(struct batch *batch, unsigned int i, size_t *len);
const struct sockaddr_in *batch_source(struct batch *batch, unsigned int i);
/* Queue a message; it is copied */
void batch_send(struct batch *batch, const struct sockaddr_in *to,
		const struct text *text);
void batch_flush(struct batch *batch);

/* --- sample.c */

struct sample {
	uint64_t time;
	uint64_t user;
	uint64_t kernel;
	uint64_t vcpu_ns;
};

struct perf_counters;

struct meter {
	const struct perf_counters *counters; /* NULL: none */
	const char *schedstat; /* of the vCPU's thread, or NULL */
	uint64_t *slots;       /* a profile as it was, or NULL */
	uint32_t *latency;     /* microseconds */
	size_t latencies;
	size_t room;
};

void meter_open(struct meter *meter, const char *counters,
		const char *schedstat);
void meter_sample(const struct meter *meter, struct sample *sample);
void meter_latency(struct meter *meter, uint64_t ns);
/* Microseconds below which @share of all latencies are */
uint32_t meter_quantile(struct meter *meter, double share);
void meter_profile_begin(struct meter *meter);
void meter_profile_write(const struct meter *meter, const char *path);

/* --- the commands */

int caller_main(int argc, char **argv);
int callee_main(int argc, char **argv);
int taps_main(int argc, char **argv);

struct sockaddr_in parse_address(const char *text);

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

#define MS 1000000ULL

#endif
