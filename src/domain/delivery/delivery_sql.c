/* Opening to going live: tables. */
#include "domain/delivery/delivery_in.h"

const struct migration delivery_migrations[] = {
	{ 1,
	  "CREATE TABLE trial (id {id}, application BIGINT NOT NULL UNIQUE, from_date TEXT NOT NULL, to_date TEXT NOT NULL, extended BIGINT NOT NULL, load_result TEXT, conclusion TEXT);\n"
	  "CREATE TABLE adjust_suggestion (id {id}, application BIGINT NOT NULL, by_person BIGINT, lines TEXT, no_adjustment BIGINT NOT NULL, basis TEXT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX adjust_suggestion_app ON adjust_suggestion (application, id);\n"
	  "CREATE TABLE filing (id {id}, application BIGINT NOT NULL, suggestion BIGINT NOT NULL, registered_by BIGINT, no TEXT NOT NULL UNIQUE, note TEXT, registered_at BIGINT NOT NULL);\n"
	  "CREATE INDEX filing_app ON filing (application, id);\n"
	  "CREATE TABLE delivery_order (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, application BIGINT NOT NULL UNIQUE, filing BIGINT NOT NULL, issued_by BIGINT, issued_at BIGINT NOT NULL,"
	  " billing_start_date TEXT NOT NULL, emergency BIGINT NOT NULL, confirmed_by BIGINT, confirmed_at BIGINT, confirm_remark TEXT, dispute_reason TEXT, resolution TEXT, remark TEXT, csp BIGINT NOT NULL, state TEXT NOT NULL);\n"
	  "CREATE TABLE golive_check (id {id}, application BIGINT NOT NULL, item TEXT NOT NULL, evidence_date TEXT, no TEXT, agency TEXT, note TEXT, open_high BIGINT, attachment BIGINT, waiver_reason TEXT, waiver_until TEXT,"
	  " UNIQUE (application, item));\n"
	  "CREATE TABLE driver_task (id {id}, line BIGINT NOT NULL, application BIGINT NOT NULL, pool BIGINT NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL, ended_at BIGINT, error TEXT);\n"
	  "CREATE INDEX driver_task_next ON driver_task (ended_at, next_at);\n"
	  "CREATE VIEW v_delivery_order AS SELECT d.*, a.no AS application_no, a.title AS title, a.user_org AS user_org, a.applicant_org AS applicant_org, u.name AS user_org_name FROM delivery_order d"
	  " JOIN application a ON a.id = d.application JOIN org u ON u.id = a.user_org" },
	{ 2,
	  "ALTER TABLE trial ADD COLUMN max_days BIGINT NOT NULL DEFAULT 15;\n"
	  "ALTER TABLE trial ADD COLUMN extend_reason TEXT;\n"
	  "ALTER TABLE trial ADD COLUMN test_cases TEXT;\n"
	  "ALTER TABLE trial ADD COLUMN ends_at BIGINT;\n"
	  "ALTER TABLE trial ADD COLUMN reminded BIGINT;\n"
	  "ALTER TABLE trial ADD COLUMN over_since TEXT;\n"
	  "ALTER TABLE filing ADD COLUMN submitted_at BIGINT;\n"
	  "ALTER TABLE filing ADD COLUMN result TEXT NOT NULL DEFAULT 'registered';\n"
	  "ALTER TABLE delivery_order ADD COLUMN disputed_by BIGINT;\n"
	  "ALTER TABLE delivery_order ADD COLUMN disputed_at BIGINT;\n"
	  "ALTER TABLE delivery_order ADD COLUMN resolved_by BIGINT;\n"
	  "ALTER TABLE delivery_order ADD COLUMN resolved_at BIGINT;\n"
	  "ALTER TABLE delivery_order ADD COLUMN upheld BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE delivery_order ADD COLUMN usable_date TEXT;\n"
	  "DROP VIEW v_delivery_order;\n"
	  "CREATE VIEW v_delivery_order AS SELECT d.*, a.no AS application_no, a.title AS title, a.system AS system, a.user_org AS user_org, a.applicant_org AS applicant_org,"
	  " u.name AS user_org_name FROM delivery_order d JOIN application a ON a.id = d.application JOIN org u ON u.id = a.user_org;\n"
	  "CREATE VIEW v_trial AS SELECT t.*, a.no AS application_no, a.title AS title, a.state AS application_state, a.user_org AS user_org, a.applicant_org AS applicant_org,"
	  " u.name AS user_org_name FROM trial t JOIN application a ON a.id = t.application JOIN org u ON u.id = a.user_org;\n"
	  /* The days of a resource that an upheld dispute takes off the bill, [from_date, to_date). */
	  "CREATE TABLE delivery_credit (id {id}, delivery_order BIGINT NOT NULL, resource BIGINT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL, UNIQUE (resource));\n"
	  "CREATE VIEW v_delivery_credit AS SELECT c.*, d.no AS order_no, d.resolution AS resolution, d.resolved_by AS resolved_by FROM delivery_credit c"
	  " JOIN delivery_order d ON d.id = c.delivery_order;\n"
	  "CREATE TABLE opening_reduction (id {id}, application BIGINT NOT NULL, line BIGINT NOT NULL, qty BIGINT NOT NULL CHECK (qty >= 0), by_person BIGINT, reason TEXT NOT NULL,"
	  " at BIGINT NOT NULL);\n"
	  "CREATE INDEX opening_reduction_line ON opening_reduction (line, id);\n"
	  "CREATE TABLE idle_watch (id {id}, delivery_order BIGINT NOT NULL, since_date TEXT NOT NULL, used_date TEXT, used_source TEXT, used_by BIGINT, note TEXT, stage TEXT);\n"
	  "CREATE INDEX idle_watch_used ON idle_watch (used_date, id);\n"
	  "CREATE VIEW v_idle AS SELECT i.*, r.no AS no, r.name AS name, r.state AS state, r.system AS system, r.user_org AS user_org, r.applicant_org AS applicant_org, r.csp AS csp,"
	  " d.no AS order_no, a.title AS title, s.name AS system_name, u.name AS user_org_name FROM idle_watch i JOIN resource r ON r.id = i.id"
	  " JOIN delivery_order d ON d.id = i.delivery_order JOIN application a ON a.id = d.application JOIN info_system s ON s.id = r.system JOIN org u ON u.id = r.user_org" },
	/* What is still to be opened, line by line; and per provider of a case, when the last of its lines was complete (9000000000000000 while one is not). */
	{ 3, "CREATE VIEW v_opening_line AS SELECT l.application AS application, l.csp AS csp, COALESCE((SELECT p.qty FROM opening_reduction p WHERE p.line = l.id ORDER BY p.id DESC LIMIT 1),"
	     " l.approved_qty) AS allowed, (SELECT COALESCE(SUM(r.qty), 0) FROM resource r WHERE r.line = l.id) AS opened, (SELECT MAX(r.created_at) FROM resource r WHERE r.line = l.id) AS last_at"
	     " FROM application_line l WHERE l.csp IS NOT NULL AND l.approved_qty > 0;\n"
	     "CREATE VIEW v_opening AS SELECT x.application AS application, x.csp AS csp, MAX(CASE WHEN x.opened < x.allowed THEN 9000000000000000 ELSE COALESCE(x.last_at, 0) END) AS done"
	     " FROM v_opening_line x GROUP BY x.application, x.csp" },
	/* The go-live gate went up to the feature that owns its evidence. */
	{ 4, "DROP TABLE golive_check;\nCREATE INDEX delivery_order_state ON delivery_order (state, id)" },
	{ 5, "CREATE VIEW v_filing AS SELECT f.*, a.no AS application_no, a.title AS title, a.user_org AS user_org, a.applicant_org AS applicant_org, u.name AS user_org_name"
	     " FROM filing f JOIN application a ON a.id = f.application JOIN org u ON u.id = a.user_org" },
	/* Every test of a trial. And once the trial began, all was opened: what is filed or changed to less afterwards makes nobody late. */
	{ 6, "CREATE TABLE trial_test (id {id}, application BIGINT NOT NULL, by_person BIGINT, test_cases TEXT, load_result TEXT, conclusion TEXT NOT NULL, at BIGINT NOT NULL);\n"
	     "CREATE INDEX trial_test_app ON trial_test (application, id);\n"
	     "DROP VIEW v_opening;\n"
	     "CREATE VIEW v_opening AS SELECT x.application AS application, x.csp AS csp, MAX(CASE WHEN x.opened < x.allowed AND NOT EXISTS (SELECT 1 FROM trial t WHERE t.application = x.application)"
	     " THEN 9000000000000000 ELSE COALESCE(x.last_at, 0) END) AS done FROM v_opening_line x GROUP BY x.application, x.csp" },
	{ 0 }
};
const struct stmt delivery_q[Q_DEL_MAX] = {
	[Q_TRIAL_PUT]     = { "INSERT INTO trial ({+}) VALUES ({?})", &trial_record },
	[Q_TRIAL]         = { "SELECT {} FROM v_trial WHERE application = ?1", &trial_record },
	[Q_TEST_PUT]      = { "INSERT INTO trial_test ({+}) VALUES ({?})", &trial_test_record },
	[Q_TESTS]         = { "SELECT {} FROM trial_test WHERE application = ?1 ORDER BY id LIMIT 200", &trial_test_record },
	[Q_TRIAL_SET]     = { "UPDATE trial SET {=} WHERE id = {id}", &trial_record },
	[Q_TRIAL_TOLD]    = { "UPDATE trial SET reminded = ?2, over_since = COALESCE(?3, over_since) WHERE id = ?1",
			      .pg = "UPDATE trial SET reminded = CAST(?2 AS BIGINT), over_since = COALESCE(CAST(?3 AS TEXT), over_since) WHERE id = ?1" },
	[Q_TRIALS_OPEN]   = { "SELECT {} FROM v_trial WHERE application_state IN ('trial', 'suggested') ORDER BY id", &trial_record },
	[Q_SUG_PUT]       = { "INSERT INTO adjust_suggestion ({+}) VALUES ({?})", &suggestion_record },
	[Q_SUG_LAST]      = { "SELECT {} FROM adjust_suggestion WHERE application = ?1 ORDER BY id DESC LIMIT 1", &suggestion_record },
	[Q_FILING_PUT]    = { "INSERT INTO filing ({+}) VALUES ({?})", &filing_record },
	[Q_FILING_LAST]   = { "SELECT {} FROM v_filing WHERE application = ?1 AND result = 'registered' ORDER BY id DESC LIMIT 1", &filing_record },
	[Q_FILINGS]       = { "SELECT {} FROM v_filing WHERE application = ?1 AND result = 'returned' ORDER BY id LIMIT 200", &filing_record },
	[Q_ORDER_PUT]     = { "INSERT INTO delivery_order ({+}) VALUES ({?})", &delivery_order_record },
	[Q_ORDER_OF]      = { "SELECT {} FROM v_delivery_order WHERE application = ?1", &delivery_order_record },
	[Q_ORDER_CONFIRM] = { "UPDATE delivery_order SET confirmed_by = ?2, confirmed_at = ?3, confirm_remark = ?4 WHERE id = ?1" },
	[Q_ORDER_DISPUTE] = { "UPDATE delivery_order SET dispute_reason = ?2, disputed_by = ?3, disputed_at = ?4 WHERE id = ?1" },
	[Q_ORDER_RESOLVE] = { "UPDATE delivery_order SET resolution = ?2, resolved_by = ?3, resolved_at = ?4, upheld = ?5, usable_date = ?6 WHERE id = ?1" },
	[Q_ORDER_REMARK]  = { "UPDATE delivery_order SET remark = ?2 WHERE id = ?1" },
	[Q_CREDIT_PUT]    = { "INSERT INTO delivery_credit (id, delivery_order, resource, from_date, to_date) VALUES (?1, ?2, ?3, ?4, ?5)" },
	[Q_TASK_PUT]      = { "INSERT INTO driver_task (id, line, application, pool, tries, next_at) VALUES (?1, ?2, ?3, ?4, 0, ?5)" },
	[Q_TASK_NEXT]     = { "SELECT {} FROM driver_task WHERE ended_at IS NULL AND next_at <= ?1 ORDER BY next_at, id LIMIT 1", &task_record },
	[Q_TASK_END]      = { "UPDATE driver_task SET tries = tries + 1, ended_at = ?2, next_at = ?3, error = ?4 WHERE id = ?1" },
	[Q_REDUCE_PUT]    = { "INSERT INTO opening_reduction ({+}) VALUES ({?})", &reduction_record },
	[Q_REDUCTIONS]    = { "SELECT {} FROM opening_reduction WHERE application = ?1 ORDER BY id LIMIT 200", &reduction_record },
	[Q_ALLOWED]       = { "SELECT COALESCE((SELECT r.qty FROM opening_reduction r WHERE r.line = ?1 ORDER BY r.id DESC LIMIT 1), ?2)",
			      .pg = "SELECT COALESCE((SELECT r.qty FROM opening_reduction r WHERE r.line = ?1 ORDER BY r.id DESC LIMIT 1), CAST(?2 AS BIGINT))" },
	[Q_CSPS]          = { "SELECT DISTINCT csp FROM application_line WHERE application = ?1 AND csp IS NOT NULL AND approved_qty > 0 ORDER BY csp LIMIT 16" },
	[Q_IDLE_PUT]      = { "INSERT INTO idle_watch (id, delivery_order, since_date) VALUES (?1, ?2, ?3)" },
	[Q_IDLE_USED]     = { "UPDATE idle_watch SET used_date = ?2, used_source = ?3 WHERE id = ?1 AND used_date IS NULL AND since_date <= ?2" },
	[Q_IDLE_USED_BY]  = { "UPDATE idle_watch SET used_date = ?2, used_source = ?3, used_by = ?4, note = ?5 WHERE id = ?1 AND used_date IS NULL" },
	[Q_IDLE_APP_USED] = { "UPDATE idle_watch SET used_date = ?2, used_source = ?3 WHERE used_date IS NULL AND delivery_order IN"
			      " (SELECT d.id FROM delivery_order d WHERE d.application = ?1)" },
	[Q_IDLE]          = { "SELECT {} FROM v_idle WHERE used_date IS NULL AND state IN ('active', 'changing') AND COALESCE(stage, '') <> 'listed' ORDER BY id", &idle_record },
	[Q_IDLE_TOLD]     = { "UPDATE idle_watch SET stage = ?2 WHERE id = ?1" },
	/* a late opening is counted against each provider of the case whose own lines were not complete in time; when all were, against all. */
	[Q_STAT]          = { "SELECT x.csp AS csp, o.name AS csp_name, COUNT(*) AS total,"
			      " CAST(SUM(CASE WHEN x.stopped_at IS NOT NULL AND (x.result = 'on_time' OR (x.done < x.due_at AND x.others_late = 1)) THEN 1 ELSE 0 END) AS BIGINT) AS on_time,"
			      " CAST(SUM(CASE WHEN (x.result = 'overdue' OR (x.stopped_at IS NULL AND x.due_at <= ?1)) AND NOT (x.done < x.due_at AND x.others_late = 1) THEN 1 ELSE 0 END) AS BIGINT) AS overdue,"
			      " CAST(SUM(CASE WHEN x.stopped_at IS NULL AND x.due_at > ?1 THEN 1 ELSE 0 END) AS BIGINT) AS running FROM ("
			      " SELECT y.*, CASE WHEN EXISTS (SELECT 1 FROM v_opening z WHERE z.application = y.application AND z.csp <> y.csp AND z.done >= y.due_at) THEN 1 ELSE 0 END AS others_late FROM"
			      " (SELECT v.application, v.csp, v.done, k.due_at, k.stopped_at, k.result FROM v_opening v JOIN clock k ON k.subject_id = v.application"
			      " AND k.subject_kind = 'application' AND k.kind = 'c3') y) x JOIN org o ON o.id = x.csp GROUP BY x.csp, o.name ORDER BY o.name", &open_stat_record },
};

/* Who has the ball between the opinion and the use of what was delivered. */
#define ROLES(...) " JOIN (" __VA_ARGS__ ") w ON 1 = 1"
#define CSP_ROLES ROLES("SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_maintenance'")
#define USER_ROLES ROLES("SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner'")
#define CASE_OF(op, label, article) "SELECT 'application', a.id, a.no, a.title, u.name, a.state, " op ", " label ", '" article "', w.role,"
#define CLOCKED(kind) " LEFT JOIN clock k ON k.subject_id = a.id AND k.subject_kind = 'application' AND k.stopped_at IS NULL AND k.kind = '" kind "'"
#define ORDER_ROW(op, label) "SELECT 'delivery_order', a.id, a.no, p.title, u.name, a.state, '" op "', '" label "', 'A21.1e', w.role,"
#define ORDERS " FROM delivery_order a JOIN application p ON p.id = a.application JOIN org u ON u.id = p.user_org"
const char *const delivery_work[] = {
	CASE_OF("CASE WHEN MIN(v.opened - v.allowed) < 0 THEN 'delivery.open' ELSE 'delivery.trial_ready' END",
		"CASE WHEN MIN(v.opened - v.allowed) < 0 THEN '开通资源' ELSE '开通完成，交付试用' END", "A21.1a")
	" v.csp, NULL, NULL, k.kind, k.due_at, a.updated_at FROM application a JOIN org u ON u.id = a.user_org JOIN v_opening_line v ON v.application = a.id" CLOCKED("c3") CSP_ROLES
	" WHERE a.state = 'provisioning' GROUP BY a.id, a.no, a.title, u.name, a.state, w.role, v.csp, k.kind, k.due_at, a.updated_at",
	CASE_OF("'delivery.test'", "'登记测试结果'", "A21.1b") " a.user_org, NULL, NULL, NULL, t.ends_at, a.updated_at FROM application a JOIN org u ON u.id = a.user_org"
	" JOIN trial t ON t.application = a.id" USER_ROLES " WHERE a.state = 'trial' AND t.conclusion IS NULL",
	CASE_OF("'delivery.suggest'", "'提出调整建议'", "A21.1c") " v.csp, NULL, NULL, NULL, t.ends_at, a.updated_at FROM application a JOIN org u ON u.id = a.user_org"
	" JOIN trial t ON t.application = a.id JOIN application_line v ON v.application = a.id AND v.csp IS NOT NULL AND v.approved_qty > 0" CSP_ROLES
	" WHERE a.state = 'trial' AND t.conclusion IS NOT NULL GROUP BY a.id, a.no, a.title, u.name, a.state, w.role, v.csp, t.ends_at, a.updated_at",
	CASE_OF("'delivery.file'", "'登记备案'", "A21.1d") " NULL, NULL, NULL, k.kind, k.due_at, a.updated_at FROM application a JOIN org u ON u.id = a.user_org" CLOCKED("c3f")
	ROLES("SELECT 'auth_handler' AS role") " WHERE a.state = 'suggested'",
	CASE_OF("'delivery.issue'", "'下达交付工单'", "A21.1e") " NULL, NULL, NULL, NULL, NULL, a.updated_at FROM application a JOIN org u ON u.id = a.user_org"
	ROLES("SELECT 'auth_issuer' AS role") " WHERE a.state = 'filed'",
	CASE_OF("'delivery.go_live'", "'核验后确认上线'", "A21.3c") " a.user_org, NULL, NULL, NULL, NULL, a.updated_at FROM application a JOIN org u ON u.id = a.user_org"
	ROLES("SELECT 'user_owner' AS role") " WHERE a.state = 'delivered'",
	ORDER_ROW("delivery_order.confirm", "确认收到或提出异议") " p.user_org, NULL, NULL, k.kind, k.due_at, a.issued_at" ORDERS
	" LEFT JOIN clock k ON k.subject_id = a.id AND k.subject_kind = 'delivery_order' AND k.stopped_at IS NULL AND k.kind = 'deliver_confirm'" USER_ROLES
	" WHERE a.state IN ('issued', 'resolved')",
	ORDER_ROW("delivery_order.resolve", "处理交付异议") " NULL, NULL, NULL, NULL, NULL, a.disputed_at" ORDERS ROLES("SELECT 'auth_issuer' AS role") " WHERE a.state = 'disputed'",
	NULL
};

const struct invariant delivery_invariants[] = {
	{ "A21.1e", "每张交付工单都有已登记的备案", "SELECT d.no FROM delivery_order d WHERE d.emergency = 0 AND NOT EXISTS (SELECT 1 FROM filing f WHERE f.id = d.filing AND f.result = 'registered')" },
	{ "A21.1f", "资源的计费起始日等于交付工单的下达日", "SELECT r.no FROM resource r JOIN delivery_order d ON d.id = r.delivery_order WHERE r.billing_start_date <> d.billing_start_date" },
	{ "A21.1a", "开通数量不超过批准数量", "SELECT l.id FROM application_line l JOIN application a ON a.id = l.application WHERE a.state IN ('provisioning', 'trial', 'suggested', 'filed', 'delivered', 'live')"
	  " AND a.type IN ('new', 'migrate') AND (SELECT COALESCE(SUM(CASE WHEN r.state = 'trial' THEN r.qty ELSE (SELECT g.qty FROM resource_segment g"
	  " WHERE g.resource = r.id AND g.cause = 'delivery') END), 0) FROM resource r WHERE r.line = l.id) > COALESCE(l.approved_qty, 0)" },
	{ "A21.1a", "减少开通的数量不超过批准数量", "SELECT r.id FROM opening_reduction r JOIN application_line l ON l.id = r.line WHERE r.qty >= l.approved_qty" },
	{ "A21.1b", "试用期最长为参数天数，延长只有一次",
	  "SELECT id FROM trial WHERE ends_at IS NOT NULL AND (extended = 1) <> (extend_reason IS NOT NULL)" },
	{ "A21.1d", "退回的备案都写明缺什么", "SELECT no FROM filing WHERE result = 'returned' AND COALESCE(note, '') = ''" },
	{ "A21.1e", "异议有理由，处理有答复，成立的有实际可用日",
	  "SELECT no FROM delivery_order WHERE (state IN ('disputed', 'resolved') AND dispute_reason IS NULL) OR (state = 'resolved' AND resolution IS NULL)"
	  " OR (upheld = 1 AND (usable_date IS NULL OR usable_date <= billing_start_date))" },
	{ "A21.1f", "从账单中扣除的天数都属于异议成立的交付工单", "SELECT c.id FROM delivery_credit c JOIN delivery_order d ON d.id = c.delivery_order WHERE d.upheld = 0 OR c.to_date > d.usable_date" },
	{ 0 }
};
