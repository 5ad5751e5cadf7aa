#ifndef DOMAIN_INFO_SYSTEM_INFO_SYSTEM_IN_H
#define DOMAIN_INFO_SYSTEM_INFO_SYSTEM_IN_H
#include "domain/info_system/info_system.h"

enum { Q_SYS_PUT, Q_SYS_SET, Q_SYS_DECLARE, Q_SYS_RESPONSIBLE, Q_SYS_LIVE_DATE, Q_SYS_OFFLINE, Q_SYS_HOSTED, Q_SYS_REMINDED, Q_SYS_SAME_NAME, Q_CSP_SEES,
       Q_CSP_SHOW, Q_SYS_HOSTING, Q_SYS_CONTRACT_TO, Q_SYS_MOVE, Q_SYS_DUTY_MOVE, Q_SYS_SUCCEED, Q_OFF_SUCCEED, Q_HOSTING_PUT, Q_HOSTING_MOVED, Q_INVENTORY,
       Q_OFF_PUT, Q_OFF_USED, Q_OFF_DECIDE, Q_CON_PUT, Q_CON_RENEWED, Q_CON_COUNT, Q_CON_LAST, Q_RENEWAL_PUT, Q_RENEWALS, Q_POST_PUT,
       Q_POST_DECIDE, Q_ORIG_PUT, Q_ORIG_KEPT, Q_ORIG_UNTIL, Q_ORIG_REMOVE, Q_ORIG_OVER, Q_ORIG_HERE, Q_EXT_PUT, Q_EXTS, Q_PURPOSES, Q_DECLARED_PUT, Q_DECLARATIONS, Q_SYS_MAX };
extern const struct stmt info_system_q[Q_SYS_MAX];
extern const struct migration info_system_migrations[];
extern const struct invariant info_system_invariants[];

/* A new system beside the government cloud (A16c, R-23): asked by the unit, decided by the authority; or granted by the authority at once. */
enum asking_state { ASK_ASKED = 1, ASK_APPROVED, ASK_REJECTED, ASK_WITHDRAWN, ASK_STATE_MAX };
enum off_cloud_ground { GROUND_SECRET = 1, GROUND_VERTICAL, GROUND_OTHER, GROUND_MAX };
struct off_cloud_approval {
	int64_t id, version, user_org, applicant_org, asked_by, approved_by, used_by, file; struct str user_org_name, system_name, doc_no, reason, decision;
	int32_t hosting, ground, state; struct instant created_at, decided_at;
};
extern const struct record off_cloud_record;
extern const struct entity off_cloud_entity;
extern const struct flow   off_cloud_flow;

/* The migration of a system may be put off beyond its contract: the authority's act, with a last day. */
struct postponement {
	int64_t id, version, system, user_org, applicant_org, asked_by, decided_by, file; struct str system_no, system_name, user_org_name, reason, doc_no, decision;
	struct date until_date; int32_t state; struct instant created_at, decided_at; bool lapsed;
};
extern const struct record postponement_record;
extern const struct entity postponement_entity;
extern const struct flow   postponement_flow;

struct renewal { int64_t id, contract, file, by_person; struct date signed_date, from_date, to_date; struct fen amount_fen; struct str reason; bool against_a16; struct instant created_at; };
struct keep_extension { int64_t id, original, by_person; struct date until_date; struct str reason; struct instant at; };
enum hosting_cause { HOSTED_CUTOVER = 1, HOSTED_LIVE, HOSTED_CORRECTED, HOSTING_CAUSE_MAX };
struct hosting_change { int64_t id, system, user_org, applicant_org, by_person; struct str system_name; int32_t from_hosting, to_hosting, cause; struct date date; struct instant at; };
struct inventory_row { int64_t applicant_org, systems, offline; struct str applicant_org_name; int32_t hosting, stock_kind; };
struct purpose_row { int32_t purpose; int64_t systems, live, offline; };
struct declaration { int64_t id, system, person, file; struct str declared_by, declaration; struct instant declared_at; };
extern const struct record purpose_row_record, declaration_record;
extern const struct record renewal_record, keep_extension_record, hosting_change_record, inventory_row_record;
extern const struct entity hosting_change_entity;

extern const struct record renew_in_record, ask_in_record, decide_in_record, keep_in_record, remove_in_record, inventory_record, asking_note_record;
struct renew_in { int64_t id; struct date signed_date, to_date; struct fen amount_fen; struct str reason; int64_t file; };
struct decide_in { int64_t id; struct str doc_no, comment; struct date until_date; };
struct keep_in { int64_t id; struct date until_date; struct str reason; };
struct remove_in { int64_t id, file; struct date removed_date; struct str evidence; };
struct inventory { struct list items, purposes; };

struct declare_in { int64_t id; struct str declared_by, comment; int64_t file; };
struct responsibility_in { int64_t id, competent_org, operator_org; struct str security_responsible, security_admin; };
struct system_note_in { int64_t id; struct str comment; };
/* A row of the systems file: the units by their codes. */
struct system_row {
	struct str name, user_org_no, dev_company, ops_company, project_approval_no, icp_no; uint32_t purpose;
	int32_t stock_kind, hosting, dj_level, xinchuang_status, state; struct date hosting_contract_to, live_date; bool internet_facing, nonsecret_declared;
	struct str declared_by;
};

enum err info_system_create(struct ctx *c, const void *in, void *out);
enum err info_system_update(struct ctx *c, const void *in, void *out);
enum err info_system_declare(struct ctx *c, const void *in, void *out);
enum err info_system_set_responsibility(struct ctx *c, const void *in, void *out);
enum err info_system_offline(struct ctx *c, const void *in, void *out);
enum err info_system_fill(struct ctx *c, void *rec);
enum err info_system_import(struct ctx *c, const struct list *rows);
enum err info_system_reminders(struct ctx *c);
/* stock.c */
enum err off_cloud_create(struct ctx *c, const void *in, void *out);
enum err off_cloud_ask(struct ctx *c, const void *in, void *out);
enum err off_cloud_approve(struct ctx *c, const void *in, void *out);
enum err off_cloud_reject(struct ctx *c, const void *in, void *out);
enum err contract3p_create(struct ctx *c, const void *in, void *out);
enum err contract3p_renew(struct ctx *c, const void *in, void *out);
enum err contract3p_fill(struct ctx *c, void *rec);
enum err contract3p_fill_row(struct ctx *c, void *rec);
enum err postponement_ask(struct ctx *c, const void *in, void *out);
enum err postponement_approve(struct ctx *c, const void *in, void *out);
enum err postponement_reject(struct ctx *c, const void *in, void *out);
enum err postponement_fill(struct ctx *c, void *rec);
enum err original_create(struct ctx *c, const void *in, void *out);
enum err original_extend(struct ctx *c, const void *in, void *out);
enum err original_remove(struct ctx *c, const void *in, void *out);
enum err original_fill(struct ctx *c, void *rec);
enum err original_fill_row(struct ctx *c, void *rec);
enum err original_reminders(struct ctx *c);
enum err inventory_get(struct ctx *c, const void *in, void *out);
/* The system is hosted there from a day on; the change is kept. Nothing when it was there already. */
enum err hosting_becomes(struct ctx *c, const struct info_system *s, enum hosting to, struct date day, enum hosting_cause cause);
/* Fact info_system.live: a system that went live runs on the government cloud. */
enum err hosting_after_live(struct ctx *c, const struct fact *f);

/* The day the regulation came into force; DATE_NONE when the parameter is no date. */
struct date regulation_since(struct ctx *c);

/* Guards. */
enum err system_is_stock(struct ctx *c, const void *subject, const void *in);
enum err system_is_new(struct ctx *c, const void *subject, const void *in);
enum err system_level_fits(struct ctx *c, const void *subject, const void *in);
enum err system_has_purpose(struct ctx *c, const void *subject, const void *in);
enum err system_unit_in_scope(struct ctx *c, const void *subject, const void *in);
enum err system_on_cloud(struct ctx *c, const void *subject, const void *in);
enum err system_is_declared(struct ctx *c, const void *subject, const void *in);
enum err upload_declared(struct ctx *c, const void *subject, const void *in);
enum err system_stays_on_cloud(struct ctx *c, const void *subject, const void *in);
enum err original_is_stock(struct ctx *c, const void *subject, const void *in);
enum err original_is_declared(struct ctx *c, const void *subject, const void *in);
enum err original_long_enough(struct ctx *c, const void *subject, const void *in);
enum err original_only_longer(struct ctx *c, const void *subject, const void *in);
extern const char *const info_system_work[];
#endif
