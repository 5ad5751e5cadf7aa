#include "core/test_house.h"

static int64_t value_of(struct house *h, const char *key, int i)
{
	struct ctx c;

	CHECK(core_read_begin(h->k, h->a, &c) == OK);
	int64_t v = i < 0 ? setting_int(&c, key) : setting_nth(&c, key, i);
	core_read_end(&c);
	return v;
}

static struct answer set(struct house *h, const char *key, const char *value)
{
	return house_ask(h, "param.set", R(AUTH_ISSUER), arena_cstr(h->a, arena_fmt(h->a, "key=%s", key)),
			 arena_cstr(h->a, arena_fmt(h->a, "{\"value\":\"%s\",\"basis\":\"州数据局解释〔2026〕1号\"}", value)));
}

/* T-F25: a figure of the regulation can only be made stricter. */
HOUSE_TEST(setting_laxer_than_the_law_is_refused)
{
	struct house *h = house_open();
	struct answer a = set(h, "thing.wd", "7");

	CHECK_INT(a.err, E_REFUSED);
	CHECK_STR(str_of(a.fail.reason), "param.laxer");
	CHECK_STR(str_of(a.fail.article), "A20.2");
	CHECK_INT(value_of(h, "thing.wd", -1), 5);
	CHECK_INT(set(h, "thing.keep_months", "0").err, E_REFUSED);
	CHECK_INT(set(h, "thing.keep_months", "121").err, E_INVALID);
	CHECK_INT(set(h, "thing.loose", "true").err, E_REFUSED);
	CHECK_INT(set(h, "thing.wd", "many").err, E_INVALID);
	CHECK_INT(set(h, "no.such", "1").err, E_ABSENT);
	house_close(h);
}

HOUSE_TEST(setting_change_counts_at_once_and_is_kept)
{
	struct house *h = house_open();

	CHECK_INT(value_of(h, "thing.wd", -1), 5);
	CHECK_INT(set(h, "thing.wd", "3").err, OK);
	CHECK_INT(value_of(h, "thing.wd", -1), 3);
	CHECK_INT(set(h, "thing.wd", "4").err, OK);
	struct answer a = house_ask(h, "param.history", R_AUTH_READ, NULL, NULL);
	CHECK(str_find(a.body, STR("\"old_value\":\"3\",\"value\":\"4\"")) > 0);
	CHECK(str_find(a.body, STR("\"old_value\":\"5\",\"value\":\"3\"")) > 0);
	CHECK(str_find(a.body, STR("州数据局解释〔2026〕1号")) > 0);
	house_close(h);
}

HOUSE_TEST(setting_with_several_numbers)
{
	struct house *h = house_open();

	CHECK_INT(value_of(h, "thing.remind_days", 1), 90);
	CHECK_INT(value_of(h, "thing.remind_days", 3), INT_NONE);
	CHECK_INT(set(h, "thing.remind_days", "60, 7").err, OK);
	CHECK_INT(value_of(h, "thing.remind_days", 1), 7);
	CHECK_INT(set(h, "thing.remind_days", "60,").err, E_INVALID);
	house_close(h);
}

static enum err two_numbers(struct ctx *c, void *out)
{
	struct str *s = out;

	TRY(number_next(c, "SQ", &s[0]));
	return number_next(c, "SQ", &s[1]);
}
static enum err number_and_failure(struct ctx *c, void *out)
{
	TRY(number_next(c, "SQ", out));
	return fail(c, E_INVALID, "no", "不办");
}

/* A number given to something that did not happen is given again: no gaps. */
HOUSE_TEST(numbers_run_without_gaps_within_a_year)
{
	struct house *h = house_open();
	struct str s[2];

	CHECK(house_write(h, two_numbers, s) == OK);
	CHECK_STR(s[1], "ZWY-SQ-2026-000002");
	CHECK(house_write(h, number_and_failure, s) == E_INVALID);
	CHECK(house_write(h, two_numbers, s) == OK);
	CHECK_STR(s[0], "ZWY-SQ-2026-000003");
	house_at(h, "2027-01-01 00:00");
	CHECK(house_write(h, two_numbers, s) == OK);
	CHECK_STR(s[0], "ZWY-SQ-2027-000001");
	house_close(h);
}
