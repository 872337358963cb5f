/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Messages that we make ourselves: local responses (RFC 3261 8.2.6), the
 * ACK for a failure (17.1.1.3) and the CANCEL that chases a request (9.1).
 * Written straight into the caller's buffer.
 */
#ifndef SIPFP_CORE_REPLY_H
#define SIPFP_CORE_REPLY_H

#include "msg.h"

#define SIPFP_REPLY_SKIP_VIA 0x01 /* @m is what we sent: leave our Via out */

/**
 * struct sipfp_reply - a local response
 * @status:	 100..699
 * @flags:	 SIPFP_REPLY_*
 * @tag:	 16 characters for the To tag when the request has none; NULL
 *		 for a 100, which gets none (8.2.6.2)
 * @retry_after: seconds, 0 for no Retry-After
 * @src:	 when set, top Via gets received and rport as 18.2.1 and RFC
 *		 3581 say (not with SKIP_VIA: the sent text has them)
 */
struct sipfp_reply {
	u16 status;
	u8 flags;
	const u8 *tag;
	u16 retry_after;
	const struct sipfp_addr *src;
};

#define SIPFP_TAG_LEN 16

/*
 * Status line with the RFC's reason phrase, every Via in order, From, To
 * (with tag), Call-ID, CSeq, Timestamp in a 100, Unsupported (the values of
 * Proxy-Require) in a 420, what 11.2 wants in a 200 to OPTIONS, Content-Length 0.
 * Return: bytes written, or cap + 1 when it does not fit.
 */
u32 sipfp_reply_build(const struct sipfp_msg *m, const struct sipfp_reply *r,
		      u8 *out, u32 cap);

/*
 * 17.1.1.3: @req is the INVITE as we sent it, @resp the failure. Request-URI,
 * top Via, From, Call-ID, Route and CSeq number of the request, To of the
 * response, Max-Forwards 70.
 */
u32 sipfp_reply_ack(const struct sipfp_msg *req, const struct sipfp_msg *resp,
		    u8 *out, u32 cap);

/* 9.1: @req is the INVITE as we sent it; To without change. */
u32 sipfp_reply_cancel(const struct sipfp_msg *req, u8 *out, u32 cap);

/*
 * Reason phrase of a status code; "Unknown" where the RFCs have none. Static
 * storage of SIPFP_PHRASE_MAX bytes, NUL-ended.
 */
#define SIPFP_PHRASE_MAX 48
const char *sipfp_reply_phrase(u16 status);

#endif /* SIPFP_CORE_REPLY_H */
