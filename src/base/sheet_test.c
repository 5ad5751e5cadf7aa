/* The workbook is taken apart again: a zip whose parts unpack to what was put in. */
#define TEST_ROOM "base"
#include <zlib.h>
#include "base/sheet.h"

struct row { struct str name, phone; int64_t qty, id; struct fen amount; struct date day; struct instant at; bool yes; };
static const struct field fields[] = {
	F(struct row, name, F_STR, "名称", OUT), F(struct row, phone, F_STR, "电话", OUT | PERSONAL), F(struct row, qty, F_INT, "数量", OUT), F(struct row, id, F_ID, "编号", OUT), F(struct row, amount, F_FEN, "金额", OUT),
	F(struct row, day, F_DATE, "日期", OUT), F(struct row, at, F_AT, "时间", OUT), F(struct row, yes, F_BOOL, "是否", OUT), { 0 }
};

static uint32_t le(const char *p) { return (uint32_t)(uint8_t)p[0] | (uint32_t)(uint8_t)p[1] << 8 | (uint32_t)(uint8_t)p[2] << 16 | (uint32_t)(uint8_t)p[3] << 24; }

/* The text of the n-th part, unpacked, its sum checked. */
static struct str unpacked(struct arena *a, struct str zip, int n)
{
	const char *end = zip.p + zip.n - 22, *dir = zip.p + le(end + 16);

	CHECK(le(end) == 0x06054b50);
	for (; n > 0; n--)
		dir += 46 + (le(dir + 28) & 0xffff);
	const char *at = zip.p + le(dir + 42);
	CHECK(le(dir) == 0x02014b50 && le(at) == 0x04034b50);
	uint32_t packed = le(at + 18), size = le(at + 22);
	char *to = arena_alloc(a, size + 1);
	z_stream z = { .next_in = (Bytef *)(uintptr_t)(at + 30 + (le(at + 26) & 0xffff)), .avail_in = packed, .next_out = (Bytef *)to, .avail_out = size + 1 };
	CHECK(inflateInit2(&z, -MAX_WBITS) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END);
	inflateEnd(&z);
	CHECK_INT(z.total_out, size);
	CHECK(crc32(0, (Bytef *)to, size) == le(at + 14));
	return (struct str){ to, size };
}

static bool holds(struct str s, const char *what) { return memmem(s.p, s.n, what, strlen(what)) != NULL; }

TEST(sheet_is_a_workbook_with_typed_cells)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(1));
	CLEANUP(sheet_freep) struct sheet *s = sheet_new(&out, STR("甲[乙]<丙>"));
	struct row r = { STR("=1+1 & <b>\x01"), STR("13812345678"), -3, 1234567890123456789, { 123405 }, { 0 }, { -8 * 3600000 }, true };
	struct fail f = { 0 };

	for (const struct field *fd = fields; fd->name; fd++)
		sheet_text(s, str_of(fd->label), true);
	sheet_row_end(s);
	for (const struct field *fd = fields; fd->name; fd++)
		sheet_field(s, fd, &r, true);
	sheet_row_end(s);
	CHECK(sheet_end(s, &f) == OK);
	struct str book = unpacked(a, buf_str(&out), 4), sheet = unpacked(a, buf_str(&out), 5);
	CHECK(holds(book, "name=\"甲_乙_&lt;丙&gt;\""));
	CHECK(holds(sheet, ">=1+1 &amp; &lt;b&gt;</t>"));
	CHECK(holds(sheet, "138****5678"));
	CHECK(holds(sheet, "<v>-3</v>") && holds(sheet, ">1234567890123456789</t>") && holds(sheet, "<v>1234.05</v>"));
	CHECK(holds(sheet, "<v>25569</v>") && holds(sheet, "<v>25569.00000000</v>") && holds(sheet, ">是</t>"));
}

TEST(sheet_that_outgrows_its_buffer_says_so)
{
	CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(1));
	CLEANUP(sheet_freep) struct sheet *s = sheet_new(&out, STR("大"));
	struct fail f = { 0 };

	sheet_text(s, STR("甲"), false);
	sheet_row_end(s);
	CHECK(sheet_end(s, &f) == E_LIMIT);
}
