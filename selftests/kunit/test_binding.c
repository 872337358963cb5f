// SPDX-License-Identifier: GPL-2.0-only
/* Addresses of record and their contacts */
#include "binding.h"
#include "core/uri.h"
#include "fixture.h"

#define ALICE "alice@example.com"

static int set_flags(struct sipfp_net *sn, const char *aor, const char *uri,
		     u32 expires, bool create, bool excl)
{
	struct sipfp_binding_set set = {
		.aor = (u8 *)aor,
		.aor_len = strlen(aor),
		.uri = (u8 *)uri,
		.uri_len = strlen(uri),
		.target = sipfp_fixture_ip4(9, 5060),
		.has_expires = expires != U32_MAX,
		.expires = expires,
		.create = create,
		.excl = excl,
	};
	int err;

	mutex_lock(&sn->lock);
	err = sipfp_binding_set(sn, &set);
	mutex_unlock(&sn->lock);
	return err;
}

static int set(struct sipfp_net *sn, const char *aor, const char *uri,
	       u32 expires)
{
	return set_flags(sn, aor, uri, expires, true, false);
}

static u32 del(struct sipfp_net *sn, const char *aor, const char *uri)
{
	u32 n;

	mutex_lock(&sn->lock);
	n = sipfp_binding_del(sn, aor, strlen(aor), uri,
			      uri ? strlen(uri) : 0);
	mutex_unlock(&sn->lock);
	return n;
}

/* How many contacts; is @uri (unless NULL) the only one? */
static u32 count(struct sipfp_net *sn, const char *aor, const char *uri)
{
	const struct sipfp_binding *b;
	bool only;
	u32 n;

	rcu_read_lock();
	b = sipfp_binding_lookup(sn, aor, strlen(aor), &n);
	/* It is there exactly when it is the only one. */
	only = n == 1;
	if (only != !!b ||
	    (b && uri && (b->uri_len != strlen(uri) ||
			  memcmp(b->uri, uri, b->uri_len))))
		n = 99;
	rcu_read_unlock();
	return n;
}

static u32 aors(struct sipfp_net *sn)
{
	return atomic_read(&sn->aors.nelems);
}

static void binding_lookup(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	const struct sipfp_binding *b;
	u32 n;

	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, NULL), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 0), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, "sip:a@127.0.0.9"), 1);
	KUNIT_EXPECT_EQ(test, count(f->sn, "alice@example.co", NULL), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, "alice@example.comm", NULL), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, "Alice@example.com", NULL), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, "", NULL), 0);

	rcu_read_lock();
	b = sipfp_binding_lookup(f->sn, ALICE, strlen(ALICE), &n);
	if (b) {
		KUNIT_EXPECT_EQ(test, b->target.port, 5060);
		KUNIT_EXPECT_EQ(test, b->target.ip[3], 9);
		KUNIT_EXPECT_EQ(test, b->expires, 0);
	}
	rcu_read_unlock();
	KUNIT_EXPECT_NOT_NULL(test, b);
}

/* Whatever way a Request-URI writes it, it is the same address of record. */
static void binding_canonical(struct kunit *test)
{
	static const char * const same[] = {
		"sip:alice@example.com", "sip:alice@EXAMPLE.COM:5060",
		"SIP:alice@example.com;user=phone;transport=udp",
		"sip:alice:secret@example.com", "sip:%61lic%65@example.com",
	};
	static const char * const other[] = {
		"sip:Alice@example.com", "sip:example.com",
		"sip:alice@example.org", "sip:alice%40x@example.com",
	};
	struct sipfp_fixture *f = test->priv;
	u8 aor[SIPFP_AOR_MAX];
	struct sipfp_uri uri;
	u32 n, len, got;
	int i;

	KUNIT_ASSERT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 0), 0);
	for (i = 0; i < ARRAY_SIZE(same) + ARRAY_SIZE(other); i++) {
		bool want = i < ARRAY_SIZE(same);
		const char *text = want ? same[i] : other[i - ARRAY_SIZE(same)];

		len = strlen(text);
		KUNIT_EXPECT_TRUE_MSG(test,
				      sipfp_uri_parse(text, len,
						      (struct sipfp_span){
							0, len }, &uri),
				      "%s", text);
		n = sipfp_uri_aor(text, len, &uri, aor, sizeof(aor));
		KUNIT_ASSERT_LE(test, n, sizeof(aor));
		rcu_read_lock();
		sipfp_binding_lookup(f->sn, aor, n, &got);
		rcu_read_unlock();
		KUNIT_EXPECT_EQ_MSG(test, got, want, "%s", text);
	}
}

static void binding_several(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 0), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:b@127.0.0.9", 0), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, NULL), 2);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:c@127.0.0.9", 0), 0);
	/* "More than one" is all that the fast path wants to know. */
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, NULL), 2);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_BINDINGS),
			3);
	KUNIT_EXPECT_EQ(test, aors(f->sn), 1);
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, "sip:b@127.0.0.9"), 1);
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, "sip:b@127.0.0.9"), 0);
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, "sip:a@127.0.0.9"), 1);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, "sip:c@127.0.0.9"), 1);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 0), 0);
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, NULL), 2);
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, NULL), 0);
	KUNIT_EXPECT_EQ(test, aors(f->sn), 0);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_BINDINGS),
			0);
}

/* When does it expire? In seconds from now, about; 0: never */
static u64 left(struct sipfp_net *sn, const char *aor)
{
	const struct sipfp_binding *b;
	u64 at = 0;
	u32 n;

	rcu_read_lock();
	b = sipfp_binding_lookup(sn, aor, strlen(aor), &n);
	if (b)
		at = b->expires;
	rcu_read_unlock();
	return at ? at - sipfp_binding_now() : 0;
}

static void binding_change(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	const char *uri = "sip:a@127.0.0.9";

	KUNIT_EXPECT_EQ(test, set_flags(f->sn, ALICE, uri, 60, false, false),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, set_flags(f->sn, ALICE, uri, 60, true, true), 0);
	KUNIT_EXPECT_EQ(test, set_flags(f->sn, ALICE, uri, 60, true, true),
			-EEXIST);
	KUNIT_EXPECT_GE(test, left(f->sn, ALICE), 55);
	/* Not given: as it was. 0: for ever. */
	KUNIT_EXPECT_EQ(test, set_flags(f->sn, ALICE, uri, U32_MAX, false,
					false), 0);
	KUNIT_EXPECT_GE(test, left(f->sn, ALICE), 55);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, uri, 7200), 0);
	KUNIT_EXPECT_GE(test, left(f->sn, ALICE), 7000);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, uri, 0), 0);
	KUNIT_EXPECT_EQ(test, left(f->sn, ALICE), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, uri), 1);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_BINDINGS),
			1);
}

static void binding_limits(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	char uri[32];
	int i;

	for (i = 0; i < SIPFP_BINDING_CONTACTS_MAX; i++) {
		snprintf(uri, sizeof(uri), "sip:%d@127.0.0.9", i);
		KUNIT_ASSERT_EQ(test, set(f->sn, ALICE, uri, 0), 0);
	}
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:x@127.0.0.9", 0), -EMLINK);
	/* One that is there may be changed. */
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, uri, 60), 0);

	sipfp_fixture_set_limit(f->sn, SIPFP_LIMIT_BINDINGS,
				SIPFP_BINDING_CONTACTS_MAX);
	KUNIT_EXPECT_EQ(test, set(f->sn, "bob@x", "sip:b@127.0.0.9", 0),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, aors(f->sn), 1);
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, uri), 1);
	KUNIT_EXPECT_EQ(test, set(f->sn, "bob@x", "sip:b@127.0.0.9", 0), 0);
}

static void binding_expires(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	u64 began = sipfp_binding_now();

	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 1), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:b@127.0.0.9", 3600), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, "bob@x", "sip:b@127.0.0.9", 1), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, "carol@x", "sip:c@127.0.0.9", 2), 0);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, NULL), 2);

	KUNIT_EXPECT_TRUE(test,
			  sipfp_fixture_wait(count(f->sn, ALICE, NULL) == 1,
					     SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_GE(test, sipfp_binding_now(), began + 1);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, "sip:b@127.0.0.9"), 1);
	KUNIT_EXPECT_EQ(test, count(f->sn, "bob@x", NULL), 0);

	/* The work takes them away, one after the other, and no more. */
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(aors(f->sn) == 1,
						   SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_GE(test, sipfp_binding_now(), began + 2);
	KUNIT_EXPECT_EQ(test, sipfp_fixture_use(f->sn, SIPFP_LIMIT_BINDINGS),
			1);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, "sip:b@127.0.0.9"), 1);
}

/* The work is for the first to end, also when that one comes last. */
static void binding_expires_first(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;

	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 3600), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, "bob@x", "sip:b@127.0.0.9", 3), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, "bob@x", "sip:b@127.0.0.9", 1), 0);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(aors(f->sn) == 1,
						   SIPFP_FIXTURE_PATIENCE));
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, NULL), 1);
}

/* A refresh counts, however often the old end has been waited for. */
static void binding_refresh(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	u64 began = sipfp_binding_now();

	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 1), 0);
	KUNIT_EXPECT_EQ(test, set(f->sn, ALICE, "sip:a@127.0.0.9", 3600), 0);
	KUNIT_EXPECT_TRUE(test, sipfp_fixture_wait(sipfp_binding_now() >=
						   began + 2, 5000));
	flush_delayed_work(&f->sn->expire_work);
	KUNIT_EXPECT_EQ(test, count(f->sn, ALICE, NULL), 1);
	/* Taken away before its end: nothing is left to expire. */
	KUNIT_EXPECT_EQ(test, del(f->sn, ALICE, NULL), 1);
	KUNIT_EXPECT_NULL(test, rb_first_cached(&f->sn->expiries));
}

/* Many: the table grows, flush empties it. */
static void binding_many(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	unsigned int i, bad = 0;
	char aor[32];

	for (i = 0; i < 2000; i++) {
		snprintf(aor, sizeof(aor), "%u@example.com", i);
		bad += set(f->sn, aor, "sip:a@127.0.0.9", i % 2 * 3600) != 0;
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	for (i = 0; i < 2000; i++) {
		snprintf(aor, sizeof(aor), "%u@example.com", i);
		bad += count(f->sn, aor, NULL) != 1;
	}
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, aors(f->sn), 2000);
	mutex_lock(&f->sn->lock);
	sipfp_binding_flush(f->sn);
	mutex_unlock(&f->sn->lock);
	KUNIT_EXPECT_EQ(test, aors(f->sn), 0);
	KUNIT_EXPECT_NULL(test, rb_first_cached(&f->sn->expiries));
}

struct binding_race {
	struct sipfp_net *sn;
	unsigned int bad;
};

/* One changes the binding all the time, the other one looks it up. */
static void race_round(void *arg, int who, unsigned int round)
{
	struct binding_race *r = arg;

	if (who) {
		if (round % 7 == 6)
			del(r->sn, ALICE, NULL);
		else
			set(r->sn, ALICE, round & 1 ? "sip:a@127.0.0.9" :
			    "sip:bb@127.0.0.9", round % 3);
	} else {
		r->bad += count(r->sn, ALICE, NULL) > 2;
	}
}

static void binding_race(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct binding_race r = { .sn = f->sn };

	sipfp_fixture_race(test, 2000, race_round, &r);
	KUNIT_EXPECT_EQ(test, r.bad, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(binding_lookup),
	KUNIT_CASE(binding_canonical),
	KUNIT_CASE(binding_several),
	KUNIT_CASE(binding_change),
	KUNIT_CASE(binding_limits),
	KUNIT_CASE(binding_expires),
	KUNIT_CASE(binding_expires_first),
	KUNIT_CASE(binding_refresh),
	KUNIT_CASE(binding_many),
	KUNIT_CASE(binding_race),
	{}
};

struct kunit_suite sipfp_kunit_binding = {
	.name = "sipfp_binding",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
