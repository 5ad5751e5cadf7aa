/* The store on each engine: a file, memory, and PostgreSQL when YUNGUAN_TEST_PG holds the URL of a database of its own. */
#define TEST_ROOM "store"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "port/port.h"
#include "store/store.h"

enum where { IN_FILE, IN_MEMORY, IN_PG };
struct house { enum where where; char dir[64], url[256]; struct store *store; struct db *d; struct arena *arena; struct fail f; };

#define EVERYWHERE(name) static void name(struct house *h); \
	TEST(name##_in_file)   { in_house(IN_FILE, name); } \
	TEST(name##_in_memory) { in_house(IN_MEMORY, name); } \
	TEST(name##_in_pg)     { in_house(IN_PG, name); } \
	static void name(struct house *h)
#define DO(call) do { if ((call) != OK) test_fail(__FILE__, __LINE__, "%s: %s: %s", #call, h->f.reason, h->f.sentence); } while (0)
#define FAILS(call, err, why) do { fail_clear(&h->f); CHECK_INT((call), (err)); CHECK_STR(str_of(h->f.reason), (why)); } while (0)
/* Connections know statements by their address: they stay where they are. */
#define STMT(name, ...) static const struct stmt name = { __VA_ARGS__ }

STMT(Q_THING, "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, qty BIGINT CHECK (qty >= 0))");
STMT(Q_ADD, "INSERT INTO thing (id, name, qty) VALUES (?1, ?2, ?3)");
STMT(Q_COUNT, "SELECT COUNT(*) FROM thing");

static void rm_all(const char *dir)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	CHECK(strncmp(dir, "/tmp/", 5) == 0);
	CHECK_INT(system(command), 0);
}

static void in_house(enum where where, void (*test)(struct house *))
{
	struct house house = { .where = where }, *h = &house;
	const char *pg = getenv("YUNGUAN_TEST_PG");

	if (where == IN_PG && !pg)
		test_skip("YUNGUAN_TEST_PG 未设置");
	h->arena = arena_new(MIB(64));
	strcpy(h->dir, "/tmp/store-test-XXXXXX");
	CHECK(mkdtemp(h->dir));
	if (where == IN_PG)
		snprintf(h->url, sizeof h->url, "%s", pg);
	else if (where == IN_MEMORY)
		strcpy(h->url, "sqlite::memory:");
	else
		snprintf(h->url, sizeof h->url, "sqlite:%s/x.db", h->dir);
	if (where == IN_PG)
		DO(store_wipe(pg, &h->f));
	DO(store_open(h->url, &h->f, &h->store));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	test(h);
	db_close(h->d);
	store_close(h->store);
	arena_free(h->arena);
	rm_all(h->dir);
}

static int64_t first_int(struct house *h, struct db *d, const struct stmt *s, const struct val *v, size_t n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t got = -1;

	DO(db_rows(d, s, v, n, &h->f, &r));
	if (rows_next(r))
		got = rows_int(r, 0);
	DO(rows_err(r, &h->f));
	return got;
}

static int64_t things(struct house *h)
{
	return first_int(h, h->d, &Q_COUNT, NO_VALS);
}

static enum err add(struct house *h, int64_t id, const char *name, int64_t qty)
{
	return db_run(h->d, &Q_ADD, VALS(id, name, qty), &h->f, NULL);
}

/* ---- values ---- */
STMT(Q_VALUES, "CREATE TABLE v (id BIGINT PRIMARY KEY, i BIGINT, s TEXT, b BLOB)",
     .pg = "CREATE TABLE v (id BIGINT PRIMARY KEY, i BIGINT, s TEXT, b BYTEA)");
STMT(Q_V_ADD, "INSERT INTO v (id, i, s, b) VALUES (?1, ?2, ?3, ?4)");
STMT(Q_V_ALL, "SELECT i, s, b FROM v ORDER BY id");

EVERYWHERE(every_value_comes_back)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t changed = 0;

	DO(db_run(h->d, &Q_VALUES, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_V_ADD, VALS(1, INT64_MIN, STR("云管 ' \" ? {}"), val_blob((struct str){ "\0\1\377", 3 })), &h->f, &changed));
	CHECK_INT(changed, 1);
	DO(db_run(h->d, &Q_V_ADD, VALS(2, INT64_MAX, STR(""), val_blob(STR(""))), &h->f, NULL));
	DO(db_run(h->d, &Q_V_ADD, VALS(3, AT_NONE, STR_NONE, val_none()), &h->f, NULL));
	DO(db_run(h->d, &Q_V_ADD, VALS(4, FEN_NONE, date_ymd(2026, 9, 22), val_none()), &h->f, NULL));
	DO(db_run(h->d, &Q_V_ADD, VALS(5, ((struct price){ 380000 }), "字", val_none()), &h->f, NULL));
	DO(db_rows(h->d, &Q_V_ALL, NO_VALS, &h->f, &r));
	CHECK(rows_next(r));
	CHECK(rows_int(r, 0) == INT64_MIN);
	CHECK_STR(rows_str(r, 1), "云管 ' \" ? {}");
	CHECK(str_eq(rows_str(r, 2), ((struct str){ "\0\1\377", 3 })));
	CHECK(rows_next(r));
	CHECK(rows_int(r, 0) == INT64_MAX);
	CHECK(!rows_null(r, 1) && rows_str(r, 1).p && rows_str(r, 1).n == 0);
	CHECK(!rows_null(r, 2) && rows_str(r, 2).p && rows_str(r, 2).n == 0);
	CHECK(rows_next(r));
	for (int i = 0; i < 3; i++)
		CHECK(rows_null(r, i) && rows_int(r, i) == 0 && !rows_str(r, i).p);
	CHECK(rows_next(r));
	CHECK(rows_null(r, 0));
	CHECK_STR(rows_str(r, 1), "2026-09-22");
	CHECK(rows_next(r));
	CHECK_INT(rows_int(r, 0), 380000);
	CHECK_STR(rows_str(r, 1), "字");
	CHECK(!rows_next(r));
	CHECK(!rows_next(r));
	DO(rows_err(r, &h->f));
}

STMT(Q_MAYBE, "SELECT COUNT(*) FROM v WHERE ?1 IS NULL OR i = ?1");
STMT(Q_ZERO, "SELECT COUNT(*) FROM v WHERE ?1 = 0 OR i = ?1");

EVERYWHERE(a_parameter_may_be_null_at_first_and_large_later)
{
	DO(db_run(h->d, &Q_VALUES, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(db_run(h->d, &Q_V_ADD, VALS(1, val_none(), val_none(), val_none()), &h->f, NULL));
	DO(db_run(h->d, &Q_V_ADD, VALS(2, (int64_t)5000000000, "x", val_none()), &h->f, NULL));
	CHECK_INT(first_int(h, h->d, &Q_MAYBE, VALS(val_none())), 2);
	CHECK_INT(first_int(h, h->d, &Q_MAYBE, VALS((int64_t)5000000000)), 1);
	CHECK_INT(first_int(h, h->d, &Q_ZERO, VALS((int64_t)5000000000)), 1);
	CHECK_INT(first_int(h, h->d, &Q_ZERO, VALS(0)), 2);
	DO(db_commit(h->d, &h->f));
}

EVERYWHERE(texts_sort_by_bytes_and_like_tells_letters_apart)
{
	STMT(sorted, "SELECT name FROM thing ORDER BY name");
	STMT(like, "SELECT COUNT(*) FROM thing WHERE name LIKE ?1 ESCAPE '\\'");
	static const char *const want[] = { "A_1", "B", "a", "中" };
	CLEANUP(rows_donep) struct rows *r = NULL;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(add(h, 1, "a", 0));
	DO(add(h, 2, "中", 0));
	DO(add(h, 3, "B", 0));
	DO(add(h, 4, "A_1", 0));
	DO(db_rows(h->d, &sorted, NO_VALS, &h->f, &r));
	for (size_t i = 0; i < COUNT(want); i++) {
		CHECK(rows_next(r));
		CHECK_STR(rows_str(r, 0), want[i]);
	}
	CHECK_INT(first_int(h, h->d, &like, VALS("a%")), 1);
	CHECK_INT(first_int(h, h->d, &like, VALS("_\\_%")), 1);
}

/* ---- records ---- */
enum { SHADE_RED = 1, SHADE_BLUE, SHADE_MAX };
static const struct names shades[] = { { NULL, NULL }, { "red", "红" }, { "blue", "蓝" } };
struct part { int64_t id; struct str name; int32_t shade; struct date on; struct instant at; bool yes; struct fen cost; };
static const struct field part_fields[] = {
	F(struct part, id, F_ID, "编号", IN | OUT),
	F(struct part, name, F_STR, "名称", IN),
	F(struct part, shade, F_ENUM, "颜色", IN | OUT, NAMES(shades)),
	F(struct part, on, F_DATE, "日期", OUT),
	F(struct part, at, F_AT, "时刻", OUT),
	F(struct part, yes, F_BOOL, "是否", IN),
	F(struct part, cost, F_FEN, "金额", SECRET),
	{ 0 }
};
static const struct record part_record = RECORD("part", struct part, part_fields, "部件");

struct whole {
	int64_t id, user, count, share;
	bool yes;
	struct str name, order, month;
	int32_t shade;
	uint32_t shades;
	struct date on;
	struct instant at;
	struct fen cost;
	struct price each;
	struct list parts, words, ids;
	struct part *part;
	struct str shown;
	int64_t computed;
};
static const struct field whole_fields[] = {
	F(struct whole, id, F_ID, "编号", OUT),
	F(struct whole, user, F_ID, "使用者", IN | OUT),
	F(struct whole, count, F_INT, "数量", IN),
	F(struct whole, share, F_BP, "比例", IN),
	F(struct whole, yes, F_BOOL, "是否", IN),
	F(struct whole, name, F_STR, "名称", SECRET),
	F(struct whole, order, F_TEXT, "说明", IN),
	F(struct whole, month, F_MONTH, "月份", IN),
	F(struct whole, shade, F_ENUM, "颜色", IN, NAMES(shades)),
	F(struct whole, shades, F_SET, "颜色", IN, NAMES(shades)),
	F(struct whole, on, F_DATE, "日期", IN),
	F(struct whole, at, F_AT, "时刻", OUT),
	F(struct whole, cost, F_FEN, "金额", OUT),
	F(struct whole, each, F_E4, "单价", OUT),
	F(struct whole, parts, F_LIST, "部件", IN, .sub = &part_record),
	F(struct whole, words, F_STRS, "词", IN),
	F(struct whole, ids, F_IDS, "编号", IN),
	F(struct whole, part, F_OBJ, "部件", IN, .sub = &part_record),
	F(struct whole, shown, F_STR, "显示", OUT | JOINED),
	F(struct whole, computed, F_INT, "计算", OUT | VIRTUAL),
	{ 0 }
};
static const struct record whole_record = RECORD("whole", struct whole, whole_fields, "整体");

STMT(Q_WHOLE, "CREATE TABLE whole (id BIGINT PRIMARY KEY, \"user\" BIGINT, count BIGINT, share BIGINT, yes BIGINT NOT NULL, name TEXT,"
     " \"order\" TEXT, month TEXT, shade TEXT, shades BIGINT NOT NULL, \"on\" TEXT, at BIGINT, cost BIGINT, each BIGINT,"
     " parts TEXT NOT NULL, words TEXT NOT NULL, ids TEXT NOT NULL, part TEXT)");
STMT(Q_WHOLE_VIEW, "CREATE VIEW v_whole AS SELECT w.*, '见 ' || COALESCE(name, '无') AS shown FROM whole w");
STMT(Q_W_PUT, "INSERT INTO whole ({+}) VALUES ({?})", &whole_record);
STMT(Q_W_SET, "UPDATE whole SET {=} WHERE id = {id}", &whole_record);
STMT(Q_W_GET, "SELECT 7, {w.} FROM v_whole w WHERE w.id = ?1", &whole_record);

static struct whole whole_get(struct house *h, int64_t id)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct whole w;

	memset(&w, 0x5a, sizeof w);
	DO(db_rows(h->d, &Q_W_GET, VALS(id), &h->f, &r));
	CHECK(rows_next(r));
	CHECK_INT(rows_int(r, 0), 7);
	DO(rows_rec(r, 1, &whole_record, &w, h->arena, &h->f));
	CHECK(!rows_next(r));
	return w;
}

static struct whole whole_full(struct house *h)
{
	static struct str words[] = { { "一", 3 }, { "\"\\\n", 3 } };
	static int64_t ids[] = { 1, INT64_MAX };
	static struct part parts[2];
	(void)h;

	parts[0] = (struct part){ 9, STR("甲"), SHADE_BLUE, date_ymd(2024, 2, 29), { 1790000000123 }, true, { 20267 } };
	record_none(&part_record, &parts[1]);
	return (struct whole){ 5, 6, -7, 10000, true, STR("名"), STR("多\n行"), STR("2026-09"), SHADE_RED, 1u << SHADE_RED | 1u << SHADE_BLUE,
			       date_ymd(1999, 12, 31), { 0 }, { -1 }, { 350 }, { parts, 2 }, { words, 2 }, { ids, 2 }, &parts[0], STR_NONE, 3 };
}

static void same_part(const struct part *got, const struct part *want)
{
	CHECK_INT(got->id, want->id);
	CHECK(str_eq(got->name, want->name) && !got->name.p == !want->name.p);
	CHECK_INT(got->shade, want->shade);
	CHECK_INT(got->on.day, want->on.day);
	CHECK_INT(got->at.ms, want->at.ms);
	CHECK_INT(got->yes, want->yes);
	CHECK_INT(got->cost.v, want->cost.v);
}

static void same_whole(const struct whole *got, const struct whole *want)
{
	CHECK_INT(got->id, want->id);
	CHECK_INT(got->user, want->user);
	CHECK_INT(got->count, want->count);
	CHECK_INT(got->share, want->share);
	CHECK_INT(got->yes, want->yes);
	CHECK(str_eq(got->name, want->name) && !got->name.p == !want->name.p);
	CHECK(str_eq(got->order, want->order) && !got->order.p == !want->order.p);
	CHECK(str_eq(got->month, want->month) && !got->month.p == !want->month.p);
	CHECK_INT(got->shade, want->shade);
	CHECK_INT(got->shades, want->shades);
	CHECK_INT(got->on.day, want->on.day);
	CHECK_INT(got->at.ms, want->at.ms);
	CHECK_INT(got->cost.v, want->cost.v);
	CHECK_INT(got->each.e4, want->each.e4);
	CHECK_INT(got->parts.n, want->parts.n);
	for (size_t i = 0; i < want->parts.n; i++)
		same_part(LIST_AT(got->parts, struct part, i), LIST_AT(want->parts, struct part, i));
	CHECK_INT(got->words.n, want->words.n);
	for (size_t i = 0; i < want->words.n; i++)
		CHECK(str_eq(*LIST_AT(got->words, struct str, i), *LIST_AT(want->words, struct str, i)));
	CHECK_INT(got->ids.n, want->ids.n);
	for (size_t i = 0; i < want->ids.n; i++)
		CHECK_INT(*LIST_AT(got->ids, int64_t, i), *LIST_AT(want->ids, int64_t, i));
	CHECK(!got->part == !want->part);
	if (want->part)
		same_part(got->part, want->part);
}

static void whole_tables(struct house *h)
{
	record_check(&whole_record);
	DO(db_run(h->d, &Q_WHOLE, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_WHOLE_VIEW, NO_VALS, &h->f, NULL));
}

EVERYWHERE(a_record_comes_back_with_every_kind_of_field)
{
	whole_tables(h);
	struct whole want = whole_full(h);
	int64_t changed = 0;
	DO(db_put(h->d, &Q_W_PUT, &want, &h->f, &changed));
	CHECK_INT(changed, 1);
	struct whole got = whole_get(h, 5);
	same_whole(&got, &want);
	CHECK_STR(got.shown, "见 名");
	CHECK(got.computed == INT_NONE);
}

EVERYWHERE(a_record_of_nothing_comes_back_as_nothing)
{
	whole_tables(h);
	struct whole want;
	record_none(&whole_record, &want);
	want.id = 8;
	DO(db_put(h->d, &Q_W_PUT, &want, &h->f, NULL));
	struct whole got = whole_get(h, 8);
	same_whole(&got, &want);
	CHECK_STR(got.shown, "见 无");
}

EVERYWHERE(a_record_is_changed_by_its_id)
{
	whole_tables(h);
	struct whole want = whole_full(h), other = want;
	int64_t changed = 0;
	other.id = 99;
	DO(db_put(h->d, &Q_W_PUT, &want, &h->f, NULL));
	DO(db_put(h->d, &Q_W_PUT, &other, &h->f, NULL));
	record_none(&whole_record, &want);
	want.id = 5;
	want.count = 12;
	DO(db_put(h->d, &Q_W_SET, &want, &h->f, &changed));
	CHECK_INT(changed, 1);
	struct whole got = whole_get(h, 5), untouched = whole_get(h, 99);
	same_whole(&got, &want);
	same_whole(&untouched, &other);
	want.id = 6;
	DO(db_put(h->d, &Q_W_SET, &want, &h->f, &changed));
	CHECK_INT(changed, 0);
	want.id = 0;
	FAILS(db_put(h->d, &Q_W_PUT, &want, &h->f, NULL), E_CORRUPT, "store.no_id");
}

EVERYWHERE(a_value_nobody_knows_is_told_as_damage)
{
	STMT(spoil, "UPDATE whole SET shade = 'plaid'");
	STMT(spoil_list, "UPDATE whole SET shade = 'red', parts = '[1'");
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct whole w = whole_full(h);

	whole_tables(h);
	DO(db_put(h->d, &Q_W_PUT, &w, &h->f, NULL));
	DO(db_run(h->d, &spoil, NO_VALS, &h->f, NULL));
	DO(db_rows(h->d, &Q_W_GET, VALS(5), &h->f, &r));
	CHECK(rows_next(r));
	FAILS(rows_rec(r, 1, &whole_record, &w, h->arena, &h->f), E_CORRUPT, "store.value");
	rows_done(TAKE(r));
	DO(db_run(h->d, &spoil_list, NO_VALS, &h->f, NULL));
	DO(db_rows(h->d, &Q_W_GET, VALS(5), &h->f, &r));
	CHECK(rows_next(r));
	FAILS(rows_rec(r, 1, &whole_record, &w, h->arena, &h->f), E_CORRUPT, "store.value");
}

/* ---- transactions ---- */
EVERYWHERE(marks_nest)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	DO(db_mark(h->d, &h->f));
	DO(add(h, 2, "b", 0));
	DO(db_mark(h->d, &h->f));
	DO(add(h, 3, "c", 0));
	db_undo(h->d);
	CHECK_INT(things(h), 2);
	DO(db_mark(h->d, &h->f));
	DO(add(h, 4, "d", 0));
	DO(db_keep(h->d, &h->f));
	CHECK_INT(things(h), 3);
	db_undo(h->d);
	CHECK_INT(things(h), 1);
	DO(db_mark(h->d, &h->f));
	DO(add(h, 5, "e", 0));
	DO(db_keep(h->d, &h->f));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(things(h), 2);
	DO(db_begin(h->d, &h->f));
	DO(add(h, 6, "f", 0));
	db_rollback(h->d);
	CHECK_INT(things(h), 2);
}

EVERYWHERE(an_error_inside_a_mark_leaves_the_rest_whole)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	DO(db_mark(h->d, &h->f));
	DO(add(h, 2, "b", 0));
	DO(db_mark(h->d, &h->f));
	FAILS(add(h, 3, "a", 0), E_CONFLICT, "store.duplicate");
	CHECK(str_find(str_of(h->f.sentence), STR("thing")) >= 0);
	FAILS(add(h, 4, "z", 0), E_CORRUPT, "store.aborted");
	FAILS(db_mark(h->d, &h->f), E_CORRUPT, "store.aborted");
	FAILS(db_keep(h->d, &h->f), E_CORRUPT, "store.aborted");
	db_undo(h->d);
	DO(add(h, 5, "e", 0));
	DO(db_keep(h->d, &h->f));
	DO(db_mark(h->d, &h->f));
	FAILS(add(h, 1, "x", 0), E_CONFLICT, "store.duplicate");
	db_undo(h->d);
	DO(db_mark(h->d, &h->f));
	FAILS(add(h, 7, "x", -1), E_INVALID, "store.check");
	db_undo(h->d);
	DO(db_mark(h->d, &h->f));
	FAILS(db_run(h->d, &Q_ADD, VALS(8, val_none(), 0), &h->f, NULL), E_INVALID, "store.check");
	db_undo(h->d);
	DO(db_commit(h->d, &h->f));
	CHECK_INT(things(h), 3);
}

EVERYWHERE(a_failed_statement_outside_of_a_mark_dooms_the_transaction)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	FAILS(add(h, 1, "b", 0), E_CONFLICT, "store.duplicate");
	FAILS(db_commit(h->d, &h->f), E_CORRUPT, "store.aborted");
	CHECK_INT(things(h), 0);
	/* Without a transaction each statement stands for itself. */
	DO(add(h, 1, "a", 0));
	FAILS(add(h, 1, "b", 0), E_CONFLICT, "store.duplicate");
	DO(add(h, 2, "b", 0));
	CHECK_INT(things(h), 2);
}

EVERYWHERE(a_wrong_statement_is_told_and_undone)
{
	STMT(wrong, "SELECT nothing FROM nowhere WHERE x = ?1");
	STMT(misspelt, "SELECT \"nane\" FROM thing");
	STMT(no_record, "SELECT {} FROM thing");
	struct rows *r = NULL;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(db_mark(h->d, &h->f));
	FAILS(db_rows(h->d, &wrong, VALS(1), &h->f, &r), E_CORRUPT, "store.sql");
	db_undo(h->d);
	DO(db_mark(h->d, &h->f));
	FAILS(db_prepare(h->d, &misspelt, &h->f), E_CORRUPT, "store.sql");
	db_undo(h->d);
	DO(db_mark(h->d, &h->f));
	FAILS(db_prepare(h->d, &no_record, &h->f), E_CORRUPT, "store.sql");
	db_undo(h->d);
	DO(db_mark(h->d, &h->f));
	FAILS(db_run(h->d, &Q_ADD, VALS(1, "a"), &h->f, NULL), E_CORRUPT, "store.sql");
	db_undo(h->d);
	DO(db_prepare(h->d, &Q_ADD, &h->f));
	DO(add(h, 1, "a", 0));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(things(h), 1);
}

EVERYWHERE(fault_points_change_nothing)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	fault_only("store.");
	for (int64_t n = 1; n <= 4; n++) {
		fault_arm(n);
		fail_clear(&h->f);
		enum err e = db_begin(h->d, &h->f);
		if (e == OK)
			e = add(h, n, "a", 0);
		if (e == OK)
			e = db_commit(h->d, &h->f);
		else
			db_rollback(h->d);
		CHECK_INT(fault_struck(), n <= 3);
		CHECK_INT(e, n <= 3 ? E_BUSY : OK);
		CHECK_STR(str_of(h->f.reason), n <= 3 ? "store.fault" : "");
		CHECK_INT(things(h), n <= 3 ? 0 : 1);
	}
}

/* ---- cursors and caches ---- */
STMT(Q_NEST, "SELECT id FROM thing WHERE id > ?1 ORDER BY id");

EVERYWHERE(cursors_of_one_statement_stand_inside_each_other)
{
	CLEANUP(rows_donep) struct rows *outer = NULL;
	int64_t pairs = 0, sum = 0;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	for (int64_t i = 1; i <= 20; i++) {
		char name[16];
		snprintf(name, sizeof name, "n%" PRId64, i);
		DO(add(h, i, name, i));
	}
	DO(db_rows(h->d, &Q_NEST, VALS(0), &h->f, &outer));
	while (rows_next(outer)) {
		CLEANUP(rows_donep) struct rows *inner = NULL;
		DO(db_rows(h->d, &Q_NEST, VALS(rows_int(outer, 0)), &h->f, &inner));
		/* Writing and marks go on while they are open; one is left early. */
		DO(db_mark(h->d, &h->f));
		DO(db_run(h->d, &(const struct stmt){ "UPDATE thing SET qty = qty + 1" }, NO_VALS, &h->f, NULL));
		DO(db_keep(h->d, &h->f));
		while (rows_next(inner) && rows_int(inner, 0) < 19)
			pairs++;
		sum += rows_int(outer, 0);
	}
	DO(rows_err(outer, &h->f));
	CHECK_INT(sum, 210);
	CHECK_INT(pairs, 18 * 17 / 2);
	DO(db_commit(h->d, &h->f));
	CHECK_INT(first_int(h, h->d, &(const struct stmt){ "SELECT MIN(qty) FROM thing" }, NO_VALS), 21);
}

EVERYWHERE(many_rows_come_one_by_one)
{
	STMT(many, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT i, 'row ' || CAST(i AS TEXT) FROM n");
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t n = 0, sum = 0;

	DO(db_rows(h->d, &many, VALS(100000), &h->f, &r));
	while (rows_next(r)) {
		n++;
		sum += rows_int(r, 0);
		CHECK(str_starts(rows_str(r, 1), STR("row ")));
	}
	DO(rows_err(r, &h->f));
	CHECK_INT(n, 100000);
	CHECK_INT(sum, 5000050000);
}

STMT(Q_WALK, "SELECT id, name FROM thing WHERE id <= ?1 AND qty = ?2 ORDER BY id");

/* Thousands are walked while other statements run and as many are written; what was asked for is what was there. */
EVERYWHERE(a_walk_goes_on_beside_writing)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	char name[32];
	int64_t n = 0;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	for (int64_t i = 1; i <= 2500; i++) {
		snprintf(name, sizeof name, "a%" PRId64, i);
		DO(db_run_soon(h->d, &Q_ADD, VALS(i, name, i % 2), &h->f));
	}
	DO(db_soon_end(h->d, &h->f));
	CHECK_INT(things(h), 2500);
	DO(db_mark(h->d, &h->f));
	DO(db_walk(h->d, &Q_WALK, VALS(2500, 1), &h->f, &r));
	while (rows_next(r)) {
		n++;
		CHECK_INT(rows_int(r, 0), 2 * n - 1);
		snprintf(name, sizeof name, "b%" PRId64, n);
		DO(db_run_soon(h->d, &Q_ADD, VALS(10000 + n, name, 1), &h->f));
		if (n % 400 == 0)
			CHECK_INT(things(h), 2500 + n);
		/* The row is still there after all that. */
		snprintf(name, sizeof name, "a%" PRId64, 2 * n - 1);
		CHECK_STR(rows_str(r, 1), name);
	}
	DO(rows_err(r, &h->f));
	rows_done(TAKE(r));
	DO(db_soon_end(h->d, &h->f));
	DO(db_keep(h->d, &h->f));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(n, 1250);
	CHECK_INT(things(h), 3750);
}

/* One of many fails: it is told at the latest at the end, nothing of the mark stays, and the connection goes on. */
EVERYWHERE(one_of_many_that_fails_is_told_at_the_end)
{
	char name[32];
	enum err e = OK;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "one", 1));
	DO(db_mark(h->d, &h->f));
	for (int64_t i = 2; i < 20 && e == OK; i++) {
		snprintf(name, sizeof name, i == 7 ? "one" : "n%d", (int)i);
		e = db_run_soon(h->d, &Q_ADD, VALS(i, name, 1), &h->f);
	}
	e = e == OK ? db_soon_end(h->d, &h->f) : e;
	CHECK_INT(e, E_CONFLICT);
	CHECK_STR(str_of(h->f.reason), "store.duplicate");
	fail_clear(&h->f);
	db_undo(h->d);
	DO(db_run_soon(h->d, &Q_ADD, VALS(30, "thirty", 1), &h->f));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(things(h), 2);
}

EVERYWHERE(an_error_in_the_middle_of_rows_is_told)
{
	/* The third row does what neither engine can. */
	STMT(broken, "SELECT i, abs(i - 3 - 9223372036854775807 - CASE WHEN i = 3 THEN 1 ELSE 0 END) FROM (SELECT 3 AS i) x",
	     .pg = "SELECT i, 1 / (i - 3) FROM generate_series(1, 5) i");
	CLEANUP(rows_donep) struct rows *r = NULL;
	enum err e;

	fail_clear(&h->f);
	e = db_rows(h->d, &broken, NO_VALS, &h->f, &r);
	if (e == OK) {
		while (rows_next(r))
			;
		e = rows_err(r, &h->f);
	}
	CHECK(e != OK);
	CHECK(h->f.sentence[0]);
}

EVERYWHERE(statements_by_text_are_kept_and_make_room)
{
	char sql[64];
	struct stmt *first = db_stmt_cached(h->d, STR("SELECT 0 + ?1"), NULL);

	CHECK(db_stmt_cached(h->d, STR("SELECT 0 + ?1"), NULL) == first);
	CHECK(db_stmt_cached(h->d, STR("SELECT 0 + ?1"), &part_record) != first);
	CLEANUP(rows_donep) struct rows *open = NULL;
	DO(db_rows(h->d, first, VALS(41), &h->f, &open));
	for (int i = 1; i < 700; i++) {
		int n = snprintf(sql, sizeof sql, "SELECT %d + ?1", i);
		struct stmt *s = db_stmt_cached(h->d, (struct str){ sql, (size_t)n }, NULL);
		CHECK_INT(first_int(h, h->d, s, VALS(1)), i + 1);
	}
	/* The one in use has not been thrown out. */
	CHECK(db_stmt_cached(h->d, STR("SELECT 0 + ?1"), NULL) == first);
	CHECK(rows_next(open));
	CHECK_INT(rows_int(open, 0), 41);
	/* A statement on the stack at an address where another has been. */
	for (int i = 0; i < 2; i++) {
		struct stmt s = { i ? "SELECT 100" : "SELECT 200" };
		CHECK_INT(first_int(h, h->d, &s, NO_VALS), i ? 100 : 200);
	}
}

/* ---- connections ---- */
TEST(readers_see_a_snapshot_and_never_write)
{
	for (enum where where = IN_FILE; where <= IN_PG; where += IN_PG - IN_FILE) {
		struct house house = { .where = where }, *h = &house;
		const char *pg = getenv("YUNGUAN_TEST_PG");
		struct db *reader = NULL, *second = NULL;

		if (where == IN_PG && !pg)
			return;
		strcpy(h->dir, "/tmp/store-test-XXXXXX");
		CHECK(mkdtemp(h->dir));
		snprintf(h->url, sizeof h->url, where == IN_PG ? "%s" : "sqlite:%s/x.db", where == IN_PG ? pg : h->dir);
		DO(store_wipe(h->url, &h->f));
		DO(store_open(h->url, &h->f, &h->store));
		if (where == IN_FILE)
			FAILS(db_open(h->store, DB_READ, &h->f, &reader), E_ABSENT, "store.absent");
		DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
		FAILS(db_open(h->store, DB_WRITE, &h->f, &second), E_CONFLICT, "store.second_writer");
		DO(db_open(h->store, DB_READ, &h->f, &reader));
		DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
		DO(add(h, 1, "a", 0));
		DO(db_begin(reader, &h->f));
		CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 1);
		DO(add(h, 2, "b", 0));
		CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 1);
		db_end(reader);
		CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 2);
		FAILS(db_run(reader, &Q_ADD, VALS(3, "c", 0), &h->f, NULL), E_CORRUPT, "store.read_only");
		DO(db_begin(reader, &h->f));
		FAILS(db_run(reader, &Q_ADD, VALS(3, "c", 0), &h->f, NULL), E_CORRUPT, "store.read_only");
		db_end(reader);
		CHECK_INT(things(h), 2);
		db_close(reader);
		db_close(h->d);
		/* The place is free again. */
		DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
		db_close(h->d);
		store_close(h->store);
		rm_all(h->dir);
	}
}

TEST(a_second_process_that_would_write_is_told_who_does)
{
	struct house house = { .where = IN_FILE }, *h = &house;
	int pipes[2];
	char said[600] = "", pid[32];

	strcpy(h->dir, "/tmp/store-test-XXXXXX");
	CHECK(mkdtemp(h->dir));
	snprintf(h->url, sizeof h->url, "sqlite:%s/x.db", h->dir);
	DO(store_open(h->url, &h->f, &h->store));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		struct store *s = NULL;
		struct db *d = NULL, *r = NULL;
		struct fail f = { 0 };
		bool ok = store_open(h->url, &f, &s) == OK && db_open(s, DB_READ, &f, &r) == OK;
		enum err e = ok ? db_open(s, DB_WRITE, &f, &d) : E_CORRUPT;
		ssize_t n = write(pipes[1], f.sentence, strlen(f.sentence));
		_exit(e == E_CONFLICT && n > 0 ? 0 : 1);
	}
	int status = -1;
	CHECK(waitpid(child, &status, 0) == child);
	close(pipes[1]);
	CHECK(read(pipes[0], said, sizeof said - 1) > 0);
	close(pipes[0]);
	CHECK_INT(status, 0);
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	CHECK(strstr(said, pid));
	db_close(h->d);
	store_close(h->store);
	rm_all(h->dir);
}

TEST(memory_has_one_connection)
{
	struct house house = { .where = IN_MEMORY }, *h = &house;
	struct db *reader = NULL;

	DO(store_open("sqlite::memory:", &h->f, &h->store));
	FAILS(db_open(h->store, DB_READ, &h->f, &reader), E_INVALID, "store.one_connection");
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	FAILS(db_open(h->store, DB_WRITE, &h->f, &reader), E_INVALID, "store.one_connection");
	db_close(h->d);
	store_close(h->store);
	FAILS(store_open("mysql://x:secret@y", &h->f, &h->store), E_INVALID, "store.url");
	CHECK(!strstr(h->f.sentence, "secret"));
}

/* ---- a full disk ---- */
STMT(Q_PAGES, "PRAGMA max_page_count = 40");
STMT(Q_PAGES_AGAIN, "PRAGMA max_page_count = 100000");
STMT(Q_FILL, "CREATE TABLE fill (id BIGINT PRIMARY KEY, text TEXT NOT NULL)");
STMT(Q_FILL_ADD, "INSERT INTO fill (id, text) VALUES (?1, ?2)");
STMT(Q_FILL_COUNT, "SELECT COUNT(*) FROM fill");

static void a_full_disk(struct house *h)
{
	char text[3000];
	enum err e = OK;
	int64_t n = 0;

	memset(text, 'x', sizeof text);
	DO(db_run(h->d, &Q_FILL, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_PAGES, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	fail_clear(&h->f);
	while (e == OK && n < 100) {
		DO(db_mark(h->d, &h->f));
		e = db_run(h->d, &Q_FILL_ADD, VALS(n, ((struct str){ text, sizeof text })), &h->f, NULL);
		if (e == OK) {
			DO(db_keep(h->d, &h->f));
			n++;
		}
	}
	CHECK_INT(e, E_BUSY);
	CHECK_STR(str_of(h->f.reason), "store.full");
	db_undo(h->d);
	/* Either the batch lives on, or it is lost as a whole; never a half. */
	fail_clear(&h->f);
	e = db_commit(h->d, &h->f);
	if (e != OK)
		CHECK_STR(str_of(h->f.reason), "store.full");
	CHECK_INT(first_int(h, h->d, &Q_FILL_COUNT, NO_VALS), e == OK ? n : 0);
	int64_t had = e == OK ? n : 0;
	DO(db_run(h->d, &Q_PAGES_AGAIN, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	for (int64_t i = 0; i < 100; i++)
		DO(db_run(h->d, &Q_FILL_ADD, VALS(1000 + i, ((struct str){ text, sizeof text })), &h->f, NULL));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(first_int(h, h->d, &Q_FILL_COUNT, NO_VALS), had + 100);
	DO(store_check(h->d, &h->f));
}

TEST(a_full_disk_loses_nothing_in_file)   { in_house(IN_FILE, a_full_disk); }
TEST(a_full_disk_loses_nothing_in_memory) { in_house(IN_MEMORY, a_full_disk); }


/* A limit on the file's size makes write() itself fail, as a quota does, and that at commit. */
static int small_file(const char *url)
{
#define EXPECT(cond) do { if (!(cond)) { fprintf(stderr, "line %d: %s: %s\n", __LINE__, #cond, f.sentence); return 1; } } while (0)
	struct rlimit limit = { 400 << 10, RLIM_INFINITY };
	struct fail f = { 0 };
	struct store *s = NULL;
	struct db *d = NULL;
	struct rows *r = NULL;
	char text[3000];
	enum err e = OK;
	int64_t id = 0;

	memset(text, 'x', sizeof text);
	signal(SIGXFSZ, SIG_IGN);
	EXPECT(store_open(url, &f, &s) == OK && db_open(s, DB_WRITE, &f, &d) == OK);
	EXPECT(db_run(d, &Q_FILL, NO_VALS, &f, NULL) == OK);
	EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	while (e == OK && id < 1000) {
		EXPECT(db_begin(d, &f) == OK);
		EXPECT(db_run(d, &Q_FILL_ADD, VALS(++id, ((struct str){ text, sizeof text })), &f, NULL) == OK);
		e = db_commit(d, &f);
	}
	EXPECT(e == E_BUSY && str_is(str_of(f.reason), "store.full"));
	EXPECT(id > 10);
	EXPECT(db_rows(d, &Q_FILL_COUNT, NO_VALS, &f, &r) == OK && rows_next(r) && rows_int(r, 0) == id - 1);
	rows_done(r);
	/* Room again: the same connection writes on. */
	limit.rlim_cur = RLIM_INFINITY;
	EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
	EXPECT(db_begin(d, &f) == OK);
	EXPECT(db_run(d, &Q_FILL_ADD, VALS(id, ((struct str){ text, sizeof text })), &f, NULL) == OK);
	EXPECT(db_commit(d, &f) == OK);
	EXPECT(db_rows(d, &Q_FILL_COUNT, NO_VALS, &f, &r) == OK && rows_next(r) && rows_int(r, 0) == id);
	rows_done(r);
	EXPECT(store_check(d, &f) == OK);
	db_close(d);
	store_close(s);
	return 0;
}

TEST(a_full_disk_at_commit_loses_nothing)
{
	char dir[64] = "/tmp/store-test-XXXXXX", url[96];
	int status = -1;

	CHECK(mkdtemp(dir));
	snprintf(url, sizeof url, "sqlite:%s/x.db", dir);
	pid_t child = fork();
	if (child == 0)
		_exit(small_file(url));
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	rm_all(dir);
}

/* ---- migrations ---- */
#define STEP_1 { 1, "CREATE TABLE m_one (id {id}, name TEXT NOT NULL, data {blob});\nCREATE INDEX m_one_name ON m_one (name);\n" \
		    "INSERT INTO m_one (id, name) VALUES (1, 'a;b{}')" }
#define STEP_2 { 2, "ALTER TABLE m_one ADD COLUMN qty BIGINT NOT NULL DEFAULT 3" }
static const struct migration one_step[] = { STEP_1, { 0 } };
static const struct migration two_steps[] = { STEP_1, STEP_2, { 0 } };
static const struct migration bad_step[] = { STEP_1, { 2, "CREATE TABLE m_two (id {id});\nCREATE TABLE m_one (id {id})" }, { 0 } };
static const struct migration gap[] = { STEP_1, { 3, "CREATE TABLE m_two (id {id})" }, { 0 } };
STMT(Q_NOTED, "SELECT COUNT(*) FROM migration WHERE feature = 'one' AND ran_at = 77");
STMT(Q_ONE, "SELECT qty, name FROM m_one");
STMT(Q_TWO_MADE, "CREATE TABLE m_two (id BIGINT PRIMARY KEY)");

EVERYWHERE(migrations_run_forward_once)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	struct instant now = { 77 };
	int ran = -1;

	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	CHECK_INT(ran, 1);
	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	CHECK_INT(ran, 0);
	DO(store_migrate(h->d, "one", two_steps, now, &h->f, &ran));
	CHECK_INT(ran, 1);
	CHECK_INT(first_int(h, h->d, &Q_NOTED, NO_VALS), 2);
	DO(db_rows(h->d, &Q_ONE, NO_VALS, &h->f, &r));
	CHECK(rows_next(r));
	CHECK_INT(rows_int(r, 0), 3);
	CHECK_STR(rows_str(r, 1), "a;b{}");
	rows_done(TAKE(r));
	/* An older program keeps away. */
	FAILS(store_migrate(h->d, "one", one_step, now, &h->f, &ran), E_CONFLICT, "store.newer");
	CHECK_INT(ran, 0);
}

EVERYWHERE(a_migration_that_fails_leaves_nothing)
{
	struct instant now = { 77 };
	int ran = -1;

	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	FAILS(store_migrate(h->d, "one", bad_step, now, &h->f, &ran), E_CORRUPT, "store.sql");
	CHECK_INT(ran, 0);
	FAILS(store_migrate(h->d, "one", gap, now, &h->f, &ran), E_CORRUPT, "store.migration");
	CHECK_INT(first_int(h, h->d, &Q_NOTED, NO_VALS), 1);
	DO(db_run(h->d, &Q_TWO_MADE, NO_VALS, &h->f, NULL));
	DO(store_migrate(h->d, "one", two_steps, now, &h->f, &ran));
	CHECK_INT(ran, 1);
}

/* ---- keeping ---- */
static void path_in(struct house *h, char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s/%s", h->dir, name);
}

static void backup_and_restore(struct house *h)
{
	char backup[128], before[128];
	struct instant now = { 77 };
	int ran;

	path_in(h, backup, sizeof backup, "b.db");
	path_in(h, before, sizeof before, "x.db.before-restore");
	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(add(h, 1, "a", 0));
	/* While the store is in use, a transaction open: what is committed is copied. */
	DO(db_begin(h->d, &h->f));
	DO(add(h, 2, "b", 0));
	DO(store_backup(h->url, backup, &h->f));
	DO(db_commit(h->d, &h->f));
	FAILS(store_backup(h->url, backup, &h->f), E_CONFLICT, "store.exists");
	FAILS(store_restore(backup, h->url, &h->f), E_CONFLICT, "file.locked");
	CHECK_INT(things(h), 2);
	/* Nor while somebody only reads. */
	struct db *reader = NULL;
	DO(db_open(h->store, DB_READ, &h->f, &reader));
	CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 2);
	db_close(TAKE(h->d));
	FAILS(store_restore(backup, h->url, &h->f), E_CONFLICT, "store.in_use");
	CHECK_INT(first_int(h, reader, &Q_COUNT, NO_VALS), 2);
	db_close(reader);
	DO(store_restore(backup, h->url, &h->f));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(things(h), 1);
	DO(store_check(h->d, &h->f));
	db_close(TAKE(h->d));
	/* What was there before is beside it, whole, and can be put back. */
	CHECK(file_exists(before));
	path_in(h, backup, sizeof backup, "old.db");
	CHECK_INT(rename(before, backup), 0);
	DO(store_restore(backup, h->url, &h->f));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	CHECK_INT(things(h), 2);
}

TEST(backup_and_restore) { in_house(IN_FILE, backup_and_restore); }

static void damage_is_found(struct house *h)
{
	char backup[128], path[128], text[3000];
	struct instant now = { 77 };
	int ran;

	path_in(h, backup, sizeof backup, "b.db");
	path_in(h, path, sizeof path, "x.db");
	memset(text, 'x', sizeof text);
	DO(store_migrate(h->d, "one", one_step, now, &h->f, &ran));
	DO(db_run(h->d, &Q_FILL, NO_VALS, &h->f, NULL));
	for (int64_t i = 0; i < 50; i++)
		DO(db_run(h->d, &Q_FILL_ADD, VALS(i, ((struct str){ text, sizeof text })), &h->f, NULL));
	DO(store_backup(h->url, backup, &h->f));
	db_close(TAKE(h->d));
	FILE *file = fopen(path, "r+");
	CHECK(file);
	CHECK_INT(fseek(file, 5 * 4096, SEEK_SET), 0);
	for (int i = 0; i < 8 * 4096; i++)
		CHECK(putc(0x5a, file) != EOF);
	CHECK_INT(fclose(file), 0);
	path_in(h, text, sizeof text, "c.db");
	FAILS(store_backup(h->url, text, &h->f), E_CORRUPT, "store.corrupt");
	CHECK(!file_exists(text));
	FAILS(store_restore(path, h->url, &h->f), E_CORRUPT, "store.corrupt");
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	FAILS(store_check(h->d, &h->f), E_CORRUPT, "store.corrupt");
	db_close(TAKE(h->d));
	/* Text that is no database at all takes nothing's place. */
	path_in(h, text, sizeof text, "no.db");
	DO(file_write(text, STR("hello, this is not a database, and long enough to be looked at: ................................"), &h->f));
	FAILS(store_restore(text, h->url, &h->f), E_CORRUPT, "store.corrupt");
	/* The damaged store moves aside for the good copy. */
	DO(store_restore(backup, h->url, &h->f));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	DO(store_check(h->d, &h->f));
	CHECK_INT(first_int(h, h->d, &Q_FILL_COUNT, NO_VALS), 50);
}

TEST(damage_is_found) { in_house(IN_FILE, damage_is_found); }

static void the_log_stays_small(struct house *h)
{
	char wal[128], text[3000];
	struct stat st;

	path_in(h, wal, sizeof wal, "x.db-wal");
	memset(text, 'x', sizeof text);
	DO(db_run(h->d, &Q_FILL, NO_VALS, &h->f, NULL));
	for (int64_t turn = 0; turn < 2; turn++) {
		DO(db_begin(h->d, &h->f));
		for (int64_t i = 0; i < 20000; i++)
			DO(db_run(h->d, &Q_FILL_ADD, VALS(turn * 20000 + i, ((struct str){ text, sizeof text })), &h->f, NULL));
		DO(db_commit(h->d, &h->f));
		store_checkpoint(h->store);
		CHECK_INT(stat(wal, &st), 0);
		CHECK(st.st_size < 64 << 20);
	}
}

TEST(the_log_stays_small) { in_house(IN_FILE, the_log_stays_small); }

TEST(keeping_a_postgresql_is_left_to_its_own_tools)
{
	struct house house = { .where = IN_PG }, *h = &house;

	FAILS(store_backup("postgresql:///x", "/tmp/x", &h->f), E_INVALID, "store.keep");
	FAILS(store_restore("/tmp/x", "postgresql:///x", &h->f), E_INVALID, "store.keep");
}

/* ---- a connection that breaks ---- */
STMT(Q_SUICIDE, "SELECT pg_terminate_backend(pg_backend_pid())");

static void a_lost_connection_comes_back(struct house *h)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	DO(db_mark(h->d, &h->f));
	FAILS(db_run(h->d, &Q_SUICIDE, NO_VALS, &h->f, NULL), E_BUSY, "store.lost");
	db_undo(h->d);
	FAILS(add(h, 2, "b", 0), E_BUSY, "store.lost");
	FAILS(db_commit(h->d, &h->f), E_BUSY, "store.lost");
	/* Statements are prepared anew behind the same addresses. */
	DO(db_begin(h->d, &h->f));
	DO(add(h, 3, "c", 0));
	DO(db_commit(h->d, &h->f));
	CHECK_INT(things(h), 1);
	/* Between transactions nobody notices. */
	FAILS(db_run(h->d, &Q_SUICIDE, NO_VALS, &h->f, NULL), E_BUSY, "store.lost");
	CHECK_INT(things(h), 1);
}

TEST(a_lost_connection_comes_back) { in_house(IN_PG, a_lost_connection_comes_back); }

STMT(Q_FATAL_FN, "CREATE FUNCTION fatal() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
STMT(Q_FATAL, "CREATE CONSTRAINT TRIGGER fatal AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fatal()");

static void a_commit_that_died_on_the_way_is_known_as_lost(struct house *h)
{
	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_FATAL_FN, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_FATAL, NO_VALS, &h->f, NULL));
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	FAILS(db_commit(h->d, &h->f), E_BUSY, "store.lost");
	CHECK_INT(things(h), 0);
}

TEST(a_commit_that_died_on_the_way_is_known_as_lost) { in_house(IN_PG, a_commit_that_died_on_the_way_is_known_as_lost); }

/* A commit that waits for a standby which does not exist is done, only not told; then its connection is cut. */
STMT(Q_STANDBY, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
STMT(Q_NO_STANDBY, "ALTER SYSTEM RESET synchronous_standby_names");
STMT(Q_RELOAD, "SELECT pg_reload_conf()");
STMT(Q_STANDBY_SEEN, "SELECT COUNT(*) FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = 'nobody'");
STMT(Q_CUT, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

static int cut_the_waiting_commit(const char *url)
{
	struct fail f = { 0 };
	struct store *s = NULL;
	struct db *d = NULL;
	int64_t cut = 0;

	EXPECT(store_open(url, &f, &s) == OK && db_open(s, DB_READ, &f, &d) == OK);
	while (!cut) {
		struct rows *r = NULL;
		EXPECT(db_rows(d, &Q_CUT, NO_VALS, &f, &r) == OK && rows_next(r));
		cut = rows_int(r, 0);
		rows_done(r);
	}
	db_close(d);
	EXPECT(db_open(s, DB_WRITE, &f, &d) == OK);
	EXPECT(db_run(d, &Q_NO_STANDBY, NO_VALS, &f, NULL) == OK && db_run(d, &Q_RELOAD, NO_VALS, &f, NULL) == OK);
	db_close(d);
	store_close(s);
	return 0;
}

static void a_commit_that_was_done_is_known_as_done(struct house *h)
{
	int status = -1;

	DO(db_run(h->d, &Q_THING, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &Q_STANDBY, NO_VALS, &h->f, NULL));
	/* The server rereads its settings when it comes to it; a signal on a busy machine may be one too early. */
	bool seen = false;
	for (int tries = 0; !seen && tries < 3000; tries++) {
		if (tries % 300 == 0)
			DO(db_run(h->d, &Q_RELOAD, NO_VALS, &h->f, NULL));
		usleep(10000);
		seen = first_int(h, h->d, &Q_STANDBY_SEEN, NO_VALS) == 1;
	}
	CHECK(seen);
	DO(db_begin(h->d, &h->f));
	DO(add(h, 1, "a", 0));
	pid_t child = fork();
	if (child == 0)
		_exit(cut_the_waiting_commit(h->url));
	enum err e = db_commit(h->d, &h->f);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	CHECK_INT(e, OK);
	CHECK_STR(str_of(h->f.reason), "");
	CHECK_INT(things(h), 1);
}

TEST(a_commit_that_was_done_is_known_as_done) { in_house(IN_PG, a_commit_that_was_done_is_known_as_done); }

STMT(Q_WRITER_FREE, "SELECT pg_try_advisory_xact_lock(8751735851609548)");

/* The writer of another server would have to wait, exactly while a transaction is open here. */
static void writers_of_several_servers_follow_one_another(struct house *h)
{
	struct store *other = NULL;
	struct db *d = NULL;

	DO(store_open(h->url, &h->f, &other));
	DO(db_open(other, DB_WRITE, &h->f, &d));
	DO(db_begin(h->d, &h->f));
	CHECK_INT(first_int(h, d, &Q_WRITER_FREE, NO_VALS), 0);
	DO(db_commit(h->d, &h->f));
	CHECK_INT(first_int(h, d, &Q_WRITER_FREE, NO_VALS), 1);
	DO(db_begin(h->d, &h->f));
	db_rollback(h->d);
	DO(db_begin(d, &h->f));
	DO(db_commit(d, &h->f));
	db_close(d);
	store_close(other);
}

TEST(writers_of_several_servers_follow_one_another) { in_house(IN_PG, writers_of_several_servers_follow_one_another); }

TEST(postgresql_must_sort_by_bytes)
{
	const char *pg = getenv("YUNGUAN_TEST_PG");
	struct house house = { .where = IN_PG }, *h = &house;
	STMT(drop, "DROP DATABASE IF EXISTS yunguan_other_order");
	STMT(make, "CREATE DATABASE yunguan_other_order TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
	char url[256];

	if (!pg)
		test_skip("YUNGUAN_TEST_PG 未设置");
	const char *name = strstr(pg, "/yunguan?");
	if (!name)
		test_skip("YUNGUAN_TEST_PG 不是 tests/pg/start 的地址");
	DO(store_open(pg, &h->f, &h->store));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	DO(db_run(h->d, &drop, NO_VALS, &h->f, NULL));
	DO(db_run(h->d, &make, NO_VALS, &h->f, NULL));
	struct store *other = NULL;
	struct db *d = NULL;
	snprintf(url, sizeof url, "%.*s/yunguan_other_order%s", (int)(name - pg), pg, name + strlen("/yunguan"));
	DO(store_open(url, &h->f, &other));
	FAILS(db_open(other, DB_READ, &h->f, &d), E_INVALID, "store.collation");
	store_close(other);
	DO(db_run(h->d, &drop, NO_VALS, &h->f, NULL));
	db_close(h->d);
	store_close(h->store);
}
