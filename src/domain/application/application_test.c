#define TEST_ROOM "application"
#include "domain/application/application_in.h"

static int64_t fee(int64_t e4, int period, int64_t qty)
{
	struct fen out;

	CHECK_INT(month_fee((struct price){ e4 }, period, qty, &out), OK);
	return out.v;
}

TEST(a_months_fee_follows_the_billing_period)
{
	CHECK_INT(fee(460000, PER_MONTH, 16), 73600);
	CHECK_INT(fee(1200000, PER_YEAR, 1), 1000);      /* 120.00 a year is 10.00 a month */
	CHECK_INT(fee(1000000, PER_YEAR, 1), 833);       /* 100.00 / 12 = 8.333 */
	CHECK_INT(fee(10000, PER_DAY, 2), 6000);
	CHECK_INT(fee(100, PER_HOUR, 1), 720);
	CHECK_INT(fee(350, PER_USAGE, 1000), 3500);      /* 0.0350 a GB */
	CHECK_INT(fee(30000000, PER_ONCE, 1), 0);
}

TEST(a_missing_price_is_never_zero)
{
	struct fen out = { 5 };

	CHECK_INT(month_fee(PRICE_NONE, PER_MONTH, 3, &out), OK);
	CHECK_INT(out.v, INT64_MIN);
	CHECK_INT(month_fee(PRICE_NONE, PER_ONCE, 3, &out), OK);
	CHECK_INT(out.v, INT64_MIN);
}

TEST(bandwidth_needs_a_basis_and_an_address_does_not)
{
	struct line_attrs bw = { .vcpu = INT_NONE, .mem_gb = INT_NONE, .sys_disk_gb = INT_NONE, .data_disk_gb = INT_NONE, .ip_count = INT_NONE, .bw_mbps = 20 };
	struct application_line l = { .category = ITEM_NETWORK, .unit = STR("Mbps"), .item_name = STR("互联网带宽") };

	CHECK(line_needs_basis(&l));
	l.unit = STR("个");
	l.item_name = STR("公网IP地址");
	CHECK(!line_needs_basis(&l));
	l.attrs = &bw;
	CHECK(line_needs_basis(&l));
	l.category = ITEM_SERVICE;
	CHECK(!line_needs_basis(&l));
	l.category = ITEM_DATABASE;
	CHECK(line_needs_basis(&l));
}

TEST(only_what_computes_or_stores_is_asked_for_its_origin)
{
	struct application_line l = { .category = ITEM_COMPUTE };

	CHECK(line_needs_xc_reason(&l));
	l.xinchuang = true;
	CHECK(!line_needs_xc_reason(&l));
	l.xinchuang = false;
	l.category = ITEM_NETWORK;
	CHECK(!line_needs_xc_reason(&l));
}

static bool leads_to(int state)
{
	for (const struct move *m = application_flow.moves; m->event; m++)
		if (m->to == state && m->from != state)
			return true;
	return false;
}

static bool leads_out(int state)
{
	for (const struct move *m = application_flow.moves; m->event; m++)
		if (m->from == state && m->to != state)
			return true;
	return false;
}

TEST(every_state_of_the_picture_is_reached_and_only_the_ends_are_left_by_nothing)
{
	for (int s = APP_DRAFT; s < APP_STATE_MAX; s++) {
		CHECK(leads_to(s));
		CHECK_INT(leads_out(s), s != APP_CLOSED && s != APP_WITHDRAWN && s != APP_TERMINATED && s != APP_REJECTED);
	}
}

TEST(a_withdrawal_or_a_decision_leaves_no_clock_running)
{
	for (const struct move *m = application_flow.moves; m->event; m++)
		if (m->to == APP_WITHDRAWN || m->to == APP_TERMINATED || m->to == APP_NOT_ACCEPTED || m->to == APP_REJECTED || m->to == APP_APPROVED ||
		    m->to == APP_APPROVED_REDUCED)
			CHECK_INT(m->clock_stop, CLOCK_ALL);
}

TEST(every_guard_and_move_cites_an_article_that_exists)
{
	for (const struct guard *g = app_guards; g->must; g++)
		CHECK(article_find(g->article) != NULL);
	for (const struct move *m = application_flow.moves; m->event; m++)
		CHECK(m->article && article_find(m->article) != NULL);
}

TEST(the_opinion_chooses_the_move)
{
	struct app_opinion o = { .result = OPINION_REDUCE };
	struct application a = { .opinion = &o };

	CHECK(when_reduce(NULL, &a, NULL) && !when_agree(NULL, &a, NULL));
	o.result = OPINION_AGREE;
	CHECK(!when_reduce(NULL, &a, NULL) && when_agree(NULL, &a, NULL));
	a.opinion = NULL;
	CHECK(!when_reduce(NULL, &a, NULL) && !when_agree(NULL, &a, NULL));
}

static struct stage_window window(const char *from, int days, int recurrence)
{
	struct stage_window w = { .recurrence = recurrence, .line = 1, .extra_qty = 1 };

	CHECK_INT(date_parse(str_of(from), &w.from_date), OK);
	w.to_date = date_add(w.from_date, days);
	return w;
}

static bool meet(struct stage_window a, struct stage_window b)
{
	CHECK_INT(windows_meet(&a, &b), windows_meet(&b, &a));
	return windows_meet(&a, &b);
}

TEST(windows_meet_when_a_day_is_in_both)
{
	CHECK(meet(window("2026-06-01", 7, ONCE), window("2026-06-07", 3, ONCE)));
	CHECK(!meet(window("2026-06-01", 7, ONCE), window("2026-06-08", 3, ONCE)));          /* half-open: one ends where the other begins */
	CHECK(meet(window("2026-01-05", 2, WEEKLY), window("2027-03-01", 1, ONCE)));         /* a Monday fourteen months later */
	CHECK(!meet(window("2026-01-05", 2, WEEKLY), window("2026-01-07", 2, WEEKLY)));
	CHECK(meet(window("2026-01-31", 3, MONTHLY), window("2026-03-01", 1, YEARLY)));      /* the last of February is the month's window */
	CHECK(meet(window("2026-07-01", 5, MONTHLY), window("2026-01-05", 1, WEEKLY)));
	CHECK(!meet(window("2026-07-01", 5, YEARLY), window("2026-08-01", 5, YEARLY)));
}

TEST(a_window_opens_again_by_its_recurrence)
{
	struct stage_window w = window("2026-01-31", 3, MONTHLY);

	CHECK_INT(window_opens(&w, 0).day, w.from_date.day);
	CHECK_INT(window_opens(&w, 1).day, w.from_date.day + 28);                            /* 02-28 */
	w.recurrence = WEEKLY;
	CHECK_INT(window_opens(&w, 3).day, w.from_date.day + 21);
	w.recurrence = ONCE;
	CHECK_INT(window_opens(&w, 5).day, w.from_date.day);
}

TEST(the_median_is_the_lower_middle)
{
	int64_t odd[] = { 9, 1, 5 }, even[] = { 8, 2, 4, 6 };

	CHECK_INT(median_of(odd, 3), 5);
	CHECK_INT(median_of(even, 4), 4);
	CHECK_INT(median_of(odd, 0), INT_NONE);
}

TEST(the_papers_of_the_regulation_are_fixed)
{
	for (const struct paper *p = app_papers; p->name; p++) {
		CHECK(article_find(p->article) != NULL && p->offered && (p->needed & ~p->offered) == 0);
		if (strncmp(p->article, "A19.1", 5) == 0 || strncmp(p->article, "A19.3", 5) == 0 || strncmp(p->article, "A23.1", 5) == 0)
			CHECK(p->fixed);
	}
}

TEST(an_approved_change_or_revocation_may_be_taken_back)
{
	struct application a = { .type = APP_CHANGE };

	CHECK(when_untouched(NULL, &a, NULL));
	a.type = APP_REVOKE;
	CHECK(when_untouched(NULL, &a, NULL));
	a.type = APP_NEW;
	CHECK(!when_untouched(NULL, &a, NULL));
	CHECK(flow_move(&application_flow, APP_EXECUTING, "terminate") && flow_move(&application_flow, APP_BACKUP_CONFIRMED, "withdraw"));
	CHECK(!flow_move(&application_flow, APP_STOPPED, "terminate") && !flow_move(&application_flow, APP_STOPPED, "withdraw"));
}
