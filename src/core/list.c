/* Lists: filters, scope, search, order and keyset cursors from the field tables. Text is glued from constants only; values are bound. */
#include <stdio.h>
#include "core/list_in.h"

/* A page looks through at most so many rows; then it is given as it is, with a cursor that leads on. */
enum { LOOK_MAX = 100000 };
enum { LIMIT_TOP = 100, COUNT_TOP = 10000 };

enum err query_bad_param(struct ctx *c, struct str name, struct str value, const char *why)
{
	struct str head = utf8_head(name, 60);

	if (!value.p)
		return fail_param(&c->fail, c->arena, name, "bad_value", "参数 " STR_FMT " 不正确：%s", STR_ARG(head), why);
	return fail_param(&c->fail, c->arena, name, "bad_value", "参数 " STR_FMT " 不能是“" STR_FMT "”：%s", STR_ARG(head), STR_ARG(utf8_head(value, 100)), why);
}

void query_add(struct query *q, struct val v)
{
	assert(q->n < VALUES_MAX);
	q->values[q->n++] = v;
	buf_byte(&q->where, '?');
	buf_int(&q->where, (int64_t)q->n);
}

static void add_condition(struct query *q, const char *cond)
{
	struct binds b = { .n = 0 };

	if (!cond || !*cond)
		return;
	buf_add(&q->where, STR(" AND ("));
	sql_named(&q->where, cond, (int)q->n + 1, &b);
	buf_byte(&q->where, ')');
	for (size_t i = 0; i < b.n; i++)
		q->values[q->n++] = bind_value(q->c, b.what[i]);
}

/* ---- filters ---- */
struct val query_value(const struct field *fd, const char *at)
{
	switch (fd->kind) {
	case F_ID: case F_INT: case F_BP: case F_FEN: case F_E4: return val_int(*(const int64_t *)at);
	case F_AT:   return val_at(*(const struct instant *)at);
	case F_BOOL: return val_int(*(const bool *)at);
	case F_DATE: return val_date(*(const struct date *)at);
	case F_ENUM: return val_cstr(fd->names[*(const int32_t *)at].word);
	case F_SET:  return val_int(*(const uint32_t *)at);
	default:     return val_str(*(const struct str *)at);
	}
}

static enum err parse_value(struct query *q, const struct field *fd, struct str name, struct str text, struct val *out)
{
	struct ctx *c = q->c;
	char *rec = arena_alloc(c->arena, q->rec->size);
	struct fail f = { 0 };

	record_none(q->rec, rec);
	if (text.n == 0 || (c->req->local ? field_from_text : field_from_query)(fd, text, rec, c->arena, &f) != OK)
		return fail_param(&c->fail, c->arena, name, f.n_errors ? arena_cstr(c->arena, f.errors[0].code) : "missing", "参数 " STR_FMT " 不正确：" STR_FMT,
				  STR_ARG(utf8_head(name, 60)), STR_ARG(f.n_errors ? f.errors[0].message : STR("值是空的")));
	*out = query_value(fd, rec + fd->offset);
	return OK;
}

static void ask_equal(struct query *q, const struct field *fd, struct val v)
{
	if (q->asked.n < COUNT(q->asked.equal)) {
		q->asked.equal[q->asked.n].name = fd->name;
		q->asked.equal[q->asked.n++].v = v;
	}
}

static enum err filter_equal(struct query *q, const struct field *fd, struct str name, struct str text)
{
	struct val v;

	if (fd->kind == F_SET) {
		TRY(parse_value(q, fd, name, text, &v));
		buf_fmt(&q->where, " AND (\"%s\" & ", fd->name);
		query_add(q, v);
		buf_add(&q->where, STR(") <> 0"));
		return OK;
	}
	buf_fmt(&q->where, " AND \"%s\" IN (", fd->name);
	bool first = true;
	for (struct str rest = text; rest.p;) {
		/* Words never hold a comma, so enums take several; other values are taken whole. */
		struct str one = fd->kind == F_ENUM ? str_cut(&rest, ',') : text;
		if (fd->kind != F_ENUM)
			rest = STR_NONE;
		if (q->n + 8 >= VALUES_MAX)
			return query_bad_param(q->c, name, STR_NONE, "值太多");
		TRY(parse_value(q, fd, name, one, &v));
		if (!first)
			buf_byte(&q->where, ',');
		first = false;
		query_add(q, v);
		if (fd->kind != F_ENUM)
			ask_equal(q, fd, v);
	}
	buf_byte(&q->where, ')');
	return OK;
}

static enum err filter_range(struct query *q, const struct field *fd, struct str name, struct str text, const char *cmp)
{
	struct val v;

	TRY(parse_value(q, fd, name, text, &v));
	buf_fmt(&q->where, " AND \"%s\" %s ", fd->name, cmp);
	query_add(q, v);
	if (fd->kind == F_AT && strcmp(fd->name, "at") == 0)
		*(cmp[0] == '>' ? &q->asked.from : &q->asked.until) = (struct instant){ v.i };
	return OK;
}

static enum err filter_search(struct query *q, struct str text)
{
	const struct list_def *def = q->op->list;
	const char *search = def->search_masked && must_mask(q->c) ? def->search_masked : def->search;
	struct ctx *c = q->c;

	if (!search)
		return query_bad_param(c, STR("q"), STR_NONE, "这个列表不支持搜索");
	if (text.n == 0 || utf8_count(text) > 100)
		return query_bad_param(c, STR("q"), text, "搜索词应当有 1 至 100 个字");
	CLEANUP(buf_done) struct buf like = BUF_MAX(KIB(4));
	buf_byte(&like, '%');
	for (size_t i = 0; i < text.n; i++) {
		if (strchr("%_\\", text.p[i]))
			buf_byte(&like, '\\');
		buf_byte(&like, text.p[i]);
	}
	buf_byte(&like, '%');
	q->searched = true;
	buf_fmt(&q->where, " AND LOWER(%s) LIKE LOWER(", search);
	query_add(q, val_str(arena_str(c->arena, buf_str(&like))));
	buf_add(&q->where, STR(") ESCAPE '\\'"));
	return OK;
}

static enum err sort_by(struct query *q, struct str text)
{
	bool descending = text.n && text.p[0] == '-';
	struct str name = descending ? (struct str){ text.p + 1, text.n - 1 } : text;
	const struct field *fd = record_field(q->rec, name);

	if (!fd || !((fd->flags & SORT) || fd->kind == F_ID))
		return query_bad_param(q->c, STR("sort"), text, "不能按这个字段排序");
	q->sort = fd;
	q->descending = descending;
	return OK;
}

static enum err take_param(struct query *q, struct str name, struct str value)
{
	if (str_is(name, "limit")) {
		if (str_int(value, &q->limit) != OK || q->limit < 1 || q->limit > LIMIT_TOP || value.p[0] == '0')
			return query_bad_param(q->c, name, value, "应当是 1 到 100 的整数");
		return OK;
	}
	if (str_is(name, "cursor")) {
		q->cursor = value;
		return OK;
	}
	if (str_is(name, "sort"))
		return sort_by(q, value);
	if (str_is(name, "count")) {
		q->count = str_is(value, "true");
		return q->count || str_is(value, "false") ? OK : query_bad_param(q->c, name, value, "应当是 true 或 false");
	}
	if (str_is(name, "q"))
		return filter_search(q, value);
	if (str_is(name, "format"))
		return list_format_named(value) ? OK : query_bad_param(q->c, name, value, "应当是 csv、xlsx 或 json");
	const struct field *fd = record_field(q->rec, name);
	if (fd && (fd->flags & FILTER))
		return filter_equal(q, fd, name, value);
	bool from = str_ends(name, STR("_from")), until = str_ends(name, STR("_until"));
	if (from || until) {
		fd = record_field(q->rec, (struct str){ name.p, name.n - (from ? 5 : 6) });
		if (fd && (fd->flags & FILTER) && (fd->kind == F_DATE || fd->kind == F_AT || fd->kind == F_MONTH || fd->kind == F_INT || fd->kind == F_FEN))
			return filter_range(q, fd, name, value, from ? ">=" : "<");
	}
	return fail_param(&q->c->fail, q->c->arena, name, "unknown_field", "没有名为“" STR_FMT "”的参数", STR_ARG(utf8_head(name, 60)));
}

static int by_name(const void *a, const void *b)
{
	return str_cmp((*(const struct pair *const *)a)->name, (*(const struct pair *const *)b)->name);
}

/* What a cursor is bound to: the same filters in any order. Lengths keep one filter from looking like two. */
static struct str filters_of(struct arena *a, const struct request *r)
{
	const struct pair *p[COUNT(r->params)];
	struct str s = STR("");
	size_t n = 0;

	for (size_t i = 0; i < r->n_params; i++)
		if (!str_is(r->params[i].name, "cursor") && !str_is(r->params[i].name, "format") && !str_is(r->params[i].name, "limit") && !str_is(r->params[i].name, "count"))
			p[n++] = &r->params[i];
	qsort(p, n, sizeof p[0], by_name);
	for (size_t i = 0; i < n; i++)
		s = arena_fmt(a, STR_FMT "&" STR_FMT "=%zu:" STR_FMT, STR_ARG(s), STR_ARG(p[i]->name), p[i]->value.n, STR_ARG(p[i]->value));
	return s;
}

static enum err take_params(struct query *q)
{
	const struct request *r = q->c->req;

	for (size_t i = 0; i < r->n_params; i++) {
		if (!utf8_ok(r->params[i].value))
			return query_bad_param(q->c, r->params[i].name, STR_NONE, "不是有效的 UTF-8 文本");
		for (size_t j = 0; j < i; j++)
			if (str_eq(r->params[j].name, r->params[i].name))
				return query_bad_param(q->c, r->params[i].name, STR_NONE, "重复出现");
		TRY(take_param(q, r->params[i].name, r->params[i].value));
	}
	q->filters = filters_of(q->c->arena, r);
	return OK;
}

static struct str sort_text(struct query *q, const void *rec)
{
	struct val v = query_value(q->sort, (const char *)rec + q->sort->offset);

	return v.kind == VAL_INT ? arena_fmt(q->c->arena, "%" PRId64, v.i) : arena_str(q->c->arena, v.kind == VAL_TEXT ? v.s : STR(""));
}

/* ---- running ---- */
static enum err add_rows(struct query *q, const struct stmt *stmt, size_t most, struct list *rows)
{
	struct ctx *c = q->c;
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, stmt, q->values, q->n, &c->fail, &r));
	while (rows->n < most && rows_next(r)) {
		void *rec = (char *)rows->items + rows->n++ * q->rec->size;
		record_none(q->rec, rec);
		TRY(rows_rec(r, 0, q->rec, rec, c->arena, &c->fail));
	}
	return rows_err(r, &c->fail);
}

/* Window after window; *on: where to go on when enough was looked through, 0: to the end. */
static enum err look(struct query *q, const struct stmt *stmt, enum err (*take)(struct query *q, const struct stmt *stmt, void *arg, bool *full), void *arg, int64_t *on)
{
	struct list_window w = { .up = !q->descending, .below = q->cursor.p ? q->below : q->descending ? INT64_MAX : 0 };
	int64_t looked = 0;
	bool full = false;

	for (*on = 0; !full && looked < LOOK_MAX; looked += w.hi - w.lo + 1) {
		TRY(q->op->list->window(q->c, &q->asked, &w));
		if (!w.hi)
			return OK;
		q->values[q->n - 2] = val_int(w.lo);
		q->values[q->n - 1] = val_int(w.hi);
		TRY(take(q, stmt, arg, &full));
	}
	*on = full ? 0 : w.up ? w.hi : w.lo;
	return OK;
}

static enum err take_rows(struct query *q, const struct stmt *stmt, void *rows_, bool *full)
{
	struct list *rows = rows_;

	TRY(add_rows(q, stmt, (size_t)q->limit + 1, rows));
	*full = rows->n > (size_t)q->limit;
	return OK;
}

static void add_window(struct query *q)
{
	buf_add(&q->where, STR(" AND seq >= "));
	query_add(q, val_int(0));
	buf_add(&q->where, STR(" AND seq <= "));
	query_add(q, val_int(0));
}

enum err query_rows(struct query *q, struct list *out, size_t *shown, int64_t *on)
{
	struct ctx *c = q->c;
	CLEANUP(buf_done) struct buf sql = BUF_MAX(KIB(64));
	bool own = q->op->entity && q->rec == q->op->entity->rec;
	enum err (*fill)(struct ctx *, void *) = own ? q->op->entity->fill_row : NULL;
	const char *down = q->descending ? " DESC" : "";
	struct list rows = { arena_alloc(c->arena, q->rec->size * (size_t)(q->limit + 1)), 0 };

	if (q->windowed)
		add_window(q);
	buf_fmt(&sql, "SELECT {} FROM %s WHERE 1 = 1" STR_FMT " ORDER BY %s%s", q->from, STR_ARG(buf_str(&q->where)), q->sort->name, down);
	if (q->tie)
		buf_fmt(&sql, ", %s%s", q->tie->name, down);
	buf_fmt(&sql, " LIMIT %" PRId64, q->limit + 1);
	const struct stmt *stmt = db_stmt_cached(c->db, buf_str(&sql), q->rec);
	if (q->windowed)
		TRY(look(q, stmt, take_rows, &rows, on));
	else
		TRY(add_rows(q, stmt, (size_t)q->limit + 1, &rows));
	*shown = MIN2(rows.n, (size_t)q->limit);
	for (size_t i = 0; i < *shown && fill; i++)
		TRY(fill(c, (char *)rows.items + i * q->rec->size));
	*out = rows;
	return own && q->op->entity->fill_rows ? q->op->entity->fill_rows(c, &(struct list){ rows.items, *shown }) : OK;
}

static enum err put_rows(struct query *q, struct buf *out, struct str *next)
{
	struct ctx *c = q->c;
	struct list rows;
	size_t shown;
	int64_t on = 0;

	TRY(query_rows(q, &rows, &shown, &on));
	for (size_t i = 0; i < shown; i++) {
		if (i)
			buf_byte(out, ',');
		record_to_json(q->rec, (char *)rows.items + i * q->rec->size, OUT, must_mask(c), out);
	}
	if (rows.n > shown) {
		const char *last = (const char *)rows.items + (shown - 1) * q->rec->size;
		return cursor_make(q, sort_text(q, last), q->tie ? *(const int64_t *)(last + q->tie->offset) : 0, next);
	}
	return on ? cursor_make(q, arena_fmt(c->arena, "%" PRId64, on), 0, next) : OK;
}

struct counting { int64_t n; };

static enum err take_count(struct query *q, const struct stmt *stmt, void *counting, bool *full)
{
	struct ctx *c = q->c;
	struct counting *k = counting;
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(c->db, stmt, q->values, q->n, &c->fail, &r));
	k->n += rows_next(r) ? rows_int(r, 0) : 0;
	*full = k->n > COUNT_TOP;
	return rows_err(r, &c->fail);
}

static enum err put_count(struct query *q, struct buf *out, struct str where, size_t n)
{
	struct ctx *c = q->c;
	CLEANUP(buf_done) struct buf sql = BUF_MAX(KIB(64));
	struct query all = *q;
	struct counting k = { 0 };
	int64_t on = 0;
	bool full = false;

	/* The same filters from the top, without the cursor. */
	all.where = BUF_MAX(KIB(64));
	all.n = n;
	all.cursor = STR_NONE;
	buf_add(&all.where, where);
	if (q->windowed)
		add_window(&all);
	buf_fmt(&sql, "SELECT COUNT(*) FROM (SELECT 1 FROM %s WHERE 1 = 1" STR_FMT " LIMIT %d) x", q->from, STR_ARG(buf_str(&all.where)), COUNT_TOP + 1);
	const struct stmt *stmt = db_stmt_cached(c->db, buf_str(&sql), NULL);
	enum err e = q->windowed ? look(&all, stmt, take_count, &k, &on) : take_count(&all, stmt, &k, &full);
	buf_done(&all.where);
	/* Beyond ten thousand nobody needs the last digit, and counting on would hold everyone up. */
	buf_fmt(out, ",\"count\":%" PRId64 ",\"count_exact\":%s", MIN2(k.n, (int64_t)COUNT_TOP), k.n <= COUNT_TOP && !on ? "true" : "false");
	return e;
}

/* Order is total: by id after the sort key, or by the running number where rows have no id (the audit chain). */
static const struct field *tie_of(const struct record *r, const struct field *sort)
{
	const struct field *tie = record_field(r, STR("id"));

	if (!tie)
		tie = record_field(r, STR("seq"));
	return tie == sort ? NULL : tie;
}

enum err query_make(struct query *q, struct ctx *c, const struct op *op)
{
	const struct list_def *l = op->list;

	*q = (struct query){ .c = c, .op = op, .rec = l->rec ? l->rec : op->entity->rec, .from = l->from ? l->from : op->entity->from,
			     .where = BUF_MAX(KIB(64)), .limit = LIMIT_STANDARD, .filters = STR(""), .asked = { .from = AT_NONE, .until = AT_NONE } };
	enum err e = sort_by(q, str_of(l->order ? l->order : "-id"));
	assert(e == OK);
	add_condition(q, l->where);
	if (!l->unscoped && op->entity) {
		const char *scope = scope_of(op->entity, &c->who);
		add_condition(q, scope ? scope : "1 = 0");
	}
	e = take_params(q);
	/* Newest by time is newest by number: the time is in the order of the rows. */
	if (l->window && strcmp(q->sort->name, "at") == 0)
		q->sort = record_field(q->rec, STR("seq"));
	q->windowed = l->window && strcmp(q->sort->name, "seq") == 0 &&
		      (q->asked.n || q->searched || !at_none(q->asked.from) || !at_none(q->asked.until));
	q->tie = tie_of(q->rec, q->sort);
	return e;
}

enum err list_run(struct ctx *c, const struct op *op, struct buf *out, struct str *next)
{
	struct query q;

	*next = STR_NONE;
	enum err e = query_make(&q, c, op);
	struct str filters = arena_str(c->arena, buf_str(&q.where));
	size_t n = q.n;
	if (e == OK)
		e = cursor_use(&q);
	buf_add(out, STR("{\"items\":["));
	if (e == OK)
		e = put_rows(&q, out, next);
	buf_add(out, STR("],\"next\":"));
	if (next->p)
		json_put_str(out, *next);
	else
		buf_add(out, STR("null"));
	if (e == OK && q.count)
		e = put_count(&q, out, filters, n);
	buf_byte(out, '}');
	buf_done(&q.where);
	return e;
}
