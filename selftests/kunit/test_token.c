// SPDX-License-Identifier: GPL-2.0-only
/* Tokens and their keys, as the kernel makes them */
#include <linux/random.h>
#include <linux/siphash.h>
#include "key.h"
#include "fixture.h"

static int parse(const struct sipfp_keyring *ring, const u8 *text,
		 struct sipfp_branch *b)
{
	struct sipfp_span all = { 0, SIPFP_BRANCH_LEN };

	return sipfp_branch_parse(ring, text, SIPFP_BRANCH_LEN, all, b);
}

static struct sipfp_keyring ring(struct sipfp_net *sn)
{
	struct sipfp_keyring r;

	rcu_read_lock();
	r = rcu_dereference(sn->keys)->ring;
	rcu_read_unlock();
	return r;
}

static int key_new(struct sipfp_net *sn, int id, const u8 *secret)
{
	int err;

	mutex_lock(&sn->lock);
	err = sipfp_key_new(sn, id, secret);
	mutex_unlock(&sn->lock);
	return err;
}

static void token_roundtrip(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_keyring r = ring(f->sn);
	u64 tokens[] = { 0, 1, U64_MAX, BIT_ULL(63), get_random_u64() };
	u8 text[SIPFP_BRANCH_LEN];
	struct sipfp_branch b;
	u8 owner;
	int i;

	for (owner = SIPFP_OWNER_KERNEL; owner < SIPFP_OWNER_MAX; owner++)
		for (i = 0; i < ARRAY_SIZE(tokens); i++) {
			sipfp_branch_print(&r, owner, tokens[i], text);
			KUNIT_EXPECT_EQ(test, memcmp(text, "z9hG4bKsfp", 10),
					0);
			KUNIT_EXPECT_EQ(test, parse(&r, text, &b),
					SIPFP_TOKEN_GOOD);
			KUNIT_EXPECT_EQ(test, b.token, tokens[i]);
			KUNIT_EXPECT_EQ(test, b.owner, owner);
			KUNIT_EXPECT_EQ(test, b.key_id, r.id[0]);
		}
}

/* Whatever bit is changed, but for the case of a letter: never good. */
static void token_forged(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_keyring r = ring(f->sn);
	u8 text[SIPFP_BRANCH_LEN];
	struct sipfp_branch b;
	int i, bit, good = 0;

	sipfp_branch_print(&r, SIPFP_OWNER_KERNEL, get_random_u64(), text);
	for (i = 0; i < SIPFP_BRANCH_LEN; i++)
		for (bit = 0; bit < 8; bit++) {
			if (bit == 5 && isalpha(text[i]))
				continue;
			text[i] ^= BIT(bit);
			good += parse(&r, text, &b) == SIPFP_TOKEN_GOOD;
			text[i] ^= BIT(bit);
		}
	KUNIT_EXPECT_EQ(test, good, 0);
	for (i = 0; i < SIPFP_BRANCH_LEN; i++)
		text[i] = toupper(text[i]);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_GOOD);
}

static void token_rotation(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_keyring r = ring(f->sn);
	u8 text[SIPFP_BRANCH_LEN], newer[SIPFP_BRANCH_LEN];
	struct sipfp_branch b;
	u8 id = r.id[0];

	sipfp_branch_print(&r, SIPFP_OWNER_KERNEL, 1, text);
	KUNIT_ASSERT_EQ(test, key_new(f->sn, -1, NULL), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, r.n, 2);
	KUNIT_EXPECT_EQ(test, r.id[1], id);
	KUNIT_EXPECT_EQ(test, r.id[0], (id + 1) % 32);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_GOOD);
	sipfp_branch_print(&r, SIPFP_OWNER_KERNEL, 2, newer);
	KUNIT_EXPECT_EQ(test, parse(&r, newer, &b), SIPFP_TOKEN_GOOD);
	KUNIT_EXPECT_EQ(test, b.key_id, r.id[0]);

	KUNIT_ASSERT_EQ(test, key_new(f->sn, -1, NULL), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_FORGED);
	KUNIT_EXPECT_EQ(test, parse(&r, newer, &b), SIPFP_TOKEN_GOOD);
}

/* Round the ring of ids: each one is fresh, none ever fails. */
static void token_ids(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	u8 id = ring(f->sn).id[0];
	int i;

	for (i = 0; i < 70; i++) {
		KUNIT_ASSERT_EQ(test, key_new(f->sn, -1, NULL), 0);
		id = (id + 1) % 32;
		KUNIT_EXPECT_EQ(test, ring(f->sn).id[0], id);
	}
}

/* Two ids, the second next to the first, that the ring does not have */
static void free_ids(struct sipfp_net *sn, u8 id[2])
{
	struct sipfp_keyring r = ring(sn);

	for (id[0] = 0; ; id[0]++) {
		id[1] = id[0] + 1;
		if (r.id[0] != id[0] && r.id[0] != id[1] &&
		    r.id[1] != id[0] && r.id[1] != id[1])
			return;
	}
}

static void token_given(struct kunit *test)
{
	static const u8 secret[SIPFP_SECRET_LEN] = "0123456789abcde";
	static const u8 other[SIPFP_SECRET_LEN] = "another one 789";
	struct sipfp_fixture *f = test->priv;
	struct sipfp_keyring r, again;
	u8 text[SIPFP_BRANCH_LEN];
	struct sipfp_branch b;
	u8 id[2];

	free_ids(f->sn, id);
	KUNIT_ASSERT_EQ(test, key_new(f->sn, id[0], secret), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, r.id[0], id[0]);
	sipfp_branch_print(&r, SIPFP_OWNER_DAEMON, 3, text);

	/* The same once more changes nothing: a node that starts says so. */
	KUNIT_EXPECT_EQ(test, key_new(f->sn, id[0], secret), 0);
	again = ring(f->sn);
	KUNIT_EXPECT_EQ(test, memcmp(&again, &r, sizeof(r)), 0);
	/* One id, two secrets: what is under way would be lost. */
	KUNIT_EXPECT_EQ(test, key_new(f->sn, id[0], other), -EEXIST);
	KUNIT_EXPECT_EQ(test, key_new(f->sn, id[0], NULL), -EEXIST);

	/* The previous key may become the current one again. */
	KUNIT_EXPECT_EQ(test, key_new(f->sn, id[1], other), 0);
	KUNIT_EXPECT_EQ(test, key_new(f->sn, id[0], secret), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, r.n, 2);
	KUNIT_EXPECT_EQ(test, r.id[0], id[0]);
	KUNIT_EXPECT_EQ(test, r.id[1], id[1]);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_GOOD);
	/* ... and "the next one" finds an id, although that one is taken. */
	KUNIT_EXPECT_EQ(test, key_new(f->sn, -1, NULL), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, r.id[1], id[0]);
	KUNIT_EXPECT_NE(test, r.id[0], id[0]);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_GOOD);
}

/* A sibling node has another ring, with the same secret under the same id. */
static void token_sibling(struct kunit *test)
{
	static const u8 secret[SIPFP_SECRET_LEN] = "fedcba987654321";
	struct sipfp_fixture *f = test->priv;
	u8 text[SIPFP_BRANCH_LEN];
	struct sipfp_keyring r;
	struct sipfp_branch b;
	u8 id[2];

	free_ids(f->sn, id);
	KUNIT_ASSERT_EQ(test, key_new(f->sn, id[0], secret), 0);
	r = ring(f->sn);
	sipfp_branch_print(&r, SIPFP_OWNER_KERNEL, 4, text);
	KUNIT_ASSERT_EQ(test, key_new(f->sn, id[1], NULL), 0);
	KUNIT_ASSERT_EQ(test, key_new(f->sn, -1, NULL), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_FORGED);
	KUNIT_ASSERT_EQ(test, key_new(f->sn, id[0], secret), 0);
	r = ring(f->sn);
	KUNIT_EXPECT_EQ(test, parse(&r, text, &b), SIPFP_TOKEN_GOOD);
}

/* Our hash is the kernel's SipHash, at any alignment. */
static void token_mac(struct kunit *test)
{
	struct sipfp_mac_key key = { get_random_u64(), get_random_u64() };
	siphash_key_t kkey = { { key.k0, key.k1 } };
	struct sipfp_mac m;
	u8 buf[80];
	u32 at, n;

	get_random_bytes(buf, sizeof(buf));
	for (n = 0; n <= 72; n++)
		for (at = 0; at < 8; at++) {
			sipfp_mac_init(&m, &key);
			sipfp_mac_bytes(&m, buf + at, n / 3);
			sipfp_mac_bytes(&m, buf + at + n / 3, n - n / 3);
			KUNIT_EXPECT_EQ(test, sipfp_mac_final(&m),
					siphash(buf + at, n, &kkey));
		}
}

/* What belongs to one transaction has one key, nothing else has it. */
static void token_skey(struct kunit *test)
{
	struct sipfp_fixture *f = test->priv;
	struct sipfp_fixture_msg *invite, *again, *other, *ack, *cancel;
	struct sipfp_skey key;

	invite = sipfp_fixture_request(test, "INVITE", 1);
	again = sipfp_fixture_request(test, "INVITE", 1);
	other = sipfp_fixture_request(test, "INVITE", 2);
	ack = sipfp_fixture_request(test, "ACK", 1);
	cancel = sipfp_fixture_request(test, "CANCEL", 1);
	KUNIT_EXPECT_EQ(test, memcmp(&invite->pkt.key, &again->pkt.key,
				     sizeof(key)), 0);
	KUNIT_EXPECT_NE(test, memcmp(&invite->pkt.key, &other->pkt.key,
				     sizeof(key)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&invite->pkt.key, &ack->pkt.key,
				     sizeof(key)), 0);
	KUNIT_EXPECT_NE(test, memcmp(&invite->pkt.key, &cancel->pkt.key,
				     sizeof(key)), 0);
	sipfp_skey_make(&f->sn->skey_key, &cancel->pkt.msg, &cancel->pkt.via,
			true, &key);
	KUNIT_EXPECT_EQ(test, memcmp(&invite->pkt.key, &key, sizeof(key)), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(token_roundtrip),
	KUNIT_CASE(token_forged),
	KUNIT_CASE(token_rotation),
	KUNIT_CASE(token_ids),
	KUNIT_CASE(token_given),
	KUNIT_CASE(token_sibling),
	KUNIT_CASE(token_mac),
	KUNIT_CASE(token_skey),
	{}
};

struct kunit_suite sipfp_kunit_token = {
	.name = "sipfp_token",
	.init = sipfp_fixture_init,
	.exit = sipfp_fixture_exit,
	.test_cases = cases,
};
