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
/* Permission, parsing: E… means the answer is ready to be told (work->turn.ctx.fail). */
enum err work_enter(struct work *w);
/* Reads: the whole op on a reading connection. */
void     work_read(struct work *w);
/* Writes: inside the writer's mark; and the attempt's audit row after a refusal. */
enum err work_write(struct ctx *c, void *work);
enum err work_refused(struct ctx *c, void *work);
/* Puts what ctx->fail says into the answer. */
void     work_fail(struct work *w, enum err e);
bool     work_is_write(const struct op *op);
/* A read whose audit row is written after it, before the answer goes out; and that turn. */
bool     work_is_traced(const struct op *op);
enum err work_trace_read(struct ctx *c, void *work);
/* Whether a failed attempt leaves an audit row. */
bool     work_leaves_trace(const struct work *w, enum err e);

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

/* Connections for reading. */
enum err core_reader(struct core *k, struct fail *f, struct db **out);
void     core_reader_back(struct core *k, struct db *d);
void     core_tables(struct core *k);
/* One line of a finished import: { rows }. */
extern const struct record import_out_record;
struct import_out { int64_t rows; };
#endif
