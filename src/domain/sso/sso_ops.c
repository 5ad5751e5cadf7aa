/* Single sign-on and client certificates: ops, grants, guards. */
#include "domain/sso/sso_in.h"

static const struct list_def issuer_list = { .order = "-id", .search = "label || ' ' || issuer" };
static const struct list_def link_list = { .order = "-id", .search = "login || ' ' || person_name || ' ' || org_name || ' ' || subject",
	.search_masked = "login || ' ' || org_name || ' ' || subject" };
static const struct list_def own_links = { .from = "v_sso_link", .rec = &sso_link_record, .where = "account = :account", .order = "-id", .unscoped = true };
static const struct list_def stranger_list = { .from = "v_sso_stranger", .rec = &sso_stranger_record, .order = "-last_at", .search = "subject || ' ' || COALESCE(name, '')",
	.search_masked = "subject", .unscoped = true };
static const struct list_def certificate_list = { .order = "-id", .search = "name || ' ' || login || ' ' || person_name || ' ' || org_name || ' ' || value",
	.search_masked = "name || ' ' || login || ' ' || org_name || ' ' || value" };
static const struct list_def own_certificates = { .from = "v_client_certificate", .rec = &client_certificate_record, .where = "account = :account", .order = "-id", .unscoped = true };

static const struct op sso_ops[] = {
	{ "sso.offer", GET, "/sso", .out = &sso_offer_record, .fn = sso_offer, .words = "可用的统一认证", .article = "A31.P2b", .flags = OP_PUBLIC },
	{ "sso.begin", GET, "/sso/{id}/begin", .in = &sso_begin_record, .out = &sso_begun_record, .fn = sso_begin, .words = "开始统一认证", .article = "A31.P2b", .flags = OP_PUBLIC | OP_SECRET,
	  .prepare = sso_begin_prepare, .remote = sso_begin_remote, .help = "浏览器前往所给的地址，带着 code 和 state 回来" },
	{ "sso.verify", POST, "/sso/verify", .in = &sso_verify_record, .out = &sso_proved_record, .fn = sso_verify, .words = "核对统一认证", .article = "A31.P2b",
	  .flags = OP_PUBLIC | OP_SECRET | OP_KEEPS_SESSION, .prepare = sso_verify_prepare, .remote = sso_verify_remote, .refused = sso_verify_refused, .help = "得到凭条，用它登录" },
	{ "sso.sign_in", POST, "/sso/sessions", .in = &sso_sign_in_record, .out = &account_me_record, .fn = sso_sign_in, .words = "统一认证登录", .article = "A31.P2b",
	  .flags = OP_PUBLIC | OP_SECRET | OP_KEEPS_SESSION, .prepare = sso_sign_in_prepare, .refused = sso_sign_in_refused },

	{ "sso_issuer.list", GET, "/sso-issuers", "sso.read", .words = "统一认证", .article = "A31.P2b", .entity = &sso_issuer_entity, .list = &issuer_list },
	{ "sso_issuer.get", GET, "/sso-issuers/{id}", "sso.read", .words = "查看统一认证", .article = "A31.P2b", .entity = &sso_issuer_entity },
	{ "sso_issuer.create", POST, "/sso-issuers", "sso.keep", &sso_issuer_create_record, NULL, issuer_create, "登记统一认证", "A31.P2b", OP_CREATES | OP_STEP_UP, &sso_issuer_entity },
	{ "sso_issuer.update", PATCH, "/sso-issuers/{id}", "sso.keep", &sso_issuer_update_record, NULL, issuer_update, "修改统一认证", "A31.P2b", OP_REPLACES | OP_STEP_UP, &sso_issuer_entity },
	{ "sso_issuer.close", POST, "/sso-issuers/{id}/close", "sso.keep", NULL, NULL, issuer_close, "停用统一认证", "A31.P2b", OP_STEP_UP, &sso_issuer_entity, .event = "close", .help = "它的关联全部解除" },

	{ "sso_link.list", GET, "/sso-links", "sso.read", .words = "统一认证关联", .article = "A31.P2b", .entity = &sso_link_entity, .list = &link_list },
	{ "sso_link.get", GET, "/sso-links/{id}", "sso.read", .words = "查看统一认证关联", .article = "A31.P2b", .entity = &sso_link_entity },
	{ "sso_link.mine", GET, "/me/sso-links", .words = "我的统一认证关联", .article = "A31.P2b", .flags = OP_SIGNED_IN, .list = &own_links },
	{ "sso_link.create", POST, "/sso-links", "sso.keep", &sso_link_create_record, NULL, link_create, "提出关联", "A31.P2b", OP_CREATES | OP_STEP_UP, &sso_link_entity, .help = "账号本人用口令登录确认后生效" },
	{ "sso_link.confirm", POST, "/sso-links/{id}/confirm", .fn = link_confirm, .words = "确认关联", .article = "A31.P2a", .flags = OP_SIGNED_IN, .entity = &sso_link_entity, .event = "confirm" },
	{ "sso_link.end", POST, "/sso-links/{id}/end", "sso.keep", &sso_link_end_record, NULL, link_end, "解除关联", "A31.P2b", 0, &sso_link_entity, .event = "end" },
	{ "sso_link.leave", POST, "/sso-links/{id}/leave", NULL, &sso_link_leave_record, NULL, link_end, "解除自己的关联", "A31.P2b", OP_SIGNED_IN, &sso_link_entity, .event = "end" },
	{ "sso_stranger.list", GET, "/sso-strangers", "sso.read", .words = "没有关联的登录", .article = "A31.P2b", .list = &stranger_list },

	{ "client_certificate.list", GET, "/client-certificates", "sso.read", .words = "客户端证书", .article = "A31.P2b", .entity = &client_certificate_entity, .list = &certificate_list },
	{ "client_certificate.get", GET, "/client-certificates/{id}", "sso.read", .words = "查看客户端证书", .article = "A31.P2b", .entity = &client_certificate_entity },
	{ "client_certificate.mine", GET, "/me/client-certificates", .words = "我的客户端证书", .article = "A31.P2b", .flags = OP_SIGNED_IN, .list = &own_certificates },
	{ "client_certificate.ask", POST, "/client-certificates", NULL, &client_certificate_ask_record, NULL, certificate_ask, "申请登记客户端证书", "A31.P2b",
	  OP_SIGNED_IN | OP_CREATES | OP_STEP_UP, &client_certificate_entity, .help = "安全管理员批准后，程序凭它办权限以内的事" },
	{ "client_certificate.approve", POST, "/client-certificates/{id}/approve", "sso.keep", NULL, NULL, certificate_approve, "批准客户端证书", "A31.P2a", OP_STEP_UP, &client_certificate_entity, .event = "approve" },
	{ "client_certificate.end", POST, "/client-certificates/{id}/end", "sso.keep", &client_certificate_end_record, NULL, certificate_end, "收回客户端证书", "A31.P2b", 0, &client_certificate_entity, .event = "end" },
	{ "client_certificate.leave", POST, "/client-certificates/{id}/leave", NULL, &client_certificate_leave_record, NULL, certificate_end, "收回自己的客户端证书", "A31.P2b", OP_SIGNED_IN,
	  &client_certificate_entity, .event = "end" },
	{ 0 }
};
static const struct grant sso_grants[] = {
	{ "sso.read", "查看统一认证和客户端证书", R_ADMIN },
	{ "sso.keep", "维护统一认证和客户端证书", R(SEC_ADMIN) },
	{ 0 }
};
static const struct guard sso_guards[] = {
	{ .op = "sso.verify", .article = "A31.P2b", .reason = "sso.not_linked", .must = sso_is_linked },
	{ .op = "sso.verify", .article = "A31.P2a", .reason = "sso.unconfirmed", .must = sso_is_confirmed },
	{ .op = "sso.verify", .article = "A31.P2b", .reason = "sso.other_unit", .must = sso_is_same_unit },
	{ .op = "sso.sign_in", .article = "A31.P2b", .reason = "sso.used", .must = sso_first_use },
	{ .op = "sso.sign_in", .article = "A31.P2b", .reason = "sso.ended", .must = sso_link_holds },
	{ .op = "sso.sign_in", .article = "A31.P2b", .reason = "sso.closed", .must = sso_account_stands },
	{ .op = "sso_link.confirm", .article = "A31.P2a", .reason = "sso_link.not_yours", .must = link_own },
	{ .op = "sso_link.leave", .article = "A31.P2a", .reason = "sso_link.not_yours", .must = link_own },
	{ .op = "client_certificate.ask", .article = "A31.P1a", .reason = "account.sealed", .must = account_not_opened },
	{ .op = "client_certificate.approve", .article = "A31.P2a", .reason = "client_certificate.same_person", .must = certificate_by_another },
	{ .op = "client_certificate.leave", .article = "A31.P2a", .reason = "client_certificate.not_yours", .must = certificate_own },
	{ .op = "account.seal", .article = "A31.P1a", .reason = "sso.linked", .must = sso_no_other_way },
	{ 0 }
};
static const struct entity *const sso_entities[] = { &sso_issuer_entity, &sso_link_entity, &client_certificate_entity, NULL };
static const struct flow *const sso_flows[] = { &sso_issuer_flow, &sso_link_flow, &client_certificate_flow, NULL };

const struct feature sso_feature = {
	.name = "sso", .label = "统一认证", .articles = ARTICLES("A31.P2a", "A31.P2b"), .migrations = sso_migrations, .invariants = sso_invariants, .entities = sso_entities, .flows = sso_flows,
	.guards = sso_guards, .ops = sso_ops, .grants = sso_grants, .sealed = SEALED_COLUMNS({ "sso_issuer", "id", "secret" }), .work = sso_work, STATEMENTS(sso_q),
	.who_by_token = sso_who_by_token,
};
