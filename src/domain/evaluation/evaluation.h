#ifndef DOMAIN_EVALUATION_EVALUATION_H
#define DOMAIN_EVALUATION_EVALUATION_H
/* Utilisation and what follows from it (A24, A25, A28.2, A28.5, R-27, R-28): monthly figures, listing and cases, optimisation before
 * expansion, the quarterly evaluation with its advice. */
#include "core/feature.h"

enum util_level { UTIL_UNJUDGED = 1, UTIL_NORMAL, UTIL_LOW, UTIL_HIGH, UTIL_MIXED, UTIL_LEVEL_MAX };
enum util_case_kind { CASE_LOW = 1, CASE_HIGH, CASE_KIND_MAX };
enum util_case_state { CASE_OPEN = 1, CASE_PLAN, CASE_EXECUTING, CASE_RECOVERED, CASE_RELEASED, CASE_EXEMPTED, CASE_STATE_MAX };
enum eval_advice { EVAL_EXPAND = 1, EVAL_SHRINK, EVAL_REVOKE, EVAL_KEEP, EVAL_ADVICE_MAX };
extern const struct names util_level_names[UTIL_LEVEL_MAX], util_case_kind_names[CASE_KIND_MAX], eval_advice_names[EVAL_ADVICE_MAX];

/* One month of one system or resource: basis points of what is allocated, INT_NONE where nothing was measured; sizes are totals. */
struct util_figures {
	struct str month; int64_t cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp, bw_p95_bp, coverage_bp;
	int64_t vcpu, mem_gb, sto_gb, n_resources; int32_t level; struct str why, formula;
};
extern const struct record util_figures_record;

struct util_case {
	int64_t id, version, system, user_org, applicant_org; struct str system_no, system_name, user_org_name, applicant_org_name;
	int32_t kind, state; struct instant opened_at; struct str last_month, basis, cause; int64_t coverage_bp; struct list evidence;   /* struct util_figures */
	int64_t vcpu, mem_gb, sto_gb;                                       /* allocated when it was opened */
	uint32_t plan_kind; struct str plan; struct date plan_due_date; int64_t planned_by; struct instant planned_at;
	bool objection_rejected, overdue; int64_t pending; struct instant reply_due_at;
	struct date exempt_until; int64_t linked_app; struct str linked_app_no, close_reason, closed_month; struct instant closed_at;
	struct list replies;                                                /* filled for one object: struct util_reply */
};
/* A run and its advice, one row per system; D25 prints them. */
enum eval_kind { EVAL_PERIODIC = 1, EVAL_DYNAMIC, EVAL_KIND_MAX };
enum eval_state { EVAL_DRAFT = 1, EVAL_SUBMITTED, EVAL_RECEIVED, EVAL_STATE_MAX };
struct evaluation {
	int64_t id, version, csp, by_org, submitted_by, auth_received_by, tech_received_by; int32_t kind, state; struct str no, period, csp_name, by_org_name, summary, report, return_reason, digest;
	struct date from_date, to_date; struct instant generated_at, submitted_at, auth_received_at, tech_received_at, created_at;
	int64_t n_systems, n_low, n_high, n_unjudged, n_expand, n_shrink, n_revoke, n_keep; bool tech_set;
};
enum item_state { ITEM_DRAFT = 1, ITEM_NOTED, ITEM_WAITING, ITEM_ACCEPTED, ITEM_OBJECTED, ITEM_UPHELD, ITEM_DROPPED, ITEM_STATE_MAX };
struct evaluation_item {
	int64_t id, version, evaluation, system, user_org, applicant_org, csp, annotated_by, replied_by, decided_by; struct str no, period, system_no, system_name, user_org_name, csp_name;
	int32_t level, computed_advice, advice, state, evaluation_state; struct list evidence; struct str evidence_text, advice_reason, annotation, annotated_by_name, reply_reason,
		replied_by_name, decision_reason;
	struct instant annotated_at, replied_at, decided_at;
};
extern const struct record util_case_record, evaluation_record, evaluation_item_record, optimize_record_record, util_alert_record;
extern const struct entity util_case_entity, evaluation_entity, evaluation_item_entity, optimize_entity, util_alert_entity;
extern const struct flow   util_case_flow, evaluation_flow, evaluation_item_flow, util_alert_flow;
extern const struct feature evaluation_feature;
/* Facts told: util_case.opened, .planned, .objection_rejected, .closed (recovered, released or exempted); evaluation.submitted; evaluation_item.answered (accepted, or an objection decided). */

/* The open case of a kind; id 0 when there is none. */
enum err util_case_of(struct ctx *c, int64_t system, enum util_case_kind kind, struct util_case *out);
/* OK, or refuses by A25.2a evaluation.not_optimised: an expansion of this system needs an optimisation record first (R-28, F15), because a
 * high-use case is open or because `added` exceeds expand.opt_threshold of `present` (any unit; 0, 0: only the case counts). */
enum err evaluation_optimised(struct ctx *c, int64_t system, struct str what, int64_t added, int64_t present);
/* What A39a.3 rests on: low-use cases still open whose objection was rejected, or whose reply is overdue. A case with a plan is not
 * among them. struct util_refusal each, oldest first. */
struct util_refusal { int64_t util_case, system, user_org, applicant_org; bool objection_rejected, overdue; struct instant opened_at; struct str system_name; };
enum err evaluation_refusals(struct ctx *c, struct list *out);
#endif
