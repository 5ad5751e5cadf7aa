#include <zlib.h>
#include "domain/attachment/readable.h"
#undef TEST_ROOM
#define TEST_ROOM "attachment"

static enum err memory_part(void *arg, int64_t from, char *to, size_t n, size_t *got)
{
	const struct str *s = arg;

	*got = from < 0 || (size_t)from >= s->n ? 0 : MIN2(n, s->n - (size_t)from);
	if (*got)
		memcpy(to, s->p + from, *got);
	return OK;
}

static struct str found(struct arena *a, struct str bytes, const char *mime, enum err want)
{
	struct readable *r = ARENA_NEW(a, struct readable);
	struct fail f = { 0 };

	*r = (struct readable){ .part = memory_part, .arg = &bytes, .size = (int64_t)bytes.n };
	readable_words(r, STR("绝密★,机密★,秘密★"), true);
	readable_words(r, STR("国家秘密, 涉密"), false);
	CHECK_INT(readable_file(r, a, str_of(mime), &f), want);
	struct str mark = readable_found(r, true);
	return mark.p ? mark : readable_found(r, false).p ? readable_found(r, false) : STR("-");
}

static void put_le(struct buf *b, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		buf_byte(b, (char)(i < 8 ? v >> 8 * i : 0));
}

static struct str packed(struct arena *a, struct str text, int bits)
{
	z_stream z = { 0 };
	size_t room = MIN2(text.n + 1024, MIB(1));
	char *out = arena_alloc(a, room);

	CHECK(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text.p;
	z.avail_in = (uInt)text.n;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
	struct str s = { out, z.total_out };
	deflateEnd(&z);
	return s;
}

/* A zip of one part, as Office writes it. */
static struct str zip_of(struct arena *a, const char *name, struct str text, int method)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(8));
	struct str data = method ? packed(a, text, -15) : text;

	for (int directory = 0; directory < 2; directory++) {
		buf_add(&b, directory ? STR("PK\x01\x02\x14\0") : STR("PK\x03\x04"));
		put_le(&b, 20, 2);
		put_le(&b, 0, 2);
		put_le(&b, (uint32_t)method, 2);
		put_le(&b, 0, 8);
		put_le(&b, (uint32_t)data.n, 4);
		put_le(&b, (uint32_t)text.n, 4);
		put_le(&b, (uint32_t)strlen(name), 2);
		put_le(&b, 0, directory ? 16 : 2);
		buf_add(&b, str_of(name));
		if (!directory)
			buf_add(&b, data);
	}
	uint32_t at = (uint32_t)(30 + strlen(name) + data.n), n = (uint32_t)(46 + strlen(name));
	buf_add(&b, STR("PK\x05\x06\0\0\0\0\x01\0\x01\0"));
	put_le(&b, n, 4);
	put_le(&b, at, 4);
	put_le(&b, 0, 2);
	return arena_str(a, buf_str(&b));
}

static const char docx[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

TEST(readable_text_anywhere_in_a_long_file)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(32));
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(2));

	/* Across every border of the window. */
	while (b.n < KIB(700))
		buf_add(&b, STR("一般内容，"));
	buf_add(&b, STR("机密★十年"));
	for (size_t cut = 0; cut < 12; cut++)
		CHECK_STR(found(a, (struct str){ b.p + cut * 3, b.n - cut * 3 }, "text/plain", OK), "机密★");
	CHECK_STR(found(a, STR("机 密　★"), "text/plain", OK), "机密★");
	CHECK_STR(found(a, STR("机密\n★关键指标"), "text/plain", OK), "-");
	CHECK_STR(found(a, STR("不涉及国家秘密"), "text/plain", OK), "国家秘密");
}

TEST(readable_parts_of_office_files)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	struct str runs = STR("<w:document><w:p><w:r><w:t>秘</w:t></w:r><w:r><w:t xml:space=\"preserve\">密&#9733;三年</w:t></w:r></w:p></w:document>");

	for (int method = 0; method <= 8; method += 8)
		CHECK_STR(found(a, zip_of(a, "word/document.xml", runs, method), docx, OK), "秘密★");
	CHECK_STR(found(a, zip_of(a, "word/document.xml", STR("<w:p><w:t>秘密</w:t></w:p><w:p><w:t>★指标</w:t></w:p>"), 8), docx, OK), "-");
	CHECK_STR(found(a, zip_of(a, "xl/sharedStrings.xml", STR("<si><t><![CDATA[绝密★]]></t></si>"), 8), "x", OK), "绝密★");
	CHECK_STR(found(a, zip_of(a, "Doc_0/Pages/Page_0/Content.xml", STR("<ofd:TextCode X=\"1\">机密</ofd:TextCode><ofd:TextCode>★</ofd:TextCode>"), 8), "x", OK), "机密★");
	CHECK_STR(found(a, zip_of(a, "涉密材料/一.png", STR("x"), 0), "application/zip", OK), "涉密");
	struct str cut = zip_of(a, "word/document.xml", runs, 8);
	CHECK_STR(found(a, (struct str){ cut.p, cut.n - 10 }, docx, E_INVALID), "-");
}

/* A part that unpacks to far more than it weighs ends the reading, not the program. */
TEST(readable_stops_at_its_bounds)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	char *zeros = malloc(MIB(70));

	CHECK(zeros);
	memset(zeros, 'x', MIB(70));
	memcpy(zeros + MIB(69), "机密★", 9);
	struct str s = zip_of(a, "word/document.xml", (struct str){ zeros, MIB(70) }, 8);
	free(zeros);
	CHECK(s.n < MIB(1));
	CHECK_STR(found(a, s, docx, OK), "-");
}

static struct str pdf_of(struct arena *a, struct str map, struct str page, bool flate)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
	struct str parts[] = { page, map };

	buf_add(&b, STR("%PDF-1.7\n"));
	for (size_t i = 0; i < COUNT(parts); i++) {
		buf_fmt(&b, "%zu 0 obj\n<< /Length 9 %s>>\nstream\n", i + 1, flate ? "/Filter /FlateDecode " : "");
		buf_add(&b, flate ? packed(a, parts[i], 15) : parts[i]);
		buf_add(&b, STR("\nendstream\nendobj\n"));
	}
	return arena_str(a, buf_str(&b));
}

TEST(readable_streams_of_pdf)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	struct str map = STR("begincmap 2 beginbfchar <0003> <673A> <0004> <5BC6> endbfchar 1 beginbfrange <0010> <0012> <2604> endbfrange endcmap");

	CHECK_STR(found(a, pdf_of(a, map, STR("BT [<0003>-20<0004>] TJ <0011> Tj ET"), true), "application/pdf", OK), "机密★");
	CHECK_STR(found(a, pdf_of(a, map, STR("BT (\\000\\003) Tj ET"), true), "application/pdf", OK), "-");
	CHECK_STR(found(a, pdf_of(a, map, STR("<rdf>国家秘密</rdf>"), false), "application/pdf", OK), "国家秘密");
	CHECK_STR(found(a, STR("%PDF-1.4 /Title (\xFE\xFF\x67\x3A\x5B\xC6\x26\x05)"), "application/pdf", OK), "机密★");
	CHECK_STR(found(a, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\x3A\x67\xC6\x5B\x05\x26"), "application/msword", OK), "机密★");
}

/* Whatever bytes stand in a file: it is read or it is not, and the reader lives. */
TEST(readable_survives_torn_files)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(256));
	struct str good[] = {
		zip_of(a, "word/document.xml", STR("<w:p><w:t>机密&#9733;</w:t></w:p>"), 8),
		pdf_of(a, STR("begincmap 1 beginbfchar <0003> <673A> endbfchar 1 beginbfrange <0010> <0012> [<2604> <2605>] endbfrange endcmap"), STR("BT (\\000\\003) Tj <00> Tj ET"), true),
	};
	uint64_t x = 7;

	for (int turn = 0; turn < 3000; turn++) {
		struct arena *own = arena_new(MIB(32));
		struct str s = arena_str(own, good[turn % 2]);
		for (int i = 0; i < 1 + turn % 6; i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			((char *)(uintptr_t)s.p)[(x >> 33) % s.n] = (char)(x >> 56);
		}
		s.n -= turn % 7 == 0 ? (x >> 40) % s.n : 0;
		struct readable *r = ARENA_NEW(own, struct readable);
		struct fail f = { 0 };
		*r = (struct readable){ .part = memory_part, .arg = &s, .size = (int64_t)s.n };
		readable_words(r, STR("机密★"), true);
		enum err e = readable_file(r, own, STR("application/pdf"), &f);
		CHECK(e == OK || e == E_INVALID);
		arena_free(own);
	}
}
