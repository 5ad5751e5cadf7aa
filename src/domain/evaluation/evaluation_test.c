/* The arithmetic of utilisation by hand: weights, coverage, listing, case, windows, periods, the counter-offer's sums. */
#include <stdio.h>
#include "core/core.h"
#include "domain/catalog/catalog.h"
#include "domain/contract/test_contract.h"
#include "domain/evaluation/evaluation_in.h"
#include "domain/resource/resource.h"
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
	CHECK_STR(period_text(a, STR("half_year"), date_ymd(2026, 7, 1)), "2026H2");
	CHECK_STR(period_text(a, STR("year"), date_ymd(2026, 7, 1)), "2026");
	CHECK_STR(period_text(a, STR("month"), date_ymd(2026, 7, 1)), "2026-07");
}

/* ---- in a store: one system with 16 cores since February, for what later features ask and hear ---- */
struct watched { struct supplier s; struct house *h; int64_t unit, system, pool, item, resource; struct str no; };

static enum err run_cores(struct ctx *c, void *arg)
{
	struct watched *w = arg;
	struct resource r;

	record_none(&resource_record, &r);
	r.name = STR("应用服务器"); r.item = w->item; r.item_code = STR(XC_CPU); r.item_name = STR("信创云主机-vCPU"); r.unit = STR("核");
	r.system = w->system; r.user_org = r.applicant_org = w->unit; r.pool = w->pool; r.zone = STR("extranet"); r.csp = w->s.csp; r.qty = 16; r.vcpu = 1;
	r.legacy = true;
	TRY(resource_enter(c, &r));
	w->resource = r.id;
	w->no = arena_str(w->h->a, r.no);
	return resource_deliver(c, r.id, 0, date_ymd(2026, 2, 1));
}

static struct watched watched_open(void)
{
	struct watched w = { .s = supplier_open() };
	struct house *h = w.h = w.s.h;

	w.unit = did(h, "org.create", NULL, "{\"no\":\"532800101\",\"name\":\"州教育体育局\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\"}");
	struct principal handler = { .account = 101, .person = 201, .org = w.unit, .root_org = w.unit, .party = ORG_APPLICANT, .roles = R_USER, .login = STR("u"), .name = STR("某人") };
	w.system = did_by(h, &handler, "info_system.create", NULL, "{\"name\":\"学生考勤系统\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
			  "\"project_approval_no\":\"西教字〔2026〕3号\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\"}");
	int64_t site = did(h, "site.create", NULL, "{\"name\":\"景洪生产中心\",\"kind\":\"production\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", w.s.csp);
	w.pool = did(h, "pool.create", NULL, "{\"no\":\"P01\",\"name\":\"政务外网信创池\",\"site\":\"%" PRId64 "\",\"zone\":\"extranet\",\"arch\":\"kunpeng\",\"xinchuang\":true,\"driver\":\"manual\",\"cap_vcpu\":100}", site);
	w.item = asked(h, "SELECT MIN(id) FROM catalog_item WHERE code = '" XC_CPU "'");
	house_at(h, "2026-02-01 09:00");
	CHECK_INT(house_write(h, run_cores, &w), OK);
	return w;
}

static void tick(struct watched *w)
{
	struct fail f = { 0 };

	if (core_tick(w->h->k, &f) != OK || core_invariants(w->h->k, w->h->a, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
}

/* Three months of the same figures, and the first of July. */
static void quarter(struct watched *w, const char *figures)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));

	buf_add(&b, STR("no,month,cpu_avg_bp,cpu_p95_bp,mem_avg_bp,mem_p95_bp,coverage_bp"));
	for (int m = 4; m <= 6; m++)
		buf_fmt(&b, "\n" STR_FMT ",2026-0%d,%s", STR_ARG(w->no), m, figures);
	house_at(w->h, "2026-06-30 09:00");
	did(w->h, "import.utilisation", NULL, STR_FMT, STR_ARG(buf_str(&b)));
	house_at(w->h, "2026-07-01 00:20");
	tick(w);
}

static enum err asks(struct ctx *c, void *arg)
{
	struct watched *w = arg;
	struct util_case k;

	TRY(util_case_of(c, w->system, CASE_HIGH, &k));
	CHECK(k.id != 0);
	TRY(util_case_of(c, w->system, CASE_LOW, &k));
	CHECK_INT(k.id, 0);
	return OK;
}

static enum err expands(struct ctx *c, void *arg)
{
	struct watched *w = arg;
	enum err e = evaluation_optimised(c, w->system, STR("vCPU"), 1, 16);

	CHECK_INT(e, E_REFUSED);
	CHECK_STR(str_of(c->fail.article), "A25.2a");
	CHECK_STR(str_of(c->fail.reason), "evaluation.not_optimised");
	fail_clear(&c->fail);
	return OK;
}

static enum err expands_by_half(struct ctx *c, void *arg)
{
	struct watched *w = arg;

	CHECK_INT(evaluation_optimised(c, w->system, STR("vCPU"), 8, 16), OK);       /* half is not more than half */
	CHECK_INT(evaluation_optimised(c, w->system, STR("vCPU"), 0, 0), OK);
	CHECK_INT(evaluation_optimised(c, w->system, STR("vCPU"), 9, 16), E_REFUSED);
	CHECK_STR(str_of(c->fail.article), "A25.2a");
	fail_clear(&c->fail);
	return OK;
}

HOUSE_TEST(later_features_are_told_what_was_judged)
{
	struct watched w = watched_open();

	CHECK_INT(house_write(w.h, expands_by_half, &w), OK);
	quarter(&w, "6000,9000,5000,6000,9800");
	CHECK_INT(asked(w.h, "SELECT COUNT(*) FROM util_case WHERE kind = 'high' AND state = 'open'"), 1);
	CHECK_INT(house_write(w.h, asks, &w), OK);
	CHECK_INT(house_write(w.h, expands, &w), OK);
	supplier_close(&w.s);
}

static enum err refusals(struct ctx *c, void *arg)
{
	struct list all;

	TRY(evaluation_refusals(c, &all));
	*(int64_t *)arg = (int64_t)all.n;
	EACH(struct util_refusal, r, all)
		CHECK(r->overdue && !r->objection_rejected && r->opened_at.ms < c->now.ms && r->system_name.n);
	return OK;
}

static enum err stops(struct ctx *c, void *arg) { return resource_stop(c, ((struct watched *)arg)->resource, today(c), SEG_REVOKE); }

HOUSE_TEST(a_silent_unit_refuses_and_a_stopped_resource_releases)
{
	struct watched w = watched_open();
	int64_t n;

	quarter(&w, "1000,2600,2000,2800,9900");
	CHECK_INT(house_write(w.h, refusals, &n), OK);
	CHECK_INT(n, 0);
	house_at(w.h, "2026-07-16 09:00");
	CHECK_INT(house_write(w.h, refusals, &n), OK);
	CHECK_INT(n, 1);
	CHECK_INT(house_write(w.h, stops, &w), OK);
	tick(&w);
	CHECK_INT(asked(w.h, "SELECT COUNT(*) FROM util_case WHERE state = 'released' AND closed_month = '2026-07'"), 1);
	CHECK_INT(house_write(w.h, refusals, &n), OK);
	CHECK_INT(n, 0);
	house_at(w.h, "2026-08-01 09:00");
	tick(&w);
	CHECK_INT(asked(w.h, "SELECT COUNT(*) FROM util_alert WHERE state <> 'closed'"), 0);
	supplier_close(&w.s);
}

/* ---- a provider with more systems than one turn drafts ---- */
static enum err run_more(struct ctx *c, void *arg)
{
	struct watched *w = arg;
	struct resource r;

	record_none(&resource_record, &r);
	r.name = STR("应用服务器"); r.item = w->item; r.item_code = STR(XC_CPU); r.item_name = STR("信创云主机-vCPU"); r.unit = STR("核");
	r.system = w->system; r.user_org = r.applicant_org = w->unit; r.pool = w->pool; r.zone = STR("extranet"); r.csp = w->s.csp; r.qty = 1; r.vcpu = 1;
	r.legacy = true;
	TRY(resource_enter(c, &r));
	return resource_deliver(c, r.id, 0, date_ymd(2026, 2, 1));
}

static enum err part_of_periods(struct ctx *c, void *arg)
{
	TRY(eval_periods_job(c));
	*(bool *)arg = c->go_on;
	return OK;
}

HOUSE_TEST(a_large_provider_is_drafted_part_by_part)
{
	struct watched w = watched_open();
	struct house *h = w.h;
	struct principal handler = { .account = 101, .person = 201, .org = w.unit, .root_org = w.unit, .party = ORG_APPLICANT, .roles = R_USER, .login = STR("u"), .name = STR("某人") };
	bool more = false;
	int turns = 0;

	w.pool = did(h, "pool.create", NULL, "{\"no\":\"P02\",\"name\":\"政务外网大池\",\"site\":\"%" PRId64 "\",\"zone\":\"extranet\",\"arch\":\"kunpeng\",\"xinchuang\":true,\"driver\":\"manual\",\"cap_vcpu\":1000}", asked(h, "SELECT MIN(id) FROM site"));
	for (int i = 0; i < 500; i++) {
		w.system = did_by(h, &handler, "info_system.create", NULL, "{\"name\":\"系统 %d\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
				  "\"project_approval_no\":\"西教字〔2026〕3号\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\"}", i);
		CHECK_INT(house_write(h, run_more, &w), OK);
	}
	house_at(h, "2026-07-01 09:00");
	CHECK_INT(house_write(h, part_of_periods, &more), OK);
	CHECK(more);
	/* What is there so far is no report, and nobody is told yet; the clock of the report runs. */
	CHECK_INT(asked(h, "SELECT COUNT(*) FROM evaluation WHERE generated_at IS NULL"), 1);
	CHECK_INT(asked(h, "SELECT COUNT(*) FROM evaluation_item"), 500);
	CHECK_INT(asked(h, "SELECT COUNT(*) FROM message WHERE title LIKE '%评估报告待提交%'"), 0);
	struct principal provider = { .account = 102, .person = 202, .org = w.s.csp, .root_org = w.s.csp, .party = ORG_CSP, .roles = R(CSP_OPERATION) | R(CSP_HEAD), .login = STR("c"), .name = STR("某人") };
	struct answer a = house_ask_by(h, &provider, "evaluation.submit", arena_cstr(h->a, arena_fmt(h->a, "id=%" PRId64, asked(h, "SELECT id FROM evaluation"))), NULL);
	CHECK_STR(str_of(a.fail.reason), "evaluation.drafting");
	for (turns = 1; more && turns < 9; turns++)
		CHECK_INT(house_write(h, part_of_periods, &more), OK);
	CHECK(!more);
	/* Two quarters, each with all of its systems. */
	CHECK_INT(asked(h, "SELECT COUNT(*) FROM evaluation_item"), 1002);
	CHECK_INT(asked(h, "SELECT CAST(SUM(n_systems) AS BIGINT) FROM evaluation WHERE generated_at IS NOT NULL"), 1002);
	supplier_close(&w.s);
}
