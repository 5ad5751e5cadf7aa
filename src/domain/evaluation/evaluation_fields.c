/* The evaluation's fields: JSON, columns and forms come from these tables. */
#include "domain/catalog/catalog.h"
#include "domain/evaluation/evaluation_in.h"

const struct names util_level_names[UTIL_LEVEL_MAX] = {
	[UTIL_UNJUDGED] = { "unjudged", "无法判断" }, [UTIL_NORMAL] = { "normal", "正常" }, [UTIL_LOW] = { "low", "低" }, [UTIL_HIGH] = { "high", "高" }, [UTIL_MIXED] = { "mixed", "有高有低" },
};
const struct names util_case_kind_names[CASE_KIND_MAX] = { [CASE_LOW] = { "low", "长期低利用率" }, [CASE_HIGH] = { "high", "长期高利用率" } };
const struct names eval_advice_names[EVAL_ADVICE_MAX] = { [EVAL_EXPAND] = { "expand", "扩容" }, [EVAL_SHRINK] = { "shrink", "缩容" }, [EVAL_REVOKE] = { "revoke", "撤销" }, [EVAL_KEEP] = { "keep", "保持" } };
const struct names reply_kind_names[REPLY_KIND_MAX] = { [REPLY_OBJECTION] = { "objection", "异议" }, [REPLY_EXEMPTION] = { "exemption", "请求豁免" } };
const struct names alert_kind_names[ALERT_KIND_MAX] = { [ALERT_SHRINK] = { "shrink", "缩容提醒" }, [ALERT_EXPAND] = { "expand", "扩容提醒" } };
const struct names eval_kind_names[EVAL_KIND_MAX] = { [EVAL_PERIODIC] = { "periodic", "定期评估" }, [EVAL_DYNAMIC] = { "dynamic", "动态评估" } };
const struct names util_case_states[CASE_STATE_MAX] = {
	[CASE_OPEN] = { "open", "待答复" }, [CASE_PLAN] = { "plan", "已有方案" }, [CASE_EXECUTING] = { "executing", "执行中" }, [CASE_RECOVERED] = { "recovered", "已恢复" },
	[CASE_RELEASED] = { "released", "已释放" }, [CASE_EXEMPTED] = { "exempted", "已豁免" },
};
const struct names util_plan_kinds[PLAN_KIND_MAX] = {
	{ NULL, NULL }, { "consolidate", "整合" }, { "shrink", "缩容" }, { "offline", "下线" }, { "optimize", "优化" }, { "expand", "优化后扩容" },
};
static const struct names decisions[REPLY_DECISION_MAX] = { [REPLY_ACCEPTED] = { "accepted", "采纳" }, [REPLY_REJECTED] = { "rejected", "不采纳" }, [REPLY_WITHDRAWN] = { "withdrawn", "不再需要决定" } };
const struct names util_exempt_kinds[EXEMPT_MAX] = { [EXEMPT_STANDBY] = { "standby", "备用" }, [EXEMPT_DR] = { "dr", "灾备" }, [EXEMPT_SEASONAL] = { "seasonal", "阶段性" }, [EXEMPT_OTHER] = { "other", "其他" } };
const struct names util_alert_states[ALERT_STATE_MAX] = { [ALERT_OPEN] = { "open", "待确认" }, [ALERT_ACKED] = { "acked", "已确认" }, [ALERT_CLOSED] = { "closed", "已关闭" } };
static const struct names optimize_kinds[OPT_KIND_MAX] = { [OPT_OPTIMIZE] = { "optimize", "优化" }, [OPT_TUNING] = { "tuning", "动态调优" } };
const struct names eval_states[EVAL_STATE_MAX] = { [EVAL_DRAFT] = { "draft", "草稿" }, [EVAL_SUBMITTED] = { "submitted", "已提交" }, [EVAL_RECEIVED] = { "received", "已接收" } };
const struct names eval_item_states[ITEM_STATE_MAX] = {
	[ITEM_DRAFT] = { "draft", "草稿" }, [ITEM_NOTED] = { "noted", "无需答复" }, [ITEM_WAITING] = { "waiting", "待答复" }, [ITEM_ACCEPTED] = { "accepted", "已接受" }, [ITEM_OBJECTED] = { "objected", "有异议" },
	[ITEM_UPHELD] = { "upheld", "维持建议" }, [ITEM_DROPPED] = { "dropped", "撤回建议" },
};
static const struct names recurrences[WINDOW_MAX] = { [WINDOW_ONCE] = { "once", "一次" }, [WINDOW_WEEKLY] = { "weekly", "每周" }, [WINDOW_MONTHLY] = { "monthly", "每月" }, [WINDOW_YEARLY] = { "yearly", "每年" } };
const struct names util_report_by[BY_MAX] = { [BY_SYSTEM] = { "system", "系统" }, [BY_UNIT] = { "unit", "单位" }, [BY_POOL] = { "pool", "资源池" }, [BY_ZONE] = { "zone", "区域" } };

/* Basis points of what is allocated; the same seven everywhere. */
#define SEVEN(type, flags_, need_) \
	F(type, cpu_avg_bp, F_BP, "CPU 均值", flags_, .max = 10000), F(type, cpu_p95_bp, F_BP, "CPU P95", flags_, .max = 10000), F(type, mem_avg_bp, F_BP, "内存均值", flags_, .max = 10000), \
	F(type, mem_p95_bp, F_BP, "内存 P95", flags_, .max = 10000), F(type, sto_used_bp, F_BP, "存储使用率", flags_, .max = 10000), F(type, bw_p95_bp, F_BP, "带宽 P95", flags_, .max = 10000), \
	F(type, coverage_bp, F_BP, "采样覆盖率", (flags_) | (need_), .max = 10000)
#define SYSTEM(type, more) \
	F(type, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(type, system_no, F_STR, "系统编号", OUT | JOINED), F(type, system_name, F_STR, "信息系统名称", OUT | JOINED more), \
	F(type, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"), F(type, user_org_name, F_STR, "上云单位名称", OUT | JOINED)

static const struct field figures_fields[] = {
	F(struct util_figures, month, F_MONTH, "月份", IN | OUT), SEVEN(struct util_figures, IN | OUT, 0), F(struct util_figures, vcpu, F_INT, "vCPU", OUT), F(struct util_figures, mem_gb, F_INT, "内存 GB", OUT),
	F(struct util_figures, sto_gb, F_INT, "存储 GB", OUT), F(struct util_figures, n_resources, F_INT, "资源数", OUT), F(struct util_figures, level, F_ENUM, "判断", OUT, NAMES(util_level_names)),
	F(struct util_figures, why, F_STR, "说明", OUT, .max = 500), F(struct util_figures, formula, F_TEXT, "算式", OUT), { 0 }
};
const struct record util_figures_record = RECORD("utilisation_figures", struct util_figures, figures_fields, "利用率");

static const struct field measured_fields[] = {
	F(struct measured, id, F_ID, "资源", OUT), F(struct measured, no, F_STR, "资源编号", OUT), F(struct measured, name, F_STR, "资源名称", OUT), F(struct measured, qty, F_INT, "数量", OUT),
	F(struct measured, piece_vcpu, F_INT, "每件 vCPU", OUT), F(struct measured, piece_mem, F_INT, "每件内存", OUT), F(struct measured, piece_sto, F_INT, "每件存储", OUT), F(struct measured, standby, F_BOOL, "备用", OUT),
	F(struct measured, stage, F_BOOL, "阶段性", OUT), F(struct measured, exempt, F_BOOL, "豁免", OUT), F(struct measured, billing_start_date, F_DATE, "计费起始日", OUT), SEVEN(struct measured, OUT, 0), { 0 }
};
const struct record measured_record = RECORD("measured_resource", struct measured, measured_fields, "资源利用率");

static const struct field stat_fields[] = {
	F(struct util_stat, id, F_ID, "编号", OUT | SORT), F(struct util_stat, version, F_INT, "版本", OUT), F(struct util_stat, month, F_MONTH, "月份", OUT | FILTER | SORT), F(struct util_stat, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"),
	F(struct util_stat, resource_no, F_STR, "资源编号", OUT | JOINED | FILTER), F(struct util_stat, resource_name, F_STR, "资源名称", OUT | JOINED), F(struct util_stat, item_name, F_STR, "目录项", OUT | JOINED),
	F(struct util_stat, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct util_stat, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct util_stat, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"),
	F(struct util_stat, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct util_stat, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"), F(struct util_stat, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct util_stat, pool, F_ID, "资源池", OUT | FILTER, .ref = "pool"), F(struct util_stat, vcpu, F_INT, "vCPU", OUT), F(struct util_stat, mem_gb, F_INT, "内存 GB", OUT), F(struct util_stat, sto_gb, F_INT, "存储 GB", OUT),
	SEVEN(struct util_stat, OUT, 0), F(struct util_stat, corrects, F_ID, "更正哪一行", OUT | FILTER, .ref = "util_stat"), F(struct util_stat, replaced_by, F_ID, "被哪一行更正", OUT | FILTER, .ref = "util_stat"),
	F(struct util_stat, note, F_STR, "说明", OUT), F(struct util_stat, imported_by, F_ID, "导入人", OUT), F(struct util_stat, imported_by_name, F_STR, "导入人姓名", OUT), F(struct util_stat, imported_at, F_AT, "导入时间", OUT), { 0 }
};
const struct record util_stat_record = RECORD("util_stat", struct util_stat, stat_fields, "资源利用率");
static const struct field row_fields[] = {
	F(struct stat_row, no, F_STR, "资源编号", IN | NEEDED), F(struct stat_row, month, F_MONTH, "月份", IN | NEEDED), SEVEN(struct stat_row, IN, NEEDED), F(struct stat_row, note, F_STR, "说明", IN), { 0 }
};
const struct record stat_row_record = RECORD("utilisation_row", struct stat_row, row_fields, "利用率导入");
static const struct field holding_fields[] = {
	F(struct holding, id, F_ID, ""), F(struct holding, system, F_ID, ""), F(struct holding, user_org, F_ID, ""), F(struct holding, applicant_org, F_ID, ""), F(struct holding, csp, F_ID, ""), F(struct holding, pool, F_ID, ""),
	F(struct holding, qty, F_INT, ""), F(struct holding, vcpu, F_INT, ""), F(struct holding, mem_gb, F_INT, ""), F(struct holding, sto_gb, F_INT, ""), F(struct holding, billing_start_date, F_DATE, ""),
	F(struct holding, billing_end_date, F_DATE, ""), { 0 }
};
const struct record holding_stat_record = RECORD("measured_holding", struct holding, holding_fields, "被统计的资源");

static const struct field month_fields[] = {
	F(struct util_month, id, F_ID, "编号", OUT | SORT), F(struct util_month, version, F_INT, "版本", OUT), F(struct util_month, month, F_MONTH, "月份", OUT | FILTER | SORT), SYSTEM(struct util_month, ),
	F(struct util_month, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct util_month, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED), F(struct util_month, level, F_ENUM, "判断", OUT | FILTER | SORT, NAMES(util_level_names), .article = "A28.5"),
	SEVEN(struct util_month, OUT, 0), F(struct util_month, vcpu, F_INT, "vCPU", OUT | REPORT), F(struct util_month, mem_gb, F_INT, "内存 GB", OUT | REPORT), F(struct util_month, sto_gb, F_INT, "存储 GB", OUT | REPORT),
	F(struct util_month, n_resources, F_INT, "资源数", OUT | REPORT), F(struct util_month, why, F_STR, "说明", OUT, .max = 500), F(struct util_month, exempt, F_STR, "豁免原因", OUT), F(struct util_month, formula, F_TEXT, "算式", OUT),
	F(struct util_month, computed_at, F_AT, "计算时间", OUT), { 0 }
};
const struct record util_month_record = RECORD("system_utilisation", struct util_month, month_fields, "系统利用率");

static const struct field reply_fields[] = {
	F(struct util_reply, id, F_ID, "编号", OUT), F(struct util_reply, util_case, F_ID, "个案", OUT), F(struct util_reply, kind, F_ENUM, "种类", OUT, NAMES(reply_kind_names)), F(struct util_reply, reason, F_TEXT, "理由", OUT),
	F(struct util_reply, by_person, F_ID, "提出人", OUT), F(struct util_reply, by_name, F_STR, "提出人姓名", OUT), F(struct util_reply, at, F_AT, "时间", OUT), F(struct util_reply, decision, F_ENUM, "决定", OUT, NAMES(decisions)),
	F(struct util_reply, decision_reason, F_TEXT, "决定理由", OUT), F(struct util_reply, decided_by, F_ID, "决定人", OUT), F(struct util_reply, decided_by_name, F_STR, "决定人姓名", OUT), F(struct util_reply, decided_at, F_AT, "决定时间", OUT), { 0 }
};
const struct record util_reply_record = RECORD("util_reply", struct util_reply, reply_fields, "异议与豁免请求");
static const struct field case_fields[] = {
	F(struct util_case, id, F_ID, "编号", OUT | SORT), F(struct util_case, version, F_INT, "版本", OUT), SYSTEM(struct util_case, ), F(struct util_case, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct util_case, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED), F(struct util_case, kind, F_ENUM, "种类", OUT | FILTER, NAMES(util_case_kind_names), .article = "A25.1"), F(struct util_case, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(util_case_states)),
	F(struct util_case, opened_at, F_AT, "立案时间", OUT | FILTER | SORT), F(struct util_case, last_month, F_MONTH, "证据最后一月", OUT), F(struct util_case, basis, F_STR, "判断依据", OUT, .max = 500), F(struct util_case, cause, F_STR, "起因", OUT),
	F(struct util_case, coverage_bp, F_BP, "采样覆盖率", OUT), F(struct util_case, evidence, F_LIST, "证据", OUT, .sub = &util_figures_record), F(struct util_case, vcpu, F_INT, "立案时 vCPU", OUT), F(struct util_case, mem_gb, F_INT, "立案时内存 GB", OUT),
	F(struct util_case, sto_gb, F_INT, "立案时存储 GB", OUT), F(struct util_case, plan_kind, F_SET, "措施种类", OUT, NAMES(util_plan_kinds)), F(struct util_case, plan, F_TEXT, "整改方案", OUT), F(struct util_case, plan_due_date, F_DATE, "计划完成日", OUT | FILTER),
	F(struct util_case, planned_by, F_ID, "提交人", OUT), F(struct util_case, planned_at, F_AT, "提交时间", OUT), F(struct util_case, objection_rejected, F_BOOL, "异议未被采纳", OUT | FILTER, .article = "A39a.3"),
	F(struct util_case, overdue, F_BOOL, "答复超期", OUT | VIRTUAL, .article = "A39a.3"), F(struct util_case, pending, F_ID, "待决定的请求", OUT | JOINED), F(struct util_case, reply_due_at, F_AT, "答复期限", OUT | JOINED),
	F(struct util_case, exempt_until, F_DATE, "豁免至（不含）", OUT), F(struct util_case, linked_app, F_ID, "关联申请", OUT | FILTER, .ref = "application", .article = "A25.2b"), F(struct util_case, linked_app_no, F_STR, "关联申请编号", OUT | JOINED),
	F(struct util_case, close_reason, F_TEXT, "结束理由", OUT), F(struct util_case, closed_month, F_MONTH, "结束月份", OUT), F(struct util_case, closed_at, F_AT, "结束时间", OUT), F(struct util_case, replies, F_LIST, "异议与豁免请求", OUT | VIRTUAL, .sub = &util_reply_record), { 0 }
};
const struct record util_case_record = RECORD("util_case", struct util_case, case_fields, "利用率个案");
static const struct field refusal_fields[] = {
	F(struct util_refusal, util_case, F_ID, ""), F(struct util_refusal, system, F_ID, ""), F(struct util_refusal, user_org, F_ID, ""), F(struct util_refusal, applicant_org, F_ID, ""), F(struct util_refusal, objection_rejected, F_BOOL, ""),
	F(struct util_refusal, overdue, F_BOOL, ""), F(struct util_refusal, opened_at, F_AT, ""), F(struct util_refusal, system_name, F_STR, ""), { 0 }
};
const struct record util_refusal_record = RECORD("util_refusal", struct util_refusal, refusal_fields, "拒绝调配");
static const struct field exemption_fields[] = {
	F(struct util_exemption, id, F_ID, "编号", OUT | SORT), F(struct util_exemption, version, F_INT, "版本", OUT), F(struct util_exemption, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct util_exemption, resource_no, F_STR, "资源编号", OUT | JOINED),
	F(struct util_exemption, resource_name, F_STR, "资源名称", OUT | JOINED), F(struct util_exemption, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"), F(struct util_exemption, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"),
	F(struct util_exemption, csp, F_ID, "云服务商", OUT | JOINED, .ref = "org"), F(struct util_exemption, kind, F_ENUM, "种类", OUT | FILTER, NAMES(util_exempt_kinds)), F(struct util_exemption, reason, F_TEXT, "理由", OUT), F(struct util_exemption, until_date, F_DATE, "截止（不含）", OUT),
	F(struct util_exemption, approved_by, F_ID, "认定人", OUT), F(struct util_exemption, created_at, F_AT, "认定时间", OUT), F(struct util_exemption, ended_at, F_AT, "结束时间", OUT), F(struct util_exemption, end_reason, F_TEXT, "结束理由", OUT), { 0 }
};
const struct record util_exemption_record = RECORD("util_exemption", struct util_exemption, exemption_fields, "判断豁免");
static const struct field alert_fields[] = {
	F(struct util_alert, id, F_ID, "编号", OUT | SORT), F(struct util_alert, version, F_INT, "版本", OUT), SYSTEM(struct util_alert, ), F(struct util_alert, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"),
	F(struct util_alert, kind, F_ENUM, "种类", OUT | FILTER, NAMES(alert_kind_names)), F(struct util_alert, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(util_alert_states)), F(struct util_alert, first_month, F_MONTH, "起始月", OUT),
	F(struct util_alert, last_month, F_MONTH, "最近月", OUT | FILTER), F(struct util_alert, months, F_INT, "月数", OUT), F(struct util_alert, says, F_STR, "数据", OUT, .max = 500), F(struct util_alert, created_at, F_AT, "发出时间", OUT | FILTER),
	F(struct util_alert, acked_by, F_ID, "确认人", OUT), F(struct util_alert, acked_by_name, F_STR, "确认人姓名", OUT), F(struct util_alert, acked_at, F_AT, "确认时间", OUT), F(struct util_alert, ack_note, F_TEXT, "确认说明", OUT),
	F(struct util_alert, closed_at, F_AT, "关闭时间", OUT), F(struct util_alert, close_reason, F_TEXT, "关闭原因", OUT), { 0 }
};
const struct record util_alert_record = RECORD("util_alert", struct util_alert, alert_fields, "缩容与扩容提醒");
static const struct field optimize_fields[] = {
	F(struct optimize, id, F_ID, "编号", OUT | SORT), F(struct optimize, version, F_INT, "版本", OUT), F(struct optimize, kind, F_ENUM, "种类", OUT | FILTER, NAMES(optimize_kinds)), F(struct optimize, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"),
	F(struct optimize, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct optimize, user_org, F_ID, "上云单位", OUT | FILTER | JOINED, .ref = "org"), F(struct optimize, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct optimize, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct optimize, resource, F_ID, "资源", OUT, .ref = "resource"), F(struct optimize, util_case, F_ID, "利用率个案", OUT | FILTER, .ref = "util_case"),
	F(struct optimize, measures, F_STRS, "措施", OUT, .article = "A25.2a"), F(struct optimize, before_month, F_MONTH, "优化前月份", OUT), F(struct optimize, after_month, F_MONTH, "优化后月份", OUT),
	F(struct optimize, before, F_OBJ, "优化前", OUT, .sub = &util_figures_record), F(struct optimize, after, F_OBJ, "优化后", OUT, .sub = &util_figures_record), F(struct optimize, effect, F_TEXT, "效果与影响", OUT), F(struct optimize, done_date, F_DATE, "完成日期", OUT | FILTER),
	F(struct optimize, by_person, F_ID, "登记人", OUT), F(struct optimize, by_name, F_STR, "登记人姓名", OUT), F(struct optimize, by_org, F_ID, "登记单位", OUT | FILTER, .ref = "org"), F(struct optimize, by_org_name, F_STR, "登记单位名称", OUT),
	F(struct optimize, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record optimize_record_record = RECORD("optimize_record", struct optimize, optimize_fields, "优化记录");

static const struct field evaluation_fields[] = {
	F(struct evaluation, id, F_ID, "编号", OUT | SORT), F(struct evaluation, version, F_INT, "版本", OUT), F(struct evaluation, no, F_STR, "报告编号", OUT | FILTER | SORT), F(struct evaluation, kind, F_ENUM, "种类", OUT | FILTER, NAMES(eval_kind_names)),
	F(struct evaluation, period, F_STR, "期间", OUT | FILTER), F(struct evaluation, from_date, F_DATE, "起", OUT), F(struct evaluation, to_date, F_DATE, "止（不含）", OUT), F(struct evaluation, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"),
	F(struct evaluation, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct evaluation, by_org, F_ID, "起草单位", OUT, .ref = "org"), F(struct evaluation, by_org_name, F_STR, "起草单位名称", OUT | JOINED), F(struct evaluation, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(eval_states)),
	F(struct evaluation, summary, F_TEXT, "概况", OUT | VIRTUAL), F(struct evaluation, report, F_TEXT, "结论与说明", OUT, .max = 20000), F(struct evaluation, return_reason, F_TEXT, "退回理由", OUT), F(struct evaluation, digest, F_STR, "摘要", OUT),
	F(struct evaluation, created_at, F_AT, "起草时间", OUT), F(struct evaluation, generated_at, F_AT, "数据生成时间", OUT), F(struct evaluation, submitted_by, F_ID, "提交人", OUT), F(struct evaluation, submitted_at, F_AT, "提交时间", OUT | FILTER, .article = "A24b"),
	F(struct evaluation, auth_received_by, F_ID, "主管部门接收人", OUT), F(struct evaluation, auth_received_at, F_AT, "主管部门接收时间", OUT), F(struct evaluation, tech_received_by, F_ID, "技术管理部门接收人", OUT), F(struct evaluation, tech_received_at, F_AT, "技术管理部门接收时间", OUT),
	F(struct evaluation, n_systems, F_INT, "系统数", OUT | REPORT), F(struct evaluation, n_low, F_INT, "低利用率", OUT | REPORT), F(struct evaluation, n_high, F_INT, "高利用率", OUT | REPORT), F(struct evaluation, n_unjudged, F_INT, "无法判断", OUT | REPORT),
	F(struct evaluation, n_expand, F_INT, "建议扩容", OUT | REPORT), F(struct evaluation, n_shrink, F_INT, "建议缩容", OUT | REPORT), F(struct evaluation, n_revoke, F_INT, "建议撤销", OUT | REPORT), F(struct evaluation, n_keep, F_INT, "建议保持", OUT | REPORT),
	F(struct evaluation, tech_set, F_BOOL, "设有技术管理部门", OUT | JOINED, .article = "R-03"), { 0 }
};
const struct record evaluation_record = RECORD("evaluation", struct evaluation, evaluation_fields, "资源使用评估");
static const struct field item_fields[] = {
	F(struct evaluation_item, id, F_ID, "编号", OUT | SORT), F(struct evaluation_item, version, F_INT, "版本", OUT), F(struct evaluation_item, evaluation, F_ID, "评估", OUT | FILTER, .ref = "evaluation"), F(struct evaluation_item, no, F_STR, "报告编号", OUT | JOINED),
	F(struct evaluation_item, period, F_STR, "期间", OUT | JOINED | FILTER), F(struct evaluation_item, csp, F_ID, "云服务商", OUT | JOINED | FILTER, .ref = "org"), F(struct evaluation_item, csp_name, F_STR, "云服务商名称", OUT | JOINED), SYSTEM(struct evaluation_item, ),
	F(struct evaluation_item, applicant_org, F_ID, "申请单位", OUT | FILTER | JOINED, .ref = "org"), F(struct evaluation_item, level, F_ENUM, "判断", OUT | FILTER, NAMES(util_level_names)), F(struct evaluation_item, evidence, F_LIST, "证据", OUT, .sub = &util_figures_record),
	F(struct evaluation_item, evidence_text, F_TEXT, "证据说明", OUT), F(struct evaluation_item, computed_advice, F_ENUM, "计算建议", OUT | FILTER, NAMES(eval_advice_names)), F(struct evaluation_item, advice, F_ENUM, "建议", OUT | FILTER, NAMES(eval_advice_names), .article = "A24d"),
	F(struct evaluation_item, advice_reason, F_TEXT, "与计算不同的理由", OUT), F(struct evaluation_item, annotation, F_TEXT, "技术管理部门批注", OUT, .article = "A24c"), F(struct evaluation_item, annotated_by, F_ID, "批注人", OUT),
	F(struct evaluation_item, annotated_by_name, F_STR, "批注人姓名", OUT), F(struct evaluation_item, annotated_at, F_AT, "批注时间", OUT), F(struct evaluation_item, reply_reason, F_TEXT, "答复", OUT), F(struct evaluation_item, replied_by, F_ID, "答复人", OUT),
	F(struct evaluation_item, replied_by_name, F_STR, "答复人姓名", OUT), F(struct evaluation_item, replied_at, F_AT, "答复时间", OUT), F(struct evaluation_item, decision_reason, F_TEXT, "决定理由", OUT), F(struct evaluation_item, decided_by, F_ID, "决定人", OUT),
	F(struct evaluation_item, decided_at, F_AT, "决定时间", OUT), F(struct evaluation_item, evaluation_state, F_ENUM, "评估状态", OUT | JOINED, NAMES(eval_states)), F(struct evaluation_item, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(eval_item_states)), { 0 }
};
const struct record evaluation_item_record = RECORD("evaluation_item", struct evaluation_item, item_fields, "评估建议");

static const struct field window_fields[] = { F(struct window, from_date, F_DATE, "起", OUT), F(struct window, to_date, F_DATE, "止（不含）", OUT), F(struct window, recurrence, F_ENUM, "重复", OUT, NAMES(recurrences)), { 0 } };
const struct record window_record = RECORD("declared_window", struct window, window_fields, "申报的窗口");
static const struct field windows_fields[] = { F(struct staged, stage_windows, F_LIST, "窗口", OUT, .sub = &window_record), { 0 } };
const struct record windows_record = RECORD("declared_windows", struct staged, windows_fields, "申报的窗口");

static const struct field report_row_fields[] = {
	F(struct util_report_row, id, F_ID, "编号", OUT), F(struct util_report_row, name, F_STR, "名称", OUT), F(struct util_report_row, n_resources, F_INT, "资源数", OUT | REPORT), F(struct util_report_row, vcpu, F_INT, "vCPU", OUT | REPORT),
	F(struct util_report_row, mem_gb, F_INT, "内存 GB", OUT | REPORT), F(struct util_report_row, sto_gb, F_INT, "存储 GB", OUT | REPORT), F(struct util_report_row, cpu_avg_bp, F_BP, "CPU 均值", OUT), F(struct util_report_row, cpu_p95_bp, F_BP, "CPU P95", OUT),
	F(struct util_report_row, mem_avg_bp, F_BP, "内存均值", OUT), F(struct util_report_row, mem_p95_bp, F_BP, "内存 P95", OUT), F(struct util_report_row, sto_used_bp, F_BP, "存储使用率", OUT), F(struct util_report_row, coverage_bp, F_BP, "采样覆盖率", OUT), { 0 }
};
const struct record util_report_row_record = RECORD("utilisation_report_row", struct util_report_row, report_row_fields, "利用率统计");
static const struct field report_fields[] = { F(struct util_report, month, F_MONTH, "月份", OUT), F(struct util_report, by, F_ENUM, "口径", OUT, NAMES(util_report_by)), F(struct util_report, items, F_LIST, "统计", OUT, .sub = &util_report_row_record, .max = 5000), { 0 } };
const struct record util_report_record = RECORD("utilisation_report", struct util_report, report_fields, "利用率统计表");
static const struct field report_in_fields[] = { F(struct report_in, month, F_MONTH, "月份", IN | NEEDED), F(struct report_in, by, F_ENUM, "口径", IN, NAMES(util_report_by)), { 0 } };
const struct record report_in_record = RECORD("utilisation_report_query", struct report_in, report_in_fields, "统计口径");

static const struct field source_fields[] = {
	F(struct reclaim_source, resource, F_ID, "资源", OUT), F(struct reclaim_source, no, F_STR, "资源编号", OUT), F(struct reclaim_source, name, F_STR, "资源名称", OUT), F(struct reclaim_source, item, F_ID, "目录项", 0), F(struct reclaim_source, item_code, F_STR, "目录项编码", OUT),
	F(struct reclaim_source, zone, F_STR, "区域", OUT), F(struct reclaim_source, unit, F_STR, "单位", OUT), F(struct reclaim_source, csp, F_ID, "云服务商", OUT), F(struct reclaim_source, system_name, F_STR, "信息系统名称", OUT), F(struct reclaim_source, qty, F_INT, "现有", OUT),
	F(struct reclaim_source, reclaim_qty, F_INT, "可收回", OUT | VIRTUAL), F(struct reclaim_source, used_qty, F_INT, "用于本申请", OUT | VIRTUAL), F(struct reclaim_source, formula, F_STR, "算式", OUT | VIRTUAL, .max = 500),
	F(struct reclaim_source, unit_price_e4, F_E4, "合同单价", OUT | VIRTUAL), F(struct reclaim_source, billing_period, F_ENUM, "计费周期", OUT | VIRTUAL, .names = billing_period_names, .n_names = BILLING_PERIOD_MAX), F(struct reclaim_source, year_fen, F_FEN, "全部收回的年节约", OUT | VIRTUAL),
	F(struct reclaim_source, months, F_LIST, "各月利用率", OUT | VIRTUAL, .sub = &util_figures_record), { 0 }
};
const struct record reclaim_source_record = RECORD("reclaim_source", struct reclaim_source, source_fields, "可调剂的资源");
static const struct field offer_line_fields[] = {
	F(struct offer_line, line, F_ID, "明细", OUT), F(struct offer_line, seq, F_INT, "序号", OUT), F(struct offer_line, item_code, F_STR, "目录项编码", OUT), F(struct offer_line, item_name, F_STR, "目录项", OUT), F(struct offer_line, zone, F_STR, "区域", OUT),
	F(struct offer_line, unit, F_STR, "单位", OUT), F(struct offer_line, qty, F_INT, "申请", OUT), F(struct offer_line, reclaim_qty, F_INT, "先收回", OUT), F(struct offer_line, grant_qty, F_INT, "建议核定", OUT), F(struct offer_line, saving_year_fen, F_FEN, "年节约", OUT), { 0 }
};
static const struct record offer_line_record = RECORD("counter_offer_line", struct offer_line, offer_line_fields, "核减建议明细");
static const struct field offer_fields[] = {
	F(struct counter_offer, id, F_ID, "申请", OUT), F(struct counter_offer, says, F_STR, "建议", OUT, .max = 500), F(struct counter_offer, formula, F_STR, "算法", OUT, .max = 500), F(struct counter_offer, lines, F_LIST, "明细", OUT, .sub = &offer_line_record, .max = 1000),
	F(struct counter_offer, sources, F_LIST, "可调剂的资源", OUT, .sub = &reclaim_source_record, .max = 5000), F(struct counter_offer, saving_year_fen, F_FEN, "用于本申请的年节约", OUT), F(struct counter_offer, reclaim_year_fen, F_FEN, "全部收回的年节约", OUT), { 0 }
};
const struct record counter_offer_record = RECORD("counter_offer", struct counter_offer, offer_fields, "核减建议");
