#ifndef DOMAIN_REVOCATION_REVOCATION_H
#define DOMAIN_REVOCATION_REVOCATION_H
/* The end of resources (A23, R-25): application and plan, backup confirmed, service stopped, cooling-off, destruction with a witness, and
 * a certificate. The case is an application of type revoke; its id is the revocation's. */
#include "core/feature.h"

enum disposal_way { WAY_MIGRATE = 1, WAY_ARCHIVE, WAY_HAND_OVER, WAY_DESTROY, DISPOSAL_WAY_MAX };
struct disposal { struct str dataset; int32_t way; struct str place, receiver; };
struct plan_contact { struct str name, phone, duty; };
/* The application's row and its plan, read together. */
struct revocation {
	int64_t id, version; struct str no, title, reason; int32_t state;      /* enum app_state */
	int64_t system, user_org, applicant_org; struct str system_name, user_org_name, applicant_org_name; struct instant submitted_at, issued_at;
	struct list data_disposal, contacts; struct str backup_plan, dependents, domain_icp_cancel, schedule, risks; int64_t file; struct date stop_date;
	int64_t cooling_days; struct date cooling_until; struct instant stop_due_at, cooled_at;
	/* filled for a single object */
	struct list scope, resources, steps, items, runs, certificates, warnings; void *backup, *hand_back;
};
enum step { STEP_STOP = 1, STEP_BACKUP, STEP_LISTED, STEP_DESTROYED, STEP_ENDED, STEP_MAX };
struct revocation_step { int64_t id, application, csp, by_person; int32_t step; struct str csp_name, by_name, note; struct instant at; };
struct revocation_backup { int64_t id, application, by_person, size_gb, file; struct str by_name, content, place, verify_method; bool verified; struct instant at; };
struct hand_back { int64_t id, application, by_person, size_gb, file; bool no_data; struct str by_name, content, media, receiver, note; struct instant at; };
enum medium_kind { MEDIUM_VOLUME = 1, MEDIUM_SNAPSHOT, MEDIUM_BACKUP, MEDIUM_REPLICA, MEDIUM_NONE, MEDIUM_KIND_MAX };
struct wipe_item { int64_t id, application, resource, csp, size_gb, run; int32_t kind, result; struct str resource_no, native_id, place, note, verify_note; struct instant destroyed_at; };
enum wipe_method { WIPE_OVERWRITE = 1, WIPE_CRYPTO, WIPE_DEGAUSS, WIPE_PHYSICAL, WIPE_METHOD_MAX };
struct wipe_run {
	int64_t id, application, csp, passes, operator, witness; int32_t method; struct str standard, operator_name, witness_name, witness_org_name, note, witness_note;
	struct instant started_at, ended_at, at, witnessed_at; struct list photos, results;
};
/* What the certificate says of one medium (D21). */
struct cert_item {
	struct str resource_no, native_id, place, method, standard, operator_name, witness_name, verify_result, verify_note; int64_t size_gb, passes;
	struct instant started_at, ended_at;
};
struct cert_resource { struct str no, name, item_name, unit, native_id; int64_t qty; struct date billing_start_date, billing_end_date; };
/* Frozen with its digest the moment it is issued: never updated. */
struct destroy_cert {
	int64_t id, version, application, system, user_org, applicant_org, csp; struct str no, application_no, system_name, user_org_name, applicant_org_name, csp_name;
	struct list resources, volumes, snapshots, backups, replicas, photos; struct str method, standard, operator, witness, verify_result; int64_t passes;
	struct instant started_at, ended_at, issued_at; struct str backup_place, backup_by, hand_back, digest; struct date stop_date; struct instant backup_at;
};
extern const struct record revocation_record, revocation_backup_record, hand_back_record, wipe_item_record, wipe_run_record, destroy_cert_record;
extern const struct entity revocation_entity, destroy_cert_entity;
extern const struct feature revocation_feature;

/* One case without scope, everything filled; E_ABSENT. Facts told: revocation.backup_confirmed (of the revocation; D20),
 * revocation.stopped, destroy_cert.issued (of the destroy_cert; D21). D19 is for application.submitted of type revoke. */
enum err revocation_get(struct ctx *c, int64_t id, struct revocation *out);
#endif
