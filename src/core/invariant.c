/* Invariants: what must never be, asked of the store by the dozen. */
#include <stdio.h>
#include "core/run_in.h"

/* As many of a feature's invariants as fit into one statement, each telling its place and the first thing it finds: a server's engine
 * is asked a dozen times, not hundreds of times. */
enum { INVARIANTS_TOGETHER = 24 };
void invariants_prepare(struct core *k)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(256));
	size_t n = 0;

	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct invariant *i = (*f)->invariants; i && i->sql; i++)
			n++;
	k->invariants = ARENA_ARRAY(k->tables, struct invariant_slot, n + 1);
	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct invariant *i = (*f)->invariants; i && i->sql;) {
			struct invariant_slot *s = &k->invariants[k->n_invariants++];
			for (s->first = i; i->sql && s->n < INVARIANTS_TOGETHER && s->binds.n + 4 <= BINDS_MAX; i++, s->n++) {
				buf_fmt(&b, "%sSELECT * FROM (WITH q(v) AS (", s->n ? " UNION ALL " : "");
				sql_named(&b, i->sql, (int)s->binds.n + 1, &s->binds);
				buf_fmt(&b, ") SELECT %zu AS n, CAST(q.v AS TEXT) AS what FROM q LIMIT 1) i%zu", s->n, s->n);
			}
			s->stmt.sql = arena_cstr(k->tables, buf_str(&b));
			buf_clear(&b);
		}
}

enum err core_invariants(struct core *k, struct arena *a, struct fail *f)
{
	struct ctx c;
	enum err e = core_read_begin(k, a, &c);

	for (struct invariant_slot *s = k->invariants; e == OK && s < k->invariants + k->n_invariants; s++) {
		CLEANUP(rows_donep) struct rows *r = NULL;
		struct val v[BINDS_MAX];

		for (size_t n = 0; n < s->binds.n; n++)
			v[n] = bind_value(&c, s->binds.what[n]);
		e = db_rows(c.db, &s->stmt, v, s->binds.n, &c.fail, &r);
		if (e == OK && rows_next(r)) {
			const struct invariant *i = &s->first[rows_int(r, 0)];
			e = fail_set(&c.fail, E_CORRUPT, "invariant", "不变式被破坏：%s（%s），第一处是 " STR_FMT, i->says, i->article, STR_ARG(rows_str(r, 1)));
			snprintf(c.fail.article, sizeof c.fail.article, "%s", i->article);
		}
	}
	if (e != OK)
		*f = c.fail;
	core_read_end(&c);
	return e;
}
