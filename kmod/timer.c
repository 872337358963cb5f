// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's timer wheel drives the core's deadlines: one timer a
 * transaction, moved only when it would fire too late.
 */
#include "pkt.h"
#include "trace.h"

/* Timer callback: softirq. txn can't go away before we return, see txn.h */
static void fire(struct timer_list *t)
{
	struct sipfp_txn *txn = from_timer(txn, t, timer);
	struct sipfp_run run = { .txn = txn, .timer = true };
	u64 now = sipfp_now();
	u64 due;

	rcu_read_lock();
	run.sn = txn->svc->sn;
	__skb_queue_head_init(&run.queue);

	spin_lock_bh(&txn->lock);
	txn->armed = 0;
	due = txn->dead ? 0 : sipfp_ctx_deadline(&txn->ctx);
	if (due > now)
		sipfp_timer_arm(txn, now);
	spin_unlock_bh(&txn->lock);

	if (due && due <= now) {
		sipfp_stat_inc(run.sn, TXN_TIMER);
		trace_sipfp_timer(txn, now);
		sipfp_txn_step(&run, SIPFP_CTX_TIMER, 0);
		sipfp_txn_finish(&run);
	}
	rcu_read_unlock();
}

void sipfp_timer_init(struct sipfp_txn *txn)
{
	timer_setup(&txn->timer, fire, 0);
}

void sipfp_timer_arm(struct sipfp_txn *txn, u64 now)
{
	u64 due = sipfp_ctx_deadline(&txn->ctx);

	lockdep_assert_held(&txn->lock);
	if (txn->dead || !due || (txn->armed && txn->armed <= due))
		return;
	txn->armed = due;
	/* Never early: the core counts in milliseconds, jiffies are coarser. */
	mod_timer(&txn->timer,
		  jiffies + (due > now ? msecs_to_jiffies(due - now) : 0) + 1);
}

void sipfp_timer_stop(struct sipfp_txn *txn)
{
	lockdep_assert_held(&txn->lock);
	/*
	 * Not _sync: the callback takes the lock that we hold. One that is
	 * already running finds the transaction dead, and the memory stays
	 * until it has left its softirq (call_rcu).
	 */
	del_timer(&txn->timer);
}
