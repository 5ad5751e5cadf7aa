/* Units: what they are is entered, what follows (scope, first-level unit) is computed. */
#include <ctype.h>
#include "domain/org/org_in.h"

static bool uscc_ok(struct str s)
{
	if (s.n != 18)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!isdigit((unsigned char)s.p[i]) && !(s.p[i] >= 'A' && s.p[i] <= 'Z'))
			return false;
	return true;
}

/* GB/T 2260: six digits. */
static bool region_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isdigit((unsigned char)s.p[i]))
			return false;
	return s.n == 6;
}

/* GB 11643: seventeen digits and the check that follows from them. */
static bool id_card_ok(struct str s)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	if (s.n != 18)
		return false;
	for (size_t i = 0; i < COUNT(weights); i++) {
		if (!isdigit((unsigned char)s.p[i]))
			return false;
		sum += (s.p[i] - '0') * weights[i];
	}
	return s.p[17] == "10X98765432"[sum % 11];
}

/* A3: prefecture-level party and government bodies, and public institutions of the first kind that the budget pays for. */
static bool scope_of_unit(const struct org *o)
{
	return o->level == LEVEL_PREFECTURE && (o->unit_type == UNIT_PARTY_GOV || (o->unit_type == UNIT_WELFARE_ONE && o->fund_source != FUND_SELF));
}

/* The first-level budget unit: an applicant stands for itself, a user unit for the nearest applicant above it. Walking the whole
 * way up also finds a circle, whoever it is that closes it. */
static enum err find_root(struct ctx *c, struct org *o)
{
	int64_t root = o->kind == ORG_APPLICANT ? o->id : 0;
	struct org up = *o;

	for (int depth = 0; up.parent; depth++) {
		if (up.parent == o->id || depth > 20)
			return fail_on(c, "parent", "cycle", "上级单位绕回了本单位");
		int64_t id = up.parent;
		enum err e = org_peek(c, id, &up);
		if (e == E_ABSENT)
			return fail_on(c, "parent", "absent", "没有编号为 %" PRId64 " 的单位", id);
		TRY(e);
		if (depth == 0 && up.status == ORG_CLOSED)
			return fail_on(c, "parent", "closed", "上级单位“" STR_FMT "”已经停用", STR_ARG(up.name));
		if (!root && up.kind == ORG_APPLICANT)
			root = up.id;
	}
	if (o->kind == ORG_USER && !root)
		return fail_on(c, "parent", "missing", "上云单位要归属一个申请单位（一级预算单位）");
	o->budget_level1 = o->kind == ORG_USER || o->kind == ORG_APPLICANT ? root : 0;
	return OK;
}

enum err org_derive(struct ctx *c, struct org *o)
{
	size_t before = c->fail.n_errors;

	if (o->uscc.p && !uscc_ok(o->uscc))
		fail_on(c, "uscc", "bad_format", "统一社会信用代码应当是 18 位数字或大写字母，不是“" STR_FMT "”", STR_ARG(o->uscc));
	if (o->region_code.p && !region_ok(o->region_code))
		fail_on(c, "region_code", "bad_format", "行政区划是六位数字（州本级 532800），不是“" STR_FMT "”", STR_ARG(o->region_code));
	if ((o->kind == ORG_APPLICANT || o->kind == ORG_USER) && !o->fund_source)
		fail_on(c, "fund_source", "missing", "申请单位和上云单位应当写明经费来源");
	if (!date_none(o->effective_from) && !date_none(o->effective_to) && date_cmp(o->effective_to, o->effective_from) <= 0)
		fail_on(c, "effective_to", "too_early", "失效日应当晚于生效日");
	TRY(find_root(c, o));
	o->in_scope = scope_of_unit(o);
	return c->fail.n_errors > before ? E_INVALID : OK;
}

/* Codes stand inside other numbers (XT-<code>-0001). */
static bool code_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '-' && s.p[i] != '_' && s.p[i] != '.')
			return false;
	return s.n > 0;
}

/* Contracts, bills and opinions are the authority's (A8, A13): there is one. */
static enum err only_authority(struct ctx *c, const struct org *o)
{
	int64_t there = 0;

	if (o->kind != ORG_AUTHORITY)
		return OK;
	TRY(sql_int_(c, &org_q[Q_ORG_AUTHORITIES], &there, NO_VALS));
	return there ? fail_on(c, "kind", "only_one", "已有在用的主管部门，主管部门只有一个") : OK;
}

enum err org_enter(struct ctx *c, struct org *o)
{
	int64_t taken = 0;

	TRY(sql_int(c, &org_q[Q_ORG_NO_ID], &taken, o->no));
	if (taken)
		return fail_on(c, "no", "duplicate", "单位编码“" STR_FMT "”已被使用", STR_ARG(o->no));
	if (!code_ok(o->no))
		fail_on(c, "no", "bad_format", "单位编码由字母、数字、横线、下划线和点组成，不能是“" STR_FMT "”", STR_ARG(o->no));
	TRY(only_authority(c, o));
	o->id = id_new(c);
	o->version = 1;
	o->status = ORG_ACTIVE;
	o->created_at = c->now;
	o->closed_at = AT_NONE;
	TRY(org_derive(c, o));
	return sql_put(c, &org_q[Q_ORG_PUT], o);
}

enum err org_peek(struct ctx *c, int64_t id, struct org *out)
{
	return entity_peek(c, &org_entity, id, out);
}

enum err org_by_no(struct ctx *c, struct str no, struct org *out)
{
	return sql_get(c, &org_q[Q_ORG_NO], out, no);
}

enum err org_authority(struct ctx *c, int64_t *out)
{
	return sql_int_(c, &org_q[Q_ORG_AUTHORITY], out, NO_VALS);
}

enum err org_must_be_in_scope(struct ctx *c, int64_t id)
{
	struct org o;

	TRY(org_peek(c, id, &o));
	/* R-01: the switch alone admits nobody, and a document alone neither. */
	if (o.in_scope || (o.exemption.n && setting_bool(c, "scope.allow_exemption")))
		return OK;
	return refuse_by(c, "A3", "org.out_of_scope", "“" STR_FMT "”是%s%s%s，不属于州级党政机关或财政保障的公益一类事业单位", STR_ARG(o.name),
			 o.level ? admin_level_names[o.level].label : "", o.unit_type ? unit_type_names[o.unit_type].label : "",
			 o.unit_type == UNIT_WELFARE_ONE && o.fund_source == FUND_SELF ? "（经费自筹）" : "");
}

enum err person_check(struct ctx *c, const struct person *p)
{
	if (p->id_card.p && !id_card_ok(p->id_card))
		return fail_on(c, "id_card", "bad_format", "身份证号不正确");
	bool ok = !p->mobile.p || (p->mobile.n >= 5 && p->mobile.n <= 20);

	for (size_t i = 0; ok && i < p->mobile.n; i++)
		ok = isdigit((unsigned char)p->mobile.p[i]) || strchr("+- ", p->mobile.p[i]);
	if (!ok)
		return fail_on(c, "mobile", "bad_format", "电话应当是 5 至 20 位数字");
	if (p->email.p && str_find(p->email, STR("@")) < 1)
		return fail_on(c, "email", "bad_format", "邮箱应当写成 名称@域名");
	return OK;
}

enum err person_enter(struct ctx *c, struct person *p)
{
	struct org o;
	enum err e = p->org ? org_peek(c, p->org, &o) : E_ABSENT;

	if (e == E_ABSENT)
		return fail_on(c, "org", "absent", "没有编号为 %" PRId64 " 的单位", p->org);
	TRY(e);
	if (o.status == ORG_CLOSED)
		return fail_on(c, "org", "closed", "单位“" STR_FMT "”已经停用", STR_ARG(o.name));
	TRY(person_check(c, p));
	p->id = id_new(c);
	p->version = 1;
	p->status = PERSON_ACTIVE;
	p->created_at = c->now;
	if (date_none(p->from_date))
		p->from_date = today(c);
	return sql_put(c, &org_q[Q_PERSON_PUT], p);
}
