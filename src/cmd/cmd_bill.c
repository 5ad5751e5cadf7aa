/* bill: a month's bills as a table, CSV, a workbook or the issued paper, and one line explained down to the audit rows. */
#include <stdio.h>
#include "cmd/cmd.h"
#include "base/sheet.h"
#include "domain/billing/billing.h"
#include "paper/paper.h"

struct issued { int64_t id; struct str content, digest, url; };
static const struct field issued_fields[] = { F(struct issued, id, F_ID, ""), F(struct issued, content, F_TEXT, "", .flags = SEALED, .max = PAPER_TEXT_MAX), F(struct issued, digest, F_STR, ""), F(struct issued, url, F_STR, ""), { 0 } };
static const struct record issued_record = RECORD("bill_paper", struct issued, issued_fields, "账单文书");
static const struct stmt Q_LINES = { "SELECT {l.} FROM v_bill_line l JOIN org o ON o.id = l.user_org WHERE l.month = ?1 AND (?2 = '' OR o.no = ?2) ORDER BY l.bill, l.id", &bill_line_record };
static const struct stmt Q_BILLS = { "SELECT {b.} FROM v_bill b JOIN org o ON o.id = b.user_org WHERE b.month = ?1 AND (?2 = '' OR o.no = ?2) ORDER BY b.id", &bill_record };
static const struct stmt Q_PAPER = { "SELECT d.id, t.content, d.digest, d.url FROM document d JOIN document_text t ON t.document = d.id WHERE d.kind = 'D29' AND d.subject = ?1 ORDER BY d.round DESC LIMIT 1", &issued_record };

static struct str cell(struct arena *a, const struct record *r, const char *field, const void *rec)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(KIB(64));

	field_to_text(record_field(r, str_of(field)), rec, false, &b);
	return arena_str(a, buf_str(&b));
}

static enum err show_table(struct ctx *c, struct arena *a, const char *month, const char *org)
{
	static const char *const head[] = { "账单编号", "上云单位", "明细", "总额（元）", "状态" }, *const fields[] = { "no", "user_org_name", "lines_count", "net_fen", "state" };
	struct list bills;

	TRY(sql_all(c, &Q_BILLS, &bills, month, org));
	struct str *cells = ARENA_ARRAY(a, struct str, (bills.n + 1) * COUNT(head));
	int64_t total = 0;
	for (size_t i = 0; i < bills.n; i++) {
		const struct bill *b = LIST_AT(bills, struct bill, i);
		for (size_t k = 0; k < COUNT(head); k++)
			cells[i * COUNT(head) + k] = cell(a, &bill_record, fields[k], b);
		total += b->net_fen.v;
	}
	table_print(head, COUNT(head), &(struct list){ cells, bills.n });
	printf("共 %zu 张，合计 " STR_FMT " 元（" STR_FMT "）\n", bills.n, STR_ARG(fen_text(a, (struct fen){ total })), STR_ARG(fen_words(a, (struct fen){ total })));
	return OK;
}

/* The columns of a month's lines, in CSV and in a workbook. */
static const char *const columns[] = { "bill_no", "system_name", "resource_no", "resource_name", "item_code", "item_name", "service_kind", "from_date", "to_date", "days", "of_days", "qty", "unit_price_e4", "amount_fen", "formula" };

/* Calls fn for every line of the month, one at a time: memory does not grow with the month. */
typedef enum err line_fn(void *arg, const struct bill_line *l);
static enum err each_line(struct ctx *c, const char *month, const char *org, line_fn *fn, void *arg)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	CLEANUP(arena_freep) struct arena *one = arena_new(MIB(4));
	struct bill_line l;

	TRY(db_rows(c->db, &Q_LINES, VALS(month, org), &c->fail, &rows));
	while (rows_next(rows)) {
		arena_reset(one);
		record_none(&bill_line_record, &l);
		TRY(rows_rec(rows, 0, &bill_line_record, &l, one, &c->fail));
		TRY(fn(arg, &l));
	}
	return rows_err(rows, &c->fail);
}

static enum err csv_line(void *arg, const struct bill_line *l)
{
	struct buf *b = arg;
	CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

	buf_clear(b);
	for (size_t k = 0; k < COUNT(columns); k++) {
		buf_clear(&text);
		field_to_text(record_field(&bill_line_record, str_of(columns[k])), l, false, &text);
		csv_put(b, buf_str(&text), k + 1 == COUNT(columns));
	}
	fwrite(b->p, 1, b->n, stdout);
	return OK;
}
static enum err show_csv(struct ctx *c, const char *month, const char *org)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));

	for (size_t k = 0; k < COUNT(columns); k++)
		csv_put(&b, str_of(record_field(&bill_line_record, str_of(columns[k]))->label), k + 1 == COUNT(columns));
	fwrite(b.p, 1, b.n, stdout);
	return each_line(c, month, org, csv_line, &b);
}

struct json_out { struct buf *b; bool any; };
static enum err json_line(void *arg, const struct bill_line *l)
{
	struct json_out *j = arg;

	buf_clear(j->b);
	buf_add(j->b, j->any ? STR(",\n") : STR("["));
	record_to_json(&bill_line_record, l, OUT, false, j->b);
	j->any = true;
	fwrite(j->b->p, 1, j->b->n, stdout);
	return OK;
}
static enum err show_json(struct ctx *c, const char *month, const char *org)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
	struct json_out j = { &b, false };

	TRY(each_line(c, month, org, json_line, &j));
	puts(j.any ? "]" : "[]");
	return OK;
}

static enum err sheet_line(void *arg, const struct bill_line *l)
{
	for (size_t k = 0; k < COUNT(columns); k++)
		sheet_field(arg, record_field(&bill_line_record, str_of(columns[k])), l, false);
	sheet_row_end(arg);
	return OK;
}
static enum err show_xlsx(struct ctx *c, const char *month, const char *org)
{
	CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(512));
	CLEANUP(sheet_freep) struct sheet *s = sheet_new(&out, str_of(month));

	if (!s)
		return fail(c, E_NOMEM, "no_memory", "内存不够");
	for (size_t k = 0; k < COUNT(columns); k++)
		sheet_text(s, str_of(record_field(&bill_line_record, str_of(columns[k]))->label), true);
	sheet_row_end(s);
	TRY(each_line(c, month, org, sheet_line, s));
	TRY(sheet_end(s, &c->fail));
	fwrite(out.p, 1, out.n, stdout);
	return OK;
}

/* The paper that was issued of a bill, the last one when it was adjusted, with its digest: D29 is for one unit. */
static enum err show_pdf(struct ctx *c, struct arena *a, const char *month, const char *org)
{
	CLEANUP(buf_done) struct buf file = BUF_MAX(PAPER_FILE_MAX);
	struct issued d;
	struct paper p;
	struct list bills;

	TRY(sql_all(c, &Q_BILLS, &bills, month, org));
	if (bills.n != 1)
		return fail(c, E_INVALID, "bill.not_one", bills.n ? "%s 有 %zu 张账单，PDF 一次一张，用 --org 指明上云单位" : "%s 没有账单（%zu 张）", month, bills.n);
	enum err e = sql_get(c, &Q_PAPER, &d, LIST_AT(bills, struct bill, 0)->id);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail(c, E_ABSENT, "absent", "这张账单的文书还没有出具");
	}
	TRY(e);
	TRY(paper_parse(d.content, a, &c->fail, &p));
	TRY(paper_draw(&p, &(struct paper_marks){ .digest = d.digest, .url = d.url }, PAPER_PDF, &file, &c->fail));
	fwrite(file.p, 1, file.n, stdout);
	return OK;
}

/* The word as the ledger shows it to people. */
static struct str cause_label(struct ctx *c, struct str word)
{
	const struct field *cause = record_field(core_op(c->core, STR("resource_segment.list"))->list->rec, STR("cause"));
	int32_t v = names_find(cause->names, cause->n_names, word);

	return v ? str_of(cause->names[v].label) : word;
}

static enum err show_line(struct ctx *c, struct arena *a, int64_t id, bool json)
{
	struct explain x;

	enum err e = billing_explain(c, id, true, &x);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail(c, E_ABSENT, "absent", "没有编号为 %" PRId64 " 的账单明细", id);
	}
	TRY(e);
	if (json) {
		CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(1));
		record_to_json(&explain_record, &x, OUT, false, &b);
		printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
		return OK;
	}
	const struct bill_line *l = x.line;
	printf("账单 " STR_FMT "，" STR_FMT "\n资源 " STR_FMT " " STR_FMT "，系统 " STR_FMT "\n" STR_FMT "\n", STR_ARG(l->bill_no), STR_ARG(l->item_name), STR_ARG(l->resource_no), STR_ARG(l->resource_name), STR_ARG(l->system_name), STR_ARG(x.says));
	const struct { const char *label; struct str value; } basis[] = {
		{ "计费段起因", cause_label(c, x.cause) }, { "交付工单", x.order_no }, { "合同", x.contract_no }, { "补充协议", x.supplement_no }, { "价格依据", x.price_basis },
	};
	for (size_t i = 0; i < COUNT(basis); i++)
		if (basis[i].value.n)
			printf("%s：" STR_FMT "\n", basis[i].label, STR_ARG(basis[i].value));
	EACH(struct act, t, x.acts)
		printf("审计 " STR_FMT " %" PRId64 "：" STR_FMT " " STR_FMT " " STR_FMT "（" STR_FMT " %" PRId64 "）\n", STR_ARG(t->stream), t->seq, STR_ARG(at_text(a, t->at)), STR_ARG(t->login), STR_ARG(t->words), STR_ARG(t->object_kind), t->object_id);
	return OK;
}

static bool to_stdout(void *arg, struct str text)
{
	(void)arg;
	return fwrite(text.p, 1, text.n, stdout) == text.n;
}

/* The month made again and compared: nothing is kept. */
static enum err recompute(struct ctx *c, struct arena *a, const char *month)
{
	struct recompute r;

	TRY(billing_recompute(c, str_of(month), &r));
	EACH(struct bill_difference, d, r.differs)
		printf("不一致：账单 " STR_FMT " 单位 %" PRId64 " 原 " STR_FMT " 元 %" PRId64 " 行，重算 " STR_FMT " 元 %" PRId64 " 行\n", STR_ARG(d->no.p ? d->no : STR("（没有）")), d->user_org,
		       STR_ARG(fen_text(a, d->billed_fen)), d->billed_lines, STR_ARG(fen_text(a, d->again_fen)), d->again_lines);
	printf("%s：账单 %" PRId64 " 张，明细 %" PRId64 " 行，重算合计 " STR_FMT " 元，%zu 处不一致\n", month, r.bills, r.lines, STR_ARG(fen_text(a, r.total_fen)), r.differs.n);
	return r.differs.n == 0 ? OK : fail(c, E_CORRUPT, "bill.differs", "%s 的账单与重算不一致", month);
}

enum format { TABLE, CSV, XLSX, PDF, JSON, FOCUS, EXPORT, FORMATS };
static const char *const format_names[FORMATS + 1] = { [TABLE] = "table", [CSV] = "csv", [XLSX] = "xlsx", [PDF] = "pdf", [JSON] = "json", [FOCUS] = "focus", [EXPORT] = "export", [FORMATS] = NULL };

static enum err org_known(struct ctx *c, const char *no)
{
	static const struct stmt Q = { "SELECT id FROM org WHERE no = ?1" };
	int64_t id = 0;

	if (*no)
		TRY(sql_int(c, &Q, &id, no));
	return !*no || id ? OK : fail(c, E_ABSENT, "absent", "没有编码为“%s”的单位", no);
}

static enum err show(struct ctx *c, struct arena *a, int format, const char *month, const char *org)
{
	switch (format) {
	case CSV:    return show_csv(c, month, org);
	case XLSX:   return show_xlsx(c, month, org);
	case PDF:    return show_pdf(c, a, month, org);
	case JSON:   return show_json(c, month, org);
	case FOCUS:  return billing_focus(c, str_of(month), str_of(org), to_stdout, NULL);
	case EXPORT: return billing_export(c, str_of(month ? month : ""), to_stdout, NULL);
	default:     return show_table(c, a, month, org);
	}
}

int cmd_bill(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1024));
	const char *month = opt_value(o, "month", NULL), *org = opt_value(o, "org", ""), *line = opt_value(o, "explain", NULL);
	struct core *k = NULL;
	struct fail f = { 0 };
	struct ctx ctx;
	struct period p;
	int64_t id = 0;

	int kind = opt_word(o, "format", opt_given(o, "json") ? "json" : "table", format_names);
	if (opt_given(o, "json") && kind != JSON)
		return usage(c, "--json 和 --format %s 只能要一个", format_names[kind]);
	if (opt_given(o, "recompute") && (line || *org || opt_given(o, "format") || opt_given(o, "json")))
		return usage(c, "--recompute 重算一个账期的全部账单，不能和 --explain、--org、--format、--json 一起");
	if (line && (*org || opt_given(o, "format")))
		return usage(c, "--explain 只说明一条明细，不能和 --org、--format 一起");
	/* The export of no month is that of every one. */
	bool every = kind == EXPORT && !month && !line && !opt_given(o, "recompute");
	if (line && (str_int(str_of(line), &id) != OK || id < 1))
		return usage(c, "--explain 后面是明细编号，是一个正整数，不是“%s”", line);
	if (month && month_parse(str_of(month), &p) != OK)
		return usage(c, "--month 应当是月份 YYYY-MM，不是“%s”", month);
	if (!line && !every && !month)
		return usage(c, "要给出 --month YYYY-MM");
	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	enum err e = core_read_begin(k, a, &ctx);
	if (e == OK)
		e = org_known(&ctx, org);
	if (e == OK)
		e = line ? show_line(&ctx, a, id, kind == JSON) : opt_given(o, "recompute") ? recompute(&ctx, a, month) : show(&ctx, a, kind, month, org);
	int code = e == OK ? EXIT_DONE : tell(&ctx.fail);
	core_read_end(&ctx);
	core_close(k);
	(void)args;
	return code;
}
