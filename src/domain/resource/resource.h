#ifndef DOMAIN_RESOURCE_RESOURCE_H
#define DOMAIN_RESOURCE_RESOURCE_H
/* The resource ledger: what runs, for which one system, since when, and the immutable segments that bills read (A8.3, A18, A22.2). */
#include "core/feature.h"

enum resource_state { RES_TRIAL = 1, RES_ACTIVE, RES_CHANGING, RES_STOPPED, RES_DESTROYED, RES_STATE_MAX };
enum segment_cause { SEG_DELIVERY = 1, SEG_CHANGE, SEG_REVOKE, SEG_PRICE, SEG_LEGACY, SEG_TRANSFER, SEG_RESUME, SEG_CAUSE_MAX };

struct resource {
	int64_t id, version; struct str no, name, item_code, item_name, unit;
	int64_t item, system, user_org, applicant_org, pool, csp, application, line, delivery_order;
	struct str zone, system_name, user_org_name, pool_name, csp_name;
	struct str native_id, token, ips, os;   /* token: ours, of what a driver made; p NULL: nothing was made by one */
	int64_t vcpu, mem_gb, disk_gb, qty;
	struct instant delivered_at, created_at; struct date billing_start_date, billing_end_date, expire_date;
	bool emergency, stage, shared, standby, legacy, expired, holds_room; struct str origin; int64_t expire_told;
	struct list shared_systems;                                                    /* int64_t ids; only by an approved change */
	int32_t state;
	struct list nics;                  /* struct resource_nic; filled for a single object */
};
struct resource_nic { int64_t id, resource; int32_t zone; struct str address, mac; struct instant created_at; };
extern const struct record resource_record;
extern const struct entity resource_entity;
extern const struct flow   resource_flow;
extern const struct feature resource_feature;

/* A list of addresses as one text, each in its one spelling, with commas; a field error when something of it is none. Nothing: p NULL. */
enum err resource_addresses(struct ctx *c, const char *field, struct str text, struct str *out);
/* Enters a new resource in trial state (not billed, R-14). Takes everything but id, no, state from *r; sets them. The pool's room is
 * taken. The number is ZY-<pool no>-<8 digits>. Refused: without an application, an emergency consent or the initial accounting that is
 * still open (A8.3), and with the native id of something destroyed (A23.1d). */
enum err resource_enter(struct ctx *c, struct resource *r);
/* Delivered by an order: active, billing starts on the order's day (A21.1f), the first segment opens. */
enum err resource_deliver(struct ctx *c, int64_t id, int64_t order, struct date day);
/* In trial only: the quantity that the filed suggestion settled on. */
enum err resource_set_trial_qty(struct ctx *c, int64_t id, int64_t qty);
/* Trial over without delivery, or services ended: billing ends on `day`, which is not charged. What is revoked (SEG_REVOKE) holds
 * its room of the pool until it is destroyed, since nothing is gone yet; otherwise the room is free at once. */
enum err resource_stop(struct ctx *c, int64_t id, struct date day, enum segment_cause cause);
/* Stopped by a revocation, but nothing destroyed yet: runs again, billed from `day` by a new segment. */
enum err resource_resume(struct ctx *c, int64_t id, struct date day);
/* Gone for good (A23.1d): the pool's room is given back; its native id and those of its volumes and copies (struct str) never come back. */
enum err resource_destroy(struct ctx *c, int64_t id, const struct list *ids);
/* OK, or refuses (A23.1d resource.reattached) because that id of the provider's platform belonged to something destroyed. Asked by
 * resource_enter; whoever sets a native_id by another way asks it too. */
enum err resource_native_id_new(struct ctx *c, int64_t csp, struct str native_id);
/* From that day it is expired: still running and billed, on the list, never stopped by itself. DATE_NONE: never. */
enum err resource_expires(struct ctx *c, int64_t id, struct date day);
/* ---- a change of what runs (A22), in resource_change.c ----
 * `was` is the resource as it stood, `now` the same with what is different (quantity, item, size, pool, zone, provider, system, units,
 * expiry, sharing, native id, addresses). The ledger's row and, from today, its segment follow at once; a second change on one day takes
 * the place of the first, because no day lies behind it yet. Room is taken where the new state needs more and given back only when the
 * change is settled: until the unit has agreed, both the old and the new place are held, so undoing never finds the pool full. */
enum err resource_change(struct ctx *c, const struct resource *was, const struct resource *now);    /* or A20.1c infra.pool_full */
/* The same counted from an earlier day on, which an order named (A26b): the segment turns on that day, or where a later one has begun
 * since, that one is written anew. */
enum err resource_change_since(struct ctx *c, const struct resource *was, const struct resource *now, struct date day);
enum err resource_change_settle(struct ctx *c, const struct resource *was, const struct resource *now);
enum err resource_change_undo(struct ctx *c, const struct resource *was, const struct resource *now);
/* Of one application, in line order. */
enum err resource_of_application(struct ctx *c, int64_t application, struct list *out);
/* Opened quantity of one application line. */
enum err resource_qty_of_line(struct ctx *c, int64_t line, int64_t *qty);
/* What was opened before its application was approved (A26c): belongs to that application and line from now on. */
enum err resource_link(struct ctx *c, int64_t id, int64_t application, int64_t line);
/* Everything of a system belongs to these units from today on (A22.3a): running segments turn, so that the days before stay the old
 * unit's on any bill, whenever it is made. */
enum err resource_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org);
#endif
