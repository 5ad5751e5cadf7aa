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
	int64_t used_bp; int32_t level;    /* the fullest of CPU, memory and storage; enum pool_fullness */
};
enum pool_fullness { FULLNESS_AMPLE = 1, FULLNESS_TIGHT, FULLNESS_FULL, FULLNESS_MAX };
/* A network card of a host lies in the host's zone (A15.2b). */
struct host_nic { struct str mac, address; int32_t zone; };
struct host { int64_t id, version; struct str sn, model, cpu, pool_name, owner_name; struct list nics; int64_t pool, mem_gb, sto_gb, owner; int32_t kind, zone, status; bool xinchuang; struct instant created_at; };
/* The only ways from one zone to the other (A15.2b). */
enum channel_direction { CHANNEL_INWARD = 1, CHANNEL_OUTWARD, CHANNEL_BOTH, CHANNEL_DIRECTION_MAX };
struct channel { int64_t id, version; struct str no, device, purpose, approved_by, approval_no; int32_t direction, status; struct date from_date, to_date; struct list systems; struct instant created_at; };
/* A system that is protected at another site (A14.P1a). */
enum dr_mode { DR_DATA = 1, DR_APPLICATION, DR_MODE_MAX };
struct dr_pair {
	int64_t id, version, system, from_site, to_site; struct str system_name, from_site_name, to_site_name, drill_note; int32_t mode, status;
	int64_t rpo_min, rto_min, rpo_actual_min, rto_actual_min; struct date last_drill; struct instant created_at;
};
extern const struct record site_record, zone_record, pool_record, host_record, channel_record, dr_pair_record;
extern const struct entity site_entity, zone_entity, pool_entity, host_entity, channel_entity, dr_pair_entity;
extern const struct feature infra_feature;

/* The one spelling of an IPv4 or IPv6 address, blanks around it left out, so that no other hides that it is used; p NULL when it is none. */
struct str address_text(struct arena *a, struct str text);
enum err pool_get(struct ctx *c, int64_t id, struct pool *out);                 /* without scope; E_ABSENT */
/* Takes qty pieces of that size out of the pool, or refuses (A20.1c infra.pool_full) when they do not fit. INT_NONE counts as 0. */
enum err pool_take(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty);
/* The same for n things at once, whose sums are given. */
enum err pool_take_sum(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t n);
enum err pool_give_back(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb, int64_t qty);
/* A resource that stays in the pool changes its size: the difference, which may be negative. */
enum err pool_resize(struct ctx *c, int64_t pool, int64_t vcpu, int64_t mem_gb, int64_t sto_gb);
/* In use, and today within the days it is in use for. */
bool pool_serves(struct ctx *c, const struct pool *p);
/* Pools of a zone (a word) that serve today, most free vCPU first, dedicated_for filled. */
enum err pools_of_zone(struct ctx *c, struct str zone, struct list *out);
/* Whether a unit may use the pool: it is not dedicated, or dedicated to the unit or to its first-level unit (A15.3). */
enum err pool_open_to(struct ctx *c, int64_t pool, int64_t org, bool *out);
/* Puts the defaults into a pool to be registered and tells what is wrong with it as fields; nothing is stored. */
enum err pool_check(struct ctx *c, struct pool *p);
/* Registers a pool as pool.create does (id, version and defaults set); bad members are told as fields. */
enum err pool_enter(struct ctx *c, struct pool *p);
/* Dedicates a pool to units (int64_t ids), after the authority's approval of the application (A15.3, F22); empty: for everybody again. */
enum err pool_dedicate(struct ctx *c, int64_t pool, const struct list *orgs);
/* Pools dedicated to a unit that merged into another are the other's (A15.3, A22.3a). */
enum err pools_succeed_org(struct ctx *c, int64_t from, int64_t to);
#endif
