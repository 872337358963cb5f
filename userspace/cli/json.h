/* SPDX-License-Identifier: GPL-2.0-only */
/* A JSON writer */
#ifndef SIPFP_JSON_H
#define SIPFP_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct sipfp_json - where it is
 * @out:    where it goes
 * @pretty: one value a line, indented
 * @depth:  of open objects and arrays, at most 31
 * @filled: a bit for each depth: something has been written there
 * @keyed:  a key has been written, and its value comes next
 */
struct sipfp_json {
	FILE *out;
	bool pretty;
	unsigned int depth;
	uint32_t filled;
	bool keyed;
};

void sipfp_json_init(struct sipfp_json *json, FILE *out, bool pretty);
/* @bracket is '{' or '[', and '}' or ']' */
void sipfp_json_open(struct sipfp_json *json, char bracket);
void sipfp_json_close(struct sipfp_json *json, char bracket);
void sipfp_json_key(struct sipfp_json *json, const char *key);
void sipfp_json_string(struct sipfp_json *json, const char *data, size_t len);
void sipfp_json_number(struct sipfp_json *json, uint64_t value);
void sipfp_json_bool(struct sipfp_json *json, bool value);
void sipfp_json_null(struct sipfp_json *json);

/*
 * Length of the well-formed UTF-8 sequence that @data starts with, 0 when it
 * does not start with one.
 */
unsigned int sipfp_json_utf8(const unsigned char *data, size_t len);

#endif /* SIPFP_JSON_H */
