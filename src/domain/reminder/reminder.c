/* Who has the ball and who stands above; what is told on which day. */
#include "domain/account/account.h"
#include "domain/message/message.h"
#include "domain/reminder/reminder_in.h"

/* ---- the ball ---- */
static uint64_t roles_of(struct str word)
{
	int32_t role = names_find(role_names, ROLE_MAX, word);

	return str_is(word, "any") ? R_ALL : role ? UINT64_C(1) << role : 0;
}

static enum err unit_of(struct ctx *c, struct ball *b)
{
	struct org o;

	b->kind = ORG_AUTHORITY;
	b->unit = STR_NONE;
	b->root = 0;
	if (!b->w.org)
		return OK;
	TRY(org_peek(c, b->w.org, &o));
	b->kind = o.kind;
	b->root = o.budget_level1;
	b->unit = o.name;
	return OK;
}

static bool same_ball(const struct ball *b, const struct work_item *w)
{
	return b->w.id == w->id && b->w.org == w->org && b->w.due_at.ms == w->due_at.ms && str_eq(b->w.op, w->op) && str_eq(b->w.kind, w->kind);
}

enum err balls_of(struct ctx *c, const struct list *work, struct list *out)
{
	*out = (struct list){ ARENA_ARRAY(c->arena, struct ball, work->n + 1), 0 };
	EACH(struct work_item, w, *work) {
		struct ball *b = NULL;
		/* Rows come sorted by due instant and object. */
		for (size_t i = out->n; i-- > 0 && LIST_AT(*out, struct ball, i)->w.id == w->id && !b;)
			if (same_ball(LIST_AT(*out, struct ball, i), w))
				b = LIST_AT(*out, struct ball, i);
		if (b) {
			b->roles |= roles_of(w->role);
			continue;
		}
		b = LIST_AT(*out, struct ball, out->n++);
		*b = (struct ball){ .w = *w, .roles = roles_of(w->role) };
		TRY(unit_of(c, b));
	}
	return OK;
}

size_t superiors(const struct ball *b, struct post *out)
{
	switch ((enum org_kind)b->kind) {
	case ORG_USER: case ORG_APPLICANT:
		out[0] = (struct post){ b->root ? b->root : b->w.org, R(APPU_MANAGER) };
		out[1] = (struct post){ 0, R(AUTH_HANDLER) | R(AUTH_OBSERVER) };
		return 2;
	case ORG_CSP:
		out[0] = (struct post){ b->w.org, R(CSP_HEAD) };
		out[1] = (struct post){ 0, R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_OBSERVER) };
		return 2;
	case ORG_TECH: case ORG_DEPT: case ORG_AUDIT:
		out[0] = (struct post){ 0, R(AUTH_HANDLER) | R(AUTH_OBSERVER) };
		return 1;
	case ORG_AUTHORITY: case ORG_KIND_MAX:
		break;
	}
	/* Handler, approver, leader: each is told of what those below have let pass. */
	out[0] = (struct post){ 0, R(AUTH_APPROVER) | R(AUTH_OBSERVER) };
	return 1;
}

struct str holder_words(struct ctx *c, const struct ball *b)
{
	struct str words = STR("");

	for (int r = 1; r < ROLE_MAX && b->roles != R_ALL; r++)
		if (b->roles >> r & 1)
			words = arena_fmt(c->arena, STR_FMT "%s%s", STR_ARG(words), words.n ? "、" : "", role_names[r].label);
	if (!b->unit.n)
		return words.n ? words : STR("主管部门");
	return words.n ? arena_fmt(c->arena, STR_FMT "（" STR_FMT "）", STR_ARG(b->unit), STR_ARG(words)) : b->unit;
}

/* ---- steps ---- */
int64_t reminder_step(const struct list *steps, int64_t remaining, bool over)
{
	int64_t nearest = STEP_NONE;

	if (over)
		return STEP_OVER;
	if (remaining <= 0)
		return 0;
	EACH(int64_t, n, *steps)
		if (remaining <= *n && (nearest == STEP_NONE || *n < nearest))
			nearest = *n;
	return nearest;
}

/* ---- telling ---- */
struct telling { const struct workdays *days; struct list steps; int told; };
enum { TELL_MAX = 2000 };          /* in one turn; the rest follows in the next ones */

static enum err told(struct ctx *c, struct str key, bool *out)
{
	int64_t n = 0;

	TRY(sql_int(c, &reminder_q[Q_TOLD], &n, key));
	*out = n > 0;
	return OK;
}

static struct str clause_of(struct ctx *c, struct str id)
{
	const struct article *a = id.n ? article_find(arena_cstr(c->arena, id)) : NULL;

	return a ? str_of(a->clause) : id;
}

static struct note note_of(struct ctx *c, const struct ball *b, int64_t step, int64_t remaining)
{
	const struct work_item *w = &b->w;
	struct str what = w->clock ? arena_fmt(c->arena, "%s时限", clock_no_names[w->clock].label) : arena_fmt(c->arena, "“" STR_FMT "”", STR_ARG(w->op_label));
	struct str when = step == STEP_OVER ? STR("已超期") : step == 0 ? STR("今日到期") : arena_fmt(c->arena, "剩 %" PRId64 " 个工作日", remaining);

	return (struct note){
		.title = arena_fmt(c->arena, STR_FMT STR_FMT "：" STR_FMT, STR_ARG(what), STR_ARG(when), STR_ARG(utf8_head(w->title, 60))),
		.body = arena_fmt(c->arena, STR_FMT "%s" STR_FMT "%s，" STR_FMT "。应当由" STR_FMT "办理“" STR_FMT "”，到期日 " STR_FMT "，依据" STR_FMT "。%s", STR_ARG(w->title),
				  w->no.n ? "（" : "", STR_ARG(w->no), w->no.n ? "）" : "", STR_ARG(w->org_name), STR_ARG(holder_words(c, b)), STR_ARG(w->op_label),
				  STR_ARG(date_text(c->arena, due_day(w->due_at))), STR_ARG(clause_of(c, w->article)),
				  step == STEP_OVER ? "超期不改变办理结果，请尽快办理，上级请督促。" : ""),
		.article = arena_cstr(c->arena, w->article), .e = core_entity_named(c, w->kind), .subject = w->id, .template = MSG_REMINDER,
	};
}

static enum err tell(struct ctx *c, struct telling *t, const struct ball *b)
{
	const struct work_item *w = &b->w;
	bool over = w->due_at.ms <= c->now.ms, minutes = w->clock == C11 || w->clock == C12, already;
	int64_t remaining = workday_between(t->days, today(c), due_day(w->due_at)), step = reminder_step(&t->steps, remaining, over);
	struct post above[POSTS_MAX];

	/* On a rest day nobody sits there; a clock of minutes has no days before. */
	if (step == STEP_NONE || (!over && (minutes || !workday_is(t->days, today(c)))))
		return OK;
	struct str key = arena_fmt(c->arena, STR_FMT ":%" PRId64 ":%" PRId64 ":" STR_FMT ":%" PRId64 ":%" PRId64, STR_ARG(w->kind), w->id, w->due_at.ms, STR_ARG(w->op),
				   w->org, step);
	TRY(told(c, key, &already));
	if (already)
		return OK;
	TRY(sql_run(c, &reminder_q[Q_TELL], key, c->now));
	t->told++;
	struct note n = note_of(c, b, step, remaining);
	/* Handler and approver share one term: who signs hears in time that the proposal is still to come. */
	bool shared = b->kind == ORG_AUTHORITY && (w->clock == C2 || w->clock == C4 || w->clock == C7);
	TRY(message_to_roles_but(c, w->org, b->roles | (shared ? R(AUTH_APPROVER) : 0), b->w.not_person, b->w.nor_person, &n));
	for (size_t i = 0, k = over ? superiors(b, above) : 0; i < k; i++)
		TRY(message_to_roles_but(c, above[i].org, above[i].roles, b->w.not_person, b->w.nor_person, &n));
	return OK;
}

/* ---- clocks that no feature's work row names: the unit is read from the object ---- */
static int64_t id_in(const struct entity *e, const void *rec, const char *name)
{
	const struct field *f = record_field(e->rec, str_of(name));

	return f && f->kind == F_ID ? *(const int64_t *)((const char *)rec + f->offset) : 0;
}

static struct str text_in(struct ctx *c, const struct entity *e, const void *rec, const char *name)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	const struct field *f = name ? record_field(e->rec, str_of(name)) : NULL;

	if (f)
		field_to_text(f, rec, false, &b);
	return arena_str(c->arena, buf_str(&b));
}

static enum err ball_of_clock(struct ctx *c, const struct clock *k, struct ball *b)
{
	static const struct { const char *member; uint64_t roles; } owners[ORG_KIND_MAX] = {
		[ORG_APPLICANT] = { "applicant_org", R(APPU_MANAGER) }, [ORG_USER] = { "user_org", R(USER_HANDLER) | R(USER_OWNER) }, [ORG_CSP] = { "csp", R_CSP },
	};
	const struct entity *e = core_entity_named(c, k->subject_kind);
	struct work_item *w = &b->w;

	*b = (struct ball){ .roles = R(AUTH_HANDLER) };
	*w = (struct work_item){ .kind = k->subject_kind, .id = k->subject_id, .op = k->label, .op_label = k->label, .article = k->article, .due_at = k->due_at, .clock = k->kind };
	if (!e)
		return unit_of(c, b);
	void *rec = arena_alloc(c->arena, e->rec->size);
	enum err found = entity_peek(c, e, k->subject_id, rec);
	if (found == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(found);
	if (found == OK) {
		w->title = text_in(c, e, rec, e->title);
		w->no = text_in(c, e, rec, "no");
		w->org_name = text_in(c, e, rec, "user_org_name");
		w->org = owners[k->owner].member ? id_in(e, rec, owners[k->owner].member) : 0;
		b->roles = w->org ? owners[k->owner].roles : R(AUTH_HANDLER);
	}
	return unit_of(c, b);
}

static int by_object(const void *a_, const void *b_)
{
	const struct ball *const *a = a_, *const *b = b_;

	return ((*a)->w.id > (*b)->w.id) - ((*a)->w.id < (*b)->w.id);
}

/* The balls by their objects: there may be tens of thousands of each. */
static const struct ball **by_objects(struct ctx *c, const struct list *balls)
{
	const struct ball **out = ARENA_ARRAY(c->arena, const struct ball *, balls->n + 1);
	size_t n = 0;

	EACH(struct ball, b, *balls)
		out[n++] = b;
	qsort(out, n, sizeof *out, by_object);
	return out;
}

static bool named(const struct ball *const *balls, size_t n, const struct clock *k)
{
	size_t from = 0, to = n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (balls[mid]->w.id < k->subject_id)
			from = mid + 1;
		else
			to = mid;
	}
	for (; from < n && balls[from]->w.id == k->subject_id; from++)
		if (balls[from]->w.clock == k->kind && str_eq(balls[from]->w.kind, k->subject_kind))
			return true;
	return false;
}

static enum err steps_now(struct ctx *c, struct list *out, int64_t *most)
{
	int64_t *n = ARENA_ARRAY(c->arena, int64_t, 10);

	*out = (struct list){ n, 0 };
	for (*most = 0; out->n < 10 && setting_nth(c, "clock.warn_before_wd", (int)out->n) != INT_NONE; out->n++) {
		n[out->n] = setting_nth(c, "clock.warn_before_wd", (int)out->n);
		*most = MAX2(*most, n[out->n]);
	}
	return OK;
}

enum err job_remind(struct ctx *c)
{
	struct telling t = { .told = 0 };
	struct list work, balls, clocks;
	int64_t most = 0;

	TRY(workdays_now(c, &t.days));
	TRY(steps_now(c, &t.steps, &most));
	/* Two calendar days for a working day and the longest holiday reach far enough. */
	struct instant before = { c->now.ms + DAYS(most * 2 + 15) };
	TRY(work_due(c, before, &work));
	TRY(balls_of(c, &work, &balls));
	EACH(struct ball, b, balls)
		if (t.told < TELL_MAX)
			TRY(tell(c, &t, b));
	TRY(sql_all(c, &reminder_q[Q_CLOCKS], &clocks, before));
	const struct ball **index = by_objects(c, &balls);
	EACH(struct clock, k, clocks) {
		struct ball b;
		if (t.told >= TELL_MAX || named(index, balls.n, k))
			continue;
		TRY(ball_of_clock(c, k, &b));
		TRY(tell(c, &t, &b));
	}
	c->go_on = t.told >= TELL_MAX;
	return OK;
}
