/* The text of a paper: what parses is drawn, twice to the same bytes, or refused for its length; what comes back as text is what went in. */
#include "fuzz.h"
#include "paper/paper.h"

static enum err drawn(const struct paper *p, enum paper_format format, struct buf *out)
{
	struct fail f = { 0 };
	struct paper_marks m = { STR("00"), STR("http://127.0.0.1/verify/00"), STR("草稿") };
	enum err e = paper_draw(p, &m, format, out, &f);

	MUST(e == OK || e == E_LIMIT);
	return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fail f = { 0 };
	struct arena *a = fuzz_arena();
	struct paper p, back;

	if (paper_parse((struct str){ (const char *)data, n }, a, &f, &p) != OK) {
		MUST(utf8_ok(str_of(f.sentence)));
		return 0;
	}
	struct buf one = BUF_MAX(MIB(8)), two = BUF_MAX(MIB(8)), text = BUF_MAX(MIB(1)), again = BUF_MAX(MIB(1));
	paper_text(&p, &text);
	MUST(text.failed || paper_parse(buf_str(&text), a, &f, &back) == OK);
	if (!text.failed) {
		paper_text(&back, &again);
		MUST(str_eq(buf_str(&text), buf_str(&again)));
	}
	if (drawn(&p, PAPER_PDF, &one) == OK && drawn(&p, PAPER_PDF, &two) == OK)
		MUST(str_eq(buf_str(&one), buf_str(&two)));
	buf_clear(&one);
	drawn(&p, PAPER_XLSX, &one);
	buf_done(&one);
	buf_done(&two);
	buf_done(&text);
	buf_done(&again);
	return 0;
}
