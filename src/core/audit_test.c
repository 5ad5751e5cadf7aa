/* The chain tells every kind of damage, with its place (T-F26). */
#include <stdio.h>
#include "core/test_house.h"
#include "crypt/crypt.h"

static enum err verdict(struct house *h, int64_t *rows)
{
	struct ctx c;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	struct audit_verdict v;
	enum err e = audit_verify(&c, &v);
	*rows = v.rows;
	h->fail = c.fail;
	core_read_end(&c);
	return e;
}

static struct house *with_rows(void)
{
	struct house *h = house_open();

	for (int i = 0; i < 5; i++)
		CHECK(house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"甲\"}").err == OK);
	return h;
}

HOUSE_TEST(audit_chain_is_whole)
{
	struct house *h = with_rows();
	int64_t rows = 0;

	CHECK(verdict(h, &rows) == OK);
	CHECK(rows >= 5);
	house_close(h);
}

HOUSE_TEST(audit_chain_tells_each_damage)
{
	static const struct { const char *sql, *where; } rows[] = {
		{ "UPDATE audit_log SET login = 'qian@data' WHERE seq = 3", "第 3 行" },
		{ "UPDATE audit_log SET object_id = object_id + 1 WHERE seq = 1", "第 1 行" },
		{ "UPDATE audit_log SET at = at + 1 WHERE seq = 4", "第 4 行" },
		{ "UPDATE audit_log SET hash = prev_hash WHERE seq = 2", "第 2 行" },
		{ "DELETE FROM audit_log WHERE seq = 2", "第 2 行" },
		{ "DELETE FROM audit_log WHERE seq = 1", "第 1 行" },
		{ "DELETE FROM audit_log WHERE seq = (SELECT MAX(seq) FROM audit_log)", "链尾被截断" },
		{ "DELETE FROM audit_log", "链尾被截断" },
		{ "DELETE FROM audit_tail", "链尾登记被删除" },
		{ "UPDATE audit_log SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)", "行" },
		{ "INSERT INTO audit_log (stream, seq, at, action, result, prev_hash, hash) SELECT stream, 900 + seq, at, 'x', 'ok', prev_hash, hash FROM audit_log WHERE seq = 1",
		  "行" },
		{ "INSERT INTO audit_log (stream, seq, at, action, result, prev_hash, hash) SELECT 'other', 1, at, 'x', 'ok', prev_hash, hash FROM audit_log WHERE seq = 1",
		  "other" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house *h = with_rows();
		int64_t n;
		house_damage(h, rows[i].sql);
		if (verdict(h, &n) != E_CORRUPT)
			test_fail(__FILE__, __LINE__, "not seen: %s", rows[i].sql);
		if (str_find(str_of(h->fail.sentence), str_of(rows[i].where)) < 0)
			test_fail(__FILE__, __LINE__, "%s: %s", rows[i].sql, h->fail.sentence);
		house_close(h);
	}
}

enum { MANY = 41000 };          /* so many are checked in stretches, on connections of their own */

static enum err many(struct ctx *c, void *arg)
{
	(void)arg;
	for (int i = 0; i < MANY; i++) {
		struct audit_row row = { .at = c->now, .login = STR("zhao"), .action = STR("thing.make"), .result = STR("ok") };
		TRY(audit_append(c, &row));
	}
	return OK;
}

/* Rows that are moved out while the chain is checked are no damage to it. */
TEST(audit_chain_is_what_one_snapshot_says)
{
	static const struct stmt Q_LOOK = { "SELECT COUNT(*) FROM audit_tail" };
	char dir[HOUSE_DIR_MAX];
	struct house *h = house_threads_in(dir);
	struct audit_verdict v;
	struct ctx c;
	int64_t n = 0;

	CHECK(house_write(h, many, NULL) == OK);
	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_int_(&c, &Q_LOOK, &n, NO_VALS) == OK);
	house_damage(h, "DELETE FROM audit_log WHERE seq = 40000");
	enum err e = audit_verify(&c, &v);
	core_read_end(&c);
	CHECK_INT(e, OK);
	CHECK(v.rows >= MANY);
	CHECK(verdict(h, &n) == E_CORRUPT);
	CHECK(str_find(str_of(h->fail.sentence), STR("第 40000 行")) >= 0);
	house_close_in(h, dir);
}

/* A row that fits the chain but was not written by the server lies beyond the kept tail. */
static enum err forge(struct ctx *c, void *arg)
{
	struct audit_row row = { .at = c->now, .action = STR("forged"), .result = STR("ok") };

	(void)arg;
	TRY(audit_append(c, &row));
	c->core->tail.dirty = false;
	return OK;
}

HOUSE_TEST(audit_rows_behind_the_tail_are_seen)
{
	struct house *h = with_rows();
	int64_t n;

	CHECK(house_write(h, forge, NULL) == OK);
	CHECK(verdict(h, &n) == E_CORRUPT);
	CHECK(str_find(str_of(h->fail.sentence), STR("链尾之后")) > 0);
	house_close(h);
}

static enum err append_and_fail(struct ctx *c, void *arg)
{
	struct audit_row row = { .at = c->now, .action = STR("undone"), .result = STR("ok") };

	(void)arg;
	TRY(audit_append(c, &row));
	return fail(c, E_INVALID, "no", "不办");
}

HOUSE_TEST(audit_tail_follows_an_undone_turn)
{
	struct house *h = with_rows();
	int64_t before, after;

	CHECK(verdict(h, &before) == OK);
	CHECK(house_write(h, append_and_fail, NULL) == E_INVALID);
	CHECK(house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"乙\"}").err == OK);
	CHECK(verdict(h, &after) == OK);
	CHECK_INT(after, before + 1);
	house_close(h);
}

static enum err check_line(void *arg, struct str line)
{
	char hash[SM3_HEX + 1];
	struct str rest = line, head = str_cut(&rest, '\t');

	sm3_hex(rest, hash);
	CHECK_STR(head, hash);
	++*(int64_t *)arg;
	return OK;
}

HOUSE_TEST(audit_export_can_be_checked_by_others)
{
	struct house *h = with_rows();
	struct ctx c;
	int64_t lines = 0, rows;

	CHECK(verdict(h, &rows) == OK);
	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(audit_export(&c, check_line, &lines) == OK);
	core_read_end(&c);
	CHECK_INT(lines, rows);
	house_close(h);
}

static enum err anchored(struct ctx *c, void *text)
{
	struct audit_anchor x;

	TRY(audit_anchor_now(c, &x));
	struct str s = audit_anchor_text(c->arena, &x);
	snprintf(text, ANCHOR_TEXT_MAX, STR_FMT, STR_ARG(s));
	return OK;
}

static enum err with_anchor(struct house *h, const char *anchor, struct audit_verdict *v)
{
	struct ctx c;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	enum err e = audit_verify_with(&c, str_of(anchor), NULL, v);
	h->fail = c.fail;
	core_read_end(&c);
	return e;
}

/* The chain fits in itself; the anchor in the store, or the one kept elsewhere, does not. */
HOUSE_TEST(audit_anchors_tell_what_the_chain_cannot)
{
	static const char cut[] = "DELETE FROM audit_log WHERE seq > 3", tail[] = "UPDATE audit_tail SET seq = 3, hash = (SELECT hash FROM audit_log WHERE seq = 3)";
	static const struct { const char *sql, *where; bool elsewhere, cut; } rows[] = {
		{ cut, "第 4 行", false, true },
		{ "DELETE FROM audit_anchor", "第 4 行", true, true },
		{ "UPDATE audit_anchor SET at = at + 1", "签名不对", false },
		{ "UPDATE audit_anchor SET hash = (SELECT hash FROM audit_log WHERE seq = 1)", "签名不对", false },
		{ "UPDATE audit_anchor SET key_id = '0000000000000000'", "密钥不明", false },
	};
	char text[ANCHOR_TEXT_MAX], broken[ANCHOR_TEXT_MAX + 2];
	struct audit_verdict v;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house *h = with_rows();
		CHECK(house_write(h, anchored, text) == OK);
		CHECK(with_anchor(h, text, &v) == OK);
		CHECK_INT(v.anchors, 1);
		CHECK(!v.kept_unknown);
		house_damage(h, rows[i].sql);
		if (rows[i].cut) {
			house_damage(h, cut);
			house_damage(h, tail);
		}
		if (with_anchor(h, rows[i].elsewhere ? text : NULL, &v) != E_CORRUPT)
			test_fail(__FILE__, __LINE__, "not seen: %s", rows[i].sql);
		if (str_find(str_of(h->fail.sentence), str_of(rows[i].where)) < 0)
			test_fail(__FILE__, __LINE__, "%s: %s", rows[i].sql, h->fail.sentence);
		house_close(h);
	}
	struct house *h = with_rows();
	CHECK(house_write(h, anchored, text) == OK);
	snprintf(broken, sizeof broken, "%.30s\n %s", text, text + 30);
	CHECK(with_anchor(h, broken, &v) == OK);
	*strchr(text + 20, '|') = '1';
	CHECK(with_anchor(h, text, &v) == E_INVALID);
	CHECK(with_anchor(h, "yunguan-anchor|1|", &v) == E_INVALID);
	house_close(h);
}
