/* A paper as PDF, laid out like the official papers of GB/T 9704: A4, a body of 156 by 225 mm, 仿宋 text, 黑体 headings, 小标宋 titles, letters
 * under the issuer's name in red. Drawn twice: the first time only counts the pages. */
#include <math.h>
#include <stdio.h>
#include "paper/paper_in.h"

#define MM(x) ((x) * 72.0 / 25.4)
static const double PAGE_W = MM(210), PAGE_H = MM(297), LEFT = MM(28), TOP = MM(37), WIDTH = MM(156), BOTTOM = MM(37 + 225);

enum face { FANG, HEI, KAI, TITLE, FACES };
/* The first family that the machine has; Noto stands in where the official faces are not installed. */
static const char *const families[FACES] = {
	[FANG]  = "FangSong,仿宋,FangSong_GB2312,仿宋_GB2312,STFangsong,FandolFang R,Noto Serif CJK SC,Noto Sans CJK SC,serif 16",
	[HEI]   = "SimHei,黑体,STHeiti,Noto Sans CJK SC,sans 16",
	[KAI]   = "KaiTi,楷体,KaiTi_GB2312,楷体_GB2312,STKaiti,FandolKai,AR PL UKai CN,Noto Serif CJK SC,serif 16",
	[TITLE] = "FZXiaoBiaoSong-B05S,方正小标宋简体,STZhongsong,Noto Serif CJK SC,serif Bold 16",
};
enum align { AT_LEFT, AT_CENTRE, AT_RIGHT };
struct colour { double r, g, b; };
static const struct colour BLACK = { 0, 0, 0 }, RED = { 0.80, 0.05, 0.07 }, GREY = { 0.45, 0.45, 0.45 }, PALE = { 0.93, 0.93, 0.93 };

struct pen {
	cairo_t *cr;
	PangoFontDescription *faces[FACES];
	const struct paper *p;
	const struct paper_marks *m;
	QRcode *qr;
	bool paint, too_long;
	int page, pages;
	double y;
};
/* How a piece of text is set. */
struct set { enum face face; double size, pitch; enum align align; double indent; struct colour colour; };

/* ---- text ---- */
static PangoLayout *layout_of(struct pen *n, struct str text, const struct set *s, double width)
{
	PangoLayout *l = sym(pango_cairo_create_layout)(n->cr);
	PangoFontDescription *d = sym(pango_font_description_copy)(n->faces[s->face]);

	sym(pango_context_set_language)(sym(pango_layout_get_context)(l), sym(pango_language_from_string)("zh-cn"));
	sym(pango_font_description_set_absolute_size)(d, s->size * PANGO_SCALE);
	sym(pango_layout_set_font_description)(l, d);
	sym(pango_font_description_free)(d);
	sym(pango_layout_set_width)(l, width > 0 ? (int)(width * PANGO_SCALE) : -1);
	sym(pango_layout_set_wrap)(l, PANGO_WRAP_WORD_CHAR);
	sym(pango_layout_set_indent)(l, (int)(s->indent * PANGO_SCALE));
	sym(pango_layout_set_text)(l, text.p ? text.p : "", (int)text.n);
	return l;
}

static double line_width(PangoLayout *l, int i)
{
	PangoRectangle r;

	sym(pango_layout_line_get_extents)(sym(pango_layout_get_line_readonly)(l, i), NULL, &r);
	return (double)r.width / PANGO_SCALE;
}

static void ink(struct pen *n, struct colour c) { sym(cairo_set_source_rgb)(n->cr, c.r, c.g, c.b); }

/* Lines from..to of a layout, the first one's top at y: a fixed pitch, so that a fallback face does not push the lines apart. */
static void lines_at(struct pen *n, PangoLayout *l, int from, int to, const struct set *s, double x, double y, double width)
{
	if (!n->paint)
		return;
	ink(n, s->colour);
	for (int i = from; i < to; i++, y += s->pitch) {
		PangoLayoutLine *line = sym(pango_layout_get_line_readonly)(l, i);
		double at = x;
		if (s->align == AT_LEFT)
			at += line->is_paragraph_start ? s->indent : 0;
		else
			at += (width - line_width(l, i)) / (s->align == AT_CENTRE ? 2 : 1);
		sym(cairo_move_to)(n->cr, at, y + (s->pitch - s->size) / 2 + s->size * 0.86);
		sym(pango_cairo_show_layout_line)(n->cr, line);
	}
}

/* Text that fits where it is put, outside the flow; its lines. */
static int text_at(struct pen *n, struct str text, const struct set *s, double x, double y, double width)
{
	PangoLayout *l = layout_of(n, text, s, width);
	int lines = sym(pango_layout_get_line_count)(l);

	lines_at(n, l, 0, lines, s, x, y, width);
	sym(g_object_unref)(l);
	return lines;
}

static double text_width(struct pen *n, struct str text, const struct set *s)
{
	PangoLayout *l = layout_of(n, text, s, 0);
	double w = line_width(l, 0);

	sym(g_object_unref)(l);
	return w;
}

static void rule(struct pen *n, double x, double y, double w, double thick, struct colour c)
{
	if (!n->paint)
		return;
	ink(n, c);
	sym(cairo_rectangle)(n->cr, x, y, w, thick);
	sym(cairo_fill)(n->cr);
}

static void box(struct pen *n, double x, double y, double w, double h)
{
	if (!n->paint)
		return;
	ink(n, BLACK);
	sym(cairo_set_line_width)(n->cr, 0.6);
	sym(cairo_rectangle)(n->cr, x, y, w, h);
	sym(cairo_stroke)(n->cr);
}

/* ---- pages ---- */
static void qr_at(struct pen *n, double x, double y, double side)
{
	double unit = n->qr ? side / n->qr->width : 0;

	if (!n->qr || !n->paint)
		return;
	ink(n, BLACK);
	for (int r = 0; r < n->qr->width; r++)
		for (int c = 0, run = 0; c <= n->qr->width; c++) {
			bool dark = c < n->qr->width && (n->qr->data[r * n->qr->width + c] & 1);
			if (dark)
				run++;
			else if (run) {
				sym(cairo_rectangle)(n->cr, x + (c - run) * unit, y + r * unit, run * unit, unit);
				run = 0;
			}
		}
	sym(cairo_fill)(n->cr);
}

static void foot(struct pen *n)
{
	static const struct set small = { HEI, 7, 10, AT_LEFT, 0, { 0.3, 0.3, 0.3 } }, page = { FANG, 9, 12, AT_RIGHT, 0, { 0, 0, 0 } };
	char text[200];
	double y = BOTTOM + MM(7), x = LEFT;

	if (n->m->digest.p) {
		qr_at(n, LEFT, BOTTOM + MM(6), MM(18));
		x += MM(21);
		text_at(n, STR("本文书由政务云管理平台生成，扫码或在核验页输入摘要，可核验真伪。"), &small, x, y, WIDTH);
		snprintf(text, sizeof text, "SM3 摘要  " STR_FMT, STR_ARG(n->m->digest));
		text_at(n, str_of(text), &small, x, y + 13, WIDTH);
		text_at(n, n->m->url, &(struct set){ HEI, 6, 9, AT_LEFT, 0, { 0.45, 0.45, 0.45 } }, x, y + 26, WIDTH - MM(22));
		text_at(n, n->m->mark, &(struct set){ HEI, 7, 10, AT_RIGHT, 0, { 0.3, 0.3, 0.3 } }, LEFT, y + 36, WIDTH);
	} else {
		text_at(n, STR("草稿，未签发，不作为办理依据。"), &small, x, y, WIDTH);
	}
	snprintf(text, sizeof text, "第 %d 页 共 %d 页", n->page, n->pages);
	text_at(n, str_of(text), &page, LEFT, BOTTOM + MM(2), WIDTH);
}

static void across(struct pen *n)
{
	struct set s = { HEI, 60, 70, AT_CENTRE, 0, { 0.90, 0.90, 0.90 } };

	if (!n->m->mark.p || !n->paint)
		return;
	double w = text_width(n, n->m->mark, &s);
	s.size = MIN2(s.size, s.size * MM(200) / MAX2(w, 1.0));
	for (int i = 0; i < 2; i++) {
		sym(cairo_save)(n->cr);
		sym(cairo_translate)(n->cr, PAGE_W / 2, PAGE_H * (i ? 0.72 : 0.32));
		sym(cairo_rotate)(n->cr, -0.6);
		text_at(n, n->m->mark, &s, -MM(110), -35, MM(220));
		sym(cairo_restore)(n->cr);
	}
}

static void page_begin(struct pen *n)
{
	n->page++;
	n->y = TOP;
	across(n);
}

static void page_end(struct pen *n)
{
	foot(n);
	if (n->paint)
		sym(cairo_show_page)(n->cr);
}

static void page_next(struct pen *n)
{
	if (n->page >= PAPER_PAGES_MAX) {
		n->too_long = true;
		n->y = TOP;
		return;
	}
	page_end(n);
	page_begin(n);
}

/* A pen that draws nothing, from the top of a page: how high something would stand. */
static struct pen measuring(const struct pen *n)
{
	struct pen m = *n;

	m.paint = false;
	m.page = 0;
	m.y = TOP;
	return m;
}
static double measured(const struct pen *m) { return m->page * (BOTTOM - TOP) + m->y - TOP; }

/* Room for that height on this page, or on the next. */
static void need(struct pen *n, double height)
{
	if (n->y + height > BOTTOM + 0.1 && n->y > TOP)
		page_next(n);
}

static bool in_code(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == ','; }

/* Numbers of papers and amounts stay in one line; what is longer than a line could hold may break anywhere. */
static void codes_whole(PangoLayout *l, struct str text)
{
	PangoAttrList *list = sym(pango_attr_list_new)();

	for (size_t i = 0, from = 0; i <= text.n; i++) {
		if (i < text.n && in_code(text.p[i]))
			continue;
		if (i - from > 1 && i - from <= 40) {
			PangoAttribute *a = sym(pango_attr_allow_breaks_new)(FALSE);
			a->start_index = (guint)from;
			a->end_index = (guint)i;
			sym(pango_attr_list_insert)(list, a);
		}
		from = i + 1;
	}
	sym(pango_layout_set_attributes)(l, list);
	sym(pango_attr_list_unref)(list);
}

static void flow(struct pen *n, struct str text, const struct set *s)
{
	PangoLayout *l = layout_of(n, text, s, WIDTH);
	codes_whole(l, text);
	int lines = sym(pango_layout_get_line_count)(l);

	for (int i = 0; i < lines && !n->too_long; i++) {
		need(n, s->pitch);
		lines_at(n, l, i, i + 1, s, LEFT, n->y, WIDTH);
		n->y += s->pitch;
	}
	sym(g_object_unref)(l);
}

/* ---- rows of cells: one way to draw tables and the boxes of forms ---- */
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
			rule(n, x, n->y, cells[i].width, height, PALE);
		box(n, x, n->y, cells[i].width, height);
		lines_at(n, l[i], MIN2(from, all), to, &cells[i].set, x + cells[i].pad, n->y + (height - used) / 2, cells[i].width - 2 * cells[i].pad);
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
		l[i] = layout_of(n, cells[i].text, &cells[i].set, cells[i].width - 2 * cells[i].pad);
		lines = MAX2(lines, sym(pango_layout_get_line_count)(l[i]));
	}
	/* What is higher than half a page is split; the rest stays whole. */
	bool split = lines * pitch + 2 * PAD_Y > (BOTTOM - TOP) / 2;
	while (from < lines && !n->too_long) {
		int fit = (int)((BOTTOM - n->y - 2 * PAD_Y) / pitch);
		if (fit < (split ? MIN2(3, lines - from) : lines)) {
			page_next(n);
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
		flow(n, b->text, &caption);
	table_head(n, b);
}

/* A caption and a head are not left alone at the foot of a page: the first row stands under them. */
static double table_start(const struct pen *n, const struct paper_block *b, const bool *centred)
{
	struct pen m = measuring(n);

	table_begin(&m, b);
	if (b->rows.n)
		table_row(&m, b, LIST_AT(b->rows, struct paper_row, 0), centred);
	return MIN2(measured(&m), (BOTTOM - TOP) / 2);
}

static void table(struct pen *n, const struct paper_block *b)
{
	bool centred[PAPER_COLUMNS_MAX];

	columns_centred(b, centred);
	n->y += 4;
	need(n, table_start(n, b, centred));
	table_begin(n, b);
	EACH(struct paper_row, r, b->rows) {
		table_row(n, b, r, centred);
		if (n->too_long)
			return;
	}
	n->y += 6;
}

/* Boxes of a form: two to a line, a long one over the whole width. */
static void facts(struct pen *n, const struct paper_block *b)
{
	static const double label_w = MM(26), pad = 4;
	static const struct set label = { HEI, 10.5, 15, AT_CENTRE, 0, { 0, 0, 0 } }, value = { FANG, 10.5, 15, AT_LEFT, 0, { 0, 0, 0 } };
	double half = WIDTH / 2;

	n->y += 4;
	for (size_t i = 0; i < b->facts.n && !n->too_long;) {
		const struct paper_fact *one = LIST_AT(b->facts, struct paper_fact, i), *two = i + 1 < b->facts.n ? one + 1 : NULL;
		double room = half - label_w - 2 * pad;
		bool pair = two && text_width(n, one->value, &value) <= room && text_width(n, two->value, &value) <= room &&
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

/* ---- head, body, end ---- */
static void head_letter(struct pen *n)
{
	struct set red = { TITLE, 36, 48, AT_CENTRE, 0, RED };
	static const struct set no = { FANG, 14, 22, AT_CENTRE, 0, { 0, 0, 0 } };
	double w = text_width(n, n->p->issuer, &red);

	n->y = MM(30);
	if (w > WIDTH)
		red.size = MAX2(red.size * WIDTH / w, 12);
	flow(n, n->p->issuer, &red);
	n->y += 16;
	flow(n, n->p->no, &no);
	n->y += 5;
	rule(n, LEFT, n->y, WIDTH, 2, RED);
	n->y += 26;
}

/* A title of several lines has lines of about one length, not a last one of two characters. */
static void title_flow(struct pen *n, struct str text, const struct set *s)
{
	PangoLayout *l = layout_of(n, text, s, WIDTH);
	int lines = sym(pango_layout_get_line_count)(l);
	double w = WIDTH;

	for (; lines > 1 && lines < 4 && w > WIDTH / 2; w -= s->size / 2) {
		sym(pango_layout_set_width)(l, (int)((w - s->size / 2) * PANGO_SCALE));
		if (sym(pango_layout_get_line_count)(l) > lines)
			break;
	}
	sym(pango_layout_set_width)(l, (int)(w * PANGO_SCALE));
	for (int i = 0; i < sym(pango_layout_get_line_count)(l) && !n->too_long; i++) {
		need(n, s->pitch);
		lines_at(n, l, i, i + 1, s, LEFT, n->y, WIDTH);
		n->y += s->pitch;
	}
	sym(g_object_unref)(l);
}

static void heads(struct pen *n)
{
	static const struct set title = { TITLE, 22, 32, AT_CENTRE, 0, { 0, 0, 0 } }, basis = { KAI, 10.5, 16, AT_CENTRE, 0, { 0, 0, 0 } },
				small = { FANG, 10.5, 16, AT_LEFT, 0, { 0, 0, 0 } };
	const struct paper *p = n->p;
	bool letter = p->style == PAPER_LETTER;

	if (letter)
		head_letter(n);
	title_flow(n, p->title, &title);
	if (p->article.n)
		flow(n, p->article, &basis);
	n->y += letter ? 14 : 6;
	if (!letter && (p->no.n || p->date.n)) {
		struct set right = small;
		char text[300];
		snprintf(text, sizeof text, "编号：" STR_FMT, STR_ARG(p->no));
		if (p->no.n)
			text_at(n, str_of(text), &small, LEFT, n->y, WIDTH);
		right.align = AT_RIGHT;
		text_at(n, p->date, &right, LEFT, n->y, WIDTH);
		n->y += 20;
	}
	if (p->addressee.n)
		flow(n, p->addressee, &(struct set){ FANG, letter ? 16 : 12, letter ? 28.95 : 20, AT_LEFT, 0, BLACK });
}

/* Seal, name and date of a letter, with what lies above them. */
static const double SIGN_H = MM(46);

/* The last words of a letter go over to the next page together with the seal, which is never alone on one. */
static void text_block(struct pen *n, const struct paper_block *b, const struct set *s)
{
	bool last = b + 1 == (const struct paper_block *)n->p->blocks.items + n->p->blocks.n;

	if (last && n->p->style == PAPER_LETTER && n->p->seals.n) {
		PangoLayout *l = layout_of(n, b->text, s, WIDTH);
		double height = sym(pango_layout_get_line_count)(l) * s->pitch + SIGN_H;
		sym(g_object_unref)(l);
		if (height < (BOTTOM - TOP) / 2)
			need(n, height);
	}
	flow(n, b->text, s);
}

static void block(struct pen *n, const struct paper_block *b)
{
	bool letter = n->p->style == PAPER_LETTER;
	double size = letter ? 16 : 12, pitch = letter ? 28.95 : 20;

	switch (b->kind) {
	case PAPER_HEADING:
		need(n, 3 * pitch);
		flow(n, b->text, &(struct set){ HEI, size, pitch, AT_LEFT, letter ? 2 * size : 0, BLACK });
		break;
	case PAPER_TEXT:
		text_block(n, b, &(struct set){ FANG, size, pitch, AT_LEFT, 2 * size, BLACK });
		break;
	case PAPER_NOTE:
		flow(n, b->text, &(struct set){ FANG, 9, 13, AT_LEFT, 0, BLACK });
		break;
	case PAPER_FACTS:
		facts(n, b);
		break;
	default:
		table(n, b);
	}
}

static void attachments(struct pen *n)
{
	bool letter = n->p->style == PAPER_LETTER;
	struct set s = { FANG, letter ? 16 : 10.5, letter ? 28.95 : 16, AT_LEFT, letter ? 32 : 0, BLACK };
	char text[900];
	size_t i = 0;

	if (!n->p->attachments.n)
		return;
	n->y += s.pitch / 2;
	EACH(struct str, a, n->p->attachments) {
		snprintf(text, sizeof text, "%s%zu. " STR_FMT, i ? "　　　" : "附件：", i + 1, STR_ARG(utf8_head(*a, 250)));
		flow(n, str_of(text), &s);
		i++;
	}
}

/* A circle of broken line where the seal goes, over name and date. */
static void seal_circle(struct pen *n, double x, double y)
{
	static const struct set says = { FANG, 8, 10, AT_CENTRE, 0, { 0.6, 0.6, 0.6 } };

	if (!n->paint)
		return;
	ink(n, GREY);
	sym(cairo_save)(n->cr);
	sym(cairo_set_line_width)(n->cr, 0.5);
	sym(cairo_set_dash)(n->cr, (double[]){ 3, 3 }, 2, 0);
	sym(cairo_new_path)(n->cr);
	sym(cairo_arc)(n->cr, x, y, MM(20), 0, 2 * M_PI);
	sym(cairo_stroke)(n->cr);
	sym(cairo_restore)(n->cr);
	text_at(n, STR("（盖章处）"), &says, x - 40, y + MM(12), 80);
}

static void sign_letter(struct pen *n, const struct paper_seal *s)
{
	struct set set = { FANG, 16, 28.95, AT_CENTRE, 0, BLACK };
	double w = MM(80), x = LEFT + WIDTH - w - 16;

	need(n, SIGN_H);
	n->y += MM(12);
	double circle = n->y + 29;
	seal_circle(n, x + w / 2, circle);
	n->y += text_at(n, s->name.n ? s->name : s->label, &set, x, n->y, w) * set.pitch;
	text_at(n, s->date, &set, x, n->y, w);
	n->y = MAX2(n->y + set.pitch, circle + MM(20)) + 4;
}

/* High enough for the longest name. */
static double boxes_height(struct pen *n, const struct paper_seal *seals, size_t count, double width, const struct set *name)
{
	int lines = 1;

	for (size_t i = 0; i < count; i++) {
		PangoLayout *l = layout_of(n, seals[i].name, name, width - 12);
		lines = MAX2(lines, sym(pango_layout_get_line_count)(l));
		sym(g_object_unref)(l);
	}
	return MM(34) + (lines - 1) * name->pitch;
}

static void sign_boxes(struct pen *n, const struct paper_seal *seals, size_t count)
{
	static const struct set label = { HEI, 10.5, 16, AT_LEFT, 0, { 0, 0, 0 } }, name = { FANG, 10.5, 16, AT_LEFT, 0, { 0, 0, 0 } };
	size_t side = count % 3 ? 2 : 3;
	double w = WIDTH / (double)side, h = boxes_height(n, seals, count, w, &name);

	n->y += 8;
	for (size_t i = 0; i < count; i += side) {
		need(n, h);
		for (size_t k = i; k < MIN2(count, i + side); k++) {
			double x = LEFT + (double)(k - i) * w, width = k == i && k + 1 == count ? WIDTH : w;
			box(n, x, n->y, width, h);
			text_at(n, seals[k].label, &label, x + 6, n->y + 5, width - 12);
			text_at(n, seals[k].name, &name, x + 6, n->y + 27, width - 12);
			text_at(n, STR("签字（盖章）："), &name, x + 6, n->y + h - 42, width - 12);
			struct set right = name;
			right.align = AT_RIGHT;
			text_at(n, seals[k].date.n ? seals[k].date : STR("　　年　　月　　日"), &right, x + 6, n->y + h - 22, width - 12);
		}
		n->y += h;
	}
}

static void seals(struct pen *n)
{
	const struct paper *p = n->p;
	const struct paper_seal *s = p->seals.items;

	if (!p->seals.n)
		return;
	if (p->style == PAPER_LETTER) {
		sign_letter(n, s);
		if (p->seals.n > 1)
			sign_boxes(n, s + 1, p->seals.n - 1);
	} else {
		sign_boxes(n, s, p->seals.n);
	}
}

/* The boxes of a form are not alone on a page: its last block goes over with them, and the heading above that. */
static void keep_end(struct pen *n, size_t from)
{
	struct pen m = measuring(n);

	for (size_t i = from; i < n->p->blocks.n; i++)
		block(&m, LIST_AT(n->p->blocks, struct paper_block, i));
	attachments(&m);
	seals(&m);
	if (!m.page && measured(&m) < (BOTTOM - TOP) * 2 / 3)
		need(n, measured(&m));
}

static void draw(struct pen *n)
{
	const struct list *blocks = &n->p->blocks;
	size_t end = blocks->n ? blocks->n - 1 : 0;

	page_begin(n);
	heads(n);
	while (end > 0 && LIST_AT(*blocks, struct paper_block, end - 1)->kind == PAPER_HEADING)
		end--;
	for (size_t i = 0; i < blocks->n && !n->too_long; i++) {
		if (i == end && n->p->style == PAPER_FORM && n->p->seals.n)
			keep_end(n, end);
		block(n, LIST_AT(*blocks, struct paper_block, i));
	}
	attachments(n);
	seals(n);
	page_end(n);
}

/* ---- the file ---- */
static cairo_status_t write_out(void *arg, const unsigned char *bytes, unsigned int count)
{
	struct buf *b = arg;

	if (b)
		buf_add(b, (struct str){ (const char *)bytes, count });
	return b && b->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static bool reads_chinese(struct pen *n)
{
	static const struct set s = { FANG, 16, 20, AT_LEFT, 0, { 0, 0, 0 } };
	PangoLayout *l = layout_of(n, STR("政务云"), &s, 0);
	int unknown = sym(pango_layout_get_unknown_glyphs_count)(l);

	sym(g_object_unref)(l);
	return unknown == 0;
}

static void pass(struct pen *n, bool paint)
{
	n->paint = paint;
	n->page = 0;
	draw(n);
	if (!paint)
		n->pages = n->page;
}

/* The first characters of a text without those that Unicode does not call characters, which cairo does not take in a title. */
static void title_of(struct str s, char *out, size_t max)
{
	size_t n = 0, step;

	for (; (step = utf8_step(s)) > 0 && n + step < max; s.p += step, s.n -= step) {
		const unsigned char *u = (const unsigned char *)s.p;
		bool last_two = step >= 3 && (u[step - 2] & 0x0f) == 0x0f && u[step - 2] >= 0xbf && u[step - 1] >= 0xbe;
		if ((step == 1 && *u < 0x20) || last_two || (step == 3 && u[0] == 0xef && u[1] == 0xb7))
			continue;
		memcpy(out + n, s.p, step);
		n += step;
	}
	out[n] = 0;
}

static void metadata(struct pen *n, cairo_surface_t *s)
{
	char at[40] = "", text[300];

	at[at_put(at, at_none(n->p->made_at) ? (struct instant){ 0 } : n->p->made_at)] = 0;
	title_of(n->p->title, text, sizeof text);
	sym(cairo_pdf_surface_set_metadata)(s, CAIRO_PDF_METADATA_TITLE, text);
	title_of(n->p->issuer, text, sizeof text);
	sym(cairo_pdf_surface_set_metadata)(s, CAIRO_PDF_METADATA_AUTHOR, text);
	sym(cairo_pdf_surface_set_metadata)(s, CAIRO_PDF_METADATA_CREATOR, "yunguan");
	sym(cairo_pdf_surface_set_metadata)(s, CAIRO_PDF_METADATA_CREATE_DATE, at);
	sym(cairo_pdf_surface_set_metadata)(s, CAIRO_PDF_METADATA_MOD_DATE, at);
}

static enum err ended(const struct pen *n, const struct buf *out, bool chinese, cairo_status_t status, struct fail *f)
{
	if (!chinese)
		return fail_set(f, E_REMOTE, "paper.font", "没有中文字体，请运行 tools/install 安装 fonts-noto-cjk");
	if (n->too_long)
		return fail_set(f, E_LIMIT, "paper.too_long", "一份文书最多 %d 页", PAPER_PAGES_MAX);
	if (out && out->failed)
		return fail_set(f, E_LIMIT, "paper.too_long", "文书超过 %zu MB", out->max >> 20);
	return status == CAIRO_STATUS_SUCCESS ? OK : fail_set(f, E_REMOTE, "paper.draw", "文书没有画成：%s", sym(cairo_status_to_string)(status));
}

enum err paper_draw_pdf(const struct paper *p, const struct paper_marks *m, struct buf *out, struct fail *f, int *pages)
{
	struct pen n = { .p = p, .m = m };

	TRY(paper_lib_load(f));
	cairo_surface_t *s = sym(cairo_pdf_surface_create_for_stream)(write_out, out, PAGE_W, PAGE_H);
	n.cr = sym(cairo_create)(s);
	for (int i = 0; i < FACES; i++)
		n.faces[i] = sym(pango_font_description_from_string)(families[i]);
	char url[300];
	snprintf(url, sizeof url, STR_FMT, STR_ARG(m->url));
	if (m->url.n && m->url.n < sizeof url)
		n.qr = sym(QRcode_encodeString)(url, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	metadata(&n, s);
	bool chinese = reads_chinese(&n);
	pass(&n, false);
	if (out && chinese && !n.too_long)
		pass(&n, true);
	sym(cairo_destroy)(n.cr);
	sym(cairo_surface_finish)(s);
	cairo_status_t status = sym(cairo_surface_status)(s);
	sym(cairo_surface_destroy)(s);
	for (int i = 0; i < FACES; i++)
		sym(pango_font_description_free)(n.faces[i]);
	if (n.qr)
		sym(QRcode_free)(n.qr);
	*pages = n.pages;
	return ended(&n, out, chinese, status, f);
}
