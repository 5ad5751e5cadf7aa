#ifndef CMD_DEMO_H
#define CMD_DEMO_H
/* The demonstration prefecture: made through ops on simulated days, the same bytes for the same seed and date. */
#include <stdio.h>
#include "core/core.h"

struct demo_opts { int64_t seed; struct date today; int units, days, apps_per_unit, old; bool progress, cheap, meddled, trace; };   /* days: how much past; units: applying units; old: systems that have run since before */
/* The demonstration as it is shown: seed 1, today. */
struct demo_opts demo_shown(void);
/* Fills an empty store up to the morning of o->today; E_CONFLICT "not_empty" otherwise. */
enum err demo_fill(const char *store_url, const char *files_dir, const struct demo_opts *o, struct fail *f);
/* Sign-in names of each party and the common password. */
void     demo_print_logins(FILE *to);
/* A prefecture of that size, with its people, prices and pools, in an open core whose timer the caller moves; then day by day. */
struct prefecture;
enum err prefecture_found(struct core *k, struct timer *t, struct arena *a, const struct demo_opts *o, struct fail *f, struct prefecture **out);
/* What its people do on the timer's day. With `unruly`, they also try what is forbidden, and are refused. */
enum err prefecture_day(struct prefecture *p, bool unruly, struct fail *f);
struct prefecture_counts { int64_t started, delivered, refused, bills, twice, meddled, blocked, acts, urgent; };   /* acts: units merged, divided, moved */
struct prefecture_counts prefecture_counts(const struct prefecture *p);
#endif
