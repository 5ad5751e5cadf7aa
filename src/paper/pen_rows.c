/* Rows of cells: tables, and the boxes of forms. */
#include "paper/pen_in.h"

static const double PAD_Y = 2.5;
struct cell { struct str text; double width, pad; struct set set; bool shade; };

/* The part of a row from line `from` that is `lines` high. */
static void row_part(struct pen *n, PangoLayout **l, const struct cell *cells, size_t n_cells, int from, int lines, double height)
{
	double x = LEFT;

	for (size_t i = 0; i < n_cells; x += cells[i++].width) {
		int all = sym(pango_layout_get_line_count)(l[i]), to = MIN2(all, from + lines);
		double pitch = cells[i].set.pitch, used = MAX2(to - from, 0) * pitch;
		if (cells[i].shade)
			pen_rule(n, x, n->y, cells[i].width, height, PALE);
		pen_box(n, x, n->y, cells[i].width, height);
		pen_lines_at(n, l[i], MIN2(from, all), to, &cells[i].set, x + cells[i].pad, n->y + (height - used) / 2, cells[i].width - 2 * cells[i].pad);
	}
	n->y += height;
}

/* Draws a row; head draws what a page begins with when the row has to go on there. */
static void row_draw(struct pen *n, const struct cell *cells, size_t n_cells, void (*head)(struct pen *, const struct paper_block *), const struct paper_block *b)
{
	PangoLayout *l[PAPER_COLUMNS_MAX];
	double pitch = cells[0].set.pitch;
	int lines = 1, from = 0;

	for (size_t i = 0; i < n_cells; i++) {
		l[i] = pen_layout_of(n, cells[i].text, &cells[i].set, cells[i].width - 2 * cells[i].pad);
		lines = MAX2(lines, sym(pango_layout_get_line_count)(l[i]));
	}
	/* What is higher than half a page is split; the rest stays whole. */
	bool split = lines * pitch + 2 * PAD_Y > (BOTTOM - TOP) / 2;
	while (from < lines && !n->too_long) {
		int fit = (int)((BOTTOM - n->y - 2 * PAD_Y) / pitch);
		if (fit < (split ? MIN2(3, lines - from) : lines)) {
			pen_page_next(n);
			if (head)
				head(n, b);
			fit = MAX2((int)((BOTTOM - n->y - 2 * PAD_Y) / pitch), 1);
		}
		int now = MIN2(fit, lines - from);
		row_part(n, l, cells, n_cells, from, now, now * pitch + 2 * PAD_Y);
		from += now;
	}
	for (size_t i = 0; i < n_cells; i++)
		sym(g_object_unref)(l[i]);
}

static void widths_of(const struct paper_block *b, double *w)
{
	int64_t all = 0;

	EACH(struct paper_column, c, b->columns)
		all += c->width;
	for (size_t i = 0; i < b->columns.n; i++)
		w[i] = WIDTH * (double)LIST_AT(b->columns, struct paper_column, i)->width / (double)all;
}

static void table_head(struct pen *n, const struct paper_block *b)
{
	struct cell cells[PAPER_COLUMNS_MAX];
	double w[PAPER_COLUMNS_MAX];

	widths_of(b, w);
	for (size_t i = 0; i < b->columns.n; i++)
		cells[i] = (struct cell){ LIST_AT(b->columns, struct paper_column, i)->label, w[i], 1.5, { HEI, 9, 12.5, AT_CENTRE, 0, BLACK }, true };
	row_draw(n, cells, b->columns.n, NULL, NULL);
}

/* A column of dates or of short words stands in the middle. */
static void columns_centred(const struct paper_block *b, bool *out)
{
	for (size_t i = 0; i < b->columns.n; i++) {
		out[i] = true;
		EACH(struct paper_row, r, b->rows)
			out[i] &= utf8_count(*LIST_AT(r->cells, struct str, i)) <= 4;
		out[i] |= LIST_AT(b->columns, struct paper_column, i)->kind == PAPER_CELL_DATE;
	}
}

static void table_row(struct pen *n, const struct paper_block *b, const struct paper_row *r, const bool *centred)
{
	double w[PAPER_COLUMNS_MAX];
	struct cell cells[PAPER_COLUMNS_MAX];

	widths_of(b, w);
	for (size_t i = 0; i < b->columns.n; i++) {
		const struct paper_column *c = LIST_AT(b->columns, struct paper_column, i);
		struct str text = *LIST_AT(r->cells, struct str, i);
		cells[i] = (struct cell){ text, w[i], 2.5, { r->total ? HEI : FANG, 9, 12.5, AT_LEFT, 0, BLACK }, false };
		cells[i].set.align = c->kind == PAPER_CELL_INT || c->kind == PAPER_CELL_YUAN ? AT_RIGHT : centred[i] ? AT_CENTRE : AT_LEFT;
	}
	row_draw(n, cells, b->columns.n, table_head, b);
}

static void table_begin(struct pen *n, const struct paper_block *b)
{
	static const struct set caption = { HEI, 10.5, 18, AT_CENTRE, 0, { 0, 0, 0 } };

	if (b->text.n)
		pen_flow(n, b->text, &caption);
	table_head(n, b);
}

/* A caption and a head are not left alone at the foot of a page: the first row stands under them. */
static double table_start(const struct pen *n, const struct paper_block *b, const bool *centred)
{
	struct pen m = pen_measuring(n);

	table_begin(&m, b);
	if (b->rows.n)
		table_row(&m, b, LIST_AT(b->rows, struct paper_row, 0), centred);
	return MIN2(pen_measured(&m), (BOTTOM - TOP) / 2);
}

void pen_table(struct pen *n, const struct paper_block *b)
{
	bool centred[PAPER_COLUMNS_MAX];

	columns_centred(b, centred);
	n->y += 4;
	pen_need(n, table_start(n, b, centred));
	table_begin(n, b);
	EACH(struct paper_row, r, b->rows) {
		table_row(n, b, r, centred);
		if (n->too_long)
			return;
	}
	n->y += 6;
}

/* Boxes of a form: two to a line, a long one over the whole width. */
void pen_facts(struct pen *n, const struct paper_block *b)
{
	static const double label_w = MM(26), pad = 4;
	static const struct set label = { HEI, 10.5, 15, AT_CENTRE, 0, { 0, 0, 0 } }, value = { FANG, 10.5, 15, AT_LEFT, 0, { 0, 0, 0 } };
	double half = WIDTH / 2;

	n->y += 4;
	for (size_t i = 0; i < b->facts.n && !n->too_long;) {
		const struct paper_fact *one = LIST_AT(b->facts, struct paper_fact, i), *two = i + 1 < b->facts.n ? one + 1 : NULL;
		double room = half - label_w - 2 * pad;
		bool pair = two && pen_text_width(n, one->value, &value) <= room && pen_text_width(n, two->value, &value) <= room &&
			    !memchr(one->value.p ? one->value.p : "", '\n', one->value.n) && !memchr(two->value.p ? two->value.p : "", '\n', two->value.n);
		struct cell cells[4] = { { one->label, label_w, 1.5, label, true }, { one->value, pair ? half - label_w : WIDTH - label_w, pad, value, false } };
		if (pair) {
			cells[2] = (struct cell){ two->label, label_w, 1.5, label, true };
			cells[3] = (struct cell){ two->value, half - label_w, pad, value, false };
		}
		row_draw(n, cells, pair ? 4 : 2, NULL, NULL);
		i += pair ? 2 : 1;
	}
	n->y += 6;
}
