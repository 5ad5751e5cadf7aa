/* Unit tests of the pure parts. */
#undef TEST_ROOM
#define TEST_ROOM "api"
#include "api/http.h"

TEST(host_names)
{
	struct str name;

	CHECK(host_parse(STR("[::1]:80"), &name));
	CHECK_STR(name, "[::1]");
	CHECK(!host_parse(STR("a b"), &name));
}
