/* Deciding: an access stands on one valid authorisation that names the person, the thing, the kind of access and the time (A36b). */
#include "domain/access/access_in.h"
#include "domain/account/account.h"
#include "domain/attachment/attachment.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/resource/resource.h"

static bool among(const struct list *ids, int64_t id)
{
	EACH(int64_t, one, *ids)
		if (*one == id)
			return true;
	return false;
}

/* ---- writing one ---- */
static enum err check_draft(struct ctx *c, struct authorization *a)
{
	struct info_system s;
	struct org csp;
	struct person p;
	struct resource r;
	size_t before = c->fail.n_errors;

	enum err e = entity_get(c, &info_system_entity, a->system, &s);
	if (e == E_ABSENT || (e == OK && s.user_org != c->who.org))
		return fail_on(c, "system", "absent", "本单位没有编号为 %" PRId64 " 的信息系统", a->system);
	TRY(e);
	if (org_peek(c, a->csp, &csp) != OK || csp.kind != ORG_CSP)
		fail_on(c, "csp", "absent", "没有编号为 %" PRId64 " 的云服务商", a->csp);
	EACH(int64_t, id, a->resources)
		if (entity_peek(c, &resource_entity, *id, &r) != OK || r.system != a->system || r.csp != a->csp || r.state == RES_DESTROYED)
			fail_on(c, "resources", "absent", "编号为 %" PRId64 " 的资源不是这个系统在这家云服务商的资源", *id);
	EACH(int64_t, id, a->grantees)
		if (entity_peek(c, &person_entity, *id, &p) != OK || p.org != a->csp || p.status != PERSON_ACTIVE)
			fail_on(c, "grantees", "absent", "编号为 %" PRId64 " 的人员不是这家云服务商的在岗人员", *id);
	if (a->to_at.ms <= a->from_at.ms)
		fail_on(c, "to_at", "before_from", "止期应当晚于起期");
	else if (a->to_at.ms - a->from_at.ms > DAYS(setting_int(c, "access.max_days")))
		fail_on(c, "to_at", "too_long", "一份授权书最长 %" PRId64 " 天，不设无期限的授权", setting_int(c, "access.max_days"));
	return c->fail.n_errors > before ? fields_ok(c) : OK;
}

static enum err checked(struct ctx *c, struct authorization *a)
{
	enum err e = check_draft(c, a);

	return c->fail.n_errors ? fields_ok(c) : e;
}

static void take(struct authorization *a, const struct draft_in *in)
{
	a->csp = in->csp; a->resources = in->resources; a->grantees = in->grantees; a->scope = in->scope;
	a->purpose = in->purpose; a->from_at = in->from_at; a->to_at = in->to_at;
}

enum err authorization_draft(struct ctx *c, const void *in_, void *out)
{
	const struct draft_in *in = in_;
	struct authorization a;

	(void)out;
	record_none(&authorization_record, &a);
	take(&a, in);
	a.system = in->system;
	TRY(checked(c, &a));
	a.id = c->made = id_new(c);
	a.version = 1;
	a.state = AUTHZ_DRAFT;
	a.unit = c->who.org;
	a.drafter = c->who.person;
	a.created_at = c->now;
	TRY(number_next(c, "SQS", &a.no));
	return sql_put(c, &access_q[Q_AUTHZ_PUT], &a);
}

enum err authorization_update(struct ctx *c, const void *in, void *out)
{
	struct authorization a = *(const struct authorization *)c->subject;

	(void)out;
	take(&a, in);
	TRY(checked(c, &a));
	return sql_put(c, &access_q[Q_AUTHZ_SET], &a);
}

static enum err tell_csp(struct ctx *c, const struct authorization *a, const char *title, struct str why)
{
	struct note n = { .article = "A36b", .e = &authorization_entity, .subject = a->id };

	n.title = arena_fmt(c->arena, "%s：" STR_FMT, title, STR_ARG(a->no));
	n.body = arena_fmt(c->arena, STR_FMT "“" STR_FMT "”。" STR_FMT, STR_ARG(a->user_org_name), STR_ARG(a->system_name), STR_ARG(why));
	EACH(int64_t, person, a->grantees)
		TRY(message_send(c, *person, &n));
	return OK;
}

enum err authorization_issue(struct ctx *c, const void *in, void *out)
{
	const struct authorization *a = c->subject;

	(void)in;
	(void)out;
	TRY(sql_run(c, &access_q[Q_AUTHZ_GRANTED], a->id, c->who.person, c->now));
	return tell_csp(c, a, "访问授权书已签发", a->purpose);
}

enum err authorization_revoke(struct ctx *c, const void *in_, void *out)
{
	const struct reason_in *in = in_;
	const struct authorization *a = c->subject;

	(void)out;
	TRY(sql_run(c, &access_q[Q_AUTHZ_REVOKED], a->id, c->now, c->who.person, in->comment));
	TRY(sql_run(c, &access_q[Q_RECORD_END_OF], a->id, c->now, "revoked"));
	return tell_csp(c, a, "访问授权已撤回，正在进行的访问立即结束", in->comment);
}

enum err authorization_signed(struct ctx *c, const void *subject, const void *in)
{
	const struct authorization *a = subject;
	int64_t n = 0;

	(void)in;
	TRY(attachment_count(c, &authorization_entity, a->id, "authorization_letter", &n));
	return n ? OK : refuse(c, "还没有上传盖章的书面授权书");
}

enum err authorization_ahead(struct ctx *c, const void *subject, const void *in)
{
	const struct authorization *a = subject;

	(void)in;
	return a->to_at.ms > c->now.ms ? OK : refuse(c, "授权期限已经过了，请改期");
}

enum err authorization_is_draft(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct authorization *)subject)->state == AUTHZ_DRAFT ? OK : refuse(c, "签发过的授权书不能修改，可以撤回后另写一份");
}

/* The written will is that of the unit that uses the system; nobody else speaks for it. */
enum err authorization_by_unit(struct ctx *c, const void *subject, const void *in)
{
	const struct authorization *a = subject;

	(void)in;
	return a->user_org == c->who.org && a->unit == c->who.org ? OK : refuse(c, "授权书由使用单位" STR_FMT "自己签发和撤回", STR_ARG(a->user_org_name));
}

/* ---- going in ---- */
/* The resource as asked for, of whichever unit; E_ABSENT outside the provider's own. */
static enum err target(struct ctx *c, const struct open_in *in, struct resource *r)
{
	if (entity_get(c, &resource_entity, in->resource, r) != OK) {
		fail_clear(&c->fail);
		fail_on(c, "resource", "absent", "没有编号为 %" PRId64 " 的资源", in->resource);
		return fields_ok(c);
	}
	return OK;
}

enum { NEED_NAME = 1 << 0, NEED_TIME = 1 << 1, NEED_SCOPE = 1 << 2 };
/* The first valid authorisation for the resource that has all of `need`; a->id 0: none. */
static enum err find(struct ctx *c, const struct open_in *in, unsigned need, struct authorization *a)
{
	struct resource r;
	struct list all;

	a->id = 0;
	TRY(target(c, in, &r));
	TRY(sql_all(c, &access_q[Q_AUTHZ_OF], &all, r.system, r.csp));
	EACH(struct authorization, one, all) {
		if (one->unit != one->user_org)
			continue;       /* the word of a unit that has the system no more; the next minute ends it */
		if ((in->authorization && one->id != in->authorization) || (one->resources.n && !among(&one->resources, r.id)))
			continue;
		if (((need & NEED_NAME) && !among(&one->grantees, c->who.person)) || ((need & NEED_TIME) && (one->from_at.ms > c->now.ms || one->to_at.ms <= c->now.ms)) ||
		    ((need & NEED_SCOPE) && !(one->scope >> in->scope & 1)))
			continue;
		*a = *one;
		return OK;
	}
	return OK;
}

enum err access_of_own_csp(struct ctx *c, const void *subject, const void *in_)
{
	const struct open_in *in = in_;
	struct resource r;

	(void)subject;
	if (!in)
		return OK;
	TRY(target(c, in, &r));
	if (r.state == RES_DESTROYED)
		return refuse(c, "资源 " STR_FMT " 已经销毁", STR_ARG(r.no));
	return r.csp == c->who.org ? OK : refuse(c, "资源 " STR_FMT " 不在本服务商", STR_ARG(r.no));
}

static enum err must_find(struct ctx *c, const void *in, unsigned need, const char *otherwise)
{
	struct authorization a;

	if (!in)
		return OK;
	TRY(find(c, in, need, &a));
	return a.id ? OK : refuse(c, "%s", otherwise);
}

enum err access_authorized(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return must_find(c, in, 0, "使用单位没有对这项资源的有效书面授权，任何人不得访问");
}

enum err access_named(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return must_find(c, in, NEED_NAME, "书面授权里没有写你的名字");
}

enum err access_in_time(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return must_find(c, in, NEED_NAME | NEED_TIME, "现在不在书面授权的期限之内");
}

enum err access_in_scope(struct ctx *c, const void *subject, const void *in)
{
	(void)subject;
	return must_find(c, in, NEED_NAME | NEED_TIME | NEED_SCOPE, "书面授权不包括这种访问");
}

static enum err tell_unit(struct ctx *c, int64_t org, int64_t id, struct str title, struct str body)
{
	struct note n = { .article = "A36b", .e = &access_record_entity, .subject = id, .title = title, .body = body };

	return message_to_roles(c, org, R(USER_OWNER) | R(USER_SECURITY), &n);
}

enum err access_open(struct ctx *c, const void *in_, void *out)
{
	const struct open_in *in = in_;
	struct authorization a;
	struct resource r;
	struct str no;

	(void)out;
	TRY(target(c, in, &r));
	TRY(find(c, in, NEED_NAME | NEED_TIME | NEED_SCOPE, &a));
	assert(a.id);
	struct instant until = { MIN2(a.to_at.ms, c->now.ms + HOURS(setting_int(c, "access.ticket_hours"))) };
	if (!at_none(in->until_at)) {
		if (in->until_at.ms <= c->now.ms || in->until_at.ms > until.ms) {
			fail_on(c, "until_at", "out_of_range", "结束时间应当在现在之后，最迟 " STR_FMT, STR_ARG(at_text(c->arena, until)));
			return fields_ok(c);
		}
		until = in->until_at;
	}
	TRY(number_next(c, "FW", &no));
	c->made = id_new(c);
	TRY(sql_run(c, &access_q[Q_RECORD_PUT], c->made, no, a.id, c->who.person, r.id, access_scope_names[in->scope].word, in->reason, c->now, until));
	return tell_unit(c, a.user_org, c->made, arena_fmt(c->arena, STR_FMT "正在访问 " STR_FMT, STR_ARG(c->who.name), STR_ARG(r.no)),
			 arena_fmt(c->arena, "依据 " STR_FMT "，方式：%s，事由：" STR_FMT "，最迟到 " STR_FMT "。不应当有的访问，可以撤回授权书，访问立即结束。", STR_ARG(a.no),
				   access_scope_names[in->scope].label, STR_ARG(in->reason), STR_ARG(at_text(c->arena, until))));
}

enum err access_by_holder(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct access_record *)subject)->person == c->who.person ? OK : refuse(c, "访问由本人登记结束");
}

/* What ended by time or by revocation is still to be described. */
enum err access_is_open(struct ctx *c, const void *subject, const void *in)
{
	(void)in;
	return ((const struct access_record *)subject)->performed.n ? refuse(c, "这次访问已经登记过所做的操作") : OK;
}

enum err access_close(struct ctx *c, const void *in_, void *out)
{
	const struct close_in *in = in_;
	const struct access_record *r = c->subject;

	(void)out;
	if (at_none(r->ended_at))
		TRY(sql_run(c, &access_q[Q_RECORD_END], r->id, c->now, "closed", in->performed, digest_hex(c, in->performed)));
	else
		TRY(sql_run(c, &access_q[Q_RECORD_ACTIONS], r->id, in->performed, digest_hex(c, in->performed)));
	return tell_unit(c, r->user_org, r->id, arena_fmt(c->arena, STR_FMT "结束访问 " STR_FMT, STR_ARG(r->person_name), STR_ARG(r->resource_no)), in->performed);
}

/* Another unit has the system now, by a merger or a split: its own word is needed. */
static enum err authorization_succeed(struct ctx *c, const struct authorization *a)
{
	static const char why[] = "系统换了使用单位";

	TRY(sql_run(c, &access_q[Q_AUTHZ_REVOKED], a->id, c->now, V_ID(c->who.person), why));
	TRY(sql_run(c, &access_q[Q_RECORD_END_OF], a->id, c->now, "revoked"));
	TRY(flow_fire(c, &authorization_flow, a->id, "succeed", why));
	return tell_csp(c, a, "访问授权终止，正在进行的访问立即结束", STR("系统换了使用单位，需要继续的由新的使用单位另行授权。"));
}

enum err access_lapse(struct ctx *c)
{
	struct list over;

	TRY(sql_run(c, &access_q[Q_RECORD_OVER], c->now));
	TRY(sql_run(c, &access_q[Q_RECORD_LEFT], c->now));
	TRY(sql_all_(c, &access_q[Q_AUTHZ_ASTRAY], &over, NO_VALS));
	EACH(struct authorization, a, over)
		TRY(authorization_succeed(c, a));
	TRY(sql_all(c, &access_q[Q_AUTHZ_LAPSED], &over, c->now));
	EACH(struct authorization, a, over)
		TRY(flow_fire(c, &authorization_flow, a->id, "lapse", NULL));
	return OK;
}

enum err access_end_csp(struct ctx *c, int64_t csp, struct str why, int64_t *n)
{
	struct list all;

	TRY(sql_all(c, &access_q[Q_AUTHZ_OF_CSP], &all, csp));
	EACH(struct authorization, a, all) {
		TRY(sql_run(c, &access_q[Q_AUTHZ_REVOKED], a->id, c->now, c->who.person, why));
		TRY(sql_run(c, &access_q[Q_RECORD_END_OF], a->id, c->now, "revoked"));
		TRY(flow_fire(c, &authorization_flow, a->id, "end", arena_cstr(c->arena, why)));
	}
	*n = (int64_t)all.n;
	return OK;
}
