/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters: per CPU, per namespace. Bumped in softirq or with BH off, summed
 * by the netlink dump. A 32-bit reader may see a torn value of a counter that
 * is just then passing 2^32: shown once, never stored.
 */
#ifndef SIPFP_STATS_H
#define SIPFP_STATS_H

#include <linux/percpu.h>
#include "sipfp.h"
#include "core/msg.h"
#include "core/reason.h"

/**
 * enum sipfp_verdict - what becomes of a datagram, and who owns the skb then
 * @SIPFP_VERDICT_CONTINUE: not for a service; the stack goes on. Not counted.
 * @SIPFP_VERDICT_SLOW:	    for the socket; the stack goes on with it, untouched
 * @SIPFP_VERDICT_DROP:	    freed by netfilter (NF_DROP)
 * @SIPFP_VERDICT_STOLEN:   handled; we have freed or kept the skb (NF_STOLEN)
 */
enum sipfp_verdict {
	SIPFP_VERDICT_CONTINUE,
	SIPFP_VERDICT_SLOW,
	SIPFP_VERDICT_DROP,
	SIPFP_VERDICT_STOLEN,
	SIPFP_VERDICT_MAX
};

/* SIPFP_STAT(ID, "group", "name", "text") : everything but the reasons,
 * methods and classes. The order is the order of the dump.
 */
#define SIPFP_STAT_LIST(S)						\
	S(RX, "rx", "datagrams", "datagrams that arrived for a service") \
	S(RX_BYTES, "rx", "bytes", "bytes of SIP in them")		\
	S(RX_SLOW, "rx", "slow", "left to the socket")			\
	S(RX_DROP, "rx", "drop", "dropped")				\
	S(RX_STOLEN, "rx", "stolen", "handled here")			\
	S(RX_ICMP, "rx", "icmp-errors", "requests that an ICMP error has ended") \
	S(TX_REQUEST, "tx", "requests", "requests forwarded")		\
	S(TX_REQUEST_AGAIN, "tx", "request-retransmissions", "sent again (timers A, E)") \
	S(TX_RESPONSE, "tx", "responses", "responses forwarded")	\
	S(TX_RESPONSE_AGAIN, "tx", "response-retransmissions", "sent again (G, or asked for)") \
	S(TX_BUDGET, "tx", "budget", "not sent again (G): the reply budget was spent") \
	S(TX_TRYING, "tx", "trying", "100 Trying sent")			\
	S(TX_LOCAL, "tx", "local-responses", "responses of our own but 100") \
	S(TX_ACK, "tx", "ack", "hop-by-hop ACK sent")			\
	S(TX_CANCEL, "tx", "cancel", "CANCEL sent, with retransmissions") \
	S(TX_STATELESS, "tx", "stateless", "ACK to 2xx forwarded without state") \
	S(TX_ERROR, "tx", "errors", "datagrams that the output path refused") \
	S(TXN_CREATED, "transaction", "created", "transactions begun")	\
	S(TXN_ENDED, "transaction", "ended", "transactions that have ended") \
	S(TXN_KILLED, "transaction", "killed", "ended by flush, removal or unload") \
	S(TXN_TIMEOUT, "transaction", "timeouts", "given up: timer B, C or F") \
	S(TXN_TIMER, "transaction", "timer-runs", "timer callbacks")	\
	S(PUNT_CREATED, "transaction", "punted", "records of transactions left to the socket") \
	S(PUNT_ENDED, "transaction", "punted-ended", "such records that have expired")

enum sipfp_stat {
#define S(id, group, name, text) SIPFP_STAT_##id,
	SIPFP_STAT_LIST(S)
#undef S
	SIPFP_STAT_MAX
};

struct sipfp_stats {
	u64 stat[SIPFP_STAT_MAX];
	u64 request[SIPFP_METHOD_MAX];
	u64 response[8];	/* by first digit of the status */
	u64 reason[SIPFP_VERDICT_MAX][SIPFP_REASON_MAX];
};

#define sipfp_stat_inc(sn, id) \
	this_cpu_inc((sn)->stats->stat[SIPFP_STAT_##id])
#define sipfp_stat_add(sn, id, n) \
	this_cpu_add((sn)->stats->stat[SIPFP_STAT_##id], n)

/**
 * struct sipfp_counter - one counter, as shown
 */
struct sipfp_counter {
	const char *group;
	const char *name;
	const char *text;
	u64 value;
};

/*
 * The @index-th counter, summed over all CPUs; false past the last one. The
 * groups come in the order rx, request, response, tx, transaction, slow,
 * drop, stolen. Process context.
 */
bool sipfp_stats_read(const struct sipfp_net *sn, unsigned int index,
		      struct sipfp_counter *c);

#endif /* SIPFP_STATS_H */
