/* What a scenario cannot say: tokens at the door, and their lapse by disuse. */
#include "core/core.h"
#include "domain/account/account_in.h"
#undef TEST_ROOM
#define TEST_ROOM "account"

struct office { struct core *k; struct timer timer; struct arena *a; struct fail fail; };

static void office_open(struct office *o)
{
	struct core_opts opts = { .store_url = "sqlite::memory:", .features = features, .timer = &o->timer, .chance = { .s = { 1, 2, 3, 4 }, .seeded = true },
				  .cheap_passwords = true };

	*o = (struct office){ .timer = { .simulated = true }, .a = arena_new(MIB(64)) };
	CHECK(at_parse(STR("2026-03-02 09:00"), &o->timer.now) == OK);
	if (core_open(&opts, &o->fail, &o->k) != OK)
		test_fail(__FILE__, __LINE__, "%s", o->fail.sentence);
}

static void office_close(struct office *o)
{
	core_close(o->k);
	arena_free(o->a);
}

static struct answer ask(struct office *o, const char *op, const char *body)
{
	struct request r = { .op = core_op(o->k, str_of(op)), .body = str_of(body), .local = true, .ip = STR("127.0.0.1") };
	struct answer a = { .arena = o->a };

	CHECK(r.op);
	core_call(o->k, &r, &a);
	return a;
}

static const char first[] = "{\"authority_name\":\"州数据局\",\"org_no\":\"532800001\","
	"\"sys_admin\":{\"login\":\"sys\",\"name\":\"甲\",\"password\":\"Prefecture-2026\"},"
	"\"sec_admin\":{\"login\":\"sec\",\"name\":\"乙\",\"password\":\"Prefecture-2026\"},"
	"\"audit_admin\":{\"login\":\"aud\",\"name\":\"丙\",\"password\":\"Prefecture-2026\"}}";

/* Signs sys in by a browser and returns the session's token. */
static struct str signed_in(struct office *o)
{
	struct answer a = ask(o, "account.first", first);
	CHECK_INT(a.status, 200);
	a = ask(o, "session.create", "{\"login\":\"sys\",\"password\":\"Prefecture-2026\"}");
	CHECK_INT(a.status, 200);
	CHECK_INT(a.set_session.n, 64);
	return a.set_session;
}

static enum err at_door(struct office *o, struct str token, bool look)
{
	struct principal who = { 0 };
	struct fail f = { 0 };
	enum err e = look ? core_who_still(o->k, token, o->a, &who, &f) : core_who_by_token(o->k, token, o->a, &who, &f);

	CHECK(e != OK || (who.by_cookie && who.csrf.n == 64 && str_is(who.login, "sys") && who.roles == R(SYS_ADMIN)));
	return e;
}

/* Time passes; the minute job writes the notes down. */
static void pass(struct office *o, int64_t ms)
{
	o->timer.now.ms += ms;
	CHECK(core_tick(o->k, &o->fail) == OK);
}

TEST(session_in_use_lives_and_an_idle_one_lapses)
{
	struct office o;

	office_open(&o);
	struct str token = signed_in(&o);
	for (int i = 0; i < 6; i++) {
		pass(&o, MINUTES(14));
		CHECK_INT(at_door(&o, token, false), OK);
	}
	pass(&o, MINUTES(15) + 1);
	CHECK_INT(at_door(&o, token, false), E_DENIED);
	office_close(&o);
}

TEST(looking_is_not_use)
{
	struct office o;

	office_open(&o);
	struct str token = signed_in(&o);
	pass(&o, MINUTES(10));
	CHECK_INT(at_door(&o, token, true), OK);
	pass(&o, MINUTES(10));
	CHECK_INT(at_door(&o, token, true), E_DENIED);
	office_close(&o);
}

TEST(session_ends_after_eight_hours_whatever_is_done)
{
	struct office o;

	office_open(&o);
	struct str token = signed_in(&o);
	for (int i = 0; i < 8 * 6 - 1; i++) {
		pass(&o, MINUTES(10));
		CHECK_INT(at_door(&o, token, false), OK);
	}
	pass(&o, MINUTES(10));
	CHECK_INT(at_door(&o, token, false), E_DENIED);
	office_close(&o);
}

TEST(unknown_token_opens_nothing)
{
	struct office o;

	office_open(&o);
	struct str token = signed_in(&o);
	CHECK_INT(at_door(&o, token, false), OK);
	CHECK_INT(at_door(&o, (struct str){ token.p, 63 }, false), E_DENIED);
	CHECK_INT(at_door(&o, STR("0000000000000000000000000000000000000000000000000000000000000000"), false), E_DENIED);
	office_close(&o);
}

TEST(store_holds_no_password_and_no_token)
{
	struct office o;
	struct ctx c;
	struct str digest;
	static const struct stmt Q_TOKEN = { "SELECT token_digest FROM session" };
	static const struct stmt Q_PASSWORD = { "SELECT password FROM account WHERE login = 'sys'" };

	office_open(&o);
	struct str token = signed_in(&o);
	CHECK(core_read_begin(o.k, o.a, &c) == OK);
	CHECK(sql_str_(&c, &Q_TOKEN, &digest, NO_VALS) == OK);
	CHECK(!str_eq(digest, token));
	CHECK(str_eq(digest, digest_hex(&c, token)));
	CHECK(sql_str_(&c, &Q_PASSWORD, &digest, NO_VALS) == OK);
	CHECK(str_find(digest, STR("Prefecture")) < 0);
	core_read_end(&c);
	office_close(&o);
}

TEST(passwords_keep_the_policy)
{
	static const struct { const char *password, *login; bool good; } rows[] = {
		{ "Prefecture-2026", "sys", true }, { "prefecture-2026", "sys", true }, { "Short-2026a", "sys", false }, { "onlylowercase", "sys", false },
		{ "lower1234567", "sys", false }, { "Abc-SYS-123456", "sys", false }, { "版纳云平台口令很长的一句话-Aa", "sys", true },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ctx c = { .arena = a };
		bool good = account_password_rule(&c, "password", str_of(rows[i].password), str_of(rows[i].login)) == OK;
		if (good != rows[i].good)
			test_fail(__FILE__, __LINE__, "%s is %s", rows[i].password, good ? "taken" : "not taken");
	}
}
