#ifndef CORE_CTX_H
#define CORE_CTX_H
/* What a running op carries: the moment, the person, the connection, the arena, and the failure that waits to be told. */
#include "base/base.h"
#include "base/field.h"
#include "core/role.h"
#include "core/vault.h"
#include "store/store.h"

struct core;
struct op;
struct entity;
struct request;

struct ctx {
	struct core *core;
	struct db *db;
	struct arena *arena;
	struct instant now;                /* taken once per op */
	struct principal who;
	const struct op *op;
	const struct request *req;
	bool only_looking;                 /* a token is looked at without counting as use (an open event stream) */
	bool writing;                      /* inside a write transaction; guards asked for `actions` run with false */
	const void *subject;               /* record struct of op->entity that the path names, as loaded before the op; or NULL */
	int64_t subject_id;
	int64_t made;                      /* a creating op sets the new object's id here */
	bool go_on;                        /* a job has done a part and is to be asked again, after the turns that wait meanwhile */
	struct str note;                   /* a handler's own words for the audit row of an op that went well; or p NULL */
	struct fail fail;
};

/* ---- telling a failure; c->fail holds it, the op runner tells it once ---- */
#define fail(c, kind, reason, ...)        fail_set(&(c)->fail, kind, reason, __VA_ARGS__)
#define fail_on(c, field, code, ...)      fail_field(&(c)->fail, (c)->arena, field, code, __VA_ARGS__)
/* "Nobody may, and this article says why"; guards leave article and reason to their row and pass only the sentence. */
enum err refuse(struct ctx *c, const char *fmt, ...) PRINTF(2, 3);
enum err refuse_by(struct ctx *c, const char *article, const char *reason, const char *fmt, ...) PRINTF(4, 5);
/* E_INVALID "bad_fields" when fail_on was called before, else OK: ends a handler's own checks. */
enum err fields_ok(struct ctx *c);

/* ---- SQL from a feature's statement table; all raise c->fail ---- */
#define sql_run(c, s, ...)        sql_run_(c, s, NULL, VALS(__VA_ARGS__))
#define sql_run_n(c, s, n, ...)   sql_run_(c, s, n, VALS(__VA_ARGS__))      /* n: int64_t * rows changed */
enum err sql_run_(struct ctx *c, const struct stmt *s, int64_t *changed, const struct val *v, size_t n);
/* One row into the struct of s->rec; E_ABSENT "absent" when there is none (the caller may put a better sentence). */
#define sql_get(c, s, out, ...)   sql_get_(c, s, out, VALS(__VA_ARGS__))
enum err sql_get_(struct ctx *c, const struct stmt *s, void *out, const struct val *v, size_t n);
/* All rows into an array in the arena. */
#define sql_all(c, s, out, ...)   sql_all_(c, s, out, VALS(__VA_ARGS__))
#define sql_all0(c, s, out)       sql_all_(c, s, out, NO_VALS)
enum err sql_all_(struct ctx *c, const struct stmt *s, struct list *out, const struct val *v, size_t n);
/* First column of the first row: a number (0 when no row or NULL), or a string in the arena (p NULL likewise). */
#define sql_int(c, s, out, ...)   sql_int_(c, s, out, VALS(__VA_ARGS__))
#define sql_str(c, s, out, ...)   sql_str_(c, s, out, VALS(__VA_ARGS__))
enum err sql_int_(struct ctx *c, const struct stmt *s, int64_t *out, const struct val *v, size_t n);
enum err sql_str_(struct ctx *c, const struct stmt *s, struct str *out, const struct val *v, size_t n);
/* INSERT ({+}) VALUES ({?}) or UPDATE SET {=} from a record struct. */
enum err sql_put(struct ctx *c, const struct stmt *s, const void *rec);

/* ---- identity ---- */
int64_t  id_new(struct ctx *c);                                /* a new 64-bit id, unique in the store, rising within a server */
/* Next printed number "ZWY-SQ-2026-000123" of a kind in the Beijing year of c->now (DICTIONARY §6). */
enum err number_next(struct ctx *c, const char *kind, struct str *out);
/* Running number of any series ("XT-532801", "ZY-P01"): 1, 2, 3 … without gaps, for numbers of another shape. */
enum err series_next(struct ctx *c, const char *series, int64_t *out);
/* n numbers at once: *first and the n - 1 after it. One row written once, where a file of thousands would write it thousands of times. */
enum err series_take(struct ctx *c, const char *series, int64_t n, int64_t *first);
/* SM3 of text as lower-case hex in the arena: receipts and papers (A19.1d). */
struct str digest_hex(struct ctx *c, struct str text);

/* ---- shaping the answer ---- */
/* Sets the session cookie of this answer, or clears it. Called by the account feature's handlers. */
void answer_session(struct ctx *c, struct str token, struct instant expires_at);
void answer_no_session(struct ctx *c);
/* The bytes of a download (copied) with their type and file name; or a file in the store's files folder. */
void answer_bytes(struct ctx *c, struct str bytes, const char *content_type, struct str filename);
enum err answer_file(struct ctx *c, struct str sm3, const char *content_type, struct str filename);
/* Called by handlers that change accounts, roles, sessions, organisations or settings: cached copies are dropped after the commit. */
void who_changed(struct ctx *c);

/* ---- sessions in use: noted in memory, so that a read needs no write; a job takes the notes and writes them down ---- */
struct session_note { int64_t session; struct instant at; };
void           session_note(struct ctx *c, int64_t session);
struct instant session_noted(struct ctx *c, int64_t session);    /* AT_NONE: not since the notes were taken */
struct list    session_notes_take(struct ctx *c);                /* struct session_note each; they are then forgotten */

/* ---- secrets: passwords, tokens (PRACTICE 7.1) ---- */
/* argon2id as a PHC string in the arena; in `prepare` only, it takes about 25 ms. Cheap where the core was opened so for tests. */
enum err   secret_hash(struct ctx *c, struct str password, struct str *out);
bool       secret_ok(struct ctx *c, struct str password, struct str hash);   /* hash p NULL: takes as long, and is false */
/* Text that must be read again but not rest readable (SM4 under the store's ring of keys); p NULL stays so. secret_open takes text that
 * was never sealed as it is; E_CORRUPT when it was changed or its key is not there. */
enum err   secret_seal(struct ctx *c, struct str plain, struct str *out);
enum err   secret_open(struct ctx *c, struct str sealed, struct str *out);
/* A new secret for one-time codes (20 bytes) and how an authenticator app wants it written. */
struct str otp_secret_new(struct ctx *c, struct str *base32);
/* Whether the six digits are right now, give or take thirty seconds, for a step later than `after` (none twice). */
bool       otp_ok(struct ctx *c, struct str secret, struct str code, int64_t after, int64_t *step);
struct str token_new(struct ctx *c);                                          /* 256 random bits as hex */

/* ---- received files ---- */
struct upload { struct str path; int64_t size; struct str sm3, name, mime, head; };  /* at rest in a temporary place; head: its first 64 KiB */
struct str caller_ip(const struct ctx *c);                                      /* where the request came from */
const struct upload *upload_of(struct ctx *c);                                /* NULL: none came */
/* The received file for reading here and there. In `prepare`: the disk may be slow. */
enum err upload_open(struct ctx *c, struct vault_file **out);
/* Puts the received file under its digest in the store's files folder, once for the same bytes. Kept even when the op is undone:
 * bytes that nothing names are swept by nobody's hand but the next same upload. */
enum err   upload_keep(struct ctx *c);

static inline bool has_role(const struct ctx *c, uint64_t roles) { return (c->who.roles & roles) != 0; }
static inline struct date today(const struct ctx *c) { return date_of(c->now); }
#endif
