/* Statements of a connection to PostgreSQL, one by one and many alike.
 * The server would infer a parameter's type from its first use: an int4 from "?1 = 0", and then refuse our ids. So types are
 * told: from the record, or from what is bound. A NULL says nothing; when something else comes later the statement is
 * prepared once more. */
#include <endian.h>
#include <stdio.h>
#include "store/pg_in.h"

enum { SOON_MAX = 128 };

static Oid type_of(enum val_kind kind)
{
	return kind == VAL_INT ? OID_INT8 : kind == VAL_TEXT ? OID_TEXT : kind == VAL_BLOB ? OID_BYTEA : 0;
}

enum err pg_prepare(struct db *d, struct prep *p, struct fail *f)
{
	struct pg_prep *m = calloc(1, sizeof *m + sizeof(Oid) * (size_t)p->n_params);

	(void)d;
	if (!m)
		return store_nomem(f);
	for (int i = 0; i < p->n_params; i++)
		m->types[i] = type_of(p->type[i]);
	p->made = m;
	return OK;
}

static void forget_name(struct db *d, struct pg_prep *m)
{
	char sql[64];

	if (m->generation != pg(d)->generation || d->closing || PQstatus(pg(d)->c) != CONNECTION_OK)
		return;
	pg_settle(d);
	/* In a failed transaction the server would not listen; the name then stays until the connection ends. */
	if (PQtransactionStatus(pg(d)->c) != PQTRANS_INERROR) {
		snprintf(sql, sizeof sql, "DEALLOCATE %s", m->name);
		PQclear(PQexec(pg(d)->c, sql));
	}
	m->generation = 0;
}

void pg_forget(struct db *d, struct prep *p)
{
	if (p->made)
		forget_name(d, p->made);
	free(p->made);
	p->made = NULL;
}

static PGresult *prepare_as(struct db *d, struct prep *p, Oid unknown)
{
	struct pg_prep *m = p->made;
	Oid types[PARAMS_MAX];

	for (int i = 0; i < p->n_params; i++)
		types[i] = m->types[i] ? m->types[i] : unknown;
	snprintf(m->name, sizeof m->name, "s%" PRId64, ++pg(d)->serial);
	return PQprepare(pg(d)->c, m->name, p->text, p->n_params, types);
}

/* With types that nobody knows the server is asked to infer them; where it cannot ("?1 IS NULL"), any that fits will do. A
 * failed attempt must not spoil the transaction. */
static enum err prepare_guessing(struct db *d, struct prep *p, struct fail *f)
{
	static const Oid guesses[] = { OID_INT8, OID_TEXT };
	bool mark = PQtransactionStatus(pg(d)->c) == PQTRANS_INTRANS;

	if (mark)
		TRY(pg_plain(d, "SAVEPOINT guess", f));
	PGresult *first = prepare_as(d, p, 0), *res = first;
	for (size_t i = 0; i < COUNT(guesses) && PQresultStatus(res) != PGRES_COMMAND_OK; i++) {
		if (res != first)
			PQclear(res);
		if (mark)
			PQclear(PQexec(pg(d)->c, "ROLLBACK TO SAVEPOINT guess"));
		res = prepare_as(d, p, guesses[i]);
	}
	bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
	if (res != first)
		PQclear(res);
	if (!ok)
		return pg_trouble(d, first, p->text, f);
	PQclear(first);
	return mark ? pg_plain(d, "RELEASE SAVEPOINT guess", f) : OK;
}

static enum err prepare_now(struct db *d, struct prep *p, struct fail *f)
{
	struct pg_prep *m = p->made;
	bool guess = false;
	enum err e = OK;

	pg_settle(d);
	for (int i = 0; i < p->n_params; i++)
		guess = guess || !m->types[i];
	if (guess) {
		e = prepare_guessing(d, p, f);
	} else {
		PGresult *res = prepare_as(d, p, 0);
		if (PQresultStatus(res) != PGRES_COMMAND_OK)
			return pg_trouble(d, res, p->text, f);
		PQclear(res);
	}
	m->generation = e == OK ? pg(d)->generation : 0;
	return e;
}

enum err pg_check(struct db *d, struct prep *p, struct fail *f)
{
	TRY(pg_alive(d, f));
	return ((struct pg_prep *)p->made)->generation == pg(d)->generation ? OK : prepare_now(d, p, f);
}

enum err pg_bind(struct db *d, struct prep *p, const struct val *v, size_t n, struct pg_params *x, struct fail *f)
{
	struct pg_prep *m = p->made;

	for (int i = 0; i < p->n_params; i++) {
		if (p->param[i] > n)
			return store_bad_sql(f, "参数不够", p->text);
		const struct val *w = &v[p->param[i] - 1];
		Oid type = type_of(w->kind);
		x->formats[i] = 1;
		x->values[i] = NULL;
		x->lengths[i] = 0;
		if (type && type != m->types[i]) {
			forget_name(d, m);
			m->types[i] = type;
			m->generation = 0;
		}
		if (w->kind == VAL_INT) {
			x->ints[i] = htobe64((uint64_t)w->i);
			x->values[i] = (const char *)&x->ints[i];
			x->lengths[i] = 8;
		} else if (w->kind == VAL_TEXT || (w->kind == VAL_BLOB && w->s.p)) {
			x->values[i] = w->s.p;
			x->lengths[i] = (int)w->s.n;
		}
	}
	return OK;
}

enum err pg_run(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed)
{
	struct pg_params x;

	TRY(pg_bind(d, p, v, n, &x, f));
	TRY(pg_check(d, p, f));
	pg_settle(d);
	PGresult *res = PQexecPrepared(pg(d)->c, ((struct pg_prep *)p->made)->name, p->n_params, x.values, x.lengths, x.formats, 0);
	if (!pg_fine(res))
		return pg_trouble(d, res, p->text, f);
	*changed = strtoll(PQcmdTuples(res), NULL, 10);
	PQclear(res);
	return OK;
}

/* ---- many alike: sent without waiting, answered together ---- */
enum err pg_soon_end(struct db *d, struct fail *f)
{
	struct pg_db *p = pg(d);
	PGresult *res, *first = NULL;
	int n = p->soon;

	p->soon = 0;
	if (n == 0)
		return OK;
	if (!PQpipelineSync(p->c))
		return pg_trouble(d, NULL, p->soon_sql, f);
	for (int i = 0; i < n && PQstatus(p->c) == CONNECTION_OK; i++)
		while ((res = PQgetResult(p->c))) {
			/* After the first that failed the others are only passed over. */
			if (!pg_fine(res) && !first)
				first = res;
			else
				PQclear(res);
		}
	while ((res = PQgetResult(p->c))) {
		bool end = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
		PQclear(res);
		if (end)
			break;
	}
	bool out = PQexitPipelineMode(p->c);
	if (first)
		return pg_trouble(d, first, p->soon_sql, f);
	return out ? OK : pg_trouble(d, NULL, p->soon_sql, f);
}

enum err pg_soon(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f)
{
	struct pg_prep *m = p->made;
	struct pg_params x;

	TRY(pg_bind(d, p, v, n, &x, f));
	TRY(pg_check(d, p, f));
	if (pg(d)->streaming || pg(d)->soon == 0)
		pg_settle(d);
	if (pg(d)->soon == 0 && !PQenterPipelineMode(pg(d)->c))
		return pg_trouble(d, NULL, p->text, f);
	pg(d)->soon_sql = p->text;
	bool sent = PQsendQueryPrepared(pg(d)->c, m->name, p->n_params, x.values, x.lengths, x.formats, 0);
	if (!sent) {
		pg(d)->soon += pg(d)->soon == 0;
		pg_soon_end(d, f);
		return pg_trouble(d, NULL, p->text, f);
	}
	return ++pg(d)->soon == SOON_MAX ? pg_soon_end(d, f) : OK;
}
