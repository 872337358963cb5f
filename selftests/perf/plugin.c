// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU TCG plugin: count the instructions that the guest executes.
 *
 *	-plugin plugin.so,out=FILE[,profile=on]
 *
 * FILE is a struct perf_counters (counters.h), made anew. Counted is a whole
 * translation block when it is entered: one that is left early, by an
 * exception, counts in full. With profile=on also by the block's address.
 *
 * One vCPU: the addition is made by the translated code itself. A block has no
 * code of its own for each vCPU, so with more of them a call is needed, which
 * is slower; the counts are the same.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "counters.h"
#include "qemu-plugin.h"

int qemu_plugin_version = 1;

static struct perf_counters *counters;

/* The upper half of the addresses is the kernel's. */
static bool is_kernel(uint64_t address)
{
	return address >> 63;
}

/*
 * The slot of an address, found or taken. Translation runs in many threads: a
 * slot is taken by whoever writes its address first.
 */
static uint64_t *slot_of(uint64_t address)
{
	uint64_t hash = address * 0x9e3779b97f4a7c15ULL;
	uint32_t i, n = hash >> 46;

	for (i = 0; i < 64; i++, n++) {
		struct perf_slot *slot = &counters->slot[n % PERF_SLOTS];
		uint64_t old = 0;

		if (__atomic_compare_exchange_n(&slot->address, &old, address,
						false, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED) ||
		    old == address)
			return &slot->count;
	}
	return &counters->lost;
}

static void count_kernel(unsigned int vcpu, void *insns)
{
	counters->vcpu[vcpu].kernel += (uintptr_t)insns;
}

static void count_user(unsigned int vcpu, void *insns)
{
	counters->vcpu[vcpu].user += (uintptr_t)insns;
}

/* @n instructions a time, wherever the block runs */
static void count_in_calls(struct qemu_plugin_tb *tb, bool kernel, uint64_t n)
{
	qemu_plugin_register_vcpu_tb_exec_cb(tb,
					     kernel ? count_kernel : count_user,
					     QEMU_PLUGIN_CB_NO_REGS,
					     (void *)(uintptr_t)n);
}

static void count_inline(struct qemu_plugin_tb *tb, uint64_t *count, uint64_t n)
{
	qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64,
						 count, n);
}

static void translated(uint64_t id, struct qemu_plugin_tb *tb)
{
	uint64_t address = qemu_plugin_tb_vaddr(tb);
	uint64_t n = qemu_plugin_tb_n_insns(tb);
	struct perf_vcpu *first = &counters->vcpu[0];
	bool kernel = is_kernel(address);

	if (counters->vcpus > 1) {
		count_in_calls(tb, kernel, n);
		return;
	}
	count_inline(tb, kernel ? &first->kernel : &first->user, n);
	if (kernel && counters->slots)
		count_inline(tb, slot_of(address), n);
}

static struct perf_counters *counters_map(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	void *map;

	if (fd < 0)
		return NULL;
	if (ftruncate(fd, sizeof(struct perf_counters)) < 0) {
		close(fd);
		return NULL;
	}
	map = mmap(NULL, sizeof(struct perf_counters), PROT_READ | PROT_WRITE,
		   MAP_SHARED, fd, 0);
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc,
			char **argv)
{
	const char *out = NULL;
	bool profile = false;
	int i;

	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = argv[i] + 4;
		else if (!strcmp(argv[i], "profile=on"))
			profile = true;
		else
			fprintf(stderr, "plugin: no argument %s\n", argv[i]);
	}
	if (!out || !info->system_emulation ||
	    info->system.smp_vcpus > PERF_VCPUS) {
		fprintf(stderr,
			"plugin: out=FILE is needed, at most %d vCPUs\n",
			PERF_VCPUS);
		return -1;
	}
	if (profile && info->system.smp_vcpus > 1) {
		fprintf(stderr, "plugin: a profile is of one vCPU\n");
		return -1;
	}
	counters = counters_map(out);
	if (!counters) {
		fprintf(stderr, "plugin: %s: %s\n", out, strerror(errno));
		return -1;
	}
	counters->vcpus = info->system.smp_vcpus;
	counters->slots = profile ? PERF_SLOTS : 0;
	__atomic_store_n(&counters->magic, PERF_MAGIC, __ATOMIC_RELEASE);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
