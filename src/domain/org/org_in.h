#ifndef DOMAIN_ORG_ORG_IN_H
#define DOMAIN_ORG_ORG_IN_H
#include "domain/org/org.h"

/* What follows from the entered values: scope (A3) and first-level unit. Field errors on wrong ones. */
enum err org_derive(struct ctx *c, struct org *o);
/* Field error unless a phone number may be one. */
enum err person_check(struct ctx *c, const struct person *p);

/* The first-level unit of everything under `parent` becomes `root`. */
enum err org_move_below(struct ctx *c, int64_t parent, int64_t root, int depth);
/* Keeps the name that is about to be replaced. */
enum err org_keep_name(struct ctx *c, const struct org *was);

enum { Q_ORG_PUT, Q_ORG_SET, Q_ORG_NO, Q_ORG_NO_ID, Q_ORG_CLOSE, Q_ORG_CHILDREN, Q_ORG_EXEMPT, Q_ORG_BELOW, Q_ORG_ROOT, Q_ORG_PEOPLE, Q_ORG_AUTHORITY, Q_PERSON_PUT, Q_PERSON_SET, Q_PERSON_LEAVE, Q_PERSON_VERIFY, Q_PERSON_MOVE, Q_PERSON_CONTACT, Q_ORG_NAME_KEEP, Q_ORG_NAME_SET, Q_ORG_ADOPT, Q_ORG_MERGED, Q_ORG_LEADS, Q_REVEAL_PUT, Q_ORG_AUTHORITIES, Q_ORG_Q_MAX };
extern const struct stmt org_q[Q_ORG_Q_MAX];
extern const struct migration org_migrations[];
extern const struct invariant org_invariants[];
#endif
