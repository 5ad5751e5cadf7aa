#ifndef DOMAIN_CLOUD_TASK_CLOUD_TASK_H
#define DOMAIN_CLOUD_TASK_CLOUD_TASK_H
/* What a driver is to do to something that is there, for a change or a revocation: resized, moved, stopped, wiped, removed (A14.P3a, A22.4b,
 * A23.1). Whoever decides orders it in the transaction of the decision; the cloud is asked afterwards, outside any transaction. */
#include "domain/resource/resource.h"

enum cloud_act { CLOUD_RESIZE = 1, CLOUD_MOVE, CLOUD_STOP, CLOUD_START, CLOUD_WIPE, CLOUD_REMOVE, CLOUD_ACT_MAX };
enum cloud_state { CLOUD_OPEN = 1, CLOUD_DONE, CLOUD_BY_HAND, CLOUD_VOID, CLOUD_STATE_MAX };
struct cloud_task {
	int64_t id, version, application, resource, pool, to_pool, csp, qty, vcpu, mem_gb, disk_gb, tries; int32_t act, state;
	struct str application_no, resource_no, resource_name, pool_name, to_pool_name, token, native_id, item_code, made_native_id, made_ips, proof, error, note, by_name;
	struct instant created_at, next_at, ended_at;
};
extern const struct record cloud_task_record;
extern const struct entity cloud_task_entity;
extern const struct feature cloud_task_feature;

/* Orders an act on r for an application; `to` is what it is to become (quantity, size, pool), NULL where nothing about it changes. Nothing is
 * ordered where no driver can do it: a pool that is worked by hand, or a move from one driver's cloud to another's. An open order of the same
 * act on the same resource gives way to the new one. */
enum err cloud_task_order(struct ctx *c, enum cloud_act act, int64_t application, const struct resource *r, const struct resource *to);
/* Open orders of an application (0: any act) are not wanted any more. */
enum err cloud_task_void(struct ctx *c, int64_t application, enum cloud_act act, struct str note);
/* Somebody has done it: open orders on that resource for that application end. */
enum err cloud_task_done_by_hand(struct ctx *c, int64_t application, int64_t resource, struct str note);
/* How many orders of that act are open for an application. */
enum err cloud_tasks_open(struct ctx *c, int64_t application, enum cloud_act act, int64_t *n);
/* How often that act has been done to a resource for an application. */
enum err cloud_tasks_done(struct ctx *c, int64_t application, int64_t resource, enum cloud_act act, int64_t *n);
/* What the driver said that the thing is called now, by the last order that made it so; p NULL: nothing. */
enum err cloud_task_made(struct ctx *c, int64_t application, int64_t resource, struct str *native_id, struct str *ips);
#endif
