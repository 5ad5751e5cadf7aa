/* Tables of single sign-on and of client certificates. An issuer's secret rests sealed and is in no view. */
#include "domain/sso/sso_in.h"

const struct migration sso_migrations[] = {
	{ 1,
	  "CREATE TABLE sso_issuer (id {id}, version BIGINT NOT NULL, label TEXT NOT NULL, issuer TEXT NOT NULL, client_id TEXT NOT NULL, secret TEXT, redirect_uri TEXT NOT NULL,"
	  " parties BIGINT NOT NULL CHECK (parties > 0), state TEXT NOT NULL, created_at BIGINT NOT NULL, closed_at BIGINT);\n"
	  "CREATE UNIQUE INDEX sso_issuer_one ON sso_issuer (issuer) WHERE state = 'active';\n"
	  "CREATE VIEW v_sso_issuer AS SELECT id, version, label, issuer, client_id, redirect_uri, parties, state, created_at, closed_at,"
	  " CASE WHEN secret IS NULL THEN 0 ELSE 1 END AS has_secret FROM sso_issuer;\n"
	  "CREATE TABLE sso_link (id {id}, version BIGINT NOT NULL, issuer BIGINT NOT NULL, subject TEXT NOT NULL, account BIGINT NOT NULL, org BIGINT NOT NULL, state TEXT NOT NULL,"
	  " reason TEXT NOT NULL, proposer BIGINT, proposed_at BIGINT NOT NULL, confirmed_at BIGINT, ended_at BIGINT, end_reason TEXT);\n"
	  "CREATE UNIQUE INDEX sso_link_subject ON sso_link (issuer, subject) WHERE state <> 'ended';\n"
	  "CREATE UNIQUE INDEX sso_link_account ON sso_link (account, issuer) WHERE state <> 'ended';\n"
	  "CREATE VIEW v_sso_link AS SELECT l.*, i.label AS issuer_label, a.login, p.name AS person_name, o.name AS org_name FROM sso_link l JOIN sso_issuer i ON i.id = l.issuer"
	  " JOIN account a ON a.id = l.account JOIN person p ON p.id = a.person JOIN org o ON o.id = l.org;\n"
	  "CREATE TABLE sso_login (id {id}, link BIGINT NOT NULL, account BIGINT NOT NULL, proof TEXT NOT NULL UNIQUE, ip TEXT, at BIGINT NOT NULL);\n"
	  "CREATE TABLE sso_stranger (id {id}, issuer BIGINT NOT NULL, subject TEXT NOT NULL, name TEXT, times BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL);\n"
	  "CREATE UNIQUE INDEX sso_stranger_one ON sso_stranger (issuer, subject);\n"
	  "CREATE VIEW v_sso_stranger AS SELECT s.*, i.label AS issuer_label FROM sso_stranger s JOIN sso_issuer i ON i.id = s.issuer WHERE i.state = 'active' AND NOT EXISTS"
	  " (SELECT 1 FROM sso_link l WHERE l.issuer = s.issuer AND l.subject = s.subject AND l.state <> 'ended');\n"
	  "CREATE TABLE client_certificate (id {id}, version BIGINT NOT NULL, name TEXT NOT NULL, account BIGINT NOT NULL, org BIGINT NOT NULL, person BIGINT NOT NULL, kind TEXT NOT NULL,"
	  " value TEXT NOT NULL, token TEXT NOT NULL DEFAULT '', scope TEXT NOT NULL, to_date TEXT NOT NULL, state TEXT NOT NULL, asked_at BIGINT NOT NULL, approver BIGINT, approved_at BIGINT,"
	  " ended_at BIGINT, end_reason TEXT);\n"
	  "CREATE INDEX client_certificate_token ON client_certificate (token, state);\n"
	  "CREATE INDEX client_certificate_account ON client_certificate (account);\n"
	  "CREATE VIEW v_client_certificate AS SELECT x.*, a.login, p.name AS person_name, o.name AS org_name FROM client_certificate x JOIN account a ON a.id = x.account"
	  " JOIN person p ON p.id = x.person JOIN org o ON o.id = x.org" },
	{ 0 }
};

const struct stmt sso_q[Q_SSO_MAX] = {
	[Q_ISSUER_PUT]     = { "INSERT INTO sso_issuer (id, version, label, issuer, client_id, secret, redirect_uri, parties, state, created_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', ?8)" },
	[Q_ISSUER_SET]     = { "UPDATE sso_issuer SET label = ?2, client_id = ?3, redirect_uri = ?4, parties = ?5 WHERE id = ?1" },
	[Q_ISSUER_SECRET]  = { "UPDATE sso_issuer SET secret = ?2 WHERE id = ?1" },
	[Q_ISSUER_GET_SECRET] = { "SELECT secret FROM sso_issuer WHERE id = ?1" },
	[Q_ISSUER_TAKEN]   = { "SELECT COUNT(*) FROM sso_issuer WHERE issuer = ?1 AND state = 'active'" },
	[Q_ISSUER_CLOSED]  = { "UPDATE sso_issuer SET closed_at = ?2, secret = NULL WHERE id = ?1" },
	[Q_ISSUER_ALL]     = { "SELECT {} FROM v_sso_issuer WHERE state = 'active' ORDER BY id LIMIT 20", &sso_issuer_record },
	[Q_LINK_PUT]       = { "INSERT INTO sso_link (id, version, issuer, subject, account, org, state, reason, proposer, proposed_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, 'proposed', ?6, ?7, ?8)" },
	[Q_LINK_OF]        = { "SELECT {} FROM v_sso_link WHERE issuer = ?1 AND subject = ?2 AND state <> 'ended'", &sso_link_record },
	[Q_LINK_BY]        = { "SELECT {} FROM v_sso_link WHERE id = ?1", &sso_link_record },
	[Q_LINK_TAKEN_SUBJECT] = { "SELECT COUNT(*) FROM sso_link WHERE issuer = ?1 AND subject = ?2 AND state <> 'ended'" },
	[Q_LINK_TAKEN_ACCOUNT] = { "SELECT COUNT(*) FROM sso_link WHERE issuer = ?1 AND account = ?2 AND state <> 'ended'" },
	[Q_LINK_CONFIRMED] = { "UPDATE sso_link SET confirmed_at = ?2 WHERE id = ?1" },
	[Q_LINK_ENDED]     = { "UPDATE sso_link SET ended_at = ?2, end_reason = ?3 WHERE id = ?1" },
	[Q_LINKS_OF_ISSUER] = { "SELECT {} FROM v_sso_link WHERE issuer = ?1 AND state <> 'ended' ORDER BY id LIMIT 100000", &sso_link_record },
	[Q_STRANGER_SEEN]  = { "UPDATE sso_stranger SET name = ?3, last_at = ?4, times = times + 1 WHERE issuer = ?1 AND subject = ?2" },
	[Q_STRANGER_PUT]   = { "INSERT INTO sso_stranger (id, issuer, subject, name, times, first_at, last_at) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)" },
	[Q_STRANGERS]      = { "SELECT COUNT(*) FROM sso_stranger" },
	[Q_LOGIN_PUT]      = { "INSERT INTO sso_login (id, link, account, proof, ip, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
	[Q_LOGIN_USED]     = { "SELECT COUNT(*) FROM sso_login WHERE proof = ?1" },
	[Q_CERT_PUT]       = { "INSERT INTO client_certificate (id, version, name, account, org, person, kind, value, token, scope, to_date, state, asked_at)"
			       " VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'asked', ?11)" },
	[Q_CERT_APPROVED]  = { "UPDATE client_certificate SET approver = ?2, approved_at = ?3 WHERE id = ?1" },
	[Q_CERT_ENDED]     = { "UPDATE client_certificate SET ended_at = ?2, end_reason = ?3 WHERE id = ?1" },
	[Q_CERT_TAKEN]     = { "SELECT COUNT(*) FROM client_certificate x JOIN client_certificate y ON y.token = x.token AND y.id <> x.id WHERE x.id = ?1 AND y.state = 'active' AND y.to_date > ?2" },
	[Q_CERT_BY]        = { "SELECT account, org, scope, to_date FROM client_certificate WHERE token = ?1 AND state = 'active' AND to_date > ?2 ORDER BY id LIMIT 1" },
	[Q_WAYS_IN]        = { "SELECT (SELECT COUNT(*) FROM sso_link WHERE account = ?1 AND state <> 'ended') + (SELECT COUNT(*) FROM client_certificate WHERE account = ?1 AND state <> 'ended')" },
};

const char *const sso_work[] = {
	"SELECT 'client_certificate' AS kind, x.id AS id, a.login AS no, x.name AS title, o.name AS org_name, x.state AS state, 'client_certificate.approve' AS op, '批准客户端证书' AS op_label,"
	" 'A31.P2b' AS article, 'sec_admin' AS role, NULL AS org, x.person AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, x.asked_at AS since_at FROM client_certificate x"
	" JOIN account a ON a.id = x.account JOIN org o ON o.id = x.org WHERE x.state = 'asked'",
	NULL
};

const struct invariant sso_invariants[] = {
	{ "A31.P2b", "统一认证的客户端密钥不以明文存放", "SELECT issuer FROM sso_issuer WHERE secret NOT LIKE 'sm4:%'" },
	{ "A31.P2b", "有效的关联都经本人确认，封存的账号没有关联",
	  "SELECT l.id FROM sso_link l JOIN account a ON a.id = l.account WHERE l.state <> 'ended' AND (a.sealed = 1 OR (l.state = 'active' AND l.confirmed_at IS NULL))" },
	{ "A31.P2a", "有效的客户端证书由另一人批准，有范围和期限",
	  "SELECT id FROM client_certificate WHERE state = 'active' AND (approved_at IS NULL OR approver = person OR scope = '' OR to_date IS NULL)" },
	{ 0 }
};
