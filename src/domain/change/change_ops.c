/* Changes: objects, moves, ops, clocks, settings, grants, facts, jobs; the descriptor. */
#include "domain/change/change_in.h"

/*  planned ──open──► open ──end──► ended ──close──► closed      (end: the day after the window; a planned one that nobody opened ends too) */
static const struct move stage_moves[] = {
	{ STAGE_PLANNED, "open",  STAGE_OPEN,   0, 0, "change.stage_opened", "开通阶段性资源", "A19.2" },
	{ STAGE_PLANNED, "end",   STAGE_ENDED,  0, 0, "change.stage_ended",  "窗口结束", "A19.2" },
	{ STAGE_OPEN,    "end",   STAGE_ENDED,  0, 0, "change.stage_ended",  "窗口结束", "A19.2" },
	{ STAGE_OPEN,    "close", STAGE_CLOSED, 0, 0, "change.stage_closed", "提前回收阶段性资源", "A19.2" },
	{ STAGE_ENDED,   "close", STAGE_CLOSED, 0, 0, "change.stage_closed", "回收阶段性资源", "A19.2" },
	{ 0 }
};
const struct flow change_stage_flow = { "change_stage", &change_stage_entity, stage_state_names, STAGE_STATE_MAX, stage_moves };
const struct entity change_stage_entity = {
	.name = "change_stage", .label = "阶段性资源窗口", .path = "/change-stages", .rec = &change_stage_record, .from = "v_change_stage", .table = "change_stage",
	.title = "resource_name", .flow = &change_stage_flow,
	.scope = { .applicant = "applicant_org = :root", .user = "user_org = :org", .csp = "csp = :org" },
};

/*  suspected ──resolve──► confirmed | explained      (matched and unknown are what was seen, and stay) */
static const struct move seen_moves[] = {
	{ SEEN_SUSPECTED, "resolve", SEEN_CONFIRMED, 0, 0, NULL, "核实：属实", "A22.2", when_confirmed },
	{ SEEN_SUSPECTED, "resolve", SEEN_EXPLAINED, 0, 0, NULL, "核实：已说明", "A22.2" },
	{ 0 }
};
const struct flow usage_seen_flow = { "usage_seen", &usage_seen_entity, seen_state_names, SEEN_STATE_MAX, seen_moves };
const struct entity usage_seen_entity = {
	.name = "usage_seen", .label = "使用情况观察", .path = "/usage-observations", .rec = &usage_seen_record, .from = "v_usage_seen", .table = "usage_seen",
	.title = "resource_name", .flow = &usage_seen_flow,
	.scope = { .applicant = "applicant_org = :root", .user = "user_org = :org", .csp = "csp = :org" },
};

#define APP .entity = &application_entity
static const struct list_def stage_list = { .order = "-id" };
static const struct list_def seen_list = { .order = "-id", .search = "resource_no || ' ' || resource_name || ' ' || value" };
static const struct op ops[] = {
	{ "change.draft", POST, "/changes", "change.draft", &change_draft_record, NULL, change_draft, "新建变更申请", "A22.1", OP_CREATES, APP,
	  .help = "起草后与其他申请一样送内部审核、提交，变更审核五个工作日" },
	{ "change.update", PATCH, "/applications/{id}/change", "change.draft", &change_update_record, NULL, change_update, "修改变更申请", "A22.1", 0, APP },
	{ "change.get", GET, "/applications/{id}/change", "change.read", .out = &change_view_record, .fn = change_get, .words = "查看变更", .article = "A22.1", APP },
	{ "change.confirm_backup", POST, "/applications/{id}/change-backup", "change.backup", &change_backup_in_record, NULL, change_confirm_backup, "确认备份", "A23.2a", 0, APP,
	  .help = "写明内容、存放地点和核验方法，缩容、迁移和回收前必须有" },
	{ "change.decide", POST, "/applications/{id}/change-decision", "change.decide", &change_decide_record, NULL, change_decide, "逐项核定变更", "A20.1c", 0, APP,
	  .help = "核定不要资源的项：缩容、调配、延期、阶段性资源；其余在审核意见里核定" },
	{ "change.report", POST, "/applications/{id}/change-report", "change.report", &change_report_in_record, NULL, change_report_done, "报告实施完成", "A22.4b", 0, APP,
	  .help = "全部报告后实施时限停止，台账和计费自当日起按变更后的计" },
	{ "change.confirm", POST, "/applications/{id}/change-confirm", "change.confirm", &change_confirm_record, NULL, change_confirm, "确认变更结果", "A22.4b", 0, APP, .event = "confirm" },
	{ "change.reject", POST, "/applications/{id}/change-reject", "change.reject", &change_reject_record, NULL, change_reject, "退回实施报告", "A22.4b", 0, APP, .event = "void_report",
	  .help = "实施时限视为没有停过，台账自当日起恢复" },
	{ "resource.rebind", POST, "/resources/{id}/rebind", "resource.rebind", &rebind_record, NULL, resource_rebind, "改绑信息系统", "A22.2", 0, .entity = &resource_entity,
	  .help = "只按批准的用途调配办理" },
	{ "change_stage.list", GET, "/change-stages", "change.read", .words = "阶段性资源窗口", .article = "A19.2", .entity = &change_stage_entity, .list = &stage_list },
	{ "change_stage.get", GET, "/change-stages/{id}", "change.read", .words = "查看阶段性资源窗口", .article = "A19.2", .entity = &change_stage_entity },
	{ "change_stage.open", POST, "/change-stages/{id}/open", "change.report", &stage_act_record, NULL, stage_open, "开通阶段性资源", "A19.2", 0, .entity = &change_stage_entity,
	  .event = "open" },
	{ "change_stage.close", POST, "/change-stages/{id}/close", "change.report", &stage_act_record, NULL, stage_close, "回收阶段性资源", "A19.2", OP_STEP_UP, .entity = &change_stage_entity,
	  .event = "close" },
	{ "usage_seen.list", GET, "/usage-observations", "usage_seen.read", .words = "使用情况观察", .article = "A22.2", .entity = &usage_seen_entity, .list = &seen_list },
	{ "usage_seen.get", GET, "/usage-observations/{id}", "usage_seen.read", .words = "查看使用情况观察", .article = "A22.2", .entity = &usage_seen_entity },
	{ "usage_seen.report", POST, "/usage-observations", "usage_seen.report", &seen_report_record, NULL, seen_report, "报告使用情况", "A22.2", OP_CREATES,
	  .entity = &usage_seen_entity },
	{ "usage_seen.resolve", POST, "/usage-observations/{id}/resolve", "usage_seen.resolve", &seen_resolve_record, NULL, seen_resolve, "核实跨系统使用", "A39a.4", 0,
	  .entity = &usage_seen_entity, .event = "resolve" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "change.read",        "查看变更",               R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "change.draft",       "起草变更",               R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "change.backup",      "确认备份",               R(USER_HANDLER) | R(USER_OWNER) },
	{ "change.decide",      "逐项核定变更",           R(AUTH_HANDLER) },
	{ "change.report",      "报告变更实施",           R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "change.confirm",     "确认变更结果",           R(USER_HANDLER) | R(USER_OWNER) | R(AUTH_HANDLER) },
	{ "change.reject",      "退回实施报告",           R(USER_HANDLER) | R(USER_OWNER) },
	{ "resource.rebind",    "改绑信息系统",           R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(AUTH_HANDLER) },
	{ "usage_seen.read",    "查看使用情况观察",       R_AUTH_READ | R_UNIT | R_CSP },
	{ "usage_seen.report",  "报告使用情况",           R(CSP_MAINTENANCE) | R(CSP_SECURITY) | R(AUTH_HANDLER) | R(AUTH_SECURITY) },
	{ "usage_seen.resolve", "核实跨系统使用",         R(AUTH_HANDLER) | R(AUTH_SECURITY) },
	{ 0 }
};
static const struct clock_kind clocks[] = {
	{ C4, WORKING_DAYS, "clock.change_review_wd", ORG_AUTHORITY, "A22.4a", "变更审核时限" },
	{ C5, WORKING_DAYS, "clock.change_exec_wd",   ORG_CSP,       "A22.4b", "变更实施时限" },
	{ 0 }
};
static const struct setting settings[] = {
	{ "clock.change_review_wd", SET_INT, "5", "A22.4", "变更审核时限（工作日）", AT_MOST(5), 1, 60 },
	{ "clock.change_exec_wd",   SET_INT, "5", "A22.4", "变更实施时限（工作日）", AT_MOST(5), 1, 60 },
	{ 0 }
};
static const struct hears hears[] = {
	{ "application.approved",    "change.execute", change_execute },
	{ "application.withdrawn",   "change.withdrawn", change_undo },
	{ "application.terminated",  "change.terminated", change_undo },
	{ "application.stage_ended", "change.stage_declared_over", stage_declared_over },
	{ 0 }
};
static const struct job jobs[] = { { "change.stages", DAYS(1), stages_over, NULL, "A19.2", "阶段性资源窗口提醒和结束" }, { 0 } };
static const struct import imports[] = {
	{ "usage_seen", "usage_seen.report", "导入使用情况观察", "A22.2", &seen_row_record, seen_import }, { 0 }
};
static const struct entity *const entities[] = { &change_stage_entity, &usage_seen_entity, NULL };
static const struct flow *const flows[] = { &change_stage_flow, &usage_seen_flow, NULL };

const struct feature change_feature = {
	.name = "change", .label = "变更",
	.articles = ARTICLES("A15.2b", "A19.2", "A22.1", "A22.2", "A22.4a", "A22.4b", "A23.2a", "A23.2b", "R-13", "R-16", "R-19", "R-25"),
	.migrations = change_migrations, .invariants = change_invariants, .entities = entities, .flows = flows, .guards = change_guards, .clocks = clocks,
	.settings = settings, .ops = ops, .grants = grants, .hears = hears, .jobs = jobs, .imports = imports, .work = change_work, STATEMENTS(change_q),
};
