/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that the QEMU plugin (plugin.c) counts into and that the load
 * generator (sample.c) reads: mapped and shared by both, no locks. A count is a
 * 64-bit word that one thread adds to.
 */
#ifndef PERF_COUNTERS_H
#define PERF_COUNTERS_H

#include <stdint.h>

#define PERF_MAGIC 0x7369706670657266ULL
#define PERF_VCPUS 16
#define PERF_SLOTS 262144u

/* Instructions of the guest, by the ring that their address belongs to. */
struct perf_vcpu {
	uint64_t user;
	uint64_t kernel;
};

/* Those of the translation blocks that begin at one address of the kernel. */
struct perf_slot {
	uint64_t address;
	uint64_t count;
};

/*
 * @magic is written last: who reads it finds all the rest in place. @slots is 0
 * if there is no profile. @lost counts what found no free slot.
 */
struct perf_counters {
	uint64_t magic;
	uint32_t vcpus;
	uint32_t slots;
	uint64_t lost;
	struct perf_vcpu vcpu[PERF_VCPUS];
	struct perf_slot slot[PERF_SLOTS];
};

#endif
