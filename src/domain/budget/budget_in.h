#ifndef DOMAIN_BUDGET_BUDGET_IN_H
#define DOMAIN_BUDGET_BUDGET_IN_H
#include "domain/budget/budget.h"

enum { Q_PUT, Q_APPROVE, Q_REPLACE, Q_SHARES, Q_WHOLE, Q_ACCRUED, Q_PAID, Q_RUNNING, Q_PIPELINE, Q_STAGES, Q_CLOSED, Q_UNITS_BILLED, Q_UNITS_RUNNING, Q_UNITS_PIPELINE, Q_UNITS_STAGES, Q_LIVE, Q_WARNED, Q_NOTED, Q_FORECAST,
       Q_ROWS_ACCRUED, Q_ROWS_SETTLED, Q_ROWS_PAID, Q_ROWS_RUNNING, Q_ROWS_PIPELINE, Q_OF_RUNNING, Q_OF_PIPELINE, Q_CHANGES, Q_CHANGES_SUM, Q_COST, Q_BUDGET_MAX = Q_COST + 7 };
extern const struct stmt budget_q[Q_BUDGET_MAX];
extern const struct migration budget_migrations[];
extern const struct invariant budget_invariants[];

enum cost_by { BY_UNIT = 1, BY_SYSTEM, BY_CATEGORY, BY_ZONE, BY_XINCHUANG, BY_MONTH, BY_YEAR, BY_MAX };
struct cost_row { int64_t id, object, lines_count; struct str key, name; struct fen amount_fen, adjust_fen; };
struct cost_line {
	int64_t id, bill, user_org, system, resource, contract, days, of_days, qty; struct str bill_no, month, user_org_name, system_name, item_code, item_name, resource_no, resource_name, formula;
	int32_t zone, service_kind; bool xinchuang; struct date from_date, to_date; struct price unit_price_e4; struct fen amount_fen;
};
struct cost_adjustment {
	int64_t id, bill, line, user_org, system, resource, doc; struct str bill_no, month, user_org_name, system_name, item_code, item_name, resource_no, resource_name, reason;
	int32_t zone, service_kind; bool xinchuang; struct fen amount_fen; struct instant at;
};
struct cost_in { int32_t by; struct str from_month, to_month; int64_t org; };
struct cost_out { struct fen total_fen; struct list items; };
/* Of a resource's lines in the two months: the last quantity and price, and what tells why they differ. */
struct cost_change {
	int64_t resource, before_qty, after_qty, before_price, after_price, before_lines, after_lines, qtys, prices; struct str resource_no, resource_name, why, period; struct fen before_fen, after_fen, delta_fen;
	struct date before_from, after_to;
};
struct changes_in { struct str month; };
struct changes_out { struct str month, before_month; struct fen before_fen, after_fen, delta_fen; struct list items; };
struct forecast_in { int64_t year; };
struct forecast_out { int64_t year; struct fen total_fen; struct list items; };
struct stage { int64_t budget, org, system, resource, qty; struct str resource_no, resource_name, org_name, system_name; struct date from_date, to_date; struct price price_e4; };
/* What a budget's rows come to: by unit budget (id), or of everything. */
struct figure { int64_t id, first, second; };
/* A figure of a budget and the rows that make it up. */
enum part_of { PART_ACCRUED = 1, PART_SPENT, PART_COMMITTED, PART_PIPELINE, PART_WINDOWS, PART_OF_MAX };
struct budget_part { int64_t object, days, qty; struct str kind, no, name, org_name, system_name, period; struct price unit_price_e4; struct date from_date, to_date; struct fen amount_fen; };
struct parts_in { int64_t id, system; int32_t of; };
struct parts_out { int32_t of; int64_t months; struct fen month_fen, total_fen; bool more; struct list items; };
struct year_in { int64_t year, org, doc; struct fen approved_fen; struct str note; };
extern const struct record cost_row_record, cost_change_record, stage_record, figure_record, budget_part_record;

enum err budget_create(struct ctx *c, const void *in, void *out);
enum err budget_approve(struct ctx *c, const void *in, void *out);
enum err budget_figures(struct ctx *c, void *rec);
/* Of all budgets of a page: a set of statements for every fifty of them. */
enum err budget_figures_of(struct ctx *c, const struct list *budgets);
enum err budget_parts(struct ctx *c, const void *in, void *out);
enum err budget_daily(struct ctx *c);
enum err cost_list(struct ctx *c, const void *in, void *out);
enum err cost_changes(struct ctx *c, const void *in, void *out);
enum err budget_forecast(struct ctx *c, const void *in, void *out);
enum err shares_fit(struct ctx *c, const void *subject, const void *in);
enum err another_approves(struct ctx *c, const void *subject, const void *in);
#endif
