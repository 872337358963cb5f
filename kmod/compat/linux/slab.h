/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIPFP_COMPAT_LINUX_SLAB_H
#define SIPFP_COMPAT_LINUX_SLAB_H

#include_next <linux/slab.h>

/*
 * A cache of its own, so that /proc/slabinfo shows what is in use and what is
 * left. SLAB_NO_MERGE came with 6.5; before, a cache with a window for copies
 * to userspace is not merged either. The window is the first byte, part of an
 * rhash_head, and nothing copies it.
 */
static inline struct kmem_cache *sipfp_cache_create(const char *name,
						    unsigned int size)
{
#ifdef SLAB_NO_MERGE
	return kmem_cache_create(name, size, 0, SLAB_NO_MERGE, NULL);
#else
	return kmem_cache_create_usercopy(name, size, 0, 0, 0, 1, NULL);
#endif
}

#endif /* SIPFP_COMPAT_LINUX_SLAB_H */
