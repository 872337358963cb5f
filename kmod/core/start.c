// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Start line: RFC 3261 sections 7.1 and 7.2 */
#include "scan.h"

/* SIP/2.0 without case; another number is another version, not another text */
//@ assigns \nothing;
static int check_version(const u8 *buf, u32 len, struct sipfp_span s)
{
	u32 i, beg, end;

	if (sipfp_scan_name(buf, len, s) ==
	    SIPFP_WORD('s', 'i', 'p', '/', '2', '.', '0', 0))
		return 0;
	if (!sipfp_scan_open(s, len, &i, &end) || i + 4 > end ||
	    !sipfp_span_eq_nocase(buf, len, sipfp_scan_span(i, i + 4),
				  "SIP/", 4))
		return SIPFP_REASON_BAD_START;
	beg = i + 4;
	i = sipfp_scan_digits(buf, beg, end);
	if (i == beg || i >= end || buf[i] != '.')
		return SIPFP_REASON_BAD_START;
	beg = i + 1;
	i = sipfp_scan_digits(buf, beg, end);
	if (i == beg || i < end)
		return SIPFP_REASON_BAD_START;
	return SIPFP_REASON_BAD_VERSION;
}

/* Method SP Request-URI SP SIP-Version, each space exactly one */
//@ requires end <= len <= SIPFP_MSG_MAX; assigns *m;
static int parse_request(const u8 *buf, u32 len, u32 end, struct sipfp_msg *m)
{
	struct sipfp_span method, ruri, version;
	u32 i = sipfp_scan_run(buf, 0, end, SIPFP_CC_TOKEN);
	u32 beg;
	int ret;

	if (i >= end || buf[i] != ' ')
		return SIPFP_REASON_BAD_START;
	method = sipfp_scan_span(0, i);
	beg = i + 1;
	i = sipfp_scan_uric(buf, beg, end);
	if (i == beg || i >= end || buf[i] != ' ')
		return SIPFP_REASON_BAD_START;
	ruri = sipfp_scan_span(beg, i);
	version = sipfp_scan_span(i + 1, end);
	ret = check_version(buf, len, version);
	if (ret)
		return ret;
	m->kind = SIPFP_MSG_REQUEST;
	m->method_tok = method;
	m->method = sipfp_method_lookup(buf, len, method);
	m->ruri = ruri;
	m->version = version;
	return 0;
}

/* SIP-Version SP 3DIGIT [SP Reason-Phrase]; some leave the last SP out */
//@ requires end <= len <= SIPFP_MSG_MAX; assigns *m;
static int parse_response(const u8 *buf, u32 len, u32 end, struct sipfp_msg *m)
{
	struct sipfp_span version, code;
	u32 status = 0;
	u32 i = sipfp_scan_uric(buf, 0, end);
	int ret;

	if (i >= end || buf[i] != ' ' || i + 4 > end ||
	    (i + 4 < end && buf[i + 4] != ' '))
		return SIPFP_REASON_BAD_START;
	version = sipfp_scan_span(0, i);
	ret = check_version(buf, len, version);
	if (ret)
		return ret;
	code = sipfp_scan_span(i + 1, i + 4);
	if (!sipfp_span_u32(buf, len, code, 699, &status) || status < 100)
		return SIPFP_REASON_BAD_START;
	m->kind = SIPFP_MSG_RESPONSE;
	m->version = version;
	m->status = (u16)status;
	return 0;
}

int sipfp_start_parse(const u8 *buf, u32 len, struct sipfp_msg *m)
{
	struct sipfp_span name = { 0, 4 };
	u32 i, end;
	int ret;

	if (!len || !sipfp_scan_is(buf[0], SIPFP_CC_TOKEN))
		return SIPFP_REASON_BAD_START;
	end = sipfp_scan_line(buf, 0, len);
	i = end;
	if (i < len && buf[i] == '\r')
		i++;
	if (i >= len)
		return SIPFP_REASON_BAD_START;
	if (!buf[i])
		return SIPFP_REASON_NUL_BYTE;
	if (buf[i] != '\n')
		return SIPFP_REASON_BAD_START;
	if (sipfp_scan_name(buf, len, name) ==
	    SIPFP_WORD('s', 'i', 'p', '/', 0, 0, 0, 0))
		ret = parse_response(buf, len, end, m);
	else
		ret = parse_request(buf, len, end, m);
	if (ret)
		return ret;
	m->start = sipfp_scan_span(0, end);
	m->headers = (u16)(i + 1);
	return 0;
}
