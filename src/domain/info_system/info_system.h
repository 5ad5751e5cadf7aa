#ifndef DOMAIN_INFO_SYSTEM_INFO_SYSTEM_H
#define DOMAIN_INFO_SYSTEM_INFO_SYSTEM_H
/* The register of information systems (A2b, A6, A9b.1, A16, A19.4a): what may come onto the cloud, for which purpose, and who answers. */
#include "core/feature.h"

enum system_state { SYS_REGISTERED = 1, SYS_BUILDING, SYS_TRIAL_RUN, SYS_LIVE, SYS_SUSPENDED, SYS_OFFLINE, SYS_STATE_MAX };
enum purpose { PURPOSE_GOVERNANCE = 1, PURPOSE_SERVICE, PURPOSE_PUBLIC, PURPOSE_INTERNAL, PURPOSE_MAX };
enum stock_kind { STOCK_EXISTING = 1, STOCK_NEW, STOCK_KIND_MAX };
enum hosting { HOSTING_GOV_CLOUD = 1, HOSTING_THIRD_PARTY, HOSTING_OWN_ROOM, HOSTING_COLOCATED, HOSTING_MAX };
enum dj_level { DJ_NONE = 1, DJ_ONE, DJ_TWO, DJ_THREE, DJ_FOUR, DJ_LEVEL_MAX };
enum xinchuang_status { XC_FULL = 1, XC_PART, XC_PLAN, XC_UNFIT, XC_STATUS_MAX };
enum data_level { DATA_GENERAL = 1, DATA_IMPORTANT, DATA_CORE, DATA_LEVEL_MAX };
enum complexity { COMPLEX_A = 1, COMPLEX_B, COMPLEX_C, COMPLEXITY_MAX };

struct xinchuang_detail { int32_t cpu, os, db, middleware, browser, app; };      /* enum xinchuang_status each */
struct system_contact { struct str name, mobile, post; };
struct info_system {
	int64_t id, version; struct str no, name, short_name;
	int64_t user_org, applicant_org, competent_org, operator_org, data_owner; struct str user_org_name, applicant_org_name, competent_org_name, operator_org_name;
	struct str dev_company, ops_company; int32_t level; uint32_t purpose;
	bool nonsecret_declared; struct str declared_by, declaration; int64_t declared_person; struct instant declared_at; int64_t file;
	int32_t stock_kind, hosting; struct date hosting_contract_to; int64_t off_cloud_approval;
	struct str project_no, project_approval_no; struct date approval_date; struct fen invest_fen;
	int32_t dj_level; struct str dj_filing_no; struct date dj_filing_date; bool cii, crypto_required;
	int32_t xinchuang_status; void *xinchuang_detail; bool internet_facing; struct list domains; struct str icp_no, police_filing_no;
	int64_t users_total, users_peak, concurrency; int32_t data_level; bool personal_info; int64_t pi_count, rto_min, rpo_min; int32_t complexity;
	struct list contacts; struct str security_responsible, security_admin;
	struct date live_date, offline_date; int32_t state; struct instant created_at, updated_at; int64_t reminded;
	struct list warnings;              /* struct str; filled for a single object */
	struct list declarations;          /* every declaration that was signed, the last at the end; filled for a single object */
};
extern const struct record info_system_record;
extern const struct entity info_system_entity;
extern const struct flow   info_system_flow;
extern const struct feature info_system_feature;
extern const struct names purpose_names[PURPOSE_MAX], hosting_names[HOSTING_MAX], stock_kind_names[STOCK_KIND_MAX], dj_level_names[DJ_LEVEL_MAX],
	xinchuang_status_names[XC_STATUS_MAX];

/* What a stock system leaves behind at its cut-over (A19.3b): kept for a month at least, the authority may lengthen it. */
enum original_state { ORIGINAL_KEPT = 1, ORIGINAL_REMOVABLE, ORIGINAL_REMOVED, ORIGINAL_STATE_MAX };
struct original_system {
	int64_t id, version, system, user_org, applicant_org, file, remove_file, created_by; struct str system_no, system_name, user_org_name, place, evidence, remove_evidence;
	int32_t hosting, state; struct date cutover_date, keep_until, removed_date; int64_t keep_months; struct instant created_at, removed_at, keep_due_at; struct list extensions;
};
extern const struct record original_system_record;
extern const struct entity original_system_entity;
extern const struct flow   original_system_flow;

/* A contract by which a stock system runs on somebody else's cloud (A16b), with what it was renewed for. */
struct third_party_contract {
	int64_t id, version, system, user_org, applicant_org, file, created_by, adaptation; struct str system_no, system_name, user_org_name, vendor, contract_no, note, what, keywords;
	int32_t category;                   /* enum item_category of what is bought; 0: not said */
	struct date from_date, to_date, end_date, postponed_until; struct fen amount_fen; bool against_a16, flagged; struct instant created_at; struct list renewals;
};
extern const struct record third_party_contract_record;
extern const struct entity third_party_contract_entity;

/* Events of info_system_flow for the features above: build, trial, live, suspend, resume, offline. `live` has no op here: the
 * go-live gate of the delivery feature fires it (A21.3c), and hangs its own guards on it. Fact told: info_system.live, .offline. */

/* One system without scope; E_ABSENT. */
enum err info_system_get(struct ctx *c, int64_t id, struct info_system *out);
/* OK, or refuses (A6a info_system.not_declared) while the non-secret declaration is missing (F02). */
enum err info_system_declared(struct ctx *c, int64_t id);
/* Who has yet to be named before somebody answers for the system, in words; NULL: all are (A9b.1). */
const char *info_system_unanswered(const struct info_system *s);
/* Lets a provider see a system from now on: something of it was routed to the provider. Twice changes nothing. */
enum err info_system_show_to(struct ctx *c, int64_t system, int64_t csp);
/* Until which day something of this system on this platform must be kept because it is the original of a cut-over (A19.3b); the day
 * itself included. DATE_NONE when there is none or its time is over. What was delivered after the cut-over is not meant. */
enum err original_system_keeps(struct ctx *c, int64_t system, struct date *until);
/* The third-party contract of a system that ends last; E_ABSENT when none is registered. */
enum err third_party_contract_of(struct ctx *c, int64_t system, struct third_party_contract *out);
/* A merged, split or re-subordinated unit (A22.3a): the system belongs to these units from now on, with its responsibilities where they
 * were the old unit's. Everything that hangs on it (contracts, originals) follows it. */
enum err info_system_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org);
/* Where another unit's system names the old unit as competent, operating or owning unit, or holds its approvals: the new one. */
enum err info_system_succeed_org(struct ctx *c, int64_t from, int64_t to);
/* The day a system went live; set together with flow_fire on live. */
enum err info_system_set_live_date(struct ctx *c, int64_t system, struct date day);
#endif
