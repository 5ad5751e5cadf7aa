#ifndef DOMAIN_ORG_ORG_H
#define DOMAIN_ORG_ORG_H
/* Units and their people (A3, A7, A9a.1a): who is in scope, who belongs to whom. */
#include "core/feature.h"

enum unit_type { UNIT_PARTY_GOV = 1, UNIT_WELFARE_ONE, UNIT_WELFARE_TWO, UNIT_ENTERPRISE, UNIT_OTHER, UNIT_TYPE_MAX };
enum admin_level { LEVEL_PREFECTURE = 1, LEVEL_COUNTY, LEVEL_PROVINCE, LEVEL_OTHER, ADMIN_LEVEL_MAX };
enum fund_source { FUND_FULL = 1, FUND_PARTIAL, FUND_SELF, FUND_SOURCE_MAX };
enum org_status { ORG_ACTIVE = 1, ORG_CLOSED, ORG_STATUS_MAX };
enum person_status { PERSON_ACTIVE = 1, PERSON_LEFT, PERSON_STATUS_MAX };

struct org {
	int64_t id, version; struct str no, name, short_name, uscc;
	int32_t kind, unit_type, level, fund_source, status;
	int64_t parent, budget_level1; struct str parent_name, budget_level1_name;
	bool in_scope; struct str exemption, region_code, address;
	struct date effective_from, effective_to; struct instant created_at, closed_at;
	int64_t merged_into; struct str merged_into_name, former_name;
};
struct person {
	int64_t id, version, org, appoint_file; struct str name, org_name, mobile, id_card, email, post;
	uint32_t duty_kind; struct date from_date, to_date; struct instant verified_at, created_at; int32_t status;
};
extern const struct record org_record, person_record;
extern const struct entity org_entity, person_entity;
extern const struct feature org_feature;
extern const struct names duty_names[], unit_type_names[], admin_level_names[], fund_source_names[];
enum { DUTY_MAX = 9 };
/* What org.update takes, for guards of the features above. */
struct org_upd { int64_t id; struct date effective_from, effective_to; struct str name, short_name, uscc; int32_t unit_type, level, fund_source; int64_t parent; struct str region_code, address; };

/* Enters a unit or a person; checks values, sets id. Errors are field errors on the given members. */
enum err org_enter(struct ctx *c, struct org *o);
enum err person_enter(struct ctx *c, struct person *p);
enum err org_by_no(struct ctx *c, struct str no, struct org *out);     /* E_ABSENT */
/* The unit by id, without scope. */
enum err org_peek(struct ctx *c, int64_t id, struct org *out);
/* OK, or refuses because the unit is outside the regulation's scope (A3, F01). */
enum err org_must_be_in_scope(struct ctx *c, int64_t org);
/* ---- units and people that change (A22.3a); called by the feature that keeps the approved act ---- */
/* A new name from now on; the old one is kept with its last moment. */
enum err org_rename(struct ctx *c, int64_t id, struct str name, struct str short_name);
/* Another superior unit; first-level units of everything below follow. Field error on `parent` for a circle. */
enum err org_set_parent(struct ctx *c, int64_t id, int64_t parent);
/* `from` is closed and leads to `into`, which takes its subordinate units; whatever had merged into `from` leads there too. */
enum err org_merge(struct ctx *c, int64_t from, int64_t into);
/* Closed without a successor. Whether anything is left in it is the caller's question. */
enum err org_end(struct ctx *c, int64_t id);
/* Whether `id` is `top` or stands somewhere below it. */
enum err org_is_below(struct ctx *c, int64_t id, int64_t top, bool *out);
enum err person_move(struct ctx *c, int64_t person, int64_t org);
enum err person_leave(struct ctx *c, int64_t person, struct date day);
/* Contact data and that they were confirmed now; members without a value stay. */
enum err person_set_contact(struct ctx *c, int64_t person, struct str mobile, struct str email, struct str post);
/* The authority's own unit; 0 when there is none yet. */
enum err org_authority(struct ctx *c, int64_t *out);
#endif
