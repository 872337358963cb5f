// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slow path's end of the kernel: is there a socket to take it? If not, and
 * the service says so, we answer in its place, statelessly.
 */
#include <linux/slab.h>
#include <net/udp.h>
#include <net/ipv6.h>
#include <net/inet_hashtables.h>
#include "pkt.h"

#define SIPFP_RETRY_AFTER 30 /* seconds, with a 503 */
#define SIPFP_REPLY_EXTRA 256

static bool has_socket(const struct sipfp_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct net *net = pkt->sn->net;
	__be16 sport = htons(pkt->src.port);
	__be16 dport = htons(pkt->dst.port);

	if (pkt->family == NFPROTO_IPV4)
		return __udp4_lib_lookup(net, ip_hdr(skb)->saddr, sport,
					 ip_hdr(skb)->daddr, dport,
					 inet_iif(skb), inet_sdif(skb),
					 sipfp_udp_table(net), NULL);
	return __udp6_lib_lookup(net, &ipv6_hdr(skb)->saddr, sport,
				 &ipv6_hdr(skb)->daddr, dport,
				 inet6_iif(skb), inet6_sdif(skb),
				 sipfp_udp_table(net), NULL);
}

/*
 * A request that the kernel might have taken with other tables: its
 * transaction has to stay where it has begun. REGISTER never is the kernel's,
 * ACK begins nothing, and what is punted already has its record.
 */
static bool wants_record(const struct sipfp_pkt *pkt)
{
	return pkt->cookied && pkt->reason != SIPFP_REASON_PUNTED &&
	       pkt->msg.method != SIPFP_METHOD_REGISTER &&
	       pkt->msg.method != SIPFP_METHOD_ACK &&
	       pkt->msg.method != SIPFP_METHOD_CANCEL;
}

/* Same request, same tag: a stateless UAS has no other memory (8.2.7). */
static void stateless_tag(struct sipfp_pkt *pkt, u8 tag[SIPFP_TAG_LEN])
{
	struct sipfp_mac m;
	u64 v;
	int i;

	sipfp_mac_init(&m, &pkt->sn->tag_key);
	sipfp_mac_u64(&m, pkt->key.lo);
	sipfp_mac_u64(&m, pkt->key.hi);
	v = sipfp_mac_final(&m);
	for (i = 0; i < SIPFP_TAG_LEN; i++, v >>= 4)
		tag[i] = hex_asc[v & 15];
}

static enum sipfp_verdict answer(struct sipfp_pkt *pkt)
{
	u8 tag[SIPFP_TAG_LEN];
	struct sipfp_reply r = {
		.status = pkt->status,
		.tag = tag,
		.retry_after = pkt->status == 503 ? SIPFP_RETRY_AFTER : 0,
		.src = &pkt->src,
	};
	struct sipfp_addr to;
	struct sk_buff *skb;
	u32 cap, len;
	u8 *text;

	if (!sipfp_proxy_reply_addr(&pkt->via, &pkt->src, &to))
		return SIPFP_VERDICT_DROP;
	if (!sipfp_budget_take(pkt->sn, &to))
		return sipfp_pkt_drop(pkt, SIPFP_REASON_BUDGET);

	cap = min_t(u32, pkt->msg.body + SIPFP_REPLY_EXTRA, SIPFP_MSG_MAX);
	text = kmalloc(cap, GFP_ATOMIC | __GFP_NOWARN);
	if (!text)
		return sipfp_pkt_drop(pkt, SIPFP_REASON_NO_MEMORY);
	stateless_tag(pkt, tag);
	len = sipfp_reply_build(&pkt->msg, &r, text, cap);
	skb = len > cap ? NULL :
	      sipfp_tx_copy(pkt->sn, pkt->svc, &to, text, len);
	kfree(text);
	if (!skb)
		return sipfp_pkt_drop(pkt, SIPFP_REASON_EDIT);
	sipfp_hook_confirm(pkt->skb);
	sipfp_stat_inc(pkt->sn, TX_LOCAL);
	sipfp_tx_send(pkt->sn, skb);
	return sipfp_pkt_stolen(pkt, SIPFP_REASON_ANSWERED);
}

enum sipfp_verdict sipfp_local_slow(struct sipfp_pkt *pkt)
{
	if (has_socket(pkt)) {
		if (wants_record(pkt))
			sipfp_punt_add(pkt);
		return SIPFP_VERDICT_SLOW;
	}
	/* The stack will say with ICMP that nobody is there. */
	if (pkt->policy->without_socket == SIPFP_WITHOUT_SOCKET_ICMP)
		return SIPFP_VERDICT_SLOW;
	if (pkt->cookied && pkt->status &&
	    pkt->msg.method != SIPFP_METHOD_ACK)
		return answer(pkt);
	return SIPFP_VERDICT_DROP;
}
