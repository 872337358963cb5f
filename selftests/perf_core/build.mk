# SPDX-License-Identifier: GPL-2.0-only
#
# What the core costs natively, for each message and stage: selftests/perf_core/run.

bench-core-objs := $(call objs,,$(sort $(wildcard selftests/perf_core/*.c)))

build/selftests/perf_core/bench: $(bench-core-objs) build/libsipfpcore.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-z,now -o $@ $^ $(LDLIBS)

## make bench-core     nanoseconds and instructions of the core, for each message
.PHONY: bench-core
bench-core: build/selftests/perf_core/bench
	@selftests/perf_core/run
