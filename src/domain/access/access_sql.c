/* Authorisations and accesses. */
#include "domain/access/access_in.h"

const struct migration access_migrations[] = {
	{ 1,
	  "CREATE TABLE access_authorization (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, system BIGINT NOT NULL, csp BIGINT NOT NULL, resources TEXT, grantees TEXT NOT NULL,"
	  " scope BIGINT NOT NULL, purpose TEXT NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL CHECK (to_at > from_at), state TEXT NOT NULL, drafter BIGINT NOT NULL, grantor BIGINT,"
	  " created_at BIGINT NOT NULL, granted_at BIGINT, revoked_at BIGINT, revoked_by BIGINT, revoke_reason TEXT, warned BIGINT);\n"
	  "CREATE INDEX access_authorization_system ON access_authorization (system);\n"
	  "CREATE INDEX access_authorization_state ON access_authorization (state, to_at);\n"
	  "CREATE TABLE access_record (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, \"authorization\" BIGINT NOT NULL, person BIGINT NOT NULL, resource BIGINT NOT NULL,"
	  " scope TEXT NOT NULL, reason TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, ended_at BIGINT, ended_by TEXT, performed TEXT, actions_digest TEXT);\n"
	  "CREATE INDEX access_record_authorization ON access_record (\"authorization\");\n"
	  "CREATE INDEX access_record_open ON access_record (ended_at, until_at);\n"
	  "CREATE VIEW v_access_authorization AS SELECT a.*, s.name AS system_name, s.user_org, s.applicant_org, o.name AS user_org_name, k.name AS csp_name, p.name AS grantor_name"
	  " FROM access_authorization a JOIN info_system s ON s.id = a.system JOIN org o ON o.id = s.user_org JOIN org k ON k.id = a.csp LEFT JOIN person p ON p.id = a.grantor;\n"
	  "CREATE VIEW v_access_record AS SELECT r.*, a.no AS authorization_no, a.system, a.csp, s.user_org, s.applicant_org, s.name AS system_name, o.name AS user_org_name, k.name AS csp_name,"
	  " p.name AS person_name, x.no AS resource_no, x.name AS resource_name FROM access_record r JOIN access_authorization a ON a.id = r.\"authorization\""
	  " JOIN info_system s ON s.id = a.system JOIN org o ON o.id = s.user_org JOIN org k ON k.id = a.csp JOIN person p ON p.id = r.person JOIN resource x ON x.id = r.resource" },
	/* Whom a letter may name: a provider's people, seen by those who write the letter. */
	{ 2,
	  "CREATE VIEW v_access_person AS SELECT p.id, p.version, p.name, p.org, o.name AS org_name, p.post, p.status FROM person p JOIN org o ON o.id = p.org WHERE o.kind = 'csp'" },
	/* Whose word it is: a system may come to another unit. */
	{ 3,
	  "ALTER TABLE access_authorization ADD COLUMN unit BIGINT NOT NULL DEFAULT 0;\n"
	  "UPDATE access_authorization SET unit = (SELECT s.user_org FROM info_system s WHERE s.id = access_authorization.system);\n"
	  "DROP VIEW v_access_authorization;\n"
	  "CREATE VIEW v_access_authorization AS SELECT a.*, s.name AS system_name, s.user_org, s.applicant_org, o.name AS user_org_name, k.name AS csp_name, p.name AS grantor_name"
	  " FROM access_authorization a JOIN info_system s ON s.id = a.system JOIN org o ON o.id = s.user_org JOIN org k ON k.id = a.csp LEFT JOIN person p ON p.id = a.grantor" },
	{ 0 }
};

const struct stmt access_q[Q_ACCESS_MAX] = {
	[Q_AUTHZ_PUT]     = { "INSERT INTO access_authorization ({+}) VALUES ({?})", &authorization_record },
	[Q_AUTHZ_SET]     = { "UPDATE access_authorization SET {=} WHERE id = {id}", &authorization_record },
	[Q_AUTHZ_GRANTED] = { "UPDATE access_authorization SET grantor = ?2, granted_at = ?3 WHERE id = ?1" },
	[Q_AUTHZ_REVOKED] = { "UPDATE access_authorization SET revoked_at = ?2, revoked_by = ?3, revoke_reason = ?4 WHERE id = ?1" },
	[Q_AUTHZ_OF]      = { "SELECT {} FROM v_access_authorization WHERE system = ?1 AND csp = ?2 AND state = 'valid' ORDER BY to_at DESC, id DESC LIMIT 200", &authorization_record },
	[Q_AUTHZ_LAPSED]  = { "SELECT {} FROM v_access_authorization WHERE state = 'valid' AND to_at <= ?1 ORDER BY id LIMIT 500", &authorization_record },
	[Q_AUTHZ_OF_CSP]  = { "SELECT {} FROM v_access_authorization WHERE csp = ?1 AND state = 'valid' ORDER BY id LIMIT 1000", &authorization_record },
	[Q_RECORD_PUT]    = { "INSERT INTO access_record (id, version, no, \"authorization\", person, resource, scope, reason, from_at, until_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)" },
	[Q_RECORD_END]    = { "UPDATE access_record SET ended_at = ?2, ended_by = ?3, performed = ?4, actions_digest = ?5 WHERE id = ?1" },
	[Q_RECORD_END_OF] = { "UPDATE access_record SET ended_at = ?2, ended_by = ?3, version = version + 1 WHERE \"authorization\" = ?1 AND ended_at IS NULL" },
	[Q_RECORD_OVER]   = { "UPDATE access_record SET ended_at = until_at, ended_by = 'lapsed', version = version + 1 WHERE ended_at IS NULL AND until_at <= ?1" },
	/* Who may not sign in any more is in no server either. */
	[Q_RECORD_LEFT]   = { "UPDATE access_record SET ended_at = ?1, ended_by = 'left', version = version + 1 WHERE ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM account a"
			      " JOIN person p ON p.id = a.person WHERE a.person = access_record.person AND a.status = 'active' AND p.status = 'active')" },
	[Q_AUTHZ_ASTRAY]  = { "SELECT {} FROM v_access_authorization WHERE state = 'valid' AND unit <> user_org ORDER BY id LIMIT 500", &authorization_record },
	[Q_RECORD_ACTIONS] = { "UPDATE access_record SET performed = ?2, actions_digest = ?3 WHERE id = ?1" },
};

const struct invariant access_invariants[] = {
	{ "A36b", "每次访问都在有效授权的期限之内",
	  "SELECT r.no FROM access_record r JOIN access_authorization a ON a.id = r.\"authorization\" WHERE a.granted_at IS NULL OR r.from_at < a.granted_at OR r.from_at < a.from_at OR r.until_at > a.to_at"
	  " OR (a.revoked_at IS NOT NULL AND (r.from_at > a.revoked_at OR r.ended_at IS NULL OR r.ended_at > a.revoked_at))" },
	{ "A36b", "授权书都写明了人和目的，生效的都有签发人",
	  "SELECT no FROM access_authorization WHERE grantees IS NULL OR purpose = '' OR (state <> 'draft' AND grantor IS NULL)" },
	{ 0 }
};
