#ifndef DOMAIN_BILLING_BILLING_IN_H
#define DOMAIN_BILLING_BILLING_IN_H
#include "domain/billing/billing.h"

enum { Q_SEGMENTS, Q_BILL_PUT, Q_LINE_PUT, Q_BILL_OF, Q_BILL_TOTAL, Q_LINES_OF, Q_LINE, Q_SYSTEMS_OF, Q_ADJ_PUT, Q_ADJ_OF, Q_CONFIRM, Q_DISPUTE, Q_RESOLVE, Q_LAST_MONTH, Q_FIRST_SEGMENT, Q_ADJ_SUM, Q_CREDITS, Q_BILLED_SINCE, Q_BILL_Q_MAX };
extern const struct stmt billing_q[Q_BILL_Q_MAX];
extern const struct migration billing_migrations[];
extern const struct invariant billing_invariants[];

/* One segment inside the month, with all that rating needs. */
struct rated { int64_t segment, resource, system, user_org, applicant_org, csp, qty; struct str resource_no, resource_name, item_code, item_name, category, period, system_name; struct date from_date, to_date, first_date; };
extern const struct record rated_record, adjustment_record, credit_record;
struct adjustment { int64_t id, bill, line, delivery_order, approved_by; struct fen delta_fen; struct str reason; struct instant at; };
/* The part of a billed line that an upheld dispute of a delivery takes off. */
struct credit { int64_t bill, line, user_org, delivery_order, resolved_by, qty; struct str order_no, resolution, period, resource_no, bill_no; struct price unit_price_e4; struct fen amount_fen; struct date from_date, to_date; };
struct by_system { int64_t system, lines_count; struct str system_name; struct fen amount_fen; };
extern const struct record by_system_record;
#endif
