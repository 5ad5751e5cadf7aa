/* A line in full: its arithmetic, and the acts behind it down to the audit rows. */
#include "domain/billing/billing_in.h"

static const struct field act_fields[] = {
	F(struct act, stream, F_STR, "审计流", OUT), F(struct act, seq, F_INT, "序号", OUT), F(struct act, at, F_AT, "时间", OUT), F(struct act, login, F_STR, "账号", OUT), F(struct act, words, F_STR, "事项", OUT),
	F(struct act, object_kind, F_STR, "对象", OUT), F(struct act, object_id, F_ID, "编号", OUT), { 0 }
};
const struct record act_record = RECORD("bill_line_act", struct act, act_fields, "账单行的由来");
static const struct field explain_fields[] = {
	F(struct explain, id, F_ID, "明细", IN_PATH | OUT), F(struct explain, formula, F_STR, "算式", OUT), F(struct explain, says, F_TEXT, "说明", OUT), F(struct explain, cause, F_STR, "计费段起因", OUT), F(struct explain, since_at, F_AT, "计费段登记时间", OUT),
	F(struct explain, order_no, F_STR, "交付工单", OUT), F(struct explain, contract_no, F_STR, "合同", OUT), F(struct explain, supplement_no, F_STR, "补充协议", OUT), F(struct explain, price_basis, F_TEXT, "价格依据", OUT), F(struct explain, tax_incl, F_BOOL, "含税", OUT, .article = "A11d"),
	F(struct explain, rounding, F_STR, "取整", OUT), F(struct explain, line, F_OBJ, "明细", OUT, .sub = &bill_line_record), F(struct explain, acts, F_LIST, "审计记录", OUT, .sub = &act_record), { 0 }
};
const struct record explain_record = RECORD("bill_explain", struct explain, explain_fields, "账单说明");

static enum err basis_of(struct ctx *c, int64_t line, struct basis *out)
{
	CLEANUP(rows_donep) struct rows *rows = NULL;

	*out = (struct basis){ .since_at = AT_NONE };
	TRY(db_rows(c->db, &billing_q[Q_BASIS], VALS(line), &c->fail, &rows));
	if (rows_next(rows))
		*out = (struct basis){ .cause = arena_str(c->arena, rows_str(rows, 0)), .since_at = { rows_int(rows, 1) }, .order_no = arena_str(c->arena, rows_str(rows, 2)), .delivery_order = rows_int(rows, 3),
				       .contract_no = arena_str(c->arena, rows_str(rows, 4)), .supplement_no = arena_str(c->arena, rows_str(rows, 5)), .price_basis = arena_str(c->arena, rows_str(rows, 6)),
				       .application = rows_int(rows, 7), .supplement = rows_int(rows, 8), .tax_incl = rows_int(rows, 9) != 0 };
	return rows_err(rows, &c->fail);
}

enum err billing_explain(struct ctx *c, int64_t line, bool with_acts, struct explain *out)
{
	struct bill_line *l = ARENA_NEW(c->arena, struct bill_line);
	struct basis b;

	record_none(&explain_record, out);
	TRY(sql_get(c, &billing_q[Q_LINE], l, line));
	TRY(basis_of(c, l->id, &b));
	out->id = l->id;
	out->line = l;
	out->formula = l->formula;
	out->cause = b.cause;
	out->since_at = b.since_at;
	out->order_no = b.order_no;
	out->contract_no = b.contract_no;
	out->supplement_no = b.supplement_no;
	out->price_basis = b.price_basis;
	out->tax_incl = b.tax_incl;
	out->rounding = str_of(bill_rounding_names[l->rounding ? l->rounding : ROUND_HALF_UP_FEN].label);
	out->says = arena_fmt(c->arena, "资源 " STR_FMT "（" STR_FMT "）自 " STR_FMT " 至 " STR_FMT "（当日不计）共 %d 天，数量 %" PRId64 "，单价 " STR_FMT " 元（%s），计 %" PRId64 "/%" PRId64 "。算式：" STR_FMT "，" STR_FMT "，只舍入一次。",
			      STR_ARG(l->resource_no), STR_ARG(l->item_name), STR_ARG(date_text(c->arena, l->from_date)), STR_ARG(date_text(c->arena, l->to_date)), l->to_date.day - l->from_date.day, l->qty,
			      STR_ARG(price_text(c->arena, l->unit_price_e4)), b.tax_incl ? "含税" : "不含税", l->days, l->of_days, STR_ARG(l->formula), STR_ARG(out->rounding));
	return with_acts ? sql_all(c, &billing_q[Q_ACTS], &out->acts, l->resource, b.delivery_order, b.application, l->price, l->contract, l->bill, b.supplement) : OK;
}

/* Who did what is for those who see the books; the unit sees the papers' numbers. */
enum err bill_explain(struct ctx *c, const void *in, void *out)
{
	(void)in;
	return billing_explain(c, c->subject_id, c->who.party == ORG_AUTHORITY || has_role(c, R(AUDITOR)), out);
}
