#ifndef CORE_CORE_H
#define CORE_CORE_H
/* The core's life, and the one way in: every door (HTTP, command line, scenario, simulator, jobs) makes a request and gets an answer. */
#include <stdio.h>
#include "core/feature.h"
#include "core/vault.h"
#include "port/port.h"

struct core_opts {
	const char *store_url;
	const struct feature *const *features;   /* ended by NULL */
	struct timer *timer;                     /* NULL: real time */
	struct chance chance;                    /* zero: the kernel's */
	bool threads;                            /* writer, readers and job threads (the server); else everything runs on the caller's thread */
	const char *files_dir;                   /* attachments; NULL: a private temporary folder removed at close */
	const char *keys_dir;                    /* key of the audit anchors; NULL: in memory with a private files folder, else none and no anchors */
	const char *node;                        /* name of this server's audit stream, default "main" */
	bool cheap_passwords;                    /* scenarios, demo seeding in tests and sim */
	bool read_only;                          /* opens no writer: commands that only look, beside a running server */
};
/* Runs the migrations alone, for a store that is copied many times; no row is in it. */
enum err core_migrate(const struct core_opts *o, struct fail *f);
/* Opens the store, runs migrations and boot rows, loads tables. */
enum err core_open(const struct core_opts *o, struct fail *f, struct core **out);
/* The store's content as a new SQLite file, whole or not at all; of a core without threads (the demonstration is filled in memory). */
enum err core_save(struct core *k, const char *path, struct fail *f);
void     core_close(struct core *k);         /* answers what is under way, then stops; accepts NULL */

struct pair { struct str name, value; };
struct request {
	const struct op *op;
	struct principal who;
	struct pair params[24]; size_t n_params; /* path parameters first, then the query's, already percent-decoded */
	struct str body;                         /* JSON text, or CSV for an import; empty: none */
	const void *in_struct;                   /* instead of body: the ready input (job_do) */
	struct str key;                          /* Idempotency-Key */
	struct str if_match, if_none_match;      /* as sent, quotes included; p NULL: not sent */
	bool local;                              /* command line, scenario, sim: If-Match and Idempotency-Key are optional */
	struct str ip, request_id;
	const struct upload *upload;
};
struct answer {
	struct arena *arena;                     /* owns everything below; the caller made it and frees it */
	enum err err; int status;                /* HTTP status */
	struct fail fail;
	struct str content_type, body;           /* the object, the list, a problem, or bytes */
	struct str file;                         /* instead of body: a file to send, sealed (vault.h) */
	struct str filename;                     /* of a download */
	struct str etag, location, allow;
	struct str link;                         /* a list's next cursor, p NULL at the end: the door makes the URL of it */
	int64_t retry_after;                     /* seconds, 0 none */
	bool replayed;
	struct str set_session; struct instant session_expires_at; bool clear_session;  /* for the cookie */
	int64_t id;                              /* object made or shown */
};
/* Runs one request to its end. answer->arena is set by the caller. Never fails by itself: look into answer. */
void core_call(struct core *k, const struct request *r, struct answer *a);
/* The same without waiting (threads only): done(arg) is called on the writer's or a worker's thread after the commit. The request
 * and answer must live until then. Reads without OP_SLOW and prepare are answered at once on this thread (returns true). */
bool core_submit(struct core *k, const struct request *r, struct answer *a, void (*done)(void *arg), void *arg);
/* Hears waiting facts and runs due jobs on this thread until nothing is left at this moment; without threads only. */
enum err core_tick(struct core *k, struct fail *f);

/* People, for the doors. by_token keeps a cache that any change of people, roles or sessions empties (who_changed). */
enum err core_who_by_login(struct core *k, struct str login, struct arena *a, struct principal *out, struct fail *f);
enum err core_who_by_token(struct core *k, struct str token, struct arena *a, struct principal *out, struct fail *f);
/* The same without counting as use: for a stream that stays open while nobody sits there. */
enum err core_who_still(struct core *k, struct str token, struct arena *a, struct principal *out, struct fail *f);

/* Looking things up in the tables. */
const struct op      *core_op(const struct core *k, struct str name);
/* Route: fills path parameters of r and r->op. E_ABSENT, or E_CONFLICT "method" with the allowed verbs in allow. */
enum err              core_route(const struct core *k, enum verb verb, struct str path, struct request *r, struct arena *a, struct str *allow);
const struct entity  *core_entity(const struct core *k, struct str name);
/* The op that shows one object as it is to whoever the scope lets see it (no handler narrows further), or NULL. Who may call it may know
 * that the object changed. */
const struct op      *core_op_shows(const struct core *k, const struct entity *e);
/* Rises whenever people, posts, sessions or settings may be others than before. */
uint64_t              core_who_turn(struct core *k);
bool                  core_may(const struct core *k, const struct principal *who, const struct op *op);
size_t                core_ops(const struct core *k, const struct op *const **out);
/* What an op asks for: its `in`, an import's columns; NULL: nothing but an id. */
const struct record  *core_op_asks(const struct core *k, const struct op *op);
const struct feature *const *core_features(const struct core *k);
const struct setting *core_setting(const struct core *k, const char *key);
uint64_t              core_perm_roles(const struct core *k, const char *perm);   /* which roles hold it; 0: unknown */
const char           *core_perm_label(const struct core *k, const char *perm);
struct instant        core_now(const struct core *k);
const char           *core_files_dir(const struct core *k);
/* A folder of this name beside the files folder; within it when that is private. Not made here. */
struct str            core_folder(const struct core *k, struct arena *a, const char *name);
/* Whether this is a server: what is nicer done ahead is done there, and left alone in scenarios, simulations and commands. */
bool                  core_serves(const struct core *k);
/* Keeps bytes under their digest in the store's files folder, once for the same bytes, and tells the digest (in a). Outside transactions. */
enum err              core_file_keep(struct core *k, struct str bytes, struct arena *a, struct str *sm3, struct fail *f);
bool                  core_file_there(const struct core *k, struct str sm3);
/* The bytes of a digest into b, whose max is the limit; vault.h says what else may fail. */
enum err              core_file_read(struct core *k, struct str sm3, struct buf *b, struct fail *f);
void                  core_file_path(const struct core *k, struct str sm3, char *out, size_t n);
/* Every file of the folder sealed under the key in use: on opening, and after core_key_new. What is interrupted is taken up at the next opening. */
enum err              core_files_anew(struct core *k, struct fail *f);
/* A new key at the end of the ring: what is sealed from now on is sealed under it. E_LIMIT when the ring is full. */
enum err              core_key_new(struct core *k, int *number, struct fail *f);
/* A stream sealed under the last key of a ring's file, and opened under whichever of its keys it was sealed with, a megabyte at a time.
 * unseal with `to` NULL only checks. E_ABSENT "keys.absent" no such file, E_CORRUPT "keys.other" another ring, "sealed.broken" changed or cut. */
enum err              file_seal(const char *keys_path, FILE *from, FILE *to, struct fail *f);
enum err              file_unseal(const char *keys_path, FILE *from, FILE *to, struct fail *f);
bool                  file_is_sealed(const char *path);

/* A ctx for reading outside an op (command line, doctor, api's own pages); a snapshot until core_read_end. */
enum err core_read_begin(struct core *k, struct arena *a, struct ctx *c);
void     core_read_end(struct ctx *c);

/* ---- invariants, for doctor, scenarios, sim and torture: the first broken one, with its words, or OK ---- */
enum err core_invariants(struct core *k, struct arena *a, struct fail *f);

/* ---- audit chain (SM3), one stream per server, written in the op's own transaction ---- */
struct audit_row {
	int64_t seq; struct instant at; int64_t account, person, org; struct str stream, login, role, ip, action, words, object_kind;
	int64_t object_id; struct str result, reason, article, before_digest, after_digest, request_id, detail, prev_hash, hash;
};
extern const struct record audit_record;
/* Appends a row to the open transaction; seq, prev_hash and hash are filled. */
enum err audit_append(struct ctx *c, struct audit_row *row);
/* Walks every stream and asks every anchor; E_CORRUPT names stream and seq of the first bad row: altered, removed, inserted, reordered,
 * tail cut, rewritten from a row on, or an older copy than a kept anchor. */
struct audit_verdict {
	int64_t rows, anchors, others;           /* checked; anchors signed by a key that is known from the store alone (another server's) */
	int64_t kept;                            /* row of the last anchor kept outside the store that was asked, 0: none */
	bool kept_unknown;                       /* its key is not known here: the hash was compared, the signature was not */
	int64_t archived, archives, away;        /* rows moved out, in so many files, of which so many were not there to be read */
};
enum err audit_verify(struct ctx *c, struct audit_verdict *out);
/* The same, with the text of an anchor that somebody kept elsewhere (p NULL: none), E_INVALID when it is none, or was signed falsely; and with
 * the folder of the archives (NULL: the store's own, where one that is away is only counted; else E_ABSENT). */
enum err audit_verify_with(struct ctx *c, struct str anchor, const char *folder, struct audit_verdict *out);
/* ---- archives: the oldest rows, moved into a signed file ---- */
struct audit_archive { int64_t from_seq, seq, keep_days; struct instant from_at, to_at, at; struct str stream, before_hash, hash, sm3, key_id, signature, file; bool more; };
extern const struct record audit_archive_record;
/* Writes the next file of rows before a day (none: as many as may go) and signs it; for `prepare`. Refuses what log.keep_days keeps. */
enum err audit_archive_write(struct ctx *c, struct date before, struct audit_archive *out);
/* Registers that file and takes its rows out of the store; on the writer. */
enum err audit_archive_take(struct ctx *c, const struct audit_archive *x);
/* Search of the chain for list_def.window; what it goes by is noted by a job (audit_marks_move: a few thousand rows; *more: there are more). */
enum err audit_window(struct ctx *c, const struct list_asked *asked, struct list_window *w);
enum err audit_marks_move(struct ctx *c, bool *more);
/* ---- anchors: the tail, signed with SM2 every ANCHOR_ROWS rows, at an interval, and at the end ---- */
enum { ANCHOR_ROWS = 10000, ANCHOR_TEXT_MAX = 400 };
struct audit_anchor { int64_t seq; struct instant at; struct str stream, hash, key_id, signature; };
extern const struct record audit_anchor_record;
/* One line of text, as it is printed and kept elsewhere: what is before the last bar is what was signed. */
struct str audit_anchor_text(struct arena *a, const struct audit_anchor *x);
bool       audit_anchor_parse(struct str text, struct audit_anchor *out);   /* borrows text */
/* Signs the tail as it stands, on the writer; out (may be NULL) is the tail's anchor, made now or before. E_CONFLICT without a key. */
enum err   audit_anchor_now(struct ctx *c, struct audit_anchor *out);
/* A new key in place of the folder's; the public half of the former stays, so that its anchors go on being checked. id: of the new one. */
enum err   audit_key_rotate(const char *keys_dir, char id[17], struct fail *f);
/* Lines "hash<TAB>canonical text": `printf %s "canonical" | openssl dgst -sm3` gives hash; the text starts with the previous hash. */
enum err audit_export(struct ctx *c, enum err (*write)(void *arg, struct str line), void *arg);

/* ---- problems (RFC 9457), OpenAPI, articles ---- */
int  problem_status(const struct fail *f);
void problem_json(const struct fail *f, struct str request_id, struct buf *b);
/* The whole OpenAPI 3.1 document of the loaded tables; the same bytes every time. */
void openapi_json(const struct core *k, struct buf *b);
size_t article_all(const struct article **out);
/* Scenarios that name the id, from the build's index: space-separated file names, "" when none. */
const char *article_scenarios(const char *id);
/* Where the tables serve it: "op application.submit", "guard application.own_review", "clock c1", "setting …", "job …", "feature …". */
void article_where(const struct core *k, const char *id, struct arena *a, struct list *out /* struct str */);
#endif
