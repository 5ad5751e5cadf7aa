/* A paper as an Excel sheet: the same content in the same order, numbers as numbers and dates as dates. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "paper/paper_in.h"

enum { LAST = 7 };                         /* texts reach over eight columns */
struct sheet {
	lxw_workbook *book;
	lxw_worksheet *w;
	lxw_format *title, *text, *bold, *head, *cell, *number, *yuan, *date, *small;
	lxw_row_t row;
	int columns;
};

/* NUL-terminated, cut to what a cell may hold (32767 characters). */
static const char *text_of(struct arena *a, struct str s) { return arena_cstr(a, utf8_head(s, 32000)); }

static lxw_format *format_new(struct sheet *s, bool bold, bool border, const char *number)
{
	lxw_format *f = sym(workbook_add_format)(s->book);

	sym(format_set_font_name)(f, "宋体");
	sym(format_set_font_size)(f, 10.5);
	sym(format_set_text_wrap)(f);
	sym(format_set_align)(f, LXW_ALIGN_VERTICAL_CENTER);
	if (bold)
		sym(format_set_bold)(f);
	if (border)
		sym(format_set_border)(f, LXW_BORDER_THIN);
	if (number)
		sym(format_set_num_format)(f, number);
	return f;
}

static void formats(struct sheet *s)
{
	s->title = format_new(s, true, false, NULL);
	sym(format_set_font_size)(s->title, 18);
	sym(format_set_align)(s->title, LXW_ALIGN_CENTER);
	s->text = format_new(s, false, false, NULL);
	s->bold = format_new(s, true, false, NULL);
	s->head = format_new(s, true, true, NULL);
	sym(format_set_bg_color)(s->head, 0xEDEDED);
	sym(format_set_align)(s->head, LXW_ALIGN_CENTER);
	s->cell = format_new(s, false, true, NULL);
	s->number = format_new(s, false, true, "0");
	s->yuan = format_new(s, false, true, "#,##0.00##");
	s->date = format_new(s, false, true, "yyyy-mm-dd");
	s->small = format_new(s, false, false, NULL);
	sym(format_set_font_size)(s->small, 9);
}

static void line(struct sheet *s, struct arena *a, struct str text, lxw_format *f)
{
	if (!text.n)
		return;
	sym(worksheet_merge_range)(s->w, s->row, 0, s->row, LAST, text_of(a, text), f);
	s->row++;
}

static void cell(struct sheet *s, struct arena *a, lxw_col_t col, struct str text, int32_t kind)
{
	const char *z = text_of(a, text);
	struct date d;
	int y, m, day;
	char *end;

	if (!text.n) {
		sym(worksheet_write_blank)(s->w, s->row, col, s->cell);
		return;
	}
	if (kind == PAPER_CELL_DATE && date_parse(text, &d) == OK) {
		date_split(d, &y, &m, &day);
		sym(worksheet_write_datetime)(s->w, s->row, col, &(lxw_datetime){ .year = y, .month = m, .day = day }, s->date);
		return;
	}
	double v = strtod(z, &end);
	if ((kind == PAPER_CELL_INT || kind == PAPER_CELL_YUAN) && !*end)
		sym(worksheet_write_number)(s->w, s->row, col, v, kind == PAPER_CELL_INT ? s->number : s->yuan);
	else
		sym(worksheet_write_string)(s->w, s->row, col, z, s->cell);
}

static void table(struct sheet *s, struct arena *a, const struct paper_block *b)
{
	lxw_col_t col = 0;

	line(s, a, b->text, s->bold);
	EACH(struct paper_column, c, b->columns) {
		/* The first table's columns rule the sheet. */
		if (!s->columns)
			sym(worksheet_set_column)(s->w, col, col, 6 + (double)c->width * 1.6, NULL);
		sym(worksheet_write_string)(s->w, s->row, col++, text_of(a, c->label), s->head);
	}
	s->columns = col;
	s->row++;
	EACH(struct paper_row, r, b->rows) {
		for (size_t i = 0; i < b->columns.n; i++)
			cell(s, a, (lxw_col_t)i, *LIST_AT(r->cells, struct str, i), LIST_AT(b->columns, struct paper_column, i)->kind);
		s->row++;
	}
	s->row++;
}

static void facts(struct sheet *s, struct arena *a, const struct paper_block *b)
{
	EACH(struct paper_fact, x, b->facts) {
		sym(worksheet_merge_range)(s->w, s->row, 0, s->row, 1, text_of(a, x->label), s->head);
		sym(worksheet_merge_range)(s->w, s->row, 2, s->row, LAST, text_of(a, x->value), s->cell);
		s->row++;
	}
	s->row++;
}

static void fill(struct sheet *s, struct arena *a, const struct paper *p, const struct paper_marks *m)
{
	line(s, a, p->title, s->title);
	line(s, a, p->article, s->small);
	if (p->no.n)
		line(s, a, arena_fmt(a, "编号：" STR_FMT, STR_ARG(p->no)), s->text);
	if (p->issuer.n)
		line(s, a, arena_fmt(a, "出具：" STR_FMT "　" STR_FMT, STR_ARG(p->issuer), STR_ARG(p->date)), s->text);
	if (m->mark.p)
		line(s, a, m->mark, s->bold);
	EACH(struct paper_block, b, p->blocks) {
		if (b->kind == PAPER_TABLE)
			table(s, a, b);
		else if (b->kind == PAPER_FACTS)
			facts(s, a, b);
		else
			line(s, a, b->text, b->kind == PAPER_HEADING ? s->bold : s->text);
	}
	EACH(struct str, x, p->attachments)
		line(s, a, arena_fmt(a, "附件：" STR_FMT, STR_ARG(*x)), s->text);
	if (m->digest.p)
		line(s, a, arena_fmt(a, "SM3 摘要 " STR_FMT, STR_ARG(m->digest)), s->small);
	if (m->url.p)
		line(s, a, arena_fmt(a, "核验 " STR_FMT, STR_ARG(m->url)), s->small);
}

static enum err read_back(int fd, struct buf *out, struct fail *f)
{
	char part[65536];
	ssize_t n = 0;

	if (lseek(fd, 0, SEEK_SET) != 0)
		return fail_set(f, E_REMOTE, "paper.draw", "Excel 文件没有写成");
	while (!out->failed && (n = read(fd, part, sizeof part)) > 0)
		buf_add(out, (struct str){ part, (size_t)n });
	if (out->failed)
		return fail_set(f, E_LIMIT, "paper.too_long", "文书超过 %zu MB", out->max >> 20);
	return n < 0 || !out->n ? fail_set(f, E_REMOTE, "paper.draw", "Excel 文件没有写成") : OK;
}

enum err paper_draw_xlsx(const struct paper *p, const struct paper_marks *m, struct buf *out, struct fail *f)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	struct sheet s = { 0 };
	char path[64];

	TRY(paper_lib_load(f));
	if (!a)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	int fd = memfd_create("paper", MFD_CLOEXEC);
	if (fd < 0)
		return fail_set(f, E_NOMEM, "no_memory", "内存不够");
	/* The library knows only files with names. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	s.book = sym(workbook_new_opt)(path, &(lxw_workbook_options){ 0 });
	s.w = s.book ? sym(workbook_add_worksheet)(s.book, NULL) : NULL;
	lxw_error e = LXW_ERROR_MEMORY_MALLOC_FAILED;
	if (s.w) {
		formats(&s);
		sym(workbook_set_properties)(s.book, &(lxw_doc_properties){ .title = (char *)(uintptr_t)text_of(a, utf8_head(p->title, 200)),
			.author = (char *)(uintptr_t)text_of(a, utf8_head(p->issuer, 200)), .created = (time_t)(at_none(p->made_at) ? 1 : p->made_at.ms / 1000) });
		sym(worksheet_set_paper)(s.w, 9);
		sym(worksheet_fit_to_pages)(s.w, 1, 0);
		fill(&s, a, p, m);
		e = sym(workbook_close)(s.book);
	}
	enum err err = e == LXW_NO_ERROR ? read_back(fd, out, f) : fail_set(f, E_REMOTE, "paper.draw", "Excel 文件没有写成");
	close(fd);
	return err;
}
