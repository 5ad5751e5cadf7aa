/* Jobs: a lease row per job, so that any server may run them and no two at once. */
#include "core/core_in.h"

enum { Q_GET, Q_NEW, Q_TAKE, Q_DONE, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_GET]  = { "SELECT next_at, until_at FROM job_lease WHERE name = ?1" },
	[Q_NEW]  = { "INSERT INTO job_lease (name, node, until_at, next_at) VALUES (?1, ?2, 0, ?3)" },
	[Q_TAKE] = { "UPDATE job_lease SET node = ?1, until_at = ?2 WHERE name = ?3" },
	[Q_DONE] = { "UPDATE job_lease SET until_at = 0, next_at = ?1 WHERE name = ?2" },
};

/* Daily jobs fall on 00:10 in Beijing, others on multiples of their period. */
static int64_t next_time(const struct job *j, struct instant now)
{
	if (j->every_ms % DAYS(1) == 0) {
		int64_t at = date_start(date_of(now)).ms + MINUTES(10);
		return now.ms < at ? at : at + j->every_ms;
	}
	return (now.ms / j->every_ms + 1) * j->every_ms;
}

static enum err lease_get(struct ctx *c, const struct job *j, bool *known, int64_t *next_at, int64_t *until_at)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, &Q[Q_GET], VALS(j->name), &c->fail, &r));
	*known = rows_next(r);
	if (*known) {
		*next_at = rows_int(r, 0);
		*until_at = rows_int(r, 1);
	}
	return rows_err(r, &c->fail);
}

enum err job_due_one(struct ctx *c, const struct job **out)
{
	*out = NULL;
	for (const struct feature *const *f = core_features(c->core); *f; f++)
		for (const struct job *j = (*f)->jobs; j && j->name; j++) {
			int64_t next_at = 0, until_at = 0;
			bool known = false;
			TRY(lease_get(c, j, &known, &next_at, &until_at));
			if (!known) {
				/* A job seen for the first time is due at once. */
				TRY(sql_run(c, &Q[Q_NEW], j->name, c->core->node, c->now));
				next_at = c->now.ms;
			}
			if (next_at > c->now.ms || until_at > c->now.ms)
				continue;
			TRY(sql_run(c, &Q[Q_TAKE], c->core->node, c->now.ms + MINUTES(10), j->name));
			*out = j;
			return OK;
		}
	return OK;
}

enum err job_finished(struct ctx *c, const struct job *j, bool ok)
{
	return sql_run(c, &Q[Q_DONE], ok ? next_time(j, c->now) : MIN2(next_time(j, c->now), c->now.ms + MINUTES(1)), j->name);
}
