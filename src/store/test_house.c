/* The house that the store's tests share. */
#include <sys/stat.h>
#include "store/test_house.h"

const struct stmt Q_THING = { "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, qty BIGINT CHECK (qty >= 0))" };
const struct stmt Q_ADD = { "INSERT INTO thing (id, name, qty) VALUES (?1, ?2, ?3)" };
const struct stmt Q_COUNT = { "SELECT COUNT(*) FROM thing" };

void rm_all(const char *dir)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	CHECK(strncmp(dir, "/tmp/", 5) == 0);
	CHECK_INT(system(command), 0);
}

void in_house(enum where where, void (*test)(struct house *))
{
	struct house house = { .where = where }, *h = &house;
	const char *pg = getenv("YUNGUAN_TEST_PG");

	if (where == IN_PG && !pg)
		test_skip("YUNGUAN_TEST_PG 未设置");
	h->arena = arena_new(MIB(64));
	strcpy(h->dir, "/tmp/store-test-XXXXXX");
	CHECK(mkdtemp(h->dir));
	if (where == IN_PG)
		snprintf(h->url, sizeof h->url, "%s", pg);
	else if (where == IN_MEMORY)
		strcpy(h->url, "sqlite::memory:");
	else
		snprintf(h->url, sizeof h->url, "sqlite:%s/x.db", h->dir);
	if (where == IN_PG)
		DO(store_wipe(pg, &h->f));
	DO(store_open(h->url, &h->f, &h->store));
	DO(db_open(h->store, DB_WRITE, &h->f, &h->d));
	test(h);
	db_close(h->d);
	store_close(h->store);
	arena_free(h->arena);
	rm_all(h->dir);
}

int64_t first_int(struct house *h, struct db *d, const struct stmt *s, const struct val *v, size_t n)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t got = -1;

	DO(db_rows(d, s, v, n, &h->f, &r));
	if (rows_next(r))
		got = rows_int(r, 0);
	DO(rows_err(r, &h->f));
	return got;
}

int64_t things(struct house *h)
{
	return first_int(h, h->d, &Q_COUNT, NO_VALS);
}

enum err add(struct house *h, int64_t id, const char *name, int64_t qty)
{
	return db_run(h->d, &Q_ADD, VALS(id, name, qty), &h->f, NULL);
}
