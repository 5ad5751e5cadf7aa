/* The demonstration makes the same bytes for the same seed and date, and other bytes for another seed. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "cmd/demo.h"
#include "crypt/crypt.h"
#undef TEST_ROOM
#define TEST_ROOM "demo"

enum { COLUMNS_MAX = 80, TABLES_MAX = 200 };
/* One table's content as a digest; what differs is named, not only that something does. */
struct table { char name[80], digest[SM3_HEX + 1]; int64_t rows; };
struct dump { struct table tables[TABLES_MAX]; size_t n; };

static void dump_table(struct db *d, struct table *t, struct arena *a)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(256));
	struct fail f = { 0 };
	int64_t columns = 0;
	/* Only names that the store itself told of stand in these texts. */
	struct stmt *count = db_stmt_cached(d, arena_fmt(a, "SELECT COUNT(*) FROM pragma_table_info('%s')", t->name), NULL);

	CHECK_INT(db_rows(d, count, NO_VALS, &f, &rows), OK);
	CHECK(rows_next(rows));
	columns = rows_int(rows, 0);
	rows_donep(&rows);
	rows = NULL;
	CHECK(columns > 0 && columns <= COLUMNS_MAX);
	CHECK_INT(db_rows(d, db_stmt_cached(d, arena_fmt(a, "SELECT * FROM \"%s\"", t->name), NULL), NO_VALS, &f, &rows), OK);
	for (; rows_next(rows); t->rows++)
		for (int i = 0; i < columns; i++) {
			struct str cell = rows_str(rows, i);
			buf_fmt(&text, "%zu:", cell.n);     /* lengths, so that no two rows can look like one another */
			buf_add(&text, cell.p ? cell : STR("NULL"));
		}
	CHECK_INT(rows_err(rows, &f), OK);
	sm3_hex(buf_str(&text), t->digest);
}

static void dump_store(const char *url, struct dump *out)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(64));
	static const struct stmt names = { "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name" };
	struct store *s = NULL;
	struct db *d = NULL;
	struct rows *rows = NULL;
	struct fail f = { 0 };

	CHECK_INT(store_open(url, &f, &s), OK);
	CHECK_INT(db_open(s, DB_READ, &f, &d), OK);
	CHECK_INT(db_begin(d, &f), OK);
	CHECK_INT(db_rows(d, &names, NO_VALS, &f, &rows), OK);
	while (rows_next(rows)) {
		CHECK(out->n < TABLES_MAX);
		snprintf(out->tables[out->n].name, sizeof out->tables[0].name, STR_FMT, STR_ARG(rows_str(rows, 0)));
		out->n++;
	}
	rows_done(rows);
	for (size_t i = 0; i < out->n; i++)
		dump_table(d, &out->tables[i], a);
	db_end(d);
	db_close(d);
	store_close(s);
}

/* A small prefecture of some weeks in a folder of its own, which is gone afterwards. */
static struct dump *filled(int64_t seed)
{
	struct demo_opts o = { .seed = seed, .today = date_ymd(2026, 3, 9), .units = 3, .days = 80, .apps_per_unit = 2, .old = 3, .cheap = true };
	struct dump *d = calloc(1, sizeof *d);
	char dir[] = "/tmp/demo-test-XXXXXX", url[64], files[64], clean[64];
	struct fail f = { 0 };

	CHECK(d && mkdtemp(dir));
	snprintf(url, sizeof url, "sqlite:%s/store.db", dir);
	snprintf(files, sizeof files, "%s/files", dir);
	CHECK_INT(dir_make(files, &f), OK);
	if (demo_fill(url, files, &o, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
	dump_store(url, d);
	/* A second filling would mix two prefectures. */
	f = (struct fail){ 0 };
	CHECK_INT(demo_fill(url, files, &o, &f), E_CONFLICT);
	CHECK_STR(str_of(f.reason), "not_empty");
	snprintf(clean, sizeof clean, "rm -rf %s", dir);
	CHECK_INT(system(clean), 0);
	return d;
}

static int64_t rows_of(const struct dump *d, const char *table)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->tables[i].name, table) == 0)
			return d->tables[i].rows;
	return -1;
}

TEST(the_same_seed_and_date_make_the_same_bytes)
{
	struct dump *one = filled(7), *two = filled(7), *other = filled(8);
	size_t different = 0;

	CHECK(one->n > 30);
	CHECK_INT(two->n, one->n);
	for (size_t i = 0; i < one->n; i++) {
		CHECK_STR(str_of(two->tables[i].name), one->tables[i].name);
		if (strcmp(one->tables[i].digest, two->tables[i].digest) != 0)
			test_fail(__FILE__, __LINE__, "table %s differs (%" PRId64 " and %" PRId64 " rows)", one->tables[i].name, one->tables[i].rows, two->tables[i].rows);
		different += strcmp(one->tables[i].digest, other->tables[i].digest) != 0;
	}
	CHECK(different > 5);
	/* Something has happened in it. */
	CHECK(rows_of(one, "application") > 5);
	CHECK(rows_of(one, "resource") > 0);
	CHECK(rows_of(one, "audit_log") > 100);
	/* Something urgent, and units that became others. */
	CHECK(rows_of(one, "emergency_order") > 2);
	CHECK(rows_of(one, "emergency_opening") > 0);
	CHECK(rows_of(one, "info_change") > 2);
	free(one);
	free(two);
	free(other);
}
