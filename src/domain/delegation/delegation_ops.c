/* Tables of delegations, filings and hand-overs. */
#include "domain/delegation/delegation_in.h"

static const struct names state_names[DELEGATION_STATE_MAX] = {
	[DELEGATION_DRAFT] = { "draft", "草稿" }, [DELEGATION_ACTIVE] = { "active", "有效" }, [DELEGATION_REVOKED] = { "revoked", "已撤销" }, [DELEGATION_LAPSED] = { "lapsed", "已到期" },
};
static const struct names change_kinds[CSP_CHANGE_KIND_MAX] = {
	[CHANGE_NAME] = { "name", "名称" }, [CHANGE_EQUITY] = { "equity", "股权或控制权" }, [CHANGE_CONTACT] = { "contact", "联系人" }, [CHANGE_KEY_PERSON] = { "key_person", "关键人员" },
	[CHANGE_SUBCONTRACT] = { "subcontract", "分包" }, [CHANGE_REPLACE] = { "replace", "更换服务商" },
};
static const struct names filing_states[FILING_STATE_MAX] = { [FILING_FILED] = { "filed", "已报备" }, [FILING_NOTED] = { "noted", "已登记" }, [FILING_RETURNED] = { "returned", "退回补正" } };
static const struct names handover_states[HANDOVER_STATE_MAX] = { [HANDOVER_OPEN] = { "open", "移交中" }, [HANDOVER_DONE] = { "done", "已完成" } };
#define ROLES .names = delegable_roles, .n_names = DELEGABLE_MAX
#define CATEGORIES .names = handover_category_names, .n_names = ITEM_CATEGORY_MAX

static const struct field del_fields[] = {
	F(struct delegation, id, F_ID, "编号", OUT), F(struct delegation, version, F_INT, "版本", OUT), F(struct delegation, no, F_STR, "授权书编号", OUT | FILTER | SORT),
	F(struct delegation, csp, F_ID, "云服务商", OUT | FILTER, .ref = "csp"), F(struct delegation, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct delegation, scope, F_TEXT, "授权范围", OUT, .article = "A31.P1b"),
	F(struct delegation, roles, F_SET, "岗位", OUT, ROLES, .article = "A31.P1b"), F(struct delegation, persons, F_IDS, "被授权的人", OUT, .ref = "person", .article = "A31.P1b"),
	F(struct delegation, from_date, F_DATE, "起", OUT | FILTER | SORT), F(struct delegation, to_date, F_DATE, "止（不含）", OUT | FILTER | SORT, .article = "A31.P1b"),
	F(struct delegation, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct delegation, drafter, F_ID, "起草人", OUT, .ref = "person"), F(struct delegation, issuer, F_ID, "签发人", OUT, .ref = "person"),
	F(struct delegation, created_at, F_AT, "起草时间", OUT), F(struct delegation, issued_at, F_AT, "签发时间", OUT), F(struct delegation, revoked_at, F_AT, "撤销时间", OUT),
	F(struct delegation, revoke_reason, F_TEXT, "撤销理由", OUT), F(struct delegation, reminded, F_INT, "已提醒天数档", 0), { 0 }
};
const struct record delegation_record = RECORD("delegation", struct delegation, del_fields, "运维授权书");
#define DELEGATION_IN \
	F(struct delegation_in, scope, F_TEXT, "授权范围", IN | NEEDED, .max = 2000), F(struct delegation_in, roles, F_SET, "岗位", IN | NEEDED, ROLES), \
	F(struct delegation_in, persons, F_IDS, "被授权的人", IN | NEEDED, .ref = "person", .max = 100), F(struct delegation_in, from_date, F_DATE, "起", IN | NEEDED), \
	F(struct delegation_in, to_date, F_DATE, "止（不含）", IN | NEEDED)
static const struct field draft_fields[] = { F(struct delegation_in, csp, F_ID, "云服务商", IN | NEEDED, .ref = "csp"), DELEGATION_IN, { 0 } };
static const struct record draft_record = RECORD("delegation_draft", struct delegation_in, draft_fields, "起草运维授权书");
static const struct field update_fields[] = { F(struct delegation_in, id, F_ID, "编号", IN_PATH), DELEGATION_IN, { 0 } };
static const struct record update_record = RECORD("delegation_update", struct delegation_in, update_fields, "修改运维授权书");
static const struct field comment_fields[] = { F(struct comment_in, id, F_ID, "编号", IN_PATH), F(struct comment_in, comment, F_TEXT, "说明", IN | NEEDED, .max = 1000), { 0 } };
static const struct record revoke_record = RECORD("delegation_revoke", struct comment_in, comment_fields, "撤销运维授权书");

static const struct field change_fields[] = {
	F(struct csp_change, id, F_ID, "编号", OUT), F(struct csp_change, version, F_INT, "版本", OUT), F(struct csp_change, no, F_STR, "报备编号", OUT | FILTER | SORT),
	F(struct csp_change, csp, F_ID, "云服务商", OUT | FILTER, .ref = "csp"), F(struct csp_change, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct csp_change, kind, F_ENUM, "变更种类", OUT | FILTER, NAMES(change_kinds), .article = "A31.P1c"),
	F(struct csp_change, change_date, F_DATE, "变更日期", OUT | FILTER | SORT), F(struct csp_change, due_date, F_DATE, "最迟报备日", OUT, .article = "A31.P1c"), F(struct csp_change, late, F_BOOL, "逾期报备", OUT | FILTER, .article = "A31.P1c"),
	F(struct csp_change, detail, F_TEXT, "变更内容", OUT), F(struct csp_change, state, F_ENUM, "状态", OUT | FILTER, NAMES(filing_states)), F(struct csp_change, reporter, F_ID, "报备人", OUT, .ref = "person"),
	F(struct csp_change, reported_at, F_AT, "报备时间", OUT | FILTER), F(struct csp_change, noted_by, F_ID, "登记人", OUT, .ref = "person"), F(struct csp_change, noted_at, F_AT, "登记时间", OUT),
	F(struct csp_change, reply, F_TEXT, "答复", OUT), { 0 }
};
const struct record csp_change_record = RECORD("csp_change_filing", struct csp_change, change_fields, "服务商变更报备");
static const struct field report_fields[] = {
	F(struct change_in, kind, F_ENUM, "变更种类", IN | NEEDED, NAMES(change_kinds)), F(struct change_in, change_date, F_DATE, "变更日期", IN | NEEDED), F(struct change_in, detail, F_TEXT, "变更内容", IN | NEEDED, .max = 4000), { 0 }
};
static const struct record report_record = RECORD("csp_change_report", struct change_in, report_fields, "报备变更");
static const struct field amend_fields[] = {
	F(struct change_in, id, F_ID, "编号", IN_PATH), F(struct change_in, kind, F_ENUM, "变更种类", IN | NEEDED, NAMES(change_kinds)), F(struct change_in, detail, F_TEXT, "变更内容", IN | NEEDED, .max = 4000), { 0 }
};
static const struct record amend_record = RECORD("csp_change_amend", struct change_in, amend_fields, "补正变更报备");
static const struct record note_record = RECORD("csp_change_note", struct comment_in, comment_fields, "答复变更报备");

static const struct field handover_fields[] = {
	F(struct handover, id, F_ID, "编号", OUT), F(struct handover, version, F_INT, "版本", OUT), F(struct handover, no, F_STR, "移交编号", OUT | FILTER | SORT), F(struct handover, from_csp, F_ID, "移出方", OUT | FILTER, .ref = "csp"),
	F(struct handover, from_name, F_STR, "移出方名称", OUT | JOINED), F(struct handover, to_csp, F_ID, "接收方", OUT | FILTER, .ref = "csp"), F(struct handover, to_name, F_STR, "接收方名称", OUT | JOINED),
	F(struct handover, reason, F_TEXT, "事由", OUT), F(struct handover, start_date, F_DATE, "开始日", OUT), F(struct handover, end_date, F_DATE, "应完成日", OUT | FILTER, .article = "A31.P1d"),
	F(struct handover, state, F_ENUM, "状态", OUT | FILTER, NAMES(handover_states)), F(struct handover, n_items, F_INT, "移交项", OUT | JOINED), F(struct handover, n_open, F_INT, "未签项", OUT | JOINED, .article = "A31.P1d"),
	F(struct handover, opener, F_ID, "发起人", OUT, .ref = "person"), F(struct handover, created_at, F_AT, "发起时间", OUT), F(struct handover, closed_rights_at, F_AT, "原权限关闭时间", OUT, .article = "A31.P1d"),
	F(struct handover, closed_accounts, F_INT, "关闭账号数", OUT), F(struct handover, completed_by, F_ID, "完成人", OUT, .ref = "person"), F(struct handover, reminded, F_INT, "已提醒", 0), { 0 }
};
const struct record handover_record = RECORD("handover", struct handover, handover_fields, "服务商移交");
static const struct field open_fields[] = {
	F(struct handover_in, from_csp, F_ID, "移出方", IN | NEEDED, .ref = "csp"), F(struct handover_in, to_csp, F_ID, "接收方", IN | NEEDED, .ref = "csp"), F(struct handover_in, end_date, F_DATE, "应完成日", IN | NEEDED),
	F(struct handover_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 1000), { 0 }
};
static const struct record open_record = RECORD("handover_open", struct handover_in, open_fields, "发起移交");
static const struct field item_fields[] = {
	F(struct handover_item, id, F_ID, "编号", OUT), F(struct handover_item, version, F_INT, "版本", OUT), F(struct handover_item, handover, F_ID, "移交", OUT | FILTER, .ref = "handover"),
	F(struct handover_item, handover_no, F_STR, "移交编号", OUT | JOINED), F(struct handover_item, handover_state, F_ENUM, "移交状态", OUT | JOINED, NAMES(handover_states)), F(struct handover_item, from_csp, F_ID, "移出方", OUT | JOINED, .ref = "csp"),
	F(struct handover_item, to_csp, F_ID, "接收方", OUT | JOINED, .ref = "csp"), F(struct handover_item, category, F_ENUM, "类别", OUT | FILTER, CATEGORIES, .article = "A31.P1d"), F(struct handover_item, content, F_TEXT, "内容", OUT),
	F(struct handover_item, done, F_BOOL, "双方已签", OUT | JOINED | FILTER), F(struct handover_item, from_person, F_ID, "移出方签字人", OUT, .ref = "person"), F(struct handover_item, from_signed_at, F_AT, "移出方签字时间", OUT),
	F(struct handover_item, from_note, F_TEXT, "移出方说明", OUT), F(struct handover_item, to_person, F_ID, "接收方签字人", OUT, .ref = "person"), F(struct handover_item, to_signed_at, F_AT, "接收方签字时间", OUT),
	F(struct handover_item, to_note, F_TEXT, "接收方说明", OUT), F(struct handover_item, created_at, F_AT, "列入时间", OUT), { 0 }
};
const struct record handover_item_record = RECORD("handover_item", struct handover_item, item_fields, "移交项");
static const struct field add_fields[] = {
	F(struct item_in, handover, F_ID, "移交", IN | NEEDED, .ref = "handover"), F(struct item_in, category, F_ENUM, "类别", IN | NEEDED, CATEGORIES), F(struct item_in, content, F_TEXT, "内容", IN | NEEDED, .max = 2000), { 0 }
};
static const struct record add_record = RECORD("handover_item_add", struct item_in, add_fields, "增列移交项");
static const struct field sign_fields[] = { F(struct comment_in, id, F_ID, "编号", IN_PATH), F(struct comment_in, comment, F_TEXT, "说明", IN, .max = 1000), { 0 } };
static const struct record sign_record = RECORD("handover_item_sign", struct comment_in, sign_fields, "签字");
static const struct field left_fields[] = { F(struct left_row, what, F_STR, "种类", OUT), F(struct left_row, label, F_STR, "名称", OUT), F(struct left_row, n, F_INT, "数量", OUT), { 0 } };
static const struct record left_record = RECORD("handover_leftover", struct left_row, left_fields, "遗留事项");
static const struct field lefts_fields[] = { F(struct leftovers, items, F_LIST, "遗留事项", OUT, .sub = &left_record, .max = 20), F(struct leftovers, next, F_STR, "下一页", OUT, .help = "总是空"), { 0 } };
static const struct record lefts_record = RECORD("handover_leftovers", struct leftovers, lefts_fields, "遗留事项");

static const struct move del_moves[] = {
	{ DELEGATION_DRAFT, "issue", DELEGATION_ACTIVE, 0, 0, "delegation.issued", "签发运维授权书", "A31.P1b" },
	{ DELEGATION_ACTIVE, "revoke", DELEGATION_REVOKED, 0, 0, "delegation.revoked", "撤销运维授权书", "A31.P1b" },
	{ DELEGATION_ACTIVE, "end", DELEGATION_REVOKED, 0, 0, NULL, "移交完成，授权终止", "A31.P1d" },
	{ DELEGATION_ACTIVE, "lapse", DELEGATION_LAPSED, 0, 0, NULL, "授权到期", "A31.P1b" },
	{ 0 }
};
static const struct move change_moves[] = {
	{ FILING_FILED, "note", FILING_NOTED, 0, 0, "csp_change.noted", "登记变更报备", "A31.P1c" },
	{ FILING_FILED, "return", FILING_RETURNED, 0, 0, NULL, "退回变更报备", "A31.P1c" },
	{ FILING_RETURNED, "amend", FILING_FILED, 0, 0, NULL, "补正变更报备", "A31.P1c" },
	{ 0 }
};
static const struct move hand_moves[] = { { HANDOVER_OPEN, "complete", HANDOVER_DONE, 0, 0, "handover.completed", "完成移交", "A31.P1d" }, { 0 } };
const struct flow delegation_flow = { .name = "delegation", .entity = &delegation_entity, .states = state_names, .n_states = DELEGATION_STATE_MAX, .moves = del_moves };
const struct flow csp_change_flow = { .name = "csp_change", .entity = &csp_change_entity, .states = filing_states, .n_states = FILING_STATE_MAX, .moves = change_moves };
const struct flow handover_flow = { .name = "handover", .entity = &handover_entity, .states = handover_states, .n_states = HANDOVER_STATE_MAX, .moves = hand_moves };
#define OWN_CSP .scope = { .csp = "csp = :org" }
const struct entity delegation_entity = {
	.name = "delegation", .label = "运维授权书", .path = "/delegations", .rec = &delegation_record, .from = "v_delegation", .table = "delegation", .flow = &delegation_flow, .title = "no",
	.scope = { .csp = "csp = :org AND state <> 'draft'" },
};
const struct entity csp_change_entity = {
	.name = "csp_change", .label = "服务商变更报备", .path = "/csp-changes", .rec = &csp_change_record, .from = "v_csp_change", .table = "csp_change", .flow = &csp_change_flow, .title = "no", OWN_CSP,
};
const struct entity handover_entity = {
	.name = "handover", .label = "服务商移交", .path = "/handovers", .rec = &handover_record, .from = "v_handover", .table = "handover", .flow = &handover_flow, .title = "no",
	.scope = { .csp = "from_csp = :org OR to_csp = :org" },
};
const struct entity handover_item_entity = {
	.name = "handover_item", .label = "移交项", .path = "/handover-items", .rec = &handover_item_record, .from = "v_handover_item", .table = "handover_item", .title = "content",
	.scope = { .csp = "from_csp = :org OR to_csp = :org" },
};

static const struct guard guards[] = {
	{ .op = "delegation.update", .article = "A31.P1b", .reason = "delegation.not_draft", .must = delegation_is_draft },
	{ &delegation_flow, "issue", NULL, "A31.P1b", "delegation.same_person", delegation_two_people },
	{ &delegation_flow, "issue", NULL, "A31.P1b", "delegation.not_written", delegation_written },
	{ &delegation_flow, "issue", NULL, "A31.P1b", "delegation.over", delegation_in_future },
	{ .op = "handover_item.sign", .article = "A31.P1d", .reason = "handover.not_party", .must = item_of_party },
	{ .op = "handover_item.sign", .article = "A31.P1d", .reason = "handover.signed", .must = item_unsigned },
	{ &handover_flow, "complete", NULL, "A31.P1d", "handover.unsigned", handover_signed },
	{ 0 }
};
#define DEL .entity = &delegation_entity
#define FILING .entity = &csp_change_entity
#define HAND .entity = &handover_entity
#define ITEM .entity = &handover_item_entity
static const struct list_def by_no = { .order = "-id", .search = "no || ' ' || csp_name" };
static const struct list_def hand_list = { .order = "-id", .search = "no || ' ' || from_name || ' ' || to_name" };
static const struct list_def item_list = { .order = "id", .search = "content" };
static const struct op ops[] = {
	{ "delegation.list", GET, "/delegations", "delegation.read", .words = "运维授权书", .article = "A31.P1b", DEL, .list = &by_no },
	{ "delegation.get", GET, "/delegations/{id}", "delegation.read", .words = "查看运维授权书", .article = "A31.P1b", DEL },
	{ "delegation.draft", POST, "/delegations", "delegation.draft", &draft_record, NULL, delegation_draft, "起草运维授权书", "A31.P1b", OP_CREATES, DEL,
	  .help = "随后上传盖章的授权书（材料种类 delegation_letter），由另一人签发" },
	{ "delegation.update", PATCH, "/delegations/{id}", "delegation.draft", &update_record, NULL, delegation_update, "修改运维授权书", "A31.P1b", OP_REPLACES, DEL },
	{ "delegation.issue", POST, "/delegations/{id}/issue", "delegation.issue", NULL, NULL, delegation_issue, "签发运维授权书", "A31.P1b", OP_STEP_UP, DEL, .event = "issue",
	  .help = "所列人员即取得所列岗位，到期自动失效" },
	{ "delegation.revoke", POST, "/delegations/{id}/revoke", "delegation.issue", &revoke_record, NULL, delegation_revoke, "撤销运维授权书", "A31.P1b", OP_STEP_UP, DEL, .event = "revoke" },
	{ "csp_change.list", GET, "/csp-changes", "csp_change.read", .words = "服务商变更报备", .article = "A31.P1c", FILING, .list = &by_no },
	{ "csp_change.get", GET, "/csp-changes/{id}", "csp_change.read", .words = "查看变更报备", .article = "A31.P1c", FILING },
	{ "csp_change.report", POST, "/csp-changes", "csp_change.report", &report_record, NULL, csp_change_report, "报备变更", "A31.P1c", OP_CREATES, FILING, .help = "变更后五个工作日内报备" },
	{ "csp_change.amend", POST, "/csp-changes/{id}/amend", "csp_change.report", &amend_record, NULL, csp_change_amend, "补正变更报备", "A31.P1c", 0, FILING, .event = "amend" },
	{ "csp_change.note", POST, "/csp-changes/{id}/note", "csp_change.note", &note_record, NULL, csp_change_note, "登记变更报备", "A31.P1c", 0, FILING, .event = "note" },
	{ "csp_change.return", POST, "/csp-changes/{id}/return", "csp_change.note", &note_record, NULL, csp_change_note, "退回变更报备", "A31.P1c", 0, FILING, .event = "return" },
	{ "handover.list", GET, "/handovers", "handover.read", .words = "服务商移交", .article = "A31.P1d", HAND, .list = &hand_list },
	{ "handover.get", GET, "/handovers/{id}", "handover.read", .words = "查看移交", .article = "A31.P1d", HAND },
	{ "handover.open", POST, "/handovers", "handover.open", &open_record, NULL, handover_open, "发起移交", "A31.P1d", OP_CREATES, HAND, .help = "双方逐项签字" },
	{ "handover.complete", POST, "/handovers/{id}/complete", "handover.complete", NULL, NULL, handover_complete, "完成移交", "A31.P1d", OP_STEP_UP, HAND, .event = "complete",
	  .help = "原服务商的账号、岗位、会话和授权当即关闭" },
	{ "handover.leftovers", GET, "/handovers/{id}/leftovers", "handover.read", NULL, &lefts_record, handover_leftovers, "移交遗留事项", "A31.P1d", 0, HAND },
	{ "handover_item.list", GET, "/handover-items", "handover.read", .words = "移交项", .article = "A31.P1d", ITEM, .list = &item_list },
	{ "handover_item.get", GET, "/handover-items/{id}", "handover.read", .words = "查看移交项", .article = "A31.P1d", ITEM },
	{ "handover_item.add", POST, "/handover-items", "handover.add", &add_record, NULL, handover_item_add, "增列移交项", "A31.P1d", OP_CREATES, ITEM },
	{ "handover_item.sign", POST, "/handover-items/{id}/sign", "handover.sign", &sign_record, NULL, handover_item_sign, "签字", "A31.P1d", 0, ITEM },
	{ 0 }
};
#define R_CSP_OFFICE (R(CSP_HEAD) | R(CSP_OPERATION))
static const struct grant grants[] = {
	{ "delegation.read", "查看运维授权书", R_AUTH_READ | R_CSP | R_ADMIN }, { "delegation.draft", "起草运维授权书", R(AUTH_HANDLER) | R(AUTH_SECURITY) }, { "delegation.issue", "签发和撤销运维授权书", R(AUTH_ISSUER) },
	{ "csp_change.read", "查看服务商变更报备", R_AUTH_READ | R_CSP }, { "csp_change.report", "报备服务商变更", R_CSP_OFFICE }, { "csp_change.note", "登记和退回变更报备", R(AUTH_HANDLER) },
	{ "handover.read", "查看服务商移交", R_AUTH_READ | R_CSP | R_ADMIN }, { "handover.open", "发起服务商移交", R(AUTH_HANDLER) }, { "handover.add", "增列移交项", R(AUTH_HANDLER) | R_CSP_OFFICE },
	{ "handover.sign", "签移交项", R_CSP_OFFICE }, { "handover.complete", "完成服务商移交", R(AUTH_ISSUER) }, { 0 }
};
static const struct setting settings[] = {
	{ "csp.change_wd", SET_INT, "5", "A31.P1c, R-32", "云服务商变更报备（工作日）", FREE, 0, 1, 60 },
	{ "delegation.remind_days", SET_INTS, "30,7", "A31.P1b", "运维授权书到期提醒（天）", FREE, 0, 1, 365 },
	{ 0 }
};
static const struct job jobs[] = { { "delegation.day", DAYS(1), delegation_day, NULL, "A31.P1b", "运维授权书到期与提醒" }, { 0 } };
static const struct entity *const entities[] = { &delegation_entity, &csp_change_entity, &handover_entity, &handover_item_entity, NULL };
static const struct flow *const flows[] = { &delegation_flow, &csp_change_flow, &handover_flow, NULL };

const struct feature delegation_feature = {
	.name = "delegation", .label = "授权与移交", .articles = ARTICLES("A31.P1b", "A31.P1c", "A31.P1d", "R-32"), .migrations = delegation_migrations, .invariants = delegation_invariants,
	.entities = entities, .flows = flows, .guards = guards, .settings = settings, .ops = ops, .grants = grants, .jobs = jobs, .work = delegation_work, STATEMENTS(delegation_q),
};
