// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Tokens in Via branches and Record-Route URIs, see branch.h */
#include "branch.h"
#include "msg.h"
#include "put.h"
#include "via.h"
#include "word.h"

#define VERSION 'a'
#define U64_DIGITS 13u
#define FLOWS_MAX 40u		/* two IPv6 flows, 36 bytes, in whole digits */
#define FLOWS_DIGITS_MAX 58u
#define FLOWS_TEXT 64u
#define RR_HEAD 3u		/* version, key id, family */
#define FAMILY_4 28u		/* the digit "4" */
#define FAMILY_6 30u

/* Offsets in a branch */
#define AT_VERSION 10u
#define AT_KEY 11u
#define AT_OWNER 12u
#define AT_TOKEN 13u
#define AT_MAC 26u

/* What a MAC is for comes first, so that none can stand in for another. */
#define DOMAIN_BRANCH 0x6272616e63680000ull
#define DOMAIN_RR 0x7265632d72740000ull
#define DOMAIN_SKEY 0x736b657900000000ull /* and a method and a port */

static inline u8 digit(u32 v)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

	return (u8)digits[v & 31];
}

/* Digits: 0..31, or 32 for what is none */
static const u8 values[256] = {
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 26, 27, 28, 29, 30, 31, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 32, 32, 32, 32, 32,
	32, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
	32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
};

/* Return: 0..31, or 32 for what is no digit. */
static inline u32 digit_value(u8 c)
{
	return values[c];
}

/* As digit_value(); 32 beyond @len, too. */
static u32 digit_at(const u8 *buf, u32 len, u32 at)
{
	return at < len ? digit_value(buf[at]) : 32;
}

/* The eight digits of 40 bits */
static inline void digits8(u8 *out, u64 w)
{
	out[0] = digit((u32)(w >> 35 & 31));
	out[1] = digit((u32)(w >> 30 & 31));
	out[2] = digit((u32)(w >> 25 & 31));
	out[3] = digit((u32)(w >> 20 & 31));
	out[4] = digit((u32)(w >> 15 & 31));
	out[5] = digit((u32)(w >> 10 & 31));
	out[6] = digit((u32)(w >> 5 & 31));
	out[7] = digit((u32)(w & 31));
}

/* Exactly U64_DIGITS bytes */
static void u64_print(u8 *out, u64 v)
{
	out[0] = digit((u32)(v >> 60));
	out[1] = digit((u32)(v >> 55 & 31));
	out[2] = digit((u32)(v >> 50 & 31));
	out[3] = digit((u32)(v >> 45 & 31));
	out[4] = digit((u32)(v >> 40 & 31));
	digits8(out + 5, v & 0xffffffffffull);
}

/*
 * @n digits at @at, eight at most, as the high ones of eight. Return: 40 bits,
 * or NO_DIGITS.
 */
#define NO_DIGITS ~0ull
static inline u64 parse8(const u8 *buf, u32 len, u32 at, u32 n)
{
	u64 w = 0;
	u32 bad = 0;
	u32 k = 0;

	if (n > 8 || at + n > len)
		return NO_DIGITS;
	//@ loop invariant k <= n;
	//@ loop assigns k, w, bad;
	//@ loop variant n - k;
	while (k < n) {
		u32 d = values[buf[at + k]];

		bad |= d;
		w |= (u64)(d & 31) << (35 - 5 * k);
		k++;
	}
	return bad > 31 ? NO_DIGITS : w;
}

/*
 * U64_DIGITS digits at @at. They hold 65 bits: the first digit must be below
 * 16, so that a number has one form only.
 */
static bool u64_parse(const u8 *buf, u32 len, u32 at, u64 *v)
{
	u64 high = parse8(buf, len, at, 5);
	u64 low = parse8(buf, len, at + 5, 8);

	if (high == NO_DIGITS || low == NO_DIGITS || high >> 39)
		return false;
	*v = (high >> 15 & 0xffffff) << 40 | low;
	return true;
}

static const struct sipfp_mac_key *key_find(const struct sipfp_keyring *kr,
					    u32 id)
{
	u32 n = kr->n;
	u32 i = 0;

	//@ loop assigns i;
	//@ loop variant 2 - i;
	while (i < n && i < 2) {
		if ((kr->id[i] & 31) == id)
			return &kr->key[i];
		i++;
	}
	return NULL;
}

static u64 branch_mac(const struct sipfp_mac_key *k, u32 key_id, u32 owner,
		      u64 token)
{
	u64 w[3] = { DOMAIN_BRANCH, VERSION | key_id << 8 | owner << 16,
		     token };
	struct sipfp_mac m;

	sipfp_mac_init(&m, k);
	sipfp_mac_words(&m, w, 3);
	return sipfp_mac_final(&m);
}

void sipfp_branch_print(const struct sipfp_keyring *kr, u8 owner, u64 token,
			u8 out[SIPFP_BRANCH_LEN])
{
	u32 key_id = kr->id[0] & 31;

	owner &= 31;
	sipfp_put_text(out, SIPFP_BRANCH_LEN, 0, SIPFP_VIA_COOKIE "sfpa");
	out[AT_KEY] = digit(key_id);
	out[AT_OWNER] = digit(owner);
	u64_print(out + AT_TOKEN, token);
	u64_print(out + AT_MAC,
		  branch_mac(&kr->key[0], key_id, owner, token));
}

int sipfp_branch_parse(const struct sipfp_keyring *kr, const u8 *buf, u32 len,
		       struct sipfp_span s, struct sipfp_branch *b)
{
	const struct sipfp_mac_key *k;
	struct sipfp_span head = { s.beg, s.beg };
	u64 token = 0;
	u64 mac = 0;
	u32 key_id;
	u32 owner;
	u32 stop;

	b->owner = SIPFP_OWNER_NONE;
	b->key_id = 0;
	b->token = 0;
	if (!sipfp_span_ok(s, len) || sipfp_span_len(s) != SIPFP_BRANCH_LEN)
		return SIPFP_TOKEN_FOREIGN;
	stop = s.beg + AT_VERSION + 1;
	if (stop > s.end)
		return SIPFP_TOKEN_FOREIGN;
	head.end = (u16)stop;
	if (!sipfp_span_eq_nocase(buf, len, head, SIPFP_VIA_COOKIE "sfpa",
				  AT_VERSION + 1))
		return SIPFP_TOKEN_FOREIGN;
	key_id = digit_at(buf, len, s.beg + AT_KEY);
	owner = digit_at(buf, len, s.beg + AT_OWNER);
	k = key_find(kr, key_id);
	if (!k || owner >= 32 ||
	    !u64_parse(buf, len, s.beg + AT_TOKEN, &token) ||
	    !u64_parse(buf, len, s.beg + AT_MAC, &mac))
		return SIPFP_TOKEN_FORGED;
	/* One comparison of whole words: its time tells nothing. */
	if (mac != branch_mac(k, key_id, owner, token))
		return SIPFP_TOKEN_FORGED;
	/* Genuine, so from a sibling that knows more owners than we do */
	if (owner == SIPFP_OWNER_NONE || owner >= SIPFP_OWNER_MAX)
		return SIPFP_TOKEN_FOREIGN;
	b->owner = (u8)owner;
	b->key_id = (u8)key_id;
	b->token = token;
	return SIPFP_TOKEN_GOOD;
}

/* Bytes of an address of this family; 0 for neither */
static u32 ip_len(u8 family)
{
	return family == 4 ? 4 : family == 6 ? 16 : 0;
}

static void copy_ip(u8 *out, u32 o, const u8 *in, u32 i, u32 n)
{
	u32 k = 0;

	//@ loop invariant k <= n;
	//@ loop assigns k, out[o .. o + n - 1];
	//@ loop variant n - k;
	while (k < n) {
		out[o + k] = in[i + k];
		k++;
	}
}

/* Both flows as bytes. Return: how many, 0 when they can't be sealed. */
static u32 flows_pack(const struct sipfp_rr *rr, u8 raw[FLOWS_MAX])
{
	u32 ip = ip_len(rr->flow[0].family);
	u32 f = 0;
	u32 o = 0;

	if (ip == 0 || rr->flow[1].family != rr->flow[0].family)
		return 0;
	//@ loop invariant f <= 2 && o == f * (ip + 2);
	//@ loop assigns f, o, raw[0 .. FLOWS_MAX - 1];
	//@ loop variant 2 - f;
	while (f < 2) {
		copy_ip(raw, o, rr->flow[f].ip, 0, ip);
		o += ip;
		raw[o] = (u8)(rr->flow[f].port >> 8);
		raw[o + 1] = (u8)(rr->flow[f].port & 0xff);
		o += 2;
		f++;
	}
	return o;
}

static void flows_unpack(const u8 raw[FLOWS_MAX], u8 family,
			 struct sipfp_rr *rr)
{
	u32 ip = ip_len(family);
	u32 f = 0;
	u32 o = 0;

	//@ loop invariant f <= 2 && o == f * (ip + 2);
	//@ loop assigns f, o, *rr;
	//@ loop variant 2 - f;
	while (f < 2) {
		rr->flow[f].family = family;
		copy_ip(rr->flow[f].ip, 0, raw, o, ip);
		o += ip;
		rr->flow[f].port = (u16)(raw[o] << 8 | raw[o + 1]);
		o += 2;
		f++;
	}
}

/* Digits that @n bytes take */
static u32 flows_digits(u32 n)
{
	return (n * 8 + 4) / 5;
}

/*
 * Five bytes are eight digits; what is beyond @n in @raw is zero. As many as
 * all of @n takes, in whole groups of eight.
 */
static void flows_print(const u8 raw[FLOWS_MAX], u32 n, u8 out[FLOWS_TEXT])
{
	u32 at = 0;
	u32 i = 0;

	//@ loop invariant i <= FLOWS_TEXT && at <= FLOWS_MAX;
	//@ loop assigns i, at, out[0 .. FLOWS_TEXT - 1];
	//@ loop variant FLOWS_MAX - at;
	while (at < n && at + 5 <= FLOWS_MAX && i + 8 <= FLOWS_TEXT) {
		digits8(out + i, (u64)raw[at] << 32 | (u64)raw[at + 1] << 24 |
					 (u64)raw[at + 2] << 16 |
					 (u64)raw[at + 3] << 8 | raw[at + 4]);
		at += 5;
		i += 8;
	}
}

/* The reverse; bits that no byte takes must be zero. */
static bool flows_parse(const u8 *buf, u32 len, u32 pos, u32 n,
			u8 raw[FLOWS_MAX])
{
	u32 digits = flows_digits(n);
	u64 more = 0;
	u32 at = 0;
	u32 i = 0;
	u64 w;

	//@ loop invariant i <= digits + 7 && at <= FLOWS_MAX;
	//@ loop assigns i, at, w, more, raw[0 .. FLOWS_MAX - 1];
	//@ loop variant FLOWS_MAX - at;
	while (i < digits && i < FLOWS_DIGITS_MAX && at + 5 <= FLOWS_MAX) {
		w = parse8(buf, len, pos + i, digits - i < 8 ? digits - i : 8);
		if (w == NO_DIGITS)
			return false;
		raw[at] = (u8)(w >> 32 & 0xff);
		raw[at + 1] = (u8)(w >> 24 & 0xff);
		raw[at + 2] = (u8)(w >> 16 & 0xff);
		raw[at + 3] = (u8)(w >> 8 & 0xff);
		raw[at + 4] = (u8)(w & 0xff);
		at += 5;
		i += 8;
		if (at > n) /* @n is no multiple of five */
			more = w & ((1ull << (8 * (at - n))) - 1);
	}
	return i >= digits && more == 0;
}

/**
 * struct rr_seal - what the MAC of a Record-Route token is taken over
 * @self: the service; @buf, @len: the message, which the two spans are in
 * @raw, @n: the packed flows
 */
struct rr_seal {
	const struct sipfp_addr *self;
	const u8 *buf;
	u32 len;
	struct sipfp_span callid;
	u32 n;
	u8 raw[FLOWS_MAX];
};

static u64 rr_mac(const struct sipfp_mac_key *k, u32 key_id,
		  const struct rr_seal *s, struct sipfp_span tag)
{
	u64 w[5] = { DOMAIN_RR, VERSION | key_id << 8 | s->n << 16,
		     s->self->family | (u32)s->self->port << 8,
		     sipfp_word_load(s->self->ip, 0),
		     sipfp_word_load(s->self->ip, 8) };
	struct sipfp_mac m;

	sipfp_mac_init(&m, k);
	sipfp_mac_words(&m, w, 5);
	sipfp_mac_span(&m, s->buf, s->len, s->callid);
	sipfp_mac_span(&m, s->buf, s->len, tag);
	sipfp_mac_bytes(&m, s->raw, s->n <= FLOWS_MAX ? s->n : FLOWS_MAX);
	return sipfp_mac_final(&m);
}

u32 sipfp_rr_print(const struct sipfp_keyring *kr, const struct sipfp_rr *rr,
		   const struct sipfp_addr *self, const u8 *buf, u32 len,
		   struct sipfp_span callid, struct sipfp_span tag, u8 *out,
		   u32 cap)
{
	struct rr_seal s = { self, buf, len, callid, 0, { 0 } };
	u8 family = rr->flow[0].family;
	u8 text[FLOWS_TEXT] = { 0 };
	u32 key_id = kr->id[0] & 31;
	u32 digits;

	s.n = flows_pack(rr, s.raw);
	digits = flows_digits(s.n);
	if (s.n == 0 || cap < RR_HEAD + digits + U64_DIGITS)
		return cap + 1;
	out[0] = VERSION;
	out[1] = digit(key_id);
	out[2] = digit(family == 4 ? FAMILY_4 : FAMILY_6);
	flows_print(s.raw, s.n, text);
	sipfp_put_bytes(out, cap, RR_HEAD, text, digits);
	u64_print(out + RR_HEAD + digits,
		  rr_mac(&kr->key[0], key_id, &s, tag));
	return RR_HEAD + digits + U64_DIGITS;
}

int sipfp_rr_parse(const struct sipfp_keyring *kr,
		   const struct sipfp_addr *self, const u8 *buf, u32 len,
		   struct sipfp_span tok, struct sipfp_span callid,
		   struct sipfp_span from_tag, struct sipfp_span to_tag,
		   struct sipfp_rr *rr)
{
	static const struct sipfp_rr none;
	struct rr_seal s = { self, buf, len, callid, 0, { 0 } };
	const struct sipfp_mac_key *k;
	u32 key_id;
	u32 digits;
	u32 at = tok.beg;
	u64 mac = 0;
	u8 family;

	*rr = none;
	if (!sipfp_span_ok(tok, len) || sipfp_span_len(tok) < RR_HEAD)
		return SIPFP_TOKEN_FOREIGN;
	if (digit_at(buf, len, at) != VERSION - 'a')
		return SIPFP_TOKEN_FOREIGN;
	key_id = digit_at(buf, len, at + 1);
	k = key_find(kr, key_id);
	switch (digit_at(buf, len, at + 2)) {
	case FAMILY_4:
		family = 4;
		break;
	case FAMILY_6:
		family = 6;
		break;
	default:
		return SIPFP_TOKEN_FORGED;
	}
	s.n = 2 * (ip_len(family) + 2);
	digits = flows_digits(s.n);
	if (!k || sipfp_span_len(tok) != RR_HEAD + digits + U64_DIGITS ||
	    !flows_parse(buf, len, at + RR_HEAD, s.n, s.raw) ||
	    !u64_parse(buf, len, at + RR_HEAD + digits, &mac))
		return SIPFP_TOKEN_FORGED;
	if (mac != rr_mac(k, key_id, &s, from_tag) &&
	    mac != rr_mac(k, key_id, &s, to_tag))
		return SIPFP_TOKEN_FORGED;
	flows_unpack(s.raw, family, rr);
	return SIPFP_TOKEN_GOOD;
}

void sipfp_skey_make(const struct sipfp_mac_key *k, const struct sipfp_msg *m,
		     const struct sipfp_via *v, bool of_invite,
		     struct sipfp_skey *key)
{
	u64 w = DOMAIN_SKEY | (v->port ? v->port : 5060u);
	bool invite = of_invite && (m->method == SIPFP_METHOD_ACK ||
				    m->method == SIPFP_METHOD_CANCEL);
	struct sipfp_mac mac;

	/* One that has a number goes by it, the others by their name. */
	w |= (u64)(invite ? SIPFP_METHOD_INVITE : m->method) << 16;
	sipfp_mac_init_wide(&mac, k);
	sipfp_mac_u64(&mac, w);
	sipfp_mac_span_nocase(&mac, m->buf, m->len, v->branch);
	sipfp_mac_span_nocase(&mac, m->buf, m->len, v->host);
	if (m->method == SIPFP_METHOD_OTHER)
		sipfp_mac_span(&mac, m->buf, m->len, m->method_tok);
	sipfp_mac_final_wide(&mac, &key->lo, &key->hi);
}
