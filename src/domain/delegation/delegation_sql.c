/* Delegations, filings of change, hand-overs. */
#include "domain/delegation/delegation_in.h"

const struct migration delegation_migrations[] = {
	{ 1,
	  "CREATE TABLE delegation (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, csp BIGINT NOT NULL, scope TEXT NOT NULL, roles BIGINT NOT NULL, persons TEXT NOT NULL,"
	  " from_date TEXT NOT NULL, to_date TEXT NOT NULL, state TEXT NOT NULL, drafter BIGINT NOT NULL, issuer BIGINT, created_at BIGINT NOT NULL, issued_at BIGINT, revoked_at BIGINT,"
	  " revoke_reason TEXT, reminded BIGINT, CHECK (to_date > from_date));\n"
	  "CREATE INDEX delegation_csp ON delegation (csp, state);\n"
	  "CREATE VIEW v_delegation AS SELECT d.*, o.name AS csp_name FROM delegation d JOIN org o ON o.id = d.csp;\n"
	  "CREATE TABLE csp_change (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, csp BIGINT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, change_date TEXT NOT NULL,"
	  " due_date TEXT NOT NULL, late BIGINT NOT NULL, detail TEXT NOT NULL, reporter BIGINT NOT NULL, reported_at BIGINT NOT NULL, noted_by BIGINT, noted_at BIGINT, reply TEXT);\n"
	  "CREATE INDEX csp_change_csp ON csp_change (csp);\n"
	  "CREATE VIEW v_csp_change AS SELECT x.*, o.name AS csp_name FROM csp_change x JOIN org o ON o.id = x.csp;\n"
	  "CREATE TABLE handover (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, from_csp BIGINT NOT NULL, to_csp BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,"
	  " start_date TEXT NOT NULL, end_date TEXT NOT NULL, opener BIGINT NOT NULL, created_at BIGINT NOT NULL, closed_rights_at BIGINT, closed_accounts BIGINT, completed_by BIGINT, reminded BIGINT);\n"
	  "CREATE TABLE handover_item (id {id}, version BIGINT NOT NULL, handover BIGINT NOT NULL, category TEXT NOT NULL, content TEXT NOT NULL, from_person BIGINT, from_signed_at BIGINT,"
	  " from_note TEXT, to_person BIGINT, to_signed_at BIGINT, to_note TEXT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX handover_item_handover ON handover_item (handover);\n"
	  "CREATE VIEW v_handover AS SELECT h.*, f.name AS from_name, t.name AS to_name, (SELECT COUNT(*) FROM handover_item i WHERE i.handover = h.id) AS n_items,"
	  " (SELECT COUNT(*) FROM handover_item i WHERE i.handover = h.id AND (i.from_signed_at IS NULL OR i.to_signed_at IS NULL)) AS n_open"
	  " FROM handover h JOIN org f ON f.id = h.from_csp JOIN org t ON t.id = h.to_csp;\n"
	  "CREATE VIEW v_handover_item AS SELECT i.*, h.no AS handover_no, h.state AS handover_state, h.from_csp, h.to_csp,"
	  " CASE WHEN i.from_signed_at IS NOT NULL AND i.to_signed_at IS NOT NULL THEN 1 ELSE 0 END AS done FROM handover_item i JOIN handover h ON h.id = i.handover" },
	{ 0 }
};

const struct stmt delegation_q[Q_DELEGATION_MAX] = {
	[Q_DEL_PUT]      = { "INSERT INTO delegation ({+}) VALUES ({?})", &delegation_record },
	[Q_DEL_SET]      = { "UPDATE delegation SET {=} WHERE id = {id}", &delegation_record },
	[Q_DEL_ISSUED]   = { "UPDATE delegation SET issuer = ?2, issued_at = ?3 WHERE id = ?1" },
	[Q_DEL_REVOKED]  = { "UPDATE delegation SET revoked_at = ?2, revoke_reason = ?3 WHERE id = ?1" },
	[Q_DEL_ACTIVE]   = { "SELECT {} FROM v_delegation WHERE state = 'active' ORDER BY id LIMIT 1000", &delegation_record },
	[Q_DEL_OF_CSP]   = { "SELECT {} FROM v_delegation WHERE state = 'active' AND csp = ?1 ORDER BY id LIMIT 1000", &delegation_record },
	[Q_DEL_REMINDED] = { "UPDATE delegation SET reminded = ?2 WHERE id = ?1" },
	[Q_PLAIN_ENDING] = { "SELECT g.id, a.person, p.name, a.org, g.role FROM role_grant g JOIN account a ON a.id = g.account JOIN person p ON p.id = a.person JOIN org o ON o.id = a.org"
			     " WHERE g.to_date = ?1 AND g.delegation IS NULL AND g.revoked_at IS NULL AND o.kind = 'csp' AND a.status = 'active'"
			     " AND NOT EXISTS (SELECT 1 FROM role_grant h WHERE h.account = g.account AND h.role = g.role AND h.revoked_at IS NULL AND h.from_date = g.to_date) ORDER BY g.id LIMIT 1000" },
	[Q_CHANGE_PUT]   = { "INSERT INTO csp_change ({+}) VALUES ({?})", &csp_change_record },
	[Q_CHANGE_NOTED] = { "UPDATE csp_change SET noted_by = ?2, noted_at = ?3, reply = ?4 WHERE id = ?1" },
	[Q_CHANGE_AGAIN] = { "UPDATE csp_change SET kind = ?2, detail = ?3, reporter = ?4, reported_at = ?5 WHERE id = ?1" },
	[Q_HAND_PUT]     = { "INSERT INTO handover ({+}) VALUES ({?})", &handover_record },
	[Q_HAND_OPEN_OF] = { "SELECT COUNT(*) FROM handover WHERE from_csp = ?1 AND state = 'open'" },
	[Q_HAND_DONE]    = { "UPDATE handover SET closed_rights_at = ?2, closed_accounts = ?3, completed_by = ?4 WHERE id = ?1" },
	[Q_HAND_OVERDUE] = { "SELECT {} FROM v_handover WHERE state = 'open' AND end_date <= ?1 AND reminded IS NULL ORDER BY id LIMIT 100", &handover_record },
	[Q_HAND_REMINDED] = { "UPDATE handover SET reminded = 1 WHERE id = ?1" },
	[Q_ITEM_PUT]     = { "INSERT INTO handover_item (id, version, handover, category, content, created_at) VALUES (?1, 1, ?2, ?3, ?4, ?5)" },
	[Q_ITEM_FROM]    = { "UPDATE handover_item SET from_person = ?2, from_signed_at = ?3, from_note = ?4 WHERE id = ?1" },
	[Q_ITEM_TO]      = { "UPDATE handover_item SET to_person = ?2, to_signed_at = ?3, to_note = ?4 WHERE id = ?1" },
	[Q_ITEM_OPEN]    = { "SELECT COUNT(*) FROM handover_item WHERE handover = ?1 AND (from_signed_at IS NULL OR to_signed_at IS NULL)" },
	[Q_LEFT_ACCOUNTS] = { "SELECT COUNT(*) FROM account WHERE org = ?1 AND status = 'active'" },
	[Q_LEFT_GRANTS]  = { "SELECT COUNT(*) FROM role_grant g JOIN account a ON a.id = g.account WHERE a.org = ?1 AND g.revoked_at IS NULL AND (g.to_date IS NULL OR g.to_date > ?2)" },
	[Q_LEFT_SESSIONS] = { "SELECT COUNT(*) FROM session s JOIN account a ON a.id = s.account WHERE a.org = ?1 AND s.ended_at IS NULL AND s.expires_at > ?2" },
	[Q_LEFT_DELEGATIONS] = { "SELECT COUNT(*) FROM delegation WHERE csp = ?1 AND state = 'active'" },
	[Q_LEFT_ACCESS]  = { "SELECT COUNT(*) FROM access_authorization WHERE csp = ?1 AND state = 'valid'" },
	[Q_LEFT_RESOURCES] = { "SELECT COUNT(*) FROM resource WHERE csp = ?1 AND state <> 'destroyed'" },
	[Q_LEFT_ORDERS]  = { "SELECT COUNT(*) FROM work_order WHERE to_org = ?1 AND state <> 'confirmed'" },
	[Q_LEFT_DELIVERIES] = { "SELECT COUNT(*) FROM delivery_order WHERE csp = ?1 AND state <> 'confirmed'" },
	[Q_LEFT_CLOUD]   = { "SELECT COUNT(*) FROM cloud_task WHERE csp = ?1 AND state = 'open'" },
	[Q_LEFT_MATCHES] = { "SELECT COUNT(*) FROM match_case WHERE csp = ?1 AND state <> 'closed'" },
	[Q_LEFT_SETTLEMENTS] = { "SELECT COUNT(*) FROM settlement WHERE csp = ?1 AND state NOT IN ('paid', 'withdrawn')" },
	[Q_LEFT_CONTRACTS] = { "SELECT COUNT(*) FROM contract WHERE csp = ?1 AND state = 'active'" },
};

const char *const delegation_work[] = {
	"SELECT 'delegation' AS kind, d.id AS id, d.no AS no, d.scope AS title, o.name AS org_name, d.state AS state, 'delegation.issue' AS op, '签发运维授权书' AS op_label, 'A31.P1b' AS article,"
	" 'auth_issuer' AS role, NULL AS org, d.drafter AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, d.created_at AS since_at FROM delegation d JOIN org o ON o.id = d.csp WHERE d.state = 'draft'",
	"SELECT 'csp_change', x.id, x.no, x.detail, o.name, x.state, 'csp_change.note', '登记服务商变更报备', 'A31.P1c', 'auth_handler', NULL, NULL, NULL, NULL, NULL, x.reported_at"
	" FROM csp_change x JOIN org o ON o.id = x.csp WHERE x.state = 'filed'",
	"SELECT 'csp_change', x.id, x.no, x.detail, o.name, x.state, 'csp_change.amend', '补正变更报备', 'A31.P1c', 'csp_head', x.csp, NULL, NULL, NULL, NULL, x.reported_at"
	" FROM csp_change x JOIN org o ON o.id = x.csp WHERE x.state = 'returned'",
	NULL
};

const struct invariant delegation_invariants[] = {
	{ "A31.P1b", "授权书给的岗位不超出授权书的期限，授权书失效的岗位也已结束",
	  "SELECT d.no FROM role_grant g JOIN delegation d ON d.id = g.delegation WHERE g.from_date < d.from_date OR g.to_date IS NULL OR g.to_date > d.to_date"
	  " OR (d.state = 'revoked' AND g.revoked_at IS NULL)" },
	{ "A31.P1b", "生效的授权书由另一人签发", "SELECT no FROM delegation WHERE state <> 'draft' AND (issuer IS NULL OR issuer = drafter)" },
	{ "A31.P1d", "移交完成时双方都签了，原服务商的账号当日关闭",
	  "SELECT h.no FROM handover h WHERE h.state = 'done' AND (h.closed_rights_at IS NULL OR EXISTS (SELECT 1 FROM handover_item i WHERE i.handover = h.id"
	  " AND (i.from_signed_at IS NULL OR i.to_signed_at IS NULL)))" },
	{ 0 }
};
