/* The register's tables. */
#include "domain/info_system/info_system_in.h"

const struct migration info_system_migrations[] = {
	{ 1,
	  "CREATE TABLE info_system (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, short_name TEXT, user_org BIGINT NOT NULL,"
	  " applicant_org BIGINT NOT NULL, competent_org BIGINT, operator_org BIGINT, dev_company TEXT, ops_company TEXT, level TEXT NOT NULL,"
	  " purpose BIGINT NOT NULL, nonsecret_declared BIGINT NOT NULL, declared_by TEXT, declaration TEXT, declared_person BIGINT, declared_at BIGINT, file BIGINT,"
	  " stock_kind TEXT NOT NULL, hosting TEXT NOT NULL, hosting_contract_to TEXT, off_cloud_approval BIGINT, project_no TEXT, project_approval_no TEXT,"
	  " approval_date TEXT, invest_fen BIGINT, dj_level TEXT NOT NULL, dj_filing_no TEXT, dj_filing_date TEXT, cii BIGINT NOT NULL,"
	  " crypto_required BIGINT NOT NULL, xinchuang_status TEXT NOT NULL, xinchuang_detail TEXT, internet_facing BIGINT NOT NULL, domains TEXT, icp_no TEXT,"
	  " police_filing_no TEXT, users_total BIGINT, users_peak BIGINT, concurrency BIGINT, data_level TEXT, personal_info BIGINT NOT NULL, pi_count BIGINT,"
	  " rto_min BIGINT, rpo_min BIGINT, complexity TEXT, contacts TEXT, security_responsible TEXT, security_admin TEXT, live_date TEXT,"
	  " offline_date TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, reminded BIGINT);\n"
	  "CREATE INDEX info_system_user ON info_system (user_org, id);\n"
	  "CREATE INDEX info_system_applicant ON info_system (applicant_org, id);\n"
	  "CREATE TABLE csp_visible (system BIGINT NOT NULL, org BIGINT NOT NULL, PRIMARY KEY (system, org));\n"
	  "CREATE INDEX csp_visible_org ON csp_visible (org, system);\n"
	  "CREATE TABLE off_cloud_approval (id {id}, version BIGINT NOT NULL, user_org BIGINT NOT NULL, system_name TEXT NOT NULL, doc_no TEXT NOT NULL,"
	  " reason TEXT NOT NULL, approved_by BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE VIEW v_info_system AS SELECT s.*, u.name AS user_org_name, a.name AS applicant_org_name, k.name AS competent_org_name, o.name AS operator_org_name"
	  " FROM info_system s JOIN org u ON u.id = s.user_org"
	  " JOIN org a ON a.id = s.applicant_org LEFT JOIN org k ON k.id = s.competent_org LEFT JOIN org o ON o.id = s.operator_org;\n"
	  "CREATE VIEW v_off_cloud_approval AS SELECT p.*, o.name AS user_org_name, (SELECT MIN(s.id) FROM info_system s WHERE s.off_cloud_approval = p.id)"
	  " AS used_by FROM off_cloud_approval p JOIN org o ON o.id = p.user_org" },
	/* Asking came to the approvals, so the number of the paper is no longer there from the beginning. */
	{ 2,
	  "DROP VIEW v_info_system;\n"
	  "ALTER TABLE info_system ADD COLUMN data_owner BIGINT;\n"
	  "UPDATE info_system SET data_owner = user_org;\n"
	  "CREATE VIEW v_info_system AS SELECT s.*, u.name AS user_org_name, a.name AS applicant_org_name, k.name AS competent_org_name, o.name AS operator_org_name"
	  " FROM info_system s JOIN org u ON u.id = s.user_org"
	  " JOIN org a ON a.id = s.applicant_org LEFT JOIN org k ON k.id = s.competent_org LEFT JOIN org o ON o.id = s.operator_org;\n"
	  "DROP VIEW v_off_cloud_approval;\n"
	  "ALTER TABLE off_cloud_approval RENAME TO off_cloud_approval_old;\n"
	  "CREATE TABLE off_cloud_approval (id {id}, version BIGINT NOT NULL, user_org BIGINT NOT NULL, system_name TEXT NOT NULL, hosting TEXT, ground TEXT NOT NULL,"
	  " reason TEXT NOT NULL, file BIGINT, doc_no TEXT, asked_by BIGINT, approved_by BIGINT, decided_at BIGINT, decision TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	  "INSERT INTO off_cloud_approval (id, version, user_org, system_name, ground, reason, doc_no, approved_by, decided_at, state, created_at)"
	  " SELECT id, version, user_org, system_name, 'other', reason, doc_no, approved_by, created_at, 'approved', created_at FROM off_cloud_approval_old;\n"
	  "DROP TABLE off_cloud_approval_old;\n"
	  "CREATE INDEX off_cloud_approval_state ON off_cloud_approval (state, id);\n"
	  "CREATE INDEX info_system_off_cloud ON info_system (off_cloud_approval);\n"
	  "CREATE VIEW v_off_cloud_approval AS SELECT p.*, o.name AS user_org_name, o.budget_level1 AS applicant_org,"
	  " (SELECT MIN(s.id) FROM info_system s WHERE s.off_cloud_approval = p.id) AS used_by FROM off_cloud_approval p JOIN org o ON o.id = p.user_org;\n"
	  "CREATE TABLE third_party_contract (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, vendor TEXT NOT NULL, contract_no TEXT NOT NULL,"
	  " from_date TEXT NOT NULL, to_date TEXT NOT NULL, end_date TEXT NOT NULL, amount_fen BIGINT, file BIGINT, note TEXT, against_a16 BIGINT NOT NULL,"
	  " created_by BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX third_party_contract_system ON third_party_contract (system, end_date);\n"
	  "CREATE INDEX third_party_contract_end ON third_party_contract (end_date, id);\n"
	  "CREATE TABLE third_party_renewal (id {id}, contract BIGINT NOT NULL, signed_date TEXT, from_date TEXT NOT NULL, to_date TEXT NOT NULL, amount_fen BIGINT,"
	  " reason TEXT NOT NULL, file BIGINT, against_a16 BIGINT NOT NULL, by_person BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX third_party_renewal_contract ON third_party_renewal (contract, id);\n"
	  "CREATE TABLE postponement (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, until_date TEXT NOT NULL, reason TEXT NOT NULL, file BIGINT, doc_no TEXT,"
	  " asked_by BIGINT, decided_by BIGINT, decided_at BIGINT, decision TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX postponement_system ON postponement (system, state);\n"
	  "CREATE INDEX postponement_state ON postponement (state, id);\n"
	  "CREATE TABLE original_system (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, hosting TEXT NOT NULL, place TEXT NOT NULL, cutover_date TEXT NOT NULL,"
	  " evidence TEXT, file BIGINT, keep_months BIGINT NOT NULL, keep_until TEXT NOT NULL, removed_date TEXT, removed_at BIGINT, remove_evidence TEXT, remove_file BIGINT,"
	  " created_by BIGINT, created_at BIGINT NOT NULL, state TEXT NOT NULL);\n"
	  "CREATE INDEX original_system_system ON original_system (system, id);\n"
	  "CREATE INDEX original_system_state ON original_system (state, id);\n"
	  "CREATE TABLE keep_extension (id {id}, original BIGINT NOT NULL, until_date TEXT NOT NULL, reason TEXT NOT NULL, by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX keep_extension_original ON keep_extension (original, id);\n"
	  "CREATE TABLE hosting_change (id {id}, system BIGINT NOT NULL, from_hosting TEXT NOT NULL, to_hosting TEXT NOT NULL, cause TEXT NOT NULL, date TEXT NOT NULL,"
	  " by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX hosting_change_system ON hosting_change (system, id);\n"
	  "CREATE VIEW v_third_party_contract AS SELECT k.*, s.no AS system_no, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org,"
	  " u.name AS user_org_name, (SELECT MAX(p.until_date) FROM postponement p WHERE p.system = k.system AND p.state = 'approved') AS postponed_until"
	  " FROM third_party_contract k JOIN info_system s ON s.id = k.system JOIN org u ON u.id = s.user_org;\n"
	  "CREATE VIEW v_postponement AS SELECT p.*, s.no AS system_no, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org,"
	  " u.name AS user_org_name FROM postponement p JOIN info_system s ON s.id = p.system JOIN org u ON u.id = s.user_org;\n"
	  "CREATE VIEW v_original_system AS SELECT o.*, s.no AS system_no, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org,"
	  " u.name AS user_org_name, (SELECT MAX(k.due_at) FROM clock k WHERE k.subject_id = o.id AND k.subject_kind = 'original_system' AND k.kind = 'c9') AS keep_due_at"
	  " FROM original_system o JOIN info_system s ON s.id = o.system JOIN org u ON u.id = s.user_org;\n"
	  "CREATE VIEW v_hosting_change AS SELECT h.*, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org FROM hosting_change h"
	  " JOIN info_system s ON s.id = h.system" },
	{ 3,   /* what is bought elsewhere is compared with the catalogue (A11e) */
	  "ALTER TABLE third_party_contract ADD COLUMN what TEXT;\n"
	  "ALTER TABLE third_party_contract ADD COLUMN category TEXT;\n"
	  "ALTER TABLE third_party_contract ADD COLUMN keywords TEXT;\n"
	  "ALTER TABLE third_party_contract ADD COLUMN adaptation BIGINT;\n"
	  "DROP VIEW v_third_party_contract;\n"
	  "CREATE VIEW v_third_party_contract AS SELECT k.*, s.no AS system_no, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org,"
	  " u.name AS user_org_name, (SELECT MAX(p.until_date) FROM postponement p WHERE p.system = k.system AND p.state = 'approved') AS postponed_until"
	  " FROM third_party_contract k JOIN info_system s ON s.id = k.system JOIN org u ON u.id = s.user_org" },
	{ 4,   /* a declaration that was signed stays when it is corrected */
	  "CREATE TABLE nonsecret_declaration (id {id}, system BIGINT NOT NULL, declared_by TEXT NOT NULL, person BIGINT, declared_at BIGINT NOT NULL, declaration TEXT, file BIGINT);\n"
	  "CREATE INDEX nonsecret_declaration_system ON nonsecret_declaration (system, id);\n"
	  "INSERT INTO nonsecret_declaration (id, system, declared_by, person, declared_at, declaration, file) SELECT id, id, declared_by, declared_person, declared_at, declaration, file"
	  " FROM info_system WHERE nonsecret_declared = 1" },
	{ 0 }
};

const struct stmt info_system_q[Q_SYS_MAX] = {
	[Q_SYS_PUT]         = { "INSERT INTO info_system ({+}) VALUES ({?})", &info_system_record },
	[Q_SYS_SET]         = { "UPDATE info_system SET {=} WHERE id = {id}", &info_system_record },
	[Q_SYS_DECLARE]     = { "UPDATE info_system SET nonsecret_declared = 1, declared_by = ?2, declared_person = ?3, declared_at = ?4, file = ?5, declaration = ?6 WHERE id = ?1" },
	[Q_SYS_RESPONSIBLE] = { "UPDATE info_system SET competent_org = ?2, operator_org = ?3, security_responsible = ?4, security_admin = ?5, updated_at = ?6"
				" WHERE id = ?1" },
	[Q_SYS_LIVE_DATE]   = { "UPDATE info_system SET live_date = ?2 WHERE id = ?1" },
	[Q_SYS_OFFLINE]     = { "UPDATE info_system SET offline_date = ?2 WHERE id = ?1" },
	[Q_SYS_HOSTED]      = { "SELECT {} FROM v_info_system WHERE hosting <> 'gov_cloud' AND hosting_contract_to IS NOT NULL AND state <> 'offline'",
				&info_system_record },
	[Q_SYS_REMINDED]    = { "UPDATE info_system SET reminded = ?2 WHERE id = ?1" },
	[Q_SYS_SAME_NAME]   = { "SELECT COUNT(*) FROM info_system WHERE user_org = ?1 AND name = ?2 AND id <> ?3 AND state <> 'offline'" },
	[Q_CSP_SEES]        = { "SELECT COUNT(*) FROM csp_visible WHERE system = ?1 AND org = ?2" },
	[Q_CSP_SHOW]        = { "INSERT INTO csp_visible (system, org) VALUES (?1, ?2)" },
	[Q_SYS_HOSTING]     = { "UPDATE info_system SET hosting = ?2, updated_at = ?3, version = version + 1 WHERE id = ?1" },
	[Q_SYS_CONTRACT_TO] = { "UPDATE info_system SET hosting_contract_to = (SELECT MAX(k.end_date) FROM third_party_contract k WHERE k.system = ?1), reminded = NULL,"
				" updated_at = ?2, version = version + 1 WHERE id = ?1" },
	/* Responsibilities that were the old unit's own follow the system; those of third parties stay (A33). */
	[Q_SYS_DUTY_MOVE]   = { "UPDATE info_system SET competent_org = CASE WHEN competent_org = user_org THEN CAST(?2 AS BIGINT) ELSE competent_org END,"
				" operator_org = CASE WHEN operator_org = user_org THEN CAST(?2 AS BIGINT) ELSE operator_org END,"
				" data_owner = CASE WHEN data_owner = user_org THEN CAST(?2 AS BIGINT) ELSE data_owner END WHERE id = ?1" },
	[Q_SYS_MOVE]        = { "UPDATE info_system SET user_org = ?2, applicant_org = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1" },
	[Q_SYS_SUCCEED]     = { "UPDATE info_system SET competent_org = CASE WHEN competent_org = ?1 THEN CAST(?2 AS BIGINT) ELSE competent_org END,"
				" operator_org = CASE WHEN operator_org = ?1 THEN CAST(?2 AS BIGINT) ELSE operator_org END,"
				" data_owner = CASE WHEN data_owner = ?1 THEN CAST(?2 AS BIGINT) ELSE data_owner END, updated_at = ?3, version = version + 1"
				" WHERE competent_org = ?1 OR operator_org = ?1 OR data_owner = ?1" },
	[Q_OFF_SUCCEED]     = { "UPDATE off_cloud_approval SET user_org = ?2, version = version + 1 WHERE user_org = ?1 AND state IN ('asked', 'approved')" },
	[Q_HOSTING_PUT]     = { "INSERT INTO hosting_change ({+}) VALUES ({?})", &hosting_change_record },
	[Q_HOSTING_MOVED]   = { "SELECT (SELECT COUNT(*) FROM hosting_change h WHERE h.system = ?1 AND h.cause IN ('cutover', 'live')) + (SELECT COUNT(*) FROM original_system o"
				" WHERE o.system = ?1)" },
	[Q_INVENTORY]       = { "SELECT s.applicant_org, o.name, s.hosting, s.stock_kind, COUNT(*), CAST(SUM(CASE WHEN s.state = 'offline' THEN 1 ELSE 0 END) AS BIGINT)"
				" FROM info_system s JOIN org o ON o.id = s.applicant_org GROUP BY s.applicant_org, o.name, s.hosting, s.stock_kind"
				" ORDER BY o.name, s.applicant_org, s.hosting, s.stock_kind", &inventory_row_record },
	/* Bits are those of enum purpose; a purpose that nobody has is there with zero. */
	[Q_PURPOSES]        = { "WITH p (word, bit) AS (VALUES ('governance', 2), ('gov_service', 4), ('public_utility', 8), ('internal', 16))"
				" SELECT p.word, COUNT(s.id), CAST(SUM(CASE WHEN s.state = 'live' THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN s.state = 'offline' THEN 1 ELSE 0 END) AS BIGINT)"
				" FROM p LEFT JOIN info_system s ON (s.purpose & p.bit) <> 0 GROUP BY p.word, p.bit ORDER BY p.bit", &purpose_row_record },
	[Q_DECLARED_PUT]    = { "INSERT INTO nonsecret_declaration ({+}) VALUES ({?})", &declaration_record },
	[Q_DECLARATIONS]    = { "SELECT {} FROM nonsecret_declaration WHERE system = ?1 ORDER BY id", &declaration_record },
	[Q_OFF_DECIDE]      = { "UPDATE off_cloud_approval SET doc_no = ?2, decision = ?3, approved_by = ?4, decided_at = ?5 WHERE id = ?1" },
	[Q_CON_PUT]         = { "INSERT INTO third_party_contract ({+}) VALUES ({?})", &third_party_contract_record },
	[Q_CON_RENEWED]     = { "UPDATE third_party_contract SET end_date = ?2, against_a16 = CASE WHEN ?3 = 1 THEN 1 ELSE against_a16 END WHERE id = ?1" },
	[Q_CON_COUNT]       = { "SELECT COUNT(*) FROM third_party_contract WHERE system = ?1" },
	[Q_CON_LAST]        = { "SELECT {} FROM v_third_party_contract WHERE system = ?1 ORDER BY end_date DESC, id DESC LIMIT 1", &third_party_contract_record },
	[Q_RENEWAL_PUT]     = { "INSERT INTO third_party_renewal ({+}) VALUES ({?})", &renewal_record },
	[Q_RENEWALS]        = { "SELECT {} FROM third_party_renewal WHERE contract = ?1 ORDER BY id", &renewal_record },
	[Q_POST_PUT]        = { "INSERT INTO postponement ({+}) VALUES ({?})", &postponement_record },
	[Q_POST_DECIDE]     = { "UPDATE postponement SET until_date = ?2, doc_no = ?3, decision = ?4, decided_by = ?5, decided_at = ?6 WHERE id = ?1" },
	[Q_ORIG_PUT]        = { "INSERT INTO original_system ({+}) VALUES ({?})", &original_system_record },
	[Q_ORIG_KEPT]       = { "SELECT COUNT(*) FROM original_system WHERE system = ?1 AND state <> 'removed'" },
	[Q_ORIG_UNTIL]      = { "UPDATE original_system SET keep_until = ?2 WHERE id = ?1" },
	[Q_ORIG_REMOVE]     = { "UPDATE original_system SET removed_date = ?2, removed_at = ?3, remove_evidence = ?4, remove_file = ?5, keep_until = ?6 WHERE id = ?1" },
	[Q_ORIG_OVER]       = { "SELECT {} FROM v_original_system WHERE state = 'kept' AND keep_due_at <= ?1 ORDER BY id", &original_system_record },
	[Q_ORIG_HERE]       = { "SELECT MAX(keep_due_at) FROM v_original_system WHERE system = ?1 AND hosting = 'gov_cloud' AND state <> 'removed'" },
	[Q_EXT_PUT]         = { "INSERT INTO keep_extension ({+}) VALUES ({?})", &keep_extension_record },
	[Q_EXTS]            = { "SELECT {} FROM keep_extension WHERE original = ?1 ORDER BY id", &keep_extension_record },
	[Q_OFF_PUT]         = { "INSERT INTO off_cloud_approval ({+}) VALUES ({?})", &off_cloud_record },
	[Q_OFF_USED]        = { "SELECT COUNT(*) FROM info_system WHERE off_cloud_approval = ?1 AND id <> ?2" },
};

const struct invariant info_system_invariants[] = {
	{ "A2b", "登记的系统都是州级", "SELECT no FROM info_system WHERE level <> 'prefecture'" },
	{ "A6b", "登记的系统都有四类用途之一", "SELECT no FROM info_system WHERE purpose = 0" },
	{ "A6a", "非涉密声明有签署人和时间",
	  "SELECT no FROM info_system WHERE nonsecret_declared = 1 AND (declared_by IS NULL OR declared_at IS NULL)" },
	{ "A6a", "系统上的非涉密声明就是最后签署的一份",
	  "SELECT s.no FROM info_system s WHERE s.nonsecret_declared = 1 AND NOT EXISTS (SELECT 1 FROM nonsecret_declaration d WHERE d.system = s.id"
	  " AND d.declared_at = s.declared_at AND d.declared_by = s.declared_by)" },
	{ "A6a", "在云上运行的系统都已声明非涉密", "SELECT no FROM info_system WHERE state = 'live' AND hosting = 'gov_cloud' AND nonsecret_declared = 0" },
	{ "A16c", "不在政务云上的增量系统都有批准",
	  "SELECT s.no FROM info_system s LEFT JOIN off_cloud_approval p ON p.id = s.off_cloud_approval WHERE s.stock_kind = 'incremental'"
	  " AND s.hosting <> 'gov_cloud' AND (p.id IS NULL OR p.state <> 'approved' OR p.user_org <> s.user_org)" },
	{ "A16c", "批准都有文号和决定人",
	  "SELECT system_name FROM off_cloud_approval WHERE state = 'approved' AND (doc_no IS NULL OR approved_by IS NULL)" },
	{ "A16b", "系统的原托管到期日就是其第三方云合同的最后到期日",
	  "SELECT s.no FROM info_system s JOIN (SELECT k.system, MAX(k.end_date) AS last FROM third_party_contract k GROUP BY k.system) x ON x.system = s.id"
	  " WHERE s.hosting_contract_to IS NULL OR s.hosting_contract_to <> x.last" },
	{ "A19.3b", "拆除的原系统都保留满了期限", "SELECT id FROM original_system WHERE state = 'removed' AND (removed_date IS NULL OR removed_date <= keep_until)" },
	{ "A19.3b", "没有拆除的原系统恰有一个在走的保留时限",
	  "SELECT o.id FROM original_system o WHERE (SELECT COUNT(*) FROM clock k WHERE k.subject_id = o.id AND k.subject_kind = 'original_system' AND k.kind = 'c9'"
	  " AND k.stopped_at IS NULL) <> CASE WHEN o.state = 'removed' THEN 0 ELSE 1 END" },
	{ "A19.3b", "割接后的系统在政务云上",
	  "SELECT s.no FROM original_system o JOIN info_system s ON s.id = o.system WHERE s.hosting <> 'gov_cloud'" },
	{ "A9a.1b", "系统归属其上云单位的一级预算单位",
	  "SELECT s.no FROM info_system s JOIN org o ON o.id = s.user_org WHERE o.budget_level1 IS NOT NULL AND o.budget_level1 <> s.applicant_org" },
	{ 0 }
};
