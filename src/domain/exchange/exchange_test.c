/* Periods and the backoff. */
#define TEST_ROOM "exchange"
#include "domain/exchange/exchange_in.h"

TEST(a_period_has_the_form_of_its_rhythm)
{
	struct period p;

	CHECK(dataset_period(SET_CAPACITY, STR("2026-03-01"), &p) && p.to.day == p.from.day + 1);
	CHECK(dataset_period(SET_UTILISATION, STR("2026-02"), &p) && p.to.day == p.from.day + 28);
	CHECK(!dataset_period(SET_CAPACITY, STR("2026-03"), &p) && !dataset_period(SET_UTILISATION, STR("2026-03-01"), &p));
	CHECK(!dataset_period(SET_CAPACITY, STR("2026-02-30"), &p) && !dataset_period(SET_UTILISATION, STR("2026-13"), &p) && !dataset_period(SET_CAPACITY, STR(""), &p));
}

TEST(tries_get_rarer_but_not_rarer_than_six_hours)
{
	CHECK_INT(retry_ms(0), MINUTES(5));
	CHECK_INT(retry_ms(1), MINUTES(10));
	CHECK_INT(retry_ms(6), MINUTES(320));
	CHECK_INT(retry_ms(7), HOURS(6));
	CHECK_INT(retry_ms(1000), HOURS(6));
}

TEST(every_dataset_names_its_columns)
{
	for (int s = SET_RESOURCES; s < DATASET_MAX; s++) {
		CHECK(dataset_names[s].word && datasets[s].columns[0] && datasets[s].rhythm);
		CHECK(exchange_q[datasets[s].query].rec == &dataset_row_record);
	}
}
