/* The second factor (RFC 6238), recovery codes, proving oneself again, and tokens for programs (A31.P2b). */
#include <stdio.h>
#include "domain/account/account_in.h"

enum { RECOVERY_CODES = 10, LOCK_DOUBLINGS = 6 };

const struct names factor_names[FACTOR_MAX] = { [FACTOR_OFF] = { "off", "不用" }, [FACTOR_OPTIONAL] = { "optional", "自愿" }, [FACTOR_REQUIRED] = { "required", "必须" } };

int factor_policy(struct ctx *c) { return names_find(factor_names, FACTOR_MAX, setting_text(c, "login.second_factor")); }

enum err factor_held(struct ctx *c, int64_t account, bool *out)
{
	int64_t n = 0;

	if (factor_policy(c) != FACTOR_OFF)
		TRY(sql_int(c, &account_q[Q_FACTOR_HAS], &n, account));
	*out = n > 0;
	return OK;
}

struct factor { struct str secret, pending; int64_t last_step; };

static enum err factor_get(struct ctx *c, int64_t account, struct factor *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = (struct factor){ 0 };
	TRY(db_rows(c->db, &account_q[Q_FACTOR], VALS(account), &c->fail, &r));
	if (!rows_next(r))
		return rows_err(r, &c->fail);
	out->secret = rows_null(r, 0) ? STR_NONE : arena_str(c->arena, rows_str(r, 0));
	out->pending = rows_null(r, 1) ? STR_NONE : arena_str(c->arena, rows_str(r, 1));
	out->last_step = rows_int(r, 2);
	TRY(secret_open(c, out->secret, &out->secret));
	return secret_open(c, out->pending, &out->pending);
}

/* Recovery codes are long and random, so a plain digest keeps them; typed with or without the dash, in either case. */
static struct str recovery_digest(struct ctx *c, int64_t account, struct str code)
{
	char *bare = arena_alloc(c->arena, code.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < code.n; i++)
		if (code.p[i] != '-' && code.p[i] != ' ')
			bare[n++] = code.p[i] >= 'A' && code.p[i] <= 'Z' ? (char)(code.p[i] + 32) : code.p[i];
	return digest_hex(c, arena_fmt(c->arena, "recovery %" PRId64 " %.*s", account, (int)n, bare));
}

static enum err code_step(struct ctx *c, int64_t account, struct str code, bool *right, int64_t *step, struct str *recovery)
{
	struct factor f;
	int64_t n = 0;

	*step = 0;
	*recovery = STR_NONE;
	TRY(factor_get(c, account, &f));
	*right = f.secret.p && otp_ok(c, f.secret, code, f.last_step, step);
	if (*right || !f.secret.p || code.n < 20)
		return OK;
	*recovery = recovery_digest(c, account, code);
	TRY(sql_int(c, &account_q[Q_RECOVERY_IS], &n, account, *recovery));
	*right = n > 0;
	return OK;
}

enum err factor_right(struct ctx *c, int64_t account, struct str code, bool *out)
{
	struct str recovery;
	int64_t step;

	return code_step(c, account, code, out, &step, &recovery);
}

static enum err bad_code(struct ctx *c)
{
	return fail(c, E_DENIED, "bad_code", "动态码或恢复码不正确，每个码只能用一次");
}

enum err factor_use(struct ctx *c, int64_t account, struct str code)
{
	struct str recovery;
	int64_t step;
	bool right;

	TRY(code_step(c, account, code, &right, &step, &recovery));
	if (!right)
		return bad_code(c);
	return recovery.p ? sql_run(c, &account_q[Q_RECOVERY_USE], account, recovery, c->now) : sql_run(c, &account_q[Q_FACTOR_STEP], account, step);
}

enum err factor_lacks(struct ctx *c, int64_t account, bool by_password, struct principal *who)
{
	bool held, due, first;
	int64_t created = 0;

	TRY(account_password_due(c, account, &due));
	if (by_password && due && setting_bool(c, "password.enforce")) {
		who->lacks_code = "password_change_needed";
		who->lacks = "口令是他人设的，或者已经过期，请先修改口令";
		return OK;
	}
	TRY(factor_held(c, account, &held));
	TRY(sql_int(c, &account_q[Q_ACC_CREATED], &created, account));
	TRY(first_run_open(c, &first));
	/* Days of grace to enrol in; the session says meanwhile what is still to be done. The first administrators have none. */
	if (!held && factor_policy(c) == FACTOR_REQUIRED && (first || created + DAYS(setting_int(c, "login.enrol_days")) <= c->now.ms)) {
		who->lacks_code = "second_factor_enrol";
		who->lacks = "请先登记第二因素：用动态码应用扫描二维码并输入一次动态码";
	} else if (first) {
		who->lacks_code = "first_run_unfinished";
		who->lacks = "首次启动还没有完成：三名管理员都登记了第二因素之后才能办事";
	}
	return OK;
}

/* What is shown again is what the account has: its second factor; only where one is voluntary and this account has none, its password. An
 * account that must enrol has nothing to show until it did, days of grace or not. */
enum { NEVER_MS = 1 };

enum err factor_proved(struct ctx *c, int64_t account, struct instant factor_at, struct instant password_at, struct principal *who)
{
	int policy = factor_policy(c);
	bool held;

	if (policy == FACTOR_OFF)
		return OK;
	TRY(factor_held(c, account, &held));
	bool can = held || policy == FACTOR_OPTIONAL;
	struct instant shown = held ? factor_at : password_at;
	who->proved_until.ms = can && !at_none(shown) ? shown.ms + MINUTES(setting_int(c, "login.step_up_minutes")) : NEVER_MS;
	who->prove = held ? "要再次出示第二因素" : can ? "要再次输入口令" : "要先登记第二因素";
	return OK;
}

/* ---- enrolling ---- */
static const struct field enrol_in_fields[] = { F(struct code_in, code, F_STR, "现有动态码", IN | SECRET, .max = 40, .help = "已登记过的，换设备时要填"), { 0 } };
const struct record enrol_in_record = RECORD("second_factor_enrol", struct code_in, enrol_in_fields, "登记第二因素");
static const struct field enrol_out_fields[] = {
	F(struct enrol_out, secret, F_STR, "密钥", OUT, .help = "不能扫码时手工输入；只给出这一次"), F(struct enrol_out, uri, F_STR, "二维码内容", OUT, .max = 400), { 0 }
};
const struct record enrol_out_record = RECORD("second_factor_secret", struct enrol_out, enrol_out_fields, "第二因素密钥");
static const struct field confirm_fields[] = { F(struct code_in, code, F_STR, "动态码", IN | NEEDED | SECRET, .max = 40), { 0 } };
const struct record confirm_record = RECORD("second_factor_confirm", struct code_in, confirm_fields, "确认第二因素");
static const struct field codes_fields[] = { F(struct codes_out, codes, F_STRS, "恢复码", OUT, .help = "每个只能用一次，只给出这一次，请另行保存"), { 0 } };
const struct record codes_record = RECORD("recovery_codes", struct codes_out, codes_fields, "恢复码");

enum err factor_enrol(struct ctx *c, const void *in_, void *out_)
{
	const struct code_in *in = in_;
	struct enrol_out *out = out_;
	struct str sealed;
	bool held;

	TRY(factor_held(c, c->who.account, &held));
	if (held)
		TRY(factor_use(c, c->who.account, in->code));
	struct str secret = otp_secret_new(c, &out->secret);
	TRY(secret_seal(c, secret, &sealed));
	TRY(sql_run(c, &account_q[Q_FACTOR_NEW], c->who.account));
	TRY(sql_run(c, &account_q[Q_FACTOR_PENDING], c->who.account, sealed));
	out->uri = arena_fmt(c->arena, "otpauth://totp/yunguan:" STR_FMT "?secret=" STR_FMT "&issuer=yunguan&algorithm=SHA1&digits=6&period=30", STR_ARG(c->who.login),
			     STR_ARG(out->secret));
	return OK;
}

static enum err codes_make(struct ctx *c, int64_t account, struct list *out)
{
	struct str *codes = ARENA_ARRAY(c->arena, struct str, RECOVERY_CODES);

	TRY(sql_run(c, &account_q[Q_RECOVERY_VOID], account, c->now));
	for (int i = 0; i < RECOVERY_CODES; i++) {
		struct str t = token_new(c);
		codes[i] = arena_fmt(c->arena, "%.5s-%.5s-%.5s-%.5s", t.p, t.p + 5, t.p + 10, t.p + 15);
		TRY(sql_run(c, &account_q[Q_RECOVERY_PUT], id_new(c), account, recovery_digest(c, account, codes[i]), c->now));
	}
	*out = (struct list){ codes, RECOVERY_CODES };
	return OK;
}

static int64_t own_session(const struct ctx *c)
{
	int64_t id = 0;

	return str_int(c->who.session, &id) == OK ? id : 0;
}

enum err factor_confirm(struct ctx *c, const void *in_, void *out)
{
	const struct code_in *in = in_;
	struct factor f;
	int64_t step = 0;

	TRY(factor_get(c, c->who.account, &f));
	if (!f.pending.p)
		return fail(c, E_CONFLICT, "second_factor.not_begun", "还没有开始登记第二因素");
	if (!otp_ok(c, f.pending, in->code, 0, &step))
		return fail_on(c, "code", "bad_code", "动态码不正确，请核对手机时间后再输一次");
	TRY(sql_run(c, &account_q[Q_FACTOR_CONFIRM], c->who.account, step, c->now));
	TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], c->who.account, c->now, own_session(c)));
	TRY(sql_run(c, &account_q[Q_SESSION_PROVED], own_session(c), c->now));
	TRY(fact_tell(c, "account.factor_changed", &account_entity, c->who.account));
	TRY(first_run_settle(c));
	who_changed(c);
	return codes_make(c, c->who.account, &((struct codes_out *)out)->codes);
}

enum err factor_codes(struct ctx *c, const void *in, void *out)
{
	bool held;

	(void)in;
	TRY(factor_held(c, c->who.account, &held));
	if (!held)
		return fail(c, E_CONFLICT, "second_factor.none", "还没有登记第二因素");
	return codes_make(c, c->who.account, &((struct codes_out *)out)->codes);
}

/* Passwords are given anew by the system administrator, second factors are cleared by the security administrator: nobody alone takes
 * an account over. */
enum err factor_reset(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	TRY(sql_run(c, &account_q[Q_FACTOR_RESET], c->subject_id));
	TRY(sql_run(c, &account_q[Q_RECOVERY_VOID], c->subject_id, c->now));
	TRY(fact_tell(c, "account.factor_changed", &account_entity, c->subject_id));
	who_changed(c);
	return sql_run(c, &account_q[Q_SESSION_END_ALL], c->subject_id, c->now, (int64_t)0);
}

/* ---- showing it again ---- */
struct step_up_in { struct str code, password; bool right; };
static const struct field step_up_fields[] = {
	F(struct step_up_in, code, F_STR, "动态码或恢复码", IN | SECRET, .max = 40, .help = "登记过第二因素的填这一项"),
	F(struct step_up_in, password, F_STR, "口令", IN | SECRET, .max = 200, .help = "第二因素自愿而没有登记的填这一项"), { 0 }
};
const struct record step_up_record = RECORD("session_step_up", struct step_up_in, step_up_fields, "再次验证");
struct step_up_out { struct instant proved_until; };
static const struct field step_up_out_fields[] = { F(struct step_up_out, proved_until, F_AT, "在此之前不再询问", OUT), { 0 } };
const struct record step_up_out_record = RECORD("session_proved", struct step_up_out, step_up_out_fields, "再次验证");

enum err session_step_up_prepare(struct ctx *c, void *in_)
{
	struct step_up_in *in = in_;
	struct str hash;

	if (!in->password.n)
		return OK;
	TRY(sql_str(c, &account_q[Q_ACC_HASH], &hash, c->who.account));
	in->right = secret_ok(c, in->password, hash);
	return OK;
}

static enum err missing(struct ctx *c, const char *field, const char *label)
{
	fail_on(c, field, "missing", "请填写%s", label);
	return fields_ok(c);
}

enum err session_step_up(struct ctx *c, const void *in_, void *out)
{
	const struct step_up_in *in = in_;
	bool held;

	if (!own_session(c))
		return fail(c, E_CONFLICT, "session.none", "这里没有登录会话");
	TRY(factor_held(c, c->who.account, &held));
	if (!held && factor_policy(c) != FACTOR_OPTIONAL)
		return fail(c, E_CONFLICT, "second_factor.none", "还没有登记第二因素");
	if (held && !in->code.n)
		return missing(c, "code", "动态码或恢复码");
	if (!held && !in->password.n)
		return missing(c, "password", "口令");
	if (held)
		TRY(factor_use(c, c->who.account, in->code));
	else if (!in->right)
		return fail(c, E_DENIED, "bad_password", "口令不正确");
	TRY(sql_run(c, &account_q[held ? Q_SESSION_PROVED : Q_SESSION_PASSWORD], own_session(c), c->now));
	who_changed(c);
	((struct step_up_out *)out)->proved_until = (struct instant){ c->now.ms + MINUTES(setting_int(c, "login.step_up_minutes")) };
	return OK;
}

enum err account_failed(struct ctx *c, int64_t account, bool *locked)
{
	int64_t n = 0, locks = 0, window = MINUTES(setting_int(c, "password.failure_minutes"));

	TRY(sql_int(c, &account_q[Q_ACC_FAILURES], &n, account, c->now.ms - window));
	TRY(sql_int(c, &account_q[Q_ACC_LOCKS], &locks, account));
	*locked = ++n >= setting_int(c, "password.failures");
	int64_t length = MINUTES(setting_int(c, "password.lock_minutes")) << MIN2(locks, LOCK_DOUBLINGS);
	struct instant until = *locked ? (struct instant){ c->now.ms + MIN2(length, DAYS(1)) } : AT_NONE;
	return sql_run(c, &account_q[Q_ACC_FAILED], account, *locked ? 0 : n, c->now, until);
}

enum err step_up_failed(struct ctx *c, const void *in)
{
	bool locked = false;

	(void)in;
	if (strcmp(c->fail.reason, "bad_code") != 0 && strcmp(c->fail.reason, "bad_password") != 0)
		return OK;
	TRY(account_failed(c, c->who.account, &locked));
	if (!locked)
		return OK;
	who_changed(c);
	return sql_run(c, &account_q[Q_SESSION_END_ALL], c->who.account, c->now, (int64_t)0);
}

/* ---- tokens for programs ---- */
static const struct field token_in_fields[] = {
	F(struct token_in, name, F_STR, "用途", IN | NEEDED, .max = 60), F(struct token_in, scope, F_STRS, "权限", IN | NEEDED, .max = 20, .help = "本人所有的权限名，如 resource.read"),
	F(struct token_in, to_date, F_DATE, "有效期止（不含）", IN | NEEDED), { 0 }
};
const struct record token_in_record = RECORD("token_create", struct token_in, token_in_fields, "签发程序令牌");
static const struct field token_out_fields[] = {
	F(struct token_out, id, F_ID, "编号", OUT), F(struct token_out, token, F_STR, "程序令牌", OUT, .help = "只给出这一次"), F(struct token_out, expires_at, F_AT, "有效期至", OUT), { 0 }
};
const struct record token_out_record = RECORD("api_token", struct token_out, token_out_fields, "程序令牌");

static bool holds(const struct ctx *c, struct str perm)
{
	for (const struct feature *const *f = features; *f; f++)
		for (const struct grant *g = (*f)->grants; g && g->perm; g++)
			if (str_is(perm, g->perm) && (g->roles & c->who.roles))
				return true;
	return false;
}

enum err account_program_terms(struct ctx *c, const struct list *scope, struct date to_date, struct str *words)
{
	int64_t days = setting_int(c, "token.max_days");
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(1));
	size_t before = c->fail.n_errors;

	EACH(struct str, perm, *scope) {
		if (!holds(c, *perm))
			fail_on(c, "scope", "not_held", "本人没有权限“" STR_FMT "”，不能交给程序", STR_ARG(utf8_head(*perm, 40)));
		buf_fmt(&b, "%s" STR_FMT, b.n ? " " : "", STR_ARG(*perm));
	}
	if (date_cmp(to_date, today(c)) <= 0 || date_cmp(to_date, date_add(today(c), (int)days)) > 0)
		fail_on(c, "to_date", "out_of_range", "有效期止应当在今天之后，至多 %" PRId64 " 天", days);
	if (b.failed || b.n > 600)
		fail_on(c, "scope", "too_long", "权限太多，请分成几个");
	*words = arena_str(c->arena, buf_str(&b));
	return c->fail.n_errors > before ? fields_ok(c) : OK;
}

enum err token_create(struct ctx *c, const void *in_, void *out_)
{
	const struct token_in *in = in_;
	struct token_out *out = out_;
	struct str scope;

	TRY(account_program_terms(c, &in->scope, in->to_date, &scope));
	out->token = token_new(c);
	out->id = id_new(c);
	out->expires_at = date_start(in->to_date);
	return sql_run(c, &account_q[Q_TOKEN_PUT], out->id, c->who.account, digest_hex(c, out->token), caller_ip(c), c->now, out->expires_at, in->name, scope);
}
