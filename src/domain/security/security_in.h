#ifndef DOMAIN_SECURITY_SECURITY_IN_H
#define DOMAIN_SECURITY_SECURITY_IN_H
#include "domain/application/application.h"
#include "domain/info_system/info_system.h"
#include "domain/security/security.h"

enum { Q_TEST_PUT, Q_TEST_LAST, Q_CASE_OF, Q_FINDING_PUT, Q_FINDINGS_OF, Q_FOUND, Q_FINDING_PLAN, Q_FINDING_FIX, Q_FINDING_ACCEPT, Q_OPEN_HIGH, Q_OPEN_MEDIUM, Q_RETEST_PUT, Q_RETESTS,
       Q_LETTER_PUT, Q_LETTER_SYSTEM_PUT, Q_SIGNED, Q_SIGNED_LAST, Q_SIGNED_TOLD, Q_CHANGE_PUT, Q_CHANGE_SAME, Q_CHANGE_LAST, Q_EVIDENCE_PUT, Q_EVIDENCE, Q_WAIVER_PUT, Q_WAIVER, Q_EXEMPTION,
       Q_WAIVERS_OPEN, Q_WAIVER_TOLD, Q_WAIVER_LAPSED, Q_CHECK_PUT, Q_CHECK, Q_WATCH_PUT, Q_WATCHED, Q_WATCH_OPEN, Q_WATCH_OPEN_OF, Q_WATCH_CLEAR,
       Q_ASSESS_PUT, Q_ASSESS_VOID, Q_ASSESS_OF_CSP, Q_ASSESS_OF_SYSTEM, Q_ASSESSED_CSPS, Q_ASSESSED_SYSTEMS, Q_ASSESS_LAST, Q_ASSESS_TOLD, Q_SEC_MAX };
extern const struct stmt security_q[Q_SEC_MAX];
extern const struct migration security_migrations[];
extern const struct invariant security_invariants[];
extern const char *const security_work[];

enum finding_source { SOURCE_SCAN = 1, SOURCE_PENTEST, SOURCE_BULLETIN, SOURCE_CROWD, SOURCE_MONITOR, SOURCE_MAX };
struct new_finding { struct str title, cve, plan; int32_t severity; struct instant due_at; int64_t resource; };
struct security_test {
	int64_t id, version; int32_t kind; int64_t system, application; struct date date, valid_until; struct str report_no, agency, tool, note;
	int64_t n_critical, n_high, n_medium, n_low, file, by_person; struct instant created_at;
	struct str system_name, user_org_name; int64_t user_org, applicant_org; struct list findings;   /* in: struct new_finding; out: struct vuln_finding */
};
struct retest { int64_t id, finding, test, by_person, file; struct date date; bool passed; struct str agency, note; struct instant at; };
struct vuln_finding {
	int64_t id, version; int32_t source; int64_t system, resource, test; struct str title, cve, plan, fix_note, accept_reason; int32_t severity;
	struct instant found_at, due_at, fixed_at; struct date accept_until; int64_t accepted_by, by_person; int32_t state;
	struct str system_name, user_org_name; int64_t user_org, applicant_org; struct list retests;
};
struct commitment {
	int64_t id, version; struct list systems; int64_t org; struct str signer, doc_no, note; struct date signed_date, valid_until; int64_t months, file, by_person; struct instant created_at;
	struct str org_name; int64_t applicant_org;
};
/* A system under a letter, with who answered for it when it was signed. */
struct signed_system {
	int64_t id, commitment, system; struct str responsible; int64_t reminded; struct date signed_date, valid_until; struct str signer, doc_no, system_name; int64_t file, user_org;
};
struct evidence { int64_t id, system, application; int32_t item; struct date evidence_date; struct str no, agency, note; int64_t attachment, by_person; struct instant at; };
struct waiver {
	int64_t id, system, application; int32_t item; bool exempt; struct str reason, doc_no; struct date until_date; int64_t by_person; struct instant at, lapsed_at; int64_t reminded;
	struct str system_name, system_state; int64_t user_org;
};
/* A live system that no longer has what it went live with: the supervision list of the gate. */
struct watch { int64_t id, system; int32_t item; int64_t waiver; struct date since_date, cleared_date; struct str reason, system_name, user_org_name; int64_t user_org, applicant_org; };
extern const struct record security_test_record, vuln_finding_record, retest_record, commitment_record, signed_record, evidence_row_record, waiver_record, watch_record;
extern const struct entity watch_entity;
extern const struct flow vuln_finding_flow;

/* One of the four tracks of a platform, or of what a system is asked for. */
enum track_state { TRACK_MET = 1, TRACK_SOON, TRACK_OVERDUE, TRACK_FAILED, TRACK_MISSING, TRACK_STATE_MAX };   /* from OVERDUE on: gaps */
struct track { int32_t kind, conclusion, state; int64_t csp, system, assessment, left, months; struct str name, unit, gap; struct date date, next_due; };
struct tracks { int32_t subject; int64_t n_gaps; bool complete; struct list items; };
struct assessed { int64_t id; struct str name, unit; int32_t dj_level; bool crypto_required, cii; };
extern const struct record assessment_in_record, assessment_void_record, assessment_tracks_in_record, assessment_tracks_record, assessed_record;

/* ---- inputs ---- */
struct assessment_void_in { int64_t id; struct str reason; };
struct plan_in   { int64_t id; struct str plan; struct instant due_at; };
struct fix_in    { int64_t id; struct str comment; };
struct retest_in { int64_t id; bool passed; struct date date; struct str agency, comment; int64_t file, test; };
struct accept_in { int64_t id; struct str reason; struct date until_date; };
struct change_in { int64_t id; struct date date; struct str what; };
struct gate_in   { int64_t id; int32_t item; struct date evidence_date, until_date; struct str no, agency, note, reason; int64_t open_high, attachment; };

/* ---- security.c ---- */
/* Enters a test with what it found: valid for as long as the parameter says now. Bad members are told as fields of the op's input. */
enum err security_test_enter(struct ctx *c, struct security_test *t);
enum err commitment_enter(struct ctx *c, struct commitment *l);
enum err security_file(struct ctx *c, const char *field, int64_t id);
enum err test_create(struct ctx *c, const void *in, void *out);
enum err finding_create(struct ctx *c, const void *in, void *out);
enum err finding_plan(struct ctx *c, const void *in, void *out);
enum err finding_fix(struct ctx *c, const void *in, void *out);
enum err finding_retest(struct ctx *c, const void *in, void *out);
enum err finding_accept(struct ctx *c, const void *in, void *out);
enum err commitment_create(struct ctx *c, const void *in, void *out);
enum err major_change(struct ctx *c, const void *in, void *out);
enum err major_change_heard(struct ctx *c, const struct fact *f);
enum err test_fill(struct ctx *c, void *rec);
enum err finding_fill(struct ctx *c, void *rec);
enum err finding_acceptable(struct ctx *c, const void *subject, const void *in);
enum err finding_not_done(struct ctx *c, const void *subject, const void *in);
bool retest_passed(struct ctx *c, const void *subject, const void *in);

/* ---- assessment.c ---- */
enum err assessment_create(struct ctx *c, const void *in, void *out);
enum err assessment_void(struct ctx *c, const void *in, void *out);
enum err assessment_tracks(struct ctx *c, const void *in, void *out);
enum err assessment_not_void(struct ctx *c, const void *subject, const void *in);
enum err assessment_own(struct ctx *c, const void *subject, const void *in);
enum err assessment_watch(struct ctx *c);

/* A figure as it stood when the case was submitted (each case keeps the values it started with); a NULL or not submitted: as it stands now. */
int64_t security_figure(struct ctx *c, const char *key, const struct application *a);

/* ---- gate.c ---- */
/* OK when the item holds today, is not needed or is waived; else refuses with why. */
enum err gate_must(struct ctx *c, const struct application *a, enum gate_item item);
/* After something of a system was put in order: its rows on the supervision list are looked at again. */
enum err gate_relook(struct ctx *c, int64_t system);
enum err gate_show(struct ctx *c, const void *in, void *out);
enum err gate_record(struct ctx *c, const void *in, void *out);
enum err gate_waive(struct ctx *c, const void *in, void *out);
enum err gate_exempt(struct ctx *c, const void *in, void *out);
enum err gate_waivable(struct ctx *c, const void *subject, const void *in);
enum err gate_freeze(struct ctx *c, const struct fact *f);
enum err gate_watch(struct ctx *c);
extern const char *const gate_articles[GATE_MAX];
#endif
