// SPDX-License-Identifier: LGPL-2.1-or-later
/* Multicast events */
#include <errno.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "internal.h"

int sipfp_event_join(struct sipfp_sock *sock, const char *group)
{
	unsigned int i;

	for (i = 0; i < sock->groups; i++) {
		if (strcmp(sock->group[i].name, group))
			continue;
		if (setsockopt(sock->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &sock->group[i].id, sizeof(u32)))
			return -errno;
		return 0;
	}
	return -ENOENT;
}

u32 sipfp_event_lost(struct sipfp_sock *sock)
{
	u32 mem[SK_MEMINFO_VARS] = { 0 };
	socklen_t len = sizeof(mem);
	u32 lost;

	/* The kernel counts what it could not deliver to this socket. */
	if (getsockopt(sock->fd, SOL_SOCKET, SO_MEMINFO, mem, &len))
		return 0;
	lost = mem[SK_MEMINFO_DROPS] - sock->drops;
	sock->drops = mem[SK_MEMINFO_DROPS];
	return lost;
}

/* What happened, where the message does not say: by what it would do */
static u8 event_of(u8 cmd)
{
	switch (cmd) {
	case SIPFP_CMD_SERVICE_DEL:
	case SIPFP_CMD_BINDING_DEL:
	case SIPFP_CMD_BINDING_FLUSH:
	case SIPFP_CMD_GATEWAY_DEL:
	case SIPFP_CMD_GATEWAY_FLUSH:
	case SIPFP_CMD_ROUTE_DEL:
	case SIPFP_CMD_ROUTE_FLUSH:
	case SIPFP_CMD_TXN_FLUSH:
		return SIPFP_EVENT_DEL;
	case SIPFP_CMD_LIMIT_SET:
		return SIPFP_EVENT_CHANGE;
	case SIPFP_CMD_ALARM_EVENT:
		return SIPFP_EVENT_ALARM_RAISED;
	}
	return SIPFP_EVENT_NEW;
}

/* All objects of one message share its event. */
static int event_parse(const struct nlmsghdr *nlh, sipfp_notice_cb cb,
		       void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct sipfp_notice event = { .cmd = genl->cmd };
	const struct nlattr *attr;
	bool seen = false;
	int err;

	event.event = event_of(genl->cmd);
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == SIPFP_A_EVENT &&
		    mnl_attr_get_payload_len(attr) == sizeof(u8))
			event.event = mnl_attr_get_u8(attr);

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		event.desc = sipfp_object_desc(mnl_attr_get_type(attr));
		if (!event.desc)
			continue;
		seen = true;
		err = sipfp_object_parse(event.desc, attr, &event.object);
		if (!err)
			err = cb(&event, data);
		if (err)
			return err;
	}
	event.desc = NULL;
	return seen ? 0 : cb(&event, data);
}

int sipfp_event_receive(struct sipfp_sock *sock, sipfp_notice_cb cb, void *data)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)sock->rx;
	int len = sipfp_sock_receive(sock);
	int err;

	if (len < 0)
		return len;
	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_type != sock->family ||
		    nlh->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN)
			continue;
		err = event_parse(nlh, cb, data);
		if (err)
			return err;
	}
	return 0;
}
