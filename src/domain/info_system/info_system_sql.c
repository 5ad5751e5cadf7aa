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
	[Q_OFF_PUT]         = { "INSERT INTO off_cloud_approval ({+}) VALUES ({?})", &off_cloud_record },
	[Q_OFF_USED]        = { "SELECT COUNT(*) FROM info_system WHERE off_cloud_approval = ?1 AND id <> ?2" },
};

const struct invariant info_system_invariants[] = {
	{ "A2b", "登记的系统都是州级", "SELECT no FROM info_system WHERE level <> 'prefecture'" },
	{ "A6b", "登记的系统都有四类用途之一", "SELECT no FROM info_system WHERE purpose = 0" },
	{ "A6a", "非涉密声明有签署人和时间",
	  "SELECT no FROM info_system WHERE nonsecret_declared = 1 AND (declared_by IS NULL OR declared_at IS NULL)" },
	{ "A6a", "在云上运行的系统都已声明非涉密", "SELECT no FROM info_system WHERE state = 'live' AND hosting = 'gov_cloud' AND nonsecret_declared = 0" },
	{ "A16c", "不在政务云上的增量系统都有批准",
	  "SELECT no FROM info_system WHERE stock_kind = 'incremental' AND hosting <> 'gov_cloud' AND off_cloud_approval IS NULL" },
	{ "A9a.1b", "系统归属其上云单位的一级预算单位",
	  "SELECT s.no FROM info_system s JOIN org o ON o.id = s.user_org WHERE o.budget_level1 IS NOT NULL AND o.budget_level1 <> s.applicant_org" },
	{ 0 }
};
