/* The end of a resource: resumed while nothing is destroyed, destroyed for good, and its expiry, which stops nothing. */
#include "domain/message/message.h"
#include "domain/resource/resource_in.h"

enum err resource_resume(struct ctx *c, int64_t id, struct date day)
{
	struct resource r;
	int64_t reopened = 0;

	TRY(entity_peek(c, &resource_entity, id, &r));
	if (!r.holds_room)
		return fail(c, E_CONFLICT, "wrong_state", "资源 " STR_FMT " 不是因撤销停止的，不能恢复", STR_ARG(r.no));
	TRY(flow_fire(c, &resource_flow, id, "resume", NULL));
	TRY(sql_run(c, &resource_q[Q_RES_RESUME], id));
	/* A stretch that began and ended today has no day behind it: it goes on. */
	TRY(sql_run_n(c, &resource_q[Q_SEG_REOPEN], &reopened, id, day));
	return reopened ? OK : segment_open(c, &r, day, SEG_RESUME);
}

/* Providers write the same id in either case and with blanks around it. */
struct str native_key(struct ctx *c, struct str native_id)
{
	struct str s = str_trim(native_id);
	char *to = arena_alloc(c->arena, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		to[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
	return (struct str){ to, s.n };
}

enum err resource_native_id_new(struct ctx *c, int64_t csp, struct str native_id)
{
	struct str was;

	if (str_empty(str_trim(native_id)))
		return OK;
	TRY(sql_str(c, &resource_q[Q_GONE], &was, csp, native_key(c, native_id)));
	if (!was.p)
		return OK;
	return refuse_by(c, "A23.1d", "resource.reattached", "云平台标识“" STR_FMT "”属于已销毁的资源 " STR_FMT "，已销毁的数据不得恢复，不能再挂接",
			 STR_ARG(utf8_head(native_id, 60)), STR_ARG(was));
}

enum err native_of_one_system(struct ctx *c, const struct resource *r)
{
	struct str other;

	if (str_empty(str_trim(r->native_id)))
		return OK;
	TRY(sql_str(c, &resource_q[Q_NATIVE_ELSE], &other, r->csp, native_key(c, r->native_id), r->system, r->id));
	if (!other.p)
		return OK;
	return refuse_by(c, "A22.2", "resource.native_elsewhere", "云平台标识“" STR_FMT "”已登记为另一个系统的资源 " STR_FMT "，一个资源只归一个系统，调配用途请办理变更",
			 STR_ARG(utf8_head(r->native_id, 60)), STR_ARG(other));
}

static enum err gone(struct ctx *c, const struct resource *r, struct str native_id)
{
	if (str_empty(str_trim(native_id)))
		return OK;
	return sql_run(c, &resource_q[Q_GONE_PUT], id_new(c), r->csp, native_key(c, native_id), r->id, c->now);
}

enum err resource_destroy(struct ctx *c, int64_t id, const struct list *ids)
{
	struct resource r;

	TRY(entity_peek(c, &resource_entity, id, &r));
	TRY(flow_fire(c, &resource_flow, id, "destroy", NULL));
	TRY(gone(c, &r, r.native_id));
	EACH(struct str, s, *ids)
		TRY(gone(c, &r, *s));
	return r.holds_room ? room_free(c, &r) : OK;
}

enum err nothing_restores(struct ctx *c, const void *subject, const void *in)
{
	const struct resource *r = subject;

	(void)in;
	switch (r->state) {
	case RES_DESTROYED: return refuse(c, "资源 " STR_FMT " 已销毁，已销毁的数据不得以任何技术手段恢复", STR_ARG(r->no));
	case RES_STOPPED:   return refuse(c, "资源 " STR_FMT " 已停止，销毁之前由主管部门在撤销申请上办理恢复", STR_ARG(r->no));
	default:            return refuse(c, "资源 " STR_FMT " 在用，没有可以恢复的", STR_ARG(r->no));
	}
}

/* ---- expiry: reminders before, a mark and a notice on the day; nothing is stopped (R-47) ---- */
enum err resource_expires(struct ctx *c, int64_t id, struct date day) { return sql_run(c, &resource_q[Q_RES_EXPIRES], id, day); }

static enum err tell_expiry(struct ctx *c, const struct resource *r, struct str title, struct str body)
{
	struct note n = { title, body, "R-47", &resource_entity, r->id };

	TRY(message_to_roles(c, r->user_org, R_USER, &n));
	return message_to_roles(c, r->applicant_org, R(APPU_MANAGER), &n);
}

static enum err expires_soon(struct ctx *c, const struct resource *r)
{
	int64_t left = r->expire_date.day - today(c).day, day = message_remind_day(c, "expiry.remind_days", left, r->expire_told);

	if (day == INT_NONE)
		return OK;
	TRY(tell_expiry(c, r, arena_fmt(c->arena, "资源 " STR_FMT "（" STR_FMT "）还有 %" PRId64 " 天到期", STR_ARG(r->no), STR_ARG(r->system_name), left),
			STR("需要继续使用的请办理延期，不再使用的请办理撤销")));
	return sql_run(c, &resource_q[Q_RES_TOLD], r->id, day, 0);
}

static enum err has_expired(struct ctx *c, const struct resource *r)
{
	struct str title = arena_fmt(c->arena, "资源 " STR_FMT "（" STR_FMT "）已到期", STR_ARG(r->no), STR_ARG(r->system_name));

	TRY(tell_expiry(c, r, title, STR("到期后仍运行、计费，请办理延期或撤销")));
	TRY(message_to_roles(c, 0, R(AUTH_HANDLER), &(struct note){ title, STR("未办理延期或撤销，已列入督办清单"), "R-47", &resource_entity, r->id }));
	TRY(sql_run(c, &resource_q[Q_RES_TOLD], r->id, 0, 1));
	return fact_tell(c, "resource.expired", &resource_entity, r->id);
}

/* A page of resources, in a turn of its own: at the end of a contract a whole province expires on one day, and others write meanwhile. */
static const struct { int q; enum err (*fn)(struct ctx *c, const struct resource *r); } expiry_steps[] = { { Q_RES_EXPIRING, expires_soon }, { Q_RES_EXPIRED, has_expired } };

static enum err expiry_page(struct ctx *c, int64_t step, int64_t after, struct list *out)
{
	struct date until = date_add(today(c), step == 0 ? (int32_t)setting_nth(c, "expiry.remind_days", 0) : 0);

	return sql_all(c, &resource_q[expiry_steps[step].q], out, today(c), until, after);
}

enum err resource_expiry_page(struct ctx *c, const void *in_, void *out)
{
	const struct expiry_in *in = in_;
	struct list found;

	(void)out;
	TRY(expiry_page(c, in->step, in->after, &found));
	EACH(struct resource, r, found)
		TRY(expiry_steps[in->step].fn(c, r));
	return OK;
}

static bool to_tell(struct ctx *c, int64_t step, const struct list *found)
{
	EACH(struct resource, r, *found)
		if (step == 1 || message_remind_day(c, "expiry.remind_days", r->expire_date.day - today(c).day, r->expire_told) != INT_NONE)
			return true;
	return false;
}

static enum err expiry_step(struct job_turn *t, int64_t step)
{
	struct list found = { .n = 1 };
	struct expiry_in in = { .step = step };

	while (found.n) {
		CLEANUP(arena_freep) struct arena *page = arena_new(MIB(16));
		TRY(core_read_begin_job(t));
		struct arena *mine = t->read->arena;
		t->read->arena = page;
		enum err e = expiry_page(t->read, step, in.after, &found);
		bool any = e == OK && to_tell(t->read, step, &found);
		t->read->arena = mine;
		core_read_end_job(t);
		TRY(e);
		if (any)
			TRY(job_do(t, "resource.expiry_page", &in));
		in.after = found.n ? LIST_AT(found, struct resource, found.n - 1)->id : in.after;
	}
	return OK;
}

enum err resource_job_expiry(struct job_turn *t)
{
	for (int64_t step = 0; step < (int64_t)COUNT(expiry_steps); step++)
		TRY(expiry_step(t, step));
	return OK;
}

/* Prolonged meanwhile: off the list. */
enum err resource_job_prolonged(struct ctx *c) { return sql_run(c, &resource_q[Q_RES_UNEXPIRED], today(c)); }
