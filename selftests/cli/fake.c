// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fake family: a thread that answers requests. Objects are kept as the
 * bytes that came, so that what goes out is what the tool has sent.
 *
 * FAKE_LOG=FILE: a line for each datagram, with the number of its messages.
 * FAKE_ABSENT=1: there is no such family.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../userspace/lib/libsipfp.h"
#include "fake.h"

/* --- answers ----------------------------------------------------------------*/

void fake_send(int fd, const void *data, size_t len)
{
	if (send(fd, data, len, MSG_NOSIGNAL) != (ssize_t)len)
		pthread_exit(NULL);
}

static void put_answer(struct nlmsghdr *nlh, const struct fake_answer *a)
{
	if (a->text)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, a->text);
	if (a->offset)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, a->offset);
	if (a->missing)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_MISS_TYPE, a->miss_type);
	if (a->missing && a->miss_nest)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_MISS_NEST, a->miss_nest);
	if (a->text || a->offset || a->missing)
		nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
}

static bool is_dump(const struct fake_request *r)
{
	return (r->nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
}

void fake_finish(const struct fake_request *r, const struct fake_answer *a)
{
	char buf[1024] __attribute__((aligned(4)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlmsgerr *error;
	int *code;

	nlh->nlmsg_seq = r->nlh->nlmsg_seq;
	if (is_dump(r) && !a->error) {
		nlh->nlmsg_type = NLMSG_DONE;
		nlh->nlmsg_flags = NLM_F_MULTI;
		code = mnl_nlmsg_put_extra_header(nlh, sizeof(*code));
		*code = 0;
	} else {
		nlh->nlmsg_type = NLMSG_ERROR;
		nlh->nlmsg_flags = NLM_F_CAPPED;
		error = mnl_nlmsg_put_extra_header(nlh, sizeof(*error));
		error->error = -a->error;
		error->msg = *r->nlh;
	}
	put_answer(nlh, a);
	fake_send(r->fd, nlh, nlh->nlmsg_len);
}

struct nlmsghdr *fake_reply(void *buf, const struct fake_request *r,
			    uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = FAKE_FAMILY;
	nlh->nlmsg_seq = r ? r->nlh->nlmsg_seq : 0;
	nlh->nlmsg_flags = r ? NLM_F_MULTI : 0;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

/* --- objects ----------------------------------------------------------------*/

struct object {
	struct object *next;
	uint8_t kind;
	uint16_t len;
	char nest[]; /* a struct nlattr and what it has */
};

static struct object *objects;

/* Attributes by which a kind is named; a mask */
static uint32_t name_of(uint8_t kind)
{
	switch (kind) {
	case SIPFP_A_SERVICE:
		return 1u << SIPFP_A_SERVICE_ADDRESS |
		       1u << SIPFP_A_SERVICE_PORT |
		       1u << SIPFP_A_SERVICE_IFNAME;
	case SIPFP_A_BINDING:
		return 1u << SIPFP_A_BINDING_AOR |
		       1u << SIPFP_A_BINDING_CONTACT;
	case SIPFP_A_GATEWAY:
		return 1u << SIPFP_A_GATEWAY_NAME |
		       1u << SIPFP_A_GATEWAY_ADDRESS |
		       1u << SIPFP_A_GATEWAY_PORT;
	}
	return 1u << SIPFP_A_ROUTE_PREFIX | 1u << SIPFP_A_ROUTE_DOMAIN;
}

static bool same(const struct nlattr *a, const struct nlattr *b)
{
	return a && b && a->nla_len == b->nla_len &&
	       !memcmp(mnl_attr_get_payload(a), mnl_attr_get_payload(b),
		       mnl_attr_get_payload_len(a));
}

/* Has the object all attributes of its name that the request gives? */
static bool is_named(const struct object *o, const struct fake_request *r)
{
	const struct nlattr *have[FAKE_ATTRS] = { NULL };
	const uint32_t name = name_of(o->kind);
	const struct nlattr *attr;
	unsigned int i;

	if (o->kind != mnl_attr_get_type(r->nest))
		return false;
	mnl_attr_for_each_nested(attr, (const struct nlattr *)o->nest)
		have[mnl_attr_get_type(attr)] = attr;
	for (i = 0; i < FAKE_ATTRS; i++)
		if (name & 1u << i && r->attr[i] && !same(r->attr[i], have[i]))
			return false;
	return true;
}

static struct object **find(const struct fake_request *r)
{
	struct object **o;

	for (o = &objects; *o; o = &(*o)->next)
		if (is_named(*o, r))
			break;
	return o;
}

static void do_new(const struct fake_request *r, struct fake_answer *a)
{
	const uint16_t flags = r->nlh->nlmsg_flags;
	/* a batch of thousands need not look, at the cost of the duplicates */
	const bool look = !getenv("FAKE_FAST");
	struct object **at = look ? find(r) : &objects;
	struct object *o;

	if (look && *at && flags & NLM_F_EXCL) {
		a->error = EEXIST;
		a->text = "it exists already";
		return;
	}
	if (look && !*at && !(flags & NLM_F_CREATE)) {
		a->error = ENOENT;
		return;
	}
	o = malloc(sizeof(*o) + r->nest->nla_len);
	o->kind = mnl_attr_get_type(r->nest);
	o->len = r->nest->nla_len;
	memcpy(o->nest, r->nest, o->len);
	o->next = look && *at ? (*at)->next : *at;
	if (look)
		free(*at);
	*at = o;
}

static void do_del(const struct fake_request *r, struct fake_answer *a)
{
	struct object **at = find(r);
	struct object *o = *at;

	if (!o) {
		a->error = ENOENT;
		return;
	}
	*at = o->next;
	free(o);
}

static void do_flush(uint8_t kind)
{
	struct object **at = &objects;
	struct object *o;

	while ((o = *at)) {
		if (o->kind == kind) {
			*at = o->next;
			free(o);
		} else {
			at = &o->next;
		}
	}
}

/* As many to a datagram as fit 4 KB, as the kernel does it */
static void do_dump(const struct fake_request *r, uint8_t kind)
{
	static char buf[65536] __attribute__((aligned(4)));
	const bool interrupted = getenv("FAKE_INTERRUPT");
	struct nlmsghdr *nlh;
	struct object *o;
	size_t len = 0;

	for (o = objects; o; o = o->next) {
		if (o->kind != kind || (r->nest && !is_named(o, r)))
			continue;
		if (len + o->len > 4096) {
			fake_send(r->fd, buf, len);
			len = 0;
		}
		nlh = fake_reply(buf + len, r, r->cmd);
		if (interrupted)
			nlh->nlmsg_flags |= NLM_F_DUMP_INTR;
		memcpy(mnl_nlmsg_get_payload_tail(nlh), o->nest, o->len);
		nlh->nlmsg_len += MNL_ALIGN(o->len);
		len += nlh->nlmsg_len;
	}
	if (len)
		fake_send(r->fd, buf, len);
}

/* --- requests ---------------------------------------------------------------*/

static void do_command(const struct fake_request *r, struct fake_answer *a)
{
	switch (r->cmd) {
	case SIPFP_CMD_SERVICE_NEW:
	case SIPFP_CMD_BINDING_NEW:
	case SIPFP_CMD_GATEWAY_NEW:
	case SIPFP_CMD_ROUTE_NEW:
		do_new(r, a);
		break;
	case SIPFP_CMD_SERVICE_DEL:
	case SIPFP_CMD_BINDING_DEL:
	case SIPFP_CMD_GATEWAY_DEL:
	case SIPFP_CMD_ROUTE_DEL:
		do_del(r, a);
		break;
	case SIPFP_CMD_SERVICE_GET:
		do_dump(r, SIPFP_A_SERVICE);
		break;
	case SIPFP_CMD_BINDING_GET:
		do_dump(r, SIPFP_A_BINDING);
		break;
	case SIPFP_CMD_GATEWAY_GET:
		do_dump(r, SIPFP_A_GATEWAY);
		break;
	case SIPFP_CMD_ROUTE_GET:
		do_dump(r, SIPFP_A_ROUTE);
		break;
	case SIPFP_CMD_BINDING_FLUSH:
		do_flush(SIPFP_A_BINDING);
		break;
	case SIPFP_CMD_GATEWAY_FLUSH:
		do_flush(SIPFP_A_GATEWAY);
		break;
	case SIPFP_CMD_ROUTE_FLUSH:
		do_flush(SIPFP_A_ROUTE);
		break;
	case SIPFP_CMD_STATS_GET:
		fake_dump_stats(r);
		break;
	case SIPFP_CMD_TXN_GET:
		fake_dump_txns(r);
		break;
	case SIPFP_CMD_KEY_GET:
		fake_dump_keys(r);
		break;
	case SIPFP_CMD_LIMIT_GET:
		fake_dump_limits(r);
		break;
	case SIPFP_CMD_TXN_FLUSH:
	case SIPFP_CMD_KEY_NEW:
	case SIPFP_CMD_LIMIT_SET:
		break;
	default:
		a->error = EOPNOTSUPP;
	}
}

static void do_family(int fd, const struct nlmsghdr *request)
{
	struct fake_request r = { .fd = fd, .nlh = request };
	struct fake_answer answer = { 0 };
	char buf[1024] __attribute__((aligned(4)));
	struct nlmsghdr *nlh;

	if (getenv("FAKE_ABSENT")) {
		answer.error = ENOENT;
	} else {
		nlh = fake_reply(buf, &r, CTRL_CMD_NEWFAMILY);
		nlh->nlmsg_type = GENL_ID_CTRL;
		nlh->nlmsg_flags = 0;
		mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SIPFP_GENL_NAME);
		mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
		fake_send(fd, nlh, nlh->nlmsg_len);
	}
	fake_finish(&r, &answer);
}

static void do_message(int fd, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct fake_request r = { .fd = fd, .nlh = nlh, .cmd = genl->cmd };
	struct fake_answer answer = { 0 };

	if (nlh->nlmsg_type == GENL_ID_CTRL) {
		do_family(fd, nlh);
		return;
	}
	if (!fake_strict(&r, &answer) && !fake_error(&r, &answer))
		do_command(&r, &answer);
	fake_finish(&r, &answer);
}

static void *serve(void *data)
{
	static char buf[1 << 20] __attribute__((aligned(4)));
	const char *name = getenv("FAKE_LOG");
	FILE *log = name ? fopen(name, "a") : NULL;
	const int fd = *(int *)data;
	const struct nlmsghdr *nlh;
	unsigned int count;
	int len;

	while ((len = recv(fd, buf, sizeof(buf), 0)) > 0) {
		/* the tool has joined a group */
		if (len == 1) {
			fake_events(fd);
			shutdown(fd, SHUT_RDWR);
			break;
		}
		count = 0;
		nlh = (const struct nlmsghdr *)buf;
		for (; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			do_message(fd, nlh);
			count++;
		}
		if (log) {
			fprintf(log, "%u\n", count);
			fflush(log);
		}
	}
	if (log)
		fclose(log);
	return NULL;
}

int __wrap_sipfp_sock_open(struct sipfp_sock **sock)
{
	static int fds[2];
	pthread_t thread;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) ||
	    pthread_create(&thread, NULL, serve, &fds[1]))
		return -errno;
	pthread_detach(thread);
	return sipfp_sock_attach(fds[0], sock);
}

int __wrap_sipfp_event_join(struct sipfp_sock *sock, const char *group)
{
	static bool told;

	if (!told && send(sipfp_sock_fd(sock), "!", 1, 0) != 1)
		return -errno;
	told = true;
	return 0;
}
