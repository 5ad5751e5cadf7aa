#ifndef CORE_TEST_HOUSE_H
#define CORE_TEST_HOUSE_H
/* A small house for this room's tests: the core and one feature, "thing", on simulated time. */
#include "core/parts.h"
#undef TEST_ROOM
#define TEST_ROOM "core"

/* Making one of qty 97 is refused after it has been written; with 98 a statement of it fails; with 99 too, and it goes on. */
enum thing_color { RED = 1, GREEN, BLUE, COLOR_MAX };
enum thing_state { OPEN = 1, SHUT, STATE_MAX };
struct thing { int64_t id, version; struct str name, phone; int64_t qty; int32_t color, state; struct date made_date; struct instant made_at; };
extern const struct record thing_record;
extern const struct entity thing_entity;
extern const struct op thing_ops[];
extern int heard_times, heard_fails;       /* what the listener of thing.shut did, and how often it is to fail */
extern int job_times;
extern void (*at_job)(void);               /* called by the day's job, when set */
extern bool local_days;                    /* the house's calendar has its local layer */

struct house { struct core *k; struct timer timer; struct arena *a; struct fail fail; };
/* A test in memory, and the same on PostgreSQL when YUNGUAN_TEST_PG holds the URL of a database of its own. */
#define HOUSE_TEST(name) static void house_##name(void); \
	TEST(name) { house_in_pg = false; house_##name(); } \
	TEST(name##_in_pg) { \
		if (!getenv("YUNGUAN_TEST_PG")) \
			test_skip("YUNGUAN_TEST_PG 未设置"); \
		house_in_pg = true; \
		house_##name(); \
		house_in_pg = false; \
	} \
	static void house_##name(void)
extern bool house_in_pg;
/* Opens an empty one on 2026-02-13 10:00 in Beijing. */
struct house *house_open(void);
/* The same moment with every feature of the product instead of "thing", for the tests of features. */
struct house *house_product(void);
/* The one of things with the writer and the workers on threads of their own, on a file in a folder of its own, whose name comes into dir; house_close_in
 * takes both away. */
enum { HOUSE_DIR_MAX = 40 };
struct house *house_threads_in(char dir[HOUSE_DIR_MAX]);
void house_close_in(struct house *h, const char *dir);
void house_at(struct house *h, const char *when);
void house_close(struct house *h);
/* Runs fn inside a committed turn of the writer. */
enum err house_write(struct house *h, enum err (*fn)(struct ctx *c, void *arg), void *arg);
/* n things named 甲0001 …, each with qty n % 3, colours in turn, all of one moment. */
void house_fill(struct house *h, int n);
/* The op as an authority's person (roles as given); query as "limit=3&color=red", body as JSON text. The answer lives in h->a. */
struct answer house_ask(struct house *h, const char *op, uint64_t roles, const char *query, const char *body);
/* The same as anybody. */
struct answer house_ask_by(struct house *h, const struct principal *who, const char *op, const char *query, const char *body);
/* Runs SQL that no feature could: damage. */
void house_damage(struct house *h, const char *sql);
/* A key file at path (how "w": made; "a": one more key), the key's every hex digit `fill`. */
void house_ring(const char *path, const char *how, int number, char fill);
/* Working-day exceptions of data/calendar-cn.csv, and of the local layer. */
struct workdays house_days(struct arena *a, bool local);
#endif
