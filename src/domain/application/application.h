#ifndef DOMAIN_APPLICATION_APPLICATION_H
#define DOMAIN_APPLICATION_APPLICATION_H
/* Applications: drafted by the user unit, reviewed inside the applicant unit, accepted and reviewed by the authority, ending in one
 * opinion (A18-A20). One application is one system. The picture of states is in README.md; the moves after approval are fired
 * by the features above, with flow_fire on application_flow. */
#include "core/feature.h"

enum app_type { APP_NEW = 1, APP_MIGRATE, APP_CHANGE, APP_REVOKE, APP_EMERGENCY_MAKEUP, APP_OFF_CATALOG, APP_DEDICATED_POOL, APP_TYPE_MAX };
enum app_state {
	APP_DRAFT = 1, APP_INTERNAL_REVIEW, APP_INTERNAL_REJECTED, APP_SUBMITTED, APP_NOT_ACCEPTED, APP_ACCEPTED, APP_UNDER_REVIEW,
	APP_REJECTED, APP_APPROVED, APP_APPROVED_REDUCED, APP_PROVISIONING, APP_TRIAL, APP_SUGGESTED, APP_FILED, APP_DELIVERED, APP_LIVE,
	APP_EXECUTING, APP_USER_CONFIRMED, APP_BACKUP_CONFIRMED, APP_STOPPED, APP_COOLING, APP_DESTROYED,
	APP_CLOSED, APP_WITHDRAWN, APP_TERMINATED, APP_STATE_MAX
};
enum load_kind { LOAD_STEADY = 1, LOAD_PERIODIC, LOAD_BURST, LOAD_KIND_MAX };
enum proof_kind { PROOF_CONTRACT_EXPIRY = 1, PROOF_INSUFFICIENT, PROOF_KIND_MAX };
enum opinion_result { OPINION_AGREE = 1, OPINION_REDUCE, OPINION_REJECT, OPINION_RESULT_MAX };
extern const struct names app_type_names[APP_TYPE_MAX], app_state_names[APP_STATE_MAX];

/* What is asked of one item: DICTIONARY `attrs` of a line. Numbers are per piece; INT_NONE when not said. */
struct line_attrs { int64_t vcpu, mem_gb, sys_disk_gb, data_disk_gb, ip_count, bw_mbps; struct str os, ports; };
struct sizing_basis {
	int64_t users, concurrency, tps_peak, tx_cpu_ms, data_now_gb, data_growth_gb_month, retain_months, redundancy_bp;
	struct str formula, result; int64_t file;
};
struct application_line {
	int64_t id, application, seq, item; struct str item_code, item_name, spec, unit; int32_t category;   /* enum item_category */
	int32_t zone;                                                               /* enum zone of infra.h */
	int64_t pool_pref, qty; struct str use; void *attrs;          /* struct line_attrs or NULL */
	int64_t period_months; bool xinchuang; struct str non_xc_reason, non_xc_evidence; bool non_xc_approved;
	void *sizing_basis;                                                         /* struct sizing_basis or NULL */
	struct price unit_price_e4; struct str price_from;                          /* "contract", "list" (an estimate), or none: PRICE_NONE */
	struct fen est_month_fen;                                                   /* FEN_NONE when the price is missing */
	int64_t approved_qty; struct str reduce_reason; struct fen approved_month_fen;
	int64_t assigned_pool, csp; struct str assigned_pool_name, csp_name;        /* set by the opinion */
	int64_t advice_qty; struct str advice_note;                                 /* the provider's, VIRTUAL */
	int64_t delivered_qty;                                                      /* what the delivery orders handed over; VIRTUAL, INT_NONE before */
	struct str xc_item_code, xc_item_name;                                      /* the xinchuang item to choose instead; VIRTUAL, while drafting */
};
struct application {
	int64_t id, version; struct str no; int32_t type; int64_t round;
	int64_t system, user_org, applicant_org, drafter, editor; struct str system_name, user_org_name, applicant_org_name, drafter_name;
	struct str title, reason; struct date planned_live_date, earliest_ready_date; struct str ready_warning;
	int32_t load_kind; struct list stage_windows;
	struct str migrate_from; uint32_t proof_kind; struct date old_contract_to, cutover_date; struct str proof_note, approval_note;
	int64_t catalog_version; struct str catalog_version_no, regulation_version, budget_source;
	struct list lines; void *plan;                                              /* struct cloud_plan or NULL */
	struct fen est_month_fen, approved_month_fen; int64_t copied_from;
	int32_t state; struct instant created_at, updated_at, submitted_at, accepted_at, issued_at, ended_at;
	struct str receipt_no, receipt_digest, accept_no, opinion_no;
	int64_t handler; struct str handler_name;
	/* filled for a single object */
	struct list problems, warnings, steps, materials, opinions, review_summary, stage_ends; void *opinion, *clock;
};

/* ---- stage resources (A19.2): the end of a declared window, once for each time it ends ---- */
struct stage_end { int64_t id, application, line, extra_qty; struct date from_date, to_date; struct instant at; struct str note; };
/* ---- what a need was judged on beside the papers (A20.1c): how what is there already is used ---- */
enum use_scope { USE_OF_SYSTEM = 1, USE_OF_UNIT, USE_SCOPE_MAX };
/* One line's figures; line 0: the whole application. Basis points, INT_NONE where not measured; from/to months "2026-01". */
struct line_utilisation {
	int64_t id, application, line; int32_t scope; struct str from_month, to_month, text;
	int64_t n_resources, cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp, bw_p95_bp, coverage_bp; struct instant at;
};
extern const struct record application_record, application_line_record, line_attrs_record, sizing_basis_record;
extern const struct entity application_entity;
extern const struct flow   application_flow;
extern const struct feature application_feature;

/* Events of application_flow for the features above (guards, clocks and facts included):
 *   new, migrate:  provision (starts C3) -> trial_ready (stops C3) -> suggest (starts C3F) -> file | return_filing (stop C3F)
 *                  -> deliver -> go_live -> close
 *   change:        execute (starts C5), executed (stops C5), confirm, close
 *   revoke:        confirm_backup, stop, cool, destroy, close; resume (before anything is destroyed) ends the case as terminated
 *   others:        close after approval
 * Facts told: application.submitted, .accepted, .not_accepted, .approved (also reduced), .rejected, .withdrawn, .terminated,
 * .provisioning, .trial_ready, .suggested, .filed, .delivered, .live, .closed, .stage_ended. */

/* ---- types that a feature above owns (change, revoke, emergency_makeup, off_catalog, dedicated_pool) ----
 * The feature's own op makes the draft and then its own row beside it; from `send` to `sign` the application's ops carry the case, with
 * the feature's guards hung on the moves and its papers attached. Lines ask for items of the catalogue and are optional for a change,
 * needed for a make-up, none for the others. */
struct application_start { int type; int64_t system; struct str title, reason, budget_source; struct date planned_live_date; struct list lines; };
/* Drafts one for the person of this ctx: number by its type, c->made set, bad members told as fields of the op's input ("lines/0/qty"). */
enum err application_begin(struct ctx *c, const struct application_start *s, int64_t *id);
/* The draft's content anew; refused by A20.2d outside the state draft. */
enum err application_amend(struct ctx *c, int64_t id, const struct application_start *s);

/* Every end of a stage window of an application that has come, oldest first (struct stage_end): what to reclaim after the fact
 * application.stage_ended. Ending takes nothing away by itself. */
enum err application_stage_ends(struct ctx *c, int64_t application, struct list *out);
/* Notes how the line's kind of resource is used, for the reviewers; a later note replaces an earlier one of the same line and scope in what
 * is shown, and neither is lost. Told by a feature above when application.accepted is heard. What was shown when the opinion was
 * proposed is frozen with it. */
enum err application_note_use(struct ctx *c, const struct line_utilisation *u);
/* What is left of the budget of a unit and year, for the reviewers. */
enum err application_note_budget(struct ctx *c, int64_t org, int64_t year, struct fen left);
/* What the opinion of the present round proposes or says: enum opinion_result; 0 while there is none. */
int application_opinion(const struct application *a);
/* Whether a change or a revocation is approved and nothing of it has been done: it may still be withdrawn or terminated. */
enum err application_untouched(struct ctx *c, const struct application *a, bool *out);

/* One application without scope, lines and plan loaded (and everything else that `fill` gives). */
enum err application_get(struct ctx *c, int64_t id, struct application *out);
/* Its lines (struct application_line) in order of seq; cheaper than application_get. */
enum err application_lines(struct ctx *c, int64_t application, struct list *out);
enum err application_line_get(struct ctx *c, int64_t line, struct application_line *out);
/* How much of a pool each one of a line takes: as its item says, whatever machine the cores and gigabytes go into; what the item leaves open
 * is as asked for (attrs: struct line_attrs or NULL). INT_NONE: nothing is said of it. */
struct line_size { int64_t vcpu, mem_gb, disk_gb; };
enum err application_line_size(struct ctx *c, int64_t item, const void *attrs, struct line_size *out);
/* Lets a provider see an accepted application that concerns it although no line is its own. Twice changes nothing. */
enum err application_show_to(struct ctx *c, int64_t application, int64_t csp);
/* What a month of it costs at this price; FEN_NONE when there is none. billing_period: enum of catalog.h. */
enum err month_fee(struct price p, int billing_period, int64_t qty, struct fen *out);
/* Open applications about a system belong to these units from now on (A22.3a); ended ones stay whose they were. */
enum err application_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org);
/* One that has ended but still owes something that a later feature knows of goes along. */
enum err application_move_one(struct ctx *c, int64_t application, int64_t user_org, int64_t applicant_org);
/* What a person who left had in hand on an open application: a draft becomes the successor's (who then may not review it), a case of the
 * authority's handler too. With successor 0, or one who has reviewed the draft, the posts take it up. *taken: it has a new holder. */
enum err application_hand_over(struct ctx *c, int64_t application, int64_t from, int64_t successor, struct str successor_name, bool *taken);
#endif
