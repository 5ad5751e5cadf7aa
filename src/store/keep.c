/* Keeping: online backup, restore, check, and the emptying that tests ask for. */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>
#include "port/port.h"
#include "store/store_in.h"

static enum err sqlite_path(const char *url, const char *what, struct fail *f, const char **path)
{
	if (strncmp(url, "sqlite:", 7) != 0)
		return fail_set(f, E_INVALID, "store.keep", "%s只用于 SQLite；PostgreSQL 请用 pg_dump 和 pg_restore。", what);
	*path = url + 7;
	return OK;
}

static enum err whole(sqlite3 *h, const char *path, struct fail *f)
{
	sqlite3_stmt *st = NULL;
	bool ok = sqlite3_prepare_v2(h, "PRAGMA integrity_check(1)", -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
		  strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
	enum err e = ok ? OK : fail_set(f, E_CORRUPT, "store.damaged", "文件 %s 不是完好的数据库：%.150s", path, sqlite3_errmsg(h));

	sqlite3_finalize(st);
	return e;
}

/* Copies page by page while others read and write; a change restarts the copy, which the library does by itself. */
static enum err copy(sqlite3 *from, sqlite3 *to, struct fail *f)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc = SQLITE_ERROR;

	if (b) {
		do {
			rc = sqlite3_backup_step(b, 4096);
			if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
				sqlite3_sleep(20);
		} while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
		sqlite3_backup_finish(b);
	}
	if (rc == SQLITE_DONE)
		return OK;
	return rc == SQLITE_FULL ? store_full(f) : fail_set(f, E_CORRUPT, "store.backup", "备份没有完成：%.150s", sqlite3_errmsg(to));
}

static enum err copy_file(const char *from, const char *to, struct fail *f)
{
	sqlite3 *src = NULL, *dst = NULL;
	char temp[4096];
	enum err e = OK;

	if (snprintf(temp, sizeof temp, "%s.part", to) >= (int)sizeof temp)
		return fail_set(f, E_INVALID, "file.name", "文件名太长：%s", to);
	unlink(temp);
	if (!file_exists(from))
		return fail_set(f, E_ABSENT, "store.absent", "没有文件 %s。", from);
	if (sqlite3_open_v2(from, &src, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK || sqlite3_open(temp, &dst) != SQLITE_OK)
		e = fail_set(f, E_CORRUPT, "store.open", "打不开 %s 或写不了 %s。", from, temp);
	if (e == OK)
		sqlite3_busy_timeout(src, 5000);
	if (e == OK)
		e = whole(src, from, f);
	if (e == OK)
		e = copy(src, dst, f);
	/* A copy carries no journal of its own, so that the one file is all there is. */
	if (e == OK)
		sqlite3_exec(dst, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	if (e == OK)
		e = whole(dst, temp, f);
	sqlite3_close(dst);
	sqlite3_close(src);
	if (e == OK && rename(temp, to) != 0)
		e = fail_set(f, E_CORRUPT, "file.write", "写不了文件 %s。", to);
	if (e != OK)
		unlink(temp);
	return e;
}

enum err store_backup(const char *url, const char *to_path, struct fail *f)
{
	const char *path = NULL;

	TRY(sqlite_path(url, "backup ", f, &path));
	return copy_file(path, to_path, f);
}

enum err store_restore(const char *from_path, const char *url, struct fail *f)
{
	const char *path = NULL;
	char lock[4096], kept[4096], side[4096];
	int fd = -1;

	TRY(sqlite_path(url, "restore ", f, &path));
	snprintf(lock, sizeof lock, "%s.lock", path);
	snprintf(kept, sizeof kept, "%s.before-restore", path);
	TRY(file_lock(lock, &fd, f));
	enum err e = OK;
	if (file_exists(path)) {
		/* Through the library, so that what is still in the journal comes along. */
		e = copy_file(path, kept, f);
		if (e == E_CORRUPT) {
			fail_clear(f);
			e = rename(path, kept) == 0 ? OK : fail_set(f, E_CORRUPT, "file.write", "移不开原来的数据库 %s。", path);
		}
	}
	if (e == OK) {
		for (int i = 0; i < 2; i++) {
			snprintf(side, sizeof side, "%s-%s", path, i ? "shm" : "wal");
			unlink(side);
		}
		e = copy_file(from_path, path, f);
	}
	file_unlock(&fd);
	return e;
}

enum err store_check(struct db *d, struct fail *f)
{
	static const struct stmt sqlite = { "PRAGMA integrity_check(1)" }, pg = { "SELECT 'ok'" };
	CLEANUP(rows_donep) struct rows *r = NULL;

	TRY(db_rows(d, d->store->engine == ENGINE_SQLITE ? &sqlite : &pg, NO_VALS, f, &r));
	if (rows_next(r) && str_is(rows_str(r, 0), "ok"))
		return OK;
	TRY(rows_err(r, f));
	return fail_set(f, E_CORRUPT, "store.damaged", "数据库文件已损坏：" STR_FMT, STR_ARG(utf8_head(rows_str(r, 0), 150)));
}

enum err store_wipe(const char *url, struct fail *f)
{
	char side[4096];

	if (strncmp(url, "sqlite:", 7) == 0) {
		static const char *const ends[] = { "", "-wal", "-shm", ".lock" };
		for (size_t i = 0; i < COUNT(ends); i++) {
			snprintf(side, sizeof side, "%s%s", url + 7, ends[i]);
			unlink(side);
		}
		return OK;
	}
	PGconn *conn = PQconnectdb(url);
	PGresult *res = PQexec(conn, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	enum err e = PQresultStatus(res) == PGRES_COMMAND_OK ? OK : fail_set(f, E_BUSY, "store.connect", "清空不了数据库：%.200s", PQerrorMessage(conn));
	PQclear(res);
	PQfinish(conn);
	return e;
}
