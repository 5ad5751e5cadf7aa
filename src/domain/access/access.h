#ifndef DOMAIN_ACCESS_ACCESS_H
#define DOMAIN_ACCESS_ACCESS_H
/* Written authorisations to reach a unit's servers, databases and storage, and every access under them (A36b, F23, R-40). */
#include "core/feature.h"

enum access_scope { ACCESS_READ = 1, ACCESS_OPERATE, ACCESS_EXPORT, ACCESS_CONSOLE, ACCESS_SCOPE_MAX };
enum authorization_state { AUTHZ_DRAFT = 1, AUTHZ_VALID, AUTHZ_REVOKED, AUTHZ_EXPIRED, AUTHZ_STATE_MAX };
struct authorization {
	int64_t id, version, system, unit, user_org, applicant_org, csp, drafter, grantor, revoked_by; struct str no, system_name, user_org_name, csp_name, purpose, grantor_name, revoke_reason;
	struct list resources, grantees;   /* int64_t ids; no resources: everything of the system; grantees: the provider's people */
	uint32_t scope; struct instant from_at, to_at, created_at, granted_at, revoked_at; int32_t state;
};
/* One access: asked for, allowed, ended. */
struct access_record {
	int64_t id, version, authorization, person, resource, system, user_org, applicant_org, csp;
	struct str no, authorization_no, person_name, csp_name, resource_no, resource_name, system_name, user_org_name, reason, performed, actions_digest, ended_by; int32_t scope;
	struct instant from_at, until_at, ended_at;
};
extern const struct record authorization_record, access_record_record;
extern const struct entity authorization_entity, access_record_entity;
extern const struct flow   authorization_flow;
extern const struct feature access_feature;
/* A provider is out: its authorisations are revoked, its accesses end. *n counts authorisations. */
enum err access_end_csp(struct ctx *c, int64_t csp, struct str why, int64_t *n);
#endif
