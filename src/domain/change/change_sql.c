/* Changes: tables, views, statements, invariants, what waits for whom. */
#include "domain/change/change_in.h"

/* An opinion grants a line by its application line where it has one, else by what was decided beside it. */
#define SIGNED "a.issued_at IS NOT NULL"
#define GRANTED "(" SIGNED " AND a.state NOT IN ('rejected', 'withdrawn', 'terminated')" \
	" AND (CASE WHEN c.line_seq IS NULL THEN 1 - c.declined WHEN COALESCE(l.approved_qty, 0) > 0 THEN 1 ELSE 0 END) = 1)"
const struct migration change_migrations[] = {
	{ 1,
	  "CREATE TABLE change_order (application BIGINT PRIMARY KEY, project BIGINT NOT NULL, exec_from TEXT, exec_to TEXT, backup_declaration TEXT, rollback TEXT,"
	  " reported_at BIGINT, confirmed_at BIGINT, confirmed_by BIGINT, confirm_remark TEXT);\n"
	  "CREATE TABLE change_line (id {id}, application BIGINT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, resource BIGINT, line_seq BIGINT, unit TEXT,"
	  " reason TEXT, before_qty BIGINT, before_item BIGINT, before_item_code TEXT, before_item_name TEXT, before_pool BIGINT, before_zone TEXT,"
	  " before_system BIGINT, before_expire TEXT, before_month_fen BIGINT, after_qty BIGINT NOT NULL CHECK (after_qty > 0), after_item BIGINT,"
	  " after_item_code TEXT, after_pool BIGINT, after_zone TEXT, after_system BIGINT, after_expire TEXT, after_month_fen BIGINT, attrs TEXT,"
	  " shared_systems TEXT, from_date TEXT, to_date TEXT, declined BIGINT NOT NULL, decided_qty BIGINT, decided_expire TEXT, reduce_reason TEXT,"
	  " done_resource BIGINT, executed_at BIGINT, executed_by BIGINT, native_id TEXT, ips TEXT, evidence TEXT, was TEXT, became TEXT, UNIQUE (application, seq));\n"
	  "CREATE INDEX change_line_resource ON change_line (resource);\n"
	  "CREATE TABLE change_backup (id {id}, application BIGINT NOT NULL, by_person BIGINT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL,"
	  " content TEXT NOT NULL, place TEXT NOT NULL, size_gb BIGINT, verified BIGINT NOT NULL, verify_method TEXT NOT NULL, file BIGINT);\n"
	  "CREATE INDEX change_backup_application ON change_backup (application, id);\n"
	  "CREATE TABLE change_report (id {id}, application BIGINT NOT NULL, csp BIGINT NOT NULL, by_person BIGINT, by_name TEXT NOT NULL, at BIGINT NOT NULL,"
	  " summary TEXT NOT NULL, lines TEXT, file BIGINT, voided_at BIGINT, voided_by TEXT, void_reason TEXT);\n"
	  "CREATE INDEX change_report_application ON change_report (application, id);\n"
	  "CREATE TABLE change_stage (id {id}, version BIGINT NOT NULL, application BIGINT NOT NULL, line BIGINT NOT NULL UNIQUE, resource BIGINT NOT NULL,"
	  " extra_qty BIGINT NOT NULL CHECK (extra_qty > 0), from_date TEXT NOT NULL, to_date TEXT NOT NULL, opened_at BIGINT, closed_at BIGINT, remark TEXT, told BIGINT NOT NULL,"
	  " created_at BIGINT NOT NULL, state TEXT NOT NULL);\n"
	  "CREATE INDEX change_stage_application ON change_stage (application);\n"
	  "CREATE INDEX change_stage_state ON change_stage (state, to_date);\n"
	  "CREATE TABLE usage_seen (id {id}, version BIGINT NOT NULL, resource BIGINT NOT NULL, system BIGINT NOT NULL, seen_by TEXT NOT NULL, value TEXT NOT NULL,"
	  " seen_system BIGINT, seen_at BIGINT NOT NULL, note TEXT, reported_by BIGINT, reported_by_name TEXT, created_at BIGINT NOT NULL, resolved_at BIGINT,"
	  " resolved_by_name TEXT, resolution TEXT, state TEXT NOT NULL);\n"
	  "CREATE INDEX usage_seen_resource ON usage_seen (resource, state);\n"
	  "CREATE INDEX usage_seen_state ON usage_seen (state, id);\n"
	  "CREATE VIEW v_change_line AS SELECT c.*, a.no AS application_no, a.state AS application_state, a.system AS system, r.no AS resource_no,"
	  " r.name AS resource_name, COALESCE(l.csp, r.csp) AS csp,"
	  " CAST(CASE WHEN " GRANTED " THEN 1 ELSE 0 END AS BIGINT) AS granted,"
	  " CAST(CASE WHEN NOT (" SIGNED ") THEN NULL WHEN NOT " GRANTED " THEN COALESCE(c.before_qty, 0) WHEN c.kind = 'expand'"
	  " THEN COALESCE(c.before_qty, 0) + l.approved_qty WHEN c.line_seq IS NOT NULL THEN l.approved_qty ELSE COALESCE(c.decided_qty, c.after_qty) END AS BIGINT)"
	  " AS approved_qty"
	  " FROM change_line c JOIN application a ON a.id = c.application LEFT JOIN resource r ON r.id = c.resource"
	  " LEFT JOIN application_line l ON l.application = c.application AND l.seq = c.line_seq;\n"
	  "CREATE VIEW v_change_stage AS SELECT s.*, a.no AS application_no, r.no AS resource_no, r.name AS resource_name, r.csp AS csp, r.user_org AS user_org,"
	  " r.applicant_org AS applicant_org FROM change_stage s JOIN application a ON a.id = s.application JOIN resource r ON r.id = s.resource;\n"
	  "CREATE VIEW v_usage_seen AS SELECT u.*, r.no AS resource_no, r.name AS resource_name, r.user_org AS user_org, r.applicant_org AS applicant_org,"
	  " r.csp AS csp, s.name AS system_name, o.name AS seen_system_name FROM usage_seen u JOIN resource r ON r.id = u.resource"
	  " JOIN info_system s ON s.id = u.system LEFT JOIN info_system o ON o.id = u.seen_system" },
	{ 0 }
};

const struct stmt change_q[Q_CHANGE_MAX] = {
	[Q_ORDER_PUT]    = { "INSERT INTO change_order ({+}) VALUES ({?})", &change_order_record },
	[Q_ORDER_SET]    = { "UPDATE change_order SET {=} WHERE application = {application}", &change_order_record },
	[Q_ORDER]        = { "SELECT {} FROM change_order WHERE application = ?1", &change_order_record },
	[Q_LINE_PUT]     = { "INSERT INTO change_line ({+}) VALUES ({?})", &change_line_record },
	[Q_LINES_DROP]   = { "DELETE FROM change_line WHERE application = ?1 AND application IN (SELECT id FROM application WHERE state = 'draft')" },
	[Q_LINES]        = { "SELECT {} FROM v_change_line WHERE application = ?1 ORDER BY seq", &change_line_record },
	[Q_LINE_DECIDE]  = { "UPDATE change_line SET declined = ?2, decided_qty = ?3, decided_expire = ?4, reduce_reason = ?5 WHERE id = ?1" },
	[Q_LINE_DONE]    = { "UPDATE change_line SET {=} WHERE id = {id}", &change_line_record },
	[Q_BACKUP_PUT]   = { "INSERT INTO change_backup ({+}) VALUES ({?})", &change_backup_record },
	[Q_BACKUPS]      = { "SELECT {} FROM change_backup WHERE application = ?1 ORDER BY id", &change_backup_record },
	[Q_BACKUP_N]     = { "SELECT COUNT(*) FROM change_backup WHERE application = ?1 AND verified = 1 AND at >= ?2" },
	[Q_REPORT_PUT]   = { "INSERT INTO change_report ({+}) VALUES ({?})", &change_report_record },
	[Q_REPORTS]      = { "SELECT {} FROM change_report WHERE application = ?1 ORDER BY id", &change_report_record },
	[Q_REPORTS_VOID] = { "UPDATE change_report SET voided_at = ?2, voided_by = ?3, void_reason = ?4 WHERE application = ?1 AND voided_at IS NULL" },
	[Q_UNDER_WAY]    = { "SELECT a.no FROM change_line c JOIN application a ON a.id = c.application WHERE c.resource = ?1 AND a.id <> ?2 AND a.state IN"
			     " ('submitted', 'accepted', 'under_review', 'approved', 'approved_reduced', 'executing') ORDER BY a.id LIMIT 1" },
	[Q_REBIND_OF]    = { "SELECT {} FROM v_change_line WHERE resource = ?1 AND after_system = ?2 AND kind = 'rebind' AND granted = 1 AND executed_at IS NULL"
			     " AND application_state = 'executing' ORDER BY id LIMIT 1", &change_line_record },
	[Q_STAGE_PUT]    = { "INSERT INTO change_stage ({+}) VALUES ({?})", &change_stage_record },
	[Q_STAGES_OF]    = { "SELECT {} FROM v_change_stage WHERE application = ?1 ORDER BY id", &change_stage_record },
	[Q_STAGE_OPENED] = { "UPDATE change_stage SET opened_at = ?2, remark = ?3 WHERE id = ?1" },
	[Q_STAGE_CLOSED] = { "UPDATE change_stage SET closed_at = ?2, remark = ?3 WHERE id = ?1" },
	[Q_STAGES_OVER]  = { "SELECT {} FROM v_change_stage WHERE state IN ('planned', 'open') AND to_date <= ?1 ORDER BY id", &change_stage_record },
	[Q_STAGES_NEAR]  = { "SELECT {} FROM v_change_stage WHERE (state = 'planned' AND told < 1 AND from_date <= ?1) OR (state = 'open' AND told < 2 AND to_date <= ?1)"
			     " ORDER BY id", &change_stage_record },
	[Q_STAGES_OWED]  = { "SELECT {} FROM v_change_stage WHERE state <> 'closed' AND resource IN (SELECT r.id FROM resource r WHERE r.system = ?1) ORDER BY id", &change_stage_record },
	[Q_STAGE_TOLD]   = { "UPDATE change_stage SET told = ?2 WHERE id = ?1" },
	[Q_SEEN_PUT]     = { "INSERT INTO usage_seen ({+}) VALUES ({?})", &usage_seen_record },
	[Q_SEEN_RESOLVE] = { "UPDATE usage_seen SET resolved_at = ?2, resolved_by_name = ?3, resolution = ?4 WHERE id = ?1" },
	[Q_SEEN_SAME]    = { "SELECT id FROM usage_seen WHERE resource = ?1 AND seen_system = ?2 AND state = 'suspected' LIMIT 1" },
	[Q_SYSTEM_BY_WORD] = { "SELECT id FROM info_system WHERE no = ?1 OR name = ?1 OR short_name = ?1 ORDER BY CASE WHEN no = ?1 THEN 0 ELSE 1 END, id LIMIT 1" },
	/* Addresses are kept as a list in one text; the ends are made alike, so that 10.1.0.1 is not found in 10.1.0.11. An address
	 * may repeat in the other zone (A15.2b): only what lies in the resource's own zone is compared. */
	[Q_SYSTEM_BY_IP] = { "SELECT r.system FROM resource r WHERE ',' || REPLACE(REPLACE(REPLACE(r.ips, ' ', ','), ';', ','), '、', ',') || ',' LIKE"
			     " '%,' || ?1 || ',%' AND r.zone = ?2 AND r.state IN ('trial', 'active', 'changing') ORDER BY CASE WHEN r.id = ?3 THEN 0 ELSE 1 END, r.id LIMIT 1" },
	[Q_SYSTEM_BY_DOMAIN] = { "SELECT id FROM info_system WHERE domains LIKE '%\"' || ?1 || '\"%' AND state <> 'offline' ORDER BY id LIMIT 1" },
	[Q_RESOURCE_NO]  = { "SELECT id FROM resource WHERE no = ?1" },
};

const struct invariant change_invariants[] = {
	{ "A22.3a", "窗口没有收回的变更申请属于资源现在的单位",
	  "SELECT a.no FROM change_stage s JOIN application a ON a.id = s.application JOIN resource r ON r.id = s.resource WHERE s.state <> 'closed'"
	  " AND (a.user_org <> r.user_org OR a.applicant_org <> r.applicant_org)" },
	{ "A22.4a", "待审核的变更恰有一个在走的变更审核时限",
	  "SELECT a.no FROM application a WHERE a.type = 'change' AND (SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id AND k.subject_kind = 'application'"
	  " AND k.kind = 'c4' AND k.stopped_at IS NULL) <> CASE WHEN a.state IN ('submitted', 'accepted', 'under_review') THEN 1 ELSE 0 END" },
	{ "A22.4b", "实施中的变更未报告完成时恰有一个在走的实施时限",
	  "SELECT a.no FROM application a JOIN change_order o ON o.application = a.id WHERE (SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id"
	  " AND k.subject_kind = 'application' AND k.kind = 'c5' AND k.stopped_at IS NULL)"
	  " <> CASE WHEN a.state = 'executing' AND o.reported_at IS NULL THEN 1 ELSE 0 END" },
	{ "A22.1", "每份变更申请都有变更单和明细",
	  "SELECT a.no FROM application a WHERE a.type = 'change' AND (NOT EXISTS (SELECT 1 FROM change_order o WHERE o.application = a.id)"
	  " OR NOT EXISTS (SELECT 1 FROM change_line c WHERE c.application = a.id))" },
	{ "A22.1", "实施过的变更明细都经批准",
	  "SELECT application_no FROM v_change_line WHERE executed_at IS NOT NULL AND granted = 0" },
	{ "A23.2a", "缩容和迁移实施前都有核验过的备份确认",
	  "SELECT c.application FROM change_line c WHERE c.kind IN ('shrink', 'move_zone', 'move_pool') AND c.executed_at IS NOT NULL AND NOT EXISTS"
	  " (SELECT 1 FROM change_backup b WHERE b.application = c.application AND b.verified = 1 AND b.at <= c.executed_at)" },
	{ "A22.2", "改绑的资源在批准的系统名下",
	  "SELECT r.no FROM change_line c JOIN application a ON a.id = c.application JOIN resource r ON r.id = c.resource WHERE c.kind = 'rebind'"
	  " AND c.executed_at IS NOT NULL AND a.state = 'executing' AND r.system <> c.after_system" },
	{ "A22.4b", "变更中的资源有实施中的变更",
	  "SELECT r.no FROM resource r WHERE r.state = 'changing' AND NOT EXISTS (SELECT 1 FROM v_change_line c WHERE c.resource = r.id"
	  " AND c.application_state = 'executing' AND c.granted = 1)" },
	{ 0 }
};

/* C5 is the provider's, then the confirmation is the unit's; windows of stage resources begin and end by the provider's hand. */
const char *const change_work[] = {
	"SELECT 'application', a.id, a.no, a.title, u.name, a.state, 'change.report', '实施变更并报告', 'A22.4b', w.role, o.csp, NULL, NULL, k.kind, k.due_at, a.updated_at"
	" FROM application a JOIN org u ON u.id = a.user_org JOIN (SELECT DISTINCT c.application, c.csp FROM v_change_line c WHERE c.application_state = 'executing'"
	" AND c.granted = 1 AND c.executed_at IS NULL) o ON o.application = a.id JOIN (SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_maintenance') w ON 1 = 1"
	" LEFT JOIN clock k ON k.subject_id = a.id AND k.subject_kind = 'application' AND k.kind = 'c5' AND k.stopped_at IS NULL WHERE a.state = 'executing'",
	"SELECT 'application', a.id, a.no, a.title, u.name, a.state, 'change.confirm', '确认变更结果', 'A22.4b', w.role, a.user_org, NULL, NULL, k.kind, k.due_at,"
	" o.reported_at FROM change_order o JOIN application a ON a.id = o.application JOIN org u ON u.id = a.user_org"
	" JOIN (SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner') w ON 1 = 1"
	" LEFT JOIN clock k ON k.subject_id = a.id AND k.subject_kind = 'application' AND k.kind = 'deliver_confirm' AND k.stopped_at IS NULL"
	" WHERE a.state = 'executing' AND o.reported_at IS NOT NULL",
	"SELECT 'application', a.id, a.no, a.title, u.name, a.state, 'delivery.close', '办结', 'A18', 'auth_handler', NULL, NULL, NULL, NULL, NULL, o.confirmed_at"
	" FROM change_order o JOIN application a ON a.id = o.application JOIN org u ON u.id = a.user_org WHERE a.state = 'user_confirmed'",
	"SELECT 'change_stage', s.id, s.application_no, s.resource_name, u.name, s.state, CASE WHEN s.state = 'ended' THEN 'change_stage.close' ELSE"
	" 'change_stage.open' END, CASE WHEN s.state = 'ended' THEN '回收阶段性资源' ELSE '开通阶段性资源' END, 'A19.2', w.role, s.csp, NULL, NULL, NULL, NULL, s.created_at"
	" FROM v_change_stage s JOIN org u ON u.id = s.user_org JOIN (SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_maintenance') w ON 1 = 1"
	" WHERE s.state IN ('planned', 'ended')",
	"SELECT 'usage_seen', u.id, u.resource_no, u.resource_name, o.name, u.state, 'usage_seen.resolve', '核实跨系统使用', 'A22.2', w.role, NULL, NULL, NULL, NULL, NULL,"
	" u.created_at FROM v_usage_seen u JOIN org o ON o.id = u.user_org JOIN (SELECT 'auth_handler' AS role UNION ALL SELECT 'auth_security') w ON 1 = 1"
	" WHERE u.state = 'suspected'",
	NULL
};
