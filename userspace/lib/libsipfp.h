/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libsipfp - the sipfp generic netlink family as C structures
 *
 * A socket (sock.c) carries requests (request.c), dumps (dump.c) and events
 * (event.c). What they are about is an object: a plain structure per kind
 * (service, binding, ...) with a description that says which attribute is
 * which member. The same few functions work for every kind.
 *
 * Functions return 0 or a negative errno; what the kernel had to say is in
 * struct sipfp_result. Nothing here is thread safe: one socket, one thread.
 */
#ifndef LIBSIPFP_H
#define LIBSIPFP_H

#include <linux/netlink.h>
#include <linux/sipfp.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/addr.h"

struct nlattr;
struct sipfp_sock;

/**
 * struct sipfp_text - a string that need not end in NUL
 * @data: into the receive buffer, or memory of the caller
 * @len:  bytes
 */
struct sipfp_text {
	const char *data;
	u16 len;
};

struct sipfp_text_list {
	u32 count;
	struct sipfp_text item[SIPFP_DOMAINS_MAX];
};

/* --- objects ---------------------------------------------------------------
 * @has holds SIPFP_HAS(attribute) for every member that is set. An address
 * and its port are two attributes of one struct sipfp_addr.
 */
#define SIPFP_HAS(attr) (1u << (attr))

struct sipfp_service {
	u32 has;
	struct sipfp_addr addr;
	struct sipfp_text ifname;
	u8 mode;
	u8 record_route;
	u8 auth;
	u8 oversize;
	u8 without_socket;
	u8 relay;
	u32 t1, t2, t4;
	u32 timer_b, timer_f, timer_c;
	u32 transactions;
	u32 grace;
	u32 settling;
	struct sipfp_text_list domains;
};

struct sipfp_binding {
	u32 has;
	struct sipfp_text aor;
	struct sipfp_text contact;
	u32 expires;
};

struct sipfp_gateway {
	u32 has;
	struct sipfp_text name;
	struct sipfp_addr addr;
	u16 weight;
	u16 priority;
};

struct sipfp_route {
	u32 has;
	struct sipfp_text prefix;
	struct sipfp_text domain;
	struct sipfp_text gateway;
};

struct sipfp_transaction {
	u32 has;
	u64 token;
	u8 method;
	struct sipfp_text method_name;
	struct sipfp_text call_id;
	struct sipfp_addr source;
	struct sipfp_addr target;
	struct sipfp_addr service;
	struct sipfp_text server_state;
	struct sipfp_text client_state;
	u16 status;
	u32 age;
	u32 expires;
};

struct sipfp_counter {
	u32 has;
	struct sipfp_text group;
	struct sipfp_text name;
	struct sipfp_text text;
	u64 value;
};

#define SIPFP_KEY_IDS 32

struct sipfp_key {
	u32 has;
	u8 id;
	u8 secret[SIPFP_SECRET_LEN];
	u32 age;
};

struct sipfp_limit {
	u32 has;
	struct sipfp_text name;
	u64 max;
	u64 use;
	u64 ceiling;
};

/* Memory for an object of any kind; each starts with its @has. */
union sipfp_any {
	u32 has;
	struct sipfp_service service;
	struct sipfp_binding binding;
	struct sipfp_gateway gateway;
	struct sipfp_route route;
	struct sipfp_transaction transaction;
	struct sipfp_counter counter;
	struct sipfp_key key;
	struct sipfp_limit limit;
};

/* --- descriptions ----------------------------------------------------------*/

enum sipfp_attr_type {
	SIPFP_TYPE_U8,
	SIPFP_TYPE_U16,
	SIPFP_TYPE_U32,
	SIPFP_TYPE_U64,
	SIPFP_TYPE_FLAG,      /* only in @has */
	SIPFP_TYPE_TEXT,      /* struct sipfp_text */
	SIPFP_TYPE_TEXT_LIST, /* struct sipfp_text_list, one attribute each */
	SIPFP_TYPE_ADDRESS,   /* struct sipfp_addr, but its port */
	SIPFP_TYPE_SECRET,    /* SIPFP_SECRET_LEN bytes */
};

/**
 * struct sipfp_member - one attribute of an object
 * @name:   as people call it; "x port" is the port of address "x"
 * @attr:   SIPFP_A_*_*
 * @type:   enum sipfp_attr_type
 * @offset: into the structure
 */
struct sipfp_member {
	const char *name;
	u8 attr;
	u8 type;
	u16 offset;
};

/**
 * struct sipfp_desc - one kind of object
 * @name:    as people call it
 * @nest:    SIPFP_A_* of its nest
 * @cmd_new, @cmd_del, @cmd_get, @cmd_flush: SIPFP_CMD_*, 0 if there is none
 * @size:    of its structure
 * @members: its attributes, @count of them
 */
struct sipfp_desc {
	const char *name;
	u8 nest;
	u8 cmd_new;
	u8 cmd_del;
	u8 cmd_get;
	u8 cmd_flush;
	u16 size;
	u16 count;
	const struct sipfp_member *members;
};

extern const struct sipfp_desc sipfp_service_desc;
extern const struct sipfp_desc sipfp_binding_desc;
extern const struct sipfp_desc sipfp_gateway_desc;
extern const struct sipfp_desc sipfp_route_desc;
extern const struct sipfp_desc sipfp_transaction_desc;
extern const struct sipfp_desc sipfp_stats_desc;
extern const struct sipfp_desc sipfp_key_desc;
extern const struct sipfp_desc sipfp_limit_desc;

/* The description whose nest is SIPFP_A_@nest, or NULL. */
const struct sipfp_desc *sipfp_object_desc(unsigned int nest);

/* --- the socket ------------------------------------------------------------*/

/*
 * Opens a socket in the network namespace of the calling thread and finds the
 * family. -ENOENT: there is none, the module is not loaded (or not for us).
 */
int sipfp_sock_open(struct sipfp_sock **sock);
/*
 * The same over a descriptor that is already there; it is closed with the
 * socket, and on failure.
 */
int sipfp_sock_attach(int fd, struct sipfp_sock **sock);
void sipfp_sock_close(struct sipfp_sock *sock);
int sipfp_sock_fd(const struct sipfp_sock *sock);
u16 sipfp_sock_family(const struct sipfp_sock *sock);

/* --- requests --------------------------------------------------------------*/

/**
 * struct sipfp_result - what became of a request
 * @error:	 0, or a positive errno
 * @interrupted: a dump that may be inconsistent, since the table changed
 *		 while it was being read (NLM_F_DUMP_INTR)
 * @missing:	 @attr is an attribute that was not given
 * @text:	 the kernel's words (extack), or empty. With @error 0: a warning
 * @attr:	 the attribute at fault, as "service port", or empty
 */
struct sipfp_result {
	int error;
	bool interrupted;
	bool missing;
	char text[256];
	char attr[64];
};

/*
 * Requests are queued, sent as one buffer, and acknowledged in order. Begin
 * one, put what it is about into it, end it. @cookie comes back with its
 * result. sipfp_request_end() returns -EMSGSIZE when something did not fit; the
 * request is then forgotten.
 */
struct nlmsghdr *sipfp_request_begin(struct sipfp_sock *sock, u8 cmd,
				     u16 flags);
int sipfp_request_end(struct sipfp_sock *sock, u64 cookie);

/* Is the queue so full that sipfp_request_flush() is due? */
bool sipfp_request_full(const struct sipfp_sock *sock);
unsigned int sipfp_request_pending(const struct sipfp_sock *sock);

typedef void (*sipfp_result_cb)(u64 cookie, const struct sipfp_result *result,
				void *data);

/*
 * Sends what is queued and waits until all of it is acknowledged; @cb gets
 * each result, in order. The error returned is one of the transport; requests
 * whose fate is unknown because of it have gone to @cb with that error.
 */
int sipfp_request_flush(struct sipfp_sock *sock, sipfp_result_cb cb,
			void *data);

/* --- objects over the socket -----------------------------------------------*/

/* Puts @object's nest, with all that it has, into the request being made. */
int sipfp_object_put(struct sipfp_sock *sock, const struct sipfp_desc *desc,
		     const void *object);

/*
 * Reads a nest into @object, whose texts point into the message. Attributes
 * that this library does not know are passed over; -EPROTO on malformed ones.
 */
int sipfp_object_parse(const struct sipfp_desc *desc, const struct nlattr *nest,
		       void *object);

/* Begin, put (unless @object is NULL) and end: one request for one object. */
int sipfp_object_queue(struct sipfp_sock *sock, u8 cmd, u16 flags,
		       const struct sipfp_desc *desc, const void *object,
		       u64 cookie);

/* A value other than 0 ends the dump, and is what sipfp_object_dump() returns */
typedef int (*sipfp_object_cb)(const struct sipfp_desc *desc,
			       const void *object, void *data);

/*
 * Dumps all objects of a kind, or those that the kernel takes @filter (may be
 * NULL) to mean. @cb may not use the socket. Refused by the kernel: returns
 * 0, with @result->error set.
 */
int sipfp_object_dump(struct sipfp_sock *sock, const struct sipfp_desc *desc,
		      const void *filter, sipfp_object_cb cb, void *data,
		      struct sipfp_result *result);

/* --- events ----------------------------------------------------------------*/

/**
 * struct sipfp_notice - a multicast message
 * @cmd:    SIPFP_CMD_*
 * @event:  enum sipfp_event; from @cmd where the message does not say
 * @desc:   kind of @object; NULL: the message has no object
 * @object: what it is about
 */
struct sipfp_notice {
	u8 cmd;
	u8 event;
	const struct sipfp_desc *desc;
	union sipfp_any object;
};

/* Joins a multicast group, SIPFP_MCGRP_*. -ENOENT: this kernel has none such */
int sipfp_event_join(struct sipfp_sock *sock, const char *group);

typedef int (*sipfp_notice_cb)(const struct sipfp_notice *event, void *data);

/*
 * Waits for messages and hands each of their events to @cb; returns after
 * one datagram. -ENOBUFS: the receive buffer overran and events were lost;
 * see sipfp_event_lost(), and go on.
 */
int sipfp_event_receive(struct sipfp_sock *sock, sipfp_notice_cb cb,
			void *data);

/* How many messages have been lost since the last call. */
u32 sipfp_event_lost(struct sipfp_sock *sock);

#endif /* LIBSIPFP_H */
