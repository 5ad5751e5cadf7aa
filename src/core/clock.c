/* Clocks (ARTICLES §4): started and stopped by moves, kept with everything they were computed from. */
#include "core/parts.h"

const struct names clock_no_names[CLOCK_NO_MAX] = {
	[C1] = { "c1", "受理" }, [C2] = { "c2", "审核" }, [C3] = { "c3", "开通" }, [C3F] = { "c3f", "备案" }, [C4] = { "c4", "变更审核" },
	[C5] = { "c5", "变更实施" }, [C6] = { "c6", "撤销受理" }, [C7] = { "c7", "撤销审核" }, [C8] = { "c8", "应急补办" },
	[C9] = { "c9", "原系统保留" }, [C10] = { "c10", "整改" }, [C11] = { "c11", "事件上报" }, [C12] = { "c12", "故障响应恢复" },
	[C13] = { "c13", "人员机构变更" }, [C14] = { "c14", "评估报告" }, [C_DELIVER_CONFIRM] = { "deliver_confirm", "交付确认" },
	[C_BILL_CONFIRM] = { "bill_confirm", "账单确认" }, [C_EVAL_REPLY] = { "eval_reply", "评估答复" },
};
static const struct names unit_names[CLOCK_UNIT_MAX] = {
	[WORKING_DAYS] = { "wd", "工作日" }, [CALENDAR_MINUTES] = { "min", "分钟" }, [CALENDAR_MONTHS] = { "month", "月" },
};
static const struct names result_names[CLOCK_RESULT_MAX] = {
	[CLOCK_ON_TIME] = { "on_time", "按期" }, [CLOCK_OVERDUE] = { "overdue", "超期" }, [CLOCK_WITHDRAWN] = { "withdrawn", "撤回" },
};

static const struct field clock_fields[] = {
	F(struct clock, id, F_ID, "编号", OUT),
	F(struct clock, subject_kind, F_STR, "对象种类", OUT),
	F(struct clock, subject_id, F_ID, "对象", OUT),
	F(struct clock, kind, F_ENUM, "时限", OUT, NAMES(clock_no_names)),
	F(struct clock, article, F_STR, "条文", OUT),
	F(struct clock, label, F_STR, "名称", OUT),
	F(struct clock, start_event, F_STR, "起始事件", OUT),
	F(struct clock, start_at, F_AT, "起始时间", OUT),
	F(struct clock, day0_date, F_DATE, "起始日（不计入）", OUT),
	F(struct clock, length, F_INT, "长度", OUT),
	F(struct clock, unit, F_ENUM, "单位", OUT, NAMES(unit_names)),
	F(struct clock, due_at, F_AT, "到期时刻", OUT),
	F(struct clock, calendar_version, F_INT, "日历版本", OUT),
	F(struct clock, stop_event, F_STR, "停止事件", OUT),
	F(struct clock, stopped_at, F_AT, "停止时间", OUT),
	F(struct clock, result, F_ENUM, "结果", OUT, NAMES(result_names)),
	F(struct clock, owner, F_ENUM, "办理方", OUT, NAMES(org_kind_names)),
	F(struct clock, due_date, F_DATE, "到期日", OUT | VIRTUAL),
	F(struct clock, total, F_INT, "共计", OUT | VIRTUAL),
	F(struct clock, used, F_INT, "已用", OUT | VIRTUAL),
	F(struct clock, left, F_INT, "剩余", OUT | VIRTUAL, .min = -100000, .max = 100000),
	F(struct clock, state, F_STR, "走停", OUT | VIRTUAL),
	F(struct clock, counted, F_STRS, "所计工作日", OUT | VIRTUAL, .max = 400),
	{ 0 }
};
const struct record clock_record = RECORD("clock", struct clock, clock_fields, "时限");

enum { COUNTED_MAX = 400 };
enum { Q_PUT, Q_RUNNING, Q_STOP, Q_LAST, Q_REOPEN, Q_LIST, Q_ALL_RUNNING, Q_DUE, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_PUT]         = { "INSERT INTO clock ({+}) VALUES ({?})", &clock_record },
	[Q_RUNNING]     = { "SELECT {} FROM clock WHERE subject_id = ?1 AND subject_kind = ?2 AND stopped_at IS NULL ORDER BY due_at, id", &clock_record },
	[Q_STOP]        = { "UPDATE clock SET stop_event = ?1, stopped_at = ?2, result = ?3 WHERE id = ?4" },
	[Q_LAST]        = { "SELECT {} FROM clock WHERE subject_id = ?1 AND subject_kind = ?2 AND kind = ?3 ORDER BY id DESC LIMIT 1", &clock_record },
	[Q_REOPEN]      = { "UPDATE clock SET stop_event = NULL, stopped_at = NULL, result = NULL, due_at = ?2, calendar_version = ?3 WHERE id = ?1" },
	[Q_LIST]        = { "SELECT {} FROM clock WHERE subject_id = ?1 AND subject_kind = ?2 ORDER BY id DESC", &clock_record },
	[Q_ALL_RUNNING] = { "SELECT {} FROM clock WHERE stopped_at IS NULL AND unit <> 'min' ORDER BY id", &clock_record },
	[Q_DUE]         = { "UPDATE clock SET due_at = ?1, calendar_version = ?2 WHERE id = ?3" },
};

static const struct clock_kind *kind_of(struct core *k, int no)
{
	for (const struct feature *const *f = core_features(k); *f; f++)
		for (const struct clock_kind *ck = (*f)->clocks; ck && ck->no; ck++)
			if (ck->no == no)
				return ck;
	assert(!"a clock that no feature declares");
	return NULL;
}

/* How long before 24:00 a term ends (clock.day_end); a running clock keeps what it began with. */
static int64_t early_now(struct ctx *c, const struct clock *k)
{
	return k->unit == WORKING_DAYS ? MINUTES(1440 - setting_minutes(c, "clock.day_end")) : 0;
}

static int64_t early_of(const struct clock *k)
{
	return k->unit == WORKING_DAYS ? date_start(date_add(due_day(k->due_at), 1)).ms - k->due_at.ms : 0;
}

/* What an applicant unit hands in after the cut-off hour, when there is one, counts as received the next day. */
static struct date received(struct ctx *c, int no)
{
	int64_t cutoff = no == C1 || no == C4 || no == C6 ? setting_minutes(c, "clock.cutoff_time") : INT_NONE;
	bool late = cutoff != INT_NONE && c->now.ms - date_start(today(c)).ms >= MINUTES(cutoff);

	return late ? date_add(today(c), 1) : today(c);
}

static struct instant due_of(const struct workdays *w, const struct clock *k)
{
	switch (k->unit) {
	case CALENDAR_MINUTES: return (struct instant){ k->start_at.ms + MINUTES(k->length) };
	case CALENDAR_MONTHS:  return date_start(date_add(workday_keep_until(w, k->day0_date, (int)k->length), 1));
	default:               return date_start(date_add(workday_due(w, k->day0_date, (int)k->length, NULL), 1));
	}
}

enum err clock_start(struct ctx *c, const struct entity *e, int64_t id, int no, const char *event)
{
	return clock_start_on(c, e, id, no, event, received(c, no));
}

enum err clock_start_on(struct ctx *c, const struct entity *e, int64_t id, int no, const char *event, struct date day0)
{
	const struct clock_kind *ck = kind_of(c->core, no);
	const struct workdays *w;
	struct clock k;

	assert(core_entity_slot(c->core, e)->clocked);
	TRY(workdays_now(c, &w));
	record_none(&clock_record, &k);
	k.id = id_new(c);
	k.subject_kind = str_of(e->name);
	k.subject_id = id;
	k.kind = no;
	k.article = str_of(ck->article);
	k.label = str_of(ck->label);
	k.start_event = str_of(event);
	k.start_at = c->now;
	k.day0_date = day0;
	k.length = setting_int(c, ck->setting);
	k.unit = ck->unit;
	k.calendar_version = w->version;
	k.owner = (int32_t)ck->owner;
	k.due_at = due_of(w, &k);
	k.due_at.ms -= early_now(c, &k);
	return sql_put(c, &Q[Q_PUT], &k);
}

/* Keeping a month (C9) is a shortest time, all others are longest times. */
static enum clock_result result_of(const struct clock *k, struct instant stopped, bool withdrawn)
{
	if (withdrawn)
		return CLOCK_WITHDRAWN;
	if (k->unit == CALENDAR_MONTHS)
		return CLOCK_ON_TIME;
	return stopped.ms < k->due_at.ms ? CLOCK_ON_TIME : CLOCK_OVERDUE;
}

enum err clock_stop(struct ctx *c, const struct entity *e, int64_t id, int no, const char *event, bool withdrawn)
{
	struct list running;

	TRY(sql_all(c, &Q[Q_RUNNING], &running, id, e->name));
	EACH(struct clock, k, running) {
		if (no != CLOCK_ALL && k->kind != no)
			continue;
		TRY(sql_run(c, &Q[Q_STOP], event, c->now, result_names[result_of(k, c->now, withdrawn)].word, k->id));
	}
	return OK;
}

enum err clock_lengthen(struct ctx *c, const struct entity *e, int64_t id, int no, struct date due)
{
	struct instant until = date_start(date_add(due, 1));
	struct list running;

	TRY(sql_all(c, &Q[Q_RUNNING], &running, id, e->name));
	EACH(struct clock, k, running)
		if (k->kind == no && until.ms > k->due_at.ms)
			TRY(sql_run(c, &Q[Q_DUE], until, k->calendar_version, k->id));
	return OK;
}

/* Days used, and days left with today (1 is due today, 0 one day over). A rest day still belongs to the working day before it:
 * on the Saturday before a Monday two days are left, as on Friday, and nothing is due today. */
void clock_cells(const struct workdays *w, struct date day0, struct date due, struct date now, bool running, int64_t total,
		 int64_t *used, int64_t *left)
{
	bool rest = !workday_is(w, now);

	if (date_cmp(now, due) > 0) {
		*left = MIN2(1 - workday_between(w, due, now), 0);
	} else {
		*left = workday_between(w, date_add(now, -1), due) + (rest && date_cmp(now, due) < 0);
		*left = MIN2(*left, total);
	}
	*used = workday_between(w, day0, running ? date_add(now, -1) : now);
	if (running && *left > 0)
		*used = MIN2(*used, total - *left);
}

/* The working days from day 0 to the due day as this calendar has them; after a change of the calendar the due day may be another
 * than bare counting gives (§4.2.4), and a list that does not end on it would explain nothing. */
static void counted_days(struct ctx *c, const struct workdays *w, struct clock *k)
{
	struct str *texts = ARENA_ARRAY(c->arena, struct str, COUNTED_MAX);
	size_t n = 0;

	for (struct date d = date_add(k->day0_date, 1); date_cmp(d, k->due_date) <= 0 && n < COUNTED_MAX; d = date_add(d, 1))
		if (workday_is(w, d))
			texts[n++] = date_text(c->arena, d);
	k->counted = (struct list){ texts, n };
}

/* What the console draws: cells used, days left (today included), the days themselves. */
static void view(struct ctx *c, const struct workdays *w, struct clock *k)
{
	bool running = at_none(k->stopped_at);
	struct instant until = running ? c->now : k->stopped_at;

	k->state = running ? STR("running") : STR("done");
	if (k->unit == CALENDAR_MINUTES) {
		k->due_date = date_of(k->due_at);
		k->total = k->length;
		k->used = (until.ms - k->start_at.ms) / 60000;
		k->left = k->total - k->used;
		return;
	}
	k->due_date = due_day(k->due_at);
	if (k->unit == CALENDAR_MONTHS) {
		/* What has been kept long enough is done, never late. */
		k->total = k->due_date.day - k->day0_date.day;
		k->used = MIN2(date_of(until).day - k->day0_date.day, k->total);
		k->left = MAX2(k->due_date.day - date_of(until).day + 1, 0);
		if (k->left == 0)
			k->state = STR("done");
		return;
	}
	k->total = k->length;
	clock_cells(w, k->day0_date, k->due_date, date_of(until), running, k->total, &k->used, &k->left);
	if (running && until.ms >= k->due_at.ms)
		k->left = MIN2(k->left, 0);
	counted_days(c, w, k);
}

enum err clock_list(struct ctx *c, const struct entity *e, int64_t id, struct list *out)
{
	const struct workdays *w;

	TRY(sql_all(c, &Q[Q_LIST], out, id, e->name));
	if (out->n == 0)
		return OK;
	TRY(workdays_now(c, &w));
	EACH(struct clock, k, *out)
		view(c, w, k);
	return OK;
}

enum err clock_running(struct ctx *c, const struct entity *e, int64_t id, struct clock *out)
{
	const struct workdays *w;
	struct list running;

	record_none(&clock_record, out);
	TRY(sql_all(c, &Q[Q_RUNNING], &running, id, e->name));
	if (running.n == 0)
		return OK;
	TRY(workdays_now(c, &w));
	*out = *LIST_AT(running, struct clock, 0);
	view(c, w, out);
	return OK;
}

/* What happens to a clock beside its moves is a row of the audit chain of its own, on the object whose clock it is. */
static enum err trace(struct ctx *c, const struct clock *k, const char *action, const char *words, struct str detail)
{
	struct audit_row row = {
		.at = c->now, .account = c->who.account, .person = c->who.person, .org = c->who.org,
		.login = c->who.system ? STR("system") : c->who.login, .action = str_of(action), .words = str_of(words),
		.object_kind = k->subject_kind, .object_id = k->subject_id, .result = STR("ok"), .article = k->article, .detail = detail,
	};

	return audit_append(c, &row);
}

/* The days were counted all the while; only a calendar that changed meanwhile may move the due day, and only later:
 * nobody is made late by a notice. */
enum err clock_reopen(struct ctx *c, const struct entity *e, int64_t id, int no, struct str why)
{
	const struct workdays *w;
	struct clock k;
	enum err got = sql_get(c, &Q[Q_LAST], &k, id, e->name, clock_no_names[no].word);

	if (got == E_ABSENT || (got == OK && at_none(k.stopped_at))) {
		fail_clear(&c->fail);
		return fail(c, E_CONFLICT, "clock_runs", "%s没有已停止的%s时限", e->label, clock_no_names[no].label);
	}
	TRY(got);
	TRY(workdays_now(c, &w));
	struct instant due = k.calendar_version == w->version ? k.due_at : (struct instant){ MAX2(k.due_at.ms, due_of(w, &k).ms - early_of(&k)) };
	TRY(sql_run(c, &Q[Q_REOPEN], k.id, due, w->version));
	return trace(c, &k, "clock.reopen", "时限恢复计时", arena_fmt(c->arena, STR_FMT "于 " STR_FMT " 的停止不算数，到期日仍为 " STR_FMT "：" STR_FMT,
		     STR_ARG(k.label), STR_ARG(date_text(c->arena, date_of(k.stopped_at))), STR_ARG(date_text(c->arena, due_day(due))), STR_ARG(why)));
}

enum err clocks_recompute(struct ctx *c)
{
	const struct workdays *w;
	struct list running;

	c->core->days_changed = true;
	TRY(workdays_now(c, &w));
	TRY(sql_all0(c, &Q[Q_ALL_RUNNING], &running));
	EACH(struct clock, k, running) {
		struct instant due = due_of(w, k);
		/* A shortest time may have been lengthened, and is never cut. */
		if (k->unit == CALENDAR_MONTHS)
			due.ms = MAX2(due.ms, k->due_at.ms);
		due.ms -= early_of(k);
		/* Never earlier than this moment: nobody is made late by a notice. */
		if (due.ms < k->due_at.ms && due.ms < c->now.ms)
			due = (struct instant){ MIN2(k->due_at.ms, date_start(date_add(today(c), 1)).ms) };
		if (due.ms == k->due_at.ms && w->version == k->calendar_version)
			continue;
		TRY(sql_run(c, &Q[Q_DUE], due, w->version, k->id));
		if (due.ms != k->due_at.ms)
			TRY(trace(c, k, "clock.recompute", "日历变更，时限重算",
				  arena_fmt(c->arena, STR_FMT "到期日由 " STR_FMT " 改为 " STR_FMT, STR_ARG(k->label),
					    STR_ARG(date_text(c->arena, due_day(k->due_at))), STR_ARG(date_text(c->arena, due_day(due))))));
	}
	return OK;
}
