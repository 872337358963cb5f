// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Methods: names and what they mean to a proxy */
#include "msg.h"
#include "scan.h"

#define METHOD_NAME_MAX 9

static const struct {
	u8 len;
	char name[METHOD_NAME_MAX + 1];
} methods[SIPFP_METHOD_MAX] = {
	[SIPFP_METHOD_OTHER] = { 5, "OTHER" },
	[SIPFP_METHOD_INVITE] = { 6, "INVITE" },
	[SIPFP_METHOD_ACK] = { 3, "ACK" },
	[SIPFP_METHOD_BYE] = { 3, "BYE" },
	[SIPFP_METHOD_CANCEL] = { 6, "CANCEL" },
	[SIPFP_METHOD_REGISTER] = { 8, "REGISTER" },
	[SIPFP_METHOD_OPTIONS] = { 7, "OPTIONS" },
	[SIPFP_METHOD_PRACK] = { 5, "PRACK" },
	[SIPFP_METHOD_SUBSCRIBE] = { 9, "SUBSCRIBE" },
	[SIPFP_METHOD_NOTIFY] = { 6, "NOTIFY" },
	[SIPFP_METHOD_PUBLISH] = { 7, "PUBLISH" },
	[SIPFP_METHOD_INFO] = { 4, "INFO" },
	[SIPFP_METHOD_REFER] = { 5, "REFER" },
	[SIPFP_METHOD_MESSAGE] = { 7, "MESSAGE" },
	[SIPFP_METHOD_UPDATE] = { 6, "UPDATE" },
};

const char *sipfp_method_name(u8 method)
{
	return methods[method < SIPFP_METHOD_MAX ? method : 0].name;
}

u8 sipfp_method_lookup(const u8 *buf, u32 len, struct sipfp_span tok)
{
	u8 m = SIPFP_METHOD_OTHER + 1;
	u32 i, end;

	if (!sipfp_scan_open(tok, len, &i, &end) || i >= end)
		return SIPFP_METHOD_OTHER;
	//@ loop assigns m; loop variant SIPFP_METHOD_MAX - m;
	while (m < SIPFP_METHOD_MAX) {
		if (methods[m].name[0] == (char)buf[i] &&
		    sipfp_span_eq(buf, len, tok, methods[m].name,
				  methods[m].len))
			return m;
		m++;
	}
	return SIPFP_METHOD_OTHER;
}

/*
 * A NOTIFY may: it creates the dialog when it overtakes the 2xx to its
 * SUBSCRIBE, and RFC 6665 section 4.3 wants Record-Route in all of them.
 */
bool sipfp_method_makes_dialog(u8 method)
{
	return method == SIPFP_METHOD_INVITE ||
	       method == SIPFP_METHOD_SUBSCRIBE ||
	       method == SIPFP_METHOD_NOTIFY ||
	       method == SIPFP_METHOD_REFER;
}
