// SPDX-License-Identifier: GPL-2.0-only
/* libsipfp: the bytes that it makes, and what it makes of bytes */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../userspace/lib/internal.h"

#define FAMILY 0x1234

/* A socket of the library's, and the other end of it */
struct pair {
	struct sipfp_sock *sock;
	int peer;
	/* what a kernel would answer */
	char out[8192];
	size_t len;
};

static int setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	int fds[2];

	assert_non_null(p);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	p->sock = calloc(1, sizeof(*p->sock));
	assert_non_null(p->sock);
	p->sock->fd = fds[0];
	p->sock->family = FAMILY;
	p->sock->pending_max = 4;
	p->peer = fds[1];
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct pair *p = *state;

	sipfp_sock_close(p->sock);
	close(p->peer);
	free(p);
	return 0;
}

static struct sipfp_text text(const char *s)
{
	return (struct sipfp_text){ s, strlen(s) };
}

static const struct sipfp_binding alice = {
	.has = SIPFP_HAS(SIPFP_A_BINDING_AOR) |
	       SIPFP_HAS(SIPFP_A_BINDING_CONTACT) |
	       SIPFP_HAS(SIPFP_A_BINDING_EXPIRES),
	.aor = { "a@b", 3 },
	.contact = { "sip:a@c1", 8 },
	.expires = 3600,
};

static void queue_alice(struct pair *p, u64 cookie)
{
	assert_int_equal(sipfp_object_queue(p->sock, SIPFP_CMD_BINDING_NEW,
					    NLM_F_CREATE | NLM_F_EXCL,
					    &sipfp_binding_desc, &alice,
					    cookie),
			 0);
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

/* --- what comes in ----------------------------------------------------------*/

static struct nlmsghdr *add_message(struct pair *p, u16 type, u16 flags,
				    u32 seq)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(p->out + p->len);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	return nlh;
}

static void add_code(struct nlmsghdr *nlh, int code)
{
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = code;
}

static struct nlmsghdr *add_error(struct pair *p, u32 seq, int code, u16 flags)
{
	struct nlmsghdr *nlh = add_message(p, NLMSG_ERROR, flags, seq);
	struct nlmsgerr *error;

	error = mnl_nlmsg_put_extra_header(nlh, sizeof(*error));
	error->error = code;
	error->msg = (struct nlmsghdr){ .nlmsg_len = 36, .nlmsg_seq = seq };
	return nlh;
}

static void end_message(struct pair *p, const struct nlmsghdr *nlh)
{
	p->len += NLMSG_ALIGN(nlh->nlmsg_len);
}

/* Everything added so far is a datagram. */
static void answer(struct pair *p)
{
	assert_int_equal(send(p->peer, p->out, p->len, 0), p->len);
	p->len = 0;
}

static void add_ack(struct pair *p, u32 seq, int code)
{
	end_message(p, add_error(p, seq, code, NLM_F_CAPPED));
}

struct results {
	u32 count;
	u64 cookie[8];
	int error[8];
};

static void collect(u64 cookie, const struct sipfp_result *result, void *data)
{
	struct results *r = data;

	assert_in_range(r->count, 0, 7);
	r->cookie[r->count] = cookie;
	r->error[r->count++] = result->error;
}

static void test_acks(void **state)
{
	struct results r = { 0 };
	struct pair *p = *state;
	char buf[4096];

	for (u64 i = 0; i < 3; i++)
		queue_alice(p, 100 + i);
	add_ack(p, 77, -EPERM); /* to nothing of ours */
	add_ack(p, 1, 0);
	answer(p);
	add_ack(p, 2, -EEXIST);
	add_ack(p, 3, 0);
	answer(p);
	assert_int_equal(sipfp_request_flush(p->sock, collect, &r), 0);
	assert_int_equal(r.count, 3);
	assert_int_equal(r.cookie[1], 101);
	assert_int_equal(r.error[0], 0);
	assert_int_equal(r.error[1], EEXIST);
	assert_int_equal(r.error[2], 0);
	/* all three in one buffer, which is empty now */
	assert_int_equal(recv(p->peer, buf, sizeof(buf), 0), 3 * 52);
	assert_int_equal(sipfp_request_pending(p->sock), 0);
	assert_int_equal(p->sock->tx_len, 0);
}

static void test_lost_ack(void **state)
{
	struct results r = { 0 };
	struct pair *p = *state;

	for (u64 i = 0; i < 3; i++)
		queue_alice(p, i);
	add_ack(p, 3, 0);
	answer(p);
	assert_int_equal(sipfp_request_flush(p->sock, collect, &r), 0);
	assert_int_equal(r.count, 3);
	assert_int_equal(r.error[0], ENOBUFS);
	assert_int_equal(r.error[1], ENOBUFS);
	assert_int_equal(r.error[2], 0);
}

static void test_gone(void **state)
{
	struct results r = { 0 };
	struct pair *p = *state;

	queue_alice(p, 1);
	queue_alice(p, 2);
	add_ack(p, 1, 0);
	answer(p);
	shutdown(p->peer, SHUT_WR);
	assert_int_equal(sipfp_request_flush(p->sock, collect, &r),
			 -ECONNRESET);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.error[0], 0);
	assert_int_equal(r.error[1], ECONNRESET);
}

/* --- extended acks ----------------------------------------------------------*/

static const struct nlmsghdr *alice_request(struct pair *p)
{
	sipfp_request_begin(p->sock, SIPFP_CMD_BINDING_NEW, 0);
	sipfp_object_put(p->sock, &sipfp_binding_desc, &alice);
	return sipfp_request_take(p->sock);
}

static void test_extack(void **state)
{
	static const struct {
		u16 attr[2];
		u32 value[2];
		const char *name;
		bool missing;
	} cases[] = {
		{ { NLMSGERR_ATTR_OFFS }, { 20 }, "binding", false },
		{ { NLMSGERR_ATTR_OFFS }, { 32 }, "binding contact", false },
		{ { NLMSGERR_ATTR_OFFS }, { 44 }, "binding expires", false },
		{ { NLMSGERR_ATTR_OFFS }, { 33 }, "", false },
		{ { NLMSGERR_ATTR_OFFS }, { 4000 }, "", false },
		{ { NLMSGERR_ATTR_MISS_TYPE }, { SIPFP_A_KEY }, "key", true },
		{ { NLMSGERR_ATTR_MISS_TYPE }, { 200 }, "", false },
		{ { NLMSGERR_ATTR_MISS_TYPE, NLMSGERR_ATTR_MISS_NEST },
		  { SIPFP_A_BINDING_CONTACT, 20 },
		  "binding contact",
		  true },
	};
	struct sipfp_result result;
	struct pair *p = *state;
	const struct nlmsghdr *request = alice_request(p);
	struct nlmsghdr *nlh;

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(&result, 0, sizeof(result));
		nlh = add_error(p, 1, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "no good");
		for (u32 n = 0; n < 2 && cases[i].attr[n]; n++)
			mnl_attr_put_u32(nlh, cases[i].attr[n],
					 cases[i].value[n]);
		sipfp_extack_parse(nlh, request, &result);
		assert_int_equal(result.error, EINVAL);
		assert_string_equal(result.text, "no good");
		assert_string_equal(result.attr, cases[i].name);
		assert_int_equal(result.missing, cases[i].missing);
	}
}

/* Without NETLINK_CAP_ACK the request comes back before the words. */
static void test_extack_uncapped(void **state)
{
	struct sipfp_result result = { 0 };
	struct pair *p = *state;
	struct nlmsghdr *nlh = add_error(p, 1, -EINVAL, NLM_F_ACK_TLVS);

	memset(mnl_nlmsg_put_extra_header(nlh, 20), 0xee, 20);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "after the payload");
	sipfp_extack_parse(nlh, NULL, &result);
	assert_string_equal(result.text, "after the payload");
}

/* The sanitizers are the judges here: exact memory, any bytes. */
static void test_extack_rubbish(void **state)
{
	struct sipfp_result result;
	struct pair *p = *state;
	const struct nlmsghdr *request = alice_request(p);
	struct nlmsghdr *nlh;
	u32 n, i, len;

	srandom(1);
	for (n = 0; n < 20000; n++) {
		len = MNL_NLMSG_HDRLEN + random() % 64;
		nlh = malloc(len);
		assert_non_null(nlh);
		for (i = 0; i < len; i++)
			((u8 *)nlh)[i] = random() % 4 ? random() % 24 :
							random();
		nlh->nlmsg_len = len;
		nlh->nlmsg_type = n & 1 ? NLMSG_ERROR : NLMSG_DONE;
		nlh->nlmsg_flags |= n & 2 ? NLM_F_ACK_TLVS : 0;
		memset(&result, 0, sizeof(result));
		sipfp_extack_parse(nlh, request, &result);
		assert_true(result.error >= 0);
		free(nlh);
	}
}

/* --- dumps ------------------------------------------------------------------*/

static void add_binding(struct pair *p, u32 seq, u16 flags, const char *aor)
{
	struct nlmsghdr *nlh = add_message(p, FAMILY, NLM_F_MULTI | flags, seq);
	struct nlattr *nest;

	mnl_nlmsg_put_extra_header(nlh, GENL_HDRLEN);
	nest = mnl_attr_nest_start(nlh, SIPFP_A_BINDING);
	mnl_attr_put_strz(nlh, SIPFP_A_BINDING_AOR, aor);
	mnl_attr_put_u32(nlh, 31, 0); /* of a newer kernel */
	mnl_attr_nest_end(nlh, nest);
	end_message(p, nlh);
}

static void add_done(struct pair *p, u32 seq, int code, u16 flags)
{
	struct nlmsghdr *nlh;

	nlh = add_message(p, NLMSG_DONE, NLM_F_MULTI | flags, seq);
	add_code(nlh, code);
	if (flags & NLM_F_ACK_TLVS)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "half way");
	end_message(p, nlh);
}

static int join(const struct sipfp_desc *desc, const void *object, void *data)
{
	const struct sipfp_binding *binding = object;
	char *names = data;

	assert_ptr_equal(desc, &sipfp_binding_desc);
	assert_int_equal(binding->has, SIPFP_HAS(SIPFP_A_BINDING_AOR));
	strncat(names, binding->aor.data, binding->aor.len);
	return binding->aor.data[0] == '!' ? -EPIPE : 0;
}

static void test_dump(void **state)
{
	struct sipfp_result result;
	struct pair *p = *state;
	char names[64] = "";

	add_binding(p, 1, 0, "a");
	add_binding(p, 1, 0, "b");
	add_binding(p, 9, 0, "left over");
	answer(p);
	add_binding(p, 1, 0, "c");
	answer(p);
	add_done(p, 1, 0, 0);
	answer(p);
	assert_int_equal(sipfp_object_dump(p->sock, &sipfp_binding_desc, &alice,
					   join, names, &result),
			 0);
	assert_string_equal(names, "abc");
	assert_int_equal(result.error, 0);
	assert_false(result.interrupted);
}

static void test_dump_interrupted(void **state)
{
	struct sipfp_result result;
	struct pair *p = *state;
	char names[64] = "";

	add_binding(p, 1, 0, "a");
	answer(p);
	add_binding(p, 1, NLM_F_DUMP_INTR, "b");
	add_done(p, 1, 0, 0);
	answer(p);
	assert_int_equal(sipfp_object_dump(p->sock, &sipfp_binding_desc, NULL,
					   join, names, &result),
			 0);
	assert_string_equal(names, "ab");
	assert_true(result.interrupted);
}

static void test_dump_fails(void **state)
{
	struct sipfp_result result;
	struct pair *p = *state;
	char names[64] = "";

	add_binding(p, 1, 0, "a");
	add_done(p, 1, -ENOMEM, NLM_F_ACK_TLVS);
	answer(p);
	assert_int_equal(sipfp_object_dump(p->sock, &sipfp_binding_desc, NULL,
					   join, names, &result),
			 0);
	assert_int_equal(result.error, ENOMEM);
	assert_string_equal(result.text, "half way");
}

/* Who stops early must not find the rest in the answer to something else. */
static void test_dump_stopped(void **state)
{
	struct sipfp_result result;
	struct pair *p = *state;
	char names[64] = "";

	add_binding(p, 1, 0, "!");
	add_binding(p, 1, 0, "b");
	answer(p);
	add_done(p, 1, 0, 0);
	answer(p);
	assert_int_equal(sipfp_object_dump(p->sock, &sipfp_binding_desc, NULL,
					   join, names, &result),
			 -EPIPE);
	assert_string_equal(names, "!");
	assert_int_equal(recv(p->sock->fd, p->out, 1, MSG_DONTWAIT), -1);
}

static void test_dump_busy(void **state)
{
	struct sipfp_result result;
	struct pair *p = *state;

	queue_alice(p, 0);
	assert_int_equal(sipfp_object_dump(p->sock, &sipfp_binding_desc, NULL,
					   join, NULL, &result),
			 -EBUSY);
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

/* --- events -----------------------------------------------------------------*/

static int no_event(const struct sipfp_notice *notice, void *data)
{
	fail();
	return 0;
}

/*
 * A real netlink socket overruns, and the kernel's own count is compared with
 * what could not be delivered. NETLINK_USERSOCK lets us be the sender.
 */
static void test_lost_events(void **state)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	struct pair *p = *state;
	char buf[2048] = { 0 };
	int size = 8192, sent = 0, got = 0;
	int in, out;

	in = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	out = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	if (in < 0 || out < 0 || bind(in, (void *)&to, sizeof(to)) ||
	    setsockopt(in, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)))
		skip(); /* no netlink, or not root */
	close(p->sock->fd);
	p->sock->fd = in;
	assert_int_equal(sipfp_event_lost(p->sock), 0);
	for (; sent < 64; sent++)
		sendto(out, buf, sizeof(buf), 0, (void *)&to, sizeof(to));
	assert_int_equal(sipfp_event_receive(p->sock, no_event, NULL),
			 -ENOBUFS);
	while (recv(in, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		got++;
	assert_in_range(got, 1, 63);
	assert_int_equal(sipfp_event_lost(p->sock), sent - got);
	assert_int_equal(sipfp_event_lost(p->sock), 0);
	close(out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bytes),
		TEST(test_members),
		TEST(test_too_long),
		TEST(test_full),
		TEST(test_acks),
		TEST(test_lost_ack),
		TEST(test_gone),
		TEST(test_extack),
		TEST(test_extack_uncapped),
		TEST(test_extack_rubbish),
		TEST(test_dump),
		TEST(test_dump_interrupted),
		TEST(test_dump_fails),
		TEST(test_dump_stopped),
		TEST(test_dump_busy),
		TEST(test_wrong_length),
		TEST(test_too_many_domains),
		TEST(test_descriptions),
		TEST(test_lost_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
