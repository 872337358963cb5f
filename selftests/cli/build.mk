# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the library and the tool, for selftests/cli/run: unit tests, and the
# tool itself with a family of its own (fake.h) in the place of the kernel.

cli-test-dir := build/selftests/cli
cli-asan-objs := $(call objs,asan/,$(cli-src) $(lib-src))
cli-fake-objs := $(call objs,asan/,$(sort $(wildcard selftests/cli/fake*.c)))
cli-tests := $(patsubst selftests/cli/%.c,$(cli-test-dir)/%,$(wildcard selftests/cli/test_*.c))

.PHONY: cli-tests
cli-tests: $(cli-tests) $(cli-test-dir)/sipfp
tests: cli-tests

$(cli-test-dir)/sipfp: $(cli-asan-objs) $(cli-fake-objs) build/obj/asan/libsipfpcore.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -Wl,--wrap=sipfp_sock_open \
		-Wl,--wrap=sipfp_event_join -o $@ $^ -lmnl -lpthread $(LDLIBS)

$(cli-tests): $(cli-test-dir)/%: build/obj/asan/selftests/cli/%.o \
		$(filter-out %/cli/main.o,$(cli-asan-objs)) build/obj/asan/libsipfpcore.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ -lmnl -lcmocka $(LDLIBS)
