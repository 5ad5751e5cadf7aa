#ifndef STORE_STORE_H
#define STORE_STORE_H
/* One face over SQLite and PostgreSQL: statements, rows, transactions, migrations, backup. Values are bound, text is constant. */
#include "base/base.h"
#include "base/field.h"

enum engine { ENGINE_SQLITE, ENGINE_PG };
struct store;                                           /* one database, any number of connections */
struct db;                                              /* one connection, one thread at a time */

/* "sqlite:PATH", "sqlite::memory:" (one connection only), "postgresql://…" or "postgresql:///?host=/run/x&dbname=y".
 * A file is created when missing; a second process on the same file gets E_CONFLICT saying which pid holds it. */
enum err    store_open(const char *url, struct fail *f, struct store **out);
void        store_close(struct store *s);               /* all connections closed before */
enum engine store_engine(const struct store *s);

enum db_mode { DB_READ, DB_WRITE };
/* DB_WRITE: one per process. On PostgreSQL its transactions take one advisory lock, so that writers of several servers follow
 * one another as they do in SQLite. DB_READ never writes. */
enum err    db_open(struct store *s, enum db_mode mode, struct fail *f, struct db **out);
void        db_close(struct db *d);                     /* accepts NULL */
enum engine db_engine(const struct db *d);

enum err db_begin(struct db *d, struct fail *f);        /* DB_READ: a consistent snapshot until db_end */
enum err db_commit(struct db *d, struct fail *f);       /* durable on OK; anything else: nothing happened. fault "store.commit" */
/* From now on db_commit of this DB_WRITE connection is over when others see what was committed, and it is durable after the next db_sync; or
 * as at first. Outside a transaction. *apart is what now holds: PostgreSQL and memory stay as they are. */
enum err db_sync_apart(struct db *d, bool want, bool *apart, struct fail *f);
/* On OK all that was committed before the call is durable. For other threads, while the connection goes on. Once it has failed, E_CORRUPT "store.io", it
 * fails for good: what was lost then nobody can say. */
enum err db_sync(struct db *d, struct fail *f);
void     db_rollback(struct db *d);
void     db_end(struct db *d);                          /* ends a read snapshot */
/* A DB_READ connection that rests between db_end and db_begin lets go of the snapshot it may have kept, so that a checkpoint can
 * start the log again. Called now and then for those that nobody uses. */
void     db_rest(struct db *d);
enum err db_mark(struct db *d, struct fail *f);         /* savepoint; marks nest */
enum err db_keep(struct db *d, struct fail *f);         /* release the innermost mark; when it fails the mark is still there */
void     db_undo(struct db *d);                         /* back to the innermost mark, and drop it */
/* Rows changed through this connection so far: where the figure is the same after a step that failed, there is nothing to undo. -1: not
 * counted (PostgreSQL), or a statement of this transaction has failed, so that nobody can tell. */
int64_t  db_changes(const struct db *d);

/* ---- statements: constants that live for the whole program, prepared once per connection ----
 * Parameters are ?1 ?2 … in both engines. With .rec:  {} the columns to read (all fields but VIRTUAL);  {?} one ?n per written
 * column (all but VIRTUAL and JOINED), {+} their names, {=} "name = ?n, …" (id left out), for db_put and db_set.
 * {a.} are the columns with a prefix, for joins; {name} is the parameter of that written column, as in "WHERE id = {id}".
 * .pg replaces the text on PostgreSQL where the engines differ. A statement that fails inside a transaction makes everything
 * after it fail with "store.aborted" until db_undo or db_rollback, in both engines: what may fail is put inside a mark. */
struct stmt { const char *sql; const struct record *rec; const char *pg; };

enum val_kind { VAL_NULL, VAL_INT, VAL_TEXT, VAL_BLOB };
struct val { enum val_kind kind; int64_t i; struct str s; };
static inline struct val val_int(int64_t v)          { return (struct val){ .kind = VAL_INT, .i = v }; }
static inline struct val val_str(struct str s)       { return s.p ? (struct val){ .kind = VAL_TEXT, .s = s } : (struct val){ .kind = VAL_NULL }; }
static inline struct val val_cstr(const char *z)     { return val_str(str_of(z)); }
static inline struct val val_blob(struct str s)      { return (struct val){ .kind = VAL_BLOB, .s = s }; }
static inline struct val val_at(struct instant t)    { return at_none(t) ? (struct val){ .kind = VAL_NULL } : val_int(t.ms); }
static inline struct val val_fen(struct fen v)       { return v.v == INT64_MIN ? (struct val){ .kind = VAL_NULL } : val_int(v.v); }
static inline struct val val_price(struct price v)   { return v.e4 == INT64_MIN ? (struct val){ .kind = VAL_NULL } : val_int(v.e4); }
/* A date is bound as text; its digits live in a small ring per thread, good for 64 dates. */
struct val val_date(struct date d);
static inline struct val val_none(void)              { return (struct val){ .kind = VAL_NULL }; }
static inline struct val val_same(struct val v)      { return v; }
/* V(x): the right val for an int, str, C string, date, instant, fen or price. A reference 0 is bound as 0: use V_ID for NULL. */
#define V(x) _Generic((x), struct str: val_str, char *: val_cstr, const char *: val_cstr, struct date: val_date, \
	struct instant: val_at, struct fen: val_fen, struct price: val_price, struct val: val_same, default: val_int)(x)
#define V_ID(x) ((x) ? val_int(x) : val_none())
/* VALS(a, b, …): up to 12 things as an array of val and its length, for the calls below. */
#define VALS_N_(_1,_2,_3,_4,_5,_6,_7,_8,_9,_10,_11,_12,N,...) N
#define VALS_1(a) V(a)
#define VALS_2(a, ...) V(a), VALS_1(__VA_ARGS__)
#define VALS_3(a, ...) V(a), VALS_2(__VA_ARGS__)
#define VALS_4(a, ...) V(a), VALS_3(__VA_ARGS__)
#define VALS_5(a, ...) V(a), VALS_4(__VA_ARGS__)
#define VALS_6(a, ...) V(a), VALS_5(__VA_ARGS__)
#define VALS_7(a, ...) V(a), VALS_6(__VA_ARGS__)
#define VALS_8(a, ...) V(a), VALS_7(__VA_ARGS__)
#define VALS_9(a, ...) V(a), VALS_8(__VA_ARGS__)
#define VALS_10(a, ...) V(a), VALS_9(__VA_ARGS__)
#define VALS_11(a, ...) V(a), VALS_10(__VA_ARGS__)
#define VALS_12(a, ...) V(a), VALS_11(__VA_ARGS__)
#define VALS_CAT_(a, b) a##b
#define VALS_CAT(a, b) VALS_CAT_(a, b)
#define VALS_COUNT(...) VALS_N_(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define VALS(...) (struct val[]){ VALS_CAT(VALS_, VALS_COUNT(__VA_ARGS__))(__VA_ARGS__) }, VALS_COUNT(__VA_ARGS__)
#define NO_VALS NULL, 0

/* Runs a statement that returns no rows. *changed (may be NULL) = rows touched.
 * Unique or check violations: E_CONFLICT reason "store.duplicate" / E_INVALID "store.check"; disk full: E_BUSY "store.full". */
enum err db_run(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f, int64_t *changed);
/* Runs one of many alike without waiting for its answer, which PostgreSQL sends a hundred at a time. What failed is told by db_soon_end, which ends
 * such a series, or makes whatever else comes next fail; a series without its end is not known to be kept. SQLite: db_run, db_put. */
enum err db_run_soon(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f);
enum err db_put_soon(struct db *d, const struct stmt *s, const void *rec, struct fail *f);
enum err db_soon_end(struct db *d, struct fail *f);
/* Prepares and no more: a test shows with it that an engine understands every statement. */
enum err db_prepare(struct db *d, const struct stmt *s, struct fail *f);
/* INSERT … ({+}) VALUES ({?}): one row from a record struct; UPDATE … SET {=} WHERE id = {id}: likewise; *changed may be NULL. */
enum err db_put(struct db *d, const struct stmt *s, const void *rec, struct fail *f, int64_t *changed);

/* A cursor: next until false; then ask rows_err. Values live until the next call on it. */
struct rows;
enum err   db_rows(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f, struct rows **out);
/* The same for a scan beside which the transaction goes on, however many rows there are: on PostgreSQL the server keeps the place and hands out
 * a thousand rows at a time (of db_rows the rest would be put aside in memory). Inside a transaction, done before its mark ends. */
enum err   db_walk(struct db *d, const struct stmt *s, const struct val *vals, size_t n, struct fail *f, struct rows **out);
bool       rows_next(struct rows *r);
enum err   rows_err(struct rows *r, struct fail *f);
bool       rows_null(struct rows *r, int col);
int64_t    rows_int(struct rows *r, int col);           /* 0 for NULL */
struct str rows_str(struct rows *r, int col);           /* p NULL for NULL */
/* Columns from `col` on into the record's columns, in table order; strings copied into a. */
enum err   rows_rec(struct rows *r, int col, const struct record *rec, void *out, struct arena *a, struct fail *f);
void       rows_done(struct rows *r);                   /* accepts NULL */
void       rows_donep(struct rows **r);

/* ---- sealed columns: what a SEALED field holds rests as `seal` makes it; the store itself knows no cipher ----
 * Empty texts and lists stay as they are; so does everything while there is no sealer. `open` takes what was never sealed as it is.
 * Set before the first connection; `arg` lives as long as the store. Only records are sealed and opened: values bound or read by themselves are not. */
struct sealer {
	void *arg;
	enum err (*seal)(void *arg, struct str plain, struct buf *out, struct fail *f);                        /* appends */
	enum err (*open)(void *arg, struct str sealed, struct arena *a, struct str *plain, struct fail *f);
};
void store_seal(struct store *s, struct sealer w);

/* Text built at run time from constant parts only (the list engine): the prepared statement is cached by text. */
struct stmt *db_stmt_cached(struct db *d, struct str sql, const struct record *rec);

/* ---- migrations: per feature, 1, 2, 3 …; a shipped one rests. {id} is the engine's 64-bit primary key, {blob} its bytes ---- */
struct migration { int number; const char *sql; };      /* several statements may be separated by ; at line ends */
/* Runs what is missing of a feature's rows (ended by { 0 }) in one transaction and notes it. *ran counts. Table "migration". */
/* Whether the feature's tables are those of this program, for who only reads: E_ABSENT store.empty, E_CONFLICT store.newer or store.older. */
enum err store_known(struct db *d, const char *feature, const struct migration *rows, struct fail *f);
enum err store_migrate(struct db *d, const char *feature, const struct migration *rows, struct instant now, struct fail *f, int *ran);

/* ---- keeping: SQLite only; PostgreSQL has its own tools and gets E_INVALID saying so ---- */
/* The whole content of an open SQLite store (in memory, too) as a new file: there whole, or not at all. Outside transactions. */
enum err store_save(struct db *d, const char *to_path, struct fail *f);
/* Online, consistent copy of a store that may be in use; verified by integrity check before OK. */
enum err store_backup(const char *url, const char *to_path, struct fail *f);
/* Puts a verified backup in place of a store that nobody uses; the old file is kept beside it as PATH.before-restore. */
enum err store_restore(const char *from_path, const char *url, struct fail *f);
/* E_CORRUPT with a sentence when the file is damaged (PRAGMA integrity_check; a cheap query on PostgreSQL). */
enum err store_check(struct db *d, struct fail *f);
/* Empties the whole database, for tests on a database of their own: never offered by a command on the product's store. */
enum err store_wipe(const char *url, struct fail *f);
/* The same for commands that begin with an empty store each time: E_CONFLICT store.not_empty where anything is in it that was not made after such an
 * emptying. */
enum err store_empty(const char *url, struct fail *f);
/* For tests, PostgreSQL only: keeps the database as it is now under another name (make), or puts a copy of what was kept in its place. Hundreds of
 * tables are made slowly and copied fast. E_BUSY when somebody is in it, or the role may not create databases. */
enum err store_template(const char *url, bool make, struct fail *f);
/* Passive checkpoint, for a thread of its own (SQLite; nothing on PostgreSQL). */
void     store_checkpoint(struct store *s);
/* A file beside the database (PATH.spare, SQLite only) holds room for the next start, which a full disc would refuse: SQLite needs some, and so does
 * whatever is written at the start. Called before the writer is opened, whose opening gives the room back; store_spare then takes it again. */
void     store_keeps_spare(struct store *s);
/* Once the start is over; store_checkpoint does the same when there is room again. */
void     store_spare(struct store *s);
#endif
