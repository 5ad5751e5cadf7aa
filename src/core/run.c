/* Requests on their way to the writer, the workers and those that ask other servers; and the readers they take along. */
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

void *worker_main(void *core)
{
	struct core *k = core;

	queue_work(k, &k->work);
	return NULL;
}

void *remote_main(void *core)
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
