/* What the unit and the authority do about a case, a reminder, an exemption; and the records of optimisation and tuning. */
#include "domain/evaluation/evaluation_in.h"
#include "domain/application/application.h"
#include "domain/catalog/catalog.h"
#include "domain/change/change.h"
#include "domain/emergency/emergency.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/resource/resource.h"

/* ---- the case ---- */
enum err case_fill_row(struct ctx *c, void *rec)
{
	struct util_case *k = rec;

	k->overdue = k->state == CASE_OPEN && !at_none(k->reply_due_at) && k->reply_due_at.ms <= c->now.ms;
	return OK;
}

enum err case_fill(struct ctx *c, void *rec)
{
	struct util_case *k = rec;

	TRY(sql_all(c, &evaluation_q[Q_REPLIES], &k->replies, k->id));
	return case_fill_row(c, rec);
}

/* A plan says what the unit does after all: an objection that waits falls away. */
enum err case_plan(struct ctx *c, const void *in_, void *out)
{
	const struct case_plan_in *in = in_;
	const struct util_case *k = c->subject;
	uint32_t low = 1u << PLAN_CONSOLIDATE | 1u << PLAN_SHRINK | 1u << PLAN_OFFLINE, high = 1u << PLAN_OPTIMIZE | 1u << PLAN_EXPAND;

	(void)out;
	if (in->plan_kind & ~(k->kind == CASE_LOW ? low : high))
		return fail_on(c, "plan_kind", "not_allowed", k->kind == CASE_LOW ? "低利用率的措施是整合、缩容、下线" : "高利用率的措施是优化、优化后扩容");
	if (date_cmp(in->plan_due_date, today(c)) < 0)
		return fail_on(c, "plan_due_date", "out_of_range", "完成日期不能早于今天");
	if (k->pending)
		TRY(sql_run(c, &evaluation_q[Q_REPLY_DECIDE], k->id, "withdrawn", "已提交整改方案", V_ID(c->who.person), c->who.name, c->now));
	return sql_run(c, &evaluation_q[Q_CASE_PLAN], k->id, (int64_t)in->plan_kind, in->plan, in->plan_due_date, V_ID(c->who.person), c->now);
}

enum err case_object(struct ctx *c, const void *in_, void *out)
{
	const struct case_object_in *in = in_;
	const struct util_case *k = c->subject;
	struct util_reply r;

	(void)out;
	record_none(&util_reply_record, &r);
	r.id = id_new(c);
	r.util_case = k->id;
	r.kind = in->kind;
	r.reason = in->reason;
	r.by_person = c->who.person;
	r.by_name = c->who.name;
	r.at = c->now;
	TRY(sql_put(c, &evaluation_q[Q_REPLY_PUT], &r));
	return message_to_roles(c, 0, R(AUTH_HANDLER), &(struct note){ arena_fmt(c->arena, "“" STR_FMT "”对利用率个案%s", STR_ARG(k->system_name),
		in->kind == REPLY_OBJECTION ? "提出异议" : "请求豁免"), in->reason, "A25.1", &util_case_entity, k->id });
}

/* Without a day, the exemption holds for util.exempt_months. */
static enum err exempt_until(struct ctx *c, struct date asked, struct date *out)
{
	*out = date_none(asked) ? date_add_months(today(c), (int)setting_int(c, "util.exempt_months")) : asked;
	return date_cmp(*out, today(c)) <= 0 ? fail_on(c, "exempt_until", "out_of_range", "豁免截止日应当晚于今天") : OK;
}

static enum err case_exempted(struct ctx *c, const struct util_case *k, struct date asked, struct str reason)
{
	struct date until;

	TRY(exempt_until(c, asked, &until));
	return sql_run(c, &evaluation_q[Q_CASE_EXEMPT], k->id, until, reason, c->now, month_text(c->arena, today(c)));
}

enum err case_decide(struct ctx *c, const void *in_, void *out)
{
	const struct case_decide_in *in = in_;
	const struct util_case *k = c->subject;

	(void)out;
	if (!in->accepted && !date_none(in->exempt_until))
		return fail_on(c, "exempt_until", "contradicts", "不采纳异议时没有豁免截止日");
	TRY(sql_run(c, &evaluation_q[Q_REPLY_DECIDE], k->id, in->accepted ? "accepted" : "rejected", in->reason, V_ID(c->who.person), c->who.name, c->now));
	if (in->accepted) {
		TRY(case_exempted(c, k, in->exempt_until, in->reason));
	} else {
		TRY(sql_run(c, &evaluation_q[Q_CASE_REJECTED], k->id));
		TRY(fact_tell(c, "util_case.objection_rejected", &util_case_entity, k->id));
	}
	return message_to_roles(c, k->user_org, R(USER_HANDLER) | R(USER_OWNER), &(struct note){ arena_fmt(c->arena, "“" STR_FMT "”的异议%s", STR_ARG(k->system_name),
		in->accepted ? "已采纳" : "未采纳，请提交整改方案"), in->reason, "A25.1", &util_case_entity, k->id });
}

enum err case_exempt(struct ctx *c, const void *in_, void *out)
{
	const struct case_decide_in *in = in_;
	const struct util_case *k = c->subject;

	(void)out;
	if (k->pending)
		TRY(sql_run(c, &evaluation_q[Q_REPLY_DECIDE], k->id, "accepted", in->reason, V_ID(c->who.person), c->who.name, c->now));
	return case_exempted(c, k, in->exempt_until, in->reason);
}

enum err case_return(struct ctx *c, const void *in_, void *out)
{
	const struct reason_in *in = in_;
	const struct util_case *k = c->subject;

	(void)out;
	return message_to_roles(c, k->user_org, R(USER_HANDLER) | R(USER_OWNER), &(struct note){ arena_fmt(c->arena, "“" STR_FMT "”的整改方案被退回", STR_ARG(k->system_name)), in->reason, "A25.1",
		&util_case_entity, k->id });
}

/* A25.2b, A25.1: the change or revocation that carries the plan out. */
enum err case_link(struct ctx *c, const void *in_, void *out)
{
	const struct case_link_in *in = in_;
	const struct util_case *k = c->subject;
	struct application a;

	(void)out;
	record_none(&application_record, &a);
	enum err e = entity_get(c, &application_entity, in->application, &a);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "application", "absent", "没有编号为 %" PRId64 " 的申请，或者不在可见范围内", in->application);
	}
	TRY(e);
	if (a.system != k->system)
		return fail_on(c, "application", "contradicts", "申请“" STR_FMT "”不是这个系统的", STR_ARG(a.no));
	if (a.type != APP_CHANGE && a.type != APP_REVOKE)
		return fail_on(c, "application", "not_allowed", "个案关联变更申请或撤销申请，“" STR_FMT "”是%s", STR_ARG(a.no), app_type_names[a.type].label);
	if (k->kind == CASE_HIGH && a.type == APP_REVOKE)
		return fail_on(c, "application", "not_allowed", "高利用率个案关联变更申请");
	return sql_run(c, &evaluation_q[Q_CASE_LINK], k->id, a.id);
}

bool when_accepted(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)subject;
	return in && ((const struct case_decide_in *)in)->accepted;
}

enum err case_pending(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct util_case *)subject)->pending ? OK : refuse(c, "使用单位没有待决定的异议或豁免请求");
}

enum err case_not_pending(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct util_case *)subject)->pending ? refuse(c, "上一次异议或豁免请求还没有决定") : OK;
}

/* ---- exemptions of single resources: standby and disaster-recovery nodes, seasonal ones, others with a reason ---- */
enum err exemption_create(struct ctx *c, const void *in_, void *out)
{
	const struct exempt_in *in = in_;
	struct util_exemption e;
	struct resource r;
	int64_t already = 0;

	(void)out;
	enum err got = entity_get(c, &resource_entity, in->resource, &r);
	if (got == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "resource", "absent", "没有编号为 %" PRId64 " 的资源", in->resource);
	}
	TRY(got);
	if (!date_none(in->until_date) && date_cmp(in->until_date, today(c)) <= 0)
		return fail_on(c, "until_date", "out_of_range", "截止日应当晚于今天");
	TRY(sql_int(c, &evaluation_q[Q_EXEMPT_NOW], &already, r.id, today(c)));
	if (already)
		return fail_on(c, "resource", "duplicate", "资源“" STR_FMT "”已经豁免", STR_ARG(r.no));
	record_none(&util_exemption_record, &e);
	e.id = id_new(c);
	e.version = 1;
	e.resource = r.id;
	e.kind = in->kind;
	e.reason = in->reason;
	e.until_date = in->until_date;
	e.approved_by = c->who.person;
	e.created_at = c->now;
	c->made = e.id;
	return sql_put(c, &evaluation_q[Q_EXEMPT_PUT], &e);
}

enum err exemption_end(struct ctx *c, const void *in_, void *out)
{
	const struct util_exemption *e = c->subject;

	(void)out;
	if (!at_none(e->ended_at))
		return fail(c, E_CONFLICT, "wrong_state", "这项豁免已经结束");
	return sql_run(c, &evaluation_q[Q_EXEMPT_END], e->id, c->now, ((const struct reason_in *)in_)->reason);
}

/* ---- reminders ---- */
enum err alert_ack(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &evaluation_q[Q_ALERT_ACK], c->subject_id, V_ID(c->who.person), c->who.name, c->now, ((const struct ack_in *)in_)->note);
}

enum err alert_close(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &evaluation_q[Q_ALERT_CLOSE], c->subject_id, c->now, ((const struct reason_in *)in_)->reason);
}

/* ---- optimisation (A25.2a) and tuning (A24e) ---- */
static bool has_figures(const struct util_figures *f)
{
	return f && (f->cpu_p95_bp != INT_NONE || f->mem_p95_bp != INT_NONE || f->sto_used_bp != INT_NONE || f->cpu_avg_bp != INT_NONE || f->mem_avg_bp != INT_NONE);
}

/* Figures are those written down, or those that came in for a month. */
static enum err figures_of(struct ctx *c, int64_t system, const char *name, struct str month, void *given, void **out)
{
	struct util_month m;

	*out = given;
	if (has_figures(given))
		return OK;
	if (!month.p)
		return fail_on(c, name, "missing", "请写明%s的利用率，或已导入数据的月份", strcmp(name, "before") == 0 ? "优化前" : "优化后");
	enum err e = sql_get(c, &evaluation_q[Q_MONTH_OF], &m, system, month);
	if (e == E_ABSENT || (e == OK && m.coverage_bp == 0)) {
		fail_clear(&c->fail);
		return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "%s_month", name)), "absent", STR_FMT " 没有这个系统的利用率数据", STR_ARG(month));
	}
	TRY(e);
	struct util_figures *f = ARENA_NEW(c->arena, struct util_figures);
	*f = (struct util_figures){ m.month, m.cpu_avg_bp, m.cpu_p95_bp, m.mem_avg_bp, m.mem_p95_bp, m.sto_used_bp, m.bw_p95_bp, m.coverage_bp, m.vcpu, m.mem_gb, m.sto_gb, m.n_resources, m.level, m.why,
				    m.formula };
	*out = f;
	return OK;
}

static enum err optimize_parts(struct ctx *c, const struct optimize_in *in, int kind, struct optimize *o)
{
	struct info_system s;
	struct util_case k;
	struct resource r;

	enum err e = entity_get(c, &info_system_entity, in->system, &s);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "system", "absent", "没有编号为 %" PRId64 " 的信息系统，或者不在可见范围内", in->system);
	}
	TRY(e);
	if (in->util_case) {
		e = entity_get(c, &util_case_entity, in->util_case, &k);
		if (e != OK && e != E_ABSENT)
			return e;
		fail_clear(&c->fail);
		if (e == E_ABSENT || k.system != s.id)
			fail_on(c, "util_case", "absent", "这个系统没有编号为 %" PRId64 " 的利用率个案", in->util_case);
	}
	if (in->resource) {
		e = entity_get(c, &resource_entity, in->resource, &r);
		if (e != OK && e != E_ABSENT)
			return e;
		fail_clear(&c->fail);
		if (e == E_ABSENT || r.system != s.id)
			fail_on(c, "resource", "absent", "这个系统没有编号为 %" PRId64 " 的资源", in->resource);
	}
	if (!date_none(in->done_date) && date_cmp(in->done_date, today(c)) > 0)
		fail_on(c, "done_date", "out_of_range", "完成日期不能晚于今天");
	if (in->before_month.p && in->after_month.p && str_cmp(in->before_month, in->after_month) >= 0)
		fail_on(c, "after_month", "out_of_range", "优化后的月份应当晚于优化前的月份");
	if (kind == OPT_TUNING && str_empty(str_trim(in->effect)))
		fail_on(c, "effect", "missing", "请写明对系统运行的影响");
	TRY(fields_ok(c));
	e = figures_of(c, s.id, "before", in->before_month, in->before, &o->before);
	if (e != OK && e != E_INVALID)
		return e;
	e = figures_of(c, s.id, "after", in->after_month, in->after, &o->after);
	return e != OK && e != E_INVALID ? e : fields_ok(c);
}

static enum err optimize_enter(struct ctx *c, const struct optimize_in *in, int kind)
{
	struct optimize o;

	record_none(&optimize_record_record, &o);
	TRY(optimize_parts(c, in, kind, &o));
	o.id = id_new(c);
	o.version = 1;
	o.kind = kind;
	o.system = in->system;
	o.resource = in->resource;
	o.util_case = in->util_case;
	o.measures = in->measures;
	o.before_month = in->before_month;
	o.after_month = in->after_month;
	o.effect = in->effect;
	o.done_date = date_none(in->done_date) ? today(c) : in->done_date;
	o.by_person = c->who.person;
	o.by_name = c->who.name;
	o.by_org = c->who.org;
	o.by_org_name = c->who.org_name;
	o.created_at = c->now;
	c->made = o.id;
	return sql_put(c, &evaluation_q[Q_OPT_PUT], &o);
}

enum err optimize_create(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return optimize_enter(c, in, OPT_OPTIMIZE);
}

enum err tuning_create(struct ctx *c, const void *in, void *out)
{
	(void)out;
	return optimize_enter(c, in, OPT_TUNING);
}

/* ---- F15: optimised first, then expanded ---- */
/* What a line adds and what it adds to. An enlarged resource is measured by itself; a new one, or another specification, by the cores, memory
 * or storage that it changes most. Nothing added, or nothing there yet that could have been optimised: 0, 0. */
struct growth { int64_t added, present; };
static void grows(struct growth *g, int64_t before, int64_t after)
{
	if (before > 0 && after > before && (!g->present || (after - before) * g->present > g->added * before))
		*g = (struct growth){ after - before, before };
}

static int64_t times(int64_t piece, int64_t qty) { return piece == INT_NONE || qty == INT_NONE ? 0 : piece * qty; }

static enum err line_growth(struct ctx *c, const struct change_line *l, struct growth *g)
{
	struct line_size one;
	struct util_figures now;
	struct resource r;

	*g = (struct growth){ 0, 0 };
	if (l->kind == CHANGE_EXPAND && l->resource) {
		grows(g, l->before_qty, l->after_qty);
		return OK;
	}
	if ((l->kind != CHANGE_EXPAND && l->kind != CHANGE_RESPEC) || !l->after_item)
		return OK;
	TRY(application_line_size(c, l->after_item, l->attrs, &one));
	int64_t qty = l->after_qty == INT_NONE ? l->before_qty : l->after_qty;
	if (l->kind == CHANGE_RESPEC) {
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		grows(g, times(r.vcpu, r.qty), times(one.vcpu, qty));
		grows(g, times(r.mem_gb, r.qty), times(one.mem_gb, qty));
		grows(g, times(r.disk_gb, r.qty), times(one.disk_gb, qty));
		return OK;
	}
	TRY(system_size(c, l->system, &now));
	grows(g, now.vcpu, now.vcpu + times(one.vcpu, qty));
	grows(g, now.mem_gb, now.mem_gb + times(one.mem_gb, qty));
	grows(g, now.sto_gb, now.sto_gb + times(one.disk_gb, qty));
	return OK;
}

/* What an emergency enlarged is asked line by line too, once it is made up for. */
static enum err makeup_optimised(struct ctx *c, const struct application *a)
{
	struct list lines;

	TRY(emergency_lines_of_makeup(c, a->id, &lines));
	EACH(struct emergency_line, l, lines)
		if (l->kind == EMG_EXPAND)
			TRY(evaluation_optimised(c, a->system, l->resource_no, l->add_qty, l->before_qty));
	return evaluation_optimised(c, a->system, a->system_name, 0, 0);
}

/* A second application that adds to a running system is an expansion, whatever it is called; what an emergency opened is made up for
 * with its record. A change is asked line by line, and a line that adds nothing is none. */
enum err expansion_optimised(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list lines;

	(void)in;
	if (a->type == APP_EMERGENCY_MAKEUP)
		return makeup_optimised(c, a);
	if (a->type == APP_NEW)
		return evaluation_optimised(c, a->system, a->system_name, 0, 0);
	if (a->type != APP_CHANGE)
		return OK;
	TRY(change_lines(c, a->id, &lines));
	EACH(struct change_line, l, lines) {
		struct growth g;
		TRY(line_growth(c, l, &g));
		if (g.added > 0 || (l->kind == CHANGE_EXPAND && !l->resource))
			TRY(evaluation_optimised(c, a->system, l->resource_name.n ? l->resource_name : l->after_item_code, g.added, g.present));
	}
	return OK;
}
