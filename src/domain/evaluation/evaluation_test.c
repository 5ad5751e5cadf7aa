/* The arithmetic of utilisation by hand: weights, coverage, listing, case, windows, periods, the counter-offer's sums. */
#include "domain/catalog/catalog.h"
#include "domain/evaluation/evaluation_in.h"
#undef TEST_ROOM
#define TEST_ROOM "evaluation"

static const struct limits STANDARD = {
	.floor_bp = 7000, .list_cpu_low = 3000, .list_mem_low = 4000, .list_cpu_high = 5000, .list_mem_high = 7000, .cpu_low = 3000, .mem_low = 3000, .sto_low = 4000, .cpu_high = 8000, .mem_high = 8500,
	.sto_high = 8500, .idle = 500, .target = 6000, .months = 3, .new_months = 3, .min_vcpu = 2, .min_mem = 4,
};

/* qty cores of one machine, delivered in January and measured the whole month. */
static struct measured machine(int64_t qty, int64_t cpu, int64_t mem)
{
	return (struct measured){ .qty = qty, .piece_vcpu = 1, .piece_mem = INT_NONE, .piece_sto = INT_NONE, .billing_start_date = date_ymd(2026, 1, 10), .cpu_avg_bp = cpu, .cpu_p95_bp = cpu, .mem_avg_bp = mem,
				  .mem_p95_bp = mem, .sto_used_bp = INT_NONE, .bw_p95_bp = INT_NONE, .coverage_bp = 10000 };
}

static struct measured disk(int64_t gb, int64_t used)
{
	return (struct measured){ .qty = gb, .piece_vcpu = INT_NONE, .piece_mem = INT_NONE, .piece_sto = 1, .billing_start_date = date_ymd(2026, 1, 10), .cpu_avg_bp = INT_NONE, .cpu_p95_bp = INT_NONE,
				  .mem_avg_bp = INT_NONE, .mem_p95_bp = INT_NONE, .sto_used_bp = used, .bw_p95_bp = INT_NONE, .coverage_bp = 10000 };
}

static struct verdict summed(struct arena *a, struct measured *m, size_t n, struct util_figures *f)
{
	struct coverage cov;

	*f = (struct util_figures){ 0 };
	measured_sum(a, &(struct list){ m, n }, f, &cov);
	listing_level(a, &STANDARD, &cov, f);
	return case_verdict(&STANDARD, &cov, f);
}

TEST(values_are_weighed_and_rounded_half_up)
{
	CHECK_INT(weighted((int64_t[]){ 2000, 5000 }, (int64_t[]){ 3, 1 }, 2), 2750);
	CHECK_INT(weighted((int64_t[]){ 1, 2 }, (int64_t[]){ 1, 1 }, 2), 2);
	CHECK_INT(weighted((int64_t[]){ INT_NONE, 5000 }, (int64_t[]){ 9, 1 }, 2), 5000);
	CHECK_INT(weighted((int64_t[]){ INT_NONE }, (int64_t[]){ 9 }, 1), INT_NONE);
	CHECK_INT(weighted((int64_t[]){ 1000, 3000 }, (int64_t[]){ 0, 0 }, 2), 2000);
}

TEST(a_system_is_weighed_by_cores_memory_and_gigabytes)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct util_figures f;
	struct measured m[] = { machine(10, 2000, 2500), machine(30, 4000, 3500), disk(100, 5000), disk(300, 9000) };

	summed(a, m, COUNT(m), &f);
	CHECK_INT(f.cpu_p95_bp, 3500);
	CHECK_INT(f.mem_p95_bp, 3250);
	CHECK_INT(f.sto_used_bp, 8000);
	CHECK_INT(f.vcpu, 40);
	CHECK_INT(f.sto_gb, 400);
	CHECK(str_find(f.formula, STR("CPU P95 (10×20%＋30×40%)÷40＝35%")) >= 0);
	/* Where memory has GB of its own, those weigh. */
	m[0].piece_mem = 4; m[1].piece_mem = 1;
	summed(a, m, 2, &f);
	CHECK_INT(f.mem_p95_bp, (40 * 2500 + 30 * 3500 + 35) / 70);
}

TEST(a_month_is_low_only_where_both_are_low)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct util_figures f;
	struct measured m = machine(8, 2600, 2800);

	CHECK(summed(a, &m, 1, &f).low);
	m = machine(8, 2600, 3000);
	CHECK(!summed(a, &m, 1, &f).low);
	m = machine(8, 2999, 2999);
	CHECK(summed(a, &m, 1, &f).low);
	m = machine(8, 2600, INT_NONE);
	CHECK(!summed(a, &m, 1, &f).low);
	CHECK_INT(f.level, UTIL_LOW);              /* the listing looks at either mean */
	m = machine(8, 8001, 1000);
	CHECK(summed(a, &m, 1, &f).high);
	CHECK_INT(f.level, UTIL_MIXED);
	m = machine(8, 8000, 8500);
	CHECK(!summed(a, &m, 1, &f).high);
	m = machine(8, 400, 2000);
	CHECK(summed(a, &m, 1, &f).idle);
}

TEST(storage_alone_makes_a_month_low_or_high)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct util_figures f;
	struct measured m[] = { machine(8, 5000, 5000), disk(100, 3999) };

	struct verdict v = summed(a, m, 2, &f);
	CHECK(v.low && !v.high);
	CHECK_STR(v.cause, "存储");
	m[1] = disk(100, 4000);
	CHECK(!summed(a, m, 2, &f).low);
	m[1] = disk(100, 8501);
	CHECK(summed(a, m, 2, &f).high);
	CHECK_INT(f.level, UTIL_NORMAL);
	CHECK(summed(a, &m[1], 1, &f).high);
	CHECK_INT(f.level, UTIL_HIGH);
}

TEST(below_the_floor_nothing_is_judged)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct util_figures f;
	struct measured m[] = { machine(7, 1000, 1000), machine(3, INT_NONE, INT_NONE) };

	CHECK(summed(a, m, 2, &f).low);
	CHECK_INT(f.coverage_bp, 7000);
	m[0].coverage_bp = 9999;
	struct verdict v = summed(a, m, 2, &f);
	CHECK(!v.known && !v.low && !v.high);
	CHECK_INT(f.coverage_bp, 6999);
	CHECK_INT(f.level, UTIL_UNJUDGED);
	CHECK(f.why.n > 0);
}

TEST(young_spare_and_smallest_ones_do_not_count)
{
	struct measured m = machine(8, 1000, 1000);

	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 4, 10)), COUNTS);
	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 4, 9)), TOO_NEW);
	m.standby = true;
	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 5, 1)), STANDBY);
	m = machine(2, 1000, 1000);
	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 5, 1)), SMALLEST);
	/* A flavour is judged by its piece: ten small machines cannot be cut either. */
	m = machine(10, 1000, 1000);
	m.piece_vcpu = 2; m.piece_mem = 4;
	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 5, 1)), SMALLEST);
	m.piece_mem = 8;
	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 5, 1)), COUNTS);
	m.exempt = true;
	CHECK_INT(measured_setback(&STANDARD, &m, date_ymd(2026, 5, 1)), BY_DECISION);
}

TEST(windows_of_a_season_touch_their_months)
{
	struct period may = { date_ymd(2027, 5, 1), date_ymd(2027, 6, 1) }, june = { date_ymd(2027, 6, 1), date_ymd(2027, 7, 1) };
	struct window w = { date_ymd(2026, 6, 1), date_ymd(2026, 7, 1), WINDOW_YEARLY };

	CHECK(window_touches(&w, june));
	CHECK(!window_touches(&w, may));
	w.recurrence = WINDOW_ONCE;
	CHECK(!window_touches(&w, june));
	w = (struct window){ date_ymd(2027, 5, 31), date_ymd(2027, 6, 2), WINDOW_ONCE };
	CHECK(window_touches(&w, may) && window_touches(&w, june));
	w = (struct window){ date_ymd(2027, 5, 31), date_ymd(2027, 6, 1), 0 };
	CHECK(window_touches(&w, may) && !window_touches(&w, june));
	w = (struct window){ date_ymd(2026, 1, 1), date_ymd(2026, 1, 6), WINDOW_MONTHLY };
	CHECK(!window_touches(&w, may));
}

TEST(what_is_given_back_leaves_room)
{
	struct fen f;

	CHECK_INT(needed_qty(14, 2600, 6000), 7);      /* 6.07 */
	CHECK_INT(needed_qty(10, 6000, 6000), 10);
	CHECK_INT(needed_qty(10, 0, 6000), 1);
	CHECK_INT(needed_qty(1, 100, 6000), 1);
	CHECK_INT(year_fee((struct price){ 460000 }, PER_MONTH, 9, &f), OK);
	CHECK_INT(f.v, 496800);                        /* 9 × 46.00 × 12 */
	CHECK_INT(year_fee((struct price){ 24000000 }, PER_YEAR, 2, &f), OK);
	CHECK_INT(f.v, 480000);
	CHECK_INT(year_fee(PRICE_NONE, PER_MONTH, 2, &f), OK);
	CHECK_INT(f.v, INT64_MIN);
	CHECK_INT(year_fee((struct price){ 100 }, PER_ONCE, 2, &f), OK);
	CHECK_INT(f.v, 0);
}

TEST(periods_are_written_in_four_ways)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	static const struct { const char *text; int from, to; } good[] = { { "2026Q2", 4, 7 }, { "2026Q4", 10, 13 }, { "2026H1", 1, 7 }, { "2026", 1, 13 }, { "2026-05", 5, 6 } };
	static const char *const bad[] = { "", "2026Q5", "2026Q0", "2026H3", "2026-13", "26Q1", "2026q1", "2026QX", "2026Q11", "x026" };
	struct period p;

	for (size_t i = 0; i < COUNT(good); i++) {
		CHECK_INT(period_parse(str_of(good[i].text), &p), OK);
		CHECK_INT(p.from.day, date_add_months(date_ymd(2026, 1, 1), good[i].from - 1).day);
		CHECK_INT(p.to.day, date_add_months(date_ymd(2026, 1, 1), good[i].to - 1).day);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_INT(period_parse(str_of(bad[i]), &p), E_INVALID);
	CHECK_STR(period_text(a, STR("quarter"), date_ymd(2026, 6, 30)), "2026Q2");
	CHECK_STR(period_text(a, STR("half"), date_ymd(2026, 7, 1)), "2026H2");
	CHECK_STR(period_text(a, STR("year"), date_ymd(2026, 7, 1)), "2026");
	CHECK_STR(period_text(a, STR("month"), date_ymd(2026, 7, 1)), "2026-07");
}
