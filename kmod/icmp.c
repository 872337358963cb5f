// SPDX-License-Identifier: GPL-2.0-only
/*
 * ICMP errors about what we have sent: RFC 3261 18.4, 16.9.
 *
 * The errors only pass by: whatever is made of them here, the stack gets them
 * too. Anybody can send one, so it counts only if it quotes a request with a
 * token that has a good MAC, of a live transaction, sent to where that one went:
 * who knows all that has seen the datagram.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/slab.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include "pkt.h"
#include "core/quote.h"

/*
 * Of the quoted SIP. A router may quote up to 576 bytes (RFC 1812 4.3.2.3), or
 * 1280 for IPv6 (RFC 4443 2.4), and our Via is near the beginning.
 */
#define SIPFP_QUOTE_MAX 1024

/**
 * struct quote - the quoted datagram, of which we are the sender
 * @src: us
 * @dst: where it went
 * @off: offset of its SIP from skb->data
 */
struct quote {
	struct sipfp_addr src;
	struct sipfp_addr dst;
	int off;
};

/* Those that RFC 3261 18.4 names, and the ways to say that a filter said no */
static bool is_error4(const struct icmphdr *h)
{
	if (h->type == ICMP_PARAMETERPROB)
		return true;
	if (h->type != ICMP_DEST_UNREACH)
		return false;
	switch (h->code) {
	case ICMP_NET_UNREACH:
	case ICMP_HOST_UNREACH:
	case ICMP_PROT_UNREACH:
	case ICMP_PORT_UNREACH:
	case ICMP_NET_UNKNOWN:
	case ICMP_HOST_UNKNOWN:
	case ICMP_NET_ANO:
	case ICMP_HOST_ANO:
	case ICMP_PKT_FILTERED:
		return true;
	}
	return false;
}

static bool is_error6(const struct icmp6hdr *h)
{
	return h->icmp6_type == ICMPV6_DEST_UNREACH ||
	       h->icmp6_type == ICMPV6_PARAMPROB;
}

static bool ports(const struct sk_buff *skb, struct quote *q)
{
	const struct udphdr *uh;
	struct udphdr buf;

	uh = skb_header_pointer(skb, q->off, sizeof(buf), &buf);
	if (!uh)
		return false;
	q->src.port = ntohs(uh->source);
	q->dst.port = ntohs(uh->dest);
	q->off += sizeof(*uh);
	return true;
}

/* ICMP at @off: a whole header, or the first fragment, of UDP */
static bool quoted4(struct sk_buff *skb, int off, struct quote *q)
{
	const struct icmphdr *h;
	const struct iphdr *iph;
	struct icmphdr hbuf;
	struct iphdr buf;

	h = skb_header_pointer(skb, off, sizeof(hbuf), &hbuf);
	if (!h || !is_error4(h))
		return false;
	off += sizeof(*h);
	iph = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!iph || iph->ihl < 5 || iph->protocol != IPPROTO_UDP ||
	    iph->frag_off & htons(IP_OFFSET))
		return false;
	q->src.family = 4;
	q->dst.family = 4;
	memcpy(q->src.ip, &iph->saddr, 4);
	memcpy(q->dst.ip, &iph->daddr, 4);
	q->off = off + iph->ihl * 4;
	return ports(skb, q);
}

/* We send no extension headers but that of a fragment. */
static bool quoted6(struct sk_buff *skb, int off, struct quote *q)
{
	const struct ipv6hdr *ip6h;
	const struct icmp6hdr *h;
	const struct frag_hdr *fh;
	struct icmp6hdr hbuf;
	struct frag_hdr fbuf;
	struct ipv6hdr buf;
	u8 next;

	h = skb_header_pointer(skb, off, sizeof(hbuf), &hbuf);
	if (!h || !is_error6(h))
		return false;
	off += sizeof(*h);
	ip6h = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!ip6h)
		return false;
	q->src.family = 6;
	q->dst.family = 6;
	memcpy(q->src.ip, &ip6h->saddr, 16);
	memcpy(q->dst.ip, &ip6h->daddr, 16);
	next = ip6h->nexthdr;
	off += sizeof(*ip6h);
	if (next == NEXTHDR_FRAGMENT) {
		fh = skb_header_pointer(skb, off, sizeof(fbuf), &fbuf);
		if (!fh || fh->frag_off & htons(IP6_OFFSET))
			return false;
		next = fh->nexthdr;
		off += sizeof(*fh);
	}
	q->off = off;
	return next == NEXTHDR_UDP && ports(skb, q);
}

static bool checksum_ok(struct sk_buff *skb, int off, u8 family)
{
	if (family == NFPROTO_IPV4)
		return !nf_checksum(skb, NF_INET_LOCAL_IN, off, IPPROTO_ICMP,
				    AF_INET);
	return !nf_checksum(skb, NF_INET_LOCAL_IN, off, IPPROTO_ICMPV6,
			    AF_INET6);
}

/* The transaction whose request is quoted; of its ACK or CANCEL: none */
static struct sipfp_txn *find(struct sipfp_net *sn, const struct quote *q,
			      const u8 *text, u32 len)
{
	const struct sipfp_keys *keys = rcu_dereference(sn->keys);
	struct sipfp_branch b;
	struct sipfp_txn *txn;
	struct sipfp_via via;
	u8 method;

	if (!sipfp_quote_parse(text, len, &method, &via) ||
	    sipfp_branch_parse(&keys->ring, text, len, via.branch, &b) !=
	    SIPFP_TOKEN_GOOD || b.owner != SIPFP_OWNER_KERNEL)
		return NULL;
	txn = sipfp_txn_lookup(sn, b.token);
	if (!txn || !sipfp_addr_equal(&txn->svc->addr, &q->src) ||
	    txn->method != method ||
	    !sipfp_addr_equal(&txn->target, &q->dst))
		return NULL;
	return txn;
}

static void failed(struct sipfp_net *sn, struct sipfp_txn *txn)
{
	struct sipfp_run run = { .sn = sn, .txn = txn };

	__skb_queue_head_init(&run.queue);
	if (!sipfp_txn_step(&run, SIPFP_CTX_UNREACHABLE, 0))
		return;
	if (!skb_queue_empty(&run.queue))
		sipfp_stat_inc(sn, RX_ICMP);
	sipfp_txn_finish(&run);
}

/**
 * sipfp_icmp_in() - look at an ICMP error, which goes on in any case
 * @sn:	    namespace
 * @skb:    ICMP or ICMPv6, addressed to this host; its bytes are not changed
 * @off:    offset of the ICMP header from skb->data
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Softirq or BH off, RCU held.
 */
void sipfp_icmp_in(struct sipfp_net *sn, struct sk_buff *skb, int off,
		   u8 family)
{
	struct quote q = {};
	struct sipfp_txn *txn;
	u8 *text;
	u32 len;

	if (family == NFPROTO_IPV4 ? !quoted4(skb, off, &q) :
				     !quoted6(skb, off, &q))
		return;
	/* The checksum last: most errors are about somebody else's datagrams. */
	if (!sipfp_service_lookup_out(sn, &q.src) || q.off >= (int)skb->len ||
	    !checksum_ok(skb, off, family))
		return;
	len = min_t(u32, skb->len - q.off, SIPFP_QUOTE_MAX);
	text = kmalloc(len, GFP_ATOMIC | __GFP_NOWARN);
	if (!text)
		return;
	if (!skb_copy_bits(skb, q.off, text, len)) {
		txn = find(sn, &q, text, len);
		if (txn)
			failed(sn, txn);
	}
	kfree(text);
}
