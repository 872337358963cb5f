// SPDX-License-Identifier: GPL-2.0-only
/* Remembered IP routes: used again, and never beyond what they are worth */
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/route.h>
#include "dst.h"
#include "fixture.h"

/* The route, as it is got under the locks of softirq */
static struct dst_entry *get(struct sipfp_service *svc,
			     const struct sipfp_addr *to)
{
	struct dst_entry *dst;

	sipfp_fixture_enter();
	dst = sipfp_dst_get(svc, to);
	sipfp_fixture_leave();
	return dst;
}

/* Kept on purpose: an address that is free may be had again. */
static void expect_other(struct kunit *test, struct sipfp_service *svc,
			 const struct sipfp_addr *to, void (*change)(void))
{
	struct dst_entry *before, *after;

	migrate_disable();
	before = get(svc, to);
	KUNIT_EXPECT_NOT_NULL(test, before);
	change();
	after = get(svc, to);
	KUNIT_EXPECT_NOT_NULL(test, after);
	if (before && after) {
		KUNIT_EXPECT_PTR_NE(test, before, after);
		KUNIT_EXPECT_NOT_NULL(test, dst_check(after, 0));
	}
	migrate_enable();
	dst_release(before);
	dst_release(after);
}

/* A slot has a reference of its own; all of them go with the service. */
static void dst_owned(struct kunit *test)
{
	struct sipfp_service *svc = sipfp_fixture_service(test, 5070);
	struct sipfp_addr to = sipfp_fixture_ip4(9, 5071);
	struct sipfp_fixture *f = test->priv;
	struct dst_entry *dst, *again;
	int before, slots;
	u16 port;

	migrate_disable(); /* the slots, and the route, are those of one CPU */
	dst = get(f->svc, &to);
	before = dst ? atomic_read(&dst->__refcnt) : 0;
	for (port = 1; port < 100; port++) {
		to.port = port;
		again = get(svc, &to);
		KUNIT_EXPECT_PTR_EQ(test, again, dst);
		dst_release(again);
	}
	slots = dst ? atomic_read(&dst->__refcnt) - before : 0;
	migrate_enable();
	KUNIT_ASSERT_NOT_NULL(test, dst);
	/* 99 next hops in 64 slots */
	KUNIT_EXPECT_GT(test, slots, 32);
	KUNIT_EXPECT_LE(test, slots, 64);
	sipfp_service_put(svc);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_read(&dst->__refcnt), before);
	dst_release(dst);
}

static void new_routes(void)
{
	rt_genid_bump_ipv4(sipfp_fixture_net());
}

/* Routes, addresses or IPsec policies have changed. */
static void dst_changed(struct kunit *test)
{
	struct sipfp_addr to = sipfp_fixture_ip4(9, 5071);
	struct sipfp_fixture *f = test->priv;

	expect_other(test, f->svc, &to, new_routes);
}

/* Every next hop has its own, however many share the slots. */
static void dst_many(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr to;
	struct dst_entry *dst;
	u16 port;

	for (port = 1; port < 1000; port++) {
		to = sipfp_fixture_ip4(port % 251 + 1, port);
		dst = get(f->svc, &to);
		KUNIT_ASSERT_NOT_NULL(test, dst);
		dst_release(dst);
	}
	for (port = 1; port < 1000; port++) {
		to = sipfp_fixture_ip4(port % 251 + 1, port);
		dst = get(f->svc, &to);
		KUNIT_ASSERT_NOT_NULL(test, dst);
		KUNIT_EXPECT_NOT_NULL(test, dst_check(dst, 0));
		dst_release(dst);
	}
}

/* A packet that waits to be sent keeps its route when the slot is taken. */
static void dst_taken(struct kunit *test)
{
	struct sipfp_addr to = sipfp_fixture_ip4(9, 5071), other;
	struct sipfp_fixture *f = test->priv;
	struct sk_buff *skb;
	bool ok = false;
	u8 reason;
	u16 port;

	sipfp_fixture_enter();
	skb = sipfp_tx_alloc(f->sn, f->svc, &to, 1, false, &reason);
	if (skb) {
		new_routes();
		for (port = 1; port < 1000; port++) {
			other = sipfp_fixture_ip4(10, port);
			dst_release(sipfp_dst_get(f->svc, &other));
		}
		ok = skb_dst_force(skb) && dst_mtu(skb_dst(skb));
	}
	sipfp_fixture_leave();
	kfree_skb(skb);
	KUNIT_EXPECT_TRUE(test, ok);
}

static void dst_none(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	static const u8 bad[][4] = {
		{ 255, 255, 255, 255 }, { 224, 0, 1, 75 }, { 203, 0, 113, 1 }
	};
	struct sipfp_addr to = { .family = 4, .port = 5060 };
	struct dst_entry *dst;
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(to.ip, bad[i], 4);
		dst = get(f->svc, &to);
		KUNIT_EXPECT_NULL_MSG(test, dst, "%pI4", to.ip);
		dst_release(dst);
	}
}

static void dst_ip6(struct kunit *test)
{
	struct sipfp_addr to = { .family = 6, .port = 5071, .ip[15] = 1 };
	struct sipfp_service *svc = sipfp_fixture_service(test, 5060);
	struct dst_entry *first, *second;

	svc->addr = to;
	svc->addr.port = 5060;
	migrate_disable();
	first = get(svc, &to);
	second = get(svc, &to);
	migrate_enable();
	KUNIT_EXPECT_NOT_NULL(test, first);
	KUNIT_EXPECT_PTR_EQ(test, first, second);
	dst_release(first);
	dst_release(second);
	to.ip[0] = 0xff;
	first = get(svc, &to);
	KUNIT_EXPECT_NULL(test, first);
	dst_release(first);
	sipfp_service_put(svc);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(dst_owned),
	KUNIT_CASE(dst_changed),
	KUNIT_CASE(dst_many),
	KUNIT_CASE(dst_taken),
	KUNIT_CASE(dst_none),
	KUNIT_CASE(dst_ip6),
	{}
};

struct kunit_suite sipfp_kunit_dst = {
	.name = "sipfp_dst",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
