#define TEST_ROOM "infra"
#include "domain/infra/infra_in.h"

static struct site at(enum site_kind kind, struct str city)
{
	struct site s;

	record_none(&site_record, &s);
	s.kind = kind;
	s.city = city;
	return s;
}

TEST(three_centres_in_two_cities_are_complete)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct site sites[] = { at(SITE_PRODUCTION, STR("景洪")), at(SITE_SAME_CITY, STR("景洪")), at(SITE_REMOTE, STR("昆明")) };
	struct topology t;

	topology_of(a, &(struct list){ sites, 3 }, &t);
	CHECK(t.complete);
	CHECK_INT(t.cities.n, 2);
	CHECK_INT(t.gaps.n, 0);
}

TEST(three_centres_in_one_city_are_not)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct site sites[] = { at(SITE_PRODUCTION, STR("景洪")), at(SITE_SAME_CITY, STR("景洪")), at(SITE_REMOTE, STR("景洪")) };
	struct topology t;

	topology_of(a, &(struct list){ sites, 3 }, &t);
	CHECK(!t.complete);
	CHECK_INT(t.gaps.n, 1);
	topology_of(a, &(struct list){ NULL, 0 }, &t);
	CHECK_INT(t.gaps.n, 4);
}
