/* Deciding who someone is, and what they may be made. */
#include <ctype.h>
#include "domain/account/account_in.h"
#include "domain/account/duty.h"
#include "domain/org/org.h"

/* ---- roles ---- */
enum err account_roles(struct ctx *c, int64_t account, struct date day, uint64_t *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = 0;
	TRY(db_rows(c->db, &account_q[Q_ROLES], VALS(account, day), &c->fail, &r));
	while (rows_next(r)) {
		int32_t role = names_find(role_names, ROLE_MAX, rows_str(r, 0));
		if (role)
			*out |= UINT64_C(1) << role;
	}
	return rows_err(r, &c->fail);
}

/* Posts the person holds or will hold in any part of [from, to), over all accounts in use. */
static enum err held_during(struct ctx *c, int64_t account, struct date from, struct date to, uint64_t *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = 0;
	TRY(db_rows(c->db, &account_q[Q_ROLES_AHEAD], VALS(account, from), &c->fail, &r));
	while (rows_next(r)) {
		int32_t role = names_find(role_names, ROLE_MAX, rows_str(r, 0));
		struct date begins = DATE_NONE;
		if (role && date_parse(rows_str(r, 1), &begins) == OK && (date_none(to) || date_cmp(begins, to) < 0))
			*out |= UINT64_C(1) << role;
	}
	return rows_err(r, &c->fail);
}

static enum err grant_put(struct ctx *c, int64_t account, enum org_kind party, int32_t role, struct date from, struct date to, struct str reason)
{
	uint64_t held, bit = UINT64_C(1) << role;
	struct date begins = date_none(from) ? today(c) : from;

	if (!date_none(to) && date_cmp(to, begins) <= 0)
		return fail_on(c, "to_date", "before_from", "止期应当晚于起期");
	if (!role_fits((enum role)role, party))
		return refuse_by(c, "A7", "account.party", "%s的人员不能担任“%s”", org_kind_names[party].label, role_names[role].label);
	if (c->who.account && account == c->who.account)
		return refuse_by(c, "A31.P2a", "account.own_rights", "任何人不得变更自己的权限");
	TRY(held_during(c, account, begins, to, &held));
	if (held & bit)
		return fail(c, E_CONFLICT, "account.has_role", "该账号在这段时间已经担任“%s”", role_names[role].label);
	const struct duty *d = duty_conflict(bit, held);
	if (d)
		return refuse_by(c, d->article, d->guard, "%s，此人不能再担任“%s”", d->label, role_names[role].label);
	TRY(sql_run(c, &account_q[Q_GRANT_PUT], id_new(c), account, role_names[role].word, begins, to, V_ID(c->who.account), reason, c->now));
	who_changed(c);
	return OK;
}

/* What the provider's people do rests on the authority's word (A31.P1b), which always has an end: once it says so, on a written delegation
 * alone. */
enum err account_grant(struct ctx *c, int64_t account, enum org_kind party, int32_t role, struct date from, struct date to, struct str reason)
{
	if (party == ORG_CSP && role_fits((enum role)role, party) && setting_bool(c, "delegation.required"))
		return refuse_by(c, "A31.P1b", "account.no_delegation", "云服务商的人担任“%s”要凭主管部门签发的运维授权书", role_names[role].label);
	struct date last = date_add(date_none(from) ? today(c) : from, (int)setting_int(c, "delegation.max_days"));
	if (party == ORG_CSP && !date_none(to) && date_cmp(to, last) > 0)
		return fail_on(c, "to_date", "too_long", "云服务商的岗位最长 %" PRId64 " 天", setting_int(c, "delegation.max_days"));
	return grant_put(c, account, party, role, from, party == ORG_CSP && date_none(to) ? last : to, reason);
}

/* Who holds the post for a while only does not count: on the day it ends nobody would be left to give it again. */
enum err account_not_last_admin(struct ctx *c, int64_t account, uint64_t roles)
{
	static const enum role three[] = { ROLE_SYS_ADMIN, ROLE_SEC_ADMIN, ROLE_AUDIT_ADMIN };

	for (size_t i = 0; i < COUNT(three); i++) {
		int64_t others = 0;
		if (!(roles >> three[i] & 1))
			continue;
		TRY(sql_int(c, &account_q[Q_HOLDERS], &others, role_names[three[i]].word, today(c), account));
		if (!others)
			return refuse(c, "此外没有长期在任的%s，请先由另一人接任，三员缺一不可", role_names[three[i]].label);
	}
	return OK;
}

/* ---- accounts ---- */
static struct str lower_case(struct arena *a, struct str s)
{
	char *to = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		to[i] = (char)tolower((unsigned char)s.p[i]);
	return (struct str){ to, s.n };
}

/* What every list of guessed passwords begins with. */
static const char *const common[] = { "password", "passw0rd", "p@ssw0rd", "qwerty", "123456", "abc123", "111111", "admin", "welcome", "iloveyou", "letmein", "1qaz2wsx" };

enum err account_password_rule(struct ctx *c, const char *field, struct str password, struct str login)
{
	bool lower = false, upper = false, digit = false, other = false;

	for (size_t i = 0; i < password.n; i++) {
		unsigned char ch = (unsigned char)password.p[i];
		if (islower(ch)) lower = true;
		else if (isupper(ch)) upper = true;
		else if (isdigit(ch)) digit = true;
		else other = true;
	}
	if (utf8_count(password) < 12 || lower + upper + digit + other < 3)
		return fail_on(c, field, "weak_password", "口令至少 12 位，并含大写字母、小写字母、数字、其他字符中的三种");
	for (size_t i = 0; i < COUNT(common); i++)
		if (str_find(lower_case(c->arena, password), str_of(common[i])) >= 0)
			return fail_on(c, field, "weak_password", "口令不得包含常见的“%s”", common[i]);
	if (login.n >= 3 && str_find(lower_case(c->arena, password), lower_case(c->arena, login)) >= 0)
		return fail_on(c, field, "weak_password", "口令不得包含登录名");
	return OK;
}

enum err account_password_set(struct ctx *c, int64_t account, struct str hash, bool own)
{
	TRY(sql_run(c, &account_q[Q_ACC_PASSWORD], account, hash, c->now, own));
	return sql_run(c, &account_q[Q_PAST_PUT], id_new(c), account, hash);
}

enum err account_password_new(struct ctx *c, const char *field, int64_t account, struct str password)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &account_q[Q_PAST], VALS(account), &c->fail, &r));
	while (rows_next(r))
		if (secret_ok(c, password, rows_str(r, 0)))
			return fail_on(c, field, "reused_password", "不能使用最近五次用过的口令");
	return rows_err(r, &c->fail);
}

enum err account_password_due(struct ctx *c, int64_t account, bool *out)
{
	int64_t since = 0;

	TRY(sql_int(c, &account_q[Q_ACC_AGE], &since, account));
	*out = !since || since + DAYS(setting_int(c, "password.days")) <= c->now.ms;
	return OK;
}

enum err account_enter(struct ctx *c, struct str login, int64_t person, int64_t org, struct str hash, struct date valid_to, int64_t *id)
{
	int64_t taken = 0;

	for (size_t i = 0; i < login.n; i++)
		if (!isalnum((unsigned char)login.p[i]) && !strchr("@._-", login.p[i]))
			return fail_on(c, "login", "bad_format", "登录名只能用字母、数字和 @ . _ -，不是“" STR_FMT "”", STR_ARG(login));
	TRY(sql_int(c, &account_q[Q_ACC_LOGIN_ID], &taken, login));
	if (taken)
		return fail_on(c, "login", "duplicate", "登录名“" STR_FMT "”已被使用", STR_ARG(login));
	TRY(sql_int(c, &account_q[Q_ACC_OF_PERSON], &taken, person));
	if (taken)
		return fail_on(c, "person", "has_account", "这名人员已经有一个在用账号，一人一号");
	*id = id_new(c);
	who_changed(c);
	TRY(sql_run(c, &account_q[Q_ACC_PUT], *id, login, person, org, hash, c->now, valid_to));
	return hash.p ? sql_run(c, &account_q[Q_PAST_PUT], id_new(c), *id, hash) : OK;
}

/* ---- who is at the door ---- */
static struct principal who_of(struct ctx *c, struct rows *r)
{
	return (struct principal){
		.account = rows_int(r, 0), .person = rows_int(r, 1), .org = rows_int(r, 2),
		.party = (enum org_kind)names_find(org_kind_names, ORG_KIND_MAX, rows_str(r, 3)), .root_org = rows_int(r, 4),
		.login = arena_str(c->arena, rows_str(r, 5)), .name = arena_str(c->arena, rows_str(r, 6)), .org_name = arena_str(c->arena, rows_str(r, 7)),
		.expires_at = { INT64_MAX },
	};
}

enum err account_who(struct ctx *c, int64_t account, struct principal *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = (struct principal){ 0 };
	TRY(db_rows(c->db, &account_q[Q_WHO], VALS(account, today(c)), &c->fail, &r));
	if (!rows_next(r)) {
		TRY(rows_err(r, &c->fail));
		return E_ABSENT;
	}
	*out = who_of(c, r);
	return account_roles(c, account, today(c), &out->roles);
}

enum err account_who_by_login(struct ctx *c, struct str login, struct principal *out)
{
	int64_t id = 0;

	TRY(sql_int(c, &account_q[Q_ACC_LOGIN_ID], &id, login));
	return id ? account_who(c, id, out) : E_ABSENT;
}

/* A browser's session lapses when nobody used it for a while; the last use is in memory or, a minute later, in the row. */
static bool idle(struct ctx *c, int64_t session, struct instant last, struct instant *until)
{
	struct instant noted = session_noted(c, session);

	if (!at_none(noted) && noted.ms > last.ms)
		last = noted;
	int64_t allowed = MINUTES(setting_int(c, "session.idle_minutes"));
	if (last.ms + allowed <= c->now.ms)
		return true;
	if (!c->only_looking)
		session_note(c, session);
	until->ms = MIN2(until->ms, c->now.ms + allowed);
	return false;
}

enum err account_who_by_token(struct ctx *c, struct str token, struct principal *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &account_q[Q_SESSION_BY], VALS(digest_hex(c, token), c->now), &c->fail, &r));
	if (!rows_next(r)) {
		TRY(rows_err(r, &c->fail));
		return E_ABSENT;
	}
	int64_t session = rows_int(r, 0), account = rows_int(r, 1);
	struct str csrf = arena_str(c->arena, rows_str(r, 2));
	bool browser = str_is(rows_str(r, 3), "browser");
	struct str scope = str_is(rows_str(r, 3), "api") ? arena_str(c->arena, rows_str(r, 7)) : STR_NONE;
	struct instant factor_at = rows_null(r, 6) ? AT_NONE : (struct instant){ rows_int(r, 6) }, password_at = rows_null(r, 9) ? AT_NONE : (struct instant){ rows_int(r, 9) };
	bool by_password = !browser || rows_null(r, 8);
	struct instant expires = { rows_int(r, 4) }, last = { rows_int(r, 5) };
	if (browser && idle(c, session, last, &expires))
		return E_ABSENT;
	TRY(account_who(c, account, out));
	out->session = arena_fmt(c->arena, "%" PRId64, session);
	out->csrf = csrf;
	out->by_cookie = browser;
	out->expires_at = expires;
	out->scope = scope;
	int64_t sealed = 0;
	TRY(sql_int(c, &account_q[Q_ACC_SEALED], &sealed, account));
	if (sealed) {
		TRY(glass_until(c, account, &expires, &out->mark));
		out->mark = arena_fmt(c->arena, "启封 " STR_FMT, STR_ARG(out->mark));
		return at_none(expires) ? E_ABSENT : OK;
	}
	if (scope.p)
		return OK;
	TRY(factor_proved(c, account, factor_at, password_at, out));
	return factor_lacks(c, account, by_password, out);
}

/* ---- signing in: the slow comparison happens here, before any transaction ---- */
enum err account_unused(struct ctx *c, int64_t account, bool *out)
{
	int64_t used = 0, sealed = 0;
	uint64_t roles;

	*out = false;
	TRY(sql_int(c, &account_q[Q_ACC_USED], &used, account));
	TRY(sql_int(c, &account_q[Q_ACC_SEALED], &sealed, account));
	TRY(account_roles(c, account, today(c), &roles));
	int64_t days = setting_int(c, "account.idle_days");
	*out = days && !sealed && !(roles & R_ADMIN) && used + DAYS(days) <= c->now.ms;
	return OK;
}

static bool is_closed(struct ctx *c, struct rows *r)
{
	return !str_is(rows_str(r, 2), "active") || !str_is(rows_str(r, 5), "active") || !str_is(rows_str(r, 6), "active") ||
	       (!rows_null(r, 4) && str_cmp(rows_str(r, 4), date_text(c->arena, today(c))) < 0);
}

static enum err close_unused(struct ctx *c, struct sign_in *in)
{
	bool unused;

	TRY(account_unused(c, in->account, &unused));
	in->closed |= unused;
	return OK;
}

/* A sealed account is opened by two people's halves of a password, never by another proof. */
enum err account_sign_in_by(struct ctx *c, int64_t account, struct sign_in *in)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &account_q[Q_ACC_STANDS], VALS(account), &c->fail, &r));
	if (rows_next(r)) {
		in->known = in->right = true;
		in->account = rows_int(r, 0);
		in->login = arena_str(c->arena, rows_str(r, 1));
		in->locked = !rows_null(r, 3) && rows_int(r, 3) > c->now.ms;
		in->closed = is_closed(c, r) || rows_int(r, 7) != 0;
	}
	TRY(rows_err(r, &c->fail));
	return in->known ? close_unused(c, in) : OK;
}

enum err account_sign_in_prepare(struct ctx *c, void *in_)
{
	struct sign_in *in = in_;
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct str hash = STR_NONE, no;
	struct instant until;
	bool sealed = false;

	TRY(db_rows(c->db, &account_q[Q_ACC_SIGN_IN], VALS(in->login), &c->fail, &r));
	if (rows_next(r)) {
		in->known = true;
		in->account = rows_int(r, 0);
		hash = arena_str(c->arena, rows_str(r, 1));
		in->sealed = sealed = rows_int(r, 7) != 0;
		in->locked = !rows_null(r, 3) && rows_int(r, 3) > c->now.ms;
		in->closed = is_closed(c, r);
	}
	TRY(rows_err(r, &c->fail));
	if (in->known)
		TRY(close_unused(c, in));
	if (sealed) {
		TRY(glass_until(c, in->account, &until, &no));
		in->closed |= at_none(until);
	}
	in->right = secret_ok(c, in->password, hash) && in->known;
	in->password = STR_NONE;
	return OK;
}

/* ---- for later features ---- */
static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

enum err account_people_with(struct ctx *c, int64_t org, uint64_t roles, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t people[500];
	size_t n = 0, kept = 0;

	TRY(db_rows(c->db, &account_q[Q_PEOPLE_WITH], VALS(org, today(c)), &c->fail, &r));
	while (n < COUNT(people) && rows_next(r)) {
		int32_t role = names_find(role_names, ROLE_MAX, rows_str(r, 1));
		if (roles >> role & 1)
			people[n++] = rows_int(r, 0);
	}
	qsort(people, n, sizeof people[0], by_id);
	for (size_t i = 0; i < n; i++)          /* one may hold several of the roles */
		if (!kept || people[kept - 1] != people[i])
			people[kept++] = people[i];
	*out = (struct list){ ARENA_ARRAY(c->arena, int64_t, kept + 1), kept };
	memcpy(out->items, people, kept * sizeof people[0]);
	return rows_err(r, &c->fail);
}

enum err account_everybody(struct ctx *c, struct list *out)
{
	CLEANUP(rows_donep) struct rows *people = NULL, *roles = NULL;
	int64_t max = 0;
	size_t n = 0, i = 0;

	TRY(sql_int_(c, &account_q[Q_ACC_ACTIVE], &max, NO_VALS));
	struct principal *p = ARENA_ARRAY(c->arena, struct principal, (size_t)max + 1);
	TRY(db_rows(c->db, &account_q[Q_EVERYBODY], VALS(max, today(c)), &c->fail, &people));
	while (rows_next(people))
		p[n++] = who_of(c, people);
	TRY(rows_err(people, &c->fail));
	/* Both come by account. */
	TRY(db_rows(c->db, &account_q[Q_ROLES_FROM], VALS(n ? p[0].account : 0, today(c)), &c->fail, &roles));
	while (rows_next(roles)) {
		while (i < n && p[i].account < rows_int(roles, 0))
			i++;
		int32_t role = names_find(role_names, ROLE_MAX, rows_str(roles, 1));
		if (i < n && p[i].account == rows_int(roles, 0) && role)
			p[i].roles |= UINT64_C(1) << role;
	}
	*out = (struct list){ p, n };
	return rows_err(roles, &c->fail);
}

enum err account_has_manager(struct ctx *c, int64_t org, bool *out)
{
	struct list people;

	TRY(account_people_with(c, org, R(APPU_MANAGER), &people));
	*out = people.n > 0;
	return OK;
}

enum err account_without_manager(struct ctx *c, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct str *names = ARENA_ARRAY(c->arena, struct str, 1000);

	*out = (struct list){ names, 0 };
	TRY(db_rows(c->db, &account_q[Q_UNMANAGED], VALS(today(c)), &c->fail, &r));
	while (rows_next(r) && out->n < 1000)
		names[out->n++] = arena_str(c->arena, rows_str(r, 0));
	return rows_err(r, &c->fail);
}

static enum err every_account(struct ctx *c, int64_t person, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t *ids = ARENA_ARRAY(c->arena, int64_t, 100);

	*out = (struct list){ ids, 0 };
	TRY(db_rows(c->db, &account_q[Q_ACC_EVERY], VALS(person), &c->fail, &r));
	while (rows_next(r))
		ids[out->n++] = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

enum err account_close_person(struct ctx *c, int64_t person)
{
	struct list every;
	int64_t account = 0;
	uint64_t roles;

	TRY(sql_int(c, &account_q[Q_ACC_OF_PERSON], &account, person));
	if (account) {
		TRY(account_roles(c, account, today(c), &roles));
		if (account_not_last_admin(c, account, roles) != OK)
			return refuse_by(c, "A31.P2a", "account.last_admin", "%s", arena_cstr(c->arena, arena_str(c->arena, str_of(c->fail.sentence))));
	}
	who_changed(c);
	TRY(every_account(c, person, &every));
	EACH(int64_t, one, every) {
		TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], *one, c->now, (int64_t)0));
		TRY(sql_run(c, &account_q[Q_GRANTS_END], *one, c->now));
		TRY(sql_run(c, &account_q[Q_ACC_STATUS], *one, "disabled"));
	}
	return OK;
}

enum err account_move_person(struct ctx *c, int64_t person, int64_t org, enum org_kind party, int64_t *kept, int64_t *ended)
{
	struct list every;
	int64_t account = 0;
	uint64_t roles = 0;

	TRY(sql_int(c, &account_q[Q_ACC_OF_PERSON], &account, person));
	if (account)
		TRY(held_during(c, account, today(c), DATE_NONE, &roles));
	who_changed(c);
	TRY(every_account(c, person, &every));
	for (int role = 1; role < ROLE_MAX; role++) {
		bool fits = role_fits((enum role)role, party), held = roles >> role & 1;
		*kept += held && fits;
		*ended += held && !fits;
		EACH(int64_t, one, every)
			if (!fits)
				TRY(sql_run(c, &account_q[Q_GRANT_END], *one, role_names[role].word, c->now));
	}
	EACH(int64_t, one, every) {
		TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], *one, c->now, (int64_t)0));
		TRY(sql_run(c, &account_q[Q_ACC_MOVE], *one, org));
	}
	return OK;
}

/* ---- delegations and the end of a provider ---- */
enum err account_delegate(struct ctx *c, const char *field, int64_t person, int32_t role, struct date from, struct date to, int64_t delegation, struct str reason)
{
	struct principal who;
	int64_t account = 0;

	TRY(sql_int(c, &account_q[Q_ACC_OF_PERSON], &account, person));
	enum err e = account ? account_who(c, account, &who) : E_ABSENT;
	if (e == E_ABSENT)
		return fail_on(c, field, "no_account", "编号为 %" PRId64 " 的人员没有在用的账号", person);
	TRY(e);
	bool held = who.roles >> role & 1;
	int64_t plain = 0;
	TRY(sql_run_n(c, &account_q[Q_GRANT_PLAIN], &plain, account, role_names[role].word, c->now));
	/* What it gives way to goes on until it begins. */
	if (plain && held && date_cmp(from, today(c)) > 0)
		TRY(grant_put(c, account, who.party, role, DATE_NONE, from, reason));
	TRY(grant_put(c, account, who.party, role, from, to, reason));
	return sql_run(c, &account_q[Q_GRANT_BY], account, role_names[role].word, from, delegation);
}

enum err account_delegation_end(struct ctx *c, int64_t delegation)
{
	who_changed(c);
	return sql_run(c, &account_q[Q_GRANT_END_BY], delegation, c->now);
}

enum err account_close_org(struct ctx *c, int64_t org, int64_t *n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t *ids = ARENA_ARRAY(c->arena, int64_t, 1000);

	*n = 0;
	TRY(db_rows(c->db, &account_q[Q_ACC_OF_ORG], VALS(org), &c->fail, &r));
	while (rows_next(r))
		ids[(*n)++] = rows_int(r, 0);
	TRY(rows_err(r, &c->fail));
	for (int64_t i = 0; i < *n; i++) {
		TRY(sql_run(c, &account_q[Q_SESSION_END_ALL], ids[i], c->now, (int64_t)0));
		TRY(sql_run(c, &account_q[Q_GRANTS_END], ids[i], c->now));
		TRY(sql_run(c, &account_q[Q_ACC_STATUS], ids[i], "disabled"));
	}
	who_changed(c);
	return sql_run(c, &account_q[Q_GRANTS_END_ORG], org, c->now);
}
