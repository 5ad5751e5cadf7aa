#ifndef DOMAIN_CONTRACT_CONTRACT_IN_H
#define DOMAIN_CONTRACT_CONTRACT_IN_H
#include "domain/contract/contract.h"

enum { Q_CSP_PUT, Q_CSP_SET, Q_CSP_HAS, Q_CSP_RECHECK, Q_CSP_RECHECK_TOLD, Q_CHECK_PUT, Q_CHECK_LAST, Q_CHECK_LISTED, Q_PROC_PUT, Q_PROC_HAS,
       Q_CONTRACT_PUT, Q_CONTRACT_SET, Q_CONTRACT_HAS, Q_CONTRACT_ACTIVATE, Q_CONTRACT_END, Q_CONTRACT_LIVE, Q_CONTRACT_REMINDED, Q_CONTRACT_IN_FORCE,
       Q_SUPPLEMENT_PUT, Q_SUPPLEMENT_HAS, Q_SUPPLEMENTS, Q_SUPPLEMENT_SET, Q_SUPPLEMENT_APPROVE, Q_SUPPLEMENT_RETURN, Q_PRICE_PUT, Q_PRICE_OVERLAP, Q_PRICE_CLASH, Q_CONTRACT_CLASH, Q_PRICE_AFTER, Q_PRICE_CLOSE, Q_PRICE_TAX, Q_PRICE_ITEM, Q_PRICE_SPANS, Q_TARIFF, Q_CONTRACT_NO, Q_CAP_RAISED, Q_CONTRACT_BY, Q_PRICES_BY, Q_CONTRACT_MINE, Q_CONTRACT_RUNNING, Q_PROC_SET, Q_PROC_CONTRACT, Q_CONTRACT_MAX };
extern const struct stmt contract_q[Q_CONTRACT_MAX];
extern const struct migration contract_migrations[];
extern const struct invariant contract_invariants[];

struct csp_in { int64_t org; struct str rating; };
struct supplement_in { int64_t id; struct str no, note; struct date signed_date, effective_date; struct list prices; struct fen cap_fen; };
struct supplement_word { int64_t id; struct str comment; };
struct end_in { int64_t id; struct str comment; struct date ended_date; };
struct from_catalog_in { int64_t id, catalog_version, discount_bp; };
extern const struct record price_line_record;
extern const struct record price_span_record;

enum err csp_create(struct ctx *c, const void *in, void *out);
enum err csp_update(struct ctx *c, const void *in, void *out);
enum err credit_check_create(struct ctx *c, const void *in, void *out);
enum err procurement_create(struct ctx *c, const void *in, void *out);
enum err procurement_update(struct ctx *c, const void *in, void *out);
enum err contract_create(struct ctx *c, const void *in, void *out);
enum err contract_update(struct ctx *c, const void *in, void *out);
enum err contract_activate(struct ctx *c, const void *in, void *out);
enum err contract_terminate(struct ctx *c, const void *in, void *out);
enum err contract_supplement(struct ctx *c, const void *in, void *out);
enum err supplement_revise(struct ctx *c, const void *in, void *out);
enum err supplement_approve(struct ctx *c, const void *in, void *out);
enum err supplement_return(struct ctx *c, const void *in, void *out);
enum err contract_price_create(struct ctx *c, const void *in, void *out);
enum err contract_price_from_catalog(struct ctx *c, const void *in, void *out);
enum err contract_fill(struct ctx *c, void *rec);
enum err contract_reminders(struct ctx *c);
enum err csp_rechecks(struct ctx *c);

/* Guards. */
enum err contract_party_is_authority(struct ctx *c, const void *subject, const void *in);
enum err contract_party_on_record(struct ctx *c, const void *subject, const void *in);
enum err contract_by_another(struct ctx *c, const void *subject, const void *in);
enum err procurement_is_open(struct ctx *c, const void *subject, const void *in);
enum err contract_csp_stays(struct ctx *c, const void *subject, const void *in);
enum err contract_csp_still_there(struct ctx *c, const void *subject, const void *in);
enum err csp_out_of_contract(struct ctx *c, const void *subject, const void *in);
enum err supplement_is_signed(struct ctx *c, const void *subject, const void *in);
enum err contract_is_signed(struct ctx *c, const void *subject, const void *in);
enum err contract_prices_alone(struct ctx *c, const void *subject, const void *in);
enum err price_alone(struct ctx *c, const void *subject, const void *in);
enum err supplement_alone(struct ctx *c, const void *subject, const void *in);
enum err contract_credit_is_fresh(struct ctx *c, const void *subject, const void *in);
enum err contract_csp_not_listed(struct ctx *c, const void *subject, const void *in);
enum err contract_is_draft(struct ctx *c, const void *subject, const void *in);
enum err price_has_contract(struct ctx *c, const void *subject, const void *in);
enum err price_is_free(struct ctx *c, const void *subject, const void *in);
enum err contract_runs(struct ctx *c, const void *subject, const void *in);
enum err supplement_not_backdated(struct ctx *c, const void *subject, const void *in);
enum err supplement_is_free(struct ctx *c, const void *subject, const void *in);
/* The same of a supplement on record, asked again when it is to act. */
enum err supplement_contract_runs(struct ctx *c, const void *subject, const void *in);
enum err supplement_still_ahead(struct ctx *c, const void *subject, const void *in);
enum err supplement_still_free(struct ctx *c, const void *subject, const void *in);
enum err supplement_by_another(struct ctx *c, const void *subject, const void *in);

/* Cuts spans (ordered by from) to the period; *missing is the first day without a price, or DATE_NONE. Pure. */
struct list price_cut(struct arena *a, const struct list *spans, struct period period, struct date *missing);
#endif
