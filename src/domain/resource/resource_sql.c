/* The ledger's tables. */
#include "domain/resource/resource_in.h"

const struct migration resource_migrations[] = {
	{ 1,
	  "CREATE TABLE resource (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, item BIGINT NOT NULL, item_code TEXT NOT NULL,"
	  " item_name TEXT NOT NULL, unit TEXT NOT NULL, system BIGINT NOT NULL, user_org BIGINT NOT NULL, applicant_org BIGINT NOT NULL, pool BIGINT NOT NULL,"
	  " zone TEXT NOT NULL, csp BIGINT NOT NULL, application BIGINT, line BIGINT, delivery_order BIGINT, native_id TEXT, ips TEXT, os TEXT, vcpu BIGINT,"
	  " mem_gb BIGINT, disk_gb BIGINT, qty BIGINT NOT NULL CHECK (qty > 0), delivered_at BIGINT, created_at BIGINT NOT NULL, billing_start_date TEXT,"
	  " billing_end_date TEXT, expire_date TEXT, emergency BIGINT NOT NULL, stage BIGINT NOT NULL, shared BIGINT NOT NULL, standby BIGINT NOT NULL,"
	  " legacy BIGINT NOT NULL, state TEXT NOT NULL);\n"
	  "CREATE INDEX resource_user_org ON resource (user_org, id);\n"
	  "CREATE INDEX resource_applicant ON resource (applicant_org, id);\n"
	  "CREATE INDEX resource_csp ON resource (csp, id);\n"
	  "CREATE INDEX resource_system ON resource (system, id);\n"
	  "CREATE INDEX resource_application ON resource (application);\n"
	  "CREATE INDEX resource_line ON resource (line);\n"
	  "CREATE TABLE resource_segment (id {id}, resource BIGINT NOT NULL, from_date TEXT NOT NULL, to_date TEXT, qty BIGINT NOT NULL CHECK (qty > 0),"
	  " cause TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX resource_segment_resource ON resource_segment (resource, from_date);\n"
	  "CREATE INDEX resource_segment_to ON resource_segment (to_date);\n"
	  "CREATE VIEW v_resource AS SELECT r.*, s.name AS system_name, o.name AS user_org_name, p.name AS pool_name, v.name AS csp_name"
	  " FROM resource r JOIN info_system s ON s.id = r.system JOIN org o ON o.id = r.user_org JOIN pool p ON p.id = r.pool JOIN org v ON v.id = r.csp" },
	/* Changes (A22): a segment says itself what its days were, and sharing is written where it was approved. */
	{ 2,
	  "ALTER TABLE resource_segment ADD COLUMN item BIGINT;\n"
	  "ALTER TABLE resource_segment ADD COLUMN pool BIGINT;\n"
	  "ALTER TABLE resource_segment ADD COLUMN csp BIGINT;\n"
	  "ALTER TABLE resource_segment ADD COLUMN system BIGINT;\n"
	  "ALTER TABLE resource_segment ADD COLUMN user_org BIGINT;\n"
	  "ALTER TABLE resource_segment ADD COLUMN applicant_org BIGINT;\n"
	  "UPDATE resource_segment SET item = (SELECT r.item FROM resource r WHERE r.id = resource_segment.resource), pool = (SELECT r.pool FROM resource r WHERE r.id = resource_segment.resource),"
	  " csp = (SELECT r.csp FROM resource r WHERE r.id = resource_segment.resource), system = (SELECT r.system FROM resource r WHERE r.id = resource_segment.resource),"
	  " user_org = (SELECT r.user_org FROM resource r WHERE r.id = resource_segment.resource), applicant_org = (SELECT r.applicant_org FROM resource r WHERE r.id = resource_segment.resource);\n"
	  "ALTER TABLE resource ADD COLUMN shared_systems TEXT;\n"
	  "DROP VIEW v_resource;\n"
	  "CREATE VIEW v_resource AS SELECT r.*, s.name AS system_name, o.name AS user_org_name, p.name AS pool_name, v.name AS csp_name"
	  " FROM resource r JOIN info_system s ON s.id = r.system JOIN org o ON o.id = r.user_org JOIN pool p ON p.id = r.pool JOIN org v ON v.id = r.csp" },
	{ 3,
	  "CREATE TABLE resource_nic (id {id}, resource BIGINT NOT NULL, zone TEXT NOT NULL, address TEXT, mac TEXT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX resource_nic_resource ON resource_nic (resource);\n"
	  "CREATE INDEX resource_nic_address ON resource_nic (address)" },
	/* The end (A23), expiry and the initial accounting. */
	{ 4,
	  "ALTER TABLE resource ADD COLUMN origin TEXT;\n"
	  "ALTER TABLE resource ADD COLUMN expired BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE resource ADD COLUMN expire_told BIGINT;\n"
	  "ALTER TABLE resource ADD COLUMN holds_room BIGINT NOT NULL DEFAULT 1;\n"
	  "UPDATE resource SET holds_room = 0 WHERE state IN ('stopped', 'destroyed');\n"
	  "DROP VIEW v_resource;\n"
	  "CREATE VIEW v_resource AS SELECT r.*, s.name AS system_name, o.name AS user_org_name, p.name AS pool_name, v.name AS csp_name"
	  " FROM resource r JOIN info_system s ON s.id = r.system JOIN org o ON o.id = r.user_org JOIN pool p ON p.id = r.pool JOIN org v ON v.id = r.csp;\n"
	  "CREATE INDEX resource_native ON resource (LOWER(native_id));\n"
	  "CREATE INDEX resource_expire ON resource (expire_date);\n"
	  /* What was destroyed, by the provider's own ids of the thing, its volumes and copies: written once, never taken out. */
	  "CREATE TABLE resource_gone (id {id}, csp BIGINT NOT NULL, native_id TEXT NOT NULL, resource BIGINT NOT NULL, at BIGINT NOT NULL);\n"
	  "CREATE INDEX resource_gone_native ON resource_gone (native_id, csp);\n"
	  "CREATE TABLE legacy_close (id {id}, close_date TEXT NOT NULL, closes_at BIGINT NOT NULL, by_person BIGINT, by_name TEXT, note TEXT, at BIGINT NOT NULL);\n"
	  "CREATE TABLE legacy_paper (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, kind TEXT NOT NULL, due_date TEXT NOT NULL, due_at BIGINT NOT NULL,"
	  " no TEXT, paper_date TEXT, file BIGINT, note TEXT, supplied_by BIGINT, supplied_by_name TEXT, supplied_at BIGINT, created_at BIGINT NOT NULL,"
	  " state TEXT NOT NULL, UNIQUE (system, kind));\n"
	  "CREATE INDEX legacy_paper_state ON legacy_paper (state, due_at);\n"
	  "CREATE VIEW v_legacy_paper AS SELECT p.*, s.no AS system_no, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org,"
	  " o.name AS user_org_name FROM legacy_paper p JOIN info_system s ON s.id = p.system JOIN org o ON o.id = s.user_org" },
	/* A card that stayed behind when its resource moved to the other zone (A15.2b). */
	{ 5, "ALTER TABLE resource_nic ADD COLUMN ended_at BIGINT" },
	/* Under which name of ours a driver made it: one line may hold what was opened by hand, too. */
	{ 6,
	  "ALTER TABLE resource ADD COLUMN token TEXT;\n"
	  "DROP VIEW v_resource;\n"
	  "CREATE VIEW v_resource AS SELECT r.*, s.name AS system_name, o.name AS user_org_name, p.name AS pool_name, v.name AS csp_name"
	  " FROM resource r JOIN info_system s ON s.id = r.system JOIN org o ON o.id = r.user_org JOIN pool p ON p.id = r.pool JOIN org v ON v.id = r.csp" },
	{ 0 }
};

/* Papers that the initial accounting found missing wait for the system's unit. */
const char *const resource_work[] = {
	"SELECT 'legacy_paper', p.id, s.no, s.name, o.name, p.state, 'legacy_paper.supply', '补录' || CASE p.kind WHEN 'commitment' THEN '上云安全承诺书'"
	" WHEN 'dj_filing' THEN '等保备案' WHEN 'icp' THEN 'ICP 备案' WHEN 'responsible' THEN '安全责任人' ELSE '非涉密声明' END, 'R-53', w.role, s.user_org,"
	" NULL, NULL, NULL, p.due_at, p.created_at FROM legacy_paper p JOIN info_system s ON s.id = p.system JOIN org o ON o.id = s.user_org"
	" JOIN (SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner') w ON 1 = 1 WHERE p.state = 'open'",
	NULL
};

const struct stmt resource_q[Q_RES_MAX] = {
	[Q_RES_PUT]      = { "INSERT INTO resource ({+}) VALUES ({?})", &resource_record },
	[Q_RES_DELIVER]  = { "UPDATE resource SET delivery_order = ?1, delivered_at = ?2, billing_start_date = ?3 WHERE id = ?4" },
	[Q_RES_QTY]      = { "UPDATE resource SET qty = ?1 WHERE id = ?2 AND state = 'trial'" },
	[Q_RES_STOP]     = { "UPDATE resource SET billing_end_date = ?1 WHERE id = ?2" },
	[Q_RES_OF_APP]   = { "SELECT {} FROM v_resource WHERE application = ?1 ORDER BY line, id", &resource_record },
	[Q_RES_LINE_QTY] = { "SELECT CAST(COALESCE(SUM(qty), 0) AS BIGINT) FROM resource WHERE line = ?1 AND state <> 'stopped' AND state <> 'destroyed'" },
	[Q_RES_SET]      = { "UPDATE resource SET {=} WHERE id = {id}", &resource_record },
	[Q_SEG_OPEN]     = { "INSERT INTO resource_segment ({+}) VALUES ({?})", &resource_segment_record },
	[Q_SEG_CLOSE]    = { "UPDATE resource_segment SET to_date = ?1 WHERE resource = ?2 AND to_date IS NULL" },
	[Q_SEG_NOW]      = { "SELECT {} FROM resource_segment WHERE resource = ?1 AND to_date IS NULL", &resource_segment_record },
	[Q_SEG_SET]      = { "UPDATE resource_segment SET {=} WHERE id = {id}", &resource_segment_record },
	[Q_NIC_PUT]      = { "INSERT INTO resource_nic ({+}) VALUES ({?})", &resource_nic_record },
	[Q_NICS]         = { "SELECT {} FROM resource_nic WHERE resource = ?1 AND ended_at IS NULL ORDER BY id LIMIT 64", &resource_nic_record },
	[Q_NICS_END]     = { "UPDATE resource_nic SET ended_at = ?3 WHERE resource = ?1 AND zone <> ?2 AND ended_at IS NULL" },
	[Q_NICS_BACK]    = { "UPDATE resource_nic SET ended_at = NULL WHERE resource = ?1 AND zone = ?2 AND ended_at ="
			     " (SELECT MAX(n.ended_at) FROM resource_nic n WHERE n.resource = ?1 AND n.zone = ?2)" },
	[Q_NIC_ADDRESS]  = { "SELECT r.no FROM resource_nic n JOIN resource r ON r.id = n.resource WHERE n.address = ?1 AND n.zone = ?2"
			     " AND n.ended_at IS NULL AND r.state NOT IN ('stopped', 'destroyed') LIMIT 1" },
	[Q_RES_OF_SYSTEM] = { "SELECT {} FROM v_resource WHERE system = ?1 ORDER BY id", &resource_record },
	[Q_RES_MOVE]     = { "UPDATE resource SET user_org = ?2, applicant_org = ?3, version = version + 1 WHERE id = ?1" },
	[Q_RES_LINK]     = { "UPDATE resource SET application = ?2, line = ?3, version = version + 1 WHERE id = ?1" },
	[Q_POOL_NO]      = { "SELECT no FROM pool WHERE id = ?1" },

	[Q_RES_RESUME]   = { "UPDATE resource SET billing_end_date = NULL WHERE id = ?1" },
	[Q_RES_ROOM]     = { "UPDATE resource SET holds_room = 0 WHERE id = ?1" },
	[Q_SEG_REOPEN]   = { "UPDATE resource_segment SET to_date = NULL WHERE resource = ?1 AND from_date = ?2 AND to_date = ?2" },
	[Q_RES_UNEXPIRED] = { "UPDATE resource SET expired = 0, expire_told = NULL WHERE expired = 1 AND (expire_date > ?1 OR expire_date IS NULL)" },
	[Q_RES_EXPIRES]  = { "UPDATE resource SET expire_date = ?2, expired = 0, expire_told = NULL WHERE id = ?1" },
	[Q_RES_EXPIRING] = { "SELECT {} FROM v_resource WHERE expire_date > ?1 AND expire_date <= ?2 AND id > ?3 AND state IN ('active', 'changing') ORDER BY id LIMIT 500", &resource_record },
	[Q_RES_EXPIRED]  = { "SELECT {} FROM v_resource WHERE expire_date <= ?1 AND expire_date <= ?2 AND id > ?3 AND expired = 0 AND state IN ('active', 'changing') ORDER BY id LIMIT 500", &resource_record },
	[Q_RES_TOLD]     = { "UPDATE resource SET expire_told = ?2, expired = ?3 WHERE id = ?1" },
	[Q_GONE_PUT]     = { "INSERT INTO resource_gone (id, csp, native_id, resource, at) VALUES (?1, ?2, ?3, ?4, ?5)" },
	[Q_GONE]         = { "SELECT r.no FROM resource_gone g JOIN resource r ON r.id = g.resource WHERE g.native_id = ?2 AND g.csp = ?1 ORDER BY g.id LIMIT 1" },
	[Q_NATIVE_ELSE]  = { "SELECT r.no FROM resource r WHERE LOWER(r.native_id) = ?2 AND r.csp = ?1 AND r.system <> ?3 AND r.id <> ?4"
			     " AND r.state NOT IN ('stopped', 'destroyed') LIMIT 1" },
	[Q_NATIVE_USED]  = { "SELECT no FROM resource WHERE LOWER(native_id) = ?2 AND csp = ?1 AND state NOT IN ('stopped', 'destroyed') LIMIT 1" },

	[Q_LEGACY_CLOSE_PUT] = { "INSERT INTO legacy_close ({+}) VALUES ({?})", &legacy_close_record },
	[Q_LEGACY_CLOSE] = { "SELECT {} FROM legacy_close ORDER BY id DESC LIMIT 1", &legacy_close_record },
	[Q_LEGACY_COUNT] = { "SELECT COUNT(*) FROM resource WHERE legacy = 1" },
	[Q_SYSTEM_BY_NO] = { "SELECT id FROM v_info_system WHERE no = ?1" },
	[Q_POOL_BY_NO]   = { "SELECT id FROM v_pool WHERE no = ?1" },
	[Q_CONTRACT_BY_NO] = { "SELECT id FROM v_contract WHERE no = ?1" },
	[Q_PAPER_PUT]    = { "INSERT INTO legacy_paper ({+}) VALUES ({?})", &legacy_paper_record },
	[Q_PAPER_COUNT]  = { "SELECT COUNT(*) FROM legacy_paper WHERE system = ?1 AND kind = ?2" },
	[Q_PAPER_SUPPLY] = { "UPDATE legacy_paper SET no = ?2, paper_date = ?3, file = ?4, note = ?5, supplied_by = ?6, supplied_by_name = ?7, supplied_at = ?8 WHERE id = ?1" },
	[Q_PAPERS_OPEN]  = { "SELECT {} FROM v_legacy_paper WHERE state = 'open' AND kind <> 'commitment' ORDER BY id", &legacy_paper_record },
	[Q_PAPERS_OPEN_COUNT] = { "SELECT COUNT(*) FROM legacy_paper WHERE state = 'open'" },
	[Q_PAPERS_OVERDUE] = { "SELECT COUNT(*) FROM legacy_paper WHERE state = 'open' AND due_at <= ?1" },
};

const struct invariant resource_invariants[] = {
	{ "A8.3", "每个资源都有批准的申请、应急同意或初始建账",
	  "SELECT no FROM resource WHERE application IS NULL AND emergency = 0 AND legacy = 0" },
	{ "A21.1f", "计费起始日等于交付工单下达日，试用中不计费",
	  "SELECT no FROM resource WHERE (state = 'trial' AND billing_start_date IS NOT NULL) OR (state = 'active' AND billing_start_date IS NULL)" },
	{ "A15.2", "资源与资源池在同一个区域",
	  "SELECT r.no FROM resource r JOIN pool p ON p.id = r.pool WHERE r.zone <> p.zone AND r.holds_room = 1" },
	{ "A15.2b", "资源的网卡都在资源所在的区域",
	  "SELECT r.no FROM resource_nic n JOIN resource r ON r.id = n.resource WHERE n.zone <> r.zone AND n.ended_at IS NULL" },
	{ "A28.4", "运行中的资源恰有一个未结束的计费段",
	  "SELECT r.no FROM resource r LEFT JOIN (SELECT resource, COUNT(*) AS n FROM resource_segment WHERE to_date IS NULL GROUP BY resource) s ON s.resource = r.id"
	  " WHERE COALESCE(s.n, 0) <> CASE WHEN r.state IN ('active', 'changing') THEN 1 ELSE 0 END" },
	{ "A23.1d", "已销毁的标识不再出现",
	  "SELECT r.no FROM resource_gone g JOIN resource r ON LOWER(r.native_id) = g.native_id AND r.csp = g.csp WHERE r.created_at > g.at" },
	{ "A23.1d", "已销毁的资源停止计费，没有未结束的计费段",
	  "SELECT r.no FROM resource r WHERE r.state = 'destroyed' AND (r.billing_end_date IS NULL OR r.id IN"
	  " (SELECT s.resource FROM resource_segment s WHERE s.to_date IS NULL))" },
	{ "A8.3", "初始建账截止后没有新的建账资源",
	  "SELECT r.no FROM resource r WHERE r.legacy = 1 AND r.created_at >= (SELECT c.closes_at FROM legacy_close c ORDER BY c.id DESC LIMIT 1)" },
	{ "R-53", "建账的资源都有来源和计费起始日",
	  "SELECT no FROM resource WHERE legacy = 1 AND origin IS NOT NULL AND billing_start_date IS NULL" },
	{ "A23.1d", "停止而未销毁的仍占用资源池，销毁的不占用",
	  "SELECT no FROM resource WHERE (state = 'destroyed' AND holds_room = 1) OR (state IN ('trial', 'active', 'changing') AND holds_room = 0)" },
	/* While something is being changed its old place is held beside the new one. */
	{ "A20.1c", "资源池的分配量等于占用它的资源之和",
	  "SELECT p.no FROM pool p JOIN pool_alloc a ON a.pool = p.id LEFT JOIN (SELECT r.pool, COUNT(*) AS n, SUM(CASE WHEN r.vcpu > 0 THEN r.vcpu * r.qty ELSE 0 END) AS vcpu"
	  " FROM resource r WHERE r.holds_room = 1 GROUP BY r.pool) t ON t.pool = p.id WHERE a.n < COALESCE(t.n, 0) OR a.vcpu < COALESCE(t.vcpu, 0)"
	  " OR (NOT EXISTS (SELECT 1 FROM resource x WHERE x.state = 'changing') AND (a.n > COALESCE(t.n, 0) OR a.vcpu > COALESCE(t.vcpu, 0)))" },
	{ "A28.4", "计费段首尾相接，不重叠",
	  "SELECT a.resource FROM resource_segment a JOIN resource_segment b ON b.resource = a.resource AND b.id <> a.id"
	  " WHERE a.from_date < b.from_date AND (a.to_date IS NULL OR a.to_date > b.from_date)" },
	{ "A28.4", "计费段之间只有停止后恢复才有空隙，同一天只有一段",
	  "SELECT a.resource FROM resource_segment a WHERE EXISTS (SELECT 1 FROM resource_segment b WHERE b.resource = a.resource AND b.id <> a.id"
	  " AND b.from_date = a.from_date) OR (EXISTS (SELECT 1 FROM resource_segment b WHERE b.resource = a.resource AND b.from_date > a.from_date)"
	  " AND NOT EXISTS (SELECT 1 FROM resource_segment b WHERE b.resource = a.resource AND (b.from_date = a.to_date OR (b.cause = 'resume' AND b.from_date > a.to_date))))"
	  " OR a.to_date < a.from_date" },
	{ "A28.4", "未结束的计费段与台账一致",
	  "SELECT r.no FROM resource r JOIN resource_segment s ON s.resource = r.id AND s.to_date IS NULL WHERE s.qty <> r.qty OR s.item IS NULL OR s.item <> r.item"
	  " OR s.pool <> r.pool OR s.csp <> r.csp OR s.system <> r.system OR s.user_org <> r.user_org OR s.applicant_org <> r.applicant_org" },
	{ 0 }
};
