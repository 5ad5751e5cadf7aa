#include <jansson.h>
#include <stdio.h>
#include "core/test_house.h"

/* Items of a page by their names, and the cursor. */
struct page { char names[400][24]; int64_t qty[400]; size_t n; struct str next; };

static struct page page(struct house *h, const char *query)
{
	struct answer a = house_ask(h, "thing.list", R_AUTH, query, NULL);
	struct page p = { .n = 0 };
	json_error_t e;

	if (a.err != OK)
		test_fail(__FILE__, __LINE__, "%s: %s", query, a.fail.sentence);
	json_t *o = json_loadb(a.body.p, a.body.n, 0, &e);
	CHECK(o);
	json_t *items = json_object_get(o, "items"), *next = json_object_get(o, "next");
	for (; p.n < json_array_size(items); p.n++) {
		json_t *x = json_array_get(items, p.n);
		snprintf(p.names[p.n], sizeof p.names[0], "%s", json_string_value(json_object_get(x, "name")));
		p.qty[p.n] = json_integer_value(json_object_get(x, "qty"));
	}
	if (json_is_string(next))
		p.next = arena_str(h->a, str_of(json_string_value(next)));
	json_decref(o);
	return p;
}

static const char *with_cursor(struct house *h, const char *query, struct str cursor)
{
	return arena_cstr(h->a, arena_fmt(h->a, "%s&cursor=" STR_FMT, query, STR_ARG(cursor)));
}

/* Walking by any order shows each row once, equal sort keys or not. */
HOUSE_TEST(list_walk_shows_each_row_once)
{
	static const char *const orders[] = { "limit=7&sort=name", "limit=7&sort=-name", "limit=7&sort=qty", "limit=7&sort=-qty", "limit=7&sort=made_at",
					      "limit=7&sort=-made_at", "limit=7&sort=id", "limit=7&sort=-id" };
	struct house *h = house_open();

	house_fill(h, 100);
	for (size_t i = 0; i < COUNT(orders); i++) {
		bool seen[101] = { false };
		size_t n = 0;
		int64_t before = i == 3 ? 99 : -1;
		struct page p = page(h, orders[i]);
		for (;;) {
			for (size_t j = 0; j < p.n; j++, n++) {
				int k = atoi(p.names[j] + strlen("甲"));
				CHECK(k >= 1 && k <= 100 && !seen[k]);
				seen[k] = true;
				if (i == 2)
					CHECK(p.qty[j] >= before);
				if (i == 3)
					CHECK(p.qty[j] <= before);
				before = p.qty[j];
			}
			if (!p.next.p)
				break;
			p = page(h, with_cursor(h, orders[i], p.next));
		}
		CHECK_INT(n, 100);
	}
	house_close(h);
}

HOUSE_TEST(list_insert_during_a_walk_moves_nothing)
{
	struct house *h = house_open();

	house_fill(h, 20);
	struct page p = page(h, "limit=10");
	CHECK(house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"甲0000\"}").err == OK);
	p = page(h, with_cursor(h, "limit=10", p.next));
	CHECK_INT(p.n, 10);
	CHECK_STR(str_of(p.names[0]), "甲0011");
	CHECK(!p.next.p);
	house_close(h);
}

HOUSE_TEST(list_filters)
{
	static const struct { const char *query; size_t n; } rows[] = {
		{ "qty=0", 10 }, { "color=red", 10 }, { "color=red,blue", 20 }, { "color=red&qty=1", 0 }, { "made_date=2026-02-13", 30 },
		{ "made_date_from=2026-02-13", 30 }, { "made_date_until=2026-02-13", 0 }, { "qty_from=1&qty_until=2", 10 }, { "name=%E7", 0 },
		{ "q=0007", 1 }, { "q=甲", 30 }, { "q=%", 0 }, { "q=_", 0 }, { "q=\\", 0 }, { "q=' OR 1=1", 0 }, { "state=open", 30 }, { "state=shut", 0 },
		{ "name=甲0007", 1 },
	};
	struct house *h = house_open();

	house_fill(h, 30);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (page(h, rows[i].query).n != rows[i].n)
			test_fail(__FILE__, __LINE__, "%s: %zu", rows[i].query, page(h, rows[i].query).n);
	house_close(h);
}

HOUSE_TEST(list_refuses_bad_parameters)
{
	static const char *const rows[] = {
		"limit=0", "limit=101", "limit=x", "limit=", "nothing=1", "phone=1", "color=purple", "color=", "qty=many", "made_date=2026-02-30", "sort=phone",
		"sort=", "sort=made_date", "count=yes", "q=", "limit=1&limit=2", "qty=1&qty=1", "name=\xff", "q=\xc3", "phone_from=1", "name_from=a",
		"q=一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
	};
	struct house *h = house_open();

	house_fill(h, 3);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = house_ask(h, "thing.list", R_AUTH, rows[i], NULL);
		if (a.status != 400 || strcmp(a.fail.reason, "bad_parameter") != 0)
			test_fail(__FILE__, __LINE__, "%s: %d %s", rows[i], a.status, a.fail.reason);
	}
	house_close(h);
}

static void refused(struct house *h, const char *query, struct str cursor)
{
	struct answer a = house_ask(h, "thing.list", R_AUTH, with_cursor(h, query, cursor), NULL);

	if (a.status != 400 || strcmp(a.fail.reason, "invalid_cursor") != 0)
		test_fail(__FILE__, __LINE__, "%s&cursor=" STR_FMT ": %d", query, STR_ARG(cursor), a.status);
}

HOUSE_TEST(list_cursor_is_bound_and_signed)
{
	struct house *h = house_open();

	house_fill(h, 30);
	struct str good = page(h, "limit=5&color=red,blue&qty_from=0").next;
	CHECK_INT(page(h, with_cursor(h, "limit=9&qty_from=0&color=red,blue", good)).n, 9);
	refused(h, "limit=5&color=red&qty_from=0", good);
	refused(h, "limit=5&color=red,blue", good);
	refused(h, "limit=5&color=red,blue&qty_from=0&sort=-name", good);
	refused(h, "limit=5", good);
	refused(h, "limit=5", STR(""));
	refused(h, "limit=5", STR("AAAA"));
	/* Every single character counts, the last one too. */
	for (size_t i = 0; i < good.n; i++)
		for (const char *to = "ABQgwz09-_"; *to; to++) {
			struct str bad = arena_str(h->a, good);
			if (bad.p[i] == *to)
				continue;
			((char *)(uintptr_t)bad.p)[i] = *to;
			refused(h, "limit=5&color=red,blue&qty_from=0", bad);
		}
	/* Another store has another secret: its cursors are foreign. */
	CHECK_INT(page(h, with_cursor(h, "limit=5&color=red,blue&qty_from=0", good)).n, 5);
	house_damage(h, "UPDATE secret SET value = 'another' WHERE name = 'cursor'");
	refused(h, "limit=5&color=red,blue&qty_from=0", good);
	house_close(h);
}

HOUSE_TEST(list_counts_when_asked)
{
	struct house *h = house_open();

	house_fill(h, 30);
	CHECK(str_find(house_ask(h, "thing.list", R_AUTH, "limit=2", NULL).body, STR("\"count\"")) < 0);
	CHECK(str_find(house_ask(h, "thing.list", R_AUTH, "limit=2&color=red&count=true", NULL).body, STR("\"count\":10,\"count_exact\":true")) > 0);
	house_close(h);
}

HOUSE_TEST(list_masks_personal_data)
{
	struct house *h = house_open();

	house_fill(h, 1);
	CHECK(str_find(house_ask(h, "thing.list", R_AUTH, "limit=2", NULL).body, STR("13800001234")) > 0);
	struct answer a = house_ask(h, "thing.list", R_CSP, "limit=2", NULL);
	CHECK(a.err == OK && str_find(a.body, STR("13800001234")) < 0 && str_find(a.body, STR("138****1234")) > 0);
	house_close(h);
}

/* Rows without an id (the audit chain) have a total order too: many share one millisecond. */
HOUSE_TEST(list_of_rows_without_id_is_whole)
{
	static const struct list_def chain = { .from = "audit_log", .rec = &audit_record, .order = "-at", .unscoped = true };
	static const struct op op = { "chain.list", GET, NULL, .list = &chain };
	struct house *h = house_open();
	struct str next = STR_NONE;
	int pages = 0, rows = 0;

	for (int i = 0; i < 25; i++)
		CHECK(house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"甲\"}").err == OK);
	do {
		CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(1));
		struct request r = { .op = &op, .n_params = 1, .params = { { STR("limit"), STR("10") } } };
		struct ctx c;
		if (next.p)
			r.params[r.n_params++] = (struct pair){ STR("cursor"), next };
		CHECK(core_read_begin(h->k, h->a, &c) == OK);
		c.req = &r;
		CHECK(list_run(&c, &op, &out, &next) == OK);
		core_read_end(&c);
		for (struct str rest = buf_str(&out); rest.n; rest.p++, rest.n--)
			rows += str_starts(rest, STR("\"thing.make\""));
		pages++;
	} while (next.p);
	CHECK_INT(rows, 25);
	CHECK(pages >= 3);
	house_close(h);
}

/* ---- exports ---- */
HOUSE_TEST(list_export_holds_every_row_of_the_filter)
{
	static const char *const orders[] = { "format=csv&sort=name", "format=csv&sort=-qty", "format=csv&sort=made_at", "format=csv" };
	struct house *h = house_open();

	/* More than two pages, so that rows with equal sort keys lie on both sides of a page's end. */
	house_fill(h, 2345);
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct answer a = house_ask(h, "thing.list", R_AUTH, orders[i], NULL);
		CHECK(a.err == OK && a.status == 200);
		CHECK(str_is(a.content_type, "text/csv; charset=utf-8"));
		CHECK(str_ends(a.filename, STR(".csv")) && !a.link.p);
		struct csv csv = csv_over(a.body);
		struct str cells[40];
		bool seen[2346] = { false };
		size_t width, n = 0;
		int line;
		while (csv_next(&csv, h->a, &h->fail, cells, 40, &width, &line) == OK && width) {
			for (size_t j = 0; j < width; j++) {
				int k = str_starts(cells[j], STR("甲")) ? atoi(cells[j].p + strlen("甲")) : 0;
				if (k) {
					CHECK(k <= 2345 && !seen[k]);
					seen[k] = true;
				}
			}
			n++;
		}
		CHECK_INT(n, 2346);             /* and the head */
	}
	house_close(h);
}

HOUSE_TEST(list_export_guards_formulas_and_says_who_took_it)
{
	struct house *h = house_open();

	CHECK(house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"=1+1\"}").err == OK);
	struct answer a = house_ask(h, "thing.list", R_AUTH, "format=csv", NULL);
	CHECK(str_find(a.body, STR("'=1+1")) >= 0);
	a = house_ask(h, "thing.list", R_AUTH, "format=json", NULL);
	CHECK(str_find(a.body, STR("\"name\":\"=1+1\"")) >= 0 && str_find(a.body, STR("\"mark\":null")) >= 0);
	a = house_ask(h, "thing.list", R_AUTH, "format=xlsx", NULL);
	CHECK(str_starts(a.body, STR("PK\3\4")) && str_ends(a.filename, STR(".xlsx")));
	CHECK(house_ask(h, "thing.list", R_AUTH, "format=odt", NULL).err == E_INVALID);
	CHECK(house_ask(h, "thing.list", R_AUTH, "format=csv&limit=7", NULL).err == E_INVALID);
	a = house_ask(h, "thing.list", R(AUDITOR), "format=csv", NULL);
	CHECK(a.err != OK || str_find(a.body, STR("导出，仅供监督使用")) >= 0);
	house_close(h);
}
