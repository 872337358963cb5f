// SPDX-License-Identifier: GPL-2.0-only
/* sipfp monitor: what happens, as it happens */
#include <errno.h>
#include <string.h>

#include "cli.h"

static const char usage[] =
	"Usage: sipfp monitor [ transaction | config | alarm | all ]...\n"
	"Prints a line for each event: OBJECT EVENT, and then what show would print.\n"
	"With -json each line is an object. Ends when it is interrupted.\n";

static const char *const groups[] = {
	SIPFP_MCGRP_TXN,
	SIPFP_MCGRP_CONFIG,
	SIPFP_MCGRP_ALARM,
	"all",
};

#define GROUP_ALL (ARRAY_SIZE(groups) - 1)

static const char *const events[] = {
	[SIPFP_EVENT_NEW] = "new",
	[SIPFP_EVENT_CHANGE] = "change",
	[SIPFP_EVENT_DEL] = "del",
	[SIPFP_EVENT_ALARM_RAISED] = "raised",
	[SIPFP_EVENT_ALARM_CLEARED] = "cleared",
};

/* What a message without an object is about */
static const char *object_of(u8 cmd)
{
	switch (cmd) {
	case SIPFP_CMD_BINDING_FLUSH:
		return "binding";
	case SIPFP_CMD_GATEWAY_FLUSH:
		return "gateway";
	case SIPFP_CMD_ROUTE_FLUSH:
		return "route";
	case SIPFP_CMD_TXN_FLUSH:
		return "transaction";
	case SIPFP_CMD_ALARM_EVENT:
		return "alarm";
	}
	return "unknown";
}

static bool is_flush(u8 cmd)
{
	return cmd == SIPFP_CMD_BINDING_FLUSH ||
	       cmd == SIPFP_CMD_GATEWAY_FLUSH || cmd == SIPFP_CMD_ROUTE_FLUSH ||
	       cmd == SIPFP_CMD_TXN_FLUSH;
}

static int print(const struct sipfp_notice *notice, void *data)
{
	const struct sipfp_command *command = NULL;
	const char *event = "unknown";
	const char *object;

	if (notice->desc)
		command = sipfp_command_of(notice->desc);
	/* an alarm has an object too, the limit, but that is not what changed */
	object = command && notice->cmd != SIPFP_CMD_ALARM_EVENT ?
			 command->name :
			 object_of(notice->cmd);
	if (!command && is_flush(notice->cmd))
		event = "flush";
	else if (notice->event < ARRAY_SIZE(events))
		event = events[notice->event];

	sipfp_output_item();
	sipfp_output_string("object", NULL, object);
	sipfp_output_string("event", NULL, event);
	if (command) {
		sipfp_output_nest(command->name);
		command->print(&notice->object);
		sipfp_output_nest_end();
	}
	sipfp_output_item_end();
	/* whoever reads this waits for it */
	return sipfp_output_flush() ? 0 : -EPIPE;
}

static void tell_loss(struct sipfp_sock *sock)
{
	u32 lost = sipfp_event_lost(sock);

	if (lost)
		sipfp_error_warn("%u event%s lost, for want of reading them",
				 lost, lost == 1 ? " was" : "s were");
	else
		sipfp_error_warn("events were lost, nobody knows how many");
}

static int watch(struct sipfp_sock *sock)
{
	int err;

	/* what was lost before is not ours to tell */
	sipfp_event_lost(sock);
	for (;;) {
		err = sipfp_event_receive(sock, print, NULL);
		if (err == -ENOBUFS)
			tell_loss(sock);
		else if (err)
			break;
	}
	if (err == -EPIPE)
		return SIPFP_REFUSED; /* told when the tool ends */
	return sipfp_error_system("sipfp: monitor: %s", strerror(-err));
}

static int join(struct sipfp_sock *sock, unsigned int group)
{
	int err = sipfp_event_join(sock, groups[group]);

	if (!err)
		return SIPFP_OK;
	if (err == -EPERM || err == -EACCES)
		return sipfp_error_system("%s (CAP_NET_ADMIN is needed)",
					  strerror(-err));
	if (err == -ENOENT)
		return sipfp_error_system("this sipfp.ko has no %s events",
					  groups[group]);
	return sipfp_error_system("%s events: %s", groups[group],
				  strerror(-err));
}

static int run_monitor(struct sipfp_args *args)
{
	bool wanted[ARRAY_SIZE(groups)] = { false };
	struct sipfp_sock *sock;
	unsigned int group;
	int i;

	if (!sipfp_args_more(args))
		wanted[GROUP_ALL] = true;
	while (sipfp_args_more(args)) {
		i = sipfp_words_need_in(sipfp_args_next(args, "group"), groups,
					"group");
		if (i < 0)
			return SIPFP_USAGE;
		wanted[i] = true;
	}
	sock = sipfp_kernel_sock();
	if (!sock)
		return SIPFP_REFUSED;
	for (group = 0; group < GROUP_ALL; group++)
		if ((wanted[group] || wanted[GROUP_ALL]) && join(sock, group))
			return SIPFP_REFUSED;
	return watch(sock);
}

const struct sipfp_command sipfp_command_monitor = {
	.name = "monitor",
	.run = run_monitor,
	.usage = usage,
};
