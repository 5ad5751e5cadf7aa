#ifndef PAPER_PEN_IN_H
#define PAPER_PEN_IN_H
/* What draws a paper: text in faces and lines, pages, rows of cells. Lengths are points, from the upper left corner of an A4 page with a body of 156 by 225 mm. */
#include "paper/paper_in.h"

#define MM(x) ((x) * 72.0 / 25.4)
static const double PAGE_W = MM(210), PAGE_H = MM(297), LEFT = MM(28), TOP = MM(37), WIDTH = MM(156), BOTTOM = MM(37 + 225);

enum face { FANG, HEI, KAI, TITLE, FACES };
enum align { AT_LEFT, AT_CENTRE, AT_RIGHT };
struct colour { double r, g, b; };
static const struct colour BLACK = { 0, 0, 0 }, RED = { 0.80, 0.05, 0.07 }, GREY = { 0.45, 0.45, 0.45 }, PALE = { 0.93, 0.93, 0.93 };

/* Draws where `paint`, else only goes through the motions, so that pages can be counted. */
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

/* ---- pen.c: text ---- */
/* A layout of the text as it is set, broken at `width` (0: one line); the caller gives it back with g_object_unref. */
PangoLayout *pen_layout_of(struct pen *n, struct str text, const struct set *s, double width);
/* Lines from..to of a layout, the first one's top at y: a fixed pitch, so that a fallback face does not push the lines apart. */
void   pen_lines_at(struct pen *n, PangoLayout *l, int from, int to, const struct set *s, double x, double y, double width);
/* Text that fits where it is put, outside the flow; its lines. */
int    pen_text_at(struct pen *n, struct str text, const struct set *s, double x, double y, double width);
double pen_text_width(struct pen *n, struct str text, const struct set *s);    /* in one line */
/* Text in the flow, over as many pages as it needs. */
void   pen_flow(struct pen *n, struct str text, const struct set *s);
void   pen_ink(struct pen *n, struct colour c);
void   pen_rule(struct pen *n, double x, double y, double w, double thick, struct colour c);
void   pen_box(struct pen *n, double x, double y, double w, double h);

/* ---- pen.c: pages ---- */
void   pen_page_begin(struct pen *n);
void   pen_page_end(struct pen *n);
void   pen_page_next(struct pen *n);           /* too_long beyond PAPER_PAGES_MAX */
/* Room for that height on this page, or on the next. */
void   pen_need(struct pen *n, double height);
/* A pen that draws nothing, from the top of a page; and how high that stands which it has gone through. */
struct pen pen_measuring(const struct pen *n);
double pen_measured(const struct pen *m);

/* ---- pen_rows.c: one way to draw tables and the boxes of forms ---- */
void   pen_table(struct pen *n, const struct paper_block *b);
void   pen_facts(struct pen *n, const struct paper_block *b);
#endif
