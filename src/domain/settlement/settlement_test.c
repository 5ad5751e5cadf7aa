/* Minutes and factors, over plain values. */
#define TEST_ROOM "settlement"
#include "base/date.h"
#include "domain/settlement/settlement_in.h"

static struct instant at(const char *text)
{
	struct instant t = AT_NONE;

	at_parse(str_of(text), &t);
	return t;
}

/* June 2026 begins on a Monday: 43 200 minutes. */
static struct sla_result measured(struct arena *a, struct sla_outage *outages, size_t n_outages, struct sla_window *windows, size_t n_windows)
{
	struct workdays days = { 0 };
	struct sla_result r = { .month = STR("2026-06"), .outages = { outages, n_outages }, .windows = { windows, n_windows } };

	CHECK_INT(sla_measure(&r, &days, 3, a), OK);
	return r;
}

TEST(only_minutes_outside_the_announced_window_count)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct sla_outage o[] = { { at("2026-06-10 22:00"), at("2026-06-11 00:30"), STR_NONE } };
	struct sla_window w[] = { { WINDOW_PLANNED, at("2026-06-10 22:00"), at("2026-06-11 00:00"), at("2026-06-05 09:00"), false, STR_NONE } };
	struct sla_result r = measured(a, o, 1, w, 1);

	CHECK_INT(r.month_min, 43200);
	CHECK_INT(r.down_min, 150);
	CHECK_INT(r.exempt_min, 120);
	CHECK_INT(r.counted_min, 30);                     /* T-A30b */
	CHECK_INT(r.availability_bp, 9993);               /* (43080 - 30) / 43080 = 0.99930… */
	/* Announced a day later there are two working days left, and nothing is exempt. */
	w[0].announced_at = at("2026-06-08 09:00");
	r = measured(a, o, 1, w, 1);
	CHECK_INT(r.counted_min, 150);
	CHECK_INT(r.exempt_min, 0);
}

TEST(force_majeure_counts_when_accepted_and_minutes_count_once)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct sla_outage o[] = { { at("2026-06-30 23:00"), at("2026-07-01 03:00"), STR_NONE }, { at("2026-06-30 22:30"), at("2026-06-30 23:30"), STR_NONE } };
	struct sla_window w[] = { { WINDOW_FORCE_MAJEURE, at("2026-06-30 23:30"), at("2026-07-02 00:00"), AT_NONE, true, STR_NONE }, { WINDOW_FORCE_MAJEURE, at("2026-06-01 00:00"), at("2026-06-02 00:00"), AT_NONE, false, STR_NONE } };
	struct sla_result r = measured(a, o, 2, w, 2);

	CHECK_INT(r.down_min, 90);
	CHECK_INT(r.exempt_min, 30);
	CHECK_INT(r.counted_min, 60);
}

TEST(the_lowest_row_that_is_undercut_takes_off)
{
	struct sla_deduction rows[] = { { 9995, 500 }, { 9900, 3000 }, { 9990, 1000 } };
	struct list table = { rows, 3 }, none = { NULL, 0 };

	CHECK_INT(sla_deduct(&table, 9995), 0);
	CHECK_INT(sla_deduct(&table, 9994), 500);
	CHECK_INT(sla_deduct(&table, 9989), 1000);
	CHECK_INT(sla_deduct(&table, 9000), 3000);
	CHECK_INT(sla_deduct(&none, 0), 0);
	CHECK_INT(score_factor_of(&none, 9000), 10000);
	CHECK_INT(score_factor_of(&none, 8999), 9500);
	CHECK_INT(score_factor_of(&none, 7000), 9000);
	CHECK_INT(score_factor_of(&none, 6000), 8000);
	CHECK_INT(score_factor_of(&none, 5999), 7000);
}

TEST(periods_have_their_names)
{
	struct period p;
	int kind;

	CHECK_INT(settle_period_parse(STR("2026-Q2"), &p, &kind), OK);
	CHECK_INT(kind, SETTLE_QUARTER);
	CHECK_INT(p.from.day, date_ymd(2026, 4, 1).day);
	CHECK_INT(p.to.day, date_ymd(2026, 7, 1).day);
	CHECK_INT(settle_period_parse(STR("2026-H2"), &p, &kind), OK);
	CHECK_INT(p.to.day, date_ymd(2027, 1, 1).day);
	CHECK_INT(settle_period_parse(STR("2026"), &p, &kind), OK);
	CHECK_INT(kind, SETTLE_YEAR);
	CHECK_INT(settle_period_parse(STR("2026-05"), &p, &kind), OK);
	CHECK_INT(kind, SETTLE_MONTH);
	CHECK_INT(settle_period_parse(STR("2026-Q5"), &p, &kind), E_INVALID);
	CHECK_INT(settle_period_parse(STR("2026-H3"), &p, &kind), E_INVALID);
	CHECK_INT(settle_period_parse(STR("2026-13"), &p, &kind), E_INVALID);
	CHECK_INT(settle_period_parse(STR("26"), &p, &kind), E_INVALID);
}
