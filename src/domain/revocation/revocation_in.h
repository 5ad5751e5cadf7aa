#ifndef DOMAIN_REVOCATION_REVOCATION_IN_H
#define DOMAIN_REVOCATION_REVOCATION_IN_H
#include "domain/application/application.h"
#include "domain/resource/resource.h"
#include "domain/revocation/revocation.h"

enum {
	Q_PLAN_PUT, Q_PLAN_SET, Q_SCOPE_PUT, Q_SCOPE_DROP, Q_SCOPE, Q_OTHER_CASE, Q_PROVIDERS, Q_APPROVED, Q_STOPPED, Q_COOLED_DUE, Q_COOLED,
	Q_BACKUP_PUT, Q_BACKUP_OF, Q_HAND_PUT, Q_HAND_OF, Q_STEP_PUT, Q_STEPS, Q_ENDS_LACKING,
	Q_ITEM_PUT, Q_ITEMS, Q_ITEMS_DROP, Q_ITEM_GONE, Q_RUN_PUT, Q_RUNS, Q_RUN_WITNESS, Q_RUN_REPLACE, Q_CERT_PUT, Q_CERTS_OF, Q_RUNNING_LEFT,
	REV_Q_MAX
};
extern const struct stmt rev_q[REV_Q_MAX];
extern const struct migration rev_migrations[];
extern const struct invariant rev_invariants[];
extern const char *const rev_work[];

/* ---- inputs ---- */
struct rev_in {
	int64_t id, system, file; struct str title, reason, backup_plan, dependents, domain_icp_cancel, schedule, risks; struct list scope, data_disposal, contacts;
	struct date stop_date;
};
struct rev_list_in { int64_t id; struct list items; struct str comment; };
struct item_result { int64_t item; int32_t result; struct str note; };
struct rev_destroy_in {
	int64_t id, passes, operator, witness; struct list items, photos; int32_t method; struct str standard, comment; struct instant started_at, ended_at;
};
struct rev_act_in { int64_t id; struct str comment; };
struct rev_replace_in { int64_t id, witness; struct str comment; };
enum wipe_result { WIPE_PASSED = 1, WIPE_FAILED, WIPE_RESULT_MAX };
extern const struct names disposal_way_names[DISPOSAL_WAY_MAX], step_names[STEP_MAX], medium_kind_names[MEDIUM_KIND_MAX], wipe_method_names[WIPE_METHOD_MAX],
	wipe_result_names[WIPE_RESULT_MAX];
extern const struct record plan_record, step_record, rev_draft_record, rev_update_record, rev_backup_in_record, rev_hand_in_record, rev_list_in_record,
	rev_destroy_in_record, rev_replace_record, rev_act_record, rev_reason_record;

/* ---- revocation.c: plan, approval, backup, hand-back, regret ---- */
enum err rev_fill(struct ctx *c, void *rec);
enum err rev_draft(struct ctx *c, const void *in, void *out);
enum err rev_update(struct ctx *c, const void *in, void *out);
enum err rev_confirm_backup(struct ctx *c, const void *in, void *out);
enum err rev_hand_back(struct ctx *c, const void *in, void *out);
enum err rev_resume(struct ctx *c, const void *in, void *out);
enum err rev_replace_witness(struct ctx *c, const void *in, void *out);
/* Whether somebody is in post with a unit that the case concerns. */
enum err rev_may_witness(struct ctx *c, const struct revocation *r, int64_t person, bool *out);
enum err rev_approved(struct ctx *c, const struct fact *f);
enum err rev_delivered(struct ctx *c, const struct fact *f);
/* ---- destroy.c: what the provider does, the witness, the certificate ---- */
enum err rev_stop(struct ctx *c, const void *in, void *out);
enum err rev_check_backup(struct ctx *c, const void *in, void *out);
enum err rev_list(struct ctx *c, const void *in, void *out);
enum err rev_destroy(struct ctx *c, const void *in, void *out);
enum err rev_witness(struct ctx *c, const void *in, void *out);
enum err rev_end(struct ctx *c, const void *in, void *out);
enum err rev_cooled(struct ctx *c);
/* ---- rules.c ---- */
extern const struct guard rev_guards[];
/* Whether the provider's resources are part of the case. */
bool rev_provides(const struct revocation *r, int64_t csp);
/* Whether something of the case is destroyed already: from then on there is no way back. */
bool rev_gone(const struct revocation *r);
bool rev_step_done(const struct revocation *r, int64_t csp, enum step s);
/* Every resource of the provider is listed with what holds its data. */
bool rev_listed(const struct revocation *r, int64_t csp);
#endif
