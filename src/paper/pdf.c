/* A paper as PDF, laid out like the official papers of GB/T 9704: A4, a body of 156 by 225 mm, 仿宋 text, 黑体 headings, 小标宋 titles, letters
 * under the issuer's name in red. Drawn twice: the first time only counts the pages. */
#include <math.h>
#include <stdio.h>
#include "paper/pen_in.h"

/* The first family that the machine has; Noto stands in where the official faces are not installed. */
static const char *const families[FACES] = {
	[FANG]  = "FangSong,仿宋,FangSong_GB2312,仿宋_GB2312,STFangsong,FandolFang R,Noto Serif CJK SC,Noto Sans CJK SC,serif 16",
	[HEI]   = "SimHei,黑体,STHeiti,Noto Sans CJK SC,sans 16",
	[KAI]   = "KaiTi,楷体,KaiTi_GB2312,楷体_GB2312,STKaiti,FandolKai,AR PL UKai CN,Noto Serif CJK SC,serif 16",
	[TITLE] = "FZXiaoBiaoSong-B05S,方正小标宋简体,STZhongsong,Noto Serif CJK SC,serif Bold 16",
};
/* ---- head, body, end ---- */
static void head_letter(struct pen *n)
{
	struct set red = { TITLE, 36, 48, AT_CENTRE, 0, RED };
	static const struct set no = { FANG, 14, 22, AT_CENTRE, 0, { 0, 0, 0 } };
	double w = pen_text_width(n, n->p->issuer, &red);

	n->y = MM(30);
	if (w > WIDTH)
		red.size = MAX2(red.size * WIDTH / w, 12);
	pen_flow(n, n->p->issuer, &red);
	n->y += 16;
	pen_flow(n, n->p->no, &no);
	n->y += 5;
	pen_rule(n, LEFT, n->y, WIDTH, 2, RED);
	n->y += 26;
}

/* A title of several lines has lines of about one length, not a last one of two characters. */
static void title_flow(struct pen *n, struct str text, const struct set *s)
{
	PangoLayout *l = pen_layout_of(n, text, s, WIDTH);
	int lines = sym(pango_layout_get_line_count)(l);
	double w = WIDTH;

	for (; lines > 1 && lines < 4 && w > WIDTH / 2; w -= s->size / 2) {
		sym(pango_layout_set_width)(l, (int)((w - s->size / 2) * PANGO_SCALE));
		if (sym(pango_layout_get_line_count)(l) > lines)
			break;
	}
	sym(pango_layout_set_width)(l, (int)(w * PANGO_SCALE));
	for (int i = 0; i < sym(pango_layout_get_line_count)(l) && !n->too_long; i++) {
		pen_need(n, s->pitch);
		pen_lines_at(n, l, i, i + 1, s, LEFT, n->y, WIDTH);
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
		pen_flow(n, p->article, &basis);
	n->y += letter ? 14 : 6;
	if (!letter && (p->no.n || p->date.n)) {
		struct set right = small;
		char text[300];
		snprintf(text, sizeof text, "编号：" STR_FMT, STR_ARG(p->no));
		if (p->no.n)
			pen_text_at(n, str_of(text), &small, LEFT, n->y, WIDTH);
		right.align = AT_RIGHT;
		pen_text_at(n, p->date, &right, LEFT, n->y, WIDTH);
		n->y += 20;
	}
	if (p->addressee.n)
		pen_flow(n, p->addressee, &(struct set){ FANG, letter ? 16 : 12, letter ? 28.95 : 20, AT_LEFT, 0, BLACK });
}

/* Seal, name and date of a letter, with what lies above them. */
static const double SIGN_H = MM(46);

/* The last words of a letter go over to the next page together with the seal, which is never alone on one. */
static void text_block(struct pen *n, const struct paper_block *b, const struct set *s)
{
	bool last = b + 1 == (const struct paper_block *)n->p->blocks.items + n->p->blocks.n;

	if (last && n->p->style == PAPER_LETTER && n->p->seals.n) {
		PangoLayout *l = pen_layout_of(n, b->text, s, WIDTH);
		double height = sym(pango_layout_get_line_count)(l) * s->pitch + SIGN_H;
		sym(g_object_unref)(l);
		if (height < (BOTTOM - TOP) / 2)
			pen_need(n, height);
	}
	pen_flow(n, b->text, s);
}

static void block(struct pen *n, const struct paper_block *b)
{
	bool letter = n->p->style == PAPER_LETTER;
	double size = letter ? 16 : 12, pitch = letter ? 28.95 : 20;

	switch (b->kind) {
	case PAPER_HEADING:
		pen_need(n, 3 * pitch);
		pen_flow(n, b->text, &(struct set){ HEI, size, pitch, AT_LEFT, letter ? 2 * size : 0, BLACK });
		break;
	case PAPER_TEXT:
		text_block(n, b, &(struct set){ FANG, size, pitch, AT_LEFT, 2 * size, BLACK });
		break;
	case PAPER_NOTE:
		pen_flow(n, b->text, &(struct set){ FANG, 9, 13, AT_LEFT, 0, BLACK });
		break;
	case PAPER_FACTS:
		pen_facts(n, b);
		break;
	default:
		pen_table(n, b);
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
		pen_flow(n, str_of(text), &s);
		i++;
	}
}

/* A circle of broken line where the seal goes, over name and date. */
static void seal_circle(struct pen *n, double x, double y)
{
	static const struct set says = { FANG, 8, 10, AT_CENTRE, 0, { 0.6, 0.6, 0.6 } };

	if (!n->paint)
		return;
	pen_ink(n, GREY);
	sym(cairo_save)(n->cr);
	sym(cairo_set_line_width)(n->cr, 0.5);
	sym(cairo_set_dash)(n->cr, (double[]){ 3, 3 }, 2, 0);
	sym(cairo_new_path)(n->cr);
	sym(cairo_arc)(n->cr, x, y, MM(20), 0, 2 * M_PI);
	sym(cairo_stroke)(n->cr);
	sym(cairo_restore)(n->cr);
	pen_text_at(n, STR("（盖章处）"), &says, x - 40, y + MM(12), 80);
}

static void sign_letter(struct pen *n, const struct paper_seal *s)
{
	struct set set = { FANG, 16, 28.95, AT_CENTRE, 0, BLACK };
	double w = MM(80), x = LEFT + WIDTH - w - 16;

	pen_need(n, SIGN_H);
	n->y += MM(12);
	double circle = n->y + 29;
	seal_circle(n, x + w / 2, circle);
	n->y += pen_text_at(n, s->name.n ? s->name : s->label, &set, x, n->y, w) * set.pitch;
	pen_text_at(n, s->date, &set, x, n->y, w);
	n->y = MAX2(n->y + set.pitch, circle + MM(20)) + 4;
}

/* High enough for the longest name. */
static double boxes_height(struct pen *n, const struct paper_seal *seals, size_t count, double width, const struct set *name)
{
	int lines = 1;

	for (size_t i = 0; i < count; i++) {
		PangoLayout *l = pen_layout_of(n, seals[i].name, name, width - 12);
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
		pen_need(n, h);
		for (size_t k = i; k < MIN2(count, i + side); k++) {
			double x = LEFT + (double)(k - i) * w, width = k == i && k + 1 == count ? WIDTH : w;
			pen_box(n, x, n->y, width, h);
			pen_text_at(n, seals[k].label, &label, x + 6, n->y + 5, width - 12);
			pen_text_at(n, seals[k].name, &name, x + 6, n->y + 27, width - 12);
			pen_text_at(n, STR("签字（盖章）："), &name, x + 6, n->y + h - 42, width - 12);
			struct set right = name;
			right.align = AT_RIGHT;
			pen_text_at(n, seals[k].date.n ? seals[k].date : STR("　　年　　月　　日"), &right, x + 6, n->y + h - 22, width - 12);
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
	struct pen m = pen_measuring(n);

	for (size_t i = from; i < n->p->blocks.n; i++)
		block(&m, LIST_AT(n->p->blocks, struct paper_block, i));
	attachments(&m);
	seals(&m);
	if (!m.page && pen_measured(&m) < (BOTTOM - TOP) * 2 / 3)
		pen_need(n, pen_measured(&m));
}

static void draw(struct pen *n)
{
	const struct list *blocks = &n->p->blocks;
	size_t end = blocks->n ? blocks->n - 1 : 0;

	pen_page_begin(n);
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
	pen_page_end(n);
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
	PangoLayout *l = pen_layout_of(n, STR("政务云"), &s, 0);
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
