/* JSON text against the public test suite of parsers, and our own further rules. */
#define TEST_ROOM "base"
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include "base/field.h"

#define SUITE "../shared/json-test-suite/test_parsing"

/* Valid JSON that we refuse by design (API.md, Strictness). */
static const struct { const char *file, *why; } refused_by_design[] = {
	{ "y_object_duplicated_key.json",           "which of two values was meant is a guess" },
	{ "y_object_duplicated_key_and_value.json", "likewise, also when both are equal" },
	{ "y_object_escaped_null_in_key.json",      "NUL ends strings in SQL and C" },
	{ "y_string_null_escape.json",              "likewise" },
};

static bool by_design(const char *file)
{
	for (size_t i = 0; i < COUNT(refused_by_design); i++)
		if (strcmp(refused_by_design[i].file, file) == 0)
			return true;
	return false;
}

static enum err parse(struct str text, struct fail *f)
{
	json_t *v = NULL;
	enum err e = json_text_parse(text, f, &v);
	if (e == OK)
		json_decref(v);
	return e;
}

/* How one file of the suite is taken; -1 when it cannot be read. */
static int parse_file(const char *name, struct fail *f)
{
	char path[512], text[KIB(256)];

	snprintf(path, sizeof(path), SUITE "/%s", name);
	FILE *in = fopen(path, "rb");
	if (in == NULL)
		return -1;
	struct str s = { text, fread(text, 1, sizeof(text), in) };
	fclose(in);
	return (int)parse(s, f);
}

/* Runs the files whose names begin with `kind` and returns how many went otherwise than `ok` says (the first is in wrong). */
static int run_suite(char kind, bool ok, int *n, char wrong[256])
{
	struct fail f = { 0 };
	int bad = 0;
	DIR *d = opendir(SUITE);

	*n = 0;
	for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] != kind || e->d_name[1] != '_')
			continue;
		int got = parse_file(e->d_name, &f);
		++*n;
		bool sentence = got == OK || (f.sentence[0] && utf8_ok(str_of(f.sentence)) &&
					      (strcmp(f.reason, "bad_json") == 0 || strcmp(f.reason, "out_of_range") == 0));
		bool want = ok && !by_design(e->d_name);
		if (got < 0 || !sentence || (kind != 'i' && (got == OK) != want)) {
			if (bad++ == 0)
				snprintf(wrong, 256, "%s", e->d_name);
		}
	}
	if (d)
		closedir(d);
	return bad;
}

static void check_suite(char kind, bool ok)
{
	char wrong[256] = "";
	int n, bad = run_suite(kind, ok, &n, wrong);

	if (n == 0)
		test_skip("no " SUITE);
	if (bad > 0)
		test_fail(__FILE__, __LINE__, "%d of %d files, first %s", bad, n, wrong);
}

TEST(json_suite_valid_texts_parse)
{
	check_suite('y', true);
}

TEST(json_suite_invalid_texts_are_refused)
{
	check_suite('n', false);
}

TEST(json_suite_undecided_texts_end_well)
{
	check_suite('i', true);
}

TEST(json_refusals_name_the_place)
{
	static const struct { struct str text; const char *reason, *place, *what; } rows[] = {
		{ STR("{\"a\":1,\n \"a\":2}"),            "bad_json",     "第 2 行", "成员“a”重复" },
		{ STR("{\"x\":[{\"a\\\"b\":1,\"a\\\"b\":2}]}"),  "bad_json",     "第 1 行", "成员“x/0/a\\\"b”重复" },
		{ STR("\xEF\xBB\xBF{}"),                  "bad_json",     "第 1 行第 1 列", "BOM" },
		{ STR("{\"云\":\"\xFF\"}"),               "bad_json",     "第 1 行第 7 列", "UTF-8" },
		{ STR("[\"a\0b\"]"),                      "bad_json",     "第 1 行第 4 列", "NUL" },
		{ STR("[\"\\u0000\"]"),                   "bad_json",     "第 1 行", "\\u0000" },
		{ STR("{\"a\\u0000b\":1}"),               "bad_json",     "第 1 行", "\\u0000" },
		{ STR("[\"\\ud800\"]"),                   "bad_json",     "第 1 行", "代理" },
		{ STR("[\"\\udc00\\ud800\"]"),            "bad_json",     "第 1 行", "代理" },
		{ STR("[1,\n2"),                          "bad_json",     "第 2 行", "提前结束" },
		{ STR("{} {}"),                           "bad_json",     "第 1 行第 4 列", "多余" },
		{ STR("{a:1}"),                           "bad_json",     "第 1 行第 2 列", "语法" },
		{ STR("['a']"),                           "bad_json",     "第 1 行", "语法" },
		{ STR(""),                                "bad_json",     "第 1 行第 1 列", "空" },
		{ STR("[9223372036854775808]"),           "out_of_range", "第 1 行", "太大" },
		{ STR("[1e999]"),                         "out_of_range", "第 1 行", "太大" },
	};
	struct fail f = { 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (parse(rows[i].text, &f) != E_INVALID || strcmp(f.reason, rows[i].reason) != 0 ||
		    strstr(f.sentence, rows[i].place) == NULL || strstr(f.sentence, rows[i].what) == NULL)
			test_fail(__FILE__, __LINE__, "row %zu: %s, %s", i, f.reason, f.sentence);
	}
}

TEST(json_nests_64_levels_and_no_more)
{
	char text[200];
	struct fail f = { 0 };

	for (int levels = 64; levels <= 65; levels++) {
		memset(text, '[', (size_t)levels);
		memset(text + levels, ']', (size_t)levels);
		CHECK_INT(parse((struct str){ text, (size_t)levels * 2 }, &f), levels == 64 ? OK : E_INVALID);
	}
	CHECK(strstr(f.sentence, "第 65 列") && strstr(f.sentence, "64 层"));
	/* Brackets within strings are text. */
	memset(text, '[', sizeof(text));
	text[0] = '"';
	text[1] = '\\';
	text[2] = '"';
	text[199] = '"';
	CHECK_INT(parse((struct str){ text, 200 }, &f), OK);
}
