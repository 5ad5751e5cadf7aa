#ifndef DOMAIN_DEDICATED_POOL_DEDICATED_POOL_IN_H
#define DOMAIN_DEDICATED_POOL_DEDICATED_POOL_IN_H
#include "domain/application/application.h"
#include "domain/dedicated_pool/dedicated_pool.h"
#include "domain/infra/infra.h"

enum { Q_DED_PUT, Q_DED_SET, Q_DED_GET, Q_DED_ESTABLISHED, Q_DED_RELEASED, Q_DED_CLAIMED, Q_DED_MAX };
extern const struct stmt ded_q[Q_DED_MAX];
extern const struct migration ded_migrations[];
extern const struct invariant ded_invariants[];
extern const char *const ded_work[];

/* The pool to be made: what pool.create asks, less what is the authority's everyday matter. */
struct new_pool { struct str no, name; int64_t site, csp; int32_t zone, tech, arch, driver; bool xinchuang; int64_t cap_vcpu, cap_mem_gb, cap_sto_gb; };
struct ded_edit_in {
	int64_t id, system; struct str title, reason, budget_source, evidence, superior_org, superior_doc_no, security_note; struct date superior_doc_date, planned_live_date; uint32_t grounds;
	int64_t superior_file; struct list members; int32_t zone, arch; bool xinchuang; int64_t need_vcpu, need_mem_gb, need_sto_gb; struct fen budget_fen;
};
struct settle_in { int64_t id, pool; void *new_pool; struct str note; };
struct release_in { int64_t id; struct str comment; };
extern const struct record new_pool_record;

enum err ded_draft(struct ctx *c, const void *in, void *out);
enum err ded_update(struct ctx *c, const void *in, void *out);
enum err ded_settle(struct ctx *c, const void *in, void *out);
enum err ded_release(struct ctx *c, const void *in, void *out);
enum err ded_establish(struct ctx *c, const struct fact *f);

/* Guards. */
enum err has_ground(struct ctx *c, const void *subject, const void *in);
enum err has_evidence(struct ctx *c, const void *subject, const void *in);
enum err has_superior_document(struct ctx *c, const void *subject, const void *in);
enum err members_in_scope(struct ctx *c, const void *subject, const void *in);
enum err pool_settled(struct ctx *c, const void *subject, const void *in);
enum err pool_fits(struct ctx *c, const void *subject, const void *in);
enum err being_settled(struct ctx *c, const void *subject, const void *in);
enum err established(struct ctx *c, const void *subject, const void *in);
enum err released_empty(struct ctx *c, const void *subject, const void *in);
#endif
