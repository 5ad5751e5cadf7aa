#ifndef DOMAIN_SUPERVISION_SUPERVISION_IN_H
#define DOMAIN_SUPERVISION_SUPERVISION_IN_H
#include "domain/supervision/supervision.h"

enum { Q_CAND_PUT, Q_CAND_KEY, Q_CAND_DECIDE, Q_CANDS_OF, Q_TALLY, Q_DEBTS_OF,
       Q_RULE_EMERGENCY, Q_RULE_CROSS, Q_RULE_OPENING, Q_RULE_CHANGE, Q_RULE_REDUCED, Q_RULE_DISPUTE, Q_RULE_VOIDED, Q_RULE_SHORT,
       Q_WATCH_CANDIDATES, Q_WATCH_CONFIRMED, Q_WATCH_CLOCKS_AUTH, Q_WATCH_CLOCKS_UNIT, Q_WATCH_CLOCKS_CSP, Q_WATCH_DEBTS, Q_WATCH_EXPIRED, Q_WATCH_TRIALS, Q_WATCH_IDLE, Q_WATCH_GOLIVE,
       Q_WATCH_STOCK, Q_WATCH_CROSS, Q_WATCH_LOW, Q_SUP_MAX };
extern const struct stmt supervision_q[Q_SUP_MAX];
extern const struct migration supervision_migrations[];
extern const struct invariant supervision_invariants[];
extern const char *const supervision_work[];

/* What a rule's statement finds: whom it concerns and what the sentence of evidence says. */
struct found { struct str key; int64_t org, addressee; struct str subject_kind; int64_t subject; struct str subject_no, title; struct instant due_at, done_at; struct str said; };
struct rule { const char *name; int clause; int q; const char *says; };
/* One line of the overview: how many, how many of them past their day, and where they are listed. */
struct watch { struct str name, label, article, op, path; int64_t count, overdue; };
enum watch_by { BY_NOTHING, BY_NOW, BY_DAY };           /* what its statement is given to tell what is past */
struct watch_def { const char *name, *label, *article, *op, *path; int q; enum watch_by by; };
struct org_tally { int64_t org; struct str org_name, org_kind; int32_t clause; int64_t open, confirmed, dismissed; struct instant last_at; };
struct debt_row { int64_t id, emergency_order; struct str no, kind, title; struct instant since_at, due_at; };
struct file { int64_t id; struct str name, kind; struct list candidates, debts; int64_t open, confirmed, dismissed; };
struct overview { struct list items; };
struct candidate_in { int64_t id, org, subject; int32_t clause; struct str evidence, title, subject_kind, comment; };
extern const struct record found_record, org_tally_record, debt_row_record;
extern const struct rule supervision_rules[];
extern const struct watch_def supervision_watches[];

/* The sentence that a finding is kept with. */
struct str evidence_of(struct ctx *c, const struct rule *r, const struct found *f);
/* Whether a clause is about units (A39a) rather than providers (A39b). Pure. */
bool clause_is_units(int clause);

enum err supervision_scan(struct ctx *c);
enum err supervision_heard(struct ctx *c, const struct fact *f);
enum err candidate_by_hand(struct ctx *c, const void *in, void *out);
enum err candidate_decide(struct ctx *c, const void *in, void *out);
enum err supervision_overview(struct ctx *c, const void *in, void *out);
enum err supervision_orgs(struct ctx *c, const void *in, void *out);
enum err supervision_file(struct ctx *c, const void *in, void *out);
#endif
