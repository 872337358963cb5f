/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* Why a datagram was treated as it was: one list, in reason.def */
#ifndef SIPFP_CORE_REASON_H
#define SIPFP_CORE_REASON_H

enum sipfp_reason {
#define SIPFP_REASON(id, name, text) SIPFP_REASON_##id,
#include "reason.def"
#undef SIPFP_REASON
	SIPFP_REASON_MAX
};

/* "no-transaction" and so on; "?" when out of range. Static storage. */
const char *sipfp_reason_name(unsigned int reason);
/* A sentence for the operator. */
const char *sipfp_reason_text(unsigned int reason);

#endif /* SIPFP_CORE_REASON_H */
