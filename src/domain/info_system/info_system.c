/* Systems: registered with a purpose, declared non-secret by a signer, owned by a unit in scope. */
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

static const struct names state_names[SYSTEM_STATUS_MAX] = {
	[SYS_REGISTERED] = { "registered", "登记" }, [SYS_BUILDING] = { "building", "建设中" }, [SYS_TRIAL_RUN] = { "trial_run", "试运行" }, [SYS_LIVE] = { "live", "已上线" },
	[SYS_SUSPENDED] = { "suspended", "暂停" }, [SYS_OFFLINE] = { "offline", "已下线" },
};
static const struct names purpose_names[PURPOSE_MAX] = {
	[PURPOSE_GOVERN] = { "governance", "社会治理" }, [PURPOSE_SERVICE] = { "gov_service", "政务服务" }, [PURPOSE_PUBLIC] = { "public_utility", "公共事业" }, [PURPOSE_INTERNAL] = { "internal", "内部管理" },
};
enum { STOCK = 1, INCREMENTAL, STOCK_MAX };
static const struct names stock_names[STOCK_MAX] = { [STOCK] = { "stock", "存量" }, [INCREMENTAL] = { "incremental", "增量" } };
enum { HOST_GOV_CLOUD = 1, HOST_THIRD, HOST_OWN, HOST_COLOC, HOSTING_MAX };
static const struct names hosting_names[HOSTING_MAX] = {
	[HOST_GOV_CLOUD] = { "gov_cloud", "政务云" }, [HOST_THIRD] = { "third_party", "第三方云" }, [HOST_OWN] = { "own_room", "自建机房" }, [HOST_COLOC] = { "colocation", "托管" },
};
enum { DJ_NONE = 1, DJ_1, DJ_2, DJ_3, DJ_4, DJ_MAX };
static const struct names dj_names[DJ_MAX] = { [DJ_NONE] = { "none", "未定级" }, [DJ_1] = { "level1", "一级" }, [DJ_2] = { "level2", "二级" }, [DJ_3] = { "level3", "三级" }, [DJ_4] = { "level4", "四级" } };
enum { XC_FULL = 1, XC_PART, XC_PLAN, XC_NO, XC_MAX };
static const struct names xc_names[XC_MAX] = { [XC_FULL] = { "full", "全栈" }, [XC_PART] = { "partial", "部分" }, [XC_PLAN] = { "planned", "计划" }, [XC_NO] = { "unfit", "不适配" } };
enum { DATA_GENERAL = 1, DATA_IMPORTANT, DATA_CORE, DATA_MAX };
static const struct names data_names[DATA_MAX] = { [DATA_GENERAL] = { "general", "一般" }, [DATA_IMPORTANT] = { "important", "重要" }, [DATA_CORE] = { "core", "核心" } };
enum { COMPLEX_A = 1, COMPLEX_B, COMPLEX_C, COMPLEX_MAX };
static const struct names complexity_names[COMPLEX_MAX] = { [COMPLEX_A] = { "a", "A 独立" }, [COMPLEX_B] = { "b", "B 部门内关联" }, [COMPLEX_C] = { "c", "C 跨部门关联" } };

#define NAME_FIELDS(S, X) \
	F(S, name, F_STR, "系统名称", X | NEEDED | SORT), F(S, short_name, F_STR, "简称", X, .max = 60), \
	F(S, purpose, F_SET, "用途", X | NEEDED, NAMES(purpose_names), .article = "A6b"), F(S, stock_kind, F_ENUM, "存量或增量", X | NEEDED | FILTER, NAMES(stock_names), .article = "A16a"), \
	F(S, hosting, F_ENUM, "承载方式", X | NEEDED | FILTER, NAMES(hosting_names), .article = "A16a"), F(S, hosting_contract_to, F_DATE, "第三方合同到期日", X, .article = "A16b"), \
	F(S, off_cloud_approval, F_STR, "云外建设同意文号", X, .article = "A16c"), F(S, project_no, F_STR, "项目编号", X), F(S, project_approval_no, F_STR, "立项批复文号", X, .article = "A19.1c"), \
	F(S, approval_date, F_DATE, "批复日期", X), F(S, invest_fen, F_FEN, "投资额", X), F(S, dj_level, F_ENUM, "等保级别", X | FILTER, NAMES(dj_names), .article = "A34.P3c"), \
	F(S, dj_filing_no, F_STR, "等保备案号", X), F(S, cii, F_BOOL, "关键信息基础设施", X), F(S, crypto_required, F_BOOL, "需密码应用评估", X), \
	F(S, xinchuang_status, F_ENUM, "信创适配", X | FILTER, NAMES(xc_names), .article = "A19.4a"), F(S, xinchuang_detail, F_TEXT, "逐项适配情况", X, .article = "A19.4a", .help = "处理器、操作系统、数据库、中间件、浏览器"), \
	F(S, internet_facing, F_BOOL, "互联网可访问", X | FILTER, .article = "A21.2b"), F(S, domains, F_STR, "域名", X), F(S, icp_no, F_STR, "ICP 备案号", X, .article = "A21.2b"), \
	F(S, police_filing_no, F_STR, "公安联网备案号", X), F(S, users_total, F_INT, "用户总数", X), F(S, users_peak, F_INT, "高峰用户数", X), F(S, concurrency, F_INT, "并发数", X), \
	F(S, data_level, F_ENUM, "数据级别", X, NAMES(data_names)), F(S, personal_info, F_BOOL, "含个人信息", X), F(S, complexity, F_ENUM, "复杂度", X, NAMES(complexity_names)), \
	F(S, dev_company, F_STR, "开发单位", X), F(S, ops_company, F_STR, "运维单位", X), F(S, contact, F_STR, "联系人", X), F(S, description, F_TEXT, "说明", X)
#define DUTY_FIELDS(S, X, N) \
	F(S, competent_org, F_ID, "主管单位", X | N, .ref = "org", .article = "A9b.1"), F(S, operator_org, F_ID, "运营单位", X | N, .ref = "org", .article = "A9b.1"), \
	F(S, security_responsible, F_STR, "安全责任人", X | N, .max = 60, .article = "A9b.1"), F(S, security_admin, F_STR, "安全管理员", X | N, .max = 60, .article = "A9b.1")

static const struct field fields[] = {
	F(struct info_system, id, F_ID, "编号", OUT), F(struct info_system, version, F_INT, "版本", OUT), F(struct info_system, no, F_STR, "系统编号", OUT | FILTER | SORT),
	F(struct info_system, user_org, F_ID, "上云单位", OUT | FILTER, .ref = "org"), F(struct info_system, user_org_name, F_STR, "上云单位名称", OUT | JOINED),
	F(struct info_system, applicant_org, F_ID, "申请单位", OUT | FILTER, .ref = "org"), F(struct info_system, applicant_org_name, F_STR, "申请单位名称", OUT | JOINED),
	F(struct info_system, level, F_ENUM, "级别", OUT, .names = admin_level_names, .n_names = ADMIN_LEVEL_MAX, .article = "A2b"), NAME_FIELDS(struct info_system, OUT), DUTY_FIELDS(struct info_system, OUT, 0),
	F(struct info_system, nonsecret_declared, F_BOOL, "已声明非涉密", OUT | FILTER, .article = "A6a"), F(struct info_system, declared_by, F_STR, "声明签署人", OUT), F(struct info_system, declared_at, F_AT, "声明时间", OUT),
	F(struct info_system, live_date, F_DATE, "上线日期", OUT), F(struct info_system, offline_date, F_DATE, "下线日期", OUT), F(struct info_system, created_at, F_AT, "登记时间", OUT),
	F(struct info_system, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), { 0 }
};
const struct record info_system_record = RECORD("info_system", struct info_system, fields, "信息系统");

static const struct migration migrations[] = {
	{ 1, "CREATE TABLE info_system (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, short_name TEXT, user_org BIGINT NOT NULL, applicant_org BIGINT NOT NULL, competent_org BIGINT, operator_org BIGINT,"
	     " dev_company TEXT, ops_company TEXT, purpose BIGINT NOT NULL, nonsecret_declared BIGINT NOT NULL, declared_by TEXT, declared_at BIGINT, level TEXT NOT NULL, stock_kind TEXT NOT NULL, hosting TEXT NOT NULL,"
	     " hosting_contract_to TEXT, off_cloud_approval TEXT, project_no TEXT, project_approval_no TEXT, approval_date TEXT, invest_fen BIGINT, dj_level TEXT, dj_filing_no TEXT, cii BIGINT NOT NULL, crypto_required BIGINT NOT NULL,"
	     " xinchuang_status TEXT, xinchuang_detail TEXT, internet_facing BIGINT NOT NULL, domains TEXT, icp_no TEXT, police_filing_no TEXT, users_total BIGINT, users_peak BIGINT, concurrency BIGINT, data_level TEXT,"
	     " personal_info BIGINT NOT NULL, complexity TEXT, security_responsible TEXT, security_admin TEXT, contact TEXT, description TEXT, live_date TEXT, offline_date TEXT, created_at BIGINT NOT NULL, state TEXT NOT NULL);\n"
	     "CREATE INDEX info_system_user ON info_system (user_org, id);\nCREATE INDEX info_system_applicant ON info_system (applicant_org, id);\n"
	     /* Which providers may know of a system: those an accepted application was routed to; kept by the application feature. */
	     "CREATE TABLE csp_visible (system BIGINT NOT NULL, org BIGINT NOT NULL, PRIMARY KEY (system, org));\n"
	     "CREATE VIEW v_info_system AS SELECT s.*, u.name AS user_org_name, a.name AS applicant_org_name FROM info_system s JOIN org u ON u.id = s.user_org JOIN org a ON a.id = s.applicant_org" },
	{ 0 }
};
enum { Q_PUT, Q_SET, Q_DECLARE, Q_SHOW, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]     = { "INSERT INTO info_system ({+}) VALUES ({?})", &info_system_record },
	[Q_SET]     = { "UPDATE info_system SET {=} WHERE id = {id}", &info_system_record },
	[Q_DECLARE] = { "UPDATE info_system SET nonsecret_declared = 1, declared_by = ?2, declared_at = ?3 WHERE id = ?1" },
	[Q_SHOW]    = { "INSERT INTO csp_visible (system, org) VALUES (?1, ?2) ON CONFLICT (system, org) DO NOTHING" },
};

enum err info_system_show_to(struct ctx *c, int64_t system, int64_t csp) { return sql_run(c, &Q[Q_SHOW], system, csp); }

/*  registered ──build──► building ──trial──► trial_run ──live──► live ⇄ suspended      any ──offline──► offline */
static const struct move moves[] = {
	{ SYS_REGISTERED, "build",   SYS_BUILDING,  0, 0, NULL, "开始建设", "A16c" },  { SYS_REGISTERED, "live", SYS_LIVE, 0, 0, "info_system.live", "上线", "A21.3c" },
	{ SYS_BUILDING,   "trial",   SYS_TRIAL_RUN, 0, 0, NULL, "试运行", "A21.1b" },  { SYS_BUILDING, "live", SYS_LIVE, 0, 0, "info_system.live", "上线", "A21.3c" },
	{ SYS_TRIAL_RUN,  "live",    SYS_LIVE,      0, 0, "info_system.live", "上线", "A21.3c" }, { SYS_LIVE, "live", SYS_LIVE, 0, 0, NULL, NULL, NULL },
	{ SYS_LIVE,       "suspend", SYS_SUSPENDED, 0, 0, NULL, "暂停", "A9b.2b" },    { SYS_SUSPENDED, "resume", SYS_LIVE, 0, 0, NULL, "恢复", "A9b.2b" },
	{ SYS_LIVE,       "offline", SYS_OFFLINE,   0, 0, NULL, "下线", "A25.1" },     { SYS_SUSPENDED, "offline", SYS_OFFLINE, 0, 0, NULL, "下线", "A25.1" },
	{ 0 }
};
const struct flow info_system_flow = { "info_system", &info_system_entity, state_names, SYSTEM_STATUS_MAX, moves };
const struct entity info_system_entity = {
	.name = "info_system", .label = "信息系统", .path = "/info-systems", .rec = &info_system_record, .from = "v_info_system", .table = "info_system", .title = "name", .flow = &info_system_flow,
	.scope = { "applicant_org = :root OR user_org = :org", "user_org = :org", "EXISTS (SELECT 1 FROM csp_visible cv WHERE cv.system = id AND cv.org = :org)", "1=1" },
};

struct create_in {
	int64_t id; struct str name, short_name; int64_t user_org; uint32_t purpose; int32_t level, stock_kind, hosting; struct date hosting_contract_to, approval_date; struct str off_cloud_approval, project_no, project_approval_no; struct fen invest_fen;
	int32_t dj_level; struct str dj_filing_no; bool cii, crypto_required, internet_facing, personal_info; int32_t xinchuang_status, data_level, complexity; struct str xinchuang_detail, domains, icp_no, police_filing_no;
	int64_t users_total, users_peak, concurrency; struct str dev_company, ops_company, contact, description; int64_t competent_org, operator_org; struct str security_responsible, security_admin, comment;
};
static const struct field create_fields[] = {
	F(struct create_in, user_org, F_ID, "上云单位", IN, .ref = "org", .help = "不填为本单位"), F(struct create_in, level, F_ENUM, "级别", IN | NEEDED, .names = admin_level_names, .n_names = ADMIN_LEVEL_MAX, .article = "A2b"),
	NAME_FIELDS(struct create_in, IN), DUTY_FIELDS(struct create_in, IN, 0), { 0 }
};
static const struct record create_record = RECORD("info_system_create", struct create_in, create_fields, "登记信息系统");
static const struct field update_fields[] = { F(struct create_in, id, F_ID, "编号", IN_PATH), NAME_FIELDS(struct create_in, IN), DUTY_FIELDS(struct create_in, IN, 0), { 0 } };
static const struct record update_record = RECORD("info_system_update", struct create_in, update_fields, "修改信息系统");
static const struct field declare_fields[] = {
	F(struct create_in, id, F_ID, "编号", IN_PATH), F(struct create_in, comment, F_TEXT, "声明内容", IN | NEEDED, .article = "A6a", .help = "声明本系统不存储、处理、传输涉密信息"), { 0 }
};
static const struct record declare_record = RECORD("info_system_declare", struct create_in, declare_fields, "签署非涉密声明");
static const struct field duty_fields[] = { F(struct create_in, id, F_ID, "编号", IN_PATH), DUTY_FIELDS(struct create_in, IN, NEEDED), { 0 } };
static const struct record duty_record = RECORD("info_system_responsibility", struct create_in, duty_fields, "登记安全责任");

static void take(struct info_system *s, const struct create_in *in)
{
	s->name = in->name; s->short_name = in->short_name; s->purpose = in->purpose; s->stock_kind = in->stock_kind; s->hosting = in->hosting; s->hosting_contract_to = in->hosting_contract_to;
	s->off_cloud_approval = in->off_cloud_approval; s->project_no = in->project_no; s->project_approval_no = in->project_approval_no; s->approval_date = in->approval_date; s->invest_fen = in->invest_fen;
	s->dj_level = in->dj_level; s->dj_filing_no = in->dj_filing_no; s->cii = in->cii; s->crypto_required = in->crypto_required; s->xinchuang_status = in->xinchuang_status; s->xinchuang_detail = in->xinchuang_detail;
	s->internet_facing = in->internet_facing; s->domains = in->domains; s->icp_no = in->icp_no; s->police_filing_no = in->police_filing_no; s->users_total = in->users_total; s->users_peak = in->users_peak;
	s->concurrency = in->concurrency; s->data_level = in->data_level; s->personal_info = in->personal_info; s->complexity = in->complexity; s->dev_company = in->dev_company; s->ops_company = in->ops_company;
	s->contact = in->contact; s->description = in->description; s->competent_org = in->competent_org; s->operator_org = in->operator_org; s->security_responsible = in->security_responsible; s->security_admin = in->security_admin;
}

static enum err enter(struct ctx *c, const struct create_in *in, int64_t user_org, int64_t *id)
{
	struct info_system s;
	struct org o;
	int64_t n;

	if (org_peek(c, user_org, &o) != OK || (o.kind != ORG_USER && o.kind != ORG_APPLICANT)) {
		fail_clear(&c->fail);
		return fail_on(c, "user_org", "absent", "编号 %" PRId64 " 不是上云单位", user_org);
	}
	TRY(org_must_be_in_scope(c, o.id));
	record_none(&info_system_record, &s);
	take(&s, in);
	TRY(series_next(c, arena_cstr(c->arena, arena_fmt(c->arena, "XT-" STR_FMT, STR_ARG(o.no))), &n));
	s.no = arena_fmt(c->arena, "XT-" STR_FMT "-%04" PRId64, STR_ARG(o.no), n);
	s.id = *id = id_new(c);
	s.version = 1;
	s.user_org = o.id;
	s.applicant_org = o.budget_level1;
	s.level = in->level;
	s.state = SYS_REGISTERED;
	s.created_at = c->now;
	if (s.dj_level == DJ_4)
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_SECURITY), &(struct note){ arena_fmt(c->arena, "系统“" STR_FMT "”登记为等保四级", STR_ARG(s.name)), STR("请核对是否宜上政务云"), "A34.P3c", &info_system_entity, s.id }));
	return sql_put(c, &Q[Q_PUT], &s);
}

static enum err create(struct ctx *c, const void *in_, void *out)
{
	const struct create_in *in = in_;

	(void)out;
	enum err e = enter(c, in, in->user_org ? in->user_org : c->who.org, &c->made);
	return c->fail.n_errors ? fields_ok(c) : e;
}
static enum err update(struct ctx *c, const void *in_, void *out)
{
	struct info_system s = *(const struct info_system *)c->subject;

	(void)out;
	take(&s, in_);
	return sql_put(c, &Q[Q_SET], &s);
}
static enum err declare(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &Q[Q_DECLARE], c->subject_id, c->who.name, c->now);
}
static enum err responsibility(struct ctx *c, const void *in_, void *out)
{
	const struct create_in *in = in_;
	struct info_system s = *(const struct info_system *)c->subject;

	(void)out;
	s.competent_org = in->competent_org; s.operator_org = in->operator_org; s.security_responsible = in->security_responsible; s.security_admin = in->security_admin;
	return sql_put(c, &Q[Q_SET], &s);
}

/* ---- guards ---- */
static enum err prefecture_level(struct ctx *c, const void *subject, const void *in_)
{
	const struct create_in *in = in_;

	(void)subject;
	return !in || in->level == LEVEL_PREFECTURE ? OK : refuse(c, "政务云服务州级政务信息系统，%s系统不能登记", admin_level_names[in->level].label);
}
static enum err own_unit(struct ctx *c, const void *subject, const void *in_)
{
	const struct create_in *in = in_;
	struct org o;

	(void)subject;
	if (!in || !in->user_org || in->user_org == c->who.org || c->who.party == ORG_AUTHORITY || c->who.system)
		return OK;
	if (org_peek(c, in->user_org, &o) != OK) {
		fail_clear(&c->fail);
		return OK;
	}
	return c->who.party == ORG_APPLICANT && o.budget_level1 == c->who.org ? OK : refuse(c, "只能为本单位或下属单位登记系统");
}
static enum err on_cloud(struct ctx *c, const void *subject, const void *in_)
{
	const struct create_in *in = in_;

	(void)subject;
	if (!in || in->stock_kind != INCREMENTAL || in->hosting == HOST_GOV_CLOUD || in->off_cloud_approval.n)
		return OK;
	return refuse(c, "新建系统应当基于政务云建设，采用%s须有主管部门同意的文号", hosting_names[in->hosting].label);
}

/* ---- import ---- */
struct row { struct create_in s; struct str user_org_no; };
#define ROW(member, kind_, label_, ...) { .name = #member, .kind = kind_, .offset = offsetof(struct row, s.member), .size = sizeof(((struct row *)0)->s.member), .label = label_, __VA_ARGS__ }
static const struct field row_fields[] = {
	F(struct row, user_org_no, F_STR, "上云单位编码", IN | NEEDED), ROW(name, F_STR, "系统名称", IN | NEEDED), ROW(purpose, F_SET, "用途", IN | NEEDED, NAMES(purpose_names)),
	ROW(stock_kind, F_ENUM, "存量或增量", IN | NEEDED, NAMES(stock_names)), ROW(hosting, F_ENUM, "承载方式", IN | NEEDED, NAMES(hosting_names)), ROW(hosting_contract_to, F_DATE, "第三方合同到期日", IN),
	ROW(project_approval_no, F_STR, "立项批复文号", IN), ROW(dj_level, F_ENUM, "等保级别", IN, NAMES(dj_names)), ROW(internet_facing, F_BOOL, "互联网可访问", IN), ROW(icp_no, F_STR, "ICP 备案号", IN),
	ROW(xinchuang_status, F_ENUM, "信创适配", IN, NAMES(xc_names)), ROW(security_responsible, F_STR, "安全责任人", IN), ROW(security_admin, F_STR, "安全管理员", IN), ROW(contact, F_STR, "联系人", IN), { 0 }
};
static const struct record row_record = RECORD("info_system_row", struct row, row_fields, "信息系统");
static enum err import(struct ctx *c, const struct list *rows)
{
	size_t i = 0;

	EACH(struct row, r, *rows) {
		struct org o;
		int64_t id;
		enum err e = org_by_no(c, r->user_org_no, &o);
		if (e == E_ABSENT) {
			fail_clear(&c->fail);
			return import_bad(c, i, "user_org_no", "没有编码为“" STR_FMT "”的单位", STR_ARG(r->user_org_no));
		}
		TRY(e);
		r->s.level = LEVEL_PREFECTURE;
		r->s.competent_org = r->s.operator_org = o.id;
		e = enter(c, &r->s, o.id, &id);
		if (c->fail.n_errors || e == E_REFUSED) {
			struct str why = arena_str(c->arena, c->fail.n_errors ? c->fail.errors[0].message : str_of(c->fail.sentence));
			fail_clear(&c->fail);
			return import_bad(c, i, "user_org_no", STR_FMT, STR_ARG(why));
		}
		TRY(e);
		i++;
	}
	return OK;
}

static const struct list_def list = { .order = "-id", .search = "no || ' ' || name || ' ' || COALESCE(short_name, '')" };
static const struct op ops[] = {
	{ "info_system.list", GET, "/info-systems", "info_system.read", .words = "信息系统", .article = "A16a", .entity = &info_system_entity, .list = &list },
	{ "info_system.get", GET, "/info-systems/{id}", "info_system.read", .words = "查看信息系统", .article = "A16a", .entity = &info_system_entity },
	{ "info_system.create", POST, "/info-systems", "info_system.keep", &create_record, .fn = create, .words = "登记信息系统", .article = "A2b", .flags = OP_CREATES, .entity = &info_system_entity },
	{ "info_system.update", PATCH, "/info-systems/{id}", "info_system.keep", &update_record, .fn = update, .words = "修改信息系统", .article = "A16a", .flags = OP_REPLACES, .entity = &info_system_entity },
	{ "info_system.declare", POST, "/info-systems/{id}/declare", "info_system.declare", &declare_record, .fn = declare, .words = "签署非涉密声明", .article = "A6a", .entity = &info_system_entity },
	{ "info_system.responsibility", POST, "/info-systems/{id}/responsibility", "info_system.keep", &duty_record, .fn = responsibility, .words = "登记安全责任", .article = "A9b.1", .entity = &info_system_entity },
	{ 0 }
};
static const struct grant grants[] = {
	{ "info_system.read", "查看信息系统", R_AUTH_READ | R_UNIT | R_CSP | R_COOP }, { "info_system.keep", "登记和修改信息系统", R(USER_HANDLER) | R(USER_OWNER) | R(APPU_MANAGER) | R(AUTH_HANDLER) },
	{ "info_system.declare", "签署非涉密声明", R(USER_OWNER) | R(APPU_MANAGER) }, { 0 }
};
static const struct guard guards[] = {
	{ .op = "info_system.create", .article = "A2b", .reason = "info_system.level", .must = prefecture_level }, { .op = "info_system.create", .article = "A9b.2b", .reason = "info_system.other_unit", .must = own_unit },
	{ .op = "info_system.create", .article = "A16c", .reason = "info_system.off_cloud", .must = on_cloud }, { .op = "info_system.update", .article = "A16c", .reason = "info_system.off_cloud", .must = on_cloud },
	{ 0 }
};
static const struct import imports[] = { { "systems", "info_system.keep", "导入信息系统", "A16a", &row_record, import }, { 0 } };
static const struct invariant invariants[] = {
	{ "A6b", "每个系统都有四类用途之一", "SELECT no FROM info_system WHERE purpose = 0" },
	{ "A16c", "增量系统不在政务云的都有同意文号", "SELECT no FROM info_system WHERE stock_kind = 'incremental' AND hosting <> 'gov_cloud' AND off_cloud_approval IS NULL" }, { 0 }
};
static const struct entity *const entities[] = { &info_system_entity, NULL };
static const struct flow *const flows[] = { &info_system_flow, NULL };
const struct feature info_system_feature = {
	.name = "info_system", .label = "信息系统台账", .articles = ARTICLES("A2b", "A6", "A9b.1", "A16a", "A16c", "A19.4a", "A33"), .migrations = migrations, .invariants = invariants, .entities = entities, .flows = flows,
	.guards = guards, .ops = ops, .grants = grants, .imports = imports, STATEMENTS(Q),
};
