// SPDX-License-Identifier: GPL-2.0-only
/* sipfp stats: the counters */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char usage[] =
	"Usage: sipfp [ -details ] stats [ show ] [ group NAME ] [ nonzero | all ]\n"
	"Text has the counters that are not zero; with all or -details it has all\n"
	"of them, and with -details what each of them means. JSON has all of them,\n"
	"unless nonzero is given.\n";

struct counter {
	char *group;
	char *name;
	char *text;
	u64 value;
};

/* all of them: columns and groups need to know what comes next */
struct table {
	struct counter *counter;
	unsigned int count, space;
};

static char *copy(const struct sipfp_text *text)
{
	char *to = text->data ? strndup(text->data, text->len) : strdup("");

	if (!to) {
		perror("sipfp");
		exit(SIPFP_REFUSED);
	}
	return to;
}

static int add(const struct sipfp_desc *desc, const void *object, void *data)
{
	const struct sipfp_counter *from = object;
	struct table *table = data;
	struct counter *to;

	if (table->count == table->space) {
		table->space = table->space ? 2 * table->space : 256;
		table->counter =
			realloc(table->counter, table->space * sizeof(*to));
		if (!table->counter) {
			perror("sipfp");
			exit(SIPFP_REFUSED);
		}
	}
	to = &table->counter[table->count++];
	to->group = copy(&from->group);
	to->name = copy(&from->name);
	to->text = copy(&from->text);
	to->value = from->value;
	return 0;
}

static void drop(struct table *table)
{
	unsigned int i;

	for (i = 0; i < table->count; i++) {
		free(table->counter[i].group);
		free(table->counter[i].name);
		free(table->counter[i].text);
	}
	free(table->counter);
}

struct choice {
	const char *group;
	bool nonzero;
	bool all;
};

static bool is_chosen(const struct counter *c, const struct choice *choice)
{
	if (choice->group && strcmp(choice->group, c->group))
		return false;
	return c->value || !choice->nonzero;
}

/* The first of its group: a group is printed with all of its counters. */
static bool opens_group(const struct table *table, unsigned int at)
{
	unsigned int i;

	for (i = 0; i < at; i++)
		if (!strcmp(table->counter[i].group, table->counter[at].group))
			return false;
	return true;
}

static void print_line(const struct counter *c)
{
	/* the kernel's own words, and none from the wire */
	printf("    %-28s %20llu", c->name, (unsigned long long)c->value);
	if (sipfp_options.details)
		printf("  %s", c->text);
	putchar('\n');
}

static void print_group(const struct table *table, const char *group,
			const struct choice *choice)
{
	const bool json = sipfp_output_is_json();
	const struct counter *c;
	bool begun = false;
	unsigned int i;

	for (i = 0; i < table->count; i++) {
		c = &table->counter[i];
		if (strcmp(c->group, group) || !is_chosen(c, choice))
			continue;
		if (!begun) {
			if (json)
				sipfp_output_nest(group);
			else
				printf("%s\n", group);
			begun = true;
		}
		if (json)
			sipfp_output_number(c->name, NULL, c->value);
		else
			print_line(c);
	}
	if (begun)
		sipfp_output_nest_end();
}

static void print_table(const struct table *table, const struct choice *choice)
{
	unsigned int i;

	if (sipfp_output_is_json())
		sipfp_output_item();
	for (i = 0; i < table->count; i++)
		if (opens_group(table, i))
			print_group(table, table->counter[i].group, choice);
	if (sipfp_output_is_json())
		sipfp_output_item_end();
}

static int check_group(const struct table *table, const char *group)
{
	char list[512] = "";
	unsigned int i;
	size_t len = 0;

	for (i = 0; i < table->count && len < sizeof(list); i++) {
		if (!strcmp(table->counter[i].group, group))
			return SIPFP_OK;
		if (opens_group(table, i))
			len += snprintf(list + len, sizeof(list) - len, "%s%s",
					len ? ", " : "",
					table->counter[i].group);
	}
	return sipfp_error_usage("group \"%s\" is unknown, it is one of: %s",
				 group, list);
}

enum keyword {
	KEYWORD_GROUP,
	KEYWORD_NONZERO,
	KEYWORD_ALL,
};

static const char *const keywords[] = {
	[KEYWORD_GROUP] = "group",
	[KEYWORD_NONZERO] = "nonzero",
	[KEYWORD_ALL] = "all",
};

static int read_choice(struct sipfp_args *args, struct choice *choice)
{
	const char *word;

	while (sipfp_args_more(args)) {
		word = sipfp_args_next(args, "keyword");
		switch (sipfp_words_need_in(word, keywords, "keyword")) {
		case KEYWORD_GROUP:
			choice->group = sipfp_args_next(args, "group");
			if (!choice->group)
				return SIPFP_USAGE;
			break;
		case KEYWORD_NONZERO:
			choice->nonzero = true;
			break;
		case KEYWORD_ALL:
			choice->all = true;
			break;
		default:
			return SIPFP_USAGE;
		}
	}
	if (choice->all && choice->nonzero)
		return sipfp_error_usage("nonzero and all exclude each other");
	/* scripts compare; people read */
	if (!choice->all && !sipfp_output_is_json() && !sipfp_options.details)
		choice->nonzero = true;
	return SIPFP_OK;
}

static int run_show(struct sipfp_args *args)
{
	struct choice choice = { 0 };
	struct table table = { 0 };
	int status;

	if (read_choice(args, &choice))
		return SIPFP_USAGE;
	status = sipfp_kernel_dump(&sipfp_stats_desc, NULL, add, &table);
	if (!status && choice.group)
		status = check_group(&table, choice.group);
	if (!status)
		print_table(&table, &choice);
	drop(&table);
	return status;
}

static void print(const void *object)
{
	const struct sipfp_counter *counter = object;

	sipfp_output_text("group", NULL, &counter->group);
	sipfp_output_text("name", NULL, &counter->name);
	sipfp_output_number("value", NULL, counter->value);
}

static const struct sipfp_verb verbs[] = {
	{ "show|list", run_show },
	{ "help", NULL },
	{ NULL },
};

const struct sipfp_command sipfp_command_stats = {
	.name = "stats",
	.verbs = verbs,
	.usage = usage,
	.desc = &sipfp_stats_desc,
	.print = print,
};
