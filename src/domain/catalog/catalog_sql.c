/* The catalogue's tables. */
#include "domain/catalog/catalog_in.h"

const struct migration catalog_migrations[] = {
	{ 1,
	  "CREATE TABLE catalog_version (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, title TEXT NOT NULL, state TEXT NOT NULL,"
	  " effective_from TEXT NOT NULL, created_at BIGINT NOT NULL, published_at BIGINT, retired_at BIGINT, review_confirmed_at BIGINT,"
	  " review_note TEXT, review_reminded BIGINT, copy_from BIGINT);\n"
	  "CREATE TABLE catalog_opinion (id {id}, catalog_version BIGINT NOT NULL, org BIGINT NOT NULL, person BIGINT, opinion TEXT NOT NULL, at BIGINT NOT NULL);\n"
	  "CREATE INDEX catalog_opinion_version ON catalog_opinion (catalog_version);\n"
	  "CREATE TABLE catalog_item (id {id}, version BIGINT NOT NULL, catalog_version BIGINT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, spec TEXT,"
	  " unit TEXT NOT NULL, sla_level TEXT, category TEXT NOT NULL, layer TEXT NOT NULL, billing_period TEXT NOT NULL, zone TEXT NOT NULL,"
	  " metering TEXT NOT NULL, status TEXT NOT NULL, xinchuang BIGINT NOT NULL, min_qty BIGINT, max_qty BIGINT, step BIGINT, vcpu BIGINT, mem_gb BIGINT, disk_gb BIGINT,"
	  " list_price_e4 BIGINT CHECK (list_price_e4 >= 0), updated_at BIGINT NOT NULL, UNIQUE (catalog_version, code));\n"
	  "CREATE INDEX catalog_item_code ON catalog_item (code, id);\n"
	  "CREATE VIEW v_catalog_version AS SELECT v.*, (SELECT COUNT(*) FROM catalog_item i WHERE i.catalog_version = v.id AND i.status = 'active') AS n_items,"
	  " (SELECT COUNT(*) FROM catalog_opinion o WHERE o.catalog_version = v.id) AS n_opinions FROM catalog_version v;\n"
	  "CREATE VIEW v_catalog_item AS SELECT i.*, v.no AS catalog_version_no, v.state AS catalog_state,"
	  " CASE WHEN v.state = 'published' AND i.status = 'active' THEN 1 ELSE 0 END AS current"
	  " FROM catalog_item i JOIN catalog_version v ON v.id = i.catalog_version" },
	{ 2,
	  "CREATE TABLE catalog_suggestion (id {id}, version BIGINT NOT NULL, source_kind TEXT NOT NULL, source BIGINT NOT NULL, source_no TEXT NOT NULL,"
	  " org BIGINT NOT NULL, wanted TEXT NOT NULL, spec TEXT, unit TEXT, category TEXT NOT NULL, qty BIGINT, reason TEXT, outcome TEXT, state TEXT NOT NULL,"
	  " catalog_version BIGINT, settled_by BIGINT, note TEXT, created_at BIGINT NOT NULL, settled_at BIGINT, UNIQUE (source_kind, source));\n"
	  "CREATE VIEW v_catalog_suggestion AS SELECT s.*, o.name AS org_name, v.no AS catalog_version_no FROM catalog_suggestion s JOIN org o ON o.id = s.org"
	  " LEFT JOIN catalog_version v ON v.id = s.catalog_version" },
	{ 3,    /* a draft that went back is asked about anew */
	  "ALTER TABLE catalog_version ADD COLUMN round BIGINT NOT NULL DEFAULT 0;\n"
	  "ALTER TABLE catalog_opinion ADD COLUMN round BIGINT NOT NULL DEFAULT 1;\n"
	  "UPDATE catalog_version SET round = 1 WHERE state <> 'draft';\n"
	  "UPDATE catalog_opinion SET round = 0 WHERE catalog_version IN (SELECT id FROM catalog_version WHERE state = 'draft');\n"
	  "DROP VIEW v_catalog_version;\n"
	  "CREATE VIEW v_catalog_version AS SELECT v.*, (SELECT COUNT(*) FROM catalog_item i WHERE i.catalog_version = v.id AND i.status = 'active') AS n_items,"
	  " (SELECT COUNT(*) FROM catalog_opinion o WHERE o.catalog_version = v.id AND o.round = v.round) AS n_opinions FROM catalog_version v" },
	{ 0 }
};

const struct stmt catalog_q[Q_CATALOG_MAX] = {
	[Q_VER_PUT]          = { "INSERT INTO catalog_version ({+}) VALUES ({?})", &catalog_version_record },
	[Q_VER_SET]          = { "UPDATE catalog_version SET title = ?2, effective_from = ?3, no = ?4 WHERE id = ?1" },
	[Q_VER_HAS]          = { "SELECT COUNT(*) FROM catalog_version WHERE no = ?1" },
	[Q_VER_OF_STATE]     = { "SELECT {} FROM v_catalog_version WHERE state = ?1 ORDER BY id DESC", &catalog_version_record },
	[Q_VER_CONSULT]      = { "UPDATE catalog_version SET round = round + 1 WHERE id = ?1" },
	[Q_VER_PUBLISH]      = { "UPDATE catalog_version SET published_at = ?2, effective_from = ?3 WHERE id = ?1" },
	[Q_VER_RETIRE]       = { "UPDATE catalog_version SET retired_at = ?2 WHERE id = ?1" },
	[Q_VER_CONFIRM]      = { "UPDATE catalog_version SET review_confirmed_at = ?2, review_note = ?3, review_reminded = NULL WHERE id = ?1" },
	[Q_VER_REMINDED]     = { "UPDATE catalog_version SET review_reminded = ?2 WHERE id = ?1" },
	[Q_VER_NEWEST_DRAFT] = { "SELECT id FROM catalog_version WHERE state = 'draft' ORDER BY id DESC LIMIT 1" },
	[Q_OPINION_PUT]      = { "INSERT INTO catalog_opinion ({+}) VALUES ({?})", &catalog_opinion_record },
	[Q_OPINIONS]         = { "SELECT {} FROM (SELECT o.*, g.name AS org_name, p.name AS person_name FROM catalog_opinion o JOIN org g ON g.id = o.org"
				 " LEFT JOIN person p ON p.id = o.person) x WHERE catalog_version = ?1 ORDER BY id", &catalog_opinion_record },
	[Q_ITEM_PUT]         = { "INSERT INTO catalog_item ({+}) VALUES ({?})", &catalog_item_record },
	[Q_ITEM_SET]         = { "UPDATE catalog_item SET {=} WHERE id = {id}", &catalog_item_record },
	[Q_ITEM_WITHDRAW]    = { "UPDATE catalog_item SET status = 'withdrawn', updated_at = ?2 WHERE id = ?1" },
	[Q_ITEM_CODE]        = { "SELECT {} FROM v_catalog_item WHERE catalog_version = ?1 AND code = ?2 AND status = 'active'", &catalog_item_record },
	[Q_ITEM_NEWEST]      = { "SELECT {} FROM v_catalog_item WHERE code = ?1 ORDER BY CASE catalog_state WHEN 'published' THEN 0 WHEN 'retired' THEN 1"
				 " ELSE 2 END, id DESC LIMIT 1", &catalog_item_record },
	[Q_ITEMS]            = { "SELECT {} FROM v_catalog_item WHERE catalog_version = ?1 AND status = 'active' ORDER BY code", &catalog_item_record },
	[Q_ITEM_HAS]         = { "SELECT COUNT(*) FROM catalog_item WHERE catalog_version = ?1 AND code = ?2 AND id <> ?3" },
	[Q_SUGGESTION_PUT]   = { "INSERT INTO catalog_suggestion ({+}) VALUES ({?})", &catalog_suggestion_record },
	[Q_SUGGESTION_OF]    = { "SELECT id FROM catalog_suggestion WHERE source_kind = ?1 AND source = ?2" },
	[Q_SUGGESTIONS_OPEN] = { "SELECT {} FROM v_catalog_suggestion WHERE state = 'open' ORDER BY id LIMIT 200", &catalog_suggestion_record },
	[Q_SUGGESTION_OUTCOME] = { "UPDATE catalog_suggestion SET outcome = ?2, version = version + 1 WHERE id = ?1" },
	[Q_SUGGESTION_SETTLE] = { "UPDATE catalog_suggestion SET catalog_version = ?2, settled_by = ?3, note = ?4, settled_at = ?5 WHERE id = ?1" },
};

const struct invariant catalog_invariants[] = {
	{ "A11a", "最多一个目录版本处于已发布",
	  "SELECT no FROM catalog_version WHERE state = 'published' AND (SELECT COUNT(*) FROM catalog_version x WHERE x.state = 'published') > 1" },
	{ "A11a", "已发布的目录项不再改动",
	  "SELECT i.code FROM catalog_item i JOIN catalog_version v ON v.id = i.catalog_version WHERE v.state IN ('published', 'retired')"
	  " AND i.updated_at > v.published_at" },
	{ "A11b", "发布的目录征求过意见",
	  "SELECT v.no FROM catalog_version v WHERE v.state IN ('published', 'retired') AND NOT EXISTS"
	  " (SELECT 1 FROM catalog_opinion o WHERE o.catalog_version = v.id AND o.round = v.round)" },
	{ "A11c", "采纳的修订建议都写明进了哪一版目录",
	  "SELECT source_no FROM catalog_suggestion WHERE state = 'taken' AND catalog_version IS NULL" },
	{ 0 }
};
