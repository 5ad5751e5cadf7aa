/* Tables of fields, guards and ops of dedicated pools. */
#include "domain/dedicated_pool/dedicated_pool_in.h"

const struct names pool_ground_names[GROUND_MAX] = {
	[GROUND_BUSINESS] = { "special_business", "业务高度专业" }, [GROUND_SECURITY] = { "special_security", "安全有特殊要求" },
	[GROUND_SUPERIOR] = { "superior_written", "上级书面要求" },
};
static const struct names tech_names[POOL_TECH_MAX] = {
	[TECH_OPENSTACK] = { "openstack", "OpenStack" }, [TECH_VMWARE] = { "vmware", "VMware" }, [TECH_HCS] = { "hcs", "HCS" }, [TECH_APSARA] = { "apsara", "Apsara" },
	[TECH_OTHER] = { "other", "其他" },
};
#define ZONE_OF .names = zone_names, .n_names = ZONE_MAX
#define ARCH_OF .names = pool_arch_names, .n_names = ARCH_MAX

static const struct field new_pool_fields[] = {
	F(struct new_pool, no, F_STR, "资源池编号", IN | OUT | NEEDED, .max = 20), F(struct new_pool, name, F_STR, "资源池名称", IN | OUT | NEEDED),
	F(struct new_pool, site, F_ID, "中心", IN | OUT | NEEDED, .ref = "site"), F(struct new_pool, zone, F_ENUM, "区域", IN | OUT | NEEDED, ZONE_OF, .article = "A15.2a"),
	F(struct new_pool, csp, F_ID, "云服务商", IN | OUT, .ref = "csp", .help = "不填时就是中心的云服务商"), F(struct new_pool, tech, F_ENUM, "技术", IN | OUT, NAMES(tech_names)),
	F(struct new_pool, arch, F_ENUM, "架构", IN | OUT | NEEDED, ARCH_OF), F(struct new_pool, xinchuang, F_BOOL, "信创", IN | OUT),
	F(struct new_pool, driver, F_ENUM, "开通方式", IN | OUT, .names = pool_driver_names, .n_names = POOL_DRIVER_MAX),
	F(struct new_pool, cap_vcpu, F_INT, "容量 vCPU", IN | OUT, .max = 100000000), F(struct new_pool, cap_mem_gb, F_INT, "容量内存 GB", IN | OUT),
	F(struct new_pool, cap_sto_gb, F_INT, "容量存储 GB", IN | OUT), { 0 }
};
const struct record new_pool_record = RECORD("new_pool", struct new_pool, new_pool_fields, "新设资源池");

static const struct field ded_fields[] = {
	F(struct dedicated_pool, id, F_ID, "编号", OUT), F(struct dedicated_pool, version, F_INT, "版本", OUT), F(struct dedicated_pool, application, F_ID, "申请", OUT | FILTER, .ref = "application"),
	F(struct dedicated_pool, application_no, F_STR, "申请编号", OUT | JOINED), F(struct dedicated_pool, title, F_STR, "标题", OUT | JOINED),
	F(struct dedicated_pool, application_state, F_STR, "申请状态", OUT | JOINED), F(struct dedicated_pool, system, F_ID, "信息系统", OUT | JOINED, .ref = "info_system"),
	F(struct dedicated_pool, system_name, F_STR, "信息系统名称", OUT | JOINED), F(struct dedicated_pool, user_org, F_ID, "上云单位", OUT | JOINED | FILTER, .ref = "org"),
	F(struct dedicated_pool, user_org_name, F_STR, "上云单位名称", OUT | JOINED), F(struct dedicated_pool, applicant_org, F_ID, "申请单位", OUT | JOINED, .ref = "org"),
	F(struct dedicated_pool, reason, F_TEXT, "申请理由", OUT | JOINED), F(struct dedicated_pool, grounds, F_SET, "理由类别", OUT, NAMES(pool_ground_names), .article = "A15.3"),
	F(struct dedicated_pool, evidence, F_TEXT, "依据", OUT, .article = "A15.3"), F(struct dedicated_pool, superior_org, F_STR, "上级单位", OUT),
	F(struct dedicated_pool, superior_doc_no, F_STR, "上级文号", OUT), F(struct dedicated_pool, superior_doc_date, F_DATE, "上级文件日期", OUT),
	F(struct dedicated_pool, superior_file, F_ID, "上级书面要求", OUT, .ref = "attachment", .article = "A15.3"),
	F(struct dedicated_pool, members, F_IDS, "使用单位名单", OUT, .ref = "org", .article = "A15.3"), F(struct dedicated_pool, zone, F_ENUM, "区域", OUT | FILTER, ZONE_OF),
	F(struct dedicated_pool, arch, F_ENUM, "架构", OUT, ARCH_OF), F(struct dedicated_pool, xinchuang, F_BOOL, "信创", OUT), F(struct dedicated_pool, need_vcpu, F_INT, "需要 vCPU", OUT | REPORT),
	F(struct dedicated_pool, need_mem_gb, F_INT, "需要内存 GB", OUT | REPORT), F(struct dedicated_pool, need_sto_gb, F_INT, "需要存储 GB", OUT | REPORT),
	F(struct dedicated_pool, security_note, F_TEXT, "安全措施", OUT), F(struct dedicated_pool, budget_fen, F_FEN, "预算", OUT | REPORT),
	F(struct dedicated_pool, settled_pool, F_ID, "拟划定的资源池", OUT, .ref = "pool"), F(struct dedicated_pool, settled_pool_name, F_STR, "拟划定的资源池名称", OUT | JOINED),
	F(struct dedicated_pool, new_pool, F_OBJ, "拟新设的资源池", OUT, .sub = &new_pool_record), F(struct dedicated_pool, settle_note, F_TEXT, "说明", OUT),
	F(struct dedicated_pool, pool, F_ID, "专属资源池", OUT | FILTER, .ref = "pool", .article = "A15.3"), F(struct dedicated_pool, pool_name, F_STR, "专属资源池名称", OUT | JOINED),
	F(struct dedicated_pool, established_at, F_AT, "设立时间", OUT), F(struct dedicated_pool, released_at, F_AT, "放开时间", OUT), F(struct dedicated_pool, release_reason, F_TEXT, "放开理由", OUT), { 0 }
};
const struct record dedicated_pool_record = RECORD("dedicated_pool_request", struct dedicated_pool, ded_fields, "专属资源池申请");

#define EDIT_FIELDS \
	F(struct ded_edit_in, title, F_STR, "标题", IN), F(struct ded_edit_in, reason, F_TEXT, "申请理由", IN), F(struct ded_edit_in, budget_source, F_STR, "资金来源", IN), \
	F(struct ded_edit_in, planned_live_date, F_DATE, "计划启用", IN), \
	F(struct ded_edit_in, grounds, F_SET, "理由类别", IN, NAMES(pool_ground_names), .article = "A15.3", .help = "任一项即可；选上级书面要求的要附上级文件"), \
	F(struct ded_edit_in, evidence, F_TEXT, "依据", IN, .article = "A15.3"), F(struct ded_edit_in, superior_org, F_STR, "上级单位", IN), F(struct ded_edit_in, superior_doc_no, F_STR, "上级文号", IN, .max = 80), \
	F(struct ded_edit_in, superior_doc_date, F_DATE, "上级文件日期", IN), F(struct ded_edit_in, superior_file, F_ID, "上级书面要求", IN, .ref = "attachment"), \
	F(struct ded_edit_in, members, F_IDS, "使用单位名单", IN, .ref = "org", .max = 200, .help = "本单位总在其中；下属单位随一级预算单位"), F(struct ded_edit_in, zone, F_ENUM, "区域", IN, ZONE_OF), \
	F(struct ded_edit_in, arch, F_ENUM, "架构", IN, ARCH_OF), F(struct ded_edit_in, xinchuang, F_BOOL, "信创", IN), F(struct ded_edit_in, need_vcpu, F_INT, "需要 vCPU", IN, .max = 100000000), \
	F(struct ded_edit_in, need_mem_gb, F_INT, "需要内存 GB", IN), F(struct ded_edit_in, need_sto_gb, F_INT, "需要存储 GB", IN), F(struct ded_edit_in, security_note, F_TEXT, "安全措施", IN), \
	F(struct ded_edit_in, budget_fen, F_FEN, "预算", IN)
static const struct field draft_fields[] = { F(struct ded_edit_in, system, F_ID, "信息系统", IN | NEEDED, .ref = "info_system"), EDIT_FIELDS, { 0 } };
static const struct record draft_record = RECORD("dedicated_pool_draft", struct ded_edit_in, draft_fields, "申请专属资源池");
static const struct field update_fields[] = { F(struct ded_edit_in, id, F_ID, "编号", IN_PATH), F(struct ded_edit_in, system, F_ID, "信息系统", IN, .ref = "info_system"), EDIT_FIELDS, { 0 } };
static const struct record update_record = RECORD("dedicated_pool_update", struct ded_edit_in, update_fields, "修改专属资源池申请");
static const struct field settle_fields[] = {
	F(struct settle_in, id, F_ID, "编号", IN_PATH), F(struct settle_in, pool, F_ID, "划定的空资源池", IN, .ref = "pool"),
	F(struct settle_in, new_pool, F_OBJ, "新设的资源池", IN, .sub = &new_pool_record), F(struct settle_in, note, F_TEXT, "说明", IN, .max = 1000), { 0 }
};
static const struct record settle_record = RECORD("dedicated_pool_settle", struct settle_in, settle_fields, "确定资源池");
static const struct field release_fields[] = { F(struct release_in, id, F_ID, "编号", IN_PATH), F(struct release_in, comment, F_TEXT, "理由", IN | NEEDED, .max = 1000), { 0 } };
static const struct record release_record = RECORD("dedicated_pool_release", struct release_in, release_fields, "放开专属资源池");

const struct entity dedicated_pool_entity = {
	.name = "dedicated_pool_request", .label = "专属资源池申请", .path = "/dedicated-pool-requests", .rec = &dedicated_pool_record, .from = "v_dedicated_pool_request",
	.table = "dedicated_pool_request", .title = "title",
	.scope = { .applicant = "applicant_org = :org OR user_org = :org", .user = "user_org = :org", .coop = "id IN (SELECT t.application FROM review_task t WHERE t.org = :org)" },
};

static const struct guard guards[] = {
	{ &application_flow, "submit", NULL, "A15.3", "dedicated_pool.no_ground",       has_ground },
	{ &application_flow, "submit", NULL, "A15.3", "dedicated_pool.no_evidence",     has_evidence },
	{ &application_flow, "submit", NULL, "A15.3", "dedicated_pool.no_superior_doc", has_superior_document },
	{ &application_flow, "submit", NULL, "A3",    "org.out_of_scope",               members_in_scope },
	{ &application_flow, "sign",   NULL, "A15.3", "dedicated_pool.no_superior_doc", has_superior_document },
	{ &application_flow, "sign",   NULL, "A15.3", "dedicated_pool.not_settled",     pool_settled },
	{ &application_flow, "sign",   NULL, "A15.3", "dedicated_pool.pool_unsuitable", pool_fits },
	{ NULL, NULL, "dedicated_pool.settle",  "A15.3", "dedicated_pool.not_reviewed",    being_settled },
	{ NULL, NULL, "dedicated_pool.release", "A15.3", "dedicated_pool.not_established", established },
	{ NULL, NULL, "dedicated_pool.release", "A15.3", "dedicated_pool.in_use",          released_empty },
	{ 0 }
};

#define DED .entity = &dedicated_pool_entity
static const struct list_def ded_list = { .order = "-id", .search = "application_no || ' ' || title || ' ' || user_org_name" };
static const struct op ops[] = {
	{ "dedicated_pool.list", GET, "/dedicated-pool-requests", "dedicated_pool.read", .words = "专属资源池申请", .article = "A15.3", DED, .list = &ded_list },
	{ "dedicated_pool.get", GET, "/dedicated-pool-requests/{id}", "dedicated_pool.read", .words = "查看专属资源池申请", .article = "A15.3", DED },
	{ "dedicated_pool.draft", POST, "/dedicated-pool-requests", "dedicated_pool.draft", &draft_record, NULL, ded_draft, "申请专属资源池", "A15.3", OP_CREATES, DED,
	  .help = "此后与其他申请一样送内部审核、提交" },
	{ "dedicated_pool.update", PATCH, "/dedicated-pool-requests/{id}", "dedicated_pool.draft", &update_record, NULL, ded_update, "修改专属资源池申请", "A15.3", OP_REPLACES, DED },
	{ "dedicated_pool.settle", POST, "/dedicated-pool-requests/{id}/settle", "dedicated_pool.settle", &settle_record, NULL, ded_settle, "确定资源池", "A15.3", DED,
	  .help = "签发同意后设立，只有名单内的单位看得到" },
	{ "dedicated_pool.release", POST, "/dedicated-pool-requests/{id}/release", "dedicated_pool.release", &release_record, NULL, ded_release, "放开专属资源池", "A15.3", DED,
	  .help = "资源池清空后恢复为各单位共用" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "dedicated_pool.read", "查看专属资源池申请", R_AUTH_READ | R_UNIT | R_COOP },
	{ "dedicated_pool.draft", "申请专属资源池", R(USER_HANDLER) | R(USER_OWNER) | R_APPU },
	{ "dedicated_pool.settle", "确定专属资源池", R(AUTH_HANDLER) },
	{ "dedicated_pool.release", "放开专属资源池", R(AUTH_APPROVER) },
	{ 0 }
};
static const struct hears hears[] = { { "application.approved", "dedicated_pool.establish", ded_establish }, { 0 } };
static const struct entity *const entities[] = { &dedicated_pool_entity, NULL };

const struct feature dedicated_pool_feature = {
	.name = "dedicated_pool", .label = "专属资源池", .articles = ARTICLES("A15.3", "R-30", "R-49"), .migrations = ded_migrations, .invariants = ded_invariants, .entities = entities,
	.guards = guards, .ops = ops, .grants = grants, .hears = hears, .work = ded_work, STATEMENTS(ded_q),
};
