/* Reclaim first, then grant: what a request could be met with from what its unit hardly uses; what the reviewers are told; the report. */
#include "domain/application/application.h"
#include "domain/catalog/catalog.h"
#include "domain/contract/contract.h"
#include "domain/evaluation/evaluation_in.h"
#include "domain/infra/infra.h"

enum { LINES_MAX = 1000 };

/* Low in every month of the rule; the month that used most decides how much stays. */
static enum err source_judge(struct ctx *c, const struct limits *l, struct reclaim_source *s)
{
	struct date end = month_first(today(c));
	int n = (int)MIN2(l->months, (int64_t)24);
	struct util_figures *f = ARENA_ARRAY(c->arena, struct util_figures, (size_t)n);
	int64_t most = 0;

	s->reclaim_qty = s->used_qty = 0;
	s->months = (struct list){ f, (size_t)n };
	for (int i = 0; i < n; i++) {
		struct date to = date_add_months(end, i - n + 1);
		struct list one;
		struct coverage cov;
		int64_t use;
		f[i].month = month_text(c->arena, date_add(to, -1));
		TRY(sql_all(c, &evaluation_q[Q_RESOURCE_MONTH], &one, s->resource, to, f[i].month));
		measured_sum(c->arena, &one, &f[i], &cov);
		const struct measured *m = one.n ? LIST_AT(one, struct measured, 0) : NULL;
		if (!m || measured_setback(l, m, end) != COUNTS || !resource_low(l, &cov, m, &f[i], &use))
			return OK;
		f[i].level = UTIL_LOW;
		most = MAX2(most, use);
	}
	int64_t keep = needed_qty(s->qty, most, l->target);
	s->reclaim_qty = s->qty - keep;
	s->formula = arena_fmt(c->arena, "%" PRId64 "×" STR_FMT "÷" STR_FMT "，向上取整留 %" PRId64 "，可收回 %" PRId64 " " STR_FMT, s->qty, STR_ARG(percent(c->arena, most)), STR_ARG(percent(c->arena, l->target)), keep,
			       s->reclaim_qty, STR_ARG(s->unit));
	return OK;
}

/* A missing contract price is no price, never zero. */
static enum err source_price(struct ctx *c, struct reclaim_source *s)
{
	struct catalog_item it;

	s->unit_price_e4 = PRICE_NONE;
	s->year_fen = FEN_NONE;
	TRY(catalog_item_get(c, s->item, &it));
	s->billing_period = it.billing_period;
	enum err e = price_on(c, s->csp, s->item_code, today(c), &s->unit_price_e4);
	if (e == E_REFUSED) {
		fail_clear(&c->fail);
		s->unit_price_e4 = PRICE_NONE;
		return OK;
	}
	TRY(e);
	return year_fee(s->unit_price_e4, s->billing_period, s->reclaim_qty, &s->year_fen) == OK ? OK : fail(c, E_LIMIT, "too_large", "金额超出可表示的范围");
}

static enum err sources_of(struct ctx *c, int64_t unit, struct list *out)
{
	struct limits l;
	struct list all;

	limits_now(c, &l);
	TRY(sql_all(c, &evaluation_q[Q_SOURCES], &all, unit));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct reclaim_source, all.n + 1), 0 };
	EACH(struct reclaim_source, s, all) {
		TRY(source_judge(c, &l, s));
		if (s->reclaim_qty <= 0)
			continue;
		TRY(source_price(c, s));
		LIST_AT(*out, struct reclaim_source, 0)[out->n++] = *s;
	}
	return OK;
}

static enum err add(struct ctx *c, struct fen v, struct fen *sum)
{
	if (v.v == INT64_MIN || sum->v == INT64_MIN)
		*sum = FEN_NONE;
	else if (fen_add(*sum, v, sum) != OK)
		return fail(c, E_LIMIT, "too_large", "金额超出可表示的范围");
	return OK;
}

/* The same thing in the same zone serves a line; a thing is given back once, to the first line that asks for it. */
static enum err line_offer(struct ctx *c, const struct list *sources, struct offer_line *o)
{
	o->saving_year_fen = (struct fen){ 0 };
	o->reclaim_qty = 0;
	EACH(struct reclaim_source, s, *sources) {
		int64_t take = MIN2(s->reclaim_qty - s->used_qty, o->qty - o->reclaim_qty);
		struct fen year;
		if (take <= 0 || !str_eq(s->item_code, o->item_code) || !str_eq(s->zone, o->zone))
			continue;
		if (year_fee(s->unit_price_e4, s->billing_period, take, &year) != OK)
			return fail(c, E_LIMIT, "too_large", "金额超出可表示的范围");
		s->used_qty += take;
		o->reclaim_qty += take;
		TRY(add(c, year, &o->saving_year_fen));
	}
	o->grant_qty = o->qty - o->reclaim_qty;
	return OK;
}

static enum err lines_asked(struct ctx *c, const struct application *a, struct list *out)
{
	struct list lines;

	TRY(application_lines(c, a->id, &lines));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct offer_line, LINES_MAX), 0 };
	EACH(struct application_line, l, lines)
		if (out->n < LINES_MAX)
			LIST_AT(*out, struct offer_line, 0)[out->n++] = (struct offer_line){ .line = l->id, .seq = l->seq, .qty = l->qty, .item_code = l->item_code, .item_name = l->item_name, .unit = l->unit,
											     .zone = str_of(zone_names[l->zone].word) };
	return OK;
}

enum err counter_offer(struct ctx *c, const void *in, void *out_)
{
	const struct application *a = c->subject;
	struct counter_offer *out = out_;
	int64_t reclaimed = 0;

	(void)in;
	*out = (struct counter_offer){ .id = a->id };
	TRY(lines_asked(c, a, &out->lines));
	TRY(sources_of(c, a->user_org, &out->sources));
	EACH(struct offer_line, o, out->lines) {
		TRY(line_offer(c, &out->sources, o));
		TRY(add(c, o->saving_year_fen, &out->saving_year_fen));
		reclaimed += o->reclaim_qty;
	}
	EACH(struct reclaim_source, s, out->sources)
		TRY(add(c, s->year_fen, &out->reclaim_year_fen));
	out->formula = STR("可收回量＝现有量－⌈现有量×各月最高 P95÷目标利用率⌉；年节约＝可收回量×合同单价×一年的计费周期数");
	if (!reclaimed)
		out->says = STR("本单位没有同类的低利用率资源可以调剂，按需要审核");
	else if (out->saving_year_fen.v == INT64_MIN)
		out->says = STR("先收回本单位低利用率资源，再核定差额；部分目录项没有合同价格，年节约算不全");
	else
		out->says = arena_fmt(c->arena, "先收回本单位低利用率资源，再核定差额，每年少付 " STR_FMT " 元", STR_ARG(fen_text(c->arena, out->saving_year_fen)));
	return OK;
}

/* ---- what the reviewers are told of (A20.1c); the application freezes it with the opinion ---- */
static enum err use_note(struct ctx *c, const struct application *a, const struct application_line *l, int scope, struct str advice)
{
	struct date end = month_first(today(c));
	struct util_figures f = { .month = month_text(c->arena, date_add(end, -1)) };
	struct arena *m = c->arena;
	struct coverage cov;
	struct limits limits;
	struct list rows;

	limits_now(c, &limits);
	TRY(sql_all(c, &evaluation_q[Q_ITEM_USE], &rows, a->user_org, end, f.month, l->item_code, scope == USE_OF_SYSTEM ? a->system : 0));
	if (!rows.n)
		return OK;
	measured_sum(m, &rows, &f, &cov);
	listing_level(m, &limits, &cov, &f);
	struct line_utilisation u = { .application = a->id, .line = l->seq, .scope = scope, .from_month = f.month, .to_month = f.month, .n_resources = f.n_resources, .cpu_avg_bp = f.cpu_avg_bp,
				      .cpu_p95_bp = f.cpu_p95_bp, .mem_avg_bp = f.mem_avg_bp, .mem_p95_bp = f.mem_p95_bp, .sto_used_bp = f.sto_used_bp, .bw_p95_bp = f.bw_p95_bp, .coverage_bp = f.coverage_bp };
	const char *whose = scope == USE_OF_SYSTEM ? "本系统" : "本单位";
	u.text = f.level == UTIL_UNJUDGED ? arena_fmt(m, "%s同类资源 " STR_FMT "：" STR_FMT, whose, STR_ARG(f.month), STR_ARG(f.why))
		: arena_fmt(m, "%s同类资源 " STR_FMT "：CPU P95 " STR_FMT "，内存 P95 " STR_FMT "，存储使用率 " STR_FMT "，覆盖率 " STR_FMT STR_FMT, whose, STR_ARG(f.month), STR_ARG(percent(m, f.cpu_p95_bp)),
			    STR_ARG(percent(m, f.mem_p95_bp)), STR_ARG(percent(m, f.sto_used_bp)), STR_ARG(percent(m, f.coverage_bp)), STR_ARG(advice));
	return application_note_use(c, &u);
}

/* Told when it is accepted, so that the reviewers have it before them; what comes in later does not change what they saw. */
enum err hear_accepted(struct ctx *c, const struct fact *f)
{
	struct application a;
	struct list offers, sources;
	size_t n = 0;

	TRY(application_get(c, f->subject, &a));
	if (a.state != APP_ACCEPTED && a.state != APP_UNDER_REVIEW)
		return OK;
	TRY(lines_asked(c, &a, &offers));
	TRY(sources_of(c, a.user_org, &sources));
	EACH(struct application_line, l, a.lines) {
		struct offer_line *o = LIST_AT(offers, struct offer_line, n++);
		TRY(line_offer(c, &sources, o));
		struct str saving = o->saving_year_fen.v == INT64_MIN ? STR("缺合同价，算不出") : arena_fmt(c->arena, STR_FMT " 元", STR_ARG(fen_text(c->arena, o->saving_year_fen)));
		struct str advice = !o->reclaim_qty ? STR("") : arena_fmt(c->arena, "；可先收回 %" PRId64 "，核定 %" PRId64 "，年节约 " STR_FMT, o->reclaim_qty, o->grant_qty, STR_ARG(saving));
		TRY(use_note(c, &a, l, USE_OF_SYSTEM, STR("")));
		TRY(use_note(c, &a, l, USE_OF_UNIT, advice));
	}
	return OK;
}

/* ---- utilisation by system, unit, pool or zone (A28.2) ---- */
enum err util_report(struct ctx *c, const void *in_, void *out_)
{
	static const int by[BY_MAX] = { [BY_SYSTEM] = Q_REPORT_SYSTEM, [BY_UNIT] = Q_REPORT_UNIT, [BY_POOL] = Q_REPORT_POOL, [BY_ZONE] = Q_REPORT_ZONE };
	const struct report_in *in = in_;
	struct util_report *out = out_;
	const struct principal *w = &c->who;

	out->month = in->month;
	out->by = in->by ? in->by : BY_SYSTEM;
	return sql_all(c, &evaluation_q[by[out->by]], &out->items, in->month, w->party == ORG_CSP ? w->org : 0, w->party == ORG_APPLICANT ? w->root_org : 0, w->party == ORG_USER ? w->org : 0);
}
