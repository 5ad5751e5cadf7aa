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
	{ 0 }
};
const struct stmt delivery_q[Q_DEL_MAX] = {
	[Q_TRIAL_PUT]     = { "INSERT INTO trial ({+}) VALUES ({?})", &trial_record },
	[Q_TRIAL]         = { "SELECT {} FROM trial WHERE application = ?1", &trial_record },
	[Q_TRIAL_SET]     = { "UPDATE trial SET {=} WHERE id = {id}", &trial_record },
	[Q_SUG_PUT]       = { "INSERT INTO adjust_suggestion ({+}) VALUES ({?})", &suggestion_record },
	[Q_SUG_LAST]      = { "SELECT {} FROM adjust_suggestion WHERE application = ?1 ORDER BY id DESC LIMIT 1", &suggestion_record },
	[Q_FILING_PUT]    = { "INSERT INTO filing ({+}) VALUES ({?})", &filing_record },
	[Q_FILING_LAST]   = { "SELECT {} FROM filing WHERE application = ?1 ORDER BY id DESC LIMIT 1", &filing_record },
	[Q_ORDER_PUT]     = { "INSERT INTO delivery_order ({+}) VALUES ({?})", &delivery_order_record },
	[Q_ORDER_OF]      = { "SELECT {} FROM v_delivery_order WHERE application = ?1", &delivery_order_record },
	[Q_ORDER_CONFIRM] = { "UPDATE delivery_order SET confirmed_by = ?2, confirmed_at = ?3, confirm_remark = ?4 WHERE id = ?1" },
	[Q_ORDER_DISPUTE] = { "UPDATE delivery_order SET dispute_reason = ?2 WHERE id = ?1" },
	[Q_ORDER_RESOLVE] = { "UPDATE delivery_order SET resolution = ?2 WHERE id = ?1" },
	[Q_ORDER_REMARK]  = { "UPDATE delivery_order SET remark = ?2 WHERE id = ?1" },
	[Q_GATE_PUT]      = { "INSERT INTO golive_check ({+}) VALUES ({?})", &gate_row_record },
	[Q_GATE_SET]      = { "UPDATE golive_check SET {=} WHERE id = {id}", &gate_row_record },
	[Q_GATE]          = { "SELECT {} FROM golive_check WHERE application = ?1 AND item = ?2", &gate_row_record },
	[Q_TASK_PUT]      = { "INSERT INTO driver_task (id, line, application, pool, tries, next_at) VALUES (?1, ?2, ?3, ?4, 0, ?5)" },
	[Q_TASK_NEXT]     = { "SELECT {} FROM driver_task WHERE ended_at IS NULL AND next_at <= ?1 ORDER BY next_at, id LIMIT 1", &task_record },
	[Q_TASK_END]      = { "UPDATE driver_task SET tries = tries + 1, ended_at = ?2, next_at = ?3, error = ?4 WHERE id = ?1" },
	[Q_TRIALS_OLD]    = { "SELECT {t.} FROM trial t JOIN application a ON a.id = t.application WHERE t.to_date <= ?1 AND a.state IN ('trial', 'suggested')", &trial_record },
};
const struct invariant delivery_invariants[] = {
	{ "A21.1e", "每张交付工单都有已登记的备案", "SELECT d.no FROM delivery_order d WHERE d.emergency = 0 AND NOT EXISTS (SELECT 1 FROM filing f WHERE f.id = d.filing)" },
	{ "A21.1f", "资源的计费起始日等于交付工单的下达日", "SELECT r.no FROM resource r JOIN delivery_order d ON d.id = r.delivery_order WHERE r.billing_start_date <> d.billing_start_date" },
	{ "A21.1a", "开通数量不超过批准数量", "SELECT l.id FROM application_line l JOIN application a ON a.id = l.application WHERE a.state IN ('provisioning', 'trial', 'suggested', 'filed', 'delivered', 'live')"
	  " AND (SELECT COALESCE(SUM(CASE WHEN r.state = 'trial' THEN r.qty ELSE (SELECT g.qty FROM resource_segment g WHERE g.resource = r.id AND g.cause = 'delivery') END), 0)"
	  " FROM resource r WHERE r.line = l.id) > COALESCE(l.approved_qty, 0)" },
	{ 0 }
};
