/* PostgreSQL through libpq. Parameters carry their type and go as bytes; rows arrive one by one, so that a scan of millions
 * needs no memory; writers of several servers follow one another by one advisory lock. */
#include <stdio.h>
#include "store/pg_in.h"

#define WRITER_LOCK "8751735851609548"                  /* one number of ours, the same in every version of the program */

/* ---- errors ---- */
static bool is(const char *state, const char *class) { return !strncmp(state, class, strlen(class)); }

static enum err lost(struct db *d, struct fail *f)
{
	db_lost(d, "store.lost", store_lost_why);
	return fail_set(f, E_BUSY, "store.lost", "%s", store_lost_why);
}

/* The message itself never holds values (the detail would). */
enum err pg_trouble(struct db *d, PGresult *res, const char *sql, struct fail *f)
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

bool pg_fine(PGresult *res)
{
	ExecStatusType got = PQresultStatus(res);

	return got == PGRES_COMMAND_OK || got == PGRES_TUPLES_OK || got == PGRES_EMPTY_QUERY;
}

enum err pg_plain(struct db *d, const char *sql, struct fail *f)
{
	pg_settle(d);
	PGresult *res = PQexec(pg(d)->c, sql);
	if (!pg_fine(res))
		return pg_trouble(d, res, sql, f);
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
		return pg_trouble(d, res, "datcollate", f);
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
	TRY(pg_plain(d, "SET client_min_messages = warning; SET standard_conforming_strings = on;"
		     /* Short statements on tables it knows little of: compiling them costs a hundred times what they take. */
		     " SET jit = off;"
		     /* A walk goes to its end. */
		     " SET cursor_tuple_fraction = 1;"
		     " SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3", f));
	/* A server of ours that hangs or is cut off must not hold the lock of all writers for long. */
	return pg_plain(d, d->mode == DB_READ ? "SET default_transaction_read_only = on" : "SET idle_in_transaction_session_timeout = '60s';"
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

enum err pg_alive(struct db *d, struct fail *f)
{
	if (d->in_tx || PQstatus(pg(d)->c) == CONNECTION_OK)
		return OK;
	pg_settle(d);
	PQreset(pg(d)->c);
	if (PQstatus(pg(d)->c) != CONNECTION_OK)
		return no_connection(d, f);
	return session(d, f);
}

/* ---- transactions ---- */
static enum err begin_once(struct db *d, struct fail *f)
{
	if (d->mode == DB_READ)
		return pg_plain(d, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", f);
	pg(d)->xid = 0;
	pg_settle(d);
	PGresult *res = PQexec(pg(d)->c, "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(" WRITER_LOCK "); SELECT txid_current()");
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return pg_trouble(d, res, "BEGIN", f);
	pg(d)->xid = strtoll(PQgetvalue(res, 0, 0), NULL, 10);
	PQclear(res);
	return OK;
}

static enum err pg_begin(struct db *d, struct fail *f)
{
	TRY(pg_alive(d, f));
	enum err e = begin_once(d, f);
	if (e != OK && PQstatus(pg(d)->c) != CONNECTION_OK) {
		/* The server was restarted since the last transaction; nothing has been said yet that could be lost. */
		fail_clear(f);
		TRY(pg_alive(d, f));
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
	pg_settle(d);
	PGresult *res = PQexec(pg(d)->c, "COMMIT");
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		enum err e = pg_trouble(d, res, "COMMIT", f);
		return PQstatus(pg(d)->c) != CONNECTION_OK && d->mode == DB_WRITE ? fate(d, f) : e;
	}
	/* A transaction in error answers COMMIT with ROLLBACK and no error. */
	bool kept = !strcmp(PQcmdStatus(res), "COMMIT");
	PQclear(res);
	return kept ? OK : fail_set(f, E_BUSY, "store.rolled_back", "这次没有保存，请稍后再试。");
}

static void pg_rollback(struct db *d)
{
	pg_settle(d);
	if (PQstatus(pg(d)->c) == CONNECTION_OK && PQtransactionStatus(pg(d)->c) != PQTRANS_IDLE)
		PQclear(PQexec(pg(d)->c, "ROLLBACK"));
}

/* One name for all marks: the innermost of that name is meant. */
static enum err pg_mark(struct db *d, struct fail *f) { return pg_plain(d, "SAVEPOINT m", f); }
static enum err pg_keep(struct db *d, struct fail *f) { return pg_plain(d, "RELEASE SAVEPOINT m", f); }
static enum err pg_undo(struct db *d, struct fail *f) { return pg_plain(d, "ROLLBACK TO SAVEPOINT m; RELEASE SAVEPOINT m", f); }

static enum err pg_script(struct db *d, const char *sql, struct fail *f)
{
	TRY(pg_alive(d, f));
	return pg_plain(d, sql, f);
}

const struct engine_ops pg_ops = {
	.db_size = sizeof(struct pg_db), .rows_size = sizeof(struct pg_rows),
	.open = pg_open, .close = pg_close, .connect = pg_connect, .disconnect = pg_disconnect,
	.begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback, .mark = pg_mark, .keep = pg_keep, .undo = pg_undo,
	.script = pg_script, .prepare = pg_prepare, .check = pg_check, .forget = pg_forget, .run = pg_run,
	.rows = pg_rows, .walk = pg_walk, .soon = pg_soon, .soon_end = pg_soon_end, .next = pg_next, .null = pg_null, .num = pg_num, .str = pg_str, .done = pg_done,
};
