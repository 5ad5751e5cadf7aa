#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H
/* Papers: a plain description in, the bytes of a PDF or an Excel file out. No ctx, no database, no clock: the same description gives
 * the same bytes. */
#include "base/base.h"
#include "base/field.h"

enum paper_style { PAPER_LETTER = 1 /* an official letter under the issuer's red head */, PAPER_FORM /* a form with boxes */, PAPER_STYLE_MAX };
enum paper_block_kind { PAPER_TEXT = 1, PAPER_HEADING, PAPER_FACTS, PAPER_TABLE, PAPER_NOTE, PAPER_BLOCK_MAX };
/* How a cell is aligned, and typed in Excel. Its text is what field_to_text writes: "16", "1234.05", "2026-03-06". */
enum paper_cell { PAPER_CELL_TEXT = 1, PAPER_CELL_INT, PAPER_CELL_YUAN, PAPER_CELL_DATE, PAPER_CELL_MAX };
extern const struct names paper_style_names[PAPER_STYLE_MAX], paper_block_names[PAPER_BLOCK_MAX], paper_cell_names[PAPER_CELL_MAX];

struct paper_fact   { struct str label, value; };
struct paper_column { struct str label; int64_t width; int32_t kind; };          /* width: a share of the line, 1 to 100 */
struct paper_row    { struct list cells; bool total; };                          /* struct str, one per column */
struct paper_block  { int32_t kind; struct str text; struct list facts, columns, rows; };
struct paper_seal   { struct str label, name, date; };                           /* what is sealed or signed, by whom, when */
struct paper {
	struct str kind, title, no, article, issuer, addressee; int32_t style;
	struct list blocks, attachments /* struct str */, seals; struct str date;
	struct instant made_at;                                                  /* the file's own date */
};
extern const struct record paper_record, paper_fact_record, paper_column_record, paper_block_record, paper_seal_record;

enum { PAPER_TEXT_MAX = 4 << 20, PAPER_FILE_MAX = 32 << 20, PAPER_PAGES_MAX = 300, PAPER_COLUMNS_MAX = 16, PAPER_ROWS_MAX = 5000 };

/* The canonical text: JSON with every member, in the order of the tables. Its SM3 is the paper's digest. */
void     paper_text(const struct paper *p, struct buf *out);
/* Reads it back and checks what drawing relies on: known kinds, as many cells as columns, at most PAPER_COLUMNS_MAX and PAPER_ROWS_MAX.
 * E_INVALID; strings live in a. */
enum err paper_parse(struct str text, struct arena *a, struct fail *f, struct paper *out);

/* What stands around a paper and is no part of its text. */
enum paper_format { PAPER_PDF = 1, PAPER_XLSX, PAPER_FORMAT_MAX };
extern const struct names paper_format_names[PAPER_FORMAT_MAX];
struct paper_marks {
	struct str digest, url;            /* printed at the foot, as text and as a QR code; p NULL: not issued */
	struct str mark;                   /* across each page: 草稿, or who reads it; p NULL: none */
};
/* Draws in this process; the libraries are looked for at the first call and stay. E_LIMIT beyond PAPER_PAGES_MAX pages, E_REMOTE when the
 * libraries or every font are missing. */
enum err paper_draw(const struct paper *p, const struct paper_marks *m, enum paper_format format, struct buf *out, struct fail *f);
/* The same from its text, in a short-lived process of its own (`yunguan paper`): the server neither keeps the fonts in memory nor dies of
 * a text that a library cannot bear. E_BUSY when the process does not end within half a minute. */
enum err paper_print(struct str text, const struct paper_marks *m, enum paper_format format, struct buf *out, struct fail *f);
#endif
