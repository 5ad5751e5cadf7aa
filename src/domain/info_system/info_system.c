/* Registering systems: what they are, that they are not secret, who answers for them. */
#include <ctype.h>
#include "domain/attachment/attachment.h"
#include "domain/info_system/info_system_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* ---- what later features ask ---- */
enum err info_system_get(struct ctx *c, int64_t id, struct info_system *out)
{
	return entity_peek(c, &info_system_entity, id, out);
}

enum err info_system_declared(struct ctx *c, int64_t id)
{
	struct info_system s;

	TRY(info_system_get(c, id, &s));
	if (s.nonsecret_declared)
		return OK;
	return refuse_by(c, "A6a", "info_system.not_declared", "系统“" STR_FMT "”还没有签署非涉密声明，涉密系统不得上云", STR_ARG(s.name));
}

const char *info_system_unanswered(const struct info_system *s)
{
	return !s->competent_org ? "主管单位" : !s->operator_org ? "运营单位" : !s->security_responsible.n ? "安全责任人" : !s->security_admin.n ? "安全管理员" : NULL;
}

enum err info_system_show_to(struct ctx *c, int64_t system, int64_t csp)
{
	int64_t n = 0;

	TRY(sql_int(c, &info_system_q[Q_CSP_SEES], &n, system, csp));
	return n ? OK : sql_run(c, &info_system_q[Q_CSP_SHOW], system, csp);
}

enum err info_system_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org)
{
	TRY(sql_run(c, &info_system_q[Q_SYS_DUTY_MOVE], system, user_org));
	return sql_run(c, &info_system_q[Q_SYS_MOVE], system, user_org, applicant_org, c->now);
}

enum err info_system_succeed_org(struct ctx *c, int64_t from, int64_t to)
{
	TRY(sql_run(c, &info_system_q[Q_SYS_SUCCEED], from, to, c->now));
	return sql_run(c, &info_system_q[Q_OFF_SUCCEED], from, to);
}

enum err info_system_set_live_date(struct ctx *c, int64_t system, struct date day)
{
	return sql_run(c, &info_system_q[Q_SYS_LIVE_DATE], system, day);
}

enum err info_system_fill(struct ctx *c, void *rec)
{
	struct info_system *s = rec;

	TRY(sql_all(c, &info_system_q[Q_DECLARATIONS], &s->declarations, s->id));
	s->warnings = (struct list){ ARENA_ARRAY(c->arena, struct str, 4), 0 };
	if (s->dj_level == DJ_FOUR)
		*LIST_AT(s->warnings, struct str, s->warnings.n++) = STR("定级为等保四级，请核实是否应当上政务云");
	if (s->hosting != HOSTING_GOV_CLOUD && !date_none(s->hosting_contract_to) && s->state != SYS_OFFLINE) {
		int64_t left = s->hosting_contract_to.day - today(c).day;
		if (left <= setting_nth(c, "contract3p.remind_days", 0))
			*LIST_AT(s->warnings, struct str, s->warnings.n++) = left >= 0
				? arena_fmt(c->arena, "原托管合同还有 %" PRId64 " 天到期，到期后应当迁移上云", left)
				: arena_fmt(c->arena, "原托管合同已到期 %" PRId64 " 天，应当迁移上云", -left);
	}
	if (!s->nonsecret_declared)
		*LIST_AT(s->warnings, struct str, s->warnings.n++) = STR("还没有签署非涉密声明");
	return OK;
}

/* ---- entering ---- */
static bool in_own_tree(const struct ctx *c, const struct org *o)
{
	return c->who.system || c->who.party == ORG_AUTHORITY || o->id == c->who.org ||
	       (c->who.party == ORG_APPLICANT && o->budget_level1 == c->who.root_org);
}

static enum err take_unit(struct ctx *c, struct info_system *s)
{
	struct org o;

	if (!s->user_org)
		s->user_org = c->who.org;
	enum err e = org_peek(c, s->user_org, &o);

	if (e == E_ABSENT || (e == OK && !in_own_tree(c, &o))) {
		fail_clear(&c->fail);
		return fail_on(c, "user_org", "absent", "没有编号为 %" PRId64 " 的单位，或者不是本单位和下属单位", s->user_org);
	}
	TRY(e);
	if (!o.budget_level1)
		return fail_on(c, "user_org", "wrong_kind", "“" STR_FMT "”不是申请单位或上云单位", STR_ARG(o.name));
	if (!s->no.p && o.status != ORG_ACTIVE)
		return fail_on(c, "user_org", "closed", "单位“" STR_FMT "”已经停用", STR_ARG(o.name));
	s->applicant_org = o.budget_level1;
	/* The number carries the code of the unit that first registered the system, and stays. */
	if (!s->no.p) {
		int64_t n;
		struct str series = arena_fmt(c->arena, "XT-" STR_FMT, STR_ARG(o.no));
		TRY(series_next(c, arena_cstr(c->arena, series), &n));
		s->no = arena_fmt(c->arena, STR_FMT "-%04" PRId64, STR_ARG(series), n);
	}
	return OK;
}

static enum err ref_org(struct ctx *c, const char *field, int64_t id)
{
	struct org o;

	if (!id || org_peek(c, id, &o) == OK)
		return OK;
	fail_clear(&c->fail);
	return fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的单位", id);
}

static void defaults(struct info_system *s)
{
	if (!s->level)
		s->level = LEVEL_PREFECTURE;
	if (!s->hosting)
		s->hosting = HOSTING_GOV_CLOUD;
	if (!s->dj_level)
		s->dj_level = DJ_NONE;
	if (!s->xinchuang_status)
		s->xinchuang_status = XC_PLAN;
}

static bool is_future(struct ctx *c, struct date d) { return !date_none(d) && date_cmp(d, today(c)) > 0; }

/* Labels of letters, digits and hyphens, or of other scripts (政务.cn), two at least; no blanks, no scheme, no path. */
static bool domain_ok(struct str s)
{
	size_t label = 0, dots = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];
		if (ch == '.' && label) {
			label = 0;
			dots++;
		} else if (isalnum(ch) || ch >= 0x80 || (ch == '-' && label)) {
			label++;
		} else {
			return false;
		}
	}
	return dots && label && s.n <= 253;
}

static bool phone_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isdigit((unsigned char)s.p[i]) && !strchr("+- ", s.p[i]))
			return false;
	return s.n >= 5;
}

static void check_values(struct ctx *c, const struct info_system *s)
{
	for (size_t i = 0; i < s->domains.n; i++)
		if (!domain_ok(*LIST_AT(s->domains, struct str, i)))
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "domains/%zu", i)), "bad_format", "“" STR_FMT "”不是域名，写作 www.xsbn.gov.cn",
				STR_ARG(utf8_head(*LIST_AT(s->domains, struct str, i), 60)));
	for (size_t i = 0; i < s->contacts.n; i++) {
		const struct system_contact *k = LIST_AT(s->contacts, struct system_contact, i);
		if (k->mobile.p && !phone_ok(k->mobile))
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "contacts/%zu/mobile", i)), "bad_format", "电话应当是 5 至 20 位数字");
	}
	const struct { const char *field, *says; struct date day; } days[] = {
		{ "live_date", "投入运行的日期", s->live_date }, { "approval_date", "批复日期", s->approval_date }, { "dj_filing_date", "等保备案日期", s->dj_filing_date },
	};
	for (size_t i = 0; i < COUNT(days); i++)
		if (is_future(c, days[i].day))
			fail_on(c, days[i].field, "in_future", "%s不能晚于今天", days[i].says);
}

static enum err check_system(struct ctx *c, const struct info_system *s)
{
	int64_t n = 0;

	TRY(sql_int(c, &info_system_q[Q_SYS_SAME_NAME], &n, s->user_org, s->name, s->id));
	if (n)
		fail_on(c, "name", "duplicate", "本单位已登记名为“" STR_FMT "”的系统", STR_ARG(s->name));
	ref_org(c, "competent_org", s->competent_org);
	ref_org(c, "operator_org", s->operator_org);
	ref_org(c, "data_owner", s->data_owner);
	check_values(c, s);
	return fields_ok(c);
}

/* What was signed stays as it was signed; the system shows the last. */
static enum err declaration_keep(struct ctx *c, const struct info_system *s)
{
	struct declaration d = { .id = id_new(c), .system = s->id, .person = s->declared_person, .file = s->file, .declared_by = s->declared_by, .declaration = s->declaration,
				 .declared_at = s->declared_at };

	return sql_put(c, &info_system_q[Q_DECLARED_PUT], &d);
}

/* Level four is possible, but somebody should look at it before it goes further. */
static enum err tell_level_four(struct ctx *c, const struct info_system *s)
{
	if (s->dj_level != DJ_FOUR)
		return OK;
	struct note n = { .article = "A33", .e = &info_system_entity, .subject = s->id, .body = STR("请核实是否应当上政务云。") };
	n.title = arena_fmt(c->arena, "系统“" STR_FMT "”登记为等保四级", STR_ARG(s->name));
	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_SECURITY), &n);
}

static enum err system_enter(struct ctx *c, struct info_system *s)
{
	defaults(s);
	s->id = 0;
	s->no = STR_NONE;
	TRY(take_unit(c, s));
	TRY(check_system(c, s));
	s->id = id_new(c);
	s->version = 1;
	if (!s->state)
		s->state = SYS_REGISTERED;
	s->created_at = s->updated_at = c->now;
	if (!s->data_owner)
		s->data_owner = s->user_org;
	TRY(sql_put(c, &info_system_q[Q_SYS_PUT], s));
	if (s->nonsecret_declared)
		TRY(declaration_keep(c, s));
	return tell_level_four(c, s);
}

enum err info_system_create(struct ctx *c, const void *in_, void *out)
{
	struct info_system s = *(const struct info_system *)in_;

	(void)out;
	TRY(system_enter(c, &s));
	c->made = s.id;
	return OK;
}

/* What the form may not change comes from the record. */
static void keep_rest(struct info_system *s, const struct info_system *was)
{
	s->version = was->version;
	s->no = was->no;
	s->applicant_org = was->applicant_org;
	s->nonsecret_declared = was->nonsecret_declared;
	s->declared_by = was->declared_by;
	s->declared_person = was->declared_person;
	s->declared_at = was->declared_at;
	s->declaration = was->declaration;
	s->file = was->file;
	s->live_date = was->live_date;
	s->offline_date = was->offline_date;
	s->state = was->state;
	s->created_at = was->created_at;
	s->reminded = was->hosting_contract_to.day == s->hosting_contract_to.day ? was->reminded : INT_NONE;
}

/* What a system is was settled when it was registered: a new one does not become a stock one by editing (A16c), and the end of a contract
 * that is registered is the contract's. */
static enum err settled(struct ctx *c, const struct info_system *s, const struct info_system *was)
{
	int64_t contracts = 0;

	if (s->user_org != was->user_org)
		return fail_on(c, "user_org", "immutable", "系统不能改到另一个单位；机构变化请办理机构变更");
	if (s->stock_kind != was->stock_kind && c->who.party != ORG_AUTHORITY && !c->who.system)
		return fail_on(c, "stock_kind", "immutable", "存量或增量在登记时确定，登记有误的由主管部门更正");
	if (s->live_date.day != was->live_date.day)
		return fail_on(c, "live_date", "immutable", "投入运行的日期在登记时填写，上线后由上线确认得出");
	if (s->hosting_contract_to.day == was->hosting_contract_to.day)
		return OK;
	TRY(sql_int(c, &info_system_q[Q_CON_COUNT], &contracts, was->id));
	return contracts ? fail_on(c, "hosting_contract_to", "by_contract", "到期日由登记的第三方云合同得出，续签请在合同上登记") : OK;
}

enum err info_system_update(struct ctx *c, const void *in_, void *out)
{
	struct info_system s = *(const struct info_system *)in_;
	const struct info_system *was = c->subject;

	(void)out;
	if (settled(c, &s, was) != OK)
		return c->fail.n_errors ? fields_ok(c) : c->fail.kind;
	defaults(&s);
	keep_rest(&s, was);
	s.updated_at = c->now;
	TRY(check_system(c, &s));
	TRY(sql_put(c, &info_system_q[Q_SYS_SET], &s));
	TRY(hosting_becomes(c, was, (enum hosting)s.hosting, today(c), HOSTED_CORRECTED));
	return was->dj_level == s.dj_level ? OK : tell_level_four(c, &s);
}

enum err info_system_declare(struct ctx *c, const void *in_, void *out)
{
	const struct declare_in *in = in_;
	struct info_system s = *(const struct info_system *)c->subject;

	(void)out;
	s.declared_by = str_blank(in->declared_by) ? c->who.name : in->declared_by;
	s.declared_person = c->who.person;
	s.declared_at = c->now;
	s.declaration = str_blank(in->comment) ? STR("本系统不存储、处理、传输国家秘密") : in->comment;
	s.file = in->file;
	TRY(declaration_keep(c, &s));
	return sql_run(c, &info_system_q[Q_SYS_DECLARE], s.id, s.declared_by, V_ID(s.declared_person), s.declared_at, V_ID(s.file), s.declaration);
}

enum err info_system_set_responsibility(struct ctx *c, const void *in_, void *out)
{
	const struct responsibility_in *in = in_;

	(void)out;
	ref_org(c, "competent_org", in->competent_org);
	ref_org(c, "operator_org", in->operator_org);
	TRY(fields_ok(c));
	return sql_run(c, &info_system_q[Q_SYS_RESPONSIBLE], in->id, V_ID(in->competent_org), V_ID(in->operator_org), in->security_responsible, in->security_admin,
		       c->now);
}

enum err info_system_offline(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &info_system_q[Q_SYS_OFFLINE], c->subject_id, today(c));
}

enum err info_system_reminders(struct ctx *c)
{
	struct list hosted;

	TRY(sql_all_(c, &info_system_q[Q_SYS_HOSTED], &hosted, NO_VALS));
	EACH(struct info_system, s, hosted) {
		int64_t left = s->hosting_contract_to.day - today(c).day;
		int64_t day = message_remind_day(c, "contract3p.remind_days", left, s->reminded);
		if (day == INT_NONE)
			continue;
		struct note n = { .article = "A16b", .e = &info_system_entity, .subject = s->id };
		n.title = left >= 0 ? arena_fmt(c->arena, "系统“" STR_FMT "”的原托管合同还有 %" PRId64 " 天到期", STR_ARG(s->name), left)
				    : arena_fmt(c->arena, "系统“" STR_FMT "”的原托管合同已经到期", STR_ARG(s->name));
		n.body = STR("存量系统在原服务合同到期后应当迁移到政务云，请安排上云申请。");
		TRY(message_to_roles(c, s->applicant_org, R_APPU, &n));
		if (s->user_org != s->applicant_org)
			TRY(message_to_roles(c, s->user_org, R_USER, &n));
		TRY(sql_run(c, &info_system_q[Q_SYS_REMINDED], s->id, day));
	}
	return OK;
}

/* ---- stock or new: whether it ran before the regulation came into force (R-45) ---- */
static bool wrongly_stock(struct ctx *c, const struct info_system *s)
{
	return s->stock_kind == STOCK_EXISTING && !date_none(s->live_date) && date_cmp(s->live_date, regulation_since(c)) >= 0;
}

static bool wrongly_new(struct ctx *c, const struct info_system *s)
{
	return s->stock_kind == STOCK_NEW && !date_none(s->live_date) && date_cmp(s->live_date, regulation_since(c)) < 0;
}

/* ---- the systems file (R-53) ---- */
static enum err import_row(struct ctx *c, const struct system_row *r)
{
	struct info_system s;
	struct org o;

	record_none(&info_system_record, &s);
	enum err e = org_by_no(c, r->user_org_no, &o);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "user_org_no", "absent", "没有编码为“" STR_FMT "”的单位", STR_ARG(r->user_org_no));
	}
	TRY(e);
	if (o.status != ORG_ACTIVE)
		return fail_on(c, "user_org_no", "closed", "单位“" STR_FMT "”已经停用", STR_ARG(o.name));
	s.user_org = o.id;
	s.name = r->name; s.dev_company = r->dev_company; s.ops_company = r->ops_company; s.project_approval_no = r->project_approval_no; s.icp_no = r->icp_no;
	s.purpose = r->purpose; s.stock_kind = r->stock_kind; s.hosting = r->hosting; s.dj_level = r->dj_level; s.xinchuang_status = r->xinchuang_status;
	s.hosting_contract_to = r->hosting_contract_to; s.internet_facing = r->internet_facing; s.state = r->state; s.live_date = r->live_date;
	if (r->nonsecret_declared) {
		if (!r->declared_by.n)
			return fail_on(c, "declared_by", "missing", "已声明非涉密的系统应当写明签署人");
		s.nonsecret_declared = true;
		s.declared_by = r->declared_by;
		s.declared_at = c->now;
	}
	defaults(&s);
	if (s.state == SYS_LIVE && s.hosting == HOSTING_GOV_CLOUD && !s.nonsecret_declared)
		return fail_on(c, "nonsecret_declared", "missing", "在政务云上运行的系统应当已声明非涉密");
	if (wrongly_stock(c, &s) || wrongly_new(c, &s))
		return fail_on(c, "stock_kind", "contradicts", "投入运行日 " STR_FMT " 与存量或增量不符，办法施行（" STR_FMT "）前投入运行的是存量",
			       STR_ARG(date_text(c->arena, s.live_date)), STR_ARG(date_text(c->arena, regulation_since(c))));
	if (s.stock_kind == STOCK_NEW && s.hosting != HOSTING_GOV_CLOUD)
		return fail_on(c, "hosting", "not_allowed", "增量系统应当建在政务云上，确需例外的请先办理批准再逐个登记");
	if (!o.in_scope)
		return fail_on(c, "user_org_no", "out_of_scope", "“" STR_FMT "”不在办法适用范围内", STR_ARG(o.name));
	return system_enter(c, &s);
}

enum err info_system_import(struct ctx *c, const struct list *rows)
{
	size_t n = 0;

	EACH(struct system_row, r, *rows) {
		enum err e = import_row(c, r);
		if (c->fail.n_errors) {
			struct field_error first = c->fail.errors[0];
			fail_clear(&c->fail);
			return import_bad(c, n, arena_cstr(c->arena, first.field), STR_FMT, STR_ARG(first.message));
		}
		TRY(e);
		n++;
	}
	return OK;
}

/* ---- guards ---- */
enum err system_level_fits(struct ctx *c, const void *subject, const void *in_)
{
	const struct info_system *in = in_;

	(void)subject;
	if (!in || !in->level || in->level == LEVEL_PREFECTURE)
		return OK;
	return refuse(c, "政务云服务于州级政务信息系统，“" STR_FMT "”的级别是%s", STR_ARG(in->name), admin_level_names[in->level].label);
}

enum err system_has_purpose(struct ctx *c, const void *subject, const void *in_)
{
	const struct info_system *in = in_;

	(void)subject;
	return !in || in->purpose ? OK : refuse(c, "没有写明用途，用途应当是社会治理、政务服务、公共事业、内部管理中的一项或几项");
}

enum err system_is_stock(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return !in || !wrongly_stock(c, in) ? OK : refuse(c, "系统在办法施行（" STR_FMT "）以后投入运行，是增量系统", STR_ARG(date_text(c->arena, regulation_since(c))));
}

enum err system_is_new(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return !in || !wrongly_new(c, in) ? OK : refuse(c, "系统在办法施行（" STR_FMT "）以前已投入运行，是存量系统", STR_ARG(date_text(c->arena, regulation_since(c))));
}

enum err system_unit_in_scope(struct ctx *c, const void *subject, const void *in_)
{
	const struct info_system *in = in_;

	(void)subject;
	if (!in)
		return OK;
	enum err e = org_must_be_in_scope(c, in->user_org ? in->user_org : c->who.org);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return OK;                      /* the handler names the missing unit */
	}
	return e;
}

enum err system_on_cloud(struct ctx *c, const void *subject, const void *in_)
{
	const struct info_system *in = in_;
	struct off_cloud_approval p;
	int64_t used = 0;

	(void)subject;
	if (!in || in->stock_kind != STOCK_NEW || !in->hosting || in->hosting == HOSTING_GOV_CLOUD)
		return OK;
	if (!in->off_cloud_approval)
		return refuse(c, "新建系统应当建在政务云上；确需放在%s的，先取得主管部门批准", hosting_names[in->hosting].label);
	if (entity_peek(c, &off_cloud_entity, in->off_cloud_approval, &p) != OK || p.state != ASK_APPROVED || p.user_org != (in->user_org ? in->user_org : c->who.org)) {
		fail_clear(&c->fail);
		return refuse(c, "没有给这个单位的编号为 %" PRId64 " 的批准", in->off_cloud_approval);
	}
	if (p.hosting && p.hosting != in->hosting)
		return refuse(c, "批准 " STR_FMT " 准许放在%s，不是%s", STR_ARG(p.doc_no), hosting_names[p.hosting].label, hosting_names[in->hosting].label);
	TRY(sql_int(c, &info_system_q[Q_OFF_USED], &used, in->off_cloud_approval, in->id));
	return used ? refuse(c, "批准 " STR_FMT " 已用于另一个系统", STR_ARG(p.doc_no)) : OK;
}

enum err system_is_declared(struct ctx *c, const void *subject, const void *in)
{
	const struct info_system *s = subject;

	(void)in;
	return s->nonsecret_declared ? OK : refuse(c, "系统“" STR_FMT "”还没有签署非涉密声明，涉密系统不得上云", STR_ARG(s->name));
}

/* A6a: no paper of a system before it is declared; the signed declaration itself is handed in with declaring. */
enum err upload_declared(struct ctx *c, const void *subject, const void *in)
{
	struct info_system s;
	bool found;

	(void)subject;
	TRY(attachment_target(c, in, &info_system_entity, &s, &found));
	return found ? system_is_declared(c, &s, NULL) : OK;
}
