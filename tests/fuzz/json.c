/* JSON text into a record of every kind. What is taken must come out as valid JSON that gives the same record again. */
#include <jansson.h>
#include "fuzz.h"

static const struct names colours[] = { { NULL, NULL }, { "red", "红" }, { "blue", "蓝" } };

struct part { int64_t item, qty; struct str note; };
static const struct field part_fields[] = {
	F(struct part, item, F_ID,   "配置项", .flags = IN | OUT | NEEDED),
	F(struct part, qty,  F_INT,  "数量",   .flags = IN | OUT, .min = -5, .max = 100),
	F(struct part, note, F_TEXT, "说明",   .flags = IN | OUT),
	{ 0 }
};
static const struct record part_record = RECORD("part", struct part, part_fields, "部件");

struct thing {
	int64_t a, b, c;
	bool d;
	struct str e, f, g;
	int32_t h;
	uint32_t i;
	struct date j;
	struct instant k;
	struct fen l;
	struct price m;
	struct list n, o, p;
	void *q;
};
static const struct field thing_fields[] = {
	F(struct thing, a, F_ID, "甲", .flags = IN | OUT),   F(struct thing, b, F_INT, "乙", .flags = IN | OUT),
	F(struct thing, c, F_BP, "丙", .flags = IN | OUT),   F(struct thing, d, F_BOOL, "丁", .flags = IN | OUT),
	F(struct thing, e, F_STR, "戊", .flags = IN | OUT | PERSONAL),
	F(struct thing, f, F_TEXT, "己", .flags = IN | OUT), F(struct thing, g, F_MONTH, "庚", .flags = IN | OUT),
	F(struct thing, h, F_ENUM, "辛", .flags = IN | OUT, NAMES(colours)),
	F(struct thing, i, F_SET, "壬", .flags = IN | OUT, NAMES(colours)),
	F(struct thing, j, F_DATE, "癸", .flags = IN | OUT), F(struct thing, k, F_AT, "子", .flags = IN | OUT),
	F(struct thing, l, F_FEN, "丑", .flags = IN | OUT),  F(struct thing, m, F_E4, "寅", .flags = IN | OUT),
	F(struct thing, n, F_LIST, "卯", .flags = IN | OUT, .sub = &part_record),
	F(struct thing, o, F_STRS, "辰", .flags = IN | OUT), F(struct thing, p, F_IDS, "巳", .flags = IN | OUT),
	F(struct thing, q, F_OBJ, "午", .flags = IN | OUT, .sub = &part_record),
	{ 0 }
};
static const struct record thing_record = RECORD("thing", struct thing, thing_fields, "物件");

static enum err take(struct str text, struct thing *t, struct arena *a, struct fail *f)
{
	json_t *v = NULL;

	record_none(&thing_record, t);
	TRY(json_text_parse(text, f, &v));
	enum err e = record_from_json(&thing_record, v, IN, t, a, f);
	json_decref(v);
	return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fail f;
	struct arena *a = fuzz_arena();
	struct buf one = BUF_MAX(MIB(4)), two = BUF_MAX(MIB(4)), plain = BUF_MAX(MIB(4));
	struct thing t;

	fail_clear(&f);
	enum err e = take((struct str){ (const char *)data, n }, &t, a, &f);
	if (e == OK) {
		record_to_json(&thing_record, &t, OUT, false, &one);
		MUST(take(buf_str(&one), &t, a, &f) == OK);
		record_to_json(&thing_record, &t, OUT, false, &two);
		MUST(str_eq(buf_str(&one), buf_str(&two)));
		buf_clear(&two);
		record_to_json(&thing_record, &t, OUT, true, &two);
		MUST(utf8_ok(buf_str(&two)));
		for (const struct field *fd = thing_fields; fd->kind != F_END; fd++)
			field_to_text(fd, &t, true, &plain);
		MUST(utf8_ok(buf_str(&plain)));
	} else {
		MUST(e == E_INVALID && f.sentence[0] && utf8_ok(str_of(f.sentence)));
		for (size_t i = 0; i < f.n_errors; i++)
			MUST(utf8_ok(f.errors[i].field) && utf8_ok(f.errors[i].message));
	}
	buf_done(&one);
	buf_done(&two);
	buf_done(&plain);
	return 0;
}
