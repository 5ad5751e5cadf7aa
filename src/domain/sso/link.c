/* Which subject of an issuer is which account: proposed by the security administrator, confirmed by the holder. */
#include "domain/sso/sso_in.h"

static const struct names state_names[LINK_STATE_MAX] = {
	[LINK_PROPOSED] = { "proposed", "待本人确认" }, [LINK_ACTIVE] = { "active", "有效" }, [LINK_ENDED] = { "ended", "已解除" },
};
static const struct field link_fields[] = {
	F(struct sso_link, id, F_ID, "编号", OUT | SORT), F(struct sso_link, version, F_INT, "版本", OUT), F(struct sso_link, issuer, F_ID, "统一认证", OUT | FILTER, .ref = "sso_issuer"),
	F(struct sso_link, issuer_label, F_STR, "统一认证名称", OUT | JOINED), F(struct sso_link, subject, F_STR, "主体", OUT | FILTER, .max = 255, .help = "统一认证给这个人的标识"),
	F(struct sso_link, account, F_ID, "账号", OUT | FILTER, .ref = "account"), F(struct sso_link, login, F_STR, "登录名", OUT | JOINED), F(struct sso_link, person_name, F_STR, "姓名", OUT | JOINED | PERSONAL),
	F(struct sso_link, org, F_ID, "单位", OUT | FILTER, .ref = "org", .help = "账号换了单位，关联随即失效"), F(struct sso_link, org_name, F_STR, "单位名称", OUT | JOINED),
	F(struct sso_link, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct sso_link, reason, F_TEXT, "事由", OUT), F(struct sso_link, proposer, F_ID, "提出人", OUT, .ref = "person"),
	F(struct sso_link, proposed_at, F_AT, "提出时间", OUT), F(struct sso_link, confirmed_at, F_AT, "确认时间", OUT), F(struct sso_link, ended_at, F_AT, "解除时间", OUT),
	F(struct sso_link, end_reason, F_TEXT, "解除事由", OUT), { 0 }
};
const struct record sso_link_record = RECORD("sso_link", struct sso_link, link_fields, "统一认证关联");
static const struct field stranger_fields[] = {
	F(struct sso_stranger, id, F_ID, "编号", OUT | SORT), F(struct sso_stranger, issuer, F_ID, "统一认证", OUT | FILTER, .ref = "sso_issuer"), F(struct sso_stranger, issuer_label, F_STR, "统一认证名称", OUT | JOINED),
	F(struct sso_stranger, subject, F_STR, "主体", OUT, .max = 255), F(struct sso_stranger, name, F_STR, "自称", OUT | PERSONAL), F(struct sso_stranger, times, F_INT, "次数", OUT),
	F(struct sso_stranger, first_at, F_AT, "第一次", OUT), F(struct sso_stranger, last_at, F_AT, "最近一次", OUT | SORT), { 0 }
};
const struct record sso_stranger_record = RECORD("sso_stranger", struct sso_stranger, stranger_fields, "没有关联的登录");

struct link_in { int64_t issuer, account; struct str subject, reason; };
static const struct field create_fields[] = {
	F(struct link_in, issuer, F_ID, "统一认证", IN | NEEDED, .ref = "sso_issuer"), F(struct link_in, subject, F_STR, "主体", IN | NEEDED, .max = 255, .help = "本人试登录一次后，见“没有关联的登录”"),
	F(struct link_in, account, F_ID, "账号", IN | NEEDED, .ref = "account"), F(struct link_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 500), { 0 }
};
const struct record sso_link_create_record = RECORD("sso_link_create", struct link_in, create_fields, "提出关联");
struct end_in { int64_t id; struct str reason; };
static const struct field end_fields[] = { F(struct end_in, id, F_ID, "编号", IN_PATH), F(struct end_in, reason, F_TEXT, "事由", IN | NEEDED, .max = 500), { 0 } };
const struct record sso_link_end_record = RECORD("sso_link_end", struct end_in, end_fields, "解除关联");
const struct record sso_link_leave_record = RECORD("sso_link_leave", struct end_in, end_fields, "解除自己的关联");

static const struct move moves[] = {
	{ LINK_PROPOSED, "confirm", LINK_ACTIVE, 0, 0, NULL, "本人确认", "A31.P2b" }, { LINK_PROPOSED, "end", LINK_ENDED, 0, 0, NULL, "解除", "A31.P2b" },
	{ LINK_ACTIVE, "end", LINK_ENDED, 0, 0, NULL, "解除", "A31.P2b" }, { 0 }
};
const struct flow sso_link_flow = { .name = "sso_link", .entity = &sso_link_entity, .states = state_names, .n_states = LINK_STATE_MAX, .moves = moves };
#define OWN "account = :account"
const struct entity sso_link_entity = {
	.name = "sso_link", .label = "统一认证关联", .path = "/sso-links", .rec = &sso_link_record, .from = "v_sso_link", .table = "sso_link", .flow = &sso_link_flow, .title = "login",
	.scope = { .applicant = OWN, .user = OWN, .csp = OWN, .coop = OWN },
};

enum err link_of(struct ctx *c, int64_t issuer, struct str subject, struct sso_link *out)
{
	enum err e = sql_get(c, &sso_q[Q_LINK_OF], out, issuer, subject);

	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	*out = (struct sso_link){ 0 };
	return OK;
}

enum err link_same_unit(struct ctx *c, const struct sso_link *l, const struct sso_issuer *i)
{
	struct principal who;
	enum err e = account_who(c, l->account, &who);

	if (e == E_ABSENT)
		return OK;                     /* said elsewhere, in the words of every sign-in */
	TRY(e);
	if (who.org != l->org)
		return refuse(c, "账号已经换了单位，请安全管理员重新关联");
	return i->parties >> who.party & 1 ? OK : refuse(c, "“" STR_FMT "”不为%s的人员登录", STR_ARG(i->label), org_kind_names[who.party].label);
}

static enum err subject_check(struct ctx *c, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return fail_on(c, "subject", "bad_format", "主体只能用可见的 ASCII 字符");
	return OK;
}

enum err link_create(struct ctx *c, const void *in_, void *out)
{
	const struct link_in *in = in_;
	struct sso_issuer i;
	struct sign_in stands = { 0 };
	struct principal who;
	int64_t taken = 0;

	(void)out;
	subject_check(c, in->subject);
	if (issuer_active(c, in->issuer, &i) == E_ABSENT)
		fail_on(c, "issuer", "absent", "没有编号为 %" PRId64 " 的统一认证", in->issuer);
	TRY(account_sign_in_by(c, in->account, &stands));
	if (!stands.known || stands.closed)
		fail_on(c, "account", "absent", "没有编号为 %" PRId64 " 的在用账号（封存的不能关联）", in->account);
	TRY(fields_ok(c));
	TRY(account_who(c, in->account, &who));
	if (!(i.parties >> who.party & 1))
		return refuse_by(c, "A31.P2b", "sso.other_party", "“" STR_FMT "”不为%s的人员登录", STR_ARG(i.label), org_kind_names[who.party].label);
	TRY(sql_int(c, &sso_q[Q_LINK_TAKEN_SUBJECT], &taken, in->issuer, in->subject));
	if (taken)
		return fail(c, E_CONFLICT, "sso_link.subject_taken", "这个主体已经关联了一个账号，请先解除");
	TRY(sql_int(c, &sso_q[Q_LINK_TAKEN_ACCOUNT], &taken, in->issuer, in->account));
	if (taken)
		return fail(c, E_CONFLICT, "sso_link.account_taken", "这个账号在“" STR_FMT "”已有一个关联，请先解除", STR_ARG(i.label));
	c->made = id_new(c);
	return sql_run(c, &sso_q[Q_LINK_PUT], c->made, in->issuer, in->subject, in->account, who.org, in->reason, V_ID(c->who.person), c->now);
}

enum err link_confirm(struct ctx *c, const void *in, void *out)
{
	(void)in;
	(void)out;
	return sql_run(c, &sso_q[Q_LINK_CONFIRMED], c->subject_id, c->now);
}

enum err link_end(struct ctx *c, const void *in_, void *out)
{
	const struct end_in *in = in_;

	(void)out;
	return sql_run(c, &sso_q[Q_LINK_ENDED], in->id, c->now, in->reason);
}

enum err link_own(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct sso_link *)subject)->account == c->who.account ? OK : refuse(c, "关联由账号本人登录后确认，别人不能代办");
}
