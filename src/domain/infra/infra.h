#ifndef DOMAIN_INFRA_INFRA_H
#define DOMAIN_INFRA_INFRA_H
/* Sites, the two zones that are physically apart, pools and hosts (A2a, A14, A15.2). */
#include "core/feature.h"

enum zone { ZONE_NET = 1, ZONE_GOV, ZONE_MAX };            /* internet, extranet */
struct pool {
	int64_t id, version, site, csp; struct str no, name, site_name, csp_name, tech; int32_t zone, arch, driver, state; bool xinchuang;
	int64_t cap_vcpu, cap_mem_gb, cap_sto_gb, cap_gpu, cap_bw_mbps, oversub_cpu_bp, alloc_vcpu, alloc_mem_gb, alloc_sto_gb; struct list dedicated_for;
	struct str endpoint; struct instant created_at;
};
enum pool_driver { POOL_MANUAL = 1, POOL_FAKE, POOL_DRIVER_MAX };
extern const struct names zone_names[ZONE_MAX], pool_driver_names[POOL_DRIVER_MAX];
extern const struct record pool_record;
extern const struct entity pool_entity, site_entity;
extern const struct feature infra_feature;

enum err pool_get(struct ctx *c, int64_t id, struct pool *out);               /* without scope; E_ABSENT */
/* Active pools of a zone for a unit, most free vCPU first. */
enum err pools_of_zone(struct ctx *c, struct str zone, struct list *out);
/* What a resource holds of its pool; INT_NONE counts as nothing; sizes are per piece. */
enum err pool_take(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t disk_gb, int64_t qty);
enum err pool_give_back(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t disk_gb, int64_t qty);
#endif
