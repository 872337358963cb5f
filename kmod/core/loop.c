// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
/* Loop detection, see loop.h */
#include "loop.h"
#include "walk.h"

#define DOMAIN_LOOP 0x6c6f6f7000000000ull

u32 sipfp_loop_hash(const struct sipfp_keyring *kr, const struct sipfp_msg *m)
{
	u32 routes = m->count[SIPFP_HID_ROUTE];
	struct sipfp_field f;
	struct sipfp_mac mac;
	u32 pos = m->headers;

	sipfp_mac_init(&mac, &kr->key[0]);
	sipfp_mac_u64(&mac, DOMAIN_LOOP | m->cseq);
	sipfp_mac_span(&mac, m->buf, m->len, m->ruri);
	sipfp_mac_span(&mac, m->buf, m->len, m->hdr[SIPFP_HID_CALL_ID].value);
	sipfp_mac_span(&mac, m->buf, m->len, m->from_tag);
	sipfp_mac_span(&mac, m->buf, m->len, m->to_tag);
	//@ loop assigns pos, f, mac, routes;
	//@ loop variant m->len - pos;
	while (routes > 0 && sipfp_walk_next(m, &pos, &f)) {
		if (f.hid != SIPFP_HID_ROUTE)
			continue;
		sipfp_mac_span(&mac, m->buf, m->len, f.value);
		/* the count stops at 255, and then all of them are walked */
		if (routes < 255)
			routes--;
	}
	return (u32)(sipfp_mac_final(&mac) >> 32);
}

/* Is this Via value ours, and of a request with this hash? */
static bool is_mark(const struct sipfp_keyring *kr, const struct sipfp_msg *m,
		    struct sipfp_span value, const struct sipfp_addr *self,
		    u32 hash)
{
	struct sipfp_branch b;
	struct sipfp_via v;

	return sipfp_via_parse(m->buf, m->len, value, &v) &&
	       sipfp_addr_equal(&v.addr, self) &&
	       sipfp_branch_parse(kr, m->buf, m->len, v.branch, &b) ==
	       SIPFP_TOKEN_GOOD &&
	       (b.owner == SIPFP_OWNER_KERNEL ||
		b.owner == SIPFP_OWNER_STATELESS) &&
	       (u32)(b.token >> 32) == hash;
}

bool sipfp_loop_found(const struct sipfp_keyring *kr, const struct sipfp_msg *m,
		      const struct sipfp_via *top,
		      const struct sipfp_addr *self, u32 hash)
{
	struct sipfp_span value;
	struct sipfp_field f;
	u32 pos = m->headers;

	/* straight from a client, as most are */
	if (!sipfp_walk_more_vias(m, top) &&
	    !sipfp_addr_equal(&top->addr, self))
		return false;
	//@ loop assigns pos, f, value;
	//@ loop variant m->len - pos;
	while (sipfp_walk_next(m, &pos, &f)) {
		struct sipfp_span rest = f.value;

		if (f.hid != SIPFP_HID_VIA)
			continue;
		//@ loop assigns rest, value;
		//@ loop variant rest.end - rest.beg;
		while (sipfp_msg_next_value(m->buf, m->len, &rest, &value)) {
			if (is_mark(kr, m, value, self, hash))
				return true;
		}
	}
	return false;
}
