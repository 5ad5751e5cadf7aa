/* All of the application's SQL: tables, views, statements, invariants. */
#include "domain/application/application_in.h"

const struct migration app_migrations[] = {
	{ 1,
	  "CREATE TABLE application (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, type TEXT NOT NULL, round BIGINT NOT NULL, title TEXT NOT NULL,"
	  " system BIGINT NOT NULL, user_org BIGINT NOT NULL, applicant_org BIGINT NOT NULL, drafter BIGINT NOT NULL, drafter_name TEXT NOT NULL,"
	  " editor BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT, planned_live_date TEXT, earliest_ready_date TEXT, ready_warning TEXT,"
	  " load_kind TEXT NOT NULL, stage_windows TEXT, migrate_from TEXT, proof_kind BIGINT NOT NULL, old_contract_to TEXT, cutover_date TEXT,"
	  " proof_note TEXT, approval_note TEXT, catalog_version BIGINT, catalog_version_no TEXT, regulation_version TEXT NOT NULL, budget_source TEXT,"
	  " plan TEXT, est_month_fen BIGINT CHECK (est_month_fen >= 0), approved_month_fen BIGINT CHECK (approved_month_fen >= 0), copied_from BIGINT,"
	  " handler BIGINT, handler_name TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, submitted_at BIGINT, accepted_at BIGINT,"
	  " issued_at BIGINT, ended_at BIGINT, receipt_no TEXT, receipt_digest TEXT, accept_no TEXT, opinion_no TEXT);\n"
	  "CREATE INDEX application_user_org ON application (user_org, id);\n"
	  "CREATE INDEX application_applicant ON application (applicant_org, id);\n"
	  "CREATE INDEX application_system ON application (system, id);\n"
	  "CREATE INDEX application_state ON application (state, id);\n"
	  "CREATE TABLE application_line (id {id}, application BIGINT NOT NULL, seq BIGINT NOT NULL, item BIGINT NOT NULL, item_code TEXT NOT NULL,"
	  " item_name TEXT NOT NULL, spec TEXT, unit TEXT NOT NULL, category TEXT NOT NULL, zone TEXT NOT NULL, pool_pref BIGINT,"
	  " qty BIGINT NOT NULL CHECK (qty > 0), use TEXT, attrs TEXT, period_months BIGINT, xinchuang BIGINT NOT NULL, non_xc_reason TEXT,"
	  " non_xc_evidence TEXT, non_xc_approved BIGINT NOT NULL, sizing_basis TEXT, unit_price_e4 BIGINT, price_from TEXT, est_month_fen BIGINT,"
	  " approved_qty BIGINT CHECK (approved_qty >= 0), reduce_reason TEXT, approved_month_fen BIGINT, assigned_pool BIGINT, csp BIGINT,"
	  " UNIQUE (application, seq));\n"
	  "CREATE INDEX application_line_csp ON application_line (csp, application);\n"
	  "CREATE TABLE application_round (id {id}, application BIGINT NOT NULL, round BIGINT NOT NULL, submitted_at BIGINT NOT NULL, decided_at BIGINT,"
	  " submitter_name TEXT NOT NULL, receipt_no TEXT NOT NULL UNIQUE, receipt_digest TEXT NOT NULL, result TEXT, decision_no TEXT, defects TEXT,"
	  " snapshot TEXT NOT NULL, UNIQUE (application, round));\n"
	  "CREATE TABLE internal_review (id {id}, application BIGINT NOT NULL, round BIGINT NOT NULL, reviewer BIGINT NOT NULL, reviewer_name TEXT NOT NULL,"
	  " passed BIGINT NOT NULL, opinion TEXT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX internal_review_application ON internal_review (application, id);\n"
	  "CREATE TABLE acceptance (id {id}, application BIGINT NOT NULL, round BIGINT NOT NULL, accepted BIGINT NOT NULL, no TEXT NOT NULL UNIQUE,"
	  " check_items TEXT, defects TEXT, handler BIGINT NOT NULL, handler_name TEXT NOT NULL, decided_at BIGINT NOT NULL, comment TEXT,"
	  " UNIQUE (application, round));\n"
	  "CREATE TABLE opinion (id {id}, application BIGINT NOT NULL, round BIGINT NOT NULL, no TEXT UNIQUE, state TEXT NOT NULL, result TEXT NOT NULL,"
	  " conditions TEXT, text TEXT, est_month_fen BIGINT, approved_month_fen BIGINT, proposer BIGINT NOT NULL, proposer_name TEXT NOT NULL,"
	  " proposed_at BIGINT NOT NULL, signer BIGINT, signer_name TEXT, signed_at BIGINT, return_comment TEXT, digest TEXT);\n"
	  "CREATE INDEX opinion_application ON opinion (application, id);\n"
	  "CREATE TABLE review_task (id {id}, version BIGINT NOT NULL, application BIGINT NOT NULL, org BIGINT NOT NULL, kind TEXT NOT NULL,"
	  " aspects BIGINT NOT NULL, due_date TEXT, note TEXT, asked_by BIGINT NOT NULL, asked_by_name TEXT NOT NULL, asked_at BIGINT NOT NULL, result TEXT,"
	  " opinion TEXT, lines TEXT, replied_by BIGINT, replied_by_name TEXT, replied_at BIGINT, state TEXT NOT NULL);\n"
	  "CREATE INDEX review_task_application ON review_task (application, id);\n"
	  "CREATE INDEX review_task_org ON review_task (org, state, id);\n"
	  "CREATE TABLE application_notice (application BIGINT NOT NULL, key TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (application, key));\n"
	  "CREATE VIEW v_application AS SELECT a.*, s.name AS system_name, u.name AS user_org_name, o.name AS applicant_org_name FROM application a"
	  " JOIN info_system s ON s.id = a.system JOIN org u ON u.id = a.user_org JOIN org o ON o.id = a.applicant_org;\n"
	  "CREATE VIEW v_application_line AS SELECT l.*, p.name AS assigned_pool_name, o.name AS csp_name FROM application_line l"
	  " LEFT JOIN pool p ON p.id = l.assigned_pool LEFT JOIN org o ON o.id = l.csp;\n"
	  "CREATE VIEW v_review_task AS SELECT t.*, a.no AS application_no, a.title AS application_title, o.name AS org_name FROM review_task t"
	  " JOIN application a ON a.id = t.application JOIN org o ON o.id = t.org" },
	/* Providers whom an application concerns although no line of it is theirs: shrinking, moving away, revoking. */
	{ 2,
	  "CREATE TABLE application_csp (application BIGINT NOT NULL, csp BIGINT NOT NULL, PRIMARY KEY (application, csp));\n"
	  "CREATE INDEX application_csp_csp ON application_csp (csp, application)" },
	{ 3,
	  "ALTER TABLE opinion ADD COLUMN judged_on TEXT;\n"
	  "DROP VIEW v_review_task;\n"
	  "ALTER TABLE review_task ADD COLUMN expert TEXT;\n"
	  "ALTER TABLE review_task ADD COLUMN findings TEXT;\n"
	  "ALTER TABLE review_task ADD COLUMN reminded_at BIGINT;\n"
	  "CREATE VIEW v_review_task AS SELECT t.*, a.no AS application_no, a.title AS application_title, o.name AS org_name FROM review_task t"
	  " JOIN application a ON a.id = t.application JOIN org o ON o.id = t.org;\n"
	  "CREATE TABLE checklist_item (id {id}, version BIGINT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL, article TEXT, help TEXT,"
	  " needed BIGINT NOT NULL, active BIGINT NOT NULL, fixed BIGINT NOT NULL, builtin BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,"
	  " UNIQUE (type, name));\n"
	  "CREATE TABLE stage_end (id {id}, application BIGINT NOT NULL, line BIGINT, extra_qty BIGINT, from_date TEXT NOT NULL, to_date TEXT NOT NULL,"
	  " at BIGINT NOT NULL, note TEXT);\n"
	  "CREATE INDEX stage_end_application ON stage_end (application, id);\n"
	  "CREATE TABLE line_utilisation (id {id}, application BIGINT NOT NULL, line BIGINT NOT NULL, scope TEXT NOT NULL, from_month TEXT, to_month TEXT, text TEXT,"
	  " n_resources BIGINT, cpu_avg_bp BIGINT, cpu_p95_bp BIGINT, mem_avg_bp BIGINT, mem_p95_bp BIGINT, sto_used_bp BIGINT, bw_p95_bp BIGINT,"
	  " coverage_bp BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX line_utilisation_application ON line_utilisation (application, line, id);\n"
	  "CREATE TABLE budget_note (id {id}, org BIGINT NOT NULL, year BIGINT NOT NULL, left_fen BIGINT NOT NULL, at BIGINT NOT NULL);\n"
	  "CREATE INDEX budget_note_org ON budget_note (org, year, id)" },
	/* Everybody whose words a draft holds, from when on: none of them reviews it. */
	{ 4,
	  "CREATE TABLE application_editor (application BIGINT NOT NULL, person BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (application, person));\n"
	  "INSERT INTO application_editor (application, person, at) SELECT id, drafter, created_at FROM application;\n"
	  "INSERT INTO application_editor (application, person, at) SELECT id, editor, updated_at FROM application WHERE editor <> drafter;\n"
	  "CREATE VIEW v_application_clock AS SELECT k.id, k.kind, k.article, k.length, k.day0_date, k.start_at, k.due_at, k.stopped_at, COALESCE(k.result, 'running') AS result,"
	  " (SELECT COUNT(*) FROM clock e WHERE e.subject_id = k.subject_id AND e.subject_kind = k.subject_kind AND e.kind = k.kind AND e.id <= k.id) AS round,"
	  " a.id AS application, a.no AS application_no, a.title, a.user_org, a.applicant_org, u.name AS user_org_name, o.name AS applicant_org_name"
	  " FROM clock k JOIN application a ON a.id = k.subject_id JOIN org u ON u.id = a.user_org JOIN org o ON o.id = a.applicant_org WHERE k.subject_kind = 'application'" },
	{ 0 }
};

/* The clocks of an application's decisions are the authority's; a state that more than one post may act in has a row for each. */
const char *const app_work[] = {
	"SELECT 'application' AS kind, a.id AS id, a.no AS no, a.title AS title, u.name AS org_name, a.state AS state, w.op AS op, w.op_label AS op_label,"
	" w.article AS article, w.role AS role, CASE w.who WHEN 'authority' THEN NULL WHEN 'applicant' THEN a.applicant_org ELSE a.user_org END AS org,"
	" CASE WHEN w.op = 'application.review' THEN a.drafter WHEN w.op = 'application.sign' THEN p.proposer END AS not_person,"
	" CASE WHEN w.op = 'application.review' THEN a.editor END AS nor_person,"
	" k.kind AS clock, k.due_at AS due_at, a.updated_at AS since_at"
	" FROM application a JOIN org u ON u.id = a.user_org"
	" LEFT JOIN opinion p ON p.application = a.id AND p.state = 'proposed'"
	" LEFT JOIN clock k ON k.subject_id = a.id AND k.subject_kind = 'application' AND k.stopped_at IS NULL AND k.kind IN ('c1', 'c2', 'c4', 'c6', 'c7')"
	" JOIN ("
	"  SELECT 'draft' AS state, 'application.send' AS op, '送内部审核' AS op_label, 'A9b.2a' AS article, 'user_handler' AS role, 'user' AS who UNION ALL"
	"  SELECT 'draft', 'application.send', '送内部审核', 'A9b.2a', 'user_owner', 'user' UNION ALL"
	"  SELECT 'internal_rejected', 'application.redraft', '修改后重报', 'A9a.1b', 'user_handler', 'user' UNION ALL"
	"  SELECT 'internal_rejected', 'application.redraft', '修改后重报', 'A9a.1b', 'user_owner', 'user' UNION ALL"
	"  SELECT 'not_accepted', 'application.redraft', '修改后重报', 'A20.2d', 'user_handler', 'user' UNION ALL"
	"  SELECT 'not_accepted', 'application.redraft', '修改后重报', 'A20.2d', 'user_owner', 'user' UNION ALL"
	"  SELECT 'internal_review', 'application.review', '内部审核', 'A9a.1b', 'appu_reviewer', 'applicant' UNION ALL"
	"  SELECT 'internal_review', 'application.review', '内部审核', 'A9a.1b', 'appu_manager', 'applicant' UNION ALL"
	"  SELECT 'internal_review', 'application.submit', '提交申请', 'A19.1d', 'appu_manager', 'applicant' UNION ALL"
	"  SELECT 'submitted', 'application.accept', '决定是否受理', 'A20.2a', 'auth_handler', 'authority' UNION ALL"
	"  SELECT 'accepted', 'application.propose', '提出审核意见', 'A20.2b', 'auth_handler', 'authority' UNION ALL"
	"  SELECT 'under_review', 'application.propose', '提出审核意见', 'A20.2b', 'auth_handler', 'authority' UNION ALL"
	"  SELECT 'under_review', 'application.sign', '签发审批意见', 'A20.1d', 'auth_approver', 'authority') w ON w.state = a.state"
	" WHERE (w.op <> 'application.sign' OR p.id IS NOT NULL) AND (w.op <> 'application.propose' OR p.id IS NULL)"
	" AND (a.state <> 'internal_review' OR (w.op = 'application.submit') ="
	"  (COALESCE((SELECT r.passed FROM internal_review r WHERE r.application = a.id AND r.round = a.round ORDER BY r.id DESC LIMIT 1), 0) = 1))",
	/* Whoever wrote in the draft between the first and the last hand does not review it either (A9a.1b). */
	"SELECT 'application', a.id, a.no, a.title, NULL, a.state, 'application.review', '内部审核', 'A9a.1b', 'nobody', a.applicant_org, e.person, NULL, NULL, NULL, a.updated_at"
	" FROM application a JOIN application_editor e ON e.application = a.id WHERE a.state = 'internal_review'",
	"SELECT 'review_task', t.id, a.no, a.title, u.name, t.state, 'review_task.reply', '回复审核任务', 'A20.1b', 'any', t.org, NULL, NULL, NULL, NULL, t.asked_at"
	" FROM review_task t JOIN application a ON a.id = t.application JOIN org u ON u.id = a.user_org WHERE t.state = 'asked'",
	NULL
};

#define CLOCKED " FROM (SELECT k.id, k.kind, k.subject_id, k.start_at, k.due_at, k.stopped_at, k.result, (SELECT COUNT(*) FROM clock e" \
	" WHERE e.subject_id = k.subject_id AND e.subject_kind = k.subject_kind AND e.kind = k.kind AND e.id <= k.id) AS round FROM clock k" \
	" WHERE k.subject_kind = 'application' AND k.start_at >= ?1 AND k.start_at < ?2) x"
#define RUNNING "r.state IN ('trial', 'active', 'changing')"
#define EACH_OF(size) "CAST(COALESCE(SUM(" size " * r.qty), 0) AS BIGINT)"
#define XC_OF(size) "CAST(COALESCE(SUM(CASE WHEN i.xinchuang = 1 THEN " size " * r.qty ELSE 0 END), 0) AS BIGINT)"
#define TALLY(cond) "CAST(SUM(CASE WHEN " cond " THEN 1 ELSE 0 END) AS BIGINT)"

const struct stmt app_q[APP_Q_MAX] = {
	[Q_APP_PUT]     = { "INSERT INTO application ({+}) VALUES ({?})", &application_record },
	[Q_APP_SET]     = { "UPDATE application SET {=} WHERE id = {id}", &application_record },
	[Q_LINES]       = { "SELECT {} FROM v_application_line WHERE application = ?1 ORDER BY seq", &application_line_record },
	[Q_LINE]        = { "SELECT {} FROM v_application_line WHERE id = ?1", &application_line_record },
	[Q_POOL_ASSIGNED] = { "SELECT COUNT(*) FROM application_line l JOIN application a ON a.id = l.application WHERE l.assigned_pool = ?1 AND l.approved_qty > 0 AND a.issued_at IS NOT NULL" },
	[Q_LINE_PUT]    = { "INSERT INTO application_line ({+}) VALUES ({?})", &application_line_record },
	[Q_LINES_DROP]  = { "DELETE FROM application_line WHERE application = ?1 AND application IN (SELECT id FROM application WHERE state = 'draft')" },

	[Q_FILES]       = { "SELECT id, kind FROM attachment WHERE subject = ?1 AND subject_kind = 'application' ORDER BY id" },

	[Q_TOUCH]       = { "UPDATE application SET updated_at = ?2 WHERE id = ?1" },
	[Q_SUBMITTED]   = { "UPDATE application SET submitted_at = ?2, updated_at = ?2, receipt_no = ?3, receipt_digest = ?4, est_month_fen = ?5,"
			    " earliest_ready_date = ?6, ready_warning = ?7, regulation_version = ?8 WHERE id = ?1" },
	[Q_ACCEPTED]    = { "UPDATE application SET accepted_at = ?2, updated_at = ?2, accept_no = ?3, handler = ?4, handler_name = ?5 WHERE id = ?1" },
	[Q_DECIDED]     = { "UPDATE application SET updated_at = ?2, accept_no = ?3, handler = ?4, handler_name = ?5 WHERE id = ?1" },
	[Q_REDRAFT]     = { "UPDATE application SET round = ?2, updated_at = ?3, submitted_at = NULL, receipt_no = NULL, receipt_digest = NULL, accept_no = NULL"
			    " WHERE id = ?1" },
	[Q_ENDED]       = { "UPDATE application SET ended_at = ?2, updated_at = ?2 WHERE id = ?1" },
	[Q_LINE_OPINION] = { "UPDATE application_line SET approved_qty = ?2, reduce_reason = ?3, approved_month_fen = ?4, assigned_pool = ?5, csp = ?6,"
			     " non_xc_approved = ?7, unit_price_e4 = ?8, price_from = ?9 WHERE id = ?1" },
	[Q_ISSUED]      = { "UPDATE application SET issued_at = ?2, updated_at = ?2, opinion_no = ?3, approved_month_fen = ?4, ended_at = ?5 WHERE id = ?1" },

	[Q_REVIEW_PUT]  = { "INSERT INTO internal_review ({+}) VALUES ({?})", &internal_review_record },
	[Q_REVIEW_LAST] = { "SELECT {} FROM internal_review WHERE application = ?1 AND round = ?2 ORDER BY id DESC LIMIT 1", &internal_review_record },
	[Q_REVIEWS]     = { "SELECT {} FROM internal_review WHERE application = ?1 ORDER BY id", &internal_review_record },
	[Q_ACCEPTANCE_PUT] = { "INSERT INTO acceptance ({+}) VALUES ({?})", &acceptance_record },
	[Q_ACCEPTANCES] = { "SELECT {} FROM acceptance WHERE application = ?1 ORDER BY id", &acceptance_record },
	[Q_ROUND_PUT]   = { "INSERT INTO application_round ({+}) VALUES ({?})", &app_round_record },
	[Q_ROUND_DECIDE] = { "UPDATE application_round SET decided_at = ?3, result = ?4, decision_no = ?5, defects = ?6 WHERE application = ?1 AND round = ?2" },
	[Q_ROUNDS]      = { "SELECT {} FROM application_round WHERE application = ?1 ORDER BY round DESC", &app_round_record },
	[Q_OPINION_PUT] = { "INSERT INTO opinion ({+}) VALUES ({?})", &app_opinion_record },
	[Q_OPINION_NOW] = { "SELECT {} FROM opinion WHERE application = ?1 AND round = ?2 AND state <> 'replaced' ORDER BY id DESC LIMIT 1", &app_opinion_record },
	[Q_OPINION_REPLACE] = { "UPDATE opinion SET state = 'replaced' WHERE application = ?1 AND state IN ('proposed', 'returned')" },
	[Q_OPINION_RETURN] = { "UPDATE opinion SET state = 'returned', signer = ?2, signer_name = ?3, signed_at = ?4, return_comment = ?5"
			       " WHERE application = ?1 AND state = 'proposed'" },
	[Q_OPINION_ISSUE] = { "UPDATE opinion SET state = 'issued', no = ?2, signer = ?3, signer_name = ?4, signed_at = ?5, digest = ?6"
			      " WHERE application = ?1 AND state = 'proposed'" },
	[Q_TASK_PUT]    = { "INSERT INTO review_task ({+}) VALUES ({?})", &review_task_record },
	[Q_TASK_REPLY]  = { "UPDATE review_task SET result = ?2, opinion = ?3, lines = ?4, replied_by = ?5, replied_by_name = ?6, replied_at = ?7, findings = ?8"
			    " WHERE id = ?1" },
	[Q_TASKS_LATE]  = { "SELECT {} FROM v_review_task WHERE state = 'asked' AND due_date < ?1 AND reminded_at IS NULL ORDER BY id LIMIT 500", &review_task_record },
	[Q_TASK_REMINDED] = { "UPDATE review_task SET reminded_at = ?2 WHERE id = ?1" },
	[Q_TECH_ORG]    = { "SELECT MIN(id) FROM org WHERE kind = 'tech' AND status = 'active'" },
	[Q_TASKS]       = { "SELECT {} FROM v_review_task WHERE application = ?1 ORDER BY id", &review_task_record },
	[Q_TASKS_OPEN]  = { "SELECT {} FROM v_review_task WHERE application = ?1 AND state = 'asked' ORDER BY id", &review_task_record },
	[Q_SHOWN]       = { "SELECT COUNT(*) FROM application_csp WHERE application = ?1 AND csp = ?2" },
	[Q_EDITED]      = { "SELECT COUNT(*) FROM application_editor WHERE application = ?1 AND person = ?2" },
	[Q_EDIT]        = { "INSERT INTO application_editor (application, person, at) VALUES (?1, ?2, ?3)" },
	[Q_SHOW]        = { "INSERT INTO application_csp (application, csp) VALUES (?1, ?2)" },
	[Q_STEPS]       = { "SELECT event, to_state, at FROM transition WHERE object = ?1 AND entity = 'application' ORDER BY id" },
	[Q_CHECKLIST]   = { "SELECT {} FROM checklist_item WHERE type = ?1 AND active = 1 ORDER BY id", &checklist_item_record },
	[Q_CHECKLIST_HAS] = { "SELECT COUNT(*) FROM checklist_item WHERE type = ?1 AND (name = ?2 OR (label = ?3 AND active = 1)) AND id <> ?4" },
	[Q_CHECKLIST_PUT] = { "INSERT INTO checklist_item ({+}) VALUES ({?})", &checklist_item_record },
	[Q_CHECKLIST_SET] = { "UPDATE checklist_item SET {=} WHERE id = {id}", &checklist_item_record },
	[Q_STAGE_END_PUT] = { "INSERT INTO stage_end ({+}) VALUES ({?})", &stage_end_record },
	[Q_STAGE_ENDS]  = { "SELECT {} FROM stage_end WHERE application = ?1 ORDER BY id LIMIT 2000", &stage_end_record },
	[Q_USE_PUT]     = { "INSERT INTO line_utilisation ({+}) VALUES ({?})", &line_utilisation_record },
	[Q_USES]        = { "SELECT {} FROM line_utilisation u WHERE application = ?1 AND line = ?2 AND NOT EXISTS (SELECT 1 FROM line_utilisation n"
			    " WHERE n.application = u.application AND n.line = u.line AND n.scope = u.scope AND n.id > u.id) ORDER BY scope", &line_utilisation_record },
	[Q_BUDGET_PUT]  = { "INSERT INTO budget_note (id, org, year, left_fen, at) VALUES (?1, ?2, ?3, ?4, ?5)" },
	[Q_BUDGET_LAST] = { "SELECT left_fen FROM budget_note WHERE org = ?1 AND year = ?2 ORDER BY id DESC LIMIT 1" },
	[Q_HELD]        = { "SELECT CAST(COALESCE(SUM(r.qty), 0) AS BIGINT) FROM resource r WHERE r.user_org = ?1 AND r.item_code = ?2 AND " RUNNING
			    " AND (?3 = 0 OR r.system = ?3)" },
	[Q_HELD_CATEGORY] = { "SELECT COUNT(*) FROM resource r JOIN catalog_item i ON i.id = r.item WHERE r.user_org = ?1 AND i.category = ?2 AND " RUNNING },
	[Q_SIMILAR]     = { "SELECT CAST(SUM(r.qty) AS BIGINT), COALESCE(s.users_total, 0) FROM resource r JOIN v_info_system s ON s.id = r.system WHERE r.item_code = ?1"
			    " AND r.system <> ?2 AND " RUNNING " GROUP BY r.system, s.users_total ORDER BY r.system LIMIT 1000" },
	[Q_DELIVERED]   = { "SELECT r.line, CAST(SUM(g.qty) AS BIGINT) FROM resource r JOIN resource_segment g ON g.resource = r.id AND g.cause = 'delivery'"
			    " WHERE r.application = ?1 GROUP BY r.line" },
	[Q_XC_RESOURCES] = { "SELECT " EACH_OF("r.vcpu") ", " XC_OF("r.vcpu") ", " EACH_OF("r.mem_gb") ", " XC_OF("r.mem_gb") ", " EACH_OF("r.disk_gb") ", " XC_OF("r.disk_gb") ", "
			     "COUNT(*), " TALLY("i.xinchuang = 1") " FROM resource r JOIN catalog_item i ON i.id = r.item WHERE " RUNNING },
	[Q_XC_SYSTEMS]  = { "SELECT COUNT(*), " TALLY("xinchuang_status = 'full'") " FROM v_info_system WHERE state <> 'offline' AND hosting = 'gov_cloud'" },
	[Q_XC_SYSTEM_ROWS] = { "SELECT id, no, name, user_org_name, xinchuang_status, xinchuang_detail FROM v_info_system WHERE state <> 'offline' ORDER BY no LIMIT 5000",
			       &xc_system_record },
	[Q_XC_EXCEPTIONS] = { "SELECT l.id, l.application, a.no, l.seq, a.system_name, a.user_org_name, l.item_code, l.item_name, l.qty, l.approved_qty, l.non_xc_reason,"
			      " l.non_xc_evidence, a.opinion_no, p.signer_name, a.issued_at FROM application_line l JOIN v_application a ON a.id = l.application"
			      " JOIN opinion p ON p.application = a.id AND p.state = 'issued' WHERE l.non_xc_approved = 1 AND l.xinchuang = 0 AND l.approved_qty > 0"
			      " AND a.issued_at >= ?1 AND a.issued_at < ?2 ORDER BY a.issued_at, l.id LIMIT 5000", &xc_exception_record },
	[Q_ZONE_SYSTEMS] = { "SELECT s.no, s.name, s.id FROM v_info_system s WHERE EXISTS (SELECT 1 FROM resource r WHERE r.system = s.id AND r.zone = 'internet' AND " RUNNING ")"
			     " AND EXISTS (SELECT 1 FROM resource r WHERE r.system = s.id AND r.zone = 'extranet' AND " RUNNING ")"
			     " AND NOT EXISTS (SELECT 1 FROM cross_zone_channel h WHERE h.status = 'active' AND h.systems LIKE '%\"' || CAST(s.id AS TEXT) || '\"%') ORDER BY s.no" },
	[Q_ZONE_RESOURCES] = { "SELECT r.no, r.zone, r.id FROM resource r JOIN pool p ON p.id = r.pool WHERE r.zone <> p.zone AND " RUNNING " ORDER BY r.no" },
	[Q_ZONE_HOSTS]  = { "SELECT DISTINCT a.sn, a.zone, a.id FROM v_host a JOIN v_host b ON UPPER(TRIM(b.sn)) = UPPER(TRIM(a.sn)) AND b.id <> a.id WHERE a.status = 'active'"
			    " AND b.zone <> a.zone ORDER BY a.sn" },
	[Q_NOTICE]      = { "SELECT COUNT(*) FROM application_notice WHERE application = ?1 AND key = ?2" },
	[Q_NOTICE_PUT]  = { "INSERT INTO application_notice (application, key, at) VALUES (?1, ?2, ?3)" },

	[Q_REVIEW_WAITS] = { "SELECT {} FROM v_application WHERE state = 'internal_review' ORDER BY id", &application_record },
	[Q_RESUBMIT_WAITS] = { "SELECT {} FROM v_application WHERE state = 'not_accepted' AND updated_at <= ?1 ORDER BY id", &application_record },
	[Q_STAGED]      = { "SELECT {} FROM v_application WHERE load_kind <> 'steady' AND stage_windows IS NOT NULL AND state IN ('approved', 'approved_reduced',"
			    " 'provisioning', 'trial', 'suggested', 'filed', 'delivered', 'live', 'closed') ORDER BY id", &application_record },
	[Q_APP_MOVE]    = { "UPDATE application SET user_org = ?2, applicant_org = ?3, version = version + 1 WHERE system = ?1"
			    " AND state NOT IN ('closed', 'rejected', 'withdrawn', 'terminated')" },
	[Q_APP_MOVE_ONE] = { "UPDATE application SET user_org = ?2, applicant_org = ?3, version = version + 1 WHERE id = ?1" },
	[Q_REVIEWED_BY] = { "SELECT COUNT(*) FROM internal_review WHERE application = ?1 AND reviewer = ?2" },
	[Q_HAND_DRAFT]  = { "UPDATE application SET drafter = CASE WHEN drafter = ?2 THEN CAST(?3 AS BIGINT) ELSE drafter END,"
			    " drafter_name = CASE WHEN drafter = ?2 THEN ?4 ELSE drafter_name END, editor = CASE WHEN editor = ?2 THEN CAST(?3 AS BIGINT) ELSE editor END,"
			    " version = version + 1 WHERE id = ?1 AND (drafter = ?2 OR editor = ?2)"
			    " AND state IN ('draft', 'internal_review', 'internal_rejected', 'not_accepted')" },
	[Q_HAND_CASE]   = { "UPDATE application SET handler = ?3, handler_name = ?4, version = version + 1 WHERE id = ?1 AND handler = ?2"
			    " AND state NOT IN ('closed', 'rejected', 'withdrawn', 'terminated')" },
	/* A draft is no application, and one that ended without approval is none any more. */
	[Q_STOCK]       = { "SELECT s.id, s.no, s.name, s.user_org_name, s.applicant_org_name, s.hosting, s.hosting_contract_to, k.against_a16, p.until_date, a.id, a.no, a.state"
			    " FROM v_info_system s"
			    " LEFT JOIN (SELECT system, MAX(against_a16) AS against_a16 FROM v_third_party_contract GROUP BY system) k ON k.system = s.id"
			    " LEFT JOIN (SELECT system, MAX(until_date) AS until_date FROM v_postponement WHERE state = 'approved' GROUP BY system) p ON p.system = s.id"
			    " LEFT JOIN application a ON a.id = (SELECT MAX(b.id) FROM application b WHERE b.system = s.id AND b.type = 'migrate'"
			    "  AND b.state NOT IN ('draft', 'internal_review', 'internal_rejected', 'not_accepted', 'rejected', 'withdrawn', 'terminated'))"
			    " WHERE s.stock_kind = 'stock' AND s.hosting <> 'gov_cloud' AND s.state <> 'offline' ORDER BY s.hosting_contract_to, s.id", &stock_row_record },
	[Q_STAT_CLOCKS] = { "SELECT kind, round, COUNT(*), " TALLY("result = 'on_time'") ", " TALLY("result = 'overdue'") ", " TALLY("result = 'withdrawn'") ", "
			    TALLY("stopped_at IS NULL") ", " TALLY("stopped_at IS NULL AND due_at <= ?3") CLOCKED " GROUP BY kind, round ORDER BY kind, round",
			    &clock_stat_record },
	[Q_STAT_APPS]   = { "SELECT a.applicant_org, o.name, a.type, COUNT(*), " TALLY("a.state IN ('submitted', 'accepted', 'under_review', 'not_accepted')") ", "
			    TALLY("p.result = 'agree'") ", " TALLY("p.result = 'reduce'") ", " TALLY("p.result = 'reject'") ", "
			    TALLY("a.state = 'not_accepted'") ", " TALLY("a.state = 'withdrawn'") ", " TALLY("a.state = 'terminated'")
			    " FROM application a JOIN org o ON o.id = a.applicant_org LEFT JOIN opinion p ON p.application = a.id AND p.state = 'issued'"
			    " WHERE EXISTS (SELECT 1 FROM application_round r WHERE r.application = a.id AND r.submitted_at >= ?1 AND r.submitted_at < ?2)"
			    " GROUP BY a.applicant_org, o.name, a.type ORDER BY o.name, a.type", &app_stat_record },
	[Q_RESUBMISSIONS] = { "SELECT COUNT(*) FROM application WHERE state IN ('not_accepted', 'internal_rejected') AND (?2 = 1 OR applicant_org = ?1 OR user_org = ?1)" },
	[Q_HOLDINGS]    = { "SELECT r.item_code, r.item_name, r.unit, CAST(SUM(r.qty) AS BIGINT), CAST(SUM(CASE WHEN r.system = ?2 THEN r.qty ELSE 0 END) AS BIGINT)"
			    " FROM resource r WHERE r.user_org = ?1 AND r.state IN ('trial', 'active', 'changing') AND r.item_code IN"
			    " (SELECT l.item_code FROM application_line l WHERE l.application = ?3) GROUP BY r.item_code, r.item_name, r.unit ORDER BY r.item_code",
			    &holding_record },
};

const struct invariant app_invariants[] = {
	{ "A9a.1b", "没有人审核自己起草的申请",
	  "SELECT a.no FROM application a JOIN internal_review r ON r.application = a.id WHERE r.reviewer = a.drafter" },
	{ "A9a.1b", "没有人审核自己改过的申请",
	  "SELECT r.id FROM internal_review r JOIN application_editor e ON e.application = r.application AND e.person = r.reviewer WHERE e.at < r.at" },
	{ "A9a.1b", "提交过的每一轮都有通过的内部审核",
	  "SELECT a.receipt_no FROM application_round a WHERE NOT EXISTS (SELECT 1 FROM internal_review r WHERE r.application = a.application"
	  " AND r.round = a.round AND r.passed = 1 AND r.at <= a.submitted_at)" },
	{ "A20.1c", "核定数量不超过申请数量",
	  "SELECT id FROM application_line WHERE approved_qty > qty" },
	{ "A20.1c", "核减的明细都有理由",
	  "SELECT l.id FROM application_line l JOIN application a ON a.id = l.application WHERE a.issued_at IS NOT NULL AND l.approved_qty < l.qty"
	  " AND COALESCE(l.reduce_reason, '') = ''" },
	{ "A20.2a", "待受理的申请恰有一个在走的受理时限",
	  "SELECT a.no FROM application a WHERE a.type NOT IN ('change', 'revoke') AND (SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id"
	  " AND k.subject_kind = 'application' AND k.kind = 'c1' AND k.stopped_at IS NULL) <> CASE WHEN a.state = 'submitted' THEN 1 ELSE 0 END" },
	{ "A20.2b", "已受理未签发的申请恰有一个在走的审核时限",
	  "SELECT a.no FROM application a WHERE a.type NOT IN ('change', 'revoke') AND (SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id"
	  " AND k.subject_kind = 'application' AND k.kind = 'c2' AND k.stopped_at IS NULL) <> CASE WHEN a.state IN ('accepted', 'under_review') THEN 1 ELSE 0 END" },
	{ "A23.1b", "撤销的受理、审核时限各在其段",
	  "SELECT a.no FROM application a WHERE a.type = 'revoke' AND ((SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id AND k.subject_kind = 'application'"
	  " AND k.kind = 'c6' AND k.stopped_at IS NULL) <> CASE WHEN a.state = 'submitted' THEN 1 ELSE 0 END OR (SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id"
	  " AND k.subject_kind = 'application' AND k.kind = 'c7' AND k.stopped_at IS NULL) <> CASE WHEN a.state IN ('accepted', 'under_review') THEN 1 ELSE 0 END)" },
	{ "A20.2d", "每一轮提交各有一个受理时限",
	  "SELECT a.no FROM application a WHERE a.type NOT IN ('change', 'revoke') AND (SELECT COUNT(*) FROM clock k WHERE k.subject_id = a.id"
	  " AND k.subject_kind = 'application' AND k.kind = 'c1') <> (SELECT COUNT(*) FROM application_round r WHERE r.application = a.id)" },
	{ "A20.2c", "不予受理都列明缺陷",
	  "SELECT no FROM acceptance WHERE accepted = 0 AND COALESCE(defects, '[]') = '[]'" },
	{ "A19.4b", "批准的非信创明细都有理由并经勾选同意",
	  "SELECT l.id FROM application_line l JOIN application a ON a.id = l.application WHERE a.issued_at IS NOT NULL AND l.xinchuang = 0"
	  " AND l.approved_qty > 0 AND l.category IN ('compute', 'storage', 'os', 'database', 'middleware', 'bigdata')"
	  " AND (COALESCE(l.non_xc_reason, '') = '' OR l.non_xc_approved = 0)" },
	{ "R-13", "办法规定的材料都没有停用",
	  "SELECT type || name FROM checklist_item WHERE fixed = 1 AND active = 0" },
	{ "A19.2", "阶段性窗口结束一次只登记一次",
	  "SELECT application FROM stage_end GROUP BY application, COALESCE(line, 0), from_date, to_date HAVING COUNT(*) > 1" },
	{ "A15.3", "专属资源池里只有名单内单位的资源",
	  "SELECT r.no FROM pool p JOIN resource r ON r.pool = p.id JOIN org o ON o.id = r.user_org WHERE p.dedicated = 1 AND r.legacy = 0"
	  " AND r.state IN ('trial', 'active', 'changing') AND NOT EXISTS (SELECT 1 FROM pool_member m WHERE m.pool = p.id"
	  " AND m.org IN (r.user_org, r.applicant_org, o.budget_level1))" },
	{ "A20.1d", "签发的意见书有编号、摘要和两名不同的办理人",
	  "SELECT id FROM opinion WHERE state = 'issued' AND (no IS NULL OR digest IS NULL OR signer IS NULL)" },
	{ "A20.1d", "批准的明细都定了资源池和云服务商，且区域一致",
	  "SELECT l.id FROM application_line l JOIN application a ON a.id = l.application LEFT JOIN pool p ON p.id = l.assigned_pool"
	  " WHERE a.issued_at IS NOT NULL AND l.approved_qty > 0 AND (p.id IS NULL OR l.csp IS NULL OR p.zone <> l.zone)" },
	{ "R-51", "服务商评估只交给已受理的申请，受理前只就完整性征求意见",
	  "SELECT t.id FROM review_task t JOIN application a ON a.id = t.application WHERE (a.accepted_at IS NULL OR t.asked_at < a.accepted_at)"
	  " AND (t.kind = 'csp' OR t.aspects <> 2)" },        /* 1 << ASPECT_COMPLETE */
	{ 0 }
};
