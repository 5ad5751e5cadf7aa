#ifndef DOMAIN_DELEGATION_DELEGATION_IN_H
#define DOMAIN_DELEGATION_DELEGATION_IN_H
#include "domain/delegation/delegation.h"

enum { Q_DEL_PUT, Q_DEL_SET, Q_DEL_ISSUED, Q_DEL_REVOKED, Q_DEL_ACTIVE, Q_DEL_OF_CSP, Q_DEL_REMINDED, Q_PLAIN_ENDING, Q_CHANGE_PUT, Q_CHANGE_NOTED, Q_CHANGE_AGAIN, Q_HAND_PUT, Q_HAND_OPEN_OF, Q_HAND_DONE,
       Q_HAND_OVERDUE, Q_HAND_REMINDED, Q_ITEM_PUT, Q_ITEM_FROM, Q_ITEM_TO, Q_ITEM_OPEN, Q_LEFT_ACCOUNTS, Q_LEFT_GRANTS, Q_LEFT_SESSIONS, Q_LEFT_DELEGATIONS, Q_LEFT_ACCESS,
       Q_LEFT_RESOURCES, Q_LEFT_ORDERS, Q_LEFT_CONTRACTS, Q_LEFT_DELIVERIES, Q_LEFT_CLOUD, Q_LEFT_MATCHES, Q_LEFT_SETTLEMENTS, Q_DELEGATION_MAX };
extern const struct stmt delegation_q[Q_DELEGATION_MAX];
extern const struct migration delegation_migrations[];
extern const struct invariant delegation_invariants[];
extern const char *const delegation_work[];
extern const struct names handover_category_names[ITEM_CATEGORY_MAX], delegable_roles[];
enum { DELEGABLE_MAX = 6 };

struct delegation_in { int64_t id, csp; struct str scope; uint32_t roles; struct list persons; struct date from_date, to_date; };
struct comment_in { int64_t id; struct str comment; };
struct change_in { int64_t id, csp; int32_t kind; struct date change_date; struct str detail; };
struct handover_in { int64_t from_csp, to_csp; struct date end_date; struct str reason; };
struct item_in { int64_t handover; int32_t category; struct str content; };
struct left_row { struct str what, label; int64_t n; };
struct leftovers { struct list items; struct str next; };
enum err delegation_draft(struct ctx *c, const void *in, void *out);
enum err delegation_update(struct ctx *c, const void *in, void *out);
enum err delegation_issue(struct ctx *c, const void *in, void *out);
enum err delegation_revoke(struct ctx *c, const void *in, void *out);
enum err delegation_written(struct ctx *c, const void *subject, const void *in);
enum err delegation_in_future(struct ctx *c, const void *subject, const void *in);
enum err delegation_is_draft(struct ctx *c, const void *subject, const void *in);
enum err delegation_two_people(struct ctx *c, const void *subject, const void *in);
enum err delegation_day(struct ctx *c);
enum err csp_change_report(struct ctx *c, const void *in, void *out);
enum err csp_change_amend(struct ctx *c, const void *in, void *out);
enum err csp_change_note(struct ctx *c, const void *in, void *out);
enum err handover_open(struct ctx *c, const void *in, void *out);
enum err handover_item_add(struct ctx *c, const void *in, void *out);
enum err handover_item_sign(struct ctx *c, const void *in, void *out);
enum err handover_complete(struct ctx *c, const void *in, void *out);
enum err handover_leftovers(struct ctx *c, const void *in, void *out);
enum err handover_signed(struct ctx *c, const void *subject, const void *in);
enum err item_of_party(struct ctx *c, const void *subject, const void *in);
enum err item_unsigned(struct ctx *c, const void *subject, const void *in);
#endif
