/* From the signed opinion to the unit's word: the provider reports what it has done, which stops C5 and turns the ledger on that day; the
 * unit agrees, which settles it, or sends it back, which voids the stop and turns the ledger back. */
#include "domain/catalog/catalog.h"
#include "domain/change/change_in.h"
#include "domain/cloud_task/cloud_task.h"
#include "domain/infra/infra.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"

static enum err tell(struct ctx *c, const struct application *a, int64_t org, uint64_t roles, const char *title)
{
	struct note n = { .title = arena_fmt(c->arena, "%s：" STR_FMT, title, STR_ARG(a->title)), .body = arena_fmt(c->arena, "申请编号 " STR_FMT, STR_ARG(a->no)),
			  .article = "A22.4b", .e = &application_entity, .subject = a->id };

	return message_to_roles(c, org, roles, &n);
}

/* ---- the opinion has been signed ---- */
static enum err orders_open(struct ctx *c, const struct application *a, const struct list *lines, struct instant due)
{
	int64_t authority, wo;

	TRY(org_authority(c, &authority));
	EACH(struct change_line, l, *lines) {
		bool first = l->granted && at_none(l->executed_at), first_backup = first && change_rules[l->kind].backup;
		EACH(struct change_line, x, *lines) {
			if (x->seq >= l->seq)
				break;
			bool before = x->granted && at_none(x->executed_at) && x->csp == l->csp;
			first &= !before;
			first_backup &= !(before && change_rules[x->kind].backup);
		}
		if (first)
			TRY(work_order_open(c, WO_CHANGE, arena_fmt(c->arena, "变更 " STR_FMT, STR_ARG(a->title)), &application_entity, a->id, authority, l->csp, due, &wo));
		/* A23.2b: the provider helps with backup and move; what it did and when stands on this order. */
		if (first_backup)
			TRY(work_order_open(c, WO_BACKUP, arena_fmt(c->arena, "配合备份和迁移 " STR_FMT, STR_ARG(a->title)), &application_entity, a->id, a->user_org, l->csp, due, &wo));
	}
	return OK;
}

static enum err c5_of(struct ctx *c, int64_t application, struct clock *out)
{
	struct list all;

	TRY(clock_list(c, &application_entity, application, &all));
	record_none(&clock_record, out);
	EACH(struct clock, k, all)
		if (k->kind == C5 && !out->id)
			*out = *k;
	return OK;
}

/* Whoever loses a resource to another provider helps to move it and frees the old place. */
static enum err left_behind(struct ctx *c, const struct application *a, const struct change_line *l, struct instant due)
{
	struct resource r;
	int64_t wo;

	TRY(entity_peek(c, &resource_entity, l->resource, &r));
	if (r.csp == l->csp)
		return OK;
	TRY(application_show_to(c, a->id, r.csp));
	return work_order_open(c, WO_MIGRATE, arena_fmt(c->arena, "配合迁出 " STR_FMT, STR_ARG(r.name)), &application_entity, a->id, a->user_org, r.csp, due, &wo);
}

/* ---- what a driver can do of it ---- */
static enum err as_approved(struct ctx *c, const struct application *a, const struct change_line *l, const struct resource *was, struct resource *now);

/* The size or the place: the act that the kind asks of a cloud, 0 for what only the ledger knows. */
static enum cloud_act act_of(enum change_kind kind)
{
	static const enum cloud_act acts[CHANGE_KIND_MAX] = {
		[CHANGE_EXPAND] = CLOUD_RESIZE, [CHANGE_SHRINK] = CLOUD_RESIZE, [CHANGE_RESPEC] = CLOUD_RESIZE, [CHANGE_MOVE_ZONE] = CLOUD_MOVE, [CHANGE_MOVE_POOL] = CLOUD_MOVE,
	};
	return acts[kind];
}

/* What the driver does is not the report: the provider looks at it and reports, and that stops C5. */
static enum err drivers_order(struct ctx *c, const struct application *a, const struct list *lines)
{
	EACH(struct change_line, l, *lines) {
		struct resource was, now;
		enum cloud_act act = act_of((enum change_kind)l->kind);
		if (!l->granted || !l->resource || !act || !at_none(l->executed_at))
			continue;
		TRY(entity_peek(c, &resource_entity, l->resource, &was));
		TRY(as_approved(c, a, l, &was, &now));
		/* Another line of the same case, or a window that has closed, left too little: the report will say so. */
		if (now.qty < 1)
			continue;
		/* Another entry of the catalogue can mean another pool: then it is not the same machine that grows. */
		TRY(cloud_task_order(c, now.pool != was.pool ? CLOUD_MOVE : act, a->id, &was, &now));
	}
	return OK;
}

enum err change_execute(struct ctx *c, const struct fact *f)
{
	struct application a;
	struct list lines;
	struct clock k;

	TRY(application_get(c, f->subject, &a));
	if (a.type != APP_CHANGE || (a.state != APP_APPROVED && a.state != APP_APPROVED_REDUCED))
		return OK;
	TRY(flow_fire(c, &application_flow, a.id, "execute", NULL));
	TRY(change_lines(c, a.id, &lines));
	TRY(c5_of(c, a.id, &k));
	EACH(struct change_line, l, lines) {
		if (!l->granted)
			continue;
		TRY(application_show_to(c, a.id, l->csp));
		if (!l->resource)
			continue;
		TRY(flow_fire(c, &resource_flow, l->resource, "change", NULL));
		TRY(left_behind(c, &a, l, k.due_at));
	}
	TRY(drivers_order(c, &a, &lines));
	return orders_open(c, &a, &lines, k.due_at);
}

/* What a driver has already made bigger or smaller becomes what the ledger says; a move that is not wanted any more is put right by hand. */
static enum err drivers_undo(struct ctx *c, const struct application *a, const struct list *lines)
{
	TRY(cloud_task_void(c, a->id, 0, STR("变更已撤回或终止")));
	EACH(struct change_line, l, *lines) {
		struct resource r;
		int64_t done = 0;
		if (!l->resource)
			continue;
		TRY(cloud_tasks_done(c, a->id, l->resource, CLOUD_RESIZE, &done));
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		if (done)
			TRY(cloud_task_order(c, CLOUD_RESIZE, a->id, &r, NULL));
	}
	return OK;
}

/* Taken back after the approval: what was to be changed runs on as it was, and nobody is to do anything any more. */
enum err change_undo(struct ctx *c, const struct fact *f)
{
	static const enum wo_kind orders[] = { WO_CHANGE, WO_BACKUP, WO_MIGRATE };
	struct application a;
	struct list lines;

	TRY(application_get(c, f->subject, &a));
	if (a.type != APP_CHANGE || at_none(a.issued_at))
		return OK;
	TRY(change_lines(c, a.id, &lines));
	EACH(struct change_line, l, lines) {
		struct resource r;
		if (!l->resource)
			continue;
		TRY(entity_peek(c, &resource_entity, l->resource, &r));
		if (r.state == RES_CHANGING)
			TRY(flow_fire(c, &resource_flow, l->resource, "changed", "变更已撤回或终止"));
	}
	TRY(drivers_undo(c, &a, &lines));
	for (size_t i = 0; i < COUNT(orders); i++)
		TRY(work_order_finish(c, &application_entity, a.id, orders[i], 0, STR("变更已撤回或终止")));
	return OK;
}

/* ---- what was done, in the ledger ---- */
static enum err asked_line(struct ctx *c, const struct application *a, const struct change_line *l, struct application_line *out)
{
	struct list lines;

	TRY(application_lines(c, a->id, &lines));
	EACH(struct application_line, x, lines)
		if (x->seq == l->line_seq) {
			*out = *x;
			return OK;
		}
	return fail(c, E_CORRUPT, "change.no_line", "变更明细 %" PRId64 " 没有对应的申请明细", l->seq);
}

static enum err sized(struct ctx *c, const struct application_line *al, struct resource *r)
{
	const struct line_attrs *a = al->attrs;
	struct line_size one;

	TRY(application_line_size(c, al->item, a, &one));
	r->item = al->item;
	r->item_code = al->item_code;
	r->item_name = al->item_name;
	r->unit = al->unit;
	r->vcpu = one.vcpu;
	r->mem_gb = one.mem_gb;
	r->disk_gb = one.disk_gb;
	if (a && a->os.n)
		r->os = a->os;
	return OK;
}

static void placed(const struct application_line *al, struct resource *r)
{
	r->pool = al->assigned_pool;
	r->csp = al->csp;
	r->zone = str_of(zone_names[al->zone].word);
}

/* New for the same system: it runs, and is billed, from the day of the report; nobody types that day. */
static enum err entered(struct ctx *c, const struct application *a, struct change_line *l, const struct application_line *al)
{
	struct resource r;

	record_none(&resource_record, &r);
	TRY(sized(c, al, &r));
	placed(al, &r);
	r.name = arena_fmt(c->arena, STR_FMT " " STR_FMT, STR_ARG(a->system_name), STR_ARG(al->item_name));
	r.system = a->system;
	r.user_org = a->user_org;
	r.applicant_org = a->applicant_org;
	r.application = a->id;
	r.line = al->id;
	r.qty = al->approved_qty;
	r.native_id = l->native_id;
	r.ips = l->ips;
	TRY(resource_enter(c, &r));
	TRY(resource_deliver(c, r.id, 0, today(c)));
	l->done_resource = r.id;
	return OK;
}

static enum err bound(struct ctx *c, const struct change_line *l, struct resource *r)
{
	struct info_system s;

	TRY(info_system_get(c, l->after_system, &s));
	r->system = s.id;
	r->user_org = s.user_org;
	r->applicant_org = s.applicant_org;
	r->shared_systems = l->shared_systems;
	r->shared = l->shared_systems.n > 0;
	return info_system_show_to(c, s.id, r->csp);
}

/* Size and place. */
static enum err shaped(struct ctx *c, const struct change_line *l, const struct application_line *al, struct resource *r)
{
	/* By the difference: a window of a stage resource may have opened or closed since the draft. */
	if (l->kind != CHANGE_STAGE)
		r->qty += l->approved_qty - l->before_qty;
	if (l->kind == CHANGE_RESPEC)
		TRY(sized(c, al, r));
	if (l->kind == CHANGE_RESPEC || l->kind == CHANGE_MOVE_ZONE || l->kind == CHANGE_MOVE_POOL)
		placed(al, r);
	return OK;
}

static enum err as_approved(struct ctx *c, const struct application *a, const struct change_line *l, const struct resource *was, struct resource *now)
{
	struct application_line al;

	if (l->line_seq != INT_NONE)
		TRY(asked_line(c, a, l, &al));
	*now = *was;
	return shaped(c, l, &al, now);
}

static enum err became(struct ctx *c, const struct change_line *l, const struct application_line *al, struct resource *r)
{
	TRY(shaped(c, l, al, r));
	if (r->qty < 1)
		return refuse_by(c, "A22.1", "change.nothing_left", "资源 " STR_FMT " 现在没有这么多可以减，全部收回请办理撤销", STR_ARG(r->no));
	/* Addresses of one zone mean nothing in the other (A15.2b). */
	if (l->kind == CHANGE_MOVE_ZONE)
		r->native_id = r->ips = STR_NONE;
	if (l->kind == CHANGE_REBIND)
		TRY(bound(c, l, r));
	if (l->kind == CHANGE_EXTEND)
		r->expire_date = date_none(l->decided_expire) ? l->after_expire : l->decided_expire;
	if (l->native_id.n)
		r->native_id = l->native_id;
	if (l->ips.n)
		r->ips = l->ips;
	return OK;
}

/* What the provider does not say, the driver that moved it knows; what the driver has not done by now is done. */
static enum err driver_said(struct ctx *c, struct change_line *l)
{
	struct str native_id, ips;

	TRY(cloud_task_made(c, l->application, l->resource, &native_id, &ips));
	if (!l->native_id.n)
		l->native_id = native_id;
	if (!l->ips.n)
		l->ips = ips;
	return cloud_task_done_by_hand(c, l->application, l->resource, STR("云服务商已报告完成"));
}

static enum err line_execute(struct ctx *c, const struct application *a, struct change_line *l)
{
	struct resource *was = ARENA_NEW(c->arena, struct resource), *now = ARENA_NEW(c->arena, struct resource);
	struct application_line al;

	if (l->line_seq != INT_NONE)
		TRY(asked_line(c, a, l, &al));
	if (!l->resource)
		return entered(c, a, l, &al);
	TRY(entity_peek(c, &resource_entity, l->resource, was));
	*now = *was;
	TRY(driver_said(c, l));
	TRY(became(c, l, &al, now));
	TRY(resource_change(c, was, now));
	l->was = was;
	l->became = now;
	l->done_resource = l->resource;
	return OK;
}

/* ---- the report ---- */
static const struct change_done *done_of(const struct list *done, int64_t seq)
{
	EACH(struct change_done, d, *done)
		if (d->seq == seq)
			return d;
	return NULL;
}

static bool is_mine(const struct ctx *c, const struct change_line *l) { return c->who.system || c->who.party != ORG_CSP || l->csp == c->who.org; }

static enum err done_known(struct ctx *c, const struct list *done, const struct list *lines)
{
	for (size_t i = 0; i < done->n; i++) {
		const struct change_done *d = LIST_AT(*done, struct change_done, i);
		const char *at = arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/seq", i));
		const struct change_line *l = NULL;
		EACH(struct change_line, x, *lines)
			if (x->seq == d->seq)
				l = x;
		if (!l || !l->granted)
			fail_on(c, at, "absent", "没有批准实施的第 %" PRId64 " 项", d->seq);
		else if (done_of(done, d->seq) != d)
			fail_on(c, at, "duplicate", "第 %" PRId64 " 项出现两次", d->seq);
	}
	return fields_ok(c);
}

static bool all_done(const struct list *lines, int64_t csp)
{
	EACH(struct change_line, l, *lines)
		if (l->granted && at_none(l->executed_at) && (!csp || l->csp == csp))
			return false;
	return true;
}

/* The lines that this report is about, carried out one by one; *n counts them. */
static enum err lines_execute(struct ctx *c, const struct application *a, const struct change_report_in *in, struct list *lines, struct list *done)
{
	*done = (struct list){ ARENA_ARRAY(c->arena, struct change_done, lines->n + 1), 0 };
	EACH(struct change_line, l, *lines) {
		const struct change_done *d = done_of(&in->lines, l->seq);
		if (!l->granted || !is_mine(c, l) || (in->lines.n && !d))
			continue;
		if (!at_none(l->executed_at)) {
			if (!d)
				continue;
			return fail(c, E_CONFLICT, "change.already_reported", "第 %" PRId64 " 项已于 " STR_FMT " 报告完成", l->seq,
				    STR_ARG(date_text(c->arena, date_of(l->executed_at))));
		}
		l->native_id = d ? d->native_id : STR_NONE;
		TRY(resource_addresses(c, "ips", d ? d->ips : STR_NONE, &l->ips));
		l->evidence = d ? d->evidence : STR_NONE;
		TRY(line_execute(c, a, l));
		l->executed_at = c->now;
		l->executed_by = c->who.person;
		TRY(sql_put(c, &change_q[Q_LINE_DONE], l));
		*LIST_AT(*done, struct change_done, done->n++) = (struct change_done){ l->seq, l->native_id, l->ips, l->evidence };
	}
	return done->n ? OK : fail(c, E_CONFLICT, "change.nothing_left", "本单位承担的变更都已报告完成，或没有本单位承担的项");
}

/* C5 stops with the last line; the unit's own days begin. */
static enum err whole_reported(struct ctx *c, const struct application *a)
{
	struct change_order o;

	TRY(order_of(c, a->id, &o));
	TRY(flow_fire(c, &application_flow, a->id, "executed", NULL));
	TRY(clock_start(c, &application_entity, a->id, C_DELIVER_CONFIRM, "executed"));
	o.reported_at = c->now;
	TRY(sql_put(c, &change_q[Q_ORDER_SET], &o));
	TRY(fact_tell(c, "change.executed", &application_entity, a->id));
	return tell(c, a, a->user_org, R(USER_HANDLER) | R(USER_OWNER), "变更已实施，请确认");
}

static enum err report(struct ctx *c, const struct application *a, const struct change_report_in *in)
{
	struct change_report r = { .id = id_new(c), .application = a->id, .csp = c->who.org, .by_person = c->who.person, .by_name = c->who.name, .at = c->now,
				   .summary = in->summary, .file = in->file, .voided_at = AT_NONE };
	struct list lines;

	TRY(change_lines(c, a->id, &lines));
	TRY(done_known(c, &in->lines, &lines));
	TRY(lines_execute(c, a, in, &lines, &r.lines));
	TRY(sql_put(c, &change_q[Q_REPORT_PUT], &r));
	if (all_done(&lines, c->who.org)) {
		TRY(work_order_finish(c, &application_entity, a->id, WO_CHANGE, c->who.org, in->summary));
		TRY(work_order_finish(c, &application_entity, a->id, WO_BACKUP, c->who.org, in->summary));
	}
	return all_done(&lines, 0) ? whole_reported(c, a) : OK;
}

enum err change_report_done(struct ctx *c, const void *in, void *out)
{
	struct change_order o;

	(void)out;
	TRY(order_of(c, c->subject_id, &o));
	return report(c, c->subject, in);
}

/* The one way to another system: the line of an approved change that says so; its guard has refused everything else. */
enum err resource_rebind(struct ctx *c, const void *in_, void *out)
{
	const struct rebind_in *in = in_;
	struct application a;
	struct change_line l;

	(void)out;
	TRY(sql_get(c, &change_q[Q_REBIND_OF], &l, in->id, in->system));
	TRY(application_get(c, l.application, &a));
	struct change_done done = { .seq = l.seq };
	struct change_report_in r = { .id = a.id, .summary = in->comment.n ? in->comment : STR("已改绑"), .lines = { &done, 1 } };
	return report(c, &a, &r);
}

/* ---- the unit's word ---- */
static enum err window_granted(struct ctx *c, const struct change_line *l)
{
	struct change_stage s;

	record_none(&change_stage_record, &s);
	s.id = id_new(c);
	s.version = 1;
	s.application = l->application;
	s.line = l->id;
	s.resource = l->resource;
	s.extra_qty = l->approved_qty - l->before_qty;
	s.from_date = l->from_date;
	s.to_date = l->to_date;
	s.told = 0;
	s.created_at = c->now;
	s.state = STAGE_PLANNED;
	return sql_put(c, &change_q[Q_STAGE_PUT], &s);
}

enum err change_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct change_confirm_in *in = in_;
	const struct application *a = c->subject;
	struct change_order o;
	struct list lines;

	(void)out;
	TRY(order_of(c, a->id, &o));
	TRY(change_lines(c, a->id, &lines));
	EACH(struct change_line, l, lines) {
		if (!l->granted || !l->resource)
			continue;
		TRY(resource_change_settle(c, l->was, l->became));
		TRY(flow_fire(c, &resource_flow, l->resource, "changed", NULL));
		if (l->kind == CHANGE_STAGE)
			TRY(window_granted(c, l));
	}
	o.confirmed_at = c->now;
	o.confirmed_by = c->who.person;
	o.confirm_remark = in->comment;
	TRY(sql_put(c, &change_q[Q_ORDER_SET], &o));
	TRY(clock_stop(c, &application_entity, a->id, C_DELIVER_CONFIRM, "confirm", false));
	return tell(c, a, 0, R(AUTH_HANDLER), "变更已确认，待办结");
}

static bool picked(const struct list *picks, int64_t seq)
{
	EACH(struct change_pick, p, *picks)
		if (p->seq == seq)
			return true;
	return !picks->n;
}

static enum err line_undo(struct ctx *c, struct change_line *l)
{
	if (l->resource)
		TRY(resource_change_undo(c, l->was, l->became));
	else
		TRY(resource_stop(c, l->done_resource, today(c), SEG_CHANGE));
	l->executed_at = AT_NONE;
	l->executed_by = l->done_resource = 0;
	l->native_id = l->ips = l->evidence = STR_NONE;
	l->was = l->became = NULL;
	return sql_put(c, &change_q[Q_LINE_DONE], l);
}

/* As if the report had never been made: the ledger turns back today, and C5 has run all the while. */
enum err change_reject(struct ctx *c, const void *in_, void *out)
{
	const struct change_reject_in *in = in_;
	const struct application *a = c->subject;
	struct change_order o;
	struct list lines;
	struct clock k;
	size_t undone = 0;

	(void)out;
	TRY(order_of(c, a->id, &o));
	TRY(change_lines(c, a->id, &lines));
	for (size_t i = 0; i < in->lines.n; i++) {
		bool known = false;
		EACH(struct change_line, l, lines)
			known |= l->granted && l->seq == LIST_AT(in->lines, struct change_pick, i)->seq;
		if (!known)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/seq", i)), "absent", "没有实施过的第 %" PRId64 " 项",
				LIST_AT(in->lines, struct change_pick, i)->seq);
	}
	TRY(fields_ok(c));
	EACH(struct change_line, l, lines)
		if (l->granted && picked(&in->lines, l->seq)) {
			TRY(line_undo(c, l));
			undone++;
		}
	TRY(sql_run(c, &change_q[Q_REPORTS_VOID], a->id, c->now, c->who.name, in->comment));
	o.reported_at = AT_NONE;
	TRY(sql_put(c, &change_q[Q_ORDER_SET], &o));
	TRY(clock_stop(c, &application_entity, a->id, C_DELIVER_CONFIRM, "void_report", false));
	TRY(clock_reopen(c, &application_entity, a->id, C5, in->comment));
	TRY(c5_of(c, a->id, &k));
	TRY(orders_open(c, a, &lines, k.due_at));
	TRY(drivers_order(c, a, &lines));
	TRY(fact_tell(c, "change.report_voided", &application_entity, a->id));
	EACH(struct change_line, l, lines)
		if (l->granted && at_none(l->executed_at))
			TRY(tell(c, a, l->csp, R(CSP_OPERATION) | R(CSP_MAINTENANCE), "实施报告被退回，时限继续"));
	return tell(c, a, 0, R(AUTH_HANDLER), "上云单位退回实施报告");
}
