#include "core/test_house.h"

TEST(cells_of_a_deadline)
{
	/* Monday 2026-03-02 starts, five working days: 3, 4, 5, 6 and 9 March. */
	static const struct { const char *now; int64_t used, left; } rows[] = {
		{ "2026-03-02", 0, 5 }, { "2026-03-03", 0, 5 }, { "2026-03-04", 1, 4 }, { "2026-03-06", 3, 2 }, { "2026-03-07", 3, 2 },
		{ "2026-03-08", 3, 2 }, { "2026-03-09", 4, 1 }, { "2026-03-10", 5, 0 }, { "2026-03-11", 6, -1 }, { "2026-03-14", 9, -3 },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	struct workdays w = house_days(a, false);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct date now;
		int64_t used, left;
		CHECK(date_parse(str_of(rows[i].now), &now) == OK);
		clock_cells(&w, date_ymd(2026, 3, 2), date_ymd(2026, 3, 9), now, true, 5, &used, &left);
		CHECK_INT(left, rows[i].left);
		CHECK_INT(used, rows[i].used);
	}
}

static struct list clocks_of(struct house *h, int64_t id)
{
	struct ctx c;
	struct list l;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	c.now = h->timer.now;
	CHECK(clock_list(&c, &thing_entity, id, &l) == OK);
	core_read_end(&c);
	return l;
}

static int64_t make(struct house *h)
{
	struct answer a = house_ask(h, "thing.make", R_AUTH, NULL, "{\"name\":\"甲\"}");

	if (a.err != OK)
		test_fail(__FILE__, __LINE__, "%s", a.fail.sentence);
	return a.id;
}

HOUSE_TEST(clock_keeps_what_it_was_computed_from)
{
	struct house *h = house_open();
	int64_t id = make(h);
	struct clock *k = LIST_AT(clocks_of(h, id), struct clock, 0);

	CHECK_STR(date_text(h->a, k->due_date), "2026-02-27");
	CHECK_STR(at_text(h->a, k->due_at), "2026-02-28T00:00:00+08:00");
	CHECK_STR(date_text(h->a, k->day0_date), "2026-02-13");
	CHECK_INT(k->length, 5);
	CHECK_INT(k->calendar_version, 7);
	CHECK_STR(k->article, "A20.2a");
	CHECK_STR(k->state, "running");
	CHECK_INT(k->counted.n, 5);
	CHECK_STR(*LIST_AT(k->counted, struct str, 0), "2026-02-14");
	house_close(h);
}

/* On time until the last millisecond of the due day, late from the next. */
HOUSE_TEST(clock_is_late_from_midnight)
{
	for (int late = 0; late <= 1; late++) {
		struct house *h = house_open();
		int64_t id = make(h);
		house_at(h, "2026-02-28 00:00");
		h->timer.now.ms -= !late;
		struct answer a = house_ask(h, "thing.shut", R_AUTH, arena_cstr(h->a, arena_fmt(h->a, "id=%" PRId64, id)), NULL);
		CHECK(a.err == OK);
		struct clock *k = LIST_AT(clocks_of(h, id), struct clock, 0);
		CHECK_INT(k->result, late ? CLOCK_OVERDUE : CLOCK_ON_TIME);
		CHECK_STR(k->state, "done");
		CHECK_INT(k->used, late ? 6 : 5);
		CHECK(core_invariants(h->k, h->a, &h->fail) == OK);
		house_close(h);
	}
}

static enum err start_keeping(struct ctx *c, void *id) { return clock_start(c, &thing_entity, *(int64_t *)id, C9, "cut_over"); }
static enum err stop_keeping(struct ctx *c, void *id) { return clock_stop(c, &thing_entity, *(int64_t *)id, C9, "removed", false); }

HOUSE_TEST(keeping_long_enough_is_not_late)
{
	struct house *h = house_open();
	int64_t id = 77;

	house_at(h, "2026-01-31 09:00");
	CHECK(house_write(h, start_keeping, &id) == OK);
	struct clock *k = LIST_AT(clocks_of(h, id), struct clock, 0);
	CHECK_STR(date_text(h->a, k->due_date), "2026-02-28");
	house_at(h, "2026-03-01 09:00");
	k = LIST_AT(clocks_of(h, id), struct clock, 0);
	CHECK_STR(k->state, "done");
	CHECK_INT(k->left, 0);
	CHECK(house_write(h, stop_keeping, &id) == OK);
	k = LIST_AT(clocks_of(h, id), struct clock, 0);
	CHECK_INT(k->result, CLOCK_ON_TIME);
	CHECK(core_invariants(h->k, h->a, &h->fail) == OK);
	house_close(h);
}

static enum err follow(struct ctx *c, void *arg)
{
	(void)arg;
	return clocks_recompute(c);
}

static const struct stmt Q_TRACES = { "SELECT COUNT(*) FROM audit_log WHERE action = 'clock.recompute' AND object_id = ?1" };

static int64_t traces_of(struct house *h, int64_t id)
{
	struct ctx c;
	int64_t n = 0;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_int(&c, &Q_TRACES, &n, id) == OK);
	core_read_end(&c);
	return n;
}

HOUSE_TEST(due_days_follow_the_calendar_and_leave_a_row)
{
	struct house *h = house_open();

	house_at(h, "2025-04-10 09:00");
	int64_t id = make(h);
	CHECK_STR(date_text(h->a, LIST_AT(clocks_of(h, id), struct clock, 0)->due_date), "2025-04-17");
	local_days = true;
	CHECK(house_write(h, follow, NULL) == OK);
	struct clock *k = LIST_AT(clocks_of(h, id), struct clock, 0);
	CHECK_STR(date_text(h->a, k->due_date), "2025-04-22");
	CHECK_INT(k->calendar_version, 8);
	CHECK_INT(traces_of(h, id), 1);
	/* Taken back on the 20th: counting gives the 17th, but nobody is made late by a notice. */
	house_at(h, "2025-04-20 09:00");
	local_days = false;
	CHECK(house_write(h, follow, NULL) == OK);
	k = LIST_AT(clocks_of(h, id), struct clock, 0);
	CHECK_STR(date_text(h->a, k->due_date), "2025-04-20");
	CHECK(k->due_at.ms > h->timer.now.ms);
	CHECK_INT(traces_of(h, id), 2);
	house_close(h);
}

static enum err reopen(struct ctx *c, void *id) { return clock_reopen(c, &thing_entity, *(int64_t *)id, C1, STR("没有做完")); }
static const struct stmt Q_REOPENED = { "SELECT COUNT(*) FROM audit_log WHERE action = 'clock.reopen' AND object_id = ?1" };

/* A stop that turned out to be no stop: the days in between count, and what was on time becomes late. */
HOUSE_TEST(a_void_stop_leaves_the_due_day_where_it_was)
{
	struct house *h = house_open();
	int64_t id = make(h), traces = 0;
	struct ctx c;

	CHECK_INT(house_write(h, reopen, &id), E_CONFLICT);
	house_at(h, "2026-02-26 10:00");
	CHECK(house_ask(h, "thing.shut", R_AUTH, arena_cstr(h->a, arena_fmt(h->a, "id=%" PRId64, id)), NULL).err == OK);
	CHECK_INT(LIST_AT(clocks_of(h, id), struct clock, 0)->result, CLOCK_ON_TIME);
	house_at(h, "2026-03-02 10:00");
	CHECK_INT(house_write(h, reopen, &id), OK);
	struct list all = clocks_of(h, id);
	struct clock *k = LIST_AT(all, struct clock, 0);
	CHECK_INT(all.n, 1);
	CHECK(at_none(k->stopped_at));
	CHECK_INT(k->result, 0);
	CHECK_STR(date_text(h->a, k->due_date), "2026-02-27");
	CHECK_STR(date_text(h->a, k->day0_date), "2026-02-13");
	CHECK_INT(k->left, -1);
	CHECK_INT(house_write(h, reopen, &id), E_CONFLICT);
	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	CHECK(sql_int(&c, &Q_REOPENED, &traces, id) == OK);
	core_read_end(&c);
	CHECK_INT(traces, 1);
	CHECK(core_invariants(h->k, h->a, &h->fail) == OK);
	house_close(h);
}
