/* SQLite: one file in WAL mode, one writer with the file's lock, any number of readers on snapshots. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "port/port.h"
#include "store/store_in.h"

enum { BUSY_MS = 5000, TRUNCATE_MS = 250,
       WAL_PAGES_MANY = 16384,                  /* 64 MB at 4 KB: the checkpointer insists that the log starts anew */
       WAL_PAGES_MAX = 32768,                   /* and here the writer does it, when nobody else has */
       DISC_SHORT_MB = 256,                     /* with less left on the disc the log gives back every second what it has taken */
       DISC_LEFT_MB = 8,                        /* and nothing is begun that could not be copied from the log into the file */
       SPARE_MB = 16,                           /* room for a start: as much, and as much again for what it writes */
       SPARE_REST_KB = 256 };                   /* a start that took of it leaves this to the log, the anchor and the socket */

/* What frames every op is prepared like the rest. One name for all marks: the innermost one of a name is meant. */
enum verb { BEGIN_WRITE, BEGIN_READ, COMMIT, ROLLBACK, MARK, KEEP, UNDO, VERBS };
static const char *const verbs[VERBS] = { "BEGIN IMMEDIATE", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT m", "RELEASE m", "ROLLBACK TO m" };

struct lite_db {
	struct db db;
	sqlite3 *h;
	sqlite3_stmt *verbs[VERBS];
	int wal_pages;                          /* as of the last commit */
	sqlite3_file *log;                      /* what lite_sync syncs; NULL: commits do */
	_Atomic bool log_lost;                  /* a sync of it has failed */
};

/* One statement may be open several times at once (a loop within a loop): each has a copy. */
struct copy {
	sqlite3_stmt *s;
	bool busy;
	struct copy *next;
};

struct lite_rows {
	struct rows rows;
	struct copy *copy;
	bool ended;
};

static sqlite3 *handle(struct db *d)
{
	return ((struct lite_db *)d)->h;
}

/* ---- errors ---- */
/* The library knows a full disk, but not a full quota; `os` is what the failed call left in errno. */
static bool no_space(int rc, int os)
{
	return (rc & 0xff) == SQLITE_FULL || ((rc & 0xff) == SQLITE_IOERR && (os == ENOSPC || os == EDQUOT || os == EFBIG));
}

/* The table and column of "UNIQUE constraint failed: org.code"; the message never holds values. */
static const char *constraint_name(const char *message)
{
	const char *colon = strstr(message, ": ");

	return colon ? colon + 2 : message;
}

static enum err lite_fail(struct db *d, int rc, const char *sql, struct fail *f)
{
	int os = errno;     /* before anything else; sqlite3_system_errno forgets it at COMMIT */
	sqlite3 *h = handle(d);
	const char *message = sqlite3_errmsg(h);
	bool full = no_space(rc, os);

	/* Some failures roll the whole transaction back: what follows must not run outside of one. */
	if (d->in_tx && sqlite3_get_autocommit(h))
		db_lost(d, full ? "store.full" : "store.lost", full ? store_full_why : "数据库撤销了整个事务，请稍后再试。");
	if (full)
		return store_full(f);
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID)
			return store_duplicate(f, constraint_name(message));
		return store_constraint(f, constraint_name(message));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
		return store_busy(f);
	case SQLITE_NOMEM:
		return store_nomem(f);
	case SQLITE_TOOBIG:
		return fail_set(f, E_LIMIT, "store.too_long", "要保存的内容太大。");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail_set(f, E_CORRUPT, "store.corrupt", "数据库文件“%s”已损坏：%s。", d->store->path, message);
	case SQLITE_READONLY:
		return fail_set(f, E_CORRUPT, "store.read_only", "数据库连接只能读，不能写：%s。", message);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return fail_set(f, E_CORRUPT, "store.io", "读写数据库文件“%s”出错：%s（%s）。", d->store->path, message,
				errno_text(os));
	default:
		return store_bad_sql(f, message, sql);
	}
}

/* ---- opening ---- */
/* Its bookkeeping of memory takes a lock at every allocation; nobody reads it. Only possible before the library's first use. */
static void count_no_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static enum err lite_open(struct store *s, struct fail *f)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)s;
	(void)f;
	pthread_once(&once, count_no_memory);
	return OK;
}

static void lite_close(struct store *s)
{
	sqlite3_close_v2(s->keeper);
	s->keeper = NULL;
	if (s->spare_owed)                      /* the start failed */
		store_spare(s);
}

static int note_wal(void *arg, sqlite3 *h, const char *schema, int pages)
{
	struct lite_db *d = arg;

	(void)h;
	(void)schema;
	d->wal_pages = pages;
	return SQLITE_OK;
}

static const char writer_setup[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 268435456;";
static const char reader_setup[] = "PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -8192; PRAGMA query_only = ON;";
static const char setup[] =             /* LIKE tells letters apart, as in PostgreSQL */
	"PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";

/* The log and the lock have the file's name beside it. Under a second name both are others, and what stands in the first log is lost. */
static enum err one_name(const char *path, struct fail *f)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return fail_set(f, E_INVALID, "store.path", "“%s”是目录或别的东西，不是数据库文件。", path);
	return stat(path, &st) != 0 || st.st_nlink < 2 ? OK :
	       fail_set(f, E_CONFLICT, "store.two_names", "数据库文件“%s”有 %ju 个名字（硬链接）：经不同的名字打开，互相看不见对方的锁和日志，会损坏数据。用 cp 另存，只留一个名字。", path, (uintmax_t)st.st_nlink);
}

/* The writer makes a missing file, for the owner's eyes only; a reader says what to do. */
static enum err file_there(struct db *d, struct fail *f)
{
	const char *path = d->store->path;

	if (d->store->memory)
		return OK;
	if (d->mode == DB_READ)
		return file_exists(path) ? OK : fail_set(f, E_ABSENT, "store.absent", "没有数据库文件“%s”；先用 yunguan serve 或 yunguan demo 建立。", path);
	TRY(one_name(path, f));
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? store_full(f) :
		       fail_set(f, E_INVALID, "store.path", "不能打开数据库文件“%s”：%s。", path, errno_text(errno));
	close(fd);
	return OK;
}

/* A log may keep a quarter of a gigabyte. On a small disc it would fill it by itself, and then the file could not grow to take the log in. */
static bool disc_has_less(const struct store *s, int64_t bytes)
{
	int64_t left = s->memory ? -1 : disk_free(s->path);

	return left >= 0 && left < bytes;
}

/* ---- room for the next start ---- */
static bool spare_path(const struct store *s, char *path, size_t size)
{
	return s->spares && !s->memory && snprintf(path, size, "%s.spare", s->path) < (int)size;
}

static int64_t file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static void spare_give(struct store *s)
{
	char path[4096];

	if (!spare_path(s, path, sizeof path))
		return;
	s->spare_owed = file_size(path);
	unlink(path);
}

/* A quota tells nobody how much is left of it, so that less is tried then. */
static void spare_take(const char *path, int64_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	while (size >= 1 << 20 && posix_fallocate(fd, 0, size) != 0)
		size /= 2;
	close(fd);
}

void store_spare(struct store *s)
{
	char path[4096];

	if (!spare_path(s, path, sizeof path))
		return;
	int64_t have = file_size(path), left = disk_free(s->path);
	int64_t again = MIN2(s->spare_owed, left - (SPARE_REST_KB << 10)), fresh = MIN2((int64_t)SPARE_MB << 20, have + left - (2 * DISC_LEFT_MB << 20));
	int64_t size = MAX2(again, fresh);
	if (size >= have + (1 << 20))
		spare_take(path, size);
	s->spare_owed = 0;
}

static enum err lite_connect(struct db *d, struct fail *f)
{
	struct lite_db *l = (struct lite_db *)d;
	const char *mode = d->mode == DB_WRITE ? writer_setup : reader_setup;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (d->store->memory ? SQLITE_OPEN_CREATE : 0);

	TRY(file_there(d, f));
	if (d->mode == DB_WRITE)
		spare_give(d->store);
	int rc = sqlite3_open_v2(d->store->path, &l->h, flags, NULL);
	if (!l->h)
		return store_nomem(f);
	sqlite3_extended_result_codes(l->h, 1);
	sqlite3_busy_timeout(l->h, BUSY_MS);
	/* A misspelt "column" is an error, not a string. */
	sqlite3_db_config(l->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(l->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(l->h, setup, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(l->h, mode, NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return lite_fail(d, sqlite3_extended_errcode(l->h), mode, f);
	/* In place of the library's own, which would let the writer copy pages after every commit. */
	if (d->mode == DB_WRITE)
		sqlite3_wal_hook(l->h, note_wal, l);
	/* Who was killed on a full disc left a log; the room it holds is what the first write needs. */
	if (d->mode == DB_WRITE && disc_has_less(d->store, MIB(DISC_SHORT_MB)))
		sqlite3_wal_checkpoint_v2(l->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return OK;
}

static void lite_disconnect(struct db *d)
{
	struct lite_db *l = (struct lite_db *)d;

	for (size_t i = 0; i < VERBS; i++)
		sqlite3_finalize(l->verbs[i]);
	sqlite3_close_v2(l->h);
}

/* ---- statements ---- */
static struct copy *copy_new(struct prep *p, sqlite3_stmt *s)
{
	struct copy *c = calloc(1, sizeof(*c));

	if (!c) {
		sqlite3_finalize(s);
		return NULL;
	}
	c->s = s;
	c->next = p->made;
	p->made = c;
	return c;
}

static enum err copy_make(struct db *d, struct prep *p, struct fail *f, struct copy **out)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v3(handle(d), p->text, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL);

	if (rc != SQLITE_OK)
		return lite_fail(d, rc, p->text, f);
	if (!s)
		return store_bad_sql(f, "空语句", p->text);
	*out = copy_new(p, s);
	return *out ? OK : store_nomem(f);
}

static enum err copy_free(struct db *d, struct prep *p, struct fail *f, struct copy **out)
{
	for (struct copy *c = p->made; c; c = c->next)
		if (!c->busy) {
			*out = c;
			return OK;
		}
	return copy_make(d, p, f, out);
}

static enum err lite_prepare(struct db *d, struct prep *p, struct fail *f)
{
	struct copy *c;

	return copy_make(d, p, f, &c);
}

static enum err lite_check(struct db *d, struct prep *p, struct fail *f)
{
	(void)d;
	(void)p;
	(void)f;
	return OK;
}

static void lite_forget(struct db *d, struct prep *p)
{
	(void)d;
	for (struct copy *c = p->made; c;) {
		struct copy *next = c->next;

		sqlite3_finalize(c->s);
		free(c);
		c = next;
	}
	p->made = NULL;
}

static int bind_one(sqlite3_stmt *s, int at, const struct val *v, sqlite3_destructor_type how)
{
	switch (v->kind) {
	case VAL_INT:
		return sqlite3_bind_int64(s, at, v->i);
	case VAL_TEXT:
		return sqlite3_bind_text64(s, at, v->s.p, v->s.n, how, SQLITE_UTF8);
	case VAL_BLOB:
		return sqlite3_bind_blob64(s, at, v->s.p, v->s.n, how);
	case VAL_NULL:
		break;
	}
	return sqlite3_bind_null(s, at);
}

static enum err bind(struct db *d, struct prep *p, sqlite3_stmt *s, const struct val *v, size_t n,
		     sqlite3_destructor_type how, struct fail *f)
{
	if ((size_t)p->n_params > n)
		return store_bad_sql(f, "参数不够", p->text);
	for (int i = 0; i < p->n_params; i++) {
		int rc = bind_one(s, i + 1, &v[i], how);

		if (rc != SQLITE_OK)
			return lite_fail(d, rc, p->text, f);
	}
	return OK;
}

static enum err lite_run(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed)
{
	struct copy *c;
	int rc;

	TRY(copy_free(d, p, f, &c));
	TRY(bind(d, p, c->s, v, n, SQLITE_STATIC, f));
	do
		rc = sqlite3_step(c->s);
	while (rc == SQLITE_ROW);
	enum err e = rc == SQLITE_DONE ? OK : lite_fail(d, sqlite3_extended_errcode(handle(d)), p->text, f);
	*changed = e == OK && !sqlite3_stmt_readonly(c->s) ? sqlite3_changes64(handle(d)) : 0;
	sqlite3_reset(c->s);
	return e;
}

/* ---- cursors ---- */
static enum err lite_rows(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r)
{
	struct lite_rows *lr = (struct lite_rows *)r;

	TRY(copy_free(d, p, f, &lr->copy));
	lr->copy->busy = true;
	return bind(d, p, lr->copy->s, v, n, SQLITE_TRANSIENT, f);
}

static bool lite_next(struct rows *r)
{
	struct lite_rows *lr = (struct lite_rows *)r;

	if (lr->ended)
		return false;
	int rc = sqlite3_step(lr->copy->s);
	if (rc == SQLITE_ROW)
		return true;
	lr->ended = true;
	if (rc != SQLITE_DONE) {
		struct fail f = { 0 };

		r->kind = lite_fail(r->db, sqlite3_extended_errcode(handle(r->db)), r->prep->text, &f);
		memcpy(r->reason, f.reason, sizeof(r->reason));
		memcpy(r->sentence, f.sentence, sizeof(r->sentence));
	}
	sqlite3_reset(lr->copy->s);
	return false;
}

static sqlite3_stmt *stmt_of(struct rows *r)
{
	return ((struct lite_rows *)r)->copy->s;
}

static bool lite_null(struct rows *r, int col)
{
	return sqlite3_column_type(stmt_of(r), col) == SQLITE_NULL;
}

static int64_t lite_num(struct rows *r, int col)
{
	return sqlite3_column_int64(stmt_of(r), col);
}

static struct str lite_str(struct rows *r, int col)
{
	/* Asked once for the value and then of it: sqlite3_column_… looks the column up and checks for errors at each call. */
	sqlite3_value *v = sqlite3_column_value(stmt_of(r), col);
	int type = sqlite3_value_type(v);

	if (type == SQLITE_NULL)
		return STR_NONE;
	const void *p = type == SQLITE_BLOB ? sqlite3_value_blob(v) : sqlite3_value_text(v);
	return (struct str){ p ? p : "", (size_t)sqlite3_value_bytes(v) };
}

static void lite_done(struct rows *r)
{
	struct lite_rows *lr = (struct lite_rows *)r;

	if (!lr->copy)
		return;
	sqlite3_reset(lr->copy->s);
	sqlite3_clear_bindings(lr->copy->s);
	lr->copy->busy = false;
}

/* ---- transactions ---- */
static enum err verb(struct db *d, enum verb v, struct fail *f)
{
	struct lite_db *l = (struct lite_db *)d;

	if (!l->verbs[v] && sqlite3_prepare_v3(l->h, verbs[v], -1, SQLITE_PREPARE_PERSISTENT, &l->verbs[v], NULL) != SQLITE_OK)
		return lite_fail(d, sqlite3_extended_errcode(l->h), verbs[v], f);
	int rc = sqlite3_step(l->verbs[v]);
	enum err e = rc == SQLITE_DONE ? OK : lite_fail(d, sqlite3_extended_errcode(l->h), verbs[v], f);
	sqlite3_reset(l->verbs[v]);
	return e;
}

static enum err lite_begin(struct db *d, struct fail *f)
{
	if (d->mode == DB_WRITE && disc_has_less(d->store, MIB(DISC_LEFT_MB)))
		return store_full(f);
	return verb(d, d->mode == DB_WRITE ? BEGIN_WRITE : BEGIN_READ, f);
}

static enum err lite_commit(struct db *d, struct fail *f)
{
	struct lite_db *l = (struct lite_db *)d;

	TRY(verb(d, COMMIT, f));
	if (l->wal_pages > WAL_PAGES_MAX || disc_has_less(d->store, (int64_t)l->wal_pages * 4096 + MIB(DISC_LEFT_MB))) {
		/* Committed it is, whatever becomes of this; but it syncs the log too. */
		int rc = sqlite3_wal_checkpoint_v2(l->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		l->log_lost |= rc == SQLITE_IOERR_FSYNC;
		l->wal_pages = 0;
	}
	return OK;
}

static enum err lite_script(struct db *d, const char *sql, struct fail *f)
{
	int rc = sqlite3_exec(handle(d), sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : lite_fail(d, sqlite3_extended_errcode(handle(d)), sql, f);
}

/* With NORMAL the library syncs the log before it copies pages from it and when it starts it anew, and leaves the rest to us. */
static enum err lite_sync_apart(struct db *d, bool want, bool *apart, struct fail *f)
{
	struct lite_db *l = (struct lite_db *)d;

	l->log = NULL;
	if (want && !d->store->memory && sqlite3_file_control(l->h, "main", SQLITE_FCNTL_JOURNAL_POINTER, &l->log) != SQLITE_OK)
		l->log = NULL;
	*apart = l->log && l->log->pMethods;
	if (!*apart)
		l->log = NULL;
	return lite_script(d, *apart ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", f);
}

/* Pages that could not be written are told of once, to whoever asks next, and then the kernel takes them for written: so one failure
 * stands for all who ask later. */
static enum err lite_sync(struct db *d, struct fail *f)
{
	struct lite_db *l = (struct lite_db *)d;
	int os = EIO;

	if (!l->log)
		return OK;
	if (!l->log_lost && l->log->pMethods->xSync(l->log, SQLITE_SYNC_NORMAL) != SQLITE_OK) {
		os = errno;
		l->log_lost = true;
	}
	return l->log_lost ? fail_set(f, E_CORRUPT, "store.io", "数据库文件“%s”的日志写不到磁盘上：%s。", d->store->path, errno_text(os)) : OK;
}

static void lite_rollback(struct db *d)
{
	struct fail f = { 0 };

	if (!sqlite3_get_autocommit(handle(d)) && verb(d, ROLLBACK, &f) != OK)
		log_line(LOG_ERROR, "store", "event=rollback_failed code=%d", sqlite3_extended_errcode(handle(d)));
}

static enum err lite_mark(struct db *d, struct fail *f) { return verb(d, MARK, f); }
static enum err lite_keep(struct db *d, struct fail *f) { return verb(d, KEEP, f); }

static enum err lite_undo(struct db *d, struct fail *f)
{
	TRY(verb(d, UNDO, f));
	return verb(d, KEEP, f);
}

static int64_t lite_changes(const struct db *d) { return sqlite3_total_changes64(((const struct lite_db *)d)->h); }

const struct engine_ops sqlite_ops = {
	.db_size = sizeof(struct lite_db), .rows_size = sizeof(struct lite_rows),
	.open = lite_open, .close = lite_close, .connect = lite_connect, .disconnect = lite_disconnect,
	.begin = lite_begin, .commit = lite_commit, .rollback = lite_rollback, .mark = lite_mark, .keep = lite_keep, .undo = lite_undo,
	.sync_apart = lite_sync_apart, .sync = lite_sync, .changes = lite_changes,
	.script = lite_script, .prepare = lite_prepare, .check = lite_check, .forget = lite_forget, .run = lite_run,
	.rows = lite_rows, .next = lite_next, .null = lite_null, .num = lite_num, .str = lite_str, .done = lite_done,
};

/* ---- the checkpointer: the writer copies no pages as long as somebody calls this ---- */
static sqlite3 *keeper_open(struct store *s)
{
	sqlite3 *h = NULL;

	if (sqlite3_open_v2(s->path, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
		sqlite3_exec(h, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
		sqlite3_busy_timeout(h, TRUNCATE_MS);
		return h;
	}
	sqlite3_close_v2(h);
	return NULL;
}

static bool log_is_long(const struct store *s)
{
	char path[4096];
	struct stat st;

	return snprintf(path, sizeof path, "%s-wal", s->path) < (int)sizeof path && stat(path, &st) == 0 && st.st_size > (off_t)WAL_PAGES_MANY * 4096;
}

void store_keeps_spare(struct store *s) { s->spares = s->engine == ENGINE_SQLITE; }

void store_checkpoint(struct store *s)
{
	int pages = 0, copied = 0;
	bool rests = s->turns == s->checked;

	if (s->engine != ENGINE_SQLITE || s->memory)
		return;
	if (!s->keeper)
		s->keeper = keeper_open(s);
	if (!s->keeper)
		return;
	/* Readers take a new snapshot at their next turn, so that none keeps the log from starting again. */
	s->turns++;
	/* First without holding anybody up; then, with little left to copy, the log begins anew where it lies: pages that the disc has
	 * already given cost much less to write than new ones. When nobody writes any more, or the disc needs the room, it is cut. */
	int rc = sqlite3_wal_checkpoint_v2(s->keeper, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
	s->turns++;
	if (rc == SQLITE_OK && ((rests && log_is_long(s)) || disc_has_less(s, MIB(DISC_SHORT_MB))))
		rc = sqlite3_wal_checkpoint_v2(s->keeper, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	else if (rc == SQLITE_OK && pages > WAL_PAGES_MANY)
		rc = sqlite3_wal_checkpoint_v2(s->keeper, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	s->checked = s->turns;
	store_spare(s);
	if (rc != SQLITE_OK && rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
		log_line(LOG_ERROR, "store", "event=checkpoint_failed code=%d", rc);
}
