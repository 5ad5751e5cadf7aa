/* What is owed afterwards (A26c): the make-up application, what the opinion leaves of the order, and what goes back. Nothing is cut off by time. */
#include "domain/emergency/emergency_in.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"

/* ---- the make-up application, drafted from the order ---- */
static const struct makeup_line *said_of(const struct list *said, int64_t seq)
{
	EACH(struct makeup_line, m, *said)
		if (m->seq == seq)
			return m;
	return NULL;
}

/* What was opened where opening is over, what was ordered where it is not. */
static int64_t owed_qty(const struct emergency_line *l) { return at_none(l->ended_at) ? l->add_qty : l->opened_qty; }

static struct application_line line_of(struct ctx *c, const struct emergency_line *l, const struct makeup_line *m)
{
	struct application_line a;

	record_none(&application_line_record, &a);
	a.item = l->item;
	a.zone = l->zone;
	a.pool_pref = l->pool;
	a.qty = owed_qty(l);
	a.use = l->kind == EMG_EXPAND ? arena_fmt(c->arena, "扩容 " STR_FMT, STR_ARG(l->resource_no)) : l->use;
	a.attrs = l->attrs;
	if (m) {
		a.sizing_basis = m->sizing_basis;
		a.non_xc_reason = m->non_xc_reason;
		a.non_xc_evidence = m->non_xc_evidence;
	}
	return a;
}

static void said_known(struct ctx *c, const struct emergency_order *o, const struct list *said)
{
	for (size_t i = 0; i < said->n; i++) {
		const struct makeup_line *m = LIST_AT(*said, struct makeup_line, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/seq", i));
		if (m->seq > (int64_t)o->lines.n)
			fail_on(c, at, "absent", "没有第 %" PRId64 " 项明细", m->seq);
		else if (said_of(said, m->seq) != m)
			fail_on(c, at, "duplicate", "第 %" PRId64 " 项明细出现两次", m->seq);
	}
}

/* Drafted, or in draft again after a refusal, it is written anew; one under way stands. */
static enum err makeup_write(struct ctx *c, const struct emergency_order *o, const struct application_start *s)
{
	int64_t id = 0;

	if (o->makeup)
		return application_amend(c, o->makeup, s);
	TRY(application_begin(c, s, &id));
	c->made = 0;                            /* the op makes no object of its own: it answers with the order */
	return sql_run(c, &emergency_q[Q_EMG_MAKEUP], o->id, id);
}

enum err emergency_makeup(struct ctx *c, const void *in_, void *out)
{
	const struct makeup_in *in = in_;
	const struct emergency_order *o = c->subject;
	struct application_start s = { .type = APP_EMERGENCY_MAKEUP, .system = o->system, .reason = str_empty(in->reason) ? o->why : in->reason, .budget_source = in->budget_source,
				       .planned_live_date = DATE_NONE };
	int64_t seq = 0;

	(void)out;
	said_known(c, o, &in->lines);
	TRY(fields_ok(c));
	s.title = arena_fmt(c->arena, "应急补办：" STR_FMT, STR_ARG(utf8_head(o->title, 180)));
	s.lines = (struct list){ ARENA_ARRAY(c->arena, struct application_line, o->lines.n + 1), 0 };
	EACH(struct emergency_line, l, o->lines) {
		if (!owed_qty(l))
			continue;
		LIST_AT(s.lines, struct application_line, 0)[s.lines.n++] = line_of(c, l, said_of(&in->lines, l->seq));
		TRY(sql_run(c, &emergency_q[Q_ELINE_SEQ], l->id, ++seq));
	}
	return makeup_write(c, o, &s);
}

/* ---- the order of an application ---- */
static enum err order_of(struct ctx *c, int64_t application, struct emergency_order *o, bool *found)
{
	enum err e = sql_get(c, &emergency_q[Q_EMG_OF_MAKEUP], o, application);

	*found = e == OK;
	if (e == OK)
		return emergency_fill(c, o);
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return OK;
}

enum err emergency_heard_submitted(struct ctx *c, const struct fact *f)
{
	struct emergency_order o;
	bool found;

	TRY(order_of(c, f->subject, &o, &found));
	if (!found || !at_none(o.made_up_at))
		return OK;
	TRY(sql_run(c, &emergency_q[Q_EMG_MADE_UP], o.id, f->at));
	return clock_stop(c, &emergency_order_entity, o.id, C8, "makeup_submitted", false);
}

/* Withdrawn, not accepted or terminated: what was handed in was no make-up, so the unit owes it as before (A26c). After a refusal the same
 * application is written anew; one that ended makes room for another. */
enum err emergency_heard_back(struct ctx *c, const struct fact *f)
{
	struct emergency_order o;
	struct application a;
	bool found;

	TRY(order_of(c, f->subject, &o, &found));
	if (!found)
		return OK;
	TRY(application_get(c, f->subject, &a));
	if (a.state == APP_WITHDRAWN || a.state == APP_TERMINATED)
		TRY(sql_run(c, &emergency_q[Q_EMG_MAKEUP], o.id, val_none()));
	if (at_none(o.made_up_at))
		return OK;
	TRY(sql_run(c, &emergency_q[Q_EMG_MADE_UP], o.id, val_none()));
	if (o.state != EMG_ISSUED && o.state != EMG_OPENED && o.state != EMG_RECLAIMING)
		return OK;
	TRY(clock_reopen(c, &emergency_order_entity, o.id, C8, arena_fmt(c->arena, "补办申请 " STR_FMT " %s", STR_ARG(a.no), app_state_names[a.state].label)));
	return emergency_tell(c, &o, o.user_org, R(USER_HANDLER) | R(USER_OWNER), arena_fmt(c->arena, "仍需补办手续：" STR_FMT, STR_ARG(o.title)),
			      arena_fmt(c->arena, "补办申请%s，补办时限仍按 " STR_FMT " 计", app_state_names[a.state].label, STR_ARG(date_text(c->arena, o.makeup_due_date))), "A26c");
}

/* ---- the opinion ---- */
static int64_t approved_of(const struct list *lines, int64_t seq)
{
	EACH(struct application_line, l, *lines)
		if (l->seq == seq)
			return l->approved_qty == INT_NONE ? 0 : l->approved_qty;
	return 0;
}

static int64_t line_id_of(const struct list *lines, int64_t seq)
{
	EACH(struct application_line, l, *lines)
		if (l->seq == seq)
			return l->id;
	return 0;
}

static enum err resources_link(struct ctx *c, const struct emergency_order *o, const struct list *lines)
{
	EACH(struct emergency_opening, g, o->openings)
		EACH(struct emergency_line, l, o->lines)
			if (l->id == g->line && l->kind == EMG_OPEN && l->approved_qty > 0)
				TRY(resource_link(c, g->resource, o->makeup, line_id_of(lines, l->application_seq)));
	return OK;
}

static enum err reclaim_put(struct ctx *c, const struct emergency_order *o, const struct emergency_line *l, int64_t qty, struct str why, struct instant *due)
{
	struct emergency_reclaim r;

	record_none(&emergency_reclaim_record, &r);
	r.id = id_new(c);
	r.emergency_order = o->id;
	r.line = l->id;
	r.csp = l->csp;
	r.qty = qty;
	r.reason = why;
	r.due_date = date_add(today(c), (int32_t)setting_int(c, "emergency.reclaim_days"));
	r.due_at = *due = date_start(date_add(r.due_date, 1));
	r.ordered_at = c->now;
	return sql_put(c, &emergency_q[Q_RECLAIM_PUT], &r);
}

/* What is there beyond what was approved goes back: one row a line, one work order a provider. *n counts the lines. */
static enum err surplus_reclaim(struct ctx *c, const struct emergency_order *o, struct str why, size_t *n)
{
	struct instant due = AT_NONE;
	int64_t authority, wo, told[16];
	size_t n_told = 0;

	*n = 0;
	TRY(org_authority(c, &authority));
	TRY(work_order_finish(c, &emergency_order_entity, o->id, WO_EMERGENCY, 0, STR("开通结束")));
	EACH(struct emergency_line, l, o->lines) {
		int64_t surplus = l->opened_qty - l->reclaimed_qty - (l->approved_qty == INT_NONE ? 0 : l->approved_qty);
		bool known = false;
		if (surplus < 1)
			continue;
		TRY(reclaim_put(c, o, l, surplus, why, &due));
		(*n)++;
		for (size_t i = 0; i < n_told; i++)
			known |= told[i] == l->csp;
		if (known || n_told == COUNT(told))
			continue;
		told[n_told++] = l->csp;
		TRY(work_order_open(c, WO_EMERGENCY, arena_fmt(c->arena, "收回应急资源 " STR_FMT, STR_ARG(o->title)), &emergency_order_entity, o->id, authority, l->csp, due, &wo));
	}
	if (!*n)
		return OK;
	/* Nothing more is opened of what goes back. */
	if (o->state == EMG_ISSUED) {
		bool any;
		TRY(emergency_lines_end(c, o, 0, why, &any));
		TRY(sql_run(c, &emergency_q[Q_EMG_OPENED], o->id, c->now));
	}
	TRY(flow_fire(c, &emergency_flow, o->id, "reclaim", NULL));
	struct str title = arena_fmt(c->arena, "应急资源应当收回：" STR_FMT, STR_ARG(o->title));
	struct str body = arena_fmt(c->arena, STR_FMT "，请在 " STR_FMT " 前完成备份和迁移并确认；到期不会自动断开", STR_ARG(why), STR_ARG(date_text(c->arena, date_of(due))));
	TRY(emergency_tell(c, o, o->user_org, R(USER_HANDLER) | R(USER_OWNER), title, body, "A26c"));
	return emergency_tell(c, o, o->applicant_org, R_APPU, title, body, "A26c");
}

static enum err ended(struct ctx *c, const struct emergency_order *o, struct str why) { return sql_run(c, &emergency_q[Q_EMG_ENDED], o->id, c->now, why); }

static enum err makeup_close(struct ctx *c, const struct application *a)
{
	return a->state == APP_APPROVED || a->state == APP_APPROVED_REDUCED ? flow_fire(c, &application_flow, a->id, "close", "应急补办完成") : OK;
}

/* When both are there, the opening and the opinion: everything approved is the application's from now on, the rest goes back. */
enum err emergency_settle(struct ctx *c, int64_t order)
{
	struct emergency_order o;
	struct application a;
	size_t n;

	TRY(entity_peek(c, &emergency_order_entity, order, &o));
	if (!o.makeup || o.state != EMG_OPENED)
		return OK;
	TRY(application_get(c, o.makeup, &a));
	if (a.state != APP_APPROVED && a.state != APP_APPROVED_REDUCED)
		return OK;
	TRY(resources_link(c, &o, &a.lines));
	TRY(surplus_reclaim(c, &o, arena_fmt(c->arena, "补办申请 " STR_FMT " 核减", STR_ARG(a.no)), &n));
	if (n)
		return OK;
	TRY(ended(c, &o, STR("补办完成")));
	TRY(flow_fire(c, &emergency_flow, o.id, "settle", NULL));
	return makeup_close(c, &a);
}

enum err emergency_heard_opinion(struct ctx *c, const struct fact *f)
{
	struct emergency_order o;
	struct application a;
	size_t n;
	bool found;

	TRY(order_of(c, f->subject, &o, &found));
	if (!found)
		return OK;
	TRY(application_get(c, f->subject, &a));
	EACH(struct emergency_line, l, o.lines) {
		l->approved_qty = a.state == APP_REJECTED ? 0 : approved_of(&a.lines, l->application_seq);
		TRY(sql_run(c, &emergency_q[Q_ELINE_APPROVED], l->id, l->approved_qty));
	}
	if (a.state != APP_REJECTED && o.state == EMG_ISSUED)
		return emergency_look(c, &o);
	/* Made up for after all: what was ordered back for being late stays, as far as it is approved. */
	if (a.state != APP_REJECTED && o.state == EMG_RECLAIMING) {
		TRY(sql_run(c, &emergency_q[Q_RECLAIM_LIFT], o.id, c->now));
		TRY(flow_fire(c, &emergency_flow, o.id, "lift", NULL));
	}
	if (a.state != APP_REJECTED)
		return emergency_settle(c, o.id);
	if (o.state != EMG_ISSUED && o.state != EMG_OPENED)
		return OK;
	TRY(surplus_reclaim(c, &o, arena_fmt(c->arena, "补办申请 " STR_FMT " 未获同意", STR_ARG(a.no)), &n));
	return n ? OK : emergency_void(c, &o, STR("补办未获同意，没有开通任何资源"));
}

/* ---- going back ---- */
static bool is_open(const struct emergency_reclaim *r) { return at_none(r->done_at) && at_none(r->lifted_at); }

/* The authority's word where the make-up does not come at all. */
enum err emergency_reclaim(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_order *o = c->subject;
	size_t n;

	(void)out;
	TRY(surplus_reclaim(c, o, ((const struct consent_in *)in_)->comment, &n));
	return n ? OK : fail(c, E_CONFLICT, "emergency.nothing_left", "没有开通着的应急资源");
}

enum err emergency_backup_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct emergency_backup_in *in = in_;
	struct emergency_backup b = { .id = id_new(c), .emergency_order = c->subject_id, .by_person = c->who.person, .by_name = c->who.name, .at = c->now, .content = in->content,
				      .place = in->place, .size_gb = in->size_gb, .verified = in->verified, .verify_method = in->verify_method };

	(void)out;
	if (in->verified && str_empty(str_trim(in->verify_method)))
		return fail_on(c, "verify_method", "missing", "已核验的请写明核验方法");
	return sql_put(c, &emergency_q[Q_BACKUP_PUT], &b);
}

int64_t take_back(const struct emergency_opening *o, int64_t left) { return MIN2(left, o->qty - o->reclaimed_qty); }

/* What has been stopped or given up by other ways is no longer there to be taken. */
static enum err resource_back(struct ctx *c, int64_t id, int64_t qty, bool whole)
{
	struct resource was, now;

	TRY(entity_peek(c, &resource_entity, id, &was));
	if (was.state == RES_STOPPED || was.state == RES_DESTROYED)
		return OK;
	if (was.state != RES_ACTIVE)
		return fail(c, E_CONFLICT, "wrong_state", "资源 " STR_FMT " 正在变更，变更办结后再收回", STR_ARG(was.no));
	if (whole && qty >= was.qty)
		return resource_stop(c, id, today(c), SEG_CHANGE);
	now = was;
	now.qty -= MIN2(qty, was.qty - 1);
	TRY(resource_change(c, &was, &now));
	return resource_change_settle(c, &was, &now);
}

static enum err line_back(struct ctx *c, const struct emergency_line *l, int64_t qty)
{
	struct list newest;

	TRY(sql_all(c, &emergency_q[Q_OPENINGS_OF], &newest, l->id));
	EACH(struct emergency_opening, g, newest) {
		int64_t n = take_back(g, qty);
		if (n < 1)
			continue;
		TRY(resource_back(c, g->resource, n, l->kind == EMG_OPEN));
		TRY(sql_run(c, &emergency_q[Q_OPENING_BACK], g->id, n));
		qty -= n;
	}
	return OK;
}

static const struct emergency_line *line_named(const struct emergency_order *o, int64_t id)
{
	EACH(struct emergency_line, l, o->lines)
		if (l->id == id)
			return l;
	return NULL;
}

static enum err whole_reclaimed(struct ctx *c, const struct emergency_order *o)
{
	struct application a;

	TRY(ended(c, o, STR("多余的应急资源已收回")));
	TRY(flow_fire(c, &emergency_flow, o->id, "reclaimed", NULL));
	TRY(emergency_tell(c, o, 0, R(AUTH_HANDLER), arena_fmt(c->arena, "应急资源已收回：" STR_FMT, STR_ARG(o->title)), o->no, "A26c"));
	if (!o->makeup)
		return OK;
	TRY(application_get(c, o->makeup, &a));
	return makeup_close(c, &a);
}

enum err emergency_reclaimed(struct ctx *c, const void *in_, void *out)
{
	const struct back_in *in = in_;
	const struct emergency_order *o = c->subject;
	bool mine = false, all = true;

	(void)out;
	EACH(struct emergency_reclaim, r, o->reclaims) {
		if (!is_open(r))
			continue;
		if (c->who.party == ORG_CSP && r->csp != c->who.org) {
			all = false;
			continue;
		}
		TRY(line_back(c, line_named(o, r->line), r->qty));
		TRY(sql_run(c, &emergency_q[Q_RECLAIM_DONE], r->id, c->now, c->who.person, c->who.name, in->disposal));
		TRY(work_order_finish(c, &emergency_order_entity, o->id, WO_EMERGENCY, r->csp, in->disposal));
		mine = true;
	}
	if (!mine)
		return fail(c, E_CONFLICT, "emergency.nothing_left", "没有由本单位收回的资源");
	return all ? whole_reclaimed(c, o) : OK;
}

/* Not made up by its day: told once, to the unit and above, and to whoever keeps the candidates (A39a.5). */
enum err emergency_job_makeups(struct ctx *c)
{
	struct list late;

	TRY(sql_all(c, &emergency_q[Q_EMG_OVERDUE], &late, c->now));
	EACH(struct emergency_order, o, late) {
		struct str title = arena_fmt(c->arena, "应急补办超期：" STR_FMT, STR_ARG(o->title));
		struct str body = arena_fmt(c->arena, "紧急开通单 " STR_FMT " 应当在 " STR_FMT " 前补办手续；资源不会自动断开", STR_ARG(o->no), STR_ARG(date_text(c->arena, o->makeup_due_date)));
		TRY(sql_run(c, &emergency_q[Q_EMG_TOLD], o->id, c->now));
		TRY(emergency_tell(c, o, o->user_org, R_USER, title, body, "A26c"));
		TRY(emergency_tell(c, o, o->applicant_org, R_APPU, title, body, "A26c"));
		TRY(emergency_tell(c, o, 0, R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_OBSERVER), title, body, "A26c"));
		TRY(fact_tell(c, "emergency.makeup_overdue", &emergency_order_entity, o->id));
	}
	return OK;
}

/* ---- guards ---- */
enum err makeup_owed(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	if (o->state != EMG_ISSUED && o->state != EMG_OPENED && o->state != EMG_RECLAIMING)
		return refuse(c, "紧急开通单现在处于“%s”，不需要补办", emergency_state_names[o->state].label);
	if (!o->makeup || str_is(o->makeup_state, "draft"))
		return OK;
	return refuse(c, "补办申请 " STR_FMT " 已在办理", STR_ARG(o->makeup_no));
}

/* reclaimed is what was not approved, and what nobody makes up for after its day. */
enum err makeup_overdue(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;
	struct clock k;

	(void)in;
	TRY(clock_running(c, &emergency_order_entity, o->id, &k));
	if (k.id && k.due_at.ms <= c->now.ms)
		return OK;
	return k.id ? refuse(c, "补办时限 " STR_FMT " 到期，到期以前不收回", STR_ARG(date_text(c->arena, k.due_date))) : refuse(c, "补办申请已提交，按审批意见办理");
}

enum err being_reclaimed(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)in;
	return o->state == EMG_RECLAIMING ? OK : refuse(c, "紧急开通单现在处于“%s”，没有要收回的资源", emergency_state_names[o->state].label);
}

enum err backed_up_first(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;
	struct instant since = AT_NONE;

	(void)in;
	EACH(struct emergency_reclaim, r, o->reclaims)
		if (is_open(r) && (at_none(since) || r->ordered_at.ms < since.ms))
			since = r->ordered_at;
	EACH(struct emergency_backup, b, o->backups)
		if (b->verified && !at_none(since) && b->at.ms >= since.ms)
			return OK;
	return refuse(c, "收回前上云单位应当完成备份并确认存放地点和核验方法，还没有确认");
}

bool when_something_approved(struct ctx *c, const void *subject, const void *in)
{
	const struct emergency_order *o = subject;

	(void)c;
	(void)in;
	EACH(struct emergency_line, l, o->lines)
		if (l->approved_qty != INT_NONE && l->approved_qty > 0)
			return true;
	return false;
}
