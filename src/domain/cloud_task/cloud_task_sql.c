/* Orders to the drivers: the table, its statements, what must never be. */
#include "domain/cloud_task/cloud_task_in.h"

const struct migration cloud_migrations[] = {
	{ 1, "CREATE TABLE cloud_task (id {id}, version BIGINT NOT NULL, application BIGINT NOT NULL, resource BIGINT NOT NULL, act TEXT NOT NULL, state TEXT NOT NULL, pool BIGINT NOT NULL, to_pool BIGINT NOT NULL,"
	     " csp BIGINT NOT NULL, token TEXT NOT NULL, native_id TEXT, item_code TEXT, qty BIGINT NOT NULL, vcpu BIGINT, mem_gb BIGINT, disk_gb BIGINT, tries BIGINT NOT NULL, next_at BIGINT NOT NULL,"
	     " created_at BIGINT NOT NULL, ended_at BIGINT, made_native_id TEXT, made_ips TEXT, proof TEXT, error TEXT, note TEXT, by_name TEXT);\n"
	     "CREATE INDEX cloud_task_state ON cloud_task (state, next_at);\nCREATE INDEX cloud_task_application ON cloud_task (application, act);\nCREATE INDEX cloud_task_resource ON cloud_task (resource, id);\n"
	     "CREATE INDEX cloud_task_csp ON cloud_task (csp, id);\n"
	     "CREATE VIEW v_cloud_task AS SELECT t.*, r.no AS resource_no, r.name AS resource_name, p.name AS pool_name, q.name AS to_pool_name FROM cloud_task t JOIN resource r ON r.id = t.resource"
	     " JOIN pool p ON p.id = t.pool JOIN pool q ON q.id = t.to_pool" },
	{ 0 }
};

const struct stmt cloud_q[Q_CLOUD_MAX] = {
	[Q_CLOUD_PUT]      = { "INSERT INTO cloud_task ({+}) VALUES ({?})", &cloud_task_record },
	[Q_CLOUD_GET]      = { "SELECT {} FROM v_cloud_task WHERE id = ?1", &cloud_task_record },
	/* One after the other on the same thing: it is not started before it was stopped. */
	[Q_CLOUD_NEXT]     = { "SELECT {} FROM v_cloud_task t WHERE t.state = 'open' AND t.next_at <= ?1 AND NOT EXISTS (SELECT 1 FROM cloud_task e WHERE e.resource = t.resource AND e.state = 'open'"
			       " AND e.id < t.id) ORDER BY t.next_at, t.id LIMIT 1", &cloud_task_record },
	[Q_CLOUD_END]      = { "UPDATE cloud_task SET {=} WHERE id = {id}", &cloud_task_record },
	[Q_CLOUD_AGAIN]    = { "UPDATE cloud_task SET tries = ?2, next_at = ?3, error = ?4, version = version + 1 WHERE id = ?1" },
	[Q_CLOUD_REPLACED] = { "UPDATE cloud_task SET state = 'void', ended_at = ?3, version = version + 1 WHERE resource = ?1 AND (?2 = '' OR act = ?2) AND state = 'open'",
			       .pg = "UPDATE cloud_task SET state = 'void', ended_at = ?3, version = version + 1 WHERE resource = ?1 AND (CAST(?2 AS TEXT) = '' OR act = ?2) AND state = 'open'" },
	[Q_CLOUD_VOID]     = { "UPDATE cloud_task SET state = 'void', ended_at = ?3, note = ?4, version = version + 1 WHERE application = ?1 AND (?2 = '' OR act = ?2) AND state = 'open'",
			       .pg = "UPDATE cloud_task SET state = 'void', ended_at = ?3, note = ?4, version = version + 1 WHERE application = ?1 AND (CAST(?2 AS TEXT) = '' OR act = ?2) AND state = 'open'" },
	[Q_CLOUD_HAND]     = { "UPDATE cloud_task SET state = 'by_hand', ended_at = ?3, note = ?4, by_name = ?5, version = version + 1 WHERE application = ?1 AND resource = ?2 AND state = 'open'" },
	[Q_CLOUD_OPEN]     = { "SELECT COUNT(*) FROM cloud_task WHERE application = ?1 AND act = ?2 AND state = 'open'" },
	[Q_CLOUD_DONE_N]   = { "SELECT COUNT(*) FROM cloud_task WHERE application = ?1 AND resource = ?2 AND act = ?3 AND state = 'done'" },
	[Q_CLOUD_NATIVE]   = { "SELECT made_native_id FROM cloud_task WHERE application = ?1 AND resource = ?2 AND state = 'done' AND act = 'move' ORDER BY id DESC LIMIT 1" },
	[Q_CLOUD_IPS]      = { "SELECT made_ips FROM cloud_task WHERE application = ?1 AND resource = ?2 AND state = 'done' AND act = 'move' ORDER BY id DESC LIMIT 1" },
};

const struct invariant cloud_invariants[] = {
	{ "A23.1d", "见证销毁之前，驱动已经清除数据",
	  "SELECT t.id FROM cloud_task t JOIN resource r ON r.id = t.resource WHERE t.state = 'open' AND t.act IN ('wipe', 'stop', 'start', 'resize', 'move') AND r.state = 'destroyed'" },
	{ "A23.1d", "只移除已经销毁的资源",
	  "SELECT t.id FROM cloud_task t JOIN resource r ON r.id = t.resource WHERE t.act = 'remove' AND r.state <> 'destroyed'" },
	{ 0 }
};

/* What the driver has tried in vain waits for the provider. */
const char *const cloud_work[] = {
	"SELECT 'cloud_task', t.id, t.resource_no, t.resource_name, u.name, t.state, 'cloud_task.by_hand', '改由人工办理', 'A14.P3a', w.role, t.csp, NULL, NULL, NULL, NULL, t.created_at"
	" FROM v_cloud_task t JOIN resource r ON r.id = t.resource JOIN org u ON u.id = r.user_org JOIN (SELECT 'csp_operation' AS role UNION ALL SELECT 'csp_maintenance') w ON 1 = 1"
	" WHERE t.state = 'open' AND t.tries >= 5",
	NULL
};
