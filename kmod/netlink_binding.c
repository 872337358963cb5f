// SPDX-License-Identifier: GPL-2.0-only
/* Netlink: bindings */
#include "binding.h"
#include "core/uri.h"
#include "host.h"
#include "netlink.h"
#include "notify.h"
#include "table.h"

/* SIPFP_A_BINDING_*, generously */
#define BINDING_SIZE (SIPFP_AOR_MAX + SIPFP_URI_MAX + 64)

static const char scheme[] = "sip:";
#define SCHEME_LEN (sizeof(scheme) - 1)

#define BINDING_NAME							\
	[SIPFP_A_BINDING_AOR] =						\
		SIPFP_POLICY_TEXT(SIPFP_AOR_MAX + SCHEME_LEN),		\
	[SIPFP_A_BINDING_CONTACT] = SIPFP_POLICY_TEXT(SIPFP_URI_MAX)

static const struct nla_policy name_nest[SIPFP_A_BINDING_MAX + 1] = {
	BINDING_NAME,
};

static const struct nla_policy new_nest[SIPFP_A_BINDING_MAX + 1] = {
	BINDING_NAME,
	[SIPFP_A_BINDING_EXPIRES] = { .type = NLA_U32 },
};

const struct nla_policy sipfp_netlink_binding_new_policy[] = {
	[SIPFP_A_BINDING] = NLA_POLICY_NESTED(new_nest),
};

const struct nla_policy sipfp_netlink_binding_name_policy[] = {
	[SIPFP_A_BINDING] = NLA_POLICY_NESTED(name_nest),
};

static int fill_binding(struct sk_buff *skb, const void *obj)
{
	struct nlattr *nest = nla_nest_start(skb, SIPFP_A_BINDING);
	const struct sipfp_binding *b = obj;
	u64 now = sipfp_binding_now();
	u64 left = b->expires > now ? b->expires - now : 0;

	if (!nest ||
	    sipfp_netlink_put_text(skb, SIPFP_A_BINDING_AOR, b->aor->text,
				   b->aor->len) ||
	    sipfp_netlink_put_text(skb, SIPFP_A_BINDING_CONTACT, b->uri,
				   b->uri_len) ||
	    (b->expires && nla_put_u32(skb, SIPFP_A_BINDING_EXPIRES, left)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

void sipfp_netlink_notify_binding(struct sipfp_net *sn,
				  const struct sipfp_binding *b, u8 event)
{
	sipfp_notify_config(sn,
			    event == SIPFP_EVENT_DEL ? SIPFP_CMD_BINDING_DEL :
						       SIPFP_CMD_BINDING_NEW,
			    event, fill_binding, b, BINDING_SIZE, GFP_ATOMIC);
}

/* --- parsing ----------------------------------------------------------------- */

struct name {
	u32 aor_len;
	u8 aor[SIPFP_AOR_MAX];
};

/* user@domain, or a URI? A user may have no colon, a scheme ends with one. */
static bool has_scheme(const u8 *text, u32 len)
{
	const u8 *at = memchr(text, '@', len);

	return memchr(text, ':', at ? at - text : len);
}

static int parse_aor(const struct nlattr *attr, struct name *name,
		     struct netlink_ext_ack *extack)
{
	u8 buf[SCHEME_LEN + SIPFP_AOR_MAX + SCHEME_LEN];
	u32 n = sipfp_netlink_text_len(attr);
	struct sipfp_uri uri;
	u32 len = 0;

	if (!has_scheme(nla_data(attr), n)) {
		memcpy(buf, scheme, SCHEME_LEN);
		len = SCHEME_LEN;
	}
	memcpy(buf + len, nla_data(attr), n);
	len += n;
	if (!sipfp_uri_parse(buf, len, (struct sipfp_span){ 0, len }, &uri) ||
	    uri.scheme != SIPFP_URI_SIP)
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "address of record must be a sip: URI or user@domain");
	name->aor_len = sipfp_uri_aor(buf, len, &uri, name->aor,
				      sizeof(name->aor));
	if (!name->aor_len || name->aor_len > sizeof(name->aor))
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "address of record is longer than 255 bytes");
	return 0;
}

static int parse_contact(const struct nlattr *attr, struct sipfp_addr *target,
			 struct netlink_ext_ack *extack)
{
	u32 n = sipfp_netlink_text_len(attr);
	struct sipfp_uri uri;

	if (!sipfp_uri_parse(nla_data(attr), n, (struct sipfp_span){ 0, n },
			     &uri) ||
	    uri.scheme != SIPFP_URI_SIP || !uri.addr.family)
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "contact must be a sip: URI with a literal UDP address");
	if (uri.flags & (SIPFP_URI_TRANSPORT | SIPFP_URI_MADDR))
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "contact must not have another transport than udp, nor maddr");
	if (uri.flags & SIPFP_URI_HEADERS)
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "contact must not have headers (\"?...\")");
	if (!sipfp_host_unicast(&uri.addr))
		return sipfp_netlink_bad(extack, attr, -EINVAL,
					 "contact's address must be unicast, and not IPv4 in IPv6");
	*target = uri.addr;
	return 0;
}

static int parse_name(const struct nlattr *nest, struct nlattr **tb,
		      const struct nla_policy *policy, struct name *name,
		      struct netlink_ext_ack *extack)
{
	int err;

	if (!nest)
		return sipfp_netlink_missing(extack, NULL, SIPFP_A_BINDING,
					     "a binding must be given");
	err = nla_parse_nested(tb, SIPFP_A_BINDING_MAX, nest, policy, extack);
	if (err)
		return err;
	if (!tb[SIPFP_A_BINDING_AOR])
		return sipfp_netlink_missing(extack, nest, SIPFP_A_BINDING_AOR,
					     "a binding needs an address of record");
	return parse_aor(tb[SIPFP_A_BINDING_AOR], name, extack);
}

/* --- commands ---------------------------------------------------------------- */

static int binding_set(struct genl_info *info, struct sipfp_binding_set *set)
{
	u16 flags = info->nlhdr->nlmsg_flags;
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	int err;

	set->create = flags & NLM_F_CREATE;
	set->excl = flags & NLM_F_EXCL;
	mutex_lock(&sn->lock);
	err = sipfp_binding_set(sn, set);
	mutex_unlock(&sn->lock);
	switch (err) {
	case -EEXIST:
	case -ENOENT:
		return sipfp_netlink_check_new(info, err == -EEXIST);
	case -EMLINK:
		NL_SET_ERR_MSG(info->extack,
			       "an address of record has at most 64 contacts");
		return err;
	case -ENOSPC:
		NL_SET_ERR_MSG(info->extack, "the limit of bindings is reached");
		return err;
	case -EBUSY:
		NL_SET_ERR_MSG(info->extack, "the table is growing, try again");
		return err;
	}
	return err;
}

int sipfp_netlink_binding_new(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_BINDING];
	struct nlattr *tb[SIPFP_A_BINDING_MAX + 1];
	struct sipfp_binding_set set = {};
	struct nlattr *contact;
	struct name name;
	int err;

	err = parse_name(nest, tb, new_nest, &name, info->extack);
	if (err)
		return err;
	contact = tb[SIPFP_A_BINDING_CONTACT];
	if (!contact)
		return sipfp_netlink_missing(info->extack, nest,
					     SIPFP_A_BINDING_CONTACT,
					     "a binding needs a contact");
	err = parse_contact(contact, &set.target, info->extack);
	if (err)
		return err;
	set.aor = name.aor;
	set.aor_len = name.aor_len;
	set.uri = nla_data(contact);
	set.uri_len = sipfp_netlink_text_len(contact);
	if (tb[SIPFP_A_BINDING_EXPIRES]) {
		set.has_expires = true;
		set.expires = nla_get_u32(tb[SIPFP_A_BINDING_EXPIRES]);
	}
	return binding_set(info, &set);
}

int sipfp_netlink_binding_del(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[SIPFP_A_BINDING_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	const struct nlattr *contact;
	struct name name;
	u32 n;
	int err;

	err = parse_name(info->attrs[SIPFP_A_BINDING], tb, name_nest, &name,
			 info->extack);
	if (err)
		return err;
	contact = tb[SIPFP_A_BINDING_CONTACT];

	mutex_lock(&sn->lock);
	n = sipfp_binding_del(sn, name.aor, name.aor_len,
			      contact ? nla_data(contact) : NULL,
			      contact ? sipfp_netlink_text_len(contact) : 0);
	mutex_unlock(&sn->lock);
	if (n)
		return 0;
	NL_SET_ERR_MSG(info->extack, "no such binding");
	return -ENOENT;
}

static const struct sipfp_binding *find(struct sipfp_net *sn,
					const struct name *name,
					const struct nlattr *contact)
{
	struct sipfp_aor *aor = sipfp_binding_aor(sn, name->aor, name->aor_len);
	const struct sipfp_binding *b;

	if (!aor)
		return NULL;
	b = sipfp_binding_contact(aor, nla_data(contact),
				  sipfp_netlink_text_len(contact));
	return b && !sipfp_binding_expired(b, sipfp_binding_now()) ? b : NULL;
}

int sipfp_netlink_binding_get(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPFP_A_BINDING];
	struct nlattr *tb[SIPFP_A_BINDING_MAX + 1];
	struct sipfp_net *sn = sipfp_netlink_sn(info);
	const struct sipfp_binding *b;
	struct sk_buff *reply;
	struct name name;
	int err;

	err = parse_name(nest, tb, name_nest, &name, info->extack);
	if (err)
		return err;
	if (!tb[SIPFP_A_BINDING_CONTACT])
		return sipfp_netlink_missing(info->extack, nest,
					     SIPFP_A_BINDING_CONTACT,
					     "which contact? a dump shows all of an address of record");
	reply = sipfp_netlink_reply_begin(info, BINDING_SIZE);
	if (!reply)
		return -ENOMEM;
	rcu_read_lock();
	b = find(sn, &name, tb[SIPFP_A_BINDING_CONTACT]);
	if (b) {
		err = fill_binding(reply, b);
	} else {
		NL_SET_ERR_MSG(info->extack, "no such binding");
		err = -ENOENT;
	}
	rcu_read_unlock();
	return sipfp_netlink_reply_end(info, reply, err);
}

int sipfp_netlink_binding_flush(struct sk_buff *skb, struct genl_info *info)
{
	struct sipfp_net *sn = sipfp_netlink_sn(info);

	mutex_lock(&sn->lock);
	sipfp_binding_flush(sn);
	/* One event for all: they may be many. */
	sipfp_notify_config(sn, SIPFP_CMD_BINDING_FLUSH, SIPFP_EVENT_DEL, NULL,
			    NULL, 0, GFP_KERNEL_ACCOUNT);
	mutex_unlock(&sn->lock);
	return 0;
}

/* --- dump: all, or those of one AoR --------------------------------------------- */

int sipfp_netlink_binding_start(struct netlink_callback *cb)
{
	return sipfp_table_dump_start(cb, &sipfp_netlink_dump_sn(cb)->aors);
}

static int dump_aor(struct sk_buff *skb, struct netlink_callback *cb,
		    void *obj, u32 *part)
{
	u64 now = sipfp_binding_now();
	const struct sipfp_binding *b;
	struct sipfp_aor *aor = obj;
	u32 i = 0;

	hlist_for_each_entry_rcu(b, &aor->contacts, node) {
		if (i++ < *part)
			continue;
		if (!sipfp_binding_expired(b, now) &&
		    sipfp_netlink_dump_one(skb, cb, fill_binding, b))
			return -EMSGSIZE;
		++*part;
	}
	return 0;
}

int sipfp_netlink_binding_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct nlattr *nest = genl_info_dump(cb)->attrs[SIPFP_A_BINDING];
	struct sipfp_net *sn = sipfp_netlink_dump_sn(cb);
	struct nlattr *tb[SIPFP_A_BINDING_MAX + 1];
	struct name name;
	int err;

	if (!nest)
		return sipfp_table_dump(skb, cb, atomic_read(&sn->seq_binding),
					dump_aor);

	err = parse_name(nest, tb, name_nest, &name, cb->extack);
	if (err)
		return err;
	if (tb[SIPFP_A_BINDING_CONTACT])
		return sipfp_netlink_bad(cb->extack,
					 tb[SIPFP_A_BINDING_CONTACT], -EINVAL,
					 "a dump shows all contacts of an address of record");
	rcu_read_lock();
	err = sipfp_table_dump_one(skb, cb, atomic_read(&sn->seq_binding),
				   sipfp_binding_aor(sn, name.aor,
						     name.aor_len),
				   dump_aor);
	rcu_read_unlock();
	return err;
}
