/* SPDX-License-Identifier: GPL-2.0-only */
/* What all hash tables share: dumping and emptying them */
#ifndef SIPFP_TABLE_H
#define SIPFP_TABLE_H

#include <linux/netlink.h>
#include <linux/rhashtable.h>

typedef int (*sipfp_table_fill)(struct sk_buff *skb,
				struct netlink_callback *cb, void *obj,
				u32 *part);

/*
 * A dump of a table. It remembers its place from one buffer to the next; when
 * the table has grown or shrunk meanwhile it begins again, so an object may
 * be seen twice, and the dump says that it was interrupted.
 *
 * @fill puts the messages of one object, from the *@part-th on, and counts in
 * *@part what it has put: 0, or -EMSGSIZE when the buffer is full. It runs
 * under RCU. @seq changes whenever the table's objects do.
 */
int sipfp_table_dump_start(struct netlink_callback *cb, struct rhashtable *ht);
int sipfp_table_dump(struct sk_buff *skb, struct netlink_callback *cb, u32 seq,
		     sipfp_table_fill fill);
/* RCU held. A dump of no more than one object of the table, NULL: of none. */
int sipfp_table_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			 u32 seq, void *obj, sipfp_table_fill fill);
int sipfp_table_dump_done(struct netlink_callback *cb);

/*
 * Empties a table that nobody adds to meanwhile. @remove takes the object out
 * of the table, under RCU. May sleep.
 */
void sipfp_table_flush(struct rhashtable *ht,
		       void (*remove)(void *obj, void *arg), void *arg);

#endif /* SIPFP_TABLE_H */
