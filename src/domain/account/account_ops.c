/* Accounts: fields and ops. */
#include "domain/account/account_in.h"
#include "domain/org/org.h"

static const struct names status_names[ACC_STATUS_MAX] = { [ACC_ACTIVE] = { "active", "启用" }, [ACC_DISABLED] = { "disabled", "停用" } };
static const struct names session_kinds[SESSION_KIND_MAX] = { [SESSION_BROWSER] = { "browser", "浏览器" }, [SESSION_TOKEN] = { "token", "当天令牌" }, [SESSION_API] = { "api", "程序令牌" } };
/* A program's token is not got by signing in. */
static const struct names sign_in_kinds[SESSION_API] = { [SESSION_BROWSER] = { "browser", "浏览器" }, [SESSION_TOKEN] = { "token", "当天令牌" } };

struct held_role { struct str role, label; };
static const struct field held_fields[] = { F(struct held_role, role, F_STR, "岗位", OUT), F(struct held_role, label, F_STR, "名称", OUT), { 0 } };
static const struct record held_record = RECORD("held_role", struct held_role, held_fields, "岗位");

static const struct field account_fields[] = {
	F(struct account, id, F_ID, "编号", OUT),
	F(struct account, version, F_INT, "版本", OUT),
	F(struct account, login, F_STR, "登录名", OUT | FILTER | SORT),
	F(struct account, person, F_ID, "人员", OUT | FILTER, .ref = "person"),
	F(struct account, person_name, F_STR, "姓名", OUT | JOINED | PERSONAL),
	F(struct account, org, F_ID, "单位", OUT | FILTER, .ref = "org"),
	F(struct account, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct account, org_kind, F_STR, "所在方", OUT | JOINED | FILTER),
	F(struct account, status, F_ENUM, "状态", OUT | FILTER, NAMES(status_names)),
	F(struct account, pwd_changed_at, F_AT, "口令修改时间", OUT),
	F(struct account, failed_count, F_INT, "连续失败次数", OUT),
	F(struct account, locked_until, F_AT, "锁定至", OUT),
	F(struct account, last_login_at, F_AT, "上次登录时间", OUT),
	F(struct account, last_login_ip, F_STR, "上次登录地址", OUT),
	F(struct account, valid_to, F_DATE, "有效期至", OUT),
	F(struct account, created_at, F_AT, "建立时间", OUT),
	F(struct account, sealed, F_BOOL, "封存", OUT | FILTER, .article = "A31.P1a", .help = "两人一起启封才能登录"),
	F(struct account, unused, F_BOOL, "久未登录", OUT | VIRTUAL, .article = "A31.P2b", .help = "不能登录，由系统管理员恢复"),
	F(struct account, roles, F_LIST, "岗位", OUT | VIRTUAL, .sub = &held_record),
	{ 0 }
};
const struct record account_record = RECORD("account", struct account, account_fields, "账号");

static enum err roles_list(struct ctx *c, uint64_t roles, struct list *out)
{
	struct held_role *h = ARENA_ARRAY(c->arena, struct held_role, ROLE_MAX);

	*out = (struct list){ h, 0 };
	for (int r = 1; r < ROLE_MAX; r++)
		if (roles >> r & 1)
			h[out->n++] = (struct held_role){ str_of(role_names[r].word), str_of(role_names[r].label) };
	return OK;
}

static enum err account_fill(struct ctx *c, void *rec)
{
	struct account *a = rec;
	uint64_t roles;

	TRY(account_unused(c, a->id, &a->unused));
	TRY(account_roles(c, a->id, today(c), &roles));
	return roles_list(c, roles, &a->roles);
}

const struct entity account_entity = {
	.name = "account", .label = "账号", .path = "/accounts", .rec = &account_record, .from = "v_account", .table = "account", .title = "login",
	.fill = account_fill, .fill_row = account_fill,
	.scope = { .applicant = "root = :root OR org = :org", .user = "org = :org", .csp = "org = :org", .coop = "org = :org" },
};

/* ---- signing in and out ---- */
static const struct field sign_in_fields[] = {
	F(struct sign_in, login, F_STR, "登录名", IN | NEEDED, .max = 100), F(struct sign_in, password, F_STR, "口令", IN | NEEDED | SECRET, .max = 200),
	F(struct sign_in, code, F_STR, "动态码或恢复码", IN | SECRET, .max = 40, .article = "A31.P2b", .help = "登记过第二因素的要填"),
	F(struct sign_in, kind, F_ENUM, "用途", IN, NAMES(sign_in_kinds), .help = "browser 用会话 Cookie，token 返回程序令牌"), { 0 }
};
static const struct record sign_in_record = RECORD("session_create", struct sign_in, sign_in_fields, "登录");

struct me {
	int64_t account, person, org, root_org; struct str login, name, org_name; int32_t party; struct list roles, perms;
	struct str csrf_token, token; struct instant expires_at; bool must_change_password;
	bool second_factor, blocked; struct str lacks; int64_t recovery_left, session; struct instant proved_until;
};
static const struct field me_fields[] = {
	F(struct me, account, F_ID, "账号", OUT), F(struct me, person, F_ID, "人员", OUT), F(struct me, org, F_ID, "单位", OUT),
	F(struct me, root_org, F_ID, "一级预算单位", OUT), F(struct me, login, F_STR, "登录名", OUT), F(struct me, name, F_STR, "姓名", OUT),
	F(struct me, org_name, F_STR, "单位名称", OUT), F(struct me, party, F_ENUM, "所在方", OUT, .names = org_kind_names, .n_names = ORG_KIND_MAX),
	F(struct me, roles, F_LIST, "岗位", OUT, .sub = &held_record), F(struct me, perms, F_STRS, "权限", OUT, .max = 400),
	F(struct me, csrf_token, F_STR, "CSRF 令牌", OUT), F(struct me, token, F_STR, "程序令牌", OUT, .help = "只在登录时给出一次"),
	F(struct me, expires_at, F_AT, "有效期至", OUT),
	F(struct me, must_change_password, F_BOOL, "应当修改口令", OUT, .help = "初始口令，或者用得太久", .article = "A31.P2b"),
	F(struct me, second_factor, F_BOOL, "已登记第二因素", OUT, .article = "A31.P2b"), F(struct me, recovery_left, F_INT, "未用的恢复码", OUT),
	F(struct me, lacks, F_STR, "还缺什么", OUT, .help = "password_change_needed 先改口令，second_factor_enrol 登记第二因素（宽限期内先提示，过后不登记不能办事），first_run_unfinished 等另外的管理员登记；空：不缺"),
	F(struct me, blocked, F_BOOL, "补上之前不能办事", OUT, .help = "缺的东西不补上，只能补"), F(struct me, session, F_ID, "本次会话", OUT),
	F(struct me, proved_until, F_AT, "再次验证有效至", OUT, .help = "过后办理要紧的事要再次出示第二因素；空：已经要了，或者不用"), { 0 }
};
const struct record account_me_record = RECORD("me", struct me, me_fields, "当前账号");

static enum err show_me(struct ctx *c, const struct principal *w, bool by_password, struct me *m)
{
	struct str *perms = ARENA_ARRAY(c->arena, struct str, 400);

	m->account = w->account; m->person = w->person; m->org = w->org; m->root_org = w->root_org;
	m->login = w->login; m->name = w->name; m->org_name = w->org_name; m->party = (int32_t)w->party;
	m->csrf_token = w->csrf;
	m->expires_at = w->expires_at.ms == INT64_MAX ? AT_NONE : w->expires_at;
	roles_list(c, w->roles, &m->roles);
	m->perms = (struct list){ perms, 0 };
	for (const struct feature *const *f = features; *f; f++)
		for (const struct grant *g = (*f)->grants; g && g->perm; g++)
			if ((g->roles & w->roles) && m->perms.n < 400)
				perms[m->perms.n++] = str_of(g->perm);
	TRY(factor_held(c, w->account, &m->second_factor));
	TRY(sql_int(c, &account_q[Q_RECOVERY_LEFT], &m->recovery_left, w->account));
	m->lacks = w->lacks_code ? str_of(w->lacks_code) : STR_NONE;
	if (!w->lacks_code && !w->mark.p && !w->scope.p && !m->second_factor && factor_policy(c) == FACTOR_REQUIRED)
		m->lacks = STR("second_factor_enrol");
	m->blocked = w->lacks_code != NULL;
	if (w->session.p)
		TRY(str_int(w->session, &m->session));
	m->proved_until = w->proved_until.ms > c->now.ms ? w->proved_until : AT_NONE;
	return by_password ? account_password_due(c, w->account, &m->must_change_password) : OK;
}

enum err account_sign_in_open(struct ctx *c, const struct sign_in *in, struct str way, void *out)
{
	struct me *m = out;
	struct principal who;
	int32_t kind = in->kind ? in->kind : SESSION_BROWSER;

	TRY(account_who(c, in->account, &who));
	TRY(first_run_settle(c));
	bool held = false;
	int64_t sealed = 0;
	TRY(sql_int(c, &account_q[Q_ACC_SEALED], &sealed, in->account));
	/* Two people with their own second factors opened it: it has none. */
	if (!sealed) {
		TRY(factor_held(c, in->account, &held));
		if (held)
			TRY(factor_use(c, in->account, in->code));
		TRY(factor_lacks(c, in->account, !way.p, &who));
	}
	/* What was shown at the door counts as shown; another server's word for who it is does not. */
	struct instant factor_at = held ? c->now : AT_NONE, password_at = way.p ? AT_NONE : c->now;
	if (!sealed)
		TRY(factor_proved(c, in->account, factor_at, password_at, &who));
	struct str token = token_new(c), csrf = token_new(c);
	struct instant expires = { c->now.ms + HOURS(setting_int(c, "session.hours")) }, until;
	struct str no;
	if (sealed) {
		TRY(glass_until(c, in->account, &until, &no));
		expires.ms = MIN2(expires.ms, until.ms);
		c->who.mark = who.mark = arena_fmt(c->arena, "启封 " STR_FMT, STR_ARG(no));
	}
	int64_t id = id_new(c);
	TRY(sql_run(c, &account_q[Q_SESSION_PUT], id, in->account, digest_hex(c, token), csrf, session_kinds[kind].word, caller_ip(c), c->now, expires,
		    factor_at, password_at));
	if (way.p)
		TRY(sql_run(c, &account_q[Q_SESSION_WAY], id, way));
	int64_t surplus = 0;
	if (kind == SESSION_BROWSER)
		TRY(sql_run_n(c, &account_q[Q_SESSION_SURPLUS], &surplus, in->account, c->now, setting_int(c, "session.max")));
	if (surplus)
		who_changed(c);
	TRY(sql_run(c, &account_q[Q_ACC_SIGNED_IN], in->account, c->now, caller_ip(c)));
	who.csrf = csrf;
	who.session = arena_fmt(c->arena, "%" PRId64, id);
	who.expires_at = expires;
	TRY(show_me(c, &who, !way.p, m));
	if (kind == SESSION_BROWSER)
		answer_session(c, token, expires);
	else
		m->token = token;
	/* The audit row names who came in. */
	c->who.account = who.account;
	c->who.person = who.person;
	c->who.org = who.org;
	c->who.login = who.login;
	c->who.roles = who.roles;
	c->who.party = who.party;
	return OK;
}

static enum err session_create(struct ctx *c, const void *in, void *out) { return account_sign_in_open(c, in, STR_NONE, out); }

/* One answer for an unknown login, a wrong password and a locked account: nobody learns which logins exist. */
enum err account_sign_in_may(struct ctx *c, const struct sign_in *in)
{
	if (in->right && !in->locked && !in->closed) {
		bool held = false, right = true;
		if (!in->sealed)
			TRY(factor_held(c, in->account, &held));
		/* Only who knows the password learns that a second factor is asked for. */
		if (held && !in->code.n)
			return fail(c, E_DENIED, "second_factor_needed", "请输入动态码或恢复码");
		if (held)
			TRY(factor_right(c, in->account, in->code, &right));
		return right ? OK : fail(c, E_DENIED, "bad_code", "动态码或恢复码不正确，每个码只能用一次");
	}
	return fail(c, E_DENIED, "bad_login", "登录名或口令不正确，或者账号暂时不能登录");
}

static enum err right_password(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return in ? account_sign_in_may(c, in) : OK;
}

/* Wrong passwords in a row lock the account for a while; one long after the last begins a new row. What is tried while it is locked
 * counts for nothing. */
enum err account_sign_in_failed(struct ctx *c, const struct sign_in *in)
{
	bool locked;

	/* The audit row names the account; what was typed for an unknown one may be a password and is not kept. */
	if (in->known)
		c->who.login = in->login;
	if (!in->known || (in->right && strcmp(c->fail.reason, "bad_code") != 0) || in->locked)
		return OK;
	return account_failed(c, in->account, &locked);
}

static enum err note_failure(struct ctx *c, const void *in) { return account_sign_in_failed(c, in); }

static enum err session_end(struct ctx *c, const void *in, void *out)
{
	int64_t id = 0;

	(void)in;
	(void)out;
	if (str_int(c->who.session, &id) == OK)
		TRY(sql_run(c, &account_q[Q_SESSION_END], id, c->now));
	answer_no_session(c);
	who_changed(c);
	return OK;
}

struct session_row { int64_t id, account; int32_t kind; struct str ip, name, scope; struct instant created_at, last_seen_at, expires_at; };
static const struct field session_fields[] = {
	F(struct session_row, id, F_ID, "编号", OUT | SORT), F(struct session_row, account, F_ID, "账号", OUT),
	F(struct session_row, kind, F_ENUM, "用途", OUT, NAMES(session_kinds)), F(struct session_row, ip, F_STR, "地址", OUT),
	F(struct session_row, created_at, F_AT, "登录时间", OUT), F(struct session_row, expires_at, F_AT, "有效期至", OUT),
	F(struct session_row, last_seen_at, F_AT, "最近使用", OUT), F(struct session_row, name, F_STR, "用途说明", OUT),
	F(struct session_row, scope, F_STR, "权限范围", OUT), { 0 }
};
static const struct record session_record = RECORD("session", struct session_row, session_fields, "会话");
static const struct list_def session_list = { .from = "session", .rec = &session_record, .where = "account = :account AND ended_at IS NULL AND expires_at > :now", .order = "-id", .unscoped = true };

struct one_id { int64_t id; };
static const struct field one_id_fields[] = { F(struct one_id, id, F_ID, "编号", IN_PATH), { 0 } };
static const struct record one_id_record = RECORD("session_end", struct one_id, one_id_fields, "结束会话");

static enum err session_end_one(struct ctx *c, const void *in_, void *out)
{
	const struct one_id *in = in_;
	int64_t owner = 0;

	(void)out;
	TRY(sql_int(c, &account_q[Q_SESSION_OWNER], &owner, in->id));
	if (owner != c->who.account)
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的会话", in->id);
	who_changed(c);
	return sql_run(c, &account_q[Q_SESSION_END], in->id, c->now);
}

static enum err me(struct ctx *c, const void *in, void *out)
{
	struct str way = STR_NONE;
	int64_t session = 0;

	(void)in;
	if (c->who.by_cookie && str_int(c->who.session, &session) == OK)
		TRY(sql_str(c, &account_q[Q_SESSION_NAME], &way, session));
	return show_me(c, &c->who, !way.p, out);
}

/* ---- passwords ---- */
struct password_in { int64_t id; struct str old_password, password, hash; bool old_right; };
static const struct field own_password_fields[] = {
	F(struct password_in, old_password, F_STR, "原口令", IN | NEEDED | SECRET), F(struct password_in, password, F_STR, "新口令", IN | NEEDED | SECRET), { 0 }
};
static const struct record own_password_record = RECORD("password_change", struct password_in, own_password_fields, "修改口令");

static enum err own_password_prepare(struct ctx *c, void *in_)
{
	struct password_in *in = in_;
	struct str hash;

	TRY(sql_str(c, &account_q[Q_ACC_HASH], &hash, c->who.account));
	in->old_right = secret_ok(c, in->old_password, hash);
	if (!in->old_right)
		fail_on(c, "old_password", "wrong", "原口令不正确");
	account_password_rule(c, "password", in->password, c->who.login);
	if (!c->fail.n_errors)
		account_password_new(c, "password", c->who.account, in->password);
	return c->fail.n_errors ? OK : secret_hash(c, in->password, &in->hash);
}

static enum err own_password(struct ctx *c, const void *in_, void *out)
{
	const struct password_in *in = in_;
	int64_t session = 0;

	(void)out;
	TRY(account_password_set(c, c->who.account, in->hash, true));
	TRY(fact_tell(c, "account.password_changed", &account_entity, c->who.account));
	if (str_int(c->who.session, &session) != OK)
		session = 0;
	who_changed(c);
	return sql_run(c, &account_q[Q_SESSION_END_ALL], c->who.account, c->now, session);
}

static const struct field set_password_fields[] = {
	F(struct password_in, id, F_ID, "编号", IN_PATH), F(struct password_in, password, F_STR, "初始口令", IN | NEEDED | SECRET), { 0 }
};
static const struct record set_password_record = RECORD("account_set_password", struct password_in, set_password_fields, "重置口令");

static enum err set_password_prepare(struct ctx *c, void *in_)
{
	struct password_in *in = in_;

	account_password_rule(c, "password", in->password, STR_NONE);
	return c->fail.n_errors ? OK : secret_hash(c, in->password, &in->hash);
}

static enum err set_password(struct ctx *c, const void *in_, void *out)
{
	const struct password_in *in = in_;

	(void)out;
	if (account_password_rule(c, "password", in->password, ((const struct account *)c->subject)->login) != OK)
		return fields_ok(c);
	who_changed(c);
	TRY(account_password_set(c, in->id, in->hash, false));
	TRY(fact_tell(c, "account.password_changed", &account_entity, in->id));
	return sql_run(c, &account_q[Q_SESSION_END_ALL], in->id, c->now, (int64_t)0);
}

/* ---- keeping accounts ---- */
struct account_in { struct str login, password, hash; int64_t person; struct date valid_to; };
static const struct field account_in_fields[] = {
	F(struct account_in, login, F_STR, "登录名", IN | NEEDED, .min = 0, .max = 60), F(struct account_in, person, F_ID, "人员", IN | NEEDED, .ref = "person"),
	F(struct account_in, password, F_STR, "初始口令", IN | NEEDED | SECRET), F(struct account_in, valid_to, F_DATE, "有效期至", IN), { 0 }
};
static const struct record account_in_record = RECORD("account_create", struct account_in, account_in_fields, "建立账号");

static enum err account_create_prepare(struct ctx *c, void *in_)
{
	struct account_in *in = in_;

	account_password_rule(c, "password", in->password, in->login);
	return c->fail.n_errors ? OK : secret_hash(c, in->password, &in->hash);
}

static enum err account_create(struct ctx *c, const void *in_, void *out)
{
	const struct account_in *in = in_;
	struct person p;

	(void)out;
	if (entity_peek(c, &person_entity, in->person, &p) != OK) {
		fail_clear(&c->fail);
		return fail_on(c, "person", "absent", "没有编号为 %" PRId64 " 的人员", in->person);
	}
	enum err e = account_enter(c, in->login, p.id, p.org, in->hash, in->valid_to, &c->made);
	return c->fail.n_errors ? fields_ok(c) : e;
}

struct grant_in { int64_t id; int32_t role; struct date from_date, to_date; struct str reason; };
static const struct field grant_in_fields[] = {
	F(struct grant_in, id, F_ID, "编号", IN_PATH), F(struct grant_in, role, F_ENUM, "岗位", IN | NEEDED, .names = role_names, .n_names = ROLE_MAX, .article = "A31.P2a"),
	F(struct grant_in, from_date, F_DATE, "起", IN), F(struct grant_in, to_date, F_DATE, "止（不含）", IN, .help = "云服务商的人不填时按最长天数"), F(struct grant_in, reason, F_TEXT, "事由", IN | NEEDED), { 0 }
};
static const struct record grant_in_record = RECORD("account_grant", struct grant_in, grant_in_fields, "授予岗位");
static const struct record revoke_in_record = RECORD("account_revoke", struct grant_in, grant_in_fields, "收回岗位");

static enum org_kind party_of(const struct account *a) { return (enum org_kind)names_find(org_kind_names, ORG_KIND_MAX, a->org_kind); }

static enum err grant_role(struct ctx *c, const void *in_, void *out)
{
	const struct grant_in *in = in_;

	(void)out;
	enum err e = account_grant(c, in->id, party_of(c->subject), in->role, in->from_date, in->to_date, in->reason);
	return c->fail.n_errors ? fields_ok(c) : e;
}

static enum err revoke_role(struct ctx *c, const void *in_, void *out)
{
	const struct grant_in *in = in_;
	int64_t n = 0;

	(void)out;
	TRY(sql_run_n(c, &account_q[Q_GRANT_END], &n, in->id, role_names[in->role].word, c->now));
	who_changed(c);
	return n ? OK : fail(c, E_CONFLICT, "account.no_role", "该账号没有担任“%s”", role_names[in->role].label);
}

struct disable_in { int64_t id; struct str comment; };
static const struct field disable_fields[] = { F(struct disable_in, id, F_ID, "编号", IN_PATH), F(struct disable_in, comment, F_TEXT, "事由", IN | NEEDED), { 0 } };
static const struct record disable_record = RECORD("account_disable", struct disable_in, disable_fields, "停用账号");

static const struct record reset_record = RECORD("account_reset_factor", struct disable_in, disable_fields, "清除第二因素");
static const struct record enable_record = RECORD("account_enable", struct disable_in, disable_fields, "恢复账号");

static enum err disable(struct ctx *c, const void *in_, void *out)
{
	const struct disable_in *in = in_;

	(void)out;
	who_changed(c);
	TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], in->id, c->now, (int64_t)0));
	return sql_run(c, &account_q[Q_ACC_STATUS], in->id, status_names[ACC_DISABLED].word);
}

static enum err enable(struct ctx *c, const void *in_, void *out)
{
	const struct disable_in *in = in_;
	const struct account *a = c->subject;
	int64_t other = 0;

	(void)out;
	TRY(sql_int(c, &account_q[Q_ACC_OF_PERSON], &other, a->person));
	if (other && other != a->id)
		return fail(c, E_CONFLICT, "account.has_other", "此人另有一个在用账号，一人一号");
	who_changed(c);
	TRY(sql_run(c, &account_q[Q_ACC_ENABLED], in->id, c->now));
	return sql_run(c, &account_q[Q_ACC_STATUS], in->id, status_names[ACC_ACTIVE].word);
}

/* ---- what stands in the way ---- */
static enum err not_own(struct ctx *c, const void *subject, const void *in)
{
	const struct account *a = subject;

	(void)in;
	return a->id == c->who.account ? refuse(c, "任何人不得变更自己的权限") : OK;
}

static enum err not_oneself(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct person *)subject)->id == c->who.person ? refuse(c, "任何人不得变更自己的权限") : OK;
}

static enum err not_sealed(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct account *)subject)->sealed ? refuse(c, "封存的账号没有口令，只能两人一起启封") : OK;
}

static enum err is_active(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct account *)subject)->status == ACC_ACTIVE ? OK : refuse(c, "账号已经停用");
}

/* Who has left gets no account any more, neither a new one nor the old one back. */
static enum err still_here(struct ctx *c, int64_t person)
{
	struct ctx ask = *c;
	struct person p;

	fail_clear(&ask.fail);
	if (entity_peek(&ask, &person_entity, person, &p) != OK || p.status == PERSON_ACTIVE)
		return OK;     /* that there is nobody of that number is the op's own to say */
	return refuse(c, STR_FMT "已离任，不能建立或恢复账号；回来任职的请重新登记人员", STR_ARG(p.name));
}
static enum err owner_to_be_here(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return in ? still_here(c, ((const struct account_in *)in)->person) : OK;
}
static enum err owner_here(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return still_here(c, ((const struct account *)subject)->person);
}

static enum err is_disabled(struct ctx *c, const void *subject, const void *in)
{
	const struct account *a = subject;
	bool unused;

	(void)in;
	TRY(account_unused(c, a->id, &unused));
	return a->status == ACC_DISABLED || unused ? OK : refuse(c, "账号本来就在用");
}

static enum err admins_remain(struct ctx *c, const void *subject, const void *in)
{
	const struct account *a = subject;
	uint64_t roles;

	(void)in;
	TRY(account_roles(c, a->id, today(c), &roles));
	return account_not_last_admin(c, a->id, roles);
}

static enum err admins_remain_after(struct ctx *c, const void *subject, const void *in_)
{
	const struct grant_in *in = in_;
	const struct account *a = subject;
	uint64_t roles;

	if (!in)
		return OK;
	TRY(account_roles(c, a->id, today(c), &roles));
	return account_not_last_admin(c, a->id, roles & UINT64_C(1) << in->role);
}

static enum err admins_remain_without(struct ctx *c, const void *subject, const void *in)
{
	const struct person *p = subject;
	int64_t account = 0;
	uint64_t roles;

	(void)in;
	TRY(sql_int(c, &account_q[Q_ACC_OF_PERSON], &account, p->id));
	if (!account)
		return OK;
	TRY(account_roles(c, account, today(c), &roles));
	return account_not_last_admin(c, account, roles);
}

/* ---- people by file: with login and roles an account comes along ---- */
struct person_row { struct str org_no, name, mobile, email, post, login, roles, password, hash; uint32_t duty_kind; };
static const struct field person_row_fields[] = {
	F(struct person_row, org_no, F_STR, "单位编码", IN | NEEDED), F(struct person_row, name, F_STR, "姓名", IN | NEEDED, .max = 60),
	F(struct person_row, mobile, F_STR, "手机", IN | NEEDED | PERSONAL, .max = 20), F(struct person_row, email, F_STR, "邮箱", IN | PERSONAL), F(struct person_row, post, F_STR, "职务", IN, .max = 60),
	F(struct person_row, duty_kind, F_SET, "职责", IN, .names = duty_names, .n_names = DUTY_MAX), F(struct person_row, login, F_STR, "登录名", IN, .max = 60),
	F(struct person_row, roles, F_STR, "岗位", IN, .help = "多个用分号分开"), F(struct person_row, password, F_STR, "初始口令", IN | SECRET), { 0 }
};
static const struct record person_row_record = RECORD("person_row", struct person_row, person_row_fields, "人员");

/* One password for many rows is hashed once: a first load of hundreds of people would otherwise hold the writer for minutes. */
struct last_hash { struct str password, hash; };

static enum err row_hash(struct ctx *c, const struct person_row *r, struct last_hash *last)
{
	if (!r->password.n)
		return OK;
	TRY(account_password_rule(c, "password", r->password, r->login));
	if (str_eq(r->password, last->password))
		return OK;
	last->password = r->password;
	return secret_hash(c, r->password, &last->hash);
}

/* "auth_handler;auth_approver", words or labels. */
static enum err row_roles(struct ctx *c, int64_t account, enum org_kind party, struct str roles, struct date to, struct str reason)
{
	for (struct str rest = roles; rest.p;) {
		struct str word = str_trim(str_cut(&rest, ';'));
		int32_t role = names_find(role_names, ROLE_MAX, word);
		if (!role)
			return fail_on(c, "roles", "bad_enum", "没有名为“" STR_FMT "”的岗位", STR_ARG(utf8_head(word, 40)));
		enum err e = account_grant(c, account, party, role, DATE_NONE, to, reason);
		if (e == E_REFUSED || e == E_CONFLICT)
			return fail_on(c, "roles", c->fail.reason, "%s%s%s", c->fail.sentence, c->fail.article[0] ? "，见 " : "", c->fail.article);
		TRY(e);
	}
	return OK;
}

static enum err person_one(struct ctx *c, const struct person_row *r, struct last_hash *last)
{
	struct org o;
	struct person p;
	int64_t account = 0;

	enum err e = org_by_no(c, r->org_no, &o);
	if (e == E_ABSENT)
		return fail_on(c, "org_no", "absent", "没有编码为“" STR_FMT "”的单位", STR_ARG(r->org_no));
	TRY(e);
	record_none(&person_record, &p);
	p.org = o.id; p.name = r->name; p.mobile = r->mobile; p.email = r->email; p.post = r->post; p.duty_kind = r->duty_kind;
	TRY(person_enter(c, &p));
	if (!r->login.n)
		return r->roles.n ? fail_on(c, "login", "missing", "有岗位就要有登录名") : OK;
	/* Who makes accounts does not hand out rights (A31.P2a); the platform's own first load does both. */
	if (r->roles.n && !c->who.system)
		return fail_on(c, "roles", "account.grants_apart", "岗位由安全管理员授予，请留空，再由其导入 roles（登录名，岗位）");
	TRY(row_hash(c, r, last));
	TRY(account_enter(c, r->login, p.id, o.id, r->password.n ? last->hash : STR_NONE, DATE_NONE, &account));
	if (c->who.system)
		TRY(sql_run(c, &account_q[Q_ACC_OWN], account, true));
	return r->roles.n ? row_roles(c, account, (enum org_kind)o.kind, r->roles, DATE_NONE, STR("人员导入")) : OK;
}

static enum err people_import(struct ctx *c, const struct list *rows)
{
	struct last_hash last = { STR_NONE, STR_NONE };

	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		size_t before = c->fail.n_errors;
		enum err e = person_one(c, LIST_AT(*rows, struct person_row, i), &last);
		if (e != OK && c->fail.n_errors == before)
			return e;
		import_errors(c, i, before);
	}
	return OK;
}

struct role_row { struct str login, roles, reason; struct date to_date; };
static const struct field role_row_fields[] = {
	F(struct role_row, login, F_STR, "登录名", IN | NEEDED, .max = 60),
	F(struct role_row, roles, F_STR, "岗位", IN | NEEDED, .help = "多个用分号分开", .article = "A31.P2a"),
	F(struct role_row, to_date, F_DATE, "止（不含）", IN), F(struct role_row, reason, F_STR, "事由", IN), { 0 }
};
static const struct record role_row_record = RECORD("role_row", struct role_row, role_row_fields, "岗位");

static enum err role_one(struct ctx *c, const struct role_row *r)
{
	struct principal who;

	enum err e = account_who_by_login(c, r->login, &who);
	if (e == E_ABSENT)
		return fail_on(c, "login", "absent", "没有登录名为“" STR_FMT "”的在用账号", STR_ARG(r->login));
	TRY(e);
	return row_roles(c, who.account, who.party, r->roles, r->to_date, r->reason.n ? r->reason : STR("岗位导入"));
}

static enum err roles_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		size_t before = c->fail.n_errors;
		enum err e = role_one(c, LIST_AT(*rows, struct role_row, i));
		if (e != OK && c->fail.n_errors == before)
			return e;
		import_errors(c, i, before);
	}
	return OK;
}

/* ---- grants, for those who check who holds what ---- */
struct role_grant {
	int64_t id, account, person, org, delegation; int32_t role; struct str login, person_name, org_name, by_login, reason;
	struct date from_date, to_date; struct instant granted_at, revoked_at;
};
static const struct field role_grant_fields[] = {
	F(struct role_grant, id, F_ID, "编号", OUT), F(struct role_grant, account, F_ID, "账号", OUT | FILTER, .ref = "account"),
	F(struct role_grant, role, F_ENUM, "岗位", OUT | FILTER, .names = role_names, .n_names = ROLE_MAX), F(struct role_grant, login, F_STR, "登录名", OUT | JOINED | FILTER),
	F(struct role_grant, person, F_ID, "人员", OUT | JOINED | FILTER, .ref = "person"), F(struct role_grant, person_name, F_STR, "姓名", OUT | JOINED | PERSONAL),
	F(struct role_grant, org, F_ID, "单位", OUT | JOINED | FILTER, .ref = "org"), F(struct role_grant, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct role_grant, from_date, F_DATE, "起", OUT), F(struct role_grant, to_date, F_DATE, "止（不含）", OUT | FILTER),
	F(struct role_grant, by_login, F_STR, "授予人", OUT | JOINED), F(struct role_grant, reason, F_STR, "事由", OUT),
	F(struct role_grant, delegation, F_ID, "授权书", OUT | FILTER, .ref = "delegation", .article = "A31.P1b"),
	F(struct role_grant, granted_at, F_AT, "授予时间", OUT | FILTER), F(struct role_grant, revoked_at, F_AT, "收回时间", OUT), { 0 }
};
static const struct record role_grant_record = RECORD("role_grant", struct role_grant, role_grant_fields, "授权");
static const struct entity role_grant_entity = {
	.name = "role_grant", .label = "授权", .path = "/role-grants", .rec = &role_grant_record, .from = "v_role_grant", .table = "role_grant",
	.scope = { .applicant = "root = :root OR org = :org", .user = "org = :org", .csp = "org = :org", .coop = "org = :org" },
};
static const struct list_def role_grant_list = { .order = "-id", .search = "login || ' ' || person_name || ' ' || org_name", .search_masked = "login || ' ' || org_name" };

/* ---- sessions in use are written down once a minute; those that ran out are closed ---- */
static enum err sessions_seen(struct ctx *c)
{
	struct list notes = session_notes_take(c);

	EACH(struct session_note, n, notes)
		TRY(sql_run(c, &account_q[Q_SESSION_SEEN], n->session, n->at));
	return sql_run(c, &account_q[Q_SESSION_OLD], c->now);
}
/* A9a.1a: an applying unit without its dedicated person cannot submit; the authority hears of it before it matters. */
static enum err look_for_managers(struct ctx *c)
{
	struct list without;
	int64_t authority = 0;

	TRY(org_authority(c, &authority));
	TRY(account_without_manager(c, &without));
	return authority && without.n ? fact_tell(c, "account.no_manager", &org_entity, authority) : OK;
}
static const struct job account_jobs[] = {
	{ "account.managers", DAYS(7), look_for_managers, NULL, "A9a.1a", "申请单位资源管理员缺位提醒" },
	{ "account.glass", MINUTES(1), glass_minute, NULL, "A31.P1a", "启封到时重新封存、催交报告" },
	{ "account.seen", MINUTES(1), sessions_seen, NULL, "A31.P2b", "会话使用时间" },
	{ 0 }
};

static const struct record seal_record = RECORD("account_seal", struct disable_in, disable_fields, "封存账号");
static const struct list_def glass_list = { .order = "-id", .search = "no || ' ' || login || ' ' || reason" };
static const struct list_def account_list = { .order = "login", .search = "login || ' ' || person_name || ' ' || org_name", .search_masked = "login || ' ' || org_name" };

static const struct op account_ops[] = {
	{ "session.create", POST, "/sessions", .in = &sign_in_record, .out = &account_me_record, .fn = session_create, .words = "登录", .article = "A31.P2b",
	  .flags = OP_PUBLIC | OP_KEEPS_SESSION, .prepare = account_sign_in_prepare, .refused = note_failure },
	{ "session.step_up", POST, "/sessions/current/step-up", .in = &step_up_record, .out = &step_up_out_record, .fn = session_step_up, .words = "再次验证",
	  .article = "A31.P2b", .flags = OP_SIGNED_IN, .prepare = session_step_up_prepare, .refused = step_up_failed, .help = "出示第二因素；自愿而没有登记的，再输一次口令" },
	{ "second_factor.enrol", POST, "/me/second-factor", .in = &enrol_in_record, .out = &enrol_out_record, .fn = factor_enrol, .words = "登记第二因素",
	  .article = "A31.P2b", .flags = OP_SIGNED_IN | OP_BARE | OP_SECRET, .refused = step_up_failed, .help = "用动态码应用扫描后，再输入一次动态码确认" },
	{ "second_factor.confirm", POST, "/me/second-factor/confirm", .in = &confirm_record, .out = &codes_record, .fn = factor_confirm, .words = "确认第二因素",
	  .article = "A31.P2b", .flags = OP_SIGNED_IN | OP_BARE | OP_SECRET },
	{ "second_factor.codes", POST, "/me/second-factor/recovery-codes", .out = &codes_record, .fn = factor_codes, .words = "换一批恢复码", .article = "A31.P2b",
	  .flags = OP_SIGNED_IN | OP_STEP_UP | OP_SECRET },
	{ "token.create", POST, "/tokens", .in = &token_in_record, .out = &token_out_record, .fn = token_create, .words = "签发程序令牌", .article = "A31.P2b",
	  .flags = OP_SIGNED_IN | OP_STEP_UP | OP_SECRET },
	{ "account.reset_factor", POST, "/accounts/{id}/second-factor/reset", "account.grant", .in = &reset_record, .fn = factor_reset, .words = "清除第二因素",
	  .article = "A31.P2b", .flags = OP_STEP_UP, .entity = &account_entity, .help = "丢失设备时用；此人下次登录要重新登记" },
	{ "session.end", POST, "/sessions/current/end", .fn = session_end, .words = "退出登录", .article = "A31.P2b",
	  .flags = OP_SIGNED_IN | OP_KEEPS_SESSION | OP_BARE },
	{ "session.list", GET, "/sessions", .words = "我的会话", .article = "A31.P2b", .flags = OP_SIGNED_IN | OP_BARE, .list = &session_list },
	{ "session.end_one", DELETE, "/sessions/{id}", .in = &one_id_record, .fn = session_end_one, .words = "结束会话", .article = "A31.P2b", .flags = OP_SIGNED_IN },
	{ "account.me", GET, "/me", .out = &account_me_record, .fn = me, .words = "当前账号", .article = "A7", .flags = OP_SIGNED_IN | OP_BARE },
	{ "account.change_password", POST, "/me/password", .in = &own_password_record, .fn = own_password, .words = "修改口令", .article = "A31.P2b",
	  .flags = OP_SIGNED_IN | OP_BARE, .prepare = own_password_prepare },
	{ "account.list", GET, "/accounts", "account.read", .words = "账号", .article = "A31.P2a", .entity = &account_entity, .list = &account_list },
	{ "account.get", GET, "/accounts/{id}", "account.read", .words = "查看账号", .article = "A31.P2a", .entity = &account_entity },
	{ "account.create", POST, "/accounts", "account.keep", &account_in_record, .fn = account_create, .words = "建立账号", .article = "A31.P1a",
	  .flags = OP_CREATES, .entity = &account_entity, .prepare = account_create_prepare },
	{ "account.set_password", POST, "/accounts/{id}/password", "account.keep", &set_password_record, .fn = set_password, .words = "重置口令",
	  .article = "A31.P2b", .flags = OP_STEP_UP, .entity = &account_entity, .prepare = set_password_prepare },
	{ "account.disable", POST, "/accounts/{id}/disable", "account.keep", &disable_record, .fn = disable, .words = "停用账号", .article = "A22.3a",
	  .entity = &account_entity },
	{ "account.enable", POST, "/accounts/{id}/enable", "account.keep", &enable_record, .fn = enable, .words = "恢复账号", .article = "A31.P2a", .flags = OP_STEP_UP,
	  .entity = &account_entity },
	{ "account.seal", POST, "/accounts/{id}/seal", "account.keep", &seal_record, .fn = account_seal, .words = "封存账号", .article = "A31.P1a", .flags = OP_STEP_UP,
	  .entity = &account_entity, .help = "口令清除，以后只能两人一起启封，限时使用" },
	{ "break_glass.list", GET, "/break-glass", "break_glass.read", .words = "启封记录", .article = "A31.P1a", .entity = &break_glass_entity, .list = &glass_list },
	{ "break_glass.get", GET, "/break-glass/{id}", "break_glass.read", .words = "查看启封", .article = "A31.P1a", .entity = &break_glass_entity },
	{ "break_glass.ask", POST, "/break-glass", "break_glass.open", &glass_ask_record, &glass_half_record, glass_ask, "申请启封", "A31.P1a", OP_CREATES | OP_STEP_UP | OP_SECRET, &break_glass_entity,
	  .help = "得到口令的前一半；另一人在三十分钟内同意，得到后一半" },
	{ "break_glass.open", POST, "/break-glass/{id}/open", "break_glass.open", &glass_id_record, &glass_half_record, glass_open, "同意启封", "A31.P1a", OP_STEP_UP | OP_SECRET, &break_glass_entity,
	  .event = "open", .prepare = glass_open_prepare },
	{ "break_glass.close", POST, "/break-glass/{id}/close", "break_glass.open", NULL, NULL, glass_close, "重新封存", "A31.P1a", 0, &break_glass_entity, .event = "close" },
	{ "break_glass.report", POST, "/break-glass/{id}/report", "break_glass.open", &glass_report_record, NULL, glass_report, "提交启封报告", "A31.P1a", 0, &break_glass_entity, .event = "report" },
	{ "account.grant", POST, "/accounts/{id}/grant", "account.grant", &grant_in_record, .fn = grant_role, .words = "授予岗位", .article = "A31.P2a",
	  .flags = OP_STEP_UP, .entity = &account_entity },
	{ "account.revoke", POST, "/accounts/{id}/revoke", "account.grant", &revoke_in_record, .fn = revoke_role, .words = "收回岗位", .article = "A31.P2a",
	  .flags = OP_STEP_UP, .entity = &account_entity },
	{ "role_grant.list", GET, "/role-grants", "account.read", .words = "授权", .article = "A31.P2a", .entity = &role_grant_entity, .list = &role_grant_list },
	{ "role_grant.get", GET, "/role-grants/{id}", "account.read", .words = "查看授权", .article = "A31.P2a", .entity = &role_grant_entity },
	{ "role.matrix", GET, "/role-matrix", "account.read", .in = &matrix_ask_record, .out = &matrix_record, .fn = role_matrix, .words = "权限矩阵", .article = "A31.P2a",
	  .help = "每个操作由哪些岗位办、各方看得到哪些对象" },
	{ "role.duties", GET, "/duty-conflicts", "account.read", .out = &duty_rows_record, .fn = duty_list, .words = "职责冲突", .article = "A31.P2a" },
	{ "role.alone", GET, "/duty-conflicts/alone", "account.read", .in = &alone_ask_record, .out = &alone_rows_record, .fn = alone_list, .words = "一人独办", .article = "A31.P2a",
	  .flags = OP_SLOW, .help = "哪个在用账号能独自把一项程序办到有决定的末尾" },
	{ "object.who", GET, "/object-access", NULL, .in = &who_in_record, .out = &who_out_record, .fn = object_who, .words = "谁能看到、谁做过", .article = "A31.P2a",
	  .flags = OP_SIGNED_IN | OP_SLOW },
	{ "account.first_needed", GET, "/first-run", .out = &first_out_record, .fn = first_needed, .words = "首次启动状态", .article = "A31.P1a", .flags = OP_PUBLIC },
	{ "account.shown", GET, "/demonstration/people", .out = &shown_rows_record, .fn = shown_people, .words = "演示中的人", .article = "A31.P2b", .flags = OP_PUBLIC,
	  .help = "演示平台上可以换的身份，各有什么待办；不是演示平台的，没有" },
	{ "account.first", POST, "/first-run", .in = &first_record, .out = &first_out_record, .fn = first_run, .words = "首次启动", .article = "A31.P1a",
	  .flags = OP_PUBLIC, .prepare = first_prepare, .help = "三名管理员各自登记第二因素之后才算完成，此前什么事也办不了" },
	{ 0 }
};
static const struct grant account_grants[] = {
	{ "account.read", "查看账号", R_AUTH_READ | R_ADMIN | R_APPU },
	{ "account.keep", "建立和停用账号", R(SYS_ADMIN) },
	{ "account.grant", "授予和收回岗位", R(SEC_ADMIN) },
	{ "break_glass.read", "查看启封", R_AUTH_READ | R_ADMIN },
	{ "break_glass.open", "申请和同意启封", R_ADMIN | R(AUTH_ISSUER) },
	{ 0 }
};
static const struct guard account_guards[] = {
	{ .op = "session.create", .article = "A31.P2b", .reason = "bad_login", .must = right_password },
	{ .op = "account.first", .article = "A31.P1a", .reason = "account.first_done", .must = first_still_empty },
	{ .op = "account.first", .article = "A31.P2a", .reason = "account.three_people", .must = first_three_people },
	{ .op = "account.grant", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.grant", .article = "A22.3a", .reason = "account.disabled", .must = is_active },
	{ .op = "account.revoke", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.revoke", .article = "A31.P2a", .reason = "account.last_admin", .must = admins_remain_after },
	{ .op = "account.disable", .article = "A22.3a", .reason = "account.disabled", .must = is_active },
	{ .op = "account.disable", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.disable", .article = "A31.P2a", .reason = "account.last_admin", .must = admins_remain },
	{ .op = "account.create", .article = "A22.3a", .reason = "account.person_left", .must = owner_to_be_here },
	{ .op = "account.enable", .article = "A31.P2a", .reason = "account.active", .must = is_disabled },
	{ .op = "account.enable", .article = "A22.3a", .reason = "account.person_left", .must = owner_here },
	{ .op = "account.enable", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.reset_factor", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.set_password", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.seal", .article = "A31.P2a", .reason = "account.own_rights", .must = not_own },
	{ .op = "account.seal", .article = "A31.P2a", .reason = "account.last_admin", .must = admins_remain },
	{ .op = "account.set_password", .article = "A31.P1a", .reason = "account.sealed", .must = not_sealed },
	{ .op = "account.change_password", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ .op = "second_factor.enrol", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ .op = "second_factor.confirm", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ .op = "second_factor.codes", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ .op = "token.create", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ .op = "break_glass.ask", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ &break_glass_flow, "open", NULL, "A31.P1a", "account.sealed", account_not_opened },
	{ &break_glass_flow, "open", NULL, "A31.P1a", "break_glass.same_person", glass_by_another },
	{ &break_glass_flow, "report", NULL, "A31.P1a", "break_glass.not_yours", glass_own },
	{ .op = "person.close", .article = "A31.P2a", .reason = "account.own_rights", .must = not_oneself },
	{ .op = "person.close", .article = "A31.P2a", .reason = "account.last_admin", .must = admins_remain_without },
	{ 0 }
};
static const struct setting account_settings[] = {
	{ "platform.demonstration", SET_BOOL, "false", "A31.P2b", "演示平台，控制台每页写明数据不是真的", FREE, 0, 0, 0 },
	{ "platform.demonstration_people", SET_WORDS, "无", "A31.P2b", "演示平台登录前列出的登录名，看的人换着身份登录；不列出的写“无”", FREE, 0, 0, 0 },
	{ "login.second_factor", SET_CHOICE, "required", "A31.P2b", "登录的第二因素", FREE, 0, 0, 0, "off,optional,required", .says = "不用,自愿,必须" },
	{ "login.enrol_days", SET_INT, "3", "A31.P2b", "账号建立后几天内可以先只用口令登录，并登记第二因素", FREE, 0, 0, 30 },
	{ "login.step_up_minutes", SET_INT, "10", "A31.P2b", "出示第二因素后多少分钟内可以办理要紧的事", FREE, 0, 1, 60 },
	{ "password.enforce", SET_BOOL, "true", "A31.P2b", "初始或过期的口令不改就不能办事", FREE, 0, 0, 0 },
	{ "token.max_days", SET_INT, "365", "A31.P2b", "程序令牌最长天数", FREE, 0, 1, 1095 },
	{ "delegation.max_days", SET_INT, "366", "A31.P1b", "云服务商的岗位和一份运维授权书最长天数", FREE, 0, 1, 1830 },
	{ "delegation.required", SET_BOOL, "false", "A31.P1b", "云服务商的岗位只凭运维授权书授予", FREE, 0, 0, 0 },
	{ "break_glass.minutes", SET_INT, "120", "A31.P1a", "封存账号一次启封最长分钟", FREE, 0, 5, 1440 },
	{ "break_glass.report_hours", SET_INT, "24", "A31.P1a", "启封结束后多少小时内提交报告", FREE, 0, 1, 240 },
	{ "session.max", SET_INT, "1", "A31.P2b", "一个账号同时的浏览器会话，再登录的结束最早的", FREE, 0, 1, 100 },
	{ "account.idle_days", SET_INT, "90", "A31.P2b", "多少天没有登录的账号不能再登录（三员除外；0 不限）", FREE, 0, 0, 3650 },
	{ "session.hours", SET_INT, "8", "A31.P2b", "登录最长有效小时", FREE, 0, 1, 24 },
	{ "session.idle_minutes", SET_INT, "15", "A31.P2b", "登录闲置多少分钟后失效", FREE, 0, 1, 120 },
	{ "password.days", SET_INT, "90", "A31.P2b", "口令最长使用天数", FREE, 0, 1, 365 },
	{ "password.failures", SET_INT, "5", "A31.P2b", "连续失败几次锁定", FREE, 0, 1, 10 },
	{ "password.failure_minutes", SET_INT, "15", "A31.P2b", "多少分钟内的失败算连续", FREE, 0, 1, 1440 },
	{ "password.lock_minutes", SET_INT, "30", "A31.P2b", "锁定分钟数", FREE, 0, 1, 1440 },
	{ 0 }
};
static const struct import account_imports[] = {
	{ "people", "account.keep", "导入人员", "A9a.1a", &person_row_record, people_import },
	{ "roles", "account.grant", "导入岗位", "A31.P2a", &role_row_record, roles_import, OP_STEP_UP },
	{ 0 }
};
static const struct entity *const account_entities[] = { &account_entity, &role_grant_entity, &break_glass_entity, NULL };
static const struct flow *const account_flows[] = { &break_glass_flow, NULL };

const struct feature account_feature = {
	.name = "account", .label = "账号与权限", .articles = ARTICLES("A7", "A9a.1a", "A31.P1a", "A31.P1b", "A31.P2a", "A31.P2b", "R-31"), .migrations = account_migrations,
	.sealed = SEALED_COLUMNS({ "second_factor", "account", "secret" }, { "second_factor", "account", "pending" }, { "break_glass", "id", "half" }),
	.invariants = account_invariants, .entities = account_entities, .flows = account_flows, .guards = account_guards, .settings = account_settings, .ops = account_ops,
	.grants = account_grants, .imports = account_imports, .jobs = account_jobs, STATEMENTS(account_q), .who_by_login = account_who_by_login,
	.who_by_token = account_who_by_token,
};
