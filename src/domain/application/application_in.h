#ifndef DOMAIN_APPLICATION_APPLICATION_IN_H
#define DOMAIN_APPLICATION_APPLICATION_IN_H
/* The inside of the application folder. */
#include "domain/application/application.h"
#include "domain/catalog/catalog.h"
#include "domain/infra/infra.h"
#include "domain/info_system/info_system.h"

/* ---- what the types differ in ---- */
enum lines_rule { LINES_NONE, LINES_OPTIONAL, LINES_NEEDED };
struct app_kind {
	const char *number;        /* series of the printed number (DICTIONARY §6) */
	enum lines_rule lines;     /* whether it asks for items of the catalogue */
	int submitted, accepted;   /* clocks that the submission and the acceptance start */
	const char *elsewhere;     /* drafted by a feature above: where, in words; NULL: drafted here */
};
extern const struct app_kind app_kinds[APP_TYPE_MAX];

/* ---- parts of an application ---- */
enum recurrence { ONCE = 1, WEEKLY, MONTHLY, YEARLY, RECURRENCE_MAX };
struct stage_window { struct date from_date, to_date; int32_t recurrence; int64_t line, extra_qty; struct str note; };
struct network_policy { struct str src, dst, port, proto; int32_t zone; };
struct cloud_plan {
	struct str arch_desc, deploy_list, security_design, crypto_design, backup_design, dr_design, migration_steps, cutover_plan, rollback_plan,
		schedule, risks;
	int64_t topology, file; struct list network_policy;
};
/* What is still missing, what to mind, where it stands, what has been handed in, who said what: filled for one object. */
struct app_problem { struct str article, clause, code, message, field; };
struct app_warning { struct str article, clause, message; };
struct app_step { struct str name, label, state, article; struct date date, due_date; };
struct app_material { struct str name, label, article, clause, note, checked_note; bool needed, present; int32_t state; struct list files; };
/* A paper that a type of application is asked for: those of the regulation are fixed, the authority may add others. */
struct checklist_item { int64_t id, version; int32_t type; struct str name, label, article, help; bool needed, active, fixed, builtin; struct instant created_at, updated_at; };
/* What the invited said, aspect by aspect. */
struct aspect_said { int32_t aspect; int64_t n_asked, n_replied, n_support, n_reduce, n_oppose; struct str verdict, text; };
struct app_said { struct str part, label, article, org_name, person_name, result, result_label, text; struct instant at; };
struct app_opinion {
	int64_t id, application, round, proposer, signer; struct str no, state; int32_t result; struct str conditions, text, proposer_name, signer_name,
		return_comment, digest, judged_on;
	struct instant proposed_at, signed_at; struct fen est_month_fen, approved_month_fen;
};

/* ---- review inside the unit, acceptance, rounds, tasks ---- */
struct internal_review { int64_t id, application, round, reviewer; struct str reviewer_name; bool passed; struct str opinion; struct instant at; };
enum check_state { CHECK_PRESENT = 1, CHECK_ABSENT, CHECK_DEFECTIVE, CHECK_STATE_MAX };
struct check_item { struct str item; int32_t state; struct str note; };
struct acceptance {
	int64_t id, application, round; bool accepted; struct str no; struct list check_items, defects; int64_t handler; struct str handler_name;
	struct instant decided_at; struct str comment;
};
struct app_round {
	int64_t id, application, round; struct instant submitted_at, decided_at; struct str submitter_name, receipt_no, receipt_digest, result, decision_no;
	struct list defects; struct str snapshot;
};
enum task_kind { TASK_AUTHORITY = 1, TASK_DEPT, TASK_TECH, TASK_CSP, TASK_EXPERT, TASK_KIND_MAX };
enum task_aspect { ASPECT_COMPLETE = 1, ASPECT_FEASIBLE, ASPECT_REASONABLE, ASPECT_SECURITY, ASPECT_BUDGET, ASPECT_MAX };
enum task_result { TASK_SUPPORT = 1, TASK_REDUCE, TASK_OPPOSE, TASK_RESULT_MAX };
enum task_state { TASK_ASKED = 1, TASK_REPLIED, TASK_LAPSED, TASK_STATE_MAX };
struct line_advice { int64_t line, advice_qty; struct str note; };
struct aspect_finding { int32_t aspect, result; struct str text; };
struct review_task {
	int64_t id, version, application, org; struct str application_no, application_title, org_name; int32_t kind; uint32_t aspects;
	struct date due_date; struct str note, asked_by_name; int64_t asked_by; struct instant asked_at;
	struct str expert; struct list findings; struct instant reminded_at;
	int32_t result; struct str opinion; struct list lines; int64_t replied_by; struct str replied_by_name; struct instant replied_at; int32_t state;
};
extern const struct record stage_window_record, cloud_plan_record, app_opinion_record, internal_review_record, acceptance_record, app_round_record,
	review_task_record, checklist_item_record, aspect_said_record, stage_end_record, line_utilisation_record, aspect_finding_record, line_advice_record, app_said_record, check_item_record;
extern const struct entity review_task_entity, checklist_item_entity;
extern const struct flow review_task_flow;
extern const struct names opinion_result_names[OPINION_RESULT_MAX], task_kind_names[TASK_KIND_MAX], task_result_names[TASK_RESULT_MAX],
	load_kind_names[LOAD_KIND_MAX], proof_kind_names[PROOF_KIND_MAX], aspect_names[ASPECT_MAX], task_state_names[TASK_STATE_MAX],
	check_state_names[CHECK_STATE_MAX], recurrence_names[RECURRENCE_MAX];

/* ---- inputs ---- */
struct app_edit_in {
	int64_t id, copy_from; int32_t type; int64_t system; struct str title, reason; struct date planned_live_date; int32_t load_kind;
	struct list stage_windows; struct str migrate_from; uint32_t proof_kind; struct date old_contract_to, cutover_date;
	struct str proof_note, approval_note, budget_source; struct list lines; void *plan;
};
struct app_review_in { int64_t id; bool passed; struct str opinion; };
struct app_accept_in { int64_t id; struct list check_items; struct str comment; };
struct app_decline_in { int64_t id; struct list defects, check_items; struct str comment; };
struct app_comment_in { int64_t id; struct str comment; };
struct app_reason_in { int64_t id; struct str reason; };
struct propose_line { int64_t line, approved_qty; struct str reduce_reason; bool non_xc_approved; int64_t assigned_pool; };
struct app_propose_in { int64_t id; int32_t result; struct list lines; struct str conditions, text; };
struct task_ask_in { int64_t application, org; int32_t kind; uint32_t aspects; struct date due_date; struct str note, expert; };
struct task_reply_in { int64_t id; int32_t result; struct str opinion; struct list lines, findings; };
struct batch_in { struct list ids; };
struct id_only { int64_t id; };

/* ---- answers of reads ---- */
struct app_list { struct list items; };
struct preview_step { struct str label, article, note; struct date date; };
struct app_preview {
	struct date submit_date, accept_due_date, review_due_date, ready_date, planned_live_date; struct fen est_month_fen; struct str warning;
	struct list steps, problems;
};
struct pool_level { int64_t pool, cap, alloc, after, used_bp, after_bp; struct str name, zone, what, unit; };
struct holding { struct str item_code, item_name, unit; int64_t qty, same_system; };
/* Everything computed beside one line: held already, similar systems, cost, room, use. INT_NONE and FEN_NONE where nothing is known. */
struct line_hint {
	int64_t line, qty, held_qty, held_same_system, held_in_category, similar_n, similar_median_qty, similar_per_user_milli, expected_qty, pool;
	struct str item_code, item_name, pool_name; struct fen month_fen, year_fen;
	int64_t free_vcpu, free_vcpu_after, free_mem_gb, free_mem_gb_after, free_sto_gb, free_sto_gb_after; struct list use, notes;
};
struct app_hints { struct list pools, holdings, lines; struct fen month_fen, year_fen, budget_left_fen; struct str text; };
struct batch_row { int64_t id; struct str no, title, receipt_no, receipt_digest; struct date due_date; };
struct period_in { struct date from, until; };
struct clock_stat { struct str kind, label; int64_t round, total, on_time, overdue, withdrawn, running, running_overdue, on_time_bp; };
struct app_stat { int64_t org; struct str org_name; int32_t type; int64_t total, open, approved, reduced, rejected, not_accepted, withdrawn, terminated; };
/* The share of trusted hardware and software (A15.1), how far systems have come (A19.4a), and the exceptions granted (A19.4b). */
struct xc_share { struct str what, unit; int64_t total, xinchuang, share_bp; };
struct xc_component { struct str component, label; int64_t full, partial, planned, unfit, unknown, full_bp; };
struct xc_system { int64_t id; struct str no, name, user_org_name; int32_t xinchuang_status; void *detail; struct str missing; };
struct xc_exception {
	int64_t id, application, seq, qty, approved_qty; struct str application_no, system_name, user_org_name, item_code, item_name, non_xc_reason, non_xc_evidence,
		opinion_no, signer_name; struct instant issued_at;
};
struct xc_report { struct list shares, components, systems, exceptions; };
struct zone_conflict { struct str kind, object, text, article, system_name, resource_no, host_no; int64_t system, resource, host; };
/* A clock of an application, as it is counted in the report of clocks. */
enum clock_end { CLOCK_END_RUNNING = 1, CLOCK_END_ON_TIME, CLOCK_END_OVERDUE, CLOCK_END_WITHDRAWN, CLOCK_END_MAX };
struct clock_row {
	int64_t id, application, user_org, applicant_org, round, length; int32_t kind, result; struct str application_no, title, user_org_name, applicant_org_name, article;
	struct date day0_date, due_date; struct instant start_at, due_at, stopped_at; bool late;
};
struct workbench { int64_t overdue, today, tomorrow, later, resubmission, total; struct list items; };

enum {
	Q_APP_PUT, Q_APP_SET, Q_LINES, Q_LINE, Q_LINE_PUT, Q_POOL_ASSIGNED, Q_LINES_DROP, Q_FILES,
	Q_TOUCH, Q_SUBMITTED, Q_ACCEPTED, Q_DECIDED, Q_REDRAFT, Q_ENDED, Q_LINE_OPINION, Q_ISSUED,
	Q_REVIEW_PUT, Q_REVIEW_LAST, Q_REVIEWS, Q_ACCEPTANCE_PUT, Q_ACCEPTANCES, Q_ROUND_PUT, Q_ROUND_DECIDE, Q_ROUNDS,
	Q_OPINION_PUT, Q_OPINION_NOW, Q_OPINION_REPLACE, Q_OPINION_RETURN, Q_OPINION_ISSUE,
	Q_TASK_PUT, Q_TASK_REPLY, Q_TASKS, Q_TASKS_OPEN, Q_SHOWN, Q_SHOW, Q_EDITED, Q_EDIT, Q_STEPS, Q_NOTICE, Q_NOTICE_PUT,
	Q_CHECKLIST, Q_CHECKLIST_HAS, Q_CHECKLIST_PUT, Q_CHECKLIST_SET, Q_STAGE_END_PUT, Q_STAGE_ENDS, Q_USE_PUT, Q_USES, Q_BUDGET_PUT, Q_BUDGET_LAST,
	Q_HELD, Q_HELD_CATEGORY, Q_SIMILAR, Q_DELIVERED, Q_TASKS_LATE, Q_TASK_REMINDED, Q_TECH_ORG,
	Q_XC_RESOURCES, Q_XC_SYSTEMS, Q_XC_SYSTEM_ROWS, Q_XC_EXCEPTIONS, Q_ZONE_SYSTEMS, Q_ZONE_RESOURCES, Q_ZONE_HOSTS,
	Q_REVIEW_WAITS, Q_RESUBMIT_WAITS, Q_STAGED, Q_STAT_CLOCKS, Q_STAT_APPS, Q_RESUBMISSIONS, Q_HOLDINGS,
	Q_STOCK, Q_APP_MOVE, Q_APP_MOVE_ONE, Q_REVIEWED_BY, Q_HAND_DRAFT, Q_HAND_CASE, APP_Q_MAX
};
extern const struct stmt app_q[APP_Q_MAX];
extern const struct migration app_migrations[];
extern const struct invariant app_invariants[];
extern const char *const app_work[];

extern const struct record clock_row_record, clock_stat_record, app_stat_record, preview_step_record, pool_level_record, holding_record;

/* application.c: drafting, the steps of the units, the decisions of the authority */
enum err app_draft(struct ctx *c, const void *in, void *out);
enum err app_update(struct ctx *c, const void *in, void *out);
enum err app_send(struct ctx *c, const void *in, void *out);
enum err app_review(struct ctx *c, const void *in, void *out);
enum err app_submit(struct ctx *c, const void *in, void *out);
enum err app_redraft(struct ctx *c, const void *in, void *out);
enum err app_withdraw(struct ctx *c, const void *in, void *out);
enum err app_terminate(struct ctx *c, const void *in, void *out);
enum err app_accept(struct ctx *c, const void *in, void *out);
enum err app_decline(struct ctx *c, const void *in, void *out);
enum err app_start_review(struct ctx *c, const void *in, void *out);
enum err app_submit_batch(struct ctx *c, const void *in, void *out);
/* stages.c: windows of stage resources */
void windows_check(struct ctx *c, int load_kind, const struct list *windows, const struct list *lines);
/* The i-th time that a window opens, from 0. Pure. */
struct date window_opens(const struct stage_window *w, int i);
/* Whether two windows are ever open on the same day. Pure. */
bool windows_meet(const struct stage_window *a, const struct stage_window *b);
/* checklist.c: which papers a type is asked for */
enum err app_checklist(struct ctx *c, int type, struct list *out);
enum err checklist_boot(struct ctx *c);
enum err checklist_create(struct ctx *c, const void *in, void *out);
enum err checklist_update(struct ctx *c, const void *in, void *out);
enum err checklist_stays(struct ctx *c, const void *subject, const void *in);
/* hints.c: what is computed for the reviewers */
enum err app_hints_of(struct ctx *c, const struct application *a, struct app_hints *out);
enum err pool_likely(struct ctx *c, const struct application *a, const struct application_line *l, struct pool *out, bool *found);
bool pool_open_for(const struct pool *p, const struct application *a);
/* The middle one of sorted numbers, the lower of two. Pure. */
int64_t median_of(int64_t *v, size_t n);
/* report.c: xinchuang, zones, tables as files */
enum err report_xinchuang(struct ctx *c, const void *in, void *out);
enum err report_zones(struct ctx *c, const void *in, void *out);
enum err export_clocks(struct ctx *c, const void *in, void *out);
enum err export_apps(struct ctx *c, const void *in, void *out);
enum err export_exceptions(struct ctx *c, const void *in, void *out);
enum err job_tasks(struct ctx *c);
enum err review_summary(struct ctx *c, const struct application *a, struct list *out);
/* opinion.c: tasks, the opinion, its signature */
enum err task_ask(struct ctx *c, const void *in, void *out);
enum err task_reply(struct ctx *c, const void *in, void *out);
enum err app_propose(struct ctx *c, const void *in, void *out);
enum err app_send_back(struct ctx *c, const void *in, void *out);
enum err app_sign(struct ctx *c, const void *in, void *out);
bool when_agree(struct ctx *c, const void *subject, const void *in);
bool when_reduce(struct ctx *c, const void *subject, const void *in);
bool when_passed(struct ctx *c, const void *subject, const void *in);
bool when_change(struct ctx *c, const void *subject, const void *in);
bool when_other(struct ctx *c, const void *subject, const void *in);
bool when_untouched(struct ctx *c, const void *subject, const void *in);
/* Tasks still unanswered lapse, since the matter is decided. */
enum err tasks_lapse(struct ctx *c, int64_t application);
/* rules.c: guards, and what a draft still lacks */
extern const struct guard app_guards[];
enum err app_problems(struct ctx *c, const struct application *a, struct list *out);
enum err app_warnings(struct ctx *c, const struct application *a, struct list *out);
enum err app_materials(struct ctx *c, const struct application *a, struct list *out);
/* figures.c: prices of the lines, the month's total, the earliest day */
enum err lines_price(struct ctx *c, const struct application *a, struct list *lines, struct fen *total);
enum err ready_date(struct ctx *c, struct date from, struct date *out);
/* view.c: what the console sees beside the row */
enum err app_fill(struct ctx *c, void *rec);
enum err app_fill_row(struct ctx *c, void *rec);
enum err app_preview_get(struct ctx *c, const void *in, void *out);
enum err app_rounds(struct ctx *c, const void *in, void *out);
enum err app_hints_get(struct ctx *c, const void *in, void *out);
extern const struct record line_hint_record, batch_row_record, batch_rows_record, xc_report_record, xc_share_record, xc_component_record, xc_system_record, xc_exception_record,
	zone_conflict_record, zone_report_record;
extern const struct record app_preview_record, app_rounds_record, app_hints_record, workbench_record, clock_stats_record, app_stats_record,
	period_record, app_problem_record, app_warning_record, app_step_record, app_material_record;
/* workbench.c: what waits for me, figures, reminders */
enum err workbench_get(struct ctx *c, const void *in, void *out);
enum err stat_clocks(struct ctx *c, const void *in, void *out);
enum err clock_row_fill(struct ctx *c, void *rec);
enum err stat_apps(struct ctx *c, const void *in, void *out);
enum err job_reminders(struct ctx *c);
enum err job_stages(struct ctx *c);

/* rules.c: the papers of the regulation, ended by { NULL }; name is also the attachments' kind. */
struct paper {
	const char *name, *label, *article;
	unsigned needed, offered;             /* bits 1 << enum app_type */
	bool fixed;                           /* the regulation asks for it: it can't be switched off */
	/* *asked: this application needs it although the type alone does not say so; out->present: it is there. */
	enum err (*look)(struct ctx *c, const struct paper *p, const struct application *a, const struct list *files, bool *asked, struct app_material *out);
};
extern const struct paper app_papers[];
static inline const struct sizing_basis *line_basis(const struct application_line *l) { return l->sizing_basis; }
static inline const struct line_attrs *line_attrs(const struct application_line *l) { return l->attrs; }
bool app_is_decided(int state);          /* submitted to the authority or further: the content rests */
bool line_needs_basis(const struct application_line *l);
bool xc_matters(const struct application_line *l);
bool line_needs_xc_reason(const struct application_line *l);
struct str clause_of(const char *article);
/* stock_watch.c: stock systems that should have been moved (A16b, R-22). */
extern const struct record stock_watch_record, stock_row_record;
enum err stock_watch_get(struct ctx *c, const void *in, void *out);
/* The day after a contract ended, and every 30 days since, the authority is told of those nobody applied for. */
enum err job_stock_watch(struct ctx *c);
#endif
