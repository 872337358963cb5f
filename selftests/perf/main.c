// SPDX-License-Identifier: GPL-2.0-only
/*
 * load caller | callee | taps: see load.h, and the top of each file.
 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("load: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

/* ADDRESS:PORT */
struct sockaddr_in parse_address(const char *text)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	const char *colon = strchr(text, ':');
	char host[16];
	int port = colon ? atoi(colon + 1) : 0;

	if (!colon || (size_t)(colon - text) >= sizeof(host) || port <= 0 ||
	    port > 65535)
		die("ADDRESS:PORT, not %s", text);
	memcpy(host, text, colon - text);
	host[colon - text] = '\0';
	if (inet_pton(AF_INET, host, &sin.sin_addr) != 1)
		die("no address: %s", host);
	sin.sin_port = htons(port);
	return sin;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{ "caller", caller_main },
		{ "callee", callee_main },
		{ "taps", taps_main },
	};
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	die("load caller | callee | taps");
}
