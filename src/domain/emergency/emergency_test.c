#define TEST_ROOM "emergency"
#include "domain/emergency/emergency_in.h"

static struct emergency_consent said(int side, int64_t confirmed, int64_t due)
{
	return (struct emergency_consent){ .side = side, .confirmed_at = { confirmed }, .confirm_due_at = { due }, .denied_at = AT_NONE };
}

TEST(a_spoken_consent_is_late_from_its_hour_on_until_it_is_confirmed)
{
	struct emergency_consent k = said(SIDE_APPLICANT, AT_NONE.ms, 1000);

	CHECK(!consent_late(&k, (struct instant){ 999 }));
	CHECK(consent_late(&k, (struct instant){ 1000 }));
	k.confirmed_at = (struct instant){ 1500 };
	CHECK(!consent_late(&k, (struct instant){ 2000 }));
	k = said(SIDE_APPLICANT, AT_NONE.ms, AT_NONE.ms);
	CHECK(!consent_late(&k, (struct instant){ 2000 }));
}

TEST(the_latest_row_of_a_side_counts_unless_it_was_denied)
{
	struct emergency_consent rows[3] = { said(SIDE_APPLICANT, 1, 1), said(SIDE_AUTHORITY, 1, 1), said(SIDE_APPLICANT, 2, 2) };
	struct list all = { rows, 3 };

	CHECK(consent_of(&all, SIDE_APPLICANT) == &rows[2]);
	CHECK(consent_of(&all, SIDE_AUTHORITY) == &rows[1]);
	rows[2].denied_at = (struct instant){ 3 };
	CHECK(consent_of(&all, SIDE_APPLICANT) == NULL);
	all.n = 0;
	CHECK(consent_of(&all, SIDE_AUTHORITY) == NULL);
}

TEST(no_more_goes_back_than_an_opening_still_has)
{
	struct emergency_opening g = { .qty = 8, .reclaimed_qty = 3 };

	CHECK_INT(take_back(&g, 20), 5);
	CHECK_INT(take_back(&g, 2), 2);
	g.reclaimed_qty = 8;
	CHECK_INT(take_back(&g, 2), 0);
}

TEST(every_rule_cites_an_article_that_exists)
{
	for (const struct guard *g = emergency_feature.guards; g->must; g++)
		CHECK(article_find(g->article) != NULL);
	for (const struct op *o = emergency_feature.ops; o->name; o++)
		CHECK(article_find(o->article) != NULL);
}
