#ifndef DOMAIN_EMERGENCY_EMERGENCY_H
#define DOMAIN_EMERGENCY_EMERGENCY_H
/* Urgent opening and change (A26, R-26): two consents, an order that opens and bills at once, and the procedures that are made up for
 * afterwards. The picture is in README.md. */
#include "domain/application/application.h"

enum emergency_reason { EMG_INCIDENT = 1, EMG_SECURITY, EMG_EVENT, EMG_SUPERIOR, EMG_OUTAGE, EMG_REASON_MAX };
enum emergency_state { EMG_REQUESTED = 1, EMG_ISSUED, EMG_OPENED, EMG_SETTLED, EMG_RECLAIMING, EMG_RECLAIMED, EMG_CANCELLED, EMG_DECLINED, EMG_STATE_MAX };
enum consent_side { SIDE_APPLICANT = 1, SIDE_AUTHORITY, CONSENT_SIDE_MAX };
enum consent_channel { CHANNEL_SYSTEM = 1, CHANNEL_PHONE, CHANNEL_MEETING, CHANNEL_LETTER, CONSENT_CHANNEL_MAX };
enum consent_state { CONSENT_GIVEN = 1, CONSENT_AWAITING, CONSENT_LATE, CONSENT_DENIED, CONSENT_STATE_MAX };
enum emergency_kind { EMG_OPEN = 1, EMG_EXPAND, EMG_KIND_MAX };
enum emergency_debt_kind { DEBT_CONSENT = 1, DEBT_MAKEUP, DEBT_RECLAIM, DEBT_KIND_MAX };
extern const struct names emergency_reason_names[EMG_REASON_MAX], emergency_state_names[EMG_STATE_MAX], consent_side_names[CONSENT_SIDE_MAX],
	consent_channel_names[CONSENT_CHANNEL_MAX], emergency_kind_names[EMG_KIND_MAX], emergency_debt_kind_names[DEBT_KIND_MAX];

/* One consent; a later row of a side takes the place of an earlier one, none is removed. confirm_due_at only for spoken ones. */
struct emergency_consent {
	int64_t id, emergency_order, person, org, recorded_by, file; int32_t side, channel; struct str person_name, org_name, recorded_by_name, note, deny_reason;
	struct instant at, recorded_at, confirm_due_at, confirmed_at, denied_at, told_at; int32_t state;   /* enum consent_state, as of now */
};
/* qty of an opening is how much, of an expansion the total afterwards; add_qty is what is added in both. */
struct emergency_line {
	int64_t id, emergency_order, seq, resource, item, pool, csp, qty, before_qty, add_qty, application_seq; int32_t kind, zone;
	struct str resource_no, item_code, item_name, unit, use, pool_name, csp_name; bool xinchuang; void *attrs;   /* struct line_attrs or NULL */
	int64_t opened_qty, reclaimed_qty, approved_qty;                    /* of the view; approved_qty INT_NONE before the opinion */
	struct instant ended_at; struct str end_reason;                     /* opened for less than ordered, with the reason */
};
/* What was opened for a line: a new resource, or more of one that was there. */
struct emergency_opening {
	int64_t id, emergency_order, line, resource, qty, reclaimed_qty, by_person; struct str resource_no, resource_name, by_name; struct instant at;
};
/* What goes back, and until when. */
struct emergency_reclaim {
	int64_t id, emergency_order, line, line_seq, csp, qty, done_by; struct str item_name, csp_name, reason, disposal, done_by_name; struct date due_date;
	struct instant due_at, ordered_at, done_at, lifted_at;
};
struct emergency_backup {
	int64_t id, emergency_order, by_person, size_gb; struct str by_name, content, place, verify_method; bool verified; struct instant at;
};
/* Who may consent for a side: whom a spoken consent is recorded of. */
struct emergency_consenter { int32_t side; int64_t person; struct str name, post; };
/* The order with everything that the paper D17 says; lists are filled for a single object. */
struct emergency_order {
	int64_t id, version; struct str no, title, why, contact; int32_t reason, state;
	int64_t system, user_org, applicant_org, requester, issued_by, confirmed_by, makeup;
	struct str system_no, system_name, user_org_name, applicant_org_name, requester_name, issued_by_name, issue_note, confirm_remark, end_reason, makeup_no, makeup_state;
	struct date expected_until, billing_start_date, makeup_due_date; int64_t makeup_wd;
	struct instant requested_at, issued_at, opened_at, confirmed_at, made_up_at, ended_at, overdue_told_at; bool expands;
	struct list consents, consenters, lines, openings, reclaims, backups; void *clock;
};
extern const struct record emergency_order_record, emergency_line_record;
extern const struct entity emergency_order_entity;
extern const struct flow   emergency_flow;
extern const struct feature emergency_feature;

/* The lines (struct emergency_line, in order of seq) of the order that an application makes up for; none for any other application. A
 * feature that asks for an optimisation record with the make-up reads those of kind EMG_EXPAND: resource, before_qty, qty. */
enum err emergency_lines_of_makeup(struct ctx *c, int64_t application, struct list *out);
/* Orders about a system that are not ended belong to these units from now on (A22.3a), and with them what they owe. */
enum err emergency_move_org(struct ctx *c, int64_t system, int64_t user_org, int64_t applicant_org);
/* View v_emergency_debt, one row per thing owed: id, kind, emergency_order, no, title, system, user_org, applicant_org, owed_by (unit), since_at,
 * due_at. Facts told: emergency.issued, .opened, .makeup_overdue (once an order), .reclaim_ordered, .settled, .reclaimed (of the
 * emergency_order); emergency.live (of the make-up application). */
#endif
