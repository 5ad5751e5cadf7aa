/* Changes of units and people: fields, moves, guards, ops. */
#include "domain/info_change/info_change_in.h"
#include "domain/message/message.h"

const struct names ic_kind_names[IC_KIND_MAX] = {
	[IC_RENAME] = { "rename", "更名" }, [IC_MERGE] = { "merge", "合并" }, [IC_SPLIT] = { "split", "分立" }, [IC_ABOLISH] = { "abolish", "撤销" },
	[IC_SUBORDINATE] = { "subordinate", "隶属变化" }, [IC_PERSON_JOINED] = { "person_joined", "人员新增" }, [IC_PERSON_LEFT] = { "person_left", "人员离任" },
	[IC_CONTACT] = { "contact", "联系方式" },
};
static const struct names state_names[IC_STATE_MAX] = {
	[IC_REPORTED] = { "reported", "已报告" }, [IC_RETURNED] = { "returned", "退回补正" }, [IC_REGISTERED] = { "registered", "已登记待签发" },
	[IC_DONE] = { "done", "已办结" }, [IC_WITHDRAWN] = { "withdrawn", "已撤回" },
};

static const struct field item_fields[] = {
	F(struct ic_item, id, F_ID, "编号", OUT), F(struct ic_item, change, F_ID, "变更", OUT | FILTER), F(struct ic_item, kind, F_STR, "种类", OUT),
	F(struct ic_item, object, F_ID, "对象", OUT), F(struct ic_item, no, F_STR, "文号", OUT), F(struct ic_item, name, F_STR, "名称", OUT),
	F(struct ic_item, note, F_STR, "说明", OUT), F(struct ic_item, from_org, F_ID, "原单位", OUT, .ref = "org"),
	F(struct ic_item, to_org, F_ID, "现单位", OUT, .ref = "org"), F(struct ic_item, kind_label, F_STR, "种类名称", OUT | VIRTUAL), { 0 }
};
const struct record ic_item_record = RECORD("info_change_item", struct ic_item, item_fields, "涉及事项");
static const struct field count_fields[] = {
	F(struct ic_count, kind, F_STR, "种类", OUT), F(struct ic_count, label, F_STR, "名称", OUT), F(struct ic_count, count, F_INT, "数量", OUT | REPORT), { 0 }
};
static const struct record count_record = RECORD("info_change_count", struct ic_count, count_fields, "数量");
static const struct field preview_fields[] = {
	F(struct ic_preview, id, F_ID, "编号", OUT), F(struct ic_preview, counts, F_LIST, "各类数量", OUT, .sub = &count_record),
	F(struct ic_preview, items, F_LIST, "涉及事项", OUT, .sub = &ic_item_record, .max = 20000), { 0 }
};
static const struct record preview_record = RECORD("info_change_preview", struct ic_preview, preview_fields, "签发前预览");
static const struct field in_use_fields[] = {
	F(struct in_use, systems, F_INT, ""), F(struct in_use, resources, F_INT, ""), F(struct in_use, applications, F_INT, ""), F(struct in_use, bills, F_INT, ""),
	F(struct in_use, units, F_INT, ""), { 0 }
};
const struct record in_use_record = RECORD("org_in_use", struct in_use, in_use_fields, "在用事项");

static const struct field ic_fields[] = {
	F(struct info_change, id, F_ID, "编号", OUT | IN_PATH),
	F(struct info_change, version, F_INT, "版本", OUT),
	F(struct info_change, no, F_STR, "登记编号", OUT | FILTER | SORT),
	F(struct info_change, kind, F_ENUM, "种类", IN | OUT | NEEDED | FILTER, NAMES(ic_kind_names), .article = "A22.3a"),
	F(struct info_change, org, F_ID, "单位", IN | OUT | FILTER, .ref = "org", .help = "不填时就是本单位"),
	F(struct info_change, org_name, F_STR, "单位名称", OUT, .help = "报告时的名称"),
	F(struct info_change, root, F_ID, "一级预算单位", JOINED),
	F(struct info_change, change_date, F_DATE, "变更日", IN | OUT | NEEDED | FILTER, .article = "A22.3a"),
	F(struct info_change, doc_no, F_STR, "依据文号", IN | OUT, .max = 80, .help = "机构变更必填"),
	F(struct info_change, reason, F_TEXT, "说明", IN | OUT),
	F(struct info_change, file, F_ID, "依据文件", IN | OUT, .ref = "attachment"),
	F(struct info_change, new_name, F_STR, "新名称", IN | OUT, .help = "更名用"),
	F(struct info_change, new_short_name, F_STR, "新简称", IN | OUT, .max = 40),
	F(struct info_change, into_org, F_ID, "并入、划入或改隶的单位", IN | OUT | FILTER, .ref = "org", .help = "合并、分立、隶属变化用"),
	F(struct info_change, into_name, F_STR, "该单位名称", OUT),
	F(struct info_change, systems, F_IDS, "划出的系统", IN | OUT, .ref = "info_system", .max = 500, .help = "分立用"),
	F(struct info_change, people, F_IDS, "划出的人员", IN | OUT, .ref = "person", .max = 500, .help = "分立用"),
	F(struct info_change, person, F_ID, "人员", IN | OUT | FILTER, .ref = "person", .help = "离任、联系方式变更用"),
	F(struct info_change, person_name, F_STR, "人员姓名", OUT | PERSONAL),
	F(struct info_change, successor, F_ID, "接任人", IN | OUT, .ref = "person", .help = "离任用；不填时由岗位承接"),
	F(struct info_change, successor_name, F_STR, "接任人姓名", OUT | PERSONAL),
	F(struct info_change, name, F_STR, "姓名", IN | OUT | PERSONAL, .max = 60, .help = "新增人员用"),
	F(struct info_change, mobile, F_STR, "手机", IN | OUT | PERSONAL | SEALED, .max = 20),
	F(struct info_change, email, F_STR, "邮箱", IN | OUT | PERSONAL | SEALED),
	F(struct info_change, post, F_STR, "职务", IN | OUT, .max = 60),
	F(struct info_change, duty_kind, F_SET, "职责", IN | OUT, .names = duty_names, .n_names = DUTY_MAX),
	F(struct info_change, before, F_TEXT, "变更前", OUT),
	F(struct info_change, after, F_TEXT, "变更后", OUT),
	F(struct info_change, reported_by, F_ID, "报告人", OUT, .ref = "person"),
	F(struct info_change, reported_name, F_STR, "报告人姓名", OUT),
	F(struct info_change, reported_at, F_AT, "报告时间", OUT | FILTER | SORT, .article = "A22.3b"),
	F(struct info_change, due_date, F_DATE, "应报告日", OUT, .article = "A22.3a"),
	F(struct info_change, late, F_BOOL, "迟报", OUT | FILTER, .article = "A22.3b"),
	F(struct info_change, delay_wd, F_INT, "迟报工作日", OUT | REPORT, .article = "A22.3b"),
	F(struct info_change, registered_by, F_ID, "登记人", OUT, .ref = "person"),
	F(struct info_change, registered_name, F_STR, "登记人姓名", OUT),
	F(struct info_change, registered_at, F_AT, "登记时间", OUT),
	F(struct info_change, register_note, F_TEXT, "登记意见", OUT),
	F(struct info_change, signed_by, F_ID, "签发人", OUT, .ref = "person"),
	F(struct info_change, signed_name, F_STR, "签发人姓名", OUT),
	F(struct info_change, signed_at, F_AT, "签发时间", OUT),
	F(struct info_change, sign_note, F_TEXT, "签发意见", OUT),
	F(struct info_change, return_note, F_TEXT, "退回意见", OUT),
	F(struct info_change, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)),
	F(struct info_change, warnings, F_STRS, "提示", OUT | VIRTUAL),
	F(struct info_change, items, F_LIST, "已移交的事项", OUT | VIRTUAL, .sub = &ic_item_record, .max = 20000),
	{ 0 }
};
const struct record info_change_record = RECORD("info_change", struct info_change, ic_fields, "机构人员变更");
const struct entity info_change_entity = {
	.name = "info_change", .label = "机构人员变更", .path = "/info-changes", .rec = &info_change_record, .from = "v_info_change", .table = "info_change",
	.title = "no", .flow = &info_change_flow, .fill = ic_fill, .clocked = true,
	.scope = { "root = :root OR org = :org OR into_org = :org", "org = :org OR into_org = :org", "org = :org", "org = :org" },
};

/*  reported ──register──► registered ──sign──► done      (units: the approver's act moves everything)
 *   ▲    │ └──register──► done                           (people: registering does it)
 *   │    └──return──► returned ◄──return── registered
 *   └──amend──────────┘            withdraw: from reported and returned                                     */
static bool when_act(struct ctx *c, const void *subject, const void *in)
{
	(void)c;
	(void)in;
	return ic_rules[((const struct info_change *)subject)->kind].act;
}
static const struct move moves[] = {
	{ IC_REPORTED,   "register", IC_REGISTERED, 0, 0, NULL, "登记，送签发", "A22.3a", when_act },
	{ IC_REPORTED,   "register", IC_DONE,       0, 0, NULL, "登记并办结", "A22.3a" },
	{ IC_REGISTERED, "sign",     IC_DONE,       0, 0, NULL, "签发并办结", "A22.3a" },
	{ IC_REPORTED,   "return",   IC_RETURNED,   0, 0, NULL, "退回补正", "A22.3a" },
	{ IC_REGISTERED, "return",   IC_RETURNED,   0, 0, NULL, "退回补正", "A22.3a" },
	{ IC_RETURNED,   "amend",    IC_REPORTED,   0, 0, NULL, "补正后重报", "A22.3a" },
	{ IC_REPORTED,   "withdraw", IC_WITHDRAWN,  0, 0, NULL, "撤回", "A22.3a" },
	{ IC_RETURNED,   "withdraw", IC_WITHDRAWN,  0, 0, NULL, "撤回", "A22.3a" },
	{ 0 }
};
const struct flow info_change_flow = { "info_change", &info_change_entity, state_names, IC_STATE_MAX, moves };

static const struct guard guards[] = {
	{ &info_change_flow, "register", NULL, "A22.3a", "info_change.too_early",   ic_not_early },
	{ &info_change_flow, "register", NULL, "A22.3a", "info_change.not_fitting", ic_still_fits },
	{ &info_change_flow, "register", NULL, "A22.3a", "info_change.not_empty",   ic_nothing_left },
	{ &info_change_flow, "sign",     NULL, "A22.3a", "info_change.same_person", ic_by_another },
	{ &info_change_flow, "sign",     NULL, "A22.3a", "info_change.not_fitting", ic_still_fits },
	{ &info_change_flow, "sign",     NULL, "A22.3a", "info_change.not_empty",   ic_nothing_left },
	{ .op = "org.update", .article = "A22.3a", .reason = "info_change.needs_act", .must = org_moves_by_act },
	{ .op = "org.close",  .article = "A22.3a", .reason = "info_change.in_use",    .must = org_is_unused },
	{ 0 }
};

static const struct field note_fields[] = { F(struct ic_note_in, id, F_ID, "编号", IN_PATH), F(struct ic_note_in, comment, F_TEXT, "意见", IN), { 0 } };
static const struct record note_record = RECORD("info_change_note", struct ic_note_in, note_fields, "意见");
static const struct field why_fields[] = { F(struct ic_note_in, id, F_ID, "编号", IN_PATH), F(struct ic_note_in, comment, F_TEXT, "理由", IN | NEEDED), { 0 } };
static const struct record why_record = RECORD("info_change_why", struct ic_note_in, why_fields, "说明理由");

/* ---- telephones ---- */
static const struct field contact_fields[] = {
	F(struct contact_row, id, F_ID, "人员", OUT, .ref = "person"), F(struct contact_row, name, F_STR, "姓名", OUT | PERSONAL),
	F(struct contact_row, org, F_ID, "单位", OUT | FILTER, .ref = "org"), F(struct contact_row, org_name, F_STR, "单位名称", OUT), F(struct contact_row, root, F_ID, "一级预算单位", 0),
	F(struct contact_row, mobile, F_STR, "手机", OUT | PERSONAL | SEALED), F(struct contact_row, email, F_STR, "邮箱", OUT | PERSONAL | SEALED), F(struct contact_row, post, F_STR, "职务", OUT),
	F(struct contact_row, confirmed_at, F_AT, "最近核实", OUT | SORT | FILTER), F(struct contact_row, due_date, F_DATE, "应核实日", OUT | VIRTUAL),
	F(struct contact_row, overdue, F_BOOL, "逾期", OUT | VIRTUAL), { 0 }
};
const struct record contact_record = RECORD("contact_check", struct contact_row, contact_fields, "联系方式核实");
static const struct entity contact_entity = {
	.name = "contact_check", .label = "联系方式核实", .path = "/contact-checks", .rec = &contact_record, .from = "v_contact_check", .table = "person", .title = "name",
	.fill = contact_fill_row, .fill_row = contact_fill_row, .scope = { "root = :root OR org = :org", "org = :org", "org = :org", "org = :org" },
};
static const struct field confirm_fields[] = {
	F(struct contact_in, mobile, F_STR, "手机", IN | PERSONAL, .max = 20, .help = "没有变化的不填"), F(struct contact_in, email, F_STR, "邮箱", IN | PERSONAL), { 0 }
};
static const struct record confirm_record = RECORD("contact_confirm", struct contact_in, confirm_fields, "核实本人联系方式");
static const struct field confirmed_fields[] = {
	F(struct contact_out, verified_at, F_AT, "核实时间", OUT), F(struct contact_out, next_date, F_DATE, "下次核实", OUT), { 0 }
};
static const struct record confirmed_record = RECORD("contact_confirmed", struct contact_out, confirmed_fields, "已核实");

static const struct list_def ic_list = { .order = "-reported_at", .search = "no || ' ' || org_name || ' ' || COALESCE(new_name, '') || ' ' || COALESCE(into_name, '')" };
static const struct list_def contact_list = { .order = "confirmed_at", .search = "name || ' ' || org_name", .search_masked = "org_name" };

#define CHANGE .entity = &info_change_entity
static const struct op ops[] = {
	{ "info_change.list", GET, "/info-changes", "info_change.read", .words = "机构人员变更", .article = "A22.3a", CHANGE, .list = &ic_list },
	{ "info_change.get", GET, "/info-changes/{id}", "info_change.read", .words = "查看机构人员变更", .article = "A22.3a", CHANGE },
	{ "info_change.preview", GET, "/info-changes/{id}/preview", "info_change.read", .out = &preview_record, .fn = ic_preview_get, .words = "预览涉及事项",
	  .article = "A22.3a", CHANGE },
	{ "info_change.report", POST, "/info-changes", "info_change.report", &info_change_record, .fn = ic_report, .words = "报告机构人员变更", .article = "A22.3a",
	  .flags = OP_CREATES, CHANGE, .help = "自变更日起五个工作日内报告；由主管部门登记，不设审核时限" },
	{ "info_change.amend", PATCH, "/info-changes/{id}", "info_change.report", &info_change_record, .fn = ic_amend, .words = "补正后重报", .article = "A22.3a",
	  .flags = OP_REPLACES, CHANGE, .event = "amend" },
	{ "info_change.register", POST, "/info-changes/{id}/register", "info_change.register", &note_record, .fn = ic_register, .words = "登记变更", .article = "A22.3a",
	  CHANGE, .event = "register", .help = "人员变更随即生效；机构变更送审批人签发" },
	{ "info_change.return", POST, "/info-changes/{id}/return", "info_change.return", &why_record, .fn = ic_return, .words = "退回补正", .article = "A22.3a", CHANGE,
	  .event = "return" },
	{ "info_change.sign", POST, "/info-changes/{id}/sign", "info_change.sign", &note_record, .fn = ic_sign, .words = "签发机构变更", .article = "A22.3a", CHANGE,
	  .event = "sign", .help = "系统、资源、在办事项、人员一并移交，已出的账单和文书不变" },
	{ "info_change.withdraw", POST, "/info-changes/{id}/withdraw", "info_change.report", &why_record, .words = "撤回变更报告", .article = "A22.3a", CHANGE,
	  .event = "withdraw" },
	{ "contact_check.list", GET, "/contact-checks", "person.read", .words = "联系方式核实", .article = "A22.3a", .entity = &contact_entity, .list = &contact_list },
	{ "contact.confirm", POST, "/me/contact", .in = &confirm_record, .out = &confirmed_record, .fn = contact_confirm, .words = "核实本人联系方式", .article = "A22.3a",
	  .flags = OP_SIGNED_IN },
	{ 0 }
};
static const struct grant grants[] = {
	{ "info_change.read", "查看机构人员变更", R_AUTH_READ | R_UNIT | R(SYS_ADMIN) | R(SEC_ADMIN) },
	{ "info_change.report", "报告机构人员变更", R_UNIT | R(AUTH_HANDLER) },
	{ "info_change.register", "登记机构人员变更", R(AUTH_HANDLER) },
	{ "info_change.return", "退回机构人员变更", R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ "info_change.sign", "签发机构变更", R(AUTH_APPROVER) },
	{ 0 }
};
static const struct clock_kind clocks[] = { { C13, WORKING_DAYS, "info_change.report_wd", ORG_USER, "A22.3a", "机构人员变更报告" }, { 0 } };
static const struct setting settings[] = {
	{ "info_change.report_wd", SET_INT, "5", "A22.3", "机构人员变更报告期限（工作日）", FREE, 0, 1, 60 },
	{ "contact.verify_months", SET_INT, "3", "A22.3", "联系方式核实周期（月）", FREE, 0, 1, 24 },
	{ 0 }
};
static const struct job jobs[] = { { "info_change.contacts", DAYS(1), contact_reminders, NULL, "A22.3a", "联系方式核实提醒" }, { 0 } };
static const struct entity *const entities[] = { &info_change_entity, &contact_entity, NULL };
static const struct flow *const flows[] = { &info_change_flow, NULL };

const struct feature info_change_feature = {
	.name = "info_change", .label = "机构人员变更", .articles = ARTICLES("A22.3a", "A22.3b", "A9a.1a", "R-21"), .migrations = info_change_migrations,
	.sealed = SEALED_COLUMNS({ "info_change", "id", "mobile" }, { "info_change", "id", "email" }),
	.invariants = info_change_invariants, .entities = entities, .flows = flows, .guards = guards, .clocks = clocks, .settings = settings, .ops = ops,
	.grants = grants, .jobs = jobs, .work = info_change_work, STATEMENTS(info_change_q),
};
