/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * sipfp - SIP fast path: generic netlink interface.
 *
 * Described in full by uapi/sipfp.yaml, which is the contract; this header
 * has its numbers. Append only.
 *
 * Numbers are in host byte order unless an attribute says otherwise. An
 * address is 4 or 16 bytes in network byte order, which also tells the family.
 * Text that the kernel sends ends with a NUL; what it gets may, and holds no
 * other.
 */
#ifndef _UAPI_LINUX_SIPFP_H
#define _UAPI_LINUX_SIPFP_H

#define SIPFP_GENL_NAME		"sipfp"
#define SIPFP_GENL_VERSION	1

/* multicast groups; all of them need CAP_NET_ADMIN */
#define SIPFP_MCGRP_TXN		"transaction"
#define SIPFP_MCGRP_CONFIG	"config"
#define SIPFP_MCGRP_ALARM	"alarm"

#define SIPFP_DOMAIN_MAX	255	/* bytes of a domain name */
#define SIPFP_AOR_MAX		255	/* bytes of "user@domain" */
#define SIPFP_URI_MAX		255	/* bytes of a contact URI */
#define SIPFP_NAME_MAX		31	/* bytes of a gateway set's name */
#define SIPFP_PREFIX_MAX	32	/* characters of a number prefix */
#define SIPFP_DOMAINS_MAX	64	/* served domains of one service */
#define SIPFP_SECRET_LEN	16	/* bytes of a token key */

/*
 * NEW follows the flags of rtnetlink: NLM_F_CREATE alone creates or changes,
 * with NLM_F_EXCL an existing object is EEXIST; without NLM_F_CREATE it has to
 * exist (ENOENT). Attributes that are not given keep their value when an object
 * is changed.
 */
enum sipfp_cmd {
	SIPFP_CMD_UNSPEC,
	SIPFP_CMD_SERVICE_NEW,
	SIPFP_CMD_SERVICE_DEL,
	SIPFP_CMD_SERVICE_GET,
	SIPFP_CMD_BINDING_NEW,
	SIPFP_CMD_BINDING_DEL,
	SIPFP_CMD_BINDING_GET,
	SIPFP_CMD_BINDING_FLUSH,
	SIPFP_CMD_GATEWAY_NEW,
	SIPFP_CMD_GATEWAY_DEL,
	SIPFP_CMD_GATEWAY_GET,
	SIPFP_CMD_GATEWAY_FLUSH,
	SIPFP_CMD_ROUTE_NEW,
	SIPFP_CMD_ROUTE_DEL,
	SIPFP_CMD_ROUTE_GET,
	SIPFP_CMD_ROUTE_FLUSH,
	SIPFP_CMD_TXN_GET,
	SIPFP_CMD_TXN_FLUSH,
	SIPFP_CMD_STATS_GET,
	SIPFP_CMD_KEY_NEW,
	SIPFP_CMD_KEY_GET,
	SIPFP_CMD_LIMIT_SET,
	SIPFP_CMD_LIMIT_GET,
	/* only ever sent by the kernel, to a multicast group */
	SIPFP_CMD_TXN_EVENT,
	SIPFP_CMD_ALARM_EVENT,
	__SIPFP_CMD_MAX,
	SIPFP_CMD_MAX = __SIPFP_CMD_MAX - 1
};

/* top level of every message: one nest per object */
enum sipfp_attr {
	SIPFP_A_UNSPEC,
	SIPFP_A_SERVICE,	/* nest, SIPFP_A_SERVICE_* */
	SIPFP_A_BINDING,	/* nest, SIPFP_A_BINDING_* */
	SIPFP_A_GATEWAY,	/* nest, SIPFP_A_GATEWAY_* */
	SIPFP_A_ROUTE,		/* nest, SIPFP_A_ROUTE_* */
	SIPFP_A_TXN,		/* nest, SIPFP_A_TXN_* */
	SIPFP_A_STATS,		/* nest, SIPFP_A_STATS_* */
	SIPFP_A_KEY,		/* nest, SIPFP_A_KEY_* */
	SIPFP_A_LIMIT,		/* nest, SIPFP_A_LIMIT_*; multi */
	SIPFP_A_EVENT,		/* u8, enum sipfp_event */
	__SIPFP_A_MAX,
	SIPFP_A_MAX = __SIPFP_A_MAX - 1
};

enum sipfp_mode {
	SIPFP_MODE_PROXY,
};

enum sipfp_oversize {
	SIPFP_OVERSIZE_FRAGMENT,
	SIPFP_OVERSIZE_SLOW,
};

enum sipfp_without_socket {
	SIPFP_WITHOUT_SOCKET_ANSWER,
	SIPFP_WITHOUT_SOCKET_ICMP,
};

enum sipfp_relay {
	SIPFP_RELAY_DIALOG,
	SIPFP_RELAY_SEALED,
};

enum sipfp_auth {
	SIPFP_AUTH_NONE,
};

/* A service is named by ADDRESS, PORT and, when bound to one, IFNAME. */
enum sipfp_attr_service {
	SIPFP_A_SERVICE_UNSPEC,
	SIPFP_A_SERVICE_ADDRESS,	/* binary, 4 or 16 bytes */
	SIPFP_A_SERVICE_PORT,		/* u16 */
	SIPFP_A_SERVICE_IFNAME,		/* string; packets of this device (or VRF) */
	SIPFP_A_SERVICE_MODE,		/* u8, enum sipfp_mode */
	SIPFP_A_SERVICE_DOMAIN,		/* string; multi; a change gives all; "": none */
	SIPFP_A_SERVICE_RECORD_ROUTE,	/* u8, 0 or 1; default 1 */
	SIPFP_A_SERVICE_AUTH,		/* u8, enum sipfp_auth */
	SIPFP_A_SERVICE_OVERSIZE,	/* u8, enum sipfp_oversize */
	SIPFP_A_SERVICE_WITHOUT_SOCKET,	/* u8, enum sipfp_without_socket */
	SIPFP_A_SERVICE_RELAY,		/* u8, enum sipfp_relay */
	SIPFP_A_SERVICE_T1,		/* u32, milliseconds, as all timers */
	SIPFP_A_SERVICE_T2,
	SIPFP_A_SERVICE_T4,
	SIPFP_A_SERVICE_TIMER_B,
	SIPFP_A_SERVICE_TIMER_F,
	SIPFP_A_SERVICE_TIMER_C,
	SIPFP_A_SERVICE_DRAIN,		/* flag; in GET: it is being removed */
	SIPFP_A_SERVICE_FORCE,		/* flag; in DEL: do not wait for transactions */
	SIPFP_A_SERVICE_TRANSACTIONS,	/* u32; live ones; GET only */
	SIPFP_A_SERVICE_GRACE,		/* u32, ms; new requests stay with the socket */
	SIPFP_A_SERVICE_SETTLING,	/* u32, ms left of the grace; GET only */
	SIPFP_A_SERVICE_PAD,
	__SIPFP_A_SERVICE_MAX,
	SIPFP_A_SERVICE_MAX = __SIPFP_A_SERVICE_MAX - 1
};

/* A binding is named by AOR and CONTACT; DEL without CONTACT deletes all. */
enum sipfp_attr_binding {
	SIPFP_A_BINDING_UNSPEC,
	SIPFP_A_BINDING_AOR,		/* string, sip: URI or user@domain; canonical in GET */
	SIPFP_A_BINDING_CONTACT,	/* string, sip: URI with a literal UDP address */
	SIPFP_A_BINDING_EXPIRES,	/* u32, seconds from now; 0 or absent: never */
	SIPFP_A_BINDING_PAD,
	__SIPFP_A_BINDING_MAX,
	SIPFP_A_BINDING_MAX = __SIPFP_A_BINDING_MAX - 1
};

/* A member of a set is named by NAME, ADDRESS and PORT. */
enum sipfp_attr_gateway {
	SIPFP_A_GATEWAY_UNSPEC,
	SIPFP_A_GATEWAY_NAME,		/* string */
	SIPFP_A_GATEWAY_ADDRESS,	/* binary, 4 or 16 bytes */
	SIPFP_A_GATEWAY_PORT,		/* u16 */
	SIPFP_A_GATEWAY_WEIGHT,		/* u16, 1..1000, default 1 */
	SIPFP_A_GATEWAY_PRIORITY,	/* u16, lowest first, default 1 */
	__SIPFP_A_GATEWAY_MAX,
	SIPFP_A_GATEWAY_MAX = __SIPFP_A_GATEWAY_MAX - 1
};

/* A route is named by either PREFIX or DOMAIN. */
enum sipfp_attr_route {
	SIPFP_A_ROUTE_UNSPEC,
	SIPFP_A_ROUTE_PREFIX,		/* string: optional '+', digits; "": default */
	SIPFP_A_ROUTE_DOMAIN,		/* string */
	SIPFP_A_ROUTE_GATEWAY,		/* string: name of a gateway set */
	__SIPFP_A_ROUTE_MAX,
	SIPFP_A_ROUTE_MAX = __SIPFP_A_ROUTE_MAX - 1
};

enum sipfp_attr_txn {
	SIPFP_A_TXN_UNSPEC,
	SIPFP_A_TXN_TOKEN,		/* u64, as in the branch */
	SIPFP_A_TXN_METHOD,		/* u8, enum sipfp_method of the core */
	SIPFP_A_TXN_METHOD_NAME,	/* string */
	SIPFP_A_TXN_CALL_ID,		/* string, at most 127 bytes of it */
	SIPFP_A_TXN_SOURCE,		/* binary, 4 or 16 bytes */
	SIPFP_A_TXN_SOURCE_PORT,	/* u16 */
	SIPFP_A_TXN_TARGET,		/* binary, 4 or 16 bytes */
	SIPFP_A_TXN_TARGET_PORT,	/* u16 */
	SIPFP_A_TXN_SERVICE,		/* binary, 4 or 16 bytes */
	SIPFP_A_TXN_SERVICE_PORT,	/* u16 */
	SIPFP_A_TXN_SERVER_STATE,	/* string */
	SIPFP_A_TXN_CLIENT_STATE,	/* string */
	SIPFP_A_TXN_STATUS,		/* u16, latest sent upstream, 0: none */
	SIPFP_A_TXN_AGE,		/* u32, milliseconds */
	SIPFP_A_TXN_EXPIRES,		/* u32, milliseconds to the next deadline */
	SIPFP_A_TXN_PAD,
	__SIPFP_A_TXN_MAX,
	SIPFP_A_TXN_MAX = __SIPFP_A_TXN_MAX - 1
};

/*
 * Counters. STATS_GET is a dump: each message has one SIPFP_A_STATS nest with
 * exactly one counter: GROUP, NAME, TEXT and VALUE. Groups, in order: "rx"
 * (datagrams by verdict), "request" (by method), "response" (by class, "1xx"),
 * "tx" (what was sent, by kind), "transaction" (created, completed, timers),
 * "slow", "drop", "stolen" (by reason). Zero counters are sent too.
 */
enum sipfp_attr_stats {
	SIPFP_A_STATS_UNSPEC,
	SIPFP_A_STATS_GROUP,		/* string */
	SIPFP_A_STATS_NAME,		/* string */
	SIPFP_A_STATS_TEXT,		/* string: what it means */
	SIPFP_A_STATS_VALUE,		/* u64 */
	SIPFP_A_STATS_PAD,
	__SIPFP_A_STATS_MAX,
	SIPFP_A_STATS_MAX = __SIPFP_A_STATS_MAX - 1
};

/* KEY_NEW makes a key current and the current one previous. */
enum sipfp_attr_key {
	SIPFP_A_KEY_UNSPEC,
	SIPFP_A_KEY_ID,			/* u8, 0..31 */
	SIPFP_A_KEY_SECRET,		/* binary, 16 bytes; only in NEW; absent: random */
	SIPFP_A_KEY_CURRENT,		/* flag; GET */
	SIPFP_A_KEY_AGE,		/* u32, seconds; GET */
	__SIPFP_A_KEY_MAX,
	SIPFP_A_KEY_MAX = __SIPFP_A_KEY_MAX - 1
};

/* Limits of this network namespace, each with its use. */
enum sipfp_attr_limit {
	SIPFP_A_LIMIT_UNSPEC,
	SIPFP_A_LIMIT_NAME,		/* string: "transactions", "punted", "bindings", ... */
	SIPFP_A_LIMIT_MAX_VALUE,	/* u64 */
	SIPFP_A_LIMIT_USE,		/* u64; GET */
	SIPFP_A_LIMIT_CEILING,		/* u64; GET: what a namespace may set at most */
	SIPFP_A_LIMIT_PAD,
	__SIPFP_A_LIMIT_MAX,
	SIPFP_A_LIMIT_MAX = __SIPFP_A_LIMIT_MAX - 1
};

enum sipfp_event {
	SIPFP_EVENT_NEW,
	SIPFP_EVENT_CHANGE,
	SIPFP_EVENT_DEL,
	SIPFP_EVENT_ALARM_RAISED,
	SIPFP_EVENT_ALARM_CLEARED,
};

#endif /* _UAPI_LINUX_SIPFP_H */
