#ifndef STORE_TEST_HOUSE_H
#define STORE_TEST_HOUSE_H
/* A store of its own for each test: in a file, in memory, and on PostgreSQL when YUNGUAN_TEST_PG holds the URL of a database of its own. */
#include <stdio.h>
#include <unistd.h>
#include "port/port.h"
#include "store/store.h"

enum where { IN_FILE, IN_MEMORY, IN_PG };
struct house { enum where where; char dir[64], url[256]; struct store *store; struct db *d; struct arena *arena; struct fail f; };

#define EVERYWHERE(name) static void name(struct house *h); \
	TEST(name##_in_file)   { in_house(IN_FILE, name); } \
	TEST(name##_in_memory) { in_house(IN_MEMORY, name); } \
	TEST(name##_in_pg)     { in_house(IN_PG, name); } \
	static void name(struct house *h)
#define DO(call) do { if ((call) != OK) test_fail(__FILE__, __LINE__, "%s: %s: %s", #call, h->f.reason, h->f.sentence); } while (0)
#define FAILS(call, err, why) do { fail_clear(&h->f); CHECK_INT((call), (err)); CHECK_STR(str_of(h->f.reason), (why)); } while (0)
/* Connections know statements by their address: they stay where they are. */
#define STMT(name, ...) static const struct stmt name = { __VA_ARGS__ }

/* Runs the test in a house of that kind and takes it down again. */
void in_house(enum where where, void (*test)(struct house *));
/* The first column of the first row; -1: no row. */
int64_t first_int(struct house *h, struct db *d, const struct stmt *s, const struct val *v, size_t n);
/* The table that most tests write into: made by Q_THING, a row by add, counted by things. */
extern const struct stmt Q_THING, Q_ADD, Q_COUNT;
int64_t things(struct house *h);
enum err add(struct house *h, int64_t id, const char *name, int64_t qty);
void rm_all(const char *dir);
#endif
