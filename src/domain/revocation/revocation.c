/* The plan and what the units and the authority do: drafting, approval heard, backup confirmed, data handed back, regret in time. */
#include "domain/attachment/attachment.h"
#include "domain/cloud_task/cloud_task.h"
#include "domain/info_system/info_system.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/revocation/revocation_in.h"
#include "domain/work_order/work_order.h"

enum err revocation_get(struct ctx *c, int64_t id, struct revocation *out)
{
	record_none(&revocation_record, out);
	return entity_peek(c, &revocation_entity, id, out);
}

/* ---- what is shown beside the row ---- */
static enum err maybe(struct ctx *c, int q, int64_t id, void **out)
{
	void *rec = arena_alloc(c->arena, rev_q[q].rec->size);

	record_none(rev_q[q].rec, rec);
	enum err e = sql_get(c, &rev_q[q], rec, id);
	*out = e == OK ? rec : NULL;
	if (e != E_ABSENT)
		return e;
	fail_clear(&c->fail);
	return OK;
}

static enum err ids(struct ctx *c, int q, int64_t id, struct list *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	size_t cap = 200;

	*out = (struct list){ ARENA_ARRAY(c->arena, int64_t, cap), 0 };
	TRY(db_rows(c->db, &rev_q[q], VALS(id), &c->fail, &r));
	while (out->n < cap && rows_next(r))
		*LIST_AT(*out, int64_t, out->n++) = rows_int(r, 0);
	return rows_err(r, &c->fail);
}

static void warn(struct revocation *r, struct str text) { *LIST_AT(r->warnings, struct str, r->warnings.n++) = text; }

static enum err warnings(struct ctx *c, struct revocation *r)
{
	struct info_system s;
	int64_t left = 0, shared = 0;

	r->warnings = (struct list){ ARENA_ARRAY(c->arena, struct str, 5), 0 };
	TRY(info_system_get(c, r->system, &s));
	TRY(sql_int(c, &rev_q[Q_RUNNING_LEFT], &left, r->system, r->id));
	EACH(struct resource, x, r->resources)
		shared += x->shared;
	if (!str_empty(str_trim(r->dependents)) && !str_is(str_trim(r->dependents), "无"))
		warn(r, arena_fmt(c->arena, "依赖本系统的业务：" STR_FMT, STR_ARG(utf8_head(r->dependents, 200))));
	if (shared)
		warn(r, arena_fmt(c->arena, "有 %" PRId64 " 个资源与其他系统共享，停止前请通知使用方", shared));
	if (s.internet_facing || s.icp_no.n || s.domains.n)
		warn(r, STR("系统可从互联网访问，停止后请注销域名解析和 ICP 备案"));
	if (r->resources.n && !left && s.state != SYS_OFFLINE)
		warn(r, STR("撤销后系统不再有资源，办结后请系统负责人登记下线"));
	else if (left)
		warn(r, arena_fmt(c->arena, "系统还有 %" PRId64 " 个资源不在撤销范围内，继续运行和计费", left));
	return OK;
}

enum err rev_fill(struct ctx *c, void *rec)
{
	struct revocation *r = rec;

	TRY(sql_all(c, &rev_q[Q_SCOPE], &r->resources, r->id));
	r->scope = (struct list){ ARENA_ARRAY(c->arena, int64_t, r->resources.n + 1), 0 };
	EACH(struct resource, x, r->resources)
		*LIST_AT(r->scope, int64_t, r->scope.n++) = x->id;
	TRY(sql_all(c, &rev_q[Q_STEPS], &r->steps, r->id));
	TRY(sql_all(c, &rev_q[Q_ITEMS], &r->items, r->id));
	TRY(sql_all(c, &rev_q[Q_RUNS], &r->runs, r->id));
	TRY(ids(c, Q_CERTS_OF, r->id, &r->certificates));
	TRY(maybe(c, Q_BACKUP_OF, r->id, &r->backup));
	TRY(maybe(c, Q_HAND_OF, r->id, &r->hand_back));
	return warnings(c, r);
}

/* ---- drafting ---- */
static const char *at_scope(struct ctx *c, size_t i) { return arena_cstr(c->arena, arena_fmt(c->arena, "scope/%zu", i)); }

/* The system may be left out: it is that of the first resource. */
static void scope_check(struct ctx *c, const struct list *scope, int64_t *system)
{
	for (size_t i = 0; i < scope->n; i++) {
		struct ctx ask = *c;
		struct resource x;
		int64_t id = *LIST_AT(*scope, int64_t, i);
		bool twice = false;
		for (size_t j = 0; j < i; j++)
			twice |= *LIST_AT(*scope, int64_t, j) == id;
		fail_clear(&ask.fail);
		if (entity_get(&ask, &resource_entity, id, &x) != OK) {
			fail_on(c, at_scope(c, i), "absent", "没有编号为 %" PRId64 " 的资源，或者不在可见范围内", id);
			continue;
		}
		if (!*system)
			*system = x.system;
		if (twice)
			fail_on(c, at_scope(c, i), "duplicate", "资源 " STR_FMT " 出现了两次", STR_ARG(x.no));
		else if (x.system != *system)
			fail_on(c, at_scope(c, i), "other_system", "资源 " STR_FMT " 属于信息系统“" STR_FMT "”，一份申请对应一个系统", STR_ARG(x.no), STR_ARG(x.system_name));
	}
}

static enum err scope_put(struct ctx *c, int64_t id, const struct list *scope)
{
	TRY(sql_run(c, &rev_q[Q_SCOPE_DROP], id));
	EACH(int64_t, x, *scope)
		TRY(sql_run(c, &rev_q[Q_SCOPE_PUT], id, *x));
	return OK;
}

static void take(struct revocation *r, const struct rev_in *in)
{
	r->data_disposal = in->data_disposal;
	r->contacts = in->contacts;
	r->backup_plan = in->backup_plan;
	r->dependents = in->dependents;
	r->domain_icp_cancel = in->domain_icp_cancel;
	r->schedule = in->schedule;
	r->risks = in->risks;
	r->file = in->file;
	r->stop_date = in->stop_date;
}

static struct application_start start_of(const struct rev_in *in, int64_t system)
{
	return (struct application_start){ .type = APP_REVOKE, .system = system, .title = in->title, .reason = in->reason, .planned_live_date = DATE_NONE };
}

enum err rev_draft(struct ctx *c, const void *in_, void *out)
{
	const struct rev_in *in = in_;
	struct revocation r;
	int64_t system = in->system;

	(void)out;
	scope_check(c, &in->scope, &system);
	struct application_start s = start_of(in, system);
	record_none(&revocation_record, &r);
	TRY(application_begin(c, &s, &r.id));
	take(&r, in);
	/* The case keeps the cooling-off it started with. */
	r.cooling_days = setting_int(c, "revoke.cooling_days");
	TRY(sql_put(c, &rev_q[Q_PLAN_PUT], &r));
	TRY(scope_put(c, r.id, &in->scope));
	return in->file ? attachment_bind(c, "file", in->file, &application_entity, r.id, "revocation_plan") : OK;
}

enum err rev_update(struct ctx *c, const void *in_, void *out)
{
	const struct rev_in *in = in_;
	struct revocation r = *(const struct revocation *)c->subject;

	(void)out;
	scope_check(c, &in->scope, &r.system);
	struct application_start s = start_of(in, r.system);
	TRY(application_amend(c, r.id, &s));
	bool bind = in->file && in->file != r.file;
	take(&r, in);
	TRY(sql_put(c, &rev_q[Q_PLAN_SET], &r));
	TRY(scope_put(c, r.id, &in->scope));
	return bind ? attachment_bind(c, "file", in->file, &application_entity, r.id, "revocation_plan") : OK;
}

/* ---- approved: orders to the providers, the unit is asked to confirm its backup ---- */
static enum err order(struct ctx *c, const struct revocation *r, enum wo_kind kind, const char *what, int64_t from, int64_t csp, struct instant due)
{
	int64_t id;

	return work_order_open(c, kind, arena_fmt(c->arena, "%s：" STR_FMT, what, STR_ARG(r->title)), &application_entity, r->id, from, csp, due, &id);
}

enum err rev_approved(struct ctx *c, const struct fact *f)
{
	struct application a;
	struct revocation r;
	struct list csps;
	int64_t authority;

	TRY(application_get(c, f->subject, &a));
	if (a.type != APP_REVOKE || a.state != APP_APPROVED)
		return OK;
	TRY(revocation_get(c, a.id, &r));
	if (!at_none(r.stop_due_at))
		return OK;
	struct instant due = date_start(date_add(r.stop_date.day > today(c).day ? r.stop_date : today(c), 1));
	TRY(org_authority(c, &authority));
	TRY(sql_run(c, &rev_q[Q_APPROVED], r.id, due));
	TRY(ids(c, Q_PROVIDERS, r.id, &csps));
	EACH(int64_t, csp, csps) {
		TRY(application_show_to(c, r.id, *csp));
		TRY(info_system_show_to(c, r.system, *csp));
		TRY(order(c, &r, WO_REVOKE, "撤销", authority, *csp, due));
		TRY(order(c, &r, WO_BACKUP, "配合备份和迁移", r.user_org, *csp, due));
	}
	return message_to_roles(c, r.user_org, R(USER_HANDLER) | R(USER_OWNER), &(struct note){ arena_fmt(c->arena, "撤销已批准，请确认备份和迁移：" STR_FMT, STR_ARG(r.title)),
		STR("停止服务之前完成备份和迁移并经验证；停止之日终止计费，销毁后不能恢复"), "A23.2a", &application_entity, r.id });
}

/* ---- the user unit: backup, hand-back ---- */
enum err rev_confirm_backup(struct ctx *c, const void *in_, void *out)
{
	struct revocation_backup b = *(const struct revocation_backup *)in_;
	const struct revocation *r = c->subject;

	(void)out;
	b.id = id_new(c);
	b.application = r->id;
	b.by_person = c->who.person;
	b.by_name = c->who.name;
	b.at = c->now;
	TRY(flow_fire(c, &application_flow, r->id, "confirm_backup", NULL));
	if (b.file)
		TRY(attachment_bind(c, "file", b.file, &application_entity, r->id, "backup_confirm"));
	TRY(sql_put(c, &rev_q[Q_BACKUP_PUT], &b));
	TRY(work_order_finish(c, &application_entity, r->id, WO_BACKUP, 0, STR("上云单位已确认备份和迁移")));
	return fact_tell(c, "revocation.backup_confirmed", &revocation_entity, r->id);
}

enum err rev_hand_back(struct ctx *c, const void *in_, void *out)
{
	struct hand_back h = *(const struct hand_back *)in_;
	const struct revocation *r = c->subject;

	(void)out;
	if (h.no_data && str_empty(str_trim(h.note)))
		fail_on(c, "note", "missing", "没有要返还的数据，请写明原因");
	if (!h.no_data && str_empty(str_trim(h.content)))
		fail_on(c, "content", "missing", "请写明返还的数据");
	if (!h.no_data && str_empty(str_trim(h.receiver)))
		fail_on(c, "receiver", "missing", "请写明接收人");
	TRY(fields_ok(c));
	h.id = id_new(c);
	h.application = r->id;
	h.by_person = c->who.person;
	h.by_name = c->who.name;
	h.at = c->now;
	if (h.file)
		TRY(attachment_bind(c, "file", h.file, &application_entity, r->id, "data_hand_back"));
	return sql_put(c, &rev_q[Q_HAND_PUT], &h);
}

/* ---- regret, while nothing is destroyed: services run again, the case ends (R-25) ---- */
enum err rev_resume(struct ctx *c, const void *in_, void *out)
{
	const struct rev_act_in *in = in_;
	const struct revocation *r = c->subject;

	(void)out;
	EACH(struct resource, x, r->resources)
		if (x->state == RES_STOPPED) {
			TRY(resource_resume(c, x->id, today(c)));
			TRY(cloud_task_order(c, CLOUD_START, r->id, x, NULL));
		}
	TRY(flow_fire(c, &application_flow, r->id, "resume", arena_cstr(c->arena, in->comment)));
	TRY(work_order_finish(c, &application_entity, r->id, WO_REVOKE, 0, STR("撤销终止，服务恢复")));
	TRY(work_order_finish(c, &application_entity, r->id, WO_BACKUP, 0, STR("撤销终止")));
	struct note n = { arena_fmt(c->arena, "撤销终止，服务自 " STR_FMT " 恢复并计费：" STR_FMT, STR_ARG(date_text(c->arena, today(c))), STR_ARG(r->title)), in->comment,
			  "A23.1d", &application_entity, r->id };
	TRY(message_to_roles(c, r->user_org, R_USER, &n));
	EACH(struct resource, x, r->resources)
		if (x == (struct resource *)r->resources.items || x->csp != x[-1].csp)
			TRY(message_to_roles(c, x->csp, R(CSP_OPERATION) | R(CSP_MAINTENANCE), &n));
	return OK;
}

/* ---- a period asked for ends with a date to act on, and with nothing else (R-47) ---- */
enum err rev_delivered(struct ctx *c, const struct fact *f)
{
	struct application_line l;
	struct resource x;

	TRY(entity_peek(c, &resource_entity, f->subject, &x));
	if (!x.line || !date_none(x.expire_date) || date_none(x.billing_start_date))
		return OK;
	TRY(application_line_get(c, x.line, &l));
	return l.period_months == INT_NONE || l.period_months < 1 ? OK : resource_expires(c, x.id, date_add_months(x.billing_start_date, (int)l.period_months));
}
