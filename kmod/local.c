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

bool sipfp_local_has_socket(const struct sipfp_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct net *net = pkt->sn->net;
	__be16 sport = htons(pkt->src.port);
	__be16 dport = htons(pkt->dst.port);

	/* found already: early demux, or a tproxy rule */
	if (skb->sk)
		return true;
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
 * ACK begins nothing, what is punted already has its record, and what its own
 * bytes keep from the fast path will be kept from it again.
 */
static bool wants_record(const struct sipfp_pkt *pkt)
{
	if (!pkt->cookied || pkt->msg.method == SIPFP_METHOD_REGISTER ||
	    pkt->msg.method == SIPFP_METHOD_ACK ||
	    pkt->msg.method == SIPFP_METHOD_CANCEL)
		return false;
	switch (pkt->reason) {
	case SIPFP_REASON_PUNTED:
	case SIPFP_REASON_BAD_URI:
	case SIPFP_REASON_SCHEME:
	case SIPFP_REASON_HOPS:
	case SIPFP_REASON_PROXY_REQUIRE:
	case SIPFP_REASON_BAD_ADDRESS:
		return false;
	}
	return true;
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

static enum sipfp_verdict answer(struct sipfp_pkt *pkt, u8 reason)
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
	if (!sipfp_budget_take(pkt->sn, &to, SIPFP_BUDGET_REPLY))
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
	return sipfp_pkt_stolen(pkt, reason);
}

/*
 * To the socket, with a record. Without one, a retransmission might become the
 * kernel's once the tables have changed, and two proxies would own one call:
 * so at the limit the newcomer is told to come back later.
 */
static enum sipfp_verdict punt(struct sipfp_pkt *pkt)
{
	switch (sipfp_punt_add(pkt)) {
	case 0:
		return SIPFP_VERDICT_SLOW;
	case -EEXIST:
		return sipfp_pkt_drop(pkt, SIPFP_REASON_RETRANSMISSION);
	case -ENOSPC:
		pkt->status = 503;
		return answer(pkt, SIPFP_REASON_PUNT_LIMIT);
	default:
		return sipfp_pkt_drop(pkt, SIPFP_REASON_NO_MEMORY);
	}
}

enum sipfp_verdict sipfp_local_slow(struct sipfp_pkt *pkt)
{
	if (sipfp_local_has_socket(pkt))
		return wants_record(pkt) ? punt(pkt) : SIPFP_VERDICT_SLOW;
	/* The stack will say with ICMP that nobody is there. */
	if (pkt->policy->without_socket == SIPFP_WITHOUT_SOCKET_ICMP)
		return SIPFP_VERDICT_SLOW;
	if (pkt->cookied && pkt->status &&
	    pkt->msg.method != SIPFP_METHOD_ACK)
		return answer(pkt, SIPFP_REASON_ANSWERED);
	return SIPFP_VERDICT_DROP;
}
