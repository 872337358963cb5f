// SPDX-License-Identifier: GPL-2.0-only
/* State of a network namespace: made and unmade */
#include <linux/random.h>
#include <linux/slab.h>
#include "sipfp.h"
#include "stats.h"
#include "txn.h"

unsigned int sipfp_net_id __read_mostly;

static void sipfp_mac_key_random(struct sipfp_mac_key *k)
{
	get_random_bytes(k, sizeof(*k));
}

static int __net_init sipfp_net_init(struct net *net)
{
	struct sipfp_net *sn = sipfp_net(net);
	int err;

	sn->net = net;
	mutex_init(&sn->lock);
	sipfp_mac_key_random(&sn->skey_key);
	sipfp_mac_key_random(&sn->tag_key);
	sipfp_limit_init(sn);

	sn->stats = alloc_percpu(struct sipfp_stats);
	if (!sn->stats)
		return -ENOMEM;
	err = sipfp_key_net_init(sn);
	if (err)
		goto err_stats;
	err = sipfp_binding_net_init(sn);
	if (err)
		goto err_key;
	err = sipfp_route_net_init(sn);
	if (err)
		goto err_binding;
	err = sipfp_txn_net_init(sn);
	if (err)
		goto err_route;
	err = sipfp_config_net_init(sn);
	if (err)
		goto err_txn;
	return 0;

err_txn:
	sipfp_txn_net_exit(sn);
err_route:
	sipfp_route_net_exit(sn);
err_binding:
	sipfp_binding_net_exit(sn);
err_key:
	sipfp_key_net_exit(sn);
err_stats:
	free_percpu(sn->stats);
	return err;
}

/*
 * Two phases. First nothing new may come: no netlink (the family is gone, or
 * the namespace is no longer reachable), no hooks, and a grace period so that
 * no softirq is in our code any more. Timers may still run: killing the
 * transactions ends those. Then the tables, which nobody reads now.
 */
static void __net_exit sipfp_net_pre_exit(struct net *net)
{
	struct sipfp_net *sn = sipfp_net(net);
	unsigned int killed;

	mutex_lock(&sn->lock);
	WRITE_ONCE(sn->dying, true);
	sipfp_hook_unregister(sn);
	mutex_unlock(&sn->lock);
	killed = sipfp_txn_flush(sn, NULL);
	if (killed)
		pr_info_ratelimited("sipfp: %u live transactions ended with their namespace or the module\n",
				    killed);
}

static void __net_exit sipfp_net_exit(struct net *net)
{
	struct sipfp_net *sn = sipfp_net(net);

	sipfp_config_net_exit(sn);
	/*
	 * What timers and readers have handed to RCU still points here. Services
	 * among it hand on their routes, which point to the namespace.
	 */
	rcu_barrier();
	rcu_barrier();
	sipfp_txn_net_exit(sn);
	sipfp_route_net_exit(sn);
	sipfp_binding_net_exit(sn);
	sipfp_key_net_exit(sn);
	sipfp_budget_net_exit(sn);
	free_percpu(sn->stats);
}

static struct pernet_operations sipfp_net_ops = {
	.init = sipfp_net_init,
	.pre_exit = sipfp_net_pre_exit,
	.exit = sipfp_net_exit,
	.id = &sipfp_net_id,
	.size = sizeof(struct sipfp_net),
};

int sipfp_net_register(void)
{
	return register_pernet_subsys(&sipfp_net_ops);
}

void sipfp_net_unregister(void)
{
	unregister_pernet_subsys(&sipfp_net_ops);
}
