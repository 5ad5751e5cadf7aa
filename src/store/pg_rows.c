/* Cursors over PostgreSQL: rows arrive one by one, are put aside when the connection is needed for something else, or stay on the server. */
#include <stdio.h>
#include "store/pg_in.h"

enum { PG_SPILL_MAX = 1 << 30, WALK_ROWS = 1000 };

static void stop_with(struct rows *r, enum err e, const struct fail *f)
{
	r->kind = e;
	memcpy(r->reason, f->reason, sizeof r->reason);
	memcpy(r->sentence, f->sentence, sizeof r->sentence);
}

/* The next row of the streaming cursor, NULL at its end or at an error. */
static PGresult *fetch(struct pg_rows *q)
{
	struct pg_db *d = pg(q->rows.db);
	PGresult *res = PQgetResult(d->c);

	if (PQresultStatus(res) == PGRES_SINGLE_TUPLE)
		return res;
	if (pg_fine(res)) {
		PQclear(res);
	} else {
		struct fail f = { 0 };
		enum err e = pg_trouble(&d->db, res, q->rows.prep->text, &f);
		stop_with(&q->rows, e, &f);
	}
	while ((res = PQgetResult(d->c)))
		PQclear(res);
	d->streaming = NULL;
	return NULL;
}

static bool columns(struct pg_rows *q, PGresult *res)
{
	int n = PQnfields(res);

	if (q->cells)
		return true;
	q->cells = calloc((size_t)n + 1, sizeof *q->cells);
	q->kinds = calloc((size_t)n + 1, 1);
	if (!q->cells || !q->kinds)
		return false;
	q->n_cells = n;
	for (int i = 0; i < n; i++)
		q->kinds[i] = PQftype(res, i) == OID_BYTEA || PQftype(res, i) == OID_BOOL ? (uint8_t)PQftype(res, i) : 0;
	return true;
}

static void spill_row(struct pg_rows *q, PGresult *res)
{
	for (int i = 0; i < PQnfields(res); i++) {
		int n = PQgetisnull(res, 0, i) ? -1 : PQgetlength(res, 0, i);

		buf_add(&q->spill, (struct str){ (const char *)&n, sizeof n });
		if (n >= 0)
			buf_add(&q->spill, (struct str){ PQgetvalue(res, 0, i), (size_t)n + 1 });     /* with its NUL */
	}
}

void pg_settle(struct db *d)
{
	struct pg_rows *q = pg(d)->streaming;
	struct fail late;

	/* What failed there has spoilt the transaction: whatever comes next is told so by the server. */
	if (pg(d)->soon)
		pg_soon_end(d, &late);
	if (!q)
		return;
	q->spill.max = PG_SPILL_MAX;
	for (PGresult *res; (res = fetch(q)); PQclear(res))
		spill_row(q, res);
	if (q->spill.failed && q->rows.kind == OK) {
		struct fail f = { 0 };
		stop_with(&q->rows, store_nomem(&f), &f);
	}
}

enum err pg_rows(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;
	struct pg_params x;

	TRY(pg_bind(d, p, v, n, &x, f));
	TRY(pg_check(d, p, f));
	pg_settle(d);
	if (!PQsendQueryPrepared(pg(d)->c, ((struct pg_prep *)p->made)->name, p->n_params, x.values, x.lengths, x.formats, 0))
		return pg_trouble(d, NULL, p->text, f);
	PQsetSingleRowMode(pg(d)->c);
	pg(d)->streaming = q;
	/* The first row now, so that what is wrong with the statement is told here. */
	q->ahead = fetch(q);
	if (r->kind != OK)
		return rows_err(r, f);
	return !q->ahead || columns(q, q->ahead) ? OK : store_nomem(f);
}

/* The server keeps the place. Values are bound here once; FETCH has none. */
enum err pg_walk(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;
	CLEANUP(buf_done) struct buf sql = BUF_MAX(MIB(1));
	struct pg_params x;

	TRY(pg_bind(d, p, v, n, &x, f));
	pg_settle(d);
	snprintf(q->walk, sizeof q->walk, "w%" PRId64, ++pg(d)->serial);
	buf_fmt(&sql, "DECLARE %s NO SCROLL CURSOR FOR %s%c", q->walk, p->text, 0);
	if (sql.failed)
		return store_nomem(f);
	PGresult *res = PQexecParams(pg(d)->c, sql.p, p->n_params, ((struct pg_prep *)p->made)->types, x.values, x.lengths, x.formats, 0);
	if (!pg_fine(res)) {
		q->walk[0] = 0;
		return pg_trouble(d, res, p->text, f);
	}
	PQclear(res);
	q->row = -1;
	return OK;
}

static bool walk_next(struct pg_rows *q)
{
	struct pg_db *d = pg(q->rows.db);
	char sql[64];

	if (q->now && ++q->row < PQntuples(q->now))
		return true;
	PQclear(TAKE(q->now));
	pg_settle(&d->db);
	snprintf(sql, sizeof sql, "FETCH %d FROM %s", WALK_ROWS, q->walk);
	PGresult *res = PQexec(d->c, sql);
	if (!pg_fine(res)) {
		struct fail f = { 0 };
		enum err e = pg_trouble(&d->db, res, q->rows.prep->text, &f);
		stop_with(&q->rows, e, &f);
		return false;
	}
	q->now = res;
	q->row = 0;
	if (!columns(q, res)) {
		struct fail f = { 0 };
		stop_with(&q->rows, store_nomem(&f), &f);
		return false;
	}
	return PQntuples(res) > 0;
}

static bool from_spill(struct pg_rows *q)
{
	const char *p = q->spill.p;

	if (q->at >= q->spill.n)
		return false;
	for (int i = 0; i < q->n_cells; i++) {
		int n;

		memcpy(&n, p + q->at, sizeof n);
		q->at += sizeof n;
		q->cells[i] = (struct cell){ p + q->at, n };
		q->at += n >= 0 ? (size_t)n + 1 : 0;
	}
	return true;
}

bool pg_next(struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;

	if (q->walk[0]) {
		q->on = walk_next(q);
		for (int i = 0; q->on && i < q->n_cells; i++)
			q->cells[i] = (struct cell){ PQgetvalue(q->now, q->row, i), PQgetisnull(q->now, q->row, i) ? -1 : PQgetlength(q->now, q->row, i) };
		return q->on;
	}
	PQclear(q->now);
	q->now = TAKE(q->ahead);
	if (!q->now && pg(r->db)->streaming == q)
		q->now = fetch(q);
	if (!q->now)
		return q->on = r->kind == OK && q->cells && from_spill(q);
	for (int i = 0; i < q->n_cells; i++)
		q->cells[i] = (struct cell){ PQgetvalue(q->now, 0, i), PQgetisnull(q->now, 0, i) ? -1 : PQgetlength(q->now, 0, i) };
	return q->on = true;
}

static struct cell cell(struct rows *r, int col)
{
	struct pg_rows *q = (struct pg_rows *)r;

	return q->on && col >= 0 && col < q->n_cells ? q->cells[col] : (struct cell){ NULL, -1 };
}

bool pg_null(struct rows *r, int col)
{
	return cell(r, col).n < 0;
}

int64_t pg_num(struct rows *r, int col)
{
	struct cell c = cell(r, col);

	if (c.n < 0)
		return 0;
	if (((struct pg_rows *)r)->kinds[col] == OID_BOOL)
		return *c.p == 't';
	return strtoll(c.p, NULL, 10);
}

struct str pg_str(struct rows *r, int col)
{
	struct pg_rows *q = (struct pg_rows *)r;
	struct cell c = cell(r, col);
	size_t n = 0;

	if (c.n < 0)
		return STR_NONE;
	if (q->kinds[col] != OID_BYTEA)
		return (struct str){ c.p, (size_t)c.n };
	PQfreemem(q->bytes);
	q->bytes = PQunescapeBytea((const unsigned char *)c.p, &n);
	return (struct str){ (char *)q->bytes, q->bytes ? n : 0 };
}

void pg_done(struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;

	PQclear(TAKE(q->now));
	PQclear(TAKE(q->ahead));
	if (q->walk[0] && PQstatus(pg(r->db)->c) == CONNECTION_OK) {
		char sql[64];
		pg_settle(r->db);
		/* In a failed transaction, or after its end, the cursor is gone already. */
		snprintf(sql, sizeof sql, "CLOSE %s", q->walk);
		if (PQtransactionStatus(pg(r->db)->c) == PQTRANS_INTRANS)
			PQclear(PQexec(pg(r->db)->c, sql));
	}
	if (pg(r->db)->streaming == q)
		for (PGresult *res; (res = fetch(q));)
			PQclear(res);
	buf_done(&q->spill);
	free(TAKE(q->cells));
	free(TAKE(q->kinds));
	PQfreemem(TAKE(q->bytes));
}
