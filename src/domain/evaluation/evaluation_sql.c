/* All of the evaluation's SQL: tables, views, statements, invariants, what waits for whom. */
#include "domain/evaluation/evaluation_in.h"

#define FIGURES "cpu_avg_bp BIGINT, cpu_p95_bp BIGINT, mem_avg_bp BIGINT, mem_p95_bp BIGINT, sto_used_bp BIGINT, bw_p95_bp BIGINT, coverage_bp BIGINT NOT NULL"
#define OF_SYSTEM "s.no AS system_no, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org, u.name AS user_org_name"

const struct migration evaluation_migrations[] = {
	{ 1,
	  /* What came in: a later row for the same month names the one it corrects, and neither is ever removed. System and sizes are those of the month. */
	  "CREATE TABLE util_stat (id {id}, version BIGINT NOT NULL, resource BIGINT NOT NULL, month TEXT NOT NULL, system BIGINT NOT NULL, user_org BIGINT NOT NULL,"
	  " applicant_org BIGINT NOT NULL, csp BIGINT NOT NULL, pool BIGINT NOT NULL, vcpu BIGINT NOT NULL, mem_gb BIGINT NOT NULL, sto_gb BIGINT NOT NULL, " FIGURES
	  " CHECK (coverage_bp >= 0 AND coverage_bp <= 10000), corrects BIGINT, replaced_by BIGINT, note TEXT, imported_by BIGINT, imported_by_name TEXT, imported_at BIGINT NOT NULL);\n"
	  "CREATE UNIQUE INDEX util_stat_now ON util_stat (resource, month) WHERE replaced_by IS NULL;\n"
	  "CREATE INDEX util_stat_month ON util_stat (month, id);\n"
	  "CREATE INDEX util_stat_system ON util_stat (system, month);\n"
	  "CREATE VIEW v_util_stat AS SELECT t.*, r.no AS resource_no, r.name AS resource_name, r.item_name AS item_name, s.name AS system_name, u.name AS user_org_name FROM util_stat t"
	  " JOIN resource r ON r.id = t.resource JOIN info_system s ON s.id = t.system JOIN org u ON u.id = t.user_org;\n"
	  "CREATE TABLE util_month (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, month TEXT NOT NULL, " FIGURES ", vcpu BIGINT NOT NULL, mem_gb BIGINT NOT NULL,"
	  " sto_gb BIGINT NOT NULL, n_resources BIGINT NOT NULL, level TEXT NOT NULL, why TEXT, formula TEXT, exempt TEXT, computed_at BIGINT NOT NULL, UNIQUE (system, month));\n"
	  "CREATE INDEX util_month_month ON util_month (month, id);\n"
	  "CREATE VIEW v_util_month AS SELECT m.*, " OF_SYSTEM ", a.name AS applicant_org_name FROM util_month m JOIN info_system s ON s.id = m.system JOIN org u ON u.id = s.user_org"
	  " JOIN org a ON a.id = s.applicant_org;\n"
	  "CREATE TABLE util_month_run (month TEXT PRIMARY KEY, ran_at BIGINT NOT NULL);\n"
	  "CREATE TABLE util_case (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, opened_at BIGINT NOT NULL, last_month TEXT NOT NULL,"
	  " basis TEXT NOT NULL, cause TEXT, coverage_bp BIGINT NOT NULL, evidence TEXT NOT NULL, vcpu BIGINT NOT NULL, mem_gb BIGINT NOT NULL, sto_gb BIGINT NOT NULL,"
	  " plan_kind BIGINT NOT NULL, plan TEXT, plan_due_date TEXT, planned_by BIGINT, planned_at BIGINT, objection_rejected BIGINT NOT NULL, exempt_until TEXT, linked_app BIGINT,"
	  " close_reason TEXT, closed_month TEXT, closed_at BIGINT);\n"
	  "CREATE UNIQUE INDEX util_case_one ON util_case (system, kind) WHERE state IN ('open', 'plan', 'executing');\n"
	  "CREATE INDEX util_case_system ON util_case (system, kind, id);\n"
	  "CREATE INDEX util_case_linked ON util_case (linked_app);\n"
	  "CREATE INDEX util_case_state ON util_case (state, id);\n"
	  "CREATE TABLE util_reply (id {id}, util_case BIGINT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, by_person BIGINT, by_name TEXT, at BIGINT NOT NULL, decision TEXT,"
	  " decision_reason TEXT, decided_by BIGINT, decided_by_name TEXT, decided_at BIGINT);\n"
	  "CREATE INDEX util_reply_case ON util_reply (util_case, id);\n"
	  "CREATE VIEW v_util_case AS SELECT c.*, " OF_SYSTEM ", a.name AS applicant_org_name, p.no AS linked_app_no, k.due_at AS reply_due_at,"
	  " COALESCE((SELECT MAX(y.id) FROM util_reply y WHERE y.util_case = c.id AND y.decision IS NULL), 0) AS pending FROM util_case c JOIN info_system s ON s.id = c.system"
	  " JOIN org u ON u.id = s.user_org JOIN org a ON a.id = s.applicant_org LEFT JOIN application p ON p.id = c.linked_app"
	  " LEFT JOIN clock k ON k.subject_id = c.id AND k.subject_kind = 'util_case' AND k.stopped_at IS NULL AND k.kind = 'eval_reply';\n"
	  "CREATE TABLE util_exemption (id {id}, version BIGINT NOT NULL, resource BIGINT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, until_date TEXT, approved_by BIGINT,"
	  " created_at BIGINT NOT NULL, ended_at BIGINT, end_reason TEXT);\n"
	  "CREATE INDEX util_exemption_resource ON util_exemption (resource);\n"
	  "CREATE VIEW v_util_exemption AS SELECT e.*, r.no AS resource_no, r.name AS resource_name, r.user_org AS user_org, r.applicant_org AS applicant_org, r.csp AS csp"
	  " FROM util_exemption e JOIN resource r ON r.id = e.resource;\n"
	  "CREATE TABLE util_alert (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, first_month TEXT NOT NULL, last_month TEXT NOT NULL,"
	  " months BIGINT NOT NULL, says TEXT NOT NULL, created_at BIGINT NOT NULL, acked_by BIGINT, acked_by_name TEXT, acked_at BIGINT, ack_note TEXT, closed_at BIGINT, close_reason TEXT);\n"
	  "CREATE UNIQUE INDEX util_alert_one ON util_alert (system, kind) WHERE state IN ('open', 'acked');\n"
	  "CREATE INDEX util_alert_system ON util_alert (system, kind);\n"
	  "CREATE VIEW v_util_alert AS SELECT l.*, " OF_SYSTEM " FROM util_alert l JOIN info_system s ON s.id = l.system JOIN org u ON u.id = s.user_org;\n"
	  "CREATE TABLE optimize_record (id {id}, version BIGINT NOT NULL, kind TEXT NOT NULL, system BIGINT NOT NULL, resource BIGINT, util_case BIGINT, measures TEXT NOT NULL, before_month TEXT,"
	  " after_month TEXT, before TEXT NOT NULL, after TEXT NOT NULL, effect TEXT, done_date TEXT NOT NULL, by_person BIGINT, by_name TEXT, by_org BIGINT, by_org_name TEXT,"
	  " created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX optimize_record_system ON optimize_record (system, id);\n"
	  "CREATE VIEW v_optimize_record AS SELECT o.*, s.name AS system_name, s.user_org AS user_org, s.applicant_org AS applicant_org, u.name AS user_org_name FROM optimize_record o"
	  " JOIN info_system s ON s.id = o.system JOIN org u ON u.id = s.user_org;\n"
	  "CREATE TABLE evaluation (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, period TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL,"
	  " csp BIGINT NOT NULL, by_org BIGINT NOT NULL, report TEXT, return_reason TEXT, digest TEXT, created_at BIGINT NOT NULL, generated_at BIGINT, submitted_by BIGINT, submitted_at BIGINT,"
	  " auth_received_by BIGINT, auth_received_at BIGINT, tech_received_by BIGINT, tech_received_at BIGINT, n_systems BIGINT NOT NULL, n_low BIGINT NOT NULL, n_high BIGINT NOT NULL,"
	  " n_unjudged BIGINT NOT NULL, n_expand BIGINT NOT NULL, n_shrink BIGINT NOT NULL, n_revoke BIGINT NOT NULL, n_keep BIGINT NOT NULL, state TEXT NOT NULL, UNIQUE (csp, period, kind));\n"
	  "CREATE VIEW v_evaluation AS SELECT e.*, c.name AS csp_name, b.name AS by_org_name, CASE WHEN EXISTS (SELECT 1 FROM org t WHERE t.kind = 'tech' AND t.status = 'active')"
	  " THEN 1 ELSE 0 END AS tech_set FROM evaluation e JOIN org c ON c.id = e.csp JOIN org b ON b.id = e.by_org;\n"
	  "CREATE TABLE evaluation_item (id {id}, version BIGINT NOT NULL, evaluation BIGINT NOT NULL, system BIGINT NOT NULL, level TEXT NOT NULL, computed_advice TEXT NOT NULL,"
	  " advice TEXT NOT NULL, evidence TEXT, evidence_text TEXT NOT NULL, advice_reason TEXT, annotation TEXT, annotated_by BIGINT, annotated_by_name TEXT, annotated_at BIGINT,"
	  " reply_reason TEXT, replied_by BIGINT, replied_by_name TEXT, replied_at BIGINT, decision_reason TEXT, decided_by BIGINT, decided_at BIGINT, state TEXT NOT NULL,"
	  " UNIQUE (evaluation, system));\n"
	  "CREATE INDEX evaluation_item_state ON evaluation_item (state, id);\n"
	  "CREATE VIEW v_evaluation_item AS SELECT i.*, e.no AS no, e.period AS period, e.csp AS csp, e.kind AS evaluation_kind, e.state AS evaluation_state, c.name AS csp_name, " OF_SYSTEM
	  " FROM evaluation_item i JOIN evaluation e ON e.id = i.evaluation JOIN org c ON c.id = e.csp JOIN info_system s ON s.id = i.system JOIN org u ON u.id = s.user_org" },
	/* A month is gone through by parts: the last system done; NULL when all of them are. */
	{ 2, "ALTER TABLE util_month_run ADD COLUMN upto BIGINT" },
	{ 0 }
};

#define RUNS_IN "r.billing_start_date < ?2 AND (r.billing_end_date IS NULL OR r.billing_end_date >= ?2)"
#define QTY_AT(day) "COALESCE((SELECT g.qty FROM resource_segment g WHERE g.resource = r.id AND g.from_date < " day " ORDER BY g.from_date DESC, g.id DESC LIMIT 1), r.qty)"
#define EXEMPT_NOW "CASE WHEN EXISTS (SELECT 1 FROM util_exemption e WHERE e.resource = r.id AND e.ended_at IS NULL AND (e.until_date IS NULL OR e.until_date > ?2)) THEN 1 ELSE 0 END"
#define MEAN(v, w) "CAST(SUM(t." v " * " w ") / NULLIF(SUM(CASE WHEN t." v " IS NOT NULL THEN " w " ELSE 0 END), 0) AS BIGINT)"
#define REPORT(id_, name_, group_) "SELECT " id_ ", " name_ ", COUNT(*), CAST(SUM(t.vcpu) AS BIGINT), CAST(SUM(t.mem_gb) AS BIGINT), CAST(SUM(t.sto_gb) AS BIGINT), " MEAN("cpu_avg_bp", "t.vcpu") ", " \
	MEAN("cpu_p95_bp", "t.vcpu") ", " MEAN("mem_avg_bp", MEM_W) ", " MEAN("mem_p95_bp", MEM_W) ", " MEAN("sto_used_bp", "t.sto_gb") ", CAST(SUM(t.coverage_bp) / COUNT(*) AS BIGINT)" \
	" FROM util_stat t JOIN info_system s ON s.id = t.system JOIN org u ON u.id = t.user_org JOIN pool p ON p.id = t.pool WHERE t.month = ?1 AND t.replaced_by IS NULL" \
	" AND (?2 = 0 OR t.csp = ?2) AND (?3 = 0 OR t.applicant_org = ?3 OR t.user_org = ?3) AND (?4 = 0 OR t.user_org = ?4) GROUP BY " group_ " ORDER BY 2, 1 LIMIT 5000"
#define MEM_W "(CASE WHEN t.mem_gb > 0 THEN t.mem_gb ELSE t.vcpu END)"
#define OPEN "state IN ('open', 'plan', 'executing')"

const struct stmt evaluation_q[Q_EVAL_MAX] = {
	[Q_STAT_PUT]     = { "INSERT INTO util_stat ({+}) VALUES ({?})", &util_stat_record },
	[Q_STAT_NOW]     = { "SELECT {} FROM v_util_stat WHERE resource = ?1 AND month = ?2 AND replaced_by IS NULL", &util_stat_record },
	[Q_STAT_REPLACE] = { "UPDATE util_stat SET replaced_by = ?2, version = version + 1 WHERE id = ?1" },
	[Q_HOLDING]      = { "SELECT r.id, r.system, r.user_org, r.applicant_org, r.csp, r.pool, " QTY_AT("?2") ", r.vcpu, r.mem_gb, r.disk_gb, r.billing_start_date, r.billing_end_date"
			     " FROM resource r WHERE r.no = ?1", &holding_stat_record },
	[Q_MEASURED]     = { "SELECT r.id, r.no, r.name, " QTY_AT("?2") ", r.vcpu, r.mem_gb, r.disk_gb, r.standby, r.stage, " EXEMPT_NOW ", r.billing_start_date, t.cpu_avg_bp, t.cpu_p95_bp,"
			     " t.mem_avg_bp, t.mem_p95_bp, t.sto_used_bp, t.bw_p95_bp, t.coverage_bp FROM resource r LEFT JOIN util_stat t ON t.resource = r.id AND t.month = ?3 AND t.replaced_by IS NULL"
			     " AND t.system = r.system WHERE r.system = ?1 AND (?4 = 0 OR r.csp = ?4) AND " RUNS_IN " ORDER BY r.id", &measured_record },
	[Q_RESOURCE_MONTH] = { "SELECT r.id, r.no, r.name, r.qty, r.vcpu, r.mem_gb, r.disk_gb, r.standby, r.stage, " EXEMPT_NOW ", r.billing_start_date, t.cpu_avg_bp, t.cpu_p95_bp,"
			     " t.mem_avg_bp, t.mem_p95_bp, t.sto_used_bp, t.bw_p95_bp, t.coverage_bp FROM resource r LEFT JOIN util_stat t ON t.resource = r.id AND t.month = ?3 AND t.replaced_by IS NULL"
			     " WHERE r.id = ?1", &measured_record },
	[Q_MONTH_PUT]    = { "INSERT INTO util_month ({+}) VALUES ({?})", &util_month_record },
	[Q_MONTH_SET]    = { "UPDATE util_month SET {=} WHERE id = {id}", &util_month_record },
	[Q_MONTH_OF]     = { "SELECT {} FROM v_util_month WHERE system = ?1 AND month = ?2", &util_month_record },
	[Q_SYSTEMS_IN]   = { "SELECT system FROM (SELECT r.system AS system FROM resource r WHERE r.billing_start_date < ?1 AND (r.billing_end_date IS NULL OR r.billing_end_date >= ?1) UNION"
			     " SELECT c.system FROM util_case c WHERE c." OPEN " UNION SELECT l.system FROM util_alert l WHERE l.state IN ('open', 'acked')) s WHERE system > ?2 ORDER BY system LIMIT ?3" },
	[Q_WINDOWS]      = { "SELECT stage_windows FROM application WHERE system = ?1 AND stage_windows IS NOT NULL AND state IN ('approved', 'approved_reduced', 'provisioning', 'trial',"
			     " 'suggested', 'filed', 'delivered', 'live', 'executing', 'user_confirmed', 'closed')", &windows_record },
	[Q_STAGES]       = { "SELECT s.from_date, s.to_date, 'once' FROM v_change_stage s JOIN resource r ON r.id = s.resource WHERE r.system = ?1", &window_record },
	[Q_RUN_LAST]     = { "SELECT MAX(month) FROM util_month_run WHERE upto IS NULL" },
	[Q_RUN_UPTO]     = { "SELECT upto FROM util_month_run WHERE month = ?1" },
	[Q_RUN_SET]      = { "UPDATE util_month_run SET ran_at = ?2, upto = ?3 WHERE month = ?1" },
	[Q_RUN_PUT]      = { "INSERT INTO util_month_run (month, ran_at, upto) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM util_month_run WHERE month = ?1)",
			     .pg = "INSERT INTO util_month_run (month, ran_at, upto) SELECT CAST(?1 AS TEXT), CAST(?2 AS BIGINT), CAST(?3 AS BIGINT)"
				   " WHERE NOT EXISTS (SELECT 1 FROM util_month_run WHERE month = ?1)" },
	[Q_CASE_PUT]     = { "INSERT INTO util_case ({+}) VALUES ({?})", &util_case_record },
	[Q_CASE_OPEN]    = { "SELECT {} FROM v_util_case WHERE system = ?1 AND kind = ?2 AND " OPEN, &util_case_record },
	[Q_CASE_LAST]    = { "SELECT {} FROM v_util_case WHERE system = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1", &util_case_record },
	[Q_CASES_OPEN]   = { "SELECT {} FROM v_util_case WHERE system = ?1 AND " OPEN " ORDER BY id", &util_case_record },
	[Q_CASE_PLAN]    = { "UPDATE util_case SET plan_kind = ?2, plan = ?3, plan_due_date = ?4, planned_by = ?5, planned_at = ?6 WHERE id = ?1" },
	[Q_CASE_REJECTED] = { "UPDATE util_case SET objection_rejected = 1 WHERE id = ?1" },
	[Q_CASE_EXEMPT]  = { "UPDATE util_case SET exempt_until = ?2, close_reason = ?3, closed_at = ?4, closed_month = ?5 WHERE id = ?1" },
	[Q_CASE_LINK]    = { "UPDATE util_case SET linked_app = ?2 WHERE id = ?1" },
	[Q_CASE_CLOSE]   = { "UPDATE util_case SET close_reason = ?2, closed_at = ?3, closed_month = ?4 WHERE id = ?1" },
	[Q_CASE_SIZE]    = { "SELECT r.id, r.no, r.name, r.qty, r.vcpu, r.mem_gb, r.disk_gb, r.standby, r.stage, 0, r.billing_start_date, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
			     " FROM resource r WHERE r.system = ?1 AND r.state IN ('active', 'changing') ORDER BY r.id", &measured_record,
			     .pg = "SELECT r.id, r.no, r.name, r.qty, r.vcpu, r.mem_gb, r.disk_gb, r.standby, r.stage, CAST(0 AS BIGINT), r.billing_start_date, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),"
			     " CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)"
			     " FROM resource r WHERE r.system = ?1 AND r.state IN ('active', 'changing') ORDER BY r.id" },
	[Q_CASES_LINKED] = { "SELECT {} FROM v_util_case WHERE linked_app = ?1 AND " OPEN " ORDER BY id", &util_case_record },
	[Q_REPLY_PUT]    = { "INSERT INTO util_reply ({+}) VALUES ({?})", &util_reply_record },
	[Q_REPLY_DECIDE] = { "UPDATE util_reply SET decision = ?2, decision_reason = ?3, decided_by = ?4, decided_by_name = ?5, decided_at = ?6 WHERE util_case = ?1 AND decision IS NULL" },
	[Q_REPLIES]      = { "SELECT {} FROM util_reply WHERE util_case = ?1 ORDER BY id", &util_reply_record },
	[Q_EXEMPT_PUT]   = { "INSERT INTO util_exemption ({+}) VALUES ({?})", &util_exemption_record },
	[Q_EXEMPT_END]   = { "UPDATE util_exemption SET ended_at = ?2, end_reason = ?3 WHERE id = ?1" },
	[Q_EXEMPT_NOW]   = { "SELECT COUNT(*) FROM util_exemption WHERE resource = ?1 AND ended_at IS NULL AND (until_date IS NULL OR until_date > ?2)" },
	[Q_REFUSALS]     = { "SELECT c.id, c.system, c.user_org, c.applicant_org, c.objection_rejected, CASE WHEN c.reply_due_at <= ?1 THEN 1 ELSE 0 END, c.opened_at, c.system_name FROM v_util_case c"
			     " WHERE c.kind = 'low' AND c.state = 'open' AND (c.objection_rejected = 1 OR c.reply_due_at <= ?1) ORDER BY c.id", &util_refusal_record },
	[Q_ALERT_PUT]    = { "INSERT INTO util_alert ({+}) VALUES ({?})", &util_alert_record },
	[Q_ALERT_OPEN]   = { "SELECT {} FROM v_util_alert WHERE system = ?1 AND state IN ('open', 'acked') ORDER BY id", &util_alert_record },
	[Q_ALERT_AGAIN]  = { "UPDATE util_alert SET last_month = ?2, months = months + 1, says = ?3, version = version + 1 WHERE id = ?1" },
	[Q_ALERT_TOLD]   = { "SELECT MAX(last_month) FROM util_alert WHERE system = ?1 AND kind = ?2" },
	[Q_ALERT_ACK]    = { "UPDATE util_alert SET acked_by = ?2, acked_by_name = ?3, acked_at = ?4, ack_note = ?5 WHERE id = ?1" },
	[Q_ALERT_CLOSE]  = { "UPDATE util_alert SET closed_at = ?2, close_reason = ?3 WHERE id = ?1" },
	[Q_OPT_PUT]      = { "INSERT INTO optimize_record ({+}) VALUES ({?})", &optimize_record_record },
	[Q_OPT_SINCE]    = { "SELECT COUNT(*) FROM optimize_record WHERE system = ?1 AND kind = 'optimize' AND created_at >= ?2" },
	[Q_EVAL_PUT]     = { "INSERT INTO evaluation ({+}) VALUES ({?})", &evaluation_record },
	[Q_EVAL_OF]      = { "SELECT {} FROM v_evaluation WHERE csp = ?1 AND period = ?2 AND kind = ?3", &evaluation_record },
	[Q_EVAL_SET]     = { "UPDATE evaluation SET {=} WHERE id = {id}", &evaluation_record },
	[Q_EVAL_CSPS]    = { "SELECT DISTINCT r.csp FROM resource r WHERE r.billing_start_date < ?2 AND (r.billing_end_date IS NULL OR r.billing_end_date > ?1)"
			     " AND r.created_at < ?3 ORDER BY 1" },
	[Q_EVAL_SYSTEMS] = { "SELECT DISTINCT r.system FROM resource r WHERE r.csp = ?3 AND r.billing_start_date < ?2 AND (r.billing_end_date IS NULL OR r.billing_end_date > ?1)"
			     " AND r.system > ?4 ORDER BY 1 LIMIT ?5" },
	[Q_EVAL_UPTO]    = { "SELECT COALESCE(MAX(system), 0) FROM evaluation_item WHERE evaluation = ?1" },
	[Q_ITEM_PUT]     = { "INSERT INTO evaluation_item ({+}) VALUES ({?})", &evaluation_item_record },
	[Q_ITEM_SET]     = { "UPDATE evaluation_item SET {=} WHERE id = {id}", &evaluation_item_record },
	[Q_ITEM_OF]      = { "SELECT {} FROM v_evaluation_item WHERE evaluation = ?1 AND system = ?2", &evaluation_item_record },
	[Q_TECH]         = { "SELECT id FROM org WHERE kind = 'tech' AND status = 'active' ORDER BY id" },
	[Q_ITEMS]        = { "SELECT {} FROM v_evaluation_item WHERE evaluation = ?1 ORDER BY id", &evaluation_item_record },
	[Q_ITEM_ADVICE]  = { "UPDATE evaluation_item SET advice = ?2, advice_reason = ?3 WHERE id = ?1" },
	[Q_ITEM_NOTE]    = { "UPDATE evaluation_item SET annotation = ?2, annotated_by = ?3, annotated_by_name = ?4, annotated_at = ?5 WHERE id = ?1" },
	[Q_ITEM_REPLY]   = { "UPDATE evaluation_item SET reply_reason = ?2, replied_by = ?3, replied_by_name = ?4, replied_at = ?5 WHERE id = ?1" },
	[Q_ITEM_DECIDE]  = { "UPDATE evaluation_item SET decision_reason = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1" },
	/* What runs for a unit and is sold in the same zone as a line: the figures are asked for month by month. */
	[Q_SOURCES]      = { "SELECT r.id, r.no, r.name, r.item, r.item_code, r.zone, r.unit, r.csp, s.name, r.qty FROM resource r JOIN info_system s ON s.id = r.system"
			     " WHERE r.user_org = ?1 AND r.state = 'active' ORDER BY r.item_code, r.id LIMIT 5000", &reclaim_source_record },
	[Q_ITEM_USE]     = { "SELECT r.id, r.no, r.name, " QTY_AT("?2") ", r.vcpu, r.mem_gb, r.disk_gb, r.standby, r.stage, " EXEMPT_NOW ", r.billing_start_date, t.cpu_avg_bp, t.cpu_p95_bp,"
			     " t.mem_avg_bp, t.mem_p95_bp, t.sto_used_bp, t.bw_p95_bp, t.coverage_bp FROM resource r LEFT JOIN util_stat t ON t.resource = r.id AND t.month = ?3 AND t.replaced_by IS NULL"
			     " WHERE r.user_org = ?1 AND r.item_code = ?4 AND (?5 = 0 OR r.system = ?5) AND " RUNS_IN " ORDER BY r.id LIMIT 5000", &measured_record },
	[Q_REPORT_SYSTEM] = { REPORT("t.system", "s.name", "t.system, s.name"), &util_report_row_record },
	[Q_REPORT_UNIT]  = { REPORT("t.user_org", "u.name", "t.user_org, u.name"), &util_report_row_record },
	[Q_REPORT_POOL]  = { REPORT("t.pool", "p.name", "t.pool, p.name"), &util_report_row_record },
	[Q_REPORT_ZONE]  = { REPORT("0", "p.zone", "p.zone"), &util_report_row_record },
};

const struct invariant evaluation_invariants[] = {
	{ "A24a", "每个资源每月只有一行现行的利用率，被更正的指向更正它的一行",
	  "SELECT t.id FROM util_stat t WHERE t.replaced_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM util_stat n WHERE n.id = t.replaced_by AND n.corrects = t.id)" },
	{ "A25.1", "个案都有连续的月份作证据，且不早于证据最后一月结束", "SELECT id FROM util_case WHERE COALESCE(evidence, '[]') = '[]'" },
	{ "A25.1", "待答复的个案恰有一个在走的答复时限，已答复的没有",
	  "SELECT c.id FROM v_util_case c WHERE (SELECT COUNT(*) FROM clock k WHERE k.subject_id = c.id AND k.subject_kind = 'util_case' AND k.stopped_at IS NULL)"
	  " <> CASE WHEN c.state = 'open' AND c.pending = 0 THEN 1 ELSE 0 END" },
	{ "A25.1", "已有方案或在执行的个案都写有方案", "SELECT id FROM util_case WHERE state IN ('plan', 'executing') AND COALESCE(plan, '') = ''" },
	{ "A25.1", "结束的个案都有时间和理由", "SELECT id FROM util_case WHERE state IN ('recovered', 'released', 'exempted') AND (closed_at IS NULL OR COALESCE(close_reason, '') = '')" },
	{ "A24b", "未提交的定期评估恰有一个在走的报告时限，已提交的没有",
	  "SELECT e.no FROM evaluation e WHERE (SELECT COUNT(*) FROM clock k WHERE k.subject_id = e.id AND k.subject_kind = 'evaluation' AND k.stopped_at IS NULL)"
	  " <> CASE WHEN e.kind = 'periodic' AND e.state = 'draft' THEN 1 ELSE 0 END" },
	{ "A24d", "与计算结果不同的建议都写明理由", "SELECT id FROM evaluation_item WHERE advice <> computed_advice AND COALESCE(advice_reason, '') = ''" },
	{ "A24d", "提出扩容、缩容、撤销建议的都请使用单位答复", "SELECT i.id FROM evaluation_item i JOIN evaluation e ON e.id = i.evaluation WHERE e.state <> 'draft'"
	  " AND (i.state = 'draft' OR (i.state = 'noted' AND i.advice <> 'keep'))" },
	{ "A25.2a", "优化记录都有措施和优化前后的数据", "SELECT id FROM optimize_record WHERE COALESCE(measures, '[]') = '[]'" },
	{ 0 }
};

/* The owner answers a case; the authority decides an objection; the provider owes its report; advice waits for the unit. */
const char *const evaluation_work[] = {
	"SELECT 'util_case', c.id, c.system_no, c.system_name || CASE WHEN c.kind = 'low' THEN ' 长期低利用率' ELSE ' 长期高利用率' END, c.user_org_name, c.state, 'util_case.plan', '提交整改方案', 'A25.1',"
	" w.role, CASE w.role WHEN 'appu_manager' THEN c.applicant_org ELSE c.user_org END, NULL, NULL, 'eval_reply', c.reply_due_at, c.opened_at FROM v_util_case c"
	" JOIN (SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner' UNION ALL SELECT 'appu_manager') w ON 1 = 1 WHERE c.state = 'open' AND c.pending = 0",
	"SELECT 'util_case', c.id, c.system_no, c.system_name || ' 异议或豁免请求', c.user_org_name, c.state, 'util_case.decide', '决定异议或豁免', 'A25.1', w.role, NULL, NULL, NULL, NULL, NULL, c.opened_at"
	" FROM v_util_case c JOIN (SELECT 'auth_handler' AS role UNION ALL SELECT 'auth_approver') w ON 1 = 1 WHERE c.state = 'open' AND c.pending <> 0",
	"SELECT 'evaluation', e.id, e.no, e.period || ' 资源使用评估报告', e.csp_name, e.state, 'evaluation.submit', '提交评估报告', 'A24b', w.role, e.by_org, NULL, NULL, k.kind, k.due_at, e.created_at"
	" FROM v_evaluation e JOIN (SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_head' UNION ALL SELECT 'tech_evaluator' UNION ALL SELECT 'auth_handler') w ON 1 = 1"
	" LEFT JOIN clock k ON k.subject_id = e.id AND k.subject_kind = 'evaluation' AND k.stopped_at IS NULL WHERE e.state = 'draft'",
	"SELECT 'evaluation', e.id, e.no, e.period || ' 资源使用评估报告', e.csp_name, e.state, 'evaluation.receive', '接收评估报告', 'A24b', 'auth_handler', NULL, NULL, NULL, NULL, NULL, e.submitted_at"
	" FROM v_evaluation e WHERE e.state = 'submitted' AND e.auth_received_at IS NULL",
	"SELECT 'evaluation', e.id, e.no, e.period || ' 资源使用评估报告', e.csp_name, e.state, 'evaluation.receive', '接收评估报告', 'A24b', 'tech_evaluator', t.id, NULL, NULL, NULL, NULL, e.submitted_at"
	" FROM v_evaluation e JOIN org t ON t.kind = 'tech' AND t.status = 'active' WHERE e.state = 'submitted' AND e.tech_received_at IS NULL",
	"SELECT 'evaluation_item', i.id, i.no, i.system_name || ' 评估建议', i.user_org_name, i.state, 'evaluation_item.accept', '答复评估建议', 'A24d', w.role, i.user_org, NULL, NULL, k.kind, k.due_at,"
	" k.start_at FROM v_evaluation_item i JOIN (SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner') w ON 1 = 1"
	" LEFT JOIN clock k ON k.subject_id = i.id AND k.subject_kind = 'evaluation_item' AND k.stopped_at IS NULL WHERE i.state = 'waiting'",
	"SELECT 'evaluation_item', i.id, i.no, i.system_name || ' 评估建议异议', i.user_org_name, i.state, 'evaluation_item.decide', '决定评估异议', 'A24d', 'auth_handler', NULL, NULL, NULL, NULL, NULL,"
	" i.replied_at FROM v_evaluation_item i WHERE i.state = 'objected'",
	"SELECT 'util_alert', l.id, l.system_no, l.system_name || CASE WHEN l.kind = 'shrink' THEN ' 缩容提醒' ELSE ' 扩容提醒' END, l.user_org_name, l.state, 'util_alert.ack', '确认提醒', 'A28.5', w.role, l.user_org,"
	" NULL, NULL, NULL, NULL, l.created_at FROM v_util_alert l JOIN (SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner') w ON 1 = 1 WHERE l.state = 'open'",
	NULL
};
