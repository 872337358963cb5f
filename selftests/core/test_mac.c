// SPDX-License-Identifier: GPL-2.0-only
/* SipHash-2-4 against the vectors of its authors */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "core/mac.h"

static const struct sipfp_mac_key key = { 0x0706050403020100ull,
					  0x0f0e0d0c0b0a0908ull };

/* Message i is the bytes 0, 1, ... i - 1; as little-endian numbers. */
static const u64 vectors[64] = {
	0x726fdb47dd0e0e31ull, 0x74f839c593dc67fdull, 0x0d6c8009d9a94f5aull,
	0x85676696d7fb7e2dull, 0xcf2794e0277187b7ull, 0x18765564cd99a68dull,
	0xcbc9466e58fee3ceull, 0xab0200f58b01d137ull, 0x93f5f5799a932462ull,
	0x9e0082df0ba9e4b0ull, 0x7a5dbbc594ddb9f3ull, 0xf4b32f46226bada7ull,
	0x751e8fbc860ee5fbull, 0x14ea5627c0843d90ull, 0xf723ca908e7af2eeull,
	0xa129ca6149be45e5ull, 0x3f2acc7f57c29bdbull, 0x699ae9f52cbe4794ull,
	0x4bc1b3f0968dd39cull, 0xbb6dc91da77961bdull, 0xbed65cf21aa2ee98ull,
	0xd0f2cbb02e3b67c7ull, 0x93536795e3a33e88ull, 0xa80c038ccd5ccec8ull,
	0xb8ad50c6f649af94ull, 0xbce192de8a85b8eaull, 0x17d835b85bbb15f3ull,
	0x2f2e6163076bcfadull, 0xde4daaaca71dc9a5ull, 0xa6a2506687956571ull,
	0xad87a3535c49ef28ull, 0x32d892fad841c342ull, 0x7127512f72f27cceull,
	0xa7f32346f95978e3ull, 0x12e0b01abb051238ull, 0x15e034d40fa197aeull,
	0x314dffbe0815a3b4ull, 0x027990f029623981ull, 0xcadcd4e59ef40c4dull,
	0x9abfd8766a33735cull, 0x0e3ea96b5304a7d0ull, 0xad0c42d6fc585992ull,
	0x187306c89bc215a9ull, 0xd4a60abcf3792b95ull, 0xf935451de4f21df2ull,
	0xa9538f0419755787ull, 0xdb9acddff56ca510ull, 0xd06c98cd5c0975ebull,
	0xe612a3cb9ecba951ull, 0xc766e62cfcadaf96ull, 0xee64435a9752fe72ull,
	0xa192d576b245165aull, 0x0a8787bf8ecb74b2ull, 0x81b3e73d20b49b6full,
	0x7fa8220ba3b2eceaull, 0x245731c13ca42499ull, 0xb78dbfaf3a8d83bdull,
	0xea1ad565322a1a0bull, 0x60e61c23a3795013ull, 0x6606d7e446282b93ull,
	0x6ca4ecb15c5f91e1ull, 0x9f626da15c9625f3ull, 0xe51b38608ef25f57ull,
	0x958a324ceb064572ull,
};

static void fill(u8 in[64])
{
	u32 i;

	for (i = 0; i < 64; i++)
		in[i] = (u8)i;
}

static void test_vectors(void **state)
{
	struct sipfp_mac m;
	u8 in[64];
	u32 n;

	(void)state;
	fill(in);
	for (n = 0; n < 64; n++) {
		sipfp_mac_init(&m, &key);
		sipfp_mac_bytes(&m, in, n);
		assert_true(sipfp_mac_final(&m) == vectors[n]);
	}
}

/* The same, however the text is cut in two. */
static void test_streaming(void **state)
{
	struct sipfp_mac m;
	u8 in[64];
	u32 n;
	u32 cut;

	(void)state;
	fill(in);
	for (n = 0; n < 64; n++) {
		for (cut = 0; cut <= n; cut++) {
			sipfp_mac_init(&m, &key);
			sipfp_mac_bytes(&m, in, cut);
			sipfp_mac_bytes(&m, in + cut, n - cut);
			assert_true(sipfp_mac_final(&m) == vectors[n]);
		}
	}
}

/* A u64 is its eight bytes, low one first, aligned to a block or not. */
static void test_u64(void **state)
{
	struct sipfp_mac m;
	u8 in[64];
	u32 n;

	(void)state;
	fill(in);
	for (n = 0; n + 8 < 64; n++) {
		u64 v = 0;
		u32 i;

		for (i = 8; i > 0; i--)
			v = v << 8 | in[n + i - 1];
		sipfp_mac_init(&m, &key);
		sipfp_mac_bytes(&m, in, n);
		sipfp_mac_u64(&m, v);
		assert_true(sipfp_mac_final(&m) == vectors[n + 8]);
	}
}

/* Some of the vectors of 128 bits, as two little-endian numbers */
static void test_wide(void **state)
{
	static const struct {
		u32 n;
		u64 lo;
		u64 hi;
	} wide[] = {
		{ 0, 0xe6a825ba047f81a3ull, 0x930255c71472f66dull },
		{ 1, 0x44af996bd8c187daull, 0x45fc229b11597634ull },
		{ 7, 0x53c1dbd8beebf1a1ull, 0x3982f01fa64ab8c0ull },
		{ 8, 0x61f55862baa9623bull, 0xb49714f364e2830full },
		{ 15, 0x11a8b03399e99354ull, 0xd9c3cf970fec087eull },
		{ 63, 0x4a83502f77d15051ull, 0x7cbd3f979a063e50ull },
	};
	struct sipfp_mac m;
	u8 in[64];
	u64 lo, hi;
	u32 i;

	(void)state;
	fill(in);
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		sipfp_mac_init_wide(&m, &key);
		sipfp_mac_bytes(&m, in, wide[i].n);
		sipfp_mac_final_wide(&m, &lo, &hi);
		assert_true(lo == wide[i].lo);
		assert_true(hi == wide[i].hi);
	}
}

/* Words are the same as one at a time, whatever comes before them. */
static void test_words(void **state)
{
	static const u64 w[3] = { 1, ~0ull, 0x0123456789abcdefull };
	struct sipfp_mac a;
	struct sipfp_mac b;
	u8 in[64];
	u32 n;
	u32 i;

	(void)state;
	fill(in);
	for (n = 0; n < 17; n++) {
		sipfp_mac_init(&a, &key);
		sipfp_mac_bytes(&a, in, n);
		sipfp_mac_words(&a, w, 3);
		sipfp_mac_init(&b, &key);
		sipfp_mac_bytes(&b, in, n);
		for (i = 0; i < 3; i++) {
			u8 byte[8];
			u32 k;

			for (k = 0; k < 8; k++)
				byte[k] = (u8)(w[i] >> (8 * k));
			sipfp_mac_bytes(&b, byte, 8);
		}
		assert_true(sipfp_mac_final(&a) == sipfp_mac_final(&b));
	}
}

/* More than 255 bytes: only the length modulo 256 counts (openssl's value). */
static void test_long(void **state)
{
	static u8 in[1000];
	struct sipfp_mac m;
	u32 i;

	(void)state;
	for (i = 0; i < 1000; i++)
		in[i] = (u8)(i % 251);
	sipfp_mac_init(&m, &key);
	sipfp_mac_bytes(&m, in, 1000);
	assert_true(sipfp_mac_final(&m) == 0x2858b3e457999452ull);
}

/* Every byte, at every place in a word, against a fold byte by byte */
static void test_nocase(void **state)
{
	struct sipfp_mac a;
	struct sipfp_mac b;
	u8 mixed[40];
	u8 lower[40];
	u32 at;
	u32 c;
	u32 i;

	(void)state;
	for (c = 0; c < 256; c++) {
		for (at = 0; at < 40; at++) {
			for (i = 0; i < 40; i++)
				mixed[i] = (u8)(c + 3 * (i - at));
			for (i = 0; i < 40; i++)
				lower[i] = mixed[i] >= 'A' && mixed[i] <= 'Z' ?
						   mixed[i] + 32 :
						   mixed[i];
			sipfp_mac_init(&a, &key);
			sipfp_mac_nocase(&a, mixed, at);
			sipfp_mac_nocase(&a, mixed + at, 40 - at);
			sipfp_mac_init(&b, &key);
			sipfp_mac_bytes(&b, lower, 40);
			assert_true(sipfp_mac_final(&a) == sipfp_mac_final(&b));
		}
	}
}

/* A span is its length, its bytes and zeros; out of range, the empty one. */
static void test_span(void **state)
{
	static const u8 text[] = "aBcDeFgHiJkLmN";
	static const u8 lower[] = "fghijklmn";
	static const u8 zeros[7];
	static const struct sipfp_span bad[] = {
		{ 5, 15 },
		{ 6, 5 },
		{ 65535, 65535 },
		{ 3, 3 },
	};
	struct sipfp_span s = { 5, 14 };
	struct sipfp_mac a;
	struct sipfp_mac b;
	u64 empty;
	u32 i;

	(void)state;
	sipfp_mac_init(&a, &key);
	sipfp_mac_span(&a, text, 14, s);
	sipfp_mac_span_nocase(&a, text, 14, s);
	sipfp_mac_init(&b, &key);
	sipfp_mac_u64(&b, 9);
	sipfp_mac_bytes(&b, text + 5, 9);
	sipfp_mac_bytes(&b, zeros, 7);
	sipfp_mac_u64(&b, 9);
	sipfp_mac_bytes(&b, lower, 9);
	sipfp_mac_bytes(&b, zeros, 7);
	assert_true(sipfp_mac_final(&a) == sipfp_mac_final(&b));
	sipfp_mac_init(&a, &key);
	sipfp_mac_u64(&a, 0);
	empty = sipfp_mac_final(&a);
	for (i = 0; i < 4; i++) {
		sipfp_mac_init(&a, &key);
		sipfp_mac_span(&a, text, 14, bad[i]);
		assert_true(sipfp_mac_final(&a) == empty);
		sipfp_mac_init(&a, &key);
		sipfp_mac_span_nocase(&a, text, 14, bad[i]);
		assert_true(sipfp_mac_final(&a) == empty);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_streaming),
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_nocase),
		cmocka_unit_test(test_span),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
