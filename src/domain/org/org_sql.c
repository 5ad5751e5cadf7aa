/* Units and people: tables. */
#include "domain/org/org_in.h"

const struct migration org_migrations[] = {
	{ 1,
	  "CREATE TABLE org (id {id}, version BIGINT NOT NULL, no TEXT NOT NULL UNIQUE, name TEXT NOT NULL, short_name TEXT, uscc TEXT, kind TEXT NOT NULL,"
	  " unit_type TEXT NOT NULL, level TEXT NOT NULL, fund_source TEXT, parent BIGINT, budget_level1 BIGINT, in_scope BIGINT NOT NULL, exemption TEXT, region_code TEXT,"
	  " address TEXT, status TEXT NOT NULL, effective_from TEXT, effective_to TEXT, created_at BIGINT NOT NULL, closed_at BIGINT);\n"
	  "CREATE INDEX org_name ON org (name, id);\n"
	  "CREATE INDEX org_budget ON org (budget_level1);\n"
	  "CREATE TABLE person (id {id}, version BIGINT NOT NULL, org BIGINT NOT NULL, name TEXT NOT NULL, mobile TEXT, email TEXT, post TEXT,"
	  " duty_kind BIGINT NOT NULL, from_date TEXT, to_date TEXT, verified_at BIGINT, created_at BIGINT NOT NULL, status TEXT NOT NULL);\n"
	  "CREATE INDEX person_org ON person (org, id);\n"
	  "CREATE VIEW v_org AS SELECT o.*, p.name AS parent_name, b.name AS budget_level1_name FROM org o LEFT JOIN org p ON p.id = o.parent"
	  " LEFT JOIN org b ON b.id = o.budget_level1;\n"
	  "CREATE VIEW v_person AS SELECT p.*, o.name AS org_name, o.budget_level1 AS root FROM person p JOIN org o ON o.id = p.org" },
	{ 2,
	  "CREATE TABLE org_former_name (id {id}, org BIGINT NOT NULL, name TEXT NOT NULL, short_name TEXT, until_at BIGINT NOT NULL);\n"
	  "CREATE INDEX org_former_name_org ON org_former_name (org, until_at);\n"
	  "DROP VIEW v_org;\n"
	  "ALTER TABLE org ADD COLUMN merged_into BIGINT;\n"
	  "CREATE INDEX org_merged ON org (merged_into);\n"
	  "CREATE VIEW v_org AS SELECT o.*, p.name AS parent_name, b.name AS budget_level1_name, m.name AS merged_into_name,"
	  " (SELECT n.name FROM org_former_name n WHERE n.org = o.id ORDER BY n.until_at DESC, n.id DESC LIMIT 1) AS former_name"
	  " FROM org o LEFT JOIN org p ON p.id = o.parent LEFT JOIN org b ON b.id = o.budget_level1 LEFT JOIN org m ON m.id = o.merged_into" },
	/* Each look behind the mask is kept, with its reason. */
	{ 3,
	  "CREATE TABLE person_reveal (id {id}, person BIGINT NOT NULL, by_person BIGINT NOT NULL, by_org BIGINT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL);\n"
	  "CREATE INDEX person_reveal_person ON person_reveal (person);\n"
	  "CREATE VIEW v_person_reveal AS SELECT r.*, p.org AS org, b.name AS by_name, o.name AS by_org_name FROM person_reveal r JOIN person p ON p.id = r.person"
	  " JOIN person b ON b.id = r.by_person JOIN org o ON o.id = r.by_org" },
	/* Who a person is and by which paper they hold their post (A9a.1a); the old view stays for those that are built on it. */
	{ 4,
	  "ALTER TABLE person ADD COLUMN id_card TEXT;\n"
	  "ALTER TABLE person ADD COLUMN appoint_file BIGINT;\n"
	  "CREATE VIEW v_person_file AS SELECT p.*, o.name AS org_name, o.budget_level1 AS root FROM person p JOIN org o ON o.id = p.org" },
	{ 0 }
};

const struct stmt org_q[Q_ORG_Q_MAX] = {
	[Q_ORG_PUT]       = { "INSERT INTO org ({+}) VALUES ({?})", &org_record },
	[Q_ORG_SET]       = { "UPDATE org SET {=} WHERE id = {id}", &org_record },
	[Q_ORG_NO]        = { "SELECT {} FROM v_org WHERE no = ?1", &org_record },
	[Q_ORG_NO_ID]     = { "SELECT id FROM org WHERE no = ?1" },
	[Q_ORG_CLOSE]     = { "UPDATE org SET status = 'closed', closed_at = ?1, effective_to = ?3 WHERE id = ?2" },
	[Q_ORG_CHILDREN]  = { "SELECT COUNT(*) FROM org WHERE parent = ?1 AND status = 'active'" },
	[Q_ORG_EXEMPT]    = { "UPDATE org SET exemption = ?1 WHERE id = ?2" },
	[Q_ORG_BELOW]     = { "SELECT {} FROM v_org WHERE parent = ?1 AND kind = 'user' ORDER BY id", &org_record },
	[Q_ORG_ROOT]      = { "UPDATE org SET budget_level1 = ?1, version = version + 1 WHERE id = ?2" },
	[Q_ORG_PEOPLE]    = { "SELECT COUNT(*) FROM person WHERE org = ?1 AND status = 'active'" },
	[Q_ORG_AUTHORITY] = { "SELECT id FROM org WHERE kind = 'authority' AND status = 'active' ORDER BY id LIMIT 1" },
	[Q_ORG_AUTHORITIES] = { "SELECT COUNT(*) FROM org WHERE kind = 'authority' AND status = 'active'" },
	[Q_PERSON_PUT]    = { "INSERT INTO person ({+}) VALUES ({?})", &person_record },
	[Q_PERSON_SET]    = { "UPDATE person SET {=} WHERE id = {id}", &person_record },
	[Q_PERSON_LEAVE]  = { "UPDATE person SET status = 'left', to_date = ?1 WHERE id = ?2" },
	[Q_ORG_NAME_KEEP] = { "INSERT INTO org_former_name (id, org, name, short_name, until_at) VALUES (?1, ?2, ?3, ?4, ?5)" },
	[Q_ORG_NAME_SET]  = { "UPDATE org SET name = ?2, short_name = ?3, version = version + 1 WHERE id = ?1" },
	[Q_ORG_ADOPT]     = { "UPDATE org SET parent = ?2, version = version + 1 WHERE parent = ?1 AND id <> ?2" },
	[Q_ORG_MERGED]    = { "UPDATE org SET status = 'closed', closed_at = ?2, effective_to = ?4, merged_into = ?3, version = version + 1 WHERE id = ?1" },
	[Q_ORG_LEADS]     = { "UPDATE org SET merged_into = ?2 WHERE merged_into = ?1" },
	[Q_PERSON_MOVE]   = { "UPDATE person SET org = ?2, version = version + 1 WHERE id = ?1" },
	[Q_PERSON_CONTACT] = { "UPDATE person SET mobile = COALESCE(?2, mobile), email = COALESCE(?3, email), post = COALESCE(?4, post), verified_at = ?5,"
			       " version = version + 1 WHERE id = ?1" },
	[Q_REVEAL_PUT]    = { "INSERT INTO person_reveal (id, person, by_person, by_org, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" },
	[Q_PERSON_VERIFY] = { "UPDATE person SET verified_at = ?1 WHERE id = ?2" },
};

const struct invariant org_invariants[] = {
	{ "A3", "在范围内的单位正是州级党政机关和公益一类事业单位",
	  "SELECT no FROM org WHERE in_scope <> CASE WHEN level = 'prefecture' AND (unit_type = 'party_gov' OR (unit_type = 'welfare_one' AND COALESCE(fund_source, '') <> 'self'))"
	  " THEN 1 ELSE 0 END" },
	{ "A9a.1a", "上云单位都归属一个一级预算单位，申请单位就是它自己",
	  "SELECT no FROM org WHERE (kind = 'user' AND budget_level1 IS NULL) OR (kind = 'applicant' AND (budget_level1 IS NULL OR budget_level1 <> id))" },
	{ "A9a.1a", "一级预算单位是申请单位",
	  "SELECT o.no FROM org o JOIN org b ON b.id = o.budget_level1 WHERE b.kind <> 'applicant'" },
	{ "A9a.1a", "上级是申请单位的上云单位就归属它，否则与上级同属",
	  "SELECT o.no FROM org o JOIN org p ON p.id = o.parent WHERE o.kind = 'user' AND p.kind IN ('applicant', 'user')"
	  " AND o.budget_level1 <> p.budget_level1" },
	{ "A22.3a", "并入别的单位的单位已停用，并入的单位在用或又并入了别的单位",
	  "SELECT o.no FROM org o JOIN org m ON m.id = o.merged_into WHERE o.status <> 'closed' OR m.merged_into IS NOT NULL" },
	{ "A36c", "手机、邮箱和身份证号都加密存放",
	  "SELECT id FROM person WHERE (mobile <> '' AND mobile NOT LIKE 'sm4:%') OR (email <> '' AND email NOT LIKE 'sm4:%') OR (id_card <> '' AND id_card NOT LIKE 'sm4:%')" },
	{ 0 }
};
