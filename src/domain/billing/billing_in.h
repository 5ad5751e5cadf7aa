#ifndef DOMAIN_BILLING_BILLING_IN_H
#define DOMAIN_BILLING_BILLING_IN_H
#include "domain/billing/billing.h"
#include "domain/catalog/catalog.h"
#include "domain/contract/contract.h"

enum { Q_SEGMENTS, Q_SEGMENTS_BARE, Q_SEGMENTS_ALIKE, Q_ITEMS_ALL, Q_DAYS_OF, Q_USED, Q_USAGE_OF, Q_USAGE_PUT, Q_USAGE_RESOURCE, Q_USAGE_LEDGER, Q_BILLS_OF, Q_BILL_PUT, Q_LINE_PUT, Q_LINE_LAST, Q_BILL_OF, Q_BILL_TOTAL, Q_LINE, Q_SYSTEMS_OF, Q_SYSTEM_PUT, Q_CONTRACT_PUT, Q_ADJ_PUT, Q_ADJ_OF, Q_CONFIRM, Q_UNCONFIRM, Q_DISPUTE, Q_RESOLVE, Q_LAST_MONTH,
       Q_MONTH_CLOSE, Q_DUE_LAST, Q_DUE_PUT, Q_DUE_OPEN, Q_ADJ_LINE_SUM, Q_CREDITS, Q_BILLED_SINCE, Q_BASIS, Q_ACTS,
       X_MONTHS, X_ITEM, X_PRICE, X_SEGMENT, X_USAGE, X_BILL, X_LINE, X_ADJUSTMENT, X_FOCUS, X_FOCUS_ADJ, Q_PRICED_LINES, Q_PREVIEW_PUT, Q_PREVIEW_HAS, Q_MONTH_LAST, Q_BILLED_UNDER, Q_BILL_Q_MAX };
extern const struct stmt billing_q[Q_BILL_Q_MAX];
extern const struct migration billing_migrations[];
extern const struct invariant billing_invariants[];
extern const char *const billing_work[];

/* One segment inside the month, with all that rating needs. first_date and last_date are the resource's own (its billing start and end).
 * alike: for how many such segments it stands. */
struct rated { int64_t alike, segment, resource, system, user_org, applicant_org, csp, qty, item; struct date from_date, to_date, first_date, last_date; struct str resource_no, resource_name, system_name; };
extern const struct record adjustment_record, credit_record, usage_record, usage_row_record;
struct adjustment { int64_t id, bill, line, delivery_order, approved_by, doc; struct fen delta_fen; struct str reason, bill_no, month; struct instant at; };
/* The part of a billed line that an upheld dispute of a delivery takes off. */
struct credit { int64_t bill, line, user_org, delivery_order, resolved_by, qty; struct str order_no, resolution, period, resource_no, bill_no; int32_t rounding; struct price unit_price_e4; struct fen amount_fen; struct date from_date, to_date; };
struct by_system { int64_t system, lines_count; struct str system_name; struct fen amount_fen; };
extern const struct record by_system_record;
/* What was counted of a resource on a day, as the provider reports it; the last report of a day before publishing counts. */
struct usage { int64_t id, version, resource, csp, user_org, qty, by_person; struct str resource_no, item_code, unit, source; struct date day; struct instant at; };
struct usage_row { struct str resource_no, source; struct date day; int64_t qty; };
/* What a line rests on, and the audit rows of the acts behind it. */
struct basis { struct str cause, order_no, contract_no, supplement_no, price_basis; struct instant since_at; int64_t delivery_order, application, supplement; bool tax_incl; };
extern const struct record act_record;

/* ---- rate.c: pure ---- */
struct share { int64_t num, den; };                                  /* of the price: 20/30 of a month */
struct charge { struct date from, to, eff_from, eff_to; };           /* the days charged, and those that the price is shared by */
struct rated_part { const struct price_span *span; struct date from, to; struct share share; struct fen amount; };
enum { PARTS_MAX = 64 };                                             /* prices of one item within one month */
enum err rate_amount(enum billing_period p, enum bill_rounding rounding, struct price price, int64_t qty, struct share s, struct fen *out);
/* Whether some contract of these counts other than by days with the first one charged. */
bool spans_bent(const struct price_span *spans, size_t n);
/* The days of a segment that month m charges; from >= to: none. `bent` asks for first_date and last_date, and so does PER_ONCE. */
struct charge charge_of(const struct rated *r, enum billing_period p, const struct price_span *spans, size_t n, struct period m, bool bent);
/* Cut where the price changes. E_REFUSED: *missing has no price; E_LIMIT: more parts than max, or an amount that does not fit. */
enum err charge_parts(const struct charge *k, enum billing_period p, int64_t qty, const struct price_span *spans, size_t n, struct period m,
		      struct rated_part *out, size_t max, size_t *n_out, struct date *missing);

/* ---- run.c ---- */
/* Items and prices of a month in memory: loaded once, then each segment is rated without asking the store. */
struct bill_item { int64_t id, csp; struct str code, name, category; int32_t billing_period; const struct price_span *spans; size_t n; bool bent; };
struct book { struct period m; struct tariff tariff; struct bill_item *items, *last; size_t n_items; };
enum err book_open(struct ctx *c, struct period m, struct book *out);
/* Calls `line` for each priced part of a segment; the struct lives until it returns. */
typedef enum err part_fn(struct ctx *c, void *arg, const struct rated *r, const struct bill_item *item, const struct rated_part *part, int64_t qty);
enum err segment_parts(struct ctx *c, struct book *b, struct rated *r, part_fn *line, void *arg);
/* The formula as people read it: "8 × 38.00 × 20/30 天 = 202.67". */
size_t formula_put(char *out, enum billing_period p, int64_t qty, struct price price, struct share s, bool halves, struct fen amount);

/* ---- usage.c, explain.c, export.c ---- */
struct new_price { struct str item_code; struct price unit_price_e4; };
struct preview_in { int64_t contract; struct str month; struct list prices; };
struct preview_row { int64_t user_org, lines_count; struct str user_org_name; struct fen before_fen, after_fen, delta_fen; };
struct preview_out { struct str month; struct fen before_fen, after_fen, delta_fen; struct list items; };
extern const struct record preview_row_record;
enum err price_preview(struct ctx *c, const void *in, void *out);
/* The preview kept with a drafted supplement: drafted_at says of which wording. */
struct kept_preview { int64_t id, version, supplement, contract, units; struct str supplement_no, month; struct fen before_fen, after_fen, delta_fen; struct list items; struct instant drafted_at, at; };
extern const struct record kept_preview_record;
struct kept_in { int64_t id; struct str month; };
enum err preview_drafted(struct ctx *c, const struct fact *f);
enum err preview_supplement(struct ctx *c, const void *in, void *out);
enum err previewed(struct ctx *c, const void *subject, const void *in);
enum bill_export_format { BILL_EXPORT_ROWS = 1, BILL_EXPORT_FOCUS, BILL_EXPORT_MAX };
struct bill_export_in { struct str month; int32_t format; };
enum err bill_export_op(struct ctx *c, const void *in, void *out);
enum err usage_import(struct ctx *c, const struct list *rows);
enum err bill_explain(struct ctx *c, const void *in, void *out);
#endif
