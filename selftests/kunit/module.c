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

#define SUITES(S)							\
	S(limit) S(txn) S(flush) S(punt) S(timer) S(token) S(budget)

#define S(name) extern struct kunit_suite sipfp_kunit_##name;
SUITES(S)
#undef S

static struct kunit_suite *suites[] = {
#define S(name) &sipfp_kunit_##name,
	SUITES(S)
#undef S
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
