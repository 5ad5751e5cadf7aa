/* What is asked of a loaded case before anything is written: whose it is, what is listed, what is gone. */
#define TEST_ROOM "revocation"
#include "domain/revocation/revocation_in.h"

enum { ONE = 11, TWO = 12 };
static struct resource resources[] = { { .id = 1, .csp = ONE, .state = RES_STOPPED }, { .id = 2, .csp = ONE, .state = RES_STOPPED }, { .id = 3, .csp = TWO, .state = RES_STOPPED } };

static struct revocation with(struct wipe_item *items, size_t n)
{
	return (struct revocation){ .resources = { resources, COUNT(resources) }, .items = { items, n } };
}

TEST(a_provider_is_part_of_a_case_by_its_resources)
{
	struct revocation r = with(NULL, 0);

	CHECK(rev_provides(&r, ONE));
	CHECK(rev_provides(&r, TWO));
	CHECK(!rev_provides(&r, 13));
}

TEST(each_of_its_own_resources_must_be_listed)
{
	struct wipe_item items[] = { { .resource = 1, .kind = MEDIUM_VOLUME, .destroyed_at = AT_NONE }, { .resource = 3, .kind = MEDIUM_NONE, .destroyed_at = AT_NONE },
				     { .resource = 2, .kind = MEDIUM_BACKUP, .destroyed_at = AT_NONE } };
	struct revocation r = with(items, 2);

	CHECK(!rev_listed(&r, ONE));
	CHECK(rev_listed(&r, TWO));
	r.items.n = 3;
	CHECK(rev_listed(&r, ONE));
}

TEST(one_destroyed_medium_ends_the_way_back)
{
	struct wipe_item items[] = { { .resource = 1, .kind = MEDIUM_VOLUME, .destroyed_at = AT_NONE }, { .resource = 2, .kind = MEDIUM_VOLUME, .destroyed_at = AT_NONE } };
	struct revocation r = with(items, 2);

	CHECK(!rev_gone(&r));
	items[1].destroyed_at = (struct instant){ 1 };
	CHECK(rev_gone(&r));
}

TEST(steps_are_counted_for_each_provider)
{
	struct revocation_step steps[] = { { .csp = ONE, .step = STEP_STOP } };
	struct revocation r = { .steps = { steps, 1 } };

	CHECK(rev_step_done(&r, ONE, STEP_STOP));
	CHECK(!rev_step_done(&r, TWO, STEP_STOP));
	CHECK(!rev_step_done(&r, ONE, STEP_BACKUP));
}
