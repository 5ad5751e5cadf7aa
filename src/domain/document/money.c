/* What papers of money speak of: bills (D29), settlements (D30, D30E), budgets (D31), assessments (D42). */
#include "domain/billing/billing.h"
#include "domain/budget/budget.h"
#include "domain/document/document_in.h"
#include "domain/settlement/settlement.h"

/* A bill of thousands of lines is told by system and service; the lines are in the electronic bill. */
enum { BILL_LINES_MAX = 1500 };

static const struct field group_fields[] = {
	F(struct doc_bill_group, system_name, F_STR, "信息系统", OUT), F(struct doc_bill_group, item_name, F_STR, "服务", OUT), F(struct doc_bill_group, lines_count, F_INT, "明细条数", OUT), F(struct doc_bill_group, amount_fen, F_FEN, "金额", OUT), { 0 }
};
const struct record doc_bill_group_record = RECORD("document_bill_group", struct doc_bill_group, group_fields, "账单汇总");
static const struct field lines_fields[] = {
	F(struct doc_bill_lines, lines, F_LIST, "明细", OUT, .sub = &bill_line_record, .max = BILL_LINES_MAX), F(struct doc_bill_lines, groups, F_LIST, "汇总", OUT, .sub = &doc_bill_group_record, .max = PAPER_ROWS_MAX), { 0 }
};
const struct record doc_bill_lines_record = RECORD("document_bill_lines", struct doc_bill_lines, lines_fields, "账单明细");
static const struct field sum_fields[] = {
	F(struct doc_settled_sum, name, F_STR, "名称", OUT), F(struct doc_settled_sum, bills, F_INT, "账单张数", OUT), F(struct doc_settled_sum, amount_fen, F_FEN, "金额", OUT), { 0 }
};
const struct record doc_settled_sum_record = RECORD("document_settled_sum", struct doc_settled_sum, sum_fields, "结算的账单");
static const struct field settled_fields[] = {
	F(struct doc_settled, months, F_LIST, "按月", OUT, .sub = &doc_settled_sum_record), F(struct doc_settled, units, F_LIST, "按上云单位", OUT, .sub = &doc_settled_sum_record, .max = PAPER_ROWS_MAX), F(struct doc_settled, score_text, F_STR, "考核分", OUT),
	F(struct doc_settled, applied_by_name, F_STR, "申请人", OUT), F(struct doc_settled, checked_by_name, F_STR, "审核人", OUT), F(struct doc_settled, approved_by_name, F_STR, "批准人", OUT), { 0 }
};
const struct record doc_settled_record = RECORD("document_settled", struct doc_settled, settled_fields, "结算的由来");
static const struct field forecast_fields[] = {
	F(struct doc_forecast, items, F_LIST, "各单位各系统", OUT, .sub = &forecast_row_record, .max = PAPER_ROWS_MAX), F(struct doc_forecast, total_fen, F_FEN, "合计", OUT), { 0 }
};
const struct record doc_forecast_record = RECORD("document_forecast", struct doc_forecast, forecast_fields, "需求预测");

/* The object that the paper is about: by scope when somebody asks for a draft. */
enum err load_subject(struct gather *g, void *rec) { return g->draft ? entity_get(g->c, g->k->entity, g->subject, rec) : entity_peek(g->c, g->k->entity, g->subject, rec); }

enum err load_bill_lines(struct gather *g, void *rec)
{
	const struct bill *b = g->src[SRC_BILL];
	struct doc_bill_lines *out = rec;

	if (b->lines_count > BILL_LINES_MAX)
		return sql_all(g->c, &document_q[Q_BILL_GROUPS], &out->groups, b->id);
	return sql_all(g->c, &document_q[Q_BILL_LINES], &out->lines, b->id);
}

static enum err person_name(struct ctx *c, int64_t id, struct str *out)
{
	struct doc_person p = { 0 };
	enum err e = sql_get(c, &document_q[Q_PERSON], &p, id);

	if (e == E_ABSENT)
		fail_clear(&c->fail);
	else
		TRY(e);
	*out = p.name;
	return OK;
}

enum err load_settled(struct gather *g, void *rec)
{
	const struct settlement *s = g->src[SRC_SETTLEMENT];
	struct doc_settled *out = rec;
	struct ctx *c = g->c;
	struct str from = month_text(c->arena, s->from_date), to = month_text(c->arena, s->to_date);

	TRY(sql_all(c, &document_q[Q_SETTLED_MONTHS], &out->months, s->contract, from, to));
	TRY(sql_all(c, &document_q[Q_SETTLED_UNITS], &out->units, s->contract, from, to));
	out->score_text = s->score_centi == INT_NONE ? STR("不考核") : fen_text(c->arena, (struct fen){ s->score_centi });
	TRY(person_name(c, s->applied_by, &out->applied_by_name));
	TRY(person_name(c, s->checked_by, &out->checked_by_name));
	return person_name(c, s->approved_by, &out->approved_by_name);
}

enum err load_forecast(struct gather *g, void *rec)
{
	const struct budget *b = g->src[SRC_BUDGET];
	struct doc_forecast *out = rec;

	TRY(budget_forecast_of(g->c, b->whole ? 0 : b->org, b->year, &out->items));
	if (out->items.n > PAPER_ROWS_MAX)
		return fail(g->c, E_LIMIT, "document.too_long", "一份文书的表格最多 %d 行", PAPER_ROWS_MAX);
	out->total_fen.v = 0;
	EACH(struct forecast_row, r, out->items)
		out->total_fen.v += r->forecast_fen.v;
	return OK;
}

/* ---- what is heard ---- */
/* A bill is adjusted: another paper beside the first. */
enum err issue_bill(struct ctx *c, int64_t bill, const char *kind, struct instant at)
{
	struct bill b;
	int64_t round;

	TRY(entity_peek(c, &bill_entity, bill, &b));
	TRY(sql_int(c, &document_q[Q_BILL_ROUND], &round, bill));
	return document_issue(c, kind, bill, round, b.csp, at);
}

/* Applied for again after it was returned: the next round. */
enum err issue_settlement(struct ctx *c, int64_t settlement, const char *kind, struct instant at)
{
	struct settlement s;
	int64_t round;

	TRY(entity_peek(c, &settlement_entity, settlement, &s));
	TRY(sql_int(c, &document_q[Q_EVENTS_UNTIL], &round, "settlement", settlement, "reapply", at));
	return document_issue(c, kind, settlement, round + 1, s.csp, at);
}

/* Published anew after an appeal: the next round. */
enum err issue_score(struct ctx *c, int64_t score, const char *kind, struct instant at)
{
	struct csp_score s;
	int64_t round;

	TRY(entity_peek(c, &csp_score_entity, score, &s));
	TRY(sql_int(c, &document_q[Q_EVENTS_UNTIL], &round, "csp_score", score, "decide", at));
	return document_issue(c, kind, score, round + 1, s.csp, at);
}
