/* SQLite: WAL, synchronous=FULL, prepared statements for life, checkpoints on a connection of their own. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include "port/port.h"
#include "store/store_in.h"

struct sqlite_db   { struct db base; sqlite3 *h; };
struct sqlite_rows { struct rows base; sqlite3_stmt *st; bool own; };

static sqlite3 *handle(struct db *d) { return ((struct sqlite_db *)d)->h; }

/* What went wrong, in our words; what takes the whole transaction with it is noted. */
static enum err trouble(struct db *d, int rc, const char *sql, struct fail *f)
{
	sqlite3 *h = handle(d);
	const char *says = sqlite3_errmsg(h);

	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID)
			return store_duplicate(f, says);
		return store_constraint(f, says);
	case SQLITE_FULL:
		db_lost(d, "store.full", store_full_why);
		return store_full(f);
	case SQLITE_IOERR:
		if (sqlite3_system_errno(h) == ENOSPC || sqlite3_system_errno(h) == EDQUOT) {
			db_lost(d, "store.full", store_full_why);
			return store_full(f);
		}
		db_lost(d, "store.io", "磁盘读写出错，这次没有保存。");
		return fail_set(f, E_CORRUPT, "store.io", "磁盘读写出错：%.150s。", says);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return store_busy(f);
	case SQLITE_NOMEM:
		return store_nomem(f);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail_set(f, E_CORRUPT, "store.damaged", "数据库文件已损坏：%.150s；请从备份恢复。", says);
	case SQLITE_READONLY:
		return fail_set(f, E_BUSY, "store.readonly", "数据库文件或目录不可写。");
	default:
		return store_bad_sql(f, says, sql);
	}
}

static enum err plain(struct db *d, const char *sql, struct fail *f)
{
	int rc = sqlite3_exec(handle(d), sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : trouble(d, sqlite3_extended_errcode(handle(d)), sql, f);
}

/* ---- opening ---- */
static enum err sqlite_open(struct store *s, struct fail *f)
{
	(void)s;
	(void)f;
	return OK;
}

static void sqlite_close(struct store *s)
{
	sqlite3_close(s->keeper);
	s->keeper = NULL;
}

static enum err sqlite_connect(struct db *d, struct fail *f)
{
	struct sqlite_db *q = (struct sqlite_db *)d;
	bool writes = d->mode == DB_WRITE;
	int flags = SQLITE_OPEN_NOMUTEX | (writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);

	if (!writes && !file_exists(d->store->path))
		return fail_set(f, E_ABSENT, "store.absent", "没有数据库文件 %s；先用 yunguan serve 或 yunguan demo 建立。", d->store->path);
	int rc = sqlite3_open_v2(d->store->path, &q->h, flags, NULL);
	if (rc != SQLITE_OK)
		return fail_set(f, E_CORRUPT, "store.open", "打不开数据库 %s：%.150s。", d->store->path, q->h ? sqlite3_errmsg(q->h) : "内存不足");
	sqlite3_extended_result_codes(q->h, 1);
	sqlite3_busy_timeout(q->h, 5000);
	TRY(plain(d, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;", f));
	if (writes)
		return plain(d, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0;", f);
	return plain(d, "PRAGMA mmap_size = 1073741824; PRAGMA query_only = ON;", f);
}

static void sqlite_disconnect(struct db *d)
{
	sqlite3_close(handle(d));
}

/* ---- transactions ---- */
static enum err sqlite_begin(struct db *d, struct fail *f)
{
	return plain(d, d->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", f);
}

static enum err sqlite_commit(struct db *d, struct fail *f) { return plain(d, "COMMIT", f); }

static void sqlite_rollback(struct db *d)
{
	if (!sqlite3_get_autocommit(handle(d)))
		sqlite3_exec(handle(d), "ROLLBACK", NULL, NULL, NULL);
}

static enum err numbered(struct db *d, const char *verb, int depth, struct fail *f)
{
	char name[64];

	snprintf(name, sizeof name, "%s m%d", verb, depth);
	return plain(d, name, f);
}

static enum err sqlite_mark(struct db *d, struct fail *f) { return numbered(d, "SAVEPOINT", d->depth, f); }
static enum err sqlite_keep(struct db *d, struct fail *f) { return numbered(d, "RELEASE", d->depth - 1, f); }

static enum err sqlite_undo(struct db *d, struct fail *f)
{
	TRY(numbered(d, "ROLLBACK TO", d->depth, f));
	return numbered(d, "RELEASE", d->depth, f);
}

/* ---- statements ---- */
static enum err sqlite_script(struct db *d, const char *sql, struct fail *f) { return plain(d, sql, f); }

static enum err make(struct db *d, const char *text, sqlite3_stmt **out, struct fail *f)
{
	int rc = sqlite3_prepare_v3(handle(d), text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);

	return rc == SQLITE_OK ? OK : trouble(d, rc, text, f);
}

static enum err sqlite_prepare(struct db *d, struct prep *p, struct fail *f)
{
	return make(d, p->text, (sqlite3_stmt **)&p->made, f);
}

static void sqlite_forget(struct db *d, struct prep *p)
{
	(void)d;
	sqlite3_finalize(p->made);
	p->made = NULL;
}

static void bind_all(sqlite3_stmt *st, const struct prep *p, const struct val *v, size_t n)
{
	int want = MIN2((int)n, p->n_params);

	for (int i = 0; i < want; i++)
		switch (v[i].kind) {
		case VAL_NULL: sqlite3_bind_null(st, i + 1); break;
		case VAL_INT:  sqlite3_bind_int64(st, i + 1, v[i].i); break;
		case VAL_TEXT: sqlite3_bind_text64(st, i + 1, v[i].s.p, v[i].s.n, SQLITE_STATIC, SQLITE_UTF8); break;
		case VAL_BLOB: sqlite3_bind_blob64(st, i + 1, v[i].s.p ? v[i].s.p : "", v[i].s.n, SQLITE_STATIC); break;
		}
}

static enum err sqlite_run(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed)
{
	sqlite3_stmt *st = p->made;
	bool own = p->busy > 0;

	if (own)
		TRY(make(d, p->text, &st, f));
	bind_all(st, p, v, n);
	int rc;
	do
		rc = sqlite3_step(st);
	while (rc == SQLITE_ROW);
	enum err e = OK;
	if (rc != SQLITE_DONE)
		e = trouble(d, sqlite3_extended_errcode(handle(d)), p->text, f);
	else
		*changed = sqlite3_changes64(handle(d));
	if (own) {
		sqlite3_finalize(st);
	} else {
		sqlite3_reset(st);
		sqlite3_clear_bindings(st);
	}
	return e;
}

static enum err sqlite_rows_open(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct sqlite_rows *q = (struct sqlite_rows *)r;

	q->st = p->made;
	q->own = p->busy > 1;
	if (q->own) {
		q->st = NULL;
		TRY(make(d, p->text, &q->st, f));
	}
	/* The caller's texts may not outlive the call: copies are bound. */
	int want = MIN2((int)n, p->n_params);
	for (int i = 0; i < want; i++)
		if (v[i].kind == VAL_TEXT)
			sqlite3_bind_text64(q->st, i + 1, v[i].s.p, v[i].s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
		else if (v[i].kind == VAL_INT)
			sqlite3_bind_int64(q->st, i + 1, v[i].i);
		else if (v[i].kind == VAL_BLOB)
			sqlite3_bind_blob64(q->st, i + 1, v[i].s.p ? v[i].s.p : "", v[i].s.n, SQLITE_TRANSIENT);
		else
			sqlite3_bind_null(q->st, i + 1);
	return OK;
}

static bool sqlite_next(struct rows *r)
{
	struct sqlite_rows *q = (struct sqlite_rows *)r;
	int rc = sqlite3_step(q->st);

	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE) {
		struct fail f = { 0 };
		r->kind = trouble(r->db, sqlite3_extended_errcode(handle(r->db)), r->prep->text, &f);
		snprintf(r->reason, sizeof r->reason, "%s", f.reason);
		snprintf(r->sentence, sizeof r->sentence, "%s", f.sentence);
	}
	return false;
}

static bool sqlite_null(struct rows *r, int col) { return sqlite3_column_type(((struct sqlite_rows *)r)->st, col) == SQLITE_NULL; }
static int64_t sqlite_num(struct rows *r, int col) { return sqlite3_column_int64(((struct sqlite_rows *)r)->st, col); }

static struct str sqlite_str(struct rows *r, int col)
{
	sqlite3_stmt *st = ((struct sqlite_rows *)r)->st;
	bool blob = sqlite3_column_type(st, col) == SQLITE_BLOB;
	const char *p = blob ? sqlite3_column_blob(st, col) : (const char *)sqlite3_column_text(st, col);

	if (!p)
		return sqlite3_column_type(st, col) == SQLITE_NULL ? STR_NONE : STR("");
	return (struct str){ p, (size_t)sqlite3_column_bytes(st, col) };
}

static void sqlite_done(struct rows *r)
{
	struct sqlite_rows *q = (struct sqlite_rows *)r;

	if (q->own) {
		sqlite3_finalize(q->st);
	} else if (q->st) {
		sqlite3_reset(q->st);
		sqlite3_clear_bindings(q->st);
	}
	q->st = NULL;
}

const struct engine_ops sqlite_ops = {
	.db_size = sizeof(struct sqlite_db), .rows_size = sizeof(struct sqlite_rows), .open = sqlite_open, .close = sqlite_close,
	.connect = sqlite_connect, .disconnect = sqlite_disconnect, .begin = sqlite_begin, .commit = sqlite_commit, .rollback = sqlite_rollback,
	.mark = sqlite_mark, .keep = sqlite_keep, .undo = sqlite_undo, .script = sqlite_script, .prepare = sqlite_prepare, .forget = sqlite_forget,
	.run = sqlite_run, .rows = sqlite_rows_open, .next = sqlite_next, .null = sqlite_null, .num = sqlite_num, .str = sqlite_str, .done = sqlite_done,
};

/* ---- the checkpointer: the writer never copies pages ---- */
enum { WAL_BIG = 64 << 20 };

void store_checkpoint(struct store *s)
{
	char wal[4096];
	struct stat st;

	if (s->engine != ENGINE_SQLITE || s->memory)
		return;
	if (!s->keeper) {
		if (sqlite3_open_v2(s->path, (sqlite3 **)&s->keeper, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
			sqlite3_close(s->keeper);
			s->keeper = NULL;
			return;
		}
		sqlite3_busy_timeout(s->keeper, 200);
	}
	snprintf(wal, sizeof wal, "%s-wal", s->path);
	bool big = stat(wal, &st) == 0 && st.st_size > WAL_BIG;
	sqlite3_wal_checkpoint_v2(s->keeper, NULL, big ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}
