/* Every statement of every feature is understood by both engines, before anybody needs it. */
#include "core/core.h"
#undef TEST_ROOM
#define TEST_ROOM "features"

static void prepare_all(const char *url)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(16));
	struct core_opts o = { .store_url = url, .features = features, .cheap_passwords = true };
	struct core *k = NULL;
	struct fail f = { 0 };
	struct ctx c;

	if (core_open(&o, &f, &k) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
	CHECK(core_read_begin(k, a, &c) == OK);
	for (const struct feature *const *ft = features; *ft; ft++)
		for (size_t i = 0; i < (*ft)->n_statements; i++)
			if ((*ft)->statements[i].sql && db_prepare(c.db, &(*ft)->statements[i], &f) != OK)
				test_fail(__FILE__, __LINE__, "%s, statement %zu: %s", (*ft)->name, i, f.sentence);
	core_read_end(&c);
	core_close(k);
}

TEST(statements_are_understood_by_sqlite) { prepare_all("sqlite::memory:"); }

TEST(statements_are_understood_by_postgresql)
{
	const char *url = getenv("YUNGUAN_TEST_PG");
	struct fail f = { 0 };

	if (!url)
		test_skip("YUNGUAN_TEST_PG 未设置");
	CHECK(store_wipe(url, &f) == OK);
	prepare_all(url);
}
