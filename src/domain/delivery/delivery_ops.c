/* Opening to delivery: fields, moves, guards, ops. */
#include "domain/delivery/delivery_in.h"

static const struct names order_states[ORDER_STATE_MAX] = {
	[ORDER_ISSUED] = { "issued", "已下达" }, [ORDER_CONFIRMED] = { "confirmed", "已确认" }, [ORDER_DISPUTED] = { "disputed", "有异议" }, [ORDER_RESOLVED] = { "resolved", "异议已处理" },
};
static const struct names advice_names[ADVICE_MAX] = { [ADVICE_KEEP] = { "keep", "不变" }, [ADVICE_UP] = { "increase", "调增" }, [ADVICE_DOWN] = { "decrease", "调减" } };
static const struct names filing_results[FILING_RESULT_MAX] = { [FILING_REGISTERED] = { "registered", "已备案" }, [FILING_RETURNED] = { "returned", "退回" } };
const struct names idle_stage_names[IDLE_STAGE_MAX] = { [IDLE_UNIT] = { "unit", "已提醒上云单位" }, [IDLE_APPLICANT] = { "applicant", "已提醒申请单位" }, [IDLE_LISTED] = { "listed", "已列入监督清单" } };
const struct names used_names[USED_MAX] = { [USED_UNIT] = { "unit", "上云单位登记" }, [USED_MEASURED] = { "measured", "监测到负载" }, [USED_LIVE] = { "live", "系统已上线" } };

/* ---- records ---- */
static const struct field case_fields[] = {
	F(struct test_case, name, F_STR, "测试项", IN | OUT | NEEDED), F(struct test_case, expected, F_STR, "预期", IN | OUT, .max = 500), F(struct test_case, result, F_STR, "实测", IN | OUT | NEEDED, .max = 500),
	F(struct test_case, passed, F_BOOL, "通过", IN | OUT), { 0 }
};
static const struct record case_record = RECORD("test_case", struct test_case, case_fields, "测试用例");
static const struct field trial_fields[] = {
	F(struct trial, id, F_ID, "编号", OUT), F(struct trial, application, F_ID, "申请", OUT | FILTER, .ref = "application"), F(struct trial, application_no, F_STR, "申请编号", OUT | JOINED),
	F(struct trial, title, F_STR, "标题", OUT | JOINED), F(struct trial, application_state, F_STR, "申请状态", OUT | JOINED | FILTER), F(struct trial, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct trial, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct trial, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"), F(struct trial, from_date, F_DATE, "起", OUT),
	F(struct trial, to_date, F_DATE, "止（不含）", OUT | FILTER | SORT), F(struct trial, max_days, F_INT, "试用天数", OUT, .article = "A21.1b"), F(struct trial, extended, F_BOOL, "已延期", OUT),
	F(struct trial, extend_reason, F_TEXT, "延期理由", OUT), F(struct trial, test_cases, F_LIST, "测试用例", OUT, .sub = &case_record), F(struct trial, load_result, F_TEXT, "实测负载", OUT),
	F(struct trial, conclusion, F_TEXT, "测试结论", OUT), F(struct trial, ends_at, F_AT, "到期时刻", 0), F(struct trial, reminded, F_INT, "已提醒天数档", 0),
	F(struct trial, over_since, F_DATE, "超期起", OUT | FILTER, .help = "列入监督清单之日"), { 0 }
};
const struct record trial_record = RECORD("trial", struct trial, trial_fields, "试用");
static const struct field trial_test_fields[] = {
	F(struct trial_test, id, F_ID, "编号", OUT), F(struct trial_test, application, F_ID, "申请", OUT, .ref = "application"), F(struct trial_test, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct trial_test, test_cases, F_LIST, "测试用例", OUT, .sub = &case_record), F(struct trial_test, load_result, F_TEXT, "实测负载", OUT), F(struct trial_test, conclusion, F_TEXT, "测试结论", OUT),
	F(struct trial_test, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record trial_test_record = RECORD("trial_test", struct trial_test, trial_test_fields, "测试结果");
static const struct field advice_fields[] = {
	F(struct advice, resource, F_ID, "资源", IN | OUT | NEEDED, .ref = "resource"), F(struct advice, advice, F_ENUM, "建议", IN | OUT | NEEDED, NAMES(advice_names)),
	F(struct advice, qty, F_INT, "建议数量", IN | OUT | NEEDED, .min = 0, .max = 100000000, .help = "调减到 0 就是不要这一个，备案时收回"), F(struct advice, basis, F_STR, "依据", IN | OUT | NEEDED, .max = 500), { 0 }
};
const struct record advice_record = RECORD("adjust_advice", struct advice, advice_fields, "调整建议");
static const struct field suggestion_fields[] = {
	F(struct suggestion, id, F_ID, "编号", OUT), F(struct suggestion, application, F_ID, "申请", OUT), F(struct suggestion, by_person, F_ID, "提出人", OUT),
	F(struct suggestion, lines, F_LIST, "逐项建议", OUT, .sub = &advice_record), F(struct suggestion, no_adjustment, F_BOOL, "无需调整", OUT), F(struct suggestion, basis, F_TEXT, "说明", OUT), F(struct suggestion, at, F_AT, "时间", OUT), { 0 }
};
const struct record suggestion_record = RECORD("adjust_suggestion", struct suggestion, suggestion_fields, "调整建议");
static const struct field filing_fields[] = {
	F(struct filing, id, F_ID, "编号", OUT), F(struct filing, application, F_ID, "申请", OUT | FILTER, .ref = "application"), F(struct filing, application_no, F_STR, "申请编号", OUT | JOINED),
	F(struct filing, title, F_STR, "标题", OUT | JOINED), F(struct filing, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"), F(struct filing, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct filing, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct filing, suggestion, F_ID, "调整建议", OUT), F(struct filing, registered_by, F_ID, "登记人", OUT, .ref = "person"),
	F(struct filing, no, F_STR, "备案号", OUT | FILTER | SORT), F(struct filing, submitted_at, F_AT, "报备时间", OUT), F(struct filing, registered_at, F_AT, "办理时间", OUT | FILTER | SORT),
	F(struct filing, result, F_ENUM, "结果", OUT | FILTER, NAMES(filing_results), .article = "A21.1d"), F(struct filing, note, F_TEXT, "说明", OUT, .help = "退回的写明缺什么"), { 0 }
};
const struct record filing_record = RECORD("filing", struct filing, filing_fields, "备案");
static const struct field reduction_fields[] = {
	F(struct reduction, id, F_ID, "编号", OUT), F(struct reduction, application, F_ID, "申请", OUT), F(struct reduction, line, F_ID, "申请明细", OUT), F(struct reduction, qty, F_INT, "开通数量", OUT),
	F(struct reduction, by_person, F_ID, "同意人", OUT, .ref = "person"), F(struct reduction, reason, F_TEXT, "理由", OUT), F(struct reduction, at, F_AT, "时间", OUT), { 0 }
};
const struct record reduction_record = RECORD("opening_reduction", struct reduction, reduction_fields, "减少开通");
static const struct field idle_fields[] = {
	F(struct idle, id, F_ID, "资源", OUT, .ref = "resource"), F(struct idle, no, F_STR, "资源编号", OUT | JOINED | SORT), F(struct idle, name, F_STR, "资源名称", OUT | JOINED),
	F(struct idle, state, F_STR, "资源状态", OUT | JOINED), F(struct idle, delivery_order, F_ID, "交付工单", OUT | FILTER, .ref = "delivery_order"), F(struct idle, order_no, F_STR, "交付工单编号", OUT | JOINED),
	F(struct idle, title, F_STR, "申请标题", OUT | JOINED), F(struct idle, system, F_ID, "信息系统", OUT | FILTER | JOINED, .ref = "info_system"), F(struct idle, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct idle, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"), F(struct idle, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct idle, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct idle, csp, F_ID, "云服务商", OUT | FILTER | JOINED, .ref = "org"),
	F(struct idle, since_date, F_DATE, "交付日", OUT | FILTER | SORT), F(struct idle, days, F_INT, "未用天数", OUT | VIRTUAL | REPORT, .article = "A21.2a"), F(struct idle, stage, F_ENUM, "提醒到", OUT | FILTER, NAMES(idle_stage_names)),
	F(struct idle, used_date, F_DATE, "启用日", OUT), F(struct idle, used_source, F_ENUM, "启用依据", OUT, NAMES(used_names)), F(struct idle, used_by, F_ID, "登记人", OUT, .ref = "person"), F(struct idle, note, F_TEXT, "说明", OUT), { 0 }
};
const struct record idle_record = RECORD("idle_resource", struct idle, idle_fields, "交付未用");
static const struct field open_stat_fields[] = {
	F(struct open_stat, csp, F_ID, "云服务商", OUT, .ref = "org"), F(struct open_stat, csp_name, F_STR, "云服务商名称", OUT), F(struct open_stat, total, F_INT, "开通件数", OUT | REPORT), F(struct open_stat, on_time, F_INT, "按期", OUT | REPORT),
	F(struct open_stat, overdue, F_INT, "超期", OUT | REPORT, .article = "A21.1a"), F(struct open_stat, running, F_INT, "在办", OUT | REPORT), { 0 }
};
const struct record open_stat_record = RECORD("opening_stat", struct open_stat, open_stat_fields, "开通及时率");
struct stats { struct list items; };
static const struct field stats_fields[] = { F(struct stats, items, F_LIST, "开通及时率", OUT, .sub = &open_stat_record), { 0 } };
static const struct record stats_record = RECORD("opening_stats", struct stats, stats_fields, "开通及时率");
static const struct field task_fields[] = {
	F(struct task, id, F_ID, "编号", OUT), F(struct task, line, F_ID, "明细", OUT), F(struct task, application, F_ID, "申请", OUT), F(struct task, pool, F_ID, "资源池", OUT), F(struct task, tries, F_INT, "次数", OUT), F(struct task, next_at, F_AT, "下次", OUT), { 0 }
};
const struct record task_record = RECORD("driver_task", struct task, task_fields, "驱动任务");
static const struct field order_fields[] = {
	F(struct delivery_order, id, F_ID, "编号", OUT), F(struct delivery_order, version, F_INT, "版本", OUT), F(struct delivery_order, no, F_STR, "交付工单编号", OUT | FILTER | SORT), F(struct delivery_order, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct delivery_order, application_no, F_STR, "申请编号", OUT | JOINED), F(struct delivery_order, title, F_STR, "标题", OUT | JOINED), F(struct delivery_order, system, F_ID, "信息系统", OUT | FILTER | JOINED, .ref = "info_system"), F(struct delivery_order, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct delivery_order, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct delivery_order, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct delivery_order, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct delivery_order, filing, F_ID, "备案", OUT, .ref = "filing", .article = "A21.1d"), F(struct delivery_order, issued_by, F_ID, "下达人", OUT, .ref = "person"), F(struct delivery_order, issued_at, F_AT, "下达时间", OUT | FILTER, .article = "A21.1e"),
	F(struct delivery_order, billing_start_date, F_DATE, "计费起始日", OUT | FILTER, .article = "A21.1f"), F(struct delivery_order, emergency, F_BOOL, "应急", OUT), F(struct delivery_order, confirmed_by, F_ID, "确认人", OUT, .ref = "person"),
	F(struct delivery_order, confirmed_at, F_AT, "确认时间", OUT), F(struct delivery_order, confirm_remark, F_TEXT, "确认说明", OUT), F(struct delivery_order, dispute_reason, F_TEXT, "异议", OUT), F(struct delivery_order, disputed_by, F_ID, "异议人", OUT, .ref = "person"),
	F(struct delivery_order, disputed_at, F_AT, "异议时间", OUT), F(struct delivery_order, resolution, F_TEXT, "异议处理", OUT), F(struct delivery_order, resolved_by, F_ID, "处理人", OUT, .ref = "person"),
	F(struct delivery_order, resolved_at, F_AT, "处理时间", OUT), F(struct delivery_order, upheld, F_BOOL, "异议成立", OUT | FILTER), F(struct delivery_order, usable_date, F_DATE, "实际可用日", OUT, .help = "此前各日从账单中扣除"),
	F(struct delivery_order, remark, F_TEXT, "备注", OUT), F(struct delivery_order, state, F_ENUM, "状态", OUT | FILTER, NAMES(order_states)), F(struct delivery_order, resources, F_LIST, "资源", OUT | VIRTUAL, .sub = &resource_record, .max = 1000), { 0 }
};
const struct record delivery_order_record = RECORD("delivery_order", struct delivery_order, order_fields, "交付工单");

static enum err order_fill(struct ctx *c, void *rec)
{
	struct delivery_order *d = rec;

	struct resource *mine;
	struct list all;

	/* What was given back in trial is not of the order. */
	TRY(resource_of_application(c, d->application, &all));
	d->resources = (struct list){ mine = ARENA_ARRAY(c->arena, struct resource, all.n + 1), 0 };
	EACH(struct resource, r, all)
		if (r->delivery_order == d->id)
			mine[d->resources.n++] = *r;
	return OK;
}
const struct entity delivery_order_entity = {
	.name = "delivery_order", .label = "交付工单", .path = "/delivery-orders", .rec = &delivery_order_record, .from = "v_delivery_order", .table = "delivery_order", .title = "no", .flow = &delivery_order_flow, .fill = order_fill, .clocked = true,
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org",
		   "csp = :org OR application IN (SELECT l.application FROM application_line l WHERE l.csp = :org AND l.approved_qty > 0)", NULL },
};
static const struct entity filing_entity = {
	.name = "filing", .label = "备案", .path = "/filings", .rec = &filing_record, .from = "v_filing", .table = "filing", .title = "no",
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "application IN (SELECT l.application FROM application_line l WHERE l.csp = :org AND l.approved_qty > 0)", NULL },
};
const struct entity trial_entity = {
	.name = "trial", .label = "试用", .path = "/trials", .rec = &trial_record, .from = "v_trial", .table = "trial", .title = "title",
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "application IN (SELECT l.application FROM application_line l WHERE l.csp = :org AND l.approved_qty > 0)", NULL },
};
const struct entity idle_entity = {
	.name = "idle_resource", .label = "交付未用", .path = "/idle-resources", .rec = &idle_record, .from = "v_idle", .table = "idle_watch", .title = "name", .fill = idle_fill, .fill_row = idle_fill,
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "csp = :org", NULL },
};
static const struct move order_moves[] = {
	{ ORDER_ISSUED,   "confirm", ORDER_CONFIRMED, C_DELIVER_CONFIRM, 0, NULL, "确认收到", "A21.1e" }, { ORDER_ISSUED, "dispute", ORDER_DISPUTED, C_DELIVER_CONFIRM, 0, NULL, "提出异议", "A21.1e" },
	{ ORDER_DISPUTED, "resolve", ORDER_RESOLVED,  0, 0, NULL, "处理异议", "A21.1e" }, { ORDER_RESOLVED, "confirm", ORDER_CONFIRMED, 0, 0, NULL, "确认收到", "A21.1e" }, { 0 }
};
const struct flow delivery_order_flow = { "delivery_order", &delivery_order_entity, order_states, ORDER_STATE_MAX, order_moves };

/* ---- ops ---- */
static const struct field driven_fields[] = {
	F(struct driven, task, F_ID, "任务", IN | NEEDED), F(struct driven, line, F_ID, "明细", IN | NEEDED), F(struct driven, native_id, F_STR, "云平台标识", IN), F(struct driven, ips, F_STR, "IP", IN), F(struct driven, error, F_STR, "错误", IN, .max = 500), { 0 }
};
static const struct record driven_record = RECORD("driver_result", struct driven, driven_fields, "驱动结果");
static const struct field open_fields[] = {
	F(struct open_in, id, F_ID, "申请", IN_PATH), F(struct open_in, line, F_ID, "申请明细", IN | NEEDED), F(struct open_in, qty, F_INT, "数量", IN | NEEDED, .min = 1, .max = 100000000, .article = "A21.1a"),
	F(struct open_in, name, F_STR, "资源名称", IN), F(struct open_in, native_id, F_STR, "云平台标识", IN), F(struct open_in, ips, F_STR, "IP 地址", IN), F(struct open_in, os, F_STR, "操作系统", IN), { 0 }
};
static const struct record open_record = RECORD("delivery_open", struct open_in, open_fields, "开通资源");
static const struct field reduce_fields[] = {
	F(struct reduce_in, id, F_ID, "申请", IN_PATH), F(struct reduce_in, line, F_ID, "申请明细", IN | NEEDED), F(struct reduce_in, qty, F_INT, "减到", IN | NEEDED, .min = 0, .max = 100000000, .help = "0 表示这一行不开通"),
	F(struct reduce_in, reason, F_TEXT, "理由", IN | NEEDED), { 0 }
};
static const struct record reduce_record = RECORD("delivery_reduce", struct reduce_in, reduce_fields, "减少开通");
static const struct field test_fields[] = {
	F(struct test_in, id, F_ID, "申请", IN_PATH), F(struct test_in, test_cases, F_LIST, "测试用例", IN, .sub = &case_record, .max = 200), F(struct test_in, load_result, F_TEXT, "实测负载", IN | NEEDED, .article = "A21.1b"),
	F(struct test_in, conclusion, F_TEXT, "测试结论", IN | NEEDED), { 0 }
};
static const struct record test_record = RECORD("delivery_test", struct test_in, test_fields, "登记测试结果");
static const struct field suggest_fields[] = {
	F(struct suggest_in, id, F_ID, "申请", IN_PATH), F(struct suggest_in, lines, F_LIST, "逐项建议", IN, .sub = &advice_record, .article = "A21.1c"), F(struct suggest_in, no_adjustment, F_BOOL, "无需调整", IN), F(struct suggest_in, basis, F_TEXT, "说明", IN | NEEDED), { 0 }
};
static const struct record suggest_record = RECORD("delivery_suggest", struct suggest_in, suggest_fields, "提出调整建议");
static const struct field comment_fields[] = { F(struct comment_in, id, F_ID, "申请", IN_PATH), F(struct comment_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record comment_record = RECORD("delivery_act", struct comment_in, comment_fields, "办理");
static const struct field reason_fields[] = { F(struct comment_in, id, F_ID, "申请", IN_PATH), F(struct comment_in, comment, F_TEXT, "缺什么", IN | NEEDED), { 0 } };
static const struct record reason_record = RECORD("delivery_return", struct comment_in, reason_fields, "退回备案");
static const struct field extend_fields[] = { F(struct comment_in, id, F_ID, "申请", IN_PATH), F(struct comment_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record extend_record = RECORD("delivery_extend", struct comment_in, extend_fields, "延长试用");
static const struct field order_in_fields[] = { F(struct order_in, id, F_ID, "交付工单", IN_PATH), F(struct order_in, comment, F_TEXT, "说明", IN), { 0 } };
static const struct record order_in_record = RECORD("delivery_order_confirm", struct order_in, order_in_fields, "确认收到");
static const struct field dispute_fields[] = { F(struct order_in, id, F_ID, "交付工单", IN_PATH), F(struct order_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record dispute_record = RECORD("delivery_order_dispute", struct order_in, dispute_fields, "提出异议");
static const struct field resolve_fields[] = {
	F(struct resolve_in, id, F_ID, "交付工单", IN_PATH), F(struct resolve_in, upheld, F_BOOL, "异议成立", IN), F(struct resolve_in, usable_date, F_DATE, "实际可用日", IN, .help = "异议成立时填写；计费起始日不变，此前各日从账单中扣除"),
	F(struct resolve_in, resources, F_IDS, "涉及的资源", IN, .ref = "resource", .help = "不填就是全部资源"), F(struct resolve_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 }
};
static const struct record resolve_record = RECORD("delivery_order_resolve", struct resolve_in, resolve_fields, "处理异议");
static const struct field used_fields[] = {
	F(struct used_in, id, F_ID, "交付工单", IN_PATH), F(struct used_in, used_date, F_DATE, "部署日期", IN, .help = "不填就是今天"), F(struct used_in, resources, F_IDS, "已部署的资源", IN, .ref = "resource", .help = "不填就是全部资源"),
	F(struct used_in, comment, F_TEXT, "说明", IN), { 0 }
};
static const struct record used_record = RECORD("delivery_order_deployed", struct used_in, used_fields, "登记已部署");
static const struct field order_upd_fields[] = {
	F(struct order_in, id, F_ID, "交付工单", IN_PATH), F(struct order_in, comment, F_TEXT, "备注", IN), F(struct order_in, billing_start_date, F_DATE, "计费起始日", IN, .article = "A21.1f", .help = "等于下达日，不能手工修改"), { 0 }
};
static const struct record order_upd_record = RECORD("delivery_order_update", struct order_in, order_upd_fields, "修改备注");

/* ---- the state of opening, for the console ---- */
static const struct field progress_fields[] = {
	F(struct progress, id, F_ID, "申请", OUT), F(struct progress, trial, F_OBJ, "试用", OUT, .sub = &trial_record), F(struct progress, tests, F_LIST, "历次测试结果", OUT, .sub = &trial_test_record, .max = 200, .article = "A21.1b"), F(struct progress, suggestion, F_OBJ, "调整建议", OUT, .sub = &suggestion_record),
	F(struct progress, filing, F_OBJ, "备案", OUT, .sub = &filing_record), F(struct progress, returns, F_LIST, "备案退回", OUT, .sub = &filing_record), F(struct progress, reductions, F_LIST, "减少开通", OUT, .sub = &reduction_record),
	F(struct progress, order, F_OBJ, "交付工单", OUT, .sub = &delivery_order_record), F(struct progress, resources, F_LIST, "资源", OUT, .sub = &resource_record, .max = 1000), { 0 }
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
	TRY(sql_all(c, &delivery_q[Q_TESTS], &p->tests, p->id));
	TRY(sql_all(c, &delivery_q[Q_FILINGS], &p->returns, p->id));
	TRY(sql_all(c, &delivery_q[Q_REDUCTIONS], &p->reductions, p->id));
	return resource_of_application(c, p->id, &p->resources);
}

static const struct list_def order_list = { .order = "-id", .search = "no || ' ' || application_no || ' ' || title" }, trial_list = { .order = "to_date", .where = "application_state IN ('trial', 'suggested')", .search = "application_no || ' ' || title" },
	filing_list = { .order = "-id", .search = "no || ' ' || application_no || ' ' || title" },
	idle_list = { .order = "since_date", .where = "used_date IS NULL AND state IN ('active', 'changing')", .search = "no || ' ' || name || ' ' || system_name" };
#define APP .entity = &application_entity
#define ORDER .entity = &delivery_order_entity
static const struct op ops[] = {
	{ "delivery.progress", GET, "/applications/{id}/delivery", "delivery.read", .out = &progress_record, .fn = progress, .words = "开通交付情况", .article = "A21.1a", APP },
	{ "delivery.open", POST, "/applications/{id}/resources", "delivery.open", &open_record, .fn = delivery_open, .words = "开通资源", .article = "A21.1a", APP, .help = "批准的各项开通完，再报开通完成" },
	{ "delivery.reduce", POST, "/applications/{id}/reduce-opening", "delivery.reduce", &reduce_record, .fn = delivery_reduce, .words = "同意减少开通", .article = "A21.1a", APP, .help = "减去的部分不再开通，也不能备案" },
	{ "delivery.trial_ready", POST, "/applications/{id}/trial-ready", "delivery.open", .fn = delivery_trial_ready, .words = "开通完成，交付试用", .article = "A21.1b", APP, .event = "trial_ready", .help = "开通时限停止，由上云单位测试；试用不计费" },
	{ "delivery.test", POST, "/applications/{id}/test", "delivery.test", &test_record, .fn = trial_test, .words = "登记测试结果", .article = "A21.1b", APP, .help = "登记后由云服务商提出调整建议" },
	{ "delivery.extend_trial", POST, "/applications/{id}/extend-trial", "delivery.test", &extend_record, .fn = trial_extend, .words = "延长试用", .article = "A21.1b", APP, .help = "只能延长一次，天数与试用期相同" },
	{ "delivery.suggest", POST, "/applications/{id}/suggest", "delivery.suggest", &suggest_record, .fn = trial_suggest, .words = "提出调整建议", .article = "A21.1c", APP, .event = "suggest", .help = "报主管部门备案，备案时限从次日起算" },
	{ "delivery.file", POST, "/applications/{id}/file", "delivery.file", &comment_record, .fn = trial_file, .words = "登记备案", .article = "A21.1d", APP, .event = "file", .help = "登记后下达交付工单，下达之日起计费" },
	{ "delivery.return_filing", POST, "/applications/{id}/return-filing", "delivery.file", &reason_record, .fn = trial_return_filing, .words = "退回备案", .article = "A21.1d", APP, .event = "return_filing", .help = "写明缺什么；云服务商补齐后重新报备，时限另计" },
	{ "delivery.issue", POST, "/applications/{id}/delivery-order", "delivery.issue", &comment_record, .fn = order_issue, .words = "下达交付工单", .article = "A21.1e", APP, .help = "自下达之日起计费，上云单位在期限内确认收到" },
	{ "delivery.driven", POST, NULL, .in = &driven_record, .fn = delivery_driven, .words = "驱动开通", .article = "A21.1a", .flags = OP_INTERNAL },
	{ "delivery.stat", GET, "/statistics/opening", "delivery.stat", .out = &stats_record, .fn = delivery_stat, .words = "开通及时率", .article = "A21.1a" },
	{ "filing.list", GET, "/filings", "delivery.read", .words = "调整建议备案", .article = "A21.1d", .entity = &filing_entity, .list = &filing_list },
	{ "filing.get", GET, "/filings/{id}", "delivery.read", .words = "查看备案", .article = "A21.1d", .entity = &filing_entity },
	{ "trial.list", GET, "/trials", "delivery.read", .words = "在试用的申请", .article = "A21.1b", .entity = &trial_entity, .list = &trial_list },
	{ "idle_resource.list", GET, "/idle-resources", "delivery.read", .words = "交付未用", .article = "A21.2a", .entity = &idle_entity, .list = &idle_list },
	{ "delivery_order.list", GET, "/delivery-orders", "delivery.read", .words = "交付工单", .article = "A21.1e", ORDER, .list = &order_list },
	{ "delivery_order.get", GET, "/delivery-orders/{id}", "delivery.read", .words = "查看交付工单", .article = "A21.1e", ORDER },
	{ "delivery_order.confirm", POST, "/delivery-orders/{id}/confirm", "delivery.confirm", &order_in_record, .fn = order_confirm, .words = "确认收到", .article = "A21.1e", ORDER, .event = "confirm", .help = "确认收到不改变计费起始日；有异议的在期限内提出" },
	{ "delivery_order.dispute", POST, "/delivery-orders/{id}/dispute", "delivery.confirm", &dispute_record, .fn = order_dispute, .words = "提出异议", .article = "A21.1e", ORDER, .event = "dispute", .help = "由主管部门处理，成立的从账单中扣除不能用的天数" },
	{ "delivery_order.resolve", POST, "/delivery-orders/{id}/resolve", "delivery.issue", &resolve_record, .fn = order_resolve, .words = "处理异议", .article = "A21.1e", ORDER, .event = "resolve", .help = "成立的写明实际可用日；处理后由上云单位确认收到" },
	{ "delivery_order.deployed", POST, "/delivery-orders/{id}/deployed", "delivery.confirm", &used_record, .fn = order_deployed, .words = "登记已部署", .article = "A21.2a", ORDER, .help = "登记后不再提醒长期未用" },
	{ "delivery_order.update", PATCH, "/delivery-orders/{id}", "delivery.issue", &order_upd_record, .fn = order_remark, .words = "修改备注", .article = "A21.1f", ORDER, .help = "只改备注，计费起始日不能改" },
	{ "delivery.go_live", POST, "/applications/{id}/go-live", "golive.confirm", &comment_record, .fn = order_go_live, .words = "确认上线", .article = "A21.3c", APP, .event = "go_live", .help = "各项核验都满足或经批准豁免，才能上线" },
	{ "delivery.close", POST, "/applications/{id}/close", "delivery.file", &comment_record, .words = "办结", .article = "A18", APP, .event = "close", .help = "办结后只供查阅" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "delivery.read", "查看开通交付", R_AUTH_READ | R_UNIT | R_CSP }, { "delivery.open", "开通", R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(AUTH_HANDLER) }, { "delivery.suggest", "提出调整建议", R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "delivery.reduce", "同意减少开通", R(AUTH_APPROVER) }, { "delivery.test", "登记测试结果", R(USER_HANDLER) | R(USER_OWNER) | R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "delivery.file", "登记备案与办结", R(AUTH_HANDLER) }, { "delivery.issue", "下达交付工单", R(AUTH_ISSUER) }, { "delivery.confirm", "确认交付", R(USER_HANDLER) | R(USER_OWNER) },
	{ "delivery.stat", "开通及时率", R_AUTH_READ | R(CSP_HEAD) | R(CSP_OPERATION) }, { "golive.confirm", "确认上线", R(USER_OWNER) }, { 0 }
};
static const struct guard guards[] = {
	{ .op = "delivery.open", .article = "A21.1a", .reason = "delivery.not_provisioning", .must = being_opened },
	{ .op = "delivery.open", .article = "A21.1a", .reason = "delivery.other_provider", .must = by_provider_of_line },
	{ .op = "delivery.reduce", .article = "A21.1a", .reason = "delivery.not_provisioning", .must = being_opened },
	{ .op = "delivery.test", .article = "A21.1b", .reason = "delivery.not_in_trial", .must = in_trial },
	{ .op = "delivery.extend_trial", .article = "A21.1b", .reason = "delivery.not_in_trial", .must = in_trial },
	{ .op = "delivery.extend_trial", .article = "A21.1b", .reason = "delivery.trial_extended", .must = extended_once },
	{ &application_flow, "trial_ready", NULL, "A21.1a", "delivery.not_all_opened", all_opened },
	{ &application_flow, "suggest", NULL, "A21.1c", "delivery.suggestion_incomplete", suggestion_whole },
	{ &application_flow, "file", NULL, "A21.1d", "delivery.above_approval", not_above_approval },
	{ .op = "delivery.issue", .article = "A21.1e", .reason = "delivery.not_filed", .must = filed_first },
	{ .op = "delivery_order.update", .article = "A21.1f", .reason = "delivery.billing_start", .must = start_is_fixed },
	{ &delivery_order_flow, "dispute", NULL, "A21.1e", "delivery.dispute_late", dispute_in_time },
	{ 0 }
};
static const struct clock_kind clocks[] = { { C_DELIVER_CONFIRM, WORKING_DAYS, "deliver.confirm_wd", ORG_USER, "A21.1e", "交付确认" }, { 0 } };
static const struct setting settings[] = {
	{ "deliver.confirm_wd", SET_INT, "3", "R-15", "交付确认工作日", FREE, 0, 1, 30 }, { "delivery.auto_issue", SET_BOOL, "true", "R-15", "备案后自动下达交付工单", FREE, 0, 0, 0 }, { "trial.max_days", SET_INT, "15", "R-14", "试用期天数", FREE, 0, 1, 90 },
	{ "trial.remind_days", SET_INTS, "3,0", "R-14", "试用到期提前提醒（天）", FREE, 0, 0, 90 }, { "deploy.remind_days", SET_INTS, "30,60,90", "A21.2a", "交付后未用的提醒（天）：上云单位、申请单位、监督清单", FREE, 0, 1, 1000 }, { 0 }
};
static const struct hears hears[] = { { "application.approved", "delivery.plan", delivery_plan }, { "application.filed", "delivery.auto_issue", order_auto_issue }, { "application.terminated", "delivery.undo", delivery_undo }, { 0 } };
static const struct job jobs[] = {
	{ "delivery.drive", MINUTES(1), NULL, delivery_drive, "A21.1a", "驱动开通" }, { "delivery.trials", DAYS(1), trials_remind, NULL, "A21.1b", "试用到期提醒" },
	{ "delivery.idle", DAYS(1), idle_remind, NULL, "A21.2a", "交付未用提醒" }, { 0 }
};
static const struct entity *const entities[] = { &delivery_order_entity, &filing_entity, &trial_entity, &idle_entity, NULL };
static const struct flow *const flows[] = { &delivery_order_flow, NULL };
const struct feature delivery_feature = {
	.name = "delivery", .label = "开通交付", .articles = ARTICLES("A21.1", "A21.2a", "R-11", "R-12", "R-14", "R-15"), .migrations = delivery_migrations, .invariants = delivery_invariants, .entities = entities, .flows = flows, .guards = guards, .clocks = clocks,
	.settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .work = delivery_work, STATEMENTS(delivery_q),
};
