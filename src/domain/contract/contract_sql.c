/* Tables of providers, contracts and prices. */
#include "domain/contract/contract_in.h"

const struct migration contract_migrations[] = {
	{ 1,
	  "CREATE TABLE csp (id {id}, version BIGINT NOT NULL, rating TEXT, status TEXT NOT NULL, created_at BIGINT NOT NULL, recheck_told BIGINT);\n"
	  "CREATE TABLE credit_check (id {id}, version BIGINT NOT NULL, csp BIGINT NOT NULL, checked_on TEXT NOT NULL, source TEXT NOT NULL, result TEXT NOT NULL,"
	  " note TEXT, by_person BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX credit_check_csp ON credit_check (csp, checked_on);\n"
	  "CREATE TABLE procurement (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, method TEXT NOT NULL, catalog_version BIGINT,"
	  " csp BIGINT, award_no TEXT, budget_fen BIGINT, award_fen BIGINT, award_date TEXT, created_at BIGINT NOT NULL);\n"
	  "CREATE TABLE contract (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, party_a BIGINT NOT NULL, csp BIGINT NOT NULL,"
	  " procurement BIGINT, signed_date TEXT NOT NULL, from_date TEXT NOT NULL, to_date TEXT NOT NULL, ended_date TEXT, cap_fen BIGINT,"
	  " settle_period TEXT NOT NULL, sla TEXT, state TEXT NOT NULL, created_at BIGINT NOT NULL, activated_at BIGINT, reminded BIGINT, end_reason TEXT,"
	  " CHECK (from_date < to_date));\n"
	  "CREATE INDEX contract_csp ON contract (csp);\n"
	  "CREATE TABLE contract_supplement (id {id}, contract BIGINT NOT NULL, no TEXT NOT NULL, note TEXT, signed_date TEXT NOT NULL,"
	  " effective_date TEXT NOT NULL, created_at BIGINT NOT NULL, n_prices BIGINT NOT NULL, UNIQUE (contract, no));\n"
	  "CREATE TABLE price (id {id}, version BIGINT NOT NULL, contract BIGINT NOT NULL, supplement BIGINT, item_code TEXT NOT NULL, item_name TEXT NOT NULL,"
	  " unit TEXT NOT NULL, unit_price_e4 BIGINT NOT NULL CHECK (unit_price_e4 >= 0), from_date TEXT NOT NULL, to_date TEXT, tax_incl BIGINT NOT NULL,"
	  " basis TEXT, created_at BIGINT NOT NULL, CHECK (to_date IS NULL OR from_date < to_date));\n"
	  "CREATE INDEX price_item ON price (item_code, from_date);\n"
	  "CREATE INDEX price_contract ON price (contract, item_code);\n"
	  "CREATE VIEW v_csp AS SELECT p.*, o.no, o.name, (SELECT k.checked_on FROM credit_check k WHERE k.csp = p.id ORDER BY k.checked_on DESC, k.id DESC LIMIT 1)"
	  " AS last_check_on, (SELECT k.result FROM credit_check k WHERE k.csp = p.id ORDER BY k.checked_on DESC, k.id DESC LIMIT 1) AS last_check_result"
	  " FROM csp p JOIN org o ON o.id = p.id;\n"
	  "CREATE VIEW v_credit_check AS SELECT k.*, o.name AS csp_name FROM credit_check k JOIN org o ON o.id = k.csp;\n"
	  "CREATE VIEW v_procurement AS SELECT p.*, o.name AS csp_name FROM procurement p LEFT JOIN org o ON o.id = p.csp;\n"
	  "CREATE VIEW v_contract AS SELECT k.*, a.name AS party_a_name, o.name AS csp_name, p.no AS procurement_no,"
	  " (SELECT COUNT(*) FROM price x WHERE x.contract = k.id) AS n_prices FROM contract k JOIN org a ON a.id = k.party_a JOIN org o ON o.id = k.csp"
	  " LEFT JOIN procurement p ON p.id = k.procurement;\n"
	  "CREATE VIEW v_price AS SELECT p.*, k.csp, k.no AS contract_no, k.state AS contract_state, o.name AS csp_name FROM price p"
	  " JOIN contract k ON k.id = p.contract JOIN org o ON o.id = k.csp;\n"
	  /* What bills read: rows of contracts that were in force, never past the contract's end. */
	  "CREATE VIEW v_price_span AS SELECT p.id AS price, p.contract, k.csp, p.item_code, p.unit_price_e4,"
	  " CASE WHEN p.from_date < k.from_date THEN k.from_date ELSE p.from_date END AS from_date,"
	  " CASE WHEN p.to_date IS NOT NULL AND p.to_date < COALESCE(k.ended_date, k.to_date) THEN p.to_date ELSE COALESCE(k.ended_date, k.to_date) END AS to_date"
	  " FROM price p JOIN contract k ON k.id = p.contract WHERE k.state <> 'draft'" },
	/* What a contract keeps of the ways to count (PRACTICE 4.6, 4.7); a supplement may raise its cap. */
	{ 2,
	  "ALTER TABLE contract ADD COLUMN partial TEXT NOT NULL DEFAULT 'day';\n"
	  "ALTER TABLE contract ADD COLUMN rounding TEXT NOT NULL DEFAULT 'half_up_fen';\n"
	  "ALTER TABLE contract ADD COLUMN start_day TEXT NOT NULL DEFAULT 'charged';\n"
	  "ALTER TABLE contract ADD COLUMN end_day TEXT NOT NULL DEFAULT 'free';\n"
	  "ALTER TABLE contract ADD COLUMN deductions TEXT;\n"
	  "ALTER TABLE contract ADD COLUMN score_factors TEXT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN cap_fen BIGINT;\n"
	  "DROP VIEW v_contract;\n"
	  "CREATE VIEW v_contract AS SELECT k.*, a.name AS party_a_name, o.name AS csp_name, p.no AS procurement_no,"
	  " (SELECT COUNT(*) FROM price x WHERE x.contract = k.id) AS n_prices FROM contract k JOIN org a ON a.id = k.party_a JOIN org o ON o.id = k.csp"
	  " LEFT JOIN procurement p ON p.id = k.procurement;\n"
	  "DROP VIEW v_price_span;\n"
	  "CREATE VIEW v_price_span AS SELECT p.id AS price, p.contract, k.csp, p.item_code, p.unit_price_e4,"
	  " CASE WHEN p.from_date < k.from_date THEN k.from_date ELSE p.from_date END AS from_date,"
	  " CASE WHEN p.to_date IS NOT NULL AND p.to_date < COALESCE(k.ended_date, k.to_date) THEN p.to_date ELSE COALESCE(k.ended_date, k.to_date) END AS to_date,"
	  " k.partial, k.rounding, k.start_day, k.end_day"
	  " FROM price p JOIN contract k ON k.id = p.contract WHERE k.state <> 'draft'" },
	/* Who registered, for the second pair of eyes; of rows before this nobody knows. */
	{ 3,
	  "ALTER TABLE contract ADD COLUMN registered_by BIGINT;\n"
	  "ALTER TABLE price ADD COLUMN set_by BIGINT" },
	/* A supplement is drafted by one and acts when another approves it; those that are there have acted. */
	{ 4,
	  "ALTER TABLE contract_supplement ADD COLUMN version BIGINT NOT NULL DEFAULT 1;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN prices TEXT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN drafted_by BIGINT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN drafted_at BIGINT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN approved_by BIGINT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN approved_at BIGINT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN return_reason TEXT;\n"
	  "ALTER TABLE contract_supplement ADD COLUMN state TEXT NOT NULL DEFAULT 'approved';\n"
	  "CREATE VIEW v_contract_supplement AS SELECT s.*, k.no AS contract_no, k.csp, o.name AS csp_name FROM contract_supplement s JOIN contract k ON k.id = s.contract JOIN org o ON o.id = k.csp" },
	/* The paper behind a credit check. */
	{ 5,
	  "ALTER TABLE credit_check ADD COLUMN file BIGINT;\n"
	  "DROP VIEW v_credit_check;\n"
	  "CREATE VIEW v_credit_check AS SELECT k.*, o.name AS csp_name FROM credit_check k JOIN org o ON o.id = k.csp" },
	{ 0 }
};

const struct stmt contract_q[Q_CONTRACT_MAX] = {
	[Q_CSP_PUT]           = { "INSERT INTO csp ({+}) VALUES ({?})", &csp_record },
	[Q_CSP_SET]           = { "UPDATE csp SET rating = ?2, status = ?3 WHERE id = ?1" },
	[Q_CSP_HAS]           = { "SELECT COUNT(*) FROM csp WHERE id = ?1" },
	[Q_CSP_RECHECK]       = { "SELECT {} FROM v_csp WHERE status <> 'left' AND EXISTS (SELECT 1 FROM contract k WHERE k.csp = v_csp.id AND k.state = 'active')"
				  " AND (last_check_on IS NULL OR last_check_on <= ?1) AND (recheck_told IS NULL OR recheck_told <= ?2)", &csp_record },
	[Q_CSP_RECHECK_TOLD]  = { "UPDATE csp SET recheck_told = ?2 WHERE id = ?1" },
	[Q_CHECK_PUT]         = { "INSERT INTO credit_check ({+}) VALUES ({?})", &credit_check_record },
	[Q_CHECK_LAST]        = { "SELECT {} FROM v_credit_check WHERE csp = ?1 AND checked_on <= ?2 ORDER BY checked_on DESC, id DESC LIMIT 1", &credit_check_record },
	[Q_CHECK_LISTED]      = { "SELECT {} FROM v_credit_check WHERE csp = ?1 ORDER BY checked_on DESC, id DESC LIMIT 1", &credit_check_record },
	[Q_PROC_PUT]          = { "INSERT INTO procurement ({+}) VALUES ({?})", &procurement_record },
	[Q_PROC_HAS]          = { "SELECT COUNT(*) FROM procurement WHERE no = ?1 AND id <> ?2" },
	[Q_PROC_SET]          = { "UPDATE procurement SET {=} WHERE id = {id}", &procurement_record },
	[Q_PROC_CONTRACT]     = { "SELECT no FROM contract WHERE procurement = ?1 AND state <> 'draft' ORDER BY id LIMIT 1" },
	[Q_CONTRACT_PUT]      = { "INSERT INTO contract ({+}) VALUES ({?})", &contract_record },
	[Q_CONTRACT_SET]      = { "UPDATE contract SET {=} WHERE id = {id}", &contract_record },
	[Q_CONTRACT_HAS]      = { "SELECT COUNT(*) FROM contract WHERE no = ?1 AND id <> ?2" },
	[Q_CONTRACT_ACTIVATE] = { "UPDATE contract SET activated_at = ?2 WHERE id = ?1" },
	[Q_CONTRACT_END]      = { "UPDATE contract SET ended_date = ?2, end_reason = ?3 WHERE id = ?1" },
	[Q_CONTRACT_LIVE]     = { "SELECT {} FROM v_contract WHERE state = 'active'", &contract_record },
	[Q_CONTRACT_REMINDED] = { "UPDATE contract SET reminded = ?2 WHERE id = ?1" },
	/* One that is to end on a later day runs until then. */
	[Q_CONTRACT_IN_FORCE] = { "SELECT COUNT(*) FROM contract WHERE csp = ?1 AND state <> 'draft' AND from_date <= ?2 AND COALESCE(ended_date, to_date) > ?2" },
	[Q_SUPPLEMENT_PUT]    = { "INSERT INTO contract_supplement ({+}) VALUES ({?})", &contract_supplement_record },
	[Q_SUPPLEMENT_HAS]    = { "SELECT COUNT(*) FROM contract_supplement WHERE contract = ?1 AND no = ?2" },
	[Q_CONTRACT_BY]       = { "UPDATE contract SET registered_by = ?2 WHERE id = ?1" },
	[Q_PRICES_BY]         = { "UPDATE price SET set_by = ?2 WHERE contract = ?1 AND set_by IS NULL" },
	[Q_CONTRACT_MINE]     = { "SELECT (SELECT COUNT(*) FROM contract k WHERE k.id = ?1 AND k.registered_by = ?2)"
				  " + (SELECT COUNT(*) FROM price p WHERE p.contract = ?1 AND p.set_by = ?2)" },
	[Q_CONTRACT_RUNNING]  = { "SELECT no FROM contract WHERE csp = ?1 AND state <> 'draft' AND COALESCE(ended_date, to_date) > ?2 ORDER BY id LIMIT 1" },
	[Q_SUPPLEMENTS]       = { "SELECT {} FROM v_contract_supplement WHERE contract = ?1 ORDER BY effective_date, id", &contract_supplement_record },
	[Q_SUPPLEMENT_SET]    = { "UPDATE contract_supplement SET note = {note}, signed_date = {signed_date}, effective_date = {effective_date}, prices = {prices}, n_prices = {n_prices}, cap_fen = {cap_fen},"
				  " drafted_by = {drafted_by}, drafted_at = {drafted_at}, return_reason = NULL WHERE id = {id}", &contract_supplement_record },
	[Q_SUPPLEMENT_APPROVE] = { "UPDATE contract_supplement SET approved_by = ?2, approved_at = ?3 WHERE id = ?1" },
	[Q_SUPPLEMENT_RETURN] = { "UPDATE contract_supplement SET return_reason = ?2 WHERE id = ?1" },
	[Q_PRICE_PUT]         = { "INSERT INTO price ({+}) VALUES ({?})", &contract_price_record },
	[Q_PRICE_OVERLAP]     = { "SELECT {} FROM v_price WHERE contract = ?1 AND item_code = ?2 AND from_date < ?4 AND (to_date IS NULL OR to_date > ?3)"
				  " ORDER BY from_date LIMIT 1", &contract_price_record },
	[Q_PRICE_CLASH]       = { "SELECT {} FROM v_price_span WHERE csp = ?1 AND item_code = ?2 AND contract <> ?3 AND from_date < ?5 AND to_date > ?4 ORDER BY from_date LIMIT 1",
				  &price_span_record },
	[Q_CONTRACT_CLASH]    = { "SELECT {} FROM v_price_span s WHERE s.contract <> ?1 AND EXISTS (SELECT 1 FROM price p JOIN contract k ON k.id = p.contract WHERE k.id = ?1"
				  " AND k.csp = s.csp AND p.item_code = s.item_code AND s.to_date > CASE WHEN p.from_date < k.from_date THEN k.from_date ELSE p.from_date END"
				  " AND s.from_date < CASE WHEN p.to_date IS NOT NULL AND p.to_date < k.to_date THEN p.to_date ELSE k.to_date END) ORDER BY s.item_code, s.from_date LIMIT 1",
				  &price_span_record },
	[Q_PRICE_AFTER]       = { "SELECT COUNT(*) FROM price WHERE contract = ?1 AND item_code = ?2 AND from_date >= ?3" },
	[Q_PRICE_TAX]         = { "SELECT COALESCE((SELECT tax_incl FROM price WHERE contract = ?1 AND item_code = ?2 ORDER BY from_date DESC, id DESC LIMIT 1), 1)" },
	[Q_PRICE_CLOSE]       = { "UPDATE price SET to_date = ?3, version = version + 1 WHERE contract = ?1 AND item_code = ?2 AND from_date < ?3"
				  " AND (to_date IS NULL OR to_date > ?3)" },
	[Q_PRICE_ITEM]        = { "SELECT COUNT(*) FROM price WHERE contract = ?1 AND item_code = ?2" },
	[Q_TARIFF]            = { "SELECT {} FROM v_price_span WHERE from_date < ?2 AND to_date > ?1 ORDER BY csp, item_code, from_date, price", &price_span_record,
				  .pg = "SELECT {} FROM v_price_span WHERE from_date < ?2 AND to_date > ?1 ORDER BY csp, item_code COLLATE \"C\", from_date, price" },
	[Q_CONTRACT_NO]       = { "SELECT no FROM contract WHERE csp = ?1 AND state <> 'draft' AND from_date <= ?2 AND COALESCE(ended_date, to_date) > ?2 ORDER BY id LIMIT 1" },
	[Q_CAP_RAISED]        = { "SELECT cap_fen FROM contract_supplement WHERE contract = ?1 AND cap_fen IS NOT NULL AND state = 'approved' AND effective_date <= ?2 ORDER BY effective_date DESC, id DESC LIMIT 1" },
	[Q_PRICE_SPANS]       = { "SELECT {} FROM v_price_span WHERE csp = ?1 AND item_code = ?2 AND from_date < ?4 AND to_date > ?3 ORDER BY from_date, price",
				  &price_span_record },
};

const struct invariant contract_invariants[] = {
	{ "A11d", "同一合同同一目录项的价格时段不重叠",
	  "SELECT a.item_code FROM price a JOIN price b ON b.contract = a.contract AND b.item_code = a.item_code AND b.id <> a.id"
	  " WHERE a.from_date <= b.from_date AND (a.to_date IS NULL OR a.to_date > b.from_date)" },
	{ "A11d", "同一云服务商同一目录项一天只有一份合同的价格",
	  "SELECT a.item_code FROM v_price_span a JOIN v_price_span b ON b.csp = a.csp AND b.item_code = a.item_code AND b.contract > a.contract"
	  " WHERE a.from_date < b.to_date AND b.from_date < a.to_date" },
	{ "A11d", "合同由登记它的人以外的人批准生效",
	  "SELECT k.no FROM contract k JOIN transition t ON t.object = k.id AND t.entity = 'contract' AND t.event = 'activate' WHERE t.person = k.registered_by" },
	{ "A11d", "每个价格都有合同", "SELECT p.item_code FROM price p WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE k.id = p.contract)" },
	{ "A11d", "补充协议由起草人之外的人批准，批准前没有价格", "SELECT s.no FROM contract_supplement s WHERE (s.approved_by IS NOT NULL AND s.approved_by = s.drafted_by)"
	  " OR (s.state <> 'approved' AND EXISTS (SELECT 1 FROM price p WHERE p.supplement = s.id))" },
	{ "A13", "生效过的合同由主管部门签订",
	  "SELECT k.no FROM contract k JOIN org o ON o.id = k.party_a WHERE k.state <> 'draft' AND o.kind <> 'authority'" },
	{ "A12c", "生效过的合同在签订前有一次未列入的信用核查",
	  "SELECT k.no FROM contract k WHERE k.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM credit_check x WHERE x.csp = k.csp AND x.result = 'clean'"
	  " AND x.checked_on <= k.signed_date)" },
	{ 0 }
};
