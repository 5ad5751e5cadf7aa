/* CSV. */
#define TEST_ROOM "base"
#include "base/field.h"

enum { CELLS = 4 };

/* Rows and cells as one text: cells apart by |, rows by / with their line; or the sentence of the refusal. */
static struct str read_all(struct arena *a, struct str text)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));
	struct csv c = csv_over(text);
	struct str cells[CELLS];
	struct fail f = { 0 };
	size_t n;
	int line;

	for (;;) {
		if (csv_next(&c, a, &f, cells, CELLS, &n, &line) != OK)
			return arena_str(a, str_of(f.sentence));
		if (n == 0)
			return arena_str(a, buf_str(&b));
		buf_fmt(&b, "%d:", line);
		for (size_t i = 0; i < n; i++)
			buf_fmt(&b, "%s" STR_FMT, i ? "|" : "", STR_ARG(cells[i]));
		buf_byte(&b, '/');
	}
}

TEST(csv_reads)
{
	static const struct { struct str text; const char *rows; } cases[] = {
		{ STR("a,b\r\nc,d\r\n"),                        "1:a|b/2:c|d/" },
		{ STR("a,b\nc,d"),                              "1:a|b/2:c|d/" },
		{ STR("\xEF\xBB\xBF" "a,b\n"),                  "1:a|b/" },
		{ STR("\"a\"\"b\",\"c,\nd\"\n,\n"),             "1:a\"b|c,\nd/3:|/" },
		{ STR("a,b\n\n\nc,d\n\n"),                      "1:a|b/4:c|d/" },
		{ STR("a\n\nb\n"),                              "1:a/2:/3:b/" },
		{ STR("\"\"\n"),                                "1:/" },
		{ STR("名称,数量\n\"云\"\"管\",1\n"),           "1:名称|数量/2:云\"管|1/" },
		{ STR(""),                                      "" },
		{ STR("\xEF\xBB\xBF"),                          "" },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(256));

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(read_all(a, cases[i].text), cases[i].rows);
}

TEST(csv_refuses_and_names_the_place)
{
	static const struct { struct str text; const char *place, *what; } cases[] = {
		{ STR("a,b\nc\n"),                "第 2 行", "有 1 列" },
		{ STR("a,b\nc,d,e\n"),            "第 2 行", "有 3 列" },
		{ STR("a,b\nc,d\"e\n"),           "第 2 行第 4 列", "引号" },
		{ STR("a,b\nc,\"d\n"),            "第 2 行第 3 列", "没有结束" },
		{ STR("a,b\n\"c\"x,d\n"),         "第 2 行第 4 列", "逗号或换行" },
		{ STR("a,b\r\"c\",d\n"),          "第 1 行第 4 列", "回车" },
		{ STR("a,b\nc,\xB0\xA1\n"),       "第 2 行第 3 列", "UTF-8" },
		{ STR("a,b\n\0,d\n"),             "第 2 行第 1 列", "NUL" },
		{ STR("a,b,c,d,e\n"),             "第 1 行", "列数" },
		{ STR("\"x\ny\",b\nc,\"d\n\ne"),  "第 3 行第 3 列", "没有结束" },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(256));

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str told = read_all(a, cases[i].text);
		if (str_find(told, str_of(cases[i].place)) < 0 || str_find(told, str_of(cases[i].what)) < 0)
			test_fail(__FILE__, __LINE__, "case %zu: " STR_FMT, i, STR_ARG(told));
	}
}

TEST(csv_writes_what_it_reads)
{
	static const char *const cells[CELLS] = { "a,b", "x\"y\"\r\nz", "", "云管" };
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(256));
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	struct str back[CELLS];
	struct fail f = { 0 };
	size_t n;
	int line;

	for (size_t i = 0; i < CELLS; i++)
		csv_put(&b, str_of(cells[i]), i == CELLS - 1);
	struct csv c = csv_over(buf_str(&b));
	CHECK_INT(csv_next(&c, a, &f, back, CELLS, &n, &line), OK);
	CHECK_INT(n, CELLS);
	for (size_t i = 0; i < CELLS; i++)
		CHECK_STR(back[i], cells[i]);
}

TEST(csv_disarms_formulas_but_not_numbers)
{
	static const struct { const char *cell, *written; } cases[] = {
		{ "=1+1", "'=1+1\r\n" }, { "+cmd", "'+cmd\r\n" }, { "-x", "'-x\r\n" }, { "@a", "'@a\r\n" }, { "=a,b", "\"'=a,b\"\r\n" },
		{ "-12.50", "-12.50\r\n" }, { "+8", "+8\r\n" }, { "-", "'-\r\n" }, { "-1-1", "'-1-1\r\n" }, { "a=b", "a=b\r\n" }, { "\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"\r\n" }, { "", "\r\n" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = BUF_MAX(KIB(1));
		csv_put(&b, str_of(cases[i].cell), true);
		bool same = str_is(buf_str(&b), cases[i].written);
		buf_done(&b);
		if (!same)
			test_fail(__FILE__, __LINE__, "\"%s\"", cases[i].cell);
	}
}
