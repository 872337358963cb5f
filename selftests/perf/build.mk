# SPDX-License-Identifier: GPL-2.0-only
#
# The bench: what it measures with is built here, selftests/perf/run does the rest.

## make bench          instructions per call: IP forwarding, sipfp, Kamailio (15 min)
## make bench-core     nanoseconds and instructions of the core alone, by message
## make bench-profile  where they go: by function, of ROW (call) and COLUMN (sipfp)
perf-dir := build/selftests/perf
perf-load-objs := $(call objs,,$(filter-out %/plugin.c,$(wildcard selftests/perf/*.c)))

.PHONY: bench bench-core bench-profile bench-deps bench-tools
bench-deps:
	@scripts/deps build vm bench

bench-tools: $(perf-dir)/load $(perf-dir)/core $(perf-dir)/plugin.so

bench: bench-deps modules userspace bench-tools
	@selftests/perf/run

bench-profile: bench-deps modules userspace bench-tools
	@selftests/perf/run --profile $(or $(ROW),call) $(or $(COLUMN),sipfp)

$(perf-dir)/load: $(perf-load-objs)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# its undefined symbols are QEMU's
$(perf-dir)/plugin.so: selftests/perf/plugin.c selftests/perf/counters.h
	@mkdir -p $(@D)
	@echo "  CC      $< (plugin)"
	@$(compile) -fPIC -fvisibility=hidden -shared -o $@ $<

# the core alone, as it is linked into userspace
$(perf-dir)/core: build/obj/selftests/perf/core/core.o build/libsipfpcore.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-z,now -o $@ $^ $(LDLIBS)

bench-core: bench-deps $(perf-dir)/core
	@selftests/perf/core/run
