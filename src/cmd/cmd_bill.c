/* bill: a month's bills as a table or CSV, and one line explained; as a person, or as the system that sees all. */
#include <stdio.h>
#include "cmd/cmd.h"
#include "domain/billing/billing.h"

static const struct stmt Q_LINES = { "SELECT {l.} FROM v_bill_line l JOIN org o ON o.id = l.user_org WHERE l.month = ?1 AND (?2 = '' OR o.no = ?2) ORDER BY l.bill, l.id", &bill_line_record };
static const struct stmt Q_BILLS = { "SELECT {b.} FROM v_bill b JOIN org o ON o.id = b.user_org WHERE b.month = ?1 AND (?2 = '' OR o.no = ?2) ORDER BY b.id", &bill_record };
static const struct stmt Q_LINE  = { "SELECT {} FROM v_bill_line WHERE id = ?1", &bill_line_record };

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

static enum err show_csv(struct ctx *c, struct arena *a, const char *month, const char *org)
{
	static const char *const fields[] = { "bill_no", "system_name", "resource_no", "resource_name", "item_code", "item_name", "service_kind", "from_date", "to_date", "days", "of_days", "qty", "unit_price_e4", "amount_fen", "formula" };
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(256));
	struct list lines;

	for (size_t k = 0; k < COUNT(fields); k++)
		csv_put(&b, str_of(record_field(&bill_line_record, str_of(fields[k]))->label), k + 1 == COUNT(fields));
	TRY(sql_all(c, &Q_LINES, &lines, month, org));
	EACH(struct bill_line, l, lines)
		for (size_t k = 0; k < COUNT(fields); k++)
			csv_put(&b, cell(a, &bill_line_record, fields[k], l), k + 1 == COUNT(fields));
	fwrite(b.p, 1, b.n, stdout);
	return OK;
}

static enum err show_json(struct ctx *c, const char *month, const char *org)
{
	CLEANUP(buf_done) struct buf b = BUF_MAX(MIB(256));
	struct list lines;
	bool first = true;

	TRY(sql_all(c, &Q_LINES, &lines, month, org));
	buf_byte(&b, '[');
	EACH(struct bill_line, l, lines) {
		buf_add(&b, first ? STR("") : STR(",\n"));
		record_to_json(&bill_line_record, l, OUT, false, &b);
		first = false;
	}
	printf(STR_FMT "]\n", STR_ARG(buf_str(&b)));
	return OK;
}

static enum err show_line(struct ctx *c, struct arena *a, int64_t id)
{
	struct bill_line l;

	TRY(sql_get(c, &Q_LINE, &l, id));
	printf("账单 " STR_FMT "，" STR_FMT "\n资源 " STR_FMT " " STR_FMT "，系统 " STR_FMT "\n" STR_FMT " 至 " STR_FMT "（当日不计）%" PRId64 " 天，当期 %" PRId64 " 天\n" STR_FMT "\n", STR_ARG(l.bill_no), STR_ARG(l.item_name), STR_ARG(l.resource_no),
	       STR_ARG(l.resource_name), STR_ARG(l.system_name), STR_ARG(date_text(a, l.from_date)), STR_ARG(date_text(a, l.to_date)), l.days, l.of_days, STR_ARG(l.formula));
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

enum format { TABLE, CSV, JSON, FOCUS, EXPORT, FORMATS };
static const char *const format_names[FORMATS] = { [TABLE] = "table", [CSV] = "csv", [JSON] = "json", [FOCUS] = "focus", [EXPORT] = "export" };

static enum err show(struct ctx *c, struct arena *a, int format, const char *month, const char *org)
{
	switch (format) {
	case CSV:    return show_csv(c, a, month, org);
	case JSON:   return show_json(c, month, org);
	case FOCUS:  return billing_focus(c, str_of(month), str_of(org), to_stdout, NULL);
	case EXPORT: return billing_export(c, str_of(month ? month : ""), to_stdout, NULL);
	default:     return show_table(c, a, month, org);
	}
}

int cmd_bill(const struct command *c, struct opt *o, struct args args)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(MIB(1024));
	const char *month = opt_value(o, "month", NULL), *org = opt_value(o, "org", ""), *format = opt_value(o, "format", opt_given(o, "json") ? "json" : "table"), *line = opt_value(o, "explain", NULL);
	struct core *k = NULL;
	struct fail f = { 0 };
	struct ctx ctx;
	struct period p;
	int64_t id = 0;

	int kind = 0;
	while (kind < FORMATS && strcmp(format, format_names[kind]) != 0)
		kind++;
	if (kind == FORMATS)
		return usage(c, "--format 是 table、csv、json、focus 或 export");
	/* The export of no month is that of every one. */
	bool every = kind == EXPORT && !month && !line && !opt_given(o, "recompute");
	if (line ? str_int(str_of(line), &id) != OK : !every && (!month || month_parse(str_of(month), &p) != OK))
		return usage(c, line ? "--explain 后面是明细编号" : "要给出 --month YYYY-MM");
	if (open_core(o, true, false, &f, &k) != OK)
		return tell(&f);
	enum err e = core_read_begin(k, a, &ctx);
	if (e == OK)
		e = line ? show_line(&ctx, a, id) : opt_given(o, "recompute") ? recompute(&ctx, a, month) : show(&ctx, a, kind, month, org);
	int code = e == OK ? EXIT_DONE : tell(&ctx.fail);
	core_read_end(&ctx);
	core_close(k);
	(void)args;
	return code;
}
