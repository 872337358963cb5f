// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests of the caller. Those of one kind are all of one size: numbers in
 * them have a fixed width.
 */
#include <stdio.h>
#include <string.h>
#include "caller.h"

static uint32_t slot_index(const struct caller *caller, const struct slot *slot)
{
	return slot - caller->slots;
}

static void put_via(struct text *text, const struct caller *caller,
		    const struct slot *slot, enum method method)
{
	text_put(text,
		 "Via: SIP/2.0/UDP %s;branch=z9hG4bK%08x%05u%08u%.1s\r\n"
		 "Max-Forwards: 70\r\n",
		 caller->bound, caller->run, slot_index(caller, slot),
		 slot->serial, method_name(method));
}

static void put_call_id(struct text *text, const struct caller *caller,
			const struct slot *slot)
{
	text_put(text, "Call-ID: %05u-%08u-%08x@%s\r\n",
		 slot_index(caller, slot), slot->serial, caller->run,
		 caller->host);
}

static enum method first_method(enum kind kind)
{
	switch (kind) {
	case KIND_OPTIONS:
	case KIND_PING:
		return OPTIONS;
	case KIND_MESSAGE:
		return MESSAGE;
	default:
		return INVITE;
	}
}

static void put_body(struct text *text, const struct caller *caller,
		     enum method method)
{
	char body[256] = "";
	const char *type = "application/sdp";

	if (method == INVITE) {
		snprintf(body, sizeof(body),
			 "v=0\r\no=alice 2890844526 2890844526 IN IP4 %s\r\n"
			 "s=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
			 "m=audio 6000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n",
			 caller->host, caller->host);
	} else if (method == MESSAGE) {
		snprintf(body, sizeof(body), "Watson, come here.");
		type = "text/plain";
	}
	if (*body)
		text_put(text, "Content-Type: %s\r\n", type);
	text_put(text, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
}

void request_first(struct caller *caller, struct slot *slot)
{
	enum method method = first_method(caller->kind);
	struct text *text = &slot->request;
	char uri[128];

	if (caller->kind == KIND_PING)
		snprintf(uri, sizeof(uri), "sip:%s", caller->proxy);
	else
		snprintf(uri, sizeof(uri), "sip:%s%0*u%s@example.com",
			 caller->prefix, (int)caller->digits, slot->user,
			 caller->suffix);
	text->len = 0;
	text_put(text, "%s %s SIP/2.0\r\n", method_name(method), uri);
	put_via(text, caller, slot, method);
	text_put(text,
		 "From: \"Alice\" <sip:alice@example.com>;tag=a%08x%08u\r\n"
		 "To: <%s>\r\n",
		 caller->run, slot->serial, uri);
	put_call_id(text, caller, slot);
	text_put(text, "CSeq: 1 %s\r\n", method_name(method));
	if (method != MESSAGE)
		text_put(text,
			 "Contact: <sip:alice@%s>\r\n"
			 "User-Agent: sipfp-load\r\n"
			 "Allow: INVITE, ACK, BYE, CANCEL\r\n",
			 caller->bound);
	put_body(text, caller, method);
}

void request_within(struct caller *caller, struct text *text, struct slot *slot,
		    enum method method, const struct sip *ok)
{
	unsigned int i;

	text->len = 0;
	text_put(text, "%s %.*s SIP/2.0\r\n", method_name(method),
		 (int)ok->contact.len, ok->contact.at);
	put_via(text, caller, slot, method);
	for (i = ok->routes; i-- > 0;)
		text_put(text, "Route: %.*s\r\n", (int)ok->route[i].len,
			 ok->route[i].at);
	text_put(text, "From: %.*s\r\nTo: %.*s\r\n", (int)ok->from.len,
		 ok->from.at, (int)ok->to.len, ok->to.at);
	put_call_id(text, caller, slot);
	text_put(text, "CSeq: %d %s\r\nContent-Length: 0\r\n\r\n",
		 method == ACK ? 1 : 2, method_name(method));
}
