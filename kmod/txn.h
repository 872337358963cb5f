/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transactions, and the records of those that are not ours.
 *
 * Tables. Every server transaction that the module knows is a struct
 * sipfp_owner in sn->owners, keyed by struct sipfp_skey: either a struct
 * sipfp_txn (ours) or a struct sipfp_punt (the socket's). One insert decides who
 * owns it, for its whole life: rhashtable_lookup_get_insert_fast() is the
 * commit. Ours are in sn->tokens too, by the token in our branch.
 *
 * Lifetime. Created in softirq at the commit point. Lives until its context
 * says SIPFP_DO_FREE, or it is killed (flush, service removal, namespace exit).
 * Ending is done once, by sipfp_txn_end() under txn->lock: @dead is set, both
 * table entries are removed, nothing re-arms the timer. The memory goes after a
 * grace period (call_rcu), so readers may still hold it; they see @dead under
 * the lock and treat it as not found.
 *
 * Timer. One timer_list a transaction, armed lazily: it is moved only when the
 * next deadline is earlier than what is armed; a callback that comes early
 * re-arms. The callback takes txn->lock, so ending never waits for it: it sets
 * @dead and deletes the timer, both under the lock, which is also where it is
 * armed. A callback that is running then finds @dead; the memory stays, since
 * timer callbacks run in softirq, and a grace period waits for those.
 *
 * Sending. Nothing is sent under txn->lock: skbs are built under it into a
 * struct sk_buff_head on the stack and sent after the unlock. What is kept for
 * retransmission (struct sipfp_text) is copied into each skb, never shared.
 */
#ifndef SIPFP_TXN_H
#define SIPFP_TXN_H

#include <linux/timer.h>
#include "sipfp.h"
#include "core/ctx.h"
#include "core/msg.h"

/* A stored message; owned by one transaction, under its lock. */
struct sipfp_text {
	u32 len;
	u8 data[];
};

struct sipfp_entry {
	struct rhash_head node;
	struct sipfp_skey key;
	bool punted;
};

/**
 * struct sipfp_txn - a transaction that the kernel owns
 * @owner:	in sn->owners; first member
 * @token_node:	in sn->tokens
 * @token:	random, in our Via branch
 * @lock:	protects all below
 * @dead:	has ended; in no table
 * @armed:	sipfp_now() time that @timer is set to, 0: not armed
 * @ctx:	the core's state
 * @svc:	its service; a reference
 * @method:	enum sipfp_method
 * @born:	sipfp_now() at creation
 * @reply_to:	where responses go
 * @target:	where the request went
 * @request:	the request as sent, NULL once forgotten
 * @response:	the response to replay, or NULL
 */
struct sipfp_txn {
	struct sipfp_entry owner;
	struct rhash_head token_node;
	u64 token;
	spinlock_t lock;	/* the state of the transaction */
	bool dead;
	u8 method;
	struct timer_list timer;
	u64 armed;
	struct sipfp_ctx ctx;
	struct sipfp_service *svc;
	u64 born;
	struct sipfp_addr reply_to;
	struct sipfp_addr target;
	struct sipfp_text *request;
	struct sipfp_text *response;
	u8 tag[16];		/* To tag of local responses */
	struct rcu_head rcu;
};

/**
 * struct sipfp_punt - a transaction that went to the socket
 * @lock:    protects what follows
 * @expires: sipfp_now() time of its end
 * @gone:    has ended
 * @answered: its final response was seen
 * @invite:  it is an INVITE; never changes
 */
struct sipfp_punt {
	struct sipfp_entry owner;
	struct sipfp_service *svc;
	spinlock_t lock;	/* its end, and its timer */
	bool gone;
	bool answered;
	bool invite;
	struct timer_list timer;
	u64 expires;
	struct rcu_head rcu;
};

int sipfp_txn_init(void);	/* slab caches */
void sipfp_txn_exit(void);	/* after rcu_barrier() */

/* RCU held. NULL when nobody is known to own it. */
struct sipfp_entry *sipfp_entry_lookup(struct sipfp_net *sn,
				       const struct sipfp_skey *key);
/* RCU held. By the token of a good branch. */
struct sipfp_txn *sipfp_txn_lookup(struct sipfp_net *sn, u64 token);

/*
 * Ends every transaction of @svc, or all when NULL, that there is now. Records
 * of what the socket owns only end so when the namespace goes. May sleep.
 * Return: how many transactions were killed.
 */
unsigned int sipfp_txn_flush(struct sipfp_net *sn, struct sipfp_service *svc);

#endif /* SIPFP_TXN_H */
