/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the tool share */
#ifndef SIPFP_CLI_H
#define SIPFP_CLI_H

#include <stdio.h>

#include "../lib/libsipfp.h"

#ifndef SIPFP_VERSION
#define SIPFP_VERSION "0.1"
#endif

#define ARRAY_SIZE(a)	   (sizeof(a) / sizeof((a)[0]))
#define __printf(fmt, arg) __attribute__((__format__(__printf__, fmt, arg)))

/* exit codes, and what the functions that may fail return */
#define SIPFP_OK      0
#define SIPFP_USAGE   1 /* the command is wrong */
#define SIPFP_REFUSED 2 /* the kernel said no */

struct sipfp_options {
	bool json;
	bool pretty;
	bool stats;
	bool details;
	bool force;
};

extern struct sipfp_options sipfp_options;

/* --- error.c: messages for people, on stderr -------------------------------*/

/* "Error: ...", and SIPFP_USAGE for the caller to return. */
int sipfp_error_usage(const char *fmt, ...) __printf(1, 2);
/* The same for what has nothing to do with the command line: SIPFP_REFUSED. */
int sipfp_error_system(const char *fmt, ...) __printf(1, 2);
void sipfp_error_warn(const char *fmt, ...) __printf(1, 2);
/* The library could not reach the kernel, @err is a negative errno. */
int sipfp_error_connect(int err);
/* What the kernel says about command @cmd; SIPFP_OK if it is no error. */
int sipfp_error_result(u8 cmd, const struct sipfp_result *result);

/* --- words.c: abbreviations -------------------------------------------------*/

#define SIPFP_WORD_NONE	     (-1)
#define SIPFP_WORD_AMBIGUOUS (-2)

/*
 * Finds @word in a table whose elements start with a const char *: a name, or
 * several of one meaning as "del|delete". A whole name is taken before any
 * abbreviation; an abbreviation must fit one element only.
 */
int sipfp_words_find(const char *word, const void *table, unsigned int count,
		     size_t stride);
/* The same, and says what is wrong with a @word that is not found. */
int sipfp_words_need(const char *word, const void *table, unsigned int count,
		     size_t stride, const char *what);
#define sipfp_words_need_in(word, table, what) \
	sipfp_words_need(word, table, ARRAY_SIZE(table), sizeof((table)[0]), \
			 what)

/* --- args.c: the words of a command -----------------------------------------*/

struct sipfp_args {
	char **argv;
	int argc;
	int at;
};

bool sipfp_args_more(const struct sipfp_args *args);
/* The next word, to be taken by sipfp_args_next(), or NULL. */
const char *sipfp_args_peek(const struct sipfp_args *args);
/* The next word, or NULL after an error that says that @what is missing. */
char *sipfp_args_next(struct sipfp_args *args, const char *what);
/* SIPFP_USAGE and an error if words are left. */
int sipfp_args_end(const struct sipfp_args *args);

/* These take a word and say what is wrong with it: SIPFP_OK or SIPFP_USAGE. */
int sipfp_args_address(struct sipfp_args *args, const char *what,
		       struct sipfp_addr *addr);
int sipfp_args_text(struct sipfp_args *args, const char *what, u32 max,
		    struct sipfp_text *text);
int sipfp_args_number(struct sipfp_args *args, const char *what, u64 min,
		      u64 max, u64 *value);

/* --- value.c: times and addresses as text -----------------------------------*/

/* "500ms", "4s", "3min", "1h" in milliseconds, at most a u32; or "0" */
bool sipfp_value_milliseconds(const char *text, u32 *ms);
/* "3600", "3600s", "1h" in seconds, or "never", which is 0 */
bool sipfp_value_seconds(const char *text, u32 *seconds);
bool sipfp_value_decimal(const char *text, u64 max, u64 *value);
/* "192.0.2.1:5060", "[2001:db8::1]:5060"; port 5060 when there is none */
bool sipfp_value_address(const char *text, struct sipfp_addr *addr);
#define SIPFP_VALUE_MAX 64
const char *sipfp_value_print_time(u32 ms, char *out);
/* The address alone, IPv6 without brackets, or with its port. */
const char *sipfp_value_print_ip(const struct sipfp_addr *addr, char *out);
const char *sipfp_value_print_address(const struct sipfp_addr *addr, char *out);

struct sipfp_text sipfp_value_text(const char *string);
bool sipfp_value_equal(const struct sipfp_text *a, const struct sipfp_text *b);

/* --- keyword.c: "keyword value" pairs, read and printed by one table --------*/

enum sipfp_keyword_kind {
	SIPFP_KEYWORD_TIME,    /* u32, milliseconds */
	SIPFP_KEYWORD_SECONDS, /* u32, 0: never */
	SIPFP_KEYWORD_U16,     /* from @min to @max */
	SIPFP_KEYWORD_TEXT,    /* struct sipfp_text of at most @max bytes */
	SIPFP_KEYWORD_LIST,    /* struct sipfp_text_list; may be repeated */
	SIPFP_KEYWORD_CHOICE,  /* u8, index into @choices */
	SIPFP_KEYWORD_SWITCH,  /* u8, off or on */
	SIPFP_KEYWORD_FLAG,    /* no value */
};

struct sipfp_keyword {
	const char *name;
	u8 attr;
	u8 kind;
	u16 offset;
	u16 min;
	u16 max;
	const char *json; /* key in JSON, where it is not the name */
	const char *const *choices;
};

/* Reads pairs until the words end. */
int sipfp_keyword_read(struct sipfp_args *args,
		       const struct sipfp_keyword *table, unsigned int count,
		       void *object);
/* Prints all that @object has, as it would be read. */
void sipfp_keyword_print(const struct sipfp_keyword *table, unsigned int count,
			 const void *object);

/* --- output.c: text for people, JSON for programs ---------------------------*/

/*
 * A list of items. In text an item is a line of words; in JSON an object. Each
 * value has a key for JSON; a label (may be NULL) goes before it in text.
 */
void sipfp_output_begin(void);
void sipfp_output_end(void);
void sipfp_output_item(void);
void sipfp_output_item_end(void);
/* Text only: the item goes on in another line; a word without a key. */
void sipfp_output_line(void);
void sipfp_output_word(const char *word);
/* JSON only: an object in the item. */
void sipfp_output_nest(const char *key);
void sipfp_output_nest_end(void);

void sipfp_output_string(const char *key, const char *label, const char *value);
void sipfp_output_text(const char *key, const char *label,
		       const struct sipfp_text *value);
void sipfp_output_list(const char *key, const char *label,
		       const struct sipfp_text_list *list);
void sipfp_output_number(const char *key, const char *label, u64 value);
void sipfp_output_time(const char *key, const char *label, u32 ms);
/* 0 is "never", and null in JSON */
void sipfp_output_seconds(const char *key, const char *label, u32 seconds);
void sipfp_output_switch(const char *key, const char *label, bool on);
/* Text: the label, if it is set. JSON: a boolean. */
void sipfp_output_flag(const char *key, const char *label, bool on);
/* JSON: @key and @port_key */
void sipfp_output_address(const char *key, const char *port_key,
			  const char *label, const struct sipfp_addr *addr);
bool sipfp_output_is_json(void);
/* Writes what is buffered. False when stdout has failed. */
bool sipfp_output_flush(void);

/* --- kernel.c: the one connection -------------------------------------------*/

/* NULL after an error that says why. */
struct sipfp_sock *sipfp_kernel_sock(void);
void sipfp_kernel_close(void);
/* One request about one object (may be NULL). */
int sipfp_kernel_change(u8 cmd, u16 flags, const struct sipfp_desc *desc,
			const void *object);
/* Ends and submits a request of command @cmd that the caller has begun. */
int sipfp_kernel_submit(u8 cmd);
/* Dumps to @cb: all, or what the kernel takes @filter to mean. */
int sipfp_kernel_dump(const struct sipfp_desc *desc, const void *filter,
		      sipfp_object_cb cb, void *data);
/* The same as a list on stdout; @cb prints an item. */
int sipfp_kernel_show(const struct sipfp_desc *desc, const void *filter,
		      sipfp_object_cb cb, void *data);
/* From now on commands are lines of @file; see kernel.c. */
void sipfp_kernel_batch(const char *file, bool pipeline);
void sipfp_kernel_line(u32 line);
/* Waits for what was submitted: the first failure since the last call. */
int sipfp_kernel_finish(void);
/* There is no kernel to talk to, and no use in trying again. */
bool sipfp_kernel_failed(void);

/* --- the objects ------------------------------------------------------------*/

struct sipfp_verb {
	const char *name;
	int (*run)(struct sipfp_args *args);
};

/**
 * struct sipfp_command - the commands of one object
 * @name:  of the object
 * @verbs: ended by one without a name; the first is the default
 * @run:   instead of @verbs
 * @usage: what help prints
 * @desc:  its description, NULL if it has none (monitor)
 * @print: prints the values of one
 */
struct sipfp_command {
	const char *name;
	const struct sipfp_verb *verbs;
	int (*run)(struct sipfp_args *args);
	const char *usage;
	const struct sipfp_desc *desc;
	void (*print)(const void *object);
};

extern const struct sipfp_command sipfp_command_service;
extern const struct sipfp_command sipfp_command_binding;
extern const struct sipfp_command sipfp_command_gateway;
extern const struct sipfp_command sipfp_command_route;
extern const struct sipfp_command sipfp_command_transaction;
extern const struct sipfp_command sipfp_command_stats;
extern const struct sipfp_command sipfp_command_key;
extern const struct sipfp_command sipfp_command_limit;
extern const struct sipfp_command sipfp_command_monitor;

/* command.c */
int sipfp_command_run(struct sipfp_args *args);
void sipfp_command_help(FILE *out);
/* The command whose objects have this description, or NULL. */
const struct sipfp_command *sipfp_command_of(const struct sipfp_desc *desc);

/* batch.c */
int sipfp_batch_run(const char *file);
/*
 * Splits a line into words, in place. False: a quote does not end. *@words
 * grows as needed and is the caller's to free.
 */
struct sipfp_words {
	char **word;
	int count;
	int space;
};

bool sipfp_batch_split(char *line, struct sipfp_words *words);

/* netns.c */
int sipfp_netns_enter(const char *name);

#endif /* SIPFP_CLI_H */
