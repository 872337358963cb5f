/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Any message index, Via and keyring: not what the parsers would make of
 * these bytes, but whatever a memory could hold. What is safe with these is
 * safe with a buffer that has changed since it was indexed.
 */
#ifndef SELFTESTS_PROVE_ANY_H
#define SELFTESTS_PROVE_ANY_H

#include "core/branch.h"
#include "core/msg.h"
#include "core/via.h"
#include "prove.h"

extern volatile u64 prove_any64;

static inline void any_addr(struct sipfp_addr *a)
{
	a->family = (u8)prove_u32(0, 255);
	a->port = (u16)prove_u32(0, 0xffff);
	prove_unknown(a->ip, 16);
}

static inline void any_keyring(struct sipfp_keyring *kr)
{
	u32 i;

	kr->n = (u8)prove_u32(0, 255);
	for (i = 0; i < 2; i++) {
		kr->id[i] = (u8)prove_u32(0, 255);
		kr->key[i].k0 = prove_any64;
		kr->key[i].k1 = prove_any64;
	}
}

static inline void any_msg(struct sipfp_msg *m, const u8 *buf, u32 len)
{
	u32 i;

	m->buf = buf;
	m->len = len;
	m->kind = (u8)prove_u32(0, 255);
	m->method = (u8)prove_u32(0, 255);
	m->status = (u16)prove_u32(0, 0xffff);
	m->method_tok = prove_span();
	m->ruri = prove_span();
	m->version = prove_span();
	m->start = prove_span();
	m->headers = (u16)prove_u32(0, 0xffff);
	m->body = (u16)prove_u32(0, 0xffff);
	m->cseq = prove_u32(0, 0xffffffff);
	m->max_forwards = (u16)prove_u32(0, 0xffff);
	for (i = 0; i < SIPFP_HID_MAX; i++) {
		m->count[i] = (u8)prove_u32(0, 255);
		m->hdr[i].line = prove_span();
		m->hdr[i].value = prove_span();
	}
	m->from_tag = prove_span();
	m->to_tag = prove_span();
	m->via_last = prove_span();
	m->route2[0] = prove_span();
	m->route2[1] = prove_span();
	m->route2_line = prove_span();
}

static inline void any_via(struct sipfp_via *v)
{
	v->flags = (u8)prove_u32(0, 255);
	v->port = (u16)prove_u32(0, 0xffff);
	v->rport_at = (u16)prove_u32(0, 0xffff);
	v->value = prove_span();
	v->cut = prove_span();
	v->sent_by = prove_span();
	v->host = prove_span();
	v->params = prove_span();
	v->branch = prove_span();
	v->received = prove_span();
	v->rport = prove_span();
	any_addr(&v->addr);
}

#endif /* SELFTESTS_PROVE_ANY_H */
