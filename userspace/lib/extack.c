// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel says about a request: errno, its words, the attribute */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

static const char *member_name(const struct sipfp_desc *desc, unsigned int attr)
{
	unsigned int i;

	for (i = 0; i < desc->count; i++)
		if (desc->members[i].attr == attr)
			return desc->members[i].name;
	return NULL;
}

/* "service port", "service", or, when it is unknown to us, nothing */
static void attr_path(unsigned int nest, unsigned int attr,
		      struct sipfp_result *result)
{
	const struct sipfp_desc *desc = sipfp_object_desc(nest);
	const char *member = desc && attr ? member_name(desc, attr) : NULL;

	if (!desc)
		return;
	snprintf(result->attr, sizeof(result->attr), "%s%s%s", desc->name,
		 member ? " " : "", member ? member : "");
}

static u32 offset_of(const struct nlmsghdr *request, const void *at)
{
	return (const char *)at - (const char *)request;
}

/* The attribute that begins @offset bytes after the start of the request */
static void attr_at(const struct nlmsghdr *request, u32 offset,
		    struct sipfp_result *result)
{
	const struct nlattr *attr, *inner;

	mnl_attr_for_each(attr, request, GENL_HDRLEN) {
		if (offset_of(request, attr) == offset) {
			attr_path(mnl_attr_get_type(attr), 0, result);
			return;
		}
		if (!(attr->nla_type & NLA_F_NESTED))
			continue;
		mnl_attr_for_each_nested(inner, attr) {
			if (offset_of(request, inner) != offset)
				continue;
			attr_path(mnl_attr_get_type(attr),
				  mnl_attr_get_type(inner), result);
			return;
		}
	}
}

/* @type was missing in the nest at @nest, or on the top level when that is 0 */
static void attr_missing(const struct nlmsghdr *request, u32 nest, u32 type,
			 struct sipfp_result *result)
{
	const struct nlattr *attr;

	if (!nest)
		attr_path(type, 0, result);
	mnl_attr_for_each(attr, request, GENL_HDRLEN)
		if (nest && offset_of(request, attr) == nest)
			attr_path(mnl_attr_get_type(attr), type, result);
	result->missing = result->attr[0];
}

struct tlvs {
	u32 offset, miss_type, miss_nest;
	bool has_offset, has_type;
};

static void tlv_read(const struct nlattr *attr, struct tlvs *t,
		     struct sipfp_result *result)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const char *text = mnl_attr_get_payload(attr);

	switch (mnl_attr_get_type(attr)) {
	case NLMSGERR_ATTR_MSG:
		len = strnlen(text, len);
		if (len >= sizeof(result->text))
			len = sizeof(result->text) - 1;
		memcpy(result->text, text, len);
		result->text[len] = '\0';
		break;
	case NLMSGERR_ATTR_OFFS:
		t->has_offset = len == sizeof(u32);
		if (t->has_offset)
			t->offset = mnl_attr_get_u32(attr);
		break;
	case NLMSGERR_ATTR_MISS_TYPE:
		t->has_type = len == sizeof(u32);
		if (t->has_type)
			t->miss_type = mnl_attr_get_u32(attr);
		break;
	case NLMSGERR_ATTR_MISS_NEST:
		if (len == sizeof(u32))
			t->miss_nest = mnl_attr_get_u32(attr);
		break;
	}
}

void sipfp_extack_parse(const struct nlmsghdr *reply,
			const struct nlmsghdr *request,
			struct sipfp_result *result)
{
	const struct nlmsgerr *msg = mnl_nlmsg_get_payload(reply);
	size_t skip = sizeof(int);
	const struct nlattr *attr;
	struct tlvs t = { 0 };
	int code = 0;

	/* A dump's DONE has the errno alone; it may even come without. */
	if (mnl_nlmsg_get_payload_len(reply) >= sizeof(code))
		memcpy(&code, msg, sizeof(code));
	result->error = code < 0 ? -code : 0;

	if (reply->nlmsg_type == NLMSG_ERROR) {
		if (mnl_nlmsg_get_payload_len(reply) < sizeof(*msg)) {
			result->error = EPROTO;
			return;
		}
		skip = sizeof(*msg);
		if (!(reply->nlmsg_flags & NLM_F_CAPPED) && code)
			skip += MNL_ALIGN(msg->msg.nlmsg_len) -
				MNL_NLMSG_HDRLEN;
	}
	if (!(reply->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    mnl_nlmsg_get_payload_len(reply) < skip)
		return;
	mnl_attr_for_each(attr, reply, skip)
		tlv_read(attr, &t, result);
	if (!request)
		return;
	if (t.has_type)
		attr_missing(request, t.miss_nest, t.miss_type, result);
	else if (t.has_offset)
		attr_at(request, t.offset, result);
}
