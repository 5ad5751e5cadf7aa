/* Revocations: words, records and inputs. */
#include "domain/revocation/revocation_in.h"

const struct names disposal_way_names[DISPOSAL_WAY_MAX] = {
	[WAY_MIGRATE] = { "migrate", "迁移" }, [WAY_ARCHIVE] = { "archive", "归档" }, [WAY_HAND_OVER] = { "hand_over", "移交" }, [WAY_DESTROY] = { "destroy", "销毁" },
};
const struct names step_names[STEP_MAX] = {
	[STEP_STOP] = { "stop", "停止服务" }, [STEP_BACKUP] = { "backup_checked", "核对备份确认" }, [STEP_LISTED] = { "listed", "清点卷、快照、备份和副本" },
	[STEP_DESTROYED] = { "destroyed", "销毁数据" }, [STEP_ENDED] = { "ended", "服务终止" },
};
const struct names medium_kind_names[MEDIUM_KIND_MAX] = {
	[MEDIUM_VOLUME] = { "volume", "卷" }, [MEDIUM_SNAPSHOT] = { "snapshot", "快照" }, [MEDIUM_BACKUP] = { "backup", "备份" }, [MEDIUM_REPLICA] = { "replica", "副本" },
	[MEDIUM_NONE] = { "none", "不存数据" },
};
const struct names wipe_method_names[WIPE_METHOD_MAX] = {
	[WIPE_OVERWRITE] = { "overwrite", "逻辑覆写" }, [WIPE_CRYPTO] = { "crypto_erase", "加密擦除" }, [WIPE_DEGAUSS] = { "degauss", "消磁" }, [WIPE_PHYSICAL] = { "physical", "物理销毁" },
};
const struct names wipe_result_names[WIPE_RESULT_MAX] = { [WIPE_PASSED] = { "passed", "验证通过" }, [WIPE_FAILED] = { "failed", "验证未通过" } };

/* ---- the plan ---- */
static const struct field disposal_fields[] = {
	F(struct disposal, dataset, F_STR, "数据集", IN | OUT | NEEDED), F(struct disposal, way, F_ENUM, "去向", IN | OUT | NEEDED, NAMES(disposal_way_names)),
	F(struct disposal, place, F_STR, "地点", IN | OUT, .help = "迁移、归档、移交的要写明"), F(struct disposal, receiver, F_STR, "接收单位", IN | OUT), { 0 }
};
static const struct record disposal_record = RECORD("data_disposal", struct disposal, disposal_fields, "数据处置");
static const struct field contact_fields[] = {
	F(struct plan_contact, name, F_STR, "姓名", IN | OUT | NEEDED | PERSONAL, .max = 60), F(struct plan_contact, phone, F_STR, "电话", IN | OUT | NEEDED | PERSONAL, .max = 40),
	F(struct plan_contact, duty, F_STR, "分工", IN | OUT, .max = 60), { 0 }
};
static const struct record contact_record = RECORD("revocation_contact", struct plan_contact, contact_fields, "联系人");
#define PLAN(s, in) \
	F(s, data_disposal, F_LIST, "数据处置", in, .sub = &disposal_record, .max = 100, .article = "A23.1a", .help = "逐个数据集写明迁移、归档、移交或销毁"), \
	F(s, backup_plan, F_TEXT, "备份计划", in, .article = "A23.1a"), \
	F(s, dependents, F_TEXT, "依赖本系统的业务", in, .article = "A23.1a", .help = "没有的写“无”"), \
	F(s, domain_icp_cancel, F_TEXT, "域名和 ICP 注销", in, .article = "A23.1a", .help = "没有的写“无”"), \
	F(s, schedule, F_TEXT, "步骤和进度", in, .article = "A23.1a"), F(s, stop_date, F_DATE, "计划停止日", in, .article = "A23.1a"), \
	F(s, risks, F_TEXT, "风险和应对", in, .article = "A23.1a"), \
	F(s, contacts, F_LIST, "联系人", (in) | SEALED, .sub = &contact_record, .max = 20, .article = "A23.1a"), \
	F(s, file, F_ID, "方案文件", in, .ref = "attachment", .article = "A23.1a", .help = "也可以作为申请的“撤销方案”附件上传")
static const struct field plan_fields[] = {
	F(struct revocation, id, F_ID, "申请", OUT), PLAN(struct revocation, OUT), F(struct revocation, cooling_days, F_INT, "冷静期（天）", OUT),
	F(struct revocation, cooling_until, F_DATE, "冷静期至（不含）", OUT), F(struct revocation, stop_due_at, F_AT, "停止期限", OUT), F(struct revocation, cooled_at, F_AT, "冷静期满", OUT), { 0 }
};
const struct record plan_record = RECORD("revocation_plan", struct revocation, plan_fields, "撤销方案");

#define DRAFT \
	F(struct rev_in, title, F_STR, "标题", IN, .help = "不填为系统名称"), F(struct rev_in, reason, F_TEXT, "撤销原因", IN, .article = "A23.1a"), \
	F(struct rev_in, scope, F_IDS, "撤销范围", IN, .max = 1000, .ref = "resource", .article = "A23.1a", .help = "同一个信息系统运行中的资源"), PLAN(struct rev_in, IN)
static const struct field draft_fields[] = {
	F(struct rev_in, system, F_ID, "信息系统", IN, .ref = "info_system", .article = "A18", .help = "不填取自所选的资源"), DRAFT, { 0 }
};
const struct record rev_draft_record = RECORD("revocation_draft", struct rev_in, draft_fields, "起草撤销申请");
static const struct field update_fields[] = { F(struct rev_in, id, F_ID, "编号", IN_PATH), DRAFT, { 0 } };
const struct record rev_update_record = RECORD("revocation_update", struct rev_in, update_fields, "修改撤销申请");

/* ---- what is done and recorded on the way ---- */
static const struct field step_fields[] = {
	F(struct revocation_step, id, F_ID, "编号", OUT), F(struct revocation_step, application, F_ID, "申请", 0), F(struct revocation_step, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct revocation_step, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct revocation_step, step, F_ENUM, "步骤", OUT, NAMES(step_names), .article = "A23.1c"),
	F(struct revocation_step, at, F_AT, "时间", OUT), F(struct revocation_step, by_person, F_ID, "办理人", OUT, .ref = "person"),
	F(struct revocation_step, by_name, F_STR, "办理人姓名", OUT), F(struct revocation_step, note, F_TEXT, "说明", OUT), { 0 }
};
const struct record step_record = RECORD("revocation_step", struct revocation_step, step_fields, "撤销步骤");

#define BACKUP(in) \
	F(struct revocation_backup, content, F_TEXT, "备份内容", in, .article = "A23.2a"), F(struct revocation_backup, place, F_STR, "存放地点", in, .article = "A23.2a"), \
	F(struct revocation_backup, size_gb, F_INT, "大小 GB", in), F(struct revocation_backup, verified, F_BOOL, "已验证", (in) & ~(unsigned)NEEDED, .article = "A23.2a"), \
	F(struct revocation_backup, verify_method, F_TEXT, "验证方法", (in) & ~(unsigned)NEEDED, .max = 1000, .article = "A23.2a"), \
	F(struct revocation_backup, file, F_ID, "确认单附件", (in) & ~(unsigned)NEEDED, .ref = "attachment")
static const struct field backup_fields[] = {
	F(struct revocation_backup, id, F_ID, "编号", OUT), F(struct revocation_backup, application, F_ID, "申请", OUT), F(struct revocation_backup, by_person, F_ID, "确认人", OUT, .ref = "person"),
	F(struct revocation_backup, by_name, F_STR, "确认人姓名", OUT), F(struct revocation_backup, at, F_AT, "确认时间", OUT), BACKUP(OUT), { 0 }
};
const struct record revocation_backup_record = RECORD("revocation_backup", struct revocation_backup, backup_fields, "备份确认");
static const struct field backup_in_fields[] = { F(struct revocation_backup, id, F_ID, "编号", IN_PATH), BACKUP(IN | NEEDED), { 0 } };
const struct record rev_backup_in_record = RECORD("revocation_backup_confirm", struct revocation_backup, backup_in_fields, "确认备份和迁移");

#define HAND(in) \
	F(struct hand_back, no_data, F_BOOL, "没有要返还的数据", in, .help = "请在说明里写明原因"), F(struct hand_back, content, F_TEXT, "返还的数据", in, .article = "A17b"), \
	F(struct hand_back, media, F_STR, "介质或传输方式", in), F(struct hand_back, receiver, F_STR, "接收人", in, .article = "A17b"), \
	F(struct hand_back, size_gb, F_INT, "大小 GB", in), F(struct hand_back, file, F_ID, "交接单附件", in, .ref = "attachment"), F(struct hand_back, note, F_TEXT, "说明", in, .max = 1000)
static const struct field hand_fields[] = {
	F(struct hand_back, id, F_ID, "编号", OUT), F(struct hand_back, application, F_ID, "申请", OUT), F(struct hand_back, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct hand_back, by_name, F_STR, "登记人姓名", OUT), F(struct hand_back, at, F_AT, "登记时间", OUT), HAND(OUT), { 0 }
};
const struct record hand_back_record = RECORD("data_hand_back", struct hand_back, hand_fields, "数据返还");
static const struct field hand_in_fields[] = { F(struct hand_back, id, F_ID, "编号", IN_PATH), HAND(IN), { 0 } };
const struct record rev_hand_in_record = RECORD("data_hand_back_act", struct hand_back, hand_in_fields, "登记数据返还");

#define ITEM(in, in_needed) \
	F(struct wipe_item, resource, F_ID, "资源", in_needed, .ref = "resource"), F(struct wipe_item, kind, F_ENUM, "种类", in_needed, NAMES(medium_kind_names), .article = "A23.1d"), \
	F(struct wipe_item, native_id, F_STR, "云平台标识", in), F(struct wipe_item, size_gb, F_INT, "大小 GB", in), F(struct wipe_item, place, F_STR, "存放位置", in), \
	F(struct wipe_item, note, F_STR, "说明", in)
static const struct field item_in_fields[] = { ITEM(IN, IN | NEEDED), { 0 } };
static const struct record item_in_record = RECORD("destroy_item_listed", struct wipe_item, item_in_fields, "清点的介质");
static const struct field item_fields[] = {
	F(struct wipe_item, id, F_ID, "编号", OUT), F(struct wipe_item, application, F_ID, "申请", 0), ITEM(OUT, OUT), F(struct wipe_item, resource_no, F_STR, "资源编号", OUT | JOINED),
	F(struct wipe_item, csp, F_ID, "云服务商", OUT, .ref = "org"), F(struct wipe_item, run, F_ID, "销毁批次", OUT), F(struct wipe_item, result, F_ENUM, "验证结果", OUT, NAMES(wipe_result_names)),
	F(struct wipe_item, verify_note, F_TEXT, "验证说明", OUT), F(struct wipe_item, destroyed_at, F_AT, "销毁时间", OUT), { 0 }
};
const struct record wipe_item_record = RECORD("destroy_item", struct wipe_item, item_fields, "待销毁的介质");
static const struct field list_in_fields[] = {
	F(struct rev_list_in, id, F_ID, "编号", IN_PATH), F(struct rev_list_in, items, F_LIST, "清单", IN | NEEDED, .sub = &item_in_record, .max = 5000, .article = "A23.1c",
		.help = "逐个资源列出卷、快照、备份、副本；不存数据的写明"), F(struct rev_list_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record rev_list_in_record = RECORD("revocation_list", struct rev_list_in, list_in_fields, "清点介质");

static const struct field result_fields[] = {
	F(struct item_result, item, F_ID, "介质", IN | OUT | NEEDED), F(struct item_result, result, F_ENUM, "验证结果", IN | OUT | NEEDED, NAMES(wipe_result_names), .article = "A23.1d"),
	F(struct item_result, note, F_STR, "验证说明", IN | OUT | NEEDED, .max = 500), { 0 }
};
static const struct record result_record = RECORD("destroy_result", struct item_result, result_fields, "验证结果");
static const struct field destroy_fields[] = {
	F(struct rev_destroy_in, id, F_ID, "编号", IN_PATH), F(struct rev_destroy_in, items, F_LIST, "介质和验证结果", IN, .sub = &result_record, .max = 5000, .article = "A23.1d"),
	F(struct rev_destroy_in, method, F_ENUM, "方法", IN | NEEDED, NAMES(wipe_method_names), .article = "A23.1d"), F(struct rev_destroy_in, standard, F_STR, "依据标准", IN | NEEDED, .article = "A23.1d"),
	F(struct rev_destroy_in, passes, F_INT, "遍数", IN, .min = 1, .max = 99, .help = "逻辑覆写的要写明"), F(struct rev_destroy_in, operator, F_ID, "操作人", IN, .ref = "person", .help = "不填为当前办理人"),
	F(struct rev_destroy_in, witness, F_ID, "见证人", IN | NEEDED, .ref = "person", .help = "上云单位、申请单位或主管部门的人，销毁后由本人确认", .article = "A23.1d"),
	F(struct rev_destroy_in, started_at, F_AT, "开始时间", IN, .help = "不填为现在"), F(struct rev_destroy_in, ended_at, F_AT, "结束时间", IN, .help = "不填为现在"),
	F(struct rev_destroy_in, photos, F_IDS, "照片", IN, .max = 50, .ref = "attachment"), F(struct rev_destroy_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
const struct record rev_destroy_in_record = RECORD("revocation_destroy", struct rev_destroy_in, destroy_fields, "销毁数据");
static const struct field run_fields[] = {
	F(struct wipe_run, id, F_ID, "编号", OUT), F(struct wipe_run, application, F_ID, "申请", 0), F(struct wipe_run, csp, F_ID, "云服务商", OUT, .ref = "org"),
	F(struct wipe_run, method, F_ENUM, "方法", OUT, NAMES(wipe_method_names)), F(struct wipe_run, standard, F_STR, "依据标准", OUT), F(struct wipe_run, passes, F_INT, "遍数", OUT),
	F(struct wipe_run, operator, F_ID, "操作人", OUT, .ref = "person"), F(struct wipe_run, operator_name, F_STR, "操作人姓名", OUT), F(struct wipe_run, witness, F_ID, "见证人", OUT, .ref = "person"),
	F(struct wipe_run, witness_name, F_STR, "见证人姓名", OUT), F(struct wipe_run, witness_org_name, F_STR, "见证人单位", OUT), F(struct wipe_run, started_at, F_AT, "开始时间", OUT),
	F(struct wipe_run, ended_at, F_AT, "结束时间", OUT), F(struct wipe_run, at, F_AT, "登记时间", OUT), F(struct wipe_run, witnessed_at, F_AT, "见证时间", OUT), F(struct wipe_run, note, F_TEXT, "说明", OUT),
	F(struct wipe_run, witness_note, F_TEXT, "见证说明", OUT), F(struct wipe_run, photos, F_IDS, "照片", OUT, .ref = "attachment"),
	F(struct wipe_run, results, F_LIST, "验证结果", OUT, .sub = &result_record, .max = 5000), { 0 }
};
const struct record wipe_run_record = RECORD("destroy_run", struct wipe_run, run_fields, "销毁批次");

static const struct field act_fields[] = { F(struct rev_act_in, id, F_ID, "编号", IN_PATH), F(struct rev_act_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 } };
static const struct field replace_fields[] = {
	F(struct rev_replace_in, id, F_ID, "编号", IN_PATH), F(struct rev_replace_in, witness, F_ID, "见证人", IN | NEEDED, .ref = "person", .article = "A23.1d"),
	F(struct rev_replace_in, comment, F_TEXT, "原因", IN | NEEDED, .max = 1000), { 0 }
};
const struct record rev_replace_record = RECORD("revocation_replace_witness", struct rev_replace_in, replace_fields, "更换见证人");
const struct record rev_act_record = RECORD("revocation_act", struct rev_act_in, act_fields, "办理");
static const struct field reason_fields[] = { F(struct rev_act_in, id, F_ID, "编号", IN_PATH), F(struct rev_act_in, comment, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 } };
const struct record rev_reason_record = RECORD("revocation_reason", struct rev_act_in, reason_fields, "恢复服务");

/* ---- the case as it is shown ---- */
static const struct field revocation_fields[] = {
	F(struct revocation, id, F_ID, "编号", OUT), F(struct revocation, version, F_INT, "版本", OUT), F(struct revocation, no, F_STR, "申请编号", OUT | FILTER | SORT),
	F(struct revocation, title, F_STR, "标题", OUT), F(struct revocation, reason, F_TEXT, "撤销原因", OUT), F(struct revocation, state, F_ENUM, "状态", OUT | FILTER | SORT, .names = app_state_names, .n_names = APP_STATE_MAX),
	F(struct revocation, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct revocation, system_name, F_STR, "信息系统名称", OUT),
	F(struct revocation, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct revocation, user_org_name, F_STR, "上云单位名称", OUT),
	F(struct revocation, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"), F(struct revocation, applicant_org_name, F_STR, "申请单位名称", OUT),
	F(struct revocation, submitted_at, F_AT, "提交时间", OUT), F(struct revocation, issued_at, F_AT, "批准时间", OUT), PLAN(struct revocation, OUT),
	F(struct revocation, cooling_days, F_INT, "冷静期（天）", OUT, .article = "A23.1d"), F(struct revocation, cooling_until, F_DATE, "冷静期至（不含）", OUT), F(struct revocation, stop_due_at, F_AT, "停止期限", OUT),
	F(struct revocation, cooled_at, F_AT, "冷静期满", OUT),
	F(struct revocation, scope, F_IDS, "撤销范围", OUT | VIRTUAL, .ref = "resource", .max = 1000), F(struct revocation, resources, F_LIST, "资源", OUT | VIRTUAL, .sub = &resource_record, .max = 1000),
	F(struct revocation, steps, F_LIST, "步骤", OUT | VIRTUAL, .sub = &step_record), F(struct revocation, items, F_LIST, "介质", OUT | VIRTUAL, .sub = &wipe_item_record, .max = 50000),
	F(struct revocation, runs, F_LIST, "销毁批次", OUT | VIRTUAL, .sub = &wipe_run_record, .max = 5000), F(struct revocation, certificates, F_IDS, "数据销毁证明", OUT | VIRTUAL, .ref = "destroy_cert"),
	F(struct revocation, warnings, F_STRS, "提示", OUT | VIRTUAL), F(struct revocation, backup, F_OBJ, "备份确认", OUT | VIRTUAL, .sub = &revocation_backup_record),
	F(struct revocation, hand_back, F_OBJ, "数据返还", OUT | VIRTUAL, .sub = &hand_back_record), { 0 }
};
const struct record revocation_record = RECORD("revocation", struct revocation, revocation_fields, "撤销");

/* ---- the certificate ---- */
static const struct field cert_item_fields[] = {
	F(struct cert_item, resource_no, F_STR, "资源编号", OUT), F(struct cert_item, native_id, F_STR, "云平台标识", OUT), F(struct cert_item, size_gb, F_INT, "大小 GB", OUT), F(struct cert_item, place, F_STR, "存放位置", OUT),
	F(struct cert_item, method, F_STR, "方法", OUT), F(struct cert_item, standard, F_STR, "依据标准", OUT), F(struct cert_item, passes, F_INT, "遍数", OUT), F(struct cert_item, started_at, F_AT, "开始时间", OUT),
	F(struct cert_item, ended_at, F_AT, "结束时间", OUT), F(struct cert_item, operator_name, F_STR, "操作人", OUT), F(struct cert_item, witness_name, F_STR, "见证人", OUT),
	F(struct cert_item, verify_result, F_STR, "验证结果", OUT), F(struct cert_item, verify_note, F_STR, "验证说明", OUT), { 0 }
};
static const struct record cert_item_record = RECORD("destroy_cert_item", struct cert_item, cert_item_fields, "已销毁的介质");
static const struct field cert_resource_fields[] = {
	F(struct cert_resource, no, F_STR, "资源编号", OUT), F(struct cert_resource, name, F_STR, "资源名称", OUT), F(struct cert_resource, item_name, F_STR, "目录项", OUT), F(struct cert_resource, qty, F_INT, "数量", OUT),
	F(struct cert_resource, unit, F_STR, "单位", OUT), F(struct cert_resource, native_id, F_STR, "云平台标识", OUT), F(struct cert_resource, billing_start_date, F_DATE, "计费起始日", OUT),
	F(struct cert_resource, billing_end_date, F_DATE, "计费终止日", OUT), { 0 }
};
static const struct record cert_resource_record = RECORD("destroy_cert_resource", struct cert_resource, cert_resource_fields, "已销毁的资源");
#define MEDIA(member, label_) F(struct destroy_cert, member, F_LIST, label_, OUT, .sub = &cert_item_record, .max = 5000, .article = "A23.1d")
static const struct field cert_fields[] = {
	F(struct destroy_cert, id, F_ID, "编号", OUT), F(struct destroy_cert, version, F_INT, "版本", OUT), F(struct destroy_cert, no, F_STR, "证明编号", OUT | FILTER | SORT),
	F(struct destroy_cert, application, F_ID, "撤销申请", OUT | FILTER, .ref = "application"), F(struct destroy_cert, application_no, F_STR, "申请编号", OUT),
	F(struct destroy_cert, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct destroy_cert, system_name, F_STR, "信息系统名称", OUT),
	F(struct destroy_cert, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct destroy_cert, user_org_name, F_STR, "上云单位名称", OUT),
	F(struct destroy_cert, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"), F(struct destroy_cert, applicant_org_name, F_STR, "申请单位名称", OUT),
	F(struct destroy_cert, csp, F_ID, "云服务商", OUT | FILTER, .ref = "org"), F(struct destroy_cert, csp_name, F_STR, "云服务商名称", OUT),
	F(struct destroy_cert, resources, F_LIST, "资源", OUT, .sub = &cert_resource_record, .max = 1000), MEDIA(volumes, "卷"), MEDIA(snapshots, "快照"), MEDIA(backups, "备份"), MEDIA(replicas, "副本"),
	F(struct destroy_cert, method, F_STR, "方法", OUT), F(struct destroy_cert, standard, F_STR, "依据标准", OUT, .max = 1000), F(struct destroy_cert, passes, F_INT, "最少遍数", OUT),
	F(struct destroy_cert, operator, F_STR, "操作人", OUT, .max = 1000), F(struct destroy_cert, witness, F_STR, "见证人", OUT, .max = 1000), F(struct destroy_cert, started_at, F_AT, "开始时间", OUT),
	F(struct destroy_cert, ended_at, F_AT, "结束时间", OUT), F(struct destroy_cert, stop_date, F_DATE, "停止服务日", OUT, .article = "A23.1c"), F(struct destroy_cert, verify_result, F_STR, "验证结果", OUT),
	F(struct destroy_cert, photos, F_IDS, "照片", OUT, .ref = "attachment", .max = 5000), F(struct destroy_cert, backup_by, F_STR, "备份确认人", OUT, .article = "A23.2a"),
	F(struct destroy_cert, backup_at, F_AT, "备份确认时间", OUT), F(struct destroy_cert, backup_place, F_STR, "备份存放地点", OUT), F(struct destroy_cert, hand_back, F_TEXT, "数据返还", OUT, .article = "A17b"),
	F(struct destroy_cert, issued_at, F_AT, "出具时间", OUT | FILTER), F(struct destroy_cert, digest, F_STR, "SM3 摘要", OUT), { 0 }
};
const struct record destroy_cert_record = RECORD("destroy_cert", struct destroy_cert, cert_fields, "数据销毁证明");
