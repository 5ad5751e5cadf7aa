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
	if (b.org != authority && o.kind != ORG_APPLICANT && o.kind != ORG_USER)
		return fail_on(c, "org", "wrong_unit", STR_FMT " 不是上云单位，没有预算份额", STR_ARG(o.name));
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
static struct period year_of(const struct budget *b) { return (struct period){ date_ymd((int)b->year, 1, 1), date_ymd((int)b->year + 1, 1, 1) }; }

/* A declared stage by its days that are to come in the year, at a month's price over thirty days: an estimate, as a forecast is. */
static int64_t stage_days(const struct stage *s, struct period y, struct date today)
{
	return MAX2(0, MIN2(s->to_date.day, y.to.day) - MAX2(MAX2(s->from_date.day, y.from.day), today.day));
}
static int64_t stage_fen(const struct stage *s, struct period y, struct date today) { return s->qty * s->price_e4.e4 / 100 * stage_days(s, y, today) / 30; }

/* Months of the year that are still to be billed: those before this one that never were are not to come; a year that is over has none. */
static enum err months_left(struct ctx *c, int64_t year, int64_t *left)
{
	int64_t closed = 0;
	int y, m, d;

	date_split(today(c), &y, &m, &d);
	TRY(sql_int(c, &budget_q[Q_CLOSED], &closed, arena_fmt(c->arena, "%" PRId64 "-00", year), arena_fmt(c->arena, "%" PRId64 "-99", year)));
	*left = year < y ? 0 : year > y ? 12 : MIN2(12 - closed, 12 - m + 1);
	return OK;
}

struct sums { int64_t accrued, spent, run, pipeline, windows; };

static enum err figures_put(struct ctx *c, struct budget *b, const struct sums *s)
{
	int64_t left;

	TRY(months_left(c, b->year, &left));
	b->accrued_fen.v = s->accrued;
	b->spent_fen.v = s->spent;
	b->run_month_fen.v = s->run;
	b->committed_fen.v = s->run * left;
	b->pipeline_fen.v = s->pipeline * left;
	b->windows_fen.v = s->windows;
	b->forecast_fen.v = s->accrued + b->committed_fen.v + b->pipeline_fen.v + b->windows_fen.v;
	b->left_fen.v = b->approved_fen.v - s->accrued - b->committed_fen.v - b->pipeline_fen.v;
	/* Where nothing was granted, whatever is billed is all of it. */
	b->used_pct = b->approved_fen.v ? s->accrued * 100 / b->approved_fen.v : s->accrued > 0 ? 100 : 0;
	b->forecast_pct = b->approved_fen.v ? b->forecast_fen.v * 100 / b->approved_fen.v : b->forecast_fen.v > 0 ? 100 : 0;
	return OK;
}

/* The authority's own budget: everything. What does not depend on the year is asked for once a page. */
static enum err whole_figures(struct ctx *c, struct budget *b, struct sums *everywhere)
{
	struct period y = year_of(b);
	struct sums s = { .run = everywhere->run, .pipeline = everywhere->pipeline };
	struct list stages;

	if (everywhere->run < 0) {
		TRY(sql_int(c, &budget_q[Q_RUNNING], &s.run, today(c)));
		TRY(sql_int_(c, &budget_q[Q_PIPELINE], &s.pipeline, NO_VALS));
		*everywhere = s;
	}
	TRY(sql_int(c, &budget_q[Q_ACCRUED], &s.accrued, arena_fmt(c->arena, "%" PRId64 "-01", b->year), arena_fmt(c->arena, "%" PRId64 "-99", b->year)));
	TRY(sql_int(c, &budget_q[Q_PAID], &s.spent, y.from, y.to));
	TRY(sql_all(c, &budget_q[Q_STAGES], &stages, y.from, y.to, today(c), 0, 0));
	EACH(struct stage, t, stages)
		s.windows += stage_fen(t, y, today(c));
	return figures_put(c, b, &s);
}

/* ---- shares of units, fifty at a time ---- */
enum { TOGETHER = 50 };
struct together { struct budget *of[TOGETHER]; struct sums sums[TOGETHER]; size_t n; };

static size_t place_of(const struct together *t, int64_t budget)
{
	size_t i = 0;

	while (i < t->n && t->of[i]->id != budget)
		i++;
	return i;
}

static enum err figures_together(struct ctx *c, struct together *t)
{
	struct val ids[TOGETHER + 1];
	struct list billed, running, pipeline, stages;
	size_t i;

	for (i = 0; i < TOGETHER; i++) {
		ids[i] = val_int(i < t->n ? t->of[i]->id : 0);
		t->sums[i] = (struct sums){ 0 };
	}
	ids[TOGETHER] = val_date(today(c));
	TRY(sql_all_(c, &budget_q[Q_UNITS_BILLED], &billed, ids, TOGETHER));
	TRY(sql_all_(c, &budget_q[Q_UNITS_RUNNING], &running, ids, TOGETHER + 1));
	TRY(sql_all_(c, &budget_q[Q_UNITS_PIPELINE], &pipeline, ids, TOGETHER));
	TRY(sql_all_(c, &budget_q[Q_UNITS_STAGES], &stages, ids, TOGETHER + 1));
	EACH(struct figure, f, billed) {
		i = place_of(t, f->id);
		t->sums[i].accrued = f->first;
		t->sums[i].spent = f->second;
	}
	EACH(struct figure, f, running)
		t->sums[place_of(t, f->id)].run = f->first;
	EACH(struct figure, f, pipeline)
		t->sums[place_of(t, f->id)].pipeline = f->first;
	EACH(struct stage, s, stages) {
		i = place_of(t, s->budget);
		t->sums[i].windows += stage_fen(s, year_of(t->of[i]), today(c));
	}
	for (i = 0; i < t->n; i++)
		TRY(figures_put(c, t->of[i], &t->sums[i]));
	t->n = 0;
	return OK;
}

enum err budget_figures_of(struct ctx *c, const struct list *budgets)
{
	struct sums everywhere = { .run = -1 };
	struct together t = { .n = 0 };

	EACH(struct budget, b, *budgets) {
		if (b->whole) {
			TRY(whole_figures(c, b, &everywhere));
			continue;
		}
		t.of[t.n++] = b;
		if (t.n == TOGETHER)
			TRY(figures_together(c, &t));
	}
	return t.n ? figures_together(c, &t) : OK;
}

enum err budget_figures(struct ctx *c, void *rec) { return budget_figures_of(c, &(struct list){ rec, 1 }); }

/* ---- the rows behind a figure ---- */
enum { PARTS_MAX = 2000 };
static int by_amount(const void *a, const void *b)
{
	int64_t x = ((const struct budget_part *)a)->amount_fen.v, y = ((const struct budget_part *)b)->amount_fen.v;

	return (x < y) - (x > y);
}

static enum err stage_parts(struct ctx *c, const struct budget *b, int64_t system, struct parts_out *out)
{
	struct period y = year_of(b);
	struct list stages;

	TRY(sql_all(c, &budget_q[Q_STAGES], &stages, y.from, y.to, today(c), b->whole ? 0 : b->org, system));
	out->items = (struct list){ ARENA_ARRAY(c->arena, struct budget_part, stages.n + 1), 0 };
	out->total_fen.v = 0;
	EACH(struct stage, s, stages) {
		int64_t days = stage_days(s, y, today(c)), fen = stage_fen(s, y, today(c));
		if (!days)
			continue;
		out->total_fen.v += fen;
		*LIST_AT(out->items, struct budget_part, out->items.n++) = (struct budget_part){ .object = s->resource, .days = days, .qty = s->qty, .kind = STR("resource"), .no = s->resource_no, .name = s->resource_name, .org_name = s->org_name,
			.system_name = s->system_name, .period = STR("month"), .unit_price_e4 = s->price_e4, .from_date = s->from_date, .to_date = s->to_date, .amount_fen = { fen } };
	}
	qsort(out->items.items, out->items.n, sizeof(struct budget_part), by_amount);
	return OK;
}

/* A month of what runs or is approved, times the months to come; of one system where it is asked for. */
static enum err month_parts(struct ctx *c, const struct budget *b, int64_t system, struct parts_out *out)
{
	int64_t org = b->whole ? 0 : b->org, month = 0;
	bool runs = out->of == PART_COMMITTED;

	TRY(months_left(c, b->year, &out->months));
	if (runs) {
		TRY(sql_all(c, &budget_q[Q_ROWS_RUNNING], &out->items, org, today(c), system));
		TRY(sql_int(c, &budget_q[Q_OF_RUNNING], &month, org, today(c), system));
	} else {
		TRY(sql_all(c, &budget_q[Q_ROWS_PIPELINE], &out->items, org, system));
		TRY(sql_int(c, &budget_q[Q_OF_PIPELINE], &month, org, system));
	}
	out->month_fen.v = month;
	out->total_fen.v = month * out->months;
	return OK;
}

enum err budget_parts(struct ctx *c, const void *in_, void *out_)
{
	const struct budget *b = c->subject;
	const struct parts_in *in = in_;
	struct parts_out *out = out_;
	struct period y = year_of(b);
	struct str from = arena_fmt(c->arena, "%" PRId64 "-01", b->year), to = arena_fmt(c->arena, "%" PRId64 "-99", b->year);
	int64_t org = b->whole ? 0 : b->org;

	*out = (struct parts_out){ .of = in->of, .months = 1 };
	switch (in->of) {
	case PART_ACCRUED:
	case PART_SPENT:
		if (in->system)
			return fail_on(c, "system", "not_allowed", "账单和付款不分系统");
		out->total_fen = in->of == PART_ACCRUED ? b->accrued_fen : b->spent_fen;
		if (in->of == PART_ACCRUED)
			TRY(sql_all(c, &budget_q[Q_ROWS_ACCRUED], &out->items, from, to, org));
		else if (b->whole)
			TRY(sql_all(c, &budget_q[Q_ROWS_PAID], &out->items, y.from, y.to));
		else
			TRY(sql_all(c, &budget_q[Q_ROWS_SETTLED], &out->items, from, to, org));
		out->month_fen = out->total_fen;
		break;
	case PART_WINDOWS:
		TRY(stage_parts(c, b, in->system, out));
		out->month_fen = out->total_fen;
		break;
	default:
		TRY(month_parts(c, b, in->system, out));
	}
	out->more = out->items.n > PARTS_MAX;
	out->items.n = MIN2(out->items.n, PARTS_MAX);
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
	TRY(budget_figures_of(c, &live));
	EACH(struct budget, b, live) {
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
	struct str to = in->to_month.p ? in->to_month : in->from_month;
	int64_t org, root;

	if (str_cmp(to, in->from_month) < 0)
		return fail_on(c, "to_month", "out_of_range", "终止月不能早于起始月");
	seen_by(c, &org, &root);
	TRY(sql_all(c, &budget_q[Q_COST + in->by - 1], &out->items, in->from_month, to, org, root, in->org == 0 ? 0 : in->org));
	out->total_fen.v = 0;
	EACH(struct cost_row, r, out->items)
		out->total_fen.v += r->amount_fen.v;
	return OK;
}

/* A month that was not used whole says so; what changed inside a month has more than one figure in it. */
static struct str why_of(const struct cost_change *x, struct period m)
{
	if (x->before_lines == 0)
		return STR("新开通");
	if (x->after_lines == 0)
		return STR("已停用");
	if (str_is(x->period, "usage"))
		return x->prices > 1 ? STR("用量和价格变化") : STR("用量变化");
	if (x->qtys > 1)
		return x->prices > 1 ? STR("数量和价格变化") : STR("数量变化");
	if (x->prices > 1)
		return STR("价格变化");
	if (x->before_from.day > date_add_months(m.from, -1).day)
		return STR("上月不足整月");
	return x->after_to.day < m.to.day ? STR("本月不足整月") : STR("天数不同");
}

enum err cost_changes(struct ctx *c, const void *in_, void *out_)
{
	const struct changes_in *in = in_;
	struct changes_out *out = out_;
	struct period m;
	struct figure sum;
	int64_t org, root;

	TRY(month_parse(in->month, &m));
	seen_by(c, &org, &root);
	out->month = in->month;
	out->before_month = month_text(c->arena, date_add(m.from, -1));
	TRY(sql_all(c, &budget_q[Q_CHANGES], &out->items, out->before_month, in->month, org, root));
	EACH(struct cost_change, x, out->items) {
		x->delta_fen.v = x->after_fen.v - x->before_fen.v;
		x->why = why_of(x, m);
	}
	/* The sums are of all that changed, also where the list is cut. */
	TRY(sql_get(c, &budget_q[Q_CHANGES_SUM], &sum, out->before_month, in->month, org, root));
	out->before_fen.v = sum.first;
	out->after_fen.v = sum.second;
	out->delta_fen.v = sum.second - sum.first;
	return OK;
}

static int by_system(const void *a, const void *b)
{
	const struct forecast_row *x = *(struct forecast_row *const *)a, *y = *(struct forecast_row *const *)b;

	return x->system != y->system ? (x->system > y->system) - (x->system < y->system) : (x->org > y->org) - (x->org < y->org);
}

/* A stage belongs to a resource that runs, and so to a system that has its row. */
static enum err stages_into(struct ctx *c, int64_t org, int64_t year, struct list *rows)
{
	struct period y = { date_ymd((int)year, 1, 1), date_ymd((int)year + 1, 1, 1) };
	struct forecast_row **at = ARENA_ARRAY(c->arena, struct forecast_row *, rows->n + 1);
	struct list stages;
	size_t n = 0;

	EACH(struct forecast_row, r, *rows)
		at[n++] = r;
	qsort(at, n, sizeof *at, by_system);
	TRY(sql_all(c, &budget_q[Q_STAGES], &stages, y.from, y.to, today(c), org, 0));
	EACH(struct stage, s, stages) {
		struct forecast_row key = { .org = s->org, .system = s->system }, *k = &key;
		struct forecast_row **found = bsearch(&k, at, n, sizeof *at, by_system);
		if (found)
			(*found)->windows_fen.v += stage_fen(s, y, today(c));
	}
	return OK;
}

enum err budget_forecast_of(struct ctx *c, int64_t org, int64_t year, struct list *out)
{
	TRY(sql_all(c, &budget_q[Q_FORECAST], out, today(c), org));
	EACH(struct forecast_row, r, *out)
		r->windows_fen.v = 0;
	TRY(stages_into(c, org, year, out));
	EACH(struct forecast_row, r, *out) {
		r->run_year_fen.v = r->run_month_fen.v * 12;
		r->pipeline_fen.v *= 12;
		r->forecast_fen.v = r->run_year_fen.v + r->pipeline_fen.v + r->windows_fen.v;
	}
	return OK;
}

/* A coming year's form (D31): a year of what runs and of what is approved and not there yet, and the stages declared for it. */
enum err budget_forecast(struct ctx *c, const void *in_, void *out_)
{
	struct forecast_out *out = out_;

	out->year = ((const struct forecast_in *)in_)->year;
	out->total_fen.v = 0;
	TRY(budget_forecast_of(c, 0, out->year, &out->items));
	EACH(struct forecast_row, r, out->items)
		out->total_fen.v += r->forecast_fen.v;
	return OK;
}
