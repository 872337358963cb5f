// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Names and texts of the reasons, from the one list */
#include "reason.h"

static const char *const names[SIPFP_REASON_MAX] = {
#define SIPFP_REASON(id, name, text) name,
#include "reason.def"
#undef SIPFP_REASON
};

static const char *const texts[SIPFP_REASON_MAX] = {
#define SIPFP_REASON(id, name, text) text,
#include "reason.def"
#undef SIPFP_REASON
};

const char *sipfp_reason_name(unsigned int reason)
{
	return reason < SIPFP_REASON_MAX ? names[reason] : "?";
}

const char *sipfp_reason_text(unsigned int reason)
{
	return reason < SIPFP_REASON_MAX ? texts[reason] : "?";
}
