/* All SQL of the exchange. */
#include "domain/exchange/exchange_in.h"

const struct migration exchange_migrations[] = {
	{ 1,
	  "CREATE TABLE exchange_job (id {id}, version BIGINT NOT NULL, target TEXT NOT NULL, dataset TEXT NOT NULL, period TEXT NOT NULL, attempt BIGINT NOT NULL, rows BIGINT, digest TEXT, state TEXT NOT NULL,"
	  " retries BIGINT NOT NULL, next_at BIGINT NOT NULL, ack TEXT, ack_rows BIGINT, ack_digest TEXT, last_error TEXT, reason TEXT, requested_by BIGINT, told BIGINT NOT NULL, created_at BIGINT NOT NULL,"
	  " sent_at BIGINT, ended_at BIGINT, UNIQUE (dataset, period, attempt));\n"
	  "CREATE UNIQUE INDEX exchange_job_one ON exchange_job (dataset, period) WHERE state IN ('waiting', 'sent');\n"
	  "CREATE INDEX exchange_job_state ON exchange_job (state, next_at);\n"
	  "CREATE TABLE exchange_difference (id {id}, version BIGINT NOT NULL, job BIGINT, dataset TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL, our_rows BIGINT, their_rows BIGINT, our_digest TEXT,"
	  " their_digest TEXT, source TEXT NOT NULL, found_at BIGINT NOT NULL, settled_at BIGINT, settled_by BIGINT, settle_note TEXT);\n"
	  "CREATE INDEX exchange_difference_period ON exchange_difference (dataset, period);\n"
	  "CREATE TABLE exchange_outage (id {id}, began_at BIGINT NOT NULL, told_at BIGINT, ended_at BIGINT, error TEXT);\n"
	  "CREATE UNIQUE INDEX exchange_outage_one ON exchange_outage ((1)) WHERE ended_at IS NULL;\n"
	  "CREATE TABLE exchange_mapping (id {id}, version BIGINT NOT NULL, dataset TEXT NOT NULL, col TEXT NOT NULL, local TEXT NOT NULL, province TEXT, by_person BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX exchange_mapping_dataset ON exchange_mapping (dataset, id);\n"
	  "CREATE TABLE csp_interface (id {id}, version BIGINT NOT NULL, csp BIGINT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL, protocol TEXT NOT NULL, address TEXT, owner TEXT NOT NULL, status TEXT NOT NULL,"
	  " test_date TEXT, down_since BIGINT, told_at BIGINT, note TEXT, created_by BIGINT, created_at BIGINT NOT NULL, UNIQUE (csp, name));\n"
	  "CREATE INDEX csp_interface_status ON csp_interface (status, id);\n"
	  "CREATE TABLE csp_interface_test (id {id}, csp_interface BIGINT NOT NULL, ok BIGINT NOT NULL, note TEXT, by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX csp_interface_test_of ON csp_interface_test (csp_interface, id);\n"
	  "CREATE VIEW v_csp_interface AS SELECT f.*, o.name AS csp_name FROM csp_interface f JOIN org o ON o.id = f.csp;\n"
	  "CREATE TABLE interop_obstruction (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, csp BIGINT NOT NULL, date TEXT NOT NULL, what TEXT NOT NULL, asked_by TEXT, file BIGINT, by_person BIGINT,"
	  " confirmed BIGINT NOT NULL, result TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL, closed_by BIGINT, closed_at BIGINT);\n"
	  "CREATE VIEW v_interop_obstruction AS SELECT b.*, o.name AS csp_name FROM interop_obstruction b JOIN org o ON o.id = b.csp;\n"
	  "CREATE TABLE dispatch_contact (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, dispatchable BIGINT NOT NULL, name TEXT, mobile TEXT, note TEXT, by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX dispatch_contact_system ON dispatch_contact (system, id);\n"
	  "CREATE VIEW v_dispatch_contact AS SELECT k.*, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org, u.name AS user_org_name FROM dispatch_contact k JOIN info_system s ON s.id = k.system"
	  " JOIN org u ON u.id = s.user_org WHERE NOT EXISTS (SELECT 1 FROM dispatch_contact n WHERE n.system = k.system AND n.id > k.id);\n"
	  "CREATE TABLE data_dispatch (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, csp BIGINT NOT NULL, work_order BIGINT NOT NULL UNIQUE, content TEXT NOT NULL, basis TEXT NOT NULL, use TEXT NOT NULL,"
	  " receiver TEXT NOT NULL, contact TEXT NOT NULL, mobile TEXT, by_person BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX data_dispatch_system ON data_dispatch (system, id);\n"
	  "CREATE VIEW v_data_dispatch AS SELECT d.*, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org, u.name AS user_org_name, v.name AS csp_name, w.no AS work_order_no,"
	  " w.state AS work_order_state, w.due_at AS due_at, w.done_at AS done_at FROM data_dispatch d JOIN info_system s ON s.id = d.system JOIN org u ON u.id = s.user_org JOIN org v ON v.id = d.csp"
	  " JOIN work_order w ON w.id = d.work_order" },
	{ 0 }
};

#define TEXT_OF(x) "CAST(" x " AS TEXT)"
const struct stmt exchange_q[Q_X_MAX] = {
	[Q_JOB_PUT]      = { "INSERT INTO exchange_job ({+}) VALUES ({?})", &exchange_job_record },
	[Q_JOB_NEXT]     = { "SELECT {} FROM exchange_job WHERE state = 'waiting' AND next_at <= ?1 ORDER BY next_at, id LIMIT 1", &exchange_job_record },
	[Q_JOB_AWAITING] = { "SELECT {} FROM exchange_job WHERE state = 'sent' ORDER BY id LIMIT 500", &exchange_job_record },
	[Q_JOB_SENT]     = { "UPDATE exchange_job SET rows = ?2, digest = ?3, sent_at = ?4 WHERE id = ?1" },
	[Q_JOB_LATER]    = { "UPDATE exchange_job SET rows = COALESCE(?2, rows), digest = COALESCE(?3, digest), retries = retries + 1, next_at = ?4, last_error = ?5, version = version + 1 WHERE id = ?1",
			     .pg = "UPDATE exchange_job SET rows = COALESCE(CAST(?2 AS BIGINT), rows), digest = COALESCE(CAST(?3 AS TEXT), digest), retries = retries + 1, next_at = ?4, last_error = ?5, version = version + 1 WHERE id = ?1" },
	[Q_JOB_ENDED]    = { "UPDATE exchange_job SET ack = ?2, ack_rows = ?3, ack_digest = ?4, last_error = ?5, ended_at = ?6 WHERE id = ?1" },
	[Q_JOB_OPEN]     = { "SELECT COUNT(*) FROM exchange_job WHERE dataset = ?1 AND period = ?2 AND state IN ('waiting', 'sent')" },
	[Q_JOB_LAST]     = { "SELECT {} FROM exchange_job WHERE dataset = ?1 AND period = ?2 AND digest IS NOT NULL AND state IN ('sent', 'acked') ORDER BY attempt DESC LIMIT 1", &exchange_job_record },
	[Q_JOB_NUMBER]   = { "SELECT COALESCE(MAX(attempt), 0) FROM exchange_job WHERE dataset = ?1 AND period = ?2" },
	[Q_JOB_UNANSWERED] = { "SELECT {} FROM exchange_job WHERE state = 'sent' AND told = 0 AND sent_at <= ?1 ORDER BY id LIMIT 200", &exchange_job_record },
	[Q_JOB_TOLD]     = { "UPDATE exchange_job SET told = 1 WHERE id = ?1" },
	[Q_JOB_COUNTS]   = { "SELECT COUNT(*) FROM exchange_job WHERE state = ?1" },
	[Q_JOBS_BETWEEN] = { "SELECT {j.} FROM exchange_job j WHERE j.dataset = ?1 AND j.period >= ?2 AND j.period <= ?3 AND j.state = 'acked' AND NOT EXISTS (SELECT 1 FROM exchange_job n WHERE n.dataset = j.dataset"
			     " AND n.period = j.period AND n.attempt > j.attempt) ORDER BY j.period LIMIT 5000", &exchange_job_record },
	[Q_OUTAGE_OPEN]  = { "SELECT {} FROM exchange_outage WHERE ended_at IS NULL", &outage_record },
	[Q_OUTAGE_BEGIN] = { "INSERT INTO exchange_outage ({+}) VALUES ({?})", &outage_record },
	[Q_OUTAGE_END]   = { "UPDATE exchange_outage SET ended_at = ?1 WHERE ended_at IS NULL" },
	[Q_OUTAGE_TOLD]  = { "UPDATE exchange_outage SET told_at = ?1 WHERE ended_at IS NULL" },
	[Q_DIFF_PUT]     = { "INSERT INTO exchange_difference ({+}) VALUES ({?})", &difference_record },
	[Q_DIFF_CLEAR]   = { "UPDATE exchange_difference SET settled_at = ?3, settle_note = ?4, version = version + 1 WHERE dataset = ?1 AND period = ?2 AND settled_at IS NULL" },
	[Q_DIFF_SETTLE]  = { "UPDATE exchange_difference SET settled_at = ?2, settled_by = ?3, settle_note = ?4 WHERE id = ?1" },
	[Q_DIFF_OPEN]    = { "SELECT COUNT(*) FROM exchange_difference WHERE settled_at IS NULL" },
	[Q_MAP_PUT]      = { "INSERT INTO exchange_mapping (id, version, dataset, col, local, province, by_person, created_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)" },
	[Q_MAPS]         = { "SELECT {} FROM exchange_mapping WHERE dataset = ?1 ORDER BY id DESC LIMIT 5000", &mapping_record },
	[Q_FACE_PUT]     = { "INSERT INTO csp_interface ({+}) VALUES ({?})", &csp_interface_record },
	[Q_FACE_SET]     = { "UPDATE csp_interface SET {=} WHERE id = {id}", &csp_interface_record },
	[Q_FACE_TEST]    = { "UPDATE csp_interface SET status = ?2, test_date = ?3, down_since = ?4, told_at = ?5 WHERE id = ?1" },
	[Q_FACE_TEST_PUT] = { "INSERT INTO csp_interface_test ({+}) VALUES ({?})", &face_test_record },
	[Q_FACE_TESTS]   = { "SELECT {} FROM csp_interface_test WHERE csp_interface = ?1 ORDER BY id DESC LIMIT 200", &face_test_record },
	[Q_FACES_DOWN]   = { "SELECT {} FROM v_csp_interface WHERE status = 'down' AND told_at IS NULL AND down_since <= ?1 ORDER BY id LIMIT 500", &csp_interface_record },
	[Q_FACE_TOLD]    = { "UPDATE csp_interface SET told_at = ?2 WHERE id = ?1" },
	[Q_OBST_PUT]     = { "INSERT INTO interop_obstruction ({+}) VALUES ({?})", &obstruction_record },
	[Q_OBST_CLOSE]   = { "UPDATE interop_obstruction SET state = 'closed', confirmed = ?2, result = ?3, closed_by = ?4, closed_at = ?5 WHERE id = ?1" },
	[Q_CONTACT_PUT]  = { "INSERT INTO dispatch_contact ({+}) VALUES ({?})", &dispatch_contact_record },
	[Q_CONTACT]      = { "SELECT {} FROM v_dispatch_contact WHERE system = ?1", &dispatch_contact_record },
	[Q_DISPATCH_PUT] = { "INSERT INTO data_dispatch ({+}) VALUES ({?})", &data_dispatch_record },
	[Q_SERVING]      = { "SELECT MIN(r.csp) FROM resource r WHERE r.system = ?1 AND r.state NOT IN ('stopped', 'destroyed') HAVING COUNT(DISTINCT r.csp) = 1" },
	[Q_DISPATCH_STAT] = { "SELECT k.system, COUNT(d.id) AS requests, COUNT(CASE WHEN d.id IS NOT NULL AND d.done_at IS NULL THEN 1 END) AS open,"
			      " COUNT(CASE WHEN d.due_at <= COALESCE(d.done_at, ?1) THEN 1 END) AS late, k.system_name, k.user_org_name, k.name AS contact, k.dispatchable"
			      " FROM v_dispatch_contact k LEFT JOIN v_data_dispatch d ON d.system = k.system WHERE (?2 = 1 OR k.user_org = ?3 OR k.applicant_org = ?3)"
			      " GROUP BY k.system, k.system_name, k.user_org_name, k.name, k.dispatchable ORDER BY k.system LIMIT 5000", &dispatch_stat_record,
			      .pg = "SELECT k.system, COUNT(d.id) AS requests, COUNT(CASE WHEN d.id IS NOT NULL AND d.done_at IS NULL THEN 1 END) AS open,"
			      " COUNT(CASE WHEN d.due_at <= COALESCE(d.done_at, CAST(?1 AS BIGINT)) THEN 1 END) AS late, k.system_name, k.user_org_name, k.name AS contact, k.dispatchable"
			      " FROM v_dispatch_contact k LEFT JOIN v_data_dispatch d ON d.system = k.system WHERE (CAST(?2 AS BIGINT) = 1 OR k.user_org = ?3 OR k.applicant_org = ?3)"
			      " GROUP BY k.system, k.system_name, k.user_org_name, k.name, k.dispatchable ORDER BY k.system LIMIT 5000" },
	/* One row more than may go, so that it is noticed. */
	[Q_D_RESOURCES]  = { "SELECT r.no, r.native_id, r.item_code, r.item_name, " TEXT_OF("r.qty") ", " TEXT_OF("r.vcpu") ", " TEXT_OF("r.mem_gb") ", " TEXT_OF("r.disk_gb") ", s.no, o.no, r.zone, p.no, r.state,"
			     " r.billing_start_date FROM resource r JOIN info_system s ON s.id = r.system JOIN org o ON o.id = r.user_org JOIN pool p ON p.id = r.pool ORDER BY r.no LIMIT 50001", &dataset_row_record },
	[Q_D_CAPACITY]   = { "SELECT p.no, p.name, v.no, p.zone, p.arch, " TEXT_OF("p.xinchuang") ", " TEXT_OF("p.cap_vcpu") ", " TEXT_OF("p.cap_mem_gb") ", " TEXT_OF("p.cap_sto_gb") ", " TEXT_OF("p.alloc_vcpu") ", "
			     TEXT_OF("p.alloc_mem_gb") ", " TEXT_OF("p.alloc_sto_gb") ", " TEXT_OF("p.n_resources") ", p.status FROM v_pool p JOIN org v ON v.id = p.csp ORDER BY p.no LIMIT 50001", &dataset_row_record },
	[Q_D_SYSTEMS]    = { "SELECT s.no, s.name, u.no, a.no, s.hosting, s.stock_kind, s.dj_level, s.dj_filing_no, " TEXT_OF("s.cii") ", s.xinchuang_status, s.icp_no, s.live_date, s.offline_date, s.state FROM info_system s"
			     " JOIN org u ON u.id = s.user_org JOIN org a ON a.id = s.applicant_org ORDER BY s.no LIMIT 50001", &dataset_row_record },
	[Q_D_UTILISATION] = { "SELECT m.month, m.system_no, u.no, " TEXT_OF("m.cpu_avg_bp") ", " TEXT_OF("m.cpu_p95_bp") ", " TEXT_OF("m.mem_avg_bp") ", " TEXT_OF("m.mem_p95_bp") ", " TEXT_OF("m.sto_used_bp") ", "
			     TEXT_OF("m.coverage_bp") ", " TEXT_OF("m.vcpu") ", " TEXT_OF("m.mem_gb") ", " TEXT_OF("m.sto_gb") ", m.level, " TEXT_OF("m.n_resources") " FROM v_util_month m JOIN org u ON u.id = m.user_org"
			     " WHERE m.month = ?1 ORDER BY m.system_no LIMIT 50001", &dataset_row_record },
	[Q_D_ORDERS]     = { "SELECT w.no, w.kind, f.no, t.no, w.level, " TEXT_OF("w.created_at") ", " TEXT_OF("w.due_at") ", " TEXT_OF("w.started_at") ", " TEXT_OF("w.done_at") ", " TEXT_OF("w.confirmed_at") ", w.close_code, "
			     TEXT_OF("w.satisfaction") ", w.state, NULL FROM work_order w JOIN org f ON f.id = w.from_org JOIN org t ON t.id = w.to_org WHERE (w.created_at >= ?1 AND w.created_at < ?2)"
			     " OR (w.done_at >= ?1 AND w.done_at < ?2) OR (w.confirmed_at >= ?1 AND w.confirmed_at < ?2) ORDER BY w.no LIMIT 50001", &dataset_row_record },
	[Q_D_ALARMS]     = { "SELECT 'vuln_finding', " TEXT_OF("f.id") ", f.severity, s.no, u.no, " TEXT_OF("f.found_at") ", " TEXT_OF("f.due_at") ", " TEXT_OF("f.fixed_at") ", f.state, NULL, NULL, NULL, NULL, NULL FROM vuln_finding f"
			     " JOIN info_system s ON s.id = f.system JOIN org u ON u.id = s.user_org WHERE (f.found_at >= ?1 AND f.found_at < ?2) OR (f.fixed_at >= ?1 AND f.fixed_at < ?2)"
			     " UNION ALL SELECT 'utilisation', " TEXT_OF("k.id") ", k.kind, s.no, u.no, " TEXT_OF("k.opened_at") ", NULL, " TEXT_OF("k.closed_at") ", k.state, NULL, NULL, NULL, NULL, NULL FROM util_case k"
			     " JOIN info_system s ON s.id = k.system JOIN org u ON u.id = s.user_org WHERE (k.opened_at >= ?1 AND k.opened_at < ?2) OR (k.closed_at >= ?1 AND k.closed_at < ?2) ORDER BY 1, 2 LIMIT 50001",
			     &dataset_row_record },
};

const char *const exchange_work[] = {
	"SELECT 'exchange_job' AS kind, j.id AS id, NULL AS no, j.dataset || ' ' || j.period AS title, j.target AS org_name, j.state AS state, 'exchange_job.resend' AS op, '重新推送' AS op_label, 'A14.P2a' AS article,"
	" 'auth_handler' AS role, NULL AS org, NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, j.ended_at AS since_at FROM exchange_job j WHERE j.state = 'failed'"
	" AND NOT EXISTS (SELECT 1 FROM exchange_job n WHERE n.dataset = j.dataset AND n.period = j.period AND n.attempt > j.attempt)",
	"SELECT 'interop_obstruction', b.id, b.no, b.what, o.name, b.state, 'interop_obstruction.close', '核实妨碍兼容互通', 'A14.P3b', 'auth_handler', NULL, NULL, NULL, NULL, NULL, b.created_at FROM interop_obstruction b"
	" JOIN org o ON o.id = b.csp WHERE b.state = 'open'",
	NULL
};

const struct invariant exchange_invariants[] = {
	{ "A14.P2a", "推送过的批次都有行数和摘要", "SELECT id FROM exchange_job WHERE state IN ('sent', 'acked') AND (rows IS NULL OR digest IS NULL OR sent_at IS NULL)" },
	{ "A14.P2a", "办结的批次有回执，失败的有原因", "SELECT id FROM exchange_job WHERE (state = 'acked' AND ended_at IS NULL) OR (state = 'failed' AND (last_error IS NULL OR ended_at IS NULL))" },
	{ "A14.P2b", "中断的接口有中断时间，其余没有", "SELECT id FROM csp_interface WHERE (status = 'down') <> (down_since IS NOT NULL)" },
	{ "A17c", "数据调度都有联系人和数据调度工单",
	  "SELECT d.id FROM data_dispatch d WHERE NOT EXISTS (SELECT 1 FROM work_order w WHERE w.id = d.work_order AND w.kind = 'data_dispatch' AND w.to_org = d.csp)" },
	{ 0 }
};
