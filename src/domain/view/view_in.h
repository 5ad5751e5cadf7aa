#ifndef DOMAIN_VIEW_VIEW_IN_H
#define DOMAIN_VIEW_VIEW_IN_H
#include "domain/view/view.h"

enum { VIEWS_MAX = 50, VIEW_NAME_MAX = 30, VIEW_QUERY_MAX = 2000, VIEW_MEMBERS_MAX = 40 };
struct list_view {
	int64_t id, version, owner, org; struct str owner_name, list, name, query; uint32_t roles; bool mine, is_default;
	struct instant created_at, retired_at;
};
extern const struct record list_view_record;
struct view_in { int64_t id; struct str list, name, query; uint32_t roles; };
struct view_default_in { int64_t id; bool on; };

enum { Q_VIEW_PUT, Q_VIEW_SET, Q_VIEW_RETIRE, Q_VIEW_COUNT, Q_VIEW_NAMED, Q_VIEW_IS_DEFAULT, Q_VIEW_DEFAULT, Q_VIEW_MAX };
extern const struct stmt view_q[Q_VIEW_MAX];
extern const struct migration view_migrations[];
extern const struct invariant view_invariants[];

/* Whether text is a query of that list op: members name=value with &, percent-encoded, each name once and known to the list or to its page
 * (columns, compact). False: *why is a Chinese sentence in a. The empty text is the list as it is. */
bool view_query_ok(const struct op *list, struct str text, struct arena *a, struct str *why);

enum err view_create(struct ctx *c, const void *in, void *out);
enum err view_update(struct ctx *c, const void *in, void *out);
enum err view_retire(struct ctx *c, const void *in, void *out);
enum err view_default(struct ctx *c, const void *in, void *out);
enum err view_fill(struct ctx *c, void *rec);
/* Guard: its owner's alone. */
enum err view_is_own(struct ctx *c, const void *subject, const void *in);
#endif
