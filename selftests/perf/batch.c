// SPDX-License-Identifier: GPL-2.0-only
/*
 * One UDP socket, read and written in batches. A send that the socket refuses
 * for want of room is waited for: nothing is lost on our side.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "load.h"

struct queue {
	struct mmsghdr header[BATCH];
	struct iovec vec[BATCH];
	struct sockaddr_in address[BATCH];
	char data[BATCH][TEXT_SIZE];
};

struct batch {
	int fd;
	unsigned int queued;
	struct queue in;
	struct queue out;
};

static void queue_init(struct queue *queue)
{
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		struct msghdr *header = &queue->header[i].msg_hdr;

		queue->vec[i].iov_base = queue->data[i];
		queue->vec[i].iov_len = TEXT_SIZE;
		header->msg_iov = &queue->vec[i];
		header->msg_iovlen = 1;
		header->msg_name = &queue->address[i];
		header->msg_namelen = sizeof(queue->address[i]);
	}
}

struct batch *batch_open(const struct sockaddr_in *bound)
{
	struct batch *batch = calloc(1, sizeof(*batch));
	int room = 8 << 20;

	if (!batch)
		die("no memory");
	batch->fd =
		socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (batch->fd < 0 ||
	    bind(batch->fd, (const struct sockaddr *)bound, sizeof(*bound)) < 0)
		die("socket: %s", strerror(errno));
	/* more than the administrator's limit: we are root, or do without */
	setsockopt(batch->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	setsockopt(batch->fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	queue_init(&batch->in);
	queue_init(&batch->out);
	return batch;
}

int batch_fd(const struct batch *batch)
{
	return batch->fd;
}

unsigned int batch_receive(struct batch *batch)
{
	int n = recvmmsg(batch->fd, batch->in.header, BATCH, MSG_DONTWAIT,
			 NULL);

	/* an ICMP error of an earlier datagram: there may be more to read */
	if (n < 0 && errno == ECONNREFUSED)
		return 0;
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		die("receive: %s", strerror(errno));
	return n < 0 ? 0 : n;
}

const char *batch_data(struct batch *batch, unsigned int i, size_t *len)
{
	*len = batch->in.header[i].msg_len;
	return batch->in.data[i];
}

const struct sockaddr_in *batch_source(struct batch *batch, unsigned int i)
{
	return &batch->in.address[i];
}

void batch_send(struct batch *batch, const struct sockaddr_in *to,
		const struct text *text)
{
	struct queue *out = &batch->out;
	unsigned int i;

	if (batch->queued == BATCH)
		batch_flush(batch);
	i = batch->queued++;
	memcpy(out->data[i], text->data, text->len);
	out->vec[i].iov_len = text->len;
	out->address[i] = *to;
}

void batch_flush(struct batch *batch)
{
	struct pollfd pfd = { .fd = batch->fd, .events = POLLOUT };
	unsigned int done = 0;

	while (done < batch->queued) {
		int n = sendmmsg(batch->fd, batch->out.header + done,
				 batch->queued - done, 0);

		if (n > 0)
			done += n;
		else if (errno == EAGAIN)
			poll(&pfd, 1, 100);
		else if (errno != EINTR && errno != ECONNREFUSED)
			die("send: %s", strerror(errno));
	}
	batch->queued = 0;
}
