/* The evaluation's tables: entities, flows, ops, guards, settings, jobs, the import, the descriptor. */
#include "domain/application/application.h"
#include "domain/evaluation/evaluation_in.h"

/* A provider sees what it serves. */
#define OWN "applicant_org = :root OR user_org = :org", "user_org = :org"
#define VISIBLE "system IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)"

const struct entity util_stat_entity = {
	.name = "util_stat", .label = "资源利用率", .path = "/utilisation/resources", .rec = &util_stat_record, .from = "v_util_stat", .table = "util_stat", .title = "resource_no", .scope = { OWN, "csp = :org", "1=1" },
};
const struct entity util_month_entity = {
	.name = "system_utilisation", .label = "系统利用率", .path = "/utilisation/systems", .rec = &util_month_record, .from = "v_util_month", .table = "util_month", .title = "system_name", .scope = { OWN, VISIBLE, "1=1" },
};
const struct entity util_case_entity = {
	.name = "util_case", .label = "利用率个案", .path = "/util-cases", .rec = &util_case_record, .from = "v_util_case", .table = "util_case", .title = "system_name", .flow = &util_case_flow, .fill = case_fill,
	.fill_row = case_fill_row, .scope = { OWN, VISIBLE, "1=1" },
};
const struct entity util_exemption_entity = {
	.name = "util_exemption", .label = "判断豁免", .path = "/util-exemptions", .rec = &util_exemption_record, .from = "v_util_exemption", .table = "util_exemption", .title = "resource_no", .scope = { OWN, "csp = :org", "1=1" },
};
const struct entity util_alert_entity = {
	.name = "util_alert", .label = "缩容与扩容提醒", .path = "/util-alerts", .rec = &util_alert_record, .from = "v_util_alert", .table = "util_alert", .title = "system_name", .flow = &util_alert_flow, .scope = { OWN, VISIBLE, "1=1" },
};
const struct entity optimize_entity = {
	.name = "optimize_record", .label = "优化记录", .path = "/optimize-records", .rec = &optimize_record_record, .from = "v_optimize_record", .table = "optimize_record", .title = "system_name", .scope = { OWN, VISIBLE, "1=1" },
};
const struct entity evaluation_entity = {
	.name = "evaluation", .label = "资源使用评估", .path = "/evaluations", .rec = &evaluation_record, .from = "v_evaluation", .table = "evaluation", .title = "no", .flow = &evaluation_flow, .clocked = true, .fill = eval_fill, .fill_row = eval_fill,
	.scope = { NULL, NULL, "csp = :org AND (kind = 'periodic' OR state <> 'draft')", "state <> 'draft' OR by_org = :org" },
};
const struct entity evaluation_item_entity = {
	.name = "evaluation_item", .label = "评估建议", .path = "/evaluation-items", .rec = &evaluation_item_record, .from = "v_evaluation_item", .table = "evaluation_item", .title = "system_name", .flow = &evaluation_item_flow,
	.scope = { "evaluation_state <> 'draft' AND (applicant_org = :root OR user_org = :org)", "evaluation_state <> 'draft' AND user_org = :org", "csp = :org AND (evaluation_kind = 'periodic' OR evaluation_state <> 'draft')",
		   "evaluation_state <> 'draft' OR evaluation_kind = 'dynamic'" },
};

/*  open ──plan──► plan ──execute, link──► executing       the unit's answer stops the reply clock; an objection waits for the authority:
 *   │ ▲ ▲          │ ▲─plan                               accepted it exempts, rejected the clock runs again (R-27, A39a.3)
 *   │ │ └─return───┘
 *   │ └─object, decide (rejected)                         recovered: a month is no longer low (high); released: given back
 *   └─decide (accepted), exempt──► exempted               from every open state                                                      */
#define ENDS(from) \
	{ from, "recover", CASE_RECOVERED, CLOCK_ALL, 0, "util_case.closed", "利用率恢复", "A25.1" }, { from, "release", CASE_RELEASED, CLOCK_ALL, 0, "util_case.closed", "资源已释放", "A25.1" }, \
	{ from, "exempt", CASE_EXEMPTED, CLOCK_ALL, 0, "util_case.closed", "认定豁免", "A25.1" }
static const struct move case_moves[] = {
	{ CASE_OPEN,      "plan",        CASE_PLAN,      C_EVAL_REPLY, 0,            "util_case.planned", "提交整改方案",     "A25.1" },
	{ CASE_PLAN,      "plan",        CASE_PLAN,      0,            0,            "util_case.planned", "修改整改方案",     "A25.1" },
	{ CASE_OPEN,      "object",      CASE_OPEN,      C_EVAL_REPLY, 0,            NULL,                "提出异议或请求豁免", "A25.1" },
	{ CASE_OPEN,      "decide",      CASE_EXEMPTED,  CLOCK_ALL,    0,            "util_case.closed",  "采纳异议或豁免",   "A25.1", .when = when_accepted },
	{ CASE_OPEN,      "decide",      CASE_OPEN,      0,            C_EVAL_REPLY, NULL,                "不采纳异议或豁免", "A25.1" },
	{ CASE_PLAN,      "return_plan", CASE_OPEN,      0,            C_EVAL_REPLY, NULL,                "退回整改方案",     "A25.1" },
	{ CASE_PLAN,      "execute",     CASE_EXECUTING, 0,            0,            NULL,                "开始执行方案",     "A25.1" },
	{ CASE_PLAN,      "link",        CASE_EXECUTING, 0,            0,            NULL,                "关联申请",         "A25.2b" },
	{ CASE_EXECUTING, "link",        CASE_EXECUTING, 0,            0,            NULL,                "关联申请",         "A25.2b" },
	ENDS(CASE_OPEN), ENDS(CASE_PLAN), ENDS(CASE_EXECUTING), { 0 }
};
static const struct move alert_moves[] = {
	{ ALERT_OPEN, "ack", ALERT_ACKED, 0, 0, NULL, "确认提醒", "A28.5" }, { ALERT_OPEN, "recover", ALERT_CLOSED, 0, 0, NULL, "利用率恢复", "A28.5" }, { ALERT_ACKED, "recover", ALERT_CLOSED, 0, 0, NULL, "利用率恢复", "A28.5" },
	{ ALERT_OPEN, "close", ALERT_CLOSED, 0, 0, NULL, "关闭提醒", "A28.5" }, { ALERT_ACKED, "close", ALERT_CLOSED, 0, 0, NULL, "关闭提醒", "A28.5" }, { 0 }
};
/*  draft ──submit──► submitted ──receive, by all──► received        C14 runs in a periodic draft; a returned report has it anew */
static const struct move eval_moves[] = {
	{ EVAL_DRAFT,     "submit",  EVAL_SUBMITTED, C14, 0, "evaluation.submitted", "提交评估报告", "A24b" },
	{ EVAL_SUBMITTED, "return",  EVAL_DRAFT,     0,   0, NULL,                   "退回评估报告", "A24b" },
	{ EVAL_SUBMITTED, "receive", EVAL_RECEIVED,  0,   0, "evaluation.received",  "接收评估报告", "A24b", .when = when_all_received },
	{ EVAL_SUBMITTED, "receive", EVAL_SUBMITTED, 0,   0, NULL,                   "接收评估报告", "A24b" }, { 0 }
};
/*  draft ──ask──► waiting ──accept──► accepted         keep: noted, nothing to answer
 *                    └──object──► objected ──decide──► upheld | dropped                  */
#define REDRAFT(from) { from, "redraft", ITEM_DRAFT, CLOCK_ALL, 0, NULL, "报告退回重拟", "A24b" }
static const struct move item_moves[] = {
	{ ITEM_DRAFT,    "ask",    ITEM_WAITING,  0,            C_EVAL_REPLY, NULL, "请使用单位答复", "A24d", .when = when_needs_reply, },
	{ ITEM_DRAFT,    "ask",    ITEM_NOTED,    0,            0,            NULL, "无需答复",       "A24d" },
	{ ITEM_WAITING,  "accept", ITEM_ACCEPTED, C_EVAL_REPLY, 0,            "evaluation_item.answered", "接受建议",       "A24d" },
	{ ITEM_WAITING,  "object", ITEM_OBJECTED, C_EVAL_REPLY, 0,            NULL, "提出异议",       "A24d" },
	{ ITEM_OBJECTED, "decide", ITEM_UPHELD,   0,            0,            "evaluation_item.answered", "维持建议",       "A24d", .when = when_upheld },
	{ ITEM_OBJECTED, "decide", ITEM_DROPPED,  0,            0,            "evaluation_item.answered", "撤回建议",       "A24d" },
	REDRAFT(ITEM_NOTED), REDRAFT(ITEM_WAITING), REDRAFT(ITEM_ACCEPTED), REDRAFT(ITEM_OBJECTED), REDRAFT(ITEM_UPHELD), REDRAFT(ITEM_DROPPED), { 0 }
};

const struct flow util_case_flow = { "util_case", &util_case_entity, util_case_states, CASE_STATE_MAX, case_moves };
const struct flow util_alert_flow = { "util_alert", &util_alert_entity, util_alert_states, ALERT_STATE_MAX, alert_moves };
const struct flow evaluation_flow = { "evaluation", &evaluation_entity, eval_states, EVAL_STATE_MAX, eval_moves };
const struct flow evaluation_item_flow = { "evaluation_item", &evaluation_item_entity, eval_item_states, ITEM_STATE_MAX, item_moves };

/* ---- inputs ---- */
static const struct field plan_fields[] = {
	F(struct case_plan_in, id, F_ID, "个案", IN_PATH), F(struct case_plan_in, plan_kind, F_SET, "措施种类", IN | NEEDED, NAMES(util_plan_kinds)), F(struct case_plan_in, plan, F_TEXT, "整改方案", IN | NEEDED),
	F(struct case_plan_in, plan_due_date, F_DATE, "计划完成日", IN | NEEDED), { 0 }
};
static const struct record plan_record = RECORD("util_case_plan", struct case_plan_in, plan_fields, "整改方案");
static const struct field object_fields[] = {
	F(struct case_object_in, id, F_ID, "个案", IN_PATH), F(struct case_object_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(reply_kind_names)), F(struct case_object_in, reason, F_TEXT, "理由", IN | NEEDED), { 0 }
};
static const struct record object_record = RECORD("util_case_object", struct case_object_in, object_fields, "异议或豁免请求");
static const struct field decide_fields[] = {
	F(struct case_decide_in, id, F_ID, "个案", IN_PATH), F(struct case_decide_in, accepted, F_BOOL, "采纳", IN), F(struct case_decide_in, reason, F_TEXT, "理由", IN | NEEDED),
	F(struct case_decide_in, exempt_until, F_DATE, "豁免至（不含）", IN, .help = "不填按参数规定的月数"), { 0 }
};
static const struct record decide_record = RECORD("util_case_decide", struct case_decide_in, decide_fields, "决定异议或豁免");
static const struct field case_exempt_fields[] = {
	F(struct case_decide_in, id, F_ID, "个案", IN_PATH), F(struct case_decide_in, reason, F_TEXT, "理由", IN | NEEDED), F(struct case_decide_in, exempt_until, F_DATE, "豁免至（不含）", IN, .help = "不填按参数规定的月数"), { 0 }
};
static const struct record case_exempt_record = RECORD("util_case_exempt", struct case_decide_in, case_exempt_fields, "认定豁免");
static const struct field link_fields[] = { F(struct case_link_in, id, F_ID, "个案", IN_PATH), F(struct case_link_in, application, F_ID, "变更或撤销申请", IN | NEEDED, .ref = "application"), { 0 } };
static const struct record link_record = RECORD("util_case_link", struct case_link_in, link_fields, "关联申请");
static const struct field reason_fields[] = { F(struct reason_in, id, F_ID, "编号", IN_PATH), F(struct reason_in, reason, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record reason_record = RECORD("evaluation_reason", struct reason_in, reason_fields, "理由");
static const struct field comment_fields[] = { F(struct reason_in, id, F_ID, "编号", IN_PATH), F(struct reason_in, reason, F_TEXT, "说明", IN), { 0 } };
static const struct record comment_record = RECORD("evaluation_comment", struct reason_in, comment_fields, "说明");
static const struct field exempt_fields[] = {
	F(struct exempt_in, resource, F_ID, "资源", IN | NEEDED, .ref = "resource"), F(struct exempt_in, kind, F_ENUM, "种类", IN | NEEDED, NAMES(util_exempt_kinds)), F(struct exempt_in, reason, F_TEXT, "理由", IN | NEEDED),
	F(struct exempt_in, until_date, F_DATE, "截止（不含）", IN), { 0 }
};
static const struct record exempt_record = RECORD("util_exemption_create", struct exempt_in, exempt_fields, "认定判断豁免");
static const struct field ack_fields[] = { F(struct ack_in, id, F_ID, "提醒", IN_PATH), F(struct ack_in, note, F_TEXT, "说明", IN), { 0 } };
static const struct record ack_record = RECORD("util_alert_ack", struct ack_in, ack_fields, "确认提醒");
static const struct field optimize_fields[] = {
	F(struct optimize_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system"), F(struct optimize_in, resource, F_ID, "资源", IN, .ref = "resource"), F(struct optimize_in, util_case, F_ID, "利用率个案", IN, .ref = "util_case"),
	F(struct optimize_in, measures, F_STRS, "措施", IN | NEEDED, .max = 50), F(struct optimize_in, before_month, F_MONTH, "优化前月份", IN, .help = "填月份即用已导入的数据"), F(struct optimize_in, after_month, F_MONTH, "优化后月份", IN),
	F(struct optimize_in, before, F_OBJ, "优化前", IN, .sub = &util_figures_record), F(struct optimize_in, after, F_OBJ, "优化后", IN, .sub = &util_figures_record), F(struct optimize_in, effect, F_TEXT, "效果与影响", IN),
	F(struct optimize_in, done_date, F_DATE, "完成日期", IN), { 0 }
};
static const struct record optimize_in_record = RECORD("optimize_record_create", struct optimize_in, optimize_fields, "登记优化记录");
static const struct field run_fields[] = {
	F(struct util_run, month, F_MONTH, "月份", OUT), F(struct util_run, systems, F_INT, "系统数", OUT), F(struct util_run, opened, F_INT, "新立个案", OUT), F(struct util_run, closed, F_INT, "结束个案", OUT), { 0 }
};
const struct record util_run_record = RECORD("utilisation_run", struct util_run, run_fields, "月度判断");
static const struct field create_fields[] = { F(struct eval_create_in, period, F_STR, "期间", IN | NEEDED, .max = 7, .help = "2026Q2、2026H1、2026 或 2026-05"), F(struct eval_create_in, csp, F_ID, "云服务商", IN, .ref = "org"), { 0 } };
static const struct record create_record = RECORD("evaluation_create", struct eval_create_in, create_fields, "起草评估");
static const struct field update_fields[] = { F(struct eval_update_in, id, F_ID, "评估", IN_PATH), F(struct eval_update_in, report, F_TEXT, "结论与说明", IN | NEEDED, .max = 20000), { 0 } };
static const struct record update_record = RECORD("evaluation_update", struct eval_update_in, update_fields, "修改评估报告");
static const struct field id_fields[] = { F(struct reason_in, id, F_ID, "编号", IN_PATH), { 0 } };
static const struct record id_record = RECORD("evaluation_id", struct reason_in, id_fields, "编号");
static const struct field item_update_fields[] = {
	F(struct item_update_in, id, F_ID, "建议", IN_PATH), F(struct item_update_in, advice, F_ENUM, "建议", IN | NEEDED, NAMES(eval_advice_names)), F(struct item_update_in, advice_reason, F_TEXT, "与计算不同的理由", IN), { 0 }
};
static const struct record item_update_record = RECORD("evaluation_item_update", struct item_update_in, item_update_fields, "修改建议");
static const struct field note_fields[] = { F(struct item_note_in, id, F_ID, "建议", IN_PATH), F(struct item_note_in, annotation, F_TEXT, "批注", IN | NEEDED), { 0 } };
static const struct record note_record = RECORD("evaluation_item_note", struct item_note_in, note_fields, "批注");
static const struct field item_decide_fields[] = {
	F(struct item_decide_in, id, F_ID, "建议", IN_PATH), F(struct item_decide_in, upheld, F_BOOL, "维持建议", IN), F(struct item_decide_in, reason, F_TEXT, "理由", IN | NEEDED), { 0 }
};
static const struct record item_decide_record = RECORD("evaluation_item_decide", struct item_decide_in, item_decide_fields, "决定评估异议");

static const struct list_def by_id = { .order = "-id" }, stats = { .order = "-id", .search = "resource_no || ' ' || resource_name || ' ' || system_name" }, months = { .order = "-month", .search = "system_name || ' ' || user_org_name" },
	cases = { .order = "-id", .search = "system_no || ' ' || system_name || ' ' || user_org_name" }, items = { .order = "id", .search = "system_name || ' ' || user_org_name" };
static const struct op ops[] = {
	{ "util_stat.list", GET, "/utilisation/resources", "util.read", .words = "资源利用率", .article = "A28.2", .entity = &util_stat_entity, .list = &stats },
	{ "util_stat.get", GET, "/utilisation/resources/{id}", "util.read", .words = "查看资源利用率", .article = "A28.2", .entity = &util_stat_entity },
	{ "utilisation.list", GET, "/utilisation/systems", "util.read", .words = "利用率清单", .article = "A28.2", .entity = &util_month_entity, .list = &months },
	{ "utilisation.get", GET, "/utilisation/systems/{id}", "util.read", .words = "查看系统利用率", .article = "A28.2", .entity = &util_month_entity },
	{ "utilisation.report", GET, "/utilisation/report", "util.read", &report_in_record, &util_report_record, util_report, "利用率统计", "A28.2", OP_SLOW },
	{ "utilisation.run", POST, "/utilisation/runs", "util.run", NULL, &util_run_record, util_run_op, "计算上月清单与个案", "A25.1" },

	{ "util_case.list", GET, "/util-cases", "util_case.read", .words = "利用率个案", .article = "A25.1", .entity = &util_case_entity, .list = &cases },
	{ "util_case.get", GET, "/util-cases/{id}", "util_case.read", .words = "查看个案", .article = "A25.1", .entity = &util_case_entity },
	{ "util_case.plan", POST, "/util-cases/{id}/plan", "util_case.answer", &plan_record, .fn = case_plan, .words = "提交整改方案", .article = "A25.1", .entity = &util_case_entity, .event = "plan" },
	{ "util_case.object", POST, "/util-cases/{id}/object", "util_case.answer", &object_record, .fn = case_object, .words = "提出异议或请求豁免", .article = "A25.1", .entity = &util_case_entity, .event = "object" },
	{ "util_case.decide", POST, "/util-cases/{id}/decide", "util_case.decide", &decide_record, .fn = case_decide, .words = "决定异议或豁免", .article = "A25.1", .entity = &util_case_entity, .event = "decide" },
	{ "util_case.exempt", POST, "/util-cases/{id}/exempt", "util_case.decide", &case_exempt_record, .fn = case_exempt, .words = "认定豁免", .article = "A25.1", .entity = &util_case_entity, .event = "exempt" },
	{ "util_case.return_plan", POST, "/util-cases/{id}/return-plan", "util_case.decide", &reason_record, .fn = case_return, .words = "退回整改方案", .article = "A25.1", .entity = &util_case_entity, .event = "return_plan" },
	{ "util_case.execute", POST, "/util-cases/{id}/execute", "util_case.answer", &comment_record, .words = "开始执行方案", .article = "A25.1", .entity = &util_case_entity, .event = "execute" },
	{ "util_case.link", POST, "/util-cases/{id}/link", "util_case.answer", &link_record, .fn = case_link, .words = "关联变更或撤销申请", .article = "A25.2b", .entity = &util_case_entity, .event = "link" },

	{ "util_exemption.list", GET, "/util-exemptions", "util_case.read", .words = "判断豁免", .article = "A25.1", .entity = &util_exemption_entity, .list = &by_id },
	{ "util_exemption.create", POST, "/util-exemptions", "util_case.decide", &exempt_record, .fn = exemption_create, .words = "认定判断豁免", .article = "A25.1", .flags = OP_CREATES, .entity = &util_exemption_entity },
	{ "util_exemption.end", POST, "/util-exemptions/{id}/end", "util_case.decide", &reason_record, .fn = exemption_end, .words = "结束判断豁免", .article = "A25.1", .entity = &util_exemption_entity },

	{ "util_alert.list", GET, "/util-alerts", "util.read", .words = "缩容与扩容提醒", .article = "A28.5", .entity = &util_alert_entity, .list = &cases },
	{ "util_alert.get", GET, "/util-alerts/{id}", "util.read", .words = "查看提醒", .article = "A28.5", .entity = &util_alert_entity },
	{ "util_alert.ack", POST, "/util-alerts/{id}/ack", "util_alert.ack", &ack_record, .fn = alert_ack, .words = "确认提醒", .article = "A28.5", .entity = &util_alert_entity, .event = "ack" },
	{ "util_alert.close", POST, "/util-alerts/{id}/close", "util_alert.close", &reason_record, .fn = alert_close, .words = "关闭提醒", .article = "A28.5", .entity = &util_alert_entity, .event = "close" },

	{ "optimize_record.list", GET, "/optimize-records", "util_case.read", .words = "优化与调优记录", .article = "A25.2a", .entity = &optimize_entity, .list = &by_id },
	{ "optimize_record.get", GET, "/optimize-records/{id}", "util_case.read", .words = "查看优化记录", .article = "A25.2a", .entity = &optimize_entity },
	{ "optimize_record.create", POST, "/optimize-records", "optimize.record", &optimize_in_record, .fn = optimize_create, .words = "登记优化记录", .article = "A25.2a", .flags = OP_CREATES, .entity = &optimize_entity },
	{ "tuning_record.create", POST, "/tuning-records", "tuning.record", &optimize_in_record, .fn = tuning_create, .words = "登记动态调优", .article = "A24e", .flags = OP_CREATES, .entity = &optimize_entity },

	{ "evaluation.list", GET, "/evaluations", "evaluation.read", .words = "资源使用评估", .article = "A24a", .entity = &evaluation_entity, .list = &by_id },
	{ "evaluation.get", GET, "/evaluations/{id}", "evaluation.read", .words = "查看评估", .article = "A24a", .entity = &evaluation_entity },
	{ "evaluation.create", POST, "/evaluations", "evaluation.write", &create_record, .fn = eval_create, .words = "起草评估", .article = "A24a", .flags = OP_CREATES, .entity = &evaluation_entity },
	{ "evaluation.generate", POST, "/evaluations/{id}/generate", "evaluation.write", &id_record, .fn = eval_generate, .words = "按最新数据重算", .article = "A24a", .entity = &evaluation_entity },
	{ "evaluation.update", PATCH, "/evaluations/{id}", "evaluation.write", &update_record, .fn = eval_update, .words = "修改评估报告", .article = "A24b", .entity = &evaluation_entity },
	{ "evaluation.submit", POST, "/evaluations/{id}/submit", "evaluation.write", &id_record, .fn = eval_submit, .words = "提交评估报告", .article = "A24b", .entity = &evaluation_entity, .event = "submit" },
	{ "evaluation.receive", POST, "/evaluations/{id}/receive", "evaluation.receive", &id_record, .fn = eval_receive, .words = "接收评估报告", .article = "A24b", .entity = &evaluation_entity, .event = "receive" },
	{ "evaluation.return", POST, "/evaluations/{id}/return", "evaluation.return", &reason_record, .fn = eval_return, .words = "退回评估报告", .article = "A24b", .entity = &evaluation_entity, .event = "return" },
	{ "evaluation_item.list", GET, "/evaluation-items", "evaluation_item.read", .words = "评估建议", .article = "A24d", .entity = &evaluation_item_entity, .list = &items },
	{ "evaluation_item.get", GET, "/evaluation-items/{id}", "evaluation_item.read", .words = "查看评估建议", .article = "A24d", .entity = &evaluation_item_entity },
	{ "evaluation_item.update", PATCH, "/evaluation-items/{id}", "evaluation.write", &item_update_record, .fn = item_update, .words = "修改评估建议", .article = "A24d", .entity = &evaluation_item_entity },
	{ "evaluation_item.annotate", POST, "/evaluation-items/{id}/annotate", "evaluation.annotate", &note_record, .fn = item_annotate, .words = "批注评估建议", .article = "A24c", .entity = &evaluation_item_entity },
	{ "evaluation_item.accept", POST, "/evaluation-items/{id}/accept", "evaluation_item.reply", &comment_record, .fn = item_accept, .words = "接受评估建议", .article = "A24d", .entity = &evaluation_item_entity, .event = "accept" },
	{ "evaluation_item.object", POST, "/evaluation-items/{id}/object", "evaluation_item.reply", &reason_record, .fn = item_object, .words = "对评估建议提出异议", .article = "A24d", .entity = &evaluation_item_entity, .event = "object" },
	{ "evaluation_item.decide", POST, "/evaluation-items/{id}/decide", "evaluation_item.decide", &item_decide_record, .fn = item_decide, .words = "决定评估异议", .article = "A24d", .entity = &evaluation_item_entity, .event = "decide" },

	{ "evaluation.counter_offer", GET, "/applications/{id}/counter-offer", "evaluation.offer", .out = &counter_offer_record, .fn = counter_offer, .words = "核减建议", .article = "A20.1c", .flags = OP_SLOW, .entity = &application_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "util.read", "查看利用率", R_AUTH_READ | R_UNIT | R_CSP | R(TECH_EVALUATOR) }, { "util.import", "导入利用率", R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(AUTH_HANDLER) }, { "util.run", "计算清单与个案", R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ "util_case.read", "查看利用率个案与优化记录", R_AUTH_READ | R_UNIT | R_CSP | R(TECH_EVALUATOR) }, { "util_case.answer", "答复利用率个案", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) },
	{ "util_case.decide", "决定异议与豁免", R(AUTH_HANDLER) | R(AUTH_APPROVER) }, { "util_alert.ack", "确认缩容与扩容提醒", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) }, { "util_alert.close", "关闭缩容与扩容提醒", R(AUTH_HANDLER) },
	{ "optimize.record", "登记优化记录", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) }, { "tuning.record", "登记动态调优", R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "evaluation.read", "查看资源使用评估", R_AUTH_READ | R_CSP | R(TECH_EVALUATOR) }, { "evaluation.write", "起草与提交评估", R(CSP_OPERATION) | R(CSP_HEAD) | R(TECH_EVALUATOR) | R(AUTH_HANDLER) },
	{ "evaluation.receive", "接收评估报告", R(AUTH_HANDLER) | R(TECH_EVALUATOR) }, { "evaluation.return", "退回评估报告", R(AUTH_HANDLER) }, { "evaluation.annotate", "批注评估", R(TECH_EVALUATOR) | R(AUTH_HANDLER) },
	{ "evaluation_item.read", "查看评估建议", R_AUTH_READ | R_UNIT | R_CSP | R(TECH_EVALUATOR) }, { "evaluation_item.reply", "答复评估建议", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) },
	{ "evaluation_item.decide", "决定评估异议", R(AUTH_HANDLER) }, { "evaluation.offer", "查看核减建议", R_AUTH_READ }, { 0 }
};
static const struct guard guards[] = {
	{ &util_case_flow, "object", NULL, "A25.1", "util_case.already_pending", case_not_pending },
	{ &util_case_flow, "decide", NULL, "A25.1", "util_case.nothing_pending", case_pending },
	{ .op = "evaluation.update", .article = "A24b", .reason = "evaluation.submitted", .must = eval_is_draft },
	{ .op = "evaluation.generate", .article = "A24b", .reason = "evaluation.submitted", .must = eval_is_draft },
	{ .op = "evaluation.update", .article = "A24b", .reason = "evaluation.not_yours", .must = eval_is_mine },
	{ .op = "evaluation.generate", .article = "A24b", .reason = "evaluation.not_yours", .must = eval_is_mine },
	{ &evaluation_flow, "submit", NULL, "A24b", "evaluation.not_yours", eval_is_mine },
	{ &evaluation_flow, "submit", NULL, "A24b", "evaluation.drafting", eval_drafted },
	{ &evaluation_flow, "receive", NULL, "A24b", "evaluation.already_received", eval_not_yet_received },
	{ .op = "evaluation_item.update", .article = "A24d", .reason = "evaluation.submitted", .must = item_of_draft },
	{ &application_flow, "submit", NULL, "A25.2a", "evaluation.not_optimised", expansion_optimised },
	{ 0 }
};
static const struct clock_kind clocks[] = {
	{ C14, WORKING_DAYS, "eval.report_wd", ORG_CSP, "A24b", "评估报告" }, { C_EVAL_REPLY, WORKING_DAYS, "eval.reply_wd", ORG_USER, "A24d", "评估与个案答复" }, { 0 }
};
#define PERCENT(key, standard, basis, label) { key, SET_INT, standard, basis, label, FREE, 0, 1, 100 }
static const struct setting settings[] = {
	{ "eval.period", SET_CHOICE, "quarter", "A24, R-42", "评估周期", FREE, 0, 0, 0, .choices = "month,quarter,half_year,year", .says = "每月,每季度,每半年,每年" }, { "eval.report_wd", SET_INT, "10", "A24b", "评估报告提交工作日", FREE, 0, 1, 60 },
	{ "eval.reply_wd", SET_INT, "10", "A24d", "评估建议与个案答复工作日", FREE, 0, 1, 60 }, PERCENT("eval.revoke_cpu_p95", "5", "A24d", "建议撤销的 CPU P95 上限（%）"),
	PERCENT("util.list.cpu_low", "30", "A25.1, R-27", "清单：CPU 月均值低（%）"), PERCENT("util.list.mem_low", "40", "A25.1, R-27", "清单：内存月均值低（%）"),
	PERCENT("util.list.cpu_high", "50", "A25.2a, R-27", "清单：CPU 月均值高（%）"), PERCENT("util.list.mem_high", "70", "A25.2a, R-27", "清单：内存月均值高（%）"),
	{ "util.case.months", SET_INT, "3", "A25.1, R-27", "个案连续自然月数", FREE, 0, 1, 24 },
	PERCENT("util.case.cpu_low_p95", "30", "A25.1, R-27", "个案：CPU P95 低（%）"), PERCENT("util.case.mem_low_p95", "30", "A25.1, R-27", "个案：内存 P95 低（%）"), PERCENT("util.case.sto_low", "40", "A25.1, R-27", "个案：存储使用率低（%）"),
	PERCENT("util.case.cpu_high_p95", "80", "A25.2a, R-27", "个案：CPU P95 高（%）"), PERCENT("util.case.mem_high_p95", "85", "A25.2a, R-27", "个案：内存 P95 高（%）"), PERCENT("util.case.sto_high", "85", "A25.2a, R-27", "个案：存储使用率高（%）"),
	PERCENT("util.coverage_floor", "70", "A24a, R-27", "采样覆盖率下限，低于它无法判断（%）"), { "util.new_months", SET_INT, "3", "A25.1, R-27", "交付不满几个月不判断", FREE, 0, 0, 24 },
	{ "util.min_vcpu", SET_INT, "2", "A25.1, R-27", "最小规格 vCPU", FREE, 0, 0, 64 }, { "util.min_mem_gb", SET_INT, "4", "A25.1, R-27", "最小规格内存 GB", FREE, 0, 0, 512 },
	{ "util.exempt_months", SET_INT, "12", "A25.1, R-27", "豁免默认月数", FREE, 0, 1, 60 }, PERCENT("util.reclaim_target", "60", "A20.1c", "核减建议：收回后的目标利用率（%）"),
	{ "expand.opt_threshold", SET_INT, "50", "A25.2a, R-28", "扩容超过现有规模多少须先优化（%）", FREE, 0, 1, 1000 }, { "optimize.valid_days", SET_INT, "180", "A25.2a, R-28", "优化记录有效天数", FREE, 0, 1, 730 }, { 0 }
};
static const struct hears hears[] = {
	{ "resource.stopped", "evaluation.released", hear_stopped }, { "application.closed", "evaluation.linked_closed", hear_closed }, { "application.accepted", "evaluation.note_use", hear_accepted }, { 0 }
};
static const struct job jobs[] = {
	{ "evaluation.months", DAYS(1), util_months_job, NULL, "A25.1", "月度利用率清单与个案" }, { "evaluation.periods", DAYS(1), eval_periods_job, NULL, "A24a", "定期评估起草" }, { 0 }
};
static const struct import imports[] = { { "utilisation", "util.import", "导入利用率", "A24a", &stat_row_record, util_import }, { 0 } };
static const struct entity *const entities[] = { &util_stat_entity, &util_month_entity, &util_case_entity, &util_exemption_entity, &util_alert_entity, &optimize_entity, &evaluation_entity, &evaluation_item_entity, NULL };
static const struct flow *const flows[] = { &util_case_flow, &util_alert_flow, &evaluation_flow, &evaluation_item_flow, NULL };
const struct feature evaluation_feature = {
	.name = "evaluation", .label = "监测评估", .articles = ARTICLES("A24", "A25", "A28.2", "A28.5", "A39a.3", "R-03", "R-27", "R-28", "R-42"), .migrations = evaluation_migrations, .invariants = evaluation_invariants,
	.entities = entities, .flows = flows, .guards = guards, .clocks = clocks, .settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .imports = imports, .work = evaluation_work,
	STATEMENTS(evaluation_q),
};
