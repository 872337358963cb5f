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

/* The first eight characters of each name */
static const u64 words[SIPFP_METHOD_MAX] = {
	[SIPFP_METHOD_INVITE] = SIPFP_WORD('I', 'N', 'V', 'I', 'T', 'E', 0, 0),
	[SIPFP_METHOD_ACK] = SIPFP_WORD('A', 'C', 'K', 0, 0, 0, 0, 0),
	[SIPFP_METHOD_BYE] = SIPFP_WORD('B', 'Y', 'E', 0, 0, 0, 0, 0),
	[SIPFP_METHOD_CANCEL] = SIPFP_WORD('C', 'A', 'N', 'C', 'E', 'L', 0, 0),
	[SIPFP_METHOD_REGISTER] =
		SIPFP_WORD('R', 'E', 'G', 'I', 'S', 'T', 'E', 'R'),
	[SIPFP_METHOD_OPTIONS] =
		SIPFP_WORD('O', 'P', 'T', 'I', 'O', 'N', 'S', 0),
	[SIPFP_METHOD_PRACK] = SIPFP_WORD('P', 'R', 'A', 'C', 'K', 0, 0, 0),
	[SIPFP_METHOD_SUBSCRIBE] =
		SIPFP_WORD('S', 'U', 'B', 'S', 'C', 'R', 'I', 'B'),
	[SIPFP_METHOD_NOTIFY] = SIPFP_WORD('N', 'O', 'T', 'I', 'F', 'Y', 0, 0),
	[SIPFP_METHOD_PUBLISH] =
		SIPFP_WORD('P', 'U', 'B', 'L', 'I', 'S', 'H', 0),
	[SIPFP_METHOD_INFO] = SIPFP_WORD('I', 'N', 'F', 'O', 0, 0, 0, 0),
	[SIPFP_METHOD_REFER] = SIPFP_WORD('R', 'E', 'F', 'E', 'R', 0, 0, 0),
	[SIPFP_METHOD_MESSAGE] =
		SIPFP_WORD('M', 'E', 'S', 'S', 'A', 'G', 'E', 0),
	[SIPFP_METHOD_UPDATE] = SIPFP_WORD('U', 'P', 'D', 'A', 'T', 'E', 0, 0),
};

u8 sipfp_method_lookup(const u8 *buf, u32 len, struct sipfp_span tok)
{
	u8 m = SIPFP_METHOD_OTHER + 1;
	u32 i, end;
	u64 w;

	if (!sipfp_scan_open(tok, len, &i, &end))
		return SIPFP_METHOD_OTHER;
	w = sipfp_word_of(buf, len, i, end);
	//@ loop assigns m; loop variant SIPFP_METHOD_MAX - m;
	while (m < SIPFP_METHOD_MAX && words[m] != w)
		m++;
	/* the ninth character, and that no more come */
	if (m >= SIPFP_METHOD_MAX || i + methods[m].len != end ||
	    (m == SIPFP_METHOD_SUBSCRIBE && buf[end - 1] != 'E'))
		return SIPFP_METHOD_OTHER;
	return m;
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
