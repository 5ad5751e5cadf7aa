/* What a reader sees beside the row: lines with the provider's advice, papers, steps with dates, everybody's opinion, the clock. */
#include "domain/application/application_in.h"

/* ---- who said what ---- */
static void said(struct list *out, struct app_said one) { LIST_AT(*out, struct app_said, 0)[out->n++] = one; }

static bool invited(const struct ctx *c) { return c->who.party == ORG_CSP || c->who.party == ORG_TECH || c->who.party == ORG_DEPT; }

static enum err said_by_tasks(struct ctx *c, struct application *a, struct list *out)
{
	struct list tasks;

	TRY(sql_all(c, &app_q[Q_TASKS], &tasks, a->id));
	EACH(struct review_task, t, tasks) {
		/* A provider or an invited body reads its own task, not what the others were asked. */
		if (t->state != TASK_REPLIED || out->n >= 150 || (invited(c) && t->org != c->who.org))
			continue;
		said(out, (struct app_said){ .part = str_of(task_kind_names[t->kind].word), .label = str_of(task_kind_names[t->kind].label),
			.article = t->kind == TASK_CSP ? STR("A10.4") : STR("A20.1b"), .org_name = t->org_name,
			.person_name = str_empty(t->expert) ? t->replied_by_name : t->expert,
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
		else if (str_is(event, "send"))
			out[STEP_REVIEW] = DATE_NONE;   /* sent anew after it was returned: it waits for the reviewer again */
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
	a->approval_note = STR_NONE;
	EACH(struct app_material, m, a->materials) {
		m->checked_note = STR_NONE;
		for (const char *const *p = application_entity.inner_papers; *p; p++)
			if (str_is(m->name, *p))
				m->files = (struct list){ 0 };
	}
	if (o && !str_is(o->state, "issued"))
		a->opinion = NULL;
	if (o && str_is(o->state, "issued"))
		o->return_comment = o->judged_on = STR_NONE;
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

/* ---- the invited bodies' opinions by aspect, for whoever signs ---- */
static void finding_add(struct ctx *c, struct aspect_said *s, const struct review_task *t)
{
	int32_t result = t->result;
	struct str text = t->opinion;

	s->n_asked++;
	if (t->state != TASK_REPLIED)
		return;
	EACH(struct aspect_finding, f, t->findings)
		if (f->aspect == s->aspect) {
			result = f->result;
			text = str_empty(f->text) ? text : f->text;
		}
	s->n_replied++;
	s->n_support += result == TASK_SUPPORT;
	s->n_reduce += result == TASK_REDUCE;
	s->n_oppose += result == TASK_OPPOSE;
	s->text = arena_fmt(c->arena, STR_FMT "%s" STR_FMT "：%s，" STR_FMT, STR_ARG(s->text), s->text.n ? "\n" : "",
			    STR_ARG(str_empty(t->expert) ? t->org_name : t->expert), task_result_names[result].label, STR_ARG(text));
}

enum err review_summary(struct ctx *c, const struct application *a, struct list *out)
{
	struct list tasks;

	TRY(sql_all(c, &app_q[Q_TASKS], &tasks, a->id));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct aspect_said, ASPECT_MAX), 0 };
	for (int aspect = ASPECT_COMPLETE; aspect < ASPECT_MAX; aspect++) {
		struct aspect_said *s = &LIST_AT(*out, struct aspect_said, 0)[out->n++];
		s->aspect = aspect;
		/* A task without aspects asks about the whole. */
		EACH(struct review_task, t, tasks)
			if (!t->aspects || (t->aspects & (1u << aspect)))
				finding_add(c, s, t);
		s->verdict = !s->n_asked ? STR("未征求意见") : !s->n_replied ? STR("尚无回复") : s->n_oppose ? STR("有不同意的意见")
			   : s->n_reduce ? STR("有核减的建议") : STR("均同意");
	}
	return OK;
}

/* ---- requested, approved, delivered: three figures that are never mixed ---- */
static enum err delivered_fill(struct ctx *c, struct application *a)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	EACH(struct application_line, l, a->lines)
		l->delivered_qty = INT_NONE;
	if (at_none(a->issued_at))
		return OK;
	TRY(db_rows(c->db, &app_q[Q_DELIVERED], VALS(a->id), &c->fail, &r));
	while (rows_next(r))
		EACH(struct application_line, l, a->lines)
			if (l->id == rows_int(r, 0))
				l->delivered_qty = rows_int(r, 1);
	return rows_err(r, &c->fail);
}

/* The default is xinchuang (A19.4b): beside a line that is not stands the nearest item that is. */
static enum err alternatives_fill(struct ctx *c, struct application *a)
{
	EACH(struct application_line, l, a->lines) {
		struct list like;
		struct catalog_item it;
		if (!line_needs_xc_reason(l))
			continue;
		TRY(catalog_similar(c, l->category, l->item_name, l->spec, 60, &like));
		EACH(struct catalog_match, m, like) {
			if (!m->xinchuang || m->category != l->category || l->xc_item_code.p)
				continue;
			TRY(catalog_item_get(c, m->item, &it));
			if (it.zone != ITEM_BOTH && (it.zone == ITEM_INTERNET) != (l->zone == ZONE_NET))
				continue;
			l->xc_item_code = m->code;
			l->xc_item_name = m->name;
		}
	}
	return OK;
}

/* What the handler ticked when the round was decided. */
static enum err checks_fill(struct ctx *c, struct application *a)
{
	struct list acceptances;

	TRY(sql_all(c, &app_q[Q_ACCEPTANCES], &acceptances, a->id));
	EACH(struct acceptance, r, acceptances)
		if (r->round == a->round)
			EACH(struct check_item, i, r->check_items)
				EACH(struct app_material, m, a->materials)
					if (str_eq(m->name, i->item)) {
						m->state = i->state;
						m->checked_note = i->note;
					}
	return OK;
}

enum err app_fill(struct ctx *c, void *rec)
{
	struct application *a = rec;
	struct clock *k = ARENA_NEW(c->arena, struct clock);

	TRY(application_lines(c, a->id, &a->lines));
	TRY(opinion_fill(c, a));
	TRY(opinions_fill(c, a));
	TRY(app_materials(c, a, &a->materials));
	TRY(delivered_fill(c, a));
	if (app_is_decided(a->state))
		TRY(checks_fill(c, a));
	else
		TRY(alternatives_fill(c, a));
	if (a->load_kind != LOAD_STEADY && !at_none(a->issued_at))
		TRY(application_stage_ends(c, a->id, &a->stage_ends));
	if (!at_none(a->accepted_at) && (c->who.system || c->who.party == ORG_AUTHORITY || c->who.party == ORG_AUDIT))
		TRY(review_summary(c, a, &a->review_summary));
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
	TRY(lines_price(c, a, &lines, &out->est_month_fen));
	out->submit_date = today(c);
	out->accept_due_date = workday_due(w, today(c), (int)accept, NULL);
	out->review_due_date = workday_due(w, out->accept_due_date, (int)review, NULL);
	TRY(ready_date(c, today(c), &out->ready_date));
	out->planned_live_date = a->planned_live_date;
	out->warning = !date_none(a->planned_live_date) && date_cmp(a->planned_live_date, out->ready_date) < 0 ? STR("计划启用日早于最早可开通日") : STR_NONE;
	out->steps = (struct list){ ARENA_ARRAY(c->arena, struct preview_step, 4), 0 };
	preview_step(&out->steps, "单位内部审核后提交", out->submit_date, "A19.1d", a->applicant_org_name);
	/* A change has one limit for acceptance and opinion together, a revocation its own two; only what goes to the cloud is opened. */
	if (a->type == APP_CHANGE) {
		int64_t change = setting_int(c, "clock.change_review_wd"), exec = setting_int(c, "clock.change_exec_wd");
		struct date decided = workday_due(w, today(c), (int)change, NULL);
		preview_step(&out->steps, "受理并提出审核意见", decided, "A22.4a", arena_fmt(c->arena, "%" PRId64 " 个工作日，当日不计", change));
		preview_step(&out->steps, "实施完毕", workday_due(w, decided, (int)exec, NULL), "A22.4b", arena_fmt(c->arena, "%" PRId64 " 个工作日，自批准次日起", exec));
	} else if (a->type == APP_REVOKE) {
		int64_t take = setting_int(c, "clock.revoke_accept_wd"), decide = setting_int(c, "clock.revoke_review_wd");
		struct date taken = workday_due(w, today(c), (int)take, NULL);
		preview_step(&out->steps, "决定是否受理", taken, "A23.1b", arena_fmt(c->arena, "%" PRId64 " 个工作日，当日不计", take));
		preview_step(&out->steps, "提出审核意见", workday_due(w, taken, (int)decide, NULL), "A23.1b", arena_fmt(c->arena, "%" PRId64 " 个工作日，自受理次日起", decide));
	} else {
		preview_step(&out->steps, "决定是否受理", out->accept_due_date, "A20.2a", arena_fmt(c->arena, "%" PRId64 " 个工作日，当日不计", accept));
		preview_step(&out->steps, "提出审核意见", out->review_due_date, "A20.2b", arena_fmt(c->arena, "%" PRId64 " 个工作日，自受理次日起", review));
		if (a->type == APP_NEW || a->type == APP_MIGRATE)
			preview_step(&out->steps, "开通、备案、交付", out->ready_date, "A19.6",
		     arena_fmt(c->arena, "开通 %" PRId64 " 个、备案 %" PRId64 " 个工作日，下达交付工单之日起计费", setting_int(c, "provision.deadline_wd"),
			       setting_int(c, "filing.deadline_wd")));
	}
	out->problems = a->problems;
	return OK;
}

/* ---- earlier rounds, byte for byte as they were submitted ---- */
enum err app_rounds(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return sql_all(c, &app_q[Q_ROUNDS], &((struct app_list *)out)->items, c->subject_id);
}
