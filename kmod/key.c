// SPDX-License-Identifier: GPL-2.0-only
/* Token keys: a ring of the current and the previous one */
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "key.h"
#include "netlink.h"

static void keys_free_rcu(struct rcu_head *head)
{
	kfree_sensitive(container_of(head, struct sipfp_keys, rcu));
}

/* Sibling nodes share keys, whatever their byte order is. */
static struct sipfp_mac_key key_of(const u8 secret[SIPFP_SECRET_LEN])
{
	return (struct sipfp_mac_key){ .k0 = get_unaligned_le64(secret),
				       .k1 = get_unaligned_le64(secret + 8) };
}

static bool key_equal(const struct sipfp_mac_key *a,
		      const struct sipfp_mac_key *b)
{
	return a->k0 == b->k0 && a->k1 == b->k1;
}

static void keys_swap(struct sipfp_net *sn, struct sipfp_keys *keys)
{
	struct sipfp_keys *old;

	old = rcu_replace_pointer(sn->keys, keys, lockdep_is_held(&sn->lock));
	call_rcu(&old->rcu, keys_free_rcu);
	atomic_inc(&sn->seq_config);
	sipfp_netlink_notify_key(sn, keys);
}

/* The next id that no key of the ring has: of 32, two at most are taken. */
static int free_id(const struct sipfp_keyring *ring)
{
	int id = ring->id[0];

	do {
		id = (id + 1) % (SIPFP_KEY_ID_MAX + 1);
	} while (ring->n > 1 && id == ring->id[1]);
	return id;
}

int sipfp_key_new(struct sipfp_net *sn, int id,
		  const u8 secret[SIPFP_SECRET_LEN])
{
	const struct sipfp_keys *old;
	struct sipfp_mac_key key;
	struct sipfp_keys *keys;
	u8 i;

	old = rcu_dereference_protected(sn->keys, lockdep_is_held(&sn->lock));
	if (id < 0)
		id = free_id(&old->ring);
	if (secret)
		key = key_of(secret);
	else
		get_random_bytes(&key, sizeof(key));

	for (i = 0; i < old->ring.n; i++)
		if (old->ring.id[i] == id)
			break;
	if (i < old->ring.n && !key_equal(&old->ring.key[i], &key))
		return -EEXIST;
	if (i == 0)
		return 0;

	keys = kzalloc(sizeof(*keys), GFP_KERNEL_ACCOUNT);
	if (!keys)
		return -ENOMEM;
	keys->ring.n = 2;
	keys->ring.id[0] = id;
	keys->ring.key[0] = key;
	keys->made[0] = i < old->ring.n ? old->made[i] : ktime_get_seconds();
	keys->ring.id[1] = old->ring.id[0];
	keys->ring.key[1] = old->ring.key[0];
	keys->made[1] = old->made[0];
	memzero_explicit(&key, sizeof(key));
	keys_swap(sn, keys);
	return 0;
}

int sipfp_key_net_init(struct sipfp_net *sn)
{
	struct sipfp_keys *keys = kzalloc(sizeof(*keys), GFP_KERNEL_ACCOUNT);

	if (!keys)
		return -ENOMEM;
	keys->ring.n = 1;
	get_random_bytes(&keys->ring.key[0], sizeof(keys->ring.key[0]));
	keys->made[0] = ktime_get_seconds();
	RCU_INIT_POINTER(sn->keys, keys);
	return 0;
}

/* Nobody reads any more. */
void sipfp_key_net_exit(struct sipfp_net *sn)
{
	kfree_sensitive(rcu_dereference_protected(sn->keys, true));
	RCU_INIT_POINTER(sn->keys, NULL);
}
