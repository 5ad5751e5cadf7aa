/* Printed numbers (DICTIONARY §6): unique, without gaps within a series, never reused. */
#include "core/core_in.h"

static const struct stmt Q_NEXT = { "UPDATE series SET last = last + ?2 WHERE name = ?1" };
static const struct stmt Q_NEW  = { "INSERT INTO series (name, last) VALUES (?1, ?2)" };
static const struct stmt Q_LAST = { "SELECT last FROM series WHERE name = ?1" };

enum err series_take(struct ctx *c, const char *series, int64_t n, int64_t *first)
{
	int64_t changed = 0, last = 0;

	TRY(sql_run_n(c, &Q_NEXT, &changed, series, n));
	if (!changed)
		TRY(sql_run(c, &Q_NEW, series, n));
	TRY(sql_int(c, &Q_LAST, &last, series));
	*first = last - n + 1;
	return OK;
}

enum err series_next(struct ctx *c, const char *series, int64_t *out) { return series_take(c, series, 1, out); }

enum err number_next(struct ctx *c, const char *kind, struct str *out)
{
	int y, m, d;
	int64_t n;

	date_split(today(c), &y, &m, &d);
	struct str series = arena_fmt(c->arena, "ZWY-%s-%d", kind, y);
	TRY(series_next(c, arena_cstr(c->arena, series), &n));
	*out = arena_fmt(c->arena, STR_FMT "-%06" PRId64, STR_ARG(series), n);
	return OK;
}
