#ifndef DOMAIN_ACCESS_ACCESS_IN_H
#define DOMAIN_ACCESS_ACCESS_IN_H
#include "domain/access/access.h"

enum { Q_AUTHZ_PUT, Q_AUTHZ_SET, Q_AUTHZ_GRANTED, Q_AUTHZ_REVOKED, Q_AUTHZ_OF, Q_AUTHZ_LAPSED, Q_AUTHZ_OF_CSP, Q_RECORD_PUT, Q_RECORD_END, Q_RECORD_END_OF, Q_RECORD_OVER, Q_RECORD_LEFT, Q_AUTHZ_ASTRAY, Q_RECORD_ACTIONS,
       Q_ACCESS_MAX };
extern const struct stmt access_q[Q_ACCESS_MAX];
extern const struct migration access_migrations[];
extern const struct invariant access_invariants[];

extern const struct names access_scope_names[ACCESS_SCOPE_MAX];

struct draft_in { int64_t id, system, csp; struct list resources, grantees; uint32_t scope; struct str purpose; struct instant from_at, to_at; };
struct reason_in { int64_t id; struct str comment; };
struct open_in { int64_t resource, authorization; int32_t scope; struct str reason; struct instant until_at; };
struct close_in { int64_t id; struct str performed; };
enum err authorization_draft(struct ctx *c, const void *in, void *out);
enum err authorization_update(struct ctx *c, const void *in, void *out);
enum err authorization_issue(struct ctx *c, const void *in, void *out);
enum err authorization_revoke(struct ctx *c, const void *in, void *out);
enum err access_open(struct ctx *c, const void *in, void *out);
enum err access_close(struct ctx *c, const void *in, void *out);
/* Guards. */
enum err authorization_signed(struct ctx *c, const void *subject, const void *in);
enum err authorization_ahead(struct ctx *c, const void *subject, const void *in);
enum err authorization_is_draft(struct ctx *c, const void *subject, const void *in);
enum err authorization_by_unit(struct ctx *c, const void *subject, const void *in);
enum err access_of_own_csp(struct ctx *c, const void *subject, const void *in);
enum err access_authorized(struct ctx *c, const void *subject, const void *in);
enum err access_named(struct ctx *c, const void *subject, const void *in);
enum err access_in_time(struct ctx *c, const void *subject, const void *in);
enum err access_in_scope(struct ctx *c, const void *subject, const void *in);
enum err access_by_holder(struct ctx *c, const void *subject, const void *in);
enum err access_is_open(struct ctx *c, const void *subject, const void *in);
/* What ran out ends by itself. */
enum err access_lapse(struct ctx *c);
#endif
