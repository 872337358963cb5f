/* SPDX-License-Identifier: GPL-2.0-only */
/* A socket of the library's over a socketpair, and messages to answer it with */
#ifndef PAIR_H
#define PAIR_H

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

static inline int setup(void **state)
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

static inline int teardown(void **state)
{
	struct pair *p = *state;

	sipfp_sock_close(p->sock);
	close(p->peer);
	free(p);
	return 0;
}

static const struct sipfp_binding alice = {
	.has = SIPFP_HAS(SIPFP_A_BINDING_AOR) |
	       SIPFP_HAS(SIPFP_A_BINDING_CONTACT) |
	       SIPFP_HAS(SIPFP_A_BINDING_EXPIRES),
	.aor = { "a@b", 3 },
	.contact = { "sip:a@c1", 8 },
	.expires = 3600,
};

static inline void queue_alice(struct pair *p, u64 cookie)
{
	assert_int_equal(sipfp_object_queue(p->sock, SIPFP_CMD_BINDING_NEW,
					    NLM_F_CREATE | NLM_F_EXCL,
					    &sipfp_binding_desc, &alice,
					    cookie),
			 0);
}

static inline struct nlmsghdr *add_message(struct pair *p, u16 type, u16 flags,
					   u32 seq)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(p->out + p->len);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	return nlh;
}

static inline void add_code(struct nlmsghdr *nlh, int code)
{
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = code;
}

static inline struct nlmsghdr *add_error(struct pair *p, u32 seq, int code,
					 u16 flags)
{
	struct nlmsghdr *nlh = add_message(p, NLMSG_ERROR, flags, seq);
	struct nlmsgerr *error;

	error = mnl_nlmsg_put_extra_header(nlh, sizeof(*error));
	error->error = code;
	error->msg = (struct nlmsghdr){ .nlmsg_len = 36, .nlmsg_seq = seq };
	return nlh;
}

static inline void end_message(struct pair *p, const struct nlmsghdr *nlh)
{
	p->len += NLMSG_ALIGN(nlh->nlmsg_len);
}

/* Everything added so far is a datagram. */
static inline void answer(struct pair *p)
{
	assert_int_equal(send(p->peer, p->out, p->len, 0), p->len);
	p->len = 0;
}

static inline void add_ack(struct pair *p, u32 seq, int code)
{
	end_message(p, add_error(p, seq, code, NLM_F_CAPPED));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif /* PAIR_H */
