/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* What an ICMP error quotes: the beginning of a request that we have sent */
#ifndef SIPFP_CORE_QUOTE_H
#define SIPFP_CORE_QUOTE_H

#include "via.h"

/*
 * Method and topmost Via of the request whose first @len bytes are @buf, as
 * sipfp_proxy_plan_request(), sipfp_reply_ack() and sipfp_reply_cancel() write
 * them: the Via on a line of its own. No more than that line is needed.
 * @method is an enum sipfp_method. Return: false when it is no such request, or
 * the quote ends too early; then neither means anything.
 */
//@ requires len <= SIPFP_MSG_MAX && \separated(method, via); assigns *method, *via;
bool sipfp_quote_parse(const u8 *buf, u32 len, u8 *method,
		       struct sipfp_via *via);

#endif /* SIPFP_CORE_QUOTE_H */
