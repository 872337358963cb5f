// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module of the tests: all of sipfp.ko, and its tests.
 *
 * The tests call what is not exported, so they have to be in one module with
 * it. That it is not sipfp.ko itself keeps the module that the scenarios run
 * on the one that people install; the objects are the same files (kunit.mk),
 * all but kmod/main.o.
 *
 * KUnit of 6.1 runs the suites of a module before its init function, when there
 * is no namespace and no slab cache yet. So init is here: the ladder of
 * kmod/main.c first, then the suites. They run in the network namespace of
 * insmod.
 */
#include <linux/module.h>
#undef module_init
#undef module_exit
#define module_init(fn)
#define module_exit(fn)
#include "main.c"

#include <kunit/test.h>
#include <linux/nsproxy.h>
#include "fixture.h"

/* In this order; the last one leaves things behind on purpose. */
static struct kunit_suite *suites[] = {
	&sipfp_kunit_limit,
	&sipfp_kunit_txn,
	&sipfp_kunit_flush,
	&sipfp_kunit_punt,
	&sipfp_kunit_timer,
	&sipfp_kunit_token,
	&sipfp_kunit_budget,
	&sipfp_kunit_dst,
	&sipfp_kunit_service,
	&sipfp_kunit_binding,
	&sipfp_kunit_gateway,
	&sipfp_kunit_route,
	&sipfp_kunit_tx,
	&sipfp_kunit_netlink,
	&sipfp_kunit_show,
	&sipfp_kunit_path,
	&sipfp_kunit_rx,
	&sipfp_kunit_leave,
};

int __init init_module(void)
{
	int err = sipfp_init();

	if (err)
		return err;
	sipfp_fixture_net_set(get_net(current->nsproxy->net_ns));
	__kunit_test_suites_init(suites, ARRAY_SIZE(suites));
	put_net(sipfp_fixture_net());
	sipfp_fixture_net_set(NULL);
	return 0;
}

void __exit cleanup_module(void)
{
	__kunit_test_suites_exit(suites, ARRAY_SIZE(suites));
	sipfp_exit();
}
