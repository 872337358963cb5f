// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eva driver: decisions and edit lists for any index of any bytes, in buffers
 * of just the length that they have and of any length.
 */
#include "core/loop.h"
#include "core/proxy.h"
#include "any.h"

static volatile u32 sink;

static void any_decision(struct sipfp_decision *d)
{
	d->route_cut = prove_span();
}

static void check(const u8 *buf, u32 len)
{
	static const u8 branch[SIPFP_BRANCH_LEN];
	static struct sipfp_edit e;
	static u8 out[300];
	struct sipfp_keyring kr;
	struct sipfp_decision d;
	struct sipfp_forward f;
	struct sipfp_self self;
	struct sipfp_addr to;
	struct sipfp_msg m;
	struct sipfp_via v;

	any_msg(&m, buf, len);
	any_via(&v);
	any_keyring(&kr);
	any_addr(&self.addr);
	any_addr(&f.src);
	any_addr(&f.target);
	self.record_route = prove_u32(0, 1);
	self.sealed_only = prove_u32(0, 1);
	sipfp_proxy_decide(&m, &self, &kr, &f.src, &d);
	sink = d.want + d.reason + d.status;
	any_decision(&d);
	f.ruri = prove_u32(0, 1) ? buf : NULL;
	f.ruri_len = prove_u32(0, len);
	f.branch = branch;
	sink = sipfp_proxy_plan_request(&m, &v, &self, &kr, &d, &f, &e);
	sink = sipfp_proxy_plan_response(&m, &v, &e);
	sink = sipfp_proxy_gateway_uri(&m, &d.ruri, &f.target, out,
				       prove_u32(0, sizeof(out)));
	sink = sipfp_loop_found(&kr, &m, &v, &self.addr,
				sipfp_loop_hash(&kr, &m));
	if (sipfp_proxy_reply_addr(&v, &f.src, &to))
		sink = to.port;
}

#define EXACT(n) \
	do { \
		static u8 buf[n]; \
		prove_unknown(buf, n); \
		check(buf, n); \
	} while (0)

int main(void)
{
	static u8 buf[SIPFP_MSG_MAX];

	EXACT(1);
	EXACT(40);
	prove_unknown(buf, SIPFP_MSG_MAX);
	check(buf, prove_u32(0, SIPFP_MSG_MAX));
	return 0;
}
