/* PostgreSQL through libpq. Integers go as text, texts as raw bytes; writers of several servers follow one another by one lock. */
#include <libpq-fe.h>
#include <stdio.h>
#include "store/store_in.h"

enum { WRITER_LOCK = 79112026, OID_BYTEA = 17 };

struct pg_db   { struct db base; PGconn *conn; int64_t generation, serial; };
struct pg_prep { char name[24]; int64_t generation; };
struct pg_rows { struct rows base; PGresult *res; int at, n; unsigned char *bytes; };

static struct pg_db *pg(struct db *d) { return (struct pg_db *)d; }

static enum err trouble(struct db *d, PGresult *res, const char *sql, struct fail *f)
{
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *says = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	enum err e;

	if (!state || PQstatus(pg(d)->conn) != CONNECTION_OK || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0) {
		db_lost(d, "store.lost", store_lost_why);
		e = fail_set(f, E_BUSY, "store.lost", "%s", store_lost_why);
	} else if (strcmp(state, "23505") == 0) {
		e = store_duplicate(f, PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME) ? PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME) : says);
	} else if (strncmp(state, "23", 2) == 0) {
		e = store_constraint(f, says ? says : state);
	} else if (strcmp(state, "53100") == 0) {
		db_lost(d, "store.full", store_full_why);
		e = store_full(f);
	} else if (strncmp(state, "40", 2) == 0 || strncmp(state, "55P", 3) == 0 || strncmp(state, "53", 2) == 0) {
		e = store_busy(f);
	} else {
		e = store_bad_sql(f, says ? says : state, sql);
	}
	PQclear(res);
	return e;
}

static enum err plain(struct db *d, const char *sql, struct fail *f)
{
	PGresult *res = PQexec(pg(d)->conn, sql);
	ExecStatusType got = PQresultStatus(res);

	if (got != PGRES_COMMAND_OK && got != PGRES_TUPLES_OK && got != PGRES_EMPTY_QUERY)
		return trouble(d, res, sql, f);
	PQclear(res);
	return OK;
}

static enum err pg_open(struct store *s, struct fail *f)
{
	(void)s;
	(void)f;
	return OK;
}

static void pg_close(struct store *s) { (void)s; }

static void quiet(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

/* Keyset cursors compare texts bytewise; a database with another order would page wrongly. */
static enum err check_order(struct db *d, struct fail *f)
{
	PGresult *res = PQexec(pg(d)->conn, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()");

	if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) != 1)
		return trouble(d, res, "datcollate", f);
	bool bytewise = strcmp(PQgetvalue(res, 0, 0), "C") == 0 || strcmp(PQgetvalue(res, 0, 0), "POSIX") == 0;
	bool utf8 = strcmp(PQgetvalue(res, 0, 1), "UTF8") == 0;
	PQclear(res);
	if (!bytewise || !utf8)
		return fail_set(f, E_INVALID, "store.collation", "PostgreSQL 数据库应以 ENCODING 'UTF8' LC_COLLATE 'C' 建立。");
	return OK;
}

static enum err pg_connect(struct db *d, struct fail *f)
{
	pg(d)->conn = PQconnectdb(d->store->url);
	if (PQstatus(pg(d)->conn) != CONNECTION_OK)
		return fail_set(f, E_BUSY, "store.connect", "连不上 PostgreSQL：%.200s", PQerrorMessage(pg(d)->conn));
	PQsetNoticeProcessor(pg(d)->conn, quiet, NULL);
	pg(d)->generation++;
	TRY(check_order(d, f));
	return plain(d, "SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET standard_conforming_strings = on", f);
}

static void pg_disconnect(struct db *d) { PQfinish(pg(d)->conn); }

static enum err pg_begin(struct db *d, struct fail *f)
{
	char sql[96];

	if (PQstatus(pg(d)->conn) != CONNECTION_OK) {
		PQreset(pg(d)->conn);
		pg(d)->generation++;
		if (PQstatus(pg(d)->conn) != CONNECTION_OK)
			return fail_set(f, E_BUSY, "store.lost", "%s", store_lost_why);
	}
	if (d->mode == DB_READ)
		return plain(d, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", f);
	snprintf(sql, sizeof sql, "BEGIN; SELECT pg_advisory_xact_lock(%d)", WRITER_LOCK);
	return plain(d, sql, f);
}

static enum err pg_commit(struct db *d, struct fail *f)
{
	PGresult *res = PQexec(pg(d)->conn, "COMMIT");

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		return trouble(d, res, "COMMIT", f);
	/* A transaction in error answers COMMIT with ROLLBACK and no error. */
	bool kept = strcmp(PQcmdStatus(res), "COMMIT") == 0;
	PQclear(res);
	return kept ? OK : fail_set(f, E_BUSY, "store.rolled_back", "事务没有保存，请重试。");
}

static void pg_rollback(struct db *d)
{
	if (PQtransactionStatus(pg(d)->conn) != PQTRANS_IDLE)
		PQclear(PQexec(pg(d)->conn, "ROLLBACK"));
}

static enum err numbered(struct db *d, const char *verb, int depth, struct fail *f)
{
	char sql[96];

	snprintf(sql, sizeof sql, "%s m%d", verb, depth);
	return plain(d, sql, f);
}

static enum err pg_mark(struct db *d, struct fail *f) { return numbered(d, "SAVEPOINT", d->depth, f); }
static enum err pg_keep(struct db *d, struct fail *f) { return numbered(d, "RELEASE SAVEPOINT", d->depth - 1, f); }

static enum err pg_undo(struct db *d, struct fail *f)
{
	TRY(numbered(d, "ROLLBACK TO SAVEPOINT", d->depth, f));
	return numbered(d, "RELEASE SAVEPOINT", d->depth, f);
}

static enum err pg_script(struct db *d, const char *sql, struct fail *f) { return plain(d, sql, f); }

/* ---- statements ---- */
static enum err pg_prepare(struct db *d, struct prep *p, struct fail *f)
{
	struct pg_prep *m = p->made ? p->made : calloc(1, sizeof *m);

	if (!m)
		return store_nomem(f);
	p->made = m;
	snprintf(m->name, sizeof m->name, "s%" PRId64, ++pg(d)->serial);
	PGresult *res = PQprepare(pg(d)->conn, m->name, p->text, 0, NULL);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		return trouble(d, res, p->text, f);
	PQclear(res);
	m->generation = pg(d)->generation;
	return OK;
}

static void pg_forget(struct db *d, struct prep *p)
{
	struct pg_prep *m = p->made;
	char sql[64];

	if (m && m->generation == pg(d)->generation && PQtransactionStatus(pg(d)->conn) != PQTRANS_INERROR) {
		snprintf(sql, sizeof sql, "DEALLOCATE %s", m->name);
		PQclear(PQexec(pg(d)->conn, sql));
	}
	free(m);
	p->made = NULL;
}

static enum err exec(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, PGresult **out)
{
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	char digits[PARAMS_MAX][24];

	if (((struct pg_prep *)p->made)->generation != pg(d)->generation)
		TRY(pg_prepare(d, p, f));
	for (int i = 0; i < p->n_params; i++) {
		size_t k = (size_t)p->param[i] - 1;
		struct val x = k < n ? v[k] : val_none();
		formats[i] = x.kind == VAL_TEXT || x.kind == VAL_BLOB;
		lengths[i] = (int)x.s.n;
		values[i] = NULL;
		if (x.kind == VAL_INT) {
			snprintf(digits[i], sizeof digits[i], "%" PRId64, x.i);
			values[i] = digits[i];
		} else if (x.kind != VAL_NULL) {
			values[i] = x.s.p ? x.s.p : "";
		}
	}
	PGresult *res = PQexecPrepared(pg(d)->conn, ((struct pg_prep *)p->made)->name, p->n_params, values, lengths, formats, 0);
	ExecStatusType got = PQresultStatus(res);
	if (got != PGRES_COMMAND_OK && got != PGRES_TUPLES_OK)
		return trouble(d, res, p->text, f);
	*out = res;
	return OK;
}

static enum err pg_run(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed)
{
	PGresult *res = NULL;

	TRY(exec(d, p, v, n, f, &res));
	*changed = strtoll(PQcmdTuples(res), NULL, 10);
	PQclear(res);
	return OK;
}

static enum err pg_rows_open(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;

	TRY(exec(d, p, v, n, f, &q->res));
	q->at = -1;
	q->n = PQntuples(q->res);
	return OK;
}

static bool pg_next(struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;

	return ++q->at < q->n;
}

static bool pg_null(struct rows *r, int col)
{
	struct pg_rows *q = (struct pg_rows *)r;

	return PQgetisnull(q->res, q->at, col);
}

static int64_t pg_num(struct rows *r, int col)
{
	struct pg_rows *q = (struct pg_rows *)r;

	return PQgetisnull(q->res, q->at, col) ? 0 : strtoll(PQgetvalue(q->res, q->at, col), NULL, 10);
}

static struct str pg_str(struct rows *r, int col)
{
	struct pg_rows *q = (struct pg_rows *)r;
	size_t n;

	if (PQgetisnull(q->res, q->at, col))
		return STR_NONE;
	if (PQftype(q->res, col) != OID_BYTEA)
		return (struct str){ PQgetvalue(q->res, q->at, col), (size_t)PQgetlength(q->res, q->at, col) };
	PQfreemem(q->bytes);
	q->bytes = PQunescapeBytea((unsigned char *)PQgetvalue(q->res, q->at, col), &n);
	return (struct str){ (char *)q->bytes, n };
}

static void pg_done(struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;

	PQclear(q->res);
	PQfreemem(q->bytes);
	q->res = NULL;
	q->bytes = NULL;
}

const struct engine_ops pg_ops = {
	.db_size = sizeof(struct pg_db), .rows_size = sizeof(struct pg_rows), .open = pg_open, .close = pg_close, .connect = pg_connect,
	.disconnect = pg_disconnect, .begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback, .mark = pg_mark, .keep = pg_keep, .undo = pg_undo,
	.script = pg_script, .prepare = pg_prepare, .forget = pg_forget, .run = pg_run, .rows = pg_rows_open, .next = pg_next, .null = pg_null,
	.num = pg_num, .str = pg_str, .done = pg_done,
};
