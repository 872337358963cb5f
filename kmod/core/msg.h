/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * Message index: one pass over a datagram, spans of what a proxy needs.
 * RFC 3261 sections 7 and 25, RFC 4475 for what has to be tolerated.
 */
#ifndef SIPFP_CORE_MSG_H
#define SIPFP_CORE_MSG_H

#include "reason.h"
#include "span.h"

/* More header lines than this and the datagram is left to the slow path. */
#define SIPFP_HDR_LINES_MAX 256

enum sipfp_msg_kind {
	SIPFP_MSG_NONE,
	SIPFP_MSG_REQUEST,
	SIPFP_MSG_RESPONSE,
};

/*
 * Methods are case-sensitive tokens (RFC 3261 section 7.1). OTHER is any
 * token that is none of the others: forwarded as a non-INVITE request.
 * The order is the order of the counters shown to the user: append only.
 */
enum sipfp_method {
	SIPFP_METHOD_OTHER,
	SIPFP_METHOD_INVITE,
	SIPFP_METHOD_ACK,
	SIPFP_METHOD_BYE,
	SIPFP_METHOD_CANCEL,
	SIPFP_METHOD_REGISTER,
	SIPFP_METHOD_OPTIONS,
	SIPFP_METHOD_PRACK,
	SIPFP_METHOD_SUBSCRIBE,
	SIPFP_METHOD_NOTIFY,
	SIPFP_METHOD_PUBLISH,
	SIPFP_METHOD_INFO,
	SIPFP_METHOD_REFER,
	SIPFP_METHOD_MESSAGE,
	SIPFP_METHOD_UPDATE,
	SIPFP_METHOD_MAX
};

/**
 * enum sipfp_hid - header fields that the index tells apart
 * Everything else is HID_OTHER and only its line is stepped over.
 */
enum sipfp_hid {
	SIPFP_HID_OTHER,
	SIPFP_HID_VIA,
	SIPFP_HID_FROM,
	SIPFP_HID_TO,
	SIPFP_HID_CALL_ID,
	SIPFP_HID_CSEQ,
	SIPFP_HID_MAX_FORWARDS,
	SIPFP_HID_ROUTE,
	SIPFP_HID_RECORD_ROUTE,
	SIPFP_HID_CONTACT,
	SIPFP_HID_CONTENT_LENGTH,
	SIPFP_HID_PROXY_REQUIRE,
	SIPFP_HID_REQUIRE,
	SIPFP_HID_TIMESTAMP,
	SIPFP_HID_MAX
};

/**
 * struct sipfp_hdr - where a header field's first occurrence lies
 * @line:  whole field from the first byte of its name to just after its
 *	   (last, when folded) line end
 * @value: the field value, leading and trailing LWS trimmed; still folded
 */
struct sipfp_hdr {
	struct sipfp_span line;
	struct sipfp_span value;
};

/**
 * struct sipfp_msg - index of one message
 * @buf:	the message; not owned, must outlive the index
 * @len:	its length in bytes: datagram length until indexed, then end of
 *		the body by Content-Length (bytes after it are not part of the
 *		message, RFC 3261 section 18.3)
 * @kind:	enum sipfp_msg_kind
 * @method:	enum sipfp_method; of a response, from its CSeq
 * @status:	status code, 100..699, of a response, else 0
 * @count:	header lines by enum sipfp_hid, saturating at 255
 * @method_tok:	method token of the start line, or of CSeq in a response
 * @ruri:	Request-URI of a request
 * @version:	SIP-Version of the start line
 * @start:	start line without its line end
 * @headers:	offset of the first header line
 * @body:	offset just after the empty line
 * @cseq:	sequence number, 0..2^31-1
 * @max_forwards: 0..255, or SIPFP_MF_ABSENT
 * @hdr:	first occurrence of each known header
 * @from_tag, @to_tag: values of the tag parameters, empty when absent
 * @via_last:	line span of the last Via header line
 * @route2:	first Route value: [0] name-addr or addr-spec with params
 *		of the first value; [1] of the second (it may be in a second
 *		header line), empty when there is only one
 * @route2_line: line span of the header line that holds route2[1]
 */
struct sipfp_msg {
	const u8 *buf;
	u32 len;
	u8 kind;
	u8 method;
	u16 status;
	u8 count[SIPFP_HID_MAX];
	struct sipfp_span method_tok;
	struct sipfp_span ruri;
	struct sipfp_span version;
	struct sipfp_span start;
	u16 headers;
	u16 body;
	u32 cseq;
	u16 max_forwards;
	struct sipfp_hdr hdr[SIPFP_HID_MAX];
	struct sipfp_span from_tag;
	struct sipfp_span to_tag;
	struct sipfp_span via_last;
	struct sipfp_span route2[2];
	struct sipfp_span route2_line;
};

#define SIPFP_MF_ABSENT 0xffffu

/**
 * sipfp_msg_index() - index a datagram
 * @buf: the datagram's payload
 * @len: its length, at most SIPFP_MSG_MAX
 * @m:	 filled in; all of it is initialised whatever is returned
 *
 * Holds for a message that was accepted (0): start line well-formed, SIP/2.0;
 * exactly one each of From, To, Call-ID, CSeq; at least one Via; at most one
 * Max-Forwards and one Content-Length (equal duplicates are no excuse);
 * CSeq's number in range and its method equal to the request's; Content-Length
 * (when present) not beyond the datagram; tags and Call-ID not empty if their
 * header says they are there, tags are tokens, and there is no blank in the
 * Call-ID. No NUL in the header part. Line ends are CRLF or a bare LF; a bare
 * CR, which is a line end to some and not to others, is refused, as is an empty
 * line before the start line. Names compare without case, compact forms (RFC
 * 3261 section 7.3.3) are the same header. Linear folding and quoted strings
 * are honoured wherever a comma, semicolon or angle bracket is looked for. A
 * Via value is only delimited here, see via.h.
 *
 * Any context; no side effects. Return: 0, or the enum sipfp_reason that says
 * why the fast path does not take it (which is never a verdict on whether the
 * message is valid SIP: the socket's owner decides that).
 */
int sipfp_msg_index(const u8 *buf, u32 len, struct sipfp_msg *m);

/**
 * sipfp_msg_next_value() - step over one comma-separated value
 * @buf, @len:	the message
 * @rest:	in: what is left of a field value; out: what follows the comma,
 *		empty when this was the last value
 * @value:	the value, LWS trimmed; may be empty (", ,")
 *
 * Commas within quoted strings and angle brackets do not separate.
 * Return: true when a value was taken, false at the end of @rest or when a
 * quote or bracket is left open.
 */
bool sipfp_msg_next_value(const u8 *buf, u32 len, struct sipfp_span *rest,
			  struct sipfp_span *value);

/* "INVITE" and so on; "OTHER" for the rest. Static storage. */
const char *sipfp_method_name(u8 method);

/* Which method is this token? Exact case. */
//@ assigns \nothing;
u8 sipfp_method_lookup(const u8 *buf, u32 len, struct sipfp_span tok);

/* May this method create a dialog (RFC 3261 12.1, 6665, 3515)? */
bool sipfp_method_makes_dialog(u8 method);

#endif /* SIPFP_CORE_MSG_H */
