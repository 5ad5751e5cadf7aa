/* The core as a feature: its own tables, settings and ops, declared like everybody's. */
#include "core/parts.h"

static const struct migration migrations[] = {
	{ 1,
	  "CREATE TABLE counter (name TEXT PRIMARY KEY, next BIGINT NOT NULL);\n"
	  "CREATE TABLE series (name TEXT PRIMARY KEY, last BIGINT NOT NULL);\n"
	  "CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);\n"
	  "CREATE TABLE idempotency (account BIGINT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL, body_digest TEXT NOT NULL,"
	  " status BIGINT NOT NULL, answer TEXT NOT NULL, etag TEXT, location TEXT, at BIGINT NOT NULL, PRIMARY KEY (account, method, path, key));\n"
	  "CREATE INDEX idempotency_at ON idempotency (at);\n"
	  "CREATE TABLE transition (id {id}, entity TEXT NOT NULL, object BIGINT NOT NULL, at BIGINT NOT NULL, account BIGINT, person BIGINT,"
	  " person_name TEXT, org BIGINT, org_name TEXT, role TEXT NOT NULL, event TEXT NOT NULL, label TEXT NOT NULL, from_state TEXT NOT NULL,"
	  " to_state TEXT NOT NULL, comment TEXT, article TEXT);\n"
	  "CREATE INDEX transition_object ON transition (object, entity, id);\n"
	  "CREATE TABLE clock (id {id}, subject_kind TEXT NOT NULL, subject_id BIGINT NOT NULL, kind TEXT NOT NULL, article TEXT NOT NULL,"
	  " label TEXT NOT NULL, start_event TEXT NOT NULL, start_at BIGINT NOT NULL, day0_date TEXT NOT NULL, length BIGINT NOT NULL, unit TEXT NOT NULL,"
	  " due_at BIGINT NOT NULL, calendar_version BIGINT NOT NULL, stop_event TEXT, stopped_at BIGINT, result TEXT, owner TEXT NOT NULL);\n"
	  "CREATE INDEX clock_subject ON clock (subject_id, subject_kind);\n"
	  "CREATE INDEX clock_running ON clock (stopped_at, due_at);\n"
	  "CREATE TABLE fact (id {id}, name TEXT NOT NULL, subject_kind TEXT NOT NULL, subject BIGINT NOT NULL, at BIGINT NOT NULL, actor BIGINT);\n"
	  "CREATE TABLE fact_todo (fact BIGINT NOT NULL, listener TEXT NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL, error TEXT,"
	  " PRIMARY KEY (fact, listener));\n"
	  "CREATE INDEX fact_todo_next ON fact_todo (next_at);\n"
	  "CREATE TABLE job_lease (name TEXT PRIMARY KEY, node TEXT NOT NULL, until_at BIGINT NOT NULL, next_at BIGINT NOT NULL);\n"
	  "CREATE TABLE param (key TEXT PRIMARY KEY, value TEXT NOT NULL, basis TEXT NOT NULL, version BIGINT NOT NULL);\n"
	  "CREATE TABLE param_history (id {id}, key TEXT NOT NULL, old_value TEXT NOT NULL, value TEXT NOT NULL, basis TEXT NOT NULL, at BIGINT NOT NULL,"
	  " account BIGINT, login TEXT);\n"
	  "CREATE INDEX param_history_key ON param_history (key, id);\n"
	  "CREATE TABLE audit_log (stream TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, account BIGINT, person BIGINT, org BIGINT, login TEXT,"
	  " role TEXT, ip TEXT, action TEXT NOT NULL, words TEXT, object_kind TEXT, object_id BIGINT, result TEXT NOT NULL, reason TEXT, article TEXT,"
	  " before_digest TEXT, after_digest TEXT, request_id TEXT, detail TEXT, prev_hash TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (stream, seq));\n"
	  "CREATE INDEX audit_log_object ON audit_log (object_kind, object_id, at);\n"
	  "CREATE INDEX audit_log_at ON audit_log (at);\n"
	  "CREATE TABLE audit_tail (stream TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL)" },
	{ 2,
	  "CREATE TABLE audit_anchor (stream TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, hash TEXT NOT NULL, key_id TEXT NOT NULL,"
	  " signature TEXT NOT NULL, PRIMARY KEY (stream, seq));\n"
	  "CREATE TABLE audit_mark (stream TEXT PRIMARY KEY, upto BIGINT NOT NULL);\n"
	  "CREATE TABLE audit_find (key BIGINT NOT NULL, block BIGINT NOT NULL, PRIMARY KEY (key, block));\n"
	  "DROP INDEX audit_log_object;\n"
	  "CREATE INDEX audit_log_object ON audit_log (object_id, seq);\n"
	  "CREATE TABLE audit_key (key_id TEXT PRIMARY KEY, public_key TEXT NOT NULL, at BIGINT NOT NULL)" },
	{ 3,
	  "CREATE TABLE audit_archive (stream TEXT NOT NULL, from_seq BIGINT NOT NULL, seq BIGINT NOT NULL, before_hash TEXT NOT NULL, hash TEXT NOT NULL,"
	  " from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, keep_days BIGINT NOT NULL, at BIGINT NOT NULL, sm3 TEXT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL,"
	  " file TEXT NOT NULL, PRIMARY KEY (stream, seq))" },
	{ 4, "CREATE TABLE news (id {id}, kind TEXT NOT NULL, subject BIGINT NOT NULL, at BIGINT NOT NULL)" },
	{ 0 }
};

static const struct invariant invariants[] = {
	{ "A20.2", "同一对象同一种时限至多有一个在走",
	  "SELECT subject_id FROM clock WHERE stopped_at IS NULL GROUP BY subject_kind, subject_id, kind HAVING COUNT(*) > 1" },
	{ "A20.2", "停止的时限都有结果，且与到期时刻一致",
	  "SELECT id FROM clock WHERE stopped_at IS NOT NULL AND unit <> 'month' AND (result IS NULL OR (result = 'on_time' AND stopped_at >= due_at)"
	  " OR (result = 'overdue' AND stopped_at < due_at))" },
	{ "A31.P2c", "审计链没有空号",
	  "SELECT l.stream FROM audit_log l GROUP BY l.stream HAVING COUNT(*) <> MAX(l.seq) - COALESCE((SELECT MAX(a.seq) FROM audit_archive a WHERE a.stream = l.stream), 0)" },
	{ 0 }
};

static const struct setting settings[] = {
	{ "clock.warn_before_wd", SET_INTS, "2,1", "A20.2", "时限提醒（到期日之前几个工作日）", FREE, 0, 1, 30 },
	{ "clock.cutoff_time", SET_TIME, "none", "R-06", "每日收件截止时刻，此后收到的算次日", FREE, 0, 0, 0, .choices = "none", .says = "不设" },
	{ "clock.day_end", SET_TIME, "24:00", "R-06", "到期日的截止时刻", FREE, 0, 0, 0, .choices = "24:00", .says = "24:00" },
	{ "clock.tz", SET_CHOICE, "Asia/Shanghai", "R-06", "计算时限所用的时区", FREE, 0, 0, 0, .choices = "Asia/Shanghai", .says = "北京时间" },
	{ "regulation.effective_date", SET_DATE, "2025-06-24", "A41, R-45", "办法施行日期", FREE, 0, 0, 0 },
	{ "regulation.website_date", SET_DATE, "2025-07-30", "A41, R-45", "办法在政府网站上公布的日期", FREE, 0, 0, 0 },
	{ "regulation.full_text", SET_TEXT, "西双版纳州人民政府网站", "A1", "办法全文在哪里", FREE, 0, 0, 0 },
	{ "clock.allow_suspend", SET_BOOL, "false", "R-10", "时限可否中止", LIMIT_FALSE, 0, 0, 0 },
	{ "accept.deemed_on_overdue", SET_BOOL, "false", "R-09", "超期视为受理", LIMIT_FALSE, 0, 0, 0 },
	{ "log.keep_days", SET_INT, "365", "A31.P2c, 网络安全法第二十三条", "审计日志保存天数", AT_LEAST(180), 180, 36500 },
	{ "audit.anchor_minutes", SET_INT, "60", "A31.P2c", "审计链至多多少分钟签名一次（立锚点）", FREE, 0, 1, 1440 },
	{ 0 }
};

static enum err forget_old_keys(struct ctx *c)
{
	static const struct stmt Q = { "DELETE FROM idempotency WHERE at < ?1" };

	return sql_run(c, &Q, c->now.ms - DAYS(1));
}

static const struct job jobs[] = {
	{ "audit.anchor", MINUTES(1), audit_anchor_due, NULL, "A31.P2c", "为审计链立锚点" },
	{ "audit.marks", 30 * 1000, audit_marks_job, NULL, "A31.P2c", "为审计查询做索引" },
	{ "core.idempotency", HOURS(1), forget_old_keys, NULL, NULL, "清理过期的幂等键" },
	{ "core.news", HOURS(1), fact_forget_news, NULL, NULL, "清理过期的变动通知" },
	{ 0 }
};

static const struct grant grants[] = {
	{ "param.read", "查看参数", R_AUTH_READ | R(SYS_ADMIN) | R(AUDIT_ADMIN) },
	{ "param.set", "修改参数", R(AUTH_ISSUER) },
	{ 0 }
};

/* The secret that signs list cursors: made once per store, never shown; and the key of this server's anchors is told. */
static enum err boot(struct ctx *c)
{
	static const struct stmt Q_HAS = { "SELECT COUNT(*) FROM secret WHERE name = 'cursor'" };
	static const struct stmt Q_PUT = { "INSERT INTO secret (name, value) VALUES ('cursor', ?1)" };
	int64_t n = 0;

	TRY(sql_int_(c, &Q_HAS, &n, NO_VALS));
	if (!n)
		TRY(sql_run(c, &Q_PUT, chance_hex(&c->core->chance, c->arena, 32)));
	return audit_keys_tell(c);
}

const struct feature core_feature = {
	.name = "core", .label = "平台", .articles = ARTICLES("R-45", "R-46"), .migrations = migrations, .invariants = invariants, .settings = settings,
	.jobs = jobs, .grants = grants, .ops = core_ops_rows, .boot = boot,
};
