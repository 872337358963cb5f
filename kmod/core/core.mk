# SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
# The one list of core objects, relative to kmod/. Used by kmod/Kbuild and by
# the top Makefile: a file that is not here is in neither.
sipfp-core-objs := \
	core/addr.o \
	core/branch.o \
	core/ctx.o \
	core/edit.o \
	core/fsm.o \
	core/hdr.o \
	core/loop.o \
	core/mac.o \
	core/method.o \
	core/msg.o \
	core/phrase.o \
	core/plan.o \
	core/proxy.o \
	core/put.o \
	core/quote.o \
	core/reason.o \
	core/received.o \
	core/reply.o \
	core/scan.o \
	core/span.o \
	core/start.o \
	core/uri.o \
	core/via.o \
	core/walk.o
