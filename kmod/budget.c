// SPDX-License-Identifier: GPL-2.0-only
/*
 * What we answer without a transaction, or send again without being asked, is
 * budgeted per destination (/32 or /64), so that a spoofed source can't make us
 * somebody's flood. The two are apart: who spends the one does not keep responses
 * from being repeated.
 *
 * A cell holds the time up to which the destination's budget is spent (the
 * generic cell rate algorithm): one 64-bit word, no lock, no list to attack.
 * Destinations that meet in a cell share it.
 */
#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include "pkt.h"

#define SIPFP_BUDGET_CELLS 4096
#define SIPFP_BUDGET_BURST 2 /* seconds' worth */

static unsigned int sipfp_reply_rate = 1000;
module_param_named(reply_rate, sipfp_reply_rate, uint, 0644);
MODULE_PARM_DESC(reply_rate,
		 "stateless replies a second to one address (/32 or /64), twice as many in a burst (default 1000, 0: none)");

static unsigned int sipfp_resend_rate = 1000;
module_param_named(resend_rate, sipfp_resend_rate, uint, 0644);
MODULE_PARM_DESC(resend_rate,
		 "copies of unacknowledged responses a second to one address, likewise (default 1000, 0: none)");

bool sipfp_budget_take(struct sipfp_net *sn, const struct sipfp_addr *to,
		       enum sipfp_budget what)
{
	unsigned int rate = what == SIPFP_BUDGET_REPLY ?
			    READ_ONCE(sipfp_reply_rate) :
			    READ_ONCE(sipfp_resend_rate);
	u64 now = ktime_get_ns();
	struct sipfp_mac m;
	atomic64_t *cell;
	s64 old, new;
	u64 step;

	if (!rate)
		return false;
	sipfp_mac_init(&m, &sn->tag_key);
	sipfp_mac_u64(&m, what);
	sipfp_mac_bytes(&m, to->ip, to->family == 4 ? 4 : 8);
	cell = &sn->budget[sipfp_mac_final(&m) % SIPFP_BUDGET_CELLS];
	step = NSEC_PER_SEC / rate;

	old = atomic64_read(cell);
	do {
		u64 spent = max_t(u64, old, now);

		if (spent - now > SIPFP_BUDGET_BURST * (u64)NSEC_PER_SEC)
			return false;
		new = spent + step;
	} while (!atomic64_try_cmpxchg(cell, &old, new));
	return true;
}

int sipfp_budget_net_init(struct sipfp_net *sn)
{
	if (sn->budget)
		return 0;
	sn->budget = kvcalloc(SIPFP_BUDGET_CELLS, sizeof(*sn->budget),
			      GFP_KERNEL_ACCOUNT);
	return sn->budget ? 0 : -ENOMEM;
}

void sipfp_budget_net_exit(struct sipfp_net *sn)
{
	kvfree(sn->budget);
}
