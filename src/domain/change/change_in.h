#ifndef DOMAIN_CHANGE_CHANGE_IN_H
#define DOMAIN_CHANGE_CHANGE_IN_H
/* The inside of the change folder. */
#include "domain/application/application.h"
#include "domain/change/change.h"
#include "domain/resource/resource.h"

/* ---- what is kept ---- */
struct change_order {
	int64_t application; bool project; struct date exec_from, exec_to; struct str backup_declaration, rollback;
	struct instant reported_at, confirmed_at; int64_t confirmed_by; struct str confirm_remark;
};
struct change_backup {
	int64_t id, application, by_person; struct str by_name; struct instant at; struct str content, place; int64_t size_gb; bool verified;
	struct str verify_method; int64_t file;
};
struct change_done { int64_t seq; struct str native_id, ips, evidence; };
struct change_report {
	int64_t id, application, csp, by_person; struct str by_name; struct instant at; struct str summary; struct list lines; int64_t file;
	struct instant voided_at; struct str voided_by, void_reason;
};
/* A window that was granted to a resource: opened and closed by the provider, told of when it is over, never ended by itself (A19.2, R-47). */
enum stage_state { STAGE_PLANNED = 1, STAGE_OPEN, STAGE_ENDED, STAGE_CLOSED, STAGE_STATE_MAX };
struct change_stage {
	int64_t id, version, application, line, resource, csp, user_org, applicant_org, extra_qty; struct date from_date, to_date; int32_t state;
	int64_t told;                      /* reminders written: 1 of the start, 2 of the end too */
	struct instant opened_at, closed_at, created_at; struct str resource_no, resource_name, application_no, remark;
};
/* What was seen of a resource in use, beside what the ledger says it is for (A22.2, R-19). */
enum seen_by { SEEN_AGENT = 1, SEEN_TAG, SEEN_IP, SEEN_DOMAIN, SEEN_BY_MAX };
enum seen_state { SEEN_MATCHED = 1, SEEN_UNKNOWN, SEEN_SUSPECTED, SEEN_CONFIRMED, SEEN_EXPLAINED, SEEN_STATE_MAX };
struct usage_seen {
	int64_t id, version, resource, system, seen_system, user_org, applicant_org, csp, reported_by; struct str resource_no, resource_name, system_name,
		seen_system_name, value, note, reported_by_name, resolved_by_name, resolution;
	int32_t seen_by, state; struct instant seen_at, created_at, resolved_at;
};
extern const struct record change_order_record, change_backup_record, change_report_record, change_stage_record, usage_seen_record, change_done_record;
extern const struct entity change_stage_entity, usage_seen_entity;
extern const struct flow change_stage_flow, usage_seen_flow;
extern const struct names seen_by_names[SEEN_BY_MAX], seen_state_names[SEEN_STATE_MAX], stage_state_names[STAGE_STATE_MAX];

/* ---- what the kinds differ in ---- */
enum member { M_QTY = 1 << 0, M_ITEM = 1 << 1, M_ZONE = 1 << 2, M_POOL = 1 << 3, M_SYSTEM = 1 << 4, M_SHARED = 1 << 5, M_EXPIRE = 1 << 6, M_WINDOW = 1 << 7,
	      M_SIZE = 1 << 8 };
struct change_rule {
	unsigned takes;            /* members that may be said, bits of enum member */
	unsigned needs;            /* of those, the ones that must be */
	bool asks;                 /* asks for capacity or money: an application line goes with it */
	bool backup, declares;     /* A23.2a: a confirmed backup, or the declaration that there is one */
};
extern const struct change_rule change_rules[CHANGE_KIND_MAX];

/* ---- inputs ---- */
struct change_ask {
	int32_t kind; int64_t resource, qty, item; struct str item_code; int32_t zone; int64_t pool, system; struct list shared_systems;
	struct date expire_date, from_date, to_date; struct str use; void *attrs; int64_t period_months; void *sizing_basis;
	struct str non_xc_reason, non_xc_evidence, reason;
};
struct change_edit_in {
	int64_t id, system; struct str title, reason, budget_source, backup_declaration, rollback; struct date exec_from, exec_to; bool project;
	struct list lines;
};
struct change_backup_in { int64_t id; struct str content, place, verify_method; int64_t size_gb, file; bool verified; };
struct decide_line { int64_t seq; bool declined; int64_t approved_qty; struct date approved_expire; struct str reduce_reason; };
struct change_decide_in { int64_t id; struct list lines; };
struct change_report_in { int64_t id; struct str summary; struct list lines; int64_t file; };
struct change_confirm_in { int64_t id; struct str comment; };
struct change_pick { int64_t seq; };
struct change_reject_in { int64_t id; struct str comment; struct list lines; };
struct rebind_in { int64_t id, system; struct str comment; };
struct stage_in { int64_t id; struct str comment; };
struct seen_in { int64_t id, resource; struct str resource_no; int32_t seen_by; struct str value; struct instant seen_at; struct str note; bool confirmed; struct str comment; };
struct change_view {
	int64_t id; struct str no, title, state, reason; int64_t system; void *order; struct list lines, backups, reports, stages;
	struct fen before_month_fen, after_month_fen;
};
extern const struct record change_draft_record, change_update_record, change_backup_in_record, change_decide_record, change_report_in_record,
	change_confirm_record, change_reject_record, rebind_record, stage_act_record, seen_report_record, seen_resolve_record, seen_row_record, change_view_record;

enum {
	Q_ORDER_PUT, Q_ORDER_SET, Q_ORDER, Q_LINE_PUT, Q_LINES_DROP, Q_LINES, Q_LINE_DECIDE, Q_LINE_DONE, Q_BACKUP_PUT, Q_BACKUPS, Q_BACKUP_N,
	Q_REPORT_PUT, Q_REPORTS, Q_REPORTS_VOID, Q_UNDER_WAY, Q_REBIND_OF, Q_STAGE_PUT, Q_STAGES_OF, Q_STAGE_OPENED, Q_STAGE_CLOSED,
	Q_STAGES_OVER, Q_STAGES_NEAR, Q_STAGE_TOLD, Q_STAGES_OWED, Q_SEEN_PUT, Q_SEEN_RESOLVE, Q_SEEN_SAME, Q_SYSTEM_BY_WORD, Q_SYSTEM_BY_IP, Q_SYSTEM_BY_DOMAIN, Q_RESOURCE_NO, Q_CHANGE_MAX
};
extern const struct stmt change_q[Q_CHANGE_MAX];
extern const struct migration change_migrations[];
extern const struct invariant change_invariants[];
extern const char *const change_work[];

/* change.c: the draft */
enum err change_draft(struct ctx *c, const void *in, void *out);
enum err change_update(struct ctx *c, const void *in, void *out);
enum err change_get(struct ctx *c, const void *in, void *out);
enum err change_confirm_backup(struct ctx *c, const void *in, void *out);
enum err change_decide(struct ctx *c, const void *in, void *out);
enum err order_of(struct ctx *c, int64_t application, struct change_order *out);   /* E_ABSENT: not a change */
/* execute.c: from the opinion to the unit's confirmation */
enum err change_execute(struct ctx *c, const struct fact *f);
enum err change_undo(struct ctx *c, const struct fact *f);
enum err change_report_done(struct ctx *c, const void *in, void *out);
enum err change_confirm(struct ctx *c, const void *in, void *out);
enum err change_reject(struct ctx *c, const void *in, void *out);
enum err resource_rebind(struct ctx *c, const void *in, void *out);
/* stage.c */
enum err stage_open(struct ctx *c, const void *in, void *out);
enum err stage_close(struct ctx *c, const void *in, void *out);
enum err stages_over(struct ctx *c);
enum err stage_declared_over(struct ctx *c, const struct fact *f);
/* cross_use.c */
enum err seen_report(struct ctx *c, const void *in, void *out);
enum err seen_import(struct ctx *c, const struct list *rows);
enum err seen_resolve(struct ctx *c, const void *in, void *out);
bool when_confirmed(struct ctx *c, const void *subject, const void *in);
/* guards.c */
extern const struct guard change_guards[];
#endif
