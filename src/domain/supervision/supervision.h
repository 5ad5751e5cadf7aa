#ifndef DOMAIN_SUPERVISION_SUPERVISION_H
#define DOMAIN_SUPERVISION_SUPERVISION_H
/* What the authority looks into (A8.4c, A38a, A39): candidates for a notice, found by rule or written down by hand, and the lists of all that is
 * overdue or unused, in one place. A candidate accuses nobody: it is confirmed, or dismissed with a reason. */
#include "core/feature.h"

enum clause { CLAUSE_A1 = 1, CLAUSE_A2, CLAUSE_A3, CLAUSE_A4, CLAUSE_A5, CLAUSE_B1, CLAUSE_B2, CLAUSE_B3, CLAUSE_B4, CLAUSE_B5, CLAUSE_MAX };   /* A39a.1 … A39b.5 */
enum candidate_source { SOURCE_RULE = 1, SOURCE_MANUAL, SOURCE_MAX };
enum candidate_state { CANDIDATE_OPEN = 1, CANDIDATE_CONFIRMED, CANDIDATE_DISMISSED, CANDIDATE_STATE_MAX };
extern const struct names clause_names[CLAUSE_MAX];

struct candidate {
	int64_t id, version; int32_t clause, source, state;
	struct str key, rule;              /* what it is about, once: "emergency_makeup:17"; which rule found it */
	int64_t org, addressee;            /* whose failing; who is to be told: the applying unit, or the provider itself */
	struct str org_name, addressee_name, subject_kind, subject_no, title, evidence, comment, opened_by_name, decided_by_name; int64_t subject, opened_by, decided_by;
	struct instant at, decided_at;
};
extern const struct record candidate_record;
extern const struct entity candidate_entity;
extern const struct flow   candidate_flow;
extern const struct feature supervision_feature;

/* Opens a candidate found by a rule: key, rule, clause, org, addressee, subject and evidence are the caller's, the rest is set. Once for a
 * key: a second call changes nothing, whatever became of the first. For features above; those below tell facts or show views, and
 * a rule of this folder reads them. Fact told: candidate.confirmed. */
enum err candidate_open(struct ctx *c, struct candidate *k);
#endif
