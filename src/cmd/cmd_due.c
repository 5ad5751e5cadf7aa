/* due: counts working days on the built-in calendar, without a store. */
#include <stdio.h>
#include "cmd/cmd.h"
#include "domain/calendar/calendar.h"

static int year_of(struct date d)
{
	int y, m, day;

	date_split(d, &y, &m, &day);
	return y;
}

/* A year without a single row of a layer has not been published, or not been built in: only weekends are known of it. */
static void tell_missing(const struct workdays *w, struct date from, struct date to, bool local)
{
	for (int year = year_of(from); year <= year_of(to); year++) {
		bool known = false;
		for (size_t i = 0; i < w->n; i++)
			known |= w->days[i].local == local && year_of(w->days[i].date) == year;
		if (!known)
			fprintf(stderr, local ? "提示：%d 年的本地节假日还没有公布或没有内置，没有计入\n"
					      : "提示：%d 年的国家放假安排还没有公布或没有内置，只按周末推算\n", year);
	}
}

static const char *const layers[] = { "national", "local", NULL };

int cmd_due(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	const char *from = opt_value(o, "from", NULL), *layer = layers[opt_word(o, "layer", "local", layers)];
	int64_t days = opt_int(o, "days", 0, 1, 400);
	struct workdays w;
	struct date day0, counted[400];

	if (!from || !days)
		return usage(c, "要给出 --from 和 --days");
	if (date_parse(str_of(from), &day0) != OK || !date_enterable(day0)) {
		fprintf(stderr, "--from 应当是 1900 年到 2999 年之间存在的日期 YYYY-MM-DD，不是“%s”\n", from);
		return EXIT_USAGE;
	}
	calendar_builtin(a, strcmp(layer, "local") == 0, &w);
	struct date due = workday_due(&w, day0, (int)days, counted);
	tell_missing(&w, day0, due, false);
	if (strcmp(layer, "local") == 0)
		tell_missing(&w, day0, due, true);
	if (opt_given(o, "json")) {
		printf("{\"from\":\"" STR_FMT "\",\"days\":%" PRId64 ",\"layer\":\"%s\",\"counted\":[", STR_ARG(date_text(a, day0)), days, layer);
		for (int64_t i = 0; i < days; i++)
			printf("%s\"" STR_FMT "\"", i ? "," : "", STR_ARG(date_text(a, counted[i])));
		printf("],\"due\":\"" STR_FMT "\"}\n", STR_ARG(date_text(a, due)));
		return EXIT_DONE;
	}
	static const char *const weekdays[] = { "", "周一", "周二", "周三", "周四", "周五", "周六", "周日" };
	for (int64_t i = 0; i < days; i++)
		printf("第 %" PRId64 " 个工作日 " STR_FMT " %s%s\n", i + 1, STR_ARG(date_text(a, counted[i])), weekdays[date_weekday(counted[i])],
		       date_weekday(counted[i]) > 5 ? "（调休上班）" : "");
	printf(STR_FMT "\n", STR_ARG(date_text(a, due)));
	(void)args;
	return EXIT_DONE;
}
