#ifndef DOMAIN_BUDGET_BUDGET_H
#define DOMAIN_BUDGET_BUDGET_H
/* Budgets of a year (A8.4a): the authority's and each unit's share; what is billed, committed and to be expected against them; and what
 * costs are made of. */
#include "core/feature.h"

enum budget_state { BUDGET_DRAFT = 1, BUDGET_APPROVED, BUDGET_REPLACED, BUDGET_STATE_MAX };
/* run_month_fen: a month of what runs today at today's prices. committed: that for the months not billed yet. pipeline: what is approved and
 * not delivered. windows: declared stages. forecast: accrued + committed + pipeline + windows. left: approved - accrued - committed - pipeline. */
struct budget {
	int64_t id, version, year, org, created_by, approved_by, doc, warned, used_pct, forecast_pct; struct str org_name, note; struct fen approved_fen, accrued_fen, spent_fen, run_month_fen, committed_fen, pipeline_fen, windows_fen, forecast_fen, left_fen, noted_fen;
	struct instant created_at, approved_at; int32_t state; bool whole;
};
/* A coming year of a unit's system: a year of what runs today, of what is approved and not delivered, and that year's declared stages. */
struct forecast_row { int64_t org, system, running; struct str org_name, system_name; struct fen run_month_fen, run_year_fen, pipeline_fen, windows_fen, forecast_fen; };
/* The rows of one unit and those under it, or of all (org 0): struct forecast_row. */
enum err budget_forecast_of(struct ctx *c, int64_t org, int64_t year, struct list *out);
extern const struct record budget_record, forecast_row_record;
extern const struct entity budget_entity;
extern const struct flow budget_flow;
extern const struct feature budget_feature;
#endif
