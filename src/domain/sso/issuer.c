/* Issuers that may say who somebody is: kept by the security administrator, for named parties. */
#include "domain/sso/sso_in.h"
#include "oidc/oidc.h"

enum { ISSUERS_MAX = 20 };
static const struct names state_names[ISSUER_STATE_MAX] = { [ISSUER_ACTIVE] = { "active", "使用中" }, [ISSUER_CLOSED] = { "closed", "已停用" } };
#define PARTIES .names = org_kind_names, .n_names = ORG_KIND_MAX

static const struct field issuer_fields[] = {
	F(struct sso_issuer, id, F_ID, "编号", OUT), F(struct sso_issuer, version, F_INT, "版本", OUT), F(struct sso_issuer, label, F_STR, "名称", OUT | FILTER | SORT),
	F(struct sso_issuer, issuer, F_STR, "签发者地址", OUT | FILTER), F(struct sso_issuer, client_id, F_STR, "客户端标识", OUT), F(struct sso_issuer, has_secret, F_BOOL, "有客户端密钥", OUT | JOINED),
	F(struct sso_issuer, redirect_uri, F_STR, "回调地址", OUT), F(struct sso_issuer, parties, F_SET, "可为哪几方登录", OUT, PARTIES, .article = "A31.P2b"),
	F(struct sso_issuer, state, F_ENUM, "状态", OUT | FILTER | SORT, NAMES(state_names)), F(struct sso_issuer, created_at, F_AT, "登记时间", OUT | SORT),
	F(struct sso_issuer, closed_at, F_AT, "停用时间", OUT), { 0 }
};
const struct record sso_issuer_record = RECORD("sso_issuer", struct sso_issuer, issuer_fields, "统一认证");

struct issuer_in { int64_t id; struct str label, issuer, client_id, secret, redirect_uri; uint32_t parties; };
#define COMMON \
	F(struct issuer_in, label, F_STR, "名称", IN | NEEDED, .max = 30, .help = "登录页按钮上的字"), F(struct issuer_in, client_id, F_STR, "客户端标识", IN | NEEDED), \
	F(struct issuer_in, secret, F_STR, "客户端密钥", IN | SECRET, .max = 500, .help = "加密存放，不再显示；修改时不填就不变"), \
	F(struct issuer_in, redirect_uri, F_STR, "回调地址", IN | NEEDED, .max = 300, .help = "本平台的地址加 /sso/callback，与在统一认证登记的一致"), \
	F(struct issuer_in, parties, F_SET, "可为哪几方登录", IN | NEEDED, PARTIES, .article = "A31.P2b")
static const struct field create_fields[] = { F(struct issuer_in, issuer, F_STR, "签发者地址", IN | NEEDED, .max = 300, .help = "https 地址，与它自己所称的一字不差"), COMMON, { 0 } };
static const struct field update_fields[] = { F(struct issuer_in, id, F_ID, "编号", IN_PATH), COMMON, { 0 } };
const struct record sso_issuer_create_record = RECORD("sso_issuer_create", struct issuer_in, create_fields, "登记统一认证");
const struct record sso_issuer_update_record = RECORD("sso_issuer_update", struct issuer_in, update_fields, "修改统一认证");

static const struct move moves[] = { { ISSUER_ACTIVE, "close", ISSUER_CLOSED, 0, 0, NULL, "停用", "A31.P2b" }, { 0 } };
const struct flow sso_issuer_flow = { .name = "sso_issuer", .entity = &sso_issuer_entity, .states = state_names, .n_states = ISSUER_STATE_MAX, .moves = moves };
const struct entity sso_issuer_entity = {
	.name = "sso_issuer", .label = "统一认证", .path = "/sso-issuers", .rec = &sso_issuer_record, .from = "v_sso_issuer", .table = "sso_issuer", .flow = &sso_issuer_flow, .title = "label",
};

static void check(struct ctx *c, const struct issuer_in *in)
{
	if (!oidc_url_ok(in->redirect_uri) || !str_ends(in->redirect_uri, STR("/sso/callback")))
		fail_on(c, "redirect_uri", "bad_format", "回调地址应当是 https 地址，以 /sso/callback 结尾");
}

enum err issuer_create(struct ctx *c, const void *in_, void *out)
{
	const struct issuer_in *in = in_;
	struct str secret;
	int64_t taken = 0;

	(void)out;
	check(c, in);
	if (!oidc_issuer_ok(in->issuer))
		fail_on(c, "issuer", "bad_format", "签发者地址应当是 https 地址，不带 ? 和 #");
	TRY(fields_ok(c));
	TRY(sql_int(c, &sso_q[Q_ISSUER_TAKEN], &taken, in->issuer));
	if (taken)
		return fail(c, E_CONFLICT, "sso_issuer.taken", "这个签发者已经登记");
	TRY(secret_seal(c, in->secret, &secret));
	c->made = id_new(c);
	return sql_run(c, &sso_q[Q_ISSUER_PUT], c->made, in->label, in->issuer, in->client_id, secret, in->redirect_uri, (int64_t)in->parties, c->now);
}

enum err issuer_update(struct ctx *c, const void *in_, void *out)
{
	const struct issuer_in *in = in_;
	const struct sso_issuer *old = c->subject;
	struct str secret;

	(void)out;
	check(c, in);
	TRY(fields_ok(c));
	if (old->state != ISSUER_ACTIVE)
		return fail(c, E_CONFLICT, "wrong_state", "已经停用，不能修改");
	if (in->secret.n) {
		TRY(secret_seal(c, in->secret, &secret));
		TRY(sql_run(c, &sso_q[Q_ISSUER_SECRET], in->id, secret));
	}
	return sql_run(c, &sso_q[Q_ISSUER_SET], in->id, in->label, in->client_id, in->redirect_uri, (int64_t)in->parties);
}

/* Whoever was linked through it is so no more; a new row of the same issuer begins with none. */
enum err issuer_close(struct ctx *c, const void *in, void *out)
{
	const struct sso_issuer *i = c->subject;
	struct list links;

	(void)in;
	(void)out;
	TRY(sql_all(c, &sso_q[Q_LINKS_OF_ISSUER], &links, i->id));
	EACH(struct sso_link, l, links) {
		TRY(sql_run(c, &sso_q[Q_LINK_ENDED], l->id, c->now, STR("统一认证停用")));
		TRY(flow_fire(c, &sso_link_flow, l->id, "end", "统一认证停用"));
	}
	return sql_run(c, &sso_q[Q_ISSUER_CLOSED], i->id, c->now);
}

enum err issuer_active(struct ctx *c, int64_t id, struct sso_issuer *out)
{
	enum err e = entity_peek(c, &sso_issuer_entity, id, out);

	if (e == OK && out->state != ISSUER_ACTIVE)
		e = fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的统一认证", id);
	return e;
}

/* ---- what the sign-in page offers ---- */
struct offer { int64_t id; struct str label; };
struct offers { struct list items; struct str next; };
static const struct field offer_fields[] = { F(struct offer, id, F_ID, "编号", OUT), F(struct offer, label, F_STR, "名称", OUT), { 0 } };
static const struct record offer_row = RECORD("sso_offer", struct offer, offer_fields, "统一认证");
static const struct field offers_fields[] = {
	F(struct offers, items, F_LIST, "统一认证", OUT, .sub = &offer_row, .max = ISSUERS_MAX), F(struct offers, next, F_STR, "下一页", OUT, .help = "总是空：一次给全"), { 0 }
};
const struct record sso_offer_record = RECORD("sso_offers", struct offers, offers_fields, "可用的统一认证");

enum err sso_offer(struct ctx *c, const void *in, void *out)
{
	struct list all, *to = &((struct offers *)out)->items;

	(void)in;
	TRY(sql_all0(c, &sso_q[Q_ISSUER_ALL], &all));
	*to = (struct list){ ARENA_ARRAY(c->arena, struct offer, all.n + 1), 0 };
	EACH(struct sso_issuer, i, all)
		*LIST_AT(*to, struct offer, to->n++) = (struct offer){ i->id, i->label };
	return OK;
}
