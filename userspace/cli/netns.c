// SPDX-License-Identifier: GPL-2.0-only
/* Named network namespaces, as ip netns makes them */
#define _GNU_SOURCE /* setns() */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

int sipfp_netns_enter(const char *name)
{
	char path[4096];
	int fd, err;

	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return sipfp_error_usage("\"%s\" is no name of a namespace",
					 name);
	/* like ip, take a path as well */
	snprintf(path, sizeof(path), "%s%s",
		 strchr(name, '/') ? "" : "/run/netns/", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return sipfp_error_system("network namespace \"%s\": %s", name,
					  strerror(errno));
	err = setns(fd, CLONE_NEWNET) ? errno : 0;
	close(fd);
	if (err)
		return sipfp_error_system("network namespace \"%s\": %s", name,
					  strerror(err));
	return SIPFP_OK;
}
