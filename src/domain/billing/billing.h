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
	int64_t price, contract; int32_t partial, rounding;   /* the agreed price it was made with, and that contract's way to count */
};
/* A line in full: its arithmetic, the papers it rests on, and the audit rows of the acts behind it. */
struct act { struct str stream, login, words, object_kind; int64_t seq, object_id; struct instant at; };
struct explain { int64_t id; struct str formula, says, cause, order_no, contract_no, supplement_no, price_basis, rounding; bool tax_incl; struct instant since_at; struct bill_line *line; struct list acts; };
/* E_ABSENT when there is no such line; acts only `with_acts`. */
extern const struct record explain_record;
enum err billing_explain(struct ctx *c, int64_t line, bool with_acts, struct explain *out);
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
/* The month made again from segments and prices and compared with its bills; nothing is kept. */
struct bill_difference { int64_t bill, user_org, csp; struct str no; struct fen billed_fen, again_fen; int64_t billed_lines, again_lines; };
struct recompute { struct str month; int64_t bills, lines; struct fen total_fen; struct list differs; };
extern const struct record recompute_record;
enum err billing_recompute(struct ctx *c, struct str month, struct recompute *out);
/* Takes a piece of a file; false: no more can be written. */
typedef bool billing_sink(void *arg, struct str text);
/* All that is needed to make the closed months ("2026-05", or "" for every one) again by another program, one JSON object a line:
 * month, item, price, segment, usage, bill, line, adjustment. Memory does not grow with the month. */
enum err billing_export(struct ctx *c, struct str month, billing_sink *put, void *arg);
/* The month's lines and adjustments as a FOCUS 1.2 file (CSV, UTC), of all units or of one. */
enum err billing_focus(struct ctx *c, struct str month, struct str org_no, billing_sink *put, void *arg);
#endif
