/* What forbids a step (each row cites its article), what a draft still lacks, and which papers a type of application needs. */
#include "domain/account/account.h"
#include "domain/application/application_in.h"
#include "domain/attachment/attachment.h"
#include "domain/contract/contract.h"
#include "domain/org/org.h"

bool app_is_decided(int state) { return state != APP_DRAFT && state != APP_INTERNAL_REVIEW && state != APP_INTERNAL_REJECTED; }

struct str clause_of(const char *article)
{
	const struct article *a = article ? article_find(article) : NULL;

	return a ? str_of(a->clause) : STR_NONE;
}

/* Compute (GPU servers among it), storage and databases always; the network where it is bandwidth (A19.1b). */
bool line_needs_basis(const struct application_line *l)
{
	const struct line_attrs *at = line_attrs(l);

	switch (l->category) {
	case ITEM_COMPUTE: case ITEM_STORAGE: case ITEM_DATABASE: return true;
	case ITEM_NETWORK: return str_find(l->unit, STR("Mbps")) >= 0 || str_find(l->item_name, STR("带宽")) >= 0 ||
				  (at && at->bw_mbps != INT_NONE && at->bw_mbps > 0);
	default: return false;
	}
}

/* Bandwidth, backup and labour are neither domestic nor foreign; everything that computes, stores or runs software is asked (A19.4b). */
bool xc_matters(const struct application_line *l)
{
	return l->category == ITEM_COMPUTE || l->category == ITEM_STORAGE || l->category == ITEM_OS || l->category == ITEM_DATABASE ||
	       l->category == ITEM_MIDDLEWARE || l->category == ITEM_BIGDATA;
}
bool line_needs_xc_reason(const struct application_line *l) { return !l->xinchuang && xc_matters(l); }

static bool basis_given(const struct application_line *l)
{
	const struct sizing_basis *b = line_basis(l);

	return b && (b->file || (!str_blank(b->formula) && !str_blank(b->result)));
}

/* ---- files of an application, by kind of paper ---- */
static enum err files_of(struct ctx *c, int64_t application, const char *kind, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t *ids = ARENA_ARRAY(c->arena, int64_t, 100);

	*out = (struct list){ ids, 0 };
	TRY(db_rows(c->db, &app_q[Q_FILES], VALS(application), &c->fail, &r));
	while (out->n < 100 && rows_next(r))
		if (str_is(rows_str(r, 1), kind))
			ids[out->n++] = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

static bool all_given(const struct str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_blank(texts[i]))
			return false;
	return true;
}

/* The plan is there as a file, or written in the form: the sections that every plan has, and for a migration how to move and return. */
static bool plan_given(const struct application *a, const struct list *files)
{
	const struct cloud_plan *p = a->plan;

	if (files->n || (p && p->file))
		return true;
	return p && all_given((struct str[]){ p->arch_desc, p->security_design, p->backup_design, p->schedule }, 4) &&
	       (a->type != APP_MIGRATE || all_given((struct str[]){ p->migration_steps, p->cutover_plan, p->rollback_plan }, 3));
}

/* The contract that the register has of the system; *there false when it has none. */
static enum err old_contract(struct ctx *c, const struct application *a, struct third_party_contract *k, bool *there)
{
	enum err e = third_party_contract_of(c, a->system, k);

	*there = e == OK;
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return OK;
}

/* Either proof will do: the contract's end (the registered contract, or a day said here), or what the old room or platform lacks. */
static bool proof_given(const struct application *a, const struct list *files, bool contract)
{
	bool expiry = a->proof_kind & (1u << PROOF_CONTRACT_EXPIRY), poor = a->proof_kind & (1u << PROOF_INSUFFICIENT);

	if (files->n)
		return expiry || poor;
	return (expiry && (contract || !date_none(a->old_contract_to))) || (poor && !str_blank(a->proof_note));
}

/* ---- the papers of the regulation: how each is looked for ---- */
enum { NEW_ = 1 << APP_NEW, MIG_ = 1 << APP_MIGRATE, CHG_ = 1 << APP_CHANGE, REV_ = 1 << APP_REVOKE, MAKEUP_ = 1 << APP_EMERGENCY_MAKEUP,
       OFF_ = 1 << APP_OFF_CATALOG, POOL_ = 1 << APP_DEDICATED_POOL };
#define LOOK const struct paper *p, const struct application *a, const struct list *files, bool *asked, struct app_material

static enum err plan_look(struct ctx *c, LOOK *m)
{
	(void)p;
	(void)c;
	(void)asked;
	m->present = plan_given(a, files);
	m->note = files->n ? STR_NONE : m->present ? STR("在线填写") : STR("请上传方案，或在线填写架构、安全、备份和进度");
	return OK;
}

static enum err basis_look(struct ctx *c, LOOK *m)
{
	(void)p;
	size_t need = 0, have = 0;

	(void)files;
	EACH(struct application_line, l, a->lines) {
		need += line_needs_basis(l);
		have += line_needs_basis(l) && basis_given(l);
	}
	*asked = need > 0;
	m->present = need == have;
	m->note = arena_fmt(c->arena, "需要测算的 %zu 项，已填 %zu 项", need, have);
	return OK;
}

static enum err approval_look(struct ctx *c, LOOK *m)
{
	(void)p;
	struct info_system s;

	(void)asked;
	TRY(entity_peek(c, &info_system_entity, a->system, &s));
	if (files->n)
		m->present = true;
	else if (!str_blank(s.project_approval_no)) {
		m->present = true;
		m->note = arena_fmt(c->arena, "系统登记的批复文号 " STR_FMT, STR_ARG(s.project_approval_no));
	} else if (a->type == APP_MIGRATE && !str_blank(a->approval_note)) {
		m->present = true;
		m->note = STR("已书面说明");
	} else {
		m->present = false;
		m->note = a->type == APP_MIGRATE ? STR("没有批复的，可以书面说明") : STR("立项、可研、初设或运维预算批复均可");
	}
	return OK;
}

static enum err proof_look(struct ctx *c, LOOK *m)
{
	struct third_party_contract k;
	bool contract;

	(void)p;
	(void)asked;
	TRY(old_contract(c, a, &k, &contract));
	m->present = proof_given(a, files, contract);
	if (!m->present)
		m->note = STR("原合同到期，或原机房、平台不满足需要，至少一项");
	else if (contract && (a->proof_kind & (1u << PROOF_CONTRACT_EXPIRY)))
		m->note = arena_fmt(c->arena, "登记的合同 " STR_FMT "，" STR_FMT " 到期", STR_ARG(k.contract_no), STR_ARG(date_text(c->arena, k.end_date)));
	return OK;
}

/* An evidence is written beside the reason, or handed in as a file for all such lines. */
static bool xc_evidence_given(const struct application_line *l, const struct list *files) { return files->n || !str_blank(l->non_xc_evidence); }

static enum err xinchuang_look(struct ctx *c, LOOK *m)
{
	(void)p;
	size_t plain = 0, reasons = 0;

	EACH(struct application_line, l, a->lines) {
		plain += line_needs_xc_reason(l);
		reasons += line_needs_xc_reason(l) && !str_blank(l->non_xc_reason) && xc_evidence_given(l, files);
	}
	*asked = plain > 0;
	m->present = plain == reasons && (plain || files->n);
	m->note = plain ? arena_fmt(c->arena, "未选信创的 %zu 项，理由和依据齐全的 %zu 项", plain, reasons) : STR("均为信创资源");
	return OK;
}

static enum err windows_look(struct ctx *c, LOOK *m)
{
	(void)p;
	(void)c;
	*asked = a->load_kind != LOAD_STEADY;
	m->present = a->stage_windows.n > 0 || (files->n > 0 && !*asked);
	m->note = *asked ? arena_fmt(c->arena, "已申报 %zu 个窗口", a->stage_windows.n) : STR("负载平稳，不需要");
	return OK;
}

static enum err files_look(struct ctx *c, LOOK *m)
{
	(void)p;
	(void)c;
	(void)a;
	(void)asked;
	m->present = files->n > 0;
	m->note = m->present ? STR_NONE : STR("上线前交");
	return OK;
}

static enum err reason_look(struct ctx *c, LOOK *m)
{
	(void)c;
	(void)p;
	(void)asked;
	m->present = files->n > 0 || !str_blank(a->reason);
	m->note = files->n ? STR_NONE : m->present ? STR("已写明理由") : STR("请写明理由");
	return OK;
}

/* What a feature above keeps beside the application is there when none of its guards of the submission cites the paper's article. */
static enum err structured_look(struct ctx *c, LOOK *m)
{
	struct list obstacles;

	(void)asked;
	(void)files;
	TRY(flow_obstacles(c, &application_flow, "submit", a, &obstacles));
	m->present = true;
	EACH(struct obstacle, o, obstacles)
		if (str_starts(o->article, str_of(p->article)) && m->present) {
			m->present = false;
			m->note = o->sentence;
		}
	return OK;
}

#define ALL_LINES (NEW_ | MIG_ | CHG_ | MAKEUP_)
const struct paper app_papers[] = {
	{ "cloud_plan",       "上云（迁云）方案",   "A19.1a",  NEW_ | MIG_, ALL_LINES,             true,  plan_look },
	{ "sizing_basis",     "资源需求及测算依据", "A19.1b",  NEW_ | MIG_ | CHG_, ALL_LINES,             true,  basis_look },
	{ "project_approval", "立项批复",           "A19.1c",  NEW_ | MIG_, ALL_LINES,             true,  approval_look },
	{ "migrate_proof",    "存量迁移证明",       "A19.3a",  MIG_,        MIG_,                  true,  proof_look },
	{ "xinchuang_note",   "信创适配说明",       "A19.4b",  0,           ALL_LINES,             true,  xinchuang_look },
	{ "stage_note",       "阶段性资源保障说明", "A19.2",   0,           NEW_ | MIG_,           true,  windows_look },
	{ "commitment",       "上云安全承诺书",     "A34.P3d", 0,           NEW_ | MIG_,           false, files_look },
	{ "change_reason",    "变更理由",           "A22.1",   CHG_,        CHG_,                  true,  reason_look },
	{ "backup_note",      "备份安排",           "A23.2a",  0,           CHG_ | REV_,           false, files_look },
	{ "revocation_plan",  "撤销方案",           "A23.1a",  REV_,        REV_,                  true,  structured_look },
	{ "makeup_note",      "应急开通情况说明",   "A26c",    0,           MAKEUP_,               false, files_look },
	{ "adaptation_record", "目录内适配记录",    "A19.5",   OFF_,        OFF_,                  true,  structured_look },
	{ "purchase_plan",    "采购方案",           "A19.5c",  0,           OFF_,                  false, files_look },
	{ "pool_ground",      "专属资源池理由和依据", "A15.3", POOL_,       POOL_,                 true,  structured_look },
	{ "superior_document", "上级书面要求",      "A15.3",   0,           POOL_,                 false, files_look },
	{ 0 }
};

static const struct paper *paper_named(struct str name)
{
	for (const struct paper *p = app_papers; p->name; p++)
		if (str_is(name, p->name))
			return p;
	return NULL;
}

static enum err paper_look(struct ctx *c, const struct paper *p, const struct checklist_item *row, const struct application *a, struct app_material *out)
{
	const char *article = p ? p->article : "A20.1a";
	bool asked = false;

	*out = (struct app_material){ .name = row ? row->name : str_of(p->name), .label = row ? row->label : str_of(p->label), .article = str_of(article),
				      .clause = clause_of(article), .checked_note = STR_NONE };
	TRY(files_of(c, a->id, arena_cstr(c->arena, out->name), &out->files));
	if (p) {
		TRY(p->look(c, p, a, &out->files, &asked, out));
	} else {
		out->present = out->files.n > 0;
		out->note = out->present ? STR_NONE : row->help;
	}
	out->needed = asked || (row ? row->needed : (p->needed & (1u << a->type)) != 0);
	out->state = out->present ? CHECK_PRESENT : CHECK_ABSENT;
	return OK;
}

enum err app_materials(struct ctx *c, const struct application *a, struct list *out)
{
	struct list rows;

	TRY(app_checklist(c, a->type, &rows));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct app_material, rows.n + 1), 0 };
	EACH(struct checklist_item, r, rows)
		TRY(paper_look(c, r->builtin ? paper_named(r->name) : NULL, r, a, &LIST_AT(*out, struct app_material, 0)[out->n++]));
	return OK;
}

/* A paper that is needed and not there, by name; NULL when nothing lacks. */
static enum err lacks(struct ctx *c, const struct application *a, const char *name, bool *out)
{
	const struct paper *p = paper_named(str_of(name));
	struct app_material m;

	*out = false;
	if (!(p->offered & (1u << a->type)))
		return OK;
	TRY(paper_look(c, p, NULL, a, &m));
	*out = m.needed && !m.present;
	return OK;
}

/* ---- guards of submission ---- */
/* What is asked of those who come onto the cloud must not keep anybody on it. */
static bool leaves(const struct application *a) { return a->type == APP_REVOKE; }

static enum err in_scope(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	return leaves(a) ? OK : org_must_be_in_scope(c, a->user_org);
}

static enum err declared_nonsecret(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct info_system s;

	(void)in;
	TRY(entity_peek(c, &info_system_entity, a->system, &s));
	return s.nonsecret_declared || leaves(a) ? OK : refuse(c, "信息系统“" STR_FMT "”还没有签署非涉密声明", STR_ARG(s.name));
}

/* The same for its papers. */
static enum err papers_declared(struct ctx *c, const void *subject, const void *in)
{
	struct application *a = ARENA_NEW(c->arena, struct application);
	bool found;

	(void)subject;
	TRY(attachment_target(c, in, &application_entity, a, &found));
	return found ? declared_nonsecret(c, a, NULL) : OK;
}

static enum err has_purpose(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct info_system s;

	(void)in;
	TRY(entity_peek(c, &info_system_entity, a->system, &s));
	return s.purpose || leaves(a) ? OK : refuse(c, "信息系统“" STR_FMT "”没有写明用途，应为社会治理、政务服务、公共事业、内部管理之一", STR_ARG(s.name));
}

static enum err system_there(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct info_system s;

	(void)in;
	TRY(entity_peek(c, &info_system_entity, a->system, &s));
	return s.state != SYS_OFFLINE || leaves(a) ? OK : refuse(c, "信息系统“" STR_FMT "”已经下线，不能再申请资源", STR_ARG(s.name));
}

static enum err has_manager(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	bool there;

	(void)in;
	TRY(account_has_manager(c, a->applicant_org, &there));
	return there ? OK : refuse(c, "“" STR_FMT "”没有在岗的资源管理员（专人），不能提交申请", STR_ARG(a->applicant_org_name));
}

static enum err reviewed(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct internal_review r;

	(void)in;
	enum err e = sql_get(c, &app_q[Q_REVIEW_LAST], &r, a->id, a->round);
	if (e != OK && e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return e == OK && r.passed ? OK : refuse(c, "这一轮申请还没有通过单位内部审核");
}

static enum err has_lines(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	return a->lines.n || app_kinds[a->type].lines != LINES_NEEDED ? OK : refuse(c, "申请里还没有选择资源");
}

static enum err items_published(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct catalog_version now;

	(void)in;
	TRY(catalog_published(c, &now));
	EACH(struct application_line, l, a->lines) {
		struct catalog_item it;
		TRY(catalog_item_get(c, l->item, &it));
		if (!now.id || it.catalog_version != now.id || it.status != ITEM_ACTIVE)
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”不在现行的服务目录版本里，请重新选择", l->seq, STR_ARG(l->item_name));
	}
	return OK;
}

static enum err basis_there(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	EACH(struct application_line, l, a->lines)
		if (line_needs_basis(l) && !basis_given(l))
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”缺少测算依据（公式和结果，或测算表）", l->seq, STR_ARG(l->item_name));
	return OK;
}

/* The other types say why in papers of their own. */
static enum err has_reason(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	return (a->type != APP_NEW && a->type != APP_MIGRATE) || !str_blank(a->reason) ? OK : refuse(c, "申请表没有写明申请理由");
}

static enum err plan_there(struct ctx *c, const void *subject, const void *in)
{
	bool lack;

	(void)in;
	TRY(lacks(c, subject, "cloud_plan", &lack));
	return lack ? refuse(c, "缺少上云（迁云）方案") : OK;
}

static enum err approval_there(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	bool lack;

	(void)in;
	TRY(lacks(c, a, "project_approval", &lack));
	return !lack ? OK : a->type == APP_MIGRATE ? refuse(c, "缺少立项批复，也没有书面说明") : refuse(c, "缺少立项批复");
}

static enum err proof_there(struct ctx *c, const void *subject, const void *in)
{
	bool lack;

	(void)in;
	TRY(lacks(c, subject, "migrate_proof", &lack));
	return lack ? refuse(c, "存量迁移缺少原合同到期或原条件不满足需要的证明") : OK;
}

static enum err stock_moves(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct info_system s;

	(void)in;
	if (a->type != APP_MIGRATE)
		return OK;
	TRY(entity_peek(c, &info_system_entity, a->system, &s));
	return s.stock_kind == STOCK_EXISTING ? OK : refuse(c, "“" STR_FMT "”是增量系统，请按新建上云申请", STR_ARG(s.name));
}

/* Applied for as new, a system that stands elsewhere would come without its proof. */
static enum err new_is_no_move(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct info_system s;

	(void)in;
	if (a->type != APP_NEW)
		return OK;
	TRY(entity_peek(c, &info_system_entity, a->system, &s));
	if (s.stock_kind != STOCK_EXISTING || s.hosting == HOSTING_GOV_CLOUD)
		return OK;
	return refuse(c, "存量系统“" STR_FMT "”现在%s，上云请按存量迁移申请并附证明", STR_ARG(s.name), hosting_names[s.hosting].label);
}

static enum err xc_reasons(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	EACH(struct application_line, l, a->lines)
		if (line_needs_xc_reason(l) && str_blank(l->non_xc_reason))
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”不是信创资源，请改选信创资源或写明理由", l->seq, STR_ARG(l->item_name));
	return OK;
}

static enum err xc_evidence(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	struct list files;

	(void)in;
	TRY(files_of(c, a->id, "xinchuang_note", &files));
	EACH(struct application_line, l, a->lines)
		if (line_needs_xc_reason(l) && !str_blank(l->non_xc_reason) && !xc_evidence_given(l, &files))
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”写了未选信创的理由，还缺少依据", l->seq, STR_ARG(l->item_name));
	return OK;
}

static enum err windows_ahead(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	for (size_t i = 0; i < a->stage_windows.n; i++) {
		const struct stage_window *w = LIST_AT(a->stage_windows, struct stage_window, i);
		if ((!w->recurrence || w->recurrence == ONCE) && w->to_date.day <= today(c).day)
			return refuse(c, "第 %zu 个阶段性资源窗口在 " STR_FMT " 已经结束，请修改或删除", i + 1, STR_ARG(date_text(c->arena, w->to_date)));
	}
	return OK;
}

static enum err windows_declared(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	if (a->load_kind == LOAD_STEADY || a->stage_windows.n || app_kinds[a->type].lines != LINES_NEEDED)
		return OK;
	return refuse(c, "负载特征为%s，请在提交时申报需要阶段性资源的时间窗口", load_kind_names[a->load_kind].label);
}

/* ---- guards of the other steps ---- */
static enum err windows_rest(struct ctx *c, const void *subject, const void *in_)
{
	const struct application *a = subject;
	const struct app_edit_in *in = in_;

	if (!in || !app_is_decided(a->state) || in->stage_windows.items == a->stage_windows.items)
		return OK;
	return refuse(c, "阶段性资源应在提交时申报，申请现在处于“%s”，不能再增减窗口，需要时请办理变更", app_state_names[a->state].label);
}

static enum err is_draft(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	if (a->state == APP_DRAFT)
		return OK;
	return refuse(c, "申请现在处于“%s”，内容不能修改；退回或不予受理后可以修改重报", app_state_names[a->state].label);
}

static enum err another_reviews(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	int64_t wrote = 0;

	(void)in;
	TRY(sql_int(c, &app_q[Q_EDITED], &wrote, a->id, c->who.person));
	if (c->who.person != a->drafter && c->who.person != a->editor && !wrote)
		return OK;
	return refuse(c, "起草或修改过这份申请的人不能做内部审核，请由另一人审核");
}

static enum err manager_withdraws(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	if (!app_is_decided(a->state) || (c->who.org == a->applicant_org && has_role(c, R_APPU)))
		return OK;
	return refuse(c, "已提交的申请由申请单位“" STR_FMT "”撤回", STR_ARG(a->applicant_org_name));
}

static enum err materials_complete(struct ctx *c, const void *subject, const void *in_)
{
	const struct application *a = subject;
	const struct app_accept_in *in = in_;

	EACH(struct app_material, m, a->materials)
		if (m->needed && !m->present)
			return refuse(c, "缺少“" STR_FMT "”，材料不齐全的不予受理", STR_ARG(m->label));
	for (size_t i = 0; in && i < in->check_items.n; i++) {
		const struct check_item *s = LIST_AT(in->check_items, struct check_item, i);
		EACH(struct app_material, m, a->materials)
			if (m->needed && str_eq(s->item, m->name) && s->state != CHECK_PRESENT)
				return refuse(c, "“" STR_FMT "”核对为%s，材料不齐全的不予受理", STR_ARG(m->label), check_state_names[s->state].label);
	}
	return OK;
}

static enum err defects_listed(struct ctx *c, const void *subject, const void *in_)
{
	const struct app_decline_in *in = in_;

	(void)subject;
	if (!in)
		return OK;
	if (!in->defects.n)
		return refuse(c, "不予受理应当一次列明全部缺陷，现在没有列出");
	EACH(struct str, d, in->defects)
		if (str_blank(*d))
			return refuse(c, "不予受理的缺陷不能是空白");
	return OK;
}

static const struct app_opinion *opinion_of(const struct application *a) { return a->opinion; }

static enum err is_proposed(struct ctx *c, const void *subject, const void *in)
{
	const struct app_opinion *o = opinion_of(subject);

	(void)in;
	return o && str_is(o->state, "proposed") ? OK : refuse(c, "经办人还没有提出审核意见");
}

static enum err second_person(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	const struct app_opinion *o = opinion_of(a);

	(void)in;
	/* A case keeps the number of levels it was submitted under. */
	if (!o || setting_int_at(c, "review.sign_levels", a->submitted_at, 0) < 2 || o->proposer != c->who.person)
		return OK;
	return refuse(c, "审核意见由" STR_FMT "提出，签发应当由另一人办理", STR_ARG(o->proposer_name));
}

static enum err non_xc_ticked(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	EACH(struct application_line, l, a->lines)
		if (line_needs_xc_reason(l) && l->approved_qty > 0 && !l->non_xc_approved)
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”不是信创资源，应当逐项勾选同意后才能批准", l->seq, STR_ARG(l->item_name));
	return OK;
}

/* The same at the proposal, before anything is stored: a line not named is proposed as applied for, without a tick. */
static enum err non_xc_ticked_in(struct ctx *c, const void *subject, const void *in_)
{
	const struct application *a = subject;
	const struct app_propose_in *in = in_;

	if (!in || in->result == OPINION_REJECT)
		return OK;
	EACH(struct application_line, l, a->lines) {
		int64_t qty = l->qty;
		bool tick = false;
		EACH(struct propose_line, p, in->lines)
			if (p->line == l->seq) {
				tick = p->non_xc_approved;
				qty = p->approved_qty == INT_NONE ? qty : p->approved_qty;
			}
		if (line_needs_xc_reason(l) && qty > 0 && !tick)
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”不是信创资源，应当逐项勾选同意后才能批准", l->seq, STR_ARG(l->item_name));
	}
	return OK;
}

static enum err pools_serve(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	EACH(struct application_line, l, a->lines)
		if (l->approved_qty > 0 && (!l->assigned_pool || !l->csp))
			return refuse(c, "第 %" PRId64 " 项“" STR_FMT "”还没有分配资源池", l->seq, STR_ARG(l->item_name));
	return OK;
}

/* Between the opinion and the signature a pool may have been closed, or put to another zone or provider, or its contract may have ended. */
static enum err pools_as_proposed(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;

	(void)in;
	EACH(struct application_line, l, a->lines) {
		struct pool p;
		bool under_contract = false;
		if (l->approved_qty <= 0 || !l->assigned_pool)
			continue;
		TRY(pool_get(c, l->assigned_pool, &p));
		if (!pool_serves(c, &p) || p.zone != l->zone || p.csp != l->csp || !pool_open_for(&p, a))
			return refuse(c, "第 %" PRId64 " 项分配的资源池“" STR_FMT "”在提出意见之后有变，请退回重新分配", l->seq, STR_ARG(p.name));
		TRY(contract_active(c, p.csp, today(c), &under_contract));
		if (!under_contract)
			return refuse(c, "第 %" PRId64 " 项分配的资源池“" STR_FMT "”，其云服务商今天没有执行中的合同，请退回重新分配", l->seq, STR_ARG(p.name));
	}
	return OK;
}

/* After the approval of a change or a revocation there is a way back only while nothing of it has been done. */
static enum err nothing_begun(struct ctx *c, const void *subject, const void *in)
{
	const struct application *a = subject;
	bool untouched;

	(void)in;
	if ((a->type != APP_CHANGE && a->type != APP_REVOKE) || at_none(a->issued_at))
		return OK;
	TRY(application_untouched(c, a, &untouched));
	return untouched ? OK : refuse(c, "%s已经实施，不能撤回或终止", app_type_names[a->type].label);
}

static enum err task_is_mine(struct ctx *c, const void *subject, const void *in)
{
	const struct review_task *t = subject;

	(void)in;
	return t->org == c->who.org ? OK : refuse(c, "这项审核任务交给了“" STR_FMT "”", STR_ARG(t->org_name));
}

/* An opinion says in which zone and whose pool something is opened: the pool stays what it was. */
static enum err pool_stays_as_approved(struct ctx *c, const void *subject, const void *in_)
{
	const struct pool *p = subject, *in = in_;
	int64_t n = 0;

	if (!in || (in->zone == p->zone && in->csp == p->csp))
		return OK;
	TRY(sql_int(c, &app_q[Q_POOL_ASSIGNED], &n, p->id));
	return n == 0 ? OK : refuse(c, "已有 %" PRId64 " 项批准的资源定在资源池“" STR_FMT "”，不能改它的区域或云服务商", n, STR_ARG(p->name));
}

#define SUBMIT &application_flow, "submit", NULL
const struct guard app_guards[] = {
	{ SUBMIT, "A3",      "org.out_of_scope",           in_scope },
	{ SUBMIT, "A6a",     "application.not_declared",   declared_nonsecret },
	{ SUBMIT, "A6b",     "application.no_purpose",     has_purpose },
	{ SUBMIT, "A18",     "application.system_offline", system_there },
	{ SUBMIT, "A9a.1a",  "application.no_manager",     has_manager },
	{ SUBMIT, "A19.1b",  "application.no_lines",       has_lines },
	{ SUBMIT, "A19.5a",  "application.not_in_catalog", items_published },
	{ SUBMIT, "A19.1a",  "application.no_plan",        plan_there },
	{ SUBMIT, "A19.1b",  "application.no_basis",       basis_there },
	{ SUBMIT, "A19.1c",  "application.no_approval",    approval_there },
	{ SUBMIT, "A19.3a",  "application.not_stock",      stock_moves },
	{ SUBMIT, "A19.3a",  "application.is_migration",   new_is_no_move },
	{ SUBMIT, "A19.3a",  "application.no_proof",       proof_there },
	{ SUBMIT, "A19.4b",  "application.no_xc_reason",   xc_reasons },
	{ SUBMIT, "A19.4b",  "application.no_xc_evidence", xc_evidence },
	{ SUBMIT, "A19.2",   "application.no_windows",     windows_declared },
	{ SUBMIT, "A19.2",   "application.window_past",    windows_ahead },
	{ SUBMIT, "A19.1d",  "application.no_reason",      has_reason },
	{ SUBMIT, "A9a.1b",  "application.not_reviewed",   reviewed },
	{ &application_flow, "review",  NULL, "A9a.1b", "application.own_review",        another_reviews },
	{ &application_flow, "withdraw", NULL, "A19.1d", "application.not_applicant",    manager_withdraws },
	{ &application_flow, "accept",  NULL, "A20.1a", "application.incomplete",        materials_complete },
	{ &application_flow, "decline", NULL, "A20.2c", "application.no_defects",        defects_listed },
	{ &application_flow, "propose", NULL, "A19.4b", "application.non_xc_not_ticked", non_xc_ticked_in },
	{ &application_flow, "send_back", NULL, "A20.1d", "application.no_proposal",     is_proposed },
	{ &application_flow, "sign",    NULL, "A20.1d", "application.no_proposal",       is_proposed },
	{ &application_flow, "sign",    NULL, "A20.1d", "application.same_person",       second_person },
	{ &application_flow, "sign",    NULL, "A19.4b", "application.non_xc_not_ticked", non_xc_ticked },
	{ &application_flow, "sign",    NULL, "A20.1d", "application.no_pool",           pools_serve },
	{ &application_flow, "sign",    NULL, "A20.1d", "application.pool_changed",      pools_as_proposed },
	{ NULL, NULL, "application.update", "A19.2", "application.windows_closed", windows_rest },
	{ NULL, NULL, "application.update", "A20.2d", "application.not_draft",     is_draft },
	{ &application_flow, "withdraw",  NULL, "A18", "application.begun", nothing_begun },
	{ &application_flow, "terminate", NULL, "A18", "application.begun", nothing_begun },
	{ NULL, NULL, "checklist_item.update", "A20.1a", "application.checklist_fixed", checklist_stays },
	{ &review_task_flow, "reply",   NULL, "A20.1b", "review_task.not_yours",         task_is_mine },
	{ NULL, NULL, "attachment.upload", "A6a", "application.not_declared", papers_declared },
	{ NULL, NULL, "pool.update", "A15.2b", "application.pool_assigned", pool_stays_as_approved },
	{ 0 }
};

/* Where in the form the cure is. */
static const struct { const char *reason, *field; } cures[] = {
	{ "application.not_declared", "system" }, { "application.no_purpose", "system" }, { "org.out_of_scope", "system" },
	{ "application.no_lines", "lines" }, { "application.not_in_catalog", "lines" }, { "application.no_plan", "plan" }, { "application.no_basis", "lines" },
	{ "application.no_approval", "materials" }, { "application.no_proof", "proof_kind" }, { "application.no_xc_reason", "lines" },
	{ "application.no_windows", "stage_windows" }, { "application.window_past", "stage_windows" }, { "application.no_xc_evidence", "lines" },
	{ "application.system_offline", "system" }, { "application.no_reason", "reason" }, { "application.not_stock", "type" }, { "application.is_migration", "type" },
};

enum err app_problems(struct ctx *c, const struct application *a, struct list *out)
{
	struct list obstacles;

	TRY(flow_obstacles(c, &application_flow, "submit", a, &obstacles));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct app_problem, obstacles.n + 1), 0 };
	EACH(struct obstacle, o, obstacles) {
		struct app_problem *p = &LIST_AT(*out, struct app_problem, 0)[out->n++];
		*p = (struct app_problem){ .article = o->article, .clause = clause_of(arena_cstr(c->arena, o->article)), .code = o->reason,
					   .message = o->sentence };
		for (size_t i = 0; i < COUNT(cures); i++)
			if (str_is(o->reason, cures[i].reason))
				p->field = str_of(cures[i].field);
	}
	return OK;
}

/* ---- what to mind ---- */
static void warn(struct list *out, const char *article, struct str message)
{
	LIST_AT(*out, struct app_warning, 0)[out->n++] = (struct app_warning){ str_of(article), clause_of(article), message };
}

static enum err migration_warnings(struct ctx *c, const struct application *a, struct list *out)
{
	struct third_party_contract k;
	struct date ends = a->old_contract_to;
	bool registered;

	if (a->type != APP_MIGRATE || !(a->proof_kind & (1u << PROOF_CONTRACT_EXPIRY)))
		return OK;
	TRY(old_contract(c, a, &k, &registered));
	if (registered && !date_none(ends) && date_cmp(ends, k.end_date) != 0)
		warn(out, "A19.3a", arena_fmt(c->arena, "所填到期日与登记的合同 " STR_FMT " 不一致，登记的是 " STR_FMT, STR_ARG(k.contract_no),
					     STR_ARG(date_text(c->arena, k.end_date))));
	if (registered)
		ends = k.end_date;
	if (date_none(ends))
		return OK;
	int days = ends.day - today(c).day;
	if (days > 180)
		warn(out, "A19.3a", arena_fmt(c->arena, "原合同还有 %d 天到期，早于到期前 180 天申请迁移", days));
	if (!date_none(a->cutover_date) && date_cmp(ends, date_add_months(a->cutover_date, (int)setting_int(c, "original.keep_months"))) < 0)
		warn(out, "A19.3b", STR("原合同在割接后一个月内到期，原系统应当至少保留一个月，请与原服务方商定延期"));
	return OK;
}

enum err app_warnings(struct ctx *c, const struct application *a, struct list *out)
{
	*out = (struct list){ ARENA_ARRAY(c->arena, struct app_warning, 8), 0 };
	if (!date_none(a->planned_live_date) && !date_none(a->earliest_ready_date) && date_cmp(a->planned_live_date, a->earliest_ready_date) < 0)
		warn(out, "A19.6", arena_fmt(c->arena, "计划启用日 " STR_FMT " 早于最早可开通日 " STR_FMT "，请预留受理、审核、开通的时间",
					     STR_ARG(date_text(c->arena, a->planned_live_date)), STR_ARG(date_text(c->arena, a->earliest_ready_date))));
	TRY(migration_warnings(c, a, out));
	if (a->lines.n && a->est_month_fen.v == INT64_MIN)
		warn(out, "A11d", STR("有明细在合同和目录中都没有价格，每月费用算不出来"));
	if (a->type == APP_NEW && (a->proof_kind || !str_blank(a->proof_note)))
		warn(out, "A19.3a", STR("新建上云不需要迁移证明，存量系统请改为存量迁移"));
	return OK;
}
