#include "domain/calendar/calendar.h"
#undef TEST_ROOM
#define TEST_ROOM "calendar"

struct vector { const char *from; int days; bool national_only; const char *due; };
/* ARTICLES 4.3. */
static const struct vector vectors[] = {
	{ "2026-03-02", 5, false, "2026-03-09" }, { "2026-03-06", 5, false, "2026-03-13" }, { "2026-03-07", 5, false, "2026-03-13" },
	{ "2026-02-13", 5, false, "2026-02-27" }, { "2026-02-27", 5, false, "2026-03-05" }, { "2026-01-03", 5, false, "2026-01-08" },
	{ "2025-12-31", 5, false, "2026-01-08" }, { "2025-09-26", 5, false, "2025-10-10" }, { "2026-04-30", 5, false, "2026-05-11" },
	{ "2026-09-18", 5, false, "2026-09-24" }, { "2024-02-08", 5, false, "2024-02-21" }, { "2026-09-30", 10, false, "2026-10-20" },
	{ "2025-04-10", 5, true, "2025-04-17" },  { "2025-04-10", 5, false, "2025-04-22" },
};

static struct date day(const char *text)
{
	struct date d;

	CHECK(date_parse(str_of(text), &d) == OK);
	return d;
}

TEST(counts_the_worked_dates)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct workdays both, national;

	calendar_builtin(a, true, &both);
	calendar_builtin(a, false, &national);
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct date due = workday_due(v->national_only ? &national : &both, day(v->from), v->days, NULL);
		CHECK_STR(date_text(a, due), v->due);
	}
}

TEST(has_as_many_working_days_as_the_state_council_says)
{
	static const struct { int year, days; } totals[] = { { 2024, 251 }, { 2025, 248 }, { 2026, 248 } };
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct workdays w;

	calendar_builtin(a, false, &w);
	for (size_t i = 0; i < COUNT(totals); i++)
		CHECK_INT(workday_between(&w, date_ymd(totals[i].year - 1, 12, 31), date_ymd(totals[i].year, 12, 31)), totals[i].days);
}

TEST(keeps_the_old_system_a_month)
{
	static const char *const keeps[][2] = {
		{ "2026-01-31", "2026-02-28" }, { "2026-03-31", "2026-04-30" }, { "2025-12-31", "2026-02-02" }, { "2026-01-15", "2026-02-24" },
		{ "2026-09-01", "2026-10-08" },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct workdays w;

	calendar_builtin(a, true, &w);
	for (size_t i = 0; i < COUNT(keeps); i++)
		CHECK_STR(date_text(a, workday_keep_until(&w, day(keeps[i][0]), 1)), keeps[i][1]);
}

TEST(names_a_missing_year)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	CHECK_STR(calendar_year_name(a, 20271), "2027 年国家日历");
	CHECK_STR(calendar_year_name(a, 20272), "2027 年本地日历");
}
