/* Ordering, asking the cloud, entering what it said. */
#include "domain/cloud_task/cloud_task_in.h"
#include "domain/infra/infra.h"
#include "domain/message/message.h"
#include "driver/driver.h"

/* ---- ordering ---- */
static enum err reached(struct ctx *c, const struct resource *r, int64_t to_pool, bool *out)
{
	struct pool from, to;

	TRY(pool_get(c, r->pool, &from));
	*out = from.driver != POOL_MANUAL;
	if (!*out || to_pool == r->pool)
		return OK;
	TRY(pool_get(c, to_pool, &to));
	*out = to.driver == from.driver;
	return OK;
}

/* Our own name for it: what a driver opened was made under its token, anything else is found by the cloud's id. */
static struct str token_of(struct ctx *c, const struct resource *r)
{
	return r->token.n ? r->token : arena_fmt(c->arena, "resource-%" PRId64, r->id);
}

enum err cloud_task_order(struct ctx *c, enum cloud_act act, int64_t application, const struct resource *r, const struct resource *to)
{
	struct cloud_task t;
	bool ok = false;

	if (!to)
		to = r;
	TRY(reached(c, r, to->pool, &ok));
	if (!ok)
		return OK;
	record_none(&cloud_task_record, &t);
	t.id = id_new(c);
	t.version = 1;
	t.application = application;
	t.resource = r->id;
	t.act = (int32_t)act;
	t.state = CLOUD_OPEN;
	t.pool = r->pool;
	t.to_pool = to->pool;
	t.csp = r->csp;
	t.token = token_of(c, r);
	t.native_id = r->native_id;
	t.item_code = to->item_code;
	t.qty = to->qty;
	t.vcpu = to->vcpu;
	t.mem_gb = to->mem_gb;
	t.disk_gb = to->disk_gb;
	t.tries = 0;
	t.created_at = t.next_at = c->now;
	/* What is destroyed needs nothing else any more. */
	TRY(sql_run(c, &cloud_q[Q_CLOUD_REPLACED], r->id, act == CLOUD_REMOVE ? STR("") : str_of(cloud_act_names[act].word), c->now));
	return sql_put(c, &cloud_q[Q_CLOUD_PUT], &t);
}

enum err cloud_task_void(struct ctx *c, int64_t application, enum cloud_act act, struct str note)
{
	return sql_run(c, &cloud_q[Q_CLOUD_VOID], application, act ? str_of(cloud_act_names[act].word) : STR(""), c->now, note);
}

enum err cloud_task_done_by_hand(struct ctx *c, int64_t application, int64_t resource, struct str note)
{
	return sql_run(c, &cloud_q[Q_CLOUD_HAND], application, resource, c->now, note, c->who.name);
}

enum err cloud_tasks_open(struct ctx *c, int64_t application, enum cloud_act act, int64_t *n)
{
	return sql_int(c, &cloud_q[Q_CLOUD_OPEN], n, application, str_of(cloud_act_names[act].word));
}

enum err cloud_tasks_done(struct ctx *c, int64_t application, int64_t resource, enum cloud_act act, int64_t *n)
{
	return sql_int(c, &cloud_q[Q_CLOUD_DONE_N], n, application, resource, str_of(cloud_act_names[act].word));
}

enum err cloud_task_made(struct ctx *c, int64_t application, int64_t resource, struct str *native_id, struct str *ips)
{
	TRY(sql_str(c, &cloud_q[Q_CLOUD_NATIVE], native_id, application, resource));
	return sql_str(c, &cloud_q[Q_CLOUD_IPS], ips, application, resource);
}

/* ---- what came of it ---- */
struct instant cloud_again(struct instant now, int64_t tries)
{
	return (struct instant){ now.ms + (tries < CLOUD_TRIES ? MINUTES(1) : HOURS(1)) };
}

static enum err tell(struct ctx *c, const struct cloud_task *t, const char *what, struct str body)
{
	struct note n = { .article = "A14.P3a", .e = &cloud_task_entity, .subject = t->id, .body = body };

	n.title = arena_fmt(c->arena, "%s：%s " STR_FMT, what, cloud_act_names[t->act].label, STR_ARG(t->resource_no));
	return message_to_roles(c, t->csp, R(CSP_OPERATION) | R(CSP_MAINTENANCE), &n);
}

static enum err failed(struct ctx *c, const struct cloud_task *t, const struct cloud_result *in)
{
	int64_t tries = t->tries + 1;

	TRY(sql_run(c, &cloud_q[Q_CLOUD_AGAIN], t->id, tries, cloud_again(c->now, tries), in->error));
	return tries == CLOUD_TRIES ? tell(c, t, "驱动多次没有办成，请处理或改由人工办理", in->error) : OK;
}

enum err cloud_told(struct ctx *c, const void *in_, void *out)
{
	const struct cloud_result *in = in_;
	struct cloud_task t;

	(void)out;
	TRY(sql_get(c, &cloud_q[Q_CLOUD_GET], &t, in->task));
	/* Taken back or done by hand while the cloud was at it. */
	if (t.state != CLOUD_OPEN)
		return OK;
	if (in->error.p && !in->cannot)
		return failed(c, &t, in);
	t.state = in->cannot ? CLOUD_BY_HAND : CLOUD_DONE;
	t.made_native_id = in->native_id;
	t.made_ips = in->ips;
	t.proof = in->proof;
	t.error = in->error;
	t.tries++;
	t.version++;
	t.ended_at = c->now;
	TRY(sql_put(c, &cloud_q[Q_CLOUD_END], &t));
	return in->cannot ? tell(c, &t, "驱动不能办理，请人工办理", in->error) : OK;
}

enum err cloud_still_open(struct ctx *c, const void *subject, const void *in)
{
	const struct cloud_task *t = subject;

	(void)in;
	return t->state == CLOUD_OPEN ? OK : fail(c, E_CONFLICT, "cloud_task.ended", "这项操作已经是“%s”", cloud_state_names[t->state].label);
}

enum err cloud_by_hand(struct ctx *c, const void *in_, void *out)
{
	const struct cloud_hand_in *in = in_;
	struct cloud_task t = *(const struct cloud_task *)c->subject;

	(void)out;
	t.state = CLOUD_BY_HAND;
	t.note = in->comment;
	t.by_name = c->who.name;
	t.version++;
	t.ended_at = c->now;
	return sql_put(c, &cloud_q[Q_CLOUD_END], &t);
}

/* ---- the driver's turn ---- */
struct asking { const struct driver *d; void *session; const struct cloud_task *task; const struct pool *to; struct arena *a; struct fail f; };

static enum err cannot(struct asking *k, bool *out)
{
	*out = true;
	return fail_set(&k->f, E_INVALID, "driver.cannot", "“%s”驱动不能%s", k->d->name, cloud_act_names[k->task->act].label);
}

static enum err ask(struct asking *k, struct cloud_result *r)
{
	const struct cloud_task *t = k->task;
	struct driver_spec spec = { .token = t->token, .native_id = t->native_id, .name = t->resource_name, .item_code = t->item_code, .zone = str_of(zone_names[k->to->zone].word), .pool = k->to->no,
				    .qty = t->qty, .vcpu = t->vcpu, .mem_gb = t->mem_gb, .disk_gb = t->disk_gb };
	struct driver_ref ref = { t->token, t->native_id };
	struct driver_thing thing = { 0 };
	enum err e = OK;

	switch ((enum cloud_act)t->act) {
	case CLOUD_RESIZE: e = k->d->resize  ? k->d->resize(k->session, &spec, k->a, &k->f, &thing) : cannot(k, &r->cannot); break;
	case CLOUD_MOVE:   e = k->d->move    ? k->d->move(k->session, &spec, k->a, &k->f, &thing) : cannot(k, &r->cannot); break;
	case CLOUD_STOP:   e = k->d->power   ? k->d->power(k->session, &ref, false, &k->f) : cannot(k, &r->cannot); break;
	case CLOUD_START:  e = k->d->power   ? k->d->power(k->session, &ref, true, &k->f) : cannot(k, &r->cannot); break;
	case CLOUD_WIPE:   e = k->d->wipe    ? k->d->wipe(k->session, &ref, k->a, &k->f, &r->proof) : cannot(k, &r->cannot); break;
	case CLOUD_REMOVE: e = k->d->destroy ? k->d->destroy(k->session, &ref, &k->f) : cannot(k, &r->cannot); break;
	case CLOUD_ACT_MAX: break;
	}
	/* Only a move makes another thing of it. */
	if (e == OK && t->act == CLOUD_MOVE) {
		r->native_id = thing.native_id;
		r->ips = thing.ips;
	}
	return e;
}

static void perform(const struct cloud_task *task, const struct pool *from, const struct pool *to, struct arena *a, struct cloud_result *r)
{
	struct asking k = { .d = driver_named(str_of(pool_driver_names[from->driver].word)), .task = task, .to = to, .a = a };
	struct driver_conf conf = { .seed = 1 };
	enum err e = k.d ? k.d->open(&conf, &k.f, &k.session) : fail_set(&k.f, E_ABSENT, "driver.absent", "没有“%s”驱动", pool_driver_names[from->driver].label);

	if (e == OK)
		e = ask(&k, r);
	if (k.session)
		k.d->close(k.session);
	if (e != OK)
		r->error = arena_str(a, str_of(k.f.sentence));
}

enum err cloud_drive(struct job_turn *t)
{
	/* What fails moves behind what is due now, so each has one try in a turn. */
	for (int n = 0; n < 100; n++) {
		struct cloud_task task;
		struct pool from, to;
		TRY(core_read_begin_job(t));
		enum err e = sql_get(t->read, &cloud_q[Q_CLOUD_NEXT], &task, t->now);
		if (e == OK)
			e = pool_get(t->read, task.pool, &from);
		if (e == OK)
			e = pool_get(t->read, task.to_pool, &to);
		core_read_end_job(t);
		if (e == E_ABSENT)
			return OK;
		TRY(e);
		struct cloud_result r = { .task = task.id };
		perform(&task, &from, &to, t->arena, &r);
		TRY(job_do(t, "cloud_task.told", &r));
	}
	return OK;
}
