/* Tables of adaptation records and off-catalogue requests. */
#include "domain/off_catalog/off_catalog_in.h"

const struct migration off_migrations[] = {
	{ 1,
	  "CREATE TABLE adaptation (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, user_org BIGINT NOT NULL, applicant_org BIGINT NOT NULL, wanted TEXT NOT NULL,"
	  " keywords TEXT, spec TEXT, unit TEXT, use TEXT, category TEXT NOT NULL, qty BIGINT, catalog_version BIGINT NOT NULL, catalog_version_no TEXT NOT NULL, candidates TEXT,"
	  " substitute BIGINT, substitute_code TEXT, substitute_name TEXT, reason TEXT, recorded_by BIGINT NOT NULL, recorded_by_name TEXT NOT NULL, confirmed_by BIGINT,"
	  " confirmed_by_name TEXT, confirm_note TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL, decided_at BIGINT, confirmed_at BIGINT);\n"
	  "CREATE INDEX adaptation_org ON adaptation (user_org, id);\n"
	  "CREATE TABLE off_catalog_request (id {id}, version BIGINT NOT NULL, application BIGINT NOT NULL UNIQUE, adaptation BIGINT NOT NULL, budget_fen BIGINT, procure_method TEXT,"
	  " security_note TEXT, consent_no TEXT UNIQUE, consent_at BIGINT, consent_valid_to TEXT, consent_conditions TEXT, reminded BIGINT, supplier TEXT, purchase_contract_no TEXT,"
	  " purchase_fen BIGINT CHECK (purchase_fen >= 0), purchased_on TEXT, purchase_note TEXT, purchase_file BIGINT, purchased_by BIGINT, purchased_at BIGINT);\n"
	  "CREATE INDEX off_catalog_request_adaptation ON off_catalog_request (adaptation);\n"
	  "CREATE VIEW v_adaptation AS SELECT a.*, s.name AS system_name, o.name AS user_org_name FROM adaptation a JOIN info_system s ON s.id = a.system JOIN org o ON o.id = a.user_org;\n"
	  "CREATE VIEW v_off_catalog_request AS SELECT r.*, p.no AS application_no, p.title AS title, p.state AS application_state, p.system AS system, p.reason AS reason,"
	  " p.user_org AS user_org, p.applicant_org AS applicant_org, s.name AS system_name, o.name AS user_org_name, a.wanted AS wanted, a.category AS category, a.spec AS spec,"
	  " a.unit AS unit, a.qty AS qty, a.reason AS fail_reason FROM off_catalog_request r JOIN application p ON p.id = r.id JOIN adaptation a ON a.id = r.adaptation"
	  " JOIN info_system s ON s.id = p.system JOIN org o ON o.id = p.user_org" },
	{ 0 }
};

/* An open record waits for its unit, a failed one whose application waits for the authority's word, a consent for the purchase. */
const char *const off_work[] = {
	"SELECT 'adaptation' AS kind, a.id AS id, NULL AS no, a.wanted AS title, o.name AS org_name, a.state AS state, 'adaptation.adapt' AS op, '选定替代或记录不成' AS op_label,"
	" 'A19.5b' AS article, 'user_handler' AS role, a.user_org AS org, NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, a.created_at AS since_at"
	" FROM adaptation a JOIN org o ON o.id = a.user_org WHERE a.state = 'open'",
	"SELECT 'adaptation', a.id, NULL, a.wanted, o.name, a.state, 'adaptation.confirm', '认定适配不成', 'A11e', 'auth_handler', NULL, NULL, NULL, NULL, NULL, a.decided_at"
	" FROM adaptation a JOIN org o ON o.id = a.user_org WHERE a.state = 'failed' AND EXISTS (SELECT 1 FROM off_catalog_request r JOIN application p ON p.id = r.id"
	" WHERE r.adaptation = a.id AND p.state IN ('internal_review', 'submitted', 'accepted', 'under_review'))",
	"SELECT 'off_catalog_request', r.id, p.no, p.title, o.name, p.state, 'off_catalog.purchase', '登记采购结果', 'A19.5c', 'user_handler', p.user_org, NULL, NULL, NULL, NULL, r.consent_at"
	" FROM off_catalog_request r JOIN application p ON p.id = r.id JOIN org o ON o.id = p.user_org WHERE r.consent_no IS NOT NULL AND p.state = 'approved'",
	NULL
};

const struct stmt off_q[Q_OFF_MAX] = {
	[Q_ADAPT_MOVE]   = { "UPDATE adaptation SET user_org = ?2, applicant_org = ?3, version = version + 1 WHERE system = ?1 AND state <> 'substituted'" },
	[Q_ADAPT_PUT]   = { "INSERT INTO adaptation ({+}) VALUES ({?})", &adaptation_record },
	[Q_ADAPT_SET]   = { "UPDATE adaptation SET {=} WHERE id = {id}", &adaptation_record },
	[Q_ADAPT_USED]  = { "SELECT COUNT(*) FROM off_catalog_request r JOIN application p ON p.id = r.id WHERE r.adaptation = ?1 AND r.id <> ?2"
			    " AND p.state NOT IN ('withdrawn', 'terminated', 'rejected')" },
	[Q_ADAPT_CONSENTED] = { "SELECT COUNT(*) FROM off_catalog_request WHERE adaptation = ?1 AND consent_no IS NOT NULL" },
	[Q_OFF_PUT]     = { "INSERT INTO off_catalog_request ({+}) VALUES ({?})", &off_catalog_record },
	[Q_OFF_SET]     = { "UPDATE off_catalog_request SET {=} WHERE id = {id}", &off_catalog_record },
	[Q_OFF_GET]     = { "SELECT {} FROM v_off_catalog_request WHERE id = ?1", &off_catalog_record },
	[Q_OFF_TERMS]   = { "UPDATE off_catalog_request SET consent_valid_to = ?2, consent_conditions = ?3 WHERE id = ?1" },
	[Q_OFF_CONSENT] = { "UPDATE off_catalog_request SET consent_no = ?2, consent_valid_to = ?3, consent_at = ?4 WHERE id = ?1" },
	[Q_OFF_PURCHASE] = { "UPDATE off_catalog_request SET supplier = ?2, purchase_contract_no = ?3, purchase_note = ?4, purchase_fen = ?5, purchased_on = ?6, purchase_file = ?7,"
			     " purchased_by = ?8, purchased_at = ?9 WHERE id = ?1" },
	[Q_OFF_WAITING] = { "SELECT {} FROM v_off_catalog_request WHERE application_state = 'approved' AND consent_no IS NOT NULL ORDER BY id LIMIT 5000", &off_catalog_record },
	[Q_OFF_REMINDED] = { "UPDATE off_catalog_request SET reminded = ?2 WHERE id = ?1" },
};

const struct invariant off_invariants[] = {
	{ "A19.5c", "目录外采购的同意都有适配不成的记录",
	  "SELECT r.consent_no FROM off_catalog_request r JOIN adaptation a ON a.id = r.adaptation WHERE r.consent_no IS NOT NULL AND a.state NOT IN ('failed', 'confirmed')" },
	{ "A19.5c", "同意函都有签发的意见书和有效期",
	  "SELECT r.consent_no FROM off_catalog_request r JOIN application p ON p.id = r.id WHERE r.consent_no IS NOT NULL AND (p.opinion_no IS NULL OR r.consent_valid_to IS NULL)" },
	{ "A19.5c", "同意之前没有采购",
	  "SELECT id FROM off_catalog_request WHERE purchased_at IS NOT NULL AND consent_no IS NULL" },
	{ "A19.5b", "有结论的适配记录都写了理由",
	  "SELECT id FROM adaptation WHERE state <> 'open' AND COALESCE(reason, '') = ''" },
	{ 0 }
};
