/* Imports: CSV whose header names fields; all or nothing, every bad row named. */
#include <stdio.h>
#include "core/core_in.h"

enum { COLUMNS_MAX = 64 };

/* The line each row of the running import began on (a quoted cell may hold several lines); imports run on the writer's thread. */
static _Thread_local const int *row_lines;
static _Thread_local size_t n_row_lines;

/* A column that bears the label of an amount is people's, in yuan: spreadsheets write 1200.00 as 1200. One that bears the name is as
 * everywhere else: fen, or yuan where there is a point. */
struct column { const struct field *fd; bool yuan; };
static struct column column(const struct record *r, struct str head)
{
	for (const struct field *fd = r->fields; fd->name; fd++)
		if ((fd->flags & IN) && (str_is(head, fd->name) || str_is(head, fd->label)))
			return (struct column){ fd, !str_is(head, fd->name) && (fd->kind == F_FEN || fd->kind == F_E4) };
	return (struct column){ NULL, false };
}

static struct str columns_of(struct ctx *c, const struct record *r)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));

	for (const struct field *fd = r->fields; fd->name; fd++)
		if (fd->flags & IN)
			buf_fmt(&b, "%s%s", b.n ? "、" : "", fd->label);
	return arena_str(c->arena, buf_str(&b));
}

static enum err header(struct ctx *c, const struct import *im, struct csv *csv, struct column *cols, size_t *n)
{
	struct str cells[COLUMNS_MAX];
	int line;

	TRY(csv_next(csv, c->arena, &c->fail, cells, COLUMNS_MAX, n, &line));
	if (*n == 0)
		return fail(c, E_INVALID, "csv_empty", "文件是空的，第一行应当是列名");
	for (size_t i = 0; i < *n; i++) {
		cols[i] = column(im->row, str_trim(cells[i]));
		if (!cols[i].fd)
			return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "1/%zu", i + 1)), "unknown_field",
				       "第 1 行第 %zu 列“" STR_FMT "”不是这种导入的列，可以有的列是：" STR_FMT, i + 1, STR_ARG(utf8_head(cells[i], 60)), STR_ARG(columns_of(c, im->row)));
		for (size_t j = 0; j < i; j++)
			if (cols[j].fd == cols[i].fd)
				return fail_on(c, cols[i].fd->name, "duplicate", "列“" STR_FMT "”出现了两次", STR_ARG(cells[i]));
	}
	for (const struct field *fd = im->row->fields; fd->name; fd++) {
		bool given = false;
		for (size_t i = 0; i < *n; i++)
			given |= cols[i].fd == fd;
		if (!given && (fd->flags & NEEDED))
			return fail_on(c, fd->name, "missing", "缺少列 %s（%s）", fd->name, fd->label);
	}
	return OK;
}

enum err import_bad(struct ctx *c, size_t row, const char *col, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str why = arena_vfmt(c->arena, fmt, ap);
	va_end(ap);
	assert(row_lines && row < n_row_lines);
	return fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "%d/%s", row_lines[row], col)), "bad_row",
		       "第 %d 行 %s：" STR_FMT, row_lines[row], col, STR_ARG(why));
}

void import_errors(struct ctx *c, size_t row, size_t before)
{
	assert(row_lines && row < n_row_lines);
	for (size_t i = before; i < c->fail.n_errors && i < FAIL_FIELDS_MAX; i++) {
		struct field_error *e = &c->fail.errors[i];
		e->message = arena_fmt(c->arena, "第 %d 行 " STR_FMT "：" STR_FMT, row_lines[row], STR_ARG(e->field), STR_ARG(e->message));
		e->field = arena_fmt(c->arena, "%d/" STR_FMT, row_lines[row], STR_ARG(e->field));
	}
}

bool import_full(const struct ctx *c) { return c->fail.n_errors >= FAIL_FIELDS_MAX; }

static void one_cell(struct ctx *c, struct column col, struct str cell, void *rec, int line)
{
	const struct field *fd = col.fd;
	struct fail f = { 0 };
	int64_t whole;
	struct str text = fd->kind == F_STR || fd->kind == F_TEXT ? cell : str_trim(cell);

	if (text.n == 0) {
		if (fd->flags & NEEDED)
			fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "%d/%s", line, fd->name)), "missing", "第 %d 行 %s（%s）不能为空", line, fd->name, fd->label);
		return;
	}
	if (col.yuan && str_int(text, &whole) == OK)
		text = arena_fmt(c->arena, STR_FMT ".00", STR_ARG(text));
	if (field_from_text(fd, text, rec, c->arena, &f) != OK)
		fail_on(c, arena_cstr(c->arena, arena_fmt(c->arena, "%d/%s", line, fd->name)), f.n_errors ? arena_cstr(c->arena, f.errors[0].code) : "bad_value",
			"第 %d 行 " STR_FMT, line, STR_ARG(f.n_errors ? f.errors[0].message : str_of(f.sentence)));
}

enum err import_run(struct ctx *c, const struct import *im, struct str text, int64_t *rows)
{
	struct column cols[COLUMNS_MAX];
	struct str cells[COLUMNS_MAX];
	struct csv csv = csv_over(text);
	size_t n_cols = 0, cap = 64, used = 0;
	char *items = arena_alloc(c->arena, cap * im->row->size);
	int *lines = ARENA_ARRAY(c->arena, int, cap);

	enum err e = header(c, im, &csv, cols, &n_cols);
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	for (;;) {
		size_t n;
		int line;
		TRY(csv_next(&csv, c->arena, &c->fail, cells, COLUMNS_MAX, &n, &line));
		if (n == 0)
			break;
		if (used == IMPORT_ROWS_MAX)
			return fail(c, E_LIMIT, "csv_too_long", "一次最多导入 %d 行", IMPORT_ROWS_MAX);
		if (used == cap) {
			char *more = arena_alloc(c->arena, cap * 2 * im->row->size);
			int *more_lines = ARENA_ARRAY(c->arena, int, cap * 2);
			if (arena_failed(c->arena))
				return fail(c, E_NOMEM, "no_memory", "文件太大，内存不够");
			memcpy(more, items, used * im->row->size);
			memcpy(more_lines, lines, used * sizeof *lines);
			items = more;
			lines = more_lines;
			cap *= 2;
		}
		void *rec = items + used * im->row->size;
		lines[used++] = line;
		record_none(im->row, rec);
		for (size_t i = 0; i < n; i++)
			one_cell(c, cols[i], cells[i], rec, line);
		/* Enough is named to mend; each further sentence would only take memory. */
		if (import_full(c))
			break;
		if (arena_failed(c->arena))
			return fail(c, E_NOMEM, "no_memory", "文件太大，内存不够");
	}
	TRY(fields_ok(c));
	struct list all = { items, used };
	row_lines = lines;
	n_row_lines = used;
	e = im->fn(c, &all);
	row_lines = NULL;
	if (c->fail.n_errors)
		return fields_ok(c);
	TRY(e);
	*rows = (int64_t)used;
	return OK;
}
