// SPDX-License-Identifier: GPL-2.0-only
/*
 * The one connection, for a command or all lines of a batch.
 *
 * A single command, and a line of a batch that ends at the first error, is
 * acknowledged before anything else happens: what follows the line that failed
 * has not been done. With -force that does not matter; the lines are then
 * pipelined, many to a buffer, and errors are told by line as they come back.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static struct {
	struct sipfp_sock *sock;
	bool failed;
	bool pipeline;
	const char *file; /* of the batch, NULL: a single command */
	u32 line;
	int status; /* of the first that failed */
} kernel;

struct sipfp_sock *sipfp_kernel_sock(void)
{
	int err;

	if (kernel.sock || kernel.failed)
		return kernel.sock;
	err = sipfp_sock_open(&kernel.sock);
	if (err) {
		kernel.failed = true;
		kernel.sock = NULL;
		sipfp_error_connect(err);
	}
	return kernel.sock;
}

bool sipfp_kernel_failed(void)
{
	return kernel.failed;
}

void sipfp_kernel_close(void)
{
	sipfp_sock_close(kernel.sock);
	kernel.sock = NULL;
}

void sipfp_kernel_batch(const char *file, bool pipeline)
{
	kernel.file = file;
	kernel.pipeline = pipeline;
}

void sipfp_kernel_line(u32 line)
{
	kernel.line = line;
}

/* what comes back with a result */
static u64 cookie_of(u8 cmd)
{
	return (u64)kernel.line << 8 | cmd;
}

static void each_result(u64 cookie, const struct sipfp_result *result,
			void *data)
{
	int status = sipfp_error_result(cookie & 0xff, result);

	if (!status)
		return;
	if (!kernel.status)
		kernel.status = status;
	/* else the batch says so itself */
	if (kernel.pipeline)
		fprintf(stderr, "Command failed %s:%u\n", kernel.file,
			(u32)(cookie >> 8));
}

int sipfp_kernel_finish(void)
{
	int status;

	/* an error of the transport has been told as that of the requests */
	if (kernel.sock)
		sipfp_request_flush(kernel.sock, each_result, NULL);
	status = kernel.status;
	kernel.status = SIPFP_OK;
	return status;
}

int sipfp_kernel_submit(u8 cmd)
{
	if (sipfp_request_end(kernel.sock, cookie_of(cmd)))
		return sipfp_error_usage("this is too long for one request");
	if (!kernel.pipeline)
		return sipfp_kernel_finish();
	if (sipfp_request_full(kernel.sock))
		sipfp_request_flush(kernel.sock, each_result, NULL);
	return SIPFP_OK;
}

int sipfp_kernel_change(u8 cmd, u16 flags, const struct sipfp_desc *desc,
			const void *object)
{
	struct sipfp_sock *sock = sipfp_kernel_sock();

	if (!sock)
		return SIPFP_REFUSED;
	sipfp_request_begin(sock, cmd, flags);
	if (object)
		sipfp_object_put(sock, desc, object);
	return sipfp_kernel_submit(cmd);
}

int sipfp_kernel_dump(const struct sipfp_desc *desc, const void *filter,
		      sipfp_object_cb cb, void *data)
{
	static const char interrupted[] =
		"The dump was interrupted and may be inconsistent";
	struct sipfp_sock *sock = sipfp_kernel_sock();
	struct sipfp_result result;
	int err;

	if (!sock)
		return SIPFP_REFUSED;
	/* in a pipeline: what was before comes before */
	sipfp_request_flush(sock, each_result, NULL);
	err = sipfp_object_dump(sock, desc, filter, cb, data, &result);
	if (err < 0)
		return sipfp_error_system("sipfp: reading %s: %s", desc->name,
					  strerror(-err));
	if (result.interrupted)
		sipfp_error_warn("%s", interrupted);
	return sipfp_error_result(desc->cmd_get, &result);
}

int sipfp_kernel_show(const struct sipfp_desc *desc, const void *filter,
		      sipfp_object_cb cb, void *data)
{
	int status;

	/* without a kernel there is no list, not an empty one */
	if (!sipfp_kernel_sock())
		return SIPFP_REFUSED;
	sipfp_output_begin();
	status = sipfp_kernel_dump(desc, filter, cb, data);
	sipfp_output_end();
	return status;
}
