/* The calendar. */
#define TEST_ROOM "base"
#include "base/date.h"

static struct date day(const char *z)
{
	struct date d = DATE_NONE;
	CHECK_INT(date_parse(str_of(z), &d), OK);
	return d;
}

static struct instant at(const char *z)
{
	struct instant t = AT_NONE;
	if (at_parse(str_of(z), &t) != OK)
		test_fail(__FILE__, __LINE__, "\"%s\" was refused", z);
	return t;
}

static struct str text_of(struct date d)
{
	static char text[11];
	return (struct str){ text, date_put(text, d) };
}

TEST(date_days_follow_one_another)
{
	int y, m, d, py = 1899, pm = 12, pd = 31;

	/* Every day of all printable years: splitting, joining and the order agree. */
	for (struct date at_ = date_ymd(1900, 1, 1), end = date_ymd(9999, 12, 31); date_cmp(at_, end) <= 0; at_ = date_add(at_, 1)) {
		date_split(at_, &y, &m, &d);
		bool next = (y == py && m == pm && d == pd + 1) || (y == py && m == pm + 1 && d == 1) ||
			    (y == py + 1 && m == 1 && pm == 12 && d == 1 && pd == 31);
		if (!next || !date_valid(y, m, d) || date_ymd(y, m, d).day != at_.day)
			test_fail(__FILE__, __LINE__, "%d-%d-%d after %d-%d-%d", y, m, d, py, pm, pd);
		py = y, pm = m, pd = d;
	}
	CHECK_INT(date_ymd(1970, 1, 1).day, 0);
	CHECK_INT(date_ymd(2000, 3, 1).day, 11017);
	CHECK_INT(date_ymd(2026, 13, 1).day, date_ymd(2027, 1, 1).day);
}

TEST(date_leap_years)
{
	CHECK_INT(date_days_in_month(2024, 2), 29);
	CHECK_INT(date_days_in_month(2026, 2), 28);
	CHECK_INT(date_days_in_month(1900, 2), 28);
	CHECK_INT(date_days_in_month(2000, 2), 29);
}

TEST(date_months_later_end_at_the_month_end)     /* */
{
	static const struct { const char *from; int n; const char *to; } rows[] = {
		{ "2026-02-28", 1, "2026-03-28" }, { "2026-01-31", 1, "2026-02-28" }, { "2024-01-31", 1, "2024-02-29" },
		{ "2026-12-15", 1, "2027-01-15" }, { "2026-03-31", -1, "2026-02-28" }, { "2026-01-31", -2, "2025-11-30" },
		{ "2024-02-29", 12, "2025-02-28" }, { "2026-05-31", 0, "2026-05-31" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_STR(text_of(date_add_months(day(rows[i].from), rows[i].n)), rows[i].to);
}

TEST(date_parse_refuses_days_that_do_not_exist)
{
	static const char *const wrong[] = { "2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01", "2026-01-1",
		"1899-12-31", "10000-01-01", "2026-01-01 ", " 2026-01-01", "2026/01/01", "20260101", "", "2026-01-0x", "2026-01-01T00:00" };
	struct date d = { 7 };

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (date_parse(str_of(wrong[i]), &d) != E_INVALID)
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", wrong[i]);
	CHECK_INT(d.day, 7);
	CHECK_INT(date_parse((struct str){ "2026-01-01\0", 11 }, &d), E_INVALID);
	CHECK_STR(text_of(day("1900-01-01")), "1900-01-01");
	CHECK_STR(text_of(day("9999-12-31")), "9999-12-31");
}

TEST(date_weekdays)
{
	CHECK_INT(date_weekday(day("1970-01-01")), 4);
	CHECK_INT(date_weekday(day("2026-02-13")), 5);
	CHECK_INT(date_weekday(day("2026-11-22")), 7);
	CHECK_INT(date_weekday(day("1900-01-01")), 1);
}

TEST(at_is_beijing_whatever_the_offset)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	CHECK_STR(at_text(a, at("2026-09-22T02:42:18Z")), "2026-09-22T10:42:18+08:00");
	CHECK_STR(at_text(a, at("2026-09-21T22:42:18.5-04:00")), "2026-09-22T10:42:18.500+08:00");
	CHECK_STR(at_text(a, at("2026-09-22t10:42:18.0079+08:00")), "2026-09-22T10:42:18.007+08:00");
	CHECK_STR(at_text(a, at("2026-02-13 10:00")), "2026-02-13T10:00:00+08:00");
	CHECK_STR(at_text(a, at("2026-02-13 10:00:05")), "2026-02-13T10:00:05+08:00");
	CHECK_STR(at_text(a, at("1969-12-31T23:59:59.999Z")), "1970-01-01T07:59:59.999+08:00");
	CHECK_STR(at_text(a, (struct instant){ 0 }), "1970-01-01T08:00:00+08:00");
	/* A day begins at 16:00 UTC of the day before. */
	CHECK_STR(date_text(a, date_of(at("2026-01-31T15:59:59.999Z"))), "2026-01-31");
	CHECK_STR(date_text(a, date_of(at("2026-01-31T16:00:00Z"))), "2026-02-01");
	CHECK_INT(date_start(day("2026-02-01")).ms, at("2026-01-31T16:00:00Z").ms);
	CHECK_STR(date_text(a, date_of(at("1965-06-30T16:00:00Z"))), "1965-07-01");
	CHECK_STR(month_text(a, day("2026-09-22")), "2026-09");
}

TEST(at_parse_refuses)
{
	static const char *const wrong[] = { "2026-09-22", "2026-09-22T10:42:18", "2026-09-22T10:42Z", "2026-09-22T24:00:00Z",
		"2026-09-22T10:60:00Z", "2026-09-22T10:42:60Z", "2026-09-22T10:42:18.Z", "2026-09-22T10:42:18+0800", "2026-09-22T10:42:18+24:00",
		"2026-09-22T10:42:18Z ", "2026-02-30T10:42:18Z", "2026-09-22 10", "2026-09-22 10:42:", "9999-12-31T23:59:59-08:00",
		"1900-01-01T00:00:00+23:59", "" };
	struct instant t;

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (at_parse(str_of(wrong[i]), &t) != E_INVALID)
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", wrong[i]);
}

TEST(month_parse_gives_a_half_open_period)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	struct period p;

	CHECK_INT(month_parse(STR("2026-12"), &p), OK);
	CHECK_STR(date_text(a, p.from), "2026-12-01");
	CHECK_STR(date_text(a, p.to), "2027-01-01");
	CHECK_INT(month_parse(STR("2026-13"), &p), E_INVALID);
	CHECK_INT(month_parse(STR("2026-00"), &p), E_INVALID);
	CHECK_INT(month_parse(STR("2026-1"), &p), E_INVALID);
	CHECK_INT(month_parse(STR("2026-01-01"), &p), E_INVALID);
}
