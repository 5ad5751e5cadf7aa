#ifndef STORE_STORE_IN_H
#define STORE_STORE_IN_H
/* Inside the store: what the common part and the two engines share. Nobody outside this folder includes it. */
#include <pthread.h>
#include "store/store.h"

/* A statement as one connection knows it: its text with {} filled in, and what the engine made of it. */
struct prep {
	const struct stmt *key;                 /* found by this address … */
	const char *sql, *pg;                   /* … and only when it still says the same (a statement on a stack may not) */
	const struct record *rec;
	char *text;                             /* ready for the engine */
	int n_params;                           /* SQLite: highest ?n; PostgreSQL: number of $k */
	uint16_t *param;                        /* PostgreSQL: $k takes the value ?param[k - 1] */
	uint8_t *type;                          /* PostgreSQL: enum val_kind of $k as far as the record tells, VAL_NULL otherwise */
	void *made;                             /* the engine's own */
	int busy;                               /* cursors open on it */
	struct prep *next;
};

enum { PREP_BUCKETS = 1024, TEXT_BUCKETS = 256, TEXTS_MAX = 256, PARAMS_MAX = 256 };

/* A statement built at run time, owned by the connection; the least recently used one makes room for a new one. */
struct text {
	struct stmt stmt;                       /* first: db_stmt_cached hands out its address */
	size_t n;
	struct text *chain, *older, *newer;
	uint32_t bucket;
};

struct engine_ops;

struct store {
	enum engine engine;
	const struct engine_ops *ops;
	char *url;                              /* PostgreSQL: as given */
	char *path;                             /* SQLite: the file */
	bool memory;
	struct sealer sealer;                   /* seal NULL: none */
	pthread_mutex_t lock;                   /* over what follows */
	bool writer_open;
	int n_open;
	int lock_fd;                            /* PATH.lock, held while the writer is open; -1 */
	bool spares;                            /* PATH.spare is kept */
	int64_t spare_owed;                     /* what the start has taken of it, bytes */
	void *keeper;                           /* SQLite: the checkpointer's own connection */
	_Atomic uint64_t turns;                 /* SQLite: commits and checkpoints so far */
	uint64_t checked;                       /* turns as the last checkpoint left it */
};

struct db {
	struct store *store;
	const struct engine_ops *ops;
	enum db_mode mode;
	bool in_tx, closing;
	/* A reading connection between db_end and db_begin may still hold its snapshot: it is good for the next reader as long as
	 * nothing has been committed since, and taking a new one costs more than most reads. */
	bool rests;
	uint64_t seen;                          /* store->turns when the snapshot was asked for */
	/* The engine gave the whole transaction up (disk full, connection lost): all fails until it is rolled back. */
	const char *lost, *lost_why;
	/* A statement failed: all fails until its mark is undone. PostgreSQL insists on it; SQLite is held to the same, so
	 * that code which works on one works on the other. */
	bool aborted;
	int depth;                              /* open marks */
	struct prep *preps[PREP_BUCKETS];
	struct text *texts[TEXT_BUCKETS], *newest, *oldest;
	int n_texts;
	struct buf scratch;                     /* JSON columns on their way out */
	struct rows *idle;                      /* cursors to use again */
};

struct rows {
	struct db *db;
	struct prep *prep;
	enum err kind;                          /* why it stopped, OK at a proper end */
	char reason[64], sentence[400];
	struct rows *next_idle;
};

struct engine_ops {
	size_t db_size, rows_size;
	enum err (*open)(struct store *s, struct fail *f);
	void     (*close)(struct store *s);
	enum err (*connect)(struct db *d, struct fail *f);
	void     (*disconnect)(struct db *d);
	enum err (*begin)(struct db *d, struct fail *f);
	enum err (*commit)(struct db *d, struct fail *f);
	void     (*rollback)(struct db *d);
	enum err (*mark)(struct db *d, struct fail *f);
	enum err (*keep)(struct db *d, struct fail *f);
	enum err (*undo)(struct db *d, struct fail *f);
	enum err (*sync_apart)(struct db *d, bool want, bool *apart, struct fail *f);                                    /* NULL: db_commit syncs */
	enum err (*sync)(struct db *d, struct fail *f);
	int64_t  (*changes)(const struct db *d);       /* NULL: an error ends the transaction, so that marks are always needed */
	enum err (*script)(struct db *d, const char *sql, struct fail *f);       /* several statements without values */
	enum err (*prepare)(struct db *d, struct prep *p, struct fail *f);
	enum err (*check)(struct db *d, struct prep *p, struct fail *f);         /* asks the engine, if prepare has not */
	void     (*forget)(struct db *d, struct prep *p);
	enum err (*run)(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed);
	enum err (*rows)(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r);
	enum err (*walk)(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r);   /* NULL: as rows */
	enum err (*soon)(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f);                   /* NULL: as run */
	enum err (*soon_end)(struct db *d, struct fail *f);
	bool       (*next)(struct rows *r);
	bool       (*null)(struct rows *r, int col);
	int64_t    (*num)(struct rows *r, int col);
	struct str (*str)(struct rows *r, int col);
	void       (*done)(struct rows *r);
};
extern const struct engine_ops sqlite_ops, pg_ops;

/* The engine lost the transaction as a whole; `why` is a constant sentence. */
void db_lost(struct db *d, const char *reason, const char *why);
/* The sentences both engines use. */
enum err store_full(struct fail *f);
enum err store_busy(struct fail *f);
enum err store_duplicate(struct fail *f, const char *what);
enum err store_constraint(struct fail *f, const char *what);
enum err store_bad_sql(struct fail *f, const char *message, const char *sql);
enum err store_nomem(struct fail *f);
extern const char store_full_why[], store_lost_why[];

/* store.c: before a statement, E_BUSY or E_CORRUPT "store.aborted" where nothing goes on before the mark or the transaction is undone; and what came of it. */
enum err db_ready(struct db *d, struct fail *f);
enum err db_told(struct db *d, enum err e);
/* prepare.c: the statement as this connection knows it, made at the first time; prep_free makes the engine forget it and gives its memory back. */
enum err prep_get(struct db *d, const struct stmt *s, struct fail *f, struct prep **out);
void     prep_free(struct db *d, struct prep *p);
/* {id} and {blob} of a migration filled in; free() it. NULL when there is no memory. */
char *migration_text(enum engine engine, const char *sql);

/* ---- columns ---- */
static inline bool field_read(const struct field *fd)    { return !(fd->flags & VIRTUAL); }
static inline bool field_written(const struct field *fd) { return !(fd->flags & (VIRTUAL | JOINED)); }
/* The member as one JSON column (F_LIST, F_OBJ, F_STRS, F_IDS): the shape the API shows, with every column of the sub record. */
void     column_json(const struct field *fd, const void *member, struct buf *b);
enum err column_from_json(const struct field *fd, struct str text, void *member, struct arena *a, struct fail *f);
#endif
