// SPDX-License-Identifier: GPL-2.0-only
/*
 * From skb to message: what has to be true of a datagram before its bytes are
 * looked at, and the stages after that.
 *
 * Everything here may be undone by returning SLOW: the packet then goes on to
 * the socket as if we had not been there.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/slab.h>
#include <linux/udp.h>
#include <net/ipv6.h>
#include <net/xfrm.h>
#include "pkt.h"
#include "trace.h"

static void addr_set(struct sipfp_addr *a, const void *ip, u8 bytes,
		     __be16 port)
{
	memset(a, 0, sizeof(*a));
	a->family = bytes == 4 ? 4 : 6;
	a->port = ntohs(port);
	memcpy(a->ip, ip, bytes);
}

/*
 * IPv6 has hop-by-hop options dealt with by now; routing and destination
 * headers and AH are only looked at on the way to the socket, so what has
 * those is not ours. A fragment header that is still there must be of a whole
 * datagram (RFC 6946).
 */
static int udp_offset6(const struct sk_buff *skb)
{
	int off = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	u8 next = ipv6_hdr(skb)->nexthdr;
	const struct frag_hdr *fh;
	const struct ipv6_opt_hdr *oh;
	struct ipv6_opt_hdr obuf;
	struct frag_hdr fbuf;

	if (next == NEXTHDR_HOP) {
		oh = skb_header_pointer(skb, off, sizeof(obuf), &obuf);
		if (!oh)
			return -1;
		next = oh->nexthdr;
		off += ipv6_optlen(oh);
	}
	if (next == NEXTHDR_FRAGMENT) {
		fh = skb_header_pointer(skb, off, sizeof(fbuf), &fbuf);
		if (!fh || fh->frag_off & htons(IP6_OFFSET | IP6_MF))
			return -1;
		next = fh->nexthdr;
		off += sizeof(*fh);
	}
	return next == NEXTHDR_UDP ? off : -1;
}

/*
 * Where is the UDP header? Return: its offset from skb->data, or -1 when this
 * is no whole UDP datagram.
 */
static int udp_offset(const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4) {
		const struct iphdr *iph = ip_hdr(skb);

		if (iph->protocol != IPPROTO_UDP || ip_is_fragment(iph))
			return -1;
		return skb_network_offset(skb) + iph->ihl * 4;
	}
	return udp_offset6(skb);
}

/* Addresses and ports as the packet has them. */
static bool addresses(const struct sk_buff *skb, u8 family, int thoff,
		      struct sipfp_addr *src, struct sipfp_addr *dst)
{
	const struct udphdr *uh;
	struct udphdr buf;

	uh = skb_header_pointer(skb, thoff, sizeof(buf), &buf);
	if (!uh)
		return false;
	if (family == NFPROTO_IPV4) {
		addr_set(src, &ip_hdr(skb)->saddr, 4, uh->source);
		addr_set(dst, &ip_hdr(skb)->daddr, 4, uh->dest);
	} else {
		addr_set(src, &ipv6_hdr(skb)->saddr, 16, uh->source);
		addr_set(dst, &ipv6_hdr(skb)->daddr, 16, uh->dest);
	}
	return true;
}

static bool locate(struct sipfp_pkt *pkt, struct sipfp_net *sn,
		   struct sk_buff *skb, u8 family)
{
	int thoff = udp_offset(skb, family);

	if (thoff < 0 || !addresses(skb, family, thoff, &pkt->src, &pkt->dst))
		return false;
	pkt->thoff = thoff;
	pkt->svc = sipfp_service_lookup(sn, &pkt->dst, skb);
	return pkt->svc;
}

bool sipfp_rx_wanted(struct sipfp_net *sn, struct sk_buff *skb, u8 family)
{
	struct sipfp_pkt pkt;

	return locate(&pkt, sn, skb, family);
}

static bool checksum_ok(struct sk_buff *skb, u8 family, u32 thoff)
{
	const struct udphdr *uh = (void *)(skb->data + thoff);

	/* IPv4 may go without (RFC 768); IPv6 must not (RFC 8200 8.1). */
	if (!uh->check && skb->ip_summed != CHECKSUM_PARTIAL)
		return family == NFPROTO_IPV4;
	return !nf_checksum(skb, NF_INET_LOCAL_IN, thoff, IPPROTO_UDP,
			    family == NFPROTO_IPV4 ? AF_INET : AF_INET6);
}

static bool policy_ok(struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return xfrm4_policy_check(NULL, XFRM_POLICY_IN, skb);
	return xfrm6_policy_check(NULL, XFRM_POLICY_IN, skb);
}

/*
 * What the UDP layer and IPsec would have checked, then the bytes in one
 * piece. Return: an enum sipfp_reason, 0 when the message may be read.
 */
static u8 prepare(struct sipfp_pkt *pkt)
{
	struct sk_buff *skb = pkt->skb;
	u32 have, ulen;

	if (skb_linearize(skb))
		return SIPFP_REASON_NOT_LINEAR;
	if (skb->len < pkt->thoff + sizeof(struct udphdr))
		return SIPFP_REASON_UDP_LENGTH;
	have = skb->len - pkt->thoff;
	ulen = ntohs(((struct udphdr *)(skb->data + pkt->thoff))->len);
	/* 0 would mean a jumbogram (RFC 2675) */
	if (ulen < sizeof(struct udphdr) || ulen > have)
		return SIPFP_REASON_UDP_LENGTH;
	/* Padding: the socket layer cuts it off as well. */
	if (ulen < have && pskb_trim_rcsum(skb, pkt->thoff + ulen))
		return SIPFP_REASON_NOT_LINEAR;
	if (!checksum_ok(skb, pkt->family, pkt->thoff))
		return SIPFP_REASON_UDP_CSUM;
	if (!policy_ok(skb, pkt->family))
		return SIPFP_REASON_XFRM_POLICY;

	pkt->data = skb->data + pkt->thoff + sizeof(struct udphdr);
	pkt->len = ulen - sizeof(struct udphdr);
	return SIPFP_REASON_NONE;
}

static void count_message(const struct sipfp_pkt *pkt)
{
	struct sipfp_stats __percpu *st = pkt->sn->stats;

	if (pkt->msg.kind == SIPFP_MSG_REQUEST)
		this_cpu_inc(st->request[pkt->msg.method]);
	else
		this_cpu_inc(st->response[pkt->msg.status / 100]);
}

static void count_verdict(const struct sipfp_pkt *pkt,
			  enum sipfp_verdict verdict)
{
	struct sipfp_net *sn = pkt->sn;

	switch (verdict) {
	case SIPFP_VERDICT_SLOW:
		sipfp_stat_inc(sn, RX_SLOW);
		break;
	case SIPFP_VERDICT_DROP:
		sipfp_stat_inc(sn, RX_DROP);
		trace_sipfp_drop(pkt);
		break;
	default:
		sipfp_stat_inc(sn, RX_STOLEN);
		break;
	}
	this_cpu_inc(sn->stats->reason[verdict][pkt->reason]);
}

void sipfp_rx_lost(struct sipfp_net *sn)
{
	sipfp_stat_inc(sn, RX);
	sipfp_stat_inc(sn, RX_DROP);
	this_cpu_inc(sn->stats->reason[SIPFP_VERDICT_DROP]
		     [SIPFP_REASON_NOT_LINEAR]);
}

/* The message stages; SLOW may still become an answer of our own. */
static enum sipfp_verdict handle(struct sipfp_pkt *pkt)
{
	enum sipfp_verdict verdict;
	int reason;

	pkt->reason = prepare(pkt);
	/* It may be of a transaction of ours: lost, not the socket's. */
	if (pkt->reason == SIPFP_REASON_NOT_LINEAR)
		return SIPFP_VERDICT_DROP;
	/* What the socket would not get either is not answered. */
	if (pkt->reason)
		return SIPFP_VERDICT_SLOW;

	sipfp_stat_add(pkt->sn, RX_BYTES, pkt->len);
	reason = sipfp_msg_index(pkt->data, pkt->len, &pkt->msg);
	trace_sipfp_receive(pkt);
	if (reason) {
		verdict = sipfp_pkt_slow(pkt, reason, 0);
	} else {
		count_message(pkt);
		if (pkt->msg.kind == SIPFP_MSG_REQUEST)
			verdict = sipfp_request_handle(pkt);
		else
			verdict = sipfp_response_handle(pkt);
	}
	if (verdict == SIPFP_VERDICT_SLOW)
		verdict = sipfp_local_slow(pkt);
	trace_sipfp_decide(pkt, verdict);
	return verdict;
}

/**
 * sipfp_rx() - the life of a datagram
 * @sn:	    namespace
 * @skb:    packet, not GSO, data at the network header; stays the caller's,
 *	    to be disposed of as the verdict says
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Softirq (or BH off), RCU held.
 */
enum sipfp_verdict sipfp_rx(struct sipfp_net *sn, struct sk_buff *skb,
			    u8 family)
{
	struct sipfp_pkt pkt;
	enum sipfp_verdict verdict;

	if (!locate(&pkt, sn, skb, family))
		return SIPFP_VERDICT_CONTINUE;

	pkt.skb = skb;
	pkt.sn = sn;
	pkt.policy = rcu_dereference(pkt.svc->policy);
	pkt.keys = rcu_dereference(sn->keys);
	pkt.family = family;
	pkt.data = NULL;
	pkt.len = 0;
	pkt.now = sipfp_now();
	pkt.reason = SIPFP_REASON_NONE;
	pkt.status = 0;
	pkt.cookied = false;

	sipfp_stat_inc(sn, RX);
	verdict = handle(&pkt);
	count_verdict(&pkt, verdict);
	return verdict;
}

/*
 * The owner of the socket answers. We need the status line, the top Via and
 * CSeq: what is not linear is copied, and what can't be copied is let go, since
 * the record then only lives for its full time.
 */
void sipfp_rx_sent(struct sipfp_net *sn, struct sk_buff *skb, u8 family)
{
	int thoff = udp_offset(skb, family);
	struct sipfp_addr src, dst;
	struct sipfp_service *svc;
	struct sipfp_skey key;
	struct sipfp_via via;
	struct sipfp_msg msg;
	u8 *copy = NULL;
	const u8 *data;
	u32 len;

	if (thoff < 0 || !addresses(skb, family, thoff, &src, &dst))
		return;
	svc = sipfp_service_lookup_out(sn, &src);
	if (!svc || skb->len <= thoff + sizeof(struct udphdr) ||
	    skb->len > SIPFP_MSG_MAX)
		return;

	len = skb->len - thoff - sizeof(struct udphdr);
	if (skb_is_nonlinear(skb)) {
		copy = kmalloc(len, GFP_ATOMIC | __GFP_NOWARN);
		if (!copy || skb_copy_bits(skb, thoff + sizeof(struct udphdr),
					   copy, len))
			goto out;
		data = copy;
	} else {
		data = skb->data + thoff + sizeof(struct udphdr);
	}
	if (sipfp_msg_index(data, len, &msg) ||
	    msg.kind != SIPFP_MSG_RESPONSE || msg.status < 200 ||
	    !sipfp_via_top(&msg, &via))
		goto out;
	sipfp_skey_make(&sn->skey_key, &msg, &via, false, &key);
	sipfp_punt_answered(sn, &key,
			    &rcu_dereference(svc->policy)->timers);
out:
	kfree(copy);
}
