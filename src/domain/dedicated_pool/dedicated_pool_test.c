#define TEST_ROOM "dedicated_pool"
#include "domain/dedicated_pool/dedicated_pool_in.h"

TEST(the_third_ground_is_bit_three_as_the_invariant_counts)
{
	CHECK_INT(1u << GROUND_SUPERIOR, 8);
	CHECK_INT(names_find(pool_ground_names, GROUND_MAX, STR("superior_written")), GROUND_SUPERIOR);
	CHECK_INT(names_find(pool_ground_names, GROUND_MAX, STR("上级书面要求")), GROUND_SUPERIOR);
}

TEST(every_rule_cites_an_article_that_exists)
{
	for (const struct guard *g = dedicated_pool_feature.guards; g->must; g++)
		CHECK(article_find(g->article) != NULL);
	for (const struct op *o = dedicated_pool_feature.ops; o->name; o++)
		CHECK(article_find(o->article) != NULL);
}
