/* Three books of one month side by side: what runs by the ledger, what the cloud says is there, what the provider asks money for. */
#include "domain/settlement/settlement_in.h"
#include "domain/message/message.h"

static enum err month_done(struct ctx *c, size_t row, struct str month)
{
	struct period m;

	if (month_parse(month, &m) != OK || m.from.day > today(c).day)
		return import_bad(c, row, "month", "“" STR_FMT "”不是已经开始的月份", STR_ARG(month));
	return OK;
}

enum err csp_statement_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		const struct statement_row *row = LIST_AT(*rows, struct statement_row, i);
		struct statement s = { .id = id_new(c), .csp = c->who.org, .qty = row->qty, .month = row->month, .resource_no = row->resource_no, .amount_fen = row->amount_fen, .at = c->now };
		if (month_done(c, i, row->month) == OK)
			TRY(sql_put(c, &settlement_q[Q_STATEMENT_PUT], &s));
	}
	return fields_ok(c);
}

enum err cloud_import(struct ctx *c, const struct list *rows)
{
	for (size_t i = 0; i < rows->n && !import_full(c); i++) {
		const struct cloud_row *row = LIST_AT(*rows, struct cloud_row, i);
		struct statement s = { .id = id_new(c), .csp = c->who.org, .qty = row->qty, .month = row->month, .resource_no = row->resource_no, .amount_fen = FEN_NONE, .at = c->now };
		if (month_done(c, i, row->month) == OK)
			TRY(sql_put(c, &settlement_q[Q_INVENTORY_PUT], &s));
	}
	return fields_ok(c);
}

/* A difference is a case once: run again, it finds what is new. */
static enum err case_open(struct ctx *c, struct str month, const struct difference *d, const struct workdays *days, int64_t *found)
{
	struct match_case k;
	int64_t n = 0;

	TRY(sql_int(c, &settlement_q[Q_CASE_HAS], &n, month, d->csp, d->resource_no, str_of(match_kind_names[d->kind].word)));
	if (n)
		return OK;
	record_none(&match_case_record, &k);
	k.id = id_new(c);
	k.version = 1;
	k.csp = d->csp;
	k.month = month;
	k.resource_no = d->resource_no;
	k.kind = (int32_t)d->kind;
	k.ours = d->ours;
	k.theirs = d->theirs;
	k.state = MATCH_OPEN;
	k.due_date = workday_due(days, today(c), (int)setting_int(c, "match.answer_wd"), NULL);
	k.found_at = c->now;
	TRY(sql_put(c, &settlement_q[Q_CASE_PUT], &k));
	++*found;
	struct note note = { .title = arena_fmt(c->arena, STR_FMT " 对账差异：" STR_FMT, STR_ARG(month), STR_ARG(d->resource_no)), .article = "A28.3", .e = &match_case_entity, .subject = k.id,
			     .body = arena_fmt(c->arena, "平台：" STR_FMT "；对方：" STR_FMT "。请在 " STR_FMT " 前答复。", STR_ARG(d->ours), STR_ARG(d->theirs), STR_ARG(date_text(c->arena, k.due_date))) };
	return message_to_roles(c, d->csp, R(CSP_FINANCE) | R(CSP_OPERATION), &note);
}

enum err match_run(struct ctx *c, const void *in_, void *out_)
{
	struct match_run *out = out_;
	struct str month = ((const struct match_run *)in_)->month;
	const struct workdays *days;
	struct list found;
	struct period m;
	int64_t closed = 0;

	TRY(month_parse(month, &m));
	TRY(sql_int(c, &settlement_q[Q_CLOSED_MONTH], &closed, month));
	if (!closed)
		return refuse_by(c, "A28.3", "match.month_open", STR_FMT " 的账单还没有发布，不能对账", STR_ARG(month));
	TRY(workdays_now(c, &days));
	out->month = month;
	out->found = 0;
	TRY(sql_all(c, &settlement_q[Q_MATCHES], &found, month, date_add(m.to, -1), m.from));
	EACH(struct difference, d, found)
		TRY(case_open(c, month, d, days, &out->found));
	return OK;
}

enum err match_answer(struct ctx *c, const void *in_, void *out)
{
	const struct word_in *in = in_;

	(void)out;
	return sql_run(c, &settlement_q[Q_ANSWER], in->id, in->comment, V_ID(c->who.person), c->now);
}

enum err match_close(struct ctx *c, const void *in_, void *out)
{
	const struct word_in *in = in_;

	(void)out;
	return sql_run(c, &settlement_q[Q_CLOSE], in->id, in->comment, V_ID(c->who.person), c->now);
}
