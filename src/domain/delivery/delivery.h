#ifndef DOMAIN_DELIVERY_DELIVERY_H
#define DOMAIN_DELIVERY_DELIVERY_H
/* From the opinion to the delivered resource (A21.1, A21.2a): opening, trial, suggestion, filing, delivery order, first use. Whether a system
 * may go live is asked by the feature `security`, which hangs its guards on the move go_live. */
#include "core/feature.h"

enum order_state { ORDER_ISSUED = 1, ORDER_CONFIRMED, ORDER_DISPUTED, ORDER_RESOLVED, ORDER_STATE_MAX };
struct delivery_order {
	int64_t id, version, application, filing, issued_by, confirmed_by; struct str no, application_no, title, user_org_name, confirm_remark, remark;
	int64_t system, user_org, applicant_org, csp; struct instant issued_at, confirmed_at; struct date billing_start_date; bool emergency; int32_t state;
	struct str dispute_reason, resolution; int64_t disputed_by, resolved_by; struct instant disputed_at, resolved_at; bool upheld; struct date usable_date;
	struct list resources;
};
extern const struct record delivery_order_record;
extern const struct entity delivery_order_entity;
extern const struct flow   delivery_order_flow;
extern const struct feature delivery_feature;

/* A delivered resource was seen to carry load on that day, or the unit says so: it is no longer counted as idle (A21.2a). The first day is
 * kept; later calls, and resources that nobody watches, change nothing. */
enum err delivery_seen_in_use(struct ctx *c, int64_t resource, struct date day);

/* Facts told: delivery_order.issued, .upheld (a dispute was right: view v_delivery_credit lists, per resource, the days that are not to be paid). */
#endif
