// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions of the kernel: tables, the commit point, steps, the end.
 * Lock and lifetime rules: txn.h.
 */
#include <linux/random.h>
#include <linux/slab.h>
#include "pkt.h"
#include "notify.h"

static struct kmem_cache *sipfp_txn_cache;

/* Keys are keyed hashes already: any 32 bits of them spread as well. */
static u32 owner_hash(const void *data, u32 len, u32 seed)
{
	const struct sipfp_skey *key = data;

	return (u32)key->lo;
}

static u32 owner_obj_hash(const void *data, u32 len, u32 seed)
{
	const struct sipfp_entry *o = data;

	return (u32)o->key.lo;
}

static int owner_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct sipfp_skey *key = arg->key;
	const struct sipfp_entry *o = obj;

	return key->lo != o->key.lo || key->hi != o->key.hi;
}

static const struct rhashtable_params sipfp_entry_params = {
	.head_offset = offsetof(struct sipfp_entry, node),
	.key_offset = offsetof(struct sipfp_entry, key),
	.key_len = sizeof(struct sipfp_skey),
	.hashfn = owner_hash,
	.obj_hashfn = owner_obj_hash,
	.obj_cmpfn = owner_cmp,
	.automatic_shrinking = true,
};

/* Tokens are random. */
static u32 token_hash(const void *data, u32 len, u32 seed)
{
	return (u32)*(const u64 *)data;
}

static const struct rhashtable_params sipfp_token_params = {
	.head_offset = offsetof(struct sipfp_txn, token_node),
	.key_offset = offsetof(struct sipfp_txn, token),
	.key_len = sizeof(u64),
	.hashfn = token_hash,
	.automatic_shrinking = true,
};

struct sipfp_entry *sipfp_entry_lookup(struct sipfp_net *sn,
				       const struct sipfp_skey *key)
{
	return rhashtable_lookup(&sn->owners, key, sipfp_entry_params);
}

struct sipfp_entry *sipfp_entry_insert(struct sipfp_net *sn,
				       struct sipfp_entry *o)
{
	return rhashtable_lookup_get_insert_key(&sn->owners, &o->key,
						&o->node, sipfp_entry_params);
}

void sipfp_entry_remove(struct sipfp_net *sn, struct sipfp_entry *o)
{
	rhashtable_remove_fast(&sn->owners, &o->node, sipfp_entry_params);
}

struct sipfp_txn *sipfp_txn_lookup(struct sipfp_net *sn, u64 token)
{
	return rhashtable_lookup(&sn->tokens, &token, sipfp_token_params);
}

struct sipfp_text *sipfp_text_alloc(struct sipfp_net *sn, u32 len)
{
	struct sipfp_text *t;

	if (!sipfp_limit_charge(sn, SIPFP_LIMIT_TEXT, len))
		return NULL;
	t = kmalloc(struct_size(t, data, len), GFP_ATOMIC | __GFP_NOWARN);
	if (!t) {
		sipfp_limit_uncharge(sn, SIPFP_LIMIT_TEXT, len);
		return NULL;
	}
	t->len = len;
	return t;
}

void sipfp_text_free(struct sipfp_net *sn, struct sipfp_text *t)
{
	if (!t)
		return;
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_TEXT, t->len);
	kfree(t);
}

static void text_replace(struct sipfp_net *sn, struct sipfp_text **slot,
			 struct sipfp_text *t)
{
	sipfp_text_free(sn, *slot);
	*slot = t;
}

/* Same tag for the same request, unguessable for others (RFC 3261 19.3). */
static void make_tag(struct sipfp_net *sn, u64 token, u8 tag[SIPFP_TAG_LEN])
{
	struct sipfp_mac m;
	u64 v;
	int i;

	sipfp_mac_init(&m, &sn->tag_key);
	sipfp_mac_u64(&m, token);
	v = sipfp_mac_final(&m);
	for (i = 0; i < SIPFP_TAG_LEN; i++, v >>= 4)
		tag[i] = hex_asc[v & 15];
}

struct sipfp_txn *sipfp_txn_alloc(struct sipfp_pkt *pkt, u8 *reason)
{
	struct sipfp_net *sn = pkt->sn;
	struct sipfp_txn *txn;

	if (!sipfp_limit_charge(sn, SIPFP_LIMIT_TRANSACTIONS, 1)) {
		*reason = SIPFP_REASON_TXN_LIMIT;
		return NULL;
	}
	txn = kmem_cache_zalloc(sipfp_txn_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!txn) {
		*reason = SIPFP_REASON_NO_MEMORY;
		goto err_charge;
	}
	if (!sipfp_service_live_inc(pkt->svc)) {
		*reason = SIPFP_REASON_DRAINING;
		goto err_free;
	}
	spin_lock_init(&txn->lock);
	txn->svc = pkt->svc;
	sipfp_service_get(txn->svc);
	txn->method = pkt->msg.method;
	txn->born = pkt->now;
	txn->token = get_random_u64();
	make_tag(sn, txn->token, txn->tag);
	sipfp_timer_init(txn);
	sipfp_ctx_init(&txn->ctx, txn->method == SIPFP_METHOD_INVITE);
	return txn;

err_free:
	kmem_cache_free(sipfp_txn_cache, txn);
err_charge:
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_TRANSACTIONS, 1);
	return NULL;
}

/* What a transaction holds; its memory is the caller's. */
static void release(struct sipfp_txn *txn)
{
	struct sipfp_net *sn = txn->svc->sn;

	text_replace(sn, &txn->request, NULL);
	text_replace(sn, &txn->response, NULL);
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_TRANSACTIONS, 1);
	sipfp_service_live_dec(txn->svc);
	sipfp_service_put(txn->svc);
}

void sipfp_txn_discard(struct sipfp_txn *txn)
{
	release(txn);
	kmem_cache_free(sipfp_txn_cache, txn);
}

static void free_rcu_cb(struct rcu_head *rcu)
{
	kmem_cache_free(sipfp_txn_cache,
			container_of(rcu, struct sipfp_txn, rcu));
}

void sipfp_txn_end(struct sipfp_txn *txn, bool killed)
{
	struct sipfp_net *sn = txn->svc->sn;

	lockdep_assert_held(&txn->lock);
	if (txn->dead)
		return;
	txn->dead = true;
	sipfp_timer_stop(txn);
	sipfp_entry_remove(sn, &txn->owner);
	rhashtable_remove_fast(&sn->tokens, &txn->token_node,
			       sipfp_token_params);
	sipfp_stat_inc(sn, TXN_ENDED);
	if (killed)
		sipfp_stat_inc(sn, TXN_KILLED);
	sipfp_notify_txn(txn, SIPFP_EVENT_DEL);
	release(txn);
	call_rcu(&txn->rcu, free_rcu_cb);
}

/* --- what the core asks for ----------------------------------------------- */

static void queue(struct sipfp_run *run, struct sk_buff *skb)
{
	if (skb)
		__skb_queue_tail(&run->queue, skb);
}

/* A stored message once more. */
static bool queue_text(struct sipfp_run *run, const struct sipfp_text *t,
		       const struct sipfp_addr *to)
{
	struct sk_buff *skb;

	if (!t)
		return false;
	skb = sipfp_tx_copy(run->sn, run->txn->svc, to, t->data,
			    t->len);
	queue(run, skb);
	return skb;
}

/* Room for a local message: what it is made from, and what we add to it */
#define SIPFP_LOCAL_EXTRA 256

enum local_kind {
	LOCAL_REPLY,
	LOCAL_ACK,
	LOCAL_CANCEL,
};

/*
 * Makes a message of our own: a reply (to run->msg when @reply->src is set, else
 * to the stored request), the ACK to run->msg, or a CANCEL.
 */
static struct sipfp_text *make_local(struct sipfp_run *run,
				     enum local_kind kind,
				     const struct sipfp_reply *reply)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_net *sn = txn->svc->sn;
	const struct sipfp_msg *from = run->msg;
	struct sipfp_msg stored;
	struct sipfp_text *t;
	u32 cap, len;

	if (kind != LOCAL_REPLY || !reply->src) {
		if (!txn->request ||
		    sipfp_msg_index(txn->request->data, txn->request->len,
				    &stored))
			return NULL;
		from = &stored;
	}
	cap = min_t(u32, from->body + SIPFP_LOCAL_EXTRA, SIPFP_MSG_MAX);
	if (kind == LOCAL_ACK)
		cap = min_t(u32, cap + run->msg->body, SIPFP_MSG_MAX);
	t = sipfp_text_alloc(sn, cap);
	if (!t)
		return NULL;
	if (kind == LOCAL_REPLY)
		len = sipfp_reply_build(from, reply, t->data, cap);
	else if (kind == LOCAL_ACK)
		len = sipfp_reply_ack(from, run->msg, t->data, cap);
	else
		len = sipfp_reply_cancel(from, t->data, cap);
	if (len > cap) {
		sipfp_text_free(sn, t);
		return NULL;
	}
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_TEXT, cap - len);
	t->len = len;
	return t;
}

static bool send_local(struct sipfp_run *run, enum local_kind kind,
		       const struct sipfp_reply *reply,
		       const struct sipfp_addr *to)
{
	struct sipfp_text *t = make_local(run, kind, reply);
	bool queued = queue_text(run, t, to);

	sipfp_text_free(run->sn, t);
	return queued;
}

static void do_trying(struct sipfp_run *run)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_reply r = {
		.status = 100,
		.flags = run->src ? 0 : SIPFP_REPLY_SKIP_VIA,
		.src = run->src,
	};

	if (send_local(run, LOCAL_REPLY, &r, &txn->reply_to))
		sipfp_stat_inc(run->sn, TX_TRYING);
}

static void do_local(struct sipfp_run *run, bool store)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_net *sn = run->sn;
	struct sipfp_reply r = {
		.status = txn->ctx.local,
		.flags = SIPFP_REPLY_SKIP_VIA,
		.tag = txn->tag,
	};
	struct sipfp_text *t = make_local(run, LOCAL_REPLY, &r);

	if (queue_text(run, t, &txn->reply_to))
		sipfp_stat_inc(sn, TX_LOCAL);
	/* 408, or 487 when the caller had given up: not a transport error */
	if (txn->ctx.local != 500)
		sipfp_stat_inc(sn, TXN_TIMEOUT);
	if (store)
		text_replace(sn, &txn->response, t);
	else
		sipfp_text_free(sn, t);
}

static void do_reply_cancel(struct sipfp_run *run)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_reply r = {
		.status = 200,
		.tag = txn->tag,
		.src = run->src,
	};

	/* A CANCEL goes the way of its request, so does its response. */
	if (send_local(run, LOCAL_REPLY, &r, &txn->reply_to))
		sipfp_stat_inc(run->sn, TX_LOCAL);
}

static void do_requests(struct sipfp_run *run, u32 mask)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_net *sn = txn->svc->sn;

	if (mask & SIPFP_DO_SEND_REQUEST) {
		queue(run, run->forward);
		run->forward = NULL;
		text_replace(sn, &txn->request, run->text);
		run->text = NULL;
		sipfp_stat_inc(sn, TX_REQUEST);
	}
	if (mask & SIPFP_DO_RESEND_REQUEST &&
	    queue_text(run, txn->request, &txn->target))
		sipfp_stat_inc(sn, TX_REQUEST_AGAIN);
	if (mask & SIPFP_DO_ACK &&
	    send_local(run, LOCAL_ACK, NULL, &txn->target))
		sipfp_stat_inc(sn, TX_ACK);
	if (mask & SIPFP_DO_SEND_CANCEL &&
	    send_local(run, LOCAL_CANCEL, NULL, &txn->target))
		sipfp_stat_inc(sn, TX_CANCEL);
}

/*
 * What nobody asked for (timer G) is within the destination's budget: a request
 * with somebody else's source address would make ten copies of the response.
 */
static void do_resend(struct sipfp_run *run)
{
	struct sipfp_txn *txn = run->txn;

	if (run->timer && !sipfp_budget_take(run->sn, &txn->reply_to,
					     SIPFP_BUDGET_RESEND))
		sipfp_stat_inc(run->sn, TX_BUDGET);
	else if (queue_text(run, txn->response, &txn->reply_to))
		sipfp_stat_inc(run->sn, TX_RESPONSE_AGAIN);
}

static void do_responses(struct sipfp_run *run, u32 mask)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_net *sn = txn->svc->sn;

	if (mask & SIPFP_DO_SEND_100)
		do_trying(run);
	if (mask & SIPFP_DO_FORWARD) {
		queue(run, run->forward);
		run->forward = NULL;
		sipfp_stat_inc(sn, TX_RESPONSE);
		if (mask & SIPFP_DO_STORE) {
			text_replace(sn, &txn->response, run->text);
			run->text = NULL;
		}
	}
	if (mask & SIPFP_DO_RESEND_RESPONSE)
		do_resend(run);
	if (mask & SIPFP_DO_LOCAL)
		do_local(run, mask & SIPFP_DO_STORE);
	if (mask & SIPFP_DO_REPLY_CANCEL)
		do_reply_cancel(run);
}

/* txn->lock held */
static void act(struct sipfp_run *run, u32 mask, u64 now)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_net *sn = txn->svc->sn;

	do_requests(run, mask);
	do_responses(run, mask);
	if (mask & SIPFP_DO_FORGET_REQUEST)
		text_replace(sn, &txn->request, NULL);
	if (mask & SIPFP_DO_FORGET_RESPONSE)
		text_replace(sn, &txn->response, NULL);
	run->pass = mask & SIPFP_DO_PASS_ACK;
	run->absorbed = mask & SIPFP_DO_ABSORB;

	if (mask & SIPFP_DO_FREE)
		sipfp_txn_end(txn, false);
	else
		sipfp_timer_arm(txn, now);
}

static const struct sipfp_timers *timers(const struct sipfp_txn *txn)
{
	return &rcu_dereference(txn->svc->policy)->timers;
}

bool sipfp_txn_step(struct sipfp_run *run, u8 event, u16 arg)
{
	struct sipfp_txn *txn = run->txn;
	u64 now = sipfp_now();
	bool alive;
	u32 mask;

	spin_lock_bh(&txn->lock);
	alive = !txn->dead;
	if (alive) {
		mask = sipfp_ctx_step(&txn->ctx, timers(txn), event, arg, now);
		act(run, mask, now);
		/* Nobody is told of this one (RFC 4320): Timer F. */
		if (mask & SIPFP_DO_FREE && event == SIPFP_CTX_TIMER &&
		    !txn->ctx.last)
			sipfp_stat_inc(run->sn, TXN_TIMEOUT);
		if (!txn->dead && mask & (SIPFP_DO_FORWARD | SIPFP_DO_LOCAL))
			sipfp_notify_txn(txn, SIPFP_EVENT_CHANGE);
	}
	spin_unlock_bh(&txn->lock);
	return alive;
}

int sipfp_txn_commit(struct sipfp_run *run, const struct sipfp_skey *key)
{
	struct sipfp_txn *txn = run->txn;
	struct sipfp_net *sn = txn->svc->sn;
	struct sipfp_entry *other;
	u64 now = txn->born;
	int err;

	txn->owner.key = *key;
	txn->owner.punted = false;

	spin_lock_bh(&txn->lock);
	err = rhashtable_insert_fast(&sn->tokens, &txn->token_node,
				     sipfp_token_params);
	if (err)
		goto out;
	other = sipfp_entry_insert(sn, &txn->owner);
	if (other) {
		err = IS_ERR(other) ? PTR_ERR(other) : -EEXIST;
		/*
		 * Nobody can have met the token: it has not left yet. Still a
		 * dump may hold the entry, so it takes the slow way to its end.
		 */
		rhashtable_remove_fast(&sn->tokens, &txn->token_node,
				       sipfp_token_params);
		goto out;
	}
	sipfp_stat_inc(sn, TXN_CREATED);
	act(run, sipfp_ctx_step(&txn->ctx, timers(txn), SIPFP_CTX_START, 0,
				now), now);
	sipfp_notify_txn(txn, SIPFP_EVENT_NEW);
out:
	if (err)
		txn->dead = true;
	spin_unlock_bh(&txn->lock);
	if (err) {
		release(txn);
		call_rcu(&txn->rcu, free_rcu_cb);
		run->txn = NULL;
	}
	return err;
}

int sipfp_txn_finish(struct sipfp_run *run)
{
	kfree_skb(run->forward);
	run->forward = NULL;
	sipfp_text_free(run->sn, run->text);
	run->text = NULL;
	return sipfp_tx_flush(run->sn, &run->queue, run->in);
}

/* --- all of them ---------------------------------------------------------- */

/* Return: true when it was one of those to end. */
static bool flush_one(struct sipfp_net *sn, struct sipfp_entry *o,
		      struct sipfp_service *svc, u64 until,
		      unsigned int *killed)
{
	struct sipfp_txn *txn;

	if (o->punted) {
		/* What the socket owns stays the socket's. */
		if (!sn->dying)
			return false;
		sipfp_punt_end(sn, container_of(o, struct sipfp_punt, owner));
		return true;
	}
	txn = container_of(o, struct sipfp_txn, owner);
	if ((svc && txn->svc != svc) || txn->born > until)
		return false;
	spin_lock_bh(&txn->lock);
	if (!txn->dead)
		(*killed)++;
	sipfp_txn_end(txn, true);
	spin_unlock_bh(&txn->lock);
	return true;
}

unsigned int sipfp_txn_flush(struct sipfp_net *sn, struct sipfp_service *svc)
{
	struct rhashtable_iter iter;
	u64 until = sn->dying ? U64_MAX : sipfp_now();
	struct sipfp_entry *o;
	unsigned int killed = 0;
	bool again;

	/* A resize during the walk may hide entries: walk until none is left */
	do {
		again = false;
		rhashtable_walk_enter(&sn->owners, &iter);
		rhashtable_walk_start(&iter);
		while ((o = rhashtable_walk_next(&iter))) {
			if (IS_ERR(o)) {
				again = true;
				continue;
			}
			again |= flush_one(sn, o, svc, until, &killed);
			if (need_resched()) {
				rhashtable_walk_stop(&iter);
				cond_resched();
				rhashtable_walk_start(&iter);
			}
		}
		rhashtable_walk_stop(&iter);
		rhashtable_walk_exit(&iter);
		cond_resched();
		/* Nothing comes any more: none may be overlooked either. */
		if (svc && READ_ONCE(svc->draining))
			again |= atomic_read(&svc->live);
		if (sn->dying)
			again |= atomic_read(&sn->owners.nelems);
	} while (again);
	return killed;
}

int sipfp_txn_net_init(struct sipfp_net *sn)
{
	int err;

	err = rhashtable_init(&sn->owners, &sipfp_entry_params);
	if (err)
		return err;
	err = rhashtable_init(&sn->tokens, &sipfp_token_params);
	if (err)
		rhashtable_destroy(&sn->owners);
	return err;
}

void sipfp_txn_net_exit(struct sipfp_net *sn)
{
	rhashtable_destroy(&sn->tokens);
	rhashtable_destroy(&sn->owners);
}

int sipfp_txn_init(void)
{
	sipfp_txn_cache = sipfp_cache_create("sipfp_txn",
					     sizeof(struct sipfp_txn));
	return sipfp_txn_cache ? 0 : -ENOMEM;
}

void sipfp_txn_exit(void)
{
	kmem_cache_destroy(sipfp_txn_cache);
}
