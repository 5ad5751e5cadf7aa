/* Migrations run forward, one feature after the other, each feature's missing steps in one transaction. */
#include "store/store_in.h"

char *migration_text(enum engine engine, const char *sql)
{
	struct buf b = BUF_MAX(MIB(1));

	for (const char *p = sql; *p; p++) {
		if (strncmp(p, "{id}", 4) == 0) {
			buf_add(&b, engine == ENGINE_PG ? STR("BIGINT PRIMARY KEY") : STR("INTEGER PRIMARY KEY"));
			p += 3;
		} else if (strncmp(p, "{blob}", 6) == 0) {
			buf_add(&b, engine == ENGINE_PG ? STR("BYTEA") : STR("BLOB"));
			p += 5;
		} else {
			buf_byte(&b, *p);
		}
	}
	buf_byte(&b, 0);
	if (b.failed)
		buf_done(&b);
	return b.p;
}

static const struct stmt Q_LAST = { "SELECT COALESCE(MAX(number), 0) FROM migration WHERE feature = ?1" };
static const struct stmt Q_NOTE = { "INSERT INTO migration (feature, number, ran_at) VALUES (?1, ?2, ?3)" };

static enum err last_number(struct db *d, const char *feature, struct fail *f, int64_t *out)
{
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(d, &Q_LAST, VALS(feature), f, &r));
	*out = rows_next(r) ? rows_int(r, 0) : 0;
	return rows_err(r, f);
}

/* An older program must not work on tables it does not know. */
static enum err not_newer(const char *feature, const struct migration *rows, int64_t last, struct fail *f)
{
	int64_t ours = 0;

	for (const struct migration *m = rows; m->sql; m++)
		ours = m->number;
	return last <= ours ? OK :
	       fail_set(f, E_CONFLICT, "store.newer", "数据库由更新的版本写成（“%s”已到第 %" PRId64 " 步，这个版本只到第 %" PRId64 " 步），请用新版本打开。",
			feature, last, ours);
}

static enum err run_steps(struct db *d, const char *feature, const struct migration *rows, struct instant now, struct fail *f, int *ran)
{
	int64_t last = 0;

	TRY(d->ops->script(d, "CREATE TABLE IF NOT EXISTS migration (feature TEXT NOT NULL, number BIGINT NOT NULL, ran_at BIGINT NOT NULL,"
			      " PRIMARY KEY (feature, number))", f));
	TRY(last_number(d, feature, f, &last));
	TRY(not_newer(feature, rows, last, f));
	for (const struct migration *m = rows; m->sql; m++) {
		if (m->number <= last)
			continue;
		if (m->number != last + 1)
			return fail_set(f, E_CORRUPT, "store.migration", "“%s”的结构升级缺第 %" PRId64 " 步。", feature, last + 1);
		if (fault("store.run"))
			return fail_set(f, E_BUSY, "store.fault", "按测试的要求在结构升级处失败。");
		char *text = migration_text(d->store->engine, m->sql);
		if (!text)
			return store_nomem(f);
		enum err e = d->ops->script(d, text, f);
		free(text);
		TRY(e);
		TRY(db_run(d, &Q_NOTE, VALS(feature, m->number, now), f, NULL));
		last = m->number;
		++*ran;
	}
	return OK;
}

static const struct stmt Q_KNOWN = { "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'migration'",
				     .pg = "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'migration' AND table_schema = current_schema()" };

enum err store_known(struct db *d, const char *feature, const struct migration *rows, struct fail *f)
{
	CLEANUP(rows_donep) struct rows *r = NULL;
	int64_t last = 0, ours = 0;

	TRY(db_rows(d, &Q_KNOWN, NO_VALS, f, &r));
	bool any = rows_next(r) && rows_int(r, 0);
	TRY(rows_err(r, f));
	if (!any)
		return fail_set(f, E_ABSENT, "store.empty", "数据库是空的，里面还没有云管的数据；先用 yunguan serve 或 yunguan demo 建立，或从备份恢复。");
	TRY(last_number(d, feature, f, &last));
	TRY(not_newer(feature, rows, last, f));
	for (const struct migration *m = rows; m->sql; m++)
		ours = m->number;
	return last == ours ? OK :
	       fail_set(f, E_CONFLICT, "store.older", "数据库由较早的版本写成（“%s”到第 %" PRId64 " 步，这个版本要第 %" PRId64 " 步），先备份，再运行 yunguan migrate 或启动服务。", feature, last, ours);
}

enum err store_migrate(struct db *d, const char *feature, const struct migration *rows, struct instant now, struct fail *f, int *ran)
{
	*ran = 0;
	TRY(db_begin(d, f));
	enum err e = run_steps(d, feature, rows, now, f, ran);
	if (e == OK)
		return db_commit(d, f);
	db_rollback(d);
	*ran = 0;
	return e;
}
