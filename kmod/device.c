// SPDX-License-Identifier: GPL-2.0-only
/*
 * Services that are bound to a device, by its name.
 *
 * A service belongs to whichever device has its name now, as a firewall's rules
 * do: devices and VRFs are made anew, by a daemon that restarts for one, and the
 * service is there before and after. Packets are compared by number.
 */
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include "device.h"
#include "sipfp.h"

/*
 * Looking for the name and storing the number are one step: else the news of
 * a device that has just gone could be overwritten. Nests in RTNL and sn->lock.
 */
static DEFINE_MUTEX(bind_lock);

static void bind_to_name(struct sipfp_service *svc)
{
	const struct net_device *dev;
	int ifindex;

	lockdep_assert_held(&bind_lock);

	if (!svc->ifname[0])
		return;
	dev = dev_get_by_name_rcu(svc->sn->net, svc->ifname);
	ifindex = dev ? dev->ifindex : -1;
	if (ifindex == svc->ifindex)
		return;
	/* What came by this device before went by us: a new service, in a way. */
	atomic64_set(&svc->since, sipfp_now());
	smp_store_release(&svc->ifindex, ifindex); /* to the lookup */
}

void sipfp_device_bind(struct sipfp_service *svc)
{
	mutex_lock(&bind_lock);
	rcu_read_lock();
	bind_to_name(svc);
	rcu_read_unlock();
	mutex_unlock(&bind_lock);
}

static void bind_all(struct sipfp_net *sn)
{
	struct sipfp_service *svc;
	u32 i;

	mutex_lock(&bind_lock);
	rcu_read_lock();
	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		hlist_for_each_entry_rcu(svc, &sn->services[i], node)
			bind_to_name(svc);
	rcu_read_unlock();
	mutex_unlock(&bind_lock);
}

/* A port that joins (or leaves) a VRF brings what went by its services before. */
static void joined(struct sipfp_net *sn, const struct net_device *upper)
{
	struct sipfp_service *svc;
	u32 i;

	rcu_read_lock();
	for (i = 0; i < SIPFP_SERVICE_BUCKETS; i++)
		hlist_for_each_entry_rcu(svc, &sn->services[i], node)
			if (READ_ONCE(svc->ifindex) == upper->ifindex)
				atomic64_set(&svc->since, sipfp_now());
	rcu_read_unlock();
}

static int device_event(struct notifier_block *nb, unsigned long event,
			void *info)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(info);
	/* NULL while the namespace is being made */
	struct sipfp_net *sn = sipfp_net(dev_net(dev));
	const struct netdev_notifier_changeupper_info *upper;

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_UNREGISTER:
	case NETDEV_CHANGENAME:
		if (sn)
			bind_all(sn);
		break;
	case NETDEV_CHANGEUPPER:
		upper = info;
		if (sn)
			joined(sn, upper->upper_dev);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = device_event };

int sipfp_device_init(void)
{
	return register_netdevice_notifier(&notifier);
}

void sipfp_device_exit(void)
{
	unregister_netdevice_notifier(&notifier);
}
