/* scenario: runs files, one line each. */
#include <malloc.h>
#include <stdio.h>
#include "cmd/cmd.h"
#include "cmd/scenario.h"

int cmd_scenario(const struct command *c, struct opt *o, struct args args)
{
	struct scenario_opts so = {
		.store_url = opt_value(o, "store", "sqlite::memory:"), .torture = opt_given(o, "torture"),
		.stride = opt_int(o, "stride", 1, 1, 1000000), .day_stride = opt_int(o, "day-stride", opt_int(o, "stride", 1, 1, 1000000), 1, 1000000), .store_prefix = opt_value(o, "points", NULL),
	};
	size_t bad = 0;

	/* Thousands of short lives in one process: giving memory back between them costs as much as they do. */
	mallopt(M_TRIM_THRESHOLD, (int)MIB(256));
	mallopt(M_TOP_PAD, (int)MIB(4));
	/* Under torture failures are the point: their log lines would only hide what matters. */
	log_level_min = so.torture ? LOG_ERROR + 1 : LOG_ERROR;
	for (size_t i = 0; i < args.n; i++) {
		struct scenario_result r;
		struct fail f = { 0 };
		enum err e = scenario_run(&so, args.operands[i], &r, &f);
		if (e != OK) {
			bad++;
			fprintf(stderr, "not ok %s\n  %s\n", args.operands[i], f.sentence);
		} else if (so.torture) {
			printf("ok %s（%" PRId64 " 个故障点）\n", args.operands[i], r.faults);
		} else {
			printf("ok %s（%" PRId64 " 行）\n", args.operands[i], r.lines);
		}
		fflush(stdout);
	}
	printf("%zu passed, %zu failed\n", args.n - bad, bad);
	(void)c;
	return bad ? EXIT_FAILED : EXIT_DONE;
}
