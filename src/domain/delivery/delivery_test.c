/* The cloud's side of an opening: asked again it makes nothing twice, silent it is asked again, and one refusal holds nobody else up. */
#include <stdio.h>
#include "domain/contract/test_contract.h"
#include "domain/delivery/delivery_in.h"
#include "driver/driver.h"
#undef TEST_ROOM
#define TEST_ROOM "delivery"

static struct driver_thing made(struct arena *a, int64_t seed, const char *token, int64_t qty)
{
	struct driver_conf conf = { .seed = seed };
	struct driver_spec spec = { .token = str_of(token), .qty = qty };
	struct driver_thing thing = { 0 };
	struct fail f = { 0 };
	void *session = NULL;

	CHECK_INT(fake_driver.open(&conf, &f, &session), OK);
	CHECK_INT(fake_driver.create(session, &spec, a, &f, &thing), OK);
	fake_driver.close(session);
	return thing;
}

TEST(the_fake_cloud_makes_one_thing_of_one_token)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct driver_thing first = made(a, 1, "line-7", 16), again = made(a, 1, "line-7", 16), other = made(a, 1, "line-8", 16), elsewhere = made(a, 2, "line-7", 16);

	CHECK_INT(first.state, DRIVER_RUNNING);
	CHECK_INT(first.qty, 16);
	CHECK(first.native_id.n && first.ips.n);
	CHECK(str_eq(again.native_id, first.native_id) && str_eq(again.ips, first.ips));
	CHECK(!str_eq(other.native_id, first.native_id));
	CHECK(!str_eq(elsewhere.native_id, first.native_id));
}

TEST(the_fake_cloud_finds_what_it_made)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct driver_thing first = made(a, 1, "line-7", 1094), found = { 0 }, resized = { 0 };
	struct driver_spec disc = { .token = STR("line-7"), .qty = 1094 };
	struct driver_spec more = { .token = STR("line-7"), .qty = 24 };
	struct fail f = { 0 };
	void *s = NULL;

	CHECK_INT(fake_driver.open(&(struct driver_conf){ .seed = 1 }, &f, &s), OK);
	CHECK_INT(fake_driver.look(s, &disc, a, &f, &found), OK);
	CHECK(str_eq(found.native_id, first.native_id));
	CHECK_INT(found.qty, 1094);
	CHECK_INT(fake_driver.resize(s, &more, a, &f, &resized), OK);
	CHECK(str_eq(resized.native_id, first.native_id));
	CHECK_INT(resized.qty, 24);
	/* Members that are missing mean "cannot". */
	CHECK(!fake_driver.attach);
	fake_driver.close(s);
}

TEST(a_silent_cloud_fails_once_and_makes_the_same_thing_afterwards)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct driver_thing first = made(a, 1, "line-7", 16), thing = { 0 };
	struct driver_spec spec = { .token = STR("line-7"), .qty = 16 };
	struct fail f = { 0 };
	void *s = NULL;

	CHECK_INT(fake_driver.open(&(struct driver_conf){ .seed = 1 }, &f, &s), OK);
	fault_only("driver.create");
	fault_arm(1);
	CHECK_INT(fake_driver.create(s, &spec, a, &f, &thing), E_REMOTE);
	CHECK(!thing.native_id.p);
	CHECK_INT(fake_driver.create(s, &spec, a, &f, &thing), OK);
	CHECK(str_eq(thing.native_id, first.native_id));
	fake_driver.close(s);
}

/* ---- the whole way: an approved application and a pool that a driver reaches ---- */
struct opening { struct supplier s; struct house *h; int64_t root, unit, system, pool; struct principal handler, manager, reviewer, accept, approve, finish; };

static struct principal who_is(int64_t n, int64_t org, int64_t root, enum org_kind party, uint64_t roles)
{
	return (struct principal){ .account = 100 + n, .person = 200 + n, .org = org, .root_org = root, .party = party, .roles = roles, .login = STR("someone"), .name = STR("某人") };
}

static struct opening opening_open(int64_t cap_vcpu)
{
	struct opening o = { .s = supplier_open() };
	struct house *h = o.h = o.s.h;

	o.root = did(h, "org.create", NULL, "{\"no\":\"532800101\",\"name\":\"州教育体育局\",\"kind\":\"applicant\",\"unit_type\":\"party_gov\",\"level\":\"prefecture\",\"fund_source\":\"full\"}");
	o.unit = did(h, "org.create", NULL, "{\"no\":\"532800102\",\"name\":\"州第一中学\",\"kind\":\"user\",\"unit_type\":\"welfare_one\",\"level\":\"prefecture\",\"fund_source\":\"full\",\"parent\":\"%" PRId64 "\"}", o.root);
	did(h, "import.people", NULL, "org_no,name,mobile,post,duty_kind,login,password\n532800101,吴主任,13800000031,信息科长,resource_manager,wu@edu,Prefecture-2026\n");
	did(h, "import.roles", NULL, "login,roles\nwu@edu,appu_manager\n");
	o.handler = who_is(1, o.unit, o.root, ORG_USER, R_USER);
	o.reviewer = who_is(2, o.root, o.root, ORG_APPLICANT, R(APPU_REVIEWER));
	o.manager = who_is(3, o.root, o.root, ORG_APPLICANT, R(APPU_MANAGER));
	o.accept = who_is(4, o.s.authority, o.s.authority, ORG_AUTHORITY, R(AUTH_HANDLER));
	o.approve = who_is(5, o.s.authority, o.s.authority, ORG_AUTHORITY, R(AUTH_APPROVER));
	o.finish = who_is(6, o.s.csp, o.s.csp, ORG_CSP, R_CSP);
	o.system = did_by(h, &o.handler, "info_system.create", NULL, "{\"name\":\"学生考勤系统\",\"level\":\"prefecture\",\"purpose\":[\"internal\"],\"stock_kind\":\"incremental\",\"hosting\":\"gov_cloud\","
			  "\"project_approval_no\":\"西教字〔2026〕3号\",\"dj_level\":\"level2\",\"xinchuang_status\":\"full\"}");
	char id[40];
	snprintf(id, sizeof id, "id=%" PRId64, o.system);
	did_by(h, &o.handler, "info_system.declare", id, "{\"comment\":\"本系统不存储、处理、传输涉密信息\"}");
	int64_t site = did(h, "site.create", NULL, "{\"name\":\"景洪生产中心\",\"kind\":\"production\",\"city\":\"景洪\",\"csp\":\"%" PRId64 "\"}", o.s.csp);
	o.pool = did(h, "pool.create", NULL, "{\"no\":\"P01\",\"name\":\"政务外网信创池\",\"site\":\"%" PRId64 "\",\"zone\":\"extranet\",\"arch\":\"kunpeng\",\"xinchuang\":true,\"driver\":\"fake\",\"cap_vcpu\":%" PRId64 "}",
		     site, cap_vcpu);
	return o;
}

static void opening_close(struct opening *o)
{
	struct fail f = { 0 };

	if (core_invariants(o->h->k, o->h->a, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
	supplier_close(&o->s);
}

static void tick(struct opening *o)
{
	struct fail f = { 0 };

	if (core_tick(o->h->k, &f) != OK)
		test_fail(__FILE__, __LINE__, "%s", f.sentence);
}

/* An application for that many cores, carried to its opinion; facts wait. */
static int64_t approved(struct opening *o, int64_t cores)
{
	struct house *h = o->h;
	char id[40];
	int64_t a = did_by(h, &o->handler, "application.draft", NULL, "{\"type\":\"new\",\"system\":\"%" PRId64 "\",\"reason\":\"开学前上线\",\"load_kind\":\"steady\",\"lines\":[{\"item_code\":\"" XC_CPU "\",\"zone\":\"extranet\","
			   "\"qty\":%" PRId64 ",\"use\":\"应用\",\"sizing_basis\":{\"users\":3000,\"formula\":\"并发 × 每核承载\",\"result\":\"按核\"}}],"
			   "\"plan\":{\"arch_desc\":\"三层架构\",\"security_design\":\"按二级等保\",\"backup_design\":\"每日备份\",\"schedule\":\"三月上线\"}}", o->system, cores);
	snprintf(id, sizeof id, "id=%" PRId64, a);
	did_by(h, &o->handler, "application.send", id, "{}");
	did_by(h, &o->reviewer, "application.review", id, "{\"passed\":true,\"opinion\":\"同意\"}");
	did_by(h, &o->manager, "application.submit", id, "{}");
	did_by(h, &o->accept, "application.accept", id, "{}");
	did_by(h, &o->accept, "application.propose", id, "{\"lines\":[{\"line\":1,\"assigned_pool\":\"%" PRId64 "\"}],\"text\":\"同意\"}", o->pool);
	did_by(h, &o->approve, "application.sign", id, "{}");
	return a;
}

HOUSE_TEST(an_approved_line_is_opened_by_the_driver_exactly_once)
{
	struct opening o = opening_open(100);
	int64_t a = approved(&o, 16);

	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource WHERE state = 'trial' AND qty = 16"), 1);
	CHECK_INT(asked(o.h, "SELECT application FROM resource"), a);
	CHECK_INT(asked(o.h, "SELECT vcpu FROM pool_alloc"), 16);
	/* What the cloud made is what our token names. */
	struct driver_thing thing = made(o.h->a, 1, arena_cstr(o.h->a, arena_fmt(o.h->a, "line-%" PRId64, asked(o.h, "SELECT id FROM application_line"))), 16);
	CHECK_INT(asked(o.h, arena_cstr(o.h->a, arena_fmt(o.h->a, "SELECT COUNT(*) FROM resource WHERE native_id = '" STR_FMT "'", STR_ARG(thing.native_id)))), 1);

	/* As if the server had stopped between the cloud's answer and its own commit: asked again, nothing comes twice. */
	house_damage(o.h, "UPDATE driver_task SET ended_at = NULL");
	o.h->timer.now.ms += MINUTES(2);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource"), 1);
	CHECK_INT(asked(o.h, "SELECT vcpu FROM pool_alloc"), 16);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM driver_task WHERE ended_at IS NULL"), 0);
	opening_close(&o);
}

/* The fault would strike if the cloud were asked. */
static bool cloud_was_asked(struct opening *o)
{
	o->h->timer.now.ms += MINUTES(1);
	fault_only("driver.create");
	fault_arm(1);
	tick(o);
	bool asked_it = fault_struck();
	fault_arm(0);
	return asked_it;
}

HOUSE_TEST(a_cloud_is_not_asked_for_what_nobody_wants_any_more)
{
	struct opening o = opening_open(100);
	int64_t gone = approved(&o, 16), by_hand;
	char id[40];

	snprintf(id, sizeof id, "id=%" PRId64, gone);
	did_by(o.h, &o.approve, "application.terminate", id, "{\"comment\":\"项目取消\"}");
	CHECK(!cloud_was_asked(&o));
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM driver_task WHERE ended_at IS NULL"), 0);

	by_hand = approved(&o, 8);
	CHECK(cloud_was_asked(&o));
	snprintf(id, sizeof id, "id=%" PRId64, by_hand);
	int64_t line = asked(o.h, arena_cstr(o.h->a, arena_fmt(o.h->a, "SELECT id FROM application_line WHERE application = %" PRId64, by_hand)));
	did_by(o.h, &o.finish, "delivery.open", id, "{\"line\":\"%" PRId64 "\",\"qty\":8}", line);
	CHECK(!cloud_was_asked(&o));
	CHECK_INT(asked(o.h, "SELECT SUM(qty) FROM resource"), 8);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM driver_task WHERE ended_at IS NULL"), 0);
	opening_close(&o);
}

HOUSE_TEST(a_silent_cloud_is_asked_again_a_minute_later)
{
	struct opening o = opening_open(100);

	approved(&o, 16);
	fault_only("driver.create");
	fault_arm(1);
	tick(&o);
	CHECK(fault_struck());
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource"), 0);
	CHECK_INT(asked(o.h, "SELECT tries FROM driver_task WHERE ended_at IS NULL AND error IS NOT NULL"), 1);
	o.h->timer.now.ms += MINUTES(1);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource"), 1);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM driver_task WHERE ended_at IS NULL"), 0);
	opening_close(&o);
}

HOUSE_TEST(a_line_that_finds_no_room_does_not_hold_up_the_next)
{
	struct opening o = opening_open(100);
	int64_t big = approved(&o, 90), small = 0;

	/* Room was there when the opinion was given; others took it. */
	house_damage(o.h, "UPDATE pool_alloc SET vcpu = 50");
	o.h->timer.now.ms += MINUTES(1);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource"), 0);
	small = approved(&o, 8);
	o.h->timer.now.ms += MINUTES(1);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource"), 1);
	CHECK_INT(asked(o.h, "SELECT application FROM resource"), small);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM driver_task WHERE ended_at IS NULL AND error LIKE '%不够%'"), 1);
	/* As soon as there is room, it comes. */
	house_damage(o.h, "UPDATE pool_alloc SET vcpu = 8");
	o.h->timer.now.ms += MINUTES(1);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT SUM(qty) FROM resource"), 98);
	CHECK(big != small);
	opening_close(&o);
}

HOUSE_TEST(a_suggestion_to_take_less_gives_the_room_back)
{
	struct opening o = opening_open(100);
	int64_t a = approved(&o, 16);
	char id[40];

	snprintf(id, sizeof id, "id=%" PRId64, a);
	tick(&o);
	did_by(o.h, &o.finish, "delivery.trial_ready", id, "{}");
	did_by(o.h, &o.handler, "delivery.test", id, "{\"load_result\":\"正常\",\"conclusion\":\"满足要求\"}");
	did_by(o.h, &o.finish, "delivery.suggest", id, "{\"basis\":\"按实测调减\",\"lines\":[{\"resource\":\"%" PRId64 "\",\"advice\":\"decrease\",\"qty\":10,\"basis\":\"峰值 40%%\"}]}", asked(o.h, "SELECT id FROM resource"));
	did_by(o.h, &o.accept, "delivery.file", id, "{}");
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT qty FROM resource WHERE state = 'active'"), 10);
	CHECK_INT(asked(o.h, "SELECT qty FROM resource_segment"), 10);
	CHECK_INT(asked(o.h, "SELECT vcpu FROM pool_alloc"), 10);
	/* Billing starts on the day of the order, and issuing again is refused. */
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM delivery_order d JOIN resource r ON r.delivery_order = d.id WHERE d.billing_start_date = r.billing_start_date AND r.billing_start_date = '2026-01-05'"), 1);
	struct answer again = house_ask(o.h, "delivery.issue", R_AUTH, id, "{}");
	CHECK_INT(again.err, E_REFUSED);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM delivery_order"), 1);
	opening_close(&o);
}

struct seeing { int64_t resource; struct date day; };
static enum err see(struct ctx *c, void *arg)
{
	struct seeing *s = arg;

	return delivery_seen_in_use(c, s->resource, s->day);
}

HOUSE_TEST(what_is_seen_at_work_is_no_longer_idle_and_the_first_day_is_kept)
{
	struct opening o = opening_open(100);
	int64_t a = approved(&o, 16);
	char id[40];

	snprintf(id, sizeof id, "id=%" PRId64, a);
	tick(&o);
	did_by(o.h, &o.finish, "delivery.trial_ready", id, "{}");
	did_by(o.h, &o.handler, "delivery.test", id, "{\"load_result\":\"正常\",\"conclusion\":\"满足要求\"}");
	did_by(o.h, &o.finish, "delivery.suggest", id, "{\"basis\":\"无需调整\",\"no_adjustment\":true}");
	did_by(o.h, &o.accept, "delivery.file", id, "{}");
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM idle_watch WHERE used_date IS NULL"), 1);
	struct seeing first = { asked(o.h, "SELECT id FROM resource"), date_ymd(2026, 1, 7) }, later = { first.resource, date_ymd(2026, 1, 9) }, unknown = { 77, date_ymd(2026, 1, 9) };
	CHECK_INT(house_write(o.h, see, &first), OK);
	CHECK_INT(house_write(o.h, see, &later), OK);
	CHECK_INT(house_write(o.h, see, &unknown), OK);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM idle_watch WHERE used_date = '2026-01-07' AND used_source = 'measured'"), 1);
	opening_close(&o);
}

HOUSE_TEST(a_terminated_case_gives_its_trial_back)
{
	struct opening o = opening_open(100);
	int64_t a = approved(&o, 16);
	char id[40];

	snprintf(id, sizeof id, "id=%" PRId64, a);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT vcpu FROM pool_alloc"), 16);
	did_by(o.h, &o.approve, "application.terminate", id, "{\"comment\":\"项目取消\"}");
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource WHERE state = 'stopped'"), 1);
	CHECK_INT(asked(o.h, "SELECT vcpu FROM pool_alloc"), 0);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM work_order WHERE state <> 'confirmed'"), 0);
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM resource_segment"), 0);
	opening_close(&o);
}

/* An order of cloud_task on what was opened here; the fixture of a pool that a driver reaches is this folder's. */
HOUSE_TEST(a_cloud_silent_for_long_is_told_of_and_its_work_done_by_hand)
{
	struct opening o = opening_open(100);
	int64_t a = approved(&o, 16);
	char id[40];

	tick(&o);
	house_damage(o.h, arena_cstr(o.h->a, arena_fmt(o.h->a, "INSERT INTO cloud_task (id, version, application, resource, act, state, pool, to_pool, csp, token, qty, tries, next_at, created_at)"
		     " SELECT 900001, 1, %" PRId64 ", id, 'resize', 'open', pool, pool, csp, 'line-x', 32, 0, 0, 0 FROM resource", a)));
	for (int i = 1; i <= 5; i++) {
		CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM message WHERE title LIKE '驱动多次没有办成%'"), 0);
		o.h->timer.now.ms += MINUTES(2);
		fault_only("driver.act");
		fault_arm(1);
		tick(&o);
		CHECK(fault_struck());
		CHECK_INT(asked(o.h, "SELECT tries FROM cloud_task WHERE state = 'open' AND error IS NOT NULL"), i);
	}
	CHECK(asked(o.h, "SELECT next_at FROM cloud_task") > o.h->timer.now.ms + MINUTES(50));
	snprintf(id, sizeof id, "id=%d", 900001);
	did_by(o.h, &o.finish, "cloud_task.by_hand", id, "{\"comment\":\"在控制台调整\"}");
	CHECK_INT(asked(o.h, "SELECT COUNT(*) FROM cloud_task WHERE state = 'by_hand' AND note = '在控制台调整'"), 1);
	/* The cloud answers at last, and nothing is done twice. */
	o.h->timer.now.ms += HOURS(2);
	tick(&o);
	CHECK_INT(asked(o.h, "SELECT tries FROM cloud_task"), 5);
	opening_close(&o);
}
