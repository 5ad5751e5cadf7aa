/* The seams that other features use: a major change told from below or called from above, and what it does to reports and letters. */
#include <stdio.h>
#include "domain/contract/test_contract.h"
#include "domain/security/security_in.h"
#undef TEST_ROOM
#define TEST_ROOM "security"

struct guarded { struct supplier s; struct house *h; int64_t root, unit, system; struct principal owner; };

static struct guarded guarded_open(void)
{
	struct guarded g = { .s = supplier_open() };
	struct house *h = g.h = g.s.h;
	char id[40];

	g.root = did(h, "org.create", NULL, "{\"no\":\"532800101\",\"name\":\"州教育体育局\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\"}");
	g.unit = did(h, "org.create", NULL, "{\"no\":\"532800102\",\"name\":\"州第一中学\",\"kind\":\"user\",\"unit_type\":\"welfare_one\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"parent\":\"%" PRId64 "\"}", g.root);
	g.owner = (struct principal){ .account = 21, .person = 22, .org = g.unit, .root_org = g.root, .party = ORG_USER, .roles = R_USER, .login = STR("jiang@school"), .name = STR("蒋帆") };
	g.system = did_by(h, &g.owner, "info_system.create", NULL, "{\"name\":\"学生考勤系统\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
			  "\"project_approval_no\":\"西教字〔2026〕3号\",\"dj_level\":\"level1\",\"xinchuang_status\":\"full\"}");
	snprintf(id, sizeof id, "id=%" PRId64, g.system);
	did_by(h, &g.owner, "info_system.declare", id, "{\"comment\":\"本系统不存储、处理、传输涉密信息\"}");
	did_by(h, &g.owner, "info_system.responsibility", id, "{\"competent_org\":\"%" PRId64 "\",\"operator_org\":\"%" PRId64 "\",\"security_responsible\":\"蒋帆\",\"security_admin\":\"沈静\"}", g.root, g.unit);
	did_by(h, &g.owner, "commitment.create", NULL, "{\"systems\":[\"%" PRId64 "\"],\"signer\":\"蒋帆\",\"signed_date\":\"2026-01-05\"}", g.system);
	return g;
}

static void guarded_close(struct guarded *g)
{
	struct fail f = { 0 };

	if (core_tick(g->h->k, &f) != OK || core_invariants(g->h->k, g->h->a, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
	supplier_close(&g->s);
}

struct seen { int64_t system; char states[GATE_MAX][16], reason[400]; };
static enum err look(struct ctx *c, void *arg)
{
	struct seen *s = arg;
	struct list items;

	TRY(golive_items(c, s->system, NULL, today(c), &items));
	EACH(struct golive_item, i, items)
		snprintf(s->states[i->item], sizeof s->states[0], STR_FMT, STR_ARG(i->state));
	snprintf(s->reason, sizeof s->reason, STR_FMT, STR_ARG(LIST_AT(items, struct golive_item, GATE_COMMITMENT - 1)->reason));
	return OK;
}
static const char *state(struct guarded *g, struct seen *s, enum gate_item item)
{
	s->system = g->system;
	if (house_write(g->h, look, s) != OK)
		test_fail(__FILE__, __LINE__, "%s", g->h->fail.sentence);
	return s->states[item];
}

static enum err told_from_below(struct ctx *c, void *arg)
{
	return fact_tell(c, "info_system.major_change", &info_system_entity, ((struct guarded *)arg)->system);
}
static enum err called_from_above(struct ctx *c, void *arg)
{
	return security_major_change(c, ((struct guarded *)arg)->system, today(c), STR("迁移资源池"));
}

HOUSE_TEST(a_major_change_told_from_below_ends_the_letter_and_a_new_one_counts)
{
	struct guarded g = guarded_open();
	struct seen s;
	struct fail f = { 0 };

	CHECK_STR(str_of(state(&g, &s, GATE_COMMITMENT)), "met");
	CHECK_STR(str_of(s.states[GATE_DECLARATION]), "met");
	CHECK_STR(str_of(s.states[GATE_SCAN]), "unmet");
	CHECK_STR(str_of(s.states[GATE_ICP]), "not_needed");
	CHECK_STR(str_of(s.states[GATE_DJ_FILING]), "not_needed");
	house_at(g.h, "2026-01-08 09:00");
	CHECK_INT(house_write(g.h, told_from_below, &g), OK);
	CHECK_INT(core_tick(g.h->k, &f), OK);
	CHECK_STR(str_of(state(&g, &s, GATE_COMMITMENT)), "unmet");
	CHECK(strstr(s.reason, "2026-01-08"));
	did_by(g.h, &g.owner, "commitment.create", NULL, "{\"systems\":[\"%" PRId64 "\"],\"signer\":\"蒋帆\",\"signed_date\":\"2026-01-08\"}", g.system);
	CHECK_STR(str_of(state(&g, &s, GATE_COMMITMENT)), "met");
	guarded_close(&g);
}

HOUSE_TEST(a_major_change_is_one_however_often_it_is_told_on_a_day)
{
	struct guarded g = guarded_open();

	CHECK_INT(house_write(g.h, called_from_above, &g), OK);
	CHECK_INT(house_write(g.h, called_from_above, &g), OK);
	CHECK_INT(asked(g.h, "SELECT COUNT(*) FROM system_change"), 1);
	guarded_close(&g);
}

HOUSE_TEST(a_letter_is_in_force_until_the_day_it_ends)
{
	struct guarded g = guarded_open();
	struct seen s;

	house_at(g.h, "2027-01-04 23:59");
	CHECK_STR(str_of(state(&g, &s, GATE_COMMITMENT)), "met");
	house_at(g.h, "2027-01-05 00:00");
	CHECK_STR(str_of(state(&g, &s, GATE_COMMITMENT)), "unmet");
	guarded_close(&g);
}
