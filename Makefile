# SPDX-License-Identifier: GPL-2.0-only
#
# sipfp: see make help. Everything that is made goes to build/; debug kernels are
# kept in $SIPFP_CACHE (~/.cache/sipfp), since they take minutes to build.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# The module is built for the newest Debian 6.1 kernel that is installed, or for
# the running kernel where there is none.
default-krel := $(lastword $(shell ls -d /lib/modules/6.1.*-amd64/build 2>/dev/null | \
			sort -V | cut -d/ -f4) )
default-krel := $(or $(default-krel),$(shell uname -r))
KREL ?= $(default-krel)
module-dir := build$(if $(filter-out $(default-krel),$(KREL)),/$(KREL))

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wno-unused-parameter
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# := before the targets that add to them: CPPFLAGS and CFLAGS stay the caller's
compile = $(CC) -std=gnu11 $(CFLAGS) $(WARNINGS) -MMD -MP $(CPPFLAGS)
includes := -Iuapi -Ikmod

.PHONY: all
all: modules userspace

.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make [all]          module and userspace
## make deps           install the Debian packages that are missing (as root)
.PHONY: deps
deps:
	@scripts/deps

# --- the module ---------------------------------------------------------------
## make modules        build/sipfp.ko, for Debian's kernel, or KREL=RELEASE
## make modules-uml    build/uml/sipfp.ko, for the UML debug kernel (built once)
## make modules-debug  build/debug/sipfp.ko, for the x86 debug kernel (built once)
.PHONY: modules modules-uml modules-debug
modules:
	@scripts/kbuild $(KREL) /lib/modules/$(KREL)/build $(module-dir)

modules-uml:
	@kdir=$$(selftests/vm --uml --kdir); scripts/kbuild uml "$$kdir" build/uml ARCH=um

modules-debug:
	@kdir=$$(selftests/vm --debug --kdir); scripts/kbuild debug "$$kdir" build/debug

# for scripts
.PHONY: print-krel
print-krel:
	@echo $(KREL)

# --- userspace ----------------------------------------------------------------
## make userspace      build/sipfp and its libraries
# sipfp-core-objs: the one list of the core's objects, shared with kmod/Kbuild
-include kmod/core/core.mk
core-src := $(patsubst %.o,kmod/%.c,$(sipfp-core-objs))
lib-src := $(sort $(wildcard userspace/lib/*.c))
cli-src := $(sort $(wildcard userspace/cli/*.c))
test-src := $(sort $(wildcard selftests/core/test_*.c))
test-lib-src := $(filter-out $(test-src),$(sort $(wildcard selftests/core/*.c)))

objs = $(patsubst %.c,build/obj/$(1)%.o,$(2))
core-objs := $(call objs,,$(core-src))
core-asan-objs := $(call objs,asan/,$(core-src))
lib-objs := $(call objs,,$(lib-src))
cli-objs := $(call objs,,$(cli-src))
test-lib-objs := $(call objs,asan/,$(test-lib-src))
tests := $(patsubst %.c,build/%,$(test-src))

userspace-targets := $(if $(core-src),build/libsipfpcore.a) \
	$(if $(lib-src),build/libsipfp.a) $(if $(cli-src),build/sipfp)

.PHONY: userspace tests
userspace: $(userspace-targets)

tests: $(tests)

build/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	@$(compile) $(includes) -c -o $@ $<

build/obj/asan/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $< (sanitized)"
	@$(compile) $(includes) $(SANITIZE) -c -o $@ $<

# from nothing each time, so that no object stays that has left the list
define archive
	@echo "  AR      $@"
	@rm -f $@
	@$(AR) rcsD $@ $^
endef

build/libsipfpcore.a: $(core-objs)
	$(archive)

build/obj/asan/libsipfpcore.a: $(core-asan-objs)
	$(archive)

build/libsipfp.a: $(lib-objs)
	$(archive)

build/sipfp: $(cli-objs) build/libsipfp.a $(if $(core-src),build/libsipfpcore.a)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lmnl $(LDLIBS)

$(tests): build/selftests/core/%: build/obj/asan/selftests/core/%.o $(test-lib-objs) \
		build/obj/asan/libsipfpcore.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ -lcmocka $(LDLIBS)

# objects of the tests are no mere intermediates
.SECONDARY:

# Parts of the tree with targets of their own (fuzzers, benchmarks) bring them.
-include $(sort $(wildcard selftests/*/build.mk))

# --- tests --------------------------------------------------------------------
## make check          all tests but the slow ones: unit, KUnit, scenarios in VMs
## make check-debug    KUnit and the scenarios on the x86 debug kernel (slow)
## make style          checkpatch, sparse, clang-format, shellcheck, SPDX lines
## make demo           calls through the module, for all to see
## make fuzz           fuzz the core
## make prove          prove the core free of undefined behaviour
.PHONY: check check-debug style check-ynl demo fuzz prove
check: deps
	@selftests/check

check-debug: deps
	@selftests/check debug

style:
	@scripts/deps style
	@scripts/style

check-ynl:
	@scripts/check-ynl
	@selftests/ynl/run

# The kernel to build for may have come with deps: another make has to look.
demo: deps
	@$(MAKE) --no-print-directory modules userspace
	@selftests/demo

fuzz:
	@scripts/deps fuzz
	@selftests/fuzz/run

prove:
	@scripts/deps prove
	@selftests/prove/run

# --- installation -------------------------------------------------------------
## make install        the tool and the uapi header, under PREFIX and DESTDIR,
##                     and the module for KREL
PREFIX ?= /usr/local
DESTDIR ?=
.PHONY: install
install: modules userspace
	install -D -m 755 build/sipfp $(DESTDIR)$(PREFIX)/sbin/sipfp
	install -D -m 644 uapi/linux/sipfp.h $(DESTDIR)$(PREFIX)/include/linux/sipfp.h
	install -D -m 644 $(module-dir)/sipfp.ko \
		$(DESTDIR)/lib/modules/$(KREL)/updates/sipfp.ko
	$(if $(DESTDIR),,depmod $(KREL))

## make clean          remove build/ (the cached debug kernels stay)
.PHONY: clean
clean:
	rm -rf build

-include $(shell find build/obj -name '*.d' 2>/dev/null)
