#ifndef DOMAIN_INFRA_INFRA_H
#define DOMAIN_INFRA_INFRA_H
/* Sites, zones, pools and hosts (A2a, A14, A15, A17a). A pool lies in exactly one zone; zones are physically separate. */
#include "core/feature.h"

enum site_kind { SITE_PRODUCTION = 1, SITE_SAME_CITY, SITE_REMOTE, SITE_KIND_MAX };
enum zone { ZONE_NET = 1, ZONE_GOV, ZONE_MAX };
enum pool_arch { ARCH_X86 = 1, ARCH_KUNPENG, ARCH_HYGON, ARCH_PHYTIUM, ARCH_OTHER, ARCH_MAX };
enum pool_tech { TECH_OPENSTACK = 1, TECH_VMWARE, TECH_HCS, TECH_APSARA, TECH_OTHER, POOL_TECH_MAX };
enum pool_driver { POOL_MANUAL = 1, POOL_FAKE, POOL_DRIVER_MAX };
enum pool_status { POOL_ACTIVE = 1, POOL_CLOSED, POOL_STATUS_MAX };
enum host_kind { HOST_COMPUTE = 1, HOST_STORAGE, HOST_NETWORK, HOST_SECURITY, HOST_CRYPTO, HOST_KIND_MAX };
enum host_status { HOST_ACTIVE = 1, HOST_RETIRED, HOST_STATUS_MAX };
extern const struct names zone_names[ZONE_MAX], pool_arch_names[ARCH_MAX], pool_driver_names[POOL_DRIVER_MAX];

struct site { int64_t id, version; struct str name, city, address, grade, csp_name; int32_t kind, status; int64_t csp, power_kw, pue_milli; struct instant created_at; };
struct zone_row { int64_t id, version; int32_t code; struct str name, isolation_note; int64_t isolation_evidence, n_pools; };
struct pool {
	int64_t id, version; struct str no, name, site_name, csp_name; int64_t site, csp; int32_t zone, tech, arch, driver, status; bool xinchuang, dedicated;
	int64_t cap_vcpu, cap_mem_gb, cap_sto_gb, cap_gpu, cap_bw_mbps, oversub_cpu_bp;
	int64_t alloc_vcpu, alloc_mem_gb, alloc_sto_gb, n_resources, n_hosts, free_vcpu, free_mem_gb, free_sto_gb;
	struct str endpoint; struct date from_date, to_date; struct instant created_at;
	struct list dedicated_for;         /* int64_t org ids; filled for a single object and by pools_of_zone */
};
struct host { int64_t id, version; struct str sn, model, cpu, pool_name, owner_name; int64_t pool, mem_gb, sto_gb, owner; int32_t kind, zone, status; bool xinchuang; struct instant created_at; };
extern const struct record site_record, zone_record, pool_record, host_record;
extern const struct entity site_entity, zone_entity, pool_entity, host_entity;
extern const struct feature infra_feature;

/* What is left: capacity (with over-subscription) less what is allocated; INT_NONE where the capacity is not known. */
struct pool_room { int64_t vcpu, mem_gb, sto_gb; };
enum err pool_get(struct ctx *c, int64_t id, struct pool *out);                 /* without scope; E_ABSENT */
enum err pool_room(struct ctx *c, int64_t pool, struct pool_room *out);
/* Takes qty pieces of that size out of the pool, or refuses (A20.1c infra.pool_full) when they do not fit. INT_NONE counts as 0. */
enum err pool_take(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty);
enum err pool_give_back(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty);
/* A resource that stays in the pool changes its size: the difference, which may be negative. */
enum err pool_resize(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb);
/* Active pools of a zone (a word), most free vCPU first, dedicated_for filled. */
enum err pools_of_zone(struct ctx *c, struct str zone, struct list *out);
/* Whether a unit may use the pool: it is not dedicated, or dedicated to the unit (A15.3). */
enum err pool_open_to(struct ctx *c, int64_t pool, int64_t org, bool *out);
/* Dedicates a pool to units (int64_t ids), after the authority's approval of the application (A15.3, F22); empty: for everybody again. */
enum err pool_dedicate(struct ctx *c, int64_t pool, const struct list *orgs);
/* Pools dedicated to a unit that merged into another are the other's (A15.3, A22.3a). */
enum err pools_succeed_org(struct ctx *c, int64_t from, int64_t to);
#endif
