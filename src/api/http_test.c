/* Unit tests of the pure parts. */
#undef TEST_ROOM
#define TEST_ROOM "api"
#include "api/api.h"
#include "api/http.h"

static struct str decoded(const char *raw, bool plus, enum err *e)
{
	static char kept[200];
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	struct str out = STR("");

	*e = percent_decode(str_of(raw), plus, a, &out);
	memcpy(kept, out.p, out.n);
	return (struct str){ kept, out.n };
}

TEST(percent_escapes_are_undone_strictly)
{
	static const char *const bad[] = { "%", "%4", "%4g", "%zz", "a%", "%00", "%ff", "%c0%af", "%ed%a0%80", "%e4%bd", "a\x01", "\xff", "%7f" };
	enum err e;

	CHECK_STR(decoded("a%20b+c", false, &e), "a b+c");
	CHECK_INT(e, OK);
	CHECK_STR(decoded("a%20b+c", true, &e), "a b c");
	CHECK_STR(decoded("%E4%BA%91%e7%ae%a1", false, &e), "云管");
	CHECK_STR(decoded("云管", false, &e), "云管");
	CHECK_STR(decoded("%2541", false, &e), "%41");
	for (size_t i = 0; i < COUNT(bad); i++) {
		decoded(bad[i], true, &e);
		if (e != E_INVALID)
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", bad[i]);
	}
}

TEST(an_escaped_slash_is_another_path)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	struct str out;

	CHECK_INT(path_decode(STR("/a%2Fb"), a, &out), E_INVALID);
	CHECK_INT(path_decode(STR("/a%2fb"), a, &out), E_INVALID);
	CHECK_INT(path_decode(STR("/a%0ab"), a, &out), E_INVALID);
	CHECK_INT(path_decode(STR("/a%2eb"), a, &out), OK);
	CHECK_STR(out, "/a.b");
}

static enum err query(const char *raw, struct pair *out, size_t max, size_t *n)
{
	static struct arena *a;
	struct fail f = { 0 };

	if (!a)
		a = arena_new(MIB(1));
	arena_reset(a);
	return query_parse(str_of(raw), a, out, max, n, &f);
}

TEST(queries)
{
	struct pair p[3];
	size_t n;

	CHECK_INT(query("", p, 3, &n), OK);
	CHECK_INT(n, 0);
	CHECK_INT(query("a=1&b=&c", p, 3, &n), OK);
	CHECK_INT(n, 3);
	CHECK_STR(p[0].value, "1");
	CHECK_STR(p[1].value, "");
	CHECK_STR(p[2].name, "c");
	CHECK_INT(query("a=1=2&&b=x%26y+z&", p, 3, &n), OK);
	CHECK_STR(p[0].value, "1=2");
	CHECK_STR(p[1].value, "x&y z");
	CHECK_INT(query("a=1&a=2", p, 3, &n), E_INVALID);
	CHECK_INT(query("a=1&%61=2", p, 3, &n), E_INVALID);
	CHECK_INT(query("=1", p, 3, &n), E_INVALID);
	CHECK_INT(query("a=%", p, 3, &n), E_INVALID);
	CHECK_INT(query("a=1&b=2&c=3&d=4", p, 3, &n), E_INVALID);
}

TEST(the_next_page_keeps_the_other_parameters)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	CHECK_STR(query_with(STR_NONE, "cursor", STR("x/+="), a), "cursor=x%2F%2B%3D");
	CHECK_STR(query_with(STR("limit=2&cursor=old&q=%E4%BA%91"), "cursor", STR("n"), a), "limit=2&q=%E4%BA%91&cursor=n");
	CHECK_STR(query_with(STR("q=a>b\"云"), "cursor", STR("n"), a), "q=a%3Eb%22%E4%BA%91&cursor=n");
}

TEST(media_types)
{
	struct media m;

	CHECK(media_parse(STR("application/json"), &m) && media_is(&m, "application/json"));
	CHECK(media_parse(STR("Application/JSON ; Charset=\"UTF-8\""), &m) && media_is(&m, "application/json"));
	CHECK(media_parse(STR("text/csv;header=present;charset=utf-8"), &m) && media_is(&m, "text/csv"));
	CHECK(media_parse(STR("text/csv; charset=gbk"), &m) && !media_is(&m, "text/csv"));
	CHECK(media_parse(STR("application/jsonx"), &m) && !media_is(&m, "application/json"));
	static const char *const bad[] = { "", "json", "/", "a/", "/b", "a/b;x", "a/b;x=", "a/b;=y", "a/b;x=\"y", "a b/c", "a/b c", "a/b,c/d",
					   "a/b;charset=utf-8;charset=utf-8" };
	for (size_t i = 0; i < COUNT(bad); i++)
		if (media_parse(str_of(bad[i]), &m))
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", bad[i]);
}

TEST(cookies)
{
	CHECK_STR(cookie_get(STR("s=1"), "s"), "1");
	CHECK_STR(cookie_get(STR("a=b; s=1; c"), "s"), "1");
	CHECK_STR(cookie_get(STR("s=\"q\""), "s"), "q");
	CHECK_STR(cookie_get(STR("s=x=y"), "s"), "x=y");
	CHECK_STR(cookie_get(STR("s=1; s=1"), "s"), "1");
	CHECK(!cookie_get(STR("s=1; s=2"), "s").p);
	CHECK(!cookie_get(STR("xs=1; S=2; s"), "s").p);
	CHECK(!cookie_get(STR_NONE, "s").p);
}

TEST(codings)
{
	CHECK_INT(coding_pick(STR("gzip, deflate, br"), true, true), CODING_BROTLI);
	CHECK_INT(coding_pick(STR("gzip, deflate, br"), true, false), CODING_GZIP);
	CHECK_INT(coding_pick(STR("br;q=0.5, gzip;q=0.8"), true, true), CODING_GZIP);
	CHECK_INT(coding_pick(STR("br;q=0, *"), true, true), CODING_GZIP);
	CHECK_INT(coding_pick(STR("*;q=0"), true, true), CODING_IDENTITY);
	CHECK_INT(coding_pick(STR("identity"), true, true), CODING_IDENTITY);
	CHECK_INT(coding_pick(STR("gzip;q=1.5"), true, true), CODING_IDENTITY);
	CHECK_INT(coding_pick(STR_NONE, true, true), CODING_IDENTITY);
}

TEST(tags)
{
	CHECK(etag_listed(STR("\"a\""), STR("\"a\"")));
	CHECK(etag_listed(STR("W/\"a\""), STR("\"a\"")));
	CHECK(etag_listed(STR("\"b,c\" , \"a\""), STR("\"a\"")));
	CHECK(etag_listed(STR(" * "), STR("\"a\"")));
	CHECK(!etag_listed(STR("a"), STR("\"a\"")));
	CHECK(!etag_listed(STR("\"b\" \"a\""), STR("\"a\"")));
	CHECK(!etag_listed(STR("\"a"), STR("\"a\"")));
	CHECK(!etag_listed(STR(""), STR("\"a\"")));
}

TEST(hosts)
{
	struct str name;

	CHECK(host_parse(STR("gov.example:8080"), &name));
	CHECK_STR(name, "gov.example");
	CHECK(host_parse(STR("[::1]:80"), &name));
	CHECK_STR(name, "[::1]");
	static const char *const bad[] = { "", "a b", "a:b", "a:123456", "[::1", "[]", "a/b", "a@b", ":80", "<script>" };
	for (size_t i = 0; i < COUNT(bad); i++)
		if (host_parse(str_of(bad[i]), &name))
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", bad[i]);
}

TEST(keys_are_visible_ascii)
{
	char long_key[257];

	memset(long_key, 'k', sizeof long_key);
	CHECK(idempotency_key_ok(STR("a-1~!")));
	CHECK(idempotency_key_ok((struct str){ long_key, 255 }));
	CHECK(!idempotency_key_ok((struct str){ long_key, 256 }));
	CHECK(!idempotency_key_ok(STR("")));
	CHECK(!idempotency_key_ok(STR("a b")));
	CHECK(!idempotency_key_ok(STR("键")));
}

TEST(a_bucket_empties_and_fills)
{
	struct limiter *l = limiter_new(16, 3, 1000000);
	int64_t t = 10000000, wait = 0;

	for (int i = 0; i < 3; i++)
		CHECK(limiter_take(l, 7, t, &wait));
	CHECK(!limiter_take(l, 7, t, &wait));
	CHECK_INT(wait, 1);
	CHECK(!limiter_has(l, 7, t + 900000, &wait));
	CHECK(limiter_has(l, 8, t, &wait));
	CHECK(limiter_take(l, 7, t + 1000000, &wait));
	CHECK(!limiter_take(l, 7, t + 1000000, &wait));
	for (int i = 0; i < 3; i++)
		CHECK(limiter_take(l, 7, t + 60000000, &wait));
	CHECK(!limiter_take(l, 7, t + 60000000, &wait));
	limiter_free(l);
}

TEST(the_table_of_buckets_is_bounded)
{
	struct limiter *l = limiter_new(16, 1, 1000000);
	int64_t wait = 0;

	/* A thousand keys pass through sixteen places; each is limited while it is there. */
	for (uint64_t key = 1; key <= 1000; key++) {
		CHECK(limiter_take(l, key, 10000000 + (int64_t)key, &wait));
		CHECK(!limiter_take(l, key, 10000000 + (int64_t)key, &wait));
	}
	limiter_free(l);
}

TEST(limits_are_told_by_name)
{
	struct api_limits l = { 0 };
	struct fail f = { 0 };

	CHECK_INT(api_limits_parse(STR("body=2097152, idle_ms=30000,streams=3"), &l, &f), OK);
	CHECK_INT(l.body, 2097152);
	CHECK_INT(l.idle_ms, 30000);
	CHECK_INT(l.streams, 3);
	CHECK_INT(l.upload, 0);
	CHECK_INT(api_limits_parse(STR(""), &l, &f), OK);
	CHECK_INT(api_limits_parse(STR("bodies=1"), &l, &f), E_INVALID);
	CHECK_INT(api_limits_parse(STR("body"), &l, &f), E_INVALID);
	CHECK_INT(api_limits_parse(STR("body=0"), &l, &f), E_INVALID);
	CHECK_INT(api_limits_parse(STR("body=1k"), &l, &f), E_INVALID);
	CHECK(str_find(str_of(f.sentence), STR("“1k”")) > 0);
	CHECK_INT(api_limits_parse(STR("body=1,body=2"), &l, &f), E_INVALID);
}

TEST(one_part_of_a_file)
{
	static const struct { const char *header; enum range want; int64_t from, n; } rows[] = {
		{ "bytes=0-0", RANGE_PART, 0, 1 }, { "bytes=10-19", RANGE_PART, 10, 10 }, { "bytes=90-", RANGE_PART, 90, 10 }, { "bytes = 90 - 500", RANGE_PART, 90, 10 },
		{ "bytes=-10", RANGE_PART, 90, 10 }, { "bytes=-500", RANGE_PART, 0, 100 }, { "bytes=100-", RANGE_OUTSIDE, 0, 0 }, { "bytes=-0", RANGE_OUTSIDE, 0, 0 },
		{ "bytes=5-4", RANGE_NONE, 0, 0 }, { "bytes=0-1,3-4", RANGE_NONE, 0, 0 }, { "bytes=-", RANGE_NONE, 0, 0 }, { "bytes=x-1", RANGE_NONE, 0, 0 },
		{ "lines=0-1", RANGE_NONE, 0, 0 }, { "bytes", RANGE_NONE, 0, 0 }, { "bytes=--1", RANGE_NONE, 0, 0 }, { "bytes=", RANGE_NONE, 0, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t from = 0, n = 0;
		CHECK_INT(range_parse(str_of(rows[i].header), 100, &from, &n), rows[i].want);
		CHECK(rows[i].want != RANGE_PART || (from == rows[i].from && n == rows[i].n));
	}
}
