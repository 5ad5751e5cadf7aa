#ifndef CMD_DEMO_H
#define CMD_DEMO_H
/* The demonstration prefecture: made through ops on simulated days, the same bytes for the same seed and date. */
#include <stdio.h>
#include "core/core.h"

struct demo_opts { int64_t seed; struct date today; /* DATE_NONE or 0: the core's */ bool progress; };
bool     demo_is_empty(struct core *k);
/* Fills an empty store; E_CONFLICT "not_empty" otherwise. The core's timer is moved through the past and back. */
enum err demo_fill(struct core *k, const struct demo_opts *o, struct fail *f);
/* Sign-in names of each party and the common password. */
void     demo_print_logins(FILE *to);
#endif
