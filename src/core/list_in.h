#ifndef CORE_LIST_IN_H
#define CORE_LIST_IN_H
/* A list on its way: between the engine (list.c), its cursors and its exports. */
#include "core/core_in.h"

enum { VALUES_MAX = 64, LIMIT_STANDARD = 50 };
struct query {
	struct ctx *c;
	const struct op *op;
	const struct record *rec;
	const char *from;
	struct buf where;
	struct val values[VALUES_MAX]; size_t n;
	const struct field *sort, *tie; bool descending;   /* tie: makes the order total */
	int64_t limit; bool count;
	struct list_asked asked; bool searched, windowed; int64_t below;
	struct str cursor, filters;              /* filters: what the cursor is bound to */
};

/* list.c: scope, filters and order of what this person asks; q->where is the caller's to free, whatever is returned. */
enum err   query_make(struct query *q, struct ctx *c, const struct op *op);
/* Up to q->limit rows and one more, which tells that there are more; of those shown the computed members are filled. *on: a window's end behind which there
 * may be more, 0: none. */
enum err   query_rows(struct query *q, struct list *out, size_t *shown, int64_t *on);
/* Binds a value and writes its ?n. */
void       query_add(struct query *q, struct val v);
/* The member at that place as it is bound. */
struct val query_value(const struct field *fd, const char *at);
/* value p NULL: none in particular is wrong. */
enum err   query_bad_param(struct ctx *c, struct str name, struct str value, const char *why);
/* list_cursor.c: rows beyond the one with this sort value and tie. */
void       query_beyond(struct query *q, struct val v, int64_t id);
enum err   cursor_make(struct query *q, struct str value, int64_t id, struct str *out);
/* Puts what q->cursor says into q; E_INVALID "invalid_cursor". */
enum err   cursor_use(struct query *q);
/* list_export.c: "csv", "xlsx", "json"; 0: none of them. */
enum list_format list_format_named(struct str word);
#endif
