/* Three steps: where to go, who came back, in. Between them the tab holds a sealed ticket. */
#include "domain/sso/sso_in.h"
#include "oidc/oidc.h"

enum { BEGIN_MINUTES = 10, PROOF_MINUTES = 5, TICKET_PARTS = 8, STRANGERS_MAX = 10000 };

/* ---- tickets: what they are for, until when, then their parts, a line each ---- */
static enum err ticket_make(struct ctx *c, const char *what, int64_t minutes, struct str parts, struct str *out)
{
	return secret_seal(c, arena_fmt(c->arena, "%s\n%" PRId64 "\n" STR_FMT, what, c->now.ms + MINUTES(minutes), STR_ARG(parts)), out);
}

static enum err ticket_bad(struct ctx *c)
{
	fail_clear(&c->fail);
	return fail(c, E_DENIED, "sso.ticket", "这次登录不是从这里开始的，或者已经过期，请重新登录");
}

static enum err ticket_open(struct ctx *c, const char *what, struct str ticket, size_t n, struct str *parts)
{
	struct str plain;
	int64_t until = 0;

	/* What was never sealed comes back as it is: not ours. */
	if (!ticket.n || secret_open(c, ticket, &plain) != OK || plain.p == ticket.p || !str_is(str_cut(&plain, '\n'), what) ||
	    str_int(str_cut(&plain, '\n'), &until) != OK || until <= c->now.ms)
		return ticket_bad(c);
	for (size_t i = 0; i < n; i++)
		parts[i] = str_cut(&plain, '\n');
	return OK;
}

/* ---- begin ---- */
struct begin { int64_t id; struct oidc_issuer at; struct str state, nonce, verifier, url; };
static const struct field begin_fields[] = { F(struct begin, id, F_ID, "统一认证", IN_PATH), { 0 } };
const struct record sso_begin_record = RECORD("sso_begin", struct begin, begin_fields, "开始统一认证");
struct begun { struct str url, ticket; };
static const struct field begun_fields[] = {
	F(struct begun, url, F_STR, "前往", OUT, .max = 4000), F(struct begun, ticket, F_STR, "凭条", OUT, .max = 4000, .help = "留在这个标签页，回来时一并提交"), { 0 }
};
const struct record sso_begun_record = RECORD("sso_begun", struct begun, begun_fields, "开始统一认证");

static enum err issuer_at(struct ctx *c, int64_t id, struct sso_issuer *i, struct oidc_issuer *out)
{
	struct str sealed;

	TRY(issuer_active(c, id, i));
	TRY(sql_str(c, &sso_q[Q_ISSUER_GET_SECRET], &sealed, id));
	*out = (struct oidc_issuer){ i->issuer, i->client_id, STR_NONE, i->redirect_uri };
	return secret_open(c, sealed, &out->secret);
}

enum err sso_begin_prepare(struct ctx *c, void *in_)
{
	struct begin *in = in_;
	struct sso_issuer i;

	in->state = token_new(c);
	in->nonce = token_new(c);
	in->verifier = token_new(c);
	return issuer_at(c, in->id, &i, &in->at);
}

enum err sso_begin_remote(struct ctx *c, void *in_)
{
	struct begin *in = in_;

	return oidc_address(&in->at, in->state, in->nonce, in->verifier, c->arena, &in->url, &c->fail);
}

enum err sso_begin(struct ctx *c, const void *in_, void *out_)
{
	const struct begin *in = in_;
	struct begun *out = out_;

	out->url = in->url;
	return ticket_make(c, "sso-begin", BEGIN_MINUTES, arena_fmt(c->arena, "%" PRId64 "\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, in->id, STR_ARG(in->state), STR_ARG(in->nonce), STR_ARG(in->verifier)),
			   &out->ticket);
}

/* ---- verify ---- */
struct verify { struct str ticket, code, state, iss; int64_t issuer; struct sso_issuer row; struct oidc_issuer at; struct str nonce, verifier; struct oidc_claims claims; };
static const struct field verify_fields[] = {
	F(struct verify, ticket, F_STR, "凭条", IN | NEEDED | SECRET, .max = 4000), F(struct verify, code, F_STR, "授权码", IN | NEEDED | SECRET, .max = 2000),
	F(struct verify, state, F_STR, "状态值", IN | NEEDED | SECRET), F(struct verify, iss, F_STR, "签发者", IN, .max = 500), { 0 }
};
const struct record sso_verify_record = RECORD("sso_verify", struct verify, verify_fields, "核对统一认证");
struct proved { struct str ticket, login; };
static const struct field proved_fields[] = {
	F(struct proved, ticket, F_STR, "凭条", OUT, .max = 4000, .help = "五分钟内用它登录，只能用一次"), F(struct proved, login, F_STR, "登录名", OUT), { 0 }
};
const struct record sso_proved_record = RECORD("sso_proved", struct proved, proved_fields, "统一认证已核对");

enum err sso_verify_prepare(struct ctx *c, void *in_)
{
	struct verify *in = in_;
	struct str parts[TICKET_PARTS];

	TRY(ticket_open(c, "sso-begin", in->ticket, 4, parts));
	if (str_int(parts[0], &in->issuer) != OK || !parts[3].n || !str_eq(parts[1], in->state))
		return ticket_bad(c);
	in->nonce = parts[2];
	in->verifier = parts[3];
	return issuer_at(c, in->issuer, &in->row, &in->at);
}

enum err sso_verify_remote(struct ctx *c, void *in_)
{
	struct verify *in = in_;

	return oidc_prove(&in->at, in->code, in->iss, in->verifier, in->nonce, c->now, c->arena, &in->claims, &c->fail);
}

enum err sso_is_linked(struct ctx *c, const void *subject, const void *in_)
{
	const struct verify *in = in_;
	struct sso_link l;

	(void)subject;
	if (!in)
		return OK;
	TRY(link_of(c, in->issuer, in->claims.subject, &l));
	return l.id ? OK : refuse(c, "“" STR_FMT "”的这个身份还没有与本平台的账号关联，请联系安全管理员", STR_ARG(in->row.label));
}

enum err sso_is_confirmed(struct ctx *c, const void *subject, const void *in_)
{
	const struct verify *in = in_;
	struct sso_link l;

	(void)subject;
	if (!in)
		return OK;
	TRY(link_of(c, in->issuer, in->claims.subject, &l));
	return l.state == LINK_ACTIVE ? OK : refuse(c, "请先用口令登录，确认这次关联是本人的，以后再用统一认证登录");
}

enum err sso_is_same_unit(struct ctx *c, const void *subject, const void *in_)
{
	const struct verify *in = in_;
	struct sso_link l;

	(void)subject;
	if (!in)
		return OK;
	TRY(link_of(c, in->issuer, in->claims.subject, &l));
	return link_same_unit(c, &l, &in->row);
}

enum err sso_verify(struct ctx *c, const void *in_, void *out_)
{
	const struct verify *in = in_;
	struct proved *out = out_;
	struct sso_link l;

	TRY(link_of(c, in->issuer, in->claims.subject, &l));
	out->login = l.login;
	/* The audit row says who it was about; nobody is signed in yet. */
	c->note = arena_fmt(c->arena, STR_FMT, STR_ARG(l.login));
	return ticket_make(c, "sso-proof", PROOF_MINUTES, arena_fmt(c->arena, "%" PRId64 "\n" STR_FMT, l.id, STR_ARG(token_new(c))), &out->ticket);
}

/* Who came without a link is kept, so that the administrator finds the subject to link. */
enum err sso_verify_refused(struct ctx *c, const void *in_)
{
	const struct verify *in = in_;
	int64_t n = 0;

	if (strcmp(c->fail.reason, "sso.not_linked") != 0)
		return OK;
	TRY(sql_run_n(c, &sso_q[Q_STRANGER_SEEN], &n, in->issuer, in->claims.subject, in->claims.name, c->now));
	if (n)
		return OK;
	TRY(sql_int_(c, &sso_q[Q_STRANGERS], &n, NO_VALS));
	return n < STRANGERS_MAX ? sql_run(c, &sso_q[Q_STRANGER_PUT], id_new(c), in->issuer, in->claims.subject, in->claims.name, c->now) : OK;
}

/* ---- in ---- */
struct enter { struct str ticket, code, proof; int64_t link; struct sso_link l; struct sign_in by; };
static const struct field enter_fields[] = {
	F(struct enter, ticket, F_STR, "凭条", IN | NEEDED | SECRET, .max = 4000), F(struct enter, code, F_STR, "动态码或恢复码", IN | SECRET, .max = 40, .help = "登记过第二因素的要填"), { 0 }
};
const struct record sso_sign_in_record = RECORD("sso_sign_in", struct enter, enter_fields, "统一认证登录");

enum err sso_sign_in_prepare(struct ctx *c, void *in_)
{
	struct enter *in = in_;
	struct str parts[TICKET_PARTS];

	TRY(ticket_open(c, "sso-proof", in->ticket, 2, parts));
	if (str_int(parts[0], &in->link) != OK || !parts[1].n)
		return ticket_bad(c);
	in->proof = digest_hex(c, parts[1]);
	TRY(sql_get(c, &sso_q[Q_LINK_BY], &in->l, in->link));
	in->by = (struct sign_in){ .code = in->code };
	return account_sign_in_by(c, in->l.account, &in->by);
}

enum err sso_first_use(struct ctx *c, const void *subject, const void *in_)
{
	const struct enter *in = in_;
	int64_t used = 0;

	(void)subject;
	if (!in)
		return OK;
	TRY(sql_int(c, &sso_q[Q_LOGIN_USED], &used, in->proof));
	return used ? refuse(c, "这张凭条已经用过，请重新登录") : OK;
}

/* Minutes passed since it was proved: the link may have ended meanwhile. */
enum err sso_link_holds(struct ctx *c, const void *subject, const void *in_)
{
	const struct enter *in = in_;
	struct sso_issuer i;
	struct sso_link l;

	(void)subject;
	if (!in)
		return OK;
	TRY(sql_get(c, &sso_q[Q_LINK_BY], &l, in->link));
	if (l.state != LINK_ACTIVE || issuer_active(c, l.issuer, &i) != OK) {
		fail_clear(&c->fail);
		return refuse(c, "关联已经解除，请联系安全管理员");
	}
	return link_same_unit(c, &l, &i);
}

enum err sso_account_stands(struct ctx *c, const void *subject, const void *in_)
{
	const struct enter *in = in_;

	(void)subject;
	if (!in)
		return OK;
	enum err e = account_sign_in_may(c, &in->by);
	if (e != E_DENIED || strcmp(c->fail.reason, "bad_login") != 0)
		return e;
	fail_clear(&c->fail);
	return refuse(c, "账号已经停用、锁定或者过期，暂时不能登录");
}

enum err sso_sign_in(struct ctx *c, const void *in_, void *out)
{
	const struct enter *in = in_;

	TRY(account_sign_in_open(c, &in->by, arena_fmt(c->arena, "统一认证：" STR_FMT, STR_ARG(in->l.issuer_label)), out));
	return sql_run(c, &sso_q[Q_LOGIN_PUT], id_new(c), in->link, in->l.account, in->proof, caller_ip(c), c->now);
}

enum err sso_sign_in_refused(struct ctx *c, const void *in_)
{
	return account_sign_in_failed(c, &((const struct enter *)in_)->by);
}
