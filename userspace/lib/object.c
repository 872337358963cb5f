// SPDX-License-Identifier: LGPL-2.1-or-later
/* Objects to attributes and back, by their descriptions */
#include <errno.h>
#include <string.h>

#include "internal.h"

static const struct sipfp_desc *const descs[] = {
	&sipfp_service_desc, &sipfp_binding_desc,     &sipfp_gateway_desc,
	&sipfp_route_desc,   &sipfp_transaction_desc, &sipfp_stats_desc,
	&sipfp_key_desc,     &sipfp_limit_desc,
};

const struct sipfp_desc *sipfp_object_desc(unsigned int nest)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(descs); i++)
		if (descs[i]->nest == nest)
			return descs[i];
	return NULL;
}

static u32 address_len(const struct sipfp_addr *addr)
{
	return addr->family == 6 ? 16 : 4;
}

static bool put_attr(struct sipfp_sock *sock, u16 attr, const void *data,
		     size_t len)
{
	struct nlmsghdr *nlh = sock->making;

	/* the length of an attribute is 16 bits, and libmnl does not look */
	if (len > SIPFP_REQUEST_MAX)
		return false;
	return mnl_attr_put_check(nlh, SIPFP_REQUEST_MAX, attr, len, data);
}

static bool put_list(struct sipfp_sock *sock, u16 attr,
		     const struct sipfp_text_list *list)
{
	u32 i;

	for (i = 0; i < list->count; i++)
		if (!put_attr(sock, attr, list->item[i].data,
			      list->item[i].len))
			return false;
	return true;
}

static bool put_member(struct sipfp_sock *sock, const struct sipfp_member *m,
		       const char *object)
{
	const void *at = object + m->offset;
	const struct sipfp_text *text = at;

	switch (m->type) {
	case SIPFP_TYPE_U8:
		return put_attr(sock, m->attr, at, sizeof(u8));
	case SIPFP_TYPE_U16:
		return put_attr(sock, m->attr, at, sizeof(u16));
	case SIPFP_TYPE_U32:
		return put_attr(sock, m->attr, at, sizeof(u32));
	case SIPFP_TYPE_U64:
		return put_attr(sock, m->attr, at, sizeof(u64));
	case SIPFP_TYPE_FLAG:
		return put_attr(sock, m->attr, NULL, 0);
	case SIPFP_TYPE_TEXT:
		return put_attr(sock, m->attr, text->data, text->len);
	case SIPFP_TYPE_TEXT_LIST:
		return put_list(sock, m->attr, at);
	case SIPFP_TYPE_ADDRESS:
		return put_attr(sock, m->attr,
				((const struct sipfp_addr *)at)->ip,
				address_len(at));
	case SIPFP_TYPE_SECRET:
		return put_attr(sock, m->attr, at, SIPFP_SECRET_LEN);
	}
	return false;
}

int sipfp_object_put(struct sipfp_sock *sock, const struct sipfp_desc *desc,
		     const void *object)
{
	const u32 has = *(const u32 *)object;
	struct nlmsghdr *nlh = sock->making;
	struct nlattr *nest;
	unsigned int i;

	nest = mnl_attr_nest_start_check(nlh, SIPFP_REQUEST_MAX, desc->nest);
	if (!nest)
		goto overflow;
	for (i = 0; i < desc->count; i++)
		if (has & SIPFP_HAS(desc->members[i].attr) &&
		    !put_member(sock, &desc->members[i], object))
			goto overflow;
	mnl_attr_nest_end(nlh, nest);
	return 0;
overflow:
	sock->overflow = true;
	return -EMSGSIZE;
}

int sipfp_object_queue(struct sipfp_sock *sock, u8 cmd, u16 flags,
		       const struct sipfp_desc *desc, const void *object,
		       u64 cookie)
{
	sipfp_request_begin(sock, cmd, flags);
	if (object)
		sipfp_object_put(sock, desc, object);
	return sipfp_request_end(sock, cookie);
}

static bool get_fixed(void *to, const struct nlattr *attr, size_t size)
{
	if (mnl_attr_get_payload_len(attr) != size)
		return false;
	memcpy(to, mnl_attr_get_payload(attr), size);
	return true;
}

static void get_text(struct sipfp_text *text, const struct nlattr *attr)
{
	text->data = mnl_attr_get_payload(attr);
	text->len = mnl_attr_get_payload_len(attr);
	/* A kernel that ends them in NUL in spite of the contract is fine. */
	if (text->len && !text->data[text->len - 1])
		text->len--;
}

static bool get_address(struct sipfp_addr *addr, const struct nlattr *attr)
{
	u16 len = mnl_attr_get_payload_len(attr);

	if (len != 4 && len != 16)
		return false;
	addr->family = len == 4 ? 4 : 6;
	memcpy(addr->ip, mnl_attr_get_payload(attr), len);
	return true;
}

static bool get_list(struct sipfp_text_list *list, const struct nlattr *attr)
{
	if (list->count == SIPFP_DOMAINS_MAX)
		return false;
	get_text(&list->item[list->count++], attr);
	return true;
}

static bool get_member(const struct sipfp_member *m, const struct nlattr *attr,
		       char *object)
{
	void *at = object + m->offset;

	switch (m->type) {
	case SIPFP_TYPE_U8:
		return get_fixed(at, attr, sizeof(u8));
	case SIPFP_TYPE_U16:
		return get_fixed(at, attr, sizeof(u16));
	case SIPFP_TYPE_U32:
		return get_fixed(at, attr, sizeof(u32));
	case SIPFP_TYPE_U64:
		return get_fixed(at, attr, sizeof(u64));
	case SIPFP_TYPE_FLAG:
		return true;
	case SIPFP_TYPE_TEXT:
		get_text(at, attr);
		return true;
	case SIPFP_TYPE_TEXT_LIST:
		return get_list(at, attr);
	case SIPFP_TYPE_ADDRESS:
		return get_address(at, attr);
	case SIPFP_TYPE_SECRET:
		return get_fixed(at, attr, SIPFP_SECRET_LEN);
	}
	return false;
}

int sipfp_object_parse(const struct sipfp_desc *desc, const struct nlattr *nest,
		       void *object)
{
	const struct sipfp_member *m;
	const struct nlattr *attr;
	u32 *has = object;

	memset(object, 0, desc->size);
	mnl_attr_for_each_nested(attr, nest) {
		for (m = desc->members; m < desc->members + desc->count; m++)
			if (m->attr == mnl_attr_get_type(attr))
				break;
		if (m == desc->members + desc->count)
			continue;
		if (!get_member(m, attr, object))
			return -EPROTO;
		*has |= SIPFP_HAS(m->attr);
	}
	return 0;
}
