/* The revocation's tables. A plan's id is its application's: the case has one row in either. */
#include "domain/revocation/revocation_in.h"

const struct migration rev_migrations[] = {
	{ 1,
	  "CREATE TABLE revocation_plan (id BIGINT PRIMARY KEY, data_disposal TEXT, contacts TEXT, backup_plan TEXT, dependents TEXT, domain_icp_cancel TEXT,"
	  " schedule TEXT, risks TEXT, file BIGINT, stop_date TEXT, cooling_days BIGINT NOT NULL, cooling_until TEXT, stop_due_at BIGINT, cooled_at BIGINT);\n"
	  "CREATE TABLE revocation_scope (application BIGINT NOT NULL, resource BIGINT NOT NULL, PRIMARY KEY (application, resource));\n"
	  "CREATE INDEX revocation_scope_resource ON revocation_scope (resource, application);\n"
	  "CREATE TABLE revocation_backup (id {id}, application BIGINT NOT NULL UNIQUE, by_person BIGINT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL,"
	  " content TEXT NOT NULL, place TEXT NOT NULL, size_gb BIGINT NOT NULL, verified BIGINT NOT NULL, verify_method TEXT NOT NULL, file BIGINT);\n"
	  "CREATE TABLE data_hand_back (id {id}, application BIGINT NOT NULL, by_person BIGINT NOT NULL, by_name TEXT NOT NULL, at BIGINT NOT NULL,"
	  " no_data BIGINT NOT NULL, content TEXT, media TEXT, receiver TEXT, size_gb BIGINT, file BIGINT, note TEXT);\n"
	  "CREATE INDEX data_hand_back_application ON data_hand_back (application, id);\n"
	  "CREATE TABLE revocation_step (id {id}, application BIGINT NOT NULL, csp BIGINT NOT NULL, step TEXT NOT NULL, at BIGINT NOT NULL, by_person BIGINT,"
	  " by_name TEXT NOT NULL, note TEXT, UNIQUE (application, csp, step));\n"
	  "CREATE TABLE destroy_item (id {id}, application BIGINT NOT NULL, resource BIGINT NOT NULL, csp BIGINT NOT NULL, kind TEXT NOT NULL, native_id TEXT,"
	  " size_gb BIGINT, place TEXT, note TEXT, run BIGINT, result TEXT, verify_note TEXT, destroyed_at BIGINT);\n"
	  "CREATE INDEX destroy_item_application ON destroy_item (application, id);\n"
	  "CREATE TABLE destroy_run (id {id}, application BIGINT NOT NULL, csp BIGINT NOT NULL, method TEXT NOT NULL, standard TEXT NOT NULL, passes BIGINT NOT NULL,"
	  " operator BIGINT NOT NULL, operator_name TEXT NOT NULL, witness BIGINT NOT NULL CHECK (witness <> operator), witness_name TEXT NOT NULL,"
	  " witness_org_name TEXT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, at BIGINT NOT NULL, witnessed_at BIGINT, note TEXT,"
	  " witness_note TEXT, photos TEXT, results TEXT);\n"
	  "CREATE INDEX destroy_run_application ON destroy_run (application, id);\n"
	  "CREATE TABLE destroy_cert (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, application BIGINT NOT NULL, application_no TEXT NOT NULL,"
	  " system BIGINT NOT NULL, system_name TEXT NOT NULL, user_org BIGINT NOT NULL, user_org_name TEXT NOT NULL, applicant_org BIGINT NOT NULL,"
	  " applicant_org_name TEXT NOT NULL, csp BIGINT NOT NULL, csp_name TEXT NOT NULL, resources TEXT, volumes TEXT, snapshots TEXT, backups TEXT,"
	  " replicas TEXT, method TEXT NOT NULL, standard TEXT NOT NULL, passes BIGINT NOT NULL, operator TEXT NOT NULL, witness TEXT NOT NULL,"
	  " started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, stop_date TEXT, verify_result TEXT NOT NULL, photos TEXT, backup_by TEXT, backup_at BIGINT,"
	  " backup_place TEXT, hand_back TEXT, issued_at BIGINT NOT NULL, digest TEXT NOT NULL, UNIQUE (application, csp));\n"
	  "CREATE INDEX destroy_cert_user ON destroy_cert (user_org, id);\n"
	  "CREATE INDEX destroy_cert_csp ON destroy_cert (csp, id);\n"
	  "CREATE INDEX destroy_cert_system ON destroy_cert (system);\n"
	  "CREATE VIEW v_revocation AS SELECT p.*, a.version, a.no, a.title, a.reason, a.state, a.system, a.user_org, a.applicant_org, a.submitted_at, a.issued_at,"
	  " s.name AS system_name, u.name AS user_org_name, o.name AS applicant_org_name FROM revocation_plan p JOIN application a ON a.id = p.id"
	  " JOIN info_system s ON s.id = a.system JOIN org u ON u.id = a.user_org JOIN org o ON o.id = a.applicant_org;\n"
	  "CREATE VIEW v_destroy_item AS SELECT i.*, r.no AS resource_no FROM destroy_item i JOIN resource r ON r.id = i.resource;\n"
	  "CREATE VIEW v_revocation_step AS SELECT s.*, o.name AS csp_name FROM revocation_step s JOIN org o ON o.id = s.csp" },
	{ 0 }
};

/* A row of work: op, label, article, roles joined as w; `org` whose it is; `due` and `since` are columns. */
#define WORK(op, label, article, org, due, since) \
	"SELECT 'revocation', a.id, a.no, a.title, u.name, a.state, '" op "', '" label "', '" article "', w.role, " org ", NULL, NULL, NULL, " due ", " since \
	" FROM revocation_plan p JOIN application a ON a.id = p.id JOIN org u ON u.id = a.user_org"
#define ROLES(a, b) " JOIN (SELECT '" a "' AS role UNION ALL SELECT '" b "') w ON 1 = 1"
#define PROVIDERS " JOIN (SELECT DISTINCT x.application, r.csp FROM revocation_scope x JOIN resource r ON r.id = x.resource) v ON v.application = a.id" \
	ROLES("csp_operation", "csp_maintenance")
#define STEP_IS(step) "EXISTS (SELECT 1 FROM revocation_step t WHERE t.application = a.id AND t.csp = v.csp AND t.step = '" step "')"
const char *const rev_work[] = {
	WORK("revocation.confirm_backup", "确认备份和迁移", "A23.2a", "a.user_org", "p.stop_due_at", "a.issued_at") ROLES("user_handler", "user_owner")
	" WHERE a.state = 'approved'",
	WORK("revocation.stop", "停止服务", "A23.1c", "v.csp", "p.stop_due_at", "a.issued_at") PROVIDERS " WHERE a.state = 'backup_confirmed' AND NOT " STEP_IS("stop"),
	WORK("revocation.check_backup", "核对备份确认", "A23.1c", "v.csp", "NULL", "a.issued_at") PROVIDERS
	" WHERE a.state IN ('backup_confirmed', 'stopped', 'cooling') AND " STEP_IS("stop") " AND NOT " STEP_IS("backup_checked"),
	WORK("revocation.list_items", "清点卷、快照、备份和副本", "A23.1c", "v.csp", "NULL", "a.issued_at") PROVIDERS
	" WHERE a.state IN ('backup_confirmed', 'stopped', 'cooling') AND " STEP_IS("backup_checked") " AND NOT " STEP_IS("listed"),
	WORK("revocation.hand_back", "登记数据返还", "A17b", "a.user_org", "NULL", "a.issued_at") ROLES("user_handler", "user_owner")
	" WHERE a.state IN ('backup_confirmed', 'stopped', 'cooling') AND NOT EXISTS (SELECT 1 FROM data_hand_back h WHERE h.application = a.id)",
	WORK("revocation.destroy", "销毁数据", "A23.1d", "v.csp", "NULL", "p.cooled_at") PROVIDERS
	" WHERE a.state IN ('stopped', 'cooling') AND p.cooled_at IS NOT NULL AND " STEP_IS("listed") " AND EXISTS (SELECT 1 FROM data_hand_back h WHERE h.application = a.id)"
	" AND EXISTS (SELECT 1 FROM destroy_item i WHERE i.application = a.id AND i.csp = v.csp AND i.kind <> 'none' AND i.destroyed_at IS NULL)",
	/* Whoever is named as witness, whichever post they hold; nobody else of their unit. */
	"SELECT 'revocation', a.id, a.no, a.title, u.name, a.state, 'revocation.witness', '见证数据销毁', 'A23.1d', 'any', n.org, NULL, NULL, NULL, NULL, MIN(r.at)"
	" FROM destroy_run r JOIN application a ON a.id = r.application JOIN org u ON u.id = a.user_org JOIN person n ON n.id = r.witness"
	" WHERE r.witnessed_at IS NULL AND a.state IN ('stopped', 'cooling') GROUP BY a.id, a.no, a.title, u.name, a.state, n.org",
	"SELECT 'revocation', r.application, NULL, NULL, NULL, NULL, 'revocation.witness', '见证数据销毁', 'A23.1d', 'nobody', n.org, o.id, NULL, NULL, NULL, r.at"
	" FROM destroy_run r JOIN person n ON n.id = r.witness JOIN person o ON o.org = n.org"
	" WHERE r.witnessed_at IS NULL AND o.id NOT IN (SELECT x.witness FROM destroy_run x WHERE x.application = r.application AND x.witnessed_at IS NULL)",
	WORK("revocation.end", "确认服务终止", "A23.1c", "v.csp", "NULL", "p.cooled_at") PROVIDERS
	" WHERE a.state IN ('stopped', 'cooling', 'destroyed') AND " STEP_IS("destroyed") " AND NOT " STEP_IS("ended"),
	"SELECT 'application', a.id, a.no, a.title, u.name, a.state, 'delivery.close', '办结撤销', 'A23.1c', 'auth_handler', NULL, NULL, NULL, NULL, NULL, a.updated_at"
	" FROM application a JOIN org u ON u.id = a.user_org WHERE a.type = 'revoke' AND a.state = 'destroyed' AND NOT EXISTS (SELECT 1 FROM destroy_cert k"
	" WHERE k.application = a.id AND NOT EXISTS (SELECT 1 FROM revocation_step t WHERE t.application = a.id AND t.csp = k.csp AND t.step = 'ended'))",
	/* Nothing of the system is left: the owner is reminded, the register is the owner's to change. */
	"SELECT 'info_system', s.id, s.no, s.name, u.name, s.state, 'info_system.offline', '系统下线', 'A23.1c', 'user_owner', s.user_org, NULL, NULL, NULL, NULL,"
	" (SELECT MAX(k.issued_at) FROM destroy_cert k WHERE k.system = s.id) FROM info_system s JOIN org u ON u.id = s.user_org WHERE s.state <> 'offline'"
	" AND EXISTS (SELECT 1 FROM destroy_cert k WHERE k.system = s.id) AND NOT EXISTS (SELECT 1 FROM resource r WHERE r.system = s.id AND r.state <> 'destroyed'"
	" AND (r.state <> 'stopped' OR r.billing_start_date IS NOT NULL))",
	NULL
};

#define OPEN_STATES "('submitted', 'accepted', 'under_review', 'approved', 'backup_confirmed', 'stopped', 'cooling')"
const struct stmt rev_q[REV_Q_MAX] = {
	[Q_PLAN_PUT]   = { "INSERT INTO revocation_plan ({+}) VALUES ({?})", &plan_record },
	[Q_PLAN_SET]   = { "UPDATE revocation_plan SET {=} WHERE id = {id}", &plan_record },
	[Q_SCOPE_PUT]  = { "INSERT INTO revocation_scope (application, resource) VALUES (?1, ?2)" },
	[Q_SCOPE_DROP] = { "DELETE FROM revocation_scope WHERE application = ?1 AND application IN (SELECT id FROM application WHERE state = 'draft')" },
	[Q_SCOPE]      = { "SELECT {r.} FROM revocation_scope x JOIN v_resource r ON r.id = x.resource WHERE x.application = ?1 ORDER BY r.csp, r.id", &resource_record },
	[Q_OTHER_CASE] = { "SELECT a.no FROM revocation_scope x JOIN application a ON a.id = x.application WHERE x.resource = ?1 AND x.application <> ?2"
			   " AND a.state IN " OPEN_STATES " ORDER BY a.id LIMIT 1" },
	[Q_PROVIDERS]  = { "SELECT DISTINCT r.csp FROM revocation_scope x JOIN resource r ON r.id = x.resource WHERE x.application = ?1 ORDER BY r.csp" },
	[Q_APPROVED]   = { "UPDATE revocation_plan SET stop_due_at = ?2 WHERE id = ?1" },
	[Q_STOPPED]    = { "UPDATE revocation_plan SET cooling_until = ?2, cooled_at = ?3 WHERE id = ?1" },
	[Q_COOLED_DUE] = { "SELECT {} FROM v_revocation WHERE state = 'cooling' AND cooled_at IS NULL AND cooling_until <= ?1 ORDER BY id", &revocation_record },
	[Q_COOLED]     = { "UPDATE revocation_plan SET cooled_at = ?2 WHERE id = ?1" },
	[Q_BACKUP_PUT] = { "INSERT INTO revocation_backup ({+}) VALUES ({?})", &revocation_backup_record },
	[Q_BACKUP_OF]  = { "SELECT {} FROM revocation_backup WHERE application = ?1", &revocation_backup_record },
	[Q_HAND_PUT]   = { "INSERT INTO data_hand_back ({+}) VALUES ({?})", &hand_back_record },
	[Q_HAND_OF]    = { "SELECT {} FROM data_hand_back WHERE application = ?1 ORDER BY id DESC LIMIT 1", &hand_back_record },
	[Q_STEP_PUT]   = { "INSERT INTO revocation_step ({+}) VALUES ({?})", &step_record },
	[Q_STEPS]      = { "SELECT {} FROM v_revocation_step WHERE application = ?1 ORDER BY id", &step_record },
	[Q_ENDS_LACKING] = { "SELECT COUNT(DISTINCT r.csp) FROM revocation_scope x JOIN resource r ON r.id = x.resource WHERE x.application = ?1 AND NOT EXISTS"
			     " (SELECT 1 FROM revocation_step t WHERE t.application = x.application AND t.csp = r.csp AND t.step = 'ended')" },
	[Q_ITEM_PUT]   = { "INSERT INTO destroy_item ({+}) VALUES ({?})", &wipe_item_record },
	[Q_ITEMS]      = { "SELECT {} FROM v_destroy_item WHERE application = ?1 ORDER BY id", &wipe_item_record },
	[Q_ITEMS_DROP] = { "DELETE FROM destroy_item WHERE application = ?1 AND csp = ?2 AND run IS NULL" },
	[Q_ITEM_GONE]  = { "UPDATE destroy_item SET run = ?2, result = ?3, verify_note = ?4, destroyed_at = ?5 WHERE id = ?1" },
	[Q_RUN_PUT]    = { "INSERT INTO destroy_run ({+}) VALUES ({?})", &wipe_run_record },
	[Q_RUNS]       = { "SELECT {} FROM destroy_run WHERE application = ?1 ORDER BY id", &wipe_run_record },
	[Q_RUN_WITNESS] = { "UPDATE destroy_run SET witnessed_at = ?2, witness_note = ?3 WHERE id = ?1" },
	[Q_RUN_REPLACE] = { "UPDATE destroy_run SET witness = ?2, witness_name = ?3, witness_org_name = ?4, note = ?5 WHERE id = ?1" },
	[Q_CERT_PUT]   = { "INSERT INTO destroy_cert ({+}) VALUES ({?})", &destroy_cert_record },
	[Q_CERTS_OF]   = { "SELECT id FROM destroy_cert WHERE application = ?1 ORDER BY id" },
	[Q_RUNNING_LEFT] = { "SELECT COUNT(*) FROM resource r WHERE r.system = ?1 AND r.state IN ('trial', 'active', 'changing') AND NOT EXISTS"
			     " (SELECT 1 FROM revocation_scope x WHERE x.application = ?2 AND x.resource = r.id)" },
};

const struct invariant rev_invariants[] = {
	{ "A23.1a", "一个资源只在一份未办结的撤销里",
	  "SELECT x.resource FROM revocation_scope x JOIN application a ON a.id = x.application WHERE a.state IN " OPEN_STATES " GROUP BY x.resource HAVING COUNT(*) > 1" },
	{ "A23.2a", "停止服务之前都有经过验证的备份确认",
	  "SELECT a.no FROM application a WHERE a.type = 'revoke' AND a.state IN ('backup_confirmed', 'stopped', 'cooling', 'destroyed', 'closed')"
	  " AND NOT EXISTS (SELECT 1 FROM revocation_backup b WHERE b.application = a.id AND b.verified = 1)" },
	{ "A23.1d", "已销毁的资源都有数据销毁证明",
	  "SELECT r.no FROM resource r WHERE r.state = 'destroyed' AND NOT EXISTS (SELECT 1 FROM revocation_scope x JOIN destroy_cert k"
	  " ON k.application = x.application AND k.csp = r.csp WHERE x.resource = r.id)" },
	{ "A23.1d", "销毁证明里的资源都已销毁",
	  "SELECT k.no FROM destroy_cert k JOIN revocation_scope x ON x.application = k.application JOIN resource r ON r.id = x.resource"
	  " WHERE r.csp = k.csp AND r.state <> 'destroyed'" },
	{ "A23.1d", "销毁由两个人办理：一人操作，一人见证", "SELECT id FROM destroy_run WHERE operator = witness" },
	{ "A23.1d", "冷静期内什么都不销毁",
	  "SELECT r.id FROM destroy_run r JOIN revocation_plan p ON p.id = r.application WHERE p.cooled_at IS NULL OR r.at < p.cooled_at" },
	{ "A17b", "销毁之前都有数据返还记录",
	  "SELECT k.no FROM destroy_cert k WHERE NOT EXISTS (SELECT 1 FROM data_hand_back h WHERE h.application = k.application AND h.at <= k.issued_at)" },
	{ 0 }
};
