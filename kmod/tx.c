// SPDX-License-Identifier: GPL-2.0-only
/*
 * Getting a message out: route, headers, checksum, LOCAL_OUT.
 *
 * Packets are new ones, never the received skb turned round: no assumption
 * about headroom or clones, and a capture that holds the old one costs
 * nothing. They go through LOCAL_OUT and POST_ROUTING, so that output rules,
 * NAT and tcpdump see them as they see a socket's.
 */
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/udp.h>
#include <net/ip6_checksum.h>
#include "dst.h"
#include "pkt.h"
#include "trace.h"

static void headers4(struct sipfp_net *sn, struct sk_buff *skb,
		     const struct sipfp_service *svc,
		     const struct sipfp_addr *to)
{
	struct iphdr *iph;
	__be32 saddr, daddr;

	memcpy(&saddr, svc->addr.ip, 4);
	memcpy(&daddr, to->ip, 4);
	udp_set_csum(false, skb, saddr, daddr, skb->len);

	iph = skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = 0;
	iph->tot_len = htons(skb->len);
	iph->frag_off = 0;
	iph->ttl = ip4_dst_hoplimit(skb_dst(skb));
	iph->protocol = IPPROTO_UDP;
	iph->check = 0;
	iph->saddr = saddr;
	iph->daddr = daddr;
	__ip_select_ident(sn->net, iph, 1);
	skb->protocol = htons(ETH_P_IP);
}

static void headers6(struct sk_buff *skb, const struct sipfp_service *svc,
		     const struct sipfp_addr *to)
{
	struct in6_addr saddr, daddr;
	struct ipv6hdr *ip6h;
	u32 len = skb->len;

	memcpy(&saddr, svc->addr.ip, 16);
	memcpy(&daddr, to->ip, 16);
	udp6_set_csum(false, skb, &saddr, &daddr, len);

	ip6h = skb_push(skb, sizeof(*ip6h));
	skb_reset_network_header(skb);
	ip6_flow_hdr(ip6h, 0, 0);
	ip6h->payload_len = htons(len);
	ip6h->nexthdr = IPPROTO_UDP;
	ip6h->hop_limit = ip6_dst_hoplimit(skb_dst(skb));
	ip6h->saddr = saddr;
	ip6h->daddr = daddr;
	skb->protocol = htons(ETH_P_IPV6);
}

struct sk_buff *sipfp_tx_alloc(struct sipfp_net *sn,
			       const struct sipfp_service *svc,
			       const struct sipfp_addr *to, u32 len,
			       bool slow_oversize, u8 *reason)
{
	bool v4 = svc->addr.family == 4;
	u32 iplen = v4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	u32 whole = iplen + sizeof(struct udphdr) + len;
	struct dst_entry *dst;
	struct sk_buff *skb;
	struct net_device *dev;
	struct udphdr *uh;
	u32 head;

	if (to->family != svc->addr.family) {
		*reason = SIPFP_REASON_FAMILY;
		return NULL;
	}
	if (whole > IP_MAX_MTU) {
		*reason = SIPFP_REASON_OVERSIZE;
		return NULL;
	}
	dst = sipfp_dst_get(svc, to);
	if (!dst) {
		*reason = SIPFP_REASON_UNREACHABLE;
		return NULL;
	}
	if (slow_oversize && whole > dst_mtu(dst)) {
		*reason = SIPFP_REASON_OVERSIZE;
		goto err;
	}
	/* once: the device may become another one any time */
	dev = READ_ONCE(dst->dev);
	head = LL_RESERVED_SPACE(dev) + dst->header_len;
	/* From this CPU's store of heads, as drivers do it in softirq */
	skb = __alloc_skb(head + whole + dst->trailer_len,
			  GFP_ATOMIC | __GFP_NOWARN, SKB_ALLOC_NAPI,
			  NUMA_NO_NODE);
	if (!skb) {
		*reason = SIPFP_REASON_NO_MEMORY;
		goto err;
	}
	skb_reserve(skb, head + whole - len);
	skb_put(skb, len);
	skb_dst_set(skb, dst);
	/* The path may be narrower than the message: fragment, never drop. */
	skb->ignore_df = 1;

	uh = skb_push(skb, sizeof(*uh));
	skb_reset_transport_header(skb);
	uh->source = htons(svc->addr.port);
	uh->dest = htons(to->port);
	uh->len = htons(skb->len);
	uh->check = 0;
	if (v4)
		headers4(sn, skb, svc, to);
	else
		headers6(skb, svc, to);
	return skb;

err:
	dst_release(dst);
	return NULL;
}

u8 *sipfp_tx_payload(struct sk_buff *skb)
{
	return skb_transport_header(skb) + sizeof(struct udphdr);
}

struct sk_buff *sipfp_tx_copy(struct sipfp_net *sn,
			      const struct sipfp_service *svc,
			      const struct sipfp_addr *to, const u8 *data,
			      u32 len)
{
	struct sk_buff *skb;
	u8 reason;

	skb = sipfp_tx_alloc(sn, svc, to, len, false, &reason);
	if (skb)
		memcpy(sipfp_tx_payload(skb), data, len);
	else
		sipfp_stat_inc(sn, TX_ERROR);
	return skb;
}

static DEFINE_PER_CPU(struct sipfp_edit, sipfp_edit_scratch);

struct sipfp_edit *sipfp_tx_edit(void)
{
	return this_cpu_ptr(&sipfp_edit_scratch);
}

struct sk_buff *sipfp_tx_gather(struct sipfp_net *sn,
				const struct sipfp_service *svc,
				const struct sipfp_addr *to,
				const struct sipfp_edit *e, const u8 *buf,
				u32 len, bool slow_oversize, u8 *reason)
{
	u32 out = sipfp_edit_len(e, len);
	struct sk_buff *skb;

	if (out > SIPFP_MSG_MAX) {
		*reason = SIPFP_REASON_EDIT;
		return NULL;
	}
	skb = sipfp_tx_alloc(sn, svc, to, out, slow_oversize, reason);
	if (!skb)
		return NULL;
	if (sipfp_edit_apply(e, buf, len, sipfp_tx_payload(skb), out) != out) {
		*reason = SIPFP_REASON_EDIT;
		kfree_skb(skb);
		return NULL;
	}
	return skb;
}

int sipfp_tx_send(struct sipfp_net *sn, struct sk_buff *skb)
{
	int err;

	trace_sipfp_transmit(skb);
	if (skb->protocol == htons(ETH_P_IP))
		err = ip_local_out(sn->net, NULL, skb);
	else
		err = ip6_local_out(sn->net, NULL, skb);
	if (unlikely(err))
		sipfp_stat_inc(sn, TX_ERROR);
	/* A queue that was full has dropped it, as the wire may. */
	return err < 0 ? err : 0;
}

int sipfp_tx_flush(struct sipfp_net *sn, struct sk_buff_head *q,
		   struct sk_buff *in)
{
	struct sk_buff *skb;
	int err = 0;

	if (in)
		sipfp_hook_confirm(in);
	skb = __skb_dequeue(q);
	if (skb)
		err = sipfp_tx_send(sn, skb);
	while ((skb = __skb_dequeue(q)))
		sipfp_tx_send(sn, skb);
	return err;
}
