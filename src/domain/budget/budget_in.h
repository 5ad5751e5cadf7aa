#ifndef DOMAIN_BUDGET_BUDGET_IN_H
#define DOMAIN_BUDGET_BUDGET_IN_H
#include "domain/budget/budget.h"

enum { Q_PUT, Q_APPROVE, Q_REPLACE, Q_SHARES, Q_WHOLE, Q_ACCRUED, Q_SETTLED, Q_PAID, Q_RUNNING, Q_PIPELINE, Q_STAGES, Q_CLOSED, Q_LIVE, Q_WARNED, Q_NOTED, Q_FORECAST, Q_COST, Q_CHANGES = Q_COST + 6, Q_BUDGET_MAX };
extern const struct stmt budget_q[Q_BUDGET_MAX];
extern const struct migration budget_migrations[];
extern const struct invariant budget_invariants[];

enum cost_by { BY_UNIT = 1, BY_SYSTEM, BY_CATEGORY, BY_ZONE, BY_XINCHUANG, BY_MONTH, BY_MAX };
struct cost_row { int64_t id, object, lines_count; struct str key, name; struct fen amount_fen; };
struct cost_line {
	int64_t id, bill, user_org, system, resource, contract, days, of_days, qty; struct str bill_no, month, user_org_name, system_name, service_kind, item_code, item_name, resource_no, resource_name, formula;
	int32_t zone; bool xinchuang; struct date from_date, to_date; struct price unit_price_e4; struct fen amount_fen;
};
struct cost_in { int32_t by; struct str from_month, to_month; int64_t org; };
struct cost_out { struct fen total_fen; struct list items; };
struct cost_change { int64_t resource, before_qty, after_qty, before_price, after_price; struct str resource_no, resource_name, why; struct fen before_fen, after_fen, delta_fen; };
struct changes_in { struct str month; };
struct changes_out { struct str month, before_month; struct fen before_fen, after_fen, delta_fen; struct list items; };
struct forecast_in { int64_t year; };
struct forecast_out { int64_t year; struct fen total_fen; struct list items; };
struct stage { struct date from_date, to_date; int64_t qty; struct price price_e4; struct str period; };
struct year_in { int64_t year, org, doc; struct fen approved_fen; struct str note; };
extern const struct record cost_row_record, cost_change_record, stage_record;

enum err budget_create(struct ctx *c, const void *in, void *out);
enum err budget_approve(struct ctx *c, const void *in, void *out);
enum err budget_figures(struct ctx *c, void *rec);
enum err budget_daily(struct ctx *c);
enum err cost_list(struct ctx *c, const void *in, void *out);
enum err cost_changes(struct ctx *c, const void *in, void *out);
enum err budget_forecast(struct ctx *c, const void *in, void *out);
enum err shares_fit(struct ctx *c, const void *subject, const void *in);
enum err another_approves(struct ctx *c, const void *subject, const void *in);
#endif
