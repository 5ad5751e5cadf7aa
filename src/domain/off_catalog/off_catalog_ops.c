/* Tables of fields, moves, guards and ops of adaptation and off-catalogue purchase. */
#include "domain/off_catalog/off_catalog_in.h"

static const struct names adapt_states[ADAPT_STATE_MAX] = {
	[ADAPT_OPEN] = { "open", "待适配" }, [ADAPT_SUBSTITUTED] = { "adapted", "已选替代" }, [ADAPT_FAILED] = { "failed", "适配不成" },
	[ADAPT_CONFIRMED] = { "confirmed", "主管部门认定不成" },
};
#define CATEGORY .names = item_category_names, .n_names = ITEM_CATEGORY_MAX

static const struct field adaptation_fields[] = {
	F(struct adaptation, id, F_ID, "编号", OUT | IN_PATH), F(struct adaptation, version, F_INT, "版本", OUT),
	F(struct adaptation, system, F_ID, "信息系统", IN | OUT | NEEDED | FILTER, .ref = "info_system"), F(struct adaptation, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct adaptation, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct adaptation, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct adaptation, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct adaptation, wanted, F_STR, "需求", IN | OUT | NEEDED, .max = 100, .article = "A19.5b", .help = "目录里没有的那一项"),
	F(struct adaptation, category, F_ENUM, "类别", IN | OUT | NEEDED | FILTER, CATEGORY), F(struct adaptation, keywords, F_STR, "关键词", IN | OUT, .help = "别名、产品名，用于与目录比对"),
	F(struct adaptation, spec, F_TEXT, "规格要求", IN | OUT), F(struct adaptation, unit, F_STR, "计量单位", IN | OUT, .max = 20),
	F(struct adaptation, qty, F_INT, "数量", IN | OUT, .min = 1, .max = 1000000000), F(struct adaptation, use, F_STR, "用途", IN | OUT),
	F(struct adaptation, catalog_version, F_ID, "比对的目录版本", OUT, .ref = "catalog_version"), F(struct adaptation, catalog_version_no, F_STR, "比对的目录版本号", OUT),
	F(struct adaptation, candidates, F_LIST, "相近的目录项", OUT, .sub = &catalog_match_record, .max = 50, .article = "A19.5b"),
	F(struct adaptation, substitute, F_ID, "选定的替代项", OUT, .ref = "catalog_item", .article = "A19.5b"), F(struct adaptation, substitute_code, F_STR, "替代项编码", OUT),
	F(struct adaptation, substitute_name, F_STR, "替代项名称", OUT), F(struct adaptation, reason, F_TEXT, "理由", OUT, .article = "A19.5b"),
	F(struct adaptation, recorded_by, F_ID, "记录人", OUT, .ref = "person"), F(struct adaptation, recorded_by_name, F_STR, "记录人姓名", OUT),
	F(struct adaptation, confirmed_by, F_ID, "认定人", OUT, .ref = "person"), F(struct adaptation, confirmed_by_name, F_STR, "认定人姓名", OUT, .article = "A11e"),
	F(struct adaptation, confirm_note, F_TEXT, "认定意见", OUT, .article = "A11e"), F(struct adaptation, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(adapt_states)),
	F(struct adaptation, created_at, F_AT, "记录时间", OUT), F(struct adaptation, decided_at, F_AT, "结论时间", OUT), F(struct adaptation, confirmed_at, F_AT, "认定时间", OUT), { 0 }
};
const struct record adaptation_record = RECORD("adaptation", struct adaptation, adaptation_fields, "适配记录");

static const struct field off_fields[] = {
	F(struct off_catalog, id, F_ID, "编号", OUT), F(struct off_catalog, version, F_INT, "版本", OUT), F(struct off_catalog, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct off_catalog, application_no, F_STR, "申请编号", OUT | JOINED), F(struct off_catalog, title, F_STR, "标题", OUT | JOINED),
	F(struct off_catalog, application_state, F_STR, "申请状态", OUT | JOINED), F(struct off_catalog, system, F_ID, "信息系统", OUT | JOINED, .ref = "info_system"),
	F(struct off_catalog, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct off_catalog, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct off_catalog, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct off_catalog, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"),
	F(struct off_catalog, adaptation, F_ID, "适配记录", OUT, .ref = "adaptation", .article = "A19.5c"), F(struct off_catalog, wanted, F_STR, "需求", OUT | JOINED),
	F(struct off_catalog, category, F_ENUM, "类别", OUT | JOINED | FILTER, CATEGORY), F(struct off_catalog, spec, F_TEXT, "规格要求", OUT | JOINED),
	F(struct off_catalog, unit, F_STR, "计量单位", OUT | JOINED), F(struct off_catalog, qty, F_INT, "数量", OUT | JOINED),
	F(struct off_catalog, fail_reason, F_TEXT, "适配不成的理由", OUT | JOINED, .article = "A19.5c"), F(struct off_catalog, reason, F_TEXT, "申请理由", OUT | JOINED),
	F(struct off_catalog, budget_fen, F_FEN, "预算", OUT | REPORT), F(struct off_catalog, procure_method, F_STR, "采购方式", OUT), F(struct off_catalog, security_note, F_TEXT, "安全措施", OUT),
	F(struct off_catalog, consent_no, F_STR, "同意函编号", OUT, .article = "A19.5c"), F(struct off_catalog, consent_at, F_AT, "同意时间", OUT),
	F(struct off_catalog, consent_valid_to, F_DATE, "同意有效期至（不含）", OUT | FILTER), F(struct off_catalog, consent_conditions, F_TEXT, "同意的条件", OUT), F(struct off_catalog, reminded, F_INT, "已提醒天数档", 0),
	F(struct off_catalog, supplier, F_STR, "供应商", OUT, .article = "A19.5c"), F(struct off_catalog, purchase_contract_no, F_STR, "采购合同号", OUT), F(struct off_catalog, purchase_fen, F_FEN, "采购金额", OUT | REPORT),
	F(struct off_catalog, purchased_on, F_DATE, "采购日期", OUT | FILTER), F(struct off_catalog, purchase_note, F_TEXT, "采购说明", OUT), F(struct off_catalog, purchase_file, F_ID, "采购结果文件", OUT, .ref = "attachment"),
	F(struct off_catalog, purchased_by, F_ID, "登记人", OUT, .ref = "person"), F(struct off_catalog, purchased_at, F_AT, "登记时间", OUT), { 0 }
};
const struct record off_catalog_record = RECORD("off_catalog_request", struct off_catalog, off_fields, "目录外采购申请");

/* ---- inputs ---- */
static const struct field adapt_fields[] = {
	F(struct adapt_in, id, F_ID, "编号", IN_PATH), F(struct adapt_in, item, F_ID, "替代的目录项", IN, .ref = "catalog_item"),
	F(struct adapt_in, item_code, F_STR, "替代项编码", IN, .help = "目录项编号与编码给出一个即可"), F(struct adapt_in, reason, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 }
};
static const struct record adapt_record = RECORD("adaptation_adapt", struct adapt_in, adapt_fields, "选定替代项");
static const struct field tried_fields[] = {
	F(struct tried, item, F_ID, "目录项", IN | OUT, .ref = "catalog_item"), F(struct tried, code, F_STR, "编码", IN | OUT), F(struct tried, note, F_STR, "为何不行", IN | OUT | NEEDED, .max = 500), { 0 }
};
const struct record tried_record = RECORD("adaptation_tried", struct tried, tried_fields, "逐项说明");
static const struct field fail_fields[] = {
	F(struct fail_in, id, F_ID, "编号", IN_PATH), F(struct fail_in, reason, F_TEXT, "适配不成的理由", IN | NEEDED, .max = 1000, .article = "A19.5c"),
	F(struct fail_in, tried, F_LIST, "逐项说明", IN, .sub = &tried_record, .max = 50), { 0 }
};
static const struct record fail_record = RECORD("adaptation_fail", struct fail_in, fail_fields, "记录适配不成");
static const struct field confirm_fields[] = {
	F(struct confirm_in, id, F_ID, "编号", IN_PATH), F(struct confirm_in, comment, F_TEXT, "意见", IN | NEEDED, .max = 1000), { 0 }
};
static const struct record confirm_record = RECORD("adaptation_confirm", struct confirm_in, confirm_fields, "认定意见");
#define EDIT_FIELDS \
	F(struct off_edit_in, adaptation, F_ID, "适配记录", IN, .ref = "adaptation", .article = "A19.5c", .help = "结论为适配不成的记录"), \
	F(struct off_edit_in, title, F_STR, "标题", IN), F(struct off_edit_in, reason, F_TEXT, "申请理由", IN), F(struct off_edit_in, budget_fen, F_FEN, "预算", IN), \
	F(struct off_edit_in, budget_source, F_STR, "资金来源", IN), F(struct off_edit_in, procure_method, F_STR, "采购方式", IN), \
	F(struct off_edit_in, security_note, F_TEXT, "安全措施", IN), F(struct off_edit_in, planned_live_date, F_DATE, "计划启用", IN)
static const struct field draft_fields[] = { EDIT_FIELDS, { 0 } };
static const struct record draft_record = RECORD("off_catalog_draft", struct off_edit_in, draft_fields, "申请目录外采购");
static const struct field update_fields[] = { F(struct off_edit_in, id, F_ID, "编号", IN_PATH), EDIT_FIELDS, { 0 } };
static const struct record update_record = RECORD("off_catalog_update", struct off_edit_in, update_fields, "修改目录外采购申请");
static const struct field terms_fields[] = {
	F(struct terms_in, id, F_ID, "编号", IN_PATH), F(struct terms_in, consent_valid_to, F_DATE, "同意有效期至（不含）", IN), F(struct terms_in, consent_conditions, F_TEXT, "同意的条件", IN, .max = 1000), { 0 }
};
static const struct record terms_record = RECORD("off_catalog_terms", struct terms_in, terms_fields, "同意的期限和条件");
static const struct field purchase_fields[] = {
	F(struct purchase_in, id, F_ID, "编号", IN_PATH), F(struct purchase_in, supplier, F_STR, "供应商", IN | NEEDED), F(struct purchase_in, purchase_contract_no, F_STR, "采购合同号", IN | NEEDED, .max = 80),
	F(struct purchase_in, purchase_fen, F_FEN, "采购金额", IN | NEEDED), F(struct purchase_in, purchased_on, F_DATE, "采购日期", IN | NEEDED), F(struct purchase_in, purchase_note, F_TEXT, "说明", IN, .max = 1000),
	F(struct purchase_in, purchase_file, F_ID, "采购结果文件", IN, .ref = "attachment"), { 0 }
};
static const struct record purchase_record = RECORD("off_catalog_purchase", struct purchase_in, purchase_fields, "采购结果");

/* ---- objects ---- */
const struct entity adaptation_entity = {
	.name = "adaptation", .label = "适配记录", .path = "/adaptations", .rec = &adaptation_record, .from = "v_adaptation", .table = "adaptation", .flow = &adaptation_flow, .title = "wanted",
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org" },
};
#define ASKED "id IN (SELECT t.application FROM review_task t WHERE t.org = :org)"
const struct entity off_catalog_entity = {
	.name = "off_catalog_request", .label = "目录外采购申请", .path = "/off-catalog-requests", .rec = &off_catalog_record, .from = "v_off_catalog_request", .table = "off_catalog_request", .title = "title",
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org", .coop = ASKED },
};

/*  open ──adapt──► adapted
 *   ▲ └──fail──► failed ──confirm──► confirmed (the authority has recorded the failure, A11e)
 *   └───return─────┘                                                                            */
static const struct move adapt_moves[] = {
	{ ADAPT_OPEN,   "adapt",   ADAPT_SUBSTITUTED, 0, 0, NULL, "选定替代项",     "A19.5b" },
	{ ADAPT_OPEN,   "fail",    ADAPT_FAILED,      0, 0, NULL, "记录适配不成",   "A19.5b" },
	{ ADAPT_FAILED, "confirm", ADAPT_CONFIRMED,   0, 0, NULL, "认定适配不成",   "A11e" },
	{ ADAPT_FAILED, "return",  ADAPT_OPEN,        0, 0, NULL, "退回再行适配",   "A19.5b" },
	{ 0 }
};
const struct flow adaptation_flow = { "adaptation", &adaptation_entity, adapt_states, ADAPT_STATE_MAX, adapt_moves };

static const struct guard guards[] = {
	{ NULL, NULL, "off_catalog.draft", "A19.5c", "off_catalog.not_adapted", draft_after_failure },
	{ NULL, NULL, "off_catalog.update", "A19.5c", "off_catalog.not_adapted", draft_after_failure },
	{ NULL, NULL, "off_catalog.terms", "A19.5c", "off_catalog.not_accepted", under_decision },
	{ NULL, NULL, "off_catalog.purchase", "A19.5c", "off_catalog.no_consent", consent_holds },
	{ NULL, NULL, "adaptation.return", "A19.5c", "off_catalog.consented", adaptation_unused },
	{ NULL, NULL, "adaptation.update", "A19.5b", "off_catalog.decided", adaptation_open },
	{ NULL, NULL, "third_party_contract.create", "A11e", "off_catalog.equivalent", contract_not_equivalent },
	{ &application_flow, "submit", NULL, "A19.5c", "off_catalog.not_adapted", failed_adaptation },
	{ &application_flow, "submit", NULL, "A11e", "off_catalog.equivalent", nothing_equivalent },
	{ &application_flow, "sign", NULL, "A19.5c", "off_catalog.not_adapted", failed_adaptation },
	{ &application_flow, "sign", NULL, "A11e", "off_catalog.equivalent", nothing_equivalent },
	{ 0 }
};

/* ---- ops ---- */
#define ADAPT .entity = &adaptation_entity
#define OFF .entity = &off_catalog_entity
static const struct list_def adapt_list = { .order = "-id", .search = "wanted || ' ' || COALESCE(keywords, '') || ' ' || user_org_name" };
static const struct list_def off_list = { .order = "-id", .search = "application_no || ' ' || wanted || ' ' || user_org_name || ' ' || COALESCE(consent_no, '')" };
static const struct op ops[] = {
	{ "adaptation.list", GET, "/adaptations", "adaptation.read", .words = "适配记录", .article = "A19.5b", ADAPT, .list = &adapt_list },
	{ "adaptation.get", GET, "/adaptations/{id}", "adaptation.read", .words = "查看适配记录", .article = "A19.5b", ADAPT },
	{ "adaptation.create", POST, "/adaptations", "adaptation.record", &adaptation_record, NULL, adaptation_create, "需求不在目录", "A19.5b", OP_CREATES, ADAPT,
	  .help = "平台列出相近的目录项，选定替代或写明为何不行" },
	{ "adaptation.update", PATCH, "/adaptations/{id}", "adaptation.record", &adaptation_record, NULL, adaptation_update, "修改需求", "A19.5b", OP_REPLACES, ADAPT },
	{ "adaptation.adapt", POST, "/adaptations/{id}/adapt", "adaptation.record", &adapt_record, NULL, adaptation_adapt, "选定替代项", "A19.5b", ADAPT, .event = "adapt",
	  .help = "然后用替代项申请" },
	{ "adaptation.fail", POST, "/adaptations/{id}/fail", "adaptation.record", &fail_record, NULL, adaptation_fail, "记录适配不成", "A19.5b", ADAPT, .event = "fail",
	  .help = "然后可以申请目录外采购" },
	{ "adaptation.confirm", POST, "/adaptations/{id}/confirm", "adaptation.confirm", &confirm_record, NULL, adaptation_confirm, "认定适配不成", "A11e", ADAPT, .event = "confirm",
	  .help = "目录内有相当的项时，认定后才能另行采购" },
	{ "adaptation.return", POST, "/adaptations/{id}/return", "adaptation.confirm", &confirm_record, NULL, adaptation_back, "退回再行适配", "A19.5b", ADAPT, .event = "return" },
	{ "off_catalog.list", GET, "/off-catalog-requests", "off_catalog.read", .words = "目录外采购", .article = "A19.5c", OFF, .list = &off_list },
	{ "off_catalog.get", GET, "/off-catalog-requests/{id}", "off_catalog.read", .words = "查看目录外采购申请", .article = "A19.5c", OFF },
	{ "off_catalog.draft", POST, "/off-catalog-requests", "adaptation.record", &draft_record, NULL, off_draft, "申请目录外采购", "A19.5c", OP_CREATES, OFF,
	  .help = "此后与其他申请一样送内部审核、提交" },
	{ "off_catalog.update", PATCH, "/off-catalog-requests/{id}", "adaptation.record", &update_record, NULL, off_update, "修改目录外采购申请", "A19.5c", OP_REPLACES, OFF },
	{ "off_catalog.terms", POST, "/off-catalog-requests/{id}/terms", "off_catalog.terms", &terms_record, NULL, off_terms, "写同意的期限和条件", "A19.5c", OFF },
	{ "off_catalog.purchase", POST, "/off-catalog-requests/{id}/purchase", "adaptation.record", &purchase_record, NULL, off_purchase, "登记采购结果", "A19.5c", OFF,
	  .help = "登记后办结，结果记入目录修订建议" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "adaptation.read", "查看适配记录", R_AUTH_READ | R_UNIT },
	{ "adaptation.record", "记录适配、申请目录外采购", R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "adaptation.confirm", "认定适配不成", R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ "off_catalog.read", "查看目录外采购申请", R_AUTH_READ | R_UNIT | R_COOP },
	{ "off_catalog.terms", "写目录外采购的同意条件", R(AUTH_HANDLER) },
	{ 0 }
};
static const struct setting settings[] = {
	{ "off_catalog.candidates", SET_INT, "8", "A19.5b", "列出的相近目录项个数", FREE, 0, 1, 50 },
	{ "off_catalog.valid_months", SET_INT, "12", "A19.5c", "目录外采购同意的有效期（月）", FREE, 0, 1, 60 },
	{ "off_catalog.remind_days", SET_INTS, "60,30,0", "A19.5c", "同意函到期提醒（天）", FREE, 0, 0, 365 },
	{ 0 }
};
static const struct hears hears[] = { { "application.approved", "off_catalog.consent", off_consent }, { 0 } };
static const struct job jobs[] = { { "off_catalog.reminders", DAYS(1), off_reminders, NULL, "A19.5c", "目录外采购同意函到期提醒" }, { 0 } };
static const struct entity *const entities[] = { &adaptation_entity, &off_catalog_entity, NULL };
static const struct flow *const flows[] = { &adaptation_flow, NULL };

const struct feature off_catalog_feature = {
	.name = "off_catalog", .label = "目录外采购", .articles = ARTICLES("A11e", "A19.5b", "A19.5c", "R-49"), .migrations = off_migrations, .invariants = off_invariants,
	.entities = entities, .flows = flows, .guards = guards, .settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .work = off_work, STATEMENTS(off_q),
};
