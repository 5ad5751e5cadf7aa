/* Opening to going live: fields, guards, ops, the driver's job. */
#include "domain/account/account.h"
#include "domain/delivery/delivery_in.h"
#include "domain/infra/infra.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"
#include "driver/driver.h"

static const struct names order_states[ORDER_STATE_MAX] = {
	[ORDER_ISSUED] = { "issued", "已下达" }, [ORDER_CONFIRMED] = { "confirmed", "已确认" }, [ORDER_DISPUTED] = { "disputed", "有异议" }, [ORDER_RESOLVED] = { "resolved", "异议已处理" },
};
static const struct names advice_names[ADVICE_MAX] = { [ADVICE_KEEP] = { "keep", "不变" }, [ADVICE_UP] = { "increase", "调增" }, [ADVICE_DOWN] = { "decrease", "调减" } };
const struct names gate_names[GATE_MAX] = {
	[GATE_DECLARATION] = { "declaration", "非涉密声明" }, [GATE_RESPONSIBILITY] = { "responsibility", "安全责任" }, [GATE_SCAN] = { "scan", "漏洞扫描" }, [GATE_PENTEST] = { "pentest", "渗透测试" },
	[GATE_ICP] = { "icp", "ICP 备案" }, [GATE_COMMITMENT] = { "commitment", "上云安全承诺书" }, [GATE_DJ_FILING] = { "dj_filing", "等保备案" },
};
static const char *const gate_articles[GATE_MAX] = {
	[GATE_DECLARATION] = "A6a", [GATE_RESPONSIBILITY] = "A9b.1", [GATE_SCAN] = "A21.3a", [GATE_PENTEST] = "A21.3b", [GATE_ICP] = "A21.2b", [GATE_COMMITMENT] = "A34.P3d", [GATE_DJ_FILING] = "A34.P3c",
};

/* ---- records ---- */
static const struct field trial_fields[] = {
	F(struct trial, id, F_ID, "编号", OUT), F(struct trial, application, F_ID, "申请", OUT), F(struct trial, from_date, F_DATE, "起", OUT), F(struct trial, to_date, F_DATE, "止（不含）", OUT),
	F(struct trial, extended, F_BOOL, "已延期", OUT), F(struct trial, load_result, F_TEXT, "实测负载", OUT), F(struct trial, conclusion, F_TEXT, "测试结论", OUT), { 0 }
};
const struct record trial_record = RECORD("trial", struct trial, trial_fields, "试用");
static const struct field advice_fields[] = {
	F(struct advice, resource, F_ID, "资源", IN | OUT | NEEDED, .ref = "resource"), F(struct advice, advice, F_ENUM, "建议", IN | OUT | NEEDED, NAMES(advice_names)),
	F(struct advice, qty, F_INT, "建议数量", IN | OUT | NEEDED, .min = 1, .max = 100000000), F(struct advice, basis, F_STR, "依据", IN | OUT | NEEDED, .max = 500), { 0 }
};
const struct record advice_record = RECORD("adjust_advice", struct advice, advice_fields, "调整建议");
static const struct field suggestion_fields[] = {
	F(struct suggestion, id, F_ID, "编号", OUT), F(struct suggestion, application, F_ID, "申请", OUT), F(struct suggestion, by_person, F_ID, "提出人", OUT),
	F(struct suggestion, lines, F_LIST, "逐项建议", OUT, .sub = &advice_record), F(struct suggestion, no_adjustment, F_BOOL, "无需调整", OUT), F(struct suggestion, basis, F_TEXT, "说明", OUT), F(struct suggestion, at, F_AT, "时间", OUT), { 0 }
};
const struct record suggestion_record = RECORD("adjust_suggestion", struct suggestion, suggestion_fields, "调整建议");
static const struct field filing_fields[] = {
	F(struct filing, id, F_ID, "编号", OUT), F(struct filing, application, F_ID, "申请", OUT), F(struct filing, suggestion, F_ID, "调整建议", OUT), F(struct filing, registered_by, F_ID, "登记人", OUT),
	F(struct filing, no, F_STR, "备案号", OUT), F(struct filing, note, F_TEXT, "说明", OUT), F(struct filing, registered_at, F_AT, "备案时间", OUT), { 0 }
};
const struct record filing_record = RECORD("filing", struct filing, filing_fields, "备案");
static const struct field gate_fields[] = {
	F(struct gate_row, id, F_ID, "编号", OUT), F(struct gate_row, application, F_ID, "申请", OUT), F(struct gate_row, item, F_ENUM, "核验项", OUT, NAMES(gate_names)), F(struct gate_row, evidence_date, F_DATE, "日期", OUT),
	F(struct gate_row, no, F_STR, "文号", OUT), F(struct gate_row, agency, F_STR, "机构", OUT), F(struct gate_row, note, F_TEXT, "说明", OUT), F(struct gate_row, open_high, F_INT, "未处置高危数", OUT), F(struct gate_row, attachment, F_ID, "附件", OUT),
	F(struct gate_row, waiver_reason, F_TEXT, "豁免理由", OUT), F(struct gate_row, waiver_until, F_DATE, "豁免至", OUT), { 0 }
};
const struct record gate_row_record = RECORD("golive_evidence", struct gate_row, gate_fields, "上线核验");
static const struct field task_fields[] = {
	F(struct task, id, F_ID, "编号", OUT), F(struct task, line, F_ID, "明细", OUT), F(struct task, application, F_ID, "申请", OUT), F(struct task, pool, F_ID, "资源池", OUT), F(struct task, tries, F_INT, "次数", OUT), F(struct task, next_at, F_AT, "下次", OUT), { 0 }
};
const struct record task_record = RECORD("driver_task", struct task, task_fields, "驱动任务");
static const struct field order_fields[] = {
	F(struct delivery_order, id, F_ID, "编号", OUT), F(struct delivery_order, version, F_INT, "版本", OUT), F(struct delivery_order, no, F_STR, "交付工单编号", OUT | FILTER | SORT), F(struct delivery_order, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct delivery_order, application_no, F_STR, "申请编号", OUT | JOINED), F(struct delivery_order, title, F_STR, "标题", OUT | JOINED), F(struct delivery_order, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct delivery_order, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct delivery_order, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct delivery_order, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct delivery_order, filing, F_ID, "备案", OUT), F(struct delivery_order, issued_by, F_ID, "下达人", OUT), F(struct delivery_order, issued_at, F_AT, "下达时间", OUT | FILTER, .article = "A21.1e"),
	F(struct delivery_order, billing_start_date, F_DATE, "计费起始日", OUT | FILTER, .article = "A21.1f"), F(struct delivery_order, emergency, F_BOOL, "应急", OUT), F(struct delivery_order, confirmed_by, F_ID, "确认人", OUT),
	F(struct delivery_order, confirmed_at, F_AT, "确认时间", OUT), F(struct delivery_order, confirm_remark, F_TEXT, "确认说明", OUT), F(struct delivery_order, dispute_reason, F_TEXT, "异议", OUT), F(struct delivery_order, resolution, F_TEXT, "异议处理", OUT),
	F(struct delivery_order, remark, F_TEXT, "备注", OUT), F(struct delivery_order, state, F_ENUM, "状态", OUT | FILTER, NAMES(order_states)), F(struct delivery_order, resources, F_LIST, "资源", OUT | VIRTUAL, .sub = &resource_record, .max = 1000), { 0 }
};
const struct record delivery_order_record = RECORD("delivery_order", struct delivery_order, order_fields, "交付工单");

static enum err order_fill(struct ctx *c, void *rec)
{
	struct delivery_order *d = rec;

	return resource_of_application(c, d->application, &d->resources);
}
const struct entity delivery_order_entity = {
	.name = "delivery_order", .label = "交付工单", .path = "/delivery-orders", .rec = &delivery_order_record, .from = "v_delivery_order", .table = "delivery_order", .title = "no", .flow = &delivery_order_flow, .fill = order_fill, .clocked = true,
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "csp = :org", NULL },
};
static const struct move order_moves[] = {
	{ ORDER_ISSUED,   "confirm", ORDER_CONFIRMED, C_DELIVER_CONFIRM, 0, NULL, "确认收到", "A21.1e" }, { ORDER_ISSUED, "dispute", ORDER_DISPUTED, C_DELIVER_CONFIRM, 0, NULL, "提出异议", "A21.1e" },
	{ ORDER_DISPUTED, "resolve", ORDER_RESOLVED,  0, 0, NULL, "处理异议", "A21.1e" }, { ORDER_RESOLVED, "confirm", ORDER_CONFIRMED, 0, 0, NULL, "确认收到", "A21.1e" }, { 0 }
};
const struct flow delivery_order_flow = { "delivery_order", &delivery_order_entity, order_states, ORDER_STATE_MAX, order_moves };

/* ---- after the opinion: work orders to the providers, machines to the drivers ---- */
static enum err plan(struct ctx *c, const struct fact *f)
{
	struct application app;
	struct list lines;
	int64_t authority, wo, done[16];
	size_t n = 0;

	TRY(application_get(c, f->subject, &app));
	/* What the other types lead to is the matter of the features that own them. */
	if ((app.type != APP_NEW && app.type != APP_MIGRATE) || (app.state != APP_APPROVED && app.state != APP_APPROVED_REDUCED))
		return OK;
	TRY(application_lines(c, app.id, &lines));
	TRY(org_authority(c, &authority));
	TRY(flow_fire(c, &application_flow, app.id, "provision", NULL));
	struct clock k;
	TRY(clock_running(c, &application_entity, app.id, &k));
	EACH(struct application_line, l, lines) {
		struct pool p;
		bool known = false;
		if (!l->assigned_pool || l->approved_qty == INT_NONE || l->approved_qty == 0)
			continue;
		TRY(pool_get(c, l->assigned_pool, &p));
		if (p.driver != POOL_MANUAL)
			TRY(sql_run(c, &delivery_q[Q_TASK_PUT], id_new(c), l->id, app.id, p.id, c->now));
		for (size_t i = 0; i < n; i++)
			known |= done[i] == p.csp;
		if (known || n == COUNT(done))
			continue;
		done[n++] = p.csp;
		TRY(work_order_open(c, WO_PROVISION, arena_fmt(c->arena, "开通 " STR_FMT, STR_ARG(app.title)), &application_entity, app.id, authority, p.csp, k.id ? k.due_at : AT_NONE, &wo));
	}
	return OK;
}
static enum err auto_issue(struct ctx *c, const struct fact *f)
{
	int64_t order;

	if (!setting_bool(c, "delivery.auto_issue"))
		return OK;
	return delivery_issue_order(c, f->subject, &order);
}

/* The driver's turn: the cloud is asked outside any transaction, with our own token, and may be asked again. */
struct driven { int64_t task, line; struct str native_id, ips, error; };
static const struct field driven_fields[] = {
	F(struct driven, task, F_ID, "任务", IN | NEEDED), F(struct driven, line, F_ID, "明细", IN | NEEDED), F(struct driven, native_id, F_STR, "云平台标识", IN), F(struct driven, ips, F_STR, "IP", IN), F(struct driven, error, F_STR, "错误", IN, .max = 500), { 0 }
};
static const struct record driven_record = RECORD("driver_result", struct driven, driven_fields, "驱动结果");
static enum err driven(struct ctx *c, const void *in_, void *out)
{
	const struct driven *in = in_;
	struct application_line line;
	struct application app;

	(void)out;
	if (in->error.p)
		return sql_run(c, &delivery_q[Q_TASK_END], in->task, val_none(), c->now.ms + MINUTES(1), in->error);
	TRY(application_line_get(c, in->line, &line));
	TRY(application_get(c, line.application, &app));
	int64_t opened = 0;
	TRY(resource_qty_of_line(c, line.id, &opened));
	/* Opened by hand meanwhile, or no longer being opened: nothing is left to do. */
	if (app.state == APP_PROVISIONING && opened < line.approved_qty)
		TRY(delivery_open_line(c, &app, &line, line.approved_qty - opened, STR_NONE, in->native_id, in->ips, STR_NONE));
	return sql_run(c, &delivery_q[Q_TASK_END], in->task, c->now, c->now, val_none());
}
static enum err drive(struct job_turn *t)
{
	/* What fails moves behind what is due now, so each task has one try in a turn and one broken cloud does not starve another. */
	for (int n = 0; n < 100; n++) {
		struct task task;
		struct application_line line;
		struct driver_thing thing = { 0 };
		struct driver_conf conf = { .seed = 1 };
		void *session = NULL;
		TRY(core_read_begin_job(t));
		enum err e = sql_get(t->read, &delivery_q[Q_TASK_NEXT], &task, t->now);
		if (e == OK)
			e = application_line_get(t->read, task.line, &line);
		core_read_end_job(t);
		if (e == E_ABSENT)
			return OK;
		TRY(e);
		const struct driver *d = &fake_driver;
		struct driver_spec spec = { .token = arena_fmt(t->arena, "line-%" PRId64, line.id), .name = line.item_name, .item_code = line.item_code, .qty = line.approved_qty };
		struct driven result = { .task = task.id, .line = line.id };
		struct fail f = { 0 };
		e = d->open(&conf, &f, &session);
		if (e == OK)
			e = d->create(session, &spec, t->arena, &f, &thing);
		if (session)
			d->close(session);
		result.native_id = thing.native_id;
		result.ips = thing.ips;
		if (e != OK)
			result.error = arena_str(t->arena, str_of(f.sentence));
		enum err told = job_do(t, "delivery.driven", &result);
		/* Refused here (the pool has filled meanwhile) is noted like a silent cloud: this line waits a minute, the next goes on. */
		if (told == E_REFUSED) {
			result.error = arena_str(t->arena, str_of(t->fail.sentence));
			fail_clear(&t->fail);
			told = job_do(t, "delivery.driven", &result);
		}
		TRY(told);
	}
	return OK;
}

/* ---- ops on the application ---- */
struct open_in { int64_t id, line, qty; struct str name, native_id, ips, os; };
static const struct field open_fields[] = {
	F(struct open_in, id, F_ID, "申请", IN_PATH), F(struct open_in, line, F_ID, "申请明细", IN | NEEDED), F(struct open_in, qty, F_INT, "数量", IN | NEEDED, .min = 1, .max = 100000000, .article = "A21.1a"),
	F(struct open_in, name, F_STR, "资源名称", IN), F(struct open_in, native_id, F_STR, "云平台标识", IN), F(struct open_in, ips, F_STR, "IP 地址", IN), F(struct open_in, os, F_STR, "操作系统", IN), { 0 }
};
static const struct record open_record = RECORD("delivery_open", struct open_in, open_fields, "开通资源");
static enum err open_line(struct ctx *c, const void *in_, void *out)
{
	const struct open_in *in = in_;
	const struct application *app = c->subject;
	struct application_line line;

	(void)out;
	if (application_line_get(c, in->line, &line) != OK || line.application != app->id) {
		fail_clear(&c->fail);
		return fail_on(c, "line", "absent", "这份申请没有编号为 %" PRId64 " 的明细", in->line);
	}
	if (c->who.party == ORG_CSP && line.csp != c->who.org)
		return refuse_by(c, "A21.1a", "delivery.other_provider", "这一行没有分配给本单位开通");
	return delivery_open_line(c, app, &line, in->qty, in->name, in->native_id, in->ips, in->os);
}
static enum err being_opened(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;

	(void)in;
	return app->state == APP_PROVISIONING ? OK : refuse(c, "申请现在处于“%s”，只有批准后、试用前可以开通", app_state_names[app->state].label);
}
static enum err all_opened(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct list lines;

	(void)in;
	TRY(application_lines(c, app->id, &lines));
	EACH(struct application_line, l, lines) {
		int64_t n = 0, want = l->approved_qty == INT_NONE ? 0 : l->approved_qty;
		TRY(resource_qty_of_line(c, l->id, &n));
		if (n < want)
			return refuse(c, "“" STR_FMT "”批准 %" PRId64 "，只开通了 %" PRId64, STR_ARG(l->item_name), want, n);
	}
	return OK;
}
static enum err trial_ready(struct ctx *c, const void *in, void *out)
{
	struct trial t = { .id = id_new(c), .application = c->subject_id, .from_date = today(c), .to_date = date_add(today(c), (int32_t)setting_int(c, "trial.max_days")) };

	(void)in;
	(void)out;
	TRY(sql_put(c, &delivery_q[Q_TRIAL_PUT], &t));
	return work_order_finish(c, &application_entity, c->subject_id, WO_PROVISION, 0, STR("已开通，进入试用"));
}
struct test_in { int64_t id; struct str load_result, conclusion; bool extend; };
static const struct field test_fields[] = {
	F(struct test_in, id, F_ID, "申请", IN_PATH), F(struct test_in, load_result, F_TEXT, "实测负载", IN | NEEDED, .article = "A21.1b"), F(struct test_in, conclusion, F_TEXT, "测试结论", IN | NEEDED), F(struct test_in, extend, F_BOOL, "延长试用一次", IN), { 0 }
};
static const struct record test_record = RECORD("delivery_test", struct test_in, test_fields, "登记测试结果");
static enum err record_test(struct ctx *c, const void *in_, void *out)
{
	const struct test_in *in = in_;
	struct trial t;

	(void)out;
	TRY(sql_get(c, &delivery_q[Q_TRIAL], &t, c->subject_id));
	t.load_result = in->load_result;
	t.conclusion = in->conclusion;
	if (in->extend) {
		if (t.extended)
			return refuse_by(c, "A21.1b", "delivery.trial_extended", "试用期只能延长一次");
		t.extended = true;
		t.to_date = date_add(t.to_date, (int32_t)setting_int(c, "trial.max_days"));
	}
	return sql_put(c, &delivery_q[Q_TRIAL_SET], &t);
}
static enum err in_trial(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;

	(void)in;
	return app->state == APP_TRIAL ? OK : refuse(c, "申请现在处于“%s”，不在试用期", app_state_names[app->state].label);
}
struct suggest_in { int64_t id; struct list lines; bool no_adjustment; struct str basis; };
static const struct field suggest_fields[] = {
	F(struct suggest_in, id, F_ID, "申请", IN_PATH), F(struct suggest_in, lines, F_LIST, "逐项建议", IN, .sub = &advice_record, .article = "A21.1c"), F(struct suggest_in, no_adjustment, F_BOOL, "无需调整", IN), F(struct suggest_in, basis, F_TEXT, "说明", IN | NEEDED), { 0 }
};
static const struct record suggest_record = RECORD("delivery_suggest", struct suggest_in, suggest_fields, "提出调整建议");
static enum err suggestion_whole(struct ctx *c, const void *subject, const void *in_)
{
	const struct application *app = subject;
	const struct suggest_in *in = in_;
	struct list resources;
	struct trial t;

	TRY(sql_get(c, &delivery_q[Q_TRIAL], &t, app->id));
	if (!t.conclusion.n)
		return refuse(c, "还没有登记测试结果，不能提出调整建议");
	if (!in || in->no_adjustment)
		return OK;
	TRY(resource_of_application(c, app->id, &resources));
	EACH(struct resource, r, resources) {
		bool said = false;
		EACH(struct advice, a, in->lines)
			said |= a->resource == r->id;
		if (!said)
			return refuse(c, "资源 " STR_FMT " 没有调整建议；无需调整的也要逐项写明，或勾选无需调整", STR_ARG(r->no));
	}
	return OK;
}
static enum err suggest(struct ctx *c, const void *in_, void *out)
{
	const struct suggest_in *in = in_;
	struct suggestion s = { .id = id_new(c), .application = c->subject_id, .by_person = c->who.person, .lines = in->lines, .no_adjustment = in->no_adjustment, .basis = in->basis, .at = c->now };
	struct list resources;

	(void)out;
	TRY(resource_of_application(c, c->subject_id, &resources));
	for (size_t i = 0; i < in->lines.n; i++) {
		bool known = false;
		EACH(struct resource, r, resources)
			known |= r->id == LIST_AT(in->lines, struct advice, i)->resource;
		if (!known)
			return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "lines/%zu/resource", i)), "absent", "这份申请没有编号为 %" PRId64 " 的资源", LIST_AT(in->lines, struct advice, i)->resource);
	}
	return sql_put(c, &delivery_q[Q_SUG_PUT], &s);
}
/* T-A21.1d: what is filed may not exceed what was approved; more is a change (A22). */
static enum err not_above_approval(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct suggestion s;
	struct list resources, lines;

	(void)in;
	TRY(sql_get(c, &delivery_q[Q_SUG_LAST], &s, app->id));
	TRY(resource_of_application(c, app->id, &resources));
	TRY(application_lines(c, app->id, &lines));
	EACH(struct application_line, l, lines) {
		int64_t sum = 0, approved = l->approved_qty == INT_NONE ? 0 : l->approved_qty;
		EACH(struct resource, r, resources) {
			int64_t qty = r->qty;
			if (r->line != l->id)
				continue;
			EACH(struct advice, a, s.lines)
				if (a->resource == r->id)
					qty = a->qty;
			sum += qty;
		}
		if (sum > approved)
			return refuse(c, "“" STR_FMT "”建议数量 %" PRId64 " 超过批准的 %" PRId64 "，不能备案，请另提变更申请", STR_ARG(l->item_name), sum, approved);
	}
	return OK;
}
struct comment_in { int64_t id; struct str comment; };
static const struct field comment_fields[] = { F(struct comment_in, id, F_ID, "申请", IN_PATH), F(struct comment_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record comment_record = RECORD("delivery_act", struct comment_in, comment_fields, "办理");
static const struct field reason_fields[] = { F(struct comment_in, id, F_ID, "申请", IN_PATH), F(struct comment_in, comment, F_TEXT, "缺什么", IN | NEEDED), { 0 } };
static const struct record reason_record = RECORD("delivery_return", struct comment_in, reason_fields, "退回备案");
static enum err file_it(struct ctx *c, const void *in_, void *out)
{
	const struct comment_in *in = in_;
	struct suggestion s;
	struct filing f = { .id = id_new(c), .application = c->subject_id, .registered_by = c->who.person, .note = in->comment, .registered_at = c->now };

	(void)out;
	TRY(sql_get(c, &delivery_q[Q_SUG_LAST], &s, c->subject_id));
	f.suggestion = s.id;
	TRY(number_next(c, "BA", &f.no));
	EACH(struct advice, a, s.lines)
		if (a->advice != ADVICE_KEEP)
			TRY(resource_set_trial_qty(c, a->resource, a->qty));
	return sql_put(c, &delivery_q[Q_FILING_PUT], &f);
}
static enum err filed_first(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;

	(void)in;
	return app->state == APP_FILED ? OK : refuse(c, "申请现在处于“%s”，备案之后才能下达交付工单", app_state_names[app->state].label);
}
static enum err issue(struct ctx *c, const void *in, void *out)
{
	int64_t order;

	(void)in;
	(void)out;
	return delivery_issue_order(c, c->subject_id, &order);
}

/* ---- the state of opening, for the console ---- */
struct progress { int64_t id; void *trial, *suggestion, *filing, *order; struct list resources; };
static const struct field progress_fields[] = {
	F(struct progress, id, F_ID, "申请", OUT), F(struct progress, trial, F_OBJ, "试用", OUT, .sub = &trial_record), F(struct progress, suggestion, F_OBJ, "调整建议", OUT, .sub = &suggestion_record),
	F(struct progress, filing, F_OBJ, "备案", OUT, .sub = &filing_record), F(struct progress, order, F_OBJ, "交付工单", OUT, .sub = &delivery_order_record), F(struct progress, resources, F_LIST, "资源", OUT, .sub = &resource_record, .max = 1000), { 0 }
};
static const struct record progress_record = RECORD("delivery_progress", struct progress, progress_fields, "开通交付情况");
static enum err maybe(struct ctx *c, int q, void **out, int64_t application)
{
	void *rec = arena_alloc(c->arena, delivery_q[q].rec->size);
	enum err e = sql_get(c, &delivery_q[q], rec, application);

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;
	}
	*out = e == OK ? rec : NULL;
	return e;
}
static enum err progress(struct ctx *c, const void *in, void *out)
{
	struct progress *p = out;

	(void)in;
	p->id = c->subject_id;
	TRY(maybe(c, Q_TRIAL, &p->trial, p->id));
	TRY(maybe(c, Q_SUG_LAST, &p->suggestion, p->id));
	TRY(maybe(c, Q_FILING_LAST, &p->filing, p->id));
	TRY(maybe(c, Q_ORDER_OF, &p->order, p->id));
	return resource_of_application(c, p->id, &p->resources);
}

/* ---- delivery orders ---- */
struct order_in { int64_t id; struct str comment; struct date billing_start_date; };
static const struct field order_in_fields[] = { F(struct order_in, id, F_ID, "交付工单", IN_PATH), F(struct order_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record order_in_record = RECORD("delivery_order_confirm", struct order_in, order_in_fields, "确认收到");
static const struct field dispute_fields[] = { F(struct order_in, id, F_ID, "交付工单", IN_PATH), F(struct order_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record dispute_record = RECORD("delivery_order_dispute", struct order_in, dispute_fields, "提出异议");
static const struct field order_upd_fields[] = {
	F(struct order_in, id, F_ID, "交付工单", IN_PATH), F(struct order_in, comment, F_TEXT, "备注", IN), F(struct order_in, billing_start_date, F_DATE, "计费起始日", IN, .article = "A21.1f", .help = "等于下达日，不能手工修改"), { 0 }
};
static const struct record order_upd_record = RECORD("delivery_order_update", struct order_in, order_upd_fields, "修改备注");
static enum err confirm(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &delivery_q[Q_ORDER_CONFIRM], c->subject_id, V_ID(c->who.person), c->now, ((const struct order_in *)in_)->comment);
}
static enum err dispute(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &delivery_q[Q_ORDER_DISPUTE], c->subject_id, ((const struct order_in *)in_)->comment);
}
static enum err resolve(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &delivery_q[Q_ORDER_RESOLVE], c->subject_id, ((const struct order_in *)in_)->comment);
}
static enum err remark(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &delivery_q[Q_ORDER_REMARK], c->subject_id, ((const struct order_in *)in_)->comment);
}
/* F12: billing starts on the day the order is issued, and nobody types it. */
static enum err start_is_fixed(struct ctx *c, const void *subject, const void *in_)
{
	const struct order_in *in = in_;
	const struct delivery_order *d = subject;

	if (!in || date_none(in->billing_start_date) || in->billing_start_date.day == d->billing_start_date.day)
		return OK;
	return refuse(c, "计费起始日等于交付工单下达日 " STR_FMT "，不能手工修改", STR_ARG(date_text(c->arena, d->billing_start_date)));
}

/* ---- go-live gate ---- */
struct gate_view { int32_t item; struct str label, article, clause, state, reason; void *evidence; };
struct gate_views { int64_t id; bool open; struct list items; };
static const struct field gate_view_fields[] = {
	F(struct gate_view, item, F_ENUM, "核验项", OUT, NAMES(gate_names)), F(struct gate_view, label, F_STR, "名称", OUT), F(struct gate_view, article, F_STR, "条文", OUT), F(struct gate_view, clause, F_STR, "条款", OUT),
	F(struct gate_view, state, F_STR, "状态", OUT), F(struct gate_view, reason, F_STR, "原因", OUT, .max = 500), F(struct gate_view, evidence, F_OBJ, "证据", OUT, .sub = &gate_row_record), { 0 }
};
static const struct record gate_view_record = RECORD("golive_item", struct gate_view, gate_view_fields, "上线核验项");
static const struct field gate_views_fields[] = { F(struct gate_views, id, F_ID, "申请", OUT), F(struct gate_views, open, F_BOOL, "可以上线", OUT), F(struct gate_views, items, F_LIST, "核验项", OUT, .sub = &gate_view_record), { 0 } };
static const struct record gate_views_record = RECORD("golive_check", struct gate_views, gate_views_fields, "上线核验");
static enum err gate_show(struct ctx *c, const void *in, void *out)
{
	struct gate_views *v = out;
	struct gate_view *items = ARENA_ARRAY(c->arena, struct gate_view, GATE_MAX);

	(void)in;
	v->id = c->subject_id;
	v->open = true;
	v->items = (struct list){ items, 0 };
	for (int32_t i = 1; i < GATE_MAX; i++) {
		const struct article *a = article_find(gate_articles[i]);
		enum err e = gate_must(c, c->subject, (enum gate_item)i);
		if (e != OK && e != E_REFUSED)
			return e;
		struct gate_view *g = &items[v->items.n++];
		*g = (struct gate_view){ .item = i, .label = str_of(gate_names[i].label), .article = str_of(gate_articles[i]), .clause = a ? str_of(a->clause) : STR_NONE, .state = e == OK ? STR("met") : STR("unmet"),
					 .reason = e == OK ? STR_NONE : arena_str(c->arena, str_of(c->fail.sentence)) };
		v->open = v->open && e == OK;
		fail_clear(&c->fail);
		struct gate_row *row = ARENA_NEW(c->arena, struct gate_row);
		if (sql_get(c, &delivery_q[Q_GATE], row, c->subject_id, gate_names[i].word) == OK) {
			g->evidence = row;
			if (e == OK && !date_none(row->waiver_until) && row->waiver_until.day > today(c).day)
				g->state = STR("waived");
		}
		fail_clear(&c->fail);
	}
	return OK;
}
struct gate_in { int64_t id; int32_t item; struct date evidence_date, until_date; struct str no, agency, note, reason; int64_t open_high, attachment; };
static const struct field gate_in_fields[] = {
	F(struct gate_in, id, F_ID, "申请", IN_PATH), F(struct gate_in, item, F_ENUM, "核验项", IN | NEEDED, NAMES(gate_names)), F(struct gate_in, evidence_date, F_DATE, "日期", IN | NEEDED), F(struct gate_in, no, F_STR, "文号或报告号", IN),
	F(struct gate_in, agency, F_STR, "机构或工具", IN), F(struct gate_in, open_high, F_INT, "未处置的严重和高危数", IN), F(struct gate_in, attachment, F_ID, "报告附件", IN, .ref = "attachment"), F(struct gate_in, note, F_TEXT, "说明", IN), { 0 }
};
static const struct record gate_in_record = RECORD("golive_record", struct gate_in, gate_in_fields, "登记上线核验");
static const struct field waive_fields[] = {
	F(struct gate_in, id, F_ID, "申请", IN_PATH), F(struct gate_in, item, F_ENUM, "核验项", IN | NEEDED, NAMES(gate_names)), F(struct gate_in, reason, F_TEXT, "理由", IN | NEEDED), F(struct gate_in, until_date, F_DATE, "豁免至（不含）", IN | NEEDED), { 0 }
};
static const struct record waive_record = RECORD("golive_waive", struct gate_in, waive_fields, "豁免");
static enum err gate_save(struct ctx *c, const struct gate_in *in, bool waive)
{
	struct gate_row g;
	enum err e = sql_get(c, &delivery_q[Q_GATE], &g, in->id, gate_names[in->item].word);
	bool known = e == OK;

	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		record_none(&gate_row_record, &g);
		g.id = id_new(c);
		g.application = in->id;
		g.item = in->item;
	} else {
		TRY(e);
	}
	if (waive) {
		g.waiver_reason = in->reason;
		g.waiver_until = in->until_date;
	} else {
		g.evidence_date = in->evidence_date; g.no = in->no; g.agency = in->agency; g.note = in->note; g.open_high = in->open_high; g.attachment = in->attachment;
	}
	return sql_put(c, &delivery_q[known ? Q_GATE_SET : Q_GATE_PUT], &g);
}
static enum err gate_record(struct ctx *c, const void *in_, void *out)
{
	const struct gate_in *in = in_;

	(void)out;
	if (in->evidence_date.day > today(c).day)
		return fail_on(c, "evidence_date", "out_of_range", "日期不能晚于今天");
	if ((in->item == GATE_SCAN || in->item == GATE_PENTEST) && in->open_high == INT_NONE)
		return fail_on(c, "open_high", "missing", "请写明未处置的严重和高危问题数，没有写 0");
	return gate_save(c, in, false);
}
static enum err gate_waive(struct ctx *c, const void *in_, void *out)
{
	const struct gate_in *in = in_;

	(void)out;
	if (in->until_date.day <= today(c).day)
		return fail_on(c, "until_date", "out_of_range", "豁免期限应当晚于今天");
	return gate_save(c, in, true);
}
#define GATE(name, item) static enum err name(struct ctx *c, const void *subject, const void *in) { (void)in; return gate_must(c, subject, item); }
GATE(gate_declaration, GATE_DECLARATION)
GATE(gate_responsibility, GATE_RESPONSIBILITY)
GATE(gate_scan, GATE_SCAN)
GATE(gate_pentest, GATE_PENTEST)
GATE(gate_icp, GATE_ICP)
GATE(gate_commitment, GATE_COMMITMENT)
GATE(gate_dj, GATE_DJ_FILING)
static enum err go_live(struct ctx *c, const void *in, void *out)
{
	static const struct stmt Q_LIVE = { "UPDATE info_system SET live_date = ?2 WHERE id = ?1" };
	const struct application *app = c->subject;

	(void)in;
	(void)out;
	TRY(flow_fire(c, &info_system_flow, app->system, "live", NULL));
	return sql_run(c, &Q_LIVE, app->system, today(c));
}

/* Trials that are over are told of, never cut off. */
static enum err trials_over(struct ctx *c)
{
	struct list old;

	TRY(sql_all(c, &delivery_q[Q_TRIALS_OLD], &old, today(c)));
	EACH(struct trial, t, old) {
		struct application app;
		TRY(application_get(c, t->application, &app));
		TRY(message_to_roles(c, app.user_org, R(USER_HANDLER) | R(USER_OWNER), &(struct note){ arena_fmt(c->arena, "“" STR_FMT "”试用期已满", STR_ARG(app.title)), STR("请确认测试结果，办理备案和交付"), "A21.1b", &application_entity, app.id }));
	}
	return OK;
}

static const struct list_def order_list = { .order = "-id", .search = "no || ' ' || application_no || ' ' || title" };
static const struct op ops[] = {
	{ "delivery.progress", GET, "/applications/{id}/delivery", "delivery.read", .out = &progress_record, .fn = progress, .words = "开通交付情况", .article = "A21.1a", .entity = &application_entity },
	{ "delivery.open", POST, "/applications/{id}/resources", "delivery.open", &open_record, .fn = open_line, .words = "开通资源", .article = "A21.1a", .entity = &application_entity },
	{ "delivery.trial_ready", POST, "/applications/{id}/trial-ready", "delivery.open", .fn = trial_ready, .words = "开通完成，交付试用", .article = "A21.1b", .entity = &application_entity, .event = "trial_ready" },
	{ "delivery.test", POST, "/applications/{id}/test", "delivery.test", &test_record, .fn = record_test, .words = "登记测试结果", .article = "A21.1b", .entity = &application_entity },
	{ "delivery.suggest", POST, "/applications/{id}/suggest", "delivery.open", &suggest_record, .fn = suggest, .words = "提出调整建议", .article = "A21.1c", .entity = &application_entity, .event = "suggest" },
	{ "delivery.file", POST, "/applications/{id}/file", "delivery.file", &comment_record, .fn = file_it, .words = "登记备案", .article = "A21.1d", .entity = &application_entity, .event = "file" },
	{ "delivery.return_filing", POST, "/applications/{id}/return-filing", "delivery.file", &reason_record, .words = "退回备案", .article = "A21.1d", .entity = &application_entity, .event = "return_filing" },
	{ "delivery.issue", POST, "/applications/{id}/delivery-order", "delivery.issue", &comment_record, .fn = issue, .words = "下达交付工单", .article = "A21.1e", .entity = &application_entity },
	{ "delivery.driven", POST, NULL, .in = &driven_record, .fn = driven, .words = "驱动开通", .article = "A21.1a", .flags = OP_INTERNAL },
	{ "delivery_order.list", GET, "/delivery-orders", "delivery.read", .words = "交付工单", .article = "A21.1e", .entity = &delivery_order_entity, .list = &order_list },
	{ "delivery_order.get", GET, "/delivery-orders/{id}", "delivery.read", .words = "查看交付工单", .article = "A21.1e", .entity = &delivery_order_entity },
	{ "delivery_order.confirm", POST, "/delivery-orders/{id}/confirm", "delivery.confirm", &order_in_record, .fn = confirm, .words = "确认收到", .article = "A21.1e", .entity = &delivery_order_entity, .event = "confirm" },
	{ "delivery_order.dispute", POST, "/delivery-orders/{id}/dispute", "delivery.confirm", &dispute_record, .fn = dispute, .words = "提出异议", .article = "A21.1e", .entity = &delivery_order_entity, .event = "dispute" },
	{ "delivery_order.resolve", POST, "/delivery-orders/{id}/resolve", "delivery.issue", &dispute_record, .fn = resolve, .words = "处理异议", .article = "A21.1e", .entity = &delivery_order_entity, .event = "resolve" },
	{ "delivery_order.update", PATCH, "/delivery-orders/{id}", "delivery.issue", &order_upd_record, .fn = remark, .words = "修改备注", .article = "A21.1f", .entity = &delivery_order_entity },
	{ "golive.get", GET, "/applications/{id}/golive", "delivery.read", .out = &gate_views_record, .fn = gate_show, .words = "上线核验", .article = "A21.3c", .entity = &application_entity },
	{ "golive.record", POST, "/applications/{id}/golive", "golive.record", &gate_in_record, .fn = gate_record, .words = "登记上线核验", .article = "A21.3a", .entity = &application_entity },
	{ "golive.waive", POST, "/applications/{id}/golive/waive", "golive.waive", &waive_record, .fn = gate_waive, .words = "豁免核验项", .article = "A21.3c", .entity = &application_entity },
	{ "delivery.go_live", POST, "/applications/{id}/go-live", "golive.confirm", &comment_record, .fn = go_live, .words = "确认上线", .article = "A21.3c", .entity = &application_entity, .event = "go_live" },
	{ "delivery.close", POST, "/applications/{id}/close", "delivery.file", &comment_record, .words = "办结", .article = "A18", .entity = &application_entity, .event = "close" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "delivery.read", "查看开通交付", R_AUTH_READ | R_UNIT | R_CSP }, { "delivery.open", "开通与调整建议", R(CSP_OPERATION) | R(CSP_MAINTENANCE) }, { "delivery.test", "登记测试结果", R(USER_HANDLER) | R(USER_OWNER) | R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "delivery.file", "登记备案与办结", R(AUTH_HANDLER) }, { "delivery.issue", "下达交付工单", R(AUTH_ISSUER) }, { "delivery.confirm", "确认交付", R(USER_HANDLER) | R(USER_OWNER) },
	{ "golive.record", "登记上线核验", R_USER }, { "golive.waive", "豁免核验项", R(AUTH_APPROVER) }, { "golive.confirm", "确认上线", R(USER_OWNER) }, { 0 }
};
static const struct guard guards[] = {
	{ .op = "delivery.open", .article = "A21.1a", .reason = "delivery.not_provisioning", .must = being_opened },
	{ .op = "delivery.test", .article = "A21.1b", .reason = "delivery.not_in_trial", .must = in_trial },
	{ &application_flow, "trial_ready", NULL, "A21.1a", "delivery.not_all_opened", all_opened },
	{ &application_flow, "suggest", NULL, "A21.1c", "delivery.suggestion_incomplete", suggestion_whole },
	{ &application_flow, "file", NULL, "A21.1d", "delivery.above_approval", not_above_approval },
	{ .op = "delivery.issue", .article = "A21.1e", .reason = "delivery.not_filed", .must = filed_first },
	{ .op = "delivery_order.update", .article = "A21.1f", .reason = "delivery.billing_start", .must = start_is_fixed },
	{ &application_flow, "go_live", NULL, "A6a", "golive.declaration", gate_declaration },
	{ &application_flow, "go_live", NULL, "A9b.1", "golive.responsibility", gate_responsibility },
	{ &application_flow, "go_live", NULL, "A21.3a", "golive.scan", gate_scan },
	{ &application_flow, "go_live", NULL, "A21.3b", "golive.pentest", gate_pentest },
	{ &application_flow, "go_live", NULL, "A21.2b", "golive.icp", gate_icp },
	{ &application_flow, "go_live", NULL, "A34.P3d", "golive.commitment", gate_commitment },
	{ &application_flow, "go_live", NULL, "A34.P3c", "golive.dj_filing", gate_dj },
	{ 0 }
};
static const struct clock_kind clocks[] = { { C_DELIVER_CONFIRM, WORKING_DAYS, "deliver.confirm_wd", ORG_USER, "A21.1e", "交付确认" }, { 0 } };
static const struct setting settings[] = {
	{ "deliver.confirm_wd", SET_INT, "3", "R-15", "交付确认工作日", FREE, 0, 1, 30 }, { "delivery.auto_issue", SET_BOOL, "true", "R-15", "备案后自动下达交付工单", FREE, 0, 0, 0 }, { "trial.max_days", SET_INT, "15", "R-14", "试用期天数", FREE, 0, 1, 90 },
	{ "golive.scan_valid_days", SET_INT, "90", "R-18", "漏洞扫描有效天数", FREE, 0, 1, 365 }, { "golive.pentest_valid_days", SET_INT, "365", "R-18", "渗透测试有效天数", FREE, 0, 1, 730 }, { "commitment.months", SET_INT, "12", "R-38", "承诺书有效月数", FREE, 0, 1, 60 }, { 0 }
};
static const struct hears hears[] = { { "application.approved", "delivery.plan", plan }, { "application.filed", "delivery.auto_issue", auto_issue }, { 0 } };
static const struct job jobs[] = { { "delivery.drive", MINUTES(1), NULL, drive, "A21.1a", "驱动开通" }, { "delivery.trials", DAYS(1), trials_over, NULL, "A21.1b", "试用到期提醒" }, { 0 } };
static const struct entity *const entities[] = { &delivery_order_entity, NULL };
static const struct flow *const flows[] = { &delivery_order_flow, NULL };
const struct feature delivery_feature = {
	.name = "delivery", .label = "开通交付上线", .articles = ARTICLES("A21", "A34.P3d"), .migrations = delivery_migrations, .invariants = delivery_invariants, .entities = entities, .flows = flows, .guards = guards, .clocks = clocks,
	.settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, STATEMENTS(delivery_q),
};
