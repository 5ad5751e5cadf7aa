#ifndef DOMAIN_SETTLEMENT_SETTLEMENT_IN_H
#define DOMAIN_SETTLEMENT_SETTLEMENT_IN_H
#include "domain/billing/billing.h"
#include "domain/contract/contract.h"
#include "domain/settlement/settlement.h"

enum { Q_PUT, Q_SAME_PERIOD, Q_BILLS, Q_BILLS_COUNT, Q_GROSS, Q_BILL_ADJUST, Q_DISPUTED, Q_UNCONFIRMED, Q_SLA_PUT, Q_SLA_LAST, Q_SLA_OF, Q_SERVICE_FEE, Q_CHECK, Q_APPROVE, Q_RETURN, Q_REAPPLY, Q_SPENT, Q_PRIOR, Q_SETTLED_ALREADY, Q_PAYMENT_PUT, Q_PAYMENTS, Q_VOUCHER,
       Q_DEDUCT_PUT, Q_DEDUCTIONS, Q_DEDUCT_VOID, Q_STATEMENT_PUT, Q_INVENTORY_PUT, Q_MATCHES, Q_CASE_HAS, Q_CASE_PUT, Q_ANSWER, Q_CLOSE, Q_CLOSED_MONTH, Q_SCORE_PUT, Q_SCORE_SAME, Q_SCORE_POINTS, Q_SCORE_PUBLISH, Q_SCORE_APPEAL, Q_SCORE_DECIDE, Q_SCORE_OF, Q_SCORE_SETTLED, Q_DELIVERED, Q_DELIVERED_ON_TIME,
       Q_PULL_POOLS, Q_PULL_RESOURCES, Q_PULL_NOTE, Q_MATCHED, Q_BOOKS_AT, Q_MATCHED_PUT, Q_MATCHED_SET, Q_LAST_CLOSED, Q_SETTLEMENT_MAX };
extern const struct stmt settlement_q[Q_SETTLEMENT_MAX];
extern const struct migration settlement_migrations[];
extern const struct invariant settlement_invariants[];
extern const char *const settlement_work[];

struct settled_bill { int64_t bill, user_org; struct str no, month, user_org_name, state; struct fen amount_fen; };
struct deduction { int64_t id, settlement, sla_result, availability_bp, target_bp, deduct_bp, round; struct str service, month; struct fen fee_fen, deduct_fen; };
struct payment { int64_t id, settlement, by_person; struct date paid_date; struct fen paid_fen; struct str voucher; struct instant at; };
struct statement_row { struct str resource_no, month; int64_t qty; struct fen amount_fen; };
struct cloud_row { struct str resource_no, month; int64_t qty; };
struct statement { int64_t id, csp, qty; struct str month, resource_no; struct fen amount_fen; struct instant at; };
struct difference { int64_t kind, csp; struct str resource_no, ours, theirs; };
extern const struct record settled_bill_record, deduction_record, payment_record, csp_statement_record, inventory_record, statement_row_record, cloud_row_record, match_difference_record;

extern const struct names match_kind_names[MATCH_KIND_MAX];
struct apply_in { int64_t id, contract, doc; struct str period, note; struct fen claimed_fen; bool provisional; };
struct check_in { int64_t id, score_centi; struct str comment, adjust_reason; struct fen adjust_fen, estimate_fen; };
struct word_in { int64_t id; struct str comment; };
struct pay_in { int64_t id; struct date paid_date; struct fen paid_fen; struct str voucher; };
struct match_run { struct str month; int64_t found; };
struct csp_score_in { int64_t contract; struct str period; struct list items; };
struct csp_points { int64_t seq, score_centi; struct str value, evidence; };
struct csp_points_in { int64_t id; struct list items; };
extern const struct record csp_score_item_record;
/* What a pool's cloud says is there, a part at a time; the last part says that it is whole. */
struct pulled { int64_t pool, csp; struct str month, error; struct list rows /* struct cloud_row */; bool whole; };
struct pull_pool { int64_t id, csp; struct str no, name, driver, endpoint; };
struct pull_resource { int64_t id, qty; struct str no, name; };
extern const struct record pull_pool_record, pull_resource_record;

enum err settlement_apply(struct ctx *c, const void *in, void *out);
enum err settlement_reapply(struct ctx *c, const void *in, void *out);
enum err settlement_check(struct ctx *c, const void *in, void *out);
enum err settlement_approve(struct ctx *c, const void *in, void *out);
enum err settlement_return(struct ctx *c, const void *in, void *out);
enum err settlement_pay(struct ctx *c, const void *in, void *out);
enum err nothing_to_pay(struct ctx *c, const struct fact *f);
enum err settlement_fill(struct ctx *c, void *rec);
enum err sla_record(struct ctx *c, const void *in, void *out);
enum err csp_statement_import(struct ctx *c, const struct list *rows);
enum err cloud_import(struct ctx *c, const struct list *rows);
enum err match_run(struct ctx *c, const void *in, void *out);
enum err match_pull(struct job_turn *t);
enum err match_pulled(struct ctx *c, const void *in, void *out);
enum err match_month(struct ctx *c);
enum err csp_score_draft(struct ctx *c, const void *in, void *out);
enum err csp_score_points(struct ctx *c, const void *in, void *out);
enum err csp_score_publish(struct ctx *c, const void *in, void *out);
enum err csp_score_appeal(struct ctx *c, const void *in, void *out);
enum err csp_score_decide(struct ctx *c, const void *in, void *out);
/* The assessment of a contract's period that was published; record_none when there is none. */
enum err csp_score_of(struct ctx *c, int64_t contract, struct str period, struct csp_score *out);
enum err score_all_given(struct ctx *c, const void *subject, const void *in);
enum err score_by_another(struct ctx *c, const void *subject, const void *in);
enum err score_not_settled(struct ctx *c, const void *subject, const void *in);
enum err score_decided(struct ctx *c, const void *subject, const void *in);
enum err match_answer(struct ctx *c, const void *in, void *out);
enum err match_close(struct ctx *c, const void *in, void *out);

/* Guards. */
enum err months_closed(struct ctx *c, const void *subject, const void *in);
enum err period_free(struct ctx *c, const void *subject, const void *in);
enum err nothing_disputed(struct ctx *c, const void *subject, const void *in);
enum err availability_known(struct ctx *c, const void *subject, const void *in);
enum err still_the_sum(struct ctx *c, const void *subject, const void *in);
enum err ahead_of_settled(struct ctx *c, const void *subject, const void *in);
enum err two_persons(struct ctx *c, const void *subject, const void *in);
enum err within_cap(struct ctx *c, const void *subject, const void *in);
enum err within_net(struct ctx *c, const void *subject, const void *in);
#endif
