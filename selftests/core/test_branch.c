// SPDX-License-Identifier: GPL-2.0-only
/* Branch and Record-Route tokens, keys of server transactions */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "core/branch.h"
#include "core/msg.h"
#include "core/via.h"

static const struct sipfp_keyring ring = { 2,
					   { 3, 31 },
					   { { 1, 2 }, { 3, 4 } } };

/* The same keys after a rotation: what was [0] is now [1]. */
static const struct sipfp_keyring rotated = { 2,
					      { 9, 3 },
					      { { 5, 6 }, { 1, 2 } } };

static struct sipfp_span span(u32 beg, u32 end)
{
	struct sipfp_span s = { (u16)beg, (u16)end };

	return s;
}

static int parse(const struct sipfp_keyring *kr, const u8 *buf, u32 len,
		 struct sipfp_branch *b)
{
	return sipfp_branch_parse(kr, buf, len, span(0, len), b);
}

static void upper(u8 *p, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (p[i] >= 'a' && p[i] <= 'z')
			p[i] -= 32;
}

static void test_round_trip(void **state)
{
	static const u64 token[] = {
		0, 1, 31, 32, 0x0123456789abcdefull, 1ull << 63, ~0ull
	};
	struct sipfp_branch b;
	u8 buf[64];
	u32 i;
	u8 owner;

	(void)state;
	for (i = 0; i < sizeof(token) / sizeof(token[0]); i++) {
		for (owner = 1; owner < SIPFP_OWNER_MAX; owner++) {
			memset(buf, '!', sizeof(buf));
			sipfp_branch_print(&ring, owner, token[i], buf);
			assert_memory_equal(buf, "z9hG4bKsfpad", 12);
			assert_int_equal(buf[SIPFP_BRANCH_LEN], '!');
			assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN,
					       &b),
					 SIPFP_TOKEN_GOOD);
			assert_int_equal(b.owner, owner);
			assert_int_equal(b.key_id, 3);
			assert_true(b.token == token[i]);
			upper(buf, SIPFP_BRANCH_LEN);
			assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN,
					       &b),
					 SIPFP_TOKEN_GOOD);
			assert_true(b.token == token[i]);
		}
	}
}

/* The form is wire ABI between releases: this one was made by the first. */
static void test_fixed_form(void **state)
{
	u8 buf[SIPFP_BRANCH_LEN + 1] = { 0 };

	(void)state;
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 0x0123456789abcdefull,
			   buf);
	assert_memory_equal(buf, "z9hG4bKsfpadbaci2fm6e2xtpp", 26);
	assert_string_equal((char *)buf + 26, "e263fnq3m2bdo");
}

static void test_key_rotation(void **state)
{
	struct sipfp_keyring one = ring;
	struct sipfp_branch b;
	u8 buf[SIPFP_BRANCH_LEN];

	(void)state;
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 77, buf);
	assert_int_equal(parse(&rotated, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_GOOD);
	assert_int_equal(b.key_id, 3);
	/* A key that is not in use verifies nothing. */
	sipfp_branch_print(&rotated, SIPFP_OWNER_KERNEL, 77, buf);
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FORGED);
	one.id[0] = 31;
	one.key[0] = ring.key[1];
	sipfp_branch_print(&one, SIPFP_OWNER_KERNEL, 77, buf);
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_GOOD);
	one = ring;
	one.n = 1;
	assert_int_equal(parse(&one, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FORGED);
	one.n = 0;
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 77, buf);
	assert_int_equal(parse(&one, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FORGED);
	/* Right key, wrong id */
	one = ring;
	one.id[0] = 4;
	assert_int_equal(parse(&one, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FORGED);
}

/* Every byte, set to every value: genuine only where just the case differs. */
static void test_every_byte(void **state)
{
	struct sipfp_branch b;
	u8 good[SIPFP_BRANCH_LEN];
	u8 buf[SIPFP_BRANCH_LEN];
	u32 i;
	u32 c;
	int r;

	(void)state;
	sipfp_branch_print(&ring, SIPFP_OWNER_DAEMON, 0x5555aaaa5555aaaaull,
			   good);
	for (i = 0; i < SIPFP_BRANCH_LEN; i++) {
		for (c = 0; c < 256; c++) {
			u8 a[2] = { (u8)c, good[i] };

			memcpy(buf, good, sizeof(buf));
			buf[i] = (u8)c;
			upper(a, 2);
			r = parse(&ring, buf, SIPFP_BRANCH_LEN, &b);
			if (a[0] == a[1]) {
				assert_int_equal(r, SIPFP_TOKEN_GOOD);
				assert_int_equal(b.owner, SIPFP_OWNER_DAEMON);
				continue;
			}
			/* cookie, "sfp" and version make it ours */
			assert_int_equal(r, i < 11 ? SIPFP_TOKEN_FOREIGN :
						     SIPFP_TOKEN_FORGED);
			assert_int_equal(b.owner, SIPFP_OWNER_NONE);
			assert_true(b.token == 0);
		}
	}
}

static void test_foreign(void **state)
{
	static const char *const other[] = {
		"",
		"z9hG4bK",
		"z9hG4bKsfp",
		"z9hG4bK776asdhds",
		"z9hG4bK00000000000000000000000000000000",
		"z9hG4bKsfpbaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct sipfp_branch b;
	u8 buf[SIPFP_BRANCH_LEN + 1];
	u32 i;

	(void)state;
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		assert_int_equal(parse(&ring, (const u8 *)other[i],
				       (u32)strlen(other[i]), &b),
				 SIPFP_TOKEN_FOREIGN);
	/* a byte more, a byte less, beyond the message, inverted */
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 1, buf);
	buf[SIPFP_BRANCH_LEN] = 'a';
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN + 1, &b),
			 SIPFP_TOKEN_FOREIGN);
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN - 1, &b),
			 SIPFP_TOKEN_FOREIGN);
	assert_int_equal(sipfp_branch_parse(&ring, buf, SIPFP_BRANCH_LEN - 1,
					    span(0, SIPFP_BRANCH_LEN), &b),
			 SIPFP_TOKEN_FOREIGN);
	assert_int_equal(sipfp_branch_parse(&ring, buf, SIPFP_BRANCH_LEN,
					    span(SIPFP_BRANCH_LEN, 0), &b),
			 SIPFP_TOKEN_FOREIGN);
	/* genuine, of an owner that we don't know */
	sipfp_branch_print(&ring, SIPFP_OWNER_MAX, 1, buf);
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FOREIGN);
	sipfp_branch_print(&ring, SIPFP_OWNER_NONE, 1, buf);
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FOREIGN);
}

/* A number has one form: the 65th bit is no alias. */
static void test_canonical(void **state)
{
	struct sipfp_branch b;
	u8 buf[SIPFP_BRANCH_LEN];

	(void)state;
	sipfp_branch_print(&ring, SIPFP_OWNER_KERNEL, 0, buf);
	assert_int_equal(buf[13], 'a');
	buf[13] = 'q';
	assert_int_equal(parse(&ring, buf, SIPFP_BRANCH_LEN, &b),
			 SIPFP_TOKEN_FORGED);
}

static const struct sipfp_addr self = { 4, 5060, { 192, 0, 2, 10 } };
static const struct sipfp_rr rr4 = { { { 4, 5062, { 198, 51, 100, 7 } },
				       { 4, 65535, { 255, 0, 113, 5 } } } };
static const struct sipfp_rr rr6 = {
	{ { 6, 5060, { 0x20, 1, 0xd, 0xb8, [15] = 1 } },
	  { 6, 1024, { 0x20, 1, 0xd, 0xb8, [14] = 0xff, [15] = 0xfe } } }
};

/* Token, Call-ID, initial tag, other tag: one buffer, as in a message */
struct sealed {
	u8 buf[SIPFP_RR_TOKEN_MAX + 16];
	u32 len;
	struct sipfp_span tok;
	struct sipfp_span callid;
	struct sipfp_span tag;
	struct sipfp_span other;
};

static void seal(struct sealed *s, const struct sipfp_rr *rr, u32 want)
{
	u32 n;

	memcpy(s->buf, "call1tag1xyz", 12);
	s->callid = span(0, 5);
	s->tag = span(5, 9);
	s->other = span(9, 12);
	n = sipfp_rr_print(&ring, rr, &self, s->buf, 12, s->callid, s->tag,
			   s->buf + 12, SIPFP_RR_TOKEN_MAX);
	assert_int_equal(n, want);
	s->tok = span(12, 12 + n);
	s->len = 12 + n;
}

static int unseal(const struct sealed *s, struct sipfp_rr *rr)
{
	return sipfp_rr_parse(&ring, &self, s->buf, s->len, s->tok, s->callid,
			      s->tag, s->other, rr);
}

static void flows_equal(const struct sipfp_rr *a, const struct sipfp_rr *b)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		assert_int_equal(a->flow[i].family, b->flow[i].family);
		assert_int_equal(a->flow[i].port, b->flow[i].port);
		assert_memory_equal(a->flow[i].ip, b->flow[i].ip, 16);
	}
}

static void test_rr_round_trip(void **state)
{
	struct sipfp_rr rr;
	struct sealed s;
	struct sipfp_span swap;

	(void)state;
	seal(&s, &rr4, 36);
	/* wire ABI between releases, as test_fixed_form() */
	assert_memory_equal(s.buf + 12, "ad4yyzwibyty37qa4if777qdruu24cwzvfps",
			    36);
	assert_int_equal(unseal(&s, &rr), SIPFP_TOKEN_GOOD);
	flows_equal(&rr, &rr4);
	/* from the callee: the initial tag is in To */
	swap = s.tag;
	s.tag = s.other;
	s.other = swap;
	assert_int_equal(unseal(&s, &rr), SIPFP_TOKEN_GOOD);
	seal(&s, &rr6, 74);
	assert_memory_equal(s.buf + 12, "ad6", 3);
	upper(s.buf + 12, 74);
	assert_int_equal(unseal(&s, &rr), SIPFP_TOKEN_GOOD);
	flows_equal(&rr, &rr6);
}

static void rr_forged(const struct sealed *s)
{
	struct sipfp_rr rr;

	memset(&rr, 0xff, sizeof(rr));
	assert_int_equal(unseal(s, &rr), SIPFP_TOKEN_FORGED);
	assert_int_equal(rr.flow[0].family, 0);
	assert_int_equal(rr.flow[1].family, 0);
}

static void test_rr_bound(void **state)
{
	struct sipfp_addr other = self;
	struct sipfp_rr rr;
	struct sealed s;

	(void)state;
	seal(&s, &rr4, 36);
	s.tag = s.other;
	rr_forged(&s);
	seal(&s, &rr4, 36);
	s.buf[0] = 'C';
	rr_forged(&s);
	/* the same bytes, cut elsewhere */
	seal(&s, &rr4, 36);
	s.callid = span(0, 4);
	s.tag = span(4, 9);
	rr_forged(&s);
	seal(&s, &rr4, 36);
	other.port = 5061;
	assert_int_equal(sipfp_rr_parse(&ring, &other, s.buf, s.len, s.tok,
					s.callid, s.tag, s.other, &rr),
			 SIPFP_TOKEN_FORGED);
	other = self;
	other.ip[3]++;
	assert_int_equal(sipfp_rr_parse(&ring, &other, s.buf, s.len, s.tok,
					s.callid, s.tag, s.other, &rr),
			 SIPFP_TOKEN_FORGED);
	assert_int_equal(sipfp_rr_parse(&rotated, &self, s.buf, s.len, s.tok,
					s.callid, s.tag, s.other, &rr),
			 SIPFP_TOKEN_GOOD);
}

/* Every byte of both families, set to every value */
static void test_rr_every_byte(void **state)
{
	const struct sipfp_rr *const in[] = { &rr4, &rr6 };
	struct sipfp_rr rr;
	struct sealed s;
	struct sealed t;
	u32 f;
	u32 i;
	u32 c;

	(void)state;
	for (f = 0; f < 2; f++) {
		seal(&s, in[f], f ? 74 : 36);
		for (i = s.tok.beg; i < s.tok.end; i++) {
			for (c = 0; c < 256; c++) {
				u8 a[2] = { (u8)c, s.buf[i] };

				t = s;
				t.buf[i] = (u8)c;
				upper(a, 2);
				if (a[0] == a[1])
					assert_int_equal(unseal(&t, &rr),
							 SIPFP_TOKEN_GOOD);
				else if (i == s.tok.beg)
					assert_int_equal(unseal(&t, &rr),
							 SIPFP_TOKEN_FOREIGN);
				else
					rr_forged(&t);
			}
		}
	}
}

static void test_rr_lengths(void **state)
{
	struct sipfp_rr rr;
	struct sealed s;
	u32 end;

	(void)state;
	seal(&s, &rr6, 74);
	for (end = s.tok.beg; end < s.len; end++) {
		s.tok.end = (u16)end;
		assert_int_equal(unseal(&s, &rr), end < s.tok.beg + 3u ?
							  SIPFP_TOKEN_FOREIGN :
							  SIPFP_TOKEN_FORGED);
	}
	s.tok.end = (u16)(s.len + 1);
	assert_int_equal(unseal(&s, &rr), SIPFP_TOKEN_FOREIGN);
}

static void test_rr_refuses(void **state)
{
	struct sipfp_rr mixed = { { { 4, 1, { 1 } }, { 6, 1, { 1 } } } };
	struct sipfp_rr none = { { { 0 }, { 0 } } };
	u8 out[SIPFP_RR_TOKEN_MAX] = { 0 };
	u32 cap;

	(void)state;
	assert_int_equal(sipfp_rr_print(&ring, &mixed, &self, out, 0,
					span(0, 0), span(0, 0), out,
					sizeof(out)),
			 sizeof(out) + 1);
	assert_int_equal(sipfp_rr_print(&ring, &none, &self, out, 0, span(0, 0),
					span(0, 0), out, sizeof(out)),
			 sizeof(out) + 1);
	for (cap = 0; cap < 36; cap++) {
		out[cap] = '!';
		assert_int_equal(sipfp_rr_print(&ring, &rr4, &self, out, 0,
						span(0, 0), span(0, 0), out,
						cap),
				 cap + 1);
		assert_int_equal(out[cap], '!');
	}
}

/* "BRANCH HOST METHOD" -> key */
static struct sipfp_skey skey(const char *branch, const char *host, u16 port,
			      const char *method, bool of_invite)
{
	static const struct sipfp_mac_key key = { 7, 8 };
	struct sipfp_skey out;
	struct sipfp_msg m;
	struct sipfp_via v;
	u8 buf[128];
	u32 n = 0;

	memset(&m, 0, sizeof(m));
	memset(&v, 0, sizeof(v));
	v.branch = span(n, n + strlen(branch));
	memcpy(buf + n, branch, strlen(branch));
	n = v.branch.end;
	v.host = span(n, n + strlen(host));
	memcpy(buf + n, host, strlen(host));
	n = v.host.end;
	v.port = port;
	m.method_tok = span(n, n + strlen(method));
	memcpy(buf + n, method, strlen(method));
	n = m.method_tok.end;
	m.buf = buf;
	m.len = n;
	m.method = strcmp(method, "ACK") == 0	 ? SIPFP_METHOD_ACK :
		   strcmp(method, "CANCEL") == 0 ? SIPFP_METHOD_CANCEL :
		   strcmp(method, "INVITE") == 0 ? SIPFP_METHOD_INVITE :
						   SIPFP_METHOD_OTHER;
	sipfp_skey_make(&key, &m, &v, of_invite, &out);
	return out;
}

static bool same(struct sipfp_skey a, struct sipfp_skey b)
{
	/* both halves tell, each on its own */
	assert_true((a.lo == b.lo) == (a.hi == b.hi));
	return a.lo == b.lo;
}

static void test_skey(void **state)
{
	struct sipfp_skey k = skey("z9hG4bKab", "pc.a", 0, "INVITE", false);

	(void)state;
	assert_true(k.lo != k.hi);
	assert_true(same(k, skey("Z9HG4BKAB", "PC.A", 5060, "INVITE", false)));
	assert_true(same(k, skey("z9hG4bKab", "pc.a", 0, "INVITE", true)));
	assert_true(same(k, skey("z9hG4bKab", "pc.a", 0, "ACK", true)));
	assert_true(same(k, skey("z9hG4bKab", "pc.a", 0, "CANCEL", true)));
	assert_false(same(k, skey("z9hG4bKab", "pc.a", 0, "ACK", false)));
	assert_false(same(k, skey("z9hG4bKab", "pc.a", 0, "CANCEL", false)));
	assert_false(same(k, skey("z9hG4bKab", "pc.a", 0, "BYE", true)));
	assert_false(same(k, skey("z9hG4bKab", "pc.a", 0, "invite", true)));
	assert_false(same(k, skey("z9hG4bKac", "pc.a", 0, "INVITE", false)));
	assert_false(same(k, skey("z9hG4bKab", "pc.b", 0, "INVITE", false)));
	assert_false(same(k, skey("z9hG4bKab", "pc.a", 5061, "INVITE", false)));
	/* the same bytes, cut elsewhere */
	assert_false(same(k, skey("z9hG4bKabp", "c.a", 0, "INVITE", false)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_fixed_form),
		cmocka_unit_test(test_key_rotation),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_rr_round_trip),
		cmocka_unit_test(test_rr_bound),
		cmocka_unit_test(test_rr_every_byte),
		cmocka_unit_test(test_rr_lengths),
		cmocka_unit_test(test_rr_refuses),
		cmocka_unit_test(test_skey),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
