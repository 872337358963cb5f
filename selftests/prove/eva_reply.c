// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eva driver: messages of our own, made of any index of any bytes, in
 * buffers of just the length that they have and of any length.
 */
#include "core/reply.h"
#include "any.h"

#define CAP 300u

static u8 out[CAP];
static volatile u32 sink;
static const u8 tag[SIPFP_TAG_LEN];

static void check(const u8 *buf, u32 len)
{
	struct sipfp_reply r;
	struct sipfp_addr src;
	struct sipfp_msg m;
	struct sipfp_msg resp;

	any_msg(&m, buf, len);
	any_msg(&resp, buf, len);
	any_addr(&src);
	r.status = (u16)prove_u32(0, 0xffff);
	r.flags = (u8)prove_u32(0, 255);
	r.tag = prove_u32(0, 1) ? tag : NULL;
	r.retry_after = (u16)prove_u32(0, 0xffff);
	r.src = prove_u32(0, 1) ? &src : NULL;
	sink = sipfp_reply_build(&m, &r, out, prove_u32(0, CAP));
	sink = sipfp_reply_ack(&m, &resp, out, prove_u32(0, CAP));
	sink = sipfp_reply_cancel(&m, out, prove_u32(0, CAP));
	sink = (u32)sipfp_reply_phrase(r.status)[0];
}

#define EXACT(n) \
	do { \
		static u8 buf[n]; \
		prove_unknown(buf, n); \
		check(buf, n); \
	} while (0)

int main(void)
{
	static u8 buf[SIPFP_MSG_MAX];

	EXACT(1);
	EXACT(40);
	prove_unknown(buf, SIPFP_MSG_MAX);
	check(buf, prove_u32(0, SIPFP_MSG_MAX));
	return 0;
}
