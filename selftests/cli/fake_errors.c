// SPDX-License-Identifier: GPL-2.0-only
/* What the fake family refuses: what the kernel would, and what it is told to */
#define _GNU_SOURCE /* memmem() */
#include <errno.h>
#include <string.h>

#include "fake.h"

static uint32_t offset_of(const struct fake_request *r,
			  const struct nlattr *attr)
{
	return (const char *)attr - (const char *)r->nlh;
}

static bool refuse(struct fake_answer *a, int error, const char *text)
{
	a->error = error;
	a->text = text;
	return true;
}

static bool takes_new_flags(uint8_t cmd)
{
	return cmd == SIPFP_CMD_SERVICE_NEW || cmd == SIPFP_CMD_BINDING_NEW ||
	       cmd == SIPFP_CMD_GATEWAY_NEW || cmd == SIPFP_CMD_ROUTE_NEW ||
	       cmd == SIPFP_CMD_KEY_NEW || cmd == SIPFP_CMD_LIMIT_SET;
}

static bool is_get(uint8_t cmd)
{
	return cmd == SIPFP_CMD_SERVICE_GET || cmd == SIPFP_CMD_BINDING_GET ||
	       cmd == SIPFP_CMD_GATEWAY_GET || cmd == SIPFP_CMD_ROUTE_GET ||
	       cmd == SIPFP_CMD_TXN_GET || cmd == SIPFP_CMD_STATS_GET ||
	       cmd == SIPFP_CMD_KEY_GET || cmd == SIPFP_CMD_LIMIT_GET;
}

static bool bad_flags(const struct fake_request *r)
{
	uint16_t known = NLM_F_REQUEST | NLM_F_ACK;

	if (is_get(r->cmd))
		return r->nlh->nlmsg_flags != (NLM_F_REQUEST | NLM_F_DUMP);
	if (takes_new_flags(r->cmd))
		known |= NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE;
	return r->nlh->nlmsg_flags & ~known;
}

/* Bytes that an attribute may have: from, to, by uapi/linux/sipfp.h */
struct size {
	uint16_t min, max;
};

#define U8 \
	{ \
		1, 1 \
	}
#define U16 \
	{ \
		2, 2 \
	}
#define U32 \
	{ \
		4, 4 \
	}
#define U64 \
	{ \
		8, 8 \
	}
#define FLAG \
	{ \
		0, 0 \
	}

static const struct size sizes[][FAKE_ATTRS] = {
	[SIPFP_A_SERVICE] = {
		[SIPFP_A_SERVICE_ADDRESS] = { 4, 16 },
		[SIPFP_A_SERVICE_PORT] = U16,
		[SIPFP_A_SERVICE_IFNAME] = { 1, 15 },
		[SIPFP_A_SERVICE_MODE] = U8,
		[SIPFP_A_SERVICE_DOMAIN] = { 0, SIPFP_DOMAIN_MAX },
		[SIPFP_A_SERVICE_RECORD_ROUTE] = U8,
		[SIPFP_A_SERVICE_AUTH] = U8,
		[SIPFP_A_SERVICE_OVERSIZE] = U8,
		[SIPFP_A_SERVICE_WITHOUT_SOCKET] = U8,
		[SIPFP_A_SERVICE_RELAY] = U8,
		[SIPFP_A_SERVICE_T1] = U32,
		[SIPFP_A_SERVICE_T2] = U32,
		[SIPFP_A_SERVICE_T4] = U32,
		[SIPFP_A_SERVICE_TIMER_B] = U32,
		[SIPFP_A_SERVICE_TIMER_F] = U32,
		[SIPFP_A_SERVICE_TIMER_C] = U32,
		[SIPFP_A_SERVICE_GRACE] = U32,
		[SIPFP_A_SERVICE_FORCE] = FLAG,
	},
	[SIPFP_A_BINDING] = {
		[SIPFP_A_BINDING_AOR] = { 1, SIPFP_AOR_MAX + 4 },
		[SIPFP_A_BINDING_CONTACT] = { 1, SIPFP_URI_MAX },
		[SIPFP_A_BINDING_EXPIRES] = U32,
	},
	[SIPFP_A_GATEWAY] = {
		[SIPFP_A_GATEWAY_NAME] = { 1, SIPFP_NAME_MAX },
		[SIPFP_A_GATEWAY_ADDRESS] = { 4, 16 },
		[SIPFP_A_GATEWAY_PORT] = U16,
		[SIPFP_A_GATEWAY_WEIGHT] = U16,
		[SIPFP_A_GATEWAY_PRIORITY] = U16,
	},
	[SIPFP_A_ROUTE] = {
		[SIPFP_A_ROUTE_PREFIX] = { 0, SIPFP_PREFIX_MAX },
		[SIPFP_A_ROUTE_DOMAIN] = { 1, SIPFP_DOMAIN_MAX },
		[SIPFP_A_ROUTE_GATEWAY] = { 1, SIPFP_NAME_MAX },
	},
	[SIPFP_A_KEY] = {
		[SIPFP_A_KEY_ID] = U8,
		[SIPFP_A_KEY_SECRET] = { 16, 16 },
	},
	[SIPFP_A_LIMIT] = {
		[SIPFP_A_LIMIT_NAME] = { 1, 63 },
		[SIPFP_A_LIMIT_MAX_VALUE] = U64,
	},
};

static bool bad_attr(struct fake_request *r, const struct nlattr *attr,
		     struct fake_answer *a)
{
	const unsigned int nest = mnl_attr_get_type(r->nest);
	const unsigned int type = mnl_attr_get_type(attr);
	const uint16_t len = mnl_attr_get_payload_len(attr);
	const struct size *size;

	a->offset = offset_of(r, attr);
	if (type >= FAKE_ATTRS)
		return refuse(a, EINVAL, "unknown attribute type");
	size = &sizes[nest][type];
	/* what may be empty and no more is a flag, known by its name */
	if (!size->max &&
	    !(nest == SIPFP_A_SERVICE && type == SIPFP_A_SERVICE_FORCE))
		return refuse(a, EINVAL, "unknown attribute type");
	if (len < size->min || len > size->max)
		return refuse(a, ERANGE, "attribute of wrong length");
	if (size->min == 4 && size->max == 16 && len != 4 && len != 16)
		return refuse(a, EINVAL, "an address has 4 or 16 bytes");
	r->attr[type] = attr;
	a->offset = 0;
	return false;
}

bool fake_strict(struct fake_request *r, struct fake_answer *a)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(r->nlh);
	const struct nlattr *attr, *inner;

	if (r->nlh->nlmsg_type != FAKE_FAMILY || genl->version != 1 ||
	    genl->reserved)
		return refuse(a, EINVAL, "bad header");
	if (bad_flags(r))
		return refuse(a, EINVAL, "unknown flags");
	mnl_attr_for_each(attr, r->nlh, GENL_HDRLEN) {
		if (!(attr->nla_type & NLA_F_NESTED))
			return refuse(a, EINVAL, "NLA_F_NESTED is missing");
		r->nest = attr;
		mnl_attr_for_each_nested(inner, attr)
			if (bad_attr(r, inner, a))
				return true;
	}
	return false;
}

static bool holds(const struct nlattr *attr, const char *word)
{
	return attr &&
	       memmem(mnl_attr_get_payload(attr),
		      mnl_attr_get_payload_len(attr), word, strlen(word));
}

/* The name of a user of a binding says what is to go wrong. */
bool fake_error(const struct fake_request *r, struct fake_answer *a)
{
	const struct nlattr *aor = r->attr[SIPFP_A_BINDING_AOR];
	const struct nlattr *contact = r->attr[SIPFP_A_BINDING_CONTACT];

	if (!r->nest || mnl_attr_get_type(r->nest) != SIPFP_A_BINDING)
		return false;
	if (holds(aor, "no-name@"))
		return refuse(a, EPERM, NULL);
	if (holds(aor, "no-reason@"))
		return refuse(a, EPERM, "not on a Sunday");
	if (holds(aor, "full@"))
		return refuse(a, ENOSPC, NULL);
	if (holds(aor, "old@"))
		return refuse(a, EOPNOTSUPP, NULL);
	if (holds(aor, "dotted@"))
		return refuse(a, EINVAL, "this ends in a full stop.");
	if (holds(aor, "terminal@"))
		return refuse(a, EINVAL, "red \033[31m alert");
	if (holds(aor, "warned@"))
		return refuse(a, 0, "it was done, but");
	if (holds(aor, "incomplete@")) {
		a->missing = true;
		a->miss_type = SIPFP_A_BINDING_CONTACT;
		a->miss_nest = offset_of(r, r->nest);
		return refuse(a, EINVAL, "a contact is needed");
	}
	if (holds(aor, "nothing@")) {
		a->missing = true;
		a->miss_type = SIPFP_A_BINDING;
		return refuse(a, EINVAL, NULL);
	}
	if (holds(contact, "by.name")) {
		a->offset = offset_of(r, contact);
		return refuse(a, EINVAL, "contact must be a literal address");
	}
	return false;
}
