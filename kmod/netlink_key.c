// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: token keys. Secrets come in, and never go out. */
#include "key.h"
#include "netlink.h"
#include "notify.h"

/* SIPFP_A_KEY_* as shown, generously */
#define KEY_SIZE 64

static const struct nla_policy nest_policy[SIPFP_A_KEY_MAX + 1] = {
	[SIPFP_A_KEY_ID] = NLA_POLICY_MAX(NLA_U8, SIPFP_KEY_ID_MAX),
	[SIPFP_A_KEY_SECRET] = NLA_POLICY_EXACT_LEN(SIPFP_SECRET_LEN),
};

const struct nla_policy sipfp_netlink_key_policy[] = {
	[SIPFP_A_KEY] = NLA_POLICY_NESTED(nest_policy),
};

struct ring_key {
	const struct sipfp_keys *keys;
	u8 i;
};

static int fill_key(struct sk_buff *skb, const void *obj)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_KEY);
	const struct ring_key *key = obj;
	time64_t age = ktime_get_seconds() - key->keys->made[key->i];

	if (!nest ||
	    nla_put_u8(skb, SIPFP_A_KEY_ID, key->keys->ring.id[key->i]) ||
	    nla_put_u32(skb, SIPFP_A_KEY_AGE, age) ||
	    (!key->i && nla_put_flag(skb, SIPFP_A_KEY_CURRENT)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

void sipfp_netlink_notify_key(struct sipfp_net *sn,
			      const struct sipfp_keys *keys)
{
	struct ring_key key = { .keys = keys };

	sipfp_notify_config(sn, SIPFP_CMD_KEY_NEW, SIPFP_EVENT_NEW, fill_key,
			    &key, KEY_SIZE, GFP_KERNEL_ACCOUNT);
}

int sipfp_netlink_key_new(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_KEY];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	struct nlattr *tb[SIPFP_A_KEY_MAX + 1] = {};
	const struct nlattr *id, *secret;
	int err;

	/* Nothing need be said: the next id, a random secret. */
	if (nest) {
		err = nla_parse_nested(tb, SIPFP_A_KEY_MAX, nest, nest_policy,
				       info->extack);
		if (err)
			return err;
	}
	id = tb[SIPFP_A_KEY_ID];
	secret = tb[SIPFP_A_KEY_SECRET];

	mutex_lock(&sn->lock);
	err = sipfp_key_new(sn, id ? nla_get_u8(id) : -1,
			    secret ? nla_data(secret) : NULL);
	mutex_unlock(&sn->lock);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(info->extack, id,
				    "a key of this id is in use, with another secret");
	return err;
}

struct dump {
	u8 next;
};

/* Two keys always fit a buffer: all of them come from one ring. */
int sipfp_netlink_key_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);
	struct dump *d = (struct dump *)cb->ctx;
	struct ring_key key;
	int err = 0;

	rcu_read_lock();
	cb->seq = atomic_read(&sn->seq_config);
	key.keys = rcu_dereference(sn->keys);
	for (; d->next < key.keys->ring.n; d->next++) {
		key.i = d->next;
		err = sipfp_netlink_dump_one(skb, cb, fill_key, &key);
		if (err)
			break;
	}
	rcu_read_unlock();
	return skb->len ?: err;
}
