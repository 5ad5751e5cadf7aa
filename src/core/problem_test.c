#include <ctype.h>
#include "core/test_house.h"

static struct str told(struct arena *a, const struct fail *f)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	problem_json(f, STR("r7"), &b);
	CHECK(!b.failed);
	return arena_str(a, buf_str(&b));
}

TEST(problem_status_by_kind_and_reason)
{
	static const struct { enum err kind; const char *reason; int status; } rows[] = {
		{ E_INVALID, "bad_fields", 422 }, { E_INVALID, "bad_json", 400 }, { E_INVALID, "bad_parameter", 400 }, { E_INVALID, "invalid_cursor", 400 },
		{ E_DENIED, "denied", 403 }, { E_DENIED, "not_signed_in", 401 }, { E_REFUSED, "application.no_defects", 409 }, { E_ABSENT, "absent", 404 },
		{ E_CONFLICT, "wrong_state", 409 }, { E_CONFLICT, "stale", 412 }, { E_CONFLICT, "match_needed", 428 }, { E_LIMIT, "too_large", 413 },
		{ E_LIMIT, "rate", 429 }, { E_BUSY, "store.full", 503 }, { E_REMOTE, "cloud.failed", 502 }, { E_CORRUPT, "audit.broken", 500 },
		{ E_CONFLICT, "idempotency_key_reused", 422 }, { E_ABSENT, "method", 405 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fail f = { 0 };
		fail_set(&f, rows[i].kind, rows[i].reason, "不行");
		CHECK_INT(problem_status(&f), rows[i].status);
	}
}

TEST(problem_says_rule_and_fields)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct fail f = { 0 };

	fail_field(&f, a, "defects/0", "missing", "第 1 条缺陷\"%s\"是空的", "甲");
	fail_set(&f, E_REFUSED, "application.no_defects", "没有列出缺陷");
	strcpy(f.article, "A20.2c");
	struct str s = told(a, &f);
	CHECK(str_find(s, STR("\"type\":\"urn:yunguan:problem:application_no_defects\"")) >= 0);
	CHECK(str_find(s, STR("\"code\":\"application_no_defects\"")) >= 0);
	CHECK(str_find(s, STR("\"status\":409")) >= 0);
	CHECK(str_find(s, STR("\"article\":\"A20.2c\",\"article_text\":\"不予受理的，一次性列明全部缺陷\",\"clause\":\"第二十条（二）\"")) >= 0);
	CHECK(str_find(s, STR("\"errors\":[{\"field\":\"defects/0\",\"code\":\"missing\",\"message\":\"第 1 条缺陷\\\"甲\\\"是空的\"}]")) >= 0);
	CHECK(str_find(s, STR("\"request_id\":\"r7\"}")) >= 0);
}

TEST(problem_hides_the_inside)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	struct fail f = { 0 };

	fail_set(&f, E_CORRUPT, "store.broken", "SELECT secret FROM t: no such table");
	CHECK(str_find(told(a, &f), STR("SELECT")) < 0);
	fail_set(&f, E_CONFLICT, "store.duplicate", "与已有的记录重复（org.no）。");
	CHECK(str_find(told(a, &f), STR("org.no")) < 0);
	fail_set(&f, E_BUSY, "store.connect", "连不上 PostgreSQL：connection to server at 10.1.2.3 failed");
	CHECK(str_find(told(a, &f), STR("10.1.2.3")) < 0);
	CHECK_INT(problem_status(&f), 503);
}
