// SPDX-License-Identifier: GPL-2.0-only
/*
 * As much SIP as our own two ends need, of messages that they or a proxy between
 * them write: no folded lines, and each Via a line of its own unless it is to be
 * copied as it came.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "load.h"

static const char *const methods[] = {
	[INVITE] = "INVITE",   [ACK] = "ACK",	      [BYE] = "BYE",
	[OPTIONS] = "OPTIONS", [MESSAGE] = "MESSAGE", [OTHER] = "OTHER",
};

const char *method_name(enum method method)
{
	return methods[method];
}

static enum method method_of(const char *at, size_t len)
{
	enum method method;

	for (method = INVITE; method < OTHER; method++)
		if (strlen(methods[method]) == len &&
		    !memcmp(methods[method], at, len))
			break;
	return method;
}

static bool name_is(struct span name, const char *full, const char *compact)
{
	return (name.len == strlen(full) &&
		!strncasecmp(name.at, full, name.len)) ||
	       (name.len == 1 && compact && !strncasecmp(name.at, compact, 1));
}

static void keep(struct span *list, unsigned int *count, struct span value)
{
	if (*count < SIP_VALUES)
		list[(*count)++] = value;
}

/* A value may be a list: its commas are those outside of angle brackets. */
static void keep_routes(struct sip *sip, struct span value)
{
	size_t i, from = 0;
	bool inside = false;

	for (i = 0; i <= value.len; i++) {
		if (i < value.len && value.at[i] == '<')
			inside = true;
		else if (i < value.len && value.at[i] == '>')
			inside = false;
		if (i < value.len && (value.at[i] != ',' || inside))
			continue;
		keep(sip->route, &sip->routes,
		     (struct span){ value.at + from, i - from });
		from = i + 1;
	}
}

static struct span uri_of(struct span value)
{
	const char *open = memchr(value.at, '<', value.len);
	const char *close = memchr(value.at, '>', value.len);

	if (open && close && open < close)
		return (struct span){ open + 1, close - open - 1 };
	return value;
}

static void header(struct sip *sip, struct span name, struct span value)
{
	if (name_is(name, "Via", "v"))
		keep(sip->via, &sip->vias, value);
	else if (name_is(name, "Record-Route", NULL))
		keep_routes(sip, value);
	else if (name_is(name, "From", "f"))
		sip->from = value;
	else if (name_is(name, "To", "t"))
		sip->to = value;
	else if (name_is(name, "Call-ID", "i"))
		sip->call_id = value;
	else if (name_is(name, "CSeq", NULL))
		sip->cseq = value;
	else if (name_is(name, "Contact", "m"))
		sip->contact = uri_of(value);
}

static bool start_line(struct sip *sip, const char *at, const char *end)
{
	const char *space = memchr(at, ' ', end - at);

	if (!space)
		return false;
	if (space - at == 7 && !memcmp(at, "SIP/2.0", 7))
		sip->status = atoi(space + 1);
	else
		sip->method = method_of(at, space - at);
	return true;
}

/* Of our own Call-IDs: SLOT-SERIAL-RUN@HOST */
static bool ours(struct sip *sip)
{
	char *end;

	if (!sip->call_id.len)
		return false;
	sip->slot = strtoul(sip->call_id.at, &end, 10);
	if (*end != '-')
		return false;
	sip->serial = strtoul(end + 1, &end, 10);
	return *end == '-';
}

/* Every line that is looked at is known to end, so numbers in it end too. */
bool sip_read(struct sip *sip, const char *data, size_t len)
{
	const char *at = data, *end = data + len, *eol, *colon;

	memset(sip, 0, sizeof(*sip));
	for (; at < end; at = eol + 1) {
		eol = memchr(at, '\n', end - at);
		if (!eol || eol == at || eol[-1] != '\r')
			return false;
		if (eol - at == 1)
			break; /* the body */
		if (at == data) {
			if (!start_line(sip, at, eol - 1))
				return false;
			continue;
		}
		colon = memchr(at, ':', eol - at);
		if (!colon)
			return false;
		struct span name = { at, colon - at };

		for (colon++; *colon == ' '; colon++)
			;
		header(sip, name, (struct span){ colon, eol - 1 - colon });
	}
	if (sip->status && sip->cseq.len) {
		const char *space = memchr(sip->cseq.at, ' ', sip->cseq.len);

		sip->method = OTHER;
		if (space)
			sip->method = method_of(space + 1,
						sip->cseq.at + sip->cseq.len -
							space - 1);
	}
	return at < end && ours(sip);
}

void text_put(struct text *text, const char *fmt, ...)
{
	size_t room = sizeof(text->data) - text->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text->data + text->len, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		die("a message of ours has no room");
	text->len += n;
}

static void put_header(struct text *text, const char *name, struct span value)
{
	text_put(text, "%s: %.*s\r\n", name, (int)value.len, value.at);
}

static bool has_tag(struct span to)
{
	return memmem(to.at, to.len, ";tag=", 5);
}

void sip_respond(struct text *text, const struct sip *request,
		 const char *status, const char *tag, const char *contact,
		 const char *body)
{
	unsigned int i;

	text->len = 0;
	text_put(text, "SIP/2.0 %s\r\n", status);
	for (i = 0; i < request->vias; i++)
		put_header(text, "Via", request->via[i]);
	for (i = 0; i < request->routes; i++)
		put_header(text, "Record-Route", request->route[i]);
	put_header(text, "From", request->from);
	text_put(text, "To: %.*s%s%s\r\n", (int)request->to.len, request->to.at,
		 has_tag(request->to) ? "" : ";tag=",
		 has_tag(request->to) ? "" : tag);
	put_header(text, "Call-ID", request->call_id);
	put_header(text, "CSeq", request->cseq);
	if (contact)
		text_put(text, "Contact: <%s>\r\n", contact);
	if (body)
		text_put(text, "Content-Type: application/sdp\r\n");
	text_put(text, "Content-Length: %zu\r\n\r\n%s", body ? strlen(body) : 0,
		 body ? body : "");
}
