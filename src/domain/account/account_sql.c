/* Accounts, role grants, sessions: tables. Secrets are stored hashed only. */
#include "domain/account/account_in.h"

const struct migration account_migrations[] = {
	{ 1,
	  "CREATE TABLE account (id {id}, version BIGINT NOT NULL, login TEXT NOT NULL UNIQUE, person BIGINT NOT NULL, org BIGINT NOT NULL, password TEXT,"
	  " status TEXT NOT NULL, pwd_changed_at BIGINT, failed_count BIGINT NOT NULL, locked_until BIGINT, last_login_at BIGINT, last_login_ip TEXT,"
	  " valid_to TEXT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX account_org ON account (org);\n"
	  "CREATE TABLE role_grant (id {id}, account BIGINT NOT NULL, role TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT, granted_by BIGINT,"
	  " reason TEXT, granted_at BIGINT NOT NULL, revoked_at BIGINT);\n"
	  "CREATE INDEX role_grant_account ON role_grant (account);\n"
	  "CREATE TABLE session (id {id}, account BIGINT NOT NULL, token_digest TEXT NOT NULL UNIQUE, csrf TEXT NOT NULL, kind TEXT NOT NULL, ip TEXT,"
	  " created_at BIGINT NOT NULL, last_seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, ended_at BIGINT);\n"
	  "CREATE INDEX session_account ON session (account, id);\n"
	  "CREATE VIEW v_account AS SELECT a.*, p.name AS person_name, o.name AS org_name, o.kind AS org_kind, o.budget_level1 AS root"
	  " FROM account a JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org" },
	{ 0 }
};

#define LIVE "revoked_at IS NULL AND from_date <= ?2 AND (to_date IS NULL OR to_date > ?2)"
const struct stmt account_q[Q_ACC_MAX] = {
	[Q_ACC_PUT]       = { "INSERT INTO account (id, version, login, person, org, password, status, pwd_changed_at, failed_count, valid_to, created_at)"
			      " VALUES (?1, 1, ?2, ?3, ?4, ?5, 'active', ?6, 0, ?7, ?6)" },
	[Q_ACC_LOGIN_ID]  = { "SELECT id FROM account WHERE login = ?1" },
	[Q_ACC_SIGN_IN]   = { "SELECT a.id, a.password, a.status, a.locked_until, a.failed_count, a.valid_to, p.status FROM account a"
			      " JOIN person p ON p.id = a.person WHERE a.login = ?1" },
	[Q_ACC_FAILED]    = { "UPDATE account SET failed_count = failed_count + 1, locked_until = ?2 WHERE id = ?1" },
	[Q_ACC_SIGNED_IN] = { "UPDATE account SET failed_count = 0, locked_until = NULL, last_login_at = ?2, last_login_ip = ?3 WHERE id = ?1" },
	[Q_ACC_PASSWORD]  = { "UPDATE account SET password = ?2, pwd_changed_at = ?3, failed_count = 0, locked_until = NULL WHERE id = ?1" },
	[Q_ACC_STATUS]    = { "UPDATE account SET status = ?2 WHERE id = ?1" },
	[Q_ACC_COUNT]     = { "SELECT COUNT(*) FROM account" },
	[Q_ACC_HASH]      = { "SELECT password FROM account WHERE id = ?1" },
	[Q_WHO]           = { "SELECT a.id, a.person, a.org, o.kind, COALESCE(o.budget_level1, 0), a.login, p.name, o.name FROM account a"
			      " JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org WHERE a.id = ?1 AND a.status = 'active' AND p.status = 'active'"
			      " AND o.status = 'active' AND (a.valid_to IS NULL OR a.valid_to >= ?2)" },
	[Q_ROLES]         = { "SELECT role FROM role_grant WHERE account = ?1 AND " LIVE },
	[Q_GRANT_PUT]     = { "INSERT INTO role_grant (id, account, role, from_date, to_date, granted_by, reason, granted_at)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)" },
	[Q_GRANT_END]     = { "UPDATE role_grant SET revoked_at = ?3 WHERE account = ?1 AND role = ?2 AND revoked_at IS NULL" },
	[Q_SESSION_PUT]   = { "INSERT INTO session (id, account, token_digest, csrf, kind, ip, created_at, last_seen_at, expires_at)"
			      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)" },
	[Q_SESSION_BY]    = { "SELECT id, account, csrf, kind, expires_at, last_seen_at FROM session WHERE token_digest = ?1 AND ended_at IS NULL AND expires_at > ?2" },
	[Q_SESSION_END]   = { "UPDATE session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL" },
	[Q_SESSION_END_ALL] = { "UPDATE session SET ended_at = ?2 WHERE account = ?1 AND ended_at IS NULL AND id <> ?3" },
	[Q_SESSION_OWNER] = { "SELECT account FROM session WHERE id = ?1" },
	[Q_PEOPLE_WITH]   = { "SELECT DISTINCT a.person, g.role FROM account a JOIN role_grant g ON g.account = a.id WHERE a.org = ?1 AND a.status = 'active' AND "
			      "g.revoked_at IS NULL AND g.from_date <= ?2 AND (g.to_date IS NULL OR g.to_date > ?2) ORDER BY a.person" },
};

const struct invariant account_invariants[] = {
	{ "A31.P2a", "三员互斥，且不兼任业务岗位",
	  "SELECT g.account FROM role_grant g JOIN role_grant h ON h.account = g.account AND h.role <> g.role WHERE g.revoked_at IS NULL AND h.revoked_at IS NULL"
	  " AND g.role IN ('sys_admin', 'sec_admin', 'audit_admin')" },
	{ "A7", "岗位与所在方一致",
	  "SELECT a.login FROM account a JOIN org o ON o.id = a.org JOIN role_grant g ON g.account = a.id AND g.revoked_at IS NULL WHERE"
	  " (o.kind = 'csp' AND g.role NOT LIKE 'csp\\_%' ESCAPE '\\') OR (o.kind <> 'csp' AND g.role LIKE 'csp\\_%' ESCAPE '\\')"
	  " OR (o.kind <> 'authority' AND (g.role LIKE 'auth\\_%' ESCAPE '\\' OR g.role IN ('sys_admin', 'sec_admin', 'audit_admin')))" },
	{ 0 }
};
