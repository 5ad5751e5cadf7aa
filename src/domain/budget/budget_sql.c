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
	{ 0 }
};

/* A month of a running segment at its price today: yearly prices a twelfth, daily and hourly ones thirty days. In fen. */
#define MONTH_FEN(qty, e4, period) "CASE " period " WHEN 'month' THEN " qty " * " e4 " / 100 WHEN 'year' THEN " qty " * " e4 " / 1200 WHEN 'day' THEN " qty " * " e4 " * 30 / 100 WHEN 'hour' THEN " qty " * " e4 " * 720 / 100 ELSE 0 END"
#define RUNNING(day) " FROM resource_segment g JOIN catalog_item i ON i.id = g.item JOIN v_price_span p ON p.csp = g.csp AND p.item_code = i.code AND p.from_date <= " day " AND p.to_date > " day
/* Approved, from the opinion to the delivery order: opening, trial and filing are still to be paid for. */
#define APPROVED_NEW "p.state IN ('approved', 'approved_reduced', 'provisioning', 'trial', 'suggested', 'filed') AND p.type IN ('new', 'migrate') AND NOT EXISTS (SELECT 1 FROM delivery_order d WHERE d.application = p.id)"
/* ?1 ?2 months (the last included), ?3 own unit or 0, ?4 first-level unit or -1, ?5 one unit or 0. */
#define COST(key, name, object, joins) "SELECT MIN(l.id), MAX(" object "), " key ", MAX(" name "), CAST(SUM(l.amount_fen) AS BIGINT), COUNT(*) FROM bill b JOIN bill_line l ON l.bill = b.id " joins \
	" WHERE b.month >= ?1 AND b.month <= ?2 AND (?3 = 0 OR b.user_org = ?3 OR b.applicant_org = ?4) AND (?5 = 0 OR b.user_org = ?5) GROUP BY " key " ORDER BY 5 DESC, 3 LIMIT 2000"
#define ITEM "JOIN resource_segment g ON g.id = l.segment JOIN catalog_item i ON i.id = g.item"
const struct stmt budget_q[Q_BUDGET_MAX] = {
	[Q_PUT]      = { "INSERT INTO budget ({+}) VALUES ({?})", &budget_record },
	[Q_APPROVE]  = { "UPDATE budget SET approved_by = ?2, approved_at = ?3 WHERE id = ?1" },
	[Q_REPLACE]  = { "UPDATE budget SET state = 'replaced', version = version + 1 WHERE year = ?1 AND org = ?2 AND id <> ?3 AND state = 'approved'" },
	[Q_SHARES]   = { "SELECT CAST(COALESCE(SUM(approved_fen), 0) AS BIGINT) FROM budget WHERE year = ?1 AND state = 'approved' AND whole = 0 AND org <> ?2" },
	[Q_WHOLE]    = { "SELECT approved_fen FROM budget WHERE year = ?1 AND state = 'approved' AND whole = 1 ORDER BY id DESC LIMIT 1" },
	[Q_ACCRUED]  = { "SELECT CAST(COALESCE(SUM(net_fen), 0) AS BIGINT) FROM v_bill WHERE month >= ?1 AND month <= ?2 AND (?3 = 0 OR user_org = ?3 OR applicant_org = ?3)" },
	[Q_SETTLED]  = { "SELECT CAST(COALESCE(SUM(net_fen), 0) AS BIGINT) FROM v_bill WHERE state = 'settled' AND month >= ?1 AND month <= ?2 AND (user_org = ?3 OR applicant_org = ?3)" },
	[Q_PAID]     = { "SELECT CAST(COALESCE(SUM(paid_fen), 0) AS BIGINT) FROM settlement_payment WHERE paid_date >= ?1 AND paid_date < ?2" },
	[Q_RUNNING]  = { "SELECT CAST(COALESCE(SUM(" MONTH_FEN("g.qty", "p.unit_price_e4", "i.billing_period") "), 0) AS BIGINT)" RUNNING("?2") " WHERE g.to_date IS NULL AND (?1 = 0 OR g.user_org = ?1 OR g.applicant_org = ?1)" },
	[Q_PIPELINE] = { "SELECT CAST(COALESCE(SUM(COALESCE(p.approved_month_fen, p.est_month_fen)), 0) AS BIGINT) FROM application p WHERE " APPROVED_NEW " AND (?1 = 0 OR p.user_org = ?1 OR p.applicant_org = ?1)" },
	[Q_STAGES]   = { "SELECT t.from_date, t.to_date, t.extra_qty, p.unit_price_e4, i.billing_period FROM change_stage t JOIN resource r ON r.id = t.resource JOIN catalog_item i ON i.id = r.item"
			 " JOIN v_price_span p ON p.csp = r.csp AND p.item_code = i.code AND p.from_date <= ?4 AND p.to_date > ?4 WHERE t.state = 'planned' AND i.billing_period = 'month' AND t.from_date < ?3 AND t.to_date > ?2"
			 " AND (?1 = 0 OR r.user_org = ?1 OR r.applicant_org = ?1) ORDER BY t.id LIMIT 10000", &stage_record },
	[Q_CLOSED]   = { "SELECT COUNT(*) FROM bill_month WHERE month > ?1 AND month < ?2" },
	[Q_LIVE]     = { "SELECT {} FROM v_budget WHERE year = ?1 AND state = 'approved' ORDER BY id", &budget_record },
	[Q_WARNED]   = { "UPDATE budget SET warned = ?2 WHERE id = ?1" },
	[Q_NOTED]    = { "UPDATE budget SET noted_fen = ?2 WHERE id = ?1" },
	[Q_FORECAST] = { "SELECT x.org, o.name, x.system, s.name, CAST(SUM(x.running) AS BIGINT), CAST(SUM(x.run) AS BIGINT), CAST(SUM(x.pipe) AS BIGINT) FROM ("
			 "SELECT g.user_org AS org, g.system AS system, 1 AS running, " MONTH_FEN("g.qty", "p.unit_price_e4", "i.billing_period") " AS run, 0 AS pipe" RUNNING("?1") " WHERE g.to_date IS NULL AND (?2 = 0 OR g.user_org = ?2 OR g.applicant_org = ?2)"
			 " UNION ALL SELECT p.user_org, p.system, 0, 0, COALESCE(p.approved_month_fen, p.est_month_fen, 0) FROM application p WHERE " APPROVED_NEW " AND (?2 = 0 OR p.user_org = ?2 OR p.applicant_org = ?2)"
			 ") x JOIN org o ON o.id = x.org JOIN info_system s ON s.id = x.system GROUP BY x.org, o.name, x.system, s.name ORDER BY o.name, s.name, x.system LIMIT 20000", &forecast_row_record },
	[Q_COST + BY_UNIT - 1]      = { COST("u.no", "u.name", "u.id", "JOIN org u ON u.id = b.user_org"), &cost_row_record },
	[Q_COST + BY_SYSTEM - 1]    = { COST("s.no", "s.name", "s.id", "JOIN info_system s ON s.id = l.system"), &cost_row_record },
	[Q_COST + BY_CATEGORY - 1]  = { COST("l.service_kind", "l.service_kind", "0", ""), &cost_row_record },
	[Q_COST + BY_ZONE - 1]      = { COST("z.zone", "z.zone", "0", "JOIN resource_segment g ON g.id = l.segment JOIN pool z ON z.id = g.pool"), &cost_row_record },
	[Q_COST + BY_XINCHUANG - 1] = { COST("CASE i.xinchuang WHEN 1 THEN 'xinchuang' ELSE 'other' END", "CASE i.xinchuang WHEN 1 THEN '信创' ELSE '非信创' END", "0", ITEM), &cost_row_record },
	[Q_COST + BY_MONTH - 1]     = { COST("b.month", "b.month", "0", ""), &cost_row_record },
	[Q_CHANGES]  = { "SELECT l.resource, MAX(l.resource_no), MAX(l.resource_name), CAST(COALESCE(MAX(CASE WHEN b.month = ?1 THEN l.qty END), 0) AS BIGINT), CAST(COALESCE(MAX(CASE WHEN b.month = ?2 THEN l.qty END), 0) AS BIGINT),"
			 " CAST(COALESCE(MAX(CASE WHEN b.month = ?1 THEN l.unit_price_e4 END), 0) AS BIGINT), CAST(COALESCE(MAX(CASE WHEN b.month = ?2 THEN l.unit_price_e4 END), 0) AS BIGINT),"
			 " CAST(COALESCE(SUM(CASE WHEN b.month = ?1 THEN l.amount_fen END), 0) AS BIGINT) AS before_fen, CAST(COALESCE(SUM(CASE WHEN b.month = ?2 THEN l.amount_fen END), 0) AS BIGINT) AS after_fen"
			 " FROM bill b JOIN bill_line l ON l.bill = b.id WHERE b.month IN (?1, ?2) AND (?3 = 0 OR b.user_org = ?3 OR b.applicant_org = ?4) GROUP BY l.resource"
			 " HAVING COALESCE(SUM(CASE WHEN b.month = ?1 THEN l.amount_fen END), 0) <> COALESCE(SUM(CASE WHEN b.month = ?2 THEN l.amount_fen END), 0) ORDER BY 2 LIMIT 2000", &cost_change_record },
};

const struct invariant budget_invariants[] = {
	{ "A8.4a", "一个单位一年只有一份现行预算", "SELECT a.id FROM budget a JOIN budget b ON b.year = a.year AND b.org = a.org AND b.id > a.id WHERE a.state = 'approved' AND b.state = 'approved'" },
	{ "A8.4a", "预算由编制人之外的人批准", "SELECT id FROM budget WHERE approved_by = created_by" },
	{ 0 }
};
