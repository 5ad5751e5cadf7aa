#ifndef DOMAIN_RESOURCE_RESOURCE_IN_H
#define DOMAIN_RESOURCE_RESOURCE_IN_H
#include "domain/resource/resource.h"

enum { Q_RES_PUT, Q_RES_DELIVER, Q_RES_QTY, Q_RES_STOP, Q_RES_OF_APP, Q_RES_LINE_QTY, Q_RES_SET, Q_SEG_OPEN, Q_SEG_CLOSE, Q_SEG_NOW, Q_SEG_SET, Q_POOL_NO, Q_NIC_PUT, Q_NICS, Q_NIC_ADDRESS, Q_RES_OF_SYSTEM, Q_RES_MOVE, Q_RES_MAX };
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
#endif
