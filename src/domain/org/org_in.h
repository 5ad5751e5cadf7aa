#ifndef DOMAIN_ORG_ORG_IN_H
#define DOMAIN_ORG_ORG_IN_H
#include "domain/org/org.h"

enum { Q_ORG_PUT, Q_ORG_SET, Q_ORG_NO, Q_ORG_NO_ID, Q_ORG_CLOSE, Q_ORG_CHILDREN, Q_ORG_AUTHORITY, Q_PERSON_PUT, Q_PERSON_SET, Q_ORG_Q_MAX };
extern const struct stmt org_q[Q_ORG_Q_MAX];
extern const struct migration org_migrations[];
extern const struct invariant org_invariants[];
#endif
