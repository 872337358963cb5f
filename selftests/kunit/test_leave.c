// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last one leaves everything behind: services, transactions with their
 * timers, records, bindings that expire, gateways, routes. What takes them away
 * is the end of the namespace, or of the module; run looks at how that goes.
 */
#include "binding.h"
#include "config.h"
#include "gateway.h"
#include "route.h"
#include "fixture.h"

#define LEFT 40 /* transactions, as run expects them */

/* On a slow machine the namespace goes long after a timer B or F of 32 s. */
static const struct sipfp_timers lasting = {
	.t1 = 500,
	.t2 = 4000,
	.t4 = 5000,
	.b = 3600000,
	.f = 3600000,
	.c = 3600000,
};

static void configure(struct kunit *test, const struct sipfp_addr *addr)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_gateway gw = { .addr = f->callee_addr, .weight = 1 };
	struct sipfp_route_name name = { .len = 1, .text = "+" };
	struct sipfp_policy *policy;
	struct sipfp_binding_set set = {
		.aor = "bob@example.com",
		.aor_len = strlen("bob@example.com"),
		.uri = "sip:bob@127.0.0.1",
		.uri_len = strlen("sip:bob@127.0.0.1"),
		.target = f->callee_addr,
		.has_expires = true,
		.expires = 3600,
		.create = true,
	};
	struct sipfp_gateway_set *gs;

	policy = sipfp_fixture_policy(addr, &lasting);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	mutex_lock(&f->sn->lock);
	KUNIT_EXPECT_EQ(test, sipfp_service_add(f->sn, addr, 0, "", policy), 0);
	KUNIT_EXPECT_EQ(test, sipfp_binding_set(f->sn, &set), 0);
	KUNIT_EXPECT_EQ(test, sipfp_gateway_set(f->sn, "gw", 2, &gw), 0);
	rcu_read_lock();
	gs = sipfp_gateway_find(f->sn, "gw", 2);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, sipfp_route_set(f->sn, &name, gs), 0);
	mutex_unlock(&f->sn->lock);
}

static void leave_all(struct kunit *test)
{
	struct sipfp_addr addr = sipfp_fixture_ip4(1, 5060);
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;
	struct sipfp_service *svc;
	unsigned int i;

	configure(test, &addr);
	mutex_lock(&f->sn->lock);
	svc = sipfp_service_find(f->sn, &addr, "");
	mutex_unlock(&f->sn->lock);
	KUNIT_ASSERT_NOT_NULL(test, svc);
	for (i = 0; i < LEFT; i++) {
		m = sipfp_fixture_request(test, i & 1 ? "INVITE" : "MESSAGE",
					  i);
		m->pkt.svc = svc;
		KUNIT_EXPECT_EQ(test, sipfp_fixture_handle(m),
				SIPFP_VERDICT_STOLEN);
		m = sipfp_fixture_request(test, "INVITE", 1000 + i);
		m->pkt.svc = svc;
		KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(m), 0);
	}
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(f->sn), LEFT);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(f->sn), 2 * LEFT);
}

/* The sockets and the fixture's own service go, the rest stays. */
static void leave(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	sock_release(f->caller);
	sock_release(f->callee);
	sipfp_service_put(f->svc);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(leave_all),
	{}
};

struct kunit_suite sipfp_kunit_leave = {
	.name = "sipfp_leave",
	.init = sipfp_fixture_init,
	.exit = leave,
	.test_cases = cases,
};
