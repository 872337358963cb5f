/* SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause */
/* Header field names: full and compact forms, without case */
#ifndef SIPFP_CORE_HDR_H
#define SIPFP_CORE_HDR_H

#include "msg.h"

/* Bytes that sipfp_hdr_known() wants to see: the longest name and its colon */
#define SIPFP_HDR_KNOWN 16

/*
 * Does a header field that we know begin at @i, with its colon right behind
 * the name? Return: bytes of the name, and enum sipfp_hid in *@hid; 0 if not,
 * or if the message ends within SIPFP_HDR_KNOWN bytes.
 */
//@ requires i <= len <= SIPFP_MSG_MAX; assigns *hid; ensures *hid < SIPFP_HID_MAX;
u32 sipfp_hdr_known(const u8 *buf, u32 len, u32 i, u8 *hid);

/*
 * Which enum sipfp_hid is named by this span (the name alone, no colon)?
 * SIPFP_HID_OTHER for the rest.
 */
//@ assigns \nothing; ensures \result < SIPFP_HID_MAX;
u8 sipfp_hdr_lookup(const u8 *buf, u32 len, struct sipfp_span name);

/*
 * Value of parameter @name in a list of ";name=value" that starts at the
 * first semicolon or is empty. Without case; quoted values are returned
 * with their quotes; LWS (folding too) around ';' and '=' is allowed.
 * Return: 1 found with a value, 2 found without one (value empty), 0 absent,
 * -1 when the list is malformed (unbalanced quote, empty name).
 */
//@ assigns *value;
int sipfp_hdr_param(const u8 *buf, u32 len, struct sipfp_span params,
		    const char *name, u32 namelen, struct sipfp_span *value);

#endif /* SIPFP_CORE_HDR_H */
