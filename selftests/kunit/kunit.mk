# SPDX-License-Identifier: GPL-2.0-only
#
# sipfp_kunit.ko: all of sipfp.ko, and its tests; module.c says why. Included by
# kmod/Kbuild where the kernel has KUnit.

obj-m += sipfp_kunit.o

sipfp-kunit-objs := \
	module.o fixture.o \
	test_limit.o test_txn.o test_flush.o test_punt.o test_timer.o \
	test_token.o test_budget.o test_dst.o test_service.o test_binding.o \
	test_gateway.o test_route.o test_tx.o \
	talk.o test_netlink.o test_show.o \
	test_path.o test_rx.o test_leave.o

sipfp_kunit-y := $(addprefix selftests/kunit/,$(sipfp-kunit-objs)) \
	$(filter-out kmod/main.o,$(sipfp-y))
