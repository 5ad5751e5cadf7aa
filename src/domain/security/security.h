#ifndef DOMAIN_SECURITY_SECURITY_H
#define DOMAIN_SECURITY_SECURITY_H
/* What must be in order before a system goes live, and stays so (A21.2b, A21.3, A34.P3): security tests, findings and their re-tests,
 * commitment letters, waivers, and the gate that reads them. */
#include "core/feature.h"

enum test_kind { TEST_SCAN = 1, TEST_PENTEST, TEST_CODE_AUDIT, TEST_BASELINE, TEST_KIND_MAX };
enum severity { SEV_CRITICAL = 1, SEV_HIGH, SEV_MEDIUM, SEV_LOW, SEVERITY_MAX };
enum finding_state { FINDING_OPEN = 1, FINDING_FIXED, FINDING_RETESTED, FINDING_ACCEPTED, FINDING_STATE_MAX };
enum gate_item { GATE_DECLARATION = 1, GATE_RESPONSIBILITY, GATE_SCAN, GATE_PENTEST, GATE_ICP, GATE_COMMITMENT, GATE_DJ_FILING, GATE_MAX };
extern const struct names gate_names[GATE_MAX], test_kind_names[TEST_KIND_MAX], severity_names[SEVERITY_MAX];

/* One item of the gate, as the console, the go-live paper (D14) and the frozen check show it. evidence: struct golive_evidence or NULL. */
struct golive_evidence {
	struct date evidence_date, valid_until, waiver_until; struct str no, agency, note, waiver_reason; int64_t open_high, attachment, record;
};
struct golive_item { int32_t item; struct str label, article, clause, state, reason; void *evidence; };   /* state: met, unmet, waived, not_needed */
struct golive_check { int64_t id, application, system; bool open; struct list items; int64_t confirmed_by; struct instant confirmed_at; };
/* An assessment of the platform of a provider, or of a system (A15.4, A34.P2b, A34.P3c). A wrong one is voided and entered anew. The last that is not void
 * counts; when its next_due has passed, the fact "assessment.overdue" is told of it, once. */
enum assess_kind { ASSESS_DJ = 1, ASSESS_CRYPTO, ASSESS_CLOUD, ASSESS_CII, ASSESS_KIND_MAX };
enum assess_subject { ASSESS_PLATFORM = 1, ASSESS_SYSTEM, ASSESS_SUBJECT_MAX };
enum assess_conclusion { CONCLUSION_EXCELLENT = 1, CONCLUSION_GOOD, CONCLUSION_FAIR, CONCLUSION_POOR, CONCLUSION_MEETS, CONCLUSION_MOSTLY, CONCLUSION_FAILS, CONCLUSION_MAX };
struct assessment {
	int64_t id, version, csp, system, user_org, applicant_org, score, file, by_person, reminded; int32_t kind, subject, level, conclusion; struct str agency, report_no, csp_name, system_name,
	user_org_name, void_reason; struct date date, valid_until, next_due; struct list issues; struct instant created_at, voided_at;
};
extern const struct record assessment_record;
extern const struct names assessment_kind_names[ASSESS_KIND_MAX];
extern const struct entity assessment_entity;
extern const struct record golive_item_record, golive_check_record;
extern const struct entity security_test_entity, vuln_finding_entity, commitment_entity;
extern const struct feature security_feature;

/* The gate's items (struct golive_item, in order) of a system as they stand on a day; for an application of it (or NULL) by the validities
 * that were in force when that was submitted. */
enum err golive_items(struct ctx *c, int64_t system, const struct application *a, struct date day, struct list *out);
/* The gate of an application: as it was frozen when the system went live (id and confirmed_at set), else as it stands today. */
enum err golive_check_of(struct ctx *c, int64_t application, struct golive_check *out);
/* A major change of a system was carried out that day: tests and letters from before no longer count. A feature that stands
 * below this one tells the fact "info_system.major_change" of the system instead. Twice on a day changes nothing. */
enum err security_major_change(struct ctx *c, int64_t system, struct date day, struct str what);
#endif
