/* Who would pay more or less under other prices: the lines of a real month, each made again with the price that is proposed. */
#include "domain/billing/billing_in.h"

static const struct new_price *proposed(const struct list *prices, struct str item_code)
{
	EACH(struct new_price, p, *prices)
		if (str_eq(p->item_code, item_code))
			return p;
	return NULL;
}

/* A unit's row, in the order of the lines; units that nothing touches have none. */
static struct preview_row *row_of(struct ctx *c, struct preview_out *out, size_t *cap, struct rows *rows)
{
	int64_t org = rows_int(rows, 0);
	struct preview_row *last = out->items.n ? LIST_AT(out->items, struct preview_row, out->items.n - 1) : NULL;

	if (last && last->user_org == org)
		return last;
	if (out->items.n == *cap) {
		struct preview_row *more = ARENA_ARRAY(c->arena, struct preview_row, *cap * 2);
		memcpy(more, LIST_AT(out->items, struct preview_row, 0), *cap * sizeof *more);
		out->items = (struct list){ more, out->items.n };
		*cap *= 2;
	}
	last = LIST_AT(out->items, struct preview_row, out->items.n++);
	*last = (struct preview_row){ .user_org = org, .user_org_name = arena_str(c->arena, rows_str(rows, 1)) };
	return last;
}

/* The lines of a contract in a month under other prices. */
static enum err lines_again(struct ctx *c, const struct preview_in *in, struct preview_out *out)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	size_t cap = 64;

	*out = (struct preview_out){ .month = in->month, .items = { ARENA_ARRAY(c->arena, struct preview_row, cap), 0 } };
	TRY(db_rows(c->db, &billing_q[Q_PRICED_LINES], VALS(in->month, in->contract), &c->fail, &rows));
	while (rows_next(rows)) {
		const struct new_price *p = proposed(&in->prices, rows_str(rows, 2));
		struct fen after;
		if (!p)
			continue;
		enum billing_period period = (enum billing_period)names_find(billing_period_names, BILLING_PERIOD_MAX, rows_str(rows, 3));
		enum bill_rounding rounding = (enum bill_rounding)names_find(bill_rounding_names, ROUNDING_MAX, rows_str(rows, 4));
		struct share s = { rows_int(rows, 6), rows_int(rows, 7) };
		if (rate_amount(period == PER_USAGE ? PER_ONCE : period, rounding, p->unit_price_e4, rows_int(rows, 5), s, &after) != OK)
			return fail(c, E_LIMIT, "bill.amount", "金额超出可表示的范围");
		struct preview_row *row = row_of(c, out, &cap, rows);
		row->lines_count++;
		row->before_fen.v += rows_int(rows, 8);
		row->after_fen.v += after.v;
	}
	TRY(rows_err(rows, &c->fail));
	EACH(struct preview_row, row, out->items) {
		row->delta_fen.v = row->after_fen.v - row->before_fen.v;
		out->before_fen.v += row->before_fen.v;
		out->after_fen.v += row->after_fen.v;
	}
	out->delta_fen.v = out->after_fen.v - out->before_fen.v;
	return OK;
}

enum err price_preview(struct ctx *c, const void *in_, void *out)
{
	const struct preview_in *in = in_;
	struct contract k;

	enum err e = entity_peek(c, &contract_entity, in->contract, &k);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "contract", "absent", "没有编号为 %" PRId64 " 的合同", in->contract);
	}
	TRY(e);
	return lines_again(c, in, out);
}

/* ---- what the second person sees before approving a supplement ---- */
/* Kept with the draft, by the last month that is billed: a revised draft gets another. */
static enum err keep(struct ctx *c, const struct contract_supplement *s, struct str month)
{
	struct new_price *prices = ARENA_ARRAY(c->arena, struct new_price, s->prices.n + 1);
	struct preview_in in = { .contract = s->contract, .month = month, .prices = { prices, 0 } };
	struct preview_out out;
	struct kept_preview k;

	EACH(struct price_line, line, s->prices)
		prices[in.prices.n++] = (struct new_price){ line->item_code, line->unit_price_e4 };
	TRY(lines_again(c, &in, &out));
	record_none(&kept_preview_record, &k);
	k.id = id_new(c);
	k.version = 1;
	k.supplement = s->id;
	k.month = month;
	k.drafted_at = s->drafted_at;
	k.before_fen = out.before_fen;
	k.after_fen = out.after_fen;
	k.delta_fen = out.delta_fen;
	k.units = (int64_t)out.items.n;
	k.items = out.items;
	k.at = c->now;
	return sql_put(c, &billing_q[Q_PREVIEW_PUT], &k);
}

enum err preview_drafted(struct ctx *c, const struct fact *f)
{
	struct contract_supplement s;
	struct str month;
	int64_t there = 0;

	TRY(entity_peek(c, &contract_supplement_entity, f->subject, &s));
	TRY(sql_str_(c, &billing_q[Q_MONTH_LAST], &month, NO_VALS));
	TRY(sql_int(c, &billing_q[Q_PREVIEW_HAS], &there, s.id, s.drafted_at));
	return there || !s.prices.n || !month.p ? OK : keep(c, &s, month);
}

/* Asked for again, by another month. */
enum err preview_supplement(struct ctx *c, const void *in_, void *out)
{
	const struct kept_in *in = in_;
	const struct contract_supplement *s = c->subject;
	int64_t closed = 0;

	(void)out;
	TRY(sql_int(c, &billing_q[Q_LAST_MONTH], &closed, in->month));
	if (!closed)
		return fail_on(c, "month", "absent", STR_FMT " 还没有出账，没有真实用量可以试算", STR_ARG(in->month));
	return keep(c, s, in->month);
}

/* Nobody approves a change of prices unseen: once bills were made under the contract, a preview of this very draft is there. */
enum err previewed(struct ctx *c, const void *subject, const void *in)
{
	const struct contract_supplement *s = subject;
	int64_t there = 0, billed = 0;

	(void)in;
	if (!s->prices.n)
		return OK;
	TRY(sql_int(c, &billing_q[Q_PREVIEW_HAS], &there, s->id, s->drafted_at));
	if (there)
		return OK;
	TRY(sql_int(c, &billing_q[Q_BILLED_UNDER], &billed, s->contract));
	return billed ? refuse(c, "补充协议 " STR_FMT " 还没有按真实账单试算，先试算再批准", STR_ARG(s->no)) : OK;
}
