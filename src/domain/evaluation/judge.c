/* From figures to the monthly listing, to cases and to reminders. Everything here may run again and changes nothing twice. */
#include "domain/evaluation/evaluation_in.h"
#include "domain/application/application.h"
#include "domain/delivery/delivery.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/resource/resource.h"

enum { MONTHS_MAX = 24, RUNS_BACK = 12 };

void limits_now(struct ctx *c, struct limits *out)
{
#define BP(key) (setting_int(c, key) * 100)
	*out = (struct limits){
		.floor_bp = BP("util.coverage_floor"), .list_cpu_low = BP("util.list.cpu_low"), .list_mem_low = BP("util.list.mem_low"), .list_cpu_high = BP("util.list.cpu_high"),
		.list_mem_high = BP("util.list.mem_high"), .cpu_low = BP("util.case.cpu_low_p95"), .mem_low = BP("util.case.mem_low_p95"), .sto_low = BP("util.case.sto_low"),
		.cpu_high = BP("util.case.cpu_high_p95"), .mem_high = BP("util.case.mem_high_p95"), .sto_high = BP("util.case.sto_high"), .idle = BP("eval.revoke_cpu_p95"),
		.target = BP("util.reclaim_target"), .months = setting_int(c, "util.case.months"), .new_months = setting_int(c, "util.new_months"),
		.min_vcpu = setting_int(c, "util.min_vcpu"), .min_mem = setting_int(c, "util.min_mem_gb"),
	};
#undef BP
}

struct date month_first(struct date day)
{
	int y, m, d;

	date_split(day, &y, &m, &d);
	return date_ymd(y, m, 1);
}

struct period month_of(struct ctx *c, struct str month)
{
	struct period p = { DATE_NONE, DATE_NONE };
	enum err e = month_parse(month, &p);

	(void)c;
	assert(e == OK);
	return p;
}

enum err scratched(struct ctx *c, struct arena *scratch, enum err (*fn)(struct ctx *c, void *arg), void *arg)
{
	struct arena *mine = c->arena;

	c->arena = scratch;
	enum err e = fn(c, arg);
	c->arena = mine;
	if (e == OK && arena_failed(scratch))
		e = fail(c, E_NOMEM, "no_memory", "内存不够");
	arena_reset(scratch);
	return e;
}

/* ---- the file ---- */
struct looked { struct str no; struct date end; struct holding *h; };
static enum err look_up(struct ctx *c, void *arg)
{
	struct looked *k = arg;
	struct list found;

	TRY(sql_all(c, &evaluation_q[Q_HOLDING], &found, k->no, k->end));
	if (found.n)
		*k->h = *LIST_AT(found, struct holding, 0);
	return OK;
}

static enum err row_check(struct ctx *c, struct arena *scratch, size_t n, const struct stat_row *r, struct holding *h)
{
	struct period m = month_of(c, r->month);
	struct looked looked = { r->no, m.to, h };

	if (date_cmp(m.from, today(c)) > 0)
		return import_bad(c, n, "month", "月份“" STR_FMT "”还没有开始", STR_ARG(r->month));
	TRY(scratched(c, scratch, look_up, &looked));
	/* Another provider's resource is not told from one that does not exist. */
	if (!h->id || (c->who.party == ORG_CSP && h->csp != c->who.org))
		return import_bad(c, n, "no", "没有编号为“" STR_FMT "”的资源，或者不归本单位提供", STR_ARG(r->no));
	if (date_none(h->billing_start_date) || date_cmp(h->billing_start_date, m.to) >= 0)
		return import_bad(c, n, "month", "资源“" STR_FMT "”在 " STR_FMT " 还没有交付", STR_ARG(r->no), STR_ARG(r->month));
	if (!date_none(h->billing_end_date) && date_cmp(h->billing_end_date, m.from) <= 0)
		return import_bad(c, n, "month", "资源“" STR_FMT "”在 " STR_FMT " 已经停止", STR_ARG(r->no), STR_ARG(r->month));
	if (r->coverage_bp > 0 && r->cpu_avg_bp == INT_NONE && r->cpu_p95_bp == INT_NONE && r->mem_avg_bp == INT_NONE && r->mem_p95_bp == INT_NONE && r->sto_used_bp == INT_NONE &&
	    r->bw_p95_bp == INT_NONE)
		return import_bad(c, n, "coverage_bp", "有覆盖率而没有任何利用率数据");
	return OK;
}

static bool same_figures(const struct util_stat *t, const struct stat_row *r)
{
	return t->cpu_avg_bp == r->cpu_avg_bp && t->cpu_p95_bp == r->cpu_p95_bp && t->mem_avg_bp == r->mem_avg_bp && t->mem_p95_bp == r->mem_p95_bp &&
	       t->sto_used_bp == r->sto_used_bp && t->bw_p95_bp == r->bw_p95_bp && t->coverage_bp == r->coverage_bp;
}

/* A first row, the same row again (nothing), or a correction that stands beside the row it corrects. */
struct keeping { const struct stat_row *row; const struct holding *holding; int64_t corrected; };
static enum err row_keep(struct ctx *c, void *arg)
{
	struct keeping *keeping = arg;
	const struct stat_row *r = keeping->row;
	const struct holding *h = keeping->holding;
	struct util_stat old, t;
	enum err e = sql_get(c, &evaluation_q[Q_STAT_NOW], &old, h->id, r->month);

	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	if (e == OK && same_figures(&old, r))
		return OK;
	record_none(&util_stat_record, &t);
	t.id = id_new(c);
	t.version = 1;
	t.resource = h->id; t.system = h->system; t.user_org = h->user_org; t.applicant_org = h->applicant_org; t.csp = h->csp; t.pool = h->pool;
	t.vcpu = h->vcpu == INT_NONE ? 0 : h->vcpu * h->qty;
	t.mem_gb = h->mem_gb == INT_NONE ? 0 : h->mem_gb * h->qty;
	t.sto_gb = h->sto_gb == INT_NONE ? 0 : h->sto_gb * h->qty;
	t.month = r->month;
	t.cpu_avg_bp = r->cpu_avg_bp; t.cpu_p95_bp = r->cpu_p95_bp; t.mem_avg_bp = r->mem_avg_bp; t.mem_p95_bp = r->mem_p95_bp; t.sto_used_bp = r->sto_used_bp; t.bw_p95_bp = r->bw_p95_bp;
	t.coverage_bp = r->coverage_bp;
	t.note = r->note;
	t.imported_by = c->who.person;
	t.imported_by_name = c->who.name;
	t.imported_at = c->now;
	if (e == OK) {
		t.system = old.system;                  /* the month stays with the system it was counted for */
		t.user_org = old.user_org;
		t.applicant_org = old.applicant_org;
		t.corrects = old.id;
		TRY(sql_run(c, &evaluation_q[Q_STAT_REPLACE], old.id, t.id));
		keeping->corrected++;
	}
	return sql_put(c, &evaluation_q[Q_STAT_PUT], &t);
}

struct touched { int64_t system, resource; struct str month; size_t row; };
static int by_system(const void *a_, const void *b_)
{
	const struct touched *a = a_, *b = b_;

	return a->system != b->system ? (a->system > b->system) - (a->system < b->system) : str_cmp(a->month, b->month);
}
static int by_resource(const void *a_, const void *b_)
{
	const struct touched *a = a_, *b = b_;

	return a->resource != b->resource ? (a->resource > b->resource) - (a->resource < b->resource) : str_cmp(a->month, b->month);
}
static int by_resource_and_row(const void *a_, const void *b_)
{
	const struct touched *a = a_, *b = b_;
	int order = by_resource(a, b);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* One row for a resource and month; which of two is meant cannot be known. */
static void no_twins(struct ctx *c, const struct list *rows, struct touched *t, size_t n)
{
	qsort(t, n, sizeof *t, by_resource_and_row);
	for (size_t i = 1; i < n; i++) {
		const struct stat_row *r = LIST_AT(*rows, struct stat_row, t[i].row);
		if (by_resource(&t[i - 1], &t[i]) == 0)
			import_bad(c, t[i].row, "no", "资源“" STR_FMT "”的 " STR_FMT " 在文件里出现了两次", STR_ARG(r->no), STR_ARG(r->month));
	}
}

/* One system's months: rolled up anew where there is a month, then what hangs on the last ones is looked at. */
struct turn { int64_t system; struct str month; bool follow; int64_t opened, closed; };
static enum err system_turn(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	if (t->month.p)
		TRY(month_roll(c, t->system, t->month));
	return t->follow ? system_follow(c, t->system, &t->opened, &t->closed) : OK;
}

static enum err follow_touched(struct ctx *c, struct arena *scratch, struct touched *t, size_t n)
{
	qsort(t, n, sizeof *t, by_system);
	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n || t[i + 1].system != t[i].system;
		struct turn turn = { t[i].system, t[i].month, last, 0, 0 };
		if (last || by_system(&t[i], &t[i + 1]) != 0)
			TRY(scratched(c, scratch, system_turn, &turn));
	}
	return OK;
}

/* More than what would be revoked as idle is load: the resource has been put to use, that month at the latest (A21.2a). */
static enum err seen_in_use(struct ctx *c, int64_t idle_bp, int64_t resource, const struct stat_row *r)
{
	if (r->cpu_p95_bp < idle_bp && r->sto_used_bp < idle_bp && r->bw_p95_bp < idle_bp)
		return OK;
	struct date last = date_add(month_of(c, r->month).to, -1);
	return delivery_seen_in_use(c, resource, date_cmp(last, today(c)) < 0 ? last : today(c));
}

enum err util_import(struct ctx *c, const struct list *rows)
{
	struct touched *t = ARENA_ARRAY(c->arena, struct touched, rows->n + 1);
	struct holding *h = ARENA_ARRAY(c->arena, struct holding, rows->n + 1);
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(64));
	struct keeping k = { .corrected = 0 };
	int64_t idle_bp = setting_int(c, "eval.revoke_cpu_p95") * 100;
	size_t n = 0;

	if (!scratch)
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	EACH(struct stat_row, r, *rows) {
		enum err e = row_check(c, scratch, n, r, &h[n]);
		if (e != OK && e != E_INVALID)
			return e;
		/* A bad row is like no other. */
		t[n] = (struct touched){ h[n].system, e == OK ? h[n].id : -(int64_t)n - 1, r->month, n };
		n++;
		if (import_full(c))
			break;
	}
	no_twins(c, rows, t, n);
	TRY(fields_ok(c));
	for (size_t i = 0; i < n; i++) {
		k.row = LIST_AT(*rows, struct stat_row, t[i].row);
		k.holding = &h[t[i].row];
		TRY(scratched(c, scratch, row_keep, &k));
		TRY(seen_in_use(c, idle_bp, k.holding->id, k.row));
	}
	TRY(follow_touched(c, scratch, t, n));
	if (!k.corrected)
		return OK;
	return message_to_roles(c, 0, R(AUTH_HANDLER), &(struct note){ arena_fmt(c->arena, "利用率数据更正 %" PRId64 " 行", k.corrected),
		arena_fmt(c->arena, STR_FMT "更正了已导入的利用率，原数据保留，可按更正查询", STR_ARG(c->who.org_name)), "A24a", NULL, 0 });
}

/* ---- one month of a system ---- */
static enum err measured_of(struct ctx *c, int64_t system, int64_t csp, struct period m, struct list *out)
{
	return sql_all(c, &evaluation_q[Q_MEASURED], out, system, m.to, month_text(c->arena, m.from), csp);
}

/* Those that count on `day`; `why` says what was left out when nothing is left. */
static struct list counting(struct ctx *c, const struct limits *l, const struct list *all, struct date day, struct str *why)
{
	static const char *const says[] = { [TOO_NEW] = "交付不满规定月数", [STANDBY] = "备用或灾备", [SEASONAL] = "阶段性资源", [SMALLEST] = "已是最小规格", [BY_DECISION] = "经认定豁免" };
	struct measured *kept = ARENA_ARRAY(c->arena, struct measured, all->n + 1);
	struct list out = { kept, 0 };
	enum setback last = COUNTS;

	EACH(struct measured, m, *all) {
		enum setback s = measured_setback(l, m, day);
		if (s == COUNTS)
			kept[out.n++] = *m;
		else if (s != SMALLEST || last == COUNTS)
			last = s;
	}
	*why = all->n && !out.n ? arena_fmt(c->arena, "%s，不作判断", says[last]) : STR_NONE;
	return out;
}

static enum err in_season(struct ctx *c, int64_t system, struct period m, bool *out)
{
	struct list staged;

	*out = false;
	TRY(sql_all(c, &evaluation_q[Q_WINDOWS], &staged, system));
	EACH(struct staged, s, staged)
		EACH(struct window, w, s->stage_windows)
			*out |= window_touches(w, m);
	TRY(sql_all(c, &evaluation_q[Q_STAGES], &staged, system));
	EACH(struct window, w, staged)
		*out |= window_touches(w, m);
	return OK;
}

enum err month_roll(struct ctx *c, int64_t system, struct str month)
{
	struct period m = month_of(c, month);
	struct util_month row;
	struct util_figures f = { 0 };
	struct coverage cov;
	struct limits l;
	struct list all;
	bool season;

	limits_now(c, &l);
	TRY(measured_of(c, system, 0, m, &all));
	measured_sum(c->arena, &all, &f, &cov);
	listing_level(c->arena, &l, &cov, &f);
	enum err e = sql_get(c, &evaluation_q[Q_MONTH_OF], &row, system, month);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		record_none(&util_month_record, &row);
		row.id = id_new(c);
		row.version = 0;
		row.system = system;
		row.month = month;
	} else {
		TRY(e);
	}
	row.cpu_avg_bp = f.cpu_avg_bp; row.cpu_p95_bp = f.cpu_p95_bp; row.mem_avg_bp = f.mem_avg_bp; row.mem_p95_bp = f.mem_p95_bp; row.sto_used_bp = f.sto_used_bp;
	row.bw_p95_bp = f.bw_p95_bp; row.coverage_bp = f.coverage_bp; row.vcpu = f.vcpu; row.mem_gb = f.mem_gb; row.sto_gb = f.sto_gb; row.n_resources = f.n_resources;
	row.level = f.level; row.why = f.why; row.formula = f.formula;
	(void)counting(c, &l, &all, m.to, &row.exempt);
	TRY(in_season(c, system, m, &season));
	if (season)
		row.exempt = STR("在申报的阶段性窗口内，不作判断");
	row.computed_at = c->now;
	row.version++;
	return sql_put(c, &evaluation_q[e == E_ABSENT ? Q_MONTH_PUT : Q_MONTH_SET], &row);
}

/* ---- the rule of the case: months in a row ---- */
static enum err month_judge(struct ctx *c, int64_t system, int64_t csp, const struct limits *l, struct period m, struct date end, struct util_figures *f, struct verdict *v, struct str *exempt)
{
	struct coverage cov;
	struct list all, kept;
	bool season;

	*f = (struct util_figures){ .month = month_text(c->arena, m.from) };
	TRY(measured_of(c, system, csp, m, &all));
	kept = counting(c, l, &all, end, exempt);
	measured_sum(c->arena, &kept, f, &cov);
	*v = case_verdict(l, &cov, f);
	f->level = !v->known ? UTIL_UNJUDGED : v->low && v->high ? UTIL_MIXED : v->low ? UTIL_LOW : v->high ? UTIL_HIGH : UTIL_NORMAL;
	if (!v->known && kept.n)
		f->why = arena_fmt(c->arena, "采样覆盖率 " STR_FMT "，低于 " STR_FMT " 或没有 P95，无法判断", STR_ARG(percent(c->arena, f->coverage_bp)), STR_ARG(percent(c->arena, l->floor_bp)));
	TRY(in_season(c, system, m, &season));
	if (season) {
		f->why = STR("在申报的阶段性窗口内，不作判断");
		f->level = UTIL_UNJUDGED;
		*v = (struct verdict){ .cause = STR_NONE };
	}
	return OK;
}

enum err system_judge(struct ctx *c, int64_t system, int64_t csp, struct date end, struct judged *out)
{
	struct limits l;

	limits_now(c, &l);
	int n = (int)MIN2(l.months, (int64_t)MONTHS_MAX);
	struct util_figures *f = ARENA_ARRAY(c->arena, struct util_figures, (size_t)n);
	*out = (struct judged){ .low = true, .high = true, .idle = true, .known = true, .months = { f, (size_t)n }, .exempt = STR_NONE, .why = STR_NONE, .cause = STR_NONE, .coverage_bp = 10000 };
	for (int i = 0; i < n; i++) {
		struct period m = { date_add_months(end, i - n), date_add_months(end, i - n + 1) };
		struct verdict v;
		struct str exempt;
		TRY(month_judge(c, system, csp, &l, m, end, &f[i], &v, &exempt));
		out->low &= v.low;
		out->high &= v.high;
		out->idle &= v.idle;
		out->known &= v.known;
		out->coverage_bp = MIN2(out->coverage_bp, f[i].coverage_bp);
		if (!v.known && !out->why.p)
			out->why = arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(f[i].month), STR_ARG(f[i].why.p ? f[i].why : exempt.p ? exempt : STR("没有已交付的资源")));
		if (i == n - 1) {
			out->exempt = exempt;
			out->cause = v.cause;
			out->last_known = v.known;
			out->last_low = v.low;
			out->last_high = v.high;
		}
	}
	return OK;
}

/* ---- cases ---- */
static struct str basis_text(struct ctx *c, int kind)
{
	struct limits l;
	struct arena *a = c->arena;

	limits_now(c, &l);
	if (kind == CASE_LOW)
		return arena_fmt(a, "连续 %" PRId64 " 个自然月 CPU P95 低于 " STR_FMT " 且内存 P95 低于 " STR_FMT "，或存储使用率低于 " STR_FMT, l.months, STR_ARG(percent(a, l.cpu_low)),
				 STR_ARG(percent(a, l.mem_low)), STR_ARG(percent(a, l.sto_low)));
	return arena_fmt(a, "连续 %" PRId64 " 个自然月 CPU P95 高于 " STR_FMT "，或内存 P95 高于 " STR_FMT "，或存储使用率高于 " STR_FMT, l.months, STR_ARG(percent(a, l.cpu_high)),
			 STR_ARG(percent(a, l.mem_high)), STR_ARG(percent(a, l.sto_high)));
}

static enum err tell_case(struct ctx *c, const struct util_case *k, struct str title, struct str body)
{
	const char *article = k->kind == CASE_LOW ? "A25.1" : "A25.2a";
	struct note n = { .title = title, .body = body, .article = article, .e = &util_case_entity, .subject = k->id };

	TRY(message_to_roles(c, k->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	if (k->applicant_org != k->user_org)
		TRY(message_to_roles(c, k->applicant_org, R(APPU_MANAGER), &n));
	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}

enum err system_size(struct ctx *c, int64_t system, struct util_figures *out)
{
	struct coverage cov;
	struct list all;

	*out = (struct util_figures){ 0 };
	TRY(sql_all(c, &evaluation_q[Q_CASE_SIZE], &all, system));
	measured_sum(c->arena, &all, out, &cov);
	return OK;
}

static enum err case_enter(struct ctx *c, const struct info_system *s, int kind, const struct judged *j)
{
	struct util_case k;
	struct util_figures size;

	TRY(system_size(c, s->id, &size));
	record_none(&util_case_record, &k);
	k.id = id_new(c);
	k.version = 1;
	k.system = s->id; k.user_org = s->user_org; k.applicant_org = s->applicant_org;
	k.kind = kind;
	k.state = CASE_OPEN;
	k.opened_at = c->now;
	k.last_month = LIST_AT(j->months, struct util_figures, j->months.n - 1)->month;
	k.basis = basis_text(c, kind);
	k.cause = j->cause;
	k.coverage_bp = j->coverage_bp;
	k.evidence = j->months;
	k.vcpu = size.vcpu; k.mem_gb = size.mem_gb; k.sto_gb = size.sto_gb;
	TRY(sql_put(c, &evaluation_q[Q_CASE_PUT], &k));
	TRY(clock_start(c, &util_case_entity, k.id, C_EVAL_REPLY, "open"));
	TRY(fact_tell(c, "util_case.opened", &util_case_entity, k.id));
	return tell_case(c, &k, kind == CASE_LOW ? arena_fmt(c->arena, "“" STR_FMT "”长期低利用率，请提出整改方案", STR_ARG(s->name))
						 : arena_fmt(c->arena, "“" STR_FMT "”长期高利用率，请先优化", STR_ARG(s->name)), k.basis);
}

static enum err case_finish(struct ctx *c, const struct util_case *k, const char *event, struct str why, struct date end)
{
	TRY(sql_run(c, &evaluation_q[Q_CASE_CLOSE], k->id, why, c->now, month_text(c->arena, date_add(end, -1))));
	if (k->pending)
		TRY(sql_run(c, &evaluation_q[Q_REPLY_DECIDE], k->id, "withdrawn", why, val_none(), val_none(), c->now));
	TRY(flow_fire(c, &util_case_flow, k->id, event, arena_cstr(c->arena, why)));
	return tell_case(c, k, arena_fmt(c->arena, "“" STR_FMT "”%s个案已结束", STR_ARG(k->system_name), k->kind == CASE_LOW ? "低利用率" : "高利用率"), why);
}

/* Given back: nothing runs any more, or the linked change is done and the system is smaller than when the case was opened. */
static enum err case_release(struct ctx *c, const struct util_case *k, bool linked_done, bool *done)
{
	struct util_figures now;

	TRY(system_size(c, k->system, &now));
	bool smaller = now.vcpu < k->vcpu || now.mem_gb < k->mem_gb || now.sto_gb < k->sto_gb;
	*done = !now.n_resources || (k->kind == CASE_LOW && linked_done && smaller);
	if (!*done)
		return OK;
	struct str why = !now.n_resources ? STR("资源已全部释放")
		: arena_fmt(c->arena, "资源已释放：vCPU %" PRId64 " 减至 %" PRId64 "，内存 %" PRId64 " GB 减至 %" PRId64 " GB，存储 %" PRId64 " GB 减至 %" PRId64 " GB", k->vcpu, now.vcpu, k->mem_gb,
			    now.mem_gb, k->sto_gb, now.sto_gb);
	/* The month of the release is the last that the old sizes speak of. */
	return case_finish(c, k, "release", why, date_add_months(month_first(today(c)), 1));
}

/* May a case be opened that rests on months from `first` on: none is open, and the last one, or its exemption, ended before them. */
static enum err case_may_open(struct ctx *c, int64_t system, int kind, struct str first, bool *out)
{
	struct util_case last;
	enum err e = sql_get(c, &evaluation_q[Q_CASE_LAST], &last, system, util_case_kind_names[kind].word);

	*out = true;
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	if (last.state <= CASE_EXECUTING)
		*out = false;
	else if (last.state == CASE_EXEMPTED)
		*out = date_cmp(last.exempt_until, month_of(c, first).from) <= 0;
	else
		*out = str_cmp(first, last.closed_month) > 0;
	return OK;
}

static enum err cases_follow(struct ctx *c, const struct info_system *s, struct date end, const struct judged *j, int64_t *opened, int64_t *closed)
{
	struct list open;

	TRY(sql_all(c, &evaluation_q[Q_CASES_OPEN], &open, s->id));
	EACH(struct util_case, k, open) {
		bool still = k->kind == CASE_LOW ? j->last_low : j->last_high, done = false;
		const struct util_figures *last = LIST_AT(j->months, struct util_figures, j->months.n - 1);
		TRY(case_release(c, k, false, &done));
		if (!done && j->last_known && !still && str_cmp(last->month, k->last_month) >= 0) {
			struct arena *a = c->arena;
			TRY(case_finish(c, k, "recover", arena_fmt(a, STR_FMT " 已恢复：CPU P95 " STR_FMT "，内存 P95 " STR_FMT "，存储使用率 " STR_FMT, STR_ARG(last->month), STR_ARG(percent(a, last->cpu_p95_bp)),
				STR_ARG(percent(a, last->mem_p95_bp)), STR_ARG(percent(a, last->sto_used_bp))), end));
			done = true;
		}
		*closed += done;
	}
	for (int kind = CASE_LOW; kind < CASE_KIND_MAX; kind++) {
		bool may;
		if (!(kind == CASE_LOW ? j->low : j->high))
			continue;
		TRY(case_may_open(c, s->id, kind, LIST_AT(j->months, struct util_figures, 0)->month, &may));
		if (!may)
			continue;
		TRY(case_enter(c, s, kind, j));
		(*opened)++;
	}
	return OK;
}

/* ---- reminders to shrink and to expand (A28.5), from the last month's listing ---- */
static struct str alert_says(struct ctx *c, const struct util_month *m)
{
	struct arena *a = c->arena;

	return arena_fmt(a, STR_FMT " CPU 均值 " STR_FMT "，内存均值 " STR_FMT "，存储使用率 " STR_FMT "，覆盖率 " STR_FMT, STR_ARG(m->month), STR_ARG(percent(a, m->cpu_avg_bp)), STR_ARG(percent(a, m->mem_avg_bp)),
			 STR_ARG(percent(a, m->sto_used_bp)), STR_ARG(percent(a, m->coverage_bp)));
}

static enum err alert_enter(struct ctx *c, const struct util_month *m, int kind)
{
	struct util_alert l;

	record_none(&util_alert_record, &l);
	l.id = id_new(c);
	l.version = 1;
	l.system = m->system;
	l.kind = kind;
	l.state = ALERT_OPEN;
	l.first_month = l.last_month = m->month;
	l.months = 1;
	l.says = alert_says(c, m);
	l.created_at = c->now;
	TRY(sql_put(c, &evaluation_q[Q_ALERT_PUT], &l));
	return message_to_roles(c, m->user_org, R(USER_HANDLER) | R(USER_OWNER), &(struct note){ kind == ALERT_SHRINK
		? arena_fmt(c->arena, "“" STR_FMT "”利用率偏低，请考虑缩容", STR_ARG(m->system_name)) : arena_fmt(c->arena, "“" STR_FMT "”利用率偏高，请先优化，需要时申请扩容", STR_ARG(m->system_name)),
		l.says, "A28.5", &util_alert_entity, l.id });
}

static enum err alerts_follow(struct ctx *c, int64_t system, struct date end)
{
	struct util_month m;
	struct list open;
	bool has[ALERT_KIND_MAX] = { false }, want[ALERT_KIND_MAX];
	enum err e = sql_get(c, &evaluation_q[Q_MONTH_OF], &m, system, month_text(c->arena, date_add(end, -1)));

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	TRY(e);
	want[ALERT_SHRINK] = !m.exempt.n && (m.level == UTIL_LOW || m.level == UTIL_MIXED);
	want[ALERT_EXPAND] = !m.exempt.n && (m.level == UTIL_HIGH || m.level == UTIL_MIXED);
	TRY(sql_all(c, &evaluation_q[Q_ALERT_OPEN], &open, system));
	EACH(struct util_alert, l, open) {
		has[l->kind] = true;
		if (want[l->kind] && str_cmp(l->last_month, m.month) < 0)
			TRY(sql_run(c, &evaluation_q[Q_ALERT_AGAIN], l->id, m.month, alert_says(c, &m)));
		if (want[l->kind] || (m.level == UTIL_UNJUDGED && m.n_resources) || str_cmp(l->last_month, m.month) > 0)
			continue;
		struct str why = m.n_resources ? m.exempt.n ? m.exempt : arena_fmt(c->arena, "已恢复：" STR_FMT, STR_ARG(alert_says(c, &m))) : STR("资源已释放");
		TRY(sql_run(c, &evaluation_q[Q_ALERT_CLOSE], l->id, c->now, why));
		TRY(flow_fire(c, &util_alert_flow, l->id, "recover", NULL));
	}
	for (int kind = ALERT_SHRINK; kind < ALERT_KIND_MAX; kind++) {
		struct str told;
		if (!want[kind] || has[kind])
			continue;
		/* What was closed about this month stays closed. */
		TRY(sql_str(c, &evaluation_q[Q_ALERT_TOLD], &told, system, alert_kind_names[kind].word));
		if (!told.p || str_cmp(told, m.month) < 0)
			TRY(alert_enter(c, &m, kind));
	}
	return OK;
}

enum err system_follow(struct ctx *c, int64_t system, int64_t *opened, int64_t *closed)
{
	struct date end = month_first(today(c));
	struct info_system s;
	struct judged j;

	TRY(info_system_get(c, system, &s));
	TRY(system_judge(c, system, 0, end, &j));
	TRY(cases_follow(c, &s, end, &j, opened, closed));
	return alerts_follow(c, system, end);
}

/* ---- the month's turn ---- */
enum { PART = 1000 };            /* systems in one turn of the job */

static enum err systems_from(struct ctx *c, struct date end, int64_t after, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = (struct list){ ARENA_ARRAY(c->arena, int64_t, PART), 0 };
	TRY(db_rows(c->db, &evaluation_q[Q_SYSTEMS_IN], VALS(end, after, PART), &c->fail, &r));
	while (rows_next(r))
		LIST_AT(*out, int64_t, 0)[out->n++] = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

static enum err run_note(struct ctx *c, struct str month, struct val upto)
{
	TRY(sql_run(c, &evaluation_q[Q_RUN_SET], month, c->now, upto));
	return sql_run(c, &evaluation_q[Q_RUN_PUT], month, c->now, upto);
}

/* Every system that holds something has a row for the month, also where nothing was measured: that is told, not passed over. One part,
 * from where the last one ended; *more when there are others. */
static enum err run_part(struct ctx *c, struct arena *scratch, struct date end, struct util_run *out, bool *more)
{
	bool latest = date_cmp(end, month_first(today(c))) == 0;
	struct list systems;
	int64_t upto = 0;

	TRY(sql_int(c, &evaluation_q[Q_RUN_UPTO], &upto, out->month));
	TRY(systems_from(c, end, upto, &systems));
	EACH(int64_t, s, systems) {
		struct turn t = { *s, out->month, latest, 0, 0 };
		TRY(scratched(c, scratch, system_turn, &t));
		out->opened += t.opened;
		out->closed += t.closed;
		out->systems++;
		upto = *s;
	}
	*more = systems.n == PART;
	return run_note(c, out->month, *more ? val_int(upto) : val_none());
}

static enum err util_run(struct ctx *c, struct date end, bool whole, struct util_run *out, bool *more)
{
	CLEANUP(arena_freep) struct arena *scratch = arena_new(MIB(256));
	enum err e = OK;

	if (!scratch)
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	*out = (struct util_run){ .month = month_text(c->arena, date_add(end, -1)) };
	for (*more = true; e == OK && *more && (whole || !out->systems);)
		e = run_part(c, scratch, end, out, more);
	return e;
}

enum err util_run_op(struct ctx *c, const void *in, void *out)
{
	bool more;

	(void)in;
	return util_run(c, month_first(today(c)), true, out, &more);
}

/* On the first day of a month, or on the first day that the server runs again: months that were missed come first. */
enum err util_months_job(struct ctx *c)
{
	struct date end = month_first(today(c));
	struct str last;
	struct util_run done;
	int back = 1;

	TRY(sql_str_(c, &evaluation_q[Q_RUN_LAST], &last, NO_VALS));
	if (last.p) {
		struct date ran = month_of(c, last).to;
		for (back = 0; back < RUNS_BACK && date_cmp(date_add_months(end, -back), ran) > 0; )
			back++;
	}
	for (int i = back - 1; i >= 0 && !c->go_on; i--)
		TRY(util_run(c, date_add_months(end, -i), false, &done, &c->go_on));
	return OK;
}

/* ---- what other features tell ---- */
static enum err release_of(struct ctx *c, const struct list *cases, bool linked_done)
{
	EACH(struct util_case, k, *cases) {
		bool done;
		TRY(case_release(c, k, linked_done, &done));
	}
	return OK;
}

enum err hear_stopped(struct ctx *c, const struct fact *f)
{
	struct resource r;
	struct list open;

	TRY(entity_peek(c, &resource_entity, f->subject, &r));
	TRY(sql_all(c, &evaluation_q[Q_CASES_OPEN], &open, r.system));
	return release_of(c, &open, false);
}

enum err hear_closed(struct ctx *c, const struct fact *f)
{
	struct list linked;

	TRY(sql_all(c, &evaluation_q[Q_CASES_LINKED], &linked, f->subject));
	return release_of(c, &linked, true);
}

/* ---- for other features ---- */
enum err util_case_of(struct ctx *c, int64_t system, enum util_case_kind kind, struct util_case *out)
{
	enum err e = sql_get(c, &evaluation_q[Q_CASE_OPEN], out, system, util_case_kind_names[kind].word);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	record_none(&util_case_record, out);
	return OK;
}

enum err evaluation_refusals(struct ctx *c, struct list *out) { return sql_all(c, &evaluation_q[Q_REFUSALS], out, c->now); }

enum err evaluation_optimised(struct ctx *c, int64_t system, struct str what, int64_t added, int64_t present)
{
	int64_t limit = setting_int(c, "expand.opt_threshold"), since = c->now.ms - DAYS(setting_int(c, "optimize.valid_days")), records = 0;
	bool large = present > 0 && added * 100 > present * limit;
	struct util_case k;

	TRY(util_case_of(c, system, CASE_HIGH, &k));
	if (!k.id && !large)
		return OK;
	TRY(sql_int(c, &evaluation_q[Q_OPT_SINCE], &records, system, since));
	if (records)
		return OK;
	if (k.id)
		return refuse_by(c, "A25.2a", "evaluation.not_optimised", "“" STR_FMT "”有未结束的高利用率个案（%s），应当先优化并登记优化记录，再申请扩容", STR_ARG(k.system_name),
				 arena_cstr(c->arena, k.last_month));
	return refuse_by(c, "A25.2a", "evaluation.not_optimised", "“" STR_FMT "”增加 %" PRId64 "，超过现有 %" PRId64 " 的 %" PRId64 "%%，应当先优化并登记优化记录，再申请扩容", STR_ARG(what), added, present, limit);
}
