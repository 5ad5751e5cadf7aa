/* The register's tables of fields, moves, guards and ops. */
#include "domain/info_system/info_system_in.h"
#include "domain/org/org.h"

static const struct names state_names[SYS_STATE_MAX] = {
	[SYS_REGISTERED] = { "registered", "登记" }, [SYS_BUILDING] = { "building", "建设中" }, [SYS_TRIAL_RUN] = { "trial_run", "试运行" },
	[SYS_LIVE] = { "live", "已上线" }, [SYS_SUSPENDED] = { "suspended", "暂停" }, [SYS_OFFLINE] = { "offline", "已下线" },
};
const struct names purpose_names[PURPOSE_MAX] = {
	[PURPOSE_GOVERNANCE] = { "governance", "社会治理" }, [PURPOSE_SERVICE] = { "gov_service", "政务服务" },
	[PURPOSE_PUBLIC] = { "public_utility", "公共事业" }, [PURPOSE_INTERNAL] = { "internal", "内部管理" },
};
const struct names stock_kind_names[STOCK_KIND_MAX] = { [STOCK_EXISTING] = { "stock", "存量" }, [STOCK_NEW] = { "incremental", "增量" } };
const struct names hosting_names[HOSTING_MAX] = {
	[HOSTING_GOV_CLOUD] = { "gov_cloud", "政务云" }, [HOSTING_THIRD_PARTY] = { "third_party", "第三方云" }, [HOSTING_OWN_ROOM] = { "own_room", "自建机房" },
	[HOSTING_COLOCATED] = { "colocation", "托管" },
};
const struct names dj_level_names[DJ_LEVEL_MAX] = {
	[DJ_NONE] = { "none", "未定级" }, [DJ_ONE] = { "level1", "一级" }, [DJ_TWO] = { "level2", "二级" }, [DJ_THREE] = { "level3", "三级" }, [DJ_FOUR] = { "level4", "四级" },
};
const struct names xinchuang_status_names[XC_STATUS_MAX] = {
	[XC_FULL] = { "full", "全栈" }, [XC_PART] = { "partial", "部分" }, [XC_PLAN] = { "planned", "计划" }, [XC_UNFIT] = { "unfit", "不适配" },
};
static const struct names data_level_names[DATA_LEVEL_MAX] = {
	[DATA_GENERAL] = { "general", "一般" }, [DATA_IMPORTANT] = { "important", "重要" }, [DATA_CORE] = { "core", "核心" },
};
static const struct names complexity_names[COMPLEXITY_MAX] = {
	[COMPLEX_A] = { "a", "独立" }, [COMPLEX_B] = { "b", "部门内关联" }, [COMPLEX_C] = { "c", "跨部门关联" },
};

#define XC(member, label) F(struct xinchuang_detail, member, F_ENUM, label, IN | OUT, NAMES(xinchuang_status_names))
static const struct field detail_fields[] = {
	XC(cpu, "处理器"), XC(os, "操作系统"), XC(db, "数据库"), XC(middleware, "中间件"), XC(browser, "浏览器"), XC(app, "应用"), { 0 }
};
static const struct record detail_record = RECORD("xinchuang_detail", struct xinchuang_detail, detail_fields, "信创适配明细");

static const struct field contact_fields[] = {
	F(struct system_contact, name, F_STR, "姓名", IN | OUT | NEEDED | PERSONAL, .max = 60),
	F(struct system_contact, mobile, F_STR, "手机", IN | OUT | PERSONAL, .max = 20),
	F(struct system_contact, post, F_STR, "职责", IN | OUT, .max = 60),
	{ 0 }
};
static const struct record contact_record = RECORD("system_contact", struct system_contact, contact_fields, "联系人");

static const struct field declaration_fields[] = {
	F(struct declaration, id, F_ID, "编号", OUT), F(struct declaration, system, F_ID, "信息系统", 0),
	F(struct declaration, declared_by, F_STR, "签署人", OUT | PERSONAL), F(struct declaration, person, F_ID, "办理人", OUT, .ref = "person"),
	F(struct declaration, declared_at, F_AT, "声明时间", OUT), F(struct declaration, declaration, F_TEXT, "声明内容", OUT),
	F(struct declaration, file, F_ID, "声明文件", OUT, .ref = "attachment"), { 0 }
};
const struct record declaration_record = RECORD("nonsecret_declaration", struct declaration, declaration_fields, "非涉密声明");
static const struct field system_fields[] = {
	F(struct info_system, id, F_ID, "编号", OUT | IN_PATH),
	F(struct info_system, version, F_INT, "版本", OUT),
	F(struct info_system, no, F_STR, "系统编号", OUT | FILTER | SORT),
	F(struct info_system, name, F_STR, "系统名称", IN | OUT | NEEDED | SORT),
	F(struct info_system, short_name, F_STR, "简称", IN | OUT, .max = 60),
	F(struct info_system, user_org, F_ID, "上云单位", IN | OUT | FILTER, .ref = "org", .article = "A3", .help = "不填时就是本单位"),
	F(struct info_system, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct info_system, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"),
	F(struct info_system, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED),
	F(struct info_system, level, F_ENUM, "级别", IN | OUT, .names = admin_level_names, .n_names = ADMIN_LEVEL_MAX, .article = "A2b", .help = "政务云服务于州级系统"),
	F(struct info_system, purpose, F_SET, "用途", IN | OUT | FILTER, NAMES(purpose_names), .article = "A6b", .help = "四类用途中的一项或几项"),
	F(struct info_system, stock_kind, F_ENUM, "存量或增量", IN | OUT | NEEDED | FILTER, NAMES(stock_kind_names), .article = "A16a"),
	F(struct info_system, hosting, F_ENUM, "部署位置", IN | OUT | FILTER, NAMES(hosting_names), .article = "A16a"),
	F(struct info_system, hosting_contract_to, F_DATE, "原托管合同到期日", IN | OUT | FILTER, .article = "A16b"),
	F(struct info_system, off_cloud_approval, F_ID, "云下建设批准", IN | OUT, .ref = "off_cloud_approval", .article = "A16c"),
	F(struct info_system, nonsecret_declared, F_BOOL, "已声明非涉密", OUT | FILTER, .article = "A6a"),
	F(struct info_system, declared_by, F_STR, "声明签署人", OUT | PERSONAL, .article = "A6a"),
	F(struct info_system, declared_person, F_ID, "声明办理人", OUT, .ref = "person"),
	F(struct info_system, declared_at, F_AT, "声明时间", OUT),
	F(struct info_system, declaration, F_TEXT, "声明内容", OUT),
	F(struct info_system, file, F_ID, "声明文件", OUT, .ref = "attachment"),
	F(struct info_system, competent_org, F_ID, "主管单位", IN | OUT, .ref = "org", .article = "A9b.1"),
	F(struct info_system, competent_org_name, F_STR, "主管单位名称", OUT | JOINED),
	F(struct info_system, operator_org, F_ID, "运营单位", IN | OUT, .ref = "org", .article = "A9b.1"),
	F(struct info_system, operator_org_name, F_STR, "运营单位名称", OUT | JOINED),
	F(struct info_system, data_owner, F_ID, "数据归属单位", IN | OUT, .ref = "org", .article = "A33", .help = "不填时就是上云单位；上云不改变数据归属"),
	F(struct info_system, security_responsible, F_STR, "安全责任人", IN | OUT | PERSONAL, .max = 60, .article = "A9b.1"),
	F(struct info_system, security_admin, F_STR, "安全管理员", IN | OUT | PERSONAL, .max = 60, .article = "A9b.1"),
	F(struct info_system, dev_company, F_STR, "开发单位", IN | OUT),
	F(struct info_system, ops_company, F_STR, "运维单位", IN | OUT),
	F(struct info_system, project_no, F_STR, "项目编号", IN | OUT, .max = 80),
	F(struct info_system, project_approval_no, F_STR, "立项批复文号", IN | OUT, .max = 80, .article = "A19.1c"),
	F(struct info_system, approval_date, F_DATE, "批复日期", IN | OUT),
	F(struct info_system, invest_fen, F_FEN, "批复投资", IN | OUT),
	F(struct info_system, dj_level, F_ENUM, "等保级别", IN | OUT | FILTER, NAMES(dj_level_names)),
	F(struct info_system, dj_filing_no, F_STR, "等保备案号", IN | OUT, .max = 80),
	F(struct info_system, dj_filing_date, F_DATE, "等保备案日期", IN | OUT),
	F(struct info_system, cii, F_BOOL, "关键信息基础设施", IN | OUT | FILTER),
	F(struct info_system, crypto_required, F_BOOL, "需要密评", IN | OUT | FILTER),
	F(struct info_system, xinchuang_status, F_ENUM, "信创适配", IN | OUT | FILTER, NAMES(xinchuang_status_names), .article = "A19.4a"),
	F(struct info_system, xinchuang_detail, F_OBJ, "信创适配明细", IN | OUT, .sub = &detail_record, .article = "A19.4a"),
	F(struct info_system, internet_facing, F_BOOL, "可从互联网访问", IN | OUT | FILTER, .article = "A21.2b"),
	F(struct info_system, domains, F_STRS, "域名", IN | OUT, .max = 50),
	F(struct info_system, icp_no, F_STR, "ICP 备案号", IN | OUT, .max = 80, .article = "A21.2b"),
	F(struct info_system, police_filing_no, F_STR, "公安联网备案号", IN | OUT, .max = 80),
	F(struct info_system, users_total, F_INT, "用户总数", IN | OUT),
	F(struct info_system, users_peak, F_INT, "高峰用户数", IN | OUT),
	F(struct info_system, concurrency, F_INT, "并发数", IN | OUT),
	F(struct info_system, data_level, F_ENUM, "数据级别", IN | OUT | FILTER, NAMES(data_level_names)),
	F(struct info_system, personal_info, F_BOOL, "含个人信息", IN | OUT | FILTER),
	F(struct info_system, pi_count, F_INT, "个人信息条数", IN | OUT),
	F(struct info_system, rto_min, F_INT, "恢复时间目标（分钟）", IN | OUT),
	F(struct info_system, rpo_min, F_INT, "恢复点目标（分钟）", IN | OUT),
	F(struct info_system, complexity, F_ENUM, "复杂程度", IN | OUT | FILTER, NAMES(complexity_names)),
	F(struct info_system, contacts, F_LIST, "联系人", IN | OUT | SEALED, .sub = &contact_record, .max = 20),
	F(struct info_system, live_date, F_DATE, "上线日期", IN | OUT | FILTER, .article = "A16a", .help = "已在运行的系统，登记时写投入运行的日期"),
	F(struct info_system, offline_date, F_DATE, "下线日期", OUT),
	F(struct info_system, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)),
	F(struct info_system, created_at, F_AT, "登记时间", OUT | SORT),
	F(struct info_system, updated_at, F_AT, "更新时间", OUT),
	F(struct info_system, reminded, F_INT, "已提醒天数档", 0),
	F(struct info_system, warnings, F_STRS, "提示", OUT | VIRTUAL),
	F(struct info_system, declarations, F_LIST, "历次非涉密声明", OUT | VIRTUAL, .sub = &declaration_record, .max = 500, .article = "A6a"),
	{ 0 }
};
const struct record info_system_record = RECORD("info_system", struct info_system, system_fields, "信息系统");

static const struct field declare_fields[] = {
	F(struct declare_in, id, F_ID, "编号", IN_PATH),
	F(struct declare_in, declared_by, F_STR, "签署人", IN | PERSONAL, .max = 60, .help = "不填时就是办理人本人"),
	F(struct declare_in, comment, F_TEXT, "声明内容", IN, .help = "声明本系统不存储、处理、传输涉密信息"),
	F(struct declare_in, file, F_ID, "声明文件", IN, .ref = "attachment", .help = "严禁上传涉密信息"),
	{ 0 }
};
static const struct record declare_record = RECORD("info_system_declare", struct declare_in, declare_fields, "签署非涉密声明");

static const struct field responsibility_fields[] = {
	F(struct responsibility_in, id, F_ID, "编号", IN_PATH),
	F(struct responsibility_in, competent_org, F_ID, "主管单位", IN | NEEDED, .ref = "org"),
	F(struct responsibility_in, operator_org, F_ID, "运营单位", IN | NEEDED, .ref = "org"),
	F(struct responsibility_in, security_responsible, F_STR, "安全责任人", IN | NEEDED | PERSONAL, .max = 60),
	F(struct responsibility_in, security_admin, F_STR, "安全管理员", IN | NEEDED | PERSONAL, .max = 60),
	{ 0 }
};
static const struct record responsibility_record = RECORD("info_system_responsibility", struct responsibility_in, responsibility_fields, "登记安全责任");

static const struct field note_fields[] = {
	F(struct system_note_in, id, F_ID, "编号", IN_PATH), F(struct system_note_in, comment, F_TEXT, "说明", IN), { 0 }
};
static const struct record note_record = RECORD("info_system_note", struct system_note_in, note_fields, "说明");

static const struct field row_fields[] = {
	F(struct system_row, name, F_STR, "系统名称", IN | NEEDED),
	F(struct system_row, user_org_no, F_STR, "上云单位编码", IN | NEEDED, .max = 40),
	F(struct system_row, purpose, F_SET, "用途", IN | NEEDED, NAMES(purpose_names)),
	F(struct system_row, stock_kind, F_ENUM, "存量或增量", IN | NEEDED, NAMES(stock_kind_names)),
	F(struct system_row, hosting, F_ENUM, "部署位置", IN, NAMES(hosting_names)),
	F(struct system_row, hosting_contract_to, F_DATE, "原托管合同到期日", IN),
	F(struct system_row, dj_level, F_ENUM, "等保级别", IN, NAMES(dj_level_names)),
	F(struct system_row, xinchuang_status, F_ENUM, "信创适配", IN, NAMES(xinchuang_status_names)),
	F(struct system_row, internet_facing, F_BOOL, "可从互联网访问", IN),
	F(struct system_row, icp_no, F_STR, "ICP 备案号", IN, .max = 80),
	F(struct system_row, dev_company, F_STR, "开发单位", IN),
	F(struct system_row, ops_company, F_STR, "运维单位", IN),
	F(struct system_row, project_approval_no, F_STR, "立项批复文号", IN, .max = 80),
	F(struct system_row, nonsecret_declared, F_BOOL, "已声明非涉密", IN),
	F(struct system_row, declared_by, F_STR, "声明签署人", IN, .max = 60),
	F(struct system_row, state, F_ENUM, "状态", IN, NAMES(state_names)),
	F(struct system_row, live_date, F_DATE, "上线日期", IN),
	{ 0 }
};
static const struct record row_record = RECORD("system_row", struct system_row, row_fields, "系统文件");

const struct entity info_system_entity = {
	.name = "info_system", .label = "信息系统", .path = "/info-systems", .rec = &info_system_record, .from = "v_info_system", .table = "info_system",
	.flow = &info_system_flow, .title = "name", .fill = info_system_fill,
	.scope = { "applicant_org = :root", "user_org = :org", "id IN (SELECT x.system FROM csp_visible x WHERE x.org = :org)", "1=1" },
};
/*  registered ──build──► building ──trial_run──► trial_run ──live─────► live ◄──resume── suspended
 *                                                                        └───suspend──────►┘
 *  live also from registered and building (a migrated system is not built again); offline from everywhere but offline.   */
static const struct move moves[] = {
	{ SYS_REGISTERED, "build",     SYS_BUILDING,  0, 0, NULL, "开始建设", "A18" },
	{ SYS_REGISTERED, "trial", SYS_TRIAL_RUN, 0, 0, NULL, "试运行",   "A21.1b" },
	{ SYS_BUILDING,   "trial", SYS_TRIAL_RUN, 0, 0, NULL, "试运行",   "A21.1b" },
	{ SYS_REGISTERED, "live",   SYS_LIVE,      0, 0, "info_system.live", "上线", "A21.3c" },
	{ SYS_BUILDING,   "live",   SYS_LIVE,      0, 0, "info_system.live", "上线", "A21.3c" },
	{ SYS_TRIAL_RUN,  "live",   SYS_LIVE,      0, 0, "info_system.live", "上线", "A21.3c" },
	/* A system that is on line gets further resources: each delivery goes through the gate again, the system stays what it is. */
	{ SYS_LIVE,       "live",      SYS_LIVE,      0, 0, "info_system.live", NULL, NULL },
	{ SYS_LIVE,       "suspend",   SYS_SUSPENDED, 0, 0, NULL, "暂停",     "A9b.2b" },
	{ SYS_SUSPENDED,  "resume",    SYS_LIVE,      0, 0, NULL, "恢复",     "A9b.2b" },
	{ SYS_REGISTERED, "offline",   SYS_OFFLINE,   0, 0, "info_system.offline", "下线", "A25.1" },
	{ SYS_BUILDING,   "offline",   SYS_OFFLINE,   0, 0, "info_system.offline", "下线", "A25.1" },
	{ SYS_TRIAL_RUN,  "offline",   SYS_OFFLINE,   0, 0, "info_system.offline", "下线", "A25.1" },
	{ SYS_LIVE,       "offline",   SYS_OFFLINE,   0, 0, "info_system.offline", "下线", "A25.1" },
	{ SYS_SUSPENDED,  "offline",   SYS_OFFLINE,   0, 0, "info_system.offline", "下线", "A25.1" },
	{ 0 }
};
const struct flow info_system_flow = { "info_system", &info_system_entity, state_names, SYS_STATE_MAX, moves };

#define ON(op_, article_, reason_, must_) { .op = op_, .article = article_, .reason = reason_, .must = must_ }
static const struct guard guards[] = {
	ON("info_system.create", "A3",   "org.out_of_scope",           system_unit_in_scope),
	ON("info_system.create", "A2b",  "info_system.wrong_level",    system_level_fits),
	ON("info_system.create", "A6b",  "info_system.no_purpose",     system_has_purpose),
	ON("info_system.create", "A16c", "info_system.off_cloud",      system_on_cloud),
	ON("info_system.create", "A41",  "info_system.not_stock",      system_is_stock),
	ON("info_system.create", "A41",  "info_system.not_new",        system_is_new),
	ON("info_system.update", "A2b",  "info_system.wrong_level",    system_level_fits),
	ON("info_system.update", "A6b",  "info_system.no_purpose",     system_has_purpose),
	ON("info_system.update", "A16c", "info_system.off_cloud",      system_on_cloud),
	ON("info_system.update", "A16b", "info_system.back_off_cloud", system_stays_on_cloud),
	ON("original_system.create", "A19.3b", "original_system.not_stock",    original_is_stock),
	ON("original_system.create", "A6a",    "original_system.not_declared", original_is_declared),
	{ &original_system_flow, "remove",   NULL, "A19.3b", "original_system.keep_period", original_long_enough },
	{ &original_system_flow, "lengthen", NULL, "A19.3b", "original_system.not_longer",  original_only_longer },
	ON("attachment.upload", "A6a",   "info_system.not_declared", upload_declared),
	{ &info_system_flow, "live",   NULL, "A6a",   "info_system.not_declared",      system_is_declared },
	{ &info_system_flow, "resume",    NULL, "A6a",   "info_system.not_declared",      system_is_declared },
	{ 0 }
};

static const struct list_def system_list = { .order = "-id", .search = "no || ' ' || name || ' ' || COALESCE(short_name, '') || ' ' || user_org_name" };
static const struct list_def off_list = { .order = "-id", .search = "COALESCE(doc_no, '') || ' ' || system_name" };
static const struct list_def contract_list = { .order = "end_date", .search = "contract_no || ' ' || vendor || ' ' || system_name" };
static const struct list_def asked_list = { .order = "-state", .search = "system_name || ' ' || COALESCE(doc_no, '')" };
static const struct list_def original_list = { .order = "state", .search = "system_name || ' ' || place" };
static const struct list_def hosting_list = { .order = "-id", .search = "system_name" };

#define SYSTEM .entity = &info_system_entity
#define CONTRACT .entity = &third_party_contract_entity
#define POSTPONED .entity = &postponement_entity
#define ORIGINAL .entity = &original_system_entity
static const struct op ops[] = {
	{ "info_system.list", GET, "/info-systems", "info_system.read", .words = "信息系统", .article = "A16a", SYSTEM, .list = &system_list },
	{ "info_system.get", GET, "/info-systems/{id}", "info_system.read", .words = "查看信息系统", .article = "A16a", SYSTEM },
	{ "info_system.create", POST, "/info-systems", "info_system.keep", &info_system_record, .fn = info_system_create, .words = "登记信息系统", .article = "A2b",
	  .flags = OP_CREATES, SYSTEM, .help = "登记后签署非涉密声明，才能申请资源" },
	{ "info_system.update", PATCH, "/info-systems/{id}", "info_system.keep", &info_system_record, .fn = info_system_update, .words = "修改信息系统",
	  .article = "A22.3a", .flags = OP_REPLACES, SYSTEM },
	{ "info_system.declare", POST, "/info-systems/{id}/declare", "info_system.declare", &declare_record, .fn = info_system_declare, .words = "签署非涉密声明",
	  .article = "A6a", SYSTEM, .help = "声明本系统不存储、处理、传输国家秘密" },
	{ "info_system.responsibility", POST, "/info-systems/{id}/responsibility", "info_system.keep", &responsibility_record,
	  .fn = info_system_set_responsibility, .words = "登记安全责任", .article = "A9b.1", SYSTEM },
	{ "info_system.build", POST, "/info-systems/{id}/build", "info_system.keep", &note_record, .words = "开始建设", .article = "A18", .event = "build", SYSTEM },
	{ "info_system.trial_run", POST, "/info-systems/{id}/trial-run", "info_system.keep", &note_record, .words = "试运行", .article = "A21.1b", .event = "trial",
	  SYSTEM },
	{ "info_system.suspend", POST, "/info-systems/{id}/suspend", "info_system.keep", &note_record, .words = "暂停", .article = "A9b.2b", .event = "suspend", SYSTEM },
	{ "info_system.resume", POST, "/info-systems/{id}/resume", "info_system.keep", &note_record, .words = "恢复", .article = "A9b.2b", .event = "resume", SYSTEM },
	{ "info_system.offline", POST, "/info-systems/{id}/offline", "info_system.keep", &note_record, .fn = info_system_offline, .words = "下线", .article = "A25.1",
	  .event = "offline", SYSTEM, .help = "下线不等于撤销资源，资源另行申请撤销" },
	{ "off_cloud_approval.list", GET, "/off-cloud-approvals", "info_system.read", .words = "云下建设批准", .article = "A16c", .entity = &off_cloud_entity,
	  .list = &off_list },
	{ "off_cloud_approval.get", GET, "/off-cloud-approvals/{id}", "info_system.read", .words = "查看云下建设批准", .article = "A16c", .entity = &off_cloud_entity },
	{ "off_cloud_approval.ask", POST, "/off-cloud-approvals/ask", "info_system.keep", &ask_in_record, .fn = off_cloud_ask, .words = "申请云下建设",
	  .article = "A16c", .flags = OP_CREATES, .entity = &off_cloud_entity, .help = "主管部门批准后才能登记云下的新建系统" },
	{ "off_cloud_approval.approve", POST, "/off-cloud-approvals/{id}/approve", "off_cloud.approve", &decide_in_record, .fn = off_cloud_approve,
	  .words = "批准云下建设", .article = "A16c", .entity = &off_cloud_entity, .event = "approve" },
	{ "off_cloud_approval.reject", POST, "/off-cloud-approvals/{id}/reject", "off_cloud.approve", &asking_note_record, .fn = off_cloud_reject,
	  .words = "不批准云下建设", .article = "A16c", .entity = &off_cloud_entity, .event = "reject" },
	{ "off_cloud_approval.withdraw", POST, "/off-cloud-approvals/{id}/withdraw", "info_system.keep", &asking_note_record, .words = "撤回云下建设申请",
	  .article = "A16c", .entity = &off_cloud_entity, .event = "withdraw" },
	{ "off_cloud_approval.create", POST, "/off-cloud-approvals", "off_cloud.approve", &off_cloud_record, .fn = off_cloud_create, .words = "主动批准云下建设",
	  .article = "A16c", .flags = OP_CREATES, .entity = &off_cloud_entity },
	{ "info_system.inventory", GET, "/reports/hosting", "info_system.inventory", NULL, &inventory_record, inventory_get, "系统承载方式统计", "A16a", OP_SLOW },
	{ "hosting_change.list", GET, "/hosting-changes", "info_system.read", .words = "部署位置变化", .article = "A16a", .entity = &hosting_change_entity, .list = &hosting_list },
	{ "third_party_contract.list", GET, "/third-party-contracts", "contract3p.read", .words = "第三方云合同", .article = "A16b", CONTRACT, .list = &contract_list },
	{ "third_party_contract.get", GET, "/third-party-contracts/{id}", "contract3p.read", .words = "查看第三方云合同", .article = "A16b", CONTRACT },
	{ "third_party_contract.create", POST, "/third-party-contracts", "contract3p.keep", &third_party_contract_record, .fn = contract3p_create,
	  .words = "登记第三方云合同", .article = "A16b", .flags = OP_CREATES, CONTRACT, .help = "到期前 180、90、30 天提醒，到期后应当迁移上云" },
	{ "third_party_contract.renew", POST, "/third-party-contracts/{id}/renew", "contract3p.keep", &renew_in_record, .fn = contract3p_renew,
	  .words = "登记续签", .article = "A16b", CONTRACT, .help = "办法施行后的续签记入监督清单，经批准暂缓迁移的除外" },
	{ "postponement.list", GET, "/postponements", "contract3p.read", .words = "暂缓迁移", .article = "A16b", POSTPONED, .list = &asked_list },
	{ "postponement.get", GET, "/postponements/{id}", "contract3p.read", .words = "查看暂缓迁移", .article = "A16b", POSTPONED },
	{ "postponement.ask", POST, "/postponements", "contract3p.keep", &postponement_record, .fn = postponement_ask, .words = "申请暂缓迁移", .article = "A16b",
	  .flags = OP_CREATES, POSTPONED },
	{ "postponement.approve", POST, "/postponements/{id}/approve", "off_cloud.approve", &decide_in_record, .fn = postponement_approve, .words = "批准暂缓迁移",
	  .article = "A16b", POSTPONED, .event = "approve" },
	{ "postponement.reject", POST, "/postponements/{id}/reject", "off_cloud.approve", &asking_note_record, .fn = postponement_reject, .words = "不批准暂缓迁移",
	  .article = "A16b", POSTPONED, .event = "reject" },
	{ "postponement.withdraw", POST, "/postponements/{id}/withdraw", "contract3p.keep", &asking_note_record, .words = "撤回暂缓迁移", .article = "A16b", POSTPONED,
	  .event = "withdraw" },
	{ "original_system.list", GET, "/original-systems", "original_system.read", .words = "原系统保留", .article = "A19.3b", ORIGINAL, .list = &original_list },
	{ "original_system.get", GET, "/original-systems/{id}", "original_system.read", .words = "查看原系统保留", .article = "A19.3b", ORIGINAL },
	{ "original_system.create", POST, "/original-systems", "info_system.keep", &original_system_record, .fn = original_create, .words = "登记割接",
	  .article = "A19.3b", .flags = OP_CREATES, ORIGINAL, .help = "原系统自割接起至少保留一个月，期满次日起可以拆除" },
	{ "original_system.lengthen", POST, "/original-systems/{id}/lengthen", "original_system.lengthen", &keep_in_record, .fn = original_extend,
	  .words = "延长保留", .article = "A19.3b", ORIGINAL, .event = "lengthen" },
	{ "original_system.remove", POST, "/original-systems/{id}/remove", "info_system.keep", &remove_in_record, .fn = original_remove, .words = "登记拆除",
	  .article = "A19.3b", ORIGINAL, .event = "remove" },
	{ 0 }
};
static const struct grant grants[] = {
	{ "info_system.read", "查看信息系统", R_AUTH_READ | R_UNIT | R_CSP | R_COOP },
	{ "info_system.keep", "登记和修改信息系统", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) | R(AUTH_HANDLER) },
	{ "info_system.declare", "签署非涉密声明", R(USER_OWNER) | R(USER_SECURITY) | R(APPU_MANAGER) },
	{ "info_system.import", "导入信息系统", R(AUTH_HANDLER) },
	{ "off_cloud.approve", "批准云下建设和暂缓迁移", R(AUTH_APPROVER) | R(AUTH_ISSUER) },
	{ "info_system.inventory", "查看承载方式统计", R_AUTH_READ },
	{ "contract3p.read", "查看第三方云合同", R_AUTH_READ | R_UNIT },
	{ "contract3p.keep", "登记第三方云合同", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) | R(AUTH_HANDLER) },
	{ "original_system.read", "查看原系统保留", R_AUTH_READ | R_UNIT | R_CSP },
	{ "original_system.lengthen", "延长原系统保留", R(AUTH_HANDLER) | R(AUTH_APPROVER) },
	{ 0 }
};
static const struct setting settings[] = {
	{ "contract3p.remind_days", SET_INTS, "180,90,30", "A16b", "第三方托管合同到期提前提醒（天）", FREE, 0, 0, 1000 },
	{ 0 }
};
static const struct clock_kind clocks[] = { { C9, CALENDAR_MONTHS, "original.keep_months", ORG_USER, "A19.3b", "原系统保留" }, { 0 } };
static const struct hears hears[] = { { "info_system.live", "info_system.hosting", hosting_after_live }, { 0 } };
static const struct job jobs[] = {
	{ "info_system.originals", DAYS(1), original_reminders, NULL, "A19.3b", "原系统保留期满提醒" },
	{ "info_system.reminders", DAYS(1), info_system_reminders, NULL, "A16b", "原托管合同到期提醒" },
	{ 0 }
};
static const struct import imports[] = { { "systems", "info_system.import", "导入信息系统", "A16a", &row_record, info_system_import }, { 0 } };
static const struct entity *const entities[] = { &info_system_entity, &off_cloud_entity, &third_party_contract_entity, &postponement_entity,
						&original_system_entity, &hosting_change_entity, NULL };
static const struct flow *const flows[] = { &info_system_flow, &off_cloud_flow, &postponement_flow, &original_system_flow, NULL };

const struct feature info_system_feature = {
	.name = "info_system", .label = "信息系统", .articles = ARTICLES("A2b", "A3", "A6a", "A6b", "A9b.1", "A16a", "A16b", "A16c", "A19.3b", "A19.4a", "A33", "A41", "R-20", "R-22", "R-23", "R-45"),
	.sealed = SEALED_COLUMNS({ "info_system", "id", "contacts" }),
	.migrations = info_system_migrations, .invariants = info_system_invariants, .entities = entities, .flows = flows, .guards = guards,
	.settings = settings, .clocks = clocks, .hears = hears, .work = info_system_work, .ops = ops, .grants = grants, .jobs = jobs, .imports = imports, STATEMENTS(info_system_q),
};
