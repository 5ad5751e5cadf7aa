#ifndef CMD_SCENARIO_H
#define CMD_SCENARIO_H
/* Runs scenario files (tests/scenario/README.md). */
#include "core/core.h"

struct scenario_opts {
	const char *store_url;            /* fresh store for every file: "sqlite::memory:" or a PostgreSQL URL that is emptied first */
	bool torture;                     /* every fault point of the store in turn */
	int64_t stride, day_stride;       /* torture: every n-th fault point only, of the lines and of the days that pass (0: every one) */
	bool quiet;
	const char *store_prefix;         /* fault points that strike: "store." (NULL: all) */
};
struct scenario_result { int64_t lines, faults; };
/* E_INVALID with "file:line: …" in f for the first line that does not go as written. */
enum err scenario_run(const struct scenario_opts *o, const char *path, struct scenario_result *out, struct fail *f);
#endif
