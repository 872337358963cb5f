/* SPDX-License-Identifier: GPL-2.0-only */
/* Token keys, as the netlink interface changes them */
#ifndef SIPFP_KEY_H
#define SIPFP_KEY_H

#include "sipfp.h"

#define SIPFP_KEY_ID_MAX 31

/*
 * sn->lock held. Makes a key current, and the current one previous. @id < 0:
 * the next one; @secret NULL: random. A key that is in the ring already, with
 * this very secret, becomes (or stays) current. Return: 0, -EEXIST when its
 * secret is another, -ENOMEM.
 */
int sipfp_key_new(struct sipfp_net *sn, int id,
		  const u8 secret[SIPFP_SECRET_LEN]);

#endif /* SIPFP_KEY_H */
