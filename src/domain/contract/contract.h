#ifndef DOMAIN_CONTRACT_CONTRACT_H
#define DOMAIN_CONTRACT_CONTRACT_H
/* Providers, procurement, contracts and their prices (A11d, A12, A13, R-35, R-37). */
#include "core/feature.h"

enum contract_state { CON_DRAFT = 1, CON_ACTIVE, CON_ENDED, CON_STATE_MAX };
struct contract {
	int64_t id, version, party_a, csp, procurement; struct str no, name, party_a_name, csp_name; struct date signed_date, from_date, to_date;
	struct fen cap_fen; int32_t settle_period, state; struct instant created_at; int64_t prices_count;
};
struct price_part { struct date from, to; struct price unit_price_e4; int64_t contract; };   /* of a period, days add up */
extern const struct record contract_record;
extern const struct entity contract_entity;
extern const struct flow   contract_flow;
extern const struct feature contract_feature;

/* The provider's price of an item on a day, from the contract in force. E_ABSENT "price.missing" naming item and day: never zero. */
enum err price_on(struct ctx *c, int64_t csp, struct str item_code, struct date day, struct price *out);
/* [from, to) cut where the price changes: struct price_part. A day without a price is the same error. */
enum err price_parts(struct ctx *c, int64_t csp, struct str item_code, struct date from, struct date to, struct list *out);
/* Whether the provider has an active contract on a day. */
enum err contract_active(struct ctx *c, int64_t csp, struct date day, bool *out);
#endif
