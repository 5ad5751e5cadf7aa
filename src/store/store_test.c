/* The store on each engine: values, records, transactions, cursors and caches. */
#define TEST_ROOM "store"
#include "store/test_house.h"

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
