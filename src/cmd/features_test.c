/* Every statement of every feature is understood by both engines, before anybody needs it. */
#include <ctype.h>
#include <stdio.h>
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

static struct fail set(struct core *k, const struct setting *s, const char *value)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(4));
	struct request r = { .op = core_op(k, STR("param.set")), .local = true, .ip = STR("-"), .params = { { STR("key"), str_of(s->key) } }, .n_params = 1,
			     .who = { .account = 1, .person = 1, .org = 1, .party = ORG_AUTHORITY, .roles = R(AUTH_ISSUER) },
			     .body = arena_fmt(a, "{\"value\":\"%s\",\"basis\":\"州数据局解释〔2026〕1号\"}", value) };
	struct answer answer = { .arena = a };

	core_call(k, &r, &answer);
	return answer.err == OK ? (struct fail){ 0 } : answer.fail;
}

/* T-F25 for every figure of the law, also those that come with later features: laxer is refused with an article that is known,
 * the limit itself and what is stricter are taken. */
TEST(no_figure_of_the_law_can_be_loosened)
{
	struct core_opts o = { .store_url = "sqlite::memory:", .features = features, .cheap_passwords = true };
	struct core *k = NULL;
	struct fail f = { 0 };
	int seen = 0;
	char value[24];

	CHECK(core_open(&o, &f, &k) == OK);
	for (const struct feature *const *ft = features; *ft; ft++)
		for (const struct setting *s = (*ft)->settings; s && s->key; s++) {
			int64_t worse = s->limit_kind == LIMIT_AT_MOST ? 1 : -1;
			if (s->limit_kind != LIMIT_AT_MOST && s->limit_kind != LIMIT_AT_LEAST)
				continue;
			seen++;
			snprintf(value, sizeof value, "%" PRId64, s->limit + worse);
			f = set(k, s, value);
			if (f.kind != E_REFUSED || strcmp(f.reason, "param.laxer") != 0 || !article_find(f.article))
				test_fail(__FILE__, __LINE__, "%s=%s is not refused by an article: %s %s", s->key, value, f.reason, f.sentence);
			for (int64_t v = s->limit; v == s->limit || v == s->limit - worse; v -= worse) {
				snprintf(value, sizeof value, "%" PRId64, v);
				f = set(k, s, value);
				if (f.kind != OK && !(v != s->limit && (v < s->min || v > s->max)))
					test_fail(__FILE__, __LINE__, "%s=%s is not taken: %s", s->key, value, f.sentence);
			}
		}
	CHECK(seen >= 9);
	core_close(k);
}

/* Each standard value is one that could be set. */
static size_t words_in(const char *text)
{
	size_t n = 0;

	for (struct str rest = str_of(text); rest.p; n++)
		str_cut(&rest, ',');
	return n;
}

TEST(every_choice_can_be_read)
{
	for (const struct feature *const *ft = features; *ft; ft++)
		for (const struct setting *s = (*ft)->settings; s && s->key; s++)
			if (words_in(s->choices) != words_in(s->says))
				test_fail(__FILE__, __LINE__, "%s: a label for each choice", s->key);
}

TEST(standard_values_keep_their_own_rules)
{
	struct core_opts o = { .store_url = "sqlite::memory:", .features = features, .cheap_passwords = true };
	struct core *k = NULL;
	struct fail f = { 0 };

	CHECK(core_open(&o, &f, &k) == OK);
	for (const struct feature *const *ft = features; *ft; ft++)
		for (const struct setting *s = (*ft)->settings; s && s->key; s++) {
			f = set(k, s, s->standard);
			if (f.kind != OK)
				test_fail(__FILE__, __LINE__, "%s=%s: %s (%s)", s->key, s->standard, f.sentence, f.reason);
		}
	core_close(k);
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += n)
		if ((at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '_')) && !isalnum((unsigned char)at[n]) && at[n] != '_')
			return true;
	return false;
}

/* A masked name that a search finds letter by letter is told: nobody searches, filters or sorts by what they do not see. */
TEST(what_is_masked_is_not_searched)
{
	struct core_opts o = { .store_url = "sqlite::memory:", .features = features, .cheap_passwords = true };
	struct core *k = NULL;
	const struct op *const *ops = NULL;
	struct fail f = { 0 };
	int seen = 0;

	CHECK(core_open(&o, &f, &k) == OK);
	size_t n = core_ops(k, &ops);
	for (size_t i = 0; i < n; i++) {
		const struct list_def *l = ops[i]->list;
		const struct record *r = l && l->rec ? l->rec : ops[i]->entity ? ops[i]->entity->rec : NULL;
		for (const struct field *fd = l && r ? r->fields : NULL; fd && fd->name; fd++) {
			if (!(fd->flags & PERSONAL))
				continue;
			if (fd->flags & (FILTER | SORT))
				test_fail(__FILE__, __LINE__, "%s: %s is masked and filtered or sorted by", ops[i]->name, fd->name);
			if (!l->search || !has_word(l->search, fd->name))
				continue;
			seen++;
			if (!l->search_masked || has_word(l->search_masked, fd->name))
				test_fail(__FILE__, __LINE__, "%s: %s is masked and searched", ops[i]->name, fd->name);
		}
	}
	CHECK(seen > 0);
	core_close(k);
}
