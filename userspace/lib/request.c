// SPDX-License-Identifier: LGPL-2.1-or-later
/* A queue of requests that leave as one buffer and are acknowledged in order */
#include <errno.h>
#include <string.h>

#include "internal.h"

struct nlmsghdr *sipfp_request_begin(struct sipfp_sock *sock, u8 cmd, u16 flags)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;

	nlh = mnl_nlmsg_put_header(sock->tx + sock->tx_len);
	nlh->nlmsg_type = sock->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++sock->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = SIPFP_GENL_VERSION;
	sock->making = nlh;
	/* begun in spite of sipfp_request_full(): refused when it ends */
	sock->overflow = sipfp_request_full(sock);
	return nlh;
}

const struct nlmsghdr *sipfp_request_take(struct sipfp_sock *sock)
{
	const struct nlmsghdr *nlh = sock->making;

	sock->making = NULL;
	return sock->overflow ? NULL : nlh;
}

int sipfp_request_end(struct sipfp_sock *sock, u64 cookie)
{
	struct nlmsghdr *nlh = sock->making;
	struct sipfp_pending *item;

	sock->making = NULL;
	if (sock->overflow)
		return -EMSGSIZE;
	nlh->nlmsg_flags |= NLM_F_ACK;
	item = &sock->queue[sock->pending++];
	item->seq = nlh->nlmsg_seq;
	item->offset = sock->tx_len;
	item->cookie = cookie;
	sock->tx_len += NLMSG_ALIGN(nlh->nlmsg_len);
	return 0;
}

bool sipfp_request_full(const struct sipfp_sock *sock)
{
	return sock->tx_len >= SIPFP_SEND_WINDOW ||
	       sock->pending >= sock->pending_max;
}

unsigned int sipfp_request_pending(const struct sipfp_sock *sock)
{
	return sock->pending;
}

struct flush {
	struct sipfp_sock *sock;
	sipfp_result_cb cb;
	void *data;
	unsigned int next; /* the oldest that is not acknowledged */
};

/* The next request's turn has come, with @error or what @ack says. */
static void flush_step(struct flush *f, const struct nlmsghdr *ack, int error)
{
	const struct sipfp_pending *item = &f->sock->queue[f->next++];
	struct sipfp_result result = { .error = error };

	if (ack)
		sipfp_extack_parse(ack, (void *)(f->sock->tx + item->offset),
				   &result);
	f->cb(item->cookie, &result, f->data);
}

static void flush_ack(struct flush *f, const struct nlmsghdr *nlh)
{
	const struct sipfp_sock *sock = f->sock;
	unsigned int i;

	if (nlh->nlmsg_type != NLMSG_ERROR)
		return;
	for (i = f->next; i < sock->pending; i++)
		if (sock->queue[i].seq == nlh->nlmsg_seq)
			break;
	if (i == sock->pending)
		return; /* no answer to any of these */
	/* Netlink answers in order: those that were skipped will not come. */
	while (f->next < i)
		flush_step(f, NULL, ENOBUFS);
	flush_step(f, nlh, 0);
}

int sipfp_request_flush(struct sipfp_sock *sock, sipfp_result_cb cb, void *data)
{
	struct flush f = { .sock = sock, .cb = cb, .data = data };
	const struct nlmsghdr *nlh;
	int err = 0;
	int len;

	if (!sock->pending)
		return 0;
	err = sipfp_sock_send(sock, sock->tx, sock->tx_len);
	while (!err && f.next < sock->pending) {
		len = sipfp_sock_receive(sock);
		if (len < 0) {
			err = len;
			break;
		}
		nlh = (const struct nlmsghdr *)sock->rx;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			if (f.next < sock->pending)
				flush_ack(&f, nlh);
	}
	while (f.next < sock->pending)
		flush_step(&f, NULL, -err);
	/* a key may have passed through it */
	explicit_bzero(sock->tx, sock->tx_len);
	sock->pending = 0;
	sock->tx_len = 0;
	return err;
}
