/* What forbids a step of a revocation. Each row cites its article; the same rows tell a draft what it still lacks. */
#include "domain/attachment/attachment.h"
#include "domain/change/change.h"
#include "domain/cloud_task/cloud_task.h"
#include "domain/info_system/info_system.h"
#include "domain/revocation/revocation_in.h"

bool rev_provides(const struct revocation *r, int64_t csp)
{
	EACH(struct resource, x, r->resources)
		if (x->csp == csp)
			return true;
	return false;
}

bool rev_gone(const struct revocation *r)
{
	EACH(struct wipe_item, i, r->items)
		if (!at_none(i->destroyed_at))
			return true;
	EACH(struct resource, x, r->resources)
		if (x->state == RES_DESTROYED)
			return true;
	return false;
}

bool rev_step_done(const struct revocation *r, int64_t csp, enum step s)
{
	EACH(struct revocation_step, t, r->steps)
		if (t->csp == csp && t->step == (int32_t)s)
			return true;
	return false;
}

static bool listed(const struct revocation *r, const struct resource *x)
{
	EACH(struct wipe_item, i, r->items)
		if (i->resource == x->id)
			return true;
	return false;
}

bool rev_listed(const struct revocation *r, int64_t csp)
{
	EACH(struct resource, x, r->resources)
		if (x->csp == csp && !listed(r, x))
			return false;
	return true;
}

static bool blank(struct str s) { return str_empty(str_trim(s)); }

/* ---- submission (A23.1a, F16) ---- */
static bool disposal_said(const struct revocation *r)
{
	EACH(struct disposal, d, r->data_disposal)
		if (d->way != WAY_DESTROY && blank(d->place))
			return false;
	return r->data_disposal.n > 0;
}

static enum err plan_lacks(struct ctx *c, const struct revocation *r, struct buf *out)
{
	int64_t files = 0;

	TRY(attachment_count(c, &application_entity, r->id, "revocation_plan", &files));
	const struct { bool there; const char *what; } parts[] = {
		{ r->resources.n > 0, "撤销范围" }, { !blank(r->reason), "撤销原因" }, { disposal_said(r), "数据处置（数据集、去向、地点）" }, { !blank(r->backup_plan), "备份计划" },
		{ !blank(r->dependents), "依赖本系统的业务" }, { !blank(r->domain_icp_cancel), "域名和 ICP 注销" }, { !blank(r->schedule), "步骤和进度" },
		{ !date_none(r->stop_date), "计划停止日" }, { !blank(r->risks), "风险和应对" }, { r->contacts.n > 0, "联系人" }, { files > 0, "方案文件" },
	};
	for (size_t i = 0; i < COUNT(parts); i++)
		if (!parts[i].there)
			buf_fmt(out, "%s%s", out->n ? "、" : "", parts[i].what);
	return OK;
}

/* The plan of a revocation; *is false for the other types. */
static enum err plan_of(struct ctx *c, const void *subject, struct revocation *r, bool *is)
{
	const struct application *a = subject;

	*is = a->type == APP_REVOKE;
	return *is ? revocation_get(c, a->id, r) : OK;
}

static enum err plan_whole(struct ctx *c, const void *subject, const void *in)
{
	CLEANUP(buf_done) struct buf missing = BUF_MAX(KIB(4));
	struct revocation r;
	bool is;

	(void)in;
	TRY(plan_of(c, subject, &r, &is));
	if (!is)
		return OK;
	TRY(plan_lacks(c, &r, &missing));
	return missing.n ? refuse(c, "撤销应当提交撤销方案，还缺少：" STR_FMT, STR_ARG(buf_str(&missing))) : OK;
}

/* Asked again later, when what the case is about has been stopped, the scope is what it was at submission. */
static bool rests(const struct application *a)
{
	return a->state != APP_DRAFT && a->state != APP_INTERNAL_REVIEW && a->state != APP_INTERNAL_REJECTED && a->state != APP_NOT_ACCEPTED;
}

static enum err scope_right(struct ctx *c, const void *subject, const void *in)
{
	struct revocation r;
	bool is;

	(void)in;
	TRY(plan_of(c, subject, &r, &is));
	if (!is || rests(subject))
		return OK;
	EACH(struct resource, x, r.resources) {
		if (x->system != r.system)
			return refuse(c, "资源 " STR_FMT " 属于另一个信息系统“" STR_FMT "”，一份申请对应一个系统", STR_ARG(x->no), STR_ARG(x->system_name));
		if (x->state != RES_ACTIVE)
			return refuse(c, "资源 " STR_FMT " 不在运行中，不能列入撤销范围", STR_ARG(x->no));
	}
	return OK;
}

static enum err no_other_case(struct ctx *c, const void *subject, const void *in)
{
	struct revocation r;
	struct str no;
	bool is;

	(void)in;
	TRY(plan_of(c, subject, &r, &is));
	if (!is || rests(subject))
		return OK;
	EACH(struct resource, x, r.resources) {
		TRY(sql_str(c, &rev_q[Q_OTHER_CASE], &no, x->id, r.id));
		if (no.p)
			return refuse(c, "资源 " STR_FMT " 已在撤销申请 " STR_FMT " 里，尚未办结", STR_ARG(x->no), STR_ARG(no));
		TRY(change_under_way(c, x->id, r.id, &no));
		if (no.p)
			return refuse(c, "资源 " STR_FMT " 正在办理变更 " STR_FMT "，办结后再撤销", STR_ARG(x->no), STR_ARG(no));
	}
	return OK;
}

/* The other way round: what is being revoked is not changed. */
static enum err not_revoked(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list lines;
	struct str no;

	(void)in;
	if (a->type != APP_CHANGE || rests(a))
		return OK;
	TRY(change_lines(c, a->id, &lines));
	EACH(struct change_line, l, lines) {
		TRY(sql_str(c, &rev_q[Q_OTHER_CASE], &no, l->resource, a->id));
		if (no.p)
			return refuse(c, "第 %" PRId64 " 项的资源已在撤销申请 " STR_FMT " 里，不能变更", l->seq, STR_ARG(no));
	}
	return OK;
}

/* What a cut-over left here as the fallback is kept as long as any other original; what was delivered after it is not meant. */
static enum err original_kept(struct ctx *c, int64_t system)
{
	struct date until;

	TRY(original_system_keeps(c, system, &until));
	return date_none(until) ? OK : refuse(c, "这是割接后保留的原系统，应当保留到 " STR_FMT "，此前不能撤销", STR_ARG(date_text(c->arena, until)));
}

static enum err no_original(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	return a->type == APP_REVOKE && !rests(a) ? original_kept(c, a->system) : OK;
}

static enum err no_original_here(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return original_kept(c, ((const struct revocation *)subject)->system);
}

static enum err ended_by_all(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	int64_t lacking = 0;

	(void)in;
	if (a->type != APP_REVOKE)
		return OK;
	TRY(sql_int(c, &rev_q[Q_ENDS_LACKING], &lacking, a->id));
	return lacking ? refuse(c, "云服务商还没有确认服务终止，不能办结") : OK;
}

/* ---- the steps after approval ---- */
static enum err is_approved(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	switch (r->state) {
	case APP_APPROVED: case APP_BACKUP_CONFIRMED: case APP_STOPPED: case APP_COOLING: case APP_DESTROYED: case APP_CLOSED: return OK;
	default: return refuse(c, "撤销申请现在处于“%s”，按审批流程批准之后才能办理", app_state_names[r->state].label);
	}
}

static enum err by_user_unit(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	return c->who.system || c->who.org == r->user_org ? OK : refuse(c, "由上云单位“" STR_FMT "”办理", STR_ARG(r->user_org_name));
}

static enum err by_provider(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	return c->who.system || rev_provides(r, c->who.org) ? OK : refuse(c, "撤销范围里没有本单位提供的资源");
}

static enum err backup_verified(struct ctx *c, const void *subject, const void *in_)
{
	const struct revocation_backup *in = in_;

	(void)subject;
	if (!in || (in->verified && !blank(in->verify_method)))
		return OK;
	return refuse(c, "备份应当经过验证，并写明验证方法");
}

static enum err backup_there(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	return r->backup ? OK : refuse(c, "上云单位“" STR_FMT "”还没有确认备份和迁移完成", STR_ARG(r->user_org_name));
}

static enum err is_stopped(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	return r->state >= APP_STOPPED && r->state != APP_WITHDRAWN && r->state != APP_TERMINATED ? OK : refuse(c, "服务还没有全部停止，应当先停止服务");
}

static enum err is_cooled(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	if (date_none(r->cooling_until) || today(c).day >= r->cooling_until.day)
		return OK;
	return refuse(c, "冷静期 %" PRId64 " 天，到 " STR_FMT " 才满，期内不得销毁任何数据", r->cooling_days, STR_ARG(date_text(c->arena, r->cooling_until)));
}

static enum err is_listed(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	return c->who.system || (rev_step_done(r, c->who.org, STEP_LISTED) && rev_listed(r, c->who.org)) ? OK : refuse(c, "还没有清点全部资源的卷、快照、备份和副本");
}

static enum err handed_back(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	return r->hand_back ? OK : refuse(c, "上云单位还没有登记数据返还，数据归政府所有，返还之前不能销毁");
}

static enum err two_persons(struct ctx *c, const void *subject, const void *in_)
{
	const struct rev_destroy_in *in = in_;

	(void)subject;
	if (!in || !in->witness || in->witness != (in->operator ? in->operator : c->who.person))
		return OK;
	return refuse(c, "操作人和见证人应当是两个人");
}

static enum err names_me(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	EACH(struct wipe_run, w, r->runs)
		if (w->witness == c->who.person && at_none(w->witnessed_at))
			return OK;
	return refuse(c, "没有等待%s见证的销毁", c->who.name.n ? arena_cstr(c->arena, c->who.name) : "本人");
}

static enum err not_gone(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return rev_gone(subject) ? refuse(c, "已经开始销毁，已销毁的数据不得以任何技术手段恢复") : OK;
}

/* Whose word is still to come: of the provider's own runs, or of any where the authority asks. */
static bool unseen(const struct ctx *c, const struct wipe_run *w) { return at_none(w->witnessed_at) && (c->who.party != ORG_CSP || w->csp == c->who.org); }

static enum err waits_for_a_witness(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	EACH(struct wipe_run, w, r->runs)
		if (unseen(c, w))
			return OK;
	return fail(c, E_CONFLICT, "revocation.nothing_to_witness", "没有等待见证的销毁");
}

/* The provider does not choose who watches it: only where the one who was named cannot any more. The authority may for other reasons. */
static enum err witness_gone(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;
	bool can = false;

	(void)in;
	if (c->who.party != ORG_CSP)
		return OK;
	EACH(struct wipe_run, w, r->runs)
		if (unseen(c, w)) {
			TRY(rev_may_witness(c, r, w->witness, &can));
			if (can)
				return refuse(c, STR_FMT "仍可见证，需要更换的请主管部门办理", STR_ARG(w->witness_name));
		}
	return OK;
}

static enum err wiped(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;
	int64_t open = 0;

	(void)in;
	TRY(cloud_tasks_open(c, r->id, CLOUD_WIPE, &open));
	return open ? refuse(c, "云平台还在清除 %" PRId64 " 个资源的数据，清除以后再见证", open) : OK;
}

static enum err own_not_gone(struct ctx *c, const void *subject, const void *in)
{
	const struct revocation *r = subject;

	(void)in;
	EACH(struct wipe_item, i, r->items)
		if (i->csp == c->who.org && i->run)
			return refuse(c, "本单位已经开始销毁，清单不能再改");
	return OK;
}

/* ---- what is done already, or comes later ---- */
static enum err step_open(struct ctx *c, const void *subject, enum step s)
{
	const struct revocation *r = subject;

	if (c->who.system)
		return OK;
	/* A list may be made anew until the first medium is destroyed. */
	if (s != STEP_LISTED && rev_step_done(r, c->who.org, s))
		return fail(c, E_CONFLICT, "revocation.step_done", "“%s”已经办过", step_names[s].label);
	for (int before = STEP_STOP; before < (int)s; before++)
		if (!rev_step_done(r, c->who.org, (enum step)before))
			return refuse(c, "各步按顺序办理，“%s”之前应当先完成“%s”", step_names[s].label, step_names[before].label);
	return OK;
}
static enum err stop_open(struct ctx *c, const void *subject, const void *in) { (void)in; return step_open(c, subject, STEP_STOP); }
static enum err check_open(struct ctx *c, const void *subject, const void *in) { (void)in; return step_open(c, subject, STEP_BACKUP); }
static enum err list_open(struct ctx *c, const void *subject, const void *in) { (void)in; return step_open(c, subject, STEP_LISTED); }
static enum err end_open(struct ctx *c, const void *subject, const void *in) { (void)in; return step_open(c, subject, STEP_ENDED); }

static enum err only_in(struct ctx *c, const struct revocation *r, uint64_t states, const char *what)
{
	return states >> r->state & 1 ? OK : fail(c, E_CONFLICT, "wrong_state", "撤销申请现在处于“%s”，%s", app_state_names[r->state].label, what);
}
#define IN(x) (UINT64_C(1) << APP_##x)
static enum err not_confirmed(struct ctx *c, const void *subject, const void *in) { (void)in; return only_in(c, subject, IN(APPROVED), "不能再确认备份"); }
static enum err not_destroyed(struct ctx *c, const void *subject, const void *in) { (void)in; return only_in(c, subject, IN(APPROVED) | IN(BACKUP_CONFIRMED) | IN(STOPPED) | IN(COOLING), "数据返还记录不能再改"); }
static enum err destroy_open(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	TRY(only_in(c, subject, IN(BACKUP_CONFIRMED) | IN(STOPPED) | IN(COOLING), "不能再销毁"));
	return rev_step_done(subject, c->who.org, STEP_DESTROYED) ? fail(c, E_CONFLICT, "revocation.step_done", "“%s”已经办过", step_names[STEP_DESTROYED].label) : OK;
}
static enum err resume_open(struct ctx *c, const void *subject, const void *in) { (void)in; return only_in(c, subject, IN(BACKUP_CONFIRMED) | IN(STOPPED) | IN(COOLING), "不能恢复服务"); }

#define SUBMIT(article_, reason_, must_) { &application_flow, "submit", NULL, article_, reason_, must_ }
#define ON(op_, article_, reason_, must_) { NULL, NULL, op_, article_, reason_, must_ }
#define PROVIDER_STEP(op_) \
	ON(op_, "A23.1b", "revocation.not_approved", is_approved), ON(op_, "A23.1c", "revocation.other_provider", by_provider), \
	ON(op_, "A23.2a", "revocation.no_backup", backup_there)
const struct guard rev_guards[] = {
	SUBMIT("A23.1a", "revocation.no_plan",       plan_whole),
	SUBMIT("A23.1a", "revocation.bad_scope",     scope_right),
	SUBMIT("A23.1a", "revocation.in_other_case", no_other_case),
	SUBMIT("A23.1a", "revocation.in_other_case", not_revoked),
	SUBMIT("A19.3b", "revocation.original_kept", no_original),
	{ &application_flow, "close", NULL, "A23.1c", "revocation.not_ended", ended_by_all },

	ON("revocation.confirm_backup", "A23.1b", "revocation.not_approved", is_approved),
	ON("revocation.confirm_backup", "A23.2a", "revocation.not_user",     by_user_unit),
	ON("revocation.confirm_backup", "A23.2a", "wrong_state",             not_confirmed),
	ON("revocation.confirm_backup", "A23.2a", "revocation.not_verified", backup_verified),
	ON("revocation.hand_back",      "A23.1b", "revocation.not_approved", is_approved),
	ON("revocation.hand_back",      "A17b",   "revocation.not_user",     by_user_unit),
	ON("revocation.hand_back",      "A17b",   "wrong_state",             not_destroyed),
	PROVIDER_STEP("revocation.stop"),
	ON("revocation.stop",           "A23.1c", "revocation.step_order",   stop_open),
	ON("revocation.stop",           "A19.3b", "revocation.original_kept", no_original_here),
	PROVIDER_STEP("revocation.check_backup"),
	ON("revocation.check_backup",   "A23.1c", "revocation.step_order",   check_open),
	PROVIDER_STEP("revocation.list_items"),
	ON("revocation.list_items",     "A23.1c", "revocation.step_order",   list_open),
	ON("revocation.list_items",     "A23.1d", "revocation.destroying",   own_not_gone),
	PROVIDER_STEP("revocation.destroy"),
	ON("revocation.destroy",        "A23.1d", "wrong_state",             destroy_open),
	ON("revocation.destroy",        "A23.1c", "revocation.not_stopped",  is_stopped),
	ON("revocation.destroy",        "A23.1d", "revocation.cooling",      is_cooled),
	ON("revocation.destroy",        "A19.3b", "revocation.original_kept", no_original_here),
	ON("revocation.destroy",        "A23.1c", "revocation.not_listed",   is_listed),
	ON("revocation.destroy",        "A17b",   "revocation.no_hand_back", handed_back),
	ON("revocation.destroy",        "A23.1d", "revocation.same_person",  two_persons),
	ON("revocation.witness",        "A23.1d", "revocation.not_witness",  names_me),
	ON("revocation.witness",        "A23.1d", "revocation.wiping",       wiped),
	ON("revocation.replace_witness", "A23.1d", "revocation.nothing_to_witness", waits_for_a_witness),
	ON("revocation.replace_witness", "A23.1d", "revocation.witness_there", witness_gone),
	PROVIDER_STEP("revocation.end"),
	ON("revocation.end",            "A23.1c", "revocation.step_order",   end_open),
	ON("revocation.resume",         "A23.1d", "revocation.destroyed",    not_gone),
	ON("revocation.resume",         "A23.1d", "wrong_state",             resume_open),
	{ 0 }
};
