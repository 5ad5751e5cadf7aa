#ifndef BASE_SHEET_H
#define BASE_SHEET_H
/* A plain table as an Excel workbook with one sheet (ECMA-376), written row by row: numbers are numbers, days are days, texts are texts
 * (a text that begins with = is no formula). For exports of whatever length; papers with a layout are drawn by the room `paper`. */
#include "base/field.h"

struct sheet;
/* Begins the workbook in *out, whose max is the limit and which the caller keeps; NULL without memory. name: at most 31 characters are used. */
struct sheet *sheet_new(struct buf *out, struct str name);
void          sheet_freep(struct sheet **s);               /* for CLEANUP */
/* A cell of the present row: bold text, or a value as field_to_text would write it, typed by its kind. Ids stay text: a spreadsheet would
 * round them. */
void          sheet_text(struct sheet *s, struct str text, bool bold);
void          sheet_field(struct sheet *s, const struct field *fd, const void *rec, bool mask);
void          sheet_row_end(struct sheet *s);
/* Ends the workbook. E_LIMIT when it has outgrown the buffer, E_NOMEM. */
enum err      sheet_end(struct sheet *s, struct fail *f);
#endif
