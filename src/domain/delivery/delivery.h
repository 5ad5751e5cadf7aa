#ifndef DOMAIN_DELIVERY_DELIVERY_H
#define DOMAIN_DELIVERY_DELIVERY_H
/* From the opinion to going live (A21): opening, trial, suggestion, filing, delivery order, go-live gate. */
#include "core/feature.h"

enum order_state { ORDER_ISSUED = 1, ORDER_CONFIRMED, ORDER_DISPUTED, ORDER_RESOLVED, ORDER_STATE_MAX };
struct delivery_order {
	int64_t id, version, application, filing, issued_by, confirmed_by; struct str no, application_no, title, user_org_name, confirm_remark, dispute_reason, resolution, remark;
	int64_t user_org, applicant_org, csp; struct instant issued_at, confirmed_at; struct date billing_start_date; bool emergency; int32_t state; struct list resources;
};
extern const struct record delivery_order_record;
extern const struct entity delivery_order_entity;
extern const struct flow   delivery_order_flow;
extern const struct feature delivery_feature;
#endif
