// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of transactions that went to the socket, so that their
 * retransmissions, ACK and CANCEL follow them even when the tables have
 * changed meanwhile. Ending, timer and memory work as in txn.h: @gone is set,
 * and the timer armed, under the record's lock only.
 */
#include <linux/slab.h>
#include "pkt.h"

static struct kmem_cache *sipfp_punt_cache;

static void free_rcu_cb(struct rcu_head *rcu)
{
	kmem_cache_free(sipfp_punt_cache,
			container_of(rcu, struct sipfp_punt, rcu));
}

static unsigned long delay(u64 expires, u64 now)
{
	return expires > now ? msecs_to_jiffies(expires - now) + 1 : 1;
}

/* Any context; the first caller does it. */
void sipfp_punt_end(struct sipfp_net *sn, struct sipfp_punt *p)
{
	bool first;

	spin_lock_bh(&p->lock);
	first = !p->gone;
	p->gone = true;
	del_timer(&p->timer);
	spin_unlock_bh(&p->lock);
	if (!first)
		return;
	sipfp_entry_remove(sn, &p->owner);
	sipfp_stat_inc(sn, PUNT_ENDED);
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_PUNTED, 1);
	sipfp_service_put(p->svc);
	call_rcu(&p->rcu, free_rcu_cb);
}

/* Timer callback: softirq */
static void fire(struct timer_list *t)
{
	struct sipfp_punt *p = from_timer(p, t, timer);
	u64 now = sipfp_now();
	bool due;

	spin_lock_bh(&p->lock);
	due = p->expires <= now;
	if (!p->gone && !due)
		mod_timer(&p->timer, jiffies + delay(p->expires, now));
	spin_unlock_bh(&p->lock);
	if (due)
		sipfp_punt_end(p->svc->sn, p);
}

/*
 * How long the socket's owner may have it: an INVITE until Timer C and what
 * follows it, shortened when its final response is seen; others 64 * T1.
 */
static u64 lifetime(const struct sipfp_pkt *pkt, bool invite)
{
	const struct sipfp_timers *t = &pkt->policy->timers;

	return 64ULL * t->t1 + (invite ? t->c : 0);
}

static struct sipfp_punt *punt_alloc(struct sipfp_pkt *pkt)
{
	bool invite = pkt->msg.method == SIPFP_METHOD_INVITE;
	struct sipfp_punt *p;

	p = kmem_cache_zalloc(sipfp_punt_cache, GFP_ATOMIC | __GFP_NOWARN);
	if (!p)
		return NULL;
	p->owner.key = pkt->key;
	p->owner.punted = true;
	p->invite = invite;
	p->svc = pkt->svc;
	p->expires = pkt->now + lifetime(pkt, invite);
	spin_lock_init(&p->lock);
	timer_setup(&p->timer, fire, 0);
	return p;
}

int sipfp_punt_add(struct sipfp_pkt *pkt)
{
	struct sipfp_net *sn = pkt->sn;
	struct sipfp_entry *other;
	struct sipfp_punt *p;
	int err = -ENOSPC;

	/* Removed meanwhile: the kernel won't take its requests any more. */
	if (!sipfp_service_tryget(pkt->svc))
		return 0;
	if (!sipfp_limit_charge(sn, SIPFP_LIMIT_PUNTED, 1))
		goto err_put;
	err = -ENOMEM;
	p = punt_alloc(pkt);
	if (!p)
		goto err_charge;

	spin_lock_bh(&p->lock);
	other = sipfp_entry_insert(sn, &p->owner);
	if (!other)
		mod_timer(&p->timer, jiffies + delay(p->expires, pkt->now));
	spin_unlock_bh(&p->lock);
	if (!other) {
		sipfp_stat_inc(sn, PUNT_CREATED);
		return 0;
	}
	/* Another CPU was faster with another copy. */
	kmem_cache_free(sipfp_punt_cache, p);
	if (!IS_ERR(other))
		err = other->punted ? 0 : -EEXIST;

err_charge:
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_PUNTED, 1);
err_put:
	sipfp_service_put(pkt->svc);
	return err;
}

void sipfp_punt_answered(struct sipfp_net *sn, const struct sipfp_skey *key,
			 const struct sipfp_timers *t)
{
	struct sipfp_entry *o = sipfp_entry_lookup(sn, key);
	u64 now = sipfp_now();
	struct sipfp_punt *p;

	if (!o || !o->punted)
		return;
	p = container_of(o, struct sipfp_punt, owner);
	if (!p->invite)
		return;
	spin_lock_bh(&p->lock);
	if (!p->gone && !p->answered) {
		p->answered = true;
		p->expires = now + 64ULL * t->t1;
		mod_timer(&p->timer, jiffies + delay(p->expires, now));
	}
	spin_unlock_bh(&p->lock);
}

int sipfp_punt_init(void)
{
	sipfp_punt_cache = sipfp_cache_create("sipfp_punt",
					      sizeof(struct sipfp_punt));
	return sipfp_punt_cache ? 0 : -ENOMEM;
}

void sipfp_punt_exit(void)
{
	kmem_cache_destroy(sipfp_punt_cache);
}
