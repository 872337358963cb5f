// SPDX-License-Identifier: GPL-2.0-only
/* Numbers, times and addresses as people write them */
#include <stdio.h>
#include <string.h>

#include "cli.h"

#define SIP_PORT 5060

/* Digits only, no sign, no space; returns what follows them, NULL: too large */
static const char *digits(const char *text, u64 *value)
{
	u64 v = 0;

	for (; *text >= '0' && *text <= '9'; text++) {
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, (u64)(*text - '0'), &v))
			return NULL;
	}
	*value = v;
	return text;
}

bool sipfp_value_decimal(const char *text, u64 max, u64 *value)
{
	const char *end = digits(text, value);

	return end && end != text && !*end && *value <= max;
}

static const struct {
	const char *name;
	u32 ms;
} units[] = {
	{ "ms", 1 },
	{ "s", 1000 },
	{ "min", 60000 },
	{ "h", 3600000 },
};

static bool time_ms(const char *text, u64 max, u64 *ms)
{
	const char *end = digits(text, ms);
	unsigned int i;

	if (!end || end == text)
		return false;
	if (!*end)
		return !*ms; /* a unit, please, for anything but 0 */
	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(end, units[i].name))
			return !__builtin_mul_overflow(*ms, (u64)units[i].ms,
						       ms) &&
			       *ms <= max;
	return false;
}

bool sipfp_value_milliseconds(const char *text, u32 *ms)
{
	u64 value;

	if (!time_ms(text, UINT32_MAX, &value))
		return false;
	*ms = value;
	return true;
}

bool sipfp_value_seconds(const char *text, u32 *seconds)
{
	u64 value;

	if (!strcmp(text, "never")) {
		*seconds = 0;
		return true;
	}
	/* the number alone is what Expires has; 0 would mean never */
	if (!sipfp_value_decimal(text, UINT32_MAX, &value)) {
		if (!time_ms(text, UINT32_MAX * UINT64_C(1000), &value) ||
		    value % 1000)
			return false;
		value /= 1000;
	}
	*seconds = value;
	return value;
}

bool sipfp_value_address(const char *text, struct sipfp_addr *addr)
{
	struct sipfp_span host = { 0 };
	const size_t len = strlen(text);
	const char *colon = NULL;
	u64 port = SIP_PORT;

	memset(addr, 0, sizeof(*addr));
	if (len > SIPFP_VALUE_MAX)
		return false;
	host.end = len;
	/* an IPv6 address without brackets has no port */
	if (*text == '[') {
		colon = strchr(text, ']');
		colon = colon && colon[1] == ':' ? colon + 1 : NULL;
	} else if (strchr(text, ':') == strrchr(text, ':')) {
		colon = strchr(text, ':');
	}
	if (colon) {
		host.end = colon - text;
		if (!sipfp_value_decimal(colon + 1, UINT16_MAX, &port) || !port)
			return false;
	}
	addr->port = port;
	return sipfp_addr_parse((const u8 *)text, len, host, *text != '[',
				addr);
}

const char *sipfp_value_print_time(u32 ms, char *out)
{
	if (ms && !(ms % 1000))
		snprintf(out, SIPFP_VALUE_MAX, "%us", ms / 1000);
	else
		snprintf(out, SIPFP_VALUE_MAX, "%ums", ms);
	return out;
}

static const char *print_addr(const struct sipfp_addr *addr, bool with_port,
			      char *out)
{
	u32 len = sipfp_addr_print(addr, with_port, with_port, (u8 *)out,
				   SIPFP_VALUE_MAX - 1);

	if (len >= SIPFP_VALUE_MAX)
		return strcpy(out, "?");
	out[len] = '\0';
	return out;
}

const char *sipfp_value_print_ip(const struct sipfp_addr *addr, char *out)
{
	return print_addr(addr, false, out);
}

const char *sipfp_value_print_address(const struct sipfp_addr *addr, char *out)
{
	return print_addr(addr, true, out);
}

struct sipfp_text sipfp_value_text(const char *string)
{
	struct sipfp_text text = { string, strlen(string) };

	return text;
}

bool sipfp_value_equal(const struct sipfp_text *a, const struct sipfp_text *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}
