/* SPDX-License-Identifier: GPL-2.0-only */
/* Services that are bound to a device, by its name */
#ifndef SIPFP_DEVICE_H
#define SIPFP_DEVICE_H

struct sipfp_service;

/*
 * Sets svc->ifindex by svc->ifname: -1 when there is no such device. For a
 * service that sipfp_device_init()'s notifier can see already. May sleep.
 */
void sipfp_device_bind(struct sipfp_service *svc);

int sipfp_device_init(void);
void sipfp_device_exit(void);

#endif /* SIPFP_DEVICE_H */
