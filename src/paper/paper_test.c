/* What a paper looks like is judged by eye; here is what must hold whatever stands in it. */
#include "paper/paper_in.h"
#undef TEST_ROOM
#define TEST_ROOM "paper"

static struct paper_column columns[] = { { STR("序号"), 8, PAPER_CELL_INT }, { STR("名称"), 60, PAPER_CELL_TEXT }, { STR("金额（元）"), 20, PAPER_CELL_YUAN }, { STR("日期"), 12, PAPER_CELL_DATE } };

/* A form with one table of n rows and one paragraph. */
static struct paper made(struct arena *a, size_t n, struct str name, struct str text)
{
	struct paper_row *rows = ARENA_ARRAY(a, struct paper_row, n + 1);
	struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, 3);
	struct paper_fact *facts = ARENA_ARRAY(a, struct paper_fact, 3);
	struct paper_seal *seals = ARENA_ARRAY(a, struct paper_seal, 3);
	struct paper p;

	for (size_t i = 0; i < n; i++) {
		struct str *cells = ARENA_ARRAY(a, struct str, 4);
		cells[0] = arena_fmt(a, "%zu", i + 1);
		cells[1] = name;
		cells[2] = STR("202.67");
		cells[3] = STR("2026-03-06");
		rows[i] = (struct paper_row){ { cells, 4 }, false };
	}
	for (size_t i = 0; i < 3; i++) {
		record_none(&paper_block_record, &blocks[i]);
		facts[i] = (struct paper_fact){ STR("栏目"), i ? text : STR("") };
		seals[i] = (struct paper_seal){ STR("单位"), name, STR("") };
	}
	blocks[0].kind = PAPER_FACTS;
	blocks[0].facts = (struct list){ facts, 3 };
	blocks[1].kind = PAPER_TEXT;
	blocks[1].text = text;
	blocks[2].kind = PAPER_TABLE;
	blocks[2].columns = (struct list){ columns, 4 };
	blocks[2].rows = (struct list){ rows, n };
	record_none(&paper_record, &p);
	p.kind = STR("D00");
	p.title = STR("试印文书");
	p.issuer = STR("州数据局");
	p.style = PAPER_FORM;
	p.blocks = (struct list){ blocks, 3 };
	p.seals = (struct list){ seals, 3 };
	return p;
}

static int pages_of(const struct paper *p)
{
	struct fail f = { 0 };
	int pages = 0;
	enum err e = paper_draw_pdf(p, &(struct paper_marks){ .digest = STR("00") }, NULL, &f, &pages);

	if (str_is(str_of(f.reason), "paper.library") || str_is(str_of(f.reason), "paper.font"))
		test_skip(f.sentence);
	CHECK_INT(e, OK);
	return pages;
}

static void draw(const struct paper *p, enum paper_format format, struct buf *out)
{
	struct paper_marks m = { STR("1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"), STR("http://127.0.0.1:8080/verify/1ab2"), STR_NONE };
	struct fail f = { 0 };
	enum err e = paper_draw(p, &m, format, out, &f);

	if (str_is(str_of(f.reason), "paper.library") || str_is(str_of(f.reason), "paper.font"))
		test_skip(f.sentence);
	CHECK_INT(e, OK);
}

TEST(the_same_paper_has_the_same_bytes)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(8));
	struct paper p = made(a, 70, STR("信创云主机"), STR("正文"));

	for (int format = PAPER_PDF; format < PAPER_FORMAT_MAX; format++) {
		CLEANUP(buf_done) struct buf one = BUF_MAX(MIB(8)), two = BUF_MAX(MIB(8));
		draw(&p, format, &one);
		draw(&p, format, &two);
		CHECK(one.n > 1000 && str_eq(buf_str(&one), buf_str(&two)));
		CHECK(str_starts(buf_str(&one), format == PAPER_PDF ? STR("%PDF-1.5") : STR("PK\x03\x04")));
	}
}

TEST(a_table_goes_on_over_pages)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(32));
	struct paper none = made(a, 0, STR("云主机"), STR("正文")), some = made(a, 10, STR("云主机"), STR("正文")), many = made(a, 400, STR("云主机"), STR("正文"));

	CHECK_INT(pages_of(&none), 1);
	CHECK_INT(pages_of(&some), 1);
	/* 17.5 points a row, 638 a page, and a head on each. */
	CHECK_INT(pages_of(&many), 12);
}

TEST(a_row_higher_than_a_page_is_split)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(8));
	CLEANUP(buf_done) struct buf name = BUF_MAX(KIB(64));

	for (int i = 0; i < 2000; i++)
		buf_add(&name, STR("很长的名称"));
	struct paper p = made(a, 1, buf_str(&name), STR("正文"));
	p.seals = (struct list){ 0 };
	int pages = pages_of(&p);
	CHECK(pages > 5 && pages < 30);
}

TEST(words_without_end_are_broken)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(8));
	CLEANUP(buf_done) struct buf word = BUF_MAX(KIB(64));

	for (int i = 0; i < 3000; i++)
		buf_byte(&word, i % 40 == 39 ? '-' : 'w');
	struct paper p = made(a, 2, buf_str(&word), buf_str(&word));
	int pages = pages_of(&p);
	CHECK(pages > 1 && pages < 15);
}

TEST(text_of_every_kind_is_borne)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(16));
	static const char *const naughty[] = {
		"", " ", "\t\r\n\n\n", "<b>&amp;</b> %s %n", "{doc.no}", "𠀀𪚥㐂䶮龘靐齉爨", "👩‍👩‍👧‍👦🏳️‍🌈", "مرحبا بالعالم", "שלום \xE2\x80\xAE""evil", "Z̸̢͙͘a̶͉͋l̷̰̈́g̴̺̾o̵͖͝",
		"\xE2\x80\xA8line\xE2\x80\xA9para", "\xEF\xBB\xBF", "\x01\x02\x07\x1b[31m", "ก็็็็็็็็", "1;DROP TABLE document", "\xEF\xBF\xBE\xEF\xBF\xBF",
	};

	for (size_t i = 0; i < COUNT(naughty); i++) {
		CLEANUP(buf_done) struct buf file = BUF_MAX(MIB(8)), text = BUF_MAX(MIB(1));
		struct paper p = made(a, 2, str_of(naughty[i]), str_of(naughty[i])), back;
		struct fail f = { 0 };
		p.title = p.no = p.issuer = p.addressee = str_of(naughty[i]);
		for (int style = PAPER_LETTER; style < PAPER_STYLE_MAX; style++) {
			p.style = style;
			buf_clear(&file);
			draw(&p, PAPER_PDF, &file);
		}
		buf_clear(&file);
		draw(&p, PAPER_XLSX, &file);
		paper_text(&p, &text);
		CHECK_INT(paper_parse(buf_str(&text), a, &f, &back), OK);
	}
}

TEST(the_text_comes_back_as_it_was)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(8));
	CLEANUP(buf_done) struct buf one = BUF_MAX(MIB(1)), two = BUF_MAX(MIB(1));
	struct paper p = made(a, 3, STR("云\"主\"机\n"), STR("正文")), back;
	struct fail f = { 0 };

	paper_text(&p, &one);
	CHECK_INT(paper_parse(buf_str(&one), a, &f, &back), OK);
	paper_text(&back, &two);
	CHECK(str_eq(buf_str(&one), buf_str(&two)));
}

TEST(a_description_that_does_not_fit_is_refused)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	static const char *const bad[] = {
		"", "[]", "{}", "{\"style\":\"poster\"}", "{\"style\":\"form\",\"blocks\":[{}]}", "{\"style\":\"form\",\"blocks\":[{\"kind\":\"table\",\"columns\":[]}]}",
		"{\"style\":\"form\",\"blocks\":[{\"kind\":\"table\",\"columns\":[{\"label\":\"a\",\"width\":0,\"kind\":\"text\"}]}]}",
		"{\"style\":\"form\",\"blocks\":[{\"kind\":\"table\",\"columns\":[{\"label\":\"a\",\"width\":5,\"kind\":\"text\"}],\"rows\":[{\"cells\":[\"1\",\"2\"]}]}]}",
	};
	struct paper p;

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct fail f = { 0 };
		CHECK(paper_parse(str_of(bad[i]), a, &f, &p) != OK && f.sentence[0]);
	}
}

TEST(a_paper_without_end_is_refused)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	CLEANUP(buf_done) struct buf name = BUF_MAX(MIB(4)), file = BUF_MAX(PAPER_FILE_MAX);
	struct fail f = { 0 };

	for (int i = 0; i < 300; i++)
		buf_add(&name, STR("很长的名称"));
	struct paper p = made(a, 4000, buf_str(&name), STR("正文"));
	enum err e = paper_draw(&p, &(struct paper_marks){ 0 }, PAPER_PDF, &file, &f);
	if (str_is(str_of(f.reason), "paper.library") || str_is(str_of(f.reason), "paper.font"))
		test_skip(f.sentence);
	CHECK_INT(e, E_LIMIT);
	CHECK_STR(str_of(f.reason), "paper.too_long");
}
