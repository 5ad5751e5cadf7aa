/* The delivery order: issued, confirmed or disputed, and what is delivered is used. */
#include "domain/delivery/delivery_in.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"

enum err order_auto_issue(struct ctx *c, const struct fact *f)
{
	struct application app;
	int64_t order;

	if (!setting_bool(c, "delivery.auto_issue"))
		return OK;
	TRY(application_get(c, f->subject, &app));
	return app.state == APP_FILED ? delivery_issue_order(c, f->subject, &order) : OK;
}

enum err filed_first(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;

	(void)in;
	return app->state == APP_FILED ? OK : refuse(c, "申请现在处于“%s”，备案之后才能下达交付工单", app_state_names[app->state].label);
}

enum err order_issue(struct ctx *c, const void *in, void *out)
{
	int64_t order;

	(void)in;
	(void)out;
	return delivery_issue_order(c, c->subject_id, &order);
}

/* F12: billing starts on the day the order is issued, and nobody types it. */
enum err start_is_fixed(struct ctx *c, const void *subject, const void *in_)
{
	const struct order_in *in = in_;
	const struct delivery_order *d = subject;

	if (!in || date_none(in->billing_start_date) || in->billing_start_date.day == d->billing_start_date.day)
		return OK;
	return refuse(c, "计费起始日等于交付工单下达日 " STR_FMT "，不能手工修改", STR_ARG(date_text(c->arena, d->billing_start_date)));
}

enum err order_confirm(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &delivery_q[Q_ORDER_CONFIRM], c->subject_id, V_ID(c->who.person), c->now, ((const struct order_in *)in_)->comment);
}

enum err order_remark(struct ctx *c, const void *in_, void *out)
{
	(void)out;
	return sql_run(c, &delivery_q[Q_ORDER_REMARK], c->subject_id, ((const struct order_in *)in_)->comment);
}

/* an objection belongs into the days that are there for it; afterwards the bill is the place. */
enum err dispute_in_time(struct ctx *c, const void *subject, const void *in)
{
	const struct delivery_order *d = subject;
	struct clock k;

	(void)in;
	TRY(clock_running(c, &delivery_order_entity, d->id, &k));
	if (!k.id || c->now.ms < k.due_at.ms)
		return OK;
	return refuse(c, "交付异议应当在 " STR_FMT " 前提出，现已超过 %" PRId64 " 个工作日的期限；对费用有异议的在账单上提出", STR_ARG(date_text(c->arena, date_add(k.due_date, 1))),
		      k.length);
}

enum err order_dispute(struct ctx *c, const void *in_, void *out)
{
	const struct delivery_order *d = c->subject;
	struct str why = ((const struct order_in *)in_)->comment;

	(void)out;
	TRY(sql_run(c, &delivery_q[Q_ORDER_DISPUTE], d->id, why, V_ID(c->who.person), c->now));
	struct note n = { .title = arena_fmt(c->arena, "交付工单 " STR_FMT " 有异议", STR_ARG(d->no)), .body = why, .article = "A21.1e", .e = &delivery_order_entity, .subject = d->id };
	TRY(message_to_roles(c, 0, R(AUTH_ISSUER) | R(AUTH_HANDLER), &n));
	return delivery_tell_csps(c, d->application, &n);
}

/* Every one of `resources` belongs to the order; told by field otherwise. */
static enum err of_order(struct ctx *c, const struct delivery_order *d, const struct list *ids)
{
	for (size_t i = 0; i < ids->n; i++) {
		bool found = false;
		EACH(struct resource, r, d->resources)
			found |= r->id == *LIST_AT(*ids, int64_t, i);
		if (!found)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "resources/%zu", i)), "absent", "这张交付工单没有编号为 %" PRId64 " 的资源", *LIST_AT(*ids, int64_t, i));
	}
	return OK;
}

static bool among(const struct list *ids, int64_t id)
{
	EACH(int64_t, x, *ids)
		if (*x == id)
			return true;
	return !ids->n;
}

/* Upheld, the days until the resources were really usable are not to be paid: the order and its billing start stay as they are, and the
 * bill is adjusted by what those days cost. */
enum err order_resolve(struct ctx *c, const void *in_, void *out)
{
	const struct resolve_in *in = in_;
	const struct delivery_order *d = c->subject;

	(void)out;
	if (!in->upheld && (!date_none(in->usable_date) || in->resources.n))
		fail_on(c, "upheld", "contradicts", "异议不成立时，不填写实际可用日和资源");
	if (in->upheld && date_none(in->usable_date))
		fail_on(c, "usable_date", "missing", "异议成立时，请写明资源实际可用的日期");
	else if (in->upheld && (in->usable_date.day <= d->billing_start_date.day || in->usable_date.day > today(c).day))
		fail_on(c, "usable_date", "out_of_range", "实际可用日应当晚于计费起始日 " STR_FMT "，且不晚于今天", STR_ARG(date_text(c->arena, d->billing_start_date)));
	of_order(c, d, &in->resources);
	TRY(fields_ok(c));
	TRY(sql_run(c, &delivery_q[Q_ORDER_RESOLVE], d->id, in->comment, V_ID(c->who.person), c->now, in->upheld, in->usable_date));
	if (in->upheld) {
		EACH(struct resource, r, d->resources)
			if (among(&in->resources, r->id))
				TRY(sql_run(c, &delivery_q[Q_CREDIT_PUT], id_new(c), d->id, r->id, d->billing_start_date, in->usable_date));
		TRY(fact_tell(c, "delivery_order.upheld", &delivery_order_entity, d->id));
	}
	struct note n = { .title = arena_fmt(c->arena, "交付工单 " STR_FMT " 的异议%s", STR_ARG(d->no), in->upheld ? "成立，账单将相应调减" : "不成立"), .body = in->comment,
			  .article = "A21.1e", .e = &delivery_order_entity, .subject = d->id };
	TRY(message_to_roles(c, d->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	return delivery_tell_csps(c, d->application, &n);
}

/* ---- A21.2a: deployed soon after delivery ---- */
enum err order_deployed(struct ctx *c, const void *in_, void *out)
{
	const struct used_in *in = in_;
	const struct delivery_order *d = c->subject;
	struct date day = date_none(in->used_date) ? today(c) : in->used_date;

	(void)out;
	if (day.day < d->billing_start_date.day || day.day > today(c).day)
		fail_on(c, "used_date", "out_of_range", "部署日期应当在交付日 " STR_FMT " 之后，且不晚于今天", STR_ARG(date_text(c->arena, d->billing_start_date)));
	of_order(c, d, &in->resources);
	TRY(fields_ok(c));
	EACH(struct resource, r, d->resources)
		if (among(&in->resources, r->id))
			TRY(sql_run(c, &delivery_q[Q_IDLE_USED_BY], r->id, day, used_names[USED_UNIT].word, V_ID(c->who.person), in->comment));
	return OK;
}

enum err order_go_live(struct ctx *c, const void *in, void *out)
{
	const struct application *app = c->subject;
	struct info_system s;

	(void)in;
	(void)out;
	TRY(info_system_get(c, app->system, &s));
	TRY(flow_fire(c, &info_system_flow, app->system, "live", NULL));
	/* A system that gets further resources went live long ago. */
	if (s.state != SYS_LIVE || date_none(s.live_date))
		TRY(info_system_set_live_date(c, app->system, today(c)));
	return sql_run(c, &delivery_q[Q_IDLE_APP_USED], app->id, today(c), used_names[USED_LIVE].word);
}

enum err idle_fill(struct ctx *c, void *rec)
{
	struct idle *i = rec;

	i->days = (date_none(i->used_date) ? today(c) : i->used_date).day - i->since_date.day;
	return OK;
}

/* One message for an order, however many of its resources stand idle: the second about the same title is not sent. */
static enum err idle_tell(struct ctx *c, const struct idle *i, int32_t stage, int64_t days)
{
	struct note n = {
		.title = arena_fmt(c->arena, "交付工单 " STR_FMT " 的资源交付满 %" PRId64 " 天仍未使用", STR_ARG(i->order_no), days), .article = "A21.2a", .e = &delivery_order_entity,
		.subject = i->delivery_order,
		.body = arena_fmt(c->arena, "“" STR_FMT "”（" STR_FMT "）的资源自 " STR_FMT " 起计费，尚未部署使用。请尽快部署，已部署的在交付工单上登记；不再需要的申请撤销。",
				  STR_ARG(i->title), STR_ARG(i->user_org_name), STR_ARG(date_text(c->arena, i->since_date))),
	};

	switch (stage) {
	case IDLE_UNIT:      return message_to_roles(c, i->user_org, R(USER_HANDLER) | R(USER_OWNER), &n);
	case IDLE_APPLICANT: return message_to_roles(c, i->applicant_org, R_APPU, &n);
	default:             return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
	}
}

enum err idle_remind(struct ctx *c)
{
	struct list idle;

	TRY(sql_all0(c, &delivery_q[Q_IDLE], &idle));
	EACH(struct idle, i, idle) {
		int64_t days = today(c).day - i->since_date.day;
		/* First the unit, then its superior, then the authority's list; days on which nothing ran are made up for. */
		for (int32_t stage = i->stage + 1; stage < IDLE_STAGE_MAX; stage++) {
			int64_t at = setting_nth(c, "deploy.remind_days", stage - 1);
			if (at == INT_NONE || days < at)
				break;
			TRY(sql_run(c, &delivery_q[Q_IDLE_TOLD], i->id, idle_stage_names[stage].word));
			TRY(idle_tell(c, i, stage, at));
		}
	}
	return OK;
}
