/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Tokens: what we put into a Via branch and into a Record-Route URI, so that
 * a response finds its transaction, and an in-dialog request its next hop,
 * without a search and without dialog state.
 *
 * Via branch, 39 characters, compared without case (RFC 3261 section 7.3.1):
 *
 *   z9hG4bK sfp V K O ttttttttttttt mmmmmmmmmmmmm
 *   V version 'a', K key id, O owner (base 32), t transaction token (13
 *   digits of base 32; half of it is for loop detection, see loop.h), m siphash
 *   of all before it (13 digits)
 *
 * Record-Route: <sip:ADDR;lr;sfp=V K F flows... mac>; the MAC covers version,
 * key id, flows, service address, Call-ID and the initial From tag.
 *
 * Base 32 is a-z2-7, 5 bits a character, most significant first.
 */
#ifndef SIPFP_CORE_BRANCH_H
#define SIPFP_CORE_BRANCH_H

#include "addr.h"
#include "mac.h"
#include "span.h"

enum sipfp_owner {
	SIPFP_OWNER_NONE,
	SIPFP_OWNER_KERNEL,	/* stateful, in the kernel's tables */
	SIPFP_OWNER_STATELESS,	/* forwarded without state (ACK to a 2xx) */
	SIPFP_OWNER_DAEMON,
	SIPFP_OWNER_MAX
};

/**
 * struct sipfp_keyring - current and previous key
 * @n:	  keys in use, 1 or 2; [0] signs, both verify
 * @id:	  key ids, 0..31
 */
struct sipfp_keyring {
	u8 n;
	u8 id[2];
	struct sipfp_mac_key key[2];
};

#define SIPFP_BRANCH_LEN 39
#define SIPFP_RR_TOKEN_MAX 96

enum sipfp_token_result {
	SIPFP_TOKEN_FOREIGN,	/* not of our form: somebody else's */
	SIPFP_TOKEN_FORGED,	/* our form, bad MAC or unknown key */
	SIPFP_TOKEN_GOOD,
};

struct sipfp_branch {
	u8 owner;
	u8 key_id;
	u64 token;
};

/* Writes exactly SIPFP_BRANCH_LEN bytes. */
void sipfp_branch_print(const struct sipfp_keyring *kr, u8 owner, u64 token,
			u8 out[SIPFP_BRANCH_LEN]);

/* Return: enum sipfp_token_result; @b is filled in for GOOD. */
int sipfp_branch_parse(const struct sipfp_keyring *kr, const u8 *buf, u32 len,
		       struct sipfp_span s, struct sipfp_branch *b);

/**
 * struct sipfp_rr - what a Record-Route token seals
 * @flow: transport addresses as seen of the two hops: [0] where the
 *	  dialog-creating request came from, [1] where it went. Same family.
 */
struct sipfp_rr {
	struct sipfp_addr flow[2];
};

/*
 * Signs with key [0]. @self is the service's address, @callid and @tag the
 * spans of Call-ID and initial From tag in @buf.
 * Return: bytes written, or cap + 1.
 */
u32 sipfp_rr_print(const struct sipfp_keyring *kr, const struct sipfp_rr *rr,
		   const struct sipfp_addr *self, const u8 *buf, u32 len,
		   struct sipfp_span callid, struct sipfp_span tag, u8 *out,
		   u32 cap);

/*
 * Verifies the token in span @tok of @buf, trying @from_tag then @to_tag as
 * the initial From tag (a request from the callee has it in its To).
 * Return: enum sipfp_token_result; @rr is filled in for GOOD.
 */
int sipfp_rr_parse(const struct sipfp_keyring *kr,
		   const struct sipfp_addr *self, const u8 *buf, u32 len,
		   struct sipfp_span tok, struct sipfp_span callid,
		   struct sipfp_span from_tag, struct sipfp_span to_tag,
		   struct sipfp_rr *rr);

/**
 * struct sipfp_skey - identity of a server transaction
 * RFC 3261 section 17.2.3: top branch, sent-by and method, where ACK counts
 * as INVITE. (CANCEL is its own; see sipfp_skey_make().) 128 bits of keyed hash
 * stand for the text: nobody who does not know the key can make two meet.
 */
struct sipfp_skey {
	u64 lo;
	u64 hi;
};

struct sipfp_msg;
struct sipfp_via;

/*
 * Key of the transaction that the request @m with top Via @v belongs to.
 * ACK and CANCEL give the key of the INVITE that they refer to when
 * @of_invite, else their own. A response (as the owner of the socket sends
 * it) gives the key of the request that it answers, from CSeq and top Via.
 * Branch without case, sent-by without case.
 */
void sipfp_skey_make(const struct sipfp_mac_key *k, const struct sipfp_msg *m,
		     const struct sipfp_via *v, bool of_invite,
		     struct sipfp_skey *key);

#endif /* SIPFP_CORE_BRANCH_H */
