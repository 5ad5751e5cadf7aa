/* Every record of this folder as a table of fields. */
#include "domain/emergency/emergency_in.h"
#include "domain/infra/infra.h"

const struct names emergency_reason_names[EMG_REASON_MAX] = {
	[EMG_INCIDENT] = { "public_emergency", "突发公共事件" }, [EMG_SECURITY] = { "security_incident", "安全事件" }, [EMG_EVENT] = { "major_event", "重大活动" },
	[EMG_SUPERIOR] = { "superior_order", "上级紧急部署" }, [EMG_OUTAGE] = { "service_outage", "业务中断" },
};
const struct names emergency_state_names[EMG_STATE_MAX] = {
	[EMG_REQUESTED] = { "requested", "待同意" }, [EMG_ISSUED] = { "issued", "已下达" }, [EMG_OPENED] = { "opened", "已开通" }, [EMG_SETTLED] = { "settled", "已补办" },
	[EMG_RECLAIMING] = { "reclaiming", "收回中" }, [EMG_RECLAIMED] = { "reclaimed", "已收回" }, [EMG_CANCELLED] = { "cancelled", "已取消" }, [EMG_DECLINED] = { "declined", "不同意" },
};
const struct names consent_side_names[CONSENT_SIDE_MAX] = { [SIDE_APPLICANT] = { "applicant", "申请单位" }, [SIDE_AUTHORITY] = { "authority", "主管部门" } };
const struct names consent_channel_names[CONSENT_CHANNEL_MAX] = {
	[CHANNEL_SYSTEM] = { "system", "系统" }, [CHANNEL_PHONE] = { "phone", "电话" }, [CHANNEL_MEETING] = { "meeting", "会议" }, [CHANNEL_LETTER] = { "letter", "函" },
};
static const struct names consent_state_names[CONSENT_STATE_MAX] = {
	[CONSENT_GIVEN] = { "given", "已同意" }, [CONSENT_AWAITING] = { "awaiting", "待确认" }, [CONSENT_LATE] = { "late", "超期未确认" }, [CONSENT_DENIED] = { "denied", "已否认" },
};
const struct names emergency_kind_names[EMG_KIND_MAX] = { [EMG_OPEN] = { "open", "紧急开通" }, [EMG_EXPAND] = { "expand", "紧急扩容" } };
const struct names emergency_debt_kind_names[DEBT_KIND_MAX] = {
	[DEBT_CONSENT] = { "consent", "口头同意待确认" }, [DEBT_MAKEUP] = { "makeup", "待补办手续" }, [DEBT_RECLAIM] = { "reclaim", "待收回资源" },
};
#define ZONE_OF .names = zone_names, .n_names = ZONE_MAX

/* ---- what is kept ---- */
static const struct field consent_fields[] = {
	F(struct emergency_consent, id, F_ID, "编号", OUT), F(struct emergency_consent, emergency_order, F_ID, "紧急开通单", OUT, .ref = "emergency_order"),
	F(struct emergency_consent, side, F_ENUM, "同意方", OUT, NAMES(consent_side_names), .article = "A26a"), F(struct emergency_consent, person, F_ID, "同意人", OUT, .ref = "person"),
	F(struct emergency_consent, person_name, F_STR, "同意人姓名", OUT | PERSONAL), F(struct emergency_consent, org, F_ID, "同意人单位", OUT, .ref = "org"),
	F(struct emergency_consent, org_name, F_STR, "同意人单位名称", OUT | JOINED), F(struct emergency_consent, channel, F_ENUM, "方式", OUT, NAMES(consent_channel_names)),
	F(struct emergency_consent, at, F_AT, "同意时间", OUT), F(struct emergency_consent, note, F_TEXT, "说明", OUT), F(struct emergency_consent, file, F_ID, "附件", OUT, .ref = "attachment"),
	F(struct emergency_consent, recorded_by, F_ID, "记录人", OUT, .ref = "person"), F(struct emergency_consent, recorded_by_name, F_STR, "记录人姓名", OUT | PERSONAL),
	F(struct emergency_consent, recorded_at, F_AT, "记录时间", OUT), F(struct emergency_consent, confirm_due_at, F_AT, "确认期限", OUT, .article = "R-26"),
	F(struct emergency_consent, confirmed_at, F_AT, "确认时间", OUT), F(struct emergency_consent, denied_at, F_AT, "否认时间", OUT),
	F(struct emergency_consent, deny_reason, F_TEXT, "否认理由", OUT), F(struct emergency_consent, told_at, F_AT, "超期提醒时间", 0),
	F(struct emergency_consent, state, F_ENUM, "状态", OUT | VIRTUAL, NAMES(consent_state_names)), { 0 }
};
const struct record emergency_consent_record = RECORD("emergency_consent", struct emergency_consent, consent_fields, "紧急同意");
static const struct field consenter_fields[] = {
	F(struct emergency_consenter, side, F_ENUM, "同意方", OUT, NAMES(consent_side_names)), F(struct emergency_consenter, person, F_ID, "人员", OUT, .ref = "person"),
	F(struct emergency_consenter, name, F_STR, "姓名", OUT | PERSONAL), F(struct emergency_consenter, post, F_STR, "职务", OUT), { 0 }
};
static const struct record consenter_record = RECORD("emergency_consenter", struct emergency_consenter, consenter_fields, "可以同意的人");
static const struct field line_fields[] = {
	F(struct emergency_line, id, F_ID, "编号", OUT), F(struct emergency_line, emergency_order, F_ID, "紧急开通单", OUT, .ref = "emergency_order"),
	F(struct emergency_line, seq, F_INT, "序号", OUT), F(struct emergency_line, kind, F_ENUM, "种类", OUT, NAMES(emergency_kind_names), .article = "A26b"),
	F(struct emergency_line, resource, F_ID, "资源", OUT, .ref = "resource"), F(struct emergency_line, resource_no, F_STR, "资源编号", OUT | JOINED),
	F(struct emergency_line, item, F_ID, "目录项", OUT, .ref = "catalog_item"), F(struct emergency_line, item_code, F_STR, "目录项编码", OUT), F(struct emergency_line, item_name, F_STR, "目录项名称", OUT),
	F(struct emergency_line, unit, F_STR, "单位", OUT), F(struct emergency_line, xinchuang, F_BOOL, "信创", OUT), F(struct emergency_line, zone, F_ENUM, "区域", OUT, ZONE_OF, .article = "A15.2"),
	F(struct emergency_line, pool, F_ID, "资源池", OUT, .ref = "pool"), F(struct emergency_line, pool_name, F_STR, "资源池名称", OUT | JOINED),
	F(struct emergency_line, csp, F_ID, "云服务商", OUT, .ref = "org"), F(struct emergency_line, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct emergency_line, qty, F_INT, "数量", OUT | REPORT, .help = "开通的数量；扩容是扩到的总量"), F(struct emergency_line, before_qty, F_INT, "原有数量", OUT | REPORT),
	F(struct emergency_line, add_qty, F_INT, "增加数量", OUT | REPORT), F(struct emergency_line, use, F_STR, "用途", OUT), F(struct emergency_line, attrs, F_OBJ, "规格要求", OUT, .sub = &line_attrs_record),
	F(struct emergency_line, opened_qty, F_INT, "已开通", OUT | JOINED | REPORT, .article = "A26b"), F(struct emergency_line, reclaimed_qty, F_INT, "已收回", OUT | JOINED | REPORT),
	F(struct emergency_line, application_seq, F_INT, "补办申请明细序号", OUT), F(struct emergency_line, approved_qty, F_INT, "补办批准数量", OUT | REPORT, .article = "R-26"),
	F(struct emergency_line, ended_at, F_AT, "开通结束时间", OUT), F(struct emergency_line, end_reason, F_TEXT, "未开足的理由", OUT), { 0 }
};
const struct record emergency_line_record = RECORD("emergency_line", struct emergency_line, line_fields, "紧急开通明细");
static const struct field opening_fields[] = {
	F(struct emergency_opening, id, F_ID, "编号", OUT), F(struct emergency_opening, emergency_order, F_ID, "紧急开通单", OUT, .ref = "emergency_order"), F(struct emergency_opening, line, F_ID, "明细", OUT),
	F(struct emergency_opening, resource, F_ID, "资源", OUT, .ref = "resource"), F(struct emergency_opening, resource_no, F_STR, "资源编号", OUT | JOINED),
	F(struct emergency_opening, resource_name, F_STR, "资源名称", OUT | JOINED), F(struct emergency_opening, qty, F_INT, "开通数量", OUT | REPORT),
	F(struct emergency_opening, reclaimed_qty, F_INT, "收回数量", OUT | REPORT), F(struct emergency_opening, by_person, F_ID, "开通人", OUT, .ref = "person"),
	F(struct emergency_opening, by_name, F_STR, "开通人姓名", OUT | PERSONAL), F(struct emergency_opening, at, F_AT, "开通时间", OUT), { 0 }
};
const struct record emergency_opening_record = RECORD("emergency_opening", struct emergency_opening, opening_fields, "紧急开通记录");
static const struct field reclaim_fields[] = {
	F(struct emergency_reclaim, id, F_ID, "编号", OUT), F(struct emergency_reclaim, emergency_order, F_ID, "紧急开通单", OUT, .ref = "emergency_order"), F(struct emergency_reclaim, line, F_ID, "明细", OUT),
	F(struct emergency_reclaim, line_seq, F_INT, "明细序号", OUT | JOINED), F(struct emergency_reclaim, item_name, F_STR, "目录项名称", OUT | JOINED), F(struct emergency_reclaim, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct emergency_reclaim, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct emergency_reclaim, qty, F_INT, "收回数量", OUT | REPORT), F(struct emergency_reclaim, reason, F_TEXT, "理由", OUT),
	F(struct emergency_reclaim, due_date, F_DATE, "收回期限", OUT, .article = "R-26"), F(struct emergency_reclaim, due_at, F_AT, "期限时刻", 0), F(struct emergency_reclaim, ordered_at, F_AT, "下达时间", OUT),
	F(struct emergency_reclaim, done_at, F_AT, "完成时间", OUT), F(struct emergency_reclaim, done_by, F_ID, "办理人", OUT, .ref = "person"),
	F(struct emergency_reclaim, done_by_name, F_STR, "办理人姓名", OUT | PERSONAL), F(struct emergency_reclaim, disposal, F_TEXT, "数据处置", OUT),
	F(struct emergency_reclaim, lifted_at, F_AT, "撤销时间", OUT, .help = "补办获批准，不再按此收回"), { 0 }
};
const struct record emergency_reclaim_record = RECORD("emergency_reclaim", struct emergency_reclaim, reclaim_fields, "收回单");
static const struct field backup_fields[] = {
	F(struct emergency_backup, id, F_ID, "编号", OUT), F(struct emergency_backup, emergency_order, F_ID, "紧急开通单", OUT, .ref = "emergency_order"), F(struct emergency_backup, by_person, F_ID, "确认人", OUT, .ref = "person"),
	F(struct emergency_backup, by_name, F_STR, "确认人姓名", OUT | PERSONAL), F(struct emergency_backup, at, F_AT, "确认时间", OUT), F(struct emergency_backup, content, F_TEXT, "备份内容", OUT),
	F(struct emergency_backup, place, F_STR, "存放地点", OUT), F(struct emergency_backup, size_gb, F_INT, "大小 GB", OUT), F(struct emergency_backup, verified, F_BOOL, "已核验", OUT),
	F(struct emergency_backup, verify_method, F_STR, "核验方法", OUT), { 0 }
};
const struct record emergency_backup_record = RECORD("emergency_backup", struct emergency_backup, backup_fields, "备份确认");
static const struct field order_fields[] = {
	F(struct emergency_order, id, F_ID, "编号", OUT), F(struct emergency_order, version, F_INT, "版本", OUT), F(struct emergency_order, no, F_STR, "紧急开通单编号", OUT | FILTER | SORT),
	F(struct emergency_order, title, F_STR, "标题", OUT), F(struct emergency_order, reason, F_ENUM, "事由", OUT | FILTER, NAMES(emergency_reason_names), .article = "A26a"),
	F(struct emergency_order, why, F_TEXT, "不能按常规办理的理由", OUT), F(struct emergency_order, contact, F_STR, "现场联系", OUT | PERSONAL | SEALED),
	F(struct emergency_order, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct emergency_order, system_no, F_STR, "系统编号", OUT | JOINED),
	F(struct emergency_order, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct emergency_order, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"),
	F(struct emergency_order, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct emergency_order, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct emergency_order, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED), F(struct emergency_order, requester, F_ID, "提出人", OUT, .ref = "person"),
	F(struct emergency_order, requester_name, F_STR, "提出人姓名", OUT | PERSONAL), F(struct emergency_order, requested_at, F_AT, "提出时间", OUT | SORT),
	F(struct emergency_order, expected_until, F_DATE, "预计使用到", OUT), F(struct emergency_order, expands, F_BOOL, "含扩容", OUT, .article = "R-28", .help = "含扩容的，优化记录随补办提交"),
	F(struct emergency_order, consents, F_LIST, "同意", OUT | VIRTUAL, .sub = &emergency_consent_record, .article = "A26a"),
	F(struct emergency_order, consenters, F_LIST, "可以同意的人", OUT | VIRTUAL, .sub = &consenter_record, .max = 1000, .help = "征求同意时列出；主管部门的人只对主管部门列出"),
	F(struct emergency_order, lines, F_LIST, "明细", OUT | VIRTUAL, .sub = &emergency_line_record), F(struct emergency_order, issued_by, F_ID, "签发人", OUT, .ref = "person"),
	F(struct emergency_order, issued_by_name, F_STR, "签发人姓名", OUT | PERSONAL), F(struct emergency_order, issued_at, F_AT, "下达时间", OUT), F(struct emergency_order, issue_note, F_TEXT, "签发说明", OUT),
	F(struct emergency_order, billing_start_date, F_DATE, "计费起始日", OUT, .article = "A26b", .help = "等于下达日"), F(struct emergency_order, makeup_wd, F_INT, "补办工作日数", OUT),
	F(struct emergency_order, makeup_due_date, F_DATE, "补办到期日", OUT | FILTER, .article = "A26c", .help = "下达之日的次日起算"), F(struct emergency_order, openings, F_LIST, "已开通的资源", OUT | VIRTUAL, .sub = &emergency_opening_record, .max = 1000),
	F(struct emergency_order, opened_at, F_AT, "开通完成时间", OUT), F(struct emergency_order, confirmed_by, F_ID, "确认收到人", OUT, .ref = "person"),
	F(struct emergency_order, confirmed_at, F_AT, "确认收到时间", OUT), F(struct emergency_order, confirm_remark, F_TEXT, "确认说明", OUT), F(struct emergency_order, makeup, F_ID, "补办申请", OUT | FILTER, .ref = "application", .article = "A26c"),
	F(struct emergency_order, makeup_no, F_STR, "补办申请编号", OUT | JOINED), F(struct emergency_order, makeup_state, F_STR, "补办申请状态", OUT | JOINED),
	F(struct emergency_order, made_up_at, F_AT, "补办提交时间", OUT), F(struct emergency_order, reclaims, F_LIST, "收回单", OUT | VIRTUAL, .sub = &emergency_reclaim_record),
	F(struct emergency_order, backups, F_LIST, "备份确认", OUT | VIRTUAL, .sub = &emergency_backup_record), F(struct emergency_order, ended_at, F_AT, "办结时间", OUT),
	F(struct emergency_order, end_reason, F_TEXT, "结束理由", OUT), F(struct emergency_order, overdue_told_at, F_AT, "超期登记时间", OUT),
	F(struct emergency_order, clock, F_OBJ, "补办时限", OUT | VIRTUAL, .sub = &clock_record), F(struct emergency_order, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(emergency_state_names)), { 0 }
};
const struct record emergency_order_record = RECORD("emergency_order", struct emergency_order, order_fields, "紧急开通单");
static const struct field debt_fields[] = {
	F(struct emergency_debt, id, F_ID, "编号", OUT | SORT), F(struct emergency_debt, kind, F_ENUM, "所欠", OUT | FILTER, NAMES(emergency_debt_kind_names)),
	F(struct emergency_debt, emergency_order, F_ID, "紧急开通单", OUT | FILTER, .ref = "emergency_order"), F(struct emergency_debt, no, F_STR, "紧急开通单编号", OUT), F(struct emergency_debt, title, F_STR, "标题", OUT),
	F(struct emergency_debt, what, F_STR, "内容", OUT), F(struct emergency_debt, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct emergency_debt, system_name, F_STR, "信息系统名称", OUT),
	F(struct emergency_debt, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct emergency_debt, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct emergency_debt, owed_by, F_ID, "所欠单位", OUT | FILTER, .ref = "org"), F(struct emergency_debt, owed_by_name, F_STR, "所欠单位名称", OUT), F(struct emergency_debt, since_at, F_AT, "起于", OUT),
	F(struct emergency_debt, due_at, F_AT, "期限", OUT | SORT), F(struct emergency_debt, overdue, F_BOOL, "超期", OUT | VIRTUAL), { 0 }
};
const struct record emergency_debt_record = RECORD("emergency_debt", struct emergency_debt, debt_fields, "应急未清事项");

/* ---- inputs ---- */
static const struct field ask_line_fields[] = {
	F(struct ask_line, kind, F_ENUM, "种类", IN, NAMES(emergency_kind_names), .help = "不填为开通"), F(struct ask_line, resource, F_ID, "扩容的资源", IN, .ref = "resource"),
	F(struct ask_line, item, F_ID, "目录项", IN, .ref = "catalog_item", .article = "A19.5a"), F(struct ask_line, item_code, F_STR, "目录项编码", IN), F(struct ask_line, zone, F_ENUM, "区域", IN, ZONE_OF, .article = "A15.2"),
	F(struct ask_line, pool, F_ID, "意向资源池", IN, .ref = "pool"), F(struct ask_line, qty, F_INT, "数量", IN | NEEDED, .min = 1, .max = 100000000, .help = "扩容写扩到的总量"),
	F(struct ask_line, use, F_STR, "用途", IN), F(struct ask_line, attrs, F_OBJ, "规格要求", IN, .sub = &line_attrs_record), { 0 }
};
static const struct record ask_line_record = RECORD("emergency_ask_line", struct ask_line, ask_line_fields, "紧急需求");
static const struct field request_fields[] = {
	F(struct request_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system"), F(struct request_in, title, F_STR, "标题", IN, .help = "不填为系统名称"),
	F(struct request_in, reason, F_ENUM, "事由", IN | NEEDED, NAMES(emergency_reason_names), .article = "A26a"), F(struct request_in, why, F_TEXT, "不能按常规办理的理由", IN | NEEDED, .article = "A26a"),
	F(struct request_in, expected_until, F_DATE, "预计使用到", IN | NEEDED), F(struct request_in, contact, F_STR, "现场联系", IN | PERSONAL),
	F(struct request_in, lines, F_LIST, "需求", IN | NEEDED, .sub = &ask_line_record, .max = 50), { 0 }
};
const struct record emergency_request_record = RECORD("emergency_request", struct request_in, request_fields, "提出紧急开通");
static const struct field record_fields[] = {
	F(struct record_in, id, F_ID, "编号", IN_PATH), F(struct record_in, side, F_ENUM, "同意方", IN | NEEDED, NAMES(consent_side_names), .article = "A26a"),
	F(struct record_in, person, F_ID, "同意人", IN | NEEDED, .ref = "person"), F(struct record_in, channel, F_ENUM, "方式", IN | NEEDED, NAMES(consent_channel_names)),
	F(struct record_in, at, F_AT, "同意时间", IN, .help = "不填为现在"), F(struct record_in, file, F_ID, "函件", IN, .ref = "attachment", .help = "方式为函的要附"),
	F(struct record_in, note, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record emergency_record_record = RECORD("emergency_record_consent", struct record_in, record_fields, "记录同意");
static const struct field place_fields[] = {
	F(struct place_in, seq, F_INT, "明细序号", IN | NEEDED, .min = 1, .max = 1000), F(struct place_in, pool, F_ID, "资源池", IN | NEEDED, .ref = "pool"), { 0 }
};
static const struct record place_record = RECORD("emergency_place", struct place_in, place_fields, "指定资源池");
static const struct field issue_fields[] = {
	F(struct issue_in, id, F_ID, "编号", IN_PATH), F(struct issue_in, lines, F_LIST, "指定资源池", IN, .sub = &place_record, .max = 50, .help = "不填的取意向资源池，否则取该区余量最大的"),
	F(struct issue_in, comment, F_TEXT, "签发说明", IN, .max = 1000), { 0 }
};
const struct record emergency_issue_record = RECORD("emergency_issue", struct issue_in, issue_fields, "下达紧急开通单");
static const struct field open_fields[] = {
	F(struct emergency_open_in, id, F_ID, "编号", IN_PATH), F(struct emergency_open_in, line, F_INT, "明细序号", IN | NEEDED, .min = 1, .max = 1000),
	F(struct emergency_open_in, qty, F_INT, "数量", IN, .min = 1, .max = 100000000, .article = "A26b", .help = "不填为尚未开通的全部"), F(struct emergency_open_in, name, F_STR, "资源名称", IN),
	F(struct emergency_open_in, native_id, F_STR, "云平台标识", IN), F(struct emergency_open_in, ips, F_STR, "IP 地址", IN), F(struct emergency_open_in, os, F_STR, "操作系统", IN), { 0 }
};
const struct record emergency_open_record = RECORD("emergency_open", struct emergency_open_in, open_fields, "紧急开通");
static const struct field makeup_line_fields[] = {
	F(struct makeup_line, seq, F_INT, "明细序号", IN | NEEDED, .min = 1, .max = 1000), F(struct makeup_line, sizing_basis, F_OBJ, "测算依据", IN, .sub = &sizing_basis_record, .article = "A19.1b"),
	F(struct makeup_line, non_xc_reason, F_TEXT, "未选信创的理由", IN, .max = 1000, .article = "A19.4b"), F(struct makeup_line, non_xc_evidence, F_TEXT, "未选信创的依据", IN, .max = 1000), { 0 }
};
static const struct record makeup_line_record = RECORD("emergency_makeup_line", struct makeup_line, makeup_line_fields, "补办明细");
static const struct field makeup_fields[] = {
	F(struct makeup_in, id, F_ID, "编号", IN_PATH), F(struct makeup_in, reason, F_TEXT, "补办说明", IN, .help = "不填取紧急开通单的理由"), F(struct makeup_in, budget_source, F_STR, "资金来源", IN),
	F(struct makeup_in, lines, F_LIST, "逐项补充", IN, .sub = &makeup_line_record, .max = 50, .help = "资源和数量取自紧急开通单"), { 0 }
};
const struct record emergency_makeup_record = RECORD("emergency_makeup", struct makeup_in, makeup_fields, "起草补办申请");
static const struct field comment_fields[] = { F(struct consent_in, id, F_ID, "编号", IN_PATH), F(struct consent_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 } };
const struct record emergency_comment_record = RECORD("emergency_comment", struct consent_in, comment_fields, "说明");
static const struct field reason_fields[] = { F(struct consent_in, id, F_ID, "编号", IN_PATH), F(struct consent_in, comment, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 } };
const struct record emergency_reason_record = RECORD("emergency_reason", struct consent_in, reason_fields, "理由");
static const struct field done_fields[] = {
	F(struct back_in, id, F_ID, "编号", IN_PATH), F(struct back_in, disposal, F_TEXT, "数据处置", IN | NEEDED, .max = 1000, .help = "随资源收回的数据怎样处置"), F(struct back_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record emergency_done_record = RECORD("emergency_reclaimed", struct back_in, done_fields, "报告收回完成");
static const struct field backup_in_fields[] = {
	F(struct emergency_backup_in, id, F_ID, "编号", IN_PATH), F(struct emergency_backup_in, content, F_TEXT, "备份内容", IN | NEEDED), F(struct emergency_backup_in, place, F_STR, "存放地点", IN | NEEDED, .article = "A23.2a"),
	F(struct emergency_backup_in, size_gb, F_INT, "大小 GB", IN), F(struct emergency_backup_in, verified, F_BOOL, "已核验", IN), F(struct emergency_backup_in, verify_method, F_STR, "核验方法", IN), { 0 }
};
const struct record emergency_backup_in_record = RECORD("emergency_confirm_backup", struct emergency_backup_in, backup_in_fields, "确认备份");
