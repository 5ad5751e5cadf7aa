/* Jobs: a lease row per job, so that any server may run them and no two at once. */
#include "core/core_in.h"

enum { Q_ALL, Q_NEW, Q_TAKE, Q_DONE, Q_MAX };
static const struct stmt Q[Q_MAX] = {
	[Q_ALL]  = { "SELECT name, next_at, until_at FROM job_lease ORDER BY name" },
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

struct lease { struct str name; int64_t next_at, until_at; };
struct leases { struct lease *all; size_t n; };

/* All of them at once, by name: there are dozens, and one question is asked dozens of times a day. */
static enum err leases_get(struct ctx *c, struct leases *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	*out = (struct leases){ ARENA_ARRAY(c->arena, struct lease, JOBS_MAX), 0 };
	TRY(db_rows(c->db, &Q[Q_ALL], NO_VALS, &c->fail, &r));
	while (out->n < JOBS_MAX && rows_next(r))
		out->all[out->n++] = (struct lease){ arena_str(c->arena, rows_str(r, 0)), rows_int(r, 1), rows_int(r, 2) };
	return rows_err(r, &c->fail);
}

static int by_name(const void *name, const void *lease) { return str_cmp(*(const struct str *)name, ((const struct lease *)lease)->name); }

/* A job seen for the first time is due at once. */
static enum err lease_of(struct ctx *c, const struct leases *all, const struct job *j, struct lease *out)
{
	struct str name = str_of(j->name);
	const struct lease *known = bsearch(&name, all->all, all->n, sizeof *all->all, by_name);

	*out = known ? *known : (struct lease){ name, c->now.ms, 0 };
	return known ? OK : sql_run(c, &Q[Q_NEW], j->name, c->core->node, c->now);
}

enum err jobs_due(struct ctx *c, const struct job *out[JOBS_MAX], size_t *n)
{
	struct leases all;

	*n = 0;
	TRY(leases_get(c, &all));
	for (const struct feature *const *f = core_features(c->core); *f; f++)
		for (const struct job *j = (*f)->jobs; j && j->name; j++) {
			struct lease l;
			TRY(lease_of(c, &all, j, &l));
			assert(*n < JOBS_MAX);
			if (l.next_at <= c->now.ms && l.until_at <= c->now.ms)
				out[(*n)++] = j;
		}
	return OK;
}

enum err job_take_first(struct ctx *c, const struct job **out)
{
	const struct job *due[JOBS_MAX];
	size_t n;

	TRY(jobs_due(c, due, &n));
	*out = n ? due[0] : NULL;
	return n ? job_take(c, due[0]) : OK;
}

enum err job_take(struct ctx *c, const struct job *j) { return sql_run(c, &Q[Q_TAKE], c->core->node, c->now.ms + MINUTES(10), j->name); }

enum err jobs_finished(struct ctx *c, const struct job *const *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(db_run_soon(c->db, &Q[Q_DONE], VALS(next_time(jobs[i], c->now), jobs[i]->name), &c->fail));
	return db_soon_end(c->db, &c->fail);
}

enum err job_finished(struct ctx *c, const struct job *j, bool ok, bool go_on)
{
	return sql_run(c, &Q[Q_DONE], ok && go_on ? c->now.ms : ok ? next_time(j, c->now) : MIN2(next_time(j, c->now), c->now.ms + MINUTES(1)), j->name);
}
