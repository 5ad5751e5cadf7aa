#ifndef BASE_BASE_H
#define BASE_BASE_H
/* The words every room speaks: strings, buffers, arenas, errors, lists. No room below this one. */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a)  (sizeof(a) / sizeof((a)[0]))
#define MIB(n)    ((size_t)(n) << 20)
#define KIB(n)    ((size_t)(n) << 10)
#define MIN2(a, b) ((a) < (b) ? (a) : (b))
#define MAX2(a, b) ((a) > (b) ? (a) : (b))
#define CLEANUP(f) __attribute__((cleanup(f)))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#define TAKE(p)   __extension__({ __auto_type taken_ = (p); (p) = NULL; taken_; })

/* ---- errors: a closed set of kinds; the kind decides HTTP status and whether a retry makes sense ---- */
enum err {
	OK,
	E_INVALID,  /* the values are wrong: 422 (400 when the text does not parse: reason "bad_json", "bad_parameter") */
	E_DENIED,   /* not you: 403 (401 when nobody is signed in: reason "not_signed_in") */
	E_REFUSED,  /* nobody may, and an article says why: 409 */
	E_ABSENT,   /* 404, also for what this person may not know of */
	E_CONFLICT, /* wrong state, stale version, duplicate: 409, 412, 428 by reason */
	E_LIMIT,    /* too much: 413, 429 by reason */
	E_BUSY,     /* try again: 503 */
	E_REMOTE,   /* a system beyond ours failed: 502 */
	E_NOMEM,
	E_CORRUPT,  /* the store or the machine is broken: 500 */
	ERR_MAX
};
#define TRY(call) do { enum err e_ = (call); if (e_ != OK) return e_; } while (0)

/* ---- str: two words, by value, borrowed; p == NULL means "no value" (SQL NULL, JSON null) ---- */
struct str { const char *p; size_t n; };
#define STR(lit)     ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_NONE     ((struct str){ NULL, 0 })
#define STR_FMT      "%.*s"
#define STR_ARG(s)   (int)(s).n, (s).p ? (s).p : ""

static inline struct str str_of(const char *z) { return (struct str){ z, z ? strlen(z) : 0 }; }
static inline bool str_eq(struct str a, struct str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool str_is(struct str a, const char *z) { return str_eq(a, str_of(z)); }
static inline bool str_empty(struct str a) { return a.n == 0; }
bool       str_starts(struct str s, struct str prefix);
bool       str_ends(struct str s, struct str suffix);
/* Position of needle in s, or -1. */
ptrdiff_t  str_find(struct str s, struct str needle);
/* Cuts the part of *rest before the first sep off and returns it; *rest keeps what follows (p NULL at the end). */
struct str str_cut(struct str *rest, char sep);
/* Without ASCII blanks at both ends. */
struct str str_trim(struct str s);
/* Nothing but blanks, the wide one of Chinese input (U+3000) among them: as good as empty to whoever reads. */
bool       str_blank(struct str s);
/* Decimal, whole string, optional leading '-': E_INVALID when it is not that, or does not fit. */
enum err   str_int(struct str s, int64_t *out);
/* -1, 0, 1 by bytes. */
int        str_cmp(struct str a, struct str b);

/* ---- arena: what belongs to one op, job turn or request; nobody frees the parts ---- */
struct arena;
/* A new arena that never grows beyond max bytes; NULL when there is no memory. */
struct arena *arena_new(size_t max);
void          arena_free(struct arena *a);              /* accepts NULL */
void          arena_freep(struct arena **a);            /* for CLEANUP */
/* Empties it but keeps its first block, for the next request. */
void          arena_reset(struct arena *a);
/* n zeroed bytes aligned for anything. Never NULL: beyond the ceiling, or out of memory, it marks the arena failed and lends what
 * the op needs to reach its end (up to 64 MiB over the ceiling; the process stops beyond that). Loops that gather rows ask
 * arena_failed. Fault point "arena.alloc" marks it failed likewise. */
void         *arena_alloc(struct arena *a, size_t n);
/* True once an allocation has not fit: the op runner then answers E_NOMEM and undoes everything. */
bool          arena_failed(const struct arena *a);
size_t        arena_used(const struct arena *a);
struct str    arena_str(struct arena *a, struct str s);  /* copy, with a hidden NUL after it */
struct str    arena_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
struct str    arena_vfmt(struct arena *a, const char *fmt, va_list ap);
const char   *arena_cstr(struct arena *a, struct str s); /* NUL-terminated copy */
#define ARENA_NEW(a, type)       ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n)  ((type *)arena_alloc((a), sizeof(type) * (n)))

/* ---- list: n items of one type in an arena ---- */
struct list { void *items; size_t n; };
#define LIST_AT(l, type, i) (&((type *)(l).items)[i])
#define EACH(type, x, l) for (type *x = (l).items, *x##_end_ = x ? x + (l).n : x; x != x##_end_; x++)

/* ---- buf: grows on the heap up to a ceiling stated at birth ---- */
struct buf { char *p; size_t n, cap, max; bool failed; };
#define BUF_MAX(m) ((struct buf){ .max = (m) })
void       buf_done(struct buf *b);                     /* frees; for CLEANUP */
void       buf_clear(struct buf *b);                    /* keeps the memory */
/* Room for n more bytes; false, and failed, when they go beyond the ceiling or there is no memory: then nothing more is added. */
bool       buf_grow(struct buf *b, size_t n);
static inline bool buf_room(struct buf *b, size_t n) { return n <= b->cap - b->n || buf_grow(b, n); }
static inline void buf_add(struct buf *b, struct str s)  /* beyond max: sets failed, adds nothing */
{
	if (s.n == 0 || !buf_room(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}
static inline void buf_byte(struct buf *b, char c)
{
	if (buf_room(b, 1))
		b->p[b->n++] = c;
}
void       buf_fmt(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void       buf_int(struct buf *b, int64_t v);           /* decimal, without printf */
struct str buf_str(const struct buf *b);

/* ---- utf8 ---- */
bool   utf8_ok(struct str s);                           /* strict: no surrogates, no overlong, no NUL */
size_t utf8_step(struct str s);                         /* bytes of its first character; 0: none, or not valid */
ptrdiff_t utf8_bad(struct str s);                       /* offset of the first byte that breaks the rule above, or -1 */
size_t utf8_count(struct str s);                        /* code points of valid text */
struct str utf8_head(struct str s, size_t points);      /* its first code points */
/* Line and column (in characters) of the byte at offset `at`, both from 1: for sentences about texts that do not parse. */
void   utf8_place(struct str text, size_t at, int *line, int *column);

/* ---- base64url without padding ---- */
void       base64url_put(struct str bytes, struct buf *out);         /* appends */
/* Strictly: p NULL when it is not that, or its last bits say more than its bytes. The bytes live in a. */
struct str base64url_get(struct str text, struct arena *a);

/* ---- fail: one kind, one reason, one sentence. Written once, at the place that knows; told once, at the edge ---- */
struct field_error { struct str field, code, message; };
enum { FAIL_FIELDS_MAX = 50 };
struct fail {
	enum err kind;
	char reason[64];           /* stable word for clients: "application.no_defects" */
	char article[16];          /* "A20.2c" when a rule refuses, else "" */
	char sentence[400];        /* whole Chinese sentence with the wrong value quoted (cut to 100 characters) */
	struct field_error *errors;  /* in the arena that fail_field was given; room is made at the first one, since most requests have none */
	size_t n_errors;           /* kept in errors, at most FAIL_FIELDS_MAX */
	size_t n_more;             /* bad fields beyond those */
};
/* Fills f (which may be NULL; keeps the field errors already there) and returns kind. */
enum err fail_set(struct fail *f, enum err kind, const char *reason, const char *fmt, ...) PRINTF(4, 5);
/* Adds one bad field; strings are copied into arena a. Beyond FAIL_FIELDS_MAX they are only counted, in n_more. Returns E_INVALID. */
enum err fail_field(struct fail *f, struct arena *a, const char *field, const char *code, const char *fmt, ...) PRINTF(5, 6);
/* One bad parameter of a question: "bad_parameter", the sentence also as the field error of that name. Returns E_INVALID. */
enum err fail_param(struct fail *f, struct arena *a, struct str name, const char *code, const char *fmt, ...) PRINTF(5, 6);
void     fail_clear(struct fail *f);
/* An errno in the words of our sentences; what only programmers meet, as the system has it. */
const char *errno_text(int code);

/* ---- log: key=value lines on standard error ---- */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
extern enum log_level log_level_min;
/* One line: `time=… level=… room=… ` and the formatted key=value text. Never a secret, never personal data. Conversions: %s, %.*s, %.9s and whole numbers.
 * What a value holds ends neither its quotes nor its line: in it " and \ stand behind a \, line breaks and control bytes are \n \r \t \xNN, and so are bytes
 * that are no UTF-8. A value of %s outside of quotes gets some where it is empty or holds anything but visible ASCII. */
void log_line(enum log_level level, const char *room, const char *fmt, ...) PRINTF(3, 4);
/* The key=value text alone, at most size bytes, no zero behind it; its length. */
size_t log_body(char *to, size_t size, const char *fmt, ...) PRINTF(3, 4);

/* ---- fault points: tests make the n-th of them fail ---- */
/* True when the fault under test strikes at this call; counts every call. `name` is "store.commit", "arena.alloc", … */
bool fault(const char *name);
/* From now on the n-th (from 1) fault point reached fails once; 0 turns it off. Thread-wide for the whole process. */
void fault_arm(int64_t n);
/* Only points whose name starts with prefix count (NULL: all); before fault_arm. */
void fault_only(const char *prefix);
/* How many points were reached since fault_arm; and whether the armed one struck. */
int64_t fault_count(void);
bool fault_struck(void);

/* ---- tests that register themselves ---- */
struct test { const char *room, *name; void (*run)(void); struct test *next; };
void test_register(struct test *t);
#ifndef TEST_ROOM
#define TEST_ROOM "base"
#endif
#define TEST(fn) static void test_##fn(void); \
	static struct test test_row_##fn = { TEST_ROOM, #fn, test_##fn, NULL }; \
	__attribute__((constructor)) static void test_add_##fn(void) { test_register(&test_row_##fn); } \
	static void test_##fn(void)
/* Fails the running test with file and line, and leaves it. */
void test_fail(const char *file, int line, const char *fmt, ...) PRINTF(3, 4) __attribute__((noreturn));
/* Leaves the running test as skipped, with the reason. */
void test_skip(const char *why) __attribute__((noreturn));
#define CHECK(cond) do { if (!(cond)) test_fail(__FILE__, __LINE__, "%s", #cond); } while (0)
#define CHECK_INT(got, want) do { int64_t g_ = (int64_t)(got), w_ = (int64_t)(want); \
	if (g_ != w_) test_fail(__FILE__, __LINE__, "%s is %" PRId64 ", not %" PRId64, #got, g_, w_); } while (0)
#define CHECK_STR(got, want) do { struct str g_ = (got); struct str w_ = str_of(want); \
	if (!str_eq(g_, w_)) test_fail(__FILE__, __LINE__, "%s is \"" STR_FMT "\", not \"" STR_FMT "\"", #got, STR_ARG(g_), STR_ARG(w_)); } while (0)
/* Runs all tests whose "room.name" contains filter (NULL: all); prints one line each and `N passed, N failed, N skipped`. */
int  test_main(const char *filter);
#endif
