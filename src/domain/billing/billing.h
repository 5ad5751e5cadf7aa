#ifndef DOMAIN_BILLING_BILLING_H
#define DOMAIN_BILLING_BILLING_H
/* Bills (A28.4): kind x quantity x days, from immutable segments and the price in force on each day; every line explains itself. */
#include "core/feature.h"

enum bill_state { BILL_COMPUTED = 1, BILL_PUBLISHED, BILL_CONFIRMED, BILL_DISPUTED, BILL_ADJUSTED, BILL_SETTLED, BILL_STATE_MAX };
struct bill {
	int64_t id, version, payer, user_org, applicant_org, csp, lines_count, confirmed_by; struct str no, month, payer_name, user_org_name, applicant_org_name, csp_name, dispute, resolution, total_words;
	struct fen total_fen, adjust_fen, net_fen; struct instant published_at, confirmed_at; int32_t state; struct list systems, adjustments;
};
struct bill_line {
	int64_t id, bill, resource, system, segment, days, qty, of_days; struct str bill_no, month, item_code, item_name, service_kind, resource_no, resource_name, system_name, formula, period;
	struct date from_date, to_date; struct price unit_price_e4; struct fen amount_fen;
};
extern const struct record bill_record, bill_line_record;
extern const struct entity bill_entity;
extern const struct flow   bill_flow;
extern const struct feature billing_feature;

/* Computes and publishes the bills of a month ("2026-05"); bills that exist are left as they are. *made counts new ones. */
enum err billing_run(struct ctx *c, struct str month, int64_t *made);
/* OK when every day of the month has its price; E_ABSENT "price.missing" names the first that has not. Writes nothing. */
enum err billing_ready(struct ctx *c, struct str month);
/* Takes off the published bills what upheld disputes of deliveries take off, one adjustment per line and order; again changes nothing. */
enum err billing_credit(struct ctx *c);
/* The same sums again, nothing kept: E_CORRUPT names the first bill that would differ. */
enum err billing_recheck(struct ctx *c, struct str month, int64_t *lines);
#endif
