#define TEST_ROOM "contract"
#include "domain/contract/contract_in.h"

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
