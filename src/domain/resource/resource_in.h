#ifndef DOMAIN_RESOURCE_RESOURCE_IN_H
#define DOMAIN_RESOURCE_RESOURCE_IN_H
#include "domain/resource/resource.h"

enum {
	Q_RES_PUT, Q_RES_DELIVER, Q_RES_QTY, Q_RES_STOP, Q_RES_OF_APP, Q_RES_LINE_QTY, Q_RES_SET, Q_SEG_OPEN, Q_SEG_CLOSE, Q_SEG_NOW, Q_SEG_SET, Q_POOL_NO,
	Q_NIC_PUT, Q_NICS, Q_NICS_END, Q_NICS_BACK, Q_NIC_ADDRESS, Q_RES_OF_SYSTEM, Q_RES_MOVE, Q_RES_LINK,
	Q_RES_RESUME, Q_RES_ROOM, Q_SEG_REOPEN, Q_RES_UNEXPIRED, Q_RES_EXPIRES, Q_RES_EXPIRING, Q_RES_EXPIRED, Q_RES_TOLD, Q_GONE_PUT, Q_GONE, Q_NATIVE_ELSE, Q_NATIVE_USED,
	Q_LEGACY_CLOSE_PUT, Q_LEGACY_CLOSE, Q_LEGACY_COUNT, Q_SYSTEM_BY_NO, Q_POOL_BY_NO, Q_CONTRACT_BY_NO,
	Q_PAPER_PUT, Q_PAPER_COUNT, Q_PAPER_SUPPLY, Q_PAPERS_OPEN, Q_PAPERS_OPEN_COUNT, Q_PAPERS_OVERDUE, Q_RES_MAX
};
extern const struct stmt resource_q[Q_RES_MAX];
extern const struct migration resource_migrations[];
extern const struct invariant resource_invariants[];

/* What bills read of those days: a resource that moves to another item, provider or system leaves its old days as they were. */
struct resource_segment {
	int64_t id, resource; struct date from_date, to_date; int64_t qty, item, pool, csp, system, user_org, applicant_org; int32_t cause; struct instant created_at;
};
extern const struct record resource_segment_record, resource_nic_record;

/* The resource as it stands, from `from` on. */
enum err segment_open(struct ctx *c, const struct resource *r, struct date from, enum segment_cause cause);
/* nic.c */
enum err resource_add_nic(struct ctx *c, const void *in, void *out);
enum err resource_fill(struct ctx *c, void *rec);
enum err nic_in_zone(struct ctx *c, const void *subject, const void *in);
enum err address_free(struct ctx *c, const void *subject, const void *in);
enum err still_running(struct ctx *c, const void *subject, const void *in);
extern const char *const resource_work[];
/* n numbers ZY-<pool>-… of a pool, from *first on. */
enum err resource_numbers(struct ctx *c, struct str pool_no, int64_t n, int64_t *first);
/* What resource_enter does but for the ground, the number's series and the room, which a file asks for and takes for all its rows at once. */
/* The provider's id belongs to no running resource of another system (A22.2); lines of one machine share it within a system. */
enum err native_of_one_system(struct ctx *c, const struct resource *r);
enum err resource_put(struct ctx *c, struct resource *r, struct str pool_no, int64_t n);
/* What it holds of its pool is free again. */
enum err room_free(struct ctx *c, const struct resource *r);

/* ---- resource_end.c: restoring is never offered; expiry ---- */
/* A native id as it is compared: lower case, without blanks around it. */
struct str native_key(struct ctx *c, struct str native_id);
enum err nothing_restores(struct ctx *c, const void *subject, const void *in);
struct expiry_in { int64_t step, after; };         /* 0: soon, 1: over; ids above `after` */
enum err resource_expiry_page(struct ctx *c, const void *in, void *out);
enum err resource_job_expiry(struct job_turn *t);
enum err resource_job_prolonged(struct ctx *c);

/* ---- resource_legacy.c: the initial accounting (R-53) ---- */
struct legacy_row {
	struct str name, item_code, system_no, user_org_no, pool_no, contract_no, origin, native_id, ips, os; int64_t qty, vcpu, mem_gb, disk_gb;
	struct date billing_start_date, expire_date, commitment_date;
};
struct legacy_close { int64_t id, by_person; struct date close_date; struct instant closes_at, at; struct str by_name, note; };
struct legacy_state { bool open; struct date close_date; int64_t resources, papers_open, papers_overdue; };
enum paper_kind { PAPER_COMMITMENT = 1, PAPER_DJ_FILING, PAPER_ICP, PAPER_RESPONSIBLE, PAPER_DECLARATION, PAPER_KIND_MAX };
enum paper_state { PAPER_OPEN = 1, PAPER_SUPPLIED, PAPER_STATE_MAX };
struct legacy_paper {
	int64_t id, version, system, user_org, applicant_org, file, supplied_by; struct str system_no, system_name, user_org_name, no, note, supplied_by_name;
	int32_t kind, state; struct date due_date, paper_date; struct instant due_at, supplied_at, created_at; bool overdue;
};
extern const struct record legacy_row_record, legacy_close_record, legacy_close_in_record, legacy_state_record, legacy_paper_record, legacy_supply_record;
extern const struct entity legacy_paper_entity;
extern const struct flow   legacy_paper_flow;
extern const struct names  paper_kind_names[PAPER_KIND_MAX];
/* OK while the initial accounting is open, else refuses (A8.3 resource.legacy_closed). */
enum err legacy_open(struct ctx *c);
enum err legacy_import(struct ctx *c, const struct list *rows);
enum err legacy_close(struct ctx *c, const void *in, void *out);
enum err legacy_get(struct ctx *c, const void *in, void *out);
enum err legacy_supply(struct ctx *c, const void *in, void *out);
enum err legacy_paper_there(struct ctx *c, const void *subject, const void *in);
enum err legacy_job_papers(struct ctx *c);
#endif
