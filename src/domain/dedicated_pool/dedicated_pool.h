#ifndef DOMAIN_DEDICATED_POOL_DEDICATED_POOL_H
#define DOMAIN_DEDICATED_POOL_DEDICATED_POOL_H
/* Dedicated pools (A15.3, R-30, F22): asked for on a ground, approved by the authority, seen and used by the named units only. */
#include "core/feature.h"

enum pool_ground { GROUND_BUSINESS = 1, GROUND_SECURITY, GROUND_SUPERIOR, GROUND_MAX };
extern const struct names pool_ground_names[GROUND_MAX];
/* Its id is the application's. */
struct dedicated_pool {
	int64_t id, version, application; struct str application_no, title, application_state; int64_t system, user_org, applicant_org; struct str system_name, user_org_name, reason;
	uint32_t grounds; struct str evidence, superior_org, superior_doc_no; struct date superior_doc_date; int64_t superior_file;
	struct list members; int32_t zone, arch; bool xinchuang; int64_t need_vcpu, need_mem_gb, need_sto_gb; struct str security_note; struct fen budget_fen;
	/* what the authority settled: an existing pool, or a new one to be made */
	int64_t settled_pool; struct str settled_pool_name; void *new_pool; struct str settle_note;
	int64_t pool; struct str pool_name; struct instant established_at, released_at; struct str release_reason;
};
extern const struct record dedicated_pool_record;
extern const struct entity dedicated_pool_entity;
extern const struct feature dedicated_pool_feature;
#endif
