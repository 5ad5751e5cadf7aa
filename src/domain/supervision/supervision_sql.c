/* Candidates and what is looked at to find them. */
#include "domain/supervision/supervision_in.h"

const struct migration supervision_migrations[] = {
	{ 1,
	  "CREATE TABLE candidate (id {id}, version BIGINT NOT NULL, key TEXT NOT NULL UNIQUE, rule TEXT, clause TEXT NOT NULL, source TEXT NOT NULL, org BIGINT NOT NULL, addressee BIGINT NOT NULL,"
	  " subject_kind TEXT, subject BIGINT, subject_no TEXT, title TEXT NOT NULL, evidence TEXT NOT NULL, at BIGINT NOT NULL, opened_by BIGINT, opened_by_name TEXT, decided_by BIGINT,"
	  " decided_by_name TEXT, decided_at BIGINT, comment TEXT, state TEXT NOT NULL);\n"
	  "CREATE INDEX candidate_state ON candidate (state, id);\n"
	  "CREATE INDEX candidate_org ON candidate (org, id);\n"
	  "CREATE INDEX candidate_addressee ON candidate (addressee, id);\n"
	  "CREATE VIEW v_candidate AS SELECT k.*, o.name AS org_name, a.name AS addressee_name FROM candidate k JOIN org o ON o.id = k.org JOIN org a ON a.id = k.addressee" },
	{ 0 }
};

#define KEY(prefix, id) "'" prefix ":' || CAST(" id " AS TEXT)"
/* Only what is not a candidate yet: a rule that has run for years looks at its new rows. */
#define UNKNOWN(prefix, id) " AND NOT EXISTS (SELECT 1 FROM candidate x WHERE x.key = " KEY(prefix, id) ") LIMIT 500"
#define WATCH(from, over) { "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN " over " THEN 1 ELSE 0 END), 0) AS BIGINT) FROM " from }
const struct stmt supervision_q[Q_SUP_MAX] = {
	[Q_CAND_PUT]    = { "INSERT INTO candidate ({+}) VALUES ({?})", &candidate_record },
	[Q_CAND_KEY]    = { "SELECT COUNT(*) FROM candidate WHERE key = ?1" },
	[Q_CAND_DECIDE] = { "UPDATE candidate SET decided_by = ?2, decided_by_name = ?3, decided_at = ?4, comment = ?5 WHERE id = ?1" },
	[Q_CANDS_OF]    = { "SELECT {} FROM v_candidate WHERE org = ?1 OR addressee = ?1 ORDER BY id DESC LIMIT 500", &candidate_record },
	[Q_TALLY]       = { "SELECT k.org AS org, o.name AS org_name, o.kind AS org_kind, k.clause AS clause, CAST(SUM(CASE WHEN k.state = 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open,"
			    " CAST(SUM(CASE WHEN k.state = 'confirmed' THEN 1 ELSE 0 END) AS BIGINT) AS confirmed, CAST(SUM(CASE WHEN k.state = 'dismissed' THEN 1 ELSE 0 END) AS BIGINT) AS dismissed,"
			    " MAX(k.at) AS last_at FROM candidate k JOIN org o ON o.id = k.org GROUP BY k.org, o.name, o.kind, k.clause ORDER BY o.name, k.clause LIMIT 5000", &org_tally_record },
	[Q_DEBTS_OF]    = { "SELECT id, emergency_order, no, kind, title, since_at, due_at FROM v_emergency_debt WHERE owed_by = ?1 OR applicant_org = ?1 ORDER BY due_at LIMIT 500", &debt_row_record },

	[Q_RULE_EMERGENCY] = { "SELECT " KEY("emergency_makeup", "e.id") ", e.user_org, e.applicant_org, 'emergency_order', e.id, e.no, e.title, c.due_at, c.stopped_at, NULL FROM clock c"
			       " JOIN emergency_order e ON e.id = c.subject_id WHERE c.subject_kind = 'emergency_order' AND c.kind = 'c8' AND c.due_at <= ?1"
			       " AND (c.stopped_at IS NULL OR c.result = 'overdue')" UNKNOWN("emergency_makeup", "e.id"), &found_record },
	[Q_RULE_CROSS]  = { "SELECT " KEY("usage_seen", "u.id") ", u.user_org, u.applicant_org, 'usage_seen', u.id, u.resource_no, u.resource_name, NULL, NULL, COALESCE(u.resolution, u.value)"
			    " FROM v_usage_seen u WHERE u.state = 'confirmed' AND u.created_at <= ?1" UNKNOWN("usage_seen", "u.id"), &found_record },
	/* As the punctuality figures count it: late is the provider whose own lines were late, or all when none was. */
	[Q_RULE_OPENING] = { "SELECT " KEY("c3", "k.id") " || ':' || CAST(v.csp AS TEXT), v.csp, v.csp, 'application', a.id, a.no, a.title, k.due_at, k.stopped_at, NULL FROM clock k"
			     " JOIN application a ON a.id = k.subject_id JOIN v_opening v ON v.application = a.id WHERE k.subject_kind = 'application' AND k.kind = 'c3' AND k.due_at <= ?1"
			     " AND (k.stopped_at IS NULL OR k.result = 'overdue') AND (v.done >= k.due_at OR NOT EXISTS (SELECT 1 FROM v_opening z WHERE z.application = a.id AND z.done >= k.due_at))"
			     " AND NOT EXISTS (SELECT 1 FROM candidate x WHERE x.key = " KEY("c3", "k.id") " || ':' || CAST(v.csp AS TEXT)) LIMIT 500", &found_record },
	[Q_RULE_CHANGE] = { "SELECT DISTINCT " KEY("c5", "k.id") " || ':' || CAST(l.csp AS TEXT), l.csp, l.csp, 'application', a.id, a.no, a.title, k.due_at, k.stopped_at, CAST(NULL AS TEXT) FROM clock k"
			    " JOIN application a ON a.id = k.subject_id JOIN v_change_line l ON l.application = a.id AND l.granted = 1 AND (l.executed_at IS NULL OR l.executed_at >= k.due_at)"
			    " WHERE k.subject_kind = 'application' AND k.kind = 'c5' AND k.due_at <= ?1 AND (k.stopped_at IS NULL OR k.result = 'overdue')"
			    " AND NOT EXISTS (SELECT 1 FROM candidate x WHERE x.key = " KEY("c5", "k.id") " || ':' || CAST(l.csp AS TEXT)) LIMIT 500", &found_record },
	[Q_RULE_REDUCED] = { "SELECT " KEY("opening_reduction", "p.id") ", l.csp, l.csp, 'application', a.id, a.no, a.title, NULL, NULL, l.item_name || ' 批准 ' || CAST(l.approved_qty AS TEXT) ||"
			     " '，减为 ' || CAST(p.qty AS TEXT) || '：' || p.reason FROM opening_reduction p JOIN application_line l ON l.id = p.line JOIN application a ON a.id = p.application"
			     " WHERE p.at <= ?1" UNKNOWN("opening_reduction", "p.id"), &found_record },
	[Q_RULE_DISPUTE] = { "SELECT " KEY("delivery_order", "d.id") ", d.csp, d.csp, 'delivery_order', d.id, d.no, d.title, NULL, NULL, COALESCE(d.dispute_reason, '') || '；' ||"
			     " COALESCE(d.resolution, '') FROM v_delivery_order d WHERE d.upheld = 1 AND d.resolved_at <= ?1" UNKNOWN("delivery_order", "d.id"), &found_record },
	[Q_RULE_VOIDED] = { "SELECT " KEY("change_report", "r.id") ", r.csp, r.csp, 'application', a.id, a.no, a.title, NULL, NULL, r.void_reason FROM change_report r"
			    " JOIN application a ON a.id = r.application WHERE r.voided_at <= ?1" UNKNOWN("change_report", "r.id"), &found_record },
	[Q_RULE_SHORT]  = { "SELECT " KEY("emergency_line", "l.id") ", l.csp, l.csp, 'emergency_order', e.id, e.no, e.title, NULL, NULL, l.item_name || ' 应开通 ' || CAST(l.add_qty AS TEXT) ||"
			    " '，开通 ' || CAST(l.opened_qty AS TEXT) || '：' || l.end_reason FROM v_emergency_line l JOIN emergency_order e ON e.id = l.emergency_order"
			    " WHERE l.ended_at <= ?1 AND l.opened_qty < l.add_qty AND e.state IN ('opened', 'settled') AND NOT EXISTS (SELECT 1 FROM emergency_reclaim r WHERE r.emergency_order = e.id)"
			    UNKNOWN("emergency_line", "l.id"), &found_record },

	[Q_WATCH_CANDIDATES]  = WATCH("candidate WHERE state = 'open'", "1 = 0"),
	[Q_WATCH_CONFIRMED]   = WATCH("candidate WHERE state = 'confirmed'", "1 = 0"),
	[Q_WATCH_CLOCKS_AUTH] = WATCH("clock WHERE stopped_at IS NULL AND owner = 'authority'", "due_at <= ?1"),
	[Q_WATCH_CLOCKS_UNIT] = WATCH("clock WHERE stopped_at IS NULL AND owner IN ('user', 'applicant')", "due_at <= ?1"),
	[Q_WATCH_CLOCKS_CSP]  = WATCH("clock WHERE stopped_at IS NULL AND owner = 'csp'", "due_at <= ?1"),
	[Q_WATCH_DEBTS]       = WATCH("v_emergency_debt", "due_at <= ?1"),
	[Q_WATCH_EXPIRED]     = WATCH("resource WHERE expired = 1 AND state IN ('active', 'changing')", "1 = 1"),
	[Q_WATCH_TRIALS]      = WATCH("v_trial WHERE application_state IN ('trial', 'suggested') AND to_date <= ?1", "1 = 1"),
	[Q_WATCH_IDLE]        = WATCH("v_idle WHERE used_date IS NULL AND state IN ('active', 'changing')", "stage = 'listed'"),
	[Q_WATCH_GOLIVE]      = WATCH("golive_watch WHERE cleared_date IS NULL", "1 = 1"),
	[Q_WATCH_STOCK]       = WATCH("v_info_system s WHERE s.stock_kind = 'stock' AND s.hosting <> 'gov_cloud' AND s.state <> 'offline' AND NOT EXISTS (SELECT 1 FROM application b"
				      " WHERE b.system = s.id AND b.type = 'migrate' AND b.state NOT IN ('draft', 'internal_review', 'internal_rejected', 'not_accepted', 'rejected', 'withdrawn',"
				      " 'terminated'))", "s.hosting_contract_to < ?1"),
	[Q_WATCH_CROSS]       = WATCH("usage_seen WHERE state = 'suspected'", "1 = 0"),
	[Q_WATCH_LOW]         = WATCH("v_util_case WHERE kind = 'low' AND state IN ('open', 'plan', 'executing')", "state = 'open' AND reply_due_at <= ?1"),
};

const char *const supervision_work[] = {
	"SELECT 'candidate' AS kind, k.id AS id, k.subject_no AS no, k.title AS title, o.name AS org_name, k.state AS state, 'candidate.confirm' AS op, '核实线索' AS op_label, 'A38a' AS article,"
	" 'auth_handler' AS role, NULL AS org, NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, k.at AS since_at FROM candidate k JOIN org o ON o.id = k.org"
	" WHERE k.state = 'open'",
	NULL
};

const struct invariant supervision_invariants[] = {
	{ "A38a", "核实过的线索都有办理人和说明", "SELECT id FROM candidate WHERE state <> 'open' AND (decided_by IS NULL OR decided_at IS NULL OR COALESCE(comment, '') = '')" },
	{ "R-41", "上云单位的线索通知申请单位，云服务商的通知本身",
	  "SELECT k.id FROM candidate k JOIN org o ON o.id = k.addressee WHERE (k.clause LIKE 'A39b%') <> (o.kind = 'csp')" },
	{ 0 }
};
