// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses of record and their contacts.
 *
 * Bindings are immutable but for their links: a change puts a new one in the
 * place of the old. sn->binding_lock makes changes by the operator and by
 * expiry exclude each other; an AoR is in the table exactly as long as it has a
 * contact. What has expired is ignored at once; a work takes it away, driven
 * by a tree of the bindings in the order of their ends, so that it never
 * has to search.
 */
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include "binding.h"
#include "netlink.h"
#include "table.h"

#define EXPIRE_WAIT_MAX ((u64)3600)

struct aor_key {
	const u8 *text;
	u32 len;
};

static u32 aor_hash_key(const void *data, u32 len, u32 seed)
{
	const struct aor_key *key = data;

	return jhash(key->text, key->len, seed);
}

static u32 aor_hash(const void *data, u32 len, u32 seed)
{
	const struct sipfp_aor *aor = data;

	return jhash(aor->text, aor->len, seed);
}

static int aor_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct aor_key *key = arg->key;
	const struct sipfp_aor *aor = obj;

	return aor->len != key->len || memcmp(aor->text, key->text, key->len);
}

static const struct rhashtable_params aor_params = {
	.head_offset = offsetof(struct sipfp_aor, node),
	.key_len = sizeof(struct aor_key),
	.hashfn = aor_hash_key,
	.obj_hashfn = aor_hash,
	.obj_cmpfn = aor_cmp,
	.automatic_shrinking = true,
};

/* --- reading: RCU ---------------------------------------------------------- */

struct sipfp_aor *sipfp_binding_aor(struct sipfp_net *sn, const u8 *aor,
				    u32 len)
{
	struct aor_key key = { .text = aor, .len = len };

	return rhashtable_lookup(&sn->aors, &key, aor_params);
}

struct sipfp_binding *sipfp_binding_contact(struct sipfp_aor *aor,
					    const u8 *uri, u32 len)
{
	struct sipfp_binding *b;

	hlist_for_each_entry_rcu(b, &aor->contacts, node)
		if (b->uri_len == len && !memcmp(b->uri, uri, len))
			return b;
	return NULL;
}

const struct sipfp_binding *sipfp_binding_lookup(struct sipfp_net *sn,
						 const u8 *aor, u32 len,
						 u32 *count)
{
	const struct sipfp_binding *b, *only = NULL;
	const struct sipfp_aor *found;
	u64 now;

	*count = 0;
	found = sipfp_binding_aor(sn, aor, len);
	if (!found)
		return NULL;
	now = sipfp_binding_now();
	hlist_for_each_entry_rcu(b, &found->contacts, node) {
		if (sipfp_binding_expired(b, now))
			continue;
		only = b;
		if (++*count == 2)
			return NULL;
	}
	return only;
}

/* --- changing: sn->binding_lock --------------------------------------------- */

static bool expires_first(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct sipfp_binding, expiry)->expires <
	       rb_entry(b, struct sipfp_binding, expiry)->expires;
}

static void expiry_arm(struct sipfp_net *sn, u64 expires, u64 now)
{
	u64 wait = expires > now ? expires - now : 0;

	/* Capped, since the clock of works stands still in suspend. */
	mod_delayed_work(system_wq, &sn->expire_work,
			 (unsigned long)min(wait, EXPIRE_WAIT_MAX) * HZ);
}

static void expiry_add(struct sipfp_net *sn, struct sipfp_binding *b, u64 now)
{
	/* Only the first to end matters to the work. */
	if (b->expires &&
	    rb_add_cached(&b->expiry, &sn->expiries, expires_first))
		expiry_arm(sn, b->expires, now);
}

static void expiry_del(struct sipfp_net *sn, struct sipfp_binding *b)
{
	if (b->expires)
		rb_erase_cached(&b->expiry, &sn->expiries);
}

/* Its memory, and that of an AoR without contacts, stays for RCU readers. */
static void binding_drop(struct sipfp_net *sn, struct sipfp_binding *b)
{
	struct sipfp_aor *aor = b->aor;

	expiry_del(sn, b);
	hlist_del_rcu(&b->node);
	if (!--aor->n) {
		rhashtable_remove_fast(&sn->aors, &aor->node, aor_params);
		kfree_rcu(aor, rcu);
	}
	kfree_rcu(b, rcu);
	sipfp_limit_uncharge(sn, SIPFP_LIMIT_BINDINGS, 1);
	atomic_inc(&sn->seq_binding);
}

static void aor_drop(void *obj, void *arg)
{
	struct sipfp_net *sn = arg;
	struct sipfp_aor *aor = obj;
	struct sipfp_binding *b;
	struct hlist_node *next;

	spin_lock_bh(&sn->binding_lock);
	hlist_for_each_entry_safe(b, next, &aor->contacts, node)
		binding_drop(sn, b);
	spin_unlock_bh(&sn->binding_lock);
}

static struct sipfp_aor *aor_alloc(const u8 *text, u32 len)
{
	struct sipfp_aor *aor;

	aor = kmalloc(struct_size(aor, text, len), GFP_KERNEL_ACCOUNT);
	if (!aor)
		return NULL;
	INIT_HLIST_HEAD(&aor->contacts);
	aor->n = 0;
	aor->len = len;
	memcpy(aor->text, text, len);
	return aor;
}

static struct sipfp_binding *
binding_alloc(const struct sipfp_binding_set *set, u64 now)
{
	struct sipfp_binding *b;

	b = kmalloc(struct_size(b, uri, set->uri_len), GFP_KERNEL_ACCOUNT);
	if (!b)
		return NULL;
	b->target = set->target;
	b->expires = set->expires ? now + set->expires : 0;
	b->uri_len = set->uri_len;
	memcpy(b->uri, set->uri, set->uri_len);
	return b;
}

/* A contact more; @spare becomes its AoR when that is not in the table. */
static int binding_add(struct sipfp_net *sn, struct sipfp_aor *aor,
		       struct sipfp_aor **spare, struct sipfp_binding *b)
{
	int err;

	if (aor && aor->n >= SIPFP_BINDING_CONTACTS_MAX)
		return -EMLINK;
	if (!sipfp_limit_charge(sn, SIPFP_LIMIT_BINDINGS, 1))
		return -ENOSPC;
	b->aor = aor ?: *spare;
	b->aor->n++;
	hlist_add_head_rcu(&b->node, &b->aor->contacts);
	if (aor)
		return 0;

	err = rhashtable_insert_fast(&sn->aors, &b->aor->node, aor_params);
	if (err) {
		sipfp_limit_uncharge(sn, SIPFP_LIMIT_BINDINGS, 1);
		return err == -ENOMEM ? err : -EBUSY;
	}
	*spare = NULL;
	return 0;
}

static void binding_replace(struct sipfp_net *sn, struct sipfp_binding *old,
			    struct sipfp_binding *b)
{
	b->aor = old->aor;
	expiry_del(sn, old);
	hlist_replace_rcu(&old->node, &b->node);
	kfree_rcu(old, rcu);
}

static int binding_place(struct sipfp_net *sn, struct sipfp_binding *b,
			 struct sipfp_aor **spare,
			 const struct sipfp_binding_set *set, u64 now)
{
	struct sipfp_aor *aor = sipfp_binding_aor(sn, set->aor, set->aor_len);
	struct sipfp_binding *old = NULL;
	bool known;
	int err;

	if (aor)
		old = sipfp_binding_contact(aor, set->uri, set->uri_len);
	known = old && !sipfp_binding_expired(old, now);
	if (known && set->excl)
		return -EEXIST;
	if (!known && !set->create)
		return -ENOENT;
	if (known && !set->has_expires)
		b->expires = old->expires;

	if (old) {
		binding_replace(sn, old, b);
	} else {
		err = binding_add(sn, aor, spare, b);
		if (err)
			return err;
	}
	expiry_add(sn, b, now);
	atomic_inc(&sn->seq_binding);
	sipfp_netlink_notify_binding(sn, b, known ? SIPFP_EVENT_CHANGE :
						    SIPFP_EVENT_NEW);
	return 0;
}

int sipfp_binding_set(struct sipfp_net *sn,
		      const struct sipfp_binding_set *set)
{
	u64 now = sipfp_binding_now();
	struct sipfp_binding *b;
	struct sipfp_aor *spare;
	int err = -ENOMEM;

	lockdep_assert_held(&sn->lock);

	b = binding_alloc(set, now);
	spare = aor_alloc(set->aor, set->aor_len);
	if (b && spare) {
		rcu_read_lock();
		spin_lock_bh(&sn->binding_lock);
		err = binding_place(sn, b, &spare, set, now);
		spin_unlock_bh(&sn->binding_lock);
		rcu_read_unlock();
	}
	kfree(spare);
	if (err)
		kfree(b);
	return err;
}

u32 sipfp_binding_del(struct sipfp_net *sn, const u8 *aor, u32 aor_len,
		      const u8 *uri, u32 uri_len)
{
	u64 now = sipfp_binding_now();
	struct sipfp_aor *found;
	struct sipfp_binding *b;
	struct hlist_node *next;
	u32 n = 0;

	lockdep_assert_held(&sn->lock);

	rcu_read_lock();
	spin_lock_bh(&sn->binding_lock);
	found = sipfp_binding_aor(sn, aor, aor_len);
	if (!found)
		goto out;
	hlist_for_each_entry_safe(b, next, &found->contacts, node) {
		if (uri && (b->uri_len != uri_len ||
			    memcmp(b->uri, uri, uri_len)))
			continue;
		/* What has expired was gone before, but for its event. */
		n += !sipfp_binding_expired(b, now);
		sipfp_netlink_notify_binding(sn, b, SIPFP_EVENT_DEL);
		binding_drop(sn, b);
	}
out:
	spin_unlock_bh(&sn->binding_lock);
	rcu_read_unlock();
	return n;
}

void sipfp_binding_flush(struct sipfp_net *sn)
{
	lockdep_assert_held(&sn->lock);

	sipfp_table_flush(&sn->aors, aor_drop, sn);
}

/* Return: true when one was taken away, and there may be more. */
static bool expire_first(struct sipfp_net *sn)
{
	struct rb_node *first;
	struct sipfp_binding *b;
	bool due = false;
	u64 now;

	spin_lock_bh(&sn->binding_lock);
	first = rb_first_cached(&sn->expiries);
	if (!first)
		goto out;
	b = rb_entry(first, struct sipfp_binding, expiry);
	now = sipfp_binding_now();
	due = sipfp_binding_expired(b, now);
	if (due) {
		sipfp_netlink_notify_binding(sn, b, SIPFP_EVENT_DEL);
		binding_drop(sn, b);
	} else {
		expiry_arm(sn, b->expires, now);
	}
out:
	spin_unlock_bh(&sn->binding_lock);
	return due;
}

static void expire(struct work_struct *work)
{
	struct sipfp_net *sn = container_of(to_delayed_work(work),
					    struct sipfp_net, expire_work);

	while (expire_first(sn))
		cond_resched();
}

int sipfp_binding_net_init(struct sipfp_net *sn)
{
	spin_lock_init(&sn->binding_lock);
	sn->expiries = RB_ROOT_CACHED;
	INIT_DELAYED_WORK(&sn->expire_work, expire);
	atomic_set(&sn->seq_binding, 1);
	return rhashtable_init(&sn->aors, &aor_params);
}

void sipfp_binding_net_exit(struct sipfp_net *sn)
{
	cancel_delayed_work_sync(&sn->expire_work);
	sipfp_table_flush(&sn->aors, aor_drop, sn);
	rhashtable_destroy(&sn->aors);
}
