#ifndef DOMAIN_EVALUATION_EVALUATION_IN_H
#define DOMAIN_EVALUATION_EVALUATION_IN_H
/* The inside of the evaluation folder. */
#include "domain/evaluation/evaluation.h"

/* ---- figures.c: arithmetic, no store ---- */
/* A resource in one month: what it is allocated, why it may not count, and what was measured (INT_NONE: nothing). */
struct measured {
	int64_t id, qty, piece_vcpu, piece_mem, piece_sto; struct str no, name; bool standby, stage, exempt; struct date billing_start_date;
	int64_t cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp, bw_p95_bp, coverage_bp;
};
/* Percentages of the settings in basis points. */
struct limits {
	int64_t floor_bp, list_cpu_low, list_mem_low, list_cpu_high, list_mem_high, cpu_low, mem_low, sto_low, cpu_high, mem_high, sto_high, idle, target;
	int64_t months, new_months, min_vcpu, min_mem;
};
enum setback { COUNTS, TOO_NEW, STANDBY, SEASONAL, SMALLEST, BY_DECISION };
/* Why a resource does not count in a judgement made on `day`, or COUNTS. */
enum setback measured_setback(const struct limits *l, const struct measured *m, struct date day);
/* Weighted mean by w, half up; INT_NONE when nothing was measured. Where no measured row has a weight, all weigh the same. */
int64_t weighted(const int64_t *values, const int64_t *weights, size_t n);
/* System values: CPU by vCPU, memory by GB, storage by GB; coverage counts what should have been measured. */
struct coverage { int64_t compute_bp, storage_bp; };    /* INT_NONE: there is nothing of that kind */
void    measured_sum(struct arena *a, const struct list *rows, struct util_figures *out, struct coverage *cov);
/* Listing level from the month's means, and why it cannot be judged. */
void    listing_level(struct arena *a, const struct limits *l, const struct coverage *cov, struct util_figures *f);
/* What the month says for a case. */
struct verdict { bool known, low, high, idle; struct str cause; };
/* Whether one resource uses so little that it could give back: what is measured of it is low; *use_bp is what it must keep room for. */
bool    resource_low(const struct limits *l, const struct coverage *cov, const struct measured *m, const struct util_figures *f, int64_t *use_bp);
struct verdict case_verdict(const struct limits *l, const struct coverage *cov, const struct util_figures *f);
/* Of qty pieces used at use_bp, how many would do at target_bp; at least one. */
int64_t needed_qty(int64_t qty, int64_t use_bp, int64_t target_bp);
/* A year's fee of qty at a price of that billing period; FEN_NONE when the price is missing or charged by use. E_LIMIT. */
enum err year_fee(struct price p, int billing_period, int64_t qty, struct fen *out);
/* Whether a window that is declared once or every year touches [from, to). Weekly and monthly ones lie in every month and are no season. */
struct window { struct date from_date, to_date; int32_t recurrence; };
enum { WINDOW_ONCE = 1, WINDOW_WEEKLY, WINDOW_MONTHLY, WINDOW_YEARLY, WINDOW_MAX };
bool    window_touches(const struct window *w, struct period month);
struct str percent(struct arena *a, int64_t bp);        /* 2600 -> "26%", 2650 -> "26.5%", INT_NONE -> "无数据" */

/* ---- records ---- */
struct util_stat {
	int64_t id, version, resource, system, user_org, applicant_org, csp, pool, vcpu, mem_gb, sto_gb;
	struct str month, resource_no, resource_name, item_name, system_name, user_org_name; int64_t cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp,
		bw_p95_bp, coverage_bp;
	int64_t corrects, replaced_by, imported_by; struct str note, imported_by_name; struct instant imported_at;
};
struct stat_row { struct str no, month, note; int64_t cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp, bw_p95_bp, coverage_bp; };
/* A resource as the import needs it. */
struct holding { int64_t id, system, user_org, applicant_org, csp, pool, qty, vcpu, mem_gb, sto_gb; struct date billing_start_date, billing_end_date; };
struct util_month {
	int64_t id, version, system, user_org, applicant_org; struct str system_no, system_name, user_org_name, applicant_org_name, month, why, formula, exempt;
	int64_t cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp, bw_p95_bp, coverage_bp, vcpu, mem_gb, sto_gb, n_resources; int32_t level;
	struct instant computed_at;
};
enum reply_kind { REPLY_OBJECTION = 1, REPLY_EXEMPTION, REPLY_KIND_MAX };
enum reply_decision { REPLY_ACCEPTED = 1, REPLY_REJECTED, REPLY_WITHDRAWN, REPLY_DECISION_MAX };
struct util_reply {
	int64_t id, util_case; int32_t kind, decision; struct str reason, by_name, decision_reason, decided_by_name; int64_t by_person, decided_by;
	struct instant at, decided_at;
};
struct util_exemption {
	int64_t id, version, resource, user_org, applicant_org, csp, approved_by; int32_t kind; struct str resource_no, resource_name, reason, end_reason;
	struct date until_date; struct instant created_at, ended_at;
};
enum { EXEMPT_STANDBY = 1, EXEMPT_DR, EXEMPT_SEASONAL, EXEMPT_OTHER, EXEMPT_MAX };
enum alert_kind { ALERT_SHRINK = 1, ALERT_EXPAND, ALERT_KIND_MAX };
enum alert_state { ALERT_OPEN = 1, ALERT_ACKED, ALERT_CLOSED, ALERT_STATE_MAX };
struct util_alert {
	int64_t id, version, system, user_org, applicant_org, months, acked_by; struct str system_no, system_name, user_org_name, first_month, last_month, says, ack_note,
		acked_by_name, close_reason;
	int32_t kind, state; struct instant created_at, acked_at, closed_at;
};
enum optimize_kind { OPT_OPTIMIZE = 1, OPT_TUNING, OPT_KIND_MAX };
struct optimize {
	int64_t id, version, system, resource, util_case, user_org, applicant_org, by_person, by_org; int32_t kind; struct str system_name, user_org_name, by_name, by_org_name,
		before_month, after_month, effect;
	struct list measures; void *before, *after; struct date done_date; struct instant created_at;
};
extern const struct record measured_record, util_stat_record, stat_row_record, holding_stat_record, util_month_record, util_reply_record, util_exemption_record, window_record,
	windows_record, util_refusal_record, util_report_row_record, reclaim_source_record;
extern const struct entity util_stat_entity, util_month_entity, util_exemption_entity;
enum { PLAN_CONSOLIDATE = 1, PLAN_SHRINK, PLAN_OFFLINE, PLAN_OPTIMIZE, PLAN_EXPAND, PLAN_KIND_MAX };
extern const struct names util_case_states[CASE_STATE_MAX], util_plan_kinds[PLAN_KIND_MAX], util_alert_states[ALERT_STATE_MAX], eval_item_states[ITEM_STATE_MAX],
	util_exempt_kinds[EXEMPT_MAX], eval_states[EVAL_STATE_MAX];
extern const struct names reply_kind_names[REPLY_KIND_MAX], alert_kind_names[ALERT_KIND_MAX], eval_kind_names[EVAL_KIND_MAX];

struct staged { struct list stage_windows; };           /* an application's */
struct util_report_row { int64_t id; struct str name; int64_t n_resources, vcpu, mem_gb, sto_gb, cpu_avg_bp, cpu_p95_bp, mem_avg_bp, mem_p95_bp, sto_used_bp, coverage_bp; };
/* A running resource of the unit, what it could give back, and what of that serves the request. */
struct reclaim_source {
	int64_t resource; struct str no, name; int64_t item; struct str item_code, zone, unit; int64_t csp; struct str system_name; int64_t qty;
	int64_t reclaim_qty, used_qty; struct str formula; struct price unit_price_e4; struct fen year_fen; int32_t billing_period; struct list months;
};
struct offer_line { int64_t line, seq, qty, reclaim_qty, grant_qty; struct str item_code, item_name, unit, zone; struct fen saving_year_fen; };
struct counter_offer { int64_t id; struct list lines, sources; struct fen saving_year_fen, reclaim_year_fen; struct str says, formula; };
enum { BY_SYSTEM = 1, BY_UNIT, BY_POOL, BY_ZONE, BY_MAX };
struct report_in { struct str month; int32_t by; };
struct util_report { struct str month; int32_t by; struct list items; };

enum {
	Q_STAT_PUT, Q_STAT_NOW, Q_STAT_REPLACE, Q_HOLDING, Q_MEASURED, Q_RESOURCE_MONTH, Q_MONTH_PUT, Q_MONTH_SET, Q_MONTH_OF, Q_SYSTEMS_IN, Q_WINDOWS, Q_STAGES,
	Q_RUN_LAST, Q_RUN_UPTO, Q_RUN_SET, Q_RUN_PUT, Q_CASE_PUT, Q_CASE_OPEN, Q_CASE_LAST, Q_CASES_OPEN, Q_CASE_PLAN, Q_CASE_REJECTED, Q_CASE_EXEMPT, Q_CASE_LINK, Q_CASE_CLOSE, Q_CASE_SIZE, Q_CASES_LINKED,
	Q_REPLY_PUT, Q_REPLY_DECIDE, Q_REPLIES, Q_EXEMPT_PUT, Q_EXEMPT_END, Q_EXEMPT_NOW, Q_REFUSALS, Q_ALERT_PUT, Q_ALERT_OPEN, Q_ALERT_AGAIN, Q_ALERT_TOLD, Q_ALERT_ACK,
	Q_ALERT_CLOSE, Q_OPT_PUT, Q_OPT_SINCE, Q_EVAL_PUT, Q_EVAL_OF, Q_EVAL_SET, Q_EVAL_CSPS, Q_EVAL_SYSTEMS, Q_EVAL_UPTO, Q_ITEM_PUT, Q_ITEM_SET, Q_ITEM_OF, Q_ITEMS, Q_ITEM_ADVICE,
	Q_ITEM_NOTE, Q_ITEM_REPLY, Q_ITEM_DECIDE, Q_TECH, Q_SOURCES, Q_ITEM_USE, Q_REPORT_SYSTEM, Q_REPORT_UNIT, Q_REPORT_POOL, Q_REPORT_ZONE, Q_EVAL_MAX
};
extern const struct stmt evaluation_q[Q_EVAL_MAX];
extern const struct migration evaluation_migrations[];
extern const struct invariant evaluation_invariants[];
extern const char *const evaluation_work[];

/* ---- judge.c: figures from the store, listing, cases, alerts ---- */
void     limits_now(struct ctx *c, struct limits *out);
struct period month_of(struct ctx *c, struct str month);                /* the text is a month: it was parsed */
struct date month_first(struct date day);
/* The months before `end` (a first of a month) as the case rule looks at them; csp 0: all providers. */
struct judged {
	bool low, high, idle, known, last_low, last_high, last_known; struct list months;   /* struct util_figures, oldest first */
	struct str exempt, why, cause; int64_t coverage_bp;              /* the least of the months */
};
enum err system_judge(struct ctx *c, int64_t system, int64_t csp, struct date end, struct judged *out);
/* What a system holds now: totals of what runs. */
enum err system_size(struct ctx *c, int64_t system, struct util_figures *out);
/* The month's row of a system, from the figures that are there now. */
enum err month_roll(struct ctx *c, int64_t system, struct str month);
/* Cases and alerts of one system from the months ended before today. */
enum err system_follow(struct ctx *c, int64_t system, int64_t *opened, int64_t *closed);
/* fn with `scratch` in the place of the arena, which is empty again afterwards: for systems that follow one another by the thousand. */
enum err scratched(struct ctx *c, struct arena *scratch, enum err (*fn)(struct ctx *c, void *arg), void *arg);
enum err util_months_job(struct ctx *c);
enum err util_import(struct ctx *c, const struct list *rows);
struct util_run { struct str month; int64_t systems, opened, closed; };
enum err util_run_op(struct ctx *c, const void *in, void *out);
extern const struct record util_run_record;
/* A resource stopped, or an application closed: were the things of a case given back? */
enum err hear_stopped(struct ctx *c, const struct fact *f);
enum err hear_closed(struct ctx *c, const struct fact *f);

/* ---- answer.c: what units and the authority do about a case, an alert, an exemption ---- */
struct case_plan_in { int64_t id; uint32_t plan_kind; struct str plan; struct date plan_due_date; };
struct case_object_in { int64_t id; int32_t kind; struct str reason; };
struct case_decide_in { int64_t id; bool accepted; struct str reason; struct date exempt_until; };
struct case_link_in { int64_t id, application; };
struct reason_in { int64_t id; struct str reason; };
struct exempt_in { int64_t resource; int32_t kind; struct str reason; struct date until_date; };
struct ack_in { int64_t id; struct str note; };
struct optimize_in { int64_t system, resource, util_case; struct list measures; struct str before_month, after_month, effect; void *before, *after; struct date done_date; };
enum err case_plan(struct ctx *c, const void *in, void *out);
enum err case_object(struct ctx *c, const void *in, void *out);
enum err case_decide(struct ctx *c, const void *in, void *out);
enum err case_exempt(struct ctx *c, const void *in, void *out);
enum err case_return(struct ctx *c, const void *in, void *out);
enum err case_link(struct ctx *c, const void *in, void *out);
enum err case_fill(struct ctx *c, void *rec);
enum err case_fill_row(struct ctx *c, void *rec);
enum err exemption_create(struct ctx *c, const void *in, void *out);
enum err exemption_end(struct ctx *c, const void *in, void *out);
enum err alert_ack(struct ctx *c, const void *in, void *out);
enum err alert_close(struct ctx *c, const void *in, void *out);
enum err optimize_create(struct ctx *c, const void *in, void *out);
enum err tuning_create(struct ctx *c, const void *in, void *out);
bool     when_accepted(struct ctx *c, const void *subject, const void *in);
enum err case_pending(struct ctx *c, const void *subject, const void *in);
enum err case_not_pending(struct ctx *c, const void *subject, const void *in);
enum err expansion_optimised(struct ctx *c, const void *subject, const void *in);

/* ---- evaluation.c: runs, advice, replies ---- */
struct eval_create_in { struct str period; int64_t csp; };
struct eval_update_in { int64_t id; struct str report; };
struct item_update_in { int64_t id; int32_t advice; struct str advice_reason; };
struct item_note_in { int64_t id; struct str annotation; };
struct item_decide_in { int64_t id; bool upheld; struct str reason; };
enum err eval_create(struct ctx *c, const void *in, void *out);
enum err eval_generate(struct ctx *c, const void *in, void *out);
enum err eval_update(struct ctx *c, const void *in, void *out);
enum err eval_submit(struct ctx *c, const void *in, void *out);
enum err eval_return(struct ctx *c, const void *in, void *out);
enum err eval_receive(struct ctx *c, const void *in, void *out);
enum err item_update(struct ctx *c, const void *in, void *out);
enum err item_annotate(struct ctx *c, const void *in, void *out);
enum err item_accept(struct ctx *c, const void *in, void *out);
enum err item_object(struct ctx *c, const void *in, void *out);
enum err item_decide(struct ctx *c, const void *in, void *out);
enum err eval_periods_job(struct ctx *c);
enum err eval_fill(struct ctx *c, void *rec);
bool     when_all_received(struct ctx *c, const void *subject, const void *in);
bool     when_needs_reply(struct ctx *c, const void *subject, const void *in);
bool     when_upheld(struct ctx *c, const void *subject, const void *in);
enum err eval_is_mine(struct ctx *c, const void *subject, const void *in);
enum err eval_is_draft(struct ctx *c, const void *subject, const void *in);
enum err eval_drafted(struct ctx *c, const void *subject, const void *in);
enum err item_of_draft(struct ctx *c, const void *subject, const void *in);
enum err eval_not_yet_received(struct ctx *c, const void *subject, const void *in);
/* The quarter, half, year or month that a text like "2026Q2", "2026H1", "2026", "2026-05" means; E_INVALID. Text of the period a day lies in. */
enum err period_parse(struct str text, struct period *out);
struct str period_text(struct arena *a, struct str kind, struct date day);

/* ---- offer.c: reclaim first, then grant; what reviewers are told; the report ---- */
enum err counter_offer(struct ctx *c, const void *in, void *out);
extern const struct record counter_offer_record, util_report_record, report_in_record;
enum err hear_accepted(struct ctx *c, const struct fact *f);
enum err util_report(struct ctx *c, const void *in, void *out);
#endif
