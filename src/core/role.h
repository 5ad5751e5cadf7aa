#ifndef CORE_ROLE_H
#define CORE_ROLE_H
/* Parties (A7) and the roles of DICTIONARY §5. A role belongs to one party; which permissions it holds is said by the features'
 * grant rows, so that a permission and its holders stand beside the op that needs them. */
#include "base/field.h"

enum org_kind { ORG_AUTHORITY = 1, ORG_APPLICANT, ORG_USER, ORG_CSP, ORG_TECH, ORG_DEPT, ORG_AUDIT, ORG_KIND_MAX };
extern const struct names org_kind_names[ORG_KIND_MAX];

enum role {
	ROLE_AUTH_HANDLER = 1, ROLE_AUTH_APPROVER, ROLE_AUTH_ISSUER, ROLE_AUTH_FINANCE, ROLE_AUTH_SECURITY, ROLE_AUTH_OBSERVER,
	ROLE_APPU_MANAGER, ROLE_APPU_REVIEWER,
	ROLE_USER_HANDLER, ROLE_USER_OWNER, ROLE_USER_SECURITY,
	ROLE_CSP_OPERATION, ROLE_CSP_MAINTENANCE, ROLE_CSP_SECURITY, ROLE_CSP_FINANCE, ROLE_CSP_HEAD,
	ROLE_TECH_EVALUATOR, ROLE_DEPT_REVIEWER, ROLE_AUDITOR,
	ROLE_SYS_ADMIN, ROLE_SEC_ADMIN, ROLE_AUDIT_ADMIN,
	ROLE_MAX
};
extern const struct names role_names[ROLE_MAX];            /* auth_handler 主管部门经办, … */
/* The party whose people may hold the role; an applicant unit's people may hold the user roles too. */
extern const enum org_kind role_party[ROLE_MAX];
bool role_fits(enum role r, enum org_kind party);

#define R(role) (UINT64_C(1) << (ROLE_##role))
#define R_AUTH      (R(AUTH_HANDLER) | R(AUTH_APPROVER) | R(AUTH_ISSUER) | R(AUTH_FINANCE) | R(AUTH_SECURITY))
#define R_AUTH_READ (R_AUTH | R(AUTH_OBSERVER) | R(AUDITOR))
#define R_APPU      (R(APPU_MANAGER) | R(APPU_REVIEWER))
#define R_USER      (R(USER_HANDLER) | R(USER_OWNER) | R(USER_SECURITY))
#define R_UNIT      (R_APPU | R_USER)
#define R_CSP       (R(CSP_OPERATION) | R(CSP_MAINTENANCE) | R(CSP_SECURITY) | R(CSP_FINANCE) | R(CSP_HEAD))
#define R_COOP      (R(TECH_EVALUATOR) | R(DEPT_REVIEWER))
#define R_ADMIN     (R(SYS_ADMIN) | R(SEC_ADMIN) | R(AUDIT_ADMIN))
#define R_BUSINESS  (R_AUTH_READ | R_UNIT | R_CSP | R_COOP)
#define R_ALL       (~UINT64_C(1))

/* Who acts. The account feature makes it from a login or a token; ops and scopes only read it. */
struct principal {
	int64_t account, person, org;      /* 0: nobody is signed in, or the system itself */
	int64_t root_org;                  /* first-level budget unit of org (org itself for an applicant) */
	enum org_kind party;
	uint64_t roles;                    /* bits 1 << enum role, valid at this moment */
	bool system;                       /* jobs, facts and first start act as the system: no permission check, still audited */
	bool by_cookie;                    /* signed in by a browser's cookie: writes need the CSRF header (checked by api) */
	struct str login, name, org_name;
	struct str session, csrf;          /* session id and CSRF token, for api only */
	struct instant expires_at;
	/* What the session lacks before it may do more than OP_BARE ops, as the sentence that says so; NULL: nothing. */
	const char *lacks_code, *lacks;
	struct instant proved_until;       /* OP_STEP_UP ops until then; ms 0: nobody asks (no session, or the second factor is switched off) */
	const char *prove;                 /* how this session gets there, put behind "…之前"; NULL while proved_until.ms is 0 */
	struct str mark;                   /* a sealed account that two people opened: every audit row says under which opening; p NULL: none */
	struct str scope;                  /* an API token's permissions, separated by blanks; p NULL: all that the posts give */
};
#endif
