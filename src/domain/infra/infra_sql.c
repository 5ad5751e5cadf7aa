/* Tables of sites, zones, pools and hosts. */
#include "domain/infra/infra_in.h"

const struct migration infra_migrations[] = {
	{ 1,
	  "CREATE TABLE site (id {id}, version BIGINT NOT NULL, name TEXT NOT NULL, city TEXT NOT NULL, address TEXT, grade TEXT, kind TEXT NOT NULL,"
	  " status TEXT NOT NULL, csp BIGINT, power_kw BIGINT, pue_milli BIGINT, created_at BIGINT NOT NULL);\n"
	  "CREATE TABLE zone (id {id}, version BIGINT NOT NULL, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, isolation_note TEXT, isolation_evidence BIGINT);\n"
	  "CREATE TABLE pool (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, site BIGINT NOT NULL, csp BIGINT NOT NULL,"
	  " zone TEXT NOT NULL, tech TEXT, arch TEXT NOT NULL, status TEXT NOT NULL, xinchuang BIGINT NOT NULL, dedicated BIGINT NOT NULL, cap_vcpu BIGINT,"
	  " cap_mem_gb BIGINT, cap_sto_gb BIGINT, cap_gpu BIGINT, cap_bw_mbps BIGINT, oversub_cpu_bp BIGINT NOT NULL CHECK (oversub_cpu_bp >= 10000),"
	  " driver TEXT NOT NULL, endpoint TEXT, from_date TEXT, to_date TEXT, created_at BIGINT NOT NULL);\n"
	  "CREATE INDEX pool_csp ON pool (csp);\n"
	  "CREATE TABLE pool_member (pool BIGINT NOT NULL, org BIGINT NOT NULL, PRIMARY KEY (pool, org));\n"
	  "CREATE INDEX pool_member_org ON pool_member (org);\n"
	  "CREATE TABLE pool_alloc (pool BIGINT PRIMARY KEY, vcpu BIGINT NOT NULL, mem_gb BIGINT NOT NULL, sto_gb BIGINT NOT NULL, n BIGINT NOT NULL);\n"
	  "CREATE TABLE host (id {id}, version BIGINT NOT NULL, sn TEXT NOT NULL, pool BIGINT NOT NULL, kind TEXT NOT NULL, model TEXT, cpu TEXT, mem_gb BIGINT,"
	  " sto_gb BIGINT, owner BIGINT NOT NULL, xinchuang BIGINT NOT NULL, status TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	  "CREATE UNIQUE INDEX host_sn ON host (sn) WHERE status <> 'retired';\n"
	  "CREATE INDEX host_pool ON host (pool);\n"
	  "CREATE VIEW v_site AS SELECT s.*, o.name AS csp_name FROM site s LEFT JOIN org o ON o.id = s.csp;\n"
	  "CREATE VIEW v_zone AS SELECT z.*, (SELECT COUNT(*) FROM pool p WHERE p.zone = z.code AND p.status = 'active') AS n_pools FROM zone z;\n"
	  "CREATE VIEW v_pool AS SELECT p.*, s.name AS site_name, o.name AS csp_name, a.vcpu AS alloc_vcpu, a.mem_gb AS alloc_mem_gb, a.sto_gb AS alloc_sto_gb,"
	  " a.n AS n_resources, (SELECT COUNT(*) FROM host h WHERE h.pool = p.id AND h.status = 'active') AS n_hosts,"
	  " p.cap_vcpu * p.oversub_cpu_bp / 10000 - a.vcpu AS free_vcpu, p.cap_mem_gb - a.mem_gb AS free_mem_gb, p.cap_sto_gb - a.sto_gb AS free_sto_gb"
	  " FROM pool p JOIN site s ON s.id = p.site JOIN org o ON o.id = p.csp JOIN pool_alloc a ON a.pool = p.id;\n"
	  "CREATE VIEW v_host AS SELECT h.*, p.name AS pool_name, p.zone, o.name AS owner_name FROM host h JOIN pool p ON p.id = h.pool JOIN org o ON o.id = h.owner" },
	{ 2,
	  "ALTER TABLE host ADD COLUMN nics TEXT;\n"
	  "DROP VIEW v_host;\n"
	  "CREATE VIEW v_host AS SELECT h.*, p.name AS pool_name, p.zone, o.name AS owner_name FROM host h JOIN pool p ON p.id = h.pool JOIN org o ON o.id = h.owner;\n"
	  "CREATE TABLE cross_zone_channel (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, device TEXT NOT NULL, direction TEXT NOT NULL, purpose TEXT NOT NULL,"
	  " approved_by TEXT NOT NULL, approval_no TEXT, systems TEXT, from_date TEXT, to_date TEXT, status TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	  "CREATE TABLE dr_pair (id {id}, version BIGINT NOT NULL, system BIGINT NOT NULL, system_name TEXT NOT NULL, from_site BIGINT NOT NULL, to_site BIGINT NOT NULL,"
	  " mode TEXT NOT NULL, rpo_min BIGINT, rto_min BIGINT, rpo_actual_min BIGINT, rto_actual_min BIGINT, last_drill TEXT, drill_note TEXT,"
	  " status TEXT NOT NULL, created_at BIGINT NOT NULL);\n"
	  "CREATE UNIQUE INDEX dr_pair_once ON dr_pair (system, to_site) WHERE status = 'active';\n"
	  "CREATE VIEW v_dr_pair AS SELECT d.*, f.name AS from_site_name, t.name AS to_site_name FROM dr_pair d JOIN site f ON f.id = d.from_site"
	  " JOIN site t ON t.id = d.to_site" },
	{ 0 }
};

#define SUM_OF(expr) "CAST(COALESCE(SUM(" expr "), 0) AS BIGINT)"
const struct stmt infra_q[Q_INFRA_MAX] = {
	[Q_SITE_PUT]        = { "INSERT INTO site ({+}) VALUES ({?})", &site_record },
	[Q_SITE_SET]        = { "UPDATE site SET {=} WHERE id = {id}", &site_record },
	[Q_SITE_ALL]        = { "SELECT {} FROM v_site WHERE status = 'active' ORDER BY id", &site_record },
	[Q_ZONE_PUT]        = { "INSERT INTO zone ({+}) VALUES ({?})", &zone_record },
	[Q_ZONE_SET]        = { "UPDATE zone SET name = ?2, isolation_note = ?3, isolation_evidence = ?4 WHERE id = ?1" },
	[Q_ZONE_COUNT]      = { "SELECT COUNT(*) FROM zone" },
	[Q_POOL_PUT]        = { "INSERT INTO pool ({+}) VALUES ({?})", &pool_record },
	[Q_POOL_SET]        = { "UPDATE pool SET {=} WHERE id = {id}", &pool_record },
	[Q_POOL_HAS]        = { "SELECT COUNT(*) FROM pool WHERE no = ?1 AND id <> ?2" },
	[Q_POOL_MEMBERS]    = { "SELECT org FROM pool_member WHERE pool = ?1 ORDER BY org" },
	[Q_POOL_MEMBER_PUT] = { "INSERT INTO pool_member (pool, org) VALUES (?1, ?2)" },
	[Q_POOL_SUCCEED]    = { "UPDATE pool_member SET org = ?2 WHERE org = ?1 AND NOT EXISTS (SELECT 1 FROM pool_member m WHERE m.pool = pool_member.pool AND m.org = ?2)" },
	[Q_POOL_LEAVE]      = { "DELETE FROM pool_member WHERE org = ?1" },
	[Q_POOL_MEMBERS_OUT] = { "DELETE FROM pool_member WHERE pool = ?1" },
	[Q_POOL_MEMBER_IS]  = { "SELECT COUNT(*) FROM pool WHERE id = ?1 AND (dedicated = 0 OR EXISTS"
				" (SELECT 1 FROM pool_member m LEFT JOIN org o ON o.id = ?2 WHERE m.pool = pool.id AND (m.org = ?2 OR m.org = o.budget_level1)))" },
	[Q_POOLS_OF_ZONE]   = { "SELECT {} FROM v_pool WHERE zone = ?1 AND status = 'active' AND (from_date IS NULL OR from_date <= ?2) AND (to_date IS NULL OR to_date > ?2)"
				" ORDER BY COALESCE(free_vcpu, 0) DESC, id", &pool_record },
	[Q_POOL_DEDICATED]  = { "UPDATE pool SET dedicated = ?2, version = version + 1 WHERE id = ?1" },
	[Q_ALLOC_PUT]       = { "INSERT INTO pool_alloc (pool, vcpu, mem_gb, sto_gb, n) VALUES (?1, 0, 0, 0, 0)" },
	[Q_ALLOC_ADD]       = { "UPDATE pool_alloc SET vcpu = vcpu + ?2, mem_gb = mem_gb + ?3, sto_gb = sto_gb + ?4, n = n + ?5 WHERE pool = ?1" },
	[Q_HOST_PUT]        = { "INSERT INTO host ({+}) VALUES ({?})", &host_record },
	[Q_HOST_SET]        = { "UPDATE host SET {=} WHERE id = {id}", &host_record },
	[Q_HOST_SN]         = { "SELECT {} FROM v_host WHERE UPPER(TRIM(sn)) = UPPER(TRIM(?1)) AND status = 'active' AND id <> ?2 LIMIT 1", &host_record },
	[Q_HOST_MAC]        = { "SELECT h.sn FROM host h WHERE h.status = 'active' AND h.id <> ?2 AND h.nics LIKE '%\"mac\":\"' || ?1 || '\"%' LIMIT 1" },
	[Q_CHANNEL_PUT]     = { "INSERT INTO cross_zone_channel ({+}) VALUES ({?})", &channel_record },
	[Q_CHANNEL_SET]     = { "UPDATE cross_zone_channel SET {=} WHERE id = {id}", &channel_record },
	[Q_CHANNEL_HAS]     = { "SELECT COUNT(*) FROM cross_zone_channel WHERE no = ?1 AND id <> ?2" },
	[Q_DR_PUT]          = { "INSERT INTO dr_pair ({+}) VALUES ({?})", &dr_pair_record },
	[Q_DR_SET]          = { "UPDATE dr_pair SET {=} WHERE id = {id}", &dr_pair_record },
	[Q_DR_ALL]          = { "SELECT {} FROM v_dr_pair WHERE status = 'active' ORDER BY system_name, id", &dr_pair_record },
	[Q_DR_HAS]          = { "SELECT COUNT(*) FROM dr_pair WHERE system = ?1 AND to_site = ?2 AND id <> ?3 AND status = 'active'" },
	[Q_POOL_SERVING]   = { "SELECT name FROM v_pool WHERE csp = ?1 AND n_resources > 0 ORDER BY no LIMIT 1" },
	[Q_POOL_LEVELS]     = { "SELECT zone, csp, csp_name, COUNT(DISTINCT COALESCE(tech, 'other')), COUNT(*), " SUM_OF("cap_vcpu * oversub_cpu_bp / 10000") ", " SUM_OF("cap_mem_gb") ", "
				SUM_OF("cap_sto_gb") ", " SUM_OF("alloc_vcpu") ", " SUM_OF("alloc_mem_gb") ", " SUM_OF("alloc_sto_gb") ", " SUM_OF("n_resources") ", "
				SUM_OF("CASE WHEN xinchuang = 1 THEN cap_vcpu * oversub_cpu_bp / 10000 ELSE 0 END")
				" FROM v_pool WHERE status = 'active' GROUP BY zone, csp, csp_name ORDER BY zone, csp_name", &pool_sum_record },
	[Q_HOST_RETIRE]     = { "UPDATE host SET status = 'retired' WHERE id = ?1" },
};

const struct invariant infra_invariants[] = {
	{ "A15.2b", "同一序列号的在用设备只在一个区域",
	  "SELECT a.sn FROM host a JOIN host b ON b.sn = a.sn AND b.id <> a.id WHERE a.status = 'active' AND b.status = 'active'" },
	{ "A20.1c", "资源池分配量不为负，也不超过容量",
	  "SELECT no FROM v_pool WHERE alloc_vcpu < 0 OR alloc_mem_gb < 0 OR alloc_sto_gb < 0 OR n_resources < 0 OR free_vcpu < 0 OR free_mem_gb < 0"
	  " OR free_sto_gb < 0" },
	{ "A15.3", "专属资源池有名单，名单只属于专属资源池",
	  "SELECT p.no FROM pool p WHERE p.dedicated <> CASE WHEN EXISTS (SELECT 1 FROM pool_member m WHERE m.pool = p.id) THEN 1 ELSE 0 END" },
	{ "A17a", "设备归云服务商所有", "SELECT h.sn FROM host h JOIN pool p ON p.id = h.pool WHERE h.owner <> p.csp AND h.status = 'active'" },
	{ 0 }
};
