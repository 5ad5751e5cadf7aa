/* What a year's money is, what it has become, and what will become of it. */
#include "domain/application/application.h"
#include "domain/budget/budget_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

enum err budget_create(struct ctx *c, const void *in_, void *out)
{
	const struct year_in *in = in_;
	struct budget b;
	int64_t authority = 0;
	struct org o;

	(void)out;
	TRY(org_authority(c, &authority));
	record_none(&budget_record, &b);
	b.org = in->org ? in->org : authority;
	enum err e = org_peek(c, b.org, &o);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "org", "absent", "没有编号为 %" PRId64 " 的单位", b.org);
	}
	TRY(e);
	b.id = id_new(c);
	b.version = 1;
	b.year = in->year;
	b.whole = b.org == authority;
	b.approved_fen = in->approved_fen;
	b.note = in->note;
	b.doc = in->doc;
	b.warned = 0;
	b.created_by = c->who.person;
	b.created_at = c->now;
	b.state = BUDGET_DRAFT;
	c->made = b.id;
	return sql_put(c, &budget_q[Q_PUT], &b);
}

enum err budget_approve(struct ctx *c, const void *in, void *out)
{
	const struct budget *b = c->subject;

	(void)in;
	(void)out;
	/* The budget before stays as it was decided; this one counts from now on. */
	TRY(sql_run(c, &budget_q[Q_REPLACE], b->year, b->org, b->id));
	return sql_run(c, &budget_q[Q_APPROVE], b->id, V_ID(c->who.person), c->now);
}

/* ---- figures ---- */
static int64_t months_billed(struct ctx *c, int64_t year, enum err *e)
{
	int64_t closed = 0;

	*e = sql_int(c, &budget_q[Q_CLOSED], &closed, arena_fmt(c->arena, "%" PRId64 "-00", year), arena_fmt(c->arena, "%" PRId64 "-99", year));
	return closed;
}

/* Declared stages by their days, at a month's price over thirty days: an estimate, as a forecast is. */
static enum err windows_of(struct ctx *c, const struct budget *b, int64_t org, int64_t *fen)
{
	struct period y = { date_ymd((int)b->year, 1, 1), date_ymd((int)b->year + 1, 1, 1) };
	struct list stages;

	*fen = 0;
	TRY(sql_all(c, &budget_q[Q_STAGES], &stages, org, y.from, y.to, today(c)));
	EACH(struct stage, s, stages) {
		int64_t from = MAX2(MAX2(s->from_date.day, y.from.day), today(c).day), to = MIN2(s->to_date.day, y.to.day);
		if (to > from)
			*fen += s->qty * s->price_e4.e4 / 100 * (to - from) / 30;
	}
	return OK;
}

enum err budget_figures(struct ctx *c, void *rec)
{
	struct budget *b = rec;
	struct str from = arena_fmt(c->arena, "%" PRId64 "-01", b->year), to = arena_fmt(c->arena, "%" PRId64 "-99", b->year);
	int64_t org = b->whole ? 0 : b->org;        /* 0: every unit */
	int64_t accrued = 0, spent = 0, run = 0, pipeline = 0, windows = 0, left;
	enum err e;
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	TRY(sql_int(c, &budget_q[Q_ACCRUED], &accrued, from, to, org));
	if (b->whole)
		TRY(sql_int(c, &budget_q[Q_PAID], &spent, date_ymd((int)b->year, 1, 1), date_ymd((int)b->year + 1, 1, 1)));
	else
		TRY(sql_int(c, &budget_q[Q_SETTLED], &spent, from, to, org));
	TRY(sql_int(c, &budget_q[Q_RUNNING], &run, org, today(c)));
	TRY(sql_int(c, &budget_q[Q_PIPELINE], &pipeline, org));
	TRY(windows_of(c, b, org, &windows));
	left = 12 - months_billed(c, b->year, &e);
	TRY(e);
	/* Months before this one that were never billed are not to come; a year that is over has none. */
	left = b->year < y ? 0 : b->year > y ? 12 : MIN2(left, 12 - m + 1);
	b->accrued_fen.v = accrued;
	b->spent_fen.v = spent;
	b->run_month_fen.v = run;
	b->committed_fen.v = run * left;
	b->pipeline_fen.v = pipeline * left;
	b->windows_fen.v = b->year < y ? 0 : windows;
	b->forecast_fen.v = accrued + b->committed_fen.v + b->pipeline_fen.v + b->windows_fen.v;
	b->left_fen.v = b->approved_fen.v - accrued - b->committed_fen.v - b->pipeline_fen.v;
	b->used_pct = b->approved_fen.v ? accrued * 100 / b->approved_fen.v : 0;
	b->forecast_pct = b->approved_fen.v ? b->forecast_fen.v * 100 / b->approved_fen.v : 0;
	return OK;
}

static enum err warn(struct ctx *c, const struct budget *b)
{
	int64_t reached = 0;

	for (int i = 0; i < 10 && setting_nth(c, "budget.warn_pct", i) != INT_NONE; i++)
		if (b->used_pct >= setting_nth(c, "budget.warn_pct", i))
			reached = MAX2(reached, setting_nth(c, "budget.warn_pct", i));
	if (reached <= b->warned)
		return OK;
	TRY(sql_run(c, &budget_q[Q_WARNED], b->id, reached));
	struct note n = { .title = arena_fmt(c->arena, "%" PRId64 " 年“" STR_FMT "”的预算已用 %" PRId64 "%%", b->year, STR_ARG(b->org_name), b->used_pct), .article = "A8.4a", .e = &budget_entity, .subject = b->id,
			  .body = arena_fmt(c->arena, "预算 " STR_FMT " 元，已出账 " STR_FMT " 元，全年预计 " STR_FMT " 元。", STR_ARG(fen_text(c->arena, b->approved_fen)), STR_ARG(fen_text(c->arena, b->accrued_fen)),
					    STR_ARG(fen_text(c->arena, b->forecast_fen))) };
	TRY(message_to_roles(c, 0, R(AUTH_FINANCE) | R(AUTH_ISSUER), &n));
	return b->whole ? OK : message_to_roles(c, b->org, R(USER_OWNER) | R(APPU_MANAGER), &n);
}

/* Every day: warnings once per mark, and what is left for those who review applications. */
enum err budget_daily(struct ctx *c)
{
	struct list live;
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	TRY(sql_all(c, &budget_q[Q_LIVE], &live, (int64_t)y));
	EACH(struct budget, b, live) {
		TRY(budget_figures(c, b));
		TRY(warn(c, b));
		if (b->whole || b->noted_fen.v == b->left_fen.v)
			continue;
		TRY(application_note_budget(c, b->org, b->year, b->left_fen));
		TRY(sql_run(c, &budget_q[Q_NOTED], b->id, b->left_fen));
	}
	return OK;
}

/* ---- guards ---- */
enum err another_approves(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct budget *)subject)->created_by == c->who.person ? refuse(c, "编制人不能批准自己编制的预算") : OK;
}

enum err shares_fit(struct ctx *c, const void *subject, const void *in)
{
	const struct budget *b = subject;
	int64_t shares = 0, whole = 0;

	(void)in;
	TRY(sql_int(c, &budget_q[Q_SHARES], &shares, b->year, b->whole ? 0 : b->org));
	TRY(sql_int(c, &budget_q[Q_WHOLE], &whole, b->year));
	whole = b->whole ? b->approved_fen.v : whole;
	shares += b->whole ? 0 : b->approved_fen.v;
	return shares <= whole ? OK : refuse(c, "%" PRId64 " 年各单位的份额合计 " STR_FMT " 元，超过主管部门的预算 " STR_FMT " 元", b->year, STR_ARG(fen_text(c->arena, (struct fen){ shares })),
					     STR_ARG(fen_text(c->arena, (struct fen){ whole })));
}

/* ---- what costs are made of ---- */
/* A unit sees its own, a first-level unit those under it; 0 sees everything. */
static void seen_by(struct ctx *c, int64_t *org, int64_t *root)
{
	bool all = c->who.party == ORG_AUTHORITY || has_role(c, R(AUDITOR));

	*org = all ? 0 : c->who.org;
	*root = !all && has_role(c, R_APPU) ? c->who.root_org : -1;
}

enum err cost_list(struct ctx *c, const void *in_, void *out_)
{
	const struct cost_in *in = in_;
	struct cost_out *out = out_;
	int64_t org, root;

	seen_by(c, &org, &root);
	TRY(sql_all(c, &budget_q[Q_COST + in->by - 1], &out->items, in->from_month, in->to_month.p ? in->to_month : in->from_month, org, root, in->org == 0 ? 0 : in->org));
	out->total_fen.v = 0;
	EACH(struct cost_row, r, out->items)
		out->total_fen.v += r->amount_fen.v;
	return OK;
}

enum err cost_changes(struct ctx *c, const void *in_, void *out_)
{
	const struct changes_in *in = in_;
	struct changes_out *out = out_;
	struct period m;
	int64_t org, root;

	TRY(month_parse(in->month, &m));
	seen_by(c, &org, &root);
	out->month = in->month;
	out->before_month = month_text(c->arena, date_add(m.from, -1));
	TRY(sql_all(c, &budget_q[Q_CHANGES], &out->items, out->before_month, in->month, org, root));
	out->before_fen.v = out->after_fen.v = 0;
	EACH(struct cost_change, x, out->items) {
		x->delta_fen.v = x->after_fen.v - x->before_fen.v;
		x->why = x->before_qty == 0 ? STR("新开通") : x->after_qty == 0 ? STR("已停用") : x->before_qty != x->after_qty ? STR("数量变化") : x->before_price != x->after_price ? STR("价格变化") : STR("天数不同");
		out->before_fen.v += x->before_fen.v;
		out->after_fen.v += x->after_fen.v;
	}
	out->delta_fen.v = out->after_fen.v - out->before_fen.v;
	return OK;
}

enum err budget_forecast_of(struct ctx *c, int64_t org, struct list *out)
{
	TRY(sql_all(c, &budget_q[Q_FORECAST], out, today(c), org));
	EACH(struct forecast_row, r, *out) {
		r->run_year_fen.v = r->run_month_fen.v * 12;
		r->pipeline_fen.v *= 12;
		r->forecast_fen.v = r->run_year_fen.v + r->pipeline_fen.v;
	}
	return OK;
}

/* Next year's form (D31): a year of what runs, and of what is approved and not there yet. */
enum err budget_forecast(struct ctx *c, const void *in_, void *out_)
{
	struct forecast_out *out = out_;

	out->year = ((const struct forecast_in *)in_)->year;
	out->total_fen.v = 0;
	TRY(budget_forecast_of(c, 0, &out->items));
	EACH(struct forecast_row, r, out->items)
		out->total_fen.v += r->forecast_fen.v;
	return OK;
}
