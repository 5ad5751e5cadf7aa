/* The common part of the store: opening, transactions and marks, running, and records as columns. */
#include <stdio.h>
#include <sys/stat.h>
#include "port/port.h"
#include "store/store_in.h"

/* ---- sentences ---- */
const char store_full_why[] = "磁盘空间不足，这次没有保存；清理或扩容之后重试。";
const char store_lost_why[] = "与数据库的连接断开，这次没有保存，请稍后再试。";

enum err store_full(struct fail *f)
{
	return fail_set(f, E_BUSY, "store.full", "%s", store_full_why);
}

enum err store_busy(struct fail *f)
{
	return fail_set(f, E_BUSY, "store.busy", "数据库正忙，请稍后再试。");
}

enum err store_duplicate(struct fail *f, const char *what)
{
	return fail_set(f, E_CONFLICT, "store.duplicate", "与已有的记录重复（%s）。", what);
}

enum err store_constraint(struct fail *f, const char *what)
{
	return fail_set(f, E_INVALID, "store.check", "数据不符合数据库的约束（%s）。", what);
}

enum err store_bad_sql(struct fail *f, const char *message, const char *sql)
{
	return fail_set(f, E_CORRUPT, "store.sql", "数据库不接受程序的语句：%.150s（%.100s）。", message, sql);
}

enum err store_nomem(struct fail *f)
{
	return fail_set(f, E_NOMEM, "store.memory", "内存不足，请稍后再试。");
}

static enum err struck(struct fail *f, const char *point)
{
	return fail_set(f, E_BUSY, "store.fault", "按测试的要求在“%s”处失败。", point);
}

/* ---- opening ---- */
/* A link to a database is that database: its lock and its log stand beside the file itself. */
static char *path_itself(const char *path)
{
	struct stat st;
	char *itself = lstat(path, &st) == 0 && S_ISLNK(st.st_mode) ? realpath(path, NULL) : NULL;

	return itself ? itself : strdup(path);
}

enum err store_open(const char *url, struct fail *f, struct store **out)
{
	struct store *s = calloc(1, sizeof(*s));

	if (!s)
		return store_nomem(f);
	pthread_mutex_init(&s->lock, NULL);
	s->lock_fd = -1;
	if (!strncmp(url, "sqlite:", 7) && url[7]) {
		s->engine = ENGINE_SQLITE;
		s->ops = &sqlite_ops;
		s->path = path_itself(url + 7);
		s->memory = !strcmp(url + 7, ":memory:");
	} else if (!strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11)) {
		s->engine = ENGINE_PG;
		s->ops = &pg_ops;
		s->url = strdup(url);
	} else {
		store_close(s);
		/* Not quoted whole: a URL may carry a password. */
		return fail_set(f, E_INVALID, "store.url", "数据库地址“%.10s…”应以“sqlite:路径”或“postgresql://”开头。", url);
	}
	enum err e = s->path || s->url ? s->ops->open(s, f) : store_nomem(f);
	if (e != OK) {
		store_close(s);
		return e;
	}
	*out = s;
	return OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	assert(s->n_open == 0);
	if (s->ops)
		s->ops->close(s);
	pthread_mutex_destroy(&s->lock);
	free(s->url);
	free(s->path);
	free(s);
}

void store_seal(struct store *s, struct sealer w)
{
	s->sealer = w;
}

enum engine store_engine(const struct store *s)
{
	return s->engine;
}

enum engine db_engine(const struct db *d)
{
	return d->store->engine;
}

/* Takes the writer's place: one in the process by flag, one on the file by its lock. */
static enum err writer_place(struct store *s, struct fail *f)
{
	if (s->writer_open)
		return fail_set(f, E_CONFLICT, "store.second_writer", "本进程已有一个写入数据库的连接。");
	if (s->engine == ENGINE_SQLITE && !s->memory) {
		char path[4096];

		snprintf(path, sizeof(path), "%s.lock", s->path);
		TRY(file_lock(path, &s->lock_fd, f));
	}
	s->writer_open = true;
	return OK;
}

static void writer_leave(struct store *s)
{
	if (s->lock_fd >= 0)
		file_unlock(&s->lock_fd);
	s->lock_fd = -1;
	s->writer_open = false;
}

static enum err place(struct store *s, enum db_mode mode, struct fail *f)
{
	if (s->memory && (mode != DB_WRITE || s->n_open))
		return fail_set(f, E_INVALID, "store.one_connection", "内存数据库只有一个连接，读写都用它。");
	if (mode == DB_WRITE)
		TRY(writer_place(s, f));
	s->n_open++;
	return OK;
}

static void leave(struct store *s, enum db_mode mode)
{
	pthread_mutex_lock(&s->lock);
	s->n_open--;
	if (mode == DB_WRITE)
		writer_leave(s);
	pthread_mutex_unlock(&s->lock);
}

enum err db_open(struct store *s, enum db_mode mode, struct fail *f, struct db **out)
{
	pthread_mutex_lock(&s->lock);
	enum err e = place(s, mode, f);
	pthread_mutex_unlock(&s->lock);
	if (e != OK)
		return e;

	struct db *d = calloc(1, s->ops->db_size);
	if (!d) {
		leave(s, mode);
		return store_nomem(f);
	}
	d->store = s;
	d->ops = s->ops;
	d->mode = mode;
	d->scratch = BUF_MAX(MIB(64));
	e = d->ops->connect(d, f);
	if (e != OK) {
		db_close(d);
		return e;
	}
	*out = d;
	return OK;
}

static void preps_free(struct db *d)
{
	d->closing = true;
	for (size_t i = 0; i < PREP_BUCKETS; i++)
		while (d->preps[i]) {
			struct prep *p = d->preps[i];

			d->preps[i] = p->next;
			prep_free(d, p);
		}
}

void db_close(struct db *d)
{
	if (!d)
		return;
	if (d->in_tx)
		db_rollback(d);
	db_rest(d);
	preps_free(d);
	d->ops->disconnect(d);
	for (struct text *t = d->newest; t;) {
		struct text *older = t->older;

		free((char *)t->stmt.sql);
		free(t);
		t = older;
	}
	while (d->idle) {
		struct rows *r = d->idle;

		d->idle = r->next_idle;
		free(r);
	}
	buf_done(&d->scratch);
	leave(d->store, d->mode);
	free(d);
}

/* ---- transactions ---- */
void db_lost(struct db *d, const char *reason, const char *why)
{
	if (!d->in_tx || d->lost)
		return;
	d->lost = reason;
	d->lost_why = why;
}

static void over(struct db *d)
{
	d->in_tx = false;
	d->lost = NULL;
	d->aborted = false;
	d->depth = 0;
}

enum err db_ready(struct db *d, struct fail *f)
{
	if (!d->in_tx)
		db_rest(d);
	if (d->lost)
		return fail_set(f, E_BUSY, d->lost, "%s", d->lost_why);
	if (d->aborted)
		return fail_set(f, E_CORRUPT, "store.aborted", "这个事务里前面的语句已失败，须先撤回到保存点。");
	return OK;
}

enum err db_told(struct db *d, enum err e)
{
	if (!d->in_tx && d->mode == DB_WRITE)
		d->store->turns++;              /* a statement by itself commits itself */
	if (e != OK && d->in_tx)
		d->aborted = true;
	return e;
}

enum err db_begin(struct db *d, struct fail *f)
{
	assert(!d->in_tx);
	if (fault("store.begin"))
		return struck(f, "store.begin");
	uint64_t turns = d->store->turns;
	if (d->rests && d->seen == turns) {
		d->rests = false;
		d->in_tx = true;
		return OK;
	}
	db_rest(d);
	TRY(d->ops->begin(d, f));
	d->seen = turns;
	d->in_tx = true;
	return OK;
}

enum err db_commit(struct db *d, struct fail *f)
{
	assert(d->in_tx && d->depth == 0);
	enum err e = db_ready(d, f);
	if (e == OK && fault("store.commit"))
		e = struck(f, "store.commit");
	if (e == OK)
		e = d->ops->commit(d, f);
	if (e != OK) {
		d->ops->rollback(d);
		over(d);
		return e;
	}
	over(d);
	d->store->turns++;
	return OK;
}

enum err db_sync_apart(struct db *d, bool want, bool *apart, struct fail *f)
{
	assert(d->mode == DB_WRITE && !d->in_tx);
	*apart = false;
	return d->ops->sync_apart ? d->ops->sync_apart(d, want, apart, f) : OK;
}

enum err db_sync(struct db *d, struct fail *f)
{
	return d->ops->sync ? d->ops->sync(d, f) : OK;
}

void db_rollback(struct db *d)
{
	if (!d->in_tx)
		return;
	d->ops->rollback(d);
	over(d);
}

void db_end(struct db *d)
{
	if (d->in_tx && d->mode == DB_READ && d->store->engine == ENGINE_SQLITE && !d->lost && !d->aborted && d->depth == 0) {
		d->rests = true;
		over(d);
		return;
	}
	db_rollback(d);
}

void db_rest(struct db *d)
{
	if (!d->rests)
		return;
	d->rests = false;
	d->ops->rollback(d);
}

enum err db_mark(struct db *d, struct fail *f)
{
	assert(d->in_tx);
	TRY(db_ready(d, f));
	TRY(db_told(d, d->ops->mark(d, f)));
	d->depth++;
	return OK;
}

enum err db_keep(struct db *d, struct fail *f)
{
	assert(d->depth > 0);
	TRY(db_ready(d, f));
	TRY(db_told(d, d->ops->keep(d, f)));
	d->depth--;
	return OK;
}

void db_undo(struct db *d)
{
	struct fail f = { 0 };

	assert(d->depth > 0);
	d->depth--;
	if (d->lost)
		return;
	if (d->ops->undo(d, &f) == OK)
		d->aborted = false;
	else
		db_lost(d, "store.lost", store_lost_why);
}

int64_t db_changes(const struct db *d) { return d->ops->changes && !d->aborted && !d->lost ? d->ops->changes(d) : -1; }

/* ---- running ---- */
enum err db_prepare(struct db *d, const struct stmt *s, struct fail *f)
{
	struct prep *p;

	TRY(db_ready(d, f));
	TRY(db_told(d, prep_get(d, s, f, &p)));
	return db_told(d, d->ops->check(d, p, f));
}

enum err db_run(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f, int64_t *changed)
{
	struct prep *p;
	int64_t rows;

	TRY(db_ready(d, f));
	if (fault("store.run"))
		return db_told(d, struck(f, "store.run"));
	TRY(db_told(d, prep_get(d, s, f, &p)));
	return db_told(d, d->ops->run(d, p, vals, n, f, changed ? changed : &rows));
}

enum err db_run_soon(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f)
{
	struct prep *p;

	if (!d->ops->soon)
		return db_run(d, s, vals, n, f, NULL);
	TRY(db_ready(d, f));
	if (fault("store.run"))
		return db_told(d, struck(f, "store.run"));
	TRY(db_told(d, prep_get(d, s, f, &p)));
	return db_told(d, d->ops->soon(d, p, vals, n, f));
}

enum err db_soon_end(struct db *d, struct fail *f)
{
	if (!d->ops->soon_end)
		return OK;
	TRY(db_ready(d, f));
	return db_told(d, d->ops->soon_end(d, f));
}

typedef enum err open_fn(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r);
static enum err rows_open(struct db *d, const struct stmt *s, open_fn *opens, const struct val *vals, size_t n, struct fail *f, struct rows **out)
{
	struct prep *p;
	struct rows *r = d->idle;

	TRY(db_ready(d, f));
	TRY(db_told(d, prep_get(d, s, f, &p)));
	if (r)
		d->idle = r->next_idle;
	else if (!(r = malloc(d->ops->rows_size)))
		return db_told(d, store_nomem(f));
	memset(r, 0, d->ops->rows_size);
	r->db = d;
	r->prep = p;
	p->busy++;
	enum err e = db_told(d, opens(d, p, vals, n, f, r));
	if (e != OK) {
		rows_done(r);
		return e;
	}
	*out = r;
	return OK;
}

enum err db_rows(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f, struct rows **out) { return rows_open(d, s, d->ops->rows, vals, n, f, out); }

enum err db_walk(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f, struct rows **out)
{
	return rows_open(d, s, d->ops->walk ? d->ops->walk : d->ops->rows, vals, n, f, out);
}

bool rows_next(struct rows *r)
{
	if (r->kind == OK && r->db->ops->next(r))
		return true;
	db_told(r->db, r->kind);
	return false;
}

enum err rows_err(struct rows *r, struct fail *f)
{
	return r->kind == OK ? OK : fail_set(f, r->kind, r->reason, "%s", r->sentence);
}

bool rows_null(struct rows *r, int col)
{
	return r->db->ops->null(r, col);
}

int64_t rows_int(struct rows *r, int col)
{
	return r->db->ops->num(r, col);
}

struct str rows_str(struct rows *r, int col)
{
	return r->db->ops->str(r, col);
}

void rows_done(struct rows *r)
{
	if (!r)
		return;
	r->db->ops->done(r);
	r->prep->busy--;
	r->next_idle = r->db->idle;
	r->db->idle = r;
}

void rows_donep(struct rows **r)
{
	rows_done(*r);
}
