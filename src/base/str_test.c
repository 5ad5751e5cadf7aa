/* Strings, arenas, buffers, UTF-8, failures, fault points. */
#define TEST_ROOM "base"
#include <jansson.h>
#include <stdio.h>
#include "base/base.h"

TEST(str_cut_walks_to_the_end)
{
	struct str rest = STR("a,,b");

	CHECK_STR(str_cut(&rest, ','), "a");
	CHECK_STR(str_cut(&rest, ','), "");
	CHECK_STR(str_cut(&rest, ','), "b");
	CHECK(rest.p == NULL);
	CHECK(str_cut(&rest, ',').p == NULL);
	rest = STR("a,");
	CHECK_STR(str_cut(&rest, ','), "a");
	CHECK(rest.p != NULL);
	CHECK_STR(str_cut(&rest, ','), "");
	CHECK(rest.p == NULL);
}

TEST(str_finds_and_compares)
{
	CHECK_INT(str_find(STR("云管平台"), STR("平台")), 6);
	CHECK_INT(str_find(STR("abc"), STR("abcd")), -1);
	CHECK_INT(str_find(STR("abc"), STR("")), 0);
	CHECK(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("ab"), STR("abc")));
	CHECK(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("abc"), STR("ab")));
	CHECK_INT(str_cmp(STR("a"), STR("ab")), -1);
	CHECK_INT(str_cmp(STR("b"), STR("ab")), 1);
	CHECK_INT(str_cmp(STR("\xff"), STR("a")), 1);     /* bytes, not signed chars */
	CHECK_INT(str_cmp(STR_NONE, STR("")), 0);
	CHECK_STR(str_trim(STR(" \t a b \r\n")), "a b");
	CHECK_STR(str_trim(STR("  ")), "");
	CHECK(str_blank(STR_NONE) && str_blank(STR("")) && str_blank(STR(" \t\n")) && str_blank(STR(" \xE3\x80\x80 \xE3\x80\x80")));
	CHECK(!str_blank(STR(" a")) && !str_blank(STR("\xE3\x80\x81")) && !str_blank(STR("\xE3\x80\x80\xE4\xB8\xAD")));
}

TEST(str_int_reads_whole_strings_only)
{
	static const char *const wrong[] = { "", "-", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "-9223372036854775809", "１" };
	int64_t v = 7;

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (str_int(str_of(wrong[i]), &v) != E_INVALID)
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", wrong[i]);
	CHECK_INT(v, 7);     /* an output is written on success only */
	CHECK_INT(str_int(STR("-9223372036854775808"), &v), OK);
	CHECK_INT(v, INT64_MIN);
	CHECK_INT(str_int(STR("9223372036854775807"), &v), OK);
	CHECK_INT(v, INT64_MAX);
}

TEST(arena_gives_zeroed_aligned_memory)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));

	for (int round = 0; round < 2; round++) {
		for (size_t n = 1; n < 3000; n += 37) {
			char *p = arena_alloc(a, n);
			CHECK((uintptr_t)p % 16 == 0);
			for (size_t i = 0; i < n; i++)
				CHECK(p[i] == 0);
			memset(p, 'x', n);
		}
		CHECK(!arena_failed(a));
		CHECK(arena_used(a) > 100000);
		arena_reset(a);
		CHECK_INT(arena_used(a), 0);
	}
}

TEST(arena_marks_failure_at_its_ceiling_and_goes_on)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	for (int i = 0; i < 100; i++)
		memset(arena_alloc(a, KIB(1)), i, KIB(1));
	CHECK(arena_failed(a));
	memset(arena_alloc(a, KIB(200)), 1, KIB(200));     /* what a large string needs is there too */
	arena_reset(a);
	CHECK(!arena_failed(a));
}

TEST(arena_texts)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	CHECK_STR(arena_fmt(a, "%d-%s", 7, "x"), "7-x");
	CHECK(arena_str(a, STR_NONE).p == NULL);
	CHECK(arena_str(a, STR("")).p != NULL);
	CHECK_INT(strlen(arena_cstr(a, (struct str){ "abcdef", 3 })), 3);
}

TEST(fault_points_strike_once)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	fault_arm(3);
	arena_alloc(a, 1);
	arena_alloc(a, 1);
	CHECK(!arena_failed(a) && !fault_struck());
	arena_alloc(a, 1);
	CHECK(arena_failed(a) && fault_struck());
	arena_reset(a);
	arena_alloc(a, 1);
	CHECK(!arena_failed(a));
	CHECK_INT(fault_count(), 4);
	fault_only("store.");
	fault_arm(1);
	CHECK(!fault("arena.alloc") && fault("store.commit"));
	fault_only(NULL);
	fault_arm(0);
	CHECK(!fault("x"));
}

TEST(buf_never_passes_its_ceiling)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(10);

	buf_add(&b, STR("12345678"));
	buf_add(&b, STR("901"));
	CHECK(b.failed);
	CHECK_STR(buf_str(&b), "12345678");
	buf_byte(&b, '9');
	CHECK_STR(buf_str(&b), "12345678");     /* a text with a hole would be worse than a short one */
	buf_clear(&b);
	buf_add(&b, STR("1234567890"));
	CHECK(!b.failed);
	buf_byte(&b, '1');
	CHECK(b.failed);
}

TEST(buf_numbers_and_formats)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(4));
	char long_text[1000];

	buf_int(&b, INT64_MIN);
	buf_byte(&b, ' ');
	buf_int(&b, 0);
	buf_byte(&b, ' ');
	buf_int(&b, INT64_MAX);
	CHECK_STR(buf_str(&b), "-9223372036854775808 0 9223372036854775807");
	buf_clear(&b);
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	buf_fmt(&b, "%s", long_text);
	CHECK_STR(buf_str(&b), long_text);
}

TEST(utf8_refuses_what_is_not_shortest_or_not_a_character)
{
	static const struct str wrong[] = {
		STR("\xC0\x80"), STR("\xC1\xBF"), STR("\xE0\x9F\xBF"), STR("\xF0\x8F\xBF\xBF"),     /* overlong */
		STR("\xED\xA0\x80"), STR("\xED\xBF\xBF"), STR("\xF4\x90\x80\x80"), STR("\xF5\x80\x80\x80"), STR("\xFF"),
		STR("\x80"), STR("\xE4\xBA"), STR("\xE4"), STR("\xF0\x9F\x98"), STR("abcdefgh\0"), STR("a\0bcdefghij"),
		STR("abcdefghijkl\xE4\xBA"),
	};
	static const struct str right[] = {
		STR(""), STR("abcdefghijklm"), STR("云管"), STR("\xC2\x80"), STR("\xED\x9F\xBF"), STR("\xEE\x80\x80"), STR("\xF0\x90\x80\x80"),
		STR("\xF4\x8F\xBF\xBF"), STR("\xEF\xBF\xBF"), STR("\x7F\x01"),
	};

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (utf8_ok(wrong[i]))
			test_fail(__FILE__, __LINE__, "wrong row %zu was taken", i);
	for (size_t i = 0; i < COUNT(right); i++)
		if (!utf8_ok(right[i]))
			test_fail(__FILE__, __LINE__, "right row %zu was refused", i);
	CHECK_INT(utf8_bad(STR("云abc\x80")), 6);
}

TEST(utf8_counts_cuts_and_places)
{
	int line, column;

	CHECK_INT(utf8_count(STR("云a😀")), 3);
	CHECK_STR(utf8_head(STR("云a😀b"), 3), "云a😀");
	CHECK_STR(utf8_head(STR("云"), 5), "云");
	CHECK_STR(utf8_head(STR("云"), 0), "");
	CHECK_INT(utf8_step(STR("😀b")), 4);
	CHECK_INT(utf8_step(STR("")), 0);
	utf8_place(STR("一\n二三x"), 10, &line, &column);
	CHECK_INT(line, 2);
	CHECK_INT(column, 3);
}

TEST(utf8_takes_naughty_strings)
{
	json_error_t e;
	json_t *all = json_load_file("../shared/naughty-strings/blns.json", 0, &e), *v;
	size_t i, refused = 0, n = json_array_size(all), split = 0;

	json_array_foreach(all, i, v) {
		struct str s = { json_string_value(v), json_string_length(v) };
		refused += !utf8_ok(s);
		/* A head and the rest of it are texts too. */
		struct str head = utf8_head(s, utf8_count(s) / 2);
		split += !utf8_ok(head) || utf8_count(head) != utf8_count(s) / 2;
	}
	json_decref(all);
	if (n == 0)
		test_skip("no ../shared/naughty-strings/blns.json");
	CHECK_INT(refused, 0);
	CHECK_INT(split, 0);
}

TEST(fail_keeps_whole_characters_and_counts_beyond_its_table)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	static struct fail f;
	char text[1201];

	for (int shift = 0; shift < 4; shift++) {
		memset(text, 'x', 4);
		for (int i = 0; i < 300; i++)
			memcpy(text + shift + 3 * i, "云", 3);
		text[shift + 900] = '\0';
		CHECK_INT(fail_set(&f, E_REFUSED, "r", "%s", text), E_REFUSED);
		CHECK(utf8_ok(str_of(f.sentence)));
		CHECK(strlen(f.sentence) >= sizeof(f.sentence) - 3);
	}
	fail_clear(&f);
	for (int i = 0; i < FAIL_FIELDS_MAX + 5; i++)
		CHECK_INT(fail_field(&f, a, "x", "missing", "第 %d 个", i), E_INVALID);
	CHECK_INT(f.n_errors, FAIL_FIELDS_MAX);
	CHECK_INT(f.n_more, 5);
	CHECK_STR(f.errors[49].message, "第 49 个");
	CHECK_INT(fail_set(NULL, E_BUSY, "r", "x"), E_BUSY);
	fail_clear(&f);
	CHECK_INT(f.n_errors + f.n_more + strlen(f.sentence), 0);
}

TEST(base64url_has_one_text_for_one_content)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1));
	CLEANUP(buf_done) struct buf b = BUF_MAX(100);

	CHECK_STR(base64url_get(STR("aGk_"), a), "hi?");
	CHECK_STR(base64url_get(STR("aGk"), a), "hi");
	CHECK_STR(base64url_get(STR(""), a), "");
	CHECK(!base64url_get(STR("aGl"), a).p && !base64url_get(STR("aGk="), a).p && !base64url_get(STR("a"), a).p && !base64url_get(STR("aG k"), a).p);
	base64url_put(STR("hi?\0"), &b);
	CHECK_STR(buf_str(&b), "aGk_AA");
	CHECK_INT(base64url_get(buf_str(&b), a).n, 4);
}
