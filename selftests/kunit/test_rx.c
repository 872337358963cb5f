// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets as they come, honest and not: what has to be true before their bytes
 * are looked at. No verdict may read beyond the packet; KASAN watches.
 */
#include <linux/netdevice.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/udp.h>
#include "config.h"
#include "fixture.h"

#define PORT 5060

static const char options[] =
	"OPTIONS sip:bob@example.com SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bKrx1\r\n"
	"Max-Forwards: 70\r\n"
	"From: <sip:alice@example.com>;tag=a\r\n"
	"To: <sip:bob@example.com>\r\n"
	"Call-ID: rx@kunit\r\n"
	"CSeq: 1 OPTIONS\r\n\r\n";
#define LEN (sizeof(options) - 1)

static int init(struct kunit *test)
{
	struct sipfp_addr addr = sipfp_fixture_ip4(1, PORT);
	struct sipfp_addr addr6 = { .family = 6, .port = PORT,
				    .ip = { [15] = 1 } };
	struct sipfp_policy *p4, *p6;
	struct sipfp_net *sn;
	int err;

	err = sipfp_fixture_init(test);
	if (err)
		return err;
	sn = ((struct sipfp_fixture *)test->priv)->sn;
	p4 = sipfp_fixture_policy(&addr, &sipfp_fixture_timers);
	p6 = sipfp_fixture_policy(&addr6, &sipfp_fixture_timers);
	if (!p4 || !p6)
		return -ENOMEM;
	mutex_lock(&sn->lock);
	err = sipfp_service_add(sn, &addr, 0, "", p4) ?:
	      sipfp_service_add(sn, &addr6, 0, "", p6);
	mutex_unlock(&sn->lock);
	return err;
}

/*
 * @len bytes of UDP payload at @data, from 127.0.0.2:5080 or [::1]:5080, with a
 * checksum
 */
static struct sk_buff *packet4(struct kunit *test, const void *data, u32 len)
{
	struct net_device *lo = sipfp_fixture_net()->loopback_dev;
	struct sk_buff *skb = alloc_skb(28 + len, GFP_KERNEL);
	struct udphdr *uh;
	struct iphdr *iph;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	iph = skb_put_zero(skb, sizeof(*iph));
	uh = skb_put_zero(skb, sizeof(*uh));
	skb_put_data(skb, data, len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(*iph));
	iph->version = 4;
	iph->ihl = 5;
	iph->ttl = 64;
	iph->protocol = IPPROTO_UDP;
	iph->tot_len = htons(skb->len);
	iph->saddr = htonl(0x7f000002);
	iph->daddr = htonl(0x7f000001);
	ip_send_check(iph);
	uh->source = htons(5080);
	uh->dest = htons(PORT);
	uh->len = htons(sizeof(*uh) + len);
	uh->check = udp_v4_check(sizeof(*uh) + len, iph->saddr, iph->daddr,
				 csum_partial(uh, sizeof(*uh) + len, 0));
	if (!uh->check)
		uh->check = CSUM_MANGLED_0;
	skb->protocol = htons(ETH_P_IP);
	skb->pkt_type = PACKET_HOST;
	skb->dev = lo;
	skb->skb_iif = lo->ifindex;
	return skb;
}

static struct sk_buff *packet6(struct kunit *test, const void *data, u32 len)
{
	struct net_device *lo = sipfp_fixture_net()->loopback_dev;
	struct sk_buff *skb = alloc_skb(48 + len, GFP_KERNEL);
	struct ipv6hdr *ip6h;
	struct udphdr *uh;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	ip6h = skb_put_zero(skb, sizeof(*ip6h));
	uh = skb_put_zero(skb, sizeof(*uh));
	skb_put_data(skb, data, len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(*ip6h));
	ip6h->version = 6;
	ip6h->hop_limit = 64;
	ip6h->nexthdr = IPPROTO_UDP;
	ip6h->payload_len = htons(sizeof(*uh) + len);
	ip6h->saddr = in6addr_loopback;
	ip6h->daddr = in6addr_loopback;
	uh->source = htons(5080);
	uh->dest = htons(PORT);
	uh->len = htons(sizeof(*uh) + len);
	uh->check = csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr,
				    sizeof(*uh) + len, IPPROTO_UDP,
				    csum_partial(uh, sizeof(*uh) + len, 0));
	if (!uh->check)
		uh->check = CSUM_MANGLED_0;
	skb->protocol = htons(ETH_P_IPV6);
	skb->pkt_type = PACKET_HOST;
	skb->dev = lo;
	skb->skb_iif = lo->ifindex;
	return skb;
}

/* Consumes @skb. */
static enum sipfp_verdict rx(struct kunit *test, struct sk_buff *skb)
{
	struct sipfp_fixture *f = test->priv;
	u8 family = skb->protocol == htons(ETH_P_IP) ? NFPROTO_IPV4 :
						       NFPROTO_IPV6;
	enum sipfp_verdict verdict;

	sipfp_fixture_enter();
	verdict = sipfp_rx(f->sn, skb, family);
	sipfp_fixture_leave();
	kfree_skb(skb);
	return verdict;
}

static void expect(struct kunit *test, struct sk_buff *skb,
		   enum sipfp_verdict verdict, u8 reason)
{
	struct sipfp_fixture *f = test->priv;
	u64 before = sipfp_fixture_reason(f->sn, verdict, reason);

	KUNIT_EXPECT_EQ(test, rx(test, skb), verdict);
	KUNIT_EXPECT_EQ_MSG(test, sipfp_fixture_reason(f->sn, verdict, reason),
			    before + 1, "not %s", sipfp_reason_name(reason));
}

/* No socket is bound, so a good one is answered: nobody knows bob. */
static void rx_good(struct kunit *test)
{
	struct sk_buff *skb;

	expect(test, packet4(test, options, LEN), SIPFP_VERDICT_STOLEN,
	       SIPFP_REASON_ANSWERED);
	/* IPv4 may go without a checksum. */
	skb = packet4(test, options, LEN);
	udp_hdr(skb)->check = 0;
	expect(test, skb, SIPFP_VERDICT_STOLEN, SIPFP_REASON_ANSWERED);
	expect(test, packet6(test, options, LEN), SIPFP_VERDICT_STOLEN,
	       SIPFP_REASON_ANSWERED);
}

/* A header before UDP that means nothing to us */
static void rx_hop_by_hop(struct kunit *test)
{
	static const u8 padding[8] = { IPPROTO_UDP, 0, 1, 4 };
	struct sk_buff *skb = packet6(test, options, LEN);
	struct sk_buff *longer;

	longer = skb_copy_expand(skb, 8, 0, GFP_KERNEL);
	kfree_skb(skb);
	KUNIT_ASSERT_NOT_NULL(test, longer);
	skb_push(longer, 8);
	memmove(longer->data, longer->data + 8, sizeof(struct ipv6hdr));
	memcpy(longer->data + sizeof(struct ipv6hdr), padding, 8);
	skb_reset_network_header(longer);
	skb_set_transport_header(longer, sizeof(struct ipv6hdr) + 8);
	ipv6_hdr(longer)->nexthdr = IPPROTO_HOPOPTS;
	ipv6_hdr(longer)->payload_len = htons(8 + sizeof(struct udphdr) + LEN);
	expect(test, longer, SIPFP_VERDICT_STOLEN, SIPFP_REASON_ANSWERED);
}

static void rx_checksum(struct kunit *test)
{
	struct sk_buff *skb;

	skb = packet4(test, options, LEN);
	udp_hdr(skb)->check ^= 0x0101;
	expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_CSUM);
	skb = packet4(test, options, LEN);
	skb->data[40] ^= 1;
	expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_CSUM);
	skb = packet6(test, options, LEN);
	udp_hdr(skb)->check ^= 0x0101;
	expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_CSUM);
	/* IPv6 must not (RFC 8200 8.1). */
	skb = packet6(test, options, LEN);
	udp_hdr(skb)->check = 0;
	expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_CSUM);
}

/* The length in the header is what the sender says. */
static void rx_length(struct kunit *test)
{
	static const int lens[] = { 0, 1, 7, LEN + 9, 65535 };
	struct sk_buff *skb;
	int i;

	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		skb = packet4(test, options, LEN);
		udp_hdr(skb)->len = htons(lens[i]);
		expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_LENGTH);
		skb = packet6(test, options, LEN);
		udp_hdr(skb)->len = htons(lens[i]);
		expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_LENGTH);
	}
}

/* Bytes behind the datagram are no part of it, nor do they spoil it. */
static void rx_padding(struct kunit *test)
{
	char *padded = kunit_kmalloc(test, LEN + 18, GFP_KERNEL);
	struct sk_buff *skb;

	KUNIT_ASSERT_NOT_NULL(test, padded);
	memcpy(padded, options, LEN);
	memset(padded + LEN, 0xff, 18);
	skb = packet4(test, options, LEN);
	KUNIT_ASSERT_EQ(test, pskb_expand_head(skb, 0, 18, GFP_KERNEL), 0);
	skb_put_data(skb, padded + LEN, 18);
	expect(test, skb, SIPFP_VERDICT_STOLEN, SIPFP_REASON_ANSWERED);
	/* A length that cuts off some of it: then the checksum is wrong. */
	skb = packet4(test, options, LEN);
	udp_hdr(skb)->len = htons(LEN + 7);
	expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_UDP_CSUM);
}

/* With a socket it is the socket's, and leaves a record; or cannot, and is told */
static void rx_socket(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_policy *policy;
	struct sk_buff *skb;
	int err;

	policy = sipfp_fixture_policy(&f->callee_addr, &sipfp_fixture_timers);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	mutex_lock(&f->sn->lock);
	err = sipfp_service_add(f->sn, &f->callee_addr, 0, "", policy);
	mutex_unlock(&f->sn->lock);
	KUNIT_ASSERT_EQ(test, err, 0);

	skb = packet4(test, options, LEN);
	udp_hdr(skb)->dest = htons(f->callee_addr.port);
	udp_hdr(skb)->check = 0;
	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_PUNTED, 0);
	expect(test, skb_get(skb), SIPFP_VERDICT_STOLEN,
	       SIPFP_REASON_PUNT_LIMIT);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_LOCAL), 1);
	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_PUNTED, 10);
	expect(test, skb_get(skb), SIPFP_VERDICT_SLOW, SIPFP_REASON_NO_BINDING);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, PUNT_CREATED), 1);
	/* A retransmission finds the record. */
	expect(test, skb, SIPFP_VERDICT_SLOW, SIPFP_REASON_PUNTED);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 1);
}

/* Cut off anywhere: never SIP of ours, never a byte too far */
static void rx_truncated(struct kunit *test)
{
	unsigned int i, bad = 0;
	struct sk_buff *skb;

	for (i = 0; i < 28 + LEN; i++) {
		skb = packet4(test, options, LEN);
		if (i < sizeof(struct iphdr)) {
			kfree_skb(skb); /* IP itself would not deliver it */
			continue;
		}
		skb_trim(skb, i);
		bad += rx(test, skb) > SIPFP_VERDICT_SLOW;
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	/* ... and with an honest length: it is only the message that ends. */
	for (i = 0, bad = 0; i < LEN; i++)
		bad += rx(test, packet4(test, options, i)) ==
		       SIPFP_VERDICT_STOLEN;
	KUNIT_EXPECT_EQ(test, bad, 0);
}

static void rx_not_ours(struct kunit *test)
{
	struct sk_buff *skb;

	skb = packet4(test, options, LEN);
	udp_hdr(skb)->dest = htons(PORT + 1);
	KUNIT_EXPECT_EQ(test, rx(test, skb), SIPFP_VERDICT_CONTINUE);
	skb = packet4(test, options, LEN);
	ip_hdr(skb)->daddr = htonl(0x7f000003);
	KUNIT_EXPECT_EQ(test, rx(test, skb), SIPFP_VERDICT_CONTINUE);
	skb = packet4(test, options, LEN);
	ip_hdr(skb)->protocol = IPPROTO_TCP;
	KUNIT_EXPECT_EQ(test, rx(test, skb), SIPFP_VERDICT_CONTINUE);
	/* The rest of a fragmented one has no ports. */
	skb = packet4(test, options, LEN);
	ip_hdr(skb)->frag_off = htons(185);
	KUNIT_EXPECT_EQ(test, rx(test, skb), SIPFP_VERDICT_CONTINUE);
	skb = packet4(test, options, LEN);
	ip_hdr(skb)->frag_off = htons(IP_MF);
	KUNIT_EXPECT_EQ(test, rx(test, skb), SIPFP_VERDICT_CONTINUE);
}

/* IP options, and a header that claims to have them */
static void rx_ip_options(struct kunit *test)
{
	struct sk_buff *skb;
	int ihl;

	for (ihl = 6; ihl <= 15; ihl++) {
		skb = packet4(test, options, LEN);
		ip_hdr(skb)->ihl = ihl;
		KUNIT_EXPECT_NE(test, rx(test, skb), SIPFP_VERDICT_STOLEN);
		/* ... even if that is all there is */
		skb = packet4(test, options, 0);
		ip_hdr(skb)->ihl = ihl;
		KUNIT_EXPECT_EQ(test, rx(test, skb), SIPFP_VERDICT_CONTINUE);
	}
}

/* In pieces in memory: put together, or left alone */
static void rx_fragments(struct kunit *test)
{
	struct sk_buff *skb;
	unsigned int at;
	struct page *page;
	u32 tail;

	for (at = 20; at < 28 + LEN; at += 7) {
		skb = packet4(test, options, LEN);
		tail = skb->len - at;
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), skb->data + at, tail);
		skb_trim(skb, at);
		skb_add_rx_frag(skb, 0, page, 0, tail, PAGE_SIZE);
		expect(test, skb, SIPFP_VERDICT_STOLEN, SIPFP_REASON_ANSWERED);
	}
}

/* Extension headers before UDP, and ones that lie */
static void rx_extensions(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	unsigned int i, type, bad = 0;
	struct sk_buff *skb;
	u8 *ext;

	for (type = 0; type < 256; type++)
		for (i = 0; i < 256; i += 17) {
			skb = packet6(test, options, LEN);
			ipv6_hdr(skb)->nexthdr = type == IPPROTO_UDP ?
						 IPPROTO_HOPOPTS : type;
			ext = skb->data + sizeof(struct ipv6hdr);
			ext[0] = type == IPPROTO_UDP ? i : IPPROTO_UDP;
			ext[1] = i;
			bad += rx(test, skb) == SIPFP_VERDICT_STOLEN;
		}
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
}

/* Whatever the bytes, nothing but SLOW and DROP, and no transaction */
static void rx_garbage(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	u8 *data = kunit_kmalloc(test, 1500, GFP_KERNEL);
	unsigned int i, n, bad = 0;

	KUNIT_ASSERT_NOT_NULL(test, data);
	for (i = 0; i < 2000; i++) {
		n = get_random_u32() % 1500;
		get_random_bytes(data, n);
		bad += rx(test, packet4(test, data, n)) == SIPFP_VERDICT_STOLEN;
	}
	/* One byte wrong in a good one: all the same no transaction */
	for (i = 0; i < LEN; i++) {
		memcpy(data, options, LEN);
		data[i] = get_random_u32();
		rx(test, packet4(test, data, LEN));
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_TEXT), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(rx_good),
	KUNIT_CASE(rx_hop_by_hop),
	KUNIT_CASE(rx_checksum),
	KUNIT_CASE(rx_length),
	KUNIT_CASE(rx_padding),
	KUNIT_CASE(rx_socket),
	KUNIT_CASE(rx_truncated),
	KUNIT_CASE(rx_not_ours),
	KUNIT_CASE(rx_ip_options),
	KUNIT_CASE(rx_fragments),
	KUNIT_CASE(rx_extensions),
	KUNIT_CASE(rx_garbage),
	{}
};

struct kunit_suite sipfp_kunit_rx = {
	.name = "sipfp_rx",
	.init = init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
