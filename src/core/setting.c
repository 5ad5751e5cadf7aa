/* Settings (ARTICLES §6): standard values in the features' tables, changed ones in `param`; a legal limit cannot be loosened. */
#include <stdio.h>
#include "core/parts.h"
#include "core/run_in.h"

struct kept { const struct setting *s; char value[200]; };
struct cache { int64_t until_us; size_t n; struct kept rows[]; };
enum { LOOK_AGAIN_US = 5000000 };

static const struct stmt Q_VALUE = { "SELECT value FROM param WHERE key = ?1" };
static const struct stmt Q_ALL   = { "SELECT key, value FROM param" };

static size_t count(const struct core *k)
{
	size_t n = 0;

	for (const struct feature *const *f = k->features; *f; f++)
		for (const struct setting *s = (*f)->settings; s && s->key; s++)
			n++;
	return n;
}

static enum err load(struct ctx *c, struct db *d, struct cache *all, struct fail *why)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	for (const struct feature *const *f = c->core->features; *f; f++)
		for (const struct setting *s = (*f)->settings; s && s->key; s++) {
			all->rows[all->n].s = s;
			snprintf(all->rows[all->n++].value, sizeof all->rows[0].value, "%s", s->standard);
		}
	TRY(db_rows(d, &Q_ALL, NO_VALS, why, &r));
	while (rows_next(r))
		for (size_t i = 0; i < all->n; i++)
			if (str_is(rows_str(r, 0), all->rows[i].s->key))
				snprintf(all->rows[i].value, sizeof all->rows[i].value, STR_FMT, STR_ARG(rows_str(r, 1)));
	return rows_err(r, why);
}

/* The copy is made from what is committed now, not from a reader's older snapshot: a change drops the copy after its commit, and
 * an old value put back later would stay for ever. */
static void refresh(struct ctx *c)
{
	struct core *k = c->core;
	struct cache *all = k->settings;
	struct fail f = { 0 };
	struct db *d = c->db;

	/* Another server may have changed one (PostgreSQL): look again soon. */
	if (all && (store_engine(k->store) == ENGINE_SQLITE || port_mono_us() < all->until_us))
		return;
	all = calloc(1, sizeof *all + count(k) * sizeof all->rows[0]);
	assert(all);
	enum err e = c->writing ? OK : core_reader(k, &f, &d);
	if (e == OK) {
		e = load(c, d, all, &f);
		if (!c->writing)
			core_reader_back(k, d);
	}
	if (e != OK) {
		log_line(LOG_WARN, "core", "settings=unread error=\"%s\"", f.sentence);
		free(all);
		return;
	}
	all->until_us = port_mono_us() + LOOK_AGAIN_US;
	free(k->settings);
	k->settings = all;
}

struct str setting_raw(struct ctx *c, const struct setting *s)
{
	struct core *k = c->core;
	struct str value = str_of(s->standard);

	/* A turn that has just changed a setting sees its own change; the shared copy waits for the commit. */
	if (c->writing && k->people_changed) {
		struct str own = STR_NONE;
		if (sql_str(c, &Q_VALUE, &own, s->key) == OK && own.p)
			value = own;
		return value;
	}
	pthread_mutex_lock(&k->settings_lock);
	refresh(c);
	struct cache *all = k->settings;
	for (size_t i = 0; all && i < all->n; i++)
		if (all->rows[i].s == s)
			value = arena_str(c->arena, str_of(all->rows[i].value));
	pthread_mutex_unlock(&k->settings_lock);
	return value;
}

void settings_forget(struct core *k)
{
	pthread_mutex_lock(&k->settings_lock);
	free(k->settings);
	k->settings = NULL;
	pthread_mutex_unlock(&k->settings_lock);
}

void settings_free(struct core *k) { settings_forget(k); }

static const struct setting *known(struct ctx *c, const char *key)
{
	const struct setting *s = core_setting(c->core, key);

	assert(s);
	return s;
}

int64_t setting_int(struct ctx *c, const char *key)
{
	int64_t v = 0;
	enum err e = str_int(setting_raw(c, known(c, key)), &v);

	assert(e == OK);
	return v;
}

bool setting_bool(struct ctx *c, const char *key) { return str_is(setting_raw(c, known(c, key)), "true"); }
struct str setting_text(struct ctx *c, const char *key) { return setting_raw(c, known(c, key)); }

int64_t setting_nth(struct ctx *c, const char *key, int i)
{
	struct str rest = setting_raw(c, known(c, key));
	int64_t v = INT_NONE;

	for (int at = 0; rest.p; at++) {
		struct str one = str_trim(str_cut(&rest, ','));
		if (at == i)
			return str_int(one, &v) == OK ? v : INT_NONE;
	}
	return INT_NONE;
}

const char *setting_kind_word(const struct setting *s) { return s->limit_kind == FREE ? "P" : "L"; }

/* The article that stands in a basis like "A20.2" or "A24, R-27". */
static void cite(struct ctx *c, const struct setting *s)
{
	struct str rest = str_of(s->basis), first = str_cut(&rest, ',');

	snprintf(c->fail.article, sizeof c->fail.article, STR_FMT, STR_ARG(first));
}

static enum err laxer(struct ctx *c, const struct setting *s, struct str value, const char *rule)
{
	refuse_by(c, "", "param.laxer", "参数 %s（%s）不能改为“" STR_FMT "”：规定%s，只能更严不能更宽", s->key, s->label, STR_ARG(value), rule);
	cite(c, s);
	return E_REFUSED;
}

enum err setting_check(struct ctx *c, const struct setting *s, struct str value)
{
	int64_t v = 0, lo = s->min, hi = s->max ? s->max : s->min ? s->min : 1000000;
	char rule[80];

	switch (s->kind) {
	case SET_TEXT:
		if (value.n == 0 || value.n > 180)
			return fail_on(c, "value", "too_long", "值应当有 1 至 180 个字节");
		return OK;
	case SET_BOOL:
		if (!str_is(value, "true") && !str_is(value, "false"))
			return fail_on(c, "value", "bad_enum", "%s 只能是 true 或 false，不是“" STR_FMT "”", s->key, STR_ARG(value));
		if (s->limit_kind == LIMIT_FALSE && str_is(value, "true"))
			return laxer(c, s, value, "不允许开启");
		return OK;
	case SET_INT:
	case SET_INTS:
		break;
	}
	for (struct str rest = value; rest.p;) {
		struct str one = value;
		if (s->kind == SET_INTS)
			one = str_trim(str_cut(&rest, ','));
		else
			rest = STR_NONE;
		if (str_int(one, &v) != OK)
			return fail_on(c, "value", "wrong_type", "%s 应当是整数%s，不是“" STR_FMT "”", s->key, s->kind == SET_INTS ? "，用逗号分开" : "", STR_ARG(value));
		snprintf(rule, sizeof rule, "%s %" PRId64, s->limit_kind == LIMIT_AT_MOST ? "最多为" : "至少为", s->limit);
		if ((s->limit_kind == LIMIT_AT_MOST && v > s->limit) || (s->limit_kind == LIMIT_AT_LEAST && v < s->limit))
			return laxer(c, s, value, rule);
		if (v < lo || v > hi)
			return fail_on(c, "value", "out_of_range", "%s 应当在 %" PRId64 " 到 %" PRId64 " 之间，不是 " STR_FMT, s->key, lo, hi, STR_ARG(value));
	}
	return OK;
}
