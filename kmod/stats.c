// SPDX-License-Identifier: GPL-2.0-only
/* Counters: the one list of them, with names, and their sums */
#include "stats.h"

enum group {
	GROUP_RX,
	GROUP_REQUEST,
	GROUP_RESPONSE,
	GROUP_TX,
	GROUP_TRANSACTION,
	GROUP_SLOW,
	GROUP_DROP,
	GROUP_STOLEN,
	GROUPS
};

static const struct {
	const char *group;
	const char *name;
	const char *text;
} stats[SIPFP_STAT_MAX] = {
#define S(id, group, name, text) [SIPFP_STAT_##id] = { group, name, text },
	SIPFP_STAT_LIST(S)
#undef S
};

static const struct {
	const char *name;
	const char *text;
} classes[] = {
	[1] = { "1xx", "provisional responses" },
	[2] = { "2xx", "responses of success" },
	[3] = { "3xx", "redirections" },
	[4] = { "4xx", "failures of the request" },
	[5] = { "5xx", "failures of the server" },
	[6] = { "6xx", "global failures" },
};

static_assert(ARRAY_SIZE(classes) <=
	      ARRAY_SIZE(((struct sipfp_stats *)0)->response));

static u64 sum(const u64 __percpu *counter)
{
	u64 total = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		total += READ_ONCE(*per_cpu_ptr(counter, cpu));
	return total;
}

/* Counters of stats[] come in runs of one group: where does this one lie? */
static unsigned int run_of(const char *group, unsigned int *n)
{
	unsigned int first, end;

	for (first = 0; first < SIPFP_STAT_MAX; first++)
		if (!strcmp(stats[first].group, group))
			break;
	for (end = first; end < SIPFP_STAT_MAX; end++)
		if (strcmp(stats[end].group, group))
			break;
	*n = end - first;
	return first;
}

static void read_run(const struct sipfp_net *sn, unsigned int i,
		     struct sipfp_counter *c)
{
	c->name = stats[i].name;
	c->text = stats[i].text;
	c->value = sum(&sn->stats->stat[i]);
}

static void read_request(const struct sipfp_net *sn, unsigned int method,
			 struct sipfp_counter *c)
{
	c->name = sipfp_method_name(method);
	c->text = method == SIPFP_METHOD_OTHER ? "requests of other methods" :
						 "requests of this method";
	c->value = sum(&sn->stats->request[method]);
}

static void read_response(const struct sipfp_net *sn, unsigned int i,
			  struct sipfp_counter *c)
{
	c->name = classes[i].name;
	c->text = classes[i].text;
	c->value = sum(&sn->stats->response[i]);
}

static void read_reason(const struct sipfp_net *sn, enum sipfp_verdict verdict,
			unsigned int reason, struct sipfp_counter *c)
{
	c->name = sipfp_reason_name(reason);
	c->text = sipfp_reason_text(reason);
	c->value = sum(&sn->stats->reason[verdict][reason]);
}

static const struct {
	const char *name;
	enum sipfp_verdict verdict;
} groups[GROUPS] = {
	[GROUP_RX] = { .name = "rx" },
	[GROUP_REQUEST] = { .name = "request" },
	[GROUP_RESPONSE] = { .name = "response" },
	[GROUP_TX] = { .name = "tx" },
	[GROUP_TRANSACTION] = { .name = "transaction" },
	[GROUP_SLOW] = { .name = "slow", .verdict = SIPFP_VERDICT_SLOW },
	[GROUP_DROP] = { .name = "drop", .verdict = SIPFP_VERDICT_DROP },
	[GROUP_STOLEN] = { .name = "stolen", .verdict = SIPFP_VERDICT_STOLEN },
};

/* @first is added to an index within the group. */
static unsigned int group_size(enum group group, unsigned int *first)
{
	unsigned int n;

	*first = 0;
	switch (group) {
	case GROUP_RX:
	case GROUP_TX:
	case GROUP_TRANSACTION:
		*first = run_of(groups[group].name, &n);
		return n;
	case GROUP_REQUEST:
		return SIPFP_METHOD_MAX;
	case GROUP_RESPONSE:
		*first = 1;
		return ARRAY_SIZE(classes) - 1;
	default:
		return SIPFP_REASON_MAX;
	}
}

bool sipfp_stats_read(const struct sipfp_net *sn, unsigned int index,
		      struct sipfp_counter *c)
{
	unsigned int n, first;
	enum group group;

	for (group = 0; group < GROUPS; group++) {
		n = group_size(group, &first);
		if (index < n)
			break;
		index -= n;
	}
	if (group == GROUPS)
		return false;

	c->group = groups[group].name;
	index += first;
	switch (group) {
	case GROUP_REQUEST:
		read_request(sn, index, c);
		break;
	case GROUP_RESPONSE:
		read_response(sn, index, c);
		break;
	case GROUP_SLOW:
	case GROUP_DROP:
	case GROUP_STOLEN:
		read_reason(sn, groups[group].verdict, index, c);
		break;
	default:
		read_run(sn, index, c);
		break;
	}
	return true;
}
