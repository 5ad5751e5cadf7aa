/* The description of a paper: its record, its canonical text, and the way to the process that draws it. */
#include <jansson.h>
#include <stdio.h>
#include "paper/paper_in.h"
#include "port/port.h"

const struct names paper_style_names[PAPER_STYLE_MAX] = { [PAPER_LETTER] = { "letter", "公文" }, [PAPER_FORM] = { "form", "表单" } };
const struct names paper_block_names[PAPER_BLOCK_MAX] = {
	[PAPER_TEXT] = { "text", "正文" }, [PAPER_HEADING] = { "heading", "小标题" }, [PAPER_FACTS] = { "facts", "栏目" }, [PAPER_TABLE] = { "table", "表格" },
	[PAPER_NOTE] = { "note", "附注" },
};
const struct names paper_cell_names[PAPER_CELL_MAX] = {
	[PAPER_CELL_TEXT] = { "text", "文字" }, [PAPER_CELL_INT] = { "int", "整数" }, [PAPER_CELL_YUAN] = { "yuan", "金额" }, [PAPER_CELL_DATE] = { "date", "日期" },
};
const struct names paper_format_names[PAPER_FORMAT_MAX] = { [PAPER_PDF] = { "pdf", "PDF" }, [PAPER_XLSX] = { "xlsx", "Excel" } };

#define SHOWN IN | OUT
static const struct field fact_fields[] = { F(struct paper_fact, label, F_STR, "栏目", SHOWN), F(struct paper_fact, value, F_TEXT, "内容", SHOWN), { 0 } };
const struct record paper_fact_record = RECORD("paper_fact", struct paper_fact, fact_fields, "栏目");
static const struct field column_fields[] = {
	F(struct paper_column, label, F_STR, "列名", SHOWN), F(struct paper_column, width, F_INT, "宽度", SHOWN, .min = 1, .max = 100),
	F(struct paper_column, kind, F_ENUM, "种类", SHOWN, NAMES(paper_cell_names)), { 0 }
};
const struct record paper_column_record = RECORD("paper_column", struct paper_column, column_fields, "列");
static const struct field row_fields[] = { F(struct paper_row, cells, F_STRS, "格", SHOWN, .max = PAPER_COLUMNS_MAX), F(struct paper_row, total, F_BOOL, "合计行", SHOWN), { 0 } };
static const struct record row_record = RECORD("paper_row", struct paper_row, row_fields, "行");
static const struct field block_fields[] = {
	F(struct paper_block, kind, F_ENUM, "种类", SHOWN, NAMES(paper_block_names)), F(struct paper_block, text, F_TEXT, "文字", SHOWN, .max = 100000),
	F(struct paper_block, facts, F_LIST, "栏目", SHOWN, .sub = &paper_fact_record), F(struct paper_block, columns, F_LIST, "列", SHOWN, .sub = &paper_column_record, .max = PAPER_COLUMNS_MAX),
	F(struct paper_block, rows, F_LIST, "行", SHOWN, .sub = &row_record, .max = PAPER_ROWS_MAX), { 0 }
};
const struct record paper_block_record = RECORD("paper_block", struct paper_block, block_fields, "段");
static const struct field seal_fields[] = {
	F(struct paper_seal, label, F_STR, "名目", SHOWN), F(struct paper_seal, name, F_STR, "署名", SHOWN), F(struct paper_seal, date, F_STR, "日期", SHOWN), { 0 }
};
const struct record paper_seal_record = RECORD("paper_seal", struct paper_seal, seal_fields, "签章");
static const struct field paper_fields[] = {
	F(struct paper, kind, F_STR, "种类", SHOWN), F(struct paper, title, F_STR, "标题", SHOWN), F(struct paper, no, F_STR, "文号", SHOWN),
	F(struct paper, article, F_STR, "依据", SHOWN), F(struct paper, issuer, F_STR, "发文单位", SHOWN), F(struct paper, addressee, F_STR, "主送", SHOWN),
	F(struct paper, style, F_ENUM, "式样", SHOWN, NAMES(paper_style_names)), F(struct paper, blocks, F_LIST, "正文", SHOWN, .sub = &paper_block_record),
	F(struct paper, attachments, F_STRS, "附件", SHOWN), F(struct paper, seals, F_LIST, "签章", SHOWN, .sub = &paper_seal_record),
	F(struct paper, date, F_STR, "成文日期", SHOWN), F(struct paper, made_at, F_AT, "生成时间", SHOWN), { 0 }
};
const struct record paper_record = RECORD("paper", struct paper, paper_fields, "文书");

void paper_text(const struct paper *p, struct buf *out) { record_to_json(&paper_record, p, OUT, false, out); }

static enum err block_ok(const struct paper_block *b, size_t *rows, struct fail *f)
{
	if (!b->kind)
		return fail_set(f, E_INVALID, "paper.bad", "段落没有种类");
	if (b->kind != PAPER_TABLE)
		return OK;
	*rows += b->rows.n;
	if (!b->columns.n || b->columns.n > PAPER_COLUMNS_MAX)
		return fail_set(f, E_INVALID, "paper.bad", "表格应当有 1 到 %d 列，不是 %zu", PAPER_COLUMNS_MAX, b->columns.n);
	if (*rows > PAPER_ROWS_MAX)
		return fail_set(f, E_LIMIT, "paper.too_long", "一份文书的表格最多 %d 行", PAPER_ROWS_MAX);
	EACH(struct paper_column, c, b->columns)
		if (c->width < 1 || c->width > 100 || !c->kind)
			return fail_set(f, E_INVALID, "paper.bad", "列宽应当是 1 到 100");
	EACH(struct paper_row, r, b->rows)
		if (r->cells.n != b->columns.n)
			return fail_set(f, E_INVALID, "paper.bad", "一行有 %zu 格，表格有 %zu 列", r->cells.n, b->columns.n);
	return OK;
}

enum err paper_parse(struct str text, struct arena *a, struct fail *f, struct paper *out)
{
	struct json_t *obj;
	size_t rows = 0;

	record_none(&paper_record, out);
	TRY(json_text_parse(text, f, &obj));
	enum err e = record_from_json(&paper_record, obj, 0, out, a, f);
	json_decref(obj);
	TRY(e);
	if (!out->style)
		return fail_set(f, E_INVALID, "paper.bad", "文书没有式样");
	EACH(struct paper_block, b, out->blocks)
		TRY(block_ok(b, &rows, f));
	return OK;
}

/* ---- the process that draws ---- */
enum err paper_print(struct str text, const struct paper_marks *m, enum paper_format format, struct buf *out, struct fail *f)
{
	const char *argv[10] = { "yunguan", "paper", "--format", paper_format_names[format].word };
	char digest[80], url[400], mark[400];
	size_t n = 4;

	if (m->digest.p) {
		snprintf(digest, sizeof digest, "--digest=" STR_FMT, STR_ARG(m->digest));
		argv[n++] = digest;
	}
	if (m->url.p) {
		snprintf(url, sizeof url, "--url=" STR_FMT, STR_ARG(m->url));
		argv[n++] = url;
	}
	if (m->mark.p) {
		snprintf(mark, sizeof mark, "--mark=" STR_FMT, STR_ARG(m->mark));
		argv[n++] = mark;
	}
	return process_run("/proc/self/exe", argv, text, (int)MINUTES(1) / 2, out, f);
}

enum err paper_draw(const struct paper *p, const struct paper_marks *m, enum paper_format format, struct buf *out, struct fail *f)
{
	int pages;

	return format == PAPER_XLSX ? paper_draw_xlsx(p, m, out, f) : paper_draw_pdf(p, m, out, f, &pages);
}
