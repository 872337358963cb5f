/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Netlink as userspace speaks it, from within: a socket of the kernel, requests
 * as bytes, and what comes back taken apart. So policies, permissions and extended
 * acks are those of the real thing.
 */
#ifndef SIPFP_KUNIT_TALK_H
#define SIPFP_KUNIT_TALK_H

#include <linux/net.h>
#include <net/netlink.h>
#include "netlink.h"
#include "fixture.h"

/* Attributes of a request: type, length and bytes. The first without a @data
 * and @len ends them.
 */
struct sipfp_talk_attr {
	u16 type;
	u16 len;
	const void *data;
};

#define SIPFP_TALK_MAX 8

/* Bytes, text (without its NUL), an address, numbers */
#define TALK_BYTES(t, n, d) { .type = (t), .len = (n), .data = (d) }
#define TALK_TEXT(t, s) TALK_BYTES(t, sizeof(s) - 1, s)
#define TALK_U8(t, v) TALK_BYTES(t, 1, ((u8[]){ v }))
#define TALK_U16(t, v) TALK_BYTES(t, 2, ((u16[]){ v }))
#define TALK_U32(t, v) TALK_BYTES(t, 4, ((u32[]){ v }))
#define TALK_U64(t, v) TALK_BYTES(t, 8, ((u64[]){ v }))
#define TALK_IP4(t, a, b, c, d) TALK_BYTES(t, 4, ((u8[]){ a, b, c, d }))
#define TALK_FLAG(t) TALK_BYTES(t, 0, "")

/**
 * struct sipfp_talk - a conversation
 * @sock:    the socket
 * @buf:     what is sent, then what was received
 * @at:	     where in the request the attributes are: [0] the nest, then those in
 *	     it in their order
 * @err:     of the last request: 0 or a negative error
 * @offset:  which attribute was bad, 0: none was named
 * @missing: type of the attribute that is missing, 0: none was named
 * @nest:    offset of the nest that it is missing in, 0: top level
 * @text:    the message of the extended ack
 */
struct sipfp_talk {
	struct socket *sock;
	u8 *buf;
	u32 seq;
	u32 at[SIPFP_TALK_MAX + 1];
	int err;
	u32 offset;
	u32 missing;
	u32 nest;
	char text[200];
};

/* Freed with sipfp_talk_end(). */
struct sipfp_talk *sipfp_talk_begin(struct kunit *test);
void sipfp_talk_end(struct sipfp_talk *t);

/*
 * A request with the nest @nest (0: none) of @attrs (NULL: none), and its
 * answer; @flags besides NLM_F_REQUEST and NLM_F_ACK. Return: talk->err.
 */
int sipfp_talk(struct sipfp_talk *t, u8 cmd, u16 flags, u16 nest,
	       const struct sipfp_talk_attr *attrs);
/* As above, for a nest that is not what it should be */
int sipfp_talk_raw(struct sipfp_talk *t, u8 cmd, u16 flags,
		   const void *payload, u32 len);
/* A request for one object; its nest is parsed to @tb. */
int sipfp_talk_get(struct sipfp_talk *t, u8 cmd, u16 nest,
		   const struct sipfp_talk_attr *attrs, struct nlattr **tb,
		   int max);
/*
 * A dump. @each is called with the attributes of each nest of type @nest.
 * Return: how many messages came, or a negative error.
 */
int sipfp_talk_dump(struct sipfp_talk *t, u8 cmd, u16 nest,
		    const struct sipfp_talk_attr *attrs, int max,
		    void (*each)(struct nlattr **tb, void *arg), void *arg);
/* Joins a multicast group of ours. */
int sipfp_talk_join(struct sipfp_talk *t, enum sipfp_netlink_group group);
/* The next event: its command, or a negative error; @event is what has become */
int sipfp_talk_event(struct sipfp_talk *t, u8 *event);

/* Is the text this one? */
bool sipfp_talk_is(const struct nlattr *attr, const char *text);

#endif /* SIPFP_KUNIT_TALK_H */
