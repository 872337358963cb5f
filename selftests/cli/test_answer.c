// SPDX-License-Identifier: GPL-2.0-only
/* libsipfp: what it makes of the answers of a kernel */
#include "pair.h"

/* --- acknowledgments ----------------------------------------------------------*/

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

/* More than any buffer of the kernel's: half a message must not be believed. */
static void test_truncated(void **state)
{
	static char huge[SIPFP_RECEIVE_MAX + 4];
	struct results r = { 0 };
	struct pair *p = *state;

	queue_alice(p, 1);
	add_ack(p, 1, 0);
	memcpy(huge, p->out, p->len);
	assert_int_equal(send(p->peer, huge, sizeof(huge), 0), sizeof(huge));
	assert_int_equal(sipfp_request_flush(p->sock, collect, &r), -EMSGSIZE);
	assert_int_equal(r.error[0], EMSGSIZE);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_acks),
		TEST(test_lost_ack),
		TEST(test_gone),
		TEST(test_truncated),
		TEST(test_extack),
		TEST(test_extack_uncapped),
		TEST(test_extack_rubbish),
		TEST(test_dump),
		TEST(test_dump_interrupted),
		TEST(test_dump_fails),
		TEST(test_dump_stopped),
		TEST(test_dump_busy),
		TEST(test_lost_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
