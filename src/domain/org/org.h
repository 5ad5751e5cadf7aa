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
};
struct person {
	int64_t id, version, org; struct str name, org_name, mobile, email, post;
	uint32_t duty_kind; struct date from_date, to_date; struct instant verified_at, created_at; int32_t status;
};
extern const struct record org_record, person_record;
extern const struct entity org_entity, person_entity;
extern const struct feature org_feature;
extern const struct names duty_names[], unit_type_names[], admin_level_names[], fund_source_names[];
enum { DUTY_MAX = 9 };

/* Enters a unit or a person; checks values, sets id. Errors are field errors on the given members. */
enum err org_enter(struct ctx *c, struct org *o);
enum err person_enter(struct ctx *c, struct person *p);
enum err org_by_no(struct ctx *c, struct str no, struct org *out);     /* E_ABSENT */
/* The unit by id, without scope. */
enum err org_peek(struct ctx *c, int64_t id, struct org *out);
/* OK, or refuses because the unit is outside the regulation's scope (A3, F01). */
enum err org_must_be_in_scope(struct ctx *c, int64_t org);
/* The authority's own unit; 0 when there is none yet. */
enum err org_authority(struct ctx *c, int64_t *out);
#endif
