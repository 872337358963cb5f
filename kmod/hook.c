// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netfilter hooks: the only file that knows NF_*.
 *
 * LOCAL_IN at INT_MAX - 1: after the administrator's filter chains and NAT,
 * just before conntrack confirms. We stand where the socket would, and so have
 * to do for a packet that we take what happens on the way there: see
 * rx.c (checksum, IPsec policy) and sipfp_hook_confirm().
 *
 * LOCAL_OUT, after everything else: only to see the final responses that the
 * owner of the socket sends (punt.c). Our own packets have no socket and are
 * left alone.
 */
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/udp.h>
#include "pkt.h"

/**
 * sipfp_hook_confirm() - make the packet's conntrack entry a lasting one
 * @skb: a packet that we keep
 *
 * Such a packet never gets to conntrack's own hook. Without this, DNAT would
 * be forgotten, `ct state established` never be true, and every packet pay
 * for a new entry. It must come before anything is sent in answer: a reply that
 * finds no entry would begin one of its own, the wrong way round.
 *
 * A confirm that fails has lost a race for the entry (NF_DROP). The message
 * may be handled all the same. Softirq, RCU held; calling it again is harmless.
 * Return: NF_ACCEPT or NF_DROP; the skb stays the caller's.
 */
unsigned int sipfp_hook_confirm(struct sk_buff *skb)
{
	const struct nf_ct_hook *ct_hook;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &ctinfo);
	if (!ct || nf_ct_is_template(ct) || nf_ct_is_confirmed(ct))
		return NF_ACCEPT;
	ct_hook = rcu_dereference(nf_ct_hook);
	if (!ct_hook || !ct_hook->confirm)
		return NF_ACCEPT;
	return ct_hook->confirm(skb);
}

/* One datagram, not GSO. */
static unsigned int receive(struct sipfp_net *sn, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	switch (sipfp_rx(sn, skb, state->pf)) {
	case SIPFP_VERDICT_DROP:
		return NF_DROP;
	case SIPFP_VERDICT_STOLEN:
		napi_consume_skb(skb, 1);
		return NF_STOLEN;
	default:
		return NF_ACCEPT;
	}
}

/* What the rest of the hook and ip_local_deliver() would have done. */
static void deliver(struct sk_buff *skb, const struct nf_hook_state *state)
{
	if (sipfp_hook_confirm(skb) == NF_ACCEPT)
		state->okfn(state->net, state->sk, skb);
	else
		kfree_skb(skb);
}

/*
 * UDP GSO (a local sender's, or GRO's when somebody asked for it): several
 * datagrams in one skb. The socket layer would split it, so we do.
 */
static unsigned int receive_gso(struct sipfp_net *sn, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	netdev_features_t features = NETIF_F_SG | NETIF_F_IP_CSUM |
				     NETIF_F_IPV6_CSUM;
	struct sk_buff *segs, *seg, *next;

	if (skb->pkt_type == PACKET_LOOPBACK)
		skb->ip_summed = CHECKSUM_PARTIAL;

	__skb_push(skb, skb->data - skb_mac_header(skb));
	segs = __skb_gso_segment(skb, features, false);
	if (IS_ERR_OR_NULL(segs)) {
		__skb_pull(skb, skb_network_offset(skb));
		sipfp_rx_lost(sn);
		return NF_DROP;
	}
	consume_skb(skb);

	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		__skb_pull(seg, skb_network_offset(seg));
		switch (receive(sn, seg, state)) {
		case NF_ACCEPT:
			deliver(seg, state);
			break;
		case NF_DROP:
			kfree_skb(seg);
			break;
		}
	}
	return NF_STOLEN;
}

/* An ICMP error, perhaps: where it begins, or -1 */
static int icmp_offset(const struct sk_buff *skb, u8 pf)
{
	int off = skb_network_offset(skb);

	if (pf == NFPROTO_IPV4)
		return ip_hdr(skb)->protocol == IPPROTO_ICMP ?
		       off + ip_hdr(skb)->ihl * 4 : -1;
	return ipv6_hdr(skb)->nexthdr == IPPROTO_ICMPV6 ?
	       off + (int)sizeof(struct ipv6hdr) : -1;
}

/* May it be UDP? Cheap: most packets are not. rx.c walks extension headers. */
static bool is_udp(const struct sk_buff *skb, u8 pf)
{
	return pf != NFPROTO_IPV4 || ip_hdr(skb)->protocol == IPPROTO_UDP;
}

/* Several datagrams in one? (UFO is one datagram in several fragments.) */
static bool is_many(const struct sk_buff *skb)
{
	return skb_is_gso(skb) && skb_shinfo(skb)->gso_type &
				  (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST);
}

static unsigned int sipfp_hook_in(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct sipfp_net *sn = sipfp_net(state->net);
	int icmp = icmp_offset(skb, state->pf);
	unsigned int ret = NF_ACCEPT;

	if (skb->pkt_type != PACKET_HOST || READ_ONCE(sn->dying) ||
	    (icmp < 0 && !is_udp(skb, state->pf)))
		return NF_ACCEPT;
	/* A packet that comes back from nfnetlink_queue has BH on. */
	local_bh_disable();
	if (unlikely(icmp >= 0))
		sipfp_icmp_in(sn, skb, icmp, state->pf);
	else if (likely(!is_many(skb)))
		ret = receive(sn, skb, state);
	else if (sipfp_rx_wanted(sn, skb, state->pf))
		ret = receive_gso(sn, skb, state);
	local_bh_enable();
	return ret;
}

static unsigned int sipfp_hook_out(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	if (skb->sk)
		sipfp_rx_sent(sipfp_net(state->net), skb, state->pf);
	return NF_ACCEPT;
}

static const struct nf_hook_ops sipfp_ops4[] = {
	{
		.hook		= sipfp_hook_in,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= INT_MAX - 1,
	},
	{
		.hook		= sipfp_hook_out,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_OUT,
		.priority	= INT_MAX - 1,
	},
};

static const struct nf_hook_ops sipfp_ops6[] = {
	{
		.hook		= sipfp_hook_in,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= INT_MAX - 1,
	},
	{
		.hook		= sipfp_hook_out,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_LOCAL_OUT,
		.priority	= INT_MAX - 1,
	},
};

/**
 * sipfp_hook_register() - start seeing packets of a family
 * @sn:	    namespace, sn->lock held; may sleep
 * @family: 4 or 6
 *
 * Idempotent. IPv6 datagrams reach LOCAL_IN in fragments unless somebody
 * reassembles them before, so an IPv6 service turns nf_defrag_ipv6 on.
 * Return: 0 or a negative error, and then nothing was registered.
 */
int sipfp_hook_register(struct sipfp_net *sn, u8 family)
{
	int err;

	lockdep_assert_held(&sn->lock);
	if (sn->dying)
		return -ENETDOWN;
	err = sipfp_budget_net_init(sn);
	if (err)
		return err;

	if (family == 4 && !sn->hooked4) {
		err = nf_register_net_hooks(sn->net, sipfp_ops4,
					    ARRAY_SIZE(sipfp_ops4));
		if (err)
			return err;
		sn->hooked4 = true;
	}
	if (family == 6 && !sn->hooked6) {
		err = nf_defrag_ipv6_enable(sn->net);
		if (err)
			return err;
		err = nf_register_net_hooks(sn->net, sipfp_ops6,
					    ARRAY_SIZE(sipfp_ops6));
		if (err) {
			nf_defrag_ipv6_disable(sn->net);
			return err;
		}
		sn->hooked6 = true;
	}
	return 0;
}

/**
 * sipfp_hook_unregister() - see no packet any more
 * @sn: namespace, sn->lock held; may sleep
 *
 * After it has returned no softirq is in our hooks.
 */
void sipfp_hook_unregister(struct sipfp_net *sn)
{
	lockdep_assert_held(&sn->lock);
	if (!sn->hooked4 && !sn->hooked6)
		return;
	if (sn->hooked4)
		nf_unregister_net_hooks(sn->net, sipfp_ops4,
					ARRAY_SIZE(sipfp_ops4));
	if (sn->hooked6) {
		nf_unregister_net_hooks(sn->net, sipfp_ops6,
					ARRAY_SIZE(sipfp_ops6));
		nf_defrag_ipv6_disable(sn->net);
	}
	sn->hooked4 = false;
	sn->hooked6 = false;
	synchronize_net();
}
