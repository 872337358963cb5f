// SPDX-License-Identifier: GPL-2.0-only
/* What all hash tables share: dumping and emptying them */
#include <linux/sched.h>
#include <linux/slab.h>
#include "netlink.h"
#include "table.h"

/* objects between two offers to let others run */
#define FLUSH_CHUNK 64

struct table_dump {
	struct rhashtable_iter *iter;
	const void *obj;	/* that @part is about; compared only */
	u32 part;
	u32 resized;
	bool done;
};

static struct table_dump *table_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct table_dump) > sizeof(cb->ctx));
	return (struct table_dump *)cb->ctx;
}

int sipfp_table_dump_start(struct netlink_callback *cb, struct rhashtable *ht)
{
	struct table_dump *d = table_dump(cb);

	memset(d, 0, sizeof(*d));
	d->iter = kmalloc(sizeof(*d->iter), GFP_KERNEL_ACCOUNT);
	if (!d->iter)
		return -ENOMEM;
	rhashtable_walk_enter(ht, d->iter);
	return 0;
}

int sipfp_table_dump_done(struct netlink_callback *cb)
{
	struct table_dump *d = table_dump(cb);

	if (d->iter) {
		rhashtable_walk_exit(d->iter);
		kfree(d->iter);
		d->iter = NULL;
	}
	return 0;
}

/* Netlink says that a dump was interrupted when this changes; 0: unset */
static u32 dump_seq(const struct table_dump *d, u32 seq)
{
	seq += d->resized << 16;
	return seq ?: 1;
}

int sipfp_table_dump(struct sk_buff *skb, struct netlink_callback *cb, u32 seq,
		     sipfp_table_fill fill)
{
	struct table_dump *d = table_dump(cb);
	int err = 0;
	void *obj;

	if (d->done)
		return 0;
	if (rhashtable_walk_start_check(d->iter))
		d->resized++;
	cb->seq = dump_seq(d, seq);
	/* The one that did not fit the last buffer, unless it is gone. */
	obj = rhashtable_walk_peek(d->iter);
	while (obj) {
		if (IS_ERR(obj)) {
			/* -EAGAIN: another table now, from its beginning */
			d->resized++;
			cb->seq = dump_seq(d, seq);
			goto next;
		}
		if (obj != d->obj) {
			d->obj = obj;
			d->part = 0;
		}
		err = fill(skb, cb, obj, &d->part);
		if (err)
			break;
next:
		obj = rhashtable_walk_next(d->iter);
	}
	if (!obj)
		d->done = true;
	rhashtable_walk_stop(d->iter);
	return err && !skb->len ? err : skb->len;
}

int sipfp_table_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			 u32 seq, void *obj, sipfp_table_fill fill)
{
	struct table_dump *d = table_dump(cb);
	int err = 0;

	if (d->done)
		return 0;
	cb->seq = dump_seq(d, seq);
	if (obj)
		err = fill(skb, cb, obj, &d->part);
	if (!err)
		d->done = true;
	return err && !skb->len ? err : skb->len;
}

void sipfp_table_flush(struct rhashtable *ht,
		       void (*remove)(void *obj, void *arg), void *arg)
{
	struct rhashtable_iter iter;
	unsigned int n = 0;
	void *obj;

	/* A walk may miss some: its place is found by counting. */
	while (atomic_read(&ht->nelems)) {
		rhashtable_walk_enter(ht, &iter);
		rhashtable_walk_start(&iter);
		while ((obj = rhashtable_walk_next(&iter))) {
			if (IS_ERR(obj))
				continue;
			remove(obj, arg);
			if (++n % FLUSH_CHUNK)
				continue;
			rhashtable_walk_stop(&iter);
			cond_resched();
			rhashtable_walk_start(&iter);
		}
		rhashtable_walk_stop(&iter);
		rhashtable_walk_exit(&iter);
		cond_resched(); /* whoever moves the table has to get to it */
	}
}
