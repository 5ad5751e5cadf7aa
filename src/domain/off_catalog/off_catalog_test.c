#define TEST_ROOM "off_catalog"
#include "domain/off_catalog/off_catalog_in.h"

TEST(only_a_failed_adaptation_can_be_confirmed)
{
	CHECK(flow_move(&adaptation_flow, ADAPT_FAILED, "confirm") != NULL);
	CHECK(flow_move(&adaptation_flow, ADAPT_OPEN, "confirm") == NULL);
	CHECK(flow_move(&adaptation_flow, ADAPT_SUBSTITUTED, "confirm") == NULL);
}

TEST(a_decided_adaptation_is_not_decided_again)
{
	CHECK(flow_move(&adaptation_flow, ADAPT_SUBSTITUTED, "fail") == NULL);
	CHECK(flow_move(&adaptation_flow, ADAPT_CONFIRMED, "return") == NULL);
}

TEST(every_rule_cites_an_article_that_exists)
{
	for (const struct guard *g = off_catalog_feature.guards; g->must; g++)
		CHECK(article_find(g->article) != NULL);
	for (const struct op *o = off_catalog_feature.ops; o->name; o++)
		CHECK(article_find(o->article) != NULL);
}
