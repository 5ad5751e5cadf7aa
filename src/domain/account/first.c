/* The first run (A31.P1a): an empty store gets its authority and three administrators, three people; it is over when each of them has a
 * second factor. Until then their sessions can do nothing else. */
#include "domain/account/account_in.h"
#include "domain/org/org.h"

struct first_admin { struct str login, name, mobile, password, hash; };
static const struct field admin_fields[] = {
	F(struct first_admin, login, F_STR, "登录名", IN | NEEDED, .max = 60), F(struct first_admin, name, F_STR, "姓名", IN | NEEDED, .max = 60),
	F(struct first_admin, mobile, F_STR, "手机", IN | PERSONAL, .max = 20), F(struct first_admin, password, F_STR, "口令", IN | NEEDED | SECRET), { 0 }
};
static const struct record admin_record = RECORD("first_admin", struct first_admin, admin_fields, "管理员");
struct first_in { struct str authority_name, org_no, regulation; struct first_admin *sys_admin, *sec_admin, *audit_admin; };
static const struct field first_fields[] = {
	F(struct first_in, authority_name, F_STR, "主管部门名称", IN | NEEDED), F(struct first_in, org_no, F_STR, "单位编码", IN | NEEDED, .max = 40),
	F(struct first_in, regulation, F_STR, "所依据的办法", IN, .help = "文书上引用的名称，如《某某州州级政务云管理办法》"),
	F(struct first_in, sys_admin, F_OBJ, "系统管理员", IN | NEEDED, .sub = &admin_record, .article = "A31.P1a"),
	F(struct first_in, sec_admin, F_OBJ, "安全管理员", IN | NEEDED, .sub = &admin_record, .article = "A31.P1a"),
	F(struct first_in, audit_admin, F_OBJ, "审计管理员", IN | NEEDED, .sub = &admin_record, .article = "A31.P1a"), { 0 }
};
const struct record first_record = RECORD("first_run", struct first_in, first_fields, "首次启动");
/* ---- how far it is ---- */
enum first_step { FIRST_FOUND = 1, FIRST_FACTORS, FIRST_DONE, FIRST_STEP_MAX };
static const struct names step_names[FIRST_STEP_MAX] = {
	[FIRST_FOUND] = { "found", "登记主管部门和三名管理员" }, [FIRST_FACTORS] = { "factors", "三名管理员登记第二因素" }, [FIRST_DONE] = { "done", "已完成" },
};
static const int32_t three[] = { ROLE_SYS_ADMIN, ROLE_SEC_ADMIN, ROLE_AUDIT_ADMIN };
struct first_holder { struct str role, label; bool second_factor; };
static const struct field holder_fields[] = {
	F(struct first_holder, role, F_STR, "岗位", OUT), F(struct first_holder, label, F_STR, "名称", OUT), F(struct first_holder, second_factor, F_BOOL, "已登记第二因素", OUT), { 0 }
};
static const struct record holder_record = RECORD("first_run_admin", struct first_holder, holder_fields, "管理员");
/* Who they are is nobody's business before they sign in: posts, no names. */
struct first_out { bool needed, demonstration; int32_t step; struct list admins; struct str regulation; };
static const struct field first_out_fields[] = {
	F(struct first_out, needed, F_BOOL, "需要首次设置", OUT, .help = "三名管理员都登记了第二因素才算完成"), F(struct first_out, step, F_ENUM, "进行到", OUT, NAMES(step_names)),
	F(struct first_out, admins, F_LIST, "三名管理员", OUT, .sub = &holder_record, .article = "A31.P1a"), F(struct first_out, regulation, F_STR, "所依据的办法", OUT),
	F(struct first_out, demonstration, F_BOOL, "演示平台", OUT, .help = "数据都不是真的，控制台每页写明"), { 0 }
};
const struct record first_out_record = RECORD("first_run_state", struct first_out, first_out_fields, "首次启动状态");

enum err first_run_open(struct ctx *c, bool *out)
{
	int64_t n = 0;

	if (factor_policy(c) == FACTOR_REQUIRED)
		TRY(sql_int_(c, &account_q[Q_FIRST_OPEN], &n, NO_VALS));
	*out = n > 0;
	return OK;
}

static enum err confirmed(struct ctx *c, uint64_t *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = 0;
	TRY(db_rows(c->db, &account_q[Q_FIRST_HELD], NO_VALS, &c->fail, &r));
	while (rows_next(r))
		*out |= UINT64_C(1) << names_find(role_names, ROLE_MAX, rows_str(r, 0));
	return rows_err(r, &c->fail);
}

enum err first_run_settle(struct ctx *c)
{
	int64_t n = 0;
	uint64_t held;

	TRY(sql_int_(c, &account_q[Q_FIRST_OPEN], &n, NO_VALS));
	if (!n)
		return OK;
	TRY(confirmed(c, &held));
	if (factor_policy(c) == FACTOR_REQUIRED && (held & R_ADMIN) != R_ADMIN)
		return OK;
	who_changed(c);
	return sql_run(c, &account_q[Q_FIRST_DONE], c->now);
}

static enum err first_state(struct ctx *c, struct first_out *out)
{
	struct first_holder *h = ARENA_ARRAY(c->arena, struct first_holder, COUNT(three));
	int64_t accounts = 0;
	uint64_t held;
	bool open;

	TRY(sql_int_(c, &account_q[Q_ACC_COUNT], &accounts, NO_VALS));
	TRY(first_run_open(c, &open));
	TRY(confirmed(c, &held));
	out->step = !accounts ? FIRST_FOUND : open ? FIRST_FACTORS : FIRST_DONE;
	out->needed = out->step != FIRST_DONE;
	out->regulation = setting_text(c, "document.regulation");
	out->demonstration = setting_bool(c, "platform.demonstration");
	out->admins = (struct list){ h, 0 };
	for (size_t i = 0; out->needed && i < COUNT(three); i++)
		h[out->admins.n++] = (struct first_holder){ str_of(role_names[three[i]].word), str_of(role_names[three[i]].label), held >> three[i] & 1 };
	return OK;
}

enum err first_needed(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return first_state(c, out);
}

/* ---- doing it ---- */
enum err first_prepare(struct ctx *c, void *in_)
{
	struct first_in *in = in_;
	static const char *const names[] = { "sys_admin/password", "sec_admin/password", "audit_admin/password" };
	struct first_admin *all[] = { in->sys_admin, in->sec_admin, in->audit_admin };

	for (size_t i = 0; i < COUNT(all); i++)
		account_password_rule(c, names[i], all[i]->password, all[i]->login);
	for (size_t i = 0; i < COUNT(all) && !c->fail.n_errors; i++)
		TRY(secret_hash(c, all[i]->password, &all[i]->hash));
	return OK;
}

static struct str bare(struct ctx *c, struct str s)
{
	const struct str wide = STR("\u3000");
	char *to = arena_alloc(c->arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (str_starts((struct str){ s.p + i, s.n - i }, wide))
			i += wide.n - 1;
		else if (s.p[i] != ' ' && s.p[i] != '-')
			to[n++] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
	return (struct str){ to, n };
}

enum err first_still_empty(struct ctx *c, const void *subject, const void *in)
{
	int64_t n = 0;

	(void)subject;
	(void)in;
	TRY(sql_int_(c, &account_q[Q_ACC_COUNT], &n, NO_VALS));
	return n ? refuse(c, "主管部门和三名管理员已经登记") : OK;
}

/* A name written apart, a login in capitals, one telephone: still one person. */
static bool same_person(struct ctx *c, const struct first_admin *a, const struct first_admin *b)
{
	return str_eq(bare(c, a->login), bare(c, b->login)) || str_eq(bare(c, a->name), bare(c, b->name)) || (a->mobile.n && str_eq(bare(c, a->mobile), bare(c, b->mobile)));
}

enum err first_three_people(struct ctx *c, const void *subject, const void *in_)
{
	const struct first_in *in = in_;

	(void)subject;
	if (!in)
		return OK;
	const struct first_admin *a[] = { in->sys_admin, in->sec_admin, in->audit_admin };
	for (size_t i = 0; i < 3; i++)
		if (same_person(c, a[i], a[(i + 1) % 3]))
			return refuse(c, "系统、安全、审计三名管理员应当是三个不同的人，各用各的账号");
	return OK;
}

enum err first_run(struct ctx *c, const void *in_, void *out)
{
	static const char *const posts[] = { "系统管理员", "安全管理员", "审计管理员" };
	const struct first_in *in = in_;
	const struct first_admin *admins[] = { in->sys_admin, in->sec_admin, in->audit_admin };
	struct org o;

	record_none(&org_record, &o);
	o.no = in->org_no; o.name = in->authority_name; o.kind = ORG_AUTHORITY; o.unit_type = UNIT_PARTY_GOV; o.level = LEVEL_PREFECTURE;
	o.fund_source = FUND_FULL; o.region_code = STR("532800");
	enum err e = org_enter(c, &o);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	for (size_t i = 0; i < COUNT(admins); i++) {
		struct person p;
		int64_t account;
		record_none(&person_record, &p);
		p.org = o.id; p.name = admins[i]->name; p.mobile = admins[i]->mobile; p.post = str_of(posts[i]);
		e = person_enter(c, &p);
		if (e == OK)
			e = account_enter(c, admins[i]->login, p.id, o.id, admins[i]->hash, DATE_NONE, &account);
		if (e == OK)
			e = sql_run(c, &account_q[Q_ACC_OWN], account, true);
		if (c->fail.n_errors)
			return fields_ok(c);
		TRY(e);
		TRY(account_grant(c, account, ORG_AUTHORITY, three[i], DATE_NONE, DATE_NONE, STR("首次启动")));
	}
	if (in->regulation.n)
		TRY(setting_change(c, "document.regulation", in->regulation, STR("首次启动")));
	TRY(sql_run(c, &account_q[Q_FIRST_PUT], c->now));
	return first_state(c, out);
}
