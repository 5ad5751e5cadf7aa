/* Printed numbers (DICTIONARY §6): unique, without gaps within a series, never reused. */
#include "core/core_in.h"

static const struct stmt Q_NEXT = { "UPDATE series SET last = last + 1 WHERE name = ?1" };
static const struct stmt Q_NEW  = { "INSERT INTO series (name, last) VALUES (?1, 1)" };
static const struct stmt Q_LAST = { "SELECT last FROM series WHERE name = ?1" };

enum err series_next(struct ctx *c, const char *series, int64_t *out)
{
	int64_t changed = 0;

	TRY(sql_run_n(c, &Q_NEXT, &changed, series));
	if (!changed)
		TRY(sql_run(c, &Q_NEW, series));
	return sql_int(c, &Q_LAST, out, series);
}

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
