/* Bills: tables. Published bills and their lines are never edited; corrections are adjustments. */
#include "domain/billing/billing_in.h"

const struct migration billing_migrations[] = {
	{ 1,
	  "CREATE TABLE bill (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, month TEXT NOT NULL, payer BIGINT NOT NULL, user_org BIGINT NOT NULL, applicant_org BIGINT NOT NULL, csp BIGINT NOT NULL, total_fen BIGINT NOT NULL,"
	  " lines_count BIGINT NOT NULL, published_at BIGINT, confirmed_by BIGINT, confirmed_at BIGINT, dispute TEXT, resolution TEXT, state TEXT NOT NULL, UNIQUE (month, user_org, csp));\n"
	  "CREATE INDEX bill_user ON bill (user_org, id);\nCREATE INDEX bill_applicant ON bill (applicant_org, id);\n"
	  "CREATE TABLE bill_line (id {id}, bill BIGINT NOT NULL, resource BIGINT NOT NULL, system BIGINT NOT NULL, segment BIGINT NOT NULL, item_code TEXT NOT NULL, item_name TEXT NOT NULL, service_kind TEXT NOT NULL, period TEXT NOT NULL,"
	  " resource_no TEXT NOT NULL, resource_name TEXT NOT NULL, system_name TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL, days BIGINT NOT NULL, of_days BIGINT NOT NULL, qty BIGINT NOT NULL,"
	  " unit_price_e4 BIGINT NOT NULL, amount_fen BIGINT NOT NULL, formula TEXT NOT NULL);\n"
	  "CREATE INDEX bill_line_bill ON bill_line (bill, id);\n"
	  "CREATE TABLE adjustment (id {id}, bill BIGINT NOT NULL, line BIGINT, delta_fen BIGINT NOT NULL, reason TEXT NOT NULL, approved_by BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX adjustment_bill ON adjustment (bill);\n"
	  "CREATE TABLE bill_month (month TEXT PRIMARY KEY, closed_at BIGINT NOT NULL);\n"
	  "CREATE VIEW v_bill AS SELECT b.*, p.name AS payer_name, u.name AS user_org_name, a.name AS applicant_org_name, s.name AS csp_name,"
	  " CAST((SELECT COALESCE(SUM(j.delta_fen), 0) FROM adjustment j WHERE j.bill = b.id) AS BIGINT) AS adjust_fen,"
	  " CAST(b.total_fen + (SELECT COALESCE(SUM(j.delta_fen), 0) FROM adjustment j WHERE j.bill = b.id) AS BIGINT) AS net_fen"
	  " FROM bill b JOIN org p ON p.id = b.payer JOIN org u ON u.id = b.user_org JOIN org a ON a.id = b.applicant_org JOIN org s ON s.id = b.csp;\n"
	  "CREATE VIEW v_bill_line AS SELECT l.*, b.no AS bill_no, b.month AS month, b.user_org AS user_org, b.applicant_org AS applicant_org, b.csp AS csp FROM bill_line l JOIN bill b ON b.id = l.bill" },
	{ 2,
	  "ALTER TABLE adjustment ADD COLUMN delivery_order BIGINT;\n"
	  "CREATE UNIQUE INDEX adjustment_credit ON adjustment (line, delivery_order);\n"
	  "CREATE INDEX bill_line_resource ON bill_line (resource)" },
	/* A bill says the names that held when it was published (A22.3a). */
#define NAME_THEN(o, id) "COALESCE((SELECT n.name FROM org_former_name n WHERE n.org = b." id " AND n.until_at > b.published_at ORDER BY n.until_at, n.id LIMIT 1), " o ".name)"
	{ 3,
	  "DROP VIEW v_bill;\n"
	  "CREATE VIEW v_bill AS SELECT b.*, " NAME_THEN("p", "payer") " AS payer_name, " NAME_THEN("u", "user_org") " AS user_org_name,"
	  " " NAME_THEN("a", "applicant_org") " AS applicant_org_name, " NAME_THEN("s", "csp") " AS csp_name,"
	  " CAST((SELECT COALESCE(SUM(j.delta_fen), 0) FROM adjustment j WHERE j.bill = b.id) AS BIGINT) AS adjust_fen,"
	  " CAST(b.total_fen + (SELECT COALESCE(SUM(j.delta_fen), 0) FROM adjustment j WHERE j.bill = b.id) AS BIGINT) AS net_fen"
	  " FROM bill b JOIN org p ON p.id = b.payer JOIN org u ON u.id = b.user_org JOIN org a ON a.id = b.applicant_org JOIN org s ON s.id = b.csp" },
	{ 0 }
};
const struct stmt billing_q[Q_BILL_Q_MAX] = {
	/* Ordered by unit, so that one bill's lines come together and nothing has to be gathered. */
	[Q_SEGMENTS]     = { "SELECT g.id, g.resource, g.system, g.user_org, g.applicant_org, g.csp, g.qty, r.no, r.name, i.code, i.name, i.category, i.billing_period, s.name, g.from_date, g.to_date, r.billing_start_date"
			     " FROM resource_segment g JOIN resource r ON r.id = g.resource JOIN catalog_item i ON i.id = g.item JOIN info_system s ON s.id = g.system"
			     " WHERE g.from_date < ?2 AND (g.to_date IS NULL OR g.to_date > ?1) ORDER BY g.user_org, g.csp, g.system, g.resource, g.from_date", &rated_record },
	[Q_BILL_PUT]     = { "INSERT INTO bill ({+}) VALUES ({?})", &bill_record },
	[Q_LINE_PUT]     = { "INSERT INTO bill_line ({+}) VALUES ({?})", &bill_line_record },
	[Q_BILL_OF]      = { "SELECT id FROM bill WHERE month = ?1 AND user_org = ?2 AND csp = ?3" },
	[Q_BILL_TOTAL]   = { "UPDATE bill SET total_fen = ?2, lines_count = ?3 WHERE id = ?1" },
	[Q_LINES_OF]     = { "SELECT {} FROM v_bill_line WHERE bill = ?1 ORDER BY id", &bill_line_record },
	[Q_LINE]         = { "SELECT {} FROM v_bill_line WHERE id = ?1", &bill_line_record },
	[Q_SYSTEMS_OF]   = { "SELECT system, COUNT(*), MAX(system_name), CAST(SUM(amount_fen) AS BIGINT) FROM bill_line WHERE bill = ?1 GROUP BY system ORDER BY MIN(id)", &by_system_record },
	[Q_ADJ_PUT]      = { "INSERT INTO adjustment ({+}) VALUES ({?})", &adjustment_record },
	[Q_ADJ_OF]       = { "SELECT {} FROM adjustment WHERE bill = ?1 ORDER BY id", &adjustment_record },
	[Q_CONFIRM]      = { "UPDATE bill SET confirmed_by = ?2, confirmed_at = ?3 WHERE id = ?1" },
	[Q_DISPUTE]      = { "UPDATE bill SET dispute = ?2 WHERE id = ?1" },
	[Q_RESOLVE]      = { "UPDATE bill SET resolution = ?2 WHERE id = ?1" },
	[Q_LAST_MONTH]   = { "SELECT COUNT(*) FROM bill_month WHERE month = ?1" },
	[Q_FIRST_SEGMENT] = { "INSERT INTO bill_month (month, closed_at) VALUES (?1, ?2)" },
	/* Billed days that an upheld dispute of a delivery takes off, and that no adjustment has taken off yet. */
	[Q_CREDITS]      = { "SELECT l.bill, l.id, b.user_org, u.delivery_order, u.order_no, u.resolution, u.resolved_by, l.period, l.qty, l.unit_price_e4, l.amount_fen, l.resource_no, b.no,"
			     " CASE WHEN l.from_date > u.from_date THEN l.from_date ELSE u.from_date END AS from_date, CASE WHEN l.to_date < u.to_date THEN l.to_date ELSE u.to_date END AS to_date"
			     " FROM v_delivery_credit u JOIN bill_line l ON l.resource = u.resource AND l.from_date < u.to_date AND l.to_date > u.from_date JOIN bill b ON b.id = l.bill"
			     " WHERE NOT EXISTS (SELECT 1 FROM adjustment j WHERE j.line = l.id AND j.delivery_order = u.delivery_order) ORDER BY l.bill, l.id LIMIT 10000", &credit_record },
	[Q_ADJ_SUM]      = { "SELECT CAST(COALESCE(SUM(delta_fen), 0) AS BIGINT) FROM adjustment WHERE bill = ?1" },
	[Q_BILLED_SINCE] = { "SELECT MAX(month) FROM bill WHERE user_org = ?1 AND csp = ?2 AND month >= ?3" },
};
const struct invariant billing_invariants[] = {
	{ "A28.4", "账单总额等于明细之和", "SELECT b.no FROM bill b WHERE b.total_fen <> (SELECT COALESCE(SUM(l.amount_fen), 0) FROM bill_line l WHERE l.bill = b.id)" },
	{ "A28.4", "同一计费段在账单中的天数不重叠", "SELECT a.id FROM bill_line a JOIN bill_line b ON b.segment = a.segment AND b.id > a.id WHERE a.from_date < b.to_date AND b.from_date < a.to_date" },
	{ "A21.1f", "因交付异议的调减都属于异议成立的交付工单，且不超过那一行的金额",
	  "SELECT j.id FROM adjustment j JOIN bill_line l ON l.id = j.line JOIN delivery_order d ON d.id = j.delivery_order WHERE d.upheld = 0 OR j.delta_fen > 0 OR j.delta_fen < -l.amount_fen" },
	{ "A5", "账单付费方是主管部门", "SELECT b.no FROM bill b JOIN org o ON o.id = b.payer WHERE o.kind <> 'authority'" },
	{ 0 }
};
