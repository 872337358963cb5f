/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of decisions, rewriting and replies have in common */
#ifndef SIPFP_SELFTESTS_RIG_H
#define SIPFP_SELFTESTS_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "core/proxy.h"

/* Documentation addresses: the service, a client, a target, a target of IPv6 */
#define RIG_SELF    "192.0.2.10:5060"
#define RIG_CLIENT  "198.51.100.7:5062"
#define RIG_TARGET  "203.0.113.5:5070"
#define RIG_SELF6   "[2001:db8::10]:5060"
#define RIG_CLIENT6 "[2001:db8::7]:5062"
#define RIG_TARGET6 "[2001:db8::5]:5070"

/* As good as any, to those who only copy it */
#define RIG_BRANCH "z9hG4bKsfpadbaaaaaaaaaaaabmmmmmmmmmmmmm"

extern const struct sipfp_keyring rig_ring;

/* "HOST:PORT" */
struct sipfp_addr rig_addr(const char *text);

struct sipfp_self rig_self(const char *addr);

/* Indexes a copy of @n bytes that ASan watches; the test fails if it can't. */
struct rig_text {
	u8 *buf;
	struct sipfp_msg m;
	struct sipfp_via via;
};

void rig_index(struct rig_text *t, const void *text, size_t n);
void rig_free(struct rig_text *t);

/* printf into a string of its own, to be freed */
char *rig_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A Record-Route token of the service at @self, to be freed */
char *rig_token(const char *self, const char *flow0, const char *flow1,
		const char *callid, const char *tag);

/* Applies @e; the result, to be freed, and its length in *@n */
u8 *rig_apply(const struct sipfp_edit *e, const struct sipfp_msg *m, u32 *n);

/* Applies @e, compares with @want, and sees that the result is indexed alike */
void rig_expect(const struct sipfp_edit *e, const struct sipfp_msg *m,
		const char *want);

/* Byte for byte, printed when it differs */
void rig_same(const u8 *out, u32 n, const char *want);

#endif /* SIPFP_SELFTESTS_RIG_H */
