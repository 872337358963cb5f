// SPDX-License-Identifier: GPL-2.0-only
/* What the tests of decisions, rewriting and replies have in common */
#include "rig.h"

const struct sipfp_keyring rig_ring = { 2, { 3, 31 }, { { 1, 2 }, { 3, 4 } } };

struct sipfp_addr rig_addr(const char *text)
{
	struct sipfp_addr a = { 0 };
	const char *colon = strrchr(text, ':');
	struct sipfp_span host = { 0, 0 };

	assert_non_null(colon);
	host.end = (u16)(colon - text);
	assert_true(sipfp_addr_parse((const u8 *)text, (u32)strlen(text), host,
				     false, &a));
	a.port = (u16)atoi(colon + 1);
	return a;
}

struct sipfp_self rig_self(const char *addr)
{
	struct sipfp_self self = { rig_addr(addr), true, false };

	return self;
}

void rig_index(struct rig_text *t, const void *text, size_t n)
{
	int reason;

	t->buf = malloc(n);
	assert_non_null(t->buf);
	memcpy(t->buf, text, n);
	reason = sipfp_msg_index(t->buf, (u32)n, &t->m);
	if (reason)
		fail_msg("%s: %.*s", sipfp_reason_name((unsigned int)reason),
			 (int)n, (const char *)text);
	assert_true(sipfp_via_top(&t->m, &t->via));
}

void rig_free(struct rig_text *t)
{
	free(t->buf);
	t->buf = NULL;
}

char *rig_format(const char *format, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	assert_true(n >= 0);
	s = malloc((size_t)n + 1);
	assert_non_null(s);
	va_start(ap, format);
	vsnprintf(s, (size_t)n + 1, format, ap);
	va_end(ap);
	return s;
}

char *rig_token(const char *self, const char *flow0, const char *flow1,
		const char *callid, const char *tag)
{
	struct sipfp_rr rr = { { rig_addr(flow0), rig_addr(flow1) } };
	struct sipfp_addr addr = rig_addr(self);
	struct sipfp_span c = { 0, (u16)strlen(callid) };
	struct sipfp_span t = { c.end, (u16)(c.end + strlen(tag)) };
	char *both = rig_format("%s%s", callid, tag);
	char *s = malloc(SIPFP_RR_TOKEN_MAX + 1);
	u32 n;

	assert_non_null(s);
	n = sipfp_rr_print(&rig_ring, &rr, &addr, (const u8 *)both, t.end, c, t,
			   (u8 *)s, SIPFP_RR_TOKEN_MAX);
	assert_true(n <= SIPFP_RR_TOKEN_MAX);
	s[n] = '\0';
	free(both);
	return s;
}

u8 *rig_apply(const struct sipfp_edit *e, const struct sipfp_msg *m, u32 *n)
{
	u32 len = sipfp_edit_len(e, m->len);
	u8 *out;

	assert_true(len > 0 && len <= SIPFP_MSG_MAX);
	out = malloc(len);
	assert_non_null(out);
	*n = sipfp_edit_apply(e, m->buf, m->len, out, len);
	assert_int_equal(*n, len);
	return out;
}

void rig_same(const u8 *out, u32 n, const char *want)
{
	if (n != strlen(want) || memcmp(out, want, n) != 0)
		fail_msg("got:\n%.*s\nwant:\n%s", (int)n, (const char *)out,
			 want);
}

void rig_expect(const struct sipfp_edit *e, const struct sipfp_msg *m,
		const char *want)
{
	struct rig_text again;
	u32 n;
	u8 *out = rig_apply(e, m, &n);

	rig_same(out, n, want);
	rig_index(&again, out, n);
	assert_int_equal(again.m.kind, m->kind);
	assert_int_equal(again.m.method, m->method);
	assert_int_equal(again.m.status, m->status);
	assert_int_equal(again.m.cseq, m->cseq);
	rig_free(&again);
	free(out);
}
