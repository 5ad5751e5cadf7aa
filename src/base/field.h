#ifndef BASE_FIELD_H
#define BASE_FIELD_H
/* A record is described once, as a table of fields: JSON in and out, row to struct, OpenAPI, forms and CSV come from it. */
#include "base/base.h"
#include "base/date.h"
#include "base/money.h"

/* kind        member type       JSON                      SQL column            no value
 * F_ID        int64_t           "123" (string of digits)  BIGINT                0
 * F_INT       int64_t           number                    BIGINT                INT_NONE
 * F_BOOL      bool              true/false                BIGINT 0/1            (false)
 * F_STR       struct str        string, one line          TEXT                  p == NULL
 * F_TEXT      struct str        string, many lines        TEXT                  p == NULL
 * F_ENUM      int32_t           word of .names            TEXT (the word)       0
 * F_SET       uint32_t          array of words            BIGINT (bit 1<<value) 0
 * F_DATE      struct date       "YYYY-MM-DD"              TEXT                  DATE_NONE
 * F_MONTH     struct str        "YYYY-MM"                 TEXT                  p == NULL
 * F_AT        struct instant    RFC 3339 +08:00           BIGINT (ms)           AT_NONE
 * F_FEN       struct fen        integer                   BIGINT                FEN_NONE
 * F_E4        struct price      integer                   BIGINT                PRICE_NONE
 * F_BP        int64_t           integer, 0..1000000       BIGINT                INT_NONE
 * F_LIST      struct list       array of .sub objects     TEXT (JSON)           n == 0
 * F_OBJ       void * (sub)      object of .sub            TEXT (JSON)           NULL
 * F_STRS      struct list       array of strings (str)    TEXT (JSON)           n == 0
 * F_IDS       struct list       array of ids (int64_t)    TEXT (JSON)           n == 0                             */
enum field_kind { F_END, F_ID, F_INT, F_BOOL, F_STR, F_TEXT, F_ENUM, F_SET, F_DATE, F_MONTH, F_AT, F_FEN, F_E4, F_BP,
		  F_LIST, F_OBJ, F_STRS, F_IDS, FIELD_KIND_MAX };
/* Every string of an F_STRS has at most this many code points; its .max counts the items. */
enum { FIELD_ITEM_MAX = 500 };

/* One row per value; index is the value; row 0 is { NULL, NULL } because 0 means "no value". */
struct names { const char *word, *label; };

enum field_flag {
	IN       = 1 << 0,   /* may be sent */
	OUT      = 1 << 1,   /* is shown */
	NEEDED   = 1 << 2,   /* must be sent and not null (an empty string or list is "missing" too); a bool is false unless sent */
	VIRTUAL  = 1 << 3,   /* no column: filled by code */
	JOINED   = 1 << 4,   /* a column of the view only: read, never written */
	SECRET   = 1 << 5,   /* never rendered, logged or put into an error (passwords, tokens); not a column unless stored hashed */
	PERSONAL = 1 << 6,   /* personal data: masked unless the role needs it, never put into an error (which the audit chain keeps) */
	FILTER   = 1 << 7,   /* lists may be filtered by it: ?name=value */
	SORT     = 1 << 8,   /* lists may be sorted by it (F_STR, F_ID, F_INT, F_AT, F_DATE, F_ENUM, F_FEN columns, NOT NULL) */
	IN_PATH  = 1 << 9,   /* comes from the path: /things/{id} */
	REPORT   = 1 << 10,  /* numbers shown right-aligned and summed in tables */
	SEALED   = 1 << 11,  /* rests encrypted: a text or a list, never searched, filtered or sorted by. Its table stands among the feature's `sealed` */
};
struct record;
struct field {
	const char *name;                /* snake_case, the same in C, SQL and JSON */
	uint8_t name_n;                  /* its length */
	enum field_kind kind;
	size_t offset, size;
	const char *label;               /* short Chinese name for forms and tables */
	unsigned flags;
	const struct names *names; size_t n_names;   /* F_ENUM, F_SET */
	const struct record *sub;        /* F_LIST, F_OBJ */
	int64_t min, max;                /* F_INT, F_FEN, F_E4, F_BP: value (both 0: >= 0 and < 2^53); strings: code points (0: 200 for F_STR, 4000 for F_TEXT); lists: items (0: 200) */
	const char *help;                /* one sentence under the field, or NULL */
	const char *article;             /* the requirement that asks for it, or NULL */
	const char *ref;                 /* F_ID, F_IDS: name of the entity it points to ("org"), so that a form offers a choice */
};
#define F(type, member, kind_, label_, ...) { .name = #member, .name_n = sizeof #member - 1, .kind = kind_, .offset = offsetof(type, member), \
	.size = sizeof(((type *)0)->member), .label = label_, __VA_ARGS__ }
#define NAMES(table) .names = table, .n_names = COUNT(table)
struct record { const char *name; size_t size; const struct field *fields; const char *label; };
#define RECORD(name_, type, fields_, label_) { .name = name_, .size = sizeof(type), .fields = fields_, .label = label_ }

/* Every member has the size its kind expects, names exist where needed, sub records too: else prints why and aborts. */
void record_check(const struct record *r);
const struct field *record_field(const struct record *r, struct str name);   /* NULL when there is none */
/* True when the member has "no value" as in the table above; never for a bool. */
bool field_none(const struct field *fd, const void *rec);
/* Sets that member (of the field's kind) to "no value"; a bool to false. */
void member_clear(const struct field *fd, void *member);
/* Sets every member of *out to "no value". */
void record_none(const struct record *r, void *out);
/* Value of a word or a Chinese label; 0 when there is none. */
int32_t names_find(const struct names *names, size_t n, struct str word);

/* ---- JSON ---- */
/* Strict parse: duplicates, NUL, lone surrogates, BOM, invalid UTF-8, over 64 levels: E_INVALID reason "bad_json" with line and
 * column; a number too large to hold: reason "out_of_range". Any value may be at the top. *out is a jansson value that the caller
 * drops with json_decref (struct json_t is jansson's). */
struct json_t;
enum err json_text_parse(struct str text, struct fail *f, struct json_t **out);
/* After "out_of_range": the same failure as record_from_json tells them, "bad_fields" with the member's pointer and the number. */
enum err json_text_big(struct str text, struct arena *a, struct fail *f);
/* Members of obj (NULL: an empty one) into *out, whose members the caller has set (record_none or a present object: absent members
 * stay, null clears; a NEEDED member that is absent is missing only where *out has no value, and never when it is IN_PATH).
 * Takes fields with all of `want` flags (IN). Unknown, wrong, too long, missing: every bad member into f->errors with its JSON
 * pointer as field ("lines/0/qty"); then E_INVALID reason "bad_fields". Strings are copied into a.
 * With IN in `want` the rules of the table hold. Without it (0) this reads back what record_to_json stored: types are checked,
 * limits and needs are not, and members that are no longer known are passed over, so that old rows stay readable.
 * AS_TYPED beside IN: a person wrote it on this machine, who may leave an instant's offset away ("2026-09-22 10:42" is Beijing's). */
enum { AS_TYPED = 1 << 30 };
enum err record_from_json(const struct record *r, struct json_t *obj, unsigned want, void *out, struct arena *a, struct fail *f);
/* One member from text, as in a CSV cell; empty text is "no value". Enums by word or label, booleans
 * true/false/1/0/是/否, sets and lists separated by , 、 ; ； or |, amounts as in JSON or, with a decimal point, in yuan. */
enum err field_from_text(const struct field *fd, struct str text, void *record, struct arena *a, struct fail *f);
/* The same from a query string or a path, where a value is written as in JSON, one way only, and an empty one is "missing". */
enum err field_from_query(const struct field *fd, struct str text, void *record, struct arena *a, struct fail *f);
/* Appends the object with all fields that have `want` (OUT); SECRET never. `mask` hides PERSONAL ones. */
void record_to_json(const struct record *r, const void *rec, unsigned want, bool mask, struct buf *b);
/* One value as JSON (sub-records with all their fields but SECRET ones: columns of the store have a form of their own), or as plain text for tables
 * and CSV: labels, yuan with a decimal point, Beijing time; field_from_text reads it back. */
void field_to_json(const struct field *fd, const void *rec, bool mask, struct buf *b);
void field_to_text(const struct field *fd, const void *rec, bool mask, struct buf *b);
void json_put_str(struct buf *b, struct str s);         /* quoted and escaped */
/* 138****1234, 张*, id 6+4, others first and last character (PRACTICE §7.1). */
struct str mask_text(struct arena *a, struct str s);

/* ---- CSV (RFC 4180, UTF-8, CRLF or LF, optional BOM at the very start) ---- */
struct csv { struct str rest; int line; size_t width; bool started; };
struct csv csv_over(struct str text);
/* Next row into cells (borrowed or in a); *n = 0 at the end. E_INVALID with line and column in f for bad quoting, a NUL or
 * invalid UTF-8; a row of another width than the first is E_INVALID too. *line_out is the row's first line, from 1. */
enum err csv_next(struct csv *c, struct arena *a, struct fail *f, struct str *cells, size_t max, size_t *n, int *line_out);
void csv_put(struct buf *b, struct str cell, bool last); /* quotes when needed; a leading = + - @ gets a ' against formula injection unless a number */
#endif
