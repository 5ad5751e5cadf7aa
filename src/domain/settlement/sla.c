/* What service levels cost: minutes, over plain values (A30, R-33, PRACTICE 4.6). */
#include "domain/settlement/settlement_in.h"

struct span { int64_t from, to; };                     /* minutes since 1970 */

static int by_from(const void *a, const void *b)
{
	int64_t x = ((const struct span *)a)->from, y = ((const struct span *)b)->from;

	return (x > y) - (x < y);
}

/* Sorts and joins what overlaps; returns how many are left. */
static size_t joined(struct span *s, size_t n)
{
	size_t k = 0;

	qsort(s, n, sizeof *s, by_from);
	for (size_t i = 0; i < n; i++) {
		if (s[i].from >= s[i].to)
			continue;
		if (k && s[i].from <= s[k - 1].to)
			s[k - 1].to = MAX2(s[k - 1].to, s[i].to);
		else
			s[k++] = s[i];
	}
	return k;
}
static int64_t minutes(const struct span *s, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += s[i].to - s[i].from;
	return sum;
}
static int64_t common(const struct span *a, size_t n_a, const struct span *b, size_t n_b)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n_a; i++)
		for (size_t j = 0; j < n_b; j++)
			sum += MAX2(0, MIN2(a[i].to, b[j].to) - MAX2(a[i].from, b[j].from));
	return sum;
}
static struct span clipped(struct instant from, struct instant to, struct span month)
{
	return (struct span){ MAX2(from.ms / 60000, month.from), MIN2(to.ms / 60000, month.to) };
}
static bool exempts(const struct sla_window *w, const struct workdays *days, int notice_wd)
{
	if (w->kind == WINDOW_FORCE_MAJEURE)
		return w->accepted;
	return !at_none(w->announced_at) && workday_between(days, date_of(w->announced_at), date_of(w->from_at)) >= notice_wd;
}

enum err sla_measure(struct sla_result *r, const struct workdays *days, int notice_wd, struct arena *a)
{
	struct period m;
	struct span *down = ARENA_ARRAY(a, struct span, r->outages.n + 1), *exempt = ARENA_ARRAY(a, struct span, r->windows.n + 1);
	size_t n_down = 0, n_exempt = 0;

	TRY(month_parse(r->month, &m));
	struct span month = { date_start(m.from).ms / 60000, date_start(m.to).ms / 60000 };
	EACH(struct sla_outage, o, r->outages)
		down[n_down++] = clipped(o->from_at, o->to_at, month);
	EACH(struct sla_window, w, r->windows)
		if (exempts(w, days, notice_wd))
			exempt[n_exempt++] = clipped(w->from_at, w->to_at, month);
	n_down = joined(down, n_down);
	n_exempt = joined(exempt, n_exempt);
	r->month_min = month.to - month.from;
	r->exempt_min = minutes(exempt, n_exempt);
	r->down_min = minutes(down, n_down);
	r->counted_min = r->down_min - common(down, n_down, exempt, n_exempt);
	int64_t all = r->month_min - r->exempt_min;
	r->availability_bp = all > 0 ? (all - r->counted_min) * 10000 / all : 10000;
	return OK;
}

int64_t sla_deduct(const struct list *table, int64_t availability_bp)
{
	int64_t lowest = INT64_MAX, deduct = 0;

	EACH(struct sla_deduction, d, *table)
		if (availability_bp < d->below_bp && d->below_bp < lowest) {
			lowest = d->below_bp;
			deduct = d->deduct_bp;
		}
	return deduct;
}

int64_t score_factor_of(const struct list *table, int64_t score_centi)
{
	static const struct score_factor usual[] = { { 9000, 10000 }, { 8000, 9500 }, { 7000, 9000 }, { 6000, 8000 }, { 0, 7000 } };
	int64_t best = -1, factor = 10000;
	size_t n = table->n ? table->n : COUNT(usual);

	for (size_t i = 0; i < n; i++) {
		const struct score_factor *f = table->n ? LIST_AT(*table, struct score_factor, i) : &usual[i];
		if (score_centi >= f->from_centi && f->from_centi > best) {
			best = f->from_centi;
			factor = f->factor_bp;
		}
	}
	return factor;
}

enum err settle_period_parse(struct str text, struct period *out, int *kind)
{
	int64_t y, part;

	if (month_parse(text, out) == OK) {
		*kind = SETTLE_MONTH;
		return OK;
	}
	if (text.n < 4 || str_int((struct str){ text.p, 4 }, &y) != OK || y < 1900 || y > 9998)
		return E_INVALID;
	if (text.n == 4) {
		*kind = SETTLE_YEAR;
		*out = (struct period){ date_ymd((int)y, 1, 1), date_ymd((int)y + 1, 1, 1) };
		return OK;
	}
	if (text.n != 7 || text.p[4] != '-' || (text.p[5] != 'Q' && text.p[5] != 'H') || str_int((struct str){ text.p + 6, 1 }, &part) != OK)
		return E_INVALID;
	int months = text.p[5] == 'Q' ? 3 : 6;
	if (part < 1 || part > 12 / months)
		return E_INVALID;
	*kind = months == 3 ? SETTLE_QUARTER : SETTLE_HALF;
	out->from = date_ymd((int)y, (int)(part - 1) * months + 1, 1);
	out->to = date_add_months(out->from, months);
	return OK;
}
