#ifndef CORE_CORE_IN_H
#define CORE_CORE_IN_H
/* The core's inside, for the files of this room only. */
#include <pthread.h>
#include "core/core.h"
#include "crypt/crypt.h"

/* ---- named parameters of scope conditions: :org :root :person :account :now ---- */
enum bind { BIND_ORG, BIND_ROOT, BIND_PERSON, BIND_ACCOUNT, BIND_ROLES, BIND_NOW, BIND_MAX };
enum { BINDS_MAX = 16 };
struct binds { uint8_t what[BINDS_MAX]; size_t n; };
/* Appends cond to out with each :name replaced by ?first, ?first+1 …; what they stand for is added to b. */
void       sql_named(struct buf *out, const char *cond, int first, struct binds *b);
struct val bind_value(const struct ctx *c, enum bind what);
/* The condition that the principal's party has on an entity; NULL: sees nothing; "" everything. */
const char *scope_of(const struct entity *e, const struct principal *who);

/* ---- tables, built once at open ---- */
/* A statement for life: hundreds of them would push each other out of the cache of texts. */
struct invariant_slot { const struct invariant *first; size_t n; struct stmt stmt; struct binds binds; };
struct guard_slot { const struct guard *guard; const struct guard_slot *next; };
struct op_slot {
	const struct op *op;
	uint64_t roles;
	uint8_t n_segments, n_params;
	bool has_id, personal;               /* personal: its answer holds what is masked for some people */
	const struct op_slot *next_route, *next_action;
	const struct guard_slot *guards; const struct guard_slot **guards_end;         /* those that watch it, by its name or by its event, in the order of features */
	struct str action_head, action_tail, action_article;   /* its line among an object's actions: up to the id, after it, its own article */
};
struct entity_slot {
	const struct entity *e;
	const struct op_slot *actions;         /* ops that change one object of it, by name */
	bool clocked, personal, sealed, money; /* clocks run on it; some member is masked for some people, is sealed in the store, is an amount or a price */
	struct stmt peek, touch, move;
	struct { struct stmt get; struct binds binds; bool none; } by_party[ORG_KIND_MAX];
	size_t version_offset, state_offset; bool has_version, has_state;
	const struct op *shows;                /* core_op_shows */
};
/* Members ","article":…,"clause":…" of a JSON object. */
void article_put(struct buf *b, const char *id);
const struct op_slot     *core_op_slot(const struct core *k, const struct op *op);
const struct entity_slot *core_entity_slot(const struct core *k, const struct entity *e);
const struct import      *core_import_of(const struct core *k, const struct op *op);   /* NULL: not an import's op */
/* Job: news (fact_changed) older than what an event stream may ask for again are gone, a part at a time. */
enum err fact_forget_news(struct ctx *c);

/* Ids in the input of entities that are asked who may point to them; what is the same in `was` (of was_rec, or NULL) is not asked again. E_INVALID with
 * the members' pointers. */
enum err refer_check(struct ctx *c, const struct record *rec, const void *in, const struct record *was_rec, const void *was);

/* Personal data that `was` (of was_rec) holds and this person is shown masked: where `in` says the mask, it means what is there. */
void unmask(struct ctx *c, const struct record *rec, void *in, const struct record *was_rec, const void *was);

/* ---- a turn on the writer: an op, a fact heard, a job ---- */
struct turn {
	enum err (*run)(struct ctx *c, void *arg);     /* inside a mark: OK keeps it, anything else undoes it */
	/* After the undo, inside a fresh mark: the attempt's audit row; or NULL. When it fails, the caller is told that instead: an
	 * attempt without its trace has not been answered. */
	enum err (*refused)(struct ctx *c, void *arg);
	void     (*ended)(struct ctx *c, void *arg, enum err e);  /* after the commit (e: what the caller is told); or NULL */
	/* Puts back what run and refused left in arg and ctx, so that they may run once more; NULL: they may not. */
	void     (*again)(void *arg);
	void *arg;
	struct ctx ctx;
	enum err result;
	struct turn *next;
};
/* Queues the turn for the writer (threads), or runs and commits it here. Its ctx has arena, who, op and req set by the caller. */
void core_turn(struct core *k, struct turn *t);
/* The same, waiting for the commit; returns its result, and c->fail tells the rest. */
enum err core_turn_wait(struct core *k, struct turn *t);

/* ---- audit tail: kept in memory, follows marks ---- */
struct audit_tail { int64_t seq, anchored; char hash[65]; bool loaded, dirty; };   /* anchored: the last row that has an anchor */
struct audit_keys;

struct who_slot { bool used; int64_t until_us; struct instant until; uint64_t epoch; char token[129]; struct principal who; char text[1024]; };
enum { WHO_SLOTS = 1024, DAYS_KEPT = 64, ROUTE_BUCKETS = 1024, ENTITY_BUCKETS = 512 };

/* Requests that wait for a thread; max 0: any number. */
struct work;
struct work_queue { struct work *first, **end; size_t n, max; pthread_cond_t more; };
enum { REMOTE_THREADS = 4, REMOTE_WAITING = 64 };

enum { KEYS_MAX = 64 };
struct key { int number; uint8_t secret[SEAL_KEY]; struct seal_key text, file, rest, name; };   /* what it seals: columns, backups, files at rest, their names */
struct ring { struct key keys[KEYS_MAX]; size_t n; };      /* the last one seals; the first one, which stays, names */

struct core {
	const struct feature *const *features;
	struct store *store;
	struct db *writer;
	struct timer *timer;
	struct chance chance;
	pthread_mutex_t chance_lock;
	bool threads, cheap_passwords, read_only, files_private, anchors_at_end;
	char files_dir[512], node[33];
	struct ring ring;                              /* keys.c */

	struct op_slot *slots; size_t n_slots;         /* sorted by name */
	struct op_slot **by_ptr;                       /* sorted by address */
	const struct op_slot *routes[ROUTE_BUCKETS];   /* by number of segments and first letters: route.c */
	const struct entity_slot *entity_of[ENTITY_BUCKETS];  /* by address, open addressing */
	const struct op **op_list;
	struct op *import_ops; const struct import **import_rows; size_t n_imports;
	struct entity_slot *entities; size_t n_entities;
	struct invariant_slot *invariants; size_t n_invariants;
	struct { const char *perm, *label; uint64_t roles; } *perms; size_t n_perms;
	struct stmt work_of_org, work_of_all, work_due;             /* work.c */
	struct arena *tables;                          /* what lives as long as the core */

	int64_t id_next, id_end;                       /* the writer's block of ids */
	struct audit_tail tail, tail_marked;
	int64_t audit_rows;                            /* appended so far, also those that were undone: for audit_watch */
	struct audit_keys *audit_keys;                 /* anchor.c; NULL: no anchors are made */
	int64_t anchor_seq; char anchor_text[ANCHOR_TEXT_MAX];  /* the last anchor made, until its commit; 0: none waits */
	bool people_changed, told;                     /* set by who_changed (also call it when settings change) and fact_tell */
	int64_t hearing_fact; const char *hearing_listener;  /* set by fact_hear_one before it calls the listener */

	pthread_mutex_t settings_lock; void *settings; /* setting.c */
	pthread_mutex_t days_lock; struct workdays days; bool days_loaded, days_changed;
	int64_t days_until_us; struct arena *days_kept[DAYS_KEPT]; size_t n_days_kept;  /* days.c */

	pthread_mutex_t pool_lock; struct db *pool[64]; size_t n_pool;

	pthread_mutex_t who_lock; struct who_slot *who; uint64_t who_epoch;

	pthread_mutex_t notes_lock; struct session_note *notes; size_t n_notes, notes_cap;   /* note.c */

	pthread_t writer_thread, job_thread, checkpoint_thread, workers[16], remotes[REMOTE_THREADS]; size_t n_workers, n_remotes;
	pthread_mutex_t queue_lock; pthread_cond_t queue_more, job_more, stop_more;
	struct turn *queue, **queue_end;
	struct work_queue work, remote;                /* remote: ops that ask another server */
	bool stopping, writer_stopping, facts_waiting;
	bool syncs_apart, syncer_stopping;             /* writer.c: batches that are committed and not yet on disc */
	pthread_t syncer_thread; pthread_mutex_t sync_lock; pthread_cond_t sync_more; struct turn *unsynced, **unsynced_end;
	int64_t n_commits;                             /* kept.c */
	struct kept_answers *kept;                     /* NULL: none are kept */
	struct kept_digests *digests;                  /* the writer's; NULL: none are kept */
};

/* ---- pieces of this room that call each other ---- */
/* kept.c: the answers that showed one object, until the next commit. kept_now is taken before the reader's snapshot and given to kept_put with what was
 * read from it; kept_find fills the answer's body, type, etag and id. */
struct kept_answers *kept_new(void);
void    kept_free(struct kept_answers *all);
void    kept_digests_free(struct kept_digests *all);
int64_t kept_now(const struct core *k);
bool    kept_find(struct ctx *c, int64_t id, struct answer *a);
void    kept_put(struct ctx *c, int64_t id, int64_t commits, const struct answer *a);
/* digest_hex of an object's text. As the writer left an object it mostly finds it again: what was digested after the last step is not digested anew before
 * the next one. For the writer alone. */
struct str kept_digest(struct ctx *c, int64_t id, struct str text);
/* work.c: puts the features' work rows together. */
void work_tables(struct core *k);
/* list.c: runs a list op, writes {"items":[…],"next":…}; *next is the cursor (p NULL: end). */
enum err list_run(struct ctx *c, const struct op *op, struct buf *out, struct str *next);
/* list_export.c: the same rows without pages, as a file: csv and xlsx with the fields' labels as head, json with the fields' names. *rows counts them, *filters says
 * what was asked. E_LIMIT beyond EXPORT_ROWS_MAX rows or the size of out. A14.P3a. */
enum list_format { LIST_CSV = 1, LIST_XLSX, LIST_JSON, LIST_FORMAT_MAX };
enum { EXPORT_ROWS_MAX = 200000 };
extern const struct names list_format_names[LIST_FORMAT_MAX];
enum list_format list_format_of(const struct request *r);   /* 0: pages are asked for */
enum err list_export(struct ctx *c, const struct op *op, enum list_format format, struct buf *out, int64_t *rows, struct str *filters);
/* import.c */
enum err import_run(struct ctx *c, const struct import *im, struct str csv, int64_t *rows);
/* fact.c: hears one waiting (fact, listener) in the open transaction; *did = false when none waits. When the listener fails, its
 * error is returned (the caller undoes the turn and calls fact_failed with hearing_fact and hearing_listener). */
enum err fact_hear_one(struct ctx *c, bool *did);
/* A hearing failed and was undone: notes the error and when to try again. */
enum err fact_failed(struct ctx *c, int64_t fact, const char *listener, const struct fail *why);
/* keys.c: reads the ring of keys, or makes the first. */
enum err keys_open(struct core *k, struct fail *f);
/* The ring in a file; E_ABSENT "keys.absent" when there is none. The caller frees it, which wipes it. */
enum err ring_of(const char *path, struct ring **out, struct fail *f);
void     ring_freep(struct ring **ring);
/* piece.c: pieces of `size` bytes under a key, an id and from the place on; what is opened stands in plain, behind PIECE_HEAD bytes. */
enum { PIECE_ID = 16, PIECE_HEAD = PIECE_ID + 8 + 1 };
struct pieces { struct seal_key key; uint8_t id[PIECE_ID]; uint64_t place; size_t size; uint8_t *plain, *sealed; };
struct pieces *pieces_new(size_t size);                     /* NULL: no memory */
void     pieces_freep(struct pieces **p);
enum err piece_out(struct pieces *p, size_t n, bool last, FILE *to, struct fail *f);
/* E_CORRUPT "sealed.broken": changed, cut, of another file or place. check only looks whether it is whole. */
enum err piece_in(struct pieces *p, FILE *from, size_t *n, bool *last, struct fail *f);
enum err piece_check(struct pieces *p, FILE *from, bool *last, struct fail *f);
enum err piece_not_written(struct fail *f);
/* sealed_file.c: tells one key from another and nothing else about it. */
enum { KEY_CHECK = 16 };
void     key_check(const struct seal_key *key, char hex[KEY_CHECK + 1]);
/* How the store seals the columns of SEALED fields. */
struct sealer keys_sealer(struct core *k);
bool     core_sealed(struct str text);
/* HMAC-SM3 under the ring's first key, as hex in the arena: for digests of what has few possible values. */
struct str digest_keyed(struct ctx *c, struct str text);
/* sealed.c: on opening, the ring is the one this store was written under, and what was written before a column was sealed is sealed. */
enum err sealed_boot(struct ctx *c, void *arg);
enum err sealed_anew(struct ctx *c, const void *in, void *out);   /* the op keys.reseal */
/* job.c: the jobs that are due, in the order of the features; and a job's lease, which keeps others out once the transaction is over. */
enum { JOBS_MAX = 1000 };
enum err jobs_due(struct ctx *c, const struct job *out[JOBS_MAX], size_t *n);
enum err job_take(struct ctx *c, const struct job *j);
enum err job_take_first(struct ctx *c, const struct job **out);          /* NULL: none is due */
enum err job_finished(struct ctx *c, const struct job *j, bool ok, bool go_on);
enum err jobs_finished(struct ctx *c, const struct job *const *jobs, size_t n);      /* all well, and for today */
/* audit.c: the hash before a stream's first row. */
extern const char audit_genesis[];
/* The tail in memory follows the writer's marks; flush writes audit_tail before a commit. */
void     audit_tail_save(struct core *k);
void     audit_tail_back(struct core *k);
enum err audit_flush(struct ctx *c);
/* What a listener or a job does by itself: when it made anything (an id was taken) and left no row of its own, it gets one. Before and after. */
struct audit_watch { int64_t ids, rows; };
struct audit_watch audit_watch(const struct ctx *c);
enum err audit_watched(struct ctx *c, const struct audit_watch *w, const char *action, const char *words, const struct fact *f /* or NULL */);
/* anchor.c: keys, and the tail's anchors. put is for audit_append's own use: every ANCHOR_ROWS rows. */
enum err audit_tail_load(struct ctx *c);
enum err audit_keys_open(const char *dir, bool read_only, struct fail *f, struct audit_keys **out);   /* dir NULL: in memory */
void     audit_keys_free(struct audit_keys *k);
enum err audit_keys_tell(struct ctx *c);
enum err audit_anchored_load(struct ctx *c, int64_t *out);
enum err audit_anchor_put(struct ctx *c, int64_t seq, const char *hash);
void     audit_anchor_keep(struct core *k);    /* after a commit */
enum err audit_anchor_due(struct ctx *c);      /* the job */
enum err audit_marks_job(struct ctx *c);       /* audit_search.c */
int64_t  audit_block_of(int64_t seq);          /* the block that a row is noted in */
/* E_CORRUPT "audit.broken", naming the row. */
enum err audit_bad(struct ctx *c, struct str stream, int64_t seq, const char *why);
enum vouch { UNKNOWN_KEY, FALSE_SIGNATURE, SIGNED_BY_OTHERS, SIGNED_BY_OURS };
enum err audit_vouch(struct ctx *c, struct str key_id, struct str text, struct str signature, enum vouch *out);
struct str audit_own_key(const struct ctx *c);  /* p NULL: none */
enum err audit_sign(struct ctx *c, struct str text, char *signature);
/* Rows from … to of a stream as lines of the export, checked on the way; the one before them has the hash `before`. */
enum err audit_stretch(struct ctx *c, struct str stream, int64_t from, int64_t to, struct str before, enum err (*write)(void *arg, struct str line), void *arg);
/* audit_archive.c: the last archive of a stream, seq 0: none; the same with every claim and file checked; the hash of an archived row, p NULL: it is not one. */
enum err audit_archived(struct ctx *c, struct str stream, struct audit_archive *last);
enum err audit_archives_check(struct ctx *c, struct str stream, const char *folder, struct audit_verdict *out, struct audit_archive *last);
enum err audit_archive_hash(struct ctx *c, struct str stream, int64_t seq, struct str *hash);
enum err audit_anchors_check(struct ctx *c, struct str elsewhere, struct audit_verdict *out);
/* A failed commit or rollback: forget the tail, the next append reads it again. */
void     audit_tail_forget(struct core *k);
/* setting.c: the cache is dropped (after commit of a change, or its undoing). */
void     settings_forget(struct core *k);
void     settings_free(struct core *k);
/* entity.c: whether personal data is masked for this person. */
bool     must_mask(const struct ctx *c);
extern const struct feature core_feature;
#endif
