/* Working days: a local row, else a national row, else Monday to Friday. */
#include "core/flow.h"

static const struct workday_exception *find(const struct workdays *w, struct date d)
{
	size_t lo = 0, hi = w->n;
	const struct workday_exception *best = NULL;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (w->days[mid].date.day < d.day)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < w->n && w->days[lo].date.day == d.day; lo++)
		if (!best || w->days[lo].local)
			best = &w->days[lo];
	return best;
}

bool workday_is(const struct workdays *w, struct date d)
{
	const struct workday_exception *e = find(w, d);

	return e ? e->work : date_weekday(d) <= 5;
}

struct date workday_due(const struct workdays *w, struct date day0, int n, struct date *counted)
{
	struct date d = day0;

	assert(n >= 0 && n <= 400);
	for (int i = 0; i < n;) {
		d = date_add(d, 1);
		if (!workday_is(w, d))
			continue;
		if (counted)
			counted[i] = d;
		i++;
	}
	return d;
}

int workday_between(const struct workdays *w, struct date from, struct date to)
{
	int n = 0;

	for (struct date d = date_add(from, 1); d.day <= to.day; d = date_add(d, 1))
		n += workday_is(w, d);
	return n;
}

struct date workday_next_or_same(const struct workdays *w, struct date d)
{
	while (!workday_is(w, d))
		d = date_add(d, 1);
	return d;
}

struct date workday_keep_until(const struct workdays *w, struct date cutover, int months)
{
	return workday_next_or_same(w, date_add_months(cutover, months));
}
