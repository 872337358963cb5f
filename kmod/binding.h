/* SPDX-License-Identifier: GPL-2.0-only */
/* Bindings, as the netlink interface changes and shows them */
#ifndef SIPFP_BINDING_H
#define SIPFP_BINDING_H

#include <linux/netlink.h>
#include "sipfp.h"

/* Contacts of one AoR: the list is walked in softirq, so it stays short. */
#define SIPFP_BINDING_CONTACTS_MAX 64

/**
 * struct sipfp_aor - an address of record
 * @node:     in sn->aors
 * @contacts: struct sipfp_binding, RCU, never empty; sn->binding_lock
 * @rcu:      freed by kfree_rcu() when the last contact goes
 * @n:	      how many contacts
 * @len:      bytes of @text
 * @text:     canonical: sipfp_uri_aor()
 */
struct sipfp_aor {
	struct rhash_head node;
	struct hlist_head contacts;
	struct rcu_head rcu;
	u16 n;
	u16 len;
	u8 text[];
};

/**
 * struct sipfp_binding_set - what sipfp_binding_set() needs
 * @aor, @aor_len: canonical address of record
 * @uri, @uri_len: the contact
 * @target: literal address of the contact
 * @has_expires: @expires was given; else a known binding keeps what it has
 * @expires: seconds from now, 0: never
 * @create: it may be new
 * @excl: it must be new
 */
struct sipfp_binding_set {
	const u8 *aor;
	const u8 *uri;
	u16 aor_len;
	u16 uri_len;
	struct sipfp_addr target;
	bool has_expires;
	bool create;
	bool excl;
	u32 expires;
};

/*
 * sn->lock held. Return: 0, -EEXIST, -ENOENT, -EMLINK (contacts of the AoR),
 * -ENOSPC (limit), -ENOMEM, or -EBUSY when the table can't grow just now.
 */
int sipfp_binding_set(struct sipfp_net *sn,
		      const struct sipfp_binding_set *set);
/* sn->lock held. All contacts when @uri is NULL. Return: how many went. */
u32 sipfp_binding_del(struct sipfp_net *sn, const u8 *aor, u32 aor_len,
		      const u8 *uri, u32 uri_len);
/* sn->lock held */
void sipfp_binding_flush(struct sipfp_net *sn);

/* RCU held */
struct sipfp_aor *sipfp_binding_aor(struct sipfp_net *sn, const u8 *aor,
				    u32 len);
struct sipfp_binding *sipfp_binding_contact(struct sipfp_aor *aor,
					    const u8 *uri, u32 len);

/* Seconds on the clock of @expires */
static inline u64 sipfp_binding_now(void)
{
	return ktime_get_boottime_seconds();
}

static inline bool sipfp_binding_expired(const struct sipfp_binding *b, u64 now)
{
	return b->expires && b->expires <= now;
}

#endif /* SIPFP_BINDING_H */
