/* The review: tasks for others, the handler's proposal line by line, the approver's signature that makes it the opinion. */
#include "domain/application/application_in.h"
#include "domain/contract/contract.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* ---- review tasks ---- */
static const enum org_kind task_party[TASK_KIND_MAX] = {
	[TASK_AUTHORITY] = ORG_AUTHORITY, [TASK_DEPT] = ORG_DEPT, [TASK_TECH] = ORG_TECH, [TASK_CSP] = ORG_CSP, [TASK_EXPERT] = ORG_AUTHORITY,
};

/* Who answers: the unit named, else the authority itself for its own and the experts' tasks, and the technical body, whose tasks the
 * authority holds where there is none. */
static enum err task_org(struct ctx *c, const struct task_ask_in *in, struct org *out)
{
	enum org_kind party = task_party[in->kind];
	int64_t tech = 0, id = in->org;

	TRY(sql_int_(c, &app_q[Q_TECH_ORG], &tech, NO_VALS));
	if (party == ORG_TECH && !tech)
		party = ORG_AUTHORITY;
	if (!id && party == ORG_TECH)
		id = tech;
	else if (!id && party == ORG_AUTHORITY)
		TRY(org_authority(c, &id));
	if (!id)
		return fail_on(c, "org", "missing", "请写明交给哪个%s", org_kind_names[party].label);
	if (org_peek(c, id, out) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "org", "absent", "没有编号为 %" PRId64 " 的单位", id);
	}
	/* An expert may sit in the authority, the technical body or an invited department. */
	bool fits = in->kind == TASK_EXPERT ? out->kind == ORG_AUTHORITY || out->kind == ORG_TECH || out->kind == ORG_DEPT : out->kind == (int32_t)party;
	if (fits)
		return OK;
	return fail_on(c, "org", "wrong_kind", "“" STR_FMT "”不是%s，不能交办%s任务", STR_ARG(out->name), org_kind_names[party].label, task_kind_names[in->kind].label);
}

/* Asked for a reply within the review clock, so that it comes before the opinion. */
static enum err task_due(struct ctx *c, const struct application *a, const struct task_ask_in *in, struct date *out)
{
	struct clock k;

	*out = in->due_date;
	if (!date_none(in->due_date))
		return in->due_date.day < today(c).day ? fail_on(c, "due_date", "in_past", "希望回复日不能早于今天") : OK;
	TRY(clock_running(c, &application_entity, a->id, &k));
	if (k.id && k.due_date.day >= today(c).day)
		*out = k.due_date;
	return OK;
}

static enum err task_tell(struct ctx *c, const struct application *a, int64_t task, const struct org *o)
{
	struct note n = { .title = arena_fmt(c->arena, "审核任务：" STR_FMT, STR_ARG(a->title)),
			  .body = arena_fmt(c->arena, "申请编号 " STR_FMT "，意见供审核参考，不影响审核时限", STR_ARG(a->no)), .article = "A20.1b",
			  .e = &review_task_entity, .subject = task };

	return message_to_roles(c, o->id, R_ALL, &n);
}

/* Completeness is checked together with others before acceptance (A20.1a); a provider sees nothing by then. */
static bool may_ask(int state, const struct task_ask_in *in)
{
	bool complete = in->aspects == 1u << ASPECT_COMPLETE && in->kind != TASK_CSP;

	return state == APP_ACCEPTED || state == APP_UNDER_REVIEW || (state == APP_SUBMITTED && complete);
}

enum err task_ask(struct ctx *c, const void *in_, void *out)
{
	const struct task_ask_in *in = in_;
	struct application *a = ARENA_NEW(c->arena, struct application);
	struct review_task t;
	struct list open;
	struct org o;

	(void)out;
	record_none(&application_record, a);
	TRY(entity_get(c, &application_entity, in->application, a));
	if (!may_ask(a->state, in))
		return fail(c, E_CONFLICT, "wrong_state", "申请现在处于“%s”，受理后、签发前才能征求意见；受理前只就材料完整性征求有关部门的意见", app_state_names[a->state].label);
	TRY(task_org(c, in, &o));
	if (in->kind == TASK_EXPERT && str_blank(in->expert))
		return fail_on(c, "expert", "missing", "请写明专家姓名和单位");
	/* Asked again before the answer, the same question would only wait twice. */
	TRY(sql_all(c, &app_q[Q_TASKS_OPEN], &open, a->id));
	EACH(struct review_task, asked, open)
		if (asked->org == o.id && asked->kind == in->kind && asked->aspects == in->aspects && str_eq(asked->expert, in->expert))
			return fail_on(c, "org", "duplicate", "已经向“" STR_FMT "”征求过同样的意见，还没有回复", STR_ARG(o.name));
	record_none(&review_task_record, &t);
	t.id = id_new(c);
	t.version = 1;
	t.application = a->id;
	t.org = o.id;
	t.kind = in->kind;
	t.aspects = in->aspects;
	TRY(task_due(c, a, in, &t.due_date));
	t.expert = in->expert;
	t.note = in->note;
	t.asked_by = c->who.person;
	t.asked_by_name = c->who.name;
	t.asked_at = c->now;
	t.state = TASK_ASKED;
	TRY(sql_put(c, &app_q[Q_TASK_PUT], &t));
	if (a->state == APP_ACCEPTED)
		TRY(flow_fire(c, &application_flow, a->id, "start_review", NULL));
	if (o.kind == ORG_CSP)
		TRY(info_system_show_to(c, a->system, o.id));
	TRY(task_tell(c, a, t.id, &o));
	c->made = t.id;
	return OK;
}

static struct str records_json(struct ctx *c, const struct record *rec, const struct list *items)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));

	buf_byte(&b, '[');
	for (size_t i = 0; i < items->n; i++) {
		if (i)
			buf_byte(&b, ',');
		record_to_json(rec, (const char *)items->items + i * rec->size, OUT, false, &b);
	}
	buf_byte(&b, ']');
	return arena_str(c->arena, buf_str(&b));
}

enum err task_reply(struct ctx *c, const void *in_, void *out)
{
	const struct task_reply_in *in = in_;
	const struct review_task *t = c->subject;
	struct list lines;

	(void)out;
	TRY(application_lines(c, t->application, &lines));
	for (size_t i = 0; i < in->lines.n; i++) {
		const struct line_advice *l = LIST_AT(in->lines, struct line_advice, i);
		if (l->line > (int64_t)lines.n)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/line", i)), "absent", "申请里没有第 %" PRId64 " 项明细", l->line);
		for (size_t k = 0; k < i; k++)
			if (LIST_AT(in->lines, struct line_advice, k)->line == l->line)
				fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/line", i)), "duplicate", "第 %" PRId64 " 项明细出现两次", l->line);
	}
	for (size_t i = 0; i < in->findings.n; i++) {
		const struct aspect_finding *f = LIST_AT(in->findings, struct aspect_finding, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "findings/%zu/aspect", i));
		if (t->aspects && !(t->aspects & (1u << f->aspect)))
			fail_on(c, at, "not_asked", "这项任务没有征求%s方面的意见", aspect_names[f->aspect].label);
		for (size_t k = 0; k < i; k++)
			if (LIST_AT(in->findings, struct aspect_finding, k)->aspect == f->aspect)
				fail_on(c, at, "duplicate", "%s方面写了两次", aspect_names[f->aspect].label);
	}
	TRY(fields_ok(c));
	return sql_run(c, &app_q[Q_TASK_REPLY], t->id, task_result_names[in->result].word, in->opinion, records_json(c, &line_advice_record, &in->lines),
		       c->who.person, c->who.name, c->now, records_json(c, &aspect_finding_record, &in->findings));
}

enum err tasks_lapse(struct ctx *c, int64_t application)
{
	struct list open;

	TRY(sql_all(c, &app_q[Q_TASKS_OPEN], &open, application));
	EACH(struct review_task, t, open)
		TRY(flow_fire(c, &review_task_flow, t->id, "lapse", NULL));
	return OK;
}

/* Late answers are asked for once; the clock of the review goes on. */
enum err job_tasks(struct ctx *c)
{
	struct list late;

	TRY(sql_all(c, &app_q[Q_TASKS_LATE], &late, today(c)));
	EACH(struct review_task, t, late) {
		struct note n = { .title = arena_fmt(c->arena, "审核任务已过希望回复日：" STR_FMT, STR_ARG(t->application_title)),
				  .body = arena_fmt(c->arena, "申请编号 " STR_FMT "，" STR_FMT "，希望 " STR_FMT " 前回复", STR_ARG(t->application_no), STR_ARG(t->org_name),
						    STR_ARG(date_text(c->arena, t->due_date))),
				  .article = "A20.1b", .e = &review_task_entity, .subject = t->id };
		TRY(message_to_roles(c, t->org, R_ALL, &n));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
		TRY(sql_run(c, &app_q[Q_TASK_REMINDED], t->id, c->now));
	}
	return OK;
}

/* ---- the proposal ---- */
static enum err serves(struct ctx *c, const struct pool *p, const struct application *a, bool *out)
{
	*out = false;
	if (pool_open_for(p, a))
		TRY(contract_active(c, p->csp, today(c), out));
	return OK;
}

/* The pool that the handler named, else the one the applicant named, else the freest one of the zone. */
static enum err pick_pool(struct ctx *c, const struct application *a, const struct application_line *l, int64_t named, const char *at, struct pool *out)
{
	struct list pools;
	bool ok = false;

	TRY(pools_of_zone(c, str_of(zone_names[l->zone].word), &pools));
	for (int pass = named ? 0 : l->pool_pref ? 1 : 2; pass < 3; pass++) {
		int64_t want = pass == 0 ? named : pass == 1 ? l->pool_pref : 0;
		EACH(struct pool, p, pools) {
			if (want ? p->id != want : xc_matters(l) && p->xinchuang != l->xinchuang)
				continue;
			TRY(serves(c, p, a, &ok));
			if (ok) {
				*out = *p;
				return OK;
			}
		}
		if (pass == 0)
			return fail_on(c, at, "unsuitable", "资源池应当在用，在%s，对该单位开放，且云服务商有执行中的合同", zone_names[l->zone].label);
	}
	return fail_on(c, at, "no_pool", "%s没有可用的资源池：需要在用、对该单位开放，且云服务商有执行中的合同", zone_names[l->zone].label);
}

static enum err line_decide(struct ctx *c, const struct application *a, struct application_line *l, const struct propose_line *p, size_t i,
			    const struct app_propose_in *in)
{
	const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/", i));
	const char *at_qty = arena_cstr(c->arena, arena_fmt(c->arena, "%sapproved_qty", at));
	bool reject = in->result == OPINION_REJECT;
	struct pool pool = { 0 };

	l->approved_qty = reject ? 0 : p && p->approved_qty != INT_NONE ? p->approved_qty : l->qty;
	l->reduce_reason = p && !str_empty(p->reduce_reason) ? p->reduce_reason : reject ? in->text : STR_NONE;
	l->non_xc_approved = p && p->non_xc_approved && line_needs_xc_reason(l);      /* what is xinchuang is no exception, ticked or not */
	l->assigned_pool = l->csp = 0;
	if (l->approved_qty > l->qty)
		return fail_on(c, at_qty, "too_many", "第 %" PRId64 " 项申请 %" PRId64 "，不能核定为 %" PRId64, l->seq, l->qty, l->approved_qty);
	if (l->approved_qty < l->qty && str_blank(l->reduce_reason) && !reject)
		return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "%sreduce_reason", at)), "missing", "第 %" PRId64 " 项核减，请写明理由", l->seq);
	if (!l->approved_qty)
		return OK;
	TRY(pick_pool(c, a, l, p ? p->assigned_pool : 0, arena_cstr(c->arena, arena_fmt(c->arena, "%sassigned_pool", at)), &pool));
	l->assigned_pool = pool.id;
	l->csp = pool.csp;
	return OK;
}

static const struct propose_line *said_of(const struct list *said, int64_t seq)
{
	EACH(struct propose_line, p, *said)
		if (p->line == seq)
			return p;
	return NULL;
}

static void lines_known(struct ctx *c, const struct application *a, const struct list *said)
{
	for (size_t i = 0; i < said->n; i++) {
		const struct propose_line *p = LIST_AT(*said, struct propose_line, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/line", i));
		if (p->line < 1 || p->line > (int64_t)a->lines.n)
			fail_on(c, at, "absent", "申请里没有第 %" PRId64 " 项明细", p->line);
		else if (said_of(said, p->line) != p)
			fail_on(c, at, "duplicate", "第 %" PRId64 " 项明细出现两次", p->line);
	}
}

static int result_of(const struct list *lines)
{
	bool any = false, all = true;

	EACH(struct application_line, l, *lines) {
		any |= l->approved_qty > 0;
		all &= l->approved_qty == l->qty;
	}
	return !any ? OPINION_REJECT : all ? OPINION_AGREE : OPINION_REDUCE;
}

static enum err lines_write(struct ctx *c, const struct application *a, struct list *lines, struct fen *total)
{
	struct fen est, sum = { 0 };
	bool missing = false;

	TRY(lines_price(c, a, lines, &est));
	EACH(struct application_line, l, *lines) {
		struct catalog_item it;
		TRY(catalog_item_get(c, l->item, &it));
		TRY(month_fee(l->unit_price_e4, it.billing_period, l->approved_qty, &l->approved_month_fen));
		missing |= l->approved_month_fen.v == INT64_MIN && l->approved_qty > 0;
		if (l->approved_month_fen.v != INT64_MIN)
			TRY(fen_add(sum, l->approved_month_fen, &sum));
		TRY(sql_run(c, &app_q[Q_LINE_OPINION], l->id, l->approved_qty, l->reduce_reason, l->approved_month_fen, V_ID(l->assigned_pool), V_ID(l->csp),
			    (int64_t)l->non_xc_approved, l->unit_price_e4, l->price_from));
	}
	*total = missing ? FEN_NONE : sum;
	return OK;
}

/* What the reviewers had before them, word for word: later figures change nothing of it (A20.1c). */
static enum err judged_on(struct ctx *c, const struct application *a, const struct list *lines, struct str *out)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(2));
	struct application now = *a;
	struct app_hints hints = { 0 };

	now.lines = *lines;
	TRY(app_hints_of(c, &now, &hints));
	record_to_json(&app_hints_record, &hints, OUT, false, &b);
	*out = arena_str(c->arena, buf_str(&b));
	return OK;
}

enum err app_propose(struct ctx *c, const void *in_, void *out)
{
	const struct app_propose_in *in = in_;
	const struct application *a = c->subject;
	struct list lines;
	struct app_opinion o;

	(void)out;
	lines_known(c, a, &in->lines);
	TRY(fields_ok(c));
	TRY(application_lines(c, a->id, &lines));
	EACH(struct application_line, l, lines) {
		const struct propose_line *p = said_of(&in->lines, l->seq);
		size_t i = p ? (size_t)(p - (const struct propose_line *)in->lines.items) : (size_t)l->seq - 1;
		enum err e = line_decide(c, a, l, p, i, in);
		if (e != OK && e != E_INVALID)
			return e;
	}
	record_none(&app_opinion_record, &o);
	/* Nothing to count where nothing of the catalogue is asked: the conclusion is said. */
	if (!lines.n && !in->result)
		fail_on(c, "result", "missing", "这份申请没有资源明细，请写明结论");
	o.result = lines.n ? result_of(&lines) : in->result;
	if (!lines.n && in->result == OPINION_REDUCE && app_kinds[a->type].lines == LINES_NONE)
		fail_on(c, "result", "contradicts", "这份申请没有资源明细，结论只能是同意或不同意");
	if (!c->fail.n_errors && in->result && in->result != o.result)
		fail_on(c, "result", "contradicts", "按各项核定数量应为“%s”，与所选的“%s”不一致", opinion_result_names[o.result].label,
			opinion_result_names[in->result].label);
	if (o.result == OPINION_REJECT && str_blank(in->text))
		fail_on(c, "text", "missing", "不同意应当写明理由");
	TRY(fields_ok(c));
	TRY(lines_write(c, a, &lines, &o.approved_month_fen));
	TRY(judged_on(c, a, &lines, &o.judged_on));
	TRY(sql_run(c, &app_q[Q_OPINION_REPLACE], a->id));
	o.id = id_new(c);
	o.application = a->id;
	o.round = a->round;
	o.state = STR("proposed");
	o.conditions = in->conditions;
	o.text = in->text;
	o.est_month_fen = a->est_month_fen;
	o.proposer = c->who.person;
	o.proposer_name = c->who.name;
	o.proposed_at = c->now;
	TRY(sql_put(c, &app_q[Q_OPINION_PUT], &o));
	TRY(sql_run(c, &app_q[Q_TOUCH], a->id, c->now));
	struct note n = { .title = arena_fmt(c->arena, "待签发：" STR_FMT, STR_ARG(a->title)), .body = arena_fmt(c->arena, "申请编号 " STR_FMT, STR_ARG(a->no)),
			  .article = "A20.1d", .e = &application_entity, .subject = a->id };
	return message_to_roles(c, 0, R(AUTH_APPROVER), &n);
}

/* ---- the signature ---- */
enum err app_send_back(struct ctx *c, const void *in_, void *out)
{
	const struct app_reason_in *in = in_;
	const struct application *a = c->subject;

	(void)out;
	TRY(sql_run(c, &app_q[Q_OPINION_RETURN], a->id, c->who.person, c->who.name, c->now, in->reason));
	TRY(sql_run(c, &app_q[Q_TOUCH], a->id, c->now));
	struct note n = { .title = arena_fmt(c->arena, "审核意见被退回：" STR_FMT, STR_ARG(a->title)), .body = in->reason, .article = "A20.1d",
			  .e = &application_entity, .subject = a->id };
	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}

/* The paper's text: the opinion and every line with what was applied for and approved. */
static struct str opinion_digest(struct ctx *c, const struct application *a, const struct app_opinion *o)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(4));

	record_to_json(&app_opinion_record, o, OUT, false, &b);
	EACH(struct application_line, l, a->lines)
		record_to_json(&application_line_record, l, OUT, false, &b);
	return digest_hex(c, buf_str(&b));
}

enum err app_sign(struct ctx *c, const void *in, void *out)
{
	const struct application *a = c->subject;
	struct app_opinion o = *(const struct app_opinion *)a->opinion;
	bool rejected = o.result == OPINION_REJECT;

	(void)in;
	(void)out;
	TRY(number_next(c, "YJ", &o.no));
	o.state = STR("issued");
	o.signer = c->who.person;
	o.signer_name = c->who.name;
	o.signed_at = c->now;
	o.digest = opinion_digest(c, a, &o);
	TRY(tasks_lapse(c, a->id));
	TRY(sql_run(c, &app_q[Q_OPINION_ISSUE], a->id, o.no, c->who.person, c->who.name, c->now, o.digest));
	EACH(struct application_line, l, a->lines)
		if (l->csp)
			TRY(info_system_show_to(c, a->system, l->csp));
	TRY(sql_run(c, &app_q[Q_ISSUED], a->id, c->now, o.no, o.approved_month_fen, rejected ? c->now : AT_NONE));
	struct note n = { .title = arena_fmt(c->arena, "审批意见（%s）：" STR_FMT, opinion_result_names[o.result].label, STR_ARG(a->title)),
			  .body = arena_fmt(c->arena, "意见书编号 " STR_FMT, STR_ARG(o.no)), .article = "A20.1d", .e = &application_entity, .subject = a->id };
	TRY(message_to_roles(c, a->applicant_org, R_APPU, &n));
	return message_to_roles(c, a->user_org, R_USER, &n);
}

/* ---- which of several moves ---- */
static bool result_is(const void *subject, int result)
{
	const struct app_opinion *o = ((const struct application *)subject)->opinion;

	return o && o->result == result;
}

int application_opinion(const struct application *a) { return a->opinion ? ((const struct app_opinion *)a->opinion)->result : 0; }

bool when_agree(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)in;
	return result_is(subject, OPINION_AGREE);
}

bool when_reduce(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)in;
	return result_is(subject, OPINION_REDUCE);
}

bool when_passed(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)subject;
	return in && ((const struct app_review_in *)in)->passed;
}

bool when_change(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)in;
	return ((const struct application *)subject)->type == APP_CHANGE;
}

enum err application_untouched(struct ctx *c, const struct application *a, bool *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = true;
	TRY(db_rows(c->db, &app_q[Q_STEPS], VALS(a->id), &c->fail, &r));
	while (rows_next(r)) {
		if (str_is(rows_str(r, 0), "executed") || str_is(rows_str(r, 0), "stop"))
			*out = false;
		else if (str_is(rows_str(r, 0), "void_report"))
			*out = true;            /* the report was sent back and the ledger turned back with it */
	}
	return rows_err(r, &c->fail);
}

bool when_untouched(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)c;
	(void)in;
	return a->type == APP_CHANGE || a->type == APP_REVOKE;   /* the guard has asked whether anything was done */
}

bool when_other(struct ctx *c, const void *subject, const void *in)
{
	int type = ((const struct application *)subject)->type;

	(void)c;
	(void)in;
	return type == APP_EMERGENCY_MAKEUP || type == APP_OFF_CATALOG || type == APP_DEDICATED_POOL;
}
