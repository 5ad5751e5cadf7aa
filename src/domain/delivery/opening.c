/* After the opinion: work orders to the providers, machines to the drivers, openings by hand, and when all of it is there. */
#include "domain/cloud_task/cloud_task.h"
#include "domain/delivery/delivery_in.h"
#include "domain/infra/infra.h"
#include "domain/message/message.h"
#include "domain/org/org.h"
#include "domain/work_order/work_order.h"
#include "driver/driver.h"

enum err delivery_plan(struct ctx *c, const struct fact *f)
{
	struct application app;
	struct list lines;
	int64_t authority, wo, done[16];
	size_t n = 0;

	TRY(application_get(c, f->subject, &app));
	/* What the other types lead to is the matter of the features that own them. */
	if ((app.type != APP_NEW && app.type != APP_MIGRATE) || (app.state != APP_APPROVED && app.state != APP_APPROVED_REDUCED))
		return OK;
	TRY(application_lines(c, app.id, &lines));
	TRY(org_authority(c, &authority));
	TRY(flow_fire(c, &application_flow, app.id, "provision", NULL));
	struct clock k;
	TRY(clock_running(c, &application_entity, app.id, &k));
	EACH(struct application_line, l, lines) {
		struct pool p;
		bool known = false;
		if (!l->assigned_pool || l->approved_qty == INT_NONE || l->approved_qty == 0)
			continue;
		TRY(pool_get(c, l->assigned_pool, &p));
		if (p.driver != POOL_MANUAL)
			TRY(sql_run(c, &delivery_q[Q_TASK_PUT], id_new(c), l->id, app.id, p.id, c->now));
		for (size_t i = 0; i < n; i++)
			known |= done[i] == p.csp;
		if (known || n == COUNT(done))
			continue;
		done[n++] = p.csp;
		TRY(work_order_open(c, WO_PROVISION, arena_fmt(c->arena, "开通 " STR_FMT, STR_ARG(app.title)), &application_entity, app.id, authority, p.csp,
				    k.id ? k.due_at : AT_NONE, &wo));
	}
	return OK;
}

/* Terminated before delivery: what was opened for trial goes back to its pool, and nobody is asked to open any more. */
enum err delivery_undo(struct ctx *c, const struct fact *f)
{
	struct list resources;
	struct application app;

	TRY(resource_of_application(c, f->subject, &resources));
	EACH(struct resource, r, resources)
		if (r->state == RES_TRIAL) {
			TRY(resource_stop(c, r->id, today(c), SEG_REVOKE));
			TRY(cloud_task_order(c, CLOUD_STOP, f->subject, r, NULL));
		}
	TRY(application_get(c, f->subject, &app));
	if (!at_none(app.issued_at) && (app.type == APP_NEW || app.type == APP_MIGRATE)) {
		struct note n = { .title = arena_fmt(c->arena, "申请被终止：" STR_FMT, STR_ARG(app.title)), .article = "A8.3", .e = &application_entity, .subject = app.id,
				  .body = arena_fmt(c->arena, "申请编号 " STR_FMT "，不再开通；试用中的资源已收回", STR_ARG(app.no)) };
		TRY(delivery_tell_csps(c, app.id, &n));
	}
	return work_order_finish(c, &application_entity, f->subject, WO_PROVISION, 0, STR("申请已终止"));
}

static struct str line_token(struct arena *a, int64_t line) { return arena_fmt(a, "line-%" PRId64, line); }

/* ---- the driver's turn: the cloud is asked outside any transaction, with our own token, and may be asked again ---- */
enum err delivery_driven(struct ctx *c, const void *in_, void *out)
{
	const struct driven *in = in_;
	struct application_line line;
	struct application app;
	int64_t opened = 0, allowed = 0;

	(void)out;
	if (in->error.p)
		return sql_run(c, &delivery_q[Q_TASK_END], in->task, val_none(), c->now.ms + MINUTES(1), in->error);
	TRY(application_line_get(c, in->line, &line));
	TRY(application_get(c, line.application, &app));
	TRY(resource_qty_of_line(c, line.id, &opened));
	TRY(delivery_allowed(c, &line, &allowed));
	/* Opened by hand meanwhile, or no longer being opened: nothing is left to do. */
	if (in->native_id.n && app.state == APP_PROVISIONING && opened < allowed) {
		struct opened o = { .qty = allowed - opened, .native_id = in->native_id, .ips = in->ips, .token = line_token(c->arena, line.id) };
		TRY(delivery_open_line(c, &app, &line, &o));
	}
	return sql_run(c, &delivery_q[Q_TASK_END], in->task, c->now, c->now, val_none());
}

/* What is left of a line for the cloud to make; qty 0: opened by hand meanwhile, given up, or the case has ended. */
static enum err still_wanted(struct ctx *c, const struct task *task, struct driver_spec *spec, struct pool *pool)
{
	struct application_line line;
	struct application app;
	struct line_size size;
	int64_t allowed = 0, opened = 0;

	TRY(application_line_get(c, task->line, &line));
	TRY(application_get(c, line.application, &app));
	TRY(pool_get(c, task->pool, pool));
	TRY(delivery_allowed(c, &line, &allowed));
	TRY(resource_qty_of_line(c, line.id, &opened));
	TRY(application_line_size(c, line.item, line.attrs, &size));
	*spec = (struct driver_spec){ .token = line_token(c->arena, line.id), .name = line.item_name, .item_code = line.item_code, .zone = str_of(zone_names[line.zone].word),
				      .pool = pool->no, .qty = app.state == APP_PROVISIONING && opened < allowed ? allowed - opened : 0, .vcpu = size.vcpu, .mem_gb = size.mem_gb,
				      .disk_gb = size.disk_gb };
	return OK;
}

static void make_it(struct job_turn *t, const struct pool *pool, const struct driver_spec *spec, struct driven *result)
{
	const struct driver *d = driver_named(str_of(pool_driver_names[pool->driver].word));
	struct driver_thing thing = { 0 };
	struct driver_conf conf = { .seed = 1 };
	struct fail f = { 0 };
	void *session = NULL;

	enum err e = d ? d->open(&conf, &f, &session) : fail_set(&f, E_ABSENT, "driver.absent", "没有“%s”驱动", pool_driver_names[pool->driver].label);
	if (e == OK)
		e = d->create(session, spec, t->arena, &f, &thing);
	if (session)
		d->close(session);
	result->native_id = thing.native_id;
	result->ips = thing.ips;
	if (e != OK)
		result->error = arena_str(t->arena, str_of(f.sentence));
}

enum err delivery_drive(struct job_turn *t)
{
	/* What fails moves behind what is due now, so each task has one try in a turn and one broken cloud does not starve another. */
	for (int n = 0; n < 100; n++) {
		struct task task;
		struct pool pool;
		struct driver_spec spec = { 0 };
		TRY(core_read_begin_job(t));
		enum err e = sql_get(t->read, &delivery_q[Q_TASK_NEXT], &task, t->now);
		if (e == OK)
			e = still_wanted(t->read, &task, &spec, &pool);
		core_read_end_job(t);
		if (e == E_ABSENT)
			return OK;
		TRY(e);
		struct driven result = { .task = task.id, .line = task.line };
		if (spec.qty)
			make_it(t, &pool, &spec, &result);
		enum err told = job_do(t, "delivery.driven", &result);
		/* Refused here (the pool has filled meanwhile) is noted like a silent cloud: this line waits a minute, the next goes on. */
		if (told == E_REFUSED) {
			result.error = arena_str(t->arena, str_of(t->fail.sentence));
			fail_clear(&t->fail);
			told = job_do(t, "delivery.driven", &result);
		}
		TRY(told);
	}
	return OK;
}

/* ---- by hand ---- */
static enum err line_of(struct ctx *c, int64_t id, struct application_line *out)
{
	enum err e = application_line_get(c, id, out);

	if (e != OK && e != E_ABSENT)
		return e;
	if (e == OK && out->application == c->subject_id)
		return OK;
	fail_clear(&c->fail);
	return fail_on(c, "line", "absent", "这份申请没有编号为 %" PRId64 " 的明细", id);
}

enum err delivery_open(struct ctx *c, const void *in_, void *out)
{
	const struct open_in *in = in_;
	struct application_line line;

	(void)out;
	TRY(line_of(c, in->line, &line));
	return delivery_open_line(c, c->subject, &line, &(struct opened){ in->qty, in->name, in->native_id, in->ips, in->os, STR_NONE });
}

enum err being_opened(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;

	(void)in;
	return app->state == APP_PROVISIONING ? OK : refuse(c, "申请现在处于“%s”，只有批准后、试用前可以开通", app_state_names[app->state].label);
}

/* The provider of the line opens it; the authority may register what the provider reported. A line of which nothing was approved has no
 * provider: opening any of it is more than was approved. */
enum err by_provider_of_line(struct ctx *c, const void *subject, const void *in_)
{
	const struct application *app = subject;
	const struct open_in *in = in_;
	struct application_line line;

	if (!in || c->who.party != ORG_CSP)
		return OK;
	enum err e = application_line_get(c, in->line, &line);
	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	if (e == E_ABSENT || line.application != app->id || !line.csp || line.csp == c->who.org)
		return OK;
	return refuse(c, "“" STR_FMT "”分配给“" STR_FMT "”开通", STR_ARG(line.item_name), STR_ARG(line.csp_name));
}

enum err delivery_reduce(struct ctx *c, const void *in_, void *out)
{
	const struct reduce_in *in = in_;
	const struct application *app = c->subject;
	struct reduction r = { .id = id_new(c), .application = app->id, .line = in->line, .qty = in->qty, .by_person = c->who.person, .reason = in->reason, .at = c->now };
	struct application_line line;
	int64_t allowed = 0, opened = 0;

	(void)out;
	TRY(line_of(c, in->line, &line));
	TRY(delivery_allowed(c, &line, &allowed));
	TRY(resource_qty_of_line(c, line.id, &opened));
	if (in->qty >= allowed)
		return fail_on(c, "qty", "out_of_range", "应当少于批准的 %" PRId64, allowed);
	if (in->qty < opened)
		return fail_on(c, "qty", "out_of_range", "已经开通 %" PRId64 "，不能减到 %" PRId64, opened, in->qty);
	TRY(sql_put(c, &delivery_q[Q_REDUCE_PUT], &r));
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”减少开通", STR_ARG(app->title)), .article = "A21.1a", .e = &application_entity, .subject = app->id };
	n.body = arena_fmt(c->arena, "“" STR_FMT "”由 %" PRId64 " 减为 %" PRId64 "：" STR_FMT, STR_ARG(line.item_name), allowed, in->qty, STR_ARG(in->reason));
	TRY(message_to_roles(c, app->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	return delivery_tell_csps(c, app->id, &n);
}

enum err all_opened(struct ctx *c, const void *subject, const void *in)
{
	const struct application *app = subject;
	struct list lines;
	int64_t sum = 0;

	(void)in;
	TRY(application_lines(c, app->id, &lines));
	EACH(struct application_line, l, lines) {
		int64_t n = 0, want = 0;
		TRY(delivery_allowed(c, l, &want));
		TRY(resource_qty_of_line(c, l->id, &n));
		if (n < want)
			return refuse(c, "“" STR_FMT "”批准 %" PRId64 "，只开通了 %" PRId64, STR_ARG(l->item_name), want, n);
		sum += n;
	}
	return sum ? OK : refuse(c, "还没有开通任何资源");
}

enum err delivery_trial_ready(struct ctx *c, const void *in, void *out)
{
	int64_t days = setting_int(c, "trial.max_days");
	struct trial t;

	(void)in;
	(void)out;
	record_none(&trial_record, &t);
	t.id = id_new(c);
	t.application = c->subject_id;
	t.from_date = today(c);
	t.max_days = days;
	t.to_date = date_add(today(c), (int32_t)days);
	t.ends_at = date_start(t.to_date);
	TRY(sql_put(c, &delivery_q[Q_TRIAL_PUT], &t));
	const struct application *app = c->subject;
	struct note n = { .title = arena_fmt(c->arena, "“" STR_FMT "”已开通，进入试用", STR_ARG(app->title)), .article = "A21.1b", .e = &application_entity, .subject = app->id,
			  .body = arena_fmt(c->arena, "试用到 " STR_FMT " 为止，不计费。请测试并登记测试结果。", STR_ARG(date_text(c->arena, date_add(t.to_date, -1)))) };
	TRY(message_to_roles(c, app->user_org, R(USER_HANDLER) | R(USER_OWNER), &n));
	return work_order_finish(c, &application_entity, c->subject_id, WO_PROVISION, 0, STR("已开通，进入试用"));
}

struct stats { struct list items; };
enum err delivery_stat(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return sql_all(c, &delivery_q[Q_STAT], &((struct stats *)out)->items, c->now);
}
