/* The arithmetic of bills, over plain values: which part of a segment is charged in a month, at which share of the price. */
#include "domain/billing/billing_in.h"

static struct date month_first(struct date d)
{
	int y, m, day;

	date_split(d, &y, &m, &day);
	return date_ymd(y, m, 1);
}
static struct date month_next(struct date d) { return date_add_months(month_first(d), 1); }
static bool first_half(struct date d) { return d.day - month_first(d).day < 15; }

static int64_t gcd(int64_t a, int64_t b) { return b ? gcd(b, a % b) : a; }

/* Half a month is half the price however long it is, and days within a half share it: so parts still add up to the whole. */
static struct share share_of_halves(struct period m, struct date from, struct date to)
{
	struct date half = date_add(m.from, 15);
	int64_t rest = m.to.day - half.day;
	int64_t d1 = MAX2(0, MIN2(to.day, half.day) - from.day), d2 = MAX2(0, to.day - MAX2(from.day, half.day));
	struct share s = { d1 * rest + d2 * 15, 30 * rest };
	int64_t g = s.num % rest == 0 ? rest : gcd(s.num, s.den);

	return (struct share){ s.num / g, s.den / g };
}

static struct share share_of(enum billing_period p, enum bill_partial partial, struct period m, struct date from, struct date to)
{
	int y, month, d;

	date_split(from, &y, &month, &d);
	if (p == PER_YEAR)
		return (struct share){ to.day - from.day, date_ymd(y + 1, 1, 1).day - date_ymd(y, 1, 1).day };
	if (p == PER_MONTH && partial == PARTIAL_HALF_MONTH)
		return share_of_halves(m, from, to);
	return (struct share){ to.day - from.day, m.to.day - m.from.day };
}

/* What a price says of half a fen. */
enum err rate_amount(enum billing_period p, enum bill_rounding rounding, struct price price, int64_t qty, struct share s, struct fen *out)
{
	enum err (*prorate)(struct price, int64_t, int64_t, int64_t, struct fen *) = rounding == ROUND_DOWN_FEN ? fen_prorate_down : fen_prorate;

	/* The price is for one day (or hour): quantity times days, over one. */
	if (p == PER_DAY || p == PER_HOUR) {
		int64_t all;
		if (__builtin_mul_overflow(qty, s.num * (p == PER_HOUR ? 24 : 1), &all))
			return E_LIMIT;
		return prorate(price, all, 1, 1, out);
	}
	return prorate(price, qty, s.num, s.den, out);
}

static const struct price_span *span_at(const struct price_span *spans, size_t n, struct date d)
{
	for (size_t i = 0; i < n; i++)
		if (spans[i].from_date.day <= d.day && d.day < spans[i].to_date.day)
			return &spans[i];
	return NULL;
}

/* The contract's way with first and last days; nothing to do under the standard one (R-34: the first day is charged, the last is not). */
static void bend(const struct rated *r, enum billing_period p, const struct price_span *spans, size_t n, struct period m, struct charge *k)
{
	const struct price_span *at_start = date_none(r->first_date) ? NULL : span_at(spans, n, r->first_date);
	struct date last = date_none(r->last_date) ? DATE_NONE : date_add(r->last_date, -1);
	const struct price_span *at_end = date_none(last) ? NULL : span_at(spans, n, last);
	struct date start = r->first_date, end = r->last_date;

	if (at_end && at_end->end_day == DAY_CHARGED)
		end = date_add(end, 1);
	if (at_start && at_start->start_day == DAY_FREE)
		start = date_add(start, 1);
	if (r->from_date.day == r->first_date.day)
		k->from = start;
	if (!date_none(end) && r->to_date.day == r->last_date.day)
		k->to = end;
	if (p == PER_MONTH && at_start && at_start->partial == PARTIAL_NEXT_MONTH && k->from.day < month_next(start).day)
		k->from = month_next(start);
	k->from = (struct date){ MAX2(k->from.day, m.from.day) };
	k->to = (struct date){ MIN2(k->to.day, m.to.day) };
	k->eff_from = k->from;
	k->eff_to = k->to;
	if (p != PER_MONTH || k->from.day >= k->to.day)
		return;
	if (at_start && at_start->partial == PARTIAL_HALF_MONTH && k->from.day == start.day)
		k->eff_from = first_half(start) ? m.from : date_add(m.from, 15);
	if (at_end && !date_none(end) && k->to.day == end.day && at_end->partial == PARTIAL_HALF_MONTH)
		k->eff_to = first_half(date_add(end, -1)) ? date_add(m.from, 15) : m.to;
	if (at_end && !date_none(end) && k->to.day == end.day && at_end->partial == PARTIAL_NEXT_MONTH)
		k->eff_to = m.to;
}

bool spans_bent(const struct price_span *spans, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (spans[i].partial != PARTIAL_DAY || spans[i].start_day != DAY_CHARGED || spans[i].end_day != DAY_FREE)
			return true;
	return false;
}

struct charge charge_of(const struct rated *r, enum billing_period p, const struct price_span *spans, size_t n, struct period m, bool bent)
{
	struct charge k = { .from = r->from_date, .to = date_none(r->to_date) ? m.to : r->to_date };

	if (p == PER_ONCE) {
		/* Charged once, on the day it was delivered; taken back on that day, not at all. */
		bool here = r->first_date.day >= m.from.day && r->first_date.day < m.to.day && r->from_date.day == r->first_date.day &&
			    (date_none(r->to_date) || r->to_date.day > r->from_date.day);
		k.to = here ? date_add(k.from, 1) : k.from;
		k.eff_from = k.from;
		k.eff_to = k.to;
		return k;
	}
	if (bent) {
		bend(r, p, spans, n, m, &k);
		return k;
	}
	k.from = k.eff_from = (struct date){ MAX2(k.from.day, m.from.day) };
	k.to = k.eff_to = (struct date){ MIN2(k.to.day, m.to.day) };
	return k;
}

enum err charge_parts(const struct charge *k, enum billing_period p, int64_t qty, const struct price_span *spans, size_t n, struct period m,
		      struct rated_part *out, size_t max, size_t *n_out, struct date *missing)
{
	struct date at = k->from;
	size_t i = 0;

	*n_out = 0;
	*missing = DATE_NONE;
	while (at.day < k->to.day) {
		while (i < n && spans[i].to_date.day <= at.day)
			i++;
		if (i == n || spans[i].from_date.day > at.day) {
			*missing = at;
			return E_REFUSED;
		}
		if (*n_out == max)
			return E_LIMIT;
		struct rated_part *part = &out[(*n_out)++];
		part->span = &spans[i];
		part->from = at;
		part->to = at = (struct date){ MIN2(spans[i].to_date.day, k->to.day) };
	}
	for (i = 0; i < *n_out; i++) {
		struct rated_part *part = &out[i];
		struct date from = i == 0 ? k->eff_from : part->from, to = i + 1 == *n_out ? k->eff_to : part->to;
		part->share = p == PER_ONCE ? (struct share){ 1, 1 } : share_of(p, part->span->partial, m, from, to);
		if (p != PER_USAGE)
			TRY(rate_amount(p, part->span->rounding, part->span->unit_price_e4, qty, part->share, &part->amount));
	}
	return OK;
}
