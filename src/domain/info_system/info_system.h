#ifndef DOMAIN_INFO_SYSTEM_INFO_SYSTEM_H
#define DOMAIN_INFO_SYSTEM_INFO_SYSTEM_H
/* The register of information systems: what they are for, that they are not secret, who answers for them (A2b, A6, A9b.1, A16, A19.4). */
#include "core/feature.h"

enum system_status { SYS_REGISTERED = 1, SYS_BUILDING, SYS_TRIAL_RUN, SYS_LIVE, SYS_SUSPENDED, SYS_OFFLINE, SYSTEM_STATUS_MAX };
enum purpose { PURPOSE_GOVERN = 1, PURPOSE_SERVICE, PURPOSE_PUBLIC, PURPOSE_INTERNAL, PURPOSE_MAX };
struct info_system {
	int64_t id, version; struct str no, name, short_name; int64_t user_org, applicant_org, competent_org, operator_org;
	struct str user_org_name, applicant_org_name, dev_company, ops_company; uint32_t purpose;
	bool nonsecret_declared; struct str declared_by; struct instant declared_at; int32_t level, stock_kind, hosting; struct date hosting_contract_to; struct str off_cloud_approval;
	struct str project_no, project_approval_no; struct date approval_date; struct fen invest_fen;
	int32_t dj_level; struct str dj_filing_no; bool cii, crypto_required; int32_t xinchuang_status; struct str xinchuang_detail; bool internet_facing; struct str domains, icp_no, police_filing_no;
	int64_t users_total, users_peak, concurrency; int32_t data_level; bool personal_info; int32_t complexity; struct str security_responsible, security_admin, contact, description;
	struct date live_date, offline_date; struct instant created_at; int32_t state;
};
extern const struct record info_system_record;
extern const struct entity info_system_entity;
extern const struct flow   info_system_flow;
extern const struct feature info_system_feature;

/* From now on this provider may read the system's entry: something of it was routed to them. */
enum err info_system_show_to(struct ctx *c, int64_t system, int64_t csp);
#endif
