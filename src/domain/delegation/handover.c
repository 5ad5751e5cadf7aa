/* From one provider to another: a list both sign line by line; when it is done the old one is out the same day (A31.P1d). */
#include "domain/access/access.h"
#include "domain/account/account.h"
#include "domain/delegation/delegation_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

const struct names handover_category_names[ITEM_CATEGORY_MAX] = {
	[ITEM_ACCOUNTS] = { "accounts", "账号权限" }, [ITEM_KEYS] = { "keys", "密钥口令" }, [ITEM_DOCUMENTS] = { "documents", "资料文档" }, [ITEM_ASSETS] = { "assets", "资产设备" },
	[ITEM_TICKETS] = { "tickets", "在办事项" }, [ITEM_DATA] = { "data", "数据" },
};

static bool is_csp(struct ctx *c, int64_t org, const char *field)
{
	struct org o;

	if (org_peek(c, org, &o) == OK && o.kind == ORG_CSP)
		return true;
	fail_on(c, field, "absent", "没有编号为 %" PRId64 " 的云服务商", org);
	return false;
}

static enum err item_put(struct ctx *c, int64_t handover, int category, struct str content, int64_t *id)
{
	*id = id_new(c);
	return sql_run(c, &delegation_q[Q_ITEM_PUT], *id, handover, handover_category_names[category].word, content, c->now);
}

enum err handover_open(struct ctx *c, const void *in_, void *out)
{
	static const char *const standard[ITEM_CATEGORY_MAX] = {
		[ITEM_ACCOUNTS] = "云平台、堡垒机、监控和本平台的全部账号与权限清单", [ITEM_KEYS] = "管理口令、密钥、证书及其保管登记", [ITEM_DOCUMENTS] = "架构、网络、运维手册和应急预案",
		[ITEM_ASSETS] = "设备、线路、软件许可清单", [ITEM_TICKETS] = "未办结的工单、故障、变更和整改", [ITEM_DATA] = "用户数据、备份和日志的移交与清除证明",
	};
	const struct handover_in *in = in_;
	struct handover h;
	int64_t open = 0, item;

	(void)out;
	record_none(&handover_record, &h);
	if (is_csp(c, in->from_csp, "from_csp") && is_csp(c, in->to_csp, "to_csp") && in->from_csp == in->to_csp)
		fail_on(c, "to_csp", "same", "移交双方不能是同一家");
	if (date_cmp(in->end_date, today(c)) < 0)
		fail_on(c, "end_date", "past", "完成日期已经过了");
	TRY(fields_ok(c));
	TRY(sql_int(c, &delegation_q[Q_HAND_OPEN_OF], &open, in->from_csp));
	if (open)
		return fail(c, E_CONFLICT, "handover.open", "这家云服务商已有一项移交在办");
	h.id = c->made = id_new(c);
	h.version = 1;
	h.from_csp = in->from_csp; h.to_csp = in->to_csp; h.end_date = in->end_date; h.reason = in->reason;
	h.start_date = today(c);
	h.state = HANDOVER_OPEN;
	h.opener = c->who.person;
	h.created_at = c->now;
	TRY(number_next(c, "YJD", &h.no));
	TRY(sql_put(c, &delegation_q[Q_HAND_PUT], &h));
	for (int i = 1; i < ITEM_CATEGORY_MAX; i++)
		TRY(item_put(c, h.id, i, str_of(standard[i]), &item));
	struct note n = { .article = "A31.P1d", .e = &handover_entity, .subject = h.id, .title = arena_fmt(c->arena, "移交 " STR_FMT " 已开始", STR_ARG(h.no)),
			  .body = arena_fmt(c->arena, "请于 " STR_FMT " 前逐项交接并签字。", STR_ARG(date_text(c->arena, h.end_date))) };
	TRY(message_to_roles(c, h.from_csp, R(CSP_HEAD) | R(CSP_OPERATION), &n));
	return message_to_roles(c, h.to_csp, R(CSP_HEAD) | R(CSP_OPERATION), &n);
}

enum err handover_item_add(struct ctx *c, const void *in_, void *out)
{
	const struct item_in *in = in_;
	struct handover h;

	(void)out;
	enum err e = entity_get(c, &handover_entity, in->handover, &h);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		fail_on(c, "handover", "absent", "没有编号为 %" PRId64 " 的移交", in->handover);
		return fields_ok(c);
	}
	TRY(e);
	if (h.state != HANDOVER_OPEN)
		return fail(c, E_CONFLICT, "handover.done", "移交已经完成");
	return item_put(c, h.id, in->category, in->content, &c->made);
}

enum err item_of_party(struct ctx *c, const void *subject, const void *in)
{
	const struct handover_item *i = subject;

	(void)in;
	return i->from_csp == c->who.org || i->to_csp == c->who.org ? OK : refuse(c, "移交由交接双方签字");
}

enum err item_unsigned(struct ctx *c, const void *subject, const void *in)
{
	const struct handover_item *i = subject;

	(void)in;
	if (i->handover_state != HANDOVER_OPEN)
		return refuse(c, "移交已经完成");
	return at_none(i->from_csp == c->who.org ? i->from_signed_at : i->to_signed_at) ? OK : refuse(c, "本方已经签过");
}

enum err handover_item_sign(struct ctx *c, const void *in_, void *out)
{
	const struct comment_in *in = in_;
	const struct handover_item *i = c->subject;

	(void)out;
	return sql_run(c, &delegation_q[i->from_csp == c->who.org ? Q_ITEM_FROM : Q_ITEM_TO], i->id, c->who.person, c->now, in->comment);
}

enum err handover_signed(struct ctx *c, const void *subject, const void *in)
{
	int64_t n = 0;

	(void)in;
	TRY(sql_int(c, &delegation_q[Q_ITEM_OPEN], &n, ((const struct handover *)subject)->id));
	return n ? refuse(c, "还有 %" PRId64 " 项没有双方签字", n) : OK;
}

enum err handover_complete(struct ctx *c, const void *in, void *out)
{
	const struct handover *h = c->subject;
	struct list delegations;
	struct str why = arena_fmt(c->arena, "移交 " STR_FMT " 完成", STR_ARG(h->no));
	int64_t n = 0, ended = 0;

	(void)in;
	(void)out;
	TRY(sql_all(c, &delegation_q[Q_DEL_OF_CSP], &delegations, h->from_csp));
	EACH(struct delegation, d, delegations) {
		TRY(account_delegation_end(c, d->id));
		TRY(sql_run(c, &delegation_q[Q_DEL_REVOKED], d->id, c->now, why));
		TRY(flow_fire(c, &delegation_flow, d->id, "end", arena_cstr(c->arena, why)));
	}
	TRY(access_end_csp(c, h->from_csp, why, &ended));
	TRY(account_close_org(c, h->from_csp, &n));
	TRY(sql_run(c, &delegation_q[Q_HAND_DONE], h->id, c->now, n, c->who.person));
	struct note note = { .article = "A31.P1d", .e = &handover_entity, .subject = h->id, .title = arena_fmt(c->arena, "移交 " STR_FMT " 已完成", STR_ARG(h->no)),
			     .body = arena_fmt(c->arena, STR_FMT "的 %" PRId64 " 个账号已停用，%" PRId64 " 份访问授权已终止；遗留事项见移交单。", STR_ARG(h->from_name), n, ended) };
	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER) | R(AUTH_SECURITY), &note);
}

/* What still ties the old provider to the platform. */
enum err handover_leftovers(struct ctx *c, const void *in, void *out)
{
	static const struct { int q; const char *what, *label; bool by_day, by_now; } rows[] = {
		{ Q_LEFT_ACCOUNTS, "accounts", "在用账号", false, false }, { Q_LEFT_GRANTS, "role_grants", "有效岗位", true, false }, { Q_LEFT_SESSIONS, "sessions", "未结束的会话和令牌", false, true },
		{ Q_LEFT_DELEGATIONS, "delegations", "有效的运维授权书", false, false }, { Q_LEFT_ACCESS, "access_authorizations", "有效的访问授权书", false, false },
		{ Q_LEFT_RESOURCES, "resources", "仍在其资源池的资源", false, false }, { Q_LEFT_ORDERS, "work_orders", "未办结的工单", false, false },
		{ Q_LEFT_DELIVERIES, "delivery_orders", "未确认的交付工单", false, false }, { Q_LEFT_CLOUD, "cloud_tasks", "未办的云上操作", false, false },
		{ Q_LEFT_MATCHES, "match_cases", "未了结的对账差异", false, false }, { Q_LEFT_SETTLEMENTS, "settlements", "未付清的结算", false, false }, { Q_LEFT_CONTRACTS, "contracts", "有效的合同", false, false },
	};
	const struct handover *h = c->subject;
	struct left_row *to = ARENA_ARRAY(c->arena, struct left_row, COUNT(rows) + 1);
	struct list *items = &((struct leftovers *)out)->items;

	(void)in;
	*items = (struct list){ to, 0 };
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t n = 0;
		if (rows[i].by_day)
			TRY(sql_int(c, &delegation_q[rows[i].q], &n, h->from_csp, today(c)));
		else if (rows[i].by_now)
			TRY(sql_int(c, &delegation_q[rows[i].q], &n, h->from_csp, c->now));
		else
			TRY(sql_int(c, &delegation_q[rows[i].q], &n, h->from_csp));
		if (n)
			to[items->n++] = (struct left_row){ str_of(rows[i].what), str_of(rows[i].label), n };
	}
	if (h->n_open)
		to[items->n++] = (struct left_row){ STR("items"), STR("未双方签字的移交项"), h->n_open };
	return OK;
}
