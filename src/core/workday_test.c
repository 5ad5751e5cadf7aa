/* The vectors of ARTICLES §4.3, on the calendar that comes with the program. */
#include "core/test_house.h"

static struct date day(const char *text)
{
	struct date d;

	CHECK(date_parse(str_of(text), &d) == OK);
	return d;
}

TEST(working_days_of_the_worked_dates)
{
	static const struct { const char *start; int n; const char *counted; bool local; } rows[] = {
		{ "2026-03-02", 5, "2026-03-03 2026-03-04 2026-03-05 2026-03-06 2026-03-09" },
		{ "2026-03-06", 5, "2026-03-09 2026-03-10 2026-03-11 2026-03-12 2026-03-13" },
		{ "2026-03-07", 5, "2026-03-09 2026-03-10 2026-03-11 2026-03-12 2026-03-13" },
		{ "2026-02-13", 5, "2026-02-14 2026-02-24 2026-02-25 2026-02-26 2026-02-27" },
		{ "2026-02-27", 5, "2026-02-28 2026-03-02 2026-03-03 2026-03-04 2026-03-05" },
		{ "2026-01-03", 5, "2026-01-04 2026-01-05 2026-01-06 2026-01-07 2026-01-08" },
		{ "2025-12-31", 5, "2026-01-04 2026-01-05 2026-01-06 2026-01-07 2026-01-08" },
		{ "2025-09-26", 5, "2025-09-28 2025-09-29 2025-09-30 2025-10-09 2025-10-10" },
		{ "2026-04-30", 5, "2026-05-06 2026-05-07 2026-05-08 2026-05-09 2026-05-11" },
		{ "2026-09-18", 5, "2026-09-20 2026-09-21 2026-09-22 2026-09-23 2026-09-24" },
		{ "2024-02-08", 5, "2024-02-09 2024-02-18 2024-02-19 2024-02-20 2024-02-21" },
		{ "2026-09-30", 10, "2026-10-08 2026-10-09 2026-10-10 2026-10-12 2026-10-13 2026-10-14 2026-10-15 2026-10-16 2026-10-19 2026-10-20" },
		{ "2025-04-10", 5, "2025-04-11 2025-04-14 2025-04-15 2025-04-16 2025-04-17" },
		{ "2025-04-10", 5, "2025-04-11 2025-04-17 2025-04-18 2025-04-21 2025-04-22", true },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	struct workdays layers[2] = { house_days(a, false), house_days(a, true) };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct date counted[10];
		struct str rest = str_of(rows[i].counted), want;
		struct date due = workday_due(&layers[rows[i].local], day(rows[i].start), rows[i].n, counted);
		for (int n = 0; n < rows[i].n; n++) {
			want = str_cut(&rest, ' ');
			CHECK_STR(date_text(a, counted[n]), arena_cstr(a, want));
		}
		CHECK(!rest.p);
		CHECK_STR(date_text(a, due), arena_cstr(a, want));
		CHECK_INT(workday_between(&layers[rows[i].local], day(rows[i].start), due), rows[i].n);
	}
}

TEST(working_days_of_whole_years)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	struct workdays w = house_days(a, false);

	CHECK_INT(workday_between(&w, day("2023-12-31"), day("2024-12-31")), 251);
	CHECK_INT(workday_between(&w, day("2024-12-31"), day("2025-12-31")), 248);
	CHECK_INT(workday_between(&w, day("2025-12-31"), day("2026-12-31")), 248);
}

TEST(local_days_beat_national_ones)
{
	struct date d = date_ymd(2026, 3, 2);
	struct workday_exception rows[] = { { d, false, true }, { d, true, false } }, other[] = { { d, true, false }, { d, false, true } };

	CHECK(!workday_is(&(struct workdays){ rows, 2, 1 }, d));
	CHECK(!workday_is(&(struct workdays){ other, 2, 1 }, d));
	CHECK(workday_is(&(struct workdays){ NULL, 0, 1 }, d));
}

TEST(original_system_is_kept_a_month)
{
	static const char *const rows[][2] = {
		{ "2026-01-31", "2026-02-28" }, { "2026-03-31", "2026-04-30" }, { "2025-12-31", "2026-02-02" },
		{ "2026-01-15", "2026-02-24" }, { "2026-09-01", "2026-10-08" },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	struct workdays w = house_days(a, false);

	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_STR(date_text(a, workday_keep_until(&w, day(rows[i][0]), 1)), rows[i][1]);
}
