/* Matters are begun, and each goes its road at its own pace; a detour now and then; around each step the unruly try their luck. */
#include <stdio.h>
#include "cmd/prefecture.h"

const struct road *const roads[] = { &road_new, &road_migrate, &road_change, &road_revoke, &road_urgent, &road_off_catalog, &road_pool, &road_person, &road_org, &road_merge, &road_divide,
	&road_under, &road_end, &road_successor, &road_case, &road_host, NULL };

struct matter *matter_begin(struct prefecture *p, const struct road *r, int unit)
{
	if (p->n_matters >= MATTERS_MAX)
		return NULL;
	struct matter *m = &p->matters[p->n_matters];
	*m = (struct matter){ .road = r, .unit = unit, .other = -1, .living = -1, .next = date_of(p->t->now) };
	if (r->begin ? !r->begin(p, m) : m->unit < 0)
		return NULL;
	p->n_matters++;
	return m;
}

static void over(struct prefecture *p, struct matter *m)
{
	m->over = true;
	if (m->road->end)
		m->road->end(p, m);
}

/* What of the answer is remembered: "order:items.0.id who:person"; "id" alone is the answer's own. */
static void keep(struct prefecture *p, struct matter *m, const char *words, const struct reply *r)
{
	struct str rest = str_of(words);

	while (rest.n) {
		struct str path = str_cut(&rest, ' '), name = str_cut(&path, ':');
		matter_keep(m, arena_cstr(p->a, name), path.n ? json_at(p->a, r->body, path) : json_at(p->a, r->body, STR("id")));
	}
}

static void count(struct prefecture *p, const struct step *s)
{
	if (strstr(s->op, ".draft"))
		p->n.started++;
	else if (strcmp(s->op, "delivery_order.confirm") == 0)
		p->n.delivered++;
	else if (strcmp(s->op, "emergency.issue") == 0)
		p->n.urgent++;
}

/* Strangers may have moved what the matter is about: then it is left where it is, and that it is not the rule is counted. */
static bool blocked(struct prefecture *p, struct matter *m, const struct reply *r)
{
	if (!p->meddled || (r->err != E_DENIED && r->err != E_REFUSED && r->err != E_CONFLICT && r->err != E_INVALID && r->err != E_ABSENT))
		return false;
	p->n.blocked++;
	over(p, m);
	return true;
}

static enum err act(struct prefecture *p, struct matter *m, const struct step *s)
{
	struct reply r;
	bool done = false;

	if (p->unruly && !(core_op(p->k, str_of(s->op))->verb == GET)) {
		TRY(forbid_before(p, m, s));
		TRY(two_at_once(p, m, s, &r, &done));
	}
	if (!done)
		r = matter_say(p, m, s);
	if (r.err == E_REFUSED && s->may && str_starts(str_of(r.fail.reason), str_of(s->may))) {
		over(p, m);
		return OK;
	}
	if (r.err != OK)
		return blocked(p, m, &r) ? OK : wrong(p, &r, login_of(p, s->who, m->unit), s->op);
	count(p, s);
	if (s->keep)
		keep(p, m, s->keep, &r);
	TRY(core_tick(p->k, p->f));
	return p->unruly ? forbid_after(p, m, s) : OK;
}

/* What the regulation forbids here is tried, and must be refused by an article. */
static enum err refusal(struct prefecture *p, struct matter *m, const struct step *s)
{
	if (!p->unruly)
		return OK;
	struct reply r = matter_say(p, m, s);
	p->n.refused++;
	/* Where strangers have meddled the matter may stand elsewhere, and be refused for another reason. */
	if (p->meddled || (r.err == E_REFUSED && r.fail.article[0] && str_starts(str_of(r.fail.reason), str_of(s->may))))
		return OK;
	return fail_set(p->f, E_CORRUPT, "sim.not_refused", "%s %s 应当被 %s 拒绝，得到的是 %s %s %s", login_of(p, s->who, m->unit), s->op, s->may, r.fail.reason, r.fail.article, r.fail.sentence);
}

static int step_of(const struct road *r, const char *op)
{
	for (int i = 0; r->steps[i].op; i++)
		if (!(r->steps[i].flags & FORBIDDEN) && strcmp(r->steps[i].op, op) == 0)
			return i;
	return -1;
}

static enum err wander(struct prefecture *p, struct matter *m, const struct detour *d)
{
	for (size_t i = 0; i < COUNT(d->acts) && d->acts[i].op && !m->over; i++)
		TRY(act(p, m, &d->acts[i]));
	if (m->over)
		return OK;
	if (!d->then)
		over(p, m);
	m->wandered = true;
	m->step = d->then ? step_of(m->road, d->then) : m->step;
	return OK;
}

static struct date later(struct prefecture *p, int days) { return date_add(date_of(p->t->now), 1 + roll(p, days + 1)); }

/* In the demonstration's last days what is to be left standing somewhere gets there. */
static bool in_haste(const struct prefecture *p, const struct matter *m) { return p->closing && m->stop; }

/* One step, and those that go with it on the same day. */
static enum err walk(struct prefecture *p, struct matter *m)
{
	for (;;) {
		const struct step *s = &m->road->steps[m->step];
		enum turn turn = GO;
		if (!s->op) {
			over(p, m);
			return OK;
		}
		if (m->stop && !(s->flags & FORBIDDEN) && strcmp(m->stop, s->op) == 0) {
			for (const struct step *last = m->last; last && last->op; last++)
				TRY(act(p, m, last));
			m->over = true;
			return OK;
		}
		if (s->prepare) {
			enum err e = s->prepare(p, m, &turn);
			if (e != OK && p->meddled && e != E_CORRUPT) {
				fail_clear(p->f);
				turn = LEAVE;
			} else if (e != OK) {
				return e;
			}
		}
		if (turn == LEAVE) {
			over(p, m);
			return OK;
		}
		if (turn == WAIT) {
			m->next = later(p, in_haste(p, m) ? 0 : 4);
			return OK;
		}
		for (const struct detour *d = m->road->detours; d && d->at && !m->straight && (turn == GO || s->flags & CROSSING); d++)
			if (step_of(m->road, d->at) == m->step && roll(p, d->one_in) == 0) {
				m->next = later(p, 2);
				return wander(p, m, d);
			}
		if (turn == GO)
			TRY(s->flags & FORBIDDEN ? refusal(p, m, s) : act(p, m, s));
		if (m->over)
			return OK;
		m->step++;
		if (turn == GO && s->rest >= 0 && core_op(p->k, str_of(s->op))->verb != GET && !in_haste(p, m)) {
			m->next = s->rest ? later(p, s->rest) : date_of(p->t->now);
			return OK;
		}
	}
}

static const struct road *any_road(struct prefecture *p)
{
	int all = 0;

	for (size_t i = 0; roads[i]; i++)
		all += roads[i]->weight;
	int at = roll(p, all);
	for (size_t i = 0; roads[i]; i++) {
		if (at < roads[i]->weight)
			return roads[i];
		at -= roads[i]->weight;
	}
	return roads[0];
}

enum err walk_day(struct prefecture *p)
{
	struct date day = date_of(p->t->now);

	if (date_weekday(day) > 5)
		return OK;
	if (p->n_matters < p->target && roll(p, 2) == 0) {
		const struct road *r = any_road(p);
		matter_begin(p, r, r->begin ? -1 : p->n_matters % p->n_units);
	}
	for (int i = 0; i < p->n_matters; i++) {
		struct matter *m = &p->matters[i];
		if (m->over || (m->next.day > day.day && !in_haste(p, m)))
			continue;
		enum err e = walk(p, m);
		if (e != OK)
			return e;
	}
	return OK;
}
