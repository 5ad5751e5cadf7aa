#ifndef PAPER_PAPER_IN_H
#define PAPER_PAPER_IN_H
/* The libraries of papers, found at the first drawing: a server that draws nothing neither loads nor starts them. Each function is
 * called as sym(name)(…) and has the type its header gives it. */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <xlsxwriter.h>
#include "paper/paper.h"

#define PAPER_SYMS(X) \
	X(cairo_create) X(cairo_status_to_string) X(cairo_destroy) X(cairo_status) X(cairo_show_page) X(cairo_save) X(cairo_restore) X(cairo_translate) X(cairo_rotate) \
	X(cairo_set_source_rgb) X(cairo_set_line_width) X(cairo_set_dash) X(cairo_move_to) X(cairo_line_to) X(cairo_rectangle) X(cairo_arc) \
	X(cairo_new_path) X(cairo_stroke) X(cairo_fill) X(cairo_surface_destroy) X(cairo_surface_finish) X(cairo_surface_status) \
	X(cairo_pdf_surface_create_for_stream) X(cairo_pdf_surface_set_metadata) \
	X(pango_cairo_create_layout) X(pango_cairo_show_layout_line) X(pango_layout_set_text) X(pango_layout_set_width) X(pango_layout_set_wrap) \
	X(pango_layout_set_indent) X(pango_layout_set_font_description) X(pango_layout_get_context) X(pango_layout_get_line_count) X(pango_layout_get_unknown_glyphs_count) \
	X(pango_layout_get_line_readonly) X(pango_layout_line_get_extents) X(pango_context_set_language) X(pango_language_from_string) \
	X(pango_font_description_from_string) X(pango_font_description_set_absolute_size) X(pango_font_description_copy) X(pango_font_description_free) \
	X(pango_attr_list_new) X(pango_attr_list_insert) X(pango_attr_list_unref) X(pango_attr_allow_breaks_new) X(pango_layout_set_attributes) \
	X(g_object_unref) X(QRcode_encodeString) X(QRcode_free) \
	X(workbook_new_opt) X(workbook_add_worksheet) X(workbook_add_format) X(workbook_set_properties) X(workbook_close) \
	X(worksheet_write_string) X(worksheet_write_number) X(worksheet_write_datetime) X(worksheet_write_blank) X(worksheet_merge_range) \
	X(worksheet_set_column) X(worksheet_set_row) X(worksheet_set_paper) X(worksheet_fit_to_pages) X(worksheet_set_header) X(worksheet_repeat_rows) \
	X(format_set_bold) X(format_set_align) X(format_set_border) X(format_set_text_wrap) X(format_set_num_format) X(format_set_font_size) \
	X(format_set_font_name) X(format_set_bg_color)

struct paper_lib {
#define X(name) __typeof__(name) *name##_fn;
	PAPER_SYMS(X)
#undef X
};
extern struct paper_lib paper_lib;
#define sym(name) paper_lib.name##_fn
/* Loads them once. E_REMOTE names the first that is missing. */
enum err paper_lib_load(struct fail *f);

/* out NULL: only the pages are counted. */
enum err paper_draw_pdf(const struct paper *p, const struct paper_marks *m, struct buf *out, struct fail *f, int *pages);
enum err paper_draw_xlsx(const struct paper *p, const struct paper_marks *m, struct buf *out, struct fail *f);
#endif
