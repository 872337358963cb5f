// SPDX-License-Identifier: GPL-2.0-only
/* Services: which one a packet is for, and how one goes */
#include <linux/netdevice.h>
#include "config.h"
#include "fixture.h"

/* Devices that there are not, so nobody changes their numbers. */
static const char *name_of(int ifindex)
{
	static const char * const names[] = {
		"", [3] = "three", [7] = "seven", [8] = "eight", [9] = "nine",
	};

	return names[ifindex];
}

static int add(struct kunit *test, const struct sipfp_addr *addr, int ifindex)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_policy *policy;
	int err;

	policy = sipfp_fixture_policy(addr, &sipfp_fixture_timers);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	mutex_lock(&f->sn->lock);
	err = sipfp_service_add(f->sn, addr, ifindex, name_of(ifindex), policy);
	mutex_unlock(&f->sn->lock);
	if (err)
		kfree(policy);
	return err;
}

static struct sipfp_service *find(struct sipfp_net *sn,
				  const struct sipfp_addr *addr, int ifindex)
{
	struct sipfp_service *svc;

	mutex_lock(&sn->lock);
	svc = sipfp_service_find(sn, addr, name_of(ifindex));
	mutex_unlock(&sn->lock);
	return svc;
}

/* Device of the service that a packet to @addr by device @iif meets, or -1 */
static int lookup(struct kunit *test, const struct sipfp_addr *addr, int iif)
{
	struct sipfp_fixture *f = test->priv;
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);
	struct sipfp_service *svc;
	int ifindex = -1;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb->skb_iif = iif;
	rcu_read_lock();
	svc = sipfp_service_lookup(f->sn, addr, skb);
	if (svc)
		ifindex = svc->ifindex;
	rcu_read_unlock();
	kfree_skb(skb);
	return ifindex;
}

static bool listed(struct sipfp_net *sn, const struct sipfp_addr *addr)
{
	bool found;

	rcu_read_lock();
	found = sipfp_service_lookup_out(sn, addr);
	rcu_read_unlock();
	return found;
}

static void service_lookup(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_addr port = sipfp_fixture_ip4(1, 5061);
	struct sipfp_addr host = sipfp_fixture_ip4(2, 5060);
	struct sipfp_addr other = a;

	KUNIT_EXPECT_EQ(test, lookup(test, &a, 1), -1);
	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 1), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &port, 1), -1);
	KUNIT_EXPECT_EQ(test, lookup(test, &host, 1), -1);
	/* The same bytes, but another family */
	other.family = 6;
	KUNIT_EXPECT_EQ(test, lookup(test, &other, 1), -1);
	KUNIT_EXPECT_TRUE(test, listed(f->sn, &a));
	KUNIT_EXPECT_FALSE(test, listed(f->sn, &port));
	KUNIT_EXPECT_TRUE(test, f->sn->hooked4);
	KUNIT_EXPECT_FALSE(test, f->sn->hooked6);
}

static void service_lookup6(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip6(1, 5060);
	struct sipfp_addr b = sipfp_fixture_ip6(2, 5060);

	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 1), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &b, 1), -1);
	KUNIT_EXPECT_FALSE(test, f->sn->hooked4);
	KUNIT_EXPECT_TRUE(test, f->sn->hooked6);
}

/* The one that is bound to the packet's device, else the one of any device */
static void service_device(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);

	KUNIT_ASSERT_EQ(test, add(test, &a, 7), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 7), 7);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 8), -1);
	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	KUNIT_ASSERT_EQ(test, add(test, &a, 9), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 7), 7);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 8), 0);
	KUNIT_EXPECT_EQ(test, lookup(test, &a, 9), 9);
	KUNIT_EXPECT_EQ(test, f->sn->n_services, 3);

	KUNIT_EXPECT_NOT_NULL(test, find(f->sn, &a, 0));
	KUNIT_EXPECT_NOT_NULL(test, find(f->sn, &a, 9));
	KUNIT_EXPECT_NULL(test, find(f->sn, &a, 8));
}

/* Many in few buckets: each is found, and only by its own name. */
static void service_many(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	unsigned int i, bad = 0;
	struct sipfp_addr a;

	for (i = 0; i < 200; i++) {
		a = sipfp_fixture_ip4(1, 6000 + i);
		bad += add(test, &a, 0) != 0;
	}
	for (i = 0; i < 200; i++) {
		a = sipfp_fixture_ip4(1, 6000 + i);
		bad += lookup(test, &a, 1) != 0;
		a = sipfp_fixture_ip4(2, 6000 + i);
		bad += lookup(test, &a, 1) != -1;
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_SERVICES),
			200);
}

static void service_limit(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_SERVICES, 0);
	KUNIT_EXPECT_EQ(test, add(test, &a, 0), -ENOSPC);
	KUNIT_EXPECT_FALSE(test, f->sn->hooked4);
	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_SERVICES, 1);
	KUNIT_EXPECT_EQ(test, add(test, &a, 0), 0);
	KUNIT_EXPECT_EQ(test, add(test, &a, 3), -ENOSPC);
	KUNIT_EXPECT_EQ(test, f->sn->n_services, 1);
	KUNIT_EXPECT_TRUE(test, f->sn->hooked4);
}

/* A transaction on the service at @addr; its token */
static u64 begin(struct kunit *test, const struct sipfp_addr *addr,
		 unsigned int id)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m = sipfp_fixture_request(test, "OPTIONS",
							    id);
	u64 token = 0;

	m->pkt.svc = find(f->sn, addr, 0);
	KUNIT_ASSERT_NOT_NULL(test, m->pkt.svc);
	KUNIT_ASSERT_EQ(test, sipfp_fixture_commit(m, &token), 0);
	return token;
}

static void remove(struct sipfp_net *sn, const struct sipfp_addr *addr,
		   bool force)
{
	mutex_lock(&sn->lock);
	sipfp_service_remove(sipfp_service_find(sn, addr, ""), force);
	mutex_unlock(&sn->lock);
}

static void service_remove(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_addr b = sipfp_fixture_ip4(2, 5060);

	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	KUNIT_ASSERT_EQ(test, add(test, &b, 0), 0);
	remove(f->sn, &a, false);
	KUNIT_EXPECT_FALSE(test, listed(f->sn, &a));
	KUNIT_EXPECT_TRUE(test, listed(f->sn, &b));
	KUNIT_EXPECT_TRUE(test, f->sn->hooked4);
	remove(f->sn, &b, false);
	KUNIT_EXPECT_FALSE(test, f->sn->hooked4);
	KUNIT_EXPECT_EQ(test, f->sn->n_services, 0);
}

/* With transactions it stays until the last one has ended, and takes no more. */
static void service_drain(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_fixture_msg *m;
	u64 first, second;

	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	first = begin(test, &a, 1);
	second = begin(test, &a, 2);
	remove(f->sn, &a, false);
	KUNIT_EXPECT_TRUE(test, listed(f->sn, &a));

	m = sipfp_fixture_request(test, "OPTIONS", 3);
	m->pkt.svc = find(f->sn, &a, 0);
	KUNIT_ASSERT_NOT_NULL(test, m->pkt.svc);
	KUNIT_EXPECT_TRUE(test, m->pkt.svc->draining);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_commit(m, NULL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, m->pkt.reason, SIPFP_REASON_DRAINING);
	sipfp_fixture_kill(f->sn, first);
	flush_work(&f->sn->drain_work);
	KUNIT_EXPECT_TRUE(test, listed(f->sn, &a));
	sipfp_fixture_kill(f->sn, second);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(!listed(f->sn, &a),
						   SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_TRUE(test,
			  sipfp_fixture_wait(!READ_ONCE(f->sn->hooked4),
					     SIPFP_FIXTURE_PATIENCE));
}

static void service_revive(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_policy *policy;
	struct sipfp_service *svc;
	u64 token;

	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	token = begin(test, &a, 1);
	remove(f->sn, &a, false);
	policy = sipfp_fixture_policy(&a, &sipfp_fixture_timers);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	mutex_lock(&f->sn->lock);
	svc = sipfp_service_find(f->sn, &a, "");
	sipfp_service_change(svc, policy);
	mutex_unlock(&f->sn->lock);
	KUNIT_EXPECT_FALSE(test, svc->draining);
	begin(test, &a, 2);
	sipfp_fixture_kill(f->sn, token);
	sipfp_txn_flush(f->sn, NULL);
	flush_work(&f->sn->drain_work);
	KUNIT_EXPECT_TRUE(test, listed(f->sn, &a));
}

static void service_force(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_addr b = sipfp_fixture_ip4(2, 5060);
	struct sipfp_fixture_msg *punt;
	u64 of_a, of_b;

	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	KUNIT_ASSERT_EQ(test, add(test, &b, 0), 0);
	of_a = begin(test, &a, 1);
	of_b = begin(test, &b, 2);
	punt = sipfp_fixture_request(test, "INVITE", 3);
	punt->pkt.svc = find(f->sn, &a, 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(punt), 0);

	remove(f->sn, &a, true);
	KUNIT_EXPECT_FALSE(test, listed(f->sn, &a));
	KUNIT_EXPECT_FALSE(test, sipfp_fixture_has_token(f->sn, of_a));
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_has_token(f->sn, of_b));
	/* That one is the socket's, whatever happens to the service. */
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &punt->pkt.key),
			SIPFP_FIXTURE_SOCKET);
}

/* A record outlives its service, as its retransmissions may. */
static void service_gone_punt(struct kunit *test)
{
	static const struct sipfp_timers quick = {
		.t1 = 10, .t2 = 40, .t4 = 50, .b = 100, .f = 100, .c = 200
	};
	struct sipfp_fixture *f = test->priv;
	struct sipfp_addr a = sipfp_fixture_ip4(1, 5060);
	struct sipfp_policy *policy;
	struct sipfp_fixture_msg *m;

	KUNIT_ASSERT_EQ(test, add(test, &a, 0), 0);
	policy = sipfp_fixture_policy(&a, &quick);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	mutex_lock(&f->sn->lock);
	sipfp_service_change(sipfp_service_find(f->sn, &a, ""), policy);
	mutex_unlock(&f->sn->lock);

	m = sipfp_fixture_request(test, "OPTIONS", 1);
	m->pkt.svc = find(f->sn, &a, 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_punt(m), 0);
	remove(f->sn, &a, false);
	KUNIT_EXPECT_FALSE(test, listed(f->sn, &a));
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, sipfp_fixture_owner(f->sn, &m->pkt.key),
			SIPFP_FIXTURE_SOCKET);
	KUNIT_EXPECT_TRUE(test,
			  sipfp_fixture_wait(!sipfp_fixture_owner(f->sn,
								  &m->pkt.key),
					     SIPFP_FIXTURE_PATIENCE));
}

struct drain_race {
	struct kunit *test;
	struct sipfp_addr addr;
	struct sipfp_fixture_msg *msg;
	struct sipfp_policy *policy;
	unsigned int committed;
};

/* One removes the service and brings it back, the other begins and ends. */
static void race_round(void *arg, int who, unsigned int round)
{
	struct drain_race *r = arg;
	struct sipfp_fixture *f = r->test->priv;
	struct sipfp_service *svc;
	u64 token;

	if (!who) {
		rcu_read_lock();
		svc = sipfp_service_lookup_out(f->sn, &r->addr);
		if (svc) {
			r->msg->pkt.svc = svc;
			if (!sipfp_fixture_commit(r->msg, &token)) {
				r->committed++;
				sipfp_fixture_kill(f->sn, token);
			}
		}
		rcu_read_unlock();
		return;
	}
	mutex_lock(&f->sn->lock);
	svc = sipfp_service_find(f->sn, &r->addr, "");
	if (svc) {
		sipfp_service_remove(svc, round % 16 == 0);
	} else {
		r->policy = sipfp_fixture_policy(&r->addr,
						 &sipfp_fixture_timers);
		if (!r->policy ||
		    sipfp_service_add(f->sn, &r->addr, 0, "", r->policy))
			kfree(r->policy);
	}
	mutex_unlock(&f->sn->lock);
}

static void service_race(struct kunit *test)
{
	struct drain_race r = { .test = test };
	struct sipfp_fixture *f = test->priv;

	r.addr = sipfp_fixture_ip4(1, 5060);
	r.msg = sipfp_fixture_request(test, "OPTIONS", 1);
	sipfp_fixture_race(test, 300, race_round, &r);
	flush_work(&f->sn->drain_work);
	/* What drained is gone; what is there does not drain. */
	mutex_lock(&f->sn->lock);
	if (f->sn->n_services)
		KUNIT_EXPECT_FALSE(test,
				   sipfp_service_find(f->sn, &r.addr,
						      "")->draining);
	mutex_unlock(&f->sn->lock);
	KUNIT_EXPECT_GT(test, r.committed, 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_CREATED),
			r.committed);
}

static u32 settling(struct sipfp_service *svc, u32 grace, u64 age)
{
	struct sipfp_policy p = { .grace = grace };

	return sipfp_service_settling(svc, &p,
				      atomic64_read(&svc->since) + age);
}

/* From when it is added on, for as long as its grace says */
static void service_grace(struct kunit *test)
{
	const struct sipfp_addr addr = sipfp_fixture_ip4(1, 5070);
	struct sipfp_fixture *f = test->priv;
	struct sipfp_service *svc;
	u64 before = sipfp_now();

	KUNIT_ASSERT_EQ(test, add(test, &addr, 0), 0);
	svc = find(f->sn, &addr, 0);
	KUNIT_ASSERT_NOT_NULL(test, svc);
	KUNIT_EXPECT_GE(test, (u64)atomic64_read(&svc->since), before);
	KUNIT_EXPECT_LE(test, (u64)atomic64_read(&svc->since), sipfp_now());

	KUNIT_EXPECT_EQ(test, settling(svc, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, settling(svc, 32000, 0), 32000);
	KUNIT_EXPECT_EQ(test, settling(svc, 32000, 31999), 1);
	KUNIT_EXPECT_EQ(test, settling(svc, 32000, 32000), 0);
	KUNIT_EXPECT_EQ(test, settling(svc, 32000, 1ULL << 33), 0);

	mutex_lock(&f->sn->lock);
	sipfp_service_remove(svc, true);
	mutex_unlock(&f->sn->lock);
}

static bool serves(struct sipfp_fixture *f, const char *host)
{
	struct sipfp_span all = { 0, strlen(host) };
	bool yes;

	rcu_read_lock();
	yes = sipfp_policy_serves(rcu_dereference(f->svc->policy), host,
				  strlen(host), all);
	rcu_read_unlock();
	return yes;
}

static void service_domains(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_EXPECT_TRUE(test, serves(f, "example.com"));
	KUNIT_EXPECT_TRUE(test, serves(f, "EXAMPLE.com"));
	KUNIT_EXPECT_TRUE(test, serves(f, "example.com."));
	KUNIT_EXPECT_FALSE(test, serves(f, "example.co"));
	KUNIT_EXPECT_FALSE(test, serves(f, "example.com.org"));
	KUNIT_EXPECT_FALSE(test, serves(f, "www.example.com"));
	KUNIT_EXPECT_FALSE(test, serves(f, ""));
	KUNIT_EXPECT_FALSE(test, serves(f, "127.0.0.1"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(service_lookup),
	KUNIT_CASE(service_lookup6),
	KUNIT_CASE(service_device),
	KUNIT_CASE(service_many),
	KUNIT_CASE(service_limit),
	KUNIT_CASE(service_remove),
	KUNIT_CASE(service_drain),
	KUNIT_CASE(service_revive),
	KUNIT_CASE(service_force),
	KUNIT_CASE(service_gone_punt),
	KUNIT_CASE(service_race),
	KUNIT_CASE(service_grace),
	KUNIT_CASE(service_domains),
	{}
};

struct kunit_suite sipfp_kunit_service = {
	.name = "sipfp_service",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
