/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/*
 * The only place in the core that knows whether it runs in the kernel.
 *
 * The core needs fixed-width integers, bool and the four mem* functions that
 * a freestanding compiler may emit anyway. Nothing else may be added here
 * without a reason that also holds for the provers and the daemon.
 */
#ifndef SIPFP_CORE_PORT_H
#define SIPFP_CORE_PORT_H

#ifdef __KERNEL__

#include <linux/compiler.h>
#include <linux/string.h>
#include <linux/types.h>

#else /* userspace, unit tests, fuzzers, provers */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#ifndef fallthrough
#define fallthrough __attribute__((__fallthrough__))
#endif

#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif

#endif /* __KERNEL__ */

#endif /* SIPFP_CORE_PORT_H */
