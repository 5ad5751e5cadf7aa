/* Text and pages. */
#include <stdio.h>
#include "paper/pen_in.h"

/* ---- text ---- */
PangoLayout *pen_layout_of(struct pen *n, struct str text, const struct set *s, double width)
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

void pen_ink(struct pen *n, struct colour c) { sym(cairo_set_source_rgb)(n->cr, c.r, c.g, c.b); }

void pen_lines_at(struct pen *n, PangoLayout *l, int from, int to, const struct set *s, double x, double y, double width)
{
	if (!n->paint)
		return;
	pen_ink(n, s->colour);
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

int pen_text_at(struct pen *n, struct str text, const struct set *s, double x, double y, double width)
{
	PangoLayout *l = pen_layout_of(n, text, s, width);
	int lines = sym(pango_layout_get_line_count)(l);

	pen_lines_at(n, l, 0, lines, s, x, y, width);
	sym(g_object_unref)(l);
	return lines;
}

double pen_text_width(struct pen *n, struct str text, const struct set *s)
{
	PangoLayout *l = pen_layout_of(n, text, s, 0);
	double w = line_width(l, 0);

	sym(g_object_unref)(l);
	return w;
}

void pen_rule(struct pen *n, double x, double y, double w, double thick, struct colour c)
{
	if (!n->paint)
		return;
	pen_ink(n, c);
	sym(cairo_rectangle)(n->cr, x, y, w, thick);
	sym(cairo_fill)(n->cr);
}

void pen_box(struct pen *n, double x, double y, double w, double h)
{
	if (!n->paint)
		return;
	pen_ink(n, BLACK);
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
	pen_ink(n, BLACK);
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
		pen_text_at(n, STR("本文书由政务云管理平台生成，扫码或在核验页输入摘要，可核验真伪。"), &small, x, y, WIDTH);
		snprintf(text, sizeof text, "SM3 摘要  " STR_FMT, STR_ARG(n->m->digest));
		pen_text_at(n, str_of(text), &small, x, y + 13, WIDTH);
		pen_text_at(n, n->m->url, &(struct set){ HEI, 6, 9, AT_LEFT, 0, { 0.45, 0.45, 0.45 } }, x, y + 26, WIDTH - MM(22));
		pen_text_at(n, n->m->mark, &(struct set){ HEI, 7, 10, AT_RIGHT, 0, { 0.3, 0.3, 0.3 } }, LEFT, y + 36, WIDTH);
	} else {
		pen_text_at(n, STR("草稿，未签发，不作为办理依据。"), &small, x, y, WIDTH);
	}
	snprintf(text, sizeof text, "第 %d 页 共 %d 页", n->page, n->pages);
	pen_text_at(n, str_of(text), &page, LEFT, BOTTOM + MM(2), WIDTH);
}

static void across(struct pen *n)
{
	struct set s = { HEI, 60, 70, AT_CENTRE, 0, { 0.90, 0.90, 0.90 } };

	if (!n->m->mark.p || !n->paint)
		return;
	double w = pen_text_width(n, n->m->mark, &s);
	s.size = MIN2(s.size, s.size * MM(200) / MAX2(w, 1.0));
	for (int i = 0; i < 2; i++) {
		sym(cairo_save)(n->cr);
		sym(cairo_translate)(n->cr, PAGE_W / 2, PAGE_H * (i ? 0.72 : 0.32));
		sym(cairo_rotate)(n->cr, -0.6);
		pen_text_at(n, n->m->mark, &s, -MM(110), -35, MM(220));
		sym(cairo_restore)(n->cr);
	}
}

void pen_page_begin(struct pen *n)
{
	n->page++;
	n->y = TOP;
	across(n);
}

void pen_page_end(struct pen *n)
{
	foot(n);
	if (n->paint)
		sym(cairo_show_page)(n->cr);
}

void pen_page_next(struct pen *n)
{
	if (n->page >= PAPER_PAGES_MAX) {
		n->too_long = true;
		n->y = TOP;
		return;
	}
	pen_page_end(n);
	pen_page_begin(n);
}

struct pen pen_measuring(const struct pen *n)
{
	struct pen m = *n;

	m.paint = false;
	m.page = 0;
	m.y = TOP;
	return m;
}
double pen_measured(const struct pen *m) { return m->page * (BOTTOM - TOP) + m->y - TOP; }

void pen_need(struct pen *n, double height)
{
	if (n->y + height > BOTTOM + 0.1 && n->y > TOP)
		pen_page_next(n);
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

void pen_flow(struct pen *n, struct str text, const struct set *s)
{
	PangoLayout *l = pen_layout_of(n, text, s, WIDTH);
	codes_whole(l, text);
	int lines = sym(pango_layout_get_line_count)(l);

	for (int i = 0; i < lines && !n->too_long; i++) {
		pen_need(n, s->pitch);
		pen_lines_at(n, l, i, i + 1, s, LEFT, n->y, WIDTH);
		n->y += s->pitch;
	}
	sym(g_object_unref)(l);
}
