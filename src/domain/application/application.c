/* Drafting, the steps inside the units, and the authority's first decision: accepted or not. */
#include <stdio.h>
#include "domain/account/account.h"
#include "domain/application/application_in.h"
#include "domain/message/message.h"

enum err application_get(struct ctx *c, int64_t id, struct application *out) { return entity_peek(c, &application_entity, id, out); }
enum err application_lines(struct ctx *c, int64_t application, struct list *out) { return sql_all(c, &app_q[Q_LINES], out, application); }
enum err application_line_get(struct ctx *c, int64_t line, struct application_line *out) { return sql_get(c, &app_q[Q_LINE], out, line); }

enum err application_show_to(struct ctx *c, int64_t application, int64_t csp)
{
	int64_t n = 0;

	TRY(sql_int(c, &app_q[Q_SHOWN], &n, application, csp));
	return n ? OK : sql_run(c, &app_q[Q_SHOW], application, csp);
}

static enum err tell(struct ctx *c, const struct application *a, int64_t org, uint64_t roles, const char *title, const char *article)
{
	struct note n = { .title = arena_fmt(c->arena, "%s：" STR_FMT, title, STR_ARG(a->title)),
			  .body = arena_fmt(c->arena, STR_FMT "，申请编号 " STR_FMT, STR_ARG(a->user_org_name), STR_ARG(a->no)),
			  .article = article, .e = &application_entity, .subject = a->id };

	return message_to_roles(c, org, roles, &n);
}

/* ---- drafting ---- */
static const char *at_line(struct ctx *c, const char *list, size_t i, const char *member)
{
	return arena_cstr(c->arena, arena_fmt(c->arena, "%s/%zu/%s", list, i, member));
}

/* The item of the published version that the line means: by id, by code, or the successor by code of an older version's item. */
static enum err line_item(struct ctx *c, int64_t version, size_t i, const struct application_line *l, struct catalog_item *out)
{
	struct str code = l->item_code;

	if (l->item) {
		if (catalog_item_get(c, l->item, out) != OK) {
			fail_clear(&c->fail);
			return fail_on(c, at_line(c, "lines", i, "item"), "absent", "服务目录里没有编号为 %" PRId64 " 的项", l->item);
		}
		if (out->catalog_version == version && out->status == ITEM_ACTIVE)
			return OK;
		code = out->code;
	}
	if (str_empty(code))
		return fail_on(c, at_line(c, "lines", i, "item"), "missing", "请从服务目录中选择");
	if (catalog_item_by_code(c, version, code, out) == OK)
		return OK;
	fail_clear(&c->fail);
	return fail_on(c, at_line(c, "lines", i, l->item ? "item" : "item_code"), "not_published", "现行服务目录里没有“" STR_FMT "”，请另选相近的项",
		       STR_ARG(utf8_head(code, 60)));
}

static void line_zone(struct ctx *c, size_t i, const struct catalog_item *it, struct application_line *l)
{
	int offered = it->zone == ITEM_BOTH ? 0 : it->zone == ITEM_INTERNET ? ZONE_NET : ZONE_GOV;

	if (!l->zone)
		l->zone = offered;
	if (!l->zone)
		fail_on(c, at_line(c, "lines", i, "zone"), "missing", "“" STR_FMT "”两个区都有，请写明网络区域", STR_ARG(it->name));
	else if (offered && l->zone != offered)
		fail_on(c, at_line(c, "lines", i, "zone"), "not_offered", "“" STR_FMT "”只在%s提供", STR_ARG(it->name), zone_names[offered].label);
}

static void line_qty(struct ctx *c, size_t i, const struct catalog_item *it, const struct application_line *l)
{
	const char *at = at_line(c, "lines", i, "qty");
	int64_t min = it->min_qty == INT_NONE ? 1 : it->min_qty, step = it->step == INT_NONE || it->step < 1 ? 1 : it->step;

	if (l->qty < min)
		fail_on(c, at, "too_few", "“" STR_FMT "”最少 %" PRId64 " " STR_FMT, STR_ARG(it->name), min, STR_ARG(it->unit));
	else if (it->max_qty != INT_NONE && l->qty > it->max_qty)
		fail_on(c, at, "too_many", "“" STR_FMT "”最多 %" PRId64 " " STR_FMT, STR_ARG(it->name), it->max_qty, STR_ARG(it->unit));
	else if ((l->qty - min) % step)
		fail_on(c, at, "step", "“" STR_FMT "”从 %" PRId64 " 起按 %" PRId64 " 递增", STR_ARG(it->name), min, step);
}

/* Another unit's dedicated pool is not there for this one (A15.3). */
static void line_pool(struct ctx *c, size_t i, const struct application *a, const struct application_line *l)
{
	struct pool p;

	if (!l->pool_pref)
		return;
	bool there = pool_get(c, l->pool_pref, &p) == OK;
	if (!there)
		fail_clear(&c->fail);
	if (!there || !pool_open_for(&p, a)) {
		fail_on(c, at_line(c, "lines", i, "pool_pref"), "absent", "没有编号为 %" PRId64 " 的资源池", l->pool_pref);
	} else if (!pool_serves(c, &p)) {
		fail_on(c, at_line(c, "lines", i, "pool_pref"), "not_in_use", "资源池“" STR_FMT "”不在使用期内", STR_ARG(p.name));
	} else if (p.zone != l->zone) {
		fail_on(c, at_line(c, "lines", i, "pool_pref"), "other_zone", "资源池“" STR_FMT "”不在这一项的网络区域", STR_ARG(p.name));
	}
}

/* Lines as sent become lines of the published catalogue; every bad member is named. */
static enum err lines_take(struct ctx *c, struct application *a, const struct list *sent, struct list *out)
{
	struct catalog_version now;
	size_t before = c->fail.n_errors;

	TRY(catalog_published(c, &now));
	if (!now.id && sent->n)
		return fail_on(c, "lines", "no_catalog", "还没有发布服务目录，不能选择资源");
	a->catalog_version = now.id;
	a->catalog_version_no = now.id ? now.no : STR_NONE;
	*out = (struct list){ ARENA_ARRAY(c->arena, struct application_line, sent->n + 1), sent->n };
	for (size_t i = 0; i < sent->n; i++) {
		struct application_line *l = LIST_AT(*out, struct application_line, i);
		struct catalog_item it;
		*l = *LIST_AT(*sent, struct application_line, i);
		if (line_item(c, now.id, i, l, &it) != OK)
			continue;
		line_zone(c, i, &it, l);
		line_qty(c, i, &it, l);
		line_pool(c, i, a, l);
		l->id = 0;
		l->application = a->id;
		l->seq = (int64_t)i + 1;
		l->item = it.id;
		l->item_code = it.code;
		l->item_name = it.name;
		l->spec = it.spec;
		l->unit = it.unit;
		l->category = it.category;
		l->xinchuang = it.xinchuang;
		l->non_xc_approved = false;
		l->approved_qty = INT_NONE;
		l->reduce_reason = STR_NONE;
		l->approved_month_fen = FEN_NONE;
		l->assigned_pool = l->csp = 0;
	}
	return c->fail.n_errors > before ? E_INVALID : OK;
}

/* The system fixes the units; people of other units may not apply for it. */
static enum err system_take(struct ctx *c, int64_t system, struct application *a)
{
	struct info_system s;

	if (!system)
		return fail_on(c, "system", "missing", "请选择信息系统");
	record_none(&info_system_record, &s);
	if (entity_peek(c, &info_system_entity, system, &s) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统", system);
	}
	if ((!c->who.system && s.user_org != c->who.org && s.applicant_org != c->who.org))
		return fail_on(c, "system", "not_yours", "这个信息系统不属于%s", c->who.org_name.n ? arena_cstr(c->arena, c->who.org_name) : "当前单位");
	a->system = s.id;
	a->system_name = s.name;
	a->user_org = s.user_org;
	a->applicant_org = s.applicant_org;
	return OK;
}

static void type_check(struct ctx *c, int type)
{
	if (app_kinds[type].elsewhere)
		fail_on(c, "type", "not_here", "这里起草新建上云和存量迁移；%s", app_kinds[type].elsewhere);
}

static enum err prices_and_dates(struct ctx *c, struct application *a, struct list *lines)
{
	struct list warnings;

	TRY(lines_price(c, a, lines, &a->est_month_fen));
	TRY(ready_date(c, today(c), &a->earliest_ready_date));
	TRY(app_warnings(c, a, &warnings));
	a->ready_warning = STR_NONE;
	EACH(struct app_warning, w, warnings)
		if (str_is(w->article, "A19.6"))
			a->ready_warning = w->message;
	return OK;
}

static enum err lines_store(struct ctx *c, int64_t application, struct list *lines)
{
	TRY(sql_run(c, &app_q[Q_LINES_DROP], application));
	EACH(struct application_line, l, *lines) {
		l->id = id_new(c);
		l->application = application;
		TRY(sql_put(c, &app_q[Q_LINE_PUT], l));
	}
	return OK;
}

static void take(const struct app_edit_in *in, struct application *a)
{
	a->type = in->type;
	a->title = str_blank(in->title) ? a->system_name : in->title;
	a->reason = in->reason;
	a->planned_live_date = in->planned_live_date;
	a->load_kind = in->load_kind ? in->load_kind : LOAD_STEADY;
	a->stage_windows = in->stage_windows;
	a->migrate_from = in->migrate_from;
	a->proof_kind = in->proof_kind;
	a->old_contract_to = in->old_contract_to;
	a->cutover_date = in->cutover_date;
	a->proof_note = in->proof_note;
	a->approval_note = in->approval_note;
	a->budget_source = in->budget_source;
	a->plan = in->plan;
}

/* What the new draft does not say itself comes from the old application. */
static enum err copy_old(struct ctx *c, struct app_edit_in *in)
{
	struct application *old = ARENA_NEW(c->arena, struct application);

	if (!in->copy_from)
		return OK;
	record_none(&application_record, old);
	if (entity_get(c, &application_entity, in->copy_from, old) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "copy_from", "absent", "没有编号为 %" PRId64 " 的申请，或者不在可见范围内", in->copy_from);
	}
	if (!in->system)
		in->system = old->system;
	if (!in->type)
		in->type = old->type;
	if (str_empty(in->title))
		in->title = old->title;
	if (str_empty(in->reason))
		in->reason = old->reason;
	if (!in->load_kind) {
		in->load_kind = old->load_kind;
		in->stage_windows = old->stage_windows;
	}
	if (str_empty(in->budget_source))
		in->budget_source = old->budget_source;
	if (!in->lines.n)
		in->lines = old->lines;
	if (!in->plan)
		in->plan = old->plan;
	return OK;
}

static void draft_new(struct ctx *c, int type, struct application *a)
{
	record_none(&application_record, a);
	a->id = id_new(c);
	a->type = type;
	a->version = 1;
	a->round = 1;
	a->state = APP_DRAFT;
	a->load_kind = LOAD_STEADY;
	a->drafter = a->editor = c->who.person;
	a->drafter_name = c->who.name;
	a->regulation_version = setting_text(c, "regulation.effective_date");
	a->created_at = a->updated_at = c->now;
}

/* Whose words a draft holds is kept for all who wrote in it, not only the first and the last. */
static enum err wrote(struct ctx *c, int64_t application)
{
	int64_t n = 0;

	if (!c->who.person)
		return OK;
	TRY(sql_int(c, &app_q[Q_EDITED], &n, application, c->who.person));
	return n ? OK : sql_run(c, &app_q[Q_EDIT], application, c->who.person, c->now);
}

static enum err draft_put(struct ctx *c, struct application *a, struct list *lines)
{
	TRY(number_next(c, app_kinds[a->type].number, &a->no));
	TRY(prices_and_dates(c, a, lines));
	TRY(sql_put(c, &app_q[Q_APP_PUT], a));
	TRY(lines_store(c, a->id, lines));
	c->made = a->id;
	return wrote(c, a->id);
}

/* What a feature above says of its draft; everything else of the table is not asked of its type. */
static enum err start_take(struct ctx *c, const struct application_start *s, struct application *a, struct list *lines)
{
	if (s->system != a->system)
		system_take(c, s->system, a);
	lines_take(c, a, &s->lines, lines);
	TRY(fields_ok(c));
	a->title = str_blank(s->title) ? a->system_name : s->title;
	a->reason = s->reason;
	a->planned_live_date = s->planned_live_date;
	a->budget_source = s->budget_source;
	return OK;
}

enum err application_begin(struct ctx *c, const struct application_start *s, int64_t *id)
{
	struct application a;
	struct list lines = { 0 };

	assert(app_kinds[s->type].elsewhere);
	draft_new(c, s->type, &a);
	TRY(start_take(c, s, &a, &lines));
	TRY(draft_put(c, &a, &lines));
	*id = a.id;
	return OK;
}

enum err application_amend(struct ctx *c, int64_t id, const struct application_start *s)
{
	struct application a;
	struct list lines = { 0 };

	TRY(application_get(c, id, &a));
	assert(app_kinds[a.type].elsewhere);
	if (a.state != APP_DRAFT)
		return refuse_by(c, "A20.2d", "application.not_draft", "申请现在处于“%s”，内容不能修改；退回或不予受理后可以修改重报",
				 app_state_names[a.state].label);
	TRY(start_take(c, s, &a, &lines));
	TRY(prices_and_dates(c, &a, &lines));
	a.editor = c->who.person;
	a.updated_at = c->now;
	TRY(sql_put(c, &app_q[Q_APP_SET], &a));
	TRY(wrote(c, a.id));
	return lines_store(c, a.id, &lines);
}

enum err app_draft(struct ctx *c, const void *in_, void *out)
{
	struct app_edit_in in = *(const struct app_edit_in *)in_;
	struct application a;
	struct list lines = { 0 };

	(void)out;
	TRY(copy_old(c, &in));
	if (!in.type)
		fail_on(c, "type", "missing", "请写明申请类型");
	draft_new(c, in.type, &a);
	type_check(c, in.type);
	system_take(c, in.system, &a);
	lines_take(c, &a, &in.lines, &lines);
	windows_check(c, in.load_kind ? in.load_kind : LOAD_STEADY, &in.stage_windows, &lines);
	TRY(fields_ok(c));
	take(&in, &a);
	a.copied_from = in.copy_from;
	return draft_put(c, &a, &lines);
}

enum err app_update(struct ctx *c, const void *in_, void *out)
{
	const struct app_edit_in *in = in_;
	struct application a = *(const struct application *)c->subject;
	struct list lines = a.lines;
	bool same_lines = in->lines.items == a.lines.items;

	(void)out;
	type_check(c, in->type);
	if (in->system != a.system)
		system_take(c, in->system, &a);
	if (!same_lines)
		lines_take(c, &a, &in->lines, &lines);
	windows_check(c, in->load_kind ? in->load_kind : LOAD_STEADY, &in->stage_windows, &lines);
	TRY(fields_ok(c));
	take(in, &a);
	a.editor = c->who.person;
	a.updated_at = c->now;
	TRY(prices_and_dates(c, &a, &lines));
	TRY(sql_put(c, &app_q[Q_APP_SET], &a));
	TRY(wrote(c, a.id));
	return lines_store(c, a.id, &lines);
}

/* ---- inside the units ---- */
enum err app_send(struct ctx *c, const void *in, void *out)
{
	const struct application *a = c->subject;

	(void)in;
	(void)out;
	TRY(sql_run(c, &app_q[Q_TOUCH], a->id, c->now));
	return tell(c, a, a->applicant_org, R_APPU, "待内部审核", "A9a.1b");
}

enum err app_review(struct ctx *c, const void *in_, void *out)
{
	const struct app_review_in *in = in_;
	const struct application *a = c->subject;
	struct internal_review r = { .id = id_new(c), .application = a->id, .round = a->round, .reviewer = c->who.person, .reviewer_name = c->who.name,
				     .passed = in->passed, .opinion = in->opinion, .at = c->now };

	(void)out;
	if (str_blank(in->opinion))
		return fail_on(c, "opinion", "missing", "请写明审核意见");
	TRY(sql_put(c, &app_q[Q_REVIEW_PUT], &r));
	TRY(sql_run(c, &app_q[Q_TOUCH], a->id, c->now));
	return in->passed ? tell(c, a, a->applicant_org, R(APPU_MANAGER), "内部审核通过，待提交", "A19.1d")
			  : tell(c, a, a->user_org, R_USER, "内部审核退回", "A9a.1b");
}

/* The content as it stands at this moment, whose SM3 is the receipt's. What is computed for the reader is left out. */
static struct str snapshot(struct ctx *c, const struct application *a)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(8));
	struct application frozen = *a;

	frozen.problems = frozen.warnings = frozen.steps = frozen.opinions = frozen.review_summary = frozen.stage_ends = (struct list){ 0 };
	frozen.opinion = frozen.clock = NULL;
	record_to_json(&application_record, &frozen, OUT, false, &b);
	return arena_str(c->arena, buf_str(&b));
}

static enum err submit_one(struct ctx *c, struct application *a, struct app_round *r)
{
	TRY(prices_and_dates(c, a, &a->lines));
	a->regulation_version = setting_text(c, "regulation.effective_date");
	a->submitted_at = c->now;
	a->receipt_no = a->round == 1 ? a->no : arena_fmt(c->arena, STR_FMT "(%" PRId64 ")", STR_ARG(a->no), a->round);
	*r = (struct app_round){ .id = id_new(c), .application = a->id, .round = a->round, .submitted_at = c->now, .decided_at = AT_NONE,
				 .submitter_name = c->who.name, .receipt_no = a->receipt_no, .snapshot = snapshot(c, a) };
	r->receipt_digest = digest_hex(c, r->snapshot);
	TRY(sql_put(c, &app_q[Q_ROUND_PUT], r));
	TRY(sql_run(c, &app_q[Q_SUBMITTED], a->id, c->now, a->receipt_no, r->receipt_digest, a->est_month_fen, a->earliest_ready_date, a->ready_warning,
		    a->regulation_version));
	return tell(c, a, 0, R(AUTH_HANDLER), "待受理", "A20.2a");
}

enum err app_submit(struct ctx *c, const void *in, void *out)
{
	struct application a = *(const struct application *)c->subject;
	struct app_round r;

	(void)in;
	(void)out;
	return submit_one(c, &a, &r);
}

/* ---- several at once, each for itself: number, receipt and clock (R-44) ---- */
static enum err named(struct ctx *c, const struct application *a, enum err e)
{
	char said[sizeof c->fail.sentence];

	memcpy(said, c->fail.sentence, sizeof said);
	snprintf(c->fail.sentence, sizeof c->fail.sentence, "%.*s：%.*s", (int)a->no.n, a->no.p, (int)(sizeof said - 80), said);
	return e;
}

static enum err batch_take(struct ctx *c, const struct list *ids, struct application **out)
{
	struct application *apps = ARENA_ARRAY(c->arena, struct application, ids->n + 1);

	for (size_t i = 0; i < ids->n; i++) {
		int64_t id = *LIST_AT(*ids, int64_t, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "ids/%zu", i));
		for (size_t k = 0; k < i; k++)
			if (*LIST_AT(*ids, int64_t, k) == id)
				return fail_on(c, at, "duplicate", "编号 %" PRId64 " 写了两次", id);
		record_none(&application_record, &apps[i]);
		if (entity_get(c, &application_entity, id, &apps[i]) == OK)
			continue;
		fail_clear(&c->fail);
		return fail_on(c, at, "absent", "没有编号为 %" PRId64 " 的申请，或者不在可见范围内", id);
	}
	*out = apps;
	return OK;
}

/* All or none: a receipt of half a batch would leave the unit guessing. */
enum err app_submit_batch(struct ctx *c, const void *in_, void *out)
{
	const struct batch_in *in = in_;
	struct list *items = &((struct app_list *)out)->items;
	struct application *apps = NULL;

	TRY(batch_take(c, &in->ids, &apps));
	*items = (struct list){ ARENA_ARRAY(c->arena, struct batch_row, in->ids.n + 1), 0 };
	for (size_t i = 0; i < in->ids.n; i++) {
		struct application *a = &apps[i];
		struct app_round r;
		struct clock k;
		enum err e = flow_fire(c, &application_flow, a->id, "submit", NULL);
		if (e != OK)
			return named(c, a, e);
		TRY(submit_one(c, a, &r));
		TRY(clock_running(c, &application_entity, a->id, &k));
		LIST_AT(*items, struct batch_row, 0)[items->n++] = (struct batch_row){ a->id, a->no, a->title, r.receipt_no, r.receipt_digest, k.id ? k.due_date : DATE_NONE };
	}
	return OK;
}

enum err app_redraft(struct ctx *c, const void *in, void *out)
{
	const struct application *a = c->subject;
	int64_t round = a->state == APP_NOT_ACCEPTED ? a->round + 1 : a->round;

	(void)in;
	(void)out;
	return sql_run(c, &app_q[Q_REDRAFT], a->id, round, c->now);
}

static struct str json_strings(struct ctx *c, const struct list *strings)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(2));

	buf_byte(&b, '[');
	for (size_t i = 0; i < strings->n; i++) {
		if (i)
			buf_byte(&b, ',');
		json_put_str(&b, *LIST_AT(*strings, struct str, i));
	}
	buf_byte(&b, ']');
	return arena_str(c->arena, buf_str(&b));
}

static enum err round_decide(struct ctx *c, const struct application *a, const char *result, struct str no, const struct list *defects)
{
	return sql_run(c, &app_q[Q_ROUND_DECIDE], a->id, a->round, c->now, result, no, defects ? json_strings(c, defects) : STR_NONE);
}

enum err app_withdraw(struct ctx *c, const void *in, void *out)
{
	const struct application *a = c->subject;

	(void)in;
	(void)out;
	TRY(tasks_lapse(c, a->id));
	/* A round that ended in an opinion keeps its result. */
	if (app_is_decided(a->state) && at_none(a->issued_at))
		TRY(round_decide(c, a, "withdrawn", STR_NONE, NULL));
	TRY(sql_run(c, &app_q[Q_ENDED], a->id, c->now));
	return app_is_decided(a->state) ? tell(c, a, 0, R(AUTH_HANDLER), "申请已撤回", "A20.2") : OK;
}

enum err app_terminate(struct ctx *c, const void *in, void *out)
{
	const struct application *a = c->subject;

	(void)in;
	(void)out;
	TRY(tasks_lapse(c, a->id));
	if (at_none(a->issued_at))
		TRY(round_decide(c, a, "terminated", STR_NONE, NULL));
	TRY(sql_run(c, &app_q[Q_ENDED], a->id, c->now));
	TRY(tell(c, a, a->applicant_org, R_APPU, "申请被终止", "A8.3"));
	return tell(c, a, a->user_org, R_USER, "申请被终止", "A8.3");
}

/* ---- the first decision ---- */
static enum err acceptance_put(struct ctx *c, const struct application *a, bool accepted, struct str no, const struct list *checks,
			       const struct list *defects, struct str comment)
{
	struct acceptance r;

	record_none(&acceptance_record, &r);
	r.id = id_new(c);
	r.application = a->id;
	r.round = a->round;
	r.accepted = accepted;
	r.no = no;
	r.check_items = *checks;
	if (defects)
		r.defects = *defects;
	r.handler = c->who.person;
	r.handler_name = c->who.name;
	r.decided_at = c->now;
	r.comment = comment;
	return sql_put(c, &app_q[Q_ACCEPTANCE_PUT], &r);
}

/* What the handler did not tick himself is noted as the platform found it. */
static struct list checks_or_found(struct ctx *c, const struct application *a, const struct list *sent)
{
	struct list out = { ARENA_ARRAY(c->arena, struct check_item, sent->n + a->materials.n + 1), 0 };
	struct check_item *items = out.items;

	EACH(struct check_item, s, *sent)
		items[out.n++] = *s;
	EACH(struct app_material, m, a->materials) {
		bool said = false;
		EACH(struct check_item, s, *sent)
			said |= str_eq(s->item, m->name);
		if (!said)
			items[out.n++] = (struct check_item){ m->name, m->present ? CHECK_PRESENT : CHECK_ABSENT, m->note };
	}
	return out;
}

static bool is_material(const struct application *a, struct str name)
{
	EACH(struct app_material, m, a->materials)
		if (str_eq(m->name, name))
			return true;
	return false;
}

static enum err checks_known(struct ctx *c, const struct application *a, const struct list *sent)
{
	for (size_t i = 0; i < sent->n; i++) {
		const struct check_item *s = LIST_AT(*sent, struct check_item, i);
		if (!is_material(a, s->item))
			fail_on(c, at_line(c, "check_items", i, "item"), "unknown", "这类申请没有名为“" STR_FMT "”的材料", STR_ARG(utf8_head(s->item, 60)));
	}
	return fields_ok(c);
}

enum err app_accept(struct ctx *c, const void *in_, void *out)
{
	const struct app_accept_in *in = in_;
	const struct application *a = c->subject;
	struct list checks = checks_or_found(c, a, &in->check_items);
	struct str no;

	(void)out;
	TRY(checks_known(c, a, &in->check_items));
	TRY(number_next(c, "SL", &no));
	TRY(acceptance_put(c, a, true, no, &checks, NULL, in->comment));
	TRY(round_decide(c, a, "accepted", no, NULL));
	TRY(sql_run(c, &app_q[Q_ACCEPTED], a->id, c->now, no, c->who.person, c->who.name));
	TRY(tell(c, a, a->applicant_org, R_APPU, "申请已受理", "A20.2a"));
	return tell(c, a, a->user_org, R_USER, "申请已受理", "A20.2a");
}

enum err app_decline(struct ctx *c, const void *in_, void *out)
{
	const struct app_decline_in *in = in_;
	const struct application *a = c->subject;
	struct list checks = checks_or_found(c, a, &in->check_items);
	struct str no;

	(void)out;
	TRY(checks_known(c, a, &in->check_items));
	TRY(tasks_lapse(c, a->id));
	TRY(number_next(c, "BSL", &no));
	TRY(acceptance_put(c, a, false, no, &checks, &in->defects, in->comment));
	TRY(round_decide(c, a, "not_accepted", no, &in->defects));
	TRY(sql_run(c, &app_q[Q_DECIDED], a->id, c->now, no, c->who.person, c->who.name));
	TRY(tell(c, a, a->applicant_org, R_APPU, "申请不予受理", "A20.2c"));
	return tell(c, a, a->user_org, R_USER, "申请不予受理", "A20.2c");
}

enum err app_start_review(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &app_q[Q_TOUCH], c->subject_id, c->now);
}

/* ---- units merge, people leave (A22.3a) ---- */
enum err application_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org)
{
	return sql_run(c, &app_q[Q_APP_MOVE], system, user_org, applicant_org);
}

enum err application_move_one(struct ctx *c, int64_t application, int64_t user_org, int64_t applicant_org)
{
	return sql_run(c, &app_q[Q_APP_MOVE_ONE], application, user_org, applicant_org);
}

enum err application_hand_over(struct ctx *c, int64_t application, int64_t from, int64_t successor, struct str successor_name, bool *taken)
{
	int64_t reviewed = 0, drafts = 0, cases = 0;

	if (successor)
		TRY(sql_int(c, &app_q[Q_REVIEWED_BY], &reviewed, application, successor));
	if (successor && !reviewed)
		TRY(sql_run_n(c, &app_q[Q_HAND_DRAFT], &drafts, application, from, successor, successor_name));
	TRY(sql_run_n(c, &app_q[Q_HAND_CASE], &cases, application, from, V_ID(successor), successor ? successor_name : STR_NONE));
	*taken = drafts || (cases && successor);
	return OK;
}
