/* months COUNT SEED: prefecture-months that nobody chose, rated by the product's arithmetic and printed as an export for tools/rerate. */
#include <stdio.h>
#include "domain/billing/billing_in.h"

static uint64_t state;
static int64_t rnd(int64_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((state >> 33) % (uint64_t)n);
}

enum { ITEMS = 8, ORGS = 5, CSPS = 2, RESOURCES = 24 };
static const char *const partials[] = { NULL, "day", "half_month", "next_month" }, *const roundings[] = { NULL, "half_up_fen", "down_fen" }, *const charged[] = { NULL, "charged", "free" };
static const char *const periods[] = { NULL, "month", "year", "day", "hour", "once", "usage" };

struct total { int64_t fen, lines; };
static struct total totals[ORGS][CSPS];
static struct price_span spans[CSPS][ITEMS][3];
static int64_t used[RESOURCES][31];
static struct str text(struct arena *a, struct date d) { return date_none(d) ? STR("null") : arena_fmt(a, "\"" STR_FMT "\"", STR_ARG(date_text(a, d))); }

/* One set of terms a contract, three stretches of days with a price each. */
static void prices(struct arena *a, struct period m)
{
	for (int csp = 0; csp < CSPS; csp++) {
		int partial = rnd(2) ? 1 : 1 + (int)rnd(3), rounding = 1 + (int)rnd(2), start = rnd(3) ? 1 : 2, end = rnd(3) ? 2 : 1;
		for (int item = 0; item < ITEMS; item++)
			for (int i = 0; i < 3; i++) {
				struct price_span *s = &spans[csp][item][i];
				*s = (struct price_span){ .unit_price_e4 = { rnd(4) ? rnd(3000000) : rnd(500) }, .partial = partial, .rounding = rounding, .start_day = start, .end_day = end,
							  .from_date = i == 0 ? date_ymd(2015, 1, 1) : s[-1].to_date, .to_date = i == 2 ? date_ymd(2045, 1, 1) : date_add(i == 0 ? m.from : s[-1].to_date, (int)rnd(20) + (i == 0 ? -5 : 1)) };
				printf("{\"kind\":\"price\",\"price\":%d,\"contract\":%d,\"csp\":%d,\"item_code\":\"I%d\",\"unit_price_e4\":%" PRId64 ",\"from\":" STR_FMT ",\"to\":" STR_FMT
				       ",\"partial\":\"%s\",\"rounding\":\"%s\",\"start_day\":\"%s\",\"end_day\":\"%s\"}\n",
				       i, csp, csp + 1, item, s->unit_price_e4.e4, STR_ARG(text(a, s->from_date)), STR_ARG(text(a, s->to_date)), partials[partial], roundings[rounding], charged[start], charged[end]);
			}
	}
}

static void rate_one(struct arena *a, const struct rated *r, enum billing_period p, int org, int csp, int resource, struct period m)
{
	const struct price_span *s = spans[csp][r->item - 1];
	struct rated_part parts[PARTS_MAX];
	struct date missing;
	size_t n;
	struct charge k = charge_of(r, p, s, 3, m, spans_bent(s, 3));

	printf("{\"kind\":\"segment\",\"id\":%" PRId64 ",\"resource\":%d,\"user_org\":%d,\"csp\":%d,\"item\":%" PRId64 ",\"qty\":%" PRId64 ",\"from\":" STR_FMT ",\"to\":" STR_FMT ",\"first\":" STR_FMT ",\"last\":" STR_FMT "}\n",
	       r->segment, resource, org + 1, csp + 1, r->item, r->qty, STR_ARG(text(a, r->from_date)), STR_ARG(text(a, r->to_date)), STR_ARG(text(a, r->first_date)), STR_ARG(text(a, r->last_date)));
	if (k.from.day >= k.to.day)
		return;
	if (charge_parts(&k, p, r->qty, s, 3, m, parts, PARTS_MAX, &n, &missing) != OK)
		abort();
	for (size_t i = 0; i < n; i++) {
		if (p == PER_USAGE) {
			int64_t sum = 0;
			for (int d = parts[i].from.day; d < parts[i].to.day; d++)
				sum += used[resource][d - m.from.day];
			if (rate_amount(PER_ONCE, parts[i].span->rounding, parts[i].span->unit_price_e4, sum, (struct share){ 1, 1 }, &parts[i].amount) != OK)
				abort();
		}
		totals[org][csp].fen += parts[i].amount.v;
		totals[org][csp].lines++;
		printf("{\"kind\":\"line\",\"id\":%zu,\"bill\":%d,\"segment\":%" PRId64 ",\"from\":" STR_FMT ",\"to\":" STR_FMT ",\"amount_fen\":%" PRId64 "}\n",
		       i, org * CSPS + csp + 1, r->segment, STR_ARG(text(a, parts[i].from)), STR_ARG(text(a, parts[i].to)), parts[i].amount.v);
	}
}

/* A resource lives from its first day to its last, cut at will where its quantity or its unit changed. */
static void resource(struct arena *a, int no, struct period m, int64_t *segment)
{
	int csp = (int)rnd(CSPS);
	int64_t item = 1 + rnd(ITEMS);
	enum billing_period p = PER_MONTH + (item - 1) % 6;
	struct date first = date_add(m.from, (int)rnd(80) - 45), last = rnd(2) ? DATE_NONE : date_add(first, (int)rnd(70)), at = first;

	for (int d = 0; d < m.to.day - m.from.day; d++)
		used[no][d] = rnd(3) ? 0 : rnd(1000);
	if (p == PER_USAGE)
		for (int d = 0; d < m.to.day - m.from.day; d++)
			printf("{\"kind\":\"usage\",\"resource\":%d,\"day\":" STR_FMT ",\"qty\":%" PRId64 "}\n", no, STR_ARG(text(a, date_add(m.from, d))), used[no][d]);
	for (bool more = true; more;) {
		struct date to = date_add(at, 1 + (int)rnd(25));
		more = rnd(3) && (date_none(last) || to.day < last.day);
		struct rated r = { .segment = ++*segment, .item = item, .qty = 1 + rnd(300), .from_date = at, .to_date = more ? to : last, .first_date = first, .last_date = last };
		rate_one(a, &r, p, (int)rnd(ORGS), csp, no, m);
		at = to;
	}
}

int main(int argc, char **argv)
{
	int64_t count = argc > 1 ? atoll(argv[1]) : 100, segment = 0;
	struct arena *a = arena_new(MIB(16));

	state = argc > 2 ? (uint64_t)atoll(argv[2]) : 1;
	for (int64_t i = 0; i < count; i++, arena_reset(a)) {
		int y = 2024 + (int)rnd(10), month = rnd(4) ? 1 + (int)rnd(12) : 2;
		struct period m = { date_ymd(y, month, 1), date_add_months(date_ymd(y, month, 1), 1) };
		memset(totals, 0, sizeof totals);
		printf("{\"kind\":\"month\",\"month\":\"%d-%02d\"}\n", y, month);
		for (int k = 0; k < ITEMS; k++)
			printf("{\"kind\":\"item\",\"id\":%d,\"code\":\"I%d\",\"period\":\"%s\"}\n", k + 1, k, periods[1 + k % 6]);
		prices(a, m);
		for (int no = 0; no < RESOURCES; no++)
			resource(a, no, m, &segment);
		for (int org = 0; org < ORGS; org++)
			for (int csp = 0; csp < CSPS; csp++)
				if (totals[org][csp].lines)
					printf("{\"kind\":\"bill\",\"id\":%d,\"no\":\"%d\",\"user_org\":%d,\"csp\":%d,\"total_fen\":%" PRId64 ",\"lines_count\":%" PRId64 ",\"adjust_fen\":0,\"net_fen\":%" PRId64 "}\n",
					       org * CSPS + csp + 1, org * CSPS + csp + 1, org + 1, csp + 1, totals[org][csp].fen, totals[org][csp].lines, totals[org][csp].fen);
	}
	arena_free(a);
	return 0;
}
