#ifndef DOMAIN_INFRA_INFRA_IN_H
#define DOMAIN_INFRA_INFRA_IN_H
#include "domain/infra/infra.h"

enum { Q_SITE_PUT, Q_SITE_SET, Q_SITE_ALL, Q_ZONE_PUT, Q_ZONE_SET, Q_ZONE_COUNT, Q_POOL_PUT, Q_POOL_SET, Q_POOL_HAS, Q_POOL_MEMBERS, Q_POOL_MEMBER_PUT,
       Q_POOL_MEMBERS_OUT, Q_POOL_SUCCEED, Q_POOL_LEAVE, Q_POOL_MEMBER_IS, Q_POOLS_OF_ZONE, Q_POOL_DEDICATED, Q_ALLOC_PUT, Q_ALLOC_ADD, Q_HOST_PUT, Q_HOST_SET, Q_HOST_SN, Q_HOST_RETIRE,
       Q_HOST_MAC, Q_CHANNEL_PUT, Q_CHANNEL_SET, Q_CHANNEL_HAS, Q_DR_PUT, Q_DR_SET, Q_DR_ALL, Q_DR_HAS, Q_POOL_LEVELS, Q_POOL_SERVING, Q_INFRA_MAX };
extern const struct stmt infra_q[Q_INFRA_MAX];
extern const struct migration infra_migrations[];
extern const struct invariant infra_invariants[];

struct topology { bool complete; struct list gaps, cities; int64_t n_production, n_same_city, n_remote, n_protected, n_drill_due, n_target_missed; struct list pairs; };
/* One zone of one provider over all its pools and technologies (A14.P1b). */
struct pool_sum { int32_t zone; int64_t csp; struct str csp_name; int64_t n_techs, n_pools, cap_vcpu, cap_mem_gb, cap_sto_gb, alloc_vcpu, alloc_mem_gb, alloc_sto_gb, n_resources, xc_vcpu, used_bp; };
struct pool_overview { struct list items; };
struct host_retire_in { int64_t id; struct str comment; };

enum err site_create(struct ctx *c, const void *in, void *out);
enum err site_update(struct ctx *c, const void *in, void *out);
enum err site_topology(struct ctx *c, const void *in, void *out);
enum err zone_update(struct ctx *c, const void *in, void *out);
enum err pool_create(struct ctx *c, const void *in, void *out);
enum err pool_update(struct ctx *c, const void *in, void *out);
enum err pool_fill(struct ctx *c, void *rec);
enum err host_create(struct ctx *c, const void *in, void *out);
enum err host_update(struct ctx *c, const void *in, void *out);
enum err host_retire(struct ctx *c, const void *in, void *out);
enum err pool_fill_row(struct ctx *c, void *rec);
enum err pool_overview_get(struct ctx *c, const void *in, void *out);
enum err channel_create(struct ctx *c, const void *in, void *out);
enum err channel_update(struct ctx *c, const void *in, void *out);
enum err dr_create(struct ctx *c, const void *in, void *out);
enum err dr_update(struct ctx *c, const void *in, void *out);
extern const struct record host_nic_record, pool_sum_record;
enum err infra_boot(struct ctx *c);

/* Guards. */
enum err pool_stays_in_zone(struct ctx *c, const void *subject, const void *in);
enum err csp_holds_nothing(struct ctx *c, const void *subject, const void *in);
enum err pool_closes_empty(struct ctx *c, const void *subject, const void *in);
enum err pool_holds_allocated(struct ctx *c, const void *subject, const void *in);
enum err host_in_one_zone(struct ctx *c, const void *subject, const void *in);
enum err host_once(struct ctx *c, const void *subject, const void *in);
enum err nics_in_one_zone(struct ctx *c, const void *subject, const void *in);
enum err nics_once(struct ctx *c, const void *subject, const void *in);
enum err host_stays_in_zone(struct ctx *c, const void *subject, const void *in);

/* What is missing of the two cities and three centres (A14.P1a): Chinese sentences. Pure. */
/* used_bp and level of a pool from what is taken and the capacities; 0 bp and no level where no capacity is stated. Pure. */
void pool_level_of(struct pool *p, int64_t tight_bp, int64_t full_bp);
void topology_of(struct arena *a, const struct list *sites, struct topology *out);
#endif
