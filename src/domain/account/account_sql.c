/* Accounts, role grants, sessions: tables. Secrets are stored hashed only. */
#include "domain/account/account_in.h"

const struct migration account_migrations[] = {
	{ 1,
	  "CREATE TABLE account (id {id}, version BIGINT NOT NULL, login TEXT NOT NULL UNIQUE, person BIGINT NOT NULL, org BIGINT NOT NULL, password TEXT,"
	  " status TEXT NOT NULL, pwd_changed_at BIGINT, failed_count BIGINT NOT NULL, failed_at BIGINT, locked_until BIGINT, last_login_at BIGINT, last_login_ip TEXT,"
	  " valid_to TEXT, created_at BIGINT NOT NULL, own_password BIGINT NOT NULL);\n"
	  "CREATE INDEX account_org ON account (org);\n"
	  "CREATE INDEX account_person ON account (person);\n"
	  "CREATE TABLE account_password (id {id}, account BIGINT NOT NULL, hash TEXT NOT NULL);\n"
	  "CREATE INDEX account_password_account ON account_password (account, id);\n"
	  "CREATE TABLE role_grant (id {id}, account BIGINT NOT NULL, role TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT, granted_by BIGINT,"
	  " reason TEXT, granted_at BIGINT NOT NULL, revoked_at BIGINT);\n"
	  "CREATE INDEX role_grant_account ON role_grant (account);\n"
	  "CREATE TABLE session (id {id}, account BIGINT NOT NULL, token_digest TEXT NOT NULL UNIQUE, csrf TEXT NOT NULL, kind TEXT NOT NULL, ip TEXT,"
	  " created_at BIGINT NOT NULL, last_seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, ended_at BIGINT);\n"
	  "CREATE INDEX session_account ON session (account, id);\n"
	  "CREATE VIEW v_account AS SELECT a.*, p.name AS person_name, o.name AS org_name, o.kind AS org_kind, o.budget_level1 AS root"
	  " FROM account a JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org;\n"
	  "CREATE VIEW v_role_grant AS SELECT g.*, a.login, a.org, a.person, p.name AS person_name, o.name AS org_name, o.budget_level1 AS root, b.login AS by_login"
	  " FROM role_grant g JOIN account a ON a.id = g.account JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org"
	  " LEFT JOIN account b ON b.id = g.granted_by" },
	/* The second factor, recovery codes, growing locks, what a session has proved, and tokens of programs. */
	{ 2,
	  "CREATE TABLE second_factor (account BIGINT PRIMARY KEY, secret TEXT, pending TEXT, last_step BIGINT NOT NULL, confirmed_at BIGINT);\n"
	  "CREATE TABLE recovery_code (id {id}, account BIGINT NOT NULL, digest TEXT NOT NULL, made_at BIGINT NOT NULL, used_at BIGINT);\n"
	  "CREATE INDEX recovery_code_account ON recovery_code (account);\n"
	  "ALTER TABLE account ADD COLUMN lock_count BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE session ADD COLUMN proved_at BIGINT;\n"
	  "ALTER TABLE session ADD COLUMN name TEXT;\n"
	  "ALTER TABLE session ADD COLUMN scope TEXT" },
	/* Posts that a written delegation gave (A31.P1b). */
	{ 3,
	  "ALTER TABLE role_grant ADD COLUMN delegation BIGINT;\n"
	  "CREATE INDEX role_grant_delegation ON role_grant (delegation);\n"
	  "DROP VIEW v_role_grant;\n"
	  "CREATE VIEW v_role_grant AS SELECT g.*, a.login, a.org, a.person, p.name AS person_name, o.name AS org_name, o.budget_level1 AS root, b.login AS by_login"
	  " FROM role_grant g JOIN account a ON a.id = g.account JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org"
	  " LEFT JOIN account b ON b.id = g.granted_by" },
	/* Sealed accounts and their openings (A31.P1a). */
	{ 4,
	  "ALTER TABLE account ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;\n"
	  "DROP VIEW v_account;\n"
	  "CREATE VIEW v_account AS SELECT a.*, p.name AS person_name, o.name AS org_name, o.kind AS org_kind, o.budget_level1 AS root"
	  " FROM account a JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org;\n"
	  "CREATE TABLE break_glass (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, account BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, minutes BIGINT NOT NULL,"
	  " asker BIGINT NOT NULL, opener BIGINT, half TEXT, asked_at BIGINT NOT NULL, opened_at BIGINT, until_at BIGINT, closed_at BIGINT, report_due_at BIGINT, report TEXT, reporter BIGINT,"
	  " reported_at BIGINT, late BIGINT NOT NULL, reminded BIGINT);\n"
	  "CREATE INDEX break_glass_account ON break_glass (account, state);\n"
	  "CREATE VIEW v_break_glass AS SELECT b.*, a.login, p.name AS asker_name, q.name AS opener_name FROM break_glass b JOIN account a ON a.id = b.account"
	  " JOIN person p ON p.id = b.asker LEFT JOIN person q ON q.id = b.opener" },
	/* When the first run began and ended (A31.P1a). Stores of an earlier version have no row: theirs is over. */
	{ 5, "CREATE TABLE first_run (id {id}, begun_at BIGINT NOT NULL, finished_at BIGINT)" },
	/* When an account that was not used for long was given back; when a session showed its password, which is no second factor. */
	{ 6,
	  "ALTER TABLE account ADD COLUMN enabled_at BIGINT;\n"
	  "ALTER TABLE session ADD COLUMN password_at BIGINT" },
	{ 0 }
};

#define WHO "SELECT a.id, a.person, a.org, o.kind, COALESCE(o.budget_level1, 0), a.login, p.name, o.name FROM account a" \
	" JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org WHERE a.status = 'active' AND p.status = 'active'" \
	" AND o.status = 'active' AND (a.valid_to IS NULL OR a.valid_to >= ?2)"
#define LIVE "revoked_at IS NULL AND from_date <= ?2 AND (to_date IS NULL OR to_date > ?2)"
const struct stmt account_q[Q_ACC_MAX] = {
	[Q_ACC_PUT]       = { "INSERT INTO account (id, version, login, person, org, password, status, pwd_changed_at, failed_count, valid_to, created_at, own_password)"
			      " VALUES (?1, 1, ?2, ?3, ?4, ?5, 'active', ?6, 0, ?7, ?6, 0)" },
	[Q_FACTOR]        = { "SELECT secret, pending, last_step FROM second_factor WHERE account = ?1" },
	[Q_FACTOR_NEW]    = { "INSERT INTO second_factor (account, last_step) SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM second_factor WHERE account = ?1)",
			      .pg = "INSERT INTO second_factor (account, last_step) SELECT ?1::BIGINT, 0 WHERE NOT EXISTS (SELECT 1 FROM second_factor WHERE account = ?1)" },
	[Q_FACTOR_PENDING] = { "UPDATE second_factor SET pending = ?2 WHERE account = ?1" },
	[Q_FACTOR_CONFIRM] = { "UPDATE second_factor SET secret = pending, pending = NULL, last_step = ?2, confirmed_at = ?3 WHERE account = ?1" },
	[Q_FACTOR_STEP]   = { "UPDATE second_factor SET last_step = ?2 WHERE account = ?1" },
	[Q_FACTOR_RESET]  = { "UPDATE second_factor SET secret = NULL, pending = NULL, confirmed_at = NULL WHERE account = ?1" },
	[Q_FACTOR_HAS]    = { "SELECT COUNT(*) FROM second_factor WHERE account = ?1 AND confirmed_at IS NOT NULL" },
	[Q_RECOVERY_PUT]  = { "INSERT INTO recovery_code (id, account, digest, made_at) VALUES (?1, ?2, ?3, ?4)" },
	[Q_RECOVERY_VOID] = { "UPDATE recovery_code SET used_at = ?2 WHERE account = ?1 AND used_at IS NULL" },
	[Q_RECOVERY_USE]  = { "UPDATE recovery_code SET used_at = ?3 WHERE account = ?1 AND digest = ?2 AND used_at IS NULL" },
	[Q_RECOVERY_IS]   = { "SELECT COUNT(*) FROM recovery_code WHERE account = ?1 AND digest = ?2 AND used_at IS NULL" },
	[Q_RECOVERY_LEFT] = { "SELECT COUNT(*) FROM recovery_code WHERE account = ?1 AND used_at IS NULL" },
	[Q_SESSION_PROVED] = { "UPDATE session SET proved_at = ?2 WHERE id = ?1" },
	[Q_SESSION_PASSWORD] = { "UPDATE session SET password_at = ?2 WHERE id = ?1" },
	[Q_TOKEN_PUT]     = { "INSERT INTO session (id, account, token_digest, csrf, kind, ip, created_at, last_seen_at, expires_at, name, scope)"
			      " VALUES (?1, ?2, ?3, '', 'api', ?4, ?5, ?5, ?6, ?7, ?8)" },
	[Q_ACC_LOCKS]     = { "SELECT lock_count FROM account WHERE id = ?1" },
	[Q_GRANT_BY]      = { "UPDATE role_grant SET delegation = ?4 WHERE account = ?1 AND role = ?2 AND from_date = ?3 AND revoked_at IS NULL AND delegation IS NULL" },
	[Q_GRANT_PLAIN]   = { "UPDATE role_grant SET revoked_at = ?3 WHERE account = ?1 AND role = ?2 AND revoked_at IS NULL AND delegation IS NULL" },
	[Q_GRANT_END_BY]  = { "UPDATE role_grant SET revoked_at = ?2 WHERE delegation = ?1 AND revoked_at IS NULL" },
	[Q_ACC_OF_ORG]    = { "SELECT id FROM account WHERE org = ?1 AND status = 'active' ORDER BY id LIMIT 1000" },
	[Q_ACC_SEAL]      = { "UPDATE account SET sealed = 1, password = NULL WHERE id = ?1" },
	[Q_ACC_WIPE]      = { "UPDATE account SET password = NULL WHERE id = ?1" },
	[Q_ACC_SEALED]    = { "SELECT sealed FROM account WHERE id = ?1" },
	[Q_GLASS_PUT]     = { "INSERT INTO break_glass (id, version, no, account, state, reason, minutes, asker, half, asked_at, late) VALUES (?1, 1, ?2, ?3, 'asked', ?4, ?5, ?6, ?7, ?8, 0)" },
	[Q_GLASS_HALF]    = { "SELECT half FROM break_glass WHERE id = ?1 AND state = 'asked'" },
	[Q_GLASS_OPENED]  = { "UPDATE break_glass SET opener = ?2, opened_at = ?3, until_at = ?4, half = NULL WHERE id = ?1" },
	[Q_GLASS_CLOSED]  = { "UPDATE break_glass SET closed_at = ?2, report_due_at = ?3, half = NULL WHERE id = ?1" },
	[Q_GLASS_REPORT]  = { "UPDATE break_glass SET report = ?2, reporter = ?3, reported_at = ?4, late = ?5 WHERE id = ?1" },
	[Q_GLASS_LIVE]    = { "SELECT COUNT(*) FROM break_glass WHERE account = ?1 AND state IN ('asked', 'open')" },
	[Q_GLASS_UNTIL]   = { "SELECT no, until_at FROM break_glass WHERE account = ?1 AND state = 'open' AND until_at > ?2" },
	[Q_GLASS_OVER]    = { "SELECT {} FROM v_break_glass WHERE (state = 'open' AND until_at <= ?1) OR (state = 'asked' AND asked_at <= ?2) ORDER BY id LIMIT 100", &break_glass_record },
	[Q_GLASS_DUE]     = { "SELECT {} FROM v_break_glass WHERE state = 'closed' AND report_due_at <= ?1 AND reminded IS NULL ORDER BY id LIMIT 100", &break_glass_record },
	[Q_GLASS_REMINDED] = { "UPDATE break_glass SET reminded = 1 WHERE id = ?1" },
	[Q_ACC_CREATED]   = { "SELECT created_at FROM account WHERE id = ?1" },
	[Q_FIRST_PUT]     = { "INSERT INTO first_run (id, begun_at) VALUES (1, ?1)" },
	[Q_FIRST_OPEN]    = { "SELECT COUNT(*) FROM first_run WHERE finished_at IS NULL" },
	[Q_FIRST_DONE]    = { "UPDATE first_run SET finished_at = ?1 WHERE finished_at IS NULL" },
	[Q_FIRST_HELD]    = { "SELECT DISTINCT g.role FROM role_grant g JOIN account a ON a.id = g.account JOIN second_factor f ON f.account = a.id"
			      " WHERE g.role IN ('sys_admin', 'sec_admin', 'audit_admin') AND g.revoked_at IS NULL AND a.status = 'active' AND f.confirmed_at IS NOT NULL" },
	[Q_ACC_OF_PERSON] = { "SELECT id FROM account WHERE person = ?1 AND status = 'active' ORDER BY id LIMIT 1" },
	/* Also those that are not in use: one given back later must not bring rights of another unit along. */
	[Q_ACC_USED]      = { "SELECT CASE WHEN COALESCE(enabled_at, 0) > COALESCE(last_login_at, created_at) THEN enabled_at ELSE COALESCE(last_login_at, created_at) END FROM account WHERE id = ?1" },
	[Q_ACC_ENABLED]   = { "UPDATE account SET enabled_at = ?2 WHERE id = ?1" },
	[Q_SESSION_SURPLUS] = { "UPDATE session SET ended_at = ?2 WHERE account = ?1 AND kind = 'browser' AND ended_at IS NULL AND id NOT IN (SELECT id FROM session"
				" WHERE account = ?1 AND kind = 'browser' AND ended_at IS NULL ORDER BY id DESC LIMIT ?3)" },
	[Q_ACC_EVERY]     = { "SELECT id FROM account WHERE person = ?1 ORDER BY id LIMIT 100" },
	[Q_GRANTS_END_ORG] = { "UPDATE role_grant SET revoked_at = ?2 WHERE revoked_at IS NULL AND account IN (SELECT id FROM account WHERE org = ?1)" },
	[Q_ACC_OWN]       = { "UPDATE account SET own_password = ?2 WHERE id = ?1" },
	[Q_ACC_AGE]       = { "SELECT CASE WHEN own_password = 0 THEN 0 ELSE COALESCE(pwd_changed_at, 0) END FROM account WHERE id = ?1" },
	[Q_PAST_PUT]      = { "INSERT INTO account_password (id, account, hash) VALUES (?1, ?2, ?3)" },
	[Q_PAST]          = { "SELECT hash FROM account_password WHERE account = ?1 ORDER BY id DESC LIMIT 5" },
	[Q_HOLDERS]       = { "SELECT COUNT(DISTINCT a.id) FROM role_grant g JOIN account a ON a.id = g.account JOIN person p ON p.id = a.person"
			      " WHERE g.role = ?1 AND a.id <> ?3 AND a.sealed = 0 AND a.status = 'active' AND p.status = 'active' AND a.valid_to IS NULL"
			      " AND g.revoked_at IS NULL AND g.from_date <= ?2 AND g.to_date IS NULL" },
	[Q_UNMANAGED]     = { "SELECT o.name FROM org o WHERE o.kind = 'applicant' AND o.status = 'active' AND NOT EXISTS (SELECT 1 FROM account a JOIN role_grant g"
			      " ON g.account = a.id JOIN person p ON p.id = a.person WHERE a.org = o.id AND a.status = 'active' AND p.status = 'active'"
			      " AND (a.valid_to IS NULL OR a.valid_to >= ?1) AND g.role = 'appu_manager' AND g.revoked_at IS NULL AND g.from_date <= ?1"
			      " AND (g.to_date IS NULL OR g.to_date > ?1)) ORDER BY o.no LIMIT 1000" },
	[Q_ROLES_AHEAD]   = { "SELECT g.role, g.from_date, g.to_date FROM role_grant g JOIN account a ON a.id = g.account WHERE a.person = (SELECT person FROM account"
			      " WHERE id = ?1) AND a.status = 'active' AND g.revoked_at IS NULL AND (g.to_date IS NULL OR g.to_date > ?2)" },
	[Q_ACC_LOGIN_ID]  = { "SELECT id FROM account WHERE login = ?1" },
	[Q_ACC_SIGN_IN]   = { "SELECT a.id, a.password, a.status, a.locked_until, a.valid_to, p.status, o.status, a.sealed FROM account a"
			      " JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org WHERE a.login = ?1" },
	[Q_ACC_STANDS]    = { "SELECT a.id, a.login, a.status, a.locked_until, a.valid_to, p.status, o.status, a.sealed FROM account a"
			      " JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org WHERE a.id = ?1" },
	[Q_ACC_FAILED]    = { "UPDATE account SET failed_count = ?2, failed_at = ?3, locked_until = ?4, lock_count = lock_count + CASE WHEN ?4 IS NULL THEN 0 ELSE 1 END WHERE id = ?1" },
	[Q_ACC_FAILURES]  = { "SELECT CASE WHEN failed_at > ?2 THEN failed_count ELSE 0 END FROM account WHERE id = ?1" },
	[Q_ACC_SIGNED_IN] = { "UPDATE account SET failed_count = 0, lock_count = 0, locked_until = NULL, last_login_at = ?2, last_login_ip = ?3 WHERE id = ?1" },
	[Q_ACC_PASSWORD]  = { "UPDATE account SET password = ?2, pwd_changed_at = ?3, own_password = ?4, failed_count = 0, locked_until = NULL WHERE id = ?1" },
	[Q_ACC_STATUS]    = { "UPDATE account SET status = ?2, failed_count = 0, locked_until = NULL WHERE id = ?1" },
	[Q_ACC_COUNT]     = { "SELECT COUNT(*) FROM account" },
	[Q_ACC_HASH]      = { "SELECT password FROM account WHERE id = ?1" },
	[Q_WHO]           = { WHO " AND a.id = ?1" },
	[Q_ACC_ACTIVE]    = { "SELECT COUNT(*) FROM account WHERE status = 'active'" },
	[Q_EVERYBODY]     = { WHO " ORDER BY a.id LIMIT ?1" },
	[Q_ROLES_FROM]    = { "SELECT account, role FROM role_grant WHERE account >= ?1 AND " LIVE " ORDER BY account" },
	[Q_ROLES]         = { "SELECT role FROM role_grant WHERE account = ?1 AND " LIVE },
	[Q_GRANT_PUT]     = { "INSERT INTO role_grant (id, account, role, from_date, to_date, granted_by, reason, granted_at)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)" },
	[Q_GRANT_END]     = { "UPDATE role_grant SET revoked_at = ?3 WHERE account = ?1 AND role = ?2 AND revoked_at IS NULL" },
	[Q_GRANTS_END]    = { "UPDATE role_grant SET revoked_at = ?2 WHERE account = ?1 AND revoked_at IS NULL" },
	[Q_ACC_MOVE]      = { "UPDATE account SET org = ?2, version = version + 1 WHERE id = ?1" },
	[Q_SESSION_PUT]   = { "INSERT INTO session (id, account, token_digest, csrf, kind, ip, created_at, last_seen_at, expires_at, proved_at, password_at)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10)" },
	[Q_SESSION_BY]    = { "SELECT id, account, csrf, kind, expires_at, last_seen_at, proved_at, scope, name, password_at FROM session WHERE token_digest = ?1 AND ended_at IS NULL AND expires_at > ?2" },
	[Q_SESSION_END]   = { "UPDATE session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL" },
	[Q_SESSION_END_ALL] = { "UPDATE session SET ended_at = ?2 WHERE account = ?1 AND ended_at IS NULL AND id <> ?3" },
	[Q_SESSION_OLD]   = { "UPDATE session SET ended_at = expires_at WHERE ended_at IS NULL AND expires_at <= ?1" },
	[Q_SESSION_SEEN]  = { "UPDATE session SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2 AND ended_at IS NULL" },
	/* A browser's session has a name when it came by another way than a password. */
	[Q_SESSION_NAME]  = { "SELECT name FROM session WHERE id = ?1" },
	[Q_SESSION_WAY]   = { "UPDATE session SET name = ?2 WHERE id = ?1" },
	[Q_SESSION_OWNER] = { "SELECT account FROM session WHERE id = ?1" },
	/* Neither told apart nor in order: account_people_with does that for a handful more cheaply than a sorter. */
	[Q_PEOPLE_WITH]   = { "SELECT a.person, g.role FROM account a JOIN role_grant g ON g.account = a.id JOIN person p ON p.id = a.person"
			      " WHERE a.org = ?1 AND a.status = 'active' AND p.status = 'active' AND (a.valid_to IS NULL OR a.valid_to >= ?2) AND "
			      "g.revoked_at IS NULL AND g.from_date <= ?2 AND (g.to_date IS NULL OR g.to_date > ?2)" },
};

/* Two grants overlap when neither ended before the other began. */
#define OVERLAP "(g.to_date IS NULL OR g.to_date > h.from_date) AND (h.to_date IS NULL OR h.to_date > g.from_date)"
const struct invariant account_invariants[] = {
	{ "A31.P2a", "三员互斥，且不兼任业务岗位，按人计",
	  "SELECT a.login FROM role_grant g JOIN account a ON a.id = g.account JOIN account b ON b.person = a.person JOIN role_grant h ON h.account = b.id"
	  " AND h.role <> g.role WHERE g.revoked_at IS NULL AND h.revoked_at IS NULL AND a.status = 'active' AND b.status = 'active'"
	  " AND g.role IN ('sys_admin', 'sec_admin', 'audit_admin') AND " OVERLAP },
	{ "A7", "岗位与所在方一致",
	  "SELECT a.login FROM account a JOIN org o ON o.id = a.org JOIN role_grant g ON g.account = a.id AND g.revoked_at IS NULL WHERE"
	  " (o.kind = 'csp' AND g.role NOT LIKE 'csp\\_%' ESCAPE '\\') OR (o.kind <> 'csp' AND g.role LIKE 'csp\\_%' ESCAPE '\\')"
	  " OR (o.kind <> 'authority' AND (g.role LIKE 'auth\\_%' ESCAPE '\\' OR g.role IN ('sys_admin', 'sec_admin', 'audit_admin')))" },
	{ "A31.P2b", "第二因素和程序令牌都不以明文存放",
	  "SELECT account FROM second_factor WHERE secret NOT LIKE 'sm4:%' OR pending NOT LIKE 'sm4:%' UNION ALL SELECT id FROM break_glass WHERE half NOT LIKE 'sm4:%'" },
	{ "A31.P2b", "程序令牌都有用途、范围和期限",
	  "SELECT id FROM session WHERE kind = 'api' AND (name IS NULL OR scope IS NULL OR expires_at <= created_at)" },
	{ "A31.P1a", "封存账号由两个人启封，有期限，平时没有口令",
	  "SELECT b.no FROM break_glass b WHERE b.state IN ('open', 'closed', 'reported') AND (b.opener IS NULL OR b.opener = b.asker OR b.until_at IS NULL) UNION ALL"
	  " SELECT a.login FROM account a WHERE a.sealed = 1 AND a.password IS NOT NULL AND NOT EXISTS (SELECT 1 FROM break_glass b WHERE b.account = a.id AND b.state = 'open')" },
	{ "A7", "账号与人员同属一个单位",
	  "SELECT a.login FROM account a JOIN person p ON p.id = a.person WHERE a.org <> p.org" },
	{ "A31.P1b", "云服务商的岗位都有止期",
	  "SELECT a.login FROM role_grant g JOIN account a ON a.id = g.account WHERE g.role LIKE 'csp\\_%' ESCAPE '\\' AND g.to_date IS NULL AND g.revoked_at IS NULL" },
	{ "A31.P2b", "一人至多一个在用账号",
	  "SELECT person FROM account WHERE status = 'active' GROUP BY person HAVING COUNT(*) > 1" },
	{ "A31.P2a", "三员各至少有一人",
	  "SELECT COUNT(*) FROM account HAVING COUNT(*) > 0 AND (SELECT COUNT(DISTINCT g.role) FROM role_grant g JOIN account a ON a.id = g.account"
	  " WHERE g.revoked_at IS NULL AND a.status = 'active' AND g.role IN ('sys_admin', 'sec_admin', 'audit_admin')) < 3" },
	{ 0 }
};
