/* PostgreSQL through libpq. Parameters carry their type and go as bytes; rows arrive one by one, so that a scan of millions
 * needs no memory; writers of several servers follow one another by one advisory lock. */
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include "store/store_in.h"

#define WRITER_LOCK "8751735851609548"                  /* one number of ours, the same in every version of the program */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, PG_SPILL_MAX = 1 << 30, WALK_ROWS = 1000, SOON_MAX = 128 };

struct pg_rows;
struct pg_db {
	struct db db;
	PGconn *c;
	int64_t generation;                             /* of the connection: statements of an earlier one are gone */
	int64_t serial;                                 /* names of statements */
	int64_t xid;                                    /* of the open write transaction, 0 when unknown */
	struct pg_rows *streaming;                      /* whose rows are still on their way */
	int soon;                                       /* statements sent whose answers are still to come, in pipeline mode */
	const char *soon_sql;
};
struct pg_prep {
	char name[24];
	int64_t generation;                             /* 0: not prepared */
	Oid types[];                                    /* 0: nobody has bound anything but NULL yet */
};
struct cell { const char *p; int n; };                  /* n -1: NULL */
struct pg_rows {
	struct rows rows;
	PGresult *ahead, *now;                          /* as libpq gave them … */
	struct buf spill; size_t at;                    /* … or put aside, because the connection was needed for something else */
	struct cell *cells; int n_cells;                /* the row under the cursor */
	uint8_t *kinds;                                 /* of the columns: OID_BOOL, OID_BYTEA or 0 */
	unsigned char *bytes;
	bool on;                                        /* rows_next has found a row */
	char walk[24]; int row;                         /* the server's cursor, and the row of `now`; "" when there is none */
};

static struct pg_db *pg(struct db *d) { return (struct pg_db *)d; }
static void settle(struct db *d);
static enum err soon_drain(struct db *d, struct fail *f);

/* ---- errors ---- */
static bool is(const char *state, const char *class) { return !strncmp(state, class, strlen(class)); }

static enum err lost(struct db *d, struct fail *f)
{
	db_lost(d, "store.lost", store_lost_why);
	return fail_set(f, E_BUSY, "store.lost", "%s", store_lost_why);
}

/* Eats res. The message itself never holds values (the detail would). */
static enum err trouble(struct db *d, PGresult *res, const char *sql, struct fail *f)
{
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *says = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	const char *name = res ? PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME) : NULL;
	enum err e;

	if (!says)
		says = "";
	if (!state || PQstatus(pg(d)->c) != CONNECTION_OK || is(state, "08") || is(state, "57P0"))
		e = lost(d, f);
	else if (is(state, "23505"))
		e = store_duplicate(f, name ? name : says);
	else if (is(state, "23") || (is(state, "22") && !is(state, "22P")))
		e = store_constraint(f, name ? name : says);
	else if (is(state, "53100"))
		e = store_full(f);
	else if (is(state, "53200"))
		e = store_nomem(f);
	else if (is(state, "40") || is(state, "53") || is(state, "55") || is(state, "57"))
		e = store_busy(f);
	else if (is(state, "25006"))
		e = fail_set(f, d->mode == DB_WRITE ? E_BUSY : E_CORRUPT, "store.read_only", "数据库现在只能读，不能写：%s。", says);
	else if (is(state, "XX001") || is(state, "XX002") || is(state, "58"))
		e = fail_set(f, E_CORRUPT, "store.corrupt", "数据库报告数据损坏或磁盘错误：%s。", says);
	else
		e = store_bad_sql(f, says, sql);
	PQclear(res);
	return e;
}

static bool fine(PGresult *res)
{
	ExecStatusType got = PQresultStatus(res);

	return got == PGRES_COMMAND_OK || got == PGRES_TUPLES_OK || got == PGRES_EMPTY_QUERY;
}

static enum err plain(struct db *d, const char *sql, struct fail *f)
{
	settle(d);
	PGresult *res = PQexec(pg(d)->c, sql);
	if (!fine(res))
		return trouble(d, res, sql, f);
	PQclear(res);
	return OK;
}

/* ---- opening ---- */
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

/* Keyset cursors compare texts bytewise, as SQLite does; a database with another order would leave rows out of lists. */
static enum err check_order(struct db *d, struct fail *f)
{
	PGresult *res = PQexec(pg(d)->c, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()");
	enum err e = OK;

	if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) != 1)
		return trouble(d, res, "datcollate", f);
	const char *order = PQgetvalue(res, 0, 0), *encoding = PQgetvalue(res, 0, 1);
	if (strcmp(order, "C") != 0 && strcmp(order, "POSIX") != 0)
		e = fail_set(f, E_INVALID, "store.collation", "数据库的排序规则是“%s”，应为“C”：建库时写明 LC_COLLATE 'C' TEMPLATE template0。", order);
	else if (strcmp(encoding, "UTF8") != 0)
		e = fail_set(f, E_INVALID, "store.encoding", "数据库的编码是“%s”，应为“UTF8”：建库时写明 ENCODING 'UTF8' TEMPLATE template0。", encoding);
	PQclear(res);
	return e;
}

static enum err session(struct db *d, struct fail *f)
{
	pg(d)->generation++;
	TRY(plain(d, "SET client_min_messages = warning; SET standard_conforming_strings = on;"
		     /* Short statements on tables it knows little of: compiling them costs a hundred times what they take. */
		     " SET jit = off;"
		     /* A walk goes to its end. */
		     " SET cursor_tuple_fraction = 1;"
		     " SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3", f));
	/* A server of ours that hangs or is cut off must not hold the lock of all writers for long. */
	return plain(d, d->mode == DB_READ ? "SET default_transaction_read_only = on" : "SET idle_in_transaction_session_timeout = '60s';"
		     /* The writer asks by keys, over and over: planning for each value anew would only cost. */
		     " SET plan_cache_mode = force_generic_plan", f);
}

/* libpq's sentence in one line. */
static enum err no_connection(struct db *d, struct fail *f)
{
	struct str says = str_trim(str_of(PQerrorMessage(pg(d)->c)));
	char line[200];
	size_t n = 0;

	for (size_t i = 0; i < says.n && n < sizeof line - 1; i++)
		line[n++] = says.p[i] == '\n' || says.p[i] == '\t' ? ' ' : says.p[i];
	line[n] = 0;
	return fail_set(f, E_BUSY, "store.connect", "连不上 PostgreSQL：%s。", line);
}

static enum err pg_connect(struct db *d, struct fail *f)
{
	/* What stands before dbname may be overruled by the URL, what stands after it not. */
	static const char *const keys[] = { "connect_timeout", "fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "10", "yunguan", d->store->url, "UTF8", NULL };

	pg(d)->c = PQconnectdbParams(keys, values, 1);
	if (PQstatus(pg(d)->c) != CONNECTION_OK)
		return no_connection(d, f);
	PQsetNoticeProcessor(pg(d)->c, quiet, NULL);
	TRY(check_order(d, f));
	return session(d, f);
}

static void pg_disconnect(struct db *d)
{
	PQfinish(pg(d)->c);
}

/* A connection found dead outside a transaction is made anew: the loss then harms nobody. */
static enum err alive(struct db *d, struct fail *f)
{
	if (d->in_tx || PQstatus(pg(d)->c) == CONNECTION_OK)
		return OK;
	settle(d);
	PQreset(pg(d)->c);
	if (PQstatus(pg(d)->c) != CONNECTION_OK)
		return no_connection(d, f);
	return session(d, f);
}

/* ---- transactions ---- */
static enum err begin_once(struct db *d, struct fail *f)
{
	if (d->mode == DB_READ)
		return plain(d, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", f);
	pg(d)->xid = 0;
	settle(d);
	PGresult *res = PQexec(pg(d)->c, "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(" WRITER_LOCK "); SELECT txid_current()");
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return trouble(d, res, "BEGIN", f);
	pg(d)->xid = strtoll(PQgetvalue(res, 0, 0), NULL, 10);
	PQclear(res);
	return OK;
}

static enum err pg_begin(struct db *d, struct fail *f)
{
	TRY(alive(d, f));
	enum err e = begin_once(d, f);
	if (e != OK && PQstatus(pg(d)->c) != CONNECTION_OK) {
		/* The server was restarted since the last transaction; nothing has been said yet that could be lost. */
		fail_clear(f);
		TRY(alive(d, f));
		e = begin_once(d, f);
	}
	if (e != OK && PQtransactionStatus(pg(d)->c) != PQTRANS_IDLE)
		PQclear(PQexec(pg(d)->c, "ROLLBACK"));
	return e;
}

/* The connection broke while COMMIT was on its way. The old transaction holds our lock until it is over, whatever its end,
 * so behind the lock its fate is certain. */
static enum err fate(struct db *d, struct fail *f)
{
	char sql[200];
	bool known = false, kept = false;

	PQreset(pg(d)->c);
	if (pg(d)->xid && PQstatus(pg(d)->c) == CONNECTION_OK && session(d, f) == OK) {
		snprintf(sql, sizeof sql, "BEGIN; SET LOCAL lock_timeout = '30s'; SELECT pg_advisory_xact_lock(" WRITER_LOCK ");"
			 " SELECT txid_status(%" PRId64 ")", pg(d)->xid);
		PGresult *res = PQexec(pg(d)->c, sql);
		known = PQresultStatus(res) == PGRES_TUPLES_OK && !PQgetisnull(res, 0, 0);
		kept = known && !strcmp(PQgetvalue(res, 0, 0), "committed");
		PQclear(res);
		PQclear(PQexec(pg(d)->c, "ROLLBACK"));
	}
	if (kept) {
		fail_clear(f);
		return OK;
	}
	return known ? lost(d, f) : fail_set(f, E_BUSY, "store.unknown", "保存时与数据库的连接断开，不知道是否已经保存，请查看之后再决定是否重做。");
}

static enum err pg_commit(struct db *d, struct fail *f)
{
	settle(d);
	PGresult *res = PQexec(pg(d)->c, "COMMIT");
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		enum err e = trouble(d, res, "COMMIT", f);
		return PQstatus(pg(d)->c) != CONNECTION_OK && d->mode == DB_WRITE ? fate(d, f) : e;
	}
	/* A transaction in error answers COMMIT with ROLLBACK and no error. */
	bool kept = !strcmp(PQcmdStatus(res), "COMMIT");
	PQclear(res);
	return kept ? OK : fail_set(f, E_BUSY, "store.rolled_back", "这次没有保存，请稍后再试。");
}

static void pg_rollback(struct db *d)
{
	settle(d);
	if (PQstatus(pg(d)->c) == CONNECTION_OK && PQtransactionStatus(pg(d)->c) != PQTRANS_IDLE)
		PQclear(PQexec(pg(d)->c, "ROLLBACK"));
}

/* One name for all marks: the innermost of that name is meant. */
static enum err pg_mark(struct db *d, struct fail *f) { return plain(d, "SAVEPOINT m", f); }
static enum err pg_keep(struct db *d, struct fail *f) { return plain(d, "RELEASE SAVEPOINT m", f); }
static enum err pg_undo(struct db *d, struct fail *f) { return plain(d, "ROLLBACK TO SAVEPOINT m; RELEASE SAVEPOINT m", f); }

static enum err pg_script(struct db *d, const char *sql, struct fail *f)
{
	TRY(alive(d, f));
	return plain(d, sql, f);
}

/* ---- statements ----
 * The server would infer a parameter's type from its first use: an int4 from "?1 = 0", and then refuse our ids. So types are
 * told: from the record, or from what is bound. A NULL says nothing; when something else comes later the statement is
 * prepared once more. */
static Oid type_of(enum val_kind kind)
{
	return kind == VAL_INT ? OID_INT8 : kind == VAL_TEXT ? OID_TEXT : kind == VAL_BLOB ? OID_BYTEA : 0;
}

static enum err pg_prepare(struct db *d, struct prep *p, struct fail *f)
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
	settle(d);
	/* In a failed transaction the server would not listen; the name then stays until the connection ends. */
	if (PQtransactionStatus(pg(d)->c) != PQTRANS_INERROR) {
		snprintf(sql, sizeof sql, "DEALLOCATE %s", m->name);
		PQclear(PQexec(pg(d)->c, sql));
	}
	m->generation = 0;
}

static void pg_forget(struct db *d, struct prep *p)
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
		TRY(plain(d, "SAVEPOINT guess", f));
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
		return trouble(d, first, p->text, f);
	PQclear(first);
	return mark ? plain(d, "RELEASE SAVEPOINT guess", f) : OK;
}

static enum err prepare_now(struct db *d, struct prep *p, struct fail *f)
{
	struct pg_prep *m = p->made;
	bool guess = false;
	enum err e = OK;

	settle(d);
	for (int i = 0; i < p->n_params; i++)
		guess = guess || !m->types[i];
	if (guess) {
		e = prepare_guessing(d, p, f);
	} else {
		PGresult *res = prepare_as(d, p, 0);
		if (PQresultStatus(res) != PGRES_COMMAND_OK)
			return trouble(d, res, p->text, f);
		PQclear(res);
	}
	m->generation = e == OK ? pg(d)->generation : 0;
	return e;
}

static enum err pg_check(struct db *d, struct prep *p, struct fail *f)
{
	TRY(alive(d, f));
	return ((struct pg_prep *)p->made)->generation == pg(d)->generation ? OK : prepare_now(d, p, f);
}

struct params {
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	uint64_t ints[PARAMS_MAX];
};

static enum err bind(struct db *d, struct prep *p, const struct val *v, size_t n, struct params *x, struct fail *f)
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

static enum err pg_run(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed)
{
	struct params x;

	TRY(bind(d, p, v, n, &x, f));
	TRY(pg_check(d, p, f));
	settle(d);
	PGresult *res = PQexecPrepared(pg(d)->c, ((struct pg_prep *)p->made)->name, p->n_params, x.values, x.lengths, x.formats, 0);
	if (!fine(res))
		return trouble(d, res, p->text, f);
	*changed = strtoll(PQcmdTuples(res), NULL, 10);
	PQclear(res);
	return OK;
}

/* ---- many alike: sent without waiting, answered together ---- */
static enum err soon_drain(struct db *d, struct fail *f)
{
	struct pg_db *p = pg(d);
	PGresult *res, *first = NULL;
	int n = p->soon;

	p->soon = 0;
	if (n == 0)
		return OK;
	if (!PQpipelineSync(p->c))
		return trouble(d, NULL, p->soon_sql, f);
	for (int i = 0; i < n && PQstatus(p->c) == CONNECTION_OK; i++)
		while ((res = PQgetResult(p->c))) {
			/* After the first that failed the others are only passed over. */
			if (!fine(res) && !first)
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
		return trouble(d, first, p->soon_sql, f);
	return out ? OK : trouble(d, NULL, p->soon_sql, f);
}

static enum err pg_soon(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f)
{
	struct pg_prep *m = p->made;
	struct params x;

	TRY(bind(d, p, v, n, &x, f));
	TRY(pg_check(d, p, f));
	if (pg(d)->streaming || pg(d)->soon == 0)
		settle(d);
	if (pg(d)->soon == 0 && !PQenterPipelineMode(pg(d)->c))
		return trouble(d, NULL, p->text, f);
	pg(d)->soon_sql = p->text;
	bool sent = PQsendQueryPrepared(pg(d)->c, m->name, p->n_params, x.values, x.lengths, x.formats, 0);
	if (!sent) {
		pg(d)->soon += pg(d)->soon == 0;
		soon_drain(d, f);
		return trouble(d, NULL, p->text, f);
	}
	return ++pg(d)->soon == SOON_MAX ? soon_drain(d, f) : OK;
}

/* ---- cursors ---- */
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
	if (fine(res)) {
		PQclear(res);
	} else {
		struct fail f = { 0 };
		enum err e = trouble(&d->db, res, q->rows.prep->text, &f);
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

/* Another statement needs the connection while a cursor is open: the rest of its rows is put aside. */
static void settle(struct db *d)
{
	struct pg_rows *q = pg(d)->streaming;
	struct fail late;

	/* What failed there has spoilt the transaction: whatever comes next is told so by the server. */
	if (pg(d)->soon)
		soon_drain(d, &late);
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

static enum err pg_rows(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;
	struct params x;

	TRY(bind(d, p, v, n, &x, f));
	TRY(pg_check(d, p, f));
	settle(d);
	if (!PQsendQueryPrepared(pg(d)->c, ((struct pg_prep *)p->made)->name, p->n_params, x.values, x.lengths, x.formats, 0))
		return trouble(d, NULL, p->text, f);
	PQsetSingleRowMode(pg(d)->c);
	pg(d)->streaming = q;
	/* The first row now, so that what is wrong with the statement is told here. */
	q->ahead = fetch(q);
	if (r->kind != OK)
		return rows_err(r, f);
	return !q->ahead || columns(q, q->ahead) ? OK : store_nomem(f);
}

/* The server keeps the place. Values are bound here once; FETCH has none. */
static enum err pg_walk(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;
	CLEANUP(buf_done) struct buf sql = BUF_MAX(MIB(1));
	struct params x;

	TRY(bind(d, p, v, n, &x, f));
	settle(d);
	snprintf(q->walk, sizeof q->walk, "w%" PRId64, ++pg(d)->serial);
	buf_fmt(&sql, "DECLARE %s NO SCROLL CURSOR FOR %s%c", q->walk, p->text, 0);
	if (sql.failed)
		return store_nomem(f);
	PGresult *res = PQexecParams(pg(d)->c, sql.p, p->n_params, ((struct pg_prep *)p->made)->types, x.values, x.lengths, x.formats, 0);
	if (!fine(res)) {
		q->walk[0] = 0;
		return trouble(d, res, p->text, f);
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
	settle(&d->db);
	snprintf(sql, sizeof sql, "FETCH %d FROM %s", WALK_ROWS, q->walk);
	PGresult *res = PQexec(d->c, sql);
	if (!fine(res)) {
		struct fail f = { 0 };
		enum err e = trouble(&d->db, res, q->rows.prep->text, &f);
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

static bool pg_next(struct rows *r)
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

static bool pg_null(struct rows *r, int col)
{
	return cell(r, col).n < 0;
}

static int64_t pg_num(struct rows *r, int col)
{
	struct cell c = cell(r, col);

	if (c.n < 0)
		return 0;
	if (((struct pg_rows *)r)->kinds[col] == OID_BOOL)
		return *c.p == 't';
	return strtoll(c.p, NULL, 10);
}

static struct str pg_str(struct rows *r, int col)
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

static void pg_done(struct rows *r)
{
	struct pg_rows *q = (struct pg_rows *)r;

	PQclear(TAKE(q->now));
	PQclear(TAKE(q->ahead));
	if (q->walk[0] && PQstatus(pg(r->db)->c) == CONNECTION_OK) {
		char sql[64];
		settle(r->db);
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

const struct engine_ops pg_ops = {
	.db_size = sizeof(struct pg_db), .rows_size = sizeof(struct pg_rows),
	.open = pg_open, .close = pg_close, .connect = pg_connect, .disconnect = pg_disconnect,
	.begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback, .mark = pg_mark, .keep = pg_keep, .undo = pg_undo,
	.script = pg_script, .prepare = pg_prepare, .check = pg_check, .forget = pg_forget, .run = pg_run,
	.rows = pg_rows, .walk = pg_walk, .soon = pg_soon, .soon_end = soon_drain, .next = pg_next, .null = pg_null, .num = pg_num, .str = pg_str, .done = pg_done,
};
