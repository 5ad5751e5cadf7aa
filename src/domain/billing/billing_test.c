/* What months cost: the sums of a real store, made from segments and prices as a delivery leaves them. */
#include <stdio.h>
#include "domain/billing/billing_in.h"
#include "domain/catalog/catalog.h"
#include "domain/contract/test_contract.h"
#include "domain/resource/resource.h"
#undef TEST_ROOM
#define TEST_ROOM "billing"

static uint32_t seed;
static int64_t rnd(int64_t n) { seed = seed * 1664525 + 1013904223; return (int64_t)((seed >> 8) % (uint32_t)n); }

/* A unit with one system, and a pool of the provider. */
struct customer { struct supplier s; struct house *h; int64_t root, unit, system, pool; };

static struct customer customer_open(void)
{
	struct customer k = { .s = supplier_open() };
	struct house *h = k.h = k.s.h;

	k.root = did(h, "org.create", NULL, "{\"no\":\"532800101\",\"name\":\"州教育体育局\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\"}");
	k.unit = did(h, "org.create", NULL, "{\"no\":\"532800102\",\"name\":\"州第一中学\",\"kind\":\"user\",\"unit_type\":\"welfare_one\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"parent\":\"%" PRId64 "\"}", k.root);
	struct principal who = { .account = 21, .person = 22, .org = k.unit, .root_org = k.root, .party = ORG_USER, .roles = R_USER, .login = STR("wei@school") };
	k.system = did_by(h, &who, "info_system.create", NULL, "{\"name\":\"学生考勤系统\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
			  "\"project_approval_no\":\"西教字〔2026〕3号\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\"}");
	int64_t site = did(h, "site.create", NULL, "{\"name\":\"景洪生产中心\",\"kind\":\"production\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", k.s.csp);
	k.pool = did(h, "pool.create", NULL, "{\"no\":\"P01\",\"name\":\"政务外网池\",\"site\":\"%" PRId64 "\",\"zone\":\"extranet\",\"arch\":\"x86\",\"driver\":\"manual\"}", site);
	return k;
}

static void customer_close(struct customer *k)
{
	struct fail f = { 0 };

	/* Whatever a test did, the books balance. */
	if (core_invariants(k->h->k, k->h->a, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
	supplier_close(&k->s);
}

struct running { struct customer *k; const char *item; int64_t qty, id; struct date from, to; };
static enum err enter(struct ctx *c, void *arg)
{
	struct running *run = arg;
	struct catalog_item item;
	struct resource r;

	TRY(catalog_item_by_code(c, 0, str_of(run->item), &item));
	record_none(&resource_record, &r);
	r.item = item.id; r.item_code = item.code; r.item_name = item.name; r.name = item.name; r.unit = item.unit; r.system = run->k->system; r.user_org = run->k->unit;
	r.applicant_org = run->k->root; r.pool = run->k->pool; r.zone = STR("extranet"); r.csp = run->k->s.csp; r.qty = run->qty; r.legacy = true;
	TRY(resource_enter(c, &r));
	run->id = r.id;
	return resource_deliver(c, r.id, 0, run->from);
}
static enum err stop(struct ctx *c, void *arg)
{
	struct running *run = arg;

	return resource_stop(c, run->id, run->to, SEG_REVOKE);
}
/* qty of an item from one day on, until another when it is given. */
static void runs(struct customer *k, const char *item, int64_t qty, struct date from, struct date to)
{
	struct running run = { k, item, qty, 0, from, to };

	if (house_write(k->h, enter, &run) != OK || (!date_none(to) && house_write(k->h, stop, &run) != OK))
		test_fail(__FILE__, __LINE__, "%s: %s", item, k->h->fail.sentence);
}

struct closing { const char *month; int64_t made, lines, differ, billed_fen, again_fen; };
static enum err close_it(struct ctx *c, void *arg)
{
	struct closing *m = arg;

	return billing_run(c, str_of(m->month), &m->made);
}
static enum err again(struct ctx *c, void *arg)
{
	struct closing *m = arg;
	struct recompute r;

	TRY(billing_recompute(c, str_of(m->month), &r));
	m->lines = r.lines;
	m->differ = (int64_t)r.differs.n;
	EACH(struct bill_difference, d, r.differs) {
		m->billed_fen = d->billed_fen.v;
		m->again_fen = d->again_fen.v;
	}
	return OK;
}
static enum err ready(struct ctx *c, void *arg) { return billing_ready(c, str_of(((struct closing *)arg)->month)); }

/* Closes the month, sees that the sums come out the same again, and returns the total of its bills. */
static int64_t closed(struct customer *k, const char *month)
{
	struct closing m = { .month = month };

	if (house_write(k->h, close_it, &m) != OK || house_write(k->h, again, &m) != OK)
		test_fail(__FILE__, __LINE__, "%s: %s", month, k->h->fail.sentence);
	CHECK_INT(m.differ, 0);
	const char *sql = arena_cstr(k->h->a, arena_fmt(k->h->a, "SELECT CAST(COALESCE(SUM(total_fen), 0) AS BIGINT) FROM bill WHERE month = '%s'", month));
	return asked(k->h, sql);
}
static int64_t lines(struct customer *k) { return asked(k->h, "SELECT COUNT(*) FROM bill_line"); }

HOUSE_TEST(twenty_days_of_april_are_202_67)
{
	struct customer k = customer_open();

	runs(&k, CPU, 8, date_ymd(2026, 4, 11), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 20267);          /* T-A28.4: 8 × 38.00 × 20/30 = 202.666… */
	CHECK_INT(lines(&k), 1);
	CHECK_INT(asked(k.h, "SELECT days FROM bill_line"), 20);
	CHECK_INT(asked(k.h, "SELECT of_days FROM bill_line"), 30);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill_line WHERE formula = '8 × 38.00 × 20/30 天 = 202.67'"), 1);
	CHECK_INT(closed(&k, "2026-03"), 0);
	customer_close(&k);
}

HOUSE_TEST(the_day_a_resource_stops_is_not_charged)
{
	struct customer k = customer_open();

	runs(&k, CPU, 8, date_ymd(2026, 4, 11), date_ymd(2026, 4, 21));
	runs(&k, CPU, 3, date_ymd(2026, 4, 11), date_ymd(2026, 4, 11));   /* none at all */
	runs(&k, CPU, 3, date_ymd(2026, 3, 1), date_ymd(2026, 4, 1));     /* a March matter */
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 10133);          /* 8 × 38.00 × 10/30 */
	CHECK_INT(lines(&k), 1);
	CHECK_INT(closed(&k, "2026-03"), 11400);          /* 3 × 38.00, whole */
	customer_close(&k);
}

HOUSE_TEST(a_month_with_two_prices_has_two_lines_each_rounded_once)
{
	struct customer k = customer_open();

	runs(&k, CPU, 7, date_ymd(2026, 2, 1), DATE_NONE);
	house_at(k.h, "2026-04-05 10:00");
	supplemented(k.h, k.s.contract, "BC-1", "2026-04-12", CPU, 399900);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 9753 + 17729);   /* 7 × 38.00 × 11/30 = 97.533…, 7 × 39.99 × 19/30 = 177.289 */
	CHECK_INT(lines(&k), 2);
	CHECK_INT(asked(k.h, "SELECT amount_fen FROM bill_line WHERE from_date = '2026-04-01' AND to_date = '2026-04-12' AND unit_price_e4 = 380000"), 9753);
	CHECK_INT(asked(k.h, "SELECT amount_fen FROM bill_line WHERE from_date = '2026-04-12' AND to_date = '2026-05-01' AND unit_price_e4 = 399900"), 17729);
	/* The months before are what they were. */
	CHECK_INT(closed(&k, "2026-03"), 26600);
	customer_close(&k);
}

HOUSE_TEST(what_is_billed_once_is_billed_in_the_month_of_delivery_and_never_again)
{
	struct customer k = customer_open();

	runs(&k, SCAN, 3, date_ymd(2026, 3, 31), DATE_NONE);
	house_at(k.h, "2026-06-03 09:00");
	CHECK_INT(closed(&k, "2026-02"), 0);
	CHECK_INT(closed(&k, "2026-03"), 150000);
	CHECK_INT(closed(&k, "2026-04"), 0);
	CHECK_INT(closed(&k, "2026-05"), 0);
	CHECK_INT(lines(&k), 1);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill"), 1);   /* and a month without lines has no empty bill */
	customer_close(&k);
}

HOUSE_TEST(a_year_is_spread_over_its_days)
{
	struct customer k = customer_open();

	runs(&k, CERT, 2, date_ymd(2026, 4, 1), DATE_NONE);
	house_at(k.h, "2028-03-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 39452);          /* 2 × 2400.00 × 30/365 = 394.520… */
	CHECK_INT(closed(&k, "2028-02"), 38033);          /* 2 × 2400.00 × 29/366 = 380.327… */
	customer_close(&k);
}

HOUSE_TEST(by_the_day_each_day_costs_the_price)
{
	struct customer k = customer_open();

	runs(&k, DUTY, 2, date_ymd(2026, 4, 28), date_ymd(2026, 5, 3));
	house_at(k.h, "2026-06-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 6000);           /* 2 × 10.00 × 3 */
	CHECK_INT(closed(&k, "2026-05"), 4000);           /* 2 × 10.00 × 2 */
	customer_close(&k);
}

HOUSE_TEST(a_month_is_never_billed_twice)
{
	struct customer k = customer_open();
	struct closing m = { .month = "2026-04", .made = -1 };

	runs(&k, CPU, 8, date_ymd(2026, 4, 11), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 20267);
	CHECK_INT(house_write(k.h, close_it, &m), OK);
	CHECK_INT(m.made, 0);
	CHECK_INT(lines(&k), 1);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill"), 1);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM clock WHERE kind = 'bill_confirm'"), 1);
	customer_close(&k);
}

HOUSE_TEST(an_open_month_is_not_billed)
{
	struct customer k = customer_open();
	struct closing m = { .month = "2026-04", .made = -1 };

	runs(&k, CPU, 8, date_ymd(2026, 4, 11), DATE_NONE);
	house_at(k.h, "2026-04-30 23:59");
	CHECK_INT(house_write(k.h, close_it, &m), E_REFUSED);
	CHECK_STR(str_of(k.h->fail.reason), "bill.month_open");
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill"), 0);
	house_at(k.h, "2026-05-01 00:00");
	CHECK_INT(house_write(k.h, close_it, &m), OK);
	CHECK_INT(m.made, 1);
	customer_close(&k);
}

HOUSE_TEST(a_blank_price_is_not_billed_as_zero_but_stops_the_whole_month)
{
	struct customer k = customer_open();
	struct closing m = { .month = "2026-04", .made = -1 };

	runs(&k, CPU, 8, date_ymd(2026, 4, 11), DATE_NONE);
	runs(&k, UNPRICED, 100, date_ymd(2026, 4, 20), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(house_write(k.h, ready, &m), E_REFUSED);
	CHECK_STR(str_of(k.h->fail.reason), "contract.no_price");
	CHECK(strstr(k.h->fail.sentence, UNPRICED) && strstr(k.h->fail.sentence, "2026-04-20"));
	CHECK_INT(house_write(k.h, close_it, &m), E_REFUSED);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill"), 0);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill_month"), 0);
	/* Once it has one, nothing is lost: both are billed from their own day. */
	did(k.h, "price.create", NULL, "{\"contract\":\"%" PRId64 "\",\"item_code\":\"" UNPRICED "\",\"unit_price_e4\":1200}", k.s.contract);
	CHECK_INT(closed(&k, "2026-04"), 20267 + 440);    /* 100 × 0.12 × 11/30 */
	customer_close(&k);
}

HOUSE_TEST(a_total_that_was_altered_is_found_again)
{
	struct customer k = customer_open();
	struct closing m = { .month = "2026-04" };

	runs(&k, CPU, 8, date_ymd(2026, 4, 11), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 20267);
	house_damage(k.h, "UPDATE bill SET total_fen = total_fen - 1");
	CHECK_INT(house_write(k.h, again, &m), OK);
	CHECK_INT(m.differ, 1);
	CHECK_INT(m.billed_fen, 20266);
	CHECK_INT(m.again_fen, 20267);
	house_damage(k.h, "UPDATE bill SET total_fen = total_fen + 1");
	CHECK_INT(house_write(k.h, again, &m), OK);
	CHECK_INT(m.differ, 0);
	CHECK_INT(m.lines, 1);
	customer_close(&k);
}

HOUSE_TEST(an_adjustment_names_a_line_of_its_own_bill)
{
	struct customer k = customer_open();
	char query[40];

	runs(&k, CPU, 8, date_ymd(2026, 3, 11), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	closed(&k, "2026-03");
	closed(&k, "2026-04");
	snprintf(query, sizeof query, "id=%" PRId64, asked(k.h, "SELECT id FROM bill WHERE month = '2026-04'"));
	did(k.h, "bill.dispute", query, "{\"comment\":\"停用一天\"}");
	int64_t mine = asked(k.h, "SELECT l.id FROM bill_line l JOIN bill b ON b.id = l.bill WHERE b.month = '2026-04'");
	int64_t other = asked(k.h, "SELECT l.id FROM bill_line l JOIN bill b ON b.id = l.bill WHERE b.month = '2026-03'");
	struct answer a = house_ask(k.h, "bill.adjust", R_AUTH, query, arena_cstr(k.h->a, arena_fmt(k.h->a, "{\"line\":\"%" PRId64 "\",\"delta_fen\":-100,\"comment\":\"核减\"}", other)));
	CHECK_INT(a.err, E_INVALID);
	CHECK_INT(a.fail.n_errors, 1);
	CHECK_STR(a.fail.errors[0].field, "line");
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM adjustment"), 0);
	did(k.h, "bill.adjust", query, "{\"line\":\"%" PRId64 "\",\"delta_fen\":-100,\"comment\":\"核减\"}", mine);
	/* The line and the total stay; what is to be paid is beside them. */
	CHECK_INT(asked(k.h, "SELECT total_fen FROM v_bill WHERE month = '2026-04'"), 30400);
	CHECK_INT(asked(k.h, "SELECT net_fen FROM v_bill WHERE month = '2026-04'"), 30300);
	customer_close(&k);
}

/* ---- named after real disputes ---- */
/* A contract of the provider with terms of its own, in the place of the standard one. */
static void terms(struct customer *k, const char *partial, const char *start_day, const char *end_day, const char *rounding)
{
	house_damage(k->h, arena_cstr(k->h->a, arena_fmt(k->h->a, "UPDATE contract SET partial = '%s', start_day = '%s', end_day = '%s', rounding = '%s'", partial, start_day, end_day, rounding)));
}
struct resizing { struct customer *k; int64_t id, qty; };
static enum err resize(struct ctx *c, void *arg)
{
	struct resizing *z = arg;
	struct resource was, now;

	TRY(entity_peek(c, &resource_entity, z->id, &was));
	now = was;
	now.qty = z->qty;
	return resource_change(c, &was, &now);
}
static int64_t newest(struct customer *k) { return asked(k->h, "SELECT MAX(id) FROM resource"); }
static void resized(struct customer *k, int64_t id, int64_t qty, const char *when)
{
	struct resizing z = { k, id, qty };

	house_at(k->h, when);
	if (house_write(k->h, resize, &z) != OK)
		test_fail(__FILE__, __LINE__, "%s", k->h->fail.sentence);
}

HOUSE_TEST(future_hours_are_not_charged)
{
	struct customer k = customer_open();

	runs(&k, CPU, 8, date_ymd(2026, 5, 10), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 0);
	CHECK_INT(lines(&k), 0);
	customer_close(&k);
}

HOUSE_TEST(the_length_of_the_month_counts)
{
	struct customer k = customer_open();

	runs(&k, CPU, 1, date_ymd(2026, 1, 1), date_ymd(2026, 1, 11));
	runs(&k, CPU, 1, date_ymd(2026, 2, 1), date_ymd(2026, 2, 11));
	runs(&k, CPU, 1, date_ymd(2026, 4, 1), date_ymd(2026, 4, 11));
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-01"), 1226);           /* 38.00 × 10/31 = 12.258… */
	CHECK_INT(closed(&k, "2026-02"), 1357);           /* 38.00 × 10/28 = 13.571… */
	CHECK_INT(closed(&k, "2026-04"), 1267);           /* 38.00 × 10/30 = 12.666… */
	customer_close(&k);
}

HOUSE_TEST(a_resize_in_the_middle_of_a_month_splits_the_line)
{
	struct customer k = customer_open();

	runs(&k, CPU, 4, date_ymd(2026, 3, 1), DATE_NONE);
	resized(&k, newest(&k), 9, "2026-04-16 10:00");
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 7600 + 17100);   /* 4 × 38.00 × 15/30 + 9 × 38.00 × 15/30 */
	CHECK_INT(lines(&k), 2);
	CHECK_INT(asked(k.h, "SELECT qty FROM bill_line WHERE from_date = '2026-04-16'"), 9);
	customer_close(&k);
}

HOUSE_TEST(the_29th_of_february_is_a_day_like_others)
{
	struct customer k = customer_open();

	runs(&k, CPU, 1, date_ymd(2028, 2, 29), date_ymd(2028, 3, 1));
	runs(&k, CERT, 1, date_ymd(2028, 2, 29), date_ymd(2028, 3, 1));
	house_at(k.h, "2028-03-03 09:00");
	CHECK_INT(closed(&k, "2028-02"), 131 + 656);      /* 38.00 × 1/29 = 1.310…, 2400.00 × 1/366 = 6.557… */
	customer_close(&k);
}

HOUSE_TEST(a_year_with_a_leap_day_and_one_without_both_cost_the_yearly_price)
{
	struct customer k = customer_open();
	int64_t sum[2] = { 0, 0 };
	char month[8];

	runs(&k, CERT, 1, date_ymd(2027, 1, 1), DATE_NONE);
	house_at(k.h, "2028-12-31 09:00");
	for (int y = 2027; y <= 2028; y++)
		for (int m = 1; m <= 12 - (y == 2028); m++) {
			snprintf(month, sizeof month, "%d-%02d", y, m);
			sum[y - 2027] += closed(&k, month);
		}
	CHECK(sum[0] >= 240000 - 12 && sum[0] <= 240000 + 12);              /* each month rounded once */
	CHECK(sum[1] >= 240000 * 335 / 366 - 12 && sum[1] <= 240000 * 335 / 366 + 12);
	customer_close(&k);
}

HOUSE_TEST(over_the_turn_of_the_year_each_year_has_its_own_days)
{
	struct customer k = customer_open();

	runs(&k, CERT, 1, date_ymd(2027, 12, 31), date_ymd(2028, 1, 2));
	house_at(k.h, "2028-02-03 09:00");
	CHECK_INT(closed(&k, "2027-12"), 658);            /* 2400.00 × 1/365 = 6.575… */
	CHECK_INT(closed(&k, "2028-01"), 656);            /* 2400.00 × 1/366 = 6.557… */
	customer_close(&k);
}

HOUSE_TEST(delivered_and_stopped_the_same_day_is_charged_as_the_contract_says)
{
	struct customer k = customer_open();

	runs(&k, CPU, 3, date_ymd(2026, 4, 11), date_ymd(2026, 4, 11));
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 0);
	terms(&k, "day", "charged", "charged", "half_up_fen");
	runs(&k, CPU, 3, date_ymd(2026, 3, 11), date_ymd(2026, 3, 11));
	CHECK_INT(closed(&k, "2026-03"), 368);            /* 3 × 38.00 × 1/31 = 3.677… */
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM bill_line WHERE from_date = '2026-03-11' AND to_date = '2026-03-12'"), 1);
	customer_close(&k);
}

HOUSE_TEST(a_last_day_that_is_charged_may_be_the_first_of_the_next_month)
{
	struct customer k = customer_open();

	terms(&k, "day", "free", "charged", "half_up_fen");
	runs(&k, CPU, 3, date_ymd(2026, 3, 31), date_ymd(2026, 4, 1));
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-03"), 0);              /* the first day is free */
	CHECK_INT(closed(&k, "2026-04"), 380);            /* 3 × 38.00 × 1/30 */
	customer_close(&k);
}

HOUSE_TEST(half_months)
{
	struct customer k = customer_open();

	terms(&k, "half_month", "charged", "free", "half_up_fen");
	runs(&k, CPU, 1, date_ymd(2026, 3, 15), DATE_NONE);                       /* on the 15th: whole */
	house_at(k.h, "2026-04-03 09:00");
	CHECK_INT(closed(&k, "2026-03"), 3800);
	runs(&k, CPU, 1, date_ymd(2026, 4, 16), DATE_NONE);                       /* after: half */
	resized(&k, newest(&k), 2, "2026-04-21 10:00");                           /* days within the half share it */
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 3800 + 633 + 2533);                      /* 38.00 × 5/30, 2 × 38.00 × 10/30 */
	runs(&k, CPU, 1, date_ymd(2026, 5, 1), date_ymd(2026, 5, 9));             /* gone within the first half: half */
	house_at(k.h, "2026-06-03 09:00");
	CHECK_INT(closed(&k, "2026-05"), 3800 + 7600 + 1900);
	customer_close(&k);
}

HOUSE_TEST(from_the_first_of_the_next_month)
{
	struct customer k = customer_open();

	terms(&k, "next_month", "charged", "free", "half_up_fen");
	runs(&k, CPU, 1, date_ymd(2026, 3, 2), date_ymd(2026, 4, 10));
	runs(&k, CPU, 1, date_ymd(2026, 3, 2), date_ymd(2026, 3, 20));
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-03"), 0);
	CHECK_INT(closed(&k, "2026-04"), 3800);           /* begun, so whole */
	customer_close(&k);
}

HOUSE_TEST(a_contract_may_cut_off_what_is_less_than_a_fen)
{
	struct customer k = customer_open();

	terms(&k, "day", "charged", "free", "down_fen");
	runs(&k, CPU, 8, date_ymd(2026, 4, 11), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	CHECK_INT(closed(&k, "2026-04"), 20266);          /* 202.666… */
	customer_close(&k);
}

HOUSE_TEST(a_contract_keeps_its_terms_when_the_parameter_changes)
{
	struct customer k = customer_open();

	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM contract WHERE partial = 'day' AND rounding = 'half_up_fen' AND start_day = 'charged' AND end_day = 'free'"), 1);
	did(k.h, "param.set", "key=bill.partial", "{\"value\":\"half_month\",\"basis\":\"新合同\"}");
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM contract WHERE partial = 'day'"), 1);
	did(k.h, "contract.create", NULL, "{\"no\":\"HT-2\",\"name\":\"二期\",\"csp\":\"%" PRId64 "\",\"signed_date\":\"2026-01-05\",\"from_date\":\"2029-01-01\",\"to_date\":\"2030-01-01\"}", k.s.csp);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM contract WHERE partial = 'half_month' AND no = 'HT-2'"), 1);
	customer_close(&k);
}

/* What the provider's file says, sent by its finance. */
static struct answer reported(struct customer *k, const char *rows)
{
	struct principal who = { .account = 31, .person = 32, .org = k->s.csp, .root_org = k->s.csp, .party = ORG_CSP, .roles = R(CSP_FINANCE), .login = STR("zhang@csp") };

	return house_ask_by(k->h, &who, "import.usage", NULL, arena_cstr(k->h->a, arena_fmt(k->h->a, "resource_no,day,qty,source\n%s", rows)));
}

HOUSE_TEST(what_is_counted_is_billed_as_reported_and_silence_is_not_zero)
{
	struct customer k = customer_open();
	struct closing m = { .month = "2026-04", .made = -1 };

	runs(&k, METER, 1, date_ymd(2026, 4, 11), DATE_NONE);
	house_at(k.h, "2026-05-02 09:00");
	CHECK_INT(house_write(k.h, ready, &m), E_REFUSED);
	CHECK_STR(str_of(k.h->fail.reason), "bill.no_usage");
	/* Not ours, not running yet, not yet: each row is named and nothing is taken. */
	struct answer a = reported(&k, "ZY-P01-00000009,2026-04-12,5,网关\nZY-P01-00000001,2026-04-10,5,网关\nZY-P01-00000001,2026-05-03,5,网关\nZY-P01-00000001,2026-04-12,5,网关\n");
	CHECK_INT(a.err, E_INVALID);
	CHECK_INT(a.fail.n_errors, 3);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM usage_report"), 0);
	CHECK_INT(reported(&k, "ZY-P01-00000001,2026-04-12,1000,网关\nZY-P01-00000001,2026-04-30,11,网关\n").err, OK);
	/* A correction is another row; the same figure again is none. */
	CHECK_INT(reported(&k, "ZY-P01-00000001,2026-04-12,1200,网关复核\nZY-P01-00000001,2026-04-30,11,网关\n").err, OK);
	CHECK_INT(asked(k.h, "SELECT COUNT(*) FROM usage_report"), 3);
	CHECK_INT(closed(&k, "2026-04"), 5450);           /* 1211 × 0.0450 = 54.495 */
	CHECK_INT(asked(k.h, "SELECT qty FROM bill_line"), 1211);
	/* Published is frozen: what comes later is an adjustment. */
	CHECK_INT(reported(&k, "ZY-P01-00000001,2026-04-13,7,网关\n").err, E_INVALID);
	CHECK_INT(closed(&k, "2026-04"), 5450);
	customer_close(&k);
}

/* Whoever pages through a bill sees each of its lines once, and their sum is the bill. */
HOUSE_TEST(pages_of_lines_repeat_nothing_and_lose_nothing)
{
	struct customer k = customer_open();
	struct str cursor = STR_NONE;
	int64_t seen[40], n = 0, fen = 0;

	for (int i = 0; i < 30; i++)
		runs(&k, CPU, 1 + i % 3, date_ymd(2026, 4, 1 + i % 4), DATE_NONE);
	house_at(k.h, "2026-05-03 09:00");
	int64_t total = closed(&k, "2026-04"), bill = asked(k.h, "SELECT id FROM bill");
	do {
		struct answer a = house_ask(k.h, "bill_line.list", R_AUTH, arena_cstr(k.h->a, arena_fmt(k.h->a, "bill=%" PRId64 "&limit=7%s" STR_FMT, bill, cursor.p ? "&cursor=" : "", STR_ARG(cursor))), NULL);
		CHECK_INT(a.err, OK);
		for (const char *at = a.body.p; (at = strstr(at, "{\"id\":\"")) != NULL; at++) {
			int64_t id = strtoll(at + 7, NULL, 10);
			for (int64_t i = 0; i < n; i++)
				CHECK(seen[i] != id);
			CHECK(n < (int64_t)COUNT(seen));
			seen[n++] = id;
			fen += asked(k.h, arena_cstr(k.h->a, arena_fmt(k.h->a, "SELECT amount_fen FROM bill_line WHERE id = %" PRId64, id)));
		}
		cursor = a.link;
	} while (cursor.p);
	CHECK_INT(n, lines(&k));
	CHECK_INT(fen, total);
	customer_close(&k);
}

/* ---- properties ---- */
/* A prefecture's quarter, its resources entered in another order each time. */
static const struct { const char *item; int64_t qty; int from, days; } quarter[] = {
	{ CPU, 8, 0, 400 }, { XC_CPU, 16, 11, 40 }, { XC_MEM, 64, 30, 1 }, { CERT, 2, 45, 400 }, { SCAN, 3, 12, 9 }, { DUTY, 1, 59, 31 }, { CPU, 7, 88, 0 }, { XC_CPU, 1, 31, 28 }, { XC_MEM, 5, 58, 400 },
};
static int64_t quarter_in_order(const size_t *order, int64_t sums[3])
{
	static const char *const months[] = { "2026-01", "2026-02", "2026-03" };
	struct customer k = customer_open();

	for (size_t i = 0; i < COUNT(quarter); i++) {
		struct date from = date_add(date_ymd(2026, 1, 1), quarter[order[i]].from), to = quarter[order[i]].days == 400 ? DATE_NONE : date_add(from, quarter[order[i]].days);
		runs(&k, quarter[order[i]].item, quarter[order[i]].qty, from, to);
	}
	house_at(k.h, "2026-04-03 09:00");
	/* The months, too, may be closed in any order. */
	for (size_t i = 0; i < 3; i++)
		sums[(i + order[0]) % 3] = closed(&k, months[(i + order[0]) % 3]);
	int64_t n = lines(&k);
	customer_close(&k);
	return n;
}
HOUSE_TEST(the_order_of_events_does_not_matter)
{
	size_t order[COUNT(quarter)];
	int64_t first[3], again[3];

	for (size_t i = 0; i < COUNT(order); i++)
		order[i] = i;
	int64_t n = quarter_in_order(order, first);
	CHECK(first[0] > 0 && first[1] > 0 && first[2] > 0);
	seed = 20261125;
	for (int round = 0; round < 3; round++) {
		for (size_t i = COUNT(order) - 1; i > 0; i--) {
			size_t j = (size_t)rnd((int64_t)i + 1), was = order[i];
			order[i] = order[j];
			order[j] = was;
		}
		CHECK_INT(quarter_in_order(order, again), n);
		for (int m = 0; m < 3; m++)
			CHECK_INT(again[m], first[m]);
	}
}

/* Lines, systems, contracts, units, the quarter's bills and the settlement's gross are one sum. */
HOUSE_TEST(the_sum_of_the_units_is_the_total_is_the_settlement)
{
	struct customer k = customer_open(), other = k;
	struct principal user = { .account = 31, .person = 32, .root_org = k.root, .party = ORG_USER, .roles = R_USER, .login = STR("han@clinic") };

	other.unit = user.org = did(k.h, "org.create", NULL, "{\"no\":\"532800103\",\"name\":\"州第二中学\",\"kind\":\"user\",\"unit_type\":\"welfare_one\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"parent\":\"%" PRId64 "\"}", k.root);
	other.system = did_by(k.h, &user, "info_system.create", NULL, "{\"name\":\"选课系统\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
				"\"project_approval_no\":\"西教字〔2026〕4号\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\"}");
	seed = 7;
	for (int i = 0; i < 24; i++)
		runs(i % 3 ? &k : &other, i % 2 ? CPU : XC_MEM, 1 + rnd(40), date_add(date_ymd(2026, 1, 1), (int)rnd(60)), DATE_NONE);
	house_at(k.h, "2026-04-03 09:00");
	int64_t sum = closed(&k, "2026-01") + closed(&k, "2026-02") + closed(&k, "2026-03");
	CHECK_INT(asked(k.h, "SELECT COUNT(DISTINCT user_org) FROM bill"), 2);
	static const char *const ways[] = {
		"SELECT CAST(SUM(amount_fen) AS BIGINT) FROM bill_line", "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM bill_system", "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM bill_contract",
		"SELECT CAST(SUM(x.fen) AS BIGINT) FROM (SELECT user_org, SUM(total_fen) AS fen FROM bill GROUP BY user_org) x",
	};
	for (size_t i = 0; i < COUNT(ways); i++)
		CHECK_INT(asked(k.h, ways[i]), sum);
	struct principal csp = { .account = 41, .person = 42, .org = k.s.csp, .root_org = k.s.csp, .party = ORG_CSP, .roles = R(CSP_FINANCE), .login = STR("zhang@csp") };
	did_by(k.h, &csp, "settlement.apply", NULL, "{\"contract\":\"%" PRId64 "\",\"period\":\"2026-Q1\",\"claimed_fen\":1}", k.s.contract);
	CHECK_INT(asked(k.h, "SELECT gross_fen FROM settlement"), sum);
	customer_close(&k);
}

/* ---- thousands of months that nobody chose ---- */

/* What charge_of and charge_parts make of a resource's segments in a month; *n counts lines. */
static int64_t sum_of_segments(const struct rated *r, size_t n_r, enum billing_period p, const struct price_span *spans, size_t n, struct period m, int64_t *n_lines)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n_r; i++) {
		struct rated_part parts[PARTS_MAX];
		struct date missing;
		size_t got;
		struct charge k = charge_of(&r[i], p, spans, n, m, spans_bent(spans, n));
		if (k.from.day >= k.to.day)
			continue;
		CHECK_INT(charge_parts(&k, p, r[i].qty, spans, n, m, parts, PARTS_MAX, &got, &missing), OK);
		for (size_t j = 0; j < got; j++)
			sum += parts[j].amount.v;
		*n_lines += (int64_t)got;
	}
	return sum;
}

TEST(splitting_a_segment_anywhere_changes_the_sum_by_less_than_a_fen_a_line)
{
	seed = 20260611;
	for (int round = 0; round < 20000; round++) {
		int y = 2024 + (int)rnd(6), month = 1 + (int)rnd(12);
		struct period m = { date_ymd(y, month, 1), date_ymd(y, month, 1 + date_days_in_month(y, month)) };
		struct price_span spans[2] = {
			{ .unit_price_e4 = { rnd(5000000) }, .from_date = date_ymd(2020, 1, 1), .partial = 1 + (int)rnd(3), .rounding = 1 + (int)rnd(2), .start_day = 1 + (int)rnd(2), .end_day = 1 + (int)rnd(2) }, };
		spans[1] = spans[0];
		spans[1].unit_price_e4.e4 = rnd(5000000);
		spans[0].to_date = spans[1].from_date = date_add(m.from, (int)rnd(40) - 5);
		spans[1].to_date = date_ymd(2040, 1, 1);
		enum billing_period p = (enum billing_period[]){ PER_MONTH, PER_YEAR, PER_DAY, PER_HOUR }[rnd(4)];
		struct date from = date_add(m.from, (int)rnd(70) - 40), to = date_add(from, (int)rnd(60));
		bool stopped = rnd(2);
		struct rated whole = { .qty = 1 + rnd(500), .from_date = from, .to_date = stopped ? to : DATE_NONE, .first_date = from, .last_date = stopped ? to : DATE_NONE };
		struct rated cut[2] = { whole, whole };
		cut[0].to_date = cut[1].from_date = date_add(from, 1 + (int)rnd(stopped ? MAX2(1, to.day - from.day - 1) : 60));
		if (stopped && cut[0].to_date.day >= to.day)
			continue;
		int64_t n1 = 0, n2 = 0;
		int64_t a = sum_of_segments(&whole, 1, p, spans, 2, m, &n1), b = sum_of_segments(cut, 2, p, spans, 2, m, &n2);
		int64_t off = a > b ? a - b : b - a;
		if (off > n1 + n2)
			test_fail(__FILE__, __LINE__, "round %d: %" PRId64 " and %" PRId64 " over %" PRId64 " and %" PRId64 " lines", round, a, b, n1, n2);
	}
}
