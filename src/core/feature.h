#ifndef CORE_FEATURE_H
#define CORE_FEATURE_H
/* A feature is a folder that declares itself by one table; routes, command line, OpenAPI, permissions, migrations, jobs and the
 * article register are read from it. */
#include "core/ctx.h"
#include "core/flow.h"

enum verb { GET = 1, POST, PUT, PATCH, DELETE };
extern const char *const verb_words[DELETE + 1];   /* "GET" … */

/* ---- entity: an object with an id that people see ----
 * Its view (from) has every column of rec that is not VIRTUAL, among them id and version; scope conditions are SQL over it, with
 * :org (own unit), :root (own first-level unit), :person, :account and :roles (bits of the posts held now, as an F_SET of role_names) bound by the core. A party without a condition sees nothing;
 * "1=1" everything. Authority and audit see everything that their role may read. */
struct scope {
	const char *applicant, *user, *csp, *coop /* tech and dept */;
	const char *own;                   /* what is a person's own: holds for every party, authority and audit included, instead of the four */
};
struct entity {
	const char *name, *label;          /* "application", "申请" */
	const char *path;                  /* "/applications" */
	const struct record *rec;          /* first member int64_t id; has `version` F_INT OUT */
	const char *from;                  /* view or table to read */
	const char *table;                 /* table whose version and state are kept */
	const struct flow *flow;           /* or NULL */
	struct scope scope;
	/* Fills VIRTUAL members of a single object (not of list rows), or NULL. */
	enum err (*fill)(struct ctx *c, void *rec);
	/* Fills VIRTUAL members of one list row cheaply, or NULL. */
	enum err (*fill_row)(struct ctx *c, void *rec);
	/* The same for all rows of a page at once, after fill_row, where one statement serves many: items are structs of rec. NULL: nothing. */
	enum err (*fill_rows)(struct ctx *c, const struct list *rows);
	const char *title;                 /* column shown as the object's name in choices: "name" */
	bool clocked;                      /* clocks run on it beside those that its flow's moves start (clock_start checks) */
	/* What stays between the authority and the units although a provider sees the object: events whose comments, and kinds of
	 * attached papers. Each ended by NULL; NULL: nothing. */
	const char *const *inner_events, *const *inner_papers;
	/* Asked for each id of it that an input newly names by a field with .ref: E_ABSENT where this person may not point to it, told as an error of that
	 * field. NULL: whoever takes the field asks. */
	enum err (*referred)(struct ctx *c, int64_t id);
};
/* Loads one object this person may see into out (struct of e->rec): E_ABSENT otherwise. `fill` included. */
enum err entity_get(struct ctx *c, const struct entity *e, int64_t id, void *out);
/* The same without scope, for rules that must look further than the person may. */
enum err entity_peek(struct ctx *c, const struct entity *e, int64_t id, void *out);

/* Whether the person is of a provider and the word stands in one of those two lists. */
bool entity_inner(const struct ctx *c, const char *const *list, struct str word);

/* An entity by its name, NULL when no feature declares it. */
const struct entity *core_entity_named(const struct ctx *c, struct str name);

/* Register of requirements: short wording of an id, NULL when unknown (exact, else the longest known prefix). */
struct article { const char *id, *level, *clause, *text; };   /* "A20.2a", "M", "第二十条（二）", our own short wording */
const struct article *article_find(const char *id);

/* ---- op: one thing a person or program may ask for ---- */
enum op_flag {
	OP_PUBLIC    = 1 << 0,  /* nobody need be signed in */
	OP_SIGNED_IN = 1 << 1,  /* any signed-in person; no permission */
	OP_INTERNAL  = 1 << 2,  /* only jobs, facts and first start */
	OP_CREATES   = 1 << 3,  /* 201, Location; Idempotency-Key needed over HTTP. Handler sets c->made */
	OP_NO_MATCH  = 1 << 4,  /* no If-Match although it changes {id} (nobody can collide) */
	OP_SLOW      = 1 << 5,  /* a read that may take over 20 ms: never on an event thread */
	OP_UPLOAD    = 1 << 6,  /* body is a file: c->req->upload */
	OP_DOWNLOAD  = 1 << 7,  /* answer is bytes: handler calls answer_bytes or answer_file. A GET with it is traced (OP_TRACED) */
	OP_NO_AUDIT  = 1 << 8,  /* a read that is not worth a row (all GET ops without OP_AUDITED, OP_TRACED or OP_DOWNLOAD are so anyway) */
	OP_AUDITED   = 1 << 9,  /* a GET that leaves an audit row (export, sensitive view): runs on the writer */
	OP_KEEPS_SESSION = 1 << 10, /* answers may carry a session (sign-in, sign-out) */
	OP_TRACED    = 1 << 12, /* a GET that leaves an audit row and writes nothing else: it reads beside the writer and may be slow */
	OP_SECRET    = 1 << 14, /* its answer holds what is told once (a token, a code): an idempotency key keeps only that it was given, and repeating it is refused */
	OP_BARE      = 1 << 15, /* also for a session that still lacks its second factor or an own password */
	OP_STEP_UP   = 1 << 13, /* over a session only shortly after the second factor was shown (again); never by an API token */
	OP_REPLACES  = 1 << 11, /* PUT/PATCH: `in` starts as the present object's same-named members (merge patch) */
};
/* A list op needs no handler: the core pages, filters, sorts and scopes. Filters are the record's FILTER fields (dates also as
 * name_from, name_until; enums as comma lists), ?q= searches `search`, ?sort= any SORT field with - for descending. */
/* For lists of many rows by a running number `seq`: where the rows that pass the filters may be. */
struct list_asked { struct { const char *name; struct val v; } equal[24]; size_t n; struct instant from, until; };  /* of `at`; AT_NONE: open */
struct list_window { bool up; int64_t below, lo, hi; bool begun; int64_t top, mark, floor; };   /* below: where to begin; the last three are the callee's */
struct list_def {
	const char *from;                  /* NULL: the entity's */
	const struct record *rec;          /* NULL: the entity's */
	const char *where;                 /* a constant further condition, or NULL; may use :org :root :person :account */
	const char *order;                 /* default: "-id", "name" … a SORT field; id is added */
	const char *search;                /* SQL expression of text searched by ?q= with LIKE, or NULL */
	const char *search_masked;         /* the same for whom personal data is masked: without it, since a search that finds tells it. NULL: as search */
	bool unscoped;                     /* rows are for everyone who holds the permission */
	/* The next stretch lo … hi of seq below the last one (or above it, `up`) that may hold such rows; hi 0: no more. Asked when there are
	 * filters and the order is that of seq; a page may then be short although `next` leads on. NULL: everywhere. */
	enum err (*window)(struct ctx *c, const struct list_asked *asked, struct list_window *w);
};
typedef enum err op_fn(struct ctx *c, const void *in, void *out);
struct op {                                /* ended by { 0 } */
	const char *name;                  /* "application.submit" = operationId */
	enum verb verb; const char *path;  /* under /api/v1; {id} and other {field}s come from `in` */
	const char *perm;                  /* a permission of some grant row, unless OP_PUBLIC, OP_SIGNED_IN or OP_INTERNAL */
	const struct record *in;           /* NULL: nothing but path parameters named id */
	const struct record *out;          /* of an op without entity; NULL with entity: the object itself */
	op_fn *fn;                         /* may be NULL for GET of an entity, a list, or a pure move */
	const char *words;                 /* audit words and button label: 提交申请 */
	const char *article;               /* main requirement served: "A19.1d" */
	unsigned flags;
	const struct entity *entity;       /* object the path's {id} names, or that is created */
	const char *event;                 /* move of entity->flow this op makes: checked and guarded before fn, made after it */
	const struct list_def *list;
	/* Runs on a worker before the transaction (password hashing): may change in. Reads only. */
	enum err (*prepare)(struct ctx *c, void *in);
	const char *help;                  /* one sentence: what happens next */
	/* Asks another server, after prepare: may change in; outside any transaction (c->db is NULL) and on threads of its own, so that a slow
	 * one holds up nobody else. E_BUSY when too many wait already. */
	enum err (*remote)(struct ctx *c, void *in);
	/* What a refused attempt leaves behind beside its audit row (a failed sign-in is counted), in the same transaction; or NULL. */
	enum err (*refused)(struct ctx *c, const void *in);
};

struct grant { const char *perm, *label; uint64_t roles; };                        /* ended by { 0 } */
/* A row comes back only when something is wrong; its first column is shown. `:now` may be used. */
struct invariant { const char *article, *says, *sql; };                            /* ended by { 0 } */
enum limit_kind { FREE, LIMIT_AT_MOST, LIMIT_AT_LEAST, LIMIT_FALSE };
#define AT_MOST(n)  LIMIT_AT_MOST, n
#define AT_LEAST(n) LIMIT_AT_LEAST, n
/* SET_INTS "180,90,30"; SET_WORDS "机密★,秘密★"; SET_CHOICE one of .choices; SET_TIME "17:30" or one of .choices ("none", "24:00");
 * SET_DATE "2025-06-24"; SET_PCT percent with at most two decimals, "99.95". */
enum setting_kind { SET_INT = 1, SET_BOOL, SET_TEXT, SET_INTS, SET_WORDS, SET_CHOICE, SET_TIME, SET_DATE, SET_PCT, SETTING_KIND_MAX };
struct setting {                           /* ended by { 0 } */
	const char *key; enum setting_kind kind; const char *standard; const char *basis, *label;
	enum limit_kind limit_kind; int64_t limit;   /* legal limit (kind L): a laxer value is refused (T-F25) */
	int64_t min, max;                  /* sane range of a free value (both 0: 0 … 1000000; SET_PCT: in hundredths, 0 … 10000) */
	const char *choices;               /* SET_CHOICE, SET_TIME: the words, "month,quarter" */
	int count;                         /* SET_INTS: exactly so many (0: 1 to 10) */
	const char *says;                  /* the choices as people read them, in the same order: "每月,每季度" */
	bool ahead;                        /* its feature is still to come: shown and set, but it serves no requirement yet */
};
/* Changes a setting as param.set does, from a handler; its rules hold. */
enum err   setting_change(struct ctx *c, const char *key, struct str value, struct str basis);
int64_t    setting_int(struct ctx *c, const char *key);
bool       setting_bool(struct ctx *c, const char *key);
struct str setting_text(struct ctx *c, const char *key);
/* The i-th number of "180,90,30"; INT_NONE past the end. */
int64_t    setting_nth(struct ctx *c, const char *key, int i);
/* SET_TIME: minutes since midnight ("24:00" is 1440), INT_NONE for a word. SET_PCT: basis points, 99.95 is 9995. */
int64_t    setting_minutes(struct ctx *c, const char *key);
int64_t    setting_bp(struct ctx *c, const char *key);
/* The value that a case keeps: what was in force when it began, at `at`, with `id` one of the ids made then (which of two things at the
 * same instant came first; 0: the change). A clock keeps its length itself; this is for what is read later in a case's life. */
int64_t    setting_int_at(struct ctx *c, const char *key, struct instant at, int64_t id);
struct str setting_text_at(struct ctx *c, const char *key, struct instant at, int64_t id);

/* ---- facts and jobs ---- */
struct fact { int64_t id; struct str name; struct str subject_kind; int64_t subject; struct instant at; int64_t actor; };
/* Told after commit, at least once; `subject` is an object of entity e. */
enum err fact_tell(struct ctx *c, const char *name, const struct entity *e, int64_t subject);
/* Tells that an object is there or is another now ("application.changed"), for event streams; no feature hears it. Ops and moves do so by
 * themselves: this is for rows that come by the way, as messages do. Nothing for an entity that no op shows (core_op_shows). */
enum err fact_changed(struct ctx *c, const struct entity *e, int64_t subject);
/* Heard in a write transaction of its own, as the system; hearing twice must change nothing. */
struct hears { const char *fact, *name; enum err (*fn)(struct ctx *c, const struct fact *f); };   /* ended by { 0 } */
/* A job that works outside transactions looks things up between core_read_begin_job and core_read_end_job, through `read`. */
struct job_turn { struct core *core; struct arena *arena; struct instant now; struct ctx *read; struct fail fail; };
struct job {                               /* ended by { 0 } */
	const char *name; int64_t every_ms;         /* DAYS(1) falls on 00:10 Beijing, others on multiples of every_ms */
	enum err (*fn)(struct ctx *c);              /* in a write transaction, as the system; long work by parts, see ctx.go_on */
	enum err (*work)(struct job_turn *t);       /* or outside any transaction: cloud calls; writes by job_do */
	const char *article, *label;
};
enum err core_read_begin_job(struct job_turn *t);
void     core_read_end_job(struct job_turn *t);
/* Runs an internal op as the system, waits for its commit. `in` is the struct of op->in. */
enum err job_do(struct job_turn *t, const char *op, const void *in);

/* ---- imports: CSV whose header names fields of `row`, by name or label (amounts under a label are yuan); all or nothing, each bad row named with line,
 * column and reason ---- */
struct import {                            /* ended by { 0 } */
	const char *kind, *perm, *words, *article;
	const struct record *row;
	enum err (*fn)(struct ctx *c, const struct list *rows);   /* items: structs of row */
	unsigned flags;                    /* OP_STEP_UP, or 0 */
};
enum { IMPORT_ROWS_MAX = 50000 };
/* Adds one bad row (index into rows) and returns E_INVALID; the sentence names line and column. */
enum err import_bad(struct ctx *c, size_t row, const char *column, const char *fmt, ...) PRINTF(4, 5);
/* The field errors from number `before` on belong to that row: their fields and sentences are made to say so. */
void import_errors(struct ctx *c, size_t row, size_t before);
/* Enough bad rows were named; the rest is not looked at. */
bool import_full(const struct ctx *c);

/* ---- what waits for whom: the workbench, the reminders and "who has the ball" read it ----
 * A feature's rows are constant SELECTs of these columns in this order: kind (entity), id, no, title, org_name (whose matter it is), state
 * (word), op (that would do it), op_label, article, role (word of enum role that has the ball; 'any': whichever post may do op), org (unit that has it; NULL: any of
 * the authority), not_person, nor_person (who must not do it, or NULL), clock ('c1' …, or NULL), due_at (ms, or NULL), since_at (ms).
 * One row per role that may do it. Where more than two must not, a row with the role 'nobody' and no due_at keeps its not_person out of (id, op) as well. */
struct work_item {
	struct str kind, no, title, org_name, state, state_label, op, op_label, article, role; int64_t id, org, not_person, nor_person;
	struct instant due_at, since_at; struct date due_date; int64_t left, total, used; struct str bucket; int32_t clock;
};
extern const struct record work_item_record;
/* What waits for the person of this ctx, soonest first, each (object, op) once; at most 2000. `left` counts working days, today included. */
enum err work_waiting(struct ctx *c, struct list *out);
/* The same for many people at one moment: everybody's rows once, then each person's of them (the work_waiting of c->who). */
enum err work_all(struct ctx *c, struct list *out);
enum err work_mine(struct ctx *c, const struct list *all, struct list *out);
/* Everybody's rows with a due instant before `before`, overdue ones included, one per role that may act; without state_label, total and used. */
enum err work_due(struct ctx *c, struct instant before, struct list *out);

/* A column that rests encrypted: of a SEALED field, or written through secret_seal. `id` names the table's number. */
struct sealed { const char *table, *id, *column; };                                /* ended by { 0 } */
#define SEALED_COLUMNS(...) (const struct sealed[]){ __VA_ARGS__, { 0 } }

struct feature {
	const char *name, *label;                    /* "application", "申请审批" */
	const char *const *articles;                 /* requirement ids served, ended by NULL */
	const struct migration  *migrations;
	const struct invariant  *invariants;
	const struct entity *const *entities;        /* ended by NULL */
	const struct flow  *const *flows;            /* ended by NULL */
	const struct guard      *guards;
	const struct clock_kind *clocks;
	const struct setting    *settings;
	const struct op         *ops;
	const struct grant      *grants;
	const struct hears      *hears;
	const struct job        *jobs;
	const struct import     *imports;
	const struct sealed     *sealed;
	const char *const       *work;               /* ended by NULL: what waits for whom, see struct work_item */
	const struct stmt *statements; size_t n_statements;   /* a test prepares each on both engines */
	/* Rows every store needs, written once after migrations, as the system. */
	enum err (*boot)(struct ctx *c);
	/* One feature (calendar) loads the working-day exceptions; one (account) knows people. Tokens are asked of each feature that has the
	 * hook, in order, until one knows them (E_ABSENT: not mine). */
	enum err (*workdays)(struct ctx *c, struct workdays *out);
	enum err (*who_by_login)(struct ctx *c, struct str login, struct principal *out);
	enum err (*who_by_token)(struct ctx *c, struct str token, struct principal *out);
};
#define ARTICLES(...) (const char *const[]){ __VA_ARGS__, NULL }
#define STATEMENTS(q) .statements = q, .n_statements = COUNT(q)

/* Every feature of the product, ground floor first, ended by NULL: cmd/features.c. */
extern const struct feature *const features[];
#endif
