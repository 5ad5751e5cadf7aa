/* Emergency orders: tables, views, statements, what waits for whom, invariants. */
#include "domain/emergency/emergency_in.h"

const struct migration emergency_migrations[] = {
	{ 1,
	  "CREATE TABLE emergency_order (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, title TEXT NOT NULL, reason TEXT NOT NULL, why TEXT NOT NULL, contact TEXT,"
	  " system BIGINT NOT NULL, user_org BIGINT NOT NULL, applicant_org BIGINT NOT NULL, requester BIGINT NOT NULL, requester_name TEXT NOT NULL, requested_at BIGINT NOT NULL,"
	  " expected_until TEXT NOT NULL, expands BIGINT NOT NULL, issued_by BIGINT, issued_by_name TEXT, issued_at BIGINT, issue_note TEXT, billing_start_date TEXT, makeup_wd BIGINT,"
	  " makeup_due_date TEXT, opened_at BIGINT, confirmed_by BIGINT, confirmed_at BIGINT, confirm_remark TEXT, makeup BIGINT UNIQUE, made_up_at BIGINT, ended_at BIGINT, end_reason TEXT,"
	  " overdue_told_at BIGINT, state TEXT NOT NULL);\n"
	  "CREATE INDEX emergency_order_user ON emergency_order (user_org, id);\n"
	  "CREATE INDEX emergency_order_applicant ON emergency_order (applicant_org, id);\n"
	  "CREATE INDEX emergency_order_system ON emergency_order (system, id);\n"
	  "CREATE INDEX emergency_order_state ON emergency_order (state, id);\n"
	  "CREATE TABLE emergency_consent (id {id}, emergency_order BIGINT NOT NULL, side TEXT NOT NULL, person BIGINT NOT NULL, person_name TEXT NOT NULL, org BIGINT NOT NULL, channel TEXT NOT NULL,"
	  " at BIGINT NOT NULL, note TEXT, file BIGINT, recorded_by BIGINT NOT NULL, recorded_by_name TEXT NOT NULL, recorded_at BIGINT NOT NULL, confirm_due_at BIGINT, confirmed_at BIGINT,"
	  " denied_at BIGINT, deny_reason TEXT, told_at BIGINT);\n"
	  "CREATE INDEX emergency_consent_order ON emergency_consent (emergency_order, id);\n"
	  "CREATE VIEW v_emergency_consent AS SELECT k.*, o.name AS org_name FROM emergency_consent k JOIN org o ON o.id = k.org;\n"
	  "CREATE TABLE emergency_line (id {id}, emergency_order BIGINT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, resource BIGINT, item BIGINT NOT NULL, item_code TEXT NOT NULL,"
	  " item_name TEXT NOT NULL, unit TEXT NOT NULL, xinchuang BIGINT NOT NULL, zone TEXT NOT NULL, pool BIGINT, csp BIGINT, qty BIGINT NOT NULL CHECK (qty > 0), before_qty BIGINT,"
	  " add_qty BIGINT NOT NULL CHECK (add_qty > 0), use TEXT, attrs TEXT, application_seq BIGINT, approved_qty BIGINT, ended_at BIGINT, end_reason TEXT, UNIQUE (emergency_order, seq));\n"
	  "CREATE INDEX emergency_line_csp ON emergency_line (csp, emergency_order);\n"
	  "CREATE INDEX emergency_line_resource ON emergency_line (resource);\n"
	  "CREATE TABLE emergency_opening (id {id}, emergency_order BIGINT NOT NULL, line BIGINT NOT NULL, resource BIGINT NOT NULL, qty BIGINT NOT NULL CHECK (qty > 0),"
	  " reclaimed_qty BIGINT NOT NULL, by_person BIGINT, by_name TEXT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX emergency_opening_line ON emergency_opening (line, id);\n"
	  "CREATE INDEX emergency_opening_order ON emergency_opening (emergency_order, id);\n"
	  "CREATE INDEX emergency_opening_resource ON emergency_opening (resource);\n"
	  "CREATE VIEW v_emergency_opening AS SELECT g.*, r.no AS resource_no, r.name AS resource_name FROM emergency_opening g JOIN resource r ON r.id = g.resource;\n"
	  "CREATE TABLE emergency_reclaim (id {id}, emergency_order BIGINT NOT NULL, line BIGINT NOT NULL, csp BIGINT NOT NULL, qty BIGINT NOT NULL CHECK (qty > 0), reason TEXT NOT NULL,"
	  " due_date TEXT NOT NULL, due_at BIGINT NOT NULL, ordered_at BIGINT NOT NULL, done_at BIGINT, done_by BIGINT, done_by_name TEXT, disposal TEXT, lifted_at BIGINT);\n"
	  "CREATE INDEX emergency_reclaim_order ON emergency_reclaim (emergency_order, id);\n"
	  "CREATE INDEX emergency_reclaim_line ON emergency_reclaim (line);\n"
	  "CREATE VIEW v_emergency_reclaim AS SELECT r.*, l.seq AS line_seq, l.item_name AS item_name, v.name AS csp_name FROM emergency_reclaim r JOIN emergency_line l ON l.id = r.line"
	  " JOIN org v ON v.id = r.csp;\n"
	  "CREATE TABLE emergency_backup (id {id}, emergency_order BIGINT NOT NULL, by_person BIGINT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL, content TEXT NOT NULL, place TEXT NOT NULL,"
	  " size_gb BIGINT, verified BIGINT NOT NULL, verify_method TEXT);\n"
	  "CREATE INDEX emergency_backup_order ON emergency_backup (emergency_order, id);\n"
	  "CREATE VIEW v_emergency_line AS SELECT l.*, r.no AS resource_no, p.name AS pool_name, v.name AS csp_name,"
	  " CAST(COALESCE((SELECT SUM(g.qty) FROM emergency_opening g WHERE g.line = l.id), 0) AS BIGINT) AS opened_qty,"
	  " CAST(COALESCE((SELECT SUM(g.reclaimed_qty) FROM emergency_opening g WHERE g.line = l.id), 0) AS BIGINT) AS reclaimed_qty"
	  " FROM emergency_line l LEFT JOIN resource r ON r.id = l.resource LEFT JOIN pool p ON p.id = l.pool LEFT JOIN org v ON v.id = l.csp;\n"
	  "CREATE VIEW v_emergency_order AS SELECT e.*, s.no AS system_no, s.name AS system_name, u.name AS user_org_name, a.name AS applicant_org_name, p.no AS makeup_no, p.state AS makeup_state"
	  " FROM emergency_order e JOIN info_system s ON s.id = e.system JOIN org u ON u.id = e.user_org JOIN org a ON a.id = e.applicant_org LEFT JOIN application p ON p.id = e.makeup;\n"
	  /* What the authority's list of debts shows: a spoken word that nobody confirmed, procedures not made up, resources not given back. */
	  "CREATE VIEW v_emergency_debt AS SELECT x.*, e.no AS no, e.title AS title, e.system AS system, s.name AS system_name, e.user_org AS user_org, e.applicant_org AS applicant_org,"
	  " o.name AS owed_by_name FROM ("
	  "SELECT k.id AS id, 'consent' AS kind, k.emergency_order AS emergency_order, k.org AS owed_by, k.person_name AS what, k.at AS since_at, k.confirm_due_at AS due_at FROM emergency_consent k"
	  " JOIN emergency_order e ON e.id = k.emergency_order WHERE k.confirmed_at IS NULL AND k.confirm_due_at IS NOT NULL AND e.state NOT IN ('cancelled', 'declined')"
	  " AND NOT EXISTS (SELECT 1 FROM emergency_consent n WHERE n.emergency_order = k.emergency_order AND n.side = k.side AND n.id > k.id)"
	  " UNION ALL SELECT c.id, 'makeup', e.id, e.user_org, COALESCE(p.no, ''), c.start_at, c.due_at FROM clock c JOIN emergency_order e ON e.id = c.subject_id"
	  " LEFT JOIN application p ON p.id = e.makeup WHERE c.subject_kind = 'emergency_order' AND c.kind = 'c8' AND c.stopped_at IS NULL"
	  " UNION ALL SELECT r.id, 'reclaim', r.emergency_order, r.csp, l.item_name, r.ordered_at, r.due_at FROM emergency_reclaim r JOIN emergency_line l ON l.id = r.line WHERE r.done_at IS NULL AND r.lifted_at IS NULL) x"
	  " JOIN emergency_order e ON e.id = x.emergency_order JOIN info_system s ON s.id = e.system JOIN org o ON o.id = x.owed_by" },
	{ 0 }
};

const struct stmt emergency_q[Q_EMG_MAX] = {
	[Q_EMG_PUT]       = { "INSERT INTO emergency_order ({+}) VALUES ({?})", &emergency_order_record },
	[Q_EMG_ISSUE]     = { "UPDATE emergency_order SET issued_by = ?2, issued_by_name = ?3, issued_at = ?4, issue_note = ?5, billing_start_date = ?6, makeup_wd = ?7, makeup_due_date = ?8"
			      " WHERE id = ?1" },
	[Q_EMG_OF_MAKEUP] = { "SELECT {} FROM v_emergency_order WHERE makeup = ?1", &emergency_order_record },
	[Q_EMG_MAKEUP]    = { "UPDATE emergency_order SET makeup = ?2, version = version + 1 WHERE id = ?1" },
	[Q_EMG_MADE_UP]   = { "UPDATE emergency_order SET made_up_at = ?2 WHERE id = ?1" },
	[Q_EMG_OPENED]    = { "UPDATE emergency_order SET opened_at = ?2 WHERE id = ?1" },
	[Q_EMG_CONFIRMED] = { "UPDATE emergency_order SET confirmed_by = ?2, confirmed_at = ?3, confirm_remark = ?4 WHERE id = ?1" },
	[Q_EMG_ENDED]     = { "UPDATE emergency_order SET ended_at = ?2, end_reason = ?3 WHERE id = ?1" },
	[Q_EMG_OVERDUE]   = { "SELECT {e.} FROM v_emergency_order e JOIN clock c ON c.subject_id = e.id AND c.subject_kind = 'emergency_order' AND c.kind = 'c8' WHERE e.overdue_told_at IS NULL"
			      " AND ((c.stopped_at IS NULL AND c.due_at <= ?1) OR c.result = 'overdue') ORDER BY e.id LIMIT 500", &emergency_order_record },
	[Q_EMG_TOLD]      = { "UPDATE emergency_order SET overdue_told_at = ?2 WHERE id = ?1" },
	[Q_EMG_MOVE]      = { "UPDATE emergency_order SET user_org = ?2, applicant_org = ?3, version = version + 1 WHERE system = ?1"
			      " AND state NOT IN ('settled', 'reclaimed', 'cancelled', 'declined')" },

	[Q_CONSENT_PUT]   = { "INSERT INTO emergency_consent ({+}) VALUES ({?})", &emergency_consent_record },
	[Q_CONSENTS]      = { "SELECT {} FROM v_emergency_consent WHERE emergency_order = ?1 ORDER BY id LIMIT 200", &emergency_consent_record },
	[Q_CONSENT_CONFIRM] = { "UPDATE emergency_consent SET confirmed_at = ?2 WHERE id = ?1 AND confirmed_at IS NULL AND denied_at IS NULL" },
	[Q_CONSENT_DENY]  = { "UPDATE emergency_consent SET denied_at = ?2, deny_reason = ?3 WHERE id = ?1 AND confirmed_at IS NULL AND denied_at IS NULL" },
	[Q_CONSENTS_LATE] = { "SELECT {k.} FROM v_emergency_consent k JOIN v_emergency_debt d ON d.id = k.id AND d.kind = 'consent' WHERE k.told_at IS NULL AND k.confirm_due_at <= ?1"
			      " ORDER BY k.id LIMIT 500", &emergency_consent_record },
	[Q_CONSENT_TOLD]  = { "UPDATE emergency_consent SET told_at = ?2 WHERE id = ?1" },

	[Q_ELINE_PUT]     = { "INSERT INTO emergency_line ({+}) VALUES ({?})", &emergency_line_record },
	[Q_ELINES]        = { "SELECT {} FROM v_emergency_line WHERE emergency_order = ?1 ORDER BY seq", &emergency_line_record },
	[Q_ELINE_PLACE]   = { "UPDATE emergency_line SET pool = ?2, csp = ?3 WHERE id = ?1" },
	[Q_ELINE_SEQ]     = { "UPDATE emergency_line SET application_seq = ?2 WHERE id = ?1" },
	[Q_POOL_ORDERED]  = { "SELECT COUNT(*) FROM v_emergency_line l JOIN emergency_order e ON e.id = l.emergency_order WHERE l.pool = ?1 AND e.state = 'issued' AND l.ended_at IS NULL AND l.opened_qty < l.add_qty" },
	[Q_ELINE_END]     = { "UPDATE emergency_line SET ended_at = ?2, end_reason = ?3 WHERE id = ?1 AND ended_at IS NULL" },
	[Q_ELINE_APPROVED] = { "UPDATE emergency_line SET approved_qty = ?2 WHERE id = ?1" },
	[Q_OPENING_PUT]   = { "INSERT INTO emergency_opening ({+}) VALUES ({?})", &emergency_opening_record },
	[Q_OPENINGS]      = { "SELECT {} FROM v_emergency_opening WHERE emergency_order = ?1 ORDER BY id LIMIT 1000", &emergency_opening_record },
	[Q_OPENINGS_OF]   = { "SELECT {} FROM v_emergency_opening WHERE line = ?1 ORDER BY id DESC LIMIT 1000", &emergency_opening_record },
	[Q_OPENING_BACK]  = { "UPDATE emergency_opening SET reclaimed_qty = reclaimed_qty + ?2 WHERE id = ?1" },
	[Q_RECLAIM_PUT]   = { "INSERT INTO emergency_reclaim ({+}) VALUES ({?})", &emergency_reclaim_record },
	[Q_RECLAIMS]      = { "SELECT {} FROM v_emergency_reclaim WHERE emergency_order = ?1 ORDER BY id LIMIT 200", &emergency_reclaim_record },
	[Q_RECLAIM_DONE]  = { "UPDATE emergency_reclaim SET done_at = ?2, done_by = ?3, done_by_name = ?4, disposal = ?5 WHERE id = ?1" },
	[Q_RECLAIM_LIFT]  = { "UPDATE emergency_reclaim SET lifted_at = ?2 WHERE emergency_order = ?1 AND done_at IS NULL AND lifted_at IS NULL" },
	[Q_BACKUP_PUT]    = { "INSERT INTO emergency_backup ({+}) VALUES ({?})", &emergency_backup_record },
	[Q_BACKUPS]       = { "SELECT {} FROM emergency_backup WHERE emergency_order = ?1 ORDER BY id LIMIT 200", &emergency_backup_record },
};

/* Who has the ball, from the request to the last thing owed. */
#define ROLES(...) " JOIN (" __VA_ARGS__ ") w ON 1 = 1"
#define CSP_ROLES ROLES("SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_maintenance'")
#define USER_ROLES ROLES("SELECT 'user_handler' AS role UNION ALL SELECT 'user_owner'")
#define APPU_ROLES ROLES("SELECT 'appu_manager' AS role UNION ALL SELECT 'appu_reviewer'")
#define SIGNER_ROLES ROLES("SELECT 'auth_approver' AS role UNION ALL SELECT 'auth_issuer'")
#define ROW(op, label, article, org, due, since) "SELECT 'emergency_order', e.id, e.no, e.title, u.name, e.state, '" op "', '" label "', '" article "', w.role, " org ", NULL, NULL, NULL, " due ", " since
#define CLOCKED "SELECT 'emergency_order', e.id, e.no, e.title, u.name, e.state, 'emergency.makeup', '补办手续', 'A26c', w.role, e.user_org, NULL, NULL, c.kind, c.due_at, e.issued_at"
#define ORDERS " FROM emergency_order e JOIN org u ON u.id = e.user_org"
#define HAS(side) "EXISTS (SELECT 1 FROM emergency_consent k WHERE k.emergency_order = e.id AND k.side = '" side "' AND k.denied_at IS NULL AND NOT EXISTS" \
	" (SELECT 1 FROM emergency_consent n WHERE n.emergency_order = k.emergency_order AND n.side = k.side AND n.id > k.id))"
#define WAITING(side) " JOIN emergency_consent k ON k.emergency_order = e.id AND k.side = '" side "' AND k.confirm_due_at IS NOT NULL AND k.confirmed_at IS NULL AND k.denied_at IS NULL" \
	" AND NOT EXISTS (SELECT 1 FROM emergency_consent n WHERE n.emergency_order = k.emergency_order AND n.side = k.side AND n.id > k.id)"
#define NOT_ENDED " WHERE e.state NOT IN ('cancelled', 'declined')"
const char *const emergency_work[] = {
	ROW("emergency.consent", "紧急事项请示同意", "A26a", "e.applicant_org", "NULL", "e.requested_at") ORDERS APPU_ROLES " WHERE e.state = 'requested' AND NOT " HAS("applicant"),
	ROW("emergency.consent", "紧急事项请示同意", "A26a", "NULL", "NULL", "e.requested_at") ORDERS SIGNER_ROLES " WHERE e.state = 'requested' AND NOT " HAS("authority"),
	ROW("emergency.confirm_consent", "确认口头同意", "A26a", "k.org", "k.confirm_due_at", "k.recorded_at") ORDERS WAITING("applicant") APPU_ROLES NOT_ENDED,
	ROW("emergency.confirm_consent", "确认口头同意", "A26a", "NULL", "k.confirm_due_at", "k.recorded_at") ORDERS WAITING("authority") SIGNER_ROLES NOT_ENDED,
	ROW("emergency.issue", "下达紧急开通单", "A26b", "NULL", "NULL", "e.requested_at") ORDERS SIGNER_ROLES " WHERE e.state = 'requested' AND " HAS("applicant") " AND " HAS("authority"),
	ROW("emergency.open", "紧急开通", "A26b", "l.csp", "NULL", "e.issued_at") ORDERS " JOIN (SELECT DISTINCT x.emergency_order, x.csp FROM v_emergency_line x WHERE x.ended_at IS NULL"
	" AND x.opened_qty < x.add_qty) l ON l.emergency_order = e.id" CSP_ROLES " WHERE e.state = 'issued'",
	ROW("emergency.confirm", "确认收到紧急开通的资源", "A26b", "e.user_org", "NULL", "e.opened_at") ORDERS USER_ROLES " WHERE e.state IN ('opened', 'settled', 'reclaiming') AND e.confirmed_at IS NULL",
	CLOCKED ORDERS " JOIN clock c ON c.subject_id = e.id AND c.subject_kind = 'emergency_order' AND c.kind = 'c8' AND c.stopped_at IS NULL" USER_ROLES " WHERE e.issued_at IS NOT NULL",
	ROW("emergency.confirm_backup", "收回前确认备份", "A23.2a", "e.user_org", "b.due_at", "b.since_at") ORDERS " JOIN (SELECT r.emergency_order, MIN(r.due_at) AS due_at, MIN(r.ordered_at) AS since_at"
	" FROM emergency_reclaim r WHERE r.done_at IS NULL AND r.lifted_at IS NULL GROUP BY r.emergency_order) b ON b.emergency_order = e.id" USER_ROLES
	" WHERE e.state = 'reclaiming' AND NOT EXISTS (SELECT 1 FROM emergency_backup x WHERE x.emergency_order = e.id AND x.verified = 1 AND x.at >= b.since_at)",
	ROW("emergency.reclaimed", "收回应急资源", "A26c", "b.csp", "b.due_at", "b.since_at") ORDERS " JOIN (SELECT r.emergency_order, r.csp, MIN(r.due_at) AS due_at, MIN(r.ordered_at) AS since_at"
	" FROM emergency_reclaim r WHERE r.done_at IS NULL AND r.lifted_at IS NULL GROUP BY r.emergency_order, r.csp) b ON b.emergency_order = e.id" CSP_ROLES " WHERE e.state = 'reclaiming'",
	NULL
};

#define TWO_SIDES "(SELECT COUNT(DISTINCT k.side) FROM emergency_consent k WHERE k.emergency_order = e.id AND k.at <= e.issued_at)"
const struct invariant emergency_invariants[] = {
	{ "A26a", "下达的紧急开通单都有申请单位和主管部门双方的同意", "SELECT e.no FROM emergency_order e WHERE e.issued_at IS NOT NULL AND " TWO_SIDES " <> 2" },
	{ "A26a", "双方的同意由两个不同的人作出",
	  "SELECT a.emergency_order FROM emergency_consent a JOIN emergency_consent b ON b.emergency_order = a.emergency_order AND b.side <> a.side AND b.person = a.person" },
	{ "A26a", "口头同意都有确认期限，系统里的同意当时即确认",
	  "SELECT id FROM emergency_consent WHERE (channel IN ('phone', 'meeting') AND confirm_due_at IS NULL) OR (channel IN ('system', 'letter') AND confirmed_at IS NULL)"
	  " OR (confirmed_at IS NOT NULL AND denied_at IS NOT NULL)" },
	{ "A26b", "应急资源都来自下达了的紧急开通单",
	  "SELECT r.no FROM resource r WHERE r.emergency = 1 AND NOT EXISTS (SELECT 1 FROM emergency_opening g JOIN emergency_order e ON e.id = g.emergency_order"
	  " WHERE g.resource = r.id AND e.issued_at IS NOT NULL AND g.at >= e.issued_at)" },
	{ "A26b", "开通的数量不超过紧急开通单", "SELECT id FROM v_emergency_line WHERE opened_qty > add_qty OR reclaimed_qty > opened_qty" },
	{ "A26b", "应急资源自紧急开通单下达之日计费",
	  "SELECT r.no FROM emergency_opening g JOIN emergency_line l ON l.id = g.line AND l.kind = 'open' JOIN emergency_order e ON e.id = g.emergency_order JOIN resource r ON r.id = g.resource"
	  " WHERE r.billing_start_date IS NULL OR r.billing_start_date <> e.billing_start_date" },
	{ "A26c", "下达的紧急开通单都印有补办到期日", "SELECT no FROM emergency_order WHERE issued_at IS NOT NULL AND (makeup_due_date IS NULL OR billing_start_date IS NULL)" },
	{ "A26c", "没有补办的恰有一个在走的补办时限",
	  "SELECT e.no FROM emergency_order e WHERE e.state IN ('issued', 'opened') AND (SELECT COUNT(*) FROM clock c WHERE c.subject_id = e.id AND c.subject_kind = 'emergency_order'"
	  " AND c.kind = 'c8' AND c.stopped_at IS NULL) <> CASE WHEN e.made_up_at IS NULL THEN 1 ELSE 0 END" },
	{ "A26c", "补办完成的没有超过批准的应急资源",
	  "SELECT l.id FROM v_emergency_line l JOIN emergency_order e ON e.id = l.emergency_order WHERE e.state = 'settled' AND l.opened_qty - l.reclaimed_qty > COALESCE(l.approved_qty, 0)" },
	{ "A23.2a", "收回前都有核验过的备份确认",
	  "SELECT r.id FROM emergency_reclaim r WHERE r.done_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM emergency_backup b WHERE b.emergency_order = r.emergency_order AND b.verified = 1"
	  " AND b.at <= r.done_at)" },
	{ 0 }
};
