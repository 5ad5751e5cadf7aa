/* Settings (ARTICLES §6): standard values in the features' tables, changed ones in `param`; a legal limit cannot be loosened. */
#include <stdio.h>
#include "core/parts.h"
#include "core/run_in.h"

enum { VALUE_MAX = 900 };
struct kept { const struct setting *s; char value[VALUE_MAX + 1]; };
struct cache { int64_t until_us; size_t n; struct kept rows[]; };
enum { LOOK_AGAIN_US = 5000000 };

static const struct stmt Q_VALUE = { "SELECT value FROM param WHERE key = ?1" };
static const struct stmt Q_ALL   = { "SELECT key, value FROM param" };
static const struct stmt Q_AFTER = { "SELECT old_value FROM param_history WHERE key = ?1 AND (at > ?2 OR (at = ?2 AND id > ?3)) ORDER BY at, id LIMIT 1" };

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

static enum err time_parse(struct str s, int64_t *minutes)
{
	struct str rest = s, h = str_cut(&rest, ':');
	int64_t hour, minute;

	if (h.n != 2 || rest.n != 2 || str_int(h, &hour) != OK || str_int(rest, &minute) != OK || hour < 0 || hour > 24 || minute < 0 || minute > 59 ||
	    (hour == 24 && minute))
		return E_INVALID;
	*minutes = hour * 60 + minute;
	return OK;
}

static enum err pct_parse(struct str s, int64_t *bp)
{
	struct str rest = s, whole = str_cut(&rest, '.');
	int64_t w, part = 0;

	if (str_int(whole, &w) != OK || w < 0 || w > 1000 || (rest.p && (rest.n < 1 || rest.n > 2 || rest.p[0] == '-' || str_int(rest, &part) != OK)))
		return E_INVALID;
	*bp = w * 100 + (rest.n == 1 ? part * 10 : part);
	return OK;
}

int64_t setting_minutes(struct ctx *c, const char *key)
{
	int64_t v;

	return time_parse(setting_raw(c, known(c, key)), &v) == OK ? v : INT_NONE;
}

int64_t setting_bp(struct ctx *c, const char *key)
{
	int64_t v = 0;
	enum err e = pct_parse(setting_raw(c, known(c, key)), &v);

	assert(e == OK);
	return v;
}

struct str setting_text_at(struct ctx *c, const char *key, struct instant at, int64_t id)
{
	struct str old = STR_NONE;

	/* The first change since then says what was in force before it. */
	if (sql_str(c, &Q_AFTER, &old, key, at, id ? id : INT64_MAX) == OK && old.p)
		return old;
	return setting_raw(c, known(c, key));
}

int64_t setting_int_at(struct ctx *c, const char *key, struct instant at, int64_t id)
{
	int64_t v = 0;

	return str_int(setting_text_at(c, key, at, id), &v) == OK ? v : setting_int(c, key);
}

/* A switch that can only stay off is no figure of the regulation. */
const char *setting_kind_word(const struct setting *s) { return s->limit_kind == LIMIT_AT_MOST || s->limit_kind == LIMIT_AT_LEAST ? "L" : "P"; }

const char *setting_type_word(const struct setting *s)
{
	static const char *const words[SETTING_KIND_MAX] = { [SET_INT] = "int", [SET_BOOL] = "bool", [SET_TEXT] = "text", [SET_INTS] = "ints",
		[SET_WORDS] = "words", [SET_CHOICE] = "choice", [SET_TIME] = "time", [SET_DATE] = "date", [SET_PCT] = "pct" };

	return words[s->kind];
}

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

static bool is_choice(const struct setting *s, struct str value)
{
	for (struct str rest = str_of(s->choices); rest.p;)
		if (str_eq(str_cut(&rest, ','), value))
			return true;
	return false;
}

/* The choices for a sentence: "refuse（拒绝）、warn（提示）". */
static struct str choices_text(struct ctx *c, const struct setting *s)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(2));

	for (struct str words = str_of(s->choices), says = str_of(s->says); words.p;) {
		struct str word = str_cut(&words, ','), label = str_cut(&says, ',');
		buf_fmt(&b, "%s" STR_FMT, b.n ? "、" : "", STR_ARG(word));
		if (label.n && !str_eq(label, word))
			buf_fmt(&b, "（" STR_FMT "）", STR_ARG(label));
	}
	return arena_str(c->arena, buf_str(&b));
}

static enum err number_check(struct ctx *c, const struct setting *s, struct str value, int64_t v)
{
	int64_t lo = s->min, hi = s->max ? s->max : s->min ? s->min : 1000000;
	char rule[80];

	snprintf(rule, sizeof rule, "%s %" PRId64, s->limit_kind == LIMIT_AT_MOST ? "最多为" : "至少为", s->limit);
	if ((s->limit_kind == LIMIT_AT_MOST && v > s->limit) || (s->limit_kind == LIMIT_AT_LEAST && v < s->limit))
		return laxer(c, s, value, rule);
	if (v < lo || v > hi)
		return fail_on(c, "value", "out_of_range", "%s 应当在 %" PRId64 " 到 %" PRId64 " 之间，不是 %" PRId64, s->key, lo, hi, v);
	return OK;
}

static enum err numbers_check(struct ctx *c, const struct setting *s, struct str value)
{
	int64_t seen[10];
	int n = 0;

	for (struct str rest = value; rest.p; n++) {
		struct str one = s->kind == SET_INTS ? str_trim(str_cut(&rest, ',')) : value;
		int64_t v;
		if (s->kind == SET_INT)
			rest = STR_NONE;
		if (str_int(one, &v) != OK)
			return fail_on(c, "value", "wrong_type", "%s 应当是整数%s，不是“" STR_FMT "”", s->key, s->kind == SET_INTS ? "，用逗号分开" : "",
				       STR_ARG(utf8_head(value, 60)));
		TRY(number_check(c, s, value, v));
		if (n == (int)COUNT(seen))
			return fail_on(c, "value", "too_many", "%s 至多有 %zu 个数", s->key, COUNT(seen));
		for (int i = 0; i < n && !s->count; i++)
			if (seen[i] == v)
				return fail_on(c, "value", "duplicate", "%s 里 %" PRId64 " 出现了两次", s->key, v);
		seen[n] = v;
	}
	return s->count && n != s->count ? fail_on(c, "value", "wrong_count", "%s 应当有 %d 个数，用逗号分开，不是 %d 个", s->key, s->count, n) : OK;
}

static enum err words_check(struct ctx *c, const struct setting *s, struct str value)
{
	int n = 0;

	for (struct str rest = value, one; rest.p; n++) {
		one = str_trim(str_cut(&rest, ','));
		if (!one.n || one.n > 80 || n == 20)
			return fail_on(c, "value", "bad_format", "%s 应当是 1 至 20 个词，用逗号分开，每个不超过 80 个字节", s->key);
	}
	return OK;
}

enum err setting_check(struct ctx *c, const struct setting *s, struct str value)
{
	struct date day;
	int64_t v;

	if (value.n == 0 || value.n > VALUE_MAX)
		return fail_on(c, "value", "too_long", "值应当有 1 至 %d 个字节", VALUE_MAX);
	switch (s->kind) {
	case SET_INT: case SET_INTS:
		return numbers_check(c, s, value);
	case SET_BOOL:
		if (!str_is(value, "true") && !str_is(value, "false"))
			return fail_on(c, "value", "bad_enum", "%s 只能是 true 或 false，不是“" STR_FMT "”", s->key, STR_ARG(utf8_head(value, 60)));
		return s->limit_kind == LIMIT_FALSE && str_is(value, "true") ? laxer(c, s, value, "不允许开启") : OK;
	case SET_WORDS:
		return words_check(c, s, value);
	case SET_CHOICE:
		return is_choice(s, value) ? OK : fail_on(c, "value", "bad_enum", "%s 只能是 " STR_FMT "，不是“" STR_FMT "”", s->key, STR_ARG(choices_text(c, s)), STR_ARG(utf8_head(value, 60)));
	case SET_TIME:
		return is_choice(s, value) || (time_parse(value, &v) == OK && v < 1440) ? OK
		     : fail_on(c, "value", "bad_format", "%s 应当是 00:00 至 23:59 的时刻%s" STR_FMT "，不是“" STR_FMT "”", s->key, s->choices ? "，或者 " : "", STR_ARG(choices_text(c, s)),
			       STR_ARG(utf8_head(value, 60)));
	case SET_DATE:
		return date_parse(value, &day) == OK ? OK : fail_on(c, "value", "bad_format", "%s 应当是 YYYY-MM-DD 的日期，不是“" STR_FMT "”", s->key, STR_ARG(utf8_head(value, 60)));
	case SET_PCT:
		if (pct_parse(value, &v) != OK || v < s->min || v > (s->max ? s->max : 10000))
			return fail_on(c, "value", "out_of_range", "%s 应当是 %g 到 %g 的百分数，至多两位小数，不是“" STR_FMT "”", s->key, (double)s->min / 100,
				       (double)(s->max ? s->max : 10000) / 100, STR_ARG(utf8_head(value, 60)));
		return OK;
	case SET_TEXT: case SETTING_KIND_MAX:
		break;
	}
	return OK;
}
