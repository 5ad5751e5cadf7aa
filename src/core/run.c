/* The core's life: opening, readers, requests on their way to the writer and the workers, closing. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>
#include "core/run_in.h"

/* ---- readers ---- */
enum err core_reader(struct core *k, struct fail *f, struct db **out)
{
	if (!k->threads && k->writer) {
		*out = k->writer;
		return OK;
	}
	pthread_mutex_lock(&k->pool_lock);
	struct db *d = k->n_pool ? k->pool[--k->n_pool] : NULL;
	pthread_mutex_unlock(&k->pool_lock);
	if (!d)
		TRY(db_open(k->store, DB_READ, f, &d));
	*out = d;
	return OK;
}

void core_reader_back(struct core *k, struct db *d)
{
	if (d == k->writer)
		return;
	pthread_mutex_lock(&k->pool_lock);
	bool kept = k->n_pool < COUNT(k->pool);
	if (kept)
		k->pool[k->n_pool++] = d;
	pthread_mutex_unlock(&k->pool_lock);
	if (!kept)
		db_close(d);
}

enum err core_read_begin(struct core *k, struct arena *a, struct ctx *c)
{
	*c = (struct ctx){ .core = k, .arena = a, .now = core_now(k), .who = { .system = true } };
	TRY(core_reader(k, &c->fail, &c->db));
	enum err e = db_begin(c->db, &c->fail);
	if (e != OK) {
		core_reader_back(k, c->db);
		c->db = NULL;
	}
	return e;
}

void core_read_end(struct ctx *c)
{
	if (!c->db)
		return;
	db_end(c->db);
	core_reader_back(c->core, c->db);
	c->db = NULL;
}

/* ---- requests ---- */
static void work_ended(struct ctx *c, void *arg, enum err e)
{
	struct work *w = arg;

	/* The writer may have failed after the refusal was written into the answer: then that is what is told. */
	if (e != OK && e != w->a->err)
		work_fail(w, e);
	(void)c;
	w->done(w->arg);
}

/* Ops on objects of the store do nothing outside it, so that what they did can be rolled back and done once more. */
static bool may_run_again(const struct work *w)
{
	const struct op *op = w->r->op;

	return op->entity && work_is_write(op) && !op->prepare && !op->remote && !w->export.format &&
	       !(op->flags & (OP_UPLOAD | OP_DOWNLOAD | OP_KEEPS_SESSION | OP_SECRET));
}

static void work_again(void *arg)
{
	struct work *w = arg;
	struct ctx *c = &w->turn.ctx;
	struct fail at_door = c->fail;

	*w->a = (struct answer){ .arena = w->a->arena };
	*c = (struct ctx){ .core = w->core, .arena = c->arena, .now = c->now, .who = w->r->who, .op = w->r->op, .req = w->r };
	if (w->at_door != OK)
		c->fail = at_door;
}

static void work_to_writer(struct work *w, enum err at_door)
{
	w->turn.run = at_door == OK && work_is_traced(w->r->op) ? work_trace_read : work_write;
	w->turn.refused = work_refused;
	w->turn.ended = work_ended;
	w->turn.arg = w;
	w->turn.again = may_run_again(w) ? work_again : NULL;
	w->at_door = at_door;
	core_turn(w->core, &w->turn);
}

static bool needs_worker(const struct work *w)
{
	const struct op *op = w->r->op;

	return op->prepare || op->remote || w->export.format || (!work_is_write(op) && (op->flags & OP_SLOW));
}

static enum err work_prepare(struct work *w)
{
	struct ctx *c = &w->turn.ctx;

	if (!w->r->op->prepare)
		return w->r->op->remote ? w->r->op->remote(c, w->in) : OK;
	TRY(core_reader(w->core, &c->fail, &c->db));
	enum err e = db_begin(c->db, &c->fail);
	if (e == OK) {
		e = w->r->op->prepare(c, w->in);
		if (e == OK)
			e = fields_ok(c);
		db_end(c->db);
	}
	core_reader_back(w->core, c->db);
	c->db = NULL;
	if (e == OK && w->r->op->remote)
		e = w->r->op->remote(c, w->in);
	return e;
}

/* Returns true when the answer is there. */
static bool work_go_on(struct work *w)
{
	enum err e = work_prepare(w);

	if (e != OK && !work_leaves_trace(w, e)) {
		work_fail(w, e);
		return true;
	}
	if (e != OK || (work_is_write(w->r->op) && !w->export.format)) {
		work_to_writer(w, e);
		return false;
	}
	work_read(w);
	/* What was taken out is read beside the writer, and handed over once the chain knows of it. */
	if (!work_is_traced(w->r->op) && !w->export.format)
		return true;
	/* A download that was refused leaves its row like any refused attempt; one without its row does not go out. */
	e = w->a->err;
	if (e != OK && !work_leaves_trace(w, e))
		return true;
	w->a->err = OK;
	work_to_writer(w, e);
	return false;
}

static bool queue_put(struct core *k, struct work_queue *q, struct work *w)
{
	pthread_mutex_lock(&k->queue_lock);
	bool room = !q->max || q->n < q->max;
	if (room) {
		*q->end = w;
		q->end = &w->next;
		q->n++;
		pthread_cond_signal(&q->more);
	}
	pthread_mutex_unlock(&k->queue_lock);
	return room;
}

static void queue_work(struct core *k, struct work_queue *q)
{
	for (;;) {
		pthread_mutex_lock(&k->queue_lock);
		while (!q->first && !k->stopping)
			pthread_cond_wait(&q->more, &k->queue_lock);
		struct work *w = q->first;
		if (w) {
			q->first = w->next;
			q->n--;
			if (!q->first)
				q->end = &q->first;
		}
		pthread_mutex_unlock(&k->queue_lock);
		if (!w)
			return;
		if (work_go_on(w))
			w->done(w->arg);
	}
}

static void *worker_main(void *core)
{
	struct core *k = core;

	queue_work(k, &k->work);
	return NULL;
}

static void *remote_main(void *core)
{
	struct core *k = core;

	queue_work(k, &k->remote);
	return NULL;
}

bool core_submit(struct core *k, const struct request *r, struct answer *a, void (*done)(void *arg), void *arg)
{
	struct work *w = ARENA_NEW(a->arena, struct work);

	*w = (struct work){ .r = r, .a = a, .done = done, .arg = arg, .core = k };
	enum err e = work_enter(w);
	if (e != OK) {
		work_fail(w, e);
		if (!work_leaves_trace(w, e) || k->read_only)
			return true;
		a->err = OK;
		work_to_writer(w, e);
		return false;
	}
	w->export.format = list_format_of(r);
	if (k->read_only && (work_is_write(r->op) || work_is_traced(r->op) || r->op->prepare || r->op->remote || w->export.format)) {
		work_fail(w, fail_set(&w->turn.ctx.fail, E_BUSY, "read_only", "当前以只读方式打开，不能%s", r->op->words));
		return true;
	}
	if (k->threads && needs_worker(w)) {
		if (queue_put(k, r->op->remote ? &k->remote : &k->work, w))
			return false;
		work_fail(w, fail_set(&w->turn.ctx.fail, E_BUSY, "remote_busy", "等别的服务器答复的请求太多，请稍后再试"));
		return true;
	}
	return work_go_on(w);
}

void core_call(struct core *k, const struct request *r, struct answer *a)
{
	struct waiter w = WAITER;

	if (!core_submit(k, r, a, waiter_wake, &w))
		waiter_wait(&w);
}

/* ---- answers that a handler shapes ---- */
static struct answer *answer_of(struct ctx *c)
{
	struct work *w = (struct work *)((char *)c - offsetof(struct work, turn.ctx));

	return w->a;
}

void answer_session(struct ctx *c, struct str token, struct instant expires_at)
{
	assert(c->op && (c->op->flags & OP_KEEPS_SESSION));
	answer_of(c)->set_session = token;
	answer_of(c)->session_expires_at = expires_at;
}

void answer_no_session(struct ctx *c)
{
	assert(c->op && (c->op->flags & OP_KEEPS_SESSION));
	answer_of(c)->clear_session = true;
}

void answer_bytes(struct ctx *c, struct str bytes, const char *content_type, struct str filename)
{
	assert(c->op && (c->op->flags & OP_DOWNLOAD));
	answer_of(c)->body = arena_str(c->arena, bytes);
	answer_of(c)->content_type = str_of(content_type);
	answer_of(c)->filename = arena_str(c->arena, filename);
}

/* Looked through before the first byte goes out: what was changed is refused whole, not broken off. */
enum err answer_file(struct ctx *c, struct str sm3, const char *content_type, struct str filename)
{
	CLEANUP(vault_closep) struct vault_file *v = NULL;
	char path[700];

	assert(c->op && (c->op->flags & OP_DOWNLOAD));
	core_file_path(c->core, sm3, path, sizeof path);
	TRY(vault_open(c->core, path, &v, &c->fail));
	TRY(vault_check(v, &c->fail));
	answer_of(c)->file = arena_str(c->arena, str_of(path));
	answer_of(c)->content_type = str_of(content_type);
	answer_of(c)->filename = arena_str(c->arena, filename);
	return OK;
}

/* ---- opening and closing ---- */
static enum err boot_run(struct ctx *c, void *arg) { return ((const struct feature *)arg)->boot(c); }

static enum err migrations_run(struct db *d, const struct feature *const *all, struct instant now, struct fail *f)
{
	for (const struct feature *const *ft = all; *ft; ft++) {
		int ran = 0;
		if (!(*ft)->migrations)
			continue;
		TRY(store_migrate(d, (*ft)->name, (*ft)->migrations, now, f, &ran));
		if (ran)
			log_line(LOG_DEBUG, "core", "msg=\"migrated\" feature=%s steps=%d", (*ft)->name, ran);
	}
	return OK;
}

/* Who only reads changes nothing, so the tables must be as this program knows them. */
static enum err migrations_known(struct core *k, struct fail *f)
{
	struct db *d = NULL;

	TRY(core_reader(k, f, &d));
	enum err e = db_begin(d, f);
	for (const struct feature *const *ft = k->features; e == OK && *ft; ft++)
		if ((*ft)->migrations)
			e = store_known(d, (*ft)->name, (*ft)->migrations, f);
	db_rollback(d);
	core_reader_back(k, d);
	return e;
}

enum err core_migrate(const struct core_opts *o, struct fail *f)
{
	struct store *s = NULL;
	struct db *d = NULL;

	TRY(store_open(o->store_url, f, &s));
	enum err e = db_open(s, DB_WRITE, f, &d);
	if (e == OK)
		e = migrations_run(d, o->features, port_now(o->timer), f);
	db_close(d);
	store_close(s);
	return e;
}

static enum err migrate_all(struct core *k, struct fail *f)
{
	TRY(migrations_run(k->writer, k->features, core_now(k), f));
	for (const struct feature *const *ft = k->features; *ft; ft++)
		if ((*ft)->boot)
			TRY(system_turn(k, boot_run, (void *)(uintptr_t)*ft, f));
	return system_turn(k, sealed_boot, NULL, f);
}

static void start_thread(pthread_t *t, const char *name, void *(*run)(void *), struct core *k)
{
	if (pthread_create(t, NULL, run, k) != 0) {
		log_line(LOG_ERROR, "core", "msg=\"no thread\" errno=%d", errno);
		abort();
	}
	pthread_setname_np(*t, name);
}

static enum err threads_start(struct core *k, struct fail *f)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (k->writer)
		TRY(db_sync_apart(k->writer, true, &k->syncs_apart, f));
	k->threads = true;
	k->facts_waiting = true;
	start_thread(&k->writer_thread, "writer", writer_main, k);
	if (k->syncs_apart)
		start_thread(&k->syncer_thread, "syncer", syncer_main, k);
	start_thread(&k->job_thread, "jobs", job_main, k);
	start_thread(&k->checkpoint_thread, "checkpoint", checkpoint_main, k);
	k->n_workers = (size_t)MIN2(MAX2(cores, 2), (long)COUNT(k->workers));
	for (size_t i = 0; i < k->n_workers; i++)
		start_thread(&k->workers[i], "worker", worker_main, k);
	for (size_t i = 0; i < k->n_slots; i++)
		if (k->slots[i].op->remote)
			k->n_remotes = COUNT(k->remotes);
	for (size_t i = 0; i < k->n_remotes; i++)
		start_thread(&k->remotes[i], "remote", remote_main, k);
	return OK;
}

static enum err files_open(struct core *k, const struct core_opts *o, struct fail *f)
{
	if (o->files_dir) {
		snprintf(k->files_dir, sizeof k->files_dir, "%s", o->files_dir);
		return o->read_only ? OK : dir_make(k->files_dir, f);
	}
	snprintf(k->files_dir, sizeof k->files_dir, "/tmp/yunguan-files-XXXXXX");
	if (!mkdtemp(k->files_dir))
		return fail_set(f, E_CORRUPT, "core.files", "建不了临时文件夹：%s", errno_text(errno));
	k->files_private = true;
	return OK;
}

enum err core_open(const struct core_opts *o, struct fail *f, struct core **out)
{
	struct core *k = calloc(1, sizeof *k);

	if (!k)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	k->features = o->features;
	k->timer = o->timer;
	k->chance = o->chance;
	k->cheap_passwords = o->cheap_passwords;
	k->read_only = o->read_only;
	k->tables = arena_new(MIB(64));
	k->who = calloc(WHO_SLOTS, sizeof k->who[0]);
	k->queue_end = &k->queue;
	k->unsynced_end = &k->unsynced;
	k->work.end = &k->work.first;
	k->remote.end = &k->remote.first;
	k->remote.max = REMOTE_WAITING;
	snprintf(k->node, sizeof k->node, "%s", o->node ? o->node : "main");
	pthread_mutex_init(&k->chance_lock, NULL);
	pthread_mutex_init(&k->settings_lock, NULL);
	pthread_mutex_init(&k->days_lock, NULL);
	pthread_mutex_init(&k->pool_lock, NULL);
	pthread_mutex_init(&k->who_lock, NULL);
	pthread_mutex_init(&k->notes_lock, NULL);
	pthread_mutex_init(&k->queue_lock, NULL);
	pthread_mutex_init(&k->sync_lock, NULL);
	pthread_cond_init(&k->queue_more, NULL);
	pthread_cond_init(&k->sync_more, NULL);
	pthread_cond_init(&k->work.more, NULL);
	pthread_cond_init(&k->remote.more, NULL);
	pthread_cond_init(&k->job_more, NULL);
	pthread_cond_init(&k->stop_more, NULL);
	core_tables(k);
	enum err e = files_open(k, o, f);
	if (e == OK && (o->keys_dir || (k->files_private && !o->read_only)))
		e = audit_keys_open(o->keys_dir, o->read_only, f, &k->audit_keys);
	if (e == OK)
		e = keys_open(k, f);
	if (e == OK)
		e = store_open(o->store_url, f, &k->store);
	if (e == OK)
		store_seal(k->store, keys_sealer(k));
	if (e == OK && o->read_only)
		e = migrations_known(k, f);
	if (e == OK && !o->read_only)
		e = db_open(k->store, DB_WRITE, f, &k->writer);
	if (e == OK && !o->read_only)
		e = migrate_all(k, f);
	if (e == OK)
		e = core_files_anew(k, f);
	/* Who only reads does not hear of the commits of him who writes; on PostgreSQL there may be several. */
	if (e == OK && !o->read_only && store_engine(k->store) == ENGINE_SQLITE)
		k->kept = kept_new();
	if (e == OK && o->threads)
		e = threads_start(k, f);
	if (e != OK) {
		core_close(k);
		return e;
	}
	k->anchors_at_end = o->keys_dir && !o->read_only;
	*out = k;
	return OK;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void threads_stop(struct core *k)
{
	pthread_mutex_lock(&k->queue_lock);
	k->stopping = true;
	pthread_cond_broadcast(&k->work.more);
	pthread_cond_broadcast(&k->remote.more);
	pthread_cond_broadcast(&k->job_more);
	pthread_cond_broadcast(&k->stop_more);
	pthread_mutex_unlock(&k->queue_lock);
	for (size_t i = 0; i < k->n_workers; i++)
		pthread_join(k->workers[i], NULL);
	for (size_t i = 0; i < k->n_remotes; i++)
		pthread_join(k->remotes[i], NULL);
	pthread_join(k->job_thread, NULL);
	pthread_join(k->checkpoint_thread, NULL);
	pthread_mutex_lock(&k->queue_lock);
	k->writer_stopping = true;
	pthread_cond_broadcast(&k->queue_more);
	pthread_mutex_unlock(&k->queue_lock);
	pthread_join(k->writer_thread, NULL);
	if (k->syncs_apart)
		syncer_stop(k);
	k->threads = false;
}

enum err core_save(struct core *k, const char *path, struct fail *f)
{
	assert(!k->threads && k->writer);
	ids_give_back(k);
	k->id_next = k->id_end = 0;
	return store_save(k->writer, path, f);
}

static enum err anchor_run(struct ctx *c, void *arg)
{
	(void)arg;
	return audit_anchor_now(c, NULL);
}

static void anchor_last(struct core *k)
{
	struct fail f = { 0 };

	if (system_turn(k, anchor_run, NULL, &f) != OK)
		log_line(LOG_WARN, "core", "msg=\"no anchor at the end\" reason=%s sentence=\"%s\"", f.reason, f.sentence);
}

void core_close(struct core *k)
{
	if (!k)
		return;
	if (k->threads)
		threads_stop(k);
	if (k->anchors_at_end)
		anchor_last(k);
	ids_give_back(k);
	for (size_t i = 0; i < k->n_pool; i++)
		db_close(k->pool[i]);
	db_close(k->writer);
	if (k->store)
		store_close(k->store);
	if (k->files_private)
		nftw(k->files_dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	settings_free(k);
	kept_free(k->kept);
	kept_digests_free(k->digests);
	audit_keys_free(k->audit_keys);
	for (size_t i = 0; i < DAYS_KEPT; i++)
		arena_free(k->days_kept[i]);
	arena_free(k->tables);
	free(k->who);
	free(k->notes);
	free(k);
}
