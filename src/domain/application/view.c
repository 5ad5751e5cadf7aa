/* What a reader sees beside the row: lines with the provider's advice, papers, steps with dates, everybody's opinion, the clock. */
#include "domain/application/application_in.h"

/* ---- who said what ---- */
static void said(struct list *out, struct app_said one) { LIST_AT(*out, struct app_said, 0)[out->n++] = one; }

static enum err said_by_tasks(struct ctx *c, struct application *a, struct list *out)
{
	struct list tasks;

	TRY(sql_all(c, &app_q[Q_TASKS], &tasks, a->id));
	EACH(struct review_task, t, tasks) {
		/* A provider or an invited body reads its own task, not what the others were asked. */
		if (t->state != TASK_REPLIED || out->n >= 150 || (c->who.party == ORG_CSP && t->org != c->who.org))
			continue;
		said(out, (struct app_said){ .part = str_of(task_kind_names[t->kind].word), .label = str_of(task_kind_names[t->kind].label),
			.article = t->kind == TASK_CSP ? STR("A10.4") : STR("A20.1b"), .org_name = t->org_name, .person_name = t->replied_by_name,
			.result = str_of(task_result_names[t->result].word), .result_label = str_of(task_result_names[t->result].label), .text = t->opinion,
			.at = t->replied_at });
		if (t->kind != TASK_CSP)
			continue;
		EACH(struct line_advice, v, t->lines)
			EACH(struct application_line, l, a->lines)
				if (l->seq == v->line) {
					l->advice_qty = v->advice_qty;
					l->advice_note = v->note;
				}
	}
	return OK;
}

static enum err opinions_fill(struct ctx *c, struct application *a)
{
	struct list reviews, acceptances, *out = &a->opinions;
	const struct app_opinion *o = a->opinion;

	*out = (struct list){ ARENA_ARRAY(c->arena, struct app_said, 200), 0 };
	TRY(sql_all(c, &app_q[Q_REVIEWS], &reviews, a->id));
	TRY(sql_all(c, &app_q[Q_ACCEPTANCES], &acceptances, a->id));
	EACH(struct internal_review, r, reviews)
		if (out->n < 50 && c->who.party != ORG_CSP)
			said(out, (struct app_said){ STR("internal_review"), STR("内部审核"), STR("A9a.1b"), a->applicant_org_name, r->reviewer_name,
				r->passed ? STR("passed") : STR("returned"), r->passed ? STR("同意") : STR("退回"), r->opinion, r->at });
	EACH(struct acceptance, r, acceptances)
		if (out->n < 100 && c->who.party != ORG_CSP)
			said(out, (struct app_said){ STR("acceptance"), STR("受理"), r->accepted ? STR("A20.2a") : STR("A20.2c"), STR("主管部门"),
				r->handler_name, r->accepted ? STR("accepted") : STR("not_accepted"), r->accepted ? STR("受理") : STR("不予受理"), r->comment,
				r->decided_at });
	TRY(said_by_tasks(c, a, out));
	if (o && str_is(o->state, "issued"))
		said(out, (struct app_said){ STR("opinion"), STR("审批意见"), STR("A20.1d"), STR("主管部门"), o->signer_name,
			str_of(opinion_result_names[o->result].word), str_of(opinion_result_names[o->result].label), o->text, o->signed_at });
	return OK;
}

static enum err opinion_fill(struct ctx *c, struct application *a)
{
	struct app_opinion *o = ARENA_NEW(c->arena, struct app_opinion);

	record_none(&app_opinion_record, o);
	enum err e = sql_get(c, &app_q[Q_OPINION_NOW], o, a->id, a->round);
	if (e == OK)
		a->opinion = o;
	else if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		return e;
	return OK;
}

/* ---- steps ---- */
enum { STEP_REVIEW, STEP_SUBMIT, STEP_ACCEPT, STEP_OPINION, STEP_TRIAL, STEP_DELIVER, STEP_LIVE, STEP_MAX };
static const struct { const char *name, *label, *article; } step_rows[STEP_MAX] = {
	[STEP_REVIEW] = { "internal_review", "单位内审", "A9a.1b" }, [STEP_SUBMIT] = { "submit", "提交", "A19.1d" }, [STEP_ACCEPT] = { "accept", "受理", "A20.2a" },
	[STEP_OPINION] = { "opinion", "审核", "A20.2b" }, [STEP_TRIAL] = { "trial", "开通测试", "A21.1b" },
	[STEP_DELIVER] = { "deliver", "备案交付计费", "A21.1f" }, [STEP_LIVE] = { "live", "安全检测上线", "A21.3c" },
};

/* The step that a state stands at; STEP_MAX when all are behind. */
static int step_of(const struct application *a)
{
	switch (a->state) {
	case APP_DRAFT: case APP_INTERNAL_REVIEW: case APP_INTERNAL_REJECTED: return STEP_REVIEW;
	case APP_SUBMITTED: case APP_NOT_ACCEPTED: return STEP_ACCEPT;
	case APP_ACCEPTED: case APP_UNDER_REVIEW: case APP_REJECTED: return STEP_OPINION;
	case APP_APPROVED: case APP_APPROVED_REDUCED: case APP_PROVISIONING: case APP_TRIAL: return STEP_TRIAL;
	case APP_SUGGESTED: case APP_FILED: return STEP_DELIVER;
	case APP_DELIVERED: return STEP_LIVE;
	case APP_WITHDRAWN: case APP_TERMINATED:
		return !at_none(a->issued_at) ? STEP_TRIAL : !at_none(a->accepted_at) ? STEP_OPINION : !at_none(a->submitted_at) ? STEP_ACCEPT : STEP_REVIEW;
	default: return STEP_MAX;
	}
}

static bool ended_early(int state)
{
	return state == APP_INTERNAL_REJECTED || state == APP_NOT_ACCEPTED || state == APP_REJECTED || state == APP_WITHDRAWN || state == APP_TERMINATED;
}

static enum err step_dates(struct ctx *c, const struct application *a, struct date *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	for (int i = 0; i < STEP_MAX; i++)
		out[i] = DATE_NONE;
	TRY(db_rows(c->db, &app_q[Q_STEPS], VALS(a->id), &c->fail, &r));
	while (rows_next(r)) {
		struct str event = rows_str(r, 0), to = rows_str(r, 1);
		struct date d = date_of((struct instant){ rows_int(r, 2) });
		if (str_is(event, "review") && str_is(to, "internal_review"))
			out[STEP_REVIEW] = d;
		else if (str_is(event, "trial_ready"))
			out[STEP_TRIAL] = d;
		else if (str_is(event, "deliver"))
			out[STEP_DELIVER] = d;
		else if (str_is(event, "go_live"))
			out[STEP_LIVE] = d;
	}
	out[STEP_SUBMIT] = at_none(a->submitted_at) ? DATE_NONE : date_of(a->submitted_at);
	out[STEP_ACCEPT] = at_none(a->accepted_at) ? DATE_NONE : date_of(a->accepted_at);
	out[STEP_OPINION] = at_none(a->issued_at) ? DATE_NONE : date_of(a->issued_at);
	return rows_err(r, &c->fail);
}

static enum err steps_fill(struct ctx *c, struct application *a)
{
	struct app_step *s = ARENA_ARRAY(c->arena, struct app_step, STEP_MAX);
	const struct clock *k = a->clock;
	struct date dates[STEP_MAX];
	int now = step_of(a);

	TRY(step_dates(c, a, dates));
	for (int i = 0; i < STEP_MAX; i++)
		s[i] = (struct app_step){ .name = str_of(step_rows[i].name), .label = str_of(step_rows[i].label), .article = str_of(step_rows[i].article),
			.state = i < now ? STR("done") : i > now ? STR("todo") : ended_early(a->state) ? STR("stopped") : STR("current"),
			.date = i <= now ? dates[i] : DATE_NONE, .due_date = i == now && k ? k->due_date : DATE_NONE };
	if (a->state == APP_INTERNAL_REVIEW && !date_none(dates[STEP_REVIEW]))
		s[STEP_REVIEW].state = STR("done"), s[STEP_SUBMIT].state = STR("current");
	a->steps = (struct list){ s, STEP_MAX };
	return OK;
}

/* What a provider may not see: money sources and what the authority and the units said among themselves. */
static void hide_from_csp(struct application *a)
{
	struct app_opinion *o = a->opinion;

	a->budget_source = STR_NONE;
	a->reason = STR_NONE;
	if (o && !str_is(o->state, "issued"))
		a->opinion = NULL;
	if (o && str_is(o->state, "issued"))
		o->return_comment = STR_NONE;
	if (!o || !str_is(o->state, "issued"))
		EACH(struct application_line, l, a->lines) {
			l->approved_qty = INT_NONE;
			l->reduce_reason = STR_NONE;
			l->approved_month_fen = FEN_NONE;
			l->assigned_pool = l->csp = 0;
			l->assigned_pool_name = l->csp_name = STR_NONE;
		}
}

/* The units read the opinion when it is issued, not while the authority is still at it. */
static void hide_unsigned(struct application *a)
{
	const struct app_opinion *o = a->opinion;

	if (o && str_is(o->state, "issued"))
		return;
	a->opinion = NULL;
	EACH(struct application_line, l, a->lines) {
		l->approved_qty = INT_NONE;
		l->reduce_reason = STR_NONE;
		l->approved_month_fen = FEN_NONE;
		l->assigned_pool = l->csp = 0;
		l->assigned_pool_name = l->csp_name = STR_NONE;
		l->non_xc_approved = false;
	}
}

enum err app_fill(struct ctx *c, void *rec)
{
	struct application *a = rec;
	struct clock *k = ARENA_NEW(c->arena, struct clock);

	TRY(application_lines(c, a->id, &a->lines));
	TRY(opinion_fill(c, a));
	TRY(opinions_fill(c, a));
	TRY(app_materials(c, a, &a->materials));
	TRY(app_warnings(c, a, &a->warnings));
	if (!app_is_decided(a->state))
		TRY(app_problems(c, a, &a->problems));
	TRY(clock_running(c, &application_entity, a->id, k));
	a->clock = k->id ? k : NULL;
	TRY(steps_fill(c, a));
	if (c->who.party == ORG_CSP)
		hide_from_csp(a);
	else if (!c->who.system && c->who.party != ORG_AUTHORITY && c->who.party != ORG_AUDIT)
		hide_unsigned(a);
	return OK;
}

/* A row of the list: the clock, and neither the plan nor anything a provider may not see. */
enum err app_fill_row(struct ctx *c, void *rec)
{
	struct application *a = rec;
	struct clock *k = ARENA_NEW(c->arena, struct clock);

	a->plan = NULL;
	a->stage_windows = (struct list){ 0 };
	if (app_is_decided(a->state) && at_none(a->ended_at)) {
		TRY(clock_running(c, &application_entity, a->id, k));
		a->clock = k->id ? k : NULL;
	}
	if (c->who.party == ORG_CSP)
		hide_from_csp(a);
	return OK;
}

/* ---- if it were submitted today ---- */
static void preview_step(struct list *out, const char *label, struct date d, const char *article, struct str note)
{
	LIST_AT(*out, struct preview_step, 0)[out->n++] = (struct preview_step){ str_of(label), str_of(article), note, d };
}

enum err app_preview_get(struct ctx *c, const void *in, void *out_)
{
	struct app_preview *out = out_;
	const struct application *a = c->subject;
	const struct workdays *w;
	int64_t accept = setting_int(c, "clock.accept_wd"), review = setting_int(c, "clock.review_wd");
	struct list lines = a->lines;

	(void)in;
	TRY(workdays_now(c, &w));
	TRY(lines_price(c, &lines, &out->est_month_fen));
	out->submit_date = today(c);
	out->accept_due_date = workday_due(w, today(c), (int)accept, NULL);
	out->review_due_date = workday_due(w, out->accept_due_date, (int)review, NULL);
	TRY(ready_date(c, today(c), &out->ready_date));
	out->planned_live_date = a->planned_live_date;
	out->warning = !date_none(a->planned_live_date) && date_cmp(a->planned_live_date, out->ready_date) < 0 ? STR("计划启用日早于最早可开通日") : STR_NONE;
	out->steps = (struct list){ ARENA_ARRAY(c->arena, struct preview_step, 4), 0 };
	preview_step(&out->steps, "单位内部审核后提交", out->submit_date, "A19.1d", a->applicant_org_name);
	preview_step(&out->steps, "决定是否受理", out->accept_due_date, "A20.2a", arena_fmt(c->arena, "%" PRId64 " 个工作日，当日不计", accept));
	preview_step(&out->steps, "提出审核意见", out->review_due_date, "A20.2b", arena_fmt(c->arena, "%" PRId64 " 个工作日，自受理次日起", review));
	preview_step(&out->steps, "开通、备案、交付", out->ready_date, "A19.6",
		     arena_fmt(c->arena, "开通 %" PRId64 " 个、备案 %" PRId64 " 个工作日，下达交付工单之日起计费", setting_int(c, "provision.deadline_wd"),
			       setting_int(c, "filing.deadline_wd")));
	out->problems = a->problems;
	return OK;
}

/* ---- earlier rounds, byte for byte as they were submitted ---- */
enum err app_rounds(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return sql_all(c, &app_q[Q_ROUNDS], &((struct app_list *)out)->items, c->subject_id);
}

/* ---- hints on reasonableness (A20.1c): what the unit already holds, and the pools after approval ---- */
struct need { int64_t pool, vcpu, mem, disk; };

static int64_t or_zero(int64_t v) { return v == INT_NONE ? 0 : v; }

static enum err line_need(struct ctx *c, const struct application_line *l, struct need *n)
{
	const struct line_attrs *at = line_attrs(l);
	struct catalog_item it;
	int64_t qty = l->approved_qty == INT_NONE ? l->qty : l->approved_qty;

	TRY(catalog_item_get(c, l->item, &it));
	n->vcpu += qty * (at && at->vcpu != INT_NONE ? at->vcpu : or_zero(it.vcpu));
	n->mem += qty * (at && at->mem_gb != INT_NONE ? at->mem_gb : or_zero(it.mem_gb));
	n->disk += qty * (at && at->data_disk_gb != INT_NONE ? or_zero(at->sys_disk_gb) + at->data_disk_gb : or_zero(it.disk_gb));
	return OK;
}

static void level(struct list *out, const struct pool *p, const char *what, const char *unit, int64_t cap, int64_t alloc, int64_t more)
{
	if (cap <= 0)
		return;
	LIST_AT(*out, struct pool_level, 0)[out->n++] = (struct pool_level){ .pool = p->id, .name = p->name, .zone = str_of(zone_names[p->zone].label),
		.what = str_of(what), .unit = str_of(unit), .cap = cap, .alloc = alloc, .after = alloc + more, .used_bp = MIN2(alloc * 10000 / cap, 1000000),
		.after_bp = MIN2((alloc + more) * 10000 / cap, 1000000) };
}

/* The pool that a line would go to as things stand. */
static enum err likely_pool(struct ctx *c, const struct application_line *l, struct pool *out, bool *found)
{
	struct list pools;
	int64_t want = l->assigned_pool ? l->assigned_pool : l->pool_pref;

	*found = false;
	TRY(pools_of_zone(c, str_of(zone_names[l->zone].word), &pools));
	EACH(struct pool, p, pools)
		if (!*found && (want ? p->id == want : !xc_matters(l) || p->xinchuang == l->xinchuang)) {
			*out = *p;
			*found = true;
		}
	return OK;
}

enum err app_hints_get(struct ctx *c, const void *in, void *out_)
{
	struct app_hints *out = out_;
	const struct application *a = c->subject;
	struct pool *pools = ARENA_ARRAY(c->arena, struct pool, a->lines.n + 1);
	struct need *needs = ARENA_ARRAY(c->arena, struct need, a->lines.n + 1);
	size_t n = 0, homeless = 0;

	(void)in;
	EACH(struct application_line, l, a->lines) {
		struct pool p;
		bool found;
		size_t i = 0;
		TRY(likely_pool(c, l, &p, &found));
		homeless += !found;
		if (!found)
			continue;
		while (i < n && pools[i].id != p.id)
			i++;
		if (i == n)
			pools[n++] = p;
		TRY(line_need(c, l, &needs[i]));
	}
	out->pools = (struct list){ ARENA_ARRAY(c->arena, struct pool_level, n * 3 + 1), 0 };
	for (size_t i = 0; i < n; i++) {
		level(&out->pools, &pools[i], "CPU", "核", pools[i].cap_vcpu, pools[i].alloc_vcpu, needs[i].vcpu);
		level(&out->pools, &pools[i], "内存", "GB", pools[i].cap_mem_gb, pools[i].alloc_mem_gb, needs[i].mem);
		level(&out->pools, &pools[i], "存储", "GB", pools[i].cap_sto_gb, pools[i].alloc_sto_gb, needs[i].disk);
	}
	TRY(sql_all(c, &app_q[Q_HOLDINGS], &out->holdings, a->user_org, a->system, a->id));
	if (homeless)
		out->text = arena_fmt(c->arena, "有 %zu 项在所选网络区域没有合适的资源池", homeless);
	return OK;
}
