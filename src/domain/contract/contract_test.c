#include <stdio.h>
#include "domain/contract/contract_in.h"
#include "domain/contract/test_contract.h"
#undef TEST_ROOM
#define TEST_ROOM "contract"

static struct price_span span(struct date from, struct date to, int64_t e4)
{
	return (struct price_span){ .price = e4, .contract = 1, .unit_price_e4 = { e4 }, .from_date = from, .to_date = to };
}
static const struct period april = { { 20544 }, { 20574 } };   /* 2026-04-01 … 2026-05-01 */

TEST(a_month_with_a_price_change_has_two_segments)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct price_span spans[] = { span(date_ymd(2026, 1, 1), date_ymd(2026, 4, 16), 380000), span(date_ymd(2026, 4, 16), date_ymd(2027, 1, 1), 400000) };
	struct list l = { spans, 2 };
	struct date missing;

	CHECK_INT(april.from.day, date_ymd(2026, 4, 1).day);
	struct list out = price_cut(a, &l, april, &missing);
	CHECK(date_none(missing));
	CHECK_INT(out.n, 2);
	CHECK_INT(LIST_AT(out, struct price_part, 0)->from.day, april.from.day);
	CHECK_INT(LIST_AT(out, struct price_part, 0)->to.day, date_ymd(2026, 4, 16).day);
	CHECK_INT(LIST_AT(out, struct price_part, 1)->unit_price_e4.e4, 400000);
	CHECK_INT(LIST_AT(out, struct price_part, 1)->to.day, april.to.day);
}

TEST(a_day_without_a_price_is_named)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct price_span spans[] = { span(date_ymd(2026, 1, 1), date_ymd(2026, 4, 10), 1), span(date_ymd(2026, 4, 12), date_ymd(2027, 1, 1), 2) };
	struct list l = { spans, 2 }, none = { NULL, 0 };
	struct date missing;

	price_cut(a, &l, april, &missing);
	CHECK_INT(missing.day, date_ymd(2026, 4, 10).day);
	price_cut(a, &none, april, &missing);
	CHECK_INT(missing.day, april.from.day);
}

TEST(a_contract_that_ends_inside_the_month_leaves_the_rest_unpriced)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct price_span spans[] = { span(date_ymd(2025, 1, 1), date_ymd(2026, 4, 20), 1) };
	struct list l = { spans, 1 };
	struct date missing;

	price_cut(a, &l, april, &missing);
	CHECK_INT(missing.day, date_ymd(2026, 4, 20).day);
}

/* ---- with a store: what bills ask ---- */
struct span_question { int64_t csp; const char *item; struct date from, to; struct list parts; };
static enum err ask_parts(struct ctx *c, void *arg)
{
	struct span_question *q = arg;

	return price_parts(c, q->csp, str_of(q->item), q->from, q->to, &q->parts);
}

struct day_question { int64_t csp; const char *item; struct date day; struct price price; };
static enum err ask_day(struct ctx *c, void *arg)
{
	struct day_question *q = arg;

	return price_on(c, q->csp, str_of(q->item), q->day, &q->price);
}

static int64_t price_e4(struct supplier *s, const char *item, struct date day)
{
	struct day_question q = { s->csp, item, day, PRICE_NONE };

	CHECK_INT(house_write(s->h, ask_day, &q), OK);
	return q.price.e4;
}

static void supplement(struct supplier *s, const char *no, const char *day, int64_t e4) { supplemented(s->h, s->contract, no, day, CPU, e4); }

HOUSE_TEST(a_supplement_changes_the_price_from_its_day_and_not_before)
{
	struct supplier s = supplier_open();
	struct span_question q = { s.csp, CPU, date_ymd(2026, 4, 1), date_ymd(2026, 5, 1), { 0 } };

	house_at(s.h, "2026-04-05 10:00");
	supplement(&s, "BC-1", "2026-04-16", 400000);
	CHECK_INT(price_e4(&s, CPU, date_ymd(2026, 4, 15)), 380000);
	CHECK_INT(price_e4(&s, CPU, date_ymd(2026, 4, 16)), 400000);
	CHECK_INT(price_e4(&s, XC_CPU, date_ymd(2026, 4, 16)), 460000);
	CHECK_INT(house_write(s.h, ask_parts, &q), OK);
	CHECK_INT(q.parts.n, 2);
	CHECK_INT(LIST_AT(q.parts, struct price_part, 0)->to.day, date_ymd(2026, 4, 16).day);
	CHECK_INT(LIST_AT(q.parts, struct price_part, 0)->unit_price_e4.e4, 380000);
	CHECK_INT(LIST_AT(q.parts, struct price_part, 1)->from.day, date_ymd(2026, 4, 16).day);
	CHECK_INT(LIST_AT(q.parts, struct price_part, 1)->unit_price_e4.e4, 400000);

	/* A second change in the same month: three prices, no gap, and the first two stay. */
	supplement(&s, "BC-2", "2026-04-21", 410000);
	CHECK_INT(house_write(s.h, ask_parts, &q), OK);
	CHECK_INT(q.parts.n, 3);
	for (size_t i = 0; i + 1 < q.parts.n; i++)
		CHECK_INT(LIST_AT(q.parts, struct price_part, i)->to.day, LIST_AT(q.parts, struct price_part, i + 1)->from.day);
	CHECK_INT(LIST_AT(q.parts, struct price_part, 1)->to.day, date_ymd(2026, 4, 21).day);
	CHECK_INT(LIST_AT(q.parts, struct price_part, 2)->to.day, date_ymd(2026, 5, 1).day);
	supplier_close(&s);
}

HOUSE_TEST(a_supplement_does_not_reach_into_billed_months)
{
	struct supplier s = supplier_open();
	char query[40];

	snprintf(query, sizeof query, "id=%" PRId64, s.contract);
	house_at(s.h, "2026-04-05 10:00");
	struct answer a = house_ask(s.h, "contract.supplement", R_AUTH, query,
				    "{\"no\":\"BC-1\",\"signed_date\":\"2026-04-05\",\"effective_date\":\"2026-03-31\",\"prices\":[{\"item_code\":\"" CPU "\",\"unit_price_e4\":1}]}");
	CHECK_INT(a.err, E_REFUSED);
	CHECK_STR(str_of(a.fail.reason), "contract.price_backdated");
	CHECK_INT(price_e4(&s, CPU, date_ymd(2026, 3, 31)), 380000);
	supplier_close(&s);
}

HOUSE_TEST(a_missing_price_is_an_error_that_names_item_and_day)
{
	struct supplier s = supplier_open();
	struct span_question never = { s.csp, UNPRICED, date_ymd(2026, 4, 1), date_ymd(2026, 5, 1), { 0 } };
	struct span_question over = { s.csp, CPU, date_ymd(2028, 12, 20), date_ymd(2029, 1, 5), { 0 } };
	struct span_question other = { s.authority, CPU, date_ymd(2026, 4, 1), date_ymd(2026, 5, 1), { 0 } };

	CHECK_INT(house_write(s.h, ask_parts, &never), E_REFUSED);
	CHECK_STR(str_of(s.h->fail.reason), "contract.no_price");
	CHECK_STR(str_of(s.h->fail.article), "A11d");
	CHECK(strstr(s.h->fail.sentence, UNPRICED) && strstr(s.h->fail.sentence, "2026-04-01"));
	/* The contract's last day is priced, the day it ends is not. */
	CHECK_INT(price_e4(&s, CPU, date_ymd(2028, 12, 31)), 380000);
	CHECK_INT(house_write(s.h, ask_parts, &over), E_REFUSED);
	CHECK(strstr(s.h->fail.sentence, "2029-01-01"));
	/* Another provider's price is no price. */
	CHECK_INT(house_write(s.h, ask_parts, &other), E_REFUSED);
	CHECK_STR(str_of(s.h->fail.reason), "contract.no_price");
	supplier_close(&s);
}

HOUSE_TEST(a_terminated_contract_prices_no_day_from_its_end)
{
	struct supplier s = supplier_open();
	struct day_question q = { s.csp, CPU, date_ymd(2026, 4, 20), PRICE_NONE };
	char query[40];

	snprintf(query, sizeof query, "id=%" PRId64, s.contract);
	house_at(s.h, "2026-04-05 10:00");
	did(s.h, "contract.terminate", query, "{\"comment\":\"服务商退出\",\"ended_date\":\"2026-04-20\"}");
	CHECK_INT(price_e4(&s, CPU, date_ymd(2026, 4, 19)), 380000);
	CHECK_INT(house_write(s.h, ask_day, &q), E_REFUSED);
	CHECK_INT(q.price.e4, PRICE_NONE.e4);
	CHECK(strstr(s.h->fail.sentence, "2026-04-20"));
	supplier_close(&s);
}

static struct answer set_price(struct supplier *s, const char *from, const char *to, int64_t e4)
{
	struct str more = to ? arena_fmt(s->h->a, ",\"to_date\":\"%s\"", to) : STR("");
	struct str body = arena_fmt(s->h->a, "{\"contract\":\"%" PRId64 "\",\"item_code\":\"" UNPRICED "\",\"unit_price_e4\":%" PRId64 ",\"from_date\":\"%s\"" STR_FMT "}",
				    s->contract, e4, from, STR_ARG(more));

	return house_ask(s->h, "price.create", R_AUTH, NULL, arena_cstr(s->h->a, body));
}

HOUSE_TEST(prices_of_an_item_do_not_overlap)
{
	struct supplier s = supplier_open();

	CHECK_INT(set_price(&s, "2026-03-01", "2026-06-01", 1200).err, OK);
	/* Around, inside, across either end, and without an end. */
	static const char *const wrong[][2] = { { "2026-02-01", "2026-07-01" }, { "2026-04-01", "2026-05-01" }, { "2026-02-01", "2026-03-02" }, { "2026-05-31", "2026-08-01" }, { "2026-01-15", NULL } };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct answer a = set_price(&s, wrong[i][0], wrong[i][1], 9900);
		CHECK_INT(a.err, E_REFUSED);
		CHECK_STR(str_of(a.fail.reason), "contract.price_overlap");
		CHECK_STR(str_of(a.fail.article), "A11d");
	}
	/* The day one ends the next may start. */
	CHECK_INT(set_price(&s, "2026-06-01", NULL, 1300).err, OK);
	CHECK_INT(set_price(&s, "2026-02-01", "2026-03-01", 1100).err, OK);
	CHECK_INT(price_e4(&s, UNPRICED, date_ymd(2026, 2, 28)), 1100);
	CHECK_INT(price_e4(&s, UNPRICED, date_ymd(2026, 5, 31)), 1200);
	CHECK_INT(price_e4(&s, UNPRICED, date_ymd(2026, 6, 1)), 1300);
	supplier_close(&s);
}
