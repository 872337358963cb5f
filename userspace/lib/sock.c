// SPDX-License-Identifier: LGPL-2.1-or-later
/* The netlink socket, and what generic netlink calls the family */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal.h"

/*
 * Every request is acknowledged by a message of its own, and the kernel does
 * not wait for us to read them: there must be room for a window of them. The
 * kernel counts the memory that a message takes, not its bytes.
 */
#define RECEIVE_BUFFER (4 << 20)
#define ACK_MEMORY     2048

_Static_assert(offsetof(struct sipfp_sock, tx) % NLMSG_ALIGNTO == 0,
	       "what is sent is aligned");
_Static_assert(offsetof(struct sipfp_sock, rx) % NLMSG_ALIGNTO == 0,
	       "what is received is aligned");

static void socket_options(struct sipfp_sock *sock)
{
	int size = RECEIVE_BUFFER;
	socklen_t len = sizeof(size);
	int on = 1;

	/* All of these make things better only; an old kernel may refuse. */
	setsockopt(sock->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(sock->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(sock->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on,
		   sizeof(on));
	if (setsockopt(sock->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, len))
		setsockopt(sock->fd, SOL_SOCKET, SO_RCVBUF, &size, len);

	sock->pending_max = 1;
	if (!getsockopt(sock->fd, SOL_SOCKET, SO_RCVBUF, &size, &len) &&
	    size > 2 * ACK_MEMORY)
		sock->pending_max = size / ACK_MEMORY;
	if (sock->pending_max > SIPFP_PENDING_MAX)
		sock->pending_max = SIPFP_PENDING_MAX;
}

static void read_group(struct sipfp_sock *sock, const struct nlattr *nest)
{
	struct sipfp_group *group = &sock->group[sock->groups];
	const struct nlattr *attr;
	const char *name = NULL;
	size_t len = 0;

	if (sock->groups == SIPFP_GROUPS_MAX)
		return;
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_MCAST_GRP_NAME:
			name = mnl_attr_get_payload(attr);
			len = mnl_attr_get_payload_len(attr);
			break;
		case CTRL_ATTR_MCAST_GRP_ID:
			if (mnl_attr_get_payload_len(attr) == sizeof(u32))
				group->id = mnl_attr_get_u32(attr);
			break;
		}
	}
	len = name ? strnlen(name, len) : 0;
	if (!len || len >= sizeof(group->name))
		return;
	memcpy(group->name, name, len);
	group->name[len] = '\0';
	sock->groups++;
}

static int read_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *nest;
	struct sipfp_sock *sock = data;

	if (nlh->nlmsg_type != GENL_ID_CTRL)
		return 0;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			if (mnl_attr_get_payload_len(attr) == sizeof(u16))
				sock->family = mnl_attr_get_u16(attr);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mnl_attr_for_each_nested(nest, attr)
				read_group(sock, nest);
			break;
		}
	}
	return 0;
}

static int find_family(struct sipfp_sock *sock)
{
	struct sipfp_result result;
	const struct nlmsghdr *request;
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	int err;

	nlh = sipfp_request_begin(sock, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	nlh->nlmsg_type = GENL_ID_CTRL;
	genl = mnl_nlmsg_get_payload(nlh);
	genl->version = 1;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SIPFP_GENL_NAME);
	request = sipfp_request_take(sock);

	err = sipfp_dump_run(sock, request, read_family, sock, &result);
	if (err)
		return err;
	if (result.error)
		return -result.error;
	return sock->family ? 0 : -ENOENT;
}

int sipfp_sock_attach(int fd, struct sipfp_sock **out)
{
	struct sipfp_sock *sock;
	int err;

	sock = malloc(sizeof(*sock));
	if (!sock) {
		close(fd);
		return -ENOMEM;
	}
	/* not the buffers, which are large */
	memset(sock, 0, offsetof(struct sipfp_sock, queue));
	sock->fd = fd;
	socket_options(sock);
	err = find_family(sock);
	if (err) {
		sipfp_sock_close(sock);
		return err;
	}
	*out = sock;
	return 0;
}

int sipfp_sock_open(struct sipfp_sock **sock)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	int fd, err;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&self, sizeof(self))) {
		err = -errno;
		close(fd);
		return err;
	}
	return sipfp_sock_attach(fd, sock);
}

void sipfp_sock_close(struct sipfp_sock *sock)
{
	if (!sock)
		return;
	close(sock->fd);
	/* a key may have passed through it */
	explicit_bzero(sock->tx, sizeof(sock->tx));
	free(sock);
}

int sipfp_sock_fd(const struct sipfp_sock *sock)
{
	return sock->fd;
}

u16 sipfp_sock_family(const struct sipfp_sock *sock)
{
	return sock->family;
}

int sipfp_sock_send(struct sipfp_sock *sock, const void *data, size_t len)
{
	ssize_t done;

	/* without an address a netlink socket sends to the kernel */
	do {
		done = send(sock->fd, data, len, MSG_NOSIGNAL);
	} while (done < 0 && errno == EINTR);
	return done < 0 ? -errno : 0;
}

int sipfp_sock_receive(struct sipfp_sock *sock)
{
	struct sockaddr_nl from;
	struct iovec iov = { sock->rx, sizeof(sock->rx) };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t len;

	for (;;) {
		msg.msg_namelen = sizeof(from);
		len = recvmsg(sock->fd, &msg, 0);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return -errno;
		if (!len)
			return -ECONNRESET;
		/* other processes can send to us, too; only the kernel is 0 */
		if (msg.msg_namelen == sizeof(from) &&
		    from.nl_family == AF_NETLINK && from.nl_pid)
			continue;
		return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : len;
	}
}
