#ifndef DOMAIN_DELIVERY_DELIVERY_IN_H
#define DOMAIN_DELIVERY_DELIVERY_IN_H
#include "domain/application/application.h"
#include "domain/delivery/delivery.h"
#include "domain/resource/resource.h"

enum { Q_TEST_PUT, Q_TESTS, Q_TRIAL_PUT, Q_TRIAL, Q_TRIAL_SET, Q_TRIAL_TOLD, Q_TRIALS_OPEN, Q_SUG_PUT, Q_SUG_LAST, Q_FILING_PUT, Q_FILING_LAST, Q_FILINGS, Q_ORDER_PUT, Q_ORDER_OF, Q_ORDER_CONFIRM,
       Q_ORDER_DISPUTE, Q_ORDER_RESOLVE, Q_ORDER_REMARK, Q_CREDIT_PUT, Q_TASK_PUT, Q_TASK_NEXT, Q_TASK_END, Q_REDUCE_PUT, Q_REDUCTIONS, Q_ALLOWED, Q_CSPS,
       Q_IDLE_PUT, Q_IDLE_USED, Q_IDLE_USED_BY, Q_IDLE_APP_USED, Q_IDLE, Q_IDLE_TOLD, Q_STAT, Q_DEL_MAX };
extern const struct stmt delivery_q[Q_DEL_MAX];
extern const struct migration delivery_migrations[];
extern const struct invariant delivery_invariants[];
extern const char *const delivery_work[];

struct test_case { struct str name, expected, result; bool passed; };
struct trial {
	int64_t id, application; struct date from_date, to_date; int64_t max_days; bool extended; struct str extend_reason; struct list test_cases;
	struct str load_result, conclusion; struct instant ends_at; int64_t reminded; struct date over_since;
	struct str application_no, title, application_state, user_org_name; int64_t user_org, applicant_org;
};
/* A test as it was registered; the trial's row holds the last one. */
struct trial_test { int64_t id, application, by_person; struct list test_cases; struct str load_result, conclusion; struct instant at; };
struct advice { int64_t resource; int32_t advice; int64_t qty; struct str basis; };
enum { ADVICE_KEEP = 1, ADVICE_UP, ADVICE_DOWN, ADVICE_MAX };
struct suggestion { int64_t id, application, by_person; struct list lines; bool no_adjustment; struct str basis; struct instant at; };
enum { FILING_REGISTERED = 1, FILING_RETURNED, FILING_RESULT_MAX };
struct filing { int64_t id, application, suggestion, registered_by; struct str no, note; struct instant submitted_at, registered_at; int32_t result;  struct str application_no, title, user_org_name; int64_t user_org, applicant_org; };
/* The authority's word that a line is opened for less than was approved. */
struct reduction { int64_t id, application, line, qty, by_person; struct str reason; struct instant at; };
struct task { int64_t id, line, application, pool, tries; struct instant next_at; };
enum { IDLE_UNIT = 1, IDLE_APPLICANT, IDLE_LISTED, IDLE_STAGE_MAX };
enum { USED_UNIT = 1, USED_MEASURED, USED_LIVE, USED_MAX };
/* A delivered resource until it is used; id is the resource's. */
struct idle {
	int64_t id, delivery_order; struct date since_date, used_date; int32_t used_source, stage; int64_t used_by; struct str note;
	struct str no, name, state, order_no, title, system_name, user_org_name; int64_t system, user_org, applicant_org, csp, days;
};
struct open_stat { int64_t csp; struct str csp_name; int64_t total, on_time, overdue, running; };
extern const struct record trial_record, trial_test_record, suggestion_record, filing_record, reduction_record, task_record, advice_record, idle_record, open_stat_record;
extern const struct entity trial_entity, idle_entity;
extern const struct names used_names[USED_MAX], idle_stage_names[IDLE_STAGE_MAX];

/* ---- inputs of the ops ---- */
struct open_in    { int64_t id, line, qty; struct str name, native_id, ips, os; };
struct reduce_in  { int64_t id, line, qty; struct str reason; };
struct test_in    { int64_t id; struct list test_cases; struct str load_result, conclusion; };
struct suggest_in { int64_t id; struct list lines; bool no_adjustment; struct str basis; };
struct comment_in { int64_t id; struct str comment; };
struct order_in   { int64_t id; struct str comment; struct date billing_start_date; };
struct resolve_in { int64_t id; bool upheld; struct date usable_date; struct list resources; struct str comment; };
struct used_in    { int64_t id; struct date used_date; struct list resources; struct str comment; };
struct driven     { int64_t task, line; struct str native_id, ips, error; };
struct progress   { int64_t id; void *trial, *suggestion, *filing, *order; struct list tests, returns, reductions, resources; };

/* ---- delivery.c: the decisions ---- */
/* What a line may be opened and filed for: what was approved, or the less that the authority settled on since. */
enum err delivery_allowed(struct ctx *c, const struct application_line *line, int64_t *qty);
/* Opens what a line was approved for, in trial: no more than that, in its pool and zone (F10). */
struct opened { int64_t qty; struct str name, native_id, ips, os, token; };   /* token: of what a driver made, else p NULL */
enum err delivery_open_line(struct ctx *c, const struct application *app, const struct application_line *line, const struct opened *o);
/* Issues the delivery order of a filed application: billing starts today (A21.1f). */
enum err delivery_issue_order(struct ctx *c, int64_t application, int64_t *order);
/* A message about an application to every provider of its lines. */
struct note;
enum err delivery_tell_csps(struct ctx *c, int64_t application, const struct note *n);

/* ---- opening.c ---- */
enum err delivery_plan(struct ctx *c, const struct fact *f);
enum err delivery_undo(struct ctx *c, const struct fact *f);
enum err delivery_driven(struct ctx *c, const void *in, void *out);
enum err delivery_drive(struct job_turn *t);
enum err delivery_open(struct ctx *c, const void *in, void *out);
enum err delivery_reduce(struct ctx *c, const void *in, void *out);
enum err delivery_trial_ready(struct ctx *c, const void *in, void *out);
enum err being_opened(struct ctx *c, const void *subject, const void *in);
enum err by_provider_of_line(struct ctx *c, const void *subject, const void *in);
enum err all_opened(struct ctx *c, const void *subject, const void *in);
enum err delivery_stat(struct ctx *c, const void *in, void *out);

/* ---- trial.c ---- */
enum err trial_test(struct ctx *c, const void *in, void *out);
enum err trial_extend(struct ctx *c, const void *in, void *out);
enum err trial_suggest(struct ctx *c, const void *in, void *out);
enum err trial_file(struct ctx *c, const void *in, void *out);
enum err trial_return_filing(struct ctx *c, const void *in, void *out);
enum err trials_remind(struct ctx *c);
enum err in_trial(struct ctx *c, const void *subject, const void *in);
enum err extended_once(struct ctx *c, const void *subject, const void *in);
enum err suggestion_whole(struct ctx *c, const void *subject, const void *in);
enum err not_above_approval(struct ctx *c, const void *subject, const void *in);

/* ---- order.c ---- */
enum err order_auto_issue(struct ctx *c, const struct fact *f);
enum err order_issue(struct ctx *c, const void *in, void *out);
enum err order_confirm(struct ctx *c, const void *in, void *out);
enum err order_dispute(struct ctx *c, const void *in, void *out);
enum err order_resolve(struct ctx *c, const void *in, void *out);
enum err order_remark(struct ctx *c, const void *in, void *out);
enum err order_deployed(struct ctx *c, const void *in, void *out);
enum err order_go_live(struct ctx *c, const void *in, void *out);
enum err idle_remind(struct ctx *c);
enum err idle_fill(struct ctx *c, void *rec);
enum err filed_first(struct ctx *c, const void *subject, const void *in);
enum err start_is_fixed(struct ctx *c, const void *subject, const void *in);
enum err dispute_in_time(struct ctx *c, const void *subject, const void *in);
#endif
