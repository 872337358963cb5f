/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One datagram on its way through the module, and the stages that it passes:
 * hook.c -> rx.c -> request.c or response.c -> txn.c, local.c -> tx.c.
 *
 * All of it runs in softirq (or with BH off) under rcu_read_lock(), as
 * netfilter hooks do. A struct sipfp_pkt lives on the stack of the hook.
 */
#ifndef SIPFP_PKT_H
#define SIPFP_PKT_H

#include "sipfp.h"
#include "stats.h"
#include "txn.h"
#include "core/edit.h"
#include "core/msg.h"
#include "core/reply.h"
#include "core/via.h"

/**
 * struct sipfp_pkt - state of one datagram
 * @skb:     the packet, data at the network header
 * @sn:	     the namespace
 * @svc:     service that it is for
 * @policy:  its settings
 * @keys:    token keys
 * @src:     where it came from
 * @dst:     where it was sent to: the service's address
 * @family:  NFPROTO_IPV4 or NFPROTO_IPV6
 * @thoff:   offset of the UDP header from skb->data
 * @data:    the SIP message, contiguous
 * @len:     its length in bytes
 * @now:     sipfp_now() at arrival
 * @reason:  enum sipfp_reason, why the verdict is what it is
 * @status:  what a stateless reply would say if no socket takes it, 0: none
 * @cookied: top Via parsed and has the magic cookie: @via and @key are valid
 * @msg:     the index of @data
 * @via:     its topmost Via
 * @key:     the server transaction that a request belongs to
 */
struct sipfp_pkt {
	struct sk_buff *skb;
	struct sipfp_net *sn;
	struct sipfp_service *svc;
	const struct sipfp_policy *policy;
	const struct sipfp_keys *keys;
	struct sipfp_addr src;
	struct sipfp_addr dst;
	u8 family;
	u32 thoff;
	const u8 *data;
	u32 len;
	u64 now;
	u8 reason;
	u16 status;
	bool cookied;
	struct sipfp_msg msg;
	struct sipfp_via via;
	struct sipfp_skey key;
};

/* Says why and returns: an uncounted verdict is hard to write. */
static inline enum sipfp_verdict sipfp_pkt_drop(struct sipfp_pkt *pkt,
						u8 reason)
{
	pkt->reason = reason;
	return SIPFP_VERDICT_DROP;
}

static inline enum sipfp_verdict sipfp_pkt_stolen(struct sipfp_pkt *pkt,
						  u8 reason)
{
	pkt->reason = reason;
	return SIPFP_VERDICT_STOLEN;
}

/* Left to the socket; @status is for when there is none. */
static inline enum sipfp_verdict sipfp_pkt_slow(struct sipfp_pkt *pkt,
						u8 reason, u16 status)
{
	pkt->reason = reason;
	pkt->status = status;
	return SIPFP_VERDICT_SLOW;
}

/* hook.c; before anything is sent on behalf of a packet that we keep */
unsigned int sipfp_hook_confirm(struct sk_buff *skb);

/* rx.c: is it a UDP datagram for a service? Changes nothing. */
bool sipfp_rx_wanted(struct sipfp_net *sn, struct sk_buff *skb, u8 family);
/* rx.c: counts a packet that could not even be split into datagrams. */
void sipfp_rx_lost(struct sipfp_net *sn);
/* rx.c: the whole life of a datagram; counts the verdict. */
enum sipfp_verdict sipfp_rx(struct sipfp_net *sn, struct sk_buff *skb,
			    u8 family);
/*
 * rx.c: a datagram that a local socket sends from a service's address. Only
 * looks: a final response there ends the punt record of its transaction.
 */
void sipfp_rx_sent(struct sipfp_net *sn, struct sk_buff *skb, u8 family);

/* icmp.c: an ICMP error passes by; @off is that of the ICMP header */
void sipfp_icmp_in(struct sipfp_net *sn, struct sk_buff *skb, int off,
		   u8 family);

/* request.c, response.c: the message is indexed */
enum sipfp_verdict sipfp_request_handle(struct sipfp_pkt *pkt);
enum sipfp_verdict sipfp_response_handle(struct sipfp_pkt *pkt);

/*
 * target.c: RFC 3261 16.5 over our tables. Fills in @f's target and
 * Request-URI (written to @uri, SIPFP_URI_MAX bytes). Return: true, or false
 * with pkt->reason and pkt->status set: SLOW.
 */
bool sipfp_target_find(struct sipfp_pkt *pkt, const struct sipfp_decision *d,
		       struct sipfp_forward *f, u8 *uri);

/* local.c: would somebody on this host receive it? */
bool sipfp_local_has_socket(const struct sipfp_pkt *pkt);

/*
 * local.c: what SLOW means here and now: with a socket bound, SLOW it stays
 * and new requests leave a punt record; without one, a stateless reply.
 */
enum sipfp_verdict sipfp_local_slow(struct sipfp_pkt *pkt);

/* budget.c: may we answer this destination once more? Softirq safe. */
enum sipfp_budget {
	SIPFP_BUDGET_REPLY,	/* stateless replies */
	SIPFP_BUDGET_RESEND,	/* what timer G sends */
};

bool sipfp_budget_take(struct sipfp_net *sn, const struct sipfp_addr *to,
		       enum sipfp_budget what);

/* txn.c, for punt.c: as rhashtable_lookup_get_insert_key() and remove */
struct sipfp_entry *sipfp_entry_insert(struct sipfp_net *sn,
				       struct sipfp_entry *o);
void sipfp_entry_remove(struct sipfp_net *sn, struct sipfp_entry *o);

/* punt.c */
/*
 * Leaves a record of the request's transaction. Return: 0 when the socket may
 * have it; -EEXIST when the kernel owns it already (another CPU was faster);
 * -ENOSPC or -ENOMEM when there can't be a record, and the request must not
 * reach the socket.
 */
int sipfp_punt_add(struct sipfp_pkt *pkt);
/* A final response to it has left: it ends 64 * T1 from now. */
void sipfp_punt_answered(struct sipfp_net *sn, const struct sipfp_skey *key,
			 const struct sipfp_timers *t);
void sipfp_punt_end(struct sipfp_net *sn, struct sipfp_punt *p);
int sipfp_punt_init(void);
void sipfp_punt_exit(void);

/* --- tx.c ---------------------------------------------------------------- */

/**
 * sipfp_tx_alloc() - route to @to and make a packet for it
 * @sn:	    namespace
 * @svc:    service that it comes from: source address and device
 * @to:	    destination, of the service's family
 * @len:    bytes of SIP
 * @slow_oversize: refuse what does not fit the path's MTU
 * @reason: out: why not, enum sipfp_reason
 *
 * The IP and UDP headers are written; the caller fills in the @len bytes at
 * sipfp_tx_payload() and owns the skb until sipfp_tx_send(). Softirq or BH off, RCU
 * held. GFP_ATOMIC.
 */
struct sk_buff *sipfp_tx_alloc(struct sipfp_net *sn,
			       const struct sipfp_service *svc,
			       const struct sipfp_addr *to, u32 len,
			       bool slow_oversize, u8 *reason);
u8 *sipfp_tx_payload(struct sk_buff *skb);
/* As sipfp_tx_alloc(), filled with @len bytes at @data; NULL: could not. */
struct sk_buff *sipfp_tx_copy(struct sipfp_net *sn,
			      const struct sipfp_service *svc,
			      const struct sipfp_addr *to, const u8 *data,
			      u32 len);
/*
 * This CPU's edit list: a kilobyte that need not be on the stack. Softirq or
 * BH off; valid until the packet is gathered, which comes before any sending.
 */
struct sipfp_edit *sipfp_tx_edit(void);
/* As sipfp_tx_alloc(), gathered by an edit list from @buf. */
struct sk_buff *sipfp_tx_gather(struct sipfp_net *sn,
				const struct sipfp_service *svc,
				const struct sipfp_addr *to,
				const struct sipfp_edit *e, const u8 *buf,
				u32 len, bool slow_oversize, u8 *reason);
/*
 * Sends through LOCAL_OUT; consumes the skb whatever happens. No lock may be
 * held. Return: 0, or a negative error when the output path refused it.
 */
int sipfp_tx_send(struct sipfp_net *sn, struct sk_buff *skb);
/*
 * Sends all of @q, after confirming the conntrack entry of @in (or NULL).
 * Return: what became of the first, as sipfp_tx_send().
 */
int sipfp_tx_flush(struct sipfp_net *sn, struct sk_buff_head *q,
		   struct sk_buff *in);

/* --- txn.c --------------------------------------------------------------- */

/**
 * struct sipfp_run - one step of a transaction, from event to packets
 * @sn:	     the namespace
 * @txn:     the transaction
 * @in:	     packet that caused the step, or NULL (timer)
 * @msg:     message that caused the step, or NULL (timer)
 * @src:     its source, for a reply to it
 * @forward: packet made ready beforehand for SIPFP_DO_FORWARD, or NULL
 * @text:    copy made ready for SIPFP_DO_STORE, or NULL
 * @queue:   packets to send after the unlock
 * @timer:   it is time that caused the step
 * @pass:    out: SIPFP_DO_PASS_ACK was asked for
 * @absorbed: out: SIPFP_DO_ABSORB was all that was asked for
 *
 * What is left of @forward and @text is freed by sipfp_txn_finish().
 */
struct sipfp_run {
	struct sipfp_net *sn;
	struct sipfp_txn *txn;
	struct sk_buff *in;
	const struct sipfp_msg *msg;
	const struct sipfp_addr *src;
	struct sk_buff *forward;
	struct sipfp_text *text;
	struct sk_buff_head queue;
	bool timer;
	bool pass;
	bool absorbed;
};

struct sipfp_text *sipfp_text_alloc(struct sipfp_net *sn, u32 len);
void sipfp_text_free(struct sipfp_net *sn, struct sipfp_text *t);

/* Memory and limit for one transaction; not in any table. NULL: see *reason */
struct sipfp_txn *sipfp_txn_alloc(struct sipfp_pkt *pkt, u8 *reason);
/* Undoes sipfp_txn_alloc(), for one that sipfp_txn_commit() has not seen. */
void sipfp_txn_discard(struct sipfp_txn *txn);
/*
 * The commit point. Inserts and steps SIPFP_CTX_START; the lock was not held.
 * run->forward is the request, run->text its copy. Return: 0, or -EEXIST
 * when another CPU has just done it, or another error: then nothing has
 * happened, run->txn is gone, and sipfp_txn_finish() frees the rest.
 */
int sipfp_txn_commit(struct sipfp_run *run, const struct sipfp_skey *key);
/*
 * Locks, steps, does what the core asks for, arms the timer, unlocks. Return:
 * false when the transaction was already dead (nothing done).
 */
bool sipfp_txn_step(struct sipfp_run *run, u8 event, u16 arg);
/*
 * Sends run->queue and frees what was not used. No lock held. Return: what
 * became of the first packet, as sipfp_tx_send().
 */
int sipfp_txn_finish(struct sipfp_run *run);
/* txn->lock held: takes it out of the tables for ever. */
void sipfp_txn_end(struct sipfp_txn *txn, bool killed);

/* timer.c */
void sipfp_timer_init(struct sipfp_txn *txn);
/* txn->lock held */
void sipfp_timer_arm(struct sipfp_txn *txn, u64 now);
void sipfp_timer_stop(struct sipfp_txn *txn);

#endif /* SIPFP_PKT_H */
