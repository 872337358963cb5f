// SPDX-License-Identifier: GPL-2.0-only
/* Packets that we send: headers, checksums, and what is not sent */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include "fixture.h"

#define MTU 1500
#define HEADERS4 (sizeof(struct iphdr) + sizeof(struct udphdr))
#define HEADERS6 (sizeof(struct ipv6hdr) + sizeof(struct udphdr))

static const struct sipfp_addr localhost6 = {
	.family = 6, .port = 5060, .ip = { [15] = 1 }
};

/* The loopback device is made as narrow as a wire. */
static int set_mtu(int mtu)
{
	int err;

	rtnl_lock();
	err = dev_set_mtu(sipfp_fixture_net()->loopback_dev, mtu);
	rtnl_unlock();
	return err;
}

static int init(struct kunit *test)
{
	return sipfp_fixture_init(test) ?: set_mtu(MTU);
}

static void restore(struct kunit *test)
{
	set_mtu(65536);
	sipfp_fixture_exit(test);
}

static struct sk_buff *alloc(struct sipfp_service *svc,
			     const struct sipfp_addr *to, u32 len, bool slow,
			     u8 *reason)
{
	struct sk_buff *skb;

	*reason = SIPFP_REASON_NONE;
	sipfp_fixture_enter();
	skb = sipfp_tx_alloc(svc->sn, svc, to, len, slow, reason);
	sipfp_fixture_leave();
	if (skb)
		memset(sipfp_tx_payload(skb), 'x', len);
	return skb;
}

static void check_udp(struct kunit *test, const struct sk_buff *skb,
		      const struct sipfp_addr *from,
		      const struct sipfp_addr *to, u32 len)
{
	const struct udphdr *uh = udp_hdr(skb);

	KUNIT_EXPECT_EQ(test, ntohs(uh->source), from->port);
	KUNIT_EXPECT_EQ(test, ntohs(uh->dest), to->port);
	KUNIT_EXPECT_EQ(test, ntohs(uh->len), sizeof(*uh) + len);
	KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_PARTIAL);
	KUNIT_EXPECT_PTR_EQ(test, skb->head + skb->csum_start, (u8 *)uh);
	KUNIT_EXPECT_EQ(test, skb->csum_offset, offsetof(struct udphdr, check));
	KUNIT_EXPECT_PTR_EQ(test, sipfp_tx_payload((struct sk_buff *)skb),
			    (u8 *)(uh + 1));
	KUNIT_EXPECT_PTR_EQ(test, skb_tail_pointer(skb), (u8 *)(uh + 1) + len);
	KUNIT_EXPECT_NOT_NULL(test, skb_dst(skb));
	/* Room for what the device puts in front */
	KUNIT_EXPECT_GE(test, skb_headroom(skb),
			LL_RESERVED_SPACE(skb_dst(skb)->dev));
}

static void headers4(struct kunit *test, u32 len)
{
	struct sipfp_addr to = sipfp_fixture_ip4(9, 5071);
	struct sipfp_fixture *f = test->priv;
	const struct iphdr *iph;
	struct sk_buff *skb;
	__wsum sum;
	u8 reason;

	skb = alloc(f->svc, &to, len, false, &reason);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	iph = ip_hdr(skb);
	KUNIT_EXPECT_EQ(test, skb->protocol, htons(ETH_P_IP));
	KUNIT_EXPECT_PTR_EQ(test, skb->data, (u8 *)iph);
	KUNIT_EXPECT_EQ(test, skb->len, HEADERS4 + len);
	KUNIT_EXPECT_TRUE(test, iph->version == 4);
	KUNIT_EXPECT_TRUE(test, iph->ihl == 5);
	KUNIT_EXPECT_EQ(test, ntohs(iph->tot_len), HEADERS4 + len);
	KUNIT_EXPECT_EQ(test, iph->frag_off, 0);
	KUNIT_EXPECT_GT(test, iph->ttl, 1);
	KUNIT_EXPECT_EQ(test, iph->protocol, IPPROTO_UDP);
	KUNIT_EXPECT_EQ(test, memcmp(&iph->saddr, f->svc->addr.ip, 4), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&iph->daddr, to.ip, 4), 0);
	check_udp(test, skb, &f->svc->addr, &to, len);

	/* A device without checksums has it computed; is it then right? */
	KUNIT_EXPECT_EQ(test, skb_checksum_help(skb), 0);
	sum = skb_checksum(skb, skb_transport_offset(skb),
			   sizeof(struct udphdr) + len, 0);
	KUNIT_EXPECT_EQ(test, csum_tcpudp_magic(iph->saddr, iph->daddr,
						sizeof(struct udphdr) + len,
						IPPROTO_UDP, sum), 0);
	KUNIT_EXPECT_NE(test, udp_hdr(skb)->check, 0);
	kfree_skb(skb);
}

static void tx_headers4(struct kunit *test)
{
	headers4(test, 500);
	headers4(test, 501);
	headers4(test, 1);
	headers4(test, 0);
	headers4(test, 9000);
	headers4(test, 65535 - HEADERS4);
}

static void headers6(struct kunit *test, struct sipfp_service *svc, u32 len)
{
	struct sipfp_addr to = localhost6;
	const struct ipv6hdr *ip6h;
	struct sk_buff *skb;
	__wsum sum;
	u8 reason;

	to.port = 5071;
	skb = alloc(svc, &to, len, false, &reason);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	ip6h = ipv6_hdr(skb);
	KUNIT_EXPECT_EQ(test, skb->protocol, htons(ETH_P_IPV6));
	KUNIT_EXPECT_PTR_EQ(test, skb->data, (u8 *)ip6h);
	KUNIT_EXPECT_EQ(test, skb->len, HEADERS6 + len);
	KUNIT_EXPECT_TRUE(test, ip6h->version == 6);
	KUNIT_EXPECT_EQ(test, ntohs(ip6h->payload_len),
			sizeof(struct udphdr) + len);
	KUNIT_EXPECT_EQ(test, ip6h->nexthdr, IPPROTO_UDP);
	KUNIT_EXPECT_GT(test, ip6h->hop_limit, 1);
	KUNIT_EXPECT_EQ(test, memcmp(&ip6h->saddr, localhost6.ip, 16), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&ip6h->daddr, to.ip, 16), 0);
	check_udp(test, skb, &svc->addr, &to, len);

	KUNIT_EXPECT_EQ(test, skb_checksum_help(skb), 0);
	sum = skb_checksum(skb, skb_transport_offset(skb),
			   sizeof(struct udphdr) + len, 0);
	KUNIT_EXPECT_EQ(test, csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr,
					      sizeof(struct udphdr) + len,
					      IPPROTO_UDP, sum), 0);
	KUNIT_EXPECT_NE(test, udp_hdr(skb)->check, 0);
	kfree_skb(skb);
}

static struct sipfp_service *service6(struct kunit *test)
{
	struct sipfp_service *svc = sipfp_fixture_service(test, 5060);

	svc->addr = localhost6;
	return svc;
}

static void tx_headers6(struct kunit *test)
{
	struct sipfp_service *svc = service6(test);

	headers6(test, svc, 500);
	headers6(test, svc, 501);
	headers6(test, svc, 0);
	headers6(test, svc, 9000);
	sipfp_service_put(svc);
}

static void oversize(struct kunit *test, struct sipfp_service *svc,
		     const struct sipfp_addr *to, u32 headers)
{
	struct sk_buff *skb;
	u8 reason;

	skb = alloc(svc, to, MTU - headers, true, &reason);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	skb = alloc(svc, to, MTU - headers + 1, true, &reason);
	KUNIT_EXPECT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, reason, SIPFP_REASON_OVERSIZE);
	kfree_skb(skb);
	/* Nobody minds fragments: as large as IP can carry, and no larger. */
	skb = alloc(svc, to, MTU - headers + 1, false, &reason);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	skb = alloc(svc, to, 65535 - headers, false, &reason);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	skb = alloc(svc, to, 65536 - headers, false, &reason);
	KUNIT_EXPECT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, reason, SIPFP_REASON_OVERSIZE);
	kfree_skb(skb);
}

static void tx_oversize(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_service *svc6 = service6(test);

	oversize(test, f->svc, &f->callee_addr, HEADERS4);
	oversize(test, svc6, &localhost6, HEADERS6);
	sipfp_service_put(svc6);
}

static void refused(struct kunit *test, struct sipfp_service *svc,
		    struct sipfp_addr to, u8 why)
{
	struct sk_buff *skb;
	u8 reason;

	skb = alloc(svc, &to, 100, false, &reason);
	KUNIT_EXPECT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, reason, why);
	kfree_skb(skb);
}

static void tx_refused(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_service *svc6 = service6(test);
	struct sipfp_addr to = { .family = 4, .port = 5060 };

	refused(test, f->svc, localhost6, SIPFP_REASON_FAMILY);
	refused(test, svc6, f->callee_addr, SIPFP_REASON_FAMILY);

	memcpy(to.ip, (u8[]){ 203, 0, 113, 1 }, 4);	/* no route */
	refused(test, f->svc, to, SIPFP_REASON_UNREACHABLE);
	memcpy(to.ip, (u8[]){ 224, 0, 1, 75 }, 4);	/* sip.mcast.net */
	refused(test, f->svc, to, SIPFP_REASON_UNREACHABLE);
	memcpy(to.ip, (u8[]){ 255, 255, 255, 255 }, 4);
	refused(test, f->svc, to, SIPFP_REASON_UNREACHABLE);
	memcpy(to.ip, (u8[]){ 127, 255, 255, 255 }, 4);	/* lo's broadcast */
	refused(test, f->svc, to, SIPFP_REASON_UNREACHABLE);

	to = (struct sipfp_addr){ .family = 6, .port = 5060,
				  .ip = { 0xff, 0x02, [15] = 1 } };
	refused(test, svc6, to, SIPFP_REASON_UNREACHABLE);
	to = (struct sipfp_addr){ .family = 6, .port = 5060,
				  .ip = { 0x20, 0x01, 0x0d, 0xb8 } };
	refused(test, svc6, to, SIPFP_REASON_UNREACHABLE);
	sipfp_service_put(svc6);
}

/* From an address that is no longer ours nothing is sent. */
static void tx_not_local(struct kunit *test)
{
	struct sipfp_service *svc = sipfp_fixture_service(test, 5060);
	struct sipfp_fixture *f = test->priv;

	memcpy(svc->addr.ip, (u8[]){ 198, 51, 100, 1 }, 4);
	refused(test, svc, f->callee_addr, SIPFP_REASON_UNREACHABLE);
	sipfp_service_put(svc);
}

static void tx_errors(struct kunit *test)
{
	struct sipfp_addr to = { .family = 4, .port = 1,
				 .ip = { 203, 0, 113, 1 } };
	struct sipfp_fixture *f = test->priv;
	struct sk_buff *skb;

	sipfp_fixture_enter();
	skb = sipfp_tx_copy(f->sn, f->svc, &to, "x", 1);
	sipfp_fixture_leave();
	KUNIT_EXPECT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_ERROR), 1);
}

static int send(struct sipfp_fixture *f, const u8 *data, u32 len)
{
	struct sk_buff *skb;
	int err = -ENOMEM;

	sipfp_fixture_enter();
	skb = sipfp_tx_copy(f->sn, f->svc, &f->callee_addr, data, len);
	if (skb)
		err = sipfp_tx_send(f->sn, skb);
	sipfp_fixture_leave();
	return err;
}

/* Whole, or in fragments: it arrives as it was. */
static void tx_send(struct kunit *test)
{
	static const u32 lens[] = { 1, 4, 1000, MTU - HEADERS4,
				    MTU - HEADERS4 + 1, 5000, 20000 };
	struct sipfp_fixture *f = test->priv;
	u8 *data = kunit_kmalloc(test, 20001, GFP_KERNEL);
	u8 *got = kunit_kmalloc(test, 20001, GFP_KERNEL);
	int i;

	KUNIT_ASSERT_TRUE(test, data && got);
	get_random_bytes(data, 20001);
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		KUNIT_EXPECT_EQ(test, send(f, data, lens[i]), 0);
		KUNIT_EXPECT_EQ(test,
				sipfp_fixture_receive(f->callee, got, 20001,
						      SIPFP_FIXTURE_PATIENCE),
				lens[i]);
		KUNIT_EXPECT_EQ(test, memcmp(data, got, lens[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TX_ERROR), 0);
}

static void tx_gather(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_edit *e = kunit_kzalloc(test, sizeof(*e), GFP_KERNEL);
	struct sk_buff *skb;
	u8 reason;

	KUNIT_ASSERT_NOT_NULL(test, e);
	sipfp_edit_init(e);
	sipfp_edit_replace(e, (struct sipfp_span){ 6, 11 });
	sipfp_edit_text(e, "everybody");
	sipfp_fixture_enter();
	skb = sipfp_tx_gather(f->sn, f->svc, &f->callee_addr, e, "hello world!",
			      12, true, &reason);
	sipfp_fixture_leave();
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, HEADERS4 + 16);
	KUNIT_EXPECT_EQ(test, memcmp(sipfp_tx_payload(skb), "hello everybody!",
				     16), 0);
	kfree_skb(skb);

	/* The list reaches beyond the message. */
	sipfp_fixture_enter();
	skb = sipfp_tx_gather(f->sn, f->svc, &f->callee_addr, e, "hello", 5,
			      true, &reason);
	sipfp_fixture_leave();
	KUNIT_EXPECT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, reason, SIPFP_REASON_EDIT);
	kfree_skb(skb);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(tx_headers4),
	KUNIT_CASE(tx_headers6),
	KUNIT_CASE(tx_oversize),
	KUNIT_CASE(tx_refused),
	KUNIT_CASE(tx_not_local),
	KUNIT_CASE(tx_errors),
	KUNIT_CASE(tx_send),
	KUNIT_CASE(tx_gather),
	{}
};

struct kunit_suite sipfp_kunit_tx = {
	.name = "sipfp_tx",
	.init = init,
	.exit = restore,
	.test_cases = cases,
};
