#ifndef DOMAIN_EMERGENCY_EMERGENCY_IN_H
#define DOMAIN_EMERGENCY_EMERGENCY_IN_H
#include "domain/emergency/emergency.h"
#include "domain/resource/resource.h"

enum { Q_EMG_PUT, Q_EMG_ISSUE, Q_EMG_OF_MAKEUP, Q_EMG_MAKEUP, Q_EMG_MADE_UP, Q_EMG_OPENED, Q_EMG_CONFIRMED, Q_EMG_ENDED, Q_EMG_OVERDUE, Q_EMG_TOLD, Q_EMG_MOVE,
       Q_CONSENT_PUT, Q_CONSENTS, Q_CONSENT_CONFIRM, Q_CONSENT_DENY, Q_CONSENTS_LATE, Q_CONSENT_TOLD, Q_ELINE_PUT, Q_ELINES, Q_ELINE_PLACE, Q_ELINE_SEQ, Q_ELINE_END,
       Q_ELINE_APPROVED, Q_OPENING_PUT, Q_OPENINGS, Q_OPENINGS_OF, Q_OPENING_BACK, Q_RECLAIM_PUT, Q_RECLAIMS, Q_RECLAIM_DONE, Q_RECLAIM_LIFT, Q_BACKUP_PUT, Q_BACKUPS, Q_POOL_ORDERED, Q_EMG_MAX };
extern const struct stmt emergency_q[Q_EMG_MAX];
extern const struct migration emergency_migrations[];
extern const struct invariant emergency_invariants[];
extern const char *const emergency_work[];

struct emergency_debt {
	int64_t id, emergency_order, system, user_org, applicant_org, owed_by; int32_t kind; struct str no, title, system_name, owed_by_name, what;
	struct instant since_at, due_at; bool overdue;
};
extern const struct record emergency_consent_record, emergency_opening_record, emergency_reclaim_record, emergency_backup_record, emergency_debt_record;

/* ---- inputs ---- */
struct ask_line { int32_t kind, zone; int64_t resource, item, qty, pool; struct str item_code, use; void *attrs; };
struct request_in { int64_t system; struct str title, why, contact; int32_t reason; struct date expected_until; struct list lines; };
struct consent_in { int64_t id; struct str comment; };
struct record_in { int64_t id, person, file; int32_t side, channel; struct instant at; struct str note; };
struct place_in { int64_t seq, pool; };
struct issue_in { int64_t id; struct list lines; struct str comment; };
struct emergency_open_in { int64_t id, line, qty; struct str name, native_id, ips, os; };
struct makeup_line { int64_t seq; void *sizing_basis; struct str non_xc_reason, non_xc_evidence; };
struct makeup_in { int64_t id; struct str reason, budget_source; struct list lines; };
struct back_in { int64_t id; struct str comment, disposal; };
struct emergency_backup_in { int64_t id, size_gb; struct str content, place, verify_method; bool verified; };
extern const struct record emergency_request_record, emergency_record_record, emergency_issue_record, emergency_open_record, emergency_makeup_record,
	emergency_comment_record, emergency_reason_record, emergency_done_record, emergency_backup_in_record;

/* The consent of a side that counts now: its latest row unless that was denied; NULL: none. Among struct emergency_consent, oldest first. */
const struct emergency_consent *consent_of(const struct list *consents, int side);
/* Whether a spoken consent waits for a word that has not come in time. Pure. */
bool consent_late(const struct emergency_consent *k, struct instant now);
/* What of an opening goes back first: the newest. Takes at most `left`; returns how much. Pure. */
int64_t take_back(const struct emergency_opening *o, int64_t left);
enum err emergency_tell(struct ctx *c, const struct emergency_order *o, int64_t org, uint64_t roles, struct str title, struct str body, const char *article);

/* emergency.c: the request and the consents */
enum err emergency_fill(struct ctx *c, void *rec);
enum err emergency_request(struct ctx *c, const void *in, void *out);
enum err emergency_consent_give(struct ctx *c, const void *in, void *out);
enum err emergency_consent_record_(struct ctx *c, const void *in, void *out);
enum err emergency_consent_confirm(struct ctx *c, const void *in, void *out);
enum err emergency_consent_deny(struct ctx *c, const void *in, void *out);
enum err emergency_end(struct ctx *c, const void *in, void *out);
enum err emergency_job_consents(struct ctx *c);
enum err side_is_mine(struct ctx *c, const void *subject, const void *in);
enum err recorder_may(struct ctx *c, const void *subject, const void *in);
enum err spoken_by_me(struct ctx *c, const void *subject, const void *in);
enum err by_the_unit(struct ctx *c, const void *subject, const void *in);

/* opening.c: the order and what it opens */
enum err emergency_issue(struct ctx *c, const void *in, void *out);
enum err emergency_open(struct ctx *c, const void *in, void *out);
enum err emergency_complete(struct ctx *c, const void *in, void *out);
enum err emergency_confirm(struct ctx *c, const void *in, void *out);
/* Tells the order opened when every line is, or is given up; settles it where the opinion is there already. */
enum err emergency_look(struct ctx *c, const struct emergency_order *o);
/* Opening ends with what there is, for the reason said. */
enum err emergency_lines_end(struct ctx *c, const struct emergency_order *o, int64_t csp, struct str why, bool *any);
enum err emergency_void(struct ctx *c, const struct emergency_order *o, struct str why);
enum err emergency_go_live(struct ctx *c, const void *in, void *out);
enum err two_consents(struct ctx *c, const void *subject, const void *in);
enum err consents_in_time(struct ctx *c, const void *subject, const void *in);
enum err two_people(struct ctx *c, const void *subject, const void *in);
enum err in_scope(struct ctx *c, const void *subject, const void *in);
enum err declared(struct ctx *c, const void *subject, const void *in);
enum err still_as_asked(struct ctx *c, const void *subject, const void *in);
enum err pool_as_ordered(struct ctx *c, const void *subject, const void *in), order_open(struct ctx *c, const void *subject, const void *in);
enum err order_opened(struct ctx *c, const void *subject, const void *in);
enum err line_of_mine(struct ctx *c, const void *subject, const void *in);
enum err within_order(struct ctx *c, const void *subject, const void *in);
enum err made_up_for(struct ctx *c, const void *subject, const void *in);

/* makeup.c: what is owed afterwards */
enum err emergency_makeup(struct ctx *c, const void *in, void *out);
enum err emergency_settle(struct ctx *c, int64_t order);
enum err emergency_heard_submitted(struct ctx *c, const struct fact *f);
enum err emergency_heard_back(struct ctx *c, const struct fact *f);
enum err emergency_heard_opinion(struct ctx *c, const struct fact *f);
enum err emergency_reclaim(struct ctx *c, const void *in, void *out);
enum err emergency_backup_confirm(struct ctx *c, const void *in, void *out);
enum err emergency_reclaimed(struct ctx *c, const void *in, void *out);
enum err emergency_job_makeups(struct ctx *c);
enum err makeup_owed(struct ctx *c, const void *subject, const void *in);
enum err makeup_overdue(struct ctx *c, const void *subject, const void *in);
enum err being_reclaimed(struct ctx *c, const void *subject, const void *in);
enum err backed_up_first(struct ctx *c, const void *subject, const void *in);
bool when_something_approved(struct ctx *c, const void *subject, const void *in);
#endif
