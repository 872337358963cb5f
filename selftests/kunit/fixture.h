/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all suites stand on: the network namespace, a service that is in no
 * table (so that no hook sees its packets), a caller and a callee with real
 * sockets on the loopback device, and requests from the one to the other.
 *
 * The namespace is that of insmod. A case begins and ends with one in which no
 * table has an entry and no limit is charged; sipfp_fixture_exit() sees to that.
 */
#ifndef SIPFP_KUNIT_FIXTURE_H
#define SIPFP_KUNIT_FIXTURE_H

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/net.h>
#include "pkt.h"

/* A condition that somebody else makes true: how long until it surely is */
#define SIPFP_FIXTURE_PATIENCE 10000 /* ms */

/* Value: was @cond true within @ms? */
#define sipfp_fixture_wait(cond, ms)					\
({									\
	u64 __end = sipfp_now() + (ms);					\
	bool __ok;							\
									\
	while (!(__ok = (cond)) && sipfp_now() < __end)			\
		usleep_range(500, 1000);				\
	__ok || (cond);							\
})

#define SIPFP_FIXTURE_TEXT 1024

/**
 * struct sipfp_fixture_msg - a message, as if it had come in a datagram
 * @pkt:  as the stages have it after indexing; @pkt.skb is NULL
 * @text: the bytes
 */
struct sipfp_fixture_msg {
	struct sipfp_pkt pkt;
	u8 text[SIPFP_FIXTURE_TEXT];
};

/**
 * struct sipfp_fixture - test->priv
 * @sn:	    the namespace
 * @svc:    127.0.0.1:5060, serves example.com
 * @caller: socket that requests come from
 * @callee: socket that they go to
 * @caller_addr, @callee_addr: their addresses
 * @stats:  the counters at the beginning of the case
 * @max:    the limits, likewise
 */
struct sipfp_fixture {
	struct sipfp_net *sn;
	struct sipfp_service *svc;
	struct socket *caller;
	struct socket *callee;
	struct sipfp_addr caller_addr;
	struct sipfp_addr callee_addr;
	u64 stats[SIPFP_STAT_MAX];
	u64 max[SIPFP_LIMIT_MAX];
};

/* The suites, one a test_*.c; module.c runs them. */
extern struct kunit_suite sipfp_kunit_binding;
extern struct kunit_suite sipfp_kunit_budget;
extern struct kunit_suite sipfp_kunit_dst;
extern struct kunit_suite sipfp_kunit_flush;
extern struct kunit_suite sipfp_kunit_gateway;
extern struct kunit_suite sipfp_kunit_leave;
extern struct kunit_suite sipfp_kunit_limit;
extern struct kunit_suite sipfp_kunit_netlink;
extern struct kunit_suite sipfp_kunit_path;
extern struct kunit_suite sipfp_kunit_punt;
extern struct kunit_suite sipfp_kunit_route;
extern struct kunit_suite sipfp_kunit_rx;
extern struct kunit_suite sipfp_kunit_service;
extern struct kunit_suite sipfp_kunit_show;
extern struct kunit_suite sipfp_kunit_timer;
extern struct kunit_suite sipfp_kunit_token;
extern struct kunit_suite sipfp_kunit_tx;
extern struct kunit_suite sipfp_kunit_txn;

/* Begin and end of each case */
int sipfp_fixture_init(struct kunit *test);
void sipfp_fixture_exit(struct kunit *test);

/* module.c: where the tests run */
struct net *sipfp_fixture_net(void);
void sipfp_fixture_net_set(struct net *net);

/* Addresses: 127.0.0.@host:@port and fd00::@host */
struct sipfp_addr sipfp_fixture_ip4(u8 host, u16 port);
struct sipfp_addr sipfp_fixture_ip6(u8 host, u16 port);

/* --- services --------------------------------------------------------------- */

extern const struct sipfp_timers sipfp_fixture_timers;

/* Settings with @timers for a service at @addr that serves example.com */
struct sipfp_policy *sipfp_fixture_policy(const struct sipfp_addr *addr,
					  const struct sipfp_timers *timers);
/* In no table; sipfp_service_put() when done. */
struct sipfp_service *sipfp_fixture_service(struct kunit *test, u16 port);
/* The service of the fixture gets other timers. */
void sipfp_fixture_set_timers(struct kunit *test,
			      const struct sipfp_timers *timers);

/* --- messages --------------------------------------------------------------- */

/*
 * Formats a request of the caller for bob@example.com; @id makes branch,
 * Call-ID and tag. Never freed before the case ends.
 */
struct sipfp_fixture_msg *sipfp_fixture_request(struct kunit *test,
						const char *method,
						unsigned int id);
/* The callee's answer to a request that it has got, @len bytes at @request */
struct sipfp_fixture_msg *sipfp_fixture_response(struct kunit *test,
						 const char *request,
						 unsigned int status);

/* bob@example.com is at the callee. */
void sipfp_fixture_bind(struct kunit *test);

/* Makes a token key current. */
void sipfp_fixture_new_key(struct kunit *test);

/* --- the fast path, with the locks that softirq has --------------------------- */

static inline void sipfp_fixture_enter(void)
{
	local_bh_disable();
	rcu_read_lock();
}

static inline void sipfp_fixture_leave(void)
{
	rcu_read_unlock();
	local_bh_enable();
}

/* sipfp_request_handle() and sipfp_response_handle() */
enum sipfp_verdict sipfp_fixture_handle(struct sipfp_fixture_msg *m);

/*
 * A transaction for the request, committed; nothing is sent. @token may be
 * NULL. Return: that of sipfp_txn_commit(), or -ENOMEM with pkt->reason.
 */
int sipfp_fixture_commit(struct sipfp_fixture_msg *m, u64 *token);
/* Ends it as a flush would. False: there is none. */
bool sipfp_fixture_kill(struct sipfp_net *sn, u64 token);
bool sipfp_fixture_has_token(struct sipfp_net *sn, u64 token);

enum sipfp_fixture_owner {
	SIPFP_FIXTURE_NOBODY,
	SIPFP_FIXTURE_KERNEL,
	SIPFP_FIXTURE_SOCKET,
};

enum sipfp_fixture_owner sipfp_fixture_owner(struct sipfp_net *sn,
					     const struct sipfp_skey *key);
/* How many entries the two tables have */
unsigned int sipfp_fixture_entries(struct sipfp_net *sn);
unsigned int sipfp_fixture_tokens(struct sipfp_net *sn);

/* sipfp_punt_add() */
int sipfp_fixture_punt(struct sipfp_fixture_msg *m);
/* Ends all records, which a flush leaves to the socket. */
void sipfp_fixture_end_punts(struct sipfp_net *sn);

/* --- counters, limits ---------------------------------------------------------- */

u64 sipfp_fixture_use(struct sipfp_net *sn, enum sipfp_limit_id id);
void sipfp_fixture_set_limit(struct sipfp_net *sn, enum sipfp_limit_id id,
			     u64 max);
/* Since the case has begun */
u64 sipfp_fixture_count(struct sipfp_fixture *f, enum sipfp_stat id);
#define sipfp_fixture_counted(f, id) \
	sipfp_fixture_count(f, SIPFP_STAT_##id)
/* All in all */
u64 sipfp_fixture_reason(struct sipfp_net *sn, enum sipfp_verdict verdict,
			 u8 reason);

/* --- sockets ----------------------------------------------------------------- */

/*
 * The next datagram within @ms, ended with a NUL. Return: its length or a
 * negative error, -EAGAIN when none came.
 */
int sipfp_fixture_receive(struct socket *sock, char *buf, size_t size, int ms);
/* As above, and it begins with @start. */
bool sipfp_fixture_expect(struct kunit *test, struct socket *sock,
			  const char *start);
/* Nothing has come. */
bool sipfp_fixture_silent(struct socket *sock);

/* --- races -------------------------------------------------------------------- */

/*
 * Calls @fn(@arg, 0, round) and @fn(@arg, 1, round) at the same time, from two
 * threads, @rounds times; a round begins when both have ended the one before.
 */
void sipfp_fixture_race(struct kunit *test, unsigned int rounds,
			void (*fn)(void *arg, int who, unsigned int round),
			void *arg);

#endif /* SIPFP_KUNIT_FIXTURE_H */
