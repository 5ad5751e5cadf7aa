/* What an application is made of: every record of this folder as a table of fields. */
#include "domain/application/application_in.h"

const struct names app_type_names[APP_TYPE_MAX] = {
	[APP_NEW] = { "new", "新建上云" }, [APP_MIGRATE] = { "migrate", "存量迁移" }, [APP_CHANGE] = { "change", "变更" }, [APP_REVOKE] = { "revoke", "撤销" },
	[APP_EMERGENCY_MAKEUP] = { "emergency_makeup", "应急补办" }, [APP_OFF_CATALOG] = { "off_catalog", "目录外采购" },
	[APP_DEDICATED_POOL] = { "dedicated_pool", "专属资源池" },
};
const struct names app_state_names[APP_STATE_MAX] = {
	[APP_DRAFT] = { "draft", "草稿" }, [APP_INTERNAL_REVIEW] = { "internal_review", "内部审核" },
	[APP_INTERNAL_REJECTED] = { "internal_rejected", "内部退回" }, [APP_SUBMITTED] = { "submitted", "已提交" },
	[APP_NOT_ACCEPTED] = { "not_accepted", "不予受理" }, [APP_ACCEPTED] = { "accepted", "已受理" }, [APP_UNDER_REVIEW] = { "under_review", "审核中" },
	[APP_REJECTED] = { "rejected", "不同意" }, [APP_APPROVED] = { "approved", "同意" }, [APP_APPROVED_REDUCED] = { "approved_reduced", "核减同意" },
	[APP_PROVISIONING] = { "provisioning", "开通中" }, [APP_TRIAL] = { "trial", "试用" }, [APP_SUGGESTED] = { "suggested", "已提调整建议" },
	[APP_FILED] = { "filed", "已备案" }, [APP_DELIVERED] = { "delivered", "已交付" }, [APP_LIVE] = { "live", "已上线" },
	[APP_EXECUTING] = { "executing", "实施中" }, [APP_USER_CONFIRMED] = { "user_confirmed", "已确认" },
	[APP_BACKUP_CONFIRMED] = { "backup_confirmed", "备份已确认" }, [APP_STOPPED] = { "stopped", "服务已停止" }, [APP_COOLING] = { "cooling", "冷静期" },
	[APP_DESTROYED] = { "destroyed", "数据已销毁" }, [APP_CLOSED] = { "closed", "办结" }, [APP_WITHDRAWN] = { "withdrawn", "撤回" },
	[APP_TERMINATED] = { "terminated", "终止" },
};
const struct names load_kind_names[LOAD_KIND_MAX] = {
	[LOAD_STEADY] = { "steady", "平稳" }, [LOAD_PERIODIC] = { "periodic", "周期性" }, [LOAD_BURST] = { "burst", "突发性" },
};
const struct names proof_kind_names[PROOF_KIND_MAX] = {
	[PROOF_CONTRACT_EXPIRY] = { "contract_expiry", "合同到期" }, [PROOF_INSUFFICIENT] = { "insufficient", "条件不满足" },
};
const struct names recurrence_names[RECURRENCE_MAX] = {
	[ONCE] = { "once", "一次" }, [WEEKLY] = { "weekly", "每周" }, [MONTHLY] = { "monthly", "每月" }, [YEARLY] = { "yearly", "每年" },
};
const struct names opinion_result_names[OPINION_RESULT_MAX] = {
	[OPINION_AGREE] = { "agree", "同意" }, [OPINION_REDUCE] = { "reduce", "核减同意" }, [OPINION_REJECT] = { "reject", "不同意" },
};
const struct names check_state_names[CHECK_STATE_MAX] = {
	[CHECK_PRESENT] = { "present", "齐全" }, [CHECK_ABSENT] = { "absent", "缺少" }, [CHECK_DEFECTIVE] = { "defective", "有缺陷" },
};
const struct names task_kind_names[TASK_KIND_MAX] = {
	[TASK_AUTHORITY] = { "authority", "主管部门" }, [TASK_DEPT] = { "dept", "会办部门" }, [TASK_TECH] = { "tech", "技术管理部门" },
	[TASK_CSP] = { "csp", "服务商评估" }, [TASK_EXPERT] = { "expert", "专家" },
};
const struct names aspect_names[ASPECT_MAX] = {
	[ASPECT_COMPLETE] = { "completeness", "完整性" }, [ASPECT_FEASIBLE] = { "feasibility", "可行性" },
	[ASPECT_REASONABLE] = { "reasonableness", "合理性" }, [ASPECT_SECURITY] = { "security", "安全" }, [ASPECT_BUDGET] = { "budget", "预算" },
};
const struct names task_result_names[TASK_RESULT_MAX] = {
	[TASK_SUPPORT] = { "support", "同意" }, [TASK_REDUCE] = { "reduce", "建议核减" }, [TASK_OPPOSE] = { "oppose", "不同意" },
};
const struct names task_state_names[TASK_STATE_MAX] = {
	[TASK_ASKED] = { "asked", "待回复" }, [TASK_REPLIED] = { "replied", "已回复" }, [TASK_LAPSED] = { "lapsed", "已失效" },
};

/* ---- the parts ---- */
static const struct field attrs_fields[] = {
	F(struct line_attrs, vcpu, F_INT, "vCPU", IN | OUT),
	F(struct line_attrs, mem_gb, F_INT, "内存 GB", IN | OUT),
	F(struct line_attrs, sys_disk_gb, F_INT, "系统盘 GB", IN | OUT),
	F(struct line_attrs, data_disk_gb, F_INT, "数据盘 GB", IN | OUT),
	F(struct line_attrs, os, F_STR, "操作系统", IN | OUT),
	F(struct line_attrs, ip_count, F_INT, "IP 数", IN | OUT),
	F(struct line_attrs, bw_mbps, F_INT, "带宽 Mbps", IN | OUT),
	F(struct line_attrs, ports, F_STR, "开放端口", IN | OUT),
	{ 0 }
};
const struct record line_attrs_record = RECORD("line_attrs", struct line_attrs, attrs_fields, "规格");

static const struct field basis_fields[] = {
	F(struct sizing_basis, users, F_INT, "用户数", IN | OUT),
	F(struct sizing_basis, concurrency, F_INT, "并发数", IN | OUT),
	F(struct sizing_basis, tps_peak, F_INT, "峰值每秒交易数", IN | OUT),
	F(struct sizing_basis, tx_cpu_ms, F_INT, "每笔交易 CPU 毫秒", IN | OUT),
	F(struct sizing_basis, data_now_gb, F_INT, "现有数据 GB", IN | OUT),
	F(struct sizing_basis, data_growth_gb_month, F_INT, "每月增长 GB", IN | OUT),
	F(struct sizing_basis, retain_months, F_INT, "保存月数", IN | OUT),
	F(struct sizing_basis, redundancy_bp, F_BP, "冗余比例", IN | OUT, .help = "万分之一，3000 为 30%"),
	F(struct sizing_basis, formula, F_TEXT, "计算公式", IN | OUT),
	F(struct sizing_basis, result, F_TEXT, "计算结果", IN | OUT),
	F(struct sizing_basis, file, F_ID, "测算表", IN | OUT, .ref = "attachment"),
	{ 0 }
};
const struct record sizing_basis_record = RECORD("sizing_basis", struct sizing_basis, basis_fields, "测算依据");

static const struct field line_fields[] = {
	F(struct application_line, id, F_ID, "编号", OUT),
	F(struct application_line, application, F_ID, "申请", 0),
	F(struct application_line, seq, F_INT, "序号", IN | OUT, .min = 0, .max = 1000),
	F(struct application_line, item, F_ID, "目录项", IN | OUT, .ref = "catalog_item", .article = "A19.5a"),
	F(struct application_line, item_code, F_STR, "目录项编码", IN | OUT, .help = "目录项编号与编码给出一个即可"),
	F(struct application_line, item_name, F_STR, "目录项名称", OUT),
	F(struct application_line, spec, F_TEXT, "规格", OUT),
	F(struct application_line, unit, F_STR, "单位", OUT),
	F(struct application_line, category, F_ENUM, "类别", OUT, .names = item_category_names, .n_names = ITEM_CATEGORY_MAX),
	F(struct application_line, zone, F_ENUM, "网络区域", IN | OUT, .names = zone_names, .n_names = ZONE_MAX, .article = "A15.2a"),
	F(struct application_line, pool_pref, F_ID, "意向资源池", IN | OUT, .ref = "pool"),
	F(struct application_line, qty, F_INT, "申请数量", IN | OUT | NEEDED | REPORT, .min = 1, .max = 1000000000),
	F(struct application_line, use, F_STR, "用途", IN | OUT, .help = "应用、数据库、中间件、备份等"),
	F(struct application_line, attrs, F_OBJ, "规格要求", IN | OUT, .sub = &line_attrs_record),
	F(struct application_line, period_months, F_INT, "使用月数", IN | OUT, .min = 1, .max = 600),
	F(struct application_line, xinchuang, F_BOOL, "信创", OUT, .article = "A19.4b"),
	F(struct application_line, non_xc_reason, F_TEXT, "未选信创的理由", IN | OUT, .max = 1000, .article = "A19.4b"),
	F(struct application_line, non_xc_evidence, F_TEXT, "理由的依据", IN | OUT, .max = 1000, .article = "A19.4b"),
	F(struct application_line, non_xc_approved, F_BOOL, "同意使用非信创", OUT, .article = "A19.4b"),
	F(struct application_line, sizing_basis, F_OBJ, "测算依据", IN | OUT, .sub = &sizing_basis_record, .article = "A19.1b"),
	F(struct application_line, unit_price_e4, F_E4, "单价", OUT, .help = "元的万分之一；空值为合同中没有价格"),
	F(struct application_line, price_from, F_STR, "价格来源", OUT, .help = "contract 为合同价，list 为目录参考价（估算）"),
	F(struct application_line, est_month_fen, F_FEN, "每月估算", OUT | REPORT),
	F(struct application_line, approved_qty, F_INT, "核定数量", OUT | REPORT, .article = "A20.1c"),
	F(struct application_line, reduce_reason, F_TEXT, "核减理由", OUT, .article = "A20.1c"),
	F(struct application_line, approved_month_fen, F_FEN, "核定每月", OUT | REPORT),
	F(struct application_line, assigned_pool, F_ID, "分配的资源池", OUT, .ref = "pool", .article = "A20.1d"),
	F(struct application_line, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct application_line, assigned_pool_name, F_STR, "分配的资源池名称", OUT | JOINED),
	F(struct application_line, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct application_line, advice_qty, F_INT, "服务商建议数量", OUT | VIRTUAL | REPORT, .article = "A10.4"),
	F(struct application_line, advice_note, F_STR, "服务商建议理由", OUT | VIRTUAL),
	F(struct application_line, delivered_qty, F_INT, "交付数量", OUT | VIRTUAL | REPORT, .article = "A20.1c", .help = "交付工单实际交付的数量"),
	F(struct application_line, xc_item_code, F_STR, "可改选的信创目录项", OUT | VIRTUAL, .article = "A19.4b"),
	F(struct application_line, xc_item_name, F_STR, "可改选的信创目录项名称", OUT | VIRTUAL),
	{ 0 }
};
const struct record application_line_record = RECORD("application_line", struct application_line, line_fields, "申请明细");

static const struct field window_fields[] = {
	F(struct stage_window, from_date, F_DATE, "开始", IN | OUT | NEEDED),
	F(struct stage_window, to_date, F_DATE, "结束（不含）", IN | OUT | NEEDED),
	F(struct stage_window, recurrence, F_ENUM, "重复", IN | OUT, NAMES(recurrence_names)),
	F(struct stage_window, line, F_INT, "明细序号", IN | OUT, .min = 0, .max = 1000),
	F(struct stage_window, extra_qty, F_INT, "增加数量", IN | OUT, .min = 0, .max = 1000000),
	F(struct stage_window, note, F_STR, "说明", IN | OUT),
	{ 0 }
};
const struct record stage_window_record = RECORD("stage_window", struct stage_window, window_fields, "阶段性资源窗口");

static const struct field policy_fields[] = {
	F(struct network_policy, src, F_STR, "源", IN | OUT), F(struct network_policy, dst, F_STR, "目的", IN | OUT),
	F(struct network_policy, port, F_STR, "端口", IN | OUT), F(struct network_policy, proto, F_STR, "协议", IN | OUT),
	F(struct network_policy, zone, F_ENUM, "区域", IN | OUT, .names = zone_names, .n_names = ZONE_MAX), { 0 }
};
static const struct record network_policy_record = RECORD("network_policy", struct network_policy, policy_fields, "网络策略");

static const struct field plan_fields[] = {
	F(struct cloud_plan, arch_desc, F_TEXT, "总体架构", IN | OUT),
	F(struct cloud_plan, topology, F_ID, "拓扑图", IN | OUT, .ref = "attachment"),
	F(struct cloud_plan, deploy_list, F_TEXT, "部署清单", IN | OUT),
	F(struct cloud_plan, network_policy, F_LIST, "网络策略", IN | OUT, .sub = &network_policy_record, .max = 200),
	F(struct cloud_plan, security_design, F_TEXT, "安全设计", IN | OUT),
	F(struct cloud_plan, crypto_design, F_TEXT, "密码应用设计", IN | OUT),
	F(struct cloud_plan, backup_design, F_TEXT, "备份设计", IN | OUT),
	F(struct cloud_plan, dr_design, F_TEXT, "灾备设计", IN | OUT),
	F(struct cloud_plan, migration_steps, F_TEXT, "迁移步骤", IN | OUT),
	F(struct cloud_plan, cutover_plan, F_TEXT, "割接方案", IN | OUT),
	F(struct cloud_plan, rollback_plan, F_TEXT, "回退方案", IN | OUT),
	F(struct cloud_plan, schedule, F_TEXT, "进度安排", IN | OUT),
	F(struct cloud_plan, risks, F_TEXT, "风险", IN | OUT),
	F(struct cloud_plan, file, F_ID, "方案文件", IN | OUT, .ref = "attachment"),
	{ 0 }
};
const struct record cloud_plan_record = RECORD("cloud_plan", struct cloud_plan, plan_fields, "上云方案");

/* ---- what is filled for the reader ---- */
static const struct field problem_fields[] = {
	F(struct app_problem, article, F_STR, "条文", OUT), F(struct app_problem, clause, F_STR, "条款", OUT), F(struct app_problem, code, F_STR, "代码", OUT),
	F(struct app_problem, message, F_STR, "说明", OUT), F(struct app_problem, field, F_STR, "字段", OUT), { 0 }
};
const struct record app_problem_record = RECORD("application_problem", struct app_problem, problem_fields, "待处理");
static const struct field warning_fields[] = {
	F(struct app_warning, article, F_STR, "条文", OUT), F(struct app_warning, clause, F_STR, "条款", OUT), F(struct app_warning, message, F_STR, "说明", OUT), { 0 }
};
const struct record app_warning_record = RECORD("application_warning", struct app_warning, warning_fields, "提醒");
static const struct field step_fields[] = {
	F(struct app_step, name, F_STR, "步骤", OUT), F(struct app_step, label, F_STR, "名称", OUT),
	F(struct app_step, state, F_STR, "进度", OUT, .help = "done 已完成，current 进行中，todo 未到，stopped 到此为止"),
	F(struct app_step, article, F_STR, "条文", OUT), F(struct app_step, date, F_DATE, "完成日", OUT), F(struct app_step, due_date, F_DATE, "期限", OUT), { 0 }
};
const struct record app_step_record = RECORD("application_step", struct app_step, step_fields, "步骤");
static const struct field material_fields[] = {
	F(struct app_material, name, F_STR, "材料", OUT), F(struct app_material, label, F_STR, "名称", OUT), F(struct app_material, article, F_STR, "条文", OUT),
	F(struct app_material, clause, F_STR, "条款", OUT), F(struct app_material, needed, F_BOOL, "必交", OUT),
	F(struct app_material, present, F_BOOL, "已交", OUT), F(struct app_material, note, F_STR, "说明", OUT),
	F(struct app_material, state, F_ENUM, "核对", OUT, NAMES(check_state_names), .article = "A20.1a"), F(struct app_material, checked_note, F_STR, "核对说明", OUT),
	F(struct app_material, files, F_IDS, "附件", OUT, .ref = "attachment"), { 0 }
};
const struct record app_material_record = RECORD("application_material", struct app_material, material_fields, "材料");
static const struct field said_fields[] = {
	F(struct app_said, part, F_STR, "环节", OUT), F(struct app_said, label, F_STR, "环节名称", OUT), F(struct app_said, article, F_STR, "条文", OUT),
	F(struct app_said, org_name, F_STR, "单位", OUT), F(struct app_said, person_name, F_STR, "办理人", OUT), F(struct app_said, result, F_STR, "结论", OUT),
	F(struct app_said, result_label, F_STR, "结论名称", OUT), F(struct app_said, text, F_TEXT, "意见", OUT), F(struct app_said, at, F_AT, "时间", OUT), { 0 }
};
const struct record app_said_record = RECORD("application_opinion", struct app_said, said_fields, "各方意见");
static const struct field opinion_fields[] = {
	F(struct app_opinion, id, F_ID, "编号", OUT), F(struct app_opinion, application, F_ID, "申请", OUT, .ref = "application"),
	F(struct app_opinion, round, F_INT, "轮次", OUT), F(struct app_opinion, no, F_STR, "意见书编号", OUT),
	F(struct app_opinion, state, F_STR, "状态", OUT, .help = "proposed 待签发，returned 已退回，replaced 已重提，issued 已签发"),
	F(struct app_opinion, result, F_ENUM, "结论", OUT, NAMES(opinion_result_names)), F(struct app_opinion, conditions, F_TEXT, "条件", OUT),
	F(struct app_opinion, text, F_TEXT, "意见", OUT), F(struct app_opinion, est_month_fen, F_FEN, "申请每月", OUT),
	F(struct app_opinion, approved_month_fen, F_FEN, "核定每月", OUT),
	F(struct app_opinion, proposer, F_ID, "经办", OUT), F(struct app_opinion, proposer_name, F_STR, "经办人", OUT),
	F(struct app_opinion, proposed_at, F_AT, "提出时间", OUT), F(struct app_opinion, signer, F_ID, "签发", OUT),
	F(struct app_opinion, signer_name, F_STR, "签发人", OUT), F(struct app_opinion, signed_at, F_AT, "签发时间", OUT),
	F(struct app_opinion, return_comment, F_TEXT, "退回意见", OUT), F(struct app_opinion, digest, F_STR, "SM3 摘要", OUT),
	F(struct app_opinion, judged_on, F_TEXT, "审核所据的数据", OUT, .max = 2000000, .article = "A20.1c", .help = "提出意见时的合理性提示原文，随意见书固定"), { 0 }
};
const struct record app_opinion_record = RECORD("opinion", struct app_opinion, opinion_fields, "审批意见");

static const struct field aspect_said_fields[] = {
	F(struct aspect_said, aspect, F_ENUM, "方面", OUT, NAMES(aspect_names)), F(struct aspect_said, n_asked, F_INT, "征求", OUT | REPORT),
	F(struct aspect_said, n_replied, F_INT, "已回复", OUT | REPORT), F(struct aspect_said, n_support, F_INT, "同意", OUT | REPORT),
	F(struct aspect_said, n_reduce, F_INT, "建议核减", OUT | REPORT), F(struct aspect_said, n_oppose, F_INT, "不同意", OUT | REPORT),
	F(struct aspect_said, verdict, F_STR, "概括", OUT), F(struct aspect_said, text, F_TEXT, "各方意见", OUT, .max = 100000), { 0 }
};
const struct record aspect_said_record = RECORD("aspect_summary", struct aspect_said, aspect_said_fields, "各方面审核情况");
static const struct field stage_end_fields[] = {
	F(struct stage_end, id, F_ID, "编号", OUT), F(struct stage_end, application, F_ID, "申请", OUT, .ref = "application"), F(struct stage_end, line, F_INT, "明细序号", OUT),
	F(struct stage_end, extra_qty, F_INT, "应收回数量", OUT), F(struct stage_end, from_date, F_DATE, "开始", OUT), F(struct stage_end, to_date, F_DATE, "结束（不含）", OUT),
	F(struct stage_end, at, F_AT, "登记时间", OUT), F(struct stage_end, note, F_STR, "说明", OUT), { 0 }
};
const struct record stage_end_record = RECORD("stage_end", struct stage_end, stage_end_fields, "结束的阶段性窗口");
static const struct names use_scope_names[USE_SCOPE_MAX] = { [USE_OF_SYSTEM] = { "system", "本系统" }, [USE_OF_UNIT] = { "unit", "本单位" } };
static const struct field use_fields[] = {
	F(struct line_utilisation, id, F_ID, "编号", OUT), F(struct line_utilisation, application, F_ID, "申请", OUT), F(struct line_utilisation, line, F_INT, "明细序号", OUT),
	F(struct line_utilisation, scope, F_ENUM, "范围", OUT, NAMES(use_scope_names)), F(struct line_utilisation, from_month, F_MONTH, "起", OUT),
	F(struct line_utilisation, to_month, F_MONTH, "止", OUT), F(struct line_utilisation, n_resources, F_INT, "资源数", OUT),
	F(struct line_utilisation, cpu_avg_bp, F_BP, "CPU 均值", OUT), F(struct line_utilisation, cpu_p95_bp, F_BP, "CPU 95 分位", OUT),
	F(struct line_utilisation, mem_avg_bp, F_BP, "内存均值", OUT), F(struct line_utilisation, mem_p95_bp, F_BP, "内存 95 分位", OUT),
	F(struct line_utilisation, sto_used_bp, F_BP, "存储使用", OUT), F(struct line_utilisation, bw_p95_bp, F_BP, "带宽 95 分位", OUT),
	F(struct line_utilisation, coverage_bp, F_BP, "数据覆盖率", OUT), F(struct line_utilisation, text, F_STR, "说明", OUT, .max = 500),
	F(struct line_utilisation, at, F_AT, "计算时间", OUT), { 0 }
};
const struct record line_utilisation_record = RECORD("line_utilisation", struct line_utilisation, use_fields, "已有资源使用情况");
static const struct field checklist_fields[] = {
	F(struct checklist_item, id, F_ID, "编号", OUT | IN_PATH | SORT), F(struct checklist_item, version, F_INT, "版本", OUT),
	F(struct checklist_item, type, F_ENUM, "申请类型", IN | OUT | NEEDED | FILTER, NAMES(app_type_names)),
	F(struct checklist_item, name, F_STR, "材料代码", OUT, .help = "上传附件时的材料种类"), F(struct checklist_item, label, F_STR, "材料名称", IN | OUT | NEEDED, .max = 60),
	F(struct checklist_item, article, F_STR, "依据", OUT), F(struct checklist_item, help, F_STR, "要求", IN | OUT),
	F(struct checklist_item, needed, F_BOOL, "必交", IN | OUT | FILTER), F(struct checklist_item, active, F_BOOL, "启用", IN | OUT | FILTER),
	F(struct checklist_item, fixed, F_BOOL, "办法规定", OUT | FILTER), F(struct checklist_item, builtin, F_BOOL, "平台内置", OUT),
	F(struct checklist_item, created_at, F_AT, "增加时间", OUT), F(struct checklist_item, updated_at, F_AT, "更新时间", OUT), { 0 }
};
const struct record checklist_item_record = RECORD("checklist_item", struct checklist_item, checklist_fields, "材料清单项");

/* ---- the application ---- */
static const struct field application_fields[] = {
	F(struct application, id, F_ID, "编号", OUT | SORT),
	F(struct application, version, F_INT, "版本", OUT),
	F(struct application, no, F_STR, "申请编号", OUT | FILTER | SORT),
	F(struct application, type, F_ENUM, "申请类型", OUT | FILTER, NAMES(app_type_names)),
	F(struct application, round, F_INT, "轮次", OUT, .article = "A20.2d"),
	F(struct application, title, F_STR, "标题", OUT),
	F(struct application, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system", .article = "A18"),
	F(struct application, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct application, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"),
	F(struct application, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct application, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct application, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED),
	F(struct application, drafter, F_ID, "起草人", OUT | FILTER, .ref = "person"),
	F(struct application, drafter_name, F_STR, "起草人姓名", OUT),
	F(struct application, editor, F_ID, "最后修改人", OUT, .ref = "person"),
	F(struct application, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(app_state_names)),
	F(struct application, reason, F_TEXT, "申请理由", OUT),
	F(struct application, planned_live_date, F_DATE, "计划启用", OUT | FILTER, .article = "A19.6"),
	F(struct application, earliest_ready_date, F_DATE, "最早可开通", OUT, .article = "A19.6"),
	F(struct application, ready_warning, F_STR, "时间提醒", OUT, .article = "A19.6"),
	F(struct application, load_kind, F_ENUM, "负载特征", OUT | FILTER, NAMES(load_kind_names), .article = "A19.2"),
	F(struct application, stage_windows, F_LIST, "阶段性资源窗口", OUT, .sub = &stage_window_record, .max = 50, .article = "A19.2"),
	F(struct application, migrate_from, F_STR, "迁移前承载", OUT, .article = "A19.3"),
	F(struct application, proof_kind, F_SET, "迁移证明种类", OUT, NAMES(proof_kind_names), .article = "A19.3a"),
	F(struct application, old_contract_to, F_DATE, "原合同到期日", OUT, .article = "A19.3a"),
	F(struct application, cutover_date, F_DATE, "计划割接日", OUT, .article = "A19.3b"),
	F(struct application, proof_note, F_TEXT, "不满足需要的说明", OUT, .article = "A19.3a"),
	F(struct application, approval_note, F_TEXT, "无立项批复的说明", OUT, .article = "A19.1c"),
	F(struct application, catalog_version, F_ID, "目录版本", OUT, .ref = "catalog_version", .article = "A19.5a"),
	F(struct application, catalog_version_no, F_STR, "目录版本号", OUT),
	F(struct application, regulation_version, F_STR, "办法版本", OUT, .article = "A41"),
	F(struct application, budget_source, F_STR, "资金来源", OUT),
	F(struct application, lines, F_LIST, "申请明细", OUT | VIRTUAL, .sub = &application_line_record, .max = 100),
	F(struct application, plan, F_OBJ, "上云方案", OUT, .sub = &cloud_plan_record, .article = "A19.1a"),
	F(struct application, est_month_fen, F_FEN, "每月估算", OUT | REPORT, .help = "空值表示有明细缺少价格"),
	F(struct application, approved_month_fen, F_FEN, "核定每月", OUT | REPORT),
	F(struct application, copied_from, F_ID, "复制自", OUT, .ref = "application"),
	F(struct application, handler, F_ID, "经办人", OUT | FILTER, .ref = "person"),
	F(struct application, handler_name, F_STR, "经办人姓名", OUT),
	F(struct application, created_at, F_AT, "起草时间", OUT | SORT),
	F(struct application, updated_at, F_AT, "更新时间", OUT | SORT),
	F(struct application, submitted_at, F_AT, "提交时间", OUT | FILTER),
	F(struct application, accepted_at, F_AT, "受理时间", OUT | FILTER),
	F(struct application, issued_at, F_AT, "意见签发时间", OUT | FILTER),
	F(struct application, ended_at, F_AT, "结束时间", OUT),
	F(struct application, receipt_no, F_STR, "收件回执号", OUT, .article = "A19.1d"),
	F(struct application, receipt_digest, F_STR, "回执 SM3 摘要", OUT, .article = "A19.1d"),
	F(struct application, accept_no, F_STR, "受理（不予受理）文号", OUT, .article = "A20.2"),
	F(struct application, opinion_no, F_STR, "审批意见书编号", OUT | FILTER, .article = "A20.1d"),
	F(struct application, problems, F_LIST, "提交前要处理的", OUT | VIRTUAL, .sub = &app_problem_record),
	F(struct application, warnings, F_LIST, "提醒", OUT | VIRTUAL, .sub = &app_warning_record),
	F(struct application, steps, F_LIST, "步骤", OUT | VIRTUAL, .sub = &app_step_record),
	F(struct application, materials, F_LIST, "材料", OUT | VIRTUAL, .sub = &app_material_record, .article = "A20.1a"),
	F(struct application, opinions, F_LIST, "各方意见", OUT | VIRTUAL, .sub = &app_said_record, .article = "A20.1"),
	F(struct application, opinion, F_OBJ, "审批意见", OUT | VIRTUAL, .sub = &app_opinion_record, .article = "A20.1d"),
	F(struct application, review_summary, F_LIST, "各方面审核情况", OUT | VIRTUAL, .sub = &aspect_said_record, .article = "A20.1"),
	F(struct application, stage_ends, F_LIST, "已结束的阶段性窗口", OUT | VIRTUAL, .sub = &stage_end_record, .max = 2000, .article = "A19.2"),
	F(struct application, clock, F_OBJ, "在走的时限", OUT | VIRTUAL, .sub = &clock_record, .article = "A20.2"),
	{ 0 }
};
const struct record application_record = RECORD("application", struct application, application_fields, "申请");

/* ---- inside review, acceptance, rounds ---- */
static const struct field internal_review_fields[] = {
	F(struct internal_review, id, F_ID, "编号", OUT), F(struct internal_review, application, F_ID, "申请", OUT), F(struct internal_review, round, F_INT, "轮次", OUT),
	F(struct internal_review, reviewer, F_ID, "审核人", OUT), F(struct internal_review, reviewer_name, F_STR, "审核人姓名", OUT),
	F(struct internal_review, passed, F_BOOL, "通过", OUT), F(struct internal_review, opinion, F_TEXT, "意见", OUT), F(struct internal_review, at, F_AT, "时间", OUT),
	{ 0 }
};
const struct record internal_review_record = RECORD("internal_review", struct internal_review, internal_review_fields, "内部审核");
static const struct field check_fields[] = {
	F(struct check_item, item, F_STR, "材料", IN | OUT | NEEDED), F(struct check_item, state, F_ENUM, "状态", IN | OUT | NEEDED, NAMES(check_state_names)),
	F(struct check_item, note, F_STR, "说明", IN | OUT), { 0 }
};
const struct record check_item_record = RECORD("check_item", struct check_item, check_fields, "核对项");
static const struct field acceptance_fields[] = {
	F(struct acceptance, id, F_ID, "编号", OUT), F(struct acceptance, application, F_ID, "申请", OUT), F(struct acceptance, round, F_INT, "轮次", OUT),
	F(struct acceptance, accepted, F_BOOL, "受理", OUT), F(struct acceptance, no, F_STR, "文号", OUT),
	F(struct acceptance, check_items, F_LIST, "材料核对", OUT, .sub = &check_item_record), F(struct acceptance, defects, F_STRS, "缺陷", OUT),
	F(struct acceptance, handler, F_ID, "经办", OUT), F(struct acceptance, handler_name, F_STR, "经办人", OUT),
	F(struct acceptance, decided_at, F_AT, "决定时间", OUT), F(struct acceptance, comment, F_TEXT, "说明", OUT), { 0 }
};
const struct record acceptance_record = RECORD("acceptance", struct acceptance, acceptance_fields, "受理决定");
static const struct field round_fields[] = {
	F(struct app_round, id, F_ID, "编号", OUT), F(struct app_round, application, F_ID, "申请", OUT), F(struct app_round, round, F_INT, "轮次", OUT),
	F(struct app_round, submitted_at, F_AT, "提交时间", OUT), F(struct app_round, decided_at, F_AT, "决定时间", OUT),
	F(struct app_round, submitter_name, F_STR, "提交人", OUT), F(struct app_round, receipt_no, F_STR, "收件回执号", OUT),
	F(struct app_round, receipt_digest, F_STR, "SM3 摘要", OUT), F(struct app_round, result, F_STR, "结果", OUT),
	F(struct app_round, decision_no, F_STR, "决定文号", OUT), F(struct app_round, defects, F_STRS, "缺陷", OUT),
	F(struct app_round, snapshot, F_TEXT, "提交内容", OUT, .max = 4000000, .help = "提交时的原文；其 SM3 摘要即回执摘要"), { 0 }
};
const struct record app_round_record = RECORD("application_round", struct app_round, round_fields, "轮次");
static const struct field rounds_fields[] = { F(struct app_list, items, F_LIST, "轮次", OUT, .sub = &app_round_record), { 0 } };
const struct record app_rounds_record = RECORD("application_rounds", struct app_list, rounds_fields, "各轮申请");

/* ---- review tasks ---- */
static const struct field advice_fields[] = {
	F(struct line_advice, line, F_INT, "明细序号", IN | OUT | NEEDED, .min = 1, .max = 1000),
	F(struct line_advice, advice_qty, F_INT, "建议数量", IN | OUT | NEEDED, .min = 0, .max = 1000000000),
	F(struct line_advice, note, F_STR, "理由", IN | OUT), { 0 }
};
const struct record line_advice_record = RECORD("line_advice", struct line_advice, advice_fields, "逐项建议");
static const struct field finding_fields[] = {
	F(struct aspect_finding, aspect, F_ENUM, "方面", IN | OUT | NEEDED, NAMES(aspect_names)), F(struct aspect_finding, result, F_ENUM, "结论", IN | OUT | NEEDED, NAMES(task_result_names)),
	F(struct aspect_finding, text, F_TEXT, "意见", IN | OUT, .max = 1000), { 0 }
};
const struct record aspect_finding_record = RECORD("aspect_finding", struct aspect_finding, finding_fields, "分方面意见");
static const struct field task_fields[] = {
	F(struct review_task, id, F_ID, "编号", OUT), F(struct review_task, version, F_INT, "版本", OUT),
	F(struct review_task, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct review_task, application_no, F_STR, "申请编号", OUT | JOINED), F(struct review_task, application_title, F_STR, "申请标题", OUT | JOINED),
	F(struct review_task, org, F_ID, "承办单位", OUT | FILTER, .ref = "org"), F(struct review_task, org_name, F_STR, "承办单位名称", OUT | JOINED),
	F(struct review_task, kind, F_ENUM, "种类", OUT | FILTER, NAMES(task_kind_names)),
	F(struct review_task, aspects, F_SET, "方面", OUT, NAMES(aspect_names), .article = "A20.1"),
	F(struct review_task, due_date, F_DATE, "希望回复日", OUT | FILTER), F(struct review_task, note, F_TEXT, "说明", OUT),
	F(struct review_task, asked_by, F_ID, "交办人", OUT), F(struct review_task, asked_by_name, F_STR, "交办人姓名", OUT),
	F(struct review_task, asked_at, F_AT, "交办时间", OUT), F(struct review_task, result, F_ENUM, "结论", OUT, NAMES(task_result_names)),
	F(struct review_task, opinion, F_TEXT, "意见", OUT), F(struct review_task, lines, F_LIST, "逐项建议", OUT, .sub = &line_advice_record, .max = 100),
	F(struct review_task, findings, F_LIST, "分方面意见", OUT, .sub = &aspect_finding_record, .max = 10, .article = "A20.1"),
	F(struct review_task, expert, F_STR, "专家", OUT), F(struct review_task, reminded_at, F_AT, "催办时间", OUT),
	F(struct review_task, replied_by, F_ID, "回复人", OUT), F(struct review_task, replied_by_name, F_STR, "回复人姓名", OUT),
	F(struct review_task, replied_at, F_AT, "回复时间", OUT), F(struct review_task, state, F_ENUM, "状态", OUT | FILTER, NAMES(task_state_names)), { 0 }
};
const struct record review_task_record = RECORD("review_task", struct review_task, task_fields, "审核任务");

/* ---- answers of reads ---- */
#define SIGNED_ROOM .min = -1000000000000, .max = 1000000000000
static const struct field preview_step_fields[] = {
	F(struct preview_step, label, F_STR, "事项", OUT), F(struct preview_step, date, F_DATE, "日期", OUT), F(struct preview_step, article, F_STR, "条文", OUT),
	F(struct preview_step, note, F_STR, "说明", OUT), { 0 }
};
const struct record preview_step_record = RECORD("preview_step", struct preview_step, preview_step_fields, "日程");
static const struct field preview_fields[] = {
	F(struct app_preview, submit_date, F_DATE, "如果今天提交", OUT), F(struct app_preview, accept_due_date, F_DATE, "决定是否受理前", OUT, .article = "A20.2a"),
	F(struct app_preview, review_due_date, F_DATE, "提出审核意见前", OUT, .article = "A20.2b"),
	F(struct app_preview, ready_date, F_DATE, "最早可开通", OUT, .article = "A19.6"),
	F(struct app_preview, planned_live_date, F_DATE, "计划启用", OUT), F(struct app_preview, est_month_fen, F_FEN, "每月估算", OUT),
	F(struct app_preview, warning, F_STR, "提醒", OUT), F(struct app_preview, steps, F_LIST, "日程", OUT, .sub = &preview_step_record),
	F(struct app_preview, problems, F_LIST, "提交前要处理的", OUT, .sub = &app_problem_record), { 0 }
};
const struct record app_preview_record = RECORD("application_preview", struct app_preview, preview_fields, "如果今天提交");
static const struct field level_fields[] = {
	F(struct pool_level, pool, F_ID, "资源池", OUT), F(struct pool_level, name, F_STR, "名称", OUT), F(struct pool_level, zone, F_STR, "区域", OUT),
	F(struct pool_level, what, F_STR, "资源", OUT), F(struct pool_level, unit, F_STR, "单位", OUT), F(struct pool_level, cap, F_INT, "总量", OUT),
	F(struct pool_level, alloc, F_INT, "已分配", OUT), F(struct pool_level, after, F_INT, "批准后", OUT), F(struct pool_level, used_bp, F_BP, "已分配比例", OUT),
	F(struct pool_level, after_bp, F_BP, "批准后比例", OUT), { 0 }
};
const struct record pool_level_record = RECORD("pool_level", struct pool_level, level_fields, "资源池水位");
static const struct field holding_fields[] = {
	F(struct holding, item_code, F_STR, "目录项编码", OUT), F(struct holding, item_name, F_STR, "目录项", OUT), F(struct holding, unit, F_STR, "单位", OUT),
	F(struct holding, qty, F_INT, "本单位已有", OUT), F(struct holding, same_system, F_INT, "其中本系统", OUT), { 0 }
};
const struct record holding_record = RECORD("holding", struct holding, holding_fields, "已有资源");
static const struct field line_hint_fields[] = {
	F(struct line_hint, line, F_INT, "明细序号", OUT), F(struct line_hint, item_code, F_STR, "目录项编码", OUT), F(struct line_hint, item_name, F_STR, "目录项", OUT),
	F(struct line_hint, qty, F_INT, "申请数量", OUT), F(struct line_hint, held_qty, F_INT, "本单位已有", OUT), F(struct line_hint, held_same_system, F_INT, "其中本系统", OUT),
	F(struct line_hint, held_in_category, F_INT, "本单位同类资源个数", OUT), F(struct line_hint, similar_n, F_INT, "可比系统数", OUT),
	F(struct line_hint, similar_median_qty, F_INT, "可比系统中位数", OUT), F(struct line_hint, similar_per_user_milli, F_INT, "可比系统每用户（千分之）", OUT),
	F(struct line_hint, expected_qty, F_INT, "按用户数折算", OUT), F(struct line_hint, month_fen, F_FEN, "每月费用", OUT), F(struct line_hint, year_fen, F_FEN, "每年费用", OUT),
	F(struct line_hint, pool, F_ID, "资源池", OUT, .ref = "pool"), F(struct line_hint, pool_name, F_STR, "资源池名称", OUT),
	F(struct line_hint, free_vcpu, F_INT, "余量 vCPU", OUT), F(struct line_hint, free_vcpu_after, F_INT, "批准后 vCPU", OUT, SIGNED_ROOM),
	F(struct line_hint, free_mem_gb, F_INT, "余量内存 GB", OUT), F(struct line_hint, free_mem_gb_after, F_INT, "批准后内存 GB", OUT, SIGNED_ROOM),
	F(struct line_hint, free_sto_gb, F_INT, "余量存储 GB", OUT), F(struct line_hint, free_sto_gb_after, F_INT, "批准后存储 GB", OUT, SIGNED_ROOM),
	F(struct line_hint, use, F_LIST, "已有资源使用情况", OUT, .sub = &line_utilisation_record, .article = "A20.1c"), F(struct line_hint, notes, F_STRS, "提示", OUT), { 0 }
};
const struct record line_hint_record = RECORD("line_hint", struct line_hint, line_hint_fields, "逐项提示");
static const struct field hints_fields[] = {
	F(struct app_hints, lines, F_LIST, "逐项提示", OUT, .sub = &line_hint_record, .max = 100), F(struct app_hints, month_fen, F_FEN, "每月费用合计", OUT),
	F(struct app_hints, year_fen, F_FEN, "每年费用合计", OUT), F(struct app_hints, budget_left_fen, F_FEN, "当年预算余额", OUT, .help = "空值为没有登记预算"),
	F(struct app_hints, pools, F_LIST, "批准后的资源池水位", OUT, .sub = &pool_level_record),
	F(struct app_hints, holdings, F_LIST, "本单位已有的同类资源", OUT, .sub = &holding_record), F(struct app_hints, text, F_STR, "提示", OUT), { 0 }
};
const struct record app_hints_record = RECORD("application_hints", struct app_hints, hints_fields, "合理性提示");
static const struct field period_fields[] = {
	F(struct period_in, from, F_DATE, "起", IN), F(struct period_in, until, F_DATE, "止（不含）", IN), { 0 }
};
const struct record period_record = RECORD("period", struct period_in, period_fields, "期间");
static const struct names clock_end_names[CLOCK_END_MAX] = {
	[CLOCK_END_RUNNING] = { "running", "在办" }, [CLOCK_END_ON_TIME] = { "on_time", "按期" }, [CLOCK_END_OVERDUE] = { "overdue", "超期" }, [CLOCK_END_WITHDRAWN] = { "withdrawn", "撤回" },
};
static const struct field clock_row_fields[] = {
	F(struct clock_row, id, F_ID, "编号", OUT), F(struct clock_row, kind, F_ENUM, "时限", OUT | FILTER, .names = clock_no_names, .n_names = CLOCK_NO_MAX),
	F(struct clock_row, round, F_INT, "轮次", OUT | FILTER, .help = "同一申请的第几次计时"), F(struct clock_row, result, F_ENUM, "结果", OUT | FILTER, NAMES(clock_end_names)),
	F(struct clock_row, late, F_BOOL, "已过到期日", OUT | VIRTUAL, .help = "在办而过了到期日的，和超期办结的"), F(struct clock_row, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct clock_row, application_no, F_STR, "申请编号", OUT | JOINED), F(struct clock_row, title, F_STR, "标题", OUT | JOINED), F(struct clock_row, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"),
	F(struct clock_row, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct clock_row, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct clock_row, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED), F(struct clock_row, day0_date, F_DATE, "起始日（不计）", OUT), F(struct clock_row, length, F_INT, "工作日数", OUT),
	F(struct clock_row, start_at, F_AT, "起算", OUT | FILTER | SORT), F(struct clock_row, due_date, F_DATE, "到期日", OUT | VIRTUAL, .help = "当日 24:00 止"),
	F(struct clock_row, due_at, F_AT, "到期时刻", OUT | FILTER | SORT), F(struct clock_row, stopped_at, F_AT, "办结", OUT | FILTER), F(struct clock_row, article, F_STR, "条文", OUT), { 0 }
};
const struct record clock_row_record = RECORD("clock_row", struct clock_row, clock_row_fields, "时限明细");
static const struct field clock_stat_fields[] = {
	F(struct clock_stat, kind, F_STR, "时限", OUT), F(struct clock_stat, label, F_STR, "名称", OUT | VIRTUAL), F(struct clock_stat, round, F_INT, "轮次", OUT),
	F(struct clock_stat, total, F_INT, "件数", OUT | REPORT), F(struct clock_stat, on_time, F_INT, "按期", OUT | REPORT),
	F(struct clock_stat, overdue, F_INT, "超期", OUT | REPORT), F(struct clock_stat, withdrawn, F_INT, "撤回", OUT | REPORT),
	F(struct clock_stat, running, F_INT, "在办", OUT | REPORT), F(struct clock_stat, running_overdue, F_INT, "在办已超期", OUT | REPORT),
	F(struct clock_stat, on_time_bp, F_BP, "按期率", OUT | VIRTUAL), { 0 }
};
const struct record clock_stat_record = RECORD("clock_stat", struct clock_stat, clock_stat_fields, "时限统计");
static const struct field clock_stats_fields[] = { F(struct app_list, items, F_LIST, "统计", OUT, .sub = &clock_stat_record), { 0 } };
const struct record clock_stats_record = RECORD("clock_stats", struct app_list, clock_stats_fields, "时限统计表");
static const struct field app_stat_fields[] = {
	F(struct app_stat, org, F_ID, "申请单位", OUT, .ref = "org"), F(struct app_stat, org_name, F_STR, "申请单位名称", OUT),
	F(struct app_stat, type, F_ENUM, "申请类型", OUT, NAMES(app_type_names)), F(struct app_stat, total, F_INT, "件数", OUT | REPORT),
	F(struct app_stat, open, F_INT, "在办", OUT | REPORT), F(struct app_stat, approved, F_INT, "同意", OUT | REPORT),
	F(struct app_stat, reduced, F_INT, "核减同意", OUT | REPORT), F(struct app_stat, rejected, F_INT, "不同意", OUT | REPORT),
	F(struct app_stat, not_accepted, F_INT, "不予受理", OUT | REPORT), F(struct app_stat, withdrawn, F_INT, "撤回", OUT | REPORT),
	F(struct app_stat, terminated, F_INT, "终止", OUT | REPORT), { 0 }
};
const struct record app_stat_record = RECORD("application_stat", struct app_stat, app_stat_fields, "申请统计");
static const struct field app_stats_fields[] = { F(struct app_list, items, F_LIST, "统计", OUT, .sub = &app_stat_record, .max = 5000), { 0 } };
const struct record app_stats_record = RECORD("application_stats", struct app_list, app_stats_fields, "申请统计表");
static const struct field batch_row_fields[] = {
	F(struct batch_row, id, F_ID, "编号", OUT), F(struct batch_row, no, F_STR, "申请编号", OUT), F(struct batch_row, title, F_STR, "标题", OUT),
	F(struct batch_row, receipt_no, F_STR, "收件回执号", OUT), F(struct batch_row, receipt_digest, F_STR, "SM3 摘要", OUT), F(struct batch_row, due_date, F_DATE, "时限到期日", OUT), { 0 }
};
const struct record batch_row_record = RECORD("batch_receipt", struct batch_row, batch_row_fields, "收件回执");
static const struct field batch_rows_fields[] = { F(struct app_list, items, F_LIST, "收件回执", OUT, .sub = &batch_row_record, .max = 50), { 0 } };
const struct record batch_rows_record = RECORD("batch_receipts", struct app_list, batch_rows_fields, "批量提交回执");

/* ---- xinchuang and zones ---- */
static const struct field share_fields[] = {
	F(struct xc_share, what, F_STR, "对象", OUT), F(struct xc_share, unit, F_STR, "单位", OUT), F(struct xc_share, total, F_INT, "总量", OUT | REPORT),
	F(struct xc_share, xinchuang, F_INT, "其中信创", OUT | REPORT), F(struct xc_share, share_bp, F_BP, "占比", OUT), { 0 }
};
const struct record xc_share_record = RECORD("xinchuang_share", struct xc_share, share_fields, "信创占比");
static const struct field component_fields[] = {
	F(struct xc_component, component, F_STR, "组件", OUT), F(struct xc_component, label, F_STR, "名称", OUT), F(struct xc_component, full, F_INT, "全栈", OUT | REPORT),
	F(struct xc_component, partial, F_INT, "部分", OUT | REPORT), F(struct xc_component, planned, F_INT, "计划", OUT | REPORT), F(struct xc_component, unfit, F_INT, "不适配", OUT | REPORT),
	F(struct xc_component, unknown, F_INT, "未填", OUT | REPORT), F(struct xc_component, full_bp, F_BP, "完成率", OUT), { 0 }
};
const struct record xc_component_record = RECORD("xinchuang_component", struct xc_component, component_fields, "适配进展");
static const struct field xc_detail_fields[] = {
#define XC(member, label) F(struct xinchuang_detail, member, F_ENUM, label, OUT, .names = xinchuang_status_names, .n_names = XC_STATUS_MAX)
	XC(cpu, "处理器"), XC(os, "操作系统"), XC(db, "数据库"), XC(middleware, "中间件"), XC(browser, "浏览器"), XC(app, "应用"), { 0 }
#undef XC
};
static const struct record xc_detail_record = RECORD("xinchuang_progress", struct xinchuang_detail, xc_detail_fields, "适配情况");
static const struct field xc_system_fields[] = {
	F(struct xc_system, id, F_ID, "信息系统", OUT, .ref = "info_system"), F(struct xc_system, no, F_STR, "系统编号", OUT), F(struct xc_system, name, F_STR, "系统名称", OUT),
	F(struct xc_system, user_org_name, F_STR, "上云单位", OUT), F(struct xc_system, xinchuang_status, F_ENUM, "适配情况", OUT, .names = xinchuang_status_names, .n_names = XC_STATUS_MAX),
	F(struct xc_system, detail, F_OBJ, "分组件", OUT, .sub = &xc_detail_record), F(struct xc_system, missing, F_STR, "未完成的组件", OUT | VIRTUAL), { 0 }
};
const struct record xc_system_record = RECORD("xinchuang_system", struct xc_system, xc_system_fields, "系统适配");
static const struct field xc_exception_fields[] = {
	F(struct xc_exception, id, F_ID, "明细", OUT), F(struct xc_exception, application, F_ID, "申请", OUT, .ref = "application"), F(struct xc_exception, application_no, F_STR, "申请编号", OUT),
	F(struct xc_exception, seq, F_INT, "序号", OUT), F(struct xc_exception, system_name, F_STR, "信息系统", OUT), F(struct xc_exception, user_org_name, F_STR, "上云单位", OUT),
	F(struct xc_exception, item_code, F_STR, "目录项编码", OUT), F(struct xc_exception, item_name, F_STR, "目录项", OUT), F(struct xc_exception, qty, F_INT, "申请数量", OUT | REPORT),
	F(struct xc_exception, approved_qty, F_INT, "核定数量", OUT | REPORT), F(struct xc_exception, non_xc_reason, F_TEXT, "理由", OUT), F(struct xc_exception, non_xc_evidence, F_TEXT, "依据", OUT),
	F(struct xc_exception, opinion_no, F_STR, "意见书编号", OUT), F(struct xc_exception, signer_name, F_STR, "签发人", OUT), F(struct xc_exception, issued_at, F_AT, "签发时间", OUT), { 0 }
};
const struct record xc_exception_record = RECORD("xinchuang_exception", struct xc_exception, xc_exception_fields, "非信创例外");
static const struct field xc_report_fields[] = {
	F(struct xc_report, shares, F_LIST, "信创占比", OUT, .sub = &xc_share_record, .article = "A15.1"), F(struct xc_report, components, F_LIST, "适配进展", OUT, .sub = &xc_component_record, .article = "A19.4a"),
	F(struct xc_report, systems, F_LIST, "未完成适配的系统", OUT, .sub = &xc_system_record, .max = 5000, .article = "A19.4a"),
	F(struct xc_report, exceptions, F_LIST, "批准的非信创例外", OUT, .sub = &xc_exception_record, .max = 5000, .article = "A19.4b"), { 0 }
};
const struct record xc_report_record = RECORD("xinchuang_report", struct xc_report, xc_report_fields, "信创情况");
static const struct field conflict_fields[] = {
	F(struct zone_conflict, kind, F_STR, "种类", OUT), F(struct zone_conflict, object, F_STR, "对象", OUT), F(struct zone_conflict, text, F_STR, "情况", OUT, .max = 500),
	F(struct zone_conflict, article, F_STR, "条文", OUT), F(struct zone_conflict, system, F_ID, "信息系统", OUT, .ref = "info_system"), F(struct zone_conflict, system_name, F_STR, "信息系统名称", OUT),
	F(struct zone_conflict, resource, F_ID, "资源", OUT, .ref = "resource"), F(struct zone_conflict, resource_no, F_STR, "资源编号", OUT), F(struct zone_conflict, host, F_ID, "主机", OUT, .ref = "host"),
	F(struct zone_conflict, host_no, F_STR, "主机序列号", OUT), { 0 }
};
const struct record zone_conflict_record = RECORD("zone_conflict", struct zone_conflict, conflict_fields, "跨区情况");
static const struct field zone_report_fields[] = { F(struct app_list, items, F_LIST, "跨区情况", OUT, .sub = &zone_conflict_record, .max = 5000), { 0 } };
const struct record zone_report_record = RECORD("zone_report", struct app_list, zone_report_fields, "跨区情况表");
static const struct field workbench_fields[] = {
	F(struct workbench, overdue, F_INT, "已超期", OUT), F(struct workbench, today, F_INT, "今日到期", OUT), F(struct workbench, tomorrow, F_INT, "下一工作日到期", OUT),
	F(struct workbench, later, F_INT, "其他待办", OUT), F(struct workbench, resubmission, F_INT, "等待重新提交", OUT), F(struct workbench, total, F_INT, "待办合计", OUT),
	F(struct workbench, items, F_LIST, "待办", OUT, .sub = &work_item_record, .max = 1000), { 0 }
};
const struct record workbench_record = RECORD("workbench", struct workbench, workbench_fields, "今日工作台");
