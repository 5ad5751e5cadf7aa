#ifndef DOMAIN_OFF_CATALOG_OFF_CATALOG_IN_H
#define DOMAIN_OFF_CATALOG_OFF_CATALOG_IN_H
#include "domain/application/application.h"
#include "domain/catalog/catalog.h"
#include "domain/info_system/info_system.h"
#include "domain/off_catalog/off_catalog.h"

enum { Q_ADAPT_PUT, Q_ADAPT_SET, Q_ADAPT_USED, Q_ADAPT_CONSENTED, Q_OFF_PUT, Q_OFF_SET, Q_OFF_GET, Q_OFF_TERMS, Q_OFF_CONSENT, Q_OFF_PURCHASE, Q_OFF_WAITING, Q_OFF_REMINDED, Q_ADAPT_MOVE, Q_OFF_MAX };
extern const struct stmt off_q[Q_OFF_MAX];
extern const struct migration off_migrations[];
extern const struct invariant off_invariants[];
extern const char *const off_work[];
extern const struct flow adaptation_flow;

struct adapt_in { int64_t id, item; struct str item_code, reason; };
struct tried { int64_t item; struct str code, note; };
struct fail_in { int64_t id; struct str reason; struct list tried; };
struct confirm_in { int64_t id; struct str comment; };
struct off_edit_in {
	int64_t id, adaptation; struct str title, reason, budget_source, procure_method, security_note; struct fen budget_fen; struct date planned_live_date;
};
struct terms_in { int64_t id; struct date consent_valid_to; struct str consent_conditions; };
struct purchase_in { int64_t id; struct str supplier, purchase_contract_no, purchase_note; struct fen purchase_fen; struct date purchased_on; int64_t purchase_file; };
extern const struct record tried_record;

enum err adaptation_create(struct ctx *c, const void *in, void *out);
enum err adaptation_update(struct ctx *c, const void *in, void *out);
enum err adaptation_adapt(struct ctx *c, const void *in, void *out);
enum err adaptation_fail(struct ctx *c, const void *in, void *out);
enum err adaptation_confirm(struct ctx *c, const void *in, void *out);
enum err adaptation_back(struct ctx *c, const void *in, void *out);
enum err off_draft(struct ctx *c, const void *in, void *out);
enum err off_update(struct ctx *c, const void *in, void *out);
enum err off_terms(struct ctx *c, const void *in, void *out);
enum err off_purchase(struct ctx *c, const void *in, void *out);
enum err off_consent(struct ctx *c, const struct fact *f);
enum err off_reminders(struct ctx *c);

/* Guards. */
enum err adaptation_open(struct ctx *c, const void *subject, const void *in);
enum err adaptation_unused(struct ctx *c, const void *subject, const void *in);
enum err draft_after_failure(struct ctx *c, const void *subject, const void *in);
enum err failed_adaptation(struct ctx *c, const void *subject, const void *in);
enum err nothing_equivalent(struct ctx *c, const void *subject, const void *in);
enum err contract_not_equivalent(struct ctx *c, const void *subject, const void *in);
enum err under_decision(struct ctx *c, const void *subject, const void *in);
enum err consent_holds(struct ctx *c, const void *subject, const void *in);
#endif
