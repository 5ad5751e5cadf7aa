/* CSV as RFC 4180 has it. A table that is only nearly right is refused with its place: guessing would shift columns. */
#include "base/field.h"

#define BOM "\xEF\xBB\xBF"

struct csv csv_over(struct str text)
{
	return (struct csv){ .rest = text, .line = 1 };
}

static enum err bad_csv(struct fail *f, int line, int column, const char *what)
{
	return fail_set(f, E_INVALID, "bad_csv", "CSV 第 %d 行第 %d 列：%s。", line, column, what);
}

static enum err start(struct csv *c, struct fail *f)
{
	int line, column;

	ptrdiff_t at = c->rest.n ? utf8_bad(c->rest) : -1;
	if (at >= 0) {
		utf8_place(c->rest, (size_t)at, &line, &column);
		return bad_csv(f, line, column, c->rest.p[at] ? "不是有效的 UTF-8 编码，应另存为 UTF-8 格式" : "含有空字符（NUL）");
	}
	if (str_starts(c->rest, STR(BOM))) {
		c->rest.p += 3;
		c->rest.n -= 3;
	}
	c->started = true;
	return OK;
}

static void skip(struct csv *c, size_t n)
{
	c->rest.p += n;
	c->rest.n -= n;
}

/* Bytes of the line end here: 0 when there is none, and at the end of the text. */
static size_t line_end(struct str s)
{
	if (str_starts(s, STR("\r\n")))
		return 2;
	return s.n > 0 && s.p[0] == '\n';
}

/* The place of the byte `at` bytes ahead, in a row that began at `row` on line `line`. */
static enum err bad_here(const struct csv *c, struct fail *f, const char *row, int line, size_t at, const char *what)
{
	int down, column;
	utf8_place((struct str){ row, (size_t)(c->rest.p - row) + c->rest.n }, (size_t)(c->rest.p - row) + at, &down, &column);
	return bad_csv(f, line + down - 1, column, what);
}

static enum err quoted_cell(struct csv *c, struct arena *a, struct fail *f, const char *row, int line, struct str *cell)
{
	size_t end = 1, doubled = 0;

	for (;; end++) {
		if (end >= c->rest.n)
			return bad_here(c, f, row, line, 0, "引号没有结束");
		if (c->rest.p[end] == '\n')
			c->line++;
		if (c->rest.p[end] != '"')
			continue;
		if (end + 1 >= c->rest.n || c->rest.p[end + 1] != '"')
			break;
		doubled++;
		end++;
	}
	*cell = (struct str){ c->rest.p + 1, end - 1 };
	if (doubled > 0) {
		char *p = arena_alloc(a, cell->n + 1);
		size_t n = 0;
		for (size_t i = 0; i < cell->n; i++) {
			p[n++] = cell->p[i];
			i += cell->p[i] == '"';     /* the second of two */
		}
		*cell = (struct str){ p, n };
	}
	skip(c, end + 1);
	if (c->rest.n > 0 && c->rest.p[0] != ',' && line_end(c->rest) == 0)
		return bad_here(c, f, row, line, 0, "引号之后只能是逗号或换行");
	return OK;
}

static enum err plain_cell(struct csv *c, struct fail *f, const char *row, int line, struct str *cell)
{
	size_t end = 0;

	for (; end < c->rest.n && c->rest.p[end] != ','; end++) {
		struct str here = { c->rest.p + end, c->rest.n - end };
		if (line_end(here))
			break;
		if (here.p[0] == '"')
			return bad_here(c, f, row, line, end, "没有用引号括起的内容中有引号");
		if (here.p[0] == '\r')
			return bad_here(c, f, row, line, end, "单独的回车符，换行应为 CRLF 或 LF");
	}
	*cell = (struct str){ c->rest.p, end };
	skip(c, end);
	return OK;
}

enum err csv_next(struct csv *c, struct arena *a, struct fail *f, struct str *cells, size_t max, size_t *n, int *line_out)
{
	size_t count = 0, end;

	*n = 0;
	if (!c->started)
		TRY(start(c, f));
	/* Empty lines, mostly at the end; in a table of one column they are empty cells. */
	while (c->width != 1 && (end = line_end(c->rest)) > 0) {
		skip(c, end);
		c->line++;
	}
	if (c->rest.n == 0)
		return OK;

	const char *row = c->rest.p;
	int line = c->line;
	for (;;) {
		if (count == max)
			return bad_here(c, f, row, line, 0, "列数太多");
		struct str *cell = &cells[count++];
		if (str_starts(c->rest, STR("\"")))
			TRY(quoted_cell(c, a, f, row, line, cell));
		else
			TRY(plain_cell(c, f, row, line, cell));
		if (!str_starts(c->rest, STR(",")))
			break;
		skip(c, 1);
	}
	if (c->width != 0 && count != c->width)
		return fail_set(f, E_INVALID, "bad_csv", "CSV 第 %d 行第 1 列：这一行有 %zu 列，第一行有 %zu 列。", line, count,
				c->width);
	c->width = count;
	end = line_end(c->rest);
	c->line += end > 0;
	skip(c, end);
	*n = count;
	*line_out = line;
	return OK;
}

static bool number(struct str s)
{
	size_t i = 0, digits = 0, points = 0;

	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		i++;
	for (; i < s.n; i++) {
		if (s.p[i] == '.')
			points++;
		else if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else
			return false;
	}
	return digits > 0 && points <= 1;
}

void csv_put(struct buf *b, struct str cell, bool last)
{
	/* A mark at the start of a cell is the cell's, not the file's: quotes keep it. */
	bool quote = str_starts(cell, STR(BOM)), formula = cell.n > 0 && memchr("=+-@\t\r", cell.p[0], 6) && !number(cell);

	for (size_t i = 0; i < cell.n && !quote; i++)
		quote = memchr(",\"\r\n", cell.p[i], 4) != NULL;
	if (quote)
		buf_byte(b, '"');
	if (formula)
		buf_byte(b, '\'');
	if (!quote)
		buf_add(b, cell);
	else for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_byte(b, '"');
		buf_byte(b, cell.p[i]);
	}
	if (quote)
		buf_byte(b, '"');
	buf_add(b, last ? STR("\r\n") : STR(","));
}
