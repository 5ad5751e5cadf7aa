/* The ledger in a store: what enters, what holds room, what never comes back. */
#define TEST_ROOM "resource"
#include "domain/contract/test_contract.h"
#undef TEST_ROOM
#define TEST_ROOM "resource"
#include "domain/resource/resource_in.h"

static enum err keys(struct ctx *c, void *arg)
{
	(void)arg;
	CHECK_STR(native_key(c, STR(" I-1 ")), "i-1");
	CHECK_STR(native_key(c, STR("云盘-A")), "云盘-a");
	CHECK_INT(native_key(c, STR_NONE).n, 0);
	return OK;
}

HOUSE_TEST(native_ids_are_compared_without_case_and_blanks)
{
	struct supplier s = supplier_open();

	CHECK_INT(house_write(s.h, keys, NULL), OK);
	supplier_close(&s);
}

static enum err nothing_given(struct ctx *c, void *arg)
{
	struct resource r;

	record_none(&resource_record, &r);
	r.name = STR("无名");
	r.emergency = *(bool *)arg;
	return resource_enter(c, &r);
}

HOUSE_TEST(nothing_enters_without_a_ground)
{
	struct supplier s = supplier_open();
	bool emergency = false;

	CHECK_INT(house_write(s.h, nothing_given, &emergency), E_REFUSED);
	CHECK_STR(str_of(s.h->fail.article), "A8.3");
	CHECK_STR(str_of(s.h->fail.reason), "resource.no_application");
	/* With a ground it is looked for its pool. */
	emergency = true;
	CHECK_INT(house_write(s.h, nothing_given, &emergency), E_ABSENT);
	supplier_close(&s);
}
