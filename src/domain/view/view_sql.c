/* Kept views of lists: tables. */
#include "domain/view/view_in.h"

const struct migration view_migrations[] = {
	{ 1,
	  "CREATE TABLE list_view (id {id}, version BIGINT NOT NULL, owner BIGINT NOT NULL, org BIGINT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL,"
	  " query TEXT NOT NULL, roles BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL, retired_at BIGINT);\n"
	  "CREATE UNIQUE INDEX list_view_name ON list_view (owner, list, name) WHERE retired_at IS NULL;\n"
	  "CREATE INDEX list_view_org ON list_view (org, list);\n"
	  "CREATE INDEX list_view_order ON list_view (name, id);\n"
	  "CREATE TABLE list_view_default (person BIGINT NOT NULL, list TEXT NOT NULL, view BIGINT, PRIMARY KEY (person, list));\n"
	  "CREATE VIEW v_list_view AS SELECT v.*, p.name AS owner_name FROM list_view v JOIN person p ON p.id = v.owner" },
	{ 0 }
};

const struct stmt view_q[Q_VIEW_MAX] = {
	[Q_VIEW_PUT]        = { "INSERT INTO list_view ({+}) VALUES ({?})", &list_view_record },
	[Q_VIEW_SET]        = { "UPDATE list_view SET name = ?2, query = ?3, roles = ?4 WHERE id = ?1" },
	[Q_VIEW_RETIRE]     = { "UPDATE list_view SET retired_at = ?2 WHERE id = ?1" },
	[Q_VIEW_COUNT]      = { "SELECT COUNT(*) FROM list_view WHERE owner = ?1 AND retired_at IS NULL" },
	[Q_VIEW_NAMED]      = { "SELECT COUNT(*) FROM list_view WHERE owner = ?1 AND list = ?2 AND name = ?3 AND id <> ?4 AND retired_at IS NULL" },
	[Q_VIEW_IS_DEFAULT] = { "SELECT COUNT(*) FROM list_view_default WHERE person = ?1 AND list = ?2 AND view = ?3" },
	[Q_VIEW_DEFAULT]    = { "INSERT INTO list_view_default (person, list, view) VALUES (?1, ?2, ?3) ON CONFLICT (person, list) DO UPDATE SET view = excluded.view" },
};

const struct invariant view_invariants[] = {
	{ "A7", "视图属于建立它的人所在的单位",
	  "SELECT v.id FROM list_view v WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = v.owner) OR NOT EXISTS (SELECT 1 FROM org o WHERE o.id = v.org)" },
	{ "A7", "一人一份列表至多一个默认视图，默认的视图属于这份列表",
	  "SELECT d.view FROM list_view_default d WHERE d.view IS NOT NULL AND NOT EXISTS (SELECT 1 FROM list_view v WHERE v.id = d.view AND v.list = d.list)" },
	{ "A7", "一人在用的视图至多五十个",
	  "SELECT owner FROM list_view WHERE retired_at IS NULL GROUP BY owner HAVING COUNT(*) > 50" },
	{ 0 }
};
