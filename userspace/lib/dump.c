// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests that are answered by more than an acknowledgment */
#include <errno.h>
#include <string.h>

#include "internal.h"

struct dump {
	const struct nlmsghdr *request;
	sipfp_reply_cb cb;
	void *data;
	struct sipfp_result *result;
	int stopped;
	bool done;
};

static void dump_reply(struct dump *d, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_seq != d->request->nlmsg_seq)
		return; /* left over from an earlier request */
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		d->result->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		break;
	case NLMSG_ERROR:
	case NLMSG_DONE:
		sipfp_extack_parse(nlh, d->request, d->result);
		d->done = true;
		break;
	default:
		if (nlh->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
			break;
		if (!d->stopped)
			d->stopped = d->cb(nlh, d->data);
	}
}

int sipfp_dump_run(struct sipfp_sock *sock, const struct nlmsghdr *request,
		   sipfp_reply_cb cb, void *data, struct sipfp_result *result)
{
	struct dump d = {
		.request = request,
		.cb = cb,
		.data = data,
		.result = result,
	};
	const struct nlmsghdr *nlh;
	int err, len;

	memset(result, 0, sizeof(*result));
	if (!request)
		return -EMSGSIZE;
	err = sipfp_sock_send(sock, request, request->nlmsg_len);
	/*
	 * The kernel makes the next part of a dump when we have read this
	 * one, from where it was; all that it takes is to go on reading, to
	 * the end even when the caller has seen enough.
	 */
	while (!err && !d.done) {
		len = sipfp_sock_receive(sock);
		if (len < 0)
			return len;
		nlh = (const struct nlmsghdr *)sock->rx;
		for (; !d.done && mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			dump_reply(&d, nlh);
	}
	return err ? err : d.stopped;
}

struct object_dump {
	const struct sipfp_desc *desc;
	sipfp_object_cb cb;
	void *data;
};

static int each_object(const struct nlmsghdr *nlh, void *data)
{
	const struct object_dump *d = data;
	const struct nlattr *attr;
	union sipfp_any object;
	int err;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) != d->desc->nest)
			continue;
		err = sipfp_object_parse(d->desc, attr, &object);
		if (!err)
			err = d->cb(d->desc, &object, d->data);
		if (err)
			return err;
	}
	return 0;
}

int sipfp_object_dump(struct sipfp_sock *sock, const struct sipfp_desc *desc,
		      const void *filter, sipfp_object_cb cb, void *data,
		      struct sipfp_result *result)
{
	struct object_dump d = { .desc = desc, .cb = cb, .data = data };

	if (sock->pending)
		return -EBUSY;
	sipfp_request_begin(sock, desc->cmd_get, NLM_F_DUMP);
	if (filter)
		sipfp_object_put(sock, desc, filter);
	return sipfp_dump_run(sock, sipfp_request_take(sock), each_object, &d,
			      result);
}
