/* The core's life: opening, its threads, closing. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>
#include "core/run_in.h"

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
	if (e == OK && o->threads)
		store_keeps_spare(k->store);
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
		store_spare(k->store);
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
