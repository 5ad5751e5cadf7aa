/* Delegating, and what a provider files. */
#include "domain/account/account.h"
#include "domain/attachment/attachment.h"
#include "domain/delegation/delegation_in.h"
#include "domain/message/message.h"
#include "domain/org/org.h"

/* Values of the set in the order of the roles of providers. */
const struct names delegable_roles[DELEGABLE_MAX] = {
	{ NULL, NULL }, { "csp_operation", "服务商运营" }, { "csp_maintenance", "服务商运维" }, { "csp_security", "服务商安全" }, { "csp_finance", "服务商财务" }, { "csp_head", "服务商负责人" },
};

static enum err check(struct ctx *c, struct delegation *d)
{
	struct org o;
	struct person p;

	if (org_peek(c, d->csp, &o) != OK || o.kind != ORG_CSP || o.status != ORG_ACTIVE)
		fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的在用云服务商", d->csp);
	EACH(int64_t, id, d->persons)
		if (entity_peek(c, &person_entity, *id, &p) != OK || p.org != d->csp || p.status != PERSON_ACTIVE)
			fail_on(c, "persons", "absent", "编号为 %" PRId64 " 的人员不是这家云服务商的在岗人员", *id);
	if (date_cmp(d->to_date, d->from_date) <= 0)
		fail_on(c, "to_date", "before_from", "止期应当晚于起期");
	else if (d->to_date.day - d->from_date.day > setting_int(c, "delegation.max_days"))
		fail_on(c, "to_date", "too_long", "一份授权书最长 %" PRId64 " 天", setting_int(c, "delegation.max_days"));
	return c->fail.n_errors ? fields_ok(c) : OK;
}

static void take(struct delegation *d, const struct delegation_in *in)
{
	d->scope = in->scope; d->roles = in->roles; d->persons = in->persons; d->from_date = in->from_date; d->to_date = in->to_date;
}

enum err delegation_draft(struct ctx *c, const void *in_, void *out)
{
	const struct delegation_in *in = in_;
	struct delegation d;

	(void)out;
	record_none(&delegation_record, &d);
	take(&d, in);
	d.csp = in->csp;
	TRY(check(c, &d));
	d.id = c->made = id_new(c);
	d.version = 1;
	d.state = DELEGATION_DRAFT;
	d.drafter = c->who.person;
	d.created_at = c->now;
	TRY(number_next(c, "SQS", &d.no));
	return sql_put(c, &delegation_q[Q_DEL_PUT], &d);
}

enum err delegation_update(struct ctx *c, const void *in, void *out)
{
	struct delegation d = *(const struct delegation *)c->subject;

	(void)out;
	take(&d, in);
	TRY(check(c, &d));
	d.drafter = c->who.person;      /* whose words they are now: another issues them */
	return sql_put(c, &delegation_q[Q_DEL_SET], &d);
}

static enum err tell(struct ctx *c, const struct delegation *d, struct str title, struct str body)
{
	struct note n = { .article = "A31.P1b", .e = &delegation_entity, .subject = d->id, .title = title, .body = body };

	TRY(message_to_roles(c, d->csp, R(CSP_HEAD), &n));
	EACH(int64_t, person, d->persons)
		TRY(message_send(c, *person, &n));
	return message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER), &n);
}

enum err delegation_issue(struct ctx *c, const void *in, void *out)
{
	const struct delegation *d = c->subject;

	(void)in;
	(void)out;
	struct date from = date_cmp(d->from_date, today(c)) < 0 ? today(c) : d->from_date;
	EACH(int64_t, person, d->persons)
		for (int i = 1; i < DELEGABLE_MAX; i++)
			if (d->roles >> i & 1) {
				enum err e = account_delegate(c, "persons", *person, names_find(role_names, ROLE_MAX, str_of(delegable_roles[i].word)), from, d->to_date, d->id,
							      arena_fmt(c->arena, "运维授权书 " STR_FMT, STR_ARG(d->no)));
				if (c->fail.n_errors)
					return fields_ok(c);
				TRY(e);
			}
	TRY(sql_run(c, &delegation_q[Q_DEL_ISSUED], d->id, c->who.person, c->now));
	return tell(c, d, arena_fmt(c->arena, "运维授权书 " STR_FMT " 已签发", STR_ARG(d->no)),
		    arena_fmt(c->arena, "自 " STR_FMT " 起，到 " STR_FMT " 为止（当天不含），到期权限自动失效。", STR_ARG(date_text(c->arena, from)), STR_ARG(date_text(c->arena, d->to_date))));
}

enum err delegation_revoke(struct ctx *c, const void *in_, void *out)
{
	const struct comment_in *in = in_;
	const struct delegation *d = c->subject;

	(void)out;
	TRY(account_delegation_end(c, d->id));
	TRY(sql_run(c, &delegation_q[Q_DEL_REVOKED], d->id, c->now, in->comment));
	return tell(c, d, arena_fmt(c->arena, "运维授权书 " STR_FMT " 已撤销，权限即时失效", STR_ARG(d->no)), in->comment);
}

enum err delegation_written(struct ctx *c, const void *subject, const void *in)
{
	const struct delegation *d = subject;
	int64_t n = 0;

	(void)in;
	TRY(attachment_count(c, &delegation_entity, d->id, "delegation_letter", &n));
	return n ? OK : refuse(c, "还没有上传盖章的运维授权书");
}

enum err delegation_in_future(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return date_cmp(((const struct delegation *)subject)->to_date, today(c)) > 0 ? OK : refuse(c, "授权期限已经过了，请改期");
}

enum err delegation_is_draft(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct delegation *)subject)->state == DELEGATION_DRAFT ? OK : refuse(c, "签发过的授权书不能修改，可以撤销后另写一份");
}

enum err delegation_two_people(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct delegation *)subject)->drafter != c->who.person ? OK : refuse(c, "起草的人不签发，请由另一人办理");
}

/* Posts that were given without such a paper end too; on the very days before, so that a post need keep no mark of it. */
static enum err remind_plain(struct ctx *c, int64_t left)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct note n = { .article = "A31.P1b", .e = core_entity_named(c, STR("role_grant")), .body = STR("到期权限自动失效，需要继续的请及早另行授权。") };

	TRY(db_rows(c->db, &delegation_q[Q_PLAIN_ENDING], VALS(date_add(today(c), (int)left)), &c->fail, &r));
	while (rows_next(r)) {
		int32_t role = names_find(role_names, ROLE_MAX, rows_str(r, 4));
		n.subject = rows_int(r, 0);
		n.title = arena_fmt(c->arena, STR_FMT "的岗位“%s”还有 %" PRId64 " 天到期", STR_ARG(rows_str(r, 2)), role_names[role].label, left);
		TRY(message_send(c, rows_int(r, 1), &n));
		TRY(message_to_roles(c, rows_int(r, 3), R(CSP_HEAD), &n));
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &n));
	}
	return rows_err(r, &c->fail);
}

/* Posts end by their own dates; the paper follows, and warns before. */
enum err delegation_day(struct ctx *c)
{
	struct list all, late;

	TRY(sql_all_(c, &delegation_q[Q_DEL_ACTIVE], &all, NO_VALS));
	EACH(struct delegation, d, all) {
		int64_t left = d->to_date.day - today(c).day;
		if (left <= 0) {
			TRY(account_delegation_end(c, d->id));
			TRY(flow_fire(c, &delegation_flow, d->id, "lapse", NULL));
			TRY(tell(c, d, arena_fmt(c->arena, "运维授权书 " STR_FMT " 已到期，权限已失效", STR_ARG(d->no)), STR("需要继续的，请另行授权。")));
			continue;
		}
		int64_t day = message_remind_day(c, "delegation.remind_days", left, d->reminded);
		if (day == INT_NONE)
			continue;
		TRY(tell(c, d, arena_fmt(c->arena, "运维授权书 " STR_FMT " 还有 %" PRId64 " 天到期", STR_ARG(d->no), left), STR("到期权限自动失效，需要继续的请及早另行授权。")));
		TRY(sql_run(c, &delegation_q[Q_DEL_REMINDED], d->id, day));
	}
	for (int i = 0; setting_nth(c, "delegation.remind_days", i) != INT_NONE; i++)
		TRY(remind_plain(c, setting_nth(c, "delegation.remind_days", i)));
	TRY(sql_all(c, &delegation_q[Q_HAND_OVERDUE], &late, today(c)));
	EACH(struct handover, h, late) {
		struct note n = { .article = "A31.P1d", .e = &handover_entity, .subject = h->id, .title = arena_fmt(c->arena, "移交 " STR_FMT " 已到期，还有 %" PRId64 " 项未签", STR_ARG(h->no), h->n_open),
				  .body = STR("移交应当按期完成，原服务商的权限在完成当日关闭。") };
		TRY(message_to_roles(c, 0, R(AUTH_HANDLER) | R(AUTH_ISSUER), &n));
		TRY(message_to_roles(c, h->from_csp, R(CSP_HEAD), &n));
		TRY(message_to_roles(c, h->to_csp, R(CSP_HEAD), &n));
		TRY(sql_run(c, &delegation_q[Q_HAND_REMINDED], h->id));
	}
	return OK;
}

/* ---- filings of change: five working days after the day it happened ---- */
enum err csp_change_report(struct ctx *c, const void *in_, void *out)
{
	const struct change_in *in = in_;
	const struct workdays *w;
	struct csp_change x;

	(void)out;
	if (in->change_date.day > today(c).day + 366)
		fail_on(c, "change_date", "out_of_range", "变更日期太远");
	if (in->change_date.day < today(c).day - 3660)
		fail_on(c, "change_date", "out_of_range", "变更日期太早");
	TRY(fields_ok(c));
	TRY(workdays_now(c, &w));
	record_none(&csp_change_record, &x);
	x.id = c->made = id_new(c);
	x.version = 1;
	x.csp = c->who.org;
	x.kind = in->kind; x.change_date = in->change_date; x.detail = in->detail;
	x.due_date = workday_due(w, in->change_date, (int)setting_int(c, "csp.change_wd"), NULL);
	x.late = date_cmp(today(c), x.due_date) > 0;
	x.state = FILING_FILED;
	x.reporter = c->who.person;
	x.reported_at = c->now;
	TRY(number_next(c, "BB", &x.no));
	TRY(sql_put(c, &delegation_q[Q_CHANGE_PUT], &x));
	struct note n = { .article = "A31.P1c", .e = &csp_change_entity, .subject = x.id, .body = in->detail,
			  .title = arena_fmt(c->arena, STR_FMT "报备变更%s", STR_ARG(c->who.org_name), x.late ? "（逾期）" : "") };
	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}

/* A filing that was sent back keeps its day and whether it came in time: only what it says is put right. */
enum err csp_change_amend(struct ctx *c, const void *in_, void *out)
{
	const struct change_in *in = in_;
	const struct csp_change *x = c->subject;

	(void)out;
	return sql_run(c, &delegation_q[Q_CHANGE_AGAIN], x->id, ((const struct names *)record_field(&csp_change_record, STR("kind"))->names)[in->kind].word, in->detail, c->who.person, x->reported_at);
}

enum err csp_change_note(struct ctx *c, const void *in_, void *out)
{
	const struct comment_in *in = in_;
	const struct csp_change *x = c->subject;
	struct note n = { .article = "A31.P1c", .e = &csp_change_entity, .subject = x->id, .body = in->comment,
			  .title = arena_fmt(c->arena, "变更报备 " STR_FMT " %s", STR_ARG(x->no), strcmp(c->op->event, "note") == 0 ? "已登记" : "被退回补正") };

	(void)out;
	TRY(sql_run(c, &delegation_q[Q_CHANGE_NOTED], x->id, c->who.person, c->now, in->comment));
	return message_to_roles(c, x->csp, R(CSP_HEAD) | R(CSP_OPERATION), &n);
}
