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
	/* Which price a line was made with, how the contract counts, and what was counted by quantity. */
	{ 4,
	  "ALTER TABLE bill_line ADD COLUMN price BIGINT;\n"
	  "ALTER TABLE bill_line ADD COLUMN contract BIGINT;\n"
	  "ALTER TABLE bill_line ADD COLUMN partial TEXT;\n"
	  "ALTER TABLE bill_line ADD COLUMN rounding TEXT;\n"
	  "ALTER TABLE adjustment ADD COLUMN doc BIGINT;\n"
	  "CREATE TABLE bill_system (id {id}, bill BIGINT NOT NULL, system BIGINT NOT NULL, system_name TEXT NOT NULL, lines_count BIGINT NOT NULL, amount_fen BIGINT NOT NULL, UNIQUE (bill, system));\n"
	  "INSERT INTO bill_system (id, bill, system, system_name, lines_count, amount_fen) SELECT MIN(id), bill, system, MAX(system_name), COUNT(*), CAST(SUM(amount_fen) AS BIGINT) FROM bill_line GROUP BY bill, system;\n"
	  "DROP VIEW v_bill_line;\n"
	  "CREATE VIEW v_bill_line AS SELECT l.*, b.no AS bill_no, b.month AS month, b.user_org AS user_org, b.applicant_org AS applicant_org, b.csp AS csp FROM bill_line l JOIN bill b ON b.id = l.bill;\n"
	  "CREATE TABLE usage_report (id {id}, version BIGINT NOT NULL, resource BIGINT NOT NULL, day TEXT NOT NULL, qty BIGINT NOT NULL CHECK (qty >= 0), source TEXT NOT NULL, by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX usage_report_day ON usage_report (resource, day, id);\n"
	  "CREATE VIEW v_usage_report AS SELECT u.*, r.no AS resource_no, r.item_code, r.unit, r.csp, r.user_org, r.applicant_org FROM usage_report u JOIN resource r ON r.id = u.resource" },
	/* Who would pay more and less under a drafted supplement, kept for whoever approves it. */
	{ 5,
	  "CREATE TABLE price_preview (id {id}, version BIGINT NOT NULL, supplement BIGINT NOT NULL, month TEXT NOT NULL, drafted_at BIGINT NOT NULL, before_fen BIGINT NOT NULL, after_fen BIGINT NOT NULL, delta_fen BIGINT NOT NULL,"
	  " units BIGINT NOT NULL, items TEXT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX price_preview_of ON price_preview (supplement, id);\n"
	  "CREATE INDEX bill_line_contract ON bill_line (contract);\n"
	  "CREATE VIEW v_price_preview AS SELECT p.*, s.contract, s.no AS supplement_no FROM price_preview p JOIN contract_supplement s ON s.id = p.supplement" },
	/* A bill by contract, so that a settlement need not read lines; adjustments as a list of their own. */
	{ 6,
	  "CREATE TABLE bill_contract (id {id}, bill BIGINT NOT NULL, contract BIGINT NOT NULL, lines_count BIGINT NOT NULL, amount_fen BIGINT NOT NULL, UNIQUE (bill, contract));\n"
	  "CREATE INDEX bill_contract_of ON bill_contract (contract, bill);\n"
	  "INSERT INTO bill_contract (id, bill, contract, lines_count, amount_fen) SELECT MIN(id), bill, contract, COUNT(*), CAST(SUM(amount_fen) AS BIGINT) FROM bill_line WHERE contract IS NOT NULL GROUP BY bill, contract;\n"
	  "CREATE VIEW v_adjustment AS SELECT j.*, b.no AS bill_no, b.month, b.user_org, b.applicant_org, b.csp FROM adjustment j JOIN bill b ON b.id = j.bill" },
	/* What waits to be confirmed or decided is looked for by everybody's workbench. */
	{ 7, "CREATE INDEX bill_state ON bill (state, id)" },
	/* Months that are to be closed: one that could not be is not passed over by the next. */
	{ 8, "CREATE TABLE bill_month_due (month TEXT PRIMARY KEY, since_at BIGINT NOT NULL)" },
	{ 0 }
};
const struct stmt billing_q[Q_BILL_Q_MAX] = {
	/* Ordered by unit, so that one bill's lines come together and nothing has to be gathered. */
#define SEGMENT "g.id, g.resource, g.system, g.user_org, g.applicant_org, g.csp, g.qty, g.item, g.from_date, g.to_date"
#define IN_MONTH "g.from_date < ?2 AND (g.to_date IS NULL OR g.to_date >= ?1)"
	[Q_SEGMENTS]     = { "SELECT " SEGMENT ", r.no, r.name, s.name FROM resource_segment g JOIN resource r ON r.id = g.resource JOIN info_system s ON s.id = g.system"
			     " WHERE " IN_MONTH " ORDER BY g.user_org, g.csp, g.system, g.resource, g.from_date" },
	[Q_SEGMENTS_BARE] = { "SELECT " SEGMENT " FROM resource_segment g WHERE " IN_MONTH },
	[Q_SEGMENTS_ALIKE] = { "SELECT MIN(g.id), MIN(g.resource), MIN(g.system), g.user_org, MIN(g.applicant_org), g.csp, g.qty, g.item, g.from_date, g.to_date, COUNT(*)"
			     " FROM resource_segment g WHERE " IN_MONTH " GROUP BY g.user_org, g.csp, g.qty, g.item, g.from_date, g.to_date" },
	[Q_ITEMS_ALL]    = { "SELECT id, code, name, category, billing_period FROM catalog_item ORDER BY id" },
	[Q_DAYS_OF]      = { "SELECT billing_start_date, billing_end_date FROM resource WHERE id = ?1" },
	/* The last report of each day counts. */
	[Q_USED]         = { "SELECT COUNT(*), CAST(COALESCE(SUM(u.qty), 0) AS BIGINT) FROM usage_report u WHERE u.resource = ?1 AND u.day >= ?2 AND u.day < ?3"
			     " AND NOT EXISTS (SELECT 1 FROM usage_report n WHERE n.resource = u.resource AND n.day = u.day AND n.id > u.id)" },
	[Q_USAGE_PUT]    = { "INSERT INTO usage_report ({+}) VALUES ({?})", &usage_record },
	[Q_USAGE_RESOURCE] = { "SELECT r.id FROM resource r JOIN catalog_item i ON i.id = r.item WHERE r.no = ?1 AND r.csp = ?2 AND i.billing_period = 'usage'" },
	[Q_USAGE_LEDGER] = { "SELECT COUNT(*) FROM resource_segment WHERE resource = ?1 AND from_date <= ?2 AND (to_date IS NULL OR to_date > ?2)" },
	[Q_USAGE_OF]     = { "SELECT u.qty FROM usage_report u WHERE u.resource = ?1 AND u.day = ?2 ORDER BY u.id DESC LIMIT 1" },
	[Q_BILLS_OF]     = { "SELECT {} FROM v_bill WHERE month = ?1 ORDER BY id", &bill_record },
	[Q_LINE_LAST]    = { "SELECT COALESCE(MAX(id), 0) FROM bill_line" },
	[Q_BILL_PUT]     = { "INSERT INTO bill ({+}) VALUES ({?})", &bill_record },
	[Q_LINE_PUT]     = { "INSERT INTO bill_line ({+}) VALUES ({?})", &bill_line_record },
	[Q_BILL_OF]      = { "SELECT id FROM bill WHERE month = ?1 AND user_org = ?2 AND csp = ?3" },
	[Q_BILL_TOTAL]   = { "UPDATE bill SET total_fen = ?2, lines_count = ?3 WHERE id = ?1" },
	[Q_LINE]         = { "SELECT {} FROM v_bill_line WHERE id = ?1", &bill_line_record },
	/* Kept with the bill: its page costs the same however many lines there are. */
	[Q_SYSTEMS_OF]   = { "SELECT system, lines_count, system_name, amount_fen FROM bill_system WHERE bill = ?1 ORDER BY id LIMIT 200", &by_system_record },
	[Q_SYSTEM_PUT]   = { "INSERT INTO bill_system (id, bill, system, system_name, lines_count, amount_fen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
	[Q_CONTRACT_PUT] = { "INSERT INTO bill_contract (id, bill, contract, lines_count, amount_fen) VALUES (?1, ?2, ?3, ?4, ?5)" },
	[Q_ADJ_PUT]      = { "INSERT INTO adjustment ({+}) VALUES ({?})", &adjustment_record },
	[Q_ADJ_OF]       = { "SELECT {} FROM v_adjustment WHERE bill = ?1 ORDER BY id LIMIT 200", &adjustment_record },
	[Q_CONFIRM]      = { "UPDATE bill SET confirmed_by = ?2, confirmed_at = ?3 WHERE id = ?1" },
	[Q_UNCONFIRM]    = { "UPDATE bill SET confirmed_by = NULL, confirmed_at = NULL WHERE id = ?1" },
	[Q_DISPUTE]      = { "UPDATE bill SET dispute = ?2 WHERE id = ?1" },
	[Q_RESOLVE]      = { "UPDATE bill SET resolution = ?2 WHERE id = ?1" },
	[Q_LAST_MONTH]   = { "SELECT COUNT(*) FROM bill_month WHERE month = ?1" },
	[Q_DUE_LAST]     = { "SELECT MAX(month) FROM bill_month_due" },
	[Q_DUE_PUT]      = { "INSERT INTO bill_month_due (month, since_at) VALUES (?1, ?2)" },
	[Q_DUE_OPEN]     = { "SELECT MIN(d.month) FROM bill_month_due d WHERE d.month > ?1 AND NOT EXISTS (SELECT 1 FROM bill_month m WHERE m.month = d.month)" },
	[Q_MONTH_CLOSE] = { "INSERT INTO bill_month (month, closed_at) VALUES (?1, ?2)" },
	/* Billed days that an upheld dispute of a delivery takes off, and that no adjustment has taken off yet. */
	[Q_CREDITS]      = { "SELECT l.bill, l.id, b.user_org, u.delivery_order, u.order_no, u.resolution, u.resolved_by, l.period, l.qty, l.unit_price_e4, l.amount_fen, l.resource_no, b.no, COALESCE(l.rounding, 'half_up_fen'),"
			     " CASE WHEN l.from_date > u.from_date THEN l.from_date ELSE u.from_date END AS from_date, CASE WHEN l.to_date < u.to_date THEN l.to_date ELSE u.to_date END AS to_date"
			     " FROM v_delivery_credit u JOIN bill_line l ON l.resource = u.resource AND l.from_date < u.to_date AND l.to_date > u.from_date JOIN bill b ON b.id = l.bill"
			     " WHERE NOT EXISTS (SELECT 1 FROM adjustment j WHERE j.line = l.id AND j.delivery_order = u.delivery_order) ORDER BY l.bill, l.id LIMIT 10000", &credit_record },
	/* What a line rests on: the segment's cause, the order that delivered it, the contract and supplement of its price. */
	[Q_BASIS]        = { "SELECT g.cause, g.created_at, d.no, d.id, k.no, u.no, p.basis, r.application, u.id, COALESCE(p.tax_incl, 1) FROM bill_line l JOIN resource_segment g ON g.id = l.segment JOIN resource r ON r.id = l.resource"
			     " LEFT JOIN delivery_order d ON d.id = r.delivery_order LEFT JOIN price p ON p.id = l.price LEFT JOIN contract k ON k.id = l.contract"
			     " LEFT JOIN contract_supplement u ON u.id = p.supplement WHERE l.id = ?1" },
	/* The audit rows of those acts: the resource, its order, its application and those that changed it, the price and its supplement, the contract,
	 * the bill. */
	[Q_ACTS]         = { "SELECT stream, seq, at, login, words, object_kind, object_id FROM audit_log WHERE result = 'ok' AND words <> '后续处理' AND ((object_kind = 'resource' AND object_id = ?1) OR (object_kind = 'delivery_order' AND object_id = ?2)"
			     " OR (object_kind = 'application' AND object_id = ?3) OR (object_kind = 'price' AND object_id = ?4) OR (object_kind = 'contract' AND object_id = ?5) OR (object_kind = 'bill' AND object_id = ?6)"
			     " OR (object_kind = 'contract_supplement' AND object_id = ?7) OR (object_kind = 'application' AND object_id IN (SELECT v.application FROM v_change_line v WHERE v.resource = ?1)))"
			     " ORDER BY at, seq LIMIT 200", &act_record },
	/* export.c: what was rated, then what came of it. */
	[X_MONTHS]  = { "SELECT month FROM bill_month WHERE ?1 = '' OR month = ?1 ORDER BY month" },
	[X_ITEM]    = { "SELECT id, code, billing_period FROM catalog_item ORDER BY id" },
	[X_PRICE]   = { "SELECT price, contract, csp, item_code, unit_price_e4, from_date, to_date, partial, rounding, start_day, end_day FROM v_price_span WHERE from_date < ?2 AND to_date > ?1 ORDER BY csp, item_code, from_date, price" },
	[X_SEGMENT] = { "SELECT g.id, g.resource, g.user_org, g.csp, g.item, g.qty, g.from_date, g.to_date, r.billing_start_date, r.billing_end_date FROM resource_segment g JOIN resource r ON r.id = g.resource"
			" WHERE g.from_date < ?2 AND (g.to_date IS NULL OR g.to_date >= ?1) ORDER BY g.id" },
	[X_USAGE]   = { "SELECT u.resource, u.day, u.qty FROM usage_report u WHERE u.day >= ?1 AND u.day < ?2 AND NOT EXISTS (SELECT 1 FROM usage_report n WHERE n.resource = u.resource AND n.day = u.day AND n.id > u.id) ORDER BY u.id" },
	[X_BILL]    = { "SELECT id, no, user_org, csp, total_fen, lines_count, adjust_fen, net_fen FROM v_bill WHERE month = ?1 ORDER BY id" },
	[X_LINE]    = { "SELECT l.id, l.bill, l.segment, l.item_code, l.from_date, l.to_date, l.days, l.of_days, l.qty, l.unit_price_e4, l.amount_fen FROM bill b JOIN bill_line l ON l.bill = b.id WHERE b.month = ?1 ORDER BY l.bill, l.id" },
	[X_ADJUSTMENT] = { "SELECT j.bill, j.line, j.delta_fen, j.reason FROM bill b JOIN adjustment j ON j.bill = b.id WHERE b.month = ?1 ORDER BY j.id" },
	[X_FOCUS]   = { "SELECT p.no, p.name, u.no, u.name, s.name, b.no, l.item_code, l.item_name, l.service_kind, l.resource_no, l.resource_name, l.system_name, l.from_date, l.to_date, l.days, l.of_days, l.qty, l.unit_price_e4, l.amount_fen,"
			" l.period, l.formula, l.price FROM bill b JOIN bill_line l ON l.bill = b.id JOIN org p ON p.id = b.payer JOIN org u ON u.id = b.user_org JOIN org s ON s.id = b.csp"
			" WHERE b.month = ?1 AND (?2 = '' OR u.no = ?2) ORDER BY l.bill, l.id" },
	[X_FOCUS_ADJ] = { "SELECT p.no, p.name, u.no, u.name, s.name, b.no, j.delta_fen, j.reason, l.item_name, l.service_kind, l.resource_no, l.resource_name, l.system_name FROM bill b JOIN adjustment j ON j.bill = b.id LEFT JOIN bill_line l ON l.id = j.line JOIN org p ON p.id = b.payer JOIN org u ON u.id = b.user_org JOIN org s ON s.id = b.csp"
			  " WHERE b.month = ?1 AND (?2 = '' OR u.no = ?2) ORDER BY j.id" },
	[Q_PRICED_LINES] = { "SELECT b.user_org, b.user_org_name, l.item_code, l.period, COALESCE(l.rounding, 'half_up_fen'), l.qty, l.days, l.of_days, l.amount_fen FROM v_bill b JOIN bill_line l ON l.bill = b.id"
			     " WHERE b.month = ?1 AND l.contract = ?2 ORDER BY b.user_org, l.bill, l.id" },
	[Q_PREVIEW_PUT]  = { "INSERT INTO price_preview ({+}) VALUES ({?})", &kept_preview_record },
	[Q_PREVIEW_HAS]  = { "SELECT COUNT(*) FROM price_preview WHERE supplement = ?1 AND drafted_at = ?2" },
	[Q_MONTH_LAST]   = { "SELECT MAX(month) FROM bill_month" },
	[Q_BILLED_UNDER] = { "SELECT COUNT(*) FROM (SELECT 1 FROM bill_line WHERE contract = ?1 LIMIT 1) x" },
	[Q_ADJ_LINE_SUM] = { "SELECT CAST(COALESCE(SUM(delta_fen), 0) AS BIGINT) FROM adjustment WHERE line = ?1" },
	[Q_BILLED_SINCE] = { "SELECT MAX(month) FROM bill WHERE user_org = ?1 AND csp = ?2 AND month >= ?3" },
};
const struct invariant billing_invariants[] = {
	{ "A28.4", "账单总额等于明细之和", "SELECT b.no FROM bill b WHERE b.total_fen <> (SELECT COALESCE(SUM(l.amount_fen), 0) FROM bill_line l WHERE l.bill = b.id)" },
	{ "A28.4", "系统小计之和等于账单总额", "SELECT b.no FROM bill b WHERE b.total_fen <> (SELECT COALESCE(SUM(s.amount_fen), 0) FROM bill_system s WHERE s.bill = b.id)" },
	{ "A28.4", "合同小计之和等于账单总额", "SELECT b.no FROM bill b WHERE b.total_fen <> (SELECT COALESCE(SUM(k.amount_fen), 0) FROM bill_contract k WHERE k.bill = b.id)" },
	{ "A28.4", "同一计费段在账单中的天数不重叠", "SELECT a.id FROM bill_line a JOIN bill_line b ON b.segment = a.segment AND b.id > a.id WHERE a.from_date < b.to_date AND b.from_date < a.to_date" },
	{ "A21.1f", "因交付异议的调减都属于异议成立的交付工单，且不超过那一行的金额",
	  "SELECT j.id FROM adjustment j JOIN bill_line l ON l.id = j.line JOIN delivery_order d ON d.id = j.delivery_order WHERE d.upheld = 0 OR j.delta_fen > 0 OR j.delta_fen < -l.amount_fen" },
	{ "A5", "账单付费方是主管部门", "SELECT b.no FROM bill b JOIN org o ON o.id = b.payer WHERE o.kind <> 'authority'" },
	{ 0 }
};

/* A bill waits for its unit (or for the one that it merged into), a disputed one for finance. */
#define CONFIRM_BY(role, whose) "SELECT 'bill' AS kind, b.id AS id, b.no AS no, b.month AS title, u.name AS org_name, b.state AS state, 'bill.confirm' AS op, '确认账单或提出异议' AS op_label, 'A28.4' AS article, '" role "' AS role," \
	" COALESCE(u.merged_into, u.id) AS org, NULL AS not_person, NULL AS nor_person, k.kind AS clock, k.due_at AS due_at, b.published_at AS since_at FROM bill b JOIN org u ON u.id = b.user_org" \
	" LEFT JOIN clock k ON k.subject_id = b.id AND k.subject_kind = 'bill' AND k.stopped_at IS NULL AND k.kind = 'bill_confirm' WHERE b.state IN ('published', 'adjusted')" whose
const char *const billing_work[] = {
	CONFIRM_BY("user_handler", ""), CONFIRM_BY("user_owner", ""), CONFIRM_BY("appu_manager", " AND b.applicant_org = b.user_org"),
	"SELECT 'bill' AS kind, b.id AS id, b.no AS no, b.month AS title, u.name AS org_name, b.state AS state, 'bill.adjust' AS op, '处理账单异议' AS op_label, 'A28.4' AS article, 'auth_finance' AS role, NULL AS org,"
	" NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, b.published_at AS since_at FROM bill b JOIN org u ON u.id = b.user_org WHERE b.state = 'disputed'",
	NULL
};
