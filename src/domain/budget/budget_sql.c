/* Tables of budgets, and the sums of a year. */
#include "domain/budget/budget_in.h"

const struct migration budget_migrations[] = {
	{ 1,
	  "CREATE TABLE budget (id {id}, version BIGINT NOT NULL, year BIGINT NOT NULL, org BIGINT NOT NULL, whole BIGINT NOT NULL, approved_fen BIGINT NOT NULL CHECK (approved_fen >= 0), note TEXT, doc BIGINT, warned BIGINT NOT NULL,"
	  " noted_fen BIGINT, created_by BIGINT NOT NULL, created_at BIGINT NOT NULL, approved_by BIGINT, approved_at BIGINT, state TEXT NOT NULL);\n"
	  "CREATE INDEX budget_year ON budget (year, org, id);\n"
	  "CREATE VIEW v_budget AS SELECT b.*, o.name AS org_name FROM budget b JOIN org o ON o.id = b.org" },
	/* The lines of bills by everything that costs are summed by, so that each sum has its rows. */
	{ 2,
	  "CREATE VIEW v_cost_line AS SELECT l.id, l.bill, l.system, l.system_name, l.service_kind, l.item_code, l.item_name, l.resource, l.resource_no, l.resource_name, l.contract, l.from_date, l.to_date, l.days, l.of_days, l.qty, l.unit_price_e4,"
	  " l.amount_fen, l.formula, b.no AS bill_no, b.month, b.user_org, b.applicant_org, u.name AS user_org_name, z.zone, i.xinchuang FROM bill_line l JOIN bill b ON b.id = l.bill JOIN org u ON u.id = b.user_org"
	  " LEFT JOIN resource_segment g ON g.id = l.segment LEFT JOIN pool z ON z.id = g.pool LEFT JOIN catalog_item i ON i.id = g.item" },
	/* What bills were adjusted by is a cost, too: the same for those, of the line that each names or of its bill alone. A view of its own, so that
	 * a page of lines by id reads only its rows. */
	{ 3,
	  "CREATE VIEW v_cost_adjustment AS SELECT j.id, j.bill, j.line, l.system, l.system_name, l.service_kind, l.item_code, l.item_name, l.resource, l.resource_no, l.resource_name, j.delta_fen AS amount_fen, j.reason, j.doc, j.at,"
	  " b.no AS bill_no, b.month, b.user_org, b.applicant_org, u.name AS user_org_name, z.zone, i.xinchuang FROM adjustment j JOIN bill b ON b.id = j.bill JOIN org u ON u.id = b.user_org LEFT JOIN bill_line l ON l.id = j.line"
	  " LEFT JOIN resource_segment g ON g.id = l.segment LEFT JOIN pool z ON z.id = g.pool LEFT JOIN catalog_item i ON i.id = g.item" },
	{ 0 }
};

/* A month of a running segment at its price today: yearly prices a twelfth, daily and hourly ones thirty days. In fen. */
#define MONTH_FEN(qty, e4, period) "CASE " period " WHEN 'month' THEN " qty " * " e4 " / 100 WHEN 'year' THEN " qty " * " e4 " / 1200 WHEN 'day' THEN " qty " * " e4 " * 30 / 100 WHEN 'hour' THEN " qty " * " e4 " * 720 / 100 ELSE 0 END"
#define RUNNING(day) " FROM resource_segment g JOIN catalog_item i ON i.id = g.item JOIN v_price_span p ON p.csp = g.csp AND p.item_code = i.code AND p.from_date <= " day " AND p.to_date > " day
/* Approved, from the opinion to the delivery order: opening, trial and filing are still to be paid for. */
#define APPROVED_NEW "p.state IN ('approved', 'approved_reduced', 'provisioning', 'trial', 'suggested', 'filed') AND p.type IN ('new', 'migrate') AND NOT EXISTS (SELECT 1 FROM delivery_order d WHERE d.application = p.id)"
/* ?1 ?2 months (the last included), ?3 own unit or 0, ?4 first-level unit or -1, ?5 one unit or 0. Lines, and what was adjusted beside them. */
#define SEEN "b.month >= ?1 AND b.month <= ?2 AND (?3 = 0 OR b.user_org = ?3 OR b.applicant_org = ?4) AND (?5 = 0 OR b.user_org = ?5)"
#define COSTS "(SELECT l.id AS line, l.system, l.service_kind, l.segment, l.amount_fen, b.month, b.user_org FROM bill b JOIN bill_line l ON l.bill = b.id WHERE " SEEN \
	" UNION ALL SELECT NULL, l.system, l.service_kind, l.segment, j.delta_fen, b.month, b.user_org FROM bill b JOIN adjustment j ON j.bill = b.id LEFT JOIN bill_line l ON l.id = j.line WHERE " SEEN ") l"
#define COST(key, name, object, joins) "SELECT MIN(l.line), MAX(" object "), COALESCE(" key ", ''), COALESCE(MAX(" name "), '调账（未指明明细）'), CAST(SUM(l.amount_fen) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN l.line IS NULL THEN l.amount_fen END), 0) AS BIGINT), COUNT(l.line) FROM " COSTS " " joins \
	" GROUP BY " key " ORDER BY 5 DESC, 3 LIMIT 2000"
#define ITEM "LEFT JOIN resource_segment g ON g.id = l.segment LEFT JOIN catalog_item i ON i.id = g.item"
/* What a resource cost in months ?1 and ?2, where it differs. The last figure of a month is that of its last line: days sort as text. */
#define LAST(month, what) "CAST(COALESCE(SUBSTR(MAX(CASE WHEN b.month = " month " THEN l.from_date || l." what " END), 11), '0') AS BIGINT)"
#define IN_MONTH(month, what) "CASE WHEN b.month = " month " THEN " what " END"
#define CHANGED "SELECT l.resource AS resource, MAX(l.resource_no) AS resource_no, MAX(l.resource_name) AS resource_name, " LAST("?1", "qty") " AS before_qty, " LAST("?2", "qty") " AS after_qty, " LAST("?1", "unit_price_e4") " AS before_price, " \
	LAST("?2", "unit_price_e4") " AS after_price, CAST(COALESCE(SUM(" IN_MONTH("?1", "l.amount_fen") "), 0) AS BIGINT) AS before_fen, CAST(COALESCE(SUM(" IN_MONTH("?2", "l.amount_fen") "), 0) AS BIGINT) AS after_fen," \
	" COUNT(" IN_MONTH("?1", "1") ") AS before_lines, COUNT(" IN_MONTH("?2", "1") ") AS after_lines, COUNT(DISTINCT l.qty) AS qtys, COUNT(DISTINCT l.unit_price_e4) AS prices, MAX(l.period) AS period," \
	" MIN(" IN_MONTH("?1", "l.from_date") ") AS before_from, MAX(" IN_MONTH("?2", "l.to_date") ") AS after_to" \
	" FROM bill b JOIN bill_line l ON l.bill = b.id WHERE b.month IN (?1, ?2) AND (?3 = 0 OR b.user_org = ?3 OR b.applicant_org = ?4) GROUP BY l.resource"
/* Fifty budgets of units at once. */
#define FIFTY "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50"
/* Its own rows, and those of the units under it. */
#define THEIRS(table, x) " FROM budget b JOIN " table " " x " ON (" x ".user_org = b.org OR " x ".applicant_org = b.org)"
#define NET(b) b ".total_fen + COALESCE((SELECT SUM(j.delta_fen) FROM adjustment j WHERE j.bill = " b ".id), 0)"
#define PRICED(g, day) " JOIN catalog_item i ON i.id = " g ".item JOIN v_price_span p ON p.csp = " g ".csp AND p.item_code = i.code AND p.from_date <= " day " AND p.to_date > " day
#define STAGE_COLUMNS "r.user_org, r.system, r.id, r.no, r.name, u.name, s.name, t.from_date, t.to_date, t.extra_qty, p.unit_price_e4"
#define STAGES(day) " JOIN change_stage t ON t.resource = r.id AND t.state = 'planned'" PRICED("r", day) " AND i.billing_period = 'month' JOIN org u ON u.id = r.user_org JOIN info_system s ON s.id = r.system"
#define MONTHLY "COALESCE(p.approved_month_fen, p.est_month_fen, 0)"
const struct stmt budget_q[Q_BUDGET_MAX] = {
	[Q_PUT]      = { "INSERT INTO budget ({+}) VALUES ({?})", &budget_record },
	[Q_APPROVE]  = { "UPDATE budget SET approved_by = ?2, approved_at = ?3 WHERE id = ?1" },
	[Q_REPLACE]  = { "UPDATE budget SET state = 'replaced', version = version + 1 WHERE year = ?1 AND org = ?2 AND id <> ?3 AND state = 'approved'" },
	[Q_SHARES]   = { "SELECT CAST(COALESCE(SUM(approved_fen), 0) AS BIGINT) FROM budget WHERE year = ?1 AND state = 'approved' AND whole = 0 AND org <> ?2" },
	[Q_WHOLE]    = { "SELECT approved_fen FROM budget WHERE year = ?1 AND state = 'approved' AND whole = 1 ORDER BY id DESC LIMIT 1" },
	[Q_ACCRUED]  = { "SELECT CAST(COALESCE(SUM(" NET("x") "), 0) AS BIGINT) FROM bill x WHERE x.month >= ?1 AND x.month <= ?2" },
	[Q_PAID]     = { "SELECT CAST(COALESCE(SUM(paid_fen), 0) AS BIGINT) FROM settlement_payment WHERE paid_date >= ?1 AND paid_date < ?2" },
	[Q_RUNNING]  = { "SELECT CAST(COALESCE(SUM(" MONTH_FEN("g.qty", "p.unit_price_e4", "i.billing_period") "), 0) AS BIGINT)" RUNNING("?1") " WHERE g.to_date IS NULL" },
	[Q_PIPELINE] = { "SELECT CAST(COALESCE(SUM(" MONTHLY "), 0) AS BIGINT) FROM application p WHERE " APPROVED_NEW },
	[Q_STAGES]   = { "SELECT 0, " STAGE_COLUMNS " FROM resource r" STAGES("?3") " WHERE t.from_date < ?2 AND t.to_date > ?1 AND (?4 = 0 OR r.user_org = ?4 OR r.applicant_org = ?4) AND (?5 = 0 OR r.system = ?5) ORDER BY t.id", &stage_record },
	[Q_UNITS_BILLED]   = { "SELECT b.id, CAST(SUM(" NET("x") ") AS BIGINT), CAST(COALESCE(SUM(CASE WHEN x.state = 'settled' THEN " NET("x") " END), 0) AS BIGINT)" THEIRS("bill", "x")
			       " AND x.month >= CAST(b.year AS TEXT) || '-01' AND x.month <= CAST(b.year AS TEXT) || '-99' WHERE b.id IN (" FIFTY ") GROUP BY b.id", &figure_record },
	[Q_UNITS_RUNNING]  = { "SELECT b.id, CAST(SUM(" MONTH_FEN("g.qty", "p.unit_price_e4", "i.billing_period") ") AS BIGINT), 0" THEIRS("resource", "r") " JOIN resource_segment g ON g.resource = r.id AND g.to_date IS NULL" PRICED("g", "?51")
			       " WHERE b.id IN (" FIFTY ") GROUP BY b.id", &figure_record },
	[Q_UNITS_PIPELINE] = { "SELECT b.id, CAST(SUM(" MONTHLY ") AS BIGINT), 0" THEIRS("application", "p") " WHERE b.id IN (" FIFTY ") AND " APPROVED_NEW " GROUP BY b.id", &figure_record },
	[Q_UNITS_STAGES]   = { "SELECT b.id, " STAGE_COLUMNS THEIRS("resource", "r") STAGES("?51") " WHERE b.id IN (" FIFTY ") ORDER BY t.id", &stage_record },
	/* The rows of one unit (?), or of everything: what makes up a figure. */
#define OF(x, n) "(" n " = 0 OR " x ".user_org = " n " OR " x ".applicant_org = " n ")"
#define BILL_ROWS "SELECT 'bill', x.id, x.no, x.month, u.name, CAST(" NET("x") " AS BIGINT), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM bill x JOIN org u ON u.id = x.user_org WHERE x.month >= ?1 AND x.month <= ?2 AND " OF("x", "?3")
#define RUNNING_FEN MONTH_FEN("g.qty", "p.unit_price_e4", "i.billing_period")
#define RUNNING_ROWS " FROM resource_segment g JOIN resource r ON r.id = g.resource JOIN org u ON u.id = g.user_org JOIN info_system s ON s.id = g.system" PRICED("g", "?2") " WHERE g.to_date IS NULL AND " OF("r", "?1") " AND (?3 = 0 OR g.system = ?3)"
#define PIPELINE_ROWS " FROM application p JOIN org u ON u.id = p.user_org JOIN info_system s ON s.id = p.system WHERE " APPROVED_NEW " AND " OF("p", "?1") " AND (?2 = 0 OR p.system = ?2)"
#define BIGGEST " ORDER BY 6 DESC, 2 LIMIT 2001"
	[Q_ROWS_ACCRUED]   = { BILL_ROWS BIGGEST, &budget_part_record },
	[Q_ROWS_SETTLED]   = { BILL_ROWS " AND x.state = 'settled'" BIGGEST, &budget_part_record },
	[Q_ROWS_PAID]      = { "SELECT 'settlement', s.id, s.no, y.paid_date || ' ' || y.voucher, o.name, y.paid_fen, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM settlement_payment y JOIN settlement s ON s.id = y.settlement JOIN org o ON o.id = s.csp"
			       " WHERE y.paid_date >= ?1 AND y.paid_date < ?2" BIGGEST, &budget_part_record },
	[Q_ROWS_RUNNING]   = { "SELECT 'resource', r.id, r.no, r.name, u.name, CAST(" RUNNING_FEN " AS BIGINT), s.name, g.qty, p.unit_price_e4, i.billing_period, g.from_date, NULL, NULL" RUNNING_ROWS BIGGEST, &budget_part_record },
	[Q_ROWS_PIPELINE]  = { "SELECT 'application', p.id, p.no, p.title, u.name, CAST(" MONTHLY " AS BIGINT), s.name, NULL, NULL, 'month', NULL, NULL, NULL" PIPELINE_ROWS BIGGEST, &budget_part_record },
	/* What those of one system come to, also where they are more than are listed. */
	[Q_OF_RUNNING]     = { "SELECT CAST(COALESCE(SUM(" RUNNING_FEN "), 0) AS BIGINT)" RUNNING_ROWS },
	[Q_OF_PIPELINE]    = { "SELECT CAST(COALESCE(SUM(" MONTHLY "), 0) AS BIGINT)" PIPELINE_ROWS },
	[Q_CLOSED]   = { "SELECT COUNT(*) FROM bill_month WHERE month > ?1 AND month < ?2" },
	[Q_LIVE]     = { "SELECT {} FROM v_budget WHERE year = ?1 AND state = 'approved' ORDER BY id", &budget_record },
	[Q_WARNED]   = { "UPDATE budget SET warned = ?2 WHERE id = ?1" },
	[Q_NOTED]    = { "UPDATE budget SET noted_fen = ?2 WHERE id = ?1" },
	[Q_FORECAST] = { "SELECT x.org, o.name, x.system, s.name, CAST(SUM(x.running) AS BIGINT), CAST(SUM(x.run) AS BIGINT), CAST(SUM(x.pipe) AS BIGINT) FROM ("
			 "SELECT g.user_org AS org, g.system AS system, 1 AS running, " MONTH_FEN("g.qty", "p.unit_price_e4", "i.billing_period") " AS run, 0 AS pipe" RUNNING("?1") " WHERE g.to_date IS NULL AND (?2 = 0 OR g.user_org = ?2 OR g.applicant_org = ?2)"
			 " UNION ALL SELECT p.user_org, p.system, 0, 0, COALESCE(p.approved_month_fen, p.est_month_fen, 0) FROM application p WHERE " APPROVED_NEW " AND (?2 = 0 OR p.user_org = ?2 OR p.applicant_org = ?2)"
			 ") x JOIN org o ON o.id = x.org JOIN info_system s ON s.id = x.system GROUP BY x.org, o.name, x.system, s.name ORDER BY o.name, s.name, x.system LIMIT 20000", &forecast_row_record },
	[Q_COST + BY_UNIT - 1]      = { COST("u.no", "u.name", "u.id", "JOIN org u ON u.id = l.user_org"), &cost_row_record },
	[Q_COST + BY_SYSTEM - 1]    = { COST("s.no", "s.name", "s.id", "LEFT JOIN info_system s ON s.id = l.system"), &cost_row_record },
	[Q_COST + BY_CATEGORY - 1]  = { COST("l.service_kind", "l.service_kind", "0", ""), &cost_row_record },
	[Q_COST + BY_ZONE - 1]      = { COST("z.zone", "z.zone", "0", "LEFT JOIN resource_segment g ON g.id = l.segment LEFT JOIN pool z ON z.id = g.pool"), &cost_row_record },
	[Q_COST + BY_XINCHUANG - 1] = { COST("CASE i.xinchuang WHEN 1 THEN 'xinchuang' WHEN 0 THEN 'other' END", "CASE i.xinchuang WHEN 1 THEN '信创' WHEN 0 THEN '非信创' END", "0", ITEM), &cost_row_record },
	[Q_COST + BY_MONTH - 1]     = { COST("l.month", "l.month", "0", ""), &cost_row_record },
	[Q_COST + BY_YEAR - 1]      = { COST("SUBSTR(l.month, 1, 4)", "SUBSTR(l.month, 1, 4)", "0", ""), &cost_row_record },
	[Q_CHANGES]     = { "SELECT {} FROM (" CHANGED ") x WHERE before_fen <> after_fen ORDER BY ABS(after_fen - before_fen) DESC, resource LIMIT 2000", &cost_change_record },
	[Q_CHANGES_SUM] = { "SELECT 0, CAST(COALESCE(SUM(before_fen), 0) AS BIGINT), CAST(COALESCE(SUM(after_fen), 0) AS BIGINT) FROM (" CHANGED ") x WHERE before_fen <> after_fen", &figure_record },
};

const struct invariant budget_invariants[] = {
	{ "A8.4a", "一个单位一年只有一份现行预算", "SELECT a.id FROM budget a JOIN budget b ON b.year = a.year AND b.org = a.org AND b.id > a.id WHERE a.state = 'approved' AND b.state = 'approved'" },
	{ "A8.4a", "预算由编制人之外的人批准", "SELECT id FROM budget WHERE approved_by = created_by" },
	{ 0 }
};
