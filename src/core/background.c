/* What nobody asks for: facts that listeners have yet to hear, jobs that are due, checkpoints. Each in a turn of its own, as the system. */
#include <time.h>
#include "core/run_in.h"

enum { ARENA_TURN = 256 };         /* MiB */

struct hearing { bool did; };

static enum err hear_run(struct ctx *c, void *arg)
{
	struct hearing *h = arg;

	c->core->hearing_fact = 0;
	return fact_hear_one(c, &h->did);
}

struct heard_badly { int64_t fact; const char *listener; const struct fail *why; };

static enum err hear_failed_run(struct ctx *c, void *arg)
{
	const struct heard_badly *b = arg;

	return fact_failed(c, b->fact, b->listener, b->why);
}

enum err system_turn(struct core *k, enum err (*run)(struct ctx *, void *), void *arg, struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(ARENA_TURN));
	struct turn t = { .run = run, .arg = arg, .ctx = { .core = k, .arena = a, .now = core_now(k), .who = { .system = true } } };
	enum err e = core_turn_wait(k, &t);

	if (e != OK && f)
		*f = t.ctx.fail;
	return e;
}

static enum err hear_all(struct core *k, struct fail *f, bool *any)
{
	for (;;) {
		struct hearing h = { false };
		struct fail why = { 0 };
		enum err e = system_turn(k, hear_run, &h, &why);
		if (e == OK && !h.did)
			return OK;
		*any = true;
		if (e == OK)
			continue;
		if (!k->hearing_fact || e == E_BUSY || e == E_NOMEM) {
			*f = why;
			return e;
		}
		log_line(LOG_ERROR, "core", "msg=\"fact not heard\" fact=%" PRId64 " listener=%s reason=%s sentence=\"%s\"", k->hearing_fact,
			 k->hearing_listener, why.reason, why.sentence);
		struct heard_badly b = { k->hearing_fact, k->hearing_listener, &why };
		TRY(system_turn(k, hear_failed_run, &b, f));
	}
}

struct job_pick { const struct job *ended; bool ok; const struct job *job; bool go_on; };

static enum err job_pick_run(struct ctx *c, void *arg)
{
	struct job_pick *p = arg;

	return job_take_first(c, &p->job);
}

static enum err job_fn_run(struct ctx *c, void *arg)
{
	struct job_pick *p = arg;
	const struct job *j = p->job;
	struct audit_watch w = audit_watch(c);

	TRY(j->fn(c));
	p->go_on = c->go_on;
	return audit_watched(c, &w, j->name, j->label, NULL);
}

static enum err job_done_run(struct ctx *c, void *arg)
{
	struct job_pick *p = arg;

	return job_finished(c, p->ended, p->ok, p->go_on);
}

/* All the turns of all due jobs in one, where nobody else could take them meanwhile: from the end of the one that worked outside up to the next
 * of its kind, which is taken, or to one that has only done a part. */
static enum err jobs_whole_run(struct ctx *c, void *arg)
{
	struct job_pick *p = arg;
	const struct job *due[JOBS_MAX];
	size_t n, done = 0;

	if (p->ended)
		TRY(job_done_run(c, p));
	TRY(jobs_due(c, due, &n));
	while (done < n && due[done]->fn && !p->go_on) {
		p->job = due[done++];
		TRY(job_fn_run(c, p));
	}
	TRY(jobs_finished(c, due, p->go_on ? done - 1 : done));
	if (p->go_on)
		return job_finished(c, p->job, true, true);
	p->job = done < n ? due[done] : done ? p->job : NULL;
	return done < n ? job_take(c, p->job) : OK;
}

static enum err job_work(struct core *k, const struct job *j, struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(ARENA_TURN));
	struct ctx read = { .core = k, .arena = a };
	struct job_turn t = { .core = k, .arena = a, .now = core_now(k), .read = &read };

	/* The reading ctx opens its snapshot only when the job asks (core_read_begin): cloud calls must not hold one. */
	enum err e = j->work(&t);
	if (e != OK)
		*f = t.fail;
	return e;
}

static enum err jobs_all(struct core *k, struct fail *f, bool *any)
{
	struct job_pick p = { .ok = true };

	for (bool whole = !k->threads;;) {
		struct fail why = { 0 };
		p = (struct job_pick){ .ended = p.ended, .ok = p.ok };
		if (whole && system_turn(k, jobs_whole_run, &p, &why) != OK) {
			/* Once more, step by step, so that only what fails is undone. */
			whole = false;
			fail_clear(&why);
			p.go_on = false;
		}
		if (!whole) {
			if (p.ended)
				TRY(system_turn(k, job_done_run, &p, f));
			p = (struct job_pick){ .ok = true };
			TRY(system_turn(k, job_pick_run, &p, f));
		}
		if (!p.job)
			return OK;
		*any = true;
		p.ended = NULL;
		if (whole && p.job->fn)
			continue;
		enum err e = p.job->fn ? system_turn(k, job_fn_run, &p, &why) : job_work(k, p.job, &why);
		p.ok = e == OK;
		p.ended = p.job;
		if (e != OK)
			log_line(LOG_ERROR, "core", "msg=\"job failed\" job=%s reason=%s sentence=\"%s\"", p.job->name, why.reason, why.sentence);
		if (!whole) {
			TRY(system_turn(k, job_done_run, &p, f));
			p.ended = NULL;
		}
	}
}

enum err core_tick(struct core *k, struct fail *f)
{
	for (bool any = true; any;) {
		any = false;
		TRY(hear_all(k, f, &any));
		TRY(jobs_all(k, f, &any));
	}
	k->told = false;
	return OK;
}

/* What the job does outside must not rest on what a power cut could still undo: it sees what its first look shows (an engine takes the
 * snapshot then, not at the beginning), and that is on disc. */
static enum err on_disc(struct job_turn *t)
{
	static const struct stmt Q_LOOK = { "SELECT next FROM counter WHERE name = 'id'" };
	int64_t next;

	TRY(sql_int_(t->read, &Q_LOOK, &next, NO_VALS));
	return db_sync(t->core->writer, &t->read->fail);
}

enum err core_read_begin_job(struct job_turn *t)
{
	enum err e = core_read_begin(t->core, t->arena, t->read);

	if (e == OK && (e = on_disc(t)) != OK)
		core_read_end(t->read);
	if (e != OK)
		t->fail = t->read->fail;
	return e;
}

void core_read_end_job(struct job_turn *t)
{
	/* What a look-up could not do is what the job could not do. */
	if (t->fail.kind == OK)
		t->fail = t->read->fail;
	core_read_end(t->read);
}

enum err job_do(struct job_turn *t, const char *op, const void *in)
{
	struct request r = { .op = core_op(t->core, str_of(op)), .in_struct = in, .local = true, .who = { .system = true }, .ip = STR("-") };
	struct answer a = { .arena = t->arena };

	assert(r.op);
	core_call(t->core, &r, &a);
	if (a.err != OK)
		t->fail = a.fail;
	return a.err;
}

/* Waits a second, or until `sooner` is told, and not at all where there is something to look at already; false: the core is closing. A second of
 * the clock that nobody sets: put back by an hour, the other would have jobs wait for an hour. */
static bool next_look(struct core *k, pthread_cond_t *sooner, bool *something)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_mutex_lock(&k->queue_lock);
	if (!*something && !k->stopping)
		pthread_cond_clockwait(sooner, &k->queue_lock, CLOCK_MONOTONIC, &until);
	bool stop = k->stopping;
	*something = false;
	pthread_mutex_unlock(&k->queue_lock);
	return !stop;
}

void *job_main(void *core)
{
	struct core *k = core;

	char told[sizeof(((struct fail *)NULL)->reason)] = "";    /* a full disc is told once, not every second */

	while (next_look(k, &k->job_more, &k->facts_waiting)) {
		struct fail f = { 0 };
		bool any = false;
		enum err e = hear_all(k, &f, &any);
		if (e == OK)
			e = jobs_all(k, &f, &any);
		if (e != OK && strcmp(told, f.reason) != 0)
			log_line(LOG_WARN, "core", "msg=\"facts and jobs wait\" reason=%s sentence=\"%s\"", f.reason, f.sentence);
		memcpy(told, f.reason, sizeof told);
	}
	return NULL;
}

void *checkpoint_main(void *core)
{
	struct core *k = core;
	bool nothing = false;

	while (next_look(k, &k->stop_more, &nothing)) {
		/* Snapshots of readers that nobody uses would keep the log from starting again. */
		pthread_mutex_lock(&k->pool_lock);
		for (size_t i = 0; i < k->n_pool; i++)
			db_rest(k->pool[i]);
		pthread_mutex_unlock(&k->pool_lock);
		store_checkpoint(k->store);
	}
	return NULL;
}
