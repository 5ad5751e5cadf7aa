/* Moves: whether one exists, who forbids it, and what it leaves behind: state, clocks, timeline, fact. */
#include <stdio.h>
#include "core/flow_in.h"

const struct move *flow_move(const struct flow *f, int state, const char *event)
{
	for (const struct move *m = f->moves; m->event; m++)
		if (m->from == state && strcmp(m->event, event) == 0)
			return m;
	return NULL;
}

int32_t subject_state(const struct entity_slot *s, const void *subject)
{
	assert(s->has_state);
	return *(const int32_t *)((const char *)subject + s->state_offset);
}

int64_t subject_version(const struct entity_slot *s, const void *subject)
{
	return s->has_version ? *(const int64_t *)((const char *)subject + s->version_offset) : 0;
}

static const char *move_label(const struct flow *f, const char *event)
{
	for (const struct move *m = f->moves; m->event; m++)
		if (strcmp(m->event, event) == 0 && m->label)
			return m->label;
	return event;
}

enum err move_legal(struct ctx *c, const struct flow *f, const void *subject, const char *event)
{
	const struct entity_slot *s = core_entity_slot(c->core, f->entity);
	int32_t state = subject_state(s, subject);

	if (flow_move(f, state, event))
		return OK;
	const char *label = state > 0 && (size_t)state < f->n_states ? f->states[state].label : "未知";
	return fail(c, E_CONFLICT, "wrong_state", "%s现在处于“%s”，不能%s", f->entity->label, label,
		    c->op && c->op->event && strcmp(c->op->event, event) == 0 ? c->op->words : move_label(f, event));
}

bool guard_watches(const struct guard *g, const struct flow *f, const char *event, const char *op)
{
	return g->op ? op && strcmp(g->op, op) == 0 : f && g->flow == f && event && strcmp(g->event, event) == 0;
}

/* A guard's row supplies article and reason where its function did not. */
static enum err guard_ask(struct ctx *c, const struct guard *g, const void *subject, const void *in)
{
	enum err e = g->must(c, subject, in);

	if (e == E_REFUSED && (!c->fail.article[0] || strcmp(c->fail.reason, "refused") == 0)) {
		snprintf(c->fail.article, sizeof c->fail.article, "%s", g->article);
		snprintf(c->fail.reason, sizeof c->fail.reason, "%s", g->reason);
	}
	return e;
}

enum err flow_obstacles(struct ctx *c, const struct flow *f, const char *event, const void *subject, struct list *out)
{
	size_t n = 0;

	for (const struct feature *const *ft = c->core->features; *ft; ft++)
		for (const struct guard *g = (*ft)->guards; g && g->must; g++)
			n += guard_watches(g, f, event, NULL);
	*out = (struct list){ ARENA_ARRAY(c->arena, struct obstacle, n + 1), 0 };
	for (const struct feature *const *ft = c->core->features; *ft; ft++)
		for (const struct guard *g = (*ft)->guards; g && g->must; g++) {
			struct ctx ask = *c;
			if (!guard_watches(g, f, event, NULL))
				continue;
			fail_clear(&ask.fail);
			enum err e = guard_ask(&ask, g, subject, NULL);
			if (e == OK)
				continue;
			if (e != E_REFUSED) {
				c->fail = ask.fail;
				return e;
			}
			LIST_AT(*out, struct obstacle, 0)[out->n++] = (struct obstacle){ arena_str(c->arena, str_of(ask.fail.article)),
				arena_str(c->arena, str_of(ask.fail.reason)), arena_str(c->arena, str_of(ask.fail.sentence)) };
		}
	return OK;
}

enum err op_guards_pass(struct ctx *c, const struct op_slot *s, const void *subject, const void *in)
{
	for (const struct guard_slot *g = s->guards; g; g = g->next)
		TRY(guard_ask(c, g->guard, subject, in));
	return OK;
}

enum err event_guards_pass(struct ctx *c, const struct flow *f, const char *event, const void *subject, const void *in)
{
	for (const struct feature *const *ft = c->core->features; *ft; ft++)
		for (const struct guard *g = (*ft)->guards; g && g->must; g++)
			if (guard_watches(g, f, event, NULL))
				TRY(guard_ask(c, g, subject, in));
	return OK;
}

static const struct stmt Q_TRANSITION = {
	"INSERT INTO transition (id, entity, object, at, account, person, person_name, org, org_name, role, event, label, from_state, "
	"to_state, comment, article) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
};

/* The role under which the person acts, for the record: the lowest one that holds the op's permission. */
const char *acting_role(const struct ctx *c)
{
	const struct op_slot *s = c->op ? core_op_slot(c->core, c->op) : NULL;
	uint64_t roles = c->who.roles & (s && s->roles ? s->roles : ~UINT64_C(0));

	if (c->who.system)
		return "system";
	for (int r = 1; r < ROLE_MAX; r++)
		if (roles & (UINT64_C(1) << r))
			return role_names[r].word;
	return "none";
}

/* What a job or a listener moves has no op whose row would tell of it. */
static enum err trace_own(struct ctx *c, const struct flow *f, int64_t id, const struct move *m)
{
	struct audit_row row = {
		.at = c->now, .account = c->who.account, .person = c->who.person, .org = c->who.org, .login = c->who.system ? STR("system") : c->who.login,
		.role = str_of(acting_role(c)), .action = arena_fmt(c->arena, "%s.%s", f->entity->name, m->event),
		.words = str_of(m->label ? m->label : m->event), .object_kind = str_of(f->entity->name), .object_id = id, .result = STR("ok"),
		.article = str_of(m->article), .detail = arena_fmt(c->arena, "%s → %s", f->states[m->from].word, f->states[m->to].word),
	};

	return audit_append(c, &row);
}

enum err move_make(struct ctx *c, const struct flow *f, int64_t id, const void *subject, const char *event, const void *in,
		   const char *comment)
{
	const struct entity_slot *s = core_entity_slot(c->core, f->entity);
	int32_t from = subject_state(s, subject);
	const struct move *m = NULL;

	for (m = f->moves; m->event; m++)
		if (m->from == from && strcmp(m->event, event) == 0 && (!m->when || m->when(c, subject, in)))
			break;
	if (c->fail.kind != OK)
		return c->fail.kind;
	if (!m->event)
		return fail(c, E_CONFLICT, "wrong_state", "%s的这一步在当前内容下不成立", f->entity->label);
	TRY(sql_run(c, &s->move, f->states[m->to].word, id));
	if (m->clock_stop)
		TRY(clock_stop(c, f->entity, id, m->clock_stop, event, strcmp(event, "withdraw") == 0));
	int start = m->clock_pick ? m->clock_pick(c, subject) : m->clock_start;
	if (start)
		TRY(clock_start(c, f->entity, id, start, event));
	if (m->label || m->from != m->to) {
		struct val v[] = { val_int(id_new(c)), V(f->entity->name), V(id), V(c->now), V_ID(c->who.account), V_ID(c->who.person),
				   V(c->who.system ? STR("系统") : c->who.name), V_ID(c->who.org), V(c->who.org_name), V(acting_role(c)),
				   V(event), V(m->label ? m->label : event), V(f->states[m->from].word), V(f->states[m->to].word),
				   V(comment), V(m->article) };
		TRY(db_run(c->db, &Q_TRANSITION, v, COUNT(v), &c->fail, NULL));
	}
	if (!c->op)
		TRY(trace_own(c, f, id, m));
	if (m->fact)
		TRY(fact_tell(c, m->fact, f->entity, id));
	/* The runner tells it of the object that the op itself names. */
	return c->op && c->op->entity == f->entity && c->subject_id == id ? OK : fact_changed(c, f->entity, id);
}

enum err flow_fire(struct ctx *c, const struct flow *f, int64_t id, const char *event, const char *comment)
{
	void *subject = arena_alloc(c->arena, f->entity->rec->size);

	record_none(f->entity->rec, subject);
	TRY(entity_peek(c, f->entity, id, subject));
	TRY(move_legal(c, f, subject, event));
	TRY(event_guards_pass(c, f, event, subject, NULL));
	return move_make(c, f, id, subject, event, NULL, comment);
}
