// SPDX-License-Identifier: GPL-2.0-only
/* Messages for people, on stderr */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

/* Words of the command line may be in it: nothing for a terminal to obey. */
static void put_line(const char *kind, const char *text)
{
	const unsigned char *p;

	/* in the order that it was written in */
	fflush(stdout);
	fprintf(stderr, "%s: ", kind);
	for (p = (const unsigned char *)text; *p; p++) {
		if (*p < 0x20 || *p >= 0x7f)
			fprintf(stderr, "\\x%02x", *p);
		else
			putc(*p, stderr);
	}
	putc('\n', stderr);
}

static void put_args(const char *kind, const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	put_line(kind, text);
}

int sipfp_error_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_args("Error", fmt, ap);
	va_end(ap);
	return SIPFP_USAGE;
}

int sipfp_error_system(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_args("Error", fmt, ap);
	va_end(ap);
	return SIPFP_REFUSED;
}

void sipfp_error_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_args("Warning", fmt, ap);
	va_end(ap);
}

int sipfp_error_connect(int err)
{
	static const char no_module[] = "sipfp: kernel module is not loaded";

	switch (-err) {
	case ENOENT:
		return sipfp_error_system("%s (modprobe sipfp)", no_module);
	case ENOBUFS:
		return sipfp_error_system("sipfp: no answer: %s",
					  strerror(-err));
	}
	return sipfp_error_system("sipfp: no netlink: %s", strerror(-err));
}

static const char *object_of(u8 cmd)
{
	const struct sipfp_desc *desc;
	unsigned int nest;

	for (nest = 1; nest <= SIPFP_A_MAX; nest++) {
		desc = sipfp_object_desc(nest);
		if (desc && cmd &&
		    (cmd == desc->cmd_new || cmd == desc->cmd_del ||
		     cmd == desc->cmd_get || cmd == desc->cmd_flush))
			return desc->name;
	}
	return "object";
}

/* What to do about it, where the kernel gave no words of its own */
static void put_hint(char *out, size_t size, u8 cmd, int error)
{
	const char *object = object_of(cmd);

	out[0] = '\0';
	switch (error) {
	case EPERM:
	case EACCES:
		snprintf(out, size,
			 "CAP_NET_ADMIN in this network namespace is needed");
		break;
	case EEXIST:
		snprintf(out, size, "there is such a %s; replace it?", object);
		break;
	case ENOENT:
		snprintf(out, size, "there is no such %s; see sipfp %s show",
			 object, object);
		break;
	case EOPNOTSUPP:
		snprintf(out, size, "this sipfp.ko does not know how to");
		break;
	case ENOSPC:
	case ENOMEM:
	case EDQUOT:
	case EMFILE:
	case ENFILE:
		snprintf(out, size, "see sipfp limit show");
		break;
	case ENOBUFS:
		snprintf(out, size,
			 "the kernel's answer was lost; it may have been done");
		break;
	}
}

/* What goes in parentheses after the words, or nothing */
static void put_more(char *out, size_t size, u8 cmd,
		     const struct sipfp_result *result)
{
	out[0] = '\0';
	if (result->attr[0])
		snprintf(out, size, "%s%s",
			 result->missing ? "missing: " : "at ", result->attr);
	else if (!result->text[0])
		put_hint(out, size, cmd, result->error);
	else if (result->error == EPERM || result->error == EACCES)
		/* the kernel's words say what is amiss, not that this is it */
		snprintf(out, size, "%s", strerror(result->error));
}

int sipfp_error_result(u8 cmd, const struct sipfp_result *result)
{
	char text[512], more[160];
	size_t len;

	if (!result->error && !result->text[0])
		return SIPFP_OK;
	put_more(more, sizeof(more), cmd, result);
	if (result->text[0])
		snprintf(text, sizeof(text), "%.*s",
			 (int)strcspn(result->text, "\n"), result->text);
	else
		snprintf(text, sizeof(text), "%s", strerror(result->error));
	len = strlen(text);
	if (more[0])
		snprintf(text + len, sizeof(text) - len, " (%s).", more);
	else if (len && text[len - 1] != '.')
		snprintf(text + len, sizeof(text) - len, ".");
	put_line(result->error ? "Error" : "Warning", text);
	return result->error ? SIPFP_REFUSED : SIPFP_OK;
}
