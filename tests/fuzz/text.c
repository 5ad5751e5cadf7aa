/* Dates, moments, months, amounts and strings from short texts. What is taken must print and be taken again as the same. */
#include "fuzz.h"

static void dates(struct str s, struct arena *a)
{
	struct date d, d2;
	struct instant t, t2;
	struct period p;

	if (date_parse(s, &d) == OK) {
		MUST(str_eq(date_text(a, d), s));
		MUST(date_of(date_start(d)).day == d.day);
		int day, m, y, day2, m2, y2;
		date_split(d, &y, &m, &day);
		date_split(date_add_months(d, 1), &y2, &m2, &day2);
		MUST((y2 * 12 + m2) - (y * 12 + m) == 1 && day2 <= day);
	}
	if (at_parse(s, &t) == OK)
		MUST(at_parse(at_text(a, t), &t2) == OK && t2.ms == t.ms);
	if (month_parse(s, &p) == OK) {
		MUST(str_eq(month_text(a, p.from), s) && p.to.day - p.from.day >= 28 && p.to.day - p.from.day <= 31);
		MUST(date_parse(arena_fmt(a, STR_FMT "-01", STR_ARG(s)), &d2) == OK && d2.day == p.from.day);
	}
}

static void amounts(struct str s, struct arena *a)
{
	struct price p, p2;
	struct fen f;
	int64_t v;

	if (price_parse(s, &p) == OK) {
		MUST(price_parse(price_text(a, p), &p2) == OK && p2.e4 == p.e4);
		if (fen_prorate(p, 31, 20, 31, &f) == OK)
			MUST(f.v >= 0 && f.v <= (int64_t)1 << 53 && utf8_ok(fen_words(a, f)));
	}
	if (str_int(s, &v) == OK) {
		struct str words = fen_words(a, (struct fen){ v });
		MUST(utf8_ok(words) && words.n > 0);
		(void)fen_text(a, (struct fen){ v });
	}
}

struct row { int64_t i; struct fen f; struct price p; struct str s; struct list strs, ids; bool b; };
static const struct field fields[] = {
	F(struct row, i, F_INT, "数", .flags = IN | OUT, .min = -1000, .max = 1000), F(struct row, f, F_FEN, "金额", .flags = IN | OUT),
	F(struct row, p, F_E4, "单价", .flags = IN | OUT), F(struct row, s, F_STR, "名称", .flags = IN | OUT | PERSONAL),
	F(struct row, strs, F_STRS, "缺陷", .flags = IN | OUT), F(struct row, ids, F_IDS, "人员", .flags = IN | OUT),
	F(struct row, b, F_BOOL, "公开", .flags = IN | OUT), { 0 }
};
static const struct record record = RECORD("row", struct row, fields, "行");

static void one_field(const struct field *fd, struct str s, struct arena *a)
{
	static struct fail f;
	struct buf text = BUF_MAX(MIB(1)), json = BUF_MAX(MIB(1)), json2 = BUF_MAX(MIB(1));
	struct row r, r2;

	fail_clear(&f);
	record_none(&record, &r);
	record_none(&record, &r2);
	if (field_from_text(fd, s, &r, a, &f) == OK) {
		field_to_text(fd, &r, false, &text);
		field_to_json(fd, &r, false, &json);
		if (fd->kind != F_STRS) {     /* an empty item at the end has no text of its own */
			MUST(field_from_text(fd, buf_str(&text), &r2, a, &f) == OK);
			field_to_json(fd, &r2, false, &json2);
			MUST(str_eq(buf_str(&json), buf_str(&json2)));
		}
		field_to_text(fd, &r, true, &text);
	} else {
		MUST(f.kind == E_INVALID && f.n_errors > 0 && utf8_ok(f.errors[0].message));
	}
	buf_done(&text);
	buf_done(&json);
	buf_done(&json2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n };
	struct arena *a = fuzz_arena();
	int line, column;

	dates(s, a);
	amounts(s, a);
	ptrdiff_t bad = utf8_bad(s);
	MUST((bad < 0) == utf8_ok(s) && bad < (ptrdiff_t)MAX2(n, (size_t)1));
	if (bad >= 0)
		utf8_place(s, (size_t)bad, &line, &column);
	else
		MUST(utf8_ok(mask_text(a, s)) && utf8_count(utf8_head(s, 3)) == MIN2(utf8_count(s), (size_t)3));
	for (const struct field *fd = fields; fd->kind != F_END; fd++)
		one_field(fd, s, a);
	return 0;
}
