/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A sipfp family that lives in this process, at the other end of a socketpair:
 * the tool speaks to it as to the kernel. It is told what to do wrong by the
 * names that it is given; see fake_errors.c.
 */
#ifndef FAKE_H
#define FAKE_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/sipfp.h>
#include <stdbool.h>
#include <stdint.h>

#define FAKE_FAMILY 0x1234
#define FAKE_ATTRS  32

/* A request as it came: the message, its nest, and what that has */
struct fake_request {
	int fd;
	const struct nlmsghdr *nlh;
	uint8_t cmd;
	const struct nlattr *nest;
	const struct nlattr *attr[FAKE_ATTRS];
};

/* Its answer: a positive errno, and what an extended ack may have */
struct fake_answer {
	int error;
	const char *text;
	uint32_t offset;
	uint32_t miss_nest;
	uint32_t miss_type;
	bool missing;
};

void fake_send(int fd, const void *data, size_t len);
/* Acknowledges the request, or says NLMSG_DONE for a dump. */
void fake_finish(const struct fake_request *r, const struct fake_answer *a);

/* Begins a message of a dump in @buf; ended by its length. */
struct nlmsghdr *fake_reply(void *buf, const struct fake_request *r,
			    uint8_t cmd);

/* fake_errors.c: false unless the request is one that asks for an error */
bool fake_error(const struct fake_request *r, struct fake_answer *a);
/* The same rules that the kernel has for attributes and flags */
bool fake_strict(struct fake_request *r, struct fake_answer *a);

/* fake_data.c: what nobody has configured */
void fake_dump_stats(const struct fake_request *r);
void fake_dump_txns(const struct fake_request *r);
void fake_dump_keys(const struct fake_request *r);
void fake_dump_limits(const struct fake_request *r);
void fake_events(int fd);

/* fake.c, in the place of the library's */
struct sipfp_sock;
int __wrap_sipfp_sock_open(struct sipfp_sock **sock);
int __wrap_sipfp_event_join(struct sipfp_sock *sock, const char *group);

#endif /* FAKE_H */
