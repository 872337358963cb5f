// SPDX-License-Identifier: GPL-2.0-only
/* The message index: what it finds, and why it refuses */
#include <stdio.h>
#include "messages.h"
#include "core/msg.h"

static struct text now; /* the message indexed last */
static struct sipfp_msg m;

static int index_bytes(const void *p, u32 len)
{
	free(now.p);
	now = text_copy(p, len);
	memset(&m, 0xee, sizeof(m));
	return sipfp_msg_index(now.p, now.len, &m);
}

static int index_of(const char *s)
{
	return index_bytes(s, (u32)strlen(s));
}

#define VIA "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"

/* A request with @start and, in front of what is needed besides, @lines */
static int request(const char *start, const char *lines)
{
	char text[2048];

	snprintf(text, sizeof(text), "%s\r\n%s" VIA "Call-ID: 1\r\n\r\n", start,
		 lines);
	return index_of(text);
}

#define OPTIONS "OPTIONS sip:a SIP/2.0"
#define FROM	"From: <sip:a>;tag=1\r\n"
#define TO	"To: <sip:b>\r\n"
#define CSEQ	"CSeq: 1 OPTIONS\r\n"
#define HEAD	OPTIONS "\r\n" FROM TO CSEQ "Via: SIP/2.0/UDP a\r\n"

/* ... with @lines in front of headers that are all in order */
static int with(const char *lines)
{
	char text[1536];

	snprintf(text, sizeof(text), "%s" FROM TO CSEQ, lines);
	return request(OPTIONS, text);
}

static void test_invite(void **state)
{
	(void)state;
	assert_int_equal(index_of(INVITE), 0);
	assert_ptr_equal(m.buf, now.p);
	assert_int_equal(m.len, now.len);
	assert_int_equal(m.kind, SIPFP_MSG_REQUEST);
	assert_int_equal(m.method, SIPFP_METHOD_INVITE);
	assert_int_equal(m.status, 0);
	assert_span(now.p, m.method_tok, "INVITE");
	assert_span(now.p, m.ruri, "sip:bob@192.0.2.4:5062;transport=udp");
	assert_span(now.p, m.version, "SIP/2.0");
	assert_int_equal(m.start.beg, 0);
	assert_int_equal(m.start.end, strlen(INVITE_START) - 2);
	assert_int_equal(m.headers, strlen(INVITE_START));
	assert_int_equal(m.body, now.len - 5);
	assert_int_equal(m.cseq, 314159);
	assert_int_equal(m.max_forwards, 70);
	assert_span(now.p, m.from_tag, "1928301774");
	assert_span(now.p, m.to_tag, "a6c85cf");
	assert_int_equal(m.count[SIPFP_HID_VIA], 2);
	assert_int_equal(m.count[SIPFP_HID_ROUTE], 1);
	assert_int_equal(m.count[SIPFP_HID_CONTACT], 1);
	assert_int_equal(m.count[SIPFP_HID_RECORD_ROUTE], 0);
	assert_int_equal(m.count[SIPFP_HID_OTHER], 2);
	assert_int_equal(m.hdr[SIPFP_HID_VIA].line.beg, m.headers);
	assert_int_equal(m.hdr[SIPFP_HID_VIA].line.end, m.via_last.beg);
	assert_int_equal(m.via_last.end, m.headers + strlen(INVITE_VIA));
	assert_span(now.p, m.hdr[SIPFP_HID_CALL_ID].value,
		    "a84b4c76e66710@pc33.example.com");
	assert_span(now.p, m.hdr[SIPFP_HID_TO].line,
		    "To: Bob <sip:bob@example.com>;tag=a6c85cf\r\n");
	assert_span(now.p, m.hdr[SIPFP_HID_CONTENT_LENGTH].value, "5");
	assert_true(sipfp_span_empty(m.hdr[SIPFP_HID_REQUIRE].line));
	assert_span(now.p, m.route2[0], "<sip:192.0.2.9;lr>");
	assert_span(now.p, m.route2[1],
		    "\"A, B\" <sip:192.0.2.10;lr>;x=\"y,z\"");
	assert_int_equal(m.route2_line.beg, m.hdr[SIPFP_HID_ROUTE].line.beg);
	assert_int_equal(m.route2_line.end, m.hdr[SIPFP_HID_ROUTE].line.end);
}

static void test_refused_is_clean(void **state)
{
	struct sipfp_msg empty;
	u8 byte = 'x';

	(void)state;
	memset(&empty, 0, sizeof(empty));
	assert_int_equal(index_of("x\r\n"), SIPFP_REASON_BAD_START);
	empty.buf = now.p;
	empty.len = 3;
	empty.max_forwards = SIPFP_MF_ABSENT;
	assert_memory_equal(&m, &empty, sizeof(m));
	memset(&m, 0xee, sizeof(m));
	assert_int_equal(sipfp_msg_index(&byte, SIPFP_MSG_MAX + 1, &m),
			 SIPFP_REASON_BAD_LENGTH);
	empty.buf = &byte;
	empty.len = 0;
	assert_memory_equal(&m, &empty, sizeof(m));
}

static void test_keepalive(void **state)
{
	(void)state;
	assert_int_equal(index_of(""), SIPFP_REASON_TOO_SHORT);
	assert_int_equal(index_of("\r\n\r\n"), SIPFP_REASON_TOO_SHORT);
	assert_int_equal(index_of("\n"), SIPFP_REASON_TOO_SHORT);
	assert_int_equal(index_bytes("\0\0\0\0", 4), SIPFP_REASON_TOO_SHORT);
	assert_int_equal(index_bytes("\0\r\n", 3), SIPFP_REASON_TOO_SHORT);
	assert_int_equal(index_of("\r\n\r\nx"), SIPFP_REASON_BAD_START);
	assert_int_equal(index_of(" "), SIPFP_REASON_BAD_START);
}

static void test_request_line(void **state)
{
	static const char *const bad[] = {
		" OPTIONS sip:a SIP/2.0",
		"OPTIONS  sip:a SIP/2.0",
		"OPTIONS sip:a  SIP/2.0",
		"OPTIONS sip:a SIP/2.0 ",
		"OPTIONS\tsip:a SIP/2.0",
		"OPTIONS sip:a\tSIP/2.0",
		"OPTIONS sip:a; lr SIP/2.0",
		"OPTIONS <sip:a> SIP/2.0",
		"OPTIONS sip:a",
		"OPTIONS sip:a ",
		"OPTIONS",
		"OPTIONS ",
		"OPTIONS  SIP/2.0",
		"OPTI(ONS sip:a SIP/2.0",
		"GET / HTTP/1.1",
		"OPTIONS sip:a SIP/",
		"OPTIONS sip:a SIP/2",
		"OPTIONS sip:a S",
		"OPTIONS sip:a SIP/2.",
		"OPTIONS sip:a SIP/.0",
		"OPTIONS sip:a SIP/2.0.0",
		"OPTIONS sip:a SIP/2x0",
		"OPTIONS sip:a\rb SIP/2.0",
		"OPTIONS sip:\x7f SIP/2.0",
		"\r\nOPTIONS sip:a SIP/2.0",
		"\xc3\xa4 sip:a SIP/2.0",
	};
	u32 i;

	(void)state;
	assert_int_equal(with(""), 0);
	assert_int_equal(request("OPTIONS sip:a sip/2.0", FROM TO CSEQ), 0);
	assert_span(now.p, m.version, "sip/2.0");
	assert_int_equal(request("options tel:+1 SIP/2.0",
				 FROM TO "CSeq: 1 options\r\n"),
			 0);
	assert_int_equal(m.method, SIPFP_METHOD_OTHER);
	assert_span(now.p, m.method_tok, "options");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(request(bad[i], FROM TO CSEQ),
				 SIPFP_REASON_BAD_START);
	assert_int_equal(request("OPTIONS sip:a SIP/3.0", FROM TO CSEQ),
			 SIPFP_REASON_BAD_VERSION);
	assert_int_equal(request("OPTIONS sip:a SIP/2.01", FROM TO CSEQ),
			 SIPFP_REASON_BAD_VERSION);
	assert_int_equal(index_of("OPTIONS sip:a SIP/2.0"),
			 SIPFP_REASON_BAD_START);
	assert_int_equal(index_of("OPTIONS sip:a SIP/2.0\r"),
			 SIPFP_REASON_BAD_START);
	assert_int_equal(index_bytes("OPTIONS sip:\0 SIP/2.0\r\n\r\n", 25),
			 SIPFP_REASON_NUL_BYTE);
}

static void test_status_line(void **state)
{
	static const char *const bad[] = {
		"SIP/2.0",
		"SIP/2.0 ",
		"SIP/2.0 20",
		"SIP/2.0 2000 OK",
		"SIP/2.0 099 x",
		"SIP/2.0 700 x",
		"SIP/2.0 2x0 x",
		"SIP/2.0  200 OK",
		"SIP/2.0 +20 OK",
		"SIP/2.0 200OK",
		"SIP/2.0 4294967301 x",
		"SIP/ 200 OK",
		"SIP/2.0\t200 OK",
	};
	u32 i;

	(void)state;
	assert_int_equal(request("SIP/2.0 180 Ringing \xc3\xa4", FROM TO CSEQ),
			 0);
	assert_int_equal(m.kind, SIPFP_MSG_RESPONSE);
	assert_int_equal(m.status, 180);
	assert_int_equal(m.method, SIPFP_METHOD_OPTIONS);
	assert_span(now.p, m.method_tok, "OPTIONS");
	assert_span(now.p, m.version, "SIP/2.0");
	assert_true(sipfp_span_empty(m.ruri));
	assert_int_equal(request("sip/2.0 100 ", FROM TO CSEQ), 0);
	assert_int_equal(m.status, 100);
	assert_int_equal(request("SIP/2.0 699", FROM TO CSEQ), 0);
	assert_int_equal(m.status, 699);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(request(bad[i], FROM TO CSEQ),
				 SIPFP_REASON_BAD_START);
	assert_int_equal(request("SIP/1.0 200 OK", FROM TO CSEQ),
			 SIPFP_REASON_BAD_VERSION);
}

static void test_lines(void **state)
{
	(void)state;
	/* line ends: CRLF, LF, both; a bare CR is for nobody */
	assert_int_equal(index_of("OPTIONS sip:a SIP/2.0\n" FROM TO CSEQ
				  "Via: SIP/2.0/UDP a\nCall-ID: 1\n\nx"),
			 0);
	assert_int_equal(m.body, m.len - 1);
	assert_span(now.p, m.hdr[SIPFP_HID_CALL_ID].value, "1");
	assert_span(now.p, m.hdr[SIPFP_HID_CALL_ID].line, "Call-ID: 1\n");
	assert_int_equal(with("X: a\rb\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with("X: a\r\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with("\rX: a\r\n"), SIPFP_REASON_BAD_HEADER);

	/* names */
	assert_int_equal(with("X-\xc3: a\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with("X: \xc3\x01\x7f\r\n"), 0);
	assert_int_equal(with("X a: b\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with(": b\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with("X\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with("X\r\n : b\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with(" X: b\r\n"), SIPFP_REASON_BAD_HEADER);
	assert_int_equal(with("!%*_+`'~X \t: b\r\n"), 0);
	assert_int_equal(with("X:\r\n"), 0);
	assert_int_equal(with("X: ;;,;\"<\r\n"), 0);

	/* NUL, in every part of a line and after the headers */
	assert_int_equal(index_bytes(HEAD "X\0: a\r\n\r\n", sizeof(HEAD) + 9),
			 SIPFP_REASON_NUL_BYTE);
	assert_int_equal(index_bytes(HEAD "\0X: a\r\n\r\n", sizeof(HEAD) + 9),
			 SIPFP_REASON_NUL_BYTE);
	assert_int_equal(index_bytes(HEAD "X: \0a\r\n\r\n", sizeof(HEAD) + 9),
			 SIPFP_REASON_NUL_BYTE);
	assert_int_equal(index_bytes(HEAD "i: 1\r\n\r\n\0", sizeof(HEAD) + 8),
			 0);
	assert_int_equal(m.len, m.body + 1);
}

static void test_fold(void **state)
{
	(void)state;
	assert_int_equal(request("OPTIONS sip:a SIP/2.0",
				 "TO :\r\n sip:b ;   tag    = t\r\n"
				 "fRoM   : \"J \\\\\\\"\"   <sip:a>\r\n  ;\r\n"
				 "  tag =\r\n\tf\r\n \r\n"
				 "cseq: 0009\n  OPTIONS\r\n"),
			 0);
	assert_span(now.p, m.hdr[SIPFP_HID_TO].value, "sip:b ;   tag    = t");
	assert_span(now.p, m.hdr[SIPFP_HID_TO].line,
		    "TO :\r\n sip:b ;   tag    = t\r\n");
	assert_span(now.p, m.hdr[SIPFP_HID_CSEQ].value, "0009\n  OPTIONS");
	assert_span(now.p, m.to_tag, "t");
	assert_span(now.p, m.from_tag, "f");
	assert_int_equal(m.cseq, 9);
	assert_int_equal(now.p[m.hdr[SIPFP_HID_FROM].value.end - 1], 'f');
	/* the fold belongs to the line, whether or not it says anything */
	assert_int_equal(m.hdr[SIPFP_HID_FROM].line.end,
			 m.hdr[SIPFP_HID_CSEQ].line.beg);
	/* an empty line with a blank in it is a fold, not the end */
	assert_int_equal(index_of(HEAD "Call-ID: 1\r\n \r\n"),
			 SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID:\r\n\r\n"),
			 SIPFP_REASON_BAD_HEADER);
}

static void test_end(void **state)
{
	(void)state;
	assert_int_equal(index_of(HEAD "Call-ID: 1\r\n"), SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID: 1"), SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID: 1\r"), SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID: 1\r\n\r"),
			 SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID"), SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID "), SIPFP_REASON_NO_END);
	assert_int_equal(index_of(HEAD "Call-ID: 1\r\n\r\n"), 0);
	assert_int_equal(m.body, m.len);
	assert_int_equal(index_of(HEAD "Call-ID: 1\n\n"), 0);
	assert_int_equal(index_of(HEAD "Call-ID: 1\r\n\n"), 0);
}

static void test_missing(void **state)
{
	(void)state;
	assert_int_equal(request(OPTIONS, FROM TO), SIPFP_REASON_MISSING);
	assert_int_equal(request(OPTIONS, FROM CSEQ), SIPFP_REASON_MISSING);
	assert_int_equal(request(OPTIONS, TO CSEQ), SIPFP_REASON_MISSING);
	assert_int_equal(index_of(HEAD "\r\n"), SIPFP_REASON_MISSING);
	assert_int_equal(index_of(OPTIONS "\r\n" FROM TO CSEQ
					  "Call-ID: 1\r\n\r\n"),
			 SIPFP_REASON_MISSING);
	assert_int_equal(index_of(OPTIONS "\r\n\r\n"), SIPFP_REASON_MISSING);
}

static void test_duplicate(void **state)
{
	(void)state;
	assert_int_equal(with("f: <sip:a>;tag=1\r\n"), SIPFP_REASON_DUPLICATE);
	assert_int_equal(with(TO), SIPFP_REASON_DUPLICATE);
	assert_int_equal(with("i: 1\r\n"), SIPFP_REASON_DUPLICATE);
	assert_int_equal(with(CSEQ), SIPFP_REASON_DUPLICATE);
	assert_int_equal(with("Max-Forwards: 1\r\nMax-Forwards: 1\r\n"),
			 SIPFP_REASON_DUPLICATE);
	assert_int_equal(with("l: 0\r\nContent-Length: 0\r\n"),
			 SIPFP_REASON_DUPLICATE);
	assert_int_equal(with("m: *\r\nm: *\r\nv: x\r\nRequire: a\r\n"
			      "Require: b\r\nRecord-Route: <a>\r\n"
			      "Record-Route: <b>\r\n"),
			 0);
	assert_int_equal(m.count[SIPFP_HID_CONTACT], 2);
	assert_int_equal(m.count[SIPFP_HID_VIA], 2);
	assert_int_equal(m.count[SIPFP_HID_REQUIRE], 2);
	assert_span(now.p, m.hdr[SIPFP_HID_REQUIRE].value, "a");
	assert_int_equal(m.count[SIPFP_HID_RECORD_ROUTE], 2);
	assert_span(now.p, m.hdr[SIPFP_HID_VIA].value, "x");
	assert_span(now.p, m.via_last, VIA);
}

/* @n lines in all, four of them not Via */
static int many(u32 n)
{
	static char text[8192];
	u32 o, i;

	o = (u32)snprintf(text, sizeof(text),
			  OPTIONS "\r\n" FROM TO CSEQ "Call-ID: 1\r\n");
	for (i = 4; i < n; i++)
		o += (u32)snprintf(text + o, sizeof(text) - o, "v:x\r\n");
	memcpy(text + o, "\r\n", 3);
	return index_of(text);
}

static void test_many(void **state)
{
	(void)state;
	assert_int_equal(many(SIPFP_HDR_LINES_MAX), 0);
	assert_int_equal(m.count[SIPFP_HID_VIA], SIPFP_HDR_LINES_MAX - 4);
	assert_int_equal(many(SIPFP_HDR_LINES_MAX + 1), SIPFP_REASON_TOO_MANY);
}

static void test_cseq(void **state)
{
	static const char *const bad[] = {
		"",
		"OPTIONS",
		"1",
		"1OPTIONS",
		"1 options",
		"1 OPTIONS x",
		"1 OPTION",
		"1 OPTIONSS",
		"-1 OPTIONS",
		"1,OPTIONS",
		"2147483648 OPTIONS",
		"36893488147419103232 OPTIONS",
		"0x1 OPTIONS",
		"1 INVITE",
		"1 \"OPTIONS\"",
		"1 2 OPTIONS",
	};
	char line[128];
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(line, sizeof(line), FROM TO "CSeq: %s\r\n", bad[i]);
		assert_int_equal(request(OPTIONS, line), SIPFP_REASON_BAD_CSEQ);
	}
	assert_int_equal(index_of(OPTIONS "\r\n" FROM TO VIA "i: 1\r\n"
					  "CSeq:2147483647\t OPTIONS\r\n\r\n"),
			 0);
	assert_int_equal(m.cseq, 2147483647);
	assert_int_equal(request(OPTIONS, FROM TO "CSeq: 0 OPTIONS\r\n"), 0);
	assert_int_equal(m.cseq, 0);
	assert_int_equal(request("SIP/2.0 200 OK", FROM TO "CSeq: 1 X(\r\n"),
			 SIPFP_REASON_BAD_CSEQ);
	assert_int_equal(request("SIP/2.0 200 OK", FROM TO "CSeq: 1 FOO\r\n"),
			 0);
	assert_int_equal(m.method, SIPFP_METHOD_OTHER);
	assert_span(now.p, m.method_tok, "FOO");
}

/* RFC 4475 section 3.1.1.2 */
#define CALL_ID "word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"

static void test_call_id(void **state)
{
	(void)state;
	assert_int_equal(index_of(HEAD "Call-ID: \r\n\r\n"),
			 SIPFP_REASON_BAD_HEADER);
	assert_int_equal(index_of(HEAD "Call-ID: a b\r\n\r\n"),
			 SIPFP_REASON_BAD_HEADER);
	assert_int_equal(index_of(HEAD "Call-ID: a\r\n b\r\n\r\n"),
			 SIPFP_REASON_BAD_HEADER);
	assert_int_equal(index_of(HEAD "Call-ID: a\x01\r\n\r\n"),
			 SIPFP_REASON_BAD_HEADER);
	assert_int_equal(index_of(HEAD "I:\r\n " CALL_ID "\r\n\r\n"), 0);
	assert_span(now.p, m.hdr[SIPFP_HID_CALL_ID].value, CALL_ID);
}

static void test_max_forwards(void **state)
{
	static const char *const bad[] = { "",	"256", "300",  "-1",
					   "x", "1 2", "0x10", "1." };
	char line[64];
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(line, sizeof(line), "Max-Forwards: %s\r\n", bad[i]);
		assert_int_equal(with(line), SIPFP_REASON_BAD_MAX_FORWARDS);
	}
	assert_int_equal(with(""), 0);
	assert_int_equal(m.max_forwards, SIPFP_MF_ABSENT);
	assert_int_equal(with("MaX-fOrWaRdS: 0068\r\n"), 0);
	assert_int_equal(m.max_forwards, 68);
	assert_int_equal(with("Max-Forwards: 0\r\n"), 0);
	assert_int_equal(m.max_forwards, 0);
	assert_int_equal(with("Max-Forwards:\r\n 255 \r\n"), 0);
	assert_int_equal(m.max_forwards, 255);
}

/* A message with this Content-Length and a body of five bytes */
static int length(const char *value)
{
	char text[512];

	snprintf(text, sizeof(text),
		 HEAD "Call-ID: 1\r\nContent-Length: %s\r\n\r\nhello", value);
	return index_of(text);
}

static void test_content_length(void **state)
{
	static const char *const bad[] = {
		"",   "6",   "9999", "65536", "4294967297", "-1",   "-999",
		"+5", "5,5", "5 5",  "0x5",   "5.0",	    "five",
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(length(bad[i]), SIPFP_REASON_BAD_LENGTH);
	assert_int_equal(length("5"), 0);
	assert_int_equal(m.len, now.len);
	assert_int_equal(length("005"), 0);
	assert_int_equal(m.len, now.len);
	/* what follows the body is not part of the message */
	assert_int_equal(length("3"), 0);
	assert_int_equal(m.body, now.len - 5);
	assert_int_equal(m.len, now.len - 2);
	assert_int_equal(length("0"), 0);
	assert_int_equal(m.len, m.body);
	/* without one, the body goes to the end of the datagram */
	assert_int_equal(index_of(HEAD "Call-ID: 1\r\n\r\nhello"), 0);
	assert_int_equal(m.len, now.len);
	assert_int_equal(m.body, now.len - 5);
}

static void test_whole_datagram(void **state)
{
	static char text[SIPFP_MSG_MAX];
	u32 head;

	(void)state;
	memset(text, 'x', sizeof(text));
	head = (u32)sprintf(text, "%s", HEAD "Call-ID: 1\r\n\r\n");
	text[head] = 'x';
	assert_int_equal(index_bytes(text, SIPFP_MSG_MAX), 0);
	assert_int_equal(m.len, SIPFP_MSG_MAX);
	memset(text, '\0', sizeof(text));
	assert_int_equal(index_bytes(text, SIPFP_MSG_MAX),
			 SIPFP_REASON_TOO_SHORT);
	memset(text, 'x', sizeof(text));
	memcpy(text, OPTIONS "\r\nX:", strlen(OPTIONS) + 4);
	assert_int_equal(index_bytes(text, SIPFP_MSG_MAX), SIPFP_REASON_NO_END);
}

/* A From header of this value: the tag, or NULL when it is refused */
static const char *tag(const char *value)
{
	static char out[64];
	char line[256];
	int ret;

	snprintf(line, sizeof(line), "From: %s\r\n" TO CSEQ, value);
	ret = request(OPTIONS, line);
	if (ret) {
		assert_int_equal(ret, SIPFP_REASON_BAD_ADDRESS);
		return NULL;
	}
	memcpy(out, now.p + m.from_tag.beg, sipfp_span_len(m.from_tag));
	out[sipfp_span_len(m.from_tag)] = 0;
	/* To goes the same way */
	snprintf(line, sizeof(line), "To: %s\r\n" FROM CSEQ, value);
	assert_int_equal(request(OPTIONS, line), 0);
	assert_span(now.p, m.to_tag, out);
	return out;
}

static void test_tag(void **state)
{
	static const char *const bad[] = {
		"",
		"<sip:a>;tag=",
		"<sip:a>;tag",
		"<sip:a>;tag=\"x\"",
		"<sip:a>;tag=x;tag=x",
		"<sip:a>;tag=x;TAG=y",
		"<sip:a>;;tag=x",
		"<sip:a>;tag=x;",
		"<sip:a>;tag=x y",
		"<sip:a>;tag=x,<sip:b>",
		"<sip:a>;tag=a@b",
		"<sip:a>, <sip:b>;tag=x",
		"\"A <sip:a>",
		"<sip:a",
		"< sip:a>",
		"Bell, A <sip:a>;tag=x",
		"<>;tag=x",
		"sip:a?tag=x",
		"<sip:a>;tag=x;a=\"",
	};
	u32 i;

	(void)state;
	assert_string_equal(tag("<sip:a>;tag=x"), "x");
	assert_string_equal(tag("sip:a;tag=x"), "x");
	assert_string_equal(tag("<sip:a;tag=no>"), "");
	assert_string_equal(tag("<sip:a;tag=no>;tag=x"), "x");
	assert_string_equal(tag("\";tag=no\" <sip:a>;b=\";tag=no\";tag=x;c"),
			    "x");
	assert_string_equal(tag("sip:a"), "");
	assert_string_equal(tag("<sip:a> ; TAG = _token~1'+`*%!-. "),
			    "_token~1'+`*%!-.");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_null(tag(bad[i]));
}

static int done(void **state)
{
	(void)state;
	free(now.p);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_invite),
		cmocka_unit_test(test_refused_is_clean),
		cmocka_unit_test(test_keepalive),
		cmocka_unit_test(test_request_line),
		cmocka_unit_test(test_status_line),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_duplicate),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_cseq),
		cmocka_unit_test(test_call_id),
		cmocka_unit_test(test_max_forwards),
		cmocka_unit_test(test_content_length),
		cmocka_unit_test(test_whole_datagram),
		cmocka_unit_test(test_tag),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
