/* All features of the product on each engine: every migration, every invariant, every list with every filter and order, and
 * every look at one object are understood and answered. What only one engine takes shows here. */
#define TEST_ROOM "product"
#include <stdio.h>
#include "core/core.h"

extern const struct feature *const features[];

static struct str sample(const struct field *fd)
{
	switch (fd->kind) {
	case F_DATE:
		return STR("2026-02-13");
	case F_AT:
		return STR("2026-02-13T10:00:00+08:00");
	case F_MONTH:
		return STR("2026-02");
	case F_ENUM:
		return str_of(fd->names[1].word);
	case F_BOOL:
		return STR("true");
	default:
		return STR("1");
	}
}

static void ask(struct core *k, const struct op *op, enum org_kind party, struct str name, struct str value)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(16));
	struct answer answer = { .arena = a };
	struct request r = { .op = op, .local = true };

	CHECK(a);
	r.who = (struct principal){ .account = 1, .person = 2, .org = 3, .root_org = 3, .party = party, .roles = ~UINT64_C(0) };
	for (const char *p = op->path; (p = strchr(p, '{')); p++)
		r.params[r.n_params++] = (struct pair){ { p + 1, strcspn(p + 1, "}") }, STR("1") };
	if (name.p)
		r.params[r.n_params++] = (struct pair){ name, value };
	core_call(k, &r, &answer);
	/* Absent, not allowed or not enough is an answer; a broken statement is not. */
	if (answer.err == E_CORRUPT || answer.err == E_NOMEM || !strncmp(answer.fail.reason, "store.", 6))
		test_fail(__FILE__, __LINE__, "%s %.*s=%.*s: %s: %s", op->name, STR_ARG(name), STR_ARG(value), answer.fail.reason,
			  answer.fail.sentence);
}

static int ask_list(struct core *k, const struct op *op, enum org_kind party)
{
	const struct record *rec = op->list->rec ? op->list->rec : op->entity ? op->entity->rec : op->out;
	int n = 1;

	if (op->list->search)
		ask(k, op, party, STR("q"), STR("_%\\'"));
	for (const struct field *fd = rec ? rec->fields : NULL; fd && fd->name; fd++, n++) {
		if (fd->flags & SORT)
			ask(k, op, party, STR("sort"), str_of(fd->name));
		if (fd->flags & FILTER)
			ask(k, op, party, str_of(fd->name), sample(fd));
	}
	return n;
}

static void whole_product(const char *url)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(16));
	struct timer timer = { .simulated = true, .now = { 1770948000000 } };
	struct core_opts o = { .store_url = url, .features = features, .timer = &timer, .chance = chance_seed(7), .cheap_passwords = true };
	struct fail f = { 0 };
	struct core *k = NULL;
	int n = 0;

	if (core_open(&o, &f, &k) != OK)
		test_fail(__FILE__, __LINE__, "%s: %s", f.reason, f.sentence);
	if (core_invariants(k, a, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s: %s", f.reason, f.sentence);
	for (const struct feature *const *ft = core_features(k); *ft; ft++)
		for (const struct op *op = (*ft)->ops; op && op->name; op++)
			for (enum org_kind party = ORG_AUTHORITY; op->verb == GET && party < ORG_KIND_MAX; party++) {
				ask(k, op, party, STR_NONE, STR_NONE);
				n += op->list ? ask_list(k, op, party) : 1;
			}
	CHECK(n > 100);
	if (core_tick(k, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s: %s", f.reason, f.sentence);
	core_close(k);
}

TEST(all_features_run_in_memory)
{
	whole_product("sqlite::memory:");
}

TEST(all_features_run_on_postgresql)
{
	const char *pg = getenv("YUNGUAN_TEST_PG");
	struct fail f = { 0 };

	if (!pg)
		test_skip("YUNGUAN_TEST_PG 未设置");
	CHECK_INT(store_wipe(pg, &f), OK);
	whole_product(pg);
}
