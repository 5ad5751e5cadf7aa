#ifndef DOMAIN_OFF_CATALOG_OFF_CATALOG_H
#define DOMAIN_OFF_CATALOG_OFF_CATALOG_H
/* Wishes that the catalogue does not name (A11e, A19.5b, A19.5c, F07): first something like it is tried, then, where nothing will do, the
 * authority consents to a purchase outside. The application itself is one of application.h, type off_catalog; this keeps what it is about. */
#include "core/feature.h"

enum adapt_state { ADAPT_OPEN = 1, ADAPT_SUBSTITUTED, ADAPT_FAILED, ADAPT_CONFIRMED, ADAPT_STATE_MAX };
struct adaptation {
	int64_t id, version, system, user_org, applicant_org; struct str system_name, user_org_name;
	struct str wanted, keywords, spec, unit, use; int32_t category; int64_t qty;
	int64_t catalog_version; struct str catalog_version_no; struct list candidates;     /* struct catalog_match as shown */
	int64_t substitute; struct str substitute_code, substitute_name, reason, confirm_note;
	int64_t recorded_by, confirmed_by; struct str recorded_by_name, confirmed_by_name;
	int32_t state; struct instant created_at, decided_at, confirmed_at;
};
/* Its id is the application's. */
struct off_catalog {
	int64_t id, version, application, adaptation; struct str application_no, title, application_state; int64_t user_org, applicant_org, system; struct str user_org_name, system_name;
	struct str wanted, spec, unit; int32_t category; int64_t qty; struct str fail_reason;
	struct fen budget_fen; struct str procure_method, security_note, reason;
	struct str consent_no, consent_conditions; struct date consent_valid_to; struct instant consent_at; int64_t reminded;
	struct str supplier, purchase_contract_no, purchase_note; struct fen purchase_fen; struct date purchased_on; int64_t purchase_file, purchased_by; struct instant purchased_at;
};
extern const struct record adaptation_record, off_catalog_record;
extern const struct entity adaptation_entity, off_catalog_entity;
extern const struct feature off_catalog_feature;
/* Wishes about a system that are not settled with a substitute are these units' from now on (A22.3a). */
enum err adaptation_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org);
#endif
