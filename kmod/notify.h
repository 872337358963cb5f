/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multicast events, each to the listeners of its own namespace. They cost
 * nothing when nobody listens, and what cannot be allocated is lost: the
 * listener's socket says so (ENOBUFS).
 */
#ifndef SIPFP_NOTIFY_H
#define SIPFP_NOTIFY_H

#include "sipfp.h"

struct sipfp_txn;

/* Softirq; txn->lock held, or the transaction is in no table yet or any more */
void sipfp_notify_txn(const struct sipfp_txn *txn, u8 event);

/* Any context */
void sipfp_notify_alarm(struct sipfp_net *sn, enum sipfp_limit_id id,
			u8 event);

/**
 * sipfp_notify_config() - tell of a change of configuration
 * @sn:    namespace
 * @cmd:   the command that would make this change
 * @event: enum sipfp_event
 * @fill:  puts the object into the message: 0 or -EMSGSIZE. NULL: none, all
 *	   objects of the kind are meant
 * @obj:   for @fill
 * @size:  bytes that @fill needs at most
 * @gfp:   how to allocate
 */
void sipfp_notify_config(struct sipfp_net *sn, u8 cmd, u8 event,
			 int (*fill)(struct sk_buff *skb, const void *obj),
			 const void *obj, size_t size, gfp_t gfp);

#endif /* SIPFP_NOTIFY_H */
