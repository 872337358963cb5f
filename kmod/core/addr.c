// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Literal addresses to and from text */
#include "addr.h"
#include "put.h"
#include "scan.h"

#define GROUPS 8 /* of an IPv6 address */

/* Four octets, from @i to @end exactly: 0 to 255, no leading zeros */
//@ requires cur(i, end); assigns ip[0 .. 3];
static bool parse_v4(const u8 *buf, u32 i, u32 end, u8 *ip)
{
	u32 k = 0;

	//@ loop invariant cur(i, end) && k <= 4; loop assigns k, i, ip[0..3]; loop variant 4 - k;
	while (k < 4) {
		u32 n = 0;
		u32 v = 0;

		//@ loop invariant i <= end && n <= 3; loop assigns i, n, v; loop variant 3 - n;
		while (n < 3 && i < end && buf[i] >= '0' && buf[i] <= '9') {
			v = v * 10 + (u32)(buf[i] - '0');
			i++;
			n++;
		}
		if (n == 0 || v > 255 || (n > 1 && v < 10) ||
		    (n > 2 && v < 100))
			return false;
		ip[k] = (u8)v;
		k++;
		if (k == 4)
			break;
		if (i >= end || buf[i] != '.')
			return false;
		i++;
	}
	return i >= end;
}

/* One to four hex digits. Return: the offset after them, or @i. */
//@ requires cur(i, end); assigns *group; ensures i <= \result <= end;
static u32 parse_group(const u8 *buf, u32 i, u32 end, u16 *group)
{
	u32 c = i;
	u32 n = 0;
	u32 v = 0;

	//@ loop invariant i <= c <= end; loop assigns c, n, v; loop variant 4 - n;
	while (n < 4 && c < end && sipfp_scan_is(buf[c], SIPFP_CC_HEX)) {
		v = (v * 16 + sipfp_scan_hex(buf[c])) & 0xffff;
		c++;
		n++;
	}
	*group = (u16)v;
	return c;
}

/**
 * struct groups - IPv6 address being read
 * @g:	 groups so far
 * @n:	 how many
 * @gap: where "::" stands among them, or GROUPS + 1
 */
struct groups {
	u16 g[GROUPS];
	u32 n;
	u32 gap;
};

/* The last two groups in the form of an IPv4 address, up to @end */
//@ requires cur(i, end) && v->n < GROUPS; assigns *v;
static bool parse_tail(const u8 *buf, u32 i, u32 end, struct groups *v)
{
	u8 ip[4] = { 0 };
	u32 n = v->n;

	if (n + 2 > GROUPS || !parse_v4(buf, i, end, ip))
		return false;
	v->g[n] = (u16)(ip[0] << 8 | ip[1]);
	v->g[n + 1] = (u16)(ip[2] << 8 | ip[3]);
	v->n = n + 2;
	return true;
}

/* Groups, "::" and a trailing IPv4 address, from @i to @end exactly */
//@ requires cur(i, end); assigns *v;
static bool parse_groups(const u8 *buf, u32 i, u32 end, struct groups *v)
{
	bool colon = false; /* one was just taken, so a group must follow */

	if (i + 1 < end && buf[i] == ':' && buf[i + 1] == ':') {
		v->gap = 0;
		i += 2;
	}
	//@ loop invariant cur(i, end); loop assigns i, colon, *v; loop variant end - i;
	while (i < end && v->n < GROUPS) {
		u32 next = parse_group(buf, i, end, &v->g[v->n]);

		if (next == i)
			return false;
		if (next < end && buf[next] == '.')
			return parse_tail(buf, i, end, v);
		v->n++;
		i = next;
		colon = false;
		if (i >= end)
			break;
		if (buf[i] != ':')
			return false;
		i++;
		colon = true;
		if (i < end && buf[i] == ':') {
			if (v->gap <= GROUPS)
				return false;
			v->gap = v->n;
			i++;
			colon = false;
		}
	}
	return i >= end && !colon;
}

//@ requires cur(i, end); assigns ip[0 .. 15];
static bool parse_v6(const u8 *buf, u32 i, u32 end, u8 ip[16])
{
	struct groups v = { { 0 }, 0, GROUPS + 1 };
	u32 missing;
	u32 out = 0;
	u32 in = 0;

	if (!parse_groups(buf, i, end, &v) || v.n > GROUPS)
		return false;
	missing = GROUPS - v.n;
	if (missing ? v.gap > GROUPS : v.gap <= GROUPS) /* "::" is 1 or more */
		return false;
	//@ loop invariant in <= out <= 8; loop assigns in, out, ip[0..15]; loop variant 8 - out;
	while (out < GROUPS) {
		u16 g = 0;

		if ((out < v.gap || out >= v.gap + missing) && in < GROUPS) {
			g = v.g[in];
			in++;
		}
		ip[2 * out] = (u8)(g >> 8);
		ip[2 * out + 1] = (u8)(g & 0xff);
		out++;
	}
	return true;
}

//@ assigns *a;
static void set_v4(struct sipfp_addr *a, const u8 ip[4])
{
	u32 k = 4;

	a->family = 4;
	a->ip[0] = ip[0];
	a->ip[1] = ip[1];
	a->ip[2] = ip[2];
	a->ip[3] = ip[3];
	//@ loop invariant k <= 16; loop assigns k, a->ip[0 .. 15]; loop variant 16 - k;
	while (k < 16) {
		a->ip[k] = 0;
		k++;
	}
}

//@ assigns *a;
static void set_v6(struct sipfp_addr *a, const u8 ip[16])
{
	u32 k = 0;

	a->family = 6;
	//@ loop invariant k <= 16; loop assigns k, a->ip[0 .. 15]; loop variant 16 - k;
	while (k < 16) {
		a->ip[k] = ip[k];
		k++;
	}
}

bool sipfp_addr_parse(const u8 *buf, u32 len, struct sipfp_span host,
		      bool bare_v6, struct sipfp_addr *a)
{
	u8 ip[16] = { 0 };
	u32 beg, end;

	if (!sipfp_scan_open(host, len, &beg, &end) || beg >= end)
		return false;
	if (buf[beg] == '[') {
		if (beg + 2 >= end || buf[end - 1] != ']' ||
		    !parse_v6(buf, beg + 1, end - 1, ip))
			return false;
		set_v6(a, ip);
		return true;
	}
	if (parse_v4(buf, beg, end, ip)) {
		set_v4(a, ip);
		return true;
	}
	if (!bare_v6 || !parse_v6(buf, beg, end, ip))
		return false;
	set_v6(a, ip);
	return true;
}

/*
 * Is this a possible name? Not "1.2.3", "256.1.1.1", "a..b": no empty label,
 * but for the root's at the end, and the last one is not all digits.
 */
//@ requires cur(i, end); assigns \nothing;
static bool name_ok(const u8 *buf, u32 i, u32 end)
{
	u32 last = end;

	if (i >= end || buf[i] == '.' || buf[i] == '-')
		return false;
	if (buf[last - 1] == '.')
		last--;
	//@ loop invariant i <= last <= end; loop assigns last; loop variant last;
	while (last > i && buf[last - 1] >= '0' && buf[last - 1] <= '9')
		last--;
	if (last <= i || buf[last - 1] == '.')
		return false;
	i++;
	//@ loop assigns i; loop variant end - i;
	while (i < end) {
		if (buf[i] == '.' && buf[i - 1] == '.')
			return false;
		i++;
	}
	return true;
}

bool sipfp_addr_host(const u8 *buf, u32 len, struct sipfp_span s,
		     struct sipfp_span *host, struct sipfp_addr *a)
{
	u8 ip[4] = { 0 };
	u32 beg, i, end;

	a->family = 0;
	*host = sipfp_scan_span(0, 0);
	if (!sipfp_scan_open(s, len, &beg, &end) || beg >= end)
		return false;
	if (buf[beg] == '[') {
		i = sipfp_scan_find(buf, beg, end, ']');
		if (i >= end)
			return false;
		*host = sipfp_scan_span(beg, i + 1);
		return sipfp_addr_parse(buf, len, *host, false, a);
	}
	i = sipfp_scan_run(buf, beg, end, SIPFP_CC_HOST);
	if (i == beg)
		return false;
	*host = sipfp_scan_span(beg, i);
	if (parse_v4(buf, beg, i, ip)) {
		set_v4(a, ip);
		return true;
	}
	return name_ok(buf, beg, i);
}

#define V4_TEXT_MAX 15u /* "255.255.255.255" */

//@ assigns out[0 .. cap - 1];
static u32 put_v4(const u8 *ip, u8 *out, u32 cap, u32 o)
{
	u8 text[V4_TEXT_MAX] = { 0 };
	u32 n;

	n = sipfp_put_dec3(text, 0, ip[0]);
	text[n] = '.';
	n = sipfp_put_dec3(text, n + 1, ip[1]);
	text[n] = '.';
	n = sipfp_put_dec3(text, n + 1, ip[2]);
	text[n] = '.';
	n = sipfp_put_dec3(text, n + 1, ip[3]);
	return sipfp_put_bytes(out, cap, o, text, n);
}

/* One group in hex, without leading zeros */
//@ assigns out[0 .. cap - 1];
static u32 put_group(const u8 *ip, u8 *out, u32 cap, u32 o)
{
	u8 nibble[4] = { ip[0] >> 4, ip[0] & 15, ip[1] >> 4, ip[1] & 15 };
	u32 k = 0;
	u8 c;

	//@ loop assigns k; loop variant 3 - k;
	while (k < 3 && !nibble[k])
		k++;
	//@ loop assigns k, o, c, out[0 .. cap - 1]; loop variant 4 - k;
	while (k < 4) {
		c = nibble[k];
		c = (u8)(c < 10 ? '0' + c : 'a' + c - 10);
		o = sipfp_put_bytes(out, cap, o, &c, 1);
		k++;
	}
	return o;
}

/*
 * RFC 5952 section 4.2: the longest run of zero groups, the first of equals,
 * two at least. Return: its length and where it begins, or 0.
 */
//@ requires \separated(beg, ip + (0 .. 15)); assigns *beg; ensures \result <= 8;
static u32 find_gap(const u8 *ip, u32 *beg)
{
	u32 at = 0;
	u32 n = 0;
	u32 k = 0;

	*beg = 0;
	//@ loop invariant at <= k <= 8 && n <= k; loop assigns k, at, n, *beg; loop variant 8 - k;
	while (k < GROUPS) {
		if (ip[2 * k] || ip[2 * k + 1]) {
			k++;
			at = k;
			continue;
		}
		k++;
		if (k >= at + 2 && k > at + n) {
			*beg = at;
			n = k - at;
		}
	}
	return n;
}

//@ assigns \nothing;
static bool is_mapped(const u8 ip[16])
{
	u32 k = 0;

	//@ loop assigns k; loop variant 10 - k;
	while (k < 10 && !ip[k])
		k++;
	return k == 10 && ip[10] == 0xff && ip[11] == 0xff;
}

//@ assigns out[0 .. cap - 1];
static u32 put_v6(const u8 *ip, u8 *out, u32 cap, u32 o)
{
	bool mapped = is_mapped(ip);
	bool colon = false;
	u32 gap, n;
	u32 k = 0;

	n = find_gap(ip, &gap);
	//@ loop invariant k <= 16; loop assigns k, o, colon, out[0..cap - 1]; loop variant 16 - k;
	while (k < GROUPS) {
		if (n && k == gap) {
			o = sipfp_put_text(out, cap, o, "::");
			colon = false;
			k += n;
			continue;
		}
		if (colon)
			o = sipfp_put_text(out, cap, o, ":");
		if (k == 6 && mapped)
			return put_v4(ip + 12, out, cap, o);
		o = put_group(ip + 2 * k, out, cap, o);
		colon = true;
		k++;
	}
	return o;
}

u32 sipfp_addr_put(const struct sipfp_addr *a, bool with_port, bool brackets,
		   u8 *out, u32 cap, u32 o)
{
	if (a->family == 4) {
		o = put_v4(a->ip, out, cap, o);
	} else if (a->family == 6 && brackets) {
		o = sipfp_put_text(out, cap, o, "[");
		o = put_v6(a->ip, out, cap, o);
		o = sipfp_put_text(out, cap, o, "]");
	} else if (a->family == 6) {
		o = put_v6(a->ip, out, cap, o);
	} else {
		return cap + 1;
	}
	if (with_port) {
		o = sipfp_put_text(out, cap, o, ":");
		o = sipfp_put_dec(out, cap, o, a->port);
	}
	return o;
}

u32 sipfp_addr_print(const struct sipfp_addr *a, bool with_port, bool brackets,
		     u8 *out, u32 cap)
{
	return sipfp_addr_put(a, with_port, brackets, out, cap, 0);
}

bool sipfp_addr_ip_equal(const struct sipfp_addr *a,
			 const struct sipfp_addr *b)
{
	u32 n = a->family == 4 ? 4 : 16;
	u32 k = 0;

	if (!a->family || a->family != b->family)
		return false;
	//@ loop assigns k; loop variant n - k;
	while (k < n && a->ip[k] == b->ip[k])
		k++;
	return k == n;
}

bool sipfp_addr_equal(const struct sipfp_addr *a, const struct sipfp_addr *b)
{
	return a->port == b->port && sipfp_addr_ip_equal(a, b);
}
