// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is measured of the device under test, from outside: the plugin's counts,
 * the processor time of QEMU's vCPU thread, and latencies as the caller sees them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "counters.h"
#include "load.h"

void meter_open(struct meter *meter, const char *counters,
		const char *schedstat)
{
	void *map;
	int fd;

	meter->room = 1 << 20;
	meter->latency = calloc(meter->room, sizeof(*meter->latency));
	if (!meter->latency)
		die("no memory");
	meter->schedstat = schedstat;
	if (!counters)
		return;
	fd = open(counters, O_RDONLY);
	if (fd < 0)
		die("%s: %s", counters, strerror(errno));
	map = mmap(NULL, sizeof(struct perf_counters), PROT_READ, MAP_SHARED,
		   fd, 0);
	if (map == MAP_FAILED)
		die("%s: %s", counters, strerror(errno));
	close(fd);
	meter->counters = map;
	if (meter->counters->magic != PERF_MAGIC)
		die("%s: not the plugin's", counters);
}

/* The first number is nanoseconds on a processor. */
static uint64_t vcpu_ns(const char *path)
{
	unsigned long long ns;
	FILE *file = fopen(path, "r");

	if (!file || fscanf(file, "%llu", &ns) != 1)
		die("%s: no time in it", path);
	fclose(file);
	return ns;
}

void meter_sample(const struct meter *meter, struct sample *sample)
{
	uint32_t i;

	memset(sample, 0, sizeof(*sample));
	for (i = 0; meter->counters && i < meter->counters->vcpus; i++) {
		sample->user += meter->counters->vcpu[i].user;
		sample->kernel += meter->counters->vcpu[i].kernel;
	}
	if (meter->schedstat)
		sample->vcpu_ns = vcpu_ns(meter->schedstat);
	sample->time = now_ns();
}

void meter_latency(struct meter *meter, uint64_t ns)
{
	if (meter->latencies < meter->room)
		meter->latency[meter->latencies++] = ns / 1000;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

uint32_t meter_quantile(struct meter *meter, double share)
{
	if (!meter->latencies)
		return 0;
	qsort(meter->latency, meter->latencies, sizeof(*meter->latency),
	      compare);
	return meter->latency[(size_t)((meter->latencies - 1) * share)];
}

void meter_profile_begin(struct meter *meter)
{
	uint32_t i;

	if (!meter->counters || !meter->counters->slots)
		die("the plugin keeps no profile");
	meter->slots = calloc(PERF_SLOTS, sizeof(*meter->slots));
	if (!meter->slots)
		die("no memory");
	for (i = 0; i < PERF_SLOTS; i++)
		meter->slots[i] = meter->counters->slot[i].count;
}

/* Address and count since meter_profile_begin(), a line each */
void meter_profile_write(const struct meter *meter, const char *path)
{
	const struct perf_slot *slot = meter->counters->slot;
	FILE *file = fopen(path, "w");
	uint32_t i;

	if (!file)
		die("%s: %s", path, strerror(errno));
	if (meter->counters->lost)
		fprintf(stderr, "load: the profile has no room for %llu\n",
			(unsigned long long)meter->counters->lost);
	for (i = 0; i < PERF_SLOTS; i++)
		if (slot[i].count != meter->slots[i])
			fprintf(file, "%llx %llu\n",
				(unsigned long long)slot[i].address,
				(unsigned long long)(slot[i].count -
						     meter->slots[i]));
	fclose(file);
}
