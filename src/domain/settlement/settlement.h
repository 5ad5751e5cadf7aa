#ifndef DOMAIN_SETTLEMENT_SETTLEMENT_H
#define DOMAIN_SETTLEMENT_SETTLEMENT_H
/* Settlement (A28.3, R-36): the provider applies per period, the authority checks against its own bills, takes off what the service level
 * costs (A30, R-33), weighs the assessment, and pays; and the month's three books are laid side by side. */
#include "core/feature.h"

/* An outage or an exempt window, minutes matter, seconds do not. */
enum window_kind { WINDOW_PLANNED = 1, WINDOW_FORCE_MAJEURE, WINDOW_KIND_MAX };
struct sla_outage { struct instant from_at, to_at; struct str note; };
struct sla_window { int32_t kind; struct instant from_at, to_at, announced_at; bool accepted; struct str note; };
struct sla_result {
	int64_t id, version, contract, csp, month_min, exempt_min, down_min, counted_min, availability_bp, target_bp, deduct_bp, by_person; struct str contract_no, service, month;
	struct list outages, windows; struct instant at;
};
enum settlement_state { SETTLEMENT_APPLIED = 1, SETTLEMENT_CHECKED, SETTLEMENT_APPROVED, SETTLEMENT_PAID, SETTLEMENT_RETURNED, SETTLEMENT_WITHDRAWN, SETTLEMENT_STATE_MAX };
struct settlement {
	int64_t id, version, contract, csp, applied_by, checked_by, approved_by, score_centi, score_factor_bp, doc, bills_count; struct str no, contract_no, csp_name, period, note, check_note, adjust_reason, net_words, return_reason;
	struct date from_date, to_date; bool provisional; struct fen estimate_fen, prior_fen, refund_fen, claimed_fen, gross_fen, sla_deduct_fen, bill_adjust_fen, adjust_fen, net_fen, paid_fen; struct instant applied_at, checked_at, approved_at; int32_t state;
	struct list bills, deductions, payments;
};
/* The provider's assessment of a period by its contract (PRACTICE 4.6). Points are hundredths: 9050 is 90.5. */
enum score_state { SCORE_DRAFT = 1, SCORE_PUBLISHED, SCORE_APPEALED, SCORE_STATE_MAX };
struct csp_score_item { int64_t seq, weight_centi, suggested_centi, score_centi; struct str indicator, rule, value, evidence, weight_text, score_text; };
struct csp_score {
	int64_t id, version, contract, csp, total_centi, factor_bp, drafted_by, published_by, appealed_by; struct str contract_no, csp_name, period, appeal, reply, total_text; struct date from_date, to_date;
	struct list items; struct instant drafted_at, published_at, appealed_at; int32_t state;
};
enum match_kind { MATCH_NOT_IN_CLOUD = 1, MATCH_NOT_IN_LEDGER, MATCH_QTY, MATCH_NOT_CLAIMED, MATCH_CLAIMED_ONLY, MATCH_AMOUNT, MATCH_CLAIMED_QTY, MATCH_KIND_MAX };
enum match_state { MATCH_OPEN = 1, MATCH_ANSWERED, MATCH_CLOSED, MATCH_STATE_MAX };
struct match_case {
	int64_t id, version, csp, answered_by, closed_by; struct instant due_at; struct str csp_name, month, resource_no, ours, theirs, answer, result; int32_t kind, state; struct date due_date; bool overdue; struct instant found_at, answered_at, closed_at;
};
extern const struct record settlement_record, sla_result_record, match_case_record, csp_score_record;
extern const struct entity settlement_entity, sla_result_entity, match_case_entity, csp_score_entity;
extern const struct flow settlement_flow, match_flow, csp_score_flow;
extern const struct feature settlement_feature;

/* availability is (T - D) / T in ten-thousandths, rounded down: T the minutes of the month without the exempt ones, D the down minutes
 * that no exempt window covers. A planned window counts when announced `notice_wd` working days ahead, force majeure when accepted. Windows and
 * outages may overlap; minutes count once. Fills month_min to availability_bp of *r from its month, outages and windows. Pure. */
enum err sla_measure(struct sla_result *r, const struct workdays *days, int notice_wd, struct arena *a);
/* The share of the fee that so much availability costs by the contract's table; 0 when it has none. Pure. */
int64_t  sla_deduct(const struct list *table, int64_t availability_bp);
/* The factor of a score by the contract's table, or the usual five steps when it has none. Pure. */
int64_t  score_factor_of(const struct list *table, int64_t score_centi);
/* The points of the usual table for availability, in hundredths. Pure. */
int64_t  score_availability(int64_t weight_centi, int64_t availability_bp, int64_t target_bp);
/* "2026-05", "2026-Q2", "2026-H1", "2026": the period and its kind (enum settle_period). Pure. */
enum err settle_period_parse(struct str text, struct period *out, int *kind);
#endif
