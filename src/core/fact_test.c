#include "core/test_house.h"

static struct house *with_fact(void)
{
	struct house *h = house_open();
	struct answer a = house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"甲\"}");

	CHECK(a.err == OK);
	CHECK(core_tick(h->k, &h->fail) == OK);
	a = house_ask(h, "thing.shut", R_AUTH, arena_cstr(h->a, arena_fmt(h->a, "id=%" PRId64, a.id)), NULL);
	CHECK(a.err == OK);
	return h;
}

HOUSE_TEST(fact_is_heard_once)
{
	struct house *h = with_fact();

	CHECK_INT(heard_times, 0);
	CHECK(core_tick(h->k, &h->fail) == OK);
	CHECK(core_tick(h->k, &h->fail) == OK);
	CHECK_INT(heard_times, 1);
	house_close(h);
}

HOUSE_TEST(fact_that_is_not_heard_is_told_again)
{
	struct house *h = with_fact();
	static const struct stmt Q = { "SELECT error FROM fact_todo" };
	struct ctx c;
	struct str why;

	heard_fails = 1;
	core_tick(h->k, &h->fail);
	CHECK_INT(heard_times, 1);
	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_str_(&c, &Q, &why, NO_VALS) == OK);
	core_read_end(&c);
	CHECK(str_find(why, STR("没有听见")) >= 0);
	core_tick(h->k, &h->fail);
	CHECK_INT(heard_times, 1);
	house_at(h, "2026-02-13 10:02");
	core_tick(h->k, &h->fail);
	CHECK_INT(heard_times, 2);
	house_at(h, "2026-02-13 12:00");
	core_tick(h->k, &h->fail);
	CHECK_INT(heard_times, 2);
	house_close(h);
}

static int64_t n_news(struct house *h)
{
	static const struct stmt Q = { "SELECT COUNT(*) FROM news WHERE kind = 'thing'" };
	struct ctx c;
	int64_t n = -1;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_int_(&c, &Q, &n, NO_VALS) == OK);
	core_read_end(&c);
	return n;
}

/* Made and shut: news for as long as a stream may ask for them again. */
HOUSE_TEST(news_are_forgotten_after_a_day)
{
	static const struct { const char *at; int64_t left; } rows[] = { { "2026-02-13 11:00", 2 }, { "2026-02-14 09:50", 2 }, { "2026-02-14 11:30", 0 } };
	struct house *h = with_fact();

	CHECK_INT(n_news(h), 2);
	for (size_t i = 0; i < COUNT(rows); i++) {
		house_at(h, rows[i].at);
		core_tick(h->k, &h->fail);
		CHECK_INT(n_news(h), rows[i].left);
	}
	house_close(h);
}

/* A daily job falls on ten past midnight in Beijing, once, also when nobody looked for days. */
HOUSE_TEST(job_runs_once_a_day)
{
	struct house *h = house_open();
	static const struct { const char *at; int times; } rows[] = {
		{ "2026-02-13 10:00", 1 }, { "2026-02-13 23:59", 1 }, { "2026-02-14 00:09", 1 }, { "2026-02-14 00:10", 2 }, { "2026-02-14 09:00", 2 },
		{ "2026-02-18 00:05", 3 }, { "2026-02-18 00:10", 4 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		house_at(h, rows[i].at);
		CHECK(core_tick(h->k, &h->fail) == OK);
		CHECK_INT(job_times, rows[i].times);
	}
	house_close(h);
}

static enum err take(struct ctx *c, void *out) { return job_take_first(c, out); }

static enum err finish(struct ctx *c, void *job) { return job_finished(c, job, true, false); }

HOUSE_TEST(job_lease_keeps_others_out)
{
	struct house *h = house_open();
	const struct job *first, *second;

	CHECK(house_write(h, take, &first) == OK && first);
	do
		CHECK(house_write(h, take, &second) == OK && second != first);
	while (second);
	house_at(h, "2026-02-13 10:11");
	CHECK(house_write(h, take, &second) == OK);
	CHECK(second == first);
	CHECK(house_write(h, finish, (void *)(uintptr_t)first) == OK);
	house_close(h);
}
