// SPDX-License-Identifier: GPL-2.0-only
/* Host names as the tables have them */
#include <linux/in.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include "core/uri.h"
#include "host.h"

static const char scheme[] = "sip:";
#define SCHEME_LEN (sizeof(scheme) - 1)

u32 sipfp_host_canon(const u8 *buf, u32 len, struct sipfp_span host,
		     u8 out[SIPFP_DOMAIN_MAX])
{
	struct sipfp_addr a = {};
	u32 n, i;

	if (!sipfp_span_ok(host, len))
		return 0;
	if (sipfp_addr_parse(buf, len, host, false, &a)) {
		n = sipfp_addr_print(&a, false, true, out, SIPFP_DOMAIN_MAX);
		return n <= SIPFP_DOMAIN_MAX ? n : 0;
	}

	n = sipfp_span_len(host);
	if (n > 1 && buf[host.end - 1] == '.')
		n--;
	if (n > SIPFP_DOMAIN_MAX)
		return 0;
	for (i = 0; i < n; i++) {
		u8 c = buf[host.beg + i];

		out[i] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
	}
	return n;
}

u32 sipfp_host_parse(const u8 *text, u32 len, u8 out[SIPFP_DOMAIN_MAX])
{
	struct sipfp_span all = { 0, SCHEME_LEN + len };
	u8 buf[SCHEME_LEN + SIPFP_DOMAIN_MAX];
	struct sipfp_uri uri;

	if (!len || len > SIPFP_DOMAIN_MAX)
		return 0;
	memcpy(buf, scheme, SCHEME_LEN);
	memcpy(buf + SCHEME_LEN, text, len);
	/* A host is what a URI may consist of besides its scheme. */
	if (!sipfp_uri_parse(buf, SCHEME_LEN + len, all, &uri) ||
	    uri.host.beg != SCHEME_LEN || uri.host.end != all.end)
		return 0;
	return sipfp_host_canon(buf, SCHEME_LEN + len, uri.host, out);
}

bool sipfp_host_unicast(const struct sipfp_addr *a)
{
	struct in6_addr ip6;
	__be32 ip4;

	switch (a->family) {
	case 4:
		memcpy(&ip4, a->ip, sizeof(ip4));
		return !ipv4_is_zeronet(ip4) && !ipv4_is_multicast(ip4) &&
		       !ipv4_is_lbcast(ip4);
	case 6:
		memcpy(&ip6, a->ip, sizeof(ip6));
		return !ipv6_addr_any(&ip6) && !ipv6_addr_is_multicast(&ip6) &&
		       !ipv6_addr_v4mapped(&ip6);
	}
	return false;
}
