/* Facts: told in the transaction that makes them true, heard afterwards, at least once, by every listener of the features. News: an object is another
 * now; nobody but event streams asks for them, and a day later they are gone. */
#include "core/core_in.h"

enum { FORGET_MAX = 5000 };                     /* in one turn, since others wait meanwhile */
enum { Q_TELL, Q_NEWS, Q_FORGET, Q_TODO, Q_NEXT, Q_GET, Q_DONE, Q_FAILED, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_TELL]   = { "INSERT INTO fact (id, name, subject_kind, subject, at, actor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
	[Q_NEWS]   = { "INSERT INTO news (id, kind, subject, at) VALUES (?1, ?2, ?3, ?4)" },
	[Q_FORGET] = { "DELETE FROM news WHERE id IN (SELECT id FROM news WHERE at < ?1 ORDER BY id LIMIT ?2)" },
	[Q_TODO]   = { "INSERT INTO fact_todo (fact, listener, tries, next_at, error) VALUES (?1, ?2, 0, ?3, NULL)" },
	[Q_NEXT]   = { "SELECT fact, listener FROM fact_todo WHERE next_at <= ?1 ORDER BY next_at, fact, listener LIMIT 1" },
	[Q_GET]    = { "SELECT name, subject_kind, subject, at, actor FROM fact WHERE id = ?1" },
	[Q_DONE]   = { "DELETE FROM fact_todo WHERE fact = ?1 AND listener = ?2" },
	[Q_FAILED] = { "UPDATE fact_todo SET tries = tries + 1, next_at = ?1 + (CASE WHEN tries < 5 THEN 60000 ELSE 3600000 END), error = ?2"
		       " WHERE fact = ?3 AND listener = ?4" },
};

enum err fact_tell(struct ctx *c, const char *name, const struct entity *e, int64_t subject)
{
	int64_t id = id_new(c);

	TRY(sql_run(c, &Q[Q_TELL], id, name, e->name, subject, c->now, V_ID(c->who.account)));
	for (const struct feature *const *f = core_features(c->core); *f; f++)
		for (const struct hears *h = (*f)->hears; h && h->fn; h++)
			if (strcmp(h->fact, name) == 0)
				TRY(sql_run(c, &Q[Q_TODO], id, h->name, c->now));
	c->core->told = true;
	return OK;
}

enum err fact_changed(struct ctx *c, const struct entity *e, int64_t subject)
{
	return core_entity_slot(c->core, e)->shows ? sql_run(c, &Q[Q_NEWS], id_new(c), e->name, subject, c->now) : OK;
}

enum err fact_forget_news(struct ctx *c)
{
	int64_t n = 0;

	TRY(sql_run_n(c, &Q[Q_FORGET], &n, c->now.ms - DAYS(1), (int64_t)FORGET_MAX));
	c->go_on = n == FORGET_MAX;
	return OK;
}

static const struct hears *listener_of(struct core *k, struct str name)
{
	for (const struct feature *const *f = core_features(k); *f; f++)
		for (const struct hears *h = (*f)->hears; h && h->fn; h++)
			if (str_is(name, h->name))
				return h;
	return NULL;
}

static enum err next_todo(struct ctx *c, int64_t *fact, struct str *listener)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &Q[Q_NEXT], VALS(c->now), &c->fail, &r));
	*fact = 0;
	if (rows_next(r)) {
		*fact = rows_int(r, 0);
		*listener = arena_str(c->arena, rows_str(r, 1));
	}
	return rows_err(r, &c->fail);
}

static enum err fact_get(struct ctx *c, int64_t id, struct fact *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &Q[Q_GET], VALS(id), &c->fail, &r));
	if (rows_next(r))
		*out = (struct fact){ id, arena_str(c->arena, rows_str(r, 0)), arena_str(c->arena, rows_str(r, 1)), rows_int(r, 2),
				      { rows_int(r, 3) }, rows_int(r, 4) };
	return rows_err(r, &c->fail);
}

enum err fact_hear_one(struct ctx *c, bool *did)
{
	struct str listener;
	struct fact f = { 0 };
	int64_t id;

	*did = false;
	TRY(next_todo(c, &id, &listener));
	if (!id)
		return OK;
	*did = true;
	const struct hears *h = listener_of(c->core, listener);
	c->core->hearing_fact = id;
	c->core->hearing_listener = h ? h->name : "";
	TRY(fact_get(c, id, &f));
	TRY(sql_run(c, &Q[Q_DONE], id, listener));
	/* A listener that this version no longer has leaves nothing to do. */
	if (!h)
		return OK;
	struct audit_watch w = audit_watch(c);
	TRY(h->fn(c, &f));
	return audit_watched(c, &w, h->name, "后续处理", &f);
}

enum err fact_failed(struct ctx *c, int64_t fact, const char *listener, const struct fail *why)
{
	return sql_run(c, &Q[Q_FAILED], c->now, why->sentence, fact, listener);
}
