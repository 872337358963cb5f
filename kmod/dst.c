// SPDX-License-Identifier: GPL-2.0-only
/* IP routes to next hops, remembered: see dst.h */
#include <linux/jhash.h>
#include <linux/percpu.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/route.h>
#include "dst.h"

#define SIPFP_DSTS 64 /* a power of 2; 2.5 KiB for each CPU and service */

/**
 * struct sipfp_dst - one remembered route
 * @to:	     next hop
 * @ifindex: device of the service when it was looked up
 * @cookie:  what dst_check() wants to be told
 * @dst:     the route, a reference; NULL: the slot is empty
 */
struct sipfp_dst {
	struct sipfp_addr to;
	int ifindex;
	u32 cookie;
	struct dst_entry *dst;
};

struct sipfp_dsts {
	struct sipfp_dst slot[SIPFP_DSTS];
};

static struct dst_entry *route4(const struct sipfp_service *svc, int ifindex,
				const struct sipfp_addr *to)
{
	struct flowi4 fl4 = {
		.flowi4_oif = ifindex,
		.flowi4_proto = IPPROTO_UDP,
		.fl4_sport = htons(svc->addr.port),
		.fl4_dport = htons(to->port),
	};
	struct rtable *rt;

	memcpy(&fl4.saddr, svc->addr.ip, 4);
	memcpy(&fl4.daddr, to->ip, 4);
	/* With IPsec's say: a policy for this flow applies to us too. */
	rt = ip_route_output_flow(svc->sn->net, &fl4, NULL);
	if (IS_ERR(rt))
		return NULL;
	/* Broadcast and multicast are no next hops of a proxy. */
	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
		ip_rt_put(rt);
		return NULL;
	}
	return &rt->dst;
}

static struct dst_entry *route6(const struct sipfp_service *svc, int ifindex,
				const struct sipfp_addr *to)
{
	struct flowi6 fl6 = {
		.flowi6_oif = ifindex,
		.flowi6_proto = IPPROTO_UDP,
		.fl6_sport = htons(svc->addr.port),
		.fl6_dport = htons(to->port),
	};
	struct dst_entry *dst;

	memcpy(&fl6.saddr, svc->addr.ip, 16);
	memcpy(&fl6.daddr, to->ip, 16);
	if (ipv6_addr_is_multicast(&fl6.daddr))
		return NULL;
	dst = ip6_dst_lookup_flow(svc->sn->net, NULL, &fl6, NULL);
	return IS_ERR(dst) ? NULL : dst;
}

/* Not secret: whoever makes others meet in a slot makes them look up again. */
static struct sipfp_dst *slot_of(const struct sipfp_service *svc,
				 const struct sipfp_addr *to)
{
	u32 ip[4], hash;

	memcpy(ip, to->ip, sizeof(ip));
	hash = jhash_3words(ip[0] ^ ip[2], ip[1] ^ ip[3], to->port, 0);
	return &this_cpu_ptr(svc->dsts)->slot[hash % SIPFP_DSTS];
}

static bool holds(const struct sipfp_dst *p, const struct sipfp_addr *to,
		  int ifindex)
{
	return p->dst && p->ifindex == ifindex &&
	       sipfp_addr_equal(&p->to, to) && dst_check(p->dst, p->cookie);
}

#ifdef CONFIG_XFRM
static bool has_policies(const struct net *net)
{
	return READ_ONCE(net->xfrm.policy_count[XFRM_POLICY_OUT]);
}
#else
static bool has_policies(const struct net *net)
{
	return false;
}
#endif

/* May it be used again? See dst.h. */
static bool lasts(const struct net *net, const struct dst_entry *dst)
{
	return !has_policies(net) && !dst_xfrm(dst) && dst->obsolete <= 0;
}

struct dst_entry *sipfp_dst_get(const struct sipfp_service *svc,
				const struct sipfp_addr *to)
{
	struct sipfp_dst *p = slot_of(svc, to);
	int ifindex = READ_ONCE(svc->ifindex);
	struct dst_entry *dst;

	if (likely(holds(p, to, ifindex))) {
		dst_hold(p->dst);
		return p->dst;
	}
	dst = to->family == 4 ? route4(svc, ifindex, to) :
				route6(svc, ifindex, to);
	if (!dst || !lasts(svc->sn->net, dst))
		return dst;
	dst_hold(dst);
	dst_release(p->dst);
	p->to = *to;
	p->ifindex = ifindex;
	p->dst = dst;
	p->cookie = to->family == 6 ? rt6_get_cookie((struct rt6_info *)dst) :
				      0;
	return dst;
}

int sipfp_dst_init(struct sipfp_service *svc)
{
	svc->dsts = alloc_percpu_gfp(struct sipfp_dsts, GFP_KERNEL_ACCOUNT);
	return svc->dsts ? 0 : -ENOMEM;
}

void sipfp_dst_exit(struct sipfp_service *svc)
{
	int cpu, i;

	for_each_possible_cpu(cpu)
		for (i = 0; i < SIPFP_DSTS; i++)
			dst_release(per_cpu_ptr(svc->dsts, cpu)->slot[i].dst);
	free_percpu(svc->dsts);
}
