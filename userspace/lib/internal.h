/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the library share and callers need not see */
#ifndef LIBSIPFP_INTERNAL_H
#define LIBSIPFP_INTERNAL_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "libsipfp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/*
 * A window of requests is sent when it has reached SEND_WINDOW. The largest
 * single request is a service with all its domains, about 17 KB.
 */
#define SIPFP_SEND_WINDOW 65536
#define SIPFP_REQUEST_MAX 32768
/* The kernel makes dump messages of at most 32 KB. */
#define SIPFP_RECEIVE_MAX 65536
#define SIPFP_PENDING_MAX 2048
#define SIPFP_GROUPS_MAX  8

struct sipfp_pending {
	u32 seq;
	u32 offset;
	u64 cookie;
};

struct sipfp_group {
	u32 id;
	char name[GENL_NAMSIZ];
};

struct sipfp_sock {
	int fd;
	u16 family;
	u32 seq;
	u32 drops;
	unsigned int groups;
	struct sipfp_group group[SIPFP_GROUPS_MAX];
	/* requests that are queued, and the one being made after them */
	unsigned int pending;
	unsigned int pending_max;
	u32 tx_len;
	bool overflow;
	struct nlmsghdr *making;
	struct sipfp_pending queue[SIPFP_PENDING_MAX];
	/* both aligned for struct nlmsghdr, since @queue ends aligned */
	char tx[SIPFP_SEND_WINDOW + SIPFP_REQUEST_MAX];
	char rx[SIPFP_RECEIVE_MAX];
};

/* One datagram from the kernel: bytes in sock->rx, or a negative errno. */
int sipfp_sock_receive(struct sipfp_sock *sock);
int sipfp_sock_send(struct sipfp_sock *sock, const void *data, size_t len);

/*
 * Finishes the request being made and takes it out of the queue, for those
 * that wait for an answer of their own. NULL when it did not fit.
 */
const struct nlmsghdr *sipfp_request_take(struct sipfp_sock *sock);

/*
 * sipfp_dump_run() - send @request, hand each reply to @cb until it is done
 *
 * For dumps, and for requests with NLM_F_ACK and a reply. The first return of
 * @cb that is not 0 is returned after the rest has been read and passed over.
 */
typedef int (*sipfp_reply_cb)(const struct nlmsghdr *reply, void *data);
int sipfp_dump_run(struct sipfp_sock *sock, const struct nlmsghdr *request,
		   sipfp_reply_cb cb, void *data, struct sipfp_result *result);

/* Reads NLMSG_ERROR or NLMSG_DONE; @request is what it answers, or NULL. */
void sipfp_extack_parse(const struct nlmsghdr *reply,
			const struct nlmsghdr *request,
			struct sipfp_result *result);

#define SIPFP_MEMBER(label, num, kind, obj, member) \
	{ \
		.name = (label), .attr = (num), .type = SIPFP_TYPE_##kind, \
		.offset = offsetof(obj, member), \
	}

#endif /* LIBSIPFP_INTERNAL_H */
