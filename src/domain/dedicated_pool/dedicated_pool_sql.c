/* The table of dedicated pool requests. */
#include "domain/dedicated_pool/dedicated_pool_in.h"

const struct migration ded_migrations[] = {
	{ 1,
	  "CREATE TABLE dedicated_pool_request (id {id}, version BIGINT NOT NULL, application BIGINT NOT NULL UNIQUE, grounds BIGINT NOT NULL, evidence TEXT, superior_org TEXT,"
	  " superior_doc_no TEXT, superior_doc_date TEXT, superior_file BIGINT, members TEXT, zone TEXT, arch TEXT, xinchuang BIGINT NOT NULL, need_vcpu BIGINT, need_mem_gb BIGINT,"
	  " need_sto_gb BIGINT, security_note TEXT, budget_fen BIGINT, settled_pool BIGINT, new_pool TEXT, settle_note TEXT, pool BIGINT, established_at BIGINT, released_at BIGINT,"
	  " release_reason TEXT);\n"
	  "CREATE INDEX dedicated_pool_request_pool ON dedicated_pool_request (pool);\n"
	  "CREATE VIEW v_dedicated_pool_request AS SELECT r.*, p.no AS application_no, p.title AS title, p.state AS application_state, p.system AS system, p.reason AS reason,"
	  " p.user_org AS user_org, p.applicant_org AS applicant_org, s.name AS system_name, o.name AS user_org_name, x.name AS settled_pool_name, y.name AS pool_name"
	  " FROM dedicated_pool_request r JOIN application p ON p.id = r.id JOIN info_system s ON s.id = p.system JOIN org o ON o.id = p.user_org"
	  " LEFT JOIN pool x ON x.id = r.settled_pool LEFT JOIN pool y ON y.id = r.pool" },
	{ 0 }
};

/* Before the signature somebody must say which pool it is. */
const char *const ded_work[] = {
	"SELECT 'dedicated_pool_request' AS kind, r.id AS id, p.no AS no, p.title AS title, o.name AS org_name, p.state AS state, 'dedicated_pool.settle' AS op, '确定资源池' AS op_label,"
	" 'A15.3' AS article, 'auth_handler' AS role, NULL AS org, NULL AS not_person, NULL AS nor_person, NULL AS clock, NULL AS due_at, p.updated_at AS since_at"
	" FROM dedicated_pool_request r JOIN application p ON p.id = r.id JOIN org o ON o.id = p.user_org WHERE r.pool IS NULL"
	" AND (p.state = 'approved' OR (p.state IN ('accepted', 'under_review') AND r.settled_pool IS NULL AND r.new_pool IS NULL))",
	NULL
};

const struct stmt ded_q[Q_DED_MAX] = {
	[Q_DED_PUT]     = { "INSERT INTO dedicated_pool_request ({+}) VALUES ({?})", &dedicated_pool_record },
	[Q_DED_SET]     = { "UPDATE dedicated_pool_request SET {=} WHERE id = {id}", &dedicated_pool_record },
	[Q_DED_GET]     = { "SELECT {} FROM v_dedicated_pool_request WHERE id = ?1", &dedicated_pool_record },
	[Q_DED_ESTABLISHED] = { "UPDATE dedicated_pool_request SET pool = ?2, established_at = ?3 WHERE id = ?1" },
	[Q_DED_RELEASED] = { "UPDATE dedicated_pool_request SET released_at = ?2, release_reason = ?3 WHERE id = ?1" },
	[Q_DED_CLAIMED] = { "SELECT COUNT(*) FROM dedicated_pool_request r JOIN application p ON p.id = r.id WHERE r.settled_pool = ?1 AND r.id <> ?2 AND r.pool IS NULL"
			    " AND p.state IN ('accepted', 'under_review', 'approved')" },
};

const struct invariant ded_invariants[] = {
	{ "A15.3", "专属资源池都有签发的批复",
	  "SELECT p.no FROM pool p WHERE p.dedicated = 1 AND NOT EXISTS (SELECT 1 FROM dedicated_pool_request r JOIN application a ON a.id = r.id"
	  " WHERE r.pool = p.id AND r.released_at IS NULL AND a.opinion_no IS NOT NULL)" },
	{ "A15.3", "上级书面要求都附了文件",
	  "SELECT a.no FROM dedicated_pool_request r JOIN application a ON a.id = r.id WHERE r.pool IS NOT NULL AND (r.grounds / 8) % 2 = 1 AND r.superior_file IS NULL"
	  " AND NOT EXISTS (SELECT 1 FROM attachment t WHERE t.subject = r.id AND t.subject_kind = 'application' AND t.kind = 'superior_document')" },
	{ 0 }
};
