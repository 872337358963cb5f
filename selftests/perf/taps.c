// SPDX-License-Identifier: GPL-2.0-only
/*
 * load taps NAMESPACE:DEVICE... -- COMMAND [ARG...]
 *
 * Makes tap devices, each in a network namespace (of ip netns), and runs COMMAND
 * in the namespace that we are in, with the n-th tap as file descriptor 20 + n.
 * So QEMU has its ends of the cables, and no namespace but theirs sees them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "load.h"

enum { FIRST_FD = 20 };

static int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	return fd;
}

/* Enters the namespace for good. */
static void enter(const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open_or_die(path, O_RDONLY | O_CLOEXEC);
	if (setns(fd, CLONE_NEWNET) < 0)
		die("%s: %s", path, strerror(errno));
	close(fd);
}

static void tap_open(const char *device, int wanted)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open_or_die("/dev/net/tun", O_RDWR | O_NONBLOCK);

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", device);
	if (ioctl(fd, TUNSETIFF, &ifr) < 0)
		die("tap %s: %s", device, strerror(errno));
	if (dup2(fd, wanted) < 0)
		die("descriptor %d: %s", wanted, strerror(errno));
	close(fd);
}

int taps_main(int argc, char **argv)
{
	int home = open_or_die("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		char *device = strchr(argv[i], ':');

		if (!device)
			die("NAMESPACE:DEVICE, not %s", argv[i]);
		*device++ = '\0';
		enter(argv[i]);
		tap_open(device, FIRST_FD + i - 1);
	}
	if (i + 1 >= argc)
		die("taps: no command");
	if (setns(home, CLONE_NEWNET) < 0)
		die("back to the first namespace: %s", strerror(errno));
	execvp(argv[i + 1], argv + i + 1);
	die("%s: %s", argv[i + 1], strerror(errno));
}
