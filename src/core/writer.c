/* The writer: turns by the batch, group commit, and ids in blocks. */
#include "core/run_in.h"

enum { BATCH_MAX = 256, ID_BLOCK = 400000, ID_LOW = 200000 };

/* ---- ids in blocks, so that a new id costs no statement ---- */
static const struct stmt Q_ID_MORE = { "UPDATE counter SET next = next + ?1 WHERE name = 'id'" };
static const struct stmt Q_ID_NEXT = { "SELECT next FROM counter WHERE name = 'id'" };
static const struct stmt Q_ID_NEW  = { "INSERT INTO counter (name, next) VALUES ('id', 1)" };
static const struct stmt Q_ID_BACK = { "UPDATE counter SET next = ?1 WHERE name = 'id' AND next = ?2" };

static enum err ids_top_up(struct core *k, struct ctx *c)
{
	int64_t next = 0;

	if (k->id_end - k->id_next > ID_LOW)
		return OK;
	TRY(sql_int_(c, &Q_ID_NEXT, &next, NO_VALS));
	if (!next)
		TRY(db_run(c->db, &Q_ID_NEW, NO_VALS, &c->fail, NULL));
	TRY(sql_run(c, &Q_ID_MORE, (int64_t)ID_BLOCK));
	TRY(sql_int_(c, &Q_ID_NEXT, &next, NO_VALS));
	/* What is left of the old block is given up: ids only have to rise. When the two meet, nothing is lost. */
	if (k->id_end != next - ID_BLOCK)
		k->id_next = next - ID_BLOCK;
	k->id_end = next;
	return OK;
}

void ids_give_back(struct core *k)
{
	struct fail f = { 0 };

	if (!k->writer || k->id_next == k->id_end || db_begin(k->writer, &f) != OK)
		return;
	if (db_run(k->writer, &Q_ID_BACK, VALS(k->id_next, k->id_end), &f, NULL) != OK || db_commit(k->writer, &f) != OK)
		db_rollback(k->writer);
}

/* ---- turns: the writer's batch ---- */
static void caches_forget(struct core *k)
{
	if (k->people_changed) {
		pthread_mutex_lock(&k->who_lock);
		k->who_epoch++;
		pthread_mutex_unlock(&k->who_lock);
		settings_forget(k);
	}
	if (k->days_changed) {
		pthread_mutex_lock(&k->days_lock);
		k->days_loaded = false;
		pthread_mutex_unlock(&k->days_lock);
	}
}

/* What the step did is kept, or nothing of it is there. False: it failed half done where there was no mark. */
static bool step_run(struct turn *t, enum err (*run)(struct ctx *, void *), bool marked, enum err *result)
{
	struct ctx *c = &t->ctx;
	int64_t changes = db_changes(c->db);
	enum err e = marked ? db_mark(c->db, &c->fail) : OK;

	*result = e;
	if (e != OK)
		return true;
	audit_tail_save(c->core);
	e = run(c, t->arg);
	if (e == OK && arena_failed(c->arena))
		e = fail_set(&c->fail, E_NOMEM, "no_memory", "内存不够");
	if (e == OK && marked)
		e = db_keep(c->db, &c->fail);
	*result = e;
	if (e == OK)
		return marked || db_changes(c->db) >= 0;
	if (marked)
		db_undo(c->db);
	audit_tail_back(c->core);
	caches_forget(c->core);
	return marked || db_changes(c->db) == changes;
}

static bool turn_run(struct core *k, struct turn *t, bool marked)
{
	enum err e;

	t->ctx.core = k;
	t->ctx.db = k->writer;
	t->ctx.writing = true;
	if (!step_run(t, t->run, marked, &t->result))
		return false;
	if (t->result == OK || !t->refused)
		return true;
	if (!step_run(t, t->refused, marked, &e))
		return false;
	if (e != OK)
		t->result = e;
	return true;
}

/* A mark costs a copy of every page that its turn changes. A batch whose turns may all be run once more goes without: should one of them
 * fail half done, everything is rolled back and the batch begins anew, with marks. */
static bool needs_marks(const struct core *k, const struct turn *first)
{
	bool again = db_changes(k->writer) >= 0 && first->next;

	for (const struct turn *t = first; t && again; t = t->next)
		again = t->again;
	return !again;
}

static enum err batch_begin(struct core *k, struct ctx *c, struct arena *a)
{
	*c = (struct ctx){ .core = k, .db = k->writer, .arena = a, .now = core_now(k), .writing = true, .who = { .system = true } };
	TRY(db_begin(k->writer, &c->fail));
	/* Another server may have written since: behind its lock the chain goes on from what the store says now. */
	if (db_engine(k->writer) == ENGINE_PG)
		audit_tail_forget(k);
	return OK;
}

static void batch_drop(struct core *k)
{
	db_rollback(k->writer);
	audit_tail_forget(k);
	caches_forget(k);                       /* they may have learnt what is gone now */
	k->id_next = k->id_end = 0;
}

/* Each turn finds a block before it, outside its mark: what a refused one took is given up, and never handed out again.
 * *whole false: a turn failed half done where there was no mark. */
static enum err turns_run(struct core *k, struct turn *first, bool marked, struct ctx *c, bool *whole)
{
	*whole = true;
	for (struct turn *t = first; t && *whole; t = t->next) {
		TRY(ids_top_up(k, c));
		*whole = turn_run(k, t, marked);
	}
	return OK;
}

static enum err batch_do(struct core *k, struct turn *first, struct ctx *c, struct arena *a)
{
	bool alone = !first->next && !first->refused, whole;

	TRY(batch_begin(k, c, a));
	TRY(turns_run(k, first, !alone && needs_marks(k, first), c, &whole));
	/* A turn alone, after whose failure there is nothing to write, is undone with its batch. */
	if (alone && first->result != OK) {
		c->fail = first->ctx.fail;
		return first->result;
	}
	if (!whole && !alone) {
		batch_drop(k);
		for (struct turn *t = first; t; t = t->next)
			t->again(t->arg);
		TRY(batch_begin(k, c, a));
		TRY(turns_run(k, first, true, c, &whole));
	}
	TRY(audit_flush(c));
	return db_commit(k->writer, &c->fail);
}

static void turns_end(struct turn *first)
{
	for (struct turn *t = first, *next; t; t = next) {
		next = t->next;
		if (t->ended)
			t->ended(&t->ctx, t->arg, t->result);   /* t may be gone after this */
	}
}

/* ---- the syncer: a batch is told once it is on disc, and meanwhile the writer has its next one ---- */
static void to_syncer(struct core *k, struct turn *first)
{
	struct turn *last = first;

	while (last->next)
		last = last->next;
	pthread_mutex_lock(&k->sync_lock);
	*k->unsynced_end = first;
	k->unsynced_end = &last->next;
	pthread_cond_signal(&k->sync_more);
	pthread_mutex_unlock(&k->sync_lock);
}

void *syncer_main(void *core)
{
	struct core *k = core;
	struct fail f = { 0 };

	pthread_mutex_lock(&k->sync_lock);
	for (;;) {
		while (!k->unsynced && !k->syncer_stopping)
			pthread_cond_wait(&k->sync_more, &k->sync_lock);
		struct turn *first = k->unsynced;
		if (!first)
			break;
		k->unsynced = NULL;
		k->unsynced_end = &k->unsynced;
		pthread_mutex_unlock(&k->sync_lock);
		/* What others have seen may be gone at the next power cut, and nobody can say what: start anew from what the disc has. */
		if (db_sync(k->writer, &f) != OK) {
			log_line(LOG_ERROR, "core", "msg=\"the log cannot be synced\" sentence=\"%s\"", f.sentence);
			abort();
		}
		turns_end(first);
		pthread_mutex_lock(&k->sync_lock);
	}
	pthread_mutex_unlock(&k->sync_lock);
	return NULL;
}

void syncer_stop(struct core *k)
{
	struct fail f = { 0 };

	pthread_mutex_lock(&k->sync_lock);
	k->syncer_stopping = true;
	pthread_cond_signal(&k->sync_more);
	pthread_mutex_unlock(&k->sync_lock);
	pthread_join(k->syncer_thread, NULL);
	if (db_sync_apart(k->writer, false, &k->syncs_apart, &f) != OK)
		log_line(LOG_ERROR, "core", "msg=\"commits are not synced again\" sentence=\"%s\"", f.sentence);
}

static void batch_run(struct core *k, struct turn *first)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct ctx c;

	k->people_changed = k->days_changed = false;
	enum err e = batch_do(k, first, &c, a);
	if (e == OK)
		audit_anchor_keep(k);
	else
		batch_drop(k);
	caches_forget(k);
	__atomic_add_fetch(&k->n_commits, 1, __ATOMIC_RELEASE);
	for (struct turn *t = first; t && e != OK; t = t->next) {
		t->ctx.fail = c.fail;
		t->result = e;
	}
	if (k->syncs_apart)
		to_syncer(k, first);
	else
		turns_end(first);
}

void *writer_main(void *core)
{
	struct core *k = core;

	for (;;) {
		pthread_mutex_lock(&k->queue_lock);
		while (!k->queue && !k->writer_stopping)
			pthread_cond_wait(&k->queue_more, &k->queue_lock);
		struct turn *first = k->queue;
		if (!first) {
			pthread_mutex_unlock(&k->queue_lock);
			return NULL;
		}
		struct turn *last = first;
		for (int i = 1; i < BATCH_MAX && last->next; i++)
			last = last->next;
		k->queue = last->next;
		if (!k->queue)
			k->queue_end = &k->queue;
		last->next = NULL;
		pthread_mutex_unlock(&k->queue_lock);
		batch_run(k, first);
		if (__atomic_exchange_n(&k->told, false, __ATOMIC_RELAXED)) {
			pthread_mutex_lock(&k->queue_lock);
			k->facts_waiting = true;
			pthread_cond_signal(&k->job_more);
			pthread_mutex_unlock(&k->queue_lock);
		}
	}
}

void core_turn(struct core *k, struct turn *t)
{
	t->next = NULL;
	if (!k->threads) {
		batch_run(k, t);
		return;
	}
	pthread_mutex_lock(&k->queue_lock);
	*k->queue_end = t;
	k->queue_end = &t->next;
	pthread_cond_signal(&k->queue_more);
	pthread_mutex_unlock(&k->queue_lock);
}

void waiter_wake(void *waiter)
{
	struct waiter *w = waiter;

	pthread_mutex_lock(&w->lock);
	w->ready = true;
	pthread_cond_signal(&w->done);
	pthread_mutex_unlock(&w->lock);
}

void waiter_wait(struct waiter *w)
{
	pthread_mutex_lock(&w->lock);
	while (!w->ready)
		pthread_cond_wait(&w->done, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

struct waited_turn { struct waiter waiter; enum err (*run)(struct ctx *, void *); void *arg; };

static enum err waited_run(struct ctx *c, void *arg)
{
	struct waited_turn *wt = arg;

	return wt->run(c, wt->arg);
}

static void waited_ended(struct ctx *c, void *arg, enum err e)
{
	(void)c;
	(void)e;
	waiter_wake(&((struct waited_turn *)arg)->waiter);
}

enum err core_turn_wait(struct core *k, struct turn *t)
{
	struct waited_turn wt = { WAITER, t->run, t->arg };

	t->run = waited_run;
	t->ended = waited_ended;
	t->arg = &wt;
	core_turn(k, t);
	waiter_wait(&wt.waiter);
	return t->result;
}
