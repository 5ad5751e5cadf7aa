/* What comes round by itself: figures of use each month, bills, evaluation reports, inboxes. */
#include <stdio.h>
#include "cmd/prefecture.h"

/* ---- figures of use: the provider's file of last month, on the first of the month ---- */
static void figures_of(struct prefecture *p, struct living *l, const char *month, const char *month_end, struct buf *csv)
{
	struct reply seen = say(p, "wang@csp", "resource.list", "{\"system\":\"" STR_FMT "\",\"state\":\"active\",\"limit\":\"50\"}", STR_ARG(l->system));
	int64_t n = seen.err == OK ? number_at(p, seen.body, "items.#", 0) : 0;
	int load = l->low ? 1500 + roll(p, 1000) : roll(p, 12) ? 4000 + roll(p, 2500) : 8800 + roll(p, 900);

	for (int64_t i = 0; i < n; i++) {
		struct str no = json_at(p->a, seen.body, arena_fmt(p->a, "items.%" PRId64 ".no", i)), code = json_at(p->a, seen.body, arena_fmt(p->a, "items.%" PRId64 ".item_code", i)),
			   from = json_at(p->a, seen.body, arena_fmt(p->a, "items.%" PRId64 ".billing_start_date", i));
		struct date began, last;
		if (date_parse(from, &began) != OK || date_parse(str_of(month_end), &last) != OK || began.day > last.day)
			continue;
		int cover = roll(p, 30) ? 9000 + roll(p, 1000) : 3000;
		if (str_starts(code, STR("STO")))
			buf_fmt(csv, STR_FMT ",%s,,,,,%d,,%d\n", STR_ARG(no), month, 3000 + roll(p, 4000), cover);
		else
			buf_fmt(csv, STR_FMT ",%s,%d,%d,%d,%d,,500,%d\n", STR_ARG(no), month, load / 2, load + roll(p, 300), load / 2, load + roll(p, 300), cover);
	}
}

static enum err month_of_use(struct prefecture *p)
{
	CLEANUP(buf_done) struct buf csv = BUF_MAX(MIB(4));
	struct date last = date_add(date_of(p->t->now), -1);
	char end[16] = "", month[8] = "";

	date_put(end, last);
	memcpy(month, end, 7);
	buf_add(&csv, STR("no,month,cpu_avg_bp,cpu_p95_bp,mem_avg_bp,mem_p95_bp,sto_used_bp,bw_p95_bp,coverage_bp\n"));
	size_t header = csv.n;
	for (int i = 0; i < p->n_living; i++)
		figures_of(p, &p->living[i], month, end, &csv);
	if (csv.n == header)
		return OK;
	enum err e = import(p, "wang@csp", "utilisation", buf_str(&csv));
	if (e == OK || !p->meddled || e == E_CORRUPT)
		return e;
	fail_clear(p->f);
	return OK;
}

/* ---- small routines: a list is looked at, and its first row is dealt with; where there is none, nothing ---- */
struct routine { int one_in; const char *who, *list, *query, *op, *json; };
static const struct routine routines[] = {
	{ 6,  "wang@csp",    "evaluation.list",      "{'state':'draft'}",      "evaluation.submit",         "{'id':'$it'}" },
	{ 6,  "zhao@data",   "evaluation.list",      "{'state':'submitted'}",  "evaluation.receive",        "{'id':'$it'}" },
	{ 30, "zhao@data",   "evaluation.list",      "{'state':'submitted'}",  "evaluation.return",         "{'id':'$it','reason':'请补充高利用率系统的分析'}" },
	{ 4,  "jingban@x",   "evaluation_item.list", "{'state':'waiting'}",    "evaluation_item.accept",    "{'id':'$it','reason':'按建议办理'}" },
	{ 8,  "jingban@x",   "evaluation_item.list", "{'state':'waiting'}",    "evaluation_item.object",    "{'id':'$it','reason':'下季度业务增加'}" },
	{ 4,  "zhao@data",   "evaluation_item.list", "{'state':'objected'}",   "evaluation_item.decide",    "{'id':'$it','upheld':true,'reason':'连续三个月利用率偏低'}" },
	{ 5,  "wang@csp",    "util_alert.list",      "{'state':'open'}",       "util_alert.ack",            "{'id':'$it'}" },
};

/* Another may have dealt with it meanwhile, or it is not this person's: that is no failure here. */
static void routine(struct prefecture *p, const struct routine *r)
{
	struct matter m = { .unit = roll(p, p->n_units) };
	const char *who = login_of(p, r->who, m.unit);
	struct reply seen = say_match(p, who, r->list, matter_words(p, &m, r->query), STR_NONE);

	if (seen.err != OK)
		return;
	matter_keep(&m, "it", json_at(p->a, seen.body, STR("items.0.id")));
	if (m.vars[0].value.n)
		say_match(p, who, r->op, matter_words(p, &m, r->json), STR_NONE);
}

/* Units confirm last month's bills, most of them in time. */
static enum err confirm_bills(struct prefecture *p)
{
	for (int i = 0; i < p->n_units; i++) {
		const char *who = login_of(p, "jingban@x", i);
		int64_t id;
		if (roll(p, 3))
			continue;
		if (find(p, who, "bill.list", "{\"state\":\"published\",\"sort\":\"month\"}", &id) != OK) {
			fail_clear(p->f);
			continue;
		}
		const char *what = roll(p, 30) ? "bill.confirm" : "bill.dispute";
		SAY(done, p, who, what, "{\"id\":\"%" PRId64 "\",\"comment\":\"%s\"}", id, strcmp(what, "bill.confirm") == 0 ? "核对无误" : "本月十日起停用一台，请核对");
		p->n.bills++;
	}
	return OK;
}

/* People read what came in yesterday; today's is left for whoever looks. */
static enum err read_inboxes(struct prefecture *p)
{
	static const char *const people[] = { "zhao@data", "qian@data", "sun@data", "li@data", "wang@csp", "feng@csp" };

	for (size_t i = 0; i < COUNT(people); i++) {
		SAY(done, p, people[i], "message.read_all", "%s", "{}");
	}
	return OK;
}

enum err routine_day(struct prefecture *p)
{
	struct date day = date_of(p->t->now);
	char text[16] = "";

	date_put(text, day);
	if (strcmp(text + 8, "01") == 0) {
		TRY(month_of_use(p));
		TRY(core_tick(p->k, p->f));
	}
	if (date_weekday(day) > 5)
		return OK;
	for (size_t i = 0; i < COUNT(routines); i++)
		if (roll(p, routines[i].one_in) == 0)
			routine(p, &routines[i]);
	TRY(confirm_bills(p));
	return read_inboxes(p);
}
