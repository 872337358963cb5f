// SPDX-License-Identifier: GPL-2.0-only
/*
 * The four functions that the core may call, as loops that Eva can follow: its
 * own builtins leave the check of their bounds to contracts, and we run it
 * without any.
 */
#include <stddef.h>

void *memcpy(void *to, const void *from, size_t n)
{
	const unsigned char *in = from;
	unsigned char *out = to;
	size_t i = 0;

	while (i < n) {
		out[i] = in[i];
		i++;
	}
	return to;
}

/* No overlap that matters to bounds or initialisation */
void *memmove(void *to, const void *from, size_t n)
{
	return memcpy(to, from, n);
}

void *memset(void *to, int c, size_t n)
{
	unsigned char *out = to;
	size_t i = 0;

	while (i < n) {
		out[i] = (unsigned char)(c & 0xff);
		i++;
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a;
	const unsigned char *q = b;
	size_t i = 0;

	while (i < n && p[i] == q[i])
		i++;
	return i < n ? p[i] - q[i] : 0;
}
