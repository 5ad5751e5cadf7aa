#include "core/test_house.h"

static struct answer import(struct house *h, const char *csv) { return house_ask(h, "import.thing", R_AUTH, NULL, csv); }

static int64_t things(struct house *h)
{
	static const struct stmt Q = { "SELECT COUNT(*) FROM thing" };
	struct ctx c;
	int64_t n = 0;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_int_(&c, &Q, &n, NO_VALS) == OK);
	core_read_end(&c);
	return n;
}

HOUSE_TEST(import_takes_names_and_labels)
{
	struct house *h = house_open();
	struct answer a = import(h, "\xEF\xBB\xBF名称,qty,颜色\r\n\"甲,一\",3,红\r\n乙,,blue\r\n");

	CHECK_INT(a.err, OK);
	CHECK(str_find(a.body, STR("\"rows\":2")) >= 0);
	CHECK_INT(things(h), 2);
	house_close(h);
}

/* All or nothing, and every bad row by line, column and reason, also behind a cell of two lines. */
HOUSE_TEST(import_names_every_bad_row)
{
	static const struct { const char *csv, *field, *code; } rows[] = {
		{ "name,qty\n甲,1\n乙,many\n", "3/qty", "wrong_type" },
		{ "name,qty\n甲,1\n,2\n", "3/name", "missing" },
		{ "name,color\n甲,紫\n", "2/color", "bad_enum" },
		{ "phone,name,qty\n\"1\n2\",甲,1\n3,乙,13\n", NULL, NULL },
		{ "name,qty\n甲,1\n乙,13\n", "3/qty", "bad_row" },
		{ "name,state\n甲,open\n", "1/2", "unknown_field" },
		{ "name,名称\n甲,乙\n", "name", "duplicate" },
		{ "qty\n1\n", "name", "missing" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house *h = house_open();
		struct answer a = import(h, rows[i].csv);
		CHECK_INT(a.err, E_INVALID);
		CHECK_INT(things(h), 0);
		if (rows[i].field) {
			CHECK(a.fail.n_errors >= 1);
			CHECK_STR(a.fail.errors[0].field, rows[i].field);
			CHECK_STR(a.fail.errors[0].code, rows[i].code);
		}
		house_close(h);
	}
	struct house *h = house_open();
	CHECK_INT(import(h, "").err, E_INVALID);
	CHECK_INT(import(h, "name,qty\n甲\n").err, E_INVALID);
	CHECK_INT(import(h, "name\n\"甲\n").err, E_INVALID);
	house_close(h);
}

/* As many bad cells as a file holds: some are named, and the program lives. */
HOUSE_TEST(import_of_nothing_but_mistakes)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(4));
	struct house *h = house_open();

	buf_add(&b, STR("name,qty,color\n"));
	for (int i = 0; i < 50000; i++)
		buf_add(&b, STR(",many,purple\n"));
	buf_byte(&b, 0);
	struct answer a = import(h, b.p);
	CHECK_INT(a.err, E_INVALID);
	CHECK_INT(a.fail.n_errors, FAIL_FIELDS_MAX);
	CHECK(arena_used(h->a) < MIB(64));
	house_close(h);
}

HOUSE_TEST(import_counts_lines_not_rows)
{
	struct house *h = house_open();
	/* The first row holds two lines: the bad one begins on line 4. */
	struct answer a = import(h, "name,qty\n\"甲\n一\",1\n乙,13\n");

	CHECK_INT(a.err, E_INVALID);
	CHECK(a.fail.n_errors >= 1);
	for (size_t i = 0; i < a.fail.n_errors; i++)
		if (str_is(a.fail.errors[i].code, "bad_row"))
			CHECK_STR(a.fail.errors[i].field, "4/qty");
	house_close(h);
}
