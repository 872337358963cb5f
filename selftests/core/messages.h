/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages and small helpers for the parser tests */
#ifndef SELFTESTS_CORE_MESSAGES_H
#define SELFTESTS_CORE_MESSAGES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "core/span.h"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

/* An INVITE with a bit of everything that the index looks at */
#define INVITE_START "INVITE sip:bob@192.0.2.4:5062;transport=udp SIP/2.0\r\n"
#define INVITE_VIA \
	"Via: SIP/2.0/UDP 192.0.2.1:5061;rport;branch=z9hG4bK776asdhds\r\n" \
	"Via: SIP/2.0/UDP [2001:db8::9]:5060;branch=z9hG4bKa;received=[::1]\r\n"
#define INVITE_REST \
	"Max-Forwards: 70\r\n" \
	"Route: <sip:192.0.2.9;lr>, \"A, B\" <sip:192.0.2.10;lr>;x=\"y,z\"\r\n" \
	"To: Bob <sip:bob@example.com>;tag=a6c85cf\r\n" \
	"From: \"Alice \\\"A\\\" <x>\" <sip:alice@example.com;tag=no>;tag=1928301774\r\n" \
	"Call-ID: a84b4c76e66710@pc33.example.com\r\n" \
	"CSeq: 314159 INVITE\r\n" \
	"Contact: <sip:alice@192.0.2.1:5061>\r\n" \
	"Subject: folded\r\n over\r\n\ttwo lines\r\n" \
	"Content-Type: text/plain\r\n" \
	"Content-Length: 5\r\n"
#define INVITE INVITE_START INVITE_VIA INVITE_REST "\r\nhello"

/**
 * struct text - bytes in a heap block of exactly their number
 * so that one byte too many is seen by the address sanitizer
 */
struct text {
	u8 *p;
	u32 len;
};

static inline struct text text_copy(const void *p, u32 len)
{
	struct text t = { malloc(len ? len : 1), len };

	assert_non_null(t.p);
	if (!len) { /* a block of nothing: any access is one too many */
		free(t.p);
		t.p = malloc(0);
	}
	if (len)
		memcpy(t.p, p, len);
	return t;
}

static inline struct text text_of(const char *s)
{
	return text_copy(s, (u32)strlen(s));
}

static inline struct sipfp_span text_span(struct text t)
{
	struct sipfp_span s = { 0, (u16)t.len };

	return s;
}

/* The span holds exactly these characters. */
#define assert_span(buf, s, lit) assert_span_at(buf, s, lit, __FILE__, __LINE__)

static inline void assert_span_at(const u8 *buf, struct sipfp_span s,
				  const char *lit, const char *file, int line)
{
	size_t n = strlen(lit);

	if (s.beg <= s.end && s.end - s.beg == (int)n &&
	    (!n || !memcmp(buf + s.beg, lit, n)))
		return;
	print_error("%s:%d: \"%.*s\" is not \"%s\"\n", file, line,
		    (int)sipfp_span_len(s), (const char *)buf + s.beg, lit);
	_fail(file, line);
}

#endif /* SELFTESTS_CORE_MESSAGES_H */
