#ifndef CORE_RUN_IN_H
#define CORE_RUN_IN_H
/* Between the op runner and the threads that carry it. */
#include "core/core_in.h"

/* One request on its way. */
struct work {
	const struct request *r;
	struct answer *a;
	void (*done)(void *arg);
	void *arg;
	void *in;                          /* the op's input, in the answer's arena */
	struct turn turn;
	enum err at_door;                  /* what it was refused for before it came to the writer */
	struct { enum list_format format; int64_t rows; struct str filters; } export;   /* format 0: none */
	struct core *core;
	struct work *next;
};
/* enter.c. Permission, parsing: E… means the answer is ready to be told (work->turn.ctx.fail). */
enum err work_enter(struct work *w);
/* The body's members into w->in, for an op that starts from the present object; rec NULL: it has none to give. */
enum err work_body(struct work *w, const struct record *rec);
/* op.c. Reads: the whole op on a reading connection. */
void     work_read(struct work *w);
/* Writes: inside the writer's mark; and the attempt's audit row after a refusal. */
enum err work_write(struct ctx *c, void *work);
enum err work_refused(struct ctx *c, void *work);
bool     work_is_write(const struct op *op);
/* A read whose audit row is written after it, before the answer goes out; and that turn. */
bool     work_is_traced(const struct op *op);
enum err work_trace_read(struct ctx *c, void *work);
/* Whether a failed attempt leaves an audit row. */
bool     work_leaves_trace(const struct work *w, enum err e);

/* answer.c. Puts what ctx->fail says into the answer. */
void       work_fail(struct work *w, enum err e);
/* An object as the person may see it, with its actions and clocks (for whoever handed in a ready struct without them). `text`: the object as it is,
 * unmasked, to be used where nothing of it is masked; or p NULL. */
enum err   answer_object(struct work *w, struct ctx *c, const struct entity *e, int64_t id, const void *rec, struct str text);
void       answer_record(struct work *w, struct ctx *c, const struct record *rec, const void *out);
/* 304 where If-None-Match has the answer's tag. */
void       answer_not_modified(struct work *w);
/* A handler may leave at its first bad field: that is told like all of them. */
void       answer_bad_fields(struct ctx *c, enum err e);
struct str object_etag(struct ctx *c, const struct entity_slot *s, const void *rec);
/* Strong comparison against a list of tags: a weak one never matches, but `weakly`. */
bool       etag_matches(struct str header, struct str etag, bool weakly);

/* idempotency.c: gives the answer that the request's key has, *done, or E_INVALID "idempotency_key_reused". */
enum err key_replay(struct work *w, struct ctx *c, bool *done);
/* Keeps the answer under the request's key, where it has one. */
enum err key_remember(struct work *w, struct ctx *c);
/* Whether a refusal was decided, so that the same request gets it again. */
bool     key_keeps_refusal(int status, const char *reason);

/* run.c: what the workers run, and those that ask other servers (arg: the core). */
void *worker_main(void *core);
void *remote_main(void *core);
/* writer.c: what its threads run (arg: the core); the syncer is there where the engine lets others see a batch before it is on disc (db_sync_apart). */
void *writer_main(void *core);
void *syncer_main(void *core);
void  syncer_stop(struct core *k);         /* after the writer's thread: waits for the last batch */
void  ids_give_back(struct core *k);       /* what is left of the block of ids */
/* Somebody who waits for an answer that another thread has. */
struct waiter { pthread_mutex_t lock; pthread_cond_t done; bool ready; };
#define WAITER { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false }
void  waiter_wake(void *waiter);
void  waiter_wait(struct waiter *w);

/* background.c: a turn as the system, waited for; and what the two threads of the background run (arg: the core). */
enum err system_turn(struct core *k, enum err (*run)(struct ctx *, void *), void *arg, struct fail *f);
void *job_main(void *core);
void *checkpoint_main(void *core);

/* run.c: connections for reading; without threads the writer's. */
enum err core_reader(struct core *k, struct fail *f, struct db **out);
void     core_reader_back(struct core *k, struct db *d);
/* The tables, on opening: core.c all of them; route.c the place of one op's path; invariant.c the statements that ask. */
void     core_tables(struct core *k);
void     route_add(struct core *k, struct op_slot *s);
void     invariants_prepare(struct core *k);
/* One line of a finished import: { rows }. */
extern const struct record import_out_record;
struct import_out { int64_t rows; };
#endif
