// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eva driver: edit lists that the calls have built, in any order and with any
 * arguments; and lists of any content, as if somebody had overwritten them.
 * The literals are initialised: that nobody copies more of them than was
 * written is a relation that Eva does not keep.
 */
#include "core/edit.h"
#include "prove.h"

#define CAP   64u
#define STEPS 16

static u8 buf[SIPFP_MSG_MAX];
static u8 out[CAP];
static u8 bytes[SIPFP_EDIT_LITERALS + 1];
static volatile u32 sink;

static void any_step(struct sipfp_edit *e)
{
	struct sipfp_addr a;

	switch (prove_u32(0, 5)) {
	case 0:
		sipfp_edit_replace(e, prove_span());
		break;
	case 1:
		sipfp_edit_insert(e, (u16)prove_u32(0, 0xffff));
		break;
	case 2:
		sipfp_edit_bytes(e, bytes, prove_u32(0, sizeof(bytes)));
		break;
	case 3:
		sipfp_edit_text(e, "Max-Forwards: 70\r\n");
		break;
	case 4:
		sipfp_edit_dec(e, prove_u32(0, 0xffffffff));
		break;
	default:
		a.family = (u8)prove_u32(0, 255);
		a.port = (u16)prove_u32(0, 0xffff);
		prove_unknown(a.ip, 16);
		sipfp_edit_addr(e, &a, prove_u32(0, 1), prove_u32(0, 1));
	}
}

static void use(const struct sipfp_edit *e)
{
	u32 len = prove_u32(0, SIPFP_MSG_MAX);

	sink = sipfp_edit_len(e, len);
	sink = sipfp_edit_apply(e, buf, len, out, prove_u32(0, CAP));
	sink = sipfp_edit_len(e, prove_u32(0, 0xffffffff));
}

static void built(void)
{
	static struct sipfp_edit e; /* so that its literals are initialised */
	u32 i;

	prove_unknown(e.lit, SIPFP_EDIT_LITERALS);
	sipfp_edit_init(&e);
	for (i = 0; i < STEPS; i++)
		any_step(&e);
	use(&e);
}

static void not_built(void)
{
	static struct sipfp_edit e; /* so that its literals are initialised */
	u32 i;

	e.n = (u8)prove_u32(0, 255);
	e.failed = prove_u32(0, 1);
	e.open = (u8)prove_u32(0, 255);
	e.lit_used = (u16)prove_u32(0, 0xffff);
	for (i = 0; i < SIPFP_EDIT_CHANGES; i++) {
		e.change[i].beg = (u16)prove_u32(0, 0xffff);
		e.change[i].end = (u16)prove_u32(0, 0xffff);
		e.change[i].lit_beg = (u16)prove_u32(0, 0xffff);
		e.change[i].lit_end = (u16)prove_u32(0, 0xffff);
	}
	prove_unknown(e.lit, SIPFP_EDIT_LITERALS);
	use(&e);
	any_step(&e);
	any_step(&e);
	use(&e);
}

int main(void)
{
	prove_unknown(buf, sizeof(buf));
	prove_unknown(bytes, sizeof(bytes));
	built();
	not_built();
	return 0;
}
