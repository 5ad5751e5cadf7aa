/* What waits for me, what the clocks say, and who is reminded of what. Deadlines are the reminder feature's. */
#include "domain/application/application_in.h"
#include "core/core.h"
#include "domain/message/message.h"

/* ---- workbench ---- */
enum err workbench_get(struct ctx *c, const void *in, void *out_)
{
	struct workbench *out = out_;
	struct list all;

	(void)in;
	out->overdue = out->today = out->tomorrow = out->later = 0;
	TRY(sql_int(c, &app_q[Q_RESUBMISSIONS], &out->resubmission, c->who.org, (int)(c->who.party == ORG_AUTHORITY)));
	TRY(work_waiting(c, &all));
	EACH(struct work_item, w, all) {
		int64_t *tile = str_is(w->bucket, "overdue") ? &out->overdue : str_is(w->bucket, "today") ? &out->today
			      : str_is(w->bucket, "tomorrow") ? &out->tomorrow : &out->later;
		(*tile)++;
	}
	out->total = (int64_t)all.n;
	out->items = (struct list){ all.items, MIN2(all.n, (size_t)1000) };
	return OK;
}

/* ---- figures ---- */
static struct instant from_of(const struct period_in *p) { return date_none(p->from) ? (struct instant){ 0 } : date_start(p->from); }

static struct instant until_of(const struct ctx *c, const struct period_in *p)
{
	return date_none(p->until) ? date_start(date_add(today(c), 1)) : date_start(p->until);
}

enum err stat_clocks(struct ctx *c, const void *in, void *out)
{
	struct list *items = &((struct app_list *)out)->items;

	TRY(sql_all(c, &app_q[Q_STAT_CLOCKS], items, from_of(in), until_of(c, in), c->now));
	EACH(struct clock_stat, s, *items) {
		int32_t kind = names_find(clock_no_names, CLOCK_NO_MAX, s->kind);
		int64_t done = s->on_time + s->overdue;
		s->label = kind ? str_of(clock_no_names[kind].label) : STR_NONE;
		s->on_time_bp = done ? s->on_time * 10000 / done : INT_NONE;
	}
	return OK;
}

/* The rows that a figure of the table above counts. */
enum err clock_row_fill(struct ctx *c, void *rec)
{
	struct clock_row *k = rec;

	k->due_date = date_of((struct instant){ k->due_at.ms - 1 });
	k->late = k->result == CLOCK_END_OVERDUE || (k->result == CLOCK_END_RUNNING && c->now.ms >= k->due_at.ms);
	return OK;
}

enum err stat_apps(struct ctx *c, const void *in, void *out)
{
	return sql_all(c, &app_q[Q_STAT_APPS], &((struct app_list *)out)->items, from_of(in), until_of(c, in));
}

/* ---- reminders: each is sent once ---- */
static enum err notify(struct ctx *c, const struct application *a, struct str key, int64_t org, uint64_t roles, struct str title, const char *article)
{
	int64_t told = 0;

	TRY(sql_int(c, &app_q[Q_NOTICE], &told, a->id, key));
	if (told)
		return OK;
	TRY(sql_run(c, &app_q[Q_NOTICE_PUT], a->id, key, c->now));
	struct note n = { .title = title, .body = arena_fmt(c->arena, STR_FMT "，" STR_FMT "，申请编号 " STR_FMT, STR_ARG(a->title), STR_ARG(a->user_org_name),
		STR_ARG(a->no)), .article = article, .e = &application_entity, .subject = a->id };
	return message_to_roles(c, org, roles, &n);
}

enum err job_reminders(struct ctx *c)
{
	const struct workdays *w;
	struct list waiting;
	int64_t wd = setting_int(c, "internal_review.remind_wd"), days = setting_int(c, "resubmit.remind_days");

	TRY(workdays_now(c, &w));
	TRY(sql_all0(c, &app_q[Q_REVIEW_WAITS], &waiting));
	EACH(struct application, a, waiting)
		if (workday_between(w, date_of(a->updated_at), today(c)) > wd)
			TRY(notify(c, a, arena_fmt(c->arena, "internal:%" PRId64 ":%" PRId64, a->round, a->updated_at.ms), a->applicant_org, R_APPU,
				   arena_fmt(c->arena, "内部审核已等待超过 %" PRId64 " 个工作日", wd), "A9a.1b"));
	TRY(sql_all(c, &app_q[Q_RESUBMIT_WAITS], &waiting, c->now.ms - DAYS(days)));
	EACH(struct application, a, waiting) {
		struct str title = arena_fmt(c->arena, "不予受理已满 %" PRId64 " 天，尚未重新提交", days);
		TRY(notify(c, a, arena_fmt(c->arena, "resubmit:%" PRId64, a->round), a->applicant_org, R_APPU, title, "A20.2d"));
		TRY(notify(c, a, arena_fmt(c->arena, "resubmit:%" PRId64 ":user", a->round), a->user_org, R_USER, title, "A20.2d"));
	}
	return OK;
}

/* Both the unit that applied and the unit whose system it is. */
static enum err notify_units(struct ctx *c, const struct application *a, struct str key, struct str title)
{
	TRY(notify(c, a, key, a->applicant_org, R_APPU, title, "A19.2"));
	return notify(c, a, arena_fmt(c->arena, STR_FMT ":user", STR_ARG(key)), a->user_org, R_USER, title, "A19.2");
}

/* The window is over: what it had added is to be reclaimed by an order, nothing stops by itself. */
static enum err window_over(struct ctx *c, const struct application *a, const struct stage_window *w, struct date from, struct date to, struct str key)
{
	struct stage_end e = { .id = id_new(c), .application = a->id, .line = w->line == INT_NONE || !w->line ? INT_NONE : w->line, .extra_qty = w->extra_qty,
			       .from_date = from, .to_date = to, .at = c->now, .note = w->note };
	int64_t told = 0;

	TRY(sql_int(c, &app_q[Q_NOTICE], &told, a->id, key));
	if (told)
		return OK;
	TRY(notify_units(c, a, key, arena_fmt(c->arena, "阶段性资源窗口已于 " STR_FMT " 结束，请收回增加的资源", STR_ARG(date_text(c->arena, to)))));
	TRY(sql_put(c, &app_q[Q_STAGE_END_PUT], &e));
	return fact_tell(c, "application.stage_ended", &application_entity, a->id);
}

static enum err window_remind(struct ctx *c, const struct application *a, size_t nth, const struct stage_window *w, struct date from, struct date to)
{
	int before = (int)setting_int(c, "stage.remind_days"), until_start = from.day - today(c).day, until_end = to.day - today(c).day;
	struct str key = arena_fmt(c->arena, "stage:%zu:" STR_FMT, nth, STR_ARG(date_text(c->arena, from)));

	if (until_start >= 0 && until_start <= before)
		TRY(notify_units(c, a, key, arena_fmt(c->arena, "阶段性资源窗口将于 " STR_FMT " 开始", STR_ARG(date_text(c->arena, from)))));
	if (until_end > 0 && until_end <= before)
		TRY(notify_units(c, a, arena_fmt(c->arena, STR_FMT ":end", STR_ARG(key)),
				 arena_fmt(c->arena, "阶段性资源窗口将于 " STR_FMT " 结束", STR_ARG(date_text(c->arena, to)))));
	return until_end <= 0 ? window_over(c, a, w, from, to, arena_fmt(c->arena, STR_FMT ":over", STR_ARG(key))) : OK;
}

/* A window repeats without end; what closed more than a month ago has had its turn. */
static enum err windows_remind(struct ctx *c, const struct application *a, size_t nth, const struct stage_window *w)
{
	int before = (int)setting_int(c, "stage.remind_days"), length = w->to_date.day - w->from_date.day;
	bool repeats = w->recurrence && w->recurrence != ONCE;

	for (int i = 0; i == 0 || repeats; i++) {
		struct date from = window_opens(w, i), to = date_add(from, length);
		if (from.day - today(c).day > before)
			return OK;
		if (today(c).day - to.day <= 31)
			TRY(window_remind(c, a, nth, w, from, to));
	}
	return OK;
}

enum err job_stages(struct ctx *c)
{
	struct list staged;

	TRY(sql_all0(c, &app_q[Q_STAGED], &staged));
	EACH(struct application, a, staged)
		for (size_t i = 0; i < a->stage_windows.n; i++)
			TRY(windows_remind(c, a, i, LIST_AT(a->stage_windows, struct stage_window, i)));
	return OK;
}
