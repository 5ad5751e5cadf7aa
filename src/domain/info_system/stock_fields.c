/* Records, pictures and waiting work of the stock systems. */
#include "domain/catalog/catalog.h"
#include "domain/info_system/info_system_in.h"

static const struct names asking_names[ASK_STATE_MAX] = {
	[ASK_ASKED] = { "asked", "待批准" }, [ASK_APPROVED] = { "approved", "已批准" }, [ASK_REJECTED] = { "rejected", "未批准" }, [ASK_WITHDRAWN] = { "withdrawn", "已撤回" },
};
static const struct names ground_names[GROUND_MAX] = {
	[GROUND_SECRET] = { "secret", "依法不得上政务云" }, [GROUND_VERTICAL] = { "vertical", "上级统一建设" }, [GROUND_OTHER] = { "other", "其他" },
};
static const struct names original_names[ORIGINAL_STATE_MAX] = {
	[ORIGINAL_KEPT] = { "kept", "保留中" }, [ORIGINAL_REMOVABLE] = { "removable", "保留期满" }, [ORIGINAL_REMOVED] = { "removed", "已拆除" },
};
static const struct names cause_names[HOSTING_CAUSE_MAX] = {
	[HOSTED_CUTOVER] = { "cutover", "割接" }, [HOSTED_LIVE] = { "live", "上线" }, [HOSTED_CORRECTED] = { "corrected", "更正" },
};

/* ---- off-cloud ---- */
static const struct field off_fields[] = {
	F(struct off_cloud_approval, id, F_ID, "编号", OUT),
	F(struct off_cloud_approval, version, F_INT, "版本", OUT),
	F(struct off_cloud_approval, user_org, F_ID, "上云单位", IN | OUT | NEEDED | FILTER, .ref = "org"),
	F(struct off_cloud_approval, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct off_cloud_approval, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"),
	F(struct off_cloud_approval, system_name, F_STR, "系统名称", IN | OUT | NEEDED),
	F(struct off_cloud_approval, hosting, F_ENUM, "部署位置", IN | OUT | FILTER, NAMES(hosting_names), .article = "A16a"),
	F(struct off_cloud_approval, ground, F_ENUM, "情形", IN | OUT | FILTER, NAMES(ground_names), .article = "A16c"),
	F(struct off_cloud_approval, reason, F_TEXT, "理由", IN | OUT | NEEDED, .help = "严禁填写涉密内容"),
	F(struct off_cloud_approval, file, F_ID, "依据文件", IN | OUT, .ref = "attachment"),
	F(struct off_cloud_approval, doc_no, F_STR, "批准文号", IN | OUT | NEEDED, .max = 80),
	F(struct off_cloud_approval, asked_by, F_ID, "申请人", OUT, .ref = "person"),
	F(struct off_cloud_approval, approved_by, F_ID, "决定人", OUT, .ref = "person"),
	F(struct off_cloud_approval, decided_at, F_AT, "决定时间", OUT),
	F(struct off_cloud_approval, decision, F_TEXT, "决定意见", OUT),
	F(struct off_cloud_approval, used_by, F_ID, "用于系统", OUT | JOINED, .ref = "info_system"),
	F(struct off_cloud_approval, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(asking_names)),
	F(struct off_cloud_approval, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record off_cloud_record = RECORD("off_cloud_approval", struct off_cloud_approval, off_fields, "云下建设批准");

static const struct field ask_fields[] = {
	F(struct off_cloud_approval, user_org, F_ID, "上云单位", IN, .ref = "org", .help = "不填时就是本单位"),
	F(struct off_cloud_approval, system_name, F_STR, "系统名称", IN | NEEDED),
	F(struct off_cloud_approval, hosting, F_ENUM, "部署位置", IN | NEEDED, NAMES(hosting_names)),
	F(struct off_cloud_approval, ground, F_ENUM, "情形", IN | NEEDED, NAMES(ground_names), .article = "A16c"),
	F(struct off_cloud_approval, reason, F_TEXT, "理由", IN | NEEDED, .help = "严禁填写涉密内容"),
	F(struct off_cloud_approval, file, F_ID, "依据文件", IN, .ref = "attachment"),
	{ 0 }
};
const struct record ask_in_record = RECORD("off_cloud_ask", struct off_cloud_approval, ask_fields, "申请云下建设");

static const struct field approve_fields[] = {
	F(struct decide_in, id, F_ID, "编号", IN_PATH), F(struct decide_in, doc_no, F_STR, "批准文号", IN | NEEDED, .max = 80),
	F(struct decide_in, until_date, F_DATE, "最后一日", IN, .help = "暂缓迁移用，不填就按所申请的"), F(struct decide_in, comment, F_TEXT, "意见", IN), { 0 }
};
const struct record decide_in_record = RECORD("asking_approve", struct decide_in, approve_fields, "批准");
static const struct field asking_note_fields[] = {
	F(struct decide_in, id, F_ID, "编号", IN_PATH), F(struct decide_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 }
};
const struct record asking_note_record = RECORD("asking_note", struct decide_in, asking_note_fields, "说明理由");

const struct entity off_cloud_entity = {
	.name = "off_cloud_approval", .label = "云下建设批准", .path = "/off-cloud-approvals", .rec = &off_cloud_record, .from = "v_off_cloud_approval",
	.table = "off_cloud_approval", .title = "system_name", .flow = &off_cloud_flow,
	.scope = { "applicant_org = :root", "user_org = :org", NULL, NULL },
};
static const struct move off_moves[] = {
	{ ASK_ASKED, "approve",  ASK_APPROVED,  0, 0, NULL, "批准云下建设", "A16c" },
	{ ASK_ASKED, "reject",   ASK_REJECTED,  0, 0, NULL, "不批准云下建设", "A16c" },
	{ ASK_ASKED, "withdraw", ASK_WITHDRAWN, 0, 0, NULL, "撤回", "A16c" },
	{ 0 }
};
const struct flow off_cloud_flow = { "off_cloud_approval", &off_cloud_entity, asking_names, ASK_STATE_MAX, off_moves };

/* ---- contracts elsewhere ---- */
static const struct field renewal_fields[] = {
	F(struct renewal, id, F_ID, "编号", OUT), F(struct renewal, contract, F_ID, "合同", OUT), F(struct renewal, signed_date, F_DATE, "签订日", OUT),
	F(struct renewal, from_date, F_DATE, "自", OUT), F(struct renewal, to_date, F_DATE, "到期日", OUT), F(struct renewal, amount_fen, F_FEN, "金额", OUT),
	F(struct renewal, reason, F_TEXT, "理由", OUT), F(struct renewal, file, F_ID, "文件", OUT, .ref = "attachment"),
	F(struct renewal, against_a16, F_BOOL, "与第十六条不符", OUT, .article = "A16b"), F(struct renewal, by_person, F_ID, "登记人", OUT, .ref = "person"),
	F(struct renewal, created_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record renewal_record = RECORD("third_party_renewal", struct renewal, renewal_fields, "续签");

static const struct field contract_fields[] = {
	F(struct third_party_contract, id, F_ID, "编号", OUT | SORT),
	F(struct third_party_contract, version, F_INT, "版本", OUT),
	F(struct third_party_contract, system, F_ID, "信息系统", IN | OUT | NEEDED | FILTER, .ref = "info_system"),
	F(struct third_party_contract, system_no, F_STR, "系统编号", OUT | JOINED),
	F(struct third_party_contract, system_name, F_STR, "系统名称", OUT | JOINED),
	F(struct third_party_contract, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct third_party_contract, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct third_party_contract, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct third_party_contract, vendor, F_STR, "服务方", IN | OUT | NEEDED),
	F(struct third_party_contract, contract_no, F_STR, "合同编号", IN | OUT | NEEDED, .max = 80),
	F(struct third_party_contract, from_date, F_DATE, "起始日", IN | OUT | NEEDED),
	F(struct third_party_contract, to_date, F_DATE, "到期日", IN | OUT | NEEDED, .article = "A16b"),
	F(struct third_party_contract, end_date, F_DATE, "现到期日", OUT | FILTER | SORT, .help = "连同续签"),
	F(struct third_party_contract, amount_fen, F_FEN, "金额", IN | OUT),
	F(struct third_party_contract, what, F_STR, "采购内容", IN | OUT, .max = 100, .article = "A11e", .help = "目录内已有的不得另行采购；办法施行后的合同与现行目录比对"),
	F(struct third_party_contract, category, F_ENUM, "类别", IN | OUT | FILTER, .names = item_category_names, .n_names = ITEM_CATEGORY_MAX),
	F(struct third_party_contract, keywords, F_STR, "关键词", IN | OUT, .help = "别名、产品名，用于与目录比对"),
	F(struct third_party_contract, adaptation, F_ID, "适配记录", IN | OUT, .ref = "adaptation", .article = "A11e", .help = "目录内有相当的项时，附主管部门认定适配不成的记录"),
	F(struct third_party_contract, file, F_ID, "合同文件", IN | OUT, .ref = "attachment"),
	F(struct third_party_contract, note, F_TEXT, "说明", IN | OUT),
	F(struct third_party_contract, against_a16, F_BOOL, "与第十六条不符", OUT | FILTER, .article = "A16b", .help = "办法施行后新签或续签"),
	F(struct third_party_contract, postponed_until, F_DATE, "批准暂缓到", OUT | JOINED),
	F(struct third_party_contract, flagged, F_BOOL, "待监督", OUT | VIRTUAL, .help = "与第十六条不符，又没有有效的暂缓批准"),
	F(struct third_party_contract, renewals, F_LIST, "续签", OUT | VIRTUAL, .sub = &renewal_record),
	F(struct third_party_contract, created_by, F_ID, "登记人", OUT, .ref = "person"),
	F(struct third_party_contract, created_at, F_AT, "登记时间", OUT),
	{ 0 }
};
const struct record third_party_contract_record = RECORD("third_party_contract", struct third_party_contract, contract_fields, "第三方云合同");
const struct entity third_party_contract_entity = {
	.name = "third_party_contract", .label = "第三方云合同", .path = "/third-party-contracts", .rec = &third_party_contract_record, .from = "v_third_party_contract",
	.table = "third_party_contract", .title = "contract_no", .fill = contract3p_fill, .fill_row = contract3p_fill_row,
	.scope = { "applicant_org = :root", "user_org = :org", NULL, NULL },
};
static const struct field renew_fields[] = {
	F(struct renew_in, id, F_ID, "编号", IN_PATH), F(struct renew_in, signed_date, F_DATE, "签订日", IN),
	F(struct renew_in, to_date, F_DATE, "续到", IN | NEEDED, .article = "A16b"), F(struct renew_in, amount_fen, F_FEN, "金额", IN),
	F(struct renew_in, reason, F_TEXT, "理由", IN | NEEDED), F(struct renew_in, file, F_ID, "文件", IN, .ref = "attachment"), { 0 }
};
const struct record renew_in_record = RECORD("third_party_renew", struct renew_in, renew_fields, "登记续签");

static const struct field postponement_fields[] = {
	F(struct postponement, id, F_ID, "编号", OUT),
	F(struct postponement, version, F_INT, "版本", OUT),
	F(struct postponement, system, F_ID, "信息系统", IN | OUT | NEEDED | FILTER, .ref = "info_system"),
	F(struct postponement, system_no, F_STR, "系统编号", OUT | JOINED),
	F(struct postponement, system_name, F_STR, "系统名称", OUT | JOINED),
	F(struct postponement, user_org, F_ID, "上云单位", OUT | JOINED, .ref = "org"),
	F(struct postponement, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct postponement, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"),
	F(struct postponement, until_date, F_DATE, "暂缓到（含）", IN | OUT | NEEDED, .article = "A16b"),
	F(struct postponement, reason, F_TEXT, "理由", IN | OUT | NEEDED),
	F(struct postponement, file, F_ID, "文件", IN | OUT, .ref = "attachment"),
	F(struct postponement, doc_no, F_STR, "批准文号", OUT, .max = 80),
	F(struct postponement, asked_by, F_ID, "申请人", OUT, .ref = "person"),
	F(struct postponement, decided_by, F_ID, "决定人", OUT, .ref = "person"),
	F(struct postponement, decided_at, F_AT, "决定时间", OUT),
	F(struct postponement, decision, F_TEXT, "决定意见", OUT),
	F(struct postponement, lapsed, F_BOOL, "已过期", OUT | VIRTUAL),
	F(struct postponement, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(asking_names)),
	F(struct postponement, created_at, F_AT, "申请时间", OUT),
	{ 0 }
};
const struct record postponement_record = RECORD("postponement", struct postponement, postponement_fields, "暂缓迁移");
const struct entity postponement_entity = {
	.name = "postponement", .label = "暂缓迁移", .path = "/postponements", .rec = &postponement_record, .from = "v_postponement", .table = "postponement",
	.title = "system_name", .flow = &postponement_flow, .fill = postponement_fill, .fill_row = postponement_fill,
	.scope = { "applicant_org = :root", "user_org = :org", NULL, NULL },
};
static const struct move postponement_moves[] = {
	{ ASK_ASKED, "approve",  ASK_APPROVED,  0, 0, NULL, "批准暂缓迁移", "A16b" },
	{ ASK_ASKED, "reject",   ASK_REJECTED,  0, 0, NULL, "不批准暂缓迁移", "A16b" },
	{ ASK_ASKED, "withdraw", ASK_WITHDRAWN, 0, 0, NULL, "撤回", "A16b" },
	{ 0 }
};
const struct flow postponement_flow = { "postponement", &postponement_entity, asking_names, ASK_STATE_MAX, postponement_moves };

/* ---- the original after the cut-over ---- */
static const struct field extension_fields[] = {
	F(struct keep_extension, id, F_ID, "编号", OUT), F(struct keep_extension, original, F_ID, "原系统", OUT), F(struct keep_extension, until_date, F_DATE, "延长到", OUT),
	F(struct keep_extension, reason, F_TEXT, "理由", OUT), F(struct keep_extension, by_person, F_ID, "决定人", OUT, .ref = "person"), F(struct keep_extension, at, F_AT, "时间", OUT), { 0 }
};
const struct record keep_extension_record = RECORD("keep_extension", struct keep_extension, extension_fields, "延长保留");

static const struct field original_fields[] = {
	F(struct original_system, id, F_ID, "编号", OUT),
	F(struct original_system, version, F_INT, "版本", OUT),
	F(struct original_system, system, F_ID, "信息系统", IN | OUT | NEEDED | FILTER, .ref = "info_system"),
	F(struct original_system, system_no, F_STR, "系统编号", OUT | JOINED),
	F(struct original_system, system_name, F_STR, "系统名称", OUT | JOINED),
	F(struct original_system, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct original_system, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct original_system, applicant_org, F_ID, "申请单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct original_system, hosting, F_ENUM, "原部署位置", IN | OUT | FILTER, NAMES(hosting_names), .help = "不填时就是系统登记的部署位置；在政务云上的写政务云"),
	F(struct original_system, place, F_STR, "原系统所在", IN | OUT | NEEDED),
	F(struct original_system, cutover_date, F_DATE, "割接日", IN | OUT | NEEDED | FILTER, .article = "A19.3b"),
	F(struct original_system, evidence, F_TEXT, "割接依据", IN | OUT),
	F(struct original_system, file, F_ID, "割接文件", IN | OUT, .ref = "attachment"),
	F(struct original_system, keep_months, F_INT, "应保留（月）", OUT),
	F(struct original_system, keep_until, F_DATE, "保留到（含）", OUT, .article = "A19.3b", .help = "次日起可以拆除"),
	F(struct original_system, keep_due_at, F_AT, "保留期满时刻", JOINED),
	F(struct original_system, extensions, F_LIST, "延长保留", OUT | VIRTUAL, .sub = &keep_extension_record),
	F(struct original_system, removed_date, F_DATE, "拆除日", OUT | FILTER, .article = "A19.3b"),
	F(struct original_system, removed_at, F_AT, "拆除登记时间", OUT),
	F(struct original_system, remove_evidence, F_TEXT, "拆除依据", OUT),
	F(struct original_system, remove_file, F_ID, "拆除文件", OUT, .ref = "attachment"),
	F(struct original_system, created_by, F_ID, "登记人", OUT, .ref = "person"),
	F(struct original_system, created_at, F_AT, "登记时间", OUT),
	F(struct original_system, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(original_names)),
	{ 0 }
};
const struct record original_system_record = RECORD("original_system", struct original_system, original_fields, "原系统保留");
const struct entity original_system_entity = {
	.name = "original_system", .label = "原系统保留", .path = "/original-systems", .rec = &original_system_record, .from = "v_original_system", .table = "original_system",
	.title = "system_name", .flow = &original_system_flow, .fill = original_fill, .fill_row = original_fill_row, .clocked = true,
	.scope = { "applicant_org = :root", "user_org = :org", "system IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", NULL },
};
/*  kept ──expire──► removable ──remove──► removed       kept ──remove──► removed (once the period is over: the guard asks the day, not the state)
 *   └◄──lengthen────┘  [C9 runs until the removal is registered]                                                                                */
static const struct move original_moves[] = {
	{ ORIGINAL_KEPT,      "expire",   ORIGINAL_REMOVABLE, 0, 0, NULL, "保留期满", "A19.3b" },
	{ ORIGINAL_KEPT,      "lengthen", ORIGINAL_KEPT,      0, 0, NULL, "延长保留", "A19.3b" },
	{ ORIGINAL_REMOVABLE, "lengthen", ORIGINAL_KEPT,      0, 0, NULL, "延长保留", "A19.3b" },
	{ ORIGINAL_KEPT,      "remove",   ORIGINAL_REMOVED,   C9, 0, NULL, "登记拆除", "A19.3b" },
	{ ORIGINAL_REMOVABLE, "remove",   ORIGINAL_REMOVED,   C9, 0, NULL, "登记拆除", "A19.3b" },
	{ 0 }
};
const struct flow original_system_flow = { "original_system", &original_system_entity, original_names, ORIGINAL_STATE_MAX, original_moves };

static const struct field keep_fields[] = {
	F(struct keep_in, id, F_ID, "编号", IN_PATH), F(struct keep_in, until_date, F_DATE, "保留到（含）", IN | NEEDED), F(struct keep_in, reason, F_TEXT, "理由", IN | NEEDED), { 0 }
};
const struct record keep_in_record = RECORD("original_extend", struct keep_in, keep_fields, "延长保留");
static const struct field remove_fields[] = {
	F(struct remove_in, id, F_ID, "编号", IN_PATH), F(struct remove_in, removed_date, F_DATE, "拆除日", IN, .help = "不填即今天"),
	F(struct remove_in, evidence, F_TEXT, "拆除依据", IN | NEEDED), F(struct remove_in, file, F_ID, "文件", IN, .ref = "attachment"), { 0 }
};
const struct record remove_in_record = RECORD("original_remove", struct remove_in, remove_fields, "登记拆除");

/* ---- where systems run ---- */
static const struct field hosting_fields[] = {
	F(struct hosting_change, id, F_ID, "编号", OUT), F(struct hosting_change, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"),
	F(struct hosting_change, system_name, F_STR, "系统名称", OUT | JOINED), F(struct hosting_change, user_org, F_ID, "上云单位", OUT | JOINED, .ref = "org"),
	F(struct hosting_change, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"), F(struct hosting_change, from_hosting, F_ENUM, "原部署位置", OUT, NAMES(hosting_names)),
	F(struct hosting_change, to_hosting, F_ENUM, "现部署位置", OUT | FILTER, NAMES(hosting_names)), F(struct hosting_change, cause, F_ENUM, "原因", OUT | FILTER, NAMES(cause_names)),
	F(struct hosting_change, date, F_DATE, "日期", OUT | FILTER), F(struct hosting_change, by_person, F_ID, "办理人", OUT, .ref = "person"),
	F(struct hosting_change, at, F_AT, "登记时间", OUT), { 0 }
};
const struct record hosting_change_record = RECORD("hosting_change", struct hosting_change, hosting_fields, "部署位置变化");
const struct entity hosting_change_entity = {
	.name = "hosting_change", .label = "部署位置变化", .path = "/hosting-changes", .rec = &hosting_change_record, .from = "v_hosting_change", .table = "hosting_change",
	.title = "system_name", .scope = { "applicant_org = :root", "user_org = :org", NULL, NULL },
};
static const struct field inventory_row_fields[] = {
	F(struct inventory_row, applicant_org, F_ID, "申请单位", OUT, .ref = "org"), F(struct inventory_row, applicant_org_name, F_STR, "申请单位名称", OUT),
	F(struct inventory_row, hosting, F_ENUM, "部署位置", OUT, NAMES(hosting_names)), F(struct inventory_row, stock_kind, F_ENUM, "存量或增量", OUT, NAMES(stock_kind_names)),
	F(struct inventory_row, systems, F_INT, "系统数", OUT | REPORT), F(struct inventory_row, offline, F_INT, "其中已下线", OUT | REPORT), { 0 }
};
const struct record inventory_row_record = RECORD("system_inventory_row", struct inventory_row, inventory_row_fields, "承载方式");
static const struct field purpose_row_fields[] = {
	F(struct purpose_row, purpose, F_ENUM, "用途", OUT, NAMES(purpose_names), .article = "A6b"), F(struct purpose_row, systems, F_INT, "系统数", OUT | REPORT),
	F(struct purpose_row, live, F_INT, "其中已上线", OUT | REPORT), F(struct purpose_row, offline, F_INT, "其中已下线", OUT | REPORT), { 0 }
};
const struct record purpose_row_record = RECORD("system_purpose_row", struct purpose_row, purpose_row_fields, "用途");
static const struct field inventory_fields[] = {
	F(struct inventory, items, F_LIST, "按单位和承载方式", OUT, .sub = &inventory_row_record, .max = 10000),
	F(struct inventory, purposes, F_LIST, "按用途", OUT, .sub = &purpose_row_record, .article = "A6b", .help = "有几种用途的系统各算一次"), { 0 }
};
const struct record inventory_record = RECORD("system_inventory", struct inventory, inventory_fields, "系统承载方式统计");

/* Keeping an original is nobody's task while it lasts, and nothing is late when it is over: the row that waits has no due day. */
const char *const info_system_work[] = {
	"SELECT 'original_system', o.id, s.no, s.name, u.name, o.state, 'original_system.remove', '登记原系统拆除', 'A19.3b', w.role, s.user_org,"
	" NULL, NULL, NULL, NULL, o.created_at FROM original_system o JOIN info_system s ON s.id = o.system JOIN org u ON u.id = s.user_org"
	" JOIN (SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner') w ON 1 = 1 WHERE o.state = 'removable'",
	"SELECT 'off_cloud_approval', p.id, NULL, p.system_name, u.name, p.state, 'off_cloud_approval.approve', '决定云下建设', 'A16c', 'auth_approver', NULL,"
	" NULL, NULL, NULL, NULL, p.created_at FROM off_cloud_approval p JOIN org u ON u.id = p.user_org WHERE p.state = 'asked'",
	"SELECT 'postponement', p.id, s.no, s.name, u.name, p.state, 'postponement.approve', '决定暂缓迁移', 'A16b', 'auth_approver', NULL,"
	" NULL, NULL, NULL, NULL, p.created_at FROM postponement p JOIN info_system s ON s.id = p.system JOIN org u ON u.id = s.user_org WHERE p.state = 'asked'",
	NULL
};
