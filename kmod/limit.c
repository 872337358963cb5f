// SPDX-License-Identifier: GPL-2.0-only
/*
 * Caps of all tables: one of each namespace, under one of the whole module.
 *
 * The ceilings are module parameters, so only root of the initial namespace
 * can raise them; they hold for the sum over all namespaces. A charge takes
 * two atomics and no lock. When one fails an alarm is raised, once; it is
 * cleared when use is below nine tenths again.
 */
#include <linux/module.h>
#include "limit.h"
#include "notify.h"

/* L(ID, name, limit of a namespace at first, ceiling) */
#define LIMIT_LIST(L)							\
	L(TRANSACTIONS, transactions, 100000, 1000000)			\
	L(PUNTED, punted, 100000, 1000000)				\
	L(TEXT, text, 268435456, 2147483648)				\
	L(BINDINGS, bindings, 1000000, 4000000)				\
	L(GATEWAYS, gateways, 1024, 16384)				\
	L(ROUTES, routes, 100000, 1000000)				\
	L(SERVICES, services, 256, 4096)

static const struct {
	const char *name;
	const char *over_ceiling;
	u64 at_first;
} limits[SIPFP_LIMIT_MAX] = {
#define L(id, text, dflt, ceil) \
	[SIPFP_LIMIT_##id] = {						\
		.name = #text,						\
		.over_ceiling = "above the module's ceiling, "		\
			"/sys/module/sipfp/parameters/max_" #text,	\
		.at_first = dflt,					\
	},
	LIMIT_LIST(L)
#undef L
};

static unsigned long long ceilings[SIPFP_LIMIT_MAX] = {
#define L(id, text, dflt, ceil) [SIPFP_LIMIT_##id] = ceil,
	LIMIT_LIST(L)
#undef L
};

#define L(id, text, dflt, ceil)						\
	module_param_named(max_##text, ceilings[SIPFP_LIMIT_##id],	\
			   ullong, 0644);				\
	MODULE_PARM_DESC(max_##text,					\
			 "ceiling of " #text " over all namespaces (default: " #ceil ")");
LIMIT_LIST(L)
#undef L

static atomic64_t totals[SIPFP_LIMIT_MAX];

const char *sipfp_limit_name(enum sipfp_limit_id id)
{
	return limits[id].name;
}

enum sipfp_limit_id sipfp_limit_find(const u8 *name, u32 len)
{
	enum sipfp_limit_id id;

	for (id = 0; id < SIPFP_LIMIT_MAX; id++)
		if (strlen(limits[id].name) == len &&
		    !memcmp(limits[id].name, name, len))
			break;
	return id;
}

u64 sipfp_limit_ceiling(enum sipfp_limit_id id)
{
	return READ_ONCE(ceilings[id]);
}

void sipfp_limit_over_ceiling(enum sipfp_limit_id id,
			      const struct nlattr *attr,
			      struct netlink_ext_ack *extack)
{
	if (!extack)
		return;
	NL_SET_BAD_ATTR(extack, attr);
	extack->_msg = limits[id].over_ceiling;
}

/* Exact: charges that fail never make another one fail. */
static bool take(atomic64_t *use, u64 n, u64 max)
{
	s64 old = atomic64_read(use);

	do {
		if ((u64)old > max || n > max - (u64)old)
			return false;
	} while (!atomic64_try_cmpxchg(use, &old, old + n));
	return true;
}

static bool low(const atomic64_t *use, u64 max)
{
	return (u64)atomic64_read(use) < max - max / 10;
}

static void alarm_raise(struct sipfp_net *sn, enum sipfp_limit_id id)
{
	if (!test_and_set_bit(0, &sn->limit[id].alarm))
		sipfp_notify_alarm(sn, id, SIPFP_EVENT_ALARM_RAISED);
}

static void alarm_check(struct sipfp_net *sn, enum sipfp_limit_id id)
{
	struct sipfp_limit *l = &sn->limit[id];

	if (likely(!READ_ONCE(l->alarm)))
		return;
	if (low(&l->use, READ_ONCE(l->max)) &&
	    low(&totals[id], sipfp_limit_ceiling(id)) &&
	    test_and_clear_bit(0, &l->alarm))
		sipfp_notify_alarm(sn, id, SIPFP_EVENT_ALARM_CLEARED);
}

bool sipfp_limit_charge(struct sipfp_net *sn, enum sipfp_limit_id id, u64 n)
{
	struct sipfp_limit *l = &sn->limit[id];

	if (!take(&l->use, n, READ_ONCE(l->max)))
		goto reached;
	if (!take(&totals[id], n, sipfp_limit_ceiling(id))) {
		atomic64_sub(n, &l->use);
		goto reached;
	}
	alarm_check(sn, id);
	return true;

reached:
	alarm_raise(sn, id);
	return false;
}

void sipfp_limit_uncharge(struct sipfp_net *sn, enum sipfp_limit_id id, u64 n)
{
	atomic64_sub(n, &totals[id]);
	atomic64_sub(n, &sn->limit[id].use);
	alarm_check(sn, id);
}

void sipfp_limit_set(struct sipfp_net *sn, enum sipfp_limit_id id, u64 max)
{
	lockdep_assert_held(&sn->lock);

	WRITE_ONCE(sn->limit[id].max, max);
	alarm_check(sn, id);
}

void sipfp_limit_init(struct sipfp_net *sn)
{
	enum sipfp_limit_id id;

	for (id = 0; id < SIPFP_LIMIT_MAX; id++) {
		atomic64_set(&sn->limit[id].use, 0);
		sn->limit[id].max = min_t(u64, limits[id].at_first,
					  sipfp_limit_ceiling(id));
	}
}
