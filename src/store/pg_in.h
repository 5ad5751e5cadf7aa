#ifndef STORE_PG_IN_H
#define STORE_PG_IN_H
/* Inside the PostgreSQL engine: the connection (store_pg.c), its statements (pg_stmt.c) and its cursors (pg_rows.c). */
#include <libpq-fe.h>
#include "store/store_in.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

struct pg_rows;
struct pg_db {
	struct db db;
	PGconn *c;
	int64_t generation;                             /* of the connection: statements of an earlier one are gone */
	int64_t serial;                                 /* names of statements */
	int64_t xid;                                    /* of the open write transaction, 0 when unknown */
	struct pg_rows *streaming;                      /* whose rows are still on their way */
	int soon;                                       /* statements sent whose answers are still to come, in pipeline mode */
	const char *soon_sql;
};
struct pg_prep {
	char name[24];
	int64_t generation;                             /* 0: not prepared */
	Oid types[];                                    /* 0: nobody has bound anything but NULL yet */
};
struct cell { const char *p; int n; };                  /* n -1: NULL */
struct pg_rows {
	struct rows rows;
	PGresult *ahead, *now;                          /* as libpq gave them … */
	struct buf spill; size_t at;                    /* … or put aside, because the connection was needed for something else */
	struct cell *cells; int n_cells;                /* the row under the cursor */
	uint8_t *kinds;                                 /* of the columns: OID_BOOL, OID_BYTEA or 0 */
	unsigned char *bytes;
	bool on;                                        /* rows_next has found a row */
	char walk[24]; int row;                         /* the server's cursor, and the row of `now`; "" when there is none */
};
/* Values as libpq takes them: all as bytes. */
struct pg_params { const char *values[PARAMS_MAX]; int lengths[PARAMS_MAX], formats[PARAMS_MAX]; uint64_t ints[PARAMS_MAX]; };

static inline struct pg_db *pg(struct db *d) { return (struct pg_db *)d; }

/* ---- store_pg.c ---- */
/* What the server says is wrong (res NULL: the connection), in our kinds. Eats res. */
enum err pg_trouble(struct db *d, PGresult *res, const char *sql, struct fail *f);
bool     pg_fine(PGresult *res);
/* Text without values. */
enum err pg_plain(struct db *d, const char *sql, struct fail *f);
/* A connection found dead outside a transaction is made anew: the loss then harms nobody. */
enum err pg_alive(struct db *d, struct fail *f);

/* ---- pg_stmt.c: members of engine_ops, and for cursors: the server knows p with the types of v, which x holds afterwards ---- */
enum err pg_prepare(struct db *d, struct prep *p, struct fail *f);
enum err pg_check(struct db *d, struct prep *p, struct fail *f);
void     pg_forget(struct db *d, struct prep *p);
enum err pg_bind(struct db *d, struct prep *p, const struct val *v, size_t n, struct pg_params *x, struct fail *f);
enum err pg_run(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, int64_t *changed);
enum err pg_soon(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f);
enum err pg_soon_end(struct db *d, struct fail *f);

/* ---- pg_rows.c: members of engine_ops, and: ---- */
/* Another statement needs the connection: what is still to come of a cursor is put aside, of a series waited for. */
void       pg_settle(struct db *d);
enum err   pg_rows(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r);
enum err   pg_walk(struct db *d, struct prep *p, const struct val *v, size_t n, struct fail *f, struct rows *r);
bool       pg_next(struct rows *r);
bool       pg_null(struct rows *r, int col);
int64_t    pg_num(struct rows *r, int col);
struct str pg_str(struct rows *r, int col);
void       pg_done(struct rows *r);
#endif
