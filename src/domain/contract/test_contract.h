#ifndef DOMAIN_CONTRACT_TEST_CONTRACT_H
#define DOMAIN_CONTRACT_TEST_CONTRACT_H
/* What a test of contracts, deliveries and bills starts from: the whole product on 2026-01-05, an authority, one provider, a published
 * catalogue of few items and a contract of 2026 to 2028 at its prices, all made through ops. */
#include "core/test_house.h"
#include "domain/contract/contract.h"
#undef TEST_ROOM
#define TEST_ROOM "contract"

struct supplier { struct house *h; int64_t authority, csp, catalog, contract; };
struct supplier supplier_open(void);
void            supplier_close(struct supplier *s);
/* An op that must succeed, as somebody of the authority who holds every role, or as `who`; returns the answer's id. */
int64_t did(struct house *h, const char *op, const char *query, const char *fmt, ...) PRINTF(4, 5);
int64_t did_by(struct house *h, const struct principal *who, const char *op, const char *query, const char *fmt, ...) PRINTF(5, 6);
/* A supplement of the contract that changes the price of one item, drafted by one person and approved by another. */
void supplemented(struct house *h, int64_t contract, const char *no, const char *day, const char *item, int64_t e4);
/* The first column of the first row as a number. */
int64_t asked(struct house *h, const char *sql);
/* The items: by month at 38.00, at 46.00 and at 16.00 (信创), by year at 2400.00, once at 500.00, by day at 10.00; the last is offered
 * by month, but the contract has no price for it. */
#define CPU    "CMP-X"
#define XC_CPU "CMP-K"
#define XC_MEM "CMP-KM"
#define CERT   "CRY-CERT"
#define SCAN   "SEC-SCAN"
#define DUTY   "SEC-DUTY"
#define METER  "NET-SMS"            /* by what is counted, 0.0450 */
#define UNPRICED "STO-OBJ"
#endif
