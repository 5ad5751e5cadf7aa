/* Tables of authorisations and accesses. */
#include "domain/access/access_in.h"

const struct names access_scope_names[ACCESS_SCOPE_MAX] = {
	[ACCESS_READ] = { "read", "只读" }, [ACCESS_OPERATE] = { "operate", "运维" }, [ACCESS_EXPORT] = { "export", "数据导出" }, [ACCESS_CONSOLE] = { "console", "控制台" },
};
static const struct names state_names[AUTHZ_STATE_MAX] = {
	[AUTHZ_DRAFT] = { "draft", "草稿" }, [AUTHZ_VALID] = { "valid", "有效" }, [AUTHZ_REVOKED] = { "revoked", "已撤回" }, [AUTHZ_EXPIRED] = { "expired", "已到期" },
};
#define SCOPES .names = access_scope_names, .n_names = ACCESS_SCOPE_MAX

static const struct field authz_fields[] = {
	F(struct authorization, id, F_ID, "编号", OUT), F(struct authorization, version, F_INT, "版本", OUT), F(struct authorization, no, F_STR, "授权书编号", OUT | FILTER | SORT),
	F(struct authorization, system, F_ID, "信息系统", OUT | FILTER, .ref = "info_system"), F(struct authorization, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct authorization, unit, F_ID, "授权的单位", OUT, .ref = "org", .article = "A36b", .help = "系统换了使用单位，授权随之终止"),
	F(struct authorization, user_org, F_ID, "使用单位", OUT | JOINED | FILTER, .ref = "org"), F(struct authorization, user_org_name, F_STR, "使用单位名称", OUT | JOINED),
	F(struct authorization, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"), F(struct authorization, csp, F_ID, "云服务商", OUT | FILTER, .ref = "csp"),
	F(struct authorization, csp_name, F_STR, "云服务商名称", OUT | JOINED), F(struct authorization, resources, F_IDS, "资源", OUT, .ref = "resource", .help = "空：这个系统的全部资源"),
	F(struct authorization, grantees, F_IDS, "被授权的人", OUT, .ref = "access_person", .article = "A36b"), F(struct authorization, scope, F_SET, "访问方式", OUT, SCOPES, .article = "A36b"),
	F(struct authorization, purpose, F_TEXT, "目的", OUT, .article = "A36b"), F(struct authorization, from_at, F_AT, "起", OUT | FILTER | SORT), F(struct authorization, to_at, F_AT, "止（不含）", OUT | FILTER | SORT),
	F(struct authorization, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct authorization, drafter, F_ID, "起草人", OUT, .ref = "person"),
	F(struct authorization, grantor, F_ID, "签发人", OUT, .ref = "person"), F(struct authorization, grantor_name, F_STR, "签发人姓名", OUT | JOINED | PERSONAL),
	F(struct authorization, created_at, F_AT, "起草时间", OUT), F(struct authorization, granted_at, F_AT, "签发时间", OUT), F(struct authorization, revoked_at, F_AT, "撤回时间", OUT),
	F(struct authorization, revoked_by, F_ID, "撤回人", OUT, .ref = "person"), F(struct authorization, revoke_reason, F_TEXT, "撤回理由", OUT), { 0 }
};
const struct record authorization_record = RECORD("access_authorization", struct authorization, authz_fields, "访问授权书");

#define DRAFT(need) \
	F(struct draft_in, csp, F_ID, "云服务商", IN | need, .ref = "csp"), F(struct draft_in, resources, F_IDS, "资源", IN, .ref = "resource", .help = "不填就是这个系统的全部资源"), \
	F(struct draft_in, grantees, F_IDS, "被授权的人", IN | need, .ref = "access_person", .max = 50, .article = "A36b"), F(struct draft_in, scope, F_SET, "访问方式", IN | need, SCOPES, .article = "A36b"), \
	F(struct draft_in, purpose, F_TEXT, "目的", IN | need, .max = 1000, .article = "A36b"), F(struct draft_in, from_at, F_AT, "起", IN | need), F(struct draft_in, to_at, F_AT, "止（不含）", IN | need)
static const struct field draft_fields[] = { F(struct draft_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system"), DRAFT(NEEDED), { 0 } };
static const struct record draft_record = RECORD("access_authorization_draft", struct draft_in, draft_fields, "起草访问授权书");
static const struct field update_fields[] = { F(struct draft_in, id, F_ID, "编号", IN_PATH), DRAFT(NEEDED), { 0 } };
static const struct record update_record = RECORD("access_authorization_update", struct draft_in, update_fields, "修改访问授权书");
static const struct field revoke_fields[] = { F(struct reason_in, id, F_ID, "编号", IN_PATH), F(struct reason_in, comment, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 } };
static const struct record revoke_record = RECORD("access_authorization_revoke", struct reason_in, revoke_fields, "撤回访问授权");

static const struct field record_fields[] = {
	F(struct access_record, id, F_ID, "编号", OUT), F(struct access_record, version, F_INT, "版本", OUT), F(struct access_record, no, F_STR, "访问单号", OUT | FILTER),
	F(struct access_record, authorization, F_ID, "授权书", OUT | FILTER, .ref = "access_authorization"), F(struct access_record, authorization_no, F_STR, "授权书编号", OUT | JOINED),
	F(struct access_record, person, F_ID, "访问的人", OUT | FILTER, .ref = "person"), F(struct access_record, person_name, F_STR, "姓名", OUT | JOINED),
	F(struct access_record, csp, F_ID, "云服务商", OUT | JOINED, .ref = "csp"), F(struct access_record, csp_name, F_STR, "云服务商名称", OUT | JOINED),
	F(struct access_record, resource, F_ID, "资源", OUT | FILTER, .ref = "resource"), F(struct access_record, resource_no, F_STR, "资源编号", OUT | JOINED), F(struct access_record, resource_name, F_STR, "资源名称", OUT | JOINED),
	F(struct access_record, system, F_ID, "信息系统", OUT | JOINED | FILTER, .ref = "info_system"), F(struct access_record, system_name, F_STR, "信息系统名称", OUT | JOINED),
	F(struct access_record, user_org, F_ID, "使用单位", OUT | JOINED | FILTER, .ref = "org"), F(struct access_record, user_org_name, F_STR, "使用单位名称", OUT | JOINED),
	F(struct access_record, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"), F(struct access_record, scope, F_ENUM, "访问方式", OUT | FILTER, SCOPES), F(struct access_record, reason, F_TEXT, "事由", OUT),
	F(struct access_record, from_at, F_AT, "开始", OUT | FILTER | SORT, .article = "A36b"), F(struct access_record, until_at, F_AT, "最迟到", OUT), F(struct access_record, ended_at, F_AT, "结束", OUT),
	F(struct access_record, ended_by, F_STR, "怎样结束", OUT, .help = "closed 本人登记，lapsed 到时，revoked 撤回授权，left 访问的人不再在用账号"), F(struct access_record, performed, F_TEXT, "所做的操作", OUT, .max = 10000),
	F(struct access_record, actions_digest, F_STR, "操作摘要", OUT, .article = "A36b"), { 0 }
};
const struct record access_record_record = RECORD("access_record", struct access_record, record_fields, "访问记录");
static const struct field open_fields[] = {
	F(struct open_in, resource, F_ID, "资源", IN | NEEDED, .ref = "resource"), F(struct open_in, scope, F_ENUM, "访问方式", IN | NEEDED, SCOPES),
	F(struct open_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 1000), F(struct open_in, authorization, F_ID, "授权书", IN, .ref = "access_authorization", .help = "不填时自动找到"),
	F(struct open_in, until_at, F_AT, "最迟到", IN), { 0 }
};
static const struct record open_record = RECORD("access_record_open", struct open_in, open_fields, "申请访问");
static const struct field close_fields[] = { F(struct close_in, id, F_ID, "编号", IN_PATH), F(struct close_in, performed, F_TEXT, "所做的操作", IN | NEEDED, .max = 10000, .article = "A36b"), { 0 } };
static const struct record close_record = RECORD("access_record_close", struct close_in, close_fields, "登记访问结束");

static const struct move moves[] = {
	{ AUTHZ_DRAFT, "issue", AUTHZ_VALID, 0, 0, "access_authorization.issued", "签发访问授权书", "A36b" },
	{ AUTHZ_VALID, "revoke", AUTHZ_REVOKED, 0, 0, "access_authorization.revoked", "撤回访问授权", "A36b" },
	{ AUTHZ_VALID, "end", AUTHZ_REVOKED, 0, 0, NULL, "服务商退出，授权终止", "A31.P1d" },
	{ AUTHZ_VALID, "succeed", AUTHZ_REVOKED, 0, 0, NULL, "系统换了使用单位，授权终止", "A36b" },
	{ AUTHZ_VALID, "lapse", AUTHZ_EXPIRED, 0, 0, NULL, "授权到期", "A36b" },
	{ 0 }
};
const struct flow authorization_flow = { .name = "access_authorization", .entity = &authorization_entity, .states = state_names, .n_states = AUTHZ_STATE_MAX, .moves = moves };
const struct entity authorization_entity = {
	.name = "access_authorization", .label = "访问授权书", .path = "/access-authorizations", .rec = &authorization_record, .from = "v_access_authorization", .table = "access_authorization",
	.flow = &authorization_flow, .title = "no",
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org", .csp = "csp = :org AND state <> 'draft'" },
};
const struct entity access_record_entity = {
	.name = "access_record", .label = "访问记录", .path = "/access-records", .rec = &access_record_record, .from = "v_access_record", .table = "access_record", .title = "no",
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org", .csp = "csp = :org" },
};

/* A unit names in its letter whom it lets in; of a provider's people it sees no more than that takes. */
struct access_person { int64_t id, version, org; struct str name, org_name, post; };
static const struct field person_fields[] = {
	F(struct access_person, id, F_ID, "编号", OUT), F(struct access_person, version, F_INT, "版本", OUT), F(struct access_person, name, F_STR, "姓名", OUT | SORT, .article = "A36b"),
	F(struct access_person, org, F_ID, "云服务商", OUT | FILTER, .ref = "csp"), F(struct access_person, org_name, F_STR, "云服务商名称", OUT), F(struct access_person, post, F_STR, "职务", OUT), { 0 }
};
static const struct record access_person_record = RECORD("access_person", struct access_person, person_fields, "可以授权的人员");
static const struct entity access_person_entity = {
	.name = "access_person", .label = "可以授权的人员", .path = "/access-people", .rec = &access_person_record, .from = "v_access_person", .table = "person", .title = "name",
	.scope = { .applicant = "1=1", .user = "1=1", .csp = "org = :org" },
};
static const struct list_def person_list = { .where = "status = 'active'", .order = "name", .search = "name || ' ' || org_name" };

static const struct guard guards[] = {
	{ .op = "access_authorization.update", .article = "A36b", .reason = "access.not_draft", .must = authorization_is_draft },
	{ .op = "access_authorization.update", .article = "A36b", .reason = "access.not_unit", .must = authorization_by_unit },
	{ &authorization_flow, "issue", NULL, "A36b", "access.not_unit", authorization_by_unit },
	{ &authorization_flow, "issue", NULL, "A36b", "access.not_written", authorization_signed },
	{ &authorization_flow, "issue", NULL, "A36b", "access.over", authorization_ahead },
	{ &authorization_flow, "revoke", NULL, "A36b", "access.not_unit", authorization_by_unit },
	{ .op = "access_record.open", .article = "A36b", .reason = "access.other_provider", .must = access_of_own_csp },
	{ .op = "access_record.open", .article = "A36b", .reason = "access.no_authorization", .must = access_authorized },
	{ .op = "access_record.open", .article = "A36b", .reason = "access.not_named", .must = access_named },
	{ .op = "access_record.open", .article = "A36b", .reason = "access.out_of_time", .must = access_in_time },
	{ .op = "access_record.open", .article = "A36b", .reason = "access.out_of_scope", .must = access_in_scope },
	{ .op = "access_record.close", .article = "A36b", .reason = "access.not_yours", .must = access_by_holder },
	{ .op = "access_record.close", .article = "A36b", .reason = "access.closed", .must = access_is_open },
	{ 0 }
};
static const struct list_def authz_list = { .order = "-id", .search = "no || ' ' || system_name || ' ' || purpose" };
static const struct list_def record_list = { .order = "-from_at", .search = "no || ' ' || system_name || ' ' || person_name || ' ' || resource_no" };
#define AUTHZ .entity = &authorization_entity
#define RECORDED .entity = &access_record_entity
static const struct op ops[] = {
	{ "access_authorization.list", GET, "/access-authorizations", "access.read", .words = "访问授权书", .article = "A36b", AUTHZ, .list = &authz_list },
	{ "access_authorization.get", GET, "/access-authorizations/{id}", "access.read", .words = "查看访问授权书", .article = "A36b", AUTHZ },
	{ "access_authorization.draft", POST, "/access-authorizations", "access.draft", &draft_record, NULL, authorization_draft, "起草访问授权书", "A36b", OP_CREATES, AUTHZ,
	  .help = "随后上传盖章的授权书（材料种类 authorization_letter），由系统负责人签发" },
	{ "access_authorization.update", PATCH, "/access-authorizations/{id}", "access.draft", &update_record, NULL, authorization_update, "修改访问授权书", "A36b", OP_REPLACES, AUTHZ },
	{ "access_authorization.issue", POST, "/access-authorizations/{id}/issue", "access.grant", NULL, NULL, authorization_issue, "签发访问授权书", "A36b", 0, AUTHZ, .event = "issue",
	  .help = "被授权的人即可在期限内访问，每次访问本单位都看得到" },
	{ "access_authorization.revoke", POST, "/access-authorizations/{id}/revoke", "access.draft", &revoke_record, NULL, authorization_revoke, "撤回访问授权", "A36b", 0, AUTHZ, .event = "revoke",
	  .help = "正在进行的访问立即结束" },
	{ "access_person.list", GET, "/access-people", "access.read", .words = "可以授权的人员", .article = "A36b", .entity = &access_person_entity, .list = &person_list },
	{ "access_person.get", GET, "/access-people/{id}", "access.read", .words = "查看可以授权的人员", .article = "A36b", .entity = &access_person_entity },
	{ "access_record.list", GET, "/access-records", "access.read", .words = "访问记录", .article = "A36b", RECORDED, .list = &record_list },
	{ "access_record.get", GET, "/access-records/{id}", "access.read", .words = "查看访问记录", .article = "A36b", RECORDED },
	{ "access_record.open", POST, "/access-records", "access.use", &open_record, NULL, access_open, "申请访问", "A36b", OP_CREATES, RECORDED, .help = "没有有效书面授权的一律拒绝；使用单位随即收到通知" },
	{ "access_record.close", POST, "/access-records/{id}/close", "access.use", &close_record, NULL, access_close, "登记访问结束", "A36b", 0, RECORDED },
	{ 0 }
};
static const struct grant grants[] = {
	{ "access.read", "查看访问授权和记录", R_AUTH_READ | R_UNIT | R_CSP | R(AUDIT_ADMIN) },
	{ "access.draft", "起草和撤回访问授权书", R_USER },
	{ "access.grant", "签发访问授权书", R(USER_OWNER) },
	{ "access.use", "凭授权访问用户资源", R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(CSP_SECURITY) },
	{ 0 }
};
static const struct setting settings[] = {
	{ "access.max_days", SET_INT, "90", "A36b", "一份访问授权书最长天数", FREE, 0, 1, 366 },
	{ "access.ticket_hours", SET_INT, "8", "A36b", "一次访问最长小时", FREE, 0, 1, 72 },
	{ 0 }
};
static const struct job jobs[] = { { "access.lapse", MINUTES(1), access_lapse, NULL, "A36b", "访问授权和访问到时结束" }, { 0 } };
static const struct entity *const entities[] = { &authorization_entity, &access_record_entity, &access_person_entity, NULL };
static const struct flow *const flows[] = { &authorization_flow, NULL };

const struct feature access_feature = {
	.name = "access", .label = "访问授权", .articles = ARTICLES("A36b", "F23", "R-40"), .migrations = access_migrations, .invariants = access_invariants, .entities = entities, .flows = flows,
	.guards = guards, .settings = settings, .ops = ops, .grants = grants, .jobs = jobs, STATEMENTS(access_q),
};
