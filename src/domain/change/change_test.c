/* The ledger under changes: one segment a day, room held on both sides until it is settled, and bills that stay true. */
#include <stdio.h>
#include "domain/catalog/catalog.h"
#include "domain/change/change_in.h"
#include "domain/contract/test_contract.h"
#undef TEST_ROOM
#define TEST_ROOM "change"

struct site { struct supplier s; struct house *h; int64_t root, unit, system, pool, other, resource; };
struct step { struct site *t; int64_t qty, pool; const char *item; struct resource was, now; };

static enum err enter(struct ctx *c, void *arg)
{
	struct site *t = arg;
	struct catalog_item item;
	struct resource r;

	TRY(catalog_item_by_code(c, 0, STR(XC_CPU), &item));
	record_none(&resource_record, &r);
	r.item = item.id; r.item_code = item.code; r.item_name = item.name; r.name = item.name; r.unit = item.unit; r.vcpu = 1;
	r.system = t->system; r.user_org = t->unit; r.applicant_org = t->root; r.pool = t->pool; r.zone = STR("extranet"); r.csp = t->s.csp; r.qty = 16; r.legacy = true;
	TRY(resource_enter(c, &r));
	t->resource = r.id;
	return resource_deliver(c, r.id, 0, today(c));
}

static enum err change(struct ctx *c, void *arg)
{
	struct step *s = arg;
	struct catalog_item item;

	TRY(entity_peek(c, &resource_entity, s->t->resource, &s->was));
	s->now = s->was;
	s->now.qty = s->qty ? s->qty : s->was.qty;
	s->now.pool = s->pool ? s->pool : s->was.pool;
	if (s->item) {
		TRY(catalog_item_by_code(c, 0, str_of(s->item), &item));
		s->now.item = item.id;
		s->now.item_code = item.code;
	}
	return resource_change(c, &s->was, &s->now);
}
/* The texts of a resource live as long as the turn that read it; only figures are carried over, and the row is read again. */
static enum err again(struct ctx *c, struct step *s)
{
	struct resource was = s->was, now = s->now;

	TRY(entity_peek(c, &resource_entity, s->t->resource, &s->now));
	s->was = s->now;
	s->was.qty = was.qty;
	s->was.pool = was.pool;
	s->was.item = was.item;
	s->now.qty = now.qty;
	s->now.pool = now.pool;
	return OK;
}
static enum err settle(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(again(c, s));
	return resource_change_settle(c, &s->was, &s->now);
}
static enum err undo(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(again(c, s));
	return resource_change_undo(c, &s->was, &s->now);
}

static struct site site_open(void)
{
	struct site t = { .s = supplier_open() };
	struct house *h = t.h = t.s.h;

	t.root = did(h, "org.create", NULL, "{\"no\":\"532800101\",\"name\":\"州教育体育局\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\"}");
	t.unit = did(h, "org.create", NULL, "{\"no\":\"532800102\",\"name\":\"州第一中学\",\"kind\":\"user\",\"unit_type\":\"welfare_one\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"parent\":\"%" PRId64 "\"}", t.root);
	struct principal who = { .account = 21, .person = 22, .org = t.unit, .root_org = t.root, .party = ORG_USER, .roles = R_USER, .login = STR("wei@school") };
	t.system = did_by(h, &who, "info_system.create", NULL, "{\"name\":\"学生考勤系统\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
			  "\"project_approval_no\":\"西教字〔2026〕3号\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\"}");
	int64_t place = did(h, "site.create", NULL, "{\"name\":\"景洪生产中心\",\"kind\":\"production\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", t.s.csp);
	t.pool = did(h, "pool.create", NULL, "{\"no\":\"P01\",\"name\":\"池一\",\"site\":\"%" PRId64 "\",\"zone\":\"extranet\",\"arch\":\"kunpeng\",\"driver\":\"manual\",\"cap_vcpu\":24}", place);
	t.other = did(h, "pool.create", NULL, "{\"no\":\"P02\",\"name\":\"池二\",\"site\":\"%" PRId64 "\",\"zone\":\"extranet\",\"arch\":\"kunpeng\",\"driver\":\"manual\",\"cap_vcpu\":24}", place);
	CHECK_INT(house_write(h, enter, &t), OK);
	return t;
}

static void site_close(struct site *t)
{
	struct fail f = { 0 };

	if (core_invariants(t->h->k, t->h->a, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
	supplier_close(&t->s);
}

static int64_t segments(struct site *t) { return asked(t->h, "SELECT COUNT(*) FROM resource_segment"); }
static int64_t taken(struct site *t, int64_t pool)
{
	return asked(t->h, arena_cstr(t->h->a, arena_fmt(t->h->a, "SELECT vcpu FROM pool_alloc WHERE pool = %" PRId64, pool)));
}

HOUSE_TEST(two_changes_on_one_day_leave_one_segment_of_that_day)
{
	struct site t = site_open();
	struct step up = { .t = &t, .qty = 20 }, down = { .t = &t, .qty = 12 };

	/* On the very day of the delivery: nothing was of 16 for a whole day. */
	CHECK_INT(house_write(t.h, change, &up), OK);
	CHECK_INT(segments(&t), 1);
	CHECK_INT(house_write(t.h, settle, &up), OK);
	house_at(t.h, "2026-01-15 09:00");
	CHECK_INT(house_write(t.h, change, &down), OK);
	CHECK_INT(house_write(t.h, settle, &down), OK);
	up.qty = 18;
	CHECK_INT(house_write(t.h, change, &up), OK);
	CHECK_INT(house_write(t.h, settle, &up), OK);
	CHECK_INT(segments(&t), 2);
	CHECK_INT(asked(t.h, "SELECT COUNT(*) FROM resource_segment WHERE qty = 20 AND from_date = '2026-01-05' AND to_date = '2026-01-15'"), 1);
	CHECK_INT(asked(t.h, "SELECT COUNT(*) FROM resource_segment WHERE qty = 18 AND from_date = '2026-01-15' AND to_date IS NULL"), 1);
	CHECK_INT(taken(&t, t.pool), 18);
	site_close(&t);
}

HOUSE_TEST(room_is_held_until_the_unit_has_agreed)
{
	struct site t = site_open();
	struct step down = { .t = &t, .qty = 4 }, up = { .t = &t, .qty = 24 }, over = { .t = &t, .qty = 25 };

	CHECK_INT(house_write(t.h, change, &down), OK);
	CHECK_INT(taken(&t, t.pool), 16);
	/* Sent back: the old size is there again, and nobody else has had its room. */
	CHECK_INT(house_write(t.h, undo, &down), OK);
	CHECK_INT(taken(&t, t.pool), 16);
	CHECK_INT(asked(t.h, "SELECT qty FROM resource"), 16);
	CHECK_INT(house_write(t.h, change, &down), OK);
	CHECK_INT(house_write(t.h, settle, &down), OK);
	CHECK_INT(taken(&t, t.pool), 4);
	CHECK_INT(house_write(t.h, change, &over), E_REFUSED);
	CHECK_INT(house_write(t.h, change, &up), OK);
	CHECK_INT(taken(&t, t.pool), 24);
	CHECK_INT(house_write(t.h, undo, &up), OK);
	CHECK_INT(taken(&t, t.pool), 4);
	site_close(&t);
}

HOUSE_TEST(a_move_holds_both_places_and_then_one)
{
	struct site t = site_open();
	struct step move = { .t = &t, .pool = t.other };

	move.pool = t.other;
	CHECK_INT(house_write(t.h, change, &move), OK);
	CHECK_INT(taken(&t, t.pool), 16);
	CHECK_INT(taken(&t, t.other), 16);
	CHECK_INT(house_write(t.h, undo, &move), OK);
	CHECK_INT(taken(&t, t.other), 0);
	CHECK_INT(house_write(t.h, change, &move), OK);
	CHECK_INT(house_write(t.h, settle, &move), OK);
	CHECK_INT(taken(&t, t.pool), 0);
	CHECK_INT(taken(&t, t.other), 16);
	CHECK_INT(asked(t.h, "SELECT SUM(n) FROM pool_alloc"), 1);
	site_close(&t);
}

/* Ten days at 46.00, twenty-one of another item at 38.00: 16 × 46.00 × 10/31 + 16 × 38.00 × 21/31 = 237.42 + 411.87. */
HOUSE_TEST(a_bill_before_the_day_is_of_the_old_item)
{
	struct site t = site_open();
	struct step respec = { .t = &t, .item = CPU };

	house_at(t.h, "2026-03-11 09:00");
	CHECK_INT(house_write(t.h, change, &respec), OK);
	house_at(t.h, "2026-04-03 09:00");
	did(t.h, "bill.run", NULL, "{\"month\":\"2026-03\"}");
	CHECK_INT(asked(t.h, "SELECT COUNT(*) FROM bill_line"), 2);
	CHECK_INT(asked(t.h, "SELECT amount_fen FROM bill_line WHERE item_code = '" XC_CPU "'"), 23742);
	CHECK_INT(asked(t.h, "SELECT amount_fen FROM bill_line WHERE item_code = '" CPU "'"), 41187);
	site_close(&t);
}

TEST(every_kind_says_what_it_takes)
{
	for (int k = 1; k < CHANGE_KIND_MAX; k++) {
		const struct change_rule *r = &change_rules[k];
		CHECK((r->needs & ~r->takes) == 0);
		CHECK(change_kind_names[k].word && change_kind_names[k].label);
		/* A23.2a: a confirmed backup and a mere declaration are not both asked for. */
		CHECK(!(r->backup && r->declares));
	}
}
