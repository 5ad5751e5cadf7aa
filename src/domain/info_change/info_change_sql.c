/* Changes of units and people: tables, and what an act finds by looking into the other folders' tables. */
#include "domain/info_change/info_change_in.h"

const struct migration info_change_migrations[] = {
	{ 1,
	  "CREATE TABLE info_change (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, org BIGINT NOT NULL, org_name TEXT NOT NULL,"
	  " change_date TEXT NOT NULL, doc_no TEXT, reason TEXT, file BIGINT, new_name TEXT, new_short_name TEXT, into_org BIGINT, into_name TEXT, systems TEXT, people TEXT,"
	  " person BIGINT, person_name TEXT, successor BIGINT, successor_name TEXT, name TEXT, mobile TEXT, email TEXT, post TEXT, duty_kind BIGINT NOT NULL, before TEXT,"
	  " after TEXT, reported_by BIGINT, reported_name TEXT, reported_at BIGINT NOT NULL, due_date TEXT NOT NULL, late BIGINT NOT NULL, delay_wd BIGINT NOT NULL,"
	  " registered_by BIGINT, registered_name TEXT, registered_at BIGINT, register_note TEXT, signed_by BIGINT, signed_name TEXT, signed_at BIGINT, sign_note TEXT,"
	  " return_note TEXT, state TEXT NOT NULL);\n"
	  "CREATE INDEX info_change_org ON info_change (org, id);\n"
	  "CREATE INDEX info_change_into ON info_change (into_org);\n"
	  "CREATE INDEX info_change_reported ON info_change (reported_at, id);\n"
	  "CREATE INDEX info_change_state ON info_change (state, id);\n"
	  "CREATE TABLE info_change_item (id {id}, change BIGINT NOT NULL, kind TEXT NOT NULL, object BIGINT NOT NULL, no TEXT, name TEXT, note TEXT, from_org BIGINT,"
	  " to_org BIGINT);\n"
	  "CREATE INDEX info_change_item_change ON info_change_item (change, id);\n"
	  "CREATE INDEX info_change_item_object ON info_change_item (object, kind);\n"
	  "CREATE VIEW v_info_change AS SELECT c.*, o.budget_level1 AS root FROM info_change c JOIN org o ON o.id = c.org;\n"
	  "CREATE VIEW v_contact_check AS SELECT p.id, p.name, p.org, p.org_name, p.root, p.mobile, p.email, p.post, COALESCE(p.verified_at, p.created_at) AS confirmed_at"
	  " FROM v_person p WHERE p.status = 'active'" },
	{ 0 }
};

const char *const info_change_work[] = {
	"SELECT 'info_change', c.id, c.no, c.org_name, c.org_name, c.state, w.op, w.op_label, 'A22.3a', w.role, CASE WHEN w.who = 'unit' THEN c.org END,"
	" CASE WHEN w.op = 'info_change.sign' THEN c.registered_by END, NULL, NULL, NULL, c.reported_at FROM info_change c JOIN ("
	"  SELECT 'reported' AS state, 'info_change.register' AS op, '登记机构人员变更' AS op_label, 'auth_handler' AS role, 'authority' AS who UNION ALL"
	"  SELECT 'registered', 'info_change.sign', '签发机构变更', 'auth_approver', 'authority' UNION ALL"
	"  SELECT 'returned', 'info_change.amend', '补正后重报', 'appu_manager', 'unit' UNION ALL"
	"  SELECT 'returned', 'info_change.amend', '补正后重报', 'user_handler', 'unit') w ON w.state = c.state",
	NULL
};

/* Items come as (id, change, kind, object, no, name, note, from_org, to_org); ?1 what is asked about, ?2 the old unit, ?3 the new one. */
#define ITEM(kind, id, no, name, note) "SELECT 0, 0, '" kind "', " id ", " no ", " name ", " note ", CAST(?2 AS BIGINT), CAST(?3 AS BIGINT) "
#define OPEN "NOT IN ('closed', 'rejected', 'withdrawn', 'terminated')"
#define BELOW "(WITH RECURSIVE below(id) AS (SELECT CAST(?1 AS BIGINT) UNION SELECT o.id FROM org o JOIN below b ON o.parent = b.id WHERE o.kind = 'user') SELECT id FROM below)"

const struct stmt info_change_q[Q_IC_MAX] = {
	[Q_IC_PUT]        = { "INSERT INTO info_change ({+}) VALUES ({?})", &info_change_record },
	[Q_IC_SET]        = { "UPDATE info_change SET {=} WHERE id = {id}", &info_change_record },
	[Q_IC_REGISTERED] = { "UPDATE info_change SET registered_by = ?2, registered_name = ?3, registered_at = ?4, register_note = ?5 WHERE id = ?1" },
	[Q_IC_SIGNED]     = { "UPDATE info_change SET signed_by = ?2, signed_name = ?3, signed_at = ?4, sign_note = ?5 WHERE id = ?1" },
	[Q_IC_RETURNED]   = { "UPDATE info_change SET return_note = ?2 WHERE id = ?1" },
	[Q_IC_PERSON]     = { "UPDATE info_change SET person = ?2 WHERE id = ?1" },
	[Q_ITEM_PUT]      = { "INSERT INTO info_change_item ({+}) VALUES ({?})", &ic_item_record },
	[Q_ITEMS]         = { "SELECT {} FROM info_change_item WHERE change = ?1 ORDER BY id", &ic_item_record },

	[Q_SYSTEMS_OF]    = { ITEM("info_system", "s.id", "s.no", "s.name", "NULL") "FROM info_system s WHERE s.user_org = ?1 ORDER BY s.id", &ic_item_record },
	[Q_SYSTEM]        = { ITEM("info_system", "s.id", "s.no", "s.name", "NULL") "FROM info_system s WHERE s.id = ?1", &ic_item_record },
	[Q_RESOURCES_OF]  = { ITEM("resource", "r.id", "r.no", "r.name", "r.state") "FROM resource r WHERE r.system = ?1 AND r.state <> 'destroyed' ORDER BY r.id", &ic_item_record },
	[Q_APPS_OF]       = { ITEM("application", "a.id", "a.no", "a.title", "a.state") "FROM application a WHERE a.system = ?1 AND a.state " OPEN
			      " UNION ALL " ITEM("application", "a.id", "a.no", "a.title", "a.state") "FROM change_stage s JOIN application a ON a.id = s.application JOIN resource r"
			      " ON r.id = s.resource WHERE r.system = ?1 AND s.state <> 'closed' AND NOT a.state " OPEN " ORDER BY 3", &ic_item_record },
	[Q_ORDERS_OF]     = { ITEM("delivery_order", "d.id", "d.no", "a.title", "d.state") "FROM delivery_order d JOIN application a ON a.id = d.application WHERE a.system = ?1"
			      " AND a.state " OPEN " AND d.state IN ('issued', 'disputed') ORDER BY d.id", &ic_item_record },
	[Q_BILLS_OF]      = { ITEM("bill", "b.id", "b.no", "b.month", "b.state") "FROM bill b WHERE b.user_org = ?1 AND b.state IN ('published', 'disputed', 'adjusted') ORDER BY b.id",
			      &ic_item_record },
	[Q_WORK_OF]       = { ITEM("work_order", "w.id", "w.no", "w.title", "w.state") "FROM work_order w WHERE (w.from_org = ?1 OR w.to_org = ?1) AND w.state <> 'confirmed' ORDER BY w.id",
			      &ic_item_record },
	[Q_PEOPLE_OF]     = { ITEM("person", "p.id", "NULL", "p.name", "p.post") "FROM person p WHERE p.org = ?1 AND p.status = 'active' ORDER BY p.id", &ic_item_record },
	[Q_PERSON_IS]     = { ITEM("person", "p.id", "NULL", "p.name", "p.post") "FROM person p WHERE p.id = ?1", &ic_item_record },
	[Q_UNITS_OF]      = { ITEM("org", "o.id", "o.no", "o.name", "NULL") "FROM org o WHERE o.parent = ?1 AND o.status = 'active' ORDER BY o.id", &ic_item_record },
	/* Systems of units under ?1 (but not of ?2) that get another first-level unit with it: ?3. */
	[Q_SYSTEMS_ALONG] = { "SELECT 0, 0, 'info_system', s.id, s.no, s.name, '随上级改变申请单位', s.applicant_org, CAST(?3 AS BIGINT) FROM info_system s WHERE s.user_org IN " BELOW
			      " AND s.user_org <> ?2 AND s.applicant_org <> ?3 ORDER BY s.id", &ic_item_record },
	[Q_SYSTEMS_ASTRAY] = { "SELECT 0, 0, 'info_system', s.id, s.no, s.name, NULL, s.user_org, o.budget_level1 FROM info_system s JOIN org o ON o.id = s.user_org"
			       " WHERE o.budget_level1 IS NOT NULL AND s.applicant_org <> o.budget_level1 ORDER BY s.id", &ic_item_record },
	[Q_HELD_APPS]     = { ITEM("application", "a.id", "a.no", "a.title", "a.state") "FROM application a WHERE a.state " OPEN " AND (a.handler = ?1 OR ((a.drafter = ?1"
			      " OR a.editor = ?1) AND a.state IN ('draft', 'internal_review', 'internal_rejected', 'not_accepted'))) ORDER BY a.id", &ic_item_record },
	[Q_HELD_ORDERS]   = { ITEM("work_order", "w.id", "w.no", "w.title", "w.state") "FROM work_order w WHERE w.assignee = ?1 AND w.state NOT IN ('done', 'confirmed') ORDER BY w.id",
			      &ic_item_record },
	/* The register names people in words (A9b.1). */
	[Q_NAMED_IN]      = { ITEM("info_system", "s.id", "s.no", "s.name", "'登记的安全责任人或安全管理员离任，请更新'") "FROM info_system s JOIN person p ON p.id = ?1 JOIN org o ON o.id = p.org"
			      " WHERE s.state <> 'offline' AND (s.user_org = o.id OR s.applicant_org = o.id OR s.user_org = o.budget_level1)"
			      " AND (s.security_responsible = p.name OR s.security_admin = p.name) ORDER BY s.id", &ic_item_record },
	[Q_IN_USE]        = { "SELECT (SELECT COUNT(*) FROM info_system s WHERE s.user_org = ?1 AND s.state <> 'offline'),"
			      " (SELECT COUNT(*) FROM resource r WHERE r.user_org = ?1 AND r.state IN ('trial', 'active', 'changing')),"
			      " (SELECT COUNT(*) FROM application a WHERE a.user_org = ?1 AND a.state " OPEN "),"
			      " (SELECT COUNT(*) FROM bill b WHERE b.user_org = ?1 AND b.state IN ('published', 'disputed', 'adjusted')),"
			      " (SELECT COUNT(*) FROM org o WHERE o.parent = ?1 AND o.status = 'active')", &in_use_record },
	[Q_CONTACTS_DUE]  = { "SELECT {} FROM v_contact_check WHERE confirmed_at < ?1 ORDER BY id", &contact_record },
};

const struct invariant info_change_invariants[] = {
	{ "A22.3a", "合并、分立等机构变更都经另一人签发",
	  "SELECT no FROM info_change WHERE state = 'done' AND kind IN ('rename', 'merge', 'split', 'abolish', 'subordinate')"
	  " AND (signed_by IS NULL OR signed_by = registered_by)" },
	{ "A22.3a", "办结的变更都经主管部门登记", "SELECT no FROM info_change WHERE state = 'done' AND registered_by IS NULL" },
	{ "A22.3b", "迟报的有迟报天数", "SELECT no FROM info_change WHERE (late = 1) <> (delay_wd > 0)" },
	{ "A22.3a", "资源的单位就是其系统的单位",
	  "SELECT r.no FROM resource r JOIN info_system s ON s.id = r.system WHERE r.user_org <> s.user_org OR r.applicant_org <> s.applicant_org" },
	{ "A22.3a", "在办申请的单位就是其系统的单位",
	  "SELECT a.no FROM application a JOIN info_system s ON s.id = a.system WHERE a.state " OPEN " AND (a.user_org <> s.user_org OR a.applicant_org <> s.applicant_org)" },
	{ "A22.3a", "停用的单位没有在用的系统和在岗人员",
	  "SELECT o.no FROM org o WHERE o.status = 'closed' AND (EXISTS (SELECT 1 FROM info_system s WHERE s.user_org = o.id AND s.state <> 'offline')"
	  " OR EXISTS (SELECT 1 FROM person p WHERE p.org = o.id AND p.status = 'active'))" },
	{ "A22.3a", "办结的离任人员没有在用的账号",
	  "SELECT k.no FROM info_change k JOIN account a ON a.person = k.person WHERE k.kind = 'person_left' AND k.state = 'done' AND a.status = 'active'" },
	{ 0 }
};
