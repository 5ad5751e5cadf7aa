/* What forbids a step of a change; each row cites its article. */
#include "domain/attachment/attachment.h"
#include "domain/change/change_in.h"
#include "domain/info_system/info_system.h"

static enum err lines_of(struct ctx *c, const struct application *a, struct list *out)
{
	*out = (struct list){ 0 };
	return a->type == APP_CHANGE ? change_lines(c, a->id, out) : OK;
}

/* ---- the submission: the ledger still stands as the draft says ---- */
static enum err ask_each(struct ctx *c, const struct application *a, enum err (*must)(struct ctx *c, const struct change_line *l, const struct resource *r))
{
	struct list lines;

	TRY(lines_of(c, a, &lines));
	EACH(struct change_line, l, lines) {
		struct resource r;
		if (!l->resource)
			continue;
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		TRY(must(c, l, &r));
	}
	return OK;
}

static enum err as_before(struct ctx *c, const struct change_line *l, const struct resource *r)
{
	bool same = r->qty == l->before_qty && r->item == l->before_item && r->pool == l->before_pool && r->system == l->before_system &&
		    r->expire_date.day == l->before_expire.day;

	return same ? OK : refuse(c, "资源 " STR_FMT " 起草以后有过变更，请按现在的情况重新填写", STR_ARG(r->no));
}

static enum err runs(struct ctx *c, const struct change_line *l, const struct resource *r)
{
	(void)l;
	return r->state == RES_ACTIVE ? OK : refuse(c, "资源 " STR_FMT " 现在不是运行中，不能变更", STR_ARG(r->no));
}

static enum err still_as_drafted(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ask_each(c, subject, as_before);
}

static enum err resources_run(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ask_each(c, subject, runs);
}

static enum err one_at_a_time(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list lines;
	struct str no;

	(void)in;
	TRY(lines_of(c, a, &lines));
	EACH(struct change_line, l, lines) {
		if (!l->resource)
			continue;
		TRY(change_under_way(c, l->resource, a->id, &no));
		if (no.p)
			return refuse(c, "资源 " STR_FMT " 已有变更 " STR_FMT " 在办，办完后再提", STR_ARG(l->resource_no), STR_ARG(no));
	}
	return OK;
}

/* Less or elsewhere may lose data; so may another specification with less of anything. */
static bool needs_backup(const struct change_line *l)
{
	int64_t qty = l->approved_qty == INT_NONE ? l->after_qty : l->approved_qty;

	return change_rules[l->kind].backup || (l->kind == CHANGE_RESPEC && str_eq(l->before_item_code, l->after_item_code) && qty < l->before_qty);
}

static enum err backed_up(struct ctx *c, const struct application *a, const struct list *lines, const struct list *only)
{
	int64_t n = 0;

	TRY(sql_int(c, &change_q[Q_BACKUP_N], &n, a->id, (int64_t)0));
	EACH(struct change_line, l, *lines) {
		bool asked = !only || !only->n;
		for (size_t i = 0; only && i < only->n; i++)
			asked |= LIST_AT(*only, struct change_done, i)->seq == l->seq;
		if (asked && !n && needs_backup(l))
			return refuse(c, "%s前上云单位应当完成备份并确认存放地点和核验方法，资源 " STR_FMT " 还没有确认", change_kind_names[l->kind].label,
				      STR_ARG(l->resource_no));
	}
	return OK;
}

static enum err backup_confirmed(struct ctx *c, const void *subject, const void *in)
{
	struct list lines;

	(void)in;
	TRY(lines_of(c, subject, &lines));
	return backed_up(c, subject, &lines, NULL);
}

static enum err backup_before_report(struct ctx *c, const void *subject, const void *in_)
{
	const struct change_report_in *in = in_;
	struct list lines;

	TRY(lines_of(c, subject, &lines));
	return backed_up(c, subject, &lines, in ? &in->lines : NULL);
}

static enum err backup_declared(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct change_order o;
	struct list lines;

	(void)in;
	TRY(lines_of(c, a, &lines));
	if (!lines.n)
		return OK;
	TRY(order_of(c, a->id, &o));
	EACH(struct change_line, l, lines)
		if (change_rules[l->kind].declares && l->resource && str_empty(str_trim(o.backup_declaration)))
			return refuse(c, "%s前应当声明已经备份，请填写备份声明", change_kind_names[l->kind].label);
	return OK;
}

static enum err project_paper(struct ctx *c, const struct application *a, const char *kind, const char *sentence)
{
	struct change_order o;
	int64_t n = 0;

	if (a->type != APP_CHANGE)
		return OK;
	TRY(order_of(c, a->id, &o));
	if (!o.project)
		return OK;
	TRY(attachment_count(c, &application_entity, a->id, kind, &n));
	return n ? OK : refuse(c, "%s", sentence);
}

static enum err project_plan(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return project_paper(c, subject, "cloud_plan", "扩建项目缺少上云方案");
}

static enum err project_approval(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return project_paper(c, subject, "project_approval", "扩建项目缺少立项批复");
}

static enum err targets_declared(struct ctx *c, const void *subject, const void *in)
{
	struct list lines;

	(void)in;
	TRY(lines_of(c, subject, &lines));
	EACH(struct change_line, l, lines) {
		if (l->kind == CHANGE_REBIND && l->after_system != l->before_system)
			TRY(info_system_declared(c, l->after_system));
		EACH(int64_t, s, l->shared_systems)
			TRY(info_system_declared(c, *s));
	}
	return OK;
}

/* ---- the backup, the decision, the opinion ---- */
static enum err backup_verified(struct ctx *c, const void *subject, const void *in_)
{
	const struct change_backup_in *in = in_;

	(void)subject;
	if (!in || (in->verified && !str_empty(str_trim(in->place)) && !str_empty(str_trim(in->verify_method))))
		return OK;
	return refuse(c, "备份确认要写明存放地点，并核验过可以恢复");
}

static enum err backup_in_time(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list stages;

	(void)in;
	if (a->state != APP_REJECTED && a->state != APP_WITHDRAWN && a->state != APP_TERMINATED && a->state != APP_CLOSED && a->state != APP_USER_CONFIRMED)
		return OK;
	TRY(sql_all(c, &change_q[Q_STAGES_OF], &stages, a->id));
	EACH(struct change_stage, s, stages)
		if (s->state != STAGE_CLOSED)
			return OK;
	return refuse(c, "申请现在处于“%s”，没有等待备份确认的变更", app_state_names[a->state].label);
}

static enum err being_reviewed(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	return a->state == APP_ACCEPTED || a->state == APP_UNDER_REVIEW ? OK : refuse(c, "申请现在处于“%s”，受理后、签发前可以核定", app_state_names[a->state].label);
}

/* One resource lies in one pool: an addition elsewhere would be another resource (A15.2b). */
static enum err one_pool(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list lines;

	(void)in;
	TRY(lines_of(c, a, &lines));
	EACH(struct change_line, l, lines)
		EACH(struct application_line, al, a->lines) {
			if (al->seq != l->line_seq || !l->resource || al->approved_qty <= 0)
				continue;
			if (l->kind == CHANGE_EXPAND && al->assigned_pool != l->before_pool)
				return refuse(c, "资源 " STR_FMT " 在原资源池里，扩容不能分配到“" STR_FMT "”；要换资源池请改办迁移", STR_ARG(l->resource_no),
					      STR_ARG(al->assigned_pool_name));
			if ((l->kind == CHANGE_MOVE_ZONE || l->kind == CHANGE_MOVE_POOL) && al->assigned_pool == l->before_pool)
				return refuse(c, "资源 " STR_FMT " 现在就在“" STR_FMT "”，迁移应当分配到另一个资源池", STR_ARG(l->resource_no), STR_ARG(al->assigned_pool_name));
		}
	return OK;
}

static enum err moves_whole(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list lines;

	(void)in;
	TRY(lines_of(c, a, &lines));
	EACH(struct change_line, l, lines)
		EACH(struct application_line, al, a->lines)
			if (al->seq == l->line_seq && (l->kind == CHANGE_MOVE_ZONE || l->kind == CHANGE_MOVE_POOL) && al->approved_qty > 0 && al->approved_qty != al->qty)
				return refuse(c, "第 %" PRId64 " 项是迁移，一个资源不能留一半在原处；核定为全部，或核定为 0", al->seq);
	return OK;
}

/* ---- carrying out ---- */
static enum err executing(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	return a->state == APP_EXECUTING || a->type != APP_CHANGE ? OK : refuse(c, "申请现在处于“%s”，批准后、确认前才能报告实施", app_state_names[a->state].label);
}

static enum err says_what(struct ctx *c, const void *subject, const void *in_)
{
	const struct change_report_in *in = in_;

	(void)subject;
	return !in || !str_empty(str_trim(in->summary)) ? OK : refuse(c, "报告里没有写完成情况，空的报告不停止时限");
}

static enum err own_lines(struct ctx *c, const void *subject, const void *in_)
{
	const struct change_report_in *in = in_;
	struct list lines;

	if (!in || c->who.party != ORG_CSP)
		return OK;
	bool mine = false;

	TRY(lines_of(c, subject, &lines));
	EACH(struct change_line, l, lines) {
		mine |= l->granted && l->csp == c->who.org;
		EACH(struct change_done, d, in->lines)
			if (d->seq == l->seq && l->granted && l->csp != c->who.org)
				return refuse(c, "第 %" PRId64 " 项由另一家云服务商实施", l->seq);
	}
	return mine || !lines.n ? OK : refuse(c, "这份变更由另一家云服务商实施");
}

static enum err all_executed(struct ctx *c, const void *subject, const void *in)
{
	struct list lines;

	(void)in;
	TRY(lines_of(c, subject, &lines));
	EACH(struct change_line, l, lines)
		if (l->granted && at_none(l->executed_at))
			return refuse(c, "第 %" PRId64 " 项还没有报告实施完成", l->seq);
	return OK;
}

static enum err reason_given(struct ctx *c, const void *subject, const void *in_)
{
	const struct change_reject_in *in = in_;

	(void)subject;
	return !in || !str_empty(str_trim(in->comment)) ? OK : refuse(c, "退回实施报告应当写明理由");
}

static enum err confirm_clock(struct ctx *c, int64_t application, struct clock *out)
{
	struct list all;

	record_none(&clock_record, out);
	TRY(clock_list(c, &application_entity, application, &all));
	EACH(struct clock, k, all)
		if (k->kind == C_DELIVER_CONFIRM && at_none(k->stopped_at))
			*out = *k;
	return OK;
}

/* A slow unit cannot make the provider late: what it does not send back in its own days stands. */
static enum err in_its_days(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct clock k;

	(void)in;
	TRY(confirm_clock(c, a->id, &k));
	if (!k.id || c->now.ms < k.due_at.ms)
		return OK;
	return refuse(c, "确认期限 " STR_FMT " 已过，不能再退回实施报告；有问题请另提工单或变更", STR_ARG(date_text(c->arena, k.due_date)));
}

/* The unit's word is the unit's; when its days are over the authority may speak for it, so that nothing hangs for ever. */
static enum err unit_speaks(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct clock k;

	(void)in;
	if (c->who.party != ORG_AUTHORITY)
		return OK;
	TRY(confirm_clock(c, a->id, &k));
	return !k.id || c->now.ms >= k.due_at.ms ? OK : refuse(c, "变更结果由上云单位在 " STR_FMT " 以前确认", STR_ARG(date_text(c->arena, k.due_date)));
}

static enum err approved_rebind(struct ctx *c, const void *subject, const void *in_)
{
	const struct resource *r = subject;
	const struct rebind_in *in = in_;
	struct change_line l;

	if (!in)
		return OK;
	enum err e = sql_get(c, &change_q[Q_REBIND_OF], &l, r->id, in->system);
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return refuse(c, "资源 " STR_FMT " 批准用于“" STR_FMT "”，没有批准的用途调配不能改到别的系统；请先提变更申请", STR_ARG(r->no), STR_ARG(r->system_name));
}

/* ---- windows ---- */
static enum err window_begun(struct ctx *c, const void *subject, const void *in)
{
	const struct change_stage *s = subject;

	(void)in;
	if (date_cmp(today(c), s->from_date) >= 0 && date_cmp(today(c), s->to_date) < 0)
		return OK;
	return refuse(c, "批准的窗口是 " STR_FMT " 至 " STR_FMT "（不含），今天不在窗口里", STR_ARG(date_text(c->arena, s->from_date)), STR_ARG(date_text(c->arena, s->to_date)));
}

static enum err stage_backed_up(struct ctx *c, const void *subject, const void *in)
{
	const struct change_stage *s = subject;
	int64_t n = 0;

	(void)in;
	if (at_none(s->opened_at))
		return OK;
	/* What was saved before the window opened does not hold what was made in it. */
	TRY(sql_int(c, &change_q[Q_BACKUP_N], &n, s->application, s->opened_at));
	return n ? OK : refuse(c, "回收阶段性资源前上云单位应当完成备份并确认，资源 " STR_FMT " 开通以后还没有确认", STR_ARG(s->resource_no));
}

#define SUBMIT &application_flow, "submit", NULL
#define SIGN   &application_flow, "sign", NULL
/* A line that a provider has reported is in the ledger: there is no way back but another change. */
static enum err nothing_executed(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list lines;

	(void)in;
	if (a->type != APP_CHANGE || at_none(a->issued_at))
		return OK;
	TRY(change_lines(c, a->id, &lines));
	EACH(struct change_line, l, lines)
		if (!at_none(l->executed_at))
			return refuse(c, "第 %" PRId64 " 项变更已经实施，不能撤回或终止；需要恢复的另提变更", l->seq);
	return OK;
}

const struct guard change_guards[] = {
	{ &application_flow, "withdraw",  NULL, "A22.4b", "change.begun", nothing_executed },
	{ &application_flow, "terminate", NULL, "A22.4b", "change.begun", nothing_executed },
	{ SUBMIT, "A22.1",  "change.not_running",     resources_run },
	{ SUBMIT, "A22.1",  "change.stale",           still_as_drafted },
	{ SUBMIT, "A22.1",  "change.in_progress",     one_at_a_time },
	{ SUBMIT, "A23.2a", "change.no_backup",       backup_confirmed },
	{ SUBMIT, "A23.2a", "change.no_declaration",  backup_declared },
	{ SUBMIT, "A19.1a", "change.no_plan",         project_plan },
	{ SUBMIT, "A19.1c", "change.no_approval",     project_approval },
	{ SUBMIT, "A6a",    "info_system.not_declared", targets_declared },
	{ SIGN,   "A22.1",  "change.not_running",     resources_run },
	{ SIGN,   "A15.2b", "change.two_pools",       one_pool },
	{ SIGN,   "A15.2b", "change.partial_move",    moves_whole },
	{ &application_flow, "executed",    NULL, "A22.4b", "change.not_executed",    all_executed },
	{ &application_flow, "confirm",     NULL, "A22.4b", "change.not_executed",    all_executed },
	{ &application_flow, "confirm",     NULL, "A22.4b", "change.not_your_word",   unit_speaks },
	{ &application_flow, "void_report", NULL, "A22.4b", "change.not_executed",    all_executed },
	{ &application_flow, "void_report", NULL, "A22.4b", "change.no_reason",       reason_given },
	{ &application_flow, "void_report", NULL, "A22.4b", "change.reject_too_late", in_its_days },
	{ .op = "change.confirm_backup", .article = "A23.2a", .reason = "change.backup_unverified", .must = backup_verified },
	{ .op = "change.confirm_backup", .article = "A23.2a", .reason = "change.backup_too_late",   .must = backup_in_time },
	{ .op = "change.decide",         .article = "A22.4a", .reason = "change.not_under_review",  .must = being_reviewed },
	{ .op = "change.report",         .article = "A22.4b", .reason = "change.not_executing",     .must = executing },
	{ .op = "change.report",         .article = "A22.4b", .reason = "change.empty_report",      .must = says_what },
	{ .op = "change.report",         .article = "A22.4b", .reason = "change.other_provider",    .must = own_lines },
	{ .op = "change.report",         .article = "A23.2a", .reason = "change.no_backup",         .must = backup_before_report },
	{ .op = "resource.rebind",       .article = "A22.2",  .reason = "change.not_approved",      .must = approved_rebind },
	{ &change_stage_flow, "open",  NULL, "A19.2",  "change.outside_window", window_begun },
	{ &change_stage_flow, "close", NULL, "A23.2a", "change.no_backup",      stage_backed_up },
	{ 0 }
};
