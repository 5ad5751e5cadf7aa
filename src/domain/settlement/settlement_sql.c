/* Tables of settlements, service levels and matches. */
#include "domain/settlement/settlement_in.h"

const struct migration settlement_migrations[] = {
	{ 1,
	  "CREATE TABLE sla_result (id {id}, version BIGINT NOT NULL, contract BIGINT NOT NULL, csp BIGINT NOT NULL, service TEXT NOT NULL, month TEXT NOT NULL, outages TEXT, windows TEXT, month_min BIGINT NOT NULL, exempt_min BIGINT NOT NULL,"
	  " down_min BIGINT NOT NULL, counted_min BIGINT NOT NULL, availability_bp BIGINT NOT NULL, target_bp BIGINT NOT NULL, deduct_bp BIGINT NOT NULL, by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX sla_result_month ON sla_result (contract, month, service, id);\n"
	  "CREATE TABLE settlement (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, contract BIGINT NOT NULL, csp BIGINT NOT NULL, period TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL, note TEXT, doc BIGINT,"
	  " claimed_fen BIGINT NOT NULL, gross_fen BIGINT NOT NULL, bill_adjust_fen BIGINT NOT NULL, sla_deduct_fen BIGINT NOT NULL, score_centi BIGINT, score_factor_bp BIGINT NOT NULL, adjust_fen BIGINT NOT NULL, adjust_reason TEXT,"
	  " net_fen BIGINT NOT NULL CHECK (net_fen >= 0), applied_by BIGINT, applied_at BIGINT NOT NULL, checked_by BIGINT, checked_at BIGINT, check_note TEXT, approved_by BIGINT, approved_at BIGINT, return_reason TEXT, state TEXT NOT NULL);\n"
	  "CREATE INDEX settlement_contract ON settlement (contract, period);\n"
	  "CREATE INDEX settlement_csp ON settlement (csp, id);\n"
	  "CREATE TABLE settlement_deduction (id {id}, settlement BIGINT NOT NULL, sla_result BIGINT NOT NULL, service TEXT NOT NULL, month TEXT NOT NULL, availability_bp BIGINT NOT NULL, target_bp BIGINT NOT NULL, fee_fen BIGINT NOT NULL,"
	  " deduct_bp BIGINT NOT NULL, deduct_fen BIGINT NOT NULL, round BIGINT NOT NULL);\n"
	  "CREATE INDEX settlement_deduction_of ON settlement_deduction (settlement);\n"
	  "CREATE TABLE settlement_payment (id {id}, settlement BIGINT NOT NULL, paid_date TEXT NOT NULL, paid_fen BIGINT NOT NULL CHECK (paid_fen > 0), voucher TEXT NOT NULL UNIQUE, by_person BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX settlement_payment_of ON settlement_payment (settlement);\n"
	  "CREATE VIEW v_sla_result AS SELECT r.*, k.no AS contract_no FROM sla_result r JOIN contract k ON k.id = r.contract;\n"
	  "CREATE VIEW v_settlement AS SELECT s.*, k.no AS contract_no, o.name AS csp_name, CAST((SELECT COALESCE(SUM(p.paid_fen), 0) FROM settlement_payment p WHERE p.settlement = s.id) AS BIGINT) AS paid_fen"
	  " FROM settlement s JOIN contract k ON k.id = s.contract JOIN org o ON o.id = s.csp;\n"
	  "CREATE TABLE csp_statement (id {id}, csp BIGINT NOT NULL, month TEXT NOT NULL, resource_no TEXT NOT NULL, qty BIGINT NOT NULL, amount_fen BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX csp_statement_month ON csp_statement (month, resource_no, id);\n"
	  "CREATE TABLE cloud_inventory (id {id}, csp BIGINT NOT NULL, month TEXT NOT NULL, resource_no TEXT NOT NULL, qty BIGINT NOT NULL, amount_fen BIGINT, at BIGINT NOT NULL);\n"
	  "CREATE INDEX cloud_inventory_month ON cloud_inventory (month, resource_no, id);\n"
	  "CREATE TABLE match_case (id {id}, version BIGINT NOT NULL, csp BIGINT NOT NULL, month TEXT NOT NULL, resource_no TEXT NOT NULL, kind TEXT NOT NULL, ours TEXT, theirs TEXT, due_date TEXT NOT NULL, found_at BIGINT NOT NULL,"
	  " answer TEXT, answered_by BIGINT, answered_at BIGINT, result TEXT, closed_by BIGINT, closed_at BIGINT, state TEXT NOT NULL, UNIQUE (month, csp, resource_no, kind));\n"
	  "CREATE VIEW v_match_case AS SELECT m.*, o.name AS csp_name FROM match_case m JOIN org o ON o.id = m.csp" },
	/* Assessments; when a case must be answered, as an instant; which pools were asked and which months were compared when. */
	{ 2,
	  "CREATE TABLE csp_score (id {id}, version BIGINT NOT NULL, contract BIGINT NOT NULL, csp BIGINT NOT NULL, period TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL, items TEXT, total_centi BIGINT, factor_bp BIGINT,"
	  " drafted_by BIGINT, drafted_at BIGINT NOT NULL, published_by BIGINT, published_at BIGINT, appeal TEXT, appealed_by BIGINT, appealed_at BIGINT, reply TEXT, state TEXT NOT NULL, UNIQUE (contract, period));\n"
	  "CREATE VIEW v_csp_score AS SELECT s.*, k.no AS contract_no, o.name AS csp_name FROM csp_score s JOIN contract k ON k.id = s.contract JOIN org o ON o.id = s.csp;\n"
	  "ALTER TABLE match_case ADD COLUMN due_at BIGINT;\n"
	  "DROP VIEW v_match_case;\n"
	  "CREATE VIEW v_match_case AS SELECT m.*, o.name AS csp_name FROM match_case m JOIN org o ON o.id = m.csp;\n"
	  "CREATE TABLE match_pull (id {id}, pool BIGINT NOT NULL, month TEXT NOT NULL, at BIGINT NOT NULL, UNIQUE (pool, month));\n"
	  "CREATE TABLE match_month (month TEXT PRIMARY KEY, matched_at BIGINT NOT NULL)" },
	/* Paid on an estimate before a period is over, corrected by the settlement proper (PRACTICE 4.7). */
	{ 3,
	  "ALTER TABLE settlement ADD COLUMN provisional BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE settlement ADD COLUMN estimate_fen BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE settlement ADD COLUMN prior_fen BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE settlement ADD COLUMN refund_fen BIGINT NOT NULL DEFAULT 0;\n"
	  "DROP VIEW v_settlement;\n"
	  "CREATE VIEW v_settlement AS SELECT s.*, k.no AS contract_no, o.name AS csp_name, CAST((SELECT COALESCE(SUM(p.paid_fen), 0) FROM settlement_payment p WHERE p.settlement = s.id) AS BIGINT) AS paid_fen"
	  " FROM settlement s JOIN contract k ON k.id = s.contract JOIN org o ON o.id = s.csp" },
	{ 0 }
};

/* A bill is of a provider; what it owes by one contract is in its lines. What a bill was adjusted by without naming a line goes to the
 * contract of its first line. */
#define SUMS_OF " FROM bill b JOIN bill_contract l ON l.bill = b.id WHERE l.contract = ?1 AND b.month >= ?2 AND b.month < ?3"
#define LAST_OF(t) " AND NOT EXISTS (SELECT 1 FROM " t " n WHERE n.month = x.month AND n.csp = x.csp AND n.resource_no = x.resource_no AND n.id > x.id)"
const struct stmt settlement_q[Q_SETTLEMENT_MAX] = {
	[Q_PUT]         = { "INSERT INTO settlement ({+}) VALUES ({?})", &settlement_record },
	[Q_SAME_PERIOD] = { "SELECT COUNT(*) FROM settlement WHERE contract = ?1 AND period = ?2 AND provisional = ?3 AND state <> 'withdrawn'" },
	[Q_BILLS]       = { "SELECT b.id, b.no, b.month, b.user_org, o.name, b.state, l.amount_fen FROM bill b JOIN bill_contract l ON l.bill = b.id JOIN org o ON o.id = b.user_org"
			    " WHERE l.contract = ?1 AND b.month >= ?2 AND b.month < ?3 AND b.id > ?4 ORDER BY b.id LIMIT 1000", &settled_bill_record },
	[Q_BILLS_COUNT] = { "SELECT COUNT(*)" SUMS_OF },
	[Q_GROSS]       = { "SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT)" SUMS_OF },
	[Q_BILL_ADJUST] = { "SELECT CAST(COALESCE(SUM(j.delta_fen), 0) AS BIGINT) FROM bill b JOIN adjustment j ON j.bill = b.id JOIN bill_line l ON l.id = COALESCE(j.line, (SELECT MIN(f.id) FROM bill_line f WHERE f.bill = b.id))"
			    " WHERE l.contract = ?1 AND b.month >= ?2 AND b.month < ?3" },
	[Q_DISPUTED]    = { "SELECT b.no" SUMS_OF " AND b.state = 'disputed' ORDER BY b.id LIMIT 1" },
	[Q_UNCONFIRMED] = { "SELECT b.no" SUMS_OF " AND b.state IN ('published', 'adjusted') ORDER BY b.id LIMIT 1" },
	[Q_SLA_PUT]     = { "INSERT INTO sla_result ({+}) VALUES ({?})", &sla_result_record },
	[Q_SLA_LAST]    = { "SELECT {} FROM v_sla_result WHERE contract = ?1 AND service = ?2 AND month = ?3 ORDER BY id DESC LIMIT 1", &sla_result_record },
	/* The last record of a service and month counts. */
	[Q_SLA_OF]      = { "SELECT {} FROM v_sla_result WHERE contract = ?1 AND month >= ?2 AND month < ?3 AND NOT EXISTS (SELECT 1 FROM sla_result n WHERE n.contract = v_sla_result.contract"
			    " AND n.service = v_sla_result.service AND n.month = v_sla_result.month AND n.id > v_sla_result.id) ORDER BY month, service", &sla_result_record },
	/* A service is a kind, an item, or the whole platform. */
	[Q_SERVICE_FEE] = { "SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT) FROM bill b JOIN bill_line l ON l.bill = b.id WHERE l.contract = ?1 AND b.month = ?2"
			    " AND (?3 = 'platform' OR ?3 = '平台' OR l.service_kind = ?3 OR l.item_code = ?3 OR l.item_name = ?3)" },
	[Q_CHECK]       = { "UPDATE settlement SET gross_fen = {gross_fen}, bill_adjust_fen = {bill_adjust_fen}, sla_deduct_fen = {sla_deduct_fen}, score_centi = {score_centi}, score_factor_bp = {score_factor_bp}, adjust_fen = {adjust_fen},"
			    " adjust_reason = {adjust_reason}, estimate_fen = {estimate_fen}, prior_fen = {prior_fen}, refund_fen = {refund_fen}, net_fen = {net_fen}, checked_by = {checked_by}, checked_at = {checked_at}, check_note = {check_note} WHERE id = {id}", &settlement_record },
	[Q_APPROVE]     = { "UPDATE settlement SET approved_by = ?2, approved_at = ?3 WHERE id = ?1" },
	[Q_RETURN]      = { "UPDATE settlement SET return_reason = ?2 WHERE id = ?1" },
	[Q_REAPPLY]     = { "UPDATE settlement SET claimed_fen = ?2, note = COALESCE(?3, note), applied_at = ?4, applied_by = ?5 WHERE id = ?1" },
	[Q_SPENT]       = { "SELECT CAST(COALESCE(SUM(net_fen), 0) AS BIGINT) FROM settlement WHERE contract = ?1 AND state IN ('approved', 'paid')" },
	[Q_PRIOR]       = { "SELECT CAST(COALESCE(SUM(net_fen), 0) AS BIGINT) FROM settlement WHERE contract = ?1 AND period = ?2 AND provisional = 1 AND state IN ('approved', 'paid')" },
	[Q_SETTLED_ALREADY] = { "SELECT COUNT(*) FROM settlement WHERE contract = ?1 AND period = ?2 AND provisional = 0 AND state IN ('approved', 'paid')" },
	[Q_PAYMENT_PUT] = { "INSERT INTO settlement_payment ({+}) VALUES ({?})", &payment_record },
	[Q_PAYMENTS]    = { "SELECT {} FROM settlement_payment WHERE settlement = ?1 ORDER BY id", &payment_record },
	[Q_VOUCHER]     = { "SELECT COUNT(*) FROM settlement_payment WHERE voucher = ?1" },
	[Q_DEDUCT_PUT]  = { "INSERT INTO settlement_deduction ({+}) VALUES ({?})", &deduction_record },
	/* Checked anew: the rows of the check before stay and no longer count. */
	[Q_DEDUCT_VOID] = { "UPDATE settlement_deduction SET round = 0 WHERE settlement = ?1" },
	[Q_DEDUCTIONS]  = { "SELECT {} FROM settlement_deduction WHERE settlement = ?1 AND round = 1 ORDER BY id", &deduction_record },
	[Q_STATEMENT_PUT] = { "INSERT INTO csp_statement ({+}) VALUES ({?})", &csp_statement_record },
	[Q_INVENTORY_PUT] = { "INSERT INTO cloud_inventory ({+}) VALUES ({?})", &csp_statement_record },
	/* ?1 the month, ?2 its last day, ?3 its first. Each book against the two others; only where the provider has sent that book. */
	[Q_MATCHES]     = {
		"SELECT 1, r.csp, r.no, '台账有，数量 ' || g.qty, '云平台清单没有' FROM resource_segment g JOIN resource r ON r.id = g.resource WHERE g.from_date <= ?2 AND (g.to_date IS NULL OR g.to_date > ?2)"
		" AND EXISTS (SELECT 1 FROM cloud_inventory i WHERE i.month = ?1 AND i.csp = r.csp) AND NOT EXISTS (SELECT 1 FROM cloud_inventory i WHERE i.month = ?1 AND i.csp = r.csp AND i.resource_no = r.no)"
		" UNION ALL SELECT 2, x.csp, x.resource_no, '台账没有在用的记录', '云平台清单有，数量 ' || x.qty FROM cloud_inventory x WHERE x.month = ?1" LAST_OF("cloud_inventory")
		" AND NOT EXISTS (SELECT 1 FROM resource r JOIN resource_segment g ON g.resource = r.id WHERE r.no = x.resource_no AND r.csp = x.csp AND g.from_date <= ?2 AND (g.to_date IS NULL OR g.to_date > ?2))"
		" UNION ALL SELECT 3, x.csp, x.resource_no, '台账数量 ' || g.qty, '云平台数量 ' || x.qty FROM cloud_inventory x JOIN resource r ON r.no = x.resource_no AND r.csp = x.csp JOIN resource_segment g ON g.resource = r.id"
		" WHERE x.month = ?1 AND g.from_date <= ?2 AND (g.to_date IS NULL OR g.to_date > ?2) AND g.qty <> x.qty" LAST_OF("cloud_inventory")
		" UNION ALL SELECT 4, b.csp, l.resource_no, '账单 ' || SUM(l.amount_fen) || ' 分', '对账单没有' FROM bill b JOIN bill_line l ON l.bill = b.id WHERE b.month = ?1 AND ?3 <= ?2"
		" AND EXISTS (SELECT 1 FROM csp_statement i WHERE i.month = ?1 AND i.csp = b.csp) AND NOT EXISTS (SELECT 1 FROM csp_statement i WHERE i.month = ?1 AND i.csp = b.csp AND i.resource_no = l.resource_no)"
		" GROUP BY b.csp, l.resource_no"
		" UNION ALL SELECT 5, x.csp, x.resource_no, '没有这一资源的账单', '对账单 ' || x.amount_fen || ' 分' FROM csp_statement x WHERE x.month = ?1" LAST_OF("csp_statement")
		" AND NOT EXISTS (SELECT 1 FROM bill b JOIN bill_line l ON l.bill = b.id WHERE b.month = ?1 AND b.csp = x.csp AND l.resource_no = x.resource_no)"
		" UNION ALL SELECT 6, x.csp, x.resource_no, '账单 ' || SUM(l.amount_fen) || ' 分', '对账单 ' || x.amount_fen || ' 分' FROM csp_statement x JOIN bill b ON b.month = x.month AND b.csp = x.csp"
		" JOIN bill_line l ON l.bill = b.id AND l.resource_no = x.resource_no WHERE x.month = ?1" LAST_OF("csp_statement") " GROUP BY x.csp, x.resource_no, x.amount_fen HAVING SUM(l.amount_fen) <> x.amount_fen"
		/* The money agrees by chance: the statement's quantity is neither that of a line nor of all of them. */
		" UNION ALL SELECT 7, x.csp, x.resource_no, '账单数量 ' || MAX(l.qty), '对账单数量 ' || x.qty FROM csp_statement x JOIN bill b ON b.month = x.month AND b.csp = x.csp"
		" JOIN bill_line l ON l.bill = b.id AND l.resource_no = x.resource_no WHERE x.month = ?1" LAST_OF("csp_statement") " GROUP BY x.csp, x.resource_no, x.amount_fen, x.qty"
		" HAVING SUM(l.amount_fen) = x.amount_fen AND SUM(l.qty) <> x.qty AND COUNT(CASE WHEN l.qty = x.qty THEN 1 END) = 0"
		" ORDER BY 1, 3 LIMIT 10000", &match_difference_record },
	[Q_CASE_HAS]    = { "SELECT COUNT(*) FROM match_case WHERE month = ?1 AND csp = ?2 AND resource_no = ?3 AND kind = ?4" },
	[Q_CASE_PUT]    = { "INSERT INTO match_case ({+}) VALUES ({?})", &match_case_record },
	[Q_ANSWER]      = { "UPDATE match_case SET answer = ?2, answered_by = ?3, answered_at = ?4 WHERE id = ?1" },
	[Q_CLOSE]       = { "UPDATE match_case SET result = ?2, closed_by = ?3, closed_at = ?4 WHERE id = ?1" },
	[Q_CLOSED_MONTH] = { "SELECT COUNT(*) FROM bill_month WHERE month = ?1" },
	[Q_SCORE_PUT]     = { "INSERT INTO csp_score ({+}) VALUES ({?})", &csp_score_record },
	[Q_SCORE_SAME]    = { "SELECT COUNT(*) FROM csp_score WHERE contract = ?1 AND period = ?2" },
	[Q_SCORE_POINTS]  = { "UPDATE csp_score SET items = {items}, total_centi = {total_centi}, factor_bp = {factor_bp}, drafted_by = {drafted_by} WHERE id = {id}", &csp_score_record },
	[Q_SCORE_PUBLISH] = { "UPDATE csp_score SET published_by = ?2, published_at = ?3 WHERE id = ?1" },
	[Q_SCORE_APPEAL]  = { "UPDATE csp_score SET appeal = ?2, appealed_by = ?3, appealed_at = ?4 WHERE id = ?1" },
	[Q_SCORE_DECIDE]  = { "UPDATE csp_score SET reply = ?2, published_by = ?3, published_at = ?4 WHERE id = ?1" },
	[Q_SCORE_OF]      = { "SELECT {} FROM v_csp_score WHERE contract = ?1 AND period = ?2 AND state <> 'draft'", &csp_score_record },
	[Q_SCORE_SETTLED] = { "SELECT COUNT(*) FROM settlement WHERE contract = ?1 AND period = ?2 AND state IN ('approved', 'paid')" },
	/* Openings and changes whose time ended in the period: cases with approved lines of the provider. */
#define DELIVERED "SELECT COUNT(*) FROM clock k WHERE k.subject_kind = 'application' AND k.kind IN ('c3', 'c5') AND k.stopped_at >= ?2 AND k.stopped_at < ?3 AND k.result <> 'withdrawn'" \
	" AND (EXISTS (SELECT 1 FROM application_line l WHERE l.application = k.subject_id AND l.csp = ?1 AND l.approved_qty > 0) OR EXISTS (SELECT 1 FROM v_change_line v WHERE v.application = k.subject_id AND v.csp = ?1 AND v.granted = 1))"
	[Q_DELIVERED]     = { DELIVERED },
	[Q_DELIVERED_ON_TIME] = { DELIVERED " AND k.result = 'on_time'" },
	/* Pools that a program can ask, and were not asked for the month yet. */
	[Q_PULL_POOLS]    = { "SELECT p.id, p.csp, p.no, p.name, p.driver FROM pool p WHERE p.driver <> 'manual' AND NOT EXISTS (SELECT 1 FROM match_pull m WHERE m.pool = p.id AND m.month = ?1) ORDER BY p.id", &pull_pool_record },
	/* What the ledger holds there on the month's last day. */
	[Q_PULL_RESOURCES] = { "SELECT r.id, g.qty, r.no, r.name FROM resource r JOIN resource_segment g ON g.resource = r.id WHERE r.pool = ?1 AND r.id > ?3 AND g.from_date <= ?2 AND (g.to_date IS NULL OR g.to_date > ?2) ORDER BY r.id LIMIT 500",
			       &pull_resource_record },
	[Q_PULL_NOTE]     = { "INSERT INTO match_pull (id, pool, month, at) VALUES (?1, ?2, ?3, ?4)" },
	[Q_MATCHED]       = { "SELECT COALESCE(MAX(matched_at), 0) FROM match_month WHERE month = ?1" },
	[Q_BOOKS_AT]      = { "SELECT MAX(x.at) FROM (SELECT MAX(at) AS at FROM cloud_inventory WHERE month = ?1 UNION ALL SELECT MAX(at) FROM csp_statement WHERE month = ?1) x" },
	[Q_MATCHED_PUT]   = { "INSERT INTO match_month (month, matched_at) VALUES (?1, ?2)" },
	[Q_MATCHED_SET]   = { "UPDATE match_month SET matched_at = ?2 WHERE month = ?1" },
	[Q_LAST_CLOSED]   = { "SELECT MAX(month) FROM bill_month" },
};

const struct invariant settlement_invariants[] = {
	{ "A28.3", "结算由两个人审核和批准", "SELECT no FROM settlement WHERE approved_by IS NOT NULL AND approved_by = checked_by" },
	{ "A28.3", "付款合计不超过应付金额", "SELECT s.no FROM v_settlement s WHERE s.paid_fen > s.net_fen OR (s.state = 'paid' AND s.paid_fen <> s.net_fen)" },
	{ "A28.3", "扣减等于各行之和", "SELECT s.no FROM settlement s WHERE s.checked_by IS NOT NULL AND s.sla_deduct_fen <> (SELECT COALESCE(SUM(d.deduct_fen), 0) FROM settlement_deduction d WHERE d.settlement = s.id AND d.round = 1)" },
	{ "A28.3", "同一合同同一结算期只结算一次", "SELECT a.no FROM settlement a JOIN settlement b ON b.contract = a.contract AND b.period = a.period AND b.provisional = a.provisional AND b.id > a.id WHERE a.state <> 'withdrawn' AND b.state <> 'withdrawn'" },
	{ "R-36", "公布的考核由打分人之外的人公布，总分在 0 到 100 之间", "SELECT period FROM csp_score WHERE state = 'published' AND (published_by = drafted_by OR total_centi IS NULL OR total_centi < 0 OR total_centi > 10000)" },
	{ 0 }
};

const char *const settlement_work[] = {
	"SELECT 'settlement' AS kind, s.id AS id, s.no AS no, s.period AS title, o.name AS org_name, s.state AS state, CASE s.state WHEN 'applied' THEN 'settlement.check' ELSE 'settlement.approve' END AS op,"
	" CASE s.state WHEN 'applied' THEN '审核结算' ELSE '批准结算' END AS op_label, 'A28.3' AS article, CASE s.state WHEN 'applied' THEN 'auth_finance' ELSE 'auth_issuer' END AS role, NULL AS org, s.checked_by AS not_person, NULL AS nor_person,"
	" NULL AS clock, NULL AS due_at, s.applied_at AS since_at FROM settlement s JOIN org o ON o.id = s.csp WHERE s.state IN ('applied', 'checked')",
	/* A difference waits for the provider until its day, then for finance. */
#define CASE_FOR(role) "SELECT 'match_case' AS kind, m.id AS id, m.resource_no AS no, m.month AS title, m.csp_name AS org_name, m.state AS state, 'match_case.answer' AS op, '答复差异' AS op_label, 'A28.3' AS article, '" role "' AS role, m.csp AS org," \
	" NULL AS not_person, NULL AS nor_person, NULL AS clock, m.due_at AS due_at, m.found_at AS since_at FROM v_match_case m WHERE m.state = 'open'"
	CASE_FOR("csp_finance"), CASE_FOR("csp_operation"),
	"SELECT 'match_case' AS kind, m.id AS id, m.resource_no AS no, m.month AS title, m.csp_name AS org_name, m.state AS state, 'match_case.close' AS op, '了结差异' AS op_label, 'A28.3' AS article, 'auth_finance' AS role, NULL AS org,"
	" NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, m.answered_at AS since_at FROM v_match_case m WHERE m.state = 'answered'",
	"SELECT 'csp_score' AS kind, s.id AS id, s.contract_no AS no, s.period AS title, s.csp_name AS org_name, s.state AS state, 'csp_score.decide' AS op, '答复申诉' AS op_label, 'R-36' AS article, 'auth_issuer' AS role, NULL AS org,"
	" s.drafted_by AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, s.appealed_at AS since_at FROM v_csp_score s WHERE s.state = 'appealed'",
	"SELECT 'csp_score' AS kind, s.id AS id, s.contract_no AS no, s.period AS title, s.csp_name AS org_name, s.state AS state, 'csp_score.publish' AS op, '公布考核' AS op_label, 'R-36' AS article, 'auth_issuer' AS role, NULL AS org,"
	" s.drafted_by AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, s.drafted_at AS since_at FROM v_csp_score s WHERE s.state = 'draft' AND s.total_centi IS NOT NULL",
	NULL
};
