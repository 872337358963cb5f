// SPDX-License-Identifier: GPL-2.0-only
/* libsipfp: objects to bytes and back */
#include "pair.h"

static struct sipfp_text text(const char *s)
{
	return (struct sipfp_text){ s, strlen(s) };
}

/* --- what goes out ----------------------------------------------------------*/

static void test_bytes(void **state)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	/* written out by hand from uapi/linux/sipfp.h and linux/netlink.h */
	static const u8 want[] = {
		52,   0,    0, 0,    /* nlmsg_len */
		0x34, 0x12, 5, 6,    /* type; REQUEST, ACK, EXCL, CREATE */
		1,    0,    0, 0,    /* seq */
		0,    0,    0, 0,    /* pid */
		4,    1,    0, 0,    /* BINDING_NEW, version */
		32,   0,    2, 0x80, /* BINDING, nested */
		7,    0,    1, 0,    'a', '@',	'b',  0, /* AOR, padded */
		12,   0,    2, 0,    's', 'i',	'p',  ':', 'a', '@', 'c',
		'1',  8,    0, 3,    0,	  0x10, 0x0e, 0,   0, /* EXPIRES 3600 */
	};
	struct pair *p = *state;

	queue_alice(p, 0);
	assert_int_equal(p->sock->tx_len, sizeof(want));
	assert_memory_equal(p->sock->tx, want, sizeof(want));
#else
	skip();
#endif
}

static void test_members(void **state)
{
	struct sipfp_service in = { 0 }, out;
	struct pair *p = *state;
	const struct nlattr *nest;

	memset(&in, 0xa5, sizeof(in));
	in.has = 0;
	for (u32 i = 0; i < sipfp_service_desc.count; i++)
		in.has |= SIPFP_HAS(sipfp_service_desc.members[i].attr);
	in.addr =
		(struct sipfp_addr){ .family = 6, .port = 5080, .ip = { 32 } };
	in.ifname = text("eth0");
	in.domains = (struct sipfp_text_list){ .count = 2 };
	in.domains.item[0] = text("example.com");
	in.domains.item[1] = text("");

	sipfp_request_begin(p->sock, SIPFP_CMD_SERVICE_NEW, 0);
	assert_int_equal(sipfp_object_put(p->sock, &sipfp_service_desc, &in),
			 0);
	nest = mnl_nlmsg_get_payload_offset(sipfp_request_take(p->sock),
					    GENL_HDRLEN);
	assert_int_equal(nest->nla_type, SIPFP_A_SERVICE | NLA_F_NESTED);
	assert_int_equal(sipfp_object_parse(&sipfp_service_desc, nest, &out),
			 0);
	assert_int_equal(out.has, in.has);
	assert_true(out.addr.family == 6 && out.addr.port == 5080 &&
		    out.addr.ip[0] == 32);
	assert_int_equal(out.ifname.len, 4);
	assert_int_equal(out.domains.count, 2);
	assert_int_equal(out.domains.item[1].len, 0);
	assert_int_equal(out.timer_c, 0xa5a5a5a5);
	assert_int_equal(out.relay, 0xa5);
}

static void test_too_long(void **state)
{
	static char name[SIPFP_REQUEST_MAX];
	struct sipfp_route route = {
		.has = SIPFP_HAS(SIPFP_A_ROUTE_DOMAIN),
		.domain = { name, sizeof(name) - 8 },
	};
	struct pair *p = *state;

	queue_alice(p, 0);
	assert_int_equal(sipfp_object_queue(p->sock, SIPFP_CMD_ROUTE_NEW, 0,
					    &sipfp_route_desc, &route, 1),
			 -EMSGSIZE);
	/* nothing of it is left */
	assert_int_equal(sipfp_request_pending(p->sock), 1);
	queue_alice(p, 2);
	assert_int_equal(sipfp_request_pending(p->sock), 2);
	assert_int_equal(p->sock->tx_len, 104);
}

static void test_full(void **state)
{
	struct pair *p = *state;
	u32 i;

	for (i = 0; i < p->sock->pending_max; i++) {
		assert_false(sipfp_request_full(p->sock));
		queue_alice(p, i);
	}
	assert_true(sipfp_request_full(p->sock));
	assert_int_equal(sipfp_object_queue(p->sock, SIPFP_CMD_BINDING_NEW, 0,
					    &sipfp_binding_desc, &alice, i),
			 -EMSGSIZE);
}

/* --- objects ----------------------------------------------------------------*/

static int parse(struct pair *p, const struct sipfp_desc *desc, u16 attr,
		 size_t len, u32 times, union sipfp_any *object)
{
	struct nlmsghdr *nlh = add_message(p, FAMILY, 0, 0);
	struct nlattr *nest = mnl_attr_nest_start(nlh, desc->nest);
	static const char zeros[64];

	while (times--)
		mnl_attr_put(nlh, attr, len, zeros);
	mnl_attr_nest_end(nlh, nest);
	return sipfp_object_parse(desc, nest, object);
}

static void test_wrong_length(void **state)
{
	const struct sipfp_desc *desc;
	union sipfp_any object;
	u32 nest, i, len, fits;

	for (nest = 1; nest <= SIPFP_A_MAX; nest++) {
		desc = sipfp_object_desc(nest);
		for (i = 0; desc && i < desc->count; i++) {
			fits = 0;
			for (len = 0; len <= 20; len++)
				fits += !parse(*state, desc,
					       desc->members[i].attr, len, 1,
					       &object);
			switch (desc->members[i].type) {
			case SIPFP_TYPE_ADDRESS:
				assert_int_equal(fits, 2);
				break;
			case SIPFP_TYPE_TEXT:
			case SIPFP_TYPE_TEXT_LIST:
			case SIPFP_TYPE_FLAG:
				assert_int_equal(fits, 21);
				break;
			default:
				assert_int_equal(fits, 1);
			}
		}
	}
}

static void test_too_many_domains(void **state)
{
	union sipfp_any object;

	assert_int_equal(parse(*state, &sipfp_service_desc,
			       SIPFP_A_SERVICE_DOMAIN, 4, SIPFP_DOMAINS_MAX,
			       &object),
			 0);
	assert_int_equal(object.service.domains.count, SIPFP_DOMAINS_MAX);
	assert_int_equal(parse(*state, &sipfp_service_desc,
			       SIPFP_A_SERVICE_DOMAIN, 4, SIPFP_DOMAINS_MAX + 1,
			       &object),
			 -EPROTO);
}

static void test_descriptions(void **state)
{
	const struct sipfp_desc *desc;
	u32 nest, i, seen;

	(void)state;
	for (nest = 1; nest < SIPFP_A_EVENT; nest++) {
		desc = sipfp_object_desc(nest);
		assert_non_null(desc);
		assert_true(desc->size <= sizeof(union sipfp_any));
		seen = 0;
		for (i = 0; i < desc->count; i++) {
			assert_false(seen & SIPFP_HAS(desc->members[i].attr));
			seen |= SIPFP_HAS(desc->members[i].attr);
		}
	}
	assert_null(sipfp_object_desc(SIPFP_A_EVENT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bytes),	 TEST(test_members),
		TEST(test_too_long),	 TEST(test_full),
		TEST(test_wrong_length), TEST(test_too_many_domains),
		TEST(test_descriptions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
