#ifndef CMD_DESK_H
#define CMD_DESK_H
/* One errand of the command line: an op by somebody. It is run on a core opened here, or handed over the desk to the server that has the
 * SQLite file open: a socket in the data folder that only its owner can reach. */
#include "core/core.h"

struct errand {
	struct str op, login, json;       /* login empty: nobody, for public ops; or the machine itself, for audit.note; json empty: {} */
	struct str key, if_match;         /* Idempotency-Key and If-Match, p NULL: none */
	struct str csv;                   /* an import's body */
	struct str file;                  /* absolute path of a file to send with an op that takes one, p NULL: none */
};
/* Runs it on an open core; everything about the outcome is in the answer (a->arena set by the caller). */
void errand_run(struct core *k, const struct errand *w, struct answer *a);

struct desk;
/* Takes errands for this core, one after the other, on a thread of its own. E_BUSY with a sentence when the socket cannot be made. */
enum err desk_open(struct core *k, const char *data_dir, struct fail *f, struct desk **out);
void     desk_close(struct desk *d);      /* finishes the errand at hand; accepts NULL */
/* Hands the errand to the server of this data folder; the outcome is in a. False: nobody sits there, and nothing was done. */
bool     desk_ask(const char *data_dir, const struct errand *w, struct answer *a);
#endif
