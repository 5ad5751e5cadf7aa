/* Every record of this folder as a table of fields. */
#include "domain/change/change_in.h"
#include "domain/infra/infra.h"

const struct names change_kind_names[CHANGE_KIND_MAX] = {
	[CHANGE_EXPAND] = { "expand", "扩容" }, [CHANGE_SHRINK] = { "shrink", "缩容" }, [CHANGE_RESPEC] = { "respec", "规格变更" },
	[CHANGE_MOVE_ZONE] = { "move_zone", "跨区迁移" }, [CHANGE_MOVE_POOL] = { "move_pool", "跨池迁移" }, [CHANGE_REBIND] = { "rebind", "用途调配" },
	[CHANGE_EXTEND] = { "extend", "延期" }, [CHANGE_STAGE] = { "stage", "阶段性资源" },
};
const struct names stage_state_names[STAGE_STATE_MAX] = {
	[STAGE_PLANNED] = { "planned", "待开通" }, [STAGE_OPEN] = { "open", "使用中" }, [STAGE_ENDED] = { "ended", "待回收" }, [STAGE_CLOSED] = { "closed", "已回收" },
};
const struct names seen_by_names[SEEN_BY_MAX] = {
	[SEEN_AGENT] = { "agent", "采集代理" }, [SEEN_TAG] = { "tag", "标签" }, [SEEN_IP] = { "ip", "IP 地址" }, [SEEN_DOMAIN] = { "domain", "域名" },
};
const struct names seen_state_names[SEEN_STATE_MAX] = {
	[SEEN_MATCHED] = { "matched", "相符" }, [SEEN_UNKNOWN] = { "unknown", "无法对应" }, [SEEN_SUSPECTED] = { "suspected", "疑似跨系统使用" },
	[SEEN_CONFIRMED] = { "confirmed", "属实" }, [SEEN_EXPLAINED] = { "explained", "已说明" },
};

/* ---- what is kept ---- */
static const struct field order_fields[] = {
	F(struct change_order, application, F_ID, "申请", OUT, .ref = "application"), F(struct change_order, project, F_BOOL, "扩建项目", OUT, .article = "R-13"),
	F(struct change_order, exec_from, F_DATE, "计划实施起", OUT), F(struct change_order, exec_to, F_DATE, "计划实施止（不含）", OUT),
	F(struct change_order, backup_declaration, F_TEXT, "备份声明", OUT, .article = "A23.2a"), F(struct change_order, rollback, F_TEXT, "回退办法", OUT),
	F(struct change_order, reported_at, F_AT, "报告完成时间", OUT, .article = "A22.4b"), F(struct change_order, confirmed_at, F_AT, "确认时间", OUT),
	F(struct change_order, confirmed_by, F_ID, "确认人", OUT, .ref = "person"), F(struct change_order, confirm_remark, F_TEXT, "确认说明", OUT), { 0 }
};
const struct record change_order_record = RECORD("change_order", struct change_order, order_fields, "变更单");
static const struct field line_fields[] = {
	F(struct change_line, id, F_ID, "编号", OUT), F(struct change_line, application, F_ID, "申请", OUT, .ref = "application"), F(struct change_line, seq, F_INT, "序号", OUT),
	F(struct change_line, kind, F_ENUM, "变更种类", OUT, NAMES(change_kind_names), .article = "A22.1"),
	F(struct change_line, resource, F_ID, "资源", OUT, .ref = "resource"), F(struct change_line, resource_no, F_STR, "资源编号", OUT | JOINED),
	F(struct change_line, resource_name, F_STR, "资源名称", OUT | JOINED), F(struct change_line, line_seq, F_INT, "申请明细序号", OUT),
	F(struct change_line, unit, F_STR, "单位", OUT), F(struct change_line, reason, F_TEXT, "理由", OUT),
	F(struct change_line, before_qty, F_INT, "变更前数量", OUT | REPORT), F(struct change_line, before_item, F_ID, "变更前目录项", OUT, .ref = "catalog_item"),
	F(struct change_line, before_item_code, F_STR, "变更前目录项编码", OUT), F(struct change_line, before_item_name, F_STR, "变更前目录项名称", OUT),
	F(struct change_line, before_pool, F_ID, "变更前资源池", OUT, .ref = "pool"), F(struct change_line, before_zone, F_STR, "变更前区域", OUT),
	F(struct change_line, before_system, F_ID, "变更前信息系统", OUT, .ref = "info_system"), F(struct change_line, before_expire, F_DATE, "变更前到期日", OUT),
	F(struct change_line, before_month_fen, F_FEN, "变更前每月", OUT | REPORT),
	F(struct change_line, after_qty, F_INT, "变更后数量", OUT | REPORT), F(struct change_line, after_item, F_ID, "变更后目录项", OUT, .ref = "catalog_item"),
	F(struct change_line, after_item_code, F_STR, "变更后目录项编码", OUT), F(struct change_line, after_pool, F_ID, "变更后资源池", OUT, .ref = "pool"),
	F(struct change_line, after_zone, F_STR, "变更后区域", OUT, .article = "A15.2b"),
	F(struct change_line, after_system, F_ID, "变更后信息系统", OUT, .ref = "info_system", .article = "A22.2"), F(struct change_line, after_expire, F_DATE, "变更后到期日", OUT),
	F(struct change_line, after_month_fen, F_FEN, "变更后每月", OUT | REPORT), F(struct change_line, attrs, F_OBJ, "规格要求", OUT, .sub = &line_attrs_record),
	F(struct change_line, shared_systems, F_IDS, "共享的系统", OUT, .ref = "info_system", .max = 50, .article = "R-19"),
	F(struct change_line, from_date, F_DATE, "窗口开始", OUT, .article = "A19.2"), F(struct change_line, to_date, F_DATE, "窗口结束（不含）", OUT, .article = "A19.2"),
	F(struct change_line, declined, F_BOOL, "不同意此项", OUT), F(struct change_line, decided_qty, F_INT, "核定数量（逐项）", OUT),
	F(struct change_line, decided_expire, F_DATE, "核定到期日", OUT), F(struct change_line, reduce_reason, F_TEXT, "核减理由", OUT, .article = "A20.1c"),
	F(struct change_line, approved_qty, F_INT, "批准数量", OUT | JOINED | REPORT, .article = "A20.1c"), F(struct change_line, granted, F_BOOL, "批准实施", OUT | JOINED),
	F(struct change_line, done_resource, F_ID, "实施的资源", OUT, .ref = "resource"), F(struct change_line, executed_at, F_AT, "实施时间", OUT, .article = "A22.4b"),
	F(struct change_line, executed_by, F_ID, "实施人", OUT, .ref = "person"), F(struct change_line, native_id, F_STR, "云平台标识", OUT),
	F(struct change_line, ips, F_STR, "IP 地址", OUT), F(struct change_line, evidence, F_TEXT, "实施凭据", OUT),
	F(struct change_line, was, F_OBJ, "实施前", OUT, .sub = &resource_record), F(struct change_line, became, F_OBJ, "实施后", OUT, .sub = &resource_record),
	F(struct change_line, application_no, F_STR, "申请编号", OUT | JOINED), F(struct change_line, application_state, F_STR, "申请状态", OUT | JOINED),
	F(struct change_line, system, F_ID, "信息系统", OUT | JOINED, .ref = "info_system"), F(struct change_line, csp, F_ID, "云服务商", OUT | JOINED, .ref = "org"), { 0 }
};
const struct record change_line_record = RECORD("change_line", struct change_line, line_fields, "变更明细");
static const struct field backup_fields[] = {
	F(struct change_backup, id, F_ID, "编号", OUT), F(struct change_backup, application, F_ID, "申请", OUT, .ref = "application"),
	F(struct change_backup, by_person, F_ID, "确认人", OUT, .ref = "person"), F(struct change_backup, by_name, F_STR, "确认人姓名", OUT), F(struct change_backup, at, F_AT, "确认时间", OUT),
	F(struct change_backup, content, F_TEXT, "备份内容", OUT), F(struct change_backup, place, F_STR, "存放地点", OUT), F(struct change_backup, size_gb, F_INT, "大小 GB", OUT),
	F(struct change_backup, verified, F_BOOL, "已核验", OUT), F(struct change_backup, verify_method, F_STR, "核验方法", OUT), F(struct change_backup, file, F_ID, "附件", OUT, .ref = "attachment"), { 0 }
};
const struct record change_backup_record = RECORD("change_backup", struct change_backup, backup_fields, "备份确认");
static const struct field done_fields[] = {
	F(struct change_done, seq, F_INT, "明细序号", IN | OUT | NEEDED, .min = 1, .max = 1000), F(struct change_done, native_id, F_STR, "云平台标识", IN | OUT),
	F(struct change_done, ips, F_STR, "IP 地址", IN | OUT), F(struct change_done, evidence, F_TEXT, "实施凭据", IN | OUT, .max = 1000), { 0 }
};
const struct record change_done_record = RECORD("change_done", struct change_done, done_fields, "实施明细");
static const struct field report_fields[] = {
	F(struct change_report, id, F_ID, "编号", OUT), F(struct change_report, application, F_ID, "申请", OUT, .ref = "application"), F(struct change_report, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct change_report, by_person, F_ID, "报告人", OUT, .ref = "person"), F(struct change_report, by_name, F_STR, "报告人姓名", OUT), F(struct change_report, at, F_AT, "报告时间", OUT),
	F(struct change_report, summary, F_TEXT, "完成情况", OUT), F(struct change_report, lines, F_LIST, "实施明细", OUT, .sub = &change_done_record, .max = 100),
	F(struct change_report, file, F_ID, "附件", OUT, .ref = "attachment"), F(struct change_report, voided_at, F_AT, "退回时间", OUT),
	F(struct change_report, voided_by, F_STR, "退回人", OUT), F(struct change_report, void_reason, F_TEXT, "退回理由", OUT, .article = "A22.4b"), { 0 }
};
const struct record change_report_record = RECORD("change_report", struct change_report, report_fields, "实施报告");
static const struct field stage_fields[] = {
	F(struct change_stage, id, F_ID, "编号", OUT), F(struct change_stage, version, F_INT, "版本", OUT), F(struct change_stage, application, F_ID, "变更申请", OUT | FILTER, .ref = "application"),
	F(struct change_stage, application_no, F_STR, "申请编号", OUT | JOINED), F(struct change_stage, line, F_ID, "变更明细", OUT), F(struct change_stage, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"),
	F(struct change_stage, resource_no, F_STR, "资源编号", OUT | JOINED), F(struct change_stage, resource_name, F_STR, "资源名称", OUT | JOINED),
	F(struct change_stage, csp, F_ID, "云服务商", OUT | JOINED | FILTER, .ref = "org"), F(struct change_stage, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct change_stage, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"), F(struct change_stage, extra_qty, F_INT, "增加数量", OUT | REPORT),
	F(struct change_stage, from_date, F_DATE, "开始", OUT | FILTER, .article = "A19.2"), F(struct change_stage, to_date, F_DATE, "结束（不含）", OUT | FILTER, .article = "A19.2"),
	F(struct change_stage, opened_at, F_AT, "开通时间", OUT), F(struct change_stage, closed_at, F_AT, "回收时间", OUT), F(struct change_stage, remark, F_TEXT, "说明", OUT),
	F(struct change_stage, told, F_INT, "已提醒", 0), F(struct change_stage, created_at, F_AT, "登记时间", OUT), F(struct change_stage, state, F_ENUM, "状态", OUT | FILTER, NAMES(stage_state_names)), { 0 }
};
const struct record change_stage_record = RECORD("change_stage", struct change_stage, stage_fields, "阶段性资源窗口");
static const struct field seen_fields[] = {
	F(struct usage_seen, id, F_ID, "编号", OUT), F(struct usage_seen, version, F_INT, "版本", OUT), F(struct usage_seen, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"),
	F(struct usage_seen, resource_no, F_STR, "资源编号", OUT | JOINED), F(struct usage_seen, resource_name, F_STR, "资源名称", OUT | JOINED),
	F(struct usage_seen, system, F_ID, "台账所属系统", OUT | FILTER, .ref = "info_system", .article = "A22.2"), F(struct usage_seen, system_name, F_STR, "台账所属系统名称", OUT | JOINED),
	F(struct usage_seen, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"), F(struct usage_seen, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct usage_seen, csp, F_ID, "云服务商", OUT | JOINED | FILTER, .ref = "org"), F(struct usage_seen, seen_by, F_ENUM, "观察方式", OUT | FILTER, NAMES(seen_by_names)),
	F(struct usage_seen, value, F_STR, "观察到的值", OUT), F(struct usage_seen, seen_system, F_ID, "对应的系统", OUT | FILTER, .ref = "info_system"),
	F(struct usage_seen, seen_system_name, F_STR, "对应的系统名称", OUT | JOINED), F(struct usage_seen, seen_at, F_AT, "观察时间", OUT), F(struct usage_seen, note, F_TEXT, "说明", OUT),
	F(struct usage_seen, reported_by, F_ID, "报告人", OUT, .ref = "person"), F(struct usage_seen, reported_by_name, F_STR, "报告人姓名", OUT), F(struct usage_seen, created_at, F_AT, "登记时间", OUT),
	F(struct usage_seen, resolved_at, F_AT, "核实时间", OUT), F(struct usage_seen, resolved_by_name, F_STR, "核实人", OUT), F(struct usage_seen, resolution, F_TEXT, "核实结果", OUT),
	F(struct usage_seen, state, F_ENUM, "状态", OUT | FILTER, NAMES(seen_state_names)), { 0 }
};
const struct record usage_seen_record = RECORD("usage_seen", struct usage_seen, seen_fields, "使用情况观察");

/* ---- inputs ---- */
static const struct field ask_fields[] = {
	F(struct change_ask, kind, F_ENUM, "变更种类", IN | NEEDED, NAMES(change_kind_names), .article = "A22.1"),
	F(struct change_ask, resource, F_ID, "资源", IN, .ref = "resource", .help = "扩容可以不填，即为同一系统新增资源"),
	F(struct change_ask, qty, F_INT, "变更后数量", IN, .min = 1, .max = 1000000000, .help = "写变更以后的总数，不是增减数"),
	F(struct change_ask, item, F_ID, "目录项", IN, .ref = "catalog_item"), F(struct change_ask, item_code, F_STR, "目录项编码", IN),
	F(struct change_ask, zone, F_ENUM, "网络区域", IN, .names = zone_names, .n_names = ZONE_MAX, .article = "A15.2a"), F(struct change_ask, pool, F_ID, "资源池", IN, .ref = "pool"),
	F(struct change_ask, system, F_ID, "调配给系统", IN, .ref = "info_system", .article = "A22.2"),
	F(struct change_ask, shared_systems, F_IDS, "共享的系统", IN, .ref = "info_system", .max = 50, .article = "R-19"),
	F(struct change_ask, expire_date, F_DATE, "延期至", IN), F(struct change_ask, from_date, F_DATE, "窗口开始", IN, .article = "A19.2"),
	F(struct change_ask, to_date, F_DATE, "窗口结束（不含）", IN, .article = "A19.2"), F(struct change_ask, use, F_STR, "用途", IN),
	F(struct change_ask, attrs, F_OBJ, "规格要求", IN, .sub = &line_attrs_record), F(struct change_ask, period_months, F_INT, "使用月数", IN, .min = 1, .max = 600),
	F(struct change_ask, sizing_basis, F_OBJ, "测算依据", IN, .sub = &sizing_basis_record, .article = "A19.1b"),
	F(struct change_ask, non_xc_reason, F_TEXT, "未选信创的理由", IN, .max = 1000, .article = "A19.4b"),
	F(struct change_ask, non_xc_evidence, F_TEXT, "理由的依据", IN, .max = 1000, .article = "A19.4b"), F(struct change_ask, reason, F_TEXT, "理由", IN, .max = 1000), { 0 }
};
static const struct record ask_record = RECORD("change_ask", struct change_ask, ask_fields, "变更项");
#define EDIT_FIELDS \
	F(struct change_edit_in, title, F_STR, "标题", IN, .help = "不填为系统名称"), F(struct change_edit_in, budget_source, F_STR, "资金来源", IN), \
	F(struct change_edit_in, exec_from, F_DATE, "计划实施起", IN), F(struct change_edit_in, exec_to, F_DATE, "计划实施止（不含）", IN), \
	F(struct change_edit_in, project, F_BOOL, "扩建项目", IN, .article = "R-13", .help = "作为新项目立项的，应交方案和立项批复；随变更项一起填写"), \
	F(struct change_edit_in, backup_declaration, F_TEXT, "备份声明", IN, .max = 1000, .article = "A23.2a", .help = "扩容、规格变更和阶段性资源声明已备份即可"), \
	F(struct change_edit_in, rollback, F_TEXT, "回退办法", IN, .max = 2000)
static const struct field draft_fields[] = {
	F(struct change_edit_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system", .article = "R-44"),
	F(struct change_edit_in, reason, F_TEXT, "变更理由", IN | NEEDED, .article = "R-13"),
	F(struct change_edit_in, lines, F_LIST, "变更项", IN | NEEDED, .sub = &ask_record, .max = 100, .article = "A22.1"), EDIT_FIELDS, { 0 }
};
const struct record change_draft_record = RECORD("change_draft", struct change_edit_in, draft_fields, "新建变更申请");
static const struct field update_fields[] = {
	F(struct change_edit_in, id, F_ID, "申请", IN_PATH), F(struct change_edit_in, reason, F_TEXT, "变更理由", IN, .article = "R-13"),
	F(struct change_edit_in, lines, F_LIST, "变更项", IN, .sub = &ask_record, .max = 100, .article = "A22.1", .help = "不填为保持不变，填写则全部重填"), EDIT_FIELDS, { 0 }
};
const struct record change_update_record = RECORD("change_update", struct change_edit_in, update_fields, "修改变更申请");
static const struct field backup_in_fields[] = {
	F(struct change_backup_in, id, F_ID, "申请", IN_PATH), F(struct change_backup_in, content, F_TEXT, "备份内容", IN | NEEDED, .max = 2000, .article = "A23.2a"),
	F(struct change_backup_in, place, F_STR, "存放地点", IN | NEEDED, .article = "A23.2a"), F(struct change_backup_in, size_gb, F_INT, "大小 GB", IN),
	F(struct change_backup_in, verified, F_BOOL, "已核验可以恢复", IN, .article = "A23.2a"), F(struct change_backup_in, verify_method, F_STR, "核验方法", IN | NEEDED),
	F(struct change_backup_in, file, F_ID, "附件", IN, .ref = "attachment"), { 0 }
};
const struct record change_backup_in_record = RECORD("change_backup_confirm", struct change_backup_in, backup_in_fields, "确认备份");
static const struct field decide_line_fields[] = {
	F(struct decide_line, seq, F_INT, "变更明细序号", IN | NEEDED, .min = 1, .max = 1000), F(struct decide_line, declined, F_BOOL, "不同意此项", IN),
	F(struct decide_line, approved_qty, F_INT, "核定数量", IN, .min = 1, .max = 1000000000, .article = "A20.1c"), F(struct decide_line, approved_expire, F_DATE, "核定到期日", IN),
	F(struct decide_line, reduce_reason, F_TEXT, "理由", IN | NEEDED, .max = 1000, .article = "A20.1c"), { 0 }
};
static const struct record decide_line_record = RECORD("change_decide_line", struct decide_line, decide_line_fields, "逐项核定");
static const struct field decide_fields[] = {
	F(struct change_decide_in, id, F_ID, "申请", IN_PATH), F(struct change_decide_in, lines, F_LIST, "逐项核定", IN | NEEDED, .sub = &decide_line_record, .max = 100), { 0 }
};
const struct record change_decide_record = RECORD("change_decide", struct change_decide_in, decide_fields, "逐项核定变更");
static const struct field report_in_fields[] = {
	F(struct change_report_in, id, F_ID, "申请", IN_PATH), F(struct change_report_in, summary, F_TEXT, "完成情况", IN, .max = 2000, .article = "A22.4b"),
	F(struct change_report_in, lines, F_LIST, "实施明细", IN, .sub = &change_done_record, .max = 100, .help = "不填为本单位承担的全部未实施项"),
	F(struct change_report_in, file, F_ID, "附件", IN, .ref = "attachment"), { 0 }
};
const struct record change_report_in_record = RECORD("change_report_done", struct change_report_in, report_in_fields, "报告实施完成");
static const struct field confirm_fields[] = {
	F(struct change_confirm_in, id, F_ID, "申请", IN_PATH), F(struct change_confirm_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record change_confirm_record = RECORD("change_confirm", struct change_confirm_in, confirm_fields, "确认变更结果");
static const struct field pick_fields[] = { F(struct change_pick, seq, F_INT, "变更明细序号", IN | NEEDED, .min = 1, .max = 1000), { 0 } };
static const struct record pick_record = RECORD("change_pick", struct change_pick, pick_fields, "变更项");
static const struct field reject_fields[] = {
	F(struct change_reject_in, id, F_ID, "申请", IN_PATH), F(struct change_reject_in, comment, F_TEXT, "理由", IN, .max = 1000, .article = "A22.4b"),
	F(struct change_reject_in, lines, F_LIST, "没有完成的项", IN, .sub = &pick_record, .max = 100, .help = "不填为全部"), { 0 }
};
const struct record change_reject_record = RECORD("change_reject", struct change_reject_in, reject_fields, "退回实施报告");
static const struct field rebind_fields[] = {
	F(struct rebind_in, id, F_ID, "资源", IN_PATH), F(struct rebind_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system", .article = "A22.2"),
	F(struct rebind_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record rebind_record = RECORD("resource_rebind", struct rebind_in, rebind_fields, "改绑信息系统");
static const struct field stage_act_fields[] = { F(struct stage_in, id, F_ID, "窗口", IN_PATH), F(struct stage_in, comment, F_TEXT, "完成情况", IN | NEEDED, .max = 1000), { 0 } };
const struct record stage_act_record = RECORD("change_stage_act", struct stage_in, stage_act_fields, "开通或回收");
#define SEEN_FIELDS \
	F(struct seen_in, seen_by, F_ENUM, "观察方式", IN | NEEDED, NAMES(seen_by_names)), \
	F(struct seen_in, value, F_STR, "观察到的值", IN | NEEDED, .help = "代理、标签写系统编号或名称，其余写地址或域名"), \
	F(struct seen_in, seen_at, F_AT, "观察时间", IN), F(struct seen_in, note, F_TEXT, "说明", IN, .max = 1000)
static const struct field seen_report_fields[] = { F(struct seen_in, resource, F_ID, "资源", IN | NEEDED, .ref = "resource"), SEEN_FIELDS, { 0 } };
const struct record seen_report_record = RECORD("usage_seen_report", struct seen_in, seen_report_fields, "报告使用情况");
static const struct field seen_row_fields[] = { F(struct seen_in, resource_no, F_STR, "资源编号", IN | NEEDED), SEEN_FIELDS, { 0 } };
const struct record seen_row_record = RECORD("usage_seen_row", struct seen_in, seen_row_fields, "使用情况");
static const struct field seen_resolve_fields[] = {
	F(struct seen_in, id, F_ID, "编号", IN_PATH), F(struct seen_in, confirmed, F_BOOL, "属实", IN), F(struct seen_in, comment, F_TEXT, "核实结果", IN | NEEDED, .max = 1000), { 0 }
};
const struct record seen_resolve_record = RECORD("usage_seen_resolve", struct seen_in, seen_resolve_fields, "核实跨系统使用");
static const struct field view_fields[] = {
	F(struct change_view, id, F_ID, "申请", OUT, .ref = "application"), F(struct change_view, no, F_STR, "申请编号", OUT), F(struct change_view, title, F_STR, "标题", OUT),
	F(struct change_view, state, F_STR, "状态", OUT), F(struct change_view, reason, F_TEXT, "变更理由", OUT), F(struct change_view, system, F_ID, "信息系统", OUT, .ref = "info_system"),
	F(struct change_view, order, F_OBJ, "变更单", OUT, .sub = &change_order_record), F(struct change_view, lines, F_LIST, "变更明细", OUT, .sub = &change_line_record),
	F(struct change_view, before_month_fen, F_FEN, "变更前每月", OUT), F(struct change_view, after_month_fen, F_FEN, "变更后每月", OUT),
	F(struct change_view, backups, F_LIST, "备份确认", OUT, .sub = &change_backup_record, .article = "A23.2a"),
	F(struct change_view, reports, F_LIST, "实施报告", OUT, .sub = &change_report_record, .article = "A22.4b"),
	F(struct change_view, stages, F_LIST, "阶段性资源窗口", OUT, .sub = &change_stage_record, .article = "A19.2"), { 0 }
};
const struct record change_view_record = RECORD("change_view", struct change_view, view_fields, "变更");
