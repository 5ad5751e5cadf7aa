/* Revocations: entities, ops, clocks, settings, grants; the descriptor. */
#include "domain/revocation/revocation_in.h"

const struct entity revocation_entity = {
	.name = "revocation", .label = "撤销", .path = "/revocations", .rec = &revocation_record, .from = "v_revocation", .table = "application", .title = "title", .fill = rev_fill,
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org",
		   .csp = "issued_at IS NOT NULL AND id IN (SELECT x.application FROM revocation_scope x JOIN resource r ON r.id = x.resource WHERE r.csp = :org)" },
};
const struct entity destroy_cert_entity = {
	.name = "destroy_cert", .label = "数据销毁证明", .path = "/destroy-certs", .rec = &destroy_cert_record, .from = "destroy_cert", .table = "destroy_cert", .title = "no",
	.scope = { .applicant = "applicant_org = :root OR user_org = :org", .user = "user_org = :org", .csp = "csp = :org" },
};

static const struct list_def rev_list_def = { .order = "-id", .search = "no || ' ' || title || ' ' || system_name || ' ' || user_org_name" };
static const struct list_def cert_list_def = { .order = "-id", .search = "no || ' ' || application_no || ' ' || system_name || ' ' || user_org_name" };

#define REV .entity = &revocation_entity
static const struct op ops[] = {
	{ "revocation.list", GET, "/revocations", "revocation.read", .words = "撤销", .article = "A23.1b", REV, .list = &rev_list_def },
	{ "revocation.get", GET, "/applications/{id}/revocation", "revocation.read", .words = "查看撤销", .article = "A23.1a", REV },
	{ "revocation.draft", POST, "/revocations", "revocation.draft", &rev_draft_record, NULL, rev_draft, "起草撤销申请", "A23.1a", OP_CREATES, .entity = &application_entity,
	  .help = "随后照申请的程序送内部审核、提交" },
	{ "revocation.update", PATCH, "/revocations/{id}", "revocation.draft", &rev_update_record, NULL, rev_update, "修改撤销申请", "A23.1a", OP_REPLACES, REV },
	{ "revocation.confirm_backup", POST, "/revocations/{id}/confirm-backup", "revocation.unit", &rev_backup_in_record, NULL, rev_confirm_backup, "确认备份和迁移", "A23.2a", 0, REV,
	  .help = "确认之后云服务商停止服务" },
	{ "revocation.hand_back", POST, "/revocations/{id}/hand-back", "revocation.unit", &rev_hand_in_record, NULL, rev_hand_back, "登记数据返还", "A17b", 0, REV },
	{ "revocation.stop", POST, "/revocations/{id}/stop", "revocation.execute", &rev_act_record, NULL, rev_stop, "停止服务", "A23.1c", 0, REV, .help = "停止之日终止计费，当日不计费" },
	{ "revocation.check_backup", POST, "/revocations/{id}/check-backup", "revocation.execute", &rev_act_record, NULL, rev_check_backup, "核对备份确认", "A23.2b", 0, REV },
	{ "revocation.list_items", POST, "/revocations/{id}/items", "revocation.execute", &rev_list_in_record, NULL, rev_list, "清点介质", "A23.1c", 0, REV },
	{ "revocation.destroy", POST, "/revocations/{id}/destroy", "revocation.execute", &rev_destroy_in_record, NULL, rev_destroy, "销毁数据", "A23.1d", OP_STEP_UP, REV,
	  .help = "可以分批；每批由见证人确认，全部确认后出具证明" },
	{ "revocation.witness", POST, "/revocations/{id}/witness", "revocation.witness", &rev_act_record, NULL, rev_witness, "见证数据销毁", "A23.1d", OP_STEP_UP, REV },
	{ "revocation.replace_witness", POST, "/revocations/{id}/replace-witness", "revocation.replace_witness", &rev_replace_record, NULL, rev_replace_witness, "更换见证人", "A23.1d", 0, REV,
	  .help = "见证人离任或不再属于有关单位的，由云服务商更换；其他情形由主管部门更换" },
	{ "revocation.end", POST, "/revocations/{id}/end", "revocation.execute", &rev_act_record, NULL, rev_end, "确认服务终止", "A23.1c", 0, REV },
	{ "revocation.resume", POST, "/revocations/{id}/resume", "revocation.resume", &rev_reason_record, NULL, rev_resume, "终止撤销，恢复服务", "A23.1d", 0, REV,
	  .help = "只在销毁之前；恢复之日起重新计费" },
	{ "destroy_cert.list", GET, "/destroy-certs", "revocation.read", .words = "数据销毁证明", .article = "A23.1d", .entity = &destroy_cert_entity, .list = &cert_list_def },
	{ "destroy_cert.get", GET, "/destroy-certs/{id}", "revocation.read", .words = "查看数据销毁证明", .article = "A23.1d", .entity = &destroy_cert_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "revocation.read",    "查看撤销",           R_AUTH_READ | R_UNIT | R_CSP },
	{ "revocation.draft",   "起草撤销申请",       R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "revocation.unit",    "确认备份和数据返还", R(USER_HANDLER) | R(USER_OWNER) },
	{ "revocation.execute", "停止、清点和销毁",   R(CSP_OPERATION) | R(CSP_MAINTENANCE) },
	{ "revocation.witness", "见证数据销毁",       R_UNIT | R_AUTH },
	{ "revocation.replace_witness", "更换见证人",   R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ "revocation.resume",  "终止撤销",           R(AUTH_APPROVER) },
	{ 0 }
};
static const struct clock_kind clocks[] = {
	{ C6, WORKING_DAYS, "clock.revoke_accept_wd", ORG_AUTHORITY, "A23.1b", "撤销受理时限" },
	{ C7, WORKING_DAYS, "clock.revoke_review_wd", ORG_AUTHORITY, "A23.1b", "撤销审核时限" },
	{ 0 }
};
static const struct setting settings[] = {
	{ "clock.revoke_accept_wd", SET_INT, "5", "A23.1, R-25", "撤销受理时限（工作日）", FREE, 0, 1, 60 },
	{ "clock.revoke_review_wd", SET_INT, "5", "A23.1, R-25", "撤销审核时限（工作日）", FREE, 0, 1, 60 },
	{ "revoke.cooling_days",    SET_INT, "7", "R-25",        "停止到销毁的冷静期（天）", FREE, 0, 0, 30 },
	{ 0 }
};
static const struct hears hears[] = {
	{ "application.approved", "revocation.approved", rev_approved }, { "resource.delivered", "revocation.expiry", rev_delivered }, { 0 }
};
static const struct job jobs[] = { { "revocation.cooled", DAYS(1), rev_cooled, NULL, "A23.1d", "冷静期满提醒" }, { 0 } };
static const struct entity *const entities[] = { &revocation_entity, &destroy_cert_entity, NULL };

const struct feature revocation_feature = {
	.name = "revocation", .label = "撤销", .articles = ARTICLES("A17b", "A23.1", "A23.2", "R-25", "R-47"),
	.sealed = SEALED_COLUMNS({ "revocation_plan", "id", "contacts" }),
	.migrations = rev_migrations, .invariants = rev_invariants, .entities = entities, .guards = rev_guards, .clocks = clocks, .settings = settings, .ops = ops,
	.grants = grants, .hears = hears, .jobs = jobs, .work = rev_work, STATEMENTS(rev_q),
};
