/* The file of a plain table. A workbook is a zip of a few small texts and one long one. The long one is deflated as it comes, so only its packed form is held. */
#include <zlib.h>
#include "base/sheet.h"

enum { PARTS = 6, CELL_MAX = 32000, DAY_1970 = 25569, DAY_MS = 86400000, TZ_MS = 8 * 3600000 };
enum style { STYLE_TEXT, STYLE_BOLD, STYLE_DAY, STYLE_AT, STYLE_AMOUNT };
struct part { const char *name; size_t at; uint32_t crc, packed, size; };
struct sheet { struct buf *out; struct buf row; struct part parts[PARTS]; size_t n; z_stream z; bool open, failed; };

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
static const char types[] = XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
	"<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE "worksheet+xml\"/></Types>";
static const char rels[] = XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char book_rels[] = XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>";
/* Formats 14, 22 and 4 are the ones every program knows: a day, a day with its time, an amount with two decimals. */
static const char styles[] = XML "<styleSheet xmlns=\"" MAIN "\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"宋体\"/></font><font><b/><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>"
	"<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
	"<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
	"<cellXfs count=\"5\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
	"<xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"22\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

static void le(struct buf *b, uint32_t v, int bytes)
{
	for (; bytes-- > 0; v >>= 8)
		buf_byte(b, (char)(v & 255));
}

static void le_at(struct buf *b, size_t at, uint32_t v)
{
	if (!b->failed)
		for (int i = 0; i < 4; i++, v >>= 8)
			b->p[at + (size_t)i] = (char)(v & 255);
}

/* The fields that the local header and the directory share. Every file has the same moment: the same rows give the same bytes. */
static void common(struct buf *b, const struct part *p)
{
	le(b, 20, 2); le(b, 0, 2); le(b, 8, 2); le(b, 0, 2); le(b, 0x21, 2);
	le(b, p->crc, 4); le(b, p->packed, 4); le(b, p->size, 4); le(b, (uint32_t)strlen(p->name), 2); le(b, 0, 2);
}

/* More of the part that is open; p NULL: its end. */
static void part_add(struct sheet *s, struct str text)
{
	struct part *p = &s->parts[s->n];
	char to[16384];

	if (text.p)
		p->crc = (uint32_t)crc32(p->crc, (const Bytef *)text.p, (uInt)text.n);
	p->size += (uint32_t)text.n;
	s->z.next_in = (Bytef *)(uintptr_t)text.p;
	s->z.avail_in = (uInt)text.n;
	do {
		s->z.next_out = (Bytef *)to;
		s->z.avail_out = sizeof to;
		s->failed |= deflate(&s->z, text.p ? Z_NO_FLUSH : Z_FINISH) == Z_STREAM_ERROR;
		p->packed += (uint32_t)(sizeof to - s->z.avail_out);
		buf_add(s->out, (struct str){ to, sizeof to - s->z.avail_out });
	} while (s->z.avail_out == 0 && !s->failed);
}

static void part_begin(struct sheet *s, const char *name)
{
	struct part *p = &s->parts[s->n];

	*p = (struct part){ .name = name, .at = s->out->n };
	le(s->out, 0x04034b50, 4);
	common(s->out, p);
	buf_add(s->out, str_of(name));
	s->z = (z_stream){ 0 };
	s->open = deflateInit2(&s->z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK;
	s->failed |= !s->open;
}

static void part_end(struct sheet *s)
{
	struct part *p = &s->parts[s->n];

	if (s->open)
		part_add(s, STR_NONE);
	s->n++;
	if (!s->open)
		return;
	deflateEnd(&s->z);
	s->open = false;
	le_at(s->out, p->at + 14, p->crc);
	le_at(s->out, p->at + 18, p->packed);
	le_at(s->out, p->at + 22, p->size);
}

static void part(struct sheet *s, const char *name, struct str text)
{
	part_begin(s, name);
	if (s->open)
		part_add(s, text);
	part_end(s);
}

/* What XML cannot hold (control characters, U+FFFE, U+FFFF) is left out. */
static void escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];
		if (ch == 0xEF && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0xBF && (unsigned char)s.p[i + 2] >= 0xBE)
			i += 2;
		else if (ch == '&')
			buf_add(b, STR("&amp;"));
		else if (ch == '<')
			buf_add(b, STR("&lt;"));
		else if (ch == '>')
			buf_add(b, STR("&gt;"));
		else if (ch == '"')
			buf_add(b, STR("&quot;"));
		else if (ch >= 0x20 || ch == '\t' || ch == '\n')
			buf_byte(b, (char)ch);
	}
}

struct sheet *sheet_new(struct buf *out, struct str name)
{
	struct sheet *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->out = out;
	s->row = BUF_MAX(MIB(8));
	part(s, "[Content_Types].xml", str_of(types));
	part(s, "_rels/.rels", str_of(rels));
	part(s, "xl/_rels/workbook.xml.rels", str_of(book_rels));
	part(s, "xl/styles.xml", str_of(styles));
	buf_add(&s->row, STR(XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\""));
	/* Names of sheets hold none of these. */
	struct str head = utf8_head(name, 31);
	for (size_t i = 0; i < head.n; i++)
		escaped(&s->row, strchr("[]:*?/\\'", head.p[i]) ? STR("_") : (struct str){ head.p + i, 1 });
	buf_add(&s->row, STR("\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"));
	part(s, "xl/workbook.xml", buf_str(&s->row));
	buf_clear(&s->row);
	part_begin(s, "xl/worksheets/sheet1.xml");
	buf_add(&s->row, STR(XML "<worksheet xmlns=\"" MAIN "\"><sheetData><row>"));
	return s;
}

void sheet_freep(struct sheet **s)
{
	if (!*s)
		return;
	if ((*s)->open)
		deflateEnd(&(*s)->z);
	buf_done(&(*s)->row);
	free(*s);
	*s = NULL;
}

void sheet_text(struct sheet *s, struct str text, bool bold)
{
	if (!text.n) {
		buf_add(&s->row, STR("<c/>"));
		return;
	}
	buf_fmt(&s->row, "<c t=\"inlineStr\" s=\"%d\"><is><t xml:space=\"preserve\">", bold ? STYLE_BOLD : STYLE_TEXT);
	escaped(&s->row, utf8_head(text, CELL_MAX));
	buf_add(&s->row, STR("</t></is></c>"));
}

void sheet_field(struct sheet *s, const struct field *fd, const void *rec, bool mask)
{
	CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(4));
	const char *at = (const char *)rec + fd->offset;

	if (field_none(fd, rec) || (fd->flags & SECRET)) {
		buf_add(&s->row, STR("<c/>"));
	} else if (mask && (fd->flags & PERSONAL)) {
		field_to_text(fd, rec, mask, &text);
		sheet_text(s, buf_str(&text), false);
	} else if (fd->kind == F_DATE) {
		buf_fmt(&s->row, "<c s=\"%d\"><v>%d</v></c>", STYLE_DAY, ((const struct date *)at)->day + DAY_1970);
	} else if (fd->kind == F_AT) {
		buf_fmt(&s->row, "<c s=\"%d\"><v>%.8f</v></c>", STYLE_AT, (double)(((const struct instant *)at)->ms + TZ_MS) / DAY_MS + DAY_1970);
	} else {
		field_to_text(fd, rec, mask, &text);
		bool number = fd->kind == F_INT || fd->kind == F_FEN || fd->kind == F_E4 || fd->kind == F_BP;
		if (number)
			buf_fmt(&s->row, "<c s=\"%d\"><v>" STR_FMT "</v></c>", fd->kind == F_FEN ? STYLE_AMOUNT : STYLE_TEXT, STR_ARG(buf_str(&text)));
		else
			sheet_text(s, buf_str(&text), false);
	}
}

void sheet_row_end(struct sheet *s)
{
	buf_add(&s->row, STR("</row>"));
	s->failed |= s->row.failed;
	if (s->open && !s->failed)
		part_add(s, buf_str(&s->row));
	buf_clear(&s->row);
	buf_add(&s->row, STR("<row>"));
}

enum err sheet_end(struct sheet *s, struct fail *f)
{
	/* The row that was begun holds nothing. */
	if (s->open)
		part_add(s, STR("<row/></sheetData></worksheet>"));
	part_end(s);
	size_t at = s->out->n;
	for (size_t i = 0; i < s->n; i++) {
		const struct part *p = &s->parts[i];
		le(s->out, 0x02014b50, 4);
		le(s->out, 20, 2);
		common(s->out, p);
		le(s->out, 0, 2); le(s->out, 0, 2); le(s->out, 0, 2); le(s->out, 0, 4);
		le(s->out, (uint32_t)p->at, 4);
		buf_add(s->out, str_of(p->name));
	}
	uint32_t length = (uint32_t)(s->out->n - at);
	le(s->out, 0x06054b50, 4);
	le(s->out, 0, 4); le(s->out, (uint32_t)s->n, 2); le(s->out, (uint32_t)s->n, 2); le(s->out, length, 4); le(s->out, (uint32_t)at, 4); le(s->out, 0, 2);
	if (s->out->failed)
		return fail_set(f, E_LIMIT, "too_large", "表格超过 %zu MB", s->out->max >> 20);
	return s->failed ? fail_set(f, E_NOMEM, "no_memory", "内存不够") : OK;
}
