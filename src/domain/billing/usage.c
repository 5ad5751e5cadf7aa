/* What was counted: the provider's file, checked line by line against the ledger. Reports are kept; the last of a day counts. */
#include "domain/billing/billing_in.h"

static enum err usage_row(struct ctx *c, size_t i, const struct usage_row *row)
{
	struct usage u;
	int64_t resource = 0, runs = 0, closed = 0, last = 0;

	TRY(sql_int(c, &billing_q[Q_USAGE_RESOURCE], &resource, row->resource_no, c->who.org));
	if (!resource)
		return import_bad(c, i, "resource_no", "没有编号为“" STR_FMT "”、由本单位提供并按用量计费的资源", STR_ARG(row->resource_no));
	if (row->day.day > today(c).day)
		return import_bad(c, i, "day", STR_FMT " 还没有到", STR_ARG(date_text(c->arena, row->day)));
	TRY(sql_int(c, &billing_q[Q_USAGE_LEDGER], &runs, resource, row->day));
	if (!runs)
		return import_bad(c, i, "day", "资源 " STR_FMT " 在 " STR_FMT " 没有运行", STR_ARG(row->resource_no), STR_ARG(date_text(c->arena, row->day)));
	TRY(sql_int(c, &billing_q[Q_LAST_MONTH], &closed, month_text(c->arena, row->day)));
	if (closed)
		return import_bad(c, i, "day", STR_FMT " 的账单已经发布，迟报的用量凭文件调账", STR_ARG(month_text(c->arena, row->day)));
	record_none(&usage_record, &u);
	u.id = id_new(c);
	u.version = 1;
	u.resource = resource;
	u.day = row->day;
	u.qty = row->qty;
	u.source = row->source;
	u.by_person = c->who.person;
	u.at = c->now;
	/* The same figure again says nothing new. */
	CLEANUP(rows_donep) struct rows *rows = NULL;
	TRY(db_rows(c->db, &billing_q[Q_USAGE_OF], VALS(resource, row->day), &c->fail, &rows));
	bool known = rows_next(rows);
	last = known ? rows_int(rows, 0) : 0;
	TRY(rows_err(rows, &c->fail));
	return known && last == row->qty ? OK : sql_put(c, &billing_q[Q_USAGE_PUT], &u);
}

struct said { struct str resource_no; int32_t day; size_t row; };
static int by_day(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	int n = str_cmp(x->resource_no, y->resource_no);

	return n ? n : x->day != y->day ? (x->day > y->day) - (x->day < y->day) : (x->row > y->row) - (x->row < y->row);
}

/* A day stands in a file once: which of two figures would be meant? */
static void said_once(struct ctx *c, const struct list *rows)
{
	struct said *all = ARENA_ARRAY(c->arena, struct said, rows->n + 1);

	for (size_t i = 0; i < rows->n; i++) {
		const struct usage_row *r = LIST_AT(*rows, struct usage_row, i);
		all[i] = (struct said){ r->resource_no, r->day.day, i };
	}
	qsort(all, rows->n, sizeof *all, by_day);
	for (size_t i = 1; i < rows->n && !import_full(c); i++)
		if (str_eq(all[i].resource_no, all[i - 1].resource_no) && all[i].day == all[i - 1].day)
			import_bad(c, all[i].row, "day", "文件里已有资源 " STR_FMT " 在 " STR_FMT " 的用量", STR_ARG(all[i].resource_no), STR_ARG(date_text(c->arena, (struct date){ all[i].day })));
}

enum err usage_import(struct ctx *c, const struct list *rows)
{
	said_once(c, rows);
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		enum err e = usage_row(c, i, LIST_AT(*rows, struct usage_row, i));
		if (e != E_INVALID)
			TRY(e);
	}
	return fields_ok(c);
}
