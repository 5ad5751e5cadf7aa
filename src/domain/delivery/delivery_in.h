#ifndef DOMAIN_DELIVERY_DELIVERY_IN_H
#define DOMAIN_DELIVERY_DELIVERY_IN_H
#include "domain/application/application.h"
#include "domain/delivery/delivery.h"
#include "domain/resource/resource.h"

enum { Q_TRIAL_PUT, Q_TRIAL, Q_TRIAL_SET, Q_SUG_PUT, Q_SUG_LAST, Q_FILING_PUT, Q_FILING_LAST, Q_ORDER_PUT, Q_ORDER_OF, Q_ORDER_CONFIRM, Q_ORDER_DISPUTE, Q_ORDER_RESOLVE,
       Q_ORDER_REMARK, Q_GATE_PUT, Q_GATE_SET, Q_GATE, Q_TASK_PUT, Q_TASK_NEXT, Q_TASK_END, Q_TRIALS_OLD, Q_DEL_MAX };
extern const struct stmt delivery_q[Q_DEL_MAX];
extern const struct migration delivery_migrations[];
extern const struct invariant delivery_invariants[];

struct trial { int64_t id, application; struct date from_date, to_date; bool extended; struct str load_result, conclusion; };
struct advice { int64_t resource; int32_t advice; int64_t qty; struct str basis; };
enum { ADVICE_KEEP = 1, ADVICE_UP, ADVICE_DOWN, ADVICE_MAX };
struct suggestion { int64_t id, application, by_person; struct list lines; bool no_adjustment; struct str basis; struct instant at; };
struct filing { int64_t id, application, suggestion, registered_by; struct str no, note; struct instant registered_at; };
enum gate_item { GATE_DECLARATION = 1, GATE_RESPONSIBILITY, GATE_SCAN, GATE_PENTEST, GATE_ICP, GATE_COMMITMENT, GATE_DJ_FILING, GATE_MAX };
struct gate_row { int64_t id, application; int32_t item; struct date evidence_date; struct str no, agency, note, waiver_reason; int64_t open_high, attachment; struct date waiver_until; };
struct task { int64_t id, line, application, pool, tries; struct instant next_at; };
extern const struct record trial_record, suggestion_record, filing_record, gate_row_record, task_record, advice_record;
extern const struct names gate_names[GATE_MAX];

/* Opens what a line was approved for, in trial: no more than approved, in its pool and zone (F10). */
enum err delivery_open_line(struct ctx *c, const struct application *app, const struct application_line *line, int64_t qty, struct str name, struct str native_id, struct str ips, struct str os);
/* Issues the delivery order of a filed application: billing starts today (A21.1f). */
enum err delivery_issue_order(struct ctx *c, int64_t application, int64_t *order);
/* One gate item's state today: OK, or refuses with why. */
enum err gate_must(struct ctx *c, const struct application *app, enum gate_item item);
#endif
