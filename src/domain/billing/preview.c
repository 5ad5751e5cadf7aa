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

enum err price_preview(struct ctx *c, const void *in_, void *out_)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;
	const struct preview_in *in = in_;
	struct preview_out *out = out_;
	struct contract k;
	size_t cap = 64;

	enum err e = entity_peek(c, &contract_entity, in->contract, &k);
	if (e == E_ABSENT) {
		fail_clear(&c->fail);
		return fail_on(c, "contract", "absent", "没有编号为 %" PRId64 " 的合同", in->contract);
	}
	TRY(e);
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
