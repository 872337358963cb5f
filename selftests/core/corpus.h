/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The torture messages of RFC 4475 and RFC 5118, with what those RFCs want a
 * proxy to do with them: torture/ *.txt, of lines that begin with
 *
 *   #	    a remark
 *   =	    name and section: a message begins
 *   rfc    "forward"; "either STATUS": that, or forwarded; "reject STATUS...";
 *	    "drop": a response that goes nowhere
 *   self   the service's address, where the message depends on it
 *   stream the RFC has it come by a stream: the topmost Via is taken for UDP
 *   core   what the core makes of it: "forward", or "slow", the reason, and the
 *	    status that is answered where there is no socket
 *   |	    a line of the message, with CRLF; "\\" and "\xHH" are a backslash
 *	    and any byte; a backslash at the end: no CRLF, the next line goes on
 */
#ifndef SELFTESTS_CORE_CORPUS_H
#define SELFTESTS_CORE_CORPUS_H

#include <stdio.h>
#include "core/span.h"

/**
 * struct corpus_msg - a message
 * @name:    as the RFC has it
 * @section: there
 * @rfc:     the verdict, with its statuses
 * @core:    what the core says
 * @self:    the service, or empty
 * @stream:  it came by a stream
 * @bytes:   the message, @len bytes
 */
struct corpus_msg {
	char name[40];
	char section[12];
	char rfc[40];
	char core[60];
	char self[40];
	bool stream;
	u8 bytes[4096];
	u32 len;
};

#define CORPUS_FILES 4
extern const char *const corpus_files[CORPUS_FILES];

/* Opens torture/@name.txt; the test fails if that can't be done. */
FILE *corpus_open(const char *name);

/* The next one; false at the end of the file. Fails for what it can't read. */
bool corpus_next(FILE *f, struct corpus_msg *m);

/* The one of that name, wherever it is */
void corpus_find(const char *name, struct corpus_msg *m);

#endif /* SELFTESTS_CORE_CORPUS_H */
