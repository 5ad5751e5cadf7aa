/* Money. */
#define TEST_ROOM "base"
#include "base/money.h"

static int64_t prorated(int64_t e4, int64_t qty, int64_t days, int64_t of_days)
{
	struct fen f = FEN_NONE;
	CHECK_INT(fen_prorate((struct price){ e4 }, qty, days, of_days, &f), OK);
	return f.v;
}

TEST(fen_prorate_rounds_once_half_up)     /* T-A28.4, R-34 */
{
	CHECK_INT(prorated(380000, 8, 20, 30), 20267);
	CHECK_INT(prorated(380000, 8, 30, 30), 30400);
	CHECK_INT(prorated(380000, 8, 0, 30), 0);
	CHECK_INT(prorated(50, 1, 1, 1), 1);          /* half a fen goes up */
	CHECK_INT(prorated(49, 1, 1, 1), 0);
	CHECK_INT(prorated(100, 1, 1, 2), 1);
	CHECK_INT(prorated(100, 1, 1, 3), 0);
	CHECK_INT(prorated(350, 3, 31, 31), 11);      /* 0.0350 x 3 = 10.5 fen */
	CHECK_INT(prorated(1, 1000000000000, 1, 1), 10000000000);
}

TEST(fen_prorate_refuses)
{
	struct fen f = { 7 };
	struct price p = { 380000 };

	CHECK_INT(fen_prorate(PRICE_NONE, 1, 1, 30, &f), E_INVALID);
	CHECK_INT(fen_prorate(p, -1, 1, 30, &f), E_INVALID);
	CHECK_INT(fen_prorate(p, 1, 31, 30, &f), E_INVALID);
	CHECK_INT(fen_prorate(p, 1, -1, 30, &f), E_INVALID);
	CHECK_INT(fen_prorate(p, 1, 0, 0, &f), E_INVALID);
	CHECK_INT(fen_prorate(p, INT64_MAX, 30, 30, &f), E_LIMIT);
	CHECK_INT(fen_prorate((struct price){ INT64_MAX }, INT64_MAX, INT64_MAX, INT64_MAX, &f), E_LIMIT);
	CHECK_INT(fen_prorate((struct price){ 100 }, ((int64_t)1 << 53), 1, 1, &f), E_LIMIT);
	CHECK_INT(f.v, 7);
}

TEST(fen_add_stays_exact_for_javascript)
{
	struct fen f, edge = { (int64_t)1 << 53 };

	CHECK_INT(fen_add((struct fen){ 5 }, (struct fen){ -8 }, &f), OK);
	CHECK_INT(f.v, -3);
	CHECK_INT(fen_add(edge, (struct fen){ 1 }, &f), E_LIMIT);
	CHECK_INT(fen_add((struct fen){ -edge.v }, (struct fen){ -1 }, &f), E_LIMIT);
	CHECK_INT(fen_add((struct fen){ INT64_MAX }, (struct fen){ INT64_MAX }, &f), E_LIMIT);
	CHECK_INT(fen_add(FEN_NONE, (struct fen){ 1 }, &f), E_INVALID);
}

TEST(price_reads_four_decimals)
{
	static const char *const wrong[] = { "", ".", "1.", ".5", "-1", "1.00000", "1,000", "1e3", "1.-5", "+1", "0.0.1", "900719925474.1", "-0", "1.2.3" };
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));
	struct price p = { 7 };

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (price_parse(str_of(wrong[i]), &p) != E_INVALID)
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", wrong[i]);
	CHECK_INT(p.e4, 7);
	CHECK_INT(price_parse(STR("38.00"), &p), OK);
	CHECK_INT(p.e4, 380000);
	CHECK_STR(price_text(a, p), "38.00");
	CHECK_INT(price_parse(STR("0.0350"), &p), OK);
	CHECK_INT(p.e4, 350);
	CHECK_STR(price_text(a, p), "0.035");
	CHECK_INT(price_parse(STR("12"), &p), OK);
	CHECK_STR(price_text(a, p), "12.00");
	CHECK_STR(price_text(a, (struct price){ 1 }), "0.0001");
}

TEST(fen_reads_two_decimals)
{
	static const char *const wrong[] = { "", "-", "--1", "1.234", "1.", "90071992547409.92" };
	struct fen f = { 7 };

	for (size_t i = 0; i < COUNT(wrong); i++)
		if (fen_parse(str_of(wrong[i]), &f) != E_INVALID)
			test_fail(__FILE__, __LINE__, "\"%s\" was taken", wrong[i]);
	CHECK_INT(f.v, 7);
	CHECK_INT(fen_parse(STR("-202.67"), &f), OK);
	CHECK_INT(f.v, -20267);
	CHECK_INT(fen_parse(STR("38.5"), &f), OK);
	CHECK_INT(f.v, 3850);
	CHECK_INT(fen_parse(STR("90071992547409.91"), &f), OK);
	CHECK_INT(f.v, 9007199254740991);
}

TEST(fen_text_has_two_decimals)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	CHECK_STR(fen_text(a, (struct fen){ -123405 }), "-1234.05");
	CHECK_STR(fen_text(a, (struct fen){ 0 }), "0.00");
	CHECK_STR(fen_text(a, (struct fen){ -5 }), "-0.05");
}

TEST(fen_words_as_on_a_bill)
{
	static const struct { int64_t fen; const char *words; } rows[] = {
		{ 20267, "贰佰零贰元陆角柒分" }, { 10000, "壹佰元整" }, { 1001005, "壹万零壹拾元零伍分" }, { 10000000000, "壹亿元整" },
		{ 0, "零元整" }, { 5, "伍分" }, { 50, "伍角整" }, { 150, "壹元伍角整" }, { 1640902, "壹万陆仟肆佰零玖元零贰分" },
		{ 10700053, "壹拾万柒仟元伍角叁分" }, { 10000500000, "壹亿零伍仟元整" }, { 10002000500, "壹亿零贰万零伍元整" },
		{ 100000000100, "壹拾亿零壹元整" }, { -20267, "负贰佰零贰元陆角柒分" }, { 1000000000000, "壹佰亿元整" },
		{ 9007199254740991, "玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分" },
	};
	CLEANUP(arena_freep) struct arena *a = arena_new(KIB(64));

	for (size_t i = 0; i < COUNT(rows); i++)
		CHECK_STR(fen_words(a, (struct fen){ rows[i].fen }), rows[i].words);
}
