#ifndef DOMAIN_WORK_ORDER_WORK_ORDER_H
#define DOMAIN_WORK_ORDER_WORK_ORDER_H
/* Work orders between the parties (A28.3): asked by one unit, done by another, confirmed by the asker. */
#include "core/feature.h"

enum wo_kind { WO_PROVISION = 1, WO_CHANGE, WO_REVOKE, WO_EMERGENCY, WO_BACKUP, WO_MIGRATE, WO_NETWORK, WO_ACCESS, WO_SCAN, WO_VM_OPS, WO_PLATFORM, WO_DATA_GOVERN,
	       WO_DATA_DISPATCH, WO_KEY_PERIOD, WO_DRILL, WO_RECTIFY, WO_SETTLE, WO_OTHER, WO_KIND_MAX };
enum wo_level { WO_NORMAL = 1, WO_URGENT, WO_LEVEL_MAX };
enum wo_close { WO_CLOSE_FULL = 1, WO_CLOSE_PART, WO_CLOSE_CANNOT, WO_CLOSE_MAX };
enum wo_state { WO_CREATED = 1, WO_DISPATCHED, WO_IN_PROGRESS, WO_DONE, WO_CONFIRMED, WO_RETURNED, WO_STATE_MAX };
struct work_order {
	int64_t id, version, from_org, to_org, source_id, assignee, satisfaction; struct str no, title, detail, source_kind, from_org_name, to_org_name, result;
	int32_t kind, state, level, close_code; struct instant due_at, created_at, started_at, done_at, confirmed_at; bool overdue; struct str assignee_name; struct list steps;
};
struct work_order_step { int64_t id, work_order, by_person; struct str by_name, text; struct instant at; };
extern const struct names wo_kind_names[WO_KIND_MAX];
extern const struct record work_order_record;
extern const struct entity work_order_entity;
extern const struct flow   work_order_flow;
extern const struct feature work_order_feature;

/* Opens an order about an object and hands it to a unit at once (dispatched). due: AT_NONE for none. */
enum err work_order_open(struct ctx *c, enum wo_kind kind, struct str title, const struct entity *source, int64_t source_id, int64_t from_org, int64_t to_org,
			 struct instant due, int64_t *id);
/* The system closes what belongs to an object and a unit (0: any): done and confirmed by the act that finished it. */
enum err work_order_finish(struct ctx *c, const struct entity *source, int64_t source_id, enum wo_kind kind, int64_t to_org, struct str result);
/* What is open between the old unit and others goes on with the new one (A22.3a). */
enum err work_order_move_org(struct ctx *c, int64_t from, int64_t to);
/* An open order goes to another person of the unit, or back to the posts that may do it (person 0). */
enum err work_order_hand_over(struct ctx *c, int64_t id, int64_t person);
#endif
