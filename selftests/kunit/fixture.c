// SPDX-License-Identifier: GPL-2.0-only
/* What all suites stand on; see fixture.h */
#include <linux/inetdevice.h>
#include <linux/kthread.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/udp.h>
#include <net/sock.h>
#include "binding.h"
#include "config.h"
#include "gateway.h"
#include "key.h"
#include "limit.h"
#include "dst.h"
#include "route.h"
#include "fixture.h"

const struct sipfp_timers sipfp_fixture_timers = SIPFP_TIMERS_DEFAULT;

static struct net *fixture_net;

struct net *sipfp_fixture_net(void)
{
	return fixture_net;
}

void sipfp_fixture_net_set(struct net *net)
{
	fixture_net = net;
}

struct sipfp_addr sipfp_fixture_ip4(u8 host, u16 port)
{
	return (struct sipfp_addr){ .family = 4, .port = port,
				    .ip = { 127, 0, 0, host } };
}

struct sipfp_addr sipfp_fixture_ip6(u8 host, u16 port)
{
	return (struct sipfp_addr){ .family = 6, .port = port,
				    .ip = { 0xfd, [15] = host } };
}

/* --- services --------------------------------------------------------------- */

struct sipfp_policy *sipfp_fixture_policy(const struct sipfp_addr *addr,
					  const struct sipfp_timers *timers)
{
	static const char domain[] = "example.com";
	struct sipfp_policy *p = sipfp_policy_alloc(sizeof(domain) - 1);

	if (!p)
		return NULL;
	p->self.addr = *addr;
	p->self.record_route = true;
	p->timers = *timers;
	p->n_domains = 1;
	p->domain_end[0] = sizeof(domain) - 1;
	memcpy(p->domains, domain, sizeof(domain) - 1);
	return p;
}

struct sipfp_service *sipfp_fixture_service(struct kunit *test, u16 port)
{
	struct sipfp_addr addr = sipfp_fixture_ip4(1, port);
	struct sipfp_service *svc;

	svc = kzalloc(sizeof(*svc), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, svc);
	svc->sn = sipfp_net(fixture_net);
	svc->addr = addr;
	refcount_set(&svc->refs, 1);
	if (sipfp_dst_init(svc)) {
		kfree(svc);
		KUNIT_ASSERT_TRUE(test, false);
	}
	RCU_INIT_POINTER(svc->policy,
			 sipfp_fixture_policy(&addr, &sipfp_fixture_timers));
	if (!rcu_access_pointer(svc->policy)) {
		sipfp_dst_exit(svc);
		kfree(svc);
		KUNIT_ASSERT_TRUE(test, false);
	}
	return svc;
}

void sipfp_fixture_set_timers(struct kunit *test,
			      const struct sipfp_timers *timers)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_policy *p, *old;

	KUNIT_ASSERT_TRUE(test, sipfp_timers_valid(timers));
	p = sipfp_fixture_policy(&f->svc->addr, timers);
	KUNIT_ASSERT_NOT_NULL(test, p);
	old = rcu_replace_pointer(f->svc->policy, p, true);
	kfree_rcu(old, rcu);
}

/* --- messages --------------------------------------------------------------- */

/* As rx.c does it */
static void index_msg(struct kunit *test, struct sipfp_fixture_msg *m)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_pkt *pkt = &m->pkt;

	pkt->sn = f->sn;
	pkt->svc = f->svc;
	pkt->policy = rcu_dereference_protected(f->svc->policy, true);
	pkt->keys = rcu_dereference_protected(f->sn->keys, true);
	pkt->dst = f->svc->addr;
	pkt->family = NFPROTO_IPV4;
	pkt->data = m->text;
	pkt->now = sipfp_now();
	KUNIT_ASSERT_EQ(test, sipfp_msg_index(m->text, pkt->len, &pkt->msg), 0);
	KUNIT_ASSERT_TRUE(test, sipfp_via_top(&pkt->msg, &pkt->via));
}

struct sipfp_fixture_msg *sipfp_fixture_request(struct kunit *test,
						const char *method,
						unsigned int id)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;

	m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m);
	m->pkt.src = f->caller_addr;
	m->pkt.len = scnprintf(m->text, sizeof(m->text),
			       "%s sip:bob@example.com SIP/2.0\r\n"
			       "Via: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKkunit%u\r\n"
			       "Max-Forwards: 70\r\n"
			       "From: <sip:alice@example.com>;tag=a%u\r\n"
			       "To: <sip:bob@example.com>\r\n"
			       "Call-ID: %u@kunit\r\n"
			       "CSeq: 1 %s\r\n"
			       "Content-Length: 0\r\n\r\n",
			       method, f->caller_addr.port, id, id, id, method);
	index_msg(test, m);
	sipfp_skey_make(&f->sn->skey_key, &m->pkt.msg, &m->pkt.via,
			m->pkt.msg.method == SIPFP_METHOD_ACK, &m->pkt.key);
	return m;
}

/* Copies the header lines that a response has of its request. */
static u32 copy_headers(const char *request, char *to, size_t size)
{
	static const char * const names[] = {
		"Via:", "Record-Route:", "From:", "To:", "Call-ID:", "CSeq:"
	};
	const char *line, *next;
	u32 n = 0;
	int i;

	for (line = strstr(request, "\r\n") + 2; *line && *line != '\r';
	     line = next) {
		next = strstr(line, "\r\n") + 2;
		for (i = 0; i < ARRAY_SIZE(names); i++)
			if (!strncmp(line, names[i], strlen(names[i])))
				n += scnprintf(to + n, size - n, "%.*s",
					       (int)(next - line), line);
	}
	return n;
}

struct sipfp_fixture_msg *sipfp_fixture_response(struct kunit *test,
						 const char *request,
						 unsigned int status)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *m;
	u32 n;

	m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m);
	m->pkt.src = f->callee_addr;
	n = scnprintf(m->text, sizeof(m->text), "SIP/2.0 %u Whatever\r\n",
		      status);
	n += copy_headers(request, m->text + n, sizeof(m->text) - n);
	n += scnprintf(m->text + n, sizeof(m->text) - n,
		       "Content-Length: 0\r\n\r\n");
	m->pkt.len = n;
	index_msg(test, m);
	return m;
}

void sipfp_fixture_bind(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	char uri[40];
	struct sipfp_binding_set set = {
		.aor = "bob@example.com",
		.aor_len = strlen("bob@example.com"),
		.uri = uri,
		.target = f->callee_addr,
		.create = true,
	};
	int err;

	set.uri_len = scnprintf(uri, sizeof(uri), "sip:bob@127.0.0.1:%u",
				f->callee_addr.port);
	mutex_lock(&f->sn->lock);
	err = sipfp_binding_set(f->sn, &set);
	mutex_unlock(&f->sn->lock);
	KUNIT_ASSERT_EQ(test, err, 0);
}

void sipfp_fixture_new_key(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	u8 secret[SIPFP_SECRET_LEN];
	int err, id;

	/* Whatever ids the ring has, one of three is free. */
	get_random_bytes(secret, sizeof(secret));
	mutex_lock(&f->sn->lock);
	for (id = 0, err = -EEXIST; id < 3 && err == -EEXIST; id++)
		err = sipfp_key_new(f->sn, id, secret);
	mutex_unlock(&f->sn->lock);
	KUNIT_ASSERT_EQ(test, err, 0);
}

/* --- the fast path -------------------------------------------------------------- */

/* Settings and keys as they are now, not when the message was made */
static void arrive(struct sipfp_pkt *pkt)
{
	sipfp_fixture_enter();
	pkt->policy = rcu_dereference(pkt->svc->policy);
	pkt->keys = rcu_dereference(pkt->sn->keys);
	pkt->now = sipfp_now();
}

enum sipfp_verdict sipfp_fixture_handle(struct sipfp_fixture_msg *m)
{
	enum sipfp_verdict verdict;

	arrive(&m->pkt);
	if (m->pkt.msg.kind == SIPFP_MSG_REQUEST)
		verdict = sipfp_request_handle(&m->pkt);
	else
		verdict = sipfp_response_handle(&m->pkt);
	sipfp_fixture_leave();
	return verdict;
}

int sipfp_fixture_commit(struct sipfp_fixture_msg *m, u64 *token)
{
	struct sipfp_pkt *pkt = &m->pkt;
	struct sipfp_run run = { .sn = pkt->sn };
	int err;

	__skb_queue_head_init(&run.queue);
	arrive(pkt);
	run.txn = sipfp_txn_alloc(pkt, &pkt->reason);
	err = run.txn ? 0 : -ENOMEM;
	if (!err) {
		if (token)
			*token = run.txn->token;
		err = sipfp_txn_commit(&run, &pkt->key);
		sipfp_txn_finish(&run);
	}
	sipfp_fixture_leave();
	return err;
}

bool sipfp_fixture_kill(struct sipfp_net *sn, u64 token)
{
	struct sipfp_txn *txn;

	sipfp_fixture_enter();
	txn = sipfp_txn_lookup(sn, token);
	if (txn) {
		spin_lock(&txn->lock);
		sipfp_txn_end(txn, true);
		spin_unlock(&txn->lock);
	}
	sipfp_fixture_leave();
	return txn;
}

bool sipfp_fixture_has_token(struct sipfp_net *sn, u64 token)
{
	struct sipfp_txn *txn;

	rcu_read_lock();
	txn = sipfp_txn_lookup(sn, token);
	rcu_read_unlock();
	return txn;
}

enum sipfp_fixture_owner sipfp_fixture_owner(struct sipfp_net *sn,
					     const struct sipfp_skey *key)
{
	enum sipfp_fixture_owner owner = SIPFP_FIXTURE_NOBODY;
	struct sipfp_entry *o;

	rcu_read_lock();
	o = sipfp_entry_lookup(sn, key);
	if (o)
		owner = o->punted ? SIPFP_FIXTURE_SOCKET :
				    SIPFP_FIXTURE_KERNEL;
	rcu_read_unlock();
	return owner;
}

unsigned int sipfp_fixture_entries(struct sipfp_net *sn)
{
	return atomic_read(&sn->owners.nelems);
}

unsigned int sipfp_fixture_tokens(struct sipfp_net *sn)
{
	return atomic_read(&sn->tokens.nelems);
}

int sipfp_fixture_punt(struct sipfp_fixture_msg *m)
{
	int err;

	arrive(&m->pkt);
	err = sipfp_punt_add(&m->pkt);
	sipfp_fixture_leave();
	return err;
}

void sipfp_fixture_end_punts(struct sipfp_net *sn)
{
	struct rhashtable_iter iter;
	struct sipfp_entry *o;
	bool again;

	/* A walk through a table that is resized may miss some. */
	do {
		again = false;
		rhashtable_walk_enter(&sn->owners, &iter);
		rhashtable_walk_start(&iter);
		while ((o = rhashtable_walk_next(&iter))) {
			if (IS_ERR(o)) {
				again = true;
			} else if (o->punted) {
				sipfp_punt_end(sn,
					       container_of(o,
							    struct sipfp_punt,
							    owner));
				again = true;
			}
		}
		rhashtable_walk_stop(&iter);
		rhashtable_walk_exit(&iter);
		/*
		 * -EAGAIN means that a worker is to move the table. Without
		 * preemption it never gets to, unless we let it.
		 */
		cond_resched();
	} while (again);
}

/* --- counters, limits ---------------------------------------------------------- */

u64 sipfp_fixture_use(struct sipfp_net *sn, enum sipfp_limit_id id)
{
	return atomic64_read(&sn->limit[id].use);
}

void sipfp_fixture_set_limit(struct sipfp_net *sn, enum sipfp_limit_id id,
			     u64 max)
{
	mutex_lock(&sn->lock);
	sipfp_limit_set(sn, id, max);
	mutex_unlock(&sn->lock);
}

static u64 stat_sum(struct sipfp_net *sn, enum sipfp_stat id)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(sn->stats, cpu)->stat[id];
	return sum;
}

u64 sipfp_fixture_count(struct sipfp_fixture *f, enum sipfp_stat id)
{
	return stat_sum(f->sn, id) - f->stats[id];
}

u64 sipfp_fixture_reason(struct sipfp_net *sn, enum sipfp_verdict verdict,
			 u8 reason)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(sn->stats, cpu)->reason[verdict][reason];
	return sum;
}

/* --- sockets ----------------------------------------------------------------- */

static struct socket *socket_open(struct sipfp_addr *addr)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct socket *sock;

	if (sock_create_kern(fixture_net, AF_INET, SOCK_DGRAM, IPPROTO_UDP,
			     &sock))
		return NULL;
	if (kernel_bind(sock, (struct sockaddr *)&sin, sizeof(sin)) ||
	    kernel_getsockname(sock, (struct sockaddr *)&sin) < 0) {
		sock_release(sock);
		return NULL;
	}
	*addr = sipfp_fixture_ip4(1, ntohs(sin.sin_port));
	return sock;
}

int sipfp_fixture_receive(struct socket *sock, char *buf, size_t size, int ms)
{
	struct kvec vec = { .iov_base = buf, .iov_len = size - 1 };
	struct msghdr msg = {};
	int n;

	sock->sk->sk_rcvtimeo = max_t(long, msecs_to_jiffies(ms), 1);
	n = kernel_recvmsg(sock, &msg, &vec, 1, size - 1, 0);
	buf[n > 0 ? n : 0] = '\0';
	return n;
}

bool sipfp_fixture_expect(struct kunit *test, struct socket *sock,
			  const char *start)
{
	char *buf = kunit_kmalloc(test, 2048, GFP_KERNEL);
	bool ok;
	int n;

	if (!buf)
		return false;
	n = sipfp_fixture_receive(sock, buf, 2048, SIPFP_FIXTURE_PATIENCE);
	ok = n > 0 && !strncmp(buf, start, strlen(start));
	if (!ok)
		kunit_info(test, "not \"%s\" but %d: %s\n", start, n, buf);
	return ok;
}

bool sipfp_fixture_silent(struct socket *sock)
{
	return skb_queue_empty_lockless(&sock->sk->sk_receive_queue) &&
	       skb_queue_empty_lockless(&udp_sk(sock->sk)->reader_queue);
}

/* --- races -------------------------------------------------------------------- */

struct race {
	unsigned int rounds;
	void (*fn)(void *arg, int who, unsigned int round);
	void *arg;
	atomic_t arrived;
	wait_queue_head_t wait;
	struct completion done[2];
};

struct racer {
	struct race *race;
	int who;
};

/* Spinning lets them go at the very same time, but takes two CPUs. */
static void race_meet(struct race *race, int all)
{
	if (atomic_inc_return(&race->arrived) == all)
		wake_up_all(&race->wait);
	else if (num_online_cpus() == 1)
		wait_event(race->wait, atomic_read(&race->arrived) >= all);
	while (atomic_read(&race->arrived) < all)
		cond_resched();
}

static int race_run(void *data)
{
	struct racer *r = data;
	struct race *race = r->race;
	unsigned int i;

	for (i = 0; i < race->rounds; i++) {
		race_meet(race, 2 * (i + 1));
		race->fn(race->arg, r->who, i);
	}
	kthread_complete_and_exit(&race->done[r->who], 0);
}

void sipfp_fixture_race(struct kunit *test, unsigned int rounds,
			void (*fn)(void *arg, int who, unsigned int round),
			void *arg)
{
	struct race race = { .rounds = rounds, .fn = fn, .arg = arg };
	struct racer racer[2] = { { &race, 0 }, { &race, 1 } };
	struct task_struct *task[2];
	int i;

	init_waitqueue_head(&race.wait);
	for (i = 0; i < 2; i++) {
		init_completion(&race.done[i]);
		task[i] = kthread_create(race_run, &racer[i], "sipfp_racer/%d",
					 i);
		if (IS_ERR(task[i]) && i)
			kthread_stop(task[0]);
		KUNIT_ASSERT_FALSE(test, IS_ERR(task[i]));
	}
	for (i = 0; i < 2; i++)
		wake_up_process(task[i]);
	for (i = 0; i < 2; i++)
		wait_for_completion(&race.done[i]);
}

/* --- begin and end of a case ----------------------------------------------------- */

static int loopback_up(struct net *net)
{
	struct net_device *lo = net->loopback_dev;
	int err = 0;

	rtnl_lock();
	if (!(lo->flags & IFF_UP))
		err = dev_change_flags(lo, lo->flags | IFF_UP, NULL);
	rtnl_unlock();
	return err;
}

int sipfp_fixture_init(struct kunit *test)
{
	struct sipfp_fixture *f;
	int i, err;

	f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	test->priv = f;
	f->sn = sipfp_net(fixture_net);
	err = loopback_up(fixture_net);
	if (err)
		return err;
	/* Made with the first service; the fixture's own is in no table. */
	err = sipfp_budget_net_init(f->sn);
	if (err)
		return err;
	f->caller = socket_open(&f->caller_addr);
	f->callee = socket_open(&f->callee_addr);
	if (!f->caller || !f->callee)
		return -ENOTCONN;
	f->svc = sipfp_fixture_service(test, 5060);
	for (i = 0; i < SIPFP_STAT_MAX; i++)
		f->stats[i] = stat_sum(f->sn, i);
	for (i = 0; i < SIPFP_LIMIT_MAX; i++)
		f->max[i] = f->sn->limit[i].max;
	return 0;
}

static void remove_services(struct sipfp_net *sn)
{
	struct sipfp_service *svc;
	struct hlist_node *next;
	int i;

	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		hlist_for_each_entry_safe(svc, next, &sn->services[i], node)
			sipfp_service_remove(svc, true);
}

static void remove_all(struct sipfp_fixture *f)
{
	struct sipfp_net *sn = f->sn;
	int i;

	sipfp_txn_flush(sn, NULL);
	sipfp_fixture_end_punts(sn);
	mutex_lock(&sn->lock);
	remove_services(sn);
	sipfp_route_flush(sn);
	sipfp_gateway_flush(sn);
	sipfp_binding_flush(sn);
	for (i = 0; i < SIPFP_LIMIT_MAX; i++)
		sipfp_limit_set(sn, i, f->max[i]);
	mutex_unlock(&sn->lock);
}

/* Nothing may be left but the service of the fixture. */
static void check_empty(struct kunit *test, struct sipfp_fixture *f)
{
	struct sipfp_net *sn = f->sn;
	int i;

	for (i = 0; i < SIPFP_LIMIT_MAX; i++)
		KUNIT_EXPECT_EQ_MSG(test, sipfp_fixture_use(sn, i), 0,
				    "%s still charged", sipfp_limit_name(i));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_entries(sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_tokens(sn), 0);
	KUNIT_EXPECT_EQ(test, sn->n_services, 0);
	KUNIT_EXPECT_FALSE(test, sn->hooked4);
	KUNIT_EXPECT_FALSE(test, sn->hooked6);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, TXN_CREATED),
			sipfp_fixture_counted(f, TXN_ENDED));
	KUNIT_EXPECT_EQ(test, sipfp_fixture_counted(f, PUNT_CREATED),
			sipfp_fixture_counted(f, PUNT_ENDED));
	KUNIT_EXPECT_EQ(test, atomic_read(&f->svc->live), 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&f->svc->refs), 1);
}

void sipfp_fixture_exit(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	if (!f)
		return;
	if (f->svc) {
		remove_all(f);
		check_empty(test, f);
		sipfp_service_put(f->svc);
	}
	if (f->caller)
		sock_release(f->caller);
	if (f->callee)
		sock_release(f->callee);
	/* What this case has left to RCU shall not surprise the next one. */
	rcu_barrier();
}
