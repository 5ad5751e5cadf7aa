/* Certificates of programs: asked for by the account's holder, approved by the security administrator, for some permissions until a day. */
#include "domain/sso/sso_in.h"

static const struct names state_names[CERT_STATE_MAX] = { [CERT_ASKED] = { "asked", "待批准" }, [CERT_ACTIVE] = { "active", "有效" }, [CERT_ENDED] = { "ended", "已收回" } };
static const struct names kind_names[CERT_KIND_MAX] = { [CERT_FINGERPRINT] = { "fingerprint", "指纹" }, [CERT_SUBJECT] = { "subject", "主题" } };
static const struct field cert_fields[] = {
	F(struct client_certificate, id, F_ID, "编号", OUT | SORT), F(struct client_certificate, version, F_INT, "版本", OUT), F(struct client_certificate, name, F_STR, "用途", OUT | FILTER | SORT),
	F(struct client_certificate, account, F_ID, "账号", OUT | FILTER, .ref = "account"), F(struct client_certificate, login, F_STR, "登录名", OUT | JOINED), F(struct client_certificate, person, F_ID, "人员", OUT, .ref = "person"),
	F(struct client_certificate, person_name, F_STR, "姓名", OUT | JOINED | PERSONAL), F(struct client_certificate, org, F_ID, "单位", OUT | FILTER, .ref = "org"), F(struct client_certificate, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct client_certificate, kind, F_ENUM, "认什么", OUT | FILTER, NAMES(kind_names)), F(struct client_certificate, value, F_STR, "指纹或主题", OUT, .max = 500),
	F(struct client_certificate, scope, F_STR, "权限范围", OUT, .max = 700, .article = "A31.P2a"), F(struct client_certificate, to_date, F_DATE, "有效期止（不含）", OUT | FILTER | SORT, .article = "A31.P2b"),
	F(struct client_certificate, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct client_certificate, asked_at, F_AT, "申请时间", OUT), F(struct client_certificate, approver, F_ID, "批准人", OUT, .ref = "person"),
	F(struct client_certificate, approved_at, F_AT, "批准时间", OUT), F(struct client_certificate, ended_at, F_AT, "收回时间", OUT), F(struct client_certificate, end_reason, F_TEXT, "收回事由", OUT), { 0 }
};
const struct record client_certificate_record = RECORD("client_certificate", struct client_certificate, cert_fields, "客户端证书");

struct ask_in { struct str name, value; int32_t kind; struct list scope; struct date to_date; };
static const struct field ask_fields[] = {
	F(struct ask_in, name, F_STR, "用途", IN | NEEDED, .max = 60), F(struct ask_in, kind, F_ENUM, "认什么", IN | NEEDED, NAMES(kind_names)),
	F(struct ask_in, value, F_STR, "指纹或主题", IN | NEEDED, .max = 500, .help = "证书的 SHA-256 指纹；或者主题，写法同 openssl x509 -subject -nameopt RFC2253"),
	F(struct ask_in, scope, F_STRS, "权限", IN | NEEDED, .max = 20, .help = "本人所有的权限名，如 resource.read", .article = "A31.P2a"), F(struct ask_in, to_date, F_DATE, "有效期止（不含）", IN | NEEDED), { 0 }
};
const struct record client_certificate_ask_record = RECORD("client_certificate_ask", struct ask_in, ask_fields, "申请登记客户端证书");
struct end_in { int64_t id; struct str reason; };
static const struct field end_fields[] = { F(struct end_in, id, F_ID, "编号", IN_PATH), F(struct end_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 500), { 0 } };
const struct record client_certificate_end_record = RECORD("client_certificate_end", struct end_in, end_fields, "收回客户端证书");
const struct record client_certificate_leave_record = RECORD("client_certificate_leave", struct end_in, end_fields, "收回自己的客户端证书");

static const struct move moves[] = {
	{ CERT_ASKED, "approve", CERT_ACTIVE, 0, 0, NULL, "批准", "A31.P2b" }, { CERT_ASKED, "end", CERT_ENDED, 0, 0, NULL, "不予登记", "A31.P2b" },
	{ CERT_ACTIVE, "end", CERT_ENDED, 0, 0, NULL, "收回", "A31.P2b" }, { 0 }
};
const struct flow client_certificate_flow = { .name = "client_certificate", .entity = &client_certificate_entity, .states = state_names, .n_states = CERT_STATE_MAX, .moves = moves };
#define OWN "account = :account"
const struct entity client_certificate_entity = {
	.name = "client_certificate", .label = "客户端证书", .path = "/client-certificates", .rec = &client_certificate_record, .from = "v_client_certificate", .table = "client_certificate",
	.flow = &client_certificate_flow, .title = "name", .scope = { .applicant = OWN, .user = OWN, .csp = OWN, .coop = OWN },
};

/* 64 hex digits, with or without colons, in either case; p NULL: it is not that. */
static struct str fingerprint(struct arena *a, struct str s)
{
	char *to = arena_alloc(a, 65);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i] >= 'A' && s.p[i] <= 'F' ? (char)(s.p[i] + 32) : s.p[i];
		if (ch == ':')
			continue;
		if (n == 64 || !((ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'f')))
			return STR_NONE;
		to[n++] = ch;
	}
	return n == 64 ? (struct str){ to, n } : STR_NONE;
}

static bool is_name(struct str s)
{
	return s.n >= 4 && memchr(s.p, '=', s.n) && s.p[0] != '=' && s.p[0] != '/';
}

enum err certificate_ask(struct ctx *c, const void *in_, void *out)
{
	const struct ask_in *in = in_;
	struct str value = in->value, token, scope;

	(void)out;
	if (in->kind == CERT_FINGERPRINT && !(value = fingerprint(c->arena, in->value)).p)
		fail_on(c, "value", "bad_format", "指纹应当是 64 个十六进制数字（SHA-256），可以用冒号分开");
	else if (in->kind == CERT_SUBJECT && !is_name(value))
		fail_on(c, "value", "bad_format", "主题应当写成“CN=名称,O=单位,C=CN”");
	account_program_terms(c, &in->scope, in->to_date, &scope);
	TRY(fields_ok(c));
	token = in->kind == CERT_FINGERPRINT ? arena_fmt(c->arena, "cert:" STR_FMT, STR_ARG(value)) : arena_fmt(c->arena, "subject:" STR_FMT, STR_ARG(digest_hex(c, value)));
	c->made = id_new(c);
	return sql_run(c, &sso_q[Q_CERT_PUT], c->made, in->name, c->who.account, c->who.org, c->who.person, kind_names[in->kind].word, value, token, scope, in->to_date, c->now);
}

enum err certificate_approve(struct ctx *c, const void *in, void *out)
{
	const struct client_certificate *x = c->subject;
	int64_t taken = 0;

	(void)in;
	(void)out;
	TRY(sql_int(c, &sso_q[Q_CERT_TAKEN], &taken, x->id, today(c)));
	if (taken)
		return fail(c, E_CONFLICT, "client_certificate.taken", "这张证书已经登记给一个账号，请先收回");
	who_changed(c);
	return sql_run(c, &sso_q[Q_CERT_APPROVED], x->id, V_ID(c->who.person), c->now);
}

enum err certificate_end(struct ctx *c, const void *in_, void *out)
{
	const struct end_in *in = in_;

	(void)out;
	who_changed(c);
	return sql_run(c, &sso_q[Q_CERT_ENDED], in->id, c->now, in->reason);
}

enum err certificate_by_another(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct client_certificate *)subject)->person != c->who.person ? OK : refuse(c, "本人申请的证书由另一名安全管理员批准");
}

enum err certificate_own(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct client_certificate *)subject)->account == c->who.account ? OK : refuse(c, "这不是本人的证书");
}

enum err sso_no_other_way(struct ctx *c, const void *subject, const void *in)
{
	int64_t n = 0;

	(void)in;
	TRY(sql_int(c, &sso_q[Q_WAYS_IN], &n, ((const struct account *)subject)->id));
	return n ? refuse(c, "账号有统一认证关联或客户端证书，请先解除，封存的账号只能两人一起启封") : OK;
}

/* Two forms that the door alone can make: no bearer token has a colon. */
enum err sso_who_by_token(struct ctx *c, struct str token, struct principal *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct date to = DATE_NONE;

	if (!str_starts(token, STR("cert:")) && !str_starts(token, STR("subject:")))
		return E_ABSENT;
	TRY(db_rows(c->db, &sso_q[Q_CERT_BY], VALS(token, today(c)), &c->fail, &r));
	if (!rows_next(r)) {
		TRY(rows_err(r, &c->fail));
		return E_ABSENT;
	}
	int64_t account = rows_int(r, 0), org = rows_int(r, 1);
	struct str scope = arena_str(c->arena, rows_str(r, 2));
	TRY(date_parse(rows_str(r, 3), &to));
	TRY(account_who(c, account, out));
	out->scope = scope;
	out->expires_at = date_start(to);
	return out->org == org ? OK : E_ABSENT;
}
