// SPDX-License-Identifier: GPL-2.0-only
/* Loop detection: what is one, what is a spiral, and who can pretend */
#include "rig.h"
#include "core/loop.h"

#define HEAD "INVITE sip:bob@example.com SIP/2.0\r\n"
#define VIA  "Via: SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK1\r\n"
#define REST \
	"From: <sip:a@a.example>;tag=ft\r\nTo: <sip:b@b.example>\r\n" \
	"Call-ID: cid\r\nCSeq: 7 INVITE\r\n\r\n"
/* The proxy that the request went to in the meantime */
#define NEXT "Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bKnext\r\n"

static u32 hash_by(const struct sipfp_keyring *kr, const char *text)
{
	struct rig_text t;
	u32 hash;

	rig_index(&t, text, strlen(text));
	hash = sipfp_loop_hash(kr, &t.m);
	rig_free(&t);
	return hash;
}

static u32 hash(const char *text)
{
	return hash_by(&rig_ring, text);
}

static bool found(const char *text, u32 h)
{
	struct sipfp_addr self = rig_addr(RIG_SELF);
	struct rig_text t;
	bool loop;

	rig_index(&t, text, strlen(text));
	loop = sipfp_loop_found(&rig_ring, &t.m, &t.via, &self, h);
	rig_free(&t);
	return loop;
}

/* Our branch on what had this hash, to be freed */
static char *branch_of(u8 owner, u32 h)
{
	char *b = calloc(1, SIPFP_BRANCH_LEN + 1);

	assert_non_null(b);
	sipfp_branch_print(&rig_ring, owner, sipfp_loop_token(h, 0x1234567890),
			   (u8 *)b);
	return b;
}

/* The same bytes, but for what is said there, have the same hash or another. */
static void test_hash(void **state)
{
#define FROM_TO(from, to) "From: <sip:a>;tag=" from "\r\nTo: <sip:b>" to "\r\n"
#define CALL(id, cseq)	  "Call-ID: " id "\r\nCSeq: " cseq "\r\n\r\n"
	static const char *const same[] = {
		HEAD NEXT VIA "Max-Forwards: 3\r\n" REST,
		HEAD VIA "Record-Route: <sip:h;lr>\r\nS: x\r\n" REST "body",
		"ACK sip:bob@example.com SIP/2.0\r\n" VIA FROM_TO("ft", "")
			CALL("cid", "7 ACK"),
	};
	static const char *const others[] = {
		"INVITE sip:bob@example.org SIP/2.0\r\n" VIA REST,
		HEAD VIA "Route: <sip:h;lr>\r\n" REST,
		HEAD VIA FROM_TO("fx", "") CALL("cid", "7 INVITE"),
		HEAD VIA FROM_TO("ft", ";tag=t") CALL("cid", "7 INVITE"),
		HEAD VIA FROM_TO("ft", "") CALL("ciD", "7 INVITE"),
		HEAD VIA FROM_TO("ft", "") CALL("cid", "8 INVITE"),
	};
	u32 h = hash(HEAD VIA REST);
	u32 i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_int_equal(h, hash(same[i]));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_not_equal(h, hash(others[i]));
}

/* The way goes by the first Route; how often it comes by, by all of them. */
static void test_routes(void **state)
{
	static const char *const routes[] = {
		"Route: <sip:a;lr>\r\n",
		"Route: <sip:a;lr>, <sip:b;lr>\r\n",
		"Route: <sip:a;lr>, <sip:b;lr>\r\nRoute: <sip:c;lr>\r\n",
		"Route: <sip:a;lr>, <sip:b;lr>\r\nRoute: <sip:d;lr>\r\n",
		"Route: <sip:a;lr>, <sip:b;lr>\r\nX: y\r\n"
		"Route: <sip:d;lr>\r\nRoute: <sip:a;lr>\r\n",
	};
	u32 h[5];
	char *text;
	u32 i, k;

	(void)state;
	for (i = 0; i < 5; i++) {
		text = rig_format(HEAD VIA "%s" REST, routes[i]);
		h[i] = hash(text);
		free(text);
		for (k = 0; k < i; k++)
			assert_int_not_equal(h[i], h[k]);
	}
}

/* %s is our branch; sent on by another, sent back as it was, and in other forms */
#define OURS "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=%s\r\n"
static const char *const looped[] = {
	HEAD NEXT OURS VIA REST,
	HEAD OURS VIA REST,
	HEAD "v: SIP/2.0/UDP 192.0.2.10;branch=%s\r\n" VIA REST,
	HEAD
	"Via: SIP/2.0/TCP h;branch=z9hG4bKx, \r\n"
	" SIP/2.0/UDP 192.0.2.10 ;x=\",\";branch=%s ,SIP/2.0/UDP i\r\n" REST,
	/* a Via that can't be read hides nothing behind it */
	HEAD VIA "Via: ;;\r\n" OURS REST,
};

static bool found_in(const char *format, const char *branch)
{
	char *text = rig_format(format, branch);
	bool loop = found(text, hash(text));

	free(text);
	return loop;
}

static void test_loop(void **state)
{
	static const u8 owners[] = { SIPFP_OWNER_KERNEL,
				     SIPFP_OWNER_STATELESS };
	u32 h = hash(HEAD VIA REST);
	char *branch;
	u32 i, k;

	(void)state;
	assert_false(found(HEAD VIA REST, h));
	assert_false(found(HEAD NEXT VIA REST, h));
	for (i = 0; i < sizeof(owners); i++) {
		branch = branch_of(owners[i], h);
		for (k = 0; k < sizeof(looped) / sizeof(looped[0]); k++)
			assert_true(found_in(looped[k], branch));
		free(branch);
	}
}

/* It has been here, and goes elsewhere now: somebody has changed it */
static void test_spiral(void **state)
{
	static const char text[] =
		"INVITE sip:carol@example.com SIP/2.0\r\n" NEXT OURS VIA REST;
	char *branch = branch_of(SIPFP_OWNER_KERNEL, hash(HEAD VIA REST));

	(void)state;
	assert_false(found_in(text, branch));
	free(branch);
	branch = branch_of(SIPFP_OWNER_KERNEL, hash(text));
	assert_true(found_in(text, branch));
	free(branch);
}

/* What is not ours, or not for this: nobody can make a loop where none is. */
static void test_others(void **state)
{
	static const char *const sent_by[] = {
		HEAD "Via: SIP/2.0/UDP 192.0.2.11;branch=%s\r\n" VIA REST,
		HEAD "Via: SIP/2.0/UDP 192.0.2.10:5062;branch=%s\r\n" VIA REST,
		HEAD "Via: SIP/2.0/UDP [2001:db8::10];branch=%s\r\n" VIA REST,
		HEAD "Via: SIP/2.0/UDP h.example;branch=%s\r\n" VIA REST,
	};
	u32 h = hash(HEAD VIA REST);
	char *branch = branch_of(SIPFP_OWNER_KERNEL, h);
	u32 i;

	(void)state;
	for (i = 0; i < sizeof(sent_by) / sizeof(sent_by[0]); i++)
		assert_false(found_in(sent_by[i], branch));
	branch[20] = branch[20] == 'a' ? 'b' : 'a';
	assert_false(found_in(looped[0], branch));
	free(branch);
	branch = branch_of(SIPFP_OWNER_DAEMON, h);
	assert_false(found_in(looped[0], branch));
	free(branch);
	assert_false(found_in(looped[0], "z9hG4bKsomebodyelse"));
}

/* Another key, another hash: the loop is seen in the next round. */
static void test_key(void **state)
{
	struct sipfp_keyring other = rig_ring;

	(void)state;
	other.key[0] = rig_ring.key[1];
	other.key[1] = rig_ring.key[0];
	assert_int_not_equal(hash(HEAD VIA REST),
			     hash_by(&other, HEAD VIA REST));
}

static void test_token(void **state)
{
	(void)state;
	assert_true(sipfp_loop_token(0x89abcdef, 0xfedcba9876543210) ==
		    0x89abcdef76543210);
	assert_true(sipfp_loop_token(0, ~0ull) == 0xffffffff);
	assert_true(sipfp_loop_token(~0u, 0) >> 32 == 0xffffffff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash),   cmocka_unit_test(test_routes),
		cmocka_unit_test(test_loop),   cmocka_unit_test(test_spiral),
		cmocka_unit_test(test_others), cmocka_unit_test(test_key),
		cmocka_unit_test(test_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
