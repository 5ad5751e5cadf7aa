/* What waits for whom: the features' rows put together, and what the console and the reminders need beside them. */
#include "core/core_in.h"

static const struct field work_item_fields[] = {
	F(struct work_item, kind, F_STR, "对象种类", OUT), F(struct work_item, id, F_ID, "编号", OUT), F(struct work_item, no, F_STR, "文号", OUT),
	F(struct work_item, title, F_STR, "标题", OUT), F(struct work_item, org_name, F_STR, "单位", OUT), F(struct work_item, state, F_STR, "状态", OUT),
	F(struct work_item, op, F_STR, "下一步操作", OUT), F(struct work_item, op_label, F_STR, "下一步", OUT), F(struct work_item, article, F_STR, "条文", OUT),
	F(struct work_item, role, F_STR, "岗位", 0), F(struct work_item, org, F_ID, "承办单位", 0),
	F(struct work_item, not_person, F_ID, "回避", 0), F(struct work_item, nor_person, F_ID, "回避", 0),
	F(struct work_item, clock, F_ENUM, "时限", OUT, NAMES(clock_no_names)),
	F(struct work_item, due_at, F_AT, "到期时刻", OUT), F(struct work_item, since_at, F_AT, "起于", OUT),
	F(struct work_item, state_label, F_STR, "状态名称", OUT | VIRTUAL), F(struct work_item, due_date, F_DATE, "到期日", OUT | VIRTUAL),
	F(struct work_item, left, F_INT, "剩余工作日", OUT | VIRTUAL, .min = -100000, .max = 100000),
	F(struct work_item, total, F_INT, "时限共计", OUT | VIRTUAL), F(struct work_item, used, F_INT, "时限已用", OUT | VIRTUAL),
	F(struct work_item, bucket, F_STR, "分组", OUT | VIRTUAL), { 0 }
};
const struct record work_item_record = RECORD("work_item", struct work_item, work_item_fields, "待办");

#define COLUMNS "kind, id, no, title, org_name, state, op, op_label, article, role, org, not_person, nor_person, clock, due_at, since_at"

/* Constant parts only: " FROM (row UNION ALL row …) w". */
void work_tables(struct core *k)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(256));
	size_t n = 0;

	/* The first row is none; it names the columns and gives their types, so that a feature may say NULL. */
	buf_fmt(&b, "SELECT " COLUMNS " FROM (SELECT CAST(NULL AS TEXT) AS kind, CAST(NULL AS BIGINT) AS id, CAST(NULL AS TEXT) AS no,"
		    " CAST(NULL AS TEXT) AS title, CAST(NULL AS TEXT) AS org_name, CAST(NULL AS TEXT) AS state, CAST(NULL AS TEXT) AS op,"
		    " CAST(NULL AS TEXT) AS op_label, CAST(NULL AS TEXT) AS article, CAST(NULL AS TEXT) AS role, CAST(NULL AS BIGINT) AS org,"
		    " CAST(NULL AS BIGINT) AS not_person, CAST(NULL AS BIGINT) AS nor_person, CAST(NULL AS TEXT) AS clock,"
		    " CAST(NULL AS BIGINT) AS due_at, CAST(NULL AS BIGINT) AS since_at WHERE 1 = 0");
	for (const struct feature *const *f = k->features; *f; f++)
		for (const char *const *w = (*f)->work; w && *w; w++, n++)
			buf_fmt(&b, " UNION ALL %s", *w);
	struct str rows = arena_str(k->tables, buf_str(&b));
	k->work_of_org = (struct stmt){ .rec = &work_item_record, .sql = arena_cstr(k->tables, arena_fmt(k->tables,
		STR_FMT ") w WHERE org = ?1 OR (org IS NULL AND ?2 = 1) ORDER BY CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, since_at, id LIMIT 2000",
		STR_ARG(rows))) };
	k->work_of_all = (struct stmt){ .rec = &work_item_record, .sql = arena_cstr(k->tables, arena_fmt(k->tables,
		STR_FMT ") w ORDER BY CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, since_at, id LIMIT 100000", STR_ARG(rows))) };
	k->work_due = (struct stmt){ .rec = &work_item_record, .sql = arena_cstr(k->tables, arena_fmt(k->tables,
		STR_FMT ") w WHERE due_at < ?1 ORDER BY due_at, id, op, role, org LIMIT 100000", STR_ARG(rows))) };
}

static bool mine(const struct ctx *c, const struct work_item *w)
{
	int32_t role = names_find(role_names, ROLE_MAX, w->role);

	if (c->who.person && (w->not_person == c->who.person || w->nor_person == c->who.person))
		return false;
	/* Any post, but one that may do it. */
	if (str_is(w->role, "any"))
		return !core_op(c->core, w->op) || core_may(c->core, &c->who, core_op(c->core, w->op));
	return role && (c->who.roles & (UINT64_C(1) << role));
}

/* What is in the list already, by object and op; a place for each item and as many free ones. */
struct seen { const struct work_item **slots; size_t mask; };

static struct seen seen_new(struct arena *a, size_t items)
{
	size_t n = 16;

	while (n < items * 2)
		n *= 2;
	return (struct seen){ ARENA_ARRAY(a, const struct work_item *, n), n - 1 };
}

static bool seen_before(struct seen *s, const struct work_item *w)
{
	uint64_t h = (uint64_t)w->id;

	for (size_t i = 0; i < w->op.n; i++)
		h = (h ^ (uint8_t)w->op.p[i]) * UINT64_C(1099511628211);
	for (h ^= h >> 29; s->slots[h & s->mask]; h++)
		if (s->slots[h & s->mask]->id == w->id && str_eq(s->slots[h & s->mask]->op, w->op))
			return true;
	s->slots[h & s->mask] = w;
	return false;
}

static void place(struct ctx *c, const struct workdays *days, struct work_item *w)
{
	w->due_date = DATE_NONE;
	w->left = INT_NONE;
	w->bucket = STR("later");
	if (at_none(w->due_at))
		return;
	w->due_date = due_day(w->due_at);
	bool over = w->due_at.ms <= c->now.ms;
	/* As the clock itself counts: today is left until it is over; 0 is one day late. */
	w->left = over ? MIN2(1 - workday_between(days, w->due_date, today(c)), 0) : workday_between(days, date_add(today(c), -1), w->due_date);
	w->bucket = over ? STR("overdue") : w->left <= 1 ? STR("today") : w->left == 2 ? STR("tomorrow") : STR("later");
}

/* How the object's own procedure calls the state, and the cells that the console draws for a working-day clock. */
static enum err beside(struct ctx *c, struct work_item *w)
{
	const struct entity *e = core_entity(c->core, w->kind);
	struct clock k;

	w->total = w->used = INT_NONE;
	w->state_label = w->op_label;
	if (!e)
		return OK;
	int32_t state = e->flow ? names_find(e->flow->states, e->flow->n_states, w->state) : 0;
	if (state)
		w->state_label = str_of(e->flow->states[state].label);
	if (at_none(w->due_at))
		return OK;
	TRY(clock_running(c, e, w->id, &k));
	if (k.id && k.unit == WORKING_DAYS && k.due_at.ms == w->due_at.ms) {
		w->total = k.total;
		w->used = k.used;
	}
	return OK;
}

/* The rows of `all` that this person may act on. */
static enum err finish(struct ctx *c, const struct list *all, struct list *out)
{
	struct seen seen = seen_new(c->arena, all->n);
	const struct workdays *days;

	TRY(workdays_now(c, &days));
	*out = (struct list){ ARENA_ARRAY(c->arena, struct work_item, all->n + 1), 0 };
	EACH(struct work_item, w, *all)     /* who is kept out has seen it, as it were */
		if (c->who.person && str_is(w->role, "nobody") && w->not_person == c->who.person)
			seen_before(&seen, w);
	EACH(struct work_item, w, *all) {
		if (!mine(c, w) || seen_before(&seen, w))
			continue;
		place(c, days, w);
		TRY(beside(c, w));
		LIST_AT(*out, struct work_item, 0)[out->n++] = *w;
	}
	return OK;
}

enum err work_waiting(struct ctx *c, struct list *out)
{
	struct list all;

	TRY(sql_all(c, &c->core->work_of_org, &all, c->who.org, (int)(c->who.party == ORG_AUTHORITY)));
	return finish(c, &all, out);
}

enum err work_all(struct ctx *c, struct list *out) { return sql_all0(c, &c->core->work_of_all, out); }

enum err work_mine(struct ctx *c, const struct list *all, struct list *out)
{
	struct list of_org = { ARENA_ARRAY(c->arena, struct work_item, all->n + 1), 0 };

	EACH(struct work_item, w, *all)
		if (w->org ? w->org == c->who.org : c->who.party == ORG_AUTHORITY)
			LIST_AT(of_org, struct work_item, 0)[of_org.n++] = *w;
	return finish(c, &of_org, out);
}

enum err work_due(struct ctx *c, struct instant before, struct list *out)
{
	const struct workdays *days;

	TRY(workdays_now(c, &days));
	TRY(sql_all(c, &c->core->work_due, out, before));
	EACH(struct work_item, w, *out)
		place(c, days, w);
	return OK;
}
