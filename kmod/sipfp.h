/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of one network namespace, and what the fast path asks of it.
 *
 * Locks and lifetimes, for the whole module:
 *
 *  - sn->lock (mutex) serialises every change of configuration: services,
 *    bindings, gateways, routes, keys, limits. Taken in process context by the
 *    netlink handlers only; binding expiry takes sn->binding_lock alone.
 *  - Readers are in softirq under rcu_read_lock(). They take no lock and no
 *    reference: what a lookup returns is valid until rcu_read_unlock().
 *  - Objects are unlinked under sn->lock and freed after a grace period.
 *  - A transaction holds its service (refcount), taken at the commit point.
 *    Its own lock, txn->lock (spinlock, BH), nests inside nothing and
 *    nothing is sent while it is held: see txn.h.
 */
#ifndef SIPFP_H
#define SIPFP_H

#include <linux/atomic.h>
#include <linux/if.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/rhashtable.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include <linux/sipfp.h>

#include "core/branch.h"
#include "core/fsm.h"
#include "core/proxy.h"

struct sipfp_stats;
struct sipfp_dsts;
struct genl_family;

/* --- limits (limit.c) --------------------------------------------------- */

enum sipfp_limit_id {
	SIPFP_LIMIT_TRANSACTIONS,
	SIPFP_LIMIT_PUNTED,
	SIPFP_LIMIT_TEXT,	/* bytes of stored messages */
	SIPFP_LIMIT_BINDINGS,
	SIPFP_LIMIT_GATEWAYS,
	SIPFP_LIMIT_ROUTES,
	SIPFP_LIMIT_SERVICES,
	SIPFP_LIMIT_MAX
};

struct sipfp_limit {
	atomic64_t use;
	u64 max;		/* READ_ONCE; changed under sn->lock */
	unsigned long alarm;	/* bit 0: it was reached, and all know */
};

struct sipfp_net;

/*
 * Charge @n units, or fail and charge nothing. Softirq safe. The charge is
 * against the namespace's limit and against the module-wide ceiling.
 */
bool sipfp_limit_charge(struct sipfp_net *sn, enum sipfp_limit_id id, u64 n);
void sipfp_limit_uncharge(struct sipfp_net *sn, enum sipfp_limit_id id, u64 n);
void sipfp_limit_init(struct sipfp_net *sn);
const char *sipfp_limit_name(enum sipfp_limit_id id);

/* --- services (config.c) ------------------------------------------------- */

/**
 * struct sipfp_policy - settings of a service, an immutable snapshot
 * @self:	address and switches as the core wants them
 * @timers:	T1 and so on, checked by sipfp_timers_valid()
 * @grace:	milliseconds, see sipfp_service_settling()
 * @domains:	lower-case names, one after the other; @domain_end[i] is where
 *		the i-th ends
 * Replaced whole, freed by kfree_rcu().
 */
struct sipfp_policy {
	struct rcu_head rcu;
	struct sipfp_self self;
	struct sipfp_timers timers;
	u8 mode;
	u8 auth;
	u8 oversize;
	u8 without_socket;
	u32 grace;
	u16 n_domains;
	u16 domain_end[SIPFP_DOMAINS_MAX];
	u8 domains[];
};

/**
 * struct sipfp_service - an address that the module serves
 * @node:	in sn->services, RCU
 * @addr:	address and port; together with @ifname the key
 * @ifindex:	device or VRF that it is bound to, 0 for any; -1 while there is
 *		none that is called @ifname (device.c)
 * @ifname:	its name, empty for any
 * @policy:	RCU; changed under sn->lock
 * @dsts:	routes to next hops (dst.c)
 * @refs:	one for the table, one for each transaction and punt record;
 *		the last put frees it after a grace period
 * @live:	transactions alive, shown to the user
 * @draining:	takes no new transaction; leaves the table when @live is 0
 * @since:	sipfp_now() from which on the module sees what comes for it
 */
struct sipfp_service {
	struct hlist_node node;
	struct sipfp_net *sn;
	struct sipfp_addr addr;
	int ifindex;
	char ifname[IFNAMSIZ];
	bool draining;
	refcount_t refs;
	atomic_t live;
	atomic64_t since;
	struct sipfp_policy __rcu *policy;
	struct sipfp_dsts __percpu *dsts;
	struct rcu_head rcu;
};

#define SIPFP_SERVICE_BUCKETS 64

/* RCU held. NULL when no service has this address. */
struct sipfp_service *sipfp_service_lookup(const struct sipfp_net *sn,
					   const struct sipfp_addr *dst,
					   const struct sk_buff *skb);
/*
 * RCU held. For packets that leave: the service with this source address;
 * @ifindex is the output device, or 0 when unknown (then any device's).
 */
struct sipfp_service *sipfp_service_lookup_out(const struct sipfp_net *sn,
					       const struct sipfp_addr *src);
/* Any context. The memory goes with the last reference and a grace period. */
void sipfp_service_get(struct sipfp_service *svc);
/* RCU held. False when it is being freed: all that is known of it is a pointer */
bool sipfp_service_tryget(struct sipfp_service *svc);
void sipfp_service_put(struct sipfp_service *svc);
/*
 * Any context. Counts a live transaction: false, and nothing is counted, when
 * the service is being removed. The last one of a draining service schedules
 * sn->drain_work, which takes the service out of the table; the namespace
 * must be alive.
 */
bool sipfp_service_live_inc(struct sipfp_service *svc);
/*
 * Any context. Milliseconds left of the service's grace, 0: over. What a socket
 * was sent before the module saw it has left no record, so until nobody sends
 * it again (64 * T1 + T4, RFC 3261 17.1) new requests stay with that socket: else two
 * would own one transaction.
 */
u32 sipfp_service_settling(const struct sipfp_service *svc,
			   const struct sipfp_policy *p, u64 now);
void sipfp_service_live_dec(struct sipfp_service *svc);
/* RCU held: is this host (a name or literal) one of the served domains? */
bool sipfp_policy_serves(const struct sipfp_policy *p, const u8 *buf, u32 len,
			 struct sipfp_span host);

/* --- where requests go (binding.c, gateway.c, route.c) ------------------- */

/**
 * struct sipfp_binding - one contact of an address of record
 * @target: literal UDP address of @uri
 * Rest is private to binding.c.
 */
struct sipfp_binding {
	struct hlist_node node;
	struct rb_node expiry;	/* in sn->expiries, when it expires */
	struct sipfp_aor *aor;
	struct sipfp_addr target;
	u64 expires;		/* boot time in seconds, 0: never */
	struct rcu_head rcu;
	u16 uri_len;
	u8 uri[];
};

/*
 * RCU held. @aor is canonical (sipfp_uri_aor()). Return: the only live
 * contact, or NULL; *count is how many live contacts there are (0, 1, 2 for
 * "more than one").
 */
const struct sipfp_binding *sipfp_binding_lookup(struct sipfp_net *sn,
						 const u8 *aor, u32 len,
						 u32 *count);

/*
 * RCU held. Longest-prefix route for the user part, or the route of a domain;
 * the gateway is chosen among those of the lowest priority, by weight, from
 * @hash, so that one Call-ID always meets one gateway. Only gateways of
 * @family count. Return: 0, or -ENOENT without a route, -EAFNOSUPPORT when
 * it has only gateways of the other family.
 */
int sipfp_route_number(struct sipfp_net *sn, const u8 *user, u32 len,
		       u8 family, u64 hash, struct sipfp_addr *target);
int sipfp_route_domain(struct sipfp_net *sn, const u8 *host, u32 len,
		       u8 family, u64 hash, struct sipfp_addr *target);

/* --- keys (key.c) -------------------------------------------------------- */

/**
 * struct sipfp_keys - token keys in use, immutable, freed by kfree_rcu()
 * @ring: as the core wants it
 * @made: ktime_get_seconds() of each key's arrival
 */
struct sipfp_keys {
	struct rcu_head rcu;
	struct sipfp_keyring ring;
	time64_t made[2];
};

/* --- the namespace (net.c) ----------------------------------------------- */

/**
 * struct sipfp_net - everything of one network namespace
 * @net:	the namespace; outlives this
 * @lock:	see the head of this file
 * @services:	hash of services by address and port, RCU
 * @n_services:	services in the table
 * @hooked4, @hooked6: the family's netfilter hooks are registered
 * @dying:	the namespace goes; hooks are gone and stay so
 * @keys:	RCU
 * @skey_key:	secret of sipfp_skey_make(); for the life of the namespace
 * @tag_key:	secret of To tags and stateless branches
 * @aors:	rhashtable of struct sipfp_aor (binding.c)
 * @binding_lock: protects the contact lists of all AoRs and @expiries
 *		(spinlock, BH)
 * @expiries:	bindings that expire, by time; @expire_work reaps them
 * @gateways:	rhashtable of gateway sets by name (gateway.c)
 * @routes:	rhashtable of routes by prefix or domain (route.c)
 * @prefix_lens: bit n: there is a prefix of n characters
 * @prefix_count: how many of them; sn->lock
 * @seq_config, @seq_binding: count changes, so that a dump can tell that it
 *		was overtaken by one
 * @owners:	rhashtable of struct sipfp_entry by server key (txn.c)
 * @tokens:	rhashtable of struct sipfp_txn by token (txn.c)
 * @budget:	what we answer to each destination (budget.c)
 * @stats:	per-CPU counters
 */
struct sipfp_net {
	struct net *net;
	struct mutex lock;	/* every change of configuration */
	struct hlist_head services[SIPFP_SERVICE_BUCKETS];
	u32 n_services;
	bool hooked4;
	bool hooked6;
	bool dying;
	struct work_struct drain_work;

	struct sipfp_keys __rcu *keys;
	struct sipfp_mac_key skey_key;
	struct sipfp_mac_key tag_key;

	struct rhashtable aors;
	spinlock_t binding_lock;	/* contact lists of all AoRs */
	struct rb_root_cached expiries;
	struct delayed_work expire_work;
	struct rhashtable gateways;
	struct rhashtable routes;
	u64 prefix_lens;
	u32 prefix_count[SIPFP_PREFIX_MAX + 1];
	atomic_t seq_config;
	atomic_t seq_binding;

	struct rhashtable owners;
	struct rhashtable tokens;
	atomic64_t *budget;

	struct sipfp_limit limit[SIPFP_LIMIT_MAX];
	struct sipfp_stats __percpu *stats;
};

extern unsigned int sipfp_net_id;
extern bool sipfp_unprivileged_userns;

static inline struct sipfp_net *sipfp_net(const struct net *net)
{
	return net_generic(net, sipfp_net_id);
}

/* Per-namespace parts, in the order of net.c; exit runs in process context */
int sipfp_config_net_init(struct sipfp_net *sn);
void sipfp_config_net_exit(struct sipfp_net *sn);
int sipfp_binding_net_init(struct sipfp_net *sn);
void sipfp_binding_net_exit(struct sipfp_net *sn);
int sipfp_route_net_init(struct sipfp_net *sn);	/* gateways too */
void sipfp_route_net_exit(struct sipfp_net *sn);
int sipfp_key_net_init(struct sipfp_net *sn);
void sipfp_key_net_exit(struct sipfp_net *sn);
int sipfp_txn_net_init(struct sipfp_net *sn);
void sipfp_txn_net_exit(struct sipfp_net *sn);

/* With the first service: a namespace without one costs little. */
int sipfp_budget_net_init(struct sipfp_net *sn);
void sipfp_budget_net_exit(struct sipfp_net *sn);

int sipfp_net_register(void);
void sipfp_net_unregister(void);

/* Hooks are there as long as there is a service. sn->lock held, may sleep. */
int sipfp_hook_register(struct sipfp_net *sn, u8 family);
void sipfp_hook_unregister(struct sipfp_net *sn);

int sipfp_netlink_init(void);
void sipfp_netlink_exit(void);

/* Milliseconds on the clock that all deadlines of the core use. */
static inline u64 sipfp_now(void)
{
	return ktime_to_ms(ktime_get());
}

#endif /* SIPFP_H */
