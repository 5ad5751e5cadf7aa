/* Exports of lists: every row of the filter, read page by page in one snapshot, so that memory holds one page and the file. A14.P3a. */
#include "base/sheet.h"
#include "core/list_in.h"

enum { EXPORT_PAGE = 1000 };

const struct names list_format_names[LIST_FORMAT_MAX] = { [LIST_CSV] = { "csv", "CSV" }, [LIST_XLSX] = { "xlsx", "Excel" }, [LIST_JSON] = { "json", "JSON" } };

enum list_format list_format_named(struct str word)
{
	for (enum list_format i = 1; i < LIST_FORMAT_MAX; i++)
		if (str_is(word, list_format_names[i].word))
			return i;
	return 0;
}

enum list_format list_format_of(const struct request *r)
{
	if (r->op->list && !r->op->fn)
		for (size_t i = 0; i < r->n_params; i++)
			if (str_is(r->params[i].name, "format"))
				return list_format_named(r->params[i].value);
	return 0;
}

/* What only the page of a single object fills in would be an empty column. */
static bool is_column(const struct field *fd)
{
	return (fd->flags & OUT) && !(fd->flags & SECRET) && !((fd->flags & VIRTUAL) && (fd->kind == F_LIST || fd->kind == F_OBJ));
}

struct exporting { struct buf *out; struct sheet *sheet; enum list_format format; int64_t rows; };

static void put_line(struct exporting *x, const struct record *rec, const void *row, bool mask)
{
	CLEANUP(buf_done) struct buf cell = BUF_MAX(MIB(4));
	const struct field *last = NULL;

	for (const struct field *fd = rec->fields; fd->name; fd++)
		if (is_column(fd))
			last = fd;
	if (x->format == LIST_JSON) {
		if (x->rows)
			buf_add(x->out, STR(",\n"));
		record_to_json(rec, row, OUT, mask, x->out);
		return;
	}
	for (const struct field *fd = rec->fields; fd->name; fd++) {
		if (!is_column(fd))
			continue;
		buf_clear(&cell);
		if (row && x->sheet)
			sheet_field(x->sheet, fd, row, mask);
		else if (row)
			field_to_text(fd, row, mask, &cell);
		else
			buf_fmt(&cell, "%s%s", fd->label[0] ? fd->label : fd->name, fd->kind == F_FEN || fd->kind == F_E4 ? "（元）" : fd->kind == F_BP && !strstr(fd->label, "万分") ? "（万分比）" : "");
		if (!x->sheet)
			csv_put(x->out, buf_str(&cell), fd == last);
		else if (!row)
			sheet_text(x->sheet, buf_str(&cell), true);
	}
	if (x->sheet)
		sheet_row_end(x->sheet);
}

/* Who reads for oversight carries data out of the house: the file says who took it and when. */
static void put_mark(struct ctx *c, struct exporting *x)
{
	struct str mark = has_role(c, R(AUDITOR)) ? arena_fmt(c->arena, "%s由 " STR_FMT " 于 " STR_FMT " 导出，仅供监督使用", c->op->words, STR_ARG(c->who.name), STR_ARG(at_text(c->arena, c->now))) : STR_NONE;

	if (x->format == LIST_JSON) {
		buf_add(x->out, STR("{\"mark\":"));
		if (mark.p)
			json_put_str(x->out, mark);
		else
			buf_add(x->out, STR("null"));
		buf_add(x->out, STR(",\"items\":[\n"));
	} else if (x->sheet && mark.p) {
		sheet_text(x->sheet, mark, true);
		sheet_row_end(x->sheet);
	} else if (mark.p) {
		csv_put(x->out, mark, true);
	}
}

static enum err export_pages(struct query *q, struct exporting *x)
{
	struct ctx *c = q->c;
	struct arena *kept = c->arena;
	size_t where = q->where.n, n = q->n;
	struct list rows;
	size_t shown = 0;
	int64_t on = 0;

	do {
		CLEANUP(arena_freep) struct arena *page = arena_new(MIB(128));
		if (!page)
			return fail(c, E_NOMEM, "no_memory", "内存不够");
		c->arena = page;
		enum err e = query_rows(q, &rows, &shown, &on);
		if (e == OK && x->rows + (int64_t)rows.n > EXPORT_ROWS_MAX)
			e = fail(c, E_LIMIT, "export_too_long", "一次最多导出 %d 行，请用筛选条件分次导出", EXPORT_ROWS_MAX);
		for (size_t i = 0; i < shown && e == OK; i++, x->rows++)
			put_line(x, q->rec, (char *)rows.items + i * q->rec->size, must_mask(c));
		if (e == OK && arena_failed(page))
			e = fail(c, E_NOMEM, "no_memory", "内存不够");
		c->arena = kept;
		TRY(e);
		if (rows.n > shown) {
			const char *last = (const char *)rows.items + (shown - 1) * q->rec->size;
			struct val v = query_value(q->sort, last + q->sort->offset);
			if (v.kind == VAL_TEXT)
				v.s = arena_str(kept, v.s);
			q->where.n = where;
			q->n = n;
			query_beyond(q, v, q->tie ? *(const int64_t *)(last + q->tie->offset) : 0);
		}
	} while (rows.n > shown);
	return OK;
}

enum err list_export(struct ctx *c, const struct op *op, enum list_format format, struct buf *out, int64_t *rows, struct str *filters)
{
	CLEANUP(sheet_freep) struct sheet *sheet = NULL;
	struct exporting x = { .out = out, .format = format };
	struct query q;

	enum err e = query_make(&q, c, op);
	if (e == OK && (q.cursor.p || q.count || q.limit != LIMIT_STANDARD))
		e = query_bad_param(c, STR("format"), STR_NONE, "导出的是全部行，不分页，也不另外计数");
	if (e == OK && format == LIST_XLSX && !(x.sheet = sheet = sheet_new(out, str_of(op->words))))
		e = fail(c, E_NOMEM, "no_memory", "内存不够");
	if (e == OK) {
		/* The mark of the byte order tells spreadsheets that it is UTF-8. */
		if (format == LIST_CSV)
			buf_add(out, STR("\xEF\xBB\xBF"));
		put_mark(c, &x);
		if (format != LIST_JSON)
			put_line(&x, q.rec, NULL, false);
		q.limit = EXPORT_PAGE;
		q.windowed = false;             /* everything is gone through here */
		e = export_pages(&q, &x);
	}
	if (e == OK && sheet)
		e = sheet_end(sheet, &c->fail);
	if (e == OK && format == LIST_JSON)
		buf_add(out, STR("\n]}\n"));
	if (e == OK && out->failed)
		e = fail(c, E_LIMIT, "export_too_long", "导出的内容超过 %zu MB，请用筛选条件分次导出", out->max >> 20);
	buf_done(&q.where);
	*rows = x.rows;
	*filters = q.filters;
	return e;
}
