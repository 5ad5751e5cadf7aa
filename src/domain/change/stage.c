/* Windows of stage resources (A19.2): opened and taken back by the provider; when one is over it is said so, and nothing ends by itself. */
#include "domain/change/change_in.h"
#include "domain/cloud_task/cloud_task.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"

/* The quantity by which the resource grows or shrinks for the window; settled at once, the window was agreed upon. */
static enum err turn(struct ctx *c, const struct change_stage *s, int64_t by)
{
	struct resource was, now;

	TRY(entity_peek(c, &resource_entity, s->resource, &was));
	now = was;
	now.qty += by;
	now.stage = by > 0;
	if (now.qty < 1)
		return refuse_by(c, "A22.1", "change.nothing_left", "资源 " STR_FMT " 只剩 %" PRId64 "，全部收回请办理撤销", STR_ARG(was.no), was.qty);
	TRY(flow_fire(c, &resource_flow, s->resource, "change", NULL));
	TRY(resource_change(c, &was, &now));
	TRY(resource_change_settle(c, &was, &now));
	TRY(cloud_task_order(c, CLOUD_RESIZE, s->application, &now, NULL));
	return flow_fire(c, &resource_flow, s->resource, "changed", NULL);
}

enum err stage_open(struct ctx *c, const void *in_, void *out)
{
	const struct stage_in *in = in_;
	const struct change_stage *s = c->subject;

	(void)out;
	TRY(turn(c, s, s->extra_qty));
	return sql_run(c, &change_q[Q_STAGE_OPENED], s->id, c->now, in->comment);
}

/* A window that was never opened is only closed. */
enum err stage_close(struct ctx *c, const void *in_, void *out)
{
	const struct stage_in *in = in_;
	const struct change_stage *s = c->subject;

	(void)out;
	if (!at_none(s->opened_at))
		TRY(turn(c, s, -s->extra_qty));
	TRY(work_order_finish(c, &change_stage_entity, s->id, WO_CHANGE, 0, in->comment));
	return sql_run(c, &change_q[Q_STAGE_CLOSED], s->id, c->now, in->comment);
}

enum err change_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org)
{
	struct list owed;

	TRY(sql_all(c, &change_q[Q_STAGES_OWED], &owed, system));
	EACH(struct change_stage, s, owed)
		TRY(application_move_one(c, s->application, user_org, applicant_org));
	return OK;
}

/* Both sides are told some days before a window begins and before it ends, once each. */
static enum err stages_near(struct ctx *c)
{
	struct list near;

	TRY(sql_all(c, &change_q[Q_STAGES_NEAR], &near, date_add(today(c), (int32_t)setting_int(c, "stage.remind_days"))));
	EACH(struct change_stage, s, near) {
		bool start = s->state == STAGE_PLANNED;
		struct note n = { .title = arena_fmt(c->arena, "阶段性资源窗口将于 " STR_FMT " %s：" STR_FMT, STR_ARG(date_text(c->arena, start ? s->from_date : s->to_date)),
						     start ? "开始" : "结束", STR_ARG(s->resource_name)),
				  .body = start ? STR("请云服务商按时开通") : STR("请上云单位备份，窗口结束后由云服务商回收"), .article = "A19.2",
				  .e = &change_stage_entity, .subject = s->id };
		TRY(sql_run(c, &change_q[Q_STAGE_TOLD], s->id, (int64_t)(start ? 1 : 2)));
		TRY(message_to_roles(c, s->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
		TRY(message_to_roles(c, s->csp, R(CSP_OPERATION) | R(CSP_MAINTENANCE), &n));
	}
	return OK;
}

enum err stages_over(struct ctx *c)
{
	struct list over;
	int64_t authority, wo;

	TRY(stages_near(c));
	TRY(sql_all(c, &change_q[Q_STAGES_OVER], &over, today(c)));
	TRY(org_authority(c, &authority));
	EACH(struct change_stage, s, over) {
		struct note n = { .title = arena_fmt(c->arena, "阶段性资源窗口已结束：" STR_FMT, STR_ARG(s->resource_name)),
				  .body = STR("请完成备份并确认，云服务商据此回收；在此之前资源照常运行和计费"), .article = "A19.2", .e = &change_stage_entity, .subject = s->id };
		TRY(flow_fire(c, &change_stage_flow, s->id, "end", NULL));
		TRY(work_order_open(c, WO_CHANGE, arena_fmt(c->arena, "回收阶段性资源 " STR_FMT, STR_ARG(s->resource_name)), &change_stage_entity, s->id, authority, s->csp,
				    AT_NONE, &wo));
		TRY(message_to_roles(c, s->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	}
	return OK;
}

/* A window declared with an application (A19.2) is over: its units are asked to propose the reduction, one shrink per resource. */
enum err stage_declared_over(struct ctx *c, const struct fact *f)
{
	struct application a;
	struct list resources;
	struct str nos = STR_NONE;

	TRY(application_get(c, f->subject, &a));
	TRY(resource_of_application(c, a.id, &resources));
	EACH(struct resource, r, resources)
		if (r->state == RES_ACTIVE)
			nos = nos.n ? arena_fmt(c->arena, STR_FMT "、" STR_FMT, STR_ARG(nos), STR_ARG(r->no)) : r->no;
	if (!nos.n)
		return OK;
	struct note n = { .title = arena_fmt(c->arena, "阶段性资源窗口已结束，请提缩容变更：" STR_FMT, STR_ARG(utf8_head(a.title, 60))),
			  .body = utf8_head(arena_fmt(c->arena, "资源 " STR_FMT "；申报的增加部分不再需要的，备份后提缩容，资源不会自动收回", STR_ARG(nos)), 500),
			  .article = "A19.2", .e = &application_entity, .subject = a.id };
	TRY(message_to_roles(c, a.user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	TRY(message_to_roles(c, a.applicant_org, R_APPU, &n));
	return message_to_roles(c, 0, R(AUTH_HANDLER), &n);
}
