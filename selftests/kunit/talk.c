// SPDX-License-Identifier: GPL-2.0-only
/* Netlink as userspace speaks it; see talk.h */
#include <net/sock.h>
#include "talk.h"

#define BUF 65536

static int option(struct socket *sock, int name, int value)
{
	return sock->ops->setsockopt(sock, SOL_NETLINK, name,
				     KERNEL_SOCKPTR(&value), sizeof(value));
}

struct sipfp_talk *sipfp_talk_begin(struct kunit *test)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	struct sipfp_talk *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->buf = kunit_kzalloc(test, BUF, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->buf);
	KUNIT_ASSERT_EQ(test, sock_create_kern(sipfp_fixture_net(), AF_NETLINK,
					       SOCK_RAW, NETLINK_GENERIC,
					       &t->sock), 0);
	t->sock->sk->sk_rcvtimeo = msecs_to_jiffies(SIPFP_FIXTURE_PATIENCE);
	/* Without a port of its own it would get no events. */
	if (kernel_bind(t->sock, (struct sockaddr *)&any, sizeof(any)) ||
	    option(t->sock, NETLINK_EXT_ACK, 1) ||
	    option(t->sock, NETLINK_CAP_ACK, 1) ||
	    option(t->sock, NETLINK_GET_STRICT_CHK, 1)) {
		sipfp_talk_end(t);
		KUNIT_ASSERT_TRUE(test, false);
	}
	return t;
}

void sipfp_talk_end(struct sipfp_talk *t)
{
	sock_release(t->sock);
}

/* --- sending ----------------------------------------------------------------- */

static u8 *put(u8 *p, u16 type, const void *data, u32 len)
{
	struct nlattr *a = (struct nlattr *)p;

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	memcpy(nla_data(a), data, len);
	memset(p + a->nla_len, 0, nla_padlen(len));
	return p + nla_total_size(len);
}

static u8 *header(struct sipfp_talk *t, u8 cmd, u16 flags)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)t->buf;
	struct genlmsghdr *g = nlmsg_data(nlh);

	memset(nlh, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	nlh->nlmsg_type = sipfp_netlink_family.id;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++t->seq;
	g->cmd = cmd;
	g->version = SIPFP_GENL_VERSION;
	return (u8 *)g + GENL_HDRLEN;
}

static u8 *body(struct sipfp_talk *t, u8 *p, u16 nest,
		const struct sipfp_talk_attr *attrs)
{
	u8 *outer = p;
	int i;

	memset(t->at, 0, sizeof(t->at));
	if (!nest)
		return p;
	t->at[0] = p - t->buf;
	p = put(p, nest | NLA_F_NESTED, NULL, 0);
	for (i = 0; attrs && attrs[i].data; i++) {
		if (i < SIPFP_TALK_MAX)
			t->at[i + 1] = p - t->buf;
		p = put(p, attrs[i].type, attrs[i].data, attrs[i].len);
	}
	((struct nlattr *)outer)->nla_len = p - outer;
	return p;
}

static int transmit(struct sipfp_talk *t, const u8 *end)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	struct msghdr msg = { .msg_name = &to, .msg_namelen = sizeof(to) };
	struct nlmsghdr *nlh = (struct nlmsghdr *)t->buf;
	struct kvec vec = { .iov_base = t->buf };
	int n;

	nlh->nlmsg_len = end - t->buf;
	vec.iov_len = nlh->nlmsg_len;
	n = kernel_sendmsg(t->sock, &msg, &vec, 1, vec.iov_len);
	return n < 0 ? n : 0;
}

/* --- receiving --------------------------------------------------------------- */

static int receive(struct sipfp_talk *t)
{
	struct kvec vec = { .iov_base = t->buf, .iov_len = BUF };
	struct msghdr msg = {};

	return kernel_recvmsg(t->sock, &msg, &vec, 1, BUF, 0);
}

/* What an ack, or the end of a dump, says besides the error */
static void parse_extack(struct sipfp_talk *t, const struct nlmsghdr *nlh,
			 u32 fixed)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];

	t->offset = 0;
	t->missing = 0;
	t->nest = 0;
	t->text[0] = '\0';
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    nlmsg_parse_deprecated(nlh, fixed, tb, NLMSGERR_ATTR_MAX, NULL,
				   NULL))
		return;
	if (tb[NLMSGERR_ATTR_MSG])
		nla_strscpy(t->text, tb[NLMSGERR_ATTR_MSG], sizeof(t->text));
	if (tb[NLMSGERR_ATTR_OFFS])
		t->offset = nla_get_u32(tb[NLMSGERR_ATTR_OFFS]);
	if (tb[NLMSGERR_ATTR_MISS_TYPE])
		t->missing = nla_get_u32(tb[NLMSGERR_ATTR_MISS_TYPE]);
	if (tb[NLMSGERR_ATTR_MISS_NEST])
		t->nest = nla_get_u32(tb[NLMSGERR_ATTR_MISS_NEST]);
}

static int parse_ack(struct sipfp_talk *t, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = nlmsg_data(nlh);

	t->err = e->error;
	parse_extack(t, nlh, sizeof(*e));
	return t->err;
}

/* Everything up to the ack; other messages are passed over. */
static int await_ack(struct sipfp_talk *t)
{
	struct nlmsghdr *nlh;
	int n;

	for (;;) {
		n = receive(t);
		if (n < 0) {
			t->err = n;
			return n;
		}
		for (nlh = (struct nlmsghdr *)t->buf; nlmsg_ok(nlh, n);
		     nlh = nlmsg_next(nlh, &n))
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return parse_ack(t, nlh);
	}
}

int sipfp_talk(struct sipfp_talk *t, u8 cmd, u16 flags, u16 nest,
	       const struct sipfp_talk_attr *attrs)
{
	u8 *p = body(t, header(t, cmd, flags | NLM_F_ACK), nest, attrs);

	t->err = transmit(t, p);
	return t->err ?: await_ack(t);
}

int sipfp_talk_raw(struct sipfp_talk *t, u8 cmd, u16 flags,
		   const void *payload, u32 len)
{
	u8 *p = header(t, cmd, flags | NLM_F_ACK);

	memcpy(p, payload, len);
	t->err = transmit(t, p + len);
	return t->err ?: await_ack(t);
}

static int parse_object(const struct nlmsghdr *nlh, u16 nest,
			struct nlattr **tb, int max)
{
	struct nlattr *top[SIPFP_A_MAX + 1];

	if (nlmsg_parse_deprecated(nlh, GENL_HDRLEN, top, SIPFP_A_MAX, NULL,
				   NULL) || !top[nest])
		return -EBADMSG;
	return nla_parse_nested_deprecated(tb, max, top[nest], NULL, NULL);
}

int sipfp_talk_get(struct sipfp_talk *t, u8 cmd, u16 nest,
		   const struct sipfp_talk_attr *attrs, struct nlattr **tb,
		   int max)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)t->buf;
	u8 *p = body(t, header(t, cmd, 0), nest, attrs);
	int n;

	t->err = transmit(t, p);
	if (t->err)
		return t->err;
	n = receive(t);
	if (n < 0 || !nlmsg_ok(nlh, n))
		return n < 0 ? n : -EBADMSG;
	if (nlh->nlmsg_type == NLMSG_ERROR)
		return parse_ack(t, nlh);
	return parse_object(nlh, nest, tb, max);
}

int sipfp_talk_dump(struct sipfp_talk *t, u8 cmd, u16 nest,
		    const struct sipfp_talk_attr *attrs, int max,
		    void (*each)(struct nlattr **tb, void *arg), void *arg)
{
	struct nlattr *tb[32];
	struct nlmsghdr *nlh;
	int n, err, count = 0;

	if (max >= ARRAY_SIZE(tb))
		return -E2BIG;
	err = transmit(t, body(t, header(t, cmd, NLM_F_DUMP),
			       attrs ? nest : 0, attrs));
	if (err)
		return err;
	for (;;) {
		n = receive(t);
		if (n < 0)
			return n;
		for (nlh = (struct nlmsghdr *)t->buf; nlmsg_ok(nlh, n);
		     nlh = nlmsg_next(nlh, &n)) {
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return parse_ack(t, nlh);
			if (nlh->nlmsg_type == NLMSG_DONE) {
				err = *(int *)nlmsg_data(nlh);
				parse_extack(t, nlh, sizeof(int));
				return err < 0 ? err : count;
			}
			err = parse_object(nlh, nest, tb, max);
			if (err)
				return err;
			count++;
			if (each)
				each(tb, arg);
		}
	}
}

int sipfp_talk_join(struct sipfp_talk *t, enum sipfp_netlink_group group)
{
	return option(t->sock, NETLINK_ADD_MEMBERSHIP,
		      sipfp_netlink_family.mcgrp_offset + group);
}

int sipfp_talk_event(struct sipfp_talk *t, u8 *event)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)t->buf;
	struct nlattr *top[SIPFP_A_MAX + 1];
	const struct genlmsghdr *g = nlmsg_data(nlh);
	int n = receive(t);

	if (n < 0)
		return n;
	if (!nlmsg_ok(nlh, n) ||
	    nlmsg_parse_deprecated(nlh, GENL_HDRLEN, top, SIPFP_A_MAX, NULL,
				   NULL) || !top[SIPFP_A_EVENT])
		return -EBADMSG;
	*event = nla_get_u8(top[SIPFP_A_EVENT]);
	return g->cmd;
}

bool sipfp_talk_is(const struct nlattr *attr, const char *text)
{
	return attr && sipfp_netlink_text_len(attr) == strlen(text) &&
	       !memcmp(nla_data(attr), text, strlen(text));
}
