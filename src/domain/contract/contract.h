#ifndef DOMAIN_CONTRACT_CONTRACT_H
#define DOMAIN_CONTRACT_CONTRACT_H
/* Providers, procurement, contracts and the only prices that bills know (A11d, A12, A13, R-35, R-37). */
#include "core/feature.h"

enum csp_status { CSP_ACTIVE = 1, CSP_LEAVING, CSP_LEFT, CSP_STATUS_MAX };
enum credit_result { CREDIT_CLEAN = 1, CREDIT_LISTED, CREDIT_RESULT_MAX };
enum procurement_method { METHOD_OPEN = 1, METHOD_CONSULT, METHOD_SINGLE, METHOD_FRAMEWORK, METHOD_OTHER, METHOD_MAX };
enum settle_period { SETTLE_MONTH = 1, SETTLE_QUARTER, SETTLE_HALF, SETTLE_YEAR, SETTLE_MAX };
/* How a month that is not whole is counted, and what becomes of a part of a fen (PRACTICE 4.7): terms that each contract keeps. */
enum bill_partial { PARTIAL_DAY = 1, PARTIAL_HALF_MONTH, PARTIAL_NEXT_MONTH, PARTIAL_MAX };
enum bill_rounding { ROUND_HALF_UP_FEN = 1, ROUND_DOWN_FEN, ROUNDING_MAX };
enum day_charged { DAY_CHARGED = 1, DAY_FREE, DAY_CHARGED_MAX };
enum contract_state { CONTRACT_DRAFT = 1, CONTRACT_ACTIVE, CONTRACT_EXPIRED, CONTRACT_TERMINATED, CONTRACT_STATE_MAX };

/* A provider is a unit of kind csp: id and the unit's id are the same number. */
struct csp {
	int64_t id, version; struct str no, name, rating; int32_t status; struct date last_check_on; int32_t last_check_result;
	struct instant created_at; int64_t recheck_told;
};
struct credit_check { int64_t id, version, csp; struct str csp_name, source, note; struct date checked_on; int32_t result; int64_t by_person, file; struct instant created_at; };
struct procurement {
	int64_t id, version; struct str no, name, award_no; int32_t method; int64_t catalog_version, csp; struct str csp_name;
	struct fen budget_fen, award_fen; struct date award_date; struct instant created_at;
};
struct sla_term { struct str service; int64_t target_bp; };
/* Below so much availability so much of the month's fee is taken off; the lowest row that is undercut counts. */
struct sla_deduction { int64_t below_bp, deduct_bp; };
/* From this score (hundredths of a point, 9000 is 90) on the fee counts with this factor (PRACTICE 4.6). */
struct score_factor { int64_t from_centi, factor_bp; };
/* Drafted by one person, acting once another approves: until then no price and no cap of it counts. */
enum supplement_state { SUPPLEMENT_DRAFT = 1, SUPPLEMENT_RETURNED, SUPPLEMENT_APPROVED, SUPPLEMENT_STATE_MAX };
struct price_line { struct str item_code, basis; struct price unit_price_e4; };
struct contract_supplement {
	int64_t id, version, contract, csp, n_prices, drafted_by, approved_by; struct str no, contract_no, csp_name, note, return_reason; struct date signed_date, effective_date; struct instant created_at, drafted_at, approved_at;
	struct fen cap_fen; struct list prices /* struct price_line */; int32_t state;
};
struct contract {
	int64_t id, version; struct str no, name, party_a_name, csp_name, procurement_no; int64_t party_a, csp, procurement;
	struct date signed_date, from_date, to_date, ended_date; struct fen cap_fen; int32_t settle_period; struct list sla, deductions, score_factors; int32_t partial, rounding, start_day, end_day;
	int32_t state; struct instant created_at, activated_at; int64_t reminded, n_prices; struct str end_reason;
	struct list supplements;           /* filled for a single object */
};
struct contract_price {
	int64_t id, version, contract, supplement, csp; struct str contract_no, csp_name, item_code, item_name, unit, basis; int32_t contract_state;
	struct price unit_price_e4; struct date from_date, to_date; bool tax_incl; struct instant created_at;
};
extern const struct record csp_record, credit_check_record, procurement_record, contract_record, contract_price_record, contract_supplement_record;
extern const struct entity csp_entity, credit_check_entity, procurement_entity, contract_entity, price_entity, contract_supplement_entity;
extern const struct flow   contract_flow, contract_supplement_flow;
extern const struct feature contract_feature;

extern const struct names bill_partial_names[PARTIAL_MAX], bill_rounding_names[ROUNDING_MAX], day_charged_names[DAY_CHARGED_MAX], settle_period_names[SETTLE_MAX];
/* ---- every price of a period in memory: what a bill run reads instead of asking for each segment ---- */
struct price_span {
	int64_t price, contract, csp; struct str item_code; struct price unit_price_e4; struct date from_date, to_date;
	int32_t partial, rounding, start_day, end_day;
};
struct tariff { struct list spans; /* struct price_span by provider, item and day */ };
enum err tariff_load(struct ctx *c, struct period p, struct tariff *out);
/* Those of one provider and item, in order of their days; *n 0 when there are none. */
const struct price_span *tariff_find(const struct tariff *t, int64_t csp, struct str item_code, size_t *n);
/* Raises E_REFUSED contract.no_price (A11d), which names item, contract and day. */
enum err price_missing(struct ctx *c, int64_t csp, struct str item_code, struct date day);
/* What the contract may pay in all, supplements counted; FEN_NONE: no cap is agreed. */
enum err contract_cap(struct ctx *c, int64_t contract, struct fen *out);

/* A stretch of days with one price: [from, to). */
struct price_part { struct date from, to; struct price unit_price_e4; int64_t price, contract; };
/* The price of an item with a provider (a unit's id) on one day. A missing price is never zero: E_REFUSED contract.no_price (A11d)
 * names item and day. */
enum err price_on(struct ctx *c, int64_t csp, struct str item_code, struct date day, struct price *out);
/* [from, to) cut where the price changes, without a gap: struct price_part. A day without a price is E_REFUSED as above. */
enum err price_parts(struct ctx *c, int64_t csp, struct str item_code, struct date from, struct date to, struct list *out);
/* Whether a contract of the provider is in force on a day: one that is to end later runs until then. */
enum err contract_active(struct ctx *c, int64_t csp, struct date day, bool *out);
#endif
