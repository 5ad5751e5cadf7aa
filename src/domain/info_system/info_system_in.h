#ifndef DOMAIN_INFO_SYSTEM_INFO_SYSTEM_IN_H
#define DOMAIN_INFO_SYSTEM_INFO_SYSTEM_IN_H
#include "domain/info_system/info_system.h"

enum { Q_SYS_PUT, Q_SYS_SET, Q_SYS_DECLARE, Q_SYS_RESPONSIBLE, Q_SYS_LIVE_DATE, Q_SYS_OFFLINE, Q_SYS_HOSTED, Q_SYS_REMINDED, Q_SYS_SAME_NAME, Q_CSP_SEES,
       Q_CSP_SHOW, Q_OFF_PUT, Q_OFF_USED, Q_SYS_MAX };
extern const struct stmt info_system_q[Q_SYS_MAX];
extern const struct migration info_system_migrations[];
extern const struct invariant info_system_invariants[];

struct off_cloud_approval { int64_t id, version, user_org, approved_by, used_by; struct str user_org_name, system_name, doc_no, reason; struct instant created_at; };
extern const struct record off_cloud_record;
extern const struct entity off_cloud_entity;

struct declare_in { int64_t id; struct str declared_by, comment; int64_t file; };
struct responsibility_in { int64_t id, competent_org, operator_org; struct str security_responsible, security_admin; };
struct system_note_in { int64_t id; struct str comment; };
/* A row of the systems file: the units by their codes. */
struct system_row {
	struct str name, user_org_no, dev_company, ops_company, project_approval_no, icp_no; uint32_t purpose;
	int32_t stock_kind, hosting, dj_level, xinchuang_status, state; struct date hosting_contract_to, live_date; bool internet_facing, nonsecret_declared;
	struct str declared_by;
};

enum err info_system_create(struct ctx *c, const void *in, void *out);
enum err info_system_update(struct ctx *c, const void *in, void *out);
enum err info_system_declare(struct ctx *c, const void *in, void *out);
enum err info_system_set_responsibility(struct ctx *c, const void *in, void *out);
enum err info_system_offline(struct ctx *c, const void *in, void *out);
enum err info_system_fill(struct ctx *c, void *rec);
enum err info_system_import(struct ctx *c, const struct list *rows);
enum err info_system_reminders(struct ctx *c);
enum err off_cloud_create(struct ctx *c, const void *in, void *out);

/* Guards. */
enum err system_level_fits(struct ctx *c, const void *subject, const void *in);
enum err system_has_purpose(struct ctx *c, const void *subject, const void *in);
enum err system_unit_in_scope(struct ctx *c, const void *subject, const void *in);
enum err system_on_cloud(struct ctx *c, const void *subject, const void *in);
enum err system_is_declared(struct ctx *c, const void *subject, const void *in);
#endif
