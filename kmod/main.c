// SPDX-License-Identifier: GPL-2.0-only
/*
 * sipfp - SIP fast path: module entry and exit.
 *
 * The ladder: slab caches, then namespaces (which may then make transactions),
 * then netlink (which may then make services, which bring the hooks). Exit
 * is the same ladder downwards, with rcu_barrier() before the caches go.
 */
#include <linux/module.h>
#include <net/genetlink.h>
#include "sipfp.h"
#include "pkt.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

bool sipfp_unprivileged_userns;
module_param_named(unprivileged_userns, sipfp_unprivileged_userns, bool, 0644);
MODULE_PARM_DESC(unprivileged_userns,
		 "serve network namespaces owned by unprivileged user namespaces (default: no)");

static int __init sipfp_init(void)
{
	int err;

	err = sipfp_txn_init();
	if (err)
		return err;

	err = sipfp_punt_init();
	if (err)
		goto err_txn;

	err = sipfp_net_register();
	if (err)
		goto err_punt;

	err = sipfp_netlink_init();
	if (err)
		goto err_net;

	return 0;

err_net:
	sipfp_net_unregister();
	rcu_barrier();
err_punt:
	sipfp_punt_exit();
err_txn:
	sipfp_txn_exit();
	return err;
}

static void __exit sipfp_exit(void)
{
	sipfp_netlink_exit();
	sipfp_net_unregister();
	/* RCU callbacks of ours run code and slabs that are about to go. */
	rcu_barrier();
	sipfp_punt_exit();
	sipfp_txn_exit();
}

module_init(sipfp_init);
module_exit(sipfp_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("SIP fast path: a SIP proxy in softirq");
MODULE_AUTHOR("The sipfp authors");
MODULE_VERSION("0.1.0");
MODULE_ALIAS_GENL_FAMILY(SIPFP_GENL_NAME);
