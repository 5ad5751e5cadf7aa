/* Security before and after going live: tables. */
#include "domain/security/security_in.h"

const struct migration security_migrations[] = {
	{ 1,
	  "CREATE TABLE security_test (id {id}, version BIGINT NOT NULL, kind TEXT NOT NULL, system BIGINT NOT NULL, application BIGINT, date TEXT NOT NULL, valid_until TEXT, report_no TEXT,"
	  " agency TEXT, tool TEXT, n_critical BIGINT NOT NULL, n_high BIGINT NOT NULL, n_medium BIGINT NOT NULL, n_low BIGINT NOT NULL, file BIGINT, note TEXT, by_person BIGINT,"
	  " created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX security_test_system ON security_test (system, kind, date);\n"
	  "CREATE TABLE vuln_finding (id {id}, version BIGINT NOT NULL, source TEXT NOT NULL, system BIGINT NOT NULL, resource BIGINT, test BIGINT, title TEXT NOT NULL, cve TEXT,"
	  " severity TEXT NOT NULL, found_at BIGINT NOT NULL, plan TEXT, due_at BIGINT, fixed_at BIGINT, fix_note TEXT, accept_reason TEXT, accept_until TEXT, accepted_by BIGINT, by_person BIGINT,"
	  " state TEXT NOT NULL);\n"
	  "CREATE INDEX vuln_finding_system ON vuln_finding (system, state);\n"
	  "CREATE INDEX vuln_finding_test ON vuln_finding (test);\n"
	  "CREATE INDEX vuln_finding_state ON vuln_finding (state);\n"
	  "CREATE TABLE vuln_retest (id {id}, finding BIGINT NOT NULL, test BIGINT, by_person BIGINT, file BIGINT, date TEXT NOT NULL, passed BIGINT NOT NULL, agency TEXT, note TEXT NOT NULL,"
	  " at BIGINT NOT NULL);\n"
	  "CREATE INDEX vuln_retest_finding ON vuln_retest (finding, id);\n"
	  "CREATE TABLE commitment (id {id}, version BIGINT NOT NULL, systems TEXT NOT NULL, org BIGINT NOT NULL, signer TEXT NOT NULL, doc_no TEXT, note TEXT, signed_date TEXT NOT NULL,"
	  " valid_until TEXT NOT NULL, months BIGINT NOT NULL, file BIGINT, by_person BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX commitment_org ON commitment (org, id);\n"
	  "CREATE TABLE commitment_system (id {id}, commitment BIGINT NOT NULL, system BIGINT NOT NULL, responsible TEXT, reminded BIGINT);\n"
	  "CREATE INDEX commitment_system_system ON commitment_system (system, commitment);\n"
	  "CREATE TABLE system_change (id {id}, system BIGINT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL, by_person BIGINT, at BIGINT NOT NULL, UNIQUE (system, day));\n"
	  "CREATE TABLE golive_evidence (id {id}, system BIGINT NOT NULL, application BIGINT NOT NULL, item TEXT NOT NULL, evidence_date TEXT, no TEXT, agency TEXT, note TEXT, attachment BIGINT,"
	  " by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX golive_evidence_system ON golive_evidence (system, item, id);\n"
	  "CREATE TABLE golive_waiver (id {id}, system BIGINT NOT NULL, application BIGINT NOT NULL, item TEXT NOT NULL, exempt BIGINT NOT NULL, reason TEXT NOT NULL, doc_no TEXT, until_date TEXT,"
	  " by_person BIGINT, at BIGINT NOT NULL, reminded BIGINT, lapsed_at BIGINT);\n"
	  "CREATE INDEX golive_waiver_system ON golive_waiver (system, item, id);\n"
	  "CREATE TABLE golive_check (id {id}, application BIGINT NOT NULL UNIQUE, system BIGINT NOT NULL, items TEXT NOT NULL, confirmed_by BIGINT, confirmed_at BIGINT NOT NULL);\n"
	  "CREATE TABLE golive_watch (id {id}, system BIGINT NOT NULL, item TEXT NOT NULL, waiver BIGINT, since_date TEXT NOT NULL, cleared_date TEXT, reason TEXT NOT NULL);\n"
	  "CREATE INDEX golive_watch_system ON golive_watch (system, item);\n"
#define NAMED " s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org, u.name AS user_org_name"
#define OF_SYSTEM(x) " JOIN info_system s ON s.id = " x ".system JOIN org u ON u.id = s.user_org"
	  "CREATE VIEW v_security_test AS SELECT t.*," NAMED " FROM security_test t" OF_SYSTEM("t") ";\n"
	  "CREATE VIEW v_vuln_finding AS SELECT f.*," NAMED " FROM vuln_finding f" OF_SYSTEM("f") ";\n"
	  "CREATE VIEW v_golive_watch AS SELECT w.*," NAMED " FROM golive_watch w" OF_SYSTEM("w") ";\n"
	  "CREATE VIEW v_golive_waiver AS SELECT w.*," NAMED ", s.state AS system_state FROM golive_waiver w" OF_SYSTEM("w") ";\n"
	  "CREATE VIEW v_commitment AS SELECT c.*, o.name AS org_name, o.budget_level1 AS applicant_org FROM commitment c JOIN org o ON o.id = c.org;\n"
	  "CREATE VIEW v_signed_system AS SELECT x.*, c.signed_date AS signed_date, c.valid_until AS valid_until, c.signer AS signer, c.doc_no AS doc_no, c.file AS file," NAMED
	  " FROM commitment_system x JOIN commitment c ON c.id = x.commitment" OF_SYSTEM("x") },
	{ 2,
	  "CREATE TABLE assessment (id {id}, version BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, csp BIGINT, system BIGINT, level TEXT, agency TEXT NOT NULL, report_no TEXT NOT NULL,"
	  " date TEXT NOT NULL, score BIGINT, conclusion TEXT NOT NULL, issues TEXT, valid_until TEXT, file BIGINT NOT NULL, next_due TEXT NOT NULL, by_person BIGINT, created_at BIGINT NOT NULL,"
	  " voided_at BIGINT, void_reason TEXT, reminded BIGINT);\n"
	  "CREATE INDEX assessment_csp ON assessment (csp, kind, date);\n"
	  "CREATE INDEX assessment_system ON assessment (system, kind, date);\n"
	  "CREATE VIEW v_assessment AS SELECT a.*, v.name AS csp_name, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org, u.name AS user_org_name FROM assessment a"
	  " LEFT JOIN org v ON v.id = a.csp LEFT JOIN info_system s ON s.id = a.system LEFT JOIN org u ON u.id = s.user_org" },
	{ 0 }
};

#define FINDINGS_OF_ITEM " FROM vuln_finding WHERE system = ?1 AND (CASE WHEN source = 'pentest' THEN 1 ELSE 0 END) = ?2"
const struct stmt security_q[Q_SEC_MAX] = {
	[Q_TEST_PUT]       = { "INSERT INTO security_test ({+}) VALUES ({?})", &security_test_record },
	[Q_TEST_LAST]      = { "SELECT {} FROM v_security_test WHERE system = ?1 AND kind = ?2 ORDER BY date DESC, id DESC LIMIT 1", &security_test_record },
	[Q_CASE_OF]        = { "SELECT COALESCE(MAX(id), 0) FROM application WHERE system = ?1 AND type IN ('new', 'migrate', 'emergency_makeup') AND submitted_at IS NOT NULL"
			       " AND state NOT IN ('rejected', 'live', 'closed', 'withdrawn', 'terminated')" },
	[Q_FINDING_PUT]    = { "INSERT INTO vuln_finding ({+}) VALUES ({?})", &vuln_finding_record },
	[Q_FINDINGS_OF]    = { "SELECT {} FROM v_vuln_finding WHERE test = ?1 ORDER BY id LIMIT 500", &vuln_finding_record },
	[Q_FOUND]          = { "SELECT COUNT(*) FROM vuln_finding WHERE test = ?1 AND severity = ?2" },
	[Q_FINDING_PLAN]   = { "UPDATE vuln_finding SET plan = ?2, due_at = ?3 WHERE id = ?1" },
	[Q_FINDING_FIX]    = { "UPDATE vuln_finding SET fix_note = ?2, fixed_at = ?3 WHERE id = ?1" },
	[Q_FINDING_ACCEPT] = { "UPDATE vuln_finding SET accept_reason = ?2, accept_until = ?3, accepted_by = ?4 WHERE id = ?1" },
	[Q_OPEN_HIGH]      = { "SELECT COUNT(*)" FINDINGS_OF_ITEM " AND severity IN ('critical', 'high') AND state <> 'retested'" },
	[Q_OPEN_MEDIUM]    = { "SELECT COUNT(*)" FINDINGS_OF_ITEM " AND severity = 'medium' AND ((state = 'open' AND (plan IS NULL OR due_at IS NULL OR due_at <= ?3))"
			       " OR (state = 'accepted' AND accept_until <= ?4))" },
	[Q_RETEST_PUT]     = { "INSERT INTO vuln_retest ({+}) VALUES ({?})", &retest_record },
	[Q_RETESTS]        = { "SELECT {} FROM vuln_retest WHERE finding = ?1 ORDER BY id LIMIT 200", &retest_record },
	[Q_LETTER_PUT]     = { "INSERT INTO commitment ({+}) VALUES ({?})", &commitment_record },
	[Q_LETTER_SYSTEM_PUT] = { "INSERT INTO commitment_system (id, commitment, system, responsible) VALUES (?1, ?2, ?3, ?4)" },
	[Q_SIGNED]         = { "SELECT {} FROM v_signed_system WHERE system = ?1 ORDER BY signed_date DESC, id DESC LIMIT 1", &signed_record },
	/* The letter that counts of each system; an older one reminds nobody. */
	[Q_SIGNED_LAST]    = { "SELECT {x.} FROM v_signed_system x WHERE NOT EXISTS (SELECT 1 FROM v_signed_system y WHERE y.system = x.system AND (y.signed_date > x.signed_date"
			       " OR (y.signed_date = x.signed_date AND y.id > x.id))) ORDER BY x.id", &signed_record },
	[Q_SIGNED_TOLD]    = { "UPDATE commitment_system SET reminded = ?2 WHERE id = ?1" },
	[Q_CHANGE_PUT]     = { "INSERT INTO system_change (id, system, day, what, by_person, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
	[Q_CHANGE_SAME]    = { "SELECT COUNT(*) FROM system_change WHERE system = ?1 AND day = ?2" },
	[Q_CHANGE_LAST]    = { "SELECT MAX(day) FROM system_change WHERE system = ?1" },
	[Q_EVIDENCE_PUT]   = { "INSERT INTO golive_evidence ({+}) VALUES ({?})", &evidence_row_record },
	[Q_EVIDENCE]       = { "SELECT {} FROM golive_evidence WHERE system = ?1 AND item = ?2 ORDER BY id DESC LIMIT 1", &evidence_row_record },
	[Q_WAIVER_PUT]     = { "INSERT INTO golive_waiver ({+}) VALUES ({?})", &waiver_record },
	[Q_WAIVER]         = { "SELECT {} FROM v_golive_waiver WHERE system = ?1 AND item = ?2 AND exempt = 0 ORDER BY id DESC LIMIT 1", &waiver_record },
	[Q_EXEMPTION]      = { "SELECT {} FROM v_golive_waiver WHERE system = ?1 AND item = ?2 AND exempt = 1 ORDER BY id DESC LIMIT 1", &waiver_record },
	[Q_WAIVERS_OPEN]   = { "SELECT {w.} FROM v_golive_waiver w WHERE w.exempt = 0 AND w.lapsed_at IS NULL AND NOT EXISTS (SELECT 1 FROM golive_waiver n WHERE n.system = w.system"
			       " AND n.item = w.item AND n.exempt = 0 AND n.id > w.id) ORDER BY w.id", &waiver_record },
	[Q_WAIVER_TOLD]    = { "UPDATE golive_waiver SET reminded = ?2 WHERE id = ?1" },
	[Q_WAIVER_LAPSED]  = { "UPDATE golive_waiver SET lapsed_at = ?2 WHERE id = ?1" },
	[Q_CHECK_PUT]      = { "INSERT INTO golive_check ({+}) VALUES ({?})", &golive_check_record },
	[Q_CHECK]          = { "SELECT {} FROM golive_check WHERE application = ?1", &golive_check_record },
	[Q_WATCH_PUT]      = { "INSERT INTO golive_watch (id, system, item, waiver, since_date, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
	[Q_WATCHED]        = { "SELECT COUNT(*) FROM golive_watch WHERE system = ?1 AND item = ?2 AND cleared_date IS NULL" },
	[Q_WATCH_OPEN]     = { "SELECT {} FROM v_golive_watch WHERE cleared_date IS NULL ORDER BY id", &watch_record },
	[Q_WATCH_OPEN_OF]  = { "SELECT {} FROM v_golive_watch WHERE system = ?1 AND cleared_date IS NULL ORDER BY id", &watch_record },
	[Q_ASSESS_PUT]     = { "INSERT INTO assessment ({+}) VALUES ({?})", &assessment_record },
	[Q_ASSESS_VOID]    = { "UPDATE assessment SET voided_at = ?2, void_reason = ?3 WHERE id = ?1" },
#define LAST_OF(what) "SELECT {} FROM v_assessment WHERE " what " = ?1 AND kind = ?2 AND voided_at IS NULL ORDER BY date DESC, id DESC LIMIT 1"
	[Q_ASSESS_OF_CSP]    = { LAST_OF("csp"), &assessment_record },
	[Q_ASSESS_OF_SYSTEM] = { LAST_OF("system"), &assessment_record },
	/* ?1: whoever sees all; ?2 else the unit whose own they are. */
	[Q_ASSESSED_CSPS]  = { "SELECT o.id, o.name, o.name AS unit, 'level3' AS dj_level, 1 AS crypto_required, 1 AS cii FROM csp k JOIN org o ON o.id = k.id WHERE k.status <> 'left'"
			       " AND (?1 = 1 OR o.id = ?2) ORDER BY o.no LIMIT 200", &assessed_record },
	[Q_ASSESSED_SYSTEMS] = { "SELECT s.id, s.name, u.name AS unit, s.dj_level, s.crypto_required, s.cii FROM info_system s JOIN org u ON u.id = s.user_org WHERE s.state <> 'offline'"
			       " AND (s.dj_level IN ('level2', 'level3', 'level4') OR s.crypto_required = 1 OR s.cii = 1) AND (?1 = 1 OR s.user_org = ?2 OR s.applicant_org = ?2"
			       " OR EXISTS (SELECT 1 FROM csp_visible x WHERE x.system = s.id AND x.org = ?2)) ORDER BY s.no LIMIT 5000", &assessed_record },
	[Q_ASSESS_LAST]    = { "SELECT {a.} FROM v_assessment a LEFT JOIN info_system i ON i.id = a.system WHERE a.voided_at IS NULL AND (i.id IS NULL OR i.state <> 'offline') AND NOT EXISTS"
			       " (SELECT 1 FROM assessment b WHERE b.kind = a.kind AND b.voided_at IS NULL AND COALESCE(b.csp, 0) = COALESCE(a.csp, 0) AND COALESCE(b.system, 0) = COALESCE(a.system, 0)"
			       " AND (b.date > a.date OR (b.date = a.date AND b.id > a.id))) ORDER BY a.id", &assessment_record },
	[Q_ASSESS_TOLD]    = { "UPDATE assessment SET reminded = ?2 WHERE id = ?1" },
	[Q_WATCH_CLEAR]    = { "UPDATE golive_watch SET cleared_date = ?2 WHERE id = ?1" },
};

/* What was found is the unit's to fix and to have tested again. */
#define FINDING(op, label) "SELECT 'vuln_finding', f.id, s.no, f.title, u.name, f.state, '" op "', '" label "', 'A21.3a', w.role, s.user_org, NULL, NULL, NULL, f.due_at, f.found_at FROM vuln_finding f" \
	" JOIN info_system s ON s.id = f.system JOIN org u ON u.id = s.user_org JOIN (SELECT 'user_security' AS role UNION ALL SELECT 'user_owner') w ON 1 = 1"
const char *const security_work[] = {
	FINDING("vuln_finding.fix", "修复漏洞") " WHERE f.state = 'open' AND f.severity <> 'low'",
	FINDING("vuln_finding.retest", "复测漏洞") " WHERE f.state = 'fixed' AND f.severity IN ('critical', 'high')",
	NULL
};

const struct invariant security_invariants[] = {
	{ "A21.3a", "严重和高危问题只能经复测通过关闭",
	  "SELECT f.id FROM vuln_finding f WHERE f.severity IN ('critical', 'high') AND (f.state = 'accepted' OR (f.state = 'retested' AND NOT EXISTS"
	  " (SELECT 1 FROM vuln_retest r WHERE r.finding = f.id AND r.passed = 1)))" },
	{ "A21.3c", "接受的风险和豁免都有理由和期限",
	  "SELECT id FROM vuln_finding WHERE state = 'accepted' AND (accept_reason IS NULL OR accept_until IS NULL) UNION ALL"
	  " SELECT id FROM golive_waiver WHERE exempt = 0 AND until_date IS NULL" },
	{ "A6a", "非涉密声明没有豁免", "SELECT id FROM golive_waiver WHERE item = 'declaration'" },
	{ "A34.P3d", "承诺书的有效期晚于签署日",
	  "SELECT x.id FROM commitment_system x JOIN commitment c ON c.id = x.commitment WHERE c.valid_until <= c.signed_date" },
	{ "A21.3c", "同一系统的同一核验项在监督清单上只有一条",
	  "SELECT MIN(id) FROM golive_watch WHERE cleared_date IS NULL GROUP BY system, item HAVING COUNT(*) > 1" },
	{ "A34.P2b", "测评属于一个云服务商的平台或一个系统，下次时间在报告之后",
	  "SELECT id FROM assessment WHERE (subject = 'platform') <> (csp IS NOT NULL) OR (subject = 'system') <> (system IS NOT NULL) OR next_due <= date" },
	{ 0 }
};
